/*
 * The roles of the seal system.  A person's certificate carries them in an
 * extension of ours, so that keyd need not believe a database.
 */
#ifndef TRUST_ROLE_H
#define TRUST_ROLE_H

enum role {
	ROLE_APPLICANT,		/* 使用单位经办人 */
	ROLE_REQUESTER,		/* 用章申请人 */
	ROLE_REVIEWER,		/* 用章审核员 */
	ROLE_KEEPER,		/* 保管人 */
	ROLE_CHECKER,		/* 核验人员 */
	ROLE_MAKER,		/* 制作人员 */
	ROLE_APPROVER,		/* 审批人员 */
	ROLE_RA_OPERATOR,	/* RA操作员 */
	ROLE_RA_ADMIN,		/* RA管理员 */
	ROLE_BUSINESS_ADMIN,	/* 业务管理员 */
	ROLE_AUDIT_ADMIN,	/* 审计管理员 */
	ROLE_SYSTEM_ADMIN,	/* 系统管理员 */
	ROLE_SUPERVISOR,	/* 监管单位人员 */
	ROLE__N
};

#define ROLE_BIT(r)	(1u << (r))
#define ROLE_NONE	0u
#define ROLE_ANY	((1u << ROLE__N) - 1)	/* whoever is signed in */

/* "checker" and 核验人员; NULL outside the list. */
const char	*role_name(enum role r);
const char	*role_label(enum role r);
/* By name; ROLE__N where there is none. */
enum role	 role_find(const char *name);
/* The first of ROLE_BIT()s; ROLE__N where there is none. */
enum role	 role_first(unsigned roles);
/*
 * A sentence naming the rule where one account may not hold all of these
 * business, audit and system administration are apart);
 * NULL where it may.
 */
const char	*role_conflict(unsigned roles);

#endif

/* The roles; see role.h. */
#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "trust/role.h"

static const struct {
	const char	*name, *label;
} roles[] = {
	[ROLE_APPLICANT] = { "applicant", "单位经办人" },
	[ROLE_REQUESTER] = { "requester", "用章申请人" },
	[ROLE_REVIEWER] = { "reviewer", "用章审核员" },
	[ROLE_KEEPER] = { "keeper", "印章保管人" },
	[ROLE_CHECKER] = { "checker", "核验人员" },
	[ROLE_MAKER] = { "maker", "制作人员" },
	[ROLE_APPROVER] = { "approver", "审批人员" },
	[ROLE_RA_OPERATOR] = { "ra-operator", "RA操作员" },
	[ROLE_RA_ADMIN] = { "ra-admin", "RA管理员" },
	[ROLE_BUSINESS_ADMIN] = { "business-admin", "业务管理员" },
	[ROLE_AUDIT_ADMIN] = { "audit-admin", "审计管理员" },
	[ROLE_SYSTEM_ADMIN] = { "system-admin", "系统管理员" },
	[ROLE_SUPERVISOR] = { "supervisor", "监管人员" },
};

_Static_assert(NITEMS(roles) == ROLE__N, "a role has no name");

/* Which roles exclude which others; read both ways. */
static const struct {
	unsigned	 one, others;
	const char	*why;
} conflicts[] = {
	{ ROLE_BIT(ROLE_AUDIT_ADMIN), ROLE_ANY & ~ROLE_BIT(ROLE_AUDIT_ADMIN),
	  "审计管理员不得兼任其他岗位（LD/T 01.1 第9.4条）" },
	{ ROLE_BIT(ROLE_SYSTEM_ADMIN), ROLE_ANY & ~ROLE_BIT(ROLE_SYSTEM_ADMIN),
	  "系统管理员不得兼任其他岗位（LD/T 01.1 第9.4条）" },
	{ ROLE_BIT(ROLE_RA_ADMIN), ROLE_BIT(ROLE_RA_OPERATOR),
	  "RA管理员审核RA操作员的证书，两者不得由一人兼任" },
};

const char *
role_name(enum role r)
{
	return r < ROLE__N ? roles[r].name : NULL;
}

const char *
role_label(enum role r)
{
	return r < ROLE__N ? roles[r].label : NULL;
}

enum role
role_find(const char *name)
{
	enum role	 r;

	for (r = 0; r < ROLE__N; r++)
		if (strcmp(roles[r].name, name) == 0)
			break;
	return r;
}

enum role
role_first(unsigned held)
{
	enum role	 r;

	for (r = 0; r < ROLE__N; r++)
		if (held & ROLE_BIT(r))
			break;
	return r;
}

const char *
role_conflict(unsigned held)
{
	size_t	 i;

	for (i = 0; i < NITEMS(conflicts); i++)
		if ((held & conflicts[i].one) && (held & conflicts[i].others))
			return conflicts[i].why;
	return NULL;
}

/* T2, the life of a seal, and T3, one use of it. */
#include <stddef.h>

#include "base/fault.h"
#include "seal/local.h"
#include "seal/table.h"
#include "trust/role.h"

#define KEEPER		ROLE_BIT(ROLE_KEEPER)
#define RA		ROLE_BIT(ROLE_RA_OPERATOR)
#define REVIEWER	ROLE_BIT(ROLE_REVIEWER)
#define REQUESTER	ROLE_BIT(ROLE_REQUESTER)
#define SYSTEM		FLOW_SYSTEM

/*
 * T2.  Who may raise an event is decided by the request that carries it
 * (T1), so every row here is raised by the system in its transaction; the
 * guards of release stand in T1 too.  S6 is derived (seal_state_now): no row
 * leads there, and a row from there is asked for what is over by the clock.
 */
static const struct flow_row seal_rows[] = {
	{ FLOW_NEW, SE_BEGIN, S0_MAKING, SYSTEM, NULL, 0 },
	{ FLOW_NEW, SE_TAKE_OVER, S3_ACTIVE, SYSTEM, NULL, 0 },
	{ S0_MAKING, SE_MADE, S1_MADE, SYSTEM, NULL, 0 },
	{ S0_MAKING, SE_FAIL, S0_MAKING, SYSTEM, NULL, 0 },
	{ S0_MAKING, SE_DROP, S7_REVOKED, SYSTEM, NULL, 0 },
	{ S1_MADE, SE_DELIVER, S2_DELIVERED, SYSTEM, NULL, 0 },
	{ S1_MADE, SE_REVOKE, S7_REVOKED, SYSTEM, NULL, 0 },
	{ S2_DELIVERED, SE_ACTIVATE, S3_ACTIVE, SYSTEM, NULL, 0 },
	{ S2_DELIVERED, SE_REVOKE, S7_REVOKED, SYSTEM, NULL, 0 },
	{ S3_ACTIVE, SE_USE, S3_ACTIVE, SYSTEM, NULL, 0 },
	{ S3_ACTIVE, SE_SUSPEND, S5_SUSPENDED, SYSTEM, NULL, 0 },
	{ S3_ACTIVE, SE_RENEW, S3_ACTIVE, SYSTEM, NULL, 0 },
	{ S3_ACTIVE, SE_LOSE, S4_LOST, SYSTEM, NULL, 0 },
	{ S3_ACTIVE, SE_REVOKE, S7_REVOKED, SYSTEM, NULL, 0 },
	{ S4_LOST, SE_FIND, S3_ACTIVE, SYSTEM, NULL, 0 },
	{ S4_LOST, SE_FIND, S5_SUSPENDED, SYSTEM, NULL, 0 },
	{ S4_LOST, SE_REPLACED, S7_REVOKED, SYSTEM, NULL, 0 },
	{ S4_LOST, SE_REVOKE, S7_REVOKED, SYSTEM, NULL, 0 },
	{ S5_SUSPENDED, SE_RESUME, S3_ACTIVE, SYSTEM, NULL, 0 },
	{ S5_SUSPENDED, SE_LOSE, S4_LOST, SYSTEM, NULL, 0 },
	{ S5_SUSPENDED, SE_REVOKE, S7_REVOKED, SYSTEM, NULL, 0 },
	{ S6_EXPIRED, SE_RENEW, S3_ACTIVE, SYSTEM, NULL, 0 },
	{ S6_EXPIRED, SE_LAPSE, S7_REVOKED, SYSTEM, NULL, 0 },
	{ S6_EXPIRED, SE_REPLACED, S7_REVOKED, SYSTEM, NULL, 0 },
	{ S6_EXPIRED, SE_REVOKE, S7_REVOKED, SYSTEM, NULL, 0 },
};

const struct flow flow_seal = {
	.name = "seal",
	.states = seal_states, .nstates = SEAL_STATE__N,
	.events = seal_events, .nevents = SEAL_EVENT__N,
	.rows = seal_rows, .nrows = NITEMS(seal_rows),
};

/* --- T3 ---------------------------------------------------------------- */

#define FACTS(v) const struct use_facts *(v) = subject; (void)act

static const char *
own_use(const void *subject, const void *act)
{
	FACTS(u);
	return u->own ? NULL : "只有用章申请人本人可以办理这一步";
}

static const char *
may_submit(const void *subject, const void *act)
{
	FACTS(u);
	if (u->incomplete != NULL)
		return u->incomplete;
	if (!u->has_reviewer)
		return "本单位尚未指定用章审核员，请联系本单位管理人员指定后再提交";
	if (u->seal_no != NULL)
		return u->seal_no;
	return own_use(subject, act);
}

static const char *
may_take(const void *subject, const void *act)
{
	FACTS(u);
	if (u->own)
		return "不得审核本人提交的用章申请";
	return u->listed ? NULL : "这一步由本单位指定的其他审核员审核";
}

static const char *
may_agree(const struct use_facts *u)
{
	if (u->own)
		return "不得审核本人提交的用章申请";
	if (u->agreed)
		return "您已审核过前一步，这一步须由他人审核";
	if (!u->reviewer)
		return "这件用章申请正由他人审核";
	return u->seal_no;
}

/* the last of the unit's steps, or one before it. */
static const char *
agrees_last(const void *subject, const void *act)
{
	const char	*no = may_agree(subject);
	FACTS(u);

	return no != NULL ? no : u->done + 1 < u->steps ?
	    "还有后续的审核步骤" : NULL;
}

static const char *
agrees_on(const void *subject, const void *act)
{
	const char	*no = may_agree(subject);
	FACTS(u);

	return no != NULL ? no : u->done + 1 < u->steps ? NULL :
	    "没有后续的审核步骤";
}

static const char *
may_refuse(const void *subject, const void *act)
{
	FACTS(u);
	if (u->own)
		return "不得审核本人提交的用章申请";
	if (!u->reviewer)
		return "这件用章申请正由他人审核";
	return u->has_opinion ? NULL : "不同意时请填写意见";
}

/* Whoever stamps; R-236: on a phone nobody, for want of an approved module. */
static const char *
may_be_stamped(const struct use_facts *u)
{
	if (u->overdue)
		return "审核同意后已超过期限，请重新申请";
	if (!u->same_file)
		return "文件与审核同意的不一致，不能盖章";
	if (u->phone)
		return "手机上没有经批准的密码模块，不能盖章，请改用电脑";
	return u->seal_no;
}

static const char *
may_stamp(const void *subject, const void *act)
{
	FACTS(u);
	const char	*no = may_be_stamped(u);

	return no != NULL ? no : own_use(subject, act);
}

static const char *
keeper_may_stamp(const void *subject, const void *act)
{
	FACTS(u);
	const char	*no = may_be_stamped(u);

	(void)act;
	if (no != NULL)
		return no;
	if (!u->keeper)
		return "您不是这枚印章的保管人";
	return u->checks_ticked ? NULL :
	    "请逐项核对申请人、文件、审核人和印章名称后再盖章";
}

/* what a business step stamps, without a person. */
static const char *
grant_covers(const void *subject, const void *act)
{
	FACTS(u);
	if (u->grant_no != NULL)
		return u->grant_no;
	if (!u->same_file)
		return "文件与登记的不一致，不能盖章";
	return u->seal_no;
}

static const char *
use_overdue(const void *subject, const void *act)
{
	FACTS(u);
	return u->overdue ? NULL : "尚未到期";
}

static const struct flow_row use_rows[] = {
	{ FLOW_NEW, UE_CREATE, U0_DRAFT, REQUESTER, NULL, 0 },
	{ U0_DRAFT, UE_SUBMIT, U1_SUBMITTED, REQUESTER, may_submit, 0 },
	{ U0_DRAFT, UE_WITHDRAW, U7_WITHDRAWN, REQUESTER, own_use, 0 },
	{ U0_DRAFT, UE_STAMP_AUTO, U5_STAMPED, SYSTEM, grant_covers, 0 },
	{ U1_SUBMITTED, UE_TAKE, U2_REVIEW, REVIEWER, may_take, 0 },
	{ U1_SUBMITTED, UE_WITHDRAW, U7_WITHDRAWN, REQUESTER, own_use, 0 },
	{ U2_REVIEW, UE_APPROVE, U3_APPROVED, REVIEWER, agrees_last, 0 },
	{ U2_REVIEW, UE_APPROVE, U2_REVIEW, REVIEWER, agrees_on, 0 },
	{ U2_REVIEW, UE_REFUSE, U4_REFUSED, REVIEWER, may_refuse, 0 },
	{ U2_REVIEW, UE_WITHDRAW, U7_WITHDRAWN, REQUESTER, own_use, 0 },
	{ U3_APPROVED, UE_STAMP, U5_STAMPED, REQUESTER, may_stamp, 0 },
	{ U3_APPROVED, UE_STAMP_KEEPER, U5_STAMPED, KEEPER,
	  keeper_may_stamp, 0 },
	{ U3_APPROVED, UE_LAPSE, U6_EXPIRED, SYSTEM, use_overdue, 0 },
};

const struct flow flow_use = {
	.name = "use",
	.states = use_states, .nstates = USE_STATE__N,
	.events = use_events, .nevents = USE_EVENT__N,
	.rows = use_rows, .nrows = NITEMS(use_rows),
};

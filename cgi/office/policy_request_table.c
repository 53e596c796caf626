/* How a change of rules moves, and what is decided of it; policy_request.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "office/local.h"

#define ADMIN	ROLE_BIT(ROLE_BUSINESS_ADMIN)
#define FACTS(v) const struct policy_request_facts *(v) = subject; (void)act

static const struct flow_word request_states[] = {
	[PR_PROPOSED] = { "proposed", "待批准" },
	[PR_APPROVED] = { "approved", "已批准，待生效" },
	[PR_APPLIED] = { "applied", "已生效" },
	[PR_REFUSED] = { "refused", "未批准" },
	[PR_WITHDRAWN] = { "withdrawn", "已撤回" },
	[PR_REPLACED] = { "replaced", "已重新提出" },
	[PR_LAPSED] = { "lapsed", "已失效" },
};
_Static_assert(NITEMS(request_states) == PR_STATE__N, "words");

static const struct flow_word request_events[] = {
	[PE_PROPOSE] = { "propose", "提出" },
	[PE_AGAIN] = { "again", "重新提出" },
	[PE_APPROVE] = { "approve", "批准" },
	[PE_REFUSE] = { "refuse", "不批准" },
	[PE_WITHDRAW] = { "withdraw", "撤回" },
	[PE_APPLY] = { "apply", "生效" },
	[PE_LAPSE] = { "lapse", "失效" },
};
_Static_assert(NITEMS(request_events) == PE_EVENT__N, "words");

static const char *
may_approve(const void *subject, const void *act)
{
	FACTS(q);
	if (q->own)
		return "不能批准自己提出的修改，须由另一名业务管理员批准";
	if (q->past)
		return "生效日期已过，请提出人改期后重新提出";
	return q->stale ? "提出以后规则已有新的版本，请提出人按现行值重新提出" :
	    NULL;
}

static const char *
may_refuse(const void *subject, const void *act)
{
	FACTS(q);
	if (q->own)
		return "这是您自己提出的修改，不要的可以撤回";
	return q->has_reason ? NULL : "请写明不批准的理由";
}

static const char *
may_withdraw(const void *subject, const void *act)
{
	FACTS(q);
	if (!q->own)
		return "只有提出人可以撤回";
	return q->has_reason ? NULL : "请写明撤回的理由";
}

static const char *
may_again(const void *subject, const void *act)
{
	FACTS(q);
	if (!q->own)
		return "只有提出人可以重新提出";
	return q->stale || q->past ? NULL :
	    "提出以后规则没有变过，等待批准即可，不用重新提出";
}

static const char *
is_own(const void *subject, const void *act)
{
	FACTS(q);
	return q->own ? NULL : "只有提出人可以重新提出";
}

static const char *
is_due(const void *subject, const void *act)
{
	FACTS(q);
	if (!q->due)
		return "生效日期还没有到";
	return q->moved ? "批准以后规则已有改动" : NULL;
}

static const char *
has_moved(const void *subject, const void *act)
{
	FACTS(q);
	return q->due && q->moved ? NULL : "批准以后规则没有改动";
}

static const struct flow_row request_rows[] = {
	{ FLOW_NEW, PE_PROPOSE, PR_PROPOSED, ADMIN, NULL, 0 },
	{ PR_PROPOSED, PE_APPROVE, PR_APPROVED, ADMIN, may_approve, 0 },
	{ PR_PROPOSED, PE_REFUSE, PR_REFUSED, ADMIN, may_refuse, 0 },
	{ PR_PROPOSED, PE_WITHDRAW, PR_WITHDRAWN, ADMIN, may_withdraw, 0 },
	{ PR_PROPOSED, PE_AGAIN, PR_REPLACED, ADMIN, may_again, 0 },
	{ PR_APPROVED, PE_WITHDRAW, PR_WITHDRAWN, ADMIN, may_withdraw, 0 },
	{ PR_APPROVED, PE_APPLY, PR_APPLIED, FLOW_SYSTEM, is_due, 0 },
	{ PR_APPROVED, PE_LAPSE, PR_LAPSED, FLOW_SYSTEM, has_moved, 0 },
	{ PR_LAPSED, PE_AGAIN, PR_REPLACED, ADMIN, is_own, 0 },
};

const struct flow flow_policy = {
	.name = "policy",
	.states = request_states, .nstates = PR_STATE__N,
	.events = request_events, .nevents = PE_EVENT__N,
	.rows = request_rows, .nrows = NITEMS(request_rows),
};

int
policy_request_moved(const struct policy_request *q, int64_t version,
    const char *const *now)
{
	size_t	 i;

	if (q->profile != NULL)
		return version != q->seen;
	for (i = 0; i < q->n; i++)
		if (strcmp(q->values[i].was, now[i]) != 0)
			return 1;
	return 0;
}

const char *
policy_day_unfit(int64_t day, int64_t now)
{
	const int64_t	 today = calendar_midnight(now);

	if (day == 0)
		return NULL;
	if (day < today)
		return "生效日期不能早于今天";
	return day > calendar_add_months(today, POLICY_AHEAD) ?
	    "生效日期最远在两年以内，请核对" : NULL;
}

int
policy_request_past(const struct policy_request *q, int64_t now)
{
	return q->due != 0 && now >= q->due + MS_DAY;
}

int
policy_request_due(const struct policy_request *q, int64_t now)
{
	return now >= q->due;
}

enum status
policy_request_digest(const struct policy_request *q, struct pool *pool,
    unsigned char out[DIGEST_LEN], struct fault *f)
{
	struct digest_field	*d = pool_array(pool, 6 + 2 * q->n,
				    sizeof(*d));
	const char		*was;
	size_t			 n = 0, i;

	if (d == NULL)
		return fault_set(f, ST_BROKEN, "policy: past the pool");
	d[n++] = digest_text("id", q->id);
	d[n++] = digest_text("profile", q->profile);
	d[n++] = digest_int("version", q->seen);
	d[n++] = digest_int("due", q->due);
	d[n++] = digest_text("reason", q->reason);
	d[n++] = digest_text("replaces", q->replaces);
	for (i = 0; i < q->n; i++) {
		was = pool_printf(pool, "%s.was", q->values[i].rule);
		if (was == NULL)
			return fault_set(f, ST_BROKEN,
			    "policy: past the pool");
		d[n++] = digest_text(was, q->values[i].was);
		d[n++] = digest_text(q->values[i].rule, q->values[i].value);
	}
	return digest_fields("policy", d, n, out, f);
}

/*
 * Approved changes of rules on their day: put in force once, whichever
 * instance comes first, also days late; where what one was decided upon is
 * no more, it lapses.  What two people signed names the day, so the clock
 * signs nothing of its own.
 */
#include "base/clock.h"
#include "base/log.h"
#include "office/office.h"
#include "work/rules.h"
#include "work/timed_local.h"

static enum status
lapse(struct timed *t, struct policy_request *q)
{
	const struct policy_request_facts facts = { .due = 1, .moved = 1 };
	struct policy_step	 step = {
		.person = NULL, .note = "批准以后规则已有改动",
	};
	const char		*why;

	if (flow_ask(&flow_policy, q->state, PE_LAPSE, FLOW_SYSTEM, &facts,
	    NULL, &step.row, &why) != FLOW_YES)
		return fault_set(&t->fault, ST_CONFLICT, "%s: %s", q->id,
		    why);
	return policy_request_move(t->office, q, &step, &t->fault);
}

static const char *
told(struct timed *t, const struct policy_request *q)
{
	return q->state == PR_APPLIED ? pool_printf(t->pool,
	    "第 %lld 号规则修改到期生效（第 %lld 版）", (long long)q->number,
	    (long long)q->version) : pool_printf(t->pool,
	    "第 %lld 号规则修改没有生效：批准以后规则已有改动，请提出人按现行值重新提出",
	    (long long)q->number);
}

/* Within one transaction: what it was decided upon, and its end. */
static enum status
move(struct timed *t, struct policy_request *q)
{
	const int64_t		 version = policy_version(t->office);
	struct audit_entry	 entry = {
		.kind = "policy-request", .object = q->id, .result = "ok",
	};
	const char *const	*now;
	enum status		 st;

	st = policy_request_now(t->office, t->pool, q, &now, &t->fault);
	if (st != ST_OK)
		return st;
	st = policy_request_moved(q, version, now) ? lapse(t, q) :
	    policy_request_apply(t->office, q, version, &t->fault);
	if (st == ST_OK)
		st = rules_tell(t->office, t->pool, q, NULL, told(t, q),
		    &t->fault);
	entry.action = q->state == PR_APPLIED ? "policy.change" :
	    "policy.lapse";
	entry.reason = pool_printf(t->pool, "第 %lld 版；%s",
	    (long long)(q->state == PR_APPLIED ? q->version : version),
	    rules_trail_words(t->pool, q));
	return st == ST_OK ? audit_add(t->office, &t->actor, &entry,
	    &t->fault) : st;
}

/* Loaded anew: another instance may have been here. */
static enum status
take(struct timed *t, const char *id, int *done)
{
	struct policy_request	 q;
	enum status		 st;

	*done = 0;
	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	st = policy_request_load(t->office, t->pool, id, &q, &t->fault);
	if (st == ST_OK)
		st = q.state != PR_APPROVED ? ST_CONFLICT : move(t, &q);
	st = store_end(t->office, st, &t->fault);
	*done = st == ST_OK;
	return st == ST_CONFLICT ? ST_OK : st;
}

enum status
timed_policies(struct timed *t, int64_t *n)
{
	struct policy_request	*list;
	size_t			 i, k;
	enum status		 st;
	int			 done = 0;

	st = policy_request_ready(t->office, t->pool, clock_now(), &list, &k,
	    &t->fault);
	for (i = 0; st == ST_OK && i < k; i++) {
		if (take(t, list[i].id, &done) != ST_OK)
			log_line(LOG_ERROR, "policy request %lld: %s",
			    (long long)list[i].number, t->fault.text);
		*n += done;
	}
	return st;
}

/* Proposing and deciding changes of rules; see rules.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "trust/action.h"
#include "work/case.h"
#include "work/people.h"
#include "work/rules.h"
#include "work/tell.h"

#define ADMIN	ROLE_BIT(ROLE_BUSINESS_ADMIN)
#define KIND	"policy-request"

static enum status
refuse(struct req *r, int event, const char *object, enum status st,
    const char *why)
{
	audit_refusal(r->db, r->actor, pool_printf(r->pool, "policy.%s",
	    flow_policy.events[event].name), KIND, object, why);
	return fault_set(r->fault, st, "%s: %s", object, why);
}

const char *
rules_trail_words(struct pool *pool, const struct policy_request *q)
{
	const char	*out = q->profile == NULL ? "" : q->profile;
	size_t		 i;

	for (i = 0; i < q->n && out != NULL; i++)
		out = pool_printf(pool, "%s%s%s=%s", out, *out == '\0' ? "" :
		    " ", q->values[i].rule, q->values[i].value);
	return out == NULL ? NULL : pool_printf(pool, "%s；%s", out,
	    q->reason);
}

enum status
rules_tell(struct store *db, struct pool *pool,
    const struct policy_request *q, const char *but, const char *text,
    struct fault *f)
{
	const struct tell	 t = {
		.db = db, .pool = pool, .fault = f, .kind = "policy",
		.text = text, .link = pool_printf(pool,
		    "/admin/policy-request/%s", q->id),
	};

	return tell_role(&t, ROLE_BUSINESS_ADMIN, but);
}

/* --- proposing --------------------------------------------------------------- */

/* All of a profile, as values. */
static enum status
values_of_profile(struct req *r, const struct policy_profile *p,
    const struct policy_value **out, size_t *n)
{
	struct policy_value		*v = pool_array(r->pool,
					    POLICY_RULES, sizeof(*v));
	const struct policy_rule	*rule;

	*out = v;
	if (v == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	for (*n = 0; (rule = policy_nth(*n)) != NULL; (*n)++)
		v[*n] = (struct policy_value){
			rule->name, policy_profile_value(p, rule)
		};
	return ST_OK;
}

/* One value that is not in force yet into the request. */
static enum status
add_value(struct req *r, const struct policy_value *v,
    struct policy_request *q, const char **field, const char **why)
{
	const struct policy_rule	*rule = policy_find(v->rule);
	struct policy_was		*to = &q->values[q->n];
	enum status			 st;
	int				 yes;

	*field = v->rule;
	if (rule == NULL) {
		*why = "没有这条规则";
		return ST_CONFLICT;
	}
	if ((st = policy_value_known(r->db, rule, v->value, q->profile, &yes,
	    r->fault)) != ST_OK)
		return st;
	if (!yes) {
		*why = "这条规则不能取这个值";
		return ST_CONFLICT;
	}
	to->rule = rule->name;
	to->value = v->value;
	st = policy_text(r->db, r->pool, rule->name, &to->was, r->fault);
	if (st == ST_OK && strcmp(to->was, to->value) != 0)
		q->n++;
	return st;
}

static enum status
add_values(struct req *r, const struct policy_value *v, size_t n,
    struct policy_request *q, const char **field, const char **why)
{
	enum status	 st = ST_OK;
	size_t		 i;

	q->values = pool_array(r->pool, POLICY_RULES + 1,
	    sizeof(*q->values));
	if (q->values == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	for (i = 0; st == ST_OK && i < n && i < POLICY_RULES; i++)
		st = add_value(r, &v[i], q, field, why);
	if (st != ST_OK)
		return st;
	*field = n == 1 ? v[0].rule : NULL;
	if (q->n == 0 && q->profile == NULL)
		*why = n == 1 ? "与现行值相同" : "没有改动：各条都与现行值相同";
	return *why == NULL ? ST_OK : ST_CONFLICT;
}

/* What the proposal may not be, before anything is signed. */
static enum status
compose(struct req *r, const struct rules_wish *w, struct policy_profile *p,
    struct policy_request *q, const char **field, const char **why)
{
	const struct policy_value	*v = w->values;
	size_t				 n = w->n;
	enum status			 st = ST_OK;

	*field = "day";
	if ((*why = policy_day_unfit(w->day, clock_now())) != NULL)
		return ST_CONFLICT;
	*field = NULL;
	if (w->seen != policy_version(r->db)) {
		*why = "规则刚刚有了新的版本，请核对现行值后再提出";
		return ST_CONFLICT;
	}
	if (w->profile != NULL) {
		st = policy_profile_load(r->db, r->pool, w->profile, p,
		    r->fault);
		if (st == ST_ABSENT)
			*why = "没有这个地区方案";
		if (st == ST_OK && v == NULL)
			st = values_of_profile(r, p, &v, &n);
	}
	if (st != ST_OK)
		return *why == NULL ? st : ST_CONFLICT;
	return add_values(r, v, n, q, field, why);
}

/* The one this stands for ends with it. */
static enum status
end_old(struct req *r, struct policy_request *old,
    const struct policy_request *q, const char *said)
{
	const struct policy_request_facts facts = { .own = 1, .stale = 1 };
	struct policy_step	 step = {
		.person = r->actor->person, .statement = said,
	};
	const char		*why;

	if (flow_ask(&flow_policy, old->state, PE_AGAIN, r->actor->roles,
	    &facts, NULL, &step.row, &why) != FLOW_YES)
		return fault_set(r->fault, ST_CONFLICT, "%s: %s", old->id,
		    why);
	step.note = pool_printf(r->pool, "由第 %lld 号代替",
	    (long long)q->number);
	return policy_request_move(r->db, old, &step, r->fault);
}

static enum status
write_proposal(struct req *r, const struct rules_wish *w,
    const struct policy_profile *p, struct policy_request *q,
    struct bytes said)
{
	char			 id[ID_LEN + 1];
	const struct audit_entry entry = {
		.action = "policy.propose", .kind = KIND, .object = q->id,
		.result = "ok", .reason = rules_trail_words(r->pool, q),
	};
	enum status		 st;

	st = statement_keep(r->db, q->id, said, id, r->fault);
	if (st == ST_OK && w->profile != NULL)
		st = policy_profile_hold(r->db, p, r->fault);
	if (st == ST_OK && policy_version(r->db) != q->seen)
		st = fault_set(r->fault, ST_CONFLICT, "the rules moved");
	if (st == ST_OK)
		st = policy_request_add(r->db, q, id, r->fault);
	if (st == ST_OK && w->old != NULL)
		st = end_old(r, w->old, q, id);
	if (st == ST_OK)
		st = rules_tell(r->db, r->pool, q, r->actor->person,
		    pool_printf(r->pool, "%s提出修改规则（第 %lld 号），等待"
		    "另一名业务管理员批准", r->actor->name,
		    (long long)q->number), r->fault);
	return st == ST_OK ? audit_add(r->db, r->actor, &entry, r->fault) :
	    st;
}

enum status
rules_propose(struct req *r, const struct rules_wish *w, const char **id,
    const char **field, const char **why)
{
	struct policy_profile	 p;
	struct policy_request	 q = {
		.profile = w->profile, .seen = w->seen, .due = w->day,
		.reason = w->reason, .proposer = r->actor->person,
		.replaces = w->old == NULL ? NULL : w->old->id,
	};
	char			*new = pool_alloc(r->pool, ID_LEN + 1);
	unsigned char		 digest[DIGEST_LEN];
	struct bytes		 said;
	const char		*object = w->profile != NULL ? w->profile :
				    w->n == 1 ? w->values[0].rule : "rules";
	struct keyd		*keyd;
	enum status		 st;

	*field = *why = NULL;
	if (new == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if ((st = compose(r, w, &p, &q, field, why)) != ST_OK)
		return *why == NULL ? st : refuse(r, PE_PROPOSE, object, st,
		    *why);
	*field = NULL;
	id_new(new);
	q.id = *id = new;
	if ((st = policy_request_digest(&q, r->pool, digest, r->fault)) !=
	    ST_OK || (st = case_keyd(r, &keyd)) != ST_OK ||
	    (st = people_say(r, keyd, ACT_POLICY_CHANGE, ADMIN, q.id, digest,
	    bytes_of(NULL, 0), &said, why)) != ST_OK ||
	    (st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = store_end(r->db, write_proposal(r, w, &p, &q, said), r->fault);
	if (st == ST_CONFLICT) {
		*why = "规则或方案刚刚被他人修改，请核对现在的内容后再提出";
		return refuse(r, PE_PROPOSE, object, st, *why);
	}
	return st;
}

/* --- deciding ------------------------------------------------------------------ */

static struct policy_request_facts
facts_of(struct req *r, const struct policy_request *q)
{
	const int64_t	 now = clock_now();

	return (struct policy_request_facts){
		.own = strcmp(q->proposer, r->actor->person) == 0,
		.stale = q->seen != policy_version(r->db),
		.past = policy_request_past(q, now),
		.due = policy_request_due(q, now),
	};
}

int
rules_may(struct req *r, const struct policy_request *q, int event,
    const char **why)
{
	const struct flow_row		*row;
	struct policy_request_facts	 facts = facts_of(r, q);

	facts.has_reason = 1;
	return flow_ask(&flow_policy, q->state, event, r->actor->roles,
	    &facts, NULL, &row, why) == FLOW_YES;
}

static const char *const actions[PE_EVENT__N] = {
	[PE_APPROVE] = ACT_POLICY_APPROVE, [PE_REFUSE] = ACT_POLICY_REFUSE,
	[PE_WITHDRAW] = ACT_POLICY_WITHDRAW,
};

enum status
rules_decision_digest(struct req *r, const struct policy_request *q,
    const char *event, const char *note, unsigned char out[DIGEST_LEN])
{
	unsigned char		 what[DIGEST_LEN];
	const struct digest_field d[] = {
		digest_text("event", event),
		digest_bytes("request", bytes_of(what, sizeof(what))),
		digest_text("note", note),
	};
	enum status		 st;

	st = policy_request_digest(q, r->pool, what, r->fault);
	return st == ST_OK ? digest_fields("policy.decision", d, NITEMS(d),
	    out, r->fault) : st;
}

static enum status
sign(struct req *r, const struct policy_request *q, int event,
    const char *reason, struct bytes *said, const char **why)
{
	unsigned char	 digest[DIGEST_LEN];
	struct keyd	*keyd;
	enum status	 st;

	st = rules_decision_digest(r, q, flow_policy.events[event].name,
	    reason, digest);
	if (st == ST_OK)
		st = case_keyd(r, &keyd);
	return st == ST_OK ? people_say(r, keyd, actions[event], ADMIN,
	    q->id, digest, bytes_of(NULL, 0), said, why) : st;
}

/* What was put in force, as its own entry. */
static enum status
audit_applied(struct req *r, const struct policy_request *q)
{
	const struct audit_entry entry = {
		.action = "policy.change", .kind = KIND, .object = q->id,
		.result = "ok", .reason = pool_printf(r->pool,
		    "第 %lld 版；%s", (long long)q->version,
		    rules_trail_words(r->pool, q)),
	};

	return audit_add(r->db, r->actor, &entry, r->fault);
}

static const char *
told(struct req *r, const struct policy_request *q, int event)
{
	const long long	 n = q->number;

	switch (event) {
	case PE_APPROVE:
		return q->state == PR_APPLIED ? pool_printf(r->pool,
		    "%s批准了第 %lld 号规则修改，已经生效（第 %lld 版）",
		    r->actor->name, n, (long long)q->version) :
		    pool_printf(r->pool, "%s批准了第 %lld 号规则修改，%s生效",
		    r->actor->name, n, rules_day_words(r, q->due));
	case PE_REFUSE:
		return pool_printf(r->pool, "%s没有批准第 %lld 号规则修改",
		    r->actor->name, n);
	default:
		return pool_printf(r->pool, "%s撤回了第 %lld 号规则修改",
		    r->actor->name, n);
	}
}

static enum status
write_step(struct req *r, struct policy_request *q,
    const struct flow_row *row, const char *reason, struct bytes said)
{
	char			 id[ID_LEN + 1];
	const struct policy_step step = {
		.row = row, .person = r->actor->person, .note = reason,
		.statement = id,
	};
	const struct audit_entry entry = {
		.action = actions[row->event], .kind = KIND, .object = q->id,
		.result = "ok", .reason = reason != NULL ? reason :
		    rules_trail_words(r->pool, q),
	};
	enum status		 st;

	st = statement_keep(r->db, q->id, said, id, r->fault);
	if (st == ST_OK)
		st = policy_request_move(r->db, q, &step, r->fault);
	if (st == ST_OK && row->event == PE_APPROVE &&
	    policy_version(r->db) != q->seen)
		st = fault_set(r->fault, ST_CONFLICT, "the rules moved");
	if (st == ST_OK && row->event == PE_APPROVE &&
	    policy_request_due(q, clock_now()))
		st = policy_request_apply(r->db, q, q->seen, r->fault);
	if (st == ST_OK)
		st = rules_tell(r->db, r->pool, q, r->actor->person,
		    told(r, q, row->event), r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return st == ST_OK && q->state == PR_APPLIED ? audit_applied(r, q) :
	    st;
}

enum status
rules_take(struct req *r, struct policy_request *q, int event,
    const char *reason, const char **why)
{
	const struct flow_row		*row;
	struct policy_request_facts	 facts = facts_of(r, q);
	struct bytes			 said;
	enum flow_answer		 a;
	enum status			 st;

	*why = NULL;
	facts.has_reason = reason != NULL && *reason != '\0';
	a = flow_ask(&flow_policy, q->state, event, r->actor->roles, &facts,
	    NULL, &row, why);
	if (a != FLOW_YES)
		return refuse(r, event, q->id, a == FLOW_NO_ROLE ? ST_DENIED :
		    ST_CONFLICT, *why);
	if ((st = sign(r, q, event, reason, &said, why)) != ST_OK ||
	    (st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = store_end(r->db, write_step(r, q, row, reason, said), r->fault);
	if (st == ST_CONFLICT) {
		*why = "这项修改或者规则刚刚被他人办理，请核对现在的内容后再办";
		return refuse(r, event, q->id, st, *why);
	}
	return st;
}

/* The pages of changes of rules that were asked for; see rules.h. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "trust/statement.h"
#include "work/admin.h"
#include "work/case.h"
#include "work/local.h"
#include "work/people.h"
#include "work/rules.h"
#include "work/show.h"
#include "work/trace.h"

#define R(x)	ROLE_BIT(ROLE_##x)

struct deed_values {
	const char	*reason;
};
static const struct field deed_fields[] = {
	{ .name = "reason", .label = "理由", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 200,
	  .at = offsetof(struct deed_values, reason) },
};
const struct form rules_deed_form = {
	deed_fields, NITEMS(deed_fields), sizeof(struct deed_values), NULL
};

/* --- words ------------------------------------------------------------------ */

enum tone
rules_tone(int state)
{
	static const enum tone	 tones[PR_STATE__N] = {
		[PR_PROPOSED] = TONE_WAIT, [PR_APPROVED] = TONE_WAIT,
		[PR_APPLIED] = TONE_GOOD, [PR_REFUSED] = TONE_OVER,
		[PR_WITHDRAWN] = TONE_OVER, [PR_REPLACED] = TONE_OVER,
		[PR_LAPSED] = TONE_BAD,
	};

	return tones[state];
}

const char *
rules_day_words(struct req *r, int64_t due)
{
	char	 day[CALENDAR_TEXT];

	if (due == 0)
		return "批准后立即";
	calendar_date(due, day);
	return pool_printf(r->pool, "%s零点", day);
}

const char *
rules_profile_label(struct req *r, const char *name)
{
	struct policy_profile	 p;

	return policy_profile_load(r->db, r->pool, name, &p, r->fault) ==
	    ST_OK ? p.label : name;
}

const char *
rules_summary(struct req *r, const struct policy_request *q)
{
	const struct policy_rule *rule;

	if (q->profile != NULL)
		return pool_printf(r->pool, "启用地区方案“%s”",
		    rules_profile_label(r, q->profile));
	rule = q->n == 0 ? NULL : policy_find(q->values[0].rule);
	if (rule == NULL)
		return "";
	return q->n == 1 ? pool_printf(r->pool, "%s %s", rule->name,
	    rule->label) : pool_printf(r->pool, "%s %s等 %zu 条", rule->name,
	    rule->label, q->n);
}

const char *
rules_alone(struct req *r)
{
	const char	**who;
	size_t		  n;

	if (grant_holders(r->db, r->pool, ROLE_BUSINESS_ADMIN, clock_now(),
	    &who, &n, r->fault) != ST_OK || n > 1)
		return NULL;
	return "修改须由另一名业务管理员批准，现在只有一名业务管理员。请 RA 管理员再登记"
	    "一名。";
}

void
rules_fill_changes(struct req *r, struct page *p,
    const struct policy_request *q)
{
	const struct policy_rule	*rule;
	struct page			*row;
	size_t				 i;

	page_show_if(p, K_NONE, q->n == 0);
	if (q->n == 0)
		return;
	p = page_add(p, K_CHANGES);
	for (i = 0; i < q->n; i++) {
		if ((rule = policy_find(q->values[i].rule)) == NULL)
			continue;
		row = page_add(p, K_ROW);
		page_set(row, K_NAME, rule->name);
		page_set(row, K_LABEL, rule->label);
		page_set(row, K_BEFORE, rules_value_words(r, rule,
		    q->values[i].was));
		page_set(row, K_VALUE, rules_value_words(r, rule,
		    q->values[i].value));
		page_set(row, K_ABOUT, rule->note);
	}
}

enum status
rules_fill_open(struct req *r, struct page *p, enum page_key key,
    struct policy_request *list, size_t n)
{
	struct page	*tasks = page_include(p, key, "part/tasks");
	enum status	 st = ST_OK;
	size_t		 i;

	page_set(page_add(tasks, K_HEADED), K_HEADING, "没有办结的修改");
	for (i = 0; st == ST_OK && i < n; i++) {
		st = policy_request_load(r->db, r->pool, list[i].id,
		    &list[i], r->fault);
		if (st != ST_OK)
			break;
		part_task(tasks, pool_printf(r->pool, "第 %lld 号：%s",
		    (long long)list[i].number, rules_summary(r, &list[i])),
		    admin_path(r, "/admin/policy-request/*", list[i].id),
		    flow_policy.states[list[i].state].label,
		    rules_tone(list[i].state), pool_printf(r->pool,
		    "%s提出，%s生效", list[i].proposer_name,
		    rules_day_words(r, list[i].due)));
	}
	return st;
}

/* --- all of them -------------------------------------------------------------- */

static enum status
fill_row(struct req *r, struct page *p, struct policy_request *q)
{
	struct page	*row = page_add(p, K_ROW);
	enum status	 st;

	st = policy_request_load(r->db, r->pool, q->id, q, r->fault);
	if (st != ST_OK)
		return st;
	page_int(row, K_NUMBER, q->number);
	page_set(row, K_ID, q->id);
	page_set(row, K_LABEL, rules_summary(r, q));
	page_set(row, K_NAME, q->proposer_name);
	page_set(row, K_WHEN, show_minute(r, q->created));
	page_set(row, K_WHO, q->decider_name == NULL ? "" :
	    q->decider_name);
	page_set(row, K_DAY, q->applied != 0 ? show_minute(r, q->applied) :
	    rules_day_words(r, q->due));
	if (q->version != 0)
		page_int(row, K_VERSION_NO, q->version);
	part_tag_here(row, flow_policy.states[q->state].label,
	    rules_tone(q->state));
	return ST_OK;
}

enum status
rules_show_list(struct req *r)
{
	const char		*before = web_query(r, "before");
	const int64_t		 below = before == NULL ? 0 :
				    strtoll(before, NULL, 10);
	struct policy_request	*list;
	struct page		*p, *some;
	enum status		 st;
	size_t			 i, n;

	if (before != NULL && below <= 0)
		return fault_set(r->fault, ST_INVALID, "before: no number");
	st = policy_request_list(r->db, r->pool, below, RULES_ROWS, &list,
	    &n, r->fault);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "admin/policy-requests", "规则修改");
	page_show_if(p, K_EMPTY, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; st == ST_OK && i < n; i++)
		st = fill_row(r, some, &list[i]);
	part_pager(p, K_PAGER, below == 0 ? NULL : "/admin/policy-requests",
	    n < RULES_ROWS ? NULL : pool_printf(r->pool,
	    "/admin/policy-requests?before=%lld",
	    (long long)list[n - 1].number), pool_printf(r->pool,
	    "本页 %zu 项", n));
	return st == ST_OK ? web_page(r, p) : st;
}

/* --- one ------------------------------------------------------------------------ */

/* Signature, certificate at the time, and that it was over this. */
static enum status
judge(struct req *r, const struct policy_request *q,
    const struct policy_line *l, const struct kept_statement *k,
    const struct anchors *anchors, enum statement_state *state)
{
	const char	*propose = flow_policy.events[PE_PROPOSE].name;
	const int	 old = strcmp(l->event,
			    flow_policy.events[PE_AGAIN].name) == 0;
	struct statement read;
	unsigned char	 digest[DIGEST_LEN];
	enum status	 st;

	st = trace_judge(r, k, anchors, &read, state);
	if (st != ST_OK || *state != STATEMENT_VALID || old)
		return st;	/* "again": it speaks of the new one */
	st = strcmp(l->event, propose) == 0 ?
	    policy_request_digest(q, r->pool, digest, r->fault) :
	    rules_decision_digest(r, q, l->event, l->note, digest);
	if (st == ST_OK && (!statement_matches(&read, digest) ||
	    strcmp(read.f.subject, q->id) != 0))
		*state = STATEMENT_SIGNATURE;
	return st;
}

static void
fill_line(struct req *r, struct page *p, const struct policy_line *l)
{
	const int	 event = flow_event(&flow_policy, l->event);

	page_set(p, K_EVENT, event < 0 ? l->event :
	    flow_policy.events[event].label);
	page_set(p, K_WHEN, show_minute(r, l->at));
	page_set(p, K_WHO, l->person_name == NULL ? "系统" : l->person_name);
	if (l->note != NULL && *l->note != '\0')
		page_set(page_add(p, K_NOTE), K_SENTENCE, l->note);
}

static enum status
fill_history(struct req *r, const struct policy_request *q,
    struct page *page)
{
	struct page			*part, *p;
	struct policy_line		*line;
	struct kept_statement		*kept;
	const struct kept_statement	*k;
	struct anchors			*anchors;
	struct keyd			*keyd;
	enum statement_state		 state;
	enum status			 st;
	size_t				 i, n, nkept;

	part = page_include(page, K_HISTORY_PART, "work/history");
	if ((st = policy_request_history(r->db, r->pool, q->id, &line, &n,
	    r->fault)) != ST_OK ||
	    (st = statement_list(r->db, r->pool, q->id, &kept, &nkept,
	    r->fault)) != ST_OK || (st = case_keyd(r, &keyd)) != ST_OK ||
	    (st = case_anchors(r, keyd, &anchors)) != ST_OK)
		return st;
	for (i = 0; st == ST_OK && i < n; i++) {
		p = page_add(part, K_LINE);
		fill_line(r, p, &line[i]);
		k = line[i].statement == NULL ? NULL :
		    trace_find(kept, nkept, line[i].statement);
		if (k != NULL && (st = judge(r, q, &line[i], k, anchors,
		    &state)) == ST_OK)
			trace_signature(p, k, state);
	}
	return st;
}

static void
fill_facts(struct req *r, const struct policy_request *q, struct page *p)
{
	struct page	*list = page_include(p, K_ANSWERS, "part/answers");

	part_answer(list, "修改理由", q->reason, NULL);
	part_answer(list, "生效", q->applied != 0 ? pool_printf(r->pool,
	    "%s，第 %lld 版", show_minute(r, q->applied),
	    (long long)q->version) : rules_day_words(r, q->due), NULL);
	part_answer(list, "提出", pool_printf(r->pool,
	    "%s，%s，依据第 %lld 版", q->proposer_name,
	    show_minute(r, q->created), (long long)q->seen), NULL);
	if (q->decider_name != NULL)
		part_answer(list, q->state == PR_REFUSED ? "不批准" : "批准",
		    pool_printf(r->pool, "%s，%s", q->decider_name,
		    show_minute(r, q->decided)), NULL);
}

/* Other open ones that touch the same rules: approved here, they lapse. */
static enum status
fill_others(struct req *r, const struct policy_request *q, struct page *p)
{
	struct policy_request	*list;
	const char		*words = "";
	char			 mark[32];
	enum status		 st = ST_OK;
	size_t			 i, k, n;

	for (i = 0; st == ST_OK && i < q->n; i++) {
		st = policy_request_about(r->db, r->pool, q->values[i].rule,
		    &list, &n, r->fault);
		for (k = 0; st == ST_OK && k < n; k++) {
			snprintf(mark, sizeof(mark), "第 %lld 号",
			    (long long)list[k].number);
			if (strcmp(list[k].id, q->id) == 0 ||
			    strstr(words, mark) != NULL)
				continue;
			words = pool_printf(r->pool, "%s%s%s", words,
			    *words == '\0' ? "" : "、", mark);
			if (words == NULL)
				return fault_set(r->fault, ST_BROKEN,
				    "past the pool");
		}
	}
	if (st == ST_OK && *words != '\0')
		page_set(page_add(p, K_OTHERS), K_SENTENCE, words);
	return st;
}

static void
deed_form(struct req *r, struct page *p, enum page_key section,
    const char *path, const char *button, const struct policy_request *q)
{
	struct page	*box = page_add(p, section);
	struct page	*form = page_include(box, K_FORM, "part/form");

	page_show_if(box, K_OPEN, r->form.nerrors > 0);
	page_set(form, K_ACTION, admin_path(r, path, q->id));
	page_set(form, K_BUTTON, button);
	form_fill(form, &r->form);
}

/* Why it cannot be approved by who looks at it. */
static const char *
blocked(struct req *r, const struct policy_request *q, const char *why)
{
	const char	*unused;

	if (strcmp(q->proposer, r->actor->person) != 0)
		return why;
	if (rules_may(r, q, PE_AGAIN, &unused))
		return "规则已有新的版本或者生效日期已过，不能再批准，请重新提出";
	why = rules_alone(r);
	return why == NULL ? "等待另一名业务管理员批准" : why;
}

static void
fill_deeds(struct req *r, const struct policy_request *q, struct page *p)
{
	const char	*why = NULL;

	if (!web_has(r, R(BUSINESS_ADMIN)))
		return;
	if (rules_may(r, q, PE_APPROVE, &why))
		part_confirm(p, K_DEEDS, admin_path(r,
		    "/admin/policy-request/*/approve", q->id), "签名并批准",
		    policy_request_due(q, clock_now()) ?
		    "批准后立即生效，此后的办理都按新的值。" : pool_printf(
		    r->pool, "批准后到%s生效，在此以前仍按现行值办理。",
		    rules_day_words(r, q->due)), NULL, 0);
	else if (q->state == PR_PROPOSED)
		page_set(page_add(p, K_BLOCKED), K_SENTENCE,
		    blocked(r, q, why));
	if (rules_may(r, q, PE_AGAIN, &why))
		page_set(page_add(p, K_AGAIN), K_HREF, admin_path(r,
		    "/admin/policy-request/*/again", q->id));
	if (rules_may(r, q, PE_REFUSE, &why))
		deed_form(r, p, K_REFUSE, "/admin/policy-request/*/refuse",
		    "签名，不批准", q);
	if (rules_may(r, q, PE_WITHDRAW, &why))
		deed_form(r, p, K_WITHDRAW,
		    "/admin/policy-request/*/withdraw", "签名并撤回", q);
}

static enum status
one_page(struct req *r, const struct policy_request *q)
{
	struct page	*p = web_page_new(r, "admin/policy-request",
			    pool_printf(r->pool, "规则修改第 %lld 号",
			    (long long)q->number));
	const int	 open = q->state == PR_PROPOSED ||
			    q->state == PR_APPROVED;
	enum status	 st = ST_OK;

	page_int(p, K_NUMBER, q->number);
	page_set(p, K_HEADING, rules_summary(r, q));
	part_tag(p, K_STATE, flow_policy.states[q->state].label,
	    rules_tone(q->state));
	fill_facts(r, q, p);
	rules_fill_changes(r, p, q);
	if (q->profile != NULL)
		page_set(page_add(p, K_WHOLE), K_HREF, admin_path(r,
		    "/admin/profile/*", q->profile));
	if (open)
		st = fill_others(r, q, p);
	fill_deeds(r, q, p);
	if (st == ST_OK)
		st = fill_history(r, q, p);
	page_show_if(page_frame(p), K_WRONG, r->form.nerrors > 0);
	return st == ST_OK ? web_page(r, p) : st;
}

static enum status
load(struct req *r, struct policy_request *q)
{
	const char	*id = web_piece(r, "id");

	return id_is(id) ? policy_request_load(r->db, r->pool, id, q,
	    r->fault) : fault_set(r->fault, ST_ABSENT, "not an id");
}

enum status
rules_show_one(struct req *r)
{
	const struct deed_values v = { "" };
	struct policy_request	 q;
	enum status		 st;

	if ((st = load(r, &q)) != ST_OK)
		return st;
	st = form_start(&rules_deed_form, &v, r->pool, &r->form);
	return st == ST_OK ? one_page(r, &q) : st;
}

static enum status
take(struct req *r, int event, const char *reason)
{
	struct policy_request	 q;
	const char		*why;
	enum status		 st;

	if ((st = load(r, &q)) != ST_OK)
		return st;
	if (r->form.nerrors > 0) {
		audit_refusal(r->db, r->actor, pool_printf(r->pool,
		    "policy.%s", flow_policy.events[event].name),
		    "policy-request", q.id, "没有写明理由");
		return one_page(r, &q);
	}
	st = rules_take(r, &q, event, reason, &why);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/policy-request/%s", q.id);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	return why == NULL ? st : web_problem(r, st == ST_DENIED ? 403 : 409,
	    "这一步没有办成", why);
}

enum status
rules_post_approve(struct req *r)
{
	return take(r, PE_APPROVE, NULL);
}

enum status
rules_post_refuse(struct req *r)
{
	return take(r, PE_REFUSE,
	    ((const struct deed_values *)r->values)->reason);
}

enum status
rules_post_withdraw(struct req *r)
{
	return take(r, PE_WITHDRAW,
	    ((const struct deed_values *)r->values)->reason);
}

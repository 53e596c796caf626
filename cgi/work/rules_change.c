/* Proposing to change several rules, a whole profile, or anew; rules.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "work/admin.h"
#include "work/case.h"
#include "work/people.h"
#include "work/rules.h"

#define CHANGE_PATH	"/admin/policies/change"

enum status
rules_proposed(struct req *r, enum status st, const char *id,
    const char *field, const char *why, int *again)
{
	*again = 0;
	if (st == ST_OK)
		return web_redirectf(r, "/admin/policy-request/%s", id);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (why == NULL)
		return st;
	form_error(&r->form, field, why);
	*again = 1;
	return st;
}

/* --- several rules ------------------------------------------------------------- */

struct change_values {
	struct rules_values	 rules;		/* first: see rules.h */
	const char		*reason, *rev;
	int64_t			 day;
};
#define AT(member) .at = offsetof(struct change_values, member)
static const struct field change_behind[] = {
	{ .name = "day", .label = "生效日期", .kind = FIELD_DATE,
	  .group = "何时、为何",
	  .hint = "不填的，批准后立即生效；填以后日期的，到那一天零点生效",
	  AT(day) },
	RULES_REASON(AT), RULES_REV(AT),
};
#undef AT
static const struct rules_frame change_frame = {
	.behind = change_behind, .nbehind = NITEMS(change_behind),
	.size = sizeof(struct change_values),
};

static enum status
change_page(struct req *r)
{
	struct page	*p;
	const char	*alone = rules_alone(r);
	enum status	 st = rules_form_choices(r);

	if (st != ST_OK)
		return st;
	p = people_form_page(r, "修改几条规则",
	    "各条都是现行值。只改要改的，其余保持原样；一并提出的一并批准、一并生效。",
	    CHANGE_PATH, "签名并提出修改", "/admin/policies");
	if (alone != NULL)
		page_set(page_add(p, K_NOTE), K_SENTENCE, alone);
	return web_page(r, p);
}

static enum status
values_now(struct req *r, struct rules_values *v)
{
	const struct policy_rule	*rule;
	enum status			 st = ST_OK;
	size_t				 i;

	for (i = 0; st == ST_OK && (rule = policy_nth(i)) != NULL; i++)
		st = policy_text(r->db, r->pool, rule->name, &v->value[i],
		    r->fault);
	return st;
}

enum status
rules_show_change(struct req *r)
{
	struct change_values	 v = { .reason = "" };
	const struct form	*form;
	enum status		 st;

	v.rev = admin_rev_text(r, policy_version(r->db));
	if ((st = values_now(r, &v.rules)) != ST_OK ||
	    (st = rules_form(r, &change_frame, &form)) != ST_OK ||
	    (st = form_start(form, &v, r->pool, &r->form)) != ST_OK)
		return st;
	return change_page(r);
}

enum status
rules_post_change(struct req *r)
{
	struct policy_value		 list[POLICY_RULES];
	struct rules_wish		 w = { .values = list };
	const struct policy_rule	*rule;
	struct change_values		 v;
	const struct form		*form;
	const char			*why, *id, *field;
	enum status			 st;
	int				 again;

	if ((st = rules_form(r, &change_frame, &form)) != ST_OK)
		return st;
	st = form_parse(form, &r->input, r->pool, &v, &r->form);
	if (st == ST_BROKEN)
		return st;
	if (r->form.nerrors > 0)
		return change_page(r);
	rules_form_fixed(&v.rules);
	for (; (rule = policy_nth(w.n)) != NULL; w.n++)
		list[w.n] = (struct policy_value){
			rule->name, v.rules.value[w.n]
		};
	w.reason = v.reason;
	w.day = v.day;
	w.seen = strtoll(v.rev, NULL, 10);
	st = rules_propose(r, &w, &id, &field, &why);
	st = rules_proposed(r, st, id, field, why, &again);
	return again ? change_page(r) : st;
}

/* --- anew, and a whole profile -------------------------------------------------- */

struct again_values {
	const char	*reason, *rev;
	int64_t		 day;
};
#define AT(member) .at = offsetof(struct again_values, member)
static const struct field again_fields[] = {
	RULES_DAY(AT), RULES_REASON(AT), RULES_REV(AT),
};
#undef AT
const struct form rules_again_form = {
	again_fields, NITEMS(again_fields), sizeof(struct again_values), NULL
};
const struct form rules_apply_form = {
	again_fields, NITEMS(again_fields), sizeof(struct again_values), NULL
};

/* The table of what would change, and the form. */
static enum status
again_page(struct req *r, const struct policy_request *would,
    const char *heading, const char *action, const char *back)
{
	struct page	*p = web_page_new(r, "admin/policy-again", heading);
	struct page	*form = page_include(p, K_FORM, "part/form");
	const char	*alone = rules_alone(r);

	page_set(p, K_HEADING, heading);
	if (alone != NULL)
		page_set(page_add(p, K_NOTE), K_SENTENCE, alone);
	rules_fill_changes(r, p, would);
	page_set(form, K_ACTION, action);
	page_set(form, K_BUTTON, "签名并提出");
	page_set(page_add(form, K_BACK), K_HREF, back);
	form_fill(form, &r->form);
	page_show_if(page_frame(p), K_WRONG, r->form.nerrors > 0);
	return web_page(r, p);
}

/* Values against those in force, for that table. */
static enum status
compare(struct req *r, const struct policy_value *v, size_t n,
    struct policy_request *out)
{
	const char	*now;
	enum status	 st = ST_OK;
	size_t		 i;

	*out = (struct policy_request){ .values = pool_array(r->pool, n + 1,
	    sizeof(*out->values)) };
	if (out->values == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	for (i = 0; st == ST_OK && i < n; i++) {
		st = policy_text(r->db, r->pool, v[i].rule, &now, r->fault);
		if (st == ST_OK && strcmp(now, v[i].value) != 0)
			out->values[out->n++] = (struct policy_was){
				v[i].rule, now, v[i].value
			};
	}
	return st;
}

static void
wish(const struct again_values *v, struct rules_wish *w)
{
	w->reason = v->reason;
	w->day = v->day;
	w->seen = strtoll(v->rev, NULL, 10);
}

static enum status
start(struct req *r, const struct form *form, const char *reason, int64_t day)
{
	const struct again_values v = {
		.reason = reason, .day = day,
		.rev = admin_rev_text(r, policy_version(r->db)),
	};

	return form_start(form, &v, r->pool, &r->form);
}

/* The request of the path, and what it asks for. */
static enum status
load_old(struct req *r, struct policy_request *q, struct rules_wish *w,
    struct policy_value list[POLICY_RULES])
{
	const char	*id = web_piece(r, "id");
	enum status	 st;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	st = policy_request_load(r->db, r->pool, id, q, r->fault);
	if (st != ST_OK)
		return st;
	*w = (struct rules_wish){ .profile = q->profile, .old = q };
	if (q->profile != NULL)
		return ST_OK;
	for (; w->n < q->n; w->n++)
		list[w->n] = (struct policy_value){
			q->values[w->n].rule, q->values[w->n].value
		};
	w->values = list;
	return ST_OK;
}

/* Only the proposer, and only what cannot be approved any more; audited. */
static enum status
may_again(struct req *r, const struct policy_request *q, const char **why)
{
	if (rules_may(r, q, PE_AGAIN, why))
		return ST_OK;
	audit_refusal(r->db, r->actor, "policy.again", "policy-request",
	    q->id, *why);
	return fault_set(r->fault, ST_CONFLICT, "%s: %s", q->id, *why);
}

/* What the table of changes shows: of a profile all of it. */
static enum status
compare_wish(struct req *r, const struct rules_wish *w,
    struct policy_request *out)
{
	const struct policy_rule	*rule;
	struct policy_value		 v[POLICY_RULES];
	struct policy_profile		 p;
	size_t				 n;
	enum status			 st;

	if (w->profile == NULL)
		return compare(r, w->values, w->n, out);
	st = policy_profile_load(r->db, r->pool, w->profile, &p, r->fault);
	if (st != ST_OK)
		return st;
	for (n = 0; (rule = policy_nth(n)) != NULL; n++)
		v[n] = (struct policy_value){
			rule->name, policy_profile_value(&p, rule)
		};
	return compare(r, v, n, out);
}

static enum status
show_wish(struct req *r, const struct rules_wish *w)
{
	struct policy_request	 would;
	enum status		 st = compare_wish(r, w, &would);

	if (st != ST_OK)
		return st;
	if (w->old != NULL)
		return again_page(r, &would, pool_printf(r->pool,
		    "重新提出第 %lld 号修改", (long long)w->old->number),
		    admin_path(r, "/admin/policy-request/*/again",
		    w->old->id), admin_path(r, "/admin/policy-request/*",
		    w->old->id));
	return again_page(r, &would, pool_printf(r->pool,
	    "申请启用地区方案“%s”", rules_profile_label(r, w->profile)),
	    admin_path(r, "/admin/profile/*/apply", w->profile), admin_path(r,
	    "/admin/profile/*", w->profile));
}

static enum status
post_wish(struct req *r, struct rules_wish *w)
{
	const char	*why, *id, *field;
	enum status	 st;
	int		 again;

	if (r->form.nerrors > 0)
		return show_wish(r, w);
	wish(r->values, w);
	st = rules_propose(r, w, &id, &field, &why);
	st = rules_proposed(r, st, id, field, why, &again);
	return again ? show_wish(r, w) : st;
}

enum status
rules_show_again(struct req *r)
{
	struct policy_value	 list[POLICY_RULES];
	struct policy_request	 q;
	struct rules_wish	 w;
	const char		*why;
	enum status		 st;

	if ((st = load_old(r, &q, &w, list)) != ST_OK)
		return st;
	if (may_again(r, &q, &why) != ST_OK)
		return web_problem(r, 409, "这一步没有办成", why);
	st = start(r, &rules_again_form, q.reason, policy_day_unfit(q.due,
	    clock_now()) == NULL ? q.due : 0);
	return st == ST_OK ? show_wish(r, &w) : st;
}

enum status
rules_post_again(struct req *r)
{
	struct policy_value	 list[POLICY_RULES];
	struct policy_request	 q;
	struct rules_wish	 w;
	const char		*why;
	enum status		 st;

	if ((st = load_old(r, &q, &w, list)) != ST_OK)
		return st;
	if (may_again(r, &q, &why) != ST_OK)
		return web_problem(r, 409, "这一步没有办成", why);
	return post_wish(r, &w);
}

/* The profile of the path, to be applied. */
static enum status
load_profile(struct req *r, struct rules_wish *w)
{
	struct policy_profile	 p;
	enum status		 st;

	st = policy_profile_load(r->db, r->pool, web_piece(r, "name"), &p,
	    r->fault);
	*w = (struct rules_wish){ .profile = p.name };
	return st;
}

enum status
rules_show_apply(struct req *r)
{
	struct rules_wish	 w;
	enum status		 st = load_profile(r, &w);

	if (st == ST_OK)
		st = start(r, &rules_apply_form, "", 0);
	return st == ST_OK ? show_wish(r, &w) : st;
}

enum status
rules_post_apply(struct req *r)
{
	struct rules_wish	 w;
	enum status		 st = load_profile(r, &w);

	return st == ST_OK ? post_wish(r, &w) : st;
}

/* Rules and parameters, their history, and proposing to change one. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "page/part.h"
#include "work/admin.h"
#include "work/rules.h"
#include "work/show.h"

#define R(x)	ROLE_BIT(ROLE_##x)

struct rule_values {
	const char	*value, *reason, *rev;
	int64_t		 day;
};
#define AT(member) .at = offsetof(struct rule_values, member)
static const struct field behind[] = {
	RULES_DAY(AT), RULES_REASON(AT), RULES_REV(AT),
};
#undef AT

/* The form of one rule, in the pool. */
static enum status
rule_form(struct req *r, const struct policy_rule *rule,
    const struct form **out)
{
	struct field	*list = pool_array(r->pool, 1 + NITEMS(behind),
			    sizeof(*list));
	struct form	*form = pool_alloc(r->pool, sizeof(*form));

	*out = form;
	if (list == NULL || form == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	rules_field(r, rule, "value", "新的值",
	    offsetof(struct rule_values, value), &list[0]);
	memcpy(list + 1, behind, sizeof(behind));
	*form = (struct form){
		.fields = list, .n = 1 + NITEMS(behind),
		.size = sizeof(struct rule_values),
	};
	return ST_OK;
}

/* --- rules -------------------------------------------------------- */

const char *
rules_warning(struct req *r)
{
	struct policy_profile	 p;
	const char		*words;

	if (policy_profile_now(r->db, r->pool, r->config->profile, &p,
	    r->fault) != ST_OK)
		return NULL;
	words = policy_force_words(r->pool, &p, clock_now());
	return words == NULL ? NULL : pool_printf(r->pool,
	    "本系统采用地区方案“%s”，%s", p.label, words);
}

/* Which rules open requests touch, as "P-01 P-02 ". */
static enum status
pending(struct req *r, struct policy_request *list, size_t n,
    const char **out)
{
	size_t	 i, k;

	*out = "";
	for (i = 0; i < n; i++)
		for (k = 0; k < list[i].n; k++)
			if ((*out = pool_printf(r->pool, "%s%s ", *out,
			    list[i].values[k].rule)) == NULL)
				return fault_set(r->fault, ST_BROKEN,
				    "past the pool");
	return ST_OK;
}

static enum status
fill_rule(struct req *r, struct page *p, const struct policy_rule *rule,
    const char *open)
{
	struct page	*row = page_add(p, K_ROW);
	const char	*value;
	enum status	 st;

	st = policy_text(r->db, r->pool, rule->name, &value, r->fault);
	if (st != ST_OK)
		return st;
	page_set(row, K_NAME, rule->name);
	page_set(row, K_LABEL, rule->label);
	page_set(row, K_VALUE, rules_value_words(r, rule, value));
	page_set(row, K_USUAL, rules_value_words(r, rule, rule->value));
	page_set(row, K_ABOUT, rule->note);
	rules_fill_clauses(r, row, rule);
	page_show(row, strcmp(value, rule->value) == 0 ? K_PLAIN :
	    K_CHANGED);
	page_show_if(row, K_PENDING, strstr(open, rule->name) != NULL);
	return ST_OK;
}

enum status
admin_show_policies(struct req *r)
{
	struct page			*p = web_page_new(r, "admin/policies",
					    "规则与参数");
	const struct policy_rule	*rule;
	struct policy_request		*list;
	struct policy_profile		 now;
	const char			*force, *open;
	size_t				 k, n;
	enum status			 st;

	page_int(p, K_VERSION_NO, policy_version(r->db));
	if ((force = rules_warning(r)) != NULL)
		page_set(page_add(p, K_FORCE), K_SENTENCE, force);
	st = policy_profile_now(r->db, r->pool, r->config->profile, &now,
	    r->fault);
	page_set(p, K_PROFILE, st == ST_OK ? now.label : r->config->profile);
	page_show_if(p, K_MAY_ASK, web_has(r, R(BUSINESS_ADMIN)));
	if ((st = policy_request_open(r->db, r->pool, &list, &n,
	    r->fault)) != ST_OK ||
	    (st = rules_fill_open(r, p, K_TASKS, list, n)) != ST_OK ||
	    (st = pending(r, list, n, &open)) != ST_OK)
		return st;
	for (k = 0; st == ST_OK && (rule = policy_nth(k)) != NULL; k++)
		st = fill_rule(r, p, rule, open);
	return st == ST_OK ? web_page(r, p) : st;
}

/* --- one rule ------------------------------------------------------------ */

/* "叶业务提出，桂规则批准，第 3 号"; who, where there was no request. */
static const char *
who_words(struct req *r, const struct policy_change *c,
    struct policy_request *q)
{
	struct person	 who;

	if (c->request != NULL && policy_request_load(r->db, r->pool,
	    c->request, q, r->fault) == ST_OK)
		return pool_printf(r->pool, "%s %s 提出，%s %s 批准",
		    q->proposer_name, show_minute(r, q->created),
		    q->decider_name == NULL ? "" : q->decider_name,
		    show_minute(r, q->decided));
	return id_is(c->who) && person_load(r->db, r->pool, c->who, &who,
	    r->fault) == ST_OK ? who.name : "初始设置";
}

static enum status
fill_history(struct req *r, struct page *p, const struct policy_rule *rule)
{
	struct policy_change	*c = pool_array(r->pool, RULES_ROWS,
				    sizeof(*c));
	struct policy_request	 q;
	struct page		*line, *link;
	char			 when[CALENDAR_TEXT];
	size_t			 n = 0, i;
	enum status		 st;

	if (c == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = policy_history(r->db, r->pool, rule->name, c, RULES_ROWS, &n,
	    r->fault);
	page_show_if(p, K_EMPTY, n == 0);
	for (i = 0; st == ST_OK && i < n; i++) {
		line = page_add(p, K_LINE);
		calendar_minute(c[i].since, when);
		page_set(line, K_AT, when);
		page_int(line, K_VERSION_NO, c[i].version);
		page_set(line, K_VALUE, rules_value_words(r, rule, c[i].value));
		q.number = 0;
		page_set(line, K_NAME, who_words(r, &c[i], &q));
		if (q.number != 0) {
			link = page_add(line, K_LINK);
			page_int(link, K_NUMBER, q.number);
			page_set(link, K_HREF, admin_path(r,
			    "/admin/policy-request/*", q.id));
		}
		if (c[i].reason != NULL && *c[i].reason != '\0')
			page_set(page_add(line, K_WHY), K_REASON,
			    c[i].reason);
	}
	return st;
}

/* The proposal's form, for who may propose. */
static enum status
fill_form(struct req *r, struct page *p, const struct policy_rule *rule)
{
	struct page	*form;
	const char	*alone;
	enum status	 st;

	if (policy_fixed(rule) != NULL || !web_has(r, R(BUSINESS_ADMIN)))
		return ST_OK;
	if ((alone = rules_alone(r)) != NULL)
		page_set(page_add(p, K_NOTE), K_SENTENCE, alone);
	if ((st = rules_field_choices(r, rule, "value")) != ST_OK)
		return st;
	form = page_include(p, K_FORM, "part/form");
	page_set(form, K_ACTION, admin_path(r, "/admin/policy/*",
	    rule->name));
	page_set(form, K_BUTTON, "签名并提出修改");
	form_fill(form, &r->form);
	page_show_if(page_frame(p), K_WRONG, r->form.nerrors > 0);
	return ST_OK;
}

/* "WH 13，《威海市…》，2020年7月27日至2022年7月26日，已届满". */
static void
answer_clauses(struct req *r, struct page *list,
    const struct policy_rule *rule)
{
	struct rules_clause	 c[RULES_CLAUSES];
	const size_t		 n = rules_clauses(r, rule, c);
	size_t			 i;

	for (i = 0; i < n; i++)
		part_answer(list, "依据", c[i].document == NULL ? c[i].text :
		    pool_printf(r->pool, "%s，《%s》，%s", c[i].text,
		    c[i].document, c[i].period), NULL);
}

static enum status
policy_page(struct req *r, const struct policy_rule *rule)
{
	struct page		*p = web_page_new(r, "admin/policy",
				    rule->label), *list;
	struct policy_request	*open;
	const char		*value;
	size_t			 n;
	enum status		 st;

	st = policy_text(r->db, r->pool, rule->name, &value, r->fault);
	if (st != ST_OK)
		return st;
	page_set(p, K_HEADING, rule->label);
	page_set(p, K_NAME, rule->name);
	list = page_include(p, K_ANSWERS, "part/answers");
	part_answer(list, "现行值", rules_value_words(r, rule, value), NULL);
	part_answer(list, "默认值", rules_value_words(r, rule, rule->value),
	    NULL);
	part_answer(list, "说明", rule->note, NULL);
	if (rule->kind == POLICY_WORDS)
		part_answer(list, "可选的值", rules_word_list(r, rule), NULL);
	answer_clauses(r, list, rule);
	if (policy_fixed(rule) != NULL)
		part_answer(list, "不可修改", policy_fixed(rule), NULL);
	if ((st = policy_request_about(r->db, r->pool, rule->name, &open, &n,
	    r->fault)) != ST_OK ||
	    (st = rules_fill_open(r, p, K_TASKS, open, n)) != ST_OK ||
	    (st = fill_form(r, p, rule)) != ST_OK ||
	    (st = fill_history(r, p, rule)) != ST_OK)
		return st;
	return web_page(r, p);
}

enum status
admin_show_policy(struct req *r)
{
	const struct policy_rule *rule = policy_find(web_piece(r, "name"));
	struct rule_values	 v = { .reason = "" };
	const struct form	*form;
	enum status		 st;

	if (rule == NULL)
		return fault_set(r->fault, ST_ABSENT, "no such rule");
	st = policy_text(r->db, r->pool, rule->name, &v.value, r->fault);
	v.rev = admin_rev_text(r, policy_version(r->db));
	if (st == ST_OK)
		st = rule_form(r, rule, &form);
	if (st == ST_OK)
		st = form_start(form, &v, r->pool, &r->form);
	return st == ST_OK ? policy_page(r, rule) : st;
}

enum status
admin_post_policy(struct req *r)
{
	const struct policy_rule *rule = policy_find(web_piece(r, "name"));
	struct policy_value	 value;
	struct rules_wish	 w = { .values = &value, .n = 1 };
	struct rule_values	 v;
	const struct form	*form;
	const char		*why, *id, *field;
	enum status		 st;
	int			 again;

	if (rule == NULL)
		return fault_set(r->fault, ST_ABSENT, "no such rule");
	if ((st = rule_form(r, rule, &form)) != ST_OK)
		return st;
	st = form_parse(form, &r->input, r->pool, &v, &r->form);
	if (st == ST_BROKEN)
		return st;
	if (r->form.nerrors > 0)
		return policy_page(r, rule);
	value = (struct policy_value){ rule->name, v.value };
	w.reason = v.reason;
	w.day = v.day;
	w.seen = strtoll(v.rev, NULL, 10);
	st = rules_propose(r, &w, &id, &field, &why);
	if (field != NULL && strcmp(field, rule->name) == 0)
		field = "value";
	st = rules_proposed(r, st, id, field, why, &again);
	return again ? policy_page(r, rule) : st;
}

/* Rules and parameters, their history, changing one under signature. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/wipe.h"
#include "page/part.h"
#include "trust/digest.h"
#include "work/admin.h"
#include "work/case.h"
#include "work/people.h"
#include "work/rules.h"
#include "work/units.h"

#define R(x)	ROLE_BIT(ROLE_##x)

struct rule_values {
	const char	*value, *reason, *rev;
};
#define AT(member) .at = offsetof(struct rule_values, member)
#define RULE(kind_, hint_)						\
	{ .name = "value", .label = "新的值", .hint = (hint_),		\
	  .kind = (kind_), .required = true, .max = 200, AT(value) },	\
	{ .name = "reason", .label = "修改理由", .kind = FIELD_LINE,	\
	  .required = true, .min = 2, .max = 200, AT(reason) },		\
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,	\
	  AT(rev) }
static const struct field pick_fields[] = { RULE(FIELD_CHOICE, NULL) };
static const struct field number_fields[] = {
	RULE(FIELD_LINE, "填写一个数") };
static const struct field span_fields[] = {
	RULE(FIELD_LINE, "数字加单位：d 天，m 月，h 小时，w 工作日；0d 为没有") };
static const struct field months_fields[] = {
	RULE(FIELD_LINE, "月数加 m，例如 36m") };
static const struct field words_fields[] = {
	RULE(FIELD_LINE, "可选的词用空格隔开") };
#undef AT
#define RULE_FORM(f) { f, NITEMS(f), sizeof(struct rule_values), NULL }
static const struct form rule_forms[] = {
	[POLICY_FLAG] = RULE_FORM(pick_fields),
	[POLICY_NUMBER] = RULE_FORM(number_fields),
	[POLICY_SPAN] = RULE_FORM(span_fields),
	[POLICY_MONTHS] = RULE_FORM(months_fields),
	[POLICY_CHOICE] = RULE_FORM(pick_fields),
	[POLICY_WORDS] = RULE_FORM(words_fields),
};

/* --- rules -------------------------------------------------------- */

const char *
rules_warning(struct req *r)
{
	const struct policy_profile	*p;
	const char			*words;

	if (policy_profile_now(r->db, r->pool, &p, r->fault) != ST_OK)
		return NULL;
	words = policy_force_words(r->pool, p, clock_now());
	return words == NULL ? NULL : pool_printf(r->pool,
	    "本系统采用地区方案“%s”，%s", p->label, words);
}

/* The regions to choose among, and whether their documents are in force. */
static void
fill_profiles(struct req *r, struct page *p,
    const struct policy_profile *now)
{
	const struct policy_profile	*one;
	struct page			*row;
	size_t				 k;

	for (k = 0; (one = policy_profile_nth(k)) != NULL; k++) {
		row = page_add(p, K_REGION);
		page_printf(row, K_HREF, "/admin/profile/%s", one->name);
		page_set(row, K_LABEL, one->label);
		page_set(row, K_DOCUMENT, one->document);
		page_set(row, K_PERIOD, policy_period(r->pool, one,
		    clock_now()));
		page_show_if(row, K_CHOSEN, one == now);
	}
}

/* Beside a value: whence it is, and whether that is in force. */
static void
fill_clauses(struct req *r, struct page *row, const struct policy_rule *rule)
{
	struct rules_clause	 c[RULES_CLAUSES];
	const size_t		 n = rules_clauses(r, rule, c);
	struct page		*p;
	size_t			 i;

	for (i = 0; i < n; i++) {
		p = page_add(row, K_CLAUSE);
		page_set(p, K_TEXT, c[i].text);
		if (c[i].period != NULL)
			page_set(page_add(p, K_IN_FORCE), K_PERIOD,
			    c[i].period);
	}
}

enum status
admin_show_policies(struct req *r)
{
	struct page			*p = web_page_new(r, "admin/policies",
					    "规则与参数"), *row;
	const struct policy_profile	*profile;
	const struct policy_rule	*rule;
	const char			*value, *force;
	size_t				 k;
	enum status			 st;

	st = policy_profile_now(r->db, r->pool, &profile, r->fault);
	page_int(p, K_VERSION_NO, policy_version(r->db));
	if ((force = rules_warning(r)) != NULL)
		page_set(page_add(p, K_FORCE), K_SENTENCE, force);
	page_set(p, K_PROFILE, st != ST_OK ? "没有采用" : profile->label);
	fill_profiles(r, p, profile);
	if (st == ST_ABSENT)
		st = ST_OK;
	for (k = 0; st == ST_OK && (rule = policy_nth(k)) != NULL; k++) {
		st = policy_text(r->db, r->pool, rule->name, &value,
		    r->fault);
		if (st != ST_OK)
			break;
		row = page_add(p, K_ROW);
		page_set(row, K_NAME, rule->name);
		page_set(row, K_LABEL, rule->label);
		page_set(row, K_VALUE, rules_value(r, rule, value));
		page_set(row, K_USUAL, rules_value(r, rule, rule->value));
		page_set(row, K_ABOUT, rule->note);
		fill_clauses(r, row, rule);
		page_show(row, strcmp(value, rule->value) == 0 ? K_PLAIN :
		    K_CHANGED);
	}
	return st == ST_OK ? web_page(r, p) : st;
}

static enum status
fill_history(struct req *r, struct page *p, const struct policy_rule *rule)
{
	struct policy_change	*c = pool_array(r->pool, PAGE_ROWS,
				    sizeof(*c));
	struct person		 who;
	struct page		*line;
	char			 when[CALENDAR_TEXT];
	size_t			 n = 0, i;
	enum status		 st;

	if (c == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = policy_history(r->db, r->pool, rule->name, c, PAGE_ROWS, &n,
	    r->fault);
	page_show_if(p, K_EMPTY, n == 0);
	for (i = 0; st == ST_OK && i < n; i++) {
		line = page_add(p, K_LINE);
		calendar_minute(c[i].since, when);
		page_set(line, K_AT, when);
		page_int(line, K_VERSION_NO, c[i].version);
		page_set(line, K_VALUE, rules_value(r, rule, c[i].value));
		page_set(line, K_NAME, id_is(c[i].who) && person_load(r->db,
		    r->pool, c[i].who, &who, r->fault) == ST_OK ? who.name :
		    "初始设置");
		if (c[i].reason != NULL && *c[i].reason != '\0')
			page_set(page_add(line, K_WHY), K_REASON,
			    c[i].reason);
	}
	return st;
}

/* The words of a rule as choices; a flag's are yes and no. */
static const struct choice *
rule_choices(struct req *r, const struct policy_rule *rule)
{
	static const struct choice	 flag[] = {
		{ "1", "是（1）" }, { "0", "否（0）" }, { NULL, NULL } };
	struct choice			*list = pool_array(r->pool, 16,
					    sizeof(*list));
	const char			*s = rule->choices, *end;
	size_t				 n;

	if (rule->kind == POLICY_FLAG)
		return flag;
	for (n = 0; list != NULL && s != NULL && *s != '\0' && n < 15;
	    n++, s = end + strspn(end, " ")) {
		end = s + strcspn(s, " ");
		list[n].value = pool_copy(r->pool, s, (size_t)(end - s));
		list[n].label = rules_word(rule, list[n].value);
	}
	return list;
}

/* "desk 窗口，self 自助": what may be typed, and what it means. */
static const char *
word_list(struct req *r, const struct policy_rule *rule)
{
	const struct choice	*c = rule_choices(r, rule);
	const char		*out = "";

	for (; c != NULL && c->value != NULL && out != NULL; c++)
		out = pool_printf(r->pool, "%s%s%s %s", out,
		    *out == '\0' ? "" : "，", c->value, c->label);
	return out;
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
	struct page	*p = web_page_new(r, "admin/policy", rule->label);
	struct page	*list, *form;
	const char	*value;
	enum status	 st;

	st = policy_text(r->db, r->pool, rule->name, &value, r->fault);
	if (st != ST_OK)
		return st;
	page_set(p, K_HEADING, rule->label);
	page_set(p, K_NAME, rule->name);
	list = page_include(p, K_ANSWERS, "part/answers");
	part_answer(list, "现行值", rules_value(r, rule, value), NULL);
	part_answer(list, "默认值", rules_value(r, rule, rule->value), NULL);
	part_answer(list, "说明", rule->note, NULL);
	if (rule->kind == POLICY_WORDS)
		part_answer(list, "可选的值", word_list(r, rule), NULL);
	answer_clauses(r, list, rule);
	if (policy_fixed(rule) != NULL)
		part_answer(list, "不可修改", policy_fixed(rule), NULL);
	else if (web_has(r, R(BUSINESS_ADMIN))) {
		form = page_include(p, K_FORM, "part/form");
		page_set(form, K_ACTION, admin_path(r, "/admin/policy/*",
		    rule->name));
		page_set(form, K_BUTTON, "修改这条规则");
		if (rule->kind == POLICY_FLAG || rule->kind == POLICY_CHOICE)
			form_choices(&r->form, "value",
			    rule_choices(r, rule));
		form_fill(form, &r->form);
		page_show_if(page_frame(p), K_WRONG, r->form.nerrors > 0);
	}
	if ((st = fill_history(r, p, rule)) != ST_OK)
		return st;
	return web_page(r, p);
}

enum status
admin_show_policy(struct req *r)
{
	const struct policy_rule *rule = policy_find(web_piece(r, "name"));
	struct rule_values	 v = { .reason = "" };
	enum status		 st;

	if (rule == NULL)
		return fault_set(r->fault, ST_ABSENT, "no such rule");
	st = policy_text(r->db, r->pool, rule->name, &v.value, r->fault);
	v.rev = admin_rev_text(r, policy_version(r->db));
	if (st == ST_OK)
		st = form_start(&rule_forms[rule->kind], &v, r->pool,
		    &r->form);
	return st == ST_OK ? policy_page(r, rule) : st;
}

static enum status
write_policy(struct req *r, const struct policy_rule *rule,
    const struct rule_values *v, const unsigned char digest[32],
    struct bytes said)
{
	const struct audit_entry entry = {
		.action = "policy.change", .kind = "policy",
		.object = rule->name, .result = "ok",
		.reason = pool_printf(r->pool, "%s；%s", v->value, v->reason),
		.after = bytes_of(digest, 32),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = policy_set(r->db, rule->name, v->value, r->actor->person,
	    v->reason, strtoll(v->rev, NULL, 10), r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, rule->name, said, id, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
say_policy(struct req *r, const struct policy_rule *rule,
    const struct rule_values *v, unsigned char digest[32],
    struct bytes *said, const char **why)
{
	const struct digest_field	 d[] = {
		digest_text("name", rule->name),
		digest_text("value", v->value),
		digest_text("reason", v->reason),
		digest_text("version", v->rev),
	};
	struct keyd			*keyd;
	enum status			 st;

	st = digest_fields("policy", d, NITEMS(d), digest, r->fault);
	if (st == ST_OK)
		st = case_keyd(r, &keyd);
	return st == ST_OK ? people_say(r, keyd, ACT_POLICY_CHANGE,
	    R(BUSINESS_ADMIN), rule->name, digest, bytes_of(NULL, 0), said,
	    why) : st;
}

enum status
admin_post_policy(struct req *r)
{
	const struct policy_rule *rule = policy_find(web_piece(r, "name"));
	struct rule_values	 v;
	unsigned char		 digest[32];
	struct bytes		 said;
	const char		*why = NULL, *now;
	enum status		 st;

	if (rule == NULL)
		return fault_set(r->fault, ST_ABSENT, "no such rule");
	st = form_parse(&rule_forms[rule->kind], &r->input, r->pool, &v,
	    &r->form);
	if (st == ST_BROKEN)
		return st;
	st = policy_text(r->db, r->pool, rule->name, &now, r->fault);
	if (st != ST_OK)
		return st;
	if (*v.value != '\0' && !policy_value_fits(rule, v.value))
		form_error(&r->form, "value", "这条规则不能取这个值");
	else if (strcmp(now, v.value) == 0)
		form_error(&r->form, "value", "与现行值相同");
	admin_is_stale(r, *v.rev == '\0' ? "-" : v.rev, policy_version(r->db),
	    "policy.change", rule->name);
	if (r->form.nerrors > 0)
		return policy_page(r, rule);
	st = say_policy(r, rule, &v, digest, &said, &why);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (st == ST_OK)
		st = write_policy(r, rule, &v, digest, said);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/policy/%s", rule->name);
	if (st == ST_CONFLICT)
		why = "规则刚刚被他人修改，请核对现行值后再改";
	if (why == NULL)
		return st;
	admin_show_refusal(r, why);
	return policy_page(r, rule);
}

/* Rules as people read them, and as fields of a form; see rules.h. */
#include <string.h>

#include "base/clock.h"
#include "form/codes.h"
#include "seal/seal.h"
#include "work/answers.h"
#include "work/case.h"
#include "work/rules.h"
#include "work/sealing.h"
#include "work/show.h"

/* Words of rule values; what is not here is shown as it is. */
static const struct choice rule_words[] = {
	{ "activation", "启用时" }, { "after", "之后" }, { "all", "全部" },
	{ "applicant", "申请人" }, { "before", "之前" },
	{ "cross", "跨行业" }, { "desk", "窗口" }, { "ever", "一直" },
	{ "facts", "要素" }, { "freeze", "冻结" },
	{ "freeze-reissue", "冻结后补办" },
	{ "freeze-release", "冻结后解除" }, { "full", "全部" },
	{ "guangdong", "广东" }, { "handwritten", "手写签名" },
	{ "industry", "行业内" }, { "ldt", "LD/T 01.1" },
	{ "lost", "挂失" }, { "making", "制章" }, { "national", "国家" },
	{ "none", "无" }, { "off", "不开放" },
	{ "original", "原件" }, { "physical", "实物印章" },
	{ "police", "公安" }, { "qr-top-right", "首页右上角二维码" },
	{ "remake", "重新制作" }, { "retention", "保存期内" },
	{ "revoke", "注销" }, { "revoked", "注销" }, { "same", "不变" },
	{ "seal", "个人印章" }, { "self", "自助" }, { "sheet", "采集表" },
	{ "signature", "个人签名" }, { "simplified", "简化" },
	{ "stamping", "用章" }, { "suspended", "停用" },
	{ "system", "市级系统" }, { "three", "三人" }, { "two", "两人" },
	{ "weihai", "威海" }, { "weihai-employment", "威海公共就业" },
	{ "written", "书面" }, { "xinyang", "信阳" },
	{ "unit", "电子公章" }, { "post", "电子职务章" },
	{ "personal", "个人印章" }, { NULL, NULL }
};

static const struct choice intervals[] = {
	{ "month", "每月" }, { "quarter", "每季度" }, { "year", "每年" },
	{ NULL, NULL }
};

static const struct choice days_ahead[] = {
	{ "60", "60 天" }, { "30", "30 天" }, { "14", "14 天" },
	{ "7", "7 天" }, { "3", "3 天" }, { "1", "1 天" }, { NULL, NULL }
};

/* Rules whose words are a list of their own. */
static const struct {
	const char		*rule;
	const struct choice	*words;
} own_words[] = {
	{ "P-44", days_ahead }, { "P-48", intervals },
	{ "P-41", case_sub_kinds }, { "P-42", case_sub_kinds },
	{ "P-43", sealing_classes },
};

/* An own profile's name is a word of P-28. */
static const char *
profile_label(struct req *r, const struct policy_rule *rule, const char *word)
{
	struct policy_profile	 p;
	struct fault		 f = { 0 };

	if (strcmp(rule->name, POLICY_LEGAL) != 0 || policy_profile_load(
	    r->db, r->pool, word, &p, &f) != ST_OK)
		return word;
	return p.label;
}

/* Unit types (P-23) have their words elsewhere. */
static const char *
word_label(struct req *r, const struct policy_rule *rule, const char *word)
{
	const char	*label = word;
	size_t		 i;

	for (i = 0; i < NITEMS(own_words); i++)
		if (strcmp(own_words[i].rule, rule->name) == 0)
			label = choice_label(own_words[i].words, word);
	if (label == word)
		label = choice_label(rule_words, word);
	if (label == word)
		label = answers_type_label(word);
	return label != word ? label : profile_label(r, rule, word);
}

const char *
rules_value_words(struct req *r, const struct policy_rule *rule,
    const char *value)
{
	const char	*out = "", *end;

	if (rule->kind == POLICY_FLAG)
		return *value == '1' ? "是" : "否";
	if (rule->kind == POLICY_SPAN || rule->kind == POLICY_MONTHS)
		return show_span(r, value);
	if (rule->kind != POLICY_CHOICE && rule->kind != POLICY_WORDS)
		return value;
	if (rule->kind == POLICY_WORDS && strcmp(value, rule->choices) == 0)
		return "全部";
	for (; *value != '\0' && out != NULL; value = end + strspn(end,
	    " ")) {
		end = value + strcspn(value, " ");
		out = pool_printf(r->pool, "%s%s%s", out, *out == '\0' ? "" :
		    "、", word_label(r, rule, pool_copy(r->pool, value,
		    (size_t)(end - value))));
	}
	return out;
}

enum status
rules_now(struct req *r, const char *name, const char **words)
{
	const struct policy_rule	*rule = policy_find(name);
	const char			*value;
	enum status			 st;

	*words = "";
	if ((st = policy_text(r->db, r->pool, name, &value,
	    r->fault)) == ST_OK)
		*words = rules_value_words(r, rule, value);
	return st;
}

/* --- whence they are ------------------------------------------------------- */

size_t
rules_clauses(struct req *r, const struct policy_rule *rule,
    struct rules_clause out[RULES_CLAUSES])
{
	const struct policy_profile	*p;
	const char			*s = rule->clause, *end;
	size_t				 n;

	for (n = 0; *s != '\0' && n < RULES_CLAUSES; n++, s = end + strspn(end,
	    "; ")) {
		end = s + strcspn(s, ";");
		out[n].text = pool_copy(r->pool, s, (size_t)(end - s));
		p = policy_profile_of(s);
		out[n].document = p == NULL ? NULL : p->document;
		out[n].period = p == NULL ? NULL : policy_period(r->pool, p,
		    clock_now());
	}
	return n;
}

void
rules_fill_clauses(struct req *r, struct page *row,
    const struct policy_rule *rule)
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

/* --- as fields ------------------------------------------------------------- */

#define CHOICES_MAX	64	/* the words of a rule, and own profiles */

/* Own profiles whose article has been approved once. */
static enum status
add_profiles(struct req *r, const struct policy_rule *rule,
    struct choice *list, size_t *n)
{
	struct policy_profile	*own;
	enum status		 st;
	size_t			 i, k;
	int			 yes;

	st = policy_profile_list(r->db, r->pool, &own, &k, r->fault);
	for (i = 0; st == ST_OK && i < k && *n < CHOICES_MAX - 1; i++) {
		if (own[i].base == NULL)
			continue;
		st = policy_value_known(r->db, rule, own[i].name, NULL, &yes,
		    r->fault);
		if (st == ST_OK && yes)
			list[(*n)++] = (struct choice){ own[i].name,
			    own[i].label };
	}
	return st;
}

enum status
rules_choices(struct req *r, const struct policy_rule *rule,
    const struct choice **out)
{
	static const struct choice	 flag[] = {
		{ "1", "是（1）" }, { "0", "否（0）" }, { NULL, NULL } };
	struct choice			*list;
	const char			*s = rule->choices, *end;
	size_t				 n;

	*out = flag;
	if (rule->kind == POLICY_FLAG)
		return ST_OK;
	*out = list = pool_array(r->pool, CHOICES_MAX, sizeof(*list));
	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	for (n = 0; s != NULL && *s != '\0' && n < CHOICES_MAX - 1;
	    n++, s = end + strspn(end, " ")) {
		end = s + strcspn(s, " ");
		list[n].value = pool_copy(r->pool, s, (size_t)(end - s));
		list[n].label = word_label(r, rule, list[n].value);
	}
	return strcmp(rule->name, POLICY_LEGAL) == 0 ?
	    add_profiles(r, rule, list, &n) : ST_OK;
}

const char *
rules_word_list(struct req *r, const struct policy_rule *rule)
{
	const struct choice	*c;
	const char		*out = "";

	if (rules_choices(r, rule, &c) != ST_OK)
		return "";
	for (; c->value != NULL && out != NULL; c++)
		out = pool_printf(r->pool, "%s%s%s %s", out,
		    *out == '\0' ? "" : "，", c->value, c->label);
	return out;
}

/* What a field takes; words are told on a line of their own. */
static const char *
hint_of(struct req *r, const struct policy_rule *rule)
{
	switch (rule->kind) {
	case POLICY_NUMBER:
		return "填写一个数";
	case POLICY_SPAN:
		return "数字加单位：d 天，m 月，h 小时，w 工作日；0d 为没有";
	case POLICY_MONTHS:
		return "月数加 m，例如 36m";
	case POLICY_WORDS:
		return pool_printf(r->pool, "可选的词用空格隔开：%s",
		    rules_word_list(r, rule));
	default:
		return NULL;
	}
}

void
rules_field(struct req *r, const struct policy_rule *rule, const char *name,
    const char *label, size_t at, struct field *out)
{
	const int	 picked = rule->kind == POLICY_FLAG ||
			    rule->kind == POLICY_CHOICE;

	*out = (struct field){
		.name = name, .label = label, .hint = hint_of(r, rule),
		.kind = picked ? FIELD_CHOICE : FIELD_LINE,
		.required = true, .max = 200, .at = at,
	};
}

enum status
rules_field_choices(struct req *r, const struct policy_rule *rule,
    const char *name)
{
	const struct choice	*c;
	enum status		 st;

	if (rule->kind != POLICY_FLAG && rule->kind != POLICY_CHOICE)
		return ST_OK;
	if ((st = rules_choices(r, rule, &c)) == ST_OK)
		form_choices(&r->form, name, c);
	return st;
}

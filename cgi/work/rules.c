/* Rules and their values as people read them; see rules.h. */
#include <string.h>

#include "base/clock.h"
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

static const struct choice days_ahead[] = {
	{ "60", "60 天" }, { "30", "30 天" }, { "14", "14 天" },
	{ "7", "7 天" }, { "3", "3 天" }, { "1", "1 天" }, { NULL, NULL }
};

/* Rules whose words are a list of their own. */
static const struct {
	const char		*rule;
	const struct choice	*words;
} own_words[] = {
	{ "P-44", days_ahead },
	{ "P-41", case_sub_kinds }, { "P-42", case_sub_kinds },
	{ "P-43", sealing_classes },
};

const char *
rules_word(const struct policy_rule *rule, const char *word)
{
	const char	*label = word;
	size_t		 i;

	for (i = 0; i < NITEMS(own_words); i++)
		if (strcmp(own_words[i].rule, rule->name) == 0)
			label = choice_label(own_words[i].words, word);
	if (label == word)
		label = choice_label(rule_words, word);
	return label != word ? label : answers_type_label(word);
}

const char *
rules_value(struct req *r, const struct policy_rule *rule, const char *value)
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
		    "、", rules_word(rule, pool_copy(r->pool, value,
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
		*words = rules_value(r, rule, value);
	return st;
}

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

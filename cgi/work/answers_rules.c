/*
 * What stands outside the form's own table: the region's rules and the
 * register, the choices they leave, and the answers as
 * lines for pages and papers.
 */
#include <string.h>

#include "base/clock.h"
#include "form/codes.h"
#include "work/answers.h"
#include "work/package.h"
#include "work/people.h"
#include "work/secrecy.h"

/* P-39, P-40: the physical seal comes first, or there is a reason. */
static void
check_physical(struct req *r, const struct answers *a,
    struct form_state *state)
{
	const char	*category = *a->category == '\0' ? "unit" :
	    a->category;
	int		 excused;

	if (!policy_has(r->db, "P-39", category))
		return;
	excused = policy_has(r->db, "P-40", "1");
	if (excused && *a->physical_none != '\0')
		return;
	if (*a->physical_number == '\0')
		form_error(state, "physical_number", excused ?
		    "请填写实物印章编码；确无实物印章的，请写明原因" :
		    "须先刻制实物印章，请填写实物印章编码");
	if (a->physical_date == 0)
		form_error(state, "physical_date",
		    "请填写实物印章在公安机关备案的日期");
}

/* What the region's rules say of the answers. */
static void
check_region(struct req *r, const struct answers *a,
    struct form_state *state)
{
	if (*a->org_type != '\0' && !policy_has(r->db, "P-23", a->org_type))
		form_error(state, "org_type",
		    "本地区不受理这种类型的单位，请核对");
	if (strcmp(a->category, "personal") == 0 &&
	    policy_has(r->db, "P-19", "off"))
		form_error(state, "category", "本地区没有开放个人印章");
	check_physical(r, a, state);
}

const char *
answers_usual_scope(const struct req *r)
{
	return policy_has(r->db, "P-09", "cross") ? "cross" : "industry";
}

void
answers_scope(const struct dossier *d, const char *scope,
    struct form_state *state)
{
	if (d->parent_reason != NULL &&
	    strcmp(d->parent_reason, REASON_SCOPE) == 0 &&
	    strcmp(scope, "cross") != 0)
		form_error(state, "scope", "本件因改为跨行业应用而换领，"
		    "使用范围应选择跨行业应用");
}

enum status
answers_kind_fault(struct req *r, const char *unit, const char *sub_kind,
    const char **why)
{
	const char	*label = choice_label(case_sub_kinds, sub_kind);
	enum status	 st;
	int		 taken;

	*why = NULL;
	if (*sub_kind == '\0')
		return ST_OK;
	if (!policy_has(r->db, "P-41", sub_kind)) {
		*why = pool_printf(r->pool, "本地区的印章目录（规则 P-41）没有"
		    "“%s”，不能申领", label);
		return ST_OK;
	}
	if (unit == NULL || !policy_has(r->db, "P-42", sub_kind))
		return ST_OK;
	st = application_kind_taken(r->db, unit, sub_kind, clock_now(),
	    &taken, r->fault);
	if (st == ST_OK && taken)
		*why = pool_printf(r->pool, "按本地区的印章目录（规则 P-42），"
		    "每个单位只能有一枚“%s”，本单位已有", label);
	return st;
}

/* a software device stands in for one in a demonstration alone. */
static int
keeps_delivery(struct req *r, const char *value)
{
	return strcmp(value, DELIVERY_SOFT) != 0 || config_is_demo(r->config);
}

enum status
answers_register(struct req *r, const struct answers *a, const char *unit,
    struct form_state *state)
{
	const char	*name, *wrong;
	enum status	 st;
	int		 taken;

	check_region(r, a, state);
	st = answers_kind_fault(r, unit, a->sub_kind, &wrong);
	if (st != ST_OK)
		return st;
	if (wrong != NULL)
		form_error(state, "sub_kind", wrong);
	if (*a->org_region != '\0' && code_region(a->org_region) == NULL) {
		st = region_name(r->db, r->pool, a->org_region, &name,
		    r->fault);
		if (st == ST_ABSENT)
			form_error(state, "org_region",
			    "没有这个行政区划码，请核对");
		else if (st != ST_OK)
			return st;
	}
	if (a->delivery != NULL && !keeps_delivery(r, a->delivery))
		form_error(state, "delivery", "软件设备文件只用于演示和测试，"
		    "请选择其他存储形式");
	if (unit == NULL || *a->seal_name == '\0')
		return ST_OK;
	st = application_name_taken(r->db, unit, a->seal_name, &taken,
	    r->fault);
	if (st == ST_OK && taken)
		form_error(state, "seal_name",
		    "本单位已有同名的电子印章，请另行命名或先办理注销");
	return st;
}

/* --- the choices --------------------------------------------------------- */

#define CHOICES_MAX 16

/* Those of the list the region's rules keep. */
static const struct choice *
kept(struct req *r, const struct choice *all,
    int (*keeps)(struct req *r, const char *value))
{
	struct choice	*list;
	size_t		 i, n = 0;

	list = pool_array(r->pool, CHOICES_MAX, sizeof(*list));
	if (list == NULL)
		return all;
	for (i = 0; all[i].value != NULL && n < CHOICES_MAX - 1; i++)
		if (keeps(r, all[i].value))
			list[n++] = all[i];
	return list;
}

/* Where P-19 is off, without the personal ones. */
static int
keeps_category(struct req *r, const char *value)
{
	return strcmp(value, "personal") != 0 ||
	    !policy_has(r->db, "P-19", "off");
}

/* The catalogue (P-41). */
static int
keeps_kind(struct req *r, const char *value)
{
	return policy_has(r->db, "P-41", value);
}

/* One category, called as the region calls it (P-19: GD 4, WH 3, WHJY 4). */
static const struct choice *
categories(struct req *r)
{
	static const struct choice names[] = {
		{ "signature", "电子个人签名" }, { "seal", "电子私章" },
		{ "handwritten", "个人手写签名" }, { NULL, NULL }
	};
	const struct choice	*list = kept(r, case_categories,
				    keeps_category);
	struct choice		*mine = pool_array(r->pool, CHOICES_MAX,
				    sizeof(*mine));
	size_t			 i, k;

	for (i = 0; mine != NULL && list[i].value != NULL; i++) {
		mine[i] = list[i];
		for (k = 0; strcmp(list[i].value, "personal") == 0 &&
		    names[k].value != NULL; k++)
			if (policy_has(r->db, "P-19", names[k].value))
				mine[i].label = names[k].label;
	}
	return mine == NULL ? list : mine;
}

void
answers_choices(struct req *r, struct form_state *state)
{
	form_choices(state, "org_type", people_unit_types(r));
	form_choices(state, "category", categories(r));
	form_choices(state, "sub_kind", kept(r, case_sub_kinds,
	    keeps_kind));
	form_choices(state, "delivery", kept(r, case_deliveries,
	    keeps_delivery));
}

/* --- as lines ------------------------------------------------------------ */

static const char *
label_of(const struct choice *choices, const char *value)
{
	return *value == '\0' ? "" : choice_label(choices, value);
}

size_t
answers_lines(const struct application *a,
    struct answer_line out[ANSWER_LINES])
{
	const struct answer_line lines[] = {
		{ "org_code", "统一社会信用代码", a->org_code },
		{ "org_name", "单位名称", a->org_name },
		{ "org_type", "单位类型", answers_type_label(a->org_type) },
		{ "org_region", "单位行政区划码", a->org_region },
		{ "org_address", "单位地址", a->org_address },
		{ NULL, "单位联系电话", a->org_phone },
		{ NULL, "单位邮箱", a->org_email },
		{ "agent_name", "经办人姓名", a->agent_name },
		{ "agent_idno", "经办人公民身份号码", a->agent_idno_mask },
		{ "agent_phone", "经办人手机号码", a->agent_phone_mask },
		{ "seal_name", "电子印章名称", a->seal_name },
		{ "category", "印章类别", label_of(case_categories,
		  a->category) },
		{ "sub_kind", "印章种类", label_of(case_sub_kinds,
		  a->sub_kind) },
		{ "holder_name", "持章人姓名", a->holder_name },
		{ "holder_role", "持章人职务", label_of(case_holder_roles,
		  a->holder_role) },
		{ "scope", "使用范围", label_of(case_scopes, a->scope) },
		{ "delivery", "存储形式", label_of(case_deliveries,
		  a->delivery) },
		{ "keeper_name", "保管人", a->keeper_name },
		{ "keeper_login", "保管人账号", a->keeper_login },
		{ "physical_number", "实物印章编码", a->physical_number },
		{ "physical_date", "实物印章备案日期", a->physical_date },
		{ "physical_none", "没有实物印章的原因", a->physical_none },
		{ "importing", "导入业务系统使用", a->importing ? "是" : "" },
		{ "secret", "是否涉及国家秘密", label_of(secrecy_choices,
		  a->secret) },
		{ NULL, "设备数据包 SM3", a->asked },
		{ NULL, "审批单位名称", a->approving_name },
		{ NULL, "审批单位行政区划码", a->approving_region },
	};

	_Static_assert(NITEMS(lines) <= ANSWER_LINES, "room for the lines");
	memcpy(out, lines, sizeof(lines));
	return NITEMS(lines);
}

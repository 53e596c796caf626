/* The answers of an application; see answers.h. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/utf8.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "sm/sm.h"
#include "work/answers.h"
#include "work/device_file.h"
#include "work/secrecy.h"

#define AT(member) .at = offsetof(struct answers, member)

/* every type there is; which of them may apply is P-23. */
static const struct choice org_types[] = {
	{ "organ", "国家行政机关" }, { "institution", "事业单位" },
	{ "people", "人民团体" }, { "social", "社会组织" },
	{ "enterprise", "企业" }, { "individual", "个体工商户" },
	{ "other", "其他组织" }, { "party", "党委" },
	{ "congress", "人大" }, { "consultative", "政协" },
	{ "court", "法院" }, { "procuratorate", "检察院" },
	{ "service", "公共就业服务机构" }, { "employer", "用人单位" },
	{ NULL, NULL }
};

const char *
answers_type_label(const char *type)
{
	return *type == '\0' ? "" : choice_label(org_types, type);
}

static const char *
check_name(const char *s)
{
	return utf8_count(s) < 2 ? "请填写全称，至少两个字" : NULL;
}

static const struct field answer_fields[] = {
	SECRECY_FIELD("是否涉及国家秘密", offsetof(struct answers, secret)),
	{ .name = "org_code", .label = "统一社会信用代码", .group = "单位信息",
	  .hint = "18 位，可从营业执照或法人证书上抄录", .kind = FIELD_LINE,
	  .required = true, .min = 1, .max = 18, .clean = CLEAN_CODE,
	  .check = code_credit, AT(org_code) },
	{ .name = "org_name", .label = "单位名称", .kind = FIELD_LINE,
	  .hint = "与证照上的全称一致", .required = true, .min = 1,
	  .max = 100, .check = check_name, .autocomplete = "organization",
	  AT(org_name) },
	{ .name = "org_type", .label = "单位类型", .kind = FIELD_CHOICE,
	  .required = true, .choices = org_types, AT(org_type) },
	{ .name = "org_region", .label = "单位行政区划码", .kind = FIELD_LINE,
	  .hint = "6 位数字，例如威海市环翠区是 371002", .required = true,
	  .min = 1, .max = 6, .clean = CLEAN_CODE, .check = code_region,
	  .inputmode = "numeric", AT(org_region) },
	{ .name = "org_address", .label = "单位地址", .kind = FIELD_LINE,
	  .required = true, .min = 4, .max = 200,
	  .autocomplete = "address-line1", AT(org_address) },
	{ .name = "agent_name", .label = "经办人姓名", .group = "经办人信息",
	  .kind = FIELD_LINE, .required = true, .min = 2, .max = 50,
	  .autocomplete = "name", AT(agent_name) },
	{ .name = "agent_idno", .label = "经办人公民身份号码",
	  .kind = FIELD_LINE, .hint = "18 位；只用于核对身份，页面上不全文显示",
	  .required = true, .min = 1, .max = 18, .clean = CLEAN_CODE,
	  .check = code_citizen, AT(agent_idno) },
	{ .name = "agent_phone", .label = "经办人手机号码",
	  .kind = FIELD_LINE, .required = true, .min = 1, .max = 20,
	  .clean = CLEAN_PHONE, .check = code_mobile,
	  .autocomplete = "tel", .inputmode = "tel", AT(agent_phone) },
	{ .name = "seal_name", .label = "电子印章名称", .group = "印章信息",
	  .kind = FIELD_LINE,
	  .hint = "印面上的文字；内设机构和分支机构的印章以单位名称开头",
	  .required = true, .min = 2, .max = 100, AT(seal_name) },
	{ .name = "category", .label = "印章类别", .kind = FIELD_CHOICE,
	  .choices = case_categories, AT(category) },
	{ .name = "sub_kind", .label = "印章种类", .kind = FIELD_CHOICE,
	  .choices = case_sub_kinds, AT(sub_kind) },
	{ .name = "holder_name", .label = "持章人姓名", .kind = FIELD_LINE,
	  .hint = "职务章和个人印章填写，公章不填", .max = 50,
	  AT(holder_name) },
	{ .name = "holder_role", .label = "持章人职务", .kind = FIELD_CHOICE,
	  .choices = case_holder_roles, AT(holder_role) },
	{ .name = "scope", .label = "使用范围", .kind = FIELD_CHOICE,
	  .choices = case_scopes, AT(scope) },
	{ .name = "delivery", .label = "存储形式", .kind = FIELD_CHOICE,
	  .choices = case_deliveries, AT(delivery) },
	{ .name = "keeper_name", .label = "保管人姓名",
	  .group = "保管与实物印章", .kind = FIELD_LINE,
	  .hint = "领取后由保管人启用印章；不填则由申请人保管",
	  .max = 50, AT(keeper_name) },
	{ .name = "keeper_login", .label = "保管人账号", .kind = FIELD_LINE,
	  .hint = "保管人在本系统的账号，没有可先不填", .max = 60,
	  AT(keeper_login) },
	{ .name = "physical_number", .label = "实物印章编码",
	  .kind = FIELD_LINE, .hint = "印面下沿的 13 或 14 位数字",
	  .max = 19, .clean = CLEAN_CODE, .check = code_seal_number,
	  .inputmode = "numeric", AT(physical_number) },
	{ .name = "physical_date", .label = "实物印章备案日期",
	  .kind = FIELD_DATE, AT(physical_date) },
	{ .name = "physical_none", .label = "没有实物印章的原因",
	  .kind = FIELD_LINE, .hint = "确无实物印章时填写", .max = 100,
	  AT(physical_none) },
	{ .name = "importing", .label = "需要导入业务系统使用",
	  .kind = FIELD_CHECK,
	  .hint = "勾选后，须由制作单位核验申请数据包", AT(importing) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};

/* Sub-kinds whose name must begin with the unit's own. */
static int
named_after_unit(const char *sub_kind)
{
	return strcmp(sub_kind, "NS") == 0 || strcmp(sub_kind, "FZ") == 0;
}

/*
 * What a person holds has one sub-kind of its own, and a holder; all others
 * are the organisation's.
 */
static const struct held {
	const char	*category, *sub_kind;
	int		 has_role;	/* the holder's post is asked for */
	const char	*wrong_kind, *wrong_category;
} held[] = {
	{ "post", "ZW", 1, "职务章的种类应选择职务章",
	  "职务章的类别应选择电子职务章" },
	{ "personal", "SM", 0, "个人印章的种类应选择个人名章或签名",
	  "个人名章或签名的类别应选择个人印章" },
};

static const struct held *
held_as(const char *category)
{
	size_t	 i;

	for (i = 0; i < NITEMS(held); i++)
		if (strcmp(held[i].category, category) == 0)
			return &held[i];
	return NULL;
}

static void
cross_held(const struct answers *a, struct form_state *state)
{
	const struct held	*h = held_as(a->category);
	size_t			 i;

	if (h != NULL && *a->holder_name == '\0')
		form_error(state, "holder_name", "请填写持章人姓名");
	if (h != NULL && h->has_role && *a->holder_role == '\0')
		form_error(state, "holder_role", "请选择持章人职务");
	if (h != NULL && *a->sub_kind != '\0' &&
	    strcmp(a->sub_kind, h->sub_kind) != 0)
		form_error(state, "sub_kind", h->wrong_kind);
	for (i = 0; i < NITEMS(held); i++)
		if (h == NULL && strcmp(a->sub_kind, held[i].sub_kind) == 0)
			form_error(state, "category", held[i].wrong_category);
}

static void
cross_answers(const void *values, struct form_state *state)
{
	const struct answers	*a = values;

	if (named_after_unit(a->sub_kind) &&
	    strncmp(a->seal_name, a->org_name, strlen(a->org_name)) != 0)
		form_error(state, "seal_name",
		    "内设机构章、分支机构章的名称应以单位名称开头");
	cross_held(a, state);
	secrecy_check(a->secret, state);
}

const struct form answers_form = {
	.fields = answer_fields, .n = NITEMS(answer_fields),
	.size = sizeof(struct answers), .cross = cross_answers,
};

#undef AT
#define AT(member) .at = offsetof(struct entry, member)

static const struct field entry_fields[] = {
	{ .name = "approving_name", .label = "审批单位名称",
	  .kind = FIELD_LINE, .required = true, .min = 2, .max = 100,
	  AT(approving_name) },
	{ .name = "approving_region", .label = "审批单位行政区划码",
	  .kind = FIELD_LINE, .required = true, .min = 1, .max = 6,
	  .clean = CLEAN_CODE, .check = code_region, .inputmode = "numeric",
	  AT(approving_region) },
	{ .name = "package", .label = "电子印章申请数据包",
	  .kind = FIELD_FILE,
	  .hint = "导入业务系统，或印章存放在本单位设备里的，上传由那台设备"
	      "生成的请求（PKCS#10）", .size = 64 * 1024, AT(package) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};

const struct form entry_form = {
	.fields = entry_fields, .n = NITEMS(entry_fields),
	.size = sizeof(struct entry),
};

/* --- between typed and stored ------------------------------------------- */

const char *
answers_subject(const struct dossier *d)
{
	return d->request.applicant != NULL ? d->request.applicant :
	    d->request.id;
}

#define BOX_PLAIN 64		/* two numbers of 18 and a line between */

static enum status
box_agent(struct req *r, struct dossier *d, const struct answers *a)
{
	unsigned char	 key[SM_BOX_KEY], *out;
	char		 plain[BOX_PLAIN];
	enum status	 st;
	int		 n;

	n = snprintf(plain, sizeof(plain), "%s\n%s", a->agent_idno,
	    a->agent_phone);
	if (n < 0 || (size_t)n >= sizeof(plain))
		n = snprintf(plain, sizeof(plain), "\n");
	st = keyd_data_key(d->keyd, answers_subject(d), key, r->fault);
	if (st != ST_OK)
		goto out;
	out = pool_alloc(r->pool, (size_t)n + SM_BOX_MORE);
	if (out == NULL) {
		st = fault_set(r->fault, ST_BROKEN, "answers: memory");
		goto out;
	}
	st = sm_box_seal(key, d->request.id, bytes_of(plain, (size_t)n), out,
	    r->fault);
	if (st == ST_OK)
		d->app.agent_box = bytes_of(out, (size_t)n + SM_BOX_MORE);
out:
	wipe(key, sizeof(key));
	wipe(plain, sizeof(plain));
	return st;
}

static const char *
or_default(const char *s, const char *otherwise)
{
	return *s == '\0' ? otherwise : s;
}

enum status
answers_take(struct req *r, struct dossier *d, const struct answers *a)
{
	struct application	*app = &d->app;
	const struct held	*h = held_as(a->category);
	char			 mask[CODE_MASK], day[CALENDAR_TEXT];

	app->secret = a->secret;
	app->org_code = a->org_code;
	app->org_region = a->org_region;
	app->org_type = a->org_type;
	app->org_name = a->org_name;
	app->agent_name = a->agent_name;
	code_mask_citizen(a->agent_idno, mask);
	app->agent_idno_mask = pool_text(r->pool, mask);
	code_mask_mobile(a->agent_phone, mask);
	app->agent_phone_mask = pool_text(r->pool, mask);
	app->agent_right = code_citizen(a->agent_idno) == NULL &&
	    code_mobile(a->agent_phone) == NULL;
	app->org_address = a->org_address;
	app->seal_name = a->seal_name;
	app->category = or_default(a->category, "unit");
	app->sub_kind = or_default(a->sub_kind, h == NULL ? "FR" :
	    h->sub_kind);
	app->scope = or_default(a->scope, answers_usual_scope(r));
	app->delivery = or_default(a->delivery, "hosted");
	app->holder_name = a->holder_name;
	app->holder_role = a->holder_role;
	app->keeper_name = a->keeper_name;
	app->keeper_login = a->keeper_login;
	app->physical_number = a->physical_number;
	app->physical_none = a->physical_none;
	app->importing = a->importing;
	app->physical_date = "";
	if (a->physical_date != 0) {
		calendar_day(a->physical_date, day);
		app->physical_date = pool_text(r->pool, day);
	}
	return box_agent(r, d, a);
}

static enum status
unbox_agent(struct req *r, const struct dossier *d, struct answers *out)
{
	unsigned char	 key[SM_BOX_KEY];
	char		*plain, *line;
	size_t		 n = d->app.agent_box.n;
	enum status	 st;

	out->agent_idno = out->agent_phone = "";
	if (n <= SM_BOX_MORE)
		return ST_OK;
	if ((plain = pool_alloc(r->pool, n)) == NULL)
		return fault_set(r->fault, ST_BROKEN, "answers: memory");
	st = keyd_data_key(d->keyd, answers_subject(d), key, r->fault);
	if (st == ST_OK)
		st = sm_box_open(key, d->request.id, d->app.agent_box,
		    (unsigned char *)plain, r->fault);
	wipe(key, sizeof(key));
	if (st != ST_OK)
		return st;
	if ((line = strchr(plain, '\n')) != NULL) {
		*line++ = '\0';
		out->agent_idno = plain;
		out->agent_phone = line;
	}
	return ST_OK;
}

/* All but the agent's numbers. */
static void
load_open(struct req *r, const struct dossier *d, struct answers *out)
{
	const struct application *a = &d->app;

	memset(out, 0, sizeof(*out));
	out->agent_idno = out->agent_phone = "";
	out->secret = a->secret;
	out->org_code = a->org_code;
	out->org_region = a->org_region;
	out->org_type = a->org_type;
	out->org_name = a->org_name;
	out->agent_name = a->agent_name;
	out->org_address = a->org_address;
	out->seal_name = a->seal_name;
	out->category = a->category;
	out->sub_kind = a->sub_kind;
	out->scope = a->scope;
	out->delivery = a->delivery;
	out->holder_name = a->holder_name;
	out->holder_role = a->holder_role;
	out->keeper_name = a->keeper_name;
	out->keeper_login = a->keeper_login;
	out->physical_number = a->physical_number;
	out->physical_none = a->physical_none;
	out->importing = a->importing;
	if (!calendar_read_day(a->physical_date, &out->physical_date))
		out->physical_date = 0;
	out->rev = pool_printf(r->pool, "%lld", (long long)d->request.rev);
}

enum status
answers_load(struct req *r, const struct dossier *d, struct answers *out)
{
	load_open(r, d, out);
	return unbox_agent(r, d, out);
}

/* --- checked as if typed now ---------------------------------------------- */

/* The stored answers as the input of the form, one value a field. */
static enum status
as_input(struct req *r, const struct answers *a, struct form_input *out)
{
	struct form_value	*v;
	const struct field	*fl;
	const char		*base = (const char *)a;
	char			 day[CALENDAR_TEXT];
	size_t			 i;

	v = pool_array(r->pool, answers_form.n, sizeof(*v));
	if (v == NULL)
		return fault_set(r->fault, ST_BROKEN, "answers: memory");
	for (i = 0; i < answers_form.n; i++) {
		fl = &answers_form.fields[i];
		v[i].name = fl->name;
		v[i].text = "";
		if (fl->kind == FIELD_CHECK) {
			v[i].text = *(const int *)(const void *)
			    (base + fl->at) ? "1" : "";
		} else if (fl->kind == FIELD_DATE) {
			int64_t ms = *(const int64_t *)(const void *)
			    (base + fl->at);
			if (ms != 0) {
				calendar_day(ms, day);
				v[i].text = pool_text(r->pool, day);
			}
		} else {
			v[i].text = *(const char *const *)(const void *)
			    (base + fl->at);
		}
	}
	*out = (struct form_input){ v, answers_form.n };
	return ST_OK;
}

enum status
answers_check(struct req *r, const struct dossier *d,
    struct form_state *state)
{
	struct answers		 stored, checked;
	struct form_input	 in;
	enum status		 st = ST_OK;

	/* Numbers that were right when they were sealed stay sealed. */
	load_open(r, d, &stored);
	if (!d->app.agent_right)
		st = unbox_agent(r, d, &stored);
	if (st == ST_OK)
		st = as_input(r, &stored, &in);
	if (st != ST_OK)
		return st;
	st = form_parse(&answers_form, &in, r->pool, &checked, state);
	if (st == ST_BROKEN)
		return st;
	if (d->app.agent_right) {
		form_forgive(state, "agent_idno");
		form_forgive(state, "agent_phone");
	}
	answers_scope(d, checked.scope, state);
	st = device_apply_agree(r, &d->app, &checked, state);
	return st != ST_OK ? st : answers_register(r, &checked,
	    d->request.parent == NULL ? d->request.unit : NULL, state);
}

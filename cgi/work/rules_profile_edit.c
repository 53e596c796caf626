/*
 * Making an own region profile from one there is, and changing it while it
 * was never applied and nobody asks for it; see rules.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "trust/action.h"
#include "trust/digest.h"
#include "work/admin.h"
#include "work/case.h"
#include "work/people.h"
#include "work/rules.h"

#define OWN	"own"		/* in the form: the legal note by this one */
#define LABEL_MAX	20	/* also stands in the line at a page's foot */
#define ARTICLE_MAX	12	/* 第一百二十三条第二款 */

struct profile_values {
	struct rules_values	 rules;		/* first: see rules.h */
	const char		*name, *label, *document, *article;
	int64_t			 from, to;
	int			 draft;
	const char		*reason, *rev;
};

static const char *
check_document(const char *s)
{
	return strstr(s, "《") != NULL || strstr(s, "》") != NULL ?
	    "不用加书名号" : NULL;
}

#define AT(member) .at = offsetof(struct profile_values, member)
#define ABOUT								\
	{ .name = "label", .label = "方案名称", .kind = FIELD_LINE,	\
	  .hint = "地区或者行业的简称，如“青州”", .required = true,		\
	  .min = 2, .max = LABEL_MAX,					\
	  .check = policy_profile_words_unfit, AT(label) },		\
	{ .name = "document", .label = "所依据的规定", .kind = FIELD_LINE,	\
	  .hint = "全称，不加书名号", .required = true, .min = 2, .max = 100,	\
	  .check = check_document, AT(document) },			\
	{ .name = "from", .label = "施行日期", .kind = FIELD_DATE,	\
	  .hint = "不填的，不能确定是否有效，不引用其条款", AT(from) },	\
	{ .name = "to", .label = "有效期最后一天", .kind = FIELD_DATE,	\
	  .hint = "没有规定的不填", AT(to) },				\
	{ .name = "draft", .label = "是征求意见稿", .kind = FIELD_CHECK,	\
	  AT(draft) },							\
	{ .name = "article", .label = "规定电子印章法律效力的条款",	\
	  .kind = FIELD_LINE, .max = ARTICLE_MAX,			\
	  .hint = "如“第三条”，验真页和盖章文件的页脚引用；不填的引用国家规定",	\
	  .check = policy_profile_words_unfit, AT(article) }

static const struct field copy_before[] = {
	{ .name = "name", .label = "方案代号", .kind = FIELD_LINE,
	  .hint = "小写字母、数字和短横，如 qingzhou，以后不能改",
	  .required = true, .max = 31, .clean = CLEAN_NARROW,
	  .check = policy_profile_name_unfit, AT(name) },
	ABOUT,
};
static const struct field edit_before[] = { ABOUT };
static const struct field behind[] = {
	{ .name = "reason", .label = "理由", .kind = FIELD_LINE,
	  .group = "为何", .required = true, .min = 2, .max = 200,
	  AT(reason) },
	RULES_REV(AT),
};
#undef AT
#define FRAME(NAME) { .before = NAME##_before,				\
	.nbefore = NITEMS(NAME##_before), .behind = behind,		\
	.nbehind = NITEMS(behind), .size = sizeof(struct profile_values) }
static const struct rules_frame copy_frame = FRAME(copy),
		    edit_frame = FRAME(edit);

/* --- the form ---------------------------------------------------------------- */

/* The legal note's choices: the house's, those applied, and this one's. */
static enum status
fill_choices(struct req *r)
{
	const struct policy_rule *rule = policy_find(POLICY_LEGAL);
	const struct choice	 *known;
	struct choice		 *list;
	size_t			  n;
	enum status		  st;

	if ((st = rules_form_choices(r)) != ST_OK ||
	    (st = rules_choices(r, rule, &known)) != ST_OK)
		return st;
	for (n = 0; known[n].value != NULL; n++)
		;
	if ((list = pool_array(r->pool, n + 2, sizeof(*list))) == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	memcpy(list, known, n * sizeof(*list));
	list[n] = (struct choice){ OWN, "本方案" };
	form_choices(&r->form, rule->name, list);
	return ST_OK;
}

static enum status
profile_page(struct req *r, const struct policy_profile *p, int copy)
{
	enum status	 st = fill_choices(r);

	return st != ST_OK ? st : web_page(r, people_form_page(r, copy ?
	    pool_printf(r->pool, "由“%s”制作新的方案", p->label) :
	    pool_printf(r->pool, "修改地区方案“%s”", p->label),
	    "保存以后还没有启用。启用由一名业务管理员提出、另一名批准；启用过的方案不能再改。",
	    admin_path(r, copy ? "/admin/profile/*/copy" :
	    "/admin/profile/*/edit", p->name), "签名并保存",
	    admin_path(r, "/admin/profile/*", p->name)));
}

static int64_t
day_of(const char *day)
{
	int64_t	 at;

	return day != NULL && calendar_read_day(day, &at) ? at : 0;
}

/* What the form begins with: a copy has a name and a document of its own. */
static void
values_of(struct req *r, const struct policy_profile *p, int copy,
    struct profile_values *v)
{
	const struct policy_rule	*rule;
	size_t				 i;

	*v = (struct profile_values){
		.name = "", .label = copy ? "" : p->label,
		.document = copy ? "" : p->document,
		.article = copy || p->article == NULL ? "" : p->article,
		.from = copy ? 0 : day_of(p->from),
		.to = copy ? 0 : day_of(p->to), .draft = copy ? 0 : p->draft,
		.reason = "", .rev = admin_rev_text(r, p->rev),
	};
	for (i = 0; (rule = policy_nth(i)) != NULL; i++) {
		v->rules.value[i] = policy_profile_value(p, rule);
		if (p->base != NULL && strcmp(rule->name, POLICY_LEGAL) ==
		    0 && strcmp(v->rules.value[i], p->name) == 0)
			v->rules.value[i] = OWN;
	}
}

/* --- what was typed ------------------------------------------------------------ */

static const char *
day_text(struct req *r, int64_t at)
{
	char	 text[CALENDAR_TEXT];

	if (at == 0)
		return NULL;
	calendar_day(at, text);
	return pool_text(r->pool, text);
}

static enum status
take_values(struct req *r, const struct profile_values *v,
    struct policy_profile *p)
{
	const struct policy_rule	*rule;
	const char			*value;
	size_t				 i;
	enum status			 st = ST_OK;
	int				 yes, own;

	for (i = 0; st == ST_OK && (rule = policy_nth(i)) != NULL; i++) {
		value = v->rules.value[i];
		own = strcmp(rule->name, POLICY_LEGAL) == 0 &&
		    strcmp(value, OWN) == 0;
		yes = own && *p->article != '\0';
		if (!own)
			st = policy_value_known(r->db, rule, value, NULL,
			    &yes, r->fault);
		if (st == ST_OK && !yes)
			form_error(&r->form, rule->name, own ?
			    "要引用本方案，须填写规定法律效力的条款" :
			    "这条规则不能取这个值");
		p->sets[i] = (struct policy_value){
			rule->name, own ? p->name : value
		};
	}
	p->sets[i] = (struct policy_value){ NULL, NULL };
	return st;
}

/* Names people tell profiles apart by are not to be had twice. */
static enum status
check_label(struct req *r, const struct policy_profile *p)
{
	struct policy_profile	*list;
	size_t			 i, n;
	enum status		 st;

	st = policy_profile_list(r->db, r->pool, &list, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		if (strcmp(list[i].label, p->label) == 0 &&
		    strcmp(list[i].name, p->name) != 0)
			form_error(&r->form, "label",
			    "已有同名的方案，请换一个名称");
	}
	return st;
}

/* As a record; errors go to the form.  "old": what it is made from, or was. */
static enum status
take(struct req *r, const struct profile_values *v,
    const struct policy_profile *old, int copy, struct policy_profile *p)
{
	enum status	 st;

	*p = (struct policy_profile){
		.name = copy ? v->name : old->name, .label = v->label,
		.document = v->document, .article = v->article,
		.from = day_text(r, v->from), .to = day_text(r, v->to),
		.draft = v->draft, .base = copy ? old->name : old->base,
		.rev = old->rev,
	};
	if (v->from != 0 && v->to != 0 && v->to < v->from)
		form_error(&r->form, "to", "最后一天不能早于施行日期");
	if (v->from == 0 && v->to != 0)
		form_error(&r->form, "from", "请填写施行日期");
	if ((st = take_values(r, v, p)) != ST_OK)
		return st;
	return *p->label == '\0' ? ST_OK : check_label(r, p);
}

/* --- the deed -------------------------------------------------------------------- */

static enum status
digest_of(struct req *r, const struct policy_profile *p, const char *reason,
    unsigned char out[DIGEST_LEN])
{
	struct digest_field	 d[POLICY_RULES + 9] = {
		digest_text("name", p->name), digest_text("label", p->label),
		digest_text("document", p->document),
		digest_text("article", p->article),
		digest_text("from", p->from), digest_text("to", p->to),
		digest_int("draft", p->draft), digest_text("base", p->base),
		digest_text("reason", reason),
	};
	size_t			 i;

	for (i = 0; i < POLICY_RULES && p->sets[i].rule != NULL; i++)
		d[9 + i] = digest_text(p->sets[i].rule, p->sets[i].value);
	return digest_fields("profile", d, 9 + i, out, r->fault);
}

static enum status
keep(struct req *r, const struct policy_profile *p, int copy,
    const char *reason, const unsigned char digest[DIGEST_LEN],
    struct bytes said)
{
	const struct audit_entry entry = {
		.action = ACT_PROFILE_CHANGE, .kind = "profile",
		.object = p->name, .result = "ok", .reason = reason,
		.after = bytes_of(digest, DIGEST_LEN),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = copy ? policy_profile_add(r->db, p, r->actor->person,
	    r->fault) : policy_profile_save(r->db, p, r->actor->person,
	    r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, p->name, said, id, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
sign_and_keep(struct req *r, const struct policy_profile *p, int copy,
    const char *reason, int *ask, const char **why)
{
	unsigned char	 digest[DIGEST_LEN];
	struct bytes	 said;
	struct keyd	*keyd;
	enum status	 st;

	*ask = 0;
	if ((st = digest_of(r, p, reason, digest)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	st = people_say(r, keyd, ACT_PROFILE_CHANGE,
	    ROLE_BIT(ROLE_BUSINESS_ADMIN), p->name, digest,
	    bytes_of(NULL, 0), &said, why);
	*ask = st == ST_ABSENT || st == ST_INVALID;
	if (st != ST_OK)
		return st;
	st = keep(r, p, copy, reason, digest, said);
	if (st == ST_CONFLICT) {
		*why = copy ? "这个代号或者名称已经用了，或者方案已有 50 个" :
		    "方案刚刚被他人修改，或者已经申请启用，请核对现在的内容";
		audit_refusal(r->db, r->actor, ACT_PROFILE_CHANGE, "profile",
		    p->name, *why);
	}
	return st;
}

/* The profile of the path; what is in use or asked for stays as it is. */
static enum status
load(struct req *r, int copy, struct policy_profile *p)
{
	enum status	 st;
	int		 held = 0;

	st = policy_profile_load(r->db, r->pool, web_piece(r, "name"), p,
	    r->fault);
	if (st != ST_OK || copy)
		return st;
	if (p->base != NULL)
		st = policy_profile_is_held(r->db, p->name, &held, r->fault);
	if (st != ST_OK || (p->base != NULL && !held))
		return st;
	audit_refusal(r->db, r->actor, ACT_PROFILE_CHANGE, "profile",
	    p->name, "系统自带的、启用过的和正在申请启用的方案不能改");
	return fault_set(r->fault, ST_CONFLICT, "%s is held", p->name);
}

static enum status
held_page(struct req *r, enum status st)
{
	return st != ST_CONFLICT ? st : web_problem(r, 409,
	    "这个方案不能改", "系统自带的、启用过的和正在申请启用的方案不能改。"
	    "请由它制作新的方案。");
}

static enum status
show(struct req *r, int copy)
{
	struct profile_values	 v;
	struct policy_profile	 p;
	const struct form	*form;
	enum status		 st;

	if ((st = load(r, copy, &p)) != ST_OK)
		return held_page(r, st);
	values_of(r, &p, copy, &v);
	st = rules_form(r, copy ? &copy_frame : &edit_frame, &form);
	if (st == ST_OK)
		st = form_start(form, &v, r->pool, &r->form);
	return st == ST_OK ? profile_page(r, &p, copy) : st;
}

static enum status
post(struct req *r, int copy)
{
	struct profile_values	 v;
	struct policy_profile	 old, p;
	const struct form	*form;
	const char		*why = NULL;
	enum status		 st;
	int			 ask, again;

	if ((st = load(r, copy, &old)) != ST_OK)
		return held_page(r, st);
	if ((st = rules_form(r, copy ? &copy_frame : &edit_frame, &form)) !=
	    ST_OK)
		return st;
	st = form_parse(form, &r->input, r->pool, &v, &r->form);
	if (st == ST_BROKEN)
		return st;
	rules_form_fixed(&v.rules);
	if (!copy)
		admin_is_stale(r, *v.rev == '\0' ? "-" : v.rev, old.rev,
		    ACT_PROFILE_CHANGE, old.name);
	if (r->form.nerrors == 0 &&
	    (st = take(r, &v, &old, copy, &p)) != ST_OK)
		return st;
	if (r->form.nerrors > 0) {
		audit_refusal(r->db, r->actor, ACT_PROFILE_CHANGE, "profile",
		    copy ? v.name : old.name, "方案的内容没有填好");
		return profile_page(r, &old, copy);
	}
	st = sign_and_keep(r, &p, copy, v.reason, &ask, &why);
	st = admin_answer(r, st, ask, why, admin_path(r, "/admin/profile/*",
	    p.name), &again);
	return again ? profile_page(r, &old, copy) : st;
}

enum status
rules_show_copy(struct req *r)
{
	return show(r, 1);
}

enum status
rules_post_copy(struct req *r)
{
	return post(r, 1);
}

enum status
rules_show_edit(struct req *r)
{
	return show(r, 0);
}

enum status
rules_post_edit(struct req *r)
{
	return post(r, 0);
}

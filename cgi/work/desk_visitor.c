/*
 * A visitor at the counter: the unit is found by its code or proposed below
 * the desk, and the case opened in its name; the rest is done on the
 * applicant's own pages by the desk.
 */
#include <string.h>

#include "form/codes.h"
#include "page/keys.h"
#include "work/desk.h"
#include "work/people.h"

struct visitor {
	const char	*org_code, *org_name, *org_type, *org_region;
	const char	*org_address;
};
#define AT(member) .at = offsetof(struct visitor, member)
static const struct field visitor_fields[] = {
	{ .name = "org_code", .label = "统一社会信用代码", .required = true,
	  .hint = "18 位", .kind = FIELD_LINE, .min = 1, .max = 18,
	  .clean = CLEAN_CODE, .check = code_credit, AT(org_code) },
	{ .name = "org_name", .label = "单位名称", .required = true,
	  .hint = "与证照上的全称一致", .kind = FIELD_LINE, .min = 2,
	  .max = 100, AT(org_name) },
	{ .name = "org_type", .label = "单位类型", .required = true,
	  .kind = FIELD_CHOICE, AT(org_type) },
	{ .name = "org_region", .label = "单位行政区划码", .required = true,
	  .hint = "6 位数字", .kind = FIELD_LINE, .min = 1, .max = 6,
	  .clean = CLEAN_CODE, .check = code_region, .inputmode = "numeric",
	  AT(org_region) },
	{ .name = "org_address", .label = "单位地址", .required = true,
	  .kind = FIELD_LINE, .min = 4, .max = 200, AT(org_address) },
};
const struct form visitor_form = {
	.fields = visitor_fields, .n = NITEMS(visitor_fields),
	.size = sizeof(struct visitor),
};

enum status
desk_visitor(struct req *r)
{
	struct page	*p = web_page_new(r, "approve/new", "为来访人办理申领");

	form_choices(&r->form, "org_type", people_unit_types(r));
	form_fill(p, &r->form);
	return web_page(r, p);
}

/* A unit nobody knows yet: proposed, below the desk that met it. */
static enum status
propose_unit(struct req *r, const struct visitor *v, struct unit *u)
{
	const struct audit_entry entry = {
		.action = "unit.propose", .kind = "unit",
		.object = v->org_code, .result = "ok",
	};
	enum status	 st;

	memset(u, 0, sizeof(*u));
	memcpy(u->parent, r->actor->unit, sizeof(u->parent));
	u->level = LEVEL_USING;
	u->name = v->org_name;
	u->code = v->org_code;
	u->region = v->org_region;
	u->type = v->org_type;
	u->address = v->org_address;
	u->phone = "";
	u->state = "proposed";
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = unit_add(r->db, u, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
check_visitor(struct req *r, const struct visitor *v)
{
	const char	*name;
	enum status	 st;

	if (*v->org_region == '\0' || code_region(v->org_region) != NULL)
		return ST_OK;
	st = region_name(r->db, r->pool, v->org_region, &name, r->fault);
	if (st == ST_ABSENT)
		form_error(&r->form, "org_region",
		    "没有这个行政区划码，请核对");
	return st == ST_ABSENT ? ST_OK : st;
}

/*
 * who issues a unit's physical seals issues the electronic ones, at the
 * counter as online.  The register's word on a unit there is goes before what
 * was typed.  Where nobody is set up for it, whoever it comes to.
 */
static enum status
check_desk(struct req *r, const char *region, const char *type,
    const char *code)
{
	struct unit	 desk;
	const char	*why;
	enum status	 st;

	st = unit_route(r->db, r->pool, region, type, &desk, r->fault);
	if (st != ST_OK || strcmp(desk.id, r->actor->unit) == 0)
		return st == ST_ABSENT ? ST_OK : st;
	why = pool_printf(r->pool, "按受理范围，这个单位由%s受理%s%s，请引导"
	    "来访人到那里办理", desk.name, *desk.phone == '\0' ? "" :
	    "，电话 ", desk.phone);
	form_error(&r->form, "org_code", why);
	audit_refusal(r->db, r->actor, "request.create", "unit", code, why);
	return ST_OK;
}

enum status
desk_visitor_post(struct req *r)
{
	const struct visitor	*v = r->values;
	struct case_new		 what = {
		.business = business_find("apply"), .counter = 1,
	};
	struct application	 app;
	struct unit		 u;
	char			 id[ID_LEN + 1], number[NUMBER_TEXT];
	enum status		 st;
	int			 known;

	if ((st = check_visitor(r, v)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return desk_visitor(r);
	st = unit_by_code(r->db, r->pool, v->org_code, &u, r->fault);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	known = st == ST_OK;
	if ((st = check_desk(r, known ? u.region : v->org_region,
	    known ? u.type : v->org_type, v->org_code)) != ST_OK)
		return st;
	if (known && strcmp(u.state, "closed") == 0)
		form_error(&r->form, "org_code", "这个单位已撤销，不能办理");
	if (r->form.nerrors > 0)
		return desk_visitor(r);
	if (!known)
		st = propose_unit(r, v, &u);
	if (st == ST_INVALID)
		form_error(&r->form, NULL, "本受理单位之下不能登记使用单位");
	else if (st != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return desk_visitor(r);
	application_init(&app);
	app.org_code = v->org_code;
	app.org_name = v->org_name;
	app.org_type = v->org_type;
	app.org_region = v->org_region;
	app.org_address = v->org_address;
	what.unit = u.id;
	what.app = &app;
	st = case_open(r, &what, id, number);
	return st == ST_OK ? web_redirectf(r, "/apply/%s", id) : st;
}

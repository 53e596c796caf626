/*
 * Adding a unit below another and editing one: the form, what may be chosen
 * in it, and the tree's rule.
 */
#include <string.h>

#include "form/codes.h"
#include "work/admin.h"
#include "work/answers.h"
#include "work/case.h"
#include "work/people.h"
#include "work/units.h"

struct unit_values {
	const char	*parent, *level, *name, *code, *region, *type;
	const char	*address, *phone, *email, *reason, *rev;
	int		 supervising, issuing, making;
};
#define AT(member) .at = offsetof(struct unit_values, member)
static const struct field unit_fields[] = {
	{ .name = "parent", .label = "上级单位", .kind = FIELD_CHOICE,
	  AT(parent) },
	{ .name = "level", .label = "级别", .kind = FIELD_CHOICE,
	  .required = true, AT(level) },
	{ .name = "name", .label = "单位名称", .kind = FIELD_LINE,
	  .hint = "法定全称，写入证书", .required = true, .min = 2,
	  .max = 100, AT(name) },
	{ .name = "code", .label = "统一社会信用代码", .kind = FIELD_LINE,
	  .min = 1, .max = 30, .clean = CLEAN_CODE, .check = code_credit,
	  AT(code) },
	{ .name = "region", .label = "行政区划码", .kind = FIELD_LINE,
	  .required = true, .min = 1, .max = 12, .clean = CLEAN_CODE,
	  .check = code_region, .inputmode = "numeric", AT(region) },
	{ .name = "type", .label = "单位类型", .kind = FIELD_CHOICE,
	  .required = true, AT(type) },
	{ .name = "address", .label = "地址", .kind = FIELD_LINE, .max = 200,
	  AT(address) },
	{ .name = "phone", .label = "联系电话", .kind = FIELD_LINE,
	  .hint = "公开的办公电话，显示给办事人", .max = 40,
	  .clean = CLEAN_NARROW, .inputmode = "tel", AT(phone) },
	{ .name = "email", .label = "邮箱", .kind = FIELD_LINE, .max = 100,
	  .clean = CLEAN_NARROW, .check = code_email, .inputmode = "email",
	  AT(email) },
	{ .name = "supervising", .label = "监管单位", .kind = FIELD_CHECK,
	  .group = "职能", AT(supervising) },
	{ .name = "issuing", .label = "制发单位", .kind = FIELD_CHECK,
	  AT(issuing) },
	{ .name = "making", .label = "制作单位", .kind = FIELD_CHECK,
	  .hint = "由监管单位批准以后才能制作印章", AT(making) },
	{ .name = "reason", .label = "修改理由", .kind = FIELD_LINE,
	  .group = "记录", .required = true, .min = 2, .max = 200,
	  AT(reason) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT

static void
cross_unit(const void *values, struct form_state *state)
{
	const struct unit_values	*v = values;
	const int			 level = *v->level == '\0' ? -1 :
	    *v->level - '0';

	if (level == LEVEL_USING && *v->code == '\0')
		form_error(state, "code", "请填写统一社会信用代码");
	if (level >= LEVEL_DESK && v->making)
		form_error(state, "making", "区县受理机构和用章单位没有制作职能"
		    "（R-002）");
	if (level == LEVEL_USING && v->issuing)
		form_error(state, "issuing", "用章单位没有制发职能");
}

const struct form admin_unit_form = {
	unit_fields, NITEMS(unit_fields), sizeof(struct unit_values),
	cross_unit
};

static const char *const add_names[] = {
	"level", "name", "code", "region", "type", "address", "phone",
	"email", 	"supervising", "issuing", "making", "reason", "rev", NULL
};

/* Units that may have others below them, within the own subtree. */
static enum status
parents(struct req *r, struct choice **out)
{
	struct choice	*list = pool_array(r->pool, TREE_MAX + 1,
			    sizeof(*list));
	struct unit	*queue = pool_array(r->pool, TREE_MAX,
			    sizeof(*queue));
	size_t		 n = 1, k, got, i;
	enum status	 st;

	if (list == NULL || queue == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = unit_load(r->db, r->pool, r->actor->unit, &queue[0], r->fault);
	for (k = 0; st == ST_OK && k < n; k++) {
		list[k].value = queue[k].id;
		list[k].label = queue[k].name;
		if (queue[k].level >= LEVEL_DESK || n == TREE_MAX)
			continue;
		st = unit_children(r->db, r->pool, queue[k].id, NULL,
		    &queue[n], TREE_MAX - n, &got, r->fault);
		for (i = n; st == ST_OK && got > 0; got--, i++)
			if (queue[i].level != LEVEL_USING &&
			    strcmp(queue[i].state, "closed") != 0)
				queue[n++] = queue[i];
	}
	*out = list;
	return st;
}

/* Levels right below one (adding), or all (editing: the rule answers). */
static const struct choice *
levels(struct req *r, int above)
{
	struct choice	*list = pool_array(r->pool, LEVEL__N + 1,
			    sizeof(*list));
	struct unit	 child = { .id = "" };
	const struct unit parent = { .id = "-", .state = "active",
	    .level = above < 0 ? LEVEL_MINISTRY : (enum unit_level)above };
	size_t		 n = 0;
	int		 k;

	for (k = 0; list != NULL && k < LEVEL__N; k++) {
		child.level = (enum unit_level)k;
		if (above >= 0 && unit_place_refusal(&child, &parent) != NULL)
			continue;
		list[n].value = pool_printf(r->pool, "%d", k);
		list[n++].label = units_level_label(k);
	}
	return list;
}

/* P-23, and what the unit is already. */
static const struct choice *
types(struct req *r, const struct unit *u)
{
	const struct choice	*all = people_unit_types(r);
	struct choice		*list;
	size_t			 n = 0;

	while (all != NULL && all[n].value != NULL)
		n++;
	if (n == 0 || (list = pool_array(r->pool, n + 2, sizeof(*list))) ==
	    NULL)
		return all;
	memcpy(list, all, n * sizeof(*list));
	if (u->type != NULL && !admin_is_among(all, u->type)) {
		list[n].value = u->type;
		list[n].label = answers_type_label(u->type);
	}
	return list;
}

static void
to_values(struct req *r, const struct unit *u, struct unit_values *v)
{
	*v = (struct unit_values){
		.parent = u->parent,
		.level = pool_printf(r->pool, "%d", (int)u->level),
		.name = u->name, .code = u->code == NULL ? "" : u->code,
		.region = u->region, .type = u->type, .address = u->address,
		.phone = u->phone, .email = u->email, .reason = "",
		.rev = admin_rev_text(r, u->rev),
		.supervising = (u->functions & FUNCTION_SUPERVISING) != 0,
		.issuing = (u->functions & FUNCTION_ISSUING) != 0,
		.making = (u->functions & FUNCTION_MAKING) != 0,
	};
}

static void
from_values(const struct unit_values *v, struct unit *u)
{
	u->level = (enum unit_level)(*v->level - '0');
	u->name = v->name;
	u->code = *v->code == '\0' ? NULL : v->code;
	u->region = v->region;
	u->type = v->type;
	u->address = v->address;
	u->phone = v->phone;
	u->email = v->email;
	u->functions = (v->supervising ? FUNCTION_SUPERVISING : 0) |
	    (v->issuing ? FUNCTION_ISSUING : 0) |
	    (v->making ? FUNCTION_MAKING : 0);
	if (!v->making)		/* a new function asks for approval anew */
		u->making_approved = u->making_suspended = 0;
}

static enum status
add_page(struct req *r, const struct unit *parent)
{
	return web_page(r, people_form_page_some(r, add_names,
	    "增加下级单位", pool_printf(r->pool, "上级单位：%s",
	    parent->name), admin_path(r, "/admin/unit/*/add", parent->id),
	    "增加单位", admin_path(r, "/admin/unit/*", parent->id)));
}

static void
add_choices(struct req *r, const struct unit *parent)
{
	form_choices(&r->form, "level", levels(r, (int)parent->level));
	form_choices(&r->form, "type", types(r, &(const struct unit){
	    .type = NULL }));
}

enum status
admin_show_add(struct req *r)
{
	struct unit	 parent;
	enum status	 st;

	if ((st = admin_load_unit(r, web_piece(r, "id"), &parent)) != ST_OK)
		return st;
	add_choices(r, &parent);
	return add_page(r, &parent);
}

/* Region and type must be known; the rest the tree's rule says. */
static enum status
check_unit(struct req *r, const struct unit_values *v,
    const struct choice *known_types)
{
	const char	*name;
	enum status	 st;

	if (*v->type != '\0' && !admin_is_among(known_types, v->type))
		form_error(&r->form, "type", "本地区没有这种单位类型");
	if (*v->level != '\0' && (v->level[1] != '\0' ||
	    units_level_label(*v->level - '0') == NULL))
		form_error(&r->form, "level", "请选择级别");
	if (form_error_of(&r->form, "region") != NULL || *v->region == '\0')
		return ST_OK;
	st = region_name(r->db, r->pool, v->region, &name, r->fault);
	if (st == ST_ABSENT)
		form_error(&r->form, "region", "没有这个行政区划码");
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
admin_post_add(struct req *r)
{
	const struct unit_values	*v = r->values;
	struct unit			 parent, u = { .state = "active" };
	const char			*why;
	int				 ask, again;
	enum status			 st;

	if ((st = admin_load_unit(r, web_piece(r, "id"), &parent)) != ST_OK)
		return st;
	add_choices(r, &parent);
	if ((st = check_unit(r, v, types(r, &u))) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return add_page(r, &parent);
	from_values(v, &u);
	memcpy(u.parent, parent.id, sizeof(u.parent));
	st = units_write(r, &u, "unit.add", v->reason, &ask, &why);
	st = admin_answer(r, st, ask, why, admin_path(r, "/admin/unit/*",
	    u.id), &again);
	return again ? add_page(r, &parent) : st;
}

static enum status
edit_page(struct req *r, const struct unit *u)
{
	return web_page(r, people_form_page(r, "修改单位资料", NULL,
	    admin_path(r, "/admin/unit/*/edit", u->id), "保存修改",
	    admin_path(r, "/admin/unit/*", u->id)));
}

static enum status
edit_choices(struct req *r, const struct unit *u, struct choice **up)
{
	enum status	 st;

	if ((st = parents(r, up)) != ST_OK)
		return st;
	form_choices(&r->form, "parent", *up);
	form_choices(&r->form, "level", levels(r, -1));
	form_choices(&r->form, "type", types(r, u));
	return ST_OK;
}

enum status
admin_show_edit(struct req *r)
{
	struct unit_values	 v;
	struct choice		*up;
	struct unit		 u;
	enum status		 st;

	if ((st = admin_load_unit(r, web_piece(r, "id"), &u)) != ST_OK)
		return st;
	to_values(r, &u, &v);
	st = form_start(&admin_unit_form, &v, r->pool, &r->form);
	if (st == ST_OK)
		st = edit_choices(r, &u, &up);
	return st == ST_OK ? edit_page(r, &u) : st;
}

/*
 * The own unit keeps its parent, which lies outside what may be chosen; any
 * other parent must lie within.
 */
static enum status
take_parent(struct req *r, const struct unit_values *v, struct unit *u)
{
	struct unit	 parent;
	enum status	 st;

	if (strcmp(u->id, r->actor->unit) == 0 && *v->parent == '\0')
		return ST_OK;
	if (strcmp(v->parent, u->parent) == 0)
		return ST_OK;
	if (!id_is(v->parent)) {
		form_error(&r->form, "parent", "请选择上级单位");
		return ST_OK;
	}
	if ((st = admin_load_unit(r, v->parent, &parent)) != ST_OK)
		return st;
	memcpy(u->parent, parent.id, sizeof(u->parent));
	return ST_OK;
}

enum status
admin_post_edit(struct req *r)
{
	const struct unit_values	*v = r->values;
	struct choice			*up;
	const char			*why;
	struct unit			 u;
	int				 ask, again;
	enum status			 st;

	if ((st = admin_load_unit(r, web_piece(r, "id"), &u)) != ST_OK ||
	    (st = edit_choices(r, &u, &up)) != ST_OK ||
	    (st = check_unit(r, v, types(r, &u))) != ST_OK ||
	    (st = take_parent(r, v, &u)) != ST_OK)
		return st;
	admin_is_stale(r, v->rev, u.rev, "unit.edit", u.id);
	if (r->form.nerrors > 0)
		return edit_page(r, &u);
	from_values(v, &u);
	st = units_write(r, &u, "unit.edit", v->reason, &ask, &why);
	st = admin_answer(r, st, ask, why, admin_path(r, "/admin/unit/*",
	    u.id), &again);
	return again ? edit_page(r, &u) : st;
}

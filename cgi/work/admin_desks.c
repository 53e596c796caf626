/*
 * Which desk takes in whose cases, by region and type of unit, as for the
 * physical seals: GET and POST /admin/desks.
 */
#include <string.h>

#include "form/codes.h"
#include "page/part.h"
#include "trust/action.h"
#include "trust/digest.h"
#include "work/admin.h"
#include "work/answers.h"
#include "work/case.h"
#include "work/people.h"

struct values {
	const char	*region, *type, *desk, *reason;
};

#define AT(member) .at = offsetof(struct values, member)
static const struct field desk_fields[] = {
	{ .name = "region", .label = "行政区划码", .kind = FIELD_LINE,
	  .hint = "区县、市或者省；区县没有规定的按市，市没有的按省",
	  .required = true, .max = 12, .clean = CLEAN_CODE,
	  .check = code_region, .inputmode = "numeric", AT(region) },
	{ .name = "type", .label = "单位类型", .kind = FIELD_CHOICE,
	  .hint = "不选为所有类型；规定了类型的优先", AT(type) },
	{ .name = "desk", .label = "受理单位", .kind = FIELD_CHOICE,
	  .required = true, AT(desk) },
	{ .name = "reason", .label = "理由", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 200, AT(reason) },
};
#undef AT
const struct form admin_desk_form = {
	desk_fields, NITEMS(desk_fields), sizeof(struct values), NULL
};

/* Issuing units of the own subtree, in use. */
static enum status
choices(struct req *r)
{
	struct choice	*list = pool_array(r->pool, TREE_MAX + 1,
			    sizeof(*list));
	struct unit	*u = pool_array(r->pool, TREE_MAX, sizeof(*u));
	size_t		 n = 1, k, got, i, m = 0;
	enum status	 st;

	if (list == NULL || u == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = unit_load(r->db, r->pool, r->actor->unit, &u[0], r->fault);
	for (k = 0; st == ST_OK && k < n; k++) {
		if (u[k].functions & FUNCTION_ISSUING)
			list[m++] = (struct choice){ u[k].id, u[k].name };
		if (u[k].level >= LEVEL_DESK || n == TREE_MAX)
			continue;
		st = unit_children(r->db, r->pool, u[k].id, NULL, &u[n],
		    TREE_MAX - n, &got, r->fault);
		for (i = n; st == ST_OK && got > 0; got--, i++)
			if (u[i].level != LEVEL_USING &&
			    strcmp(u[i].state, "active") == 0)
				u[n++] = u[i];
	}
	form_choices(&r->form, "desk", list);
	form_choices(&r->form, "type", people_unit_types(r));
	return st;
}

static enum status
fill_rows(struct req *r, struct page *p)
{
	struct desk_row	*list;
	struct page	*row;
	const char	*name;
	enum status	 st;
	size_t		 i, n;
	int		 mine;

	st = unit_desk_rows(r->db, r->pool, &list, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		st = unit_is_under(r->db, list[i].desk, r->actor->unit, &mine,
		    r->fault);
		if (st != ST_OK || !mine)
			continue;
		if (region_name(r->db, r->pool, list[i].region, &name,
		    r->fault) != ST_OK)
			name = "";
		row = page_add(p, K_ROW);
		page_set(row, K_REGION, pool_printf(r->pool, "%s %s",
		    list[i].region, name));
		page_set(row, K_LABEL, *list[i].type == '\0' ? "所有类型" :
		    answers_type_label(list[i].type));
		page_set(row, K_DESK, list[i].desk_name);
	}
	return st;
}

static enum status
desks_page(struct req *r)
{
	struct page	*p = web_page_new(r, "admin/desks", "受理范围");
	struct page	*form;
	enum status	 st;

	if ((st = fill_rows(r, p)) != ST_OK)
		return st;
	if (web_has(r, DIRECTORY)) {
		form = page_include(p, K_FORM, "part/form");
		page_set(form, K_ACTION, "/admin/desks");
		page_set(form, K_BUTTON, "保存");
		page_set(page_add(form, K_BACK), K_HREF, "/admin");
		form_fill(form, &r->form);
	}
	return web_page(r, p);
}

enum status
admin_show_desks(struct req *r)
{
	const struct values	 v = { "", "", "", "" };
	enum status		 st;

	st = form_start(&admin_desk_form, &v, r->pool, &r->form);
	if (st == ST_OK)
		st = choices(r);
	return st == ST_OK ? desks_page(r) : st;
}

/*
 * The region is known, and another office's rule is not overwritten: only
 * what nobody has, or a desk of the own subtree has, may be given.
 */
static enum status
check(struct req *r, const struct values *v)
{
	struct desk_row	*list;
	const char	*name;
	size_t		 i, n;
	int		 mine = 1;
	enum status	 st;

	/* choices made here are not the form's own to check */
	for (i = 0; i < admin_desk_form.n; i++) {
		const char	*chosen = r->form.entries[i].typed;

		if (desk_fields[i].kind == FIELD_CHOICE && *chosen != '\0' &&
		    !admin_is_among(r->form.entries[i].choices, chosen))
			form_error(&r->form, desk_fields[i].name,
			    "请从列出的选项中选择");
	}
	if (form_error_of(&r->form, "region") != NULL)
		return ST_OK;
	st = region_name(r->db, r->pool, v->region, &name, r->fault);
	if (st == ST_ABSENT)
		form_error(&r->form, "region", "没有这个行政区划码");
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_OK : st;
	st = unit_desk_rows(r->db, r->pool, &list, &n, r->fault);
	for (i = 0; st == ST_OK && mine && i < n; i++)
		if (strcmp(list[i].region, v->region) == 0 &&
		    strcmp(list[i].type, v->type) == 0)
			st = unit_is_under(r->db, list[i].desk,
			    r->actor->unit, &mine, r->fault);
	if (st == ST_OK && !mine)
		form_error(&r->form, "region", "这个区划已由其他机构的受理单位"
		    "受理，须由它的上级修改");
	return st;
}

static enum status
keep(struct req *r, const struct values *v, const unsigned char digest[32],
    struct bytes said)
{
	const struct audit_entry entry = {
		.action = "desk.map", .kind = "unit", .object = v->desk,
		.result = "ok", .reason = pool_printf(r->pool, "%s %s：%s",
		    v->region, v->type, v->reason),
		.after = bytes_of(digest, 32),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = unit_map_desk(r->db, v->region, v->type, v->desk, r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, v->desk, said, id, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
admin_post_desks(struct req *r)
{
	const struct values	*v = r->values;
	const struct digest_field d[] = {
		digest_text("region", v->region), digest_text("type", v->type),
		digest_text("desk", v->desk), digest_text("reason", v->reason),
	};
	unsigned char		 digest[32];
	const char		*why = NULL;
	struct keyd		*keyd;
	struct bytes		 said;
	enum status		 st;
	int			 again, ask;

	if ((st = choices(r)) != ST_OK || (st = check(r, v)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return desks_page(r);
	st = digest_fields("desk.map", d, NITEMS(d), digest, r->fault);
	if (st == ST_OK)
		st = people_say(r, keyd, ACT_UNIT_CHANGE, DIRECTORY, v->desk,
		    digest, bytes_of(NULL, 0), &said, &why);
	ask = st == ST_ABSENT || st == ST_INVALID;
	if (st == ST_OK)
		st = keep(r, v, digest, said);
	st = admin_answer(r, st, ask, why, "/admin/desks", &again);
	return again ? desks_page(r) : st;
}

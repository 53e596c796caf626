/*
 * People of a unit: the list, and finding somebody who has an account already
 * (R-009).
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "page/part.h"
#include "work/admin.h"
#include "work/people.h"

struct join_values {
	const char	*login;
};
static const struct field join_fields[] = {
	{ .name = "login", .label = "账号", .kind = FIELD_LINE,
	  .required = true, .min = 1, .max = 60, .clean = CLEAN_NARROW,
	  .at = offsetof(struct join_values, login) },
};
const struct form admin_join_form = {
	join_fields, NITEMS(join_fields), sizeof(struct join_values), NULL
};

static const struct {
	const char	*name, *label;
	enum tone	 tone;
} person_states[] = {
	{ "active", "在用", TONE_GOOD }, { "left", "已离岗", TONE_OVER },
	{ "blocked", "未启用", TONE_WAIT },
};

void
admin_person_tag(struct page *p, const struct person *who)
{
	size_t	 i;

	for (i = 0; i < NITEMS(person_states); i++)
		if (strcmp(person_states[i].name, who->state) == 0)
			part_tag(p, K_TAG, person_states[i].label,
			    person_states[i].tone);
}

static enum status
fill_person_row(struct req *r, struct page *some, const struct unit *u,
    const struct person *who)
{
	struct page	*row = page_add(some, K_ROW);
	char		 when[CALENDAR_TEXT] = "";
	unsigned	 roles;
	enum status	 st;

	st = grant_roles(r->db, who->id, u->id, clock_now(), &roles,
	    r->fault);
	if (who->last_login != 0)
		calendar_minute(who->last_login, when);
	page_set(row, K_ID, who->id);
	page_set(row, K_LOGIN, who->login);
	page_set(row, K_NAME, who->name);
	page_set(row, K_PHONE, who->phone_mask);
	page_set(row, K_ROLE, people_roles(r->pool, roles));
	page_set(row, K_AT, when);
	admin_person_tag(row, who);
	return st;
}

enum status
admin_show_people(struct req *r)
{
	const char	*after = web_query(r, "after");
	struct person	*list = pool_array(r->pool, PAGE_ROWS, sizeof(*list));
	struct page	*p, *some;
	struct unit	 u;
	size_t		 n, i;
	enum status	 st;

	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if ((st = admin_load_unit(r, web_piece(r, "id"), &u)) != ST_OK ||
	    (st = person_in_unit(r->db, r->pool, u.id, after, list,
	    PAGE_ROWS, &n, r->fault)) != ST_OK)
		return st;
	p = web_page_new(r, "admin/people", "人员和岗位");
	page_printf(p, K_HEADING, "%s的人员和岗位", u.name);
	if (web_has(r, STAFFING) && strcmp(u.state, "active") == 0) {
		page_set(page_add(p, K_ADD), K_HREF,
		    admin_path(r, "/admin/unit/*/enrol", u.id));
		page_set(page_add(p, K_JOIN), K_HREF,
		    admin_path(r, "/admin/unit/*/join", u.id));
	}
	page_show_if(p, K_EMPTY, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; st == ST_OK && i < n; i++)
		st = fill_person_row(r, some, &u, &list[i]);
	if (after != NULL || n == PAGE_ROWS)
		part_pager(p, K_PAGER, after == NULL ? NULL :
		    admin_path(r, "/admin/unit/*/people", u.id), n < PAGE_ROWS ?
		    NULL : pool_printf(r->pool,
		    "/admin/unit/%s/people?after=%s", u.id,
		    web_path_escape(r->pool, list[n - 1].login)),
		    "按账号排列");
	page_set(p, K_BACK_HREF, admin_path(r, "/admin/unit/*", u.id));
	page_set(p, K_BACK_LABEL, u.name);
	return st == ST_OK ? web_page(r, p) : st;
}

/* --- somebody who has an account already --------------------------------- */

static enum status
join_page(struct req *r, const struct unit *u)
{
	return web_page(r, people_form_page(r, "为已有账号的人员设岗位",
	    pool_printf(r->pool, "单位：%s", u->name),
	    admin_path(r, "/admin/unit/*/join", u->id), "查找",
	    admin_path(r, "/admin/unit/*/people", u->id)));
}

enum status
admin_show_join(struct req *r)
{
	struct unit	 u;
	enum status	 st;

	st = admin_load_unit(r, web_piece(r, "id"), &u);
	return st == ST_OK ? join_page(r, &u) : st;
}

/* Nothing is written here: it leads to the page of roles. */
enum status
admin_post_join(struct req *r)
{
	const struct join_values	*v = r->values;
	struct person			 p;
	struct grant			*g;
	struct unit			 u;
	size_t				 n;
	enum status			 st;

	if ((st = admin_load_unit(r, web_piece(r, "id"), &u)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return join_page(r, &u);
	st = person_by_login(r->db, r->pool, v->login, &p, r->fault);
	if (st == ST_OK)
		st = admin_load_person_by(r, p.id, &p, &g, &n);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/person/%s/roles/%s", p.id,
		    u.id);
	if (st != ST_ABSENT && st != ST_DENIED)
		return st;
	form_error(&r->form, "login", "本单位及下级单位没有这个账号");
	return join_page(r, &u);
}

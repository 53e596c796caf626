/*
 * A unit's page: what it is, below what, what may be done; and the acts on
 * it (R-003..R-005).
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "page/part.h"
#include "work/admin.h"
#include "work/answers.h"
#include "work/case.h"
#include "work/people.h"
#include "work/units.h"

/* the licence that counts, and whether it is in force. */
static void
fill_licence(struct req *r, struct page *list, const struct unit *u)
{
	char		 from[CALENDAR_TEXT], last[CALENDAR_TEXT];
	struct licence	 l;
	const char	*why;

	if (licence_last(r->db, r->pool, u->id, &l, r->fault) != ST_OK) {
		part_answer(list, "电子认证服务许可证", "未登记", NULL);
		return;
	}
	calendar_date(l.since, from);
	calendar_date(l.until - 1, last);
	why = licence_fault(&l, clock_now());
	part_answer(list, "电子认证服务许可证", pool_printf(r->pool,
	    "%s，%s，%s至%s，%s", l.number, l.issuer, from, last,
	    why == NULL ? "有效" : "不在有效期内"), NULL);
}

static void
fill_unit(struct req *r, struct page *p, const struct unit *u)
{
	struct page	*list = page_include(p, K_ANSWERS, "part/answers");
	const char	*region = NULL;
	const char	*functions = units_functions(r->pool, u->functions);

	if (region_name(r->db, r->pool, u->region, &region, r->fault) !=
	    ST_OK)
		region = "";
	part_answer(list, "级别", units_level_label((int)u->level), NULL);
	part_answer(list, "统一社会信用代码", u->code == NULL ? "未登记" :
	    u->code, NULL);
	part_answer(list, "单位类型", answers_type_label(u->type), NULL);
	part_answer(list, "行政区划", pool_printf(r->pool, "%s %s",
	    u->region, region), NULL);
	part_answer(list, "职能", *functions == '\0' ? "无" : functions,
	    NULL);
	part_answer(list, "地址", u->address, NULL);
	part_answer(list, "联系电话", u->phone, NULL);
	part_answer(list, "邮箱", u->email, NULL);
	if (u->functions & FUNCTION_MAKING)
		part_answer(list, "制作批准", !u->making_approved ?
		    "监管单位尚未批准" : u->making_suspended ?
		    "监管单位已批准，现暂停" : "监管单位已批准", NULL);
	if (u->functions & FUNCTION_MAKING)
		fill_licence(r, list, u);
	if (u->falsified != NULL)
		part_answer(list, "提供虚假材料", pool_printf(r->pool,
		    "办件 %s 中认定", u->falsified), NULL);
}

static enum status
fill_path(struct req *r, struct page *p, const struct unit *u)
{
	const char	*up[8];
	struct unit	 a;
	struct page	*row;
	size_t		 n, k;
	enum status	 st;
	int		 mine;

	st = unit_ancestors(r->db, r->pool, u->id, up, &n, r->fault);
	for (k = n; st == ST_OK && k-- > 1; ) {
		st = unit_is_under(r->db, up[k], r->actor->unit, &mine,
		    r->fault);
		if (st != ST_OK || !mine)
			continue;
		st = unit_load(r->db, r->pool, up[k], &a, r->fault);
		row = page_add(p, K_PATH);
		page_set(row, K_ID, up[k]);
		page_set(row, K_NAME, a.name);
	}
	return st;
}

static enum status
fill_acts(struct req *r, struct page *p, const struct unit *u)
{
	struct page			*t;
	const struct units_act		*act;
	const char			*why;
	size_t				 k;
	enum status			 st = ST_OK;
	int				 shown;

	t = page_include(p, K_TASKS, "part/tasks");
	page_set(page_add(t, K_HEADED), K_HEADING, "可办事项");
	if (web_has(r, PEOPLE))
		part_task(t, "人员和岗位", admin_path(r, "/admin/unit/*/people",
		    u->id), "", TONE_PLAIN, NULL);
	if (web_has(r, INTAKE))
		part_task(t, "印章和保管人", admin_path(r, "/admin/unit/*/seals",
		    u->id), "", TONE_PLAIN, NULL);
	if (web_has(r, INTAKE) && u->level == LEVEL_USING)
		part_task(t, "用章审核步骤", admin_path(r,
		    "/admin/unit/*/review", u->id), "", TONE_PLAIN, NULL);
	if (web_has(r, DIRECTORY)) {
		if (u->functions & FUNCTION_MAKING)
			part_task(t, "电子认证服务许可证", admin_path(r,
			    "/admin/unit/*/licence", u->id), "", TONE_PLAIN,
			    NULL);
		part_task(t, "修改单位资料", admin_path(r, "/admin/unit/*/edit",
		    u->id), "", TONE_PLAIN, NULL);
		part_task(t, "增加下级单位", u->level == LEVEL_USING ||
		    strcmp(u->state, "active") != 0 ? NULL :
		    admin_path(r, "/admin/unit/*/add", u->id), "",
		    u->level == LEVEL_USING ? TONE_OVER : TONE_PLAIN,
		    u->level == LEVEL_USING ? "用章单位没有下级单位" : NULL);
	}
	for (k = 0; st == ST_OK && (act = units_act_nth(k)) != NULL; k++) {
		st = units_act_refusal(r, act, u, &shown, &why);
		if (st != ST_OK || !shown || act->refusal(u) != NULL)
			continue;	/* not in this state at all */
		part_task(t, act->label, why != NULL ? NULL :
		    pool_printf(r->pool, "/admin/unit/%s/act/%s", u->id,
		    act->name), why != NULL ? "暂不可办" : "",
		    why != NULL ? TONE_OVER : TONE_PLAIN, why);
	}
	return st;
}

static void
fill_child(struct req *r, struct page *some, const struct unit *u)
{
	struct page	*row = page_add(some, K_ROW);
	enum tone	 tone;
	const char	*label = units_state(u, &tone);

	page_set(row, K_ID, u->id);
	page_set(row, K_NAME, u->name);
	page_set(row, K_LEVEL, units_level_label((int)u->level));
	page_set(row, K_CODE, u->code);
	page_set(row, K_REGION, u->region);
	page_set(row, K_KIND, units_functions(r->pool, u->functions));
	part_tag(row, K_TAG, label, tone);
}

static enum status
fill_children(struct req *r, struct page *p, const struct unit *u)
{
	const char	*after = web_query(r, "after");
	struct unit	*list = pool_array(r->pool, PAGE_ROWS, sizeof(*list));
	struct unit	 last;
	struct page	*some;
	size_t		 n, i;
	enum status	 st = ST_OK;

	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if (after != NULL && !id_is(after))
		return fault_set(r->fault, ST_INVALID, "after: no id");
	if (after != NULL)
		st = unit_load(r->db, r->pool, after, &last, r->fault);
	if (st == ST_OK)
		st = unit_children(r->db, r->pool, u->id,
		    after == NULL ? NULL : &last, list, PAGE_ROWS, &n,
		    r->fault);
	if (st != ST_OK)
		return st;
	page_show_if(p, K_EMPTY, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; i < n; i++)
		fill_child(r, some, &list[i]);
	if (after != NULL || n == PAGE_ROWS)
		part_pager(p, K_PAGER, after == NULL ? NULL :
		    admin_path(r, "/admin/unit/*", u->id), n < PAGE_ROWS ? NULL :
		    pool_printf(r->pool, "/admin/unit/%s?after=%s", u->id,
		    list[n - 1].id), "按名称排列");
	return ST_OK;
}

enum status
admin_show_unit(struct req *r)
{
	struct page	*p;
	struct unit	 u;
	enum tone	 tone;
	const char	*label;
	enum status	 st;

	if ((st = admin_load_unit(r, web_piece(r, "id"), &u)) != ST_OK)
		return st;
	p = web_page_new(r, "admin/unit", u.name);
	page_set(p, K_HEADING, u.name);
	label = units_state(&u, &tone);
	part_tag(p, K_TAG, label, tone);
	fill_unit(r, p, &u);
	if ((st = fill_path(r, p, &u)) != ST_OK ||
	    (st = fill_acts(r, p, &u)) != ST_OK ||
	    (st = fill_children(r, p, &u)) != ST_OK)
		return st;
	return web_page(r, p);
}

/* --- acts on a unit ------------------------------------------------------ */

/* Unit and act of the path, if this actor may: else the refusal. */
static enum status
load_act(struct req *r, struct unit *u, const struct units_act **act,
    const char **why)
{
	enum status	 st;
	int		 shown;

	*act = units_act_find(web_piece(r, "act"));
	if (*act == NULL)
		return fault_set(r->fault, ST_ABSENT, "no such act");
	if ((st = admin_load_unit(r, web_piece(r, "id"), u)) != ST_OK ||
	    (st = units_act_refusal(r, *act, u, &shown, why)) != ST_OK)
		return st;
	if (*why == NULL)
		return ST_OK;
	audit_refusal(r->db, r->actor, pool_printf(r->pool, "unit.%s",
	    (*act)->name), "unit", u->id, *why);
	/* not for this office at all, or only not now */
	return fault_set(r->fault, !shown || (*act)->refusal(u) == NULL ?
	    ST_DENIED : ST_CONFLICT, "unit.%s: %s", (*act)->name, *why);
}

static enum status
act_refused(struct req *r, enum status st, const char *why)
{
	return why == NULL ? st : web_problem(r, st == ST_DENIED ? 403 : 409,
	    st == ST_DENIED ? "没有权限" : "现在不能办理",
	    pool_printf(r->pool, "%s。", why));
}

static enum status
act_page(struct req *r, const struct unit *u, const struct units_act *act)
{
	struct page	*p = people_form_page(r, act->label, act->sentence,
			    pool_printf(r->pool, "/admin/unit/%s/act/%s",
			    u->id, act->name), act->label,
			    admin_path(r, "/admin/unit/*", u->id));

	fill_unit(r, p, u);
	return web_page(r, p);
}

enum status
admin_show_act(struct req *r)
{
	const struct units_act	*act;
	struct act_values	 v = { .reason = "" };
	const char		*why = NULL;
	struct unit		 u;
	enum status		 st;

	if ((st = load_act(r, &u, &act, &why)) != ST_OK)
		return act_refused(r, st, why);
	v.rev = admin_rev_text(r, u.rev);
	st = form_start(&admin_act_form, &v, r->pool, &r->form);
	return st == ST_OK ? act_page(r, &u, act) : st;
}

enum status
admin_post_act(struct req *r)
{
	const struct act_values	*v = r->values;
	const struct units_act	*act;
	const char		*why = NULL;
	struct unit		 u;
	int			 ask, again;
	enum status		 st;

	if ((st = load_act(r, &u, &act, &why)) != ST_OK)
		return act_refused(r, st, why);
	admin_is_stale(r, v->rev, u.rev, act->name, u.id);
	if (r->form.nerrors > 0)
		return act_page(r, &u, act);
	act->apply(&u);
	st = units_write(r, &u, pool_printf(r->pool, "unit.%s", act->name),
	    v->reason, &ask, &why);
	st = admin_answer(r, st, ask, why, admin_path(r, "/admin/unit/*",
	    u.id), &again);
	return again ? act_page(r, &u, act) : st;
}

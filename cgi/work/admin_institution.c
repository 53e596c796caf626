/*
 * Service institutions: the list, and the page of one with its
 * contracts, its staff and what supervision found.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "page/part.h"
#include "work/admin_institution.h"
#include "work/show.h"

enum status
institution_of_path(struct req *r, struct institution *i)
{
	const char	*id = web_piece(r, "id");
	struct unit	 unit;
	enum status	 st;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "no id");
	st = institution_load(r->db, r->pool, id, i, r->fault);
	return st == ST_OK ? admin_load_unit(r, i->unit, &unit) : st;
}

enum status
institution_supervised(struct req *r, const struct institution *i, int *yes)
{
	return unit_is_under(r->db, i->supervisor, r->actor->unit, yes,
	    r->fault);
}

static const char *
day_of(struct req *r, int64_t ms)
{
	char	 text[CALENDAR_TEXT];

	if (ms == 0)
		return "";
	calendar_date(ms, text);
	return pool_text(r->pool, text);
}

/* --- the list ------------------------------------------------------------------ */

static enum status
fill_row(struct req *r, struct page *tasks, const struct institution *i)
{
	struct contract		*c;
	enum contract_state	 s;
	enum status		 st;
	size_t			 n;

	st = contract_list(r->db, r->pool, i->id, &c, &n, r->fault);
	if (st != ST_OK)
		return st;
	s = contract_state_at(c, n, clock_now());
	part_task(tasks, i->name, admin_path(r, "/admin/institution/*",
	    i->id), pool_printf(r->pool, "合同%s", contract_state_label(s)),
	    s == CONTRACT_RUNS ? TONE_GOOD : TONE_BAD, i->unit_name);
	return ST_OK;
}

enum status
admin_show_institutions(struct req *r)
{
	struct page		*p, *tasks;
	struct institution	*list;
	enum status		 st;
	size_t			 i, n, shown = 0;
	int			 mine;

	st = institution_list(r->db, r->pool, &list, &n, r->fault);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "admin/institutions", "服务机构");
	tasks = page_include(p, K_TASKS, "part/tasks");
	for (i = 0; st == ST_OK && i < n; i++) {
		st = unit_is_under(r->db, list[i].unit, r->actor->unit,
		    &mine, r->fault);
		if (st != ST_OK || !mine)
			continue;
		shown++;
		st = fill_row(r, tasks, &list[i]);
	}
	page_show_if(p, K_EMPTY, shown == 0);
	page_show_if(p, K_ADDS, web_has(r, DIRECTORY));
	return st == ST_OK ? web_page(r, p) : st;
}

/* --- one ------------------------------------------------------------------------- */

static enum status
fill_contracts(struct req *r, const struct institution *i, struct page *p)
{
	const int64_t	 now = clock_now();
	struct contract	*c;
	struct page	*row;
	enum status	 st;
	size_t		 k, n;

	st = contract_list(r->db, r->pool, i->id, &c, &n, r->fault);
	if (st != ST_OK)
		return st;
	part_fact(p, "合同", contract_state_label(contract_state_at(c, n,
	    now)));
	for (k = 0; k < n; k++) {
		row = page_add(p, K_CONTRACT);
		page_set(row, K_NUMBER, c[k].number);
		page_set(row, K_FROM, day_of(r, c[k].since));
		/* the last day it runs, as it is written on it */
		page_set(row, K_UNTIL, day_of(r, c[k].until - 1));
		page_set(row, K_STATE, contract_state_label(
		    contract_state_at(&c[k], 1, now)));
		if (c[k].ended != 0)
			page_set(page_add(row, K_ENDED), K_WHEN,
			    show_minute(r, c[k].ended));
	}
	return ST_OK;
}

static enum status
fill_staff(struct req *r, const struct institution *i, struct page *p)
{
	struct staff	*s;
	struct page	*row;
	enum status	 st;
	size_t		 k, n;

	st = staff_list(r->db, r->pool, i->id, &s, &n, r->fault);
	for (k = 0; st == ST_OK && k < n; k++) {
		row = page_add(p, K_WORKER);
		page_set(row, K_NAME, s[k].name);
		page_set(row, K_LABEL, s[k].login);
		page_set(row, K_WHEN, day_of(r, s[k].since));
	}
	return st;
}

static enum status
fill_findings(struct req *r, const struct institution *i, struct page *p)
{
	struct institution_finding	*v;
	struct page			*row;
	enum status			 st;
	size_t				 k, n;

	st = finding_list(r->db, r->pool, i->id, &v, &n, r->fault);
	for (k = 0; st == ST_OK && k < n; k++) {
		row = page_add(p, K_FINDING);
		page_set(row, K_DAY, day_of(r, v[k].day));
		page_set(row, K_WHAT, v[k].what);
		page_set(row, K_MEASURE, v[k].measure);
		page_set(row, K_WHO, v[k].person);
		page_set(row, K_WHEN, show_minute(r, v[k].at));
	}
	return st;
}

static enum status
fill_acts(struct req *r, const struct institution *i, struct page *page)
{
	static const struct {
		const char	*path, *label;
	} acts[] = {
		{ "/admin/institution/*/edit", "修改资料" },
		{ "/admin/institution/*/contract", "登记合同" },
		{ "/admin/institution/*/end", "终止合同" },
		{ "/admin/institution/*/staff", "增加人员" },
		{ "/admin/institution/*/leave", "移出人员" },
	};
	struct page	*tasks = page_include(page, K_TASKS, "part/tasks");
	enum status	 st = ST_OK;
	size_t		 k;
	int		 yes = 0;

	page_set(page_add(tasks, K_HEADED), K_HEADING, "可办事项");
	for (k = 0; web_has(r, DIRECTORY) && k < NITEMS(acts); k++)
		part_task(tasks, acts[k].label, admin_path(r, acts[k].path,
		    i->id), "", TONE_PLAIN, NULL);
	if (web_has(r, ADMIN_ROLE(SUPERVISOR)))
		st = institution_supervised(r, i, &yes);
	if (st == ST_OK && yes)
		part_task(tasks, "登记监督检查", admin_path(r,
		    "/admin/institution/*/finding", i->id), "", TONE_PLAIN,
		    NULL);
	return st;
}

enum status
admin_show_institution(struct req *r)
{
	struct institution	 i;
	struct page		*p;
	enum status		 st;

	if ((st = institution_of_path(r, &i)) != ST_OK)
		return st;
	p = web_page_new(r, "admin/institution", i.name);
	page_set(p, K_HEADING, i.name);
	part_fact(p, "统一社会信用代码", i.code);
	part_fact(p, "服务的单位", i.unit_name);
	part_fact(p, "监管单位", i.supervisor_name);
	if ((st = fill_contracts(r, &i, p)) != ST_OK ||
	    (st = fill_staff(r, &i, p)) != ST_OK ||
	    (st = fill_findings(r, &i, p)) != ST_OK ||
	    (st = fill_acts(r, &i, p)) != ST_OK)
		return st;
	return web_page(r, p);
}

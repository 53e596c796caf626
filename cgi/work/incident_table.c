/* The table of incidents, its CSV and its counter; see incident.h. */
#include <stdlib.h>
#include <string.h>

#include "page/keys.h"
#include "page/part.h"
#include "work/csv.h"
#include "work/csv_file.h"
#include "work/incident.h"
#include "work/list.h"
#include "work/show.h"
#include "work/view.h"

/* A tab is a state, with that state's word; and two more. */
static const struct view_tab tabs[] = {
	{ "open", "未办结", INCIDENTS_OPEN },
	{ "recorded", NULL, I0_RECORDED },
	{ "investigating", NULL, I1_INVESTIGATING },
	{ "measured", NULL, I2_MEASURED }, { "notified", NULL, I3_NOTIFIED },
	{ "closed", NULL, I4_CLOSED }, { "all", "全部", INCIDENTS_ALL },
};
_Static_assert(NITEMS(tabs) == INCIDENT_STATE__N + 2, "each state, and two");

static const struct choice kinds[] = {
	{ "", "全部" }, { "forgery", "伪造、变造" }, { "misuse", "冒用、滥用" },
	{ "theft", "盗用" }, { "false", "虚假申请" }, { "other", "其他" },
	{ NULL, NULL }
};
_Static_assert(NITEMS(kinds) == INCIDENT_KIND__N + 2, "each kind, and all");

static const struct choice page_rows[] = {
	{ "20", "20 件" }, { "50", "50 件" }, { "100", "100 件" },
	{ NULL, NULL }
};

struct view {
	const struct view_tab	*tab;
	const char		*kind, *rows;
	struct incident_ask	 ask;
};

static void
read_view(struct req *r, struct view *v)
{
	memset(v, 0, sizeof(*v));
	v->tab = view_tab(r, tabs, NITEMS(tabs));
	v->kind = choice_known(kinds, view_given(r, "kind"));
	v->rows = choice_known(page_rows, view_given(r, "rows"));
	v->ask.unit = r->actor->unit;
	v->ask.tab = v->tab->value;
	v->ask.kind = *v->kind == '\0' ? NULL : v->kind;
	v->ask.max = strtoul(v->rows, NULL, 10);
	view_after(r, &v->ask.after, &v->ask.key);
}

static const char *
view_path(struct req *r, const struct view *v, const char *page,
    const char *tab, const char *more)
{
	const char	*rest = "";

	view_say(r, &rest, "kind", v->kind, "");
	view_say(r, &rest, "rows", v->rows, page_rows[0].value);
	return pool_printf(r->pool, "/admin/%s?tab=%s%s%s", page, tab, rest,
	    more);
}

static void
fill_controls(struct req *r, const struct view *v, struct page *page)
{
	struct page	*p;
	size_t		 i;

	for (i = 0; i < NITEMS(tabs); i++) {
		p = page_add(page, K_TAB);
		page_set(p, K_HREF, view_path(r, v, "incidents",
		    tabs[i].name, ""));
		page_set(p, K_LABEL, tabs[i].label != NULL ? tabs[i].label :
		    flow_incident.states[tabs[i].value].label);
		page_show_if(p, K_CHOSEN, v->tab == &tabs[i]);
	}
	choice_fill(page, K_KIND, kinds, v->kind);
	choice_fill(page, K_ROWS, page_rows, v->rows);
	page_set(page, K_TAB_NAME, v->tab->name);
	page_set(page, K_CSV, view_path(r, v, "incidents.csv", v->tab->name,
	    ""));
	page_printf(page, K_CLEAR, "/admin/incidents?tab=%s", v->tab->name);
}

static void
fill_row(struct req *r, const struct incident *i, struct page *p)
{
	page_set(p, K_ID, i->id);
	page_set(p, K_NUMBER, i->number);
	page_set(p, K_LABEL, incident_kind_label(i->kind));
	page_set(p, K_SOURCE, incident_source_label(i->source));
	page_set(p, K_SEAL_NAME, i->seal_name);
	page_set(p, K_UNIT_NAME, i->org_name);
	page_set(p, K_WHEN, show_minute(r, i->created));
	page_int(p, K_MEASURES, i->measures);
	page_int(p, K_N, i->notified);
	page_set(p, K_RESULT, i->result == NULL ? "" :
	    incident_result_label(i->result));
	part_tag_here(p, flow_incident.states[i->state].label,
	    (enum tone)incident_tone(i->state));
}

enum status
incident_table(struct req *r)
{
	static const char *const labels[] = {
		"编号", "类别", "状态", "来源", "印章", "涉及单位", "登记", "措施",
		"通报", "结论",
	};
	struct page	*p = web_page_new(r, "admin/incidents", "安全事件");
	struct page	*some, *head;
	struct incident	*rows;
	const char	*next = NULL;
	struct view	 v;
	enum status	 st;
	size_t		 i, n;
	int		 more;

	read_view(r, &v);
	fill_controls(r, &v, p);
	st = incident_list(r->db, r->pool, &v.ask, &rows, &n, &more,
	    r->fault);
	if (st != ST_OK)
		return st;
	page_show_if(p, K_NONE, n == 0);
	if (n == 0)
		return web_page(r, p);
	some = page_add(p, K_SOME);
	head = page_include(some, K_HEAD, "part/head");
	for (i = 0; i < NITEMS(labels); i++)
		part_column(head, labels[i], NULL, 0);
	for (i = 0; i < n; i++)
		fill_row(r, &rows[i], page_add(some, K_ROW));
	if (more)
		next = view_path(r, &v, "incidents", v.tab->name, pool_printf(
		    r->pool, "&after=%lld&id=%s",
		    (long long)rows[n - 1].created, rows[n - 1].id));
	part_pager(some, K_PAGER, v.ask.after != NULL ? view_path(r, &v,
	    "incidents", v.tab->name, "") : NULL, next, pool_printf(r->pool,
	    "本页 %zu 件", n));
	return web_page(r, p);
}

/* --- CSV ------------------------------------------------------------------ */

static void
csv_row(const struct incident *i, struct buf *out)
{
	csv_cell(out, i->number, ",");
	csv_cell(out, incident_kind_label(i->kind), ",");
	csv_cell(out, flow_incident.states[i->state].label, ",");
	csv_cell(out, incident_source_label(i->source), ",");
	csv_cell(out, i->seal_code == NULL ? "" : i->seal_code, ",");
	csv_cell(out, i->seal_name == NULL ? "" : i->seal_name, ",");
	csv_cell(out, i->request_number == NULL ? "" : i->request_number,
	    ",");
	csv_cell(out, i->org_name == NULL ? "" : i->org_name, ",");
	csv_cell(out, i->unit_name, ",");
	csv_time(out, i->day, ",");
	csv_time(out, i->created, ",");
	buf_printf(out, "%lld,%lld,", (long long)i->measures,
	    (long long)i->notified);
	csv_cell(out, i->result == NULL ? "" :
	    incident_result_label(i->result), ",");
	csv_cell(out, i->summary, "\r\n");
}

static enum status
csv_page(struct req *r, struct pool *pool, void *arg, struct buf *out,
    int *more)
{
	struct view	*v = arg;
	struct incident	*rows;
	enum status	 st;
	size_t		 i, n;

	st = incident_list(r->db, pool, &v->ask, &rows, &n, more, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		csv_row(&rows[i], out);
	if (st == ST_OK && n > 0) {
		v->ask.key = rows[n - 1].created;
		v->ask.after = pool_text(r->pool, rows[n - 1].id);
	}
	return st;
}

enum status
incident_csv(struct req *r)
{
	struct view		 v;
	struct audit_entry	 entry = {
		.action = "incident.export", .kind = "list",
		.object = r->actor->unit, .result = "ok",
	};
	const struct csv_file	 file = {
		.name = "安全事件.csv", .head = "编号,类别,状态,来源,印章编码,印章"
		    "名称,办件,涉及单位,跟进单位,日期,登记,措施,通报,结论,情况\r\n",
		.page = csv_page, .arg = &v, .entry = &entry,
	};

	read_view(r, &v);
	v.ask.max = INCIDENTS_MAX;
	v.ask.after = NULL;
	entry.reason = pool_printf(r->pool, "tab=%s kind=%s", v.tab->name,
	    v.kind);
	return csv_send(r, &file);
}

enum status
incident_open(struct req *r, int64_t *n)
{
	return incident_count_open(r->db, r->actor->unit, LIST_COUNT, n,
	    r->fault);
}

/*
 * The table of the UKey ledger, its CSV, and the stock of each unit.  A whole
 * serial typed or scanned into the search goes to its card.
 */
#include <stdlib.h>
#include <string.h>

#include "page/keys.h"
#include "page/part.h"
#include "work/csv.h"
#include "work/csv_file.h"
#include "work/show.h"
#include "work/ukey.h"
#include "work/view.h"

/* In the order of a UKey's life; a tab is a state, with that state's word. */
static const struct view_tab tabs[] = {
	{ "stock", NULL, K0_STOCK }, { "transit", NULL, K_TRANSIT },
	{ "personalised", NULL, K1_PERSONALISED },
	{ "in-use", NULL, K2_IN_USE }, { "locked", NULL, K3_LOCKED },
	{ "lost", NULL, K4_LOST }, { "damaged", NULL, K5_DAMAGED },
	{ "returned", NULL, K6_RETURNED },
	{ "destroyed", NULL, K7_DESTROYED }, { "all", "全部", -1 },
};

_Static_assert(NITEMS(tabs) == CARRIER_STATE__N + 1, "each state, and all");

static const struct choice page_rows[] = {
	{ "20", "20 个" }, { "50", "50 个" }, { "100", "100 个" },
	{ NULL, NULL }
};

struct view {
	const struct view_tab	*tab;
	const char		*text, *rows;
	struct unit		 unit;
	struct carrier_ask	 ask;
};

/* Only what is in the tables counts; anything else is as if not given. */
static enum status
read_view(struct req *r, struct view *v)
{
	enum status	 st;

	memset(v, 0, sizeof(*v));
	if ((st = ukey_unit(r, &v->unit)) != ST_OK)
		return st;
	v->tab = view_tab(r, tabs, NITEMS(tabs));
	v->text = view_given(r, "q");
	v->rows = choice_known(page_rows, view_given(r, "rows"));
	v->ask.unit = v->unit.id;
	v->ask.kind = choice_known(carrier_kinds, view_given(r, "kind"));
	v->ask.state = v->tab->value;
	v->ask.text = *v->text == '\0' ? NULL : v->text;
	v->ask.max = strtoul(v->rows, NULL, 10);
	if (*view_given(r, "after") != '\0')
		v->ask.after = view_given(r, "after");
	return ST_OK;
}

/* "/admin/carriers" with the view, and "more" behind it. */
static const char *
view_path(struct req *r, const struct view *v, const char *page,
    const char *tab, const char *more)
{
	const char	*rest = "";

	view_say(r, &rest, "q", v->text, "");
	view_say(r, &rest, "rows", v->rows, page_rows[0].value);
	view_say(r, &rest, "kind", v->ask.kind, carrier_kinds[0].value);
	view_say(r, &rest, "unit", v->unit.id, r->actor->unit);
	return pool_printf(r->pool, "/admin/%s?tab=%s%s%s", page, tab, rest,
	    more);
}

/* --- the page ------------------------------------------------------------ */

static enum status
fill_tabs(struct req *r, const struct view *v, struct page *page)
{
	int64_t		 n[CARRIER_STATE__N], all = 0;
	struct page	*p, *low;
	enum status	 st;
	size_t		 i;

	st = carrier_counts(r->db, v->unit.id, v->ask.kind, n, r->fault);
	if (st != ST_OK)
		return st;
	for (i = 0; i < CARRIER_STATE__N; i++)
		all += n[i];
	for (i = 0; i < NITEMS(tabs); i++) {
		p = page_add(page, K_TAB);
		page_set(p, K_HREF, view_path(r, v, "carriers",
		    tabs[i].name, ""));
		page_set(p, K_LABEL, tabs[i].value < 0 ? tabs[i].label :
		    flow_carrier.states[tabs[i].value].label);
		page_int(p, K_COUNT, tabs[i].value < 0 ? all :
		    n[tabs[i].value]);
		page_show_if(p, K_CHOSEN, v->tab == &tabs[i]);
	}
	if (strcmp(v->ask.kind, CARRIER_UKEY) != 0 ||
	    !carrier_is_low(n, ukey_least(r->db)))
		return ST_OK;
	low = page_add(page, K_LOW);
	page_int(low, K_COUNT, n[K0_STOCK]);
	page_int(low, K_LEAST, ukey_least(r->db));
	return ST_OK;
}

static void
fill_controls(struct req *r, const struct view *v, struct page *page)
{
	const int	 own = strcmp(v->unit.id, r->actor->unit) == 0;

	choice_fill(page, K_ROWS, page_rows, v->rows);
	choice_fill(page, K_KIND, carrier_kinds, v->ask.kind);
	page_set(page, K_TAB_NAME, v->tab->name);
	page_set(page, K_TEXT, v->text);
	page_set(page, K_UNIT_NAME, v->unit.name);
	page_set(page, K_UNIT, v->unit.id);
	page_set(page, K_CSV, view_path(r, v, "carriers.csv", v->tab->name,
	    ""));
	page_printf(page, K_CLEAR, "/admin/carriers?tab=%s&unit=%s",
	    v->tab->name, v->unit.id);
	page_show_if(page, K_OWN, own);
}

static void
fill_row(struct req *r, const struct carrier *c, struct page *p)
{
	page_set(p, K_ID, c->id);
	page_set(p, K_SERIAL, c->serial);
	page_set(p, K_MODEL, c->model);
	page_set(p, K_NAME, carrier_holder(r->pool, c));
	page_set(p, K_NOTE, c->called != 0 ? "应交回" : c->must_pin ?
	    "须更换口令" : "");
	page_set(p, K_WHEN, show_minute(r, c->changed));
	part_tag_here(p, flow_carrier.states[c->state].label,
	    show_tone(carrier_tone(c->state)));
}

static void
fill_rows(struct req *r, const struct view *v, const struct carrier *rows,
    size_t n, int more, struct page *page)
{
	static const char *const labels[] = {
		"序列号", "型号", "状态", "使用人", "提示", "最近变动",
	};
	const char	*next = NULL;
	struct page	*p, *head;
	size_t		 i;

	page_show_if(page, K_NONE, n == 0);
	if (n == 0)
		return;
	p = page_add(page, K_SOME);
	head = page_include(p, K_HEAD, "part/head");
	for (i = 0; i < NITEMS(labels); i++)
		part_column(head, labels[i], NULL, 0);
	for (i = 0; i < n; i++)
		fill_row(r, &rows[i], page_add(p, K_ROW));
	if (more)
		next = view_path(r, v, "carriers", v->tab->name, pool_printf(
		    r->pool, "&after=%s", web_path_escape(r->pool,
		    rows[n - 1].serial)));
	part_pager(p, K_PAGER, v->ask.after != NULL ? view_path(r, v,
	    "carriers", v->tab->name, "") : NULL, next, pool_printf(r->pool,
	    "本页 %zu 个", n));
}

/* A whole serial goes to its card, where its books are within reach. */
static enum status
jump(struct req *r, const struct view *v, int *done)
{
	char		 serial[SERIAL_MAX + 1];
	struct carrier	 c;
	enum status	 st;
	size_t		 i;
	int		 mine = 0;

	*done = 0;
	if (v->ask.text == NULL || carrier_serial_refusal(v->text) != NULL)
		return ST_OK;
	for (i = 0; v->text[i] != '\0'; i++)
		serial[i] = v->text[i] >= 'a' && v->text[i] <= 'z' ?
		    (char)(v->text[i] - 'a' + 'A') : v->text[i];
	serial[i] = '\0';
	st = carrier_by_serial(r->db, r->pool, v->ask.kind, serial, &c,
	    r->fault);
	if (st == ST_OK)
		st = unit_is_under(r->db, c.unit, r->actor->unit, &mine,
		    r->fault);
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_OK : st;
	*done = mine;
	return mine ? web_redirectf(r, "/admin/carrier/%s", c.id) : ST_OK;
}

enum status
ukey_table(struct req *r)
{
	struct page	*p = web_page_new(r, "admin/carriers", "UKey 台账");
	struct carrier	*rows = NULL;
	struct view	 v;
	enum status	 st;
	size_t		 n = 0;
	int		 more = 0, done;

	if ((st = read_view(r, &v)) != ST_OK ||
	    (st = jump(r, &v, &done)) != ST_OK || done)
		return st;
	fill_controls(r, &v, p);
	if ((st = fill_tabs(r, &v, p)) != ST_OK)
		return st;
	st = carrier_list(r->db, r->pool, &v.ask, &rows, &n, &more,
	    r->fault);
	if (st == ST_INVALID) {
		page_set(page_add(p, K_BAD), K_SENTENCE,
		    "请至少输入两个字或两位序列号");
		return web_page_as(r, p, 400);
	}
	if (st != ST_OK)
		return st;
	fill_rows(r, &v, rows, n, more, p);
	return web_page(r, p);
}

/* --- CSV ----------------------------------------------------------------- */

static void
csv_row(struct pool *pool, const struct carrier *c, struct buf *out)
{
	csv_cell(out, c->serial, ",");
	csv_cell(out, choice_label(carrier_kinds, c->kind), ",");
	csv_cell(out, choice_label(carrier_devices, c->device), ",");
	csv_cell(out, c->model, ",");
	csv_cell(out, c->certificate, ",");
	csv_cell(out, flow_carrier.states[c->state].label, ",");
	csv_cell(out, carrier_holder(pool, c), ",");
	csv_cell(out, c->unit_name, ",");
	csv_time(out, c->created, ",");
	csv_time(out, c->changed, "\r\n");
}

/* The next page of what is filtered. */
static enum status
csv_page(struct req *r, struct pool *pool, void *arg, struct buf *out,
    int *more)
{
	struct view	*v = arg;
	struct carrier	*rows;
	enum status	 st;
	size_t		 i, n;

	st = carrier_list(r->db, pool, &v->ask, &rows, &n, more, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		csv_row(pool, &rows[i], out);
	if (st == ST_OK && n > 0) {
		v->ask.after = pool_text(r->pool, rows[n - 1].serial);
	}
	return st;
}

enum status
ukey_csv(struct req *r)
{
	struct view		 v;
	struct audit_entry	 entry = {
		.action = "carrier.export", .kind = "list", .result = "ok",
	};
	const struct csv_file	 file = {
		.name = "UKey台账.csv", .head = "序列号,载体,设备类型,型号,产品"
		    "认证证书编号,状态,使用人,单位,登记时间,最近变动\r\n",
		.page = csv_page, .arg = &v, .entry = &entry,
	};
	enum status		 st;

	if ((st = read_view(r, &v)) != ST_OK)
		return st;
	v.ask.max = CARRIERS_MAX;
	v.ask.after = NULL;
	entry.object = v.unit.id;
	entry.reason = pool_printf(r->pool, "tab=%s kind=%s q=%s",
	    v.tab->name, v.ask.kind, v.text);
	return csv_send(r, &file);
}

/* --- the stock of each unit (R-141, R-142) ------------------------------- */

static void
fill_stock(const struct carrier_stocks *s, int64_t least, struct page *page)
{
	struct page	*p = page_add(page, K_ROW);
	size_t		 i;

	page_set(p, K_UNIT, s->unit);
	page_set(p, K_UNIT_NAME, s->unit_name);
	for (i = 0; i + 1 < NITEMS(tabs); i++) {
		struct page *cell = page_add(p, K_CELL);

		page_set(cell, K_LABEL,
		    flow_carrier.states[tabs[i].value].label);
		page_printf(cell, K_HREF, "/admin/carriers?unit=%s&tab=%s",
		    s->unit, tabs[i].name);
		page_int(cell, K_COUNT, s->n[tabs[i].value]);
	}
	if (carrier_is_low(s->n, least))
		part_tag(p, K_TAG, "低库存", TONE_BAD);
	else
		part_tag(p, K_TAG, "够用", TONE_GOOD);
}

enum status
ukey_stock(struct req *r)
{
	struct page		*p = web_page_new(r, "admin/stock",
				    "UKey 库存"), *head, *some = NULL;
	const int64_t		 least = ukey_least(r->db);
	struct carrier_stocks	*s;
	enum status		 st;
	size_t			 i, n;
	int			 mine;

	st = carrier_stocks(r->db, r->pool, &s, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		st = unit_is_under(r->db, s[i].unit, r->actor->unit, &mine,
		    r->fault);
		if (st != ST_OK || !mine)
			continue;
		if (some == NULL)
			some = page_add(p, K_SOME);
		fill_stock(&s[i], least, some);
	}
	if (st != ST_OK)
		return st;
	page_show_if(p, K_NONE, some == NULL);
	page_int(p, K_LEAST, least);
	if (some != NULL) {
		head = page_include(some, K_HEAD, "part/head");
		part_column(head, "单位", NULL, 0);
		for (i = 0; i + 1 < NITEMS(tabs); i++)
			part_column(head,
			    flow_carrier.states[tabs[i].value].label, NULL,
			    0);
		part_column(head, "库存", NULL, 0);
	}
	return web_page(r, p);
}

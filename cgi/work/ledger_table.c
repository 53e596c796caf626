/* The table of the ledger and its CSV; see ledger.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "page/keys.h"
#include "seal/ledger.h"
#include "work/csv.h"
#include "work/csv_file.h"
#include "work/ledger.h"
#include "work/show.h"
#include "work/view.h"

static const struct view_tab tabs[] = {
	{ "valid", "有效", LEDGER_VALID },
	{ "ending", "90 天内到期", LEDGER_ENDING },
	{ "expired", "已过期", LEDGER_EXPIRED },
	{ "lost", "已挂失", LEDGER_LOST },
	{ "suspended", "已停用", LEDGER_SUSPENDED },
	{ "making", "制作与待启用", LEDGER_MAKING },
	{ "revoked", "已注销", LEDGER_REVOKED },
	{ "all", "全部", LEDGER_ALL },
};

void
ledger_tab_words(enum ledger_tab tab, const char **name, const char **label)
{
	size_t	 i;

	for (i = 0; i < NITEMS(tabs) - 1 && tabs[i].value != (int)tab; i++)
		continue;
	*name = tabs[i].name;
	*label = tabs[i].label;
}

static const struct choice page_rows[] = {
	{ "20", "20 枚" }, { "50", "50 枚" }, { "100", "100 枚" },
	{ NULL, NULL }
};

struct view {
	const struct view_tab	*tab;
	const char		*text, *rows;
	struct ledger_ask	 ask;
};

/* Only what is in the tables counts; anything else is as if not given. */
static void
read_view(const struct req *r, struct view *v)
{
	memset(v, 0, sizeof(*v));
	v->tab = view_tab(r, tabs, NITEMS(tabs));
	v->text = view_given(r, "q");
	v->rows = choice_known(page_rows, view_given(r, "rows"));
	v->ask.unit = r->actor->unit;
	v->ask.tab = (enum ledger_tab)v->tab->value;
	v->ask.text = *v->text == '\0' ? NULL : v->text;
	v->ask.now = clock_now();
	v->ask.soon = v->ask.now + LEDGER_SOON;
	v->ask.max = strtoul(v->rows, NULL, 10);
	view_after(r, &v->ask.after, &v->ask.key);
}

/* "/approve/seals" with the view, and "more" behind it. */
static const char *
view_path(struct req *r, const struct view *v, const char *page,
    const char *tab, const char *more)
{
	const char	*rest = "";

	view_say(r, &rest, "q", v->text, "");
	view_say(r, &rest, "rows", v->rows, page_rows[0].value);
	return pool_printf(r->pool, "/approve/%s?tab=%s%s%s", page, tab,
	    rest, more);
}

/* --- the page --------------------------------------------------------------- */

static void
fill_controls(struct req *r, const struct view *v, struct page *page)
{
	struct page	*p;
	size_t		 i;

	for (i = 0; i < NITEMS(tabs); i++) {
		p = page_add(page, K_TAB);
		page_set(p, K_HREF, view_path(r, v, "seals", tabs[i].name,
		    ""));
		page_set(p, K_LABEL, tabs[i].label);
		page_show_if(p, K_CHOSEN, v->tab == &tabs[i]);
	}
	choice_fill(page, K_ROWS, page_rows, v->rows);
	page_set(page, K_TAB_NAME, v->tab->name);
	page_set(page, K_TEXT, v->text);
	page_set(page, K_CSV, view_path(r, v, "seals.csv", v->tab->name,
	    ""));
	page_printf(page, K_CLEAR, "/approve/seals?tab=%s", v->tab->name);
}

static void
fill_row(struct req *r, const struct ledger_row *l, struct page *p)
{
	page_set(p, K_ID, l->id);
	page_set(p, K_CODE, l->code);
	page_set(p, K_SEAL_NAME, l->name);
	page_show_if(p, K_IMPORTED, l->imported);
	page_set(p, K_UNIT_NAME, l->unit_name);
	page_set(p, K_NAME, l->keeper_name);
	page_set(p, K_UNTIL, show_minute(r, l->valid_to));
	page_set(p, K_USED, show_minute(r, l->last_used));
	part_tag_here(p, flow_seal.states[l->state].label,
	    show_tone(seal_tone(l->state)));
}

static void
fill_rows(struct req *r, const struct view *v, const struct ledger_row *rows,
    size_t n, int more, struct page *page)
{
	static const char *const labels[] = {
		"印章编码", "印章名称", "单位", "保管人", "状态", "有效期至",
		"最近使用",
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
		next = view_path(r, v, "seals", v->tab->name, pool_printf(
		    r->pool, "&after=%lld&id=%s", (long long)ledger_key(
		    &v->ask, &rows[n - 1]), rows[n - 1].id));
	part_pager(p, K_PAGER, v->ask.after != NULL ? view_path(r, v,
	    "seals", v->tab->name, "") : NULL, next, pool_printf(r->pool,
	    "本页 %zu 枚", n));
}

enum status
ledger_table(struct req *r)
{
	struct page		*p = web_page_new(r, "approve/seals",
				    "印章台账");
	struct ledger_row	*rows = NULL;
	struct view		 v;
	enum status		 st;
	size_t			 n = 0;
	int			 more = 0;

	read_view(r, &v);
	fill_controls(r, &v, p);
	st = ledger_list(r->db, r->pool, &v.ask, &rows, &n, &more, r->fault);
	if (st == ST_INVALID)
		page_set(page_add(p, K_BAD), K_SENTENCE,
		    "请至少输入两个字或两位编码");
	else if (st != ST_OK)
		return st;
	else
		fill_rows(r, &v, rows, n, more, p);
	return web_page(r, p);
}

/* --- CSV ----------------------------------------------------------------------- */

static void
csv_row(const struct ledger_row *l, struct buf *out)
{
	csv_cell(out, l->code, ",");
	csv_cell(out, l->name, ",");
	csv_cell(out, l->unit_name, ",");
	csv_cell(out, l->keeper_name, ",");
	csv_cell(out, flow_seal.states[l->state].label, ",");
	csv_time(out, l->created, ",");
	csv_time(out, l->valid_to, ",");
	csv_time(out, l->last_used, ",");
	csv_cell(out, l->imported ? "其他系统" : "本系统", "\r\n");
}

/* The next page of what is filtered. */
static enum status
csv_page(struct req *r, struct pool *pool, void *arg, struct buf *out,
    int *more)
{
	struct view		*v = arg;
	struct ledger_row	*rows;
	enum status		 st;
	size_t			 i, n;

	st = ledger_list(r->db, pool, &v->ask, &rows, &n, more, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		csv_row(&rows[i], out);
	if (st == ST_OK && n > 0) {
		v->ask.key = ledger_key(&v->ask, &rows[n - 1]);
		v->ask.after = pool_text(r->pool, rows[n - 1].id);
	}
	return st;
}

enum status
ledger_csv(struct req *r)
{
	struct view		 v;
	struct audit_entry	 entry = {
		.action = "seal.export", .kind = "list",
		.object = r->actor->unit, .result = "ok",
	};
	const struct csv_file	 file = {
		.name = "印章台账.csv", .head = "印章编码,印章名称,单位,保管人,"
		    "状态,制作时间,有效期至,最近使用,来源\r\n",
		.page = csv_page, .arg = &v, .entry = &entry,
	};

	read_view(r, &v);
	v.ask.max = LEDGER_MAX;
	v.ask.after = NULL;
	entry.reason = pool_printf(r->pool, "tab=%s q=%s", v.tab->name,
	    v.text);
	return csv_send(r, &file);
}

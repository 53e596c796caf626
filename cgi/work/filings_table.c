/* The table of filings, its CSV and the workbench's counters; filings.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "page/keys.h"
#include "work/csv.h"
#include "work/csv_file.h"
#include "work/filings.h"
#include "work/list.h"
#include "work/show.h"
#include "work/view.h"

static const struct view_tab tabs[] = {
	{ "waiting", "待备案", FILINGS_WAITING },
	{ "overdue", "超时", FILINGS_OVERDUE },
	{ "refused", "被退回", FILINGS_REFUSED },
	{ "filed", "已备案", FILINGS_FILED },
	{ "all", "全部", FILINGS_ALL },
};

static const struct choice page_rows[] = {
	{ "20", "20 件" }, { "50", "50 件" }, { "100", "100 件" },
	{ NULL, NULL }
};

/* --- words --------------------------------------------------------------------- */

const char *
filing_label(int state, int64_t due, int64_t now)
{
	return state == J0_WAITING && now > due ? "备案超时" :
	    flow_filing.states[state].label;
}

const char *
filing_tone(int state, int64_t due, int64_t now)
{
	static const char *const tones[FILING_STATE__N] = {
		[J0_WAITING] = "wait", [J1_FILED] = "good",
		[J2_REFUSED] = "act",
	};

	return state != J1_FILED && now > due ? "bad" : tones[state];
}

const char *
filing_lateness(struct req *r, int state, int64_t lateness)
{
	if (state != J1_FILED)
		return "";
	return lateness == 0 ? "按时" : pool_printf(r->pool, "迟 %s",
	    show_waited(r, clock_now() - lateness));
}

/* A due moment; none where nothing is sent by itself. */
static const char *
due_words(struct req *r, int64_t due)
{
	return due >= FILING_NEVER ? "" : show_minute(r, due);
}

/* --- the view ------------------------------------------------------------------- */

struct view {
	const struct view_tab	*tab;
	const char		*target, *rows;
	struct target		*targets;
	size_t			 ntargets;
	struct filing_ask	 ask;
};

/* Only what is in the tables counts; anything else is as if not given. */
static enum status
read_view(struct req *r, struct view *v)
{
	enum status	 st;
	size_t		 i;

	memset(v, 0, sizeof(*v));
	v->tab = view_tab(r, tabs, NITEMS(tabs));
	st = target_list(r->db, r->pool, &v->targets, &v->ntargets, r->fault);
	v->target = "";
	for (i = 0; st == ST_OK && i < v->ntargets; i++)
		if (strcmp(v->targets[i].code, view_given(r, "target")) == 0) {
			v->target = v->targets[i].code;
			v->ask.target = v->targets[i].id;
		}
	v->rows = choice_known(page_rows, view_given(r, "rows"));
	v->ask.unit = r->actor->unit;
	v->ask.tab = (enum filing_tab)v->tab->value;
	v->ask.now = clock_now();
	v->ask.max = strtoul(v->rows, NULL, 10);
	view_after(r, &v->ask.after, &v->ask.key);
	return st;
}

/* "/approve/filings" with the view, and "more" behind it. */
static const char *
view_path(struct req *r, const struct view *v, const char *page,
    const char *tab, const char *more)
{
	const char	*rest = "";

	view_say(r, &rest, "target", v->target, "");
	view_say(r, &rest, "rows", v->rows, page_rows[0].value);
	return pool_printf(r->pool, "/approve/%s?tab=%s%s%s", page, tab,
	    rest, more);
}

/* --- the page ----------------------------------------------------------------------- */

/* What keeps a target from being sent to; NULL: nothing. */
static const char *
hindrance(struct req *r, const struct target *t)
{
	if (!target_is_on(r->db, t))
		return t->enabled ? "按现行规则不向其报送" : "已停用";
	if (*t->address == '\0')
		return "没有配置地址，报文不会自动外发";
	return t->receipt_key.n == SM2_PUBLIC ? NULL :
	    "没有配置对方的回执公钥，报文不会自动外发";
}

static void
fill_controls(struct req *r, const struct view *v, struct page *page)
{
	struct page	*p;
	const char	*why;
	size_t		 i;

	for (i = 0; i < NITEMS(tabs); i++) {
		p = page_add(page, K_TAB);
		page_set(p, K_HREF, view_path(r, v, "filings", tabs[i].name,
		    ""));
		page_set(p, K_LABEL, tabs[i].label);
		page_show_if(p, K_CHOSEN, v->tab == &tabs[i]);
	}
	for (i = 0; i < v->ntargets; i++) {
		if (target_is_agent(&v->targets[i]))
			continue;
		p = page_add(page, K_CHOICE);
		page_set(p, K_VALUE, v->targets[i].code);
		page_set(p, K_LABEL, v->targets[i].name);
		page_show_if(p, K_CHOSEN, strcmp(v->targets[i].code,
		    v->target) == 0);
		if ((why = hindrance(r, &v->targets[i])) == NULL)
			continue;
		p = page_add(page, K_NOTE);
		page_set(p, K_LABEL, v->targets[i].name);
		page_set(p, K_SENTENCE, why);
	}
	choice_fill(page, K_ROWS, page_rows, v->rows);
	page_set(page, K_TAB_NAME, v->tab->name);
	page_set(page, K_CSV, view_path(r, v, "filings.csv", v->tab->name,
	    ""));
	page_printf(page, K_CLEAR, "/approve/filings?tab=%s", v->tab->name);
}

static void
fill_row(struct req *r, const struct view *v, const struct filing_row *l,
    struct page *p)
{
	page_set(p, K_ID, l->id);
	page_set(p, K_TARGET, l->target_name);
	page_set(p, K_LABEL, filing_kind_label(l->kind));
	page_set(p, K_CODE, l->seal_code);
	page_set(p, K_SEAL_NAME, l->seal_name);
	page_set(p, K_UNIT_NAME, l->unit_name);
	page_set(p, K_WHEN, show_minute(r, l->at));
	page_set(p, K_UNTIL, due_words(r, l->due));
	page_int(p, K_N, l->tries);
	if (l->state == J1_FILED)
		page_printf(p, K_REASON, "%s %s，%s", show_minute(r,
		    l->filed), filing_lateness(r, l->state, l->lateness),
		    l->receipt_number == NULL ? "" : l->receipt_number);
	else
		page_set(p, K_REASON, l->reason);
	part_tag_here(p, filing_label(l->state, l->due, v->ask.now),
	    show_tone(filing_tone(l->state, l->due, v->ask.now)));
}

static void
fill_rows(struct req *r, const struct view *v, const struct filing_row *rows,
    size_t n, int more, struct page *page)
{
	static const char *const labels[] = {
		"事项", "外发对象", "印章编码", "印章名称", "单位", "状态",
		"发生", "时限", "次数", "结果",
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
		fill_row(r, v, &rows[i], page_add(p, K_ROW));
	if (more)
		next = view_path(r, v, "filings", v->tab->name, pool_printf(
		    r->pool, "&after=%lld&id=%s", (long long)filing_key(
		    &rows[n - 1]), rows[n - 1].id));
	part_pager(p, K_PAGER, v->ask.after != NULL ? view_path(r, v,
	    "filings", v->tab->name, "") : NULL, next, pool_printf(r->pool,
	    "本页 %zu 件", n));
}

enum status
filings_table(struct req *r)
{
	struct page		*p = web_page_new(r, "approve/filings",
				    "备案外发");
	struct filing_row	*rows;
	struct view		 v;
	enum status		 st;
	size_t			 n;
	int			 more;

	if ((st = read_view(r, &v)) != ST_OK)
		return st;
	fill_controls(r, &v, p);
	st = filing_list(r->db, r->pool, &v.ask, &rows, &n, &more, r->fault);
	if (st != ST_OK)
		return st;
	fill_rows(r, &v, rows, n, more, p);
	return web_page(r, p);
}

/* --- CSV ----------------------------------------------------------------------- */

static void
csv_row(const struct filing_row *l, int64_t now, struct buf *out)
{
	csv_cell(out, filing_kind_label(l->kind), ",");
	csv_cell(out, l->target_name, ",");
	csv_cell(out, l->seal_code, ",");
	csv_cell(out, l->seal_name, ",");
	csv_cell(out, l->unit_name, ",");
	csv_cell(out, filing_label(l->state, l->due, now), ",");
	csv_time(out, l->at, ",");
	csv_time(out, l->due >= FILING_NEVER ? 0 : l->due, ",");
	csv_time(out, l->filed, ",");
	buf_int(out, l->lateness / MS_MINUTE);
	buf_text(out, ",");
	buf_int(out, l->tries);
	buf_text(out, ",");
	csv_cell(out, l->receipt_number == NULL ? "" : l->receipt_number,
	    ",");
	csv_cell(out, l->reason == NULL ? "" : l->reason, "\r\n");
}

static enum status
csv_page(struct req *r, struct pool *pool, void *arg, struct buf *out,
    int *more)
{
	struct view		*v = arg;
	struct filing_row	*rows;
	enum status		 st;
	size_t			 i, n;

	st = filing_list(r->db, pool, &v->ask, &rows, &n, more, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		csv_row(&rows[i], v->ask.now, out);
	if (st == ST_OK && n > 0) {
		v->ask.key = filing_key(&rows[n - 1]);
		v->ask.after = pool_text(r->pool, rows[n - 1].id);
	}
	return st;
}

enum status
filings_csv(struct req *r)
{
	struct view		 v;
	struct audit_entry	 entry = {
		.action = "filing.export", .kind = "list",
		.object = r->actor->unit, .result = "ok",
	};
	const struct csv_file	 file = {
		.name = "备案外发.csv", .head = "事项,外发对象,印章编码,印章名称,"
		    "单位,状态,发生,时限,备案时间,迟（分钟）,次数,回执编号,"
		    "未成原因\r\n",
		.page = csv_page, .arg = &v, .entry = &entry,
	};
	enum status		 st;

	if ((st = read_view(r, &v)) != ST_OK)
		return st;
	v.ask.max = FILINGS_MAX;
	v.ask.after = NULL;
	entry.reason = pool_printf(r->pool, "tab=%s target=%s", v.tab->name,
	    v.target);
	return csv_send(r, &file);
}

/* --- elsewhere ----------------------------------------------------------------------- */

static void
counter(struct page *page, const char *label, const char *tab, int64_t n)
{
	struct page	*p;

	if (n == 0)
		return;
	p = page_add(page, K_COUNTER);
	page_printf(p, K_HREF, "/approve/filings?tab=%s", tab);
	page_set(p, K_LABEL, label);
	page_printf(p, K_COUNT, n >= LIST_COUNT ? "%d+" : "%d",
	    n >= LIST_COUNT ? LIST_COUNT - 1 : (int)n);
	page_show(p, K_URGENT);
}

enum status
filings_counters(struct req *r, struct page *page)
{
	int64_t		 late, refused;
	enum status	 st;

	st = filing_count_overdue(r->db, r->actor->unit, clock_now(),
	    LIST_COUNT, &late, r->fault);
	if (st == ST_OK)
		st = filing_count_refused(r->db, r->actor->unit, LIST_COUNT,
		    &refused, r->fault);
	if (st != ST_OK)
		return st;
	counter(page, "备案超时", "overdue", late);
	counter(page, "备案被退回", "refused", refused);
	return ST_OK;
}

enum status
filings_of_seal(struct req *r, const char *seal, struct page *page)
{
	const int64_t	 now = clock_now();
	struct filing	*list;
	struct page	*p;
	enum status	 st;
	size_t		 i, n;

	st = filing_list_seal(r->db, r->pool, seal, &list, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		p = page_add(page, K_FILING);
		page_set(p, K_ID, list[i].id);
		page_set(p, K_LABEL, filing_kind_label(list[i].kind));
		page_set(p, K_TARGET, list[i].target_name);
		page_set(p, K_WHEN, show_minute(r, list[i].at));
		page_set(p, K_UNTIL, due_words(r, list[i].due));
		page_set(p, K_NUMBER, list[i].receipt_number);
		part_tag_here(p, filing_label(list[i].state, list[i].due,
		    now), show_tone(filing_tone(list[i].state, list[i].due,
		    now)));
	}
	return st;
}

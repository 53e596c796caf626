/* The page of figures and its file; see figures.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "page/keys.h"
#include "seal/figures.h"
#include "work/case.h"
#include "work/csv.h"
#include "work/csv_file.h"
#include "work/figures.h"
#include "work/ledger.h"
#include "work/sealing.h"
#include "work/show.h"
#include "work/ukey.h"

struct period {
	char		 from[CALENDAR_TEXT], until[CALENDAR_TEXT];
	struct figures_ask ask;
};

/* "2026-11-01" of a moment, as a form's date has it. */
static void
day_text(int64_t ms, char out[CALENDAR_TEXT])
{
	struct civil	 c;

	calendar_split(ms, &c);
	snprintf(out, CALENDAR_TEXT, "%04d-%02d-%02d", c.year, c.month,
	    c.day);
}

static int64_t
given_day(const struct req *r, const char *name)
{
	const char	*day = web_query(r, name);
	int64_t		 ms = 0;

	return day != NULL && calendar_read_day(day, &ms) ? ms : 0;
}

/* The days asked for, the last one included; else this month until today. */
static void
read_period(const struct req *r, struct period *p)
{
	struct civil	 c;
	int64_t		 from, until;

	memset(p, 0, sizeof(*p));
	p->ask.unit = r->actor->unit;
	p->ask.now = clock_now();
	p->ask.soon = p->ask.now + LEDGER_SOON;
	from = given_day(r, "from");
	until = given_day(r, "until");
	if (until == 0)
		until = calendar_midnight(p->ask.now);
	if (from == 0) {
		calendar_split(until, &c);
		c.day = 1;
		from = calendar_join(&c);
	}
	if (from > until)
		from = until;
	p->ask.from = from;
	p->ask.until = until + MS_DAY;
	day_text(from, p->from);
	day_text(until, p->until);
}

static void
figure(struct page *page, enum page_key section, const char *label,
    int64_t n, const char *href)
{
	struct page	*p = page_add(page, section);

	page_set(p, K_LABEL, label);
	page_int(p, K_COUNT, n);
	page_set(p, K_HREF, href);
}

static void
fill_seals(struct req *r, const struct figures *f, struct page *page)
{
	const char	*name, *label;
	int		 tab;

	for (tab = 0; tab < LEDGER__N; tab++) {
		ledger_tab_words((enum ledger_tab)tab, &name, &label);
		figure(page, K_COUNTER, label, f->seals[tab], pool_printf(
		    r->pool, "/approve/seals?tab=%s", name));
	}
}

/* who may open the ledger of UKeys sees how many there are. */
static enum status
fill_ukeys(struct req *r, struct page *page)
{
	int64_t		 n[CARRIER_STATE__N];
	struct page	*p;
	enum status	 st;
	int		 state;

	if (!web_has(r, UKEY_STOCK))
		return ST_OK;
	st = carrier_counts(r->db, r->actor->unit, CARRIER_UKEY, n,
	    r->fault);
	if (st != ST_OK)
		return st;
	p = page_add(page, K_UKEYS);
	for (state = 0; state < CARRIER_STATE__N; state++)
		figure(p, K_STOCK, flow_carrier.states[state].label,
		    n[state], pool_printf(r->pool, "/admin/carriers?tab=%s",
		    flow_carrier.states[state].name));
	return ST_OK;
}

/* All the businesses in their order, whether there is a figure or not. */
static const struct figures_case *
case_of(const struct figures *f, const char *business)
{
	static const struct figures_case none = { .business = "" };
	size_t				 i;

	for (i = 0; i < f->ncases; i++)
		if (strcmp(f->cases[i].business, business) == 0)
			return &f->cases[i];
	return &none;
}

static void
fill_cases(struct req *r, const struct period *d, const struct figures *f,
    struct page *page)
{
	const struct figures_case	*c;
	const struct business		*b;
	struct page			*p;
	size_t				 i;

	for (i = 0; (b = business_nth(i)) != NULL; i++) {
		c = case_of(f, b->name);
		p = page_add(page, K_ROW);
		page_set(p, K_LABEL, b->label);
		page_int(p, K_OPEN, c->open);
		page_int(p, K_DONE, c->completed);
		page_int(p, K_REFUSED, c->rejected);
		page_int(p, K_OTHER, c->other);
		page_set(p, K_HREF, pool_printf(r->pool, "/approve/list?tab="
		    "done&business=%s&from=%s&until=%s", b->name, d->from,
		    d->until));
		page_int(p, K_COUNT, c->completed + c->rejected + c->other);
	}
}

static void
fill_groups(const struct figures_group *g, size_t n,
    const struct choice *labels, struct page *page, enum page_key section)
{
	struct page	*p;
	size_t		 i;

	for (i = 0; i < n; i++) {
		p = page_add(page, section);
		page_set(p, K_LABEL, choice_label(labels, g[i].key));
		page_int(p, K_COUNT, g[i].n);
	}
}

/* how late what had to be filed was, and what still is. */
static void
fill_filings(struct req *r, const struct figures *f, struct page *page)
{
	page_int(page, K_FILED, f->filed);
	page_int(page, K_LATE, f->filed_late);
	if (f->filed_late > 0)
		page_set(page_add(page, K_LATENESS), K_VALUE,
		    show_waited(r, clock_now() - f->lateness));
	page_int(page, K_OVERDUE, f->overdue);
}

enum status
figures_show(struct req *r)
{
	struct page	*p = web_page_new(r, "approve/figures", "统计");
	struct figures	 f;
	struct period	 d;
	enum status	 st;

	read_period(r, &d);
	if ((st = figures_read(r->db, r->pool, &d.ask, &f,
	    r->fault)) != ST_OK)
		return st;
	page_set(p, K_FROM, d.from);
	page_set(p, K_UNTIL, d.until);
	page_set(p, K_UNIT, r->actor->unit_name);
	fill_seals(r, &f, p);
	if ((st = fill_ukeys(r, p)) != ST_OK)
		return st;
	fill_cases(r, &d, &f, p);
	fill_groups(f.kinds, f.nkinds, case_sub_kinds, p, K_KIND);
	fill_groups(f.classes, f.nclasses, sealing_classes, p, K_CLASS);
	page_int(p, K_STAMPS, f.stamps);
	page_int(p, K_SEALS, f.stamped_seals);
	fill_filings(r, &f, p);
	page_set(p, K_CSV, pool_printf(r->pool,
	    "/approve/figures.csv?from=%s&until=%s", d.from, d.until));
	return web_page(r, p);
}

/* --- as lines, and as a file ---------------------------------------------------- */

static enum status
say_ukeys(struct req *r, figures_line *say, struct buf *out)
{
	int64_t		 n[CARRIER_STATE__N];
	enum status	 st = ST_OK;
	int		 state;

	if (!web_has(r, UKEY_STOCK))
		return ST_OK;
	st = carrier_counts(r->db, r->actor->unit, CARRIER_UKEY, n,
	    r->fault);
	for (state = 0; st == ST_OK && state < CARRIER_STATE__N; state++)
		say(out, "UKey", flow_carrier.states[state].label,
		    n[state]);
	return st;
}

enum status
figures_lines(struct req *r, struct pool *pool,
    const struct figures_ask *ask, figures_line *say, struct buf *out)
{
	const struct figures_case	*c;
	const struct business		*b;
	struct figures			 f;
	const char			*name, *label;
	enum status			 st;
	size_t				 i;
	int				 tab;

	st = figures_read(r->db, pool, ask, &f, r->fault);
	if (st != ST_OK)
		return st;
	for (tab = 0; tab < LEDGER__N; tab++) {
		ledger_tab_words((enum ledger_tab)tab, &name, &label);
		say(out, "印章", label, f.seals[tab]);
	}
	for (i = 0; (b = business_nth(i)) != NULL; i++) {
		c = case_of(&f, b->name);
		say(out, b->label, "在办", c->open);
		say(out, b->label, "办结", c->completed);
		say(out, b->label, "不予受理或许可", c->rejected);
		say(out, b->label, "撤回或终止", c->other);
	}
	for (i = 0; i < f.nkinds; i++)
		say(out, "有效印章的种类", choice_label(case_sub_kinds,
		    f.kinds[i].key), f.kinds[i].n);
	for (i = 0; i < f.nclasses; i++)
		say(out, "盖章的文件种类", choice_label(sealing_classes,
		    f.classes[i].key), f.classes[i].n);
	say(out, "用章", "盖章次数", f.stamps);
	say(out, "用章", "盖过章的印章", f.stamped_seals);
	say(out, "备案外发", "期间备案", f.filed);
	say(out, "备案外发", "其中超过时限", f.filed_late);
	say(out, "备案外发", "最迟（分钟）", f.lateness / MS_MINUTE);
	say(out, "备案外发", "现在超时未备案", f.overdue);
	return say_ukeys(r, say, out);
}

static void
csv_line(struct buf *out, const char *group, const char *what, int64_t n)
{
	csv_cell(out, group, ",");
	csv_cell(out, what, ",");
	buf_printf(out, "%lld\r\n", (long long)n);
}

static enum status
csv_page(struct req *r, struct pool *pool, void *arg, struct buf *out,
    int *more)
{
	const struct period	*d = arg;

	*more = 0;
	return figures_lines(r, pool, &d->ask, csv_line, out);
}

enum status
figures_csv(struct req *r)
{
	struct period		 d;
	struct audit_entry	 entry = {
		.action = "figures.export", .kind = "list",
		.object = r->actor->unit, .result = "ok",
	};
	const struct csv_file	 file = {
		.name = "统计.csv", .head = "类别,项目,数量\r\n",
		.page = csv_page, .arg = &d, .entry = &entry,
	};

	read_period(r, &d);
	entry.reason = pool_printf(r->pool, "from=%s until=%s", d.from,
	    d.until);
	return csv_send(r, &file);
}

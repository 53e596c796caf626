/*
 * The desk's workbench and its table of requests.  The whole view stands in
 * the URL; what is exported is exactly what is filtered (product.md 1.4).
 */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "page/keys.h"
#include "work/desk_local.h"
#include "work/filings.h"
#include "work/report.h"
#include "work/ukey.h"
#include "work/view.h"

#define HOME_ROWS	8	/* of each queue: one screen */

/* What waits for whom: a counter, and a queue for those who hold the role. */
static const struct queue {
	unsigned	 roles;
	const char	*stage, *business, *label;
	int		 urgent;
	int		 rare;		/* no counter where there is none */
} queues[] = {
	{ ROLE_BIT(ROLE_RA_OPERATOR), "make", "loss", "待办理挂失", 1, 0 },
	{ ROLE_BIT(ROLE_CHECKER), "check", NULL, "待核验", 0, 0 },
	{ ROLE_BIT(ROLE_APPROVER), "approve", NULL, "待审批", 0, 0 },
	{ ROLE_BIT(ROLE_APPROVER) | ROLE_BIT(ROLE_RA_OPERATOR), "make",
	  "cancel", "待办理注销", 0, 0 },
	{ ROLE_BIT(ROLE_APPROVER) | ROLE_BIT(ROLE_RA_OPERATOR), "make",
	  "change", "待办理变更", 0, 1 },
	{ ROLE_BIT(ROLE_APPROVER) | ROLE_BIT(ROLE_RA_OPERATOR), "make",
	  "replace", "待办理更换", 0, 1 },
	{ ROLE_BIT(ROLE_APPROVER), "make", "resume", "待办理重新启用", 0, 1 },
	{ ROLE_BIT(ROLE_RA_OPERATOR), "waiting", "loss", "挂失中", 1, 0 },
	{ 0, "waiting", "change", "变更换领中", 0, 1 },
	{ 0, "waiting", "replace", "更换换领中", 0, 1 },
	{ ROLE_BIT(ROLE_CHECKER) | ROLE_BIT(ROLE_RA_OPERATOR), "deliver",
	  NULL, "待交付", 0, 0 },
	{ 0, "make", "apply", "制作中", 0, 0 },
	{ 0, "make", "renew", "续期制作中", 0, 1 },
	{ 0, "applicant", NULL, "待申请人办理", 0, 0 },
};

static const struct choice tabs[] = {
	{ "mine", "待我办理" }, { "check", "待核验" },
	{ "approve", "待审批" }, { "make", "制作中" },
	{ "deliver", "待交付" }, { "applicant", "待申请人" },
	{ "waiting", "换领、挂失中" }, { "done", "已办结" }, { "all", "全部" },
	{ NULL, NULL }
};

static const struct choice page_rows[] = {
	{ "20", "20 件" }, { "50", "50 件" }, { "100", "100 件" },
	{ NULL, NULL }
};

/* --- the view ----------------------------------------------------------------- */

/* P-06: where a loss ends the seal an approver agrees to it first. */
static int
is_mine(const struct req *r, const struct queue *q)
{
	if (web_has(r, q->roles))
		return 1;
	return web_has(r, ROLE_BIT(ROLE_APPROVER)) && q->business != NULL &&
	    strcmp(q->business, "loss") == 0 &&
	    strcmp(q->stage, "make") == 0 &&
	    policy_has(r->db, "P-06", LOSS_ENDS);
}

static const struct queue *
my_queue(const struct req *r)
{
	size_t	 i;

	for (i = 0; i < NITEMS(queues); i++)
		if (is_mine(r, &queues[i]))
			return &queues[i];
	return NULL;
}

static void
view_rest(const struct req *r, struct desk_view *v)
{
	v->rest = "";
	view_say(r, &v->rest, "business", v->business, "");
	view_say(r, &v->rest, "q", v->text, "");
	view_say(r, &v->rest, "order", v->oldest ? "oldest" : "newest", "newest");
	view_say(r, &v->rest, "rows", v->rows, page_rows[0].value);
	view_say(r, &v->rest, "dense", v->dense ? "1" : "", "");
}

/* A day of the view; "" where it is none. */
static const char *
given_day(const struct req *r, const char *name, int64_t *ms)
{
	const char	*day = view_given(r, name);

	*ms = 0;
	return calendar_read_day(day, ms) ? day : "";
}

/* What ended is asked for by its period, the last day included. */
static void
read_period(const struct req *r, struct desk_view *v)
{
	v->from = given_day(r, "from", &v->ask.from);
	v->until = given_day(r, "until", &v->ask.until);
	if (v->ask.until != 0)
		v->ask.until += MS_DAY;
	v->ask.finished = 1;
	v->ask.stage = NULL;
}

/* Only what is in the tables counts; anything else is as if not given. */
void
desk_view_read(const struct req *r, struct desk_view *v)
{
	const struct queue	*q;

	memset(v, 0, sizeof(*v));
	v->tab = choice_known(tabs, view_given(r, "tab"));
	v->rows = choice_known(page_rows, view_given(r, "rows"));
	v->from = v->until = "";
	v->business = business_find(view_given(r, "business")) == NULL ? "" :
	    business_find(view_given(r, "business"))->name;
	v->text = view_given(r, "q");
	v->oldest = strcmp(view_given(r, "order"), "oldest") == 0;
	v->dense = strcmp(view_given(r, "dense"), "1") == 0;
	v->picked = strcmp(view_given(r, "picked"), "1") == 0;
	view_rest(r, v);
	v->ask.unit = r->actor->unit;
	v->ask.oldest = v->oldest;
	v->ask.max = strtoul(v->rows, NULL, 10);
	v->ask.stage = strcmp(v->tab, "all") == 0 ? NULL : v->tab;
	if (strcmp(v->tab, "done") == 0)
		read_period(r, v);
	if (strcmp(v->tab, "mine") == 0) {
		q = my_queue(r);
		v->ask.stage = q == NULL ? NULL : q->stage;
		v->ask.business = q == NULL ? NULL : q->business;
	}
	if (*v->business != '\0')
		v->ask.business = v->business;
	if (*v->text != '\0')
		v->ask.text = v->text;
	view_after(r, &v->ask.after, &v->ask.key);
}

/* "/approve/list" with the view, and "more" behind it. */
static const char *
view_path(struct req *r, const struct desk_view *v, const char *page,
    const char *tab, const char *more)
{
	const char	*period = "";

	if (strcmp(tab, "done") == 0) {
		view_say(r, &period, "from", v->from, "");
		view_say(r, &period, "until", v->until, "");
	}
	return pool_printf(r->pool, "/approve/%s?tab=%s%s%s%s", page, tab,
	    v->rest, period, more);
}

static void
fill_row(struct req *r, const struct list_row *l, struct page *section)
{
	const struct business	*b = business_find(l->business);
	struct page		*p = section;

	page_set(p, K_ID, l->id);
	page_set(p, K_NUMBER, l->number);
	page_set(p, K_LABEL, b == NULL ? l->business : b->label);
	page_set(p, K_UNIT_NAME, l->unit_name);
	page_set(p, K_SEAL_NAME, l->seal_name);
	page_set(p, K_CHANNEL, strcmp(l->channel, "counter") == 0 ? "窗口" :
	    "网上");
	page_set(p, K_WHEN, show_minute(r, l->submitted != 0 ? l->submitted :
	    l->created));
	page_set(p, K_WAITED, show_waited(r, l->changed));
	page_set(p, K_UNTIL, show_minute(r, l->due));
	part_tag_here(p, b == NULL || l->state < 0 ? "" :
	    request_label(l->state, l->urgent), l->state < 0 ? TONE_PLAIN :
	    show_tone(request_tone(l->state, l->urgent)));
}

/* --- the workbench ------------------------------------------------------------- */

static enum status
fill_queue(struct req *r, const struct queue *q, struct page *page)
{
	const struct list_ask	 ask = {
		.unit = r->actor->unit, .stage = q->stage,
		.business = q->business, .oldest = 1, .max = HOME_ROWS,
	};
	struct list_row		*rows;
	struct page		*p;
	enum status		 st;
	size_t			 i, n;
	int			 more;

	st = list_requests(r->db, r->pool, &ask, &rows, &n, &more, r->fault);
	if (st != ST_OK || n == 0)
		return st;
	p = page_add(page, K_QUEUE);
	page_set(p, K_LABEL, q->label);
	for (i = 0; i < n; i++)
		fill_row(r, &rows[i], page_add(p, K_ROW));
	if (more)
		page_printf(page_add(p, K_MORE), K_HREF,
		    "/approve/list?tab=%s&business=%s&order=oldest",
		    q->stage, q->business == NULL ? "" : q->business);
	return ST_OK;
}

static enum status
fill_counter(struct req *r, const struct queue *q, struct page *page,
    int64_t *mine)
{
	struct page	*p;
	int64_t		 n;
	enum status	 st;

	st = list_count(r->db, r->actor->unit, q->stage, q->business, &n,
	    r->fault);
	if (st != ST_OK || (q->rare && n == 0))
		return st;
	p = page_add(page, K_COUNTER);
	page_printf(p, K_HREF, "/approve/list?tab=%s&business=%s&order=oldest",
	    q->stage, q->business == NULL ? "" : q->business);
	page_set(p, K_LABEL, q->label);
	page_printf(p, K_COUNT, n >= LIST_COUNT ? "%d+" : "%d",
	    n >= LIST_COUNT ? LIST_COUNT - 1 : (int)n);
	page_show_if(p, K_URGENT, q->urgent && n > 0);
	if (is_mine(r, q))
		*mine += n;
	return ST_OK;
}

/* too few blank UKeys at this desk. */
static enum status
fill_ukeys(struct req *r, struct page *page)
{
	struct page	*p;
	int64_t		 n;
	enum status	 st;

	if (!web_has(r, ROLE_BIT(ROLE_RA_OPERATOR)))
		return ST_OK;
	st = ukey_low_here(r, r->actor->unit, &n);
	if (st != ST_OK || n == 0)
		return st;
	p = page_add(page, K_COUNTER);
	page_set(p, K_HREF, "/admin/carriers");
	page_set(p, K_LABEL, "UKey 低库存");
	page_int(p, K_COUNT, n);
	page_show(p, K_URGENT);
	return ST_OK;
}

enum status
desk_home(struct req *r)
{
	struct page	*p = web_page_new(r, "approve/home", "今日工作台");
	const char	*late = NULL;
	int64_t		 mine = 0;
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && i < NITEMS(queues); i++)
		st = fill_counter(r, &queues[i], p, &mine);
	if (st == ST_OK)
		st = fill_ukeys(r, p);
	if (st == ST_OK)
		st = filings_counters(r, p);
	if (st == ST_OK)
		st = report_reminder(r, &late);
	if (st == ST_OK && late != NULL)	/* */
		page_set(page_add(p, K_LATE), K_SENTENCE, late);
	for (i = 0; st == ST_OK && i < NITEMS(queues); i++)
		if (is_mine(r, &queues[i]))
			st = fill_queue(r, &queues[i], p);
	if (st != ST_OK)
		return st;
	page_set(p, K_SENTENCE, mine == 0 ? "现在没有等您办理的事项。" :
	    pool_printf(r->pool, "有 %s%lld 件等您办理。", mine >= LIST_COUNT ?
	    "至少 " : "", (long long)mine));
	page_show_if(p, K_COUNTER_DESK, web_has(r, ROLE_BIT(ROLE_CHECKER) |
	    ROLE_BIT(ROLE_RA_OPERATOR)));
	return web_page(r, p);
}

enum status
desk_next(struct req *r, const struct dossier *d, const char **id)
{
	const struct list_ask	 ask = {
		.unit = r->actor->unit, .stage = "check", .oldest = 1,
		.key = d->request.created, .after = d->request.id,
		.max = 1,
	};
	struct list_row		*rows;
	enum status		 st;
	size_t			 n;
	int			 more;

	*id = NULL;
	st = list_requests(r->db, r->pool, &ask, &rows, &n, &more, r->fault);
	if (st == ST_OK && n > 0)
		*id = rows[0].id;
	return st;
}

enum status
desk_following(struct req *r, const char *id, struct list_row *out)
{
	struct list_row	*rows;
	enum status	 st = ST_OK;
	size_t		 i, k, n;
	int		 more;

	for (i = 0; st == ST_OK && i < NITEMS(queues); i++) {
		const struct list_ask	 ask = {
			.unit = r->actor->unit, .stage = queues[i].stage,
			.business = queues[i].business, .oldest = 1, .max = 2,
		};

		if (!is_mine(r, &queues[i]))
			continue;
		st = list_requests(r->db, r->pool, &ask, &rows, &n, &more,
		    r->fault);
		for (k = 0; st == ST_OK && k < n; k++)
			if (strcmp(rows[k].id, id) != 0) {
				*out = rows[k];
				return ST_OK;
			}
	}
	return st == ST_OK ? ST_ABSENT : st;
}

/* --- the table ------------------------------------------------------------------ */

static void
fill_controls(struct req *r, const struct desk_view *v, struct page *page)
{
	const struct business	*b;
	struct desk_view		 other = *v;
	struct page		*p;
	size_t			 i;

	for (i = 0; tabs[i].value != NULL; i++) {
		p = page_add(page, K_TAB);
		page_set(p, K_HREF, view_path(r, v, "list", tabs[i].value,
		    ""));
		page_set(p, K_LABEL, tabs[i].label);
		page_show_if(p, K_CHOSEN, strcmp(tabs[i].value, v->tab) == 0);
	}
	for (i = 0; (b = business_nth(i)) != NULL; i++) {
		p = page_add(page, K_CHOICE);
		page_set(p, K_VALUE, b->name);
		page_set(p, K_LABEL, b->label);
		page_show_if(p, K_CHOSEN, strcmp(b->name, v->business) == 0);
	}
	choice_fill(page, K_ROWS, page_rows, v->rows);
	other.dense = !v->dense;
	view_rest(r, &other);
	page_set(page, K_TAB_NAME, v->tab);
	page_set(page, K_TEXT, v->text);
	page_show_if(page, K_OLDEST, v->oldest);
	if (v->ask.finished) {
		p = page_add(page, K_PERIOD);
		page_set(p, K_FROM, v->from);
		page_set(p, K_UNTIL, v->until);
	}
	page_show_if(page, K_IS_DENSE, v->dense);
	page_set(page, K_DENSITY, view_path(r, &other, "list", v->tab, ""));
	page_set(page, K_DENSITY_LABEL, v->dense ? "宽松显示" : "紧凑显示");
	page_set(page, K_CSV, view_path(r, v, "list.csv", v->tab, ""));
	page_printf(page, K_CLEAR, "/approve/list?tab=%s", v->tab);
}

static void
fill_head(struct req *r, const struct desk_view *v, struct page *page)
{
	static const char *const labels[][9] = {
		{ "办件编号", "事项", "单位", "印章名称", "渠道", "状态",
		  "提交", "已等", "期限" },
		{ "办件编号", "事项", "单位", "印章名称", "渠道", "状态",
		  "提交", "经办人员", "办结" },
	};
	struct page	*head = page_include(page, K_HEAD, "part/head");
	struct desk_view	 other = *v;
	const size_t	 sorted = v->ask.finished ? 8 : 0;
	size_t		 i;

	other.oldest = !v->oldest;
	view_rest(r, &other);
	for (i = 0; i < NITEMS(labels[0]); i++)
		part_column(head, labels[v->ask.finished][i], i == sorted ?
		    view_path(r, &other, "list", v->tab, "") : NULL,
		    i != sorted ? 0 : v->oldest ? 1 : -1);
	/* The last two cells of a row, for who reads them without a head. */
	page_set(page, K_WAITED_LABEL, labels[v->ask.finished][7]);
	page_set(page, K_UNTIL_LABEL, labels[v->ask.finished][8]);
}

/* What ended waits for nobody: by whom it was, and when, stands there. */
static void
fill_ended(struct req *r, const struct list_row *l, struct page *row)
{
	page_set(row, K_WAITED, l->operator);
	page_set(row, K_UNTIL, show_minute(r, l->finished));
}

/* 一并办理: rows can be picked where all are of one business and step. */
static void
fill_together(struct req *r, const struct desk_view *v,
    const struct deed *deed, struct page *page)
{
	struct page	*p = page_add(page, K_TOGETHER);

	page_set(p, K_LABEL, deed->label);
	page_set(p, K_HREF, view_path(r, v, "list", v->tab, v->picked ? "" :
	    "&picked=1"));
	page_set(p, K_VALUE, v->picked ? "全部不选" : "全选本页");
}

static void
fill_table(struct req *r, const struct desk_view *v, const struct list_row *rows,
    size_t n, int more, struct page *page)
{
	const struct deed	*deed;
	const char		*next = NULL;
	struct page		*p, *row;
	size_t			 i;

	page_show_if(page, K_NONE, n == 0);
	if (n == 0)
		return;
	p = page_add(page, K_SOME);
	fill_head(r, v, p);
	page_show_if(p, K_IS_DENSE, v->dense);
	deed = v->ask.finished ? NULL :
	    desk_together_rows(rows, n, r->actor->roles);
	if (deed != NULL && n > 1)
		fill_together(r, v, deed, p);
	for (i = 0; i < n; i++) {
		row = page_add(p, K_ROW);
		fill_row(r, &rows[i], row);
		if (deed != NULL && n > 1)
			page_show_if(page_add(row, K_PICK), K_CHOSEN,
			    v->picked);
		if (v->ask.finished)
			fill_ended(r, &rows[i], row);
	}
	if (more)
		next = view_path(r, v, "list", v->tab, pool_printf(r->pool,
		    "&after=%lld&id=%s", (long long)list_key(&v->ask,
		    &rows[n - 1]), rows[n - 1].id));
	part_pager(p, K_PAGER, v->ask.after != NULL ? view_path(r, v, "list",
	    v->tab, "") : NULL, next, pool_printf(r->pool, "本页 %zu 件", n));
}

/* A whole number typed into the search goes to its case. */
static enum status
jump(struct req *r, const struct desk_view *v, int *done)
{
	struct request	 q;
	enum status	 st;

	*done = 0;
	if (v->ask.text == NULL || strlen(v->text) >= NUMBER_TEXT)
		return ST_OK;
	st = request_by_number(r->db, r->pool, v->text, &q, r->fault);
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_OK : st;
	*done = 1;
	return web_redirectf(r, "/approve/%s", q.id);
}

enum status
desk_table(struct req *r)
{
	struct page	*p = web_page_new(r, "approve/list", "办件");
	struct list_row	*rows = NULL;
	struct desk_view	 v;
	enum status	 st;
	size_t		 n = 0;
	int		 more = 0, done;

	desk_view_read(r, &v);
	if ((st = jump(r, &v, &done)) != ST_OK || done)
		return st;
	fill_controls(r, &v, p);
	st = list_requests(r->db, r->pool, &v.ask, &rows, &n, &more,
	    r->fault);
	if (st == ST_INVALID)
		page_set(page_add(p, K_BAD), K_SENTENCE,
		    "请至少输入两个字再筛选");
	else if (st != ST_OK)
		return st;
	else
		fill_table(r, &v, rows, n, more, p);
	return web_page_as(r, p, st == ST_INVALID ? 400 : 200);
}

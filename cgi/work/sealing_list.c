/*
 * Lists of use requests and the use log, paged by key: the
 * pages of /stamp that show many.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "page/keys.h"
#include "seal/device.h"
#include "work/decline.h"
#include "work/imprint.h"
#include "work/offline_log.h"
#include "work/sealing.h"
#include "work/show.h"

#define R(x)		ROLE_BIT(ROLE_##x)
#define LIST_PAGE	30	/* rows of one page */
#define SEALS_MAX	200	/* seals of one unit */

/* --- lists ------------------------------------------------------------------ */

static const struct {
	const char	*name, *label, *none;
	enum use_list	 list;
	unsigned	 roles;
} tabs[] = {
	{ "review", "待我审核", "没有等待审核的用章申请。", USES_TO_REVIEW,
	  R(REVIEWER) },
	{ "keeper", "待我盖章", "没有等待您盖章的用章申请。", USES_TO_STAMP,
	  R(KEEPER) },
	{ "mine", "我的申请", "还没有用章申请。", USES_MINE, R(REQUESTER) },
	{ "unit", "本单位", "本单位还没有用章申请。", USES_OF_UNIT,
	  SEALING_WATCHERS },
};

/* The tab asked for, else the first with something for this person. */
static size_t
tab_asked(const struct req *r)
{
	const char	*name = web_query(r, "tab");
	size_t		 i, first = NITEMS(tabs);

	for (i = 0; i < NITEMS(tabs); i++) {
		if (!web_has(r, tabs[i].roles))
			continue;
		if (name != NULL && strcmp(name, tabs[i].name) == 0)
			return i;
		if (first == NITEMS(tabs))
			first = i;
	}
	return first;
}

static const char *
list_key(const struct req *r, enum use_list list)
{
	return list == USES_MINE || list == USES_TO_STAMP ?
	    r->actor->person : r->actor->unit;
}

static void
fill_tabs(const struct req *r, struct page *p, size_t here)
{
	struct page	*t;
	size_t		 i;

	for (i = 0; i < NITEMS(tabs); i++) {
		if (!web_has(r, tabs[i].roles))
			continue;
		t = page_add(p, K_TAB);
		page_printf(t, K_HREF, "/stamp?tab=%s", tabs[i].name);
		page_set(t, K_LABEL, tabs[i].label);
		page_show_if(t, K_HERE, i == here);
	}
	if (web_has(r, SEALING_WATCHERS)) {
		t = page_add(p, K_TAB);
		page_set(t, K_HREF, "/stamp/log");
		page_set(t, K_LABEL, "用章登记");
		t = page_add(p, K_TAB);
		page_set(t, K_HREF, "/stamp/grants");
		page_set(t, K_LABEL, "系统授权");
	}
}

static void
fill_row(struct req *r, struct page *some, const struct use *u)
{
	struct page	*row = page_add(some, K_ROW);
	struct seal	 seal;

	page_set(row, K_NUMBER, u->number);
	page_printf(row, K_HREF, "/stamp/%s", u->id);
	page_set(row, K_NAME, u->title);
	if (seal_load(r->db, r->pool, u->seal, &seal, r->fault) == ST_OK)
		page_set(row, K_LABEL, seal.name);
	page_set(row, K_WHO, u->standing != NULL ? "系统授权" :
	    sealing_person(r, u->requester));
	page_set(row, K_WHEN, show_minute(r, u->created));
	sealing_tag(row, K_STATE, u);
}

/* Where the page before ended: "from" a moment, "after" a key. */
static const char *
paged_after(const struct req *r, int64_t *from)
{
	const char	*at = web_query(r, "from"), *key = web_query(r, "after");

	*from = at == NULL ? 0 : strtoll(at, NULL, 10);
	return at == NULL || key == NULL || *key == '\0' ? NULL : key;
}

static void
fill_pager(struct page *some, const char *first, const char *next, size_t n,
    struct pool *pool)
{
	part_pager(some, K_PAGER, first, next,
	    pool_printf(pool, "本页 %zu 件", n));
}

enum status
sealing_list(struct req *r)
{
	const size_t	 tab = tab_asked(r);
	const char	*after, *base;
	struct page	*p, *some;
	struct use	*list;
	int64_t		 from;
	enum status	 st;
	size_t		 i, n;
	int		 more;

	after = paged_after(r, &from);
	st = use_list(r->db, r->pool, tabs[tab].list,
	    list_key(r, tabs[tab].list), from, after, LIST_PAGE, &list, &n,
	    &more, r->fault);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "stamp/list", "用章");
	page_show_if(p, K_MAY_ASK, web_has(r, R(REQUESTER)));
	page_show_if(p, K_DECLINES, web_has(r, DECLINE_CLERKS));
	fill_tabs(r, p, tab);
	if (n == 0) {
		page_set(page_add(p, K_NONE), K_SENTENCE, tabs[tab].none);
		return web_page(r, p);
	}
	some = page_add(p, K_SOME);
	for (i = 0; i < n; i++)
		fill_row(r, some, &list[i]);
	base = pool_printf(r->pool, "/stamp?tab=%s", tabs[tab].name);
	fill_pager(some, after != NULL ? base : NULL, more ?
	    pool_printf(r->pool, "%s&from=%lld&after=%s", base,
	    (long long)list[n - 1].created, list[n - 1].id) : NULL, n,
	    r->pool);
	return web_page(r, p);
}

/* --- the use log (R-165, R-215) ------------------------------------------------- */

enum status
sealing_logs(struct req *r)
{
	const int64_t	 now = clock_now();
	struct page	*p, *row;
	struct seal	*list;
	enum status	 st;
	size_t		 i, n;
	int		 state;

	st = seal_list_unit(r->db, r->pool, r->actor->unit, SEALS_MAX, &list,
	    &n, r->fault);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "stamp/logs", "用章登记");
	page_show_if(p, K_NONE, n == 0);
	for (i = 0; i < n; i++) {
		state = seal_state_now(&list[i], now);
		row = page_add(p, K_ROW);
		page_printf(row, K_HREF, "/stamp/log/%s", list[i].id);
		page_set(row, K_NAME, list[i].name);
		page_set(row, K_CODE, list[i].code);
		part_tag(row, K_STATE, flow_seal.states[state].label,
		    show_tone(seal_tone(state)));
	}
	return web_page(r, p);
}

#define SHORT_DIGEST 8		/* bytes shown of an SM3 in a table */

static void
fill_log(struct req *r, struct page *some, const struct use_log *l)
{
	struct page	*row = page_add(some, K_ROW);

	page_set(row, K_WHEN, show_minute(r, l->at));
	page_set(row, K_NUMBER, l->number);
	page_printf(row, K_HREF, "/stamp/%s", l->id);
	page_set(row, K_NAME, l->title);
	page_set(row, K_WHO, l->requester);
	page_set(row, K_REVIEWER, l->reviewer);
	page_set(row, K_OPERATOR, l->grant == NULL ? l->operator :
	    pool_printf(r->pool, "系统授权 %s", l->grant));
	page_set(row, K_BEFORE, sealing_hex(r, l->original, SHORT_DIGEST));
	page_set(row, K_AFTER, sealing_hex(r, l->result, SHORT_DIGEST));
}

/* A seal of the own unit, whatever its state. */
static enum status
own_seal(struct req *r, const char *id, struct seal *out)
{
	enum status	 st;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	st = seal_load(r->db, r->pool, id, out, r->fault);
	if (st != ST_OK || strcmp(out->unit, r->actor->unit) == 0)
		return st;
	audit_refusal(r->db, r->actor, "use.view", "seal", id,
	    "不是本单位的印章");
	return fault_set(r->fault, ST_DENIED, "seal %s: another unit", id);
}

static enum status
log_page(struct req *r, const struct seal *seal)
{
	const char	*after, *base;
	struct use_log	*list;
	struct page	*p, *some;
	int64_t		 from;
	enum status	 st;
	size_t		 i, n;
	int		 more;

	after = paged_after(r, &from);
	st = use_log(r->db, r->pool, seal->id, from, after, LIST_PAGE, &list,
	    &n, &more, r->fault);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "stamp/log", "用章登记");
	page_set(p, K_NAME, seal->name);
	page_set(p, K_CODE, seal->code);
	page_show_if(p, K_NONE, n == 0);
	if ((st = offline_fill(r, seal, p)) != ST_OK || n == 0)
		return st == ST_OK ? web_page(r, p) : st;
	some = page_add(p, K_SOME);
	for (i = 0; i < n; i++)
		fill_log(r, some, &list[i]);
	base = pool_printf(r->pool, "/stamp/log/%s", seal->id);
	fill_pager(some, after != NULL ? base : NULL, more ?
	    pool_printf(r->pool, "%s?from=%lld&after=%s", base,
	    (long long)list[n - 1].at, list[n - 1].handle) : NULL, n,
	    r->pool);
	return web_page(r, p);
}

enum status
sealing_log(struct req *r)
{
	struct seal	 seal;
	enum status	 st;

	st = own_seal(r, web_piece(r, "seal"), &seal);
	return st == ST_OK ? log_page(r, &seal) : st;
}

/* On the page where it has the form; a hosted seal's has none. */
static enum status
offline_refused(struct req *r, const struct seal *seal, const char *why)
{
	struct carrier	 c;

	if (carrier_of_seal(r->db, r->pool, seal->id, &c, r->fault) == ST_OK &&
	    delivery_in_device(c.kind))
		return log_page(r, seal);
	return web_problem(r, 409, "没有导入", why != NULL ? why :
	    "请选择离线用章记录文件");
}

/* what a device stamped without us. */
enum status
sealing_post_offline(struct req *r)
{
	const char	*why = NULL;
	struct seal	 seal;
	size_t		 n = 0;
	enum status	 st;

	if ((st = own_seal(r, web_piece(r, "seal"), &seal)) != ST_OK)
		return st;
	if (r->form.nerrors == 0)
		st = offline_take(r, &seal, &n, &why);
	if (why != NULL)
		form_error(&r->form, "file", why);
	if (r->form.nerrors > 0)
		return offline_refused(r, &seal, why);
	return st == ST_OK ? web_redirect(r, pool_printf(r->pool,
	    "/stamp/log/%s", seal.id)) : st;
}

enum status
sealing_picture(struct req *r)
{
	return imprint_of_seal(r, web_piece(r, "seal"));
}

/*
 * 印章公告: notices of loss and revocation, searched, paged by key, and as a
 * file with the same rows.
 */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "page/keys.h"
#include "page/part.h"
#include "seal/bulletin.h"
#include "work/addressee.h"
#include "work/csv.h"
#include "work/notices.h"
#include "work/show.h"

#define NOTICES_PAGE	50	/* rows of a page; CSV_MAX of a file */
#define CSV_PAGE	500
#define CSV_MAX		20000

static const char *
or_empty(const char *s)
{
	return s == NULL ? "" : s;
}

static int64_t
number_of(const char *s)
{
	return s == NULL || strspn(s, "0123456789") != strlen(s) ||
	    strlen(s) > 18 ? 0 : (int64_t)strtoll(s, NULL, 10);
}

static void
read_ask(struct req *r, struct bulletin_ask *ask)
{
	const char	*text = web_query(r, "q");
	int64_t		 ms;
	int		 k;

	memset(ask, 0, sizeof(*ask));
	for (k = 0; k < BULLETIN__N; k++)
		if (!policy_has(r->db, "P-24", bulletin_kind_name(k)))
			ask->hidden |= 1u << k;
	if (text != NULL && *text != '\0')
		ask->text = text;
	if (calendar_read_day(or_empty(web_query(r, "from")), &ms))
		ask->from = ms;
	if (calendar_read_day(or_empty(web_query(r, "until")), &ms))
		ask->until = ms + MS_DAY;
	ask->at = number_of(web_query(r, "at"));
	ask->seq = number_of(web_query(r, "seq"));
	ask->seal = web_query(r, "seal");
	if (ask->seal == NULL || !id_is(ask->seal))
		ask->at = 0;
	ask->max = NOTICES_PAGE;
}

static const char *
notices_link(struct req *r, const char *path, const struct bulletin *after)
{
	const char	*q = or_empty(web_query(r, "q"));
	const char	*link;

	link = pool_printf(r->pool, "%s?q=%s&from=%s&until=%s", path,
	    web_path_escape(r->pool, q), web_path_escape(r->pool,
	    or_empty(web_query(r, "from"))), web_path_escape(r->pool,
	    or_empty(web_query(r, "until"))));
	return after == NULL || link == NULL ? link : pool_printf(r->pool,
	    "%s&at=%lld&seq=%lld&seal=%s", link, (long long)after->at,
	    (long long)after->seq, after->seal);
}

/* who answers questions about a seal of a region; asked once for each
 * region that follows another. */
struct answerer {
	const char	*region, *words;
};

static enum status
answerer_of(struct req *r, struct answerer *a, const char *region)
{
	enum status	 st;

	if (a->region != NULL && strcmp(a->region, region) == 0)
		return ST_OK;
	st = addressee_of_region(r, region, AUTHORITY_MANAGEMENT, &a->words);
	a->region = region;
	if (a->words == NULL)
		a->words = "";
	return st;
}

enum status
notices_show(struct req *r)
{
	struct answerer		 whom = { NULL, NULL };
	struct bulletin_ask	 ask;
	struct bulletin		*list, last;
	struct page		*p, *some, *row;
	enum status		 st;
	size_t			 i, n;
	int			 more;

	read_ask(r, &ask);
	st = bulletin_list(r->db, r->pool, &ask, &list, &n, &more, &last,
	    r->fault);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "status/notices", "印章公告");
	page_set(p, K_TYPED, web_query(r, "q"));
	page_set(p, K_FROM, web_query(r, "from"));
	page_set(p, K_UNTIL, web_query(r, "until"));
	page_set(p, K_CSV, notices_link(r, "/status/notices.csv", NULL));
	page_show_if(p, K_EMPTY, n == 0);
	some = n > 0 ? page_add(p, K_SOME) : NULL;
	for (i = 0; i < n; i++) {
		if ((st = answerer_of(r, &whom, list[i].region)) != ST_OK)
			return st;
		row = page_add(some, K_ROW);
		page_set(row, K_ADDRESSEE, whom.words);
		page_set(row, K_WHEN, show_minute(r, list[i].at));
		page_set(row, K_EVENT, bulletin_label(&list[i]));
		page_set(row, K_NAME, list[i].name);
		page_set(row, K_SEAL_CODE, list[i].code);
		page_set(row, K_UNIT, list[i].unit_name);
	}
	if (ask.at != 0 || more)
		part_pager(p, K_PAGER, ask.at == 0 ? NULL :
		    notices_link(r, "/status/notices", NULL), more ?
		    notices_link(r, "/status/notices", &last) : NULL,
		    pool_printf(r->pool, "本页 %zu 条", n));
	return web_page(r, p);
}

static void
csv_row(struct req *r, const struct bulletin *row, const char *whom,
    struct buf *b)
{
	csv_cell(b, show_minute(r, row->at), ",");
	csv_cell(b, bulletin_label(row), ",");
	csv_cell(b, row->name, ",");
	csv_cell(b, row->code, ",");
	csv_cell(b, row->unit_name, ",");
	csv_cell(b, whom, "\r\n");
}

/* the file holds what the screen would, page after page. */
enum status
notices_csv(struct req *r)
{
	struct web_file		 file = { .name = "印章公告.csv",
	    .type = "text/csv; charset=utf-8" };
	struct answerer		 whom = { NULL, NULL };
	struct buf		*b = web_buf(r, LIMIT_PAGE);
	struct bulletin_ask	 ask;
	struct bulletin		*list, last;
	enum status		 st;
	size_t			 i, n, all = 0;
	int			 more = 1;

	if (b == NULL)
		return ST_BROKEN;
	read_ask(r, &ask);
	ask.at = 0;
	ask.max = CSV_PAGE;
	buf_text(b, CSV_MARK "时间,事项,印章名称,印章编码,使用单位,"
	    "综合管理部门\r\n");
	for (; more && all < CSV_MAX; all += n) {
		st = bulletin_list(r->db, r->pool, &ask, &list, &n, &more,
		    &last, r->fault);
		if (st != ST_OK)
			return st;
		for (i = 0; st == ST_OK && i < n; i++) {
			st = answerer_of(r, &whom, list[i].region);
			csv_row(r, &list[i], whom.words, b);
		}
		if (st != ST_OK)
			return st;
		ask.at = last.at;
		ask.seq = last.seq;
		ask.seal = last.seal;
	}
	if (!buf_ok(b))
		return fault_set(r->fault, ST_BROKEN, "csv: too long");
	file.bytes = buf_view(b);
	return web_file(r, &file);
}

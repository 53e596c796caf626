/* The pages of the periodic report; see report.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "page/keys.h"
#include "page/part.h"
#include "trust/action.h"
#include "work/case.h"
#include "work/figures.h"
#include "work/ledger.h"
#include "work/local.h"
#include "work/people.h"
#include "work/report.h"
#include "work/show.h"
#include "work/trace.h"

#define REPORT_TEXT	(64 * KIB)	/* a hundred lines of sixty bytes */

struct values {
	const char	*from, *until;		/* as the page showed them */
};
static const struct field fields[] = {
	{ .name = "from", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct values, from) },
	{ .name = "until", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct values, until) },
};
const struct form report_form = {
	.fields = fields, .n = NITEMS(fields), .size = sizeof(struct values),
};

static const char *
span_words(struct req *r, const struct report_span *s)
{
	char	 from[CALENDAR_TEXT], until[CALENDAR_TEXT];

	calendar_date(s->from, from);
	calendar_date(s->until - 1, until);
	return pool_printf(r->pool, "%s至%s", from, until);
}

static const char *
day_text(struct req *r, int64_t ms)
{
	struct civil	 c;

	calendar_split(ms, &c);
	return pool_printf(r->pool, "%04d-%02d-%02d", c.year, c.month,
	    c.day);
}

/* "group<tab>item<tab>number": what is kept and signed. */
static void
kept_line(struct buf *out, const char *group, const char *what, int64_t n)
{
	buf_printf(out, "%s\t%s\t%lld\n", group, what, (long long)n);
}

/* The unit's figures of a span. */
static enum status
figures_of(struct req *r, const struct report_span *s, const char **out)
{
	const struct figures_ask ask = {
		.unit = r->actor->unit, .now = clock_now(),
		.soon = clock_now() + LEDGER_SOON, .from = s->from,
		.until = s->until,
	};
	struct buf	*b = web_buf(r, REPORT_TEXT);
	enum status	 st;

	if (b == NULL)
		return ST_BROKEN;
	st = figures_lines(r, r->pool, &ask, kept_line, b);
	if (st == ST_OK && (!buf_ok(b) ||
	    (*out = pool_text(r->pool, buf_str(b))) == NULL))
		st = fault_set(r->fault, ST_BROKEN, "report: memory");
	return st;
}

static void
fill_lines(struct req *r, const char *text, struct page *page)
{
	char		*line = pool_text(r->pool, text), *next, *item, *n;
	struct page	*row;

	for (; line != NULL && (next = strchr(line, '\n')) != NULL;
	    line = next) {
		*next++ = '\0';
		if ((item = strchr(line, '\t')) == NULL ||
		    (n = strchr(item + 1, '\t')) == NULL)
			continue;
		*item++ = '\0';
		*n++ = '\0';
		row = page_add(page, K_ROW);
		page_set(row, K_LABEL, line);
		page_set(row, K_NAME, item);
		page_set(row, K_COUNT, n);
	}
}

enum status
report_reminder(struct req *r, const char **words)
{
	struct report_duty	 d;
	enum status		 st;

	*words = NULL;
	if (!web_has(r, REPORTERS))
		return ST_OK;
	st = report_duty(r->db, r->pool, r->actor->unit, clock_now(), &d,
	    r->fault);
	if (st == ST_OK && d.overdue)
		*words = pool_printf(r->pool, "%s的定期统计报告已经逾期，应在%s前"
		    "提交", span_words(r, &d.span), show_minute(r,
		    report_due(&d.span)));
	return st;
}

/* --- running it ------------------------------------------------------------- */

/* The days asked for, the last one included; else what is due, or the last
 * month. */
static void
read_span(const struct req *r, const struct report_duty *d,
    struct report_span *s)
{
	const char	*from = web_query(r, "from");
	const char	*until = web_query(r, "until");
	int64_t		 a, b;

	if (d->asked)
		*s = d->span;
	else
		report_last("month", clock_now(), s);
	if (from == NULL || until == NULL || !calendar_read_day(from, &a) ||
	    !calendar_read_day(until, &b) || b < a)
		return;
	s->from = a;
	s->until = b + MS_DAY;
}

static enum status
fill_kept(struct req *r, struct page *page)
{
	struct report	*list;
	struct page	*p;
	enum status	 st;
	size_t		 i, n;

	st = report_list(r->db, r->pool, r->actor->unit, &list, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		p = page_add(page, K_KEPT);
		page_printf(p, K_HREF, "/admin/report/%s", list[i].id);
		page_set(p, K_LABEL, span_words(r, &list[i].span));
		page_set(p, K_WHEN, show_minute(r, list[i].at));
		page_set(p, K_WHO, list[i].person_name);
		page_show_if(p, K_LATE,
		    list[i].at >= report_due(&list[i].span));
	}
	return st;
}

static void
fill_duty(struct req *r, const struct report_duty *d,
    const struct report_span *s, struct page *page)
{
	struct page	*p;

	if (!d->asked)
		return;
	page_printf(page_add(page, K_DUTY), K_SENTENCE, "%s的报告%s，应在%s前"
	    "提交", span_words(r, &d->span), d->handed_in ? "已经提交" :
	    d->overdue ? "已经逾期" : "还没有提交",
	    show_minute(r, report_due(&d->span)));
	if (d->handed_in || s->from != d->span.from ||
	    s->until != d->span.until)
		return;
	p = part_confirm(page_add(page, K_HAND), K_CONFIRM, "/admin/report/hand-in",
	    "签名并提交", "提交以后按现在的数字保存，不能修改。", NULL, 0);
	part_hidden(p, "from", day_text(r, s->from));
	part_hidden(p, "until", day_text(r, s->until - 1));
}

enum status
report_show(struct req *r)
{
	struct page		*p = web_page_new(r, "admin/report",
				    "定期统计");
	struct report_duty	 d;
	struct report_span	 s;
	const char		*lines;
	enum status		 st;

	st = report_duty(r->db, r->pool, r->actor->unit, clock_now(), &d,
	    r->fault);
	if (st != ST_OK)
		return st;
	read_span(r, &d, &s);
	if ((st = figures_of(r, &s, &lines)) != ST_OK)
		return st;
	page_printf(p, K_HEADING, "%s：%s", r->actor->unit_name,
	    span_words(r, &s));
	page_set(p, K_FROM, day_text(r, s.from));
	page_set(p, K_UNTIL, day_text(r, s.until - 1));
	fill_duty(r, &d, &s, p);
	fill_lines(r, lines, p);
	st = fill_kept(r, p);
	return st == ST_OK ? web_page(r, p) : st;
}

/* --- handing it in -------------------------------------------------------------- */

static enum status
keep(struct req *r, struct report *rep, struct bytes said)
{
	const struct audit_entry entry = {
		.action = "report.hand-in", .kind = "report",
		.object = rep->id, .result = "ok",
		.reason = span_words(r, &rep->span),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, rep->id, said, id, r->fault);
	rep->statement = id;
	if (st == ST_OK)
		st = report_add(r->db, rep, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
refuse(struct req *r, const char *why)
{
	audit_refusal(r->db, r->actor, "report.hand-in", "unit",
	    r->actor->unit, why);
	return web_problem(r, 409, "没有提交", why);
}

enum status
report_post(struct req *r)
{
	const struct values	*v = r->values;
	unsigned char		 digest[DIGEST_LEN];
	char			 id[ID_LEN + 1];
	struct report_duty	 d;
	struct report		 rep = {
		.id = id, .unit = r->actor->unit,
		.person = r->actor->person, .at = clock_now(),
	};
	struct bytes		 said;
	const char		*why = NULL;
	enum status		 st;

	st = report_duty(r->db, r->pool, rep.unit, rep.at, &d, r->fault);
	if (st != ST_OK)
		return st;
	if (!d.asked || d.handed_in)
		return refuse(r, "这一期没有要提交的报告，或者已经提交");
	if (strcmp(v->from, day_text(r, d.span.from)) != 0 ||
	    strcmp(v->until, day_text(r, d.span.until - 1)) != 0)
		return refuse(r, "提交的不是现在应交的一期，请返回重新打开");
	id_new(id);
	rep.span = d.span;
	st = figures_of(r, &rep.span, &rep.figures);
	if (st == ST_OK)
		st = report_digest(&rep, digest, r->fault);
	if (st == ST_OK)
		st = people_say(r, r->keyd, ACT_REPORT, REPORTERS, rep.id,
		    digest, bytes_of(NULL, 0), &said, &why);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (st == ST_OK)
		st = keep(r, &rep, said);
	if (st == ST_CONFLICT)
		return refuse(r, "这一期刚刚由他人提交");
	return st == ST_OK ? web_redirectf(r, "/admin/report/%s", rep.id) :
	    st;
}

/* --- what was handed in ------------------------------------------------------------ */

static enum status
fill_signature(struct req *r, const struct report *rep, struct page *page)
{
	struct page			*part, *p;
	struct kept_statement		*kept;
	const struct kept_statement	*k;
	struct statement		 read;
	struct anchors			*anchors;
	unsigned char			 digest[DIGEST_LEN];
	enum statement_state		 state;
	enum status			 st;
	size_t				 n;

	part = page_include(page, K_HISTORY_PART, "work/history");
	p = page_add(part, K_LINE);
	page_set(p, K_EVENT, "提交");
	page_set(p, K_WHEN, show_minute(r, rep->at));
	page_set(p, K_WHO, rep->person_name);
	st = statement_list(r->db, r->pool, rep->id, &kept, &n, r->fault);
	k = st == ST_OK ? trace_find(kept, n, rep->statement) : NULL;
	if (st != ST_OK || k == NULL)
		return st;
	if ((st = case_anchors(r, r->keyd, &anchors)) != ST_OK ||
	    (st = trace_judge(r, k, anchors, &read, &state)) != ST_OK ||
	    (st = report_digest(rep, digest, r->fault)) != ST_OK)
		return st;
	if (state == STATEMENT_VALID && (!statement_matches(&read, digest) ||
	    strcmp(read.f.subject, rep->id) != 0))
		state = STATEMENT_SIGNATURE;
	trace_signature(p, k, state);
	return ST_OK;
}

enum status
report_show_kept(struct req *r)
{
	const char	*id = web_piece(r, "id");
	struct report	 rep;
	struct page	*p;
	enum status	 st;
	int		 mine = 0;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	st = report_load(r->db, r->pool, id, &rep, r->fault);
	if (st == ST_OK)
		st = unit_is_under(r->db, rep.unit, r->actor->unit, &mine,
		    r->fault);
	if (st != ST_OK)
		return st;
	if (!mine) {
		audit_refusal(r->db, r->actor, "report.view", "report", id,
		    "不是本单位及其下级的报告（R-009）");
		return fault_set(r->fault, ST_DENIED, "report %s: scope", id);
	}
	p = web_page_new(r, "admin/report-kept", "定期统计报告");
	page_printf(p, K_HEADING, "定期统计报告：%s",
	    span_words(r, &rep.span));
	fill_lines(r, rep.figures, p);
	st = fill_signature(r, &rep, p);
	return st == ST_OK ? web_page(r, p) : st;
}

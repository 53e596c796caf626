/*
 * Alarms that may become incidents: what the public reported, false papers
 * filings past due, refusals in the trail.  Each source is a row.
 */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "page/keys.h"
#include "page/part.h"
#include "seal/filing.h"
#include "work/incident.h"
#include "work/show.h"

/* what names no unit of ours is for whoever takes it up first. */
static enum status
is_mine(struct req *r, const char *unit, int *mine)
{
	*mine = 1;
	return *unit == '\0' ? ST_OK : unit_is_under(r->db, unit,
	    r->actor->unit, mine, r->fault);
}

static enum status
code_of_unit(struct req *r, const char *id, const char **code)
{
	struct unit	 u;
	enum status	 st = ST_OK;

	*code = "";
	if (*id != '\0' && (st = unit_load(r->db, r->pool, id, &u,
	    r->fault)) == ST_OK && u.code != NULL)
		*code = u.code;
	return st;
}

static enum status
from_report(struct req *r, const char *ref, struct incident_lead *out,
    int *mine)
{
	struct public_report	 p;
	enum status		 st;

	if (!id_is(ref))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	st = public_report_load(r->pub, r->pool, ref, &p, r->fault);
	if (st == ST_OK)
		st = is_mine(r, p.unit, mine);
	if (st == ST_OK)
		st = code_of_unit(r, p.unit, &out->org_code);
	if (st != ST_OK)
		return st;
	out->kind = INCIDENT_FORGERY;
	out->day = calendar_midnight(p.at);
	out->summary = pool_printf(r->pool, "公众举报 %s：%s%s%s%s%s", p.number,
	    p.text, *p.place == '\0' ? "" : "\n涉及的单位：", p.place,
	    *p.code == '\0' ? "" : "\n文件上的验证码：", p.code);
	return ST_OK;
}

/* The unit that was found to have brought false papers. */
static enum status
from_papers(struct req *r, const char *ref, struct incident_lead *out,
    int *mine)
{
	struct request	 q;
	struct unit	 u;
	enum status	 st;

	st = request_by_number(r->db, r->pool, ref, &q, r->fault);
	if (st == ST_OK)
		st = unit_load(r->db, r->pool, q.unit, &u, r->fault);
	if (st == ST_OK && (u.falsified == NULL ||
	    strcmp(u.falsified, ref) != 0))
		st = fault_set(r->fault, ST_ABSENT, "%s: not falsified", ref);
	if (st == ST_OK)
		st = is_mine(r, q.unit, mine);
	if (st != ST_OK)
		return st;
	out->kind = INCIDENT_FALSE;
	out->day = calendar_midnight(q.changed);
	out->request = q.number;
	out->org_code = u.code == NULL ? "" : u.code;
	out->summary = pool_printf(r->pool, "办件 %s 认定提供虚假材料：%s",
	    q.number, q.answer != NULL ? q.answer : u.name);
	return ST_OK;
}

static enum status
from_filing(struct req *r, const char *ref, struct incident_lead *out,
    int *mine)
{
	struct filing	 g;
	enum status	 st;

	if (!id_is(ref))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	st = filing_load(r->db, r->pool, ref, &g, r->fault);
	if (st == ST_OK && !filing_is_overdue(&g, clock_now()))
		st = fault_set(r->fault, ST_ABSENT, "filing not overdue");
	if (st == ST_OK)
		st = filing_sees(r->db, r->actor->unit, ref, mine, r->fault);
	if (st != ST_OK)
		return st;
	out->kind = INCIDENT_OTHER;
	out->day = calendar_midnight(g.due);
	out->seal_code = g.seal_code;
	out->summary = pool_printf(r->pool, "备案超时：%s，%s，印章 %s（%s）",
	    g.target_name, filing_kind_label(g.kind), g.seal_name,
	    g.seal_code);
	return ST_OK;
}

/* The trail is the auditor's alone. */
static enum status
from_trail(struct req *r, const char *ref, struct incident_lead *out,
    int *mine)
{
	struct audit_line	 l;
	char			*end;
	const int64_t		 seq = strtoll(ref, &end, 10);
	size_t			 n;
	enum status		 st;

	*mine = web_has(r, ROLE_BIT(ROLE_AUDIT_ADMIN));
	if (*end != '\0' || seq <= 0 || seq == INT64_MAX)
		return fault_set(r->fault, ST_ABSENT, "no number");
	if (!*mine)
		return ST_OK;
	st = audit_page(r->db, r->pool, seq + 1, &l, 1, &n, r->fault);
	if (st == ST_OK && (n == 0 || l.seq != seq ||
	    strcmp(l.result, "refused") != 0))
		st = fault_set(r->fault, ST_ABSENT, "entry %s: no refusal",
		    ref);
	if (st != ST_OK)
		return st;
	out->kind = INCIDENT_MISUSE;
	out->day = calendar_midnight(l.at);
	out->summary = pool_printf(r->pool, "审计记录第 %s 条：%s 被拒绝的操作 "
	    "%s，对象 %s；%s", ref, show_minute(r, l.at), l.action, l.object,
	    l.reason);
	return ST_OK;
}

static enum status
from_hand(struct req *r, const char *ref, struct incident_lead *out,
    int *mine)
{
	struct seal	 s;
	enum status	 st;

	*mine = 1;
	out->kind = INCIDENT_KIND__N;
	out->day = calendar_midnight(clock_now());
	if (*ref == '\0')
		return ST_OK;
	out->ref = "";			/* a seal to begin with */
	st = seal_by_code(r->db, r->pool, ref, &s, r->fault);
	if (st == ST_OK)
		out->seal_code = s.code;
	return st == ST_ABSENT ? ST_OK : st;
}

static const struct {
	const char	*name, *label;
	enum status	(*load)(struct req *r, const char *ref,
			    struct incident_lead *out, int *mine);
} sources[] = {
	{ "hand", "人工登记", from_hand },
	{ "report", "公众举报", from_report },
	{ "papers", "虚假材料认定", from_papers },
	{ "filing", "备案超时", from_filing },
	{ "trail", "审计记录", from_trail },
};

const char *
incident_source_label(const char *source)
{
	size_t	 i;

	for (i = 0; i < NITEMS(sources); i++)
		if (strcmp(sources[i].name, source) == 0)
			return sources[i].label;
	return "";
}

enum status
incident_lead_load(struct req *r, const char *source, const char *ref,
    struct incident_lead *out)
{
	enum status	 st;
	size_t		 i;
	int		 mine = 0;

	*out = (struct incident_lead){
		.source = source, .ref = ref, .summary = "",
		.seal_code = "", .request = "", .org_code = "",
	};
	for (i = 0; i < NITEMS(sources); i++)
		if (strcmp(sources[i].name, source) == 0)
			break;
	if (i == NITEMS(sources))
		return fault_set(r->fault, ST_ABSENT, "no such source");
	out->source = sources[i].name;
	if ((st = sources[i].load(r, ref, out, &mine)) != ST_OK || mine)
		return st;
	audit_refusal(r->db, r->actor, "incident.lead", source, ref,
	    "不在本单位的办理范围内（R-009）");
	return fault_set(r->fault, ST_DENIED, "%s %s: scope", source, ref);
}

/* --- what waits ---------------------------------------------------------- */

/* One line, unless an incident was made of it already. */
static enum status
offer(struct req *r, struct page *page, const char *source, const char *ref,
    const char *words, int64_t at, size_t *shown)
{
	const char	*known;
	struct page	*p;
	enum status	 st;

	st = incident_of_source(r->db, r->pool, source, ref, &known,
	    r->fault);
	if (st != ST_ABSENT)
		return st;
	p = page_add(page, K_ROW);
	page_set(p, K_LABEL, incident_source_label(source));
	page_set(p, K_SENTENCE, words);
	page_set(p, K_WHEN, show_minute(r, at));
	page_printf(p, K_HREF, "/admin/incidents/new?source=%s&ref=%s",
	    source, ref);
	(*shown)++;
	return ST_OK;
}

static enum status
offer_reports(struct req *r, struct page *page, size_t *shown)
{
	struct public_report	*list;
	enum status		 st;
	size_t			 i, n;
	int			 mine;

	st = public_report_list(r->pub, r->pool, REPORT_FORGERY, NULL,
	    PUBLIC_REPORTS, &list, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		st = is_mine(r, list[i].unit, &mine);
		if (st == ST_OK && mine)
			st = offer(r, page, "report", list[i].id, pool_printf(
			    r->pool, "%s：%s", list[i].number, list[i].text),
			    list[i].at, shown);
	}
	return st;
}

#define FALSIFIED_MAX	200
static const struct sql falsified_sql = { .nin = 1, .text =
    "SELECT id, name, falsified, changed FROM unit"
    " WHERE falsified IS NOT NULL ORDER BY changed DESC LIMIT $1" };

struct falsified {
	const char	*unit, *name, *number;
	int64_t		 at;
};

static enum status
read_falsified(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct falsified	*v = out;

	(void)f;
	v->unit = rows_text(rows, 0, pool);
	v->name = rows_text(rows, 1, pool);
	v->number = rows_text(rows, 2, pool);
	v->at = rows_int(rows, 3);
	return ST_OK;
}

static const struct record falsified_record = {
	"falsified unit", sizeof(struct falsified), read_falsified
};

static enum status
offer_papers(struct req *r, struct page *page, size_t *shown)
{
	const struct value	 in = v_int(FALSIFIED_MAX);
	struct falsified	*list;
	enum status		 st;
	size_t			 i, n;
	int			 mine;

	st = store_list(r->db, r->pool, &falsified_sql, &in, 1,
	    &falsified_record, FALSIFIED_MAX, &list, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		st = is_mine(r, list[i].unit, &mine);
		if (st == ST_OK && mine)
			st = offer(r, page, "papers", list[i].number,
			    pool_printf(r->pool, "%s，办件 %s", list[i].name,
			    list[i].number), list[i].at, shown);
	}
	return st;
}

static enum status
offer_filings(struct req *r, struct page *page, size_t *shown)
{
	const struct filing_ask	 ask = {
		.unit = r->actor->unit, .tab = FILINGS_OVERDUE,
		.now = clock_now(), .max = 50,
	};
	struct filing_row	*list;
	enum status		 st;
	size_t			 i, n;
	int			 more;

	st = filing_list(r->db, r->pool, &ask, &list, &n, &more, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		st = list[i].state != J0_WAITING ? ST_OK : offer(r, page,
		    "filing", list[i].id, pool_printf(r->pool,
		    "%s，%s，%s", list[i].target_name,
		    filing_kind_label(list[i].kind), list[i].seal_name),
		    list[i].due, shown);
	return st;
}

enum status
incident_leads(struct req *r)
{
	struct page	*p = web_page_new(r, "admin/leads", "待登记的线索");
	enum status	 st;
	size_t		 n = 0;

	st = offer_reports(r, p, &n);
	if (st == ST_OK)
		st = offer_papers(r, p, &n);
	if (st == ST_OK)
		st = offer_filings(r, p, &n);
	page_show_if(p, K_NONE, n == 0);
	return st == ST_OK ? web_page(r, p) : st;
}

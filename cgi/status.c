/*
 * 状态发布: the state of a seal now or at any past moment, signed; notices
 * of loss and revocation; revocation lists; OCSP (R-127, R-201..R-207, R-209,
 *
 * Seals in use are told only to who names them.
 */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/coding.h"
#include "base/limits.h"
#include "page/json.h"
#include "page/keys.h"
#include "page/part.h"
#include "seal/bulletin.h"
#include "work/addressee.h"
#include "work/notices.h"
#include "web/urlencoded.h"
#include "work/publish.h"
#include "work/responder.h"
#include "work/show.h"
#include "work/state.h"

#define FOUND_MAX	50	/* seals of a name on one page */
#define KEEP_MAX_AGE	60	/* s: caches ask again; a hold is urgent */
#define OCSP_TYPE(what)	"application/ocsp-" what
#define NONCE_MAX	64	/* trust/answer.h, ANSWER_TEXT */

static const char *
or_empty(const char *s)
{
	return s == NULL ? "" : s;
}

static const char *
base64_of(struct req *r, struct bytes b)
{
	char	*text = pool_alloc(r->pool, BASE64_TEXT(b.n));

	if (text == NULL)
		return "";
	base64_write(b.p, b.n, text);
	return text;
}

/* --- the page ------------------------------------------------------------ */

static void
fill_history(struct req *r, struct page *p, const struct seal *s)
{
	struct seal_line	*list;
	struct page		*row;
	size_t			 i, n;

	if (seal_history(r->db, r->pool, s->id, &list, &n, r->fault) != ST_OK)
		return;
	for (i = 0; i < n; i++) {
		if (strcmp(or_empty(list[i].from), list[i].to) == 0)
			continue;	/* a use, or a try that failed */
		row = page_add(p, K_LINE);
		page_set(row, K_STATE, state_label(flow_state(&flow_seal,
		    list[i].to)));
		page_set(row, K_WHEN, show_minute(r, list[i].at));
	}
}

static void
fill_answer(struct req *r, struct page *page, const struct state_answer *a)
{
	struct page	*p = page_add(page, K_FOUND), *q;
	struct unit	 unit = { .name = "", .region = "" };
	const char	*whom;
	char		 when[CALENDAR_TEXT], iso[CALENDAR_TEXT];
	const int	 trusted = a->der.n > 0;
	/* without keyd's word nothing is called valid */
	const int	 unsure = !trusted && a->state == S3_ACTIVE;

	calendar_second(a->at, when);
	calendar_iso(a->at, iso);
	if (unit_load(r->db, r->pool, a->seal.unit, &unit, r->fault) != ST_OK)
		unit.name = unit.region = "";
	if (!unsure && *state_look(a->state) != '\0')
		page_show(p, K_LOOK);
	page_set(p, K_TONE, unsure ? "" : state_look(a->state));
	page_set(p, K_WORD, unsure ? "无法核实" : state_label(a->state));
	page_set(p, K_NAME, a->seal.name);
	page_set(p, K_UNIT, unit.name);
	page_set(p, K_SEAL_CODE, a->seal.code);
	page_set(p, K_WHEN, when);
	page_show_if(p, K_IMPORTED, a->seal.imported);
	page_set(p, K_NATIONAL, unsure ? "未知" : a->state >= 0 &&
	    seal_national(a->state) == 0 ? "有效" : "无效");
	if (trusted) {
		q = page_add(p, K_PROOF);
		page_set(q, K_TEXT, base64_of(r, a->der));
		page_set(q, K_SEAL_CODE, a->seal.code);
		if (a->past)
			page_set(page_add(q, K_PAST), K_AT, iso);
	} else
		page_show(p, K_UNSIGNED);
	if (addressee_of_region(r, unit.region, AUTHORITY_MANAGEMENT,
	    &whom) == ST_OK && whom != NULL)		/* */
		page_set(page_add(p, K_ADDRESSEE), K_SENTENCE, whom);
	fill_history(r, p, &a->seal);
}

static void
fill_several(struct req *r, struct page *page, const struct found_seal *list,
    size_t n, const char *day, const char *time)
{
	struct page	*p = page_add(page, K_SEVERAL), *row;
	size_t		 i;

	(void)r;
	for (i = 0; i < n && i < FOUND_MAX; i++) {
		row = page_add(p, K_ROW);
		page_set(row, K_NAME, list[i].name);
		page_set(row, K_UNIT, list[i].unit_name);
		page_set(row, K_SEAL_CODE, list[i].code);
		page_set(row, K_DAY, day);
		page_set(row, K_TIME, time);
	}
	page_show_if(p, K_MORE, n > FOUND_MAX);
}

/* Day and time of the page; 0 where no day came, -1 where it is none. */
static int64_t
moment_of(struct req *r, const char *day, const char *time)
{
	int64_t	 ms;

	if (*day == '\0')
		return 0;
	if (*time == '\0')
		time = "00:00";
	if (!state_read_moment(pool_printf(r->pool, "%s %s", day, time),
	    &ms))
		return -1;
	return ms;
}

/* Codes are typed in any shape. */
static const char *
code_of(struct req *r, const char *typed)
{
	char	*out = pool_alloc(r->pool, strlen(typed) + 1);
	size_t	 n = 0;

	for (; out != NULL && *typed != '\0'; typed++)
		if (*typed != ' ' && *typed != '-')
			out[n++] = *typed >= 'a' && *typed <= 'z' ?
			    (char)(*typed - 'a' + 'A') : *typed;
	return out == NULL ? "" : out;
}

/* As state_ask, of other systems' seals in any spelling. */
static enum status
ask(struct req *r, const struct state_from *from, const char *typed,
    int64_t at, const char *nonce, struct state_answer *out)
{
	const char	*code = code_of(r, typed);
	struct seal	 s;
	enum status	 st;

	st = state_ask(from, r->pool, code, at, nonce, out, r->fault);
	if (st == ST_ABSENT && seal_by_typed(r->db, r->pool, code, &s,
	    r->fault) == ST_OK)
		st = state_ask(from, r->pool, s.code, at, nonce, out,
		    r->fault);
	return st;
}

static enum status
answer_query(struct req *r, struct page *p, const char *typed,
    const char *day, const char *time, int *http)
{
	struct state_from	 from = { .office = r->db, .pub = r->pub };
	struct state_answer	 a;
	struct found_seal	*list;
	const int64_t		 at = moment_of(r, day, time);
	const char		*bad = NULL;
	enum status		 st;
	size_t			 n = 0;

	*http = 200;
	if ((st = case_keyd(r, &from.keyd)) != ST_OK)
		return st;
	st = at < 0 ? ST_INVALID : ask(r, &from, typed, at, NULL, &a);
	if (st == ST_OK)
		fill_answer(r, p, &a);
	else if (st == ST_INVALID)
		bad = "时间有误：请填写今天以前的日期，不能查询将来的状态。";
	else if (st == ST_ABSENT) {
		st = bulletin_find(r->db, r->pool, typed, FOUND_MAX + 1,
		    &list, &n, r->fault);
		if (st != ST_OK)
			return st;
		if (n > 0)
			fill_several(r, p, list, n, day, time);
		else
			bad = "没有查到这枚印章，请核对编码或名称。名称至少输入"
			    "两个字。";
	} else
		return st;
	if (bad != NULL) {
		page_set(page_add(p, K_BAD), K_SENTENCE, bad);
		*http = st == ST_INVALID ? 400 : 404;
	}
	return ST_OK;
}

static enum status
home(struct req *r)
{
	const char	*typed = or_empty(web_query(r, "q"));
	const char	*day = or_empty(web_query(r, "day"));
	const char	*time = or_empty(web_query(r, "time"));
	struct page	*p = web_page_new(r, "status/home", "印章状态查询");
	enum status	 st = ST_OK;
	int		 http = 200;

	page_set(p, K_TYPED, typed);
	page_set(p, K_DAY, day);
	page_set(p, K_TIME, time);
	if (*typed != '\0')
		st = answer_query(r, p, typed, day, time, &http);
	return st == ST_OK ? web_page_as(r, p, http) : st;
}

/* --- the same for machines ----------------------------------------------- */

static enum status
json_error(struct req *r, int http, const char *code, const char *text)
{
	struct buf	 b;
	struct json	 j;
	enum status	 st;

	buf_init(&b, LIMIT_FORM);
	json_begin(&j, &b);
	json_map(&j, NULL);
	json_text(&j, "error", code);
	json_text(&j, "text", text);
	json_end(&j);
	st = web_json(r, http, buf_view(&b));
	buf_free(&b);
	return st;
}

static enum status
json_answer(struct req *r, const struct state_answer *a)
{
	char		 iso[CALENDAR_TEXT];
	struct buf	 b;
	struct json	 j;
	enum status	 st;

	calendar_iso(a->at, iso);
	buf_init(&b, LIMIT_FORM);
	json_begin(&j, &b);
	json_map(&j, NULL);
	json_text(&j, "code", a->seal.code);
	json_text(&j, "name", a->seal.name);
	json_text(&j, "scope", a->seal.scope);
	json_text(&j, "origin", a->seal.imported ? SEAL_IMPORTED : "made");
	json_text(&j, "at", iso);
	json_text(&j, "state", state_name(a->state));
	json_text(&j, "label", state_label(a->state));
	json_int(&j, "national", a->state < 0 ? 1 : seal_national(a->state));
	json_text(&j, "answer", base64_of(r, a->der));
	json_text(&j, "certificate", base64_of(r, a->cert));
	json_end(&j);
	st = json_ok(&j) ? web_json(r, 200, buf_view(&b)) :
	    fault_set(r->fault, ST_BROKEN, "json: too long");
	buf_free(&b);
	return st;
}

/* The one seal of exactly that name; NULL where there are none or more. */
static enum status
code_by_name(struct req *r, const char *name, const char **code)
{
	struct found_seal	*list;
	enum status		 st;
	size_t			 i, n, same = 0;

	*code = NULL;
	st = bulletin_find(r->db, r->pool, name, FOUND_MAX, &list, &n,
	    r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		if (strcmp(list[i].name, name) == 0 && ++same == 1)
			*code = list[i].code;
	if (same > 1)
		*code = NULL;
	return st;
}

static enum status
query(struct req *r)
{
	const char		*code = web_query(r, "code");
	const char		*name = web_query(r, "name");
	const char		*when = web_query(r, "at");
	const char		*nonce = web_query(r, "nonce");
	struct state_from	 from = { .office = r->db, .pub = r->pub };
	struct state_answer	 a;
	int64_t			 at = 0;
	enum status		 st;

	if ((st = case_keyd(r, &from.keyd)) != ST_OK)
		return st;
	if (code == NULL && name != NULL &&
	    (st = code_by_name(r, name, &code)) != ST_OK)
		return st;
	if (code == NULL)
		return json_error(r, name == NULL ? 400 : 404, "seal",
		    "give code, or the exact name of one seal only");
	if ((when != NULL && !state_read_moment(when, &at)) ||
	    (nonce != NULL && strlen(nonce) > NONCE_MAX))
		return json_error(r, 400, "malformed",
		    "at is 2026-11-20T06:05:09Z, nonce at most 64 bytes");
	st = ask(r, &from, code, at, nonce, &a);
	if (st == ST_INVALID)
		return json_error(r, 400, "moment",
		    "the moment lies in the future");
	if (st == ST_ABSENT)
		return json_error(r, 404, "seal", "no such seal");
	if (st != ST_OK)
		return st;
	if (a.der.n == 0)
		return json_error(r, 503, "unsigned",
		    "the status service cannot sign now");
	if (name != NULL && strcmp(a.seal.name, name) != 0)
		return json_error(r, 404, "seal",
		    "code and name are of different seals");
	return json_answer(r, &a);
}

/* --- revocation lists ---------------------------------------------------- */

static enum status
list_give(struct req *r, enum keyd_list which)
{
	struct publish		 from = { .office = r->db, .pub = r->pub };
	struct web_keep		 keep = { .max_age = KEEP_MAX_AGE };
	struct keyd_listed	 list;
	enum status		 st;

	if ((st = case_keyd(r, &from.keyd)) != ST_OK)
		return st;
	st = publish_list(&from, r->pool, which, &list, r->fault);
	if (st != ST_OK)
		return fault_in(r->fault, ST_BROKEN, "list");
	keep.mark = list.mark;
	keep.modified = list.from;
	keep.expires = list.until;
	return web_bytes_kept(r, which == KEYD_LIST_CODES ?
	    "application/octet-stream" : "application/pkix-crl", list.der,
	    &keep);
}

static enum status
list_seals(struct req *r)
{
	return list_give(r, KEYD_LIST_SEALS);
}

static enum status
list_staff(struct req *r)
{
	return list_give(r, KEYD_LIST_STAFF);
}

static enum status
list_codes(struct req *r)
{
	return list_give(r, KEYD_LIST_CODES);
}

/* --- OCSP (RFC 6960, RFC 5019) ------------------------------------------- */

static enum status
ocsp_give(struct req *r, struct bytes request)
{
	struct publish		 from = { .office = r->db, .pub = r->pub };
	struct responder_answer	 a;
	struct web_keep		 keep = { .max_age = KEEP_MAX_AGE };
	enum status		 st;

	if ((st = case_keyd(r, &from.keyd)) != ST_OK ||
	    (st = responder_answer(&from, r->pool, request, &a, r->fault)) !=
	    ST_OK)
		return st;
	if (a.until == 0)		/* a refusal is of this moment */
		return web_bytes(r, 200, OCSP_TYPE("response"), a.der);
	keep.mark = a.mark;
	keep.modified = a.from;
	keep.expires = a.until;
	return web_bytes_kept(r, OCSP_TYPE("response"), a.der, &keep);
}

/*
 * RFC 5019 5: base64 with its slashes and the like as %2F, or not; nginx
 * would merge two slashes, so the path is taken as it was sent.
 */
static enum status
ocsp_get(struct req *r)
{
	const char	*raw = web_raw_path(r);
	const size_t	 skip = strlen(OCSP_PATH "/");
	unsigned char	*der = pool_alloc(r->pool, OCSP_REQUEST);
	char		*text = NULL;
	size_t		 n = 0;

	if (strncmp(raw, OCSP_PATH "/", skip) == 0)
		text = pool_text(r->pool, raw + skip);
	if (text == NULL || der == NULL)
		return fault_set(r->fault, ST_BROKEN, "OCSP: memory or path");
	if (!url_decode(text, strlen(text), 0, &n) ||
	    !base64_read(text, der, OCSP_REQUEST, &n))
		n = 0;			/* what came is no request */
	return ocsp_give(r, bytes_of(der, n));
}

static enum status
ocsp_post(struct req *r)
{
	if (strcmp(web_type(r), OCSP_TYPE("request")) != 0)
		return web_problem(r, 415, "提交的内容无法处理",
		    "这里只接受 " OCSP_TYPE("request") "。");
	return ocsp_give(r, r->body);
}

static const struct route routes[] = {
	{ WEB_GET, "/status", 0, home, NULL, 0, 0 },
	{ WEB_GET, "/status/query", 0, query, NULL, 0, 0 },
	{ WEB_GET, "/status/notices", 0, notices_show, NULL, 0, 0 },
	{ WEB_GET, "/status/notices.csv", 0, notices_csv, NULL, 0, 0 },
	{ WEB_GET, KEYD_CRL_SEALS, 0, list_seals, NULL, 0, 0 },
	{ WEB_GET, KEYD_CRL_STAFF, 0, list_staff, NULL, 0, 0 },
	{ WEB_GET, KEYD_SEAL_LIST, 0, list_codes, NULL, 0, 0 },
	{ WEB_GET, "/crl/seals.crl", 0, list_seals, NULL, 0, 0 },
	{ WEB_GET, "/crl/staff.crl", 0, list_staff, NULL, 0, 0 },
	{ WEB_GET, "/ocsp/{request*}", 0, ocsp_get, NULL, 0, 0 },
	{ WEB_POST, "/ocsp", 0, ocsp_post, NULL, ROUTE_MACHINE,
	  OCSP_REQUEST },
};

int
main(void)
{
	return web_run("status", routes, NITEMS(routes));
}

/*
 * 验真: everybody may ask.  Three doors: a scanned QR code, a typed code, an
 * uploaded file.  Only the file can be told to be 真实有效; the others say
 * that the system holds such a document and what the seal's state is, facts
 * first (design.md, Verdict).  Nothing that is sent is kept.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/coding.h"
#include "base/limits.h"
#include "base/log.h"
#include "page/json.h"
#include "page/keys.h"
#include "qr/code.h"
#include "sheet/sheet.h"
#include "sm/sm.h"
#include "work/original.h"
#include "work/publish.h"
#include "work/sealing.h"
#include "work/show.h"
#include "work/verdict.h"

#define CODE_TRIES	20	/* wrong codes from one address ... */
#define CODE_MINUTES	10	/* ... within this many minutes */
#define NOTE_KEPT	(60 * 1000000)	/* us a policy is kept by a process */

/* --- forms ---------------------------------------------------------------- */

struct upload {
	const struct form_file	*file;
};

static const struct field upload_fields[] = {
	{ .name = "file", .label = "盖章文件",
	  .hint = "核验后立即删除，不保存",
	  .kind = FIELD_FILE, .required = true, .types = "application/pdf",
	  .size = LIMIT_DOCUMENT, .at = offsetof(struct upload, file) },
};
static const struct form upload_form = {
	upload_fields, NITEMS(upload_fields), sizeof(struct upload), NULL,
};

/* --- words ---------------------------------------------------------------- */

enum miss { MISS_SHAPE, MISS_CHECK, MISS_NONE, MISS_OFTEN, MISS__N };

static const struct {
	int		 http;
	const char	*heading, *tone, *word, *sentence;
	const char	*advice[3];
} misses[] = {
	[MISS_SHAPE] = { 400, "验证码不完整", "", "无法核实",
	    "验证码应有 17 位，由数字 2 到 9 和大写字母组成。",
	    { "没有数字 0 和 1，也没有字母 I、L、O。",
	      "请连同最后一组 5 位一起输入。", NULL } },
	[MISS_CHECK] = { 400, "验证码输入有误", "", "无法核实",
	    "最后一位校验不符：有一位输错，或者相邻两位颠倒。",
	    { "请对照纸质件逐位核对后再输入。",
	      "对照无误仍不符的，不要采信，并向盖章单位核实。", NULL } },
	[MISS_NONE] = { 404, "未签发", "bad", "未签发",
	    "本系统没有签发过这个编号，请勿采信。",
	    { "请确认浏览器地址栏里的地址就是本站地址。",
	      "请向盖章单位核实这份文件。",
	      "手中有电子件的，可以上传核验。" } },
	[MISS_OFTEN] = { 429, "请稍后再试", "warn", "暂停核验",
	    "您所在的网络 10 分钟内输错了 20 次，请 10 分钟后再试。",
	    { "扫描二维码和上传电子件不受影响。", NULL, NULL } },
};
_Static_assert(NITEMS(misses) == MISS__N, "words each");

/* The printed address without its scheme, to compare. */
static const char *
host_of(struct req *r)
{
	const char	*url = strstr(r->config->url, "://");

	return url == NULL ? r->config->url : url + 3;
}

/*
 * P-28, asked once a minute and not with every scan: the scan page makes one
 * look-up only (performance.md, row 9).
 */
static const char *
region_of(struct req *r)
{
	static char	 region[32];
	static int64_t	 until;
	const char	*text = NULL;
	struct fault	 f = { 0 };

	if (clock_ticks() >= until) {
		if (policy_text(r->db, r->pool, "P-28", &text, &f) != ST_OK)
			text = NULL;
		snprintf(region, sizeof(region), "%s", text == NULL ? "" :
		    text);
		until = clock_ticks() + NOTE_KEPT;
	}
	return region;
}

static const char *
legal_note(struct req *r)
{
	return verdict_legal(region_of(r));
}

static const char *
legal_line(struct req *r)
{
	return verdict_legal_line(region_of(r));
}

static void
fill_verdict(struct page *p, const char *tone, const char *word,
    const char *sentence)
{
	if (*tone != '\0')
		page_show(p, K_LOOK);
	page_set(p, K_TONE, tone);
	page_set(p, K_WORD, word);
	page_set(p, K_SENTENCE, sentence);
}

/* --- scan and code -------------------------------------------------------- */

/* Without menu and script: a phone at a counter with a weak signal. */
static struct page *
scan_page(struct req *r, const char *title)
{
	struct page	*p = page_new_bare(r->pool, "verify/scan");

	page_set(p, K_TITLE, title);
	page_set(p, K_HOST, host_of(r));
	page_set(p, K_NOW, show_minute(r, clock_now()));
	return p;
}

static enum status
show_miss(struct req *r, enum miss m, const char *typed)
{
	struct page	*p = scan_page(r, misses[m].heading);
	struct page	*s = page_add(p, K_MISSING);
	size_t		 i;

	page_set(s, K_HEADING, misses[m].heading);
	page_set(s, K_TYPED, typed);
	fill_verdict(s, misses[m].tone, misses[m].word, misses[m].sentence);
	for (i = 0; i < NITEMS(misses[m].advice); i++)
		if (misses[m].advice[i] != NULL)
			page_set(page_add(s, K_ADVICE), K_SENTENCE,
			    misses[m].advice[i]);
	return web_page_as(r, p, misses[m].http);
}

static enum status
miss(struct req *r, enum miss m, const char *typed)
{
	attempt_add(r->pub, r->actor->address);
	audit_count(r->pub, "verify", m == MISS_NONE ? "code" : "mistyped");
	return show_miss(r, m, typed);
}

/* what may name a person is shown after the second value only. */
static const char *
public_title(struct req *r, const struct stamp_row *row)
{
	if (original_rule(row->disclosure) == ORIGINAL_SECOND)
		return choice_label(sealing_classes, row->class);
	return verdict_masked(r->pool, row->title);
}

static enum status
show_facts(struct req *r, const struct stamp_row *row)
{
	const enum scan	 scan = verdict_scan(row->seal_state, row->valid_to,
			    clock_now());
	struct page	*p = scan_page(r, "核对纸质件"), *s, *since;

	s = page_add(p, K_FOUND);
	page_set(s, K_UNIT, row->unit_name);
	page_set(s, K_NAME, public_title(r, row));
	page_int(s, K_PAGES, row->pages);
	page_set(s, K_WHEN, show_minute(r, row->at));
	page_set(s, K_SEAL_NAME, row->seal_name);
	page_set(s, K_SEAL_CODE, row->seal_code);
	page_set(s, K_LEGAL, legal_note(r));
	fill_verdict(s, verdict_scan_tone(scan), verdict_scan_text(scan),
	    verdict_scan_more(scan));
	if (scan != SCAN_VALID && scan != SCAN_UNKNOWN) {
		since = page_add(s, K_SINCE);
		page_set(since, K_WHEN, show_minute(r, scan == SCAN_EXPIRED ?
		    row->valid_to : row->seal_changed));
	}
	if (original_rule(row->disclosure) == ORIGINAL_HIDDEN)
		page_show(s, K_FACTS_ONLY);
	else
		page_printf(page_add(s, K_OPEN), K_HREF, "/v/%s/original",
		    row->handle);
	return web_page(r, p);
}

/* The QR code's address.  A hit costs one indexed look-up and no write. */
static enum status
scan(struct req *r)
{
	const char		*piece = web_piece(r, "handle");
	char			 handle[CODE_LEN + 1];
	struct stamp_row	 row;
	enum status		 st;

	if (!code_clean(piece, handle))
		return miss(r, MISS_SHAPE, "");
	if (!code_check(handle))
		return miss(r, MISS_CHECK, "");
	st = stamp_by_handle(r->db, r->pool, handle, &row, r->fault);
	if (st == ST_ABSENT)
		return miss(r, MISS_NONE, "");
	return st == ST_OK ? show_facts(r, &row) : st;
}

static enum status
typed(struct req *r)
{
	const char		*text = web_query(r, "c");
	char			 code[CODE_LEN + 1];
	struct stamp_row	 row;
	int64_t			 wrong;
	enum status		 st;

	if (text == NULL || *text == '\0')
		return web_redirect(r, "/verify");
	st = attempt_count(r->pub, r->actor->address, CODE_MINUTES, &wrong,
	    r->fault);
	if (st != ST_OK)
		return st;
	if (wrong >= CODE_TRIES) {
		audit_count(r->pub, "verify", "too-often");
		return show_miss(r, MISS_OFTEN, "");
	}
	if (!code_clean(text, code))
		return miss(r, MISS_SHAPE, text);
	if (!code_check(code))
		return miss(r, MISS_CHECK, text);
	st = stamp_by_code(r->db, r->pool, code, &row, r->fault);
	if (st == ST_ABSENT)
		return miss(r, MISS_NONE, text);
	if (st != ST_OK)
		return st;
	tally_add(r->pub, "verify.code");
	return show_facts(r, &row);
}

/* --- the front ------------------------------------------------------------ */

static enum status
home(struct req *r)
{
	struct page	*p = web_page_new(r, "verify/home", "验真");

	page_set(p, K_HOST, host_of(r));
	page_set(p, K_LEGAL, legal_note(r));
	form_fill(p, &r->form);
	return web_page(r, p);
}

static enum status
real(struct req *r)
{
	struct page	*p = web_page_new(r, "verify/real", "如何识别假网站");

	page_set(p, K_HOST, host_of(r));
	return web_page(r, p);
}

/* --- a file --------------------------------------------------------------- */

static void
free_anchors(void *a)
{
	anchors_free(a);
}

static void
unmap(void *b)
{
	box_unmap(b);
}

/* The CAs init left in a folder; without it keyd is asked. */
static enum status
find_anchors(struct req *r, struct keyd *keyd, struct anchors **out)
{
	char			 dir[CONFIG_PATH];
	struct keyd_info	 info;
	struct fault		 f = { 0 };

	config_path(r->config->data, "anchors", dir);
	if (verdict_anchors(dir, out, &f) != ST_OK) {
		log_fault(&f);
		if ((*out = anchors_new()) == NULL ||
		    keyd_info(keyd, r->pool, &info, &f) != ST_OK ||
		    anchors_add(*out, info.making_ca, ANCHOR_SEALS, &f) !=
		    ST_OK)
			log_fault(&f);	/* then no maker is trusted */
	}
	if (*out != NULL && pool_defer(r->pool, free_anchors, *out))
		return ST_OK;
	anchors_free(*out);
	return fault_set(r->fault, ST_BROKEN, "anchors: memory");
}

/* Whatever source is missing leaves its axis unknown, never the page. */
static enum status
judge(struct req *r, struct bytes file, struct stamp_report *rep,
    enum pdf_reason *why)
{
	struct verdict_ask	 ask = { .db = r->db, .now = clock_now() };
	struct anchors		*anchors;
	struct publish		 from = { .office = r->db, .pub = r->pub };
	struct fault		 f = { 0 };
	struct reader		 reader;
	enum status		 st;

	if ((st = case_keyd(r, &from.keyd)) != ST_OK ||
	    (st = find_anchors(r, from.keyd, &anchors)) != ST_OK)
		return st;
	ask.anchors = anchors;
	if (publish_list(&from, r->pool, KEYD_LIST_SEALS, &ask.crl, &f) !=
	    ST_OK)
		log_fault(&f);
	sealing_reader(r, &reader);
	tally_add(r->pub, "verify.file");
	return verdict_judge(&ask, &reader, file, r->pool, rep, why,
	    r->fault);
}

struct judged {
	const char		*name;		/* as the sender calls it */
	struct bytes		 file;
	char			 sm3[HEX_TEXT(SM3_LEN)];
	struct stamp_report	 rep;
};

/* Groups of eight, so that a phone can break the line. */
static const char *
in_eights(struct req *r, const char *hex)
{
	const size_t	 n = strlen(hex);
	char		*out = pool_alloc(r->pool, n + n / 8 + 1);
	size_t		 i, k = 0;

	for (i = 0; out != NULL && i < n; i++) {
		if (i > 0 && i % 8 == 0)
			out[k++] = ' ';
		out[k++] = hex[i];
	}
	return out;
}

static enum status
answer_page(struct req *r, const struct judged *g)
{
	struct page	*p = web_page_new(r, "verify/result", "文件核验结果");

	fill_verdict(p, verdict_tone(g->rep.verdict),
	    verdict_text(g->rep.verdict), g->rep.text);
	page_set(p, K_NOW, verdict_time(r->pool, clock_now()));
	page_set(p, K_NAME, verdict_plain(r->pool, g->name));
	page_set(p, K_SIZE, show_size(r, (int64_t)g->file.n));
	page_set(p, K_DIGEST, in_eights(r, g->sm3));
	page_set(p, K_LEGAL, legal_note(r));
	verdict_fill(&g->rep, r->pool, p);
	return web_page(r, p);
}

static enum status
answer_json(struct req *r, const struct stamp_report *rep)
{
	struct buf	 b;
	enum status	 st;

	buf_init(&b, LIMIT_PAGE);
	verdict_json(rep, clock_now(), &b);
	st = buf_ok(&b) ? web_json(r, 200, buf_view(&b)) :
	    fault_set(r->fault, ST_BROKEN, "json: too long");
	buf_free(&b);
	return st;
}

static void
free_buf(void *b)
{
	buf_free(b);
}

static enum status
answer_report(struct req *r, const struct judged *g)
{
	const struct report_facts facts = {
		.name = verdict_plain(r->pool, g->name), .sm3 = g->sm3,
		.legal = legal_note(r), .line = legal_line(r), .now = clock_now(),
		.demo = config_is_demo(r->config), .issuer = host_of(r),
	};
	struct web_file	 file = { .name = "核验报告.pdf",
	    .type = "application/pdf" };
	struct buf	*pdf = pool_alloc(r->pool, sizeof(*pdf));
	enum status	 st;

	if (pdf == NULL)
		return fault_set(r->fault, ST_BROKEN, "report: memory");
	buf_init(pdf, LIMIT_PAGE);
	st = verdict_report(&g->rep, &facts, r->pool, pdf, r->fault);
	if (st == ST_OK && !pool_defer(r->pool, free_buf, pdf))
		st = fault_set(r->fault, ST_BROKEN, "report: memory");
	if (st != ST_OK) {
		buf_free(pdf);
		return st;
	}
	file.bytes = buf_view(pdf);
	return web_file(r, &file);
}

static int
wants_json(struct req *r)
{
	const char	*accept = web_header(r, "ACCEPT");

	return accept != NULL && strstr(accept, "application/json") != NULL;
}

static enum status
refuse_json(struct req *r, enum pdf_reason why)
{
	struct buf	 b;
	struct json	 j;
	enum status	 st;

	buf_init(&b, LIMIT_FORM);
	json_begin(&j, &b);
	json_object(&j, NULL);
	json_text(&j, "verdict", "unknown");
	json_text(&j, "refused", pdf_reason_code(why));
	json_text(&j, "text", pdf_reason_text(why));
	json_end(&j);
	st = web_json(r, 422, buf_view(&b));
	buf_free(&b);
	return st;
}

static enum status
check_form_file(struct req *r)
{
	const struct upload	*u = r->values;
	struct judged		*g = pool_alloc(r->pool, sizeof(*g));
	unsigned char		 sm3_of[SM3_LEN];
	enum pdf_reason		 why = PDF_FINE;
	enum status		 st;

	if (r->form.nerrors > 0)
		return wants_json(r) ? refuse_json(r, PDF_NOT_PDF) : home(r);
	if (g == NULL)
		return fault_set(r->fault, ST_BROKEN, "verify: memory");
	g->name = u->file->name;
	if ((st = box_map(u->file->fd, &g->file, r->fault)) != ST_OK)
		return st;
	if (!pool_defer(r->pool, unmap, &g->file)) {
		box_unmap(&g->file);
		return fault_set(r->fault, ST_BROKEN, "verify: memory");
	}
	if ((st = sm3(g->file, sm3_of)) != ST_OK)
		return fault_set(r->fault, st, "verify: digest");
	hex_write(sm3_of, sizeof(sm3_of), g->sm3);
	st = judge(r, g->file, &g->rep, &why);
	if (st == ST_INVALID && wants_json(r))
		return refuse_json(r, why);
	if (st == ST_INVALID) {
		form_error(&r->form, "file", pdf_reason_text(why));
		return home(r);
	}
	if (st != ST_OK)
		return st;
	if (wants_json(r))
		return answer_json(r, &g->rep);
	return web_input(r, "report") != NULL ? answer_report(r, g) :
	    answer_page(r, g);
}

/* the file as the body, the answer as JSON; for other systems. */
static enum status
check_raw_file(struct req *r)
{
	struct stamp_report	 rep;
	enum pdf_reason		 why = PDF_FINE;
	enum status		 st;

	if (r->body.n == 0)
		return refuse_json(r, PDF_EMPTY);
	st = judge(r, r->body, &rep, &why);
	if (st == ST_INVALID)
		return refuse_json(r, why);
	return st == ST_OK ? answer_json(r, &rep) : st;
}

/* --- routes --------------------------------------------------------------- */

static const struct route routes[] = {
	{ WEB_GET, "/v/{handle}", 0, scan, NULL, 0, 0 },
	{ WEB_GET, "/V/{handle}", 0, scan, NULL, 0, 0 },
	{ WEB_GET, "/v/{handle}/original", 0, original_show, NULL, 0, 0 },
	{ WEB_POST, "/v/{handle}/original", 0, original_second, NULL, 0, 0 },
	{ WEB_GET, "/v/{handle}/page/{n}", 0, original_page, NULL, 0, 0 },
	{ WEB_GET, "/v/{handle}/file", 0, original_file, NULL, 0, 0 },
	{ WEB_GET, "/verify", 0, home, &upload_form, ROUTE_PUBLIC, 0 },
	{ WEB_GET, "/verify/real", 0, real, NULL, ROUTE_PUBLIC, 0 },
	{ WEB_GET, "/verify/code", 0, typed, NULL, 0, 0 },
	{ WEB_POST, "/verify/file", 0, check_form_file, &upload_form, 0, 0 },
	{ WEB_POST, "/verify/api", 0, check_raw_file, NULL, ROUTE_MACHINE,
	  LIMIT_DOCUMENT },
};

int
main(void)
{
	return web_run("verify", routes, NITEMS(routes));
}

/*
 * 验真: everybody may ask.  Three doors: a scanned QR code, a typed code, an
 * uploaded file.  Only the file can be told to be 真实有效 (work/verdict_file);
 * the others say that the system holds such a document and what the seal's
 * state is, facts first (design.md, Verdict).
 */
#include "base/clock.h"
#include "base/limits.h"
#include "page/keys.h"
#include "qr/code.h"
#include "seal/seal.h"
#include "work/original.h"
#include "work/outcry.h"
#include "work/sealing.h"
#include "work/show.h"
#include "work/verdict.h"
#include "work/verdict_pages.h"

#define CODE_TRIES	20	/* wrong codes from one address ... */
#define CODE_MINUTES	10	/* ... within this many minutes */

/* --- words --------------------------------------------------------------- */

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

/* --- scan and code ------------------------------------------------------- */

/* Without menu and script: a phone at a counter with a weak signal. */
static struct page *
scan_page(struct req *r, const char *title)
{
	struct page	*p = page_new_bare(r->pool, "verify/scan");

	page_set(p, K_TITLE, title);
	page_set(p, K_HOST, verdict_host(r));
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
	verdict_word(s, misses[m].tone, misses[m].word, misses[m].sentence);
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
public_title(struct req *r, const struct stamp_facts *row)
{
	if (original_rule(row->disclosure) == ORIGINAL_SECOND)
		return choice_label(sealing_classes, row->class);
	return verdict_masked(r->pool, row->title);
}

/* A state that is not in order has a beginning. */
static enum status
fill_since(struct req *r, const struct stamp_facts *row, enum scan scan,
    struct page *page)
{
	int64_t		 at = row->valid_to;
	enum status	 st;

	if (scan == SCAN_VALID || scan == SCAN_UNKNOWN)
		return ST_OK;
	if (scan != SCAN_EXPIRED && (st = seal_since(r->db, row->seal, &at,
	    r->fault)) != ST_OK)
		return st;
	page_set(page_add(page, K_SINCE), K_WHEN, show_minute(r, at));
	return ST_OK;
}

static enum status
show_facts(struct req *r, const struct stamp_facts *row)
{
	const enum scan	 scan = verdict_scan(row->seal_state, row->valid_to,
			    clock_now());
	struct page	*p = scan_page(r, "核对纸质件"), *s;
	enum status	 st;

	s = page_add(p, K_FOUND);
	page_set(s, K_UNIT, row->unit_name);
	page_set(s, K_NAME, public_title(r, row));
	page_int(s, K_PAGES, row->pages);
	page_set(s, K_WHEN, show_minute(r, row->at));
	page_set(s, K_SEAL_NAME, row->seal_name);
	page_set(s, K_SEAL_CODE, row->seal_code);
	page_set(s, K_TYPED, row->handle);
	page_set(s, K_LEGAL, verdict_note(r));
	verdict_word(s, verdict_scan_tone(scan), verdict_scan_text(scan),
	    verdict_scan_more(scan));
	if ((st = fill_since(r, row, scan, s)) != ST_OK)
		return st;
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
	struct stamp_facts	 row;
	enum status		 st;

	if (!code_clean(piece, handle))
		return miss(r, MISS_SHAPE, "");
	if (!code_check(handle))
		return miss(r, MISS_CHECK, "");
	st = stamp_facts_by_handle(r->db, r->pool, handle, &row, r->fault);
	if (st == ST_ABSENT)
		return miss(r, MISS_NONE, "");
	return st == ST_OK ? show_facts(r, &row) : st;
}

static enum status
typed(struct req *r)
{
	const char		*text = web_query(r, "c");
	char			 code[CODE_LEN + 1];
	struct stamp_facts	 row;
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
	st = stamp_facts_by_code(r->db, r->pool, code, &row, r->fault);
	if (st == ST_ABSENT)
		return miss(r, MISS_NONE, text);
	if (st != ST_OK)
		return st;
	tally_add(r->pub, "verify.code");
	return show_facts(r, &row);
}

static enum status
real(struct req *r)
{
	struct page	*p = web_page_new(r, "verify/real", "如何识别假网站");

	page_set(p, K_HOST, verdict_host(r));
	return web_page(r, p);
}

/* --- routes -------------------------------------------------------------- */

static const struct route routes[] = {
	{ WEB_GET, "/v/{handle}", 0, scan, NULL, 0, 0 },
	{ WEB_GET, "/V/{handle}", 0, scan, NULL, 0, 0 },
	{ WEB_GET, "/v/{handle}/original", 0, original_show, NULL, 0, 0 },
	{ WEB_POST, "/v/{handle}/original", 0, original_second, NULL, 0, 0 },
	{ WEB_GET, "/v/{handle}/page/{n}", 0, original_page, NULL, 0, 0 },
	{ WEB_GET, "/v/{handle}/file", 0, original_file, NULL, 0, 0 },
	{ WEB_GET, "/verify", 0, verdict_home, &verdict_form, ROUTE_PUBLIC, 0 },
	{ WEB_GET, "/verify/real", 0, real, NULL, ROUTE_PUBLIC, 0 },
	{ WEB_GET, "/verify/code", 0, typed, NULL, 0, 0 },
	{ WEB_GET, "/verify/report", 0, outcry_show, NULL, 0, 0 },
	{ WEB_POST, "/verify/report", 0, outcry_post, &outcry_form, 0, 0 },
	{ WEB_POST, "/verify/file", 0, verdict_form_file, &verdict_form, 0, 0 },
	{ WEB_POST, "/verify/api", 0, verdict_raw_file, NULL, ROUTE_MACHINE,
	  LIMIT_DOCUMENT },
};

int
main(void)
{
	return web_run("verify", routes, NITEMS(routes));
}

/* Showing the original; see original.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "office/content.h"
#include "page/keys.h"
#include "page/part.h"
#include "qr/code.h"
#include "work/guess.h"
#include "work/original.h"
#include "work/sealing.h"
#include "work/show.h"
#include "work/verdict.h"

#define LAST		4	/* characters of the second value */
#define SHOWN		5	/* pages on one screen */
#define DPI		100	/* of their pictures */

/* Wrong second values: at this pace all 31^4 take five years. */
static const struct guesses guesses = {
	.what = "original", .limit = 20, .minutes = 60,
};

enum original
original_rule(const char *disclosure)
{
	if (disclosure != NULL && strcmp(disclosure, "open") == 0)
		return ORIGINAL_OPEN;
	if (disclosure != NULL && strcmp(disclosure, "second") == 0)
		return ORIGINAL_SECOND;
	return ORIGINAL_HIDDEN;
}

int
original_matches(const char *code, const char *typed)
{
	char		 given[LAST] = { 0 };
	const char	*last;
	size_t		 n = 0, i;
	unsigned	 different = 0;

	for (; typed != NULL && *typed != '\0'; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		if (n == LAST)
			return 0;
		given[n++] = (char)toupper((unsigned char)*typed);
	}
	if (n != LAST || strlen(code) < LAST)
		return 0;
	last = code + strlen(code) - LAST;
	for (i = 0; i < LAST; i++)
		different |= (unsigned char)given[i] ^ (unsigned char)last[i];
	return different == 0;
}

/* --- may it be seen ------------------------------------------------------- */

static enum status
load(struct req *r, struct stamp_row *row)
{
	char	 handle[CODE_LEN + 1];

	if (!code_clean(web_piece(r, "handle"), handle) ||
	    !code_check(handle))
		return fault_set(r->fault, ST_ABSENT, "no such handle");
	return stamp_by_handle(r->db, r->pool, handle, row, r->fault);
}

static enum status
show_second(struct req *r, const struct stamp_row *row, int http,
    const char *typed, const char *wrong)
{
	struct page	*p = web_page_new(r, "verify/second", "查看原件");

	page_printf(p, K_ACTION, "/v/%s/original", row->handle);
	page_printf(p, K_BACK, "/v/%s", row->handle);
	page_set(p, K_TYPED, typed == NULL ? "" : typed);
	if (wrong != NULL) {
		page_set(page_add(p, K_WRONG_VALUE), K_SENTENCE, wrong);
		page_set(page_add(p, K_BAD), K_SENTENCE, wrong);
		page_show(page_frame(p), K_WRONG);
	}
	return web_page_as(r, p, http);
}

/*
 * ST_OK: it may be seen.  ST_DENIED: answered already, with the question or
 * a refusal.
 */
static enum status
admit(struct req *r, struct stamp_row *row, const char *second)
{
	enum original	 rule;
	enum status	 st;
	int		 often;

	if ((st = load(r, row)) != ST_OK)
		return st;
	rule = original_rule(row->disclosure);
	if (rule == ORIGINAL_HIDDEN) {
		audit_count(r->pub, "verify", "original");
		return fault_set(r->fault, ST_ABSENT, "not shown (P-33)");
	}
	if (rule == ORIGINAL_OPEN)
		return ST_OK;
	if ((st = guess_spent(r, &guesses, row->handle, &often)) != ST_OK)
		return st;
	if (often) {
		audit_count(r->pub, "verify", "too-often");
		st = show_second(r, row, 429, second,
		    "输错次数过多，请一小时后再试");
		return st == ST_OK ? ST_DENIED : st;
	}
	if (original_matches(row->code, second))
		return ST_OK;
	if (second != NULL) {
		guess_wrong(r, &guesses, row->handle);
		audit_count(r->pub, "verify", "second");
	}
	st = show_second(r, row, second == NULL ? 200 : 400, second,
	    second == NULL ? NULL : "这 4 位与纸质件底部验证码的最后 4 位不一致");
	return st == ST_OK ? ST_DENIED : st;
}

/* --- routes --------------------------------------------------------------- */

enum status
original_second(struct req *r)
{
	const char		*typed = web_input(r, "last");
	struct stamp_row	 row;
	char			*plain;
	size_t			 i, n = 0;
	enum status		 st;

	st = admit(r, &row, typed == NULL ? "" : typed);
	if (st != ST_OK)
		return st == ST_DENIED ? ST_OK : st;
	if ((plain = pool_alloc(r->pool, LAST + 1)) == NULL)
		return fault_set(r->fault, ST_BROKEN, "original: memory");
	for (i = 0; typed != NULL && typed[i] != '\0' && n < LAST; i++)
		if (isalnum((unsigned char)typed[i]))
			plain[n++] = (char)toupper((unsigned char)typed[i]);
	return web_redirectf(r, "/v/%s/original?k=%s", row.handle, plain);
}

/* The number of a page or its place in the list; -1 unless a number. */
static long
number_of(const char *s)
{
	char	*end;
	long	 n;

	if (s == NULL || !isdigit((unsigned char)*s))
		return -1;
	n = strtol(s, &end, 10);
	return *end == '\0' && n < 100000 ? n : -1;
}

static const char *
with_key(struct req *r, const char *path, const char *key)
{
	return key == NULL ? path : pool_printf(r->pool, "%s%sk=%s", path,
	    strchr(path, '?') == NULL ? "?" : "&",
	    web_path_escape(r->pool, key));
}

static void
fill_pages(struct req *r, struct page *p, const struct stamp_row *row,
    long from, const char *key)
{
	long		 n, to = from + SHOWN - 1;
	struct page	*s;

	if (to > row->pages)
		to = (long)row->pages;
	for (n = from; n <= to; n++) {
		s = page_add(p, K_SHEET);
		page_int(s, K_N, n);
		page_set(s, K_SRC, with_key(r, pool_printf(r->pool,
		    "/v/%s/page/%ld", row->handle, n), key));
	}
	if (row->pages > SHOWN)
		part_pager(p, K_PAGER, from > 1 ? with_key(r,
		    pool_printf(r->pool, "/v/%s/original", row->handle),
		    key) : NULL, to < row->pages ? with_key(r,
		    pool_printf(r->pool, "/v/%s/original?from=%ld",
		    row->handle, to + 1), key) : NULL,
		    pool_printf(r->pool, "第 %ld 至 %ld 页，共 %lld 页", from,
		    to, (long long)row->pages));
}

enum status
original_show(struct req *r)
{
	const char		*key = web_query(r, "k"), *line, *note;
	long			 from = number_of(web_query(r, "from"));
	struct stamp_row	 row;
	struct page		*p;
	enum status		 st;

	if ((st = admit(r, &row, key)) != ST_OK)
		return st == ST_DENIED ? ST_OK : st;
	if (from < 1 || from > row.pages)
		from = 1;
	verdict_legal_now(r->db, r->pool, &line, &note);
	tally_add(r->pub, "verify.original");
	p = web_page_new(r, "verify/original", "原件");
	page_set(p, K_NAME, row.title);
	page_set(p, K_UNIT, row.unit_name);
	page_set(p, K_WHEN, show_minute(r, row.at));
	page_int(p, K_PAGES, row.pages);
	page_set(p, K_LEGAL, note);
	page_printf(p, K_BACK, "/v/%s", row.handle);
	page_set(page_add(p, K_FILE), K_HREF, with_key(r,
	    pool_printf(r->pool, "/v/%s/file", row.handle), key));
	fill_pages(r, p, &row, from, key);
	return web_page(r, p);
}

static void
close_fd(void *fd)
{
	close(*(int *)fd);
}

/* The stamped file from "content" as a descriptor, until the end. */
static enum status
open_file(struct req *r, const struct stamp_row *row, int *fd)
{
	int		*kept = pool_alloc(r->pool, sizeof(*kept));
	enum status	 st;

	if (kept == NULL || row->result.n != CONTENT_SM3)
		return fault_set(r->fault, ST_BROKEN, "original: row");
	if ((*kept = box_file(NULL, 0, r->fault)) == -1)
		return ST_BROKEN;
	if (!pool_defer(r->pool, close_fd, kept)) {
		close(*kept);
		return fault_set(r->fault, ST_BROKEN, "original: memory");
	}
	st = content_read_fd(r->content, row->result.p, *kept, r->fault);
	*fd = *kept;
	/* what a stamp names and is not there is our loss, not a wrong URL */
	return st == ST_ABSENT ? fault_in(r->fault, ST_BROKEN, "original") :
	    st;
}

enum status
original_page(struct req *r)
{
	const long		 n = number_of(web_piece(r, "n"));
	struct web_file		 file = { .name = "页.png",
	    .type = "image/png", .show = 1 };
	struct stamp_row	 row;
	struct reader		 reader;
	enum pdf_reason		 why;
	enum status		 st;
	int			 fd;

	if ((st = admit(r, &row, web_query(r, "k"))) != ST_OK)
		return st == ST_DENIED ? ST_OK : st;
	if (n < 1 || n > row.pages)
		return fault_set(r->fault, ST_ABSENT, "no page %ld", n);
	if ((st = open_file(r, &row, &fd)) != ST_OK)
		return st;
	sealing_reader(r, &reader);
	st = pdf_preview(&reader, fd, (unsigned)n - 1, DPI, r->pool,
	    &file.bytes, &why, r->fault);
	if (st != ST_OK)
		return fault_in(r->fault, ST_BROKEN, pdf_reason_code(why));
	return web_file(r, &file);
}

enum status
original_file(struct req *r)
{
	struct web_file		 file = { .type = "application/pdf",
	    .stranger = 1 };
	struct stamp_row	 row;
	enum status		 st;
	off_t			 size;

	if ((st = admit(r, &row, web_query(r, "k"))) != ST_OK)
		return st == ST_DENIED ? ST_OK : st;
	if ((st = open_file(r, &row, &file.fd)) != ST_OK)
		return st;
	if ((size = lseek(file.fd, 0, SEEK_END)) == -1)
		return fault_set(r->fault, ST_BROKEN, "original: size");
	file.size = (size_t)size;
	file.name = pool_printf(r->pool, "%s.pdf", row.title);
	return web_file(r, &file);
}

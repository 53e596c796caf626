/*
 * Answers.  A handler's answer is only noted; answer_send writes it once the
 * handler is done, so that nothing leaves before a commit and any failure
 * until then is a clean error page.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/coding.h"
#include "base/limits.h"
#include "base/log.h"
#include "sm/sm.h"
#include "web/local.h"

#define FILE_PIECE	(64 * KIB)

/* The one place where outcomes become what HTTP and people see. */
static const struct refusal {
	int		 http;
	const char	*heading, *sentence;
} refusals[] = {
	[ST_OK] = { 500, "系统出现问题", "请稍后再试。" },
	[ST_INVALID] = { 400, "提交的内容无法处理",
	    "请返回上一页，核对后重新提交。" },
	[ST_ABSENT] = { 404, "没有找到这个页面",
	    "网址可能有误，或者内容已经移走。" },
	[ST_DENIED] = { 403, "没有权限",
	    "您的账号不能办理这一项。如有需要，请联系本单位管理员。" },
	[ST_CONFLICT] = { 409, "内容已经变化",
	    "其他人刚刚处理过这一项。请返回查看最新情况后再办理。" },
	[ST_BROKEN] = { 500, "系统出现问题",
	    "这次操作没有完成，已经记录。请稍后再试。" },
};

_Static_assert(NITEMS(refusals) == ST__N, "a status has no page");

static const char security[] =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: geolocation=(), microphone=(), camera=(self)\r\n";

static const char csp_page[] =
    "Content-Security-Policy: default-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; object-src 'none'\r\n";

/* For what strangers sent: nothing in it may run or load. */
static const char csp_sandbox[] =
    "Content-Security-Policy: sandbox; default-src 'none'; "
    "frame-ancestors 'none'\r\n";

/* --- noting -------------------------------------------------------------- */

static enum status
note(struct req *r, int http, const char *type, struct bytes body)
{
	struct answer	*a = &r->web->answer;

	if (a->http != 0)
		return fault_set(r->fault, ST_BROKEN, "answered twice");
	a->http = http;
	a->type = type;
	a->body = body;
	return ST_OK;
}

struct page *
web_page_new(struct req *r, const char *name, const char *title)
{
	struct page	*page = page_new(r->pool, name);

	page_set(page_frame(page), K_TITLE, title);
	return page;
}

enum status
web_page_as(struct req *r, struct page *page, int http)
{
	struct web	*web = r->web;
	enum status	 st;

	frame_fill(web, page);
	buf_clear(&web->out);
	st = page_render(web->pages, page, &web->out, r->fault);
	if (st != ST_OK)
		return st;
	return note(r, http, "text/html; charset=utf-8",
	    buf_view(&web->out));
}

enum status
web_page(struct req *r, struct page *page)
{
	return web_page_as(r, page, r->form.nerrors > 0 ? 400 : 200);
}

enum status
web_redirect(struct req *r, const char *path)
{
	if (!web_path_is_local(path))
		return fault_set(r->fault, ST_BROKEN,
		    "redirect to what is no path of ours");
	r->web->answer.location = path;
	return note(r, 303, "text/plain; charset=utf-8", bytes_of("", 0));
}

enum status
web_redirectf(struct req *r, const char *fmt, ...)
{
	char		 path[1024];
	const char	*kept;
	va_list		 ap;
	int		 n;

	va_start(ap, fmt);
	n = vsnprintf(path, sizeof(path), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(path) ||
	    (kept = pool_text(r->pool, path)) == NULL)
		return fault_set(r->fault, ST_BROKEN, "redirect: too long");
	return web_redirect(r, kept);
}

/* What a caller hands over stays put until it is sent. */
static enum status
note_copy(struct req *r, int http, const char *type, struct bytes body)
{
	struct buf	*out = &r->web->out;

	buf_clear(out);
	buf_bytes(out, body);
	if (!buf_ok(out))
		return fault_set(r->fault, ST_BROKEN, "answer: too long");
	return note(r, http, type, buf_view(out));
}

enum status
web_json(struct req *r, int http, struct bytes json)
{
	return note_copy(r, http, "application/json", json);
}

enum status
web_bytes(struct req *r, int http, const char *type, struct bytes body)
{
	return note_copy(r, http, type, body);
}

/* Whether If-None-Match names it; weakly, as RFC 9110 13.1.2 has it. */
static int
has_already(struct req *r, const char *etag)
{
	const char	*said = web_header(r, "IF_NONE_MATCH");

	return r->method == WEB_GET && said != NULL &&
	    (strcmp(said, "*") == 0 || strstr(said, etag) != NULL);
}

enum status
web_bytes_kept(struct req *r, const char *type, struct bytes body,
    const struct web_keep *keep)
{
	struct answer	*a = &r->web->answer;
	int64_t		 left;
	enum status	 st;

	if ((st = note_copy(r, 200, type, body)) != ST_OK)
		return st;
	a->etag[0] = '"';
	hex_write(keep->mark, SM3_LEN / 2, a->etag + 1);
	memcpy(a->etag + ETAG_TEXT - 2, "\"", 2);
	a->keep = *keep;
	/* max-age goes before Expires: it may not outlast it */
	left = (keep->expires - clock_now()) / MS_SECOND;
	if (left < keep->max_age)
		a->keep.max_age = left < 0 ? 0 : (unsigned)left;
	if (has_already(r, a->etag)) {
		a->http = 304;
		a->body = bytes_of("", 0);
	}
	return ST_OK;
}

/* filename= for the old, filename*= (RFC 8187) for the rest. */
static const char *
disposition_of(struct req *r, const struct web_file *file)
{
	const char	*name = upload_name(r->pool,
			    file->name == NULL ? "" : file->name);
	const char	*coded, *dot;
	char		*plain, *p;

	if (name == NULL || (plain = pool_text(r->pool, name)) == NULL)
		return NULL;
	for (p = plain; *p != '\0'; p++)
		if ((unsigned char)*p >= 0x7f || *p == '"' || *p == '%' ||
		    *p == ';')
			*p = '_';
	dot = strrchr(plain, '.');
	coded = web_path_escape(r->pool, name);
	return pool_printf(r->pool, "%s; filename=\"%s%s\"; "
	    "filename*=UTF-8''%s", file->show ? "inline" : "attachment",
	    strcmp(plain, name) == 0 ? plain : "file",
	    strcmp(plain, name) == 0 || dot == NULL ? "" : dot, coded);
}

static void
free_buf(void *b)
{
	buf_free(b);
}

struct buf *
web_buf(struct req *r, size_t ceiling)
{
	struct buf	*b = pool_alloc(r->pool, sizeof(*b));

	if (b != NULL) {
		buf_init(b, ceiling);
		if (pool_defer(r->pool, free_buf, b))
			return b;
	}
	fault_set(r->fault, ST_BROKEN, "past the pool");
	return NULL;
}

enum status
web_file(struct req *r, const struct web_file *file)
{
	struct answer	*a = &r->web->answer;
	enum status	 st;

	if ((st = note(r, 200, file->type, file->bytes)) != ST_OK)
		return st;
	a->file = *file;
	a->is_file = 1;
	a->sandbox = file->stranger;
	a->disposition = disposition_of(r, file);
	if (a->disposition == NULL)
		return fault_set(r->fault, ST_BROKEN, "file: no memory");
	if (file->bytes.p != NULL)
		a->file.size = file->bytes.n;
	else if (file->next != NULL && file->size > 0)
		return file->next(file->arg, &a->body, r->fault);
	return ST_OK;
}

/* --- error pages --------------------------------------------------------- */

enum status
answer_problem(struct web *web, int http, const char *heading,
    const char *sentence)
{
	struct page	*page;

	memset(&web->answer, 0, sizeof(web->answer));
	web->req.form.nerrors = 0;
	page = web_page_new(&web->req, "part/problem", heading);
	page_set(page, K_HEADING, heading);
	page_set(page, K_SENTENCE, sentence);
	page_set(page, K_REQUEST_ID, web->id);
	page_show_if(page, K_REQUEST, http >= 500);
	return web_page_as(&web->req, page, http);
}

enum status
web_problem(struct req *r, int http, const char *heading,
    const char *sentence)
{
	return answer_problem(r->web, http, heading, sentence);
}

/* where there is no room the store and the spool say so, like this. */
static const struct refusal refusal_full = { 507, "系统存储空间不足",
    "这次操作没有保存。请通知系统管理员清理存储空间，然后重新提交。" };

static int
is_full(const struct fault *f)
{
	return f->st == ST_BROKEN && (strstr(f->text, "disk full") != NULL ||
	    strstr(f->text, "No space left") != NULL);
}

enum status
web_refuse(struct req *r, enum status st)
{
	const struct refusal	*how = &refusals[st];

	if (st == ST_BROKEN && is_full(&r->web->fault))
		how = &refusal_full;
	return answer_problem(r->web, how->http, how->heading,
	    how->sentence);
}

/* --- sessions ------------------------------------------------------------ */

void
web_session_set(struct req *r, const char *token)
{
	snprintf(r->web->new_session, sizeof(r->web->new_session), "%s",
	    token);
	r->web->answer.session = r->web->new_session;
}

void
web_session_clear(struct req *r)
{
	r->web->answer.session = "";
}

/* --- sending ------------------------------------------------------------- */

/* Nothing where there is no value. */
static void
head_line(struct buf *b, const char *name, const char *value)
{
	if (value == NULL)
		return;
	buf_text(b, name);
	buf_text(b, value);
	buf_text(b, "\r\n");
}

static void
head_cookie(struct buf *b, const char *name, const char *value)
{
	buf_printf(b, "Set-Cookie: %s=%s; Path=/; Secure; HttpOnly; "
	    "SameSite=Lax%s\r\n", name, value,
	    *value == '\0' ? "; Max-Age=0" : "");
}

/* RFC 5019 6.2: what says when it is over lasts until then, not longer. */
static void
head_keep(struct buf *b, const struct answer *a)
{
	char	 when[CALENDAR_TEXT];

	buf_text(b, "Cache-Control: max-age=");
	buf_int(b, a->keep.max_age);
	buf_text(b, ", public, no-transform, must-revalidate\r\n");
	calendar_http(a->keep.modified, when);
	head_line(b, "Last-Modified: ", when);
	calendar_http(a->keep.expires, when);
	head_line(b, "Expires: ", when);
	head_line(b, "ETag: ", a->etag);
}

/* What may be kept: only what is the same for everybody. */
static const char *
cache_of(const struct web *web)
{
	if (web->req.route != NULL && (web->req.route->flags & ROUTE_PUBLIC) &&
	    web->answer.http == 200 && *web->actor.person == '\0' &&
	    !web->set_pre && web->answer.session == NULL)
		return "public, max-age=60";
	return "no-store";
}

static void
head_write(struct web *web)
{
	const struct answer	*a = &web->answer;
	struct buf		*b = &web->head;

	buf_clear(b);
	buf_text(b, "Status: ");
	buf_int(b, a->http);
	head_line(b, "\r\nContent-Type: ", a->type);
	buf_text(b, "Content-Length: ");
	buf_int(b, (int64_t)(a->is_file ? a->file.size : a->body.n));
	buf_text(b, "\r\n");
	buf_text(b, security);
	buf_text(b, a->sandbox ? csp_sandbox : csp_page);
	if (a->keep.expires != 0)
		head_keep(b, a);
	else
		head_line(b, "Cache-Control: ", cache_of(web));
	head_line(b, "Location: ", a->location);
	head_line(b, "Allow: ", a->allow);
	head_line(b, "Content-Disposition: ", a->disposition);
	if (a->session != NULL) {
		head_cookie(b, COOKIE_SESSION, a->session);
		head_cookie(b, COOKIE_PRE, "");
	} else if (web->set_pre)
		head_cookie(b, COOKIE_PRE, web->pre);
	buf_text(b, "\r\n");
}

static int
put(struct web *web, struct bytes v)
{
	while (v.n > 0) {
		int n = v.n > FILE_PIECE ? (int)FILE_PIECE : (int)v.n;

		if (FCGX_PutStr((const char *)v.p, n, web->fcgi.out) != n)
			return 0;	/* the browser went away */
		v.p += n;
		v.n -= (size_t)n;
	}
	return 1;
}

static void
send_fd(struct web *web)
{
	static unsigned char	 piece[FILE_PIECE];
	size_t			 at = 0, left;
	ssize_t			 n;

	while ((left = web->answer.file.size - at) > 0) {
		n = pread(web->answer.file.fd, piece,
		    left < sizeof(piece) ? left : sizeof(piece), (off_t)at);
		if (n <= 0) {
			log_line(LOG_ERROR, "%s file ended early", web->id);
			return;		/* nginx sees fewer bytes */
		}
		if (!put(web, bytes_of(piece, (size_t)n)))
			return;
		at += (size_t)n;
	}
}

static void
send_pieces(struct web *web)
{
	struct answer	*a = &web->answer;
	size_t		 left = a->file.size;

	for (;;) {
		if (a->body.n > left)
			a->body.n = left;
		if (!put(web, a->body) || (left -= a->body.n) == 0)
			return;
		a->body = bytes_of(NULL, 0);
		if (a->file.next(a->file.arg, &a->body, &web->fault) !=
		    ST_OK || a->body.n == 0) {
			log_line(LOG_ERROR, "%s file ended early", web->id);
			return;
		}
	}
}

void
answer_send(struct web *web)
{
	const struct answer	*a = &web->answer;

	head_write(web);
	if (!buf_ok(&web->head) || !put(web, buf_view(&web->head)) ||
	    web->head_only)
		return;
	if (!a->is_file || a->file.bytes.p != NULL)
		put(web, a->body);
	else if (a->file.size == 0)
		return;
	else if (a->file.next != NULL)
		send_pieces(web);
	else
		send_fd(web);
}

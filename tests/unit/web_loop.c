/*
 * The whole loop, for real: a program of this file on a unix socket behind
 * nginx on loopback, asked by curl.  The store and the sessions are stand-ins
 * (below), so that this test needs no office; everything else is what every
 * program runs.
 */
#include "web_kit.h"

/* --- stand-ins for store and office ------------------------------------ */

#define CLERK_TOKEN	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1"
#define STALE_TOKEN	"ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ"
#define FRESH_TOKEN	"BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB2"
#define NEWPIN_TOKEN	"CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC3"

static int	 writing;
static char	 audit_file[128];

enum status
store_open(const char *where, const char *name, int readonly,
    struct store **out, struct fault *f)
{
	static char	 one;

	(void)where, (void)name, (void)readonly, (void)f;
	*out = (struct store *)(void *)&one;
	return ST_OK;
}

void
store_close(struct store *db)
{
	(void)db;
}

void
store_rollback(struct store *db)
{
	(void)db;
	writing = 0;
}

int
store_is_writing(const struct store *db)
{
	(void)db;
	return writing;
}

/* Nothing else is looked at while a page is held, and none stays held. */
static int	 held;

void
store_hold(struct store *db)
{
	(void)db;
	if (held++)
		abort();
}

void
store_let_go(struct store *db)
{
	(void)db;
	held = 0;
}

enum status
session_find(struct store *db, struct pool *pool, const char *token,
    struct actor *out, struct fault *f)
{
	(void)db, (void)pool;
	memset(out, 0, sizeof(*out));
	if (strcmp(token, CLERK_TOKEN) != 0 &&
	    strcmp(token, NEWPIN_TOKEN) != 0)
		return fault_set(f, ST_ABSENT, "no session");
	snprintf(out->person, sizeof(out->person), "PERSON1");
	out->name = "王<小>明";
	out->unit_name = "威海市某局";
	out->roles = ROLE_BIT(ROLE_CHECKER);
	out->must_change_pin = strcmp(token, NEWPIN_TOKEN) == 0;
	return ST_OK;
}

void
session_csrf(const char *token, char out[65])
{
	snprintf(out, 65, "csrf-of-%s", token);
}

void
session_handle(const char *token, unsigned char out[32])
{
	memcpy(out, token, 32);
}

static void
write_down(const char *kind, const char *who, const char *what)
{
	FILE	*f = fopen(audit_file, "a");

	if (f != NULL) {
		fprintf(f, "%s %s %s\n", kind, who, what);
		fclose(f);
	}
}

void
audit_refusal(struct store *db, const struct actor *who, const char *action,
    const char *kind, const char *object, const char *reason)
{
	(void)db, (void)action, (void)kind, (void)object;
	write_down("refusal", who->person, reason);
}

void
audit_count(struct store *db, const char *name, const char *reason)
{
	(void)db;
	write_down("count", name, reason);
}

/* --- the program ------------------------------------------------------- */

struct echo {
	const char		*word, *pin;
	const struct form_file	*paper;
};

static const struct field fields[] = {
	{ .name = "word", .label = "一句话", .kind = FIELD_LINE,
	  .required = true, .max = 10, .at = offsetof(struct echo, word) },
	{ .name = "pin", .label = "密码", .kind = FIELD_SECRET,
	  .at = offsetof(struct echo, pin) },
};
static const struct form form = { fields, 2, sizeof(struct echo), NULL };

static const struct field file_fields[] = {
	{ .name = "paper", .label = "申请文件", .kind = FIELD_FILE,
	  .required = true, .types = "application/pdf", .size = 1 * MIB + 1,
	  .at = offsetof(struct echo, paper) },
};
static const struct form file_form = { file_fields, 1, sizeof(struct echo),
    NULL };

static enum status
show_form(struct req *r)
{
	struct page	*p = web_page_new(r, "part/form", "试一试");

	page_set(p, K_ACTION, r->path);
	page_set(p, K_BUTTON, "提交");
	form_fill(p, &r->form);
	return web_page(r, p);
}

static enum status
answer_words(struct req *r, const char *word, int64_t n)
{
	struct json	 j;
	struct buf	 b;
	enum status	 st;

	buf_init(&b, 64 * KIB);
	json_begin(&j, &b);
	json_map(&j, NULL);
	json_text(&j, "word", word);
	json_int(&j, "n", n);
	json_end(&j);
	st = json_ok(&j) ? web_json(r, 200, buf_view(&b)) : ST_BROKEN;
	buf_free(&b);
	return st;
}

static enum status
post_form(struct req *r)
{
	const struct echo	*in = r->values;

	if (r->form.nerrors > 0)
		return show_form(r);
	return answer_words(r, in->word, (int64_t)strlen(in->pin));
}

static enum status
post_file(struct req *r)
{
	const struct echo	*in = r->values;

	if (r->form.nerrors > 0)
		return show_form(r);
	return answer_words(r, in->paper->name, (int64_t)in->paper->size);
}

static enum status
show_word(struct req *r)
{
	return answer_words(r, web_piece(r, "word"), 0);
}

static enum status
go_to(struct req *r)
{
	return web_redirect(r, web_query(r, "to"));
}

static enum status
use_up_pool(struct req *r)
{
	while (pool_alloc(r->pool, 64 * KIB) != NULL)
		;
	return show_form(r);
}

static enum status
leave_transaction_open(struct req *r)
{
	writing = 1;
	return answer_words(r, "done", 1);
}

static enum status
answer_nothing(struct req *r)
{
	(void)r;
	return ST_OK;
}

static enum status
answer_twice(struct req *r)
{
	answer_words(r, "one", 1);
	return answer_words(r, "two", 2);
}

static enum status
answer_then_fail(struct req *r)
{
	answer_words(r, "committed?", 1);
	return fault_set(r->fault, ST_CONFLICT, "row moved");
}

static enum status
fail_as_told(struct req *r)
{
	int	 st;

	for (st = ST_OK; st < ST__N; st++)
		if (strcmp(status_name((enum status)st),
		    web_piece(r, "status")) == 0)
			return fault_set(r->fault, (enum status)st,
			    "the secret detail");
	return ST_ABSENT;
}

static enum status
send_stranger(struct req *r)
{
	static const char	 html[] = "<script>alert(1)</script>";
	struct web_file		 file = { .name = "合同\"\r\n.html",
				    .type = "text/html", .stranger = 1,
				    .bytes = bytes_of(html, 25) };

	return web_file(r, &file);
}

struct counter { int left; };

static enum status
next_piece_of(void *arg, struct bytes *piece, struct fault *f)
{
	struct counter	*c = arg;

	if (c->left-- == 0)
		return fault_set(f, ST_BROKEN, "the store is gone");
	*piece = bytes_of("0123456789", 10);
	return ST_OK;
}

static enum status
send_streamed(struct req *r)
{
	struct counter	*c = pool_alloc(r->pool, sizeof(*c));
	struct web_file	 file = { .name = "a.bin", .size = 30, .arg = c,
			    .type = "application/octet-stream",
			    .next = next_piece_of };

	c->left = strcmp(web_piece(r, "n"), "0") == 0 ? 0 : 3;
	return web_file(r, &file);
}

static enum status
sign_in(struct req *r)
{
	web_session_set(r, FRESH_TOKEN);
	return web_redirect(r, web_next_path(r, "/"));
}

static enum status
be_slow(struct req *r)
{
	usleep(700 * 1000);
	return answer_words(r, "slow but whole", 1);
}

static const struct route routes[] = {
	{ WEB_GET, "/t/form", ROLE_NONE, show_form, &form, 0, 0 },
	{ WEB_POST, "/t/form", ROLE_NONE, post_form, &form, 0, 0 },
	{ WEB_POST, "/t/file", ROLE_NONE, post_file, &file_form, 0, 0 },
	{ WEB_GET, "/t/word/{word}", ROLE_NONE, show_word, NULL, 0, 0 },
	{ WEB_GET, "/t/go", ROLE_NONE, go_to, NULL, 0, 0 },
	{ WEB_GET, "/t/checker", ROLE_BIT(ROLE_CHECKER), show_form, &form,
	  0, 0 },
	{ WEB_POST, "/t/checker", ROLE_BIT(ROLE_CHECKER), post_form, &form,
	  0, 0 },
	{ WEB_GET, "/t/admin", ROLE_BIT(ROLE_SYSTEM_ADMIN), show_form, &form,
	  0, 0 },
	{ WEB_GET, "/t/pool", ROLE_NONE, use_up_pool, &form, 0, 0 },
	{ WEB_GET, "/t/open", ROLE_NONE, leave_transaction_open, NULL, 0, 0 },
	{ WEB_GET, "/t/nothing", ROLE_NONE, answer_nothing, NULL, 0, 0 },
	{ WEB_GET, "/t/twice", ROLE_NONE, answer_twice, NULL, 0, 0 },
	{ WEB_GET, "/t/late", ROLE_NONE, answer_then_fail, NULL, 0, 0 },
	{ WEB_GET, "/t/fail/{status}", ROLE_NONE, fail_as_told, NULL, 0, 0 },
	{ WEB_GET, "/t/stranger", ROLE_NONE, send_stranger, NULL, 0, 0 },
	{ WEB_GET, "/t/stream/{n}", ROLE_NONE, send_streamed, NULL, 0, 0 },
	{ WEB_POST, "/t/signin", ROLE_NONE, sign_in, NULL, 0, 0 },
	{ WEB_POST, "/t/machine", ROLE_NONE, show_word, NULL, ROUTE_MACHINE,
	  1024 },
	{ WEB_GET, "/t/slow", ROLE_NONE, be_slow, NULL, 0, 0 },
};

static const struct web_program	 with_cookies = {
	"echo", USE_WRITE, USE_NOT, USE_NOT, 1
}, without_cookies = {
	"echo", USE_WRITE, USE_NOT, USE_NOT, 0
};

static int
group_up(void **state)
{
	(void)state;
	snprintf(audit_file, sizeof(audit_file), "/tmp/web_test.%ld.audit",
	    (long)getpid());
	return kit_up(NULL, &with_cookies, routes, NITEMS(routes));
}

static int
group_down(void **state)
{
	(void)state;
	unlink(audit_file);
	return kit_down();
}

/* --- what is asked ----------------------------------------------------- */

static void
unknown_paths_and_methods(void **state)
{
	(void)state;
	assert_int_equal(status_of(ask("/nowhere", "")), 404);
	assert_non_null(strstr(answer, "没有找到这个页面"));
	assert_int_equal(status_of(ask("/t/word/", "")), 404);
	assert_int_equal(status_of(ask("/t/form", "-X DELETE")), 405);
	assert_non_null(strstr(answer, "Allow: GET, HEAD, POST\r\n"));
	assert_int_equal(status_of(ask("/t/word/x", "-X POST -d a=b")), 405);
	assert_non_null(strstr(answer, "Allow: GET, HEAD\r\n"));
	assert_int_equal(status_of(ask("/t/word/%ff", "")), 400);
	assert_int_equal(status_of(ask("/t/word/a?x=%zz", "")), 400);
	assert_int_equal(status_of(ask("/t/word/x", "-I")), 200);
	assert_non_null(strstr(answer, "Content-Length: 18"));
}

static void
every_answer_carries_the_security_headers(void **state)
{
	static const char *const paths[] = {
		"/t/form", "/nowhere", "/t/fail/broken", "/t/word/x"
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(paths); i++) {
		ask(paths[i], "");
		assert_non_null(strstr(answer, "Content-Security-Policy: "
		    "default-src 'self'; base-uri 'none'; form-action 'self'"
		    "; frame-ancestors 'none'; object-src 'none'\r\n"));
		assert_non_null(strstr(answer,
		    "X-Content-Type-Options: nosniff\r\n"));
		assert_non_null(strstr(answer,
		    "Referrer-Policy: same-origin\r\n"));
		assert_non_null(strstr(answer, "Cache-Control: no-store\r\n"));
	}
}

static void
r140_the_band_stands_on_every_page(void **state)
{
	(void)state;
	ask("/t/form", "");
	assert_non_null(strstr(answer, "<strong>演示</strong>"));
	assert_non_null(strstr(answer, "软件密钥，不用于生产"));
	ask("/nowhere", "");
	assert_non_null(strstr(answer, "软件密钥，不用于生产"));
	assert_null(strstr(answer, "时间已调至"));
	assert_int_equal(kit_shift(40 * MS_DAY), ST_OK);
	ask("/t/fail/broken", "");
	assert_non_null(strstr(answer, "软件密钥，不用于生产"));
	assert_non_null(strstr(answer, "时间已调至 20"));
	assert_int_equal(kit_shift(0), ST_OK);
}

static void
statuses_become_pages_without_the_detail(void **state)
{
	static const struct { const char *path; int http; } t[] = {
		{ "/t/fail/invalid", 400 }, { "/t/fail/absent", 404 },
		{ "/t/fail/denied", 403 }, { "/t/fail/conflict", 409 },
		{ "/t/fail/broken", 500 }, { "/t/open", 500 },
		{ "/t/nothing", 500 }, { "/t/twice", 500 },
		{ "/t/late", 409 }, { "/t/word/alive", 200 },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(t); i++) {
		assert_int_equal(status_of(ask(t[i].path, "")), t[i].http);
		assert_null(strstr(answer, "secret detail"));
		assert_null(strstr(answer, "committed?"));
	}
}

static void
the_pool_ceiling_is_a_clean_500_and_the_process_lives(void **state)
{
	int	 i, alive;

	(void)state;
	for (i = 0; i < 3; i++) {
		assert_int_equal(status_of(ask("/t/pool", "")), 500);
		assert_non_null(strstr(answer, "系统出现问题"));
		assert_non_null(strstr(answer, "</html>"));
	}
	assert_int_equal(status_of(ask("/t/word/alive", "")), 200);
	alive = kill(program, 0) == 0 && waitpid(program, NULL, WNOHANG) == 0;
	assert_true(alive);
}

static void
redirects_stay_here_and_carry_no_header(void **state)
{
	static const char *const bad[] = {
		"https://evil.cn", "//evil.cn", "/%5Cevil.cn",
		"/a%0d%0aSet-Cookie:%20x=y", "/a%0aX:y", "",
	};
	size_t	 i;
	char	 path[128];

	(void)state;
	for (i = 0; i < NITEMS(bad); i++) {
		snprintf(path, sizeof(path), "/t/go?to=%s", bad[i]);
		assert_int_equal(status_of(ask(path, "")), 500);
		assert_null(strstr(answer, "Location"));
		assert_null(strstr(answer, "Set-Cookie: x"));
	}
	assert_int_equal(status_of(ask("/t/go?to=/a%3Fb%3Dc", "")), 303);
	assert_non_null(strstr(answer, "/a?b=c\r\n"));
}

static void
an_anonymous_post_needs_origin_cookie_and_token(void **state)
{
	char	 cookie[64], token[65], wrong[65];

	(void)state;
	open_form(cookie, token);
	memcpy(wrong, token, sizeof(wrong));
	wrong[63] = token[63] == '0' ? '1' : '0';
	/* All of it: taken. */
	assert_int_equal(status_of(ask("/t/form", ORIGIN
	    " -H 'Cookie: __Host-pre=%s' -d csrf=%s -d word=hi -d pin=1234",
	    port, cookie, token)), 200);
	assert_non_null(strstr(answer, "{\"word\":\"hi\",\"n\":4}"));
	/* Each one missing or wrong: refused. */
	assert_int_equal(status_of(ask("/t/form",
	    "-H 'Cookie: __Host-pre=%s' -d csrf=%s -d word=hi", cookie,
	    token)), 403);
	assert_int_equal(status_of(ask("/t/form",
	    "-H 'Origin: https://evil.cn' -H 'Cookie: __Host-pre=%s' "
	    "-d csrf=%s -d word=hi", cookie, token)), 403);
	assert_int_equal(status_of(ask("/t/form", ORIGIN
	    " -H 'Sec-Fetch-Site: cross-site' -H 'Cookie: __Host-pre=%s' "
	    "-d csrf=%s -d word=hi", port, cookie, token)), 403);
	assert_int_equal(status_of(ask("/t/form", ORIGIN
	    " -d csrf=%s -d word=hi", port, token)), 403);
	assert_int_equal(status_of(ask("/t/form", ORIGIN
	    " -H 'Cookie: __Host-pre=%s' -d word=hi", port, cookie)), 403);
	assert_int_equal(status_of(ask("/t/form", ORIGIN
	    " -H 'Cookie: __Host-pre=%s' -d csrf=%s -d word=hi", port,
	    cookie, wrong)), 403);
	assert_int_equal(status_of(ask("/t/form", ORIGIN
	    " -H 'Cookie: __Host-pre=%s' -d csrf= -d word=hi", port,
	    cookie)), 403);
	assert_int_equal(status_of(ask("/t/form", ORIGIN
	    " -d csrf= -d word=hi", port)), 403);
}

static void
wrong_answers_come_back_with_the_form(void **state)
{
	char	 cookie[64], token[65];

	(void)state;
	open_form(cookie, token);
	assert_int_equal(status_of(ask("/t/form", ORIGIN
	    " -H 'Cookie: __Host-pre=%s' -d csrf=%s "
	    "--data-urlencode 'word=<12345678901>' -d pin=geheim", port,
	    cookie, token)), 400);
	assert_non_null(strstr(answer, "<title>错误：试一试"));
	assert_non_null(strstr(answer, "有 1 处需要修改"));
	assert_non_null(strstr(answer, "value=\"&lt;12345678901&gt;\""));
	assert_null(strstr(answer, "geheim"));
}

static void
a_session_opens_what_its_roles_may(void **state)
{
	char	 log[4096] = "";
	FILE	*f;

	(void)state;
	/* Nobody: to the sign-in page and back. */
	assert_int_equal(status_of(ask("/t/checker?a=b", "")), 303);
	assert_non_null(strstr(answer,
	    "/account/signin?next=/t/checker%3Fa%3Db\r\n"));
	assert_int_equal(status_of(ask("/t/checker",
	    "-H 'Cookie: __Host-jy=" STALE_TOKEN "'")), 303);
	/* A known person, with and without the role. */
	assert_int_equal(status_of(ask("/t/checker",
	    "-H 'Cookie: __Host-jy=" CLERK_TOKEN "'")), 200);
	assert_non_null(strstr(answer, "王&lt;小&gt;明"));
	assert_non_null(strstr(answer, "核验人员"));
	assert_non_null(strstr(answer, "href=\"/approve\""));
	assert_null(strstr(answer, "href=\"/admin\""));
	assert_null(strstr(answer, "__Host-pre"));
	assert_int_equal(status_of(ask("/t/admin",
	    "-H 'Cookie: __Host-jy=" CLERK_TOKEN "'")), 403);
	f = fopen(audit_file, "r");
	assert_non_null(f);
	assert_true(fread(log, 1, sizeof(log) - 1, f) > 0);
	fclose(f);
	assert_non_null(strstr(log, "refusal PERSON1 role\n"));
	assert_non_null(strstr(log, "count echo token\n"));
	assert_non_null(strstr(log, "count echo origin\n"));
	/* Who must change the PIN first goes there first. */
	assert_int_equal(status_of(ask("/t/checker",
	    "-H 'Cookie: __Host-jy=" NEWPIN_TOKEN "'")), 303);
	assert_non_null(strstr(answer, "/account/pin\r\n"));
}

static void
a_session_post_needs_its_own_token(void **state)
{
	char	 cookie[64], token[65];

	(void)state;
	assert_int_equal(status_of(ask("/t/checker", ORIGIN
	    " -H 'Cookie: __Host-jy=" CLERK_TOKEN "' -d word=hi "
	    "-d csrf=csrf-of-" CLERK_TOKEN, port)), 200);
	/* The token of a stranger's pre-session is none for a session. */
	open_form(cookie, token);
	assert_int_equal(status_of(ask("/t/checker", ORIGIN
	    " -H 'Cookie: __Host-jy=" CLERK_TOKEN "; __Host-pre=%s' "
	    "-d word=hi -d csrf=%s", port, cookie, token)), 403);
	assert_int_equal(status_of(ask("/t/checker", ORIGIN
	    " -H 'Cookie: __Host-jy=" CLERK_TOKEN "' -d word=hi", port)),
	    403);
}

static void
fixation_the_cookie_after_signing_in_is_the_sessions(void **state)
{
	char	 cookie[64], token[65];

	(void)state;
	open_form(cookie, token);
	assert_int_equal(status_of(ask("/t/signin", ORIGIN
	    " -H 'Cookie: __Host-pre=%s; __Host-jy=" STALE_TOKEN "' "
	    "-d csrf=%s --data-urlencode next=/apply/7", port, cookie,
	    token)), 303);
	assert_non_null(strstr(answer, "Set-Cookie: __Host-jy=" FRESH_TOKEN
	    "; Path=/; Secure; HttpOnly; SameSite=Lax\r\n"));
	assert_non_null(strstr(answer, "Set-Cookie: __Host-pre=; "));
	assert_non_null(strstr(answer, "/apply/7\r\n"));
	assert_null(strstr(answer, STALE_TOKEN));
	assert_int_equal(status_of(ask("/t/signin", ORIGIN
	    " -H 'Cookie: __Host-pre=%s' -d csrf=%s "
	    "--data-urlencode next=//evil.cn", port, cookie, token)), 303);
	assert_null(strstr(answer, "evil"));
}

static void
bodies_are_limited_by_counting(void **state)
{
	char	 cookie[64], token[65];

	(void)state;
	open_form(cookie, token);
	write_file("big", "csrf=%s&word=%0300000d", token, 1);
	assert_int_equal(status_of(ask("/t/form", ORIGIN
	    " -H 'Cookie: __Host-pre=%s' --data-binary @%s/big", port,
	    cookie, dir)), 413);
	assert_non_null(strstr(answer, "一次最多提交 256 KB"));
	assert_int_equal(status_of(ask("/t/form", ORIGIN
	    " -H 'Cookie: __Host-pre=%s' -H 'Transfer-Encoding: chunked' "
	    "--data-binary @%s/big", port, cookie, dir)), 413);
	assert_int_equal(status_of(ask("/t/machine", "-H 'Content-Type: a/b'"
	    " -d %01024d", 1)), 200);
	assert_int_equal(status_of(ask("/t/machine", "-H 'Content-Type: a/b'"
	    " -d %01025d", 1)), 413);
	/* Other types, NUL and broken text are no form. */
	assert_int_equal(status_of(ask("/t/form", ORIGIN
	    " -H 'Cookie: __Host-pre=%s' -H 'Content-Type: text/plain' "
	    "-d 'csrf=%s&word=a'", port, cookie, token)), 400);
	assert_int_equal(status_of(ask("/t/form", ORIGIN
	    " -H 'Cookie: __Host-pre=%s' -d 'csrf=%s&word=%%00'", port,
	    cookie, token)), 400);
	assert_int_equal(status_of(ask("/t/form", ORIGIN
	    " -H 'Cookie: __Host-pre=%s' -d 'csrf=%s&word=%%ff'", port,
	    cookie, token)), 400);
}

static void
files_are_taken_judged_and_refused(void **state)
{
	char	 cookie[64], token[65];

	(void)state;
	open_form(cookie, token);
	write_file("good.pdf", "%%PDF-1.7 %05000d", 1);
	write_file("bad.pdf", "<html>");
	write_file("large.pdf", "%%PDF-1.7 %01500000d", 1);
	write_file("huge.pdf", "%%PDF-1.7 %09000000d", 1);
#define UPLOAD(name, as) ORIGIN " -H 'Cookie: __Host-pre=%s' -F csrf=%s " \
	"-F 'paper=@%s/" name ";filename=\"" as "\"'", port, cookie, token, dir
	assert_int_equal(status_of(ask("/t/file",
	    UPLOAD("good.pdf", "../../x/合同.pdf"))), 200);
	assert_non_null(strstr(answer, "{\"word\":\"合同.pdf\",\"n\":5009}"));
	assert_int_equal(status_of(ask("/t/file",
	    UPLOAD("bad.pdf", "a.pdf"))), 400);
	assert_non_null(strstr(answer, "文件内容不是 PDF"));
	assert_int_equal(status_of(ask("/t/file",
	    UPLOAD("large.pdf", "a.pdf"))), 400);
	assert_non_null(strstr(answer, "文件超过 1024 KB"));
	assert_int_equal(status_of(ask("/t/file",
	    UPLOAD("huge.pdf", "a.pdf"))), 413);
	assert_non_null(strstr(answer, "一次最多提交 2 MB"));
	/* A file before the token, or without one: not even stored. */
	assert_int_equal(status_of(ask("/t/file", ORIGIN
	    " -H 'Cookie: __Host-pre=%s' -F 'paper=@%s/good.pdf' -F csrf=%s",
	    port, cookie, dir, token)), 403);
	/* Missing: named. */
	assert_int_equal(status_of(ask("/t/file", ORIGIN
	    " -H 'Cookie: __Host-pre=%s' -F csrf=%s", port, cookie, token)),
	    400);
	assert_non_null(strstr(answer, "请上传申请文件"));
}

static void
hostile_multipart_is_a_clean_400(void **state)
{
	static const char *const bodies[] = {
		"", "--x", "--x\r\n", "--x\r\n\r\n\r\n--x--",
		"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb",
		"--x\r\nContent-Disposition: form-data\r\n\r\nb\r\n--x--",
		"--x\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\n"
		    "b\r\n--x--",
		"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
		    "\xff\r\n--x--",
	};
	char	 cookie[64], token[65];
	size_t	 i;

	(void)state;
	open_form(cookie, token);
	for (i = 0; i < NITEMS(bodies); i++) {
		write_file("hostile", "%s", bodies[i]);
		assert_int_equal(status_of(ask("/t/file", ORIGIN
		    " -H 'Cookie: __Host-pre=%s' -H 'Content-Type: "
		    "multipart/form-data; boundary=x' --data-binary "
		    "@%s/hostile", port, cookie, dir)), 400);
	}
	assert_int_equal(status_of(ask("/t/word/alive", "")), 200);
}

static void
a_strangers_file_may_do_nothing(void **state)
{
	(void)state;
	assert_int_equal(status_of(ask("/t/stranger", "")), 200);
	assert_non_null(strstr(answer, "Content-Security-Policy: sandbox; "
	    "default-src 'none'"));
	assert_non_null(strstr(answer, "Content-Disposition: attachment; "
	    "filename=\"file.html\"; filename*=UTF-8''%E5%90%88%E5%90%8C"
	    "%22.html\r\n"));
	assert_non_null(strstr(answer, "nosniff"));
	assert_int_equal(status_of(ask("/t/stream/3", "")), 200);
	assert_non_null(strstr(answer,
	    "\r\n\r\n012345678901234567890123456789"));
	/* The first piece is read before anything leaves. */
	assert_int_equal(status_of(ask("/t/stream/0", "")), 500);
}

static void
the_log_has_one_line_a_request_and_no_secret(void **state)
{
	char	 path[128], *log = calloc(1, 1 << 20);
	FILE	*f;

	(void)state;
	ask("/t/word/geheimes-wort", "");
	snprintf(path, sizeof(path), "%s/log", dir);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_true(fread(log, 1, (1 << 20) - 1, f) > 0);
	fclose(f);
	assert_non_null(strstr(log, "GET /t/word/{word} person=- status=200 "
	    "us="));
	assert_null(strstr(log, "geheim"));
	assert_null(strstr(log, CLERK_TOKEN));
	free(log);
}

static void
a_program_without_cookies_asks_for_the_origin_only(void **state)
{
	(void)state;
	stop(&program);
	start_program(&without_cookies);
	usleep(300 * 1000);
	assert_int_equal(status_of(ask("/t/form", "")), 200);
	assert_null(strstr(answer, "Set-Cookie"));
	assert_null(strstr(answer, "/account/signin"));
	assert_int_equal(status_of(ask("/t/form", ORIGIN " -d word=hi",
	    port)), 200);
	assert_int_equal(status_of(ask("/t/form", "-d word=hi")), 403);
	assert_int_equal(status_of(ask("/t/checker",
	    "-H 'Cookie: __Host-jy=" CLERK_TOKEN "'")), 303);
}

static void
sigterm_ends_after_the_running_request(void **state)
{
	int	 status;
	pid_t	 child;

	(void)state;
	if ((child = fork()) == 0) {
		int ok = status_of(ask("/t/slow", "")) == 200 &&
		    strstr(answer, "slow but whole") != NULL;
		_exit(ok ? 0 : 1);
	}
	usleep(300 * 1000);
	assert_int_equal(stop(&program), 0);
	waitpid(child, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 0);
	/* And while it waits for one, at once. */
	start_program(&with_cookies);
	usleep(300 * 1000);
	assert_int_equal(stop(&program), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unknown_paths_and_methods),
		cmocka_unit_test(every_answer_carries_the_security_headers),
		cmocka_unit_test(r140_the_band_stands_on_every_page),
		cmocka_unit_test(statuses_become_pages_without_the_detail),
		cmocka_unit_test(
		    the_pool_ceiling_is_a_clean_500_and_the_process_lives),
		cmocka_unit_test(redirects_stay_here_and_carry_no_header),
		cmocka_unit_test(
		    an_anonymous_post_needs_origin_cookie_and_token),
		cmocka_unit_test(wrong_answers_come_back_with_the_form),
		cmocka_unit_test(a_session_opens_what_its_roles_may),
		cmocka_unit_test(a_session_post_needs_its_own_token),
		cmocka_unit_test(
		    fixation_the_cookie_after_signing_in_is_the_sessions),
		cmocka_unit_test(bodies_are_limited_by_counting),
		cmocka_unit_test(files_are_taken_judged_and_refused),
		cmocka_unit_test(hostile_multipart_is_a_clean_400),
		cmocka_unit_test(a_strangers_file_may_do_nothing),
		cmocka_unit_test(the_log_has_one_line_a_request_and_no_secret),
		cmocka_unit_test(
		    a_program_without_cookies_asks_for_the_origin_only),
		cmocka_unit_test(sigterm_ends_after_the_running_request),
	};

	return cmocka_run_group_tests(tests, group_up, group_down);
}

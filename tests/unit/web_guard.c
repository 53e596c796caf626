/* Cookies, origins, tokens, paths, values and uploads: the pure parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "web/local.h"
#include "web/menu.h"
#include "web/urlencoded.h"

#define TOK "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop-"
#define TOK2 "zBCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop_"

static void
one_well_formed_cookie_is_read(void **state)
{
	static const struct { const char *header; int found; } t[] = {
		{ "", 0 }, { "a=b", 0 }, { "__Host-jy", 0 },
		{ "__Host-jy=", 0 }, { "__Host-jy=short", 0 },
		{ "__Host-jy=" TOK "x", 0 }, { "x__Host-jy=" TOK, 0 },
		{ "__Host-jyx=" TOK, 0 }, { "__host-jy=" TOK, 0 },
		{ "__Host-jy=" TOK "; __Host-jy=" TOK2, 0 },
		{ "__Host-jy=\"" TOK "\"", 0 },
		{ "__Host-jy=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop%", 0 },
		{ ";;; ;", 0 },
		{ "__Host-jy=" TOK, 1 }, { "a=b; __Host-jy=" TOK "; c=d", 1 },
		{ "__Host-jy=" TOK " ;", 1 },
	};
	char	 out[TOKEN_TEXT];
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(t); i++) {
		assert_int_equal(cookie_read(t[i].header, COOKIE_SESSION,
		    out), t[i].found);
		assert_string_equal(out, t[i].found ? TOK : "");
	}
}

static void
only_our_own_pages_may_post(void **state)
{
	static const struct {
		const char	*site, *origin, *host, *url;
		int		 ours;
	} t[] = {
		{ NULL, NULL, "a.cn", "https://a.cn", 0 },
		{ NULL, "null", "a.cn", "https://a.cn", 0 },
		{ NULL, "https://evil.cn", "a.cn", "https://a.cn", 0 },
		{ NULL, "https://a.cn.evil.cn", "a.cn", NULL, 0 },
		{ NULL, "https://a.cn@evil.cn", "a.cn", NULL, 0 },
		{ NULL, "https://a.cn/x", "a.cn", NULL, 0 },
		{ NULL, "https://a.cn:8443", "a.cn", NULL, 0 },
		{ NULL, "ftp://a.cn", "a.cn", NULL, 0 },
		{ NULL, "https://", "", NULL, 0 },
		{ "cross-site", "https://a.cn", "a.cn", NULL, 0 },
		{ "same-site", NULL, "a.cn", NULL, 0 },
		{ "none", NULL, "a.cn", NULL, 0 },
		{ "same-origin", "https://evil.cn", "a.cn", NULL, 0 },
		{ "same-origin", "https://a.cn", NULL, NULL, 0 },
		{ "same-origin", NULL, "a.cn", NULL, 1 },
		{ "same-origin", "https://a.cn", "a.cn", NULL, 1 },
		{ NULL, "http://127.0.0.1:8080", "127.0.0.1:8080", NULL, 1 },
		{ NULL, "https://A.cn", "a.cn", NULL, 1 },
		{ NULL, "https://a.cn", "inner", "https://a.cn/", 1 },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(t); i++)
		if (origin_is_ours(t[i].site, t[i].origin, t[i].host,
		    t[i].url) != t[i].ours)
			fail_msg("case %zu", i);
}

static void
tokens_differ_and_compare(void **state)
{
	char	 a[TOKEN_TEXT], b[TOKEN_TEXT], x[CSRF_TEXT], y[CSRF_TEXT];

	(void)state;
	token_new(a);
	token_new(b);
	assert_int_equal(strlen(a), TOKEN_TEXT - 1);
	assert_string_not_equal(a, b);
	token_pre_csrf(a, x);
	token_pre_csrf(b, y);
	assert_int_equal(strlen(x), CSRF_TEXT - 1);
	assert_false(token_same(x, y));
	token_pre_csrf(a, y);
	assert_true(token_same(x, y));
	assert_false(token_same("", ""));
	y[10] ^= 1;
	assert_false(token_same(x, y));
	assert_false(token_same(x, "x"));
}

static void
only_local_paths_are_redirected_to(void **state)
{
	static const char *const bad[] = {
		NULL, "", "x", "//evil.cn", "/\\evil.cn", "https://evil.cn",
		"/a\r\nSet-Cookie: x=y", "/a b", "/a\tb", "/\x7f", "/印",
		"javascript:alert(1)", "/a\\b", "/\"", "/<script>",
	}, *const good[] = {
		"/", "/apply/1?x=%0d%0a&b=c#f-name", "/v/ABCD", "/a//b",
	};
	struct pool	*pool = pool_new(MIB);
	size_t		 i;

	(void)state;
	for (i = 0; i < NITEMS(bad); i++)
		assert_false(web_path_is_local(bad[i]));
	for (i = 0; i < NITEMS(good); i++)
		assert_true(web_path_is_local(good[i]));
	assert_string_equal(web_path_escape(pool, "/a b?印\r\n"),
	    "/a%20b%3F%E5%8D%B0%0D%0A");
	pool_free(pool);
}

static void
routes_match_whole_pieces(void **state)
{
	static const struct { const char *pattern, *path, *id; } t[] = {
		{ "/", "/", "" }, { "/apply", "/apply", "" },
		{ "/apply/{id}", "/apply/7", "7" },
		{ "/apply/{id}/x", "/apply/7/x", "7" },
		{ "/apply", "/apply/", NULL }, { "/apply", "/applyx", NULL },
		{ "/apply/{id}", "/apply/", NULL },
		{ "/apply/{id}", "/apply/7/8", NULL },
		{ "/apply/{id}", "/apply", NULL }, { "/", "", NULL },
		{ "/apply", "apply", NULL },
		{ "/ocsp/{rest*}", "/ocsp/a", "a" },
		{ "/ocsp/{rest*}", "/ocsp/a/b+/", "a/b+/" },
		{ "/ocsp/{rest*}", "/ocsp/", NULL },
		{ "/ocsp/{rest*}", "/ocsp", NULL },
		{ "/ocsp/{rest*}", "/ocspx/a", NULL },
	};
	struct pool	*pool = pool_new(MIB);
	struct piece	 pieces[WEB_PIECES];
	size_t		 i, n;

	(void)state;
	for (i = 0; i < NITEMS(t); i++) {
		assert_int_equal(route_match(t[i].pattern, t[i].path, pool,
		    pieces, &n), t[i].id != NULL);
		if (t[i].id != NULL && *t[i].id != '\0')
			assert_string_equal(pieces[0].value, t[i].id);
	}
	pool_free(pool);
}

static void
values_are_decoded_or_refused(void **state)
{
	static const char *const bad[] = {
		"a=%", "a=%1", "a=%zz", "a=%00", "%ff=b", "a=%ff", "a=%e4%b8",
	};
	struct pool		*pool = pool_new(MIB);
	struct form_input	 in;
	struct fault		 f = { 0 };
	char			 text[256];
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(bad); i++) {
		snprintf(text, sizeof(text), "%s", bad[i]);
		assert_int_equal(urlencoded_read(text, strlen(text), pool,
		    &in, &f), ST_INVALID);
		assert_int_equal(in.n, 0);
	}
	snprintf(text, sizeof(text), "%s",
	    "a=1+2&&b=%e4%b8%ad%26&c&=d&e=f=g&a=3");
	assert_int_equal(urlencoded_read(text, strlen(text), pool, &in, &f),
	    ST_OK);
	assert_int_equal(in.n, 6);
	assert_string_equal(form_input_text(&in, "a"), "1 2");
	assert_string_equal(form_input_text(&in, "b"), "中&");
	assert_string_equal(form_input_text(&in, "c"), "");
	assert_string_equal(form_input_text(&in, ""), "d");
	assert_string_equal(form_input_text(&in, "e"), "f=g");
	assert_null(form_input_text(&in, "z"));
	memset(text, '&', 200);
	assert_int_equal(urlencoded_read(text, 200, pool, &in, &f),
	    ST_INVALID);
	memcpy(text, "a\0b", 4);
	assert_int_equal(urlencoded_read(text, 3, pool, &in, &f), ST_INVALID);
	pool_free(pool);
}

static void
uploads_are_what_their_bytes_say(void **state)
{
	static const struct { const char *head; size_t n; const char *type; }
	t[] = {
		{ "%PDF-1.7", 8, "application/pdf" },
		{ "\xff\xd8\xff\xe0", 4, "image/jpeg" },
		{ "\x89PNG\r\n\x1a\n", 8, "image/png" },
		{ "PK\x03\x04", 4, "application/ofd" },
		{ "<html>", 6, NULL }, { "%PDF", 4, NULL }, { "", 0, NULL },
		{ " %PDF-1.7", 9, NULL }, { "MZ", 2, NULL },
	};
	static const struct { const char *in, *out; } names[] = {
		{ "a.pdf", "a.pdf" }, { "C:\\x\\b.pdf", "b.pdf" },
		{ "../../etc/passwd", "passwd" }, { "..", "未命名" },
		{ "", "未命名" }, { "/", "未命名" },
		{ "a\r\nb\xe2\x80\xae" "fdp.exe", "abfdp.exe" },
		{ "\xff\xfe", "未命名" }, { "营业执照.pdf", "营业执照.pdf" },
	};
	struct pool	*pool = pool_new(MIB);
	char		 longest[2000];
	size_t		 i;

	(void)state;
	for (i = 0; i < NITEMS(t); i++) {
		const char *type = upload_type(bytes_of(t[i].head, t[i].n));

		assert_int_equal(type == NULL, t[i].type == NULL);
		if (type != NULL)
			assert_string_equal(type, t[i].type);
	}
	for (i = 0; i < NITEMS(names); i++)
		assert_string_equal(upload_name(pool, names[i].in),
		    names[i].out);
	memset(longest, 'a', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(strlen(upload_name(pool, longest)), UPLOAD_NAME);
	pool_free(pool);
}

static void
a_spool_keeps_what_it_may(void **state)
{
	static unsigned char	 piece[300 * 1024];
	struct spool		 s;
	struct fault		 f = { 0 };
	unsigned char		 back;
	size_t			 i;

	(void)state;
	spool_init(&s, 2 * MIB);
	memset(piece, 'x', sizeof(piece));
	memcpy(piece, "%PDF-", 5);
	for (i = 0; i < 10; i++) {
		piece[0] = i == 0 ? '%' : (unsigned char)i;
		assert_int_equal(spool_put(&s, bytes_of(piece,
		    sizeof(piece)), &f), ST_OK);
	}
	assert_int_equal(s.size, 10 * sizeof(piece));
	assert_int_equal(lseek(s.fd, 0, SEEK_END), (off_t)(2 * MIB));
	assert_true(s.on_disk);
	for (i = 1; i < 7; i++) {
		assert_int_equal(pread(s.fd, &back, 1,
		    (off_t)(i * sizeof(piece))), 1);
		assert_int_equal(back, i);
	}
	assert_string_equal(upload_type(bytes_of(s.head, s.nhead)),
	    "application/pdf");
	spool_drop(&s);
	spool_drop(&s);
}

/* What everybody sees, then what each role sees besides. */
#define OPEN "/loss /progress /verify /status "

static const struct {
	enum role	 role;
	const char	*sees;
} matrix[] = {
	{ ROLE_APPLICANT, "/apply /loss /renew /change /replace /cancel "
	  "/account/seals /progress /verify /status /account/inbox " },
	{ ROLE_REQUESTER, "/loss /account/seals /stamp /progress /verify "
	  "/status /account/inbox " },
	{ ROLE_REVIEWER, "/loss /account/seals /stamp /progress /verify "
	  "/status /account/inbox " },
	{ ROLE_KEEPER, "/loss /renew /account/seals /stamp /progress "
	  "/verify /status /account/inbox " },
	{ ROLE_CHECKER, "/loss /approve /issue /progress /verify /status "
	  "/account/inbox " },
	{ ROLE_MAKER, "/loss /issue /progress /verify /status "
	  "/account/inbox " },
	{ ROLE_APPROVER, "/loss /approve /progress /verify /status "
	  "/account/inbox " },
	{ ROLE_RA_OPERATOR, "/loss /approve /issue /progress /verify "
	  "/status /admin /account/inbox " },
	{ ROLE_RA_ADMIN, "/loss /progress /verify /status /admin "
	  "/account/inbox " },
	{ ROLE_BUSINESS_ADMIN, "/loss /progress /verify /status /admin "
	  "/account/inbox " },
	{ ROLE_AUDIT_ADMIN, "/loss /progress /verify /status /audit "
	  "/account/inbox " },
	{ ROLE_SYSTEM_ADMIN, "/loss /progress /verify /status /admin "
	  "/account/inbox " },
	{ ROLE_SUPERVISOR, "/loss /progress /verify /status /admin "
	  "/account/inbox " },
};

_Static_assert(NITEMS(matrix) == ROLE__N, "a role is not in the matrix");

static const char *
seen_by(const struct actor *actor, char out[512])
{
	const struct menu_entry	*menu;
	size_t			 n, i, at = 0;

	menu = web_menu(&n);
	out[0] = '\0';
	for (i = 0; i < n; i++)
		if (menu_shows(&menu[i], actor))
			at += (size_t)snprintf(out + at, 512 - at, "%s ",
			    menu[i].path);
	return out;
}

static void
r044_each_role_sees_its_own_entries(void **state)
{
	struct actor	 who = { .person = "", .roles = ROLE_ANY };
	char		 out[512];
	size_t		 i;

	(void)state;
	/* Roles without a person are nobody's. */
	assert_string_equal(seen_by(&who, out), OPEN);
	who.person[0] = 'P';
	who.roles = 0;
	assert_string_equal(seen_by(&who, out), OPEN "/account/inbox ");
	for (i = 0; i < NITEMS(matrix); i++) {
		who.roles = ROLE_BIT(matrix[i].role);
		assert_string_equal(seen_by(&who, out), matrix[i].sees);
	}
}

static void
every_program_is_in_the_table(void **state)
{
	(void)state;
	assert_null(web_program_find("keyd"));
	assert_int_equal(web_program_find("verify")->office, USE_READ);
	assert_int_equal(web_program_find("status")->office, USE_READ);
	assert_int_equal(web_program_find("verify")->cookies, 0);
	assert_int_equal(web_program_find("apply")->office, USE_WRITE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_well_formed_cookie_is_read),
		cmocka_unit_test(only_our_own_pages_may_post),
		cmocka_unit_test(tokens_differ_and_compare),
		cmocka_unit_test(only_local_paths_are_redirected_to),
		cmocka_unit_test(routes_match_whole_pieces),
		cmocka_unit_test(values_are_decoded_or_refused),
		cmocka_unit_test(uploads_are_what_their_bytes_say),
		cmocka_unit_test(a_spool_keeps_what_it_may),
		cmocka_unit_test(r044_each_role_sees_its_own_entries),
		cmocka_unit_test(every_program_is_in_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

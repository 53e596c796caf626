/*
 * JSON of strangers: what is taken, and that anything bent is refused with
 * nothing read past its end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "page/json.h"
#include "page/json_read.h"

static struct pool	*pool;
static struct fault	 f;

static int
setup(void **unused)
{
	(void)unused;
	pool = pool_new(1024 * 1024);
	return pool == NULL ? -1 : 0;
}

static int
teardown(void **unused)
{
	(void)unused;
	pool_free(pool);
	return 0;
}

/* From the heap, whole, so that a sanitizer sees the end. */
static enum status
take(const char *text, size_t n, const struct json_value **out)
{
	unsigned char	*copy = malloc(n + (n == 0));
	enum status	 st;

	memcpy(copy, text, n);
	st = json_read(bytes_of(copy, n), pool, out, &f);
	free(copy);
	return st;
}

static void
values_are_read(void **unused)
{
	const char	 text[] = " { \"a\" : \"\\u4e2d\\\"\\\\\\/\\n\\ud83d\\ude00\","
			    "\"b\":-12,\"c\":[true,false,null,{}],\"d\":1.5e+2,"
			    "\"e\":0,\"f\":1234567890123456789.5,\"\":{\"x\":\"y\"}}\n";
	const struct json_value	*v, *c;

	(void)unused;
	assert_int_equal(take(text, sizeof(text) - 1, &v), ST_OK);
	assert_int_equal(v->kind, JV_MAP);
	assert_string_equal(json_member_text(v, "a"), "中\"\\/\n😀");
	assert_int_equal(json_member(v, "b", JV_INT)->n, -12);
	c = json_member(v, "c", JV_LIST)->first;
	assert_int_equal(c->kind, JV_BOOL);
	assert_int_equal(c->n, 1);
	assert_int_equal(c->next->n, 0);
	assert_int_equal(c->next->next->kind, JV_NONE);
	assert_int_equal(c->next->next->next->kind, JV_MAP);
	assert_non_null(json_member(v, "d", JV_NUMBER));
	assert_int_equal(json_member(v, "e", JV_INT)->n, 0);
	assert_non_null(json_member(v, "f", JV_NUMBER));
	assert_string_equal(json_member_text(json_member(v, "", JV_MAP),
	    "x"), "y");
	assert_null(json_member_text(v, "b"));
	assert_null(json_member_text(v, "none"));
	assert_null(json_member(c, "x", JV_TEXT));
	assert_null(json_member(NULL, "x", JV_TEXT));
}

static void
bent_ones_are_refused(void **unused)
{
	static const char *const bad[] = {
		"", " ", "{", "}", "[", "[1,]", "[,1]", "[1 2]", "{\"a\"}",
		"{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\":1}x",
		"{\"a\":1}{", "01", "-", "-01", "1.", ".5", "1e", "1e+", "+1",
		"tru", "nul", "True", "NaN", "Infinity", "\"", "\"a", "\"\\\"",
		"\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"",
		"\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\u0000\"", "\"\t\"",
		"\"\n\"", "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"",
		"{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "// c\n1",
		"\xef\xbb\xbf{}", "123456789012345678901", "[1]]", "{\"a\":[}",
	};
	const struct json_value	*v;
	size_t			 i;

	(void)unused;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (take(bad[i], strlen(bad[i]), &v) != ST_INVALID)
			fail_msg("taken: %s", bad[i]);
		assert_null(v);
	}
	assert_int_equal(take("\"a\0b\"", 5, &v), ST_INVALID);
	assert_int_equal(json_read(bytes_of(NULL, 0), pool, &v, &f),
	    ST_INVALID);
}

static void
bounds_hold(void **unused)
{
	const struct json_value	*v;
	struct buf		 b;
	int			 i;

	(void)unused;
	buf_init(&b, 64 * 1024);
	for (i = 0; i < JSON_READ_DEPTH; i++)
		buf_text(&b, "[");
	for (i = 0; i < JSON_READ_DEPTH; i++)
		buf_text(&b, "]");
	assert_int_equal(take((char *)b.p, b.n, &v), ST_OK);
	buf_clear(&b);
	for (i = 0; i < 20000; i++)
		buf_text(&b, "[");
	assert_int_equal(take((char *)b.p, b.n, &v), ST_INVALID);
	buf_clear(&b);
	buf_text(&b, "[0");
	for (i = 1; i < JSON_READ_NODES; i++)
		buf_text(&b, ",0");
	buf_text(&b, "]");
	assert_int_equal(take((char *)b.p, b.n, &v), ST_OK);
	b.p[b.n - 1] = ',';
	buf_text(&b, "0]");
	assert_int_equal(take((char *)b.p, b.n, &v), ST_INVALID);
	buf_free(&b);
}

/* Every prefix of what our own writer writes is refused, the whole taken. */
static void
our_own_is_read_back(void **unused)
{
	const struct json_value	*v;
	struct json		 j;
	struct buf		 b;
	size_t			 n;

	(void)unused;
	buf_init(&b, 4096);
	json_begin(&j, &b);
	json_map(&j, NULL);
	json_text(&j, "name", "清泉“学校”<\"\\\n\x7f");
	json_int(&j, "n", -7);
	json_list(&j, "list");
	json_bool(&j, NULL, 1);
	json_end(&j);
	json_end(&j);
	assert_true(json_ok(&j));
	for (n = 0; n < b.n; n++)
		assert_int_equal(take((char *)b.p, n, &v), ST_INVALID);
	assert_int_equal(take((char *)b.p, b.n, &v), ST_OK);
	assert_string_equal(json_member_text(v, "name"),
	    "清泉“学校”<\"\\\n\x7f");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test_setup_teardown(values_are_read, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(bent_ones_are_refused, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(bounds_hold, setup, teardown),
		cmocka_unit_test_setup_teardown(our_own_is_read_back, setup,
		    teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

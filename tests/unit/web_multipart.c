/*
 * Multipart from anybody: what browsers send is read the same however it is
 * cut, and what is hostile is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "web/multipart.h"

#define TYPE "multipart/form-data; boundary=\"----x'y\""

/* Everything that came, written down: [name|file]data; */
static enum status
on_begin(void *arg, const char *name, const char *filename, struct fault *f)
{
	(void)f;
	buf_printf(arg, "[%s|%s]", name, filename == NULL ? "-" : filename);
	return ST_OK;
}

static enum status
on_data(void *arg, struct bytes b, struct fault *f)
{
	(void)f;
	buf_bytes(arg, b);
	return ST_OK;
}

static enum status
on_end(void *arg, struct fault *f)
{
	(void)f;
	buf_text(arg, ";");
	return ST_OK;
}

/* Feed in pieces of "step" bytes, the first one "first" bytes long. */
static enum status
run(const char *type, struct bytes in, size_t first, size_t step,
    struct buf *out)
{
	struct multipart_sink	 sink = { on_begin, on_data, on_end, out };
	struct multipart	 m;
	struct fault		 f = { 0 };
	enum status		 st;
	size_t			 at, n;

	buf_clear(out);
	if ((st = multipart_init(&m, type, &sink, &f)) != ST_OK)
		return st;
	for (at = 0; at < in.n; at += n) {
		n = at == 0 && first > 0 ? first : step;
		if (n > in.n - at)
			n = in.n - at;
		st = multipart_feed(&m, bytes_of(in.p + at, n), &f);
		if (st != ST_OK)
			return st;
	}
	return multipart_end(&m, &f);
}

static const char whole[] =
    "preamble\r\n------x'y \t\r\n"
    "Content-Disposition: form-data; name=\"a\"\r\n\r\n"
    "one\r\n\r\r\n--\r\n------x'\r\n"
    "------x'y\r\n"
    "content-disposition: form-data; name=\"f\"; filename=\"C:\\x\\\"y.pdf\""
    "\r\nContent-Type: text/html\r\n\r\n"
    "%PDF\r\n"
    "\r\n------x'y\r\n"
    "Content-Disposition: form-data; name=g; filename=\"old\"; "
    "filename*=UTF-8''%E5%8D%B0.pdf\r\n\r\n"
    "\r\n------x'y--\r\nepilogue------x'y";
static const char wanted[] =
    "[a|-]one\r\n\r\r\n--\r\n------x';[f|C:\\x\"y.pdf]%PDF\r\n;[g|印.pdf];";

static void
the_same_however_it_is_cut(void **state)
{
	struct bytes	 in = bytes_of(whole, sizeof(whole) - 1);
	struct buf	 out;
	size_t		 i;

	(void)state;
	buf_init(&out, 65536);
	for (i = 1; i < in.n; i++) {
		assert_int_equal(run(TYPE, in, i, in.n, &out), ST_OK);
		assert_string_equal(buf_str(&out), wanted);
		assert_int_equal(run(TYPE, in, 0, i, &out), ST_OK);
		assert_string_equal(buf_str(&out), wanted);
	}
	buf_free(&out);
}

static void
cut_short_anywhere_is_refused(void **state)
{
	struct bytes	 in = bytes_of(whole, strlen(whole) -
			    strlen("--\r\nepilogue------x'y"));
	struct buf	 out;

	(void)state;
	buf_init(&out, 65536);
	for (; in.n > 0; in.n--)
		assert_int_equal(run(TYPE, in, 0, in.n, &out), ST_INVALID);
	buf_free(&out);
}

static void
hostile_types_are_refused(void **state)
{
	static const char *const bad[] = {
		"multipart/form-data", "multipart/form-data; boundary=",
		"multipart/form-data; boundary=\"a ", "text/plain",
		"multipart/form-data; boundary=\"x \"",
		"multipart/form-data; boundary=a\x01",
		("multipart/form-data; boundary=0123456789012345678901234567"
		"8901234567890123456789012345678901234567890"),
		"multipart/mixed; boundary=x",
	};
	struct buf	 out;
	size_t		 i;

	(void)state;
	buf_init(&out, 65536);
	for (i = 0; i < NITEMS(bad); i++)
		assert_int_equal(run(bad[i], bytes_text("--x--"), 0, 9, &out),
		    ST_INVALID);
	assert_int_equal(run("multipart/form-data; a=b; boundary=x",
	    bytes_text("--x--"), 0, 9, &out), ST_OK);
	buf_free(&out);
}

static void
hostile_parts_are_refused(void **state)
{
#define PART(header) "--x\r\n" header "\r\n\r\nv\r\n--x--"
#define CD "Content-Disposition: form-data; "
	static const char *const bad[] = {
		"--x\r\n\r\nv\r\n--x--",		/* no header */
		PART("X: y"),				/* no name */
		PART("Content-Disposition: form-data"),
		PART("Content-Disposition: attachment; name=\"a\""),
		PART(CD "name=\"a\"; name=\"b\""),
		PART(CD "name=\"a\"\r\n" CD "name=\"b\""),
		PART(CD "name=\"a\"; filename=\"b\"; filename=\"c\""),
		PART(CD "name=\"a\"; filename*=UTF-8''a; filename=\"b\"; "
		    "filename=\"c\""),
		PART(CD "name=\"a"),			/* not closed */
		PART(CD "name=\"a\"\r\n more"),		/* folded */
		PART(CD "name=\"a\x01\""),
		PART(CD "name=\"a\nb\""),
		PART(CD "name=\"a\"\r\nContent-Transfer-Encoding: base64"),
		PART(CD "name=\"a\"; filename*=latin1''x"),
		PART(CD "name=\"a\"; filename*=UTF-8''%00"),
		PART(CD "name=\"a\"; filename*=UTF-8''%2"),
		"--xy\r\n" CD "name=\"a\"\r\n\r\nv\r\n--x--",
		"--x\n" CD "name=\"a\"\r\n\r\nv\r\n--x--",
		"--x-\r\n",
	};
	struct buf	 out;
	size_t		 i;

	(void)state;
	buf_init(&out, 65536);
	for (i = 0; i < NITEMS(bad); i++)
		if (run("multipart/form-data; boundary=x",
		    bytes_text(bad[i]), 0, 7, &out) != ST_INVALID)
			fail_msg("taken: %s", bad[i]);
	assert_int_equal(run("multipart/form-data; boundary=x",
	    bytes_text(PART(CD "name=\"a\"; filename=\"\"")), 0, 7, &out),
	    ST_OK);
	assert_string_equal(buf_str(&out), "[a|]v;");
	buf_free(&out);
}

static void
counts_and_lengths_are_limited(void **state)
{
	struct buf	 in, out;
	unsigned	 i, parts;

	(void)state;
	buf_init(&in, 1 << 20);
	buf_init(&out, 1 << 20);
	for (parts = LIMIT_PARTS; parts <= LIMIT_PARTS + 1; parts++) {
		buf_clear(&in);
		for (i = 0; i < parts; i++)
			buf_text(&in, "--x\r\n" CD "name=\"a\"\r\n\r\nv\r\n");
		buf_text(&in, "--x--");
		assert_int_equal(run("multipart/form-data; boundary=x",
		    buf_view(&in), 0, 1000, &out),
		    parts == LIMIT_PARTS ? ST_OK : ST_INVALID);
	}
	buf_clear(&in);
	buf_text(&in, "--x\r\nX: ");
	for (i = 0; i < LIMIT_HEADER; i++)
		buf_text(&in, "a");
	assert_int_equal(run("multipart/form-data; boundary=x",
	    buf_view(&in), 0, 1000, &out), ST_INVALID);
	buf_clear(&in);
	buf_text(&in, "--x\r\n" CD "name=\"");
	for (i = 0; i < MULTIPART_NAME; i++)
		buf_text(&in, "a");
	buf_text(&in, "\"\r\n\r\nv\r\n--x--");
	assert_int_equal(run("multipart/form-data; boundary=x",
	    buf_view(&in), 0, 1000, &out), ST_INVALID);
	buf_free(&in);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_however_it_is_cut),
		cmocka_unit_test(cut_short_anywhere_is_refused),
		cmocka_unit_test(hostile_types_are_refused),
		cmocka_unit_test(hostile_parts_are_refused),
		cmocka_unit_test(counts_and_lengths_are_limited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

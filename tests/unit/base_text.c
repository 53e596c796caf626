/*
 * Text: UTF-8 as RFC 3629 has it, codings as RFC 4648 has them, ids, and log
 * lines nobody can forge.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/coding.h"
#include "base/id.h"
#include "base/log.h"
#include "base/utf8.h"
#include "chance.h"

/* --- UTF-8 --------------------------------------------------------------- */

static void
what_is_not_utf8_is_refused(void **state)
{
	static const struct { const char *p; size_t n; } bad[] = {
		{ "\x80", 1 }, { "\xbf", 1 },		/* no lead */
		{ "\xc0\x80", 2 }, { "\xc1\xbf", 2 },	/* overlong */
		{ "\xe0\x80\x80", 3 }, { "\xe0\x9f\xbf", 3 },
		{ "\xf0\x80\x80\x80", 4 }, { "\xf0\x8f\xbf\xbf", 4 },
		{ "\xed\xa0\x80", 3 }, { "\xed\xbf\xbf", 3 }, /* surrogates */
		{ "\xf4\x90\x80\x80", 4 }, { "\xf5\x80\x80\x80", 4 },
		{ "\xf8\x88\x80\x80\x80", 5 }, { "\xfe", 1 }, { "\xff", 1 },
		{ "\xc3", 1 }, { "\xe9\x89", 2 }, { "\xf0\x9f\x98", 3 },
		{ "\xc3\x28", 2 }, { "\xe9\x28\xb4", 3 },
		{ "ok\xe9\x89", 4 },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(bad); i++)
		assert_false(utf8_valid(bad[i].p, bad[i].n));
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("a\0b", 3));
	assert_true(utf8_valid("鉴印", 6));
}

/* Every code point there is goes out and comes back; nothing else does. */
static void
every_code_point_comes_back(void **state)
{
	char		 p[4];
	uint32_t	 cp, got;
	size_t		 n, cut;

	(void)state;
	for (cp = 0; cp <= 0x10ffff; cp++) {
		if (cp == 0xd800)
			cp = 0xe000;
		n = utf8_put(cp, p);
		if (utf8_next(p, n, &got) != n || got != cp)
			fail_msg("U+%X", (unsigned)cp);
		for (cut = 1; cut < n; cut++)
			if (utf8_next(p, cut, &got) != 0)
				fail_msg("U+%X cut", (unsigned)cp);
	}
	for (cp = 0xd800; cp < 0xe000; cp++)
		assert_false(utf8_valid(p, utf8_put(cp, p)));
	assert_false(utf8_valid(p, utf8_put(0x110000, p)));
}

/* Of all four-byte strings the valid ones are those that encode. */
static void
what_is_read_is_the_shortest_form(void **state)
{
	char		 in[4], out[4];
	uint32_t	 cp;
	size_t		 i, n;

	(void)state;
	for (i = 0; i < 2000000; i++) {
		chance_fill(in, sizeof(in));
		if (i % 2 == 0)
			in[0] |= (char)0xc0;	/* more often multi-byte */
		if ((n = utf8_next(in, sizeof(in), &cp)) == 0)
			continue;
		assert_int_equal(utf8_put(cp, out), n);
		assert_memory_equal(out, in, n);
	}
}

static void
people_count_characters(void **state)
{
	const char	*s = "a鉴é😀b";	/* 1 + 3 + 2 + 4 + 1 bytes */
	static const size_t want[] = { 0, 1, 4, 6, 10, 11, 11 };
	size_t		 i;

	(void)state;
	assert_int_equal(utf8_count(s), 5);
	assert_int_equal(utf8_count(""), 0);
	for (i = 0; i < NITEMS(want); i++) {
		assert_int_equal(utf8_prefix(s, i), want[i]);
		assert_true(utf8_valid(s, want[i]));
	}
	assert_int_equal(utf8_prefix("", 3), 0);
	assert_int_equal(utf8_prefix(s, SIZE_MAX), 11);
}

/* --- codings ------------------------------------------------------------- */

static void
the_vectors_of_rfc_4648(void **state)
{
	static const struct { const char *plain, *b64, *b32, *b16; } v[] = {
		{ "", "", "", "" },
		{ "f", "Zg==", "MY", "66" },
		{ "fo", "Zm8=", "MZXQ", "666f" },
		{ "foo", "Zm9v", "MZXW6", "666f6f" },
		{ "foob", "Zm9vYg==", "MZXW6YQ", "666f6f62" },
		{ "fooba", "Zm9vYmE=", "MZXW6YTB", "666f6f6261" },
		{ "foobar", "Zm9vYmFy", "MZXW6YTBOI", "666f6f626172" },
	};
	unsigned char	 back[8];
	char		 text[32];
	size_t		 i, n, got;

	(void)state;
	for (i = 0; i < NITEMS(v); i++) {
		n = strlen(v[i].plain);
		base64_write(v[i].plain, n, text);
		assert_string_equal(text, v[i].b64);
		assert_true(base64_read(text, back, n, &got));
		assert_int_equal(got, n);
		assert_memory_equal(back, v[i].plain, n);
		base32_write(v[i].plain, n, text);
		assert_string_equal(text, v[i].b32);
		assert_true(base32_read(text, back, n));
		assert_memory_equal(back, v[i].plain, n);
		hex_write(v[i].plain, n, text);
		assert_string_equal(text, v[i].b16);
		assert_true(hex_read(text, back, n));
		assert_memory_equal(back, v[i].plain, n);
	}
	base64url_write("\xfb\xff\xfe", 3, text);
	assert_string_equal(text, "-__-");
	base64url_write("\xfb\xff", 2, text);
	assert_string_equal(text, "-_8");
}

static void
codings_come_back_whatever_the_bytes(void **state)
{
	unsigned char	 in[200], out[200];
	char		 text[512];
	size_t		 i, n, got;

	(void)state;
	for (i = 0; i < 5000; i++) {
		n = chance_below(sizeof(in) + 1);
		chance_fill(in, n);
		hex_write(in, n, text);
		assert_int_equal(strlen(text) + 1, HEX_TEXT(n));
		assert_true(hex_read(text, out, n));
		assert_memory_equal(in, out, n);
		base64_write(in, n, text);
		assert_int_equal(strlen(text) + 1, BASE64_TEXT(n));
		assert_true(base64_read(text, out, n, &got));
		assert_int_equal(got, n);
		assert_memory_equal(in, out, n);
		if (n > 0)
			assert_false(base64_read(text, out, n - 1, &got));
		base32_write(in, n, text);
		assert_int_equal(strlen(text) + 1, BASE32_TEXT(n));
		assert_true(base32_read(text, out, n));
		assert_memory_equal(in, out, n);
		if (n > 0)
			assert_false(base32_read(text, out, n - 1));
		assert_false(base32_read(text, out, n + 1));
	}
}

/* One text for one content: no other spelling is taken. */
static void
codings_are_strict(void **state)
{
	static const char	*bad64[] = {
		"Zg", "Zg=", "Zg===", "Z===", "====", "=Zg=", "Zh==", "Zm9=",
		"Zg==\n", " Zg==", "Zm 9v", "Zm9v=", "Zg==Zg==", "-__-",
		"Zm9vYg", "Zm9\xc3",
	};
	static const char	*bad32[] = {
		"M", "mY", "MZ", "MY======", "M1", "M8", "MYA", "", "M=",
	};
	static const char	*bad16[] = {
		"", "6", "666", "6g", "0x", " 66", "66 ", "-6",
	};
	unsigned char		 out[16];
	size_t			 i, n;

	(void)state;
	for (i = 0; i < NITEMS(bad64); i++)
		if (base64_read(bad64[i], out, sizeof(out), &n))
			fail_msg("base64 %s", bad64[i]);
	for (i = 0; i < NITEMS(bad32); i++)
		if (base32_read(bad32[i], out, 1))
			fail_msg("base32 %s", bad32[i]);
	for (i = 0; i < NITEMS(bad16); i++)
		if (hex_read(bad16[i], out, 1))
			fail_msg("hex %s", bad16[i]);
	assert_true(hex_read("aF", out, 1));
	assert_int_equal(out[0], 0xaf);
}

/* --- ids ----------------------------------------------------------------- */

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

#define MANY 20000

static void
ids_have_their_form_and_are_unique(void **state)
{
	static char	 ids[MANY][ID_LEN + 1];
	size_t		 i;

	(void)state;
	for (i = 0; i < MANY; i++) {
		id_new(ids[i]);
		assert_true(id_is(ids[i]));
		assert_true(ids[i][0] <= '7');	/* 130 bits, two of them 0 */
	}
	qsort(ids, MANY, sizeof(ids[0]), by_text);
	for (i = 1; i < MANY; i++)
		assert_string_not_equal(ids[i - 1], ids[i]);
}

static void
ids_sort_by_age(void **state)
{
	char	 older[ID_LEN + 1], newer[ID_LEN + 1];
	int64_t	 start;
	int	 i;

	(void)state;
	for (i = 0; i < 20; i++) {
		id_new(older);
		for (start = clock_now(); clock_now() == start; )
			;
		id_new(newer);
		assert_true(strcmp(older, newer) < 0);
	}
}

static void
what_is_no_id_is_refused(void **state)
{
	static const char	*bad[] = {
		"", "0", "01jd8x0000000000000000000",	/* 25 */
		"01jd8x000000000000000000000",		/* 27 */
		"01JD8X00000000000000000000", "01jd8x0000000000000000000i",
		"01jd8x0000000000000000000l", "01jd8x0000000000000000000o",
		"01jd8x0000000000000000000u", "01jd8x0000000000000000000/",
		"../../../../../../etc/pass", "01jd8x0000000000000000000'",
	};
	char			 id[ID_LEN + 1];
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(bad); i++)
		if (id_is(bad[i]))
			fail_msg("%s", bad[i]);
	assert_true(id_is("01jd8x00000000000000000000"));
	id_new(id);
	for (i = 0; i < ID_LEN; i++) {		/* cut at every place */
		char	 c = id[i];

		id[i] = '\0';
		assert_false(id_is(id));
		id[i] = c;
	}
}

static void
random_choices_are_even_and_below(void **state)
{
	unsigned	 count[7] = { 0 }, v;
	int		 i;

	(void)state;
	for (i = 0; i < 70000; i++) {
		v = random_below(7);
		assert_true(v < 7);
		count[v]++;
	}
	for (i = 0; i < 7; i++)		/* 10,000 each; 6 sigma is 556 */
		assert_in_range(count[i], 9400, 10600);
	assert_int_equal(random_below(1), 0);
}

static void
random_bytes_are_filled_to_the_end(void **state)
{
	unsigned char	 b[1001];
	int		 round, i, seen[1001] = { 0 };

	(void)state;
	for (round = 0; round < 8; round++) {
		memset(b, 0, sizeof(b));
		random_bytes(b, 1000);
		assert_int_equal(b[1000], 0);
		for (i = 0; i < 1000; i++)
			seen[i] |= b[i];
	}
	for (i = 0; i < 1000; i++)
		assert_int_not_equal(seen[i], 0);
}

/* --- log ----------------------------------------------------------------- */

/* What log_line writes, caught from standard error. */
static char *
logged(const char *text)
{
	static char	 out[4096];
	int		 ends[2], old = dup(STDERR_FILENO);
	ssize_t		 n;

	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	log_line(LOG_WARN, "%s", text);
	dup2(old, STDERR_FILENO);
	close(old);
	close(ends[1]);
	n = read(ends[0], out, sizeof(out) - 1);
	close(ends[0]);
	assert_true(n > 0);
	out[n] = '\0';
	return out;
}

static void
a_log_line_cannot_be_forged(void **state)
{
	static const struct { const char *in, *out; } v[] = {
		{ "plain 鉴印 é", "plain 鉴印 é" },
		{ "a\n2026-01-01T00:00:00Z keyd[1] info b",
		  "a?2026-01-01T00:00:00Z keyd[1] info b" },
		{ "a\r\tb\x1b[31mc\x7f", "a??b?[31mc?" },
		{ "a\xc2\x85" "b\xc2\x9b" "c", "a??b??c" },	/* NEL, CSI */
		{ "a\xe2\x80\xa8" "b\xe2\x80\xae" "c", "a???b???c" },
		{ "a\xff\x9b\xe9\x89", "a????" },
	};
	size_t	 i;
	char	*line;

	(void)state;
	log_open("test");
	for (i = 0; i < NITEMS(v); i++) {
		line = logged(v[i].in);
		assert_int_equal(strcspn(line, "\n"), strlen(line) - 1);
		line[strlen(line) - 1] = '\0';
		assert_non_null(strstr(line, "] warn "));
		assert_string_equal(strstr(line, "] warn ") + 7, v[i].out);
	}
}

static void
a_long_log_line_is_cut_and_still_a_line_of_utf8(void **state)
{
	char	 text[5000], *line;
	size_t	 i, n;

	(void)state;
	for (i = 0; i < 3; i++) {	/* cut at each byte of a character */
		memset(text, 'x', i);
		for (n = i; n + 3 < sizeof(text); n += 3)
			memcpy(text + n, "鉴", 3);
		text[n] = '\0';
		line = logged(text);
		assert_in_range(strlen(line), 1000, 1024);
		assert_int_equal(strcspn(line, "\n"), strlen(line) - 1);
		assert_true(utf8_valid(line, strlen(line)));
	}
}

#define T cmocka_unit_test

static const struct CMUnitTest tests[] = {
	T(what_is_not_utf8_is_refused),
	T(every_code_point_comes_back),
	T(what_is_read_is_the_shortest_form),
	T(people_count_characters),
	T(the_vectors_of_rfc_4648),
	T(codings_come_back_whatever_the_bytes),
	T(codings_are_strict),
	T(ids_have_their_form_and_are_unique),
	T(ids_sort_by_age),
	T(what_is_no_id_is_refused),
	T(random_choices_are_even_and_below),
	T(random_bytes_are_filled_to_the_end),
	T(a_log_line_cannot_be_forged),
	T(a_long_log_line_is_cut_and_still_a_line_of_utf8),
};

int
main(void)
{
	chance_begin();
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}

/*
 * XML and packages by themselves: texts, attributes, what is skipped, where
 * the limits are; names as they are found.  R-196.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <zip.h>

#include <cmocka.h>

#include "base/fault.h"
#include "base/limits.h"
#include "pack/pack.h"
#include "pack/xml.h"

static struct pool	*pool;

static int
up(void **state)
{
	(void)state;
	pool = pool_new(64 * MIB);
	xml_warm();
	return pool == NULL || !pack_warm() ? -1 : 0;
}

static int
down(void **state)
{
	(void)state;
	pool_free(pool);
	return 0;
}

static void
texts_and_attributes(void **state)
{
	static const char	 text[] = "\xef\xbb\xbf<?xml version='1.0' "
	    "encoding='utf-8'?><o:A xmlns:o='urn:x'> <!-- no --> <o:B x='1&amp;"
	    "2' o:y=' z '> one <![CDATA[<two>]]>&#x4e09; </o:B><?pi?>"
	    "<B>2</B><o:C/></o:A>";
	const struct xml_node	*a, *b;
	struct xml		*x;

	(void)state;
	assert_int_equal(xml_read(bytes_text(text), NULL, &x), XML_FINE);
	a = xml_root(x);
	assert_true(xml_is(a, "A"));
	assert_false(xml_is(a, "B"));
	assert_string_equal(xml_space(a), "urn:x");
	assert_string_equal(xml_text(a, pool), "");
	b = xml_child(a, "B");
	assert_string_equal(xml_text(b, pool), "one <two>三");
	assert_string_equal(xml_attr(b, "x", pool), "1&2");
	assert_string_equal(xml_attr(b, "y", pool), "z");
	assert_string_equal(xml_attr(b, "none", pool), "");
	b = xml_next(b, "B");
	assert_string_equal(xml_text(b, pool), "2");
	assert_string_equal(xml_space(b), "");
	assert_null(xml_next(b, "B"));
	assert_null(xml_child(a, "D"));
	assert_string_equal(xml_child_text(a, "C", pool), "");
	assert_string_equal(xml_child_text(NULL, "C", pool), "");
	xml_free(x);
}

/* Skipped is checked all the same, and what stands behind it is kept. */
static void
what_is_skipped(void **state)
{
	const struct xml_node	*n;
	struct xml		*x;

	(void)state;
	assert_int_equal(xml_read(bytes_text("<a><S><b>1</b><S>2</S>t</S>"
	    "<b>3</b><S/><b>4</b></a>"), "S", &x), XML_FINE);
	n = xml_child(xml_root(x), "S");
	assert_non_null(n);
	assert_null(xml_child(n, "b"));
	assert_string_equal(xml_text(n, pool), "");
	n = xml_child(xml_root(x), "b");
	assert_string_equal(xml_text(n, pool), "3");
	assert_string_equal(xml_text(xml_next(n, "b"), pool), "4");
	xml_free(x);
	assert_int_equal(xml_read(bytes_text("<a><S><b></S></a>"), "S", &x),
	    XML_BROKEN);
	assert_null(x);
}

static void
what_is_refused(void **state)
{
	static const struct { const char *text; enum xml_end end; } rows[] = {
		{ "", XML_BROKEN }, { "\xef\xbb\xbf", XML_BROKEN },
		{ "text", XML_BROKEN }, { "<a>", XML_BROKEN },
		{ "<a>&lt;&b;</a>", XML_BROKEN },
		{ "<a>\x01</a>", XML_BROKEN },
		{ "<a>\xc0\xaf</a>", XML_BROKEN },
		{ "<!DOCTYPE a><a/>", XML_DOCTYPE },
		{ " <!DOCTYPE a SYSTEM 'b'><a/>", XML_DOCTYPE },
		{ "<!-- --><!DOCTYPE a PUBLIC 'b' 'c'><a/>", XML_DOCTYPE },
		{ "<a><!DOCTYPE b></a>", XML_BROKEN },
	};
	struct xml	*x;
	size_t		 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++)
		if (xml_read(bytes_text(rows[i].text), NULL, &x) !=
		    rows[i].end || x != NULL)
			fail_msg("%s", rows[i].text);
}

static void
limits(void **state)
{
	struct xml	*x;
	struct buf	 b;
	size_t		 i, n;

	(void)state;
	for (n = LIMIT_XML_DEPTH; n <= LIMIT_XML_DEPTH + 1; n++) {
		buf_init(&b, MIB);
		for (i = 0; i < n; i++)
			buf_text(&b, "<a>");
		for (i = 0; i < n; i++)
			buf_text(&b, "</a>");
		assert_int_equal(xml_read(buf_view(&b), NULL, &x),
		    n == LIMIT_XML_DEPTH ? XML_FINE : XML_DEEP);
		xml_free(x);
		buf_free(&b);
	}
	for (n = LIMIT_XML_NODES; n <= LIMIT_XML_NODES + 1; n++) {
		buf_init(&b, 8 * MIB);
		buf_text(&b, "<a>");
		for (i = 1; i < n; i++)
			buf_text(&b, "<a/>");
		buf_text(&b, "</a>");
		assert_int_equal(xml_read(buf_view(&b), NULL, &x),
		    n == LIMIT_XML_NODES ? XML_FINE : XML_LARGE);
		xml_free(x);
		buf_free(&b);
	}
}

/* --- a package ------------------------------------------------------------ */

static struct bytes
made(const char *const *names, size_t n)
{
	zip_error_t	 e;
	zip_source_t	*out;
	zip_stat_t	 st;
	unsigned char	*to;
	zip_t		*z;
	size_t		 i;

	zip_error_init(&e);
	out = zip_source_buffer_create(NULL, 0, 0, &e);
	zip_source_keep(out);
	z = zip_open_from_source(out, ZIP_CREATE | ZIP_TRUNCATE, &e);
	assert_non_null(z);
	for (i = 0; i < n; i++)
		if (names[i][strlen(names[i]) - 1] == '/')
			assert_true(zip_dir_add(z, names[i],
			    ZIP_FL_ENC_UTF_8) >= 0);
		else
			assert_true(zip_file_add(z, names[i],
			    zip_source_buffer(z, names[i], strlen(names[i]),
			    0), ZIP_FL_ENC_UTF_8) >= 0);
	assert_int_equal(zip_close(z), 0);
	assert_int_equal(zip_source_open(out), 0);
	zip_stat_init(&st);
	assert_int_equal(zip_source_stat(out, &st), 0);
	to = pool_alloc(pool, st.size);
	assert_int_equal(zip_source_read(out, to, st.size), (long)st.size);
	zip_source_close(out);
	zip_source_free(out);
	return bytes_of(to, st.size);
}

static void
names_are_found(void **state)
{
	static const char *const names[] = { "b", "OFD.xml", "a/B",
		"a/b/c", "Z", "_", "文", "folder/" };
	static const char *const twice[] = { "OFD.xml", "x", "ofd.XML" };
	struct pack	*p;
	struct bytes	 v;
	size_t		 i;

	(void)state;
	assert_int_equal(pack_open(made(names, NITEMS(names)), pool, &p),
	    PACK_FINE);
	assert_int_equal(pack_count(p), NITEMS(names));
	for (i = 0; i < NITEMS(names) - 1; i++) {
		assert_int_equal(pack_find(p, names[i]), i);
		assert_string_equal(pack_name(p, i), names[i]);
		assert_int_equal(pack_read(p, i, 64, pool, &v), PACK_FINE);
		assert_true(bytes_same(v, bytes_text(names[i])));
	}
	assert_int_equal(pack_find(p, "A/b"), PACK_NONE);
	assert_int_equal(pack_find_loose(p, "A/b"), 2);
	assert_int_equal(pack_find_loose(p, "z"), 4);
	assert_int_equal(pack_find(p, "folder/"), PACK_NONE);
	assert_true(pack_is_folder(p, 7));
	assert_int_equal(pack_find(p, ""), PACK_NONE);
	assert_int_equal(pack_find_loose(p, "zz"), PACK_NONE);
	assert_int_equal(pack_read(p, 1, 6, pool, &v), PACK_LARGE);
	pack_close(p);
	/* two that differ in case only: who knows which is meant */
	assert_int_equal(pack_open(made(twice, 3), pool, &p),
	    PACK_DUPLICATE);
	assert_null(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(texts_and_attributes, up,
		    down),
		cmocka_unit_test_setup_teardown(what_is_skipped, up, down),
		cmocka_unit_test_setup_teardown(what_is_refused, up, down),
		cmocka_unit_test_setup_teardown(limits, up, down),
		cmocka_unit_test_setup_teardown(names_are_found, up, down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

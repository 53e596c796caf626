/*
 * Files made to hurt the one who opens them: each is stamped right or
 * refused with its reason, in bounded time, and the next file is read as if
 * nothing had been.
 */
#include "pdf_kit.h"

#include <zlib.h>

static enum pdf_reason
looked(struct pool *pool, struct bytes v, struct pdf_facts *facts)
{
	struct fault	 f = { 0 };
	enum pdf_reason	 why;
	int		 fd = file_of(v);

	pdf_look(&here, fd, pool, facts, &why, &f);
	close(fd);
	return why;
}

/* Repaired or not, what is then stamped passes another program's check. */
static enum pdf_reason
stamped(struct pool *pool, struct bytes v)
{
	static char		 out[65536];
	struct pdf_facts	 facts;
	struct pdf_picture	 pic;
	struct pdf_order	 o;
	struct pdf_prepared	 more;
	struct bytes		 map = { NULL, 0 };
	struct fault		 f = { 0 };
	enum pdf_reason		 why = looked(pool, v, &facts);
	int			 fd, done;

	if (why != PDF_FINE)
		return why;
	fd = facts.repaired != -1 ? facts.repaired : file_of(v);
	seal_make(pool, 20000, &pic);
	o = order_for(pool, &pic, 0, 1000, 1000);
	pdf_prepare(&here, fd, &o, pool, &more, &why, &f);
	if (why == PDF_FINE) {
		assert_int_equal(box_map(fd, &map, &f), ST_OK);
		done = joined(map, &more);
		if (asked(QPDF_CHECK, done, "", out, sizeof(out)) != 0)
			fail_msg("%s", out);
		box_unmap(&map);
		close(done);
	}
	close(fd);
	return why;
}

static void
no_pdf_at_all(void **state)
{
	static const char	 zip[] = "PK\3\4 this is another kind of file";
	static unsigned char	 noise[4096];
	struct pdf_facts	 facts;
	size_t			 i;

	assert_int_equal(looked(*state, bytes_of("", 0), &facts), PDF_EMPTY);
	assert_int_equal(looked(*state, bytes_text(zip), &facts), PDF_NOT_PDF);
	for (i = 0; i < sizeof(noise); i++)
		noise[i] = (unsigned char)(i * 197 + i / 7);
	assert_int_equal(looked(*state, bytes_of(noise, sizeof(noise)),
	    &facts), PDF_NOT_PDF);
	assert_int_equal(looked(*state, bytes_text("%PDF-1.7\n"), &facts),
	    PDF_DAMAGED);
	assert_int_equal(looked(*state, bytes_text("%PDF-1.7\ntrailer<</Root "
	    "1 0 R>>\nstartxref\n9\n%%EOF"), &facts), PDF_DAMAGED);
}

static void
junk_before_is_repaired(void **state)
{
	static struct maker	 m;
	struct bytes		 v = one_page(&m, "/MediaBox[0 0 595 842]");
	struct pdf_facts	 facts;
	struct buf		 b;

	buf_init(&b, 1 * MIB);
	buf_text(&b, "junk from a mail program\r\n\r\n");
	buf_bytes(&b, v);
	assert_int_equal(looked(*state, buf_view(&b), &facts), PDF_FINE);
	assert_true(facts.warned && facts.repaired != -1);
	close(facts.repaired);
	assert_int_equal(stamped(*state, buf_view(&b)), PDF_FINE);
	buf_free(&b);
	buf_free(&m.b);
}

/* Unrepaired: stamping it as it is would be refused. */
static void
damage_must_be_repaired_first(void **state)
{
	static struct maker	 m;
	struct bytes		 v = one_page(&m, "/MediaBox[0 0 595 842]");
	struct pdf_picture	 pic;
	struct pdf_order	 o;
	struct pdf_prepared	 more;
	struct fault		 f = { 0 };
	enum pdf_reason		 why;
	char			*x;
	int			 fd;

	x = memmem(m.b.p, m.b.n, "0000000009", 10);
	assert_non_null(x);
	x[9] = '7';
	fd = file_of(v);
	seal_make(*state, 20000, &pic);
	o = order_for(*state, &pic, 0, 1000, 1000);
	assert_int_equal(pdf_prepare(&here, fd, &o, *state, &more, &why, &f),
	    ST_INVALID);
	assert_int_equal(why, PDF_UNREPAIRED);
	close(fd);
	assert_int_equal(stamped(*state, v), PDF_FINE);
	buf_free(&m.b);
}

static void
cut_at_every_97th_byte(void **state)
{
	static struct maker	 m;
	struct bytes		 v;
	struct buf		 b;
	size_t			 n;
	enum pdf_reason		 why;

	buf_init(&b, 1 * MIB);
	if (file_read("../shared/samples/pdf/signed_verified.pdf", &b,
	    NULL) == ST_OK)
		v = buf_view(&b);
	else
		v = one_page(&m, "/MediaBox[0 0 595 842]");
	for (n = 0; n < v.n; n += 97) {
		why = stamped(*state, bytes_of(v.p, n));
		if (why == PDF_OUR_FAULT || why == PDF_SUSPECT ||
		    why == PDF_TOO_SLOW)
			fail_msg("%zu bytes: %s", n, pdf_reason_code(why));
		pool_reset(*state);
	}
	buf_free(&b);
}

/* A page tree of n pages under one node. */
static struct bytes
many_pages(struct maker *m, int n)
{
	struct buf	 b;
	int		 i;

	buf_init(&b, 4 * MIB);
	maker_new(m);
	maker_object(m, "<</Type/Catalog/Pages 2 0 R>>");
	buf_printf(&b, "<</Type/Pages/MediaBox[0 0 595 842]/Count %d/Kids[",
	    n);
	for (i = 0; i < n; i++)
		buf_printf(&b, " %d 0 R", i + 3);
	buf_text(&b, "]>>");
	maker_object(m, buf_str(&b));
	for (i = 0; i < n; i++)
		maker_object(m, "<</Type/Page/Parent 2 0 R>>");
	buf_free(&b);
	return maker_end(m);
}

static void
pages_are_counted(void **state)
{
	static struct maker	 m;
	struct pdf_facts	 facts;

	assert_int_equal(looked(*state, many_pages(&m, 10000), &facts),
	    PDF_TOO_MANY_PAGES);
	buf_free(&m.b);
	assert_int_equal(looked(*state, many_pages(&m, LIMIT_PAGES + 1),
	    &facts), PDF_TOO_MANY_PAGES);
	buf_free(&m.b);
	assert_int_equal(stamped(*state, many_pages(&m, LIMIT_PAGES)),
	    PDF_FINE);
	buf_free(&m.b);
}

static void
trees_of_every_evil_shape(void **state)
{
	static struct maker	 m;
	struct pdf_facts	 facts;
	enum pdf_reason		 why;
	char			 node[200];
	int			 i;

	/* A node that is its own child. */
	maker_new(&m);
	maker_object(&m, "<</Type/Catalog/Pages 2 0 R>>");
	maker_object(&m, "<</Type/Pages/Count 1/Kids[2 0 R]>>");
	assert_int_equal(looked(*state, maker_end(&m), &facts), PDF_TOO_DEEP);
	buf_free(&m.b);
	/* A chain of 20,000 nodes. */
	maker_new(&m);
	maker_object(&m, "<</Type/Catalog/Pages 2 0 R>>");
	for (i = 0; i < 20000; i++) {
		snprintf(node, sizeof(node), "<</Type/Pages/Count 1/Kids"
		    "[%d 0 R]>>", i + 3);
		maker_object(&m, node);
	}
	assert_int_equal(looked(*state, maker_end(&m), &facts), PDF_TOO_DEEP);
	buf_free(&m.b);
	/* 30 nodes, each twice the next: a thousand million pages. */
	maker_new(&m);
	maker_object(&m, "<</Type/Catalog/Pages 2 0 R>>");
	for (i = 0; i < 30; i++) {
		snprintf(node, sizeof(node), "<</Type/Pages/Count 9/Kids"
		    "[%d 0 R %d 0 R]>>", i + 3, i + 3);
		maker_object(&m, node);
	}
	maker_object(&m, "<</Type/Page/MediaBox[0 0 595 842]>>");
	assert_int_equal(looked(*state, maker_end(&m), &facts),
	    PDF_TOO_MANY_PAGES);
	buf_free(&m.b);
	/* Parents in a circle. */
	maker_new(&m);
	maker_object(&m, "<</Type/Catalog/Pages 2 0 R>>");
	maker_object(&m, "<</Type/Pages/Count 1/Kids[3 0 R]/Parent 4 0 R>>");
	maker_object(&m, "<</Type/Page/Parent 4 0 R>>");
	maker_object(&m, "<</Type/Pages/Parent 2 0 R>>");
	why = stamped(*state, maker_end(&m));
	assert_true(why == PDF_FINE || why == PDF_DAMAGED);
	buf_free(&m.b);
}

static void
nesting_does_not_end_the_reader(void **state)
{
	static struct maker	 m;
	struct pdf_facts	 facts;
	struct buf		 b;
	enum pdf_reason		 why;
	int			 i;

	buf_init(&b, 8 * MIB);
	for (i = 0; i < 1000000; i++)
		buf_text(&b, i % 2 ? "[" : "<</A");
	maker_new(&m);
	maker_object(&m, "<</Type/Catalog/Pages 2 0 R/Evil 4 0 R>>");
	maker_object(&m, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	maker_object(&m, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>");
	maker_object(&m, buf_str(&b));
	why = looked(*state, maker_end(&m), &facts);
	if (facts.repaired != -1)
		close(facts.repaired);
	assert_true(why == PDF_FINE || why == PDF_DAMAGED ||
	    why == PDF_TOO_DEEP);
	buf_free(&m.b);
	buf_free(&b);
}

/* n MiB of zeros, deflated (and once more, for the second order). */
static void
bomb(struct buf *out, size_t mib)
{
	static unsigned char	 zeros[1 << 20], packed[65536];
	z_stream		 z = { 0 };
	size_t			 i;

	assert_int_equal(deflateInit(&z, 9), Z_OK);
	for (i = 0; i <= mib; i++) {
		z.next_in = zeros;
		z.avail_in = i < mib ? sizeof(zeros) : 0;
		do {
			z.next_out = packed;
			z.avail_out = sizeof(packed);
			deflate(&z, i < mib ? Z_NO_FLUSH : Z_FINISH);
			buf_put(out, packed, sizeof(packed) - z.avail_out);
		} while (z.avail_out == 0);
	}
	deflateEnd(&z);
}

static void
bomb_document(struct maker *m, const char *dict, size_t mib)
{
	struct buf	 b;

	buf_init(&b, 16 * MIB);
	bomb(&b, mib);
	m->at[m->n++] = m->b.n;
	buf_printf(&m->b, "%d 0 obj\n<<%s/Filter/FlateDecode/Length %zu>>\n"
	    "stream\n", m->n, dict, b.n);
	buf_bytes(&m->b, buf_view(&b));
	buf_text(&m->b, "\nendstream\nendobj\n");
	buf_free(&b);
}

/* Page content is never inflated: the file is stamped as any other. */
static void
bomb_in_a_page_is_not_opened(void **state)
{
	static struct maker	 m;
	struct pdf_picture	 pic;
	struct pdf_order	 o;
	struct pdf_prepared	 more;
	struct fault		 f = { 0 };
	enum pdf_reason		 why;
	int			 fd;

	maker_new(&m);
	maker_object(&m, "<</Type/Catalog/Pages 2 0 R>>");
	maker_object(&m, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	maker_object(&m, "<</Type/Page/Parent 2 0 R/Contents 4 0 R"
	    "/MediaBox[0 0 595 842]>>");
	bomb_document(&m, "", 2000);
	fd = file_of(maker_end(&m));
	seal_make(*state, 20000, &pic);
	o = order_for(*state, &pic, 0, 1000, 1000);
	assert_int_equal(pdf_prepare(&here, fd, &o, *state, &more, &why, &f),
	    ST_OK);
	close(fd);
	buf_free(&m.b);
}

#ifndef JIANYIN_SANITIZED	/* the limit on memory is off there */
/* An object stream must be inflated: its memory is bounded. */
static void
bomb_in_an_object_stream_is_refused(void **state)
{
	static struct maker	 m;
	struct pdf_facts	 facts;
	enum pdf_reason		 why;
	size_t			 xref;
	static const unsigned char rows[] = {
		0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0,
	};

	maker_new(&m);
	m.n = 1;			/* object 1 lies in object 2 */
	bomb_document(&m, "/Type/ObjStm/N 1/First 4", 2000);
	xref = m.b.n;
	buf_printf(&m.b, "3 0 obj\n<</Type/XRef/Size 4/Root 1 0 R/W[1 4 1]"
	    "/Index[0 4]/Length 24>>\nstream\n");
	buf_put(&m.b, rows, 12);
	buf_byte(&m.b, 1);
	buf_u32(&m.b, 9);
	buf_byte(&m.b, 0);
	buf_byte(&m.b, 1);
	buf_u32(&m.b, (uint32_t)xref);
	buf_byte(&m.b, 0);
	buf_printf(&m.b, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n",
	    xref);
	why = looked(*state, buf_view(&m.b), &facts);
	if (why != PDF_TOO_LARGE && why != PDF_TOO_SLOW)
		fail_msg("%s", pdf_reason_code(why));
	buf_free(&m.b);
}
#endif

static void
reader_goes_on(void **state)
{
	static struct maker	 m;

	assert_int_equal(stamped(*state, one_page(&m,
	    "/MediaBox[0 0 595 842]")), PDF_FINE);
	buf_free(&m.b);
}

#define ROW(name_, fn) { .name = name_, .test_func = fn, \
	.setup_func = kit_up, .teardown_func = kit_down }

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		ROW("what is no PDF is named so", no_pdf_at_all),
		ROW("junk before the header is repaired",
		    junk_before_is_repaired),
		ROW("damage must be repaired first",
		    damage_must_be_repaired_first),
		ROW("a file cut at every 97th byte", cut_at_every_97th_byte),
		ROW("10,000 pages refused, 3,000 stamped", pages_are_counted),
		ROW("page trees that are none", trees_of_every_evil_shape),
		ROW("a million brackets", nesting_does_not_end_the_reader),
		ROW("a bomb in a page stays closed",
		    bomb_in_a_page_is_not_opened),
#ifndef JIANYIN_SANITIZED
		ROW("a bomb in an object stream is refused",
		    bomb_in_an_object_stream_is_refused),
#endif
		ROW("the next file is read", reader_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

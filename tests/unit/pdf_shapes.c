/*
 * Documents of unlike build, all stamped twice: what was on the page stays,
 * annotations stay, the cross-reference stays of its kind, permissions are
 * respected.
 */
#include "pdf_kit.h"

/* Resources and box inherited, annotations in an object of their own. */
static struct bytes
inherited(struct maker *m)
{
	maker_new(m);
	maker_object(m, "<</Type/Catalog/Pages 2 0 R/AcroForm 8 0 R>>");
	maker_object(m, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox"
	    "[0 0 595 842]/Resources 6 0 R>>");
	maker_object(m, "<</Type/Page/Parent 2 0 R/Contents[4 0 R]"
	    "/Annots 7 0 R>>");
	maker_object(m, "<</Length 42>>\nstream\n"
	    "BT /F#311 18 Tf 120 400 Td (Hello you) Tj \nendstream");
	maker_object(m, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	maker_object(m, "<</Font<</F#311 5 0 R>>>>");
	maker_object(m, "[9 0 R]");
	maker_object(m, "<</Fields[9 0 R]/DA(/Helv 0 Tf)>>");
	maker_object(m, "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Wang)"
	    "/Rect[50 50 150 70]/P 3 0 R/F 4>>");
	return maker_end(m);
}

/* Another program rewrites it with object and xref streams. */
static struct bytes
with_xref_stream(struct pool *pool, struct bytes v, const char *how)
{
	char		 line[256], path[] = "/tmp/jianyin-pdf-XXXXXX";
	struct bytes	 out;
	struct fault	 f = { 0 };
	struct buf	 b;
	int		 in = file_of(v), fd = mkstemp(path);

	snprintf(line, sizeof(line), "qpdf %s /proc/%ld/fd/%d %s", how,
	    (long)getpid(), in, path);
	assert_int_equal(system(line), 0);
	buf_init(&b, 4 * MIB);
	assert_int_equal(file_read(path, &b, &f), ST_OK);
	out = pool_bytes(pool, buf_view(&b));
	buf_free(&b);
	close(in);
	close(fd);
	unlink(path);
	return out;
}

static struct bytes
stamped_once(struct pool *pool, struct bytes v, int um_x, int marked)
{
	struct pdf_picture	 pic;
	struct pdf_order	 o;
	struct pdf_prepared	 more;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	struct buf		 b;
	struct bytes		 out;
	int			 fd = file_of(v);

	seal_make(pool, SEAL_UM, &pic);
	o = order_for(pool, &pic, 0, um_x, 200000);
	if (pdf_prepare(&here, fd, &o, pool, &more, &why, &f) != ST_OK)
		fail_msg("%s", f.text);
	assert_int_equal(more.marked, marked);
	close(fd);
	buf_init(&b, 8 * MIB);
	buf_bytes(&b, v);
	buf_put(&b, more.bytes, more.n);
	out = pool_bytes(pool, buf_view(&b));
	buf_free(&b);
	return out;
}

static void
check(struct bytes v, const char *text, unsigned fields)
{
	static char	 out[65536];
	char		 want[64];
	int		 fd = file_of(v);

	if (asked(QPDF_CHECK, fd, "", out, sizeof(out)) != 0 ||
	    strstr(out, "WARNING") != NULL)
		fail_msg("%s", out);
	asked(PDFSIG, fd, "", out, sizeof(out));
	snprintf(want, sizeof(want), "Signature #%u", fields);
	if (strstr(out, want) == NULL)
		fail_msg("%s", out);
	asked("pdftotext", fd, "-", out, sizeof(out));
	if (strstr(out, text) == NULL || strstr(out, "验证码") == NULL)
		fail_msg("%s", out);
	close(fd);
}

static void
every_build_is_stamped_twice(void **state)
{
	static const char *const how[] = { NULL, "--object-streams=generate",
	    "--linearize", "--object-streams=generate --linearize",
	    "--qdf" };
	static struct maker	 m;
	struct bytes		 v, once, twice;
	size_t			 i;

	for (i = 0; i < NITEMS(how) * 2; i++) {
		v = i % 2 ? inherited(&m) :
		    one_page(&m, "/MediaBox[0 0 595 842]");
		if (how[i / 2] != NULL)
			v = with_xref_stream(*state, v, how[i / 2]);
		once = stamped_once(*state, v, 10000, 1);
		check(once, i % 2 ? "Hello you" : "Hello world", 1);
		twice = stamped_once(*state, once, 90000, 0);
		assert_memory_equal(twice.p, once.p, once.n);
		check(twice, i % 2 ? "Hello you" : "Hello world", 2);
		buf_free(&m.b);
	}
}

/* The text field of the form, its value and its place on the page. */
static void
annotations_and_fields_stay(void **state)
{
	static struct maker	 m;
	static char		 out[65536];
	struct bytes		 v = stamped_once(*state, inherited(&m), 10000,
				    1);
	int			 fd = file_of(v);

	asked("qpdf --json --json-key=acroform", fd, "", out, sizeof(out));
	assert_non_null(strstr(out, "\"partialname\": \"name\""));
	assert_non_null(strstr(out, "Wang"));
	assert_non_null(strstr(out, "\"partialname\": \"JianyinSeal"));
	assert_non_null(memmem(v.p, v.n, "/Annots[ 9 0 R ", 15));
	close(fd);
	buf_free(&m.b);
}

/* A certified document, P in its DocMDP. */
static struct bytes
certified(struct maker *m, int p)
{
	char	 text[256];

	maker_new(m);
	maker_object(m, "<</Type/Catalog/Pages 2 0 R/Perms<</DocMDP 4 0 R>>"
	    "/AcroForm<</Fields[5 0 R]/SigFlags 3>>>>");
	maker_object(m, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	maker_object(m, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
	    "/Annots[5 0 R]>>");
	snprintf(text, sizeof(text), "<</Type/Sig/Filter/Adobe.PPKLite"
	    "/SubFilter/adbe.pkcs7.detached/ByteRange[0 1 2 3]/Contents"
	    "<3000>/Reference[<</Type/SigRef/TransformMethod/DocMDP"
	    "/TransformParams<</P %d/V/1.2>>>>]>>", p);
	maker_object(m, text);
	maker_object(m, "<</Type/Annot/Subtype/Widget/FT/Sig/T(c)/V 4 0 R"
	    "/Rect[0 0 0 0]/P 3 0 R/F 132>>");
	return maker_end(m);
}

static void
permissions_are_respected(void **state)
{
	static const struct { int p; enum pdf_reason why; } rows[] = {
		{ 1, PDF_LOCKED }, { 2, PDF_FINE }, { 3, PDF_FINE },
	};
	static struct maker	 m;
	struct pdf_picture	 pic;
	struct pdf_order	 o;
	struct pdf_prepared	 more;
	struct pdf_facts	 facts;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	size_t			 i;
	int			 fd;

	seal_make(*state, SEAL_UM, &pic);
	o = order_for(*state, &pic, 0, 50000, 50000);
	for (i = 0; i < NITEMS(rows); i++) {
		fd = file_of(certified(&m, rows[i].p));
		/* Told when it is uploaded, not after the approval. */
		assert_int_equal(pdf_look(&here, fd, *state, &facts, &why,
		    &f), ST_OK);
		assert_int_equal(facts.locked, rows[i].p == 1);
		pdf_prepare(&here, fd, &o, *state, &more, &why, &f);
		assert_int_equal(why, rows[i].why);
		if (why == PDF_FINE)
			assert_int_equal(more.marked, 2);
		close(fd);
		buf_free(&m.b);
	}
}

/* Every reason has a code of its own and a sentence for people. */
static void
every_reason_has_words(void **state)
{
	int	 i, k;

	(void)state;
	for (i = 0; i < PDF_REASON__N; i++) {
		assert_true(i == PDF_FINE || *pdf_reason_text(
		    (enum pdf_reason)i) != '\0');
		for (k = 0; k < i; k++)
			assert_string_not_equal(pdf_reason_code(
			    (enum pdf_reason)i), pdf_reason_code(
			    (enum pdf_reason)k));
	}
}

#define ROW(name_, fn) { .name = name_, .test_func = fn, \
	.setup_func = kit_up, .teardown_func = kit_down }

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		ROW("R-170 tables, streams, linearised: stamped twice",
		    every_build_is_stamped_twice),
		ROW("R-170 annotations and fields stay",
		    annotations_and_fields_stay),
		ROW("a certified document's permission is respected",
		    permissions_are_respected),
		ROW("every refusal has its sentence", every_reason_has_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * R-185, R-186, R-189, R-190, R-246: what is said of a stamped file, of the
 * same file altered in every way, and of a seal whose state changed since.
 */
#include "stamp_kit.h"

/* A register in a test: what the seal is, from a moment on. */
struct world {
	struct sealed	 s;
	struct pool	*pool;
	struct maker	 m;
	struct bytes	 file, stamped;
	int64_t		 turned;	/* 0: valid all the time */
	enum stamp_seal	 into;
	int64_t		 recorded;	/* our record's time; 0 none */
	enum finding_state chain;
	struct stamp_trust trust;
};

static enum status
state_at(void *arg, const char *esid, struct span at,
    struct stamp_state *out, struct fault *f)
{
	struct world	*w = arg;

	(void)f;
	if (strcmp(esid, ESID) != 0)
		return ST_ABSENT;
	out->state = w->turned != 0 && at.until > w->turned ? w->into :
	    STAMP_SEAL_VALID;
	out->since = w->turned;
	return ST_OK;
}

static enum status
record_of(void *arg, const unsigned char digest[32], struct bytes sig,
    int64_t *ms, struct fault *f)
{
	struct world	*w = arg;

	(void)digest;
	(void)f;
	if (w->recorded == 0 || sig.n == 0)
		return ST_ABSENT;
	*ms = w->recorded;
	return ST_OK;
}

static void
chain_of(void *arg, struct bytes cert, enum ses_use use, int64_t at,
    struct finding *out)
{
	struct world	*w = arg;

	(void)cert;
	(void)use;
	(void)at;
	out->state = w->chain;
	if (w->chain != FIND_OK) {
		out->code = "chain.unknown-ca";
		out->text = "颁发机构不在信任列表中。";
		out->clause = "R-121";
	}
}

static int
up(void **state)
{
	struct world	*w = calloc(1, sizeof(*w));
	void		*pool;

	kit_up(&pool);
	w->pool = pool;
	sealed_make(&w->s, w->pool);
	w->file = one_page(&w->m, "/MediaBox[0 0 595 842]");
	w->stamped = stamp_it(&w->s, w->pool, w->file, 100000, 150000,
	    T0 + 30 * MS_DAY);
	w->trust = (struct stamp_trust){ .arg = w, .now = NOW,
	    .state = state_at, .record = record_of, .chain = chain_of,
	    .chain_arg = w };
	*state = w;
	return 0;
}

static int
down(void **state)
{
	struct world	*w = *state;

	box_unmap(&w->stamped);
	sealed_free(&w->s);
	buf_free(&w->m.b);
	pool_free(w->pool);
	free(w);
	return 0;
}

static struct stamp_report
judged(struct world *w, struct bytes file)
{
	struct stamp_report	 r;
	struct stamp_refusal	 why;
	struct fault		 f = { 0 };

	if (stamp_judge(&here, file, &w->trust, w->pool, &r, &why, &f) !=
	    ST_OK)
		fail_msg("%s", f.text);
	return r;
}

static void
expect(const struct stamp_report *r, enum verdict v, enum stamp_axis axis,
    const char *code)
{
	if (r->verdict != v)
		fail_msg("%s, not %s: %s", verdict_code(r->verdict),
		    verdict_code(v), r->n == 0 ? "" :
		    r->list[r->n - 1].changed);
	assert_true(r->n >= 1);
	assert_string_equal(r->list[r->n - 1].axis[axis].code, code);
	assert_true(*r->text != '\0');
}

static void
genuine_file(void **state)
{
	struct world		*w = *state;
	struct stamp_report	 r = judged(w, w->stamped);
	int			 a;

	expect(&r, VERDICT_GENUINE, AXIS_FILE, "file.intact");
	assert_int_equal(r.n, 1);
	for (a = 0; a < AXIS__N; a++)
		assert_int_equal(r.list[0].axis[a].grade, GRADE_GOOD);
	assert_string_equal(r.list[0].esid, ESID);
	assert_string_equal(r.list[0].seal_name, "样例单位公章");
	assert_int_equal(r.list[0].claimed, T0 + 30 * MS_DAY);
	assert_string_equal(verdict_text(r.verdict), "真实有效");
}

static void
r246_unstamped_file(void **state)
{
	struct world		*w = *state;
	struct stamp_report	 r = judged(w, w->file);

	assert_int_equal(r.verdict, VERDICT_NONE);
	assert_int_equal(r.n, 0);
	assert_string_equal(verdict_text(r.verdict), "无电子签章");
}

/* Every byte outside the padding counts; a sample of them is changed. */
static void
r170_any_byte_changed(void **state)
{
	struct world		*w = *state;
	struct stamp_report	 r;
	struct stamp_refusal	 why;
	struct fault		 f = { 0 };
	struct buf		 b;
	size_t			 i;

	buf_init(&b, 4 * MIB);
	for (i = 11; i < w->stamped.n; i += 211) {
		buf_clear(&b);
		buf_bytes(&b, w->stamped);
		b.p[i] ^= 1;
		if (stamp_judge(&here, buf_view(&b), &w->trust, w->pool, &r,
		    &why, &f) != ST_OK)
			continue;	/* refused is not genuine either */
		if (r.verdict == VERDICT_GENUINE)
			fail_msg("byte %zu of %zu", i, w->stamped.n);
		pool_reset(w->pool);
	}
	buf_free(&b);
}

static void
r185_offline(void **state)
{
	struct world		*w = *state;
	struct stamp_report	 r;

	w->trust.state = NULL;
	r = judged(w, w->stamped);
	expect(&r, VERDICT_UNKNOWN, AXIS_THEN, "then.offline");
	assert_int_equal(r.list[0].axis[AXIS_FILE].grade, GRADE_GOOD);
	assert_int_equal(r.list[0].axis[AXIS_SEAL].grade, GRADE_GOOD);
	assert_string_equal(r.text,
	    "文件完整，印章真实，未联网核对印章状态。");
}

static void
r186_revoked_since_with_our_record(void **state)
{
	struct world		*w = *state;
	struct stamp_report	 r;

	w->turned = T0 + 40 * MS_DAY;
	w->into = STAMP_SEAL_REVOKED;
	w->recorded = T0 + 30 * MS_DAY;
	r = judged(w, w->stamped);
	expect(&r, VERDICT_LAPSED, AXIS_NOW, "now.revoked");
	assert_int_equal(r.list[0].axis[AXIS_THEN].grade, GRADE_GOOD);
}

static void
r186_revoked_and_only_the_signers_word(void **state)
{
	struct world		*w = *state;
	struct stamp_report	 r;

	w->turned = T0 + 40 * MS_DAY;
	w->into = STAMP_SEAL_REVOKED;
	r = judged(w, w->stamped);
	expect(&r, VERDICT_UNKNOWN, AXIS_THEN, "then.no-proof");
}

static void
r189_stamped_after_revocation(void **state)
{
	static const struct { enum stamp_seal into; const char *code; } rows[]
	    = {
		{ STAMP_SEAL_REVOKED, "then.revoked" },
		{ STAMP_SEAL_FROZEN, "then.frozen" },
		{ STAMP_SEAL_EXPIRED, "then.expired" },
	};
	struct world		*w = *state;
	struct stamp_report	 r;
	size_t			 i;

	for (i = 0; i < NITEMS(rows); i++) {
		w->turned = T0 + 20 * MS_DAY;
		w->into = rows[i].into;
		w->recorded = i == 0 ? T0 + 30 * MS_DAY : 0;
		r = judged(w, w->stamped);
		expect(&r, VERDICT_INVALID, AXIS_THEN, rows[i].code);
	}
}

static void
r187_unknown_is_never_valid(void **state)
{
	struct world		*w = *state;
	struct stamp_report	 r;

	w->turned = 1;
	w->into = STAMP_SEAL_UNKNOWN;
	r = judged(w, w->stamped);
	expect(&r, VERDICT_UNKNOWN, AXIS_THEN, "then.unknown");
	w->turned = 0;
	w->chain = FIND_UNKNOWN;
	r = judged(w, w->stamped);
	expect(&r, VERDICT_UNKNOWN, AXIS_SEAL, "chain.unknown-ca");
	w->chain = FIND_BROKEN;
	r = judged(w, w->stamped);
	expect(&r, VERDICT_INVALID, AXIS_SEAL, "chain.unknown-ca");
}

/* An object of a later revision. */
struct later {
	int		 object;
	const char	*text;
};

/* The number behind the last startxref. */
static unsigned long
last_xref(struct bytes file)
{
	const unsigned char	*p = file.p, *hit = NULL, *q;
	size_t			 left = file.n;

	while ((q = memmem(p, left, "startxref\n", 10)) != NULL) {
		hit = q + 10;
		left -= (size_t)(hit - p);
		p = hit;
	}
	assert_non_null(hit);
	return strtoul((const char *)hit, NULL, 10);
}

/* A later revision, appended as an attacker would. */
static struct bytes
appended_all(struct bytes file, struct buf *b, const struct later *list,
    size_t n)
{
	size_t	 at[8], xref, i;

	assert_true(n <= NITEMS(at));
	buf_init(b, 4 * MIB);
	buf_bytes(b, file);
	for (i = 0; i < n; i++) {
		at[i] = b->n;
		buf_printf(b, "%d 0 obj\n%s\nendobj\n", list[i].object,
		    list[i].text);
	}
	xref = b->n;
	buf_text(b, "xref\n");
	for (i = 0; i < n; i++)
		buf_printf(b, "%d 1\n%010zu 00000 n \n", list[i].object,
		    at[i]);
	buf_printf(b, "trailer\n<</Size 405/Root 1 0 R/Prev %lu>>\n"
	    "startxref\n%zu\n%%%%EOF\n", last_xref(file), xref);
	return buf_view(b);
}

static struct bytes
appended(struct world *w, struct buf *b, int object, const char *text)
{
	const struct later	 one = { object, text };

	return appended_all(w->stamped, b, &one, 1);
}

static void
later_revisions_that_change_what_is_shown(void **state)
{
	static const struct { int object; const char *text; } evil[] = {
		/* other words on the page */
		{ 4, "<</Length 41>>\nstream\nBT /F1 18 Tf 120 400 Td "
		    "(Hullo world) Tj \nendstream" },
		/* the page with a note over it */
		{ 3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox"
		    "[0 0 595 842]/Annots[<</Type/Annot/Subtype/FreeText"
		    "/Rect[0 0 500 500]/Contents(forged)>>]>>" },
		/* another font, so that other letters show */
		{ 5, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>" },
		/* more pages */
		{ 2, "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>" },
		/* no form: the signature is hidden */
		{ 1, "<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>" },
	};
	struct world		*w = *state;
	struct stamp_report	 r;
	struct buf		 b;
	size_t			 i;

	for (i = 0; i < NITEMS(evil); i++) {
		r = judged(w, appended(w, &b, evil[i].object, evil[i].text));
		if (r.verdict == VERDICT_GENUINE || r.verdict ==
		    VERDICT_LAPSED)
			fail_msg("row %zu: %s", i, verdict_code(r.verdict));
		if (i < 4)
			expect(&r, VERDICT_ALTERED, AXIS_FILE,
			    "file.altered-later");
		buf_free(&b);
	}
	/* An object nobody shows is nobody's all the same. */
	r = judged(w, appended(w, &b, 400, "<</Unused true>>"));
	expect(&r, VERDICT_ALTERED, AXIS_FILE, "file.appended");
	buf_free(&b);
}

/* Bytes behind the end, which most programs overlook. */
static void
trailing_bytes(void **state)
{
	static const struct { const char *p; size_t n; } tails[] = {
		{ "\n", 1 }, { "\0\0\0\0", 4 }, { "%%EOF\n", 6 },
		{ "PK\3\4 another file", 17 },
	};
	struct world		*w = *state;
	struct stamp_report	 r;
	struct buf		 b;
	size_t			 i;

	for (i = 0; i < NITEMS(tails); i++) {
		buf_init(&b, 4 * MIB);
		buf_bytes(&b, w->stamped);
		buf_bytes(&b, bytes_of(tails[i].p, tails[i].n));
		r = judged(w, buf_view(&b));
		expect(&r, VERDICT_ALTERED, AXIS_FILE, "file.appended");
		buf_free(&b);
	}
}

/* --- a false signature's widget over the page ------------------------------ */

/* The number of our own widget in a stamped file; its value is the next. */
static int
widget_of(struct bytes file)
{
	const char	*p = memmem(file.p, file.n, "(JianyinSeal", 12);

	assert_non_null(p);
	return (int)strtol(p + 12, NULL, 10);
}

/* The stamped page as it is written, with one more widget. */
static void
page_again(const struct world *w, char *out, size_t room, int own)
{
	const char	*p = memmem(w->stamped.p + w->file.n,
			    w->stamped.n - w->file.n, "\n3 0 obj\n", 9);
	const char	*end;
	char		 annots[32];

	assert_non_null(p);
	p += 9;
	snprintf(annots, sizeof(annots), " %d 0 R]", own);
	end = strstr(p, annots);
	assert_non_null(end);
	snprintf(out, room, "%.*s %d 0 R 400 0 R]>>", (int)(end - p), p, own);
}

/*
 * Page and catalog with one more widget, number 400, which draws 402 over
 * everything; "value" is what it says is its signature.
 */
static struct bytes
overlaid(struct world *w, struct buf *b, const char *value, int listed,
    const char *look)
{
	static char	 root[256], page[512], field[512];
	const int	 own = widget_of(w->stamped);
	const struct later list[] = {
		{ 1, root }, { 3, page }, { 400, field },
		{ 402, "<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Length "
		    "28>>\nstream\n1 g 0 0 595 842 re f       \nendstream" },
	};

	snprintf(root, sizeof(root), "<</Pages 2 0 R/Type/Catalog/AcroForm"
	    "<</Fields[ %d 0 R%s]/SigFlags 3>>>>", own, listed ? " 400 0 R" :
	    "");
	page_again(w, page, sizeof(page), own);
	snprintf(field, sizeof(field), "<</Type/Annot/Subtype/Widget/FT/Sig"
	    "/T(more)/F 4/P 3 0 R/Rect[0 0 595 842]/V %s%s>>", value, look);
	return appended_all(w->stamped, b, list, NITEMS(list));
}

#define CMS "/Contents<3009060906092a8648>/Filter/Adobe.PPKLite" \
	"/SubFilter/adbe.pkcs7.detached"
#define LOOK "/AP<</N 402 0 R>>"

/*
 * A widget shows what it likes, so it may come later only with a signature
 * that is judged and that signs it.
 */
static void
false_widgets(void **state)
{
	struct world		*w = *state;
	static char		 borrowed[32], copied[128], other[128];
	const struct {
		const char	*value;
		int		 listed;
		const char	*look, *code;
		enum verdict	 verdict;
	} rows[] = {
		/* the first seal's own signature, shown once more */
		{ borrowed, 1, LOOK, "file.altered-later", VERDICT_ALTERED },
		/* as much signed as the first signs, and no more */
		{ copied, 1, LOOK, "file.altered-later", VERDICT_ALTERED },
		/* in no form, so that nobody judges it */
		{ other, 0, LOOK, "file.altered-later", VERDICT_ALTERED },
		/* of another kind, which we cannot judge */
		{ other, 1, LOOK, "file.foreign-later", VERDICT_UNKNOWN },
		{ other, 1, "", "file.foreign-later", VERDICT_UNKNOWN },
		/* not signed at all */
		{ "null", 1, LOOK, "file.altered-later", VERDICT_ALTERED },
	};
	struct stamp_report	 r;
	struct buf		 b;
	size_t			 i;

	snprintf(borrowed, sizeof(borrowed), "%d 0 R",
	    widget_of(w->stamped) + 1);
	snprintf(copied, sizeof(copied), "<</ByteRange[0 9 20 %zu]" CMS ">>",
	    w->stamped.n - 20);
	snprintf(other, sizeof(other), "<</ByteRange[0 9 20 %zu]" CMS ">>",
	    w->stamped.n);
	for (i = 0; i < NITEMS(rows); i++) {
		r = judged(w, overlaid(w, &b, rows[i].value, rows[i].listed,
		    rows[i].look));
		if (r.verdict != rows[i].verdict ||
		    strcmp(r.list[0].axis[AXIS_FILE].code, rows[i].code) != 0)
			fail_msg("row %zu: %s %s %s", i,
			    verdict_code(r.verdict),
			    r.list[0].axis[AXIS_FILE].code,
			    r.list[0].changed);
		buf_free(&b);
	}
}

/* A page's words that call themselves metadata are words all the same. */
static void
content_that_calls_itself_metadata(void **state)
{
	static const struct later now[] = {
		{ 4, "<</Type/Metadata/Subtype/XML/Length 41>>\nstream\n"
		    "BT /F1 18 Tf 120 400 Td (Hullo world) Tj \nendstream" },
	};
	static const char *const roots[] = { "", "/Metadata 4 0 R" };
	struct world		*w = *state;
	struct stamp_report	 r;
	struct maker		 m;
	struct bytes		 stamped;
	struct buf		 b;
	char			 root[128];
	size_t			 i;

	for (i = 0; i < NITEMS(roots); i++) {
		maker_new(&m);
		snprintf(root, sizeof(root), "<</Type/Catalog/Pages 2 0 R%s>>",
		    roots[i]);
		maker_object(&m, root);
		maker_object(&m, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
		maker_object(&m, "<</Type/Page/Parent 2 0 R/Contents 4 0 R"
		    "/MediaBox[0 0 595 842]>>");
		maker_object(&m, "<</Type/Metadata/Subtype/XML/Length 41>>\n"
		    "stream\nBT /F1 18 Tf 120 400 Td (Hello world) Tj \n"
		    "endstream");
		stamped = stamp_it(&w->s, w->pool, maker_end(&m), 100000,
		    150000, T0 + 30 * MS_DAY);
		r = judged(w, appended_all(stamped, &b, now, NITEMS(now)));
		expect(&r, VERDICT_ALTERED, AXIS_FILE, "file.altered-later");
		buf_free(&b);
		box_unmap(&stamped);
		buf_free(&m.b);
	}
}

/* A form that could show other pages than the signed ones. */
static void
form_with_more_than_a_signature(void **state)
{
	static const char *const more[] = { "/XFA 4 0 R",
		"/NeedAppearances true", "/DR<</Font<<>>>>" };
	struct world		*w = *state;
	struct stamp_report	 r;
	struct buf		 b;
	char			 root[256];
	size_t			 i;

	for (i = 0; i < NITEMS(more); i++) {
		snprintf(root, sizeof(root), "<</Pages 2 0 R/Type/Catalog"
		    "/AcroForm<</Fields[ %d 0 R]/SigFlags 3%s>>>>",
		    widget_of(w->stamped), more[i]);
		r = judged(w, appended(w, &b, 1, root));
		expect(&r, VERDICT_ALTERED, AXIS_FILE, "file.altered-later");
		buf_free(&b);
	}
}

/* A stamp on a file changed since another's: refused before it is asked. */
static void
changed_files_are_not_stamped(void **state)
{
	struct world	*w = *state;
	enum pdf_reason	 why;
	struct fault	 f = { 0 };
	struct buf	 b;
	size_t		 i;

	assert_int_equal(stamp_check_signed(&here, w->file, w->pool, &why,
	    &f), ST_OK);
	assert_int_equal(stamp_check_signed(&here, w->stamped, w->pool, &why,
	    &f), ST_OK);
	for (i = 0; i < 2; i++) {
		if (i == 0) {
			appended(w, &b, 5, "<</Type/Font/Subtype/Type1"
			    "/BaseFont/Symbol>>");
		} else {
			buf_init(&b, 4 * MIB);
			buf_bytes(&b, w->stamped);
			memcpy(memmem(b.p, b.n, "(Hello", 6), "(Hallo", 6);
		}
		assert_int_equal(stamp_check_signed(&here, buf_view(&b),
		    w->pool, &why, &f), ST_INVALID);
		assert_int_equal(why, PDF_ALTERED_SIGNED);
		buf_free(&b);
	}
}

static void
second_stamp_keeps_the_first(void **state)
{
	struct world		*w = *state;
	struct bytes		 twice = stamp_it(&w->s, w->pool, w->stamped,
				    20000, 200000, T0 + 31 * MS_DAY);
	struct stamp_report	 r = judged(w, twice);
	static char		 out[65536];
	int			 fd;

	assert_int_equal(r.verdict, VERDICT_GENUINE);
	assert_int_equal(r.n, 2);
	assert_string_equal(r.list[0].axis[AXIS_FILE].code,
	    "file.intact-later");
	assert_string_equal(r.list[1].axis[AXIS_FILE].code, "file.intact");
	assert_memory_equal(twice.p, w->stamped.p, w->stamped.n);
	fd = file_of(twice);
	if (asked(QPDF_CHECK, fd, "", out, sizeof(out)) != 0)
		fail_msg("%s", out);
	asked(PDFSIG, fd, "", out, sizeof(out));
	assert_non_null(strstr(out, "Signature #2"));
	close(fd);
	box_unmap(&twice);
}

static void
signature_for_another_file(void **state)
{
	struct world		*w = *state;
	struct pdf_order	 o = order_for(w->pool, &w->s.picture, 0,
				    5000, 5000);
	struct stamp_ready	 ready;
	struct stamp_report	 r;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	struct bytes		 v;
	struct buf		 der;
	int			 fd;

	o.hole = 8192;
	assert_int_equal(stamp_prepare(&here, w->file, &o, w->pool, &ready,
	    &why, &f), ST_OK);
	ready.digest[0] ^= 1;
	buf_init(&der, LIMIT_SIGNATURE);
	keyd_stands_in(&w->s, ready.digest, T0 + 30 * MS_DAY, &der);
	assert_int_equal(stamp_finish(&here, &ready, buf_view(&der), w->pool,
	    &fd, &f), ST_OK);
	assert_int_equal(box_map(fd, &v, &f), ST_OK);
	r = judged(w, v);
	expect(&r, VERDICT_ALTERED, AXIS_FILE, "file.altered");
	box_unmap(&v);
	close(fd);
	/* Larger than its hole: refused, not cut. */
	buf_room(&der, 9000);
	assert_int_equal(stamp_finish(&here, &ready, buf_view(&der), w->pool,
	    &fd, &f), ST_BROKEN);
	assert_int_equal(fd, -1);
	buf_free(&der);
}

#define ROW(name_, fn) { .name = name_, .test_func = fn, \
	.setup_func = up, .teardown_func = down }

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		ROW("R-190 a genuine file, every axis good", genuine_file),
		ROW("R-246 an unstamped file has no electronic stamp",
		    r246_unstamped_file),
		ROW("R-170 any byte changed: never genuine",
		    r170_any_byte_changed),
		ROW("R-185 offline: intact, status not checked",
		    r185_offline),
		ROW("R-186 revoked since, our record: valid when stamped",
		    r186_revoked_since_with_our_record),
		ROW("R-186 revoked, only the signer's time: cannot tell",
		    r186_revoked_and_only_the_signers_word),
		ROW("R-189 stamped after revocation, freezing, expiry: "
		    "invalid", r189_stamped_after_revocation),
		ROW("R-187 unknown is never shown as valid",
		    r187_unknown_is_never_valid),
		ROW("R-190 later revisions that change what is shown",
		    later_revisions_that_change_what_is_shown),
		ROW("R-170 bytes behind the signed end are a change",
		    trailing_bytes),
		ROW("R-190 a widget without a signature of its own over the "
		    "page", false_widgets),
		ROW("R-190 contents that call themselves metadata",
		    content_that_calls_itself_metadata),
		ROW("R-190 a form with more than a signature",
		    form_with_more_than_a_signature),
		ROW("R-170 what was changed since another's stamp gets none",
		    changed_files_are_not_stamped),
		ROW("R-170 a second stamp keeps the first valid",
		    second_stamp_keeps_the_first),
		ROW("R-190 a signature made for another file",
		    signature_for_another_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

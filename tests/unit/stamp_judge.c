/*
 * what is said of a stamped file, of the
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
state_at(void *arg, const char *esid, int64_t at, struct stamp_state *out,
    struct fault *f)
{
	struct world	*w = arg;

	(void)f;
	if (strcmp(esid, ESID) != 0)
		return ST_ABSENT;
	out->state = w->turned != 0 && at >= w->turned ? w->into :
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
	enum pdf_reason		 why;
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
		    r->list[r->n - 1].sig->changed);
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
	enum pdf_reason		 why;
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

/* A later revision, appended as an attacker would. */
static struct bytes
appended(struct world *w, struct buf *b, int object, const char *text)
{
	const unsigned char	*p = w->stamped.p, *hit = NULL, *q;
	size_t			 left = w->stamped.n, at, xref;
	unsigned long		 prev;

	while ((q = memmem(p, left, "startxref\n", 10)) != NULL) {
		hit = q + 10;
		left -= (size_t)(hit - p);
		p = hit;
	}
	assert_non_null(hit);
	prev = strtoul((const char *)hit, NULL, 10);
	buf_init(b, 4 * MIB);
	buf_bytes(b, w->stamped);
	at = b->n;
	buf_printf(b, "%d 0 obj\n%s\nendobj\n", object, text);
	xref = b->n;
	buf_printf(b, "xref\n%d 1\n%010zu 00000 n \ntrailer\n<</Size 401"
	    "/Root 1 0 R/Prev %lu>>\nstartxref\n%zu\n%%%%EOF\n", object, at,
	    prev, xref);
	return buf_view(b);
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
	/* An object nobody shows changes nothing. */
	r = judged(w, appended(w, &b, 400, "<</Unused true>>"));
	expect(&r, VERDICT_GENUINE, AXIS_FILE, "file.intact-later");
	buf_free(&b);
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
		ROW("R-170 a second stamp keeps the first valid",
		    second_stamp_keeps_the_first),
		ROW("R-190 a signature made for another file",
		    signature_for_another_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

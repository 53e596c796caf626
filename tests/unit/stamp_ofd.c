/*
 * what is said of a sealed OFD, of
 * the same file altered in every way, of several signatures and documents in
 * one, and of the samples others made.
 */
#include "stamp_ofd_kit.h"

#define STAMPED	(T0 + 30 * MS_DAY)

static struct sealed		 sealed;
static struct pool		*pool;
static struct package		 p;
static struct stamp_trust	 trust;
static enum stamp_seal		 state_now;
static int64_t			 recorded;

static enum status
state_at(void *arg, const char *esid, struct span at,
    struct stamp_state *out, struct fault *f)
{
	(void)arg;
	(void)f;
	if (strcmp(esid, ESID) != 0)
		return ST_ABSENT;
	out->state = at.until > STAMPED + MS_DAY ? state_now :
	    STAMP_SEAL_VALID;
	return ST_OK;
}

static enum status
record_of(void *arg, const unsigned char digest[32], struct bytes sig,
    int64_t *ms, struct fault *f)
{
	(void)arg;
	(void)digest;
	(void)sig;
	(void)f;
	*ms = recorded;
	return recorded == 0 ? ST_ABSENT : ST_OK;
}

static void
chain_of(void *arg, struct bytes cert, enum ses_use use, int64_t at,
    struct finding *out)
{
	(void)arg;
	(void)cert;
	(void)use;
	(void)at;
	out->state = FIND_OK;
}

static int
up(void **state)
{
	void	*kit;

	(void)state;
	kit_up(&kit);
	pool = kit;
	sealed_make(&sealed, pool);
	p = (struct package){ .pool = pool };
	document_parts(&p);
	state_now = STAMP_SEAL_VALID;
	recorded = 0;
	trust = (struct stamp_trust){ .now = NOW, .state = state_at,
	    .record = record_of, .chain = chain_of };
	return 0;
}

static int
down(void **state)
{
	(void)state;
	sealed_free(&sealed);
	pool_free(pool);
	return 0;
}

static void
seal_with(unsigned n, const char *refs)
{
	ofd_seal_with(&sealed, &p, n, refs, STAMPED);
}

static void
seal_file(unsigned n)
{
	ofd_seal_file(&sealed, &p, n);
}

static void
seal_it(unsigned n, int lock)
{
	ofd_seal(&sealed, &p, n, lock, STAMPED);
}

static struct stamp_report
judged(struct bytes file)
{
	struct stamp_report	 r;
	struct stamp_refusal	 why;
	struct fault		 f = { 0 };

	if (stamp_judge(&here, file, &trust, pool, &r, &why, &f) != ST_OK)
		fail_msg("%s: %s", why.code, f.text);
	return r;
}

static struct stamp_report
judge_it(void)
{
	return judged(package_end(&p));
}

static void
expect(unsigned k, enum verdict v, enum stamp_axis axis, const char *code)
{
	struct stamp_report	 r = judge_it();

	assert_true(r.n > k);
	if (r.list[k].verdict != v ||
	    strcmp(r.list[k].axis[axis].code, code) != 0)
		fail_msg("%s, %s; not %s, %s (%s)",
		    verdict_code(r.list[k].verdict),
		    r.list[k].axis[axis].code, verdict_code(v), code,
		    r.list[k].scope);
}

/* --- as it should be ------------------------------------------------------ */

static void
r185_r190_genuine(void **state)
{
	struct stamp_report	 r;
	int			 c;

	(void)state;
	seal_it(0, 0);
	r = judge_it();
	assert_int_equal(r.format, STAMP_OFD);
	assert_int_equal(r.verdict, VERDICT_GENUINE);
	assert_int_equal(r.n, 1);
	assert_string_equal(r.list[0].axis[AXIS_FILE].code, "file.intact");
	for (c = 0; c < CHECK__N; c++)
		if (r.list[0].ses.found[c].state != FIND_OK)
			fail_msg("%s", r.list[0].ses.found[c].text);
	assert_string_equal(r.list[0].esid, ESID);
	assert_int_equal(r.list[0].nplaces, 1);
	assert_int_equal(r.list[0].places[0].um_x, 100000);
	assert_non_null(strstr(r.list[0].scope, "签章引用"));
}

static void
r185_offline_is_intact_but_state_unchecked(void **state)
{
	(void)state;
	seal_it(0, 0);
	trust.state = NULL;
	trust.record = NULL;
	expect(0, VERDICT_UNKNOWN, AXIS_THEN, "then.offline");
	assert_string_equal(judge_it().text,
	    "文件完整，印章真实，未联网核对印章状态。");
	part(&p, "Doc_0/Res/image.png", "a forged picture");
	expect(0, VERDICT_ALTERED, AXIS_FILE, "file.part-altered");
}

/* Revoked since: our record proves the moment, the signer's word does not. */
static void
r186_r189_a_seal_revoked_since(void **state)
{
	(void)state;
	seal_it(0, 0);
	state_now = STAMP_SEAL_REVOKED;
	expect(0, VERDICT_UNKNOWN, AXIS_THEN, "then.no-proof");
	recorded = STAMPED;
	expect(0, VERDICT_LAPSED, AXIS_NOW, "now.revoked");
	recorded = NOW - MS_DAY;
	expect(0, VERDICT_INVALID, AXIS_THEN, "then.revoked");
}

static void
r246_no_seal_no_effect(void **state)
{
	struct stamp_report	 r = judge_it();

	(void)state;
	assert_int_equal(r.verdict, VERDICT_NONE);
	assert_int_equal(r.n + r.foreign, 0);
}

/* --- one thing wrong ------------------------------------------------------ */

static void
r190_any_part_changed(void **state)
{
	struct bytes	 was;
	unsigned	 k;
	size_t		 i;

	(void)state;
	seal_it(0, 0);
	for (i = 1; i < NITEMS(shown_parts); i++) {
		k = part_at(&p, shown_parts[i]);
		was = p.part[k].bytes;
		part(&p, shown_parts[i], "%.*s ", (int)was.n, was.p);
		expect(0, VERDICT_ALTERED, AXIS_FILE, "file.part-altered");
		part_gone(&p, shown_parts[i]);
		expect(0, VERDICT_ALTERED, AXIS_FILE, "file.part-missing");
		part_bytes(&p, shown_parts[i], was);
	}
	expect(0, VERDICT_GENUINE, AXIS_FILE, "file.intact");
}

static void
r190_a_part_left_out(void **state)
{
	size_t	 i;

	(void)state;
	list_parts(&p, 1, "Seal");
	seal_file(0);
	for (i = 0; i < NITEMS(shown_parts); i++) {
		seal_with(0, references(&p, "SM3", 0, shown_parts[i]));
		expect(0, VERDICT_ALTERED, AXIS_FILE, "file.range");
		part_gone(&p, SIGN(0, "Signature.xml"));
		part_gone(&p, SIGN(0, "SignedValue.dat"));
	}
	seal_with(0, "");
	expect(0, VERDICT_ALTERED, AXIS_FILE, "file.range");
}

/* The document's line fails then, and no other. */
static void
r190_exactly_that_line_fails(void **state)
{
	struct stamp_report	 r;
	int			 c;

	(void)state;
	seal_it(0, 0);
	part(&p, "Doc_0/Res/image.png", "a forged picture");
	r = judge_it();
	for (c = 0; c < CHECK__N; c++)
		assert_int_equal(r.list[0].ses.found[c].state,
		    c == CHECK_DOCUMENT ? FIND_BROKEN : FIND_OK);
	assert_string_equal(r.list[0].ses.found[CHECK_DOCUMENT].code,
	    "file.part-altered");
}

/* References made to fit a forged page: Signature.xml is what was signed. */
static void
r190_references_made_to_fit(void **state)
{
	(void)state;
	seal_it(0, 0);
	part(&p, "Doc_0/Res/image.png", "a forged picture");
	signature_part(&p, 0, references(&p, "1.2.156.10197.1.401", 0,
	    SIGN(0, "SignedValue.dat")), SEAL_LOC
	    STAMP_ANNOT("x", "1", "100 150 40 40"));
	expect(0, VERDICT_ALTERED, AXIS_FILE, "file.altered");
}

static void
r190_the_signature_itself(void **state)
{
	const char	*name = SIGN(0, "SignedValue.dat");
	struct bytes	 was;
	struct buf	 b;

	(void)state;
	seal_it(0, 0);
	was = p.part[part_at(&p, name)].bytes;
	buf_init(&b, MIB);
	buf_bytes(&b, was);
	b.p[b.n - 1] ^= 1;
	part_bytes(&p, name, buf_view(&b));
	expect(0, VERDICT_INVALID, AXIS_SEAL, "signature.value");
	/* padded as a PDF's is: no harm */
	b.p[b.n - 1] ^= 1;
	buf_put(&b, "\0\0\0\0", 4);
	part_bytes(&p, name, buf_view(&b));
	expect(0, VERDICT_GENUINE, AXIS_FILE, "file.intact");
	part(&p, name, "nonsense");
	expect(0, VERDICT_INVALID, AXIS_FILE, "file.unreadable");
	part_gone(&p, name);
	expect(0, VERDICT_INVALID, AXIS_FILE, "file.unreadable");
	buf_free(&b);
	part(&p, SIGN(0, "Signature.xml"), "<Signature");
	part_bytes(&p, name, was);
	expect(0, VERDICT_INVALID, AXIS_FILE, "file.unreadable");
}

/* The seal shown is Seal.esl; the seal that signed is in the signature. */
static void
r190_another_seal_shown(void **state)
{
	(void)state;
	list_parts(&p, 1, "Seal");
	seal_file(0);
	seal_with(0, references(&p, "SM3", 0, SIGN(0, "Seal.esl")));
	expect(0, VERDICT_GENUINE, AXIS_FILE, "file.intact");
	part(&p, SIGN(0, "Seal.esl"), "another seal");
	expect(0, VERDICT_INVALID, AXIS_SEAL, "seal.file");
	seal_file(0);
	seal_it(0, 0);
	part(&p, SIGN(0, "Seal.esl"), "another seal");
	expect(0, VERDICT_ALTERED, AXIS_FILE, "file.part-altered");
}

static void
r190_digest_methods(void **state)
{
	static const struct { const char *method, *code; } rows[] = {
		{ "MD5", "file.weak-digest" }, { "", "file.weak-digest" },
		{ "SHA1", "file.weak-digest" },
		{ "SHA256", "file.digest-method" },
	};
	size_t	 i;

	(void)state;
	list_parts(&p, 1, "Seal");
	seal_file(0);
	for (i = 0; i < NITEMS(rows); i++) {
		seal_with(0, references(&p, rows[i].method, 0, NULL));
		expect(0, VERDICT_UNKNOWN, AXIS_FILE, rows[i].code);
		part_gone(&p, SIGN(0, "Signature.xml"));
		part_gone(&p, SIGN(0, "SignedValue.dat"));
	}
}

static void
r190_an_unreadable_part(void **state)
{
	(void)state;
	part(&p, "Doc_0/Annots/Annotations.xml", "<broken");
	seal_it(0, 0);
	expect(0, VERDICT_UNKNOWN, AXIS_FILE, "file.unclear");
}

/* --- several -------------------------------------------------------------- */

static void
a_later_signature_keeps_the_first(void **state)
{
	(void)state;
	seal_it(0, 0);
	seal_it(1, 0);
	expect(0, VERDICT_GENUINE, AXIS_FILE, "file.intact-later");
	expect(1, VERDICT_GENUINE, AXIS_FILE, "file.intact");
	assert_int_equal(judge_it().n, 2);
	/* one of two is wrong: so is the file */
	part(&p, SIGN(0, "SignedValue.dat"), "broken");
	expect(1, VERDICT_ALTERED, AXIS_FILE, "file.part-altered");
	assert_int_equal(judge_it().verdict, VERDICT_ALTERED);
}

static void
a_locked_file_signed_again(void **state)
{
	struct stamp_report	 r;

	(void)state;
	seal_it(0, 1);
	expect(0, VERDICT_GENUINE, AXIS_FILE, "file.intact");
	r = judge_it();
	assert_non_null(strstr(r.list[0].scope, "锁定文件"));
	seal_it(1, 0);
	expect(0, VERDICT_ALTERED, AXIS_FILE, "file.locked");
	expect(1, VERDICT_GENUINE, AXIS_FILE, "file.intact");
}

/* A document put beside a sealed one; OFD.xml was not signed. */
static void
another_document_beside(void **state)
{
	const char	*refs;

	(void)state;
	list_parts(&p, 1, "Seal");
	seal_file(0);
	refs = references(&p, "SM3", 0, "OFD.xml");
	seal_with(0, refs);
	expect(0, VERDICT_GENUINE, AXIS_FILE, "file.intact");
	part(&p, "OFD.xml", "<OFD xmlns='" OFD_NS "'><DocBody><DocRoot>Doc_0"
	    "/Document.xml</DocRoot><Signatures>Doc_0/Signs/Signatures.xml"
	    "</Signatures></DocBody><DocBody><DocRoot>Doc_1/Document.xml"
	    "</DocRoot></DocBody></OFD>");
	part(&p, "Doc_1/Document.xml", "<Document xmlns='" OFD_NS "'/>");
	expect(0, VERDICT_ALTERED, AXIS_FILE, "file.other-document");
	/* the same signatures said to be of both documents */
	part(&p, "OFD.xml", "<OFD xmlns='" OFD_NS "'><DocBody><DocRoot>Doc_0"
	    "/Document.xml</DocRoot><Signatures>Doc_0/Signs/Signatures.xml"
	    "</Signatures></DocBody><DocBody><DocRoot>Doc_1/Document.xml"
	    "</DocRoot><Signatures>Doc_0/Signs/Signatures.xml</Signatures>"
	    "</DocBody></OFD>");
	expect(1, VERDICT_ALTERED, AXIS_FILE, "file.range");
	/* a second root beside the first: who knows which is shown */
	part(&p, "OFD.xml", "<OFD xmlns='" OFD_NS "'><DocBody><DocRoot>Doc_0"
	    "/Document.xml</DocRoot><DocRoot>Doc_1/Document.xml</DocRoot>"
	    "<Signatures>Doc_0/Signs/Signatures.xml</Signatures></DocBody>"
	    "</OFD>");
	expect(0, VERDICT_ALTERED, AXIS_FILE, "file.range");
	/* another root in its place */
	part(&p, "OFD.xml", "<OFD xmlns='" OFD_NS "'><DocBody><DocRoot>Doc_1"
	    "/Document.xml</DocRoot><Signatures>Doc_0/Signs/Signatures.xml"
	    "</Signatures></DocBody></OFD>");
	expect(0, VERDICT_ALTERED, AXIS_FILE, "file.range");
}

/* A signature of another kind is told, and matters where it is drawn. */
static void
other_kinds(void **state)
{
	struct stamp_report	 r;

	(void)state;
	seal_it(0, 0);
	list_parts(&p, 2, "Sign");
	part(&p, SIGN(1, "SignedValue.dat"), "%s",
	    "\x30\x0a\x06\x08*\x81\x1c\xcf\x55\x06\x01\x04");
	signature_part(&p, 1, references(&p, "SM3", 0, NULL), "");
	r = judge_it();		/* what is a seal's is judged, Type or not */
	assert_int_equal(r.n, 1);
	assert_int_equal(r.foreign, 1);
	expect(0, VERDICT_GENUINE, AXIS_FILE, "file.intact-later");
	signature_part(&p, 1, "", STAMP_ANNOT("y", "1", "1 1 40 40"));
	expect(0, VERDICT_UNKNOWN, AXIS_FILE, "file.foreign-later");
	/* put in front of the list, which proves nothing */
	part(&p, "Doc_0/Signs/Signatures.xml", "<Signatures xmlns='" OFD_NS
	    "'><Signature ID='a' Type='Sign' BaseLoc='Sign_1/Signature.xml'/>"
	    "<Signature ID='b' BaseLoc='Sign_0/Signature.xml'/>"
	    "</Signatures>");
	expect(0, VERDICT_UNKNOWN, AXIS_FILE, "file.foreign-later");
	/* in a list of its own */
	part(&p, "OFD.xml", "<OFD xmlns='" OFD_NS "'><DocBody><DocRoot>Doc_0"
	    "/Document.xml</DocRoot><Signatures>Doc_0/Signs/Signatures.xml"
	    "</Signatures><Signatures>Doc_0/More.xml</Signatures></DocBody>"
	    "</OFD>");
	part(&p, "Doc_0/More.xml", "<Signatures xmlns='" OFD_NS "'>"
	    "<Signature ID='c' Type='Sign' BaseLoc='Signs/Sign_1/Signature."
	    "xml'/></Signatures>");
	assert_int_equal(judge_it().foreign, 2);
	/* one that says of itself that it is a seal's */
	list_parts(&p, 2, "Seal");
	expect(1, VERDICT_INVALID, AXIS_FILE, "file.unreadable");
}

static void
deviations_are_told(void **state)
{
	const struct finding	*q;
	struct stamp_report	 r;

	(void)state;
	list_parts(&p, 1, "Seal");
	signature_part(&p, 0, "", "");
	seal_with(0, references(&p, "sm3", 0, SIGN(0, "Signature.xml")));
	r = judge_it();
	assert_int_equal(r.verdict, VERDICT_GENUINE);
	q = &r.list[0].ses.found[CHECK_QUIRKS];
	assert_int_equal(q->state, FIND_WARNING);
	assert_non_null(strstr(q->text, "小写的sm3"));
	assert_non_null(strstr(q->text, "没有单独的印章文件"));
}

/* What is signed is named without its '/'. */
static void
deviations_of_the_signature(void **state)
{
	const struct finding	*q;
	struct stamp_report	 r;
	unsigned char		 digest[SM3_LEN];
	struct buf		 der;

	(void)state;
	seal_it(0, 0);
	assert_int_equal(sm3(p.part[part_at(&p, SIGN(0, "Signature.xml"))]
	    .bytes, digest), ST_OK);
	buf_init(&der, LIMIT_SIGNATURE);
	kit_property = "Doc_0/Signs/Sign_0/Signature.xml";
	keyd_stands_in(&sealed, digest, STAMPED, &der);
	kit_property = "PDF";
	part_bytes(&p, SIGN(0, "SignedValue.dat"), buf_view(&der));
	buf_free(&der);
	r = judge_it();
	assert_int_equal(r.verdict, VERDICT_GENUINE);
	q = &r.list[0].ses.found[CHECK_QUIRKS];
	assert_int_equal(q->state, FIND_WARNING);
	assert_non_null(strstr(q->text, ofd_quirk_row(OFD_Q_PROPERTY)->label));
}

/* --- told apart by content ------------------------------------------------ */

static void
by_content(void **state)
{
	struct stamp_report	 r;
	struct stamp_refusal	 why;
	struct fault		 f = { 0 };
	struct maker		 m;
	struct package		 other = { .pool = pool };

	(void)state;
	r = judged(one_page(&m, ""));
	assert_int_equal(r.format, STAMP_PDF);
	buf_free(&m.b);
	assert_int_equal(stamp_judge(&here, bytes_text("junk"), &trust, pool,
	    &r, &why, &f), ST_INVALID);
	assert_string_equal(why.code, "not_pdf");
	assert_non_null(strstr(why.text, "PDF或OFD"));
	part(&other, "word/document.xml", "<w/>");
	assert_int_equal(stamp_judge(&here, package_end(&other), &trust,
	    pool, &r, &why, &f), ST_INVALID);
	assert_string_equal(why.code, "not_ofd");
}

/* Any byte of the package changed: never genuine with another content. */
static void
no_byte_is_free(void **state)
{
	struct stamp_report	 r;
	struct stamp_refusal	 why;
	struct fault		 f = { 0 };
	struct bytes		 file;
	struct buf		 b;
	size_t			 i, refused = 0, n = 0;

	(void)state;
	seal_it(0, 1);
	file = package_end(&p);
	buf_init(&b, MIB);
	for (i = 3; i < file.n; i += 71, n++) {
		buf_clear(&b);
		buf_bytes(&b, file);
		b.p[i] ^= 0x10;
		if (stamp_judge(&here, buf_view(&b), &trust, pool, &r, &why,
		    &f) != ST_OK)
			refused++;
		else if (r.verdict == VERDICT_GENUINE)
			/* only what no reader looks at: dates, attributes */
			assert_string_equal(r.list[0].axis[AXIS_FILE].code,
			    "file.intact");
	}
	assert_true(refused > n / 2);
	buf_free(&b);
}

/* --- the samples ---------------------------------------------------------- */

#define SHARED	"../shared/samples/ofd/"

static const struct sample {
	const char	*name;
	enum verdict	 verdict;
	unsigned	 n, foreign, places;
	const char	*file;		/* of the first; NULL none */
	const char	*signer, *period;	/* codes of these checks */
} samples[] = {
	{ "helloworld.ofd", VERDICT_NONE, 0, 0, 0, NULL, NULL, NULL },
	{ "namespace_no_std.ofd", VERDICT_NONE, 0, 0, 0, NULL, NULL, NULL },
	{ "easyofd-rust-gen_02_multi_page.ofd", VERDICT_NONE, 0, 0, 0, NULL,
	  NULL, NULL },
	{ "easyofd-rust-gen_04_with_image.ofd", VERDICT_NONE, 0, 0, 0, NULL,
	  NULL, NULL },
	{ "easyofd-rust-gen_07_custom_font.ofd", VERDICT_NONE, 0, 0, 0, NULL,
	  NULL, NULL },
	{ "easyofd-rust-gen_12_attachment.ofd", VERDICT_NONE, 0, 0, 0, NULL,
	  NULL, NULL },
	{ "SESV4SignDoc.ofd", VERDICT_INVALID, 1, 0, 1, "file.intact",
	  "signer.expired", "seal-period.after" },
	{ "allprotected.ofd", VERDICT_UNKNOWN, 1, 0, 1, "file.intact",
	  "signer", "seal-period" },
	{ "V4RideRight.ofd", VERDICT_UNKNOWN, 1, 0, 5, "file.intact",
	  "signer", "seal-period" },
	{ "easyofd-rust-gen_13_riding_seal.ofd", VERDICT_INVALID, 1, 0, 6,
	  "file.intact", "signer.expired", "seal-period.after" },
	{ "easyofd-rust-gen_14_digital_sign.ofd", VERDICT_INVALID, 1, 0, 1,
	  "file.intact", "signer.expired", "seal-period.after" },
	{ "h.ofd", VERDICT_ALTERED, 2, 0, 5, "file.locked", "signer",
	  "seal-period" },
	{ "DigitalSign.ofd", VERDICT_NONE, 0, 1, 0, NULL, NULL, NULL },
	{ "hello-integrity.ofd", VERDICT_NONE, 0, 1, 0, NULL, NULL, NULL },
	{ "easyofd-image-seal.ofd", VERDICT_UNKNOWN, 1, 0, 1, "file.intact",
	  "signer", "seal-period" },
	{ "easyofd-image-signs-2.ofd", VERDICT_NONE, 0, 1, 0, NULL, NULL,
	  NULL },
};

static void
sample_is(const struct sample *s, const struct stamp_report *r)
{
	const struct stamp_result	*x = r->list;

	if (r->verdict != s->verdict || r->n != s->n ||
	    r->foreign != s->foreign)
		fail_msg("%s: %s, %u seals, %u others", s->name,
		    verdict_code(r->verdict), r->n, r->foreign);
	if (s->file == NULL)
		return;
	if (strcmp(x->axis[AXIS_FILE].code, s->file) != 0 ||
	    x->nplaces != s->places ||
	    strcmp(x->ses.found[CHECK_SIGNER].code, s->signer) != 0 ||
	    strcmp(x->ses.found[CHECK_SEAL_PERIOD].code, s->period) != 0)
		fail_msg("%s: %s, %s, %s, %u places", s->name,
		    x->axis[AXIS_FILE].code, x->ses.found[CHECK_SIGNER].code,
		    x->ses.found[CHECK_SEAL_PERIOD].code, x->nplaces);
	assert_int_equal(x->ses.found[CHECK_SIGNATURE].state, FIND_OK);
	assert_int_equal(x->ses.found[CHECK_SEAL_SIGNATURE].state, FIND_OK);
	assert_int_equal(x->ses.found[CHECK_DOCUMENT].state,
	    strcmp(s->file, "file.locked") == 0 ? FIND_BROKEN : FIND_OK);
	assert_int_equal(x->ses.found[CHECK_LIST].state, FIND_OK);
}

static int
sample_read(const char *name, struct bytes *out)
{
	struct fault	 f = { 0 };
	struct buf	 b;
	char		 path[256];
	int		 ok;

	snprintf(path, sizeof(path), SHARED "%s", name);
	buf_init(&b, 4 * MIB);
	ok = file_read(path, &b, &f) == ST_OK;
	*out = pool_bytes(pool, buf_view(&b));
	buf_free(&b);
	return ok;
}

static void
every_sample(void **state)
{
	struct stamp_report	 r;
	struct bytes		 file;
	size_t			 i;

	(void)state;
	if (access(SHARED "helloworld.ofd", R_OK) != 0) {
		print_message("%s is not here: its files are not judged\n",
		    SHARED);
		skip();
	}
	for (i = 0; i < NITEMS(samples); i++) {
		if (!sample_read(samples[i].name, &file))
			fail_msg("%s: not there", samples[i].name);
		r = judged(file);
		assert_int_equal(r.format, STAMP_OFD);
		sample_is(&samples[i], &r);
	}
}

/* h.ofd's second, and what is said of makers' ways. */
static void
particular_samples(void **state)
{
	struct stamp_report	 r;
	struct bytes		 file;

	(void)state;
	if (!sample_read("h.ofd", &file))
		skip();
	r = judged(file);
	assert_string_equal(r.list[1].axis[AXIS_FILE].code, "file.intact");
	assert_int_equal(r.list[1].ses.found[CHECK_SIGNATURE].state, FIND_OK);
	assert_int_equal(r.list[1].ses.found[CHECK_DOCUMENT].state, FIND_OK);
	assert_int_equal(r.list[0].ses.found[CHECK_QUIRKS].state,
	    FIND_WARNING);
	assert_true(sample_read("easyofd-image-seal.ofd", &file));
	r = judged(file);
	assert_string_equal(r.list[0].ses.found[CHECK_ALGORITHM].code,
	    "algorithm.odd");
	assert_non_null(strstr(r.list[0].ses.found[CHECK_QUIRKS].text,
	    "原文属性"));
}

/*
 * DigitalSign.ofd holds a bare SM2 value over Signature.xml and no
 * certificate; it is the sample signer's, whose certificate another has.
 */
static void
a_bare_value(void **state)
{
	struct stamp_report	 r;
	struct ofd_file		 o;
	enum ofd_reason		 why;
	struct fault		 f = { 0 };
	struct ses_cert		 cert;
	struct bytes		 file;
	struct sm2		*key;
	int			 fd;

	(void)state;
	if (!sample_read("allprotected.ofd", &file))
		skip();
	r = judged(file);
	assert_int_equal(ses_cert_read(r.list[0].stamp.cert, &cert, &f),
	    ST_OK);
	assert_true(sample_read("DigitalSign.ofd", &file));
	fd = box_file(&file, 1, &f);
	assert_int_equal(ofd_look(&here, fd, pool, &o, &why, &f), ST_OK);
	close(fd);
	assert_int_equal(o.nsigs, 1);
	assert_false(o.sigs[0].is_seal);
	assert_int_equal(o.sigs[0].nrefs, 4);
	assert_int_equal(o.sigs[0].changed.n + o.sigs[0].missing.n +
	    o.sigs[0].uncovered.n, 0);
	assert_int_equal(sm2_from_public(cert.key, &key, &f), ST_OK);
	assert_int_equal(sm2_verify(key, o.sigs[0].xml, o.sigs[0].value, &f),
	    ST_OK);
	sm2_free(key);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, up, down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(r185_r190_genuine),
		TEST(r185_offline_is_intact_but_state_unchecked),
		TEST(r186_r189_a_seal_revoked_since),
		TEST(r246_no_seal_no_effect),
		TEST(r190_any_part_changed),
		TEST(r190_a_part_left_out),
		TEST(r190_exactly_that_line_fails),
		TEST(r190_references_made_to_fit),
		TEST(r190_the_signature_itself),
		TEST(r190_another_seal_shown),
		TEST(r190_digest_methods),
		TEST(r190_an_unreadable_part),
		TEST(a_later_signature_keeps_the_first),
		TEST(a_locked_file_signed_again),
		TEST(another_document_beside),
		TEST(other_kinds),
		TEST(deviations_are_told),
		TEST(deviations_of_the_signature),
		TEST(by_content),
		TEST(no_byte_is_free),
		TEST(every_sample),
		TEST(particular_samples),
		TEST(a_bare_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

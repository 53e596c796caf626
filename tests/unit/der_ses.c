/*
 * Seals and signatures as structures: every known deviation is a row and has
 * its test here, each alone; anything else is refused (R-123: versions are
 * not mixed and never misread).  What we write reads back the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"
#include "base/limits.h"
#include "der/ses.h"

/* One thing done otherwise than the standard says. */
enum knob {
	PLAIN, EXT, EXT_FALSE, EXT_TAGGED, EXT_WRAPPED, EXT_JUNK, SIGN_BITS,
	OTHER_DATES, LIST_IA5, LIST_JUNK, LIST_SEQ, LIST_EMPTY, TYPE_2,
	TYPE_2_CERTS, TYPE_3, RAW, TYPO, GM_SIGNED, SEAL_OCTETS, OCTETS,
	TEXT_TIME, ISO_TIME, BAD_TIME, TBS_3, TBS_9, PAD, PAD_JUNK, EXTRA,
	NO_PICTURE, STAMP, NO_WIDTH, HEADER_4, HEADER_5, HEADER_9, NOT_ES,
	NO_ESID, OTHER_SEAL, TOKEN_TIME
};

static const unsigned char certificate[] = {	/* the shape of one */
	0x30, 0x08, 0x30, 0x00, 0x30, 0x00, 0x03, 0x02, 0x00, 0x01,
};
#define CERT	bytes_of(certificate, sizeof(certificate))
#define MOMENT	INT64_C(1622512984000)

static void
put_ext(struct der_out *o, enum knob k)
{
	if (k != EXT && k != EXT_FALSE && k != EXT_TAGGED &&
	    k != EXT_WRAPPED && k != EXT_JUNK)
		return;
	if (k == EXT_TAGGED)
		der_begin(o, DER_CTX(0));
	if (k == EXT_WRAPPED)
		der_begin(o, DER_OCTETS);
	der_begin(o, DER_SEQ);
	der_begin(o, DER_SEQ);
	der_put_oid(o, OID_JY_REQUEST);
	if (k == EXT_FALSE)
		der_put_bool(o, 0);
	if (k == EXT_JUNK)
		der_put_int(o, 0);
	der_put_octets(o, bytes_text("2026000001"));
	der_end(o);
	der_end(o);
	if (k == EXT_TAGGED || k == EXT_WRAPPED)
		der_end(o);
}

static void
put_list(struct der_out *o, enum knob k)
{
	der_begin(o, DER_SEQ);
	if (k == LIST_IA5)
		der_put_ia5(o, "1");
	else if (k == LIST_JUNK)
		der_put_octets(o, bytes_text("x"));
	else if (k == TYPE_2 || k == LIST_SEQ) {
		der_begin(o, DER_SEQ);
		der_put_printable(o, "SM3");
		der_put_octets(o, bytes_of(certificate, 10));
		der_end(o);
	} else if (k != LIST_EMPTY)
		der_put_octets(o, CERT);
	der_end(o);
}

static void
put_property(struct der_out *o, int layout, enum knob k)
{
	const int	 longer = (layout == 1) == (k == OTHER_DATES);

	der_begin(o, DER_SEQ);
	der_put_int(o, 1);
	der_put_utf8(o, "某某局公章");
	if (layout != 1)
		der_put_int(o, k == TYPE_2 || k == TYPE_2_CERTS ? 2 :
		    k == TYPE_3 ? 3 : 1);
	put_list(o, k);
	for (int i = 0; i < 3; i++)
		if (longer)
			der_put_time(o, MOMENT + i * 1000);
		else
			der_put_x509_time(o, MOMENT + i * 1000);
	der_end(o);
}

static void
put_info(struct der_out *o, int layout, enum knob k)
{
	der_begin(o, DER_SEQ);
	der_begin(o, DER_SEQ);
	der_put_ia5(o, k == NOT_ES ? "EZ" : "ES");
	der_put_int(o, k == HEADER_4 ? 4 : k == HEADER_5 ? 5 :
	    k == HEADER_9 ? 9 : layout);
	der_put_ia5(o, "Jianyin");
	der_end(o);
	der_put_ia5(o, k == NO_ESID ? "" : "33010000000001");
	put_property(o, layout, k);
	if (k != NO_PICTURE) {
		der_begin(o, DER_SEQ);
		der_put_ia5(o, "PNG");
		der_put_octets(o, bytes_text("picture"));
		der_put_int(o, k == NO_WIDTH ? 0 : 40);
		der_put_int(o, 40);
		der_end(o);
	}
	put_ext(o, k);
	der_end(o);
}

static void
put_signer(struct der_out *o, enum knob k)
{
	der_put_octets(o, CERT);
	der_put_oid(o, k == TYPO ? OID_SM3_WITH_SM2_TYPO :
	    k == GM_SIGNED ? OID_GM_SIGNED : OID_SM3_WITH_SM2);
}

static void
put_value(struct der_out *o, enum knob k)
{
	static const unsigned char	 value[70];

	der_put_bits(o, bytes_of(value, k == RAW ? 64 : 70));
}

static void
put_stamp(struct der_out *o)
{
	der_begin(o, DER_CTX(0));
	der_put_bits(o, bytes_text("token"));
	der_end(o);
}

static void
put_seal(struct der_out *o, int layout, enum knob k)
{
	der_begin(o, DER_SEQ);
	put_info(o, layout, k);
	if (layout == 1) {
		if (k == SIGN_BITS)
			der_begin_bits(o);
		der_begin(o, DER_SEQ);
	}
	put_signer(o, k);
	put_value(o, k);
	if (layout == 1) {
		der_end(o);
		if (k == SIGN_BITS)
			der_end(o);
	}
	if (k == STAMP)
		put_stamp(o);
	if (k == EXTRA)
		der_put_null(o);
	der_end(o);
}

/* timeInfo and dataHash of version 1. */
static void
put_wrapped(struct der_out *o, enum knob k, struct bytes v)
{
	if (k == OCTETS)
		der_put_octets(o, v);
	else
		der_put_bits(o, v);
}

/* RFC 3161: ContentInfo { signedData { .. TSTInfo } }, unsigned here. */
static void
put_token(struct der_out *o)
{
	der_begin(o, DER_SEQ);
	der_put_oid(o, OID_P7_SIGNED);
	der_begin(o, DER_CTX(0));
	der_begin(o, DER_SEQ);
	der_put_int(o, 3);
	der_begin(o, DER_SET);
	der_end(o);
	der_begin(o, DER_SEQ);
	der_put_oid(o, OID_TST_INFO);
	der_begin(o, DER_CTX(0));
	der_begin(o, DER_OCTETS);
	der_begin(o, DER_SEQ);
	der_put_int(o, 1);
	der_put_oid(o, OID_SM3);
	der_begin(o, DER_SEQ);
	der_end(o);
	der_put_int(o, 77);
	der_put(o, DER_TIME, bytes_text("20210601020304.5Z"));
	for (int i = 0; i < 7; i++)
		der_end(o);
}

static void
put_time(struct der_out *o, int layout, enum knob k)
{
	static const unsigned char	 utc[] = "\x17\x0d" "210601020304Z";

	if (layout != 1)
		der_put_time(o, MOMENT);
	else if (k == TEXT_TIME)
		put_wrapped(o, k, bytes_text("2021-06-01 10:03:04"));
	else if (k == ISO_TIME)
		put_wrapped(o, k, bytes_text("2021-06-01T02:03:04.000Z"));
	else if (k == TOKEN_TIME) {
		der_begin_bits(o);
		put_token(o);
		der_end(o);
	} else if (k == BAD_TIME)
		put_wrapped(o, k, bytes_text("2021-13-01 10:03:04"));
	else
		put_wrapped(o, k, bytes_of(utc, sizeof(utc) - 1));
}

static void
put_signature(struct der_out *o, int layout, enum knob k)
{
	const struct bytes	 hash =
	    bytes_text("thirty-two bytes of an SM3 hash!");

	der_begin(o, DER_SEQ);
	der_begin(o, DER_SEQ);
	der_put_int(o, k == TBS_3 ? 3 : k == TBS_9 ? 9 : layout);
	if (k == SEAL_OCTETS)
		der_begin(o, DER_OCTETS);
	put_seal(o, k == OTHER_SEAL ? (layout == 1 ? 4 : 1) : layout, PLAIN);
	if (k == SEAL_OCTETS)
		der_end(o);
	put_time(o, layout, k);
	if (layout == 1)
		put_wrapped(o, k, hash);
	else
		der_put_bits(o, hash);
	der_put_ia5(o, "/Doc_0/Signs/Sign_0/Signature.xml");
	if (layout == 1) {
		put_signer(o, k);
	} else if (k == EXT || k == EXT_FALSE || k == EXT_JUNK) {
		der_begin(o, DER_CTX(0));
		put_ext(o, k);
		der_end(o);
	}
	der_end(o);
	if (layout != 1)
		put_signer(o, k);
	put_value(o, k);
	if (k == STAMP)
		put_stamp(o);
	if (k == EXTRA)
		der_put_null(o);
	der_end(o);
}

#define REFUSED	(-1)
#define Q(name)	((int)SES_Q(SES_Q_##name))

struct row {
	enum knob	 knob;
	int		 v1, v4, v5;	/* quirks expected, or REFUSED */
};

static const struct row seals[] = {
	{ PLAIN, 0, 0, 0 },
	{ EXT, 0, 0, 0 },
	{ EXT_FALSE, Q(FALSE_WRITTEN), Q(FALSE_WRITTEN), Q(FALSE_WRITTEN) },
	{ EXT_TAGGED, Q(EXT_TAGGED), REFUSED, REFUSED },
	{ EXT_WRAPPED, Q(EXT_WRAPPED), REFUSED, REFUSED },
	{ EXT_JUNK, REFUSED, REFUSED, REFUSED },
	{ SIGN_BITS, Q(SIGN_INFO_WRAPPED), 0, 0 },
	{ OTHER_DATES, Q(V1_LONG_TIME), REFUSED, REFUSED },
	{ LIST_IA5, Q(CERT_ENTRY), REFUSED, REFUSED },
	{ LIST_JUNK, Q(CERT_ENTRY), Q(CERT_ENTRY), Q(CERT_ENTRY) },
	{ LIST_SEQ, REFUSED, REFUSED, REFUSED },
	{ LIST_EMPTY, 0, 0, 0 },
	{ TYPE_2, REFUSED, 0, 0 },
	{ TYPE_2_CERTS, 0, REFUSED, REFUSED },
	{ TYPE_3, 0, REFUSED, REFUSED },
	{ RAW, Q(RAW_SIGNATURE), Q(RAW_SIGNATURE), Q(RAW_SIGNATURE) },
	{ TYPO, Q(OID_TYPO), Q(OID_TYPO), Q(OID_TYPO) },
	{ GM_SIGNED, Q(OID_SIGNED_DATA), Q(OID_SIGNED_DATA),
	    Q(OID_SIGNED_DATA) },
	{ PAD, Q(PADDING), Q(PADDING), Q(PADDING) },
	{ PAD_JUNK, REFUSED, REFUSED, REFUSED },
	{ EXTRA, REFUSED, REFUSED, REFUSED },
	{ NO_PICTURE, REFUSED, REFUSED, REFUSED },
	{ NO_WIDTH, REFUSED, REFUSED, REFUSED },
	{ STAMP, REFUSED, REFUSED, 0 },
	{ HEADER_4, REFUSED, 0, 0 },		/* 5 then says 4: is 4 */
	{ HEADER_5, REFUSED, 0, 0 },
	{ HEADER_9, 0, REFUSED, REFUSED },	/* 0031 names "11" once */
	{ NOT_ES, REFUSED, REFUSED, REFUSED },
	{ NO_ESID, REFUSED, REFUSED, REFUSED },
};

static const struct row signatures[] = {
	{ PLAIN, 0, 0, 0 },
	{ EXT, 0, 0, 0 },
	{ EXT_FALSE, 0, Q(FALSE_WRITTEN), Q(FALSE_WRITTEN) },
	{ EXT_JUNK, 0, REFUSED, REFUSED },
	{ SEAL_OCTETS, Q(SEAL_WRAPPED), REFUSED, REFUSED },
	{ OCTETS, Q(OCTETS_FOR_BITS), 0, 0 },
	{ TEXT_TIME, Q(TIME_TEXT), 0, 0 },
	{ ISO_TIME, Q(TIME_TEXT), 0, 0 },
	{ BAD_TIME, REFUSED, 0, 0 },
	{ TOKEN_TIME, 0, 0, 0 },
	{ TBS_3, Q(TBS_VERSION), Q(TBS_VERSION), Q(TBS_VERSION) },
	{ TBS_9, REFUSED, REFUSED, REFUSED },
	{ OTHER_SEAL, REFUSED, REFUSED, REFUSED },
	{ RAW, Q(RAW_SIGNATURE), Q(RAW_SIGNATURE), Q(RAW_SIGNATURE) },
	{ TYPO, Q(OID_TYPO), Q(OID_TYPO), Q(OID_TYPO) },
	{ GM_SIGNED, Q(OID_SIGNED_DATA), Q(OID_SIGNED_DATA),
	    Q(OID_SIGNED_DATA) },
	{ PAD, Q(PADDING), Q(PADDING), Q(PADDING) },
	{ PAD_JUNK, REFUSED, REFUSED, REFUSED },
	{ EXTRA, REFUSED, REFUSED, REFUSED },
	{ STAMP, REFUSED, 0, 0 },
};

static void
pad(struct buf *b, enum knob k)
{
	if (k == PAD || k == PAD_JUNK)
		buf_put(b, "\0\0\0", 3);
	if (k == PAD_JUNK)
		buf_byte(b, 1);
}

static void
run(const struct row *r, int layout, int want, int is_seal)
{
	struct ses_signature	 sig;
	struct ses_seal		 seal;
	struct fault		 f = { 0 };
	struct der_out		 o;
	enum status		 st;
	struct buf		 b;
	unsigned		 quirks;

	buf_init(&b, 8 * KIB);
	der_out_start(&o, &b);
	if (is_seal)
		put_seal(&o, layout, r->knob);
	else
		put_signature(&o, layout, r->knob);
	assert_int_equal(der_out_end(&o, &f), ST_OK);
	pad(&b, r->knob);
	st = is_seal ? ses_seal_read(buf_view(&b), &seal, &f) :
	    ses_signature_read(buf_view(&b), &sig, &f);
	quirks = is_seal ? seal.quirks : sig.quirks;
	if (st != (want == REFUSED ? ST_INVALID : ST_OK) ||
	    (want != REFUSED && quirks != (unsigned)want))
		fail_msg("%s, layout %d, row %d: status %d quirks %x (%s)",
		    is_seal ? "seal" : "signature", layout, (int)r->knob,
		    (int)st, quirks, f.text);
	if (st == ST_OK && r->knob == PLAIN)
		assert_int_equal(is_seal ? seal.version : sig.version,
		    layout);
	if (st == ST_OK && !is_seal && r->knob != PAD)
		assert_int_equal(sig.time.ms, MOMENT);
	buf_free(&b);
}

static void
r123_every_row_of_quirks_and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < NITEMS(seals); i++) {
		run(&seals[i], 1, seals[i].v1, 1);
		run(&seals[i], 4, seals[i].v4, 1);
		run(&seals[i], 5, seals[i].v5, 1);
	}
	for (size_t i = 0; i < NITEMS(signatures); i++) {
		run(&signatures[i], 1, signatures[i].v1, 0);
		run(&signatures[i], 4, signatures[i].v4, 0);
		run(&signatures[i], 5, signatures[i].v5, 0);
	}
}

/* Each quirk is told somewhere above, and has words. */
static void
every_quirk_has_a_row_and_a_test(void **state)
{
	unsigned	 seen = 0;

	(void)state;
	for (size_t i = 0; i < NITEMS(seals); i++)
		seen |= seals[i].v1 == REFUSED ? 0 : (unsigned)seals[i].v1;
	for (size_t i = 0; i < NITEMS(signatures); i++)
		seen |= signatures[i].v1 == REFUSED ? 0 :
		    (unsigned)signatures[i].v1;
	assert_int_equal(seen, (1u << SES_Q__N) - 1);
	for (unsigned q = 0; q < SES_Q__N; q++) {
		const struct ses_quirk_row *row =
		    ses_quirk_row((enum ses_quirk)q);

		assert_true(row->name[0] != '\0' && row->label[0] != '\0' &&
		    row->seen[0] != '\0');
	}
}

static void
r122_what_is_written_reads_back(void **state)
{
	const struct bytes	 certs[] = { CERT, CERT };
	const struct ses_ext	 ext[] = {
		{ oid_row(OID_JY_REQUEST)->der, 0, bytes_text("2026000001") },
		{ oid_row(OID_JY_ORIGINAL)->der, 1, bytes_text("digest") },
	};
	const struct ses_seal_fields s = {
		"Jianyin", "33010000000001", 1, "某某局公章", certs, 2,
		MOMENT, MOMENT, MOMENT + INT64_C(94608000000), "PNG",
		bytes_text("picture"), 40, 30, NULL, 0,
	};
	struct ses_tbs_fields	 t = {
		.time = MOMENT, .property = "/ByteRange [0 1 2 3]",
		.ext = ext, .next = NITEMS(ext),
	};
	struct ses_signature	 sig;
	struct ses_seal		 seal;
	struct ses_signer	 who;
	struct ses_ext		 e;
	struct bytes		 rest, value = bytes_of(certificate, 10);
	struct buf		 info, whole, tbs, out, m;
	struct fault		 f = { 0 };

	(void)state;
	buf_init(&info, 4 * KIB);
	buf_init(&whole, 4 * KIB);
	buf_init(&tbs, 4 * KIB);
	buf_init(&out, 4 * KIB);
	buf_init(&m, 4 * KIB);
	assert_int_equal(ses_seal_info_write(&s, &info, &f), ST_OK);
	assert_int_equal(ses_seal_write(buf_view(&info), CERT, value, &whole,
	    &f), ST_OK);
	t.seal = buf_view(&whole);
	memset(t.data_hash, 7, sizeof(t.data_hash));
	assert_int_equal(ses_tbs_write(&t, &tbs, &f), ST_OK);
	assert_int_equal(ses_signature_write(buf_view(&tbs), CERT, value,
	    &out, &f), ST_OK);

	assert_int_equal(ses_signature_read(buf_view(&out), &sig, &f),
	    ST_OK);
	assert_true(bytes_same(sig.tbs, buf_view(&tbs)));
	assert_true(bytes_same(sig.seal.whole, buf_view(&whole)));
	assert_true(bytes_same(sig.property, bytes_text(t.property)));
	assert_true(bytes_same(sig.data_hash, bytes_of(t.data_hash, 32)));
	assert_true(ses_ext_find(sig.ext, OID_JY_ORIGINAL, &e));
	assert_true(e.critical && bytes_same(e.value, bytes_text("digest")));
	assert_true(ses_ext_find(sig.ext, OID_JY_REQUEST, &e));
	assert_false(e.critical);
	assert_false(ses_ext_find(sig.ext, OID_JY_ROLE, &e));

	seal = sig.seal;
	assert_int_equal(seal.version, SES_V4);
	assert_true(bytes_same(seal.es_id, bytes_text(s.es_id)));
	assert_true(bytes_same(seal.name, bytes_text(s.name)));
	assert_true(bytes_same(seal.picture, s.picture));
	assert_int_equal(seal.width, 40);
	assert_int_equal(seal.height, 30);
	assert_int_equal(seal.start.ms, s.start);
	assert_int_equal(seal.end.ms, s.end);
	assert_int_equal(seal.nsigners, 2);
	rest = seal.cert_list;
	assert_true(ses_signer_next(&seal, &rest, &who));
	assert_true(bytes_same(who.cert, CERT));
	ses_seal_signed(&seal, &m);
	assert_true(bytes_same(buf_view(&m), buf_view(&info)));
	buf_free(&info);
	buf_free(&whole);
	buf_free(&tbs);
	buf_free(&out);
	buf_free(&m);
}

static void
fields_that_do_not_fit_are_refused(void **state)
{
	const struct bytes	 certs[] = { CERT };
	const struct ses_seal_fields good = {
		"Jianyin", "1", 1, "章", certs, 1, MOMENT, MOMENT,
		MOMENT + 1000, "PNG", bytes_text("p"), 40, 30, NULL, 0,
	};
	struct ses_seal_fields	 s;
	struct fault		 f;
	struct buf		 b;

	(void)state;
	buf_init(&b, 4 * KIB);
#define REFUSE(change) do { \
	s = good; \
	change; \
	buf_clear(&b); \
	assert_int_equal(ses_seal_info_write(&s, &b, &f), ST_INVALID); \
} while (0)
	REFUSE(s.vid = "");
	REFUSE(s.vid = "鉴印");
	REFUSE(s.es_id = NULL);
	REFUSE(s.name = "\xff");
	REFUSE(s.ncerts = 0);
	REFUSE(s.start = MOMENT + 1);
	REFUSE(s.end = MOMENT);
	REFUSE(s.picture.n = 0);
	REFUSE(s.width = 0);
	REFUSE(s.height = SES_SIDE + 1);
	REFUSE(s.type = -1);
	buf_clear(&b);
	assert_int_equal(ses_seal_info_write(&good, &b, &f), ST_OK);
	buf_free(&b);
}

/* our writer puts a version 4 signature around version 4 only. */
static void
r123_writer_refuses_a_seal_of_another_version(void **state)
{
	struct ses_tbs_fields	 t = { .time = MOMENT, .property = "/x" };
	struct buf		 seal, out;
	struct fault		 f;
	struct der_out		 o;

	(void)state;
	buf_init(&seal, 4 * KIB);
	buf_init(&out, 4 * KIB);
	for (int layout = 1; layout <= 5; layout += layout == 1 ? 3 : 1) {
		buf_clear(&seal);
		buf_clear(&out);
		der_out_start(&o, &seal);
		put_seal(&o, layout, PLAIN);
		t.seal = buf_view(&seal);
		assert_int_equal(ses_tbs_write(&t, &out, &f), layout == 4 ?
		    ST_OK : ST_INVALID);
	}
	buf_free(&seal);
	buf_free(&out);
}

static void
time_of_a_token_is_found(void **state)
{
	struct der_out	 o;
	struct buf	 b;
	int64_t		 ms;

	(void)state;
	buf_init(&b, KIB);
	der_out_start(&o, &b);
	put_token(&o);
	assert_int_equal(der_out_end(&o, NULL), ST_OK);
	assert_true(ses_token_time(buf_view(&b), &ms));
	assert_int_equal(ms, MOMENT);
	for (size_t n = 0; n < b.n; n++)
		assert_false(ses_token_time(bytes_of(b.p, n), &ms));
	buf_free(&b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(r123_every_row_of_quirks_and_nothing_else),
		cmocka_unit_test(every_quirk_has_a_row_and_a_test),
		cmocka_unit_test(r122_what_is_written_reads_back),
		cmocka_unit_test(fields_that_do_not_fit_are_refused),
		cmocka_unit_test(
		    r123_writer_refuses_a_seal_of_another_version),
		cmocka_unit_test(time_of_a_token_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

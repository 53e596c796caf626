/*
 * Seals and signatures made here from fresh keys, each with one thing wrong:
 * every finding that can be said is said once.
 * And the other way round: what our writer makes is good, and the openssl
 * command, which knows nothing of us, reads it and verifies its signature.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/limits.h"
#include "trust/ses.h"

#define DAY0	INT64_C(1622512984000)	/* 2021-06-01, the signing time */
#define YEAR	(365 * MS_DAY)
#define NOW	(DAY0 + 30 * MS_DAY)

enum knob {
	PLAIN, LIST_DIGEST, LIST_Z, LIST_OTHER, LIST_DIGEST_OTHER,
	SEAL_TYPO, SEAL_RSA, SIG_GM, SIG_RSA, HASH_SHORT, SIGNER_P256,
	SIGNER_OFF_CURVE, SIGNER_JUNK, SIGNER_ENCRYPTS, SIGNER_EARLY,
	SIGNER_LATE, MAKER_P256, MAKER_JUNK, MAKER_ENCRYPTS, MAKER_EARLY,
	MAKER_LATE, MAKER_OVER, SEAL_BEFORE, SEAL_AFTER, SEAL_REVERSED,
	STAMP_JUNK, STAMP_EARLY, STAMP_FINE, SIGNER_FUTURE, SWAPPED_KEYS
};

struct office {
	struct sm2	*maker, *signer;
	struct buf	 maker_cert, signer_cert, other_cert;
};

static void
put_name(struct der_out *o, const char *cn)
{
	der_begin(o, DER_SEQ);
	der_begin(o, DER_SET);
	der_begin(o, DER_SEQ);
	der_put_oid(o, OID_CN);
	der_put_utf8(o, cn);
	der_end(o);
	der_end(o);
	der_end(o);
}

static void
put_usage(struct der_out *o, unsigned usage)
{
	der_begin(o, DER_CTX(3));
	der_begin(o, DER_SEQ);
	der_begin(o, DER_SEQ);
	der_put_oid(o, OID_X_KEY_USAGE);
	der_put_bool(o, 1);
	der_begin(o, DER_OCTETS);
	der_put_named(o, usage);
	der_end(o);
	der_end(o);
	der_end(o);
	der_end(o);
}

static void
put_key(struct der_out *o, const struct sm2 *key, int p256, int off)
{
	unsigned char	 pub[SM2_PUBLIC];

	assert_int_equal(sm2_public(key, pub, NULL), ST_OK);
	pub[SM2_PUBLIC - 1] ^= (unsigned char)off;
	der_begin(o, DER_SEQ);
	der_begin(o, DER_SEQ);
	der_put_oid(o, OID_EC_KEY);
	der_put_oid(o, p256 ? OID_P256 : OID_SM2);
	der_end(o);
	der_put_bits(o, bytes_of(pub, sizeof(pub)));
	der_end(o);
}

struct cert_plan {
	const char	*cn;
	unsigned	 usage;
	int64_t		 from, to;
	int		 p256, off, junk;
};

/* Signed by its own key: chains are not judged here. */
static void
make_cert(struct buf *out, const struct sm2 *key, const struct cert_plan *p)
{
	unsigned char	 sig[SM2_DER_MAX];
	struct der_out	 o;
	struct buf	 tbs;
	size_t		 n;

	buf_init(out, 4 * KIB);
	if (p->junk) {
		buf_text(out, "junk");
		return;
	}
	buf_init(&tbs, 4 * KIB);
	der_out_start(&o, &tbs);
	der_begin(&o, DER_SEQ);
	der_begin(&o, DER_CTX(0));
	der_put_int(&o, 2);
	der_end(&o);
	der_put_int(&o, 4711);
	der_put_algorithm(&o, OID_SM3_WITH_SM2);
	put_name(&o, "根");
	der_begin(&o, DER_SEQ);
	der_put_x509_time(&o, p->from);
	der_put_x509_time(&o, p->to);
	der_end(&o);
	put_name(&o, p->cn);
	put_key(&o, key, p->p256, p->off);
	put_usage(&o, p->usage);
	der_end(&o);
	assert_int_equal(der_out_end(&o, NULL), ST_OK);
	assert_int_equal(sm2_sign(key, buf_view(&tbs), sig, &n, NULL), ST_OK);
	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_raw(&o, buf_view(&tbs));
	der_put_algorithm(&o, OID_SM3_WITH_SM2);
	der_put_bits(&o, bytes_of(sig, n));
	der_end(&o);
	assert_int_equal(der_out_end(&o, NULL), ST_OK);
	buf_free(&tbs);
}

static void
office_open(struct office *of, enum knob k)
{
	const unsigned	 sign = KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION;
	const unsigned	 hide = KU_KEY_ENCIPHERMENT | KU_DATA_ENCIPHERMENT;
	const struct cert_plan maker = {
		"制章单位", k == MAKER_ENCRYPTS ? hide : sign,
		k == MAKER_EARLY ? DAY0 + MS_DAY : DAY0 - YEAR,
		k == MAKER_LATE ? DAY0 - 20 * MS_DAY :
		    k == MAKER_OVER ? DAY0 + MS_DAY : DAY0 + YEAR,
		k == MAKER_P256, 0, k == MAKER_JUNK,
	};
	const struct cert_plan signer = {
		"某某局公章", k == SIGNER_ENCRYPTS ? hide : sign,
		k == SIGNER_EARLY ? DAY0 + MS_DAY : DAY0 - YEAR,
		k == SIGNER_LATE ? DAY0 - MS_DAY : DAY0 + YEAR,
		k == SIGNER_P256, k == SIGNER_OFF_CURVE, k == SIGNER_JUNK,
	};
	const struct cert_plan other = {
		"别的公章", sign, DAY0 - YEAR, DAY0 + YEAR, 0, 0, 0,
	};

	assert_int_equal(sm2_generate(&of->maker, NULL), ST_OK);
	assert_int_equal(sm2_generate(&of->signer, NULL), ST_OK);
	make_cert(&of->maker_cert, of->maker, &maker);
	make_cert(&of->signer_cert, of->signer, &signer);
	make_cert(&of->other_cert, of->maker, &other);
}

static void
office_close(struct office *of)
{
	sm2_free(of->maker);
	sm2_free(of->signer);
	buf_free(&of->maker_cert);
	buf_free(&of->signer_cert);
	buf_free(&of->other_cert);
}

static void
put_digest_list(struct der_out *o, const struct office *of, enum knob k)
{
	unsigned char	 digest[SM3_LEN], pub[SM2_PUBLIC];

	sm3(k == LIST_DIGEST_OTHER ? buf_view(&of->other_cert) :
	    buf_view(&of->signer_cert), digest);
	if (k == LIST_Z) {
		sm2_public(of->signer, pub, NULL);
		sm2_e(pub, buf_view(&of->signer_cert), digest, NULL);
	}
	der_begin(o, DER_SEQ);
	der_put_printable(o, "SM3");
	der_put_octets(o, bytes_of(digest, sizeof(digest)));
	der_end(o);
}

static void
put_property(struct der_out *o, const struct office *of, enum knob k)
{
	const int	 digests = k == LIST_DIGEST || k == LIST_Z ||
	    k == LIST_DIGEST_OTHER;
	int64_t		 from = DAY0 - 10 * MS_DAY, to = DAY0 + YEAR;

	if (k == SEAL_BEFORE)
		from = DAY0 + 1000;
	if (k == SEAL_AFTER)
		to = DAY0 - 1000;
	if (k == SEAL_REVERSED)
		from = to + 1000;
	der_begin(o, DER_SEQ);
	der_put_int(o, 1);
	der_put_utf8(o, "某某局公章");
	der_put_int(o, digests ? 2 : 1);
	der_begin(o, DER_SEQ);
	if (digests)
		put_digest_list(o, of, k);
	else
		der_put_octets(o, k == LIST_OTHER ?
		    buf_view(&of->other_cert) : buf_view(&of->signer_cert));
	der_end(o);
	der_put_time(o, DAY0 - 10 * MS_DAY);
	der_put_time(o, from);
	der_put_time(o, to);
	der_end(o);
}

static void
put_seal_info(struct der_out *o, const struct office *of, enum knob k)
{
	der_begin(o, DER_SEQ);
	der_begin(o, DER_SEQ);
	der_put_ia5(o, "ES");
	der_put_int(o, 4);
	der_put_ia5(o, "Jianyin");
	der_end(o);
	der_put_ia5(o, "33010000000001");
	put_property(o, of, k);
	der_begin(o, DER_SEQ);
	der_put_ia5(o, "PNG");
	der_put_octets(o, bytes_text("picture"));
	der_put_int(o, 40);
	der_put_int(o, 40);
	der_end(o);
	der_end(o);
}

/* SEQUENCE { what was signed, cert, oid, value, [0] stamp }. */
static void
pack(struct buf *out, struct buf *first, const struct sm2 *key,
    struct bytes cert, enum oid oid, struct bytes stamp)
{
	unsigned char	 sig[SM2_DER_MAX];
	struct der_out	 o;
	size_t		 n;

	assert_int_equal(sm2_sign(key, buf_view(first), sig, &n, NULL),
	    ST_OK);
	buf_init(out, 8 * KIB);
	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_raw(&o, buf_view(first));
	der_put_octets(&o, cert);
	der_put_oid(&o, oid);
	der_put_bits(&o, bytes_of(sig, n));
	if (stamp.p != NULL) {
		der_begin(&o, DER_CTX(0));
		der_put_bits(&o, stamp);
		der_end(&o);
	}
	der_end(&o);
	assert_int_equal(der_out_end(&o, NULL), ST_OK);
	buf_free(first);
}

/* A token as far as its time is read; it is not signed. */
static void
make_token(struct buf *out, int64_t ms)
{
	struct der_out	 o;

	buf_init(out, KIB);
	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_oid(&o, OID_P7_SIGNED);
	der_begin(&o, DER_CTX(0));
	der_begin(&o, DER_SEQ);
	der_put_int(&o, 3);
	der_begin(&o, DER_SET);
	der_end(&o);
	der_begin(&o, DER_SEQ);
	der_put_oid(&o, OID_TST_INFO);
	der_begin(&o, DER_CTX(0));
	der_begin(&o, DER_OCTETS);
	der_begin(&o, DER_SEQ);
	der_put_int(&o, 1);
	der_put_oid(&o, OID_SM3);
	der_begin(&o, DER_SEQ);
	der_end(&o);
	der_put_int(&o, 77);
	der_put_time(&o, ms);
	for (int i = 0; i < 7; i++)
		der_end(&o);
	assert_int_equal(der_out_end(&o, NULL), ST_OK);
}

static void
make_signature(struct buf *out, const struct office *of, enum knob k)
{
	unsigned char	 hash[SM3_LEN];
	struct buf	 info, seal, tbs, token;
	struct der_out	 o;
	struct bytes	 stamp = { NULL, 0 };

	buf_init(&info, 4 * KIB);
	buf_init(&tbs, 8 * KIB);
	der_out_start(&o, &info);
	put_seal_info(&o, of, k);
	assert_int_equal(der_out_end(&o, NULL), ST_OK);
	pack(&seal, &info, k == SWAPPED_KEYS ? of->signer : of->maker,
	    buf_view(&of->maker_cert), k == SEAL_TYPO ?
	    OID_SM3_WITH_SM2_TYPO : k == SEAL_RSA ? OID_RSA_SHA256 :
	    OID_SM3_WITH_SM2, stamp);
	sm3(bytes_text("document"), hash);
	der_out_start(&o, &tbs);
	der_begin(&o, DER_SEQ);
	der_put_int(&o, 4);
	der_put_raw(&o, buf_view(&seal));
	der_put_time(&o, k == SIGNER_FUTURE ? NOW + MS_DAY : DAY0);
	der_put_bits(&o, bytes_of(hash, k == HASH_SHORT ? 20 : SM3_LEN));
	der_put_ia5(&o, "/x");
	der_end(&o);
	assert_int_equal(der_out_end(&o, NULL), ST_OK);
	buf_init(&token, KIB);
	if (k == STAMP_JUNK)
		buf_text(&token, "\1\2\3");
	if (k == STAMP_EARLY || k == STAMP_FINE)
		make_token(&token, k == STAMP_FINE ? DAY0 : DAY0 - MS_DAY);
	stamp = buf_view(&token);
	pack(out, &tbs, of->signer, buf_view(&of->signer_cert),
	    k == SIG_GM ? OID_GM_SIGNED : k == SIG_RSA ? OID_RSA_SHA1 :
	    OID_SM3_WITH_SM2, stamp);
	buf_free(&token);
	buf_free(&seal);
}

static void
chain_good(void *arg, struct bytes cert, enum ses_use use, int64_t at,
    struct finding *out)
{
	(void)arg;
	(void)cert;
	(void)use;
	(void)at;
	out->state = FIND_OK;
}

static const struct {
	enum knob		 knob;
	enum ses_check		 check;
	enum finding_state	 state;
	const char		*code;
} rows[] = {
	{ PLAIN, CHECK_SIGNATURE, FIND_OK, "signature" },
	{ PLAIN, CHECK_LIST, FIND_OK, "list" },
	{ LIST_DIGEST, CHECK_LIST, FIND_OK, "list" },
	{ LIST_Z, CHECK_LIST, FIND_WARNING, "list.z-digest" },
	{ LIST_OTHER, CHECK_LIST, FIND_BROKEN, "list.absent" },
	{ LIST_DIGEST_OTHER, CHECK_LIST, FIND_BROKEN, "list.absent" },
	{ SEAL_TYPO, CHECK_ALGORITHM, FIND_WARNING, "algorithm.odd" },
	{ SEAL_RSA, CHECK_ALGORITHM, FIND_BROKEN, "algorithm.unknown" },
	{ SIG_GM, CHECK_ALGORITHM, FIND_WARNING, "algorithm.odd" },
	{ SIG_GM, CHECK_QUIRKS, FIND_WARNING, "quirks" },
	{ SIG_RSA, CHECK_ALGORITHM, FIND_BROKEN, "algorithm.unknown" },
	{ HASH_SHORT, CHECK_DIGEST, FIND_BROKEN, "digest.length" },
	{ HASH_SHORT, CHECK_DOCUMENT, FIND_BROKEN, "document.changed" },
	{ SIGNER_P256, CHECK_ALGORITHM, FIND_BROKEN, "algorithm.key" },
	{ SIGNER_P256, CHECK_SIGNATURE, FIND_BROKEN, "signature.no-key" },
	{ SIGNER_OFF_CURVE, CHECK_SIGNATURE, FIND_BROKEN,
	    "signature.no-key" },
	{ SIGNER_JUNK, CHECK_SIGNER, FIND_BROKEN, "signer.unreadable" },
	{ SIGNER_JUNK, CHECK_SIGNATURE, FIND_BROKEN, "signature.no-key" },
	{ SIGNER_ENCRYPTS, CHECK_SIGNER, FIND_BROKEN, "signer.usage" },
	{ SIGNER_EARLY, CHECK_SIGNER, FIND_BROKEN, "signer.not-yet" },
	{ SIGNER_LATE, CHECK_SIGNER, FIND_BROKEN, "signer.expired" },
	{ MAKER_P256, CHECK_SEAL_SIGNATURE, FIND_BROKEN,
	    "seal-signature.no-key" },
	{ MAKER_JUNK, CHECK_MAKER, FIND_BROKEN, "maker.unreadable" },
	{ MAKER_ENCRYPTS, CHECK_MAKER, FIND_BROKEN, "maker.usage" },
	{ MAKER_EARLY, CHECK_MAKER, FIND_BROKEN, "maker.not-yet" },
	{ MAKER_LATE, CHECK_MAKER, FIND_BROKEN, "maker.expired" },
	{ MAKER_OVER, CHECK_MAKER, FIND_WARNING, "maker.over-now" },
	{ SEAL_BEFORE, CHECK_SEAL_PERIOD, FIND_BROKEN,
	    "seal-period.before" },
	{ SEAL_AFTER, CHECK_SEAL_PERIOD, FIND_BROKEN, "seal-period.after" },
	{ SEAL_REVERSED, CHECK_SEAL_PERIOD, FIND_BROKEN,
	    "seal-period.order" },
	{ STAMP_JUNK, CHECK_TIMESTAMP, FIND_BROKEN, "timestamp.malformed" },
	{ STAMP_EARLY, CHECK_TIMESTAMP, FIND_BROKEN, "timestamp.order" },
	{ STAMP_FINE, CHECK_TIMESTAMP, FIND_UNKNOWN,
	    "timestamp.unchecked" },
	{ SIGNER_FUTURE, CHECK_TIME, FIND_BROKEN, "time.future" },
	{ SWAPPED_KEYS, CHECK_SEAL_SIGNATURE, FIND_BROKEN,
	    "seal-signature.value" },
};

static void
r117_r126_each_fault_is_named(void **state)
{
	unsigned char		 digest[SM3_LEN];
	struct ses_signature	 sig;
	struct ses_verdict	 v;
	const struct ses_ask	 ask = { NOW, digest, chain_good, NULL };
	struct office		 of;
	struct buf		 b;

	(void)state;
	sm3(bytes_text("document"), digest);
	for (size_t i = 0; i < NITEMS(rows); i++) {
		const struct finding	*f = &v.found[rows[i].check];

		office_open(&of, rows[i].knob);
		make_signature(&b, &of, rows[i].knob);
		assert_int_equal(ses_signature_judge(buf_view(&b), &ask,
		    &sig, &v, NULL), ST_OK);
		assert_true(v.read);
		if (f->state != rows[i].state ||
		    strcmp(f->code, rows[i].code) != 0)
			fail_msg("row %zu: %s, not %s", i, f->code,
			    rows[i].code);
		assert_int_equal(ses_is_good(&v),
		    rows[i].state <= FIND_WARNING);
		buf_free(&b);
		office_close(&of);
	}
}

/* A second opinion: the command line reads and verifies what we made. */
static int
openssl_agrees(const char *dir)
{
	char	 line[1024];

	snprintf(line, sizeof(line), "cd %s && "
	    "openssl asn1parse -inform DER -in seal >out 2>&1 && "
	    "grep -q 'SM2-with-SM3' out && "
	    "openssl x509 -inform DER -in cert -noout -pubkey >pub && "
	    "openssl dgst -sm3 -verify pub -sigopt distid:" SM_USER_ID
	    " -signature value info >out 2>&1", dir);
	return system(line) == 0;
}

static void
keep(const char *dir, const char *name, struct bytes v)
{
	char	 path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(file_write(path, v, 0600, NULL), ST_OK);
}

static void
r122_an_independent_parser_agrees(void **state)
{
	char			 dir[] = "/tmp/jy-sesXXXXXX", line[64];
	unsigned char		 value[SM2_DER_MAX];
	const struct ses_ask	 ask = { NOW, NULL, chain_good, NULL };
	struct ses_seal_fields	 s = {
		.vid = "Jianyin", .es_id = "33010000000001", .type = 1,
		.name = "某某局公章", .ncerts = 1, .create = DAY0,
		.start = DAY0, .end = DAY0 + YEAR, .picture_type = "PNG",
		.picture = bytes_text("picture"), .width = 40, .height = 40,
	};
	struct bytes		 cert;
	struct ses_seal		 seal;
	struct ses_verdict	 v;
	struct office		 of;
	struct buf		 info, out;
	size_t			 n;

	(void)state;
	office_open(&of, PLAIN);
	cert = buf_view(&of.signer_cert);
	s.certs = &cert;
	buf_init(&info, 8 * KIB);
	buf_init(&out, 8 * KIB);
	assert_int_equal(ses_seal_info_write(&s, &info, NULL), ST_OK);
	assert_int_equal(sm2_sign(of.maker, buf_view(&info), value, &n,
	    NULL), ST_OK);
	assert_int_equal(ses_seal_write(buf_view(&info),
	    buf_view(&of.maker_cert), bytes_of(value, n), &out, NULL),
	    ST_OK);
	assert_int_equal(ses_seal_judge(buf_view(&out), &ask, &seal, &v,
	    NULL), ST_OK);
	assert_true(ses_is_good(&v));
	assert_int_equal(v.state, FIND_OK);

	assert_non_null(mkdtemp(dir));
	keep(dir, "seal", buf_view(&out));
	keep(dir, "cert", seal.cert);
	keep(dir, "value", seal.signature);
	keep(dir, "info", seal.info);
	assert_true(openssl_agrees(dir));
	info.p[info.n / 2] ^= 1;
	keep(dir, "info", buf_view(&info));
	assert_false(openssl_agrees(dir));
	snprintf(line, sizeof(line), "rm -r %s", dir);
	assert_int_equal(system(line), 0);
	buf_free(&info);
	buf_free(&out);
	office_close(&of);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(r117_r126_each_fault_is_named),
		cmocka_unit_test(r122_an_independent_parser_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * A seal and a signature of our own writing under a real CA and its list of
 * revoked certificates: as the page tells them.
 */
#include "trust_cert_kit.h"

#include "der/ses.h"
#include "trust/crl.h"
#include "trust/ses_chain.h"

#define NOW	(T0 + 30 * MS_DAY)

static struct party root, making, other, maker, seal, person;
static unsigned char digest[SM3_LEN];
static struct buf stamped;

/* Seal and signature, both by the writers keyd uses. */
static void
stamp(struct buf *out)
{
	unsigned char		 sig[SM2_DER_MAX];
	const struct bytes	 cert = buf_view(&seal.der);
	const struct ses_seal_fields s = {
		.vid = "Jianyin", .es_id = "H4115002600000012", .type = 1,
		.name = "章", .certs = &cert, .ncerts = 1,
		.create = T0 + MS_DAY, .start = T0 + MS_DAY,
		.end = T0 + YEAR, .picture_type = "PNG",
		.picture = bytes_text("picture"), .width = 40, .height = 40,
	};
	struct ses_tbs_fields	 t = {
		.time = T0 + 2 * MS_DAY, .property = "/ByteRange",
	};
	struct buf		 info, whole, tbs;
	size_t			 n;

	buf_init(&info, 16 * KIB);
	buf_init(&whole, 16 * KIB);
	buf_init(&tbs, 16 * KIB);
	buf_init(out, 16 * KIB);
	assert_int_equal(ses_seal_info_write(&s, &info, NULL), ST_OK);
	assert_int_equal(sm2_sign(maker.key, buf_view(&info), sig, &n, NULL),
	    ST_OK);
	assert_int_equal(ses_seal_write(buf_view(&info),
	    buf_view(&maker.der), bytes_of(sig, n), &whole, NULL), ST_OK);
	t.seal = buf_view(&whole);
	memcpy(t.data_hash, digest, SM3_LEN);
	assert_int_equal(ses_tbs_write(&t, &tbs, NULL), ST_OK);
	assert_int_equal(sm2_sign(seal.key, buf_view(&tbs), sig, &n, NULL),
	    ST_OK);
	assert_int_equal(ses_signature_write(buf_view(&tbs), cert,
	    bytes_of(sig, n), out, NULL), ST_OK);
	buf_free(&info);
	buf_free(&whole);
	buf_free(&tbs);
}

static int
start(void **state)
{
	(void)state;
	kit_issue(&root, CERT_ROOT, "根", NULL);
	kit_issue(&making, CERT_MAKING_CA, "制章CA", &root);
	kit_issue(&other, CERT_ROOT, "别处的根", NULL);
	kit_issue(&maker, CERT_MAKER, "制作者", &making);
	kit_issue(&seal, CERT_SEAL_UNIT, "章", &making);
	kit_issue(&person, CERT_PERSON, "张三", &making);
	sm3(bytes_text("document"), digest);
	stamp(&stamped);
	return 0;
}

static int
finish(void **state)
{
	struct party	*all[] = { &root, &making, &other, &maker, &seal,
			    &person };

	(void)state;
	for (size_t i = 0; i < NITEMS(all); i++)
		kit_free(all[i]);
	buf_free(&stamped);
	return 0;
}

/* What chain_crl answers: a list made for the test, or none. */
static enum status
list_of_test(void *arg, const struct cert *issuer, const struct crl **out)
{
	(void)issuer;
	*out = arg;
	return arg == NULL ? ST_ABSENT : ST_OK;
}

/* A list by the making CA with at most one entry. */
static struct crl *
list_make(struct buf *der, const struct party *revoked, int64_t at)
{
	struct crl_entry	 e = { 0 };
	const struct crl_fields	 c = {
		.issuer_der = making.cert.subject_der,
		.issuer_key_id = bytes_of(making.cert.ski, making.cert.nski),
		.number = 1, .this_update = NOW, .next_update = NOW + MS_DAY,
		.entries = &e, .n = revoked != NULL,
	};
	struct crl		*crl = NULL;
	struct fault		 f = { 0 };
	struct buf		 tbs;

	buf_init(&tbs, 16 * KIB);
	buf_init(der, 16 * KIB);
	if (revoked != NULL) {
		memcpy(e.serial, revoked->cert.serial,
		    revoked->cert.nserial);
		e.nserial = revoked->cert.nserial;
		e.time = at;
		e.reason = CRL_CESSATION;
	}
	if (crl_tbs_write(&c, &tbs, &f) != ST_OK)
		fail_msg("%s", f.text);
	kit_sign(buf_view(&tbs), making.key, der);
	if (crl_open(buf_view(der), &making.cert, &crl, &f) != ST_OK)
		fail_msg("%s", f.text);
	buf_free(&tbs);
	return crl;
}

static struct ses_verdict
judge(const struct party *anchor, chain_crl crl, void *crl_arg)
{
	struct anchors		*list = anchors_new();
	struct ses_trust	 trust = { list, NULL, 0, crl, crl_arg };
	const struct ses_ask	 ask = { NOW, digest, ses_chain_anchors,
				    &trust };
	struct ses_signature	 sig;
	struct ses_verdict	 v;

	assert_int_equal(anchors_add(list, buf_view(&anchor->der),
	    ANCHOR_SEALS, NULL), ST_OK);
	assert_int_equal(ses_signature_judge(buf_view(&stamped), &ask, &sig,
	    &v, NULL), ST_OK);
	anchors_free(list);
	return v;
}

static void
a_stamp_under_a_listed_ca_is_good(void **state)
{
	struct ses_verdict	 v;
	struct crl		*crl;
	struct buf		 der;

	(void)state;
	crl = list_make(&der, NULL, 0);
	v = judge(&making, list_of_test, crl);
	assert_int_equal(v.state, FIND_OK);
	assert_true(ses_is_good(&v));
	crl_free(crl);
	buf_free(&der);
}

static void
r121_an_unlisted_ca_is_never_good(void **state)
{
	struct ses_verdict	 v;

	(void)state;
	v = judge(&other, NULL, NULL);
	assert_false(ses_is_good(&v));
	assert_string_equal(v.found[CHECK_MAKER].code, "chain.unknown-ca");
	assert_string_equal(v.found[CHECK_SIGNER].code, "chain.unknown-ca");
}

static void
r127_without_a_list_the_state_is_unknown(void **state)
{
	struct ses_verdict	 v;

	(void)state;
	v = judge(&making, NULL, NULL);
	assert_int_equal(v.state, FIND_UNKNOWN);
	assert_string_equal(v.found[CHECK_SIGNER].code,
	    "chain.unknown-status");
	v = judge(&making, list_of_test, NULL);
	assert_int_equal(v.state, FIND_UNKNOWN);
	assert_false(ses_is_good(&v));
}

/* GM/T 0031-2014 6.2.3 d: before the signing time no, after it yes. */
static void
r127_revoked_before_signing_is_broken_after_it_is_not(void **state)
{
	static const struct { int64_t at; int good; } t[] = {
		{ T0 + MS_DAY, 0 }, { T0 + 20 * MS_DAY, 1 },
	};
	struct ses_verdict	 v;
	struct crl		*crl;
	struct buf		 der;

	(void)state;
	for (size_t i = 0; i < NITEMS(t); i++) {
		crl = list_make(&der, &seal, t[i].at);
		v = judge(&making, list_of_test, crl);
		assert_int_equal(ses_is_good(&v), t[i].good);
		assert_string_equal(v.found[CHECK_SIGNER].code, t[i].good ?
		    "signer" : "chain.revoked");
		crl_free(crl);
		buf_free(&der);
	}
}

static void
r117_a_certificate_of_another_kind_is_broken(void **state)
{
	struct anchors		*list = anchors_new();
	struct ses_trust	 trust = { list, NULL, 0, NULL, NULL };
	struct finding		 f = { 0 };

	(void)state;
	anchors_add(list, buf_view(&making.der), ANCHOR_SEALS, NULL);
	ses_chain_anchors(&trust, buf_view(&person.der), SES_SIGNER, NOW,
	    &f);
	assert_int_equal(f.state, FIND_BROKEN);
	ses_chain_anchors(&trust, buf_view(&seal.der), SES_MAKER, NOW, &f);
	assert_int_equal(f.state, FIND_BROKEN);
	assert_string_equal(f.code, "chain.usage");
	ses_chain_anchors(&trust, bytes_text("junk"), SES_MAKER, NOW, &f);
	assert_int_equal(f.state, FIND_BROKEN);
	assert_string_equal(f.code, "chain.malformed");
	anchors_free(list);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stamp_under_a_listed_ca_is_good),
		cmocka_unit_test(r121_an_unlisted_ca_is_never_good),
		cmocka_unit_test(r127_without_a_list_the_state_is_unknown),
		cmocka_unit_test(
		    r127_revoked_before_signing_is_broken_after_it_is_not),
		cmocka_unit_test(
		    r117_a_certificate_of_another_kind_is_broken),
	};

	return cmocka_run_group_tests(tests, start, finish);
}

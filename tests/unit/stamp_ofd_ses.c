/*
 * Seals of versions 1 and 5 in an OFD, made by hand since the house writes
 * version 4 only: judged as the version they are.
 */
#include "stamp_kit.h"

#include "der/der.h"
#include "ofd_kit.h"

#define STAMPED	(T0 + 30 * MS_DAY)
#define PATH	"/Doc_0/Signs/Sign_0/Signature.xml"

static struct sealed	 sealed;
static struct pool	*pool;
static struct package	 p;

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

/* What was written so far, kept; the buffer is empty again. */
static struct bytes
done(struct der_out *o, struct buf *b)
{
	struct fault	 f = { 0 };
	struct bytes	 out;

	if (der_out_end(o, &f) != ST_OK)
		fail_msg("%s", f.text);
	out = pool_bytes(pool, buf_view(b));
	buf_clear(b);
	der_out_start(o, b);
	return out;
}

static struct bytes
signed_value(const struct party *who, struct bytes msg)
{
	unsigned char	 sig[SM2_DER_MAX];
	size_t		 n;

	signed_by(who, msg, sig, &n);
	return pool_bytes(pool, bytes_of(sig, n));
}

/* SES_SealInfo: version 1 has no certListType, and UTCTime. */
static struct bytes
info_of(int version)
{
	struct der_out	 o;
	struct bytes	 out;
	struct buf	 b;
	int		 i;

	buf_init(&b, MIB);
	der_out_start(&o, &b);
	der_begin(&o, DER_SEQ);
	der_begin(&o, DER_SEQ);
	der_put_ia5(&o, "ES");
	der_put_int(&o, version);
	der_put_ia5(&o, "Kit");
	der_end(&o);
	der_put_ia5(&o, ESID);
	der_begin(&o, DER_SEQ);
	der_put_int(&o, 1);
	der_put_utf8(&o, "样例单位公章");
	if (version != 1)
		der_put_int(&o, 1);
	der_begin(&o, DER_SEQ);
	der_put_octets(&o, buf_view(&sealed.keeper.der));
	der_end(&o);
	for (i = 0; i < 3; i++)
		if (version == 1)
			der_put_x509_time(&o, i < 2 ? T0 + MS_DAY : T0 +
			    300 * MS_DAY);
		else
			der_put_time(&o, i < 2 ? T0 + MS_DAY : T0 +
			    300 * MS_DAY);
	der_end(&o);
	der_begin(&o, DER_SEQ);
	der_put_ia5(&o, "PNG");
	der_put_octets(&o, bytes_text("\x89PNG"));
	der_put_int(&o, 40);
	der_put_int(&o, 40);
	der_end(&o);
	der_end(&o);
	out = done(&o, &b);
	buf_free(&b);
	return out;
}

/* The maker's part is one element in version 1, three later. */
static struct bytes
seal_of(int version)
{
	const struct bytes	 info = info_of(version);
	struct bytes		 m = info, out, sig;
	struct der_out		 o;
	struct buf		 b;

	buf_init(&b, MIB);
	der_out_start(&o, &b);
	if (version == 1) {
		der_begin(&o, DER_SEQ);
		der_put_raw(&o, info);
		der_put_octets(&o, buf_view(&sealed.maker.der));
		der_put_oid(&o, OID_SM3_WITH_SM2);
		der_end(&o);
		m = done(&o, &b);
	}
	sig = signed_value(&sealed.maker, m);
	der_begin(&o, DER_SEQ);
	der_put_raw(&o, info);
	if (version == 1)
		der_begin(&o, DER_SEQ);
	der_put_octets(&o, buf_view(&sealed.maker.der));
	der_put_oid(&o, OID_SM3_WITH_SM2);
	der_put_bits(&o, sig);
	if (version == 1)
		der_end(&o);
	der_end(&o);
	out = done(&o, &b);
	buf_free(&b);
	return out;
}

static struct bytes
signature_of(int version, struct bytes seal, struct bytes xml)
{
	unsigned char	 digest[SM3_LEN];
	struct bytes	 tbs, time, out;
	struct der_out	 o;
	struct buf	 b;

	assert_int_equal(sm3(xml, digest), ST_OK);
	buf_init(&b, MIB);
	der_out_start(&o, &b);
	der_put_x509_time(&o, STAMPED);
	time = done(&o, &b);
	der_begin(&o, DER_SEQ);
	der_put_int(&o, version);
	der_put_raw(&o, seal);
	if (version == 1)
		der_put_bits(&o, time);
	else
		der_put_time(&o, STAMPED);
	der_put_bits(&o, bytes_of(digest, sizeof(digest)));
	der_put_ia5(&o, PATH);
	if (version == 1) {
		der_put_octets(&o, buf_view(&sealed.keeper.der));
		der_put_oid(&o, OID_SM3_WITH_SM2);
	}
	der_end(&o);
	tbs = done(&o, &b);
	der_begin(&o, DER_SEQ);
	der_put_raw(&o, tbs);
	if (version != 1) {
		der_put_octets(&o, buf_view(&sealed.keeper.der));
		der_put_oid(&o, OID_SM3_WITH_SM2);
	}
	der_put_bits(&o, signed_value(&sealed.keeper, tbs));
	der_end(&o);
	out = done(&o, &b);
	buf_free(&b);
	return out;
}

static enum status
state_valid(void *arg, const char *esid, struct span at,
    struct stamp_state *out, struct fault *f)
{
	(void)arg;
	(void)esid;
	(void)at;
	(void)f;
	out->state = STAMP_SEAL_VALID;
	return ST_OK;
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

static struct stamp_report
judged(void)
{
	const struct stamp_trust trust = { .now = NOW, .state = state_valid,
	    .chain = chain_good };
	struct stamp_report	 r;
	struct stamp_refusal	 why;
	struct fault		 f = { 0 };

	if (stamp_judge(&here, package_end(&p), &trust, pool, &r, &why, &f) !=
	    ST_OK)
		fail_msg("%s: %s", why.code, f.text);
	assert_int_equal(r.n, 1);
	return r;
}

static void
r123_each_version_as_it_is(void **state)
{
	static const int	 versions[] = { SES_V1, SES_V4, SES_V5 };
	struct stamp_report	 r;
	struct bytes		 seal;
	size_t			 i;
	int			 c;

	(void)state;
	for (i = 0; i < NITEMS(versions); i++) {
		document_parts(&p);
		list_parts(&p, 1, "Seal");
		seal = seal_of(versions[i]);
		part_bytes(&p, SIGN(0, "Seal.esl"), seal);
		signature_part(&p, 0, references(&p, "SM3", 0, NULL), SEAL_LOC
		    STAMP_ANNOT("x", "1", "100 150 40 40"));
		part_bytes(&p, SIGN(0, "SignedValue.dat"),
		    signature_of(versions[i], seal, p.part[part_at(&p,
		    SIGN(0, "Signature.xml"))].bytes));
		r = judged();
		assert_int_equal(r.list[0].stamp.version, versions[i]);
		for (c = 0; c < CHECK__N; c++)
			if (r.list[0].ses.found[c].state != FIND_OK)
				fail_msg("version %d: %s", versions[i],
				    r.list[0].ses.found[c].text);
		assert_int_equal(r.verdict, VERDICT_GENUINE);
		part(&p, "Doc_0/Res/font.ttf", "another font");
		assert_int_equal(judged().verdict, VERDICT_ALTERED);
		part_gone(&p, SIGN(0, "Signature.xml"));
		part_gone(&p, SIGN(0, "SignedValue.dat"));
	}
}

/* No version is read as another: 5 outside and 4 inside is none. */
static void
r123_versions_do_not_mix(void **state)
{
	struct bytes	 seal;

	(void)state;
	list_parts(&p, 1, "Seal");
	seal = seal_of(SES_V5);
	part_bytes(&p, SIGN(0, "Seal.esl"), seal);
	signature_part(&p, 0, references(&p, "SM3", 0, NULL), SEAL_LOC);
	part_bytes(&p, SIGN(0, "SignedValue.dat"), signature_of(SES_V1, seal,
	    p.part[part_at(&p, SIGN(0, "Signature.xml"))].bytes));
	assert_int_equal(judged().verdict, VERDICT_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(r123_each_version_as_it_is,
		    up, down),
		cmocka_unit_test_setup_teardown(r123_versions_do_not_mix,
		    up, down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

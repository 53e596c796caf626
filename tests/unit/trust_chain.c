/*
 * Chains: every way a certificate can be wrong has a finding of its own
 * OpenSSL's path rules are asked as well.
 */
#include "trust_cert_kit.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "trust/chain.h"

#define NOW (T0 + 30 * MS_DAY)

static struct party root, making, staff, other, maker, seal, person;
static struct anchors *list;

static int
start(void **state)
{
	(void)state;
	kit_issue(&root, CERT_ROOT, "根", NULL);
	kit_issue(&making, CERT_MAKING_CA, "制章CA", &root);
	kit_issue(&staff, CERT_STAFF_CA, "人员CA", &root);
	kit_issue(&other, CERT_ROOT, "别处的根", NULL);
	kit_issue(&maker, CERT_MAKER, "制作者", &making);
	kit_issue(&seal, CERT_SEAL_UNIT, "章", &making);
	kit_issue(&person, CERT_PERSON, "张三", &staff);
	list = anchors_new();
	assert_int_equal(anchors_add(list, buf_view(&making.der),
	    ANCHOR_SEALS, NULL), ST_OK);
	assert_int_equal(anchors_add(list, buf_view(&staff.der),
	    ANCHOR_STAFF, NULL), ST_OK);
	return 0;
}

static int
finish(void **state)
{
	struct party	*all[] = { &root, &making, &staff, &other, &maker,
			    &seal, &person };
	size_t		 i;

	(void)state;
	anchors_free(list);
	for (i = 0; i < NITEMS(all); i++)
		kit_free(all[i]);
	return 0;
}

/* --- asking -------------------------------------------------------------- */

static struct chain_result
ask_at(const struct party *p, enum chain_purpose purpose, int64_t at)
{
	const struct chain_ask	 ask = { .purpose = purpose, .at = at };
	struct chain_result	 r;

	assert_int_equal(chain_check(buf_view(&p->der), list, &ask, NULL, &r,
	    NULL), ST_OK);
	return r;
}

/* With a list of CAs of its own and intermediates. */
static struct chain_result
ask_with(const struct party *p, enum chain_purpose purpose,
    const struct party *ca, unsigned uses, const struct party *const *extra,
    size_t n)
{
	struct anchors		*a = anchors_new();
	struct bytes		 v[CHAIN_EXTRA];
	struct chain_ask	 ask = { .purpose = purpose, .at = NOW,
				    .extra = v, .nextra = n };
	struct chain_result	 r;
	size_t			 i;

	for (i = 0; i < n; i++)
		v[i] = buf_view(&extra[i]->der);
	assert_int_equal(anchors_add(a, buf_view(&ca->der), uses, NULL),
	    ST_OK);
	assert_int_equal(chain_check(buf_view(&p->der), a, &ask, NULL, &r,
	    NULL), ST_OK);
	anchors_free(a);
	return r;
}

static int
has(const struct chain_result *r, enum chain_state s)
{
	return (r->findings & (1u << s)) != 0;
}

/*
 * What OpenSSL says about the same chain: the id set on every certificate,
 * time given, strict.
 */
static int
openssl_says(const struct party *leaf, const struct party *const *extra,
    size_t n, const struct party *anchor, int64_t at)
{
	X509_STORE		*store = X509_STORE_new();
	X509_STORE_CTX		*ctx = X509_STORE_CTX_new();
	STACK_OF(X509)		*mid = sk_X509_new_null();
	const struct party	*all[CHAIN_LEN] = { leaf };
	X509			*x[CHAIN_LEN] = { NULL };
	ASN1_OCTET_STRING	*id;
	const unsigned char	*p;
	size_t			 i;
	int			 got;

	for (i = 0; i < n; i++)
		all[1 + i] = extra[i];
	all[1 + n] = anchor;
	for (i = 0; i < n + 2; i++) {
		p = all[i]->der.p;
		x[i] = d2i_X509(NULL, &p, (long)all[i]->der.n);
		assert_non_null(x[i]);
		id = ASN1_OCTET_STRING_new();
		ASN1_OCTET_STRING_set(id, (const unsigned char *)DISTID, 16);
		X509_set0_distinguishing_id(x[i], id);
		if (i > 0 && i <= n)
			sk_X509_push(mid, x[i]);
	}
	X509_STORE_add_cert(store, x[n + 1]);
	assert_int_equal(X509_STORE_CTX_init(ctx, store, x[0], mid), 1);
	X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_PARTIAL_CHAIN |
	    X509_V_FLAG_X509_STRICT);
	X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(ctx),
	    at / 1000);
	X509_verify_cert(ctx);
	got = X509_STORE_CTX_get_error(ctx);
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	sk_X509_free(mid);
	for (i = 0; i < n + 2; i++)
		X509_free(x[i]);
	ERR_clear_error();
	return got;
}

/* --- good ---------------------------------------------------------------- */

static void
r117_good_certificates_pass(void **state)
{
	struct chain_result	 r;

	(void)state;
	r = ask_at(&maker, FOR_MAKER, NOW);
	assert_int_equal(r.state, CHAIN_OK);
	assert_int_equal(r.findings, 0);
	assert_int_equal(r.n, 2);
	assert_true(r.anchored);
	assert_string_equal(r.links[0].cn, "制作者");
	assert_string_equal(r.links[1].cn, "制章CA");
	assert_string_equal(r.links[0].serial_hex, maker.cert.serial_hex);
	assert_int_equal(ask_at(&seal, FOR_SEAL, NOW).state, CHAIN_OK);
	assert_int_equal(ask_at(&person, FOR_PERSON, NOW).state, CHAIN_OK);
}

static void
r117_three_links_and_openssl_agrees(void **state)
{
	const struct party	*mid[] = { &making };
	struct chain_result	 r;

	(void)state;
	r = ask_with(&seal, FOR_SEAL, &root, ANCHOR_SEALS, mid, 1);
	assert_int_equal(r.state, CHAIN_OK);
	assert_int_equal(r.n, 3);
	assert_int_equal(openssl_says(&seal, mid, 1, &root, NOW), X509_V_OK);
	assert_int_equal(openssl_says(&seal, NULL, 0, &making, NOW),
	    X509_V_OK);
	assert_int_equal(openssl_says(&person, NULL, 0, &staff, NOW),
	    X509_V_OK);
}

/* --- each wrong ---------------------------------------------------------- */

static void
r117_expired_and_not_yet(void **state)
{
	const int64_t		 end = seal.cert.not_after;
	struct chain_result	 r;

	(void)state;
	r = ask_at(&seal, FOR_SEAL, end + 1000);
	assert_int_equal(r.state, CHAIN_EXPIRED);
	assert_int_equal(r.where[CHAIN_EXPIRED], 0);
	assert_int_equal(ask_at(&seal, FOR_SEAL, end + 999).state, CHAIN_OK);
	assert_int_equal(ask_at(&seal, FOR_SEAL, T0 - 1).state,
	    CHAIN_NOT_YET);
	assert_int_equal(openssl_says(&seal, NULL, 0, &making, end + 1000),
	    X509_V_ERR_CERT_HAS_EXPIRED);
	assert_int_equal(openssl_says(&seal, NULL, 0, &making, T0 - 1000),
	    X509_V_ERR_CERT_NOT_YET_VALID);
}

/* The CA ends before the certificate does: found at the CA's link. */
static void
r117_expired_ca(void **state)
{
	struct cert_fields	 c = kit_fields(CERT_MAKING_CA, "短命CA");
	struct party		 ca, p;
	struct chain_result	 r;

	(void)state;
	c.not_after = T0 + MS_DAY;
	kit_issue_fields(&ca, &c, &root);
	kit_issue(&p, CERT_MAKER, "制作者", &ca);
	r = ask_with(&p, FOR_MAKER, &ca, ANCHOR_SEALS, NULL, 0);
	assert_int_equal(r.state, CHAIN_EXPIRED);
	assert_int_equal(r.where[CHAIN_EXPIRED], 1);
	kit_free(&p);
	kit_free(&ca);
}

static void
r121_unknown_ca(void **state)
{
	struct party		 p;
	struct chain_result	 r;

	(void)state;
	kit_issue(&p, CERT_MAKER, "制作者", &other);
	r = ask_at(&p, FOR_MAKER, NOW);
	assert_int_equal(r.state, CHAIN_UNKNOWN_CA);
	assert_false(r.anchored);
	assert_int_equal(r.n, 1);
	kit_free(&p);
	/* the CA is taken from the list: refused from then on */
	r = ask_with(&maker, FOR_MAKER, &other, ANCHOR_SEALS, NULL, 0);
	assert_int_equal(r.state, CHAIN_UNKNOWN_CA);
}

static void
r121_listed_for_another_use(void **state)
{
	struct chain_result	 r;

	(void)state;
	r = ask_with(&seal, FOR_SEAL, &making, ANCHOR_STAFF, NULL, 0);
	assert_int_equal(r.state, CHAIN_NOT_LISTED);
	assert_int_equal(r.where[CHAIN_NOT_LISTED], 1);
}

static void
r117_forged_signature(void **state)
{
	struct party		 fake, p;
	struct chain_result	 r;

	(void)state;
	fake = making;			/* its name and key id, another key */
	fake.key = other.key;
	kit_issue(&p, CERT_MAKER, "制作者", &fake);
	r = ask_at(&p, FOR_MAKER, NOW);
	assert_int_equal(r.state, CHAIN_SIGNATURE);
	assert_int_not_equal(openssl_says(&p, NULL, 0, &making, NOW),
	    X509_V_OK);
	kit_free(&p);
}

static void
r126_encryption_certificate(void **state)
{
	struct party	 p;

	(void)state;
	kit_issue(&p, CERT_SEAL_UNIT, "章", &making);
	kit_make_encryption(&p, &making);
	assert_int_equal(ask_at(&p, FOR_SEAL, NOW).state, CHAIN_USAGE);
	kit_free(&p);
}

/* No certificate of ours serves another purpose than its own. */
static void
r117_kind_for_another_purpose(void **state)
{
	static const enum cert_kind	 kinds[] = {
		[FOR_MAKER] = CERT_MAKER, [FOR_SEAL] = CERT_SEAL_PERSON,
		[FOR_PERSON] = CERT_PERSON, [FOR_SYSTEM] = CERT_SYSTEM,
		[FOR_PARTNER] = CERT_PARTNER, [FOR_STATUS] = CERT_STATUS,
	};
	struct chain_result	 r;
	struct party		 p;
	enum chain_purpose	 is, want;

	(void)state;
	for (is = 0; is < FOR__N; is++) {
		const struct party	*ca = is <= FOR_SEAL ? &making :
					    &staff;

		kit_issue(&p, kinds[is], "名", ca);
		for (want = 0; want < FOR__N; want++) {
			r = ask_with(&p, want, ca, ANCHOR_SEALS |
			    ANCHOR_STAFF | ANCHOR_PLAIN, NULL, 0);
			assert_int_equal(r.state, want == is ? CHAIN_OK :
			    CHAIN_USAGE);
		}
		kit_free(&p);
	}
}

static void
foreign_certificate_only_from_a_ca_outside(void **state)
{
	struct chain_result	 r;
	struct party		 p;

	(void)state;
	kit_issue(&p, CERT_SEAL_UNIT, "章", &making);
	kit_make_plain(&p, &making);
	assert_int_equal(p.cert.kind, CERT_PLAIN);
	assert_int_equal(ask_at(&p, FOR_SEAL, NOW).state, CHAIN_USAGE);
	r = ask_with(&p, FOR_SEAL, &making, ANCHOR_FOR(FOR_SEAL) |
	    ANCHOR_PLAIN, NULL, 0);
	assert_int_equal(r.state, CHAIN_OK);
	kit_free(&p);
}

/* A person cannot issue, a CA not below its limit, staff CA no maker. */
static void
ca_rules(void **state)
{
	const struct party	*mid[2];
	struct chain_result	 r;
	struct party		 p, ca;

	(void)state;
	kit_issue(&p, CERT_MAKER, "制作者", &maker);
	mid[0] = &maker;
	r = ask_with(&p, FOR_MAKER, &making, ANCHOR_SEALS, mid, 1);
	assert_int_equal(r.state, CHAIN_CONSTRAINT);
	assert_int_equal(r.where[CHAIN_CONSTRAINT], 1);
	assert_int_not_equal(openssl_says(&p, mid, 1, &making, NOW),
	    X509_V_OK);
	kit_free(&p);

	kit_issue(&ca, CERT_MAKING_CA, "下级CA", &making);	/* path 0 */
	kit_make_plain(&ca, &making);
	kit_issue(&p, CERT_MAKER, "制作者", &ca);
	mid[0] = &ca;
	mid[1] = &making;
	r = ask_with(&p, FOR_MAKER, &root, ANCHOR_SEALS, mid, 2);
	assert_int_equal(r.n, 4);
	assert_int_equal(r.state, CHAIN_CONSTRAINT);
	assert_int_equal(r.where[CHAIN_CONSTRAINT], 2);
	assert_int_equal(openssl_says(&p, mid, 2, &root, NOW),
	    X509_V_ERR_PATH_LENGTH_EXCEEDED);
	kit_free(&p);
	kit_free(&ca);

	kit_issue(&p, CERT_MAKER, "制作者", &staff);
	mid[0] = &staff;
	r = ask_with(&p, FOR_MAKER, &root, ANCHOR_SEALS, mid, 1);
	assert_int_equal(r.state, CHAIN_CONSTRAINT);
	kit_free(&p);
}

static void
unknown_critical_extension(void **state)
{
	struct party	 p;

	(void)state;
	kit_issue(&p, CERT_SEAL_UNIT, "章", &making);
	/* the critical key usage becomes an extension 2.5.29.99 */
	kit_change(&p, &making, "\x06\x03\x55\x1d\x0f\x01\x01\xff",
	    "\x06\x03\x55\x1d\x63\x01\x01\xff", 8);
	assert_true(p.cert.unknown_critical);
	assert_int_equal(ask_at(&p, FOR_SEAL, NOW).state, CHAIN_CONSTRAINT);
	kit_free(&p);
}

static void
r115_malformed_leaf_says_why(void **state)
{
	const struct chain_ask	 ask = { .purpose = FOR_SEAL, .at = NOW };
	struct chain_result	 r;
	struct cert		 leaf;

	(void)state;
	assert_int_equal(chain_check(bytes_text("x"), list, &ask, &leaf, &r,
	    NULL), ST_OK);
	assert_int_equal(r.state, CHAIN_MALFORMED);
	assert_int_equal(r.flaw, CERT_NOT_DER);
}

static void
only_cas_are_listed(void **state)
{
	struct anchors	*a = anchors_new();

	(void)state;
	assert_int_equal(anchors_add(a, buf_view(&maker.der), ANCHOR_SEALS,
	    NULL), ST_INVALID);
	assert_int_equal(anchors_add(a, bytes_text("x"), ANCHOR_SEALS, NULL),
	    ST_INVALID);
	assert_int_equal(anchors_count(a), 0);
	assert_null(anchors_nth(a, 0));
	anchors_free(a);
	anchors_free(NULL);
}

/*
 * A heap of certificates of one name and one key, each of which signed each:
 * sixteen to the fourth power of paths, none to the list.
 */
static void
heap_of_cross_certificates_ends(void **state)
{
	const struct party	*mid[CHAIN_EXTRA];
	struct cert_fields	 c;
	struct party		 heap[CHAIN_EXTRA], p;
	struct chain_result	 r;
	struct buf		 tbs;
	size_t			 i;

	(void)state;
	buf_init(&tbs, LIMIT_CERT);
	for (i = 0; i < CHAIN_EXTRA; i++) {
		c = kit_fields(CERT_ROOT, "别处的根");
		memcpy(c.key, other.cert.key, SM2_PUBLIC);
		buf_clear(&tbs);
		assert_int_equal(cert_tbs_write(&c, &tbs, NULL), ST_OK);
		memset(&heap[i], 0, sizeof(heap[i]));
		buf_init(&heap[i].der, LIMIT_CERT);
		kit_sign(buf_view(&tbs), other.key, &heap[i].der);
		mid[i] = &heap[i];
	}
	kit_issue(&p, CERT_MAKER, "制作者", &other);
	r = ask_with(&p, FOR_MAKER, &root, ANCHOR_SEALS, mid, CHAIN_EXTRA);
	assert_int_equal(r.state, CHAIN_UNKNOWN_CA);
	for (i = 0; i < CHAIN_EXTRA; i++)
		kit_free(&heap[i]);
	kit_free(&p);
	buf_free(&tbs);
}

/* --- revocation ---------------------------------------------------------- */

struct lists {
	struct crl	*crl;		/* of one CA */
	struct buf	 der;
	int		 offline;
};

static enum status
look(void *arg, const struct cert *issuer, const struct crl **out)
{
	struct lists	*l = arg;

	if (l->offline || !crl_is_of(l->crl, issuer))
		return ST_ABSENT;
	*out = l->crl;
	return ST_OK;
}

static void
lists_make_for(struct lists *l, const struct party *ca,
    const struct party *who, int64_t time, enum crl_reason why)
{
	struct crl_entry	 e = { .nserial = who->cert.nserial,
				    .time = time, .reason = why };
	struct crl_fields	 c = {
		.issuer_der = ca->cert.subject_der,
		.issuer_key_id = bytes_of(ca->cert.ski, CERT_KEY_ID),
		.this_update = NOW - MS_HOUR, .next_update = NOW + MS_HOUR,
		.entries = &e, .n = 1,
	};
	struct buf		 tbs;

	memcpy(e.serial, who->cert.serial, who->cert.nserial);
	memset(l, 0, sizeof(*l));
	buf_init(&tbs, MIB);
	buf_init(&l->der, MIB);
	assert_int_equal(crl_tbs_write(&c, &tbs, NULL), ST_OK);
	kit_sign(buf_view(&tbs), ca->key, &l->der);
	assert_int_equal(crl_open(buf_view(&l->der), &ca->cert, &l->crl,
	    NULL), ST_OK);
	buf_free(&tbs);
}

static void
lists_make(struct lists *l, int64_t time, enum crl_reason why)
{
	lists_make_for(l, &making, &seal, time, why);
}

static struct chain_result
ask_status(struct lists *l, const struct party *p, int64_t at)
{
	const struct chain_ask	 ask = { .purpose = p == &maker ? FOR_MAKER :
				    FOR_SEAL, .at = at, .crl = look,
				    .crl_arg = l };
	struct chain_result	 r;

	assert_int_equal(chain_check(buf_view(&p->der), list, &ask, NULL, &r,
	    NULL), ST_OK);
	return r;
}

static void
lists_free(struct lists *l)
{
	crl_free(l->crl);
	buf_free(&l->der);
}

static void
r117_revoked_from_its_second_on(void **state)
{
	const int64_t		 when = NOW - MS_DAY;
	struct chain_result	 r;
	struct lists		 l;

	(void)state;
	lists_make(&l, when, CRL_KEY_COMPROMISE);
	r = ask_status(&l, &seal, NOW);
	assert_int_equal(r.state, CHAIN_REVOKED);
	assert_int_equal(r.revoked_at, when);
	assert_int_equal(r.revoked_why, CRL_KEY_COMPROMISE);
	assert_int_equal(r.as_of, NOW - MS_HOUR);
	assert_int_equal(ask_status(&l, &seal, when).state, CHAIN_REVOKED);
	r = ask_status(&l, &seal, when - 1);	/* stamped before */
	assert_int_equal(r.state, CHAIN_OK);
	assert_true(r.revoked);			/* but it is said */
	assert_int_equal(ask_status(&l, &maker, NOW).state, CHAIN_OK);
	lists_free(&l);
}

static void
r127_hold_is_its_own_finding(void **state)
{
	struct lists	 l;

	(void)state;
	lists_make(&l, NOW - MS_DAY, CRL_HOLD);
	assert_int_equal(ask_status(&l, &seal, NOW).state, CHAIN_HELD);
	lists_free(&l);
}

static void
r127_offline_or_stale_is_unknown(void **state)
{
	struct chain_result	 r;
	struct lists		 l;

	(void)state;
	lists_make(&l, NOW - MS_DAY, CRL_KEY_COMPROMISE);
	l.offline = 1;
	r = ask_status(&l, &maker, NOW);
	assert_int_equal(r.state, CHAIN_NO_STATUS);
	assert_string_equal(chain_state_name(r.state), "unknown-status");
	l.offline = 0;
	r = ask_status(&l, &maker, NOW + MS_HOUR + 1000);
	assert_int_equal(r.state, CHAIN_NO_STATUS);
	r = ask_status(&l, &seal, NOW + MS_HOUR + 1000);
	assert_int_equal(r.state, CHAIN_REVOKED);	/* worse than stale */
	assert_true(has(&r, CHAIN_NO_STATUS));
	lists_free(&l);
}

/* The CA itself was revoked by the root: found at its link. */
static void
r117_revoked_ca(void **state)
{
	const struct bytes	 mid = buf_view(&making.der);
	struct anchors		*a = anchors_new();
	struct chain_ask	 ask = { .purpose = FOR_SEAL, .at = NOW,
				    .extra = &mid, .nextra = 1,
				    .crl = look };
	struct chain_result	 r;
	struct lists		 l;

	(void)state;
	lists_make_for(&l, &root, &making, NOW - MS_DAY, CRL_CA_COMPROMISE);
	ask.crl_arg = &l;
	assert_int_equal(anchors_add(a, buf_view(&root.der), ANCHOR_SEALS,
	    NULL), ST_OK);
	assert_int_equal(chain_check(buf_view(&seal.der), a, &ask, NULL, &r,
	    NULL), ST_OK);
	assert_int_equal(r.state, CHAIN_REVOKED);
	assert_int_equal(r.where[CHAIN_REVOKED], 1);
	assert_int_equal(r.revoked_why, CRL_CA_COMPROMISE);
	assert_int_equal(r.where[CHAIN_NO_STATUS], 0);	/* no list of its */
	anchors_free(a);
	lists_free(&l);
}

static void
every_state_has_its_own_words(void **state)
{
	enum chain_state	 a, b;

	(void)state;
	for (a = 0; a < CHAIN__N; a++)
		for (b = 0; b < a; b++) {
			assert_string_not_equal(chain_state_name(a),
			    chain_state_name(b));
			assert_string_not_equal(chain_state_text(a),
			    chain_state_text(b));
		}
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(r117_good_certificates_pass),
		cmocka_unit_test(r117_three_links_and_openssl_agrees),
		cmocka_unit_test(r117_expired_and_not_yet),
		cmocka_unit_test(r117_expired_ca),
		cmocka_unit_test(r121_unknown_ca),
		cmocka_unit_test(r121_listed_for_another_use),
		cmocka_unit_test(r117_forged_signature),
		cmocka_unit_test(r126_encryption_certificate),
		cmocka_unit_test(r117_kind_for_another_purpose),
		cmocka_unit_test(foreign_certificate_only_from_a_ca_outside),
		cmocka_unit_test(ca_rules),
		cmocka_unit_test(unknown_critical_extension),
		cmocka_unit_test(r115_malformed_leaf_says_why),
		cmocka_unit_test(only_cas_are_listed),
		cmocka_unit_test(heap_of_cross_certificates_ends),
		cmocka_unit_test(r117_revoked_from_its_second_on),
		cmocka_unit_test(r127_hold_is_its_own_finding),
		cmocka_unit_test(r127_offline_or_stale_is_unknown),
		cmocka_unit_test(r117_revoked_ca),
		cmocka_unit_test(every_state_has_its_own_words),
	};

	return cmocka_run_group_tests(tests, start, finish);
}

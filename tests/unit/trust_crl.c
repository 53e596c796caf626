/* Revocation lists: composed, read back, looked up, refused. */
#include "trust_cert_kit.h"

#include "trust/crl.h"

static struct party root, making, staff, seal;

static int
start(void **state)
{
	(void)state;
	kit_issue(&root, CERT_ROOT, "根", NULL);
	kit_issue(&making, CERT_MAKING_CA, "制章CA", &root);
	kit_issue(&staff, CERT_STAFF_CA, "人员CA", &root);
	kit_issue(&seal, CERT_SEAL_UNIT, "章", &making);
	return 0;
}

static int
finish(void **state)
{
	(void)state;
	kit_free(&root);
	kit_free(&making);
	kit_free(&staff);
	kit_free(&seal);
	return 0;
}

static struct crl_fields
fields(const struct crl_entry *e, size_t n)
{
	return (struct crl_fields){
		.issuer_der = making.cert.subject_der,
		.issuer_key_id = bytes_of(making.cert.ski, CERT_KEY_ID),
		.number = 7, .this_update = T0, .next_update = T0 + MS_DAY,
		.entries = e, .n = n,
	};
}

static void
make(const struct crl_fields *c, const struct party *ca, struct buf *out)
{
	struct fault	 f = { 0 };
	struct buf	 tbs;

	buf_init(&tbs, 8 * MIB);
	buf_init(out, 8 * MIB);
	if (crl_tbs_write(c, &tbs, &f) != ST_OK)
		fail_msg("%s", f.text);
	kit_sign(buf_view(&tbs), ca->key, out);
	buf_free(&tbs);
}

static struct crl_entry
entry(unsigned k, enum crl_reason why)
{
	struct crl_entry	 e = { .nserial = 4, .time = T0 - k,
				    .reason = why };

	e.serial[0] = (unsigned char)(0x80 | k >> 24);
	e.serial[1] = (unsigned char)(k >> 16);
	e.serial[2] = (unsigned char)(k >> 8);
	e.serial[3] = (unsigned char)k;
	return e;
}

static void
r127_entries_read_back(void **state)
{
	const struct crl_entry	 in[] = {
		entry(9, CRL_HOLD), entry(5, CRL_UNSPECIFIED),
		{ { 1 }, 1, T0 - MS_DAY, CRL_KEY_COMPROMISE },
		entry(7, CRL_CESSATION),
	};
	struct crl_fields	 c = fields(in, NITEMS(in));
	struct fault		 f = { 0 };
	struct crl_entry	 e;
	struct crl_info		 info;
	struct crl		*crl;
	struct buf		 der;
	size_t			 i;

	(void)state;
	make(&c, &making, &der);
	if (crl_open(buf_view(&der), &making.cert, &crl, &f) != ST_OK)
		fail_msg("%s", f.text);
	crl_info(crl, &info);
	assert_int_equal(info.n, 4);
	assert_int_equal(info.number, 7);
	assert_int_equal(info.this_update, T0);
	assert_int_equal(info.next_update, T0 + MS_DAY);
	for (i = 0; i < NITEMS(in); i++) {
		assert_true(crl_find(crl, in[i].serial, in[i].nserial, &e));
		assert_int_equal(e.reason, in[i].reason);
		assert_int_equal(e.time, in[i].time / 1000 * 1000);
	}
	assert_false(crl_find(crl, seal.cert.serial, seal.cert.nserial, &e));
	assert_true(crl_find(crl, (const unsigned char *)"\0\0\1", 3, NULL));
	assert_false(crl_find(crl, (const unsigned char *)"\2", 1, NULL));
	assert_true(crl_nth(crl, 0, &e));
	assert_int_equal(e.serial[0], 1);
	assert_false(crl_nth(crl, 4, &e));
	assert_true(crl_is_of(crl, &making.cert));
	assert_false(crl_is_of(crl, &staff.cert));
	crl_free(crl);
	crl_free(NULL);
	buf_free(&der);
}

static void
empty_list_has_no_entries(void **state)
{
	struct crl_fields	 c = fields(NULL, 0);
	struct crl		*crl;
	struct buf		 der;

	(void)state;
	make(&c, &making, &der);
	assert_int_equal(crl_open(buf_view(&der), &making.cert, &crl, NULL),
	    ST_OK);
	assert_false(crl_find(crl, seal.cert.serial, seal.cert.nserial,
	    NULL));
	crl_free(crl);
	buf_free(&der);
}

static void
wrong_fields_are_not_composed(void **state)
{
	struct crl_entry	 twice[] = { entry(1, CRL_HOLD),
				    entry(1, CRL_KEY_COMPROMISE) };
	struct crl_entry	 zero = { .nserial = 1 };
	struct crl_entry	 remove = entry(1, CRL_REMOVE);
	struct crl_fields	 c[] = {
		fields(twice, 2), fields(&zero, 1), fields(&remove, 1),
		fields(NULL, 0), fields(NULL, 0), fields(NULL, 0),
		fields(NULL, 0), fields(NULL, 0),
	};
	struct buf		 b;
	size_t			 i;

	(void)state;
	c[3].next_update = c[3].this_update;
	c[4].this_update += 1;
	c[5].number = -1;
	c[6].issuer_der.n = 0;
	c[7].issuer_key_id.n = 0;
	buf_init(&b, MIB);
	for (i = 0; i < NITEMS(c); i++)
		assert_int_equal(crl_tbs_write(&c[i], &b, NULL), ST_INVALID);
	buf_free(&b);
}

static void
r127_list_of_another_or_changed_is_refused(void **state)
{
	struct crl_entry	 e = entry(3, CRL_KEY_COMPROMISE);
	struct crl_fields	 c = fields(&e, 1);
	struct crl		*crl;
	struct buf		 der, forged;
	struct cert		 weak = making.cert;
	size_t			 i;

	(void)state;
	make(&c, &making, &der);
	assert_int_equal(crl_open(buf_view(&der), &staff.cert, &crl, NULL),
	    ST_INVALID);
	assert_null(crl);
	weak.usage = KU_KEY_CERT_SIGN;		/* may not sign lists */
	assert_int_equal(crl_open(buf_view(&der), &weak, &crl, NULL),
	    ST_INVALID);
	weak = making.cert;
	weak.is_ca = 0;
	assert_int_equal(crl_open(buf_view(&der), &weak, &crl, NULL),
	    ST_INVALID);
	make(&c, &staff, &forged);		/* name of one, key of other */
	assert_int_equal(crl_open(buf_view(&forged), &making.cert, &crl,
	    NULL), ST_INVALID);
	for (i = 0; i < der.n; i++) {
		der.p[i] ^= 0x01;
		assert_int_equal(crl_open(buf_view(&der), &making.cert, &crl,
		    NULL), ST_INVALID);
		der.p[i] ^= 0x01;
	}
	buf_free(&der);
	buf_free(&forged);
}

/* An indirect list's entry, a delta list: signed, but not taken. */
static void
unknown_critical_extensions_are_refused(void **state)
{
	struct crl_entry	 e = entry(3, CRL_HOLD);
	struct crl_fields	 c = fields(&e, 1);
	struct trust_signed	 s;
	struct crl		*crl;
	struct buf		 der, tbs, out;
	unsigned char		*at;

	(void)state;
	make(&c, &making, &der);
	assert_int_equal(trust_split(buf_view(&der), MIB, &s, NULL), ST_OK);
	buf_init(&tbs, MIB);
	buf_init(&out, MIB);
	buf_bytes(&tbs, s.tbs);
	/* the reason's value 6 (hold) becomes 8 (only in delta lists) */
	at = memmem(tbs.p, tbs.n, "\x0a\x01\x06", 3);
	assert_non_null(at);
	at[2] = 8;
	kit_sign(buf_view(&tbs), making.key, &out);
	assert_int_equal(crl_open(buf_view(&out), &making.cert, &crl, NULL),
	    ST_INVALID);
	at[2] = 6;
	buf_clear(&out);
	kit_sign(buf_view(&tbs), making.key, &out);
	assert_int_equal(crl_open(buf_view(&out), &making.cert, &crl, NULL),
	    ST_OK);
	crl_free(crl);
	buf_free(&der);
	buf_free(&tbs);
	buf_free(&out);
}

static void
truncated_never_crashes(void **state)
{
	const struct crl_entry	 in[] = { entry(9, CRL_HOLD),
				    entry(5, CRL_UNSPECIFIED) };
	struct crl_fields	 c = fields(in, NITEMS(in));
	unsigned char		*copy;
	struct crl		*crl;
	struct buf		 der;
	size_t			 i;

	(void)state;
	make(&c, &making, &der);
	for (i = 0; i < der.n; i++) {
		copy = malloc(i + 1);
		memcpy(copy, der.p, i);
		assert_int_equal(crl_open(bytes_of(copy, i), &making.cert,
		    &crl, NULL), ST_INVALID);
		free(copy);
	}
	buf_free(&der);
}

/* Order of the input does not matter; every one of many is found. */
static void
big_list_is_searched(void **state)
{
	enum { N = 20000 };
	struct crl_entry	*in = calloc(N, sizeof(*in)), e;
	struct crl_fields	 c;
	struct crl		*crl;
	struct buf		 der;
	unsigned		 i;

	(void)state;
	for (i = 0; i < N; i++)
		in[i] = entry((i * 7919u) % N * 2, CRL_SUPERSEDED);
	c = fields(in, N);
	make(&c, &making, &der);
	assert_int_equal(crl_open(buf_view(&der), &making.cert, &crl, NULL),
	    ST_OK);
	for (i = 0; i < 2 * N; i++) {
		e = entry(i, CRL_SUPERSEDED);
		assert_int_equal(crl_find(crl, e.serial, e.nserial, NULL),
		    i % 2 == 0);
	}
	crl_free(crl);
	buf_free(&der);
	free(in);
}

static void
openssl_prints_the_list(void **state)
{
	struct crl_entry	 in[] = { entry(9, CRL_HOLD),
				    entry(5, CRL_KEY_COMPROMISE) };
	struct crl_fields	 c = fields(in, NITEMS(in));
	struct buf		 der;
	char			 dir[32], out[8192];

	(void)state;
	memcpy(in[1].serial, seal.cert.serial, seal.cert.nserial);
	in[1].nserial = seal.cert.nserial;
	make(&c, &making, &der);
	kit_tmp(dir);
	kit_write(dir, "c.crl", buf_view(&der), NULL);
	assert_int_equal(kit_openssl(dir, "crl -inform DER -in c.crl -noout "
	    "-text", out, sizeof(out)), 0);
	assert_non_null(strstr(out, "Certificate Hold"));
	assert_non_null(strstr(out, "Key Compromise"));
	assert_non_null(strstr(out, seal.cert.serial_hex));
	assert_non_null(strstr(out, "SM2-with-SM3"));
	assert_non_null(strstr(out, "X509v3 CRL Number"));
	kit_tmp_end(dir);
	buf_free(&der);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(r127_entries_read_back),
		cmocka_unit_test(empty_list_has_no_entries),
		cmocka_unit_test(wrong_fields_are_not_composed),
		cmocka_unit_test(r127_list_of_another_or_changed_is_refused),
		cmocka_unit_test(unknown_critical_extensions_are_refused),
		cmocka_unit_test(truncated_never_crashes),
		cmocka_unit_test(big_list_is_searched),
		cmocka_unit_test(openssl_prints_the_list),
	};

	return cmocka_run_group_tests(tests, start, finish);
}

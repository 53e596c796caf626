/*
 * OCSP (R-127; RFC 6960, RFC 5019): requests of strangers, answers composed
 * and read back, who may give them; OpenSSL's reader is asked as well.
 */
#include "trust_cert_kit.h"

#include "der/der.h"
#include "trust/chain.h"
#include "trust/ocsp.h"

static struct party root, making, staff, seal, says, says_staff, plain_one;

static int
start(void **state)
{
	(void)state;
	kit_issue(&root, CERT_ROOT, "根", NULL);
	kit_issue(&making, CERT_MAKING_CA, "制章CA", &root);
	kit_issue(&staff, CERT_STAFF_CA, "人员CA", &root);
	kit_issue(&seal, CERT_SEAL_UNIT, "章", &making);
	kit_issue(&says, CERT_STATUS, "证书状态", &making);
	kit_issue(&says_staff, CERT_STATUS, "证书状态", &staff);
	kit_issue(&plain_one, CERT_MAKER, "制作者", &making);
	return 0;
}

static int
finish(void **state)
{
	struct party	*all[] = { &root, &making, &staff, &seal, &says,
			    &says_staff, &plain_one };
	size_t		 i;

	(void)state;
	for (i = 0; i < NITEMS(all); i++)
		kit_free(all[i]);
	return 0;
}

static struct ocsp_id
id_of(const struct party *ca, const struct party *p, enum ocsp_hash hash)
{
	struct ocsp_id	 id;
	struct fault	 f = { 0 };

	if (ocsp_id_make(&ca->cert, hash, bytes_of(p->cert.serial,
	    p->cert.nserial), &id, &f) != ST_OK)
		fail_msg("%s", f.text);
	return id;
}

static struct ocsp_answer
answer(enum ocsp_state st, enum ocsp_hash hash)
{
	return (struct ocsp_answer){
		.id = id_of(&making, &seal, hash), .state = st,
		.revoked_at = T0 - MS_HOUR + 7, .reason = CRL_HOLD,
		.produced = T0, .this_update = T0,
		.next_update = T0 + 4 * MS_HOUR,
	};
}

/* "who" signs, "cert" stands in the answer. */
static void
sign_answer(const struct ocsp_answer *a, const struct party *who,
    const struct party *cert, struct buf *out)
{
	unsigned char	 sig[SM2_DER_MAX];
	struct fault	 f = { 0 };
	struct buf	 tbs;
	size_t		 n;

	buf_init(&tbs, OCSP_RESPONSE);
	buf_init(out, OCSP_RESPONSE);
	if (ocsp_tbs_write(a, cert->cert.key, &tbs, &f) != ST_OK)
		fail_msg("%s", f.text);
	assert_int_equal(sm2_sign(who->key, buf_view(&tbs), sig, &n, &f),
	    ST_OK);
	if (ocsp_wrap(buf_view(&tbs), bytes_of(sig, n),
	    buf_view(&cert->der), out, &f) != ST_OK)
		fail_msg("%s", f.text);
	buf_free(&tbs);
}

/* --- requests ------------------------------------------------------------ */

static void
r127_a_request_reads_back_with_every_hash(void **state)
{
	struct ocsp_id	 id, read;
	struct fault	 f = { 0 };
	struct buf	 b;
	int		 h;

	(void)state;
	for (h = 0; h < OCSP_HASH__N; h++) {
		id = id_of(&making, &seal, (enum ocsp_hash)h);
		buf_init(&b, OCSP_REQUEST);
		ocsp_request_write(&id, &b);
		if (ocsp_request_read(buf_view(&b), &read, &f) != ST_OK)
			fail_msg("%s", f.text);
		assert_true(ocsp_id_same(&id, &read));
		assert_true(ocsp_id_is_of(&read, &making.cert));
		assert_false(ocsp_id_is_of(&read, &staff.cert));
		buf_free(&b);
	}
}

/* What the openssl command asks is understood, with its nonce. */
static void
r127_requests_of_openssl(void **state)
{
	static const struct {
		const char	*args;
		enum status	 st;
		enum ocsp_hash	 hash;
	} rows[] = {
		{ "-cert seal.pem", ST_OK, OCSP_SHA1 },
		{ "-sha256 -cert seal.pem", ST_OK, OCSP_SHA256 },
		{ "-sm3 -cert seal.pem", ST_OK, OCSP_SM3 },
		{ "-no_nonce -cert seal.pem", ST_OK, OCSP_SHA1 },
		/* RFC 5019 2.1.1: one; and a hash nobody uses */
		{ "-cert seal.pem -cert seal.pem", ST_ABSENT, 0 },
		{ "-sha512 -cert seal.pem", ST_ABSENT, 0 },
	};
	char		 dir[32], args[256], out[4096];
	unsigned char	 der[OCSP_REQUEST];
	struct ocsp_id	 id, want;
	char		 path[64];
	FILE		*fp;
	size_t		 i, n;

	(void)state;
	kit_tmp(dir);
	kit_write(dir, "ca.pem", buf_view(&making.der), "CERTIFICATE");
	kit_write(dir, "seal.pem", buf_view(&seal.der), "CERTIFICATE");
	for (i = 0; i < NITEMS(rows); i++) {
		snprintf(args, sizeof(args), "ocsp -issuer ca.pem %s "
		    "-reqout req.der", rows[i].args);
		if (kit_openssl(dir, args, out, sizeof(out)) != 0)
			fail_msg("%s: %s", args, out);
		snprintf(path, sizeof(path), "%s/req.der", dir);
		fp = fopen(path, "r");
		assert_non_null(fp);
		n = fread(der, 1, sizeof(der), fp);
		fclose(fp);
		assert_int_equal(ocsp_request_read(bytes_of(der, n), &id,
		    NULL), rows[i].st);
		if (rows[i].st != ST_OK)
			continue;
		want = id_of(&making, &seal, rows[i].hash);
		assert_true(ocsp_id_same(&id, &want));
	}
	kit_tmp_end(dir);
}

static void
what_is_no_request_is_refused(void **state)
{
	static const unsigned char zero[OCSP_REQUEST + 1];
	struct ocsp_id	 id = id_of(&making, &seal, OCSP_SM3), read;
	struct buf	 b, more;
	size_t		 i;

	(void)state;
	buf_init(&b, OCSP_REQUEST);
	ocsp_request_write(&id, &b);
	for (i = 0; i < b.n; i++)	/* any piece of it */
		assert_int_equal(ocsp_request_read(bytes_of(b.p, i), &read,
		    NULL), ST_INVALID);
	buf_init(&more, OCSP_REQUEST);
	buf_bytes(&more, buf_view(&b));
	buf_byte(&more, 0);
	assert_int_equal(ocsp_request_read(buf_view(&more), &read, NULL),
	    ST_INVALID);
	assert_int_equal(ocsp_request_read(bytes_of(zero, sizeof(zero)),
	    &read, NULL), ST_INVALID);
	assert_int_equal(ocsp_request_read(buf_view(&seal.der), &read, NULL),
	    ST_INVALID);
	/* a negative serial: the byte behind tag and length of the number */
	b.p[b.n - seal.cert.nserial] |= 0x80;
	assert_int_equal(ocsp_request_read(buf_view(&b), &read, NULL),
	    ST_INVALID);
	assert_int_equal(ocsp_id_make(&making.cert, OCSP_SM3,
	    bytes_of("\0\0", 2), &id, NULL), ST_INVALID);
	buf_free(&b);
	buf_free(&more);
}

/* One byte altered is another question or none, never a crash. */
static void
any_byte_may_be_another(void **state)
{
	struct ocsp_id	 id = id_of(&making, &seal, OCSP_SHA256), read;
	struct buf	 b;
	size_t		 i;

	(void)state;
	buf_init(&b, OCSP_REQUEST);
	ocsp_request_write(&id, &b);
	for (i = 0; i < b.n; i++) {
		b.p[i] ^= 0x21;
		if (ocsp_request_read(buf_view(&b), &read, NULL) == ST_OK)
			assert_false(ocsp_id_same(&id, &read));
		b.p[i] ^= 0x21;
	}
	buf_free(&b);
}

/* --- answers ------------------------------------------------------------- */

static void
r127_answers_read_back(void **state)
{
	struct ocsp_answer	 a, read;
	struct fault		 f = { 0 };
	struct buf		 b;
	int			 st, h;

	(void)state;
	for (st = 0; st < OCSP_STATE__N; st++)
		for (h = 0; h < OCSP_HASH__N; h++) {
			a = answer((enum ocsp_state)st, (enum ocsp_hash)h);
			sign_answer(&a, &says, &says, &b);
			if (ocsp_check(buf_view(&b), &making.cert, &a.id,
			    T0 + MS_HOUR, &read, &f) != ST_OK)
				fail_msg("%s", f.text);
			assert_int_equal(read.state, st);
			assert_int_equal(read.this_update, T0);
			assert_int_equal(read.next_update, T0 + 4 * MS_HOUR);
			assert_int_equal(read.produced, T0);
			if (st == OCSP_REVOKED) {
				assert_int_equal(read.reason, CRL_HOLD);
				assert_int_equal(read.revoked_at,
				    T0 - MS_HOUR);
			}
			buf_free(&b);
		}
	/* the CA itself may answer as well (4.2.2.2) */
	a = answer(OCSP_GOOD, OCSP_SHA1);
	sign_answer(&a, &making, &making, &b);
	assert_int_equal(ocsp_check(buf_view(&b), &making.cert, &a.id, T0,
	    &read, NULL), ST_OK);
	buf_free(&b);
}

/* RFC 6960 4.2.2.2, 3.2: who may answer, for whom, and until when. */
static void
r127_answers_of_others_are_refused(void **state)
{
	struct ocsp_answer	 a = answer(OCSP_GOOD, OCSP_SHA1), read;
	const struct ocsp_id	 other = id_of(&making, &says, OCSP_SHA1),
				 stranger = id_of(&staff, &seal, OCSP_SHA1);
	const struct {
		const struct party	*signer, *cert;
		const struct ocsp_id	*id;
		int64_t			 at;
		const char		*why;
	} rows[] = {
		{ &says_staff, &says_staff, &a.id, T0, "not of this CA" },
		{ &plain_one, &plain_one, &a.id, T0, "OCSPSigning" },
		{ &seal, &says, &a.id, T0, "signature" },
		{ &says, &says, &other, T0, "another certificate" },
		{ &says, &says, &stranger, T0, "another CA" },
		{ &says, &says, &a.id, T0 - MS_HOUR, "not yet" },
		{ &says, &says, &a.id, T0 + 5 * MS_HOUR, "over" },
	};
	struct fault		 f;
	struct buf		 b;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		f = (struct fault){ 0 };
		sign_answer(&a, rows[i].signer, rows[i].cert, &b);
		assert_int_equal(ocsp_check(buf_view(&b), &making.cert,
		    rows[i].id, rows[i].at, &read, &f), ST_INVALID);
		if (strstr(f.text, rows[i].why) == NULL)
			fail_msg("row %zu: %s", i, f.text);
		buf_free(&b);
	}
	/* the responder's certificate was over when it answered */
	a.produced = a.this_update = T0 + YEAR + MS_DAY;
	a.next_update = a.this_update + MS_HOUR;
	sign_answer(&a, &says, &says, &b);
	assert_int_equal(ocsp_check(buf_view(&b), &making.cert, &a.id,
	    a.produced, &read, NULL), ST_INVALID);
	buf_free(&b);
}

/* Every byte of it is under the signature, or makes it none. */
static void
r127_an_altered_answer_is_refused(void **state)
{
	struct ocsp_answer	 a = answer(OCSP_REVOKED, OCSP_SM3), read;
	struct buf		 b;
	size_t			 i, taken = 0;

	(void)state;
	sign_answer(&a, &says, &says, &b);
	for (i = 0; i < b.n; i++) {
		b.p[i] ^= 1;
		taken += ocsp_check(buf_view(&b), &making.cert, &a.id, T0,
		    &read, NULL) == ST_OK;
		b.p[i] ^= 1;
	}
	assert_int_equal(taken, 0);
	for (i = 0; i < b.n; i++)
		assert_int_equal(ocsp_check(bytes_of(b.p, i), &making.cert,
		    &a.id, T0, &read, NULL), ST_INVALID);
	buf_free(&b);
}

static void
wrong_fields_are_not_composed(void **state)
{
	struct ocsp_answer	 rows[6];
	struct buf		 b;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++)
		rows[i] = answer(OCSP_REVOKED, OCSP_SHA1);
	rows[0].next_update = rows[0].this_update;
	rows[1].this_update++;
	rows[2].produced = -1;
	rows[3].reason = CRL_REMOVE;
	rows[4].id.nserial = 0;
	rows[5].state = OCSP_STATE__N;
	for (i = 0; i < NITEMS(rows); i++) {
		buf_init(&b, OCSP_RESPONSE);
		assert_int_equal(ocsp_tbs_write(&rows[i], says.cert.key, &b,
		    NULL), ST_INVALID);
		buf_free(&b);
	}
}

static void
refusals_read_back(void **state)
{
	static const enum ocsp_refusal rows[] = {
		OCSP_MALFORMED, OCSP_INTERNAL, OCSP_TRY_LATER,
		OCSP_UNAUTHORIZED,
	};
	struct ocsp_id		 id = id_of(&making, &seal, OCSP_SHA1);
	struct ocsp_response	 r;
	struct ocsp_answer	 a;
	struct fault		 f = { 0 };
	struct buf		 b;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		buf_init(&b, 64);
		ocsp_refuse(rows[i], &b);
		assert_int_equal(ocsp_response_read(buf_view(&b), &r, NULL),
		    ST_OK);
		assert_int_equal(r.refusal, rows[i]);
		assert_int_equal(ocsp_check(buf_view(&b), &making.cert, &id,
		    T0, &a, &f), ST_DENIED);
		assert_non_null(strstr(f.text,
		    ocsp_refusal_name((int)rows[i])));
		buf_free(&b);
	}
	assert_null(ocsp_refusal_name(4));
	assert_null(ocsp_refusal_name(-1));
	assert_null(ocsp_refusal_name(7));
}

/* --- OpenSSL ------------------------------------------------------------- */

/*
 * Read by the openssl command, and its signature verified by it over the
 * bytes it covers: OCSP_basic_verify cannot be told the SM2 user id.
 */
static void
r127_openssl_reads_the_answer(void **state)
{
	static const char *const words[] = {
		"OCSP Response Status: successful (0x0)",
		"Response Type: Basic OCSP Response", "Responder Id: ",
		"Hash Algorithm: sha1", "Cert Status: revoked",
		"Revocation Reason: certificateHold (0x6)",
		"This Update: Sep 21", "Next Update: Sep 21",
		"Signature Algorithm: SM2-with-SM3", "OCSP Signing",
	};
	struct ocsp_answer	 a = answer(OCSP_REVOKED, OCSP_SHA1);
	struct ocsp_response	 r;
	struct trust_signed	 s;
	char			 dir[32], out[16384];
	struct buf		 b;
	size_t			 i;

	(void)state;
	sign_answer(&a, &says, &says, &b);
	kit_tmp(dir);
	kit_write(dir, "answer.der", buf_view(&b), NULL);
	kit_write(dir, "says.pem", buf_view(&says.der), "CERTIFICATE");
	if (kit_openssl(dir, "ocsp -respin answer.der -resp_text -noverify",
	    out, sizeof(out)) != 0)
		fail_msg("%s", out);
	for (i = 0; i < NITEMS(words); i++)
		if (strstr(out, words[i]) == NULL)
			fail_msg("no \"%s\" in %s", words[i], out);
	assert_int_equal(ocsp_response_read(buf_view(&b), &r, NULL), ST_OK);
	assert_int_equal(trust_split(r.basic, OCSP_RESPONSE, &s, NULL),
	    ST_OK);
	kit_write(dir, "tbs", s.tbs, NULL);
	kit_write(dir, "sig", s.sig, NULL);
	assert_int_equal(kit_openssl(dir, "x509 -in says.pem -noout -pubkey "
	    "> key.pem", out, sizeof(out)), 0);
	if (kit_openssl(dir, "dgst -sm3 -verify key.pem -sigopt distid:"
	    DISTID " -signature sig tbs", out, sizeof(out)) != 0)
		fail_msg("%s", out);
	kit_tmp_end(dir);
	buf_free(&b);
}

/* The responder's own certificate, on the path of a purpose of its own. */
static void
r127_the_responder_stands_under_its_ca(void **state)
{
	struct chain_ask	 ask = { .purpose = FOR_STATUS, .at = T0 };
	struct chain_result	 res;
	struct anchors		*anchors = anchors_new();

	(void)state;
	assert_non_null(anchors);
	assert_int_equal(anchors_add(anchors, buf_view(&making.der),
	    ANCHOR_SEALS, NULL), ST_OK);
	assert_int_equal(chain_check(buf_view(&says.der), anchors, &ask, NULL,
	    &res, NULL), ST_OK);
	assert_int_equal(res.state, CHAIN_OK);
	assert_int_equal(chain_check(buf_view(&seal.der), anchors, &ask, NULL,
	    &res, NULL), ST_OK);
	assert_int_equal(res.state, CHAIN_USAGE);
	ask.purpose = FOR_SEAL;
	assert_int_equal(chain_check(buf_view(&says.der), anchors, &ask, NULL,
	    &res, NULL), ST_OK);
	assert_int_equal(res.state, CHAIN_USAGE);
	anchors_free(anchors);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r127_a_request_reads_back_with_every_hash),
		cmocka_unit_test(r127_requests_of_openssl),
		cmocka_unit_test(what_is_no_request_is_refused),
		cmocka_unit_test(any_byte_may_be_another),
		cmocka_unit_test(r127_answers_read_back),
		cmocka_unit_test(r127_answers_of_others_are_refused),
		cmocka_unit_test(r127_an_altered_answer_is_refused),
		cmocka_unit_test(wrong_fields_are_not_composed),
		cmocka_unit_test(refusals_read_back),
		cmocka_unit_test(r127_openssl_reads_the_answer),
		cmocka_unit_test(r127_the_responder_stands_under_its_ca),
	};

	return cmocka_run_group_tests(tests, start, finish);
}

/* Certificates: composed, printed by OpenSSL, read back, refused. */
#include "trust_cert_kit.h"

#include "der/der.h"
#include "trust/csr.h"

static struct party root, making, staff;

static int
start(void **state)
{
	(void)state;
	kit_issue(&root, CERT_ROOT, "鉴印样例根", NULL);
	kit_issue(&making, CERT_MAKING_CA, "鉴印样例制章CA", &root);
	kit_issue(&staff, CERT_STAFF_CA, "鉴印样例人员CA", &root);
	return 0;
}

static int
finish(void **state)
{
	(void)state;
	kit_free(&root);
	kit_free(&making);
	kit_free(&staff);
	return 0;
}

/* Each kind carries what its row in the table says, and no more. */
static void
r059_extensions_by_kind(void **state)
{
	static const struct {
		enum cert_kind	 kind;
		unsigned	 usage;
		int		 is_ca, path_len, grants, seal, ocsp;
	} rows[] = {
		{ CERT_ROOT, KU_KEY_CERT_SIGN | KU_CRL_SIGN, 1, 1, 0, 0, 0 },
		{ CERT_MAKING_CA, KU_KEY_CERT_SIGN | KU_CRL_SIGN, 1, 0, 0, 0,
		  0 },
		{ CERT_MAKER, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION, 0,
		  -1, 0, 0, 0 },
		{ CERT_SEAL_UNIT, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION,
		  0, -1, 0, 1, 0 },
		{ CERT_SEAL_PERSON, KU_DIGITAL_SIGNATURE |
		  KU_NON_REPUDIATION, 0, -1, 0, 1, 0 },
		{ CERT_PERSON, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION, 0,
		  -1, 2, 0, 0 },
		{ CERT_STATUS, KU_DIGITAL_SIGNATURE, 0, -1, 0, 0, 1 },
	};
	struct party	 p;
	size_t		 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		kit_issue(&p, rows[i].kind, "名称",
		    rows[i].kind == CERT_ROOT ? NULL : &making);
		assert_int_equal(p.cert.kind, rows[i].kind);
		assert_int_equal(p.cert.usage, rows[i].usage);
		assert_int_equal(p.cert.is_ca, rows[i].is_ca);
		assert_int_equal(p.cert.path_len, rows[i].path_len);
		assert_int_equal(p.cert.ngrants, rows[i].grants);
		assert_int_equal(p.cert.seal_code[0] != '\0', rows[i].seal);
		assert_int_equal(p.cert.ocsp_signing, rows[i].ocsp);
		assert_int_equal(p.cert.unknown_critical, 0);
		kit_free(&p);
	}
}

/* subject, key usage and origin are there as configured. */
static void
r059_seal_certificate_reads_back(void **state)
{
	struct cert_fields	 c = kit_fields(CERT_SEAL_UNIT,
				    "云山市社会保险中心");
	struct party		 p;
	char			 hex[CERT_HEX] = "";
	size_t			 i;

	(void)state;
	PUT(c.subject.ou, "事业单位");
	kit_issue_fields(&p, &c, &making);
	assert_memory_equal(&p.cert.subject, &c.subject, sizeof(c.subject));
	assert_memory_equal(&p.cert.issuer, &making.cert.subject,
	    sizeof(c.subject));
	assert_int_equal(p.cert.cns, 1);
	assert_string_equal(p.cert.seal_code, "H4115002600000012");
	assert_string_equal(p.cert.seal_origin, "government");
	assert_string_equal(p.cert.crl_url, CRL_AT);
	assert_string_equal(p.cert.ocsp_url, "http://127.0.0.1/status/ocsp");
	assert_memory_equal(p.cert.key, c.key, SM2_PUBLIC);
	for (i = 0; i < CERT_SERIAL_NEW; i++)
		snprintf(hex + 2 * i, 3, "%02X", c.serial[i]);
	assert_string_equal(p.cert.serial_hex, hex);
	assert_int_equal(p.cert.not_before, c.not_before);
	assert_int_equal(p.cert.not_after, c.not_after);
	assert_memory_equal(p.cert.aki, making.cert.ski, CERT_KEY_ID);
	assert_int_equal(cert_may_sign(&p.cert), 1);
	assert_int_equal(cert_is_self_signed(&p.cert), 0);
	assert_int_equal(cert_is_self_signed(&root.cert), 1);
	kit_free(&p);
}

/* T1 lets the certificate come before the code (P-34): the origin stays. */
static void
r059_origin_without_code(void **state)
{
	struct cert_fields	 c = kit_fields(CERT_SEAL_UNIT, "章");
	struct party		 p;

	(void)state;
	c.seal_code = NULL;
	c.seal_origin = "industry";
	kit_issue_fields(&p, &c, &making);
	assert_string_equal(p.cert.seal_code, "");
	assert_string_equal(p.cert.seal_origin, "industry");
	kit_free(&p);
}

static void
grants_read_back_by_unit(void **state)
{
	const struct cert_grant	*g;
	struct party		 p;

	(void)state;
	kit_issue(&p, CERT_PERSON, "张三", &staff);
	assert_string_equal(p.cert.holder, PERSON_A);
	g = cert_grant_for(&p.cert, UNIT_A);
	assert_non_null(g);
	assert_int_equal(g->roles, ROLE_BIT(ROLE_CHECKER) |
	    ROLE_BIT(ROLE_APPROVER));
	assert_int_equal(g->functions, CERT_ISSUING | CERT_MAKING);
	g = cert_grant_for(&p.cert, UNIT_B);
	assert_int_equal(g->roles, ROLE_BIT(ROLE_REQUESTER));
	assert_null(cert_grant_for(&p.cert, ""));
	kit_free(&p);
}

/* both ends to the second. */
static void
r119_same_period_to_the_second(void **state)
{
	struct cert_fields	 c = kit_fields(CERT_SEAL_UNIT, "章");
	struct party		 p;

	(void)state;
	c.not_after = INT64_C(2555000000) * MS_SECOND;	/* 2050: long form */
	kit_issue_fields(&p, &c, &making);
	assert_int_equal(p.cert.not_after, c.not_after);
	assert_true(cert_same_period(&p.cert, c.not_before, c.not_after));
	assert_true(cert_same_period(&p.cert, c.not_before + 999,
	    c.not_after));
	assert_false(cert_same_period(&p.cert, c.not_before + 1000,
	    c.not_after));
	assert_false(cert_same_period(&p.cert, c.not_before,
	    c.not_after - 1));
	assert_int_equal(cert_period(&p.cert, c.not_before - 1), -1);
	assert_int_equal(cert_period(&p.cert, c.not_before), 0);
	assert_int_equal(cert_period(&p.cert, c.not_after + 999), 0);
	assert_int_equal(cert_period(&p.cert, c.not_after + 1000), 1);
	kit_free(&p);
}

/* --- what is refused when composing -------------------------------------- */

static void
no_cn(struct cert_fields *c) { c->subject.cn[0] = '\0'; }
static void
cn_with_newline(struct cert_fields *c) { PUT(c->subject.cn, "章\n章"); }
static void
cn_not_utf8(struct cert_fields *c) { PUT(c->subject.cn, "\xff\xfe"); }
static void
country_of_one(struct cert_fields *c) { PUT(c->subject.country, "C"); }
static void
number_not_printable(struct cert_fields *c) { PUT(c->subject.number, "甲"); }
static void
cn_unterminated(struct cert_fields *c)
{
	memset(c->subject.cn, 'a', sizeof(c->subject.cn));
}
static void
cn_too_long(struct cert_fields *c)
{
	memset(c->subject.cn, 'a', CERT_CHARS + 1);
	c->subject.cn[CERT_CHARS + 1] = '\0';
}
static void
broken_second(struct cert_fields *c) { c->not_before++; }
static void
ends_before(struct cert_fields *c) { c->not_after = c->not_before; }
static void
year_10000(struct cert_fields *c) { c->not_after = INT64_C(253402300800000); }
static void
code_with_space(struct cert_fields *c) { c->seal_code = "H 1"; }
static void
roles_on_a_seal(struct cert_fields *c)
{
	c->ngrants = 1;
	c->grants[0].roles = ROLE_BIT(ROLE_APPROVER);
}
static void
plain_kind(struct cert_fields *c) { c->kind = CERT_PLAIN; }
static void
high_kind(struct cert_fields *c) { c->kind = CERT__N; }
static void
code_on_a_maker(struct cert_fields *c) { c->kind = CERT_MAKER; }
static void
negative_serial(struct cert_fields *c) { c->serial[0] = 0x80; }
static void
zero_serial(struct cert_fields *c) { c->serial[0] = 0; }
static void
off_curve(struct cert_fields *c) { c->key[40] ^= 1; }
static void
no_issuer(struct cert_fields *c) { c->issuer_der.n = 0; }
static void
half_issuer(struct cert_fields *c) { c->issuer_der.n--; }
static void
no_issuer_key(struct cert_fields *c) { c->issuer_key_id.n = 0; }
static void
url_with_newline(struct cert_fields *c) { c->crl_url = "http://a\nb"; }

static void
wrong_fields_are_not_composed(void **state)
{
	static void (*const spoil[])(struct cert_fields *) = {
		no_cn, cn_with_newline, cn_not_utf8, country_of_one,
		number_not_printable, cn_unterminated, cn_too_long,
		broken_second, ends_before, year_10000,
		code_with_space, roles_on_a_seal, plain_kind, high_kind,
		code_on_a_maker, negative_serial, zero_serial, off_curve,
		no_issuer, half_issuer, no_issuer_key, url_with_newline,
	};
	struct cert_fields	 c;
	struct fault		 f;
	struct buf		 b;
	size_t			 i;

	(void)state;
	buf_init(&b, LIMIT_CERT);
	for (i = 0; i <= NITEMS(spoil); i++) {
		c = kit_fields(CERT_SEAL_UNIT, "章");
		memcpy(c.key, root.cert.key, SM2_PUBLIC);
		c.issuer_der = making.cert.subject_der;
		c.issuer_key_id = bytes_of(making.cert.ski, CERT_KEY_ID);
		if (i < NITEMS(spoil))
			spoil[i](&c);
		buf_clear(&b);
		if (cert_tbs_write(&c, &b, &f) !=
		    (i < NITEMS(spoil) ? ST_INVALID : ST_OK))
			fail_msg("row %zu: %s", i, f.text);
	}
	buf_free(&b);
}

/* --- what is refused when read ------------------------------------------- */

static void
r115_other_algorithms_are_refused(void **state)
{
	static const char *const	 keys[] = {
		"rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-256",
	};
	unsigned char	 der[4096];
	char		 dir[32], args[512], out[4096], path[64];
	enum cert_flaw	 why;
	struct cert	 c;
	struct fault	 f;
	size_t		 i, n;
	FILE		*fp;

	(void)state;
	kit_tmp(dir);
	for (i = 0; i < NITEMS(keys); i++) {
		snprintf(args, sizeof(args), "req -x509 -nodes -newkey %s "
		    "-subj /CN=x -days 9 -keyout k -outform DER -out c",
		    keys[i]);
		assert_int_equal(kit_openssl(dir, args, out, sizeof(out)), 0);
		snprintf(path, sizeof(path), "%s/c", dir);
		fp = fopen(path, "r");
		n = fread(der, 1, sizeof(der), fp);
		fclose(fp);
		assert_int_equal(cert_read(bytes_of(der, n), &c, &why, &f),
		    ST_INVALID);
		assert_int_equal(why, CERT_NOT_SM2);
	}
	kit_tmp_end(dir);
}

/* R-115 also for the key inside: an RSA or P-256 key under an SM2 CA. */
static void
r115_other_curve_under_sm2_ca_is_refused(void **state)
{
	enum cert_flaw	 why;
	struct party	 p;
	struct cert	 c;

	(void)state;
	kit_issue(&p, CERT_SEAL_UNIT, "章", &making);
	kit_change(&p, &making, "\xcf\x55\x01\x82\x2d\x03",
	    "\xcf\x55\x01\x82\x2e\x03", 6);
	assert_int_equal(cert_read(buf_view(&p.der), &c, &why, NULL),
	    ST_INVALID);
	assert_int_equal(why, CERT_NOT_SM2);
	assert_string_equal(cert_flaw_text(why), "不是SM2算法的证书");
	kit_free(&p);
}

static void
r126_encryption_certificate_is_not_for_seals(void **state)
{
	struct cert_expect	 want = { .name = "章" };
	struct party		 p;

	(void)state;
	kit_issue(&p, CERT_SEAL_UNIT, "章", &making);
	assert_int_equal(cert_matches(&p.cert, &want), MATCH_OK);
	kit_make_encryption(&p, &making);
	assert_int_equal(p.cert.usage, KU_KEY_ENCIPHERMENT |
	    KU_DATA_ENCIPHERMENT);
	assert_int_equal(cert_may_sign(&p.cert), 0);
	assert_int_equal(cert_matches(&p.cert, &want), MATCH_USAGE);
	want.name = making.cert.subject.cn;
	assert_int_equal(cert_matches(&making.cert, &want), MATCH_USAGE);
	kit_free(&p);
}

/* brackets and spaces of both widths first, then equal. */
static void
r118_names_are_compared_in_normal_form(void **state)
{
	static const struct {
		const char	*a, *b;
		int		 same;
	} rows[] = {
		{ "云山市（河东区）中心", "云山市(河东区)中心", 1 },
		{ "云山市　信息中心", "云山市信息中心", 1 },
		{ " 云山市 信息中心 ", "云山市信息中心", 1 },
		{ "云山 （甲） 公司", "云山(甲)公司", 1 },
		{ "ABC  Tech 公司", "ABC Tech公司", 1 },
		{ "ABC Tech", "ABCTech", 0 },
		{ "AB CTech", "ABC Tech", 0 },
		{ "云山市信息中心", "云山市信息中心1", 0 },
		{ "云山市信息中心", "云山市信恩中心", 0 },
		{ "云山(甲)", "云山甲", 0 },
		{ "ａ", "a", 0 },
		{ "", "", 1 },
		{ "", " ", 1 },
		{ "\xff", "\xff", 0 },
		{ "Ĩ甲", "(甲", 0 },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		if (cert_text_same(rows[i].a, rows[i].b) != rows[i].same ||
		    cert_text_same(rows[i].b, rows[i].a) != rows[i].same)
			fail_msg("%s / %s", rows[i].a, rows[i].b);
	}
}

static void
r118_other_name_unit_code_key_or_seal_is_refused(void **state)
{
	static const struct {
		struct cert_expect	 want;
		enum cert_match		 is;
	} rows[] = {
		{ { .name = "云山市医保中心(专用)" }, MATCH_OK },
		{ { .name = "云山市医保中心" }, MATCH_NAME },
		{ { .unit = "云山市信息中心(样例)" }, MATCH_OK },
		{ { .unit = "云山市" }, MATCH_UNIT },
		{ { .code = "12411500MB0000000X" }, MATCH_OK },
		{ { .code = "12411500MB0000000Y" }, MATCH_CODE },
		{ { .seal_code = "H4115002600000012" }, MATCH_OK },
		{ { .seal_code = "H4115002600000013" }, MATCH_SEAL },
	};
	struct cert_expect	 key = { .key = root.cert.key };
	struct party		 p;
	size_t			 i;

	(void)state;
	kit_issue(&p, CERT_SEAL_UNIT, "云山市医保中心（专用）", &making);
	for (i = 0; i < NITEMS(rows); i++)
		assert_int_equal(cert_matches(&p.cert, &rows[i].want),
		    rows[i].is);
	assert_int_equal(cert_matches(&p.cert, &key), MATCH_KEY);
	key.key = p.cert.key;
	assert_int_equal(cert_matches(&p.cert, &key), MATCH_OK);
	p.cert.cns = 2;		/* several names fit none */
	assert_int_equal(cert_matches(&p.cert, &rows[0].want), MATCH_NAME);
	kit_free(&p);
}

static void
r118_full_csr_round(void **state)
{
	struct cert_fields	 c = kit_fields(CERT_SEAL_UNIT, "医保（甲）");
	struct fault		 f = { 0 };
	struct party		 p, other;
	struct buf		 info, der, pem, back;
	struct csr		 csr;

	(void)state;
	kit_issue_fields(&p, &c, &making);
	buf_init(&info, LIMIT_CERT);
	buf_init(&der, LIMIT_CERT);
	buf_init(&pem, LIMIT_CERT);
	buf_init(&back, LIMIT_CERT);
	assert_int_equal(csr_info_write(&c.subject, c.key, &info, &f), ST_OK);
	kit_sign(buf_view(&info), p.key, &der);
	trust_pem_write(buf_view(&der), CSR_LABEL, &pem);
	assert_int_equal(trust_pem_read(buf_view(&pem), CSR_LABEL, &back, &f),
	    ST_OK);
	assert_true(bytes_same(buf_view(&back), buf_view(&der)));
	if (csr_read(buf_view(&der), &csr, &f) != ST_OK)
		fail_msg("%s", f.text);
	assert_memory_equal(&csr.subject, &c.subject, sizeof(c.subject));
	assert_int_equal(csr_answer(&csr, &p.cert), MATCH_OK);

	kit_issue(&other, CERT_SEAL_UNIT, "医保（甲）", &making);
	assert_int_equal(csr_answer(&csr, &other.cert), MATCH_KEY);
	kit_free(&other);
	kit_make_encryption(&p, &making);
	assert_int_equal(csr_answer(&csr, &p.cert), MATCH_USAGE);

	der.p[der.n - 3] ^= 1;		/* its own signature */
	assert_int_equal(csr_read(buf_view(&der), &csr, &f), ST_INVALID);
	der.p[der.n - 3] ^= 1;
	der.p[60] ^= 1;			/* its subject */
	assert_int_equal(csr_read(buf_view(&der), &csr, &f), ST_INVALID);
	buf_free(&info);
	buf_free(&der);
	buf_free(&pem);
	buf_free(&back);
	kit_free(&p);
}

static void
pem_is_strict(void **state)
{
	static const char *const	 bad[] = {
		"", "x", "-----BEGIN CERTIFICATE-----",
		"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
		"-----BEGIN CERTIFICATE-----\nMA!=\n"
		    "-----END CERTIFICATE-----\n",
		"-----BEGIN OTHER-----\nMAA=\n-----END OTHER-----\n",
		"-----END CERTIFICATE-----\nMAA=\n"
		    "-----BEGIN CERTIFICATE-----\n",
	};
	struct buf	 out;
	size_t		 i;

	(void)state;
	buf_init(&out, LIMIT_CERT);
	for (i = 0; i < NITEMS(bad); i++)
		assert_int_equal(trust_pem_read(bytes_text(bad[i]),
		    "CERTIFICATE", &out, NULL), ST_INVALID);
	buf_clear(&out);
	assert_int_equal(trust_pem_read(bytes_text("bag\r\n-----BEGIN "
	    "CERTIFICATE-----\r\nMAA=\r\n-----END CERTIFICATE-----"),
	    "CERTIFICATE", &out, NULL), ST_OK);
	assert_true(bytes_same(buf_view(&out), bytes_of("\x30\x00", 2)));
	buf_free(&out);
}

/* Every prefix and every changed byte: refused or read, never a crash. */
static void
truncated_and_flipped_never_crash(void **state)
{
	unsigned char	*copy;
	struct party	 p;
	struct cert	 c;
	size_t		 i;

	(void)state;
	kit_issue(&p, CERT_PERSON, "张三", &staff);
	for (i = 0; i < p.der.n; i++) {
		copy = malloc(i + 1);		/* exact, for the sanitizer */
		memcpy(copy, p.der.p, i);
		assert_int_equal(cert_read(bytes_of(copy, i), &c, NULL, NULL),
		    ST_INVALID);
		free(copy);
	}
	copy = malloc(p.der.n);
	for (i = 0; i < 2 * p.der.n; i++) {
		memcpy(copy, p.der.p, p.der.n);
		copy[i / 2] ^= i % 2 ? 0x80 : 0x01;
		cert_read(bytes_of(copy, p.der.n), &c, NULL, NULL);
		assert_int_equal(trust_verify_signed(bytes_of(copy, p.der.n),
		    LIMIT_CERT, staff.cert.key, NULL), ST_INVALID);
	}
	free(copy);
	kit_free(&p);
}

static void
too_big_and_trailing_are_refused(void **state)
{
	enum cert_flaw	 why;
	struct party	 p;
	struct cert	 c;
	unsigned char	*big = calloc(1, LIMIT_CERT + 1);

	(void)state;
	assert_int_equal(cert_read(bytes_of(big, LIMIT_CERT + 1), &c, &why,
	    NULL), ST_INVALID);
	assert_int_equal(why, CERT_TOO_BIG);
	free(big);
	assert_int_equal(cert_read(bytes_of(NULL, 0), &c, &why, NULL),
	    ST_INVALID);
	kit_issue(&p, CERT_MAKER, "制作者", &making);
	buf_byte(&p.der, 0);
	assert_int_equal(cert_read(buf_view(&p.der), &c, &why, NULL),
	    ST_INVALID);
	assert_int_equal(why, CERT_NOT_DER);
	kit_free(&p);
}

/* Certificates of other makers inside real seals, where they are at hand. */
static void
real_certificates_are_read(void **state)
{
	static const struct {
		const char	*file;
		long		 at;
		const char	*cn, *issuer;
		unsigned	 usage;
	} rows[] = {
		{ "seals/easyofd-seal-out.esl", 77, "easyofd电子签名",
		  "easyofdRoot", 0x03 },
		{ "seals/ofdrw-UserV4.esl", 16401, "Test Certificate",
		  "OFD Reader and WriterROOT Certificate", 0x23 },
		{ "signatures/ofdrw-999-v4-SignedValue.dat", 3949,
		  "国家税务总局电子印章测试系统", "税务测试CA2(SM2)", 0x0f },
	};
	static unsigned char	 der[LIMIT_CERT];
	char			 path[128];
	struct bytes		 whole;
	struct cert		 c;
	struct fault		 f;
	size_t			 i, n;
	FILE			*fp;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		snprintf(path, sizeof(path), "../shared/samples/%s",
		    rows[i].file);
		if ((fp = fopen(path, "r")) == NULL) {
			print_message("no %s, not tested\n", path);
			skip();
		}
		fseek(fp, rows[i].at, SEEK_SET);
		n = fread(der, 1, sizeof(der), fp);
		fclose(fp);
		assert_int_equal(der_strict_first(bytes_of(der, n), &whole,
		    &f), ST_OK);
		if (cert_read(whole, &c, NULL, &f) != ST_OK)
			fail_msg("%s: %s", path, f.text);
		assert_string_equal(c.subject.cn, rows[i].cn);
		assert_string_equal(c.issuer.cn, rows[i].issuer);
		assert_int_equal(c.usage, rows[i].usage);
		assert_int_equal(c.kind, CERT_PLAIN);
		assert_true(cert_may_sign(&c));
	}
}

/* --- OpenSSL alone ------------------------------------------------------- */

static void
openssl_prints_and_verifies_link_by_link(void **state)
{
	static const char *const	 wanted[] = {
		"Signature Algorithm: SM2-with-SM3",
		"Digital Signature, Non Repudiation",
		"ASN1 OID: SM2", "CA:FALSE", CRL_AT,
		"OCSP - URI:http://127.0.0.1/status/ocsp",
	};
	struct fault	 f = { 0 };
	struct party	 p;
	struct buf	 info, der;
	char		 dir[32], out[16384];
	size_t		 i;

	(void)state;
	kit_tmp(dir);
	kit_issue(&p, CERT_SEAL_UNIT, "云山市社会保险中心", &making);
	kit_write(dir, "root.pem", buf_view(&root.der), "CERTIFICATE");
	kit_write(dir, "making.pem", buf_view(&making.der), "CERTIFICATE");
	kit_write(dir, "seal.pem", buf_view(&p.der), "CERTIFICATE");
	assert_int_equal(kit_openssl(dir, "x509 -in seal.pem -noout -text",
	    out, sizeof(out)), 0);
	for (i = 0; i < NITEMS(wanted); i++)
		if (strstr(out, wanted[i]) == NULL)
			fail_msg("no %s in %s", wanted[i], out);
	if (kit_openssl(dir, "verify -partial_chain -x509_strict "
	    "-attime 1790000100 -vfyopt distid:" DISTID
	    " -CAfile making.pem seal.pem", out, sizeof(out)) != 0)
		fail_msg("%s", out);
	if (kit_openssl(dir, "verify -partial_chain -x509_strict "
	    "-attime 1790000100 -vfyopt distid:" DISTID
	    " -CAfile root.pem making.pem", out, sizeof(out)) != 0)
		fail_msg("%s", out);
	assert_int_not_equal(kit_openssl(dir, "verify -partial_chain "
	    "-attime 1790000100 -vfyopt distid:" DISTID
	    " -CAfile root.pem seal.pem", out, sizeof(out)), 0);

	buf_init(&info, LIMIT_CERT);
	buf_init(&der, LIMIT_CERT);
	assert_int_equal(csr_info_write(&p.cert.subject, p.cert.key, &info,
	    &f), ST_OK);
	kit_sign(buf_view(&info), p.key, &der);
	kit_write(dir, "seal.csr", buf_view(&der), CSR_LABEL);
	assert_int_equal(kit_openssl(dir, "req -in seal.csr -noout -text "
	    "-verify -vfyopt distid:" DISTID, out, sizeof(out)), 0);
	assert_non_null(strstr(out, "verify OK"));
	assert_non_null(strstr(out, "Digital Signature, Non Repudiation"));
	buf_free(&info);
	buf_free(&der);
	kit_free(&p);
	kit_tmp_end(dir);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(r059_extensions_by_kind),
		cmocka_unit_test(r059_seal_certificate_reads_back),
		cmocka_unit_test(r059_origin_without_code),
		cmocka_unit_test(grants_read_back_by_unit),
		cmocka_unit_test(r119_same_period_to_the_second),
		cmocka_unit_test(wrong_fields_are_not_composed),
		cmocka_unit_test(r115_other_algorithms_are_refused),
		cmocka_unit_test(r115_other_curve_under_sm2_ca_is_refused),
		cmocka_unit_test(r126_encryption_certificate_is_not_for_seals),
		cmocka_unit_test(r118_names_are_compared_in_normal_form),
		cmocka_unit_test(
		    r118_other_name_unit_code_key_or_seal_is_refused),
		cmocka_unit_test(r118_full_csr_round),
		cmocka_unit_test(pem_is_strict),
		cmocka_unit_test(truncated_and_flipped_never_crash),
		cmocka_unit_test(too_big_and_trailing_are_refused),
		cmocka_unit_test(real_certificates_are_read),
		cmocka_unit_test(openssl_prints_and_verifies_link_by_link),
	};

	return cmocka_run_group_tests(tests, start, finish);
}

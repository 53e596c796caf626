/*
 * What a device takes back (R-256, R-094), from a maker that signs whatever it
 * likes: the seal that was asked for, of the unit that asked, and as its
 * renewal the one it has.
 */
#include <stdio.h>
#include <string.h>

#include "trust_cert_kit.h"

#include "base/pool.h"
#include "der/ses.h"
#include "keys/devfile.h"
#include "keys/limits.h"
#include "keys/vault.h"
#include "trust/package.h"

#define PIN	"abcd1234"
#define CODE	"H4115002600000012"
#define ORG	"云山市信息中心（样例）"
#define NUMBER	"12411500MB0000000X"
#define SEAL	"云山市信息中心（样例）业务专用章"

static struct party	 root, ca, maker;
static struct devfile	*d;
static char		 dir[32], path[64];

static int
setup(void **state)
{
	(void)state;
	kit_tmp(dir);
	snprintf(path, sizeof(path), "%s/a.device", dir);
	kit_issue(&root, CERT_ROOT, "样例根", NULL);
	kit_issue(&ca, CERT_MAKING_CA, "样例制作 CA", &root);
	kit_issue(&maker, CERT_MAKER, "样例制作单位", &ca);
	assert_int_equal(vault_start(0, NULL), ST_OK);
	assert_int_equal(devfile_create(path, PIN, KEYS_ROUNDS_TEST, NULL),
	    ST_OK);
	assert_int_equal(devfile_open(path, &d, NULL), ST_OK);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	devfile_close(d);
	vault_stop();
	kit_free(&maker);
	kit_free(&ca);
	kit_free(&root);
	kit_tmp_end(dir);
	return 0;
}

/* What the maker puts into the package for a key. */
struct made {
	const char	*org, *number, *cn, *seal, *picture;
};
static const struct made right = { ORG, NUMBER, SEAL, SEAL, "picture one" };

static void
certify(const struct made *m, const unsigned char pub[SM2_PUBLIC],
    struct party *out)
{
	struct cert_fields	 c = kit_fields(CERT_SEAL_UNIT, m->cn);
	struct fault		 f = { 0 };
	struct buf		 tbs;

	memset(out, 0, sizeof(*out));
	PUT(c.subject.org, m->org);
	PUT(c.subject.number, m->number);
	memcpy(c.key, pub, SM2_PUBLIC);
	c.issuer_der = ca.cert.subject_der;
	c.issuer_key_id = bytes_of(ca.cert.ski, ca.cert.nski);
	buf_init(&tbs, LIMIT_CERT);
	buf_init(&out->der, LIMIT_CERT);
	if (cert_tbs_write(&c, &tbs, &f) != ST_OK)
		fail_msg("%s", f.text);
	kit_sign(buf_view(&tbs), ca.key, &out->der);
	buf_free(&tbs);
	assert_int_equal(cert_read(buf_view(&out->der), &out->cert, NULL, &f),
	    ST_OK);
}

static void
make_seal(const struct made *m, const struct party *cert, struct buf *out)
{
	const struct ses_seal_fields s = {
		.vid = "JIANYIN", .es_id = CODE, .type = 1, .name = m->seal,
		.certs = &cert->cert.der, .ncerts = 1, .create = T0,
		.start = T0, .end = T0 + YEAR, .picture_type = "PNG",
		.picture = bytes_text(m->picture), .width = 40, .height = 40,
	};
	unsigned char	 sig[SM2_DER_MAX];
	struct fault	 f = { 0 };
	struct buf	 info;
	size_t		 n;

	buf_init(&info, LIMIT_SEAL);
	if (ses_seal_info_write(&s, &info, &f) != ST_OK ||
	    sm2_sign(maker.key, buf_view(&info), sig, &n, &f) != ST_OK ||
	    ses_seal_write(buf_view(&info), maker.cert.der, bytes_of(sig, n),
	    out, &f) != ST_OK)
		fail_msg("%s", f.text);
	buf_free(&info);
}

static enum status
take_in(const struct made *m, const unsigned char pub[SM2_PUBLIC], size_t *k)
{
	struct package_content	 c = { .request = bytes_text("R"),
				    .code = bytes_text(CODE), .ncerts = 4 };
	unsigned char		 sig[SM2_DER_MAX];
	struct fault		 f = { 0 };
	struct party		 cert;
	struct buf		 seal, content, envelope, der;
	size_t			 n;
	enum status		 st;

	certify(m, pub, &cert);
	buf_init(&seal, LIMIT_SEAL);
	buf_init(&content, PACKAGE_MAX);
	buf_init(&envelope, PACKAGE_MAX);
	buf_init(&der, PACKAGE_MAX);
	make_seal(m, &cert, &seal);
	c.seal = buf_view(&seal);
	c.certs[0] = cert.cert.der;
	c.certs[1] = maker.cert.der;
	c.certs[2] = ca.cert.der;
	c.certs[3] = root.cert.der;
	if (package_content_write(&c, &content, &f) != ST_OK ||
	    package_envelope_write(&cert.cert, buf_view(&content), &envelope,
	    &f) != ST_OK || sm2_sign(maker.key, package_signed_part(
	    buf_view(&envelope)), sig, &n, &f) != ST_OK ||
	    package_wrap(buf_view(&envelope), &maker.cert, bytes_of(sig, n),
	    &der, &f) != ST_OK)
		fail_msg("%s", f.text);
	st = devfile_import(d, PIN, buf_view(&der), k, &f);
	buf_free(&der);
	buf_free(&envelope);
	buf_free(&content);
	buf_free(&seal);
	kit_free(&cert);
	return st;
}

/* A key asked for in the right names; its point. */
static size_t
ask(unsigned char pub[SM2_PUBLIC])
{
	struct cert_name	 name = { .country = "CN" };
	struct buf		 b;
	size_t			 k;

	PUT(name.org, ORG);
	PUT(name.number, NUMBER);
	PUT(name.cn, SEAL);
	buf_init(&b, 64 * KIB);
	assert_int_equal(devfile_apply(d, PIN, &name, "YW", 1, &k, &b, NULL),
	    ST_OK);
	buf_free(&b);
	memcpy(pub, devfile_key(d, k)->pub, SM2_PUBLIC);
	return k;
}

static void
r256_a_package_of_another_unit_is_refused(void **state)
{
	unsigned char	 pub[SM2_PUBLIC];
	struct made	 m;
	size_t		 k, mine = ask(pub);

	(void)state;
	m = right;
	m.org = "别的单位";
	assert_int_equal(take_in(&m, pub, &k), ST_INVALID);
	m = right;
	m.number = "12411500MB0000001X";
	assert_int_equal(take_in(&m, pub, &k), ST_INVALID);
	m = right;
	m.cn = m.seal = "云山市信息中心（样例）";	/* its own, another seal */
	assert_int_equal(take_in(&m, pub, &k), ST_INVALID);
	m = right;
	m.seal = "云山市信息中心（样例）";
	assert_int_equal(take_in(&m, pub, &k), ST_INVALID);
	assert_int_equal(devfile_key(d, mine)->content.n, 0);
	assert_int_equal(take_in(&right, pub, &k), ST_OK);
	assert_int_equal(k, mine);
	assert_true(devfile_key(d, mine)->content.n > 0);
}

static void
r094_a_renewal_looks_as_it_did(void **state)
{
	unsigned char	 pub[SM2_PUBLIC];
	struct made	 m = right;
	size_t		 k, mine = ask(pub);

	(void)state;
	m.picture = "picture two";
	assert_int_equal(take_in(&m, pub, &k), ST_INVALID);
	assert_int_equal(devfile_key(d, mine)->content.n, 0);
	assert_int_equal(take_in(&right, pub, &k), ST_OK);
	assert_int_equal(k, mine);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r256_a_package_of_another_unit_is_refused),
		cmocka_unit_test(r094_a_renewal_looks_as_it_did),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

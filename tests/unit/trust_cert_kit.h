/*
 * A small CA for the tests of "trust": parties with a key and a certificate
 * that the composing code wrote and sm2_sign signed.
 */
#ifndef TRUST_CERT_KIT_H
#define TRUST_CERT_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/limits.h"
#include "sm/sm.h"
#include "trust/cert.h"
#include "trust/signed.h"

#define T0	(INT64_C(1790000000) * MS_SECOND)	/* 2026-09-21 */
#define YEAR	(365 * MS_DAY)
#define UNIT_A	"01AAAAAAAAAAAAAAAAAAAAAAAA"
#define UNIT_B	"01BBBBBBBBBBBBBBBBBBBBBBBB"
#define PERSON_A "01PPPPPPPPPPPPPPPPPPPPPPPP"
#define CRL_AT	"http://127.0.0.1/status/making.crl"
#define DISTID	"1234567812345678"

struct party {
	struct sm2	*key;
	struct buf	 der;
	struct cert	 cert;
};

static inline void
put(char *out, size_t room, const char *s)
{
	memset(out, 0, room);
	snprintf(out, room, "%s", s);
}
#define PUT(field, s) put(field, sizeof(field), s)

/* Fields with everything a kind needs and nothing it must not have. */
static inline struct cert_fields
kit_fields(enum cert_kind kind, const char *cn)
{
	struct cert_fields	 c = { .kind = kind };

	PUT(c.subject.country, "CN");
	PUT(c.subject.province, "河南省");
	PUT(c.subject.locality, "411500");
	PUT(c.subject.org, "云山市信息中心（样例）");
	PUT(c.subject.cn, cn);
	PUT(c.subject.number, "12411500MB0000000X");
	c.not_before = T0;
	c.not_after = T0 + YEAR;
	c.crl_url = CRL_AT;
	c.ocsp_url = "http://127.0.0.1/status/ocsp";
	cert_serial_new(c.serial);
	if (kind == CERT_SEAL_UNIT || kind == CERT_SEAL_PERSON) {
		c.seal_code = "H4115002600000012";
		c.seal_origin = "government";
	}
	if (kind == CERT_PERSON || kind == CERT_SYSTEM ||
	    kind == CERT_PARTNER) {
		PUT(c.holder, PERSON_A);
		PUT(c.grants[0].unit, UNIT_A);
		c.grants[0].functions = CERT_ISSUING | CERT_MAKING;
		c.grants[0].roles = ROLE_BIT(ROLE_CHECKER) |
		    ROLE_BIT(ROLE_APPROVER);
		PUT(c.grants[1].unit, UNIT_B);
		c.grants[1].roles = ROLE_BIT(ROLE_REQUESTER);
		c.ngrants = 2;
	}
	return c;
}

/* Sign a TBS with a key into out. */
static inline void
kit_sign(struct bytes tbs, const struct sm2 *key, struct buf *out)
{
	unsigned char	 sig[SM2_DER_MAX];
	struct fault	 f = { 0 };
	size_t		 n;

	assert_int_equal(sm2_sign(key, tbs, sig, &n, &f), ST_OK);
	assert_int_equal(trust_wrap(tbs, bytes_of(sig, n), out, &f), ST_OK);
}

/* Complete the fields and issue; "ca" NULL for a root. */
static inline void
kit_issue_fields(struct party *p, struct cert_fields *c,
    const struct party *ca)
{
	struct fault	 f = { 0 };
	struct buf	 tbs;

	memset(p, 0, sizeof(*p));
	buf_init(&tbs, LIMIT_CERT);
	buf_init(&p->der, LIMIT_CERT);
	assert_int_equal(sm2_generate(&p->key, &f), ST_OK);
	assert_int_equal(sm2_public(p->key, c->key, &f), ST_OK);
	if (ca != NULL) {
		c->issuer_der = ca->cert.subject_der;
		c->issuer_key_id = bytes_of(ca->cert.ski, ca->cert.nski);
	}
	if (cert_tbs_write(c, &tbs, &f) != ST_OK)
		fail_msg("%s", f.text);
	kit_sign(buf_view(&tbs), ca != NULL ? ca->key : p->key, &p->der);
	buf_free(&tbs);
	if (cert_read(buf_view(&p->der), &p->cert, NULL, &f) != ST_OK)
		fail_msg("%s", f.text);
}

static inline void
kit_issue(struct party *p, enum cert_kind kind, const char *cn,
    const struct party *ca)
{
	struct cert_fields	 c = kit_fields(kind, cn);

	if (ca == NULL || kind == CERT_MAKING_CA || kind == CERT_STAFF_CA)
		c.not_after = T0 + 10 * YEAR;
	kit_issue_fields(p, &c, ca);
}

static inline void
kit_free(struct party *p)
{
	sm2_free(p->key);
	buf_free(&p->der);
	memset(p, 0, sizeof(*p));
}

/*
 * Replace bytes in a certificate's TBS (same length, must be there) and let
 * the CA sign the result: what a careless or strange CA would issue.
 */
static inline void
kit_change(struct party *p, const struct party *ca, const void *from,
    const void *to, size_t n)
{
	struct trust_signed	 s;
	struct buf		 tbs;
	unsigned char		*at;

	assert_int_equal(trust_split(buf_view(&p->der), LIMIT_CERT, &s,
	    NULL), ST_OK);
	buf_init(&tbs, LIMIT_CERT);
	buf_bytes(&tbs, s.tbs);
	at = memmem(tbs.p, tbs.n, from, n);
	assert_non_null(at);
	memcpy(at, to, n);
	buf_clear(&p->der);
	kit_sign(buf_view(&tbs), ca->key, &p->der);
	buf_free(&tbs);
	cert_read(buf_view(&p->der), &p->cert, NULL, NULL);
}

/* digitalSignature + nonRepudiation become keyEncipherment + data. */
static inline void
kit_make_encryption(struct party *p, const struct party *ca)
{
	kit_change(p, ca, "\x03\x02\x06\xc0", "\x03\x02\x04\x30", 4);
}

/* The mark of our kinds becomes an extension nobody knows. */
static inline void
kit_make_plain(struct party *p, const struct party *ca)
{
	kit_change(p, ca, "\xb1\x91\xc2\xeb\xec\x00\x01",
	    "\xb1\x91\xc2\xeb\xec\x00\x7f", 7);
}

/* --- the openssl command ------------------------------------------------- */

static inline void
kit_write(const char *dir, const char *name, struct bytes der,
    const char *label)
{
	char		 path[256];
	struct buf	 pem;
	FILE		*fp;

	buf_init(&pem, 4 * MIB);
	if (label != NULL)
		trust_pem_write(der, label, &pem);
	else
		buf_bytes(&pem, der);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fp = fopen(path, "w");
	assert_non_null(fp);
	assert_int_equal(fwrite(pem.p, 1, pem.n, fp), pem.n);
	assert_int_equal(fclose(fp), 0);
	buf_free(&pem);
}

/* Run "openssl ARGS" in the folder; its output, and its exit status. */
static inline int
kit_openssl(const char *dir, const char *args, char *out, size_t room)
{
	char	 cmd[1024];
	FILE	*fp;
	size_t	 n;

	snprintf(cmd, sizeof(cmd), "cd %s && openssl %s 2>&1", dir, args);
	fp = popen(cmd, "r");
	assert_non_null(fp);
	n = fread(out, 1, room - 1, fp);
	out[n] = '\0';
	return pclose(fp);
}

static inline void
kit_tmp(char dir[32])
{
	snprintf(dir, 32, "/tmp/jy_trust_XXXXXX");
	assert_non_null(mkdtemp(dir));
}

static inline void
kit_tmp_end(const char *dir)
{
	char	 cmd[64];

	snprintf(cmd, sizeof(cmd), "rm -r %s", dir);
	assert_int_equal(system(cmd), 0);
}

#endif

/*
 * Reading a certificate into a plain struct (RFC 5280, 4.1 and 4.2), with a
 * reason for each refusal; see cert.h.
 */
#include <string.h>

#include "base/limits.h"
#include "trust/cert_local.h"
#include "trust/signed.h"

static const char hex_digits[] = "0123456789ABCDEF";

static void
hex_upper(const unsigned char *p, size_t n, char *out)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		*out++ = hex_digits[p[i] >> 4];
		*out++ = hex_digits[p[i] & 15];
	}
	*out = '\0';
}

/* --- extensions ---------------------------------------------------------- */

static int
read_basic(struct bytes v, struct cert *c)
{
	struct der	 all, ca, len;
	int64_t		 n;

	if (!der_take(&v, DER_SEQ, &all) || v.n != 0)
		return 0;
	if (der_take(&all.body, DER_BOOLEAN, &ca))
		c->is_ca = ca.body.p[0] != 0;
	if (der_take(&all.body, DER_INTEGER, &len)) {
		if (!der_number(len.body, &n) || n < 0 || n > 255)
			return 0;
		c->path_len = (int)n;
	}
	return all.body.n == 0;
}

static int
read_usage(struct bytes v, struct cert *c)
{
	struct der	 bits;
	unsigned	 k;

	if (!der_take(&v, DER_BITS, &bits) || v.n != 0)
		return 0;
	c->has_usage = 1;
	for (k = 0; k < KU__N; k++)
		if (der_bit(bits.body, k))
			c->usage |= 1u << k;
	return 1;
}

static int
read_purposes(struct bytes v, struct cert *c)
{
	struct der	 all, oid;

	if (!der_take(&v, DER_SEQ, &all) || v.n != 0)
		return 0;
	while (der_take(&all.body, DER_OID, &oid))
		c->ocsp_signing |= oid_is(oid.body, OID_EKU_OCSP);
	return all.body.n == 0;
}

static int
read_key_id(struct bytes v, struct cert *c)
{
	struct der	 id;

	if (!der_take(&v, DER_OCTETS, &id) || v.n != 0 || id.body.n == 0 ||
	    id.body.n > CERT_KEY_ID_MAX)
		return 0;
	memcpy(c->ski, id.body.p, id.body.n);
	c->nski = id.body.n;
	return 1;
}

static int
read_issuer_key(struct bytes v, struct cert *c)
{
	return issuer_key_read(v, c->aki, &c->naki);
}

/* An address ([6] IA5String) that is visible ASCII and fits; else skipped. */
static int
take_address(const struct der *t, char out[CERT_URL])
{
	size_t	 i;

	if (t->tag != DER_CTX_PRIM(6) || t->body.n == 0 ||
	    t->body.n >= CERT_URL)
		return 0;
	for (i = 0; i < t->body.n; i++)
		if (t->body.p[i] <= ' ' || t->body.p[i] > '~')
			return 0;
	memcpy(out, t->body.p, t->body.n);
	out[t->body.n] = '\0';
	return 1;
}

/* The first address of the first point that has one; LDAP names skipped. */
static int
read_crl_points(struct bytes v, struct cert *c)
{
	struct der	 all, point, name, full, one;

	if (!der_take(&v, DER_SEQ, &all) || v.n != 0)
		return 0;
	while (der_take(&all.body, DER_SEQ, &point)) {
		if (!der_take(&point.body, DER_CTX(0), &name) ||
		    !der_take(&name.body, DER_CTX(0), &full))
			continue;
		while (c->crl_url[0] == '\0' && der_next(&full.body, &one))
			if (one.body.n < 4 ||
			    memcmp(one.body.p, "http", 4) == 0)
				take_address(&one, c->crl_url);
	}
	return all.body.n == 0;
}

static int
read_access(struct bytes v, struct cert *c)
{
	struct der	 all, one, oid, where;

	if (!der_take(&v, DER_SEQ, &all) || v.n != 0)
		return 0;
	while (der_take(&all.body, DER_SEQ, &one)) {
		if (!der_take(&one.body, DER_OID, &oid) ||
		    !der_next(&one.body, &where))
			return 0;
		if (oid_is(oid.body, OID_AD_OCSP) && c->ocsp_url[0] == '\0')
			take_address(&where, c->ocsp_url);
	}
	return all.body.n == 0;
}

/* SEQUENCE OF UTF8String as bits, by a function from name to number. */
static int
take_names(struct bytes *rest, unsigned (*find)(const char *), unsigned *bits)
{
	struct der	 list, one;
	char		 name[ID_LEN + 1];

	if (!der_take(rest, DER_SEQ, &list))
		return 0;
	while (der_take(&list.body, DER_UTF8, &one))
		if (text_read(&one, name, sizeof(name)))
			*bits |= find(name);
	return list.body.n == 0;
}

/* Names we do not know (a newer office's) give nothing. */
static unsigned
role_bit(const char *name)
{
	enum role	 r = role_find(name);

	return r < ROLE__N ? ROLE_BIT(r) : 0;
}

static unsigned
function_bit(const char *name)
{
	unsigned	 k;

	for (k = 0; k < FUNCTION_NAMES; k++)
		if (strcmp(function_names[k], name) == 0)
			return 1u << k;
	return 0;
}

static int
take_grant(struct bytes *rest, struct cert *c)
{
	struct cert_grant	*g;
	struct der		 all, unit;

	if (c->ngrants == CERT_GRANTS || !der_take(rest, DER_SEQ, &all))
		return 0;
	g = &c->grants[c->ngrants];
	if (!der_take(&all.body, DER_UTF8, &unit) ||
	    !text_read(&unit, g->unit, sizeof(g->unit)) ||
	    cert_grant_for(c, g->unit) != NULL ||
	    !take_names(&all.body, function_bit, &g->functions) ||
	    !take_names(&all.body, role_bit, &g->roles))
		return 0;
	c->ngrants++;
	return all.body.n == 0;
}

/* The version of an extension of ours. */
static int
take_version(struct bytes *rest)
{
	struct der	 t;
	int64_t		 v;

	return der_take(rest, DER_INTEGER, &t) && der_number(t.body, &v) &&
	    v == OURS_V1;
}

static int
read_holder(struct bytes v, struct cert *c)
{
	struct der	 all, t, grants;
	char		 kind[ID_LEN + 1];

	if (!der_take(&v, DER_SEQ, &all) || v.n != 0 ||
	    !take_version(&all.body) || !der_take(&all.body, DER_UTF8, &t) ||
	    !text_read(&t, kind, sizeof(kind)))
		return 0;
	c->kind = cert_kind_find(kind);
	if (c->kind == CERT_PLAIN || c->kind == CERT__N)
		return 0;
	if (der_take(&all.body, DER_CTX_PRIM(0), &t)) {
		t.tag = DER_UTF8;
		if (!text_read(&t, c->holder, sizeof(c->holder)))
			return 0;
	}
	if (!der_take(&all.body, DER_SEQ, &grants))
		return 0;
	while (grants.body.n != 0)
		if (!take_grant(&grants.body, c))
			return 0;
	return all.body.n == 0;
}

static int
read_seal(struct bytes v, struct cert *c)
{
	struct der	 all, code, origin;

	return der_take(&v, DER_SEQ, &all) && v.n == 0 &&
	    take_version(&all.body) && der_take(&all.body, DER_IA5, &code) &&
	    text_read(&code, c->seal_code, sizeof(c->seal_code)) &&
	    der_take(&all.body, DER_UTF8, &origin) &&
	    text_read(&origin, c->seal_origin, sizeof(c->seal_origin)) &&
	    all.body.n == 0;
}

/* Policies are names of rules; we have none to hold against them. */
static int
read_nothing(struct bytes v, struct cert *c)
{
	(void)v;
	(void)c;
	return 1;
}

static const struct {
	enum oid	 oid;
	int		 (*read)(struct bytes, struct cert *);
} extensions[] = {
	{ OID_X_BASIC,		read_basic },
	{ OID_X_KEY_USAGE,	read_usage },
	{ OID_X_EXT_USAGE,	read_purposes },
	{ OID_X_SUBJECT_KEY,	read_key_id },
	{ OID_X_AUTHORITY_KEY,	read_issuer_key },
	{ OID_X_CRL_POINTS,	read_crl_points },
	{ OID_X_INFO_ACCESS,	read_access },
	{ OID_X_POLICIES,	read_nothing },
	{ OID_JY_ROLE,		read_holder },
	{ OID_JY_SEAL,		read_seal },
};

/* One extension; a second of the same kind is refused (RFC 5280 4.2). */
static int
read_extension(const struct ext *e, unsigned *seen, struct cert *c)
{
	size_t	 i;

	for (i = 0; i < NITEMS(extensions); i++) {
		if (e->oid != extensions[i].oid)
			continue;
		if ((*seen & (1u << i)) || der_strict(e->value, NULL) != ST_OK)
			return 0;
		*seen |= 1u << i;
		return extensions[i].read(e->value, c);
	}
	c->unknown_critical |= e->critical;
	return 1;
}

static int
read_extensions(struct bytes *rest, struct cert *c)
{
	struct der	 tag, list;
	struct ext	 e;
	unsigned	 seen = 0;

	if (!der_take(rest, DER_CTX(3), &tag))
		return 1;
	if (!der_take(&tag.body, DER_SEQ, &list) || tag.body.n != 0)
		return 0;
	while (ext_take(&list.body, &e))
		if (!read_extension(&e, &seen, c))
			return 0;
	return list.body.n == 0;
}

/* --- the body ------------------------------------------------------------ */

/* [0] version 3, serial, algorithm as outside. */
static int
read_start(struct bytes *rest, struct bytes alg, struct cert *c)
{
	struct der	 tag, v, serial, in;
	int64_t		 version;

	if (!der_take(rest, DER_CTX(0), &tag) ||
	    !der_take(&tag.body, DER_INTEGER, &v) || tag.body.n != 0 ||
	    !der_number(v.body, &version) || version != X509_V3 ||
	    !der_take(rest, DER_INTEGER, &serial) ||
	    !serial_read(serial.body, c->serial, &c->nserial) ||
	    !der_take(rest, DER_SEQ, &in))
		return 0;
	hex_upper(c->serial, c->nserial, c->serial_hex);
	return bytes_same(in.whole, alg);
}

static int
read_names_and_times(struct bytes *rest, struct cert *c)
{
	struct der	 issuer, times, from, to, subject;
	unsigned	 other;

	if (!der_take(rest, DER_SEQ, &issuer) ||
	    !der_take(rest, DER_SEQ, &times) ||
	    !der_next(&times.body, &from) || !der_next(&times.body, &to) ||
	    times.body.n != 0 || !der_moment(&from, &c->not_before) ||
	    !der_moment(&to, &c->not_after) || c->not_after < c->not_before ||
	    !der_take(rest, DER_SEQ, &subject))
		return 0;
	c->issuer_der = issuer.whole;
	c->subject_der = subject.whole;
	return name_read(issuer.whole, &c->issuer, &other) &&
	    name_read(subject.whole, &c->subject, &c->cns);
}

static enum cert_flaw
read_body(const struct trust_signed *s, struct cert *c)
{
	struct bytes	 in = s->tbs;
	struct der	 tbs, id;
	enum cert_flaw	 flaw;

	if (!der_take(&in, DER_SEQ, &tbs))
		return CERT_NOT_DER;
	in = tbs.body;
	if (!read_start(&in, s->alg, c) || !read_names_and_times(&in, c))
		return CERT_BAD_FIELD;
	if ((flaw = key_take(&in, c->key)) != CERT_FINE)
		return flaw;
	der_take(&in, DER_CTX_PRIM(1), &id);	/* unique ids: nobody's use */
	der_take(&in, DER_CTX_PRIM(2), &id);
	if (!read_extensions(&in, c) || in.n != 0)
		return CERT_BAD_FIELD;
	return CERT_FINE;
}

static enum cert_flaw
read_all(struct bytes der, struct cert *c, struct fault *f)
{
	struct trust_signed	 s;
	struct der_signed	 any;

	if (der.n > LIMIT_CERT)
		return CERT_TOO_BIG;
	if (der_signed_read(der, &any, f) != ST_OK)
		return CERT_NOT_DER;
	if (!oid_is(any.algorithm, OID_SM3_WITH_SM2))
		return CERT_NOT_SM2;
	if (trust_split(der, LIMIT_CERT, &s, f) != ST_OK || s.rest.n != 0)
		return CERT_BAD_FIELD;
	return read_body(&s, c);
}

enum status
cert_read(struct bytes der, struct cert *out, enum cert_flaw *why,
    struct fault *f)
{
	enum cert_flaw	 flaw;

	memset(out, 0, sizeof(*out));
	out->path_len = -1;
	out->der = der;
	flaw = read_all(der, out, f);
	if (why != NULL)
		*why = flaw;
	if (flaw == CERT_FINE)
		return ST_OK;
	memset(out, 0, sizeof(*out));
	return fault_set(f, ST_INVALID, "certificate: %s",
	    cert_flaw_text(flaw));
}

int
cert_is_self_signed(const struct cert *c)
{
	return bytes_same(c->subject_der, c->issuer_der) &&
	    trust_verify_signed(c->der, LIMIT_CERT, c->key, NULL) == ST_OK;
}

/*
 * Composing a TBSCertificate (RFC 5280, 4.1; GM/T 0015).  What a kind of
 * certificate may do stands in one table; keyd signs what comes out.
 */
#include <string.h>

#include "trust/cert_local.h"
#include "trust/signed.h"

#define PART(member) offsetof(struct cert_name, member), \
	    sizeof(((struct cert_name *)0)->member)

const struct name_part name_parts[] = {
	{ OID_C,	DER_PRINTABLE,	PART(country) },
	{ OID_ST,	DER_UTF8,	PART(province) },
	{ OID_L,	DER_UTF8,	PART(locality) },
	{ OID_O,	DER_UTF8,	PART(org) },
	{ OID_OU,	DER_UTF8,	PART(ou) },
	{ OID_CN,	DER_UTF8,	PART(cn) },
	{ OID_SERIAL,	DER_PRINTABLE,	PART(number) },
};

_Static_assert(NITEMS(name_parts) == NAME_PARTS, "parts of a name");

const char *const function_names[] = { "supervising", "issuing", "making" };

_Static_assert(NITEMS(function_names) == FUNCTION_NAMES &&
    CERT_FUNCTION_ALL == (1u << FUNCTION_NAMES) - 1, "functions");

#define USAGE_CA	(KU_KEY_CERT_SIGN | KU_CRL_SIGN)
#define USAGE_SIGNER	(KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)

/* Each kind's extensions. */
static const struct rule {
	unsigned	 usage;
	int		 is_ca, path_len;
	int		 has_grants, has_seal, answers_ocsp;
} rules[] = {
	[CERT_PLAIN] = { .usage = 0 },
	[CERT_ROOT] = { .usage = USAGE_CA, .is_ca = 1,
	    .path_len = 1 },
	[CERT_MAKING_CA] = { .usage = USAGE_CA, .is_ca = 1 },
	[CERT_STAFF_CA] = { .usage = USAGE_CA, .is_ca = 1 },
	[CERT_MAKER] = { .usage = USAGE_SIGNER },
	[CERT_SEAL_UNIT] = { .usage = USAGE_SIGNER, .has_seal = 1 },
	[CERT_SEAL_PERSON] = { .usage = USAGE_SIGNER, .has_seal = 1 },
	[CERT_PERSON] = { .usage = USAGE_SIGNER, .has_grants = 1 },
	[CERT_SYSTEM] = { .usage = USAGE_SIGNER, .has_grants = 1 },
	[CERT_PARTNER] = { .usage = USAGE_SIGNER, .has_grants = 1 },
	[CERT_STATUS] = { .usage = KU_DIGITAL_SIGNATURE, .answers_ocsp = 1 },
};

_Static_assert(NITEMS(rules) == CERT__N, "a kind has no rule");

/* --- checks -------------------------------------------------------------- */

/* PrintableString, X.680 41.4. */
static int
is_printable(const char *s)
{
	for (; *s != '\0'; s++)
		if (!(*s >= '0' && *s <= '9') && !(*s >= 'A' && *s <= 'Z') &&
		    !(*s >= 'a' && *s <= 'z') &&
		    strchr(" '()+,-./:=?", *s) == NULL)
			return 0;
	return 1;
}

/* Visible ASCII that fits; "" and NULL too. */
static int
is_ascii(const char *s, size_t room)
{
	size_t	 i;

	if (s == NULL)
		return 1;
	for (i = 0; s[i] != '\0'; i++)
		if (s[i] <= ' ' || s[i] > '~' || i + 1 >= room)
			return 0;
	return 1;
}

static int
is_text(const char *s, size_t room)
{
	size_t	 n = strnlen(s, room);

	return n < room && text_is_plain(s, n, CERT_CHARS);
}

int
name_is_sound(const struct cert_name *name)
{
	const struct name_part	*p;
	const char		*s;

	for (p = name_parts; p < name_parts + NAME_PARTS; p++) {
		s = name_text(name, p);
		if (!is_text(s, p->room) ||
		    (p->tag == DER_PRINTABLE && !is_printable(s)))
			return 0;
	}
	return name->cn[0] != '\0' && (name->country[0] == '\0' ||
	    strlen(name->country) == 2);
}

static int
grants_are_sound(const struct cert_fields *c)
{
	size_t	 i, k;

	if (c->ngrants > CERT_GRANTS)
		return 0;
	for (i = 0; i < c->ngrants; i++) {
		if (!is_ascii(c->grants[i].unit, sizeof(c->grants[i].unit)) ||
		    (c->grants[i].roles & ~ROLE_ANY) != 0 ||
		    (c->grants[i].functions & ~CERT_FUNCTION_ALL) != 0)
			return 0;
		for (k = 0; k < i; k++)
			if (strcmp(c->grants[i].unit, c->grants[k].unit) == 0)
				return 0;
	}
	return 1;
}

/* One strict element of a tag, the whole of the bytes. */
static int
is_one(struct bytes der, unsigned char tag)
{
	return der.n > 0 && der.p[0] == tag && der_strict(der, NULL) == ST_OK;
}

static int
has_text(const char *s)
{
	return s != NULL && s[0] != '\0';
}

/* Why the fields do not make a certificate; NULL where they do. */
static const char *
fields_fault(const struct cert_fields *c)
{
	const struct rule	*r;

	if (c->kind <= CERT_PLAIN || c->kind >= CERT__N)
		return "kind";
	r = &rules[c->kind];
	if (!name_is_sound(&c->subject))
		return "subject";
	if (c->kind != CERT_ROOT && (!is_one(c->issuer_der, DER_SEQ) ||
	    c->issuer_key_id.n == 0 || c->issuer_key_id.n > CERT_KEY_ID_MAX))
		return "issuer";
	if (c->serial[0] == 0 || c->serial[0] >= 0x80)
		return "serial";
	if (c->not_before % MS_SECOND != 0 || c->not_after % MS_SECOND != 0 ||
	    c->not_before < 0 || c->not_after <= c->not_before ||
	    c->not_after >= CERT_TIME_END)
		return "validity (RFC 5280 4.1.2.5)";
	if (!is_ascii(c->crl_url, CERT_URL) || !is_ascii(c->ocsp_url, CERT_URL))
		return "addresses";
	if (!is_ascii(c->holder, sizeof(c->holder)) || !grants_are_sound(c) ||
	    (!r->has_grants && (c->ngrants != 0 || c->holder[0] != '\0')))
		return "holder or grants";
	if (r->has_grants && c->holder[0] == '\0')
		return "no holder";
	/* T1: the certificate comes before the code, unless P-34 is on */
	if ((!r->has_seal && has_text(c->seal_code)) ||
	    !is_ascii(c->seal_code, CERT_CODE))
		return "seal code";
	if (has_text(c->seal_origin) && (!r->has_seal ||
	    !is_text(c->seal_origin, CERT_ORIGIN)))
		return "seal origin";
	return NULL;
}

/* --- pieces -------------------------------------------------------------- */

void
name_put(struct der_out *o, const struct cert_name *name)
{
	const struct name_part	*p;

	der_begin(o, DER_SEQ);
	for (p = name_parts; p < name_parts + NAME_PARTS; p++) {
		if (name_text(name, p)[0] == '\0')
			continue;
		der_begin(o, DER_SET);
		der_begin(o, DER_SEQ);
		der_put_oid(o, p->oid);
		der_put(o, p->tag, bytes_text(name_text(name, p)));
		der_end(o);
		der_end(o);
	}
	der_end(o);
}

void
ext_begin(struct der_out *o, enum oid oid, int critical)
{
	der_begin(o, DER_SEQ);
	der_put_oid(o, oid);
	if (critical)
		der_put_bool(o, 1);
	der_begin(o, DER_OCTETS);
}

void
ext_end(struct der_out *o)
{
	der_end(o);
	der_end(o);
}

void
ext_put_issuer_key(struct der_out *o, struct bytes key_id)
{
	ext_begin(o, OID_X_AUTHORITY_KEY, 0);
	der_begin(o, DER_SEQ);
	der_put(o, DER_CTX_PRIM(0), key_id);
	der_end(o);
	ext_end(o);
}

void
ext_put_usage(struct der_out *o, unsigned bits)
{
	ext_begin(o, OID_X_KEY_USAGE, 1);
	der_put_named(o, bits);
	ext_end(o);
}

static void
put_basic(struct der_out *o, const struct rule *r)
{
	ext_begin(o, OID_X_BASIC, r->is_ca);
	der_begin(o, DER_SEQ);
	if (r->is_ca) {
		der_put_bool(o, 1);
		der_put_int(o, r->path_len);
	}
	der_end(o);
	ext_end(o);
}

static void
put_purpose(struct der_out *o, const struct rule *r)
{
	if (!r->answers_ocsp)
		return;
	ext_begin(o, OID_X_EXT_USAGE, 0);
	der_begin(o, DER_SEQ);
	der_put_oid(o, OID_EKU_OCSP);
	der_end(o);
	ext_end(o);
	ext_begin(o, OID_OCSP_NO_CHECK, 0);	/* RFC 6960 4.2.2.2.1 */
	der_put_null(o);
	ext_end(o);
}

static void
put_key_ids(struct der_out *o, const struct cert_fields *c,
    const unsigned char id[CERT_KEY_ID])
{
	const struct bytes	 own = bytes_of(id, CERT_KEY_ID);

	ext_begin(o, OID_X_SUBJECT_KEY, 0);
	der_put_octets(o, own);
	ext_end(o);
	ext_put_issuer_key(o, c->kind == CERT_ROOT ? own : c->issuer_key_id);
}

/* CRLDistributionPoints: one point, its fullName one address. */
static void
put_crl_url(struct der_out *o, const char *url)
{
	if (!has_text(url))
		return;
	ext_begin(o, OID_X_CRL_POINTS, 0);
	der_begin(o, DER_SEQ);
	der_begin(o, DER_SEQ);
	der_begin(o, DER_CTX(0));
	der_begin(o, DER_CTX(0));
	der_put(o, DER_CTX_PRIM(6), bytes_text(url));
	der_end(o);
	der_end(o);
	der_end(o);
	der_end(o);
	ext_end(o);
}

/* AuthorityInfoAccess: where OCSP answers. */
static void
put_ocsp_url(struct der_out *o, const char *url)
{
	if (!has_text(url))
		return;
	ext_begin(o, OID_X_INFO_ACCESS, 0);
	der_begin(o, DER_SEQ);
	der_begin(o, DER_SEQ);
	der_put_oid(o, OID_AD_OCSP);
	der_put(o, DER_CTX_PRIM(6), bytes_text(url));
	der_end(o);
	der_end(o);
	ext_end(o);
}

static void
put_grant(struct der_out *o, const struct cert_grant *g)
{
	unsigned	 i;

	der_begin(o, DER_SEQ);
	der_put_utf8(o, g->unit);
	der_begin(o, DER_SEQ);
	for (i = 0; i < FUNCTION_NAMES; i++)
		if (g->functions & (1u << i))
			der_put_utf8(o, function_names[i]);
	der_end(o);
	der_begin(o, DER_SEQ);
	for (i = 0; i < ROLE__N; i++)
		if (g->roles & ROLE_BIT(i))
			der_put_utf8(o, role_name(i));
	der_end(o);
	der_end(o);
}

/* JianyinHolder; every certificate of ours says what kind it is. */
static void
put_holder(struct der_out *o, const struct cert_fields *c)
{
	size_t	 i;

	ext_begin(o, OID_JY_ROLE, 0);
	der_begin(o, DER_SEQ);
	der_put_int(o, OURS_V1);
	der_put_utf8(o, cert_kind_name(c->kind));
	if (c->holder[0] != '\0')
		der_put(o, DER_CTX_PRIM(0), bytes_text(c->holder));
	der_begin(o, DER_SEQ);
	for (i = 0; i < c->ngrants; i++)
		put_grant(o, &c->grants[i]);
	der_end(o);
	der_end(o);
	ext_end(o);
}

static void
put_seal(struct der_out *o, const struct cert_fields *c)
{
	if (!has_text(c->seal_code) && !has_text(c->seal_origin))
		return;
	ext_begin(o, OID_JY_SEAL, 0);
	der_begin(o, DER_SEQ);
	der_put_int(o, OURS_V1);
	der_put_ia5(o, c->seal_code != NULL ? c->seal_code : "");
	der_put_utf8(o, c->seal_origin != NULL ? c->seal_origin : "");
	der_end(o);
	ext_end(o);
}

static void
put_extensions(struct der_out *o, const struct cert_fields *c,
    const unsigned char id[CERT_KEY_ID])
{
	const struct rule	*r = &rules[c->kind];

	der_begin(o, DER_CTX(3));
	der_begin(o, DER_SEQ);
	put_basic(o, r);
	ext_put_usage(o, r->usage);
	put_purpose(o, r);
	put_key_ids(o, c, id);
	put_crl_url(o, c->crl_url);
	put_ocsp_url(o, c->ocsp_url);
	put_holder(o, c);
	put_seal(o, c);
	der_end(o);
	der_end(o);
}

/* Version, serial, algorithm, issuer, validity, subject, key. */
static void
put_head(struct der_out *o, const struct cert_fields *c)
{
	der_begin(o, DER_CTX(0));
	der_put_int(o, X509_V3);
	der_end(o);
	der_put_unsigned(o, bytes_of(c->serial, sizeof(c->serial)));
	der_put_algorithm(o, OID_SM3_WITH_SM2);
	if (c->kind == CERT_ROOT)
		name_put(o, &c->subject);
	else
		der_put_raw(o, c->issuer_der);
	der_begin(o, DER_SEQ);
	der_put_x509_time(o, c->not_before);
	der_put_x509_time(o, c->not_after);
	der_end(o);
	name_put(o, &c->subject);
	der_put_sm2_key(o, c->key);
}

/* --- what keyd calls ----------------------------------------------------- */

void
cert_serial_new(unsigned char out[CERT_SERIAL_NEW])
{
	random_bytes(out, CERT_SERIAL_NEW);
	out[0] = (unsigned char)((out[0] & 0x3f) | 0x40);
}

enum status
cert_key_id(const unsigned char key[SM2_PUBLIC],
    unsigned char out[CERT_KEY_ID])
{
	unsigned char	 h[SM3_LEN];
	enum status	 st;

	if ((st = sm3(bytes_of(key, SM2_PUBLIC), h)) == ST_OK)
		memcpy(out, h, CERT_KEY_ID);
	return st;
}

enum status
cert_tbs_write(const struct cert_fields *c, struct buf *out, struct fault *f)
{
	unsigned char	 id[CERT_KEY_ID];
	struct der_out	 o;
	struct sm2	*key = NULL;
	const char	*why;
	enum status	 st;

	if ((why = fields_fault(c)) != NULL)
		return fault_set(f, ST_INVALID, "certificate: %s", why);
	st = sm2_from_public(c->key, &key, f);	/* a point of the curve */
	sm2_free(key);
	if (st != ST_OK)
		return st;
	if ((st = cert_key_id(c->key, id)) != ST_OK)
		return fault_set(f, st, "certificate: SM3");
	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	put_head(&o, c);
	put_extensions(&o, c, id);
	der_end(&o);
	return der_out_end(&o, f);
}

enum status
cert_name_write(const struct cert_name *name, struct buf *out,
    struct fault *f)
{
	struct der_out	 o;

	if (!name_is_sound(name))
		return fault_set(f, ST_INVALID, "certificate: name");
	der_out_start(&o, out);
	name_put(&o, name);
	return der_out_end(&o, f);
}

enum status
cert_wrap(struct bytes tbs, struct bytes sig, struct buf *out,
    struct fault *f)
{
	return trust_wrap(tbs, sig, out, f);
}

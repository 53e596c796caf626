/*
 * Reading OCSP: a request of anybody, and an answer with the rules of who
 * may give it (RFC 6960 4.2.2.2, 3.2); see ocsp.h.
 */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "trust/cert_local.h"
#include "trust/chain.h"
#include "trust/crl_local.h"
#include "trust/ocsp_local.h"
#include "trust/signed.h"

/* --- ids ----------------------------------------------------------------- */

/* The hash by its AlgorithmIdentifier's content; OCSP_HASH__N: another. */
static int
read_hash(struct bytes alg, enum ocsp_hash *out)
{
	struct der	 oid, null;
	int		 h;

	*out = OCSP_HASH__N;
	if (!der_take(&alg, DER_OID, &oid) ||
	    (alg.n != 0 && (!der_next(&alg, &null) || alg.n != 0)))
		return 0;
	for (h = 0; h < OCSP_HASH__N; h++)
		if (oid_is(oid.body, ocsp_hashes[h].oid))
			*out = (enum ocsp_hash)h;
	return 1;
}

/* 1 if a CertID; .hash is OCSP_HASH__N where it is one we do not know. */
static int
read_id(struct bytes in, struct ocsp_id *out)
{
	struct der	 alg, name, key, serial;

	memset(out, 0, sizeof(*out));
	if (!der_take(&in, DER_SEQ, &alg) || !read_hash(alg.body, &out->hash) ||
	    !der_take(&in, DER_OCTETS, &name) ||
	    !der_take(&in, DER_OCTETS, &key) ||
	    !der_take(&in, DER_INTEGER, &serial) || in.n != 0 ||
	    !serial_read(serial.body, out->serial, &out->nserial))
		return 0;
	if (out->hash == OCSP_HASH__N)
		return 1;
	out->nhash = ocsp_hashes[out->hash].size;
	if (name.body.n != out->nhash || key.body.n != out->nhash)
		return 0;
	memcpy(out->name, name.body.p, out->nhash);
	memcpy(out->key, key.body.p, out->nhash);
	return 1;
}

/* --- requests ------------------------------------------------------------ */

/* Extensions, none of them critical: we know none (the nonce is not). */
static int
are_extensions(struct bytes in)
{
	struct der	 list;
	struct ext	 e;

	if (!der_take(&in, DER_SEQ, &list) || in.n != 0)
		return 0;
	while (ext_take(&list.body, &e))
		if (e.critical)
			return 0;
	return list.body.n == 0;
}

static int
read_one(struct bytes in, struct ocsp_id *out)
{
	struct der	 id, more;

	if (!der_take(&in, DER_SEQ, &id) || !read_id(id.body, out))
		return 0;
	if (der_take(&in, DER_CTX(0), &more) && !are_extensions(more.body))
		return 0;
	return in.n == 0;
}

/* TBSRequest; who asks is not looked at. */
static int
read_tbs(struct bytes in, struct ocsp_id *out, size_t *n)
{
	struct der	 t, list, one;
	struct bytes	 v;
	int64_t		 version;

	if (der_take(&in, DER_CTX(0), &t)) {
		v = t.body;	/* 0 is the DEFAULT and not written in DER */
		if (!der_take(&v, DER_INTEGER, &one) || v.n != 0 ||
		    !der_number(one.body, &version) || version != 0)
			return 0;
	}
	der_take(&in, DER_CTX(1), &t);
	if (!der_take(&in, DER_SEQ, &list))
		return 0;
	if (der_take(&in, DER_CTX(2), &t) && !are_extensions(t.body))
		return 0;
	for (*n = 0; der_take(&list.body, DER_SEQ, &one); ++*n)
		if (!read_one(one.body, out))
			return 0;
	return in.n == 0 && list.body.n == 0 && *n > 0;
}

enum status
ocsp_request_read(struct bytes der, struct ocsp_id *out, struct fault *f)
{
	struct bytes	 in = der;
	struct der	 all, tbs, sig;
	size_t		 n;

	memset(out, 0, sizeof(*out));
	if (der.n == 0 || der.n > OCSP_REQUEST)
		return fault_set(f, ST_INVALID, "OCSP: %zu bytes", der.n);
	if (der_strict(der, f) != ST_OK)
		return fault_in(f, ST_INVALID, "OCSP: ");
	if (!der_take(&in, DER_SEQ, &all) ||
	    !der_take(&all.body, DER_SEQ, &tbs) ||
	    !read_tbs(tbs.body, out, &n))
		return fault_set(f, ST_INVALID,
		    "OCSP: no request (RFC 6960 4.1.1)");
	der_take(&all.body, DER_CTX(0), &sig);
	if (all.body.n != 0)
		return fault_set(f, ST_INVALID, "OCSP: more than a request");
	if (n > 1)
		return fault_set(f, ST_ABSENT, "OCSP: %zu certificates", n);
	if (out->hash == OCSP_HASH__N)
		return fault_set(f, ST_ABSENT, "OCSP: another hash");
	return ST_OK;
}

/* --- answers ------------------------------------------------------------- */

static int
read_revoked(struct bytes in, struct ocsp_answer *out)
{
	struct der	 t, reason;
	int64_t		 n;

	out->state = OCSP_REVOKED;
	out->reason = CRL_UNSPECIFIED;
	if (!der_take(&in, DER_TIME, &t) ||
	    !der_moment(&t, &out->revoked_at))
		return 0;
	if (in.n == 0)
		return 1;
	if (!der_take(&in, DER_CTX(0), &t) || in.n != 0 ||
	    !der_take(&t.body, DER_ENUM, &reason) || t.body.n != 0 ||
	    !der_number(reason.body, &n) || !reason_is_known(n))
		return 0;
	out->reason = (enum crl_reason)n;
	return 1;
}

static int
read_state(struct bytes *in, struct ocsp_answer *out)
{
	struct der	 t;

	if (der_take(in, DER_CTX(1), &t))
		return read_revoked(t.body, out);
	if (der_take(in, DER_CTX_PRIM(0), &t))
		out->state = OCSP_GOOD;
	else if (der_take(in, DER_CTX_PRIM(2), &t))
		out->state = OCSP_UNKNOWN;
	else
		return 0;
	return t.body.n == 0;
}

static int
take_time(struct bytes *in, int64_t *ms)
{
	struct der	 t;

	return der_take(in, DER_TIME, &t) && der_moment(&t, ms);
}

/* nextUpdate is wanted: without it nothing says when it is over. */
static int
read_single(struct bytes in, struct ocsp_answer *out)
{
	struct der	 id, t;

	if (!der_take(&in, DER_SEQ, &id) || !read_id(id.body, &out->id) ||
	    !read_state(&in, out) || !take_time(&in, &out->this_update) ||
	    !der_take(&in, DER_CTX(0), &t) ||
	    !take_time(&t.body, &out->next_update) || t.body.n != 0)
		return 0;
	if (der_take(&in, DER_CTX(1), &t) && !are_extensions(t.body))
		return 0;
	return in.n == 0;
}

int
ocsp_next(struct bytes *rest, struct ocsp_answer *out)
{
	struct der	 one;

	memset(out, 0, sizeof(*out));
	return der_take(rest, DER_SEQ, &one) && read_single(one.body, out);
}

/* ResponderID: [1] a Name or [2] the SHA-1 of a key. */
static int
take_responder(struct bytes *in, struct ocsp_response *out)
{
	struct der	 t, v;

	if (der_take(in, DER_CTX(1), &t)) {
		if (!der_take(&t.body, DER_SEQ, &v) || t.body.n != 0)
			return 0;
		out->name = v.whole;
		return 1;
	}
	if (!der_take(in, DER_CTX(2), &t) ||
	    !der_take(&t.body, DER_OCTETS, &v) || t.body.n != 0 ||
	    v.body.n != OCSP_KEY_HASH)
		return 0;
	memcpy(out->responder, v.body.p, OCSP_KEY_HASH);
	return 1;
}

static int
read_data(struct bytes tbs, struct ocsp_response *out)
{
	struct der	 all, t;

	if (!der_take(&tbs, DER_SEQ, &all))
		return 0;
	if (der_peek(all.body) == DER_CTX(0))	/* v1 is not written */
		return 0;
	if (!take_responder(&all.body, out) ||
	    !take_time(&all.body, &out->produced) ||
	    !der_take(&all.body, DER_SEQ, &t))
		return 0;
	out->responses = t.body;
	if (der_take(&all.body, DER_CTX(1), &t) && !are_extensions(t.body))
		return 0;
	return all.body.n == 0;
}

static enum status
read_basic(struct ocsp_response *out, struct fault *f)
{
	struct trust_signed	 s;
	struct der		 t, list;
	enum status		 st;

	st = trust_split(out->basic, OCSP_RESPONSE, &s, f);
	if (st != ST_OK)
		return fault_in(f, st, "OCSP: ");
	out->tbs = s.tbs;
	if (der_take(&s.rest, DER_CTX(0), &t)) {
		if (!der_take(&t.body, DER_SEQ, &list) || t.body.n != 0)
			return fault_set(f, ST_INVALID, "OCSP: certificates");
		out->certs = list.body;
	}
	if (s.rest.n != 0 || !read_data(s.tbs, out))
		return fault_set(f, ST_INVALID,
		    "OCSP: no answer (RFC 6960 4.2.1)");
	return ST_OK;
}

enum status
ocsp_response_read(struct bytes der, struct ocsp_response *out,
    struct fault *f)
{
	struct bytes	 in = der;
	struct der	 all, why, t, type, octets;
	int64_t		 n;

	memset(out, 0, sizeof(*out));
	if (der.n == 0 || der.n > OCSP_RESPONSE)
		return fault_set(f, ST_INVALID, "OCSP: %zu bytes", der.n);
	if (der_strict(der, f) != ST_OK)
		return fault_in(f, ST_INVALID, "OCSP: ");
	if (!der_take(&in, DER_SEQ, &all) ||
	    !der_take(&all.body, DER_ENUM, &why) ||
	    !der_number(why.body, &n) || ocsp_refusal_name((int)n) == NULL)
		return fault_set(f, ST_INVALID, "OCSP: no response");
	out->refusal = (int)n;
	if (n != OCSP_SUCCESSFUL)
		return all.body.n == 0 ? ST_OK :
		    fault_set(f, ST_INVALID, "OCSP: a refusal with more");
	if (!der_take(&all.body, DER_CTX(0), &t) || all.body.n != 0 ||
	    !der_take(&t.body, DER_SEQ, &all) || t.body.n != 0 ||
	    !der_take(&all.body, DER_OID, &type) ||
	    !oid_is(type.body, OID_OCSP_BASIC) ||
	    !der_take(&all.body, DER_OCTETS, &octets) || all.body.n != 0)
		return fault_set(f, ST_INVALID, "OCSP: not a basic response");
	out->basic = octets.body;
	return read_basic(out, f);
}

/* --- who answered -------------------------------------------------------- */

static int
is_named(const struct ocsp_response *r, const struct cert *c)
{
	unsigned char	 key[OCSP_DIGEST];

	if (r->name.n > 0)
		return bytes_same(r->name, c->subject_der);
	return ocsp_digest(OCSP_SHA1, bytes_of(c->key, SM2_PUBLIC), key,
	    NULL) == ST_OK && memcmp(key, r->responder, OCSP_KEY_HASH) == 0;
}

/* Why the CA's word does not stand behind it; NULL where it does. */
static const char *
delegate_fault(const struct cert *c, const struct cert *issuer,
    int64_t produced)
{
	if (!bytes_same(c->issuer_der, issuer->subject_der) ||
	    trust_verify_signed(c->der, LIMIT_CERT, issuer->key, NULL) !=
	    ST_OK)
		return "not of this CA";
	if (!c->ocsp_signing || c->is_ca || c->unknown_critical ||
	    (c->has_usage && !(c->usage & KU_DIGITAL_SIGNATURE)))
		return "not for OCSPSigning";
	return cert_period(c, produced) != 0 ?
	    "not in force when it answered" : NULL;
}

/* The key that must have signed, into "key". */
static enum status
find_responder(const struct ocsp_response *r, const struct cert *issuer,
    unsigned char key[SM2_PUBLIC], struct fault *f)
{
	struct bytes	 rest = r->certs;
	const char	*why = "not in the answer";
	struct cert	 c;
	struct der	 t;

	if (is_named(r, issuer)) {
		memcpy(key, issuer->key, SM2_PUBLIC);
		return ST_OK;
	}
	while (der_take(&rest, DER_SEQ, &t)) {
		if (cert_read(t.whole, &c, NULL, NULL) != ST_OK ||
		    !is_named(r, &c))
			continue;
		why = delegate_fault(&c, issuer, r->produced);
		if (why != NULL)
			break;
		memcpy(key, c.key, SM2_PUBLIC);
		return ST_OK;
	}
	return fault_set(f, ST_INVALID,
	    "OCSP: responder %s (RFC 6960 4.2.2.2)", why);
}

static enum status
find_single(const struct ocsp_response *r, const struct ocsp_id *id,
    int64_t at, struct ocsp_answer *out, struct fault *f)
{
	struct bytes	 rest = r->responses;

	while (ocsp_next(&rest, out)) {
		if (!ocsp_id_same(&out->id, id))
			continue;
		out->produced = r->produced;
		if (out->this_update > at + CHAIN_CLOCK)
			return fault_set(f, ST_INVALID, "OCSP: not yet");
		if (out->next_update < at - CHAIN_CLOCK)
			return fault_set(f, ST_INVALID, "OCSP: over");
		return ST_OK;
	}
	return fault_set(f, ST_INVALID, rest.n > 0 ?
	    "OCSP: malformed answer" : "OCSP: of another certificate");
}

enum status
ocsp_check(struct bytes der, const struct cert *issuer,
    const struct ocsp_id *id, int64_t at, struct ocsp_answer *out,
    struct fault *f)
{
	struct ocsp_response	 r;
	unsigned char		 key[SM2_PUBLIC];
	enum status		 st;

	memset(out, 0, sizeof(*out));
	if ((st = ocsp_response_read(der, &r, f)) != ST_OK)
		return st;
	if (r.refusal != OCSP_SUCCESSFUL)
		return fault_set(f, ST_DENIED, "OCSP: %s",
		    ocsp_refusal_name(r.refusal));
	if (!ocsp_id_is_of(id, issuer))
		return fault_set(f, ST_INVALID, "OCSP: asked of another CA");
	if ((st = find_responder(&r, issuer, key, f)) != ST_OK)
		return st;
	st = trust_verify_signed(r.basic, OCSP_RESPONSE, key, f);
	if (st != ST_OK)
		return fault_in(f, st, "OCSP: ");
	return find_single(&r, id, at, out, f);
}

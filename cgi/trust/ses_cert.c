/*
 * A stranger's certificate, as far as judging a seal needs it; see ses.h.
 * Strict DER, RFC 5280 order; what is not needed is stepped over.
 */
#include <string.h>

#include "base/limits.h"
#include "trust/ses.h"

/* SubjectPublicKeyInfo: the point where it is SM2's. */
static int
key_read(struct bytes spki, unsigned char key[SM2_PUBLIC])
{
	struct bytes	 alg, point;
	struct der	 id, bits, type, curve;

	if (!der_take(&spki, DER_SEQ, &id) ||
	    !der_take(&spki, DER_BITS, &bits) || spki.n != 0)
		return 0;
	alg = id.body;
	if (!der_take(&alg, DER_OID, &type) ||
	    !oid_is(type.body, OID_EC_KEY) ||
	    !der_take(&alg, DER_OID, &curve) || alg.n != 0 ||
	    !oid_is(curve.body, OID_SM2) ||
	    !der_bit_bytes(bits.body, &point) || point.n != SM2_PUBLIC)
		return 0;
	memcpy(key, point.p, SM2_PUBLIC);
	return 1;
}

static enum status
period_read(struct bytes in, struct ses_cert *c, struct fault *f)
{
	struct der	 from, to;

	if (der_next(&in, &from) && der_next(&in, &to) && in.n == 0 &&
	    der_moment(&from, &c->not_before) &&
	    der_moment(&to, &c->not_after))
		return ST_OK;
	return fault_set(f, ST_INVALID, "certificate: validity malformed");
}

/* keyUsage out of Extensions; a second one or a bad one is refused. */
static int
usage_read(struct bytes exts, struct ses_cert *c)
{
	struct bytes	 in, value;
	struct der	 ext, oid, critical, octets, bits;

	while (der_take(&exts, DER_SEQ, &ext)) {
		in = ext.body;
		if (!der_take(&in, DER_OID, &oid))
			return 0;
		if (!oid_is(oid.body, OID_X_KEY_USAGE))
			continue;
		der_take(&in, DER_BOOLEAN, &critical);
		if (c->has_usage || !der_take(&in, DER_OCTETS, &octets))
			return 0;
		value = octets.body;
		if (der_strict(value, NULL) != ST_OK ||
		    !der_take(&value, DER_BITS, &bits))
			return 0;
		c->has_usage = 1;
		for (unsigned k = 0; k < KU__N; k++)
			if (der_bit(bits.body, k))
				c->usage |= 1u << k;
	}
	return exts.n == 0;
}

/* What follows the key: unique ids by number, then [3] extensions. */
static int
tail_read(struct bytes in, struct ses_cert *c)
{
	struct bytes	 inner;
	struct der	 d, exts;

	while (der_next(&in, &d)) {
		if (d.tag != DER_CTX(3))
			continue;
		inner = d.body;
		if (!der_take(&inner, DER_SEQ, &exts) || inner.n != 0 ||
		    !usage_read(exts.body, c))
			return 0;
	}
	return in.n == 0;
}

enum status
ses_cert_read(struct bytes der, struct ses_cert *out, struct fault *f)
{
	struct der_signed	 parts;
	struct bytes		 in, alg;
	struct der		 d, serial, id, issuer, period, subject, spki;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	if (der.n > LIMIT_CERT)
		return fault_set(f, ST_INVALID, "certificate: too big");
	if ((st = der_signed_read(der, &parts, f)) != ST_OK)
		return st;
	in = parts.tbs;
	der_take(&in, DER_SEQ, &d);
	in = d.body;
	der_take(&in, DER_CTX(0), &d);		/* version, if written */
	if (!der_take(&in, DER_INTEGER, &serial) ||
	    !der_take(&in, DER_SEQ, &id) ||
	    !der_take(&in, DER_SEQ, &issuer) ||
	    !der_take(&in, DER_SEQ, &period) ||
	    !der_take(&in, DER_SEQ, &subject) ||
	    !der_take(&in, DER_SEQ, &spki) || !tail_read(in, out))
		return fault_set(f, ST_INVALID, "certificate: malformed");
	out->serial = serial.body;
	out->issuer = issuer.whole;
	out->subject = subject.whole;
	alg = id.body;
	out->is_sm2 = der_take(&alg, DER_OID, &d) &&
	    bytes_same(d.body, parts.algorithm) &&
	    oid_is(d.body, OID_SM3_WITH_SM2) &&
	    key_read(spki.body, out->key);
	return period_read(period.body, out, f);
}

int
ses_cert_may_sign(const struct ses_cert *c)
{
	return !c->has_usage || (c->usage &
	    (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
}

int
ses_cert_period(const struct ses_cert *c, int64_t at)
{
	if (at / 1000 < c->not_before / 1000)
		return -1;
	return at / 1000 > c->not_after / 1000;
}

struct bytes
ses_name_part(struct bytes name, enum oid oid)
{
	struct bytes	 found = { NULL, 0 }, set, pair;
	struct der	 d, rdn, ava, type, value;

	if (!der_take(&name, DER_SEQ, &d))
		return found;
	name = d.body;
	while (der_take(&name, DER_SET, &rdn)) {
		set = rdn.body;
		while (der_take(&set, DER_SEQ, &ava)) {
			pair = ava.body;
			if (der_take(&pair, DER_OID, &type) &&
			    der_next(&pair, &value) && pair.n == 0 &&
			    oid_is(type.body, oid))
				found = value.body;
		}
	}
	return found;
}

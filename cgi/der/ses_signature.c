/*
 * Reading a seal's signature.  Two elements are GM/T 0031-2014; four or five
 * GB/T 38540, or GM/T 0031-2025 where the seal says 5.  A seal of another
 * version inside is refused: versions are not mixed.
 */
#include <string.h>

#include "der/ses_local.h"

#define AT(member) offsetof(struct ses_signature, member)

static const struct ses_part version_part[] = {
	{ DER_INTEGER, "TBS_Sign.version", AT(tbs_version), 0, 255 },
};
static const struct ses_part time_part[] = {
	{ DER_TIME, "TBS_Sign.timeInfo", AT(time), 0, 0 },
};
static const struct ses_part hash_part[] = {
	{ DER_BITS, "TBS_Sign.dataHash", AT(data_hash), 0, 0 },
};
static const struct ses_part property_part[] = {
	{ DER_IA5, "TBS_Sign.propertyInfo", AT(property), 0, SES_PART },
};
static const struct ses_part signer_parts[] = {
	{ DER_OCTETS, "SES_Signature.cert", AT(cert), 0, 0 },
	{ DER_OID, "SES_Signature.signatureAlgID", AT(algorithm), 0, 0 },
};
static const struct ses_part value_part[] = {
	{ DER_BITS, "SES_Signature.signature", AT(signature), 0, 0 },
};
static const struct ses_part stamp_part[] = {
	{ DER_BITS, "SES_Signature.timeStamp", AT(timestamp), 0, 0 },
};

static enum status
seal_take(struct ses_signature *s, struct bytes *in, struct fault *f)
{
	struct der	 d;
	enum status	 st;

	if (s->version == SES_V1 && der_take(in, DER_OCTETS, &d)) {
		if ((st = der_strict(d.body, f)) != ST_OK)
			return st;
		s->quirks |= SES_Q(SES_Q_SEAL_WRAPPED);
		return ses_seal_read_at(d.body, &s->seal, f);
	}
	if (!der_take(in, DER_SEQ, &d))
		return fault_set(f, ST_INVALID, "TBS_Sign.eseal: missing");
	return ses_seal_read_at(d.whole, &s->seal, f);
}

/* BIT STRING by the standard, OCTET STRING by habit, version 1 only. */
static int
bits_or_octets(struct ses_signature *s, struct bytes *in, struct bytes *out)
{
	struct der	 d;

	if (der_take(in, DER_BITS, &d))
		return der_bit_bytes(d.body, out);
	if (!der_take(in, DER_OCTETS, &d))
		return 0;
	s->quirks |= SES_Q(SES_Q_OCTETS_FOR_BITS);
	*out = d.body;
	return 1;
}

static enum status
tbs_v1_read(struct ses_signature *s, struct bytes *in, struct fault *f)
{
	struct bytes	 time;
	enum status	 st;

	if (!bits_or_octets(s, in, &time) ||
	    ses_time_info(time, &s->time, &s->quirks) != ST_OK)
		return fault_set(f, ST_INVALID,
		    "TBS_Sign.timeInfo: no time that is understood");
	if (!bits_or_octets(s, in, &s->data_hash))
		return fault_set(f, ST_INVALID, "TBS_Sign.dataHash: missing");
	if ((st = ses_parts_read(in, property_part, 1, s, f)) != ST_OK)
		return st;
	return ses_parts_read(in, signer_parts, NITEMS(signer_parts), s, f);
}

static enum status
tbs_v4_read(struct ses_signature *s, struct bytes *in, struct fault *f)
{
	struct bytes	 inner;
	struct der	 tagged, d;
	enum status	 st;

	if ((st = ses_parts_read(in, time_part, 1, s, f)) != ST_OK ||
	    (st = ses_parts_read(in, hash_part, 1, s, f)) != ST_OK ||
	    (st = ses_parts_read(in, property_part, 1, s, f)) != ST_OK)
		return st;
	if (!der_take(in, DER_CTX(0), &tagged))
		return ST_OK;
	inner = tagged.body;
	if (!der_take(&inner, DER_SEQ, &d) || inner.n != 0)
		return fault_set(f, ST_INVALID,
		    "TBS_Sign.extDatas: not one SEQUENCE in [0]");
	s->ext = d.body;
	return ses_ext_check(s->ext, &s->quirks, f);
}

/* Seal, layout and TBS_Sign.version must tell the same story. */
static enum status
versions_check(struct ses_signature *s, size_t nel, struct fault *f)
{
	if ((nel == 2) != (s->seal.version == SES_V1))
		return fault_set(f, ST_INVALID,
		    "SES_Signature: %zu elements around a version %d seal",
		    nel, (int)s->seal.version);
	s->version = s->seal.version;
	if (s->tbs_version == s->seal.header_version)
		return ST_OK;
	if (s->tbs_version != 3)
		return fault_set(f, ST_INVALID,
		    "TBS_Sign.version %d around a version %d seal",
		    (int)s->tbs_version, (int)s->seal.header_version);
	s->quirks |= SES_Q(SES_Q_TBS_VERSION);
	return ST_OK;
}

static enum status
tbs_read(struct ses_signature *s, const struct der *tbs, size_t nel,
    struct fault *f)
{
	struct bytes	 in = tbs->body;
	enum status	 st;

	s->tbs = tbs->whole;
	s->version = nel == 2 ? SES_V1 : SES_V4;
	if ((st = ses_parts_read(&in, version_part, 1, s, f)) != ST_OK ||
	    (st = seal_take(s, &in, f)) != ST_OK ||
	    (st = versions_check(s, nel, f)) != ST_OK)
		return st;
	st = nel == 2 ? tbs_v1_read(s, &in, f) : tbs_v4_read(s, &in, f);
	return st == ST_OK ? ses_end(in, "TBS_Sign", f) : st;
}

/* What stands behind TBS_Sign: in version 1 the value alone. */
static enum status
signer_read(struct ses_signature *s, struct bytes *in, size_t nel,
    struct fault *f)
{
	struct der	 tagged;
	enum status	 st;

	if (nel != 2 && (st = ses_parts_read(in, signer_parts,
	    NITEMS(signer_parts), s, f)) != ST_OK)
		return st;
	if ((st = ses_parts_read(in, value_part, 1, s, f)) != ST_OK)
		return st;
	if (nel == 5) {
		if (!der_take(in, DER_CTX(0), &tagged))
			return fault_set(f, ST_INVALID,
			    "SES_Signature.timeStamp: not [0]");
		if ((st = ses_parts_read(&tagged.body, stamp_part, 1, s,
		    f)) != ST_OK || (st = ses_end(tagged.body,
		    "SES_Signature.timeStamp", f)) != ST_OK)
			return st;
	}
	s->quirks |= ses_signer_quirks(s->algorithm, s->signature);
	return ses_end(*in, "SES_Signature", f);
}

enum status
ses_signature_read(struct bytes in, struct ses_signature *out,
    struct fault *f)
{
	struct bytes	 padding, rest;
	struct der	 outer, tbs;
	enum status	 st;
	size_t		 nel;

	memset(out, 0, sizeof(*out));
	if ((st = ses_outer(in, &outer, &nel, &padding, f)) != ST_OK)
		return st;
	out->whole = outer.whole;
	out->padding = padding.n;
	if (padding.n > 0)
		out->quirks |= SES_Q(SES_Q_PADDING);
	rest = outer.body;
	if ((nel != 2 && nel != 4 && nel != 5) ||
	    !der_take(&rest, DER_SEQ, &tbs))
		return fault_set(f, ST_INVALID,
		    "SES_Signature: of no layout known (seal-format 1.4)");
	if ((st = tbs_read(out, &tbs, nel, f)) != ST_OK)
		return st;
	return signer_read(out, &rest, nel, f);
}

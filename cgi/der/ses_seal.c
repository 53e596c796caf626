/*
 * Reading a seal.  Layout by element count, then version (seal-format.md
 * 1.4): two elements are GM/T 0031-2014, four GB/T 38540 or, with header
 * version 5, GM/T 0031-2025; five only the latter.
 */
#include <string.h>

#include "der/ses_local.h"

#define AT(member) offsetof(struct ses_seal, member)

static const struct ses_part header_parts[] = {
	{ DER_IA5, "SES_Header.ID", AT(id), 0, 16 },
	{ DER_INTEGER, "SES_Header.version", AT(header_version), 0, 255 },
	{ DER_IA5, "SES_Header.Vid", AT(vid), 0, SES_PART },
};
static const struct ses_part property_parts[] = {
	{ DER_INTEGER, "SES_ESPropertyInfo.type", AT(type), 0, 65535 },
	{ DER_UTF8, "SES_ESPropertyInfo.name", AT(name), 0, SES_PART },
};
static const struct ses_part list_type_part[] = {
	{ DER_INTEGER, "SES_ESPropertyInfo.certListType",
	    AT(cert_list_type), 1, 2 },
};
static const struct ses_part list_part[] = {
	{ DER_SEQ, "SES_ESPropertyInfo.certList", AT(cert_list), 0, 0 },
};
static const struct ses_part long_dates[] = {
	{ DER_TIME, "SES_ESPropertyInfo.createDate", AT(create), 0, 0 },
	{ DER_TIME, "SES_ESPropertyInfo.validStart", AT(start), 0, 0 },
	{ DER_TIME, "SES_ESPropertyInfo.validEnd", AT(end), 0, 0 },
};
static const struct ses_part short_dates[] = {
	{ DER_UTCTIME, "SES_ESPropertyInfo.createDate", AT(create), 0, 0 },
	{ DER_UTCTIME, "SES_ESPropertyInfo.validStart", AT(start), 0, 0 },
	{ DER_UTCTIME, "SES_ESPropertyInfo.validEnd", AT(end), 0, 0 },
};
static const struct ses_part picture_parts[] = {
	{ DER_IA5, "SES_ESPictureInfo.type", AT(picture_type), 0, 64 },
	{ DER_OCTETS, "SES_ESPictureInfo.data", AT(picture), 0, 0 },
	{ DER_INTEGER, "SES_ESPictureInfo.width", AT(width), 1, SES_SIDE },
	{ DER_INTEGER, "SES_ESPictureInfo.height", AT(height), 1, SES_SIDE },
};
static const struct ses_part maker_parts[] = {
	{ DER_OCTETS, "SESeal.cert", AT(cert), 0, 0 },
	{ DER_OID, "SESeal.signAlgID", AT(algorithm), 0, 0 },
	{ DER_BITS, "SESeal.signedValue", AT(signature), 0, 0 },
};

/* Whether the bytes look like a certificate; reading it comes later. */
static int
looks_certificate(struct bytes b)
{
	struct der	 d;

	return der_take(&b, DER_SEQ, &d) && b.n == 0 &&
	    der_count(d.body) == 3;
}

/*
 * Both alternatives of certList are SEQUENCE OF: certListType decides, and
 * every entry must be of its kind (seal-format.md 1.2).
 */
static enum status
list_check(struct ses_seal *s, struct fault *f)
{
	struct bytes		 rest = s->cert_list;
	struct ses_signer	 e;

	while (rest.n > 0) {
		const unsigned char	 tag = der_peek(rest);

		if (!ses_signer_next(s, &rest, &e))
			return fault_set(f, ST_INVALID,
			    "certList: an entry not of certListType");
		if (++s->nsigners > SES_CERTS)
			return fault_set(f, ST_INVALID,
			    "certList: more than %d entries", SES_CERTS);
		if (s->cert_list_type == 2 || looks_certificate(e.cert))
			continue;
		/* a digest under type 1 is no quirk, it is the other type */
		if (tag != DER_OCTETS && !(s->version == SES_V1 &&
		    tag == DER_IA5))
			return fault_set(f, ST_INVALID,
			    "certList: an entry not of certListType");
		s->quirks |= SES_Q(SES_Q_CERT_ENTRY);
	}
	return ST_OK;
}

static enum status
dates_read(struct ses_seal *s, struct bytes *in, struct fault *f)
{
	if (s->version != SES_V1)
		return ses_parts_read(in, long_dates, NITEMS(long_dates), s,
		    f);
	if (der_peek(*in) != DER_TIME)
		return ses_parts_read(in, short_dates, NITEMS(short_dates),
		    s, f);
	s->quirks |= SES_Q(SES_Q_V1_LONG_TIME);
	return ses_parts_read(in, long_dates, NITEMS(long_dates), s, f);
}

static enum status
property_read(struct ses_seal *s, struct bytes in, struct fault *f)
{
	enum status	 st;

	if ((st = ses_parts_read(&in, property_parts, NITEMS(property_parts),
	    s, f)) != ST_OK)
		return st;
	s->cert_list_type = 1;
	if (s->version != SES_V1 && (st = ses_parts_read(&in, list_type_part,
	    1, s, f)) != ST_OK)
		return st;
	if ((st = ses_parts_read(&in, list_part, 1, s, f)) != ST_OK ||
	    (st = list_check(s, f)) != ST_OK ||
	    (st = dates_read(s, &in, f)) != ST_OK)
		return st;
	return ses_end(in, "SES_ESPropertyInfo", f);
}

/* The forms extDatas was seen in; version 4 knows the plain one only. */
static enum status
ext_read(struct ses_seal *s, struct bytes *in, struct fault *f)
{
	const unsigned char	 tag = der_peek(*in);
	struct bytes		 inner;
	struct der		 d;
	enum status		 st;

	if (in->n == 0)
		return ST_OK;
	if (tag != DER_SEQ && s->version == SES_V1 &&
	    (tag == DER_CTX(0) || tag == DER_OCTETS) && der_next(in, &d)) {
		inner = d.body;
		if ((st = der_strict(inner, f)) != ST_OK)
			return st;
		if (!der_take(&inner, DER_SEQ, &d))
			return fault_set(f, ST_INVALID,
			    "SES_SealInfo.extDatas: no SEQUENCE inside");
		s->quirks |= tag == DER_OCTETS ? SES_Q(SES_Q_EXT_WRAPPED) :
		    SES_Q(SES_Q_EXT_TAGGED);
	} else if (!der_take(in, DER_SEQ, &d)) {
		return fault_set(f, ST_INVALID,
		    "SES_SealInfo.extDatas: not a SEQUENCE");
	}
	s->ext = d.body;
	return ses_ext_check(s->ext, &s->quirks, f);
}

static enum status
header_read(struct ses_seal *s, struct bytes in, size_t nel, struct fault *f)
{
	enum status	 st;

	if ((st = ses_parts_read(&in, header_parts, NITEMS(header_parts), s,
	    f)) != ST_OK || (st = ses_end(in, "SES_Header", f)) != ST_OK)
		return st;
	if (!bytes_same(s->id, bytes_text("ES")))
		return fault_set(f, ST_INVALID, "SES_Header.ID: not ES");
	if (nel == 2)
		s->version = SES_V1;
	else
		s->version = s->header_version == 5 ? SES_V5 : SES_V4;
	if ((nel == 2 && s->header_version >= 4 && s->header_version <= 5) ||
	    (nel == 4 && s->header_version != 4 &&
	    s->header_version != 5) || (nel == 5 && s->header_version != 5))
		return fault_set(f, ST_INVALID,
		    "SESeal: %zu elements do not go with version %d", nel,
		    (int)s->header_version);
	return ST_OK;
}

static enum status
info_read(struct ses_seal *s, const struct der *info, size_t nel,
    struct fault *f)
{
	struct bytes	 in = info->body, picture;
	struct der	 header, id, property, pic;
	enum status	 st;

	s->info = info->whole;
	if (!der_take(&in, DER_SEQ, &header) || !der_take(&in, DER_IA5, &id) ||
	    !der_take(&in, DER_SEQ, &property) ||
	    !der_take(&in, DER_SEQ, &pic))
		return fault_set(f, ST_INVALID,
		    "SES_SealInfo: not header, esID, property, picture");
	s->es_id = id.body;
	picture = pic.body;
	if ((st = header_read(s, header.body, nel, f)) != ST_OK ||
	    (st = property_read(s, property.body, f)) != ST_OK ||
	    (st = ses_parts_read(&picture, picture_parts,
	    NITEMS(picture_parts), s, f)) != ST_OK ||
	    (st = ses_end(picture, "SES_ESPictureInfo", f)) != ST_OK ||
	    (st = ext_read(s, &in, f)) != ST_OK)
		return st;
	if (s->es_id.n == 0 || s->es_id.n > SES_PART || s->picture.n == 0)
		return fault_set(f, ST_INVALID,
		    "SES_SealInfo: esID or picture empty");
	return ses_end(in, "SES_SealInfo", f);
}

/* Version 1 keeps the maker's part in a SEQUENCE of its own. */
static enum status
sign_info_enter(struct ses_seal *s, struct bytes *in, struct fault *f)
{
	struct bytes	 inner;
	struct der	 d;
	enum status	 st;

	if (der_take(in, DER_BITS, &d)) {
		if (!der_bit_bytes(d.body, &inner) ||
		    (st = der_strict(inner, f)) != ST_OK)
			return fault_set(f, ST_INVALID,
			    "SESeal.signInfo: BIT STRING without DER");
		s->quirks |= SES_Q(SES_Q_SIGN_INFO_WRAPPED);
	} else {
		inner = *in;
	}
	if (!der_take(&inner, DER_SEQ, &d) || inner.n != 0)
		return fault_set(f, ST_INVALID,
		    "SESeal.signInfo: not one SEQUENCE");
	*in = d.body;
	return ST_OK;
}

/* M of version 1 is info, certificate and algorithm; of 4 and 5 the info. */
static void
signed_parts(struct ses_seal *s, struct bytes maker)
{
	struct der	 cert, alg;

	s->signed_part[0] = s->info;
	s->nsigned = 1;
	if (s->version != SES_V1 || !der_next(&maker, &cert) ||
	    !der_next(&maker, &alg))
		return;
	s->signed_part[1] = cert.whole;
	s->signed_part[2] = alg.whole;
	s->nsigned = 3;
}

static enum status
timestamp_read(struct bytes *in, struct bytes *out, struct fault *f)
{
	struct bytes	 inner;
	struct der	 d, bits;

	if (in->n == 0)
		return ST_OK;
	if (!der_take(in, DER_CTX(0), &d))
		return fault_set(f, ST_INVALID, "timeStamp: not [0]");
	inner = d.body;
	if (!der_take(&inner, DER_BITS, &bits) || inner.n != 0 ||
	    !der_bit_bytes(bits.body, out))
		return fault_set(f, ST_INVALID, "timeStamp: no BIT STRING");
	return ST_OK;
}

static enum status
seal_read(const struct der *outer, size_t nel, struct ses_seal *s,
    struct fault *f)
{
	struct bytes	 in = outer->body;
	struct der	 info;
	enum status	 st;

	s->whole = outer->whole;
	if ((nel != 2 && nel != 4 && nel != 5) ||
	    !der_take(&in, DER_SEQ, &info))
		return fault_set(f, ST_INVALID,
		    "SESeal: of no layout known (seal-format 1.4)");
	if ((st = info_read(s, &info, nel, f)) != ST_OK)
		return st;
	if (s->version == SES_V1 &&
	    (st = sign_info_enter(s, &in, f)) != ST_OK)
		return st;
	signed_parts(s, in);
	if ((st = ses_parts_read(&in, maker_parts, NITEMS(maker_parts), s,
	    f)) != ST_OK)
		return st;
	if (s->version == SES_V5 &&
	    (st = timestamp_read(&in, &s->timestamp, f)) != ST_OK)
		return st;
	s->quirks |= ses_signer_quirks(s->algorithm, s->signature);
	return ses_end(in, "SESeal", f);
}

enum status
ses_seal_read_at(struct bytes whole, struct ses_seal *out, struct fault *f)
{
	struct der	 outer;

	memset(out, 0, sizeof(*out));
	if (!der_take(&whole, DER_SEQ, &outer) || whole.n != 0)
		return fault_set(f, ST_INVALID, "SESeal: not one SEQUENCE");
	return seal_read(&outer, der_count(outer.body), out, f);
}

enum status
ses_seal_read(struct bytes in, struct ses_seal *out, struct fault *f)
{
	struct bytes	 padding;
	struct der	 outer;
	enum status	 st;
	size_t		 nel;

	memset(out, 0, sizeof(*out));
	if ((st = ses_outer(in, &outer, &nel, &padding, f)) != ST_OK)
		return st;
	if (padding.n > 0)
		out->quirks |= SES_Q(SES_Q_PADDING);
	return seal_read(&outer, nel, out, f);
}

/*
 * Composing a version 4 seal and signature (GB/T 38540-2020) from typed
 * fields.  What is packed is read again before it is handed out, so that
 * nothing leaves that we would not take ourselves.
 */
#include "base/limits.h"
#include "base/utf8.h"
#include "der/ses_local.h"

#define VERSION		4
#define WRITE_PROPERTY	1024	/* propertyInfo: a path in a document */

static void
ext_put(struct der_out *o, const struct ses_ext *ext, size_t n)
{
	der_begin(o, DER_SEQ);
	for (size_t i = 0; i < n; i++) {
		der_begin(o, DER_SEQ);
		der_put(o, DER_OID, ext[i].oid);
		if (ext[i].critical)
			der_put_bool(o, 1);
		der_put_octets(o, ext[i].value);
		der_end(o);
	}
	der_end(o);
}

static int
whole_second(int64_t ms)
{
	return ms >= 0 && ms % 1000 == 0;
}

static int
text_fits(const char *s, size_t max)
{
	return s != NULL && *s != '\0' && bytes_text(s).n <= max;
}

static enum status
seal_fields_check(const struct ses_seal_fields *s, struct fault *f)
{
	const char	*why = NULL;

	if (!text_fits(s->vid, SES_PART) || !text_fits(s->es_id, SES_PART) ||
	    !text_fits(s->name, SES_PART) || !text_fits(s->picture_type, 64))
		why = "Vid, esID, name or picture type empty or too long";
	else if (s->type < 0 || s->type > 65535)
		why = "type out of range";
	else if (s->ncerts == 0 || s->ncerts > SES_CERTS)
		why = "no signer, or too many";
	else if (!whole_second(s->create) || !whole_second(s->start) ||
	    !whole_second(s->end) || s->start >= s->end)
		why = "dates not whole seconds, or out of order";
	else if (s->picture.n == 0 || s->width < 1 || s->width > SES_SIDE ||
	    s->height < 1 || s->height > SES_SIDE)
		why = "picture empty, or its size out of range";
	else if (s->next > SES_EXTS)
		why = "too many extensions";
	if (why != NULL)
		return fault_set(f, ST_INVALID, "SES_SealInfo: %s", why);
	return ST_OK;
}

static void
property_put(struct der_out *o, const struct ses_seal_fields *s)
{
	der_begin(o, DER_SEQ);
	der_put_int(o, s->type);
	der_put_utf8(o, s->name);
	der_put_int(o, 1);			/* certListType */
	der_begin(o, DER_SEQ);
	for (size_t i = 0; i < s->ncerts; i++)
		der_put_octets(o, s->certs[i]);
	der_end(o);
	der_put_time(o, s->create);
	der_put_time(o, s->start);
	der_put_time(o, s->end);
	der_end(o);
}

enum status
ses_seal_info_write(const struct ses_seal_fields *s, struct buf *out,
    struct fault *f)
{
	struct der_out	 o;
	enum status	 st;

	if ((st = seal_fields_check(s, f)) != ST_OK)
		return st;
	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_begin(&o, DER_SEQ);
	der_put_ia5(&o, "ES");
	der_put_int(&o, VERSION);
	der_put_ia5(&o, s->vid);
	der_end(&o);
	der_put_ia5(&o, s->es_id);
	property_put(&o, s);
	der_begin(&o, DER_SEQ);
	der_put_ia5(&o, s->picture_type);
	der_put_octets(&o, s->picture);
	der_put_int(&o, s->width);
	der_put_int(&o, s->height);
	der_end(&o);
	if (s->next > 0)
		ext_put(&o, s->ext, s->next);
	der_end(&o);
	if (o.failed)
		return fault_set(f, ST_INVALID,
		    "SES_SealInfo: a text not of its kind");
	return der_out_end(&o, f);
}

enum status
ses_tbs_write(const struct ses_tbs_fields *t, struct buf *out,
    struct fault *f)
{
	struct ses_seal	 seal;
	struct der_out	 o;
	enum status	 st;

	if ((st = ses_seal_read(t->seal, &seal, f)) != ST_OK)
		return st;
	if (seal.version != SES_V4 || seal.whole.n != t->seal.n)
		return fault_set(f, ST_INVALID,
		    "TBS_Sign: the seal is not of version 4 (R-123)");
	if (!whole_second(t->time) || !text_fits(t->property,
	    WRITE_PROPERTY) || t->next > SES_EXTS)
		return fault_set(f, ST_INVALID,
		    "TBS_Sign: time, propertyInfo or extensions");
	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_int(&o, VERSION);
	der_put_raw(&o, t->seal);
	der_put_time(&o, t->time);
	der_put_bits(&o, bytes_of(t->data_hash, sizeof(t->data_hash)));
	der_put_ia5(&o, t->property);
	if (t->next > 0) {
		der_begin(&o, DER_CTX(0));
		ext_put(&o, t->ext, t->next);
		der_end(&o);
	}
	der_end(&o);
	if (o.failed)
		return fault_set(f, ST_INVALID,
		    "TBS_Sign: propertyInfo is not IA5");
	return der_out_end(&o, f);
}

/* SEQUENCE { first, OCTET STRING cert, OID, BIT STRING sig }. */
static enum status
pack(struct bytes first, struct bytes cert, struct bytes sig,
    struct buf *out, struct fault *f)
{
	struct der_out	 o;

	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_raw(&o, first);
	der_put_octets(&o, cert);
	der_put_oid(&o, OID_SM3_WITH_SM2);
	der_put_bits(&o, sig);
	der_end(&o);
	return der_out_end(&o, f);
}

enum status
ses_seal_write(struct bytes info, struct bytes maker_cert, struct bytes sig,
    struct buf *out, struct fault *f)
{
	const size_t	 before = out->n;
	struct ses_seal	 s;
	enum status	 st;

	if ((st = pack(info, maker_cert, sig, out, f)) != ST_OK)
		return st;
	if ((st = ses_seal_read(bytes_of(out->p + before, out->n - before),
	    &s, f)) != ST_OK)
		return st;
	if (s.version != SES_V4 || s.quirks != 0 ||
	    s.whole.n > LIMIT_SEAL)
		return fault_set(f, ST_INVALID,
		    "SESeal: not version 4, not plain, or too big");
	return ST_OK;
}

enum status
ses_signature_write(struct bytes tbs, struct bytes cert, struct bytes sig,
    struct buf *out, struct fault *f)
{
	const size_t		 before = out->n;
	struct ses_signature	 s;
	enum status		 st;

	if ((st = pack(tbs, cert, sig, out, f)) != ST_OK)
		return st;
	if ((st = ses_signature_read(bytes_of(out->p + before,
	    out->n - before), &s, f)) != ST_OK)
		return st;
	if (s.version != SES_V4 || s.quirks != 0)
		return fault_set(f, ST_INVALID,
		    "SES_Signature: not version 4, or not plain");
	return ST_OK;
}

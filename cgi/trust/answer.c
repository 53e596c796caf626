/* QR statements and status answers; see answer.h. */
#include <string.h>

#include "der/der.h"
#include "trust/answer.h"
#include "trust/signed.h"

#define VERSION 1

static void
begin(struct der_out *o, struct buf *tbs, enum oid type)
{
	der_out_start(o, tbs);
	der_begin(o, DER_SEQ);
	der_put_oid(o, type);
	der_put_int(o, VERSION);
}

enum status
answer_qr_write(const struct answer_qr *a, struct buf *tbs, struct fault *f)
{
	struct der_out	 o;

	begin(&o, tbs, OID_JY_QR);
	der_put_utf8(&o, a->handle);
	der_put_utf8(&o, a->request);
	der_put_utf8(&o, a->seal);
	der_put_octets(&o, bytes_of(a->document, SM3_LEN));
	der_put_time(&o, a->time);
	der_end(&o);
	return der_out_end(&o, f);
}

enum status
answer_status_write(const struct answer_status *a, struct buf *tbs,
    struct fault *f)
{
	struct der_out	 o;

	begin(&o, tbs, OID_JY_STATUS);
	der_put_utf8(&o, a->seal);
	der_put_utf8(&o, a->state);
	der_put_utf8(&o, a->nonce);
	der_put_time(&o, a->as_of);
	der_put_time(&o, a->time);
	der_end(&o);
	return der_out_end(&o, f);
}

enum status
answer_filing_write(const struct answer_filing *a, struct buf *tbs,
    struct fault *f)
{
	struct der_out	 o;

	begin(&o, tbs, OID_JY_FILING);
	der_put_utf8(&o, a->target);
	der_put_utf8(&o, a->filing);
	der_put_int(&o, a->revision);
	der_put_utf8(&o, a->kind);
	der_put_utf8(&o, a->seal);
	der_put_utf8(&o, a->name);
	der_put_utf8(&o, a->unit);
	der_put_time(&o, a->at);
	der_put_octets(&o, bytes_of(a->message, SM3_LEN));
	der_put_time(&o, a->time);
	der_end(&o);
	return der_out_end(&o, f);
}

/* --- reading ------------------------------------------------------------ */

/* Signature first, then type and version; *rest stands on the fields. */
static enum status
open_signed(struct bytes der, const unsigned char *pub, enum oid type,
    struct bytes *rest, struct fault *f)
{
	struct trust_signed	 s;
	struct der		 e;
	int64_t			 version;
	enum status		 st;

	if ((st = trust_verify_signed(der, ANSWER_MAX, pub, f)) != ST_OK ||
	    (st = trust_split(der, ANSWER_MAX, &s, f)) != ST_OK)
		return st;
	*rest = s.tbs;
	if (s.rest.n != 0 || !der_take(rest, DER_SEQ, &e) || rest->n != 0)
		return fault_set(f, ST_INVALID, "answer: malformed");
	*rest = e.body;
	if (!der_take(rest, DER_OID, &e) || !oid_is(e.body, type))
		return fault_set(f, ST_INVALID, "answer: of another kind");
	if (!der_take(rest, DER_INTEGER, &e) ||
	    !der_number(e.body, &version) || version != VERSION)
		return fault_set(f, ST_INVALID, "answer: version");
	return ST_OK;
}

static int
take(struct bytes *rest, char *out, size_t room)
{
	struct der	 e;

	if (!der_take(rest, DER_UTF8, &e) || e.body.n >= room ||
	    memchr(e.body.p, 0, e.body.n) != NULL)
		return 0;
	memcpy(out, e.body.p, e.body.n);
	out[e.body.n] = '\0';
	return 1;
}

static int
take_text(struct bytes *rest, char out[ANSWER_TEXT])
{
	return take(rest, out, ANSWER_TEXT);
}

static int
take_int(struct bytes *rest, int64_t *n)
{
	struct der	 e;

	return der_take(rest, DER_INTEGER, &e) && der_number(e.body, n);
}

static int
take_time(struct bytes *rest, int64_t *ms)
{
	struct der	 e;

	return der_take(rest, DER_TIME, &e) && der_moment(&e, ms);
}

static int
take_hash(struct bytes *rest, unsigned char out[SM3_LEN])
{
	struct der	 e;

	if (!der_take(rest, DER_OCTETS, &e) || e.body.n != SM3_LEN)
		return 0;
	memcpy(out, e.body.p, SM3_LEN);
	return 1;
}

enum status
answer_qr_read(struct bytes der, const unsigned char pub[SM2_PUBLIC],
    struct answer_qr *out, struct fault *f)
{
	struct bytes	 rest;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if ((st = open_signed(der, pub, OID_JY_QR, &rest, f)) != ST_OK)
		return st;
	if (!take_text(&rest, out->handle) ||
	    !take_text(&rest, out->request) || !take_text(&rest, out->seal) ||
	    !take_hash(&rest, out->document) ||
	    !take_time(&rest, &out->time) || rest.n != 0)
		return fault_set(f, ST_INVALID, "QR statement: malformed");
	return ST_OK;
}

enum status
answer_status_read(struct bytes der, const unsigned char pub[SM2_PUBLIC],
    struct answer_status *out, struct fault *f)
{
	struct bytes	 rest;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if ((st = open_signed(der, pub, OID_JY_STATUS, &rest, f)) != ST_OK)
		return st;
	if (!take_text(&rest, out->seal) || !take_text(&rest, out->state) ||
	    !take_text(&rest, out->nonce) || !take_time(&rest, &out->as_of) ||
	    !take_time(&rest, &out->time) || rest.n != 0)
		return fault_set(f, ST_INVALID, "status answer: malformed");
	return ST_OK;
}

enum status
answer_filing_read(struct bytes der, const unsigned char pub[SM2_PUBLIC],
    struct answer_filing *out, struct fault *f)
{
	struct bytes	 rest;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if ((st = open_signed(der, pub, OID_JY_FILING, &rest, f)) != ST_OK)
		return st;
	if (!take_text(&rest, out->target) ||
	    !take_text(&rest, out->filing) ||
	    !take_int(&rest, &out->revision) ||
	    !take_text(&rest, out->kind) || !take_text(&rest, out->seal) ||
	    !take(&rest, out->name, ANSWER_NAME) ||
	    !take_text(&rest, out->unit) || !take_time(&rest, &out->at) ||
	    !take_hash(&rest, out->message) ||
	    !take_time(&rest, &out->time) || rest.n != 0)
		return fault_set(f, ST_INVALID, "filing: malformed");
	return ST_OK;
}

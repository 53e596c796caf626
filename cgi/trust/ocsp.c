/* Naming certificates for OCSP, and writing requests and answers; see ocsp.h. */
#include <string.h>

#include <openssl/evp.h>

#include "base/clock.h"
#include "base/limits.h"
#include "trust/cert_local.h"
#include "trust/crl_local.h"
#include "trust/ocsp_local.h"
#include "trust/signed.h"

const struct ocsp_hash_row ocsp_hashes[OCSP_HASH__N] = {
	[OCSP_SHA1] = { OID_SHA1, 20, "SHA1" },
	[OCSP_SHA256] = { OID_SHA256, 32, "SHA256" },
	[OCSP_SM3] = { OID_SM3, 32, "SM3" },
};

size_t
ocsp_hash_size(enum ocsp_hash hash)
{
	return hash < OCSP_HASH__N ? ocsp_hashes[hash].size : 0;
}

enum status
ocsp_digest(enum ocsp_hash hash, struct bytes in,
    unsigned char out[OCSP_DIGEST], struct fault *f)
{
	EVP_MD		*md;
	unsigned	 n = 0;
	int		 ok;

	md = EVP_MD_fetch(NULL, ocsp_hashes[hash].name, NULL);
	ok = md != NULL && EVP_Digest(in.p, in.n, out, &n, md, NULL) == 1 &&
	    n == ocsp_hashes[hash].size;
	EVP_MD_free(md);
	return ok ? ST_OK : fault_set(f, ST_BROKEN, "OCSP: digest");
}

/* --- ids ----------------------------------------------------------------- */

static enum status
issuer_hashes(const struct cert *issuer, enum ocsp_hash hash,
    struct ocsp_id *out, struct fault *f)
{
	enum status	 st;

	st = ocsp_digest(hash, issuer->subject_der, out->name, f);
	return st == ST_OK ? ocsp_digest(hash,
	    bytes_of(issuer->key, SM2_PUBLIC), out->key, f) : st;
}

enum status
ocsp_id_make(const struct cert *issuer, enum ocsp_hash hash,
    struct bytes serial, struct ocsp_id *out, struct fault *f)
{
	struct ocsp_id	 id = { .hash = hash };

	serial = serial_trim(serial);	/* may be out's own */
	if (hash >= OCSP_HASH__N || serial.n == 0 || serial.n > CERT_SERIAL)
		return fault_set(f, ST_INVALID, "OCSP: serial or hash");
	id.nhash = ocsp_hashes[hash].size;
	memcpy(id.serial, serial.p, serial.n);
	id.nserial = serial.n;
	*out = id;
	return issuer_hashes(issuer, hash, out, f);
}

int
ocsp_id_is_of(const struct ocsp_id *id, const struct cert *issuer)
{
	struct ocsp_id	 own = { .hash = id->hash };

	return id->hash < OCSP_HASH__N &&
	    issuer_hashes(issuer, id->hash, &own, NULL) == ST_OK &&
	    memcmp(own.name, id->name, id->nhash) == 0 &&
	    memcmp(own.key, id->key, id->nhash) == 0;
}

int
ocsp_id_same(const struct ocsp_id *a, const struct ocsp_id *b)
{
	return a->hash == b->hash && a->nserial == b->nserial &&
	    memcmp(a->name, b->name, a->nhash) == 0 &&
	    memcmp(a->key, b->key, a->nhash) == 0 &&
	    memcmp(a->serial, b->serial, a->nserial) == 0;
}

/*
 * NULL parameters with every hash: what askers write, and some compare the
 * whole of it with what comes back.
 */
static void
put_id(struct der_out *o, const struct ocsp_id *id)
{
	der_begin(o, DER_SEQ);
	der_begin(o, DER_SEQ);
	der_put_oid(o, ocsp_hashes[id->hash].oid);
	der_put_null(o);
	der_end(o);
	der_put_octets(o, bytes_of(id->name, id->nhash));
	der_put_octets(o, bytes_of(id->key, id->nhash));
	der_put_unsigned(o, bytes_of(id->serial, id->nserial));
	der_end(o);
}

void
ocsp_request_write(const struct ocsp_id *id, struct buf *out)
{
	struct der_out	 o;
	int		 depth;

	der_out_start(&o, out);
	for (depth = 0; depth < 4; depth++)	/* 4.1.1, without options */
		der_begin(&o, DER_SEQ);
	put_id(&o, id);
	for (depth = 0; depth < 4; depth++)
		der_end(&o);
	if (der_out_end(&o, NULL) != ST_OK)
		out->failed = 1;
}

/* --- answers ------------------------------------------------------------- */

static void
put_state(struct der_out *o, const struct ocsp_answer *a)
{
	if (a->state != OCSP_REVOKED) {
		der_put(o, DER_CTX_PRIM(a->state == OCSP_GOOD ? 0 : 2),
		    bytes_of("", 0));
		return;
	}
	der_begin(o, DER_CTX(1));
	der_put_time(o, a->revoked_at);
	if (a->reason != CRL_UNSPECIFIED) {
		der_begin(o, DER_CTX(0));
		der_put_enum(o, a->reason);
		der_end(o);
	}
	der_end(o);
}

static void
put_single(struct der_out *o, const struct ocsp_answer *a)
{
	der_begin(o, DER_SEQ);
	put_id(o, &a->id);
	put_state(o, a);
	der_put_time(o, a->this_update);
	der_begin(o, DER_CTX(0));
	der_put_time(o, a->next_update);
	der_end(o);
	der_end(o);
}

static int
is_second(int64_t ms)
{
	return ms >= 0 && ms < CERT_TIME_END && ms % MS_SECOND == 0;
}

static int
is_sound(const struct ocsp_answer *a)
{
	if (a->id.hash >= OCSP_HASH__N || a->id.nserial == 0 ||
	    a->id.nhash != ocsp_hashes[a->id.hash].size ||
	    a->state >= OCSP_STATE__N)
		return 0;
	if (a->state == OCSP_REVOKED && (!reason_is_known(a->reason) ||
	    a->revoked_at < 0 || a->revoked_at >= CERT_TIME_END))
		return 0;
	return is_second(a->produced) && is_second(a->this_update) &&
	    is_second(a->next_update) && a->next_update > a->this_update;
}

enum status
ocsp_tbs_write(const struct ocsp_answer *a,
    const unsigned char responder[SM2_PUBLIC], struct buf *out,
    struct fault *f)
{
	unsigned char	 key[OCSP_DIGEST];
	struct der_out	 o;
	enum status	 st;

	if (!is_sound(a))
		return fault_set(f, ST_INVALID, "OCSP: id, state or times");
	/* 4.2.2.3: KeyHash is SHA-1, whatever the CertID has */
	st = ocsp_digest(OCSP_SHA1, bytes_of(responder, SM2_PUBLIC), key, f);
	if (st != ST_OK)
		return st;
	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_begin(&o, DER_CTX(2));
	der_put_octets(&o, bytes_of(key, OCSP_KEY_HASH));
	der_end(&o);
	der_put_time(&o, a->produced);
	der_begin(&o, DER_SEQ);
	put_single(&o, a);
	der_end(&o);
	der_end(&o);
	return der_out_end(&o, f);
}

enum status
ocsp_wrap(struct bytes tbs, struct bytes sig, struct bytes cert,
    struct buf *out, struct fault *f)
{
	struct der_out	 o;
	struct buf	 basic;
	enum status	 st;

	buf_init(&basic, OCSP_RESPONSE);
	if ((st = trust_wrap_with(tbs, sig, cert, &basic, f)) == ST_OK) {
		der_out_start(&o, out);
		der_begin(&o, DER_SEQ);
		der_put_enum(&o, OCSP_SUCCESSFUL);
		der_begin(&o, DER_CTX(0));
		der_begin(&o, DER_SEQ);
		der_put_oid(&o, OID_OCSP_BASIC);
		der_put_octets(&o, buf_view(&basic));
		der_end(&o);
		der_end(&o);
		der_end(&o);
		st = der_out_end(&o, f);
	}
	buf_free(&basic);
	return st;
}

void
ocsp_refuse(enum ocsp_refusal why, struct buf *out)
{
	struct der_out	 o;

	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_enum(&o, why);
	der_end(&o);
	if (der_out_end(&o, NULL) != ST_OK)
		out->failed = 1;
}

const char *
ocsp_refusal_name(int why)
{
	static const char *const names[] = {
		[OCSP_SUCCESSFUL] = "successful",
		[OCSP_MALFORMED] = "malformedRequest",
		[OCSP_INTERNAL] = "internalError",
		[OCSP_TRY_LATER] = "tryLater",
		[OCSP_SIG_REQUIRED] = "sigRequired",
		[OCSP_UNAUTHORIZED] = "unauthorized",
	};

	return why < 0 || (size_t)why >= NITEMS(names) ? NULL : names[why];
}

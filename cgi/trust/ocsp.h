/*
 * OCSP (RFC 6960) as its light-weight profile has it (RFC 5019): whether a
 * certificate of a CA is good, revoked or unknown, signed by a responder the
 * CA itself named.  Signed with SM2 and SM3; a certificate is named by SHA-1
 * (the profile), SHA-256 or SM3 of its issuer.
 *
 * Requests are strangers' bytes: small, strict DER, one certificate.  The
 * nonce is not copied (RFC 5019, 4): answers are made ahead and given to all,
 * so that a flood of questions costs no signature; how old one is it says
 * itself.  A signature of the asker is not looked at: everybody may ask.
 */
#ifndef TRUST_OCSP_H
#define TRUST_OCSP_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/limits.h"
#include "der/oid.h"
#include "trust/cert.h"

#define OCSP_REQUEST	4096	/* bytes: one CertID is 110, a signed one 2,000 */
#define OCSP_RESPONSE	(LIMIT_CERT + 8 * KIB)	/* with its certificate */
#define OCSP_DIGEST	32	/* of the longest hash taken */
#define OCSP_PATH	"/ocsp"	/* below JIANYIN_URL */

/* How a CertID hashes its issuer's name and key. */
enum ocsp_hash { OCSP_SHA1, OCSP_SHA256, OCSP_SM3, OCSP_HASH__N };

/* CertID: a certificate, named by its issuer and serial. */
struct ocsp_id {
	enum ocsp_hash	 hash;
	size_t		 nhash;			/* 20 or 32 */
	unsigned char	 name[OCSP_DIGEST], key[OCSP_DIGEST];
	unsigned char	 serial[CERT_SERIAL];	/* without leading zeros */
	size_t		 nserial;
};

/* Name a certificate of this issuer; ST_INVALID: no serial. */
enum status	 ocsp_id_make(const struct cert *issuer, enum ocsp_hash hash,
		    struct bytes serial, struct ocsp_id *out,
		    struct fault *f);
/* 1 if the id names this issuer, by name and key. */
int		 ocsp_id_is_of(const struct ocsp_id *id,
		    const struct cert *issuer);
int		 ocsp_id_same(const struct ocsp_id *a, const struct ocsp_id *b);
/* Bytes of its digests; 0 outside the list. */
size_t		 ocsp_hash_size(enum ocsp_hash hash);

/* --- requests ------------------------------------------------------------ */

/*
 * What is asked.  ST_INVALID: malformed.  ST_ABSENT: well formed, but nothing
 * we could answer: several certificates at once (RFC 5019 2.1.1 has one), or
 * another hash.
 */
enum status	 ocsp_request_read(struct bytes der, struct ocsp_id *out,
		    struct fault *f);
void		 ocsp_request_write(const struct ocsp_id *id,
		    struct buf *out);

/* --- answers ------------------------------------------------------------- */

enum ocsp_state { OCSP_GOOD, OCSP_REVOKED, OCSP_UNKNOWN, OCSP_STATE__N };

struct ocsp_answer {
	struct ocsp_id	 id;
	enum ocsp_state	 state;
	int64_t		 revoked_at;		/* ms, where OCSP_REVOKED */
	enum crl_reason	 reason;
	int64_t		 produced;		/* ms, whole seconds */
	int64_t		 this_update, next_update;
};

/*
 * Append the ResponseData of a responder, named by its key.  ST_INVALID where
 * a time is not whole (but revoked_at, which is cut), next <= this, or the
 * reason is none of a list's.  Sign it, then ocsp_wrap.
 */
enum status	 ocsp_tbs_write(const struct ocsp_answer *a,
		    const unsigned char responder[SM2_PUBLIC],
		    struct buf *out, struct fault *f);
/* The whole OCSPResponse, the responder's certificate in it. */
enum status	 ocsp_wrap(struct bytes tbs, struct bytes sig,
		    struct bytes cert, struct buf *out, struct fault *f);

/* OCSPResponseStatus: why there is no answer; unsigned (RFC 5019 2.2.3). */
enum ocsp_refusal {
	OCSP_SUCCESSFUL = 0,
	OCSP_MALFORMED = 1,		/* no request */
	OCSP_INTERNAL = 2,
	OCSP_TRY_LATER = 3,
	OCSP_SIG_REQUIRED = 5,		/* never ours */
	OCSP_UNAUTHORIZED = 6		/* not a certificate of ours */
};
void		 ocsp_refuse(enum ocsp_refusal why, struct buf *out);
/* "tryLater"; NULL outside the list. */
const char	*ocsp_refusal_name(int why);

/* A response taken apart, not verified; borrowed from what came. */
struct ocsp_response {
	int		 refusal;	/* enum ocsp_refusal */
	struct bytes	 basic;		/* BasicOCSPResponse, if successful */
	struct bytes	 tbs, responses;
	unsigned char	 responder[20];	/* byKey; not set where by name */
	struct bytes	 name;		/* byName */
	struct bytes	 certs;		/* Certificates behind each other */
	int64_t		 produced;
};
enum status	 ocsp_response_read(struct bytes der,
		    struct ocsp_response *out, struct fault *f);
/* The next SingleResponse of *rest (.responses); 0 at the end. */
int		 ocsp_next(struct bytes *rest, struct ocsp_answer *out);

/*
 * Read and verify an answer about "id", whose CA the caller trusts.  Signed by
 * the CA, or by a responder whose certificate stands in the answer, was issued
 * by the CA directly, is for OCSPSigning and in force when the answer was made
 * (RFC 6960 4.2.2.2); it is not asked further about, as ocsp-nocheck says.
 * In force at "at" (thisUpdate to nextUpdate, CHAIN_CLOCK apart).
 *
 * ST_INVALID: malformed, not signed so, of another certificate, or over.
 * ST_DENIED: the responder gave none, the fault says why.
 */
enum status	 ocsp_check(struct bytes der, const struct cert *issuer,
		    const struct ocsp_id *id, int64_t at,
		    struct ocsp_answer *out, struct fault *f);

#endif

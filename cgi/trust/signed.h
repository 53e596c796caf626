/*
 * What certificates, CRLs, certificate requests, OCSP basic responses and
 * our statements have in common (RFC 5280, 4.1):
 *
 *	SEQUENCE { tbs ANY, alg AlgorithmIdentifier, sig BIT STRING, ... }
 *
 * signed with SM2 and SM3 (1.2.156.10197.1.501) under the user id of sm.h.
 * The bytes verified are the bytes received; nothing is encoded again.
 */
#ifndef TRUST_SIGNED_H
#define TRUST_SIGNED_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "sm/sm.h"

/* The parts, borrowed from the DER they were read from. */
struct trust_signed {
	struct bytes	 tbs;		/* whole TLV, what is signed */
	struct bytes	 alg;		/* whole TLV */
	struct bytes	 sig;		/* content of the BIT STRING, DER */
	struct bytes	 rest;		/* elements behind it, mostly none */
};

/*
 * Take apart: ST_INVALID unless strict DER of at most "max" bytes with the
 * SM2-with-SM3 algorithm (parameters absent or NULL) and a signature of
 * whole bytes.  Does not verify.
 */
enum status	 trust_split(struct bytes der, size_t max,
		    struct trust_signed *out, struct fault *f);
/* The same and verify with the issuer's public key (04 || x || y). */
enum status	 trust_verify_signed(struct bytes der, size_t max,
		    const unsigned char pub[SM2_PUBLIC], struct fault *f);
/* Content of an AlgorithmIdentifier: SM2 with SM3, no or NULL parameters. */
int		 trust_is_sm2_with_sm3(struct bytes alg);
/*
 * Append SEQUENCE { tbs, SM2-with-SM3, sig } to out; "sig" is DER as
 * sm2_sign gives it.  This wraps a certificate, a CRL and a request alike.
 */
enum status	 trust_wrap(struct bytes tbs, struct bytes sig,
		    struct buf *out, struct fault *f);
/*
 * The same with its signer's certificate behind it, as [0] { SEQUENCE OF
 * Certificate } (RFC 6960, 4.2.1): an OCSP answer, the list of seals.
 */
enum status	 trust_wrap_with(struct bytes tbs, struct bytes sig,
		    struct bytes cert, struct buf *out, struct fault *f);

/*
 * PEM (RFC 7468).  Reading takes DER as it is or the first block with the
 * label ("CERTIFICATE"), base64 strict but for line ends; ST_INVALID else.
 */
enum status	 trust_pem_read(struct bytes in, const char *label,
		    struct buf *out, struct fault *f);
void		 trust_pem_write(struct bytes der, const char *label,
		    struct buf *out);

#endif

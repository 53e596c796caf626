/*
 * The package (印章加密数据包, R-137, R-138) a seal is delivered in to the
 * device that made its key: GM messages (GM/T 0010, GB/T 35275) one in the
 * other.
 *
 *	SignedData 6.1.4.2.2, one signer: the maker, without attributes, over
 *	the content octets of
 *	EnvelopedData 6.1.4.2.3, one recipient: who holds the key of the seal's
 *	certificate (its issuer and number), SM4-CBC, around
 *	Content ::= SEQUENCE { version INTEGER (1), request UTF8String,
 *	    code UTF8String, seal OCTET STRING, SEQUENCE OF OCTET STRING }
 *
 * The last are certificates, the seal's first, then what leads from it and
 * from the maker's to the root.  There is no key in it: the device made that
 * itself and it has never left it.  SM4-CBC has no MAC; the signature covers
 * all that is encrypted, and is verified before anything is opened.
 */
#ifndef TRUST_PACKAGE_H
#define TRUST_PACKAGE_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/limits.h"
#include "sm/sm.h"
#include "trust/cert.h"

#define PACKAGE_CERTS	8
#define PACKAGE_MAX	(LIMIT_SEAL + (PACKAGE_CERTS + 2) * LIMIT_CERT)

struct package_content {
	struct bytes	 request, code;	/* UTF-8 */
	struct bytes	 seal;		/* SESeal */
	struct bytes	 certs[PACKAGE_CERTS];
	size_t		 ncerts;
};

/* --- writing ------------------------------------------------------------- */

enum status	 package_content_write(const struct package_content *c,
		    struct buf *out, struct fault *f);
/* EnvelopedData for the holder of "to"'s key, under a new SM4 key. */
enum status	 package_envelope_write(const struct cert *to,
		    struct bytes content, struct buf *out, struct fault *f);
/* What the maker signs of it. */
struct bytes	 package_signed_part(struct bytes envelope);
enum status	 package_wrap(struct bytes envelope, const struct cert *maker,
		    struct bytes sig, struct buf *out, struct fault *f);

/* --- reading ------------------------------------------------------------- */

struct package {			/* borrowed from the DER */
	struct bytes	 maker;		/* its certificate */
	struct bytes	 issuer;	/* Name of the recipient's */
	struct bytes	 serial;	/* its number, big-endian */
	struct bytes	 key;		/* SM2Cipher of the SM4 key */
	struct bytes	 iv, cipher;
};

/*
 * Strict, at most PACKAGE_MAX, and signed by the certificate in it: who that
 * is the caller judges.  ST_INVALID says what is wrong.
 */
enum status	 package_read(struct bytes der, struct package *out,
		    struct fault *f);
/* With the SM4 key its device has decrypted; ST_INVALID with another. */
enum status	 package_open(const struct package *p,
		    const unsigned char key[SM4_KEY], struct buf *content,
		    struct fault *f);
enum status	 package_content_read(struct bytes content,
		    struct package_content *out, struct fault *f);

#endif

/* What reading and writing OCSP share; for "trust" alone. */
#ifndef TRUST_OCSP_LOCAL_H
#define TRUST_OCSP_LOCAL_H

#include "trust/ocsp.h"

#define OCSP_KEY_HASH 20	/* RFC 6960 4.2.1: KeyHash, SHA-1 */

struct ocsp_hash_row {
	enum oid	 oid;
	size_t		 size;
	const char	*name;		/* OpenSSL's */
};
extern const struct ocsp_hash_row ocsp_hashes[OCSP_HASH__N];

enum status	 ocsp_digest(enum ocsp_hash hash, struct bytes in,
		    unsigned char out[OCSP_DIGEST], struct fault *f);

#endif

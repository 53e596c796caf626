/* What the files of "sm" share: fetched once, and OpenSSL's complaints. */
#ifndef SM_LOCAL_H
#define SM_LOCAL_H

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include "base/bytes.h"
#include "base/fault.h"

/* The algorithms by name, fetched once per process; NULL where missing. */
const EVP_MD	*sm_md(void);
const EVP_CIPHER *sm_ctr(void);
/* HMAC-SM3 begun with a key, the caller frees it; NULL: no memory. */
EVP_MAC_CTX	*sm_hmac(struct bytes key);
EVP_KDF		*sm_kdf(void);
/* The curve of GB/T 32918.5. */
const EC_GROUP	*sm_curve(void);

/* "what", OpenSSL's own reason behind it, its queue emptied; gives st. */
enum status	 sm_fault(struct fault *f, enum status st, const char *what);

#endif

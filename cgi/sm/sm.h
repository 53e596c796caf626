/*
 * SM2, SM3 and SM4 through OpenSSL's EVP.  The user id is always set, to
 * the 1234567812345678 of GM/T 0009: OpenSSL 3.0 would take an empty one.
 */
#ifndef SM_SM_H
#define SM_SM_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/fault.h"

#define SM3_LEN		32
#define SM2_PUBLIC	65		/* 04 || x || y */
#define SM2_PRIVATE	32
#define SM2_RAW		64		/* r || s */
#define SM2_DER_MAX	72		/* SEQUENCE { r, s } */
#define SM_USER_ID	"1234567812345678"

/* SM3, whole or in pieces.  Failing means memory: ST_BROKEN. */
enum status	 sm3(struct bytes data, unsigned char out[SM3_LEN]);
struct sm3;
struct sm3	*sm3_new(void);			/* NULL without memory */
int		 sm3_add(struct sm3 *h, struct bytes data);	/* 1 if taken */
int		 sm3_end(struct sm3 *h, unsigned char out[SM3_LEN]);
struct sm3	*sm3_copy(const struct sm3 *h);	/* state so far */
void		 sm3_free(struct sm3 *h);

enum status	 sm3_hmac(struct bytes key, struct bytes data,
		    unsigned char out[SM3_LEN]);
/* HKDF with SM3 (RFC 5869 shape): n bytes for the purpose "info". */
enum status	 sm3_hkdf(struct bytes key, struct bytes salt,
		    const char *info, unsigned char *out, size_t n);
/* PBKDF2-HMAC-SM3. */
enum status	 sm3_pbkdf2(struct bytes secret, struct bytes salt,
		    unsigned rounds, unsigned char *out, size_t n);

/* A key pair, or a public key alone. */
struct sm2;
/* 1 where these are an uncompressed point of the curve; makes no key. */
int		 sm2_is_point(const unsigned char pub[SM2_PUBLIC]);
enum status	 sm2_generate(struct sm2 **out, struct fault *f);
/* Refuses a point that is not on the curve. */
enum status	 sm2_from_public(const unsigned char pub[SM2_PUBLIC],
		    struct sm2 **out, struct fault *f);
/* From the private number; the public point is computed. */
enum status	 sm2_from_private(const unsigned char d[SM2_PRIVATE],
		    struct sm2 **out, struct fault *f);
/* From both, where they are known to belong together: a third the time. */
enum status	 sm2_from_pair(const unsigned char d[SM2_PRIVATE],
		    const unsigned char pub[SM2_PUBLIC], struct sm2 **out,
		    struct fault *f);
/* From a file of another system's: PKCS#8, PKCS#12, EC key; PEM or DER.
 * ST_DENIED: not read, as with a wrong password; ST_INVALID: not SM2. */
enum status	 sm2_from_file(struct bytes file, const char *password,
		    struct sm2 **out, struct fault *f);
enum status	 sm2_public(const struct sm2 *key,
		    unsigned char pub[SM2_PUBLIC], struct fault *f);
/* The private number, to be wrapped at once and wiped. */
enum status	 sm2_private(const struct sm2 *key,
		    unsigned char d[SM2_PRIVATE], struct fault *f);
void		 sm2_free(struct sm2 *key);

/* Sign a message (Z is put before it); DER into sig, length into *n. */
enum status	 sm2_sign(const struct sm2 *key, struct bytes msg,
		    unsigned char sig[SM2_DER_MAX], size_t *n,
		    struct fault *f);
/* ST_INVALID where the signature does not fit; DER or raw 64 bytes. */
enum status	 sm2_verify(const struct sm2 *key, struct bytes msg,
		    struct bytes sig, struct fault *f);
/* e = SM3(Z || M), what devices sign (GM/T 0018). */
enum status	 sm2_e(const unsigned char pub[SM2_PUBLIC], struct bytes msg,
		    unsigned char e[SM3_LEN], struct fault *f);
enum status	 sm2_sign_e(const struct sm2 *key,
		    const unsigned char e[SM3_LEN],
		    unsigned char sig[SM2_DER_MAX], size_t *n,
		    struct fault *f);
enum status	 sm2_verify_e(const struct sm2 *key,
		    const unsigned char e[SM3_LEN], struct bytes sig,
		    struct fault *f);
/* DER <-> raw r || s; the DER is strict. */
enum status	 sm2_to_raw(struct bytes der, unsigned char raw[SM2_RAW],
		    struct fault *f);
enum status	 sm2_to_der(const unsigned char raw[SM2_RAW],
		    unsigned char der[SM2_DER_MAX], size_t *n,
		    struct fault *f);
/* Encrypt a short secret to a public key: SM2Cipher, GM/T 0009. */
#define SM2_CIPHER_MAX(n) ((n) + 128)
enum status	 sm2_encrypt(const struct sm2 *key, struct bytes plain,
		    unsigned char *out, size_t room, size_t *n,
		    struct fault *f);
enum status	 sm2_decrypt(const struct sm2 *key, struct bytes cipher,
		    unsigned char *out, size_t room, size_t *n,
		    struct fault *f);

/*
 * An envelope: SM4-CTR, then HMAC-SM3 over version, iv, context and
 * ciphertext; both keys by HKDF from one of 32 bytes.  "context" is bound
 * but not carried (a record's id, so that envelopes cannot be swapped).
 */
#define SM_BOX_KEY	32
#define SM_BOX_MORE	(1 + 16 + SM3_LEN)	/* bytes it is longer */
enum status	 sm_box_seal(const unsigned char key[SM_BOX_KEY],
		    const char *context, struct bytes plain,
		    unsigned char *out, struct fault *f);
/* out has n - SM_BOX_MORE bytes; ST_INVALID where the MAC does not fit. */
enum status	 sm_box_open(const unsigned char key[SM_BOX_KEY],
		    const char *context, struct bytes box,
		    unsigned char *out, struct fault *f);

/*
 * SM4-CBC with padding (GB/T 35275), without a MAC: for what is signed as a
 * whole.  Sealing: out has n + SM4_IV bytes.  Opening: out has as many as
 * came; ST_INVALID with another key.
 */
#define SM4_KEY		16
#define SM4_IV		16
/* Two blocks in ECB, a private number in an SM2EnvelopedKey (GB/T 35276). */
enum status	 sm4_ecb_open(const unsigned char key[SM4_KEY],
		    struct bytes cipher, unsigned char out[SM2_PRIVATE],
		    struct fault *f);
enum status	 sm4_cbc_seal(const unsigned char key[SM4_KEY],
		    const unsigned char iv[SM4_IV], struct bytes plain,
		    unsigned char *out, size_t *n, struct fault *f);
enum status	 sm4_cbc_open(const unsigned char key[SM4_KEY],
		    const unsigned char iv[SM4_IV], struct bytes cipher,
		    unsigned char *out, size_t *n, struct fault *f);

#endif

/*
 * Signing, verifying, encrypting with SM2 (GB/T 32918, GM/T 0009).  The id
 * is set before the first byte: set later, OpenSSL 3.0 signs with an empty
 * one (stack.md 1.2).  Results are compared to 1 throughout.
 */
#include <string.h>

#include <openssl/err.h>

#include "sm/local.h"
#include "sm/sm2_local.h"

#define USER_ID_LEN	(sizeof(SM_USER_ID) - 1)

/* A digest context with the key and the id in it; *p is freed after m. */
static EVP_MD_CTX *
context_new(const struct sm2 *key, EVP_PKEY_CTX **p)
{
	EVP_MD_CTX	*m = EVP_MD_CTX_new();

	*p = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
	if (m != NULL && *p != NULL &&
	    EVP_PKEY_CTX_set1_id(*p, SM_USER_ID, USER_ID_LEN) == 1) {
		EVP_MD_CTX_set_pkey_ctx(m, *p);
		return m;
	}
	EVP_MD_CTX_free(m);
	return NULL;
}

static const unsigned char *
some(struct bytes b)
{
	return b.n == 0 ? (const unsigned char *)"" : b.p;
}

enum status
sm2_sign(const struct sm2 *key, struct bytes msg,
    unsigned char sig[SM2_DER_MAX], size_t *n, struct fault *f)
{
	EVP_PKEY_CTX	*p = NULL;
	EVP_MD_CTX	*m = NULL;
	enum status	 st = ST_OK;

	*n = 0;
	if (!key->private)
		return fault_set(f, ST_INVALID, "SM2 key: no private part");
	*n = SM2_DER_MAX;
	if ((m = context_new(key, &p)) == NULL ||
	    EVP_DigestSignInit_ex(m, NULL, "SM3", NULL, NULL, key->pkey,
	    NULL) != 1 ||
	    EVP_DigestSign(m, sig, n, some(msg), msg.n) != 1) {
		*n = 0;
		st = sm_fault(f, ST_BROKEN, "SM2: cannot sign");
	}
	EVP_MD_CTX_free(m);
	EVP_PKEY_CTX_free(p);
	return st;
}

/* Either spelling to the one OpenSSL is given. */
static enum status
signature_der(struct bytes sig, unsigned char der[SM2_DER_MAX], size_t *n,
    struct fault *f)
{
	unsigned char	 raw[SM2_RAW];
	enum status	 st;

	if (sig.n == SM2_RAW)
		memcpy(raw, sig.p, SM2_RAW);
	else if ((st = sm2_to_raw(sig, raw, f)) != ST_OK)
		return st;
	return sm2_to_der(raw, der, n, f);
}

enum status
sm2_verify(const struct sm2 *key, struct bytes msg, struct bytes sig,
    struct fault *f)
{
	unsigned char	 der[SM2_DER_MAX];
	EVP_PKEY_CTX	*p = NULL;
	EVP_MD_CTX	*m = NULL;
	enum status	 st;
	size_t		 n;

	if ((st = signature_der(sig, der, &n, f)) != ST_OK)
		return st;
	if ((m = context_new(key, &p)) == NULL ||
	    EVP_DigestVerifyInit_ex(m, NULL, "SM3", NULL, NULL, key->pkey,
	    NULL) != 1)
		st = sm_fault(f, ST_BROKEN, "SM2: cannot verify");
	else if (EVP_DigestVerify(m, der, n, some(msg), msg.n) != 1)
		st = sm_fault(f, ST_INVALID, "SM2: signature does not fit");
	EVP_MD_CTX_free(m);
	EVP_PKEY_CTX_free(p);
	return st;
}

/* ENTL, the id, and a, b, xG, yG of the curve (GB/T 32918.5). */
static const unsigned char z_head[] = {
	0x00, 0x80,
	'1', '2', '3', '4', '5', '6', '7', '8',
	'1', '2', '3', '4', '5', '6', '7', '8',
	0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc,
	0x28, 0xe9, 0xfa, 0x9e, 0x9d, 0x9f, 0x5e, 0x34,
	0x4d, 0x5a, 0x9e, 0x4b, 0xcf, 0x65, 0x09, 0xa7,
	0xf3, 0x97, 0x89, 0xf5, 0x15, 0xab, 0x8f, 0x92,
	0xdd, 0xbc, 0xbd, 0x41, 0x4d, 0x94, 0x0e, 0x93,
	0x32, 0xc4, 0xae, 0x2c, 0x1f, 0x19, 0x81, 0x19,
	0x5f, 0x99, 0x04, 0x46, 0x6a, 0x39, 0xc9, 0x94,
	0x8f, 0xe3, 0x0b, 0xbf, 0xf2, 0x66, 0x0b, 0xe1,
	0x71, 0x5a, 0x45, 0x89, 0x33, 0x4c, 0x74, 0xc7,
	0xbc, 0x37, 0x36, 0xa2, 0xf4, 0xf6, 0x77, 0x9c,
	0x59, 0xbd, 0xce, 0xe3, 0x6b, 0x69, 0x21, 0x53,
	0xd0, 0xa9, 0x87, 0x7c, 0xc6, 0x2a, 0x47, 0x40,
	0x02, 0xdf, 0x32, 0xe5, 0x21, 0x39, 0xf0, 0xa0,
};

enum status
sm2_e(const unsigned char pub[SM2_PUBLIC], struct bytes msg,
    unsigned char e[SM3_LEN], struct fault *f)
{
	unsigned char	 z[SM3_LEN];
	struct sm3	*h = sm3_new();
	enum status	 st = ST_BROKEN;

	if (sm3_add(h, bytes_of(z_head, sizeof(z_head))) &&
	    sm3_add(h, bytes_of(pub + 1, SM2_PUBLIC - 1)) && sm3_end(h, z)) {
		sm3_free(h);
		h = sm3_new();
		if (sm3_add(h, bytes_of(z, sizeof(z))) && sm3_add(h, msg) &&
		    sm3_end(h, e))
			st = ST_OK;
	}
	sm3_free(h);
	return st == ST_OK ? st : sm_fault(f, st, "SM2: no digest e");
}

enum status
sm2_sign_e(const struct sm2 *key, const unsigned char e[SM3_LEN],
    unsigned char sig[SM2_DER_MAX], size_t *n, struct fault *f)
{
	EVP_PKEY_CTX	*p;
	enum status	 st = ST_OK;

	*n = 0;
	if (!key->private)
		return fault_set(f, ST_INVALID, "SM2 key: no private part");
	*n = SM2_DER_MAX;
	p = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
	if (p == NULL || EVP_PKEY_sign_init(p) != 1 ||
	    EVP_PKEY_sign(p, sig, n, e, SM3_LEN) != 1) {
		*n = 0;
		st = sm_fault(f, ST_BROKEN, "SM2: cannot sign e");
	}
	EVP_PKEY_CTX_free(p);
	return st;
}

enum status
sm2_verify_e(const struct sm2 *key, const unsigned char e[SM3_LEN],
    struct bytes sig, struct fault *f)
{
	unsigned char	 der[SM2_DER_MAX];
	EVP_PKEY_CTX	*p;
	enum status	 st;
	size_t		 n;

	if ((st = signature_der(sig, der, &n, f)) != ST_OK)
		return st;
	p = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
	if (p == NULL || EVP_PKEY_verify_init(p) != 1)
		st = sm_fault(f, ST_BROKEN, "SM2: cannot verify e");
	else if (EVP_PKEY_verify(p, der, n, e, SM3_LEN) != 1)
		st = sm_fault(f, ST_INVALID, "SM2: signature does not fit");
	EVP_PKEY_CTX_free(p);
	return st;
}

enum status
sm2_encrypt(const struct sm2 *key, struct bytes plain, unsigned char *out,
    size_t room, size_t *n, struct fault *f)
{
	EVP_PKEY_CTX	*p;
	enum status	 st = ST_OK;
	size_t		 need = 0;

	*n = 0;
	if (plain.n == 0)
		return fault_set(f, ST_INVALID, "SM2: nothing to encrypt");
	p = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
	if (p == NULL || EVP_PKEY_encrypt_init(p) != 1 ||
	    EVP_PKEY_encrypt(p, NULL, &need, plain.p, plain.n) != 1 ||
	    need > room) {
		st = sm_fault(f, ST_BROKEN, "SM2: no room for the cipher");
	} else {
		*n = room;
		if (EVP_PKEY_encrypt(p, out, n, plain.p, plain.n) != 1) {
			*n = 0;
			st = sm_fault(f, ST_BROKEN, "SM2: cannot encrypt");
		}
	}
	EVP_PKEY_CTX_free(p);
	return st;
}

/* The outer header says exactly how long the whole is: nothing behind it. */
static int
cipher_is_whole(struct bytes c)
{
	if (c.n < 100 || c.p[0] != 0x30)
		return 0;
	if (c.p[1] < 0x80)
		return c.n == 2 + (size_t)c.p[1];
	if (c.p[1] == 0x81)
		return c.p[2] >= 0x80 && c.n == 3 + (size_t)c.p[2];
	return c.p[1] == 0x82 && c.p[2] != 0 &&
	    c.n == 4 + ((size_t)c.p[2] << 8 | c.p[3]);
}

enum status
sm2_decrypt(const struct sm2 *key, struct bytes cipher, unsigned char *out,
    size_t room, size_t *n, struct fault *f)
{
	EVP_PKEY_CTX	*p;
	enum status	 st = ST_OK;
	size_t		 need = 0;

	*n = 0;
	if (!key->private)
		return fault_set(f, ST_INVALID, "SM2 key: no private part");
	if (!cipher_is_whole(cipher))
		return fault_set(f, ST_INVALID,
		    "SM2: not one SM2Cipher (GM/T 0009 7.2)");
	p = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
	if (p == NULL || EVP_PKEY_decrypt_init(p) != 1) {
		st = sm_fault(f, ST_BROKEN, "SM2: cannot decrypt");
	} else if (EVP_PKEY_decrypt(p, NULL, &need, cipher.p,
	    cipher.n) != 1 || need > room) {
		st = sm_fault(f, ST_INVALID, "SM2: cipher of a wrong size");
	} else {
		*n = room;
		if (EVP_PKEY_decrypt(p, out, n, cipher.p, cipher.n) != 1) {
			*n = 0;
			st = sm_fault(f, ST_INVALID,
			    "SM2: the cipher does not open");
		}
	}
	EVP_PKEY_CTX_free(p);
	return st;
}

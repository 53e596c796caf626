/*
 * SM3 (GM/T 0004, GB/T 32905) and what is built of it: HMAC, HKDF, PBKDF2.
 */
#include <limits.h>
#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include "sm/local.h"
#include "sm/sm.h"

struct sm3 {
	EVP_MD_CTX	*ctx;
	int		 ended;
};

enum status
sm3(struct bytes data, unsigned char out[SM3_LEN])
{
	const EVP_MD	*md = sm_md();
	unsigned	 n = 0;

	if (md != NULL && EVP_Digest(data.n == 0 ? (const void *)"" : data.p,
	    data.n, out, &n, md, NULL) == 1 && n == SM3_LEN)
		return ST_OK;
	ERR_clear_error();
	return ST_BROKEN;
}

struct sm3 *
sm3_new(void)
{
	struct sm3	*h = calloc(1, sizeof(*h));

	if (h != NULL && sm_md() != NULL &&
	    (h->ctx = EVP_MD_CTX_new()) != NULL &&
	    EVP_DigestInit_ex(h->ctx, sm_md(), NULL) == 1)
		return h;
	ERR_clear_error();
	sm3_free(h);
	return NULL;
}

int
sm3_add(struct sm3 *h, struct bytes data)
{
	if (h == NULL || h->ended)
		return 0;
	if (data.n == 0 || EVP_DigestUpdate(h->ctx, data.p, data.n) == 1)
		return 1;
	ERR_clear_error();
	h->ended = 1;		/* a piece is missing: no digest any more */
	return 0;
}

int
sm3_end(struct sm3 *h, unsigned char out[SM3_LEN])
{
	unsigned	 n = 0;

	if (h == NULL || h->ended)
		return 0;
	h->ended = 1;
	if (EVP_DigestFinal_ex(h->ctx, out, &n) == 1 && n == SM3_LEN)
		return 1;
	ERR_clear_error();
	return 0;
}

struct sm3 *
sm3_copy(const struct sm3 *h)
{
	struct sm3	*c;

	if (h == NULL || h->ended || (c = calloc(1, sizeof(*c))) == NULL)
		return NULL;
	if ((c->ctx = EVP_MD_CTX_new()) != NULL &&
	    EVP_MD_CTX_copy_ex(c->ctx, h->ctx) == 1)
		return c;
	ERR_clear_error();
	sm3_free(c);
	return NULL;
}

void
sm3_free(struct sm3 *h)
{
	if (h == NULL)
		return;
	EVP_MD_CTX_free(h->ctx);
	free(h);
}

enum status
sm3_hmac(struct bytes key, struct bytes data, unsigned char out[SM3_LEN])
{
	EVP_MAC_CTX	*ctx = sm_hmac(key);
	size_t		 n = 0;
	int		 ok;

	ok = ctx != NULL &&
	    (data.n == 0 || EVP_MAC_update(ctx, data.p, data.n) == 1) &&
	    EVP_MAC_final(ctx, out, &n, SM3_LEN) == 1 && n == SM3_LEN;
	EVP_MAC_CTX_free(ctx);
	ERR_clear_error();
	return ok ? ST_OK : ST_BROKEN;
}

/* OSSL_PARAM wants pointers it may write through, but only reads here. */
static OSSL_PARAM
octets(const char *name, struct bytes b)
{
	return OSSL_PARAM_construct_octet_string(name,
	    (void *)(uintptr_t)(b.n == 0 ? (const void *)"" : b.p), b.n);
}

enum status
sm3_hkdf(struct bytes key, struct bytes salt, const char *info,
    unsigned char *out, size_t n)
{
	char		 name[] = "SM3";
	EVP_KDF_CTX	*ctx = NULL;
	enum status	 st = ST_BROKEN;
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name,
		    0),
		octets(OSSL_KDF_PARAM_KEY, key),
		octets(OSSL_KDF_PARAM_SALT, salt),
		octets(OSSL_KDF_PARAM_INFO, bytes_text(info)),
		OSSL_PARAM_construct_end(),
	};

	if (sm_kdf() != NULL && (ctx = EVP_KDF_CTX_new(sm_kdf())) != NULL &&
	    EVP_KDF_derive(ctx, out, n, params) == 1)
		st = ST_OK;
	EVP_KDF_CTX_free(ctx);
	ERR_clear_error();
	return st;
}

enum status
sm3_pbkdf2(struct bytes secret, struct bytes salt, unsigned rounds,
    unsigned char *out, size_t n)
{
	const EVP_MD	*md = sm_md();

	if (md != NULL && secret.n <= INT_MAX && salt.n <= INT_MAX &&
	    rounds > 0 && rounds <= INT_MAX && n > 0 && n <= INT_MAX &&
	    PKCS5_PBKDF2_HMAC(secret.n == 0 ? "" : (const char *)secret.p,
	    (int)secret.n,
	    salt.n == 0 ? (const unsigned char *)"" : salt.p, (int)salt.n,
	    (int)rounds, md, (int)n, out) == 1)
		return ST_OK;
	ERR_clear_error();
	return ST_BROKEN;
}

/*
 * Algorithms are looked up once: a look-up by name costs as much as hashing
 * a short text, making the curve as much as a third of a signature.  They
 * live as long as the process and are only read, so threads share them.
 */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>

#include "sm/local.h"

static CRYPTO_ONCE	 once = CRYPTO_ONCE_STATIC_INIT;
static EVP_MD		*md;
static EVP_CIPHER	*ctr;
static EVP_MAC_CTX	*hmac;
static EVP_KDF		*kdf;
static EC_GROUP		*curve;

/* HMAC-SM3 without a key; even its digest is looked up by name. */
static EVP_MAC_CTX *
hmac_prepare(void)
{
	char			 name[] = "SM3";
	const OSSL_PARAM	 params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name,
		    0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC		*mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX	*ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);

	EVP_MAC_free(mac);
	if (ctx != NULL && EVP_MAC_CTX_set_params(ctx, params) == 1)
		return ctx;
	EVP_MAC_CTX_free(ctx);
	return NULL;
}

static void
fetch(void)
{
	md = EVP_MD_fetch(NULL, "SM3", NULL);
	ctr = EVP_CIPHER_fetch(NULL, "SM4-CTR", NULL);
	hmac = hmac_prepare();
	kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	curve = EC_GROUP_new_by_curve_name(NID_sm2);
	ERR_clear_error();
}

const EVP_MD *
sm_md(void)
{
	return CRYPTO_THREAD_run_once(&once, fetch) == 1 ? md : NULL;
}

const EVP_CIPHER *
sm_ctr(void)
{
	return CRYPTO_THREAD_run_once(&once, fetch) == 1 ? ctr : NULL;
}

EVP_MAC_CTX *
sm_hmac(struct bytes key)
{
	EVP_MAC_CTX	*ctx;

	if (CRYPTO_THREAD_run_once(&once, fetch) != 1 || hmac == NULL ||
	    (ctx = EVP_MAC_CTX_dup(hmac)) == NULL)
		return NULL;
	if (EVP_MAC_init(ctx, key.n == 0 ? (const unsigned char *)"" : key.p,
	    key.n, NULL) == 1)
		return ctx;
	EVP_MAC_CTX_free(ctx);
	return NULL;
}

EVP_KDF *
sm_kdf(void)
{
	return CRYPTO_THREAD_run_once(&once, fetch) == 1 ? kdf : NULL;
}

const EC_GROUP *
sm_curve(void)
{
	return CRYPTO_THREAD_run_once(&once, fetch) == 1 ? curve : NULL;
}

/* The oldest entry of the queue is the cause; the rest are its echoes. */
enum status
sm_fault(struct fault *f, enum status st, const char *what)
{
	unsigned long	 code = ERR_get_error();
	char		 why[160] = "no reason given";

	if (code != 0)
		ERR_error_string_n(code, why, sizeof(why));
	ERR_clear_error();
	return fault_set(f, st, "%s: %s", what, why);
}

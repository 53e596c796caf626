/*
 * Algorithms are looked up once: a look-up by name costs as much as hashing
 * a short text, making the curve as much as a third of a signature.  They
 * live as long as the process and are only read, so threads share them.
 */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include "sm/local.h"

static CRYPTO_ONCE	 once = CRYPTO_ONCE_STATIC_INIT;
static EVP_MD		*md;
static EVP_CIPHER	*ctr;
static EVP_MAC		*mac;
static EVP_KDF		*kdf;
static EC_GROUP		*curve;

static void
fetch(void)
{
	md = EVP_MD_fetch(NULL, "SM3", NULL);
	ctr = EVP_CIPHER_fetch(NULL, "SM4-CTR", NULL);
	mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
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

EVP_MAC *
sm_mac(void)
{
	return CRYPTO_THREAD_run_once(&once, fetch) == 1 ? mac : NULL;
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

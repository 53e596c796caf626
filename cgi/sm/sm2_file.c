/*
 * A private key from a file of another system's: PKCS#8, encrypted or
 * not, PKCS#12, or an EC private key; PEM or DER.  Of a stranger's own choice
 * is only that it is on the SM2 curve; the rest is OpenSSL's reader.
 */
#include <string.h>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "base/wipe.h"
#include "sm/local.h"
#include "sm/sm2_local.h"

#define FILE_MAX (64 * 1024)	/* a PKCS#12 with a chain is below ten */

static int
give_password(char *buf, int room, int writing, void *arg)
{
	const char	*password = arg;
	const size_t	 n = password == NULL ? 0 : strlen(password);

	(void)writing;
	if (password == NULL || n >= (size_t)room)
		return -1;
	memcpy(buf, password, n);
	return (int)n;
}

static EVP_PKEY *
read_p12(BIO *in, const char *password)
{
	PKCS12		*p12 = d2i_PKCS12_bio(in, NULL);
	EVP_PKEY	*key = NULL;
	X509		*cert = NULL;

	if (p12 != NULL && PKCS12_parse(p12, password, &key, &cert, NULL) != 1)
		key = NULL;
	X509_free(cert);
	PKCS12_free(p12);
	return key;
}

static EVP_PKEY *
read_any(struct bytes file, char *password)
{
	BIO		*in = BIO_new_mem_buf(file.p, (int)file.n);
	EVP_PKEY	*key = NULL;

	if (in != NULL && file.p[0] == '-')
		key = PEM_read_bio_PrivateKey(in, NULL, give_password,
		    password);
	if (in != NULL && key == NULL && file.p[0] != '-') {
		key = d2i_PrivateKey_bio(in, NULL);
		if (key == NULL && BIO_reset(in) == 1)
			key = d2i_PKCS8PrivateKey_bio(in, NULL,
			    give_password, password);
		if (key == NULL && BIO_reset(in) == 1)
			key = read_p12(in, password);
	}
	BIO_free(in);
	return key;
}

/* Whatever type OpenSSL gave it, the curve decides. */
static int
is_on_curve(const EVP_PKEY *key)
{
	char	 group[32] = "";
	size_t	 n = 0;

	return EVP_PKEY_get_utf8_string_param(key,
	    OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof(group), &n) == 1 &&
	    strcmp(group, "SM2") == 0;
}

enum status
sm2_from_file(struct bytes file, const char *password, struct sm2 **out,
    struct fault *f)
{
	unsigned char	 d[SM2_PRIVATE];
	char		 secret[256] = "";
	EVP_PKEY	*key = NULL;
	BIGNUM		*n = NULL;
	enum status	 st = ST_OK;

	*out = NULL;
	if (file.n == 0 || file.n > FILE_MAX ||
	    strlen(password) >= sizeof(secret))
		return fault_set(f, ST_INVALID, "key file: %zu bytes",
		    file.n);
	strncpy(secret, password, sizeof(secret) - 1);
	key = read_any(file, secret);
	wipe(secret, sizeof(secret));
	if (key == NULL)
		st = sm_fault(f, ST_DENIED, "key file: not read");
	else if (!is_on_curve(key))
		st = sm_fault(f, ST_INVALID, "key file: not an SM2 key");
	else if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &n) !=
	    1 || BN_bn2binpad(n, d, sizeof(d)) != sizeof(d))
		st = sm_fault(f, ST_INVALID, "key file: no private number");
	else
		st = sm2_from_private(d, out, f);
	wipe(d, sizeof(d));
	BN_clear_free(n);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return st;
}

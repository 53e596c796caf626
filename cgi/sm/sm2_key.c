/*
 * SM2 keys.  A key is of OpenSSL's type SM2, never EC: an EC key on the same
 * curve would sign plain ECDSA without a word (stack.md 1.2).
 */
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

#include "base/wipe.h"
#include "sm/local.h"
#include "sm/sm2_local.h"

void
sm2_free(struct sm2 *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_free(key->pkey);
	free(key);
}

/* The point OpenSSL keeps, always uncompressed. */
static int
public_read(const EVP_PKEY *pkey, unsigned char pub[SM2_PUBLIC])
{
	size_t	 n = 0;

	return EVP_PKEY_get_octet_string_param(pkey, OSSL_PKEY_PARAM_PUB_KEY,
	    pub, SM2_PUBLIC, &n) == 1 && n == SM2_PUBLIC && pub[0] == 0x04;
}

/* Wrap what OpenSSL made; takes pkey over, also when it fails. */
static enum status
key_wrap(EVP_PKEY *pkey, int private, struct sm2 **out, struct fault *f)
{
	struct sm2	*key = NULL;

	if (pkey == NULL || !EVP_PKEY_is_a(pkey, "SM2") ||
	    (key = calloc(1, sizeof(*key))) == NULL ||
	    !public_read(pkey, key->pub)) {
		EVP_PKEY_free(pkey);
		free(key);
		return sm_fault(f, ST_BROKEN, "SM2 key: cannot be kept");
	}
	key->pkey = pkey;
	key->private = private;
	*out = key;
	return ST_OK;
}

enum status
sm2_generate(struct sm2 **out, struct fault *f)
{
	*out = NULL;
	return key_wrap(EVP_PKEY_Q_keygen(NULL, NULL, "SM2"), 1, out, f);
}

int
sm2_is_point(const unsigned char pub[SM2_PUBLIC])
{
	const EC_GROUP	*curve = sm_curve();
	EC_POINT	*q = curve == NULL ? NULL : EC_POINT_new(curve);
	int		 yes;

	/* reading it looks whether the equation holds (SEC 1, 2.3.4) */
	yes = q != NULL && pub[0] == 0x04 &&
	    EC_POINT_oct2point(curve, q, pub, SM2_PUBLIC, NULL) == 1;
	EC_POINT_free(q);
	ERR_clear_error();
	return yes;
}

/* From the point, and the private number where d is not NULL. */
static EVP_PKEY *
key_from(const unsigned char pub[SM2_PUBLIC], const BIGNUM *d)
{
	OSSL_PARAM_BLD	*bld = OSSL_PARAM_BLD_new();
	OSSL_PARAM	*params = NULL;
	EVP_PKEY_CTX	*ctx = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
	EVP_PKEY	*pkey = NULL;

	if (bld == NULL || ctx == NULL ||
	    OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME,
	    "SM2", 0) != 1 ||
	    OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY,
	    pub, SM2_PUBLIC) != 1 ||
	    (d != NULL && OSSL_PARAM_BLD_push_BN(bld,
	    OSSL_PKEY_PARAM_PRIV_KEY, d) != 1) ||
	    (params = OSSL_PARAM_BLD_to_param(bld)) == NULL ||
	    EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &pkey,
	    d == NULL ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR, params) != 1)
		pkey = NULL;
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

enum status
sm2_from_public(const unsigned char pub[SM2_PUBLIC], struct sm2 **out,
    struct fault *f)
{
	EVP_PKEY	*pkey;

	*out = NULL;
	if (pub[0] != 0x04)
		return fault_set(f, ST_INVALID,
		    "SM2 public key: not an uncompressed point");
	if ((pkey = key_from(pub, NULL)) == NULL)
		return sm_fault(f, ST_INVALID,
		    "SM2 public key: not a point of the curve");
	return key_wrap(pkey, 0, out, f);
}

/* d must lie in 1 .. n-2 (GB/T 32918.1 6.1). */
static int
private_fits(const EC_GROUP *group, const BIGNUM *d)
{
	BIGNUM	*top = BN_dup(EC_GROUP_get0_order(group));
	int	 fits;

	fits = top != NULL && BN_sub_word(top, 1) == 1 && !BN_is_zero(d) &&
	    BN_cmp(d, top) < 0;
	BN_free(top);
	return fits;
}

static int
public_compute(const EC_GROUP *group, const BIGNUM *d,
    unsigned char pub[SM2_PUBLIC])
{
	EC_POINT	*q = EC_POINT_new(group);
	int		 ok;

	ok = q != NULL && EC_POINT_mul(group, q, d, NULL, NULL, NULL) == 1 &&
	    EC_POINT_point2oct(group, q, POINT_CONVERSION_UNCOMPRESSED, pub,
	    SM2_PUBLIC, NULL) == SM2_PUBLIC;
	EC_POINT_free(q);
	return ok;
}

/* "pub" NULL: it is computed. */
static enum status
from_number(const unsigned char d[SM2_PRIVATE], const unsigned char *pub,
    struct sm2 **out, struct fault *f)
{
	const EC_GROUP	*group = sm_curve();
	BIGNUM		*n = BN_secure_new();
	unsigned char	 made[SM2_PUBLIC];
	enum status	 st;

	*out = NULL;
	if (group == NULL || n == NULL ||
	    BN_bin2bn(d, SM2_PRIVATE, n) == NULL) {
		st = sm_fault(f, ST_BROKEN, "SM2 private key: no memory");
		goto out;
	}
	BN_set_flags(n, BN_FLG_CONSTTIME);
	if (!private_fits(group, n))
		st = fault_set(f, ST_INVALID,
		    "SM2 private key: outside 1..n-2 (GB/T 32918.1)");
	else if (pub == NULL && !public_compute(group, n, made))
		st = sm_fault(f, ST_BROKEN, "SM2 private key: no point");
	else
		st = key_wrap(key_from(pub == NULL ? made : pub, n), 1, out,
		    f);
out:
	BN_clear_free(n);
	return st;
}

enum status
sm2_from_private(const unsigned char d[SM2_PRIVATE], struct sm2 **out,
    struct fault *f)
{
	return from_number(d, NULL, out, f);
}

enum status
sm2_from_pair(const unsigned char d[SM2_PRIVATE],
    const unsigned char pub[SM2_PUBLIC], struct sm2 **out, struct fault *f)
{
	*out = NULL;
	if (!sm2_is_point(pub))
		return fault_set(f, ST_INVALID,
		    "SM2 public key: not a point of the curve");
	return from_number(d, pub, out, f);
}

enum status
sm2_public(const struct sm2 *key, unsigned char pub[SM2_PUBLIC],
    struct fault *f)
{
	(void)f;
	memcpy(pub, key->pub, SM2_PUBLIC);
	return ST_OK;
}

enum status
sm2_private(const struct sm2 *key, unsigned char d[SM2_PRIVATE],
    struct fault *f)
{
	BIGNUM		*n = BN_secure_new();
	enum status	 st = ST_OK;

	if (!key->private)
		st = fault_set(f, ST_INVALID, "SM2 key: no private part");
	else if (n == NULL || EVP_PKEY_get_bn_param(key->pkey,
	    OSSL_PKEY_PARAM_PRIV_KEY, &n) != 1 ||
	    BN_bn2binpad(n, d, SM2_PRIVATE) != SM2_PRIVATE)
		st = sm_fault(f, ST_BROKEN, "SM2 key: private part unread");
	BN_clear_free(n);
	return st;
}

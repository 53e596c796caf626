/*
 * SM4 in CBC with PKCS#7 padding, as GM messages carry it (GB/T 35275); it
 * has no MAC: what is opened must have been signed as a whole.
 */
#include <limits.h>

#include "sm/local.h"
#include "sm/sm.h"

enum status
sm4_cbc_seal(const unsigned char key[SM4_KEY], const unsigned char iv[SM4_IV],
    struct bytes plain, unsigned char *out, size_t *n, struct fault *f)
{
	EVP_CIPHER_CTX	*ctx = EVP_CIPHER_CTX_new();
	EVP_CIPHER	*cbc = EVP_CIPHER_fetch(NULL, "SM4-CBC", NULL);
	int		 done = 0, more = 0, ok = 0;

	if (ctx != NULL && cbc != NULL && plain.n < INT_MAX - SM4_IV &&
	    EVP_EncryptInit_ex(ctx, cbc, NULL, key, iv) == 1 &&
	    EVP_EncryptUpdate(ctx, out, &done, plain.p, (int)plain.n) == 1 &&
	    EVP_EncryptFinal_ex(ctx, out + done, &more) == 1)
		ok = 1;
	EVP_CIPHER_free(cbc);
	EVP_CIPHER_CTX_free(ctx);
	*n = (size_t)done + (size_t)more;
	return ok ? ST_OK : sm_fault(f, ST_BROKEN, "SM4-CBC");
}

enum status
sm4_cbc_open(const unsigned char key[SM4_KEY], const unsigned char iv[SM4_IV],
    struct bytes cipher, unsigned char *out, size_t *n, struct fault *f)
{
	EVP_CIPHER_CTX	*ctx;
	EVP_CIPHER	*cbc;
	int		 done = 0, more = 0, ok = 0, begun = 0;

	*n = 0;
	if (cipher.n == 0 || cipher.n % SM4_IV != 0 || cipher.n > INT_MAX)
		return fault_set(f, ST_INVALID, "SM4-CBC: %zu bytes",
		    cipher.n);
	ctx = EVP_CIPHER_CTX_new();
	cbc = EVP_CIPHER_fetch(NULL, "SM4-CBC", NULL);
	if (ctx != NULL && cbc != NULL &&
	    EVP_DecryptInit_ex(ctx, cbc, NULL, key, iv) == 1) {
		begun = 1;
		ok = EVP_DecryptUpdate(ctx, out, &done, cipher.p,
		    (int)cipher.n) == 1 &&
		    EVP_DecryptFinal_ex(ctx, out + done, &more) == 1;
	}
	EVP_CIPHER_free(cbc);
	EVP_CIPHER_CTX_free(ctx);
	if (!ok)
		return sm_fault(f, begun ? ST_INVALID : ST_BROKEN,
		    "SM4-CBC");
	*n = (size_t)done + (size_t)more;
	return ST_OK;
}

enum status
sm4_ecb_open(const unsigned char key[SM4_KEY], struct bytes cipher,
    unsigned char out[SM2_PRIVATE], struct fault *f)
{
	EVP_CIPHER_CTX	*ctx = EVP_CIPHER_CTX_new();
	EVP_CIPHER	*ecb = EVP_CIPHER_fetch(NULL, "SM4-ECB", NULL);
	int		 done = 0, more = 0, ok;

	ok = ctx != NULL && ecb != NULL && cipher.n == SM2_PRIVATE &&
	    EVP_DecryptInit_ex(ctx, ecb, NULL, key, NULL) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_DecryptUpdate(ctx, out, &done, cipher.p, (int)cipher.n) == 1 &&
	    EVP_DecryptFinal_ex(ctx, out + done, &more) == 1 &&
	    done + more == SM2_PRIVATE;
	EVP_CIPHER_free(ecb);
	EVP_CIPHER_CTX_free(ctx);
	return ok ? ST_OK : sm_fault(f, ST_INVALID, "SM4-ECB");
}

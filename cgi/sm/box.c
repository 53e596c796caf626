/*
 * The envelope: version 1, iv 16, ciphertext, MAC 32.  The MAC covers the
 * version, the iv, the context with its length before it (so that nothing
 * can slide between context and ciphertext) and the ciphertext.
 */
#include <limits.h>

#include <openssl/crypto.h>

#include "base/id.h"
#include "base/wipe.h"
#include "sm/local.h"
#include "sm/sm.h"

#define BOX_VERSION	1
#define BOX_IV		16
#define BOX_HEAD	(1 + BOX_IV)
#define CIPHER_KEY	16

_Static_assert(BOX_HEAD + SM3_LEN == SM_BOX_MORE, "sm.h says how much");

struct box_keys {
	unsigned char	 cipher[CIPHER_KEY];
	unsigned char	 mac[SM3_LEN];
};

static enum status
keys_derive(const unsigned char key[SM_BOX_KEY], struct box_keys *out)
{
	const struct bytes	 k = bytes_of(key, SM_BOX_KEY);
	const struct bytes	 none = bytes_of(NULL, 0);

	if (sm3_hkdf(k, none, "jianyin box SM4-CTR", out->cipher,
	    sizeof(out->cipher)) != ST_OK)
		return ST_BROKEN;
	return sm3_hkdf(k, none, "jianyin box HMAC-SM3", out->mac,
	    sizeof(out->mac));
}

/* CTR is its own inverse: one function for both ways. */
static int
cipher_run(const struct box_keys *keys, const unsigned char iv[BOX_IV],
    const unsigned char *in, size_t n, unsigned char *out)
{
	EVP_CIPHER_CTX	*ctx = NULL;
	int		 done = 0, more = 0, ok = 0;

	if (n <= INT_MAX && sm_ctr() != NULL &&
	    (ctx = EVP_CIPHER_CTX_new()) != NULL &&
	    EVP_EncryptInit_ex(ctx, sm_ctr(), NULL, keys->cipher, iv) == 1 &&
	    (n == 0 || EVP_EncryptUpdate(ctx, out, &done, in, (int)n) == 1) &&
	    EVP_EncryptFinal_ex(ctx, out + done, &more) == 1)
		ok = more == 0 && (size_t)done == n;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

static int
mac_run(const struct box_keys *keys, const char *context,
    const unsigned char head[BOX_HEAD], struct bytes cipher,
    unsigned char out[SM3_LEN])
{
	const struct bytes	 ctxt = bytes_text(context);
	const unsigned char	 len[4] = { (unsigned char)(ctxt.n >> 24),
	    (unsigned char)(ctxt.n >> 16), (unsigned char)(ctxt.n >> 8),
	    (unsigned char)ctxt.n };
	EVP_MAC_CTX		*ctx = sm_hmac(bytes_of(keys->mac,
				    sizeof(keys->mac)));
	size_t			 n = 0;
	int			 ok = 0;

	if (ctxt.n <= INT_MAX && ctx != NULL &&
	    EVP_MAC_update(ctx, head, BOX_HEAD) == 1 &&
	    EVP_MAC_update(ctx, len, sizeof(len)) == 1 &&
	    (ctxt.n == 0 || EVP_MAC_update(ctx, ctxt.p, ctxt.n) == 1) &&
	    (cipher.n == 0 || EVP_MAC_update(ctx, cipher.p, cipher.n) == 1) &&
	    EVP_MAC_final(ctx, out, &n, SM3_LEN) == 1)
		ok = n == SM3_LEN;
	EVP_MAC_CTX_free(ctx);
	return ok;
}

enum status
sm_box_seal(const unsigned char key[SM_BOX_KEY], const char *context,
    struct bytes plain, unsigned char *out, struct fault *f)
{
	struct box_keys	 keys;
	enum status	 st = ST_OK;

	out[0] = BOX_VERSION;
	random_bytes(out + 1, BOX_IV);
	if (keys_derive(key, &keys) != ST_OK ||
	    !cipher_run(&keys, out + 1, plain.p, plain.n, out + BOX_HEAD) ||
	    !mac_run(&keys, context, out,
	    bytes_of(out + BOX_HEAD, plain.n), out + BOX_HEAD + plain.n))
		st = sm_fault(f, ST_BROKEN, "box: cannot seal");
	wipe(&keys, sizeof(keys));
	return st;
}

/* The MAC is judged before a byte is deciphered. */
enum status
sm_box_open(const unsigned char key[SM_BOX_KEY], const char *context,
    struct bytes box, unsigned char *out, struct fault *f)
{
	unsigned char	 mac[SM3_LEN];
	struct box_keys	 keys;
	struct bytes	 cipher;
	enum status	 st = ST_OK;

	if (box.n < SM_BOX_MORE || box.p[0] != BOX_VERSION)
		return fault_set(f, ST_INVALID, "box: not an envelope of ours");
	cipher = bytes_of(box.p + BOX_HEAD, box.n - SM_BOX_MORE);
	if (keys_derive(key, &keys) != ST_OK ||
	    !mac_run(&keys, context, box.p, cipher, mac))
		st = sm_fault(f, ST_BROKEN, "box: cannot check");
	else if (CRYPTO_memcmp(mac, cipher.p + cipher.n, SM3_LEN) != 0)
		st = fault_set(f, ST_INVALID, "box: the MAC does not fit");
	else if (!cipher_run(&keys, box.p + 1, cipher.p, cipher.n, out))
		st = sm_fault(f, ST_BROKEN, "box: cannot open");
	wipe(&keys, sizeof(keys));
	return st;
}

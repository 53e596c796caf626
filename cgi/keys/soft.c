/*
 * The software device.  A private number exists in clear only
 * in OpenSSL's locked heap while its key is open, and for a moment on the
 * stack, wiped.  Two kinds of blob:
 *	1 || box				under the store key
 *	2 || rounds (4) || salt (16) || box	under PIN and store key
 * In the box are the number and its point, which would else be computed
 * with each opening, as long as a signature.
 */
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "base/wipe.h"
#include "keys/device.h"
#include "keys/limits.h"
#include "keys/vault.h"

#define PLAIN_BLOB	1
#define PIN_BLOB	2
#define SALT		16
#define PIN_HEAD	(1 + 4 + SALT)
#define PAIR		(SM2_PRIVATE + SM2_PUBLIC)
#define BOX		(PAIR + SM_BOX_MORE)
#define PLAIN_MAX	256	/* short secrets only */

struct soft {
	unsigned char	 store_key[SM_BOX_KEY];
	unsigned	 rounds;
};

/* --- keys that wrap ----------------------------------------------------- */

static enum status
store_subkey(const struct soft *s, const char *purpose,
    unsigned char out[32], struct fault *f)
{
	if (sm3_hkdf(bytes_of(s->store_key, sizeof(s->store_key)),
	    bytes_of("jianyin store", 13), purpose, out, 32) != ST_OK)
		return fault_set(f, ST_BROKEN, "key derivation failed");
	return ST_OK;
}

/* PBKDF2 of the PIN, then together with the store key: neither suffices. */
static enum status
pin_key(const struct soft *s, struct bytes pin, const unsigned char *salt,
    unsigned rounds, const char *purpose, unsigned char out[32],
    struct fault *f)
{
	unsigned char	 both[64];
	enum status	 st;

	st = store_subkey(s, purpose, both + 32, f);
	if (st == ST_OK && sm3_pbkdf2(pin, bytes_of(salt, SALT), rounds,
	    both, 32) != ST_OK)
		st = fault_set(f, ST_BROKEN, "PIN derivation failed");
	if (st == ST_OK && sm3_hkdf(bytes_of(both, sizeof(both)),
	    bytes_of(salt, SALT), purpose, out, 32) != ST_OK)
		st = fault_set(f, ST_BROKEN, "key derivation failed");
	wipe(both, sizeof(both));
	return st;
}

/* --- key pairs ---------------------------------------------------------- */

static enum status
pair_wrap(const struct soft *s, const char *context, struct bytes pin,
    const unsigned char pair[PAIR], struct buf *out, struct fault *f)
{
	unsigned char	 kek[32], salt[SALT], box[BOX];
	enum status	 st;

	if (pin.n == 0) {
		st = store_subkey(s, "keys", kek, f);
		buf_byte(out, PLAIN_BLOB);
	} else {
		random_bytes(salt, sizeof(salt));
		st = pin_key(s, pin, salt, s->rounds, "persons", kek, f);
		buf_byte(out, PIN_BLOB);
		buf_u32(out, s->rounds);
		buf_put(out, salt, sizeof(salt));
	}
	if (st == ST_OK)
		st = sm_box_seal(kek, context, bytes_of(pair, PAIR), box, f);
	if (st == ST_OK)
		buf_put(out, box, sizeof(box));
	if (st == ST_OK && !buf_ok(out))
		st = fault_set(f, ST_BROKEN, "wrapped key: no room");
	wipe(kek, sizeof(kek));
	return st;
}

static unsigned
blob_rounds(struct bytes blob)
{
	return (unsigned)blob.p[1] << 24 | (unsigned)blob.p[2] << 16 |
	    (unsigned)blob.p[3] << 8 | blob.p[4];
}

static enum status
pair_unwrap(const struct soft *s, const char *context, struct bytes pin,
    struct bytes blob, unsigned char pair[PAIR], struct fault *f)
{
	unsigned char	 kek[32];
	size_t		 head = pin.n == 0 ? 1 : PIN_HEAD;
	enum status	 st;

	if (blob.n != head + BOX ||
	    blob.p[0] != (pin.n == 0 ? PLAIN_BLOB : PIN_BLOB))
		return fault_set(f, ST_BROKEN, "%s: not a wrapped key",
		    context);
	if (pin.n == 0)
		st = store_subkey(s, "keys", kek, f);
	else
		st = pin_key(s, pin, blob.p + 5, blob_rounds(blob),
		    "persons", kek, f);
	if (st == ST_OK)
		st = sm_box_open(kek, context,
		    bytes_of(blob.p + head, BOX), pair, f);
	if (st == ST_INVALID)
		st = pin.n == 0 ?
		    fault_set(f, ST_BROKEN, "%s: key was changed", context) :
		    fault_set(f, ST_DENIED, "%s: wrong PIN", context);
	wipe(kek, sizeof(kek));
	return st;
}

static enum status
soft_random(void *dev, unsigned char *p, size_t n, struct fault *f)
{
	(void)dev;
	(void)f;
	random_bytes(p, n);
	return ST_OK;
}

static enum status
soft_generate(void *dev, const char *context, struct bytes pin,
    struct buf *blob, unsigned char pub[SM2_PUBLIC], struct fault *f)
{
	unsigned char	 pair[PAIR];
	struct sm2	*key = NULL;
	enum status	 st;

	if ((st = sm2_generate(&key, f)) != ST_OK ||
	    (st = sm2_public(key, pub, f)) != ST_OK ||
	    (st = sm2_private(key, pair, f)) != ST_OK)
		goto out;
	memcpy(pair + SM2_PRIVATE, pub, SM2_PUBLIC);
	st = pair_wrap(dev, context, pin, pair, blob, f);
out:
	wipe(pair, sizeof(pair));
	sm2_free(key);
	return st;
}

static enum status
soft_key_open(void *dev, const char *context, struct bytes pin,
    struct bytes blob, void **key, struct fault *f)
{
	unsigned char	 pair[PAIR];
	struct sm2	*sm2 = NULL;
	enum status	 st;

	*key = NULL;
	st = pair_unwrap(dev, context, pin, blob, pair, f);
	if (st == ST_OK)
		st = sm2_from_pair(pair, pair + SM2_PRIVATE, &sm2, f);
	wipe(pair, sizeof(pair));
	*key = sm2;
	return st;
}

static enum status
soft_repin(void *dev, const char *context, struct bytes pin,
    struct bytes fresh, struct bytes blob, struct buf *out, struct fault *f)
{
	unsigned char	 pair[PAIR];
	enum status	 st;

	st = pair_unwrap(dev, context, pin, blob, pair, f);
	if (st == ST_OK)
		st = pair_wrap(dev, context, fresh, pair, out, f);
	wipe(pair, sizeof(pair));
	return st;
}

static enum status
soft_sign(void *key, const unsigned char e[SM3_LEN],
    unsigned char sig[SM2_DER_MAX], size_t *n, struct fault *f)
{
	return sm2_sign_e(key, e, sig, n, f);
}

static enum status
soft_decrypt(void *key, struct bytes cipher, unsigned char *out,
    size_t room, size_t *n, struct fault *f)
{
	return sm2_decrypt(key, cipher, out, room, n, f);
}

static void
soft_shut(void *key)
{
	sm2_free(key);
}

/* --- secrets and marks -------------------------------------------------- */

static enum status
soft_wrap(void *dev, const char *context, struct bytes plain,
    struct buf *out, struct fault *f)
{
	unsigned char	 kek[32], *room;
	enum status	 st;

	if (plain.n > PLAIN_MAX)
		return fault_set(f, ST_BROKEN, "%s: too long", context);
	if ((st = store_subkey(dev, "data", kek, f)) != ST_OK)
		return st;
	if ((room = buf_room(out, plain.n + SM_BOX_MORE)) == NULL)
		st = fault_set(f, ST_BROKEN, "%s: no room", context);
	else
		st = sm_box_seal(kek, context, plain, room, f);
	wipe(kek, sizeof(kek));
	return st;
}

static enum status
soft_unwrap(void *dev, const char *context, struct bytes blob,
    unsigned char *out, size_t n, struct fault *f)
{
	unsigned char	 kek[32];
	enum status	 st;

	if (blob.n != n + SM_BOX_MORE)
		return fault_set(f, ST_BROKEN, "%s: not a wrapped secret",
		    context);
	if ((st = store_subkey(dev, "data", kek, f)) != ST_OK)
		return st;
	if (sm_box_open(kek, context, blob, out, f) != ST_OK)
		st = fault_set(f, ST_BROKEN, "%s: secret was changed",
		    context);
	wipe(kek, sizeof(kek));
	return st;
}

static enum status
soft_mac(void *dev, const char *purpose, struct bytes data,
    unsigned char out[SM3_LEN], struct fault *f)
{
	unsigned char	 key[32];
	enum status	 st;

	if ((st = store_subkey(dev, purpose, key, f)) != ST_OK)
		return st;
	if (sm3_hmac(bytes_of(key, sizeof(key)), data, out) != ST_OK)
		st = fault_set(f, ST_BROKEN, "HMAC failed");
	wipe(key, sizeof(key));
	return st;
}

static enum status
soft_pin_mark(void *dev, struct bytes pin, struct bytes salt,
    unsigned char out[SM3_LEN], struct fault *f)
{
	const struct soft	*s = dev;

	if (salt.n != SALT)
		return fault_set(f, ST_BROKEN, "PIN history: salt");
	return pin_key(s, pin, salt.p, s->rounds, "history", out, f);
}

static void
soft_close(void *dev)
{
	vault_free(dev, sizeof(struct soft));
}

static const struct device_ops soft_ops = {
	.name = "soft", .mark = "software", .close = soft_close,
	.random = soft_random, .generate = soft_generate,
	.open = soft_key_open, .repin = soft_repin, .sign = soft_sign,
	.decrypt = soft_decrypt, .shut = soft_shut, .wrap = soft_wrap,
	.unwrap = soft_unwrap, .mac = soft_mac, .pin_mark = soft_pin_mark,
};

enum status
soft_open(const unsigned char store_key[SM_BOX_KEY], unsigned rounds,
    struct device *out, struct fault *f)
{
	struct soft	*s;

	*out = (struct device){ NULL, NULL };
	if (rounds < KEYS_ROUNDS_TEST)
		return fault_set(f, ST_INVALID, "PBKDF2: %u rounds", rounds);
	if ((s = vault_alloc(sizeof(*s))) == NULL)
		return fault_set(f, ST_BROKEN, "no memory for the store key");
	memcpy(s->store_key, store_key, sizeof(s->store_key));
	s->rounds = rounds;
	*out = (struct device){ &soft_ops, s };
	return ST_OK;
}

enum status
soft_adopt(const struct device *d, const char *context, struct bytes pin,
    const struct sm2 *key, struct buf *blob, unsigned char pub[SM2_PUBLIC],
    struct fault *f)
{
	unsigned char	 pair[PAIR];
	enum status	 st;

	if (d->ops != &soft_ops)
		return fault_set(f, ST_DENIED, "no key comes into a device");
	if ((st = sm2_public(key, pub, f)) == ST_OK &&
	    (st = sm2_private(key, pair, f)) == ST_OK) {
		memcpy(pair + SM2_PRIVATE, pub, SM2_PUBLIC);
		st = pair_wrap(d->dev, context, pin, pair, blob, f);
	}
	wipe(pair, sizeof(pair));
	return st;
}

/* --- any device --------------------------------------------------------- */

void
device_close(struct device *d)
{
	if (d->ops != NULL)
		d->ops->close(d->dev);
	*d = (struct device){ NULL, NULL };
}

enum status
device_sign(const struct device *d, void *key,
    const unsigned char pub[SM2_PUBLIC], struct bytes msg,
    unsigned char sig[SM2_DER_MAX], size_t *n, struct fault *f)
{
	unsigned char	 e[SM3_LEN];
	enum status	 st;

	if ((st = sm2_e(pub, msg, e, f)) != ST_OK)
		return st;
	return d->ops->sign(key, e, sig, n, f);
}

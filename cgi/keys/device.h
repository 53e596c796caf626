/*
 * What keyd asks of a crypto device.  Behind it stands the software
 * device (soft.c); a GM/T 0018 device takes its place by filling the same
 * table.  A private key never crosses this line in clear: callers keep a
 * "blob", which is a wrapped key (software) or an index (hardware).
 *
 * "context" binds a blob to its record ("person:ID"), so that blobs cannot
 * be swapped.  "pin" is empty for keys of the house and of seals.
 */
#ifndef KEYS_DEVICE_H
#define KEYS_DEVICE_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "sm/sm.h"

struct device_ops {
	const char	*name;
	const char	*mark;		/* "software" or "" */
	void		 (*close)(void *dev);
	enum status	 (*random)(void *dev, unsigned char *p, size_t n,
			    struct fault *f);
	enum status	 (*generate)(void *dev, const char *context,
			    struct bytes pin, struct buf *blob,
			    unsigned char pub[SM2_PUBLIC], struct fault *f);
	/*
	 * ST_DENIED: the PIN is wrong (or the blob was changed).  keyd counts
	 * before it asks; a device with a counter of its own counts too.
	 */
	enum status	 (*open)(void *dev, const char *context,
			    struct bytes pin, struct bytes blob, void **key,
			    struct fault *f);
	enum status	 (*repin)(void *dev, const char *context,
			    struct bytes pin, struct bytes fresh,
			    struct bytes blob, struct buf *out,
			    struct fault *f);
	/* e = SM3(Z || M), what every such device signs. */
	enum status	 (*sign)(void *key, const unsigned char e[SM3_LEN],
			    unsigned char sig[SM2_DER_MAX], size_t *n,
			    struct fault *f);
	enum status	 (*decrypt)(void *key, struct bytes cipher,
			    unsigned char *out, size_t room, size_t *n,
			    struct fault *f);
	void		 (*shut)(void *key);
	/* Short secrets of ours (data keys) under the device's own key. */
	enum status	 (*wrap)(void *dev, const char *context,
			    struct bytes plain, struct buf *out,
			    struct fault *f);
	enum status	 (*unwrap)(void *dev, const char *context,
			    struct bytes blob, unsigned char *out, size_t n,
			    struct fault *f);
	/* HMAC-SM3 under a key of the device, one per purpose. */
	enum status	 (*mac)(void *dev, const char *purpose,
			    struct bytes data, unsigned char out[SM3_LEN],
			    struct fault *f);
	/* What a PIN leaves behind in the history: slow, and keyed. */
	enum status	 (*pin_mark)(void *dev, struct bytes pin,
			    struct bytes salt, unsigned char out[SM3_LEN],
			    struct fault *f);
};

struct device {
	const struct device_ops	*ops;
	void			*dev;
};

void		 device_close(struct device *d);
/* Sign a message: Z and SM3 are ours, the signature the device's. */
enum status	 device_sign(const struct device *d, void *key,
		    const unsigned char pub[SM2_PUBLIC], struct bytes msg,
		    unsigned char sig[SM2_DER_MAX], size_t *n,
		    struct fault *f);

/*
 * The software device over a store key of 32 bytes (copied into locked
 * memory; wipe yours).  "rounds" of PBKDF2 for new PINs.
 */
enum status	 soft_open(const unsigned char store_key[SM_BOX_KEY],
		    unsigned rounds, struct device *out, struct fault *f);

/*
 * A key that was made elsewhere, wrapped as one made here: for devices
 * in files alone.  keyd has no operation that comes here.
 */
enum status	 soft_adopt(const struct device *d, const char *context,
		    struct bytes pin, const struct sm2 *key, struct buf *blob,
		    unsigned char pub[SM2_PUBLIC], struct fault *f);

#endif

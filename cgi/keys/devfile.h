/*
 * A software device in a file: for demonstration and tests, where a
 * unit has no crypto device of its own.  It is the software device of device.h
 * behind a PIN: the keys in it are made here, signed with here, and leave the
 * file wrapped only.  What the file cannot do a real device can: whoever
 * copies it can try PINs on the copy, since the count is in the file.
 *
 * PATH holds the keys, PATH.log the log of offline stamps (trust/offline.h),
 * both 0600.  An open device holds a lock on the log; a second opening is
 * ST_CONFLICT.  Every change is written beside, synced and renamed.
 */
#ifndef KEYS_DEVFILE_H
#define KEYS_DEVFILE_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "sm/sm.h"
#include "trust/cert.h"
#include "trust/offline.h"
#include "trust/package.h"

#define DEVFILE_KEYS	8	/* seals and their renewals in one file */
#define DEVFILE_SERIAL	20	/* "SW-" and 12 hex digits */

struct devfile;

/* One key: asked for, or with its seal. */
struct devkey {
	struct cert_name	 name;	/* as asked */
	unsigned char		 pub[SM2_PUBLIC];
	struct bytes		 request;	/* PKCS#10 */
	struct bytes		 content;	/* as packed; n 0: none yet */
	struct package_content	 in;
	struct bytes		 blob;
	int64_t			 n;	/* entries of its log, and */
	unsigned char		 last[SM3_LEN];	/* SM3 of the last */
};

/* 1 if the PIN has the form of R-145. */
int		 devfile_pin_is_sound(const char *pin);
/* A new device with a key of its own; ST_CONFLICT where the file is there. */
enum status	 devfile_create(const char *path, const char *pin,
		    unsigned rounds, struct fault *f);
enum status	 devfile_open(const char *path, struct devfile **out,
		    struct fault *f);
void		 devfile_close(struct devfile *d);	/* NULL is fine */

const char	*devfile_serial(const struct devfile *d);
int		 devfile_left(const struct devfile *d);	/* PIN tries */
size_t		 devfile_count(const struct devfile *d);
const struct devkey *devfile_key(const struct devfile *d, size_t k);

/*
 * With the PIN, everywhere: a wrong one is counted on disk before it is
 * answered (ST_DENIED), five lock the device for good (ST_CONFLICT).
 */

/* Make a key and ask for a seal of this name; *k is the key's number. */
enum status	 devfile_request(struct devfile *d, const char *pin,
		    const struct cert_name *name, size_t *k, struct fault *f);
/*
 * The application package (trust/device_apply.h) for a seal of this name and
 * kind: over the key that was asked for in this name and has no seal yet, or
 * a new one where there is none or it is to be "fresh".
 */
enum status	 devfile_apply(struct devfile *d, const char *pin,
		    const struct cert_name *name, const char *kind,
		    int fresh, size_t *k, struct buf *out, struct fault *f);
/*
 * The renewal package (trust/device_renew.h) for the seal of the key "old",
 * signed by that; *k is the key of its next version, chosen likewise.
 * ST_ABSENT: "old" has no seal.
 */
enum status	 devfile_renew(struct devfile *d, const char *pin, size_t old,
		    int fresh, size_t *k, struct buf *out, struct fault *f);
/*
 * Take in a package.  ST_INVALID: no package, or not soundly signed, or of
 * another unit than was asked for, or a renewal with another picture;
 * ST_ABSENT: made for another device.  Twice changes nothing.
 */
enum status	 devfile_import(struct devfile *d, const char *pin,
		    struct bytes package, size_t *k, struct fault *f);

/*
 * A seal of another system with the key it has there, which is the
 * caller's to free: the seal must list a certificate of this key (it, or one of
 * "certs") and be signed by the maker it names; of version 4.  ST_INVALID says
 * what is wrong.  Nobody's trust in that maker follows from it.
 */
enum status	 devfile_adopt(struct devfile *d, const char *pin,
		    const struct sm2 *key, struct bytes seal,
		    const struct bytes *certs, size_t n, size_t *k,
		    struct fault *f);
/* The key in an SM2EnvelopedKey for this device; ST_ABSENT: for another. */
enum status	 devfile_unwrap(struct devfile *d, const char *pin,
		    struct bytes envelope, struct sm2 **out,
		    struct fault *f);
/* The device's own key, 65 bytes: to it such an envelope is made. */
const unsigned char *devfile_public(const struct devfile *d);

/* The k-th key, opened; one at a time; close before the device. */
enum status	 devfile_unlock(struct devfile *d, const char *pin, size_t k,
		    struct fault *f);
void		 devfile_lock(struct devfile *d);
enum status	 devfile_sign(struct devfile *d, struct bytes msg,
		    unsigned char sig[SM2_DER_MAX], size_t *n,
		    struct fault *f);

/* --- its log (devfile_log.c) --------------------------------------------- */

/*
 * Sign and append an entry with the unlocked key; device, code, serial, n and
 * prev are filled in.  It is on disk when this returns.
 */
enum status	 devfile_log(struct devfile *d, struct offline_entry *e,
		    struct fault *f);
/* The k-th key's entries, one DER after the other. */
enum status	 devfile_log_read(struct devfile *d, size_t k,
		    struct buf *out, struct fault *f);
/* With a head behind them, signed by the unlocked key: to be handed in. */
enum status	 devfile_log_export(struct devfile *d, struct buf *out,
		    struct fault *f);

#endif

/* For devfile*.c alone: what an open device is. */
#ifndef KEYS_DEVFILE_LOCAL_H
#define KEYS_DEVFILE_LOCAL_H

#include "keys/device.h"
#include "keys/devfile.h"
#include "keys/limits.h"

#define DEVFILE_PATH	500
#define DEVFILE_MAX	(DEVFILE_KEYS * (PACKAGE_MAX + 16 * KIB) + KIB)

struct devfile {
	char		 path[DEVFILE_PATH];
	int		 log;		/* PATH.log, open and locked */
	struct buf	 raw;		/* what the file holds; others borrow */
	unsigned char	 store_key[SM_BOX_KEY];
	int64_t		 rounds, wrong;
	struct bytes	 blob;		/* of the device's own key */
	unsigned char	 pub[SM2_PUBLIC];
	char		 serial[DEVFILE_SERIAL];
	struct devkey	 keys[DEVFILE_KEYS];
	size_t		 n;
	struct device	 device;
	void		*opened;	/* keys[at], NULL: locked */
	size_t		 at;
};

/* Write the file as "d" is now, and read it in again. */
enum status	 devfile_save(struct devfile *d, struct fault *f);
/* Open a wrapped key, the PIN counted first; see devfile.h. */
enum status	 devfile_pin(struct devfile *d, const char *pin,
		    const char *context, struct bytes blob, void **key,
		    struct fault *f);
/* What the k-th blob is bound to. */
#define DEVFILE_CONTEXT	32
void		 devfile_context(size_t k, char out[DEVFILE_CONTEXT]);
/* Make the log and the file agree after a crash between the two. */
enum status	 devfile_log_settle(struct devfile *d, struct fault *f);

#endif

/* The store key: where it lies, and its recovery file. */
#ifndef KEYS_STOREKEY_H
#define KEYS_STOREKEY_H

#include "keys/keys.h"
#include "sm/sm.h"

#define STOREKEY_CREDENTIAL "keyd-store-key"

/*
 * 32 bytes from $CREDENTIALS_DIRECTORY/keyd-store-key (production) or
 * DATA/keyd/store.key (demonstration; production at init only, "init" set).
 * ST_ABSENT where there is none.  Wipe it.
 */
enum status	 storekey_load(const struct config *config, int init,
		    unsigned char out[SM_BOX_KEY], struct fault *f);
/* Keep a new one in DATA/keyd/store.key, 0400. */
enum status	 storekey_write(const struct config *config,
		    const unsigned char key[SM_BOX_KEY], struct fault *f);
/* Both phrases are needed; neither alone says anything. */
enum status	 recovery_write(const char *path,
		    const char *const phrase[KEYS_OFFICERS],
		    const unsigned char key[SM_BOX_KEY], unsigned rounds,
		    struct fault *f);
enum status	 recovery_read(const char *path,
		    const char *const phrase[KEYS_OFFICERS],
		    unsigned char key[SM_BOX_KEY], struct fault *f);

#endif

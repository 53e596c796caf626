/*
 * A seal of another system as it was brought to be taken over, and the
 * makers known by it.  Records and their SQL; what is judged of it stands in
 * trust/takeover.h.
 */
#ifndef SEAL_IMPORT_H
#define SEAL_IMPORT_H

#include <stdint.h>

#include "base/pool.h"
#include "store/store.h"

#define IMPORT_SOURCE "import"		/* of its code and its imprint */

struct seal_import {
	const char	*code, *name, *vendor;
	int64_t		 layout;	/* enum ses_version */
	struct bytes	 der, cert, maker;
	unsigned char	 maker_sm3[32];
	struct bytes	 chain;		/* DER, one after the other */
	int64_t		 valid_from, valid_to;
	const char	*source;	/* the system it comes from */
	const char	*device, *device_cert;	/* what its key lies in */
};

/* Inside the caller's transaction. */
enum status	 seal_import_add(struct store *db, const char *request,
		    const struct seal_import *i, struct fault *f);
/* ST_ABSENT: nothing was brought. */
enum status	 seal_import_load(struct store *db, struct pool *pool,
		    const char *request, struct seal_import *out,
		    struct fault *f);
/*
 * Whether this certificate (SM3) made a seal that was taken over, and with
 * what chain; ST_ABSENT: none.
 */
enum status	 seal_import_maker(struct store *db, struct pool *pool,
		    const unsigned char sm3[32], struct bytes *chain,
		    struct fault *f);
/* The number of another case under way that would take over this code;
 * ST_ABSENT: none. */
enum status	 seal_import_open(struct store *db, struct pool *pool,
		    const char *code, const char *besides,
		    const char **number, struct fault *f);
/*
 * The code of a seal that was taken over, as people type it: in any case,
 * without its hyphens.  ST_ABSENT: none, or more than one.
 */
enum status	 seal_import_typed(struct store *db, struct pool *pool,
		    const char *typed, const char **code, struct fault *f);
/* Nothing of a draft that was given up stays (P-38). */
enum status	 seal_import_wipe(struct store *db, const char *request,
		    struct fault *f);
/* Whether a seal here has this certificate's number already: of two
 * with the same nobody could tell them apart by it. */
enum status	 seal_import_serial_taken(struct store *db,
		    const char *serial, int *taken, struct fault *f);

#endif

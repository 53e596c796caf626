/*
 * A seal in a device of its unit's own: the copies of its package handed out
 * and the stamps made without the register that were brought in
 * afterwards; the device itself is its carrier.  Functions that write
 * belong inside the caller's transaction.
 */
#ifndef SEAL_DEVICE_H
#define SEAL_DEVICE_H

#include "seal/carrier.h"
#include "seal/seal.h"
#include "trust/offline.h"

/* Where a seal is, as a carrier's "kind" and an application's "delivery". */
#define DELIVERY_HOSTED	CARRIER_HOSTED
#define DELIVERY_PACKAGE CARRIER_PACKAGE
#define DELIVERY_SOFT	CARRIER_SOFT
int		 delivery_in_device(const char *delivery);

/* --- copies of the package ------------------------------------------------ */

struct package_copy {
	int64_t		 seq;
	const char	*reason;	/* "": the one delivered */
	const char	*allowed_by, *taken_by;	/* names; taken_by NULL */
	int64_t		 allowed, taken;	/* 0: still to be taken */
};
#define COPIES_MAX	20
/* One more may be taken; ST_CONFLICT while one waits, or past the most. */
enum status	 package_copy_allow(struct store *db, const char *request,
		    const char *reason, const char *person, struct fault *f);
/* The one that waits is taken; ST_CONFLICT where none does. */
enum status	 package_copy_take(struct store *db, const char *request,
		    const char *person, struct fault *f);
enum status	 package_copy_list(struct store *db, struct pool *pool,
		    const char *request, struct package_copy **out,
		    size_t *n, struct fault *f);

/* --- stamps made offline -------------------------------------------------- */

struct offline_use {
	const char	*device, *operator, *requester, *reviewer, *title,
			*reason, *person;	/* who brought it, a name */
	int64_t		 n, at, uploaded, page;
	struct bytes	 original, result;
};

enum status	 offline_use_add(struct store *db, const char *seal,
		    const struct offline_entry *e, int64_t uploaded,
		    const char *person, struct fault *f);
/* The last one known of a certificate's key; *n 0 where none is. */
enum status	 offline_use_last(struct store *db, struct pool *pool,
		    const char *serial, int64_t *n, struct bytes *hash,
		    struct fault *f);
/* Newest first; at most OFFLINE_SHOWN. */
#define OFFLINE_SHOWN	200
enum status	 offline_use_list(struct store *db, struct pool *pool,
		    const char *seal, struct offline_use **out, size_t *n,
		    struct fault *f);
/*
 * When the stamp with this signature (SM3) was brought in, and of which seal:
 * it is no younger than that.  ST_ABSENT: it was not.
 */
enum status	 offline_use_known(struct store *db, struct pool *pool,
		    struct bytes sm3, int64_t *uploaded, const char **seal,
		    struct fault *f);

#endif

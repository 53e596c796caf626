/*
 * Reading the trail of audit, page by page; writing and proving it is in
 * office.h, which includes this.  Access to the trail is audited by whoever
 * shows it.
 */
#ifndef OFFICE_TRAIL_H
#define OFFICE_TRAIL_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "base/pool.h"
#include "store/store.h"

struct audit_line {			/* */
	int64_t		 seq, at;
	unsigned	 roles;
	const char	*person, *unit, *function, *serial, *address;
	const char	*program, *request, *session;
	const char	*action, *kind, *object, *result, *reason;
	struct bytes	 before, after;
};

/* Newest first, only those below seq "below" (0: from the end). */
enum status	 audit_page(struct store *db, struct pool *pool,
		    int64_t below, struct audit_line *out, size_t room,
		    size_t *n, struct fault *f);
enum status	 audit_of_object(struct store *db, struct pool *pool,
		    const char *object, int64_t below,
		    struct audit_line *out, size_t room, size_t *n,
		    struct fault *f);
enum status	 audit_of_person(struct store *db, struct pool *pool,
		    const char *person, int64_t below,
		    struct audit_line *out, size_t room, size_t *n,
		    struct fault *f);
/* Where a lane stands, to be anchored: the last seq and its hash. */
enum status	 audit_head(struct store *db, int64_t lane, int64_t *seq,
		    unsigned char hash[32], struct fault *f);

#endif

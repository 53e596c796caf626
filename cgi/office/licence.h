/*
 * A making unit's certification licence (电子认证服务许可证, R-006): blocks
 * making where P-32 asks for it.
 */
#ifndef OFFICE_LICENCE_H
#define OFFICE_LICENCE_H

#include <stdint.h>

#include "base/fault.h"
#include "base/limits.h"
#include "base/pool.h"
#include "store/store.h"

#define LICENCE_SCAN	(1 * MIB)	/* a page at 200 dpi; kept in a row */

struct licence {
	const char	*id, *number, *issuer, *type;
	int64_t		 since, until;		/* [since, until) */
	int64_t		 created;
	struct bytes	 scan;			/* licence_scan fills it */
};

/* Why it lets nobody make at a moment, a sentence; NULL: it does.  "l" NULL:
 * there is none.  Pure. */
const char	*licence_fault(const struct licence *l, int64_t at);

/* The one that counts, without its scan; ST_ABSENT: none. */
enum status	 licence_last(struct store *db, struct pool *pool,
		    const char *unit, struct licence *out, struct fault *f);
/* The scan of the one that counts, with its type. */
enum status	 licence_scan(struct store *db, struct pool *pool,
		    const char *unit, struct licence *out, struct fault *f);
enum status	 licence_add(struct store *db, const char *unit,
		    const struct licence *l, struct fault *f);

#endif

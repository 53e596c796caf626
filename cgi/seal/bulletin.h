/*
 * What is told to the public about seals (公示, R-206): losses, revocations,
 * suspensions and losses withdrawn.  Seals in use are not listed.
 */
#ifndef SEAL_BULLETIN_H
#define SEAL_BULLETIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/pool.h"
#include "store/store.h"

struct bulletin {
	int64_t		 at, seq;
	const char	*seal;			/* id, for the page's key */
	const char	*code, *name, *unit_name, *region;
	int		 event, to;	/* enum seal_event, seal_state */
};

/* The lists a region publishes or keeps to itself (P-24), by its words. */
enum bulletin_kind {
	BULLETIN_LOST, BULLETIN_REVOKED, BULLETIN_SUSPENDED,
	BULLETIN__N
};
/* "lost revoked suspended"; NULL outside the list. */
const char	*bulletin_kind_name(int kind);

struct bulletin_ask {
	const char	*text;		/* in name, code or unit; NULL: all */
	unsigned	 hidden;	/* 1 << BULLETIN_...: not published */
	int64_t		 from, until;	/* [from, until); 0: open */
	/* Behind this row; at 0: from the newest. */
	int64_t		 at, seq;
	const char	*seal;
	size_t		 max;		/* rows wanted, at most 500 */
};

/* One page looks at no more notices than this, and says there is more. */
#define BULLETIN_SCAN	5000

/*
 * Newest first.  *more: there may be others behind; *last (may be NULL) is
 * the last row looked at, for the next page (its strings are in the pool).
 */
enum status	 bulletin_list(struct store *db, struct pool *pool,
		    const struct bulletin_ask *ask, struct bulletin **out,
		    size_t *n, int *more, struct bulletin *last,
		    struct fault *f);
/* 挂失 解除挂失 注销 …, as notices say it. */
const char	*bulletin_label(const struct bulletin *b);

struct found_seal {
	const char	*code, *name, *unit_name;
};
/*
 * Seals whose name holds the text (two characters or more) and that were
 * put into use; at most "max".
 */
enum status	 bulletin_find(struct store *db, struct pool *pool,
		    const char *text, size_t max, struct found_seal **out,
		    size_t *n, struct fault *f);

#endif

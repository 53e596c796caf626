/*
 * Revocation lists as the public gets them: signed by keyd, kept in the
 * store "public" until something changes, so that every process gives out
 * the same list, and a change is in the next one asked for.
 */
#ifndef WORK_PUBLISH_H
#define WORK_PUBLISH_H

#include "base/pool.h"
#include "store/store.h"
#include "trust/keyd.h"

/* How old a kept list may be though nothing changed that we know of. */
#define PUBLISH_SEALS	(60 * 60 * 1000)	/* ms; P-26 asks for 24 h */
#define PUBLISH_STAFF	(60 * 1000)	/* changes there are keyd's alone */
/* A step calls keyd before the register; both ends of it lie in this. */
#define PUBLISH_SETTLE	(5 * 1000)

struct publish {
	struct store	*office;	/* tells when a seal last changed */
	struct store	*pub;		/* may be NULL: nothing is kept */
	struct keyd	*keyd;		/* may be NULL: only what is kept */
};

/*
 * The list in the pool.  Where keyd does not answer, the kept one (it says
 * itself until when it holds); ST_BROKEN or ST_DENIED where there is none.
 */
enum status	 publish_list(const struct publish *p, struct pool *pool,
		    enum keyd_list which, struct keyd_listed *out,
		    struct fault *f);
/*
 * Whether a list asked for at "at" still stands at "now", "changed" being
 * the last change known (0: none).  Pure.
 */
int		 publish_stands(enum keyd_list which, int64_t at,
		    int64_t changed, int64_t now);

#endif

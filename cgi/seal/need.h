/*
 * What an organisation says of its staff's actual need of a personal seal
 * (实际工作需要, R-075), before one is made.
 */
#ifndef SEAL_NEED_H
#define SEAL_NEED_H

#include <stdint.h>

#include "base/pool.h"
#include "store/store.h"

struct need_said {
	int		 agreed;
	const char	*note;		/* the need, or why there is none */
	const char	*person, *person_name;
	int64_t		 at;
	const char	*statement;	/* its id */
};

enum status	 need_add(struct store *db, const char *request,
		    int64_t version, const struct need_said *n,
		    struct fault *f);
/* The last word on a version of the answers; ST_ABSENT: none yet. */
enum status	 need_last(struct store *db, struct pool *pool,
		    const char *request, int64_t version,
		    struct need_said *out, struct fault *f);

#endif

/*
 * Administrative regions (GB/T 2260 with its changes).  A region that ended
 * stays readable, for old records.  office.h includes this.
 */
#ifndef OFFICE_REGION_H
#define OFFICE_REGION_H

#include "base/fault.h"
#include "base/pool.h"
#include "store/store.h"

/* Its name; ST_ABSENT where no table has the code. */
enum status	 region_name(struct store *db, struct pool *pool,
		    const char *code, const char **name, struct fault *f);
/*
 * The names of its province and city, for the certificate's ST and L; NULL
 * where there is none (a province's own code has no city).
 */
enum status	 region_above(struct store *db, struct pool *pool,
		    const char *code, const char **province,
		    const char **city, struct fault *f);
/* One more region, inside a transaction. */
struct region_row {
	const char	*code, *name;
	int		 level;		/* 1 province 2 city 3 county */
	const char	*parent, *source;
};
enum status	 region_add(struct store *db, const struct region_row *row,
		    struct fault *f);
/*
 * Load db/regions.csv (code,name,level,parent,since,until,source with a head
 * line), replacing what is there; inside a transaction.
 */
enum status	 region_load(struct store *db, const char *path, int64_t *n,
		    struct fault *f);

#endif

/* Inside the office. */
#ifndef OFFICE_LOCAL_H
#define OFFICE_LOCAL_H

#include "office/office.h"

/*
 * The first row of a query; ST_ABSENT where there is none.  *rows is NULL
 * unless ST_OK, then the caller frees it.
 */
enum status	 one_row(struct store *db, const struct sql *sql,
		    const struct value *in, size_t n, struct rows **rows,
		    struct fault *f);
/* Whether the pool had room for all that was read. */
enum status	 pool_held(const struct pool *pool, struct fault *f);
/* A moment that may be open: 0 is NULL. */
struct value	 v_moment(int64_t ms);
/* "" is NULL. */
struct value	 v_name(const char *s);
/* Copy an id column; a NULL one is "". */
void		 copy_id(char out[ID_LEN + 1], const char *s);
/* Hold the row of an active person until the end of the transaction. */
enum status	 person_lock(struct store *db, const char *id,
		    struct fault *f);
/* A copy in the pool; no bytes stay no bytes. */
struct bytes	 copy_bytes(struct pool *pool, struct bytes b);
/* NULL as "". */
const char	*or_empty(const char *s);

#endif

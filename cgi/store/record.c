/* Rows read into structs, one or many; see store.h. */
#include <string.h>

#include "store/store.h"

#define LIST_ROOM	16	/* most lists have fewer rows */

/* The log says which: what was asked for is the first value. */
static enum status
absent(const struct record *kind, const struct value *in, size_t nin,
    struct fault *f)
{
	if (nin == 0 || in[0].kind != V_TEXT || in[0].b.n > 200)
		return fault_set(f, ST_ABSENT, "no such %s", kind->name);
	return fault_set(f, ST_ABSENT, "no %s %.*s", kind->name,
	    (int)in[0].b.n, (const char *)in[0].b.p);
}

enum status
store_find(struct store *db, struct pool *pool, const struct sql *sql,
    const struct value *in, size_t nin, const struct record *kind, void *out,
    struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	memset(out, 0, kind->size);
	st = store_query(db, sql, in, nin, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		st = absent(kind, in, nin, f);
	if (st == ST_OK)
		st = kind->read(rows, pool, out, f);
	rows_free(rows);
	return st;
}

/* Twice the room; what was outgrown stays in the pool until it is reset. */
static void *
more_room(struct pool *pool, const void *list, size_t n, size_t size,
    size_t *room, size_t max)
{
	void	*p;

	*room = *room == 0 ? LIST_ROOM : *room * 2;
	if (*room > max)
		*room = max;
	if ((p = pool_array(pool, *room, size)) != NULL && n > 0)
		memcpy(p, list, n * size);
	return p;
}

enum status
store_list(struct store *db, struct pool *pool, const struct sql *sql,
    const struct value *in, size_t nin, const struct record *kind,
    size_t max, void *out, size_t *n, struct fault *f)
{
	unsigned char	*list = NULL;
	size_t		 room = 0;
	struct rows	*rows = NULL;
	enum status	 st;

	*n = 0;
	memset(out, 0, sizeof(void *));
	st = store_query(db, sql, in, nin, &rows, f);
	while (st == ST_OK && *n < max && (st = rows_next(rows, f)) == ST_OK) {
		if (*n == room && (list = more_room(pool, list, *n,
		    kind->size, &room, max)) == NULL) {
			st = fault_set(f, ST_BROKEN, "%s: memory", kind->name);
			break;
		}
		st = kind->read(rows, pool, list + (*n)++ * kind->size, f);
	}
	rows_free(rows);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	if (list != NULL)
		memcpy(out, &list, sizeof(list));
	return ST_OK;
}

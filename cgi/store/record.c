/* Rows read into structs, one or many; see store.h. */
#include <string.h>

#include "store/store.h"

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

enum status
store_list(struct store *db, struct pool *pool, const struct sql *sql,
    const struct value *in, size_t nin, const struct record *kind, void *list,
    size_t max, size_t *n, struct fault *f)
{
	unsigned char	*at = list;
	struct rows	*rows = NULL;
	enum status	 st;

	*n = 0;
	st = store_query(db, sql, in, nin, &rows, f);
	while (st == ST_OK && *n < max && (st = rows_next(rows, f)) == ST_OK)
		st = kind->read(rows, pool, at + (*n)++ * kind->size, f);
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

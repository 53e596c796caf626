/* What the readers of rows share; see local.h. */
#include <stdio.h>

#include "office/local.h"

enum status
one_row(struct store *db, const struct sql *sql, const struct value *in,
    size_t n, struct rows **rows, struct fault *f)
{
	enum status	 st;

	if ((st = store_query(db, sql, in, n, rows, f)) != ST_OK)
		return st;
	if ((st = rows_next(*rows, f)) != ST_OK) {
		rows_free(*rows);
		*rows = NULL;
	}
	return st;
}

enum status
pool_held(const struct pool *pool, struct fault *f)
{
	if (pool_failed(pool))
		return fault_set(f, ST_BROKEN, "office: pool is full");
	return ST_OK;
}

struct value
v_moment(int64_t ms)
{
	return ms == 0 ? v_null() : v_int(ms);
}

struct value
v_name(const char *s)
{
	return v_text(s == NULL || *s == '\0' ? NULL : s);
}

void
copy_id(char out[ID_LEN + 1], const char *s)
{
	snprintf(out, ID_LEN + 1, "%s", or_empty(s));
}

struct bytes
copy_bytes(struct pool *pool, struct bytes b)
{
	return b.p == NULL ? b : pool_bytes(pool, b);
}

const char *
or_empty(const char *s)
{
	return s == NULL ? "" : s;
}

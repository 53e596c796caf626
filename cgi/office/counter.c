/* Numbers that never repeat; see office.h. */
#include "office/local.h"

enum { COUNTER_NEXT, COUNTER__N };

static const struct sql counter_sql[COUNTER__N] = {
	[COUNTER_NEXT] = { .nin = 1, .text =
	    "INSERT INTO counter (series, n) VALUES ($1, 1)"
	    " ON CONFLICT (series) DO UPDATE SET n = counter.n + 1"
	    " RETURNING n" },
};

enum status
counter_next(struct store *db, const char *series, int64_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_text(series) };
	struct rows		*rows;
	enum status		 st;

	*n = 0;
	st = one_row(db, &counter_sql[COUNTER_NEXT], in, 1, &rows, f);
	if (st == ST_ABSENT)
		return fault_set(f, ST_BROKEN, "counter %s gave nothing",
		    series);
	if (st != ST_OK)
		return st;
	*n = rows_int(rows, 0);
	rows_free(rows);
	return ST_OK;
}

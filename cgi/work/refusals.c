/* Counts of anonymous refusals; see refusals.h. */
#include "base/clock.h"
#include "work/refusals.h"

/* The table counts minutes since 1970 in UTC; a day here begins 8 h before. */
#define DAY_MINUTES	1440
#define SHIFT_MINUTES	480

static const struct sql refusal_sql = { .nin = 2, .text =
    "SELECT (minute + 480) / 1440, program, reason,"
    " CAST(SUM(n) AS BIGINT)"
    "  FROM refusal_count WHERE minute >= $1"
    " GROUP BY (minute + 480) / 1440, program, reason"
    " ORDER BY 1 DESC, 4 DESC, program, reason LIMIT $2" };

enum status
refusals_since(struct req *r, int64_t since, struct refusals *out,
    size_t room, size_t *n)
{
	const struct value	 in[] = { v_int(since / MS_MINUTE),
				    v_int((int64_t)room) };
	struct rows		*rows;
	enum status		 st;

	*n = 0;
	st = store_query(r->db, &refusal_sql, in, 2, &rows, r->fault);
	if (st != ST_OK)
		return st;
	for (; *n < room && (st = rows_next(rows, r->fault)) == ST_OK;
	    (*n)++) {
		out[*n].day = (rows_int(rows, 0) * DAY_MINUTES -
		    SHIFT_MINUTES) * MS_MINUTE;
		out[*n].program = rows_text(rows, 1, r->pool);
		out[*n].reason = rows_text(rows, 2, r->pool);
		out[*n].n = rows_int(rows, 3);
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

/* In which steps a unit's uses are reviewed, and by whom; see use.h. */
#include "seal/use.h"

enum { PATH_LOAD, PATH_CLEAR, PATH_ADD, PATH_SQL__N };

static const struct sql path_sql[PATH_SQL__N] = {
	[PATH_LOAD] = { .nin = 1, .text =
	    "SELECT person FROM review_path WHERE unit = $1 ORDER BY step" },
	[PATH_CLEAR] = { .nin = 1, .text =
	    "DELETE FROM review_path WHERE unit = $1" },
	[PATH_ADD] = { .nin = 3, .text =
	    "INSERT INTO review_path (unit, step, person)"
	    " VALUES ($1, $2, $3)" },
};

enum status
review_path_load(struct store *db, struct pool *pool, const char *unit,
    struct review_path *out, struct fault *f)
{
	const struct value	 in[] = { v_text(unit) };
	struct rows		*rows = NULL;
	enum status		 st;

	*out = (struct review_path){ .n = 0 };
	st = store_query(db, &path_sql[PATH_LOAD], in, NITEMS(in), &rows, f);
	while (st == ST_OK && out->n < REVIEW_STEPS &&
	    (st = rows_next(rows, f)) == ST_OK)
		out->person[out->n++] = rows_text(rows, 0, pool);
	rows_free(rows);
	if (out->n == 0)
		out->n = 1;		/* nothing set: any reviewer, once */
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	return pool_failed(pool) ? fault_set(f, ST_BROKEN,
	    "review path: memory") : ST_OK;
}

enum status
review_path_save(struct store *db, const char *unit,
    const struct review_path *path, struct fault *f)
{
	struct value	 in[] = { v_text(unit), v_int(0), v_text(NULL) };
	enum status	 st;
	size_t		 i;

	st = store_run(db, &path_sql[PATH_CLEAR], in, 1, NULL, f);
	for (i = 0; st == ST_OK && i < path->n; i++) {
		in[1] = v_int((int64_t)i + 1);
		in[2] = v_text(path->person[i]);
		st = store_run(db, &path_sql[PATH_ADD], in, NITEMS(in), NULL,
		    f);
	}
	return st;
}

/*
 * Intents: what was begun with keyd and is not known to have ended.  Asking
 * again takes the old one up, so that keyd sees the same step (R-077,
 *
 */
#include <string.h>

#include "base/clock.h"
#include "seal/request.h"

enum { INTENT_FIND, INTENT_ADD, INTENT_END, INTENT_SQL__N };

static const struct sql intent_sql[INTENT_SQL__N] = {
	[INTENT_FIND] = { .nin = 2, .text =
	    "SELECT id FROM intent WHERE subject = $1 AND kind = $2" },
	[INTENT_ADD] = { .nin = 5, .text =
	    "INSERT INTO intent (id, kind, subject, person, at)"
	    " VALUES ($1, $2, $3, $4, $5)" },
	[INTENT_END] = { .nin = 1, .text =
	    "DELETE FROM intent WHERE id = $1" },
};

static enum status
find(struct store *db, const char *kind, const char *subject,
    char id[ID_LEN + 1], struct fault *f)
{
	const struct value	 in[] = { v_text(subject), v_text(kind) };
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, &intent_sql[INTENT_FIND], in, NITEMS(in), &rows,
	    f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		memcpy(id, rows_str(rows, 0), ID_LEN + 1);
	rows_free(rows);
	return st;
}

enum status
intent_begin(struct store *db, const char *kind, const char *subject,
    const char *person, char id[ID_LEN + 1], struct fault *f)
{
	enum status	 st;

	if ((st = store_begin(db, STORE_WRITE, f)) != ST_OK)
		return st;
	st = find(db, kind, subject, id, f);
	if (st == ST_ABSENT) {
		id_new(id);
		const struct value in[] = {
			v_text(id), v_text(kind), v_text(subject),
			v_text(person), v_int(clock_now()),
		};
		st = store_run(db, &intent_sql[INTENT_ADD], in, NITEMS(in),
		    NULL, f);
	}
	return store_end(db, st, f);
}

enum status
intent_end(struct store *db, const char *id, struct fault *f)
{
	const struct value	 in[] = { v_text(id) };

	return store_run(db, &intent_sql[INTENT_END], in, 1, NULL, f);
}

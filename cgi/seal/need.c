/* The organisation's word on its staff's need; see need.h. */
#include "base/id.h"
#include "seal/need.h"

enum { NEED_ADD, NEED_LAST, NEED_SQL__N };

static const struct sql need_sql[NEED_SQL__N] = {
	[NEED_ADD] = { .nin = 8, .text =
	    "INSERT INTO need (id, request, version, agreed, note, person,"
	    " at, statement) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" },
	[NEED_LAST] = { .nin = 2, .text =
	    "SELECT n.agreed, n.note, n.person, p.name, n.at, n.statement"
	    "  FROM need n JOIN person p ON p.id = n.person"
	    " WHERE n.request = $1 AND n.version = $2"
	    " ORDER BY n.id DESC LIMIT 1" },
};

enum status
need_add(struct store *db, const char *request, int64_t version,
    const struct need_said *n, struct fault *f)
{
	char			 id[ID_LEN + 1];

	id_new(id);
	const struct value	 in[] = {
		v_text(id), v_text(request), v_int(version),
		v_int(n->agreed != 0), v_text(n->note), v_text(n->person),
		v_int(n->at), v_text(n->statement),
	};

	return store_run(db, &need_sql[NEED_ADD], in, NITEMS(in), NULL, f);
}

enum status
need_last(struct store *db, struct pool *pool, const char *request,
    int64_t version, struct need_said *out, struct fault *f)
{
	const struct value	 in[] = { v_text(request), v_int(version) };
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, &need_sql[NEED_LAST], in, NITEMS(in), &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		out->agreed = (int)rows_int(rows, 0);
		out->note = rows_text(rows, 1, pool);
		out->person = rows_text(rows, 2, pool);
		out->person_name = rows_text(rows, 3, pool);
		out->at = rows_int(rows, 4);
		out->statement = rows_text(rows, 5, pool);
	}
	rows_free(rows);
	return st;
}

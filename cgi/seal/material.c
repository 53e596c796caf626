/* Materials of a request, item by item. */
#include "base/clock.h"
#include "base/id.h"
#include "seal/request.h"

#define COLUMNS								\
	"id, item, version, name, type, size, sm3, digest, salt, added,"\
	" verdict, fault, checker, checked"

enum {
	MATERIAL_ADD, MATERIAL_REPLACE, MATERIAL_LIST, MATERIAL_BY_ID,
	MATERIAL_JUDGE, MATERIAL_WIPE,
	MATERIAL_SQL__N
};

static const struct sql material_sql[MATERIAL_SQL__N] = {
	[MATERIAL_REPLACE] = { .nin = 2, .text =
	    "UPDATE material SET live = 0"
	    " WHERE request = $1 AND item = $2 AND live = 1" },
	[MATERIAL_ADD] = { .nin = 11, .text =
	    "INSERT INTO material (id, request, item, version, live, name,"
	    " type, size, sm3, digest, salt, added)"
	    " VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11)" },
	[MATERIAL_LIST] = { .nin = 1, .text =
	    "SELECT " COLUMNS " FROM material"
	    " WHERE request = $1 AND live = 1 ORDER BY item" },
	[MATERIAL_BY_ID] = { .nin = 2, .text =
	    "SELECT " COLUMNS " FROM material"
	    " WHERE request = $1 AND id = $2" },
	[MATERIAL_JUDGE] = { .nin = 6, .text =
	    "UPDATE material SET verdict = $1, fault = $2, checker = $3,"
	    "       checked = $4"
	    " WHERE request = $5 AND item = $6 AND live = 1" },
	[MATERIAL_WIPE] = { .nin = 1, .text =
	    "DELETE FROM material WHERE request = $1" },
};

#define MATERIALS_MAX 40	/* seven items and a few of each, ample */

static void
read_row(struct rows *rows, struct pool *pool, struct material_row *m)
{
	m->id = rows_text(rows, 0, pool);
	m->item = rows_text(rows, 1, pool);
	m->version = rows_int(rows, 2);
	m->name = rows_text(rows, 3, pool);
	m->type = rows_text(rows, 4, pool);
	m->size = rows_int(rows, 5);
	m->sm3 = pool_bytes(pool, rows_bytes(rows, 6));
	m->digest = pool_bytes(pool, rows_bytes(rows, 7));
	m->salt = pool_bytes(pool, rows_bytes(rows, 8));
	m->added = rows_int(rows, 9);
	m->verdict = rows_text(rows, 10, pool);
	m->fault = rows_text(rows, 11, pool);
	m->checker = rows_text(rows, 12, pool);
	m->checked = rows_int(rows, 13);
}

enum status
material_add(struct store *db, const char *request,
    const struct material_row *m, struct fault *f)
{
	const struct value	 old[] = { v_text(request), v_text(m->item) };
	const struct value	 in[] = {
		v_text(m->id), v_text(request), v_text(m->item),
		v_int(m->version), v_text(m->name), v_text(m->type),
		v_int(m->size), v_bytes(m->sm3), v_bytes(m->digest),
		v_bytes(m->salt), v_int(clock_now()),
	};
	enum status		 st;

	st = store_run(db, &material_sql[MATERIAL_REPLACE], old, NITEMS(old),
	    NULL, f);
	if (st == ST_OK)
		st = store_run(db, &material_sql[MATERIAL_ADD], in,
		    NITEMS(in), NULL, f);
	return st;
}

enum status
material_list(struct store *db, struct pool *pool, const char *request,
    struct material_row **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(request) };
	struct material_row	*list;
	struct rows		*rows = NULL;
	enum status		 st;

	*out = NULL;
	*n = 0;
	if ((list = pool_array(pool, MATERIALS_MAX, sizeof(*list))) == NULL)
		return fault_set(f, ST_BROKEN, "materials: memory");
	st = store_query(db, &material_sql[MATERIAL_LIST], in, 1, &rows, f);
	while (st == ST_OK && *n < MATERIALS_MAX &&
	    (st = rows_next(rows, f)) == ST_OK)
		read_row(rows, pool, &list[(*n)++]);
	rows_free(rows);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	*out = list;
	return ST_OK;
}

enum status
material_load(struct store *db, struct pool *pool, const char *request,
    const char *id, struct material_row *out, struct fault *f)
{
	const struct value	 in[] = { v_text(request), v_text(id) };
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, &material_sql[MATERIAL_BY_ID], in, NITEMS(in),
	    &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		fault_set(f, st, "no material %s", id);
	if (st == ST_OK)
		read_row(rows, pool, out);
	rows_free(rows);
	return st;
}

enum status
material_judge(struct store *db, const char *request, const char *item,
    const char *verdict, const char *words, const char *checker, int64_t at,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(verdict), v_text(words), v_text(checker), v_int(at),
		v_text(request), v_text(item),
	};
	int64_t			 changed;
	enum status		 st;

	st = store_run(db, &material_sql[MATERIAL_JUDGE], in, NITEMS(in),
	    &changed, f);
	if (st == ST_OK && changed != 1)
		st = fault_set(f, ST_ABSENT, "no material %s of %s", item,
		    request);
	return st;
}

enum status
material_wipe(struct store *db, const char *request, struct fault *f)
{
	const struct value	 in[] = { v_text(request) };

	return store_run(db, &material_sql[MATERIAL_WIPE], in, 1, NULL, f);
}

/* Materials of a request, item by item. */
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "seal/request.h"

#define COLUMNS								\
	"id, item, version, name, type, size, sm3, digest, salt, added,"\
	" verdict, fault, checker, checked, box"

enum {
	MATERIAL_ADD, MATERIAL_REPLACE, MATERIAL_LIST, MATERIAL_BY_ID,
	MATERIAL_JUDGE, MATERIAL_WIPE, MATERIAL_OF, MATERIAL_CARRY,
	MATERIAL_OLD,
	MATERIAL_SQL__N
};

static const struct sql material_sql[MATERIAL_SQL__N] = {
	[MATERIAL_REPLACE] = { .nin = 2, .text =
	    "UPDATE material SET live = 0"
	    " WHERE request = $1 AND item = $2 AND live = 1" },
	[MATERIAL_ADD] = { .nin = 12, .text =
	    "INSERT INTO material (id, request, item, version, live, name,"
	    " type, size, sm3, digest, salt, added, box)"
	    " VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11,"
	    "         $12)" },
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
	[MATERIAL_OF] = { .nin = 2, .text =
	    "SELECT " COLUMNS " FROM material"
	    " WHERE request = $1 AND version = $2 ORDER BY item, added" },
	[MATERIAL_CARRY] = { .nin = 4, .text =
	    "INSERT INTO material (id, request, item, version, live, name,"
	    " type, size, sm3, digest, salt, added, verdict, checker,"
	    " checked, box)"
	    " SELECT $1, $2, item, CAST($3 AS BIGINT), 1, name, type, size,"
	    "        sm3, digest, salt, added,"
	    "        CASE WHEN verdict = 'ok' THEN 'ok' END, checker, checked,"
	    "        box"
	    "   FROM material WHERE id = $4" },
	[MATERIAL_OLD] = { .nin = 2, .text =
	    "UPDATE material SET live = 0"
	    " WHERE request = $1 AND version = $2" },
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
	m->box = rows_text(rows, 14, pool);
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
		v_bytes(m->salt), v_int(clock_now()), v_text(m->box),
	};
	enum status		 st;

	st = store_run(db, &material_sql[MATERIAL_REPLACE], old, NITEMS(old),
	    NULL, f);
	if (st == ST_OK)
		st = store_run(db, &material_sql[MATERIAL_ADD], in,
		    NITEMS(in), NULL, f);
	return st;
}

static enum status
list(struct store *db, struct pool *pool, int which, const struct value *in,
    size_t nin, struct material_row **out, size_t *n, struct fault *f)
{
	struct material_row	*rows_out;
	struct rows		*rows = NULL;
	enum status		 st;

	*out = NULL;
	*n = 0;
	rows_out = pool_array(pool, MATERIALS_MAX, sizeof(*rows_out));
	if (rows_out == NULL)
		return fault_set(f, ST_BROKEN, "materials: memory");
	st = store_query(db, &material_sql[which], in, nin, &rows, f);
	while (st == ST_OK && *n < MATERIALS_MAX &&
	    (st = rows_next(rows, f)) == ST_OK)
		read_row(rows, pool, &rows_out[(*n)++]);
	rows_free(rows);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	*out = rows_out;
	return ST_OK;
}

enum status
material_list(struct store *db, struct pool *pool, const char *request,
    struct material_row **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(request) };

	return list(db, pool, MATERIAL_LIST, in, NITEMS(in), out, n, f);
}

enum status
material_list_of(struct store *db, struct pool *pool, const char *request,
    int64_t version, struct material_row **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(request), v_int(version) };
	enum status		 st;
	size_t			 i, k = 0;

	st = list(db, pool, MATERIAL_OF, in, NITEMS(in), out, n, f);
	/* Of one item sent twice in a version the last one counts. */
	for (i = 0; st == ST_OK && i < *n; i++) {
		if (k > 0 && strcmp((*out)[k - 1].item,
		    (*out)[i].item) == 0)
			k--;
		(*out)[k++] = (*out)[i];
	}
	*n = k;
	return st;
}

enum status
material_carry(struct store *db, struct pool *pool, const char *from,
    const char *to, int64_t version, struct fault *f)
{
	const struct value	 old[] = { v_text(to), v_int(version - 1) };
	struct material_row	*live;
	char			 id[ID_LEN + 1];
	enum status		 st;
	size_t			 i, n;

	st = material_list(db, pool, from, &live, &n, f);
	if (st == ST_OK)
		st = store_run(db, &material_sql[MATERIAL_OLD], old,
		    NITEMS(old), NULL, f);
	for (i = 0; st == ST_OK && i < n; i++) {
		id_new(id);
		const struct value in[] = {
			v_text(id), v_text(to), v_int(version),
			v_text(live[i].id),
		};
		st = store_run(db, &material_sql[MATERIAL_CARRY], in,
		    NITEMS(in), NULL, f);
	}
	return st;
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

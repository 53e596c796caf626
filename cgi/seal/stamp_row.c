/* The stamps made: one lookup gives all the public page shows. */
#include <string.h>

#include "seal/use.h"

#define SELECT								\
	"SELECT t.handle, t.code, t.use_request, t.seal, t.version,"	\
	"       t.unit, t.unit_name, t.seal_name, t.seal_code, t.title,"\
	"       t.class, t.disclosure, t.pages, t.at, t.original,"	\
	"       t.data_hash, t.result, t.signature, s.state, v.valid_to,"\
	"       (SELECT MAX(e.at) FROM seal_event e WHERE e.seal = t.seal)"\
	"  FROM stamp t JOIN seal s ON s.id = t.seal"			\
	"  JOIN seal_version v ON v.seal = t.seal"			\
	"   AND v.version = t.version"

enum { STAMP_ADD, STAMP_HANDLE, STAMP_CODE, STAMP_SIGNATURE, STAMP_SQL__N };

static const struct sql stamp_sql[STAMP_SQL__N] = {
	[STAMP_ADD] = { .nin = 18, .text =
	    "INSERT INTO stamp (handle, code, use_request, seal, version,"
	    " unit, unit_name, seal_name, seal_code, title, class,"
	    " disclosure, pages, at, original, data_hash, result, signature)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
	    "         $13, $14, $15, $16, $17, $18)" },
	[STAMP_HANDLE] = { .nin = 1, .text = SELECT " WHERE t.handle = $1" },
	[STAMP_CODE] = { .nin = 1, .text = SELECT " WHERE t.code = $1" },
	[STAMP_SIGNATURE] = { .nin = 1, .text =
	    SELECT " WHERE t.signature = $1" },
};

enum status
stamp_add(struct store *db, const struct stamp_row *s, struct fault *f)
{
	const struct value	 in[] = {
		v_text(s->handle), v_text(s->code), v_text(s->use),
		v_text(s->seal), v_int(s->version), v_text(s->unit),
		v_text(s->unit_name), v_text(s->seal_name),
		v_text(s->seal_code), v_text(s->title), v_text(s->class),
		v_text(s->disclosure), v_int(s->pages), v_int(s->at),
		v_bytes(s->original), v_bytes(s->data_hash),
		v_bytes(s->result), v_bytes(s->signature),
	};

	return store_run(db, &stamp_sql[STAMP_ADD], in, NITEMS(in), NULL, f);
}

static void
read_row(struct rows *rows, struct pool *pool, struct stamp_row *s)
{
	int	 c = 0;

	s->handle = rows_text(rows, c++, pool);
	s->code = rows_text(rows, c++, pool);
	s->use = rows_text(rows, c++, pool);
	s->seal = rows_text(rows, c++, pool);
	s->version = rows_int(rows, c++);
	s->unit = rows_text(rows, c++, pool);
	s->unit_name = rows_text(rows, c++, pool);
	s->seal_name = rows_text(rows, c++, pool);
	s->seal_code = rows_text(rows, c++, pool);
	s->title = rows_text(rows, c++, pool);
	s->class = rows_text(rows, c++, pool);
	s->disclosure = rows_text(rows, c++, pool);
	s->pages = rows_int(rows, c++);
	s->at = rows_int(rows, c++);
	s->original = pool_bytes(pool, rows_bytes(rows, c++));
	s->data_hash = pool_bytes(pool, rows_bytes(rows, c++));
	s->result = pool_bytes(pool, rows_bytes(rows, c++));
	s->signature = pool_bytes(pool, rows_bytes(rows, c++));
	s->seal_state = flow_state(&flow_seal, rows_str(rows, c++));
	s->valid_to = rows_int(rows, c++);
	s->seal_changed = rows_int(rows, c++);
}

static enum status
find(struct store *db, struct pool *pool, int which, struct value key,
    struct stamp_row *out, struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	st = store_query(db, &stamp_sql[which], &key, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		fault_set(f, st, "no such stamp");
	if (st == ST_OK) {
		read_row(rows, pool, out);
		if (out->seal_state < 0 || pool_failed(pool))
			st = fault_set(f, ST_BROKEN, "stamp: unreadable row");
	}
	rows_free(rows);
	return st;
}

enum status
stamp_by_handle(struct store *db, struct pool *pool, const char *handle,
    struct stamp_row *out, struct fault *f)
{
	return find(db, pool, STAMP_HANDLE, v_text(handle), out, f);
}

enum status
stamp_by_code(struct store *db, struct pool *pool, const char *code,
    struct stamp_row *out, struct fault *f)
{
	return find(db, pool, STAMP_CODE, v_text(code), out, f);
}

enum status
stamp_by_signature(struct store *db, struct pool *pool, struct bytes sm3,
    struct stamp_row *out, struct fault *f)
{
	return find(db, pool, STAMP_SIGNATURE, v_bytes(sm3), out, f);
}

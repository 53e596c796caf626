/* The stamps made, and what the public page of one shows; see use.h. */
#include "seal/use.h"

#define SELECT								\
	"SELECT handle, code, use_request, seal, version, unit,"	\
	"       unit_name, seal_name, seal_code, title, class,"		\
	"       disclosure, pages, at, original, data_hash, result,"	\
	"       signature, valid_to FROM stamp"

/* No more than is shown: each column costs, and others are nobody's. */
#define FACTS								\
	"SELECT t.handle, t.seal, t.unit_name, t.seal_name,"		\
	"       t.seal_code, t.title, t.class, t.disclosure, t.pages,"	\
	"       t.at, s.state, t.valid_to"				\
	"  FROM stamp t JOIN seal s ON s.id = t.seal"

enum { STAMP_ADD, STAMP_HANDLE, STAMP_SIGNATURE, FACTS_HANDLE, FACTS_CODE,
	STAMP_SQL__N };

static const struct sql stamp_sql[STAMP_SQL__N] = {
	[STAMP_ADD] = { .nin = 19, .text =
	    "INSERT INTO stamp (handle, code, use_request, seal, version,"
	    " unit, unit_name, seal_name, seal_code, title, class,"
	    " disclosure, pages, at, original, data_hash, result, signature,"
	    " valid_to)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
	    "         $13, $14, $15, $16, $17, $18, $19)" },
	[STAMP_HANDLE] = { .nin = 1, .text = SELECT " WHERE handle = $1" },
	[STAMP_SIGNATURE] = { .nin = 1, .text =
	    SELECT " WHERE signature = $1" },
	[FACTS_HANDLE] = { .nin = 1, .text = FACTS " WHERE t.handle = $1" },
	[FACTS_CODE] = { .nin = 1, .text = FACTS " WHERE t.code = $1" },
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
		v_int(s->valid_to),
	};

	return store_run(db, &stamp_sql[STAMP_ADD], in, NITEMS(in), NULL, f);
}

static enum status
read_row(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct stamp_row	*s = out;
	int			 c = 0;

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
	s->valid_to = rows_int(rows, c++);
	return pool_failed(pool) ? fault_set(f, ST_BROKEN,
	    "stamp: past the pool") : ST_OK;
}

static enum status
read_facts(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct stamp_facts	*s = out;
	int			 c = 0;

	s->handle = rows_text(rows, c++, pool);
	s->seal = rows_text(rows, c++, pool);
	s->unit_name = rows_text(rows, c++, pool);
	s->seal_name = rows_text(rows, c++, pool);
	s->seal_code = rows_text(rows, c++, pool);
	s->title = rows_text(rows, c++, pool);
	s->class = rows_text(rows, c++, pool);
	s->disclosure = rows_text(rows, c++, pool);
	s->pages = rows_int(rows, c++);
	s->at = rows_int(rows, c++);
	s->seal_state = flow_state(&flow_seal, rows_str(rows, c++));
	s->valid_to = rows_int(rows, c++);
	return s->seal_state < 0 || pool_failed(pool) ? fault_set(f,
	    ST_BROKEN, "stamp: unreadable row") : ST_OK;
}

static const struct record stamp_record = {
	"stamp", sizeof(struct stamp_row), read_row
};

static const struct record facts_record = {
	"stamp", sizeof(struct stamp_facts), read_facts
};

enum status
stamp_by_handle(struct store *db, struct pool *pool, const char *handle,
    struct stamp_row *out, struct fault *f)
{
	const struct value	 in[] = { v_text(handle) };

	return store_find(db, pool, &stamp_sql[STAMP_HANDLE], in, 1,
	    &stamp_record, out, f);
}

enum status
stamp_by_signature(struct store *db, struct pool *pool, struct bytes sm3,
    struct stamp_row *out, struct fault *f)
{
	const struct value	 in[] = { v_bytes(sm3) };

	return store_find(db, pool, &stamp_sql[STAMP_SIGNATURE], in, 1,
	    &stamp_record, out, f);
}

enum status
stamp_facts_by_handle(struct store *db, struct pool *pool,
    const char *handle, struct stamp_facts *out, struct fault *f)
{
	const struct value	 in[] = { v_text(handle) };

	return store_find(db, pool, &stamp_sql[FACTS_HANDLE], in, 1,
	    &facts_record, out, f);
}

enum status
stamp_facts_by_code(struct store *db, struct pool *pool, const char *code,
    struct stamp_facts *out, struct fault *f)
{
	const struct value	 in[] = { v_text(code) };

	return store_find(db, pool, &stamp_sql[FACTS_CODE], in, 1,
	    &facts_record, out, f);
}

/* The imprint of a request, and how its seal was handed over. */
#include <string.h>

#include "seal/request.h"

#define COLUMNS								\
	"id, request, source, png, scan, um_w, um_h, px_w, px_h,"	\
	" quality, override, same, comparer, compared, confirmed,"	\
	" statement, added, person"

enum {
	IMPRINT_ADD, IMPRINT_AT, IMPRINT_COMPARE, IMPRINT_CONFIRM,
	DELIVERY_ADD, DELIVERY_LOAD,
	IMPRINT_SQL__N
};

static const struct sql imprint_sql[IMPRINT_SQL__N] = {
	[IMPRINT_ADD] = { .nin = 18, .text =
	    "INSERT INTO imprint (" COLUMNS ") VALUES ($1, $2, $3, $4, $5,"
	    " $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)" },
	[IMPRINT_AT] = { .nin = 2, .text =
	    "SELECT " COLUMNS " FROM imprint WHERE request = $1"
	    "   AND added <= $2"
	    " ORDER BY added DESC, id DESC LIMIT 1" },
	[IMPRINT_COMPARE] = { .nin = 4, .text =
	    "UPDATE imprint SET same = $1, comparer = $2, compared = $3"
	    " WHERE id = $4" },
	[IMPRINT_CONFIRM] = { .nin = 3, .text =
	    "UPDATE imprint SET confirmed = $1, statement = $2"
	    " WHERE id = $3" },
	[DELIVERY_ADD] = { .nin = 7, .text =
	    "INSERT INTO delivery (request, receiver, identity, form, clerk,"
	    " at, statement) VALUES ($1, $2, $3, $4, $5, $6, $7)" },
	[DELIVERY_LOAD] = { .nin = 1, .text =
	    "SELECT receiver, identity, form, clerk, statement, at"
	    "  FROM delivery WHERE request = $1" },
};

enum status
imprint_add(struct store *db, const struct imprint *i, struct fault *f)
{
	const struct value	 in[] = {
		v_text(i->id), v_text(i->request), v_text(i->source),
		v_bytes(i->png), v_bytes(i->scan), v_int(i->um_w),
		v_int(i->um_h), v_int(i->px_w), v_int(i->px_h),
		v_text(i->quality), v_text(i->override), v_text(i->same),
		v_text(i->comparer), v_time(i->compared),
		v_time(i->confirmed), v_text(i->statement), v_int(i->added),
		v_text(i->person),
	};

	return store_run(db, &imprint_sql[IMPRINT_ADD], in, NITEMS(in), NULL,
	    f);
}

static void
read_row(struct rows *rows, struct pool *pool, struct imprint *i)
{
	int	 c = 0;

	i->id = rows_text(rows, c++, pool);
	i->request = rows_text(rows, c++, pool);
	i->source = rows_text(rows, c++, pool);
	i->png = pool_bytes(pool, rows_bytes(rows, c++));
	i->scan = rows_is_null(rows, c) ? bytes_of(NULL, 0) :
	    pool_bytes(pool, rows_bytes(rows, c));
	c++;
	i->um_w = rows_int(rows, c++);
	i->um_h = rows_int(rows, c++);
	i->px_w = rows_int(rows, c++);
	i->px_h = rows_int(rows, c++);
	i->quality = rows_text(rows, c++, pool);
	i->override = rows_text(rows, c++, pool);
	i->same = rows_text(rows, c++, pool);
	i->comparer = rows_text(rows, c++, pool);
	i->compared = rows_int(rows, c++);
	i->confirmed = rows_int(rows, c++);
	i->statement = rows_text(rows, c++, pool);
	i->added = rows_int(rows, c++);
	i->person = rows_text(rows, c++, pool);
}

enum status
imprint_load(struct store *db, struct pool *pool, const char *request,
    struct imprint *out, struct fault *f)
{
	return imprint_at(db, pool, request, INT64_MAX, out, f);
}

enum status
imprint_at(struct store *db, struct pool *pool, const char *request,
    int64_t at, struct imprint *out, struct fault *f)
{
	const struct value	 in[] = { v_text(request), v_int(at) };
	struct rows		*rows = NULL;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	st = store_query(db, &imprint_sql[IMPRINT_AT], in, NITEMS(in), &rows,
	    f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		fault_set(f, st, "no imprint of %s", request);
	if (st == ST_OK)
		read_row(rows, pool, out);
	rows_free(rows);
	return st;
}

enum status
imprint_compare(struct store *db, const char *id, const char *same,
    const char *person, int64_t at, struct fault *f)
{
	const struct value	 in[] = {
		v_text(same), v_text(person), v_int(at), v_text(id),
	};

	return store_run(db, &imprint_sql[IMPRINT_COMPARE], in, NITEMS(in),
	    NULL, f);
}

enum status
imprint_confirm(struct store *db, const char *id, const char *statement,
    int64_t at, struct fault *f)
{
	const struct value	 in[] = {
		v_int(at), v_text(statement), v_text(id),
	};

	return store_run(db, &imprint_sql[IMPRINT_CONFIRM], in, NITEMS(in),
	    NULL, f);
}

enum status
delivery_add(struct store *db, const char *request, const struct delivery *d,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(request), v_text(d->receiver), v_text(d->identity),
		v_text(d->form), v_text(d->clerk), v_int(d->at),
		v_text(d->statement),
	};

	return store_run(db, &imprint_sql[DELIVERY_ADD], in, NITEMS(in),
	    NULL, f);
}

enum status
delivery_load(struct store *db, struct pool *pool, const char *request,
    struct delivery *out, struct fault *f)
{
	const struct value	 in[] = { v_text(request) };
	struct rows		*rows = NULL;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	st = store_query(db, &imprint_sql[DELIVERY_LOAD], in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		out->receiver = rows_text(rows, 0, pool);
		out->identity = rows_text(rows, 1, pool);
		out->form = rows_text(rows, 2, pool);
		out->clerk = rows_text(rows, 3, pool);
		out->statement = rows_text(rows, 4, pool);
		out->at = rows_int(rows, 5);
	}
	rows_free(rows);
	return st;
}

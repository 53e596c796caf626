/* Seals of other systems as they came; see import.h. */
#include <string.h>

#include "seal/import.h"

enum { ADD, LOAD, MAKER, SERIAL, OPEN, TYPED, WIPE, SQL__N };

static const struct sql import_sql[SQL__N] = {
	[ADD] = { .nin = 16, .text =
	    "INSERT INTO seal_import (request, code, name, vendor, layout,"
	    " der, cert, maker, maker_sm3, chain, valid_from, valid_to,"
	    " source, device, device_cert, typed)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
	    "         $13, $14, $15, $16)" },
	[LOAD] = { .nin = 1, .text =
	    "SELECT code, name, vendor, layout, der, cert, maker, maker_sm3,"
	    "       chain, valid_from, valid_to, source, device, device_cert"
	    "  FROM seal_import WHERE request = $1" },
	/* proposed ones do not count: nobody has agreed to them */
	[MAKER] = { .nin = 1, .text =
	    "SELECT i.chain FROM seal_import i"
	    "  JOIN seal s ON s.request = i.request"
	    " WHERE i.maker_sm3 = $1 LIMIT 1" },
	[SERIAL] = { .nin = 1, .text =
	    "SELECT 1 FROM seal_version WHERE serial = $1" },
	[OPEN] = { .nin = 2, .text =
	    "SELECT q.number FROM seal_import i"
	    "  JOIN request q ON q.id = i.request"
	    " WHERE i.code = $1 AND q.id <> $2"
	    "   AND q.state IN ('draft', 'entered') LIMIT 1" },
	[TYPED] = { .nin = 1, .text =
	    "SELECT i.code FROM seal_import i"
	    "  JOIN seal s ON s.request = i.request"
	    " WHERE i.typed = $1 LIMIT 2" },
	[WIPE] = { .nin = 1, .text =
	    "DELETE FROM seal_import WHERE request = $1" },
};

#define TYPED_MAX 64		/* a code is 40 characters at most */

/* Of any spelling the one form. */
static void
fold(const char *code, char out[TYPED_MAX])
{
	size_t	 n = 0;

	for (; *code != '\0' && n + 1 < TYPED_MAX; code++)
		if (*code >= 'a' && *code <= 'z')
			out[n++] = (char)(*code - 'a' + 'A');
		else if ((*code >= 'A' && *code <= 'Z') ||
		    (*code >= '0' && *code <= '9'))
			out[n++] = *code;
	out[n] = '\0';
}

enum status
seal_import_add(struct store *db, const char *request,
    const struct seal_import *i, struct fault *f)
{
	char			 typed[TYPED_MAX];

	fold(i->code, typed);
	const struct value	 in[] = {
		v_text(request), v_text(i->code), v_text(i->name),
		v_text(i->vendor), v_int(i->layout), v_bytes(i->der),
		v_bytes(i->cert), v_bytes(i->maker),
		v_bytes(bytes_of(i->maker_sm3, sizeof(i->maker_sm3))),
		v_bytes(i->chain), v_int(i->valid_from), v_int(i->valid_to),
		v_text(i->source), v_text(i->device),
		v_text(i->device_cert), v_text(typed),
	};

	return store_run(db, &import_sql[ADD], in, NITEMS(in), NULL, f);
}

enum status
seal_import_load(struct store *db, struct pool *pool, const char *request,
    struct seal_import *out, struct fault *f)
{
	const struct value	 in = v_text(request);
	struct rows		*rows = NULL;
	struct bytes		 sm3;
	enum status		 st;
	int			 c = 0;

	memset(out, 0, sizeof(*out));
	st = store_query(db, &import_sql[LOAD], &in, 1, &rows, f);
	if (st != ST_OK || (st = rows_next(rows, f)) != ST_OK)
		goto out;
	out->code = rows_text(rows, c++, pool);
	out->name = rows_text(rows, c++, pool);
	out->vendor = rows_text(rows, c++, pool);
	out->layout = rows_int(rows, c++);
	out->der = pool_bytes(pool, rows_bytes(rows, c++));
	out->cert = pool_bytes(pool, rows_bytes(rows, c++));
	out->maker = pool_bytes(pool, rows_bytes(rows, c++));
	sm3 = rows_bytes(rows, c++);
	out->chain = pool_bytes(pool, rows_bytes(rows, c++));
	out->valid_from = rows_int(rows, c++);
	out->valid_to = rows_int(rows, c++);
	out->source = rows_text(rows, c++, pool);
	out->device = rows_text(rows, c++, pool);
	out->device_cert = rows_text(rows, c++, pool);
	if (sm3.n != sizeof(out->maker_sm3) || pool_failed(pool))
		st = fault_set(f, ST_BROKEN, "%s: what was brought", request);
	else
		memcpy(out->maker_sm3, sm3.p, sm3.n);
out:
	rows_free(rows);
	return st;
}

enum status
seal_import_maker(struct store *db, struct pool *pool,
    const unsigned char sm3[32], struct bytes *chain, struct fault *f)
{
	const struct value	 in = v_bytes(bytes_of(sm3, 32));
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, &import_sql[MAKER], &in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*chain = pool_bytes(pool, rows_bytes(rows, 0));
	rows_free(rows);
	return st;
}

enum status
seal_import_serial_taken(struct store *db, const char *serial, int *taken,
    struct fault *f)
{
	const struct value	 in = v_text(serial);
	struct rows		*rows = NULL;
	enum status		 st;

	*taken = 0;
	st = store_query(db, &import_sql[SERIAL], &in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*taken = 1;
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
seal_import_open(struct store *db, struct pool *pool, const char *code,
    const char *besides, const char **number, struct fault *f)
{
	const struct value	 in[] = { v_text(code), v_text(besides) };
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, &import_sql[OPEN], in, NITEMS(in), &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*number = rows_text(rows, 0, pool);
	rows_free(rows);
	return st;
}

enum status
seal_import_wipe(struct store *db, const char *request, struct fault *f)
{
	const struct value	 in = v_text(request);

	return store_run(db, &import_sql[WIPE], &in, 1, NULL, f);
}

enum status
seal_import_typed(struct store *db, struct pool *pool, const char *typed,
    const char **code, struct fault *f)
{
	char		 folded[TYPED_MAX];
	struct rows	*rows = NULL;
	enum status	 st;

	fold(typed, folded);
	if (*folded == '\0')
		return fault_set(f, ST_ABSENT, "no code");
	{
		const struct value in = v_text(folded);

		st = store_query(db, &import_sql[TYPED], &in, 1, &rows, f);
	}
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		*code = rows_text(rows, 0, pool);
		st = rows_next(rows, f);
		st = st == ST_OK ? fault_set(f, ST_ABSENT, "two of %s",
		    folded) : st == ST_ABSENT ? ST_OK : st;
	}
	rows_free(rows);
	return st;
}

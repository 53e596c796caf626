/* A seal's picture made ready for stamping, kept beside the register. */
#include <string.h>

#include "seal/seal.h"

static const struct sql picture_add = { .nin = 7, .text =
    "INSERT INTO seal_picture"
    " (png, px_w, px_h, plain, colour, bits, alpha)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
    " ON CONFLICT (png) DO NOTHING" };
static const struct sql picture_load = { .nin = 1, .text =
    "SELECT px_w, px_h, plain, colour, bits, alpha"
    "  FROM seal_picture WHERE png = $1" };

enum status
seal_picture_add(struct store *db, struct bytes png,
    const struct seal_picture *p, struct fault *f)
{
	const struct value	 in[] = {
		v_bytes(png), v_int(p->px_w), v_int(p->px_h),
		v_int(p->plain), v_bytes(p->colour), v_int(p->bits),
		v_bytes(p->alpha),
	};

	return store_run(db, &picture_add, in, NITEMS(in), NULL, f);
}

enum status
seal_picture_load(struct store *db, struct pool *pool, struct bytes png,
    struct seal_picture *out, struct fault *f)
{
	const struct value	 in[] = { v_bytes(png) };
	struct rows		*rows = NULL;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	st = store_query(db, &picture_load, in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		out->px_w = rows_int(rows, 0);
		out->px_h = rows_int(rows, 1);
		out->plain = (int)rows_int(rows, 2);
		out->colour = pool_bytes(pool, rows_bytes(rows, 3));
		out->bits = (int)rows_int(rows, 4);
		out->alpha = pool_bytes(pool, rows_bytes(rows, 5));
	}
	rows_free(rows);
	return st;
}

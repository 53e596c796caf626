/* Certification licences of making units; see licence.h. */
#include <string.h>

#include "base/clock.h"
#include "office/licence.h"
#include "office/local.h"

enum { LICENCE_LAST, LICENCE_SCAN_OF, LICENCE_ADD, LICENCE_SQL__N };

static const struct sql licence_sql[LICENCE_SQL__N] = {
	[LICENCE_LAST] = { .nin = 1, .text =
	    "SELECT id, number, issuer, type, since, until, created"
	    "  FROM licence WHERE unit = $1 ORDER BY id DESC LIMIT 1" },
	[LICENCE_SCAN_OF] = { .nin = 1, .text =
	    "SELECT type, scan FROM licence WHERE unit = $1"
	    " ORDER BY id DESC LIMIT 1" },
	[LICENCE_ADD] = { .nin = 9, .text =
	    "INSERT INTO licence (id, unit, number, issuer, since, until,"
	    " type, scan, created)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)" },
};

const char *
licence_fault(const struct licence *l, int64_t at)
{
	if (l == NULL)
		return "制作单位没有登记电子认证服务许可证，本地区不能制作";
	if (at < l->since)
		return "制作单位的电子认证服务许可证尚未生效，不能制作";
	if (at >= l->until)
		return "制作单位的电子认证服务许可证已过有效期，不能制作";
	return NULL;
}

enum status
licence_last(struct store *db, struct pool *pool, const char *unit,
    struct licence *out, struct fault *f)
{
	const struct value	 in[] = { v_text(unit) };
	struct rows		*rows;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	st = one_row(db, &licence_sql[LICENCE_LAST], in, 1, &rows, f);
	if (st != ST_OK)
		return st;
	out->id = rows_text(rows, 0, pool);
	out->number = rows_text(rows, 1, pool);
	out->issuer = rows_text(rows, 2, pool);
	out->type = rows_text(rows, 3, pool);
	out->since = rows_int(rows, 4);
	out->until = rows_int(rows, 5);
	out->created = rows_int(rows, 6);
	rows_free(rows);
	return pool_held(pool, f);
}

enum status
licence_scan(struct store *db, struct pool *pool, const char *unit,
    struct licence *out, struct fault *f)
{
	const struct value	 in[] = { v_text(unit) };
	struct rows		*rows;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	st = one_row(db, &licence_sql[LICENCE_SCAN_OF], in, 1, &rows, f);
	if (st != ST_OK)
		return st;
	out->type = rows_text(rows, 0, pool);
	out->scan = pool_bytes(pool, rows_bytes(rows, 1));
	rows_free(rows);
	return pool_held(pool, f);
}

enum status
licence_add(struct store *db, const char *unit, const struct licence *l,
    struct fault *f)
{
	char			 id[ID_LEN + 1];

	id_new(id);
	const struct value	 in[] = {
		v_text(id), v_text(unit), v_text(l->number),
		v_text(l->issuer), v_int(l->since), v_int(l->until),
		v_text(l->type), v_bytes(l->scan), v_int(clock_now()),
	};

	return store_run(db, &licence_sql[LICENCE_ADD], in, NITEMS(in), NULL,
	    f);
}

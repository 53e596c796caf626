/* Seals in devices of their units'; see device.h. */
#include <string.h>

#include "base/clock.h"
#include "seal/device.h"

enum {
	COPY_ALLOW, COPY_TAKE, COPY_LIST, USE_ADD, USE_LAST, USE_LIST, USE_KNOWN, SQL__N
};

static const struct sql device_sql[SQL__N] = {
	[COPY_ALLOW] = { .nin = 5, .text =
	    "INSERT INTO package_copy"
	    " (request, seq, reason, allowed_by, allowed)"
	    " SELECT CAST($1 AS TEXT), c.n + 1, CAST($2 AS TEXT),"
	    "        CAST($3 AS TEXT), CAST($4 AS BIGINT)"
	    "   FROM (SELECT COUNT(*) AS n, COUNT(taken) AS done"
	    "           FROM package_copy WHERE request = $1) c"
	    "  WHERE c.n = c.done AND c.n < $5" },
	[COPY_TAKE] = { .nin = 3, .text =
	    "UPDATE package_copy SET taken_by = $1, taken = $2"
	    " WHERE request = $3 AND taken IS NULL" },
	[COPY_LIST] = { .nin = 1, .text =
	    "SELECT c.seq, c.reason, a.name, t.name, c.allowed, c.taken"
	    "  FROM package_copy c JOIN person a ON a.id = c.allowed_by"
	    "  LEFT JOIN person t ON t.id = c.taken_by"
	    " WHERE c.request = $1 ORDER BY c.seq" },
	[USE_ADD] = { .nin = 19, .text =
	    "INSERT INTO offline_use (serial, n, seal, device, hash, at,"
	    " original, result, signature, page, um_x, um_y, operator,"
	    " requester, reviewer, title, reason, uploaded, person)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
	    "         $13, $14, $15, $16, $17, $18, $19)" },
	[USE_LAST] = { .nin = 1, .text =
	    "SELECT n, hash FROM offline_use WHERE serial = $1"
	    " ORDER BY n DESC LIMIT 1" },
	[USE_LIST] = { .nin = 2, .text =
	    "SELECT u.device, u.operator, u.requester, u.reviewer, u.title,"
	    "       u.reason, p.name, u.n, u.at, u.uploaded, u.page,"
	    "       u.original, u.result"
	    "  FROM offline_use u JOIN person p ON p.id = u.person"
	    " WHERE u.seal = $1 ORDER BY u.at DESC, u.n DESC LIMIT $2" },
	[USE_KNOWN] = { .nin = 1, .text =
	    "SELECT uploaded, seal FROM offline_use WHERE signature = $1"
	    " ORDER BY uploaded LIMIT 1" },
};

int
delivery_in_device(const char *delivery)
{
	return strcmp(delivery, DELIVERY_PACKAGE) == 0 ||
	    strcmp(delivery, DELIVERY_SOFT) == 0;
}

/* --- copies --------------------------------------------------------------- */

static enum status
run_once(struct store *db, int which, const struct value *in, size_t n,
    const char *request, struct fault *f)
{
	int64_t		 changed = 0;
	enum status	 st;

	st = store_run(db, &device_sql[which], in, n, &changed, f);
	return st == ST_OK && changed != 1 ? fault_set(f, ST_CONFLICT,
	    "%s: copies of its package", request) : st;
}

enum status
package_copy_allow(struct store *db, const char *request, const char *reason,
    const char *person, struct fault *f)
{
	const struct value	 in[] = {
		v_text(request), v_text(reason), v_text(person),
		v_int(clock_now()), v_int(COPIES_MAX),
	};

	return run_once(db, COPY_ALLOW, in, NITEMS(in), request, f);
}

enum status
package_copy_take(struct store *db, const char *request, const char *person,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(person), v_int(clock_now()), v_text(request),
	};

	return run_once(db, COPY_TAKE, in, NITEMS(in), request, f);
}

static enum status
read_copy(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct package_copy	*c = out;

	(void)f;
	c->seq = rows_int(rows, 0);
	c->reason = rows_text(rows, 1, pool);
	c->allowed_by = rows_text(rows, 2, pool);
	c->taken_by = rows_text(rows, 3, pool);
	c->allowed = rows_int(rows, 4);
	c->taken = rows_int(rows, 5);
	return ST_OK;
}

static const struct record copy_record = {
	"package copy", sizeof(struct package_copy), read_copy
};

enum status
package_copy_list(struct store *db, struct pool *pool, const char *request,
    struct package_copy **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(request) };

	return store_list(db, pool, &device_sql[COPY_LIST], in, 1,
	    &copy_record, COPIES_MAX, out, n, f);
}

/* --- stamps made offline -------------------------------------------------- */

enum status
offline_use_add(struct store *db, const char *seal,
    const struct offline_entry *e, int64_t uploaded, const char *person,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(e->serial), v_int(e->n), v_text(seal),
		v_text(e->device), v_bytes(bytes_of(e->hash, SM3_LEN)),
		v_int(e->at), v_bytes(bytes_of(e->before, SM3_LEN)),
		v_bytes(bytes_of(e->after, SM3_LEN)),
		v_bytes(bytes_of(e->signature, SM3_LEN)), v_int(e->page),
		v_int(e->x), v_int(e->y), v_text(e->operator),
		v_text(e->requester), v_text(e->reviewer), v_text(e->title),
		v_text(e->reason), v_int(uploaded), v_text(person),
	};

	return store_run(db, &device_sql[USE_ADD], in, NITEMS(in), NULL, f);
}

enum status
offline_use_last(struct store *db, struct pool *pool, const char *serial,
    int64_t *n, struct bytes *hash, struct fault *f)
{
	const struct value	 in[] = { v_text(serial) };
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	*hash = bytes_of(NULL, 0);
	st = store_query(db, &device_sql[USE_LAST], in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		*n = rows_int(rows, 0);
		*hash = pool_bytes(pool, rows_bytes(rows, 1));
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

static enum status
read_use(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct offline_use	*u = out;
	int			 c = 0;

	(void)f;
	u->device = rows_text(rows, c++, pool);
	u->operator = rows_text(rows, c++, pool);
	u->requester = rows_text(rows, c++, pool);
	u->reviewer = rows_text(rows, c++, pool);
	u->title = rows_text(rows, c++, pool);
	u->reason = rows_text(rows, c++, pool);
	u->person = rows_text(rows, c++, pool);
	u->n = rows_int(rows, c++);
	u->at = rows_int(rows, c++);
	u->uploaded = rows_int(rows, c++);
	u->page = rows_int(rows, c++);
	u->original = pool_bytes(pool, rows_bytes(rows, c++));
	u->result = pool_bytes(pool, rows_bytes(rows, c++));
	return ST_OK;
}

static const struct record use_record = {
	"offline use", sizeof(struct offline_use), read_use
};

enum status
offline_use_list(struct store *db, struct pool *pool, const char *seal,
    struct offline_use **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(seal), v_int(OFFLINE_SHOWN) };

	return store_list(db, pool, &device_sql[USE_LIST], in, NITEMS(in),
	    &use_record, OFFLINE_SHOWN, out, n, f);
}

enum status
offline_use_known(struct store *db, struct pool *pool, struct bytes sm3,
    int64_t *uploaded, const char **seal, struct fault *f)
{
	const struct value	 in[] = { v_bytes(sm3) };
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, &device_sql[USE_KNOWN], in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		*uploaded = rows_int(rows, 0);
		*seal = rows_text(rows, 1, pool);
	}
	rows_free(rows);
	return st;
}

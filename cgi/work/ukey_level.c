/*
 * The level of a stock of blank UKeys (P-46, R-142): when it falls below, who
 * keeps it and who supplies it is told once, and the workbench counts it.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "work/tell.h"
#include "work/timed_local.h"
#include "work/ukey.h"

#define REMINDER "carriers"	/* kind of the row while it is too low */

enum { TOLD, ENOUGH, SQL__N };

static const struct sql level_sql[SQL__N] = {
	[TOLD] = { .nin = 4, .text =
	    "INSERT INTO reminder (kind, subject, since, days, first)"
	    " VALUES ($1, $2, CAST($3 AS BIGINT), $4, CAST($3 AS BIGINT))"
	    " ON CONFLICT (kind, subject) DO NOTHING" },
	[ENOUGH] = { .nin = 2, .text =
	    "DELETE FROM reminder WHERE kind = $1 AND subject = $2" },
};

int64_t
ukey_least(struct store *db)
{
	return policy_int(db, "P-46", 5);
}

/* The operators of the unit, and the administrators above it. */
static enum status
tell_all(struct store *db, struct pool *pool, const char *unit,
    int64_t stock, int64_t least, struct fault *f)
{
	struct tell	 t = {
		.db = db, .pool = pool, .fault = f, .kind = "carrier.low",
		.link = pool_printf(pool, "/admin/carriers?unit=%s", unit),
	};
	const char	*up[8];
	struct unit	 u;
	enum status	 st;
	size_t		 i, n;

	if ((st = unit_load(db, pool, unit, &u, f)) != ST_OK ||
	    (st = unit_ancestors(db, pool, unit, up, &n, f)) != ST_OK)
		return st;
	t.text = pool_printf(pool, "%s的空白 UKey 只有 %lld 个，少于最低库存"
	    " %lld 个，请申请或者调拨补充", u.name, (long long)stock,
	    (long long)least);
	st = tell_unit(&t, unit, ROLE_BIT(ROLE_RA_OPERATOR) |
	    ROLE_BIT(ROLE_RA_ADMIN));
	for (i = 1; st == ST_OK && i < n; i++)
		st = tell_unit(&t, up[i], ROLE_BIT(ROLE_RA_ADMIN));
	return st;
}

enum status
ukey_level(struct store *db, struct pool *pool, const char *unit,
    int64_t *told, struct fault *f)
{
	const int64_t		 least = ukey_least(db);
	const struct value	 in[] = {
		v_text(REMINDER), v_text(unit), v_int(clock_now()), v_int(0)
	};
	int64_t			 n[CARRIER_STATE__N], changed = 0;
	enum status		 st;

	st = carrier_counts(db, unit, CARRIER_UKEY, n, f);
	if (st != ST_OK)
		return st;
	if (!carrier_is_low(n, least))
		return store_run(db, &level_sql[ENOUGH], in, 2, NULL, f);
	st = store_run(db, &level_sql[TOLD], in, NITEMS(in), &changed, f);
	if (told != NULL)
		*told += changed;
	return st == ST_OK && changed > 0 ? tell_all(db, pool, unit,
	    n[K0_STOCK], least, f) : st;
}

enum status
ukey_low_here(struct req *r, const char *unit, int64_t *n)
{
	int64_t		 counts[CARRIER_STATE__N];
	enum status	 st;

	*n = 0;
	st = carrier_counts(r->db, unit, CARRIER_UKEY, counts, r->fault);
	if (st == ST_OK)
		*n = carrier_is_low(counts, ukey_least(r->db));
	return st;
}

enum status
ukey_low_units(struct req *r, const char *top, int64_t *n)
{
	const int64_t		 least = ukey_least(r->db);
	struct carrier_stocks	*s;
	enum status		 st;
	size_t			 i, k;
	int			 mine;

	*n = 0;
	st = carrier_stocks(r->db, r->pool, &s, &k, r->fault);
	for (i = 0; st == ST_OK && i < k; i++) {
		if (!carrier_is_low(s[i].n, least))
			continue;
		st = unit_is_under(r->db, s[i].unit, top, &mine, r->fault);
		*n += st == ST_OK && mine;
	}
	return st;
}

/* For what moves no stock: the level itself was changed. */
enum status
timed_carriers(struct timed *t, int64_t *n)
{
	struct carrier_stocks	*s;
	enum status		 st;
	size_t			 i, k;

	st = carrier_stocks(t->office, t->pool, &s, &k, &t->fault);
	for (i = 0; st == ST_OK && i < k; i++) {
		st = store_begin(t->office, STORE_WRITE, &t->fault);
		if (st != ST_OK)
			return st;
		st = ukey_level(t->office, t->pool, s[i].unit, n,
		    &t->fault);
		st = store_end(t->office, st, &t->fault);
	}
	return st;
}

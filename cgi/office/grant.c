/*
 * Roles of people in units, from a moment to a moment.  What role_conflict
 * names is judged over all units of the account and over every moment two
 * grants share: an account is one, however many desks it serves.
 */
#include <string.h>

#include "base/clock.h"
#include "office/local.h"

enum { GRANT_IN_UNIT, GRANT_ALL, GRANT_INSERT, GRANT_END, GRANT_LIST,
	GRANT_OF_UNIT, GRANT_HOLDERS, GRANT__N };

static const struct sql grant_sql[GRANT__N] = {
	[GRANT_IN_UNIT] = { .nin = 3, .text =
	    "SELECT role FROM role_grant WHERE person = $1 AND unit = $2"
	    " AND since <= $3 AND (until IS NULL OR until > $3)" },
	/* what overlaps [$2, $3); $3 NULL is open */
	[GRANT_ALL] = { .nin = 3, .text =
	    "SELECT role FROM role_grant WHERE person = $1"
	    " AND (until IS NULL OR (until > $2 AND until > since))"
	    " AND (CAST($3 AS BIGINT) IS NULL OR since < $3)" },
	[GRANT_INSERT] = { .nin = 7, .text =
	    "INSERT INTO role_grant (id, person, role, unit, since, until,"
	    " created) VALUES ($1, $2, $3, $4, $5, $6, $7)" },
	[GRANT_END] = { .nin = 4, .text =
	    "UPDATE role_grant SET until ="
	    " CASE WHEN since > $4 THEN since ELSE $4 END"
	    " WHERE person = $1 AND role = $2 AND unit = $3"
	    " AND (until IS NULL OR until > $4)" },
	[GRANT_LIST] = { .nin = 1, .text =
	    "SELECT g.id, g.person, p.name, g.unit, u.name, g.role,"
	    " g.since, g.until FROM role_grant g"
	    " JOIN person p ON p.id = g.person"
	    " JOIN unit u ON u.id = g.unit"
	    " WHERE g.person = $1 ORDER BY g.since, g.id LIMIT 200" },
	[GRANT_OF_UNIT] = { .nin = 1, .text =
	    "SELECT g.id, g.person, p.name, g.unit, u.name, g.role,"
	    " g.since, g.until FROM role_grant g"
	    " JOIN person p ON p.id = g.person"
	    " JOIN unit u ON u.id = g.unit"
	    " WHERE g.unit = $1 ORDER BY g.role, g.id LIMIT 200" },
	[GRANT_HOLDERS] = { .nin = 3, .text =
	    "SELECT DISTINCT g.person FROM role_grant g"
	    " JOIN person p ON p.id = g.person"
	    " WHERE g.role = $1 AND g.since <= $2"
	    " AND (g.until IS NULL OR g.until > $2) AND p.state = 'active'"
	    " ORDER BY g.person LIMIT $3" },
};

/* Names nobody knows any more give nothing. */
static enum status
collect(struct store *db, int which, const struct value *in, size_t n,
    unsigned *roles, struct fault *f)
{
	struct rows	*rows;
	enum role	 r;
	enum status	 st;

	*roles = ROLE_NONE;
	if ((st = store_query(db, &grant_sql[which], in, n, &rows, f)) !=
	    ST_OK)
		return st;
	while ((st = rows_next(rows, f)) == ST_OK)
		if ((r = role_find(or_empty(rows_str(rows, 0)))) != ROLE__N)
			*roles |= ROLE_BIT(r);
	rows_free(rows);
	if (st == ST_ABSENT)
		return ST_OK;
	*roles = ROLE_NONE;
	return st;
}

enum status
grant_roles(struct store *db, const char *person, const char *unit,
    int64_t at, unsigned *roles, struct fault *f)
{
	const struct value	 in[] = { v_text(person), v_text(unit),
				    v_int(at) };

	return collect(db, GRANT_IN_UNIT, in, 3, roles, f);
}

enum status
grant_conflict(struct store *db, const char *person, enum role role,
    int64_t from, int64_t to, const char **why, struct fault *f)
{
	const struct value	 in[] = { v_text(person), v_int(from),
				    v_moment(to) };
	unsigned		 held;
	enum status		 st;

	*why = NULL;
	if ((st = collect(db, GRANT_ALL, in, 3, &held, f)) == ST_OK)
		*why = role_conflict(held | ROLE_BIT(role));
	return st;
}

enum status
grant_give(struct store *db, const char *person, enum role role,
    const char *unit, int64_t from, int64_t to, struct fault *f)
{
	char		 id[ID_LEN + 1];
	const char	*why;
	enum status	 st;

	if ((unsigned)role >= ROLE__N || (to != 0 && to <= from))
		return fault_set(f, ST_INVALID, "grant: role %d from %lld",
		    (int)role, (long long)from);
	/* Two grants at once would each miss the other. */
	if ((st = person_lock(db, person, f)) != ST_OK ||
	    (st = grant_conflict(db, person, role, from, to, &why, f)) !=
	    ST_OK)
		return st;
	if (why != NULL)
		return fault_set(f, ST_INVALID, "R-023: %s", why);
	id_new(id);
	{
		const struct value	 in[] = {
			v_text(id), v_text(person), v_text(role_name(role)),
			v_text(unit), v_int(from), v_moment(to),
			v_int(clock_now()),
		};

		return store_run(db, &grant_sql[GRANT_INSERT], in,
		    NITEMS(in), NULL, f);
	}
}

enum status
grant_end(struct store *db, const char *person, enum role role,
    const char *unit, int64_t at, struct fault *f)
{
	const struct value	 in[] = { v_text(person),
				    v_text(role_name(role)), v_text(unit),
				    v_int(at) };
	int64_t			 changed;
	enum status		 st;

	if ((unsigned)role >= ROLE__N)
		return fault_set(f, ST_INVALID, "role %d", (int)role);
	st = store_run(db, &grant_sql[GRANT_END], in, 4, &changed, f);
	if (st == ST_OK && changed == 0)
		return fault_set(f, ST_ABSENT, "no such grant");
	return st;
}

static enum status
list(struct store *db, struct pool *pool, int which, const char *key,
    struct grant **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(key) };
	struct grant		*g;
	struct rows		*rows;
	enum status		 st;

	*n = 0;
	*out = pool_array(pool, GRANT_LIST_MAX, sizeof(**out));
	if (*out == NULL)
		return fault_set(f, ST_BROKEN, "office: pool is full");
	if ((st = store_query(db, &grant_sql[which], in, 1, &rows, f)) !=
	    ST_OK)
		return st;
	while (*n < GRANT_LIST_MAX && (st = rows_next(rows, f)) == ST_OK) {
		g = &(*out)[(*n)++];
		copy_id(g->id, rows_str(rows, 0));
		copy_id(g->person, rows_str(rows, 1));
		g->person_name = rows_text(rows, 2, pool);
		copy_id(g->unit, rows_str(rows, 3));
		g->unit_name = rows_text(rows, 4, pool);
		g->role = role_find(or_empty(rows_str(rows, 5)));
		g->from = rows_int(rows, 6);
		g->to = rows_int(rows, 7);
	}
	rows_free(rows);
	return st == ST_OK || st == ST_ABSENT ? pool_held(pool, f) : st;
}

enum status
grant_list(struct store *db, struct pool *pool, const char *person,
    struct grant **out, size_t *n, struct fault *f)
{
	return list(db, pool, GRANT_LIST, person, out, n, f);
}

enum status
grant_of_unit(struct store *db, struct pool *pool, const char *unit,
    struct grant **out, size_t *n, struct fault *f)
{
	return list(db, pool, GRANT_OF_UNIT, unit, out, n, f);
}

static enum status
read_id(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	(void)f;
	*(const char **)out = rows_text(rows, 0, pool);
	return ST_OK;
}

static const struct record id_record = {
	"person", sizeof(const char *), read_id
};

enum status
grant_holders(struct store *db, struct pool *pool, enum role role,
    int64_t at, const char ***out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_text(role_name(role)), v_int(at), v_int(GRANT_HOLDERS_MAX)
	};

	return store_list(db, pool, &grant_sql[GRANT_HOLDERS], in,
	    NITEMS(in), &id_record, GRANT_HOLDERS_MAX, out, n, f);
}

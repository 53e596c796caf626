/* Authorities by region; see authority.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "office/authority.h"
#include "office/local.h"

#define COUNTRY	"100000"

static const struct { const char *name, *label; } kinds[] = {
	[AUTHORITY_MANAGEMENT] = { "management", "综合管理部门" },
	[AUTHORITY_POLICE] = { "police", "公安机关" },
	[AUTHORITY_CRYPTO] = { "crypto", "密码管理部门" },
};
_Static_assert(NITEMS(kinds) == AUTHORITY__N, "a name each");

const char *
authority_kind_name(int kind)
{
	return kind >= 0 && kind < AUTHORITY__N ? kinds[kind].name : NULL;
}

const char *
authority_kind_label(int kind)
{
	return kind >= 0 && kind < AUTHORITY__N ? kinds[kind].label : NULL;
}

int
authority_kind_find(const char *name)
{
	int	 k;

	for (k = 0; k < AUTHORITY__N; k++)
		if (strcmp(kinds[k].name, name) == 0)
			break;
	return k;
}

/* --- pure ------------------------------------------------------------- */

static int
is_region(const char *code)
{
	return strlen(code) == 6 && strspn(code, "0123456789") == 6;
}

size_t
region_chain(const char *code, char out[REGION_CHAIN][REGION_TEXT])
{
	size_t	 digits, n = 0;

	if (!is_region(code))
		return 0;
	for (digits = 6; digits > 0; digits -= 2) {
		memcpy(out[n], code, digits);
		memset(out[n] + digits, '0', 6 - digits);
		out[n][6] = '\0';
		if (n == 0 || strcmp(out[n], out[n - 1]) != 0)
			n++;
	}
	return n;
}

int
region_is_within(const char *code, const char *top)
{
	size_t	 digits = 6;

	if (!is_region(code) || !is_region(top))
		return 0;
	if (strcmp(top, COUNTRY) == 0)
		return 1;
	while (digits > 2 && memcmp(top + digits - 2, "00", 2) == 0)
		digits -= 2;
	return memcmp(code, top, digits) == 0;
}

/* --- records ------------------------------------------------------------ */

enum { FIND, HISTORY, ADD, REGIONS, SQL__N };

#define COLUMNS								\
	"a.region, a.kind, a.seq, a.name, a.section, a.phone, a.address,"	\
	" a.mail, a.reason, p.name, a.at"
#define FROM " FROM authority a LEFT JOIN person p ON p.id = a.person"

static const struct sql authority_sql[SQL__N] = {
	/* of codes that begin alike the nearest is the greatest */
	[FIND] = { .nin = 4, .text =
	    "SELECT " COLUMNS FROM
	    " WHERE a.region IN ($1, $2, $3) AND a.kind = $4"
	    "   AND a.name <> ''"
	    "   AND a.seq = (SELECT MAX(b.seq) FROM authority b"
	    "                 WHERE b.region = a.region AND b.kind = a.kind)"
	    " ORDER BY a.region DESC LIMIT 1" },
	[HISTORY] = { .nin = 3, .text =
	    "SELECT " COLUMNS FROM
	    " WHERE a.region = $1 AND a.kind = $2"
	    " ORDER BY a.seq DESC LIMIT $3" },
	[ADD] = { .nin = 11, .text =
	    "INSERT INTO authority (region, kind, seq, name, section, phone,"
	    " address, mail, reason, person, at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)" },
	/* the ministry (level 0) has no seals of a region */
	[REGIONS] = { .nin = 1, .text =
	    "SELECT DISTINCT region FROM unit"
	    " WHERE state = 'active' AND level > 0"
	    " ORDER BY region LIMIT $1" },
};

static enum status
read_row(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct authority	*a = out;
	int			 c = 0;

	a->region = rows_text(rows, c++, pool);
	a->kind = authority_kind_find(rows_str(rows, c++));
	a->seq = rows_int(rows, c++);
	a->name = rows_text(rows, c++, pool);
	a->section = rows_text(rows, c++, pool);
	a->phone = rows_text(rows, c++, pool);
	a->address = rows_text(rows, c++, pool);
	a->mail = rows_text(rows, c++, pool);
	a->reason = rows_text(rows, c++, pool);
	a->person = rows_text(rows, c++, pool);
	a->at = rows_int(rows, c++);
	return pool_held(pool, f);
}

static const struct record authority_record = {
	"authority", sizeof(struct authority), read_row
};

enum status
authority_find(struct store *db, struct pool *pool, const char *region,
    enum authority_kind kind, struct authority *out, struct fault *f)
{
	char		 chain[REGION_CHAIN][REGION_TEXT];
	const size_t	 n = region_chain(region, chain);

	if (n == 0)
		return fault_set(f, ST_ABSENT, "region %.20s", region);
	const struct value in[] = {
		v_text(chain[0]), v_text(chain[n > 1 ? 1 : 0]),
		v_text(chain[n - 1]), v_text(authority_kind_name(kind)),
	};
	return store_find(db, pool, &authority_sql[FIND], in, NITEMS(in),
	    &authority_record, out, f);
}

enum status
authority_history(struct store *db, struct pool *pool, const char *region,
    enum authority_kind kind, struct authority **out, size_t *n,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(region), v_text(authority_kind_name(kind)),
		v_int(AUTHORITY_LINES),
	};

	return store_list(db, pool, &authority_sql[HISTORY], in, NITEMS(in),
	    &authority_record, AUTHORITY_LINES, out, n, f);
}

enum status
authority_add(struct store *db, struct authority *a, struct fault *f)
{
	enum status	 st;

	a->at = clock_now();
	const struct value in[] = {
		v_text(a->region), v_text(authority_kind_name(a->kind)),
		v_int(a->seq + 1), v_text(a->name), v_text(a->section),
		v_text(a->phone), v_text(a->address), v_text(a->mail),
		v_text(a->reason), v_text(a->person), v_int(a->at),
	};
	st = store_run(db, &authority_sql[ADD], in, NITEMS(in), NULL, f);
	a->seq += st == ST_OK;
	return st;
}

/* --- which regions ---------------------------------------------------------- */

static enum status
with_units(struct store *db, struct pool *pool, const char *top,
    const char **list, size_t *n, struct fault *f)
{
	const struct value	 in = v_int(AUTHORITY_REGIONS);
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(db, &authority_sql[REGIONS], &in, 1, &rows, f);
	while (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		if (region_is_within(rows_str(rows, 0), top))
			list[(*n)++] = rows_text(rows, 0, pool);
	rows_free(rows);
	return st == ST_ABSENT ? pool_held(pool, f) : st;
}

static int
by_code(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum status
authority_regions(struct store *db, struct pool *pool, const char *top,
    const char ***out, size_t *n, struct fault *f)
{
	char		 chain[REGION_CHAIN][REGION_TEXT];
	const char	**list;
	enum status	 st;
	size_t		 i, k, m, have, kept = 0;

	*n = 0;
	list = pool_array(pool, AUTHORITY_REGIONS * REGION_CHAIN,
	    sizeof(*list));
	if ((*out = list) == NULL)
		return fault_set(f, ST_BROKEN, "regions: memory");
	if ((st = with_units(db, pool, top, list, &have, f)) != ST_OK)
		return st;
	for (i = 0, m = have; i < have; i++) {
		const size_t	 up = region_chain(list[i], chain);

		for (k = 1; k < up; k++)
			if (region_is_within(chain[k], top))
				list[m++] = pool_text(pool, chain[k]);
	}
	if (pool_held(pool, f) != ST_OK)
		return ST_BROKEN;
	qsort(list, m, sizeof(*list), by_code);
	for (i = 0; i < m; i++)
		if (kept == 0 || strcmp(list[kept - 1], list[i]) != 0)
			list[kept++] = list[i];
	*n = kept;
	return ST_OK;
}

enum status
authority_missing(struct store *db, struct pool *pool, const char *top,
    size_t *n, struct authority *first, struct fault *f)
{
	const char	**list;
	struct authority a;
	enum status	 st;
	size_t		 i, have;
	int		 kind;

	*n = 0;
	memset(first, 0, sizeof(*first));
	list = pool_array(pool, AUTHORITY_REGIONS, sizeof(*list));
	if (list == NULL)
		return fault_set(f, ST_BROKEN, "regions: memory");
	st = with_units(db, pool, top, list, &have, f);
	for (i = 0; st == ST_OK && i < have; i++)
		for (kind = 0; st == ST_OK && kind < AUTHORITY__N; kind++) {
			st = authority_find(db, pool, list[i],
			    (enum authority_kind)kind, &a, f);
			if (st == ST_ABSENT && (*n)++ == 0) {
				first->region = list[i];
				first->kind = kind;
			}
			if (st == ST_ABSENT)
				st = ST_OK;
		}
	return st;
}

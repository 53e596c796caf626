/* What is signed and how long it holds; codes. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "form/codes.h"
#include "seal/seal.h"
#include "trust/takeover.h"

enum {
	VERSION_ADD, VERSION_LOAD, VERSION_OF, VERSION_START, VERSION_END,
	VALID_AT, CODE_ADD, CODE_OF, CODE_SOURCE,
	VERSION_SQL__N
};

static const struct sql version_sql[VERSION_SQL__N] = {
	[VERSION_ADD] = { .nin = 10, .text =
	    "INSERT INTO seal_version (seal, version, request, serial, cert,"
	    " der, png, um_w, um_h, valid_from, valid_to)"
	    " SELECT $1, COALESCE(MAX(version), 0) + 1, $2, $3, $4, $5, $6,"
	    "        CAST($7 AS BIGINT), CAST($8 AS BIGINT),"
	    "        CAST($9 AS BIGINT), CAST($10 AS BIGINT)"
	    "   FROM seal_version WHERE seal = $1" },
	[VERSION_LOAD] = { .nin = 2, .text =
	    "SELECT version, serial, cert, der, png, um_w, um_h, valid_from,"
	    "       valid_to, superseded, request, activated"
	    "  FROM seal_version WHERE seal = $1 AND version = $2" },
	[VERSION_OF] = { .nin = 1, .text =
	    "SELECT version FROM seal_version WHERE request = $1" },
	[VERSION_START] = { .nin = 3, .text =
	    "UPDATE seal_version SET activated = $1"
	    " WHERE seal = $2 AND version = $3" },
	[VERSION_END] = { .nin = 3, .text =
	    "UPDATE seal_version SET superseded = $1"
	    " WHERE seal = $2 AND version = $3" },
	/* the first counts from its making: it expires unused as well */
	[VALID_AT] = { .nin = 2, .text =
	    "SELECT valid_to FROM seal_version"
	    " WHERE seal = $1 AND (version = 1 OR activated <= $2)"
	    " ORDER BY version DESC LIMIT 1" },
	[CODE_ADD] = { .nin = 4, .text =
	    "INSERT INTO seal_code (code, source, request, at)"
	    " VALUES ($1, $2, $3, $4)" },
	[CODE_OF] = { .nin = 1, .text =
	    "SELECT code FROM seal_code WHERE request = $1"
	    " ORDER BY at DESC LIMIT 1" },
	[CODE_SOURCE] = { .nin = 1, .text =
	    "SELECT source FROM seal_code WHERE code = $1" },
};

enum status
seal_version_add(struct store *db, const char *seal,
    const struct seal_version *v, struct fault *f)
{
	const struct value	 in[] = {
		v_text(seal), v_text(v->request), v_text(v->serial),
		v_bytes(v->cert), v_bytes(v->der), v_bytes(v->png),
		v_int(v->um_w), v_int(v->um_h), v_int(v->valid_from),
		v_int(v->valid_to),
	};

	return store_run(db, &version_sql[VERSION_ADD], in, NITEMS(in), NULL,
	    f);
}

enum status
seal_version_load(struct store *db, struct pool *pool, const char *seal,
    int64_t version, struct seal_version *out, struct fault *f)
{
	const struct value	 in[] = { v_text(seal), v_int(version) };
	struct rows		*rows = NULL;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	st = store_query(db, &version_sql[VERSION_LOAD], in, NITEMS(in),
	    &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		out->version = rows_int(rows, 0);
		out->serial = rows_text(rows, 1, pool);
		out->cert = pool_bytes(pool, rows_bytes(rows, 2));
		out->der = pool_bytes(pool, rows_bytes(rows, 3));
		out->png = pool_bytes(pool, rows_bytes(rows, 4));
		out->um_w = rows_int(rows, 5);
		out->um_h = rows_int(rows, 6);
		out->valid_from = rows_int(rows, 7);
		out->valid_to = rows_int(rows, 8);
		out->superseded = rows_int(rows, 9);
		out->request = rows_text(rows, 10, pool);
		out->activated = rows_int(rows, 11);
	}
	rows_free(rows);
	return st;
}

/* One number of one row; ST_ABSENT where there is none. */
static enum status
number(struct store *db, int which, const struct value *in, size_t nin,
    int64_t *out, struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	*out = 0;
	st = store_query(db, &version_sql[which], in, nin, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*out = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

enum status
seal_version_of(struct store *db, const char *request, int64_t *version,
    struct fault *f)
{
	const struct value	 in = v_text(request);

	return number(db, VERSION_OF, &in, 1, version, f);
}

enum status
seal_valid_to_at(struct store *db, const struct seal *s, int64_t at,
    int64_t *valid_to, struct fault *f)
{
	const struct value	 in[] = { v_text(s->id), v_int(at) };

	*valid_to = s->valid_to;
	if (s->version == 1)
		return ST_OK;
	return number(db, VALID_AT, in, NITEMS(in), valid_to, f);
}

enum status
seal_version_start(struct store *db, const char *seal, int64_t version,
    int64_t old, int64_t at, struct fault *f)
{
	const struct value	 begin[] = {
		v_int(at), v_text(seal), v_int(version)
	};
	const struct value	 end[] = {
		v_int(at), v_text(seal), v_int(old)
	};
	enum status		 st;

	st = store_run(db, &version_sql[VERSION_START], begin, NITEMS(begin),
	    NULL, f);
	if (st != ST_OK || old == 0)
		return st;
	return store_run(db, &version_sql[VERSION_END], end, NITEMS(end),
	    NULL, f);
}

/* The 31 characters of GB 32100; the check of codes.md 7 uses them too. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static char
check_char(const char *code, size_t n)
{
	unsigned	 sum = 0, weight = 1;
	size_t		 i;

	for (i = 0; i < n; i++) {
		sum += (unsigned)(strchr(alphabet, code[i]) - alphabet) *
		    weight;
		weight = weight * 3 % 31;
	}
	return alphabet[(31 - sum % 31) % 31];
}

#define NATIONAL_LEN 14		/* six of region, eight of serial */

int
seal_code_check(const char *code)
{
	size_t	 i;

	if (strlen(code) != SEAL_CODE_TEXT - 1 || code[0] != 'H')
		return 0;
	for (i = 1; i < SEAL_CODE_TEXT - 2; i++)
		if (code[i] < '0' || code[i] > '9')
			return 0;
	return code[SEAL_CODE_TEXT - 2] ==
	    check_char(code, SEAL_CODE_TEXT - 2);
}

int
seal_code_national(const char *code)
{
	char	 region[7] = "";

	if (strlen(code) != NATIONAL_LEN ||
	    strspn(code, "0123456789") != NATIONAL_LEN)
		return 0;
	memcpy(region, code, sizeof(region) - 1);
	return code_region(region) == NULL;
}

int
seal_code_known_form(const char *code)
{
	return seal_code_check(code) || seal_code_national(code);
}

#define OTHERS_MIN 3

int
seal_code_may_be(const char *code)
{
	const size_t	 n = strlen(code);

	if (n == SEAL_CODE_TEXT - 1 && code[0] == 'H')
		return seal_code_check(code);
	return n >= OTHERS_MIN && takeover_code_is_fit(bytes_of(code, n));
}

#define CODES_A_YEAR 999999	/* six digits of serial */

/* The n-th of a region and year. */
static void
code_write(const char *region, int year, int64_t n, char out[SEAL_CODE_TEXT])
{
	snprintf(out, SEAL_CODE_TEXT, "H%.6s%02d%06d", region, year % 100,
	    (int)n);
	out[SEAL_CODE_TEXT - 2] = check_char(out, SEAL_CODE_TEXT - 2);
	out[SEAL_CODE_TEXT - 1] = '\0';
}

/* Another office of our kind may have given it out, and its seal have been
 * taken over. */
static enum status
is_known(struct store *db, const char *code, int *yes, struct fault *f)
{
	const struct value	 in = v_text(code);
	struct rows		*rows = NULL;
	enum status		 st;

	*yes = 0;
	st = store_query(db, &version_sql[CODE_SOURCE], &in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*yes = 1;
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
seal_code_take(struct store *db, const char *region, const char *request,
    char out[SEAL_CODE_TEXT], struct fault *f)
{
	struct civil	 c;
	char		 series[40];
	int64_t		 n;
	enum status	 st;
	int		 known = 1;

	calendar_split(clock_now(), &c);
	snprintf(series, sizeof(series), "seal-code.%s.%02d", region,
	    c.year % 100);
	while (known) {
		if ((st = counter_next(db, series, &n, f)) != ST_OK)
			return st;
		if (n > CODES_A_YEAR || strlen(region) != 6)
			return fault_set(f, ST_BROKEN,
			    "codes of %s in %02d used up", region,
			    c.year % 100);
		code_write(region, c.year, n, out);
		if ((st = is_known(db, out, &known, f)) != ST_OK)
			return st;
	}
	return seal_code_keep(db, out, "industry", request, f);
}

enum status
seal_code_keep(struct store *db, const char *code, const char *source,
    const char *request, struct fault *f)
{
	const struct value	 in[] = {
		v_text(code), v_text(source), v_text(request),
		v_int(clock_now()),
	};

	return store_run(db, &version_sql[CODE_ADD], in, NITEMS(in), NULL, f);
}

/* One text of one row by one value; ST_ABSENT where there is none. */
static enum status
text_of(struct store *db, struct pool *pool, int which, const char *by,
    const char **out, struct fault *f)
{
	const struct value	 in[] = { v_text(by) };
	struct rows		*rows = NULL;
	enum status		 st;

	*out = NULL;
	st = store_query(db, &version_sql[which], in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*out = rows_text(rows, 0, pool);
	rows_free(rows);
	return st;
}

enum status
seal_code_source(struct store *db, struct pool *pool, const char *code,
    const char **source, struct fault *f)
{
	return text_of(db, pool, CODE_SOURCE, code, source, f);
}

enum status
seal_code_of(struct store *db, struct pool *pool, const char *request,
    const char **out, struct fault *f)
{
	return text_of(db, pool, CODE_OF, request, out, f);
}

/* The little that the public programs write; see public.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "office/local.h"

enum { TALLY_ADD, TALLY_SUM, ATTEMPT_ADD, ATTEMPT_COUNT, ATTEMPT_PURGE,
	REPORT_ADD, REPORT_COUNT, REPORT_COUNT_ALL, REPORT_BY_ID, REPORT_LIST,
	PUBLIC__N };

/* of public_report */
#define COLUMNS								\
	"id, number, at, kind, code, file, body, place, unit, address"

static const struct sql public_sql[PUBLIC__N] = {
	[TALLY_ADD] = { .nin = 2, .text =
	    "INSERT INTO tally (name, day, n) VALUES ($1, $2, 1)"
	    " ON CONFLICT (name, day) DO UPDATE SET n = tally.n + 1" },
	[TALLY_SUM] = { .nin = 2, .text =
	    "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM tally"
	    " WHERE name = $1 AND day >= $2" },
	[ATTEMPT_ADD] = { .nin = 2, .text =
	    "INSERT INTO code_attempt (address, minute, n)"
	    " VALUES ($1, $2, 1)"
	    " ON CONFLICT (address, minute)"
	    " DO UPDATE SET n = code_attempt.n + 1" },
	[ATTEMPT_COUNT] = { .nin = 2, .text =
	    "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM code_attempt"
	    " WHERE address = $1 AND minute > $2" },
	[ATTEMPT_PURGE] = { .nin = 1, .text =
	    "DELETE FROM code_attempt WHERE minute < $1" },
	[REPORT_ADD] = { .nin = 10, .text =
	    "INSERT INTO public_report (" COLUMNS ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" },
	[REPORT_COUNT] = { .nin = 2, .text =
	    "SELECT COUNT(*) FROM public_report"
	    " WHERE address = $1 AND at >= $2" },
	[REPORT_COUNT_ALL] = { .nin = 1, .text =
	    "SELECT COUNT(*) FROM public_report"
	    " WHERE kind IN ('forgery', 'refused') AND at >= $1" },
	[REPORT_BY_ID] = { .nin = 1, .text =
	    "SELECT " COLUMNS " FROM public_report WHERE id = $1" },
	/* ids are in the order of time */
	[REPORT_LIST] = { .nin = 3, .text =
	    "SELECT " COLUMNS " FROM public_report"
	    " WHERE kind = $1 AND id < $2 ORDER BY id DESC LIMIT $3" },
};

static enum status
write_one(struct store *db, int which, const struct value *in, size_t n,
    struct fault *f)
{
	enum status	 st;

	if ((st = store_begin(db, STORE_WRITE, f)) != ST_OK)
		return st;
	st = store_run(db, &public_sql[which], in, n, NULL, f);
	if (st == ST_OK)
		return store_commit(db, f);
	store_rollback(db);
	return st;
}

static enum status
read_one(struct store *db, int which, const struct value *in, size_t n,
    int64_t *out, struct fault *f)
{
	struct rows	*rows;
	enum status	 st;

	*out = 0;
	st = one_row(db, &public_sql[which], in, n, &rows, f);
	if (st != ST_OK)
		return st;
	*out = rows_int(rows, 0);
	rows_free(rows);
	return ST_OK;
}

void
tally_add(struct store *db, const char *name)
{
	const struct value	 in[] = { v_text(name),
				    v_int(calendar_midnight(clock_now())) };
	struct fault		 f = { 0 };

	if (write_one(db, TALLY_ADD, in, 2, &f) != ST_OK)
		log_fault(&f);
}

enum status
tally_sum(struct store *db, const char *name, int64_t since, int64_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_text(name),
				    v_int(calendar_midnight(since)) };

	return read_one(db, TALLY_SUM, in, 2, n, f);
}

void
attempt_add(struct store *db, const char *address)
{
	const struct value	 in[] = { v_text(or_empty(address)),
				    v_int(clock_now() / MS_MINUTE) };
	struct fault		 f = { 0 };

	if (write_one(db, ATTEMPT_ADD, in, 2, &f) != ST_OK)
		log_fault(&f);
}

enum status
attempt_count(struct store *db, const char *address, int minutes, int64_t *n,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(or_empty(address)),
		v_int(clock_now() / MS_MINUTE - minutes),
	};

	return read_one(db, ATTEMPT_COUNT, in, 2, n, f);
}

enum status
attempt_purge(struct store *db, int64_t before, struct fault *f)
{
	const struct value	 in[] = { v_int(before / MS_MINUTE) };

	return write_one(db, ATTEMPT_PURGE, in, 1, f);
}

/* Six characters nobody confuses, told on the telephone. */
static void
report_number(int64_t now, char out[REPORT_NUMBER])
{
	static const char	 letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
	struct civil		 c;
	char			 tail[7];
	size_t			 i;

	calendar_split(now, &c);
	for (i = 0; i < sizeof(tail) - 1; i++)
		tail[i] = letters[random_below(sizeof(letters) - 1)];
	tail[i] = '\0';
	snprintf(out, REPORT_NUMBER, "JB-%04d%02d%02d-%s", c.year, c.month,
	    c.day, tail);
}

/* Reports of the last day, inside the transaction that adds one. */
static enum status
room_for_report(struct store *db, const char *address, int64_t now,
    struct fault *f)
{
	const struct value	 in[] = { v_text(address),
				    v_int(now - MS_DAY) };
	int64_t			 n, all = 0;
	enum status		 st;

	st = read_one(db, REPORT_COUNT, in, 2, &n, f);
	if (st == ST_OK)
		st = read_one(db, REPORT_COUNT_ALL, &in[1], 1, &all, f);
	return st == ST_OK && (n >= LIMIT_REPORTS_ONE ||
	    all >= LIMIT_REPORTS) ? fault_set(f, ST_CONFLICT,
	    "too many reports from %s: %d of %d", address, (int)n, (int)all) :
	    st;
}

enum status
public_report_add(struct store *db, const struct public_report *r,
    char number[REPORT_NUMBER], struct fault *f)
{
	const int64_t		 now = clock_now();
	const char		*address = or_empty(r->address);
	char			 id[ID_LEN + 1];
	enum status		 st;

	id_new(id);
	report_number(now, number);
	const struct value in[] = {
		v_text(id), v_text(number), v_int(now), v_text(r->kind),
		v_text(or_empty(r->code)), v_bytes(r->file),
		v_text(or_empty(r->text)), v_text(or_empty(r->place)),
		v_text(or_empty(r->unit)), v_text(address),
	};
	if ((st = store_begin(db, STORE_WRITE, f)) != ST_OK)
		return st;
	st = room_for_report(db, address, now, f);
	if (st == ST_OK)
		st = store_run(db, &public_sql[REPORT_ADD], in, NITEMS(in),
		    NULL, f);
	if ((st = store_end(db, st, f)) != ST_OK)
		number[0] = '\0';
	return st;
}

static enum status
read_report(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct public_report	*r = out;
	int			 c = 0;

	r->id = rows_text(rows, c++, pool);
	r->number = rows_text(rows, c++, pool);
	r->at = rows_int(rows, c++);
	r->kind = rows_text(rows, c++, pool);
	r->code = rows_text(rows, c++, pool);
	r->file = copy_bytes(pool, rows_bytes(rows, c++));
	r->text = rows_text(rows, c++, pool);
	r->place = rows_text(rows, c++, pool);
	r->unit = rows_text(rows, c++, pool);
	r->address = rows_text(rows, c++, pool);
	return pool_held(pool, f);
}

static const struct record report_record = {
	"public report", sizeof(struct public_report), read_report
};

enum status
public_report_load(struct store *db, struct pool *pool, const char *id,
    struct public_report *out, struct fault *f)
{
	const struct value	 in = v_text(id);

	return store_find(db, pool, &public_sql[REPORT_BY_ID], &in, 1,
	    &report_record, out, f);
}

enum status
public_report_list(struct store *db, struct pool *pool, const char *kind,
    const char *before, size_t max, struct public_report **out, size_t *n,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(kind), v_text(before != NULL ? before : "~"),
		v_int((int64_t)max),
	};

	return store_list(db, pool, &public_sql[REPORT_LIST], in, NITEMS(in),
	    &report_record, max, out, n, f);
}

/* Periodic reports; see report.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "seal/report.h"

/* --- pure ------------------------------------------------------------------ */

static const struct {
	const char	*name;
	int		 months;
} intervals[] = {
	{ "month", 1 }, { "quarter", 3 }, { "year", 12 },
};

int
report_last(const char *interval, int64_t now, struct report_span *out)
{
	struct civil	 c;
	size_t		 i;

	for (i = 0; i < NITEMS(intervals); i++)
		if (strcmp(intervals[i].name, interval) == 0)
			break;
	if (i == NITEMS(intervals))
		return 0;
	calendar_split(calendar_midnight(now), &c);
	c.day = 1;
	c.month -= (c.month - 1) % intervals[i].months;
	out->until = calendar_join(&c);
	out->from = calendar_add_months(out->until, -intervals[i].months);
	return 1;
}

int64_t
report_due(const struct report_span *s)
{
	return s->until + REPORT_DAYS * MS_DAY;
}

/* --- records ----------------------------------------------------------------- */

enum { BY_ID, LIST, ADD, HAS, RULE_SINCE, SQL__N };

#define SELECT								\
	"SELECT r.id, r.unit, r.since, r.until, r.figures, r.person,"	\
	"       r.statement, r.at, p.name"				\
	"  FROM unit_report r LEFT JOIN person p ON p.id = r.person"

static const struct sql report_sql[SQL__N] = {
	[BY_ID] = { .nin = 1, .text = SELECT " WHERE r.id = $1" },
	[LIST] = { .nin = 2, .text =
	    SELECT " WHERE r.unit = $1 ORDER BY r.since DESC, r.id DESC"
	    " LIMIT $2" },
	[ADD] = { .nin = 8, .text =
	    "INSERT INTO unit_report (id, unit, since, until, figures,"
	    " person, statement, at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" },
	[HAS] = { .nin = 3, .text =
	    "SELECT 1 FROM unit_report"
	    " WHERE unit = $1 AND since = $2 AND until = $3" },
	[RULE_SINCE] = { .nin = 0, .text =
	    "SELECT since FROM policy WHERE name = 'P-48'" },
};

static enum status
read_row(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct report	*r = out;
	int		 c = 0;

	r->id = rows_text(rows, c++, pool);
	r->unit = rows_text(rows, c++, pool);
	r->span.from = rows_int(rows, c++);
	r->span.until = rows_int(rows, c++);
	r->figures = rows_text(rows, c++, pool);
	r->person = rows_text(rows, c++, pool);
	r->statement = rows_text(rows, c++, pool);
	r->at = rows_int(rows, c++);
	r->person_name = rows_text(rows, c++, pool);
	return pool_failed(pool) ? fault_set(f, ST_BROKEN,
	    "report: memory") : ST_OK;
}

static const struct record report_record = {
	"report", sizeof(struct report), read_row
};

static enum status
one_int(struct store *db, int which, const struct value *in, size_t nin,
    int64_t *n, struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	*n = 0;
	st = store_query(db, &report_sql[which], in, nin, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*n = rows_int(rows, 0);
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
report_duty(struct store *db, struct pool *pool, const char *unit,
    int64_t now, struct report_duty *out, struct fault *f)
{
	const char	*interval;
	int64_t		 since, has;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if ((st = policy_text(db, pool, "P-48", &interval, f)) != ST_OK ||
	    !report_last(interval, now, &out->span))
		return st;
	if ((st = one_int(db, RULE_SINCE, NULL, 0, &since, f)) != ST_OK ||
	    out->span.until <= since)
		return st;
	const struct value in[] = {
		v_text(unit), v_int(out->span.from), v_int(out->span.until),
	};
	st = one_int(db, HAS, in, NITEMS(in), &has, f);
	out->asked = 1;
	out->handed_in = has != 0;
	out->overdue = !out->handed_in && now >= report_due(&out->span);
	return st;
}

enum status
report_digest(const struct report *r, unsigned char out[DIGEST_LEN],
    struct fault *f)
{
	const struct digest_field	 d[] = {
		digest_text("report", r->id), digest_text("unit", r->unit),
		digest_int("from", r->span.from),
		digest_int("until", r->span.until),
		digest_text("figures", r->figures),
	};

	return digest_fields("report", d, NITEMS(d), out, f);
}

enum status
report_add(struct store *db, const struct report *r, struct fault *f)
{
	const struct value	 in[] = {
		v_text(r->id), v_text(r->unit), v_int(r->span.from),
		v_int(r->span.until), v_text(r->figures), v_text(r->person),
		v_text(r->statement), v_int(r->at),
	};

	return store_run(db, &report_sql[ADD], in, NITEMS(in), NULL, f);
}

enum status
report_load(struct store *db, struct pool *pool, const char *id,
    struct report *out, struct fault *f)
{
	const struct value	 in = v_text(id);

	return store_find(db, pool, &report_sql[BY_ID], &in, 1,
	    &report_record, out, f);
}

enum status
report_list(struct store *db, struct pool *pool, const char *unit,
    struct report **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(unit), v_int(REPORTS_MAX) };

	return store_list(db, pool, &report_sql[LIST], in, NITEMS(in),
	    &report_record, REPORTS_MAX, out, n, f);
}

/* The tables of filings, paged by key; see filing.h. */
#include "seal/filing.h"

#define SELECT								\
	"SELECT g.id, s.id, s.code, s.name, u.name, t.name, g.kind,"	\
	"       g.state, g.at, g.due, g.filed, g.lateness, g.tries,"	\
	"       g.reason, g.receipt_number, x.moment"			\
	"  FROM filing_scope x JOIN filing g ON g.id = x.filing"	\
	"  JOIN seal s ON s.id = g.seal JOIN unit u ON u.id = s.unit"	\
	"  JOIN filing_target t ON t.id = g.target"			\
	" WHERE x.unit = $1"
#define SOONEST								\
	" AND (x.moment, x.filing) > (CAST($2 AS BIGINT), $3)"		\
	" ORDER BY x.moment, x.filing LIMIT $4"
#define NEWEST								\
	" AND (x.moment, x.filing) < (CAST($2 AS BIGINT), $3)"		\
	" ORDER BY x.moment DESC, x.filing DESC LIMIT $4"
#define STAGE(stage)	" AND x.stage = '" stage "'"
#define OVERDUE		" AND x.is_open = 1 AND x.moment < $5"

/* Without and with one target alone. */
#define BOTH(nin_, where, order, n)					\
	{ { .nin = (nin_), .text = SELECT where order },		\
	  { .nin = (nin_) + 1, .text = SELECT where			\
	    " AND x.target = $" n order } }

static const struct {
	struct sql	 sql[2];
	int		 soonest, by_now;
} tabs[FILINGS__N] = {
	[FILINGS_WAITING] = { BOTH(4, STAGE("waiting"), SOONEST, "5"), 1, 0 },
	[FILINGS_OVERDUE] = { BOTH(5, OVERDUE, SOONEST, "6"), 1, 1 },
	[FILINGS_REFUSED] = { BOTH(4, STAGE("refused"), SOONEST, "5"), 1, 0 },
	[FILINGS_FILED] = { BOTH(4, STAGE("filed"), NEWEST, "5"), 0, 0 },
	[FILINGS_ALL] = { BOTH(4, "", NEWEST, "5"), 0, 0 },
};

enum { SCOPE_HAS, COUNT_OVERDUE, COUNT_REFUSED, SQL__N };

static const struct sql scope_sql[SQL__N] = {
	[SCOPE_HAS] = { .nin = 2, .text =
	    "SELECT 1 FROM filing_scope WHERE filing = $1 AND unit = $2" },
	[COUNT_OVERDUE] = { .nin = 3, .text =
	    "SELECT COUNT(*) FROM (SELECT 1 FROM filing_scope"
	    " WHERE unit = $1 AND is_open = 1 AND moment < $2 LIMIT $3) x" },
	[COUNT_REFUSED] = { .nin = 2, .text =
	    "SELECT COUNT(*) FROM (SELECT 1 FROM filing_scope"
	    " WHERE unit = $1 AND stage = 'refused' LIMIT $2) x" },
};

int64_t
filing_key(const struct filing_row *row)
{
	return row->moment;
}

static enum status
read_row(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct filing_row	*l = out;
	int			 c = 0;

	l->id = rows_text(rows, c++, pool);
	l->seal = rows_text(rows, c++, pool);
	l->seal_code = rows_text(rows, c++, pool);
	l->seal_name = rows_text(rows, c++, pool);
	l->unit_name = rows_text(rows, c++, pool);
	l->target_name = rows_text(rows, c++, pool);
	l->kind = rows_text(rows, c++, pool);
	l->state = flow_state(&flow_filing, rows_str(rows, c++));
	l->at = rows_int(rows, c++);
	l->due = rows_int(rows, c++);
	l->filed = rows_int(rows, c++);
	l->lateness = rows_int(rows, c++);
	l->tries = rows_int(rows, c++);
	l->reason = rows_text(rows, c++, pool);
	l->receipt_number = rows_text(rows, c++, pool);
	l->moment = rows_int(rows, c++);
	return l->state < 0 ? fault_set(f, ST_BROKEN, "filing: state") :
	    ST_OK;
}

static const struct record row_record = {
	"filing", sizeof(struct filing_row), read_row
};

enum status
filing_list(struct store *db, struct pool *pool,
    const struct filing_ask *ask, struct filing_row **out, size_t *n,
    int *more, struct fault *f)
{
	const size_t	 max = ask->max > FILINGS_MAX ? FILINGS_MAX : ask->max;
	const int	 one = ask->target != NULL;
	struct value	 in[6] = {
		v_text(ask->unit), v_int(ask->after != NULL ? ask->key :
		    tabs[ask->tab].soonest ? INT64_MIN : INT64_MAX),
		v_text(ask->after != NULL ? ask->after : ""),
		v_int((int64_t)max + 1),
	};
	size_t		 nin = 4;
	enum status	 st;

	if (tabs[ask->tab].by_now)
		in[nin++] = v_int(ask->now);
	if (one)
		in[nin++] = v_text(ask->target);
	st = store_list(db, pool, &tabs[ask->tab].sql[one], in, nin,
	    &row_record, max + 1, out, n, f);
	if (st != ST_OK)
		return st;
	*more = *n > max;
	if (*more)
		*n = max;
	return ST_OK;
}

static enum status
one_number(struct store *db, const struct sql *sql, const struct value *in,
    size_t nin, int64_t *n, struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	*n = 0;
	st = store_query(db, sql, in, nin, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*n = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

enum status
filing_sees(struct store *db, const char *unit, const char *filing, int *yes,
    struct fault *f)
{
	const struct value	 in[] = { v_text(filing), v_text(unit) };
	int64_t			 n;
	enum status		 st;

	st = one_number(db, &scope_sql[SCOPE_HAS], in, NITEMS(in), &n, f);
	*yes = st == ST_OK;
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
filing_count_overdue(struct store *db, const char *unit, int64_t now,
    int64_t most, int64_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(unit), v_int(now), v_int(most) };

	return one_number(db, &scope_sql[COUNT_OVERDUE], in, NITEMS(in), n,
	    f);
}

enum status
filing_count_refused(struct store *db, const char *unit, int64_t most,
    int64_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(unit), v_int(most) };

	return one_number(db, &scope_sql[COUNT_REFUSED], in, NITEMS(in), n,
	    f);
}

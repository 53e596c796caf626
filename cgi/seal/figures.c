/* Counting; see figures.h. */
#include <string.h>

#include "seal/figures.h"
#include "seal/local.h"

enum { SEALS, KINDS, OPEN, ENDED, STAMPS, CLASSES, FILED, OVERDUE, SQL__N };

static const struct sql figures_sql[SQL__N] = {
	/* by the stored state, and of the active what the clock says */
	[SEALS] = { .nin = 3, .text =
	    "SELECT stage, COUNT(*),"
	    "       COALESCE(SUM(CASE WHEN ends < $2 THEN 1 ELSE 0 END), 0),"
	    "       COALESCE(SUM(CASE WHEN ends BETWEEN $2 AND $3"
	    "                    THEN 1 ELSE 0 END), 0)"
	    "  FROM seal_scope WHERE unit = $1 GROUP BY stage" },
	[KINDS] = { .nin = 2, .text =
	    "SELECT s.sub_kind, COUNT(*)"
	    "  FROM seal_scope x JOIN seal s ON s.id = x.seal"
	    " WHERE x.unit = $1 AND x.stage = 'active' AND x.ends >= $2"
	    " GROUP BY s.sub_kind ORDER BY COUNT(*) DESC, s.sub_kind" },
	[CLASSES] = { .nin = 3, .text =
	    "SELECT t.class, COUNT(*)"
	    "  FROM seal_scope x JOIN stamp t ON t.seal = x.seal"
	    " WHERE x.unit = $1 AND t.at >= $2 AND t.at < $3"
	    " GROUP BY t.class ORDER BY COUNT(*) DESC, t.class" },
	[OPEN] = { .nin = 1, .text =
	    "SELECT business, COUNT(*) FROM request_scope"
	    " WHERE unit = $1 AND stage <> 'draft' AND finished = 0"
	    " GROUP BY business" },
	[ENDED] = { .nin = 3, .text =
	    "SELECT s.business, q.state, COUNT(*) FROM request_scope s"
	    "  JOIN request q ON q.id = s.request"
	    " WHERE s.unit = $1 AND s.finished > 0"
	    "   AND s.finished >= $2 AND s.finished < $3"
	    " GROUP BY s.business, q.state" },
	[STAMPS] = { .nin = 3, .text =
	    "SELECT COUNT(*), COUNT(DISTINCT t.seal)"
	    "  FROM seal_scope x JOIN stamp t ON t.seal = x.seal"
	    " WHERE x.unit = $1 AND t.at >= $2 AND t.at < $3" },
	[FILED] = { .nin = 3, .text =
	    "SELECT COUNT(*), COALESCE(SUM(CASE WHEN g.lateness > 0 THEN 1"
	    "       ELSE 0 END), 0), COALESCE(MAX(g.lateness), 0)"
	    "  FROM filing_scope x JOIN filing g ON g.id = x.filing"
	    " WHERE x.unit = $1 AND x.stage = 'filed'"
	    "   AND x.moment >= $2 AND x.moment < $3" },
	[OVERDUE] = { .nin = 2, .text =
	    "SELECT COUNT(*) FROM filing_scope"
	    " WHERE unit = $1 AND is_open = 1 AND moment < $2" },
};

/* A stored stage is a tab; the active ones stand for three. */
static void
count_seals(const struct rows *rows, struct figures *out)
{
	const char	*stage = rows_str(rows, 0);
	const int64_t	 n = rows_int(rows, 1);
	enum ledger_tab	 tab;

	out->seals[LEDGER_ALL] += n;
	if (strcmp(stage, "active") == 0) {
		out->seals[LEDGER_EXPIRED] = rows_int(rows, 2);
		out->seals[LEDGER_ENDING] = rows_int(rows, 3);
		out->seals[LEDGER_VALID] = n - rows_int(rows, 2);
	}
	if ((tab = ledger_tab_of(stage)) != LEDGER__N)
		out->seals[tab] = n;
}

/* The line of a business, made at its first figure; NULL past the room. */
static struct figures_case *
line_of(struct figures *out, struct pool *pool, const char *business)
{
	size_t	 i;

	for (i = 0; i < out->ncases; i++)
		if (strcmp(out->cases[i].business, business) == 0)
			return &out->cases[i];
	if (i == FIGURES_CASES)
		return NULL;
	out->cases[i].business = pool_text(pool, business);
	out->ncases++;
	return &out->cases[i];
}

static void
count_ended(const struct rows *rows, struct figures_case *c)
{
	const int	 state = flow_state(&flow_apply, rows_str(rows, 1));
	const int64_t	 n = rows_int(rows, 2);

	if (state == A14_COMPLETED)
		c->completed += n;
	else if (state == A4_REJECTED)
		c->rejected += n;
	else
		c->other += n;
}

static enum status
group(struct figures_group *list, size_t *n, const struct rows *rows,
    struct pool *pool)
{
	if (*n == FIGURES_GROUPS)
		return ST_BROKEN;
	list[*n].key = rows_text(rows, 0, pool);
	list[(*n)++].n = rows_int(rows, 1);
	return ST_OK;
}

static enum status
take_seals(struct figures *out, const struct rows *rows, struct pool *pool)
{
	(void)pool;
	count_seals(rows, out);
	return ST_OK;
}

static enum status
take_kind(struct figures *out, const struct rows *rows, struct pool *pool)
{
	return group(out->kinds, &out->nkinds, rows, pool);
}

static enum status
take_class(struct figures *out, const struct rows *rows, struct pool *pool)
{
	return group(out->classes, &out->nclasses, rows, pool);
}

static enum status
take_stamps(struct figures *out, const struct rows *rows, struct pool *pool)
{
	(void)pool;
	out->stamps = rows_int(rows, 0);
	out->stamped_seals = rows_int(rows, 1);
	return ST_OK;
}

static enum status
take_filed(struct figures *out, const struct rows *rows, struct pool *pool)
{
	(void)pool;
	out->filed = rows_int(rows, 0);
	out->filed_late = rows_int(rows, 1);
	out->lateness = rows_int(rows, 2);
	return ST_OK;
}

static enum status
take_overdue(struct figures *out, const struct rows *rows,
    struct pool *pool)
{
	(void)pool;
	out->overdue = rows_int(rows, 0);
	return ST_OK;
}

static enum status
take_open(struct figures *out, const struct rows *rows, struct pool *pool)
{
	struct figures_case	*c = line_of(out, pool, rows_str(rows, 0));

	if (c == NULL)
		return ST_BROKEN;
	c->open = rows_int(rows, 1);
	return ST_OK;
}

static enum status
take_ended(struct figures *out, const struct rows *rows, struct pool *pool)
{
	struct figures_case	*c = line_of(out, pool, rows_str(rows, 0));

	if (c == NULL)
		return ST_BROKEN;
	count_ended(rows, c);
	return ST_OK;
}

/* What a row of each says, and whether it is asked for a period or for now. */
static const struct {
	int		 of_period;
	enum status	(*take)(struct figures *out, const struct rows *rows,
			    struct pool *pool);
} questions[SQL__N] = {
	[SEALS] = { 0, take_seals }, [KINDS] = { 0, take_kind },
	[OPEN] = { 0, take_open }, [ENDED] = { 1, take_ended },
	[STAMPS] = { 1, take_stamps }, [CLASSES] = { 1, take_class },
	[FILED] = { 1, take_filed }, [OVERDUE] = { 0, take_overdue },
};

static enum status
read_some(struct store *db, struct pool *pool, int which,
    const struct value *in, struct figures *out, struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	st = store_query(db, &figures_sql[which], in, figures_sql[which].nin,
	    &rows, f);
	while (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		st = questions[which].take(out, rows, pool);
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
figures_read(struct store *db, struct pool *pool,
    const struct figures_ask *ask, struct figures *out, struct fault *f)
{
	const struct value	 now[] = {
		v_text(ask->unit), v_int(ask->now), v_int(ask->soon)
	};
	const struct value	 period[] = {
		v_text(ask->unit), v_int(ask->from), v_int(ask->until)
	};
	enum status		 st = ST_OK;
	int			 k;

	memset(out, 0, sizeof(*out));
	for (k = 0; st == ST_OK && k < SQL__N; k++)
		st = read_some(db, pool, k, questions[k].of_period ? period :
		    now, out, f);
	return st;
}

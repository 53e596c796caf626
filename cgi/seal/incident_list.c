/* The tables of incidents, paged by key; see incident.h. */
#include "seal/incident_local.h"
#include "seal/local.h"

#define HEAD								\
	INCIDENT_SELECT "  FROM incident_scope x"			\
	"  JOIN incident i ON i.id = x.incident" INCIDENT_NAMES		\
	" WHERE x.unit = $1"						\
	"   AND (x.moment, x.incident) < (CAST($2 AS BIGINT), $3)"
#define TAIL " ORDER BY x.moment DESC, x.incident DESC LIMIT $4"
#define OPEN " AND x.is_open = 1"
#define STAGE " AND x.stage = $5"
#define KIND(n) " AND x.kind = $" n

/* What a tab asks for; without and with one kind alone. */
enum { TAB_ALL, TAB_OPEN, TAB_STAGE, TAB__N };
static const struct sql list_sql[TAB__N][2] = {
	[TAB_ALL] = { { .nin = 4, .text = HEAD TAIL },
	    { .nin = 5, .text = HEAD KIND("5") TAIL } },
	[TAB_OPEN] = { { .nin = 4, .text = HEAD OPEN TAIL },
	    { .nin = 5, .text = HEAD OPEN KIND("5") TAIL } },
	[TAB_STAGE] = { { .nin = 5, .text = HEAD STAGE TAIL },
	    { .nin = 6, .text = HEAD STAGE KIND("6") TAIL } },
};

enum { SEES, COUNT_OPEN, SQL__N };
static const struct sql scope_sql[SQL__N] = {
	[SEES] = { .nin = 2, .text =
	    "SELECT 1 FROM incident_scope WHERE incident = $1 AND unit = $2" },
	[COUNT_OPEN] = { .nin = 2, .text =
	    "SELECT COUNT(*) FROM (SELECT 1 FROM incident_scope"
	    " WHERE unit = $1 AND is_open = 1 LIMIT $2) x" },
};

static const struct record incident_record = {
	"incident", sizeof(struct incident), incident_read
};

enum status
incident_list(struct store *db, struct pool *pool,
    const struct incident_ask *ask, struct incident **out, size_t *n,
    int *more, struct fault *f)
{
	const size_t	 max = ask->max > INCIDENTS_MAX ? INCIDENTS_MAX :
			    ask->max;
	const int	 tab = ask->tab == INCIDENTS_ALL ? TAB_ALL :
			    ask->tab == INCIDENTS_OPEN ? TAB_OPEN : TAB_STAGE;
	const int	 one = ask->kind != NULL;
	struct value	 in[6] = {
		v_text(ask->unit),
		v_int(ask->after != NULL ? ask->key : INT64_MAX),
		v_text(ask->after != NULL ? ask->after : ""),
		v_int((int64_t)max + 1),
	};
	size_t		 nin = 4;
	enum status	 st;

	if (tab == TAB_STAGE)
		in[nin++] = v_text(flow_incident.states[ask->tab].name);
	if (one)
		in[nin++] = v_text(ask->kind);
	st = store_list(db, pool, &list_sql[tab][one], in, nin,
	    &incident_record, max + 1, out, n, f);
	if (st != ST_OK)
		return st;
	*more = *n > max;
	if (*more)
		*n = max;
	return ST_OK;
}

static enum status
one_number(struct store *db, const struct sql *sql, const struct value *in,
    int64_t *n, struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	*n = 0;
	st = store_query(db, sql, in, 2, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*n = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

enum status
incident_sees(struct store *db, const char *unit, const char *incident,
    int *yes, struct fault *f)
{
	const struct value	 in[] = { v_text(incident), v_text(unit) };
	int64_t			 n;
	const enum status	 st = one_number(db, &scope_sql[SEES], in,
				    &n, f);

	*yes = st == ST_OK;
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
incident_count_open(struct store *db, const char *unit, int64_t most,
    int64_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(unit), v_int(most) };

	return one_number(db, &scope_sql[COUNT_OPEN], in, n, f);
}

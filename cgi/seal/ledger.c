/* The ledger of seals; see ledger.h. */
#include <string.h>

#include "seal/gram.h"
#include "seal/ledger.h"
#include "seal/local.h"
#include "seal/request.h"

/*
 * Who sees a seal is who sees the request that made it.  "stage" is the tab
 * of the stored state, "ends" the end of validity of the version in force.
 */
#define COLUMNS								\
	"SELECT s.id, s.code, s.name, u.name, p.name, s.state, s.created,"\
	"       x.ends, s.last_used, s.origin"
#define SEAL								\
	" CROSS JOIN seal s JOIN unit u ON u.id = s.unit"		\
	"  LEFT JOIN person p ON p.id = s.keeper"			\
	" WHERE s.id = x.seal AND x.unit = $1"
/* As in the lists of requests: the ways of a search (gram.h). */
#define PLAIN	"  FROM seal_scope x" SEAL
#define FOUND(n) SEAL							\
	" AND g.gram = $" n " AND g.kind = 'seal' AND g.id = x.seal"
#define MANY(n, m) "  FROM seal_scope x CROSS JOIN gram g" FOUND(n)
#define FEW(n, m)							\
	"  FROM gram g CROSS JOIN gram h CROSS JOIN seal_scope x"	\
	FOUND(n) " AND h.gram = $" m " AND h.kind = 'seal' AND h.id = g.id"
#define ALONG(n, m)							\
	"  FROM gram g CROSS JOIN seal_scope x" FOUND(n)		\
	" AND ($" m " = g.gram OR EXISTS ("				\
	"    SELECT 1 FROM gram h WHERE h.gram = $" m			\
	"       AND h.kind = 'seal' AND h.id = g.id))"			\
	" AND CAST($2 AS BIGINT) IS NOT NULL"
#define BY_ID	" AND g.id < $3 ORDER BY g.id DESC LIMIT $4"
#define NEWEST								\
	" AND (x.created, x.seal) < (CAST($2 AS BIGINT), $3)"		\
	" ORDER BY x.created DESC, x.seal DESC LIMIT $4"
#define SOONEST								\
	" AND (x.ends, x.seal) > (CAST($2 AS BIGINT), $3)"		\
	" ORDER BY x.ends, x.seal LIMIT $4"
#define STAGE	" AND x.stage = $5"
/* Active by what is stored, and ended or ending by the clock. */
#define ACTIVE(when) " AND x.stage = 'active' AND x.ends " when

#define STATEMENT(nin_, from, where, order)				\
	{ .nin = (nin_), .text = COLUMNS from where order }

enum { L_ALL, L_STAGE, L_VALID, L_ENDING, L_EXPIRED, L__N };

#define SEARCHED(CREATED, newest, FROM, more) {				\
	[L_ALL] = STATEMENT(5 + (more), CREATED("5", "6"), "", newest),	\
	[L_STAGE] = STATEMENT(6 + (more), CREATED("6", "7"), STAGE, newest),\
	[L_VALID] = STATEMENT(6 + (more), CREATED("6", "7"),		\
	    ACTIVE(">= $5"), newest),					\
	[L_ENDING] = STATEMENT(7 + (more), FROM("7", "8"),		\
	    ACTIVE("BETWEEN $5 AND $6"), SOONEST),			\
	[L_EXPIRED] = STATEMENT(6 + (more), FROM("6", "7"),		\
	    ACTIVE("< $5"), SOONEST),					\
}
/* By enum gram_way. */
static const struct sql list_sql[][L__N] = {
	{
		[L_ALL] = STATEMENT(4, PLAIN, "", NEWEST),
		[L_STAGE] = STATEMENT(5, PLAIN, STAGE, NEWEST),
		[L_VALID] = STATEMENT(5, PLAIN, ACTIVE(">= $5"), NEWEST),
		[L_ENDING] = STATEMENT(6, PLAIN,
		    ACTIVE("BETWEEN $5 AND $6"), SOONEST),
		[L_EXPIRED] = STATEMENT(5, PLAIN, ACTIVE("< $5"), SOONEST),
	},
	SEARCHED(MANY, NEWEST, MANY, 0), SEARCHED(ALONG, BY_ID, FEW, 1),
};

static const struct {
	int		 statement;
	const char	*stage;
} tabs[LEDGER__N] = {
	[LEDGER_ALL] = { L_ALL, NULL },
	[LEDGER_MAKING] = { L_STAGE, "making" },
	[LEDGER_VALID] = { L_VALID, NULL },
	[LEDGER_ENDING] = { L_ENDING, NULL },
	[LEDGER_EXPIRED] = { L_EXPIRED, NULL },
	[LEDGER_LOST] = { L_STAGE, "lost" },
	[LEDGER_SUSPENDED] = { L_STAGE, "suspended" },
	[LEDGER_REVOKED] = { L_STAGE, "revoked" },
};

enum ledger_tab
ledger_tab_of(const char *stage)
{
	int	 tab;

	for (tab = 0; tab < LEDGER__N; tab++)
		if (tabs[tab].stage != NULL &&
		    strcmp(tabs[tab].stage, stage) == 0)
			break;
	return (enum ledger_tab)tab;
}

/* What a state is stored as. */
static const char *
stage_of(int state)
{
	return state == S1_MADE || state == S2_DELIVERED ?
	    seal_states[S0_MAKING].name : seal_states[state].name;
}

enum {
	SCOPE_ADD, SCOPE_MOVE, SCOPE_HAS, SCOPE_COUNT, STAGE_COUNT, VERSIONS,
	SUCCESSOR, CASES, SQL__N
};

static const struct sql ledger_sql[SQL__N] = {
	[SCOPE_ADD] = { .nin = 4, .text =
	    "INSERT INTO seal_scope (unit, seal, stage, created, ends)"
	    " SELECT unit, $1, $2, CAST($3 AS BIGINT), 0"
	    "   FROM request_scope WHERE request = $4" },
	[SCOPE_MOVE] = { .nin = 2, .text =
	    "UPDATE seal_scope SET stage = $1, ends = COALESCE(("
	    "    SELECT v.valid_to FROM seal s JOIN seal_version v"
	    "      ON v.seal = s.id AND v.version = s.version"
	    "     WHERE s.id = $2), 0)"
	    " WHERE seal = $2" },
	[SCOPE_HAS] = { .nin = 2, .text =
	    "SELECT 1 FROM seal_scope WHERE seal = $1 AND unit = $2" },
	[SCOPE_COUNT] = { .nin = 2, .text =
	    "SELECT COUNT(*) FROM (SELECT 1 FROM seal_scope"
	    " WHERE unit = $1 LIMIT $2) AS hits" },
	[STAGE_COUNT] = { .nin = 3, .text =
	    "SELECT COUNT(*) FROM (SELECT 1 FROM seal_scope"
	    " WHERE unit = $1 AND stage = $3 LIMIT $2) AS hits" },
	[VERSIONS] = { .nin = 1, .text =
	    "SELECT version, serial, valid_from, valid_to, activated,"
	    "       superseded"
	    "  FROM seal_version WHERE seal = $1 ORDER BY version" },
	[SUCCESSOR] = { .nin = 1, .text =
	    "SELECT id FROM seal WHERE replaces = $1"
	    " ORDER BY created DESC LIMIT 1" },
	[CASES] = { .nin = 3, .text =
	    "SELECT id, number, business, state, created, urgent"
	    "  FROM request WHERE (seal = $1 OR id = $2)"
	    "   AND (state <> 'draft' OR urgent = 1)"
	    " ORDER BY created DESC LIMIT $3" },
};

int64_t
ledger_key(const struct ledger_ask *ask, const struct ledger_row *row)
{
	return ask->tab == LEDGER_ENDING || ask->tab == LEDGER_EXPIRED ?
	    row->valid_to : row->created;
}

static int
is_soonest(const struct ledger_ask *ask)
{
	return ask->tab == LEDGER_ENDING || ask->tab == LEDGER_EXPIRED;
}

/* A row as the clock has it now. */
static void
read_row(struct rows *rows, struct pool *pool, int64_t now,
    struct ledger_row *l)
{
	struct seal	 s = { .state = flow_state(&flow_seal,
			    rows_str(rows, 5)), .valid_to = rows_int(rows, 7) };

	l->id = rows_text(rows, 0, pool);
	l->code = rows_text(rows, 1, pool);
	l->name = rows_text(rows, 2, pool);
	l->unit_name = rows_text(rows, 3, pool);
	l->keeper_name = rows_text(rows, 4, pool);
	l->state = s.state < 0 ? S0_MAKING : seal_state_now(&s, now);
	l->created = rows_int(rows, 6);
	l->valid_to = s.valid_to;
	l->last_used = rows_int(rows, 8);
	l->imported = strcmp(rows_str(rows, 9), SEAL_IMPORTED) == 0;
}

static int
matches(const struct ledger_ask *ask, const struct ledger_row *l)
{
	return ask->text == NULL || gram_matches(l->name, ask->text) ||
	    gram_matches(l->code, ask->text);
}

/* The parameters behind the first four. */
static size_t
parameters(const struct ledger_ask *ask, enum gram_way way,
    const struct gram_choice *choice, struct value *in)
{
	size_t	 n = 0;

	if (tabs[ask->tab].stage != NULL)
		in[n++] = v_text(tabs[ask->tab].stage);
	else if (ask->tab != LEDGER_ALL)
		in[n++] = v_int(ask->now);
	if (ask->tab == LEDGER_ENDING)
		in[n++] = v_int(ask->soon);
	if (way != GRAM_NONE)
		in[n++] = v_text(choice->gram);
	if (way == GRAM_PIECE)
		in[n++] = v_text(choice->second);
	return n;
}

/* A page being read. */
struct reading {
	const struct ledger_ask	*ask;
	struct pool		*pool;
	struct ledger_row	*list;
};

static int
take(struct rows *rows, void *arg, size_t n, int64_t *key, const char **id)
{
	const struct reading	*g = arg;
	struct ledger_row	*l = &g->list[n];

	read_row(rows, g->pool, g->ask->now, l);
	*key = ledger_key(g->ask, l);
	*id = l->id;
	return matches(g->ask, l);
}

/* Rows of a tab, up to GRAM_SHORT. */
static enum status
count_tab(struct store *db, const struct ledger_ask *ask, int64_t *n,
    struct fault *f)
{
	const char		*stage = tabs[ask->tab].stage;
	const struct value	 in[] = {
		v_text(ask->unit), v_int(GRAM_SHORT),
		v_text(stage != NULL ? stage : "active"),
	};
	const struct sql	*sql = &ledger_sql[ask->tab == LEDGER_ALL ?
				    SCOPE_COUNT : STAGE_COUNT];
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(db, sql, in, sql->nin, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*n = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

/* As in the lists of requests. */
static enum status
choose(struct store *db, const struct ledger_ask *ask,
    struct gram_choice *choice, enum gram_way *way, struct fault *f)
{
	int64_t		 n = 0;
	enum status	 st;

	*way = GRAM_NONE;
	if (ask->text == NULL)
		return ST_OK;
	st = gram_choose(db, "seal", ask->text,
	    is_soonest(ask) ? GRAM_OTHER : GRAM_CREATED, choice, f);
	if (st == ST_OK && !choice->few && !is_soonest(ask))
		st = count_tab(db, ask, &n, f);
	*way = choice->few || n == GRAM_SHORT ? GRAM_PIECE : GRAM_LIST;
	return st;
}

enum status
ledger_list(struct store *db, struct pool *pool,
    const struct ledger_ask *ask, struct ledger_row **out, size_t *n,
    int *more, struct fault *f)
{
	const size_t		 max = ask->max > LEDGER_MAX ? LEDGER_MAX :
				    ask->max;
	struct gram_choice	 choice = { .gram = "" };
	struct value		 in[8] = {
		v_text(ask->unit), v_int(ask->after != NULL ? ask->key :
		    is_soonest(ask) ? 0 : INT64_MAX),
		v_text(ask->after != NULL ? ask->after :
		    is_soonest(ask) ? "" : ID_LAST),
		v_int((int64_t)max + 1),
	};
	struct reading		 reading = { .ask = ask, .pool = pool };
	struct gram_page	 page = {
		.in = in, .max = max, .take = take, .arg = &reading,
	};
	enum gram_way		 way;
	enum status		 st;

	*out = NULL;
	*n = 0;
	*more = 0;
	if ((st = choose(db, ask, &choice, &way, f)) != ST_OK)
		return st;
	page.sql = &list_sql[way][tabs[ask->tab].statement];
	page.nin = 4 + parameters(ask, way, &choice, in + 4);
	reading.list = *out = pool_array(pool, max + 1, sizeof(**out));
	if (*out == NULL)
		return fault_set(f, ST_BROKEN, "ledger: memory");
	return gram_page(db, &page, n, more, f);
}

enum status
ledger_sees(struct store *db, const char *unit, const char *seal, int *yes,
    struct fault *f)
{
	const struct value	 in[] = { v_text(seal), v_text(unit) };
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, &ledger_sql[SCOPE_HAS], in, NITEMS(in), &rows,
	    f);
	if (st == ST_OK)
		st = rows_next(rows, f);
	rows_free(rows);
	*yes = st == ST_OK;
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
ledger_add(struct store *db, const struct seal *s, struct fault *f)
{
	const struct value	 in[] = {
		v_text(s->id), v_text(stage_of(S0_MAKING)),
		v_int(s->created), v_text(s->request),
	};

	return store_run(db, &ledger_sql[SCOPE_ADD], in, NITEMS(in), NULL,
	    f);
}

enum status
ledger_move(struct store *db, const struct seal *s, struct fault *f)
{
	const struct value	 in[] = {
		v_text(stage_of(s->state)), v_text(s->id)
	};

	return store_run(db, &ledger_sql[SCOPE_MOVE], in, NITEMS(in), NULL,
	    f);
}

/* --- one seal -------------------------------------------------------------- */

static enum status
read_version(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct seal_version	*v = out;

	(void)f;
	v->version = rows_int(rows, 0);
	v->serial = rows_text(rows, 1, pool);
	v->valid_from = rows_int(rows, 2);
	v->valid_to = rows_int(rows, 3);
	v->activated = rows_int(rows, 4);
	v->superseded = rows_int(rows, 5);
	return ST_OK;
}

static const struct record version_record = {
	"version", sizeof(struct seal_version), read_version
};

#define VERSIONS_MAX 50		/* renewals of one seal, given up included */

enum status
ledger_versions(struct store *db, struct pool *pool, const char *seal,
    struct seal_version **out, size_t *n, struct fault *f)
{
	const struct value	 in = v_text(seal);

	return store_list(db, pool, &ledger_sql[VERSIONS], &in, 1,
	    &version_record, VERSIONS_MAX, out, n, f);
}

enum status
ledger_successor(struct store *db, struct pool *pool, const char *seal,
    struct seal *out, struct fault *f)
{
	const struct value	 in = v_text(seal);
	struct rows		*rows = NULL;
	const char		*id = NULL;
	enum status		 st;

	st = store_query(db, &ledger_sql[SUCCESSOR], &in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		id = rows_text(rows, 0, pool);
	rows_free(rows);
	return st == ST_OK ? seal_load(db, pool, id, out, f) : st;
}

static enum status
read_case(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct ledger_case	*c = out;

	c->id = rows_text(rows, 0, pool);
	c->number = rows_text(rows, 1, pool);
	c->business = rows_text(rows, 2, pool);
	c->state = flow_state(&flow_apply, rows_str(rows, 3));
	c->created = rows_int(rows, 4);
	c->urgent = (int)rows_int(rows, 5);
	return c->state >= 0 ? ST_OK : fault_set(f, ST_BROKEN,
	    "request %s: state", c->number);
}

static const struct record case_record = {
	"case", sizeof(struct ledger_case), read_case
};

#define CASES_MAX 50

enum status
ledger_cases(struct store *db, struct pool *pool, const struct seal *s,
    struct ledger_case **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_text(s->id), v_text(s->request), v_int(CASES_MAX)
	};

	return store_list(db, pool, &ledger_sql[CASES], in, NITEMS(in),
	    &case_record, CASES_MAX, out, n, f);
}

/* Changes of rules that were asked for, and their SQL; policy_request.h. */
#include <string.h>

#include "base/clock.h"
#include "office/local.h"

#define COLUMNS								\
	"SELECT q.id, q.number, q.state, q.rev, q.profile, q.seen,"	\
	" q.due, q.reason, q.proposer, a.name, q.decider, b.name,"	\
	" q.created, q.decided, q.version, q.applied, q.replaces"	\
	" FROM policy_request q JOIN person a ON a.id = q.proposer"	\
	" LEFT JOIN person b ON b.id = q.decider"
#define HISTORY_MAX	20	/* a request has five lines at most */

enum { BY_ID, LIST, OPEN, ABOUT, READY, COUNT, VALUES, ADD, ADD_VALUE, MOVE,
	DECIDED, APPLIED, EVENT_ADD, EVENT_LIST, SQL__N };

static const struct sql request_sql[SQL__N] = {
	[BY_ID] = { .nin = 1, .text = COLUMNS " WHERE q.id = $1" },
	[LIST] = { .nin = 2, .text = COLUMNS " WHERE q.number < $1"
	    " ORDER BY q.number DESC LIMIT $2" },
	[OPEN] = { .nin = 1, .text = COLUMNS
	    " WHERE q.state IN ('proposed', 'approved')"
	    " ORDER BY q.number LIMIT $1" },
	[ABOUT] = { .nin = 2, .text = COLUMNS
	    " WHERE q.state IN ('proposed', 'approved') AND EXISTS ("
	    "   SELECT 1 FROM policy_request_value v"
	    "    WHERE v.request = q.id AND v.rule = $1)"
	    " ORDER BY q.number LIMIT $2" },
	[READY] = { .nin = 2, .text = COLUMNS
	    " WHERE q.state = 'approved' AND q.due <= $1"
	    " ORDER BY q.due, q.number LIMIT $2" },
	[COUNT] = { .nin = 1, .text =
	    "SELECT COUNT(*) FROM policy_request"
	    " WHERE state = 'proposed' AND proposer <> $1" },
	[VALUES] = { .nin = 1, .text =
	    "SELECT rule, was, value FROM policy_request_value"
	    " WHERE request = $1 ORDER BY rule" },
	[ADD] = { .nin = 9, .text =
	    "INSERT INTO policy_request (id, number, state, rev, profile,"
	    " seen, due, reason, proposer, created, replaces)"
	    " VALUES ($1, $2, 'proposed', 1, $3, $4, $5, $6, $7, $8, $9)" },
	[ADD_VALUE] = { .nin = 4, .text =
	    "INSERT INTO policy_request_value (request, rule, was, value)"
	    " VALUES ($1, $2, $3, $4)" },
	[MOVE] = { .nin = 4, .text =
	    "UPDATE policy_request SET state = $1, rev = rev + 1"
	    " WHERE id = $2 AND rev = $3 AND state = $4" },
	[DECIDED] = { .nin = 3, .text =
	    "UPDATE policy_request SET decider = $1, decided = $2"
	    " WHERE id = $3" },
	[APPLIED] = { .nin = 3, .text =
	    "UPDATE policy_request SET version = $1, applied = $2"
	    " WHERE id = $3" },
	[EVENT_ADD] = { .nin = 8, .text =
	    "INSERT INTO policy_request_event (request, seq, at, event,"
	    " from_state, to_state, person, note, statement)"
	    " SELECT $1, COALESCE(MAX(seq), 0) + 1, CAST($2 AS BIGINT), $3,"
	    "        $4, $5, $6, $7, $8"
	    "   FROM policy_request_event WHERE request = $1" },
	[EVENT_LIST] = { .nin = 2, .text =
	    "SELECT e.at, e.event, p.name, e.note, e.statement"
	    "  FROM policy_request_event e"
	    "  LEFT JOIN person p ON p.id = e.person"
	    " WHERE e.request = $1 ORDER BY e.seq LIMIT $2" },
};

/* --- reading --------------------------------------------------------------------- */

static enum status
read_row(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct policy_request	*q = out;
	int			 c = 0;

	memset(q, 0, sizeof(*q));
	q->id = rows_text(rows, c++, pool);
	q->number = rows_int(rows, c++);
	q->state = flow_state(&flow_policy, rows_str(rows, c++));
	q->rev = rows_int(rows, c++);
	q->profile = rows_text(rows, c++, pool);
	q->seen = rows_int(rows, c++);
	q->due = rows_int(rows, c++);
	q->reason = rows_text(rows, c++, pool);
	q->proposer = rows_text(rows, c++, pool);
	q->proposer_name = rows_text(rows, c++, pool);
	q->decider = rows_text(rows, c++, pool);
	q->decider_name = rows_text(rows, c++, pool);
	q->created = rows_int(rows, c++);
	q->decided = rows_int(rows, c++);
	q->version = rows_int(rows, c++);
	q->applied = rows_int(rows, c++);
	q->replaces = rows_text(rows, c++, pool);
	return q->state < 0 ? fault_set(f, ST_BROKEN,
	    "policy request %lld: state", (long long)q->number) : ST_OK;
}

static const struct record request_record = {
	"policy request", sizeof(struct policy_request), read_row
};

static enum status
read_value(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct policy_was	*v = out;

	(void)f;
	v->rule = rows_text(rows, 0, pool);
	v->was = rows_text(rows, 1, pool);
	v->value = rows_text(rows, 2, pool);
	return ST_OK;
}

static const struct record value_record = {
	"policy value", sizeof(struct policy_was), read_value
};

enum status
policy_request_load(struct store *db, struct pool *pool, const char *id,
    struct policy_request *out, struct fault *f)
{
	const struct value	 in[] = { v_text(id) };
	enum status		 st;

	st = store_find(db, pool, &request_sql[BY_ID], in, 1,
	    &request_record, out, f);
	return st == ST_OK ? store_list(db, pool, &request_sql[VALUES], in,
	    1, &value_record, POLICY_RULES, &out->values, &out->n, f) : st;
}

enum status
policy_request_list(struct store *db, struct pool *pool, int64_t below,
    size_t room, struct policy_request **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_int(below == 0 ? INT64_MAX : below), v_int((int64_t)room)
	};

	return store_list(db, pool, &request_sql[LIST], in, NITEMS(in),
	    &request_record, room, out, n, f);
}

enum status
policy_request_open(struct store *db, struct pool *pool,
    struct policy_request **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_int(POLICY_OPEN_MAX) };

	return store_list(db, pool, &request_sql[OPEN], in, NITEMS(in),
	    &request_record, POLICY_OPEN_MAX, out, n, f);
}

enum status
policy_request_about(struct store *db, struct pool *pool, const char *rule,
    struct policy_request **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_text(rule), v_int(POLICY_OPEN_MAX)
	};

	return store_list(db, pool, &request_sql[ABOUT], in, NITEMS(in),
	    &request_record, POLICY_OPEN_MAX, out, n, f);
}

enum status
policy_request_ready(struct store *db, struct pool *pool, int64_t now,
    struct policy_request **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_int(now), v_int(POLICY_OPEN_MAX)
	};

	return store_list(db, pool, &request_sql[READY], in, NITEMS(in),
	    &request_record, POLICY_OPEN_MAX, out, n, f);
}

enum status
policy_request_count(struct store *db, const char *person, int64_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_text(person) };
	struct rows		*rows;
	enum status		 st;

	st = one_row(db, &request_sql[COUNT], in, 1, &rows, f);
	if (st != ST_OK)
		return st;
	*n = rows_int(rows, 0);
	rows_free(rows);
	return ST_OK;
}

enum status
policy_request_now(struct store *db, struct pool *pool,
    const struct policy_request *q, const char *const **out, struct fault *f)
{
	const char	**now = pool_array(pool, q->n + 1, sizeof(*now));
	enum status	  st = ST_OK;
	size_t		  i;

	*out = now;
	if (now == NULL)
		return fault_set(f, ST_BROKEN, "policy: past the pool");
	for (i = 0; st == ST_OK && i < q->n; i++)
		st = policy_text(db, pool, q->values[i].rule, &now[i], f);
	return st;
}

static enum status
read_line(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct policy_line	*l = out;

	(void)f;
	l->at = rows_int(rows, 0);
	l->event = rows_text(rows, 1, pool);
	l->person_name = rows_text(rows, 2, pool);
	l->note = rows_text(rows, 3, pool);
	l->statement = rows_text(rows, 4, pool);
	return ST_OK;
}

static const struct record line_record = {
	"policy line", sizeof(struct policy_line), read_line
};

enum status
policy_request_history(struct store *db, struct pool *pool, const char *id,
    struct policy_line **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(id), v_int(HISTORY_MAX) };

	return store_list(db, pool, &request_sql[EVENT_LIST], in, NITEMS(in),
	    &line_record, HISTORY_MAX, out, n, f);
}

/* --- writing --------------------------------------------------------------------- */

static enum status
add_event(struct store *db, const struct policy_request *q,
    const struct policy_step *step, struct fault *f)
{
	const struct flow_row	*row = step->row;
	const struct value	 in[] = {
		v_text(q->id), v_int(clock_now()),
		v_text(flow_policy.events[row->event].name),
		v_text(row->from == FLOW_NEW ? "" :
		    flow_policy.states[row->from].name),
		v_text(flow_policy.states[row->to].name),
		v_text(step->person), v_text(step->note),
		v_text(step->statement),
	};

	return store_run(db, &request_sql[EVENT_ADD], in, NITEMS(in), NULL,
	    f);
}

static enum status
add_values(struct store *db, const struct policy_request *q, struct fault *f)
{
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && i < q->n; i++) {
		const struct value	 in[] = {
			v_text(q->id), v_text(q->values[i].rule),
			v_text(q->values[i].was), v_text(q->values[i].value),
		};
		st = store_run(db, &request_sql[ADD_VALUE], in, NITEMS(in),
		    NULL, f);
	}
	return st;
}

enum status
policy_request_add(struct store *db, struct policy_request *q,
    const char *statement, struct fault *f)
{
	const struct policy_step step = {
		.row = flow_creating(&flow_policy, PE_PROPOSE),
		.person = q->proposer, .note = q->reason,
		.statement = statement,
	};
	enum status		 st;

	if ((st = counter_next(db, "policy.request", &q->number, f)) !=
	    ST_OK)
		return st;
	q->state = PR_PROPOSED;
	q->rev = 1;
	q->created = clock_now();
	const struct value	 in[] = {
		v_text(q->id), v_int(q->number), v_text(q->profile),
		v_int(q->seen), v_int(q->due), v_text(q->reason),
		v_text(q->proposer), v_int(q->created), v_text(q->replaces),
	};
	st = store_run(db, &request_sql[ADD], in, NITEMS(in), NULL, f);
	if (st == ST_OK)
		st = add_values(db, q, f);
	return st == ST_OK ? add_event(db, q, &step, f) : st;
}

static enum status
decided(struct store *db, struct policy_request *q, const char *person,
    struct fault *f)
{
	q->decider = person;
	q->decided = clock_now();
	const struct value	 in[] = {
		v_text(person), v_int(q->decided), v_text(q->id)
	};
	return store_run(db, &request_sql[DECIDED], in, NITEMS(in), NULL, f);
}

enum status
policy_request_move(struct store *db, struct policy_request *q,
    const struct policy_step *step, struct fault *f)
{
	const int		 event = step->row->event;
	const struct value	 in[] = {
		v_text(flow_policy.states[step->row->to].name),
		v_text(q->id), v_int(q->rev),
		v_text(flow_policy.states[step->row->from].name),
	};
	int64_t			 changed = 0;
	enum status		 st;

	st = store_run(db, &request_sql[MOVE], in, NITEMS(in), &changed, f);
	if (st == ST_OK && changed != 1)
		st = fault_set(f, ST_CONFLICT, "policy request %lld moved",
		    (long long)q->number);
	if (st == ST_OK && (event == PE_APPROVE || event == PE_REFUSE))
		st = decided(db, q, step->person, f);
	if (st != ST_OK)
		return st;
	q->rev++;
	q->state = step->row->to;
	return add_event(db, q, step, f);
}

static enum status
put_in_force(struct store *db, struct policy_request *q, int64_t seen,
    struct fault *f)
{
	const struct policy_why	 why = { q->proposer, q->reason, q->id };
	struct policy_value	 v[POLICY_RULES];
	size_t			 i;

	for (i = 0; i < q->n && i < NITEMS(v); i++)
		v[i] = (struct policy_value){ q->values[i].rule,
		    q->values[i].value };
	return policy_set(db, v, i, &why, seen, &q->version, f);
}

enum status
policy_request_apply(struct store *db, struct policy_request *q, int64_t seen,
    struct fault *f)
{
	const struct policy_request_facts facts = { .due = 1 };
	struct policy_step	 step = { .person = NULL };
	const char		*why;
	enum status		 st;

	if (flow_ask(&flow_policy, q->state, PE_APPLY, FLOW_SYSTEM, &facts,
	    NULL, &step.row, &why) != FLOW_YES)
		return fault_set(f, ST_CONFLICT, "policy request %lld: %s",
		    (long long)q->number, why);
	if ((st = policy_request_move(db, q, &step, f)) != ST_OK ||
	    (st = put_in_force(db, q, seen, f)) != ST_OK)
		return st;
	q->applied = clock_now();
	const struct value	 in[] = {
		v_int(q->version), v_int(q->applied), v_text(q->id)
	};
	return store_run(db, &request_sql[APPLIED], in, NITEMS(in), NULL, f);
}

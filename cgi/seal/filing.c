/* Filings as records, and their steps along T7; see filing.h. */
#include "base/clock.h"
#include "seal/filing.h"
#include "seal/local.h"

#define SELECT								\
	"SELECT g.id, g.target, g.seal, g.request, g.kind, g.state,"	\
	"       g.rev, g.at, g.cause, g.version, g.message, g.statement,"	\
	"       g.certificate, g.due, g.alarmed, g.tries, g.next_try,"	\
	"       g.lease, g.created, g.filed, g.lateness, g.receipt,"	\
	"       g.receipt_number, g.reason, g.person, s.code, s.name,"	\
	"       t.name"							\
	"  FROM filing g JOIN seal s ON s.id = g.seal"			\
	"  JOIN filing_target t ON t.id = g.target"

enum {
	FILING_BY_ID, FILING_BY_SEAL, FILING_NUMBER, FILING_MOVE,
	FILING_SIGN, SCOPE_MOVE, EVENT_ADD, EVENT_LIST, FILING_SENDABLE,
	FILING_UNALARMED,
	FILING_SQL__N
};

static const struct sql filing_sql[FILING_SQL__N] = {
	[FILING_BY_ID] = { .nin = 1, .text = SELECT " WHERE g.id = $1" },
	[FILING_BY_SEAL] = { .nin = 2, .text =
	    SELECT " WHERE g.seal = $1 ORDER BY g.created, g.id LIMIT $2" },
	[FILING_NUMBER] = { .nin = 3, .text =
	    "SELECT g.receipt_number"
	    "  FROM filing g JOIN filing_target t ON t.id = g.target"
	    " WHERE g.seal = $1 AND t.kind = $2 AND g.kind = $3"
	    "   AND g.state = 'filed'"
	    " ORDER BY g.filed DESC, g.id DESC LIMIT 1" },
	[FILING_MOVE] = { .nin = 18, .text =
	    "UPDATE filing SET state = $1, version = $2, message = $3,"
	    "       statement = $4, certificate = $5, alarmed = $6,"
	    "       tries = $7, next_try = $8, lease = $9, filed = $10,"
	    "       lateness = $11, receipt = $12, receipt_number = $13,"
	    "       reason = $14, person = $15, rev = rev + 1"
	    " WHERE id = $16 AND state = $17 AND rev = $18 RETURNING rev" },
	[FILING_SIGN] = { .nin = 4, .text =
	    "UPDATE filing SET statement = $1, certificate = $2"
	    " WHERE id = $3 AND version = $4 AND statement IS NULL" },
	[SCOPE_MOVE] = { .nin = 4, .text =
	    "UPDATE filing_scope SET stage = $1, is_open = $2, moment = $3"
	    " WHERE filing = $4" },
	[EVENT_ADD] = { .nin = 8, .text =
	    "INSERT INTO filing_event (filing, seq, at, event, from_state,"
	    " to_state, person, note, statement)"
	    " SELECT $1, COALESCE(MAX(seq), 0) + 1, CAST($2 AS BIGINT), $3,"
	    "        $4, $5, $6, $7, $8"
	    "   FROM filing_event WHERE filing = $1" },
	[EVENT_LIST] = { .nin = 2, .text =
	    "SELECT e.seq, e.at, e.event, e.from_state, e.to_state, p.name,"
	    "       e.note"
	    "  FROM filing_event e LEFT JOIN person p ON p.id = e.person"
	    " WHERE e.filing = $1 ORDER BY e.seq DESC LIMIT $2" },
	[FILING_SENDABLE] = { .nin = 5, .text =
	    "SELECT id, next_try FROM filing"
	    " WHERE target = $5 AND state = 'waiting' AND next_try <= $1"
	    "   AND lease <= $1"
	    "   AND (next_try, id) > (CAST($2 AS BIGINT), $3)"
	    " ORDER BY next_try, id LIMIT $4" },
	[FILING_UNALARMED] = { .nin = 4, .text =
	    "SELECT id, due FROM filing"
	    " WHERE state = 'waiting' AND alarmed IS NULL AND due < $1"
	    "   AND lease <= $1"
	    "   AND (due, id) > (CAST($2 AS BIGINT), $3)"
	    " ORDER BY due, id LIMIT $4" },
};

static enum status
read_filing(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct filing	*g = out;
	int		 c = 0;

	g->id = rows_text(rows, c++, pool);
	g->target = rows_text(rows, c++, pool);
	g->seal = rows_text(rows, c++, pool);
	g->request = rows_text(rows, c++, pool);
	g->kind = rows_text(rows, c++, pool);
	g->state = flow_state(&flow_filing, rows_str(rows, c++));
	g->rev = rows_int(rows, c++);
	g->at = rows_int(rows, c++);
	g->cause = rows_text(rows, c++, pool);
	g->version = rows_int(rows, c++);
	g->message = rows_text(rows, c++, pool);
	g->statement = pool_bytes(pool, rows_bytes(rows, c++));
	g->certificate = pool_bytes(pool, rows_bytes(rows, c++));
	g->due = rows_int(rows, c++);
	g->alarmed = rows_int(rows, c++);
	g->tries = rows_int(rows, c++);
	g->next_try = rows_int(rows, c++);
	g->lease = rows_int(rows, c++);
	g->created = rows_int(rows, c++);
	g->filed = rows_int(rows, c++);
	g->lateness = rows_int(rows, c++);
	g->receipt = pool_bytes(pool, rows_bytes(rows, c++));
	g->receipt_number = rows_text(rows, c++, pool);
	g->reason = rows_text(rows, c++, pool);
	g->person = rows_text(rows, c++, pool);
	g->seal_code = rows_text(rows, c++, pool);
	g->seal_name = rows_text(rows, c++, pool);
	g->target_name = rows_text(rows, c++, pool);
	return g->state < 0 || pool_failed(pool) ? fault_set(f, ST_BROKEN,
	    "filing: unreadable row") : ST_OK;
}

static const struct record filing_record = {
	"filing", sizeof(struct filing), read_filing
};

enum status
filing_load(struct store *db, struct pool *pool, const char *id,
    struct filing *out, struct fault *f)
{
	const struct value	 in = v_text(id);

	return store_find(db, pool, &filing_sql[FILING_BY_ID], &in, 1,
	    &filing_record, out, f);
}

#define SEAL_FILINGS	200	/* a dozen moves, a handful of targets */

enum status
filing_list_seal(struct store *db, struct pool *pool, const char *seal,
    struct filing **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(seal), v_int(SEAL_FILINGS) };

	return store_list(db, pool, &filing_sql[FILING_BY_SEAL], in,
	    NITEMS(in), &filing_record, SEAL_FILINGS, out, n, f);
}

enum status
filing_number_of(struct store *db, struct pool *pool, const char *seal,
    const char *target_kind, enum filing_kind kind, const char **out,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(seal), v_text(target_kind),
		v_text(filing_kind_name(kind)),
	};
	struct rows		*rows = NULL;
	enum status		 st;

	*out = NULL;
	st = store_query(db, &filing_sql[FILING_NUMBER], in, NITEMS(in),
	    &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*out = rows_text(rows, 0, pool);
	rows_free(rows);
	return st;
}

/* --- steps ------------------------------------------------------------------ */

static enum status
event_add(struct store *db, const struct actor *who, const struct filing *g,
    const struct flow_row *row, const struct filing_move *m, int64_t now,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(g->id), v_int(now),
		v_text(flow_filing.events[row->event].name),
		v_text(row->from == FLOW_NEW ? "" :
		    flow_filing.states[row->from].name),
		v_text(flow_filing.states[row->to].name),
		v_text(who->person[0] == '\0' ? NULL : who->person),
		v_text(m->note), v_text(m->statement),
	};

	return store_run(db, &filing_sql[EVENT_ADD], in, NITEMS(in), NULL, f);
}

/* What a step changes of the record. */
static void
change(struct filing *g, const struct actor *who,
    const struct filing_move *m, int64_t now)
{
	g->lease = m->event == FE_TRY ? m->lease :
	    m->event == FE_OVERDUE ? g->lease : 0;
	switch (m->event) {
	case FE_TRY:
		g->tries++;
		break;
	case FE_FAIL:
	case FE_REFUSE:
		g->reason = m->note;
		g->next_try = m->next_try;
		g->receipt = m->receipt;
		break;
	case FE_CORRECT:
		g->message = m->message;
		g->version++;
		g->statement = g->certificate = bytes_of(NULL, 0);
		g->reason = NULL;
		g->receipt = bytes_of(NULL, 0);
		g->next_try = m->next_try;
		break;
	case FE_RESEND:
		g->next_try = m->next_try;
		break;
	case FE_OVERDUE:
		g->alarmed = now;
		break;
	case FE_HAND:
		g->person = who->person;
		/* FALLTHROUGH */
	case FE_FILE:
		g->filed = m->filed;
		g->lateness = m->filed > g->due ? m->filed - g->due : 0;
		g->receipt = m->receipt;
		g->receipt_number = m->receipt_number;
		g->reason = NULL;
		break;
	}
}

static enum status
move_row(struct store *db, struct filing *g, int from, struct fault *f)
{
	const struct value	 in[] = {
		v_text(flow_filing.states[g->state].name), v_int(g->version),
		v_text(g->message), v_bytes(g->statement),
		v_bytes(g->certificate), v_time(g->alarmed), v_int(g->tries),
		v_int(g->next_try), v_int(g->lease), v_time(g->filed),
		g->filed == 0 ? v_null() : v_int(g->lateness),
		v_bytes(g->receipt), v_text(g->receipt_number),
		v_text(g->reason), v_text(g->person), v_text(g->id),
		v_text(flow_filing.states[from].name), v_int(g->rev),
	};
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, &filing_sql[FILING_MOVE], in, NITEMS(in), &rows,
	    f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		st = fault_set(f, ST_CONFLICT, "filing %s moved", g->id);
	if (st == ST_OK)
		g->rev = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

static enum status
move_scope(struct store *db, const struct filing *g, struct fault *f)
{
	const int		 open = g->state != J1_FILED;
	const struct value	 in[] = {
		v_text(flow_filing.states[g->state].name), v_int(open),
		v_int(open ? g->due : g->filed), v_text(g->id),
	};

	return store_run(db, &filing_sql[SCOPE_MOVE], in, NITEMS(in), NULL,
	    f);
}

enum status
filing_step(struct store *db, const struct actor *who, unsigned roles,
    const struct filing_facts *facts, struct filing *g,
    const struct filing_move *move, struct fault *f)
{
	const int64_t		 now = clock_now();
	const struct flow_row	*row;
	const char		*why;
	struct filing		 next = *g;
	enum status		 st;

	if (flow_ask(&flow_filing, g->state, move->event, roles, facts, move,
	    &row, &why) != FLOW_YES)
		return fault_set(f, ST_CONFLICT, "filing %s: no %s: %s",
		    g->id, flow_filing.events[move->event].name, why);
	next.state = row->to;
	change(&next, who, move, now);
	st = move_row(db, &next, row->from, f);
	if (st == ST_OK)
		st = event_add(db, who, g, row, move, now, f);
	if (st == ST_OK && row->to != row->from)
		st = move_scope(db, &next, f);
	if (st == ST_OK)
		*g = next;
	return st;
}

enum status
filing_sign(struct store *db, struct filing *g, struct bytes statement,
    struct bytes certificate, struct fault *f)
{
	const struct value	 in[] = {
		v_bytes(statement), v_bytes(certificate), v_text(g->id),
		v_int(g->version),
	};
	int64_t			 changed;
	enum status		 st;

	st = store_run(db, &filing_sql[FILING_SIGN], in, NITEMS(in),
	    &changed, f);
	if (st == ST_OK && changed != 1)
		st = fault_set(f, ST_CONFLICT, "filing %s: signed", g->id);
	if (st == ST_OK) {
		g->statement = statement;
		g->certificate = certificate;
	}
	return st;
}

static enum status
read_line(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct filing_line	*l = out;

	(void)f;
	l->seq = rows_int(rows, 0);
	l->at = rows_int(rows, 1);
	l->event = rows_text(rows, 2, pool);
	l->from = rows_text(rows, 3, pool);
	l->to = rows_text(rows, 4, pool);
	l->person_name = rows_text(rows, 5, pool);
	l->note = rows_text(rows, 6, pool);
	return ST_OK;
}

static const struct record line_record = {
	"filing line", sizeof(struct filing_line), read_line
};

enum status
filing_history(struct store *db, struct pool *pool, const char *id,
    struct filing_line **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(id), v_int(FILING_LINES) };

	return store_list(db, pool, &filing_sql[EVENT_LIST], in, NITEMS(in),
	    &line_record, FILING_LINES, out, n, f);
}

/* --- what is to be done ------------------------------------------------------ */

static enum status
read_next(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct filing_next	*x = out;

	(void)f;
	x->id = rows_text(rows, 0, pool);
	x->key = rows_int(rows, 1);
	return ST_OK;
}

static const struct record next_record = {
	"filing", sizeof(struct filing_next), read_next
};

enum status
filing_sendable(struct store *db, struct pool *pool, const char *target,
    int64_t now, const struct filing_next *behind, size_t max,
    struct filing_next **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_int(now), v_int(behind->key), v_text(behind->id),
		v_int((int64_t)max), v_text(target),
	};

	return store_list(db, pool, &filing_sql[FILING_SENDABLE], in,
	    NITEMS(in), &next_record, max, out, n, f);
}

enum status
filing_unalarmed(struct store *db, struct pool *pool, int64_t now,
    const struct filing_next *behind, size_t max, struct filing_next **out,
    size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_int(now), v_int(behind->key), v_text(behind->id),
		v_int((int64_t)max),
	};

	return store_list(db, pool, &filing_sql[FILING_UNALARMED], in,
	    NITEMS(in), &next_record, max, out, n, f);
}

/* Seals and their history; see seal.h. */
#include <string.h>

#include "base/clock.h"
#include "seal/carrier.h"
#include "seal/filing.h"
#include "seal/import.h"
#include "seal/ledger.h"
#include "seal/local.h"
#include "seal/seal.h"

#define COLUMNS								\
	"s.id, s.code, s.state, s.before_loss, s.rev, s.name, s.unit,"	\
	" s.desk, s.request, s.category, s.sub_kind, s.scope, s.keeper,"\
	" s.replaces, s.version, s.created, s.activated, s.last_used,"	\
	" s.software, v.serial, v.valid_from, v.valid_to, v.png,"	\
	" v.um_w, v.um_h, s.physical, s.origin"
#define FROM								\
	" FROM seal s LEFT JOIN seal_version v"				\
	"   ON v.seal = s.id AND v.version = s.version"

enum {
	SEAL_BY_ID, SEAL_BY_CODE, SEAL_BY_REQUEST, SEAL_BY_UNIT, SEAL_ADD,
	SEAL_TAKE, SEAL_MOVE, SEAL_KEEPER, SEAL_PHYSICAL, SEAL_USED, EVENT_ADD, EVENT_LIST,
	STATE_AT,
	STATE_SINCE,
	SEAL_SQL__N
};

static const struct sql seal_sql[SEAL_SQL__N] = {
	[SEAL_BY_ID] = { .nin = 1, .text =
	    "SELECT " COLUMNS FROM " WHERE s.id = $1" },
	[SEAL_BY_CODE] = { .nin = 1, .text =
	    "SELECT " COLUMNS FROM " WHERE s.code = $1" },
	[SEAL_BY_REQUEST] = { .nin = 1, .text =
	    "SELECT " COLUMNS FROM " WHERE s.request = $1" },
	[SEAL_BY_UNIT] = { .nin = 2, .text =
	    "SELECT " COLUMNS FROM " WHERE s.unit = $1"
	    " ORDER BY s.created DESC LIMIT $2" },
	[SEAL_ADD] = { .nin = 15, .text =
	    "INSERT INTO seal (id, code, state, rev, name, unit, desk,"
	    " request, category, sub_kind, scope, keeper, replaces, version,"
	    " software, created)"
	    " VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
	    "         $13, $14, $15)" },
	[SEAL_TAKE] = { .nin = 14, .text =
	    "INSERT INTO seal (id, code, state, rev, name, unit, desk,"
	    " request, category, sub_kind, scope, keeper, version, software,"
	    " created, activated, origin)"
	    " VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, 1,"
	    "         $12, $13, $13, $14)" },
	[SEAL_MOVE] = { .nin = 8, .text =
	    "UPDATE seal SET state = $1, before_loss = $2, activated = $3,"
	    "       version = $8, rev = rev + 1"
	    " WHERE id = $4 AND state = $5 AND rev = $6 AND version = $7"
	    " RETURNING rev" },
	[SEAL_KEEPER] = { .nin = 3, .text =
	    "UPDATE seal SET keeper = $1, rev = rev + 1"
	    " WHERE id = $2 AND rev = $3 RETURNING rev" },
	[SEAL_PHYSICAL] = { .nin = 3, .text =
	    "UPDATE seal SET physical = $1, rev = rev + 1"
	    " WHERE id = $2 AND rev = $3 RETURNING rev" },
	[SEAL_USED] = { .nin = 2, .text =
	    "UPDATE seal SET last_used = $1 WHERE id = $2" },
	[EVENT_ADD] = { .nin = 9, .text =
	    "INSERT INTO seal_event (seal, seq, at, event, from_state,"
	    " to_state, reason, request, person, statement, policy)"
	    " SELECT $1, COALESCE(MAX(seq), 0) + 1, CAST($2 AS BIGINT), $3,"
	    "        $4, $5, $6, $7, $8, $9, " POLICY_NOW
	    "   FROM seal_event WHERE seal = $1" },
	[EVENT_LIST] = { .nin = 1, .text =
	    "SELECT e.seq, e.at, e.event, e.from_state, e.to_state,"
	    "       e.reason, p.name, e.statement"
	    "  FROM seal_event e LEFT JOIN person p ON p.id = e.person"
	    " WHERE e.seal = $1 ORDER BY e.seq" },
	[STATE_AT] = { .nin = 2, .text =
	    "SELECT from_state, to_state, at FROM seal_event"
	    " WHERE seal = $1 AND at < $2 ORDER BY seq DESC" },
	[STATE_SINCE] = { .nin = 1, .text =
	    "SELECT at FROM seal_event WHERE seal = $1"
	    " AND from_state <> to_state ORDER BY seq DESC LIMIT 1" },
};

static int
state_of(const char *name)
{
	return name == NULL ? -1 : flow_state(&flow_seal, name);
}

static enum status
read_row(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct seal	*s = out;
	int	 c = 0;

	s->id = rows_text(rows, c++, pool);
	s->code = rows_text(rows, c++, pool);
	s->state = state_of(rows_str(rows, c++));
	s->before_loss = state_of(rows_str(rows, c++));
	s->rev = rows_int(rows, c++);
	s->name = rows_text(rows, c++, pool);
	s->unit = rows_text(rows, c++, pool);
	s->desk = rows_text(rows, c++, pool);
	s->request = rows_text(rows, c++, pool);
	s->category = rows_text(rows, c++, pool);
	s->sub_kind = rows_text(rows, c++, pool);
	s->scope = rows_text(rows, c++, pool);
	s->keeper = rows_text(rows, c++, pool);
	s->replaces = rows_text(rows, c++, pool);
	s->version = rows_int(rows, c++);
	s->created = rows_int(rows, c++);
	s->activated = rows_int(rows, c++);
	s->last_used = rows_int(rows, c++);
	s->software = (int)rows_int(rows, c++);
	s->serial = rows_text(rows, c++, pool);
	s->valid_from = rows_int(rows, c++);
	s->valid_to = rows_int(rows, c++);
	s->png = pool_bytes(pool, rows_bytes(rows, c++));
	s->um_w = rows_int(rows, c++);
	s->um_h = rows_int(rows, c++);
	s->physical = rows_text(rows, c++, pool);
	s->imported = strcmp(rows_str(rows, c++), SEAL_IMPORTED) == 0;
	if (s->state < 0 || pool_failed(pool))
		return fault_set(f, ST_BROKEN, "seal: unreadable row");
	return ST_OK;
}

static const struct record seal_record = {
	"seal", sizeof(struct seal), read_row
};

static enum status
find(struct store *db, struct pool *pool, int which, const char *key,
    struct seal *out, struct fault *f)
{
	const struct value	 in[] = { v_text(key) };

	return store_find(db, pool, &seal_sql[which], in, NITEMS(in),
	    &seal_record, out, f);
}

enum status
seal_load(struct store *db, struct pool *pool, const char *id,
    struct seal *out, struct fault *f)
{
	return find(db, pool, SEAL_BY_ID, id, out, f);
}

enum status
seal_by_code(struct store *db, struct pool *pool, const char *code,
    struct seal *out, struct fault *f)
{
	return find(db, pool, SEAL_BY_CODE, code, out, f);
}

enum status
seal_by_typed(struct store *db, struct pool *pool, const char *typed,
    struct seal *out, struct fault *f)
{
	const char	*code;
	enum status	 st = seal_by_code(db, pool, typed, out, f);

	if (st != ST_ABSENT)
		return st;
	st = seal_import_typed(db, pool, typed, &code, f);
	return st == ST_OK ? seal_by_code(db, pool, code, out, f) : st;
}

enum status
seal_of_request(struct store *db, struct pool *pool, const char *request,
    struct seal *out, struct fault *f)
{
	return find(db, pool, SEAL_BY_REQUEST, request, out, f);
}

enum status
seal_list_unit(struct store *db, struct pool *pool, const char *unit,
    size_t max, struct seal **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_text(unit), v_int((int64_t)max)
	};

	return store_list(db, pool, &seal_sql[SEAL_BY_UNIT], in, NITEMS(in),
	    &seal_record, max, out, n, f);
}

/* Expiry never hides a revocation; a loss keeps its own mark until then. */
static int
expired(int state, int64_t valid_to, int64_t at)
{
	return valid_to != 0 && at > valid_to &&
	    (state == S2_DELIVERED || state == S3_ACTIVE ||
	    state == S4_LOST || state == S5_SUSPENDED);
}

int
seal_state_now(const struct seal *s, int64_t now)
{
	return expired(s->state, s->valid_to, now) ? S6_EXPIRED : s->state;
}

static enum status
event_add(struct store *db, const struct actor *who, const char *seal,
    const char *from, const char *to, const struct seal_move *m,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(seal), v_int(clock_now()),
		v_text(seal_events[m->event].name), v_text(from), v_text(to),
		v_text(m->reason), v_text(m->request),
		v_text(who->person[0] == '\0' ? NULL : who->person),
		v_text(m->statement),
	};

	return store_run(db, &seal_sql[EVENT_ADD], in, NITEMS(in), NULL, f);
}

enum status
seal_add(struct store *db, const struct actor *who, const struct seal *s,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(s->id), v_text(s->code),
		v_text(seal_states[S0_MAKING].name), v_text(s->name),
		v_text(s->unit), v_text(s->desk), v_text(s->request),
		v_text(s->category), v_text(s->sub_kind), v_text(s->scope),
		v_text(s->keeper), v_text(s->replaces), v_int(s->version),
		v_int(s->software), v_int(s->created),
	};
	const struct seal_move	 begin = {
		.event = SE_BEGIN, .request = s->request
	};
	enum status		 st;

	st = store_run(db, &seal_sql[SEAL_ADD], in, NITEMS(in), NULL, f);
	if (st == ST_OK)
		st = event_add(db, who, s->id, "",
		    seal_states[S0_MAKING].name, &begin, f);
	if (st == ST_OK)
		st = ledger_add(db, s, f);
	if (st == ST_OK)
		st = filing_begin(db, who, s, &begin, clock_now(), f);
	return st;
}

enum status
seal_take_over(struct store *db, const struct actor *who,
    const struct seal *s, const struct seal_version *v,
    const char *statement, struct fault *f)
{
	const char		*active = seal_states[S3_ACTIVE].name;
	const struct value	 in[] = {
		v_text(s->id), v_text(s->code), v_text(active),
		v_text(s->name), v_text(s->unit), v_text(s->desk),
		v_text(s->request), v_text(s->category), v_text(s->sub_kind),
		v_text(s->scope), v_text(s->keeper), v_int(s->software),
		v_int(s->created), v_text(SEAL_IMPORTED),
	};
	const struct seal_move	 move = {
		.event = SE_TAKE_OVER, .request = s->request,
		.statement = statement,
	};
	enum status		 st;

	st = store_run(db, &seal_sql[SEAL_TAKE], in, NITEMS(in), NULL, f);
	if (st == ST_OK)
		st = seal_version_add(db, s->id, v, f);
	if (st == ST_OK)
		st = seal_version_start(db, s->id, 1, 0, s->created, f);
	if (st == ST_OK)
		st = event_add(db, who, s->id, "", active, &move, f);
	if (st == ST_OK)
		st = ledger_add(db, s, f);
	if (st == ST_OK)
		st = ledger_move(db, s, f);
	return st == ST_OK ? filing_begin(db, who, s, &move, s->created, f) :
	    st;
}

/* The row of T2 for an event; release goes back to where it was. */
static const struct flow_row *
row_for(const struct seal *s, int event, int64_t now)
{
	const int	 state = seal_state_now(s, now);
	size_t		 i;

	for (i = 0; i < flow_seal.nrows; i++) {
		const struct flow_row *r = &flow_seal.rows[i];

		if (r->from != state || r->event != event)
			continue;
		if (event == SE_FIND && r->to != s->before_loss)
			continue;
		return r;
	}
	return NULL;
}

enum status
seal_step(struct store *db, const struct actor *who, struct seal *s,
    const struct seal_move *move, struct fault *f)
{
	const int64_t		 now = clock_now();
	const int64_t		 version = move->version != 0 ?
	    move->version : s->version;
	const struct flow_row	*row = row_for(s, move->event, now);
	struct rows		*rows = NULL;
	int64_t			 activated;
	enum status		 st;
	int			 before, starts;

	if (row == NULL)
		return fault_set(f, ST_CONFLICT, "seal %s: no %s in %s",
		    s->code, seal_events[move->event].name,
		    seal_states[seal_state_now(s, now)].name);
	before = row->to == S4_LOST ? s->state : -1;
	starts = row->to == S3_ACTIVE && s->activated == 0;
	activated = starts ? now : s->activated;
	const struct value in[] = {
		v_text(seal_states[row->to].name),
		v_text(before < 0 ? NULL : seal_states[before].name),
		v_time(activated), v_text(s->id),
		v_text(seal_states[s->state].name), v_int(s->rev),
		v_int(s->version), v_int(version),
	};
	st = store_query(db, &seal_sql[SEAL_MOVE], in, NITEMS(in), &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		st = fault_set(f, ST_CONFLICT, "seal %s moved", s->code);
	if (st == ST_OK)
		st = event_add(db, who, s->id, seal_states[row->from].name,
		    seal_states[row->to].name, move, f);
	if (st == ST_OK && (starts || version != s->version))
		st = seal_version_start(db, s->id, version, starts ? 0 :
		    s->version, now, f);
	if (st == ST_OK) {
		s->rev = rows_int(rows, 0);
		s->state = row->to;
		s->before_loss = before;
		s->activated = activated;
		s->version = version;
		st = ledger_move(db, s, f);
	}
	if (st == ST_OK)
		st = filing_begin(db, who, s, move, now, f);
	rows_free(rows);
	return st == ST_OK ? carrier_follow(db, who, s->id, move->event,
	    move->broken, f) : st;
}

/* One text of a seal, where nobody else has moved it. */
static enum status
set_text(struct store *db, struct seal *s, int which, const char *text,
    const char **member, struct fault *f)
{
	const struct value	 in[] = {
		v_text(text), v_text(s->id), v_int(s->rev)
	};
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, &seal_sql[which], in, NITEMS(in), &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		st = fault_set(f, ST_CONFLICT, "seal %s moved", s->code);
	if (st == ST_OK) {
		s->rev = rows_int(rows, 0);
		*member = text;
	}
	rows_free(rows);
	return st;
}

enum status
seal_set_keeper(struct store *db, struct seal *s, const char *person,
    struct fault *f)
{
	return set_text(db, s, SEAL_KEEPER, person, &s->keeper, f);
}

enum status
seal_set_physical(struct store *db, struct seal *s, const char *what,
    struct fault *f)
{
	return set_text(db, s, SEAL_PHYSICAL, what, &s->physical, f);
}

enum status
seal_used(struct store *db, const char *id, int64_t at, struct fault *f)
{
	const struct value	 in[] = { v_int(at), v_text(id) };

	return store_run(db, &seal_sql[SEAL_USED], in, NITEMS(in), NULL, f);
}

static enum status
read_line(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct seal_line	*l = out;

	(void)f;
	l->seq = rows_int(rows, 0);
	l->at = rows_int(rows, 1);
	l->event = rows_text(rows, 2, pool);
	l->from = rows_text(rows, 3, pool);
	l->to = rows_text(rows, 4, pool);
	l->reason = rows_text(rows, 5, pool);
	l->person_name = rows_text(rows, 6, pool);
	l->statement = rows_text(rows, 7, pool);
	return ST_OK;
}

static const struct record line_record = {
	"line", sizeof(struct seal_line), read_line
};

#define HISTORY_MAX 500		/* a seal moves a dozen times in its life */

enum status
seal_history(struct store *db, struct pool *pool, const char *seal,
    struct seal_line **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(seal) };

	return store_list(db, pool, &seal_sql[EVENT_LIST], in, NITEMS(in),
	    &line_record, HISTORY_MAX, out, n, f);
}

/* How bad a state is for somebody who relies on a stamp made in it. */
static int
badness(int state)
{
	static const int order[SEAL_STATE__N] = {
		[S3_ACTIVE] = 0, [S2_DELIVERED] = 1, [S1_MADE] = 2,
		[S0_MAKING] = 3, [S5_SUSPENDED] = 4, [S6_EXPIRED] = 5,
		[S4_LOST] = 6, [S7_REVOKED] = 7,
	};

	return state < 0 ? 0 : order[state];
}

static int
worse(int a, int b)
{
	return badness(a) >= badness(b) ? a : b;
}

enum status
seal_state_in(struct store *db, const struct seal *s, struct span at,
    int *state, struct fault *f)
{
	const struct value	 in[] = { v_text(s->id), v_int(at.until) };
	struct rows		*rows = NULL;
	int64_t			 valid_to;
	enum status		 st;

	*state = -1;
	st = store_query(db, &seal_sql[STATE_AT], in, NITEMS(in), &rows, f);
	while (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		*state = worse(state_of(rows_str(rows, 1)), *state);
		if (rows_int(rows, 2) <= at.from)
			break;		/* in force when the span began */
	}
	rows_free(rows);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	st = seal_valid_to_at(db, s, at.from, &valid_to, f);
	if (st == ST_OK && *state >= 0 && expired(*state, valid_to, at.from))
		*state = worse(*state, S6_EXPIRED);
	return st;
}

enum status
seal_since(struct store *db, const char *seal, int64_t *at, struct fault *f)
{
	const struct value	 in[] = { v_text(seal) };
	struct rows		*rows = NULL;
	enum status		 st;

	*at = 0;
	st = store_query(db, &seal_sql[STATE_SINCE], in, NITEMS(in), &rows,
	    f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*at = rows_int(rows, 0);
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

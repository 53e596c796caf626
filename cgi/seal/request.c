/* Requests, their scope and their history; see request.h. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "seal/gram.h"
#include "seal/local.h"
#include "seal/request.h"

#define COLUMNS								\
	"id, number, business, channel, state, rev, unit, desk, maker,"	\
	" applicant, opener, submitter, checker, clerk, approver, seal,"\
	" parent, urgent, waiting, reason, note, answer, failed,"\
	" version, policy, months, created, changed, submitted, due,"	\
	" certifier"

#define EVENTS								\
	"SELECT e.seq, e.at, e.event, e.from_state, e.to_state,"	\
	"       e.person, p.name, u.name, e.note, e.statement,"		\
	"       e.version, e.policy"					\
	"  FROM request_event e"					\
	"  LEFT JOIN person p ON p.id = e.person"			\
	"  LEFT JOIN unit u ON u.id = e.unit"				\
	" WHERE e.request = $1"

enum {
	REQUEST_BY_ID, REQUEST_BY_NUMBER, REQUEST_ADD, REQUEST_TIES,
	REQUEST_DUE, REQUEST_SAVE, REQUEST_OPEN, REQUEST_ABOUT, REQUEST_CHILD, REQUEST_MINE, SCOPE_ADD,
	SCOPE_STAGE, EVENT_ADD, EVENT_LIST, EVENT_LAST,
	REQUEST_SQL__N
};

static const struct sql request_sql[REQUEST_SQL__N] = {
	[REQUEST_BY_ID] = { .nin = 1, .text =
	    "SELECT " COLUMNS " FROM request WHERE id = $1" },
	[REQUEST_BY_NUMBER] = { .nin = 1, .text =
	    "SELECT " COLUMNS " FROM request WHERE number = $1" },
	[REQUEST_ADD] = { .nin = 31, .text =
	    "INSERT INTO request (" COLUMNS ") VALUES"
	    " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
	    "  $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,"
	    "  $27, $28, $29, $30, $31)" },
	/* Apart: their indexes would be written each time. */
	[REQUEST_TIES] = { .nin = 5, .text =
	    "UPDATE request SET applicant = $1, seal = $2, unit = $3,"
	    "       desk = $4"
	    " WHERE id = $5 AND (applicant IS DISTINCT FROM $1"
	    "    OR seal IS DISTINCT FROM $2 OR unit <> $3 OR desk <> $4)" },
	[REQUEST_DUE] = { .nin = 2, .text =
	    "UPDATE request SET due = $1"
	    " WHERE id = $2 AND due IS DISTINCT FROM $1" },
	[REQUEST_SAVE] = { .nin = 18, .text =
	    "UPDATE request"
	    "   SET state = $1, submitter = $2, checker = $3, clerk = $4,"
	    "       approver = $5, urgent = $6, waiting = $7, reason = $8,"
	    "       note = $9, answer = $10, failed = $11, version = $12,"
	    "       policy = $13, changed = $14, submitted = $15,"
	    "       certifier = $16, rev = rev + 1"
	    " WHERE id = $17 AND rev = $18"
	    " RETURNING rev" },
	/* a loss and an end wait for one another alone */
	[REQUEST_OPEN] = { .nin = 3, .text =
	    "SELECT number FROM request"
	    " WHERE seal = $1 AND id <> $2 AND state NOT IN"
	    "       ('completed', 'rejected', 'withdrawn', 'closed', 'draft')"
	    "   AND (business IN ('loss', 'cancel')"
	    "    OR $3 NOT IN ('loss', 'cancel'))"
	    " ORDER BY created LIMIT 1" },
	[REQUEST_ABOUT] = { .nin = 2, .text =
	    "SELECT id FROM request WHERE seal = $1 AND id <> $2"
	    "   AND state NOT IN"
	    "       ('completed', 'rejected', 'withdrawn', 'closed')"
	    " ORDER BY created LIMIT 20" },
	[REQUEST_CHILD] = { .nin = 1, .text =
	    "SELECT " COLUMNS " FROM request WHERE parent = $1"
	    " ORDER BY created DESC LIMIT 1" },
	[REQUEST_MINE] = { .nin = 2, .text =
	    "SELECT " COLUMNS " FROM request WHERE applicant = $1"
	    " ORDER BY created DESC, id DESC LIMIT $2" },
	[SCOPE_ADD] = { .nin = 5, .text =
	    "INSERT INTO request_scope"
	    " (unit, request, business, stage, created)"
	    " VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (request, unit) DO UPDATE SET stage = $4" },
	[SCOPE_STAGE] = { .nin = 3, .text =
	    "UPDATE request_scope SET stage = $1, finished = $2"
	    " WHERE request = $3 AND stage <> $1" },
	[EVENT_ADD] = { .nin = 11, .text =
	    "INSERT INTO request_event"
	    " (request, seq, at, event, from_state, to_state, person, unit,"
	    "  role, note, statement, version, policy)"
	    " SELECT $1, COALESCE(MAX(seq), 0) + 1, CAST($2 AS BIGINT),"
	    "        $3, $4, $5, $6, $7, $8, $9, $10, $11, " POLICY_NOW
	    "   FROM request_event WHERE request = $1" },
	[EVENT_LIST] = { .nin = 1, .text =
	    EVENTS " ORDER BY e.seq" },
	[EVENT_LAST] = { .nin = 1, .text =
	    EVENTS " ORDER BY e.seq DESC LIMIT 1" },
};

static enum status
read_row(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct request	*r = out;
	int	 c = 0;

	r->id = rows_text(rows, c++, pool);
	r->number = rows_text(rows, c++, pool);
	r->business = rows_text(rows, c++, pool);
	r->channel = rows_text(rows, c++, pool);
	r->state = flow_state(&flow_apply, rows_str(rows, c++));
	r->rev = rows_int(rows, c++);
	r->unit = rows_text(rows, c++, pool);
	r->desk = rows_text(rows, c++, pool);
	r->maker = rows_text(rows, c++, pool);
	r->applicant = rows_text(rows, c++, pool);
	r->opener = rows_text(rows, c++, pool);
	r->submitter = rows_text(rows, c++, pool);
	r->checker = rows_text(rows, c++, pool);
	r->clerk = rows_text(rows, c++, pool);
	r->approver = rows_text(rows, c++, pool);
	r->seal = rows_text(rows, c++, pool);
	r->parent = rows_text(rows, c++, pool);
	r->urgent = (int)rows_int(rows, c++);
	r->waiting = (int)rows_int(rows, c++);
	r->reason = rows_text(rows, c++, pool);
	r->note = rows_text(rows, c++, pool);
	r->answer = rows_text(rows, c++, pool);
	r->failed = rows_text(rows, c++, pool);
	r->version = rows_int(rows, c++);
	r->policy = rows_int(rows, c++);
	r->months = rows_int(rows, c++);
	r->created = rows_int(rows, c++);
	r->changed = rows_int(rows, c++);
	r->submitted = rows_int(rows, c++);
	r->due = rows_int(rows, c++);
	r->certifier = rows_text(rows, c++, pool);
	if (r->state < 0 || pool_failed(pool))
		return fault_set(f, ST_BROKEN, "request %s: unreadable row",
		    r->id == NULL ? "?" : r->id);
	return ST_OK;
}

static const struct record request_record = {
	"request", sizeof(struct request), read_row
};

static enum status
find(struct store *db, struct pool *pool, int which, const char *key,
    struct request *out, struct fault *f)
{
	const struct value	 in[] = { v_text(key) };

	return store_find(db, pool, &request_sql[which], in, NITEMS(in),
	    &request_record, out, f);
}

enum status
request_load(struct store *db, struct pool *pool, const char *id,
    struct request *out, struct fault *f)
{
	return find(db, pool, REQUEST_BY_ID, id, out, f);
}

enum status
request_by_number(struct store *db, struct pool *pool, const char *number,
    struct request *out, struct fault *f)
{
	return find(db, pool, REQUEST_BY_NUMBER, number, out, f);
}

enum status
request_child(struct store *db, struct pool *pool, const char *parent,
    struct request *out, struct fault *f)
{
	return find(db, pool, REQUEST_CHILD, parent, out, f);
}

enum status
request_number(struct store *db, const char *letters, int64_t now,
    char out[NUMBER_TEXT], struct fault *f)
{
	struct civil	 c;
	char		 series[40];
	int64_t		 n;
	enum status	 st;

	calendar_split(now, &c);
	snprintf(series, sizeof(series), "number.%s.%04d%02d%02d", letters,
	    c.year, c.month, c.day);
	if ((st = counter_next(db, series, &n, f)) != ST_OK)
		return st;
	snprintf(out, NUMBER_TEXT, "%s-%04d%02d%02d-%05lld", letters, c.year,
	    c.month, c.day, (long long)n);
	return ST_OK;
}

/* One scope row for each of the three units and their ancestors. */
static enum status
scope_write(struct store *db, struct pool *pool, const struct request *r,
    struct fault *f)
{
	const char	*const units[] = { r->unit, r->desk, r->maker };
	const char	*up[8];
	size_t		 i, k, n;
	enum status	 st;

	for (i = 0; i < NITEMS(units); i++) {
		if (units[i] == NULL || *units[i] == '\0')
			continue;
		st = unit_ancestors(db, pool, units[i], up, &n, f);
		for (k = 0; st == ST_OK && k < n; k++) {
			const struct value in[] = {
				v_text(up[k]), v_text(r->id),
				v_text(r->business),
				v_text(request_stage(r->state, r->urgent)),
				v_int(r->created),
			};
			st = store_run(db, &request_sql[SCOPE_ADD], in,
			    NITEMS(in), NULL, f);
		}
		if (st != ST_OK)
			return st;
	}
	return ST_OK;
}

enum status
request_add(struct store *db, struct pool *pool, const struct request *r,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(r->id), v_text(r->number), v_text(r->business),
		v_text(r->channel), v_text(request_states[r->state].name),
		v_int(r->rev), v_text(r->unit), v_text(r->desk),
		v_text(r->maker), v_text(r->applicant), v_text(r->opener),
		v_text(r->submitter), v_text(r->checker), v_text(r->clerk),
		v_text(r->approver), v_text(r->seal), v_text(r->parent),
		v_int(r->urgent), v_int(r->waiting), v_text(r->reason),
		v_text(r->note), v_text(r->answer), v_text(r->failed),
		v_int(r->version), v_int(r->policy),
		v_int(r->months), v_int(r->created), v_int(r->changed), v_time(r->submitted),
		v_time(r->due), v_text(r->certifier),
	};
	enum status		 st;

	st = store_run(db, &request_sql[REQUEST_ADD], in, NITEMS(in), NULL,
	    f);
	if (st == ST_OK)
		st = scope_write(db, pool, r, f);
	if (st == ST_OK)
		st = gram_add(db, "request", r->id, r->number, f);
	return st;
}

static enum status
save(struct store *db, struct request *r, int state, int64_t now,
    struct fault *f)
{
	const struct value	 ties[] = {
		v_text(r->applicant), v_text(r->seal), v_text(r->unit),
		v_text(r->desk), v_text(r->id),
	};
	const struct value	 due[] = { v_time(r->due), v_text(r->id) };
	const struct value	 in[] = {
		v_text(request_states[state].name), v_text(r->submitter),
		v_text(r->checker), v_text(r->clerk), v_text(r->approver),
		v_int(r->urgent), v_int(r->waiting), v_text(r->reason),
		v_text(r->note), v_text(r->answer), v_text(r->failed),
		v_int(r->version), v_int(r->policy), v_int(now),
		v_time(r->submitted), v_text(r->certifier), v_text(r->id),
		v_int(r->rev),
	};
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_run(db, &request_sql[REQUEST_TIES], ties, NITEMS(ties),
	    NULL, f);
	if (st == ST_OK)
		st = store_run(db, &request_sql[REQUEST_DUE], due, NITEMS(due),
		    NULL, f);
	if (st == ST_OK)
		st = store_query(db, &request_sql[REQUEST_SAVE], in,
		    NITEMS(in), &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		st = fault_set(f, ST_CONFLICT, "request %s moved", r->number);
	if (st == ST_OK)
		r->rev = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

static enum status
history_add(struct store *db, const struct actor *who,
    const struct request *r, const struct request_move *m, int from,
    int64_t now, struct fault *f)
{
	const struct value	 in[] = {
		v_text(r->id), v_int(now),
		v_text(request_events[m->row->event].name),
		v_text(from == FLOW_NEW ? "" : request_states[from].name),
		v_text(request_states[m->row->to].name),
		v_text(who->person[0] == '\0' ? NULL : who->person),
		v_text(who->unit[0] == '\0' ? NULL : who->unit),
		v_text(role_name(m->role)), v_text(m->note),
		v_text(m->statement), v_int(r->version),
	};

	return store_run(db, &request_sql[EVENT_ADD], in, NITEMS(in), NULL,
	    f);
}

enum status
request_step(struct store *db, const struct actor *who, struct request *r,
    const struct request_move *move, struct fault *f)
{
	const int64_t	 now = move->at != 0 ? move->at : clock_now();
	const int	 to = move->row->to;
	const char	*stage = request_stage(to, r->urgent);
	const struct value in[] = {
		v_text(stage), v_int(strcmp(stage, "done") == 0 ? now : 0),
		v_text(r->id),
	};
	enum status	 st;

	if (move->row->from != FLOW_NEW &&
	    (st = save(db, r, to, now, f)) != ST_OK)
		return st;
	st = history_add(db, who, r, move, move->row->from, now, f);
	if (st == ST_OK)
		st = store_run(db, &request_sql[SCOPE_STAGE], in, NITEMS(in),
		    NULL, f);
	if (st == ST_OK) {
		r->state = to;
		r->changed = now;
	}
	return st;
}

enum status
request_open_for(struct store *db, struct pool *pool,
    const struct request *q, const char **number, struct fault *f)
{
	const struct value	 in[] = {
		v_text(q->seal), v_text(q->id), v_text(q->business)
	};
	struct rows		*rows = NULL;
	enum status		 st;

	*number = NULL;
	st = store_query(db, &request_sql[REQUEST_OPEN], in, NITEMS(in),
	    &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*number = rows_text(rows, 0, pool);
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
request_about(struct store *db, struct pool *pool, const char *seal,
    const char *besides, const char *ids[REQUEST_ABOUT_MAX], size_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_text(seal), v_text(besides) };
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(db, &request_sql[REQUEST_ABOUT], in, NITEMS(in),
	    &rows, f);
	while (st == ST_OK && *n < REQUEST_ABOUT_MAX &&
	    (st = rows_next(rows, f)) == ST_OK)
		ids[(*n)++] = rows_text(rows, 0, pool);
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
request_list_mine(struct store *db, struct pool *pool, const char *person,
    size_t max, struct request **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_text(person), v_int((int64_t)max)
	};

	return store_list(db, pool, &request_sql[REQUEST_MINE], in, NITEMS(in),
	    &request_record, max, out, n, f);
}

static enum status
read_line(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct request_line	*l = out;

	(void)f;
	l->seq = rows_int(rows, 0);
	l->at = rows_int(rows, 1);
	l->event = rows_text(rows, 2, pool);
	l->from = rows_text(rows, 3, pool);
	l->to = rows_text(rows, 4, pool);
	l->person = rows_text(rows, 5, pool);
	l->person_name = rows_text(rows, 6, pool);
	l->unit_name = rows_text(rows, 7, pool);
	l->note = rows_text(rows, 8, pool);
	l->statement = rows_text(rows, 9, pool);
	l->version = rows_int(rows, 10);
	l->policy = rows_int(rows, 11);
	return ST_OK;
}

static const struct record line_record = {
	"line", sizeof(struct request_line), read_line
};

#define HISTORY_MAX 500		/* a request has about 20 lines */

enum status
request_history(struct store *db, struct pool *pool, const char *request,
    struct request_line **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(request) };

	return store_list(db, pool, &request_sql[EVENT_LIST], in, 1,
	    &line_record, HISTORY_MAX, out, n, f);
}

enum status
request_last(struct store *db, struct pool *pool, const char *request,
    struct request_line *out, struct fault *f)
{
	const struct value	 in[] = { v_text(request) };

	return store_find(db, pool, &request_sql[EVENT_LAST], in, 1,
	    &line_record, out, f);
}

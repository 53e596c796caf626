/* Uses of a seal and the stamps made; see use.h. */
#include "base/clock.h"
#include "seal/local.h"
#include "seal/use.h"

#define COLUMNS								\
	"id, number, state, rev, seal, unit, requester, reviewer, title,"\
	" class, purpose, format, file_name, original, size, pages,"	\
	" repaired, place_page, place_x, place_y, opinion, handle, code,"\
	" intent, result, policy, created, changed, due, standing"
#define PAGED								\
	" AND (created < $2 OR (created = $2 AND id < $3))"		\
	" ORDER BY created DESC, id DESC LIMIT $4"

enum {
	USE_BY_ID, USE_ADD, USE_SAVE, USE_PLACE, USE_LOG, USE_LIST_FIRST,
	USE_EVENT_ADD = USE_LIST_FIRST + USE_LIST__N, USE_EVENT_LIST,
	USE_SQL__N
};

static const struct sql use_sql[USE_SQL__N] = {
	[USE_BY_ID] = { .nin = 1, .text =
	    "SELECT " COLUMNS " FROM use_request WHERE id = $1" },
	[USE_ADD] = { .nin = 30, .text =
	    "INSERT INTO use_request (" COLUMNS ") VALUES ($1, $2, $3, $4,"
	    " $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
	    " $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29,"
	    " $30)" },
	[USE_SAVE] = { .nin = 11, .text =
	    "UPDATE use_request SET state = $1, reviewer = $2, opinion = $3,"
	    "       handle = $4, code = $5, intent = $6, result = $7,"
	    "       changed = $8, due = $9, rev = rev + 1"
	    " WHERE id = $10 AND rev = $11 RETURNING rev" },
	[USE_PLACE] = { .nin = 6, .text =
	    "UPDATE use_request SET place_page = $1, place_x = $2,"
	    "       place_y = $3, changed = $4, rev = rev + 1"
	    " WHERE id = $5 AND rev = $6 AND state = 'draft'"
	    " RETURNING rev" },
	[USE_LOG] = { .nin = 4, .text =
	    "SELECT u.id, u.number, s.title, s.handle, q.name, v.name,"
	    "       o.name, s.at, s.original, s.result, g.number"
	    "  FROM stamp s"
	    "  JOIN use_request u ON u.id = s.use_request"
	    "  JOIN use_event e ON e.use_request = u.id"
	    "   AND e.to_state = 'stamped'"
	    "  LEFT JOIN person q ON q.id = u.requester"
	    "  LEFT JOIN person v ON v.id = u.reviewer"
	    "  LEFT JOIN person o ON o.id = e.person"
	    "  LEFT JOIN standing g ON g.id = u.standing"
	    " WHERE s.seal = $1"
	    "   AND (s.at < $2 OR (s.at = $2 AND s.handle < $3))"
	    " ORDER BY s.at DESC, s.handle DESC LIMIT $4" },
	[USE_LIST_FIRST + USES_MINE] = { .nin = 4, .text =
	    "SELECT " COLUMNS " FROM use_request WHERE requester = $1" PAGED },
	[USE_LIST_FIRST + USES_TO_REVIEW] = { .nin = 4, .text =
	    "SELECT " COLUMNS " FROM use_request WHERE unit = $1"
	    " AND state IN ('submitted', 'review')" PAGED },
	[USE_LIST_FIRST + USES_OF_UNIT] = { .nin = 4, .text =
	    "SELECT " COLUMNS " FROM use_request WHERE unit = $1"
	    " AND state <> 'draft'" PAGED },
	[USE_LIST_FIRST + USES_OF_SEAL] = { .nin = 4, .text =
	    "SELECT " COLUMNS " FROM use_request WHERE seal = $1" PAGED },
	[USE_LIST_FIRST + USES_TO_STAMP] = { .nin = 4, .text =
	    "SELECT " COLUMNS " FROM use_request"
	    " WHERE seal IN (SELECT s.id FROM seal s WHERE s.keeper = $1)"
	    " AND state = 'approved'" PAGED },
	[USE_EVENT_ADD] = { .nin = 8, .text =
	    "INSERT INTO use_event (use_request, seq, at, event, from_state,"
	    " to_state, person, note, statement, policy)"
	    " SELECT $1, COALESCE(MAX(seq), 0) + 1, CAST($2 AS BIGINT), $3,"
	    "        $4, $5, $6, $7, $8, " POLICY_NOW
	    "   FROM use_event WHERE use_request = $1" },
	[USE_EVENT_LIST] = { .nin = 1, .text =
	    "SELECT e.seq, e.at, e.event, e.from_state, e.to_state,"
	    "       e.person, p.name, e.note, e.statement, e.policy"
	    "  FROM use_event e LEFT JOIN person p ON p.id = e.person"
	    " WHERE e.use_request = $1 ORDER BY e.seq" },
};

static enum status
read_row(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct use	*u = out;
	int	 c = 0;

	u->id = rows_text(rows, c++, pool);
	u->number = rows_text(rows, c++, pool);
	u->state = flow_state(&flow_use, rows_str(rows, c++));
	u->rev = rows_int(rows, c++);
	u->seal = rows_text(rows, c++, pool);
	u->unit = rows_text(rows, c++, pool);
	u->requester = rows_text(rows, c++, pool);
	u->reviewer = rows_text(rows, c++, pool);
	u->title = rows_text(rows, c++, pool);
	u->class = rows_text(rows, c++, pool);
	u->purpose = rows_text(rows, c++, pool);
	u->format = rows_text(rows, c++, pool);
	u->file_name = rows_text(rows, c++, pool);
	u->original = pool_bytes(pool, rows_bytes(rows, c++));
	u->size = rows_int(rows, c++);
	u->pages = rows_int(rows, c++);
	u->repaired = (int)rows_int(rows, c++);
	u->place_page = rows_int(rows, c++);
	u->place_x = rows_int(rows, c++);
	u->place_y = rows_int(rows, c++);
	u->opinion = rows_text(rows, c++, pool);
	u->handle = rows_text(rows, c++, pool);
	u->code = rows_text(rows, c++, pool);
	u->intent = rows_int(rows, c++);
	u->result = rows_is_null(rows, c) ? bytes_of(NULL, 0) :
	    pool_bytes(pool, rows_bytes(rows, c));
	c++;
	u->policy = rows_int(rows, c++);
	u->created = rows_int(rows, c++);
	u->changed = rows_int(rows, c++);
	u->due = rows_int(rows, c++);
	u->standing = rows_text(rows, c++, pool);
	if (u->state < 0 || pool_failed(pool))
		return fault_set(f, ST_BROKEN, "use request: unreadable row");
	return ST_OK;
}

static const struct record use_record = {
	"use request", sizeof(struct use), read_row
};

enum status
use_load(struct store *db, struct pool *pool, const char *id,
    struct use *out, struct fault *f)
{
	const struct value	 in[] = { v_text(id) };

	return store_find(db, pool, &use_sql[USE_BY_ID], in, NITEMS(in),
	    &use_record, out, f);
}

static enum status
history_add(struct store *db, const struct actor *who, const char *use,
    int from, const struct use_move *m, struct fault *f)
{
	const struct value	 in[] = {
		v_text(use), v_int(clock_now()),
		v_text(use_events[m->row->event].name),
		v_text(from == FLOW_NEW ? "" : use_states[from].name),
		v_text(use_states[m->row->to].name),
		v_text(who->person[0] == '\0' ? NULL : who->person),
		v_text(m->note), v_text(m->statement),
	};

	return store_run(db, &use_sql[USE_EVENT_ADD], in, NITEMS(in), NULL,
	    f);
}

enum status
use_add(struct store *db, const struct actor *who, const struct use *u,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(u->id), v_text(u->number),
		v_text(use_states[u->state].name), v_int(u->rev),
		v_text(u->seal), v_text(u->unit), v_text(u->requester),
		v_text(u->reviewer), v_text(u->title), v_text(u->class),
		v_text(u->purpose), v_text(u->format), v_text(u->file_name),
		v_bytes(u->original), v_int(u->size), v_int(u->pages),
		v_int(u->repaired), v_int(u->place_page), v_int(u->place_x),
		v_int(u->place_y), v_text(u->opinion), v_text(u->handle),
		v_text(u->code), v_time(u->intent), v_bytes(u->result),
		v_int(u->policy), v_int(u->created), v_int(u->changed),
		v_time(u->due), v_text(u->standing),
	};
	const struct use_move	 create = {
		.row = flow_creating(&flow_use, UE_CREATE)
	};
	enum status		 st;

	st = store_run(db, &use_sql[USE_ADD], in, NITEMS(in), NULL, f);
	if (st == ST_OK)
		st = history_add(db, who, u->id, FLOW_NEW, &create, f);
	return st;
}

/* Write where rev is still what was read; it is the new one afterwards. */
static enum status
write_moved(struct store *db, const struct sql *sql, const struct value *in,
    size_t nin, struct use *u, int64_t now, struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	st = store_query(db, sql, in, nin, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		st = fault_set(f, ST_CONFLICT, "use %s moved", u->number);
	if (st == ST_OK) {
		u->rev = rows_int(rows, 0);
		u->changed = now;
	}
	rows_free(rows);
	return st;
}

static enum status
save(struct store *db, struct use *u, int state, struct fault *f)
{
	const int64_t		 now = clock_now();
	const struct value	 in[] = {
		v_text(use_states[state].name), v_text(u->reviewer),
		v_text(u->opinion), v_text(u->handle), v_text(u->code),
		v_time(u->intent), v_bytes(u->result), v_int(now),
		v_time(u->due), v_text(u->id), v_int(u->rev),
	};

	return write_moved(db, &use_sql[USE_SAVE], in, NITEMS(in), u, now, f);
}

enum status
use_save(struct store *db, struct use *u, struct fault *f)
{
	return save(db, u, u->state, f);
}

enum status
use_place(struct store *db, struct use *u, struct fault *f)
{
	const int64_t		 now = clock_now();
	const struct value	 in[] = {
		v_int(u->place_page), v_int(u->place_x), v_int(u->place_y),
		v_int(now), v_text(u->id), v_int(u->rev),
	};

	return write_moved(db, &use_sql[USE_PLACE], in, NITEMS(in), u, now, f);
}

enum status
use_step(struct store *db, const struct actor *who, struct use *u,
    const struct use_move *move, struct fault *f)
{
	const int	 from = u->state;
	enum status	 st;

	if ((st = save(db, u, move->row->to, f)) != ST_OK)
		return st;
	u->state = move->row->to;
	return history_add(db, who, u->id, from, move, f);
}

enum status
use_list(struct store *db, struct pool *pool, enum use_list which,
    const char *key, int64_t created, const char *after, size_t max,
    struct use **out, size_t *n, int *more, struct fault *f)
{
	const struct value	 in[] = {
		v_text(key), v_int(after == NULL ? INT64_MAX : created),
		v_text(after == NULL ? "" : after), v_int((int64_t)max + 1),
	};
	enum status		 st;

	*more = 0;
	st = store_list(db, pool, &use_sql[USE_LIST_FIRST + which], in,
	    NITEMS(in), &use_record, max + 1, out, n, f);
	if (st == ST_OK && *n > max) {
		*n = max;
		*more = 1;
	}
	return st;
}

static enum status
read_log(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct use_log	*l = out;

	(void)f;
	l->id = rows_text(rows, 0, pool);
	l->number = rows_text(rows, 1, pool);
	l->title = rows_text(rows, 2, pool);
	l->handle = rows_text(rows, 3, pool);
	l->requester = rows_text(rows, 4, pool);
	l->reviewer = rows_text(rows, 5, pool);
	l->operator = rows_text(rows, 6, pool);
	l->at = rows_int(rows, 7);
	l->original = pool_bytes(pool, rows_bytes(rows, 8));
	l->result = pool_bytes(pool, rows_bytes(rows, 9));
	l->grant = rows_text(rows, 10, pool);
	return ST_OK;
}

static const struct record log_record = {
	"line", sizeof(struct use_log), read_log
};

enum status
use_log(struct store *db, struct pool *pool, const char *seal, int64_t at,
    const char *after, size_t max, struct use_log **out, size_t *n,
    int *more, struct fault *f)
{
	const struct value	 in[] = {
		v_text(seal), v_int(after == NULL ? INT64_MAX : at),
		v_text(after == NULL ? "" : after), v_int((int64_t)max + 1),
	};
	enum status		 st;

	*more = 0;
	st = store_list(db, pool, &use_sql[USE_LOG], in, NITEMS(in),
	    &log_record, max + 1, out, n, f);
	if (st == ST_OK && *n > max) {
		*n = max;
		*more = 1;
	}
	return st;
}

static enum status
read_line(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct use_line	*l = out;

	(void)f;
	l->seq = rows_int(rows, 0);
	l->at = rows_int(rows, 1);
	l->event = rows_text(rows, 2, pool);
	l->from = rows_text(rows, 3, pool);
	l->to = rows_text(rows, 4, pool);
	l->person = rows_text(rows, 5, pool);
	l->person_name = rows_text(rows, 6, pool);
	l->note = rows_text(rows, 7, pool);
	l->statement = rows_text(rows, 8, pool);
	l->policy = rows_int(rows, 9);
	return ST_OK;
}

static const struct record line_record = {
	"line", sizeof(struct use_line), read_line
};

#define HISTORY_MAX 200		/* a use has about eight lines */

enum status
use_history(struct store *db, struct pool *pool, const char *use,
    struct use_line **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(use) };

	return store_list(db, pool, &use_sql[USE_EVENT_LIST], in, NITEMS(in),
	    &line_record, HISTORY_MAX, out, n, f);
}

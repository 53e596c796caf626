/* Batches and orders of certificates as records; see order.h. */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "seal/order_local.h"
#include "seal/table.h"

#define BATCH								\
	"SELECT b.id, b.number, b.agent, b.unit, b.message,"		\
	"       b.statement, b.person, p.name, b.rev, b.created, b.due,"\
	"       b.is_open, b.accepted, b.alarmed, b.tries, b.next_try,"	\
	"       b.lease, b.reason"					\
	"  FROM cert_batch b JOIN person p ON p.id = b.person"

enum {
	BATCH_ADD, BATCH_BY_ID, BATCH_SAVE, BATCH_DONE,
	ORDER_ADD, ORDER_BY_ID, ORDER_LIST, ORDER_NEWEST, ORDER_MOVE,
	EVENT_ADD, EVENT_LIST, SENDABLE, UNALARMED, ANSWERED,
	ORDER_SQL__N
};

static const struct sql order_sql[ORDER_SQL__N] = {
	[BATCH_ADD] = { .nin = 10, .text =
	    "INSERT INTO cert_batch (id, number, rev, agent, unit, message,"
	    " statement, person, created, due, is_open, tries, next_try,"
	    " lease)"
	    " VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, 1, 0, $10, 0)" },
	[BATCH_BY_ID] = { .nin = 1, .text = BATCH " WHERE b.id = $1" },
	[BATCH_SAVE] = { .nin = 8, .text =
	    "UPDATE cert_batch SET accepted = $1, alarmed = $2, tries = $3,"
	    "       next_try = $4, lease = $5, reason = $6, rev = rev + 1"
	    " WHERE id = $7 AND rev = $8 RETURNING rev" },
	[BATCH_DONE] = { .nin = 1, .text =
	    "UPDATE cert_batch SET is_open = 0"
	    " WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM cert_order"
	    "        WHERE batch = $1 AND is_open = 1)" },
	[ORDER_ADD] = { .nin = 9, .text =
	    "INSERT INTO cert_order (id, batch, seq, unit, request, state,"
	    " is_open, rev, due, created, changed, materials)"
	    " VALUES ($1, $2, $3, $4, $5, $6, 1, 1, $7, $8, $8, $9)" },
	[ORDER_BY_ID] = { .nin = 1, .text = ORDER_SELECT " WHERE o.id = $1" },
	[ORDER_LIST] = { .nin = 2, .text =
	    ORDER_SELECT " WHERE o.batch = $1 ORDER BY o.seq LIMIT $2" },
	[ORDER_NEWEST] = { .nin = 1, .text =
	    ORDER_SELECT " WHERE o.request = $1 ORDER BY o.id DESC LIMIT 1" },
	[ORDER_MOVE] = { .nin = 8, .text =
	    "UPDATE cert_order SET state = $1, is_open = $2,"
	    "       certificate = $3, reason = $4, changed = $5,"
	    "       rev = rev + 1"
	    " WHERE id = $6 AND state = $7 AND rev = $8 RETURNING rev" },
	[EVENT_ADD] = { .nin = 9, .text =
	    "INSERT INTO cert_event (batch, seq, at, event, line, from_state,"
	    " to_state, person, note, statement)"
	    " SELECT $1, COALESCE(MAX(seq), 0) + 1, CAST($2 AS BIGINT), $3,"
	    "        CAST($4 AS BIGINT), $5, $6, $7, $8, $9"
	    "   FROM cert_event WHERE batch = $1" },
	[EVENT_LIST] = { .nin = 2, .text =
	    "SELECT e.seq, e.at, e.line, e.event, p.name, e.note"
	    "  FROM cert_event e LEFT JOIN person p ON p.id = e.person"
	    " WHERE e.batch = $1 ORDER BY e.seq DESC LIMIT $2" },
	[SENDABLE] = { .nin = 3, .text =
	    "SELECT id FROM cert_batch"
	    " WHERE agent = $1 AND is_open = 1 AND next_try <= $2"
	    "   AND lease <= $2 ORDER BY next_try, id LIMIT $3" },
	[UNALARMED] = { .nin = 2, .text =
	    "SELECT id FROM cert_batch"
	    " WHERE is_open = 1 AND alarmed IS NULL AND due < $1"
	    " ORDER BY due, id LIMIT $2" },
	[ANSWERED] = { .nin = 2, .text =
	    "SELECT id FROM cert_order WHERE state = 'answered' AND id > $1"
	    " ORDER BY id LIMIT $2" },
};

/* --- history ------------------------------------------------------------------ */

struct happened {
	const char	*batch, *event, *from, *to, *note, *statement;
	int64_t		 line;
};

static enum status
event_add(struct store *db, const struct actor *who,
    const struct happened *h, struct fault *f)
{
	const struct value	 in[] = {
		v_text(h->batch), v_int(clock_now()), v_text(h->event),
		h->line == 0 ? v_null() : v_int(h->line), v_text(h->from),
		v_text(h->to),
		v_text(who->person[0] == '\0' ? NULL : who->person),
		v_text(h->note), v_text(h->statement),
	};

	return store_run(db, &order_sql[EVENT_ADD], in, NITEMS(in), NULL, f);
}

static enum status
read_line(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct cert_line	*l = out;

	(void)f;
	l->seq = rows_int(rows, 0);
	l->at = rows_int(rows, 1);
	l->line = rows_int(rows, 2);
	l->event = rows_text(rows, 3, pool);
	l->person_name = rows_text(rows, 4, pool);
	l->note = rows_text(rows, 5, pool);
	return ST_OK;
}

static const struct record line_record = {
	"order line", sizeof(struct cert_line), read_line
};

enum status
batch_history(struct store *db, struct pool *pool, const char *batch,
    struct cert_line **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(batch), v_int(CERT_LINES) };

	return store_list(db, pool, &order_sql[EVENT_LIST], in, NITEMS(in),
	    &line_record, CERT_LINES, out, n, f);
}

static const struct {
	const char	*name, *label;
} batch_events[] = {
	{ BATCH_SEND, "外发" }, { BATCH_FAIL, "外发未成" },
	{ BATCH_RECEIVED, "收到应答" }, { BATCH_RESEND, "立即重发" },
	{ BATCH_OVERDUE, "超过时限" },
};

const char *
batch_event_label(const char *event)
{
	const int	 k = flow_event(&flow_order, event);
	size_t		 i;

	for (i = 0; i < NITEMS(batch_events); i++)
		if (strcmp(batch_events[i].name, event) == 0)
			return batch_events[i].label;
	return k < 0 ? event : flow_order.events[k].label;
}

/* --- batches ------------------------------------------------------------------ */

enum status
batch_add(struct store *db, const struct actor *who,
    const struct cert_batch *b, struct fault *f)
{
	const struct value	 in[] = {
		v_text(b->id), v_text(b->number), v_text(b->agent),
		v_text(b->unit), v_text(b->message), v_text(b->statement),
		v_text(who->person), v_int(b->created), v_int(b->due),
		v_int(b->next_try),
	};

	return store_run(db, &order_sql[BATCH_ADD], in, NITEMS(in), NULL, f);
}

static enum status
read_batch(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct cert_batch	*b = out;
	int			 c = 0;

	b->id = rows_text(rows, c++, pool);
	b->number = rows_text(rows, c++, pool);
	b->agent = rows_text(rows, c++, pool);
	b->unit = rows_text(rows, c++, pool);
	b->message = rows_text(rows, c++, pool);
	b->statement = rows_text(rows, c++, pool);
	b->person = rows_text(rows, c++, pool);
	b->person_name = rows_text(rows, c++, pool);
	b->rev = rows_int(rows, c++);
	b->created = rows_int(rows, c++);
	b->due = rows_int(rows, c++);
	b->is_open = (int)rows_int(rows, c++);
	b->accepted = rows_int(rows, c++);
	b->alarmed = rows_int(rows, c++);
	b->tries = rows_int(rows, c++);
	b->next_try = rows_int(rows, c++);
	b->lease = rows_int(rows, c++);
	b->reason = rows_text(rows, c++, pool);
	return pool_failed(pool) ? fault_set(f, ST_BROKEN, "batch: memory") :
	    ST_OK;
}

static const struct record batch_record = {
	"batch", sizeof(struct cert_batch), read_batch
};

enum status
batch_load(struct store *db, struct pool *pool, const char *id,
    struct cert_batch *out, struct fault *f)
{
	const struct value	 in = v_text(id);

	return store_find(db, pool, &order_sql[BATCH_BY_ID], &in, 1,
	    &batch_record, out, f);
}

/* The new rev of a row that was moved; ST_CONFLICT where none was. */
static enum status
move(struct store *db, int which, const struct value *in, size_t n,
    const char *what, int64_t *rev, struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	st = store_query(db, &order_sql[which], in, n, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		st = fault_set(f, ST_CONFLICT, "%s moved", what);
	if (st == ST_OK)
		*rev = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

enum status
batch_step(struct store *db, const struct actor *who, struct cert_batch *b,
    const char *event, const char *note, struct fault *f)
{
	const struct value	 in[] = {
		v_time(b->accepted), v_time(b->alarmed), v_int(b->tries),
		v_int(b->next_try), v_int(b->lease), v_text(b->reason),
		v_text(b->id), v_int(b->rev),
	};
	const struct happened	 h = {
		.batch = b->id, .event = event, .from = "", .to = "",
		.note = note,
	};
	enum status		 st;

	st = move(db, BATCH_SAVE, in, NITEMS(in), b->number, &b->rev, f);
	return st == ST_OK && event != NULL ? event_add(db, who, &h, f) :
	    st;
}

/* --- orders ------------------------------------------------------------------- */

enum status
cert_order_add(struct store *db, const struct actor *who,
    const struct cert_order *o, struct fault *f)
{
	const struct value	 in[] = {
		v_text(o->id), v_text(o->batch), v_int(o->seq),
		v_text(o->unit), v_text(o->request),
		v_text(flow_order.states[C0_WAITING].name), v_int(o->due),
		v_int(o->created), v_text(o->materials),
	};
	const struct happened	 h = {
		.batch = o->batch, .line = o->seq, .from = "",
		.event = flow_order.events[OE_BEGIN].name,
		.to = flow_order.states[C0_WAITING].name,
	};
	enum status		 st;

	st = store_run(db, &order_sql[ORDER_ADD], in, NITEMS(in), NULL, f);
	return st == ST_OK ? event_add(db, who, &h, f) : st;
}

static enum status
read_order(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct cert_order	*o = out;
	int			 c = 0;

	o->id = rows_text(rows, c++, pool);
	o->batch = rows_text(rows, c++, pool);
	o->unit = rows_text(rows, c++, pool);
	o->request = rows_text(rows, c++, pool);
	o->seq = rows_int(rows, c++);
	o->rev = rows_int(rows, c++);
	o->due = rows_int(rows, c++);
	o->created = rows_int(rows, c++);
	o->changed = rows_int(rows, c++);
	o->state = flow_state(&flow_order, rows_str(rows, c++));
	o->materials = rows_text(rows, c++, pool);
	o->certificate = pool_bytes(pool, rows_bytes(rows, c++));
	o->reason = rows_text(rows, c++, pool);
	o->number = rows_text(rows, c++, pool);
	o->business = rows_text(rows, c++, pool);
	o->org_name = rows_text(rows, c++, pool);
	o->seal_name = rows_text(rows, c++, pool);
	o->batch_number = rows_text(rows, c++, pool);
	o->request_state = flow_state(&flow_apply, rows_str(rows, c++));
	return o->state < 0 || pool_failed(pool) ? fault_set(f, ST_BROKEN,
	    "order: unreadable row") : ST_OK;
}

const struct record cert_order_record = {
	"order", sizeof(struct cert_order), read_order
};

enum status
cert_order_load(struct store *db, struct pool *pool, const char *id,
    struct cert_order *out, struct fault *f)
{
	const struct value	 in = v_text(id);

	return store_find(db, pool, &order_sql[ORDER_BY_ID], &in, 1,
	    &cert_order_record, out, f);
}

enum status
cert_order_of(struct store *db, struct pool *pool, const char *request,
    struct cert_order *out, struct fault *f)
{
	const struct value	 in = v_text(request);

	return store_find(db, pool, &order_sql[ORDER_NEWEST], &in, 1,
	    &cert_order_record, out, f);
}

enum status
cert_order_list(struct store *db, struct pool *pool, const char *batch,
    struct cert_order **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(batch), v_int(ORDERS_MAX) };

	return store_list(db, pool, &order_sql[ORDER_LIST], in, NITEMS(in),
	    &cert_order_record, ORDERS_MAX, out, n, f);
}

/* What a step changes of the record. */
static void
change(struct cert_order *o, const struct order_move *m)
{
	switch (m->event) {
	case OE_ANSWER:
		o->certificate = m->certificate;
		o->reason = NULL;
		break;
	case OE_RECHECK: case OE_TAKE:
		o->reason = NULL;
		break;
	case OE_UNFIT: case OE_REFUSE: case OE_VOID: case OE_END:
		o->reason = m->note;
		break;
	}
}

static enum status
move_row(struct store *db, struct cert_order *o, int from, struct fault *f)
{
	const struct value	 in[] = {
		v_text(flow_order.states[o->state].name),
		v_int(cert_order_is_open(o->state)), o->certificate.n == 0 ?
		    v_null() : v_bytes(o->certificate), v_text(o->reason),
		v_int(o->changed), v_text(o->id),
		v_text(flow_order.states[from].name), v_int(o->rev),
	};
	const struct value	 batch = v_text(o->batch);
	enum status		 st;

	st = move(db, ORDER_MOVE, in, NITEMS(in), o->id, &o->rev, f);
	return st == ST_OK && !cert_order_is_open(o->state) ? store_run(db,
	    &order_sql[BATCH_DONE], &batch, 1, NULL, f) : st;
}

enum status
cert_order_step(struct store *db, const struct actor *who, unsigned roles,
    const struct order_facts *facts, struct cert_order *o,
    const struct order_move *m, struct fault *f)
{
	const struct flow_row	*row;
	struct cert_order	 next = *o;
	struct happened		 h = {
		.batch = o->batch, .line = o->seq, .note = m->note,
		.statement = m->statement,
	};
	const char		*why;
	enum status		 st;

	if (flow_ask(&flow_order, o->state, m->event, roles, facts, m, &row,
	    &why) != FLOW_YES)
		return fault_set(f, ST_CONFLICT, "order %s: no %s: %s",
		    o->id, flow_order.events[m->event].name, why);
	next.state = row->to;
	next.changed = clock_now();
	change(&next, m);
	h.event = flow_order.events[row->event].name;
	h.from = flow_order.states[row->from].name;
	h.to = flow_order.states[row->to].name;
	st = move_row(db, &next, row->from, f);
	if (st == ST_OK)
		st = event_add(db, who, &h, f);
	if (st == ST_OK)
		*o = next;
	return st;
}

/* --- what is to be done --------------------------------------------------------- */

static enum status
read_next(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct order_next	*x = out;

	(void)pool;
	(void)f;
	snprintf(x->id, sizeof(x->id), "%s", rows_str(rows, 0));
	return ST_OK;
}

static const struct record next_record = {
	"order", sizeof(struct order_next), read_next
};

enum status
batch_sendable(struct store *db, struct pool *pool, const char *agent,
    int64_t now, struct order_next **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_text(agent), v_int(now), v_int(ORDERS_TODO),
	};

	return store_list(db, pool, &order_sql[SENDABLE], in, NITEMS(in),
	    &next_record, ORDERS_TODO, out, n, f);
}

enum status
batch_unalarmed(struct store *db, struct pool *pool, int64_t now,
    struct order_next **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_int(now), v_int(ORDERS_TODO) };

	return store_list(db, pool, &order_sql[UNALARMED], in, NITEMS(in),
	    &next_record, ORDERS_TODO, out, n, f);
}

enum status
cert_order_answered(struct store *db, struct pool *pool, const char *behind,
    struct order_next **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_text(behind), v_int(ORDERS_TODO),
	};

	return store_list(db, pool, &order_sql[ANSWERED], in, NITEMS(in),
	    &next_record, ORDERS_TODO, out, n, f);
}

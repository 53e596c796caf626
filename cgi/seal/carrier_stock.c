/* Stock of UKeys by unit, and its transfers; see carrier_paper.h. */
#include <string.h>

#include "base/clock.h"
#include "seal/carrier_paper.h"

#define SELECT								\
	"SELECT t.id, t.number, t.source, t.target, t.state, t.rev,"	\
	"       t.n, t.note, t.sender, t.sent, t.receiver, t.answer,"	\
	"       t.done, t.serials, s.name, d.name, p.name, q.name"	\
	"  FROM carrier_transfer t JOIN unit s ON s.id = t.source"	\
	"  JOIN unit d ON d.id = t.target"				\
	"  JOIN person p ON p.id = t.sender"				\
	"  LEFT JOIN person q ON q.id = t.receiver"

enum { ADD, END, BY_ID, LIST, WAITING, MOVES, STOCKS, SQL__N };

static const struct sql stock_sql[SQL__N] = {
	[ADD] = { .nin = 9, .text =
	    "INSERT INTO carrier_transfer (id, number, source, target,"
	    "       state, rev, n, serials, note, sender, sent, answer)"
	    " VALUES ($1, $2, $3, $4, 'sent', 1, $5, $6, $7, $8, $9, '')" },
	[END] = { .nin = 6, .text =
	    "UPDATE carrier_transfer"
	    "   SET state = $1, receiver = $2, answer = $3, done = $4,"
	    "       rev = rev + 1"
	    " WHERE id = $5 AND rev = $6 AND state = 'sent'" },
	[BY_ID] = { .nin = 1, .text = SELECT " WHERE t.id = $1" },
	[LIST] = { .nin = 2, .text = SELECT
	    " WHERE t.source = $1 OR t.target = $1"
	    " ORDER BY t.sent DESC, t.id DESC LIMIT $2" },
	[WAITING] = { .nin = 1, .text =
	    "SELECT COUNT(*) FROM carrier_transfer"
	    " WHERE target = $1 AND state = 'sent'" },
	/* what came into a stock and what left it, before and in a period */
	[MOVES] = { .nin = 3, .text =
	    "SELECT e.event, CASE WHEN e.to_state = 'stock' THEN 1 ELSE 0"
	    "       END,"
	    "       SUM(CASE WHEN e.at < $2 THEN 1 ELSE 0 END),"
	    "       SUM(CASE WHEN e.at < $2 THEN 0 ELSE 1 END)"
	    "  FROM carrier_event e"
	    " WHERE e.unit = $1 AND e.at < $3"
	    "   AND (e.to_state = 'stock' OR e.from_state = 'stock')"
	    " GROUP BY e.event, CASE WHEN e.to_state = 'stock' THEN 1 ELSE 0"
	    "       END" },
	[STOCKS] = { .nin = 0, .text =
	    "SELECT c.unit, u.name, c.state, COUNT(*)"
	    "  FROM carrier c JOIN unit u ON u.id = c.unit"
	    " WHERE c.kind = 'usbkey'"
	    " GROUP BY c.unit, u.name, c.state ORDER BY u.name, c.unit" },
};

/* --- transfers ----------------------------------------------------------- */

enum status
transfer_add(struct store *db, const struct carrier_transfer *t,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(t->id), v_text(t->number), v_text(t->source),
		v_text(t->target), v_int(t->n), v_text(t->serials),
		v_text(t->note),
		v_text(t->sender), v_int(t->sent),
	};

	return store_run(db, &stock_sql[ADD], in, NITEMS(in), NULL, f);
}

enum status
transfer_end(struct store *db, const struct carrier_transfer *t,
    const char *state, const char *person, const char *answer,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(state), v_text(person), v_text(answer),
		v_int(clock_now()), v_text(t->id), v_int(t->rev),
	};
	int64_t			 changed;
	enum status		 st;

	st = store_run(db, &stock_sql[END], in, NITEMS(in), &changed, f);
	return st == ST_OK && changed == 0 ? fault_set(f, ST_CONFLICT,
	    "transfer %s moved", t->number) : st;
}

static enum status
read_transfer(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct carrier_transfer	*t = out;

	(void)f;
	t->id = rows_text(rows, 0, pool);
	t->number = rows_text(rows, 1, pool);
	t->source = rows_text(rows, 2, pool);
	t->target = rows_text(rows, 3, pool);
	t->state = rows_text(rows, 4, pool);
	t->rev = rows_int(rows, 5);
	t->n = rows_int(rows, 6);
	t->note = rows_text(rows, 7, pool);
	t->sender = rows_text(rows, 8, pool);
	t->sent = rows_int(rows, 9);
	t->receiver = rows_text(rows, 10, pool);
	t->answer = rows_text(rows, 11, pool);
	t->done = rows_int(rows, 12);
	t->serials = rows_text(rows, 13, pool);
	t->source_name = rows_text(rows, 14, pool);
	t->target_name = rows_text(rows, 15, pool);
	t->sender_name = rows_text(rows, 16, pool);
	t->receiver_name = rows_text(rows, 17, pool);
	return ST_OK;
}

static const struct record transfer_record = {
	"transfer", sizeof(struct carrier_transfer), read_transfer
};

enum status
transfer_load(struct store *db, struct pool *pool, const char *id,
    struct carrier_transfer *out, struct fault *f)
{
	const struct value	 in = v_text(id);

	return store_find(db, pool, &stock_sql[BY_ID], &in, 1,
	    &transfer_record, out, f);
}

enum status
transfer_list(struct store *db, struct pool *pool, const char *unit,
    struct carrier_transfer **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(unit), v_int(PAPERS_MAX) };

	return store_list(db, pool, &stock_sql[LIST], in, NITEMS(in),
	    &transfer_record, PAPERS_MAX, out, n, f);
}

enum status
transfer_waiting(struct store *db, const char *unit, int64_t *n,
    struct fault *f)
{
	const struct value	 in = v_text(unit);
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(db, &stock_sql[WAITING], &in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*n = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

/* --- figures ------------------------------------------------------------- */

int64_t
carrier_closing(const struct carrier_moves *m)
{
	return m->opening + m->booked + m->arrived + m->wiped -
	    m->assigned - m->sent - m->spoiled;
}

/* Where an event is counted; what is sent back arrives again. */
static int64_t *
column_of(struct carrier_moves *m, int event)
{
	switch (event) {
	case CE_BOOK:
		return &m->booked;
	case CE_RECEIVE:
	case CE_SEND_BACK:
		return &m->arrived;
	case CE_WIPE:
		return &m->wiped;
	case CE_ASSIGN:
		return &m->assigned;
	case CE_SEND:
		return &m->sent;
	default:
		return &m->spoiled;
	}
}

enum status
carrier_moves(struct store *db, const char *unit, int64_t from,
    int64_t until, struct carrier_moves *out, struct fault *f)
{
	const struct value	 in[] = {
		v_text(unit), v_int(from), v_int(until)
	};
	struct rows		*rows = NULL;
	enum status		 st;
	int			 event;

	memset(out, 0, sizeof(*out));
	st = store_query(db, &stock_sql[MOVES], in, NITEMS(in), &rows, f);
	while (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		event = flow_event(&flow_carrier, rows_str(rows, 0));
		out->opening += (rows_int(rows, 1) ? 1 : -1) *
		    rows_int(rows, 2);
		*column_of(out, event) += rows_int(rows, 3);
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
carrier_stocks(struct store *db, struct pool *pool,
    struct carrier_stocks **out, size_t *n, struct fault *f)
{
	struct carrier_stocks	*last = NULL;
	struct rows		*rows = NULL;
	enum status		 st;
	int			 state;

	*n = 0;
	if ((*out = pool_array(pool, STOCKS_MAX, sizeof(**out))) == NULL)
		return fault_set(f, ST_BROKEN, "stocks: memory");
	st = store_query(db, &stock_sql[STOCKS], NULL, 0, &rows, f);
	while (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		if (last == NULL || strcmp(last->unit, rows_str(rows, 0)) !=
		    0) {
			if (*n == STOCKS_MAX)
				break;
			last = &(*out)[(*n)++];
			last->unit = rows_text(rows, 0, pool);
			last->unit_name = rows_text(rows, 1, pool);
		}
		state = flow_state(&flow_carrier, rows_str(rows, 2));
		if (state >= 0)
			last->n[state] = rows_int(rows, 3);
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

int
carrier_is_low(const int64_t n[CARRIER_STATE__N], int64_t least)
{
	int64_t	 all = 0;
	int	 state;

	for (state = 0; state < CARRIER_STATE__N; state++)
		all += n[state];
	return all > 0 && n[K0_STOCK] < least;
}

/*
 * The rows of T1 and T3 that a clock raises: drafts nobody touches, answers
 * and papers that do not come, approvals nobody uses (P-20..P-22, P-31,
 * P-38).
 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "seal/use.h"
#include "work/timed_local.h"

int
timed_event(int state, int urgent)
{
	static const struct {
		int	 state, urgent, event;
	} rows[] = {
		{ A0_DRAFT, 0, EV_ABANDON }, { A0_DRAFT, 1, EV_OVERDUE },
		{ A2_RETURNED, 0, EV_LAPSE }, { A2_RETURNED, 1, EV_LAPSE },
		{ A5_IMAGE, 0, EV_LAPSE }, { A13_DELIVERED, 0, EV_REMIND },
	};
	size_t	 i;

	for (i = 0; i < NITEMS(rows); i++)
		if (rows[i].state == state && rows[i].urgent == urgent)
			return rows[i].event;
	return -1;
}

enum { DUE_REQUESTS, DUE_USES, DUE__N };

/* What was reminded of a deadline already is not reminded again. */
static const struct sql due_sql[DUE__N] = {
	[DUE_REQUESTS] = { .nin = 4, .text =
	    "SELECT id, due FROM request"
	    " WHERE due <= $1 AND (due > $2 OR (due = $2 AND id > $3))"
	    "   AND state IN ('draft', 'returned', 'image', 'delivered')"
	    "   AND NOT EXISTS (SELECT 1 FROM request_event e"
	    "        WHERE e.request = request.id AND e.at >= request.due"
	    "          AND e.event IN ('overdue', 'remind'))"
	    " ORDER BY due, id LIMIT $4" },
	[DUE_USES] = { .nin = 4, .text =
	    "SELECT id, due FROM use_request"
	    " WHERE due <= $1 AND (due > $2 OR (due = $2 AND id > $3))"
	    "   AND state = 'approved'"
	    " ORDER BY due, id LIMIT $4" },
};

#define BATCH 100		/* ids in memory at once */

struct batch {
	char	 id[BATCH][ID_LEN + 1];
	size_t	 n;
	int64_t	 due;		/* of the last one */
	char	 after[ID_LEN + 1];
};

static enum status
next_batch(struct timed *t, int which, int64_t now, struct batch *b)
{
	const struct value	 in[] = {
		v_int(now), v_int(b->due), v_text(b->after), v_int(BATCH)
	};
	struct rows		*rows = NULL;
	enum status		 st;

	b->n = 0;
	st = store_query(t->office, &due_sql[which], in, NITEMS(in), &rows,
	    &t->fault);
	while (st == ST_OK && b->n < BATCH &&
	    (st = rows_next(rows, &t->fault)) == ST_OK) {
		memcpy(b->id[b->n], rows_str(rows, 0), ID_LEN + 1);
		memcpy(b->after, b->id[b->n++], ID_LEN + 1);
		b->due = rows_int(rows, 1);
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

/* One that cannot be moved must not hold up the others. */
static enum status
each_due(struct timed *t, int which, int64_t *done,
    enum status (*move)(struct timed *, const char *id, int *moved))
{
	const int64_t	 now = clock_now();
	struct batch	 b = { .n = 0 };
	enum status	 st;
	size_t		 i;
	int		 moved;

	do {
		if ((st = next_batch(t, which, now, &b)) != ST_OK)
			return st;
		for (i = 0; i < b.n; i++) {
			moved = 0;
			if (move(t, b.id[i], &moved) != ST_OK) {
				store_rollback(t->office);
				log_line(LOG_ERROR, "%s: %s", b.id[i],
				    t->fault.text);
			}
			*done += moved;
			pool_reset(t->pool);
		}
	} while (b.n == BATCH);
	return ST_OK;
}

/* --- requests ------------------------------------------------------------------ */

/* P-38: of a draft given up nothing personal stays. */
static enum status
wipe_answers(struct req *r, struct dossier *d, void *arg)
{
	(void)arg;
	d->app.agent_name = "";
	application_drop_numbers(&d->app);
	return application_save(r->db, d->request.id, d->request.version,
	    &d->app, r->fault);
}

static enum status
move_request(struct timed *t, const char *id, int *moved)
{
	struct req	*r = &t->req;
	struct case_act	 act = { .event = -1 };
	struct request	 q;
	struct dossier	 d;
	const char	*why;
	enum status	 st;

	st = request_load(r->db, r->pool, id, &q, r->fault);
	if (st != ST_OK)
		return st;
	act.event = timed_event(q.state, q.urgent);
	if (act.event < 0)
		return ST_OK;
	if (act.event == EV_ABANDON)
		act.inside = wipe_answers;
	if ((st = case_load_number(r, q.number, &d)) != ST_OK ||
	    (st = case_gather(r, &d)) != ST_OK)
		return st;
	st = case_take(r, &d, &act, &why);
	*moved = st == ST_OK;
	return st;
}

enum status
timed_requests(struct timed *t, int64_t *n)
{
	return each_due(t, DUE_REQUESTS, n, move_request);
}

/* --- uses (P-22) ------------------------------------------------------------------ */

static enum status
write_lapse(struct timed *t, struct use *u, const struct flow_row *row,
    struct bytes said)
{
	char			 id[ID_LEN + 1];
	const struct use_move	 move = { .row = row, .statement = id };
	const struct audit_entry entry = {
		.action = "use.lapse", .kind = "use", .object = u->number,
		.result = "ok",
	};
	enum status		 st;

	st = statement_keep(t->office, u->id, said, id, &t->fault);
	if (st == ST_OK)
		st = use_step(t->office, &t->actor, u, &move, &t->fault);
	if (st == ST_OK)
		st = notice_add(t->office, u->requester, "use",
		    pool_printf(t->pool, "用章申请 %s 逾期未盖章，已失效",
		    u->number), pool_printf(t->pool, "/stamp/%s", u->id),
		    &t->fault);
	if (st == ST_OK)
		st = audit_add(t->office, &t->actor, &entry, &t->fault);
	return st;
}

static enum status
move_use(struct timed *t, const char *id, int *moved)
{
	const struct use_facts	 facts = { .overdue = 1 };
	const struct flow_row	*row;
	struct bytes		 said;
	const char		*why;
	struct use		 u;
	enum status		 st;

	st = use_load(t->office, t->pool, id, &u, &t->fault);
	if (st != ST_OK || flow_ask(&flow_use, u.state, UE_LAPSE,
	    FLOW_SYSTEM, &facts, NULL, &row, &why) != FLOW_YES)
		return st;
	if ((st = timed_say(t, ACT_REQUEST_STEP, u.number, NULL,
	    &said)) != ST_OK ||
	    (st = store_begin(t->office, STORE_WRITE, &t->fault)) != ST_OK)
		return st;
	st = write_lapse(t, &u, row, said);
	st = store_end(t->office, st, &t->fault);
	*moved = st == ST_OK;
	return st;
}

enum status
timed_uses(struct timed *t, int64_t *n)
{
	return each_due(t, DUE_USES, n, move_use);
}

/*
 * Intents left open by a crash.  The register follows keyd where
 * keyd is the stricter of the two: a seal frozen or revoked there must not
 * stand as valid here.  Everything else waits for the person's own retry,
 * and goes once its request has moved on.
 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "work/timed_local.h"
#include "work/urgent.h"

#define GRACE	MS_MINUTE		/* a step may still be under way */
#define GIVE_UP	(10 * MS_MINUTE)	/* nobody came back to report again */

static int
is(const char *a, const char *b)
{
	return a != NULL && strcmp(a, b) == 0;
}

/* Where a loss can still be written down. */
static int
stands(int seal)
{
	return seal == S3_ACTIVE || seal == S5_SUSPENDED;
}

enum timed_fate
timed_fate(const struct timed_intent *i)
{
	if (i->age < GRACE)
		return FATE_WAIT;
	if (is(i->kind, "urgent")) {
		if (!stands(i->seal))
			return FATE_DROP;
		if (is(i->keyd, "frozen"))
			return FATE_REPORT;
		return i->age < GIVE_UP ? FATE_WAIT : FATE_DROP;
	}
	if (is(i->kind, "freeze") && is(i->keyd, "frozen") && stands(i->seal))
		return FATE_LOST;
	if (is(i->kind, "revoke") && is(i->keyd, "revoked") &&
	    i->seal >= 0 && i->seal != S7_REVOKED)
		return FATE_REVOKED;
	return i->possible ? FATE_WAIT : FATE_DROP;
}

/* --- what stands in the table ------------------------------------------------------ */

static const struct sql open_sql = { .nin = 3, .text =
    "SELECT id, kind, subject, at FROM intent"
    " WHERE at <= $1 AND id > $2 ORDER BY id LIMIT $3" };

#define BATCH 50

struct open_intent {
	const char	*id, *kind, *subject;
	int64_t		 at;
	struct request	 request;
	int		 has_request;
	struct seal	 seal;
	int		 has_seal;
};

static enum status
load_seal(struct timed *t, struct open_intent *o, const char *id)
{
	enum status	 st;

	if (id == NULL)
		return ST_OK;
	st = seal_load(t->office, t->pool, id, &o->seal, &t->fault);
	o->has_seal = st == ST_OK;
	return st == ST_ABSENT ? ST_OK : st;
}

static enum status
load_open(struct timed *t, struct open_intent *o)
{
	enum status	 st;

	if (strcmp(o->kind, "urgent") == 0)
		return load_seal(t, o, o->subject);
	st = request_load(t->office, t->pool, o->subject, &o->request,
	    &t->fault);
	o->has_request = st == ST_OK;
	return st == ST_OK ? load_seal(t, o, o->request.seal) :
	    st == ST_ABSENT ? ST_OK : st;
}

/* Whether the request's table has a row for the event from where it is. */
static int
possible(const struct open_intent *o)
{
	const struct flow	*flow;
	size_t			 i;
	int			 event;

	if (!o->has_request ||
	    (flow = flow_of_business(o->request.business)) == NULL)
		return 0;
	event = flow_event(flow, o->kind);
	for (i = 0; i < flow->nrows; i++)
		if (flow->rows[i].from == o->request.state &&
		    flow->rows[i].event == event)
			return 1;
	return 0;
}

static enum status
judge(struct timed *t, struct open_intent *o, enum timed_fate *fate)
{
	struct keyd_seal	 k = { .state = NULL };
	struct timed_intent	 i = {
		.kind = o->kind, .seal = -1, .possible = possible(o),
		.age = clock_now() - o->at,
	};
	enum status		 st = ST_OK;

	if (o->has_seal) {
		i.seal = seal_state_now(&o->seal, clock_now());
		st = keyd_seal_find(t->keyd, t->pool, o->seal.code, &k,
		    &t->fault);
		if (st == ST_ABSENT)	/* not made yet */
			st = ST_OK;
		i.keyd = k.state;
	}
	*fate = st == ST_OK ? timed_fate(&i) : FATE_WAIT;
	return st;
}

/* --- what is done ---------------------------------------------------------------------- */

static enum status
write_follow(struct timed *t, struct open_intent *o, int event,
    struct bytes said)
{
	char			 id[ID_LEN + 1];
	const struct seal_move	 move = {
		.event = event, .reason = o->request.reason,
		.request = o->request.id, .statement = id,
		.broken = o->has_request &&
		    flow_of_business(o->request.business) == &flow_replace,
	};
	const struct audit_entry entry = {
		.action = event == SE_LOSE ? "seal.lose" : "seal.revoke",
		.kind = "seal", .object = o->seal.code, .result = "ok",
		.reason = "finished after a crash",
	};
	enum status		 st;

	st = statement_keep(t->office, o->request.id, said, id, &t->fault);
	if (st == ST_OK)
		st = seal_step(t->office, &t->actor, &o->seal, &move,
		    &t->fault);
	if (st == ST_OK)
		st = audit_add(t->office, &t->actor, &entry, &t->fault);
	return st;
}

/* The seal alone moves; the request waits for who began the step. */
static enum status
follow(struct timed *t, struct open_intent *o, int event)
{
	struct bytes	 said;
	enum status	 st;

	if ((st = timed_say(t, ACT_REQUEST_STEP, o->request.id,
	    o->seal.code, &said)) != ST_OK ||
	    (st = store_begin(t->office, STORE_WRITE, &t->fault)) != ST_OK)
		return st;
	st = write_follow(t, o, event, said);
	return store_end(t->office, st, &t->fault);
}

static enum status
drop(struct timed *t, const struct open_intent *o)
{
	enum status	 st;

	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	st = intent_end(t->office, o->id, &t->fault);
	return store_end(t->office, st, &t->fault);
}

static enum status
settle(struct timed *t, struct open_intent *o, int64_t *n)
{
	struct urgent_done	 done;
	enum timed_fate		 fate;
	enum status		 st;

	if ((st = load_open(t, o)) != ST_OK ||
	    (st = judge(t, o, &fate)) != ST_OK)
		return st;
	switch (fate) {
	case FATE_WAIT:
		return ST_OK;
	case FATE_DROP:
		st = drop(t, o);
		break;
	case FATE_REPORT:
		st = urgent_finish(&t->req, o->seal.id, o->id, &done);
		break;
	case FATE_LOST:
		st = follow(t, o, SE_LOSE);
		break;
	case FATE_REVOKED:
		st = follow(t, o, SE_REVOKE);
		break;
	}
	*n += st == ST_OK;
	return st;
}

static enum status
next_batch(struct timed *t, const char *after, struct open_intent *out,
    size_t *n)
{
	const struct value	 in[] = {
		v_int(clock_now() - GRACE), v_text(after), v_int(BATCH)
	};
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(t->office, &open_sql, in, NITEMS(in), &rows,
	    &t->fault);
	while (st == ST_OK && *n < BATCH &&
	    (st = rows_next(rows, &t->fault)) == ST_OK) {
		out[*n].id = rows_text(rows, 0, t->pool);
		out[*n].kind = rows_text(rows, 1, t->pool);
		out[*n].subject = rows_text(rows, 2, t->pool);
		out[(*n)++].at = rows_int(rows, 3);
	}
	rows_free(rows);
	if (pool_failed(t->pool))
		return fault_set(&t->fault, ST_BROKEN, "past the pool");
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
timed_intents(struct timed *t, int64_t *n)
{
	struct open_intent	*batch;
	const char		*after = "";
	enum status		 st;
	size_t			 i, k;

	do {
		batch = pool_array(t->pool, BATCH, sizeof(*batch));
		if (batch == NULL)
			return fault_set(&t->fault, ST_BROKEN,
			    "past the pool");
		if ((st = next_batch(t, after, batch, &k)) != ST_OK)
			return st;
		for (i = 0; i < k; i++) {
			after = batch[i].id;
			if (settle(t, &batch[i], n) != ST_OK)
				log_line(LOG_ERROR, "intent %s (%s): %s",
				    batch[i].id, batch[i].kind,
				    t->fault.text);
		}
	} while (k == BATCH);
	return ST_OK;
}

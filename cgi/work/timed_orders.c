/*
 * Certificate orders go out, and what came back is checked (R-116, T8).  As
 * with filings a try is taken first, sent outside any transaction, then noted;
 * killed in between, the same batch goes out again when the lease is over and
 * the agent's second answer is as good as the first.  Until the agent has it
 * all of it is sent; afterwards the same without papers asks how far it is.
 */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "net/net.h"
#include "seal/filing.h"
#include "work/orders.h"
#include "work/tell.h"
#include "work/timed_local.h"

#define SEND_WAIT	120L		/* s: thirty megabytes at 2 Mbit/s */
#define LEASE		(5 * MS_MINUTE)	/* that, and taking in the answer */
#define RUN_TICKS	(30 * 1000000)	/* us a run may take, then others */
#define AGENTS_POOL	(256 * KIB)	/* twenty targets, with room */
#define CLERKS		ROLE_BIT(ROLE_RA_OPERATOR)

/* --- one try -------------------------------------------------------------------- */

static enum status
write_step(struct timed *t, struct cert_batch *b, const char *event,
    const char *words)
{
	enum status	 st;

	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	st = batch_step(t->office, &t->actor, b, event, words, &t->fault);
	return store_end(t->office, st, &t->fault);
}

/* ST_CONFLICT: another process has it. */
static enum status
take(struct timed *t, struct cert_batch *b)
{
	b->lease = clock_now() + LEASE;
	b->tries++;
	return write_step(t, b, b->accepted == 0 ? BATCH_SEND : NULL, NULL);
}

static enum status
failed(struct timed *t, const struct target *agent, struct cert_batch *b,
    const char *why)
{
	b->lease = 0;
	b->reason = why;
	b->next_try = clock_now() + filing_wait(agent->plan, b->tries);
	return write_step(t, b, BATCH_FAIL, why);
}

static enum status
judge(struct timed *t, const struct target *agent, struct cert_batch *b,
    struct bytes body)
{
	struct order_answer	*answers;
	struct cert_order	*orders;
	const char		*why;
	size_t			 n, k, moved;
	enum status		 st;

	st = cert_order_list(t->office, t->pool, b->id, &orders, &n, &t->fault);
	if (st == ST_OK)
		st = order_answer_read(body, agent, b, orders, n, t->pool,
		    &answers, &k, &why, &t->fault);
	if (st == ST_INVALID)
		return failed(t, agent, b, why);
	return st == ST_OK ? orders_take(&t->req, b, agent, answers, k,
	    &moved) : st;
}

static enum status
post(struct timed *t, const struct target *agent, struct cert_batch *b,
    int *silent)
{
	struct net_post	 message = { .url = agent->address,
			    .type = "application/json", .wait = SEND_WAIT };
	struct buf	 body, answer;
	enum status	 st;
	long		 code = 0;

	buf_init(&body, ORDERS_ENVELOPE);
	buf_init(&answer, ORDER_ANSWER_MAX);
	st = orders_envelope(&t->req, b, b->accepted == 0, &body);
	if (st == ST_OK) {
		message.body = buf_view(&body);
		st = net_post(&message, &answer, &code, &t->fault);
		if (st == ST_OK && code == 200)
			st = judge(t, agent, b, pool_bytes(t->pool,
			    buf_view(&answer)));
		else if (st == ST_OK)
			st = failed(t, agent, b, pool_printf(t->pool,
			    "对方应答 HTTP %ld", code));
		else if (st == ST_ABSENT || st == ST_INVALID) {
			*silent = st == ST_ABSENT;
			log_line(LOG_WARN, "batch %s: %s", b->number,
			    t->fault.text);
			st = failed(t, agent, b, st == ST_ABSENT ?
			    "对方没有应答" : "应答过长");
		}
	}
	buf_wipe(&body);
	buf_free(&answer);
	return st;
}

/* --- a run ---------------------------------------------------------------------- */

/* Ids out of a list, so that the pool can go after each. */
struct ids {
	struct order_next	 id[ORDERS_TODO];
	size_t			 n;
};

static void
keep_ids(struct ids *to, const struct order_next *list, size_t n)
{
	for (to->n = 0; to->n < n; to->n++)
		to->id[to->n] = list[to->n];
}

static enum status
send_one(struct timed *t, const struct target *agent, const char *id,
    int *silent)
{
	struct cert_batch	 b;
	enum status		 st;

	st = batch_load(t->office, t->pool, id, &b, &t->fault);
	if (st == ST_OK)
		st = take(t, &b);
	return st == ST_OK ? post(t, agent, &b, silent) : st;
}

static enum status
send_all(struct timed *t, const struct target *agent, int64_t until,
    int64_t *n)
{
	struct order_next	*list;
	struct ids		 ids;
	enum status		 st;
	size_t			 i, k;
	int			 silent = 0;

	st = batch_sendable(t->office, t->pool, agent->id, clock_now(),
	    &list, &k, &t->fault);
	if (st != ST_OK)
		return st;
	keep_ids(&ids, list, k);
	for (i = 0; i < ids.n && !silent && clock_ticks() < until; i++)
		*n += timed_noted(t, "order", ids.id[i].id,
		    send_one(t, agent, ids.id[i].id, &silent));
	return ST_OK;
}

static enum status
send_agents(struct timed *t, int64_t *n)
{
	const int64_t	 until = clock_ticks() + RUN_TICKS;
	struct pool	*pool = pool_new(AGENTS_POOL);
	struct target	*list;
	enum status	 st;
	size_t		 i, k;

	if (pool == NULL)
		return fault_set(&t->fault, ST_BROKEN, "orders: memory");
	st = target_list(t->office, pool, &list, &k, &t->fault);
	for (i = 0; st == ST_OK && i < k; i++)
		if (target_is_agent(&list[i]) && target_can_send(t->office,
		    &list[i], config_is_demo(&t->config)))
			st = send_all(t, &list[i], until, n);
	pool_free(pool);
	return st;
}

static enum status
certify_all(struct timed *t, int64_t *n)
{
	char			 behind[ID_LEN + 1] = "";
	struct order_next	*list;
	struct ids		 ids;
	enum status		 st;
	size_t			 i, k;
	int			 moved;

	do {
		st = cert_order_answered(t->office, t->pool, behind, &list, &k,
		    &t->fault);
		if (st != ST_OK)
			return st;
		keep_ids(&ids, list, k);
		for (i = 0; i < ids.n; i++) {
			memcpy(behind, ids.id[i].id, sizeof(behind));
			timed_noted(t, "order", behind,
			    orders_certify(&t->req, behind, &moved));
			*n += moved;
		}
	} while (ids.n == ORDERS_TODO);
	return ST_OK;
}

/* --- overdue ---------------------------------------------------------------------- */

static enum status
write_alarm(struct timed *t, struct cert_batch *b)
{
	const char		*text = pool_printf(t->pool,
	    "证书申请 %s 已超过时限，还有申请没有结果", b->number);
	const struct tell	 who = {
		.db = t->office, .pool = t->pool, .fault = &t->fault,
		.kind = "task", .text = text, .link = pool_printf(t->pool,
		    "/issue/orders/%s", b->id),
	};
	const struct audit_entry entry = {
		.action = "cert-order.overdue", .kind = "cert-order",
		.object = b->number, .result = "failed", .reason = b->reason,
	};
	enum status		 st;

	b->alarmed = clock_now();
	st = batch_step(t->office, &t->actor, b, BATCH_OVERDUE, b->reason,
	    &t->fault);
	if (st == ST_OK)
		st = tell_unit(&who, b->unit, CLERKS);
	if (st == ST_OK)
		st = channel_alarm(t, text);
	return st == ST_OK ? audit_add(t->office, &t->actor, &entry,
	    &t->fault) : st;
}

static enum status
alarm_one(struct timed *t, const char *id)
{
	struct cert_batch	 b;
	enum status		 st;

	st = batch_load(t->office, t->pool, id, &b, &t->fault);
	if (st == ST_OK)
		st = store_begin(t->office, STORE_WRITE, &t->fault);
	return st == ST_OK ? store_end(t->office, write_alarm(t, &b),
	    &t->fault) : st;
}

static enum status
alarm_all(struct timed *t, int64_t *n)
{
	struct order_next	*list;
	struct ids		 ids;
	enum status		 st;
	size_t			 i, k;

	st = batch_unalarmed(t->office, t->pool, clock_now(), &list, &k,
	    &t->fault);
	if (st != ST_OK)
		return st;
	keep_ids(&ids, list, k);
	for (i = 0; i < ids.n; i++)
		*n += timed_noted(t, "order", ids.id[i].id,
		    alarm_one(t, ids.id[i].id));
	return ST_OK;
}

/* What can still be had now is not late: first ask, then look. */
enum status
timed_orders(struct timed *t, int64_t *n)
{
	enum status	 st;

	if ((st = send_agents(t, n)) == ST_OK &&
	    (st = certify_all(t, n)) == ST_OK)
		st = alarm_all(t, n);
	return st;
}

/*
 * What a certificate agent answered, taken into orders and cases: one order
 * and its case move together or not at all.
 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "seal/filing.h"
#include "work/local.h"
#include "work/orders.h"
#include "work/tell.h"

#define CLERKS	ROLE_BIT(ROLE_RA_OPERATOR)

struct line {
	struct cert_order	 o;
	struct order_facts	 facts;
	struct order_move	 move;
};

/* --- one order ---------------------------------------------------------------- */

static enum status
tell(struct req *r, const struct line *l)
{
	const struct tell	 t = {
		.db = r->db, .pool = r->pool, .fault = r->fault,
		.kind = "task", .link = pool_printf(r->pool,
		    "/issue/orders/%s", l->o.batch),
		.text = pool_printf(r->pool, "办件 %s 的证书申请：%s，%s",
		    l->o.number, flow_order.states[l->o.state].label,
		    l->move.note),
	};

	return tell_unit(&t, l->o.unit, CLERKS);
}

static enum status
step(struct req *r, struct line *l)
{
	const int	 bad = l->move.event == OE_REFUSE ||
			    l->move.event == OE_UNFIT;
	enum status	 st;

	st = cert_order_step(r->db, r->actor, actor_roles(r->actor), &l->facts,
	    &l->o, &l->move, r->fault);
	return st == ST_OK && bad ? tell(r, l) : st;
}

/* Inside the transaction of the case's own step. */
static enum status
with_case(struct req *r, struct dossier *d, void *arg)
{
	(void)d;
	return step(r, arg);
}

/* The order alone, with its entry. */
static enum status
move_alone(struct req *r, struct line *l)
{
	const struct audit_entry entry = {
		.action = pool_printf(r->pool, "cert-order.%s",
		    flow_order.events[l->move.event].name),
		.kind = "cert-order", .object = l->o.batch_number,
		.result = l->move.event == OE_UNFIT ? "failed" : "ok",
		.reason = pool_printf(r->pool, "办件 %s%s%s", l->o.number,
		    l->move.note == NULL ? "" : "：", l->move.note == NULL ?
		    "" : l->move.note),
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = step(r, l);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
end(struct req *r, struct line *l)
{
	l->move = (struct order_move){
		.event = OE_END, .note = "办件已经结束",
	};
	return move_alone(r, l);
}

/* --- refused: the case goes where "retry" leads back (T1, A16) -------------------- */

static enum status
refuse(struct req *r, struct line *l)
{
	const struct flow_row	*row;
	struct dossier		 d;
	const char		*why;
	enum status		 st;

	if ((st = case_load_number(r, l->o.number, &d)) != ST_OK ||
	    (st = case_gather(r, &d)) != ST_OK)
		return st;
	if (flow_is_final(d.business->flow, d.request.state))
		return end(r, l);
	if (flow_ask(d.business->flow, d.request.state, EV_CERTIFY,
	    FLOW_SYSTEM, &d.facts, NULL, &row, &why) == FLOW_NO_ROW)
		return move_alone(r, l);	/* failed by itself meanwhile */
	return case_fail(r, &d, EV_CERTIFY, pool_printf(r->pool,
	    "第三方证书机构不予签发：%s", l->move.note), with_case, l);
}

/* --- an answer -------------------------------------------------------------------- */

static void
read_answer(const struct order_answer *a, struct line *l)
{
	static const int events[] = {
		[ORDER_RECEIVED] = OE_RECEIVE, [ORDER_ISSUED] = OE_ANSWER,
		[ORDER_REFUSED] = OE_REFUSE,
	};

	l->move = (struct order_move){
		.event = events[a->result], .note = a->reason,
		.certificate = a->certificate,
	};
	l->facts.same = a->result == ORDER_ISSUED && bytes_same(
	    a->certificate, l->o.certificate);
}

/* What T8 does not take is what was taken before, or came too late. */
static enum status
take_one(struct req *r, const struct order_answer *a, size_t *moved)
{
	const struct flow_row	*row;
	struct line		 l;
	const char		*why;
	enum status		 st;

	memset(&l, 0, sizeof(l));
	st = cert_order_load(r->db, r->pool, a->order, &l.o, r->fault);
	if (st != ST_OK)
		return st;
	read_answer(a, &l);
	if (flow_ask(&flow_order, l.o.state, l.move.event,
	    actor_roles(r->actor), &l.facts, NULL, &row, &why) != FLOW_YES)
		return ST_OK;
	++*moved;
	return l.move.event == OE_REFUSE ? refuse(r, &l) : move_alone(r, &l);
}

/* Asked again by the agent's plan, which begins anew when it has it. */
static enum status
note(struct req *r, struct cert_batch *b, const struct target *agent,
    size_t n, size_t moved)
{
	const struct audit_entry entry = {
		.action = "cert-order.answered", .kind = "cert-order",
		.object = b->number, .result = "ok",
		.reason = pool_printf(r->pool, "%zu 件中 %zu 件有变化", n,
		    moved),
	};
	const int64_t	 now = clock_now();
	const int	 first = b->accepted == 0;
	enum status	 st;

	if (first) {
		b->accepted = now;
		b->tries = 0;
	}
	b->reason = NULL;
	b->lease = 0;
	b->next_try = now + filing_wait(agent->plan, b->tries);
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = batch_step(r->db, r->actor, b, first || moved > 0 ?
	    BATCH_RECEIVED : NULL, entry.reason, r->fault);
	if (st == ST_OK && (first || moved > 0))
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
orders_take(struct req *r, struct cert_batch *b, const struct target *agent,
    const struct order_answer *answers, size_t n, size_t *moved)
{
	struct req	 one = *r;
	enum status	 st = ST_OK;
	size_t		 i;

	*moved = 0;
	for (i = 0; st == ST_OK && i < n; i++) {
		if ((one.pool = pool_new(LIMIT_REQUEST)) == NULL)
			return fault_set(r->fault, ST_BROKEN,
			    "answer: memory");
		st = take_one(&one, &answers[i], moved);
		pool_free(one.pool);
	}
	return st == ST_OK ? note(r, b, agent, n, *moved) : st;
}

/* --- a certificate ----------------------------------------------------------------- */

static enum status
unfit(struct req *r, struct line *l, const char *why)
{
	l->move = (struct order_move){ .event = OE_UNFIT, .note = why };
	return move_alone(r, l);
}

static enum status
certify(struct req *r, struct line *l, struct dossier *d)
{
	struct bytes	*der = pool_array(r->pool, ORDER_CHAIN + 1,
			    sizeof(*der));
	struct case_act	 act = {
		.event = EV_CERTIFY, .inside = with_case, .arg = l,
	};
	const char	*why = NULL;
	size_t		 n;
	enum status	 st;

	if (der == NULL)
		return fault_set(r->fault, ST_BROKEN, "order: memory");
	if ((n = order_certificates(l->o.certificate, der)) == 0)
		return unfit(r, l, "应答里没有证书");
	act.cert = der[0];
	act.chain = (struct keyd_tickets){ der + 1, n - 1 };
	l->move = (struct order_move){ .event = OE_TAKE };
	st = case_take(r, d, &act, &why);
	return st == ST_INVALID && why != NULL ? unfit(r, l, why) : st;
}

enum status
orders_certify(struct req *r, const char *order, int *moved)
{
	struct dossier	 d;
	struct line	 l;
	const char	*why;
	enum status	 st;

	*moved = 0;
	memset(&l, 0, sizeof(l));
	st = cert_order_load(r->db, r->pool, order, &l.o, r->fault);
	if (st == ST_OK)
		st = case_load_number(r, l.o.number, &d);
	if (st == ST_OK)
		st = case_gather(r, &d);
	if (st != ST_OK || l.o.state != C2_ANSWERED)
		return st;
	if (flow_is_final(d.business->flow, d.request.state))
		return end(r, &l);
	/* the making failed by itself, or may not go on now: it waits */
	if (!case_may(r, &d, EV_CERTIFY, &why))
		return ST_OK;
	st = certify(r, &l, &d);
	*moved = st == ST_OK;
	return st;
}

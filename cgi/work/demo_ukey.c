/*
 * UKeys of the demonstration: some in each state, and one locked with the key
 * of the person it is of.
 */
#include <string.h>

#include "base/clock.h"
#include "keys/limits.h"
#include "work/demo_local.h"
#include "work/ukey.h"
#include "work/ukey_follow.h"

#define BOOKED	14	/* of which as many stay as are one too few (P-46) */
#define SENT	2

/* Whose the k-th is, and what becomes of it. */
static const struct {
	const char	*login;		/* NULL: the using unit's */
	int		 events[4];	/* after CE_ASSIGN; ended by -1 */
} lives[] = {
	{ "approver", { -1 } },
	{ "checker", { CE_SIGN, -1 } },
	{ NULL, { CE_SIGN, -1 } },
	{ "keeper", { CE_SIGN, CE_LOSE, -1 } },
	{ "requester", { CE_SIGN, CE_DAMAGE, -1 } },
	{ "reviewer", { CE_SIGN, CE_RETURN, -1 } },
	{ DEMO_LOCKED, { CE_SIGN, -1 } },
	{ "applicant", { CE_SIGN, CE_RETURN, CE_DESTROY, -1 } },
};

static const char *
serial_of(struct demo *d, int k)
{
	return pool_printf(d->c->pool, "JYD2026%04d", k + 1);
}

static enum status
failed(struct demo *d, enum status st, const char *why)
{
	return st == ST_OK || why == NULL ? st : fault_set(d->f, st,
	    "UKey: %s", why);
}

static enum status
book(struct demo *d)
{
	static const struct ukey_batch what = {
		.serials = "", .device = "smart-key", .model = "JY-K1 演示",
		.certificate = "GM-DEMO-0001", .note = "演示",
	};
	const char		*serials[BOOKED], *why = NULL;
	const struct ukey_list	 list = { serials, BOOKED };
	enum status		 st;
	int			 k, asks;

	for (k = 0; k < BOOKED; k++)
		serials[k] = serial_of(d, k);
	st = ukey_book_in(d->r, &what, &list, &asks, &why);
	return failed(d, st, why);
}

static enum status
step(struct demo *d, int k, int event, struct carrier_move *m)
{
	static const struct carrier_facts all = {
		.is_ukey = 1, .has_holder = 1, .has_receipt = 1,
		.has_reason = 1, .has_witness = 1,
	};
	const char	*why = NULL;
	struct carrier	 c;
	enum status	 st;
	int		 asks;

	st = carrier_by_serial(d->r->db, d->c->pool, CARRIER_UKEY,
	    serial_of(d, k), &c, d->f);
	if (st != ST_OK)
		return st;
	if (flow_ask(&flow_carrier, c.state, event, d->r->actor->roles, &all,
	    NULL, &m->row, &why) != FLOW_YES)
		return failed(d, ST_CONFLICT, why);
	st = ukey_take(d->r, &c, m, &asks, &why);
	return failed(d, st, why);
}

static enum status
live(struct demo *d, int k, const struct person *keeper,
    const struct person *witness)
{
	struct carrier_move	 m = { .note = "演示" };
	struct person		 p;
	enum status		 st = ST_OK;
	const int		*e;

	if (lives[k].login != NULL) {
		st = person_by_login(d->r->db, d->c->pool, lives[k].login,
		    &p, d->f);
		m.person = p.id;
		m.holder = p.name;
	} else {
		m.org = d->unit[DU_USING].id;
		m.keeper = keeper->id;
		m.holder = pool_printf(d->c->pool, "%s（%s）",
		    d->unit[DU_USING].name, keeper->name);
	}
	if (st == ST_OK)
		st = step(d, k, CE_ASSIGN, &m);
	for (e = lives[k].events; st == ST_OK && *e >= 0; e++) {
		if (*e == CE_DESTROY)
			st = console_as(d->c, "ra-admin", DEMO_PIN);
		m.witness = *e == CE_SIGN ? NULL : witness->id;
		m.evidence = pool_printf(d->c->pool, "演示-%d", k + 1);
		if (st == ST_OK)
			st = step(d, k, *e, &m);
	}
	return st;
}

static enum status
send(struct demo *d)
{
	static const struct carrier_facts	 facts = { .has_target = 1 };
	char					 id[ID_LEN + 1];
	struct carrier_transfer			 t = {
		.id = id, .source = d->r->actor->unit,
		.target = d->unit[DU_CITY].id,
		.target_name = d->unit[DU_CITY].name, .n = SENT,
		.note = "演示", .sender = d->r->actor->person,
		.sent = clock_now(),
	};
	const struct flow_row	*row;
	const char		*why = NULL;
	struct carrier		 c[SENT];
	enum status		 st = ST_OK;
	int			 k, asks;

	id_new(id);
	t.serials = "";
	for (k = 0; st == ST_OK && k < SENT; k++) {
		st = carrier_by_serial(d->r->db, d->c->pool, CARRIER_UKEY,
		    serial_of(d, BOOKED - 1 - k), &c[k], d->f);
		t.serials = pool_printf(d->c->pool, "%s%s%s", t.serials,
		    k == 0 ? "" : "\n", c[k].serial);
	}
	if (st == ST_OK && flow_ask(&flow_carrier, K0_STOCK, CE_SEND,
	    d->r->actor->roles, &facts, NULL, &row, &why) != FLOW_YES)
		st = ST_CONFLICT;
	if (st == ST_OK)
		st = ukey_send_out(d->r, &t, c, row, &asks, &why);
	return failed(d, st, why);
}

/* Wrong PINs until keyd locks the key, as on the page for signing in. */
static enum status
forget(struct demo *d)
{
	struct person	 p;
	enum status	 st;
	int		 i;

	st = person_by_login(d->r->db, d->c->pool, DEMO_LOCKED, &p, d->f);
	for (i = 0; st == ST_OK && i < KEYS_PIN_TRIES; i++)
		if (console_as(d->c, DEMO_LOCKED, "wrong" DEMO_PIN) == ST_OK)
			st = fault_set(d->f, ST_BROKEN, "a wrong PIN opens");
	if (st == ST_OK)
		ukey_locked(d->r, p.id);
	return st;
}

enum status
demo_ukeys(struct demo *d)
{
	struct person	 keeper, witness;
	enum status	 st;
	size_t		 k;

	if ((st = console_as(d->c, "operator", DEMO_PIN)) != ST_OK ||
	    (st = person_by_login(d->r->db, d->c->pool, "applicant", &keeper,
	    d->f)) != ST_OK || (st = person_by_login(d->r->db, d->c->pool,
	    "business", &witness, d->f)) != ST_OK ||
	    (st = book(d)) != ST_OK || (st = send(d)) != ST_OK)
		return st;
	/* the last one ends with an administrator */
	for (k = 0; st == ST_OK && k < NITEMS(lives); k++)
		st = live(d, (int)k, &keeper, &witness);
	d->who = NULL;
	return st == ST_OK ? forget(d) : st;
}

/*
 * A stamp under a standing grant: what two people signed when they
 * gave it, and the system's word for this one use, are what keyd wants; no
 * person's key is unlocked.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "trust/automatic.h"
#include "work/stamping_local.h"
#include "work/trace.h"

struct by_grant {
	enum status	(*inside)(struct req *r, struct sealing *s,
			    void *arg);
	void		*arg;
	struct keyd_auto terms;
	struct bytes	 said;		/* by the system, for this use */
};

enum status
sealing_auto_digest(struct req *r, const struct sealing *s,
    unsigned char out[32])
{
	struct keyd_auto	 terms;
	enum status		 st;

	if (s->grant == NULL)
		return fault_set(r->fault, ST_BROKEN, "%s: no grant",
		    s->use.number);
	st = standing_terms(s->grant, &s->seal, &terms, r->fault);
	return st == ST_OK ? keyd_auto_digest(&terms, out, r->fault) : st;
}

const char *
sealing_grant_words(struct req *r, const struct sealing *s)
{
	return s->grant == NULL ? NULL : pool_printf(r->pool, "系统授权 %s",
	    s->grant->number);
}

static enum status
say(struct stamping *g, struct bytes *out)
{
	unsigned char		 digest[32];
	const struct keyd_say	 say = {
		.action = ACT_USE_AUTO, .subject = g->s->use.number,
		.seal = g->s->seal.code, .doc = g->s->use.original,
		.digest = bytes_of(digest, sizeof(digest)),
		.role = ROLE__N, .count = 1,
	};
	enum status		 st;

	st = sealing_auto_digest(g->r, g->s, digest);
	return st == ST_OK ? keyd_state_system(g->s->keyd, g->r->pool, &say,
	    out, g->r->fault) : st;
}

static enum status
collect(struct stamping *g)
{
	const struct standing		*grant = g->s->grant;
	const char *const		 ids[] = { grant->assess_said,
					    grant->grant_said };
	struct by_grant			*by = g->arg;
	const struct kept_statement	*k;
	struct kept_statement		*kept;
	struct bytes			*list;
	enum status			 st;
	size_t				 i, n;

	list = pool_array(g->r->pool, KEYD_TICKETS, sizeof(*list));
	if (list == NULL)
		return fault_set(g->r->fault, ST_BROKEN, "tickets: memory");
	st = statement_list(g->r->db, g->r->pool, grant->number, &kept, &n,
	    g->r->fault);
	for (i = 0; st == ST_OK && i < NITEMS(ids); i++)
		if (ids[i] != NULL &&
		    (k = trace_find(kept, n, ids[i])) != NULL)
			list[g->tickets.n++] = k->der;
	if (st == ST_OK && (st = say(g, &by->said)) == ST_OK)
		list[g->tickets.n++] = by->said;
	g->tickets.der = list;
	return st;
}

static enum status
sign(struct stamping *g, const struct keyd_use *use)
{
	struct by_grant	*by = g->arg;

	return keyd_seal_auto(g->s->keyd, g->r->pool, &by->terms, use,
	    g->tickets, &g->der, &g->at, g->r->fault);
}

static enum status
inside(struct stamping *g, struct use_move *move)
{
	struct by_grant	*by = g->arg;
	char		 id[ID_LEN + 1];
	enum status	 st;

	st = statement_keep(g->r->db, g->s->use.number, by->said, id,
	    g->r->fault);
	move->statement = pool_text(g->r->pool, id);
	move->note = sealing_grant_words(g->r, g->s);
	return st == ST_OK && by->inside != NULL ?
	    by->inside(g->r, g->s, by->arg) : st;
}

static const struct stamping_by by_grant = {
	"use.stamp-auto", collect, sign, inside
};

/* What the table looks at; keyd looks again. */
static enum status
gather(struct req *r, struct sealing *s)
{
	const int64_t	 now = clock_now();
	int64_t		 today = 0;
	enum status	 st;

	memset(&s->facts, 0, sizeof(s->facts));
	s->facts.same_file = 1;	/* it is opened by its digest */
	s->facts.seal_no = seal_state_refusal(seal_state_now(&s->seal, now));
	if (s->facts.seal_no == NULL)
		s->facts.seal_no = sealing_class_refusal(r, s->use.class);
	st = standing_used(r->db, s->grant->id, calendar_midnight(now),
	    &today, r->fault);
	s->facts.grant_no = standing_refusal(s->grant, STEP_NOTICE,
	    s->use.class, s->seal.id, today, now);
	return st;
}

enum status
sealing_stamp_auto(struct req *r, struct sealing *s,
    enum status (*within)(struct req *r, struct sealing *s, void *arg),
    void *arg, const char **why)
{
	struct by_grant		 by = { .inside = within, .arg = arg };
	const struct flow_row	*row;
	struct stamping		*g = pool_alloc(r->pool, sizeof(*g));
	enum status		 st;

	*why = NULL;
	if (g == NULL)
		return fault_set(r->fault, ST_BROKEN, "stamp: memory");
	if ((st = gather(r, s)) != ST_OK || (st = standing_terms(s->grant,
	    &s->seal, &by.terms, r->fault)) != ST_OK)
		return st;
	if (flow_ask(&flow_use, s->use.state, UE_STAMP_AUTO, FLOW_SYSTEM,
	    &s->facts, NULL, &row, why) != FLOW_YES)
		return fault_set(r->fault, ST_DENIED, "%s: %s",
		    s->use.number, *why);
	g->r = r;
	g->s = s;
	g->by = &by_grant;
	g->arg = &by;
	g->why = why;
	return stamping_run(g, row);
}

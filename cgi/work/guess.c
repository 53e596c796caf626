/* Counting guesses; see guess.h. */
#include "work/guess.h"

#include "office/public.h"

static const char *
by_address(struct req *r, const struct guesses *g)
{
	return pool_printf(r->pool, "%s@%s", g->what,
	    r->actor->address == NULL ? "" : r->actor->address);
}

static const char *
by_thing(struct req *r, const struct guesses *g, const char *about)
{
	return pool_printf(r->pool, "%s:%s", g->what, about);
}

enum status
guess_spent(struct req *r, const struct guesses *g, const char *about,
    int *spent)
{
	int64_t		 here = 0, all = 0;
	enum status	 st;

	st = attempt_count(r->pub, by_address(r, g), g->minutes, &here,
	    r->fault);
	if (st == ST_OK)
		st = attempt_count(r->pub, by_thing(r, g, about), g->minutes,
		    &all, r->fault);
	*spent = st != ST_OK || here >= g->limit || all >= g->limit;
	return st;
}

void
guess_wrong(struct req *r, const struct guesses *g, const char *about)
{
	attempt_add(r->pub, by_address(r, g));
	attempt_add(r->pub, by_thing(r, g, about));
}

/*
 * A seal nobody used, until it is suspended (P-08): its keeper is warned and a
 * week passes, by the job that does it in every office.
 */
#include "base/clock.h"
#include "work/demo_local.h"
#include "work/timed_local.h"

#define RULE	"P-08"
#define IDLE	"30d"		/* less than what DEMO_PAST is before the first */

/* Days before now at which the job looks: warned, and over a week later. */
static const int looks[] = { 14, 6 };

static enum status
set_rule(struct demo *d, const char *span)
{
	const struct policy_value	 value = { RULE, span };

	return demo_rule(d, &value);
}

enum status
demo_idle(struct demo *d, const struct config *config)
{
	const char	*usual;
	struct timed	*t = NULL;
	int64_t		 n;
	enum status	 st;
	size_t		 i;

	if (*config->clock == '\0')	/* no past: nothing is idle */
		return ST_OK;
	if ((st = policy_text(d->r->db, d->c->pool, RULE, &usual,
	    d->f)) != ST_OK || (st = set_rule(d, IDLE)) != ST_OK ||
	    (st = timed_open(config, &t, d->f)) != ST_OK)
		return st;
	for (i = 0; st == ST_OK && i < NITEMS(looks); i++) {
		st = demo_clock(config, -looks[i], d->f);
		if (st == ST_OK && (st = timed_unused_seals(t, &n)) != ST_OK)
			*d->f = t->fault;
	}
	timed_close(t);
	return st == ST_OK ? set_rule(d, usual) : st;
}

/* Telling people of a seal or a unit; see tell.h. */
#include <string.h>

#include "base/clock.h"
#include "work/tell.h"

#define TOLD_MAX 200		/* people of one unit */

static enum status
tell(const struct tell *t, const char *person)
{
	return notice_add(t->db, person, t->kind, t->text, t->link,
	    t->fault);
}

/* Each once, whatever roles; "but" has been told. */
static enum status
tell_others(const struct tell *t, const char *unit, unsigned roles,
    const char *but)
{
	const int64_t	 now = clock_now();
	const char	*told[TOLD_MAX];
	struct grant	*g;
	enum status	 st;
	size_t		 i, k, n, ntold = 0;

	if (but != NULL)
		told[ntold++] = but;
	st = grant_of_unit(t->db, t->pool, unit, &g, &n, t->fault);
	for (i = 0; st == ST_OK && i < n && ntold < TOLD_MAX; i++) {
		if (!(ROLE_BIT(g[i].role) & roles) || g[i].from > now ||
		    (g[i].to != 0 && g[i].to <= now))
			continue;
		for (k = 0; k < ntold && strcmp(told[k], g[i].person) != 0;
		    k++)
			continue;
		if (k < ntold)
			continue;
		told[ntold++] = g[i].person;
		st = tell(t, g[i].person);
	}
	return st;
}

enum status
tell_seal(const struct tell *t, const struct seal *s)
{
	enum status	 st = ST_OK;

	if (s->keeper != NULL)
		st = tell(t, s->keeper);
	return st == ST_OK ? tell_others(t, s->unit,
	    ROLE_BIT(ROLE_APPLICANT), s->keeper) : st;
}

enum status
tell_unit(const struct tell *t, const char *unit, unsigned roles)
{
	return tell_others(t, unit, roles, NULL);
}

enum status
tell_role(const struct tell *t, enum role role, const char *but)
{
	const char	**who;
	size_t		  i, n;
	enum status	  st;

	st = grant_holders(t->db, t->pool, role, clock_now(), &who, &n,
	    t->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		if (but == NULL || strcmp(who[i], but) != 0)
			st = tell(t, who[i]);
	return st;
}

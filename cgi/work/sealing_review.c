/*
 * The review of a use: whether somebody is appointed for every step,
 * how far it has come, and whose turn it is.
 */
#include <string.h>

#include "base/clock.h"
#include "work/sealing_local.h"

static int
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static int
is_live_reviewer(const struct grant *g, int64_t now)
{
	return g->role == ROLE_REVIEWER && g->from <= now &&
	    (g->to == 0 || g->to > now);
}

/* Whether the person is among the unit's reviewers other than "not". */
static int
is_among(const struct grant *g, size_t n, const char *person,
    const char *not)
{
	const int64_t	 now = clock_now();
	size_t		 i;

	for (i = 0; i < n; i++)
		if (is_live_reviewer(&g[i], now) &&
		    same(g[i].person, person) && !same(person, not))
			return 1;
	return 0;
}

/* for each step somebody of the unit other than the
 * requester, and no two the same. */
static enum status
has_reviewers(struct req *r, const struct sealing *s, int *yes)
{
	const char	*who = s->use.requester;
	struct grant	*list;
	enum status	 st;
	size_t		 i, k, n, people = 0;

	*yes = 0;
	st = grant_of_unit(r->db, r->pool, s->use.unit, &list, &n, r->fault);
	if (st != ST_OK)
		return st;
	for (i = 0; i < n; i++) {
		for (k = 0; k < i && !same(list[k].person, list[i].person);
		    k++)
			;
		people += k == i && is_among(list, n, list[i].person, who);
	}
	*yes = people >= s->path.n;
	for (i = 0; i < s->path.n; i++)
		if (s->path.person[i] != NULL &&
		    !is_among(list, n, s->path.person[i], who))
			*yes = 0;
	return ST_OK;
}

/* how far the review has come, and whether it is this actor's turn. */
static void
gather_turn(const struct req *r, struct sealing *s)
{
	struct use_facts	*f = &s->facts;
	const char		*named;
	size_t			 i;

	for (i = 0; i < s->nhistory; i++)
		if (strcmp(s->history[i].event,
		    flow_use.events[UE_APPROVE].name) == 0) {
			f->done++;
			f->agreed |= same(s->history[i].person,
			    r->actor->person);
		}
	f->steps = (int)s->path.n;
	named = f->done < f->steps ? s->path.person[f->done] : NULL;
	f->listed = named == NULL ? web_has(r, ROLE_BIT(ROLE_REVIEWER)) :
	    same(named, r->actor->person);
	f->reviewer = f->done == 0 ? same(s->use.reviewer, r->actor->person) :
	    f->listed && !f->agreed && !f->own;
}

enum status
sealing_gather_review(struct req *r, struct sealing *s)
{
	enum status	 st;

	st = review_path_load(r->db, r->pool, s->use.unit, &s->path,
	    r->fault);
	if (st != ST_OK)
		return st;
	gather_turn(r, s);
	return s->use.state == U0_DRAFT ? has_reviewers(r, s,
	    &s->facts.has_reviewer) : ST_OK;
}

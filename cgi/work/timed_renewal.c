/*
 * The end of a seal's validity: keeper and unit are reminded before renewing
 * opens, when it does and on the days of P-44, until it is renewed;
 * once the grace is over what was not renewed ends (T2, S6; P-02).
 */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "work/effect.h"
#include "work/renew.h"
#include "work/tell.h"
#include "work/timed_local.h"

#define AHEAD	7	/* days before renewing opens, the first reminder */
#define FURTHEST (5 * 366 * MS_DAY)	/* no window is longer */

int
timed_renewal(const struct timed_renewal *u, int64_t now)
{
	const int	 open = (int)((u->span.ends - u->span.opens) / MS_DAY);
	const int	 given[] = { open + AHEAD, open };
	int		 near = REMINDED_NEVER;
	size_t		 i;

	if (now > u->span.closes)
		return REMINDED_NEVER;
	for (i = 0; i < NITEMS(given); i++)
		if (now >= u->span.ends - given[i] * MS_DAY)
			near = given[i];
	for (i = 0; i < u->ndays; i++)
		if (u->days[i] < near &&
		    now >= u->span.ends - u->days[i] * MS_DAY)
			near = u->days[i];
	if (now > u->span.ends)
		near = 0;
	return near < u->told ? near : REMINDED_NEVER;
}

/* --- seals by the end of their validity ---------------------------------- */

static const struct sql ending_sql = { .nin = 4, .text =
    "SELECT s.id, r.since, COALESCE(r.days, 10000), r.first"
    "  FROM seal s JOIN seal_version v"
    "    ON v.seal = s.id AND v.version = s.version"
    "  LEFT JOIN reminder r"
    "    ON r.kind = 'renewal' AND r.subject = s.id"
    " WHERE s.state = 'active' AND s.id > $1"
    "   AND v.valid_to BETWEEN $2 AND $3"
    " ORDER BY s.id LIMIT $4" };
_Static_assert(REMINDED_NEVER == 10000, "as the list says it");

/* What is being renewed may be finished after the grace. */
static const struct sql over_sql = { .nin = 4, .text =
    "SELECT s.id, 0, 0, 0 FROM seal s JOIN seal_version v"
    "    ON v.seal = s.id AND v.version = s.version"
    " WHERE s.state IN ('active', 'suspended', 'lost')"
    "   AND s.id > $1 AND v.valid_to BETWEEN $2 AND $3"
    "   AND NOT EXISTS (SELECT 1 FROM request q"
    "        WHERE q.seal = s.id AND q.business = 'renew'"
    "          AND q.state NOT IN ('draft', 'completed', 'rejected',"
    "              'withdrawn', 'closed'))"
    " ORDER BY s.id LIMIT $4" };

/* --- who is told ---------------------------------------------------------- */

/* the keeper, and who may apply for the unit. */
static enum status
tell(struct timed *t, const struct seal *s, const char *kind,
    const char *text)
{
	const struct tell	 what = {
		.db = t->office, .pool = t->pool, .fault = &t->fault,
		.kind = kind, .text = text, .link = "/account/seals",
	};

	return tell_seal(&what, s);
}

/* --- reminders ------------------------------------------------------------ */

/* P-44: "60 30 14" */
static void
days_of_rule(struct timed *t, struct timed_renewal *u)
{
	const struct policy_rule	*rule = policy_find("P-44");
	char				 word[16];
	const char			*p = rule->choices;
	size_t				 n;

	u->ndays = 0;
	while (*p != '\0' && u->ndays < NITEMS(u->days)) {
		n = strcspn(p, " ");
		snprintf(word, sizeof(word), "%.*s", (int)n, p);
		if (policy_has(t->office, "P-44", word) &&
		    strcmp(word, "none") != 0)
			u->days[u->ndays++] = (int)strtol(word, NULL, 10);
		p += n + (p[n] == ' ');
	}
}

static const char *
words(struct timed *t, const struct seal *s, const struct renewal_span *w,
    int64_t now)
{
	char	 ends[CALENDAR_TEXT], opens[CALENDAR_TEXT],
		 closes[CALENDAR_TEXT];

	calendar_date(w->ends, ends);
	calendar_date(w->opens, opens);
	calendar_date(w->closes, closes);
	if (s->imported)	/* */
		return pool_printf(t->pool, "印章“%s”由其他系统制作，有效期到"
		    " %s，不能续期；请办理更换，或者申领新章。", s->name, ends);
	if (now < w->opens)
		return pool_printf(t->pool, "印章“%s”的有效期到 %s，%s 起可以"
		    "办理续期。", s->name, ends, opens);
	if (now <= w->ends)
		return pool_printf(t->pool, "印章“%s”的有效期到 %s，请及时办理"
		    "续期。", s->name, ends);
	return pool_printf(t->pool, "印章“%s”已于 %s 到期，不能再用；%s 前还可以"
	    "续期，逾期即注销。", s->name, ends, closes);
}

static enum status
write_reminder(struct timed *t, const struct timed_seal *told,
    const struct seal *s, const struct renewal_span *span, int64_t now)
{
	const struct audit_entry entry = {
		.action = "seal.remind-renewal", .kind = "seal",
		.object = s->code, .result = "ok",
	};
	enum status		 st;

	st = timed_reminded(t, "renewal", told);
	if (st == ST_OK)
		st = tell(t, s, "renewal", words(t, s, span, now));
	return st == ST_OK ? audit_add(t->office, &t->actor, &entry,
	    &t->fault) : st;
}

/* What was told of another end was of another version. */
static void
same_end(struct timed_seal *i, int64_t ends, int64_t now)
{
	if (i->since == ends)
		return;
	i->since = ends;
	i->told = REMINDED_NEVER;
	i->first = now;
}

static enum status
look_at(struct timed *t, struct timed_seal *i, void *arg, int *done)
{
	const int64_t		 now = clock_now();
	struct timed_renewal	*u = arg;
	struct seal		 s;
	enum status		 st;

	st = seal_load(t->office, t->pool, i->id, &s, &t->fault);
	if (st == ST_OK)
		st = renewal_span(t->office, &s, &u->span, &t->fault);
	if (st != ST_OK)
		return st;
	same_end(i, u->span.ends, now);
	u->told = i->told;
	if ((i->told = timed_renewal(u, now)) == REMINDED_NEVER)
		return ST_OK;
	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	st = store_end(t->office, write_reminder(t, i, &s, &u->span, now),
	    &t->fault);
	*done = st == ST_OK;
	return st;
}

enum status
timed_renewals(struct timed *t, int64_t *n)
{
	const int64_t		 now = clock_now();
	const struct timed_list	 list = {
		&ending_sql, now - FURTHEST, now + FURTHEST
	};
	struct timed_renewal	 u = { .ndays = 0 };

	days_of_rule(t, &u);
	return timed_each_seal(t, &list, look_at, &u, n);
}

/* --- the grace is over ----------------------------------------------------- */

static enum status
write_lapse(struct timed *t, struct dossier *d, struct bytes said)
{
	struct seal			*s = &d->seal;
	char				 id[ID_LEN + 1];
	const struct seal_move		 move = {
		.event = SE_LAPSE, .statement = id, .reason = "expired",
	};
	const struct audit_entry	 entry = {
		.action = "seal.lapse", .kind = "seal", .object = s->code,
		.result = "ok",
	};
	struct effect			 w = { .r = &t->req, .d = d };
	enum status			 st;

	st = statement_keep(t->office, s->id, said, id, &t->fault);
	if (st == ST_OK)
		st = seal_step(t->office, &t->actor, s, &move, &t->fault);
	if (st == ST_OK)
		st = effect_end_others(&w);
	if (st == ST_OK)
		st = tell(t, s, "revoked", pool_printf(t->pool, "印章“%s”到期后"
		    "没有续期，已注销。需要印章的，请重新申领。", s->name));
	return st == ST_OK ? audit_add(t->office, &t->actor, &entry,
	    &t->fault) : st;
}

static enum status
lapse(struct timed *t, struct timed_seal *i, void *arg, int *done)
{
	struct dossier		 d = { .request = { .id = "" } };
	struct renewal_span	 span = { 0 };
	struct bytes		 said;
	enum status		 st;

	(void)arg;
	d.keyd = t->keyd;
	d.has_seal = 1;
	st = seal_load(t->office, t->pool, i->id, &d.seal, &t->fault);
	if (st == ST_OK)
		st = renewal_span(t->office, &d.seal, &span, &t->fault);
	if (st != ST_OK || clock_now() <= span.closes)
		return st;
	if ((st = timed_say(t, ACT_REQUEST_STEP, i->id, d.seal.code,
	    &said)) != ST_OK ||
	    (st = store_begin(t->office, STORE_WRITE, &t->fault)) != ST_OK)
		return st;
	st = store_end(t->office, write_lapse(t, &d, said), &t->fault);
	*done = st == ST_OK;
	return st;
}

enum status
timed_lapses(struct timed *t, int64_t *n)
{
	const struct timed_list	 list = { &over_sql, 1, clock_now() - 1 };

	return timed_each_seal(t, &list, lapse, NULL, n);
}

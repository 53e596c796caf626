/*
 * Seals nobody uses (R-240, R-242; P-08): the keeper is warned three times,
 * then the seal is suspended, in keyd first.  A seal never used counts from
 * its activation.  Nobody loses a seal unwarned: where the rule is new, or
 * jobs slept through the warnings, the last one is given and its days run.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/log.h"
#include "work/timed_local.h"

/* Days before the end at which the keeper is told. */
static const int warnings[] = { 60, 30, 7 };
#define LAST	(warnings[NITEMS(warnings) - 1])
#define FIRST	(warnings[0])
#define SLACK	(4 * MS_DAY)	/* what months differ by */

int64_t
timed_unused_end(const struct timed_unused *u, int64_t now)
{
	const int64_t	 from = u->told == 0 ? now : u->first;
	const int64_t	 soonest = from + LAST * MS_DAY;

	return u->due > soonest ? u->due : soonest;
}

int
timed_unused(const struct timed_unused *u, int64_t now)
{
	const int64_t	 end = timed_unused_end(u, now);
	int		 near = 0;
	size_t		 i;

	if (u->told != 0 && now >= end)
		return UNUSED_SUSPEND;
	for (i = 0; i < NITEMS(warnings); i++)
		if (now >= end - warnings[i] * MS_DAY)
			near = warnings[i];
	return u->told == 0 || near < u->told ? near : 0;
}

/* --- who has not been used ----------------------------------------------- */

static const struct sql unused_sql = { .nin = 4, .text =
    "SELECT s.id, r.since, r.days, r.first"
    "  FROM seal s LEFT JOIN reminder r"
    "    ON r.kind = 'unused' AND r.subject = s.id"
    " WHERE s.state = 'active' AND s.id > $1"
    "   AND COALESCE(s.last_used, s.activated) BETWEEN $2 AND $3"
    " ORDER BY s.id LIMIT $4" };

/* --- what is done -------------------------------------------------------- */

static enum status
tell(struct timed *t, const struct seal *s, const char *text)
{
	if (s->keeper == NULL)
		return ST_OK;
	return notice_add(t->office, s->keeper, "unused", text,
	    "/account/seals", &t->fault);
}

static enum status
write_warning(struct timed *t, const struct timed_seal *i,
    const struct timed_unused *u, const struct seal *s, int days, int64_t now)
{
	struct timed_seal		 told = *i;
	const struct audit_entry	 entry = {
		.action = "seal.warn-unused", .kind = "seal",
		.object = s->code, .result = "ok",
	};
	char				 day[CALENDAR_TEXT];
	enum status			 st;

	told.told = days;
	told.first = u->told == 0 ? now : u->first;
	calendar_date(timed_unused_end(u, now), day);
	st = timed_reminded(t, "unused", &told);
	if (st == ST_OK)
		st = tell(t, s, pool_printf(t->pool, "印章“%s”长期没有使用，%s"
		    "起将停用。仍需使用的，请在此之前用章一次。", s->name, day));
	return st == ST_OK ? audit_add(t->office, &t->actor, &entry,
	    &t->fault) : st;
}

static enum status
warn(struct timed *t, const struct timed_seal *i,
    const struct timed_unused *u, const struct seal *s, int days)
{
	enum status	 st;

	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	return store_end(t->office, write_warning(t, i, u, s, days,
	    clock_now()), &t->fault);
}

static enum status
write_end(struct timed *t, struct seal *s, struct bytes said)
{
	char			 id[ID_LEN + 1];
	const struct seal_move	 move = {
		.event = SE_SUSPEND, .statement = id,
	};
	const struct audit_entry entry = {
		.action = "seal.suspend", .kind = "seal", .object = s->code,
		.result = "ok",
	};
	enum status		 st;

	st = statement_keep(t->office, s->id, said, id, &t->fault);
	if (st == ST_OK)
		st = seal_step(t->office, &t->actor, s, &move, &t->fault);
	if (st == ST_OK)
		st = tell(t, s, pool_printf(t->pool, "印章“%s”因长期没有使用，"
		    "已停用。需要再用的，请重新申请。", s->name));
	return st == ST_OK ? audit_add(t->office, &t->actor, &entry,
	    &t->fault) : st;
}

/*
 * keyd first, which takes it twice: broken off in between, the seal is
 * refused there, and the register follows when the job is taken up again.
 */
static enum status
suspend(struct timed *t, struct seal *s)
{
	struct bytes			 said;
	const struct keyd_tickets	 tickets = { &said, 1 };
	char				 step[ID_LEN + 1];
	enum status			 st;

	id_new(step);
	st = timed_say(t, ACT_SEAL_SUSPEND, s->id, s->code, &said);
	if (st == ST_OK)
		st = keyd_seal_suspend(t->keyd, step, s->code, tickets,
		    &t->fault);
	if (st == ST_OK)
		st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	return store_end(t->office, write_end(t, s, said), &t->fault);
}

/* Its time counts from the last use, or since it can be used (again). */
static enum status
count_from(struct timed *t, struct timed_seal *i, const struct seal *s,
    struct timed_unused *u)
{
	int64_t		 since;
	enum status	 st;

	st = seal_since(t->office, i->id, &since, &t->fault);
	if (st != ST_OK)
		return st;
	if (s->last_used > since)
		since = s->last_used;
	/* what was told of another time does not count */
	u->told = i->since == since ? i->told : 0;
	u->first = i->first;
	i->since = since;
	return policy_moment(t->office, "P-08", since, 1, &u->due, &t->fault);
}

static enum status
look_at(struct timed *t, struct timed_seal *i, void *arg, int *done)
{
	const int64_t		 now = clock_now();
	struct timed_unused	 u;
	struct seal		 s;
	enum status		 st;
	int			 act;

	(void)arg;
	st = seal_load(t->office, t->pool, i->id, &s, &t->fault);
	if (st != ST_OK)
		return st;
	if (seal_state_now(&s, now) != S3_ACTIVE)
		return ST_OK;		/* its time is over: another rule */
	if ((st = count_from(t, i, &s, &u)) != ST_OK)
		return st;
	if ((act = timed_unused(&u, now)) == 0)
		return ST_OK;
	st = act == UNUSED_SUSPEND ? suspend(t, &s) :
	    warn(t, i, &u, &s, act);
	*done = st == ST_OK;
	return st;
}

/* Used at or before *before a seal may have to be looked at; 0 never. */
static enum status
horizon(struct timed *t, int64_t *before)
{
	const int64_t	 soon = clock_now() + FIRST * MS_DAY;
	enum status	 st;

	st = policy_moment(t->office, "P-08", soon, -1, before, &t->fault);
	if (st == ST_OK)
		*before = *before == soon ? 0 : *before + SLACK;
	return st;
}

enum status
timed_unused_seals(struct timed *t, int64_t *n)
{
	struct timed_list	 list = { .sql = &unused_sql };
	enum status		 st = horizon(t, &list.until);

	return st != ST_OK || list.until == 0 ? st :
	    timed_each_seal(t, &list, look_at, NULL, n);
}

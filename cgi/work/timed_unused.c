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

enum { UNUSED_LIST, REMINDED, UNUSED_SQL__N };

static const struct sql unused_sql[UNUSED_SQL__N] = {
	[UNUSED_LIST] = { .nin = 3, .text =
	    "SELECT s.id, r.since, r.days, r.first"
	    "  FROM seal s LEFT JOIN reminder r"
	    "    ON r.kind = 'unused' AND r.subject = s.id"
	    " WHERE s.state = 'active' AND s.id > $1"
	    "   AND COALESCE(s.last_used, s.activated) <= $2"
	    " ORDER BY s.id LIMIT $3" },
	[REMINDED] = { .nin = 4, .text =
	    "INSERT INTO reminder (kind, subject, since, days, first)"
	    " VALUES ('unused', $1, $2, $3, $4)"
	    " ON CONFLICT (kind, subject) DO UPDATE"
	    "   SET since = $2, days = $3, first = $4" },
};

#define BATCH 100		/* seals in memory at once */

struct idle {
	char			 id[ID_LEN + 1];
	int64_t			 since;		/* what its time counts from */
	int64_t			 told_since;	/* what it counted from when told */
	struct timed_unused	 u;
};

static enum status
next_batch(struct timed *t, const char *after, int64_t before,
    struct idle out[BATCH], size_t *n)
{
	const struct value	 in[] = {
		v_text(after), v_int(before), v_int(BATCH)
	};
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(t->office, &unused_sql[UNUSED_LIST], in, NITEMS(in),
	    &rows, &t->fault);
	while (st == ST_OK && *n < BATCH &&
	    (st = rows_next(rows, &t->fault)) == ST_OK) {
		struct idle	*s = &out[(*n)++];

		memset(s, 0, sizeof(*s));
		memcpy(s->id, rows_str(rows, 0), ID_LEN + 1);
		s->told_since = rows_int(rows, 1);
		s->u.told = (int)rows_int(rows, 2);
		s->u.first = rows_int(rows, 3);
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

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
write_warning(struct timed *t, const struct idle *i, const struct seal *s,
    int days, int64_t now)
{
	const struct value	 in[] = {
		v_text(i->id), v_int(i->since), v_int(days),
		v_int(i->u.told == 0 ? now : i->u.first),
	};
	const struct audit_entry entry = {
		.action = "seal.warn-unused", .kind = "seal",
		.object = s->code, .result = "ok",
	};
	char			 day[CALENDAR_TEXT];
	enum status		 st;

	calendar_date(timed_unused_end(&i->u, now), day);
	st = store_run(t->office, &unused_sql[REMINDED], in, NITEMS(in),
	    NULL, &t->fault);
	if (st == ST_OK)
		st = tell(t, s, pool_printf(t->pool, "印章“%s”长期没有使用，%s"
		    "起将停用。仍需使用的，请在此之前用章一次。", s->name, day));
	return st == ST_OK ? audit_add(t->office, &t->actor, &entry,
	    &t->fault) : st;
}

static enum status
warn(struct timed *t, const struct idle *i, const struct seal *s, int days)
{
	enum status	 st;

	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	return store_end(t->office, write_warning(t, i, s, days,
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
count_from(struct timed *t, struct idle *i, const struct seal *s)
{
	enum status	 st;

	st = seal_since(t->office, i->id, &i->since, &t->fault);
	if (st != ST_OK)
		return st;
	if (s->last_used > i->since)
		i->since = s->last_used;
	if (i->told_since != i->since)
		i->u.told = 0;		/* that was of another time */
	return policy_moment(t->office, "P-08", i->since, 1, &i->u.due,
	    &t->fault);
}

static enum status
look_at(struct timed *t, struct idle *i, int64_t *n)
{
	const int64_t	 now = clock_now();
	struct seal	 s;
	enum status	 st;
	int		 act;

	st = seal_load(t->office, t->pool, i->id, &s, &t->fault);
	if (st != ST_OK)
		return st;
	if (seal_state_now(&s, now) != S3_ACTIVE)
		return ST_OK;		/* its time is over: another rule */
	if ((st = count_from(t, i, &s)) != ST_OK)
		return st;
	if ((act = timed_unused(&i->u, now)) == 0)
		return ST_OK;
	st = act == UNUSED_SUSPEND ? suspend(t, &s) : warn(t, i, &s, act);
	*n += st == ST_OK;
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

/* One that cannot be moved must not hold up the others. */
enum status
timed_unused_seals(struct timed *t, int64_t *n)
{
	struct idle	 batch[BATCH];
	char		 after[ID_LEN + 1] = "";
	int64_t		 before;
	enum status	 st;
	size_t		 i, k;

	if ((st = horizon(t, &before)) != ST_OK || before == 0)
		return st;
	do {
		st = next_batch(t, after, before, batch, &k);
		if (st != ST_OK)
			return st;
		for (i = 0; i < k; i++) {
			memcpy(after, batch[i].id, sizeof(after));
			if (look_at(t, &batch[i], n) != ST_OK) {
				store_rollback(t->office);
				log_line(LOG_ERROR, "seal %s: %s", after,
				    t->fault.text);
			}
			pool_reset(t->pool);
		}
	} while (k == BATCH);
	return ST_OK;
}

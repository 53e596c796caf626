/*
 * A clock that steps.  Each look compares it with the one that never
 * steps; the first look of a process with what is stored, since a clock may
 * be moved back while nothing runs.  A step is a line of the log, an entry of
 * the trail and a sentence on the administrators' first page for a week.
 */
#include <stdlib.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/log.h"
#include "work/timed_local.h"

#define TOLERATED	(2 * MS_SECOND)	/* a clock may be slewed so far */
#define SHOWN		(7 * MS_DAY)

enum { CLOCK_READ, CLOCK_WRITE, CLOCK_STEPPED, CLOCK__N };

static const struct sql clock_sql[CLOCK__N] = {
	[CLOCK_READ] = { .nin = 0, .text =
	    "SELECT seen, COALESCE(stepped, 0), COALESCE(step, 0)"
	    "  FROM clock_seen WHERE id = 1" },
	[CLOCK_WRITE] = { .nin = 1, .text =
	    "INSERT INTO clock_seen (id, seen, stepped, step)"
	    " VALUES (1, $1, NULL, NULL)"
	    " ON CONFLICT (id) DO UPDATE SET seen = $1" },
	[CLOCK_STEPPED] = { .nin = 2, .text =
	    "INSERT INTO clock_seen (id, seen, stepped, step)"
	    " VALUES (1, $1, $1, $2)"
	    " ON CONFLICT (id) DO UPDATE"
	    "   SET seen = $1, stepped = $1, step = $2" },
};

struct seen {
	int64_t	 at, stepped, step;
};

int64_t
timed_step(int64_t before, int64_t passed, int64_t now)
{
	const int64_t	 step = now - before - passed;

	return step > TOLERATED || step < -TOLERATED ? step : 0;
}

/* ST_ABSENT: nobody looked yet. */
static enum status
read_seen(struct store *db, struct seen *out, struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	st = store_query(db, &clock_sql[CLOCK_READ], NULL, 0, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*out = (struct seen){ rows_int(rows, 0), rows_int(rows, 1),
		    rows_int(rows, 2) };
	rows_free(rows);
	return st;
}

/* "2 小时", "3 秒": the largest unit that fits, never negative. */
static const char *
length(struct pool *pool, int64_t ms)
{
	static const struct {
		int64_t		 ms;
		const char	*label;
	} units[] = {
		{ MS_DAY, "天" }, { MS_HOUR, "小时" }, { MS_MINUTE, "分钟" },
		{ MS_SECOND, "秒" },
	};
	size_t	 i = 0;

	while (i < NITEMS(units) - 1 && ms < units[i].ms)
		i++;
	return pool_printf(pool, "%lld %s", (long long)(ms / units[i].ms),
	    units[i].label);
}

static const char *
step_words(struct pool *pool, int64_t step)
{
	return pool_printf(pool, "系统时钟%s %s", step < 0 ? "倒退了" :
	    "向前跳了", length(pool, llabs(step)));
}

enum status
timed_clock_words(struct store *db, struct pool *pool, const char **out,
    struct fault *f)
{
	char		 when[CALENDAR_TEXT];
	struct seen	 s = { 0 };
	enum status	 st = read_seen(db, &s, f);

	*out = NULL;
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_OK : st;
	if (s.step == 0 || llabs(clock_now() - s.stepped) > SHOWN)
		return ST_OK;
	calendar_minute(s.stepped, when);
	*out = pool_printf(pool, "%s，%s发现（新的时间）", step_words(pool,
	    s.step), when);
	return ST_OK;
}

static enum status
note_step(struct timed *t, int64_t now, int64_t step)
{
	const struct value	 in[] = { v_int(now), v_int(step) };
	const struct audit_entry entry = {
		.action = "clock.step", .kind = "clock", .object = "clock",
		.result = "failed", .reason = step_words(t->pool, step),
	};
	enum status		 st;

	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	st = store_run(t->office, &clock_sql[CLOCK_STEPPED], in, NITEMS(in),
	    NULL, &t->fault);
	if (st == ST_OK)
		st = audit_add(t->office, &t->actor, &entry, &t->fault);
	return store_end(t->office, st, &t->fault);
}

static enum status
note_seen(struct timed *t, int64_t now)
{
	const struct value	 in[] = { v_int(now) };
	enum status		 st;

	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	st = store_run(t->office, &clock_sql[CLOCK_WRITE], in, NITEMS(in),
	    NULL, &t->fault);
	return store_end(t->office, st, &t->fault);
}

/* Nothing ran meanwhile: how long, nobody knows, but it was not less. */
static enum status
first_look(struct timed *t, int64_t now, int64_t *step)
{
	struct seen	 s = { 0 };
	enum status	 st = read_seen(t->office, &s, &t->fault);

	*step = st == ST_OK && s.at > now ? timed_step(s.at, 0, now) : 0;
	return st == ST_ABSENT ? ST_OK : st;
}

void
timed_watch_clock(struct timed *t)
{
	const int64_t	 ticks = clock_ticks(), now = clock_now();
	int64_t		 step = 0;
	enum status	 st = ST_OK;

	if (t->clock == 0)
		st = first_look(t, now, &step);
	else
		step = timed_step(t->clock, (ticks - t->ticks) / 1000, now);
	if (step != 0)
		log_line(LOG_WARN, "the clock stepped by %lld ms",
		    (long long)step);
	if (st == ST_OK && step != 0)
		st = note_step(t, now, step);
	else if (st == ST_OK && t->noted != timed_period(EVERY_MINUTE, now))
		st = note_seen(t, now);
	if (st == ST_OK) {	/* else compared and noted with the next look */
		t->clock = now;
		t->ticks = ticks;
		t->noted = timed_period(EVERY_MINUTE, now);
	} else {
		store_rollback(t->office);
		log_line(LOG_ERROR, "clock: %s", t->fault.text);
	}
	pool_reset(t->pool);
}

/* The timetable of timed work, and who takes a period; see timed.h. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "work/timed_local.h"

#define BROKEN_OFF	(10 * MS_MINUTE)	/* longer takes no job */
#define TIMED_POOL	(64 * MIB)		/* one case at a time */

static const struct {
	const char		*name;
	enum timed_every	 every;
	timed_job		*run;
} jobs[] = {
	{ "policies", EVERY_MINUTE, timed_policies },	/* others go by them */
	{ "requests", EVERY_MINUTE, timed_requests },
	{ "uses", EVERY_MINUTE, timed_uses },
	{ "intents", EVERY_MINUTE, timed_intents },
	{ "messages", EVERY_HOUR, timed_messages },
	{ "purge", EVERY_HOUR, timed_purge },
	{ "carriers", EVERY_HOUR, timed_carriers },
	{ "contents", EVERY_DAY, timed_contents },
	{ "unused", EVERY_DAY, timed_unused_seals },
	{ "renewals", EVERY_DAY, timed_renewals },
	{ "lapses", EVERY_DAY, timed_lapses },
	{ "anchor", EVERY_DAY, timed_anchor },
	/* last: others may be waited for */
	{ "orders", EVERY_MINUTE, timed_orders },
	{ "filings", EVERY_MINUTE, timed_filings },
};

_Static_assert(NITEMS(jobs) <= TIMED_JOBS, "room for every job");

static const int64_t spans[EVERY__N] = {
	[EVERY_MINUTE] = MS_MINUTE, [EVERY_HOUR] = MS_HOUR,
	[EVERY_DAY] = MS_DAY,
};

int64_t
timed_period(enum timed_every every, int64_t now)
{
	return every == EVERY_DAY ? calendar_midnight(now) :
	    now - now % spans[every];
}

/* --- taking a period ----------------------------------------------------------- */

enum { JOB_TAKE, JOB_DONE, JOB__N };

/*
 * A period is taken where it is newer than the last one, where the clock was
 * set back past it (demonstration), or where who took it broke off.
 */
static const struct sql job_sql[JOB__N] = {
	[JOB_TAKE] = { .nin = 5, .text =
	    "INSERT INTO job (name, period, taken, done, result)"
	    " VALUES ($1, $2, $3, NULL, NULL)"
	    " ON CONFLICT (name) DO UPDATE"
	    "   SET period = $2, taken = $3, done = NULL, result = NULL"
	    " WHERE job.period < $2 OR job.period > $4"
	    "    OR (job.done IS NULL AND job.taken < $5)"
	    " RETURNING period" },
	[JOB_DONE] = { .nin = 4, .text =
	    "UPDATE job SET done = $1, result = $2"
	    " WHERE name = $3 AND period = $4" },
};

/* ST_ABSENT: it is taken already. */
static enum status
take(struct timed *t, const char *name, enum timed_every every,
    int64_t period, int64_t now)
{
	const struct value	 in[] = {
		v_text(name), v_int(period), v_int(now),
		v_int(period + spans[every]), v_int(now - BROKEN_OFF),
	};
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	st = store_query(t->office, &job_sql[JOB_TAKE], in, NITEMS(in),
	    &rows, &t->fault);
	if (st == ST_OK)
		st = rows_next(rows, &t->fault);
	rows_free(rows);
	return store_end(t->office, st, &t->fault);
}

static enum status
note_done(struct timed *t, const char *name, int64_t period,
    const char *result)
{
	const struct value	 in[] = {
		v_int(clock_now()), v_text(result), v_text(name),
		v_int(period),
	};
	enum status		 st;

	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	st = store_run(t->office, &job_sql[JOB_DONE], in, NITEMS(in), NULL,
	    &t->fault);
	return store_end(t->office, st, &t->fault);
}

static enum status
run_taken(struct timed *t, size_t k, int64_t period, int64_t *n)
{
	const char	*result;
	enum status	 st;

	if ((st = jobs[k].run(t, n)) != ST_OK)
		return st;
	result = pool_printf(t->pool, "%lld", (long long)*n);
	return note_done(t, jobs[k].name, period, result);
}

/* What failed is not done, and so is taken again after a while. */
static void
run_one(struct timed *t, size_t k, int64_t period, int64_t now)
{
	int64_t		 n = 0;
	enum status	 st;

	st = take(t, jobs[k].name, jobs[k].every, period, now);
	if (st == ST_ABSENT)
		return;			/* another instance has it */
	if (st == ST_OK)
		st = run_taken(t, k, period, &n);
	if (st != ST_OK) {
		store_rollback(t->office);
		log_line(LOG_ERROR, "job %s: %s: %s", jobs[k].name,
		    status_name(st), t->fault.text);
		return;
	}
	t->ran[k] = period;
	if (n > 0 || jobs[k].every == EVERY_DAY)
		log_line(LOG_INFO, "job %s: %lld done", jobs[k].name,
		    (long long)n);
}

int
timed_noted(struct timed *t, const char *what, const char *id, enum status st)
{
	if (st != ST_OK) {
		store_rollback(t->office);
		log_line(st == ST_CONFLICT ? LOG_INFO : LOG_ERROR,
		    "%s %s: %s", what, id, t->fault.text);
	}
	pool_reset(t->pool);
	return st == ST_OK;
}

void
timed_run(struct timed *t)
{
	int64_t	 now, minute, period;
	size_t	 k;

	timed_watch_clock(t);
	timed_receipts(t);
	now = clock_now();
	minute = timed_period(EVERY_MINUTE, now);
	for (k = 0; k < NITEMS(jobs); k++) {
		period = timed_period(jobs[k].every, now);
		if (t->looked[k] == minute || t->ran[k] == period)
			continue;
		t->looked[k] = minute;
		run_one(t, k, period, now);
		pool_reset(t->pool);
	}
	timed_send(t);
}

/* --- opening ------------------------------------------------------------------------ */

/* The system acts: nobody's person, no unit, its own bit. */
static void
be_system(struct timed *t)
{
	t->actor = (struct actor){
		.name = "系统", .unit_name = "", .serial = "",
		.roles = FLOW_SYSTEM, .address = "jobs", .program = "jobs",
		.request = t->id,
	};
	id_new(t->id);
}

enum status
timed_open(const struct config *config, struct timed **out, struct fault *f)
{
	struct timed	*t = calloc(1, sizeof(*t));
	enum status	 st = ST_OK;

	*out = NULL;
	if (t == NULL || (t->pool = pool_new(TIMED_POOL)) == NULL) {
		free(t);
		return fault_set(f, ST_BROKEN, "jobs: memory");
	}
	t->config = *config;
	be_system(t);
	if ((st = store_open(config->store, "office", 0, &t->office,
	    f)) != ST_OK ||
	    (st = store_open(config->store, "content", 0, &t->content,
	    f)) != ST_OK ||
	    (st = store_open(config->store, "public", 0, &t->pub,
	    f)) != ST_OK ||
	    (st = keyd_open(config, "jobs", &t->keyd, f)) != ST_OK) {
		timed_close(t);
		return st;
	}
	t->req = (struct req){
		.pool = t->pool, .db = t->office, .content = t->content,
		.pub = t->pub, .keyd = t->keyd, .config = &t->config, .actor = &t->actor,
		.fault = &t->fault, .id = t->id, .token = "", .path = "",
		.host = "",
	};
	*out = t;
	return ST_OK;
}

void
timed_close(struct timed *t)
{
	if (t == NULL)
		return;
	pool_free(t->pool);
	keyd_close(t->keyd);
	store_close(t->office);
	store_close(t->content);
	store_close(t->pub);
	free(t);
}

enum status
timed_say(struct timed *t, const char *action, const char *subject,
    const char *seal, struct bytes *out)
{
	const struct keyd_say	 say = {
		.action = action, .subject = subject, .seal = seal,
		.role = ROLE__N,
	};

	return keyd_state_system(t->keyd, t->pool, &say, out, &t->fault);
}

/*
 * Timed work: the rows of T1 and T3 a clock raises, what crashes
 * left half done, and what nobody needs any more.  Each job runs
 * once a period, by whichever instance takes it; after downtime once for all
 * that was missed.
 *
 * The revocation lists are not here: the program status issues them when
 * something changed or the last is about to end (P-26).
 */
#ifndef WORK_TIMED_H
#define WORK_TIMED_H

#include <stdint.h>

#include "base/config.h"
#include "base/fault.h"
#include "base/pool.h"
#include "store/store.h"
#include "work/renew.h"

/* --- pure ------------------------------------------------------------------ */

enum timed_every { EVERY_MINUTE, EVERY_HOUR, EVERY_DAY, EVERY__N };

/* The start of the period a moment lies in; days begin at 00:00 +08:00. */
int64_t		 timed_period(enum timed_every every, int64_t now);

/*
 * How far the clock stepped, below 0 for back: between two looks it
 * was to go on from "before" by "passed".  0 for what a clock that is being
 * adjusted may differ by.
 */
int64_t		 timed_step(int64_t before, int64_t passed, int64_t now);

/*
 * The row of T1 the clock raises in a state once its deadline is past; -1
 * where there is none.
 */
int		 timed_event(int state, int urgent);

/* What is known of a call to keyd that began and is not known to have ended. */
struct timed_intent {
	const char	*kind;		/* "urgent", or an event of T1 */
	const char	*keyd;		/* keyd's word for the seal, or NULL */
	int		 seal;		/* enum seal_state; -1: none */
	int		 possible;	/* its request can still take the event */
	int64_t		 age;		/* ms */
};

enum timed_fate {
	FATE_WAIT,		/* left for the person's own retry */
	FATE_DROP,		/* over: nothing was begun, or all is done */
	FATE_REPORT,		/* frozen: the urgent report is opened */
	FATE_LOST,		/* frozen: the register follows */
	FATE_REVOKED		/* revoked: the register follows */
};
enum timed_fate	 timed_fate(const struct timed_intent *i);

/* A seal nobody uses, and what its keeper was told of it. */
struct timed_unused {
	int64_t		 due;		/* last use and P-08 */
	int		 told;		/* days in the latest warning; 0 none */
	int64_t		 first;		/* when the first was given */
};
#define UNUSED_SUSPEND	(-1)

/* UNUSED_SUSPEND, the days the keeper is to be warned of now, or 0. */
int		 timed_unused(const struct timed_unused *u, int64_t now);
/* When it will be suspended: never less than a week after the first warning. */
int64_t		 timed_unused_end(const struct timed_unused *u, int64_t now);

/* The end of a seal's validity, and what was told of it. */
#define REMINDED_NEVER	10000	/* days no reminder is ahead */
#define REMINDED_MAX	8
struct timed_renewal {
	struct renewal_span	 span;
	int			 days[REMINDED_MAX];	/* P-44 */
	size_t			 ndays;
	int			 told;	/* days in the latest; or NEVER */
};
/* The days before the end that are to be told of now, 0 once it is past;
 * REMINDED_NEVER: nothing new. */
int		 timed_renewal(const struct timed_renewal *u, int64_t now);

/* How long a receipt waits after so many tries, ms. */
int64_t		 timed_receipt_wait(int64_t tries);

/* --- the runner ------------------------------------------------------------- */

struct timed;

/* Stores and the road to keyd, as the program "jobs". */
enum status	 timed_open(const struct config *config, struct timed **out,
		    struct fault *f);
void		 timed_close(struct timed *t);
/* The last step of the clock that was noticed within a week, in words for an
 * administrator; NULL where there was none. */
enum status	 timed_clock_words(struct store *db, struct pool *pool,
		    const char **out, struct fault *f);

/* Run whatever is due; what fails is logged and tried again. */
void		 timed_run(struct timed *t);

#endif

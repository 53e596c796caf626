/* Shared by the files of timed work alone. */
#ifndef WORK_TIMED_LOCAL_H
#define WORK_TIMED_LOCAL_H

#include "work/local.h"
#include "work/timed.h"

#define TIMED_JOBS 16		/* room in the timetable */

struct timed {
	struct config	 config;
	struct store	*office, *content, *pub;
	struct keyd	*keyd;
	struct pool	*pool;
	struct actor	 actor;		/* the system */
	struct fault	 fault;
	struct req	 req;		/* what the steps see */
	char		 id[ID_LEN + 1];
	/* What this process knows of each job without asking. */
	int64_t		 looked[TIMED_JOBS];	/* minute of the last look */
	int64_t		 ran[TIMED_JOBS];	/* period it is done for */
	/* The clock at the last look, and the one that never steps. */
	int64_t		 clock, ticks, noted;	/* noted: minute in the store */
	int64_t		 sent;		/* ticks when messages were last sent */
};

/* A job: how much it did goes to *n, for the log. */
typedef enum status timed_job(struct timed *t, int64_t *n);

timed_job	 timed_requests, timed_uses, timed_intents, timed_contents,
		 timed_purge, timed_messages, timed_anchor, timed_unused_seals,
		 timed_renewals, timed_lapses, timed_carriers, timed_filings,
		 timed_orders, timed_policies;

/*
 * How one of many went: what cannot be done is rolled back and logged, so that
 * it does not hold up the others; the pool is reset.  1 where it went well.
 */
int		 timed_noted(struct timed *t, const char *what, const char *id,
		    enum status st);

/* Send what waits in the channels there are; every few seconds, because a
 * code by phone is waited for. */
void		 timed_send(struct timed *t);
/* an alarm by mail to who is on duty, where the channel has such an
 * address; inside the caller's transaction.  The inbox has it anyway. */
enum status	 channel_alarm(struct timed *t, const char *text);

/* Seal the receipts and notices that wait; looked at all the time, since
 * people wait for them. */
void		 timed_receipts(struct timed *t);

/* Compare the clock with the last look; a step is logged and audited. */
void		 timed_watch_clock(struct timed *t);

/* A seal of a list, and what was told of it. */
struct timed_seal {
	char	 id[ID_LEN + 1];
	int64_t	 since;		/* what its deadline counted from when told */
	int	 told;		/* days in the latest reminder */
	int64_t	 first;		/* when the first was told; 0: never */
};
/* "sql" takes the id to go on behind, from, until and a limit, and gives the
 * columns of a struct timed_seal by id. */
struct timed_list {
	const struct sql	*sql;
	int64_t			 from, until;
};
/* Look at each; one that cannot be looked at is logged and must not hold up
 * the others.  What was done goes to *n. */
enum status	 timed_each_seal(struct timed *t,
		    const struct timed_list *list,
		    enum status (*look)(struct timed *t,
		    struct timed_seal *s, void *arg, int *done), void *arg,
		    int64_t *n);
/* Keep what was told, within the transaction that tells. */
enum status	 timed_reminded(struct timed *t, const char *kind,
		    const struct timed_seal *s);

/* Say with the system key what the clock does. */
enum status	 timed_say(struct timed *t, const char *action,
		    const char *subject, const char *seal,
		    struct bytes *out);

#endif

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
};

/* A job: how much it did goes to *n, for the log. */
typedef enum status timed_job(struct timed *t, int64_t *n);

timed_job	 timed_requests, timed_uses, timed_intents, timed_contents,
		 timed_purge, timed_messages, timed_anchor, timed_unused_seals;

/* Compare the clock with the last look; a step is logged and audited. */
void		 timed_watch_clock(struct timed *t);

/* Say with the system key what the clock does. */
enum status	 timed_say(struct timed *t, const char *action,
		    const char *subject, const char *seal,
		    struct bytes *out);

#endif

/*
 * jobs: timed work, one process (design.md, Programs).  It keeps the office
 * open, so that programs which only read find its shared memory in place.
 * SIGTERM ends it where it stands: every change is one transaction, and what
 * was broken off is taken up again.
 */
#include <signal.h>
#include <time.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "work/timed.h"

static enum status
start(struct timed **out, struct fault *f)
{
	struct config	 config;
	enum status	 st;

	*out = NULL;
	if ((st = config_load(&config, f)) != ST_OK)
		return st;
	if (*config.clock != '\0' &&
	    (st = clock_map(config.clock, f)) != ST_OK)
		return st;
	return timed_open(&config, out, f);
}

int
main(void)
{
	const struct timespec	 second = { .tv_sec = 1 };
	struct timed		*t;
	struct fault		 f = { 0 };

	log_open("jobs");
	signal(SIGPIPE, SIG_IGN);
	if (start(&t, &f) != ST_OK) {
		log_fault(&f);
		return 1;
	}
	log_line(LOG_INFO, "ready, version %s", JIANYIN_VERSION);
	for (;;) {
		timed_run(t);
		nanosleep(&second, NULL);
	}
}

/*
 * The gate of an SQLite store: one writer at a time holds a lock on
 * DIR/NAME.gate.  SQLite's own waiting starves writers for seconds, a queue
 * in the kernel does not; the wait is bounded by STORE_WAIT_MS.
 */
#include <sys/file.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/local.h"

#define GATE_SIGNAL	(SIGRTMIN + 3)	/* ends a wait at the gate */
#define GATE_AGAIN_NS	100000000L	/* in case it came before the wait */

static void
on_gate_signal(int sig)
{
	(void)sig;		/* only to end flock(2) with EINTR */
}

/* A timer that interrupts this thread when the wait has lasted enough. */
static int
alarm_set(timer_t *out)
{
	struct sigaction	 sa = { .sa_handler = on_gate_signal };
	struct sigevent		 ev = { .sigev_notify = SIGEV_THREAD_ID,
				    .sigev_signo = GATE_SIGNAL };
	struct itimerspec	 when = {
		.it_value = { .tv_sec = STORE_WAIT_MS / 1000 },
		.it_interval = { .tv_nsec = GATE_AGAIN_NS },
	};

	ev._sigev_un._tid = gettid();
	if (sigaction(GATE_SIGNAL, &sa, NULL) != 0 ||
	    timer_create(CLOCK_MONOTONIC, &ev, out) != 0)
		return -1;
	return timer_settime(*out, 0, &when, NULL);
}

static enum status
gate_wait(const char *name, int gate, struct fault *f)
{
	int64_t		 end = clock_ticks() + STORE_WAIT_MS * 1000;
	sigset_t	 let, before;
	timer_t		 timer;
	int		 got;

	sigemptyset(&let);
	sigaddset(&let, GATE_SIGNAL);
	if (alarm_set(&timer) != 0)
		return fault_set(f, ST_BROKEN, "%s: no timer: %s", name,
		    strerror(errno));
	pthread_sigmask(SIG_UNBLOCK, &let, &before);
	while ((got = flock(gate, LOCK_EX)) != 0 && errno == EINTR &&
	    clock_ticks() < end)
		;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	timer_delete(timer);
	if (got != 0)
		return fault_set(f, ST_BROKEN,
		    "%s: waited %d s for the turn to write", name,
		    STORE_WAIT_MS / 1000);
	return ST_OK;
}

enum status
store_gate_enter(const char *name, int gate, struct fault *f)
{
	if (flock(gate, LOCK_EX | LOCK_NB) == 0)
		return ST_OK;
	if (errno != EWOULDBLOCK && errno != EINTR)
		return fault_set(f, ST_BROKEN, "%s: gate: %s", name,
		    strerror(errno));
	return gate_wait(name, gate, f);
}

void
store_gate_leave(int gate)
{
	if (gate != -1)
		flock(gate, LOCK_UN);
}

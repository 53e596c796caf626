/*
 * Being told to stop.  FCGX_ShutdownPending does not wake accept, and a
 * handler that interrupts system calls would break the running request, so
 * ours restarts them (SA_RESTART) after putting /dev/null where the listener
 * was: an accept that is restarted, or comes later, then fails at once and
 * web_next returns.  The socket itself is the supervisor's and stays open.
 */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "web/local.h"

/* Signals leave no other way to carry a state. */
static volatile sig_atomic_t	 stopping;
static int			 nothing = -1;

static void
on_stop(int signo)
{
	(void)signo;
	stopping = 1;
	(void)dup2(nothing, STDIN_FILENO);
}

int
web_stopping(void)
{
	return stopping != 0;
}

enum status
web_signals(struct fault *f)
{
	struct sigaction	 stop = { .sa_handler = on_stop,
				    .sa_flags = SA_RESTART };
	struct sigaction	 ignore = { .sa_handler = SIG_IGN };

	stopping = 0;
	if (nothing == -1 &&
	    (nothing = open("/dev/null", O_RDWR | O_CLOEXEC)) == -1)
		return fault_set(f, ST_BROKEN, "/dev/null cannot be opened");
	sigemptyset(&stop.sa_mask);
	/* libfcgi has put handlers of its own for these. */
	if (sigaction(SIGTERM, &stop, NULL) == -1 ||
	    sigaction(SIGINT, &stop, NULL) == -1 ||
	    sigaction(SIGUSR1, &ignore, NULL) == -1 ||
	    sigaction(SIGPIPE, &ignore, NULL) == -1)
		return fault_set(f, ST_BROKEN, "signals cannot be set");
	return ST_OK;
}

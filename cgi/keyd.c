/*
 * keyd: the crypto device.  JIANYIN_CONF names the settings; it listens on
 * RUN/keyd/PROGRAM.sock until SIGTERM or SIGINT.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/pool.h"
#include "keys/keys.h"

static volatile int	stop;
static int		wake[2];

static void
on_signal(int sig)
{
	const int	 e = errno;
	const char	 c = 0;

	(void)sig;
	stop = 1;
	if (write(wake[1], &c, 1) == -1)
		stop = 1;	/* the pipe is full: it wakes already */
	errno = e;
}

static enum status
catch_signals(struct fault *f)
{
	struct sigaction	 sa = { .sa_handler = on_signal };

	if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0 ||
	    sigaction(SIGTERM, &sa, NULL) != 0 ||
	    sigaction(SIGINT, &sa, NULL) != 0)
		return fault_set(f, ST_BROKEN, "signals: %s",
		    strerror(errno));
	sa.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &sa, NULL);
	return ST_OK;
}

int
main(void)
{
	struct config	 config;
	struct fault	 f = { 0 };
	enum status	 st;

	log_open("keyd");
	pool_keep_memory();
	if ((st = config_load(&config, &f)) == ST_OK && *config.clock != '\0')
		st = clock_map(config.clock, &f);
	if (st == ST_OK)
		st = catch_signals(&f);
	if (st == ST_OK)
		st = keyd_serve(&config, wake[0], &stop, &f);
	if (st == ST_OK)
		return 0;
	log_fault(&f);
	return 1;
}

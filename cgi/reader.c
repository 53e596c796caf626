/*
 * reader: opens strangers' files so that no other program has to.  It has no
 * keys, no database and no network; a file comes as a descriptor through one
 * socket for each calling program, and each document gets a sandboxed child
 * of its own.  Fonts and libraries are opened before the first fork.
 */
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "box/reader.h"
#include "ofd/client.h"
#include "pdf/client.h"
#include "picture/client.h"

#define WORKERS		4	/* one slow document must not hold up three */
#define OPS_MAX		64	/* a door's mask has 64 bits */
#define AGAIN_MS	200	/* a worker that dies at once is not spun */

/* What a caller may ask for; a row of the table below for each program. */
#define MAY_READ	1u	/* look, preview, extract */
#define MAY_STAMP	2u	/* prepare */
#define MAY_PICTURE	4u	/* decode a scan */

static const struct {
	const char	*program;
	unsigned	 may;
} callers[] = {
	{ "stamp", MAY_READ | MAY_STAMP | MAY_PICTURE },
	{ "verify", MAY_READ },
	{ "apply", MAY_READ | MAY_PICTURE },
	{ "approve", MAY_READ | MAY_PICTURE },
	{ "issue", MAY_READ | MAY_STAMP | MAY_PICTURE },
	{ "loss", MAY_READ | MAY_PICTURE },
	{ "cancel", MAY_READ | MAY_PICTURE },
	{ "renew", MAY_READ | MAY_PICTURE },
	{ "change", MAY_READ | MAY_PICTURE },
	{ "replace", MAY_READ | MAY_PICTURE },
	{ "account", MAY_READ | MAY_PICTURE },
	{ "jobs", MAY_READ | MAY_STAMP },
	{ "jianyin", MAY_READ | MAY_STAMP | MAY_PICTURE },
};

/* Tables of operations; a folder that reads files adds its row here. */
static const struct {
	const struct reader_op	*ops;
	const size_t		*n;
} families[] = {
	{ pdf_ops, &pdf_nops },
	{ ofd_ops, &ofd_nops },
	{ picture_ops, &picture_nops },
};

/* The right an operation needs, by the last part of its name. */
static unsigned
right_of(const struct reader_op *op)
{
	static const struct { const char *name; unsigned right; } rights[] = {
		{ "pdf.look", MAY_READ }, { "pdf.preview", MAY_READ },
		{ "pdf.extract", MAY_READ }, { "pdf.prepare", MAY_STAMP },
		{ "ofd.look", MAY_READ }, { "picture.decode", MAY_PICTURE },
		{ "picture.read", MAY_PICTURE },
	};
	size_t	 i;

	for (i = 0; i < NITEMS(rights); i++)
		if (strcmp(rights[i].name, op->name) == 0)
			return rights[i].right;
	return ~0u;		/* unknown: nobody has all rights */
}

static size_t
ops_gather(struct reader_op ops[OPS_MAX])
{
	size_t	 i, k, n = 0;

	for (i = 0; i < NITEMS(families); i++)
		for (k = 0; k < *families[i].n && n < OPS_MAX; k++)
			ops[n++] = families[i].ops[k];
	return n;
}

static uint64_t
mask_of(unsigned may, const struct reader_op *ops, size_t n)
{
	uint64_t	 mask = 0;
	size_t		 i;

	for (i = 0; i < n; i++)
		if ((right_of(&ops[i]) & ~may) == 0)
			mask |= UINT64_C(1) << i;
	return mask;
}

static enum status
doors_open(const struct config *c, const struct reader_op *ops, size_t nops,
    struct reader_door doors[NITEMS(callers)], struct fault *f)
{
	char	 dir[CONFIG_PATH], path[CONFIG_PATH + 64];
	size_t	 i;
	int	 fd;

	config_path(c->run, "reader", dir);
	if (mkdir(dir, 0711) == -1 && errno != EEXIST)
		return fault_set(f, ST_BROKEN, "%s: %s", dir, strerror(errno));
	for (i = 0; i < NITEMS(callers); i++) {
		snprintf(path, sizeof(path), "%s/%s.sock", dir,
		    callers[i].program);
		if ((fd = wire_passed(callers[i].program)) == -1 &&
		    (fd = wire_listen(path, 0660, f)) == -1)
			return ST_BROKEN;
		/* Several workers wait at it; only one gets each caller. */
		if (fcntl(fd, F_SETFL, O_NONBLOCK) == -1)
			return fault_set(f, ST_BROKEN, "%s: %s", path,
			    strerror(errno));
		doors[i] = (struct reader_door){ fd,
		    mask_of(callers[i].may, ops, nops) };
	}
	return ST_OK;
}

/* Ending, and a worker's end: taken one by one by the parent. */
static void
signals_wanted(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGCHLD);
}

static pid_t
worker_new(const struct reader_door *doors, const struct reader_op *ops,
    size_t nops)
{
	struct fault	 f = { 0 };
	pid_t		 parent = getpid(), pid = fork();
	sigset_t	 set;

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signals_wanted(&set);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	if (getppid() != parent)
		_exit(0);
	for (;;)
		if (reader_serve(doors, NITEMS(callers), ops, nops, &f) !=
		    ST_OK) {
			log_fault(&f);
			_exit(1);
		}
}

static void
workers_keep(const struct reader_door *doors, const struct reader_op *ops,
    size_t nops)
{
	const struct timespec	 second = { .tv_sec = 1 };
	pid_t			 pids[WORKERS] = { 0 }, gone;
	sigset_t		 set;
	int			 i, sig, stopping = 0;

	signals_wanted(&set);
	while (!stopping) {
		for (i = 0; i < WORKERS; i++)
			if (pids[i] <= 0)
				pids[i] = worker_new(doors, ops, nops);
		/* Blocked but here, so that none is missed in between. */
		sig = sigtimedwait(&set, NULL, &second);
		if (sig == SIGTERM || sig == SIGINT)
			stopping = 1;
		while ((gone = waitpid(-1, NULL, WNOHANG)) > 0)
			for (i = 0; i < WORKERS; i++)
				if (pids[i] == gone) {
					pids[i] = 0;
					log_line(LOG_WARN, "worker %ld gone",
					    (long)gone);
					usleep(AGAIN_MS * 1000);
				}
	}
	/* They hold nothing that must be kept; each takes its child along. */
	for (i = 0; i < WORKERS; i++)
		if (pids[i] > 0)
			kill(pids[i], SIGKILL);
	while (wait(NULL) > 0)
		;
}

static enum status
sandbox_ready(const struct config *c, struct fault *f)
{
	if (box_available())
		return ST_OK;
	if (!config_is_demo(c))
		return fault_set(f, ST_BROKEN,
		    "this kernel has no seccomp: files are not read");
	log_line(LOG_WARN, "no seccomp: demonstration goes on without");
	box_allow_missing();
	return ST_OK;
}

int
main(void)
{
	static struct reader_op	 ops[OPS_MAX];
	struct reader_door	 doors[NITEMS(callers)];
	sigset_t		 set;
	struct config		 config;
	struct fault		 f = { 0 };
	size_t			 nops = ops_gather(ops);

	log_open("reader");
	pool_keep_memory();
	signals_wanted(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (config_load(&config, &f) != ST_OK ||
	    sandbox_ready(&config, &f) != ST_OK ||
	    doors_open(&config, ops, nops, doors, &f) != ST_OK ||
	    pdf_warm(&f) != ST_OK || ofd_warm(&f) != ST_OK ||
	    picture_warm(&f) != ST_OK) {
		log_fault(&f);
		return 1;
	}
	/* Once, here: what a child would otherwise do first, each anew. */
	pdf_rehearse();
	log_line(LOG_INFO, "ready: %zu callers, %d workers",
	    NITEMS(callers), WORKERS);
	workers_keep(doors, ops, nops);
	return 0;
}

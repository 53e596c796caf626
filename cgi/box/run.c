/*
 * One child for one document: made, locked in, waited for, explained.  What
 * it leaves in shared memory is a stranger's word and is checked like one.
 */
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "box/local.h"

#define BULK_FD	3		/* where the child finds its output file */
#define SPARE_MS	(24 * 3600 * 1000)	/* it waits for its order */
#define ORDER_MS	5000	/* taking it takes no time */

/* What the child leaves behind; in shared memory. */
struct leaving {
	int		 done;		/* it came to its end */
	int		 full;		/* the fields did not fit */
	enum status	 st;
	struct fault	 fault;
	size_t		 n;
	unsigned char	 fields[];
};

static int	 missing_allowed;

int
box_available(void)
{
	return box_filter_ready();
}

void
box_allow_missing(void)
{
	missing_allowed = 1;
}

static int
filter_ready_now(void)
{
	return box_filter_ready() || missing_allowed;
}

/* --- in the child --------------------------------------------------------- */

static void
limit(int what, rlim_t n)
{
	struct rlimit	 rl = { n, n };

	setrlimit((unsigned)what, &rl);
}

/* Address space in use: libraries and fonts opened before the fork. */
static size_t
mapped_now(void)
{
	char	 text[64] = "";
	ssize_t	 n;
	int	 fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);

	if (fd == -1)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	return n <= 0 ? 0 : (size_t)strtoul(text, NULL, 10) *
	    (size_t)sysconf(_SC_PAGESIZE);
}

/* The file and the room for the answer are mapped by now. */
static void
limits_enter(const struct box_rules *rules)
{
#ifndef JIANYIN_SANITIZED
	limit(RLIMIT_AS, mapped_now() + rules->memory);
#else			/* shadow memory is terabytes of address space */
	(void)mapped_now;
#endif
	limit(RLIMIT_CPU, rules->cpu);
	limit(RLIMIT_FSIZE, rules->bulk);
	limit(RLIMIT_NOFILE, rules->profile == BOX_RENDER ? 32 : 4);
	limit(RLIMIT_NPROC, 0);
	limit(RLIMIT_CORE, 0);
}

/* The file with an offset of its own: others read it at the same time. */
static int
reopened(int in)
{
	char	 path[32];
	int	 fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", in);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) != -1)
		return fd;
	lseek(in, 0, SEEK_SET);
	return in;
}

/* Descriptors: the file as 0, the output as 3 (and 1 of a program). */
static void
descriptors_enter(const struct box_job *job, int bulk)
{
	int	 null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int	 in = job->in == -1 ? null : reopened(job->in);

	if (bulk != -1)		/* out of the way of 0, 1 and 2 first */
		bulk = fcntl(bulk, F_DUPFD_CLOEXEC, 16);
	in = fcntl(in, F_DUPFD_CLOEXEC, 16);
	null = fcntl(null, F_DUPFD_CLOEXEC, 16);
	dup2(in, 0);
	dup2(job->rules->profile == BOX_RENDER && bulk != -1 ? bulk : null,
	    1);
#ifndef JIANYIN_SANITIZED
	dup2(null, 2);
#endif
	if (bulk != -1)
		dup2(bulk, BULK_FD);
	close_range(bulk == -1 ? BULK_FD : BULK_FD + 1, ~0u, 0);
}

static enum status
lock_in(const struct box_job *job, int bulk, struct box_io *io,
    struct fault *f)
{
	enum status	 st;
	int		 sig;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (sig = 1; sig < 32; sig++)	/* the parent's handlers are not ours */
		signal(sig, SIG_DFL);
	if (job->in != -1 && (st = box_map(job->in, &io->in, f)) != ST_OK)
		return st;
	descriptors_enter(job, bulk);
	io->bulk = bulk == -1 ? -1 : BULK_FD;
	if (prctl(PR_SET_DUMPABLE, 0) == -1 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return fault_set(f, ST_BROKEN, "privileges: %s",
		    strerror(errno));
	if (job->rules->profile == BOX_RENDER)
		box_fence_enter();
	limits_enter(job->rules);
	return box_filter_enter(job->rules->profile, f);
}

/* Never returns: the child's whole life. */
static void
live(const struct box_job *job, int bulk, struct leaving *out)
{
	struct box_io	 io = { .bulk = -1 };
	struct fault	 f = { 0 };
	enum status	 st;

	buf_init(&io.reply, job->rules->reply);
	st = lock_in(job, bulk, &io, &f);
	if (st == ST_OK)
		st = job->fn(job->req, &io, &f);
	out->st = st;
	out->fault = f;
	out->full = !buf_ok(&io.reply);
	if (!out->full && io.reply.n > 0) {
		memcpy(out->fields, io.reply.p, io.reply.n);
		out->n = io.reply.n;
	}
	out->done = 1;
	_exit(0);
}

enum status
box_exec(struct box_io *io, const char *const argv[], struct fault *f)
{
	static char	*const no_env[] = { NULL };
	union { const char *const *in; char *const *out; } v = { .in = argv };

	(void)io;
	execve(argv[0], v.out, no_env);
	return fault_set(f, ST_BROKEN, "%s: %s", argv[0], strerror(errno));
}

/* --- in the parent -------------------------------------------------------- */

/* Wait for the child, at most "ms"; 0 where it had to be ended. */
static int
wait_child(pid_t pid, int ms, int *how, size_t *rss)
{
	struct rusage	 use = { 0 };
	struct pollfd	 pfd = { .events = POLLIN };
	int		 n, in_time = 1;

	pfd.fd = pidfd_open(pid, 0);
	do
		n = poll(&pfd, 1, ms);
	while (n == -1 && errno == EINTR);
	if (n == 0) {
		in_time = 0;
		kill(pid, SIGKILL);
	}
	if (pfd.fd != -1)
		close(pfd.fd);
	while (wait4(pid, how, 0, &use) == -1 && errno == EINTR)
		;
	*rss = (size_t)use.ru_maxrss * KIB;
	return in_time;
}

/* What the way it died says. */
static enum box_end
end_of(int how, int in_time, size_t rss, const struct box_rules *rules,
    const struct leaving *left)
{
	static const struct { int sig; enum box_end end; } deaths[] = {
		{ SIGSYS, BOX_FORBIDDEN }, { SIGXCPU, BOX_SLOW },
		{ SIGKILL, BOX_SLOW }, { SIGXFSZ, BOX_FULL },
	};
	size_t	 i;

	if (!in_time)
		return BOX_SLOW;
	for (i = 0; WIFSIGNALED(how) && i < NITEMS(deaths); i++)
		if (WTERMSIG(how) == deaths[i].sig)
			return deaths[i].end;
	if (!WIFEXITED(how))	/* who dies of hunger dies fat */
		return rss > rules->memory / 2 ? BOX_MEMORY : BOX_CRASHED;
	if (left->done)
		return left->full ? BOX_FULL : BOX_DONE;
	/* A program took the child's place: its exit code is all there is. */
	if (rules->profile == BOX_RENDER)
		return WEXITSTATUS(how) == 0 ? BOX_DONE : BOX_CRASHED;
	return BOX_CRASHED;
}

static enum status
explain(enum box_end end, struct fault *f)
{
	static const char *const why[] = {
		[BOX_DONE] = "", [BOX_SLOW] = "took too long",
		[BOX_MEMORY] = "took too much memory",
		[BOX_FORBIDDEN] = "asked for a forbidden call",
		[BOX_CRASHED] = "died of the file",
		[BOX_FULL] = "answered too much",
		[BOX_REFUSED] = "no seccomp on this machine",
	};

	_Static_assert(NITEMS(why) == BOX__N, "a row each");
	return fault_set(f, end == BOX_REFUSED ? ST_BROKEN : ST_INVALID,
	    "sandbox: %s", why[end]);
}

/* Take over what the child left, believing none of it. */
static enum status
take(const struct leaving *left, const struct box_rules *rules,
    struct buf *reply, struct fault *f)
{
	char	 text[FAULT_MAX];

	if (!left->done)
		return ST_OK;		/* a program; see end_of */
	if ((unsigned)left->st >= ST__N || left->n > rules->reply)
		return fault_set(f, ST_INVALID, "sandbox: nonsense left");
	buf_put(reply, left->fields, left->n);
	if (!buf_ok(reply))
		return fault_set(f, ST_BROKEN, "sandbox: reply too large");
	if (left->st == ST_OK)
		return ST_OK;
	memcpy(text, left->fault.text, sizeof(text));
	text[sizeof(text) - 1] = '\0';
	return fault_set(f, left->st, "%s", text);
}

static int
bulk_new(struct fault *f)
{
	int	 fd = memfd_create("output", MFD_CLOEXEC);

	if (fd == -1)
		fault_set(f, ST_BROKEN, "memory file: %s", strerror(errno));
	return fd;
}

/* --- a child made ahead --------------------------------------------------- */

enum { S_WHAT = 1, S_REQUEST };		/* fields of the order to it */

/* Parent and child are one image: these addresses are the same in both. */
struct what {
	const struct box_rules	*rules;
	box_fn			*fn;
	int			 has_in, has_bulk;
};

/* Its whole life: wait for an order, then be an ordinary child. */
static void
spare_live(int fd, struct leaving *out)
{
	struct buf	 raw;
	struct wire_msg	 msg, req;
	struct what	 what;
	struct box_job	 job;
	struct bytes	 v;
	int		 fds[WIRE_FDS], in, bulk;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	buf_init(&raw, BOX_REQUEST_MAX + 4 * KIB);
	if (wire_recv(fd, &raw, fds, SPARE_MS, NULL) != ST_OK ||
	    wire_check(buf_view(&raw), &msg, NULL) != ST_OK)
		_exit(0);
	v = wire_get(&msg, S_WHAT);
	if (v.n != sizeof(what))
		_exit(0);
	memcpy(&what, v.p, sizeof(what));
	req = (struct wire_msg){ 0, wire_get(&msg, S_REQUEST) };
	in = what.has_in ? fds[0] : -1;
	bulk = what.has_bulk ? fds[what.has_in] : -1;
	job = (struct box_job){ what.rules, what.fn, &req, in };
	live(&job, bulk, out);
}

void
box_spare_new(struct box_spare *s, size_t reply)
{
	int	 pair[2];

	*s = (struct box_spare){ .pid = -1, .fd = -1 };
	if ((!filter_ready_now()) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		return;
	s->room = sizeof(struct leaving) + reply;
	s->left = mmap(NULL, s->room, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (s->left == MAP_FAILED || (s->pid = fork()) == -1)
		goto fail;
	if (s->pid == 0) {
		close(pair[0]);
		spare_live(pair[1], s->left);
	}
	close(pair[1]);
	s->fd = pair[0];
	return;
fail:
	if (s->left != MAP_FAILED)
		munmap(s->left, s->room);
	close(pair[0]);
	close(pair[1]);
	*s = (struct box_spare){ .pid = -1, .fd = -1 };
}

void
box_spare_free(struct box_spare *s)
{
	if (s->pid == -1)
		return;
	close(s->fd);
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	munmap(s->left, s->room);
	*s = (struct box_spare){ .pid = -1, .fd = -1 };
}

static int
spare_order(const struct box_spare *s, const struct box_job *job, int bulk)
{
	const struct what what = { job->rules, job->fn, job->in != -1,
	    bulk != -1 };
	int		 fds[2], ok;
	size_t		 n = 0;
	struct buf	 b;

	if (job->in != -1)
		fds[n++] = job->in;
	if (bulk != -1)
		fds[n++] = bulk;
	buf_init(&b, BOX_REQUEST_MAX + 4 * KIB);
	wire_begin(&b, 0);
	wire_put(&b, S_WHAT, bytes_of(&what, sizeof(what)));
	if (job->req != NULL)
		wire_put(&b, S_REQUEST, job->req->body);
	ok = wire_send(s->fd, &b, fds, n, ORDER_MS, NULL) == ST_OK;
	buf_free(&b);
	return ok;
}

/* A child for the job: the spare one if it fits, or a new one. */
static pid_t
child_for(const struct box_job *job, struct box_spare *spare, int bulk,
    struct leaving **left, size_t *room, struct fault *f)
{
	pid_t	 pid;

	if (spare != NULL && spare->pid != -1) {
		if (sizeof(**left) + job->rules->reply <= spare->room &&
		    spare_order(spare, job, bulk)) {
			*left = spare->left;
			*room = spare->room;
			pid = spare->pid;
			close(spare->fd);
			*spare = (struct box_spare){ .pid = -1, .fd = -1 };
			return pid;
		}
		box_spare_free(spare);
	}
	*room = sizeof(**left) + job->rules->reply;
	*left = mmap(NULL, *room, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (*left == MAP_FAILED) {
		fault_set(f, ST_BROKEN, "sandbox: %s", strerror(errno));
		return -1;
	}
	if ((pid = fork()) == 0)
		live(job, bulk, *left);
	if (pid == -1) {
		fault_set(f, ST_BROKEN, "fork: %s", strerror(errno));
		munmap(*left, *room);
	}
	return pid;
}

enum status
box_run_spare(const struct box_job *job, struct box_spare *spare,
    struct buf *reply, int *bulk, enum box_end *end, struct fault *f)
{
	const struct box_rules	*rules = job->rules;
	struct leaving		*left;
	enum status		 st = ST_BROKEN;
	size_t			 rss = 0, room;
	int			 out = -1, how = 0, in_time;
	pid_t			 pid;

	*bulk = -1;
	*end = BOX_REFUSED;
	if (!filter_ready_now())
		return explain(BOX_REFUSED, f);
	if (rules->bulk > 0 && (out = bulk_new(f)) == -1)
		return ST_BROKEN;
	pid = child_for(job, spare, out, &left, &room, f);
	if (pid == -1)
		goto out;
	in_time = wait_child(pid, rules->wall, &how, &rss);
	*end = end_of(how, in_time, rss, rules, left);
	st = *end == BOX_DONE ? take(left, rules, reply, f) :
	    explain(*end, f);
	if (out != -1 && lseek(out, 0, SEEK_END) > 0) {
		lseek(out, 0, SEEK_SET);
		*bulk = out;
		out = -1;
	}
	munmap(left, room);
out:
	if (out != -1)
		close(out);
	return st;
}

enum status
box_run(const struct box_job *job, struct buf *reply, int *bulk,
    enum box_end *end, struct fault *f)
{
	return box_run_spare(job, NULL, reply, bulk, end, f);
}

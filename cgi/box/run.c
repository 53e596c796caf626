/*
 * One child for one document: made, locked in, waited for, explained.  What
 * it leaves in shared memory is a stranger's word and is checked like one:
 * copied once, and only the copy is looked at, since a child that says it
 * has done need not have ended.  Taking its memory apart costs the kernel as
 * long as reading a small file, so nobody waits for that.
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

#define WORD_FD	1		/* where a child that computes says "done" */
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
descriptors_enter(const struct box_job *job, int bulk, int word)
{
	int	 null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int	 in = job->in == -1 ? null : reopened(job->in);

	if (bulk != -1)		/* out of the way of 0, 1 and 2 first */
		bulk = fcntl(bulk, F_DUPFD_CLOEXEC, 16);
	in = fcntl(in, F_DUPFD_CLOEXEC, 16);
	null = fcntl(null, F_DUPFD_CLOEXEC, 16);
	word = fcntl(word, F_DUPFD_CLOEXEC, 16);
	dup2(in, 0);
	if (job->rules->profile == BOX_RENDER)	/* a program's output */
		word = bulk != -1 ? bulk : null;
	dup2(word, WORD_FD);
#ifndef JIANYIN_SANITIZED
	dup2(null, 2);
#endif
	if (bulk != -1)
		dup2(bulk, BULK_FD);
	close_range(bulk == -1 ? BULK_FD : BULK_FD + 1, ~0u, 0);
}

static enum status
lock_in(const struct box_job *job, int bulk, int word, struct box_io *io,
    struct fault *f)
{
	enum status	 st;
	int		 sig;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (sig = 1; sig < 32; sig++)	/* the parent's handlers are not ours */
		signal(sig, SIG_DFL);
	if (job->in != -1 && (st = box_map(job->in, &io->in, f)) != ST_OK)
		return st;
	descriptors_enter(job, bulk, word);
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
live(const struct box_job *job, int bulk, int word, struct leaving *out)
{
	struct box_io	 io = { .bulk = -1 };
	struct fault	 f = { 0 };
	enum status	 st;

	buf_init(&io.reply, job->rules->reply);
	st = lock_in(job, bulk, word, &io, &f);
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
	if (job->rules->profile == BOX_COMPUTE && write(WORD_FD, "", 1) == -1)
		_exit(1);		/* nobody listens any more */
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

/* How a child was left. */
enum wait { CHILD_ENDED, CHILD_SAID, CHILD_LATE };

/* Wait until the child ended or, where "word" is watched, says it has done. */
static enum wait
wait_child(pid_t pid, int word, int ms)
{
	struct pollfd	 pfd[] = {
		{ .fd = pidfd_open(pid, 0), .events = POLLIN },
		{ .fd = word, .events = POLLIN },
	};
	enum wait	 how = CHILD_ENDED;
	int		 n;

	do
		n = poll(pfd, NITEMS(pfd), ms);
	while (n == -1 && errno == EINTR);
	if (n == 0)
		how = CHILD_LATE;
	else if ((pfd[0].revents & POLLIN) == 0 &&
	    (pfd[1].revents & POLLIN) != 0)
		how = CHILD_SAID;
	if (pfd[0].fd != -1)
		close(pfd[0].fd);
	if (how != CHILD_ENDED)
		kill(pid, SIGKILL);
	return how;
}

static void
reap(pid_t pid, int *how, size_t *rss)
{
	struct rusage	 use = { 0 };

	while (wait4(pid, how, 0, &use) == -1 && errno == EINTR)
		;
	*rss = (size_t)use.ru_maxrss * KIB;
}

/* What the way it died says. */
static enum box_end
end_of(int how, size_t rss, const struct box_rules *rules,
    const struct leaving *left)
{
	static const struct { int sig; enum box_end end; } deaths[] = {
		{ SIGSYS, BOX_FORBIDDEN }, { SIGXCPU, BOX_SLOW },
		{ SIGKILL, BOX_SLOW }, { SIGXFSZ, BOX_FULL },
	};
	size_t	 i;

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

/*
 * Take over what the child left, believing none of it.  "head" is our copy;
 * the fields may still change under us, and are checked by whoever gets the
 * copy of them.
 */
static enum status
take(const struct leaving *head, const unsigned char *fields,
    const struct box_rules *rules, struct buf *reply, struct fault *f)
{
	char	 text[FAULT_MAX];

	if (!head->done)
		return ST_OK;		/* a program; see end_of */
	if ((unsigned)head->st >= ST__N || head->n > rules->reply)
		return fault_set(f, ST_INVALID, "sandbox: nonsense left");
	buf_put(reply, fields, head->n);
	if (!buf_ok(reply))
		return fault_set(f, ST_BROKEN, "sandbox: reply too large");
	if (head->st == ST_OK)
		return ST_OK;
	memcpy(text, head->fault.text, sizeof(text));
	text[sizeof(text) - 1] = '\0';
	return fault_set(f, head->st, "%s", text);
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
	live(&job, bulk, fd, out);
}

void
box_spare_new(struct box_spare *s, size_t reply)
{
	int	 pair[2];

	*s = (struct box_spare){ .pid = -1, .fd = -1, .ending = s->ending };
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
	*s = (struct box_spare){ .pid = -1, .fd = -1, .ending = s->ending };
}

void
box_spare_reap(struct box_spare *s)
{
	size_t	 rss;
	int	 how;

	if (s->ending != 0)
		reap(s->ending, &how, &rss);
	s->ending = 0;
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
	*s = (struct box_spare){ .pid = -1, .fd = -1, .ending = s->ending };
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

/* A child at work, and the parent's end of its word. */
struct child {
	pid_t		 pid;
	int		 word;
	struct leaving	*left;
	size_t		 room;
};

static enum status
child_new(const struct box_job *job, int bulk, struct child *c,
    struct fault *f)
{
	int	 pair[2];

	*c = (struct child){ .pid = -1, .word = -1,
	    .room = sizeof(*c->left) + job->rules->reply };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		return fault_set(f, ST_BROKEN, "sandbox: %s", strerror(errno));
	c->word = pair[0];
	c->left = mmap(NULL, c->room, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (c->left != MAP_FAILED && (c->pid = fork()) == 0)
		live(job, bulk, pair[1], c->left);
	close(pair[1]);
	if (c->left != MAP_FAILED && c->pid != -1)
		return ST_OK;
	fault_set(f, ST_BROKEN, "sandbox: %s", strerror(errno));
	if (c->left != MAP_FAILED)
		munmap(c->left, c->room);
	close(c->word);
	return ST_BROKEN;
}

/* A child for the job: the spare one if it fits, or a new one. */
static enum status
child_for(const struct box_job *job, struct box_spare *spare, int bulk,
    struct child *c, struct fault *f)
{
	if (spare != NULL && spare->pid != -1) {
		if (sizeof(*c->left) + job->rules->reply <= spare->room &&
		    spare_order(spare, job, bulk)) {
			*c = (struct child){ spare->pid, spare->fd,
			    spare->left, spare->room };
			*spare = (struct box_spare){ .pid = -1, .fd = -1,
			    .ending = spare->ending };
			return ST_OK;
		}
		box_spare_free(spare);
	}
	return child_new(job, bulk, c, f);
}

/*
 * Until it has done or died.  An output file is the child's until it has
 * ended; fields are copied, so there its word is enough.
 */
static enum box_end
attend(const struct child *c, const struct box_rules *rules,
    struct box_spare *spare, struct leaving *head)
{
	const int	 word = rules->profile == BOX_COMPUTE &&
	    rules->bulk == 0 ? c->word : -1;
	enum wait	 how;
	size_t		 rss;
	int		 end = 0;

	how = wait_child(c->pid, word, rules->wall);
	if (how == CHILD_SAID && spare != NULL) {
		box_spare_reap(spare);
		spare->ending = c->pid;
	} else {
		reap(c->pid, &end, &rss);
	}
	memcpy(head, c->left, sizeof(*head));
	if (how == CHILD_LATE)
		return BOX_SLOW;
	if (how == CHILD_ENDED)
		return end_of(end, rss, rules, head);
	if (!head->done)		/* a word without a deed */
		return BOX_CRASHED;
	return head->full ? BOX_FULL : BOX_DONE;
}

enum status
box_run_spare(const struct box_job *job, struct box_spare *spare,
    struct buf *reply, int *bulk, enum box_end *end, struct fault *f)
{
	const struct box_rules	*rules = job->rules;
	struct leaving		 head;
	struct child		 c = { .pid = -1, .word = -1 };
	enum status		 st;
	int			 out = -1;

	*bulk = -1;
	*end = BOX_REFUSED;
	if (!filter_ready_now())
		return explain(BOX_REFUSED, f);
	if (rules->bulk > 0 && (out = bulk_new(f)) == -1)
		return ST_BROKEN;
	if ((st = child_for(job, spare, out, &c, f)) != ST_OK)
		goto out;
	*end = attend(&c, rules, spare, &head);
	st = *end == BOX_DONE ? take(&head, c.left->fields, rules, reply, f) :
	    explain(*end, f);
	if (out != -1 && lseek(out, 0, SEEK_END) > 0) {
		lseek(out, 0, SEEK_SET);
		*bulk = out;
		out = -1;
	}
	munmap(c.left, c.room);
	close(c.word);
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

/*
 * The thread that reads and writes; see server.h.  A peer may be slow, close
 * half of its connection or say nothing: it costs one place of a bounded
 * number, until its deadline.
 */
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "keys/server.h"
#include "keys/workers.h"

#define HEAD		6	/* length and operation */
#define PIECE		65536	/* read at once */
#define ACCEPT_ROUND	16	/* new peers of one program at a time */
#define SWEEP_MS	30000	/* how often idle handles are shut */

enum conn_state { CONN_FREE, CONN_READING, CONN_WORKING, CONN_WRITING };

struct conn {
	enum conn_state	 state;
	int		 fd;
	enum program	 program;
	struct job	*job;		/* while reading and writing */
	size_t		 at;		/* bytes written */
	int64_t		 deadline;	/* ticks, microseconds */
};

struct server {
	struct keys	*k;
	struct workers	*workers;
	int		 done_fd;
	int		 listen[P__N];
	uid_t		 owner[P__N];	/* who may connect */
	struct conn	 conns[KEYS_CONNECTIONS];
	int64_t		 renewed;	/* ticks of the last try; 0 none */
	struct pollfd	 polls[2 + P__N + KEYS_CONNECTIONS];
	int		 who[2 + P__N + KEYS_CONNECTIONS];
};

/* --- sockets ------------------------------------------------------------ */

static enum status
listen_one(struct server *s, enum program p, struct fault *f)
{
	char		 path[2 * CONFIG_PATH];
	struct stat	 sb;

	snprintf(path, sizeof(path), "%s/keyd/%s.sock", s->k->config.run,
	    program_name(p));
	if ((s->listen[p] = wire_passed(program_name(p))) == -1)
		s->listen[p] = wire_listen(path, 0600, f);
	if (s->listen[p] == -1)
		return ST_BROKEN;
	if (stat(path, &sb) != 0 ||
	    fcntl(s->listen[p], F_SETFL, O_NONBLOCK) != 0 ||
	    fcntl(s->listen[p], F_SETFD, FD_CLOEXEC) != 0)
		return fault_set(f, ST_BROKEN, "%s: %s", path,
		    strerror(errno));
	s->owner[p] = sb.st_uid;
	return ST_OK;
}

static enum status
listen_all(struct server *s, struct fault *f)
{
	char		 dir[CONFIG_PATH];
	enum status	 st = ST_OK;
	int		 p;

	config_path(s->k->config.run, "keyd", dir);
	if (mkdir(dir, 0711) != 0 && errno != EEXIST)
		return fault_set(f, ST_BROKEN, "%s: %s", dir, strerror(errno));
	for (p = 0; p < P__N && st == ST_OK; p++)
		st = listen_one(s, (enum program)p, f);
	return st;
}

enum status
server_new(struct keys *k, struct server **out, struct fault *f)
{
	struct server	*s;
	enum status	 st;
	int		 p;

	*out = NULL;
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return fault_set(f, ST_BROKEN, "out of memory");
	s->k = k;
	for (p = 0; p < P__N; p++)
		s->listen[p] = -1;
	s->done_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (s->done_fd == -1)
		st = fault_set(f, ST_BROKEN, "eventfd: %s", strerror(errno));
	else if ((st = listen_all(s, f)) == ST_OK)
		st = workers_new(k, s->done_fd, &s->workers, f);
	if (st != ST_OK)
		server_free(s);
	else
		*out = s;
	return st;
}

/* --- peers -------------------------------------------------------------- */

static void
conn_close(struct conn *c)
{
	close(c->fd);
	job_free(c->job);
	*c = (struct conn){ .state = CONN_FREE, .fd = -1 };
}

static void
set_deadline(struct conn *c, int ms)
{
	c->deadline = clock_ticks() + (int64_t)ms * 1000;
}

/* Ready for the next message. */
static int
conn_begin(struct conn *c, int number)
{
	job_free(c->job);
	if ((c->job = calloc(1, sizeof(*c->job))) == NULL)
		return 0;
	c->job->conn = number;
	c->job->program = c->program;
	buf_init(&c->job->in, LIMIT_KEYD);
	buf_init(&c->job->out, LIMIT_CRL + 64 * KIB);
	c->state = CONN_READING;
	c->at = 0;
	set_deadline(c, KEYS_READ_MS);
	return 1;
}

/*
 * A free place; else that of the peer who has said nothing for longest; -1
 * while all are at work: then new ones wait in the kernel's queue.
 */
static int
find_place(const struct server *s, enum program p)
{
	const struct conn *c;
	int		 i, free_one = -1, idle = -1, own = 0, own_idle = -1;

	for (i = 0; i < KEYS_CONNECTIONS; i++) {
		c = &s->conns[i];
		if (c->state == CONN_FREE) {
			free_one = free_one == -1 ? i : free_one;
			continue;
		}
		own += c->program == p;
		if (c->state != CONN_READING || c->job->in.n > 0)
			continue;
		if (idle == -1 || c->deadline < s->conns[idle].deadline)
			idle = i;
		if (c->program == p && (own_idle == -1 ||
		    c->deadline < s->conns[own_idle].deadline))
			own_idle = i;
	}
	if (own >= KEYS_PER_PROGRAM)	/* nobody takes all places */
		return own_idle;
	return free_one != -1 ? free_one : idle;
}

/* Only the owner of the socket, and root who could be anybody. */
static int
peer_is_welcome(const struct server *s, int fd, enum program p)
{
	struct ucred	 who;
	socklen_t	 n = sizeof(who);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) != 0)
		return 0;
	if (who.uid == s->owner[p] || who.uid == 0)
		return 1;
	log_line(LOG_WARN, "%s: uid %u refused", program_name(p),
	    (unsigned)who.uid);
	return 0;
}

/* 0 where nobody waits any more. */
static int
accept_one(struct server *s, enum program p)
{
	int	 fd, i;

	if ((i = find_place(s, p)) == -1)
		return 0;
	fd = accept4(s->listen[p], NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd == -1)
		return 0;
	if (!peer_is_welcome(s, fd, p)) {
		close(fd);
		return 1;
	}
	if (s->conns[i].state != CONN_FREE)
		conn_close(&s->conns[i]);
	s->conns[i] = (struct conn){ .fd = fd, .program = p };
	if (!conn_begin(&s->conns[i], i))
		conn_close(&s->conns[i]);
	return 1;
}

static void
accept_some(struct server *s, enum program p)
{
	int	 k;

	for (k = 0; k < ACCEPT_ROUND && accept_one(s, p); k++)
		;
}

/* --- reading and writing ------------------------------------------------ */

static size_t
message_length(const struct buf *b)
{
	return (size_t)b->p[0] << 24 | (size_t)b->p[1] << 16 |
	    (size_t)b->p[2] << 8 | b->p[3];
}

static void
give(struct server *s, struct conn *c)
{
	const struct op	*op;
	const struct buf *in = &c->job->in;

	op = op_find((unsigned)in->p[4] << 8 | in->p[5]);
	c->state = CONN_WORKING;
	c->job->fd = c->fd;
	workers_give(s->workers, c->job, op != NULL && (op->flags & OP_SLOW));
	c->job = NULL;
}

/*
 * Read what is there; 0 when the peer is to go.  The head first, so that the
 * next message, if sent already, stays in the socket.
 */
static int
read_some(struct server *s, struct conn *c)
{
	struct buf	*in = &c->job->in;
	unsigned char	 piece[PIECE];
	size_t		 want;
	ssize_t		 n;

	want = in->n < HEAD ? HEAD - in->n : message_length(in) - in->n;
	n = read(c->fd, piece, want < sizeof(piece) ? want : sizeof(piece));
	if (n == -1)
		return errno == EAGAIN || errno == EINTR;
	if (n == 0)
		return 0;
	buf_put(in, piece, (size_t)n);
	wipe(piece, (size_t)n);
	if (in->n < HEAD)
		return 1;
	if (message_length(in) < HEAD || message_length(in) > LIMIT_KEYD ||
	    !buf_ok(in)) {
		log_line(LOG_WARN, "%s: message of %zu bytes refused",
		    program_name(c->program), message_length(in));
		return 0;
	}
	if (in->n == message_length(in))
		give(s, c);
	return 1;
}

static int
write_some(struct conn *c, int number)
{
	const struct buf *out = &c->job->out;
	ssize_t		 n;

	if (c->at == out->n)
		return conn_begin(c, number);
	n = send(c->fd, out->p + c->at, out->n - c->at,
	    MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n == -1)
		return errno == EAGAIN || errno == EINTR;
	c->at += (size_t)n;
	return c->at < out->n || conn_begin(c, number);
}

static void
take_done(struct server *s)
{
	struct job	*job;
	struct conn	*c;
	uint64_t	 n;

	if (read(s->done_fd, &n, sizeof(n)) == -1 && errno != EAGAIN)
		log_line(LOG_ERROR, "keyd: eventfd: %s", strerror(errno));
	while ((job = workers_take(s->workers)) != NULL) {
		/* a place is not given on while its job is under way */
		c = &s->conns[job->conn];
		c->job = job;
		c->state = CONN_WRITING;
		c->at = job->sent;
		set_deadline(c, KEYS_WRITE_MS);
		if (!write_some(c, job->conn))
			conn_close(c);
	}
}

/* --- the loop ----------------------------------------------------------- */

#define WHO_WAKE	(-2)
#define WHO_DONE	(-1)
#define WHO_LISTEN(p)	(-10 - (int)(p))

static void
poll_add(struct server *s, nfds_t *n, int fd, short events, int who)
{
	s->polls[*n] = (struct pollfd){ .fd = fd, .events = events };
	s->who[(*n)++] = who;
}

/* Peers to be heard or answered, counted by program. */
static nfds_t
conns_build(struct server *s, nfds_t n, int own[P__N])
{
	const struct conn *c;
	int		 i;

	for (i = 0; i < KEYS_CONNECTIONS; i++) {
		c = &s->conns[i];
		if (c->state == CONN_READING)
			poll_add(s, &n, c->fd, POLLIN, i);
		else if (c->state == CONN_WRITING)
			poll_add(s, &n, c->fd, POLLOUT, i);
		if (c->state != CONN_FREE)
			own[c->program]++;
	}
	return n;
}

/* New peers, where there may be a place; looked for only near the limits. */
static nfds_t
poll_build(struct server *s, int wake)
{
	int	 own[P__N] = { 0 }, all = 0, p;
	nfds_t	 n = 0;

	poll_add(s, &n, wake, POLLIN, WHO_WAKE);
	poll_add(s, &n, s->done_fd, POLLIN, WHO_DONE);
	n = conns_build(s, n, own);
	for (p = 0; p < P__N; p++)
		all += own[p];
	for (p = 0; p < P__N; p++)
		if ((own[p] < KEYS_PER_PROGRAM && all < KEYS_CONNECTIONS) ||
		    find_place(s, (enum program)p) != -1)
			poll_add(s, &n, s->listen[p], POLLIN, WHO_LISTEN(p));
	return n;
}

/* Peers whose time is over; how long until the next one's is, in ms. */
static int
drop_late(struct server *s)
{
	int64_t	 now = clock_ticks(), wait = SWEEP_MS * 1000;
	int	 i;

	for (i = 0; i < KEYS_CONNECTIONS; i++) {
		struct conn *c = &s->conns[i];

		if (c->state != CONN_READING && c->state != CONN_WRITING)
			continue;
		if (c->deadline <= now)
			conn_close(c);
		else if (c->deadline - now < wait)
			wait = c->deadline - now;
	}
	return (int)(wait / 1000) + 1;
}

static void
handle_one(struct server *s, int who)
{
	struct conn	*c;
	int		 keep = 1;

	if (who < 0) {
		accept_some(s, (enum program)(WHO_LISTEN(0) - who));
		return;
	}
	c = &s->conns[who];
	/* a listener before us in the round may have taken the place */
	if (c->state == CONN_READING)
		keep = read_some(s, c);
	else if (c->state == CONN_WRITING)
		keep = write_some(c, who);
	if (!keep)
		conn_close(c);
}

/*
 * System certificates end after a year, and keyd may run for longer.  Workers
 * read them without a lock, so they change only while none is at work.
 */
static void
renew_certs(struct server *s)
{
	const int64_t	 now = clock_ticks();
	int		 i;

	if (!house_is_due(s->k, clock_now()) || (s->renewed != 0 &&
	    now - s->renewed < SWEEP_MS * 1000))
		return;
	for (i = 0; i < KEYS_CONNECTIONS; i++)
		if (s->conns[i].state == CONN_WORKING)
			return;
	s->renewed = now;
	house_refresh(s->k);
}

enum status
server_run(struct server *s, int wake, volatile int *stop, struct fault *f)
{
	int64_t	 swept = clock_ticks();
	nfds_t	 n, i;
	int	 ready;

	while (!*stop) {
		renew_certs(s);
		ready = drop_late(s);
		n = poll_build(s, wake);
		ready = poll(s->polls, n, ready);
		if (ready == -1 && errno != EINTR)
			return fault_set(f, ST_BROKEN, "poll: %s",
			    strerror(errno));
		for (i = 0; i < n && ready > 0; i++) {
			if (s->polls[i].revents == 0 || s->who[i] == WHO_WAKE)
				continue;
			if (s->who[i] == WHO_DONE)
				take_done(s);
			else
				handle_one(s, s->who[i]);
		}
		if (clock_ticks() - swept > SWEEP_MS * 1000) {
			swept = clock_ticks();
			handle_sweep(s->k->handles, clock_now());
			outside_refresh(s->k);
		}
	}
	return ST_OK;
}

void
server_free(struct server *s)
{
	int	 i;

	if (s == NULL)
		return;
	workers_free(s->workers);
	for (i = 0; i < KEYS_CONNECTIONS; i++)
		if (s->conns[i].state != CONN_FREE)
			conn_close(&s->conns[i]);
	for (i = 0; i < P__N; i++)
		if (s->listen[i] != -1)
			close(s->listen[i]);
	if (s->done_fd != -1)
		close(s->done_fd);
	free(s);
}

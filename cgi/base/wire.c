/* Messages between our own processes; see wire.h. */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "base/wire.h"

#define HEAD 6			/* length and operation */
#define FIELD_HEAD 6		/* number and length */

void
wire_begin(struct buf *b, uint16_t op)
{
	buf_clear(b);
	buf_u32(b, 0);		/* filled in by wire_send */
	buf_u16(b, op);
}

void
wire_put(struct buf *b, uint16_t field, struct bytes v)
{
	if (v.n > UINT32_MAX) {
		b->failed = 1;
		return;
	}
	buf_u16(b, field);
	buf_u32(b, (uint32_t)v.n);
	buf_bytes(b, v);
}

void
wire_text(struct buf *b, uint16_t field, const char *s)
{
	if (s != NULL)
		wire_put(b, field, bytes_text(s));
}

void
wire_int(struct buf *b, uint16_t field, int64_t v)
{
	buf_u16(b, field);
	buf_u32(b, 8);
	buf_u64(b, (uint64_t)v);
}

static uint32_t
read_u32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* Split the next field off *rest; 0 at the end or where it is cut short. */
static int
next_field(struct bytes *rest, uint16_t *number, struct bytes *v)
{
	uint32_t	 len;

	if (rest->n < FIELD_HEAD)
		return 0;
	*number = (uint16_t)(rest->p[0] << 8 | rest->p[1]);
	len = read_u32(rest->p + 2);
	if (len > rest->n - FIELD_HEAD)
		return 0;
	*v = bytes_of(rest->p + FIELD_HEAD, len);
	rest->p += FIELD_HEAD + len;
	rest->n -= FIELD_HEAD + len;
	return 1;
}

enum status
wire_check(struct bytes raw, struct wire_msg *out, struct fault *f)
{
	struct bytes	 rest, v;
	uint16_t	 number;

	if (raw.n < HEAD || read_u32(raw.p) != raw.n)
		return fault_set(f, ST_INVALID, "message: wrong length");
	out->op = (uint16_t)(raw.p[4] << 8 | raw.p[5]);
	rest = out->body = bytes_of(raw.p + HEAD, raw.n - HEAD);
	while (next_field(&rest, &number, &v))
		;
	if (rest.n != 0)
		return fault_set(f, ST_INVALID, "message: a field is cut");
	return ST_OK;
}

struct bytes
wire_nth(const struct wire_msg *m, uint16_t field, size_t k)
{
	struct bytes	 rest = m->body, v;
	uint16_t	 number;

	while (next_field(&rest, &number, &v))
		if (number == field && k-- == 0)
			return v;
	return bytes_of(NULL, 0);
}

struct bytes
wire_get(const struct wire_msg *m, uint16_t field)
{
	return wire_nth(m, field, 0);
}

int64_t
wire_num(const struct wire_msg *m, uint16_t field, int64_t otherwise)
{
	struct bytes	 v = wire_get(m, field);

	if (v.p == NULL || v.n != 8)
		return otherwise;
	return (int64_t)((uint64_t)read_u32(v.p) << 32 | read_u32(v.p + 4));
}

int
wire_str(const struct wire_msg *m, uint16_t field, char *out, size_t n)
{
	struct bytes	 v = wire_get(m, field);

	out[0] = '\0';
	if (v.p == NULL || v.n >= n || memchr(v.p, 0, v.n) != NULL ||
	    !utf8_valid((const char *)v.p, v.n))
		return 0;
	memcpy(out, v.p, v.n);
	out[v.n] = '\0';
	return 1;
}

/* Wait until fd is ready or the deadline (ticks) has passed. */
static enum status
wait_for(int fd, short what, int64_t deadline, struct fault *f)
{
	struct pollfd	 pfd = { .fd = fd, .events = what };
	int64_t		 left;
	int		 n;

	for (;;) {
		left = (deadline - clock_ticks()) / 1000;
		if (left <= 0)
			return fault_set(f, ST_BROKEN, "peer: timed out");
		n = poll(&pfd, 1, (int)left);
		if (n > 0)
			return ST_OK;
		if (n == -1 && errno != EINTR)
			return fault_set(f, ST_BROKEN, "poll: %s",
			    strerror(errno));
	}
}

static ssize_t
send_some(int fd, const unsigned char *p, size_t n, const int *fds,
    size_t nfds)
{
	union {
		struct cmsghdr	 align;
		char		 room[CMSG_SPACE(WIRE_FDS * sizeof(int))];
	} ctl = { .room = { 0 } };
	union { const void *in; void *out; } from = { .in = p };
	struct iovec	 iov = { .iov_base = from.out, .iov_len = n };
	struct msghdr	 mh = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr	*c;

	if (nfds > 0) {
		mh.msg_control = ctl.room;
		mh.msg_controllen = CMSG_SPACE(nfds * sizeof(int));
		c = CMSG_FIRSTHDR(&mh);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(nfds * sizeof(int));
		memcpy(CMSG_DATA(c), fds, nfds * sizeof(int));
	}
	return sendmsg(fd, &mh, MSG_NOSIGNAL | MSG_DONTWAIT);
}

enum status
wire_send(int fd, const struct buf *b, const int *fds, size_t nfds, int ms,
    struct fault *f)
{
	int64_t		 deadline = clock_ticks() + (int64_t)ms * 1000;
	size_t		 at = 0;
	ssize_t		 n;
	enum status	 st;

	if (!buf_ok(b) || b->n < HEAD || b->n > UINT32_MAX || nfds > WIRE_FDS)
		return fault_set(f, ST_BROKEN, "message: too large");
	b->p[0] = (unsigned char)(b->n >> 24);
	b->p[1] = (unsigned char)(b->n >> 16);
	b->p[2] = (unsigned char)(b->n >> 8);
	b->p[3] = (unsigned char)b->n;
	while (at < b->n) {
		n = send_some(fd, b->p + at, b->n - at, fds,
		    at == 0 ? nfds : 0);
		if (n > 0) {
			at += (size_t)n;
			continue;
		}
		if (n == -1 && errno != EAGAIN && errno != EINTR)
			return fault_set(f, ST_BROKEN, "send: %s",
			    strerror(errno));
		if ((st = wait_for(fd, POLLOUT, deadline, f)) != ST_OK)
			return st;
	}
	return ST_OK;
}

/* Keep the descriptors that came with a piece; close what is too many. */
static void
take_fds(struct msghdr *mh, int fds[WIRE_FDS], size_t *nfds)
{
	struct cmsghdr	*c;
	size_t		 i, n;
	int		 got;

	for (c = CMSG_FIRSTHDR(mh); c != NULL; c = CMSG_NXTHDR(mh, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < n; i++) {
			memcpy(&got, CMSG_DATA(c) + i * sizeof(int),
			    sizeof(got));
			if (fds != NULL && *nfds < WIRE_FDS)
				fds[(*nfds)++] = got;
			else
				close(got);
		}
	}
}

static enum status
recv_exact(int fd, unsigned char *p, size_t want, int fds[WIRE_FDS],
    size_t *nfds, int64_t deadline, struct fault *f)
{
	size_t		 at = 0;
	ssize_t		 n;
	enum status	 st;

	while (at < want) {
		union {
			struct cmsghdr	 align;
			char		 room[CMSG_SPACE(16 * sizeof(int))];
		} ctl;
		struct iovec	 iov = { p + at, want - at };
		struct msghdr	 mh = { .msg_iov = &iov, .msg_iovlen = 1,
		    .msg_control = ctl.room,
		    .msg_controllen = sizeof(ctl.room) };

		n = recvmsg(fd, &mh, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
		if (n > 0) {
			take_fds(&mh, fds, nfds);
			at += (size_t)n;
			continue;
		}
		if (n == 0)
			return fault_set(f, at == 0 ? ST_ABSENT : ST_INVALID,
			    "peer closed");
		if (errno != EAGAIN && errno != EINTR)
			return fault_set(f, ST_BROKEN, "receive: %s",
			    strerror(errno));
		if ((st = wait_for(fd, POLLIN, deadline, f)) != ST_OK)
			return st;
	}
	return ST_OK;
}

enum status
wire_recv(int fd, struct buf *b, int fds[WIRE_FDS], int ms, struct fault *f)
{
	int64_t		 deadline = clock_ticks() + (int64_t)ms * 1000;
	unsigned char	 head[HEAD], *rest;
	size_t		 nfds = 0, i;
	uint32_t	 len;
	enum status	 st;

	buf_clear(b);
	for (i = 0; fds != NULL && i < WIRE_FDS; i++)
		fds[i] = -1;
	st = recv_exact(fd, head, HEAD, fds, &nfds, deadline, f);
	if (st != ST_OK)
		goto out;
	len = read_u32(head);
	buf_put(b, head, HEAD);
	if (len < HEAD || (rest = buf_room(b, len - HEAD)) == NULL) {
		st = fault_set(f, ST_INVALID, "message of %u bytes refused",
		    len);
		goto out;
	}
	st = recv_exact(fd, rest, len - HEAD, fds, &nfds, deadline, f);
	if (st == ST_ABSENT)
		st = fault_set(f, ST_INVALID, "peer closed in a message");
out:
	if (st != ST_OK && fds != NULL)
		for (i = 0; i < WIRE_FDS; i++)
			if (fds[i] != -1) {
				close(fds[i]);
				fds[i] = -1;
			}
	return st;
}

static int
socket_at(const char *path, struct sockaddr_un *sa, struct fault *f)
{
	int	 fd;

	*sa = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(sa->sun_path)) {
		fault_set(f, ST_BROKEN, "%s: socket path too long", path);
		return -1;
	}
	memcpy(sa->sun_path, path, strlen(path) + 1);
	if ((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) == -1)
		fault_set(f, ST_BROKEN, "socket: %s", strerror(errno));
	return fd;
}

int
wire_connect(const char *path, struct fault *f)
{
	struct sockaddr_un	 sa;
	int			 fd;

	if ((fd = socket_at(path, &sa, f)) == -1)
		return -1;
	if (connect(fd, (struct sockaddr *)&sa, sizeof(sa)) == -1) {
		fault_set(f, ST_BROKEN, "%s: %s", path, strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

int
wire_listen(const char *path, unsigned mode, struct fault *f)
{
	struct sockaddr_un	 sa;
	int			 fd;

	if ((fd = socket_at(path, &sa, f)) == -1)
		return -1;
	unlink(path);
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) == -1 ||
	    chmod(path, (mode_t)mode) == -1 || listen(fd, 64) == -1) {
		fault_set(f, ST_BROKEN, "%s: %s", path, strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

/* --- socket activation (sd_listen_fds(3)) -------------------------------- */

#define PASSED_FIRST	3	/* descriptors come from here on */
#define PASSED_MOST	64

/* The whole of a decimal number from the environment; -1 for anything else. */
static long
env_number(const char *name)
{
	const char	*text = getenv(name);
	char		*end;
	long		 n;

	if (text == NULL || *text < '0' || *text > '9')
		return -1;
	errno = 0;
	n = strtol(text, &end, 10);
	return *end == '\0' && errno == 0 ? n : -1;
}

int
wire_passed(const char *name)
{
	const char	*names = getenv("LISTEN_FDNAMES");
	const size_t	 len = strlen(name);
	const long	 n = env_number("LISTEN_FDS");
	size_t		 here;
	int		 fd;

	if (names == NULL || n > PASSED_MOST ||
	    env_number("LISTEN_PID") != (long)getpid())
		return -1;
	for (fd = PASSED_FIRST; fd < PASSED_FIRST + n; fd++) {
		here = strcspn(names, ":");
		if (here == len && memcmp(names, name, len) == 0)
			return fcntl(fd, F_SETFD, FD_CLOEXEC) == -1 ? -1 : fd;
		if (names[here] == '\0')
			return -1;
		names += here + 1;
	}
	return -1;
}

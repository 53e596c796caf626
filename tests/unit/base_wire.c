/*
 * Messages between processes: whole ones arrive as they were built, with
 * their descriptors; anything cut, overlong, slow or half-closed is refused
 * and leaves nothing open.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/wire.h"
#include "chance.h"
#include "place.h"

#define CEILING	(256 * 1024)
#define SOON	2000		/* ms: what must come, comes by then */

static struct fault	 f;
static int		 a, b;	/* a pair of connected sockets */
static struct buf	 out, in;

static int
setup(void **state)
{
	int	 pair[2];

	(void)state;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return -1;
	a = pair[0];
	b = pair[1];
	buf_init(&out, CEILING);
	buf_init(&in, CEILING);
	return 0;
}

static void
shut(int *fd)
{
	if (*fd != -1)
		close(*fd);
	*fd = -1;
}

static int
teardown(void **state)
{
	(void)state;
	shut(&a);
	shut(&b);
	buf_free(&out);
	buf_free(&in);
	return 0;
}

/* Descriptors this process has open. */
static int
open_fds(void)
{
	int	 fd, n = 0;

	for (fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) != -1;
	return n;
}

/* A message with its length filled in, as wire_send would. */
static struct bytes
sealed(struct buf *m)
{
	assert_true(buf_ok(m));
	m->p[0] = (unsigned char)(m->n >> 24);
	m->p[1] = (unsigned char)(m->n >> 16);
	m->p[2] = (unsigned char)(m->n >> 8);
	m->p[3] = (unsigned char)m->n;
	return buf_view(m);
}

static void
sample(struct buf *m)
{
	wire_begin(m, 0x1234);
	wire_text(m, 1, "鉴印");
	wire_int(m, 2, -7);
	wire_put(m, 3, bytes_of("\0x", 2));
	wire_put(m, 3, bytes_of("second", 6));
	wire_put(m, 4, bytes_of(NULL, 0));
	wire_text(m, 5, NULL);
}

/* --- fields -------------------------------------------------------------- */

static void
fields_come_back(void **state)
{
	struct wire_msg	 m;
	char		 text[16];

	(void)state;
	sample(&out);
	assert_int_equal(wire_check(sealed(&out), &m, &f), ST_OK);
	assert_int_equal(m.op, 0x1234);
	assert_true(wire_str(&m, 1, text, sizeof(text)));
	assert_string_equal(text, "鉴印");
	assert_int_equal(wire_num(&m, 2, 5), -7);
	assert_int_equal(wire_num(&m, 1, 5), 5);	/* not 8 bytes */
	assert_int_equal(wire_num(&m, 9, 5), 5);
	assert_true(bytes_same(wire_get(&m, 3), bytes_of("\0x", 2)));
	assert_true(bytes_same(wire_nth(&m, 3, 1), bytes_text("second")));
	assert_null(wire_nth(&m, 3, 2).p);
	assert_non_null(wire_get(&m, 4).p);
	assert_int_equal(wire_get(&m, 4).n, 0);
	assert_null(wire_get(&m, 5).p);
}

static void
a_text_is_whole_or_refused(void **state)
{
	struct wire_msg	 m;
	char		 text[7];

	(void)state;
	wire_begin(&out, 1);
	wire_text(&out, 1, "123456");
	wire_text(&out, 2, "1234567");		/* no room for the NUL */
	wire_put(&out, 3, bytes_of("a\0b", 3));
	wire_put(&out, 4, bytes_of("\xff", 1));
	wire_text(&out, 5, "");
	assert_int_equal(wire_check(sealed(&out), &m, &f), ST_OK);
	assert_true(wire_str(&m, 1, text, sizeof(text)));
	assert_string_equal(text, "123456");
	assert_false(wire_str(&m, 2, text, sizeof(text)));
	assert_string_equal(text, "");
	assert_false(wire_str(&m, 3, text, sizeof(text)));
	assert_false(wire_str(&m, 4, text, sizeof(text)));
	assert_false(wire_str(&m, 6, text, sizeof(text)));
	assert_true(wire_str(&m, 5, text, sizeof(text)));
	assert_string_equal(text, "");
}

static void
any_fields_come_back(void **state)
{
	unsigned char	 v[40][300];
	uint16_t	 number[40];
	size_t		 n[40], count, i, k, same, round;
	struct wire_msg	 m;

	(void)state;
	for (round = 0; round < 2000; round++) {
		wire_begin(&out, (uint16_t)round);
		count = chance_below(40);
		for (i = 0; i < count; i++) {
			number[i] = (uint16_t)chance_below(12);
			n[i] = chance_below(300);
			chance_fill(v[i], n[i]);
			wire_put(&out, number[i], bytes_of(v[i], n[i]));
		}
		assert_int_equal(wire_check(sealed(&out), &m, &f), ST_OK);
		assert_int_equal(m.op, round);
		for (i = 0; i < count; i++) {
			for (same = k = 0; k < i; k++)
				same += number[k] == number[i];
			assert_true(bytes_same(wire_nth(&m, number[i], same),
			    bytes_of(v[i], n[i])));
		}
	}
}

/* --- hostile bytes ------------------------------------------------------- */

static void
cut_at_every_byte_a_message_is_refused(void **state)
{
	unsigned char	*copy;
	struct wire_msg	 m;
	struct bytes	 whole;
	size_t		 n;

	(void)state;
	sample(&out);
	whole = sealed(&out);
	for (n = 0; n < whole.n; n++) {
		copy = malloc(n + (n == 0));	/* sanitizers see past it */
		memcpy(copy, whole.p, n);
		assert_int_equal(wire_check(bytes_of(copy, n), &m, &f),
		    ST_INVALID);
		if (n >= 4) {		/* and with a length that agrees */
			copy[0] = copy[1] = 0;
			copy[2] = (unsigned char)(n >> 8);
			copy[3] = (unsigned char)n;
			(void)wire_check(bytes_of(copy, n), &m, &f);
		}
		free(copy);
	}
}

static void
lengths_that_lie_are_refused(void **state)
{
	static const uint32_t	 lies[] = { 0, 1, 2, 4, 5, 100, 0x7fffffff,
	    0x80000000, 0xfffffffa, 0xffffffff };
	struct wire_msg		 m;
	struct bytes		 whole;
	size_t			 i, k;

	(void)state;
	for (i = 0; i < NITEMS(lies); i++) {	/* the only field holds 3 */
		wire_begin(&out, 1);
		wire_put(&out, 1, bytes_of("abc", 3));
		whole = sealed(&out);
		for (k = 0; k < 4; k++)
			out.p[8 + k] = (unsigned char)(lies[i] >>
			    (24 - 8 * k));
		assert_int_equal(wire_check(whole, &m, &f), ST_INVALID);
		whole = sealed(&out);
		for (k = 0; k < 4; k++)
			out.p[k] = (unsigned char)(lies[i] >> (24 - 8 * k));
		assert_int_equal(wire_check(whole, &m, &f), ST_INVALID);
	}
}

static void
any_bytes_are_read_within_their_bounds(void **state)
{
	unsigned char	*p;
	struct wire_msg	 m;
	struct bytes	 v;
	size_t		 n, i, k;
	char		 text[8];

	(void)state;
	for (i = 0; i < 100000; i++) {
		n = 6 + chance_below(60);
		p = malloc(n);
		chance_fill(p, n);
		for (k = 6; k < n; k++)		/* small numbers, often */
			if (chance_below(3) != 0)
				p[k] = (unsigned char)chance_below(8);
		p[0] = p[1] = p[2] = 0;
		p[3] = (unsigned char)n;
		if (wire_check(bytes_of(p, n), &m, &f) == ST_OK)
			for (k = 0; k < 8; k++) {
				v = wire_get(&m, (uint16_t)k);
				assert_true(v.p == NULL || (v.p >= p &&
				    v.p + v.n <= p + n));
				wire_num(&m, (uint16_t)k, 0);
				wire_str(&m, (uint16_t)k, text, sizeof(text));
			}
		free(p);
	}
}

/* --- over a socket ------------------------------------------------------- */

static void
a_message_arrives_with_its_descriptors(void **state)
{
	struct wire_msg	 m;
	int		 give[WIRE_FDS], got[WIRE_FDS], i, before;
	struct stat	 x, y;

	(void)state;
	for (i = 0; i < WIRE_FDS; i++)
		assert_int_not_equal(give[i] = open(i % 2 ? "/dev/null" :
		    "/dev/zero", O_RDONLY | O_CLOEXEC), -1);
	sample(&out);
	assert_int_equal(wire_send(a, &out, give, WIRE_FDS, SOON, &f), ST_OK);
	assert_int_equal(wire_send(a, &out, NULL, 0, SOON, &f), ST_OK);
	assert_int_equal(wire_recv(b, &in, got, SOON, &f), ST_OK);
	assert_int_equal(wire_check(buf_view(&in), &m, &f), ST_OK);
	assert_int_equal(wire_num(&m, 2, 0), -7);
	for (i = 0; i < WIRE_FDS; i++) {
		assert_int_equal(fstat(give[i], &x), 0);
		assert_int_equal(fstat(got[i], &y), 0);
		assert_int_equal(x.st_rdev, y.st_rdev);
		assert_true(fcntl(got[i], F_GETFD) & FD_CLOEXEC);
		close(give[i]);
		close(got[i]);
	}
	/* the next has none, and takes none from the first */
	assert_int_equal(wire_recv(b, &in, got, SOON, &f), ST_OK);
	for (i = 0; i < WIRE_FDS; i++)
		assert_int_equal(got[i], -1);
	/* a reader that wants none leaves none open */
	before = open_fds();
	assert_int_equal(wire_send(a, &out, &(int){ 0 }, 1, SOON, &f), ST_OK);
	assert_int_equal(wire_recv(b, &in, NULL, SOON, &f), ST_OK);
	assert_int_equal(open_fds(), before);
}

/* More descriptors than a message may have, sent past wire_send. */
static void
too_many_descriptors_are_closed(void **state)
{
	union { struct cmsghdr align; char room[CMSG_SPACE(12 *
	    sizeof(int))]; } ctl = { .room = { 0 } };
	struct iovec	 iov;
	struct msghdr	 mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = ctl.room, .msg_controllen = sizeof(ctl.room) };
	struct cmsghdr	*c;
	int		 got[WIRE_FDS], before = open_fds(), i, zero = 0;

	(void)state;
	sample(&out);
	sealed(&out);
	iov = (struct iovec){ out.p, out.n };
	c = CMSG_FIRSTHDR(&mh);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(12 * sizeof(int));
	for (i = 0; i < 12; i++)
		memcpy(CMSG_DATA(c) + (size_t)i * sizeof(int), &zero,
		    sizeof(zero));
	assert_int_equal(sendmsg(a, &mh, 0), out.n);
	assert_int_equal(wire_recv(b, &in, got, SOON, &f), ST_OK);
	assert_int_equal(open_fds(), before + WIRE_FDS);
	for (i = 0; i < WIRE_FDS; i++)
		close(got[i]);
	assert_int_equal(wire_send(a, &out, got, WIRE_FDS + 1, SOON, &f),
	    ST_BROKEN);
}

static void
a_peer_that_closes_is_told_apart(void **state)
{
	struct bytes	 whole;
	int		 got[WIRE_FDS], before;
	size_t		 n;

	(void)state;
	teardown(NULL);
	for (n = 0; ; n++) {
		setup(NULL);
		sample(&out);
		whole = sealed(&out);
		if (n == whole.n)
			break;
		before = open_fds();
		assert_int_equal(write(a, whole.p, n), n);
		shut(&a);
		f.st = ST_OK;
		assert_int_equal(wire_recv(b, &in, got, SOON, &f), n == 0 ?
		    ST_ABSENT : ST_INVALID);
		assert_int_equal(f.st, n == 0 ? ST_ABSENT : ST_INVALID);
		assert_int_equal(open_fds(), before - 1);
		teardown(NULL);
	}
	shut(&b);
	assert_int_equal(wire_send(a, &out, NULL, 0, SOON, &f), ST_BROKEN);
}

static void
descriptors_of_a_broken_message_are_closed(void **state)
{
	int	 got[WIRE_FDS], before = open_fds(), i;

	(void)state;
	wire_begin(&out, 1);
	wire_put(&out, 1, bytes_of("abc", 3));
	buf_init(&in, 8);		/* too small for it */
	assert_int_equal(wire_send(a, &out, &(int){ 0 }, 1, SOON, &f), ST_OK);
	assert_int_equal(wire_recv(b, &in, got, SOON, &f), ST_INVALID);
	for (i = 0; i < WIRE_FDS; i++)
		assert_int_equal(got[i], -1);
	assert_int_equal(open_fds(), before);
}

static void
announced_lengths_past_the_ceiling_are_refused(void **state)
{
	static const char	*heads[] = {
		"\xff\xff\xff\xff\0\1", "\x7f\xff\xff\xff\0\1",
		"\0\4\0\1\0\1",		/* one more than the ceiling */
		"\0\0\0\0\0\1", "\0\0\0\5\0\1",	/* less than a head */
	};
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(heads); i++) {
		assert_int_equal(write(a, heads[i], 6), 6);
		assert_int_equal(wire_recv(b, &in, NULL, SOON, &f),
		    ST_INVALID);
	}
	/* a buffer that failed is not sent */
	buf_init(&out, 16);
	sample(&out);
	assert_int_equal(wire_send(a, &out, NULL, 0, SOON, &f), ST_BROKEN);
}

static void
a_slow_peer_is_not_waited_for(void **state)
{
	size_t	 i;

	(void)state;
	assert_int_equal(wire_recv(b, &in, NULL, 50, &f), ST_BROKEN);
	assert_non_null(strstr(f.text, "timed out"));
	/* a byte now and then does not win more time: all take a second */
	sample(&out);
	sealed(&out);
	if (fork() == 0) {
		for (i = 0; i < out.n; i++) {
			if (write(a, out.p + i, 1) != 1)
				break;
			usleep(30000);
		}
		_exit(0);
	}
	assert_int_equal(wire_recv(b, &in, NULL, 200, &f), ST_BROKEN);
	shut(&b);
	while (wait(NULL) > 0)
		;
}

static void
a_peer_that_does_not_read_is_not_waited_for(void **state)
{
	unsigned char	*big = calloc(1, CEILING / 2);
	int		 i;
	enum status	 st = ST_OK;

	(void)state;
	wire_begin(&out, 1);
	wire_put(&out, 1, bytes_of(big, CEILING / 2));
	free(big);
	for (i = 0; i < 100 && st == ST_OK; i++)
		st = wire_send(a, &out, NULL, 0, 100, &f);
	assert_int_equal(st, ST_BROKEN);
	assert_non_null(strstr(f.text, "timed out"));
}

/* Larger than a socket's buffer, in both directions of a listened path. */
static void
large_messages_pass_through_a_listened_path(void **state)
{
	struct place	 p;
	char		 path[128];
	unsigned char	*big = malloc(CEILING - 100);
	struct stat	 sb;
	struct wire_msg	 m;
	int		 listener, peer, how;
	pid_t		 child;

	(void)state;
	assert_int_equal(place_make(&p, 0), 0);
	snprintf(path, sizeof(path), "%s/socket", p.dir);
	assert_int_equal(wire_connect(path, &f), -1);
	assert_int_not_equal(listener = wire_listen(path, 0600, &f), -1);
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
	close(listener);	/* what a dead program left is replaced */
	assert_int_not_equal(listener = wire_listen(path, 0660, &f), -1);
	chance_fill(big, CEILING - 100);
	if ((child = fork()) == 0) {
		peer = wire_connect(path, &f);
		_exit(peer == -1 ||
		    wire_recv(peer, &in, NULL, SOON, &f) != ST_OK ||
		    wire_send(peer, &in, NULL, 0, SOON, &f) != ST_OK);
	}
	assert_int_not_equal(peer = accept(listener, NULL, NULL), -1);
	wire_begin(&out, 7);
	wire_put(&out, 1, bytes_of(big, CEILING - 100));
	assert_int_equal(wire_send(peer, &out, NULL, 0, SOON, &f), ST_OK);
	assert_int_equal(wire_recv(peer, &in, NULL, SOON, &f), ST_OK);
	assert_int_equal(wire_check(buf_view(&in), &m, &f), ST_OK);
	assert_true(bytes_same(wire_get(&m, 1), bytes_of(big, CEILING -
	    100)));
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_int_equal(how, 0);
	close(peer);
	close(listener);
	free(big);
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(wire_listen(path, 0600, &f), -1);
	assert_int_equal(wire_connect(path, &f), -1);
	place_drop(&p);
}

/* --- a socket that systemd hands over ------------------------------------- */

/* Names of descriptors 3 to 5, for this process, or another, or garbled. */
static void
a_passed_socket_is_for_its_process_and_name(void **state)
{
	static const struct {
		const char	*fds, *names;
		int		 other;	/* process */
		const char	*asked;
		int		 fd;
	} rows[] = {
		{ "3", "apply:admin:stamp", 0, "apply", 3 },
		{ "3", "apply:admin:stamp", 0, "admin", 4 },
		{ "3", "apply:admin:stamp", 0, "stamp", 5 },
		{ "3", "apply:admin:stamp", 1, "apply", -1 },
		{ "3", "apply:admin:stamp", 0, "app", -1 },
		{ "3", "apply:admin:stamp", 0, "admin:stamp", -1 },
		{ "2", "apply:admin:stamp", 0, "stamp", -1 },
		{ "1", "apply:admin:stamp", 0, "apply", 3 },
		{ "3", "apply", 0, "admin", -1 },
		{ "0", "apply", 0, "apply", -1 },
		{ "", "apply", 0, "apply", -1 },
		{ "x", "apply", 0, "apply", -1 },
		{ "-1", "apply", 0, "apply", -1 },
		{ "99999999999999999999", "apply", 0, "apply", -1 },
		{ NULL, "apply", 0, "apply", -1 },
		{ "1", NULL, 0, "apply", -1 },
	};
	char	 pid[32];
	size_t	 i;
	int	 fd, kept[3];

	(void)state;
	for (fd = 3; fd < 6; fd++) {
		kept[fd - 3] = fcntl(fd, F_DUPFD_CLOEXEC, 20);
		assert_int_equal(dup2(a, fd), fd);
	}
	for (i = 0; i < NITEMS(rows); i++) {
		snprintf(pid, sizeof(pid), "%ld", (long)(rows[i].other ?
		    getppid() : getpid()));
		setenv("LISTEN_PID", pid, 1);
		unsetenv("LISTEN_FDS");
		unsetenv("LISTEN_FDNAMES");
		if (rows[i].fds != NULL)
			setenv("LISTEN_FDS", rows[i].fds, 1);
		if (rows[i].names != NULL)
			setenv("LISTEN_FDNAMES", rows[i].names, 1);
		fd = wire_passed(rows[i].asked);
		if (fd != rows[i].fd)
			fail_msg("row %zu: %d", i, fd);
		if (fd != -1)
			assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	}
	unsetenv("LISTEN_PID");
	setenv("LISTEN_FDS", "1", 1);
	setenv("LISTEN_FDNAMES", "apply", 1);
	assert_int_equal(wire_passed("apply"), -1);
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	for (fd = 3; fd < 6; fd++) {
		close(fd);
		if (kept[fd - 3] != -1) {
			dup2(kept[fd - 3], fd);
			close(kept[fd - 3]);
		}
	}
}

#define T(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

static const struct CMUnitTest tests[] = {
	T(fields_come_back),
	T(a_text_is_whole_or_refused),
	T(any_fields_come_back),
	T(cut_at_every_byte_a_message_is_refused),
	T(lengths_that_lie_are_refused),
	T(any_bytes_are_read_within_their_bounds),
	T(a_message_arrives_with_its_descriptors),
	T(too_many_descriptors_are_closed),
	T(a_peer_that_closes_is_told_apart),
	T(descriptors_of_a_broken_message_are_closed),
	T(announced_lengths_past_the_ceiling_are_refused),
	T(a_slow_peer_is_not_waited_for),
	T(a_peer_that_does_not_read_is_not_waited_for),
	T(large_messages_pass_through_a_listened_path),
	T(a_passed_socket_is_for_its_process_and_name),
};

int
main(void)
{
	chance_begin();
	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}

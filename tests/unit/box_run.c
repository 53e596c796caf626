/*
 * What a child in the box may not do, and how its end is told.  Each row is
 * a misdeed; the process that asked lives on and the next job runs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/limits.h"
#include "box/box.h"
#include "box/reader.h"

static enum status
copies(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	(void)f;
	wire_put(&io->reply, 1, io->in);
	wire_put(&io->reply, 2, wire_get(req, 7));
	if (io->bulk != -1 && write(io->bulk, "bulk", 4) != 4)
		return ST_BROKEN;
	return ST_OK;
}

static int
by_value(const void *a, const void *b)
{
	return *(const unsigned char *)a - *(const unsigned char *)b;
}

/* glibc asks how much memory there is before it sorts so much. */
static enum status
sorts(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	unsigned char	*v = calloc(1, 64 * KIB);
	size_t		 i;

	(void)req;
	(void)f;
	for (i = 0; v != NULL && i < 64 * KIB; i++)
		v[i] = (unsigned char)(i * 7);
	if (v == NULL)
		return ST_BROKEN;
	qsort(v, 64 * KIB, 1, by_value);
	wire_int(&io->reply, 3, v[64 * KIB - 1]);
	free(v);
	return ST_OK;
}

static enum status
refuses(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	(void)req;
	wire_int(&io->reply, 3, 42);
	return fault_set(f, ST_INVALID, "not today");
}

static enum status
opens(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	(void)req;
	(void)io;
	(void)f;
	return open("/etc/passwd", O_RDONLY) == -1 ? ST_INVALID : ST_OK;
}

static enum status
connects(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	(void)req;
	(void)io;
	(void)f;
	return socket(AF_INET, SOCK_STREAM, 0) == -1 ? ST_INVALID : ST_OK;
}

static enum status
forks(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	(void)req;
	(void)io;
	(void)f;
	return fork() == -1 ? ST_INVALID : ST_OK;
}

static enum status
kills(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	(void)req;
	(void)io;
	(void)f;
	return kill(getppid(), SIGTERM) == -1 ? ST_INVALID : ST_OK;
}

static enum status
spins(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	volatile unsigned	 n = 0;

	(void)req;
	(void)f;
	while (n < 1 || io != NULL)
		n++;
	return ST_OK;
}

static enum status
floods(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	(void)req;
	(void)f;
	while (buf_ok(&io->reply))
		buf_room(&io->reply, 4096);
	return ST_OK;
}

static enum status
overflows(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	static const char	 page[65536];

	(void)req;
	(void)f;
	while (write(io->bulk, page, sizeof(page)) > 0)
		;
	return ST_OK;
}

static enum status
crashes(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	(void)req;
	(void)io;
	(void)f;
	raise(SIGSEGV);		/* refused by the filter: die by hand */
	__builtin_trap();
}

#ifndef JIANYIN_SANITIZED
static enum status
eats(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	volatile char	*p;
	size_t		 i;

	(void)req;
	(void)f;
	while (io != NULL) {
		p = malloc(1 << 20);
		for (i = 0; i < 1 << 20; i += 4096)
			p[i] = 1;	/* NULL at the limit: dies fat */
	}
	return ST_OK;
}
#endif

static const struct {
	const char	*name;
	box_fn		*fn;
	enum box_end	 end;
} misdeeds[] = {
	{ "opens a file", opens, BOX_FORBIDDEN },
	{ "opens a socket", connects, BOX_FORBIDDEN },
	{ "forks", forks, BOX_FORBIDDEN },
	{ "kills its parent", kills, BOX_FORBIDDEN },
	{ "spins", spins, BOX_SLOW },
	{ "answers too much", floods, BOX_FULL },
	{ "writes too much", overflows, BOX_FULL },
	{ "crashes", crashes, BOX_CRASHED },
#ifndef JIANYIN_SANITIZED
	{ "eats memory", eats, BOX_MEMORY },
#endif
};

static const struct box_rules	 rules = { BOX_COMPUTE, 64 * MIB, 1, 3000,
				    64 * KIB, 1 * MIB };

static struct wire_msg
request(struct buf *b)
{
	struct wire_msg	 m;

	buf_init(b, 4 * KIB);
	wire_begin(b, 5);
	wire_text(b, 7, "seven");
	m = (struct wire_msg){ 5, bytes_of(b->p + 6, b->n - 6) };
	return m;
}

static void
the_answer_and_the_file_come_back(void **state)
{
	const struct bytes	 text = bytes_text("a document");
	struct wire_msg		 req, got;
	struct buf		 b, reply;
	struct box_job		 job = { &rules, copies, &req, -1 };
	struct bytes		 map;
	struct fault		 f = { 0 };
	enum box_end		 end;
	int			 bulk;

	(void)state;
	req = request(&b);
	buf_init(&reply, 64 * KIB);
	job.in = box_file(&text, 1, &f);
	assert_int_equal(box_run(&job, &reply, &bulk, &end, &f), ST_OK);
	assert_int_equal(end, BOX_DONE);
	got = (struct wire_msg){ 0, buf_view(&reply) };
	assert_true(bytes_same(wire_get(&got, 1), text));
	assert_true(bytes_same(wire_get(&got, 2), bytes_text("seven")));
	assert_int_equal(box_map(bulk, &map, &f), ST_OK);
	assert_true(bytes_same(map, bytes_text("bulk")));
	box_unmap(&map);
	close(bulk);
	buf_clear(&reply);
	job.fn = refuses;
	assert_int_equal(box_run(&job, &reply, &bulk, &end, &f), ST_INVALID);
	assert_string_equal(f.text, "not today");
	assert_int_equal(bulk, -1);
	got = (struct wire_msg){ 0, buf_view(&reply) };
	assert_int_equal(wire_num(&got, 3, 0), 42);
	close(job.in);
	buf_free(&reply);
	buf_free(&b);
}

static void
misdeeds_end_the_child_only(void **state)
{
	struct wire_msg	 req;
	struct buf	 b, reply;
	struct box_job	 job = { &rules, NULL, &req, -1 };
	struct fault	 f = { 0 };
	enum box_end	 end;
	enum status	 st;
	size_t		 i;
	int		 bulk;

	(void)state;
	req = request(&b);
	for (i = 0; i < NITEMS(misdeeds); i++) {
		buf_init(&reply, 64 * KIB);
		job.fn = misdeeds[i].fn;
		st = box_run(&job, &reply, &bulk, &end, &f);
		if (bulk != -1)
			close(bulk);
		if (st != ST_INVALID || end != misdeeds[i].end)
			fail_msg("%s: end %d, status %d, %s",
			    misdeeds[i].name, end, st, f.text);
		buf_free(&reply);
	}
	buf_free(&b);
}

static enum status
shows_its_input(const struct wire_msg *req, struct box_io *io,
    struct fault *f)
{
	static const char *const argv[] = { "/usr/bin/cat", NULL };

	(void)req;
	return box_exec(io, argv, f);
}

static enum status
shows_a_secret(const struct wire_msg *req, struct box_io *io,
    struct fault *f)
{
	static const char *const argv[] = { "/usr/bin/cat", "/etc/passwd",
	    NULL };

	(void)req;
	return box_exec(io, argv, f);
}

static enum status
runs_a_shell(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	static const char *const argv[] = { "/usr/bin/sh", "-c",
	    "/usr/bin/id; /usr/bin/id", NULL };

	(void)req;
	return box_exec(io, argv, f);
}

/* A drawing program sees its document and fonts, and makes no process. */
static void
a_drawing_program_is_fenced(void **state)
{
	const struct box_rules	 draw = { BOX_RENDER, 256 * MIB, 2, 5000,
				    KIB, MIB };
	const struct bytes	 text = bytes_text("a document");
	struct box_job		 job = { &draw, shows_its_input, NULL, -1 };
	struct bytes		 map;
	struct buf		 reply;
	struct fault		 f = { 0 };
	enum box_end		 end;
	int			 bulk;

	(void)state;
	buf_init(&reply, KIB);
	job.in = box_file(&text, 1, &f);
	assert_int_equal(box_run(&job, &reply, &bulk, &end, &f), ST_OK);
	assert_int_equal(box_map(bulk, &map, &f), ST_OK);
	assert_true(bytes_same(map, text));
	box_unmap(&map);
	close(bulk);
	job.fn = runs_a_shell;
	assert_int_not_equal(box_run(&job, &reply, &bulk, &end, &f), ST_OK);
	assert_int_equal(bulk, -1);
	/* Where the kernel has Landlock, other files do not open. */
	job.fn = shows_a_secret;
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) > 0) {
		assert_int_equal(box_run(&job, &reply, &bulk, &end, &f),
		    ST_INVALID);
		assert_int_equal(bulk, -1);
	}
	close(job.in);
	buf_free(&reply);
}

static void
a_long_list_may_be_sorted(void **state)
{
	struct box_job	 job = { .rules = &rules, .fn = sorts, .in = -1 };
	enum box_end	 end;
	struct buf	 reply;
	struct fault	 f = { 0 };
	int		 bulk;

	(void)state;
	buf_init(&reply, rules.reply);
	if (box_run(&job, &reply, &bulk, &end, &f) != ST_OK)
		fail_msg("%s", f.text);
	buf_free(&reply);
}

static void
asking_without_the_program(void **state)
{
	const struct reader_op	 op = { 5, "copies", rules, copies };
	const struct reader	 here = { .socket = NULL },
				 gone = { .socket = "/nowhere.sock" };
	const struct bytes	 text = bytes_text("a document");
	struct reader_answer	 answer;
	struct fault		 f = { 0 };
	struct buf		 b;
	int			 fd = box_file(&text, 1, &f);

	(void)state;
	request(&b);
	assert_int_equal(reader_ask(&here, &op, &b, fd, &answer, &f), ST_OK);
	assert_true(bytes_same(wire_get(&answer.msg, 1), text));
	assert_true(answer.bulk != -1);
	reader_done(&answer);
	assert_int_equal(reader_ask(&gone, &op, &b, fd, &answer, &f),
	    ST_BROKEN);
	reader_done(&answer);
	close(fd);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(the_answer_and_the_file_come_back),
		cmocka_unit_test(misdeeds_end_the_child_only),
		cmocka_unit_test(a_drawing_program_is_fenced),
		cmocka_unit_test(a_long_list_may_be_sorted),
		cmocka_unit_test(asking_without_the_program),
	};

	return cmocka_run_group_tests_name("box", tests, NULL, NULL);
}

/*
 * The reader program itself, started beside this test: the doors, what each
 * caller may ask, and that no message and no file takes it down.  Without
 * the program built (it needs every folder) the test says so and is skipped.
 */
#include "pdf_kit.h"

#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "pdf/message.h"

struct stage {
	struct pool	*pool;
	pid_t		 pid;		/* 0: not built */
	char		 dir[64];
	char		 door[8][128];
};

static void
program_path(char *out, size_t room)
{
	char	 self[4096];
	ssize_t	 n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	assert_true(n > 0);
	self[n] = '\0';
	snprintf(out, room, "%s/../bin/reader", dirname(self));
}

static const char *
conf_write(struct stage *s, char *path, size_t room)
{
	char		 text[1024];
	struct fault	 f = { 0 };

	snprintf(path, room, "%s/conf", s->dir);
	snprintf(text, sizeof(text), "mode = demonstration\nstore = sqlite:%s"
	    "\nrun = %s\ndata = %s\nshare = %s\nurl = http://127.0.0.1\n"
	    "ca = embedded\nprofile = national\n", s->dir, s->dir, s->dir,
	    s->dir);
	assert_int_equal(file_write(path, bytes_text(text), 0600, &f), ST_OK);
	return path;
}

static int
stage_up(void **state)
{
	struct stage	*s = calloc(1, sizeof(*s));
	char		 program[4200], conf[128];
	struct stat	 sb;
	void		*pool;
	int		 i;

	kit_up(&pool);
	s->pool = pool;
	*state = s;
	program_path(program, sizeof(program));
	if (access(program, X_OK) == -1)
		return 0;
	snprintf(s->dir, sizeof(s->dir), "/tmp/jianyin-reader-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	conf_write(s, conf, sizeof(conf));
	if ((s->pid = fork()) == 0) {
		setenv("JIANYIN_CONF", conf, 1);
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(127);
		execl(program, "reader", (char *)NULL);
		_exit(127);
	}
	snprintf(s->door[0], sizeof(s->door[0]), "%s/reader/stamp.sock",
	    s->dir);
	snprintf(s->door[1], sizeof(s->door[1]), "%s/reader/verify.sock",
	    s->dir);
	for (i = 0; i < 500 && stat(s->door[1], &sb) == -1; i++)
		usleep(20000);
	return 0;
}

static int
stage_down(void **state)
{
	struct stage	*s = *state;
	char		 line[128];

	if (s->pid > 0) {
		kill(s->pid, SIGTERM);
		waitpid(s->pid, NULL, 0);
		snprintf(line, sizeof(line), "rm -rf '%s'", s->dir);
		assert_int_equal(system(line), 0);
	}
	pool_free(s->pool);
	free(s);
	return 0;
}

static enum pdf_reason
prepared(struct stage *s, const char *door)
{
	static struct maker	 m;
	const struct reader	 there = { .socket = door };
	struct pdf_prepared	 more;
	struct pdf_picture	 pic;
	struct pdf_order	 o;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	int		 fd = file_of(one_page(&m, "/MediaBox[0 0 595 842]"));

	seal_make(s->pool, 20000, &pic);
	o = order_for(s->pool, &pic, 0, 1000, 1000);
	pdf_prepare(&there, fd, &o, s->pool, &more, &why, &f);
	close(fd);
	buf_free(&m.b);
	return why;
}

static void
each_caller_may_what_it_may(void **state)
{
	struct stage		*s = *state;
	struct pdf_facts	 facts;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	struct reader		 there = { 0 };
	int			 fd;

	if (s->pid == 0)
		skip();
	assert_int_equal(prepared(s, s->door[0]), PDF_FINE);
	assert_int_equal(prepared(s, s->door[1]), PDF_OUR_FAULT);
	fd = open("tests/data/pdf/weihai-rules.pdf", O_RDONLY);
	assert_true(fd != -1);
	there.socket = s->door[1];
	assert_int_equal(pdf_look(&there, fd, s->pool, &facts, &why, &f),
	    ST_OK);
	assert_int_equal(facts.npages, 6);
	close(fd);
}

/* Each is sent as it is; then the peer goes away. */
static void
no_message_ends_it(void **state)
{
	static const struct { const char *p; size_t n; } messages[] = {
		{ "", 0 }, { "\0", 1 }, { "\0\0\0\6", 4 },
		{ "\0\0\0\6\1\1", 6 }, { "\0\0\0\0\0\0", 6 },
		{ "\377\377\377\377\1\1", 6 },
		{ "\0\0\0\14\1\1\0\1\377\377\377\377", 12 },
		{ "\0\0\0\6\1\3", 6 }, { "\0\0\0\6\377\377", 6 },
		{ "GET / HTTP/1.0\r\n\r\n", 18 },
	};
	struct stage	*s = *state;
	struct fault	 f = { 0 };
	size_t		 i;
	int		 fd;

	if (s->pid == 0)
		skip();
	for (i = 0; i < NITEMS(messages); i++) {
		fd = wire_connect(s->door[0], &f);
		assert_true(fd != -1);
		if (messages[i].n > 0)
			assert_int_equal(write(fd, messages[i].p,
			    messages[i].n), messages[i].n);
		close(fd);
	}
	assert_int_equal(prepared(s, s->door[0]), PDF_FINE);
}

/* A descriptor that is no file, and none at all. */
static void
no_descriptor_ends_it(void **state)
{
	struct stage		*s = *state;
	struct pdf_facts	 facts;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	struct reader		 there = { 0 };
	int			 pair[2];

	if (s->pid == 0)
		skip();
	there.socket = s->door[0];
	assert_int_equal(pipe(pair), 0);
	assert_int_not_equal(pdf_look(&there, pair[0], s->pool, &facts, &why,
	    &f), ST_OK);
	assert_int_not_equal(pdf_look(&there, -1, s->pool, &facts, &why, &f),
	    ST_OK);
	close(pair[0]);
	close(pair[1]);
	assert_int_equal(prepared(s, s->door[0]), PDF_FINE);
}

/* Killed workers come back. */
static void
a_dead_worker_is_replaced(void **state)
{
	struct stage	*s = *state;
	char		 line[128];
	int		 i;

	if (s->pid == 0)
		skip();
	snprintf(line, sizeof(line), "kill -9 $(cat "
	    "/proc/%ld/task/%ld/children)", (long)s->pid, (long)s->pid);
	assert_int_equal(system(line), 0);
	for (i = 0; i < 100; i++) {
		if (prepared(s, s->door[0]) == PDF_FINE)
			return;
		usleep(50000);
	}
	fail_msg("no worker came back");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(each_caller_may_what_it_may),
		cmocka_unit_test(no_message_ends_it),
		cmocka_unit_test(no_descriptor_ends_it),
		cmocka_unit_test(a_dead_worker_is_replaced),
	};

	return cmocka_run_group_tests_name("reader", tests, stage_up,
	    stage_down);
}

/* Contents: put once, read whole or not at all, dropped when nobody cares. */
#include <fcntl.h>
#include <sys/wait.h>

#include <signal.h>

#include "base/file.h"
#include "office_place.h"
#include "sm/sm.h"

#define LONG_ONE (9 * 1024 * 1024 + 12345)	/* three batches of chunks */

static struct store	*content;
static unsigned char	*long_one;

static int
setup(void **state)
{
	size_t	 i;

	if (office_setup(state) != 0 ||
	    store_create(place.where, "content", ".", &f) != ST_OK ||
	    store_open(place.where, "content", 0, &content, &f) != ST_OK ||
	    (long_one = malloc(LONG_ONE)) == NULL) {
		print_error("%s\n", f.text);
		return -1;
	}
	for (i = 0; i < LONG_ONE; i++)
		long_one[i] = (unsigned char)(i * 7 + i / 251);
	return 0;
}

static int
teardown(void **state)
{
	free(long_one);
	store_close(content);
	return office_teardown(state);
}

static int64_t
count(const char *text)
{
	const struct sql	 sql = { text, 0 };
	struct rows		*rows;
	int64_t			 n;

	ok(store_query(content, &sql, NULL, 0, &rows, &f));
	ok(rows_next(rows, &f));
	n = rows_int(rows, 0);
	rows_free(rows);
	return n;
}

static void
harm(const char *text)
{
	const struct sql	 sql = { text, 0 };

	ok(store_begin(content, STORE_WRITE, &f));
	ok(store_run(content, &sql, NULL, 0, NULL, &f));
	ok(store_commit(content, &f));
}

static int
temp_file(struct bytes b)
{
	char	 path[128];
	int	 fd;

	snprintf(path, sizeof(path), "%s/file", place.dir);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_true(fd != -1);
	assert_int_equal(write(fd, b.p, b.n), b.n);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

static void
put_and_read(struct bytes b)
{
	unsigned char	 sm3[32];
	struct content	 c;
	struct buf	 out;

	ok(content_put(content, b, "application/pdf", sm3, &f));
	ok(content_find(content, sm3, &c, &f));
	assert_int_equal(c.size, b.n);
	assert_string_equal(c.type, "application/pdf");
	buf_init(&out, LONG_ONE);
	ok(content_read(content, sm3, &out, &f));
	assert_true(bytes_same(buf_view(&out), b));
	buf_free(&out);
}

static void
any_length_comes_back(void **state)
{
	static const size_t	 lengths[] = { 0, 1, CONTENT_CHUNK - 1,
				    CONTENT_CHUNK, CONTENT_CHUNK + 1,
				    16 * CONTENT_CHUNK, LONG_ONE };
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(lengths); i++)
		put_and_read(bytes_of(long_one, lengths[i]));
	assert_int_equal(count("SELECT count(*) FROM content"), 7);
}

static void
a_descriptor_gives_the_same(void **state)
{
	struct bytes	 b = { long_one, LONG_ONE };
	unsigned char	 a[32], d[32];
	int64_t		 chunks;
	struct buf	 out;
	int		 fd;

	(void)state;
	ok(content_put(content, b, "x/y", a, &f));
	chunks = count("SELECT count(*) FROM chunk");
	fd = temp_file(b);
	ok(content_put_fd(content, fd, LONG_ONE, "x/y", d, &f));
	close(fd);
	assert_memory_equal(a, d, 32);
	assert_int_equal(count("SELECT count(*) FROM chunk"), chunks);
	fd = temp_file(bytes_of("", 0));
	ok(content_read_fd(content, a, fd, &f));
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	buf_init(&out, LONG_ONE);
	ok(file_read_fd(fd, &out, &f));
	assert_true(bytes_same(buf_view(&out), b));
	buf_free(&out);
	close(fd);
}

/* Under the SM3 its caller has; a wrong one is noticed when it is read. */
static void
a_known_one_is_found_under_its_sm3(void **state)
{
	struct bytes	 b = { long_one, LONG_ONE };
	unsigned char	 right[32], wrong[32] = { 1 };
	int		 fd = temp_file(b);
	struct buf	 out;

	(void)state;
	ok(sm3(b, right));
	ok(content_put_known(content, fd, LONG_ONE, "x/y", right, &f));
	buf_init(&out, LONG_ONE);
	ok(content_read(content, right, &out, &f));
	assert_true(bytes_same(buf_view(&out), b));
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	ok(content_put_known(content, fd, LONG_ONE, "x/y", wrong, &f));
	buf_clear(&out);
	assert_int_equal(content_read(content, wrong, &out, &f), ST_BROKEN);
	buf_free(&out);
	close(fd);
}

static void
too_long_is_refused_and_leaves_nothing(void **state)
{
	unsigned char	 sm3[32];
	int		 fd = temp_file(bytes_of(long_one, LONG_ONE));

	(void)state;
	assert_int_equal(content_put_fd(content, fd, LONG_ONE - 1, "x/y",
	    sm3, &f), ST_INVALID);
	close(fd);
	assert_int_equal(count("SELECT count(*) FROM chunk"), 0);
	assert_false(store_is_writing(content));
	assert_int_equal(content_put(content, bytes_text("x"),
	    "a/0123456789012345678901234567890123456789012345678901234567890"
	    "123456789", sm3, &f), ST_INVALID);
}

static void
r225_killed_while_putting_leaves_no_content(void **state)
{
	unsigned char	 sm3[32];
	int64_t		 dropped;
	pid_t		 child;
	int		 tell[2];

	(void)state;
	assert_int_equal(pipe(tell), 0);
	leave();
	store_close(content);
	if ((child = fork()) == 0) {
		if (store_open(place.where, "content", 0, &content, &f) !=
		    ST_OK || content_put_fd(content, tell[0], LONG_ONE,
		    "x/y", sm3, &f) != ST_OK)
			fprintf(stderr, "%s\n", f.text);
		kill(getppid(), SIGTERM);	/* it must not come here */
		_exit(1);
	}
	enter();
	ok(store_open(place.where, "content", 0, &content, &f));
	/* feed it past the first batch and no further */
	assert_int_equal(write(tell[1], long_one, 5 * 1024 * 1024),
	    5 * 1024 * 1024);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(tell[0]);
	close(tell[1]);
	assert_int_equal(count("SELECT count(*) FROM content"), 0);
	assert_true(count("SELECT count(*) FROM chunk") > 0);
	ok(content_drop_unnamed(content, clock_now() - MS_DAY, NULL, NULL,
	    &dropped, &f));
	assert_true(count("SELECT count(*) FROM chunk") > 0);
	ok(content_drop_unnamed(content, clock_now() + MS_DAY, NULL, NULL,
	    &dropped, &f));
	assert_int_equal(count("SELECT count(*) FROM chunk"), 0);
}

static void
damage_is_noticed(void **state)
{
	unsigned char	 a[32], none[32] = { 0 };
	struct buf	 out;

	(void)state;
	buf_init(&out, LONG_ONE);
	ok(content_put(content, bytes_of(long_one, 600000), "x/y", a, &f));
	assert_int_equal(content_read(content, none, &out, &f), ST_ABSENT);
	harm("UPDATE chunk SET data = (SELECT data FROM chunk WHERE n = 1)"
	    " WHERE n = 0");
	assert_int_equal(content_read(content, a, &out, &f), ST_BROKEN);
	buf_clear(&out);
	harm("DELETE FROM chunk WHERE n = 2");
	assert_int_equal(content_read(content, a, &out, &f), ST_BROKEN);
	buf_free(&out);
	buf_init(&out, 10);
	ok(content_put(content, bytes_of(long_one, 11), "x/y", a, &f));
	assert_int_equal(content_read(content, a, &out, &f), ST_INVALID);
	buf_free(&out);
}

static int
is_the_named_one(void *arg, const unsigned char sm3[32])
{
	return memcmp(arg, sm3, 32) == 0;
}

static void
only_the_unnamed_and_old_are_dropped(void **state)
{
	unsigned char	 keep[32], other[32];
	struct content	 c;
	int64_t		 dropped;
	int		 i;

	(void)state;
	for (i = 0; i < 150; i++)	/* more than one page */
		ok(content_put(content, bytes_of(long_one, 100 +
		    (size_t)i), "x/y", i == 70 ? keep : other, &f));
	ok(content_drop_unnamed(content, clock_now() - MS_DAY,
	    is_the_named_one, keep, &dropped, &f));
	assert_int_equal(dropped, 0);
	harm("UPDATE content SET created = 5");
	/* put again, it is new again */
	ok(content_put(content, bytes_of(long_one, 249), "x/y", other, &f));
	ok(content_drop_unnamed(content, clock_now() - MS_DAY,
	    is_the_named_one, keep, &dropped, &f));
	assert_int_equal(dropped, 148);
	ok(content_find(content, keep, &c, &f));
	ok(content_find(content, other, &c, &f));
	assert_int_equal(count("SELECT count(*) FROM chunk"), 2);
}

#undef T
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static const struct CMUnitTest tests[] = {
	T(any_length_comes_back),
	T(a_descriptor_gives_the_same),
	T(a_known_one_is_found_under_its_sm3),
	T(too_long_is_refused_and_leaves_nothing),
	T(r225_killed_while_putting_leaves_no_content),
	T(damage_is_noticed),
	T(only_the_unnamed_and_old_are_dropped),
};

OFFICE_MAIN(tests, "content")

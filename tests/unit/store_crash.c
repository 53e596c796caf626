/*
 * The store under other processes: writers that queue, writers that die, a
 * disk that fills (R-225: a request is before or after the step).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "base/clock.h"
#include "base/file.h"
#include "place.h"
#include "store/store.h"

#define WRITERS 4
#define TIMES	150

static int		 postgres;
static struct place	 place;
static struct fault	 f;

static const char schema[] =
	"CREATE TABLE tally (id TEXT NOT NULL PRIMARY KEY,"
	" n BIGINT NOT NULL, data BYTEA);"
	"INSERT INTO tally (id, n) VALUES ('a', 0);";

static const struct sql	 bump = {
	"UPDATE tally SET n = n + 1 WHERE id = 'a'", 0 };
static const struct sql	 get = { "SELECT n FROM tally WHERE id = 'a'", 0 };
static const struct sql	 count = { "SELECT count(*) FROM tally", 0 };
static const struct sql	 add = {
	"INSERT INTO tally (id, n, data) VALUES ($1, 1, $2)", 2 };

static int
setup(void **state)
{
	char	 path[128];

	(void)state;
	if (place_make(&place, postgres) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/db", place.dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/db/office.sql", place.dir);
	return file_write(path, bytes_text(schema), 0600, &f) == ST_OK &&
	    store_create(place.where, "office", place.dir, &f) == ST_OK ?
	    0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	place_drop(&place);
	return 0;
}

static struct store *
open_it(void)
{
	struct store	*db;

	if (store_open(place.where, "office", 0, &db, &f) != ST_OK)
		print_error("%s\n", f.text);
	assert_non_null(db);
	return db;
}

static int64_t
number(struct store *db, const struct sql *q)
{
	struct rows	*rows;
	int64_t		 n;

	assert_int_equal(store_query(db, q, NULL, 0, &rows, &f), ST_OK);
	assert_int_equal(rows_next(rows, &f), ST_OK);
	n = rows_int(rows, 0);
	rows_free(rows);
	return n;
}

/* In a child: bump often; exit 0, or 1 on a fault, 2 after a long wait. */
static void
bump_often(void)
{
	struct store	*db;
	int64_t		 began, worst = 0;
	int		 i;

	if (store_open(place.where, "office", 0, &db, &f) != ST_OK)
		_exit(1);
	for (i = 0; i < TIMES; i++) {
		began = clock_ticks();
		if (store_begin(db, STORE_WRITE, &f) != ST_OK ||
		    store_run(db, &bump, NULL, 0, NULL, &f) != ST_OK ||
		    store_commit(db, &f) != ST_OK) {
			fprintf(stderr, "%s\n", f.text);
			_exit(1);
		}
		if (clock_ticks() - began > worst)
			worst = clock_ticks() - began;
	}
	store_close(db);
	_exit(worst > 5000000 ? 2 : 0);
}

static void
writers_queue_and_none_is_lost(void **state)
{
	struct store	*db;
	pid_t		 child[WRITERS];
	int		 i, how;

	(void)state;
	for (i = 0; i < WRITERS; i++)
		if ((child[i] = fork()) == 0)
			bump_often();
	for (i = 0; i < WRITERS; i++) {
		assert_int_equal(waitpid(child[i], &how, 0), child[i]);
		assert_int_equal(how, 0);
	}
	db = open_it();
	assert_int_equal(number(db, &get), WRITERS * TIMES);
	store_close(db);
}

/* A child that writes, tells, and waits inside its transaction. */
static pid_t
start_holder(int tell[2])
{
	struct store	*db;
	pid_t		 child;

	assert_int_equal(pipe(tell), 0);
	if ((child = fork()) != 0)
		return child;
	if (store_open(place.where, "office", 0, &db, &f) != ST_OK ||
	    store_begin(db, STORE_WRITE, &f) != ST_OK ||
	    store_run(db, &bump, NULL, 0, NULL, &f) != ST_OK ||
	    write(tell[1], "x", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

static void
end_holder(pid_t child, int tell[2])
{
	int	 how;

	kill(child, SIGKILL);
	waitpid(child, &how, 0);
	close(tell[0]);
	close(tell[1]);
}

static void
r225_killed_in_a_transaction_leaves_nothing(void **state)
{
	struct store	*db;
	pid_t		 child;
	int		 tell[2];
	char		 c;

	(void)state;
	child = start_holder(tell);
	assert_int_equal(read(tell[0], &c, 1), 1);
	end_holder(child, tell);
	db = open_it();
	assert_int_equal(number(db, &get), 0);
	assert_int_equal(store_begin(db, STORE_WRITE, &f), ST_OK);
	assert_int_equal(store_run(db, &bump, NULL, 0, NULL, &f), ST_OK);
	assert_int_equal(store_commit(db, &f), ST_OK);
	assert_int_equal(number(db, &get), 1);
	store_close(db);
}

/* Kill writers at random moments: what was told to be committed is there. */
static void
r225_killed_writers_lose_no_commit(void **state)
{
	struct store	*db;
	pid_t		 child;
	int64_t		 told, is;
	int		 tell[2], i;
	char		 c;

	(void)state;
	for (i = 0, told = 0; i < 8; i++) {
		assert_int_equal(pipe(tell), 0);
		if ((child = fork()) == 0) {
			if (store_open(place.where, "office", 0, &db, &f) !=
			    ST_OK)
				_exit(1);
			for (;;)
				if (store_begin(db, STORE_WRITE, &f) !=
				    ST_OK || store_run(db, &bump, NULL, 0,
				    NULL, &f) != ST_OK || store_commit(db,
				    &f) != ST_OK || write(tell[1], "x", 1)
				    != 1)
					_exit(1);
		}
		close(tell[1]);
		assert_int_equal(read(tell[0], &c, 1), 1);
		told++;
		usleep(3000 * (unsigned)(i + 1));
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		while (read(tell[0], &c, 1) == 1)
			told++;
		close(tell[0]);
	}
	db = open_it();
	/* At most one commit a child was not told of. */
	is = number(db, &get);
	assert_true(is >= told && is <= told + 8);
	store_close(db);
}

/* --- what is durable when ------------------------------------------------ */

static int	 syncs, sync_fails, gate_was_free;

/* In the place of the library's: SQLite calls this one. */
int
fdatasync(int fd)
{
	char	 path[128];
	int	 gate;

	snprintf(path, sizeof(path), "%s/office.gate", place.dir);
	if ((gate = open(path, O_RDWR | O_CLOEXEC)) != -1) {
		gate_was_free = flock(gate, LOCK_EX | LOCK_NB) == 0;
		close(gate);
	}
	syncs++;
	if (sync_fails) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fdatasync, fd);
}

/*
 * Nothing is synced before the commit, the log is when it is told as done,
 * and the next writer need not wait for the disk.
 */
static void
a_commit_is_synced_before_it_is_told(void **state)
{
	struct store	*db;
	int		 before;

	(void)state;
	if (postgres)
		return;
	db = open_it();
	assert_int_equal(store_begin(db, STORE_WRITE, &f), ST_OK);
	assert_int_equal(store_run(db, &bump, NULL, 0, NULL, &f), ST_OK);
	before = syncs;
	assert_int_equal(store_commit(db, &f), ST_OK);
	assert_true(syncs > before);
	assert_true(gate_was_free);
	before = syncs;
	assert_int_equal(number(db, &get), 1);
	assert_int_equal(syncs, before);	/* reading costs none */

	/* A disk that will not: nobody is told it was done. */
	sync_fails = 1;
	assert_int_equal(store_begin(db, STORE_WRITE, &f), ST_OK);
	assert_int_equal(store_run(db, &bump, NULL, 0, NULL, &f), ST_OK);
	assert_int_equal(store_commit(db, &f), ST_BROKEN);
	assert_non_null(strstr(f.text, "disk failing"));
	sync_fails = 0;
	assert_int_equal(store_begin(db, STORE_WRITE, &f), ST_OK);
	assert_int_equal(store_run(db, &bump, NULL, 0, NULL, &f), ST_OK);
	assert_int_equal(store_commit(db, &f), ST_OK);
	store_close(db);
}

static void
a_store_does_not_cross_a_fork(void **state)
{
	struct store	*db = open_it();
	struct rows	*rows;
	pid_t		 child;
	int		 how;

	(void)state;
	if ((child = fork()) == 0)
		_exit(store_begin(db, STORE_WRITE, &f) == ST_BROKEN &&
		    store_query(db, &get, NULL, 0, &rows, &f) == ST_BROKEN ?
		    0 : 1);
	waitpid(child, &how, 0);
	assert_int_equal(how, 0);
	assert_int_equal(number(db, &get), 0);
	store_close(db);
}

static void
the_wait_at_the_gate_is_bounded(void **state)
{
	struct store	*db;
	pid_t		 child;
	int64_t		 began;
	int		 tell[2];
	char		 c;

	(void)state;
	child = start_holder(tell);
	assert_int_equal(read(tell[0], &c, 1), 1);
	db = open_it();
	began = clock_ticks();
	assert_int_equal(number(db, &get), 0);	/* readers do not wait */
	assert_true(clock_ticks() - began < 1000000);
	assert_int_equal(store_begin(db, STORE_WRITE, &f), ST_BROKEN);
	assert_non_null(strstr(f.text, "turn to write"));
	assert_true(clock_ticks() - began > 9000000);
	assert_true(clock_ticks() - began < 14000000);
	end_holder(child, tell);
	assert_int_equal(store_begin(db, STORE_WRITE, &f), ST_OK);
	store_rollback(db);
	store_close(db);
}

/* In a child, because the limit stays: exit 0 where all is as it must be. */
static void
fill_the_disk(void)
{
	static unsigned char	 block[256 * 1024];
	const struct rlimit	 small = { 1024 * 1024, 1024 * 1024 };
	struct store		*db;
	struct value		 in[2];
	char			 id[16];
	enum status		 st = ST_OK;
	int			 i, kept = 0;

	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &small) != 0 ||
	    store_open(place.where, "office", 0, &db, &f) != ST_OK)
		_exit(1);
	for (i = 0; i < 20 && st == ST_OK; i++) {
		snprintf(id, sizeof(id), "x%d", i);
		in[0] = v_text(id);
		in[1] = v_bytes(bytes_of(block, sizeof(block)));
		if ((st = store_begin(db, STORE_WRITE, &f)) != ST_OK ||
		    (st = store_run(db, &bump, NULL, 0, NULL, &f)) !=
		    ST_OK || (st = store_run(db, &add, in, 2, NULL, &f)) !=
		    ST_OK || (st = store_commit(db, &f)) != ST_OK)
			store_rollback(db);
		else
			kept++;
	}
	if (st != ST_BROKEN || strstr(f.text, "disk full") == NULL)
		_exit(fprintf(stderr, "%s\n", f.text) < 0 ? 4 : 2);
	if (number(db, &get) != kept || number(db, &count) != kept + 1)
		_exit(3);
	store_close(db);
	_exit(0);
}

static void
r219_full_disk_is_named_and_nothing_is_half_written(void **state)
{
	struct store	*db;
	pid_t		 child;
	int		 how;

	(void)state;
	if ((child = fork()) == 0)
		fill_the_disk();
	waitpid(child, &how, 0);
	assert_int_equal(how, 0);
	db = open_it();
	assert_int_equal(number(db, &get) + 1, number(db, &count));
	store_close(db);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest	 both[] = {
		T(writers_queue_and_none_is_lost),
		T(r225_killed_in_a_transaction_leaves_nothing),
		T(r225_killed_writers_lose_no_commit),
		T(a_commit_is_synced_before_it_is_told),
		T(a_store_does_not_cross_a_fork),
	};
	const struct CMUnitTest	 files[] = {
		T(the_wait_at_the_gate_is_bounded),
		T(r219_full_disk_is_named_and_nothing_is_half_written),
	};
	int			 failed;

	failed = cmocka_run_group_tests_name("crash sqlite", both, NULL,
	    NULL);
	failed += cmocka_run_group_tests_name("crash sqlite", files, NULL,
	    NULL);
	if (place_has_postgres()) {
		postgres = 1;
		failed += cmocka_run_group_tests_name("crash postgresql",
		    both, NULL, NULL);
	}
	return failed;
}

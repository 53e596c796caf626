/*
 * Rows as structs and the end of a transaction, on SQLite always and on
 * PostgreSQL where JIANYIN_TEST_PG names one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "place.h"
#include "store/store.h"

static int		 postgres;
static struct place	 place;
static struct store	*db;
static struct pool	*pool;
static struct fault	 f;

static const char schema[] =
	"CREATE TABLE thing (\n"
	"\tid TEXT NOT NULL PRIMARY KEY,\n"
	"\tn BIGINT);\n";

enum { ADD, GET, ALL, T__N };

static const struct sql sql[T__N] = {
	[ADD] = { .nin = 2, .text =
	    "INSERT INTO thing (id, n) VALUES ($1, $2)" },
	[GET] = { .nin = 1, .text = "SELECT id, n FROM thing WHERE id = $1" },
	[ALL] = { .nin = 0, .text = "SELECT id, n FROM thing ORDER BY id" },
};

struct thing {
	const char	*id;
	int64_t		 n;
};

/* A thing below 0 cannot be read. */
static enum status
read_thing(const struct rows *rows, struct pool *p, void *out,
    struct fault *fault)
{
	struct thing	*t = out;

	t->id = rows_text(rows, 0, p);
	t->n = rows_int(rows, 1);
	return t->n >= 0 ? ST_OK : fault_set(fault, ST_BROKEN, "below 0");
}

static const struct record thing_record = {
	"thing", sizeof(struct thing), read_thing
};

static int
setup(void **state)
{
	char	 path[128];

	(void)state;
	if (place_make(&place, postgres) != 0 ||
	    (pool = pool_new(64 * 1024)) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/db", place.dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/db/office.sql", place.dir);
	if (file_write(path, bytes_text(schema), 0600, &f) != ST_OK ||
	    store_create(place.where, "office", place.dir, &f) != ST_OK ||
	    store_open(place.where, "office", 0, &db, &f) != ST_OK) {
		print_error("%s\n", f.text);
		return -1;
	}
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	pool_free(pool);
	store_close(db);
	db = NULL;
	place_drop(&place);
	return 0;
}

static enum status
add(const char *id, int64_t n)
{
	const struct value	 in[] = { v_text(id), v_time(n) };

	return store_run(db, &sql[ADD], in, NITEMS(in), NULL, &f);
}

static enum status
find(const char *id, struct thing *t)
{
	const struct value	 in[] = { v_text(id) };

	return store_find(db, pool, &sql[GET], in, 1, &thing_record, t, &f);
}

static enum status
list(struct thing **t, size_t max, size_t *n)
{
	return store_list(db, pool, &sql[ALL], NULL, 0, &thing_record, max, t,
	    n, &f);
}

static void
add_three(int64_t third)
{
	assert_int_equal(store_begin(db, STORE_WRITE, &f), ST_OK);
	assert_int_equal(add("a", 1), ST_OK);
	assert_int_equal(add("b", 2), ST_OK);
	assert_int_equal(store_end(db, add("c", third), &f), ST_OK);
}

static void
work_that_failed_is_given_up(void **state)
{
	struct thing	 t;

	(void)state;
	assert_int_equal(store_begin(db, STORE_WRITE, &f), ST_OK);
	assert_int_equal(add("a", 1), ST_OK);
	assert_int_equal(store_end(db, ST_DENIED, &f), ST_DENIED);
	assert_false(store_is_writing(db));
	assert_int_equal(find("a", &t), ST_ABSENT);
	/* a statement that failed spoils it: never committed in part */
	assert_int_equal(store_begin(db, STORE_WRITE, &f), ST_OK);
	assert_int_equal(add("a", 1), ST_OK);
	assert_int_equal(add("a", 2), ST_CONFLICT);
	assert_int_not_equal(store_end(db, ST_OK, &f), ST_OK);
	assert_false(store_is_writing(db));
	assert_int_equal(find("a", &t), ST_ABSENT);
}

static void
work_that_is_done_is_written(void **state)
{
	struct thing	 t;

	(void)state;
	add_three(3);
	assert_false(store_is_writing(db));
	assert_int_equal(find("c", &t), ST_OK);
	assert_string_equal(t.id, "c");
	assert_int_equal(t.n, 3);
}

static void
none_is_absent_and_named(void **state)
{
	struct thing	 t = { "x", 7 };

	(void)state;
	assert_int_equal(find("nobody", &t), ST_ABSENT);
	assert_non_null(strstr(f.text, "no thing nobody"));
	assert_null(t.id);
	assert_int_equal(t.n, 0);
}

static void
a_list_stops_at_its_most(void **state)
{
	struct thing	*t = NULL;
	size_t		 n = 9;

	(void)state;
	assert_int_equal(list(&t, 4, &n), ST_OK);
	assert_int_equal(n, 0);
	add_three(3);
	assert_int_equal(list(&t, 2, &n), ST_OK);
	assert_int_equal(n, 2);
	assert_string_equal(t[1].id, "b");
	assert_int_equal(list(&t, 4, &n), ST_OK);
	assert_int_equal(n, 3);
}

static void
a_list_grows_to_its_rows(void **state)
{
	struct thing	*t = NULL;
	char		 id[8];
	size_t		 n, i;

	(void)state;
	assert_int_equal(store_begin(db, STORE_WRITE, &f), ST_OK);
	for (i = 0; i < 100; i++) {
		snprintf(id, sizeof(id), "%02zu", i);
		assert_int_equal(add(id, (int64_t)i), ST_OK);
	}
	assert_int_equal(store_end(db, ST_OK, &f), ST_OK);
	assert_int_equal(list(&t, 70, &n), ST_OK);
	assert_int_equal(n, 70);
	for (i = 0; i < n; i++)
		assert_int_equal(t[i].n, i);
}

static void
a_row_that_cannot_be_read_is_told(void **state)
{
	struct thing	*t = NULL, one;
	size_t		 n;

	(void)state;
	add_three(-1);
	assert_int_equal(find("c", &one), ST_BROKEN);
	assert_int_equal(list(&t, 4, &n), ST_BROKEN);
	assert_null(t);
	assert_int_equal(find("a", &one), ST_OK);	/* rows were let go */
}

static void
moment_zero_is_null(void **state)
{
	struct rows	*rows;

	(void)state;
	add_three(0);
	assert_int_equal(store_query(db, &sql[GET],
	    &(struct value){ .kind = V_TEXT, .b = bytes_text("c") }, 1, &rows,
	    &f), ST_OK);
	assert_int_equal(rows_next(rows, &f), ST_OK);
	assert_true(rows_is_null(rows, 1));
	rows_free(rows);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		T(work_that_failed_is_given_up),
		T(work_that_is_done_is_written),
		T(none_is_absent_and_named),
		T(a_list_stops_at_its_most),
		T(a_list_grows_to_its_rows),
		T(a_row_that_cannot_be_read_is_told),
		T(moment_zero_is_null),
	};
	int			 failed;

	failed = cmocka_run_group_tests_name("record sqlite", tests, NULL,
	    NULL);
	if (place_has_postgres()) {
		postgres = 1;
		failed += cmocka_run_group_tests_name("record postgresql",
		    tests, NULL, NULL);
	}
	return failed;
}

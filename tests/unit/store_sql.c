/*
 * The store, on SQLite always and on PostgreSQL where JIANYIN_TEST_PG names
 * one: values, parameters, transactions and what they refuse.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/stat.h>

#include "base/file.h"
#include "place.h"
#include "store/store.h"

static int		 postgres;
static struct place	 place;
static struct store	*db;
static struct fault	 f;

static const char schema[] =
	"-- a thing; with 'quotes' and ; in its comment\n"
	"CREATE TABLE thing (\n"
	"\tid TEXT NOT NULL PRIMARY KEY,	-- why: it's the key;\n"
	"\tn BIGINT,\n"
	"\tyes SMALLINT NOT NULL DEFAULT 0 CHECK (yes IN (0, 1)),\n"
	"\tdata BYTEA,\n"
	"\tword TEXT DEFAULT 'a;--b');\n"
	"CREATE TABLE part (\n"
	"\tid TEXT NOT NULL PRIMARY KEY,\n"
	"\tthing TEXT NOT NULL REFERENCES thing (id));\n"
	"CREATE INDEX part_thing ON part (thing);\n";

enum { ADD, GET, MOVE, PART, COUNT, ALL, SWAP, BUMP, T__N };

static const struct sql sql[T__N] = {
	[ADD] = { .nin = 3, .text =
	    "INSERT INTO thing (id, n, data) VALUES ($1, $2, $3)" },
	[GET] = { .nin = 1, .text =
	    "SELECT n, data, word, yes FROM thing WHERE id = $1" },
	[MOVE] = { .nin = 2, .text =
	    "UPDATE thing SET n = $2 WHERE id = $1 RETURNING n" },
	[PART] = { .nin = 2, .text =
	    "INSERT INTO part (id, thing) VALUES ($1, $2)" },
	[COUNT] = { .nin = 0, .text = "SELECT count(*) FROM thing" },
	[ALL] = { .nin = 0, .text = "SELECT id FROM thing ORDER BY id" },
	[SWAP] = { .nin = 2, .text =
	    "SELECT CAST($2 AS TEXT), CAST($1 AS TEXT)" },
	[BUMP] = { .nin = 2, .text =
	    "UPDATE thing SET n = n + $2 WHERE id = $1" },
};

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
	store_close(db);
	db = NULL;
	place_drop(&place);
	return 0;
}

static void
ok(enum status st)
{
	if (st != ST_OK)
		print_error("%s: %s\n", status_name(st), f.text);
	assert_int_equal(st, ST_OK);
}

static enum status
add(const char *id, int64_t n)
{
	const struct value	 in[] = { v_text(id), v_int(n), v_null() };

	return store_run(db, &sql[ADD], in, 3, NULL, &f);
}

static void
add_whole(const char *id, int64_t n)
{
	ok(store_begin(db, STORE_WRITE, &f));
	ok(add(id, n));
	ok(store_commit(db, &f));
}

static int64_t
number(struct store *from, const struct sql *q, const char *id)
{
	const struct value	 in[] = { v_text(id) };
	struct rows		*rows;
	int64_t			 n;

	ok(store_query(from, q, in, id == NULL ? 0 : 1, &rows, &f));
	ok(rows_next(rows, &f));
	n = rows_int(rows, 0);
	rows_free(rows);
	return n;
}

static void
values_come_back_as_they_went(void **state)
{
	static const unsigned char	 raw[] = { 0, 1, 0xff, 0, '\\', 'x' };
	const struct value	 in[] = { v_text("字"), v_int(INT64_MIN),
				    v_bytes(bytes_of(raw, sizeof(raw))) };
	const struct value	 in2[] = { v_text("e"), v_int(INT64_MAX),
				    v_bytes(bytes_of(raw, 0)) };
	const struct value	 in3[] = { v_text("n"), v_null(), v_null() };
	const struct value	 id[] = { v_text("字"), v_text("e"),
				    v_text("n") };
	struct rows		*rows;
	struct pool		*pool = pool_new(4096);
	int64_t			 changed;

	(void)state;
	ok(store_begin(db, STORE_WRITE, &f));
	ok(store_run(db, &sql[ADD], in, 3, &changed, &f));
	assert_int_equal(changed, 1);
	ok(store_run(db, &sql[ADD], in2, 3, NULL, &f));
	ok(store_run(db, &sql[ADD], in3, 3, NULL, &f));
	ok(store_commit(db, &f));
	ok(store_query(db, &sql[GET], &id[0], 1, &rows, &f));
	ok(rows_next(rows, &f));
	assert_true(rows_int(rows, 0) == INT64_MIN);
	assert_true(bytes_same(rows_bytes(rows, 1), in[2].b));
	assert_string_equal(rows_str(rows, 2), "a;--b");
	assert_string_equal(rows_text(rows, 2, pool), "a;--b");
	assert_int_equal(rows_int(rows, 3), 0);
	assert_null(rows_str(rows, 0));		/* a number is no text */
	assert_int_equal(rows_next(rows, &f), ST_ABSENT);
	assert_int_equal(rows_next(rows, &f), ST_ABSENT);
	rows_free(rows);
	ok(store_query(db, &sql[GET], &id[1], 1, &rows, &f));
	ok(rows_next(rows, &f));
	assert_true(rows_int(rows, 0) == INT64_MAX);
	assert_false(rows_is_null(rows, 1));
	assert_int_equal(rows_bytes(rows, 1).n, 0);
	rows_free(rows);
	ok(store_query(db, &sql[GET], &id[2], 1, &rows, &f));
	ok(rows_next(rows, &f));
	assert_true(rows_is_null(rows, 0));
	assert_true(rows_is_null(rows, 1));
	assert_null(rows_bytes(rows, 1).p);
	rows_free(rows);
	pool_free(pool);
}

static void
parameters_are_bound_by_name(void **state)
{
	const struct value	 in[] = { v_text("one"), v_text("two") };
	struct rows		*rows;

	(void)state;
	ok(store_query(db, &sql[SWAP], in, 2, &rows, &f));
	ok(rows_next(rows, &f));
	assert_string_equal(rows_str(rows, 0), "two");
	assert_string_equal(rows_str(rows, 1), "one");
	rows_free(rows);
}

static void
wrong_parameters_are_refused(void **state)
{
	const struct value	 in[] = { v_text("one"), v_text("two") };
	const struct value	 bad[] = { v_text("\xc3("), v_text("b") };
	const struct value	 nul[] = { { V_TEXT, 0, { (const unsigned
				    char *)"a\0b", 3 } }, v_text("b") };
	static const struct sql	 less = { "SELECT CAST($1 AS TEXT)", 2 };
	static const struct sql	 more = {
				    "SELECT CAST($1 AS TEXT), CAST($2 AS TEXT)",
				    1 };
	struct rows		*rows;

	(void)state;
	assert_int_equal(store_query(db, &sql[SWAP], in, 1, &rows, &f),
	    ST_BROKEN);
	assert_null(rows);
	assert_int_equal(store_query(db, &less, in, 2, &rows, &f), ST_BROKEN);
	assert_int_equal(store_query(db, &more, in, 1, &rows, &f), ST_BROKEN);
	assert_int_equal(store_query(db, &sql[SWAP], bad, 2, &rows, &f),
	    ST_INVALID);
	assert_int_equal(store_query(db, &sql[SWAP], nul, 2, &rows, &f),
	    ST_INVALID);
	ok(store_query(db, &sql[SWAP], in, 2, &rows, &f));
	rows_free(rows);
}

static void
unique_violation_is_a_conflict_and_spoils(void **state)
{
	(void)state;
	add_whole("a", 1);
	ok(store_begin(db, STORE_WRITE, &f));
	ok(add("b", 2));
	assert_int_equal(add("a", 3), ST_CONFLICT);
	assert_int_equal(add("c", 3), ST_BROKEN);
	assert_int_equal(store_commit(db, &f), ST_BROKEN);
	assert_int_equal(number(db, &sql[COUNT], NULL), 1);
	add_whole("b", 2);
}

static void
foreign_key_is_a_conflict(void **state)
{
	const struct value	 in[] = { v_text("p"), v_text("nobody") };

	(void)state;
	ok(store_begin(db, STORE_WRITE, &f));
	assert_int_equal(store_run(db, &sql[PART], in, 2, NULL, &f),
	    ST_CONFLICT);
	store_rollback(db);
}

static void
check_and_type_are_kept(void **state)
{
	static const struct sql	 no = {
	    "UPDATE thing SET yes = 2 WHERE id = $1", 1 };
	static const struct sql	 type = {
	    "UPDATE thing SET n = $2 WHERE id = $1", 2 };
	const struct value	 in[] = { v_text("a"), v_text("five") };

	(void)state;
	add_whole("a", 1);
	ok(store_begin(db, STORE_WRITE, &f));
	assert_int_equal(store_run(db, &no, in, 1, NULL, &f), ST_BROKEN);
	store_rollback(db);
	ok(store_begin(db, STORE_WRITE, &f));
	assert_int_equal(store_run(db, &type, in, 2, NULL, &f), ST_BROKEN);
	store_rollback(db);
	assert_int_equal(number(db, &sql[GET], "a"), 1);
}

static void
rollback_leaves_nothing(void **state)
{
	(void)state;
	ok(store_begin(db, STORE_WRITE, &f));
	assert_true(store_is_writing(db));
	ok(add("a", 1));
	store_rollback(db);
	store_rollback(db);
	assert_false(store_is_writing(db));
	assert_int_equal(number(db, &sql[COUNT], NULL), 0);
	assert_int_equal(store_commit(db, &f), ST_BROKEN);
}

static void
writes_need_a_write_transaction(void **state)
{
	(void)state;
	assert_int_equal(add("a", 1), ST_BROKEN);
	assert_non_null(strstr(f.text, "write transaction"));
	ok(store_begin(db, STORE_READ, &f));
	assert_int_equal(add("a", 1), ST_BROKEN);
	store_rollback(db);
	assert_int_equal(number(db, &sql[COUNT], NULL), 0);
	ok(store_begin(db, STORE_READ, &f));
	assert_int_equal(store_begin(db, STORE_READ, &f), ST_BROKEN);
	ok(store_commit(db, &f));
}

/* A page is of one moment, until it writes, fails or is done. */
static void
what_is_held_is_of_one_moment(void **state)
{
	static const struct sql	 bad = { "SELECT nonsense FROM nowhere", 0 };
	struct store		*page, *writer = db;

	(void)state;
	add_whole("a", 1);
	ok(store_open(place.where, "office", 0, &page, &f));
	store_hold(page);
	store_hold(page);
	assert_int_equal(number(page, &sql[COUNT], NULL), 1);
	add_whole("b", 1);
	assert_int_equal(number(page, &sql[COUNT], NULL), 1);
	ok(store_begin(page, STORE_READ, &f));	/* goes on with it */
	assert_int_equal(number(page, &sql[COUNT], NULL), 1);
	ok(store_commit(page, &f));
	assert_int_equal(number(page, &sql[COUNT], NULL), 2);

	store_hold(page);
	assert_int_equal(number(page, &sql[COUNT], NULL), 2);
	add_whole("c", 1);
	store_let_go(page);
	store_let_go(page);
	assert_int_equal(number(page, &sql[COUNT], NULL), 3);

	store_hold(page);
	assert_int_equal(number(page, &sql[COUNT], NULL), 3);
	add_whole("d", 1);
	db = page;
	assert_int_equal(add("e", 1), ST_BROKEN);	/* no writing in it */
	db = writer;
	assert_int_equal(number(page, &sql[COUNT], NULL), 4);

	store_hold(page);
	assert_int_equal(number(page, &sql[COUNT], NULL), 4);
	db = page;
	add_whole("e", 1);			/* a transaction ends it */
	db = writer;
	assert_int_equal(number(page, &sql[COUNT], NULL), 5);

	store_hold(page);
	assert_int_equal(store_run(page, &bad, NULL, 0, NULL, &f), ST_BROKEN);
	add_whole("f", 1);
	assert_int_equal(number(page, &sql[COUNT], NULL), 6);
	store_hold(page);
	store_close(page);
}

static void
readonly_store_cannot_write(void **state)
{
	struct store	*writer = db, *ro;

	(void)state;
	add_whole("a", 7);
	ok(store_open(place.where, "office", 1, &ro, &f));
	assert_int_equal(number(ro, &sql[GET], "a"), 7);
	assert_int_equal(store_begin(ro, STORE_WRITE, &f), ST_BROKEN);
	db = ro;
	assert_int_equal(add("b", 1), ST_BROKEN);
	db = writer;
	add_whole("c", 8);
	assert_int_equal(number(ro, &sql[GET], "c"), 8);
	store_close(ro);
}

static void
returning_and_changes(void **state)
{
	const struct value	 in[] = { v_text("a"), v_int(9) };
	const struct value	 no[] = { v_text("zz"), v_int(9) };
	struct rows		*rows;
	int64_t			 changed = -1;

	(void)state;
	add_whole("a", 7);
	ok(store_begin(db, STORE_WRITE, &f));
	ok(store_query(db, &sql[MOVE], in, 2, &rows, &f));
	ok(rows_next(rows, &f));
	assert_int_equal(rows_int(rows, 0), 9);
	rows_free(rows);
	ok(store_query(db, &sql[MOVE], no, 2, &rows, &f));
	assert_int_equal(rows_next(rows, &f), ST_ABSENT);
	rows_free(rows);
	ok(store_run(db, &sql[BUMP], no, 2, &changed, &f));
	assert_int_equal(changed, 0);
	ok(store_run(db, &sql[BUMP], in, 2, &changed, &f));
	assert_int_equal(changed, 1);
	ok(store_run(db, &sql[MOVE], in, 2, &changed, &f));
	assert_int_equal(changed, 1);
	ok(store_commit(db, &f));
	assert_int_equal(number(db, &sql[GET], "a"), 9);
}

static void
one_statement_twice_at_once(void **state)
{
	struct rows	*a, *b;

	(void)state;
	add_whole("a", 1);
	add_whole("b", 1);
	ok(store_query(db, &sql[ALL], NULL, 0, &a, &f));
	ok(rows_next(a, &f));
	ok(store_query(db, &sql[ALL], NULL, 0, &b, &f));
	ok(rows_next(b, &f));
	assert_string_equal(rows_str(b, 0), "a");
	ok(rows_next(b, &f));
	ok(rows_next(a, &f));
	assert_string_equal(rows_str(a, 0), "b");
	assert_string_equal(rows_str(b, 0), "b");
	assert_int_equal(store_begin(db, STORE_WRITE, &f), ST_BROKEN);
	rows_free(b);
	rows_free(a);
	add_whole("c", 1);
}

static void
an_address_may_get_a_new_text(void **state)
{
	struct sql	 s = { "SELECT CAST(1 AS BIGINT)", 0 };

	(void)state;
	assert_int_equal(number(db, &s, NULL), 1);
	s.text = "SELECT CAST(2 AS BIGINT)";
	assert_int_equal(number(db, &s, NULL), 2);
	s.text = "SELECT nonsense FROM nowhere";
	assert_int_equal(store_run(db, &s, NULL, 0, NULL, &f), ST_BROKEN);
	s.text = "SELECT CAST(3 AS BIGINT)";
	assert_int_equal(number(db, &s, NULL), 3);
}

static void
a_read_transaction_sees_one_moment(void **state)
{
	struct store	*ro;

	(void)state;
	add_whole("a", 1);
	ok(store_open(place.where, "office", 1, &ro, &f));
	ok(store_begin(ro, STORE_READ, &f));
	assert_int_equal(number(ro, &sql[COUNT], NULL), 1);
	add_whole("b", 1);
	assert_int_equal(number(ro, &sql[COUNT], NULL), 1);
	ok(store_commit(ro, &f));
	assert_int_equal(number(ro, &sql[COUNT], NULL), 2);
	store_close(ro);
}

static void
a_lost_server_is_found_again(void **state)
{
	static const struct sql	 pid = { "SELECT pg_backend_pid()", 0 };
	static const struct sql	 end = {
	    "SELECT CAST(pg_terminate_backend($1) AS INT)", 1 };
	struct store		*other;
	struct value		 in[1];

	(void)state;
	ok(store_open(place.where, "office", 0, &other, &f));
	add_whole("a", 1);
	in[0] = v_int(number(db, &pid, NULL));
	ok(store_run(other, &end, in, 1, NULL, &f));
	usleep(100000);
	add_whole("b", 1);		/* begin notices and connects */
	assert_int_equal(number(db, &sql[COUNT], NULL), 2);
	ok(store_begin(db, STORE_WRITE, &f));
	ok(add("c", 1));
	in[0] = v_int(number(db, &pid, NULL));
	ok(store_run(other, &end, in, 1, NULL, &f));
	usleep(100000);
	assert_int_equal(store_commit(db, &f), ST_BROKEN);
	assert_int_equal(number(other, &sql[COUNT], NULL), 2);
	add_whole("d", 1);
	store_close(other);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		T(values_come_back_as_they_went),
		T(parameters_are_bound_by_name),
		T(wrong_parameters_are_refused),
		T(unique_violation_is_a_conflict_and_spoils),
		T(foreign_key_is_a_conflict),
		T(check_and_type_are_kept),
		T(rollback_leaves_nothing),
		T(writes_need_a_write_transaction),
		T(what_is_held_is_of_one_moment),
		T(what_is_held_is_of_one_moment),
		T(readonly_store_cannot_write),
		T(returning_and_changes),
		T(one_statement_twice_at_once),
		T(an_address_may_get_a_new_text),
		T(a_read_transaction_sees_one_moment),
	};
	const struct CMUnitTest	 more[] = {
		T(a_lost_server_is_found_again),
	};
	int			 failed;

	failed = cmocka_run_group_tests_name("store sqlite", tests, NULL,
	    NULL);
	if (place_has_postgres()) {
		postgres = 1;
		failed += cmocka_run_group_tests_name("store postgresql",
		    tests, NULL, NULL);
		failed += cmocka_run_group_tests_name("store postgresql",
		    more, NULL, NULL);
	}
	return failed;
}

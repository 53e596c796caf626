/*
 * Making a store, refusing a version that is not ours, migrating.  The
 * office's own schema files are made on both engines too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/stat.h>
#include <sys/wait.h>

#include "base/file.h"
#include "place.h"
#include "store/store.h"

static int		 postgres;
static struct place	 place;
static struct fault	 f;

static const struct sql	 set_version = {
	"UPDATE meta SET value = $1 WHERE name = 'schema'", 1 };
static const struct sql	 get_version = {
	"SELECT value FROM meta WHERE name = 'schema'", 0 };
static const struct sql	 drop_version = {
	"DELETE FROM meta WHERE name = 'schema'", 0 };
static const struct sql	 count = { "SELECT count(*) FROM thing", 0 };
static const struct sql	 later = { "SELECT more FROM thing", 0 };
static const struct sql	 other = { "SELECT count(*) FROM other", 0 };

static void
put(const char *name, const char *text)
{
	char	 path[128];

	snprintf(path, sizeof(path), "%s/db/%s", place.dir, name);
	assert_int_equal(file_write(path, bytes_text(text), 0600, &f), ST_OK);
}

static int
setup(void **state)
{
	char	 path[128];

	(void)state;
	if (place_make(&place, postgres) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/db", place.dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/db/migrate", place.dir);
	mkdir(path, 0700);
	put("office.sql", "CREATE TABLE thing (id TEXT PRIMARY KEY)");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	place_drop(&place);
	return 0;
}

static enum status
create(void)
{
	return store_create(place.where, "office", place.dir, &f);
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

static void
change(const struct sql *q, const char *to)
{
	struct store		*db = open_it();
	const struct value	 in = v_text(to);

	assert_int_equal(store_begin(db, STORE_WRITE, &f), ST_OK);
	assert_int_equal(store_run(db, q, &in, q->nin, NULL, &f), ST_OK);
	assert_int_equal(store_commit(db, &f), ST_OK);
	store_close(db);
}

/* The version this build makes, and others beside it, as text. */
static const char *
version(int more)
{
	static char	 text[2][16];
	static int	 turn;
	struct rows	*rows = NULL;
	struct store	*db = open_it();
	long		 v = 0;

	assert_int_equal(store_query(db, &get_version, NULL, 0, &rows, &f),
	    ST_OK);
	assert_int_equal(rows_next(rows, &f), ST_OK);
	v = strtol(rows_str(rows, 0), NULL, 10);
	rows_free(rows);
	store_close(db);
	turn = !turn;
	snprintf(text[turn], sizeof(text[turn]), "%ld", v + more);
	return text[turn];
}

static void
refused(enum status st, const char *word)
{
	struct store	*db;

	assert_int_equal(store_open(place.where, "office", 0, &db, &f), st);
	assert_null(db);
	if (strstr(f.text, word) == NULL)
		print_error("'%s' lacks '%s'\n", f.text, word);
	assert_non_null(strstr(f.text, word));
}

static void
a_store_that_is_not_there_is_refused(void **state)
{
	(void)state;
	refused(ST_ABSENT, "jianyin init");
}

static void
other_versions_are_refused_with_advice(void **state)
{
	(void)state;
	assert_int_equal(create(), ST_OK);
	change(&set_version, version(1));
	refused(ST_INVALID, "update the programs");
	assert_int_equal(create(), ST_INVALID);
}

static void
an_older_version_is_refused_with_advice(void **state)
{
	(void)state;
	assert_int_equal(create(), ST_OK);
	change(&set_version, version(-1));
	refused(ST_INVALID, "use the programs it was made with");
}

static void
a_store_without_version_is_refused(void **state)
{
	(void)state;
	assert_int_equal(create(), ST_OK);
	change(&drop_version, NULL);
	refused(ST_INVALID, "does not say");
}

static void
creating_again_changes_nothing(void **state)
{
	struct store	*db;

	(void)state;
	put("office-b.sql", "CREATE TABLE other (id TEXT PRIMARY KEY);"
	    "INSERT INTO other (id) VALUES ('x')");
	assert_int_equal(create(), ST_OK);
	assert_int_equal(create(), ST_OK);
	db = open_it();
	assert_int_equal(store_run(db, &count, NULL, 0, NULL, &f), ST_OK);
	assert_int_equal(store_run(db, &other, NULL, 0, NULL, &f), ST_OK);
	store_close(db);
}

static void
a_bad_schema_file_leaves_nothing(void **state)
{
	(void)state;
	put("office-b.sql", "CREATE TABLE other (id TEXT PRIMARY KEY);"
	    "CREATE NONSENSE");
	assert_int_equal(create(), ST_BROKEN);
	assert_non_null(strstr(f.text, "office-b.sql"));
	refused(ST_ABSENT, "jianyin init");
	put("office-b.sql", "CREATE TABLE other (id TEXT PRIMARY KEY)");
	assert_int_equal(create(), ST_OK);
	store_close(open_it());
}

static void
two_may_create_at_once(void **state)
{
	pid_t	 child[3];
	int	 i, how;

	(void)state;
	for (i = 0; i < 3; i++)
		if ((child[i] = fork()) == 0) {
			if (create() == ST_OK)
				_exit(0);
			fprintf(stderr, "%s\n", f.text);
			_exit(1);
		}
	for (i = 0; i < 3; i++) {
		waitpid(child[i], &how, 0);
		assert_int_equal(how, 0);
	}
	store_close(open_it());
}

static void
a_migration_is_taken_once_or_not_at_all(void **state)
{
	struct store	*db;
	const char	*old;
	char		 file[64];

	(void)state;
	assert_int_equal(create(), ST_OK);
	old = version(-1);
	change(&set_version, old);
	assert_int_equal(create(), ST_ABSENT);	/* its file is missing */
	snprintf(file, sizeof(file), "migrate/office-%04ld.sql",
	    strtol(old, NULL, 10));
	put(file, "ALTER TABLE thing ADD COLUMN more TEXT; NONSENSE");
	assert_int_equal(create(), ST_BROKEN);
	refused(ST_INVALID, "use the programs it was made with");
	put(file, "ALTER TABLE thing ADD COLUMN more TEXT");
	assert_int_equal(create(), ST_OK);
	assert_int_equal(create(), ST_OK);
	db = open_it();
	assert_int_equal(store_run(db, &later, NULL, 0, NULL, &f), ST_OK);
	store_close(db);
}

static void
odd_names_and_places_are_refused(void **state)
{
	struct store	*db;

	(void)state;
	assert_int_equal(store_open(place.where, "../office", 0, &db, &f),
	    ST_INVALID);
	assert_int_equal(store_open(place.where, "a;b", 0, &db, &f),
	    ST_INVALID);
	assert_int_equal(store_open("mysql:x", "office", 0, &db, &f),
	    ST_INVALID);
	assert_int_equal(store_open("postgresql:host=/nowhere", "office", 0,
	    &db, &f), ST_BROKEN);
	assert_null(db);
}

/* The committed files; the tests run at the top of the tree. */
static void
the_real_schemas_are_made(void **state)
{
	static const char *const names[] = { "office", "content", "public" };
	struct store	*db;
	size_t		 i;

	(void)state;
	for (i = 0; i < NITEMS(names); i++) {
		if (store_create(place.where, names[i], ".", &f) != ST_OK)
			print_error("%s\n", f.text);
		assert_int_equal(store_open(place.where, names[i], 0, &db,
		    &f), ST_OK);
		store_close(db);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		T(a_store_that_is_not_there_is_refused),
		T(other_versions_are_refused_with_advice),
		T(an_older_version_is_refused_with_advice),
		T(a_store_without_version_is_refused),
		T(creating_again_changes_nothing),
		T(a_bad_schema_file_leaves_nothing),
		T(two_may_create_at_once),
		T(a_migration_is_taken_once_or_not_at_all),
		T(odd_names_and_places_are_refused),
		T(the_real_schemas_are_made),
	};
	int			 failed;

	failed = cmocka_run_group_tests_name("schema sqlite", tests, NULL,
	    NULL);
	if (place_has_postgres()) {
		postgres = 1;
		failed += cmocka_run_group_tests_name("schema postgresql",
		    tests, NULL, NULL);
	}
	return failed;
}

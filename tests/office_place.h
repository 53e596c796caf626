/* An empty office for a test, on either engine; see place.h. */
#ifndef TESTS_OFFICE_PLACE_H
#define TESTS_OFFICE_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "office/office.h"
#include "place.h"

static int		 postgres;
static struct place	 place;
static struct store	*db;
static struct pool	*pool;
static struct fault	 f;

static inline int
office_setup(void **state)
{
	(void)state;
	if (place_make(&place, postgres) != 0 ||
	    store_create(place.where, "office", ".", &f) != ST_OK ||
	    store_open(place.where, "office", 0, &db, &f) != ST_OK) {
		print_error("%s\n", f.text);
		return -1;
	}
	pool = pool_new(16 * 1024 * 1024);
	return pool == NULL ? -1 : 0;
}

static inline int
office_teardown(void **state)
{
	(void)state;
	store_close(db);
	pool_free(pool);
	place_drop(&place);
	return 0;
}

static inline void
ok(enum status st)
{
	if (st != ST_OK)
		print_error("%s: %s\n", status_name(st), f.text);
	assert_int_equal(st, ST_OK);
}

/* Refused for this reason, and the transaction given up. */
static inline void
refused(enum status st, enum status want, const char *word)
{
	if (st != want || strstr(f.text, word) == NULL)
		print_error("%s: %s\n", status_name(st), f.text);
	assert_int_equal(st, want);
	assert_non_null(strstr(f.text, word));
	store_rollback(db);
}

static inline void
begin(void)
{
	ok(store_begin(db, STORE_WRITE, &f));
}

static inline void
commit(void)
{
	ok(store_commit(db, &f));
}

/*
 * Children start without our connection: SQLite's must not cross a fork.
 * The parent opens again when they run.
 */
static inline void
leave(void)
{
	store_close(db);
	db = NULL;
}

static inline void
enter(void)
{
	ok(store_open(place.where, "office", 0, &db, &f));
}

/* Whatever SQL, as somebody with the database in hand would. */
static inline int64_t
raw(const char *text)
{
	const struct sql	 sql = { text, 0 };
	int64_t			 changed;

	begin();
	ok(store_run(db, &sql, NULL, 0, &changed, &f));
	commit();
	return changed;
}

static inline int64_t
raw_int(const char *text)
{
	const struct sql	 sql = { text, 0 };
	struct rows		*rows;
	int64_t			 n;

	ok(store_query(db, &sql, NULL, 0, &rows, &f));
	ok(rows_next(rows, &f));
	n = rows_int(rows, 0);
	rows_free(rows);
	return n;
}

static inline void
make_unit(struct unit *u, enum unit_level level, const struct unit *parent,
    const char *name)
{
	memset(u, 0, sizeof(*u));
	u->level = level;
	u->name = name;
	u->region = "370000";
	u->type = "organ";
	if (parent != NULL)
		memcpy(u->parent, parent->id, sizeof(u->parent));
	begin();
	ok(unit_add(db, u, &f));
	commit();
	u->state = "active";
}

static inline void
make_person(struct person *p, const char *login)
{
	memset(p, 0, sizeof(*p));
	p->login = login;
	p->name = "张三";
	begin();
	ok(person_add(db, p, &f));
	commit();
}

#define T(name) cmocka_unit_test_setup_teardown(name, office_setup, \
    office_teardown)

/* Run an array of tests on both engines. */
#define OFFICE_MAIN(tests, name)					\
int									\
main(void)								\
{									\
	int	 failed;						\
									\
	failed = cmocka_run_group_tests_name(name " sqlite", tests,	\
	    NULL, NULL);						\
	if (place_has_postgres()) {					\
		postgres = 1;						\
		failed += cmocka_run_group_tests_name(			\
		    name " postgresql", tests, NULL, NULL);		\
	}								\
	return failed;							\
}

#endif

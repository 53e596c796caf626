/*
 * The desk's tables: every statement of the table of combinations pages by an
 * index on both engines, and what ended is listed by its period.
 */
#include "office_place.h"
#include "work/list.h"

static const char	 unit[] = "00000000000000000000000001";

/* A plan reads no table whole; without a search it sorts nothing either. */
static void
plan_is_by_key(const struct sql *sql, const char *explain, const char *whole,
    const char *sorts)
{
	const int		 search = strstr(sql->text, "gram") != NULL,
				 ended = strstr(sql->text, "finished > 0") !=
				    NULL;
	const struct value	 all[] = {
		v_text(unit), v_int(INT64_MAX), v_text(""), v_int(51),
		ended ? v_int(0) : v_text("check"), v_text("apply"),
		v_text("ab"),
	};
	char			 text[4096];
	struct sql		 asked = { .nin = sql->nin, .text = text };
	struct rows		*rows = NULL;
	const char		*line;
	int			 column = postgres ? 0 : 3, by_period = 0;
	/* so small a database PostgreSQL reads by whichever index */
	const char		*stage = postgres ? NULL : strstr(sql->text,
				    "s.stage");
	int			 by_stage = 0;

	snprintf(text, sizeof(text), "%s %s", explain, sql->text);
	ok(store_query(db, &asked, all, (size_t)sql->nin, &rows, &f));
	while (rows_next(rows, &f) == ST_OK) {
		line = rows_str(rows, column);
		if (strstr(line, whole) != NULL ||
		    (!search && strstr(line, sorts) != NULL))
			fail_msg("%s: %s", line, sql->text);
		by_period |= strstr(line, "request_scope_finished") != NULL;
		by_stage |= strstr(line, "request_scope_stage") != NULL;
	}
	rows_free(rows);
	assert_true(search || by_period == ended);
	assert_true(search || stage == NULL || by_stage);
}

static void
every_table_pages_by_an_index(void **state)
{
	static const struct sql	 off[] = {
		{ .nin = 0, .text = "SET enable_seqscan = off" },
		{ .nin = 0, .text = "SET enable_sort = off" },
		{ .nin = 0, .text = "SET enable_bitmapscan = off" },
	};
	const struct sql	*sql;
	size_t			 k;

	(void)state;
	/* So small a database is read whole unless it is told not to. */
	for (k = 0; postgres && k < NITEMS(off); k++)
		ok(store_run(db, &off[k], NULL, 0, NULL, &f));
	for (k = 0; (sql = list_statement(k)) != NULL; k++)
		plan_is_by_key(sql, postgres ? "EXPLAIN" :
		    "EXPLAIN QUERY PLAN", postgres ? "Seq Scan" : "SCAN ",
		    postgres ? "Sort" : "TEMP B-TREE FOR ORDER BY");
	assert_int_equal(k, 24);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_table_pages_by_an_index),
	};
	int	 failed;

	failed = cmocka_run_group_tests_name("list, sqlite", tests,
	    office_setup, office_teardown);
	postgres = 1;
	if (getenv("JIANYIN_TEST_PG") != NULL)
		failed += cmocka_run_group_tests_name("list, postgresql",
		    tests, office_setup, office_teardown);
	return failed;
}

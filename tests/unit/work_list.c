/*
 * The desk's tables: every statement of the table of combinations pages by an
 * index on both engines, and what ended is listed by its period.
 */
#include "base/limits.h"
#include "office_place.h"
#include "seal/gram.h"
#include "seal/request.h"
#include "work/list.h"

static const char	 unit[] = "00000000000000000000000001";

/* A plan reads no table whole; only a search for what few have sorts. */
static void
plan_is_by_key(const struct sql *sql, const char *explain, const char *whole,
    const char *sorts)
{
	const int		 search = strstr(sql->text, "gram") != NULL,
				 sorted = strstr(sql->text,
				    "FROM gram g CROSS JOIN gram h") != NULL,
				 ended = strstr(sql->text, "finished > 0") !=
				    NULL;
	const struct value	 all[] = {
		v_text(unit), v_int(INT64_MAX), v_text(""), v_int(51),
		ended ? v_int(0) : v_text("check"), v_text("apply"),
		v_text("ab"), v_text("bc"),
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
		    (!sorted && !(postgres && search) &&
		    strstr(line, sorts) != NULL))
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
	assert_int_equal(k, 36);
}

/* --- found by their names ------------------------------------------------ */

/* Half of it is past what gram_choose calls few, all of it past GRAM_SHORT. */
#define MANY	10500
#define RARE	(MANY / 500)	/* each 500th */

static void
make_requests(void)
{
	static const struct sql request = { .nin = 4, .text =
	    "INSERT INTO request (id, number, business, channel, state, rev,"
	    " unit, desk, maker, urgent, waiting, version, policy, months,"
	    " created, changed, org_name, seal_name) VALUES ($1, $2, 'apply',"
	    " 'online', 'submitted', 1, 'u', 'd', 'm', 0, 0, 1, 1, 36, $3, $3,"
	    " $4, '公章')" };
	static const struct sql scope = { .nin = 3, .text =
	    "INSERT INTO request_scope (unit, request, business, stage,"
	    " created) VALUES ($1, $2, 'apply', 'check', $3)" };
	const char	*id, *name;
	int		 k;

	begin();
	for (k = 0; k < MANY; k++) {
		id = pool_printf(pool, "r%025d", k);
		name = k % 500 == 499 ? "湖南清泉学校北方" : k % 2 == 0 ?
		    "湖北学校北门" : "海南东北方学校";
		const struct value	 a[] = {
			v_text(id), v_text(id), v_int(1000 + k),
			v_text(name),
		}, b[] = { v_text(unit), v_text(id), v_int(1000 + k) };

		ok(store_run(db, &request, a, 4, NULL, &f));
		ok(store_run(db, &scope, b, 3, NULL, &f));
		ok(gram_add(db, "request", id, name, &f));
	}
	commit();
}

/* Every row of the list, page by page; in its order. */
static size_t
walk(struct list_ask ask)
{
	struct pool	*own = pool_new(8 * MIB);
	struct list_row	*rows;
	int64_t		 last = ask.oldest ? 0 : INT64_MAX;
	size_t		 i, n, all = 0;
	int		 more = 1;

	while (more) {
		ok(list_requests(db, own, &ask, &rows, &n, &more, &f));
		for (i = 0; i < n; i++) {
			assert_true(ask.oldest ? rows[i].created > last :
			    rows[i].created < last);
			last = rows[i].created;
		}
		all += n;
		if (n == 0)
			break;
		ask.after = rows[n - 1].id;
		ask.key = list_key(&ask, &rows[n - 1]);
	}
	pool_free(own);
	return all;
}

static void
names_are_found_few_and_many(void **state)
{
	static const struct {
		const char	*text, *gram;	/* the rarest piece */
		int		 few;
		size_t		 found;
	} cases[] = {
		{ "学校", "学校", 0, MANY },
		{ "清泉", "清泉", 1, RARE },
		{ "泉学 校", "泉学校", 1, RARE },
		{ "清泉学校", "清泉学", 1, RARE },
		{ "方学校", "方学校", 0, MANY / 2 - RARE },
		{ "湖北学校", "湖北学", 0, MANY / 2 },
		{ "校北方", "校北方", 1, RARE },
		{ "学校北方", "校北方", 1, RARE },
		{ "没有", "没有", 1, 0 },
		{ "学校没", "学校没", 1, 0 },
		{ "北学湖", "北学湖", 1, 0 },
	};
	static const char *const short_ones[] = { "", "学", " 学 - " };
	struct list_ask		 ask = { .unit = unit, .max = 499 };
	struct gram_choice	 choice;
	size_t			 i, order;

	(void)state;
	make_requests();
	for (i = 0; i < NITEMS(cases); i++) {
		ok(gram_choose(db, "request", cases[i].text, GRAM_OTHER,
		    &choice, &f));
		assert_string_equal(choice.gram, cases[i].gram);
		assert_int_equal(choice.few, cases[i].few);
		ask.text = cases[i].text;
		ask.business = "loss";
		assert_int_equal(walk(ask), 0);
		for (order = 0; order < 2; order++) {
			ask.oldest = order == 1;
			ask.stage = order == 1 ? "check" : NULL;
			ask.business = order == 1 ? "apply" : NULL;
			assert_int_equal(walk(ask), cases[i].found);
		}
	}
	for (i = 0; i < NITEMS(short_ones); i++)
		assert_int_equal(gram_choose(db, "request", short_ones[i],
		    GRAM_CREATED, &choice, &f), ST_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_table_pages_by_an_index),
		cmocka_unit_test(names_are_found_few_and_many),
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

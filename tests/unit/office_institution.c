/*
 * Service institutions: whose staff have something to do at a
 * moment, by the contracts there are.
 */
#include <string.h>

#include "office_place.h"

static struct unit		 top;
static struct person		 worker, other;
static struct institution	 inst;

static void
one(void)
{
	memset(&inst, 0, sizeof(inst));
	make_unit(&top, LEVEL_MINISTRY, NULL, "部");
	make_person(&worker, "worker");
	make_person(&other, "other");
	memcpy(inst.unit, top.id, sizeof(inst.unit));
	memcpy(inst.supervisor, top.id, sizeof(inst.supervisor));
	inst.name = "服务公司";
	inst.code = "91371000MA3C00046C";
	begin();
	ok(institution_add(db, &inst, &f));
	ok(staff_add(db, inst.id, worker.id, &f));
	commit();
}

static void
contract(int64_t since, int64_t until)
{
	const struct contract	 c = {
		.number = "HT-1", .since = since, .until = until,
	};

	begin();
	ok(contract_add(db, inst.id, &c, &f));
	commit();
}

static const char *
lapsed(const char *person, int64_t at)
{
	const char	*why;

	ok(institution_lapsed(db, pool, person, at, &why, &f));
	return why;
}

/* [since, until), to the millisecond; several; ended before. */
static void
r255_only_while_a_contract_runs(void **state)
{
	(void)state;
	one();
	assert_non_null(lapsed(worker.id, 500));
	assert_null(lapsed(other.id, 500));
	contract(1000, 2000);
	assert_non_null(strstr(lapsed(worker.id, 999), "没有已经开始"));
	assert_null(lapsed(worker.id, 1000));
	assert_null(lapsed(worker.id, 1999));
	assert_non_null(strstr(lapsed(worker.id, 2000), "服务公司"));
	assert_non_null(strstr(lapsed(worker.id, 2000), "到期"));
	contract(3000, 4000);
	assert_non_null(lapsed(worker.id, 2500));
	assert_null(lapsed(worker.id, 3500));
	begin();
	ok(contract_end(db, inst.id, 3600, &f));
	commit();
	assert_null(lapsed(worker.id, 3599));
	assert_non_null(lapsed(worker.id, 3600));
	assert_null(lapsed(worker.id, 1500));	/* the first had its time */
}

static void
r255_staff_of_one_alone(void **state)
{
	(void)state;
	one();
	begin();
	assert_int_equal(staff_add(db, inst.id, worker.id, &f), ST_CONFLICT);
	store_rollback(db);
	begin();
	assert_int_equal(staff_remove(db, inst.id, other.id, &f),
	    ST_ABSENT);
	store_rollback(db);
	begin();
	ok(staff_remove(db, inst.id, worker.id, &f));
	commit();
	assert_null(lapsed(worker.id, 500));
}

/* Two who change it at once: the second is told. */
static void
r255_a_change_upon_what_was_seen(void **state)
{
	struct institution	 a, b;

	(void)state;
	one();
	ok(institution_load(db, pool, inst.id, &a, &f));
	ok(institution_load(db, pool, inst.id, &b, &f));
	assert_string_equal(a.unit_name, "部");
	a.name = "新名";
	begin();
	ok(institution_save(db, &a, &f));
	commit();
	begin();
	assert_int_equal(institution_save(db, &b, &f), ST_CONFLICT);
	store_rollback(db);
	begin();
	assert_int_equal(institution_add(db, &inst, &f), ST_CONFLICT);
	store_rollback(db);
}

static void
r255_findings_are_listed(void **state)
{
	const struct institution_finding found = {
		.day = 5, .what = "未签字", .measure = "整改",
		.person = other.id,
	};
	struct institution_finding	*list;
	struct institution		*all;
	size_t				 n;

	(void)state;
	one();
	begin();
	ok(finding_add(db, inst.id, &found, &f));
	commit();
	ok(finding_list(db, pool, inst.id, &list, &n, &f));
	assert_int_equal(n, 1);
	assert_string_equal(list[0].measure, "整改");
	assert_string_equal(list[0].person, "张三");
	ok(institution_list(db, pool, &all, &n, &f));
	assert_int_equal(n, 1);
}

static void
contract_states(void **state)
{
	const struct contract	 list[] = {
		{ .since = 10, .until = 20 },
		{ .since = 30, .until = 40, .ended = 35 },
		{ .since = 50, .until = 60 },
	};

	(void)state;
	assert_int_equal(contract_state_at(list, 0, 5), CONTRACT_NONE);
	assert_int_equal(contract_state_at(list, 1, 5), CONTRACT_TO_COME);
	assert_int_equal(contract_state_at(list, 1, 10), CONTRACT_RUNS);
	assert_int_equal(contract_state_at(list, 1, 20), CONTRACT_OVER);
	assert_int_equal(contract_state_at(list, 2, 34), CONTRACT_RUNS);
	assert_int_equal(contract_state_at(list, 2, 35), CONTRACT_OVER);
	assert_int_equal(contract_state_at(list, 3, 35), CONTRACT_TO_COME);
	assert_string_equal(contract_state_label(CONTRACT_RUNS), "有效");
}

static const struct CMUnitTest tests[] = {
	T(r255_only_while_a_contract_runs), T(r255_staff_of_one_alone),
	T(r255_a_change_upon_what_was_seen), T(r255_findings_are_listed),
	cmocka_unit_test(contract_states),
};

OFFICE_MAIN(tests, "office_institution")

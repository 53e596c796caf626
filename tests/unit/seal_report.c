/*
 * Periodic reports: which period is due and until when, the duty of a
 * unit, and that one period has one report.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "office_place.h"
#include "seal/report.h"

static int64_t
day(const char *s)
{
	int64_t	 ms;

	assert_true(calendar_read_day(s, &ms));
	return ms;
}

static void
r030_the_last_whole_period(void **state)
{
	static const struct {
		const char	*interval, *now, *from, *until;
	} rows[] = {
		{ "month", "2026-11-20", "2026-10-01", "2026-11-01" },
		{ "month", "2026-11-01", "2026-10-01", "2026-11-01" },
		{ "month", "2026-01-31", "2025-12-01", "2026-01-01" },
		{ "month", "2028-03-31", "2028-02-01", "2028-03-01" },
		{ "quarter", "2026-11-20", "2026-07-01", "2026-10-01" },
		{ "quarter", "2026-10-01", "2026-07-01", "2026-10-01" },
		{ "quarter", "2026-02-28", "2025-10-01", "2026-01-01" },
		{ "year", "2026-12-31", "2025-01-01", "2026-01-01" },
	};
	struct report_span	 s;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		assert_true(report_last(rows[i].interval, day(rows[i].now) +
		    MS_HOUR, &s));
		assert_int_equal(s.from, day(rows[i].from));
		assert_int_equal(s.until, day(rows[i].until));
		assert_int_equal(report_due(&s), s.until + 10 * MS_DAY);
	}
	assert_false(report_last("none", day("2026-11-20"), &s));
	assert_false(report_last("", day("2026-11-20"), &s));
}

static void
rule(const char *value, int64_t since)
{
	const struct sql	 drop = { .nin = 0, .text =
	    "DELETE FROM policy WHERE name = 'P-48'" };
	const struct sql	 add = { .nin = 2, .text =
	    "INSERT INTO policy (name, value, version, since, who)"
	    " VALUES ('P-48', $1, 1, $2, 'init')" };
	const struct value	 in[] = { v_text(value), v_int(since) };

	begin();
	ok(store_run(db, &drop, NULL, 0, NULL, &f));
	ok(store_run(db, &add, in, 2, NULL, &f));
	commit();
}

static struct report_duty
duty(const char *unit, const char *now)
{
	struct report_duty	 d;

	ok(report_duty(db, pool, unit, day(now), &d, &f));
	return d;
}

static void
r030_due_handed_in_overdue(void **state)
{
	struct unit	 unit, other;
	struct person	 who;
	struct report	 r = {
		.id = "r0000000000000000000000001", .figures = "a\tb\t1\n",
		.statement = "s", .at = 1,
	}, *list;
	unsigned char	 a[DIGEST_LEN], b[DIGEST_LEN];
	size_t		 n;

	(void)state;
	make_unit(&unit, LEVEL_MINISTRY, NULL, "部");
	make_unit(&other, LEVEL_PROVINCE, &unit, "省");
	make_person(&who, "operator");
	assert_false(duty(unit.id, "2026-11-20").asked);	/* by default */
	rule("month", day("2026-10-15"));
	assert_true(duty(unit.id, "2026-11-01").asked);
	assert_false(duty(unit.id, "2026-11-10").overdue);
	assert_true(duty(unit.id, "2026-11-11").overdue);
	/* what had ended before the rule was made is nobody's duty */
	rule("month", day("2026-11-02"));
	assert_false(duty(unit.id, "2026-11-20").asked);
	rule("month", day("2026-10-15"));
	r.unit = unit.id;
	r.person = who.id;
	r.span = duty(unit.id, "2026-11-20").span;
	begin();
	ok(report_add(db, &r, &f));
	commit();
	assert_true(duty(unit.id, "2026-11-20").handed_in);
	assert_false(duty(unit.id, "2026-11-20").overdue);
	assert_true(duty(other.id, "2026-11-20").overdue);
	assert_true(duty(unit.id, "2026-12-11").overdue);
	begin();			/* one a period */
	r.id = "r0000000000000000000000002";
	assert_int_equal(report_add(db, &r, &f), ST_CONFLICT);
	store_rollback(db);
	ok(report_list(db, pool, unit.id, &list, &n, &f));
	assert_int_equal(n, 1);
	ok(report_digest(&list[0], a, &f));
	list[0].figures = "a\tb\t2\n";
	ok(report_digest(&list[0], b, &f));
	assert_memory_not_equal(a, b, DIGEST_LEN);
	ok(report_list(db, pool, other.id, &list, &n, &f));
	assert_int_equal(n, 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(r030_the_last_whole_period),
	T(r030_due_handed_in_overdue),
};

OFFICE_MAIN(tests, "report")

/* The calendar at +08:00 over all years it has, and the shifted clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "base/calendar.h"
#include "base/clock.h"
#include "base/file.h"
#include "chance.h"
#include "place.h"

#define FIRST	(-62135596800000LL)	/* 0001-01-01 00:00 UTC */
#define LAST	253402300799999LL	/* 9999-12-31 23:59:59.999 UTC */
#define HOURS8	(8 * MS_HOUR)

/* 00:00 +08:00 of a day, which must be one. */
static int64_t
day(const char *s)
{
	int64_t	 ms;

	if (!calendar_read_day(s, &ms))
		fail_msg("%s is no day", s);
	return ms;
}

static void
is_day(int64_t ms, const char *want)
{
	char	 text[CALENDAR_TEXT];

	calendar_day(ms, text);
	assert_string_equal(text, want);
}

/* --- days ---------------------------------------------------------------- */

/* Walk all 3,652,059 days counting by hand; the era method must agree. */
static void
every_day_of_9999_years_comes_back(void **state)
{
	static const int len[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };
	struct civil	 c, want = { .year = 1, .month = 1, .day = 1,
	    .weekday = 1 };
	int64_t		 ms;
	long		 days = 0;
	int		 leap, last;

	(void)state;
	for (ms = FIRST; want.year <= 9999; ms += MS_DAY, days++) {
		calendar_split_utc(ms, &c);
		if (c.year != want.year || c.month != want.month ||
		    c.day != want.day || c.weekday != want.weekday ||
		    c.hour + c.minute + c.second != 0 ||
		    calendar_join_utc(&c) != ms)
			fail_msg("%d-%d-%d", want.year, want.month, want.day);
		leap = want.year % 4 == 0 && (want.year % 100 != 0 ||
		    want.year % 400 == 0);
		last = len[want.month - 1] + (want.month == 2 && leap);
		want.weekday = (want.weekday + 1) % 7;
		if (++want.day > last) {
			want.day = 1;
			if (++want.month > 12) {
				want.month = 1;
				want.year++;
			}
		}
	}
	assert_int_equal(ms, LAST + 1);
	assert_int_equal(days, 3652059);
}

static void
every_moment_comes_back_to_the_second(void **state)
{
	struct civil	 c;
	int64_t		 ms, whole;
	int		 i;

	(void)state;
	for (i = 0; i < 500000; i++) {
		ms = FIRST + HOURS8 + (int64_t)(chance() %
		    (uint64_t)(LAST - FIRST - 2 * HOURS8));
		whole = ms - (ms % 1000 + 1000) % 1000;
		calendar_split(ms, &c);
		assert_int_equal(calendar_join(&c), whole);
		assert_true(calendar_is_day(c.year, c.month, c.day));
		calendar_split_utc(ms, &c);
		assert_int_equal(calendar_join_utc(&c), whole);
	}
}

static void
moments_of_machines(void **state)
{
	static const char	*bad[] = {
		"", "2026-11-20", "2026-11-20T06:05:09", "2026-11-20T06:05:09z",
		"2026-11-20 06:05:09Z", "2026-11-20T24:00:00Z",
		"2026-11-20T06:60:00Z", "2026-11-20T06:05:60Z",
		"2026-02-29T06:05:09Z", "2026-11-20T06:05:09Z ",
		"2026-11-20T6:05:09Z", "2026-11-20T06:05:09+08:00",
		"2026-11-20T06:05:09.1Z",
	};
	char			 text[CALENDAR_TEXT];
	int64_t			 ms;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(bad); i++)
		if (calendar_read_iso(bad[i], &ms))
			fail_msg("%s", bad[i]);
	assert_true(calendar_read_iso("2026-11-20T06:05:09Z", &ms));
	calendar_iso(ms, text);
	assert_string_equal(text, "2026-11-20T06:05:09Z");
	assert_true(calendar_read_iso("1970-01-01T00:00:00Z", &ms));
	assert_int_equal(ms, 0);
}

static void
days_that_do_not_exist(void **state)
{
	static const char	*bad[] = {
		"2026-02-29", "2100-02-29", "1900-02-29", "2026-04-31",
		"2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32",
		"0000-01-01", "2026-1-01", "2026-01-1", "26-01-01",
		"2026-01-01 ", " 2026-01-01", "2026/01/01", "2026-01-0x",
		"+026-01-01", "", "2026", "2026-", "2026-01", "2026-01-",
		"2026-01-011", "-026-01-01",
	};
	int64_t			 ms;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(bad); i++)
		if (calendar_read_day(bad[i], &ms))
			fail_msg("%s", bad[i]);
	is_day(day("2024-02-29"), "2024-02-29");
	is_day(day("2000-02-29"), "2000-02-29");
	is_day(day("0001-01-01"), "0001-01-01");
	is_day(day("9999-12-31"), "9999-12-31");
	assert_false(calendar_is_day(2026, 2, -1));
	assert_false(calendar_is_day(10000, 1, 1));
}

static void
a_day_begins_at_midnight_in_shanghai(void **state)
{
	int64_t	 ms = day("2026-11-20"), i;

	(void)state;
	assert_int_equal(ms, 1795104000000LL);	/* 2026-11-19T16:00:00Z */
	assert_int_equal(calendar_midnight(ms), ms);
	assert_int_equal(calendar_midnight(ms + MS_DAY - 1), ms);
	assert_int_equal(calendar_midnight(ms - 1), ms - MS_DAY);
	assert_int_equal(calendar_midnight(day("1969-12-31") + 1),
	    day("1969-12-31"));
	for (i = 0; i < 100000; i++) {
		ms = (int64_t)(chance() % 400000000000000ull) -
		    100000000000000;
		assert_in_range(ms - calendar_midnight(ms), 0, MS_DAY - 1);
		assert_int_equal((calendar_midnight(ms) + HOURS8) % MS_DAY,
		    0);
	}
}

static void
months_end_at_their_last_day(void **state)
{
	static const struct { const char *from; int n; const char *to; } v[] =
	{
		{ "2026-01-31", 1, "2026-02-28" },
		{ "2024-01-31", 1, "2024-02-29" },
		{ "2026-03-31", 1, "2026-04-30" },
		{ "2026-12-31", 2, "2027-02-28" },
		{ "2026-11-20", 36, "2029-11-20" },
		{ "2024-02-29", 12, "2025-02-28" },
		{ "2024-02-29", 48, "2028-02-29" },
		{ "2026-03-31", -1, "2026-02-28" },
		{ "2026-01-15", -1, "2025-12-15" },
		{ "2026-01-15", -12, "2025-01-15" },
		{ "2026-05-31", 0, "2026-05-31" },
		{ "9999-11-30", 1, "9999-12-30" },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(v); i++) {
		is_day(calendar_add_months(day(v[i].from), v[i].n), v[i].to);
		assert_int_equal(calendar_add_months(day(v[i].from) + 12345678,
		    v[i].n), day(v[i].to) + 12345678);
	}
}

/* A policy or a message may ask for any number: the years have ends. */
static void
months_never_leave_the_years(void **state)
{
	static const int n[] = { INT32_MAX, INT32_MIN, 200000, -200000 };
	struct civil	 c;
	size_t		 i;

	(void)state;
	for (i = 0; i < NITEMS(n); i++) {
		calendar_split(calendar_add_months(day("2026-11-20"), n[i]),
		    &c);
		assert_int_equal(c.year, n[i] > 0 ? 9999 : 1);
		assert_int_equal(c.month, n[i] > 0 ? 12 : 1);
		assert_int_equal(c.day, 20);
	}
}

static void
months_add_up(void **state)
{
	int64_t	 ms;
	int	 i, a, b;

	(void)state;
	for (i = 0; i < 50000; i++) {	/* days up to 28: nothing is cut */
		ms = day("2000-01-01") + (int64_t)chance_below(28) * MS_DAY +
		    (int64_t)chance_below((size_t)MS_DAY);
		a = (int)chance_below(1200);
		b = (int)chance_below(1200);
		assert_int_equal(calendar_add_months(
		    calendar_add_months(ms, a), b),
		    calendar_add_months(ms, a + b));
		assert_int_equal(calendar_add_months(
		    calendar_add_months(ms, a), -a), ms);
	}
}

static void
working_days_skip_weekends(void **state)
{
	static const struct { const char *from; int n; const char *to; } v[] =
	{
		{ "2026-11-20", 0, "2026-11-20" },	/* a Friday */
		{ "2026-11-20", 1, "2026-11-23" },
		{ "2026-11-20", 5, "2026-11-27" },
		{ "2026-11-20", 6, "2026-11-30" },
		{ "2026-11-21", 1, "2026-11-23" },	/* Saturday */
		{ "2026-11-22", 1, "2026-11-23" },	/* Sunday */
		{ "2026-11-23", 4, "2026-11-27" },
		{ "2026-12-31", 1, "2027-01-01" },	/* holidays count */
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(v); i++)
		assert_int_equal(calendar_add_workdays(day(v[i].from) + 54321,
		    v[i].n), day(v[i].to) + 54321);
	/* 00:30 on Saturday in Shanghai is still Friday in UTC */
	assert_int_equal(calendar_add_workdays(day("2026-11-21") +
	    30 * MS_MINUTE, 1), day("2026-11-23") + 30 * MS_MINUTE);
}

static void
moments_are_written_in_each_form(void **state)
{
	static const struct {
		void (*fn)(int64_t, char *);
		const char *want;
	} v[] = {
		{ calendar_date, "2026年11月20日" },
		{ calendar_day, "2026-11-20" },
		{ calendar_minute, "2026年11月20日 14:05" },
		{ calendar_second, "2026年11月20日 14:05:09 +08:00" },
		{ calendar_exact, "2026-11-20 14:05:09 +08:00" },
		{ calendar_der, "20261120060509Z" },
		{ calendar_iso, "2026-11-20T06:05:09Z" },
		{ calendar_http, "Fri, 20 Nov 2026 06:05:09 GMT" },
	};
	char	 text[CALENDAR_TEXT];
	int64_t	 ms = 1795154709999LL;
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(v); i++) {
		v[i].fn(ms, text);
		assert_string_equal(text, v[i].want);
	}
	calendar_http(784111777000, text);	/* RFC 9110, 5.6.7 */
	assert_string_equal(text, "Sun, 06 Nov 1994 08:49:37 GMT");
	/* the new year is eight hours old in Shanghai */
	calendar_date(day("2027-01-01"), text);
	assert_string_equal(text, "2027年1月1日");
	calendar_der(day("2027-01-01"), text);
	assert_string_equal(text, "20261231160000Z");
}

/* --- the clock ----------------------------------------------------------- */

static struct place	 where;
static char		 path[128];
static struct fault	 f;

static int
setup(void **state)
{
	(void)state;
	if (place_make(&where, 0) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/clock", where.dir);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	place_drop(&where);
	return 0;
}

static void
without_a_file_nothing_is_shifted(void **state)
{
	int64_t	 ticks = clock_ticks(), now = clock_now();

	(void)state;
	assert_int_equal(clock_shift(), 0);
	assert_true(now > 1700000000000LL);
	usleep(2000);
	assert_true(clock_ticks() >= ticks + 2000);
	assert_true(clock_now() >= now + 2);
}

/* Reading past a short file's end would end the program (SIGBUS). */
static void
a_short_or_missing_shift_file_is_refused(void **state)
{
	static const char	*bad[] = { "", "1234567" };
	size_t			 i;

	(void)state;
	assert_int_equal(clock_map("/nonexistent/clock", &f), ST_BROKEN);
	assert_int_equal(clock_set_shift("/nonexistent/clock", 0, &f),
	    ST_BROKEN);
	for (i = 0; i < NITEMS(bad); i++) {
		assert_int_equal(file_write(path, bytes_text(bad[i]), 0600,
		    &f), ST_OK);
		assert_int_equal(clock_map(path, &f), ST_BROKEN);
		assert_int_equal(clock_shift(), 0);
	}
}

static void
a_changed_shift_shows_at_once_in_every_process(void **state)
{
	static const int64_t	 shifts[] = { MS_DAY, -MS_DAY, 1, -1,
	    INT64_C(0x0102030405060708), 0 };
	int64_t			 before;
	pid_t			 child;
	size_t			 i;
	int			 how;

	(void)state;
	assert_int_equal(clock_set_shift(path, 5, &f), ST_OK);
	assert_int_equal(clock_map(path, &f), ST_OK);
	assert_int_equal(clock_shift(), 5);
	for (i = 0; i < NITEMS(shifts); i++) {
		if ((child = fork()) == 0)
			_exit(clock_set_shift(path, shifts[i], &f) != ST_OK);
		assert_int_equal(waitpid(child, &how, 0), child);
		assert_int_equal(how, 0);
		assert_int_equal(clock_shift(), shifts[i]);
	}
	before = clock_now();
	assert_int_equal(clock_set_shift(path, 400 * MS_DAY, &f), ST_OK);
	assert_in_range(clock_now() - before, 400 * MS_DAY,
	    400 * MS_DAY + MS_MINUTE);
	assert_int_equal(clock_set_shift(path, 0, &f), ST_OK);
}

#define T cmocka_unit_test

static const struct CMUnitTest tests[] = {
	T(every_day_of_9999_years_comes_back),
	T(every_moment_comes_back_to_the_second),
	T(days_that_do_not_exist),
	T(moments_of_machines),
	T(a_day_begins_at_midnight_in_shanghai),
	T(months_end_at_their_last_day),
	T(months_never_leave_the_years),
	T(months_add_up),
	T(working_days_skip_weekends),
	T(moments_are_written_in_each_form),
	T(without_a_file_nothing_is_shifted),
	T(a_short_or_missing_shift_file_is_refused),
	T(a_changed_shift_shows_at_once_in_every_process),
};

int
main(void)
{
	chance_begin();
	return cmocka_run_group_tests_name("time", tests, setup, teardown);
}

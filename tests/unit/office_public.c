/* What the public programs write: numbers, attempts, reports. */
#include "base/limits.h"
#include "office_place.h"

static struct store	*pub;
static char		 shift[128];

static int
setup(void **state)
{
	if (office_setup(state) != 0 ||
	    store_create(place.where, "public", ".", &f) != ST_OK ||
	    store_open(place.where, "public", 0, &pub, &f) != ST_OK)
		return -1;
	snprintf(shift, sizeof(shift), "%s/clock", place.dir);
	return clock_set_shift(shift, 0, &f) == ST_OK &&
	    clock_map(shift, &f) == ST_OK ? 0 : -1;
}

static int
teardown(void **state)
{
	clock_set_shift(shift, 0, &f);
	store_close(pub);
	return office_teardown(state);
}

static void
attempts_count_per_address_and_fade(void **state)
{
	int64_t	 n;
	int	 i;

	(void)state;
	for (i = 0; i < 7; i++)
		attempt_add(pub, "192.0.2.1");
	attempt_add(pub, "192.0.2.2");
	attempt_add(pub, NULL);
	ok(attempt_count(pub, "192.0.2.1", 10, &n, &f));
	assert_int_equal(n, 7);
	ok(attempt_count(pub, "192.0.2.2", 10, &n, &f));
	assert_int_equal(n, 1);
	ok(attempt_count(pub, "192.0.2.3", 10, &n, &f));
	assert_int_equal(n, 0);
	ok(clock_set_shift(shift, 11 * MS_MINUTE, &f));
	ok(attempt_count(pub, "192.0.2.1", 10, &n, &f));
	assert_int_equal(n, 0);
	ok(attempt_count(pub, "192.0.2.1", 60, &n, &f));
	assert_int_equal(n, 7);
	ok(attempt_purge(pub, clock_now() - 5 * MS_MINUTE, &f));
	ok(attempt_count(pub, "192.0.2.1", 60, &n, &f));
	assert_int_equal(n, 0);
}

static void
tallies_count_by_day(void **state)
{
	int64_t	 today = clock_now(), n;

	(void)state;
	tally_add(pub, "scan");
	tally_add(pub, "scan");
	ok(clock_set_shift(shift, MS_DAY, &f));
	tally_add(pub, "scan");
	tally_add(pub, "file");
	ok(tally_sum(pub, "scan", today, &n, &f));
	assert_int_equal(n, 3);
	ok(tally_sum(pub, "scan", today + MS_DAY, &n, &f));
	assert_int_equal(n, 1);
	ok(tally_sum(pub, "none", 0, &n, &f));
	assert_int_equal(n, 0);
}

static void
reports_are_kept(void **state)
{
	const struct public_report	 r = {
		.kind = REPORT_FORGERY, .code = "'; DROP TABLE tally; --",
		.text = "印章颜色不对", .address = "192.0.2.1",
	}, bad = { .kind = REPORT_FORGERY, .text = "\xff" };
	struct public_report		*list, one;
	char				 number[REPORT_NUMBER];
	int64_t				 n;
	size_t				 k;

	(void)state;
	ok(public_report_add(pub, &r, number, &f));
	assert_int_equal(strlen(number), 18);
	assert_int_equal(public_report_add(pub, &bad, number, &f),
	    ST_INVALID);
	assert_string_equal(number, "");
	ok(public_report_list(pub, pool, REPORT_FORGERY, NULL, 10, &list, &k,
	    &f));
	assert_int_equal(k, 1);
	assert_string_equal(list[0].text, "印章颜色不对");
	ok(public_report_load(pub, pool, list[0].id, &one, &f));
	assert_string_equal(one.number, list[0].number);
	ok(public_report_list(pub, pool, REPORT_FORGERY, list[0].id, 10,
	    &list, &k, &f));
	assert_int_equal(k, 0);
	ok(public_report_list(pub, pool, REPORT_REFUSED, NULL, 10, &list, &k,
	    &f));
	assert_int_equal(k, 0);
	tally_add(pub, "scan");
	ok(tally_sum(pub, "scan", 0, &n, &f));
	assert_int_equal(n, 1);
}

/* nobody buries the office in reports. */
static void
r248_reports_of_one_address_are_limited(void **state)
{
	struct public_report	 r = {
		.kind = REPORT_FORGERY, .text = "假的", .address = "192.0.2.1",
	};
	char			 number[REPORT_NUMBER];
	int			 i;

	(void)state;
	for (i = 0; i < LIMIT_REPORTS_ONE; i++)
		ok(public_report_add(pub, &r, number, &f));
	assert_int_equal(public_report_add(pub, &r, number, &f),
	    ST_CONFLICT);
	r.address = "192.0.2.2";
	ok(public_report_add(pub, &r, number, &f));
	r.address = "192.0.2.1";	/* and a day later */
	ok(clock_set_shift(shift, MS_DAY + MS_MINUTE, &f));
	ok(public_report_add(pub, &r, number, &f));
}

#undef T
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static const struct CMUnitTest tests[] = {
	T(attempts_count_per_address_and_fade),
	T(tallies_count_by_day),
	T(reports_are_kept),
	T(r248_reports_of_one_address_are_limited),
};

OFFICE_MAIN(tests, "public")

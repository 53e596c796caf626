/* What the public programs write: numbers, attempts, reports. */
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
	const struct forgery_report	 r = {
		.code = "'; DROP TABLE tally; --", .text = "印章颜色不对",
		.address = "192.0.2.1",
	}, bad = { .text = "\xff" };
	char				 id[ID_LEN + 1];
	int64_t				 n;

	(void)state;
	ok(forgery_report_add(pub, &r, id, &f));
	assert_true(id_is(id));
	assert_int_equal(forgery_report_add(pub, &bad, id, &f), ST_INVALID);
	assert_string_equal(id, "");
	tally_add(pub, "scan");
	ok(tally_sum(pub, "scan", 0, &n, &f));
	assert_int_equal(n, 1);
}

#undef T
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static const struct CMUnitTest tests[] = {
	T(attempts_count_per_address_and_fade),
	T(tallies_count_by_day),
	T(reports_are_kept),
};

OFFICE_MAIN(tests, "public")

/*
 * Certification licences of making units: the last one counts, from
 * its first day to its last.
 */
#include <unistd.h>

#include "office_place.h"

static void
r006_within_its_days(void **state)
{
	const struct licence	 l = { .since = 100, .until = 200 };

	(void)state;
	assert_non_null(licence_fault(NULL, 150));
	assert_non_null(licence_fault(&l, 99));
	assert_null(licence_fault(&l, 100));
	assert_null(licence_fault(&l, 199));
	assert_non_null(licence_fault(&l, 200));
}

static void
r006_the_last_one_counts(void **state)
{
	static const unsigned char	 scan[] = { 1, 0, 2 };
	struct licence			 l = {
		.number = "A", .issuer = "B", .type = "image/png",
		.since = 1, .until = 2, .scan = bytes_of(scan, sizeof(scan)),
	}, out;
	struct unit			 u;

	(void)state;
	make_unit(&u, LEVEL_MINISTRY, NULL, "部");
	assert_int_equal(licence_last(db, pool, u.id, &out, &f), ST_ABSENT);
	begin();
	ok(licence_add(db, u.id, &l, &f));
	commit();
	usleep(2000);		/* ids of one millisecond are in no order */
	l.number = "C";
	begin();
	ok(licence_add(db, u.id, &l, &f));
	commit();
	ok(licence_last(db, pool, u.id, &out, &f));
	assert_string_equal(out.number, "C");
	assert_int_equal(out.until, 2);
	ok(licence_scan(db, pool, u.id, &out, &f));
	assert_true(bytes_same(out.scan, l.scan));
	assert_string_equal(out.type, "image/png");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(r006_within_its_days), T(r006_the_last_one_counts),
};

OFFICE_MAIN(tests, "office_licence")

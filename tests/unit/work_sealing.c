/* Millimetres as people type them, and what T3 lets be done to a use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/pool.h"
#include "work/sealing.h"

static const struct {
	const char	*text;
	int64_t		 um;
} typed[] = {
	{ "0", 0 }, { "120", 120000 }, { "120.5", 120500 },
	{ "120.50", 120500 }, { "0.05", 50 }, { "30.25", 30250 },
	{ "9999.99", 9999990 }, { "007", 7000 },
	{ "", -1 }, { ".", -1 }, { ".5", -1 }, { "5.", -1 }, { "-1", -1 },
	{ "+1", -1 }, { "1e3", -1 }, { "1,5", -1 }, { "1.234", -1 },
	{ " 1", -1 }, { "1 ", -1 }, { "10000", -1 }, { "1.2.3", -1 },
	{ "0x10", -1 }, { "99999999999999999999", -1 }, { "1.", -1 },
	{ "１", -1 }, { "nan", -1 },
};

static void
r170_millimetres_are_read_strictly(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(typed); i++)
		if (sealing_mm(typed[i].text) != typed[i].um)
			fail_msg("\"%s\" gave %lld", typed[i].text,
			    (long long)sealing_mm(typed[i].text));
}

/* What is shown is read back as the same place. */
static void
r170_millimetres_shown_read_back(void **state)
{
	struct pool	*pool = pool_new(1 << 20);
	int64_t		 um;

	(void)state;
	assert_non_null(pool);
	for (um = 0; um < 300000; um += 10) {
		const char *text = sealing_mm_text(pool, um);

		if (sealing_mm(text) != um)
			fail_msg("%lld shown as %s", (long long)um, text);
		if (um % 10000 == 0)
			pool_reset(pool);
	}
	assert_string_equal(sealing_mm_text(pool, 42000), "42");
	assert_string_equal(sealing_mm_text(pool, 30500), "30.5");
	assert_string_equal(sealing_mm_text(pool, 30050), "30.05");
	assert_string_equal(sealing_mm_text(pool, 41996), "41.99");
	pool_free(pool);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(r170_millimetres_are_read_strictly),
		cmocka_unit_test(r170_millimetres_shown_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

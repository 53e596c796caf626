/* which device may hold a seal of which form; each row both ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "work/package.h"

static void
r139_the_type_is_one_of_the_list(void **state)
{
	static const struct { const char *form, *device; int good; } rows[] = {
		{ DELIVERY_HOSTED, "", 1 },
		{ DELIVERY_HOSTED, "crypto-server", 0 },
		{ DELIVERY_PACKAGE, "", 0 },
		{ DELIVERY_PACKAGE, "smart-key", 1 },
		{ DELIVERY_PACKAGE, "mobile-module", 1 },
		{ DELIVERY_PACKAGE, "seal-server", 1 },
		{ DELIVERY_PACKAGE, "crypto-server", 1 },
		{ DELIVERY_PACKAGE, "sign-server", 1 },
		{ DELIVERY_PACKAGE, "software", 0 },
		{ DELIVERY_SOFT, "software", 1 },
		{ DELIVERY_SOFT, "", 0 },
		{ DELIVERY_SOFT, "crypto-server", 0 },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++)
		assert_int_equal(package_device_flaw(rows[i].form,
		    rows[i].device) == NULL, rows[i].good);
}

static void
r139_the_certificate_number_is_mandatory(void **state)
{
	static const struct { const char *form, *cert; int good; } rows[] = {
		{ DELIVERY_HOSTED, "", 1 },
		{ DELIVERY_HOSTED, "GM001", 0 },
		{ DELIVERY_PACKAGE, "", 0 },
		{ DELIVERY_PACKAGE, "无", 0 },
		{ DELIVERY_PACKAGE, "GM001", 1 },
		{ DELIVERY_SOFT, "", 1 },	/* none to be written */
		{ DELIVERY_SOFT, "无", 1 },
		{ DELIVERY_SOFT, "GM001", 0 },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++)
		assert_int_equal(package_device_cert_flaw(rows[i].form,
		    rows[i].cert) == NULL, rows[i].good);
}

static void
r140_a_software_device_is_called_so(void **state)
{
	const struct carrier	 soft = { .kind = DELIVERY_SOFT,
				    .device = "software" },
				 card = { .kind = DELIVERY_PACKAGE,
				    .device = "crypto-server",
				    .certificate = "GM001" },
				 none = { .kind = DELIVERY_PACKAGE,
				    .device = "" },
				 ours = { .kind = DELIVERY_HOSTED,
				    .device = "software" };
	struct pool		*pool = pool_new(64 * KIB);

	(void)state;
	assert_string_equal(package_words(pool, &soft),
	    "软件密码模块（不得用于生产），没有型号证书");
	assert_string_equal(package_words(pool, &card),
	    "服务器密码机，证书编号 GM001");
	assert_non_null(strstr(package_words(pool, &none), "尚未交付"));
	assert_non_null(strstr(package_words(pool, &ours), "软件密钥"));
	pool_free(pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r139_the_type_is_one_of_the_list),
		cmocka_unit_test(r139_the_certificate_number_is_mandatory),
		cmocka_unit_test(r140_a_software_device_is_called_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * which device may hold a seal of which form; R-256: whose application
 * a device's package is, and what it fills in.  Each row both ways.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/limits.h"
#include "work/device_file.h"
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

#define NOW INT64_C(1790000000000)

static struct device_apply
application(void)
{
	return (struct device_apply){
		.kind = "YW", .device = "SW-0123456789AB", .software = 1,
		.time = NOW - MS_HOUR, .csr = { .subject = {
			.org = "测试局", .cn = "测试局业务专用章",
			.number = "12345678MB0000000X",
		} },
	};
}

static void
r256_an_application_is_the_own_units(void **state)
{
	const struct unit	 unit = { .name = "测试局",
				    .code = "12345678MB0000000X" };
	struct unit		 other = unit, nameless = unit;
	struct device_apply	 p = application();

	(void)state;
	assert_null(device_apply_flaw(&p, &unit, NOW));
	other.code = "12345678MB0000001X";
	assert_non_null(strstr(device_apply_flaw(&p, &other, NOW),
	    "统一社会信用代码与本单位不一致"));
	nameless.code = NULL;		/* none known is not this one */
	assert_non_null(device_apply_flaw(&p, &nameless, NOW));
	other = unit;
	other.name = "别的局";
	assert_non_null(strstr(device_apply_flaw(&p, &other, NOW),
	    "单位名称与本单位不一致"));
	memcpy(p.kind, "QQ", sizeof(p.kind));
	assert_non_null(strstr(device_apply_flaw(&p, &unit, NOW), "种类"));
	p = application();
	p.time = NOW + 4 * MS_MINUTE;	/* clocks differ a little */
	assert_null(device_apply_flaw(&p, &unit, NOW));
	p.time = NOW + 6 * MS_MINUTE;
	assert_non_null(strstr(device_apply_flaw(&p, &unit, NOW), "时钟"));
}

static void
r256_it_fills_in_the_answers(void **state)
{
	static const struct { const char *kind, *category; } rows[] = {
		{ "FR", "unit" }, { "YW", "unit" }, { "ZW", "post" },
		{ "SM", "personal" },
	};
	struct device_apply	 p = application();
	struct application	 a;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		application_init(&a);
		memcpy(p.kind, rows[i].kind, sizeof(p.kind));
		device_apply_fill(&p, &a);
		assert_string_equal(a.seal_name, "测试局业务专用章");
		assert_string_equal(a.sub_kind, rows[i].kind);
		assert_string_equal(a.category, rows[i].category);
		assert_string_equal(a.delivery, DELIVERY_SOFT);
		assert_true(a.importing);
	}
	p.software = 0;
	device_apply_fill(&p, &a);
	assert_string_equal(a.delivery, DELIVERY_PACKAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r139_the_type_is_one_of_the_list),
		cmocka_unit_test(r139_the_certificate_number_is_mandatory),
		cmocka_unit_test(r140_a_software_device_is_called_so),
		cmocka_unit_test(r256_an_application_is_the_own_units),
		cmocka_unit_test(r256_it_fills_in_the_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

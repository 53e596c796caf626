/* Codes people type, by the vectors of codes.md 1 to 6; and R-145. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "base/fault.h"
#include "form/codes.h"

struct vector {
	const char	*in;
	int		 good;
};

static void
run(const char *(*check)(const char *), const struct vector *t, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if ((check(t[i].in) == NULL) != t[i].good)
			fail_msg("%s: %s", t[i].in, check(t[i].in));
}

static void
credit_code_vectors(void **state)
{
	static const struct vector t[] = {
		{ "91371000MA3C00046D", 0 }, { "91371000MA3C00064C", 0 },
		{ "91371000MI3C00046C", 0 }, { "9137100OMA3C00046C", 0 },
		{ "9137100AMA3C00046C", 0 }, { "91371000MA3C0004", 0 },
		{ "91350100M000100Y4Z", 0 }, { "91350100m000100y43", 0 },
		{ "", 0 }, { "91350100M000100Y43 ", 0 },
		{ "91350100M000100Y43", 1 }, { "11100000000013338W", 1 },
		{ "91110108802094766H", 1 }, { "12100000400002259P", 1 },
		{ "9144030071526726XG", 1 }, { "1137100000440001X7", 1 },
		{ "1237100049440002X5", 1 }, { "91371000MA3C00046C", 1 },
		{ "91371000MA30000610", 1 },
	};
	size_t	 i;

	(void)state;
	run(code_credit, t, NITEMS(t));
	/* The real ones raise no doubt either. */
	for (i = 10; i < 16; i++)
		assert_null(code_credit_warning(t[i].in));
}

/* Every single wrong character is caught. */
static void
credit_code_catches_each_single_error(void **state)
{
	static const char	 alphabet[] =
	    "0123456789ABCDEFGHJKLMNPQRTUWXY";
	const char		*good = "91350100M000100Y43";
	char			 bad[19];
	size_t			 i, k;

	(void)state;
	for (i = 0; i < 18; i++)
		for (k = 0; alphabet[k] != '\0'; k++) {
			memcpy(bad, good, sizeof(bad));
			bad[i] = alphabet[k];
			assert_int_equal(code_credit(bad) == NULL,
			    good[i] == alphabet[k]);
		}
}

static void
credit_code_warnings(void **state)
{
	(void)state;
	assert_non_null(code_credit_warning("19350100M000100Y55"));
	assert_null(code_credit_warning("13350100M000100Y4X"));
	assert_non_null(code_credit_warning("91350100M000100Y53"));
	assert_null(code_credit_type_warning("11100000000013338W", "organ"));
	assert_non_null(code_credit_type_warning("91110108802094766H",
	    "organ"));
	assert_null(code_credit_type_warning("91110108802094766H", "other"));
	assert_non_null(code_credit_type_warning("11", "society"));
}

static void
organisation_code_vectors(void **state)
{
	static const struct vector t[] = {
		{ "802094765", 0 }, { "M000100Y5", 0 }, { "80209476", 0 },
		{ "71526726x", 0 }, { "802-94766", 0 },
		{ "802094766", 1 }, { "M000100Y4", 1 }, { "71526726X", 1 },
	};

	(void)state;
	run(code_organisation, t, NITEMS(t));
}

static const char *
number_in_2026(const char *s)
{
	struct civil	 c = { .year = 2026, .month = 11, .day = 20 };

	return code_citizen_number(s, calendar_join(&c));
}

static const char *
citizen_in_2026(const char *s)
{
	struct civil	 c = { .year = 2026, .month = 11, .day = 20 };

	return code_citizen_at(s, calendar_join(&c));
}

static void
citizen_number_vectors(void **state)
{
	static const struct vector t[] = {
		{ "11010519491231002Y", 0 }, { "110105194912310021", 0 },
		{ "371002199002300014", 0 }, { "371002199013010012", 0 },
		{ "371002209901010017", 0 }, { "130503670401001", 0 },
		{ "11010519491231002x", 0 }, { "", 0 },
		{ "11010519491231002X", 1 }, { "440524188001010014", 1 },
		{ "34052419800101001X", 1 }, { "370101190102039973", 1 },
		{ "371002199003070011", 1 }, { "371082198512310121", 1 },
	};

	(void)state;
	run(number_in_2026, t, NITEMS(t));
	/* Nobody acts at 146 or 125. */
	assert_non_null(citizen_in_2026("440524188001010014"));
	assert_non_null(citizen_in_2026("370101190102039973"));
	assert_null(citizen_in_2026("371002199003070011"));
}

static void
citizen_number_province_and_birthday(void **state)
{
	struct civil	 c = { .year = 2006, .month = 3, .day = 6 };

	(void)state;
	/* Sixteen on the seventh, not on the sixth. */
	assert_non_null(code_citizen_at("371002199003070011",
	    calendar_join(&c)));
	c.day = 7;
	assert_null(code_citizen_at("371002199003070011", calendar_join(&c)));
	assert_non_null(citizen_in_2026("991002199003070011"));
}

static void
mobile_number_vectors(void **state)
{
	static const struct vector t[] = {
		{ "12800138000", 0 }, { "1380013800", 0 }, { "", 0 },
		{ "138001380001", 0 }, { "1380013800a", 0 },
		{ "+8613800138000", 0 },
		{ "13800138000", 1 }, { "19912345678", 1 },
	};
	char	 out[16], small[4];

	(void)state;
	run(code_mobile, t, NITEMS(t));
	assert_true(code_mobile_clean("+86 138-0013-8000", out, sizeof(out)));
	assert_string_equal(out, "13800138000");
	assert_true(code_mobile_clean("008613800138000", out, sizeof(out)));
	assert_string_equal(out, "13800138000");
	assert_true(code_mobile_clean("", out, sizeof(out)));
	assert_string_equal(out, "");
	assert_false(code_mobile_clean("13800138000", small, sizeof(small)));
}

static void
seal_number_and_region(void **state)
{
	static const struct vector seal[] = {
		{ "371002000001", 0 }, { "371002000000123", 0 },
		{ "37100200000a1", 0 }, { "", 0 },
		{ "3710020000012", 1 }, { "37100200000123", 1 },
	}, region[] = {
		{ "37100", 0 }, { "3710022", 0 }, { "37100a", 0 },
		{ "071002", 0 }, { "370002", 0 }, { "", 0 },
		{ "371002", 1 }, { "371000", 1 }, { "370000", 1 },
		{ "100000", 1 }, { "441900", 1 },
	};

	(void)state;
	run(code_seal_number, seal, NITEMS(seal));
	run(code_region, region, NITEMS(region));
	assert_null(code_seal_number_within("123", 3, 19));
	assert_non_null(code_seal_number_within("12", 3, 19));
}

static void
r145_pin_has_eight_with_letters_and_digits(void **state)
{
	static const struct vector t[] = {
		{ "abcd123", 0 }, { "12345678", 0 }, { "abcdefgh", 0 },
		{ "", 0 }, { "abcd1234", 1 }, { "a1!@#$%^", 1 },
	};

	(void)state;
	run(code_pin, t, NITEMS(t));
}

static void
email_form(void **state)
{
	static const struct vector t[] = {
		{ "", 0 }, { "a", 0 }, { "@a.cn", 0 }, { "a@", 0 },
		{ "a@b", 0 }, { "a@.cn", 0 }, { "a@b.", 0 },
		{ "a b@c.cn", 0 }, { "a@b..cn", 0 }, { "a@b@c.cn", 0 },
		{ "a@b.cn\r\nBcc: x@y.cn", 0 },
		{ "wang.li+1@example.gov.cn", 1 },
	};

	(void)state;
	run(code_email, t, NITEMS(t));
}

static void
masks(void **state)
{
	char	 out[CODE_MASK];

	(void)state;
	code_mask_mobile("13800138000", out);
	assert_string_equal(out, "138****8000");
	code_mask_mobile("138", out);
	assert_string_equal(out, "");
	code_mask_citizen("371002199003070011", out);
	assert_string_equal(out, "371002********0011");
	code_mask_name("王小明", out);
	assert_string_equal(out, "王**");
	code_mask_name("", out);
	assert_string_equal(out, "");
	code_mask_name("王", out);
	assert_string_equal(out, "王");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(credit_code_vectors),
		cmocka_unit_test(credit_code_catches_each_single_error),
		cmocka_unit_test(credit_code_warnings),
		cmocka_unit_test(organisation_code_vectors),
		cmocka_unit_test(citizen_number_vectors),
		cmocka_unit_test(citizen_number_province_and_birthday),
		cmocka_unit_test(mobile_number_vectors),
		cmocka_unit_test(seal_number_and_region),
		cmocka_unit_test(r145_pin_has_eight_with_letters_and_digits),
		cmocka_unit_test(email_form),
		cmocka_unit_test(masks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

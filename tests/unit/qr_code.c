/* Codes people type: what their check character notices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "qr/code.h"

static const char	 alphabet[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
#define SAMPLES	200

/* Every other character at every place, the check's own included. */
static void
r195_every_single_error_is_noticed(void **state)
{
	char		 code[CODE_LEN + 1], bad[CODE_LEN + 1];
	const char	*c;
	int		 n, i;

	(void)state;
	for (n = 0; n < SAMPLES; n++) {
		code_new(code);
		assert_true(code_check(code));
		for (i = 0; i < CODE_LEN; i++)
			for (c = alphabet; *c != '\0'; c++) {
				memcpy(bad, code, sizeof(bad));
				bad[i] = *c;
				assert_int_equal(code_check(bad),
				    *c == code[i]);
			}
	}
}

static void
r195_every_swap_of_neighbours_is_noticed(void **state)
{
	char	 code[CODE_LEN + 1], bad[CODE_LEN + 1];
	int	 n, i, missed = 0, swaps = 0;

	(void)state;
	for (n = 0; n < SAMPLES; n++) {
		code_new(code);
		for (i = 0; i + 1 < CODE_LEN; i++) {
			if (code[i] == code[i + 1])
				continue;
			memcpy(bad, code, sizeof(bad));
			bad[i] = code[i + 1];
			bad[i + 1] = code[i];
			swaps++;
			missed += code_check(bad);
		}
	}
	assert_true(swaps > SAMPLES * 10);
	assert_int_equal(missed, 0);
}

/* 31^16 is 2^79; no sign is favoured, no code comes twice, none follows. */
static void
r195_codes_are_not_sequential(void **state)
{
	unsigned	 count[128] = { 0 };
	char		 last[CODE_LEN + 1] = "", code[CODE_LEN + 1];
	const char	*c;
	int		 n, i, same;

	(void)state;
	for (n = 0; n < 3100; n++) {
		code_new(code);
		for (i = 0, same = 0; i < CODE_LEN - 1; i++) {
			count[(unsigned char)code[i]]++;
			same += code[i] == last[i];
		}
		assert_true(same < 10);
		memcpy(last, code, sizeof(last));
	}
	for (c = alphabet; *c != '\0'; c++)	/* 1600 expected, sd 39 */
		assert_in_range(count[(unsigned char)*c], 1300, 1900);
}

static void
r195_handle_and_code_are_two_values(void **state)
{
	char	 handle[CODE_LEN + 1], code[CODE_LEN + 1];

	(void)state;
	code_new(handle);
	code_new(code);
	assert_string_not_equal(handle, code);
}

static void
typed_in_any_shape(void **state)
{
	static const char *const shapes[] = {
		"2345-6789-ABCD-EFGHJ", "23456789abcdefghj",
		" 2345 6789 abcd efghj\n", "２３４５－６７８９—ＡＢＣＤ—ｅｆｇｈｊ",
		"2345\u30006789\u2013ABCD\u00a0EFGHJ\ufeff",
	};
	static const char *const wrong[] = {
		"", "2345", "2345-6789-ABCD-EFGHJK", "2345-6789-ABCD-EFGH0",
		"2345-6789-ABCD-EFGHI", "23456789ABCDEFGH\xff", "中文",
		"2345/6789/ABCD/EFGHJ", "2345-6789-ABCD-EFGH\xf0\x9f\x98\x80",
	};
	char	 out[CODE_LEN + 1], printed[CODE_PRINTED];
	size_t	 i;

	(void)state;
	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		assert_true(code_clean(shapes[i], out));
		assert_string_equal(out, "23456789ABCDEFGHJ");
	}
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(code_clean(wrong[i], out));
		assert_string_equal(out, "");
		assert_false(code_check(wrong[i]));
	}
	code_print("23456789ABCDEFGHJ", printed);
	assert_string_equal(printed, "2345-6789-ABCD-EFGHJ");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(r195_every_single_error_is_noticed),
		cmocka_unit_test(r195_every_swap_of_neighbours_is_noticed),
		cmocka_unit_test(r195_codes_are_not_sequential),
		cmocka_unit_test(r195_handle_and_code_are_two_values),
		cmocka_unit_test(typed_in_any_shape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

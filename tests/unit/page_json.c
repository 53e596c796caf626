/* JSON out: escapes, nesting, and wrong use that is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"
#include "page/json.h"

static void
writes_nested_values(void **state)
{
	struct buf	 b;
	struct json	 j;

	(void)state;
	buf_init(&b, 4096);
	json_begin(&j, &b);
	json_map(&j, NULL);
	json_text(&j, "名", "鉴印");
	json_int(&j, "n", INT64_MIN);
	json_list(&j, "a");
	json_bool(&j, NULL, 1);
	json_none(&j, NULL);
	json_map(&j, NULL);
	json_end(&j);
	json_end(&j);
	json_text(&j, "z", NULL);
	json_end(&j);
	assert_true(json_ok(&j));
	assert_string_equal(buf_str(&b), "{\"名\":\"鉴印\","
	    "\"n\":-9223372036854775808,\"a\":[true,null,{}],\"z\":null}");
	buf_free(&b);
}

static void
escapes_every_byte_into_valid_text(void **state)
{
	static const struct {
		const char	*in;
		size_t		 n;
		const char	*out;
	} t[] = {
		{ "a\"b\\c", 5, "\"a\\\"b\\\\c\"" },
		{ "\n\t\0", 3, "\"\\n\\u0009\\u0000\"" },
		{ "</script>", 9, "\"\\u003c/script>\"" },
		{ "\xff""a\xe9", 3, "\"\xef\xbf\xbd""a\xef\xbf\xbd\"" },
		{ "\xe2\x80\xa8", 3, "\"\\u2028\"" },
		{ "", 0, "\"\"" },
	};
	struct buf	 b;
	struct json	 j;
	size_t		 i;

	(void)state;
	buf_init(&b, 4096);
	for (i = 0; i < NITEMS(t); i++) {
		buf_clear(&b);
		json_begin(&j, &b);
		json_bytes(&j, NULL, bytes_of(t[i].in, t[i].n));
		assert_true(json_ok(&j));
		assert_string_equal(buf_str(&b), t[i].out);
	}
	buf_free(&b);
}

static void
wrong_use_is_noticed(void **state)
{
	struct buf	 b;
	struct json	 j;
	int		 i;

	(void)state;
	buf_init(&b, 4096);
	json_begin(&j, &b);
	json_map(&j, NULL);
	json_int(&j, NULL, 1);		/* a member without a name */
	json_end(&j);
	assert_false(json_ok(&j));
	json_begin(&j, &b);
	json_int(&j, NULL, 1);
	json_int(&j, NULL, 2);		/* two outermost values */
	assert_false(json_ok(&j));
	json_begin(&j, &b);
	json_list(&j, NULL);		/* not closed */
	assert_false(json_ok(&j));
	json_begin(&j, &b);
	for (i = 0; i <= JSON_DEPTH; i++)
		json_list(&j, NULL);
	for (i = 0; i <= JSON_DEPTH; i++)
		json_end(&j);
	assert_false(json_ok(&j));
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_nested_values),
		cmocka_unit_test(escapes_every_byte_into_valid_text),
		cmocka_unit_test(wrong_use_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

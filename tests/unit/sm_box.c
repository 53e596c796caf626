/*
 * The envelope for personal data (GB/T 35273): it opens with its key and its
 * context only, and any changed byte is noticed before anything is read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"
#include "sm/sm.h"

static const unsigned char key[SM_BOX_KEY] = "a key of thirty-two characters!";
static const char text[] = "张三 13800000000";

#define BOXED	(sizeof(text) + SM_BOX_MORE)

static void
what_is_sealed_opens(void **state)
{
	unsigned char	 box[BOXED], other[BOXED], back[sizeof(text)];
	struct fault	 f = { 0 };

	(void)state;
	assert_int_equal(sm_box_seal(key, "person:1", bytes_of(text,
	    sizeof(text)), box, &f), ST_OK);
	assert_int_equal(sm_box_seal(key, "person:1", bytes_of(text,
	    sizeof(text)), other, &f), ST_OK);
	assert_memory_not_equal(box + 1, other + 1, 16);	/* own iv */
	assert_int_equal(sm_box_open(key, "person:1", bytes_of(box, BOXED),
	    back, &f), ST_OK);
	assert_string_equal((char *)back, text);
	assert_int_equal(sm_box_seal(key, "", bytes_of(NULL, 0), box, &f),
	    ST_OK);
	assert_int_equal(sm_box_open(key, "", bytes_of(box, SM_BOX_MORE),
	    back, &f), ST_OK);
}

static void
another_key_or_context_opens_nothing(void **state)
{
	unsigned char	 box[BOXED], back[sizeof(text)], wrong[SM_BOX_KEY];
	struct fault	 f = { 0 };

	(void)state;
	memcpy(wrong, key, sizeof(wrong));
	wrong[31] ^= 1;
	sm_box_seal(key, "person:1", bytes_of(text, sizeof(text)), box, &f);
	assert_int_equal(sm_box_open(wrong, "person:1", bytes_of(box, BOXED),
	    back, &f), ST_INVALID);
	assert_int_equal(sm_box_open(key, "person:2", bytes_of(box, BOXED),
	    back, &f), ST_INVALID);
	assert_int_equal(sm_box_open(key, "", bytes_of(box, BOXED), back,
	    &f), ST_INVALID);
}

static void
every_changed_or_missing_byte_is_noticed(void **state)
{
	unsigned char	 box[BOXED + 1] = { 0 }, back[sizeof(text) + 1];
	struct fault	 f = { 0 };

	(void)state;
	sm_box_seal(key, "person:1", bytes_of(text, sizeof(text)), box, &f);
	for (size_t i = 0; i < BOXED; i++) {
		box[i] ^= 0x80;
		assert_int_equal(sm_box_open(key, "person:1",
		    bytes_of(box, BOXED), back, &f), ST_INVALID);
		box[i] ^= 0x80;
		assert_int_equal(sm_box_open(key, "person:1",
		    bytes_of(box, i), back, &f), ST_INVALID);
	}
	assert_int_equal(sm_box_open(key, "person:1", bytes_of(box,
	    BOXED + 1), back, &f), ST_INVALID);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sealed_opens),
		cmocka_unit_test(another_key_or_context_opens_nothing),
		cmocka_unit_test(every_changed_or_missing_byte_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

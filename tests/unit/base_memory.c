/* Pools and buffers: ceilings hold, first errors stay, nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/fault.h"
#include "base/pool.h"
#include "base/wipe.h"
#include "chance.h"

/* --- pools --------------------------------------------------------------- */

static void
a_pool_never_gives_more_than_its_ceiling(void **state)
{
	struct pool	*pool = pool_new(1000);
	int		 taken = 0;

	(void)state;
	while (pool_alloc(pool, 16) != NULL)
		taken++;
	assert_int_equal(taken, 1000 / 16);
	assert_true(pool_failed(pool));
	assert_true(pool_used(pool) <= 1000);
	assert_null(pool_alloc(pool, SIZE_MAX));
	assert_null(pool_array(pool, SIZE_MAX / 2, 3));
	assert_null(pool_copy(pool, "", SIZE_MAX));
	assert_null(pool_printf(pool, "%600s", ""));
	pool_reset(pool);
	assert_false(pool_failed(pool));
	assert_int_equal(pool_used(pool), 0);
	assert_non_null(pool_alloc(pool, 992));
	pool_free(pool);
	pool_free(NULL);
}

static void
a_wrapping_array_is_refused_though_its_product_fits(void **state)
{
	struct pool	*pool = pool_new(1 << 20);

	(void)state;
	assert_null(pool_array(pool, SIZE_MAX / 8 + 2, 8));
	assert_true(pool_failed(pool));
	assert_non_null(pool_array(pool, 0, 8));
	assert_non_null(pool_array(pool, 8, 0));
	pool_free(pool);
}

/* Pieces of every size are zeroed, aligned, apart from one another. */
static void
pool_pieces_are_zeroed_aligned_and_apart(void **state)
{
	struct pool	*pool = pool_new(8 << 20);
	unsigned char	*p[300];
	size_t		 n[300], i, k, round;

	(void)state;
	for (round = 0; round < 3; round++) {
		for (i = 0; i < 300; i++) {
			n[i] = chance_below(i % 20 == 0 ? 40000 : 300);
			p[i] = pool_alloc(pool, n[i]);
			assert_non_null(p[i]);
			assert_int_equal((uintptr_t)p[i] %
			    _Alignof(max_align_t), 0);
			for (k = 0; k < n[i]; k++)
				assert_int_equal(p[i][k], 0);
			memset(p[i], (int)(i & 0xff), n[i]);
		}
		for (i = 0; i < 300; i++)
			for (k = 0; k < n[i]; k++)
				assert_int_equal(p[i][k], i & 0xff);
		pool_reset(pool);
	}
	pool_free(pool);
}

static void
copies_have_a_nul_behind_them(void **state)
{
	struct pool	*pool = pool_new(4096);
	struct bytes	 b;

	(void)state;
	assert_string_equal(pool_copy(pool, "abcd", 2), "ab");
	assert_string_equal(pool_copy(pool, NULL, 0), "");
	assert_string_equal(pool_text(pool, "鉴印"), "鉴印");
	assert_null(pool_text(pool, NULL));
	assert_false(pool_failed(pool));
	assert_string_equal(pool_printf(pool, "%d-%s", 7, "x"), "7-x");
	b = pool_bytes(pool, bytes_of("a\0b", 3));
	assert_int_equal(b.n, 3);
	assert_memory_equal(b.p, "a\0b", 4);
	b = pool_bytes(pool, bytes_of("", 5000));
	assert_null(b.p);
	assert_int_equal(b.n, 0);
	pool_free(pool);
}

static char	 order[16];

static void
note(void *arg)
{
	strncat(order, arg, 1);
}

static char	 names[] = "abcd";

static void
deferred_calls_run_once_last_first(void **state)
{
	struct pool	*pool = pool_new(1 << 16);
	int		 i;

	(void)state;
	order[0] = '\0';
	for (i = 0; i < 4; i++)
		assert_true(pool_defer(pool, note, names + i));
	assert_string_equal(order, "");
	pool_reset(pool);
	assert_string_equal(order, "dcba");
	pool_reset(pool);
	pool_free(pool);
	assert_string_equal(order, "dcba");
}

struct chain { struct pool *pool; int left; };

static void
defer_again(void *arg)
{
	struct chain	*c = arg;

	if (c->left-- > 0)
		assert_true(pool_defer(c->pool, defer_again, c));
}

static void
a_deferred_call_may_defer_and_take_memory(void **state)
{
	struct pool	*pool = pool_new(1 << 16);
	struct chain	 c = { pool, 5 };

	(void)state;
	assert_true(pool_defer(pool, defer_again, &c));
	pool_free(pool);
	assert_int_equal(c.left, -1);
}

static void
at_the_ceiling_nothing_is_deferred(void **state)
{
	struct pool	*pool = pool_new(8);

	(void)state;
	order[0] = '\0';
	assert_false(pool_defer(pool, note, names));
	assert_true(pool_failed(pool));
	pool_free(pool);
	assert_string_equal(order, "");
}

/* --- buffers ------------------------------------------------------------- */

static void
a_buffer_stops_at_its_ceiling_and_keeps_its_first_error(void **state)
{
	struct buf	 b;

	(void)state;
	buf_init(&b, 10);
	buf_put(&b, "0123456789", 10);
	assert_true(buf_ok(&b));
	assert_string_equal(buf_str(&b), "0123456789");
	buf_byte(&b, 'x');
	assert_false(buf_ok(&b));
	assert_int_equal(b.n, 10);
	assert_string_equal(buf_str(&b), "");
	buf_put(&b, "", 0);		/* nothing heals it but clear */
	assert_false(buf_ok(&b));
	assert_null(buf_room(&b, 0));
	buf_clear(&b);
	buf_text(&b, "again");
	assert_true(buf_ok(&b));
	assert_string_equal(buf_str(&b), "again");
	buf_put(&b, "x", SIZE_MAX);	/* n + length would wrap */
	assert_false(buf_ok(&b));
	buf_wipe(&b);
	assert_null(b.p);
	buf_free(&b);
}

/* A write that fits after one that did not must not be taken. */
static void
after_an_error_nothing_is_written(void **state)
{
	struct buf	 b;

	(void)state;
	buf_init(&b, 4);
	buf_put(&b, "abcde", 5);
	buf_put(&b, "a", 1);
	buf_printf(&b, "%d", 1);
	buf_u16(&b, 1);
	assert_int_equal(b.n, 0);
	assert_false(buf_ok(&b));
	buf_free(&b);
}

static void
printf_at_the_ceiling_writes_nothing(void **state)
{
	struct buf	 b;

	(void)state;
	buf_init(&b, 8);
	buf_printf(&b, "%s", "1234");
	buf_printf(&b, "%s", "5678");
	assert_string_equal(buf_str(&b), "12345678");
	buf_clear(&b);
	buf_printf(&b, "%s", "123456789");
	assert_false(buf_ok(&b));
	assert_int_equal(b.n, 0);
	buf_free(&b);
}

static void
numbers_are_big_endian(void **state)
{
	struct buf	 b;

	(void)state;
	buf_init(&b, 64);
	buf_u16(&b, 0x0102);
	buf_u32(&b, 0x03040506);
	buf_u64(&b, 0x0708090a0b0c0d0eull);
	assert_int_equal(buf_view(&b).n, 14);
	assert_memory_equal(b.p, "\1\2\3\4\5\6\7\10\11\12\13\14\15\16", 14);
	buf_free(&b);
}

/* However it is cut into writes, the content is what was put. */
static void
pieces_of_any_size_add_up(void **state)
{
	unsigned char	 want[20000];
	struct buf	 b;
	size_t		 at, n, round;

	(void)state;
	for (round = 0; round < 50; round++) {
		chance_fill(want, sizeof(want));
		buf_init(&b, sizeof(want));
		for (at = 0; at < sizeof(want); at += n) {
			n = chance_below(700);
			if (n > sizeof(want) - at)
				n = sizeof(want) - at;
			buf_bytes(&b, bytes_of(want + at, n));
		}
		assert_true(buf_ok(&b));
		assert_true(bytes_same(buf_view(&b), bytes_of(want,
		    sizeof(want))));
		assert_int_equal(buf_str(&b)[sizeof(want)], 0);
		buf_free(&b);
	}
}

static void
an_empty_buffer_is_an_empty_text(void **state)
{
	struct buf	 b;

	(void)state;
	buf_init(&b, 0);
	assert_string_equal(buf_str(&b), "");
	assert_true(buf_ok(&b));
	assert_int_equal(buf_view(&b).n, 0);
	buf_free(&b);
	assert_true(bytes_same(bytes_text(NULL), bytes_text("")));
	assert_false(bytes_same(bytes_text("a"), bytes_text("b")));
}

/* --- wiping and faults --------------------------------------------------- */

static void
wiped_memory_is_zero(void **state)
{
	unsigned char	 secret[64], zero[64] = { 0 };

	(void)state;
	chance_fill(secret, sizeof(secret));
	wipe(secret, sizeof(secret));
	assert_memory_equal(secret, zero, sizeof(zero));
	wipe(NULL, 0);
}

static void
a_fault_keeps_the_last_detail_and_is_cut_not_overrun(void **state)
{
	struct fault	 f;
	char		 text[2 * FAULT_MAX];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(fault_set(&f, ST_DENIED, "%s", text), ST_DENIED);
	assert_int_equal(strlen(f.text), FAULT_MAX - 1);
	fault_set(&f, ST_ABSENT, "case %d", 7);
	assert_int_equal(fault_in(&f, ST_ABSENT, "progress"), ST_ABSENT);
	assert_string_equal(f.text, "progress: case 7");
	assert_int_equal(f.st, ST_ABSENT);
	assert_int_equal(fault_set(NULL, ST_BROKEN, "x"), ST_BROKEN);
	assert_int_equal(fault_in(NULL, ST_BROKEN, "x"), ST_BROKEN);
	assert_string_equal(status_name(ST_CONFLICT), "conflict");
	assert_string_equal(status_name(ST__N), "?");
}

#define T cmocka_unit_test

static const struct CMUnitTest tests[] = {
	T(a_pool_never_gives_more_than_its_ceiling),
	T(a_wrapping_array_is_refused_though_its_product_fits),
	T(pool_pieces_are_zeroed_aligned_and_apart),
	T(copies_have_a_nul_behind_them),
	T(deferred_calls_run_once_last_first),
	T(a_deferred_call_may_defer_and_take_memory),
	T(at_the_ceiling_nothing_is_deferred),
	T(a_buffer_stops_at_its_ceiling_and_keeps_its_first_error),
	T(after_an_error_nothing_is_written),
	T(printf_at_the_ceiling_writes_nothing),
	T(numbers_are_big_endian),
	T(pieces_of_any_size_add_up),
	T(an_empty_buffer_is_an_empty_text),
	T(wiped_memory_is_zero),
	T(a_fault_keeps_the_last_detail_and_is_cut_not_overrun),
};

int
main(void)
{
	chance_begin();
	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}

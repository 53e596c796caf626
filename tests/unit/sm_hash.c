/*
 * SM3 against the standard's examples (GB/T 32905 appendix A), and what is
 * built of it against the definitions, written down here once more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/coding.h"
#include "base/fault.h"
#include "sm/sm.h"

static void
assert_hex(const unsigned char *p, size_t n, const char *hex)
{
	unsigned char	 want[256];

	assert_true(n <= sizeof(want));
	assert_true(hex_read(hex, want, n));
	assert_memory_equal(p, want, n);
}

static void
sm3_gives_the_standards_digests(void **state)
{
	static const struct { const char *text, *hex; } t[] = {
		{ "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e2"
		    "4167c4875cf2f7a2297da02b8f4ba8e0" },
		{ "abcdabcdabcdabcdabcdabcdabcdabcd"
		    "abcdabcdabcdabcdabcdabcdabcdabcd",
		    "debe9ff92275b8a138604889c18e5a4d"
		    "6fdb70e5387e5765293dcba39c0c5732" },
		{ "", "1ab21d8355cfa17f8e61194831e81a8f"
		    "22bec8c728fefb747ed035eb5082aa2b" },
	};
	unsigned char	 out[SM3_LEN];

	(void)state;
	for (size_t i = 0; i < NITEMS(t); i++) {
		assert_int_equal(sm3(bytes_text(t[i].text), out), ST_OK);
		assert_hex(out, sizeof(out), t[i].hex);
	}
	assert_int_equal(sm3(bytes_of(NULL, 0), out), ST_OK);
	assert_hex(out, sizeof(out), t[2].hex);
}

static void
sm3_in_pieces_is_sm3_whole(void **state)
{
	unsigned char	 data[300], whole[SM3_LEN], pieces[SM3_LEN];
	struct sm3	*h, *c;

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(i * 7);
	sm3(bytes_of(data, sizeof(data)), whole);
	for (size_t cut = 0; cut <= sizeof(data); cut += 13) {
		assert_non_null(h = sm3_new());
		assert_int_equal(sm3_add(h, bytes_of(data, cut)), 1);
		assert_non_null(c = sm3_copy(h));
		assert_int_equal(sm3_add(h, bytes_of("other", 5)), 1);
		assert_int_equal(sm3_add(c, bytes_of(data + cut,
		    sizeof(data) - cut)), 1);
		assert_int_equal(sm3_end(c, pieces), 1);
		assert_memory_equal(pieces, whole, SM3_LEN);
		assert_int_equal(sm3_end(c, pieces), 0);
		assert_int_equal(sm3_add(c, bytes_of("x", 1)), 0);
		assert_null(sm3_copy(c));
		sm3_free(c);
		sm3_free(h);
	}
	sm3_free(NULL);
	assert_int_equal(sm3_add(NULL, bytes_of("x", 1)), 0);
	assert_int_equal(sm3_end(NULL, pieces), 0);
}

/* RFC 2104 in plain words, for keys of at most a block. */
static void
plain_hmac(struct bytes key, struct bytes data, unsigned char out[SM3_LEN])
{
	unsigned char	 pad[64 + 512], inner[SM3_LEN];

	assert_true(key.n <= 64 && data.n <= 512);
	for (int round = 0; round < 2; round++) {
		memset(pad, 0, 64);
		if (key.n > 0)
			memcpy(pad, key.p, key.n);
		for (int i = 0; i < 64; i++)
			pad[i] ^= round == 0 ? 0x36 : 0x5c;
		if (round == 1)
			data = bytes_of(inner, SM3_LEN);
		if (data.n > 0)
			memcpy(pad + 64, data.p, data.n);
		sm3(bytes_of(pad, 64 + data.n), round == 0 ? inner : out);
	}
}

static void
hmac_is_as_rfc_2104_says(void **state)
{
	static const char *const texts[] = { "", "a", "印章", "0123456789" };
	unsigned char	 want[SM3_LEN], got[SM3_LEN];

	(void)state;
	for (size_t i = 0; i < NITEMS(texts); i++)
		for (size_t k = 0; k < NITEMS(texts); k++) {
			plain_hmac(bytes_text(texts[k]),
			    bytes_text(texts[i]), want);
			assert_int_equal(sm3_hmac(bytes_text(texts[k]),
			    bytes_text(texts[i]), got), ST_OK);
			assert_memory_equal(got, want, SM3_LEN);
		}
}

static void
hkdf_is_as_rfc_5869_says(void **state)
{
	const struct bytes	 key = bytes_text("some key"),
				 salt = bytes_text("some salt");
	unsigned char		 prk[SM3_LEN], t[2][SM3_LEN], got[50],
				 step[SM3_LEN + 8];

	(void)state;
	plain_hmac(salt, key, prk);
	plain_hmac(bytes_of(prk, SM3_LEN), bytes_of("info\1", 5), t[0]);
	memcpy(step, t[0], SM3_LEN);
	memcpy(step + SM3_LEN, "info\2", 5);
	plain_hmac(bytes_of(prk, SM3_LEN), bytes_of(step, SM3_LEN + 5), t[1]);
	assert_int_equal(sm3_hkdf(key, salt, "info", got, sizeof(got)),
	    ST_OK);
	assert_memory_equal(got, t, sizeof(got));
	/* No salt is a salt of zeros. */
	plain_hmac(bytes_of(NULL, 0), key, prk);
	plain_hmac(bytes_of(prk, SM3_LEN), bytes_of("info\1", 5), t[0]);
	assert_int_equal(sm3_hkdf(key, bytes_of(NULL, 0), "info", got,
	    SM3_LEN), ST_OK);
	assert_memory_equal(got, t[0], SM3_LEN);
}

static void
pbkdf2_is_as_rfc_8018_says(void **state)
{
	const struct bytes	 pin = bytes_text("123456");
	unsigned char		 u[SM3_LEN], sum[SM3_LEN], next[SM3_LEN],
				 got[SM3_LEN];

	(void)state;
	plain_hmac(pin, bytes_of("salt\0\0\0\1", 8), u);
	memcpy(sum, u, SM3_LEN);
	for (int i = 1; i < 100; i++) {
		plain_hmac(pin, bytes_of(u, SM3_LEN), next);
		memcpy(u, next, SM3_LEN);
		for (int k = 0; k < SM3_LEN; k++)
			sum[k] ^= u[k];
	}
	assert_int_equal(sm3_pbkdf2(pin, bytes_text("salt"), 100, got,
	    sizeof(got)), ST_OK);
	assert_memory_equal(got, sum, SM3_LEN);
	assert_int_equal(sm3_pbkdf2(pin, bytes_text("salt"), 0, got,
	    sizeof(got)), ST_BROKEN);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(sm3_gives_the_standards_digests),
		cmocka_unit_test(sm3_in_pieces_is_sm3_whole),
		cmocka_unit_test(hmac_is_as_rfc_2104_says),
		cmocka_unit_test(hkdf_is_as_rfc_5869_says),
		cmocka_unit_test(pbkdf2_is_as_rfc_8018_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

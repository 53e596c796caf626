/*
 * SM2 against the example of GB/T 32918.5 (appendix A.2), against itself,
 * and against the openssl command as a judge from outside.  The refusals:
 * every flipped byte, the other key, the other message, the wrong id, points
 * off the curve, numbers out of range.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/coding.h"
#include "base/fault.h"
#include "base/file.h"
#include "sm/sm.h"

#define EXAMPLE_D \
    "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"
#define EXAMPLE_PUB "04" \
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020" \
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
#define EXAMPLE_E \
    "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"
#define EXAMPLE_SIG \
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3" \
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
#define ORDER \
    "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123"

static const struct bytes example_msg = {
	(const unsigned char *)"message digest", 14
};

static struct sm2 *
key_of(const char *hex)
{
	unsigned char	 d[SM2_PRIVATE];
	struct sm2	*key;
	struct fault	 f = { 0 };

	assert_true(hex_read(hex, d, sizeof(d)));
	assert_int_equal(sm2_from_private(d, &key, &f), ST_OK);
	return key;
}

static void
example_of_the_standard_verifies(void **state)
{
	unsigned char	 pub[SM2_PUBLIC], want[SM2_PUBLIC], e[SM3_LEN],
			 raw[SM2_RAW], der[SM2_DER_MAX], d[SM2_PRIVATE];
	struct sm2	*key = key_of(EXAMPLE_D), *open = NULL;
	struct fault	 f = { 0 };
	size_t		 n;

	(void)state;
	assert_true(hex_read(EXAMPLE_PUB, want, sizeof(want)));
	assert_int_equal(sm2_public(key, pub, &f), ST_OK);
	assert_memory_equal(pub, want, sizeof(pub));
	assert_int_equal(sm2_private(key, d, &f), ST_OK);
	assert_true(hex_read(EXAMPLE_D, want, sizeof(d)));
	assert_memory_equal(d, want, sizeof(d));

	assert_int_equal(sm2_e(pub, example_msg, e, &f), ST_OK);
	assert_true(hex_read(EXAMPLE_E, want, sizeof(e)));
	assert_memory_equal(e, want, sizeof(e));

	assert_true(hex_read(EXAMPLE_SIG, raw, sizeof(raw)));
	assert_int_equal(sm2_to_der(raw, der, &n, &f), ST_OK);
	assert_int_equal(sm2_from_public(pub, &open, &f), ST_OK);
	assert_int_equal(sm2_verify(open, example_msg, bytes_of(der, n), &f),
	    ST_OK);
	assert_int_equal(sm2_verify(open, example_msg,
	    bytes_of(raw, sizeof(raw)), &f), ST_OK);
	assert_int_equal(sm2_verify_e(open, e, bytes_of(der, n), &f), ST_OK);
	assert_int_equal(sm2_private(open, d, &f), ST_INVALID);
	assert_int_equal(sm2_sign(open, example_msg, der, &n, &f),
	    ST_INVALID);
	sm2_free(open);
	sm2_free(key);
	sm2_free(NULL);
}

static void
what_is_signed_verifies_both_ways(void **state)
{
	static const unsigned char big[70000];
	const struct bytes msgs[] = {
		bytes_of(NULL, 0), bytes_of("x", 1), example_msg,
		bytes_of(big, sizeof(big)),
	};
	unsigned char	 sig[SM2_DER_MAX], raw[SM2_RAW], e[SM3_LEN],
			 pub[SM2_PUBLIC], again[SM2_DER_MAX];
	struct fault	 f = { 0 };
	struct sm2	*key;
	size_t		 n, m;

	(void)state;
	assert_int_equal(sm2_generate(&key, &f), ST_OK);
	assert_int_equal(sm2_public(key, pub, &f), ST_OK);
	for (size_t i = 0; i < 40; i++) {
		const struct bytes	 msg = msgs[i % NITEMS(msgs)];

		assert_int_equal(sm2_sign(key, msg, sig, &n, &f), ST_OK);
		assert_int_equal(sm2_verify(key, msg, bytes_of(sig, n), &f),
		    ST_OK);
		assert_int_equal(sm2_e(pub, msg, e, &f), ST_OK);
		assert_int_equal(sm2_verify_e(key, e, bytes_of(sig, n), &f),
		    ST_OK);
		assert_int_equal(sm2_to_raw(bytes_of(sig, n), raw, &f),
		    ST_OK);
		assert_int_equal(sm2_to_der(raw, again, &m, &f), ST_OK);
		assert_int_equal(m, n);
		assert_memory_equal(again, sig, n);
		assert_int_equal(sm2_sign_e(key, e, sig, &n, &f), ST_OK);
		assert_int_equal(sm2_verify(key, msg, bytes_of(sig, n), &f),
		    ST_OK);
	}
	sm2_free(key);
}

static void
anything_changed_is_refused(void **state)
{
	struct sm2	*key = key_of(EXAMPLE_D), *other;
	unsigned char	 sig[SM2_DER_MAX + 1], raw[SM2_RAW];
	struct fault	 f = { 0 };
	size_t		 n;

	(void)state;
	assert_int_equal(sm2_generate(&other, &f), ST_OK);
	assert_int_equal(sm2_sign(key, example_msg, sig, &n, &f), ST_OK);
	assert_int_equal(sm2_verify(other, example_msg, bytes_of(sig, n),
	    &f), ST_INVALID);
	assert_int_equal(sm2_verify(key, bytes_text("message digesT"),
	    bytes_of(sig, n), &f), ST_INVALID);
	for (size_t i = 0; i < n; i++) {
		sig[i] ^= 0x01;
		assert_int_equal(sm2_verify(key, example_msg,
		    bytes_of(sig, n), &f), ST_INVALID);
		sig[i] ^= 0x01;
		assert_int_equal(sm2_verify(key, example_msg,
		    bytes_of(sig, i), &f), ST_INVALID);
	}
	sig[n] = 0;		/* one byte behind it */
	assert_int_equal(sm2_verify(key, example_msg, bytes_of(sig, n + 1),
	    &f), ST_INVALID);
	memset(raw, 0, sizeof(raw));
	assert_int_equal(sm2_verify(key, example_msg,
	    bytes_of(raw, sizeof(raw)), &f), ST_INVALID);
	memset(raw, 0xff, sizeof(raw));
	assert_int_equal(sm2_verify(key, example_msg,
	    bytes_of(raw, sizeof(raw)), &f), ST_INVALID);
	assert_int_equal(sm2_verify(key, example_msg, bytes_of(NULL, 0), &f),
	    ST_INVALID);
	sm2_free(other);
	sm2_free(key);
}

/* Spellings of a pair that BER would allow and DER does not. */
static void
only_strict_der_is_read(void **state)
{
	static const char *const bad[] = {
		"30060201010201",			/* cut short */
		"3006020101020102ff",			/* something behind */
		"300702020001020102",			/* leading zero */
		"3006020181020102",			/* negative r */
		"3006020100020102",			/* r is 0 */
		"3006020101020100",			/* s is 0 */
		"308106020101020102",			/* long length */
		"3080020101020102" "0000",		/* indefinite */
		"3106020101020102",			/* a SET */
		"30090201010201020500",			/* a third member */
		"3006030101020102",			/* not an INTEGER */
		"30260221010000000000000000000000000000000000000000000000000"
		    "00000000000000000020101",		/* r of 33 bytes */
	};
	unsigned char	 der[80], raw[SM2_RAW];
	struct fault	 f = { 0 };

	(void)state;
	assert_true(hex_read("3006020101020102", der, 8));
	assert_int_equal(sm2_to_raw(bytes_of(der, 8), raw, &f), ST_OK);
	assert_int_equal(raw[31], 1);
	assert_int_equal(raw[63], 2);
	for (size_t i = 0; i < NITEMS(bad); i++) {
		size_t	 n = strlen(bad[i]) / 2;

		assert_true(hex_read(bad[i], der, n));
		if (sm2_to_raw(bytes_of(der, n), raw, &f) != ST_INVALID)
			fail_msg("taken: %s", bad[i]);
	}
}

static void
points_off_the_curve_are_refused(void **state)
{
	unsigned char	 pub[SM2_PUBLIC];
	struct fault	 f = { 0 };
	struct sm2	*key;

	(void)state;
	assert_true(hex_read(EXAMPLE_PUB, pub, sizeof(pub)));
	pub[64] ^= 1;
	assert_int_equal(sm2_from_public(pub, &key, &f), ST_INVALID);
	assert_null(key);
	pub[64] ^= 1;
	pub[0] = 0x02;
	assert_int_equal(sm2_from_public(pub, &key, &f), ST_INVALID);
	pub[0] = 0x06;
	assert_int_equal(sm2_from_public(pub, &key, &f), ST_INVALID);
	memset(pub, 0, sizeof(pub));
	assert_int_equal(sm2_from_public(pub, &key, &f), ST_INVALID);
	pub[0] = 0x04;
	assert_int_equal(sm2_from_public(pub, &key, &f), ST_INVALID);
	memset(pub + 1, 0xff, sizeof(pub) - 1);
	assert_int_equal(sm2_from_public(pub, &key, &f), ST_INVALID);
}

static void
private_numbers_out_of_range_are_refused(void **state)
{
	unsigned char	 d[SM2_PRIVATE] = { 0 };
	struct fault	 f = { 0 };
	struct sm2	*key;

	(void)state;
	assert_int_equal(sm2_from_private(d, &key, &f), ST_INVALID);
	assert_true(hex_read(ORDER, d, sizeof(d)));
	assert_int_equal(sm2_from_private(d, &key, &f), ST_INVALID);
	d[31] -= 1;					/* n-1 */
	assert_int_equal(sm2_from_private(d, &key, &f), ST_INVALID);
	d[31] -= 1;					/* n-2 */
	assert_int_equal(sm2_from_private(d, &key, &f), ST_OK);
	sm2_free(key);
	memset(d, 0xff, sizeof(d));
	assert_int_equal(sm2_from_private(d, &key, &f), ST_INVALID);
	assert_null(key);
}

static void
number_and_point_make_the_same_key(void **state)
{
	unsigned char	 d[SM2_PRIVATE], pub[SM2_PUBLIC], sig[SM2_DER_MAX];
	struct sm2	*key = key_of(EXAMPLE_D), *pair;
	struct fault	 f = { 0 };
	size_t		 n;

	(void)state;
	assert_int_equal(sm2_private(key, d, &f), ST_OK);
	assert_int_equal(sm2_public(key, pub, &f), ST_OK);
	assert_true(sm2_is_point(pub));
	assert_int_equal(sm2_from_pair(d, pub, &pair, &f), ST_OK);
	assert_int_equal(sm2_sign(pair, example_msg, sig, &n, &f), ST_OK);
	assert_int_equal(sm2_verify(key, example_msg, bytes_of(sig, n), &f),
	    ST_OK);
	sm2_free(pair);
	pub[64] ^= 1;
	assert_false(sm2_is_point(pub));
	assert_int_equal(sm2_from_pair(d, pub, &pair, &f), ST_INVALID);
	assert_null(pair);
	pub[64] ^= 1;
	pub[0] = 0x02;
	assert_false(sm2_is_point(pub));
	sm2_free(key);
}

static void
a_secret_travels_encrypted(void **state)
{
	unsigned char	 plain[32], cipher[SM2_CIPHER_MAX(32)], back[64];
	struct sm2	*key, *other;
	struct fault	 f = { 0 };
	size_t		 n, m;

	(void)state;
	memset(plain, 0x5a, sizeof(plain));
	assert_int_equal(sm2_generate(&key, &f), ST_OK);
	assert_int_equal(sm2_generate(&other, &f), ST_OK);
	for (int i = 0; i < 30; i++) {
		assert_int_equal(sm2_encrypt(key, bytes_of(plain, 32),
		    cipher, sizeof(cipher), &n, &f), ST_OK);
		assert_int_equal(sm2_decrypt(key, bytes_of(cipher, n), back,
		    sizeof(back), &m, &f), ST_OK);
		assert_int_equal(m, 32);
		assert_memory_equal(back, plain, 32);
	}
	assert_int_equal(sm2_decrypt(other, bytes_of(cipher, n), back,
	    sizeof(back), &m, &f), ST_INVALID);
	assert_int_equal(sm2_decrypt(key, bytes_of(cipher, n), back, 16, &m,
	    &f), ST_INVALID);
	assert_int_equal(sm2_encrypt(key, bytes_of(plain, 32), cipher, 60,
	    &n, &f), ST_BROKEN);
	sm2_encrypt(key, bytes_of(plain, 32), cipher, sizeof(cipher), &n, &f);
	for (size_t i = 0; i < n; i++) {
		cipher[i] ^= 0x01;
		assert_int_not_equal(sm2_decrypt(key, bytes_of(cipher, n),
		    back, sizeof(back), &m, &f), ST_OK);
		cipher[i] ^= 0x01;
		assert_int_not_equal(sm2_decrypt(key, bytes_of(cipher, i),
		    back, sizeof(back), &m, &f), ST_OK);
	}
	sm2_free(other);
	sm2_free(key);
}

/* SubjectPublicKeyInfo of an SM2 key: a fixed head, then the point. */
static const unsigned char spki_head[] = {
	0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d,
	0x02, 0x01, 0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82,
	0x2d, 0x03, 0x42, 0x00,
};

static int
openssl_says(const char *dir, const char *id)
{
	char	 line[512];

	snprintf(line, sizeof(line), "cd %s && openssl dgst -sm3 -verify "
	    "pub.pem -sigopt distid:%s -signature sig msg >out 2>&1",
	    dir, id);
	return system(line) == 0;
}

/* "openssl dgst -sm3 -verify -sigopt distid:..." as judge from outside. */
static void
openssl_command_agrees(void **state)
{
	char		 dir[] = "/tmp/jy-smXXXXXX", path[64], line[512];
	unsigned char	 spki[sizeof(spki_head) + SM2_PUBLIC],
			 sig[SM2_DER_MAX];
	struct fault	 f = { 0 };
	struct sm2	*key;
	size_t		 n;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(sm2_generate(&key, &f), ST_OK);
	memcpy(spki, spki_head, sizeof(spki_head));
	sm2_public(key, spki + sizeof(spki_head), &f);
	assert_int_equal(sm2_sign(key, example_msg, sig, &n, &f), ST_OK);
	snprintf(path, sizeof(path), "%s/pub", dir);
	assert_int_equal(file_write(path, bytes_of(spki, sizeof(spki)), 0600,
	    &f), ST_OK);
	snprintf(path, sizeof(path), "%s/msg", dir);
	assert_int_equal(file_write(path, example_msg, 0600, &f), ST_OK);
	snprintf(path, sizeof(path), "%s/sig", dir);
	assert_int_equal(file_write(path, bytes_of(sig, n), 0600, &f), ST_OK);
	snprintf(line, sizeof(line), "cd %s && openssl pkey -pubin -inform "
	    "DER -in pub -out pub.pem", dir);
	assert_int_equal(system(line), 0);
	assert_true(openssl_says(dir, SM_USER_ID));
	assert_false(openssl_says(dir, "8765432187654321"));
	snprintf(line, sizeof(line), "rm -r %s", dir);
	assert_int_equal(system(line), 0);
	sm2_free(key);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(example_of_the_standard_verifies),
		cmocka_unit_test(what_is_signed_verifies_both_ways),
		cmocka_unit_test(anything_changed_is_refused),
		cmocka_unit_test(only_strict_der_is_read),
		cmocka_unit_test(points_off_the_curve_are_refused),
		cmocka_unit_test(private_numbers_out_of_range_are_refused),
		cmocka_unit_test(number_and_point_make_the_same_key),
		cmocka_unit_test(a_secret_travels_encrypted),
		cmocka_unit_test(openssl_command_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

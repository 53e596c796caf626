/*
 * The national platform's answers to applications for a code (R-079, R-129,
 * read only where the platform's key signed them, whole, in their one
 * form; the police's key is bound by its digest and stands behind what is
 * kept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/coding.h"
#include "trust/national.h"

#define KEY "00112233445566778899aabbccddeeff"
#define HEAD "jianyin-code-answer 1\napplication: 0123\nrequest: SL-1\n"

static struct sm2	*platform, *stranger;
static struct pool	*pool;
static unsigned char	 pub[SM2_PUBLIC];

static int
start(void **state)
{
	(void)state;
	pool = pool_new(1024 * 1024);
	return pool == NULL || sm2_generate(&platform, NULL) != ST_OK ||
	    sm2_generate(&stranger, NULL) != ST_OK ||
	    sm2_public(platform, pub, NULL) != ST_OK;
}

static int
finish(void **state)
{
	(void)state;
	sm2_free(platform);
	sm2_free(stranger);
	pool_free(pool);
	return 0;
}

static const char *
key_line(const char *key)
{
	static char	 line[128];
	unsigned char	 raw[POLICE_KEY_MAX], digest[SM3_LEN];
	char		 hex[HEX_TEXT(SM3_LEN)];
	size_t		 n;

	assert_true(national_key_read(key, raw, &n));
	assert_int_equal(sm3(bytes_of(raw, n), digest), ST_OK);
	hex_write(digest, sizeof(digest), hex);
	snprintf(line, sizeof(line), "police-key-sm3: %s\n", hex);
	return line;
}

/* The body signed by a key, and what stands behind the signature. */
static struct bytes
signed_by(const struct sm2 *key, const char *body, const char *behind,
    struct buf *out)
{
	unsigned char	 sig[SM2_DER_MAX];
	char		 text[BASE64_TEXT(SM2_DER_MAX)];
	size_t		 n;

	assert_int_equal(sm2_sign(key, bytes_text(body), sig, &n, NULL),
	    ST_OK);
	base64_write(sig, n, text);
	buf_init(out, NATIONAL_MAX);
	buf_printf(out, "%ssignature: %s\n%s", body, text, behind);
	return buf_view(out);
}

static void
r130_a_code_with_all_that_comes_with_it(void **state)
{
	struct national_answer	 a;
	const char		*why;
	unsigned char		 want[POLICE_KEY_MAX];
	char			 body[600];
	struct buf		 b;
	struct bytes		 file;
	size_t			 n;

	(void)state;
	snprintf(body, sizeof(body), "%sresult: given\n"
	    "code: 99010200000001\npolice-info: 公安印章 1\n%sreceipt: BA-1\n",
	    HEAD, key_line(KEY));
	file = signed_by(platform, body, "police-key: " KEY "\n", &b);
	assert_int_equal(national_answer_read(file, pub, pool, &a, &why,
	    NULL), ST_OK);
	assert_true(a.given);
	assert_string_equal(a.application, "0123");
	assert_string_equal(a.request, "SL-1");
	assert_string_equal(a.code, "99010200000001");
	assert_string_equal(a.police_info, "公安印章 1");
	assert_string_equal(a.receipt, "BA-1");
	assert_true(national_key_read(KEY, want, &n));
	assert_int_equal(a.nkey, n);
	assert_memory_equal(a.key, want, n);
	/* what is kept ends before the key */
	assert_null(memmem(a.kept.p, a.kept.n, KEY, strlen(KEY)));
	assert_int_equal(a.kept.n, file.n - strlen("police-key: " KEY "\n"));
	/* and is an answer no more where its key is wanted */
	assert_int_equal(national_answer_read(a.kept, pub, pool, &a, &why,
	    NULL), ST_INVALID);
	buf_free(&b);
}

static void
r079_a_refusal_and_a_code_alone(void **state)
{
	struct national_answer	 a;
	const char		*why;
	struct buf		 b;

	(void)state;
	assert_int_equal(national_answer_read(signed_by(platform, HEAD
	    "result: refused\nreason: 单位未登记\n", "", &b), pub, pool, &a,
	    &why, NULL), ST_OK);
	assert_false(a.given);
	assert_string_equal(a.reason, "单位未登记");
	assert_string_equal(a.code, "");
	buf_free(&b);
	assert_int_equal(national_answer_read(signed_by(platform, HEAD
	    "result: given\ncode: 99010200000001\n", "", &b), pub, pool, &a,
	    &why, NULL), ST_OK);
	assert_string_equal(a.receipt, "");
	assert_int_equal(a.nkey, 0);
	buf_free(&b);
}

/* Each wrong body, signed by the platform itself. */
static void
wrong_forms_are_refused(void **state)
{
	static const struct { const char *body, *behind; } bad[] = {
		{ "", "" },
		{ "jianyin-code-answer 2\nresult: refused\nreason: x\n", "" },
		{ HEAD, "" },
		{ HEAD "result: maybe\n", "" },
		{ HEAD "result: given\n", "" },
		{ HEAD "result: refused\n", "" },
		{ HEAD "result: refused\nreason: x\ncode: 1\n", "" },
		{ HEAD "result: given\nreason: x\ncode: 1\n", "" },
		{ HEAD "code: 1\nresult: given\n", "" },
		{ HEAD "result: given\ncode: 1\ncode: 2\n", "" },
		{ HEAD "result: given\ncode: 1\nextra: 2\n", "" },
		{ HEAD "result: given\ncode: \n", "" },
		{ HEAD "result: given\ncode: 1\x01\n", "" },
		{ HEAD "result: given\ncode: \xff\n", "" },
		{ HEAD "result: given\r\ncode: 1\n", "" },
		{ HEAD "\nresult: given\ncode: 1\n", "" },
		/* a key nobody signed for, and none where one was */
		{ HEAD "result: given\ncode: 1\n", "police-key: " KEY "\n" },
		{ HEAD "result: given\ncode: 1\npolice-key-sm3: 00\n",
		  "police-key: " KEY "\n" },
		{ HEAD "result: given\ncode: 1\n", "receipt: 2\n" },
		{ HEAD "result: given\ncode: 1\n", "no line end" },
	};
	struct national_answer	 a;
	const char		*why;
	struct buf		 b;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(bad); i++) {
		assert_int_equal(national_answer_read(signed_by(platform,
		    bad[i].body, bad[i].behind, &b), pub, pool, &a, &why,
		    NULL), ST_INVALID);
		assert_non_null(why);
		buf_free(&b);
	}
}

static void
another_key_and_every_changed_byte(void **state)
{
	const char		*body = HEAD "result: given\n"
	    "code: 99010200000001\n";
	struct national_answer	 a;
	const char		*why;
	struct buf		 b;
	struct bytes		 file;
	size_t			 i;

	(void)state;
	assert_int_equal(national_answer_read(signed_by(stranger, body, "",
	    &b), pub, pool, &a, &why, NULL), ST_INVALID);
	assert_non_null(strstr(why, "签名"));
	buf_free(&b);
	file = signed_by(platform, body, "", &b);
	for (i = 0; i < file.n; i++) {
		b.p[i] ^= 1;
		assert_int_equal(national_answer_read(file, pub, pool, &a,
		    &why, NULL), ST_INVALID);
		b.p[i] ^= 1;
	}
	for (i = 0; i < file.n; i++)	/* and every prefix */
		assert_int_equal(national_answer_read(bytes_of(file.p, i),
		    pub, pool, &a, &why, NULL), ST_INVALID);
	buf_free(&b);
}

static void
keys_are_hex_of_one_size_or_two(void **state)
{
	unsigned char	 key[POLICE_KEY_MAX];
	size_t		 n;

	(void)state;
	assert_true(national_key_read(KEY, key, &n));
	assert_int_equal(n, 16);
	assert_true(national_key_read(KEY KEY, key, &n));
	assert_int_equal(n, 32);
	assert_false(national_key_read("", key, &n));
	assert_false(national_key_read("0", key, &n));
	assert_false(national_key_read(KEY "0", key, &n));
	assert_false(national_key_read(KEY KEY KEY, key, &n));
	assert_false(national_key_read(
	    "0011223344556677889900112233445g", key, &n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r130_a_code_with_all_that_comes_with_it),
		cmocka_unit_test(r079_a_refusal_and_a_code_alone),
		cmocka_unit_test(wrong_forms_are_refused),
		cmocka_unit_test(another_key_and_every_changed_byte),
		cmocka_unit_test(keys_are_hex_of_one_size_or_two),
	};

	return cmocka_run_group_tests(tests, start, finish);
}

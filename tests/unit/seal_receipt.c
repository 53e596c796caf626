/*
 * What a target answers: its signed receipt for this version of this
 * filing is taken; garbage, another signer's, another filing's and an earlier
 * version's are not, and each says why.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/coding.h"
#include "page/json_read.h"
#include "seal/filing_receipt.h"

static struct pool	*pool;
static struct fault	 f;
static struct sm2	*key, *other;
static struct target	 target = { .code = "police" };
static unsigned char	 pub[SM2_PUBLIC];
static struct filing	 filing = {
	.id = "f0000000000000000000000001", .version = 2,
	.message = "{\"type\":\"filing\"}",
};
static char		 digest[HEX_TEXT(SM3_LEN)];

static int
setup(void **unused)
{
	unsigned char	 sum[SM3_LEN];

	(void)unused;
	pool = pool_new(4 * 1024 * 1024);
	if (sm2_generate(&key, &f) != ST_OK ||
	    sm2_generate(&other, &f) != ST_OK ||
	    sm2_public(key, pub, &f) != ST_OK ||
	    sm3(bytes_text(filing.message), sum) != ST_OK)
		return -1;
	hex_write(sum, sizeof(sum), digest);
	target.receipt_key = bytes_of(pub, sizeof(pub));
	return 0;
}

static int
teardown(void **unused)
{
	(void)unused;
	sm2_free(key);
	sm2_free(other);
	pool_free(pool);
	return 0;
}

static const char *
base64(struct bytes b)
{
	char	*out = pool_alloc(pool, BASE64_TEXT(b.n));

	base64_write(b.p, b.n, out);
	return out;
}

static struct bytes
signed_by(const struct sm2 *by, const char *payload)
{
	unsigned char	 sig[SM2_DER_MAX];
	size_t		 n;

	assert_int_equal(sm2_sign(by, bytes_text(payload), sig, &n, &f),
	    ST_OK);
	return bytes_text(pool_printf(pool,
	    "{\"payload\":\"%s\",\"signature\":\"%s\"}",
	    base64(bytes_text(payload)), base64(bytes_of(sig, n))));
}

/* A receipt with what is given in the place of what would be right. */
static const char *
receipt(const char *id, const char *code, int revision, const char *sum,
    const char *rest)
{
	return pool_printf(pool, "{\"type\":\"receipt\",\"target\":\"%s\","
	    "\"filing\":\"%s\",\"revision\":%d,\"digest\":\"%s\",%s}", code,
	    id, revision, sum, rest);
}
#define AT	"\"at\":\"2026-11-20T06:05:09Z\""
#define FILED	AT ",\"result\":\"filed\",\"number\":\"GA-7\""

static void
taken(const char *payload, struct filing_receipt *r)
{
	const char	*why;

	assert_int_equal(filing_receipt_read(signed_by(key, payload),
	    &target, &filing, pool, r, &why, &f), ST_OK);
	assert_null(why);
}

static void
refused(struct bytes body, const char *words)
{
	struct filing_receipt	 r;
	const char		*why;

	assert_int_equal(filing_receipt_read(body, &target, &filing, pool,
	    &r, &why, &f), ST_INVALID);
	assert_non_null(why);
	if (strstr(why, words) == NULL)
		fail_msg("%s is not %s", why, words);
}

static void
r136_the_right_ones(void **unused)
{
	struct filing_receipt	 r;

	(void)unused;
	taken(receipt(filing.id, "police", 2, digest, FILED), &r);
	assert_true(r.filed);
	assert_string_equal(r.number, "GA-7");
	assert_true(r.at > 0);
	taken(receipt(filing.id, "police", 2, digest, AT
	    ",\"result\":\"refused\",\"reason\":\"查无此单位\""), &r);
	assert_false(r.filed);
	assert_string_equal(r.reason, "查无此单位");
}

static void
r136_all_others(void **unused)
{
	const char	*good = receipt(filing.id, "police", 2, digest, FILED);
	static const char *const rests[] = {
		AT ",\"result\":\"filed\"", AT ",\"result\":\"refused\"",
		AT ",\"result\":\"filed\",\"number\":\"\"",
		AT ",\"result\":\"filed\",\"number\":7",
		AT ",\"result\":\"filed\",\"number\":\"a\\nb\"",
		AT ",\"result\":\"later\",\"number\":\"1\"",
		"\"result\":\"filed\",\"number\":\"1\"",
		"\"at\":\"yesterday\",\"result\":\"filed\",\"number\":\"1\"",
		"\"at\":1,\"result\":\"filed\",\"number\":\"1\"",
	};
	struct target	 keyless = target;
	struct filing_receipt	 r;
	const char	*why;
	unsigned char	*bad;
	struct bytes	 body;
	size_t		 i;

	(void)unused;
	refused(signed_by(other, good), "公钥");
	refused(signed_by(key, receipt("f0000000000000000000000002", "police",
	    2, digest, FILED)), "另一件");
	refused(signed_by(key, receipt(filing.id, "province", 2, digest,
	    FILED)), "另一件");
	refused(signed_by(key, receipt(filing.id, "police", 1, digest,
	    FILED)), "先前");
	refused(signed_by(key, receipt(filing.id, "police", 2, "00", FILED)),
	    "先前");
	for (i = 0; i < sizeof(rests) / sizeof(*rests); i++)
		refused(signed_by(key, receipt(filing.id, "police", 2,
		    digest, rests[i])), "缺少");
	refused(signed_by(key, "not JSON"), "不是回执");
	refused(bytes_text(""), "不是回执");
	refused(bytes_text(good), "不是回执");
	refused(bytes_text("{\"payload\":\"!\",\"signature\":\"AA==\"}"),
	    "不是回执");
	refused(bytes_text("{\"payload\":\"AA==\",\"signature\":\"AA==\"}"),
	    "公钥");
	refused(bytes_text("{\"payload\":\"\",\"signature\":\"\"}"),
	    "不是回执");
	bad = pool_alloc(pool, RECEIPT_MAX + 1);
	refused(bytes_of(bad, RECEIPT_MAX + 1), "过长");
	/* every prefix of a good one, from the heap */
	body = signed_by(key, good);
	for (i = 0; i < body.n; i++) {
		bad = malloc(i + 1);
		memcpy(bad, body.p, i);
		refused(bytes_of(bad, i), "");
		free(bad);
	}
	keyless.receipt_key = bytes_of(NULL, 0);
	assert_int_equal(filing_receipt_read(body, &keyless, &filing, pool,
	    &r, &why, &f), ST_INVALID);
}

static void
what_is_sent(void **unused)
{
	struct filing			 g = filing;
	const struct json_value		*v;
	struct buf			 b;

	(void)unused;
	buf_init(&b, 4096);
	assert_int_equal(filing_envelope(&g, &b, &f), ST_BROKEN);
	g.statement = bytes_text("statement");
	g.certificate = bytes_text("certificate");
	assert_int_equal(filing_envelope(&g, &b, &f), ST_OK);
	assert_int_equal(json_read(buf_view(&b), pool, &v, &f), ST_OK);
	assert_string_equal(json_member_text(v, "payload"),
	    base64(bytes_text(g.message)));
	assert_string_equal(json_member_text(v, "statement"),
	    base64(g.statement));
	buf_free(&b);
	buf_init(&b, 16);
	assert_int_equal(filing_envelope(&g, &b, &f), ST_BROKEN);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(r136_the_right_ones),
		cmocka_unit_test(r136_all_others),
		cmocka_unit_test(what_is_sent),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

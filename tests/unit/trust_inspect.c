/*
 * dumping a seal shows image, name, owner, code, validity,
 * certificate list and maker certificate.  Inspecting takes any bytes, and
 * nothing in them reaches the terminal unescaped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "der/ses.h"
#include "trust/inspect.h"
#include "trust/inspect_local.h"

#define OWN	"tests/data/generated/"
#define NOW	INT64_C(1795132800000)

static void
load(const char *path, struct buf *b)
{
	buf_init(b, 2 * MIB);
	assert_int_equal(file_read(path, b, NULL), ST_OK);
}

static void
assert_says(struct buf *out, const char *text)
{
	if (strstr(buf_str(out), text) == NULL)
		fail_msg("not said: %s\n%s", text, buf_str(out));
}

static void
r124_a_seal_shows_all_it_must(void **state)
{
	static const char *const lines[] = {
		"电子印章，GB/T 38540-2020（第4版）",
		"厂商标识（Vid）：OESTest",
		"印章编码（esID）：OES-seal-v4-digestlist",
		"印章名称（name）：测试专用章",
		"证书杂凑值（value）：d58b8efb",
		"有效期起（validStart）：2020-04-22 10:09:00 +08:00",
		"有效期止（validEnd）：2030-04-22 10:09:00 +08:00",
		"      86       32  ",		/* offset and length */
		"图像类型（type）：PNG",
		"宽度（毫米）（width）：40",
		"制章人证书（cert）：C=CN",
		"基于 SM3 的 SM2 签名 1.2.156.10197.1.501",
		"[通过] 制章人签名",
		"[未知] 制章人证书",
	};
	struct buf	 b, out;

	(void)state;
	load(OWN "seal-v4-digestlist.esl", &b);
	buf_init(&out, INSPECT_ROOM);
	assert_int_equal(inspect_print(buf_view(&b), NOW, &out),
	    INSPECT_SEAL);
	for (size_t i = 0; i < NITEMS(lines); i++)
		assert_says(&out, lines[i]);
	assert_null(strstr(buf_str(&out), "未预期"));
	buf_free(&b);
	buf_free(&out);
}

static void
signatures_are_explained(void **state)
{
	static const struct { const char *path, *says; } t[] = {
		{ OWN "sig-v4-ok.dat", "签章时间（timeInfo）：2021-06-01 "
		    "10:03:04 +08:00（20210601020304Z）" },
		{ OWN "sig-v1-utctime.dat", "电子签章数据，GM/T 0031-2014" },
		{ OWN "sig-v1-texttime.dat",
		    "签章时间（timeInfo）：2021-06-01 10:03:04" },
		{ OWN "sig-v1-texttime.dat", "（time-text，曾见于" },
		{ OWN "sig-v4-tbsext.dat", "关键（critical）：否" },
		{ OWN "sig-v4-trailing.dat", "（padding，曾见于" },
		{ OWN "sig-v4-badsig.dat", "[不通过] 签章人签名" },
		{ OWN "sig-v4-expired-time.dat", "[不通过] 印章有效期" },
	};
	struct buf	 b, out;

	(void)state;
	for (size_t i = 0; i < NITEMS(t); i++) {
		load(t[i].path, &b);
		buf_init(&out, INSPECT_ROOM);
		assert_int_equal(inspect_print(buf_view(&b), NOW, &out),
		    INSPECT_SIGNATURE);
		assert_says(&out, t[i].says);
		assert_null(strstr(buf_str(&out), "未预期"));
		buf_free(&b);
		buf_free(&out);
	}
}

static void
certificates_are_explained(void **state)
{
	static const char *const lines[] = {
		"序列号（serialNumber）：1587479948128",
		"主体（subject）：C=CN, O=OFD R&W, ST=Zhejiang, L=Hangzhou, "
		    "CN=Test Certificate",
		"密钥用法 2.5.29.15：数字签名、抗抵赖、证书签名",
		"基本限制 2.5.29.19：不是颁发机构",
		"SM2 椭圆曲线公钥密码",
	};
	struct ses_signature	 sig;
	struct buf		 b, out;

	(void)state;
	load(OWN "sig-v4-ok.dat", &b);
	buf_init(&out, INSPECT_ROOM);
	assert_int_equal(ses_signature_read(buf_view(&b), &sig, NULL),
	    ST_OK);
	assert_int_equal(inspect_print(sig.cert, NOW, &out), INSPECT_CERT);
	for (size_t i = 0; i < NITEMS(lines); i++)
		assert_says(&out, lines[i]);
	assert_null(strstr(buf_str(&out), "未预期"));
	buf_free(&b);
	buf_free(&out);
}

static void
a_pem_certificate_is_taken(void **state)
{
	static const char	 path[] = "tests/data/inspect-p256.pem";
	struct buf		 b, out;

	(void)state;
	load(path, &b);
	buf_init(&out, INSPECT_ROOM);
	assert_int_equal(inspect_print(buf_view(&b), NOW, &out),
	    INSPECT_CERT);
	assert_says(&out, "不是SM2证书");
	assert_says(&out, "P-256");
	assert_says(&out, "CN=印章测试");
	assert_says(&out, "基本限制 2.5.29.19（关键）：是颁发机构");
	buf_free(&b);
	buf_free(&out);
}

/* OCSP in words, as the responder's seeds of the fuzzer have it. */
static void
r127_ocsp_is_explained(void **state)
{
	static const struct { const char *file, *lines[9]; } rows[] = {
		{ "request", { "证书状态查询（OCSP）", "RFC 6960 4.1",
		    "所查证书（reqCert）", "杂凑算法（hashAlgorithm）",
		    "颁发者公钥杂凑值（issuerKeyHash）",
		    "证书序列号（serialNumber）", NULL } },
		{ "held", { "证书状态答复（OCSP）", "successful",
		    "状态：已吊销或冻结（revoked）", "吊销或冻结时间",
		    "原因（CRLReason）：", "下次更新（nextUpdate）",
		    "公钥SHA-1（KeyHash）", "主体（subject）", NULL } },
		{ "good", { "状态：有效（good）", "答复者签名值", NULL } },
		{ "refused", { "unauthorized", NULL } },
	};
	struct buf	 b, out;
	char		 path[128];
	size_t		 i, k;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		snprintf(path, sizeof(path), "tests/data/fuzz/ocsp/%s",
		    rows[i].file);
		load(path, &b);
		buf_init(&out, INSPECT_ROOM);
		assert_int_equal(inspect_print(buf_view(&b), NOW, &out),
		    INSPECT_OCSP);
		for (k = 0; rows[i].lines[k] != NULL; k++)
			assert_says(&out, rows[i].lines[k]);
		assert_null(strstr(buf_str(&out), "未预期"));
		buf_free(&b);
		buf_free(&out);
	}
}

static void
nothing_in_a_file_steers_the_terminal(void **state)
{
	struct buf	 out;

	(void)state;
	buf_init(&out, KIB);
	inspect_text(&out, bytes_text("\x1b[2J\r\n\xc2\x9b" "31m\xe2\x80\xae"
	    "章\xff"));
	assert_string_equal(buf_str(&out), "\\u{1b}[2J\\u{d}\\u{a}\\u{9b}31m"
	    "\\u{202e}章\\xff");
	buf_free(&out);
}

static void
any_bytes_are_survived(void **state)
{
	static const char *const files[] = {
		OWN "sig-v4-tbsext.dat", OWN "sig-v1-octet-fields.dat",
		OWN "seal-v4-digestlist.esl",
	};
	struct buf	 b, out;
	uint32_t	 seed = 20261120;

	(void)state;
	buf_init(&out, INSPECT_ROOM);
	assert_int_equal(inspect_print(bytes_of(NULL, 0), NOW, &out),
	    INSPECT_NOTHING);
	assert_int_equal(inspect_print(bytes_text("%PDF-1.7"), NOW, &out),
	    INSPECT_NOTHING);
	assert_int_equal(inspect_print(bytes_text("-----BEGIN CERTIFICATE--"
	    "---\n!!\n-----END CERTIFICATE-----"), NOW, &out),
	    INSPECT_NOTHING);
	assert_int_equal(inspect_print(bytes_of("\x30\x03\x02\x01\x05", 5),
	    NOW, &out), INSPECT_DER);
	for (size_t i = 0; i < NITEMS(files); i++) {
		load(files[i], &b);
		for (int round = 0; round < 400; round++) {
			unsigned char	 was;
			size_t		 at;

			seed = seed * 1103515245u + 12345u;
			at = (seed >> 8) % (round % 2 == 0 ? 800 : b.n);
			was = b.p[at];
			b.p[at] ^= (unsigned char)(1u << (seed >> 5 & 7));
			buf_clear(&out);
			inspect_print(buf_view(&b), NOW, &out);
			assert_true(buf_ok(&out));
			assert_true(utf8_valid((const char *)out.p, out.n));
			b.p[at] = was;
		}
		buf_free(&b);
	}
	buf_free(&out);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(r124_a_seal_shows_all_it_must),
		cmocka_unit_test(signatures_are_explained),
		cmocka_unit_test(certificates_are_explained),
		cmocka_unit_test(r127_ocsp_is_explained),
		cmocka_unit_test(a_pem_certificate_is_taken),
		cmocka_unit_test(nothing_in_a_file_steers_the_terminal),
		cmocka_unit_test(any_bytes_are_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

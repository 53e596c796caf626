/* What stands on our own documents, read back by poppler and zbar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "draw/draw.h"
#include "picture/picture.h"
#include "sheet/sheet.h"

#define NUMBER	"YH2026112000012"
#define ADDRESS	"HTTPS://SEAL.EXAMPLE.GOV.CN/P/YH2026112000012"
#define LEGAL	"打印件、转换件视同复印件。"

static const struct sheet_row apply_rows[] = {
	{ NULL, "单位信息", MARK_NONE },
	{ "单位统一社会信用代码", "12420106MB0A00001X", MARK_NONE },
	{ "单位行政区划码", "420106", MARK_NONE },
	{ "单位类型", "事业单位", MARK_NONE },
	{ "单位名称", "云河市公共就业服务中心", MARK_NONE },
	{ "单位地址", "青山省云河市人民路100号政务服务中心三楼", MARK_NONE },
	{ NULL, "经办人", MARK_NONE },
	{ "经办人姓名", "王小明", MARK_NONE },
	{ "经办人公民身份号码", "110105199001011234", MARK_NONE },
	{ "经办人手机号码", "13800000000", MARK_NONE },
	{ NULL, "申请事项", MARK_NONE },
	{ "电子印章名称", "云河市公共就业服务中心业务专用章", MARK_NONE },
	{ "申请事由", "用于开展网上就业登记。", MARK_NONE },
};

static const struct sheet apply = {
	.kind = SHEET_APPLY, .issuer = "云河市政务服务中心", .number = NUMBER,
	.qr = ADDRESS, .rows = apply_rows, .nrows = NITEMS(apply_rows),
	.legal = LEGAL, .ms = 1795132800000,
};

static void
written(const struct sheet *sheet, struct buf *pdf)
{
	struct fault	 f = { 0 };

	buf_init(pdf, 16 * MIB);
	if (sheet_write(sheet, pdf, &f) != ST_OK)
		print_message("%s\n", f.text);
	assert_int_equal(f.st, ST_OK);
}

/* Standard output of "before PDF after" with blanks and line ends dropped. */
static char *
output(const char *before, const char *after, struct bytes pdf)
{
	char	 path[] = "/tmp/sheet_write.XXXXXX", cmd[300];
	char	*text = calloc(1, MIB);
	size_t	 n = 0;
	FILE	*p;
	int	 c;

	assert_non_null(text);
	close(mkstemp(path));
	assert_int_equal(file_write(path, pdf, 0600, NULL), ST_OK);
	snprintf(cmd, sizeof(cmd), "%s %s %s", before, path, after);
	assert_non_null(p = popen(cmd, "r"));
	while ((c = fgetc(p)) != EOF && n < MIB - 1)
		if (c != ' ' && c != '\n' && c != '\f')
			text[n++] = (char)c;
	pclose(p);
	unlink(path);
	return text;
}

#define TEXT_OF	"pdftotext -q", "-"
#define QR_OF	"pdftoppm -q -r 150 -f 1 -l 1 -gray", "| " \
	"zbarimg -q --raw -Sdisable -Sqrcode.enable - 2>/dev/null"

static void
shows(const char *text, const char *want)
{
	if (strstr(text, want) == NULL)
		print_message("not on the page: %s\n", want);
	assert_non_null(strstr(text, want));
}

static void
r071_every_value_and_the_number_are_on_the_form(void **state)
{
	struct buf	 pdf;
	char		*text, *qr;
	size_t		 i;

	(void)state;
	written(&apply, &pdf);
	text = output(TEXT_OF, buf_view(&pdf));
	for (i = 0; i < apply.nrows; i++) {
		shows(text, apply_rows[i].value);
		if (apply_rows[i].label != NULL)
			shows(text, apply_rows[i].label);
	}
	shows(text, NUMBER);
	shows(text, "电子印章业务申请表");
	shows(text, "申请单位（盖章）");
	qr = output(QR_OF, buf_view(&pdf));
	assert_string_equal(qr, ADDRESS);
	free(text);
	free(qr);
	buf_free(&pdf);
}

static void
r099_receipt_names_the_receiver(void **state)
{
	static const struct sheet_row rows[] = {
		{ "领取人", "王小明", MARK_NONE },
		{ "载体", "UKey 3001000000000012", MARK_NONE },
	};
	const struct sheet	 sheet = {
		.kind = SHEET_RECEIPT, .number = NUMBER, .rows = rows,
		.nrows = 2, .qr = ADDRESS,
	};
	struct buf		 pdf;
	char			*text;

	(void)state;
	written(&sheet, &pdf);
	text = output(TEXT_OF, buf_view(&pdf));
	shows(text, "电子印章领取单");
	shows(text, "王小明");
	shows(text, "UKey3001000000000012");
	shows(text, "领取人（签字）");
	free(text);
	buf_free(&pdf);
}

/* closed with issuer and day for a seal, and no line to sign by hand;
 * its own QR code leaves the corner to the stamp's. */
static void
r167_a_sealed_sheet_has_a_place_for_the_seal(void **state)
{
	static const enum sheet_kind	 kinds[] = {
		SHEET_ACCEPT, SHEET_CORRECT, SHEET_REFUSE, SHEET_RECEIPT,
	};
	static const char		 issuer[] = "云河市政务服务中心";
	struct sheet			 sheet = apply;
	struct placement		 at;
	struct buf			 pdf;
	char				*text, *qr;
	size_t				 i;

	(void)state;
	sheet.qr = NULL;
	for (i = 0; i < NITEMS(kinds); i++) {
		sheet.kind = kinds[i];
		sheet.sealed = 0;
		sheet.issuer = issuer;
		assert_int_equal(sheet_seal(&sheet, 40000, 40000, &at, NULL),
		    ST_INVALID);
		sheet.sealed = 1;
		assert_int_equal(sheet_seal(&sheet, 40000, 40000, &at, NULL),
		    ST_OK);
		assert_int_equal(at.page, 0);
		assert_in_range(at.um_x, 105000, 210000 - 40000);
		assert_in_range(at.um_y, 100000, 277000 - 40000);
		written(&sheet, &pdf);
		text = output(TEXT_OF, buf_view(&pdf));
		shows(text, "云河市政务服务中心");
		shows(text, "2026年11月20日");
		assert_null(strstr(text, "（签字）"));
		assert_null(strstr(text, "右上角二维码"));
		qr = output(QR_OF, buf_view(&pdf));
		assert_string_equal(qr, "");
		free(text);
		free(qr);
		buf_free(&pdf);
		sheet.issuer = NULL;
		assert_int_equal(sheet_seal(&sheet, 40000, 40000, &at, NULL),
		    ST_INVALID);
	}
}

static void
r245_legal_note_is_on_every_page(void **state)
{
	struct sheet_row	 rows[70];
	struct sheet		 sheet = apply;
	struct buf		 pdf;
	const char		*at;
	char			*text;
	size_t			 i, n = 0;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++)
		rows[i] = apply_rows[1 + i % 5];
	sheet.kind = SHEET_REPORT;
	sheet.rows = rows;
	sheet.nrows = NITEMS(rows);
	written(&sheet, &pdf);
	text = output(TEXT_OF, buf_view(&pdf));
	for (at = text; (at = strstr(at, LEGAL)) != NULL; at++)
		n++;
	assert_true(n >= 3);
	shows(text, "第1页共3页");
	shows(text, "第3页共3页");
	free(text);
	buf_free(&pdf);
}

static void
r140_demonstration_says_so(void **state)
{
	struct sheet	 sheet = apply;
	struct buf	 pdf;
	char		*text;

	(void)state;
	sheet.demo = 1;
	written(&sheet, &pdf);
	text = output(TEXT_OF, buf_view(&pdf));
	shows(text, "不具法律效力");
	free(text);
	buf_free(&pdf);
}

static void
same_sheet_same_bytes(void **state)
{
	struct sheet	 sheet = apply;
	struct buf	 a, b;
	int		 kind;

	(void)state;
	for (kind = 0; kind < SHEET__N; kind++) {
		sheet.kind = (enum sheet_kind)kind;
		written(&sheet, &a);
		written(&sheet, &b);
		assert_true(a.n > 10000 && memcmp(a.p, "%PDF-", 5) == 0);
		assert_true(bytes_same(buf_view(&a), buf_view(&b)));
		assert_non_null(sheet_title(sheet.kind));
		buf_free(&a);
		buf_free(&b);
	}
}

/* 4000 characters, or as many line ends, in one value: more pages. */
static void
long_values_run_over_pages(void **state)
{
	char			*value = calloc(4001, 3);
	struct sheet_row	 row = { "申请事由", value, MARK_OK };
	struct sheet		 sheet = apply;
	struct buf		 pdf;
	char			*text;
	size_t			 i;

	(void)state;
	assert_non_null(value);
	for (i = 0; i < 4000; i++)
		memcpy(value + 3 * i, i == 3999 ? "终" : "事", 3);
	sheet.rows = &row;
	sheet.nrows = 1;
	written(&sheet, &pdf);
	text = output(TEXT_OF, buf_view(&pdf));
	shows(text, "终");
	shows(text, "（续上）");
	free(text);
	buf_free(&pdf);
	memset(value, '\n', 4000);
	value[4000] = '\0';
	written(&sheet, &pdf);
	buf_free(&pdf);
	free(value);
}

static void
faults_name_what_is_wrong(void **state)
{
	const struct sheet_row	 row = { "姓名", "王\xf3\xb0\x80\x80", MARK_NONE };
	struct sheet		 sheet = apply;
	struct fault		 f = { 0 };
	struct buf		 pdf;

	(void)state;
	buf_init(&pdf, 16 * MIB);
	sheet.rows = &row;
	sheet.nrows = 1;
	assert_int_equal(sheet_write(&sheet, &pdf, &f), ST_INVALID);
	assert_non_null(strstr(f.text, "U+F0000"));
	sheet = apply;
	sheet.nrows = 100000;
	assert_int_equal(sheet_write(&sheet, &pdf, &f), ST_INVALID);
	sheet = apply;
	sheet.kind = SHEET_LETTER;
	sheet.issuer = NULL;
	assert_int_equal(sheet_write(&sheet, &pdf, &f), ST_INVALID);
	buf_free(&pdf);
	buf_init(&pdf, 1000);
	assert_int_equal(sheet_write(&apply, &pdf, &f), ST_BROKEN);
	buf_free(&pdf);
}

/* The seal stands centred over name and date, inside the page. */
static void
letter_tells_where_the_seal_goes(void **state)
{
	static const char *const body[] = {
		"青山省人力资源和社会保障厅：", "你厅来函收悉。", "特此函告。",
	};
	const struct sheet	 letter = {
		.kind = SHEET_LETTER, .issuer = "云河市公共就业服务中心",
		.title = "关于电子印章使用情况的复函",
		.number = "云就函〔2026〕18号", .paragraphs = body,
		.nparagraphs = 3, .ms = 1795132800000,
	};
	struct placement	 at;
	struct buf		 pdf;
	char			*text;

	(void)state;
	assert_int_equal(sheet_seal(&letter, 42000, 42000, &at, NULL),
	    ST_OK);
	assert_int_equal(at.page, 0);
	assert_in_range(at.um_x, 105000, 210000 - 42000);
	assert_in_range(at.um_y, 100000, 297000 - 42000);
	assert_int_equal(sheet_seal(&apply, 1, 1, &at, NULL),
	    ST_INVALID);
	written(&letter, &pdf);
	text = output(TEXT_OF, buf_view(&pdf));
	shows(text, "云就函〔2026〕18号");
	shows(text, "2026年11月20日");
	free(text);
	buf_free(&pdf);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    r071_every_value_and_the_number_are_on_the_form),
		cmocka_unit_test(r099_receipt_names_the_receiver),
		cmocka_unit_test(r167_a_sealed_sheet_has_a_place_for_the_seal),
		cmocka_unit_test(r245_legal_note_is_on_every_page),
		cmocka_unit_test(r140_demonstration_says_so),
		cmocka_unit_test(same_sheet_same_bytes),
		cmocka_unit_test(long_values_run_over_pages),
		cmocka_unit_test(faults_name_what_is_wrong),
		cmocka_unit_test(letter_tells_where_the_seal_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

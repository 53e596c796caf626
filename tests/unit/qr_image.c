/* What we draw must be read: zbarimg judges where it is installed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "qr/code.h"
#include "qr/qr.h"

static int
pool_open(void **state)
{
	return (*state = pool_new(1 << 20)) == NULL;
}

static int
pool_close(void **state)
{
	pool_free(*state);
	return 0;
}

/* The picture as a PGM file, read back by zbarimg. */
static void
zbar_reads(const struct image *im, const char *want)
{
	char	 path[] = "/tmp/qr_image.XXXXXX", cmd[200], line[300] = "";
	FILE	*p;
	size_t	 i;

	assert_true((p = fdopen(mkstemp(path), "wb")) != NULL);
	fprintf(p, "P5\n%u %u\n255\n", im->width, im->height);
	for (i = 0; i < (size_t)im->width * im->height; i++)
		fputc(im->rgba[i * 4], p);
	fclose(p);
	snprintf(cmd, sizeof(cmd),
	    "zbarimg -q --raw -Sdisable -Sqrcode.enable pgm:%s 2>/dev/null",
	    path);
	assert_true((p = popen(cmd, "r")) != NULL);
	if (fgets(line, sizeof(line), p) != NULL)
		line[strcspn(line, "\n")] = '\0';
	pclose(p);
	unlink(path);
	assert_string_equal(line, want);
}

static void
address_is_read_back(void **state)
{
	struct image	 im;
	struct qr	 qr;
	char		 handle[CODE_LEN + 1];
	char		*text;

	if (system("command -v zbarimg >/dev/null") != 0)
		skip();
	code_new(handle);
	text = qr_address(*state, "https://seal.example.gov.cn/", handle);
	assert_non_null(text);
	assert_memory_equal(text, "HTTPS://SEAL.EXAMPLE.GOV.CN/V/", 30);
	assert_int_equal(qr_make(*state, text, &qr, NULL), ST_OK);
	assert_int_equal(qr.size, 29);		/* version 3 */
	assert_int_equal(qr_image(&qr, 24500, 300, &im, NULL), ST_OK);
	zbar_reads(&im, text);
	free(im.rgba);
}

static void
path_keeps_its_case(void **state)
{
	assert_string_equal(qr_address(*state, "http://a.cn:80/Seal", "23"),
	    "HTTP://A.CN:80/Seal/V/23");
}

/* Runs, picture and matrix agree; the quiet zone is white. */
static void
runs_cover_the_matrix(void **state)
{
	unsigned char	*seen;
	struct qr_run	*runs;
	struct qr	 qr;
	size_t		 n, i, dark = 0, covered = 0;
	unsigned	 x, side;

	assert_int_equal(qr_make(*state, "鉴印", &qr, NULL), ST_OK);
	assert_int_equal(qr_runs(*state, &qr, &runs, &n, NULL), ST_OK);
	side = qr_side(&qr);
	seen = pool_alloc(*state, (size_t)side * side);
	for (i = 0; i < n; i++)
		for (x = 0; x < runs[i].n; x++, covered++)
			seen[runs[i].y * side + runs[i].x + x]++;
	for (i = 0; i < (size_t)qr.size * qr.size; i++) {
		dark += qr.dark[i];
		assert_int_equal(qr.dark[i], seen[(i / qr.size + QR_QUIET) *
		    side + i % qr.size + QR_QUIET]);
	}
	assert_int_equal(dark, covered);
}

static void
refuses_what_nobody_can_scan(void **state)
{
	char		 longest[QR_TEXT_MAX + 2];
	struct fault	 f = { 0 };
	struct qr	 qr;

	memset(longest, 'a', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(qr_make(*state, longest, &qr, &f), ST_INVALID);
	assert_int_equal(qr_make(*state, "", &qr, &f), ST_INVALID);
	assert_int_equal(qr_make(*state, "\xff", &qr, &f), ST_INVALID);
	longest[QR_TEXT_MAX] = '\0';
	assert_int_equal(qr_make(*state, longest, &qr, &f), ST_OK);
}

static void
svg_is_escaped(void **state)
{
	struct buf	 b;
	struct qr	 qr;

	buf_init(&b, 1 << 20);
	assert_int_equal(qr_make(*state, "X", &qr, NULL), ST_OK);
	qr_svg(&qr, "\"><script>&", &b);
	assert_true(buf_ok(&b));
	assert_null(strstr(buf_str(&b), "<script"));
	assert_non_null(strstr(buf_str(&b), "&quot;&gt;&lt;script&gt;&amp;"));
	assert_true(b.n < 8192);
	buf_free(&b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(address_is_read_back,
		    pool_open, pool_close),
		cmocka_unit_test_setup_teardown(path_keeps_its_case,
		    pool_open, pool_close),
		cmocka_unit_test_setup_teardown(runs_cover_the_matrix,
		    pool_open, pool_close),
		cmocka_unit_test_setup_teardown(refuses_what_nobody_can_scan,
		    pool_open, pool_close),
		cmocka_unit_test_setup_teardown(svg_is_escaped,
		    pool_open, pool_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

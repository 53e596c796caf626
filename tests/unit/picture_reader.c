/*
 * Scans through the reader's sandbox: what a stranger sent is refused with a
 * reason, what is a scan gives pixels, size and the sheet's own code.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "picture/client.h"
#include "qr/qr.h"

#define DPI	300
#define SIDE	1200			/* px of the paper: 101.6 mm */
#define SIDE_UM	101600

static const struct reader	 here = { .socket = NULL };
static struct fault		 f;

static int
ask(struct bytes file, const struct picture_wish *wish, struct pool *pool,
    struct picture_extract *x, enum picture_reason *why)
{
	int	 fd = box_file(&file, 1, &f), st;

	assert_int_not_equal(fd, -1);
	st = picture_extract_fd(&here, fd, wish, pool, x, why, &f);
	close(fd);
	return st;
}

static void
paste(struct image *paper, const struct image *im, unsigned px, unsigned py)
{
	unsigned	 x, y, c;

	for (y = 0; y < im->height; y++)
		for (x = 0; x < im->width; x++) {
			const unsigned char *s = im->rgba + 4 *
			    ((size_t)y * im->width + x);
			unsigned char *t = paper->rgba + 4 *
			    ((size_t)(y + py) * SIDE + x + px);

			for (c = 0; c < 3; c++)
				t[c] = (unsigned char)((s[c] * s[3] + t[c] *
				    (255 - s[3])) / 255);
		}
}

/* White paper with a seal of that width and colour, and a code. */
static void
paper_make(int um, uint32_t rgb, const char *code, struct pool *pool,
    struct buf *out)
{
	const struct picture_design	 design = {
		.shape = SHAPE_ROUND, .um_w = um, .um_h = um,
		.centre = CENTRE_STAR, .ring_text = "演示区清泉职业培训学校",
		.rgb = rgb,
	};
	struct image	 paper = { .width = SIDE, .height = SIDE,
	    .um_w = SIDE_UM, .um_h = SIDE_UM }, seal, im;
	struct qr	 qr;

	paper.rgba = malloc((size_t)SIDE * SIDE * 4);
	assert_non_null(paper.rgba);
	memset(paper.rgba, 0xFF, (size_t)SIDE * SIDE * 4);
	assert_int_equal(picture_draw(&design, DPI, &seal, NULL, &f), ST_OK);
	paste(&paper, &seal, 350, 500);
	assert_int_equal(qr_make(pool, code, &qr, &f), ST_OK);
	assert_int_equal(qr_image(&qr, 20000, DPI, &im, &f), ST_OK);
	paste(&paper, &im, 900, 20);
	buf_init(out, LIMIT_PICTURE);
	assert_int_equal(picture_png_write(&paper, out, &f), ST_OK);
	picture_free(&seal);
	picture_free(&im);
	picture_free(&paper);
}

static void
r102_scan_tells_its_request_and_size(void **state)
{
	struct pool		*pool = pool_new(4 * MIB);
	struct picture_wish	 wish = { .ink = INK_RED };
	struct picture_extract	 x;
	enum picture_reason	 why;
	struct buf		 png;

	(void)state;
	paper_make(42000, PICTURE_RED, "SL-20261120-00017", pool, &png);
	assert_int_equal(ask(buf_view(&png), &wish, pool, &x, &why), ST_OK);
	assert_int_equal(why, PICTURE_FINE);
	assert_string_equal(x.sheet.text, "SL-20261120-00017");
	assert_in_range(x.seal.um_w, 41500, 42500);	/* 0.5 mm */
	assert_in_range(x.seal.um_h, 41500, 42500);
	assert_int_equal(x.scale, SCALE_FILE);
	assert_int_equal(x.raw.width, x.seal.width);
	assert_int_equal(x.raw.height, x.seal.height);
	assert_int_equal(x.raw.rgba[3], 255);	/* paper, not cut out */
	assert_int_equal(x.quality.worst, GRADE_PASS);
	/* the same pixels declared as 30 mm are refused. */
	assert_int_equal(picture_declare(&x.seal, 30000, 30000, &f),
	    ST_INVALID);
	picture_free(&x.seal);
	picture_free(&x.raw);
	buf_free(&png);
	pool_free(pool);
}

static void
r019_other_ink_is_refused(void **state)
{
	struct pool		*pool = pool_new(4 * MIB);
	struct picture_wish	 wish = { .ink = INK_RED };
	struct picture_extract	 x;
	enum picture_reason	 why;
	struct buf		 png;

	(void)state;
	paper_make(42000, 0x101010, "SL-20261120-00017", pool, &png);
	assert_int_equal(ask(buf_view(&png), &wish, pool, &x, &why),
	    ST_INVALID);
	assert_int_equal(why, PICTURE_NO_INK);
	assert_null(x.seal.rgba);
	buf_free(&png);
	pool_free(pool);
}

static void
r111_what_is_no_picture_is_refused(void **state)
{
	static const char	 svg[] =
	    "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>";
	static const unsigned char huge[] =	/* 20,000 x 20,000 */
	    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x4e\x20\0\0\x4e\x20\x08\x02"
	    "\0\0\0\0\0\0\0";
	struct pool		*pool = pool_new(4 * MIB);
	struct picture_wish	 wish = { .ink = INK_RED };
	struct picture_extract	 x;
	enum picture_reason	 why;
	struct buf		 png;
	size_t			 n;

	(void)state;
	paper_make(42000, PICTURE_RED, "X", pool, &png);
	const struct bytes	 bad[] = {
		bytes_text(svg), bytes_of(huge, sizeof(huge) - 1),
		bytes_of(png.p, 100), bytes_of(png.p, png.n / 2),
		bytes_of("\xff\xd8\xff\xe0", 4),
	};

	for (n = 0; n < NITEMS(bad); n++) {
		assert_int_equal(ask(bad[n], &wish, pool, &x, &why),
		    ST_INVALID);
		assert_int_equal(why, PICTURE_DAMAGED);
		assert_null(x.seal.rgba);
		assert_true(strlen(picture_reason_text(why)) > 0);
	}
	/* The process is alive and the next one is read. */
	assert_int_equal(ask(buf_view(&png), &wish, pool, &x, &why), ST_OK);
	picture_free(&x.seal);
	picture_free(&x.raw);
	buf_free(&png);
	pool_free(pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r102_scan_tells_its_request_and_size),
		cmocka_unit_test(r019_other_ink_is_refused),
		cmocka_unit_test(r111_what_is_no_picture_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

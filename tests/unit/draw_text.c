/* Text as outlines and as text; fonts are never mixed in an outline. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "draw/draw.h"

static int
pool_open(void **state)
{
	return (*state = pool_new(4 << 20)) == NULL;
}

static int
pool_close(void **state)
{
	pool_free(*state);
	return 0;
}

static void
every_face_is_installed(void **state)
{
	struct fault	 f = { 0 };
	int		 face;

	(void)state;
	for (face = 0; face < FACE__N; face++) {
		if (draw_face_check((enum draw_face)face, &f) != ST_OK)
			print_message("%s\n", f.text);
		assert_int_equal(draw_face_check((enum draw_face)face, &f),
		    ST_OK);
	}
}

static void
outline_has_the_size_of_its_em(void **state)
{
	struct draw_outline	 o;
	size_t			 i;

	assert_int_equal(draw_outline(*state, FACE_SEAL, "国", &o, NULL,
	    NULL), ST_OK);
	assert_true(o.nops > 10 && o.npoints > 10);
	assert_true(o.advance > 0.99 && o.advance < 1.01);
	assert_true(o.x1 - o.x0 > 0.7 && o.x1 - o.x0 < 1);
	assert_true(o.y0 < -0.6 && o.y1 < 0.2);
	for (i = 0; i < o.npoints; i++)
		assert_true(o.points[i].x > -0.2 && o.points[i].x < 1.2);
}

/* No Chinese serif face has them; some other font on the machine may. */
static void
missing_character_is_named(void **state)
{
	static const char *const bad[][2] = {
		{ "测试😀单位", "😀" }, { "ก", "ก" }, { "甲\xf3\xb0\x80\x80", "\xf3\xb0\x80\x80" },
	};
	struct draw_outline	 o;
	struct fault		 f;
	char			 ch[DRAW_CHAR];
	size_t			 i;

	for (i = 0; i < NITEMS(bad); i++) {
		memset(&f, 0, sizeof(f));
		assert_int_equal(draw_outline(*state, FACE_SEAL, bad[i][0],
		    &o, ch, &f), ST_INVALID);
		assert_string_equal(ch, bad[i][1]);
		assert_non_null(strstr(f.text, bad[i][1]));
		assert_non_null(strstr(f.text, "U+"));
		assert_non_null(strstr(f.text, "Noto Serif CJK SC"));
	}
}

static void
pdf_write(struct buf *pdf, const char *text, enum status want)
{
	static const struct draw_about about = { "题目", "单位", 1000 };
	static const struct draw_style style = {
		.face = FACE_SERIF, .size = 5, .width = 100,
	};
	struct draw		*d;
	struct fault		 f = { 0 };

	assert_int_equal(draw_pdf_new(210000, 297000, &about, &d, &f), ST_OK);
	draw_text(d, &style, 20, 20, text);
	draw_page(d);
	draw_text(d, &style, 20, 20, "第二页");
	assert_int_equal(draw_pdf_end(d, pdf, &f), want);
	draw_free(d);
}

static void
pdf_is_the_same_each_time(void **state)
{
	struct buf	 a, b;

	(void)state;
	buf_init(&a, 1 << 20);
	buf_init(&b, 1 << 20);
	pdf_write(&a, "同样的内容，同样的字节。", ST_OK);
	pdf_write(&b, "同样的内容，同样的字节。", ST_OK);
	assert_true(a.n > 1000 && memcmp(a.p, "%PDF-1.", 7) == 0);
	assert_true(bytes_same(buf_view(&a), buf_view(&b)));
	buf_free(&a);
	buf_free(&b);
}

static void
character_of_no_font_is_the_drawings_fault(void **state)
{
	struct buf	 a;

	(void)state;
	buf_init(&a, 1 << 20);
	pdf_write(&a, "甲\xf3\xb0\x80\x80乙", ST_INVALID);
	assert_int_equal(a.n, 0);
	buf_free(&a);
}

/* 42 mm at 600 dpi is 992 pixels (codes.md 11); colours come out straight. */
static void
picture_has_its_pixels(void **state)
{
	struct draw	*d;
	struct image	 im;

	(void)state;
	assert_int_equal(draw_image_new(42000, 42000, 600, &d, NULL), ST_OK);
	draw_colour(d, 0xE60012, 0.5);
	draw_fill(d, 10, 10, 10, 10);
	assert_int_equal(draw_image_end(d, &im, NULL), ST_OK);
	assert_int_equal(im.width, 992);
	assert_int_equal(im.height, 992);
	assert_int_equal(im.rgba[3], 0);
	assert_in_range(im.rgba[(350 * 992 + 350) * 4], 0xE5, 0xE7);
	assert_in_range(im.rgba[(350 * 992 + 350) * 4 + 3], 126, 129);
	free(im.rgba);
	draw_free(d);
}

static void
sizes_out_of_reason_are_refused(void **state)
{
	struct draw	*d;

	(void)state;
	assert_int_equal(draw_image_new(0, 1000, 600, &d, NULL), ST_INVALID);
	assert_int_equal(draw_image_new(-5, 1000, 600, &d, NULL), ST_INVALID);
	assert_int_equal(draw_image_new(900000, 900000, 600, &d, NULL),
	    ST_INVALID);
	assert_null(d);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_face_is_installed),
		cmocka_unit_test_setup_teardown(outline_has_the_size_of_its_em,
		    pool_open, pool_close),
		cmocka_unit_test_setup_teardown(missing_character_is_named,
		    pool_open, pool_close),
		cmocka_unit_test(pdf_is_the_same_each_time),
		cmocka_unit_test(character_of_no_font_is_the_drawings_fault),
		cmocka_unit_test(picture_has_its_pixels),
		cmocka_unit_test(sizes_out_of_reason_are_refused),
	};

	draw_warm();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

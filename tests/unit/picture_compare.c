/*
 * Seals out of photographs without a sheet, their ink, their quality
 * and whether two imprints are of one seal.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "draw/draw.h"
#include "picture/picture.h"

static const struct picture_design plain = {
	.um_w = 42000, .um_h = 42000, .ring_text = "云河市公共就业服务中心",
	.number = "4201060001520",
};

struct photo {
	unsigned	 dpi;
	double		 degrees;
	double		 fade;		/* 1 full ink */
	int		 noise;
	int		 text;		/* black words under the seal */
};

static unsigned
next(unsigned *s)
{
	return *s = *s * 1664525u + 1013904223u, *s >> 16;
}

static void
grain(struct image *im, int noise, double fade)
{
	unsigned	 seed = 3, i;
	unsigned char	*p = im->rgba;
	double		 v;

	for (i = 0; i < im->width * im->height * 4; i++, p++) {
		if (i % 4 == 3)
			continue;
		v = 255 - (255 - *p) * fade;
		v *= i % 4 == 2 ? 0.9 : 0.97;
		v += noise == 0 ? 0 : (int)(next(&seed) % (unsigned)
		    (2 * noise + 1)) - noise;
		*p = (unsigned char)fmin(255, fmax(0, v));
	}
}

/* The seal on 80 x 70 mm of paper, no frame, no bar, no QR code. */
static void
shoot(const struct image *seal, const struct photo *ph, struct image *out)
{
	static const struct draw_style	 style = {
		.face = FACE_SERIF, .size = 4, .width = 70,
	};
	double				 w = seal->um_w / 1000.0;
	double				 h = seal->um_h / 1000.0;
	struct draw			*d;

	assert_int_equal(draw_image_new(80000, 70000, ph->dpi, &d, NULL),
	    ST_OK);
	draw_colour(d, 0xFFFFFF, 1);
	draw_fill(d, 0, 0, 80, 70);
	draw_colour(d, 0x202020, 1);
	if (ph->text)
		draw_text(d, &style, 5, 20, "本证明仅用于办理公共就业服务事项，"
		    "复印无效。\n二〇二六年十一月二十日");
	draw_turn(d, 40, 35, ph->degrees);
	draw_picture(d, seal, 40 - w / 2, 35 - h / 2, w, h);
	draw_back(d);
	assert_int_equal(draw_image_end(d, out, NULL), ST_OK);
	draw_free(d);
	grain(out, ph->noise, ph->fade);
}

static void
drawn(const struct picture_design *design, struct image *im)
{
	assert_int_equal(picture_draw(design, 600, im, NULL, NULL), ST_OK);
}

static enum status
taken(const struct picture_design *design, const struct photo *ph,
    struct picture_extract *out)
{
	const struct picture_wish	 wish = { .ink = INK_RED };
	struct image			 seal, im;
	enum status			 st;

	drawn(design, &seal);
	shoot(&seal, ph, &im);
	st = picture_extract(&im, &wish, out, NULL);
	picture_free(&seal);
	picture_free(&im);
	return st;
}

static double
worst_of(const struct picture_design *a, const struct picture_design *b,
    const struct photo *ph, struct picture_score *score)
{
	struct picture_extract	 got;
	struct image		 seal;

	drawn(a, &seal);
	assert_int_equal(taken(b, ph, &got), ST_OK);
	assert_int_equal(picture_compare(&seal, &got.seal, score, NULL),
	    ST_OK);
	picture_free(&seal);
	picture_free(&got.seal);
	return score->worst;
}

static const struct photo	 photos[] = {
	{ 600, 0, 1, 6, 0 }, { 300, 3, 0.9, 14, 1 }, { 300, -41, 0.8, 10, 0 },
	{ 200, 100, 0.9, 10, 1 }, { 150, 12, 0.6, 20, 1 },
};

static void
r103_same_seal_is_found_the_same(void **state)
{
	static const struct picture_design	 others[] = {
		{ .shape = SHAPE_OVAL, .um_w = 40000, .um_h = 30000,
		    .centre = CENTRE_BLANK, .ring_text = "云河智造科技有限公司",
		    .centre_text = "91420106MA4K000005",
		    .lower_text = "发票专用章" },
		{ .shape = SHAPE_SQUARE, .um_w = 20000, .um_h = 20000,
		    .ring_text = "王小明印" },
	};
	struct picture_score			 s;
	struct photo				 flat;
	size_t					 i;

	(void)state;
	for (i = 0; i < NITEMS(photos); i++) {
		worst_of(&plain, &plain, &photos[i], &s);
		print_message("same, %u dpi: worst %.2f whole %.2f at %.1f\n",
		    photos[i].dpi, s.worst, s.whole, s.degrees);
		assert_true(s.same);
		assert_true(fabs(s.degrees - photos[i].degrees) < 1);
	}
	for (i = 0; i < NITEMS(others); i++) {
		flat = photos[1];
		flat.degrees = 0;
		worst_of(&others[i], &others[i], &flat, &s);
		print_message("same, shape %d: worst %.2f\n",
		    (int)others[i].shape, s.worst);
		assert_true(s.same);
	}
}

/* One character of eleven, the lower line, another centre, the size. */
static void
r103_changed_seal_is_found_and_its_place_named(void **state)
{
	struct picture_design	 other[5] = { plain, plain, plain, plain,
				    plain };
	struct picture_score	 s;
	size_t			 i;

	(void)state;
	other[0].ring_text = "云河市公共就业服务申心";
	other[1].ring_text = "云河市公共创业服务中心";
	other[2].lower_text = "业务专用章";
	other[3].centre = CENTRE_BLANK;
	other[4].um_w = other[4].um_h = 40000;
	for (i = 0; i < NITEMS(other); i++) {
		worst_of(&plain, &other[i], &photos[1], &s);
		print_message("changed %zu: worst %.2f whole %.2f at %.2f "
		    "%.2f\n", i, s.worst, s.whole, s.x, s.y);
		assert_false(s.same);
		assert_true(s.w > 0 && s.h > 0 && s.x + s.w <= 1.001);
	}
	/* 就 stands at the top of the ring, 中 to the right. */
	worst_of(&plain, &other[1], &photos[0], &s);
	assert_true(s.y < 0.3 && s.x > 0.3 && s.x < 0.7);
}

static void
r103_side_by_side_has_equal_scale(void **state)
{
	struct picture_design	 small = plain;
	struct picture_score	 s;
	struct image		 a, b, side;

	(void)state;
	small.um_w = small.um_h = 38000;
	drawn(&plain, &a);
	drawn(&small, &b);
	assert_int_equal(picture_compare(&a, &b, &s, NULL), ST_OK);
	assert_int_equal(s.um_dw, -4000);
	assert_false(s.same);
	assert_int_equal(picture_side_by_side(&a, "采集扫描", &b, "制作图像",
	    &s, &side, NULL), ST_OK);
	assert_in_range(picture_dpi(&side), 198, 202);
	assert_true(side.um_w > 42000 + 38000);
	picture_free(&side);
	a.um_w = 0;
	assert_int_equal(picture_side_by_side(&a, "", &b, "", NULL, &side,
	    NULL), ST_INVALID);
	picture_free(&a);
	picture_free(&b);
}

static void
r113_quality_names_what_is_wrong(void **state)
{
	static const struct photo	 good = { 600, 0, 1, 6, 0 };
	static const struct photo	 coarse = { 150, 0, 1, 6, 0 };
	static const struct photo	 middling = { 250, 0, 1, 6, 0 };
	static const struct photo	 pale = { 600, 0, 0.42, 4, 0 };
	struct picture_design		 orange = plain;
	struct picture_extract		 got;
	const struct picture_finding	*q = got.quality.aspect;

	(void)state;
	assert_int_equal(taken(&plain, &good, &got), ST_OK);
	assert_int_equal(got.quality.worst, GRADE_PASS);
	picture_free(&got.seal);
	assert_int_equal(taken(&plain, &coarse, &got), ST_OK);
	assert_int_equal(q[ASPECT_RESOLUTION].grade, GRADE_FAIL);
	picture_free(&got.seal);
	assert_int_equal(taken(&plain, &middling, &got), ST_OK);
	assert_int_equal(q[ASPECT_RESOLUTION].grade, GRADE_WARN);
	assert_int_equal(got.quality.worst, GRADE_WARN);
	picture_free(&got.seal);
	assert_int_equal(taken(&plain, &pale, &got), ST_OK);
	assert_int_not_equal(q[ASPECT_CONTRAST].grade, GRADE_PASS);
	picture_free(&got.seal);
	orange.rgb = 0xE65A12;
	assert_int_equal(taken(&orange, &good, &got), ST_OK);
	assert_int_not_equal(q[ASPECT_COLOUR].grade, GRADE_PASS);
	assert_non_null(q[ASPECT_COLOUR].text);
	picture_free(&got.seal);
}

/* A quarter of the rim is not there. */
static void
r113_broken_rim_is_incomplete(void **state)
{
	static const struct photo	 good = { 300, 0, 1, 6, 0 };
	const struct picture_wish	 wish = { .ink = INK_RED };
	struct picture_extract		 got;
	struct image			 seal, im;
	unsigned			 x, y;

	(void)state;
	drawn(&plain, &seal);
	for (y = 0; y < seal.height / 3; y++)
		for (x = 0; x < seal.width / 3; x++)
			seal.rgba[4 * ((size_t)y * seal.width + x) + 3] = 0;
	shoot(&seal, &good, &im);
	assert_int_equal(picture_extract(&im, &wish, &got, NULL), ST_OK);
	assert_int_equal(got.quality.aspect[ASPECT_COMPLETE].grade,
	    GRADE_FAIL);
	picture_free(&got.seal);
	picture_free(&seal);
	picture_free(&im);
}

static void
size_needs_a_source(void **state)
{
	static const struct photo	 ph = { 300, 0, 1, 6, 1 };
	struct picture_wish		 wish = { .ink = INK_RED };
	struct picture_extract		 got;
	struct image			 seal, im;

	(void)state;
	drawn(&plain, &seal);
	shoot(&seal, &ph, &im);
	assert_int_equal(picture_extract(&im, &wish, &got, NULL), ST_OK);
	assert_int_equal(got.scale, SCALE_FILE);
	assert_true(abs(got.seal.um_w - 42000) < 500);
	picture_free(&got.seal);
	im.um_w = im.um_h = 0;
	assert_int_equal(picture_extract(&im, &wish, &got, NULL),
	    ST_INVALID);
	assert_null(got.seal.rgba);
	wish.um_w = wish.um_h = 42000;
	assert_int_equal(picture_extract(&im, &wish, &got, NULL), ST_OK);
	assert_int_equal(got.scale, SCALE_GIVEN);
	picture_free(&got.seal);
	picture_free(&seal);
	picture_free(&im);
}

static void
paper_without_ink_is_refused(void **state)
{
	const struct picture_wish	 wish = { .ink = INK_RED, .um_w = 1,
					    .um_h = 1 };
	struct picture_extract		 got;
	struct picture_score		 score;
	struct image			 im = { NULL, 300, 300, 25400, 25400 };

	(void)state;
	assert_non_null(im.rgba = malloc(300 * 300 * 4));
	memset(im.rgba, 255, 300 * 300 * 4);
	assert_int_equal(picture_extract(&im, &wish, &got, NULL),
	    ST_INVALID);
	assert_int_equal(picture_compare(&im, &im, &score, NULL),
	    ST_INVALID);
	memset(im.rgba, 0, 300 * 300 * 4);
	assert_int_equal(picture_extract(&im, &wish, &got, NULL),
	    ST_INVALID);
	im.width = im.height = 3;
	assert_int_equal(picture_extract(&im, &wish, &got, NULL),
	    ST_INVALID);
	assert_int_equal(picture_compare(&im, &im, &score, NULL),
	    ST_INVALID);
	picture_free(&im);
}

/* Noise of any size and alpha: an answer or a refusal, never more. */
static void
noise_never_crashes(void **state)
{
	struct picture_wish	 wish = { .um_w = 42000, .um_h = 42000 };
	struct picture_extract	 got;
	struct picture_score	 score;
	struct picture_sheet	 sheet;
	struct image		 im;
	unsigned		 seed = 11, i, round;
	enum status		 st;

	(void)state;
	for (round = 0; round < 60; round++) {
		im = (struct image){ .width = 1 + next(&seed) % 300,
		    .height = 1 + next(&seed) % 300 };
		assert_non_null(im.rgba = malloc((size_t)im.width *
		    im.height * 4));
		for (i = 0; i < im.width * im.height * 4; i++)
			im.rgba[i] = (unsigned char)(next(&seed) %
			    (round % 2 == 0 ? 256 : 2) * (round % 2 == 0 ? 1 :
			    255));
		wish.ink = round % 3 == 0 ? INK_BLACK : INK_RED;
		wish.strength = (int)(round * 5) - 150;
		assert_int_equal(picture_sheet_find(&im, &sheet, NULL),
		    ST_OK);
		st = picture_extract(&im, &wish, &got, NULL);
		assert_true(st == ST_OK || st == ST_INVALID);
		picture_free(&got.seal);
		st = picture_compare(&im, &im, &score, NULL);
		assert_true(st == ST_OK || st == ST_INVALID);
		picture_free(&im);
	}
}

/* A name written by hand, in the given colour, on white or on nothing. */
static void
handwriting(uint32_t rgb, int paper, struct image *out)
{
	static const struct draw_style	 style = {
		.face = FACE_SERIF, .size = 14,
	};
	struct draw			*d;

	assert_int_equal(draw_image_new(50000, 25000, 300, &d, NULL), ST_OK);
	if (paper) {
		draw_colour(d, 0xF4F0E8, 1);
		draw_fill(d, 0, 0, 50, 25);
	}
	draw_colour(d, rgb, 1);
	draw_text(d, &style, 3, 2, "王小明");
	assert_int_equal(draw_image_end(d, out, NULL), ST_OK);
	draw_free(d);
}

static void
r019_signature_is_black_and_seal_is_red(void **state)
{
	const struct picture_wish	 black = { .ink = INK_BLACK };
	struct picture_extract		 got;
	struct image			 im, seal;
	const char			*why;
	int				 paper;

	(void)state;
	drawn(&plain, &seal);
	assert_int_equal(picture_ink_check(&seal, INK_RED, &why, NULL),
	    ST_OK);
	assert_null(why);
	assert_int_equal(picture_ink_check(&seal, INK_BLACK, &why, NULL),
	    ST_INVALID);
	assert_non_null(why);
	for (paper = 0; paper < 2; paper++) {
		handwriting(0x141414, paper, &im);
		assert_int_equal(picture_ink_check(&im, INK_BLACK, &why,
		    NULL), ST_OK);
		assert_int_equal(picture_ink_check(&im, INK_RED, &why, NULL),
		    ST_INVALID);
		picture_free(&im);
		handwriting(0xD02020, paper, &im);
		assert_int_equal(picture_ink_check(&im, INK_BLACK, &why,
		    NULL), ST_INVALID);
		picture_free(&im);
		handwriting(0x2040C0, paper, &im);
		assert_int_equal(picture_ink_check(&im, INK_BLACK, &why,
		    NULL), ST_INVALID);
		picture_free(&im);
	}
	handwriting(0x141414, 1, &im);
	assert_int_equal(picture_extract(&im, &black, &got, NULL), ST_OK);
	assert_int_equal(picture_ink_check(&got.seal, INK_BLACK, &why, NULL),
	    ST_OK);
	assert_true(got.seal.um_w > 30000 && got.seal.um_w < 44000);
	picture_free(&got.seal);
	picture_free(&im);
	picture_free(&seal);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(r103_same_seal_is_found_the_same),
		cmocka_unit_test(
		    r103_changed_seal_is_found_and_its_place_named),
		cmocka_unit_test(r103_side_by_side_has_equal_scale),
		cmocka_unit_test(r113_quality_names_what_is_wrong),
		cmocka_unit_test(r113_broken_rim_is_incomplete),
		cmocka_unit_test(size_needs_a_source),
		cmocka_unit_test(paper_without_ink_is_refused),
		cmocka_unit_test(noise_never_crashes),
		cmocka_unit_test(r019_signature_is_black_and_seal_is_red),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

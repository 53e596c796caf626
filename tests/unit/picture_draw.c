/* Seals drawn from their elements, and the rules for their size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "draw/draw.h"
#include "picture/picture.h"

static const struct picture_design plain = {
	.um_w = 42000, .um_h = 42000, .ring_text = "云河市公共就业服务中心",
	.number = "4201060001520",
};

static unsigned
alpha(const struct image *im, unsigned x, unsigned y)
{
	return im->rgba[4 * ((size_t)y * im->width + x) + 3];
}

static void
drawn(const struct picture_design *design, unsigned dpi, struct image *im)
{
	struct fault	 f = { 0 };

	if (picture_draw(design, dpi, im, NULL, &f) != ST_OK)
		print_message("%s\n", f.text);
	assert_int_equal(f.st, ST_OK);
}

/* Its ink reaches all four edges and nothing but red is in it. */
static void
seal_fills_its_size_in_one_red(void **state)
{
	struct image	 im;
	size_t		 i;

	(void)state;
	drawn(&plain, 600, &im);
	assert_int_equal(im.width, 992);
	assert_int_equal(im.height, 992);
	assert_true(alpha(&im, 496, 1) > 200 && alpha(&im, 496, 990) > 200);
	assert_true(alpha(&im, 1, 496) > 200 && alpha(&im, 990, 496) > 200);
	assert_int_equal(alpha(&im, 0, 0), 0);
	assert_int_equal(alpha(&im, 496, 496), 255);	/* the star */
	for (i = 0; i < (size_t)992 * 992; i++)
		assert_memory_equal(im.rgba + 4 * i, "\xe6\x00\x12", 3);
	picture_free(&im);
}

static void
same_design_same_bytes(void **state)
{
	struct image	 a, b;
	struct buf	 x, y;

	(void)state;
	drawn(&plain, 600, &a);
	drawn(&plain, 600, &b);
	buf_init(&x, LIMIT_SEAL);
	buf_init(&y, LIMIT_SEAL);
	assert_int_equal(picture_png_write(&a, &x, NULL), ST_OK);
	assert_int_equal(picture_png_write(&b, &y, NULL), ST_OK);
	assert_true(bytes_same(buf_view(&x), buf_view(&y)));
	assert_true(x.n < 150 * KIB);
	picture_free(&a);
	picture_free(&b);
	buf_free(&x);
	buf_free(&y);
}

static void
missing_character_is_named(void **state)
{
	static const char	 bad[] = "云河市😀服务中心";
	struct picture_design	 in[3] = { plain, plain, plain };
	struct image		 im;
	struct fault		 f;
	char			 ch[PICTURE_CHAR];
	size_t			 i;

	(void)state;
	in[0].ring_text = bad;
	in[1].lower_text = bad;
	in[2].number = "420106😀";
	for (i = 0; i < 3; i++) {
		memset(&f, 0, sizeof(f));
		assert_int_equal(picture_draw(&in[i], 600, &im, ch, &f),
		    ST_INVALID);
		assert_string_equal(ch, "😀");
		assert_non_null(strstr(f.text, "😀"));
		assert_null(im.rgba);
	}
}

static void
designs_that_make_no_seal_are_refused(void **state)
{
	char			 longest[61 * 3 + 1] = "";
	struct picture_design	 in[10];
	struct image		 im;
	size_t			 i;

	(void)state;
	for (i = 0; i < 61; i++)
		memcpy(longest + 3 * i, "局", 3);
	for (i = 0; i < NITEMS(in); i++)
		in[i] = plain;
	in[0].ring_text = NULL;
	in[1].ring_text = "";
	in[2].ring_text = "云 河";
	in[3].ring_text = longest;
	in[4].um_w = in[4].um_h = 70000;
	in[5].um_w = in[5].um_h = -1;
	in[6].um_h = 41000;
	in[7].centre = CENTRE_EMBLEM;
	in[8].ring_text = "云\n河";
	in[9].shape = SHAPE_SQUARE;	/* eleven characters */
	for (i = 0; i < NITEMS(in); i++)
		assert_int_equal(picture_draw(&in[i], 600, &im, NULL, NULL),
		    ST_INVALID);
}

/*
 * A demonstration's seal says so large: below the star, or where there is no
 * room in the star's place, of which then nothing is left.
 */
static void
sample_mark_is_large_and_leaves_no_scraps(void **state)
{
	static const struct { const char *lower; int star; } rows[] = {
		{ NULL, 1 }, { "合同专用章", 0 },
	};
	struct picture_design	 bare = plain, marked;
	struct image		 a, b;
	size_t			 i, k, n;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		bare.lower_text = rows[i].lower;
		marked = bare;
		marked.sample = 1;
		drawn(&bare, 300, &a);
		drawn(&marked, 300, &b);
		for (n = k = 0; k < (size_t)a.width * a.height; k++)
			n += abs(a.rgba[4 * k + 3] - b.rgba[4 * k + 3]) > 128;
		assert_true(n > (size_t)a.width * a.height / 100);
		/* The star's upper point, 6 mm above the middle. */
		k = (size_t)(a.height / 2 - 6 * 300 * 10 / 254) * a.width +
		    a.width / 2;
		assert_true(a.rgba[4 * k + 3] > 200);
		assert_int_equal(b.rgba[4 * k + 3] > 200, rows[i].star);
		picture_free(&a);
		picture_free(&b);
	}
}

static void
every_preset_can_be_drawn_or_needs_a_scan(void **state)
{
	const struct picture_rule	*rules;
	struct picture_design		 design;
	struct image			 im;
	const char			*why;
	size_t				 n, i;
	enum status			 st;

	(void)state;
	rules = picture_rules(&n);
	assert_true(n > 10);
	for (i = 0; i < n; i++) {
		picture_preset(&rules[i], &design);
		design.ring_text = design.shape == SHAPE_SQUARE ? "王小明印" :
		    "云河市人力资源和社会保障局";
		st = picture_draw(&design, 300, &im, NULL, NULL);
		assert_int_equal(st, design.centre == CENTRE_EMBLEM ?
		    ST_INVALID : ST_OK);
		picture_free(&im);
		assert_int_equal(picture_size_check(&rules[i], rules[i].um_w,
		    rules[i].um_h, &why), GRADE_PASS);
	}
}

static void
r104_wrong_size_for_the_kind_is_an_error(void **state)
{
	static const struct {
		const char		*owner, *kind;
		int			 um;
		enum picture_grade	 want;
	} cases[] = {
		{ "institution", "FR", 42000, GRADE_PASS },
		{ "institution", "FR", 42400, GRADE_PASS },
		{ "institution", "FR", 42600, GRADE_WARN },
		{ "institution", "FR", 45000, GRADE_WARN },
		{ "institution", "FR", 45600, GRADE_FAIL },
		{ "institution", "FR", 50000, GRADE_FAIL },
		{ "ministry", "FR", 50000, GRADE_PASS },
		{ "state-council", "FR", 60000, GRADE_PASS },
		{ "enterprise", "FR", 40000, GRADE_PASS },
		{ "enterprise", "CW", 38000, GRADE_PASS },
		{ "unheard-of", "FR", 42000, GRADE_PASS },
		{ NULL, NULL, 46000, GRADE_FAIL },
		{ "institution", "FR", 15000, GRADE_FAIL },
	};
	const char	*why;
	size_t		 i;

	(void)state;
	for (i = 0; i < NITEMS(cases); i++) {
		assert_int_equal(picture_size_check(picture_rule(
		    cases[i].owner, cases[i].kind), cases[i].um, cases[i].um,
		    &why), cases[i].want);
		assert_int_equal(why == NULL, cases[i].want == GRADE_PASS);
	}
	assert_int_equal(picture_size_check(picture_rule("organ", "FR"),
	    42000, 40000, &why), GRADE_FAIL);
}

static void
r105_42_mm_at_600_dpi_is_accepted_as_30_mm_refused(void **state)
{
	struct image	 im, copy;
	struct buf	 png;

	(void)state;
	drawn(&plain, 600, &im);
	assert_int_equal(im.width, 992);
	buf_init(&png, LIMIT_SEAL);
	assert_int_equal(picture_png_write(&im, &png, NULL), ST_OK);
	picture_free(&im);
	assert_int_equal(picture_read(buf_view(&png), &im, NULL), ST_OK);
	buf_free(&png);

	copy = im;
	assert_int_equal(picture_declare(&copy, 42000, 42000, NULL), ST_OK);
	assert_int_equal(copy.um_w, 42000);
	assert_int_equal(picture_declare(&copy, 42400, 42400, NULL), ST_OK);
	copy = im;
	assert_int_equal(picture_declare(&copy, 30000, 30000, NULL),
	    ST_INVALID);
	assert_int_equal(picture_declare(&copy, 42600, 42600, NULL),
	    ST_INVALID);
	assert_int_equal(picture_declare(&copy, 42000, 30000, NULL),
	    ST_INVALID);
	assert_int_equal(picture_declare(&copy, 0, 42000, NULL), ST_INVALID);
	assert_int_equal(picture_declare(&copy, -1, -1, NULL), ST_INVALID);
	assert_int_equal(copy.um_w, im.um_w);

	/* Without a resolution in the file the declared size is judged. */
	copy.um_w = copy.um_h = 0;
	assert_int_equal(picture_declare(&copy, 42000, 40000, NULL),
	    ST_INVALID);
	assert_int_equal(picture_declare(&copy, 100000, 100000, NULL),
	    ST_INVALID);
	assert_int_equal(picture_declare(&copy, 42000, 42000, NULL), ST_OK);
	picture_free(&im);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(seal_fills_its_size_in_one_red),
		cmocka_unit_test(same_design_same_bytes),
		cmocka_unit_test(missing_character_is_named),
		cmocka_unit_test(designs_that_make_no_seal_are_refused),
		cmocka_unit_test(sample_mark_is_large_and_leaves_no_scraps),
		cmocka_unit_test(every_preset_can_be_drawn_or_needs_a_scan),
		cmocka_unit_test(r104_wrong_size_for_the_kind_is_an_error),
		cmocka_unit_test(
		    r105_42_mm_at_600_dpi_is_accepted_as_30_mm_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

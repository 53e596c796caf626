/*
 * From the printed collection sheet to the seal: the PDF is rendered, a seal
 * is stamped on it, the page is turned, yellowed and made noisy as a scanner
 * does, and what comes out must be the seal at its true size (R-102..R-105).
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "draw/draw.h"
#include "picture/picture.h"
#include "sheet/sheet.h"

#define REQUEST	"HTTPS://SEAL.EXAMPLE.GOV.CN/C/YH2026112000012"
#define A4_W	210000
#define A4_H	297000

static const struct picture_design seal_design = {
	.um_w = 42000, .um_h = 42000, .ring_text = "云河市公共就业服务中心",
	.lower_text = "业务专用章", .number = "4201060001520",
};

/* A page of a sheet as pdftoppm renders it. */
static void
render(const struct sheet *sheet, unsigned dpi, struct image *out)
{
	char		 path[] = "/tmp/sheet_scan.XXXXXX", cmd[160];
	struct buf	 pdf, png;
	struct fault	 f = { 0 };

	buf_init(&pdf, 8 * MIB);
	buf_init(&png, 8 * MIB);
	assert_int_equal(sheet_write(sheet, &pdf, &f), ST_OK);
	close(mkstemp(path));
	assert_int_equal(file_write(path, buf_view(&pdf), 0600, &f), ST_OK);
	snprintf(cmd, sizeof(cmd), "pdftoppm -r %u -singlefile -png %s %s",
	    dpi, path, path);
	assert_int_equal(system(cmd), 0);
	unlink(path);
	snprintf(cmd, sizeof(cmd), "%s.png", path);
	assert_int_equal(file_read(cmd, &png, &f), ST_OK);
	unlink(cmd);
	assert_int_equal(picture_read(buf_view(&png), out, &f), ST_OK);
	buf_free(&pdf);
	buf_free(&png);
}

static void
collection_sheet(unsigned dpi, struct image *out)
{
	static const struct sheet_row rows[] = {
		{ "单位名称", "云河市公共就业服务中心", MARK_NONE },
		{ "印章名称", "云河市公共就业服务中心业务专用章", MARK_NONE },
	};
	const struct sheet sheet = {
		.kind = SHEET_COLLECT, .issuer = "云河市政务服务中心",
		.number = "YH2026112000012", .qr = REQUEST, .rows = rows,
		.nrows = NITEMS(rows), .ms = 1795132800000, .demo = 1,
	};

	render(&sheet, dpi, out);
}

struct scanner {
	unsigned	 dpi;
	double		 degrees;	/* the page on the glass */
	double		 seal_x, seal_y;	/* mm, top left of the imprint */
	double		 seal_degrees;
	int		 noise;		/* of 255 */
	const struct image *seal;
};

static unsigned
next(unsigned *s)
{
	return *s = *s * 1664525u + 1013904223u, *s >> 16;
}

/* Yellow to the right, grey to the bottom, grain everywhere. */
static void
age(struct image *im, int noise)
{
	static const double	 tint[3] = { 0.02, 0.05, 0.16 };
	unsigned		 seed = 7, x, y, c;
	unsigned char		*p = im->rgba;
	double			 v;

	for (y = 0; y < im->height; y++)
		for (x = 0; x < im->width; x++, p += 4)
			for (c = 0; c < 3; c++) {
				v = p[c] * (1 - tint[c] * x / im->width) *
				    (1 - 0.08 * y / im->height);
				if (noise > 0)
					v += (int)(next(&seed) % (unsigned)
					    (2 * noise + 1)) - noise;
				p[c] = (unsigned char)fmin(255, fmax(0, v));
			}
}

static void
scan(const struct image *page, const struct scanner *s, struct image *out)
{
	struct draw	*d;
	struct fault	 f = { 0 };
	double		 w, h;

	assert_int_equal(draw_image_new(A4_W, A4_H, s->dpi, &d, &f), ST_OK);
	draw_colour(d, 0xFFFFFF, 1);
	draw_fill(d, 0, 0, 210, 297);
	draw_turn(d, 105, 148.5, s->degrees);
	draw_picture(d, page, 0, 0, 210, 297);
	if (s->seal != NULL) {
		w = s->seal->um_w / 1000.0;
		h = s->seal->um_h / 1000.0;
		draw_turn(d, s->seal_x + w / 2, s->seal_y + h / 2,
		    s->seal_degrees);
		draw_picture(d, s->seal, s->seal_x, s->seal_y, w, h);
		draw_back(d);
	}
	draw_back(d);
	assert_int_equal(draw_image_end(d, out, &f), ST_OK);
	draw_free(d);
	age(out, s->noise);
}

static struct image	 page300, seal;

static int
prepare(void **state)
{
	(void)state;
	if (system("command -v pdftoppm >/dev/null") != 0)
		return 1;
	collection_sheet(300, &page300);
	return picture_draw(&seal_design, 600, &seal, NULL, NULL) != ST_OK;
}

static int
tidy(void **state)
{
	(void)state;
	picture_free(&page300);
	picture_free(&seal);
	return 0;
}

static void
r102_scan_is_recognised_as_the_requests(void **state)
{
	static const double	 turns[] = { 0, 1.3, -2.4, 180 };
	struct picture_sheet	 found;
	struct scanner		 s = { .dpi = 300, .noise = 10 };
	struct image		 im;
	struct fault		 f = { 0 };
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(turns); i++) {
		s.degrees = turns[i];
		scan(&page300, &s, &im);
		assert_int_equal(picture_sheet_find(&im, &found, &f), ST_OK);
		print_message("turned %.1f: %s frame %d bar %d %.3f px/mm "
		    "%.2f deg\n", turns[i], found.text, found.has_frame,
		    found.has_bar, found.px_per_mm, found.degrees);
		assert_string_equal(found.text, REQUEST);
		assert_true(found.has_frame);
		assert_true(found.has_bar);
		assert_true(fabs(found.px_per_mm / (300 / 25.4) - 1) < 0.005);
		assert_true(fabs(remainder(found.degrees - turns[i], 360)) <
		    0.3);
		picture_free(&im);
	}
}

static void
r102_other_paper_is_not_recognised(void **state)
{
	const struct sheet	 other = {
		.kind = SHEET_ACCEPT, .number = "YH2026112000099",
		.qr = "HTTPS://SEAL.EXAMPLE.GOV.CN/P/YH2026112000099",
	};
	struct picture_sheet	 found;
	struct image		 im;
	struct fault		 f = { 0 };

	(void)state;
	render(&other, 200, &im);
	assert_int_equal(picture_sheet_find(&im, &found, &f), ST_OK);
	assert_string_not_equal(found.text, REQUEST);
	assert_false(found.has_frame);
	assert_false(found.has_bar);
	picture_free(&im);
}

static void
extract_from(const struct scanner *s, struct picture_extract *out)
{
	static const struct picture_wish	 wish = { .ink = INK_RED };
	struct image				 im;
	struct fault				 f = { 0 };

	scan(&page300, s, &im);
	if (picture_extract(&im, &wish, out, &f) != ST_OK)
		print_message("%s\n", f.text);
	assert_int_equal(f.st, ST_OK);
	picture_free(&im);
}

/* The frame's inside begins about here on the sheet, mm. */
#define FRAME_X	75.0
#define FRAME_Y	82.0

static void
r102_seal_is_taken_from_the_sheet_at_true_size(void **state)
{
	static const struct scanner	 scans[] = {
		{ 600, 0, FRAME_X + 9, FRAME_Y + 12, 0, 8, &seal },
		{ 300, 1.4, FRAME_X + 6, FRAME_Y + 14, 7, 16, &seal },
		{ 300, 180.8, FRAME_X + 8, FRAME_Y + 13, -4, 12, &seal },
	};
	struct picture_extract		 got;
	struct picture_score		 score;
	struct fault			 f = { 0 };
	size_t				 i;

	(void)state;
	for (i = 0; i < NITEMS(scans); i++) {
		extract_from(&scans[i], &got);
		assert_int_equal(got.scale, SCALE_SHEET);
		print_message("%u dpi: %d x %d um, %u px, quality %d %d %d %d"
		    "\n", scans[i].dpi, got.seal.um_w, got.seal.um_h,
		    got.seal.width, got.quality.aspect[0].value,
		    got.quality.aspect[1].value, got.quality.aspect[2].value,
		    got.quality.aspect[3].value);
		assert_true(abs(got.seal.um_w - 42000) < 500);
		assert_true(abs(got.seal.um_h - 42000) < 500);
		assert_int_equal(got.quality.worst, GRADE_PASS);
		assert_int_equal(picture_compare(&seal, &got.seal, &score,
		    &f), ST_OK);
		print_message("worst %.2f whole %.2f turned %.1f\n",
		    score.worst, score.whole, score.degrees);
		assert_true(score.same);
		/* Turned back: the sheet's own turn is not the seal's. */
		assert_true(fabs(score.degrees - scans[i].seal_degrees) <
		    1.5);
		picture_free(&got.seal);
	}
}

/* 150 dpi is warned of and blocks, as does an imprint run over the frame. */
static void
r113_poor_scans_do_not_pass(void **state)
{
	static const struct scanner	 coarse = { 150, 0.4, FRAME_X + 8,
		FRAME_Y + 12, 0, 8, &seal };
	static const struct scanner	 outside = { 300, 0, FRAME_X + 40,
		FRAME_Y + 14, 0, 8, &seal };
	struct picture_extract		 got;

	(void)state;
	extract_from(&coarse, &got);
	assert_int_equal(got.quality.aspect[ASPECT_RESOLUTION].grade,
	    GRADE_FAIL);
	assert_in_range(got.quality.aspect[ASPECT_RESOLUTION].value, 145,
	    155);
	assert_int_equal(got.quality.worst, GRADE_FAIL);
	picture_free(&got.seal);

	extract_from(&outside, &got);
	assert_int_equal(got.quality.aspect[ASPECT_COMPLETE].grade,
	    GRADE_FAIL);
	picture_free(&got.seal);
}

/* The red extent of a rendered page, mm. */
static void
red_extent(const struct image *im, double dpi, double *w, double *h)
{
	unsigned	 x, y, x0 = im->width, x1 = 0, y0 = im->height;
	unsigned	 y1 = 0;
	const unsigned char *p = im->rgba;

	for (y = 0; y < im->height; y++)
		for (x = 0; x < im->width; x++, p += 4) {
			/* Below the head's red rule. */
			if (y < 60 / 25.4 * dpi || p[0] < 180 || p[1] > 110 ||
			    p[2] > 110)
				continue;
			x0 = x < x0 ? x : x0;
			x1 = x > x1 ? x : x1;
			y0 = y < y0 ? y : y0;
			y1 = y > y1 ? y : y1;
		}
	*w = (x1 - x0 + 1) * 25.4 / dpi;
	*h = (y1 - y0 + 1) * 25.4 / dpi;
}

static void
r104_proof_prints_at_true_size(void **state)
{
	static const int	 sizes[] = { 38000, 42000, 45000, 60000 };
	struct picture_design	 design = { .ring_text = "云河市公共就业服务中心" };
	struct sheet		 proof = { .kind = SHEET_PROOF,
				    .number = "YH2026112000012" };
	struct image		 im, page;
	double			 w, h;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(sizes); i++) {
		design.um_w = design.um_h = sizes[i];
		assert_int_equal(picture_draw(&design, 600, &im, NULL, NULL),
		    ST_OK);
		proof.image = &im;
		render(&proof, 300, &page);
		red_extent(&page, 300, &w, &h);
		assert_true(fabs(w - sizes[i] / 1000.0) < 0.5);
		assert_true(fabs(h - sizes[i] / 1000.0) < 0.5);
		picture_free(&im);
		picture_free(&page);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(r102_scan_is_recognised_as_the_requests),
		cmocka_unit_test(r102_other_paper_is_not_recognised),
		cmocka_unit_test(r102_seal_is_taken_from_the_sheet_at_true_size),
		cmocka_unit_test(r113_poor_scans_do_not_pass),
		cmocka_unit_test(r104_proof_prints_at_true_size),
	};

	return cmocka_run_group_tests(tests, prepare, tidy);
}

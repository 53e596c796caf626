/* Picture files from strangers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <png.h>
#include <jpeglib.h>

#include "picture/picture.h"

/* A picture with every alpha and some colours in it. */
static void
sample(struct image *im, unsigned w, unsigned h)
{
	size_t	 i;

	*im = (struct image){ .width = w, .height = h, .um_w = (int)w * 42,
	    .um_h = (int)h * 42 };
	im->rgba = malloc((size_t)w * h * 4);
	assert_non_null(im->rgba);
	for (i = 0; i < (size_t)w * h; i++) {
		im->rgba[4 * i] = 0xE6;
		im->rgba[4 * i + 1] = (unsigned char)(i / w);
		im->rgba[4 * i + 2] = 0x12;
		im->rgba[4 * i + 3] = (unsigned char)i;
	}
}

static void
png_of(const struct image *im, struct buf *out)
{
	buf_init(out, 4 * MIB);
	assert_int_equal(picture_png_write(im, out, NULL), ST_OK);
}

/* A JPEG of w x h at dpi, as a scanner makes it. */
static void
jpeg_of(unsigned w, unsigned h, unsigned dpi, struct buf *out)
{
	struct jpeg_compress_struct	 j;
	struct jpeg_error_mgr		 errors;
	unsigned char			*to = NULL, *row;
	unsigned long			 n = 0;
	unsigned			 x, y;

	j.err = jpeg_std_error(&errors);
	jpeg_create_compress(&j);
	jpeg_mem_dest(&j, &to, &n);
	j.image_width = w;
	j.image_height = h;
	j.input_components = 3;
	j.in_color_space = JCS_RGB;
	jpeg_set_defaults(&j);
	j.density_unit = 1;
	j.X_density = j.Y_density = (UINT16)dpi;
	jpeg_start_compress(&j, TRUE);
	assert_non_null(row = malloc((size_t)w * 3));
	for (y = 0; y < h; y++) {
		for (x = 0; x < w * 3; x++)
			row[x] = (unsigned char)(x * 7 + y * 13);
		jpeg_write_scanlines(&j, &row, 1);
	}
	jpeg_finish_compress(&j);
	jpeg_destroy_compress(&j);
	buf_init(out, 4 * MIB);
	buf_put(out, to, n);
	free(to);
	free(row);
}

/* A small file that unpacks into w x h pixels of one bit. */
static void
png_takes(png_structp png, png_bytep p, png_size_t n)
{
	buf_put(png_get_io_ptr(png), p, n);
}

static void
png_wide(unsigned w, unsigned h, struct buf *out)
{
	png_structp	 png;
	png_infop	 info;
	png_bytep	 row;
	unsigned	 y;

	buf_init(out, 4 * MIB);
	png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL,
	    NULL);
	info = png_create_info_struct(png);
	png_set_write_fn(png, out, png_takes, NULL);
	png_set_user_limits(png, w, h);
	png_set_IHDR(png, info, w, h, 1, PNG_COLOR_TYPE_GRAY,
	    PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
	    PNG_FILTER_TYPE_DEFAULT);
	png_set_compression_level(png, 1);
	png_write_info(png, info);
	assert_non_null(row = calloc(1, w / 8 + 1));
	for (y = 0; y < h; y++)
		png_write_row(png, row);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	free(row);
}

static void
refused(struct bytes file)
{
	struct image	 im;
	struct fault	 f = { 0 };

	assert_int_equal(picture_read(file, &im, &f), ST_INVALID);
	assert_null(im.rgba);
	assert_int_equal(f.st, ST_INVALID);
	assert_true(f.text[0] != '\0');
}

static void
r111_valid_png_is_accepted_and_unchanged(void **state)
{
	struct image	 a, b;
	struct buf	 png, again;

	(void)state;
	sample(&a, 300, 200);
	png_of(&a, &png);
	assert_int_equal(picture_read(buf_view(&png), &b, NULL), ST_OK);
	assert_int_equal(b.width, 300);
	assert_int_equal(b.height, 200);
	assert_in_range(b.um_w, a.um_w - 5, a.um_w + 5);
	assert_memory_equal(a.rgba, b.rgba, 300 * 200 * 4);
	picture_free(&b);
	png_of(&a, &again);
	assert_true(bytes_same(buf_view(&png), buf_view(&again)));
	assert_int_equal(picture_read_as(buf_view(&png), "印模.PNG", &b,
	    NULL), ST_OK);
	free(b.rgba);
	free(a.rgba);
	buf_free(&png);
	buf_free(&again);
}

static void
r111_svg_with_script_is_refused(void **state)
{
	(void)state;
	refused(bytes_text("<svg xmlns=\"http://www.w3.org/2000/svg\">"
	    "<script>alert(1)</script></svg>"));
	refused(bytes_text("<?xml version=\"1.0\"?><svg/>"));
	refused(bytes_text("GIF89a............"));
	refused(bytes_of("", 0));
	refused(bytes_of("\x89PNG\r\n\x1a\n", 8));
}

static void
r111_renamed_jpeg_is_refused(void **state)
{
	static const char *const wrong[] = {
		"seal.png", "image/png", "seal.svg", "seal", "", "png",
	};
	struct buf	 jpeg;
	struct image	 im;
	size_t		 i;

	(void)state;
	jpeg_of(64, 48, 300, &jpeg);
	for (i = 0; i < NITEMS(wrong); i++)
		assert_int_equal(picture_read_as(buf_view(&jpeg), wrong[i],
		    &im, NULL), ST_INVALID);
	assert_int_equal(picture_png_read(buf_view(&jpeg), &im, NULL),
	    ST_INVALID);
	assert_int_equal(picture_read_as(buf_view(&jpeg), "seal.JPG", &im,
	    NULL), ST_OK);
	assert_int_equal(im.width, 64);
	assert_in_range(im.um_w, 5414, 5424);	/* 64 px at 300 dpi */
	picture_free(&im);
	buf_free(&jpeg);
}

/* A true PNG, and 50 MB behind its end. */
static void
r111_50_mb_is_refused(void **state)
{
	struct image	 a;
	struct buf	 png;
	unsigned char	*big;

	(void)state;
	sample(&a, 64, 64);
	png_of(&a, &png);
	assert_non_null(big = calloc(1, 50 * MIB));
	memcpy(big, png.p, png.n);
	refused(bytes_of(big, 50 * MIB));
	refused(bytes_of(big, LIMIT_PICTURE + 1));
	free(big);
	free(a.rgba);
	buf_free(&png);
}

static void
r111_20000_by_20000_is_refused(void **state)
{
	struct buf	 png;

	(void)state;
	png_wide(20000, 20000, &png);
	assert_true(png.n < LIMIT_PICTURE);
	refused(buf_view(&png));
	buf_free(&png);
	png_wide(9001, 10, &png);
	refused(buf_view(&png));
	buf_free(&png);
	/* Both sides allowed, not the area. */
	png_wide(8000, 8000, &png);
	refused(buf_view(&png));
	buf_free(&png);
}

static void
r111_what_is_kept_is_pixels(void **state)
{
	struct image	 a, b;
	struct buf	 png, out, mixed;

	(void)state;
	sample(&a, 40, 40);
	png_of(&a, &png);
	/* Something to run, behind the picture. */
	buf_init(&mixed, MIB);
	buf_bytes(&mixed, buf_view(&png));
	buf_text(&mixed, "<script>alert(1)</script>");
	buf_init(&out, MIB);
	assert_int_equal(picture_reencode(buf_view(&mixed), &out, NULL),
	    ST_OK);
	assert_null(memmem(out.p, out.n, "script", 6));
	assert_int_equal(picture_read(buf_view(&out), &b, NULL), ST_OK);
	assert_memory_equal(a.rgba, b.rgba, 40 * 40 * 4);
	picture_free(&a);
	picture_free(&b);
	buf_free(&png);
	buf_free(&out);
	buf_free(&mixed);
}

/* Cut anywhere, a picture is none. */
static void
every_cut_is_refused(void **state)
{
	struct image	 a;
	struct buf	 file[2];
	size_t		 i, n;

	(void)state;
	sample(&a, 24, 24);
	png_of(&a, &file[0]);
	jpeg_of(24, 24, 300, &file[1]);
	for (i = 0; i < 2; i++) {
		for (n = 0; n < file[i].n - 2; n++)
			refused(bytes_of(file[i].p, n));
		buf_free(&file[i]);
	}
	free(a.rgba);
}

/* Whatever is flipped: a picture or a refusal, never more. */
static void
flipped_bytes_never_crash(void **state)
{
	unsigned	 seed = 42, i, k;
	size_t		 which;
	struct image	 a, out;
	struct buf	 file[2];
	unsigned char	 bad[16384];
	enum status	 st;

	(void)state;
	sample(&a, 32, 32);
	png_of(&a, &file[0]);
	jpeg_of(32, 32, 300, &file[1]);
	for (which = 0; which < 2; which++) {
		assert_true(file[which].n < sizeof(bad));
		for (i = 0; i < 3000; i++) {
			memcpy(bad, file[which].p, file[which].n);
			for (k = 0; k <= i % 4; k++) {
				seed = seed * 1664525u + 1013904223u;
				bad[(seed >> 8) % file[which].n] =
				    (unsigned char)(seed >> 3);
			}
			st = picture_read(bytes_of(bad, file[which].n), &out,
			    NULL);
			assert_true(st == ST_OK || st == ST_INVALID);
			picture_free(&out);
		}
		buf_free(&file[which]);
	}
	free(a.rgba);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(r111_valid_png_is_accepted_and_unchanged),
		cmocka_unit_test(r111_svg_with_script_is_refused),
		cmocka_unit_test(r111_renamed_jpeg_is_refused),
		cmocka_unit_test(r111_50_mb_is_refused),
		cmocka_unit_test(r111_20000_by_20000_is_refused),
		cmocka_unit_test(r111_what_is_kept_is_pixels),
		cmocka_unit_test(every_cut_is_refused),
		cmocka_unit_test(flipped_bytes_never_crash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

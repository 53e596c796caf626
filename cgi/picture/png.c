/*
 * PNG through libpng.  Its errors jump; the jumps stay inside this file,
 * and what must survive one lives in a struct.
 */
#include <math.h>
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "picture/local.h"

#define CHUNK_MAX	(1 * MIB)	/* memory of one ancillary chunk */
#define PPM_OF_UM	1000000.0

struct png_job {
	png_structp	 png;
	png_infop	 info;
	struct bytes	 in;		/* what is still to be read */
	struct buf	*out;
	struct image	 im;
	enum status	 st;
	char		 why[120];
	png_byte	*row;		/* palette indices of one row */
};

static void
png_fails(png_structp png, png_const_charp said)
{
	struct png_job	*job = png_get_error_ptr(png);

	snprintf(job->why, sizeof(job->why), "%s", said);
	longjmp(png_jmpbuf(png), 1);
}

static void
png_warns(png_structp png, png_const_charp said)
{
	(void)png;
	(void)said;
}

static void
png_takes(png_structp png, png_bytep p, png_size_t n)
{
	struct png_job	*job = png_get_io_ptr(png);

	if (n > job->in.n)
		png_error(png, "cut short");
	memcpy(p, job->in.p, n);
	job->in.p += n;
	job->in.n -= n;
}

/* Sizes are judged before a pixel is unpacked. */
static void
png_limits(struct png_job *job)
{
	unsigned	 w = png_get_image_width(job->png, job->info);
	unsigned	 h = png_get_image_height(job->png, job->info);

	if (w < 1 || h < 1 || w > LIMIT_PIXELS || h > LIMIT_PIXELS ||
	    (size_t)w * h > PICTURE_AREA)
		png_error(job->png, "too many pixels");
	job->im.width = w;
	job->im.height = h;
}

/* Whatever the file holds becomes 8-bit RGBA. */
static void
png_plain(struct png_job *job)
{
	png_structp	 png = job->png;

	png_set_scale_16(png);
	png_set_expand(png);		/* palette, 1 2 4 bits, tRNS */
	png_set_gray_to_rgb(png);
	png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
	(void)png_set_interlace_handling(png);
	png_read_update_info(png, job->info);
	if (png_get_rowbytes(png, job->info) != (size_t)job->im.width * 4)
		png_error(png, "row size");
}

static void
png_scale(struct png_job *job)
{
	png_uint_32	 x, y;
	int		 unit;

	if (!png_get_pHYs(job->png, job->info, &x, &y, &unit) ||
	    unit != PNG_RESOLUTION_METER || x < 100 || y < 100 ||
	    x > 400000 || y > 400000)
		return;
	job->im.um_w = (int)lround(job->im.width * PPM_OF_UM / x);
	job->im.um_h = (int)lround(job->im.height * PPM_OF_UM / y);
}

static void
png_rows(struct png_job *job)
{
	size_t		 row = (size_t)job->im.width * 4;
	int		 pass, passes;
	unsigned	 y;

	if ((job->im.rgba = calloc(job->im.height, row)) == NULL) {
		job->st = ST_BROKEN;
		png_error(job->png, "memory");
	}
	passes = png_get_interlace_type(job->png, job->info) ==
	    PNG_INTERLACE_ADAM7 ? PNG_INTERLACE_ADAM7_PASSES : 1;
	for (pass = 0; pass < passes; pass++)
		for (y = 0; y < job->im.height; y++)
			png_read_row(job->png, job->im.rgba + y * row, NULL);
}

static int
png_run(struct png_job *job)
{
	if (setjmp(png_jmpbuf(job->png)) != 0)
		return 0;
	png_set_read_fn(job->png, job, png_takes);
	png_set_user_limits(job->png, LIMIT_PIXELS, LIMIT_PIXELS);
	png_set_chunk_malloc_max(job->png, CHUNK_MAX);
	png_set_chunk_cache_max(job->png, 64);
	png_set_crc_action(job->png, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
	png_read_info(job->png, job->info);
	png_limits(job);
	png_scale(job);
	png_plain(job);
	png_rows(job);
	png_read_end(job->png, NULL);
	return 1;
}

enum status
picture_png_read(struct bytes file, struct image *out, struct fault *f)
{
	struct png_job	 job = { .in = file, .st = ST_INVALID };

	memset(out, 0, sizeof(*out));
	if (file.n > LIMIT_PICTURE)
		return fault_set(f, ST_INVALID, "PNG: %zu bytes", file.n);
	job.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &job,
	    png_fails, png_warns);
	if (job.png != NULL)
		job.info = png_create_info_struct(job.png);
	if (job.info == NULL) {
		png_destroy_read_struct(&job.png, NULL, NULL);
		return fault_set(f, ST_BROKEN, "PNG: memory");
	}
	if (png_run(&job)) {
		*out = job.im;
		job.st = ST_OK;
	} else {
		free(job.im.rgba);
		fault_set(f, job.st, "PNG: %s", job.why);
	}
	png_destroy_read_struct(&job.png, &job.info, NULL);
	return job.st;
}

static void
png_gives(png_structp png, png_bytep p, png_size_t n)
{
	struct png_job	*job = png_get_io_ptr(png);

	buf_put(job->out, p, n);
}

static void
png_flushes(png_structp png)
{
	(void)png;
}

/*
 * A seal is one ink: its picture is then written as a palette of that colour
 * in each of its alpha levels, a third of the size of RGBA and the same
 * pixels to every reader.
 */
struct ink {
	png_color	 colours[256];
	png_byte	 alphas[256];
	png_byte	 index[256];	/* of an alpha level */
	int		 n;
};

/* 1 if all that shows has one colour; then the palette is filled. */
static int
find_ink(const struct image *im, struct ink *ink)
{
	const size_t		 n = (size_t)im->width * im->height;
	const unsigned char	*p = im->rgba, *rgb = NULL;
	char			 used[256] = { 0 };
	size_t			 i;
	int			 a;

	for (i = 0; i < n; i++, p += 4) {
		used[p[3]] = 1;
		if (p[3] == 0)
			continue;
		if (rgb == NULL)
			rgb = p;
		else if (memcmp(rgb, p, 3) != 0)
			return 0;
	}
	if (rgb == NULL)
		return 0;
	ink->n = 0;
	for (a = 0; a < 256; a++) {
		if (!used[a])
			continue;
		ink->colours[ink->n] = (png_color){ rgb[0], rgb[1], rgb[2] };
		ink->alphas[ink->n] = (png_byte)a;
		ink->index[a] = (png_byte)ink->n++;
	}
	return 1;
}

static void
put_header(struct png_job *job, int depth, int type)
{
	const struct image	*im = &job->im;

	png_set_write_fn(job->png, job, png_gives, png_flushes);
	png_set_IHDR(job->png, job->info, im->width, im->height, depth, type,
	    PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
	    PNG_FILTER_TYPE_DEFAULT);
	if (im->um_w > 0 && im->um_h > 0)
		png_set_pHYs(job->png, job->info,
		    (png_uint_32)lround(im->width * PPM_OF_UM / im->um_w),
		    (png_uint_32)lround(im->height * PPM_OF_UM / im->um_h),
		    PNG_RESOLUTION_METER);
	/* Spelled out, so that the bytes do not follow a default. */
	png_set_compression_level(job->png, 9);
	png_set_filter(job->png, 0, PNG_FILTER_NONE);
}

static void
put_ink(struct png_job *job, const struct ink *ink)
{
	const struct image	*im = &job->im;
	const unsigned char	*p = im->rgba;
	unsigned		 x, y;

	put_header(job, ink->n <= 4 ? 2 : ink->n <= 16 ? 4 : 8,
	    PNG_COLOR_TYPE_PALETTE);
	png_set_PLTE(job->png, job->info, ink->colours, ink->n);
	png_set_tRNS(job->png, job->info, ink->alphas, ink->n, NULL);
	png_write_info(job->png, job->info);
	png_set_packing(job->png);
	for (y = 0; y < im->height; y++) {
		for (x = 0; x < im->width; x++, p += 4)
			job->row[x] = ink->index[p[3]];
		png_write_row(job->png, job->row);
	}
}

static int
png_put(struct png_job *job, const struct ink *ink)
{
	const struct image	*im = &job->im;
	unsigned		 y;

	if (setjmp(png_jmpbuf(job->png)) != 0)
		return 0;
	if (ink != NULL) {
		put_ink(job, ink);
	} else {
		put_header(job, 8, PNG_COLOR_TYPE_RGB_ALPHA);
		png_write_info(job->png, job->info);
		for (y = 0; y < im->height; y++)
			png_write_row(job->png,
			    im->rgba + (size_t)y * im->width * 4);
	}
	png_write_end(job->png, NULL);
	return 1;
}

void
picture_calm(struct image *im, int steps)
{
	const size_t	 n = (size_t)im->width * im->height;
	size_t		 i;

	for (i = 0; i < n; i++) {
		unsigned char *a = &im->rgba[i * 4 + 3];

		*a = (unsigned char)((*a * steps + 127) / 255 * 255 / steps);
	}
}

enum status
picture_png_write(const struct image *im, struct buf *out, struct fault *f)
{
	struct png_job	 job = { .im = *im, .out = out };
	struct ink	 ink;
	int		 done;

	if ((job.row = malloc(im->width + 1)) == NULL)
		return fault_set(f, ST_BROKEN, "PNG: memory");
	job.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &job,
	    png_fails, png_warns);
	if (job.png != NULL)
		job.info = png_create_info_struct(job.png);
	if (job.info == NULL) {
		png_destroy_write_struct(&job.png, NULL);
		free(job.row);
		return fault_set(f, ST_BROKEN, "PNG: memory");
	}
	done = png_put(&job, find_ink(im, &ink) ? &ink : NULL);
	png_destroy_write_struct(&job.png, &job.info);
	free(job.row);
	if (!done || !buf_ok(out))
		return fault_set(f, ST_BROKEN, "PNG: %s",
		    done ? "no room" : job.why);
	return ST_OK;
}

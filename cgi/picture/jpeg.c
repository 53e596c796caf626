/*
 * JPEG through libjpeg.  Its errors jump; the jumps stay inside this file.
 * A warning (data cut short, corrupt) is an error here: half a seal is none.
 */
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include "picture/local.h"

#define SCANS_MAX 100		/* a progressive file of 10 scans is usual */

struct jpeg_job {
	struct jpeg_decompress_struct	 jpeg;
	struct jpeg_error_mgr		 errors;
	struct jpeg_progress_mgr	 progress;
	jmp_buf				 back;
	struct image			 im;
	unsigned char			*row;
	enum status			 st;
	char				 why[JMSG_LENGTH_MAX];
};

static void
jpeg_fails(j_common_ptr c)
{
	struct jpeg_job	*job = c->client_data;

	c->err->format_message(c, job->why);
	longjmp(job->back, 1);
}

static void
jpeg_says(j_common_ptr c, int level)
{
	if (level < 0)
		jpeg_fails(c);
}

/* A small file may ask for thousands of passes over a large picture. */
static void
jpeg_passes(j_common_ptr c)
{
	struct jpeg_job	*job = c->client_data;

	if (job->jpeg.input_scan_number > SCANS_MAX)
		jpeg_fails(c);
}

static void
jpeg_scale(struct jpeg_job *job)
{
	const struct jpeg_decompress_struct	*j = &job->jpeg;
	double					 um;

	if (!j->saw_JFIF_marker || j->X_density < 30 || j->Y_density < 30 ||
	    (j->density_unit != 1 && j->density_unit != 2))
		return;
	um = j->density_unit == 1 ? 25400.0 : 10000.0;
	job->im.um_w = (int)lround(job->im.width * um / j->X_density);
	job->im.um_h = (int)lround(job->im.height * um / j->Y_density);
}

static int
jpeg_fits(struct jpeg_job *job)
{
	const struct jpeg_decompress_struct	*j = &job->jpeg;

	job->im.width = j->image_width;
	job->im.height = j->image_height;
	if (job->im.width < 1 || job->im.height < 1 ||
	    job->im.width > LIMIT_PIXELS || job->im.height > LIMIT_PIXELS ||
	    (size_t)job->im.width * job->im.height > PICTURE_AREA)
		snprintf(job->why, sizeof(job->why), "too many pixels");
	else if (j->num_components != 1 && j->num_components != 3)
		snprintf(job->why, sizeof(job->why), "%d colours",
		    j->num_components);
	else
		return 1;
	return 0;
}

static int
jpeg_memory(struct jpeg_job *job)
{
	size_t	 row = (size_t)job->im.width * 4;

	job->im.rgba = malloc(row * job->im.height);
	job->row = malloc(row);
	if (job->im.rgba != NULL && job->row != NULL)
		return 1;
	job->st = ST_BROKEN;
	snprintf(job->why, sizeof(job->why), "memory");
	return 0;
}

static void
jpeg_rows(struct jpeg_job *job)
{
	unsigned char	*to = job->im.rgba;
	unsigned	 x;

	while (job->jpeg.output_scanline < job->im.height) {
		(void)jpeg_read_scanlines(&job->jpeg, &job->row, 1);
		for (x = 0; x < job->im.width; x++, to += 4) {
			memcpy(to, job->row + (size_t)x * 3, 3);
			to[3] = 255;
		}
	}
}

static int
jpeg_run(struct jpeg_job *job, struct bytes file)
{
	if (setjmp(job->back) != 0)
		return 0;
	jpeg_create_decompress(&job->jpeg);
	job->jpeg.client_data = job;
	job->jpeg.progress = &job->progress;
	job->progress.progress_monitor = jpeg_passes;
	job->jpeg.mem->max_memory_to_use = 256L * (long)MIB;
	jpeg_mem_src(&job->jpeg, file.p, file.n);
	(void)jpeg_read_header(&job->jpeg, TRUE);
	if (!jpeg_fits(job) || !jpeg_memory(job))
		return 0;
	jpeg_scale(job);
	job->jpeg.out_color_space = JCS_RGB;
	(void)jpeg_start_decompress(&job->jpeg);
	jpeg_rows(job);
	(void)jpeg_finish_decompress(&job->jpeg);
	return 1;
}

enum status
picture_jpeg_read(struct bytes file, struct image *out, struct fault *f)
{
	struct jpeg_job	*job;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if (file.n > LIMIT_PICTURE || file.n == 0)
		return fault_set(f, ST_INVALID, "JPEG: %zu bytes", file.n);
	if ((job = calloc(1, sizeof(*job))) == NULL)
		return fault_set(f, ST_BROKEN, "JPEG: memory");
	job->jpeg.err = jpeg_std_error(&job->errors);
	job->jpeg.client_data = job;
	job->errors.error_exit = jpeg_fails;
	job->errors.emit_message = jpeg_says;
	job->st = ST_INVALID;

	if (jpeg_run(job, file)) {
		*out = job->im;
		job->st = ST_OK;
	} else {
		free(job->im.rgba);
		fault_set(f, job->st, "JPEG: %.100s", job->why);
	}
	jpeg_destroy_decompress(&job->jpeg);
	free(job->row);
	st = job->st;
	free(job);
	return st;
}

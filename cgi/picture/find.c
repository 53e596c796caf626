/*
 * The collection sheet in a scan: its QR code, its 60 mm frame, its 50 mm
 * bar.  Frame and bar are black, ink is red, so a seal across a line does
 * not hide it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <zbar.h>

#include "picture/local.h"

#define WORK_SIDE	2600		/* cells of the longer side, about */
#define FRAME_MM	60.0
#define BAR_MM		50.0
#define BAR_SHAPE	25.0		/* length by thickness */

/* Quarter turns of the sheet, as zbar tells them. */
static double
turned(zbar_orientation_t o)
{
	static const double	 degrees[] = { 0, 90, 180, -90 };

	return o >= ZBAR_ORIENT_UP && o <= ZBAR_ORIENT_LEFT ? degrees[o] : 0;
}

static int
qr_take(zbar_image_t *im, struct picture_sheet *out)
{
	const zbar_symbol_t	*s;
	unsigned		 n;

	for (s = zbar_image_first_symbol(im); s != NULL;
	    s = zbar_symbol_next(s)) {
		n = zbar_symbol_get_data_length(s);
		if (zbar_symbol_get_type(s) != ZBAR_QRCODE ||
		    n >= PICTURE_QR)
			continue;
		memcpy(out->text, zbar_symbol_get_data(s), n);
		out->text[n] = '\0';
		out->degrees = turned(zbar_symbol_get_orientation(s));
		return 1;
	}
	return 0;
}

static int
qr_find(const struct plane *pl, struct picture_sheet *out)
{
	zbar_image_scanner_t	*scanner = zbar_image_scanner_create();
	zbar_image_t		*im = zbar_image_create();
	int			 found;

	zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
	zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE,
	    1);
	zbar_image_set_format(im, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(im, pl->w, pl->h);
	zbar_image_set_data(im, pl->p, (unsigned long)pl->w * pl->h, NULL);
	found = zbar_scan_image(scanner, im) > 0 && qr_take(im, out);
	zbar_image_destroy(im);
	zbar_image_scanner_destroy(scanner);
	return found;
}

static double
side_of(const struct blob *b, int i, int j)
{
	/* From the outer edge of one cell to that of the other. */
	return hypot(b->corner[i][0] - b->corner[j][0],
	    b->corner[i][1] - b->corner[j][1]) + 1;
}

/* Four sides and two diagonals of a hollow square; its side, or 0. */
static double
square_side(const struct blob *b)
{
	double	 side[4], sum = 0, d0, d1;
	int	 i;

	for (i = 0; i < 4; i++)
		sum += side[i] = side_of(b, i, (i + 1) % 4);
	sum /= 4;
	if (sum < 60 || (double)b->n > 0.16 * sum * sum ||
	    (double)b->n < 1.0 * sum)
		return 0;
	for (i = 0; i < 4; i++)
		if (fabs(side[i] - sum) > 0.03 * sum)
			return 0;
	d0 = side_of(b, 0, 2);
	d1 = side_of(b, 1, 3);
	if (fabs(d0 - d1) > 0.03 * d0 || fabs(d0 - sum * M_SQRT2) > 0.04 * d0)
		return 0;
	return sum;
}

/* The long axis of a solid bar, or 0. */
static double
bar_length(const struct blob *b)
{
	double	 n = (double)b->n, cxx, cyy, cxy, mid, half, len, thick;

	if (b->n < 60)
		return 0;
	cxx = b->sxx / n - b->sx / n * (b->sx / n);
	cyy = b->syy / n - b->sy / n * (b->sy / n);
	cxy = b->sxy / n - b->sx / n * (b->sy / n);
	mid = (cxx + cyy) / 2;
	half = hypot((cxx - cyy) / 2, cxy);
	len = sqrt(12 * (mid + half));
	thick = sqrt(12 * fmax(mid - half, 1.0 / 12));
	if (len < 20 * thick || len > 32 * thick || n < 0.85 * len * thick)
		return 0;
	return len;
}

static void
frame_take(const struct blob *b, double side, unsigned by,
    struct picture_sheet *out)
{
	static const double	 edge[4][2] = {
		{ 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 }
	};
	double			 dx, dy;
	int			 i;

	for (i = 0; i < 4; i++) {
		out->corner[i][0] = (b->corner[i][0] + edge[i][0]) * by;
		out->corner[i][1] = (b->corner[i][1] + edge[i][1]) * by;
	}
	dx = out->corner[1][0] - out->corner[0][0] + out->corner[2][0] -
	    out->corner[3][0];
	dy = out->corner[1][1] - out->corner[0][1] + out->corner[2][1] -
	    out->corner[3][1];
	out->degrees += atan2(dy, dx) * 180 / M_PI;
	out->has_frame = 1;
	out->px_per_mm = side * by / FRAME_MM;
}

/* The largest square, then the bar whose length goes best with it. */
static void
marks_take(const struct blobs *b, unsigned by, struct picture_sheet *out)
{
	double	 side, best = 0, len, want, bar = 0;
	int	 i, at = -1;

	for (i = 0; i < b->nblobs; i++)
		if ((side = square_side(&b->blob[i])) > best) {
			best = side;
			at = i;
		}
	if (at >= 0)
		frame_take(&b->blob[at], best, by, out);
	want = best * BAR_MM / FRAME_MM;
	for (i = 0; i < b->nblobs; i++) {
		len = bar_length(&b->blob[i]);
		if (len > 0 && (at >= 0 ? fabs(len - want) < fabs(bar - want) :
		    len > bar))
			bar = len;
	}
	/* A bar that contradicts the frame is some other line. */
	if (bar < 40 || (at >= 0 && fabs(bar - want) > 0.02 * want))
		return;
	out->has_bar = 1;
	if (at < 0)
		out->px_per_mm = bar * by / BAR_MM;
}

enum status
picture_sheet_find(const struct image *scan, struct picture_sheet *out,
    struct fault *f)
{
	struct plane	 value = { NULL, 0, 0 }, full = { NULL, 0, 0 };
	struct blobs	 blobs = { 0 };
	unsigned	 longer, by, white;
	enum status	 st;
	size_t		 i;

	memset(out, 0, sizeof(*out));
	longer = scan->width > scan->height ? scan->width : scan->height;
	by = (longer + WORK_SIDE - 1) / WORK_SIDE;
	if (scan->width / by < 20 || scan->height / by < 20)
		return ST_OK;
	if ((st = plane_value(scan, by, &value, f)) != ST_OK)
		goto out;
	if (!qr_find(&value, out) && by > 1) {
		if ((st = plane_value(scan, 1, &full, f)) != ST_OK)
			goto out;
		(void)qr_find(&full, out);
	}
	white = plane_percentile(&value, 85);
	for (i = 0; i < (size_t)value.w * value.h; i++)
		value.p[i] = value.p[i] < white * 6 / 10 ? 255 : 0;
	if ((st = blobs_find(&value, 128, &blobs, f)) != ST_OK)
		goto out;
	marks_take(&blobs, by, out);
out:
	blobs_free(&blobs);
	plane_free(&full);
	plane_free(&value);
	return st;
}

/*
 * The piece of a scan that is worked on: the inside of the sheet's frame,
 * straightened, or whatever surrounds the ink.  RGB over white, opaque.
 */
#include <math.h>
#include <stdlib.h>

#include "picture/local.h"

#define FRAME_INSIDE	1.2	/* mm of the frame left out on every side */
#define FRAME_SIZE	60.0
#define CROP_SIDE	3600	/* px worked on: 76 mm at 1200 dpi */

static const unsigned char *
pixel(const struct image *im, int x, int y)
{
	x = x < 0 ? 0 : x >= (int)im->width ? (int)im->width - 1 : x;
	y = y < 0 ? 0 : y >= (int)im->height ? (int)im->height - 1 : y;
	return im->rgba + 4 * ((size_t)y * im->width + (size_t)x);
}

/* Bilinear, over white where the scan has alpha. */
static void
sample(const struct image *im, double x, double y, unsigned char *to)
{
	int			 ix = (int)floor(x), iy = (int)floor(y), c, i;
	double			 fx = x - ix, fy = y - iy, sum;
	const double		 w[4] = { (1 - fx) * (1 - fy), fx * (1 - fy),
				    (1 - fx) * fy, fx * fy };
	const unsigned char	*p;

	for (c = 0; c < 3; c++) {
		for (sum = 0, i = 0; i < 4; i++) {
			p = pixel(im, ix + i % 2, iy + i / 2);
			sum += w[i] * (p[c] * p[3] + 255 * (255 - p[3])) /
			    255;
		}
		to[c] = (unsigned char)(sum + 0.5);
	}
	to[3] = 255;
}

static enum status
crop_new(struct image *crop, double width, double height, struct fault *f)
{
	if (width < 16 || height < 16 || width > CROP_SIDE ||
	    height > CROP_SIDE)
		return fault_set(f, ST_INVALID, "scan: %.0f x %.0f px",
		    width, height);
	crop->width = (unsigned)width;
	crop->height = (unsigned)height;
	crop->rgba = malloc((size_t)crop->width * crop->height * 4);
	if (crop->rgba == NULL)
		return fault_set(f, ST_BROKEN, "scan: memory");
	return ST_OK;
}

/*
 * The inside of the frame, turned upright.  The frame's corners are named
 * as they lie in the scan; "quarter" says which of them is the sheet's own
 * top left.
 */
static enum status
crop_frame(const struct image *scan, const struct picture_sheet *sheet,
    struct image *crop, struct fault *f)
{
	int		 q = ((int)lround(sheet->degrees / 90) + 4) % 4;
	const double	*tl = sheet->corner[q];
	const double	*tr = sheet->corner[(q + 1) % 4];
	const double	*br = sheet->corner[(q + 2) % 4];
	const double	*bl = sheet->corner[(q + 3) % 4];
	double		 side = sheet->px_per_mm * (FRAME_SIZE - 2 *
			    FRAME_INSIDE), u, v, a, b;
	unsigned	 x, y;
	enum status	 st;

	if ((st = crop_new(crop, side, side, f)) != ST_OK)
		return st;
	a = FRAME_INSIDE / FRAME_SIZE;
	b = 1 - 2 * a;
	for (y = 0; y < crop->height; y++)
		for (x = 0; x < crop->width; x++) {
			u = a + b * (x + 0.5) / crop->width;
			v = a + b * (y + 0.5) / crop->height;
			sample(scan, (1 - v) * ((1 - u) * tl[0] + u * tr[0]) +
			    v * ((1 - u) * bl[0] + u * br[0]) - 0.5,
			    (1 - v) * ((1 - u) * tl[1] + u * tr[1]) +
			    v * ((1 - u) * bl[1] + u * br[1]) - 0.5,
			    crop->rgba + 4 * ((size_t)y * crop->width +
			    x));
		}
	return ST_OK;
}

static int
coloured(const unsigned char *p, enum picture_ink ink)
{
	int	 max = p[0] > p[1] ? p[0] : p[1];
	int	 min = p[0] < p[1] ? p[0] : p[1];

	max = p[2] > max ? p[2] : max;
	min = p[2] < min ? p[2] : min;
	if (p[3] < 64)
		return 0;
	if (ink == INK_BLACK)
		return max < 110 && max - min < 60;
	return p[0] == max && p[0] - (p[1] > p[2] ? p[1] : p[2]) > 45;
}

/* The whole scan, or what surrounds its coloured cells, one cell in 4. */
static enum status
crop_loose(const struct image *scan, enum picture_ink ink,
    struct image *crop, struct fault *f)
{
	int		 x0 = (int)scan->width, y0 = (int)scan->height;
	int		 x1 = -1, y1 = -1, x, y, margin;
	enum status	 st;

	for (y = 0; y < (int)scan->height; y += 4)
		for (x = 0; x < (int)scan->width; x += 4) {
			if (!coloured(pixel(scan, x, y), ink))
				continue;
			x0 = x < x0 ? x : x0;
			x1 = x > x1 ? x : x1;
			y0 = y < y0 ? y : y0;
			y1 = y > y1 ? y : y1;
		}
	if (x1 < 0)
		return fault_set(f, ST_INVALID, "scan: no ink");
	margin = 24 + (x1 - x0) / 20;
	x0 = x0 < margin ? 0 : x0 - margin;
	y0 = y0 < margin ? 0 : y0 - margin;
	x1 = x1 + margin >= (int)scan->width ? (int)scan->width : x1 + margin;
	y1 = y1 + margin >= (int)scan->height ? (int)scan->height :
	    y1 + margin;
	if ((st = crop_new(crop, x1 - x0, y1 - y0, f)) != ST_OK)
		return st;
	for (y = y0; y < y1; y++)
		for (x = x0; x < x1; x++)
			sample(scan, x, y, crop->rgba + 4 * ((size_t)(y -
			    y0) * crop->width + (size_t)(x - x0)));
	return ST_OK;
}

enum status
crop_take(const struct image *scan, const struct picture_sheet *sheet,
    enum picture_ink ink, struct image *crop, struct fault *f)
{
	return sheet->has_frame ? crop_frame(scan, sheet, crop, f) :
	    crop_loose(scan, ink, crop, f);
}

/*
 * The seal in a scan: cut out a piece (crop.c), divide by the paper's white,
 * keep what has the ink's colour, drop specks, crop to the seal, give it one
 * colour (stack.md 6).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "picture/local.h"

#define TILES		12	/* of paper white along the longer side */
#define SPECK_MM2	0.12	/* smaller than any dot of a character */
#define BRIDGE_MM	1.5	/* gaps of a broken rim */
#define WRITING_MM	10.0	/* gaps between written characters */
#define UNKNOWN_SCALE	12.0	/* px/mm assumed for specks: 300 dpi */

struct white {
	unsigned	 nx, ny;
	float		 v[(TILES + 1) * (TILES + 1) * 2][3];
};

struct work {
	const struct picture_wish	*wish;
	struct image			 crop;	/* RGB over white, alpha 255 */
	double				 px_per_mm;	/* 0: unknown */
	struct plane			 ink;
	struct white			 white;
	int				 box[4];	/* x0 y0 x1 y1 */
	struct quality_facts		 facts;
};

/* --- paper -------------------------------------------------------------- */

/* 85th percentile of each channel in a rectangle of the crop. */
static void
paper(const struct image *im, unsigned x0, unsigned y0, unsigned x1,
    unsigned y1, float out[3])
{
	unsigned		 count[3][256] = { { 0 } }, x, y, c, v, below;
	const unsigned char	*p;
	unsigned		 n = 0;

	for (y = y0; y < y1; y += 2)
		for (x = x0; x < x1; x += 2, n++) {
			p = im->rgba + 4 * ((size_t)y * im->width + x);
			for (c = 0; c < 3; c++)
				count[c][p[c]]++;
		}
	for (c = 0; c < 3; c++) {
		for (v = 0, below = 0; v < 255; v++)
			if ((below += count[c][v]) * 100 >= n * 85)
				break;
		out[c] = (float)(v > 40 ? v : 40);
	}
}

/* A tile that is all star or stroke has no paper: it takes the whole's. */
static void
white_find(struct work *w)
{
	struct white	*wh = &w->white;
	const unsigned	 cw = w->crop.width, ch = w->crop.height;
	float		 whole[3], *v;
	unsigned	 i, x, y, c, step;
	int		 bad;

	step = (cw > ch ? cw : ch) / TILES + 1;
	wh->nx = (cw + step - 1) / step;
	wh->ny = (ch + step - 1) / step;
	paper(&w->crop, 0, 0, cw, ch, whole);
	for (i = 0; i < wh->nx * wh->ny; i++) {
		x = i % wh->nx * step;
		y = i / wh->nx * step;
		v = wh->v[i];
		paper(&w->crop, x, y, x + step < cw ? x + step : cw,
		    y + step < ch ? y + step : ch, v);
		for (c = 0, bad = 0; c < 3; c++)
			bad |= v[c] < whole[c] * 0.72f;
		for (c = 0; bad && c < 3; c++)
			v[c] = whole[c];
	}
}

static void
white_at(const struct work *w, unsigned x, unsigned y, float out[3])
{
	const struct white	*wh = &w->white;
	float			 fx, fy;
	unsigned		 ix, iy, jx, jy, c;

	fx = fmaxf(0, (float)x * (float)wh->nx / (float)w->crop.width - 0.5f);
	fy = fmaxf(0, (float)y * (float)wh->ny / (float)w->crop.height -
	    0.5f);
	ix = (unsigned)fx;
	iy = (unsigned)fy;
	fx -= (float)ix;
	fy -= (float)iy;
	jx = ix + 1 < wh->nx ? ix + 1 : ix;
	jy = iy + 1 < wh->ny ? iy + 1 : iy;
	for (c = 0; c < 3; c++)
		out[c] = (1 - fy) * ((1 - fx) * wh->v[iy * wh->nx + ix][c] +
		    fx * wh->v[iy * wh->nx + jx][c]) +
		    fy * ((1 - fx) * wh->v[jy * wh->nx + ix][c] +
		    fx * wh->v[jy * wh->nx + jx][c]);
}

/* --- ink ---------------------------------------------------------------- */

static float
smooth(float lo, float hi, float v)
{
	float	 t = fminf(1, fmaxf(0, (v - lo) / (hi - lo)));

	return t * t * (3 - 2 * t);
}

static float
red_alpha(const float c[3], float shift)
{
	float	 red = c[0] - fmaxf(c[1], c[2]);

	if (c[0] < 0.3f)
		return 0;
	return smooth(0.12f + shift, 0.40f + shift, red) *
	    smooth(0.15f + shift, 0.40f + shift, red / c[0]);
}

static float
black_alpha(const float c[3], float shift)
{
	float	 max = fmaxf(c[0], fmaxf(c[1], c[2]));
	float	 min = fminf(c[0], fminf(c[1], c[2]));

	return smooth(0.30f + shift, 0.62f + shift, 1 - max) *
	    (1 - smooth(0.18f, 0.34f, max - min));
}

static enum status
ink_find(struct work *w, struct fault *f)
{
	const float	 shift = (float)-w->wish->strength * 0.002f;
	float		 white[3], c[3];
	unsigned	 x, y, i;
	unsigned char	*p = w->crop.rgba;
	enum status	 st;

	st = plane_new(w->crop.width, w->crop.height, &w->ink, f);
	if (st != ST_OK)
		return st;
	for (y = 0; y < w->crop.height; y++)
		for (x = 0; x < w->crop.width; x++, p += 4) {
			white_at(w, x, y, white);
			for (i = 0; i < 3; i++)
				c[i] = fminf(1, (float)p[i] / white[i]);
			w->ink.p[(size_t)y * w->ink.w + x] = (unsigned char)
			    (255 * (w->wish->ink == INK_RED ?
			    red_alpha(c, shift) : black_alpha(c, shift)) +
			    0.5f);
		}
	return ST_OK;
}

/* --- which of it is the seal -------------------------------------------- */

static int
touches(const int box[4], const struct blob *b, int gap)
{
	return b->x0 <= box[2] + gap && b->x1 >= box[0] - gap &&
	    b->y0 <= box[3] + gap && b->y1 >= box[1] - gap;
}

static void
widen(int box[4], const struct blob *b)
{
	box[0] = b->x0 < box[0] ? b->x0 : box[0];
	box[1] = b->y0 < box[1] ? b->y0 : box[1];
	box[2] = b->x1 > box[2] ? b->x1 : box[2];
	box[3] = b->y1 > box[3] ? b->y1 : box[3];
}

/* The largest blob, and all that hangs near it; "keep" gets the names. */
static int
seal_box(const struct blobs *blobs, size_t speck, int gap, char *keep,
    int box[4])
{
	const struct blob	*b;
	double			 area, best = 0;
	int			 i, at = -1, more;

	for (i = 0; i < blobs->nblobs; i++) {
		b = &blobs->blob[i];
		area = (double)(b->x1 - b->x0 + 1) * (b->y1 - b->y0 + 1);
		if (b->n >= speck && area > best) {
			best = area;
			at = i;
		}
	}
	if (at < 0)
		return 0;
	b = &blobs->blob[at];
	box[0] = b->x0;
	box[1] = b->y0;
	box[2] = b->x1;
	box[3] = b->y1;
	do {
		for (more = 0, i = 0; i < blobs->nblobs; i++) {
			b = &blobs->blob[i];
			if (keep[i] || b->n < speck || !touches(box, b, gap))
				continue;
			keep[i] = 1;
			more = 1;
			widen(box, b);
		}
	} while (more);
	return 1;
}

/* Erase runs that were not kept, and the faint halo goes with them. */
static void
specks_drop(struct plane *ink, const struct blobs *blobs, const char *keep)
{
	const struct blob_run	*run;
	int			 i;

	for (i = 0; i < blobs->nruns; i++) {
		run = &blobs->run[i];
		if (!keep[run->blob])
			memset(ink->p + (size_t)run->y * ink->w + run->x0, 0,
			    (size_t)(run->x1 - run->x0 + 1));
	}
}

#define INK_LEVEL 72		/* alpha that counts as ink */

static enum status
seal_find(struct work *w, struct fault *f)
{
	struct blobs	 blobs = { 0 };
	double		 scale = w->px_per_mm > 0 ? w->px_per_mm :
			    UNKNOWN_SCALE, gap;
	size_t		 speck = 4 + (size_t)(SPECK_MM2 * scale * scale);
	char		*keep = NULL;
	enum status	 st;

	if ((st = blobs_find(&w->ink, INK_LEVEL, &blobs, f)) != ST_OK)
		return st;
	if ((keep = calloc((size_t)blobs.nblobs + 1, 1)) == NULL) {
		st = fault_set(f, ST_BROKEN, "scan: memory");
		goto out;
	}
	gap = w->wish->ink == INK_RED ? BRIDGE_MM : WRITING_MM;
	if (!seal_box(&blobs, speck, (int)(gap * scale), keep, w->box)) {
		st = fault_set(f, ST_INVALID, "scan: no ink of this colour");
		goto out;
	}
	specks_drop(&w->ink, &blobs, keep);
	w->facts.cut = w->box[0] <= 1 || w->box[1] <= 1 ||
	    w->box[2] >= (int)w->ink.w - 2 || w->box[3] >= (int)w->ink.h - 2;
out:
	free(keep);
	blobs_free(&blobs);
	return st;
}

/* --- the result --------------------------------------------------------- */

/* Cut the ink plane to the seal's box, in place. */
static void
ink_cut(struct work *w)
{
	unsigned	 cw = (unsigned)(w->box[2] - w->box[0] + 1);
	unsigned	 ch = (unsigned)(w->box[3] - w->box[1] + 1), y;

	for (y = 0; y < ch; y++)
		memmove(w->ink.p + (size_t)y * cw, w->ink.p +
		    (size_t)(w->box[1] + (int)y) * w->ink.w + w->box[0], cw);
	w->ink.w = cw;
	w->ink.h = ch;
}

/* Mean strength and hue of solid ink, as the paper shows it. */
static void
ink_colour(struct work *w)
{
	double		 sum[3] = { 0 }, n = 0, max, min;
	float		 white[3];
	unsigned	 x, y, c;
	const unsigned char *p;

	for (y = 0; y < w->ink.h; y++)
		for (x = 0; x < w->ink.w; x++) {
			if (w->ink.p[(size_t)y * w->ink.w + x] < 200)
				continue;
			p = w->crop.rgba + 4 * ((size_t)(w->box[1] + (int)y)
			    * w->crop.width + (size_t)w->box[0] + x);
			white_at(w, (unsigned)w->box[0] + x,
			    (unsigned)w->box[1] + y, white);
			for (c = 0; c < 3; c++)
				sum[c] += fmin(1, p[c] / (double)white[c]);
			n++;
		}
	for (c = 0; c < 3 && n > 0; c++)
		sum[c] /= n;
	max = fmax(sum[0], fmax(sum[1], sum[2]));
	min = fmin(sum[0], fmin(sum[1], sum[2]));
	w->facts.strength = n == 0 ? 0 : w->wish->ink == INK_RED ?
	    max - min : 1 - max;
	w->facts.hue = max - min < 0.05 ? 0 : 60 * (sum[1] - sum[2]) /
	    (max - min);
}

static enum status
seal_image(const struct work *w, struct image *out, struct fault *f)
{
	uint32_t	 rgb = w->wish->rgb != 0 ? w->wish->rgb :
			    w->wish->ink == INK_RED ? PICTURE_RED : 0;
	size_t		 i, n = (size_t)w->ink.w * w->ink.h;

	out->width = w->ink.w;
	out->height = w->ink.h;
	if ((out->rgba = malloc(n * 4)) == NULL)
		return fault_set(f, ST_BROKEN, "scan: memory");
	for (i = 0; i < n; i++) {
		out->rgba[4 * i] = (unsigned char)(rgb >> 16);
		out->rgba[4 * i + 1] = (unsigned char)(rgb >> 8);
		out->rgba[4 * i + 2] = (unsigned char)rgb;
		/* Grain of the paper below 8 is no ink. */
		out->rgba[4 * i + 3] = w->ink.p[i] < 8 ? 0 : w->ink.p[i];
	}
	return ST_OK;
}

/* The same piece of paper as it was scanned, for comparing by eye. */
static enum status
raw_image(const struct work *w, const struct image *seal, struct image *out,
    struct fault *f)
{
	const size_t	 row = (size_t)w->ink.w * 4;
	unsigned	 y;

	if (!w->wish->raw)
		return ST_OK;
	*out = *seal;
	if ((out->rgba = malloc(row * w->ink.h)) == NULL)
		return fault_set(f, ST_BROKEN, "scan: memory");
	for (y = 0; y < w->ink.h; y++)
		memcpy(out->rgba + row * y, w->crop.rgba + 4 *
		    ((size_t)(w->box[1] + (int)y) * w->crop.width +
		    (size_t)w->box[0]), row);
	return ST_OK;
}

static enum status
seal_scale(const struct work *w, const struct image *scan,
    struct picture_extract *out, struct fault *f)
{
	const struct picture_wish	*wish = w->wish;
	struct image			*im = &out->seal;
	double				 px = out->sheet.px_per_mm;

	out->scale = px > 0 ? SCALE_SHEET : scan->um_w > 0 ? SCALE_FILE :
	    SCALE_GIVEN;
	if (out->scale == SCALE_FILE)
		px = scan->width * 1000.0 / scan->um_w;
	if (out->scale != SCALE_GIVEN) {
		im->um_w = (int)lround(im->width * 1000.0 / px);
		im->um_h = (int)lround(im->height * 1000.0 / px);
	} else if (wish->um_w > 0 && wish->um_h > 0) {
		im->um_w = wish->um_w;
		im->um_h = wish->um_h;
	} else
		return fault_set(f, ST_INVALID, "scan: no scale known");
	return ST_OK;
}

static enum status
extract(struct work *w, const struct image *scan,
    struct picture_extract *out, struct fault *f)
{
	enum status	 st;

	if ((st = picture_sheet_find(scan, &out->sheet, f)) != ST_OK)
		return st;
	w->px_per_mm = out->sheet.px_per_mm > 0 ? out->sheet.px_per_mm :
	    scan->um_w > 0 ? scan->width * 1000.0 / scan->um_w : 0;
	st = crop_take(scan, &out->sheet, w->wish->ink, &w->crop, f);
	if (st != ST_OK)
		return st;
	white_find(w);
	if ((st = ink_find(w, f)) != ST_OK || (st = seal_find(w, f)) != ST_OK)
		return st;
	ink_cut(w);
	ink_colour(w);
	if ((st = seal_image(w, &out->seal, f)) != ST_OK ||
	    (st = seal_scale(w, scan, out, f)) != ST_OK ||
	    (st = raw_image(w, &out->seal, &out->raw, f)) != ST_OK)
		return st;
	picture_calm(&out->seal, PICTURE_SCANNED);
	w->facts.ink = &w->ink;
	w->facts.wanted = w->wish->ink;
	w->facts.dpi = picture_dpi(&out->seal);
	quality_judge(&w->facts, &out->quality);
	return ST_OK;
}

enum status
picture_extract(const struct image *scan, const struct picture_wish *wish,
    struct picture_extract *out, struct fault *f)
{
	struct work	*w;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if (scan->width < 16 || scan->height < 16)
		return fault_set(f, ST_INVALID, "scan of %u x %u px",
		    scan->width, scan->height);
	if ((w = calloc(1, sizeof(*w))) == NULL)
		return fault_set(f, ST_BROKEN, "scan: memory");
	w->wish = wish;
	st = extract(w, scan, out, f);
	if (st != ST_OK) {
		picture_free(&out->seal);
		picture_free(&out->raw);
	}
	picture_free(&w->crop);
	plane_free(&w->ink);
	free(w);
	return st;
}

/*
 * A page as a reader sees it: crop box within media box, /Rotate, /UserUnit.
 * All placing is done in micrometres from its top left corner.
 */
#include <limits.h>

#include "pdf/local.h"

#define LETTER_W (612 * FX)	/* what viewers take where no box makes sense */
#define LETTER_H (792 * FX)
#define UNIT_MAX (1000 * FX)
#define UM_MAX	 20000000	/* 20 m: no paper is larger */

struct rect {
	int64_t	 x0, y0, x1, y1;
};

static int
rect_read(struct doc *d, qpdf_oh o, struct rect *r)
{
	int64_t	 v[4], t;
	int	 i;

	if (o == 0 || !qpdf_oh_is_array(d->q, o) ||
	    qpdf_oh_get_array_n_items(d->q, o) != 4)
		return 0;
	for (i = 0; i < 4; i++)
		if (!pdf_obj_fx(d, qpdf_oh_get_array_item(d->q, o, i), &v[i]))
			return 0;
	for (i = 0; i < 2; i++)
		if (v[i] > v[i + 2]) {
			t = v[i];
			v[i] = v[i + 2];
			v[i + 2] = t;
		}
	*r = (struct rect){ v[0], v[1], v[2], v[3] };
	return r->x1 - r->x0 >= FX && r->y1 - r->y0 >= FX;
}

/* The common part; 0 where there is none worth a page. */
static int
rect_meet(const struct rect *a, const struct rect *b, struct rect *out)
{
	out->x0 = a->x0 > b->x0 ? a->x0 : b->x0;
	out->y0 = a->y0 > b->y0 ? a->y0 : b->y0;
	out->x1 = a->x1 < b->x1 ? a->x1 : b->x1;
	out->y1 = a->y1 < b->y1 ? a->y1 : b->y1;
	return out->x1 - out->x0 >= FX && out->y1 - out->y0 >= FX;
}

static int
rotation(struct doc *d, qpdf_oh page)
{
	long long	 n;

	if (!pdf_obj_int(d, pdf_page_attr(d, page, "/Rotate"), &n) ||
	    n % 90 != 0)
		return 0;
	return (int)((n % 360 + 360) % 360);
}

/* To the nearest, away from zero at the half. */
static __int128
divided(__int128 n, __int128 by)
{
	return n < 0 ? -((-n + by / 2) / by) : (n + by / 2) / by;
}

/* User units (fx) as micrometres of paper. */
static int64_t
to_um(const struct page_box *b, int64_t v)
{
	const __int128	 n = divided((__int128)v * b->unit * 25400,
	    72 * FX * FX);

	return n > UM_MAX ? UM_MAX : n < -UM_MAX ? -UM_MAX : (int64_t)n;
}

int64_t
pdf_page_fx(const struct page_box *b, int64_t um)
{
	return (int64_t)divided((__int128)um * 72 * FX * FX, 25400 * b->unit);
}

void
pdf_page_measure(struct doc *d, qpdf_oh page, struct page_box *out)
{
	struct rect	 media = { 0, 0, LETTER_W, LETTER_H }, crop, both;
	int64_t		 w, h, t;

	if (!rect_read(d, pdf_page_attr(d, page, "/MediaBox"), &media))
		media = (struct rect){ 0, 0, LETTER_W, LETTER_H };
	if (!rect_read(d, pdf_page_attr(d, page, "/CropBox"), &crop) ||
	    !rect_meet(&media, &crop, &both))
		both = media;
	*out = (struct page_box){ .x0 = both.x0, .y0 = both.y0,
	    .x1 = both.x1, .y1 = both.y1, .rotate = rotation(d, page),
	    .unit = FX };
	if (pdf_obj_fx(d, pdf_obj_key(d, page, "/UserUnit"), &t) && t > 0 &&
	    t <= UNIT_MAX)
		out->unit = t;
	w = to_um(out, both.x1 - both.x0);
	h = to_um(out, both.y1 - both.y0);
	if (out->rotate % 180 != 0) {
		t = w;
		w = h;
		h = t;
	}
	out->um_w = (int)w;
	out->um_h = (int)h;
}

/*
 * /Rotate turns the page clockwise when shown, so what a reader sees as
 * "right" is another direction in user space.
 */
void
pdf_page_matrix(const struct page_box *b, int moved, struct buf *out)
{
	static const struct { int m[4]; } turns[4] = {
		{ { 1, 0, 0, 1 } }, { { 0, 1, -1, 0 } },
		{ { -1, 0, 0, -1 } }, { { 0, -1, 1, 0 } },
	};
	const int64_t	 corner[4][2] = {
		{ b->x0, b->y0 }, { b->x1, b->y0 },
		{ b->x1, b->y1 }, { b->x0, b->y1 },
	};
	const int	 turn = b->rotate / 90;
	int		 i;

	for (i = 0; i < 4; i++)
		buf_printf(out, " %d", turns[turn].m[i]);
	pdf_fx_put(out, moved ? corner[turn][0] : 0);
	pdf_fx_put(out, moved ? corner[turn][1] : 0);
}

void
pdf_page_rect(const struct page_box *b, int um_x, int um_y, int um_w, int um_h,
    int64_t rect[4])
{
	const int64_t	 seen_h = b->rotate % 180 == 0 ? b->y1 - b->y0 :
	    b->x1 - b->x0;
	const int64_t	 w = pdf_page_fx(b, um_w), h = pdf_page_fx(b, um_h);
	const int64_t	 x = pdf_page_fx(b, um_x);
	const int64_t	 y = seen_h - pdf_page_fx(b, um_y) - h;

	switch (b->rotate) {
	default:
		rect[0] = b->x0 + x;
		rect[1] = b->y0 + y;
		break;
	case 90:
		rect[0] = b->x1 - y - h;
		rect[1] = b->y0 + x;
		break;
	case 180:
		rect[0] = b->x1 - x - w;
		rect[1] = b->y1 - y - h;
		break;
	case 270:
		rect[0] = b->x0 + y;
		rect[1] = b->y1 - x - w;
		break;
	}
	rect[2] = rect[0] + (b->rotate % 180 == 0 ? w : h);
	rect[3] = rect[1] + (b->rotate % 180 == 0 ? h : w);
}

void
pdf_page_unrect(const struct page_box *b, const int64_t rect[4],
    struct placement *out)
{
	const int64_t	 w = to_um(b, rect[2] - rect[0]);
	const int64_t	 h = to_um(b, rect[3] - rect[1]);
	const int64_t	 left = to_um(b, rect[0] - b->x0);
	const int64_t	 right = to_um(b, b->x1 - rect[2]);
	const int64_t	 top = to_um(b, b->y1 - rect[3]);
	const int64_t	 bottom = to_um(b, rect[1] - b->y0);

	out->um_w = (int)(b->rotate % 180 == 0 ? w : h);
	out->um_h = (int)(b->rotate % 180 == 0 ? h : w);
	switch (b->rotate) {
	default:
		out->um_x = (int)left;
		out->um_y = (int)top;
		break;
	case 90:
		out->um_x = (int)bottom;
		out->um_y = (int)left;
		break;
	case 180:
		out->um_x = (int)right;
		out->um_y = (int)bottom;
		break;
	case 270:
		out->um_x = (int)top;
		out->um_y = (int)right;
		break;
	}
}

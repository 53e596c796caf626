/* Drawings of single kinds: the collection frame, the 1:1 proof. */
#include <math.h>

#include "sheet/local.h"

#define FRAME		60.0	/* outer, mm; picture_sheet_find knows it */
#define FRAME_LINE	0.6	/* three cells at 150 dpi */
#define BAR		50.0
#define BAR_HIGH	2.0	/* BAR / BAR_HIGH = 25, also known there */

/* Marks every millimetre outside an edge, numbers every ten. */
static void
ruler(struct page *p, double x, double y, int mm, int across)
{
	char	 text[12];
	double	 len;
	int	 i;

	for (i = 0; i <= mm; i++) {
		len = i % 10 == 0 ? 3 : i % 5 == 0 ? 2.2 : 1.3;
		draw_colour(p->d, INK_SOFT, 1);
		if (across)
			draw_line(p->d, x + i, y, x + i, y - len, 0.15);
		else
			draw_line(p->d, x, y + i, x - len, y + i, 0.15);
		if (i % 10 != 0)
			continue;
		snprintf(text, sizeof(text), "%d", i);
		page_line(p, FACE_SANS, 2.5, INK_SOFT, DRAW_MIDDLE,
		    across ? x + i : x - 5, across ? y - 6.4 : y + i - 1.5,
		    text);
	}
}

static void
scale_bar(struct page *p, double y)
{
	double	 x = (PAGE_W - BAR) / 2;
	char	 text[12];
	int	 i;

	draw_colour(p->d, 0, 1);
	draw_fill(p->d, x, y, BAR, BAR_HIGH);
	for (i = 0; i <= 50; i += 10) {
		snprintf(text, sizeof(text), "%d", i);
		page_line(p, FACE_SANS, 2.6, INK_SOFT, DRAW_MIDDLE, x + i,
		    y + BAR_HIGH + 1.2, text);
	}
	page_line(p, FACE_SANS, 2.6, INK_SOFT, DRAW_LEFT, x + BAR + 4,
	    y + BAR_HIGH + 1.2, "毫米");
}

void
special_collect(struct page *p)
{
	double	 x = (PAGE_W - FRAME) / 2, y;

	page_need(p, FRAME + 39);
	p->y += 8;
	page_line(p, FACE_SANS, 3.4, INK_TEXT, DRAW_MIDDLE, PAGE_W / 2, p->y,
	    "请在方框内居中盖印一次");
	y = p->y += 10;
	/* Nothing of ours, not even a pale word, lies under the imprint. */
	draw_colour(p->d, 0xFFFFFF, 1);
	draw_fill(p->d, x, y, FRAME, FRAME);
	draw_colour(p->d, 0, 1);
	draw_box(p->d, x, y, FRAME, FRAME, FRAME_LINE);
	/* Cross marks outside lead the eye to the middle. */
	draw_colour(p->d, INK_LINE, 1);
	draw_line(p->d, PAGE_W / 2, y - 4, PAGE_W / 2, y - 1.5, 0.2);
	draw_line(p->d, PAGE_W / 2, y + FRAME + 1.5, PAGE_W / 2,
	    y + FRAME + 4, 0.2);
	draw_line(p->d, x - 4, y + FRAME / 2, x - 1.5, y + FRAME / 2, 0.2);
	draw_line(p->d, x + FRAME + 1.5, y + FRAME / 2, x + FRAME + 4,
	    y + FRAME / 2, 0.2);
	scale_bar(p, y + FRAME + 8);
	p->y = y + FRAME + 19;
}

void
special_proof(struct page *p)
{
	const struct image	*im = p->sheet->image;
	double			 w, h, x, y;
	char			 text[80];

	if (im == NULL || im->um_w <= 0 || im->um_h <= 0)
		return;
	w = im->um_w / (double)UM_PER_MM;
	h = im->um_h / (double)UM_PER_MM;
	page_need(p, h + 50);
	x = (PAGE_W - w) / 2;
	y = p->y += 18;
	ruler(p, x, y, (int)ceil(w), 1);
	ruler(p, x, y, (int)ceil(h), 0);
	draw_picture(p->d, im, x, y, w, h);
	snprintf(text, sizeof(text), "规定尺寸  宽 %d.%d 毫米  高 %d.%d 毫米",
	    im->um_w / 1000, im->um_w % 1000 / 100, im->um_h / 1000,
	    im->um_h % 1000 / 100);
	page_line(p, FACE_SANS, 3.6, INK_TEXT, DRAW_MIDDLE, PAGE_W / 2,
	    y + h + 5, text);
	y += h + 22;
	ruler(p, (PAGE_W - 100) / 2, y, 100, 1);
	draw_colour(p->d, INK_TEXT, 1);
	draw_line(p->d, (PAGE_W - 100) / 2, y, (PAGE_W + 100) / 2, y, 0.25);
	page_line(p, FACE_SANS, 2.8, INK_SOFT, DRAW_MIDDLE, PAGE_W / 2,
	    y + 1.2, "100毫米标线");
	p->y = y + 8;
}

/* Two imprints for the eye: equal scale, rulers, the worst block framed. */
#include <math.h>
#include <string.h>

#include "picture/local.h"

#define SIDE_DPI	200	/* 60 mm is 472 px: a third of a screen */
#define MARGIN		6.0	/* mm */
#define RULER		6.0

static void
ruler(struct draw *d, double x, double y, double mm, int across)
{
	static const struct draw_style	 style = {
		.face = FACE_SANS, .size = 2.2, .leading = 1,
		.align = DRAW_MIDDLE,
	};
	char				 text[12];
	double				 len;
	int				 i, n = (int)ceil(mm);

	draw_colour(d, 0x555555, 1);
	draw_line(d, x, y, x + (across ? n : 0), y + (across ? 0 : n), 0.15);
	for (i = 0; i <= n; i++) {
		len = i % 10 == 0 ? 2.2 : i % 5 == 0 ? 1.5 : 0.9;
		if (across)
			draw_line(d, x + i, y, x + i, y - len, 0.12);
		else
			draw_line(d, x, y + i, x - len, y + i, 0.12);
		if (i % 10 != 0)
			continue;
		snprintf(text, sizeof(text), "%d", i);
		draw_text(d, &style, across ? x + i : x - 3.6,
		    across ? y - 4.6 : y + i - 1.1, text);
	}
}

static void
worst(struct draw *d, const struct picture_score *s, double x, double y,
    double w, double h)
{
	const double	 pad = 0.6;

	draw_colour(d, 0x1257B8, 1);
	draw_box(d, x + s->x * w - pad, y + s->y * h - pad,
	    s->w * w + 2 * pad, s->h * h + 2 * pad, 0.4);
}

struct pane {
	const struct image	*im;
	const char		*caption;
	double			 w, h;		/* mm */
};

static void
pane_draw(struct draw *d, const struct pane *pane, double x, double y,
    const struct picture_score *s)
{
	static const struct draw_style	 style = {
		.face = FACE_SANS, .size = 3.2, .leading = 1.3,
	};
	char				 size[60];

	ruler(d, x, y, pane->w, 1);
	ruler(d, x, y, pane->h, 0);
	draw_picture(d, pane->im, x, y, pane->w, pane->h);
	if (s != NULL)
		worst(d, s, x, y, pane->w, pane->h);
	draw_colour(d, 0x1A1A1A, 1);
	draw_text(d, &style, x, y + pane->h + 2, pane->caption);
	snprintf(size, sizeof(size), "%d.%d × %d.%d 毫米",
	    pane->im->um_w / 1000, pane->im->um_w % 1000 / 100,
	    pane->im->um_h / 1000, pane->im->um_h % 1000 / 100);
	draw_colour(d, 0x555555, 1);
	draw_text(d, &style, x, y + pane->h + 6.4, size);
}

enum status
picture_side_by_side(const struct image *a, const char *caption_a,
    const struct image *b, const char *caption_b,
    const struct picture_score *score, struct image *out, struct fault *f)
{
	struct pane	 left = { a, caption_a, a->um_w / 1000.0,
			    a->um_h / 1000.0 };
	struct pane	 right = { b, caption_b, b->um_w / 1000.0,
			    b->um_h / 1000.0 };
	double		 w, h, column;
	struct draw	*d;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if (a->um_w <= 0 || a->um_h <= 0 || b->um_w <= 0 || b->um_h <= 0)
		return fault_set(f, ST_INVALID, "side by side: no scale");
	column = fmax(fmax(left.w, right.w), 30) + RULER + MARGIN;
	w = 2 * column + MARGIN;
	h = fmax(left.h, right.h) + RULER + MARGIN + 14;
	st = draw_image_new((int)(w * 1000), (int)(h * 1000), SIDE_DPI, &d,
	    f);
	if (st != ST_OK)
		return st;
	draw_colour(d, 0xFFFFFF, 1);
	draw_fill(d, 0, 0, w, h);
	pane_draw(d, &left, MARGIN + RULER, MARGIN + RULER, score);
	/* On a turned imprint the block stands elsewhere. */
	pane_draw(d, &right, MARGIN + RULER + column, MARGIN + RULER,
	    score != NULL && fabs(score->degrees) < 5 ? score : NULL);
	st = draw_image_end(d, out, f);
	draw_free(d);
	return st;
}

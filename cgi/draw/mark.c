/* Lines, boxes, rings and pictures, in millimetres. */
#include <cairo.h>
#include <math.h>

#include "draw/local.h"

void
draw_colour(struct draw *d, uint32_t rgb, double alpha)
{
	cairo_set_source_rgba(d->cr, (rgb >> 16 & 255) / 255.0,
	    (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0, alpha);
}

void
draw_line(struct draw *d, double x0, double y0, double x1, double y1,
    double width)
{
	cairo_set_line_width(d->cr, width);
	cairo_move_to(d->cr, x0, y0);
	cairo_line_to(d->cr, x1, y1);
	cairo_stroke(d->cr);
}

void
draw_dashes(struct draw *d, double x0, double y0, double x1, double y1,
    double width, double dash)
{
	cairo_set_dash(d->cr, &dash, 1, 0);
	draw_line(d, x0, y0, x1, y1, width);
	cairo_set_dash(d->cr, NULL, 0, 0);
}

void
draw_box(struct draw *d, double x, double y, double w, double h,
    double width)
{
	cairo_set_line_width(d->cr, width);
	cairo_rectangle(d->cr, x + width / 2, y + width / 2, w - width,
	    h - width);
	cairo_stroke(d->cr);
}

void
draw_fill(struct draw *d, double x, double y, double w, double h)
{
	cairo_rectangle(d->cr, x, y, w, h);
	cairo_fill(d->cr);
}

static void
ellipse(cairo_t *cr, double cx, double cy, double rx, double ry)
{
	cairo_save(cr);
	cairo_translate(cr, cx, cy);
	cairo_scale(cr, rx, ry);
	cairo_new_sub_path(cr);
	cairo_arc(cr, 0, 0, 1, 0, 2 * M_PI);
	cairo_close_path(cr);
	cairo_restore(cr);
}

void
draw_ring(struct draw *d, double cx, double cy, double rx, double ry,
    double width)
{
	ellipse(d->cr, cx, cy, rx, ry);
	if (width > 0)
		ellipse(d->cr, cx, cy, rx - width, ry - width);
	cairo_set_fill_rule(d->cr, CAIRO_FILL_RULE_EVEN_ODD);
	cairo_fill(d->cr);
	cairo_set_fill_rule(d->cr, CAIRO_FILL_RULE_WINDING);
}

void
draw_polygon(struct draw *d, const struct draw_point *p, size_t n)
{
	size_t	 i;

	cairo_new_path(d->cr);
	for (i = 0; i < n; i++)
		cairo_line_to(d->cr, p[i].x, p[i].y);
	cairo_close_path(d->cr);
	cairo_fill(d->cr);
}

static void
outline_path(cairo_t *cr, const struct draw_outline *o)
{
	const struct draw_point	*p = o->points;
	size_t			 i;

	for (i = 0; i < o->nops; i++)
		switch (o->ops[i]) {
		case DRAW_MOVE:
			cairo_move_to(cr, p->x, p->y);
			p += 1;
			break;
		case DRAW_LINE:
			cairo_line_to(cr, p->x, p->y);
			p += 1;
			break;
		case DRAW_CURVE:
			cairo_curve_to(cr, p[0].x, p[0].y, p[1].x, p[1].y,
			    p[2].x, p[2].y);
			p += 3;
			break;
		default:
			cairo_close_path(cr);
		}
}

void
draw_shape(struct draw *d, const struct draw_outline *o, double embolden)
{
	outline_path(d->cr, o);
	if (embolden > 0) {
		cairo_set_line_width(d->cr, embolden);
		cairo_set_line_join(d->cr, CAIRO_LINE_JOIN_ROUND);
		cairo_fill_preserve(d->cr);
		cairo_stroke(d->cr);
		cairo_set_line_join(d->cr, CAIRO_LINE_JOIN_MITER);
	} else
		cairo_fill(d->cr);
}

void
draw_eraser(struct draw *d, int on)
{
	cairo_set_operator(d->cr, on ? CAIRO_OPERATOR_DEST_OUT :
	    CAIRO_OPERATOR_OVER);
}

/* Straight RGBA into cairo's own form. */
static void
premultiply(const unsigned char *from, unsigned char *to, unsigned n)
{
	uint32_t	 v, a;
	unsigned	 i;

	for (i = 0; i < n; i++, from += 4, to += 4) {
		a = from[3];
		v = a << 24 | (from[0] * a + 127) / 255 << 16 |
		    (from[1] * a + 127) / 255 << 8 | (from[2] * a + 127) / 255;
		memcpy(to, &v, 4);
	}
}

static cairo_surface_t *
picture_surface(const struct image *im)
{
	cairo_surface_t	*s;
	unsigned char	*data;
	size_t		 stride;
	unsigned	 y;

	s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)im->width,
	    (int)im->height);
	if ((data = cairo_image_surface_get_data(s)) == NULL)
		return s;
	stride = (size_t)cairo_image_surface_get_stride(s);
	for (y = 0; y < im->height; y++)
		premultiply(im->rgba + (size_t)y * im->width * 4,
		    data + y * stride, im->width);
	cairo_surface_mark_dirty(s);
	return s;
}

void
draw_picture(struct draw *d, const struct image *im, double x, double y,
    double w, double h)
{
	cairo_surface_t	*s = picture_surface(im);

	if (cairo_surface_status(s) != CAIRO_STATUS_SUCCESS) {
		if (d->fault.st == ST_OK)
			fault_set(&d->fault, ST_BROKEN, "picture: memory");
		cairo_surface_destroy(s);
		return;
	}
	cairo_save(d->cr);
	cairo_translate(d->cr, x, y);
	cairo_scale(d->cr, w / im->width, h / im->height);
	cairo_set_source_surface(d->cr, s, 0, 0);
	cairo_paint(d->cr);
	cairo_restore(d->cr);
	cairo_surface_destroy(s);
}

void
draw_turn(struct draw *d, double x, double y, double degrees)
{
	cairo_save(d->cr);
	cairo_translate(d->cr, x, y);
	cairo_rotate(d->cr, degrees * M_PI / 180);
	cairo_translate(d->cr, -x, -y);
}

void
draw_back(struct draw *d)
{
	cairo_restore(d->cr);
}

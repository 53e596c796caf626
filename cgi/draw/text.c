/* Text in lines and paragraphs. */
#include <glib-object.h>
#include <math.h>

#include "draw/local.h"

#define LEADING 1.5		/* line pitch where the style names none */

static const PangoAlignment aligns[] = {
	[DRAW_LEFT] = PANGO_ALIGN_LEFT, [DRAW_MIDDLE] = PANGO_ALIGN_CENTER,
	[DRAW_RIGHT] = PANGO_ALIGN_RIGHT, [DRAW_JUSTIFY] = PANGO_ALIGN_LEFT,
};

/* Layout units in a millimetre of this style. */
static double
units(const struct draw_style *style)
{
	return TEXT_EM / style->size;
}

static void
letter_space(PangoLayout *layout, double space)
{
	PangoAttrList	*list = pango_layout_get_attributes(layout);

	pango_attr_list_insert(list,
	    pango_attr_letter_spacing_new((int)(space * PANGO_SCALE)));
}

static PangoLayout *
text_layout(const struct draw_style *style, const char *text)
{
	PangoLayout	*l = font_layout(style->face, 0, text);
	double		 k = units(style) * PANGO_SCALE;

	pango_layout_set_alignment(l, aligns[style->align]);
	if (style->spacing > 0)
		letter_space(l, style->spacing * units(style));
	if (style->width > 0) {
		pango_layout_set_width(l, (int)(style->width * k));
		pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
		pango_layout_set_justify(l, style->align == DRAW_JUSTIFY);
	}
	if (style->indent > 0)
		pango_layout_set_indent(l, (int)(style->indent * k));
	return l;
}

static double
pitch(const struct draw_style *style)
{
	return style->size * (style->leading > 0 ? style->leading : LEADING);
}

/*
 * The pitch is ours, not the font's (fallback fonts would shift lines): each
 * line's baseline lies at the same share of it.
 */
static void
lines_show(cairo_t *cr, PangoLayout *l, const struct draw_style *style,
    double x, double y)
{
	PangoLayoutIter	*it = pango_layout_get_iter(l);
	PangoRectangle	 r;
	double		 base, left, step = pitch(style);
	const double	 mm = 1 / units(style);

	base = y + step / 2 + style->size * 0.38;
	do {
		pango_layout_iter_get_line_extents(it, NULL, &r);
		left = r.x;
		if (style->width <= 0)
			left = style->align == DRAW_MIDDLE ? -r.width / 2.0 :
			    style->align == DRAW_RIGHT ? -r.width : 0;
		cairo_save(cr);
		cairo_translate(cr, x + left / PANGO_SCALE * mm, base);
		cairo_scale(cr, mm, mm);
		cairo_move_to(cr, 0, 0);
		pango_cairo_show_layout_line(cr,
		    pango_layout_iter_get_line_readonly(it));
		cairo_restore(cr);
		base += step;
	} while (pango_layout_iter_next_line(it));
	cairo_new_path(cr);		/* no point stays for the next mark */
	pango_layout_iter_free(it);
}

double
draw_text(struct draw *d, const struct draw_style *style, double x,
    double y, const char *text)
{
	PangoLayout	*l;
	double		 h;

	if (d->fault.st != ST_OK || style->size <= 0 ||
	    draw_face_check(style->face, &d->fault) != ST_OK)
		return 0;
	l = text_layout(style, text);
	if (font_covers(l, style->face, 0, d->missing, &d->fault) == ST_OK)
		lines_show(d->cr, l, style, x, y);
	h = pango_layout_get_line_count(l) * pitch(style);
	g_object_unref(l);
	return h;
}

double
draw_measure(struct draw *d, const struct draw_style *style,
    const char *text, double *w)
{
	PangoLayout	*l;
	PangoRectangle	 r;
	double		 h;

	if (w != NULL)
		*w = 0;
	if (d->fault.st != ST_OK || style->size <= 0)
		return 0;
	l = text_layout(style, text);
	pango_layout_get_extents(l, NULL, &r);
	if (w != NULL)
		*w = r.width / (double)PANGO_SCALE / units(style);
	h = pango_layout_get_line_count(l) * pitch(style);
	g_object_unref(l);
	return h;
}

/* Text as curves, for seals and for pages that must not carry a font. */
#include <glib-object.h>

#include "draw/local.h"

#define FINER 10.0		/* cairo keeps paths in 1/256 of a pixel */

/* A context that draws nowhere, for its path. */
static cairo_t *
nowhere(void)
{
	cairo_surface_t	*s;
	cairo_t		*cr;

	s = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
	cr = cairo_create(s);
	cairo_surface_destroy(s);
	cairo_scale(cr, FINER, FINER);
	return cr;
}

static const unsigned char op_of[] = {
	[CAIRO_PATH_MOVE_TO] = DRAW_MOVE, [CAIRO_PATH_LINE_TO] = DRAW_LINE,
	[CAIRO_PATH_CURVE_TO] = DRAW_CURVE,
	[CAIRO_PATH_CLOSE_PATH] = DRAW_CLOSE,
};

static enum status
path_copy(struct pool *pool, const cairo_path_t *path,
    struct draw_outline *out, struct fault *f)
{
	const cairo_path_data_t	*at;
	size_t			 n = (size_t)path->num_data;
	int			 i, j;

	out->ops = pool_array(pool, n + 1, 1);
	out->points = pool_array(pool, n + 1, sizeof(*out->points));
	if (out->ops == NULL || out->points == NULL)
		return fault_set(f, ST_BROKEN, "outline: memory");
	for (i = 0; i < path->num_data; i += path->data[i].header.length) {
		at = &path->data[i];
		out->ops[out->nops++] = op_of[at->header.type];
		for (j = 1; j < at->header.length; j++) {
			out->points[out->npoints].x = at[j].point.x /
			    TEXT_EM;
			out->points[out->npoints++].y = at[j].point.y /
			    TEXT_EM;
		}
	}
	return ST_OK;
}

enum status
draw_outline(struct pool *pool, enum draw_face face, const char *text,
    struct draw_outline *out, char missing[DRAW_CHAR], struct fault *f)
{
	cairo_path_t	*path = NULL;
	cairo_t		*cr = nowhere();
	PangoLayout	*layout = font_layout(face, 1, text);
	PangoRectangle	 logical;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if (missing != NULL)
		missing[0] = '\0';
	if ((st = draw_face_check(face, f)) != ST_OK)
		goto out;
	pango_layout_set_single_paragraph_mode(layout, TRUE);
	if ((st = font_covers(layout, face, 1, missing, f)) != ST_OK)
		goto out;

	pango_cairo_layout_line_path(cr,
	    pango_layout_get_line_readonly(layout, 0));
	path = cairo_copy_path(cr);
	if ((st = path_copy(pool, path, out, f)) != ST_OK)
		goto out;
	cairo_fill_extents(cr, &out->x0, &out->y0, &out->x1, &out->y1);
	out->x0 /= TEXT_EM;
	out->y0 /= TEXT_EM;
	out->x1 /= TEXT_EM;
	out->y1 /= TEXT_EM;
	pango_layout_get_extents(layout, NULL, &logical);
	out->advance = logical.width / (double)PANGO_SCALE / TEXT_EM;
out:
	if (path != NULL)
		cairo_path_destroy(path);
	g_object_unref(layout);
	cairo_destroy(cr);
	return st;
}

/*
 * Faces and their coverage.  Fontconfig answers every request with some
 * font; a seal cut from two fonts would be a forgery's look, so the font
 * really used is compared with the one asked for, run by run.
 */
#include <glib-object.h>
#include <math.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "draw/local.h"

struct face {
	const char	*family;
	PangoWeight	 weight;
	const char	*package;	/* Debian's */
};

static const struct face faces[] = {
	[FACE_SEAL] = { "Noto Serif CJK SC", PANGO_WEIGHT_SEMIBOLD,
	    "fonts-noto-cjk-extra" },
	[FACE_SERIF] = { "Noto Serif CJK SC", PANGO_WEIGHT_NORMAL,
	    "fonts-noto-cjk" },
	[FACE_SERIF_BOLD] = { "Noto Serif CJK SC", PANGO_WEIGHT_BOLD,
	    "fonts-noto-cjk" },
	[FACE_SANS] = { "Noto Sans CJK SC", PANGO_WEIGHT_NORMAL,
	    "fonts-noto-cjk" },
	[FACE_SANS_BOLD] = { "Noto Sans CJK SC", PANGO_WEIGHT_BOLD,
	    "fonts-noto-cjk" },
	[FACE_MONO] = { "Noto Sans Mono CJK SC", PANGO_WEIGHT_NORMAL,
	    "fonts-noto-cjk" },
};
_Static_assert(NITEMS(faces) == FACE__N, "a row for every face");

static PangoFontDescription *
describe(enum draw_face face)
{
	PangoFontDescription	*desc = pango_font_description_new();

	pango_font_description_set_family_static(desc, faces[face].family);
	pango_font_description_set_weight(desc, faces[face].weight);
	pango_font_description_set_absolute_size(desc, TEXT_EM * PANGO_SCALE);
	return desc;
}

#ifdef JIANYIN_SANITIZED
/* Pango hides its caches in thread data, where the leak checker is blind. */
PangoFontMap	*draw_font_map;
#define KEEP(map) (draw_font_map = (map))
#else
#define KEEP(map) (void)(map)
#endif

/* The same for every surface, whatever its scale. */
static PangoContext *
context_new(void)
{
	PangoFontMap		*map = pango_cairo_font_map_get_default();
	PangoContext		*ctx = pango_font_map_create_context(map);
	cairo_font_options_t	*opt = cairo_font_options_create();

	KEEP(map);
	cairo_font_options_set_hint_style(opt, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(opt, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(opt, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(ctx, opt);
	pango_context_set_round_glyph_positions(ctx, FALSE);
	pango_context_set_language(ctx, pango_language_from_string("zh-cn"));
	cairo_font_options_destroy(opt);
	return ctx;
}

PangoLayout *
font_layout(enum draw_face face, int strict, const char *text)
{
	PangoContext		*ctx = context_new();
	PangoFontDescription	*desc = describe(face);
	PangoLayout		*layout = pango_layout_new(ctx);
	PangoAttrList		*attrs = pango_attr_list_new();

	pango_layout_set_font_description(layout, desc);
	pango_layout_set_text(layout, text, -1);
	if (strict)
		pango_attr_list_insert(attrs, pango_attr_fallback_new(FALSE));
	pango_layout_set_attributes(layout, attrs);

	pango_attr_list_unref(attrs);
	pango_font_description_free(desc);
	g_object_unref(ctx);
	return layout;
}

/* Whether the font at hand is the face and no substitute for it. */
static int
font_is(PangoFont *font, enum draw_face face)
{
	PangoFontDescription	*desc;
	const char		*family;
	int			 is, weight;

	if (font == NULL || (desc = pango_font_describe(font)) == NULL)
		return 0;
	family = pango_font_description_get_family(desc);
	weight = (int)pango_font_description_get_weight(desc);
	is = family != NULL && strcmp(family, faces[face].family) == 0 &&
	    abs(weight - (int)faces[face].weight) < 50;
	pango_font_description_free(desc);
	return is;
}

static enum status
refuse(const char *at, enum draw_face face, char missing[DRAW_CHAR],
    struct fault *f)
{
	size_t		 n;
	uint32_t	 cp = 0;
	char		 ch[DRAW_CHAR];

	n = utf8_next(at, strlen(at), &cp);
	memcpy(ch, at, n);
	ch[n] = '\0';
	if (missing != NULL)
		memcpy(missing, ch, n + 1);
	return fault_set(f, ST_INVALID, "U+%04X %s is not in %s",
	    (unsigned)cp, cp < 32 ? "" : ch, faces[face].family);
}

static enum status
run_covers(const PangoGlyphItem *run, const char *text, enum draw_face face,
    int strict, char missing[DRAW_CHAR], struct fault *f)
{
	const char	*at = text + run->item->offset;
	int		 i;

	for (i = 0; i < run->glyphs->num_glyphs; i++)
		if (run->glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG &&
		    run->glyphs->glyphs[i].glyph != PANGO_GLYPH_EMPTY)
			return refuse(at + run->glyphs->log_clusters[i], face,
			    missing, f);
	if (strict && !font_is(run->item->analysis.font, face))
		return refuse(at, face, missing, f);
	return ST_OK;
}

enum status
font_covers(PangoLayout *layout, enum draw_face face, int strict,
    char missing[DRAW_CHAR], struct fault *f)
{
	const char		*text = pango_layout_get_text(layout);
	const GSList		*line, *run;
	const PangoLayoutLine	*l;
	enum status		 st;

	line = pango_layout_get_lines_readonly(layout);
	for (; line != NULL; line = line->next) {
		l = line->data;
		for (run = l->runs; run != NULL; run = run->next) {
			st = run_covers(run->data, text, face, strict,
			    missing, f);
			if (st != ST_OK)
				return st;
		}
	}
	return ST_OK;
}

enum status
draw_face_check(enum draw_face face, struct fault *f)
{
	PangoContext		*ctx = context_new();
	PangoFontDescription	*desc = describe(face);
	PangoFont		*font = pango_context_load_font(ctx, desc);
	int			 is = font_is(font, face);

	if (font != NULL)
		g_object_unref(font);
	pango_font_description_free(desc);
	g_object_unref(ctx);
	if (is)
		return ST_OK;
	return fault_set(f, ST_BROKEN, "font %s is missing: install %s",
	    faces[face].family, faces[face].package);
}

/* Measuring opens a face; drawing loads its glyph table. */
void
draw_warm(void)
{
	struct draw_style	 style = { .size = 4 };
	struct draw_outline	 o;
	struct pool		*pool;
	struct draw		*d = NULL;
	struct image		 im;
	int			 face;

	if ((pool = pool_new(MIB)) == NULL ||
	    draw_image_new(20000, 10000, 100, &d, NULL) != ST_OK)
		goto out;
	for (face = 0; face < FACE__N; face++) {
		style.face = (enum draw_face)face;
		draw_text(d, &style, 1, 1, "印 A1");
		(void)draw_outline(pool, style.face, "印 A1", &o, NULL, NULL);
	}
	if (draw_image_end(d, &im, NULL) == ST_OK)
		free(im.rgba);
out:
	draw_free(d);
	pool_free(pool);
}

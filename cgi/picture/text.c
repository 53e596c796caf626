/*
 * Characters as an engraver sets them: all of one height, tops and feet on
 * two lines that follow the rim, so that each opens like a fan.
 */
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "picture/local.h"

#define PIECES 6		/* a straight edge bends with the rim */

static enum status
glyph_load(struct pool *pool, enum draw_face face, const char *at, size_t n,
    struct glyphs *out, char missing[PICTURE_CHAR], struct fault *f)
{
	struct draw_outline	*o = &out->o[out->n];
	char			 ch[PICTURE_CHAR] = "";
	enum status		 st;

	memcpy(ch, at, n);
	st = draw_outline(pool, face, ch, o, missing, f);
	if (st != ST_OK)
		return st;
	if (o->nops == 0 || o->x1 <= o->x0)
		return fault_set(f, ST_INVALID, "seal text: blank character");
	out->y0 = fmin(out->y0, o->y0);
	out->y1 = fmax(out->y1, o->y1);
	out->widest = fmax(out->widest, o->x1 - o->x0);
	out->n++;
	return ST_OK;
}

enum status
glyphs_load(struct pool *pool, enum draw_face face, const char *text,
    struct glyphs *out, char missing[PICTURE_CHAR], struct fault *f)
{
	size_t		 left = strlen(text), n;
	uint32_t	 cp;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	out->y0 = 9;
	out->y1 = -9;
	for (; left > 0; text += n, left -= n) {
		if ((n = utf8_next(text, left, &cp)) == 0)
			return fault_set(f, ST_INVALID,
			    "seal text: not UTF-8");
		if (out->n == GLYPHS_MAX)
			return fault_set(f, ST_INVALID,
			    "seal text: over %d characters", GLYPHS_MAX);
		st = glyph_load(pool, face, text, n, out, missing, f);
		if (st != ST_OK)
			return st;
	}
	if (out->n == 0)
		return fault_set(f, ST_INVALID, "seal text: empty");
	return ST_OK;
}

static struct draw_point
rim_at(const struct rim *rim, double turn)
{
	struct draw_point	 p = {
		rim->cx + rim->rx * sin(turn), rim->cy - rim->ry * cos(turn)
	};

	return p;
}

void
rim_make(struct rim *rim, double cx, double cy, double rx, double ry)
{
	struct draw_point	 p, last;
	int			 i;

	*rim = (struct rim){ .cx = cx, .cy = cy, .rx = rx, .ry = ry };
	last = rim_at(rim, 0);
	for (i = 1; i <= RIM_STEPS; i++) {
		p = rim_at(rim, 2 * M_PI * i / RIM_STEPS);
		rim->walked[i] = rim->walked[i - 1] +
		    hypot(p.x - last.x, p.y - last.y);
		last = p;
	}
	rim->length = rim->walked[RIM_STEPS];
}

/* The angle after walking s, by halving. */
static double
rim_turn(const struct rim *rim, double s)
{
	int	 lo = 0, hi = RIM_STEPS, mid;
	double	 rounds = floor(s / rim->length), part;

	s -= rounds * rim->length;
	while (hi - lo > 1) {
		mid = (lo + hi) / 2;
		if (rim->walked[mid] <= s)
			lo = mid;
		else
			hi = mid;
	}
	part = (s - rim->walked[lo]) / (rim->walked[hi] - rim->walked[lo]);
	return (rounds + (lo + part) / RIM_STEPS) * 2 * M_PI;
}

/* s along the rim, "out" outwards along its normal. */
static struct draw_point
rim_point(const struct rim *rim, double s, double out)
{
	double			 t = rim_turn(rim, s), nx, ny, n;
	struct draw_point	 p = rim_at(rim, t);

	nx = rim->ry * sin(t);
	ny = -rim->rx * cos(t);
	n = hypot(nx, ny);
	p.x += out * nx / n;
	p.y += out * ny / n;
	return p;
}

/* Straight edges in pieces, so that they can bend. */
static enum status
outline_split(struct pool *pool, const struct draw_outline *from,
    struct draw_outline *to, struct fault *f)
{
	static const unsigned char	 takes[] = { 1, 1, 3, 0 };
	const struct draw_point		*p = from->points;
	struct draw_point		 at = { 0, 0 };
	size_t				 i, j;

	to->ops = pool_array(pool, from->nops * PIECES + 1, 1);
	to->points = pool_array(pool, from->npoints * PIECES + 1, sizeof(*p));
	if (to->ops == NULL || to->points == NULL)
		return fault_set(f, ST_BROKEN, "seal text: memory");
	to->nops = to->npoints = 0;
	for (i = 0; i < from->nops; i++) {
		for (j = 1; from->ops[i] == DRAW_LINE && j < PIECES; j++) {
			to->ops[to->nops++] = DRAW_LINE;
			to->points[to->npoints++] = (struct draw_point){
				at.x + (p->x - at.x) * (double)j / PIECES,
				at.y + (p->y - at.y) * (double)j / PIECES };
		}
		to->ops[to->nops++] = from->ops[i];
		for (j = 0; j < takes[from->ops[i]]; j++)
			at = to->points[to->npoints++] = *p++;
	}
	return ST_OK;
}

/* From the glyph's em to millimetres around the middle of its box. */
static struct draw_point
glyph_mm(const struct glyphs *g, unsigned i, struct draw_point p, double w,
    double h)
{
	const struct draw_outline	*o = &g->o[i];

	p.x = (p.x - (o->x0 + o->x1) / 2) * w / g->widest;
	p.y = (p.y - (g->y0 + g->y1) / 2) * h / (g->y1 - g->y0);
	return p;
}

enum status
rim_glyph(struct pool *pool, struct draw *d, const struct rim *rim,
    const struct glyphs *g, unsigned i, const struct setting *how,
    struct fault *f)
{
	struct draw_outline	 bent;
	struct draw_point	 p;
	size_t			 j;
	enum status		 st;

	if ((st = outline_split(pool, &g->o[i], &bent, f)) != ST_OK)
		return st;
	for (j = 0; j < bent.npoints; j++) {
		p = glyph_mm(g, i, bent.points[j], how->w, how->h);
		bent.points[j] = how->inward ?
		    rim_point(rim, how->at - p.x, p.y) :
		    rim_point(rim, how->at + p.x, -p.y);
	}
	draw_shape(d, &bent, how->embolden);
	return ST_OK;
}

enum status
line_glyph(struct pool *pool, struct draw *d, const struct glyphs *g,
    unsigned i, double x, double y, double w, double h, double embolden,
    struct fault *f)
{
	struct draw_outline	 set = g->o[i];
	struct draw_point	 p;
	size_t			 j;

	set.points = pool_array(pool, set.npoints + 1, sizeof(p));
	if (set.points == NULL)
		return fault_set(f, ST_BROKEN, "seal text: memory");
	for (j = 0; j < set.npoints; j++) {
		p = glyph_mm(g, i, g->o[i].points[j], w, h);
		set.points[j].x = x + p.x;
		set.points[j].y = y + h / 2 + p.y;
	}
	draw_shape(d, &set, embolden);
	return ST_OK;
}

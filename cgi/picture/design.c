/*
 * A seal drawn from its elements, at true size.  Measures are those of a
 * round seal of 42 mm (stack.md 6) and grow with it; oval seals follow
 * 国家税务总局公告2011年第7号.
 */
#include <math.h>
#include <string.h>

#include "picture/local.h"

#define DRAW_POOL	(32 * MIB)	/* 60 characters of 2000 points, bent */
#define PICTURE_UM_MIN	8000		/* smaller is no seal */
#define PICTURE_UM_MAX	60000		/* the State Council's is 60 mm */
#define EMBOLDEN	0.08		/* thin strokes survive printing */
#define PITCH_MIN	1.5		/* mm a character; less is unreadable */

struct drawing {
	const struct picture_design	*design;
	struct pool			*pool;
	struct draw			*d;
	char				*missing;
	double				 w, h;		/* mm */
	double				 k;		/* against 42 mm */
	double				 ring;
};

/* Height of the name by its number of characters, at 42 mm. */
static const struct {
	unsigned	 most;
	double		 h;
} heights[] = { { 9, 8.2 }, { 13, 7.4 }, { 18, 6.6 }, { 24, 5.8 },
	{ GLYPHS_MAX, 5.0 } };

static double
name_height(const struct drawing *g, unsigned n)
{
	size_t	 i = 0;

	if (g->design->shape == SHAPE_OVAL)
		return n <= 16 ? 4.2 * g->h / 30 : 3.8 * g->h / 30;
	while (n > heights[i].most)
		i++;
	return heights[i].h * g->k;
}

/* Degrees a name may take: less where something stands below it. */
static double
name_span(const struct drawing *g, double wanted)
{
	double	 most = g->design->lower_text != NULL ? 244 : 286;
	double	 least = 170;

	if (g->design->shape == SHAPE_OVAL) {
		most = 250;
		least = 150;
	}
	return fmin(most, fmax(least, wanted));
}

static enum status
draw_name(struct drawing *g, struct fault *f)
{
	double		 h, gap, pitch, span;
	struct glyphs	 name;
	struct rim	 rim;
	struct setting	 how = { .embolden = EMBOLDEN };
	enum status	 st;
	unsigned	 i;

	st = glyphs_load(g->pool, FACE_SEAL, g->design->ring_text, &name,
	    g->missing, f);
	if (st != ST_OK)
		return st;
	h = name_height(g, name.n);
	gap = g->ring + (g->design->shape == SHAPE_OVAL ? 0.6 : 1.1 * g->k);
	rim_make(&rim, g->w / 2, g->h / 2, g->w / 2 - gap - h / 2,
	    g->h / 2 - gap - h / 2);

	pitch = 0.78 * h / 0.80;
	span = name_span(g, pitch * name.n / rim.length * 360);
	pitch = span / 360 * rim.length / name.n;
	if (pitch < PITCH_MIN)
		return fault_set(f, ST_INVALID,
		    "seal text: %u characters do not fit", name.n);
	how.h = h;
	how.w = fmin(0.86 * pitch, 0.78 * h);
	for (i = 0; i < name.n && st == ST_OK; i++) {
		how.at = rim.length + (i - (name.n - 1) / 2.0) * pitch;
		st = rim_glyph(g->pool, g->d, &rim, &name, i, &how, f);
	}
	return st;
}

/* Characters in a row across the middle, top at y. */
static enum status
draw_row(struct drawing *g, enum draw_face face, const char *text, double y,
    double h, double cw, double width, struct fault *f)
{
	struct glyphs	 row;
	double		 pitch;
	enum status	 st;
	unsigned	 i;

	st = glyphs_load(g->pool, face, text, &row, g->missing, f);
	if (st != ST_OK)
		return st;
	pitch = fmin(cw * 1.16, width / row.n);
	if (pitch < 0.8)
		return fault_set(f, ST_INVALID,
		    "seal text: %u characters do not fit", row.n);
	for (i = 0; i < row.n && st == ST_OK; i++)
		st = line_glyph(g->pool, g->d, &row, i,
		    g->w / 2 + (i - (row.n - 1) / 2.0) * pitch, y,
		    pitch * 0.87, h, EMBOLDEN, f);
	return st;
}

static enum status
draw_lower(struct drawing *g, struct fault *f)
{
	const char	*text = g->design->lower_text;
	double		 k = g->h / 30, top;

	if (g->design->shape == SHAPE_OVAL)
		return draw_row(g, FACE_SEAL, text, g->h / 2 + 4.2 * k,
		    4.6 * k, 3.0 * k, g->w * 0.52, f);
	top = g->design->number != NULL ? 9.3 : 10.4;
	return draw_row(g, FACE_SEAL, text, g->h / 2 + top * g->k,
	    4.4 * g->k, 3.5 * g->k, 20.5 * g->k, f);
}

/* 13 digits on the lower rim, heads to the centre. */
static enum status
draw_number(struct drawing *g, struct fault *f)
{
	const double	 h = 1.55, pitch = 1.32;
	double		 in = g->ring + 0.7 + h / 2;
	struct setting	 how = { .h = h, .w = 0.95, .inward = 1,
			    .embolden = 0.03 };
	struct glyphs	 digits;
	struct rim	 rim;
	enum status	 st;
	unsigned	 i;

	st = glyphs_load(g->pool, FACE_SANS, g->design->number, &digits,
	    g->missing, f);
	if (st != ST_OK)
		return st;
	if (digits.n > 20)
		return fault_set(f, ST_INVALID, "seal number: %u characters",
		    digits.n);
	rim_make(&rim, g->w / 2, g->h / 2, g->w / 2 - in, g->h / 2 - in);
	for (i = 0; i < digits.n && st == ST_OK; i++) {
		how.at = rim.length / 2 - (i - (digits.n - 1) / 2.0) * pitch;
		st = rim_glyph(g->pool, g->d, &rim, &digits, i, &how, f);
	}
	return st;
}

/* Five points on a circle of a third of the seal, one upright. */
static void
draw_star(struct drawing *g)
{
	struct draw_point	 p[10];
	double			 far = 7 * g->k, r, a;
	int			 i;

	for (i = 0; i < 10; i++) {
		r = i % 2 == 0 ? far : far * sin(M_PI / 10) /
		    sin(7 * M_PI / 10);
		a = M_PI / 5 * i;
		p[i].x = g->w / 2 + r * sin(a);
		p[i].y = g->h / 2 - r * cos(a);
	}
	draw_polygon(g->d, p, 10);
}

/* Whether 样章 has a place of its own, below the star. */
static int
has_room_below(const struct picture_design *design)
{
	return design->shape == SHAPE_ROUND &&
	    design->centre == CENTRE_STAR && design->lower_text == NULL;
}

static enum status
draw_round(struct drawing *g, struct fault *f)
{
	const struct picture_design	*design = g->design;
	enum status			 st;
	double				 k = g->h / 30;

	draw_ring(g->d, g->w / 2, g->h / 2, g->w / 2, g->h / 2, g->ring);
	if (design->centre == CENTRE_STAR &&
	    (!design->sample || has_room_below(design)))
		draw_star(g);
	if ((st = draw_name(g, f)) != ST_OK)
		return st;
	if (design->centre_text != NULL &&
	    (st = draw_row(g, FACE_SANS, design->centre_text,
	    g->h / 2 - 1.85 * k, 3.7 * k, 1.3 * k, 26 * k, f)) != ST_OK)
		return st;
	if (design->lower_text != NULL && (st = draw_lower(g, f)) != ST_OK)
		return st;
	if (design->number != NULL)
		st = draw_number(g, f);
	return st;
}

/* Columns from right to left, as on old seals: 1, 2, 1+2, 2+2, 3+3, 3 x 3. */
static enum status
draw_square(struct drawing *g, struct fault *f)
{
	struct glyphs	 name;
	unsigned	 i, col, cols, rows, in_col, first;
	double		 in = g->ring + 0.75, cw, ch;
	enum status	 st;

	draw_box(g->d, 0, 0, g->w, g->h, g->ring);
	st = glyphs_load(g->pool, FACE_SEAL, g->design->ring_text, &name,
	    g->missing, f);
	if (st != ST_OK)
		return st;
	if (name.n > 9)
		return fault_set(f, ST_INVALID,
		    "square seal: %u characters, at most 9", name.n);
	cols = name.n <= 2 ? 1 : name.n <= 6 ? 2 : 3;
	rows = (name.n + cols - 1) / cols;
	cw = (g->w - 2 * in) / cols;
	for (i = 0, col = 0; col < cols; col++) {
		/* A column short of one comes first: the family name. */
		in_col = col == 0 && name.n % cols != 0 ?
		    name.n - rows * (cols - 1) : rows;
		if (in_col > name.n - i)
			in_col = name.n - i;
		ch = (g->h - 2 * in) / in_col;
		for (first = i; i < first + in_col && st == ST_OK; i++)
			st = line_glyph(g->pool, g->d, &name, i,
			    g->w - in - cw * (col + 0.5),
			    in + ch * (i - first) + ch * 0.04, cw * 0.9,
			    ch * 0.92, EMBOLDEN, f);
	}
	return st;
}

/*
 * Below the star, or across the middle in its place: the name stays readable,
 * nobody takes it for a seal.
 */
static enum status
draw_sample(struct drawing *g, struct fault *f)
{
	const int	 below = has_room_below(g->design);
	double		 h = fmin(g->w, g->h) * (below ? 0.105 :
			    g->design->shape == SHAPE_SQUARE ? 0.25 : 0.17);
	double		 w = 2.7 * h, rim = 0.06 * h;
	double		 x = g->w / 2, y = g->h / 2 + (below ? 11.1 * g->k : 0);
	struct glyphs	 mark;
	enum status	 st;
	unsigned	 i;

	st = glyphs_load(g->pool, FACE_SEAL, "样章", &mark, g->missing, f);
	if (st != ST_OK)
		return st;
	draw_turn(g->d, x, y, below ? 0 : -20);
	draw_eraser(g->d, 1);
	draw_fill(g->d, x - w / 2 - rim * 3, y - h * 0.68 - rim * 3,
	    w + rim * 6, h * 1.36 + rim * 6);
	draw_eraser(g->d, 0);
	draw_box(g->d, x - w / 2, y - h * 0.68, w, h * 1.36, rim);
	for (i = 0; i < mark.n && st == ST_OK; i++)
		st = line_glyph(g->pool, g->d, &mark, i,
		    x + (i - 0.5) * h * 1.2, y - h / 2, h, h, EMBOLDEN, f);
	draw_back(g->d);
	return st;
}

static enum status
design_check(const struct picture_design *design, struct fault *f)
{
	if (design->ring_text == NULL || design->shape >= SHAPE__N)
		return fault_set(f, ST_INVALID, "seal design: incomplete");
	if (design->um_w < PICTURE_UM_MIN || design->um_h < PICTURE_UM_MIN ||
	    design->um_w > PICTURE_UM_MAX || design->um_h > PICTURE_UM_MAX)
		return fault_set(f, ST_INVALID, "seal design: %d x %d um",
		    design->um_w, design->um_h);
	if (design->shape == SHAPE_ROUND && design->um_w != design->um_h)
		return fault_set(f, ST_INVALID, "seal design: not round");
	if (design->centre == CENTRE_EMBLEM)
		return fault_set(f, ST_INVALID,
		    "the national emblem is not drawn: scan the seal");
	if (design->um_ring < 0 || design->um_ring > 3000)
		return fault_set(f, ST_INVALID, "seal design: rim %d um",
		    design->um_ring);
	return ST_OK;
}

/* Alpha is the only information: smaller files, no dark rims. */
static void
one_colour(struct image *im, uint32_t rgb)
{
	size_t	 i;

	for (i = 0; i < (size_t)im->width * im->height; i++) {
		im->rgba[4 * i] = (unsigned char)(rgb >> 16);
		im->rgba[4 * i + 1] = (unsigned char)(rgb >> 8);
		im->rgba[4 * i + 2] = (unsigned char)rgb;
	}
}

static enum status
draw_all(struct drawing *g, struct fault *f)
{
	const struct picture_design	*design = g->design;
	enum status			 st;

	st = design->shape == SHAPE_SQUARE ? draw_square(g, f) :
	    draw_round(g, f);
	if (st == ST_OK && design->sample)
		st = draw_sample(g, f);
	return st;
}

enum status
picture_draw(const struct picture_design *design, unsigned dpi,
    struct image *out, char missing[PICTURE_CHAR], struct fault *f)
{
	struct drawing	 g = { .design = design, .missing = missing };
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if (missing != NULL)
		missing[0] = '\0';
	if ((st = design_check(design, f)) != ST_OK)
		return st;
	g.w = design->um_w / (double)UM_PER_MM;
	g.h = design->um_h / (double)UM_PER_MM;
	g.k = g.w / 42;
	g.ring = design->um_ring > 0 ? design->um_ring / (double)UM_PER_MM :
	    g.w >= 42 ? 1.2 : 1.0;
	if ((g.pool = pool_new(DRAW_POOL)) == NULL)
		return fault_set(f, ST_BROKEN, "picture: memory");
	st = draw_image_new(design->um_w, design->um_h, dpi, &g.d, f);
	if (st == ST_OK)
		st = draw_all(&g, f);
	if (st == ST_OK)
		st = draw_image_end(g.d, out, f);
	if (st == ST_OK) {
		one_colour(out, design->rgb != 0 ? design->rgb : PICTURE_RED);
		picture_calm(out, PICTURE_DRAWN);
	}
	draw_free(g.d);
	pool_free(g.pool);
	return st;
}

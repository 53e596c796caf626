/*
 * Two imprints of one seal, or of two?  Both are laid out on one grid (round
 * and oval ones unrolled around their middle), b is turned and shifted onto
 * a, and the grid is judged block by block: over the whole picture a changed
 * character hardly counts, in its own block it does (stack.md 6).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "picture/local.h"

#define SMALL		420		/* px of the longer side compared */
#define ROUND_W		1440		/* unrolled: quarter degrees */
#define ROUND_H		160
#define SQUARE_SIDE	480
#define CELLS		(ROUND_W * ROUND_H)
_Static_assert(CELLS == SQUARE_SIDE * SQUARE_SIDE, "one size of grid");
#define BLOCK_W		40		/* 10 degrees: half a character */
#define BLOCK_H		32
#define SLIDE		4		/* cells a block may be off by */
#define BLANK		0.004		/* variance of an empty block */

struct grid {
	float	 v[CELLS];
};

/* A seal's ink, small, and where it lies. */
struct print {
	float	 v[SMALL * SMALL];
	int	 w, h;
	double	 cx, cy, rx, ry;
};

/* How a grid is laid over a print. */
struct pose {
	double	 dx, dy, scale, turn;	/* px, px, 1, radians */
};

struct match {
	int		 square;
	int		 gw, gh;
	struct print	 a, b;
	struct grid	 ga, gb, soft;
};

static double
ink_at(const struct image *im, double x, double y)
{
	const unsigned char	*p;
	unsigned		 ix = (unsigned)x, iy = (unsigned)y, min;

	ix = ix < im->width ? ix : im->width - 1;
	iy = iy < im->height ? iy : im->height - 1;
	p = im->rgba + 4 * ((size_t)iy * im->width + ix);
	min = p[1] < p[2] ? p[1] : p[2];
	return p[3] / 255.0 * (255 - min) / 255.0;
}

/* Ink by area, so that a fine scan and a coarse one look alike. */
static void
print_small(const struct image *im, struct print *out)
{
	unsigned	 longer = im->width > im->height ? im->width :
			    im->height;
	double		 step = longer / (SMALL - 20.0), sum;
	int		 x, y, i, n = (int)ceil(step);

	out->w = (int)ceil(im->width / step);
	out->h = (int)ceil(im->height / step);
	n = n < 2 ? 2 : n;
	for (y = 0; y < out->h; y++)
		for (x = 0; x < out->w; x++) {
			for (sum = 0, i = 0; i < n * n; i++)
				sum += ink_at(im,
				    (x + (i % n + 0.5) / n) * step,
				    (y + (i / n + 0.5) / n) * step);
			out->v[y * SMALL + x] = (float)(sum / (n * n));
		}
}

/* The box of the ink is the first guess of where the seal is. */
static int
print_box(struct print *p)
{
	int	 x0 = p->w, y0 = p->h, x1 = -1, y1 = -1, x, y;

	for (y = 0; y < p->h; y++)
		for (x = 0; x < p->w; x++) {
			if (p->v[y * SMALL + x] < 0.3f)
				continue;
			x0 = x < x0 ? x : x0;
			x1 = x > x1 ? x : x1;
			y0 = y < y0 ? y : y0;
			y1 = y > y1 ? y : y1;
		}
	p->cx = (x0 + x1 + 1) / 2.0;
	p->cy = (y0 + y1 + 1) / 2.0;
	p->rx = (x1 - x0 + 1) / 2.0;
	p->ry = (y1 - y0 + 1) / 2.0;
	return x1 - x0 > 20 && y1 - y0 > 20;
}

static double
print_at(const struct print *p, double x, double y)
{
	int	 ix, iy;
	double	 fx, fy;

	x -= 0.5;
	y -= 0.5;
	if (x < 0 || y < 0 || x >= p->w - 1 || y >= p->h - 1)
		return 0;
	ix = (int)x;
	iy = (int)y;
	fx = x - ix;
	fy = y - iy;
	return (1 - fy) * ((1 - fx) * p->v[iy * SMALL + ix] +
	    fx * p->v[iy * SMALL + ix + 1]) +
	    fy * ((1 - fx) * p->v[(iy + 1) * SMALL + ix] +
	    fx * p->v[(iy + 1) * SMALL + ix + 1]);
}

/* Ink at the corners of the box means a square rim. */
static int
print_is_square(const struct print *p)
{
	double	 sum = 0, t;
	int	 i, side;

	for (i = 0; i < 40; i++)
		for (side = 0; side < 4; side++) {
			t = (side & 1 ? 1 : -1) * (0.75 + 0.2 * i / 40);
			sum += side & 2 ?
			    fmax(print_at(p, p->cx + p->rx * 0.97,
			    p->cy + p->ry * t), print_at(p, p->cx +
			    p->rx * 0.94, p->cy + p->ry * t)) :
			    fmax(print_at(p, p->cx + p->rx * t,
			    p->cy + p->ry * 0.97), print_at(p, p->cx +
			    p->rx * t, p->cy + p->ry * 0.94));
		}
	return sum > 0.6 * 160;
}

/*
 * The outermost ink of a round seal as a circle: least squares, then twice
 * more without the points that lie far off.
 */
static void
print_circle(struct print *p)
{
	double	 px[720], py[720], off, limit = 1e9, a, r, s[5], m[3], det;
	int	 i, n, round;

	for (n = 0; n < 720; n++) {
		a = 2 * M_PI * n / 720;
		for (r = p->rx * 1.06; r > p->rx * 0.8; r -= 0.25)
			if (print_at(p, p->cx + r * sin(a),
			    p->cy - r * cos(a)) > 0.4)
				break;
		px[n] = r * sin(a);
		py[n] = -r * cos(a);
	}
	for (round = 0; round < 3; round++) {
		/* (x-u)^2 + (y-v)^2 = r^2, linear in 2u, 2v and the rest. */
		double	 x = 0, y = 0, cu = 0, cv = 0, z, rr = 0;

		memset(s, 0, sizeof(s));
		memset(m, 0, sizeof(m));
		for (i = 0, n = 0; i < 720; i++) {
			off = fabs(hypot(px[i], py[i]) - p->rx);
			if (off > limit)
				continue;
			x += px[i];
			y += py[i];
			rr += px[i] * px[i] + py[i] * py[i];
			n++;
		}
		if (n < 180)
			return;
		x /= n;
		y /= n;
		rr /= n;
		for (i = 0; i < 720; i++) {
			if (fabs(hypot(px[i], py[i]) - p->rx) > limit)
				continue;
			z = px[i] * px[i] + py[i] * py[i] - rr;
			s[0] += (px[i] - x) * (px[i] - x);
			s[1] += (py[i] - y) * (py[i] - y);
			s[2] += (px[i] - x) * (py[i] - y);
			m[0] += (px[i] - x) * z;
			m[1] += (py[i] - y) * z;
		}
		det = s[0] * s[1] - s[2] * s[2];
		if (det < 1e-6)
			return;
		cu = (m[0] * s[1] - m[1] * s[2]) / det / 2;
		cv = (m[1] * s[0] - m[0] * s[2]) / det / 2;
		p->rx = p->ry = sqrt(rr - 2 * cu * x - 2 * cv * y + cu * cu +
		    cv * cv);
		p->cx += cu;
		p->cy += cv;
		for (i = 0; i < 720; i++) {
			px[i] -= cu;
			py[i] -= cv;
		}
		limit = p->rx * 0.02;
	}
}

static enum status
print_make(const struct image *im, struct print *out, struct fault *f)
{
	print_small(im, out);
	if (!print_box(out))
		return fault_set(f, ST_INVALID, "compare: no imprint");
	return ST_OK;
}

/* Cell (i, j) of the grid as a place in the print. */
static void
place(const struct match *m, const struct print *p, const struct pose *pose,
    double i, double j, double *x, double *y)
{
	double	 a, r, u, v;

	if (m->square) {
		u = (i / m->gw * 2 - 1) * 1.02 * p->rx * pose->scale;
		v = (j / m->gh * 2 - 1) * 1.02 * p->ry * pose->scale;
		*x = p->cx + pose->dx + u * cos(pose->turn) -
		    v * sin(pose->turn);
		*y = p->cy + pose->dy + u * sin(pose->turn) +
		    v * cos(pose->turn);
		return;
	}
	a = 2 * M_PI * i / m->gw + pose->turn;
	r = (1.02 - j / m->gh * 0.98) * pose->scale;
	*x = p->cx + pose->dx + r * p->rx * sin(a);
	*y = p->cy + pose->dy - r * p->ry * cos(a);
}

/*
 * One cell in "step" each way, of a column at a time: places on a column lie
 * on a straight line, so its two ends are enough.
 */
static void
unroll(const struct match *m, const struct print *p, const struct pose *pose,
    int step, struct grid *out)
{
	double	 x0, y0, x1, y1, t;
	int	 i, j;

	for (i = 0; i < m->gw; i += step) {
		place(m, p, pose, i + 0.5, 0.5, &x0, &y0);
		place(m, p, pose, i + 0.5, m->gh + 0.5, &x1, &y1);
		for (j = 0; j < m->gh; j += step) {
			t = (double)j / m->gh;
			out->v[j * m->gw + i] = (float)print_at(p,
			    x0 + t * (x1 - x0), y0 + t * (y1 - y0));
		}
	}
}

/* Correlation of two grids, one cell in "step" each way, b turned by
 * "shift" columns. */
static double
likeness(const struct match *m, int shift, int step)
{
	double	 sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0, n = 0, a, b;
	int	 i, j, k;

	for (j = 0; j < m->gh; j += step)
		for (i = 0; i < m->gw; i += step, n++) {
			k = i + shift;
			k = k >= m->gw ? k - m->gw : k;
			a = m->ga.v[j * m->gw + i];
			b = m->gb.v[j * m->gw + k];
			sa += a;
			sb += b;
			saa += a * a;
			sbb += b * b;
			sab += a * b;
		}
	sab -= sa * sb / n;
	saa -= sa * sa / n;
	sbb -= sb * sb / n;
	return saa < 1e-9 || sbb < 1e-9 ? 0 : sab / sqrt(saa * sbb);
}

/* A round seal may stand at any angle: try them all, roughly. */
static double
turn_find(struct match *m)
{
	double	 best = -2, v;
	int	 shift, at = 0;

	for (shift = 0; shift < m->gw; shift += 2)
		if ((v = likeness(m, shift, 4)) > best) {
			best = v;
			at = shift;
		}
	return 2 * M_PI * at / m->gw;
}

static double
pose_value(struct match *m, const struct pose *pose)
{
	unroll(m, &m->b, pose, 2, &m->gb);
	return likeness(m, 0, 2);
}

/* Downhill along each of the four measures, with halving steps. */
static void
pose_refine(struct match *m, struct pose *pose)
{
	double		 step[4] = { 2, 2, 0.01, 0.012 }, best, v;
	struct pose	 next;
	int		 round, k, sign, better;

	best = pose_value(m, pose);
	for (round = 0; round < 10; round++) {
		for (better = 0, k = 0; k < 8; k++) {
			next = *pose;
			sign = k % 2 == 0 ? 1 : -1;
			next.dx += k / 2 == 0 ? sign * step[0] : 0;
			next.dy += k / 2 == 1 ? sign * step[1] : 0;
			next.scale += k / 2 == 2 ? sign * step[2] : 0;
			next.turn += k / 2 == 3 ? sign * step[3] : 0;
			if ((v = pose_value(m, &next)) <= best)
				continue;
			best = v;
			*pose = next;
			better = 1;
		}
		for (k = 0; !better && k < 4; k++)
			step[k] /= 2;
	}
	unroll(m, &m->b, pose, 1, &m->gb);
}

/* The mean of 3 x 3: grain and the last fraction of a cell do not count. */
static void
soften(const struct match *m, struct grid *g, struct grid *spare)
{
	int	 i, j, k, l, x, y;
	float	 sum;

	memcpy(spare, g, sizeof(*g));
	for (j = 0; j < m->gh; j++)
		for (i = 0; i < m->gw; i++) {
			for (sum = 0, k = -1; k <= 1; k++)
				for (l = -1; l <= 1; l++) {
					y = j + k < 0 ? 0 : j + k >= m->gh ?
					    m->gh - 1 : j + k;
					x = (i + l + m->gw) % m->gw;
					sum += spare->v[y * m->gw + x];
				}
			g->v[j * m->gw + i] = sum / 9;
		}
}

/* One block against b's, slid by (dx, dy). */
static double
block_at(const struct match *m, int x0, int y0, int dx, int dy)
{
	double	 sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0, n = 0, a, b;
	int	 i, j, x, y;

	for (j = y0; j < y0 + BLOCK_H; j++) {
		if ((y = j + dy) < 0 || y >= m->gh)
			continue;
		for (i = x0; i < x0 + BLOCK_W; i++, n++) {
			x = i + dx;
			if (m->square && (x < 0 || x >= m->gw))
				continue;
			x = (x + m->gw) % m->gw;
			a = m->ga.v[j * m->gw + i];
			b = m->gb.v[y * m->gw + x];
			sa += a;
			sb += b;
			saa += a * a;
			sbb += b * b;
			sab += a * b;
		}
	}
	sab = (sab - sa * sb / n) / n;
	saa = (saa - sa * sa / n) / n;
	sbb = (sbb - sb * sb / n) / n;
	return (sab + BLANK) / sqrt((saa + BLANK) * (sbb + BLANK));
}

/* Paper and rollers stretch: a block may lie a little off. */
static double
block_score(const struct match *m, int x0, int y0)
{
	double	 best = -1, v;
	int	 dx, dy;

	for (dy = -SLIDE; dy <= SLIDE; dy += 2)
		for (dx = -SLIDE; dx <= SLIDE; dx += 2)
			if ((v = block_at(m, x0, y0, dx, dy)) > best)
				best = v;
	return best;
}

/* The worst block's place as shares of the first picture. */
static void
block_place(const struct match *m, int x0, int y0,
    struct picture_score *out)
{
	static const struct pose still = { 0, 0, 1, 0 };
	double	 x, y, lo[2] = { 1e9, 1e9 }, hi[2] = { -1e9, -1e9 };
	int	 i, j;

	for (j = 0; j <= BLOCK_H; j += BLOCK_H / 2)
		for (i = 0; i <= BLOCK_W; i += BLOCK_W / 4) {
			place(m, &m->a, &still, x0 + i, y0 + j, &x, &y);
			lo[0] = fmin(lo[0], x);
			lo[1] = fmin(lo[1], y);
			hi[0] = fmax(hi[0], x);
			hi[1] = fmax(hi[1], y);
		}
	out->x = fmax(0, lo[0] / m->a.w);
	out->y = fmax(0, lo[1] / m->a.h);
	out->w = fmin(1, hi[0] / m->a.w) - out->x;
	out->h = fmin(1, hi[1] / m->a.h) - out->y;
}

static void
blocks_judge(struct match *m, struct picture_score *out)
{
	double	 v, sum = 0;
	int	 x, y, n = 0, wx = 0, wy = 0;

	soften(m, &m->ga, &m->soft);
	soften(m, &m->gb, &m->soft);
	out->worst = 2;
	/* Half overlapping, so that no change hides on a border. */
	for (y = 0; y + BLOCK_H <= m->gh; y += BLOCK_H / 2)
		for (x = 0; x + BLOCK_W <= m->gw; x += BLOCK_W / 2, n++) {
			sum += v = block_score(m, x, y);
			if (v >= out->worst)
				continue;
			out->worst = v;
			wx = x;
			wy = y;
		}
	out->worst = fmax(0, out->worst);
	out->whole = fmax(0, sum / n);
	block_place(m, wx, wy, out);
}

static enum status
compare(struct match *m, const struct image *a, const struct image *b,
    struct picture_score *out, struct fault *f)
{
	struct pose	 still = { 0, 0, 1, 0 }, pose = { 0, 0, 1, 0 };
	enum status	 st;
	int		 round;

	if ((st = print_make(a, &m->a, f)) != ST_OK ||
	    (st = print_make(b, &m->b, f)) != ST_OK)
		return st;
	m->square = print_is_square(&m->a) || print_is_square(&m->b);
	m->gw = m->square ? SQUARE_SIDE : ROUND_W;
	m->gh = m->square ? SQUARE_SIDE : ROUND_H;
	round = !m->square && fabs(m->a.rx / m->a.ry - 1) < 0.04 &&
	    fabs(m->b.rx / m->b.ry - 1) < 0.04;
	if (round) {
		print_circle(&m->a);
		print_circle(&m->b);
	}
	unroll(m, &m->a, &still, 1, &m->ga);
	unroll(m, &m->b, &still, 1, &m->gb);
	if (round)
		pose.turn = turn_find(m);
	pose_refine(m, &pose);
	blocks_judge(m, out);

	out->degrees = remainder(pose.turn * 180 / M_PI, 360);
	if (a->um_w > 0 && b->um_w > 0) {
		out->um_dw = b->um_w - a->um_w;
		out->um_dh = b->um_h - a->um_h;
	}
	out->same = out->worst >= PICTURE_SAME &&
	    abs(out->um_dw) <= 500 && abs(out->um_dh) <= 500;
	return ST_OK;
}

enum status
picture_compare(const struct image *a, const struct image *b,
    struct picture_score *out, struct fault *f)
{
	struct match	*m;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if (a->width < 40 || a->height < 40 || b->width < 40 ||
	    b->height < 40)
		return fault_set(f, ST_INVALID, "compare: too few pixels");
	if ((m = calloc(1, sizeof(*m))) == NULL)
		return fault_set(f, ST_BROKEN, "compare: memory");
	st = compare(m, a, b, out, f);
	free(m);
	return st;
}

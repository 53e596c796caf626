/* Planes of one byte a pixel, and the blobs in them. */
#include <stdlib.h>
#include <string.h>

#include "picture/local.h"

enum status
plane_new(unsigned w, unsigned h, struct plane *out, struct fault *f)
{
	*out = (struct plane){ .w = w, .h = h };
	if (w == 0 || h == 0 || (size_t)w * h > PICTURE_AREA)
		return fault_set(f, ST_INVALID, "plane of %u x %u", w, h);
	if ((out->p = calloc(h, w)) == NULL)
		return fault_set(f, ST_BROKEN, "plane: memory");
	return ST_OK;
}

void
plane_free(struct plane *pl)
{
	free(pl->p);
	*pl = (struct plane){ NULL, 0, 0 };
}

static unsigned
value_over_white(const unsigned char *px)
{
	unsigned	 v = px[0] > px[1] ? px[0] : px[1];

	v = px[2] > v ? px[2] : v;
	return (v * px[3] + 255 * (255u - px[3])) / 255;
}

enum status
plane_value(const struct image *im, unsigned by, struct plane *out,
    struct fault *f)
{
	const unsigned char	*row;
	unsigned		 x, y, i, j, sum;
	enum status		 st;

	st = plane_new(im->width / by, im->height / by, out, f);
	if (st != ST_OK)
		return st;
	for (y = 0; y < out->h; y++)
		for (x = 0; x < out->w; x++) {
			for (sum = 0, j = 0; j < by; j++) {
				row = im->rgba + 4 * ((size_t)(y * by + j) *
				    im->width + (size_t)x * by);
				for (i = 0; i < by; i++)
					sum += value_over_white(row + 4 * i);
			}
			out->p[(size_t)y * out->w + x] =
			    (unsigned char)(sum / (by * by));
		}
	return ST_OK;
}

unsigned
plane_percentile(const struct plane *pl, unsigned percent)
{
	size_t		 count[256] = { 0 }, n = (size_t)pl->w * pl->h, i;
	size_t		 below = 0;
	unsigned	 v;

	for (i = 0; i < n; i++)
		count[pl->p[i]]++;
	for (v = 0; v < 255; v++)
		if ((below += count[v]) * 100 >= n * percent)
			break;
	return v;
}

/* --- blobs -------------------------------------------------------------- */

/* The root of a run's tree; runs point at earlier runs. */
static int
root(struct blob_run *run, int i)
{
	while (run[i].blob != i) {
		run[i].blob = run[run[i].blob].blob;
		i = run[i].blob;
	}
	return i;
}

static void
join(struct blob_run *run, int a, int b)
{
	a = root(run, a);
	b = root(run, b);
	if (a < b)
		run[b].blob = a;
	else
		run[a].blob = b;
}

static int
run_add(struct blobs *b, int *room, int x0, int x1, int y)
{
	struct blob_run	*more;

	if (b->nruns == *room) {
		*room = *room == 0 ? 4096 : *room * 2;
		more = realloc(b->run, (size_t)*room * sizeof(*more));
		if (more == NULL)
			return 0;
		b->run = more;
	}
	b->run[b->nruns] = (struct blob_run){ x0, x1, y, b->nruns };
	b->nruns++;
	return 1;
}

static int
row_runs(const struct plane *pl, unsigned y, unsigned level,
    struct blobs *b, int *room)
{
	const unsigned char	*row = pl->p + (size_t)y * pl->w;
	unsigned		 x, from;

	for (x = 0; x < pl->w; x++) {
		if (row[x] < level)
			continue;
		for (from = x; x < pl->w && row[x] >= level; x++)
			;
		if (!run_add(b, room, (int)from, (int)x - 1, (int)y))
			return 0;
	}
	return 1;
}

/* Runs of one row touch those of the row above, corners included. */
static void
rows_join(struct blob_run *run, int above, int here, int end)
{
	int	 i = above, j = here;

	while (i < here && j < end) {
		if (run[i].x0 <= run[j].x1 + 1 && run[j].x0 <= run[i].x1 + 1)
			join(run, i, j);
		if (run[i].x1 < run[j].x1)
			i++;
		else
			j++;
	}
}

static void
blob_corner(struct blob *b, int x, int y)
{
	static const int	 sign[4][2] = {
		{ -1, -1 }, { 1, -1 }, { 1, 1 }, { -1, 1 }
	};
	int			 i;

	for (i = 0; i < 4; i++)
		if (b->n == 0 || x * sign[i][0] + y * sign[i][1] >
		    b->corner[i][0] * sign[i][0] +
		    b->corner[i][1] * sign[i][1]) {
			b->corner[i][0] = x;
			b->corner[i][1] = y;
		}
}

static void
blob_add(struct blob *b, const struct blob_run *run)
{
	double	 n = run->x1 - run->x0 + 1, mid = (run->x0 + run->x1) / 2.0;

	if (b->n == 0)
		*b = (struct blob){ .x0 = run->x0, .y0 = run->y,
		    .x1 = run->x1, .y1 = run->y };
	blob_corner(b, run->x0, run->y);
	b->n += (size_t)n;
	blob_corner(b, run->x1, run->y);
	b->x0 = run->x0 < b->x0 ? run->x0 : b->x0;
	b->x1 = run->x1 > b->x1 ? run->x1 : b->x1;
	b->y1 = run->y;
	b->sx += n * mid;
	b->sy += n * run->y;
	b->sxx += n * mid * mid + n * (n * n - 1) / 12;
	b->syy += n * (double)run->y * run->y;
	b->sxy += n * mid * run->y;
}

/* Number the roots, then give every run its blob's number. */
static enum status
blobs_number(struct blobs *b, struct fault *f)
{
	int	*number, i, r;

	number = malloc(((size_t)b->nruns + 1) * sizeof(*number));
	if (number == NULL)
		return fault_set(f, ST_BROKEN, "blobs: memory");
	for (i = 0; i < b->nruns; i++)
		number[i] = root(b->run, i) == i ? b->nblobs++ : -1;
	b->blob = calloc((size_t)b->nblobs + 1, sizeof(*b->blob));
	for (i = 0; i < b->nruns && b->blob != NULL; i++) {
		/* Roots come before what hangs on them. */
		r = b->run[i].blob;
		b->run[i].blob = r == i ? number[i] : b->run[r].blob;
		blob_add(&b->blob[b->run[i].blob], &b->run[i]);
	}
	free(number);
	return b->blob == NULL ? fault_set(f, ST_BROKEN, "blobs: memory") :
	    ST_OK;
}

enum status
blobs_find(const struct plane *pl, unsigned level, struct blobs *out,
    struct fault *f)
{
	int		 room = 0, above = 0, here;
	unsigned	 y;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	for (y = 0; y < pl->h; y++) {
		here = out->nruns;
		if (!row_runs(pl, y, level, out, &room)) {
			blobs_free(out);
			return fault_set(f, ST_BROKEN, "blobs: memory");
		}
		if (out->nruns > BLOB_RUNS_MAX) {
			blobs_free(out);
			return fault_set(f, ST_INVALID, "scan: only noise");
		}
		rows_join(out->run, above, here, out->nruns);
		above = here;
	}
	if ((st = blobs_number(out, f)) != ST_OK)
		blobs_free(out);
	return st;
}

void
blobs_free(struct blobs *b)
{
	free(b->run);
	free(b->blob);
	memset(b, 0, sizeof(*b));
}

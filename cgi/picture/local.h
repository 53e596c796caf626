/* What the files of picture share; nobody else includes it. */
#ifndef PICTURE_LOCAL_H
#define PICTURE_LOCAL_H

#include "base/pool.h"
#include "draw/draw.h"
#include "picture/picture.h"

/* --- text.c: rows of characters bent around a rim ---------------------- */

#define GLYPHS_MAX 60		/* no name on a seal is longer */

/* The characters of a text in one face, with one box for all. */
struct glyphs {
	struct draw_outline	 o[GLYPHS_MAX];
	unsigned		 n;
	double			 y0, y1;	/* common top and foot */
	double			 widest;	/* ink */
};

/* ST_INVALID for a character the face lacks, blanks, or too many. */
enum status	 glyphs_load(struct pool *pool, enum draw_face face,
		    const char *text, struct glyphs *out,
		    char missing[PICTURE_CHAR], struct fault *f);

/* An ellipse walked clockwise from its top, by the length walked. */
#define RIM_STEPS 1440
struct rim {
	double	 cx, cy, rx, ry;
	double	 walked[RIM_STEPS + 1];
	double	 length;
};
void	 rim_make(struct rim *rim, double cx, double cy, double rx,
	    double ry);

/* How one character is set: its ink centred at "at" on the rim. */
struct setting {
	double	 at;		/* length walked to its middle */
	double	 w;		/* of the widest character, mm */
	double	 h;		/* of the common box, mm */
	int	 inward;	/* heads to the centre (the lower rim) */
	double	 embolden;
};
enum status	 rim_glyph(struct pool *pool, struct draw *d,
		    const struct rim *rim, const struct glyphs *g, unsigned i,
		    const struct setting *how, struct fault *f);
/* The same on a straight line: box with its middle at x, top at y. */
enum status	 line_glyph(struct pool *pool, struct draw *d,
		    const struct glyphs *g, unsigned i, double x, double y,
		    double w, double h, double embolden, struct fault *f);

/* --- plane.c: one byte a pixel, and what hangs together in it ---------- */

struct plane {
	unsigned char	*p;
	unsigned	 w, h;
};
enum status	 plane_new(unsigned w, unsigned h, struct plane *out,
		    struct fault *f);
void		 plane_free(struct plane *pl);
/* max(R, G, B) over white, each cell the mean of by * by pixels: black is
 * dark in it, red ink is not. */
enum status	 plane_value(const struct image *im, unsigned by,
		    struct plane *out, struct fault *f);
/* The value below which "percent" of the cells lie. */
unsigned	 plane_percentile(const struct plane *pl, unsigned percent);

struct blob {
	int	 x0, y0, x1, y1;	/* inclusive */
	size_t	 n;			/* cells */
	double	 sx, sy, sxx, syy, sxy;
	int	 corner[4][2];		/* utmost tl tr br bl */
};

struct blob_run {
	int	 x0, x1, y;		/* inclusive */
	int	 blob;
};

struct blobs {
	struct blob	*blob;
	int		 nblobs;
	struct blob_run	*run;
	int		 nruns;
};

#define BLOB_RUNS_MAX	4000000		/* 64 MB: a page of pure noise */

/* Cells of at least "level", 8-connected.  ST_INVALID past the maximum. */
enum status	 blobs_find(const struct plane *pl, unsigned level,
		    struct blobs *out, struct fault *f);
void		 blobs_free(struct blobs *b);

/* --- crop.c ------------------------------------------------------------- */

/* The frame's inside, or what surrounds ink of that colour. */
enum status	 crop_take(const struct image *scan,
		    const struct picture_sheet *sheet, enum picture_ink ink,
		    struct image *crop, struct fault *f);

/* --- quality.c ---------------------------------------------------------- */

struct quality_facts {
	const struct plane	*ink;		/* cropped to the seal */
	enum picture_ink	 wanted;
	double			 dpi;
	int			 cut;		/* touches the scan's edge */
	double			 strength;	/* of solid ink, 0..1 */
	double			 hue;		/* degrees from red */
};
void		 quality_judge(const struct quality_facts *facts,
		    struct picture_quality *out);

#endif

/*
 * Drawing in millimetres, on a picture or on the pages of a PDF.  A drawing
 * keeps its first fault (a character no font has, a font that is not
 * installed, no memory), ignores what follows, and is asked once at its end.
 * Origin top left, x to the right, y down.  Only this folder sees cairo.
 */
#ifndef DRAW_DRAW_H
#define DRAW_DRAW_H

#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "base/image.h"
#include "base/pool.h"

/* --- fonts ------------------------------------------------------------- */

enum draw_face {
	FACE_SEAL,		/* Noto Serif CJK SC SemiBold: seals */
	FACE_SERIF,		/* Noto Serif CJK SC: body of forms, letters */
	FACE_SERIF_BOLD,	/* titles */
	FACE_SANS,		/* Noto Sans CJK SC: labels */
	FACE_SANS_BOLD,
	FACE_MONO,		/* Noto Sans Mono CJK SC: numbers */
	FACE__N
};

/* ST_BROKEN naming the Debian package where the face is not installed. */
enum status	 draw_face_check(enum draw_face face, struct fault *f);
/*
 * Open every installed face and its tables now, so that a process put into
 * a sandbox later can draw without opening a file.
 */
void		 draw_warm(void);

/* --- outlines of text -------------------------------------------------- */

enum draw_op { DRAW_MOVE, DRAW_LINE, DRAW_CURVE, DRAW_CLOSE };

struct draw_point {
	double	 x, y;
};

/*
 * Text as curves.  The em is 1, the baseline y = 0, the pen starts at x = 0;
 * y grows downwards.  MOVE and LINE take one point, CURVE three, CLOSE none.
 */
struct draw_outline {
	unsigned char		*ops;		/* enum draw_op */
	size_t			 nops;
	struct draw_point	*points;
	size_t			 npoints;
	double			 x0, y0, x1, y1;	/* ink */
	double			 advance;
};

#define DRAW_CHAR 8		/* a character in UTF-8 and NUL */

/*
 * One line of text in exactly this face.  A character the face lacks is
 * refused by name (ST_INVALID, U+ and the character in the fault, the
 * character in "missing", which may be NULL): fallback fonts never mix in.
 */
enum status	 draw_outline(struct pool *pool, enum draw_face face,
		    const char *text, struct draw_outline *out,
		    char missing[DRAW_CHAR], struct fault *f);

/* --- surfaces ---------------------------------------------------------- */

struct draw;

/* A transparent picture of um_w by um_h micrometres. */
enum status	 draw_image_new(int um_w, int um_h, unsigned dpi,
		    struct draw **out, struct fault *f);
/* The pixels (malloc'd: free(out->rgba)), or the first fault. */
enum status	 draw_image_end(struct draw *d, struct image *out,
		    struct fault *f);

struct draw_about {
	const char	*title, *author;	/* NULL: none */
	int64_t		 ms;			/* creation date */
};

/* A PDF whose first page is um_w by um_h; the same input, the same bytes. */
enum status	 draw_pdf_new(int um_w, int um_h,
		    const struct draw_about *about, struct draw **out,
		    struct fault *f);
/* End this page, begin the next of the same size. */
void		 draw_page(struct draw *d);
/* Append the file to "pdf", or the first fault. */
enum status	 draw_pdf_end(struct draw *d, struct buf *pdf,
		    struct fault *f);
void		 draw_free(struct draw *d);
/* The character that could not be drawn, "" where none. */
const char	*draw_missing(const struct draw *d);

/* --- marks: millimetres, in the colour set last (black at first) ------- */

void	 draw_colour(struct draw *d, uint32_t rgb, double alpha);
void	 draw_line(struct draw *d, double x0, double y0, double x1, double y1,
	    double width);
void	 draw_dashes(struct draw *d, double x0, double y0, double x1,
	    double y1, double width, double dash);
/* The line lies inside the box. */
void	 draw_box(struct draw *d, double x, double y, double w, double h,
	    double width);
void	 draw_fill(struct draw *d, double x, double y, double w, double h);
/* Outer radii rx, ry; the ring lies inside them; width 0 fills. */
void	 draw_ring(struct draw *d, double cx, double cy, double rx, double ry,
	    double width);
void	 draw_polygon(struct draw *d, const struct draw_point *p, size_t n);
/* Fill the outline as it is (its points are millimetres), with a line of
 * "embolden" mm around it. */
void	 draw_shape(struct draw *d, const struct draw_outline *o,
	    double embolden);
/* From now on (on) take ink away instead of putting it down. */
void	 draw_eraser(struct draw *d, int on);
void	 draw_picture(struct draw *d, const struct image *im, double x,
	    double y, double w, double h);
/* Until draw_back: turn by degrees clockwise around x, y. */
void	 draw_turn(struct draw *d, double x, double y, double degrees);
void	 draw_back(struct draw *d);

/* --- text: real text in a PDF ------------------------------------------ */

enum draw_align { DRAW_LEFT, DRAW_MIDDLE, DRAW_RIGHT, DRAW_JUSTIFY };

struct draw_style {
	enum draw_face	 face;
	double		 size;		/* em, mm */
	double		 width;		/* wrap here; 0: one line */
	double		 leading;	/* line pitch / em; 0: 1.5 */
	double		 indent;	/* first line, mm */
	double		 spacing;	/* between letters, mm */
	enum draw_align	 align;
};

/*
 * Text with its top at y; x is the left edge (with width 0: left, middle or
 * right as aligned).  Returns the height.  '\n' breaks lines.  A character
 * the face lacks may come from another installed font; one that none has is
 * the drawing's fault.
 */
double	 draw_text(struct draw *d, const struct draw_style *style, double x,
	    double y, const char *text);
/* The same without drawing; "w" (may be NULL) gets the ink's width. */
double	 draw_measure(struct draw *d, const struct draw_style *style,
	    const char *text, double *w);

#endif

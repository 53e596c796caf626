/* What the files of draw share; nobody else includes it. */
#ifndef DRAW_LOCAL_H
#define DRAW_LOCAL_H

#include <pango/pangocairo.h>

#include "draw/draw.h"

/*
 * Every layout is made at this one size and scaled when shown: pango looks
 * fonts up (with a thread and many files) once for each size and matrix.
 */
#define TEXT_EM		100.0

struct draw {
	cairo_surface_t	*surface;
	cairo_t		*cr;		/* user space is millimetres */
	struct fault	 fault;		/* the first one */
	char		 missing[DRAW_CHAR];
	struct buf	 file;		/* of a PDF */
	int		 um_w, um_h;
};

/*
 * A layout at TEXT_EM whose metrics nobody rounds.  "strict": no other font
 * is looked for, what the face lacks is an unknown glyph.
 */
PangoLayout		*font_layout(enum draw_face face, int strict,
			    const char *text);
/*
 * Whether every character found a glyph, and (strict) in the face itself.
 */
enum status		 font_covers(PangoLayout *layout, enum draw_face face,
			    int strict, char missing[DRAW_CHAR],
			    struct fault *f);

#endif

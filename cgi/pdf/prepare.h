/* For preparing alone: one stamp on its way into a document. */
#ifndef PDF_PREPARE_H
#define PDF_PREPARE_H

#include "pdf/local.h"
#include "pdf/message.h"

enum marked { MARKED_NONE, MARKED_PAGES, MARKED_SEAL };

struct work {
	struct doc		*d;
	struct increment	 inc;
	struct pdf_order	 order;
	struct pdf_picture	 picture;
	unsigned char		 id[16];
	enum marked		 marked;
	struct page_box		 box;		/* of the seal's page */
	struct sig_list		 sigs;
	struct line_font	*font;		/* NULL: no line */
	int			 font_obj, q_obj, widget_obj, sig_obj, ap_obj;
	size_t			 gap_n[GAP__N], gap_at[GAP__N];
	size_t			 hole_at, range_at;
	struct fault		*f;
};

/* --- content.c: what a page's content leaves open ------------------------- */

struct pdf_left {
	long	 before;	/* states to save before it, at least one */
	long	 behind;	/* states to restore behind it */
	long	 sections;	/* of marked content */
	int	 text;		/* a text object */
};

void		 pdf_content_left(struct doc *d, qpdf_oh page,
		    struct pdf_left *out);
/* Operators for before a page's content, and for behind it. */
void		 pdf_content_open(const struct pdf_left *left,
		    struct buf *out);
void		 pdf_content_end(const struct pdf_left *left,
		    struct buf *out);

/* --- marks.c: what is drawn ----------------------------------------------- */

/* Whether code and line fit this page; sizes are the same on every page. */
enum pdf_reason	 pdf_marks_fit(const struct work *w, const struct page_box *b,
		    int with_qr);
/* Content behind a page's own: code (page 1) and line. */
void		 pdf_marks_page(const struct work *w, const struct page_box *b,
		    unsigned page, struct buf *out);
/*
 * The box of code and lines in a stamp's own appearance, beside the seal:
 * its place as seen, or PDF_NO_ROOM.
 */
enum pdf_reason	 pdf_marks_beside(const struct work *w, struct placement *out);
/* The same drawn; origin is the appearance's lower left corner at "all". */
void		 pdf_marks_seal(const struct work *w,
		    const struct placement *all, const struct placement *at,
		    struct buf *out);

/* --- objects.c: what is written ------------------------------------------- */

enum pdf_reason	 pdf_write_page(struct work *w, unsigned page);
enum pdf_reason	 pdf_write_form(struct work *w);
void		 pdf_write_seal(struct work *w, const struct placement *all,
		    const struct placement *beside);
void		 pdf_write_signature(struct work *w);
void		 pdf_write_widget(struct work *w, const struct placement *all,
		    qpdf_oh page);

#endif

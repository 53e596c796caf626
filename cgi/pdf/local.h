/* For the folder alone: a document opened inside the sandbox. */
#ifndef PDF_LOCAL_H
#define PDF_LOCAL_H

#include <qpdf/qpdf-c.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/pool.h"
#include "box/box.h"
#include "pdf/pdf.h"

#define PDF_TREE_DEPTH	50	/* page tree, form fields: real ones have 6 */
#define PDF_FIELDS_MAX	20000	/* form fields looked at */
#define PDF_SIGS_MAX	200	/* signatures in one file */
#define PDF_CHILD_POOL	(64 * MIB)	/* names and keys of one document */
#define PDF_REPLY	(48 * MIB)	/* 3,000 page objects of 10 KB */

struct doc {
	struct bytes	 in;
	qpdf_data	 q;
	struct pool	*pool;
	unsigned	 npages;
	int		 size;		/* trailer /Size: first free number */
	int		 junk;		/* bytes before %PDF- */
	int		 warned;
};

/*
 * Open, refuse what cannot be read, count the pages.  pdf_doc_close also
 * after a refusal.
 */
enum pdf_reason	 pdf_doc_open(struct doc *d, struct bytes in,
		    struct pool *pool);
void		 pdf_doc_close(struct doc *d);
/* Touch every object, so that damage anywhere is noticed; then ask. */
void		 pdf_doc_sweep(struct doc *d);
int		 pdf_doc_is_damaged(struct doc *d);
/* A refusal by qpdf, in our words. */
enum pdf_reason	 pdf_doc_reason(struct doc *d);

/* --- objects: never a wrong type, never a warning ------------------------- */

/* 0 is "nothing" everywhere below. */
qpdf_oh		 pdf_obj_key(struct doc *d, qpdf_oh dict, const char *key);
int		 pdf_obj_int(struct doc *d, qpdf_oh o, long long *out);
int		 pdf_obj_is_name(struct doc *d, qpdf_oh o, const char *name);
/* Name or string as text in the pool; "" where it is neither. */
const char	*pdf_obj_text(struct doc *d, qpdf_oh o);
/* All keys of a dictionary, NULL behind the last; NULL without memory. */
const char	**pdf_obj_keys(struct doc *d, qpdf_oh dict);
/* A page attribute, from the page or a node above it. */
qpdf_oh		 pdf_page_attr(struct doc *d, qpdf_oh page, const char *key);

/* --- numbers: ten-thousandths, never floating point ----------------------- */

#define FX	INT64_C(10000)
int		 pdf_obj_fx(struct doc *d, qpdf_oh o, int64_t *out);
/* " 12.5": with a blank before it. */
void		 pdf_fx_put(struct buf *b, int64_t v);

/* --- a page's geometry ---------------------------------------------------- */

struct page_box {
	int64_t	 x0, y0, x1, y1;	/* crop box, fx of user units */
	int	 rotate;		/* 0, 90, 180, 270 clockwise */
	int64_t	 unit;			/* /UserUnit, fx */
	int	 um_w, um_h;		/* as seen */
};

void		 pdf_page_measure(struct doc *d, qpdf_oh page,
		    struct page_box *out);
/* Micrometres as user units of this page. */
int64_t		 pdf_page_fx(const struct page_box *b, int64_t um);
/*
 * Matrix from "as seen" (origin bottom left, y up, user units) to user
 * space: six numbers after "cm"; without the move for an appearance.
 */
void		 pdf_page_matrix(const struct page_box *b, int moved,
		    struct buf *out);
/* A rectangle as seen (um from the top left) to user space, and back. */
void		 pdf_page_rect(const struct page_box *b, int um_x, int um_y,
		    int um_w, int um_h, int64_t rect[4]);
void		 pdf_page_unrect(const struct page_box *b,
		    const int64_t rect[4], struct placement *out);

/* --- signatures in a document --------------------------------------------- */

struct sig_field {
	const char	*name;
	qpdf_oh		 field;		/* dictionary with /FT /Sig */
	qpdf_oh		 value;		/* /V, or 0 */
	/* Filled where changes are looked for (pdf_revision_changes). */
	int		 id, widget_id;	/* objects: the field, what shows it */
	size_t		 end;		/* of what it signs; 0 not known */
};

struct sig_list {
	struct sig_field	*list;
	size_t			 n, room;
	size_t			 seen;		/* fields looked at */
	int			 deep;		/* the tree is too deep */
};

enum pdf_reason	 pdf_sig_find(struct doc *d, struct sig_list *out);
/* Whether a signature dictionary is one of ours (/Prop_Build). */
int		 pdf_sig_is_ours(struct doc *d, qpdf_oh value);
/* Whether /DocMDP forbids any change (P 1). */
int		 pdf_sig_locks(struct doc *d, const struct sig_list *sigs);

/*
 * What later revisions changed: "" nothing that is displayed but the widgets
 * of "sigs", each of which signs more than the revision that ends at "end".
 */
const char	*pdf_revision_changes(struct doc *now,
		    const struct sig_list *sigs, size_t end);

/* --- an increment --------------------------------------------------------- */

struct increment {
	struct buf	*out;
	size_t		 base;		/* of the file before it, and gaps */
	int		 next;		/* next free object number */
	struct inc_entry *entries;
	size_t		 n, room;
	struct pool	*pool;
};

void		 pdf_inc_open(struct increment *inc, struct doc *d,
		    struct buf *out);
int		 pdf_inc_new(struct increment *inc);
size_t		 pdf_inc_at(const struct increment *inc);
void		 pdf_inc_begin(struct increment *inc, int obj, int gen);
void		 pdf_inc_end(struct increment *inc);
/* Leave n bytes out for the caller to fill; returns where in "out". */
size_t		 pdf_inc_gap(struct increment *inc, size_t n);
/* A whole stream; "dict" is its entries but /Length. */
void		 pdf_inc_stream(struct increment *inc, int obj,
		    const char *dict, struct bytes data);
/* Cross-reference as the file has it, trailer, startxref. */
enum pdf_reason	 pdf_inc_close(struct increment *inc, struct doc *d,
		    const unsigned char id[16]);

/* Text as a PDF string: UTF-16BE in hex. */
void		 pdf_string_put(struct buf *b, const char *utf8);
void		 pdf_name_put(struct buf *b, const char *name);

/* --- the line's font ------------------------------------------------------ */

struct line_font;
/* A font for these texts; NULL and the character where one has no glyph. */
enum pdf_reason	 pdf_line_font_new(struct pool *pool, const char *const *texts,
		    size_t n, struct line_font **out, struct fault *f);
/* Its objects; returns the font's number. */
int		 pdf_line_font_write(const struct line_font *font,
		    struct increment *inc);
/* Width in thousandths of the size; the show operator's <hex>. */
long		 pdf_line_width(const struct line_font *font, const char *text);
void		 pdf_line_show(const struct line_font *font, const char *text,
		    struct buf *out);
enum status	 pdf_line_warm(struct fault *f);
int		 pdf_line_is_warm(void);

/* --- operations, each in its own file ------------------------------------- */

box_fn		 pdf_op_look, pdf_op_preview, pdf_op_prepare, pdf_op_extract;

void		 pdf_op_end(struct doc *d, struct pool *pool);
/* Say the reason and the outcome for it. */
enum status	 pdf_op_refuse(struct box_io *io, enum pdf_reason why,
		    struct fault *f);

#endif

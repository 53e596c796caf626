/*
 * The marks of a stamp: QR code (page 1, top right) and verification line
 * (foot of every page), each over a white field (codes.md 13).  All sizes
 * here are micrometres on paper.
 */
#include "pdf/prepare.h"

#define QR_MODULE	500	/* 0.5 mm: 6 dots of 300 dpi, 12 of 600 */
#define QR_MODULE_LEAST	350	/* below that phones fail (stack.md 7) */
#define QR_QUIET_N	4	/* light modules around */
#define QR_EDGE		10000	/* from the top and right edges */
#define QR_EDGE_LEAST	2000	/* on small pages */
#define LINE_SIZE	2469	/* 7 pt */
#define LINE_ROW	1940	/* 5.5 pt: before it is smaller, two rows */
#define LINE_LEAST	1411	/* 4 pt: smaller cannot be read */
#define LINE_SIDE	8000	/* left and right of the line, or a 20th */
#define LINE_FOOT	6000	/* baseline above the page's end */
#define LINE_PAD	900	/* white around the text */
#define PAGE_LEAST	20000	/* lower pages have no foot */
#define LINE_STEP	3500	/* baselines inside an appearance */
#define LINE_MAX	600	/* bytes of one line */

/* The line as a page has room for it. */
struct rows {
	char	 text[2][LINE_MAX];
	int	 n;
	int	 size;		/* of the text */
	int64_t	 width;		/* of the wider one */
};

static void
page_words(const struct work *w, unsigned page, char out[64])
{
	snprintf(out, 64, "第%u页/共%u页", page + 1, w->d->npages);
}

/* Text size at which the rows fit the width. */
static void
rows_fit(const struct work *w, const struct page_box *b, struct rows *r)
{
	const int	 side = b->um_w / 20 < LINE_SIDE ? b->um_w / 20 :
	    LINE_SIDE;
	const int64_t	 room = b->um_w - 2 * side;
	int64_t		 most = 0, n;
	int		 i;

	for (i = 0; i < r->n; i++) {
		n = pdf_line_width(w->font, r->text[i]);
		most = n > most ? n : most;
	}
	r->size = most * LINE_SIZE / 1000 <= room ? LINE_SIZE :
	    (int)(room * 1000 / most);
	r->width = most * r->size / 1000;
}

/* One row where it can be read, else two. */
static void
rows_set(const struct work *w, const struct page_box *b, unsigned page,
    struct rows *r)
{
	char	 n[64];

	page_words(w, page, n);
	r->n = 1;
	snprintf(r->text[0], LINE_MAX, "%s %s %s",
	    w->order.marks.line_before, n, w->order.marks.line_after);
	rows_fit(w, b, r);
	if (r->size >= LINE_ROW)
		return;
	r->n = 2;
	snprintf(r->text[0], LINE_MAX, "%s", w->order.marks.line_before);
	snprintf(r->text[1], LINE_MAX, "%s %s", n,
	    w->order.marks.line_after);
	rows_fit(w, b, r);
}

static int
qr_side(const struct work *w, int module)
{
	return (int)(w->order.marks.qr_size + 2 * QR_QUIET_N) * module;
}

/* The module and the distance from the edges that a page has room for. */
static int
qr_fit(const struct work *w, const struct page_box *b, int *module,
    int *edge)
{
	const int	 least = b->um_w < b->um_h ? b->um_w : b->um_h;
	static const int modules[] = { QR_MODULE, QR_MODULE_LEAST };
	static const int edges[] = { QR_EDGE, QR_EDGE_LEAST };
	size_t		 i, k;

	for (i = 0; i < NITEMS(modules); i++)
		for (k = 0; k < NITEMS(edges); k++)
			if (qr_side(w, modules[i]) + 2 * edges[k] <= least) {
				*module = modules[i];
				*edge = edges[k];
				return 1;
			}
	return 0;
}

enum pdf_reason
pdf_marks_fit(const struct work *w, const struct page_box *b, int with_qr)
{
	struct rows	 r;
	int		 module, edge;

	if (with_qr && w->order.marks.qr_size > 0 &&
	    !qr_fit(w, b, &module, &edge))
		return PDF_NO_ROOM;
	if (w->font == NULL)
		return PDF_FINE;
	rows_set(w, b, w->d->npages - 1, &r);
	return b->um_h < PAGE_LEAST || r.size < LINE_LEAST ? PDF_NO_ROOM :
	    PDF_FINE;
}

/* A white rectangle; x and y from the lower left, as seen. */
static void
white_put(const struct page_box *b, int64_t x, int64_t y, int64_t w,
    int64_t h, struct buf *out)
{
	buf_text(out, "1 g");
	pdf_fx_put(out, pdf_page_fx(b, x));
	pdf_fx_put(out, pdf_page_fx(b, y));
	pdf_fx_put(out, pdf_page_fx(b, w));
	pdf_fx_put(out, pdf_page_fx(b, h));
	buf_text(out, " re f 0 g\n");
}

/* All runs are one path, so that neighbouring rows leave no seam. */
static void
qr_put(const struct work *w, const struct page_box *b, int64_t x, int64_t y,
    int module, struct buf *out)
{
	const unsigned		 n = w->order.marks.qr_size;
	const unsigned char	*dark = w->order.marks.qr_dark;
	const int64_t		 m = pdf_page_fx(b, module);
	unsigned		 row, col, from;

	white_put(b, x, y, qr_side(w, module), qr_side(w, module), out);
	buf_text(out, "q");
	pdf_fx_put(out, m);
	buf_text(out, " 0 0");
	pdf_fx_put(out, -m);
	pdf_fx_put(out, pdf_page_fx(b, x + QR_QUIET_N * module));
	pdf_fx_put(out, pdf_page_fx(b, y + (QR_QUIET_N + (int64_t)n) * module));
	buf_text(out, " cm\n");
	for (row = 0; row < n; row++)
		for (col = 0; col < n; col++) {
			if (!dark[row * n + col])
				continue;
			for (from = col; col < n && dark[row * n + col];)
				col++;
			buf_int(out, from);
			buf_byte(out, ' ');
			buf_int(out, row);
			buf_byte(out, ' ');
			buf_int(out, col - from);
			buf_text(out, " 1 re\n");
		}
	buf_text(out, "f Q\n");
}

static void
text_put(const struct work *w, const struct page_box *b, int64_t x,
    int64_t y, int size, const char *text, struct buf *out)
{
	buf_printf(out, "BT /JyLine%d", w->font_obj);
	pdf_fx_put(out, pdf_page_fx(b, size));
	buf_text(out, " Tf");
	pdf_fx_put(out, pdf_page_fx(b, x));
	pdf_fx_put(out, pdf_page_fx(b, y));
	buf_text(out, " Td ");
	pdf_line_show(w->font, text, out);
	buf_text(out, " ET\n");
}

static void
line_put(const struct work *w, const struct page_box *b, unsigned page,
    struct buf *out)
{
	struct rows	 r;
	int64_t		 width, step;
	int		 i;

	rows_set(w, b, page, &r);
	step = r.size * 7 / 5;
	white_put(b, (b->um_w - r.width) / 2 - LINE_PAD,
	    LINE_FOOT - LINE_PAD - r.size / 5, r.width + 2 * LINE_PAD,
	    (r.n - 1) * step + r.size + 2 * LINE_PAD, out);
	for (i = 0; i < r.n; i++) {
		width = pdf_line_width(w->font, r.text[i]) *
		    (int64_t)r.size / 1000;
		text_put(w, b, (b->um_w - width) / 2, LINE_FOOT +
		    (r.n - 1 - i) * step, r.size, r.text[i], out);
	}
}

void
pdf_marks_page(const struct work *w, const struct page_box *b, unsigned page,
    struct buf *out)
{
	int	 module, edge;

	buf_text(out, "q");
	pdf_page_matrix(b, 1, out);
	buf_text(out, " cm\n");
	if (page == 0 && w->order.marks.qr_size > 0 &&
	    qr_fit(w, b, &module, &edge))
		qr_put(w, b, b->um_w - edge - qr_side(w, module),
		    b->um_h - edge - qr_side(w, module), module, out);
	if (w->font != NULL)
		line_put(w, b, page, out);
	buf_text(out, "Q");
}

/* --- in a stamp's own appearance ------------------------------------------ */

static int64_t
widest(const struct work *w)
{
	const char	*texts[] = { w->order.marks.line_before,
			    w->order.marks.line_after };
	int64_t		 most = 0, n;
	size_t		 i;

	for (i = 0; w->font != NULL && i < NITEMS(texts); i++) {
		n = pdf_line_width(w->font, texts[i]) * (int64_t)LINE_SIZE /
		    1000;
		most = n > most ? n : most;
	}
	return most + 2 * LINE_PAD;
}

enum pdf_reason
pdf_marks_beside(const struct work *w, struct placement *out)
{
	const struct placement	*seal = &w->order.where;
	const int64_t		 qr = w->order.marks.qr_size == 0 ? 0 :
	    qr_side(w, QR_MODULE_LEAST);
	const int64_t		 text = widest(w);
	const int64_t		 width = text > qr ? text : qr;
	const int64_t		 height = qr + (w->font == NULL ? 0 :
	    3 * LINE_STEP + LINE_PAD);
	int64_t			 x, y;

	x = seal->um_x + (seal->um_w - width) / 2;
	if (x + width > w->box.um_w)
		x = w->box.um_w - width;
	if (x < 0)
		x = 0;
	y = (int64_t)seal->um_y + seal->um_h;		/* below it, or above */
	if (y + height > w->box.um_h)
		y = seal->um_y - height;
	if (y < 0 || x + width > w->box.um_w)
		return PDF_NO_ROOM;
	*out = (struct placement){ seal->page, (int)x, (int)y, (int)width,
	    (int)height };
	return PDF_FINE;
}

void
pdf_marks_seal(const struct work *w, const struct placement *all,
    const struct placement *at, struct buf *out)
{
	const int64_t	 x = at->um_x - all->um_x;
	const int64_t	 y = (int64_t)all->um_y + all->um_h - at->um_y -
	    at->um_h;
	const int64_t	 qr = qr_side(w, QR_MODULE_LEAST);
	char		 n[64];
	const char	*texts[3];
	int		 i;

	white_put(&w->box, x, y, at->um_w, at->um_h, out);
	if (w->order.marks.qr_size > 0)
		qr_put(w, &w->box, x + (at->um_w - qr) / 2,
		    y + at->um_h - qr, QR_MODULE_LEAST, out);
	if (w->font == NULL)
		return;
	page_words(w, w->order.where.page, n);
	texts[0] = w->order.marks.line_before;
	texts[1] = n;
	texts[2] = w->order.marks.line_after;
	for (i = 0; i < 3; i++)
		text_put(w, &w->box, x + LINE_PAD, y + LINE_PAD +
		    (2 - i) * (int64_t)LINE_STEP, LINE_SIZE, texts[i], out);
}

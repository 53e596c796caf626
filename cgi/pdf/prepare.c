/*
 * Preparing a stamp: policy first, then the increment with an empty
 * signature.  Marks go on the pages with the first signature only; a file
 * signed by others carries them in our own appearance (design.md).
 */
#include <string.h>

#include "base/limits.h"
#include "pdf/prepare.h"

#define HOLE_LEAST	256
#define QR_SIZE_MAX	177	/* version 40 */
#define INCREMENT_MAX	(PDF_REPLY - 64 * KIB)
#define USUAL		(48 * KIB)	/* of one page, without gaps */

static const char *
text_of(struct pool *pool, const struct wire_msg *m, uint16_t field)
{
	char	 room[600];

	if (wire_get(m, field).p == NULL)
		return NULL;
	return wire_str(m, field, room, sizeof(room)) ?
	    pool_text(pool, room) : NULL;
}

static void
order_read(const struct wire_msg *m, struct pool *pool, struct work *w)
{
	struct pdf_picture	*p = &w->picture;
	struct pdf_order	*o = &w->order;
	struct bytes		 dark = wire_get(m, PF_QR_DARK);
	struct bytes		 id = wire_get(m, PF_ID);

	p->width = (unsigned)wire_num(m, PF_WIDTH, 0);
	p->height = (unsigned)wire_num(m, PF_HEIGHT, 0);
	p->um_w = (int)wire_num(m, PF_UM_W, 0);
	p->um_h = (int)wire_num(m, PF_UM_H, 0);
	p->plain = wire_num(m, PF_PLAIN, 0) != 0;
	p->bits = (int)wire_num(m, PF_BITS, 8);
	o->picture = p;
	o->where = (struct placement){ (unsigned)wire_num(m, PF_PAGE, 0),
	    (int)wire_num(m, PF_X, 0), (int)wire_num(m, PF_Y, 0), p->um_w,
	    p->um_h };
	o->marks.qr_size = (unsigned)wire_num(m, PF_QR_SIZE, 0);
	if (o->marks.qr_size > QR_SIZE_MAX ||
	    dark.n != (size_t)o->marks.qr_size * o->marks.qr_size)
		o->marks.qr_size = 0;
	o->marks.qr_dark = dark.p;
	o->marks.line_before = text_of(pool, m, PF_BEFORE);
	o->marks.line_after = text_of(pool, m, PF_AFTER);
	o->hole = (size_t)wire_num(m, PF_HOLE, 0);
	w->gap_n[GAP_ALPHA] = (size_t)wire_num(m, PF_ALPHA_N, 0);
	w->gap_n[GAP_COLOUR] = (size_t)wire_num(m, PF_COLOUR_N, 0);
	w->gap_n[GAP_HOLE] = o->hole * 2 + 2;
	o->signer = text_of(pool, m, PF_SIGNER);
	o->reason = text_of(pool, m, PF_WHY);
	o->when = wire_num(m, PF_WHEN, 0);
	if (id.n == sizeof(w->id))
		memcpy(w->id, id.p, id.n);
}

static enum pdf_reason
policy(struct work *w)
{
	const struct placement	*at = &w->order.where;
	struct doc		*d = w->d;
	enum pdf_reason		 why;
	size_t			 i;

	if (at->page >= d->npages)
		return PDF_NO_PAGE;
	pdf_page_measure(d, qpdf_get_page_n(d->q, at->page), &w->box);
	if (at->um_x < 0 || at->um_y < 0 || at->um_w <= 0 || at->um_h <= 0 ||
	    at->um_w > w->box.um_w - at->um_x ||
	    at->um_h > w->box.um_h - at->um_y)
		return PDF_OUTSIDE;
	if ((why = pdf_sig_find(d, &w->sigs)) != PDF_FINE)
		return why;
	if (pdf_doc_is_damaged(d))
		return w->sigs.n > 0 ? PDF_DAMAGED_SIGNED : PDF_UNREPAIRED;
	if (pdf_sig_locks(d, &w->sigs))
		return PDF_LOCKED;
	w->marked = MARKED_PAGES;
	for (i = 0; i < w->sigs.n; i++) {
		if (w->sigs.list[i].value == 0)
			continue;
		if (pdf_sig_is_ours(d, w->sigs.list[i].value)) {
			w->marked = MARKED_NONE;
			break;
		}
		w->marked = MARKED_SEAL;
	}
	if (w->order.marks.qr_size == 0 &&
	    w->order.marks.line_before == NULL)
		w->marked = MARKED_NONE;
	return PDF_FINE;
}

static enum pdf_reason
font_ready(struct work *w)
{
	const char	*texts[3];

	if (w->marked == MARKED_NONE || w->order.marks.line_before == NULL)
		return PDF_FINE;
	if (w->order.marks.line_after == NULL)
		w->order.marks.line_after = "";
	texts[0] = w->order.marks.line_before;
	texts[1] = "0123456789第页/共 ";
	texts[2] = w->order.marks.line_after;
	return pdf_line_font_new(w->d->pool, texts, NITEMS(texts), &w->font,
	    w->f);
}

/* The smallest rectangle around both. */
static struct placement
around(const struct placement *a, const struct placement *b)
{
	const int	 x0 = a->um_x < b->um_x ? a->um_x : b->um_x;
	const int	 y0 = a->um_y < b->um_y ? a->um_y : b->um_y;
	const int	 ax = a->um_x + a->um_w, bx = b->um_x + b->um_w;
	const int	 ay = a->um_y + a->um_h, by = b->um_y + b->um_h;

	return (struct placement){ a->page, x0, y0, (ax > bx ? ax : bx) - x0,
	    (ay > by ? ay : by) - y0 };
}

static enum pdf_reason
pages_write(struct work *w)
{
	enum pdf_reason	 why = PDF_FINE;
	unsigned	 i;

	if (w->marked != MARKED_PAGES)
		return pdf_write_page(w, w->order.where.page);
	for (i = 0; why == PDF_FINE && i < w->d->npages; i++) {
		why = pdf_write_page(w, i);
		qpdf_oh_release_all(w->d->q);
	}
	return why;
}

static enum pdf_reason
increment_write(struct work *w, struct buf *out)
{
	struct placement	 all = w->order.where, beside;
	enum pdf_reason		 why;

	pdf_inc_open(&w->inc, w->d, out);
	if ((why = font_ready(w)) != PDF_FINE)
		return why;
	if (w->marked == MARKED_SEAL) {
		if ((why = pdf_marks_beside(w, &beside)) != PDF_FINE)
			return why;
		all = around(&w->order.where, &beside);
	}
	if (w->font != NULL)
		w->font_obj = pdf_line_font_write(w->font, &w->inc);
	w->widget_obj = pdf_inc_new(&w->inc);
	w->sig_obj = pdf_inc_new(&w->inc);
	w->ap_obj = pdf_inc_new(&w->inc);
	pdf_write_seal(w, &all, w->marked == MARKED_SEAL ? &beside : NULL);
	pdf_write_widget(w, &all, qpdf_get_page_n(w->d->q,
	    w->order.where.page));
	pdf_write_signature(w);
	if ((why = pdf_write_form(w)) != PDF_FINE ||
	    (why = pages_write(w)) != PDF_FINE)
		return why;
	/* Damage may show only when an object is read. */
	if (qpdf_more_warnings(w->d->q) || qpdf_has_error(w->d->q))
		return w->sigs.n > 0 ? PDF_DAMAGED_SIGNED : PDF_UNREPAIRED;
	return pdf_inc_close(&w->inc, w->d, w->id);
}

static int
order_fits(const struct work *w)
{
	return w->order.hole >= HOLE_LEAST &&
	    w->order.hole <= LIMIT_SIGNATURE &&
	    w->gap_n[GAP_ALPHA] <= INCREMENT_MAX &&
	    w->gap_n[GAP_COLOUR] <= INCREMENT_MAX;
}

/* Fill in what is known only at the end. */
static void
range_patch(struct work *w, struct buf *out, struct buf *fields)
{
	const size_t	 end = w->hole_at + w->gap_n[GAP_HOLE];
	char		 text[40];
	int		 i;

	snprintf(text, sizeof(text), " %-10zu %-10zu %-10zu", w->hole_at, end,
	    w->inc.base + out->n - end);
	memcpy(out->p + w->range_at, text, 33);
	for (i = 0; i < GAP__N; i++)
		wire_int(fields, PF_GAP, (int64_t)w->gap_at[i]);
	wire_int(fields, PF_MARKED, w->marked);
	wire_put(fields, PF_BYTES, buf_view(out));
}

enum status
pdf_op_prepare(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	struct work	 w = { .f = f };
	struct doc	 d;
	struct pool	*pool = pool_new(PDF_CHILD_POOL);
	struct buf	 out;
	enum pdf_reason	 why;

	if (pool == NULL)
		return pdf_op_refuse(io, PDF_OUR_FAULT, f);
	buf_init(&out, INCREMENT_MAX);
	buf_room(&out, USUAL);		/* at once, not by growing to it */
	buf_clear(&out);
	w.d = &d;
	order_read(req, pool, &w);
	why = order_fits(&w) ? PDF_FINE : PDF_OUR_FAULT;
	d = (struct doc){ .in = io->in };
	if (why == PDF_FINE)
		why = pdf_doc_open(&d, io->in, pool);
	if (why == PDF_FINE)
		why = policy(&w);
	if (why == PDF_FINE)
		why = increment_write(&w, &out);
	if (why == PDF_FINE && (!buf_ok(&out) || pool_failed(pool) ||
	    pdf_inc_at(&w.inc) - d.in.n > INCREMENT_MAX))
		why = PDF_TOO_LARGE;
	if (why == PDF_FINE)
		range_patch(&w, &out, &io->reply);
	buf_free(&out);
	pdf_op_end(&d, pool);
	return pdf_op_refuse(io, why, f);
}

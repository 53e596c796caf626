/*
 * The objects of a stamp: changed pages, the form, the seal's appearance,
 * its field and the signature dictionary.  A changed dictionary is written
 * entry by entry as it was, but for what is ours.
 */
#include <string.h>

#include "base/calendar.h"
#include "pdf/prepare.h"

/* A reference is written without looking behind it. */
static void
value_put(struct work *w, qpdf_oh v)
{
	qpdf_data	 q = w->d->q;

	buf_text(w->inc.out, qpdf_oh_is_indirect(q, v) ?
	    qpdf_oh_unparse(q, v) : qpdf_oh_unparse_binary(q, v));
}

/* Entries of "dict" except those named; 0 at a pool's end. */
static int
entries_put(struct work *w, qpdf_oh dict, const char *const *except)
{
	const char	**keys = pdf_obj_keys(w->d, dict);
	struct buf	*b = w->inc.out;
	size_t		 i, k;

	if (keys == NULL)
		return 0;
	for (i = 0; keys[i] != NULL; i++) {
		for (k = 0; except[k] != NULL; k++)
			if (strcmp(keys[i], except[k]) == 0)
				break;
		if (except[k] != NULL)
			continue;
		pdf_name_put(b, keys[i]);
		buf_byte(b, ' ');
		value_put(w, qpdf_oh_get_key(w->d->q, dict, keys[i]));
		buf_byte(b, '\n');
	}
	return 1;
}

/* What an array holds; a single object where it is none. */
static void
items_put(struct work *w, qpdf_oh list)
{
	qpdf_data	 q = w->d->q;
	int		 i, n;

	if (list == 0)
		return;
	if (!qpdf_oh_is_array(q, list)) {
		buf_printf(w->inc.out, " %s", qpdf_oh_unparse(q, list));
		return;
	}
	n = qpdf_oh_get_array_n_items(q, list);
	for (i = 0; i < n; i++) {
		buf_byte(w->inc.out, ' ');
		value_put(w, qpdf_oh_get_array_item(q, list, i));
	}
}

/* Resources copied down from wherever they are, with the line's font. */
static int
resources_put(struct work *w, qpdf_oh page)
{
	static const char *const font[] = { "/Font", NULL };
	static const char *const none[] = { NULL };
	qpdf_oh		 res = pdf_page_attr(w->d, page, "/Resources");

	buf_text(w->inc.out, "/Resources<<");
	if (!entries_put(w, res, font))
		return 0;
	buf_text(w->inc.out, "/Font<<");
	if (!entries_put(w, pdf_obj_key(w->d, res, "/Font"), none))
		return 0;
	buf_printf(w->inc.out, "/JyLine%d %d 0 R>>>>\n", w->font_obj,
	    w->font_obj);
	return 1;
}

/* A page's content between two of ours. */
struct frame {
	int	 open, overlay;		/* objects */
};

static void
contents_put(struct work *w, qpdf_oh page, const struct frame *frame)
{
	buf_printf(w->inc.out, "/Contents[%d 0 R", frame->open);
	items_put(w, pdf_obj_key(w->d, page, "/Contents"));
	buf_printf(w->inc.out, " %d 0 R]\n", frame->overlay);
}

/* One object opens nearly every page. */
static int
open_write(struct work *w, const struct pdf_left *left, struct buf *b)
{
	int	 obj = w->q_obj;

	if (obj != 0 && left->before == 1)
		return obj;
	obj = pdf_inc_new(&w->inc);
	pdf_content_open(left, b);
	w->inc.out->failed |= !buf_ok(b);
	pdf_inc_stream(&w->inc, obj, "", buf_view(b));
	if (left->before == 1)
		w->q_obj = obj;
	return obj;
}

static enum pdf_reason
frame_write(struct work *w, qpdf_oh page, unsigned number, struct frame *out)
{
	struct page_box	 box;
	struct pdf_left	 left;
	struct buf	 b;
	enum pdf_reason	 why;

	pdf_page_measure(w->d, page, &box);
	if ((why = pdf_marks_fit(w, &box, number == 0)) != PDF_FINE)
		return why;
	pdf_content_left(w->d, page, &left);
	buf_init(&b, 256 * 1024);
	out->open = open_write(w, &left, &b);
	out->overlay = pdf_inc_new(&w->inc);
	buf_clear(&b);
	pdf_content_end(&left, &b);
	pdf_marks_page(w, &box, number, &b);
	if (!buf_ok(&b))
		why = PDF_TOO_LARGE;
	pdf_inc_stream(&w->inc, out->overlay, "", buf_view(&b));
	buf_free(&b);
	return why;
}

enum pdf_reason
pdf_write_page(struct work *w, unsigned number)
{
	static const char *const except[] = { "/Annots", NULL };
	static const char *const more[] = { "/Annots", "/Contents",
	    "/Resources", NULL };
	const int	 marks = w->marked == MARKED_PAGES;
	const int	 sealed = number == w->order.where.page;
	qpdf_oh		 page = qpdf_get_page_n(w->d->q, number);
	enum pdf_reason	 why = PDF_FINE;
	struct frame	 frame;

	if (marks && (why = frame_write(w, page, number, &frame)) != PDF_FINE)
		return why;
	pdf_inc_begin(&w->inc, qpdf_oh_get_object_id(w->d->q, page),
	    qpdf_oh_get_generation(w->d->q, page));
	buf_text(w->inc.out, "<<");
	if (!entries_put(w, page, marks ? more : except))
		return PDF_TOO_LARGE;
	if (marks)
		contents_put(w, page, &frame);
	if (marks && w->font != NULL && !resources_put(w, page))
		return PDF_TOO_LARGE;
	if (marks && w->font == NULL &&
	    pdf_obj_key(w->d, page, "/Resources") != 0)
		buf_printf(w->inc.out, "/Resources %s\n", qpdf_oh_unparse(
		    w->d->q, pdf_obj_key(w->d, page, "/Resources")));
	if (sealed || pdf_obj_key(w->d, page, "/Annots") != 0) {
		buf_text(w->inc.out, "/Annots[");
		items_put(w, pdf_obj_key(w->d, page, "/Annots"));
		if (sealed)
			buf_printf(w->inc.out, " %d 0 R", w->widget_obj);
		buf_text(w->inc.out, "]");
	}
	buf_text(w->inc.out, ">>");
	pdf_inc_end(&w->inc);
	return PDF_FINE;
}

/* The form's dictionary with one field more. */
static int
form_put(struct work *w, qpdf_oh form)
{
	static const char *const except[] = { "/Fields", "/SigFlags", NULL };

	buf_text(w->inc.out, "<<");
	if (form != 0 && !entries_put(w, form, except))
		return 0;
	buf_text(w->inc.out, "/Fields[");
	items_put(w, pdf_obj_key(w->d, form, "/Fields"));
	buf_printf(w->inc.out, " %d 0 R]/SigFlags 3>>", w->widget_obj);
	return 1;
}

enum pdf_reason
pdf_write_form(struct work *w)
{
	static const char *const except[] = { "/AcroForm", NULL };
	qpdf_data	 q = w->d->q;
	qpdf_oh		 root = qpdf_get_root(q);
	qpdf_oh		 form = pdf_obj_key(w->d, root, "/AcroForm");
	int		 ok;

	if (form != 0 && !qpdf_oh_is_dictionary(q, form))
		form = 0;
	if (form != 0 && qpdf_oh_is_indirect(q, form)) {
		pdf_inc_begin(&w->inc, qpdf_oh_get_object_id(q, form),
		    qpdf_oh_get_generation(q, form));
		ok = form_put(w, form);
	} else {
		pdf_inc_begin(&w->inc, qpdf_oh_get_object_id(q, root),
		    qpdf_oh_get_generation(q, root));
		buf_text(w->inc.out, "<<");
		ok = entries_put(w, root, except);
		buf_text(w->inc.out, "/AcroForm");
		ok = ok && form_put(w, form);
		buf_text(w->inc.out, ">>");
	}
	pdf_inc_end(&w->inc);
	return ok ? PDF_FINE : PDF_TOO_LARGE;
}

/* A stream whose bytes the caller has. */
static void
gap_stream(struct work *w, int obj, const char *dict, enum pdf_gap gap)
{
	pdf_inc_begin(&w->inc, obj, 0);
	buf_printf(w->inc.out, "<<%s/Length %zu>>\nstream\n", dict,
	    w->gap_n[gap]);
	w->gap_at[gap] = pdf_inc_gap(&w->inc, w->gap_n[gap]);
	buf_text(w->inc.out, "\nendstream");
	pdf_inc_end(&w->inc);
}

static int
picture_write(struct work *w)
{
	const struct pdf_picture	*p = &w->picture;
	const int			 mask = pdf_inc_new(&w->inc);
	const int			 image = pdf_inc_new(&w->inc);
	char				 dict[256];

	snprintf(dict, sizeof(dict), "/Type/XObject/Subtype/Image/Width %u"
	    "/Height %u/ColorSpace/DeviceGray/BitsPerComponent %d"
	    "/Filter/FlateDecode", p->width, p->height, p->bits);
	gap_stream(w, mask, dict, GAP_ALPHA);
	snprintf(dict, sizeof(dict), "/Type/XObject/Subtype/Image/Width %u"
	    "/Height %u/ColorSpace/DeviceRGB/BitsPerComponent 8"
	    "/Filter/FlateDecode/SMask %d 0 R", p->plain ? 1 : p->width,
	    p->plain ? 1 : p->height, mask);
	gap_stream(w, image, dict, GAP_COLOUR);
	return image;
}

/* The seal multiplies like ink: the text under it stays readable. */
static void
seal_draw(const struct work *w, const struct placement *all, struct buf *out)
{
	const struct placement	*at = &w->order.where;
	const struct page_box	*b = &w->box;

	buf_text(out, "q /JyInk gs");
	pdf_fx_put(out, pdf_page_fx(b, at->um_w));
	buf_text(out, " 0 0");
	pdf_fx_put(out, pdf_page_fx(b, at->um_h));
	pdf_fx_put(out, pdf_page_fx(b, at->um_x - all->um_x));
	pdf_fx_put(out, pdf_page_fx(b, (int64_t)all->um_y + all->um_h -
	    at->um_y - at->um_h));
	buf_text(out, " cm /JySeal Do Q");
}

void
pdf_write_seal(struct work *w, const struct placement *all,
    const struct placement *beside)
{
	const int	 image = picture_write(w);
	struct buf	 dict, content;

	buf_init(&dict, 4096);
	buf_init(&content, 256 * 1024);
	buf_text(&dict, "/Type/XObject/Subtype/Form/BBox[0 0");
	pdf_fx_put(&dict, pdf_page_fx(&w->box, all->um_w));
	pdf_fx_put(&dict, pdf_page_fx(&w->box, all->um_h));
	buf_text(&dict, "]/Matrix[");
	pdf_page_matrix(&w->box, 0, &dict);
	buf_printf(&dict, "]/Group<</S/Transparency>>/Resources<<"
	    "/ExtGState<</JyInk<</Type/ExtGState/BM/Multiply>>>>"
	    "/XObject<</JySeal %d 0 R>>", image);
	if (beside != NULL && w->font != NULL)
		buf_printf(&dict, "/Font<</JyLine%d %d 0 R>>", w->font_obj,
		    w->font_obj);
	buf_text(&dict, ">>");
	if (beside != NULL)
		pdf_marks_seal(w, all, beside, &content);
	seal_draw(w, all, &content);
	if (!buf_ok(&content))
		w->inc.out->failed = 1;
	pdf_inc_stream(&w->inc, w->ap_obj, buf_str(&dict), buf_view(&content));
	buf_free(&dict);
	buf_free(&content);
}

/*
 * Field and widget in one.  F 132: printed and locked.  The name carries the
 * object number, which only grows, so it is new in this file.
 */
void
pdf_write_widget(struct work *w, const struct placement *all, qpdf_oh page)
{
	int64_t	 rect[4];
	int	 i;

	pdf_page_rect(&w->box, all->um_x, all->um_y, all->um_w, all->um_h,
	    rect);
	pdf_inc_begin(&w->inc, w->widget_obj, 0);
	buf_printf(w->inc.out, "<</Type/Annot/Subtype/Widget/FT/Sig"
	    "/T(JianyinSeal%d)/F 132/P %s/Rect[", w->widget_obj,
	    qpdf_oh_unparse(w->d->q, page));
	for (i = 0; i < 4; i++)
		pdf_fx_put(w->inc.out, rect[i]);
	buf_printf(w->inc.out, "]/V %d 0 R/AP<</N %d 0 R>>>>", w->sig_obj,
	    w->ap_obj);
	pdf_inc_end(&w->inc);
}

static void
moment_put(struct buf *b, int64_t ms)
{
	struct civil	 c;

	calendar_split(ms, &c);
	buf_printf(b, "(D:%04d%02d%02d%02d%02d%02d+08'00')", c.year, c.month,
	    c.day, c.hour, c.minute, c.second);
}

/* Filter names of seal-format.md 3.6; range and contents of fixed width. */
void
pdf_write_signature(struct work *w)
{
	struct buf	*b = w->inc.out;

	pdf_inc_begin(&w->inc, w->sig_obj, 0);
	buf_text(b, "<</Type/Sig/Filter/Gomain.GMPkiLite"
	    "/SubFilter/GM.sm2seal/M");
	moment_put(b, w->order.when);
	if (w->order.signer != NULL) {
		buf_text(b, "/Name");
		pdf_string_put(b, w->order.signer);
	}
	if (w->order.reason != NULL) {
		buf_text(b, "/Reason");
		pdf_string_put(b, w->order.reason);
	}
	/* without a code the next stamp still brings its own (sig.c) */
	buf_printf(b, "/Prop_Build<</App<</Name/%s>>>>/ByteRange[0",
	    w->order.marks.qr_size > 0 ? "Jianyin" : "JianyinOffline");
	w->range_at = b->n;
	buf_printf(b, "%33s]/Contents", "");
	w->hole_at = pdf_inc_at(&w->inc);
	w->gap_at[GAP_HOLE] = pdf_inc_gap(&w->inc, w->gap_n[GAP_HOLE]);
	buf_text(b, ">>");
	pdf_inc_end(&w->inc);
}

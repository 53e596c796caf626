/* Pictures and PDFs to draw on. */
#include <cairo-pdf.h>
#include <math.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "draw/local.h"

#define MM_PER_INCH	25.4
#define PT_PER_INCH	72.0
#define SIDE_MAX	10000	/* pixels: A4 at 600 dpi is 7016 */
#define PDF_MAX		(16 * MIB)	/* a sheet with a 600 dpi seal is 0.3 */

static struct draw *
draw_begin(cairo_surface_t *surface, int um_w, int um_h)
{
	struct draw	*d = calloc(1, sizeof(*d));

	if (d == NULL)
		return NULL;
	d->surface = surface;
	d->um_w = um_w;
	d->um_h = um_h;
	buf_init(&d->file, PDF_MAX);
	return d;
}

static enum status
draw_ready(struct draw *d, double scale, struct draw **out, struct fault *f)
{
	d->cr = cairo_create(d->surface);
	cairo_scale(d->cr, scale, scale);
	if (cairo_status(d->cr) != CAIRO_STATUS_SUCCESS) {
		draw_free(d);
		return fault_set(f, ST_BROKEN, "drawing: no surface");
	}
	*out = d;
	return ST_OK;
}

enum status
draw_image_new(int um_w, int um_h, unsigned dpi, struct draw **out,
    struct fault *f)
{
	double		 k = dpi / (MM_PER_INCH * UM_PER_MM);
	long		 w = lround(um_w * k), h = lround(um_h * k);
	cairo_surface_t	*s;
	struct draw	*d;

	*out = NULL;
	if (w < 1 || h < 1 || w > SIDE_MAX || h > SIDE_MAX)
		return fault_set(f, ST_INVALID, "picture of %ld x %ld", w, h);
	s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)w, (int)h);
	if ((d = draw_begin(s, um_w, um_h)) == NULL) {
		cairo_surface_destroy(s);
		return fault_set(f, ST_BROKEN, "drawing: memory");
	}
	return draw_ready(d, dpi / MM_PER_INCH, out, f);
}

/* cairo keeps colours times alpha in the machine's byte order. */
static void
straighten(const unsigned char *from, unsigned char *to, unsigned n)
{
	uint32_t	 v, a, half;
	unsigned	 i;

	for (i = 0; i < n; i++, from += 4, to += 4) {
		memcpy(&v, from, 4);
		if ((a = v >> 24) == 0)
			continue;
		half = a / 2;
		to[0] = (unsigned char)(((v >> 16 & 255) * 255 + half) / a);
		to[1] = (unsigned char)(((v >> 8 & 255) * 255 + half) / a);
		to[2] = (unsigned char)(((v & 255) * 255 + half) / a);
		to[3] = (unsigned char)a;
	}
}

enum status
draw_image_end(struct draw *d, struct image *out, struct fault *f)
{
	const unsigned char	*data;
	unsigned		 y;
	size_t			 stride;

	memset(out, 0, sizeof(*out));
	if (d->fault.st != ST_OK)
		return fault_set(f, d->fault.st, "%s", d->fault.text);
	cairo_surface_flush(d->surface);
	out->width = (unsigned)cairo_image_surface_get_width(d->surface);
	out->height = (unsigned)cairo_image_surface_get_height(d->surface);
	out->um_w = d->um_w;
	out->um_h = d->um_h;
	data = cairo_image_surface_get_data(d->surface);
	stride = (size_t)cairo_image_surface_get_stride(d->surface);
	out->rgba = calloc((size_t)out->width * out->height, 4);
	if (out->rgba == NULL || data == NULL)
		return fault_set(f, ST_BROKEN, "drawing: memory");
	for (y = 0; y < out->height; y++)
		straighten(data + y * stride,
		    out->rgba + (size_t)y * out->width * 4, out->width);
	return ST_OK;
}

static cairo_status_t
pdf_take(void *to, const unsigned char *p, unsigned n)
{
	struct buf	*file = to;

	buf_put(file, p, n);
	return buf_ok(file) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void
pdf_about(cairo_surface_t *s, const struct draw_about *about)
{
	char	 when[CALENDAR_TEXT];

	calendar_iso(about->ms, when);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE,
	    when);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATOR,
	    "鉴印 Jianyin");
	if (about->title != NULL)
		cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE,
		    about->title);
	if (about->author != NULL)
		cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_AUTHOR,
		    about->author);
}

enum status
draw_pdf_new(int um_w, int um_h, const struct draw_about *about,
    struct draw **out, struct fault *f)
{
	const double	 pt = PT_PER_INCH / MM_PER_INCH;
	struct draw	*d;

	*out = NULL;
	if ((d = draw_begin(NULL, um_w, um_h)) == NULL)
		return fault_set(f, ST_BROKEN, "drawing: memory");
	d->surface = cairo_pdf_surface_create_for_stream(pdf_take, &d->file,
	    um_w * pt / UM_PER_MM, um_h * pt / UM_PER_MM);
	pdf_about(d->surface, about);
	return draw_ready(d, pt, out, f);
}

void
draw_page(struct draw *d)
{
	cairo_show_page(d->cr);
}

enum status
draw_pdf_end(struct draw *d, struct buf *pdf, struct fault *f)
{
	if (d->fault.st != ST_OK)
		return fault_set(f, d->fault.st, "%s", d->fault.text);
	cairo_show_page(d->cr);
	cairo_surface_finish(d->surface);
	if (cairo_surface_status(d->surface) != CAIRO_STATUS_SUCCESS ||
	    !buf_ok(&d->file))
		return fault_set(f, ST_BROKEN, "PDF: %s",
		    cairo_status_to_string(cairo_surface_status(d->surface)));
	buf_bytes(pdf, buf_view(&d->file));
	if (!buf_ok(pdf))
		return fault_set(f, ST_BROKEN, "PDF: no room");
	return ST_OK;
}

void
draw_free(struct draw *d)
{
	if (d == NULL)
		return;
	cairo_destroy(d->cr);
	if (d->surface != NULL)
		cairo_surface_finish(d->surface);
	cairo_surface_destroy(d->surface);
	buf_free(&d->file);
	free(d);
}

const char *
draw_missing(const struct draw *d)
{
	return d->missing;
}

#ifdef JIANYIN_SANITIZED
/*
 * cairo 1.16 forgets 768 bytes for each CFF font it puts into a PDF, pango
 * some of fontconfig's patterns, once for each face.
 */
const char	*__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libcairo.so\nleak:libfontconfig.so\n";
}
#endif

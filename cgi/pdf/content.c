/*
 * What a page's own content leaves open.  Marks are drawn behind it, so a
 * graphics state, a text object or a marked-content section that it does not
 * end is ended for it; what it closes too often is opened before it.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "pdf/prepare.h"

struct reading {
	const unsigned char	*p, *end;
};

static int
is_space(unsigned char c)
{
	return c == '\0' || strchr(" \t\r\n\f", c) != NULL;
}

static int
is_delimiter(unsigned char c)
{
	return c != '\0' && strchr("()<>[]{}/%", c) != NULL;
}

static void
skip_to(struct reading *r, const char *ends)
{
	while (r->p < r->end && (*r->p == '\0' ||
	    strchr(ends, *r->p) == NULL))
		r->p++;
}

/* Behind a string, whose brackets nest unless escaped. */
static void
skip_string(struct reading *r)
{
	int	 depth = 0;

	for (; r->p < r->end; r->p++) {
		if (*r->p == '\\')
			r->p++;
		else if (*r->p == '(')
			depth++;
		else if (*r->p == ')' && --depth == 0)
			break;
	}
	if (r->p < r->end)
		r->p++;
	else
		r->p = r->end;
}

/* An image's bytes: up to an EI that stands alone. */
static void
skip_image(struct reading *r)
{
	const unsigned char	*q;

	while (r->p + 2 < r->end && (q = memmem(r->p + 1,
	    (size_t)(r->end - r->p - 1), "EI", 2)) != NULL) {
		r->p = q;
		if (is_space(q[-1]) && (q + 2 == r->end || is_space(q[2])))
			return;
	}
	r->p = r->end;
}

/* The next operator or number; 0 at the end. */
static size_t
next_word(struct reading *r, const unsigned char **word)
{
	while (r->p < r->end) {
		if (*r->p == '(')
			skip_string(r);
		else if (*r->p == '%')
			skip_to(r, "\r\n");
		else if (*r->p == '/' || (!is_space(*r->p) &&
		    !is_delimiter(*r->p)))
			break;
		else
			r->p++;
	}
	*word = r->p;
	if (r->p < r->end)
		r->p++;
	while (r->p < r->end && !is_space(*r->p) && !is_delimiter(*r->p))
		r->p++;
	return (size_t)(r->p - *word);
}

static int
word_is(const unsigned char *word, size_t n, const char *want)
{
	return n == strlen(want) && memcmp(word, want, n) == 0;
}

static void
scan(struct bytes in, struct pdf_left *out)
{
	struct reading		 r = { in.p, in.p + in.n };
	const unsigned char	*word;
	long			 level = 0, low = 0;
	size_t			 n;

	while ((n = next_word(&r, &word)) > 0) {
		if (word_is(word, n, "q"))
			level++;
		else if (word_is(word, n, "Q"))
			low = --level < low ? level : low;
		else if (word_is(word, n, "BT"))
			out->text = 1;
		else if (word_is(word, n, "ET"))
			out->text = 0;
		else if (word_is(word, n, "BMC") || word_is(word, n, "BDC"))
			out->sections++;
		else if (word_is(word, n, "EMC") && out->sections > 0)
			out->sections--;
		else if (word_is(word, n, "ID"))
			skip_image(&r);
	}
	out->before = 1 - low;
	out->behind = out->before + level;
}

/* --- reading it, bounded: a page may be a bomb ---------------------------- */

#define CONTENT_MAX	(16 * 1024 * 1024)	/* decoded; drawings have 2 */
#define CODED_MAX	(64 * 1024)	/* of filters that only qpdf decodes */

enum coding { CODED_NOT, CODED_FLATE, CODED_OTHER };

static enum coding
coding_of(struct doc *d, qpdf_oh stream)
{
	qpdf_oh	 dict = qpdf_oh_get_dict(d->q, stream);
	qpdf_oh	 filter = pdf_obj_key(d, dict, "/Filter");

	if (filter == 0)
		return CODED_NOT;
	if (qpdf_oh_is_array(d->q, filter) &&
	    qpdf_oh_get_array_n_items(d->q, filter) == 1)
		filter = qpdf_oh_get_array_item(d->q, filter, 0);
	return pdf_obj_is_name(d, filter, "/FlateDecode") &&
	    pdf_obj_key(d, dict, "/DecodeParms") == 0 ? CODED_FLATE :
	    CODED_OTHER;
}

/* What comes out until it ends or breaks off; the buffer has the ceiling. */
static void
inflate_put(unsigned char *p, size_t n, struct buf *out)
{
	unsigned char	 piece[16 * 1024];
	z_stream	 z = { .next_in = p, .avail_in = (uInt)n };
	int		 rc = Z_OK;

	if (inflateInit(&z) != Z_OK) {
		out->failed = 1;
		return;
	}
	while (rc == Z_OK && buf_ok(out)) {
		z.next_out = piece;
		z.avail_out = sizeof(piece);
		rc = inflate(&z, Z_NO_FLUSH);
		buf_put(out, piece, sizeof(piece) - z.avail_out);
	}
	inflateEnd(&z);
}

/* 0 where it cannot be told what the stream draws. */
static int
stream_put(struct doc *d, qpdf_oh stream, struct buf *out)
{
	const enum coding coding = coding_of(d, stream);
	unsigned char	*p = NULL;
	size_t		 n = 0;
	int		 ok;

	ok = (qpdf_oh_get_stream_data(d->q, stream, qpdf_dl_none, NULL, &p,
	    &n) & QPDF_ERRORS) == 0;
	if (ok && coding == CODED_OTHER && n <= CODED_MAX) {
		free(p);
		p = NULL;
		ok = (qpdf_oh_get_stream_data(d->q, stream,
		    qpdf_dl_generalized, NULL, &p, &n) & QPDF_ERRORS) == 0;
	} else if (coding == CODED_OTHER) {
		ok = 0;
	}
	if (ok && coding == CODED_FLATE && n <= UINT_MAX)
		inflate_put(p, n, out);
	else if (ok)
		buf_put(out, p, n);
	buf_byte(out, '\n');
	free(p);
	return ok && buf_ok(out);
}

static int
content_put(struct doc *d, qpdf_oh content, struct buf *out)
{
	int	 i, n;

	if (qpdf_oh_is_stream(d->q, content))
		return stream_put(d, content, out);
	if (!qpdf_oh_is_array(d->q, content))
		return 0;
	n = qpdf_oh_get_array_n_items(d->q, content);
	for (i = 0; i < n; i++) {
		qpdf_oh	 one = qpdf_oh_get_array_item(d->q, content, i);

		if (!qpdf_oh_is_stream(d->q, one) ||
		    !stream_put(d, one, out))
			return 0;
	}
	return 1;
}

/* What cannot be decoded, or is vast, is taken to be in order. */
void
pdf_content_left(struct doc *d, qpdf_oh page, struct pdf_left *out)
{
	const int	 warned = qpdf_more_warnings(d->q);
	qpdf_oh		 content = pdf_obj_key(d, page, "/Contents");
	struct buf	 b;

	*out = (struct pdf_left){ .before = 1, .behind = 1 };
	if (content == 0)
		return;
	buf_init(&b, CONTENT_MAX);
	if (content_put(d, content, &b) && b.n > 0)
		scan(buf_view(&b), out);
	buf_free(&b);
	/* Its complaints are about how the page draws, not about the file. */
	if (qpdf_has_error(d->q))
		qpdf_get_error(d->q);
	while (!warned && qpdf_more_warnings(d->q))
		qpdf_next_warning(d->q);
}

void
pdf_content_open(const struct pdf_left *left, struct buf *out)
{
	long	 i;

	for (i = 0; i < left->before; i++)
		buf_text(out, "q\n");
}

void
pdf_content_end(const struct pdf_left *left, struct buf *out)
{
	long	 i;

	if (left->text)
		buf_text(out, "ET ");
	for (i = 0; i < left->sections; i++)
		buf_text(out, "EMC ");
	for (i = 0; i < left->behind; i++)
		buf_text(out, "Q ");
}

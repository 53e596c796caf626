/*
 * What a page's own content leaves open.  Marks are drawn behind it, so a
 * graphics state, a text object or a marked-content section that it does not
 * end is ended for it; what it closes too often is opened before it.
 */
#include <stdlib.h>
#include <string.h>

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

/* What cannot be decoded is taken to be in order. */
void
pdf_content_left(struct doc *d, qpdf_oh page, struct pdf_left *out)
{
	const int	 warned = qpdf_more_warnings(d->q);
	unsigned char	*p = NULL;
	size_t		 n = 0;

	*out = (struct pdf_left){ .before = 1, .behind = 1 };
	if (pdf_obj_key(d, page, "/Contents") == 0)
		return;
	if ((qpdf_oh_get_page_content_data(d->q, page, &p, &n) &
	    QPDF_ERRORS) == 0)
		scan(bytes_of(p, n), out);
	free(p);
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

/*
 * Opening a stranger's file with qpdf: what is refused and why.  The page
 * tree is walked by ourselves first, without recursion, because qpdf follows
 * it by calling itself.
 */
#include <string.h>

#include "base/limits.h"
#include "pdf/local.h"

#define HEADER_WITHIN	1024	/* viewers look that far for %PDF- */
#define NODES_MAX	(LIMIT_PAGES * 4 + 1000)

/* Where %PDF- begins; -1 where it does not. */
static long
header_at(struct bytes in)
{
	size_t	 n = in.n < HEADER_WITHIN ? in.n : HEADER_WITHIN;
	const unsigned char *p = memmem(in.p, n, "%PDF-", 5);

	return p == NULL ? -1 : (long)(p - in.p);
}

enum pdf_reason
pdf_doc_reason(struct doc *d)
{
	qpdf_error	 e = qpdf_get_error(d->q);
	const char	*text;

	if (e == NULL)
		return PDF_DAMAGED;
	if (qpdf_get_error_code(d->q, e) == qpdf_e_password)
		return PDF_ENCRYPTED;
	text = qpdf_get_error_full_text(d->q, e);
	if (strstr(text, "bad_alloc") != NULL)
		return PDF_TOO_LARGE;
	if (memmem(d->in.p, d->in.n, "/ByteRange", 10) != NULL)
		return PDF_DAMAGED_SIGNED;
	return PDF_DAMAGED;
}

/* Memory that ran out inside qpdf shows only as a complaint of its. */
static enum pdf_reason
doc_blame(struct doc *d, enum pdf_reason why)
{
	qpdf_error	 e;

	if (d->q == NULL || why != PDF_DAMAGED)
		return why;
	while (qpdf_more_warnings(d->q)) {
		e = qpdf_next_warning(d->q);
		if (strstr(qpdf_get_error_full_text(d->q, e), "bad_alloc") !=
		    NULL)
			return PDF_TOO_LARGE;
	}
	return why;
}

struct walk {
	qpdf_oh	 kids;
	int	 at, n;
};

/* Step into a node: its /Kids on the stack, or a page. */
static enum pdf_reason
tree_enter(struct doc *d, qpdf_oh node, struct walk *stack, int *depth,
    unsigned *pages)
{
	qpdf_oh	 kids = pdf_obj_key(d, node, "/Kids");

	if (kids == 0 || !qpdf_oh_is_array(d->q, kids)) {
		++*pages;
		return *pages > LIMIT_PAGES ? PDF_TOO_MANY_PAGES : PDF_FINE;
	}
	if (*depth >= PDF_TREE_DEPTH)
		return PDF_TOO_DEEP;
	stack[*depth] = (struct walk){ .kids = kids,
	    .n = qpdf_oh_get_array_n_items(d->q, kids) };
	++*depth;
	return PDF_FINE;
}

/* Count the pages; a loop shows as depth, a thicket as nodes. */
static enum pdf_reason
tree_check(struct doc *d)
{
	struct walk	 stack[PDF_TREE_DEPTH];
	unsigned	 nodes = 0, pages = 0;
	enum pdf_reason	 why;
	qpdf_oh		 node = pdf_obj_key(d, qpdf_get_root(d->q), "/Pages");
	int		 depth = 0;

	if (node == 0 || !qpdf_oh_is_dictionary(d->q, node))
		return PDF_DAMAGED;
	if ((why = tree_enter(d, node, stack, &depth, &pages)) != PDF_FINE)
		return why;
	while (depth > 0) {
		struct walk *w = &stack[depth - 1];

		if (w->at >= w->n) {
			depth--;
			continue;
		}
		if (++nodes > NODES_MAX)
			return PDF_TOO_MANY_PAGES;
		node = qpdf_oh_get_array_item(d->q, w->kids, w->at++);
		if (!qpdf_oh_is_dictionary(d->q, node))
			continue;
		why = tree_enter(d, node, stack, &depth, &pages);
		if (why != PDF_FINE)
			return why;
	}
	return pages == 0 ? PDF_DAMAGED : PDF_FINE;
}

static enum pdf_reason
open_it(struct doc *d, struct bytes in, struct pool *pool)
{
	enum pdf_reason	 why;
	long long	 size;
	long		 at;
	int		 n;

	*d = (struct doc){ .in = in, .pool = pool };
	if (in.n == 0)
		return PDF_EMPTY;
	if (in.n > LIMIT_DOCUMENT)
		return PDF_TOO_LARGE;
	if ((at = header_at(in)) < 0)
		return PDF_NOT_PDF;
	d->junk = at > 0;
	if ((d->q = qpdf_init()) == NULL)
		return PDF_OUR_FAULT;
	qpdf_set_suppress_warnings(d->q, QPDF_TRUE);
	qpdf_silence_errors(d->q);
	if ((qpdf_read_memory(d->q, "upload", (const char *)in.p, in.n,
	    NULL) & QPDF_ERRORS) != 0)
		return pdf_doc_reason(d);
	if (qpdf_is_encrypted(d->q))
		return PDF_ENCRYPTED;
	if ((why = tree_check(d)) != PDF_FINE)
		return why;
	if ((n = qpdf_get_num_pages(d->q)) <= 0)
		return pdf_doc_reason(d);
	if (n > LIMIT_PAGES)
		return PDF_TOO_MANY_PAGES;
	d->npages = (unsigned)n;
	if (!pdf_obj_int(d, pdf_obj_key(d, qpdf_get_trailer(d->q), "/Size"),
	    &size) || size < 1 || size > 100000000)
		size = 0;
	d->size = (int)size;
	return PDF_FINE;
}

enum pdf_reason
pdf_doc_open(struct doc *d, struct bytes in, struct pool *pool)
{
	return doc_blame(d, open_it(d, in, pool));
}

void
pdf_doc_close(struct doc *d)
{
	if (d->q != NULL)
		qpdf_cleanup(&d->q);
}

void
pdf_doc_sweep(struct doc *d)
{
	qpdf_oh	 o;
	int	 i;

	for (i = 1; i < d->size; i++) {
		o = qpdf_get_object_by_id(d->q, i, 0);
		qpdf_oh_get_type_code(d->q, o);
		qpdf_oh_release(d->q, o);
	}
}

/*
 * Pages qpdf had to make up (direct or used twice) have numbers of no object
 * in the file.
 */
int
pdf_doc_is_damaged(struct doc *d)
{
	unsigned	 i;
	qpdf_oh		 page;
	int		 id;

	if (d->junk || d->size == 0)
		return 1;
	for (i = 0; i < d->npages; i++) {
		page = qpdf_get_page_n(d->q, i);
		id = qpdf_oh_get_object_id(d->q, page);
		qpdf_oh_release(d->q, page);
		if (id <= 0 || id >= d->size)
			return 1;
	}
	if (qpdf_more_warnings(d->q) || qpdf_has_error(d->q))
		d->warned = 1;
	return d->warned;
}

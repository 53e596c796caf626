/*
 * PDF files through the reader: structs in, structs out.  "fd" is a
 * descriptor of the whole file (box_file makes one of memory).  A refusal is
 * ST_INVALID and *why names it; why is PDF_FINE otherwise.
 */
#ifndef PDF_CLIENT_H
#define PDF_CLIENT_H

#include "base/fault.h"
#include "base/pool.h"
#include "box/reader.h"
#include "pdf/pdf.h"

/*
 * Look a file over.  Where qpdf complains and nothing is signed, a repaired
 * copy comes with it (facts->repaired, to be closed by the caller): that is
 * what is shown, approved and stamped.  Page sizes are of the repaired one.
 */
enum status	 pdf_look(const struct reader *reader, int fd,
		    struct pool *pool, struct pdf_facts *out,
		    enum pdf_reason *why, struct fault *f);
/* A page as PNG; page 0 is the first, dpi 30 .. 200. */
enum status	 pdf_preview(const struct reader *reader, int fd,
		    unsigned page, unsigned dpi, struct pool *pool,
		    struct bytes *png, enum pdf_reason *why,
		    struct fault *f);
enum status	 pdf_prepare(const struct reader *reader, int fd,
		    const struct pdf_order *order, struct pool *pool,
		    struct pdf_prepared *out, enum pdf_reason *why,
		    struct fault *f);
enum status	 pdf_extract(const struct reader *reader, int fd,
		    struct pool *pool, struct pdf_signatures *out,
		    enum pdf_reason *why, struct fault *f);

/* The operations, for the reader program's table. */
extern const struct reader_op	 pdf_ops[];
extern const size_t		 pdf_nops;
/* Before forking: fonts opened, glyphs of the usual line drawn. */
enum status	 pdf_warm(struct fault *f);
/* Whether the line's text is made of these: else each child draws anew. */
int		 pdf_line_ready(const char *text);
/* Before forking too: a document of our own through the operations, so that
 * symbols are bound and tables filled once and not in every child. */
void		 pdf_rehearse(void);

#endif

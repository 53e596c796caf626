/*
 * Looking a file over: pages, signatures, damage.  What qpdf complains about
 * is rewritten whole where nothing is signed, and read again.
 */
#include "base/file.h"
#include "base/limits.h"
#include "pdf/local.h"
#include "pdf/message.h"

enum status
pdf_op_refuse(struct box_io *io, enum pdf_reason why, struct fault *f)
{
	wire_int(&io->reply, PF_REASON, why);
	if (why == PDF_FINE)
		return ST_OK;
	return fault_set(f, why == PDF_OUR_FAULT ? ST_BROKEN : ST_INVALID,
	    "pdf: %s", pdf_reason_code(why));
}

/*
 * The child's end frees everything at once and sooner; a fuzzer's process
 * goes on and must be given it back, and a sanitizer would call a leak what
 * the parent's rehearsal leaves behind.
 */
void
pdf_op_end(struct doc *d, struct pool *pool)
{
#if defined(FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION) || \
    defined(JIANYIN_SANITIZED)
	pdf_doc_close(d);
	pool_free(pool);
#else
	(void)d;
	(void)pool;
#endif
}

static void
pages_put(struct doc *d, struct box_io *io)
{
	struct page_box	 box;
	struct buf	 b;
	unsigned	 i;

	buf_init(&b, LIMIT_PAGES * 8);
	for (i = 0; i < d->npages; i++) {
		pdf_page_measure(d, qpdf_get_page_n(d->q, i), &box);
		buf_u32(&b, (uint32_t)box.um_w);
		buf_u32(&b, (uint32_t)box.um_h);
		qpdf_oh_release_all(d->q);
	}
	wire_put(&io->reply, PF_PAGES, buf_view(&b));
	wire_text(&io->reply, PF_VERSION, qpdf_get_pdf_version(d->q));
	buf_free(&b);
}

static void
signatures_put(struct doc *d, const struct sig_list *sigs, struct box_io *io)
{
	int64_t	 filled = 0, ours = 0;
	size_t	 i;

	for (i = 0; i < sigs->n; i++) {
		if (sigs->list[i].value == 0)
			continue;
		filled++;
		ours |= pdf_sig_is_ours(d, sigs->list[i].value);
	}
	wire_int(&io->reply, PF_SIGNATURES, filled);
	wire_int(&io->reply, PF_OURS, ours);
	wire_int(&io->reply, PF_LOCKED, pdf_sig_locks(d, sigs));
}

/* Filled fields; a broken file may have lost its form but kept ranges. */
static int
is_signed(struct doc *d, const struct sig_list *sigs)
{
	size_t	 i;

	for (i = 0; i < sigs->n; i++)
		if (sigs->list[i].value != 0)
			return 1;
	return memmem(d->in.p, d->in.n, "/ByteRange", 10) != NULL;
}

/* The whole file written anew; the bytes belong to qpdf. */
static enum pdf_reason
rewrite(struct doc *d, struct bytes *out)
{
	if ((qpdf_init_write_memory(d->q) & QPDF_ERRORS) != 0)
		return PDF_DAMAGED;
	qpdf_set_object_stream_mode(d->q, qpdf_o_disable);
	qpdf_set_stream_data_mode(d->q, qpdf_s_preserve);
	qpdf_set_deterministic_ID(d->q, QPDF_TRUE);
	if ((qpdf_write(d->q) & QPDF_ERRORS) != 0)
		return pdf_doc_reason(d);
	*out = bytes_of(qpdf_get_buffer(d->q), qpdf_get_buffer_length(d->q));
	return out->n > LIMIT_DOCUMENT ? PDF_TOO_LARGE : PDF_FINE;
}

static enum pdf_reason
repair(struct doc *d, struct pool *pool, struct box_io *io, struct fault *f)
{
	struct bytes	 fresh;
	struct doc	 again;
	enum pdf_reason	 why = rewrite(d, &fresh);

	if (why != PDF_FINE)
		return why;
	if ((why = pdf_doc_open(&again, fresh, pool)) == PDF_FINE) {
		pdf_doc_sweep(&again);
		if (pdf_doc_is_damaged(&again))
			why = PDF_DAMAGED;
		else
			pages_put(&again, io);
	}
	pdf_doc_close(&again);
	if (why == PDF_FINE && file_write_fd(io->bulk, fresh, f) != ST_OK)
		why = PDF_OUR_FAULT;
	return why;
}

static enum pdf_reason
look(struct doc *d, struct pool *pool, struct box_io *io, struct fault *f)
{
	struct sig_list	 sigs;
	enum pdf_reason	 why;

	if ((why = pdf_doc_open(d, io->in, pool)) != PDF_FINE ||
	    (why = pdf_sig_find(d, &sigs)) != PDF_FINE)
		return why;
	signatures_put(d, &sigs, io);
	pdf_doc_sweep(d);
	if (!pdf_doc_is_damaged(d)) {
		pages_put(d, io);
		return PDF_FINE;
	}
	wire_int(&io->reply, PF_WARNED, 1);
	return is_signed(d, &sigs) ? PDF_DAMAGED_SIGNED :
	    repair(d, pool, io, f);
}

enum status
pdf_op_look(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	struct pool	*pool = pool_new(PDF_CHILD_POOL);
	struct doc	 d;
	enum pdf_reason	 why;

	(void)req;
	if (pool == NULL)
		return pdf_op_refuse(io, PDF_OUR_FAULT, f);
	why = look(&d, pool, io, f);
	pdf_op_end(&d, pool);
	return pdf_op_refuse(io, why, f);
}

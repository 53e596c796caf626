/*
 * The side that asks.  Everything an answer holds is checked again here: it
 * comes from a process that read a stranger's file.
 */
#include <string.h>
#include <unistd.h>

#include "base/id.h"
#include "base/limits.h"
#include "pdf/client.h"
#include "pdf/local.h"
#include "pdf/message.h"

enum { ROW_LOOK, ROW_PREVIEW, ROW_PREPARE, ROW_EXTRACT, ROW__N };

#define MEMORY	(512 * MIB)	/* stack.md 4.4 */

const struct reader_op	 pdf_ops[] = {
	[ROW_LOOK] = { PDF_OP_LOOK, "pdf.look", { BOX_COMPUTE, MEMORY, 10,
	    20000, 256 * KIB, 128 * MIB }, pdf_op_look },
	[ROW_PREVIEW] = { PDF_OP_PREVIEW, "pdf.preview", { BOX_RENDER, MEMORY,
	    10, 20000, 4 * KIB, 32 * MIB }, pdf_op_preview },
	[ROW_PREPARE] = { PDF_OP_PREPARE, "pdf.prepare", { BOX_COMPUTE,
	    MEMORY, 20, 40000, PDF_REPLY, 0 }, pdf_op_prepare },
	[ROW_EXTRACT] = { PDF_OP_EXTRACT, "pdf.extract", { BOX_COMPUTE,
	    MEMORY, 20, 40000, PDF_REPLY, 0 }, pdf_op_extract },
};
const size_t		 pdf_nops = NITEMS(pdf_ops);
_Static_assert(NITEMS(pdf_ops) == ROW__N, "a row for each operation");

/* qpdf and the fonts set themselves up at first use: let that be now. */
enum status
pdf_warm(struct fault *f)
{
	qpdf_data	 q;

	if (pdf_line_is_warm())
		return ST_OK;
	q = qpdf_init();
	if (q == NULL || (qpdf_empty_pdf(q) & QPDF_ERRORS) != 0 ||
	    (qpdf_init_write_memory(q) & QPDF_ERRORS) != 0)
		return fault_set(f, ST_BROKEN, "qpdf does not start");
	qpdf_set_deterministic_ID(q, QPDF_TRUE);
	qpdf_write(q);
	qpdf_cleanup(&q);
	return pdf_line_warm(f);
}

/* What the way a child ended says about the file. */
static enum pdf_reason
reason_of(enum box_end end)
{
	static const enum pdf_reason reasons[] = {
		[BOX_DONE] = PDF_OUR_FAULT, [BOX_SLOW] = PDF_TOO_SLOW,
		[BOX_MEMORY] = PDF_TOO_LARGE, [BOX_FORBIDDEN] = PDF_SUSPECT,
		[BOX_CRASHED] = PDF_SUSPECT, [BOX_FULL] = PDF_TOO_LARGE,
		[BOX_REFUSED] = PDF_OUR_FAULT,
	};

	_Static_assert(NITEMS(reasons) == BOX__N, "a row each");
	return reasons[end];
}

/* Ask; *why is PDF_FINE exactly where the result is ST_OK. */
static enum status
ask(const struct reader *reader, int row, struct buf *req, int fd,
    struct reader_answer *answer, enum pdf_reason *why, struct fault *f)
{
	enum status	 st;
	int64_t		 said;

	st = reader_ask(reader, &pdf_ops[row], req, fd, answer, f);
	*why = reason_of(answer->end);
	if (answer->end == BOX_DONE && answer->msg.body.p != NULL) {
		said = wire_num(&answer->msg, PF_REASON, PDF_OUR_FAULT);
		if (said >= 0 && said < PDF_REASON__N)
			*why = (enum pdf_reason)said;
	}
	if (st == ST_OK && *why != PDF_FINE && row != ROW_PREVIEW)
		return fault_set(f, ST_BROKEN, "pdf: answer without reason");
	if (st == ST_OK)
		*why = PDF_FINE;
	else if (*why == PDF_FINE)
		*why = PDF_OUR_FAULT;
	return st;
}

static uint32_t
u32_at(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static size_t
u64_at(const unsigned char *p)
{
	return (size_t)((uint64_t)u32_at(p) << 32 | u32_at(p + 4));
}

static enum status
facts_read(const struct wire_msg *m, struct pool *pool,
    struct pdf_facts *out, struct fault *f)
{
	struct bytes	 pages = wire_get(m, PF_PAGES);
	size_t		 i, n = pages.n / 8;

	if (n == 0 || n > LIMIT_PAGES || pages.n % 8 != 0)
		return fault_set(f, ST_BROKEN, "pdf: no pages in the answer");
	if ((out->pages = pool_array(pool, n, sizeof(*out->pages))) == NULL)
		return fault_set(f, ST_BROKEN, "pdf: memory");
	out->npages = (unsigned)n;
	for (i = 0; i < n; i++) {
		out->pages[i].um_w = (int)u32_at(pages.p + i * 8);
		out->pages[i].um_h = (int)u32_at(pages.p + i * 8 + 4);
	}
	wire_str(m, PF_VERSION, out->version, sizeof(out->version));
	out->warned = wire_num(m, PF_WARNED, 0) != 0;
	out->signatures = (unsigned)wire_num(m, PF_SIGNATURES, 0);
	out->ours = wire_num(m, PF_OURS, 0) != 0;
	out->locked = wire_num(m, PF_LOCKED, 0) != 0;
	return ST_OK;
}

enum status
pdf_look(const struct reader *reader, int fd, struct pool *pool,
    struct pdf_facts *out, enum pdf_reason *why, struct fault *f)
{
	struct reader_answer	 answer;
	struct buf		 req;
	enum status		 st;

	*out = (struct pdf_facts){ .repaired = -1 };
	buf_init(&req, KIB);
	wire_begin(&req, PDF_OP_LOOK);
	st = ask(reader, ROW_LOOK, &req, fd, &answer, why, f);
	if (st == ST_OK)
		st = facts_read(&answer.msg, pool, out, f);
	if (st == ST_OK && out->warned) {
		out->repaired = answer.bulk;
		answer.bulk = -1;
	}
	reader_done(&answer);
	buf_free(&req);
	return st;
}

enum status
pdf_preview(const struct reader *reader, int fd, unsigned page, unsigned dpi,
    struct pool *pool, struct bytes *png, enum pdf_reason *why,
    struct fault *f)
{
	static const unsigned char magic[] = "\x89PNG";
	struct reader_answer	 answer;
	struct bytes		 map = { NULL, 0 };
	struct buf		 req;
	enum status		 st;

	*png = bytes_of(NULL, 0);
	buf_init(&req, KIB);
	wire_begin(&req, PDF_OP_PREVIEW);
	wire_int(&req, PF_PAGE, page);
	wire_int(&req, PF_DPI, dpi);
	st = ask(reader, ROW_PREVIEW, &req, fd, &answer, why, f);
	if (st == ST_OK && answer.bulk == -1)
		st = fault_set(f, ST_INVALID, "preview: nothing drawn");
	if (st == ST_OK)
		st = box_map(answer.bulk, &map, f);
	if (st == ST_OK && (map.n < 4 || memcmp(map.p, magic, 4) != 0))
		st = fault_set(f, ST_INVALID, "preview: not a picture");
	if (st == ST_OK) {
		*png = pool_bytes(pool, map);
		if (png->p == NULL)
			st = fault_set(f, ST_BROKEN, "preview: memory");
	}
	if (st == ST_INVALID && *why == PDF_FINE)
		*why = PDF_DAMAGED;
	box_unmap(&map);
	reader_done(&answer);
	buf_free(&req);
	return st;
}

static void
order_put(const struct pdf_order *o, struct buf *b)
{
	const struct pdf_picture	*p = o->picture;
	const struct pdf_marks		*m = &o->marks;
	unsigned char			 id[16];

	if (o->id != NULL)
		memcpy(id, o->id, sizeof(id));
	else
		random_bytes(id, sizeof(id));
	wire_int(b, PF_WIDTH, p->width);
	wire_int(b, PF_HEIGHT, p->height);
	wire_int(b, PF_UM_W, p->um_w);
	wire_int(b, PF_UM_H, p->um_h);
	wire_int(b, PF_PLAIN, p->plain);
	wire_int(b, PF_COLOUR_N, (int64_t)p->colour.n);
	wire_int(b, PF_BITS, p->bits);
	wire_int(b, PF_ALPHA_N, (int64_t)p->alpha.n);
	wire_int(b, PF_PAGE, o->where.page);
	wire_int(b, PF_X, o->where.um_x);
	wire_int(b, PF_Y, o->where.um_y);
	wire_int(b, PF_QR_SIZE, m->qr_size);
	wire_put(b, PF_QR_DARK, bytes_of(m->qr_dark,
	    (size_t)m->qr_size * m->qr_size));
	wire_text(b, PF_BEFORE, m->line_before);
	wire_text(b, PF_AFTER, m->line_after);
	wire_int(b, PF_HOLE, (int64_t)o->hole);
	wire_text(b, PF_SIGNER, o->signer);
	wire_text(b, PF_WHY, o->reason);
	wire_int(b, PF_WHEN, o->when);
	wire_put(b, PF_ID, bytes_of(id, sizeof(id)));
}

/* Where the answer has its gaps: each behind the one before, or 0. */
static int
gaps_read(const struct wire_msg *m, size_t n, size_t at[GAP__N])
{
	const unsigned char	*p;
	size_t			 i, last = 0;

	for (i = 0; i < GAP__N; i++, last = at[i - 1]) {
		struct bytes	 v = wire_nth(m, PF_GAP, i);

		if ((p = v.p) == NULL || v.n != 8)
			return 0;
		at[i] = u64_at(p);
		if (at[i] < last || at[i] > n)
			return 0;
	}
	return at[GAP_HOLE] > 0;
}

static unsigned char *
add(unsigned char *to, const unsigned char *p, size_t n)
{
	if (n > 0)
		memcpy(to, p, n);
	return to + n;
}

/* The increment whole: what came, the picture and room for the signature. */
static void
gaps_fill(struct bytes more, const size_t at[GAP__N],
    const struct pdf_order *o, struct pdf_prepared *out)
{
	const struct bytes	 fill[GAP_HOLE] = {
		[GAP_ALPHA] = o->picture->alpha,
		[GAP_COLOUR] = o->picture->colour,
	};
	unsigned char		*to = out->bytes;
	size_t			 i, from = 0;

	for (i = 0; i < GAP_HOLE; from = at[i++]) {
		to = add(to, more.p + from, at[i] - from);
		to = add(to, fill[i].p, fill[i].n);
	}
	to = add(to, more.p + from, at[GAP_HOLE] - from);
	memset(to, '0', out->hole_n);
	to[0] = '<';
	to[out->hole_n - 1] = '>';
	add(to + out->hole_n, more.p + at[GAP_HOLE], more.n - at[GAP_HOLE]);
}

static enum status
prepared_read(const struct wire_msg *m, size_t file,
    const struct pdf_order *o, struct pool *pool, struct pdf_prepared *out,
    struct fault *f)
{
	const size_t	 picture = o->picture->alpha.n + o->picture->colour.n;
	struct bytes	 more = wire_get(m, PF_BYTES);
	size_t		 at[GAP__N];

	if (!gaps_read(m, more.n, at))
		return fault_set(f, ST_BROKEN, "pdf: no hole in the answer");
	out->marked = (int)wire_num(m, PF_MARKED, 0);
	out->hole_n = o->hole * 2 + 2;
	out->hole_at = file + at[GAP_HOLE] + picture;
	out->n = more.n + picture + out->hole_n;
	out->range[0] = 0;
	out->range[1] = out->hole_at;
	out->range[2] = out->hole_at + out->hole_n;
	out->range[3] = file + out->n - out->range[2];
	if ((out->bytes = pool_alloc(pool, out->n)) == NULL)
		return fault_set(f, ST_BROKEN, "pdf: memory");
	gaps_fill(more, at, o, out);
	return ST_OK;
}

enum status
pdf_prepare(const struct reader *reader, int fd,
    const struct pdf_order *order, struct pool *pool,
    struct pdf_prepared *out, enum pdf_reason *why, struct fault *f)
{
	struct reader_answer	 answer;
	struct buf		 req;
	off_t			 size = lseek(fd, 0, SEEK_END);
	enum status		 st;

	*out = (struct pdf_prepared){ 0 };
	*why = PDF_OUR_FAULT;
	if (size < 0)
		return fault_set(f, ST_BROKEN, "pdf: not a file");
	/* Without the program the fonts are opened here, before the fork. */
	if (reader->socket == NULL && (st = pdf_warm(f)) != ST_OK)
		return st;
	buf_init(&req, 7 * MIB);
	wire_begin(&req, PDF_OP_PREPARE);
	order_put(order, &req);
	st = ask(reader, ROW_PREPARE, &req, fd, &answer, why, f);
	if (st == ST_OK)
		st = prepared_read(&answer.msg, (size_t)size, order, pool,
		    out, f);
	reader_done(&answer);
	buf_free(&req);
	return st;
}

static const char *
text_in(const struct wire_msg *m, uint16_t field, struct pool *pool)
{
	struct bytes	 v = wire_get(m, field);
	const char	*s = v.p == NULL ? "" : pool_copy(pool, v.p, v.n);

	return s == NULL ? "" : s;
}

static void
signature_read(struct bytes v, struct pool *pool, struct pdf_signature *s)
{
	const struct wire_msg	 m = { .body = v };
	struct bytes		 r = wire_get(&m, PF_RANGE);
	struct bytes		 at = wire_get(&m, PF_PLACED);
	int			 i;

	s->field = text_in(&m, PF_NAME, pool);
	s->filter = text_in(&m, PF_FILTER, pool);
	s->subfilter = text_in(&m, PF_SUBFILTER, pool);
	s->signer = text_in(&m, PF_SIGNER, pool);
	s->changed = text_in(&m, PF_CHANGED, pool);
	s->claimed = wire_num(&m, PF_CLAIMED, 0);
	for (i = 0; i < 4 && r.n == 32; i++)
		s->range[i] = u64_at(r.p + i * 8);
	s->whole = wire_num(&m, PF_WHOLE, 0) == 1;
	s->end = (size_t)wire_num(&m, PF_END, 0);
	s->later = wire_num(&m, PF_LATER, 1) != 0;
	s->altered = wire_num(&m, PF_ALTERED, 1) != 0;
	s->contents = pool_bytes(pool, wire_get(&m, PF_CONTENTS));
	s->placed = at.n == 20;
	if (s->placed)
		s->where = (struct placement){ u32_at(at.p),
		    (int)u32_at(at.p + 4), (int)u32_at(at.p + 8),
		    (int)u32_at(at.p + 12), (int)u32_at(at.p + 16) };
}

enum status
pdf_extract(const struct reader *reader, int fd, struct pool *pool,
    struct pdf_signatures *out, enum pdf_reason *why, struct fault *f)
{
	struct reader_answer	 answer;
	struct buf		 req;
	struct bytes		 v;
	unsigned		 i = 0;
	enum status		 st;

	*out = (struct pdf_signatures){ 0 };
	buf_init(&req, KIB);
	wire_begin(&req, PDF_OP_EXTRACT);
	st = ask(reader, ROW_EXTRACT, &req, fd, &answer, why, f);
	if (st != ST_OK)
		goto out;
	while (i < PDF_SIGS_MAX &&
	    wire_nth(&answer.msg, PF_SIGNATURE, i).p != NULL)
		i++;
	out->n = i;
	out->list = pool_array(pool, i == 0 ? 1 : i, sizeof(*out->list));
	if (out->list == NULL) {
		st = fault_set(f, ST_BROKEN, "pdf: memory");
		goto out;
	}
	for (i = 0; i < out->n; i++) {
		v = wire_nth(&answer.msg, PF_SIGNATURE, i);
		signature_read(v, pool, &out->list[i]);
	}
	out->empty = (unsigned)wire_num(&answer.msg, PF_EMPTY, 0);
	if (pool_failed(pool))
		st = fault_set(f, ST_BROKEN, "pdf: memory");
out:
	reader_done(&answer);
	buf_free(&req);
	return st;
}

/* The operation: a file looked over, and the fields of its answer. */
#include <string.h>

#include "ofd/local.h"
#include "ofd/message.h"

static enum ofd_reason
refuse(struct box_io *io, enum ofd_reason why, struct fault *f)
{
	wire_int(&io->reply, OF_REASON, why);
	if (why != OFD_FINE)
		fault_set(f, why == OFD_OUR_FAULT ? ST_BROKEN : ST_INVALID,
		    "ofd: %s", ofd_reason_code(why));
	return why;
}

/* A field whose bytes are fields again. */
static void
put_inner(struct box_io *io, enum ofd_field field, struct buf *b)
{
	if (!buf_ok(b))
		io->reply.failed = 1;
	wire_put(&io->reply, field, buf_view(b));
	buf_clear(b);
}

static void
document_put(const struct doc *d, struct box_io *io, struct buf *b)
{
	struct buf	 pages;
	unsigned	 i;

	buf_init(&pages, (size_t)LIMIT_PAGES * 16);
	for (i = 0; i < d->f.npages; i++) {
		buf_u64(&pages, (uint64_t)d->pages[i].id);
		buf_u32(&pages, (uint32_t)d->pages[i].um_w);
		buf_u32(&pages, (uint32_t)d->pages[i].um_h);
	}
	wire_text(b, OF_ROOT, d->f.root);
	wire_text(b, OF_LIST, d->f.signatures);
	wire_int(b, OF_MAX_UNIT, d->f.max_unit_id);
	wire_int(b, OF_MAX_SIGN, d->f.max_sign_id);
	wire_int(b, OF_SEALS, d->f.seals);
	wire_int(b, OF_ABSENT, d->f.absent);
	wire_int(b, OF_VERSIONS, d->f.versions);
	wire_put(b, OF_PAGES, buf_view(&pages));
	buf_free(&pages);
	put_inner(io, OF_DOCUMENT, b);
}

static void
parts_put(struct buf *b, enum ofd_field n, enum ofd_field names,
    const struct ofd_parts *p)
{
	wire_int(b, n, p->n);
	wire_text(b, names, p->names);
}

static void
places_put(const struct sig *s, struct buf *b)
{
	const struct placement	*p;
	struct buf		 all;
	unsigned		 i;

	buf_init(&all, (size_t)OFD_STAMPS * 20);
	for (i = 0; i < s->f.nplaces; i++) {
		p = &s->places[i];
		buf_u32(&all, p->page);
		buf_u32(&all, (uint32_t)p->um_x);
		buf_u32(&all, (uint32_t)p->um_y);
		buf_u32(&all, (uint32_t)p->um_w);
		buf_u32(&all, (uint32_t)p->um_h);
	}
	wire_put(b, OF_PLACES, buf_view(&all));
	buf_free(&all);
}

/* Mostly the seal is in the signature too: it need not travel twice. */
static void
seal_put(const struct ofd_signature *f, struct buf *b)
{
	const unsigned char	*at;

	if (f->seal.p == NULL)
		return;
	at = f->seal.n == 0 || f->value.n == 0 ? NULL :
	    memmem(f->value.p, f->value.n, f->seal.p, f->seal.n);
	if (at == NULL) {
		wire_put(b, OF_SEAL, f->seal);
		return;
	}
	wire_int(b, OF_SEAL_AT, at - f->value.p);
	wire_int(b, OF_SEAL_N, (int64_t)f->seal.n);
}

static void
signature_put(const struct sig *s, struct box_io *io, struct buf *b)
{
	const struct ofd_signature	*f = &s->f;

	wire_int(b, OF_DOC, f->doc);
	wire_text(b, OF_ID, f->id);
	wire_int(b, OF_IS_SEAL, f->is_seal);
	wire_text(b, OF_PATH, f->path);
	wire_int(b, OF_READABLE, f->readable);
	wire_put(b, OF_XML, f->xml);
	if (f->value.p != NULL)
		wire_put(b, OF_VALUE, f->value);
	seal_put(f, b);
	wire_text(b, OF_PROVIDER, f->provider);
	wire_text(b, OF_METHOD, f->method);
	wire_text(b, OF_CHECK, f->check_method);
	wire_text(b, OF_WHEN, f->when);
	wire_int(b, OF_DIGEST, f->digest);
	wire_int(b, OF_REFS, f->nrefs);
	wire_int(b, OF_LOCKS, f->locks);
	wire_int(b, OF_LIST_CHANGED, f->list_changed);
	wire_int(b, OF_APART, f->apart);
	wire_int(b, OF_LATER, f->later);
	wire_int(b, OF_STRAY, f->stray);
	wire_int(b, OF_QUIRKS, f->quirks);
	parts_put(b, OF_CHANGED, OF_CHANGED_NAMES, &f->changed);
	parts_put(b, OF_MISSING, OF_MISSING_NAMES, &f->missing);
	parts_put(b, OF_UNCOVERED, OF_UNCOVERED_NAMES, &f->uncovered);
	parts_put(b, OF_UNCLEAR, OF_UNCLEAR_NAMES, &f->unclear);
	parts_put(b, OF_OTHERS, OF_OTHERS_NAMES, &f->others);
	places_put(s, b);
	put_inner(io, OF_SIGNATURE, b);
}

static void
file_put(const struct work *w, struct box_io *io)
{
	struct buf	 b;
	int64_t		 files = 0;
	size_t		 k;
	unsigned	 i;

	for (k = 0; k < w->n; k++)
		files += !pack_is_folder(w->pack, k);
	wire_text(&io->reply, OF_VERSION, w->version);
	wire_int(&io->reply, OF_FILES, files);
	wire_int(&io->reply, OF_INTEGRITY, pack_find(w->pack,
	    "OFDEntries.xml") != PACK_NONE);
	wire_int(&io->reply, OF_QUIRKS, w->quirks);
	buf_init(&b, OFD_REPLY);
	for (i = 0; i < w->ndocs; i++)
		document_put(&w->docs[i], io, &b);
	for (i = 0; i < w->nsigs; i++)
		signature_put(&w->sigs[i], io, &b);
	buf_free(&b);
}

/*
 * The child's end frees everything at once and sooner; a fuzzer's process
 * goes on and must be given it back.
 */
enum status
ofd_op_look(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	struct pool	*pool = pool_new(OFD_CHILD_POOL);
	struct work	*w = pool == NULL ? NULL : pool_alloc(pool,
			    sizeof(*w));
	enum ofd_reason	 why = OFD_OUR_FAULT;

	(void)req;
	if (w != NULL) {
		why = ofd_file_read(w, io->in, pool);
		if (pool_failed(pool))
			why = OFD_TOO_LARGE;
		if (why == OFD_FINE)
			file_put(w, io);
		ofd_work_close(w);
	}
	why = refuse(io, why, f);
	pool_free(pool);
	return why == OFD_FINE ? ST_OK : why == OFD_OUR_FAULT ? ST_BROKEN :
	    ST_INVALID;
}

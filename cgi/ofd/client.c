/*
 * The side that asks.  Everything an answer holds is checked again here: it
 * comes from a process that read a stranger's file.
 */
#include <string.h>

#include "base/limits.h"
#include "ofd/client.h"
#include "ofd/local.h"
#include "ofd/message.h"

#define MEMORY	(512 * MIB)	/* one XML part of LIMIT_XML as a tree */

const struct reader_op	 ofd_ops[] = {
	{ OFD_OP_LOOK, "ofd.look", { BOX_COMPUTE, MEMORY, 20, 40000,
	    OFD_REPLY, 0 }, ofd_op_look },
};
const size_t		 ofd_nops = NITEMS(ofd_ops);

enum status
ofd_warm(struct fault *f)
{
	unsigned char	 digest[SM3_LEN];

	xml_warm();
	if (!pack_warm() || sm3(bytes_text("a"), digest) != ST_OK)
		return fault_set(f, ST_BROKEN, "ofd: libraries do not start");
	return ST_OK;
}

int
ofd_is_package(struct bytes file)
{
	return file.n >= 4 && memcmp(file.p, "PK\3\4", 4) == 0;
}

/* What the way a child ended says about the file. */
static enum ofd_reason
reason_of(enum box_end end)
{
	static const enum ofd_reason reasons[] = {
		[BOX_DONE] = OFD_OUR_FAULT, [BOX_SLOW] = OFD_TOO_SLOW,
		[BOX_MEMORY] = OFD_TOO_LARGE, [BOX_FORBIDDEN] = OFD_SUSPECT,
		[BOX_CRASHED] = OFD_SUSPECT, [BOX_FULL] = OFD_TOO_LARGE,
		[BOX_REFUSED] = OFD_OUR_FAULT,
	};

	_Static_assert(NITEMS(reasons) == BOX__N, "a row each");
	return reasons[end];
}

/* Ask; *why is OFD_FINE exactly where the result is ST_OK. */
static enum status
ask(const struct reader *reader, int fd, struct reader_answer *answer,
    enum ofd_reason *why, struct fault *f)
{
	struct buf	 req;
	enum status	 st;
	int64_t		 said;

	buf_init(&req, KIB);
	wire_begin(&req, OFD_OP_LOOK);
	st = reader_ask(reader, &ofd_ops[0], &req, fd, answer, f);
	buf_free(&req);
	*why = reason_of(answer->end);
	if (answer->end == BOX_DONE && answer->msg.body.p != NULL) {
		said = wire_num(&answer->msg, OF_REASON, OFD_OUR_FAULT);
		if (said >= 0 && said < OFD_REASON__N)
			*why = (enum ofd_reason)said;
	}
	if (st == ST_OK && *why != OFD_FINE)
		return fault_set(f, ST_BROKEN, "ofd: answer without reason");
	if (st != ST_OK && *why == OFD_FINE)
		*why = OFD_OUR_FAULT;
	return st;
}

static uint32_t
u32_at(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static const char *
text_in(const struct wire_msg *m, enum ofd_field field, struct pool *pool)
{
	struct bytes	 v = wire_get(m, field);
	const char	*s = v.p == NULL ? "" : pool_copy(pool, v.p, v.n);

	return s == NULL ? "" : s;
}

/* p stays NULL where the field is not there. */
static struct bytes
bytes_in(const struct wire_msg *m, enum ofd_field field, struct pool *pool)
{
	struct bytes	 v = wire_get(m, field);

	return v.p == NULL ? v : pool_bytes(pool, v);
}

static unsigned
count_in(const struct wire_msg *m, enum ofd_field field)
{
	const int64_t	 n = wire_num(m, field, 0);

	return n < 0 || n > INT32_MAX ? 0 : (unsigned)n;
}

static int
document_read(struct bytes v, struct pool *pool, struct ofd_document *d)
{
	const struct wire_msg	 m = { .body = v };
	struct bytes		 p = wire_get(&m, OF_PAGES);
	struct ofd_page		*pages;
	size_t			 i, n = p.n / 16;

	if (p.n % 16 != 0 || n > LIMIT_PAGES)
		return 0;
	if ((pages = pool_array(pool, n + 1, sizeof(*pages))) == NULL)
		return 0;
	for (i = 0; i < n; i++) {
		const unsigned char	*at = p.p + i * 16;

		pages[i].id = (int64_t)((uint64_t)u32_at(at) << 32 |
		    u32_at(at + 4));
		pages[i].um_w = (int)u32_at(at + 8);
		pages[i].um_h = (int)u32_at(at + 12);
	}
	d->pages = pages;
	d->npages = (unsigned)n;
	d->root = text_in(&m, OF_ROOT, pool);
	d->signatures = text_in(&m, OF_LIST, pool);
	d->max_unit_id = wire_num(&m, OF_MAX_UNIT, 0);
	d->max_sign_id = wire_num(&m, OF_MAX_SIGN, 0);
	d->seals = count_in(&m, OF_SEALS);
	d->absent = count_in(&m, OF_ABSENT);
	d->versions = count_in(&m, OF_VERSIONS);
	return 1;
}

static struct ofd_parts
parts_in(const struct wire_msg *m, enum ofd_field n, enum ofd_field names,
    struct pool *pool)
{
	return (struct ofd_parts){ count_in(m, n), text_in(m, names, pool) };
}

static int
places_read(const struct wire_msg *m, struct pool *pool,
    struct ofd_signature *s)
{
	struct bytes		 v = wire_get(m, OF_PLACES);
	struct placement	*to;
	size_t			 i, n = v.n / 20;

	if (v.n % 20 != 0 || n > OFD_STAMPS)
		return 0;
	if ((to = pool_array(pool, n + 1, sizeof(*to))) == NULL)
		return 0;
	for (i = 0; i < n; i++) {
		const unsigned char	*at = v.p + i * 20;

		to[i] = (struct placement){ u32_at(at), (int)u32_at(at + 4),
		    (int)u32_at(at + 8), (int)u32_at(at + 12),
		    (int)u32_at(at + 16) };
	}
	s->places = to;
	s->nplaces = (unsigned)n;
	return 1;
}

static struct bytes
seal_in(const struct wire_msg *m, struct bytes value, struct pool *pool)
{
	const size_t	 at = count_in(m, OF_SEAL_AT);
	const size_t	 n = count_in(m, OF_SEAL_N);

	if (n == 0)
		return bytes_in(m, OF_SEAL, pool);
	if (at > value.n || n > value.n - at)
		return bytes_of(NULL, 0);
	return bytes_of(value.p + at, n);
}

/* The careful side wherever a field is missing. */
static int
signature_read(struct bytes v, const struct ofd_file *file,
    struct pool *pool, struct ofd_signature *s)
{
	const struct wire_msg	 m = { .body = v };
	const int64_t		 digest = wire_num(&m, OF_DIGEST,
				    OFD_DIGEST_OTHER);

	s->doc = count_in(&m, OF_DOC);
	s->id = text_in(&m, OF_ID, pool);
	s->is_seal = wire_num(&m, OF_IS_SEAL, 1) != 0;
	s->path = text_in(&m, OF_PATH, pool);
	s->readable = wire_num(&m, OF_READABLE, 0) == 1;
	s->xml = bytes_in(&m, OF_XML, pool);
	s->value = bytes_in(&m, OF_VALUE, pool);
	s->seal = seal_in(&m, s->value, pool);
	s->provider = text_in(&m, OF_PROVIDER, pool);
	s->method = text_in(&m, OF_METHOD, pool);
	s->check_method = text_in(&m, OF_CHECK, pool);
	s->when = text_in(&m, OF_WHEN, pool);
	s->digest = digest >= 0 && digest < OFD_DIGEST__N ?
	    (enum ofd_digest)digest : OFD_DIGEST_OTHER;
	s->nrefs = count_in(&m, OF_REFS);
	s->locks = wire_num(&m, OF_LOCKS, 0) != 0;
	s->list_changed = wire_num(&m, OF_LIST_CHANGED, 1) != 0;
	s->apart = count_in(&m, OF_APART);
	s->later = count_in(&m, OF_LATER);
	s->stray = count_in(&m, OF_STRAY);
	s->quirks = count_in(&m, OF_QUIRKS);
	s->changed = parts_in(&m, OF_CHANGED, OF_CHANGED_NAMES, pool);
	s->missing = parts_in(&m, OF_MISSING, OF_MISSING_NAMES, pool);
	s->uncovered = parts_in(&m, OF_UNCOVERED, OF_UNCOVERED_NAMES, pool);
	s->unclear = parts_in(&m, OF_UNCLEAR, OF_UNCLEAR_NAMES, pool);
	s->others = parts_in(&m, OF_OTHERS, OF_OTHERS_NAMES, pool);
	return s->doc < file->ndocs && places_read(&m, pool, s);
}

static size_t
fields_of(const struct wire_msg *m, enum ofd_field field, size_t most)
{
	size_t	 n = 0;

	while (n < most && wire_nth(m, field, n).p != NULL)
		n++;
	return n;
}

static int
file_read(const struct wire_msg *m, struct pool *pool, struct ofd_file *out)
{
	unsigned	 i;

	out->ndocs = (unsigned)fields_of(m, OF_DOCUMENT, OFD_DOCS);
	out->nsigs = (unsigned)fields_of(m, OF_SIGNATURE, OFD_SIGS);
	out->docs = pool_array(pool, out->ndocs + 1, sizeof(*out->docs));
	out->sigs = pool_array(pool, out->nsigs + 1, sizeof(*out->sigs));
	if (out->docs == NULL || out->sigs == NULL || out->ndocs == 0)
		return 0;
	wire_str(m, OF_VERSION, out->version, sizeof(out->version));
	out->nfiles = count_in(m, OF_FILES);
	out->integrity = wire_num(m, OF_INTEGRITY, 0) != 0;
	out->quirks = count_in(m, OF_QUIRKS);
	for (i = 0; i < out->ndocs; i++)
		if (!document_read(wire_nth(m, OF_DOCUMENT, i), pool,
		    &out->docs[i]))
			return 0;
	for (i = 0; i < out->nsigs; i++)
		if (!signature_read(wire_nth(m, OF_SIGNATURE, i), out, pool,
		    &out->sigs[i]))
			return 0;
	return !pool_failed(pool);
}

enum status
ofd_look(const struct reader *reader, int fd, struct pool *pool,
    struct ofd_file *out, enum ofd_reason *why, struct fault *f)
{
	struct reader_answer	 answer;
	enum status		 st;

	*out = (struct ofd_file){ .ndocs = 0 };
	*why = OFD_OUR_FAULT;
	/* Without the program the libraries are set up here. */
	if (reader->socket == NULL && (st = ofd_warm(f)) != ST_OK)
		return st;
	st = ask(reader, fd, &answer, why, f);
	if (st == ST_OK && !file_read(&answer.msg, pool, out)) {
		*why = OFD_OUR_FAULT;
		st = fault_set(f, ST_BROKEN, "ofd: answer out of order");
	}
	reader_done(&answer);
	return st;
}

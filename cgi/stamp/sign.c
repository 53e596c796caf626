/*
 * Stamping: the increment from the reader, the digest over our own bytes,
 * the signature into the hole, and the result read back before anyone gets
 * it.
 */
#include <string.h>
#include <unistd.h>

#include "sm/sm.h"
#include "stamp/stamp.h"

/* The increment from an offset of the whole file on. */
static struct bytes
from(const struct stamp_ready *r, size_t at)
{
	return bytes_of(r->more.bytes + (at - r->file.n),
	    r->file.n + r->more.n - at);
}

static void
drop(void *h)
{
	sm3_free(h);
}

/*
 * All but the hole.  What lies before it is hashed once, for this digest and
 * for that of the finished file.
 */
static enum status
ready_digest(struct stamp_ready *r, struct pool *pool, struct fault *f)
{
	const struct pdf_prepared	*m = &r->more;
	struct sm3			*h = sm3_new();
	int				 ok;

	ok = h != NULL && sm3_add(h, r->file) &&
	    sm3_add(h, bytes_of(m->bytes, m->hole_at - r->file.n)) &&
	    (r->before = sm3_copy(h)) != NULL &&
	    sm3_add(h, from(r, m->hole_at + m->hole_n)) &&
	    sm3_end(h, r->digest);
	sm3_free(h);
	if (r->before != NULL && !pool_defer(pool, drop, r->before)) {
		sm3_free(r->before);
		r->before = NULL;
	}
	return ok && r->before != NULL ? ST_OK :
	    fault_set(f, ST_BROKEN, "digest: memory");
}

enum status
stamp_digest(struct stamp_ready *r, unsigned char out[SM3_LEN],
    struct fault *f)
{
	if (sm3_add(r->before, from(r, r->more.hole_at)) &&
	    sm3_end(r->before, out))
		return ST_OK;
	return fault_set(f, ST_BROKEN, "digest of the stamped file");
}

enum status
stamp_prepare(const struct reader *reader, struct bytes file,
    const struct pdf_order *order, struct pool *pool,
    struct stamp_ready *out, enum pdf_reason *why, struct fault *f)
{
	enum status	 st;
	int		 fd = box_file(&file, 1, f);

	*out = (struct stamp_ready){ .file = file };
	*why = PDF_OUR_FAULT;
	if (fd == -1)
		return ST_BROKEN;
	st = pdf_prepare(reader, fd, order, pool, &out->more, why, f);
	close(fd);
	if (st == ST_OK)
		st = ready_digest(out, pool, f);
	return st;
}

static enum status
patch(struct pdf_prepared *m, size_t file, struct bytes der, struct fault *f)
{
	static const char	 digits[] = "0123456789abcdef";
	unsigned char		*p = m->bytes + (m->hole_at - file) + 1;
	size_t			 i;

	if (der.n == 0 || der.n > (m->hole_n - 2) / 2)
		return fault_set(f, ST_BROKEN,
		    "stamp: signature of %zu bytes, room for %zu", der.n,
		    (m->hole_n - 2) / 2);
	for (i = 0; i < der.n; i++) {
		p[i * 2] = (unsigned char)digits[der.p[i] >> 4];
		p[i * 2 + 1] = (unsigned char)digits[der.p[i] & 15];
	}
	return ST_OK;
}

/* The new signature is there, whole and last; the others are untouched. */
static enum status
reread(const struct reader *reader, const struct stamp_ready *r, int fd,
    struct bytes der, struct pool *pool, struct fault *f)
{
	struct pdf_signatures	 all;
	enum pdf_reason		 why;
	const size_t		 total = r->file.n + r->more.n;
	unsigned		 i, found = 0;
	enum status		 st;

	st = pdf_extract(reader, fd, pool, &all, &why, f);
	if (st != ST_OK)
		return fault_in(f, ST_BROKEN, "stamped file unreadable: ");
	for (i = 0; i < all.n; i++) {
		const struct pdf_signature *s = &all.list[i];

		if (s->end == total && s->whole && !s->later &&
		    bytes_same(s->contents, der) &&
		    memcmp(s->range, r->more.range, sizeof(s->range)) == 0)
			found++;
		else if (s->whole && s->altered)
			return fault_set(f, ST_BROKEN,
			    "stamp would change what %s signed: %s", s->field,
			    s->changed);
	}
	if (found != 1)
		return fault_set(f, ST_BROKEN,
		    "stamped file: %u signatures cover it", found);
	return ST_OK;
}

enum status
stamp_finish(const struct reader *reader, struct stamp_ready *ready,
    struct bytes der, struct pool *pool, int *fd, struct fault *f)
{
	struct bytes	 pieces[2];
	enum status	 st;
	int		 made;

	*fd = -1;
	st = patch(&ready->more, ready->file.n, der, f);
	if (st != ST_OK)
		return st;
	pieces[0] = ready->file;
	pieces[1] = bytes_of(ready->more.bytes, ready->more.n);
	if ((made = box_file(pieces, NITEMS(pieces), f)) == -1)
		return ST_BROKEN;
	st = reread(reader, ready, made, der, pool, f);
	if (st != ST_OK)
		close(made);
	else
		*fd = made;
	return st;
}

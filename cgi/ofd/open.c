/* The package and its parts, in the child; see local.h. */
#include <string.h>

#include "ofd/local.h"

#define NAMESPACE	"http://www.ofdspec.org/2016"

static enum ofd_reason
reason_of_pack(enum pack_end end)
{
	static const enum ofd_reason reasons[] = {
		[PACK_FINE] = OFD_FINE, [PACK_NOT_ZIP] = OFD_NOT_OFD,
		[PACK_BROKEN] = OFD_DAMAGED, [PACK_TWOFOLD] = OFD_TWOFOLD,
		[PACK_ENCRYPTED] = OFD_ENCRYPTED, [PACK_NAME] = OFD_NAME,
		[PACK_DUPLICATE] = OFD_DUPLICATE,
		[PACK_MANY] = OFD_TOO_MANY_FILES,
		[PACK_LARGE] = OFD_TOO_LARGE, [PACK_RATIO] = OFD_BOMB,
		[PACK_MEMORY] = OFD_TOO_LARGE,
	};

	_Static_assert(NITEMS(reasons) == PACK__N, "a row each");
	return reasons[end];
}

static enum ofd_reason
reason_of_xml(enum xml_end end)
{
	static const enum ofd_reason reasons[] = {
		[XML_FINE] = OFD_FINE, [XML_BROKEN] = OFD_XML,
		[XML_DOCTYPE] = OFD_DOCTYPE, [XML_DEEP] = OFD_TOO_DEEP,
		[XML_LARGE] = OFD_TOO_LARGE,
	};

	_Static_assert(NITEMS(reasons) == XML__N, "a row each");
	return reasons[end];
}

enum ofd_reason
ofd_work_open(struct work *w, struct bytes in, struct pool *pool)
{
	enum ofd_reason	 why;

	memset(w, 0, sizeof(*w));
	w->pool = pool;
	if (in.n == 0)
		return OFD_EMPTY;
	if (in.n > LIMIT_DOCUMENT + 8 * MIB)
		return OFD_TOO_LARGE;
	if ((why = reason_of_pack(pack_open(in, pool, &w->pack))) != OFD_FINE)
		return why;
	w->n = pack_count(w->pack);
	w->digest = pool_array(pool, w->n, sizeof(*w->digest));
	w->hashed = pool_alloc(pool, w->n);
	w->boxes = pool_array(pool, w->n, sizeof(*w->boxes));
	w->own = pool_alloc(pool, w->n);
	return pool_failed(pool) ? OFD_OUR_FAULT : OFD_FINE;
}

void
ofd_work_close(struct work *w)
{
	pack_close(w->pack);
	w->pack = NULL;
}

enum ofd_reason
ofd_raw(struct work *w, size_t at, size_t most, struct pool *pool,
    struct bytes *out)
{
	return reason_of_pack(pack_read(w->pack, at, most, pool, out));
}

enum ofd_reason
ofd_part_of(struct work *w, struct bytes raw, const char *skip,
    struct xml **x)
{
	enum ofd_reason	 why = reason_of_xml(xml_read(raw, skip, x));

	if (why == OFD_FINE && strcmp(xml_space(xml_root(*x)), NAMESPACE) != 0)
		w->quirks |= OFD_Q(OFD_Q_NAMESPACE);
	return why;
}

enum ofd_reason
ofd_part(struct work *w, size_t at, const char *skip, struct xml **x)
{
	struct pool	*pool = pool_new(LIMIT_XML + MIB);
	struct bytes	 raw;
	enum ofd_reason	 why;

	*x = NULL;
	if (pool == NULL)
		return OFD_OUR_FAULT;
	if ((why = ofd_raw(w, at, LIMIT_XML, pool, &raw)) == OFD_FINE)
		why = ofd_part_of(w, raw, skip, x);
	pool_free(pool);
	return why;
}

static int
hash_piece(void *arg, struct bytes piece)
{
	return sm3_add(arg, piece);
}

enum ofd_reason
ofd_digest(struct work *w, size_t at, const unsigned char **out)
{
	enum ofd_reason	 why = OFD_FINE;
	struct sm3	*h;

	*out = w->digest[at];
	if (w->hashed[at])
		return OFD_FINE;
	if ((h = sm3_new()) == NULL)
		return OFD_OUR_FAULT;
	why = reason_of_pack(pack_each(w->pack, at, hash_piece, h));
	if (why == OFD_FINE && !sm3_end(h, w->digest[at]))
		why = OFD_OUR_FAULT;
	w->hashed[at] = why == OFD_FINE;
	sm3_free(h);
	return why;
}

#define NAMES_ROOM	(OFD_NAMES * (LIMIT_PACK_NAME + 4))

void
ofd_names_add(struct work *w, struct names *n, const char *name)
{
	const size_t	 len = strlen(name);

	if (n->text == NULL)
		n->text = pool_alloc(w->pool, NAMES_ROOM);
	if (n->f.n++ >= OFD_NAMES || n->text == NULL ||
	    n->n + len + 4 > NAMES_ROOM)
		return;
	if (n->n > 0) {
		memcpy(n->text + n->n, "、", 3);
		n->n += 3;
	}
	memcpy(n->text + n->n, name, len + 1);
	n->n += len;
}

struct ofd_parts
ofd_names_end(const struct names *n)
{
	return (struct ofd_parts){ n->f.n, n->text == NULL ? "" : n->text };
}

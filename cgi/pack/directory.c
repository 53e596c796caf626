/*
 * The directory at the end of a package (PKWARE APPNOTE 4.3.12, 4.3.16),
 * walked by hand: it must be the last thing in the file, without a comment,
 * and its entries must lie one behind the other from the first byte on.
 * Zip64 and packages of several files are refused: no OFD needs them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "pack/local.h"

#define END_N		22	/* end of central directory record */
#define HEAD_N		46	/* central directory header, then the name */
#define LOCAL_N		30	/* local header, then the name */
#define FLAG_ENCRYPTED	0x2041u	/* bits 0, 6 and 13 */
#define EXTRA_NAME	0x7075u	/* version, CRC of the other, the name */
#define STORED		0
#define DEFLATED	8

/* Where an entry lies: from its local header to the end of its data. */
struct extent { size_t from, until; };

static uint32_t
u16(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t
u32(const unsigned char *p)
{
	return u16(p) | u16(p + 2) << 16;
}

/* A part between two '/': none that is empty or leads upwards. */
static int
is_part(const char *s, size_t n)
{
	return n > 0 && !(n == 1 && s[0] == '.') &&
	    !(n == 2 && s[0] == '.' && s[1] == '.');
}

static int
is_name(const char *s, size_t n)
{
	size_t	 i, from = 0;

	if (n == 0 || n > LIMIT_PACK_NAME || !utf8_valid(s, n))
		return 0;
	for (i = 0; i < n; i++) {
		const unsigned char c = (unsigned char)s[i];

		if (c < 0x20 || c == 0x7f || c == '\\' || c == ':')
			return 0;
		if (c != '/')
			continue;
		if (!is_part(s + from, i - from))
			return 0;
		from = i + 1;
	}
	return from == n || is_part(s + from, n - from);
}

/*
 * A name of its own in the extra fields (Info-ZIP, 0x7075), which some
 * programs take before the other: only the same one may stand there.
 */
static int
extra_agrees(const unsigned char *p, size_t n, struct bytes name)
{
	size_t	 len;

	for (; n >= 4; p += 4 + len, n -= 4 + len) {
		len = u16(p + 2);
		if (len > n - 4)
			return 0;
		if (u16(p) == EXTRA_NAME && (len < 5 || !bytes_same(name,
		    bytes_of(p + 9, len - 5))))
			return 0;
	}
	return n == 0;
}

/* One header; *used is its length with all that belongs to it. */
static enum pack_end
header_read(struct bytes dir, struct pool *pool, struct pack_entry *e,
    struct extent *where, size_t *used)
{
	const unsigned char	*p = dir.p;
	size_t			 name;

	if (dir.n < HEAD_N || memcmp(p, "PK\1\2", 4) != 0)
		return PACK_BROKEN;
	name = u16(p + 28);
	*used = HEAD_N + name + u16(p + 30) + u16(p + 32);
	if (*used > dir.n || u16(p + 34) != 0)
		return PACK_BROKEN;
	if ((u16(p + 8) & FLAG_ENCRYPTED) != 0)
		return PACK_ENCRYPTED;
	if (u16(p + 10) != STORED && u16(p + 10) != DEFLATED)
		return PACK_BROKEN;
	if (!is_name((const char *)p + HEAD_N, name))
		return PACK_NAME;
	if (!extra_agrees(p + HEAD_N + name, u16(p + 30),
	    bytes_of(p + HEAD_N, name)))
		return PACK_TWOFOLD;
	e->crc = u32(p + 16);
	e->packed = u32(p + 20);
	e->size = u32(p + 24);
	where->from = u32(p + 42);
	where->until = where->from + LOCAL_N + name + e->packed;
	e->name = pool_copy(pool, p + HEAD_N, name);
	e->folder = p[HEAD_N + name - 1] == '/';
	if (e->folder && e->size != 0)
		return PACK_NAME;
	return e->name == NULL ? PACK_MEMORY : PACK_FINE;
}

static int
by_place(const void *a, const void *b)
{
	const struct extent	*x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* The first at the first byte, none over another, none in the directory. */
static int
lie_apart(struct extent *where, size_t n, size_t dir)
{
	size_t	 i;

	qsort(where, n, sizeof(*where), by_place);
	for (i = 0; i < n; i++)
		if (where[i].until > (i + 1 < n ? where[i + 1].from : dir))
			return 0;
	return n > 0 && where[0].from == 0;
}

enum pack_end
pack_directory(struct pack *p, struct bytes in, struct pool *pool)
{
	const unsigned char	*last;
	struct extent		*where;
	struct bytes		 dir;
	enum pack_end		 end;
	size_t			 i, at, used;

	if (in.n < END_N)
		return PACK_BROKEN;
	last = in.p + in.n - END_N;
	if (memcmp(last, "PK\5\6", 4) != 0 || u16(last + 20) != 0)
		return memmem(in.p, in.n, "PK\5\6", 4) == NULL ? PACK_BROKEN :
		    PACK_TWOFOLD;
	p->n = u16(last + 10);
	at = u32(last + 16);
	if (u32(last + 4) != 0 || u16(last + 8) != p->n ||
	    at > in.n - END_N || u32(last + 12) != in.n - END_N - at)
		return PACK_TWOFOLD;
	if (p->n > LIMIT_PACK_FILES)
		return PACK_MANY;
	p->entries = pool_array(pool, p->n + 1, sizeof(*p->entries));
	where = pool_array(pool, p->n + 1, sizeof(*where));
	if (p->entries == NULL || where == NULL)
		return PACK_MEMORY;
	dir = bytes_of(in.p + at, in.n - END_N - at);
	for (i = 0; i < p->n; i++) {
		p->entries[i].at = i;
		end = header_read(dir, pool, &p->entries[i], &where[i], &used);
		if (end != PACK_FINE)
			return end;
		dir = bytes_of(dir.p + used, dir.n - used);
	}
	return dir.n == 0 && lie_apart(where, p->n, at) ? PACK_FINE :
	    PACK_TWOFOLD;
}

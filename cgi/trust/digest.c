/* The canonical digest; see digest.h. */
#include <string.h>

#include "base/buf.h"
#include "sm/sm.h"
#include "trust/digest.h"

_Static_assert(DIGEST_LEN == SM3_LEN, "digests are SM3");

#define DIGEST_FORM "JYD1"

/* What is hashed, gathered first: fields are short and many. */
struct gather {
	struct sm3	*h;
	unsigned char	 b[1024];
	size_t		 n;
	int		 ok;
};

static void
flush(struct gather *g)
{
	if (g->n > 0)
		g->ok &= sm3_add(g->h, bytes_of(g->b, g->n));
	g->n = 0;
}

static void
put(struct gather *g, struct bytes v)
{
	if (v.n > sizeof(g->b) - g->n)
		flush(g);
	if (v.n > sizeof(g->b)) {
		g->ok &= sm3_add(g->h, v);
	} else if (v.n > 0) {
		memcpy(g->b + g->n, v.p, v.n);
		g->n += v.n;
	}
}

/* Four bytes of length, then the bytes. */
static void
put_piece(struct gather *g, struct bytes v)
{
	unsigned char	 n[4];

	n[0] = (unsigned char)(v.n >> 24);
	n[1] = (unsigned char)(v.n >> 16);
	n[2] = (unsigned char)(v.n >> 8);
	n[3] = (unsigned char)v.n;
	put(g, bytes_of(n, sizeof(n)));
	put(g, v);
}

static void
put_field(struct gather *g, const struct digest_field *d)
{
	unsigned char	 kind = (unsigned char)d->kind, num[8];
	uint64_t	 v = (uint64_t)d->number;
	size_t		 i;

	put_piece(g, bytes_text(d->name));
	put(g, bytes_of(&kind, 1));
	switch (d->kind) {
	case DIGEST_ABSENT:
		put_piece(g, bytes_of(NULL, 0));
		break;
	case DIGEST_BYTES:
		put_piece(g, d->value);
		break;
	case DIGEST_INT:
		for (i = 0; i < sizeof(num); i++)
			num[i] = (unsigned char)(v >> (56 - 8 * i));
		put_piece(g, bytes_of(num, sizeof(num)));
		break;
	}
}

static int
fields_are_sound(const struct digest_field *fields, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (fields[i].name == NULL || fields[i].name[0] == '\0' ||
		    fields[i].kind > DIGEST_INT ||
		    fields[i].value.n > UINT32_MAX)
			return 0;
	return 1;
}

enum status
digest_fields(const char *what, const struct digest_field *fields, size_t n,
    unsigned char out[DIGEST_LEN], struct fault *f)
{
	struct gather	 g = { .ok = 1 };
	unsigned char	 count[4] = { 0, 0, (unsigned char)(n >> 8),
			    (unsigned char)n };
	size_t		 i;

	if (n > DIGEST_FIELDS || !fields_are_sound(fields, n))
		return fault_set(f, ST_INVALID, "digest %s: fields", what);
	if ((g.h = sm3_new()) == NULL)
		return fault_set(f, ST_BROKEN, "digest %s: memory", what);

	put(&g, bytes_text(DIGEST_FORM));
	put_piece(&g, bytes_text(what));
	put(&g, bytes_of(count, sizeof(count)));
	for (i = 0; i < n; i++)
		put_field(&g, &fields[i]);
	flush(&g);
	g.ok = g.ok && sm3_end(g.h, out);
	sm3_free(g.h);
	return g.ok ? ST_OK : fault_set(f, ST_BROKEN, "digest %s", what);
}

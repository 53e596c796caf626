/* The list of trusted CAs, and a path to it; see chain.h. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "trust/chain_local.h"
#include "trust/signed.h"

/*
 * Signatures looked at for one path: enough for every candidate of a real
 * path, too few for a heap of certificates made to cost time.
 */
#define VERIFY_MAX 48

struct anchors *
anchors_new(void)
{
	return calloc(1, sizeof(struct anchors));
}

void
anchors_free(struct anchors *a)
{
	size_t	 i;

	if (a == NULL)
		return;
	for (i = 0; i < a->n; i++) {
		free(a->v[i]->der);
		free(a->v[i]);
	}
	free(a->v);
	free(a);
}

/* Room for one more; 0 without memory. */
static int
anchors_grow(struct anchors *a)
{
	struct anchor	**v;
	size_t		  room = a->room == 0 ? 8 : 2 * a->room;

	if (a->n < a->room)
		return 1;
	if ((v = reallocarray(a->v, room, sizeof(*v))) == NULL)
		return 0;
	a->v = v;
	a->room = room;
	return 1;
}

static int
is_listable(const struct cert *c)
{
	return c->is_ca && !c->unknown_critical &&
	    (!c->has_usage || (c->usage & KU_KEY_CERT_SIGN));
}

enum status
anchors_add(struct anchors *a, struct bytes der, unsigned uses,
    struct fault *f)
{
	struct anchor	*one;
	enum status	 st = ST_BROKEN;

	if (der.n == 0 || der.n > LIMIT_CERT)
		return fault_set(f, ST_INVALID, "CA: %zu bytes", der.n);
	if (!anchors_grow(a) || (one = calloc(1, sizeof(*one))) == NULL)
		return fault_set(f, ST_BROKEN, "CA: memory");
	one->uses = uses;
	if ((one->der = malloc(der.n)) == NULL) {
		fault_set(f, st, "CA: memory");
		goto out;
	}
	memcpy(one->der, der.p, der.n);
	st = cert_read(bytes_of(one->der, der.n), &one->cert, NULL, f);
	if (st == ST_OK && !is_listable(&one->cert))
		st = fault_set(f, ST_INVALID,
		    "CA: not one (RFC 5280 4.2.1.9)");
out:
	if (st == ST_OK)
		a->v[a->n++] = one;
	else {
		free(one->der);
		free(one);
	}
	return st;
}

size_t
anchors_count(const struct anchors *a)
{
	return a->n;
}

const struct cert *
anchors_nth(const struct anchors *a, size_t k)
{
	return k < a->n ? &a->v[k]->cert : NULL;
}

/* --- a path -------------------------------------------------------------- */

struct search {
	const struct anchors	*anchors;
	const struct cert	*extra;
	size_t			 nextra;
	unsigned		 wanted;	/* ANCHOR_FOR(purpose) */
	unsigned		 left;		/* signatures */
	struct path		*best;
};

/* By name and, where both have one, by key identifier. */
static int
may_be_issuer(const struct cert *ca, const struct cert *c)
{
	if (!bytes_same(ca->subject_der, c->issuer_der))
		return 0;
	return ca->nski == 0 || c->naki == 0 ||
	    bytes_same(bytes_of(ca->ski, ca->nski),
	    bytes_of(c->aki, c->naki));
}

static int
did_sign(struct search *s, const struct cert *ca, const struct cert *c)
{
	if (!may_be_issuer(ca, c) || s->left == 0)
		return 0;
	s->left--;
	if (trust_verify_signed(c->der, LIMIT_CERT, ca->key, NULL) == ST_OK)
		return 1;
	s->best->bad_signature = 1;
	return 0;
}

static int
is_in(const struct path *p, const struct cert *c)
{
	size_t	 i;

	for (i = 0; i < p->n; i++)
		if (bytes_same(p->c[i]->der, c->der))
			return 1;
	return 0;
}

/*
 * A complete path: kept if it is the first, or if its CA is listed for the
 * purpose; 1 if the search may stop.
 */
static int
keep(struct search *s, const struct path *p, const struct anchor *a)
{
	struct path	*best = s->best;
	const int	 fits = (a->uses & s->wanted) != 0;
	const int	 bad = best->bad_signature;

	if (best->anchored && !fits)
		return 0;
	*best = *p;
	best->c[best->n++] = &a->cert;
	best->uses = a->uses;
	best->anchored = 1;
	best->bad_signature = bad;
	return fits;
}

/* Try every issuer of the last one in the path; at most CHAIN_LEN deep. */
static int
climb(struct search *s, struct path *p)
{
	const struct cert	*last = p->c[p->n - 1];
	size_t			 i;

	if (p->n == CHAIN_LEN)
		return 0;
	for (i = 0; i < s->anchors->n; i++)
		if (did_sign(s, &s->anchors->v[i]->cert, last) &&
		    keep(s, p, s->anchors->v[i]))
			return 1;
	for (i = 0; i < s->nextra; i++) {
		if (is_in(p, &s->extra[i]) || !did_sign(s, &s->extra[i], last))
			continue;
		p->c[p->n++] = &s->extra[i];
		if (climb(s, p))
			return 1;
		p->n--;
	}
	return 0;
}

void
path_find(const struct cert *leaf, const struct anchors *anchors,
    const struct cert *extra, size_t nextra, enum chain_purpose purpose,
    struct path *out)
{
	struct path	 p = { .c = { leaf }, .n = 1 };
	struct search	 s = { anchors, extra, nextra, ANCHOR_FOR(purpose),
			    VERIFY_MAX, out };

	memset(out, 0, sizeof(*out));
	climb(&s, &p);
	if (!out->anchored) {
		out->c[0] = leaf;
		out->n = 1;
	}
}

/*
 * Paths in OFD (GB/T 33190 7.4, ST_Loc): from the root with a '/' in front,
 * otherwise from the file they stand in.
 */
#include <string.h>

#include "ofd/local.h"

struct path {
	char	 text[2 * LIMIT_PACK_NAME + 4];
	size_t	 n;
};

/* One step of a path; 0 where it leads out, or is too long. */
static int
step(struct path *p, const char *s, size_t n)
{
	if (n == 0 || (n == 1 && s[0] == '.'))
		return 1;
	if (n == 2 && s[0] == '.' && s[1] == '.') {
		if (p->n == 0)
			return 0;
		while (p->n > 0 && p->text[--p->n] != '/')
			;
		p->text[p->n] = '\0';
		return 1;
	}
	if (p->n + n + 2 > sizeof(p->text))
		return 0;
	if (p->n > 0)
		p->text[p->n++] = '/';
	memcpy(p->text + p->n, s, n);
	p->n += n;
	p->text[p->n] = '\0';
	return 1;
}

static int
steps(struct path *p, const char *s, size_t n, unsigned *quirks)
{
	size_t	 from = 0, i;

	for (i = 0; i <= n; i++) {
		if (i < n && s[i] != '/' && s[i] != '\\')
			continue;
		if (i < n && s[i] == '\\')
			*quirks |= OFD_Q(OFD_Q_PATH_SLASH);
		if (!step(p, s + from, i - from))
			return 0;
		from = i + 1;
	}
	return 1;
}

static int
is_absolute(const char *loc)
{
	return loc[0] == '/' || loc[0] == '\\';
}

/* The folder a file is in: all up to its last '/'. */
static size_t
folder_of(const char *base)
{
	const char	*slash = strrchr(base, '/');

	return slash == NULL ? 0 : (size_t)(slash - base);
}

static size_t
entry_of(const struct work *w, const char *path, unsigned *quirks)
{
	size_t	 at = pack_find(w->pack, path);

	if (at == PACK_NONE &&
	    (at = pack_find_loose(w->pack, path)) != PACK_NONE)
		*quirks |= OFD_Q(OFD_Q_PATH_CASE);
	return at;
}

/* What it names from that file, or from the root where base is NULL. */
static enum ofd_reason
look_from(struct work *w, const char *base, const char *loc,
    unsigned *quirks, struct found *out)
{
	struct path	 p = { .n = 0 };

	*out = (struct found){ "", PACK_NONE };
	if (strlen(loc) > LIMIT_PACK_NAME)
		return OFD_PATH;
	if (base != NULL && !is_absolute(loc) &&
	    !steps(&p, base, folder_of(base), quirks))
		return OFD_PATH;
	if (!steps(&p, loc, strlen(loc), quirks))
		return OFD_PATH;
	if ((out->path = pool_text(w->pool, p.text)) == NULL)
		return OFD_OUR_FAULT;
	if (p.n > 0)
		out->at = entry_of(w, p.text, quirks);
	return OFD_FINE;
}

enum ofd_reason
ofd_find_beside(struct work *w, const char *base, const char *beside,
    const char *loc, unsigned *quirks, struct found *out)
{
	struct found	 first, other;
	enum ofd_reason	 why = look_from(w, base, loc, quirks, &first);

	*out = first;
	if (why != OFD_FINE || first.at != PACK_NONE || is_absolute(loc))
		return why;
	if (beside != NULL && look_from(w, beside, loc, quirks, &other) ==
	    OFD_FINE && other.at != PACK_NONE) {
		*quirks |= OFD_Q(OFD_Q_RES_BASE);
		*out = other;
	} else if (look_from(w, NULL, loc, quirks, &other) == OFD_FINE &&
	    other.at != PACK_NONE) {
		*quirks |= OFD_Q(OFD_Q_PATH_ROOT);
		*out = other;
	}
	return OFD_FINE;
}

enum ofd_reason
ofd_find(struct work *w, const char *base, const char *loc, unsigned *quirks,
    struct found *out)
{
	return ofd_find_beside(w, base, NULL, loc, quirks, out);
}

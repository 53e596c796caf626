/* Paths: which fit a pattern, which are ours to redirect to. */
#include <string.h>

#include "web/local.h"

/* The next piece of a path and its length; NULL at the end. */
static const char *
next_piece(const char *p, size_t *n)
{
	if (*p != '/')
		return NULL;
	*n = strcspn(p + 1, "/");
	return p + 1;
}

int
route_match(const char *pattern, const char *path, struct pool *pool,
    struct piece *pieces, size_t *n)
{
	size_t	 np, ns;
	int	 rest;

	for (*n = 0; ; pattern += np, path += ns) {
		pattern = next_piece(pattern, &np);
		path = next_piece(path, &ns);
		if (pattern == NULL || path == NULL)
			return pattern == NULL && path == NULL;
		if (np > 2 && pattern[0] == '{') {
			if (ns == 0 || *n == WEB_PIECES)
				return 0;
			if ((rest = pattern[np - 2] == '*') != 0)
				ns = strlen(path);
			pieces[*n].name = bytes_of(pattern + 1, np - 2 -
			    (size_t)rest);
			pieces[*n].value = pool_copy(pool, path, ns);
			if (pieces[(*n)++].value == NULL)
				return 0;
		} else if (np != ns || memcmp(pattern, path, np) != 0)
			return 0;
	}
}

int
web_path_is_local(const char *s)
{
	size_t	 i;

	if (s == NULL || s[0] != '/' || s[1] == '/' || s[1] == '\\')
		return 0;
	for (i = 0; s[i] != '\0'; i++)
		if (i >= 2048 || s[i] <= 0x20 || s[i] >= 0x7f ||
		    s[i] == '\\' || s[i] == '"' || s[i] == '<' || s[i] == '>')
			return 0;
	return 1;
}

static int
is_plain(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') ||
	    (c != '\0' && strchr("-._~/", c) != NULL);
}

const char *
web_path_escape(struct pool *pool, const char *s)
{
	static const char	 digits[] = "0123456789ABCDEF";
	size_t			 n = strlen(s);
	char			*out, *p;

	if ((out = pool_array(pool, n + 1, 3)) == NULL)
		return "";
	for (p = out; *s != '\0'; s++) {
		if (is_plain(*s)) {
			*p++ = *s;
			continue;
		}
		*p++ = '%';
		*p++ = digits[(unsigned char)*s >> 4];
		*p++ = digits[*s & 15];
	}
	*p = '\0';
	return out;
}

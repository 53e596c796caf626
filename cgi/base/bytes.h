/* Bytes travel with their length. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stddef.h>
#include <string.h>

struct bytes {
	const unsigned char	*p;	/* NULL when there is none */
	size_t			 n;
};

static inline struct bytes
bytes_of(const void *p, size_t n)
{
	return (struct bytes){ (const unsigned char *)p, n };
}

static inline struct bytes
bytes_text(const char *s)
{
	return (struct bytes){ (const unsigned char *)s,
	    s == NULL ? 0 : strlen(s) };
}

/* Same length and same content; not for secrets (CRYPTO_memcmp is). */
static inline int
bytes_same(struct bytes a, struct bytes b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

#endif

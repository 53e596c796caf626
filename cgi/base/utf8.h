/* Text is UTF-8, checked once on the way in (RFC 3629). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * The character at p (n bytes left): its code point into *cp and its length
 * returned; 0 where the bytes are not UTF-8 (overlong, surrogate, past
 * U+10FFFF, cut short).
 */
size_t	 utf8_next(const char *p, size_t n, uint32_t *cp);
/* Whether all n bytes are UTF-8. */
int	 utf8_valid(const char *p, size_t n);
/* Characters in valid UTF-8, as people count them. */
size_t	 utf8_count(const char *s);
/* Append one code point as 1..4 bytes; returns how many. */
size_t	 utf8_put(uint32_t cp, char out[4]);
/* The longest prefix of s that has at most "chars" characters, in bytes. */
size_t	 utf8_prefix(const char *s, size_t chars);

#endif

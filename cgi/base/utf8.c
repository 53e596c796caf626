/* UTF-8; see utf8.h. */
#include <string.h>

#include "base/utf8.h"

/* Smallest code point a sequence of this length may carry. */
static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

static size_t
lead(unsigned char c, uint32_t *cp)
{
	if (c < 0x80) {
		*cp = c;
		return 1;
	}
	if (c >= 0xC2 && c <= 0xDF) {
		*cp = c & 0x1Fu;
		return 2;
	}
	if (c >= 0xE0 && c <= 0xEF) {
		*cp = c & 0x0Fu;
		return 3;
	}
	if (c >= 0xF0 && c <= 0xF4) {
		*cp = c & 0x07u;
		return 4;
	}
	return 0;
}

size_t
utf8_next(const char *p, size_t n, uint32_t *cp)
{
	size_t		 len, i;
	unsigned char	 c;

	if (n == 0 || (len = lead((unsigned char)p[0], cp)) == 0 || len > n)
		return 0;
	for (i = 1; i < len; i++) {
		c = (unsigned char)p[i];
		if ((c & 0xC0) != 0x80)
			return 0;
		*cp = *cp << 6 | (c & 0x3Fu);
	}
	if (*cp < least[len] || *cp > 0x10FFFF ||
	    (*cp >= 0xD800 && *cp <= 0xDFFF))
		return 0;
	return len;
}

int
utf8_valid(const char *p, size_t n)
{
	uint32_t	 cp;
	size_t		 len;

	for (; n > 0; p += len, n -= len)
		if ((len = utf8_next(p, n, &cp)) == 0)
			return 0;
	return 1;
}

size_t
utf8_count(const char *s)
{
	size_t	 n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

size_t
utf8_put(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

size_t
utf8_prefix(const char *s, size_t chars)
{
	const char	*p;

	for (p = s; *p != '\0'; p++)
		if (((unsigned char)*p & 0xC0) != 0x80 && chars-- == 0)
			break;
	return (size_t)(p - s);
}

/* Bytes as text; see coding.h. */
#include <stdint.h>
#include <string.h>

#include "base/coding.h"

static const char hex_digits[] = "0123456789abcdef";
static const char b64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char b64url_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char b32_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void
hex_write(const void *p, size_t n, char *out)
{
	const unsigned char	*b = p;
	size_t			 i;

	for (i = 0; i < n; i++) {
		*out++ = hex_digits[b[i] >> 4];
		*out++ = hex_digits[b[i] & 15];
	}
	*out = '\0';
}

static int
digit(const char *set, char c)
{
	const char	*at;

	return c == '\0' || (at = strchr(set, c)) == NULL ? -1 :
	    (int)(at - set);
}

static int
hex_digit(char c)
{
	if (c >= 'A' && c <= 'F')
		c = (char)(c - 'A' + 'a');
	return digit(hex_digits, c);
}

int
hex_read(const char *s, unsigned char *out, size_t n)
{
	size_t	 i;
	int	 hi, lo;

	for (i = 0; i < n; i++) {
		if ((hi = hex_digit(s[2 * i])) < 0 ||
		    (lo = hex_digit(s[2 * i + 1])) < 0)
			return 0;
		out[i] = (unsigned char)(hi << 4 | lo);
	}
	return s[2 * n] == '\0';
}

static char *
base64_groups(const unsigned char *b, size_t n, const char *set, char *out)
{
	uint32_t	 v;

	for (; n >= 3; b += 3, n -= 3) {
		v = (uint32_t)b[0] << 16 | (uint32_t)b[1] << 8 | b[2];
		*out++ = set[v >> 18];
		*out++ = set[v >> 12 & 63];
		*out++ = set[v >> 6 & 63];
		*out++ = set[v & 63];
	}
	if (n > 0) {
		v = (uint32_t)b[0] << 16 | (n > 1 ? (uint32_t)b[1] << 8 : 0);
		*out++ = set[v >> 18];
		*out++ = set[v >> 12 & 63];
		if (n > 1)
			*out++ = set[v >> 6 & 63];
	}
	return out;
}

void
base64url_write(const void *p, size_t n, char *out)
{
	*base64_groups(p, n, b64url_digits, out) = '\0';
}

void
base64_write(const void *p, size_t n, char *out)
{
	char	*end = base64_groups(p, n, b64_digits, out);

	while ((end - out) % 4 != 0)
		*end++ = '=';
	*end = '\0';
}

int
base64_read(const char *s, unsigned char *out, size_t room, size_t *n)
{
	size_t	 len = strlen(s), i, pad = 0;
	uint32_t acc = 0;
	int	 d, bits = 0;

	*n = 0;
	if (len % 4 != 0)
		return 0;
	while (pad < 2 && pad < len && s[len - 1 - pad] == '=')
		pad++;
	for (i = 0; i < len - pad; i++) {
		if ((d = digit(b64_digits, s[i])) < 0)
			return 0;
		acc = acc << 6 | (uint32_t)d;
		if ((bits += 6) < 8)
			continue;
		bits -= 8;
		if (*n == room)
			return 0;
		out[(*n)++] = (unsigned char)(acc >> bits);
		acc &= (1u << bits) - 1;
	}
	return acc == 0 && bits == (int)(pad == 0 ? 0 : pad == 1 ? 2 : 4);
}

void
base32_write(const void *p, size_t n, char *out)
{
	const unsigned char	*b = p;
	uint32_t		 acc = 0;
	int			 bits = 0;

	while (n-- > 0) {
		acc = acc << 8 | *b++;
		for (bits += 8; bits >= 5; bits -= 5)
			*out++ = b32_digits[acc >> (bits - 5) & 31];
		acc &= (1u << bits) - 1;
	}
	if (bits > 0)
		*out++ = b32_digits[acc << (5 - bits) & 31];
	*out = '\0';
}

int
base32_read(const char *s, unsigned char *out, size_t n)
{
	size_t		 i, got = 0;
	uint32_t	 acc = 0;
	int		 d, bits = 0;

	for (i = 0; s[i] != '\0'; i++) {
		if ((d = digit(b32_digits, s[i])) < 0)
			return 0;
		acc = acc << 5 | (uint32_t)d;
		if ((bits += 5) < 8)
			continue;
		bits -= 8;
		if (got == n)
			return 0;
		out[got++] = (unsigned char)(acc >> bits);
		acc &= (1u << bits) - 1;
	}
	return got == n && acc == 0 && i == (n * 8 + 4) / 5;
}

/* Identifiers; see id.h. */
#include <sys/random.h>

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

void
random_bytes(void *p, size_t n)
{
	unsigned char	*to = p;
	ssize_t		 got;

	while (n > 0) {
		got = getrandom(to, n > 256 ? 256 : n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			abort();	/* no kernel without it is supported */
		to += got;
		n -= (size_t)got;
	}
}

unsigned
random_below(unsigned below)
{
	uint32_t	 v, limit;

	limit = UINT32_MAX - UINT32_MAX % below;	/* reject the tail */
	do
		random_bytes(&v, sizeof(v));
	while (v >= limit);
	return v % below;
}

void
id_new(char out[ID_LEN + 1])
{
	unsigned char	 b[16];
	uint64_t	 now = (uint64_t)clock_now();
	unsigned	 acc = 0, bits = 2;	/* 130 bits in 26 digits */
	int		 i, k = 0;

	for (i = 0; i < 6; i++)
		b[i] = (unsigned char)(now >> (40 - 8 * i));
	random_bytes(b + 6, 10);
	for (i = 0; i < 16; i++) {
		acc = acc << 8 | b[i];
		bits += 8;
		while (bits >= 5) {
			bits -= 5;
			out[k++] = digits[acc >> bits & 31];
		}
		acc &= (1u << bits) - 1;
	}
	out[k] = '\0';
}

int
id_is(const char *s)
{
	size_t	 i;

	for (i = 0; i < ID_LEN; i++)
		if (s[i] == '\0' || strchr(digits, s[i]) == NULL)
			return 0;
	return s[ID_LEN] == '\0';
}

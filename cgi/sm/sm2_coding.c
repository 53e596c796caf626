/*
 * An SM2 signature's two spellings: SEQUENCE { r, s } in DER (GM/T 0009)
 * and raw r || s (GM/T 0018, and some makers' seals).  The DER is strict:
 * one spelling for one pair, so that a signature cannot be altered unseen.
 */
#include <string.h>

#include "sm/sm.h"

#define HALF	(SM2_RAW / 2)

/* One positive minimal INTEGER of at most 32 bytes into half; 0 if not. */
static size_t
integer_read(const unsigned char *p, size_t n, unsigned char half[HALF])
{
	size_t	 len, skip;

	if (n < 3 || p[0] != 0x02)
		return 0;
	len = p[1];
	if (len == 0 || len > HALF + 1 || len > n - 2)
		return 0;
	skip = p[2] == 0;
	if ((p[2] & 0x80) != 0 || len - skip > HALF)
		return 0;		/* negative, or too large */
	if (skip && (len == 1 || (p[3] & 0x80) == 0))
		return 0;		/* zero, or a needless leading zero */
	memset(half, 0, HALF);
	memcpy(half + HALF - (len - skip), p + 2 + skip, len - skip);
	return 2 + len;
}

enum status
sm2_to_raw(struct bytes der, unsigned char raw[SM2_RAW], struct fault *f)
{
	unsigned char	 got[SM2_RAW];
	size_t		 a, b;

	if (der.n < 8 || der.n > SM2_DER_MAX || der.p[0] != 0x30 ||
	    der.p[1] != der.n - 2)
		return fault_set(f, ST_INVALID,
		    "SM2 signature: not one SEQUENCE (GM/T 0009 7.3)");
	if ((a = integer_read(der.p + 2, der.n - 2, got)) == 0 ||
	    (b = integer_read(der.p + 2 + a, der.n - 2 - a,
	    got + HALF)) == 0 || 2 + a + b != der.n)
		return fault_set(f, ST_INVALID,
		    "SM2 signature: r or s is not strict DER (GM/T 0009 7.3)");
	memcpy(raw, got, SM2_RAW);
	return ST_OK;
}

/* One INTEGER from 32 bytes; its length, 0 where the number is zero. */
static size_t
integer_write(const unsigned char half[HALF], unsigned char *out)
{
	size_t	 skip = 0, pad, len;

	while (skip < HALF && half[skip] == 0)
		skip++;
	if (skip == HALF)
		return 0;
	pad = half[skip] >> 7;
	len = HALF - skip;
	out[0] = 0x02;
	out[1] = (unsigned char)(len + pad);
	out[2] = 0;
	memcpy(out + 2 + pad, half + skip, len);
	return 2 + pad + len;
}

enum status
sm2_to_der(const unsigned char raw[SM2_RAW], unsigned char der[SM2_DER_MAX],
    size_t *n, struct fault *f)
{
	size_t	 a, b;

	*n = 0;
	if ((a = integer_write(raw, der + 2)) == 0 ||
	    (b = integer_write(raw + HALF, der + 2 + a)) == 0)
		return fault_set(f, ST_INVALID, "SM2 signature: r or s is 0");
	der[0] = 0x30;
	der[1] = (unsigned char)(a + b);
	*n = 2 + a + b;
	return ST_OK;
}

/* A seal picture as PDF wants it: colour and alpha apart, deflated. */
#include <string.h>
#include <zlib.h>

#include "base/limits.h"
#include "pdf/pdf.h"

/* Whether every pixel that shows has one colour; it goes into rgb. */
static int
one_colour(const struct image *im, size_t n, unsigned char rgb[3])
{
	const unsigned char	*p = im->rgba;
	size_t			 i;
	int			 seen = 0;

	for (i = 0; i < n; i++, p += 4) {
		if (p[3] == 0)
			continue;
		if (seen && memcmp(p, rgb, 3) != 0)
			return 0;
		memcpy(rgb, p, 3);
		seen = 1;
	}
	return seen;
}

/* The colour of every pixel, without its alpha. */
static unsigned char *
colours(const struct image *im, size_t n)
{
	unsigned char	*out = malloc(n * 3);
	size_t		 i;

	for (i = 0; out != NULL && i < n; i++)
		memcpy(out + i * 3, im->rgba + i * 4, 3);
	return out;
}

/* How few bits hold every alpha exactly (picture_calm makes them few). */
static int
alpha_bits(const struct image *im, size_t n)
{
	int	 bits = 2;
	size_t	 i;

	for (i = 0; i < n && bits < 8; i++)
		while (bits < 8 && im->rgba[i * 4 + 3] %
		    (255 / ((1 << bits) - 1)) != 0)
			bits *= 2;
	return bits;
}

/* Alpha in so many bits, each row begun with a byte (ISO 32000-1 8.9.3). */
static unsigned char *
alphas(const struct image *im, int bits, size_t *n)
{
	const size_t		 row = ((size_t)im->width * (size_t)bits + 7) / 8;
	const int		 step = 255 / ((1 << bits) - 1);
	const unsigned char	*p = im->rgba + 3;
	unsigned char		*out = calloc(im->height, row);
	unsigned		 x, y, at;

	*n = row * im->height;
	for (y = 0; out != NULL && y < im->height; y++)
		for (x = 0; x < im->width; x++, p += 4) {
			at = x * (unsigned)bits;
			out[y * row + at / 8] |= (unsigned char)((*p / step) <<
			    (8 - bits - (int)(at % 8)));
		}
	return out;
}

static struct bytes
deflated(struct pool *pool, const unsigned char *p, size_t n)
{
	uLongf		 len = compressBound((uLong)n);
	struct bytes	 out = { NULL, 0 };
	unsigned char	*packed = malloc(len);

	/* Level 9: a picture is made ready once and stamped often. */
	if (p != NULL && packed != NULL &&
	    compress2(packed, &len, p, (uLong)n, 9) == Z_OK)
		out = pool_bytes(pool, bytes_of(packed, len));
	free(packed);
	return out;
}

enum status
pdf_picture_make(struct pool *pool, const struct image *im,
    struct pdf_picture *out, struct fault *f)
{
	const size_t	 n = (size_t)im->width * im->height;
	unsigned char	*alpha = NULL, *colour = NULL, rgb[3] = { 0 };
	size_t		 nalpha;

	*out = (struct pdf_picture){ .width = im->width,
	    .height = im->height, .um_w = im->um_w, .um_h = im->um_h };
	if (im->width == 0 || im->height == 0 || im->width > LIMIT_PIXELS ||
	    im->height > LIMIT_PIXELS || im->um_w <= 0 || im->um_h <= 0)
		return fault_set(f, ST_INVALID, "seal picture: no size");
	out->plain = one_colour(im, n, rgb);
	if (out->plain)
		out->colour = deflated(pool, rgb, sizeof(rgb));
	else {
		colour = colours(im, n);
		out->colour = deflated(pool, colour, n * 3);
	}
	out->bits = alpha_bits(im, n);
	alpha = alphas(im, out->bits, &nalpha);
	out->alpha = deflated(pool, alpha, nalpha);
	free(alpha);
	free(colour);
	if (out->alpha.p == NULL || out->colour.p == NULL)
		return fault_set(f, ST_BROKEN, "seal picture: memory");
	return ST_OK;
}

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

/* Some channels of every pixel, packed. */
static unsigned char *
channels(const struct image *im, size_t n, size_t from, size_t count)
{
	unsigned char	*out = malloc(n * count);
	size_t		 i;

	if (out == NULL)
		return NULL;
	for (i = 0; i < n; i++)
		memcpy(out + i * count, im->rgba + i * 4 + from, count);
	return out;
}

static struct bytes
deflated(struct pool *pool, const unsigned char *p, size_t n)
{
	uLongf		 len = compressBound((uLong)n);
	struct bytes	 out = { NULL, 0 };
	unsigned char	*packed = malloc(len);

	/* Level 6: a picture is made ready once and stamped often. */
	if (p != NULL && packed != NULL &&
	    compress2(packed, &len, p, (uLong)n, 6) == Z_OK)
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

	*out = (struct pdf_picture){ .width = im->width,
	    .height = im->height, .um_w = im->um_w, .um_h = im->um_h };
	if (im->width == 0 || im->height == 0 || im->width > LIMIT_PIXELS ||
	    im->height > LIMIT_PIXELS || im->um_w <= 0 || im->um_h <= 0)
		return fault_set(f, ST_INVALID, "seal picture: no size");
	out->plain = one_colour(im, n, rgb);
	if (out->plain)
		out->colour = deflated(pool, rgb, sizeof(rgb));
	else {
		colour = channels(im, n, 0, 3);
		out->colour = deflated(pool, colour, n * 3);
	}
	alpha = channels(im, n, 3, 1);
	out->alpha = deflated(pool, alpha, n);
	free(alpha);
	free(colour);
	if (out->alpha.p == NULL || out->colour.p == NULL)
		return fault_set(f, ST_BROKEN, "seal picture: memory");
	return ST_OK;
}

/* Picture files: judged by their first bytes, kept as nothing but pixels. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "picture/local.h"

static const struct kind {
	const char	*magic;
	size_t		 n;
	const char	*names[4];	/* ends of names and types */
	enum status	(*read)(struct bytes, struct image *, struct fault *);
} kinds[] = {
	{ "\x89PNG\r\n\x1a\n", 8, { ".png", "image/png" },
	    picture_png_read },
	{ "\xff\xd8\xff", 3, { ".jpg", ".jpeg", "image/jpeg" },
	    picture_jpeg_read },
};

void
picture_free(struct image *im)
{
	free(im->rgba);
	memset(im, 0, sizeof(*im));
}

double
picture_dpi(const struct image *im)
{
	return im->um_w > 0 ? im->width * 25400.0 / im->um_w : 0;
}

static const struct kind *
kind_of(struct bytes file)
{
	size_t	 i;

	for (i = 0; i < NITEMS(kinds); i++)
		if (file.n > kinds[i].n &&
		    memcmp(file.p, kinds[i].magic, kinds[i].n) == 0)
			return &kinds[i];
	return NULL;
}

enum status
picture_read(struct bytes file, struct image *out, struct fault *f)
{
	const struct kind	*kind;

	memset(out, 0, sizeof(*out));
	if (file.n > LIMIT_PICTURE)
		return fault_set(f, ST_INVALID, "picture of %zu bytes",
		    file.n);
	if ((kind = kind_of(file)) == NULL)
		return fault_set(f, ST_INVALID, "neither PNG nor JPEG");
	return kind->read(file, out, f);
}

static int
ends_in(const char *name, const char *end)
{
	size_t	 n = strlen(name), m = strlen(end);

	return n >= m && strcasecmp(name + n - m, end) == 0;
}

enum status
picture_read_as(struct bytes file, const char *name, struct image *out,
    struct fault *f)
{
	const struct kind	*kind = kind_of(file);
	size_t			 i;

	memset(out, 0, sizeof(*out));
	for (i = 0; kind != NULL && kind->names[i] != NULL; i++)
		if (ends_in(name, kind->names[i]))
			return picture_read(file, out, f);
	return fault_set(f, ST_INVALID, kind == NULL ?
	    "neither PNG nor JPEG" : "the name does not tell the content");
}

enum status
picture_reencode(struct bytes file, struct buf *out, struct fault *f)
{
	struct image	 im;
	enum status	 st;

	if ((st = picture_read(file, &im, f)) != ST_OK)
		return st;
	st = picture_png_write(&im, out, f);
	picture_free(&im);
	return st;
}

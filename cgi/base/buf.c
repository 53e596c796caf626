/* Bytes that grow; see buf.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/wipe.h"

void
buf_init(struct buf *b, size_t ceiling)
{
	*b = (struct buf){ .ceiling = ceiling };
}

void
buf_free(struct buf *b)
{
	free(b->p);
	b->p = NULL;
	b->n = b->room = 0;
}

void
buf_wipe(struct buf *b)
{
	if (b->p != NULL)
		wipe(b->p, b->room);
	buf_free(b);
}

void
buf_clear(struct buf *b)
{
	b->n = 0;
	b->failed = 0;
}

/*
 * Make room for n more bytes and a NUL.  Grown by copying, not realloc:
 * the old block is wiped, since a buffer may hold a secret.
 */
static int
grow(struct buf *b, size_t n)
{
	unsigned char	*p;
	size_t		 room;

	if (b->failed || n > b->ceiling || b->n > b->ceiling - n) {
		b->failed = 1;
		return 0;
	}
	if (b->p != NULL && b->room - b->n > n)
		return 1;
	room = b->room < 256 ? 256 : b->room;
	while (room <= b->n + n)
		room += room / 2 + 1;
	if (room > b->ceiling + 1)
		room = b->ceiling + 1;
	if ((p = malloc(room)) == NULL) {
		b->failed = 1;
		return 0;
	}
	if (b->n > 0)
		memcpy(p, b->p, b->n);
	if (b->p != NULL)
		wipe(b->p, b->n);
	free(b->p);
	b->p = p;
	b->room = room;
	return 1;
}

unsigned char *
buf_room(struct buf *b, size_t n)
{
	unsigned char	*p;

	if (!grow(b, n))
		return NULL;
	p = b->p + b->n;
	b->n += n;
	return p;
}

void
buf_put(struct buf *b, const void *p, size_t n)
{
	unsigned char	*to;

	if (b->room - b->n > n && !b->failed) {	/* as nearly always */
		if (n > 0)
			memcpy(b->p + b->n, p, n);
		b->n += n;
	} else if ((to = buf_room(b, n)) != NULL && n > 0)
		memcpy(to, p, n);
}

void
buf_byte(struct buf *b, unsigned char c)
{
	buf_put(b, &c, 1);
}

void
buf_text(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void
buf_bytes(struct buf *b, struct bytes v)
{
	buf_put(b, v.p, v.n);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	const size_t	 left = b->failed ? 0 : b->room - b->n;
	va_list		 ap;
	int		 n;

	va_start(ap, fmt);
	n = vsnprintf(left == 0 ? NULL : (char *)b->p + b->n, left, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < left) {	/* as nearly always */
		b->n += (size_t)n;
		return;
	}
	if (n < 0 || !grow(b, (size_t)n)) {
		b->failed = 1;
		return;
	}
	va_start(ap, fmt);
	vsnprintf((char *)b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

void
buf_int(struct buf *b, int64_t v)
{
	char		 text[24];
	size_t		 at = sizeof(text);
	uint64_t	 left = v < 0 ? -(uint64_t)v : (uint64_t)v;

	do
		text[--at] = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (v < 0)
		text[--at] = '-';
	buf_put(b, text + at, sizeof(text) - at);
}

void
buf_u16(struct buf *b, uint16_t v)
{
	buf_byte(b, (unsigned char)(v >> 8));
	buf_byte(b, (unsigned char)v);
}

void
buf_u32(struct buf *b, uint32_t v)
{
	buf_u16(b, (uint16_t)(v >> 16));
	buf_u16(b, (uint16_t)v);
}

void
buf_u64(struct buf *b, uint64_t v)
{
	buf_u32(b, (uint32_t)(v >> 32));
	buf_u32(b, (uint32_t)v);
}

int
buf_ok(const struct buf *b)
{
	return !b->failed;
}

struct bytes
buf_view(const struct buf *b)
{
	return bytes_of(b->p, b->n);
}

const char *
buf_str(struct buf *b)
{
	if (b->failed || !grow(b, 0))
		return "";
	b->p[b->n] = '\0';
	return (const char *)b->p;
}

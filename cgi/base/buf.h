/*
 * Bytes that grow.  A buffer cannot be made without a ceiling, keeps its
 * first error, ignores writes after it, and is asked once at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct buf {
	unsigned char	*p;		/* NULL while empty */
	size_t		 n;		/* bytes written */
	size_t		 room;		/* bytes allocated */
	size_t		 ceiling;	/* never more than this */
	int		 failed;	/* ceiling or memory was reached */
};

void		 buf_init(struct buf *b, size_t ceiling);
void		 buf_free(struct buf *b);
/* As buf_free, but what was in it is overwritten first. */
void		 buf_wipe(struct buf *b);
/* Empty it and forget the error; the memory stays. */
void		 buf_clear(struct buf *b);

void		 buf_put(struct buf *b, const void *p, size_t n);
void		 buf_byte(struct buf *b, unsigned char c);
void		 buf_text(struct buf *b, const char *s);
void		 buf_bytes(struct buf *b, struct bytes v);
void		 buf_printf(struct buf *b, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));
/* Decimal; for numbers by the thousand, where printf would be most of it. */
void		 buf_int(struct buf *b, int64_t v);
/* Big-endian. */
void		 buf_u16(struct buf *b, uint16_t v);
void		 buf_u32(struct buf *b, uint32_t v);
void		 buf_u64(struct buf *b, uint64_t v);
/* n bytes to be filled by the caller; NULL once the buffer has failed. */
unsigned char	*buf_room(struct buf *b, size_t n);

/* 1 if every write so far was taken. */
int		 buf_ok(const struct buf *b);
struct bytes	 buf_view(const struct buf *b);
/* The content with a NUL behind it; "" once failed.  Valid until a write. */
const char	*buf_str(struct buf *b);

#endif

/* Memory of one request; see pool.h. */
#include <malloc.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"

#define POOL_BLOCK	(16 * 1024)	/* a page and its rows fit in few */

struct block {
	struct block			*next;
	size_t				 size, used;
	alignas(max_align_t) unsigned char data[];
};

struct deferred {
	struct deferred	 *next;
	void		(*fn)(void *);
	void		 *arg;
};

struct pool {
	struct block	*blocks;	/* newest first */
	struct deferred	*deferred;	/* newest first */
	size_t		 ceiling, used;
	int		 failed;
};

/*
 * A request's buffers of some hundred KiB come and go; returned to the kernel
 * each time they would cost a page fault for every 4 KiB when they come back.
 */
#define KEEP_FREE	(16 * 1024 * 1024)
#define KEEP_ONE	(4 * 1024 * 1024)

void
pool_keep_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, KEEP_ONE);
	mallopt(M_TRIM_THRESHOLD, KEEP_FREE);
}

static struct block *
block_new(size_t size)
{
	struct block	*b;

	if (size > SIZE_MAX - sizeof(*b) ||
	    (b = malloc(sizeof(*b) + size)) == NULL)
		return NULL;
	b->next = NULL;
	b->size = size;
	b->used = 0;
	return b;
}

struct pool *
pool_new(size_t ceiling)
{
	struct pool	*pool;

	if ((pool = calloc(1, sizeof(*pool))) == NULL)
		return NULL;
	pool->ceiling = ceiling;
	if ((pool->blocks = block_new(POOL_BLOCK)) == NULL) {
		free(pool);
		return NULL;
	}
	return pool;
}

void
pool_reset(struct pool *pool)
{
	struct deferred	*d;
	struct block	*b;

	while ((d = pool->deferred) != NULL) {
		pool->deferred = d->next;	/* before: fn may defer */
		d->fn(d->arg);
	}
	while ((b = pool->blocks)->next != NULL) {
		pool->blocks = b->next;
		free(b);
	}
	b->used = 0;
	pool->used = 0;
	pool->failed = 0;
}

void
pool_free(struct pool *pool)
{
	if (pool == NULL)
		return;
	pool_reset(pool);
	free(pool->blocks);
	free(pool);
}

static void *
refuse(struct pool *pool)
{
	pool->failed = 1;
	return NULL;
}

/*
 * Find room for n bytes.  The first block made stays last in the list, so
 * that reset keeps it; a large object gets a block of its own size.
 */
static struct block *
block_with(struct pool *pool, size_t n)
{
	struct block	*b = pool->blocks;

	if (b->size - b->used >= n)
		return b;
	if ((b = block_new(n > POOL_BLOCK ? n : POOL_BLOCK)) == NULL)
		return NULL;
	b->next = pool->blocks;
	pool->blocks = b;
	return b;
}

void *
pool_alloc(struct pool *pool, size_t n)
{
	const size_t	 al = alignof(max_align_t);
	struct block	*b;
	void		*p;

	if (n > pool->ceiling || n > SIZE_MAX - al)
		return refuse(pool);
	n = (n + al - 1) / al * al;
	if (n == 0)
		n = al;
	if (n > pool->ceiling - pool->used ||
	    (b = block_with(pool, n)) == NULL)
		return refuse(pool);
	p = b->data + b->used;
	b->used += n;
	pool->used += n;
	memset(p, 0, n);
	return p;
}

void *
pool_array(struct pool *pool, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return refuse(pool);
	return pool_alloc(pool, count * size);
}

void *
pool_copy(struct pool *pool, const void *p, size_t n)
{
	char	*out;

	if (n == SIZE_MAX)
		return refuse(pool);
	if ((out = pool_alloc(pool, n + 1)) != NULL && n > 0)
		memcpy(out, p, n);
	return out;
}

char *
pool_text(struct pool *pool, const char *s)
{
	return s == NULL ? NULL : pool_copy(pool, s, strlen(s));
}

char *
pool_vprintf(struct pool *pool, const char *fmt, va_list ap)
{
	char	 text[256], *out;	/* nearly all fit: printed once */
	va_list	 again;
	int	 n;

	va_copy(again, ap);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	if (n < 0)
		out = refuse(pool);
	else if ((size_t)n < sizeof(text))
		out = pool_copy(pool, text, (size_t)n);
	else if ((out = pool_alloc(pool, (size_t)n + 1)) != NULL)
		vsnprintf(out, (size_t)n + 1, fmt, again);
	va_end(again);
	return out;
}

char *
pool_printf(struct pool *pool, const char *fmt, ...)
{
	va_list	 ap;
	char	*out;

	va_start(ap, fmt);
	out = pool_vprintf(pool, fmt, ap);
	va_end(ap);
	return out;
}

struct bytes
pool_bytes(struct pool *pool, struct bytes b)
{
	const unsigned char	*p = pool_copy(pool, b.p, b.n);

	return bytes_of(p, p == NULL ? 0 : b.n);
}

int
pool_defer(struct pool *pool, void (*fn)(void *), void *arg)
{
	struct deferred	*d;

	if ((d = pool_alloc(pool, sizeof(*d))) == NULL)
		return 0;
	d->fn = fn;
	d->arg = arg;
	d->next = pool->deferred;
	pool->deferred = d;
	return 1;
}

int
pool_failed(const struct pool *pool)
{
	return pool->failed;
}

size_t
pool_used(const struct pool *pool)
{
	return pool->used;
}

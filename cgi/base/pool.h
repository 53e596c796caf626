/*
 * Memory of one request: everything taken from a pool goes at once.  A pool
 * has a ceiling; reaching it gives NULL and marks the pool failed, so that a
 * long chain may be asked once at the end.  Secrets never live here.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdarg.h>
#include <stddef.h>

#include "base/bytes.h"

struct pool;

/* A pool that never gives more than "ceiling" bytes; NULL without memory. */
struct pool	*pool_new(size_t ceiling);
/* Run what was deferred, last first, and give everything back. */
void		 pool_free(struct pool *pool);
/* For a program that serves requests: what is freed stays ours (16 MiB). */
void		 pool_keep_memory(void);
/* The same, but the pool goes on empty; keeps one block for speed. */
void		 pool_reset(struct pool *pool);

/* Zeroed memory aligned for any object; NULL at the ceiling. */
void		*pool_alloc(struct pool *pool, size_t n);
/* Room for "count" objects of "size" bytes, checked for wrapping. */
void		*pool_array(struct pool *pool, size_t count, size_t size);
/* A copy with a NUL behind it; "n" may be 0. */
void		*pool_copy(struct pool *pool, const void *p, size_t n);
char		*pool_text(struct pool *pool, const char *s);
char		*pool_printf(struct pool *pool, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));
char		*pool_vprintf(struct pool *pool, const char *fmt, va_list ap)
		    __attribute__((format(printf, 2, 0)));
struct bytes	 pool_bytes(struct pool *pool, struct bytes b);

/* Call fn(arg) when the pool goes; 0 (and fn not kept) at the ceiling. */
int		 pool_defer(struct pool *pool, void (*fn)(void *), void *arg);
/* Whether any request for memory was refused since new or reset. */
int		 pool_failed(const struct pool *pool);
/* Bytes given out, for the log line. */
size_t		 pool_used(const struct pool *pool);

#endif

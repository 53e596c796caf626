/*
 * A zip package in memory, read only (OFD is one).  Opened strictly: what two
 * programs might read differently is refused, as one of them shows the file
 * and another judges it.  Nothing is ever written to a file; libzip unpacks.
 */
#ifndef PACK_PACK_H
#define PACK_PACK_H

#include <stddef.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/pool.h"

/* Why a package, or an entry of it, cannot be had. */
enum pack_end {
	PACK_FINE,
	PACK_NOT_ZIP,		/* no package at all */
	PACK_BROKEN,		/* cut off, wrong sums, unknown packing */
	PACK_TWOFOLD,		/* may be read in two ways: entries overlap,
				 * the directory and they disagree, bytes
				 * before the first or behind the end; or
				 * as a PDF, whose head may come later */
	PACK_ENCRYPTED,
	PACK_NAME,		/* a name leads elsewhere, or is no text */
	PACK_DUPLICATE,		/* two entries of one name, case aside */
	PACK_MANY,		/* LIMIT_PACK_FILES */
	PACK_LARGE,		/* LIMIT_PACK_WHOLE, or what the caller said */
	PACK_RATIO,		/* LIMIT_PACK_RATIO: a bomb */
	PACK_MEMORY,
	PACK__N
};

struct pack;

/* "in" is borrowed while it is open.  *out is NULL unless PACK_FINE. */
enum pack_end	 pack_open(struct bytes in, struct pool *pool,
		    struct pack **out);
void		 pack_close(struct pack *p);

/* Entries are numbered from 0 in the order of the package. */
size_t		 pack_count(const struct pack *p);
/* "Doc_0/Document.xml": no '/' in front, '/' behind it is a folder. */
const char	*pack_name(const struct pack *p, size_t i);
int		 pack_is_folder(const struct pack *p, size_t i);
#define PACK_NONE ((size_t)-1)
/* The file of that name, or PACK_NONE; folders are not found. */
size_t		 pack_find(const struct pack *p, const char *name);
/* The same but for the case of ASCII letters. */
size_t		 pack_find_loose(const struct pack *p, const char *name);

/* Unpack piece by piece: take() returns 0 to stop, which is PACK_MEMORY. */
enum pack_end	 pack_each(struct pack *p, size_t i,
		    int (*take)(void *arg, struct bytes piece), void *arg);
/* The whole of it into the pool; PACK_LARGE past "most" bytes. */
enum pack_end	 pack_read(struct pack *p, size_t i, size_t most,
		    struct pool *pool, struct bytes *out);

/* Before forking: what libzip does at its first use, which a sandboxed child
 * may not.  1 where that worked. */
int		 pack_warm(void);

#endif

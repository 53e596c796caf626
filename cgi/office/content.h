/*
 * Contents: documents and materials, each kept once under its SM3 in chunks
 * of 256 KiB, in the store "content".  They are put, and so synced, before
 * the office's transaction names them; jobs drop what nothing names after a
 * day.  "db" is the store "content" everywhere here.
 */
#ifndef OFFICE_CONTENT_H
#define OFFICE_CONTENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/id.h"
#include "store/store.h"

#define CONTENT_SM3	32
#define CONTENT_TYPE	64	/* longest media type, with NUL */
#define CONTENT_CHUNK	(256 * 1024)

/*
 * Put bytes, or a descriptor from where it stands to its end, at most "max"
 * bytes (ST_INVALID past it).  Opens its own transactions.  The same
 * content put again costs one look and starts its day anew.
 */
enum status	 content_put(struct store *db, struct bytes data,
		    const char *type, unsigned char sm3[CONTENT_SM3],
		    struct fault *f);
enum status	 content_put_fd(struct store *db, int fd, size_t max,
		    const char *type, unsigned char sm3[CONTENT_SM3],
		    struct fault *f);
/* The same where the caller has the SM3 of just these bytes already. */
enum status	 content_put_known(struct store *db, int fd, size_t max,
		    const char *type, const unsigned char sm3[CONTENT_SM3],
		    struct fault *f);

struct content {
	unsigned char	 sm3[CONTENT_SM3];
	char		 blob[ID_LEN + 1];
	char		 type[CONTENT_TYPE];
	int64_t		 size, created;
};

/* ST_ABSENT where there is none. */
enum status	 content_find(struct store *db,
		    const unsigned char sm3[CONTENT_SM3],
		    struct content *out, struct fault *f);
/*
 * The whole of it behind what is in the buffer, or written to a descriptor.
 * ST_BROKEN where what lies there no longer has this SM3: then what was
 * written must not be used.
 */
enum status	 content_read(struct store *db,
		    const unsigned char sm3[CONTENT_SM3], struct buf *out,
		    struct fault *f);
enum status	 content_read_fd(struct store *db,
		    const unsigned char sm3[CONTENT_SM3], int fd,
		    struct fault *f);

/*
 * Drop contents last put before a moment that "named" does not know, and
 * broken uploads from before it.  "named" answers 1 for what a record names
 * and for whatever it cannot tell.
 */
enum status	 content_drop_unnamed(struct store *db, int64_t before,
		    int (*named)(void *arg,
		    const unsigned char sm3[CONTENT_SM3]), void *arg,
		    int64_t *dropped, struct fault *f);

#endif

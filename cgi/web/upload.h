/* What strangers send as files: judged by first bytes, named for display. */
#ifndef WEB_UPLOAD_H
#define WEB_UPLOAD_H

#include "base/bytes.h"
#include "base/fault.h"
#include "form/form.h"

#define UPLOAD_HEAD	16		/* bytes that tell the type */
#define UPLOAD_NAME	200		/* characters shown of a name */

/* "application/pdf", "image/jpeg", "image/png", "application/ofd" (a zip);
 * NULL for anything else. */
const char	*upload_type(struct bytes head);
/*
 * A name to show: the last piece of a path, no control or direction
 * characters, at most UPLOAD_NAME characters; 未命名 where nothing is left.
 */
const char	*upload_name(struct pool *pool, const char *filename);

/*
 * A file being received: first in memory, past SPOOL_MEMORY in an unlinked
 * file of TMPDIR.  Bytes past "keep" are counted, not kept.
 */
struct spool {
	int		 fd;		/* -1 before the first byte */
	int		 on_disk;
	size_t		 size, keep;
	unsigned char	 head[UPLOAD_HEAD];
	size_t		 nhead;
};

void		 spool_init(struct spool *s, size_t keep);
enum status	 spool_put(struct spool *s, struct bytes b, struct fault *f);
/* Close it where nobody took the descriptor. */
void		 spool_drop(struct spool *s);

#endif

/*
 * Scans through the reader: a stranger's picture is decoded, and the seal in
 * it found, inside the sandbox; what comes back is pixels and findings.  The
 * asking side never decodes anything of the stranger's.
 */
#ifndef PICTURE_CLIENT_H
#define PICTURE_CLIENT_H

#include "base/pool.h"
#include "box/reader.h"
#include "picture/picture.h"

/* Why a scan gave no seal. */
enum picture_reason {
	PICTURE_FINE, PICTURE_DAMAGED, PICTURE_TOO_LARGE, PICTURE_NO_INK,
	PICTURE_NO_SCALE, PICTURE_SUSPECT, PICTURE_OUR_FAULT,
	PICTURE_REASON__N
};
/* One Chinese sentence for the page. */
const char	*picture_reason_text(enum picture_reason why);

/*
 * picture_extract on the file behind "fd", in the sandbox.  Texts of the
 * findings live in the pool; free out->seal and out->raw (always asked
 * for) with picture_free.  ST_INVALID
 * and *why where the file gave no seal.
 */
enum status	 picture_extract_fd(const struct reader *reader, int fd,
		    const struct picture_wish *wish, struct pool *pool,
		    struct picture_extract *out, enum picture_reason *why,
		    struct fault *f);

/*
 * Any picture as it is, decoded in the sandbox; free it with picture_free.  At
 * most PICTURE_SHOWN pixels a side.  ST_INVALID and *why as above.
 */
#define PICTURE_SHOWN	4096
enum status	 picture_read_fd(const struct reader *reader, int fd,
		    struct image *out, enum picture_reason *why,
		    struct fault *f);

/* The operations, for the reader program's table. */
extern const struct reader_op	 picture_ops[];
extern const size_t		 picture_nops;

/*
 * Before forking: what reading a sheet's code opens at first use (tables of
 * characters), so that a child need open nothing.  Once a process.
 */
enum status	 picture_warm(struct fault *f);

#endif

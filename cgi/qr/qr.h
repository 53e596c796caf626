/* QR codes (GB/T 18284): the matrix, and three ways to show it. */
#ifndef QR_QR_H
#define QR_QR_H

#include "base/buf.h"
#include "base/fault.h"
#include "base/image.h"
#include "base/pool.h"

#define QR_QUIET	4	/* light modules on every side */
#define QR_TEXT_MAX	1000	/* bytes; past that nobody can scan it */

struct qr {
	unsigned	 size;		/* modules a side, no quiet zone */
	unsigned char	*dark;		/* size * size of 0 and 1 */
};

/* Level M, smallest version that holds the text (UTF-8). */
enum status	 qr_make(struct pool *pool, const char *text, struct qr *out,
		    struct fault *f);
/* Modules a side with the quiet zone. */
unsigned	 qr_side(const struct qr *qr);

/* Neighbouring dark modules of one row, quiet zone counted in: filled as
 * one rectangle they leave no seams. */
struct qr_run {
	unsigned	 x, y, n;
};
enum status	 qr_runs(struct pool *pool, const struct qr *qr,
		    struct qr_run **out, size_t *n, struct fault *f);

/*
 * White picture with its quiet zone, "um" micrometres a side; every module
 * is the same whole number of pixels, at least "dpi" in all.  rgba is
 * malloc'd: free it.
 */
enum status	 qr_image(const struct qr *qr, int um, unsigned dpi,
		    struct image *out, struct fault *f);
/* <svg> for a web page, no ids, no style; "label" is escaped. */
void		 qr_svg(const struct qr *qr, const char *label,
		    struct buf *out);

/*
 * The address of a handle as printed: URL "/V/" HANDLE, scheme and host in
 * upper case so that the alphanumeric mode holds (a path in the URL keeps
 * its case).  NULL at the pool's ceiling.
 */
char		*qr_address(struct pool *pool, const char *url,
		    const char *handle);

#endif

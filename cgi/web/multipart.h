/*
 * multipart/form-data (RFC 7578), read as it streams in, from anybody.  Pure:
 * it keeps no part's content and calls no system.  Refused: no or a long
 * boundary, headers past LIMIT_HEADER, more than LIMIT_PARTS parts, folded
 * or doubled headers, a part without name, encodings, a missing end.
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "base/limits.h"

#define MULTIPART_BOUNDARY	70		/* RFC 2046, 5.1.1 */
#define MULTIPART_NAME		256		/* bytes; our names have 40 */
#define MULTIPART_FILENAME	1024		/* bytes; systems allow 255 */

/* What to do with the parts; a status other than ST_OK ends the reading and
 * is returned.  "filename" is NULL for a field, "" where none was chosen. */
struct multipart_sink {
	enum status	(*begin)(void *arg, const char *name,
			    const char *filename, struct fault *f);
	enum status	(*data)(void *arg, struct bytes b, struct fault *f);
	enum status	(*end)(void *arg, struct fault *f);
	void		*arg;
};

struct multipart {
	struct multipart_sink	 sink;
	char			 delim[4 + MULTIPART_BOUNDARY + 1];
	size_t			 ndelim;	/* of "\r\n--boundary" */
	size_t			 matched;	/* of delim, so far */
	int			 state;
	unsigned		 parts;
	size_t			 nheader;
	char			 header[LIMIT_HEADER + 1];
};

/* From the request's Content-Type. */
enum status	 multipart_init(struct multipart *m, const char *content_type,
		    const struct multipart_sink *sink, struct fault *f);
/* The next bytes, cut wherever they happen to be. */
enum status	 multipart_feed(struct multipart *m, struct bytes b,
		    struct fault *f);
/* ST_INVALID unless the closing boundary came. */
enum status	 multipart_end(const struct multipart *m, struct fault *f);

/*
 * The two names from a part's header block (lines ending in CRLF); filename
 * "set" says whether there was one.  For multipart.c and its tests.
 */
struct part_names {
	char	 name[MULTIPART_NAME];
	char	 filename[MULTIPART_FILENAME];
	int	 has_name, has_filename;
};
enum status	 part_names_read(const char *header, size_t n,
		    struct part_names *out, struct fault *f);

#endif

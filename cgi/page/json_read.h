/*
 * JSON in (RFC 8259), of strangers, read by jansson: strict, and of bounded
 * size, depth and count.  Names that come twice, bytes that are not UTF-8, a
 * NUL in a text, a number past 64 bits and anything behind the value are
 * refused.
 */
#ifndef PAGE_JSON_READ_H
#define PAGE_JSON_READ_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "base/pool.h"

#define JSON_READ_MAX	(1024 * 1024)	/* bytes; a receipt has 64 KiB */
#define JSON_READ_DEPTH	8	/* what we read is two levels deep */
#define JSON_READ_NODES	256	/* values in all */

enum json_kind {
	JV_NONE, JV_BOOL, JV_INT, JV_NUMBER, JV_TEXT, JV_LIST,
	JV_MAP
};

struct json_value {
	enum json_kind		 kind;
	const char		*name;	/* inside an object, else NULL */
	const char		*text;	/* JV_TEXT, in the pool */
	int64_t			 n;	/* JV_INT; JV_BOOL 0 or 1 */
	const struct json_value	*first, *next;	/* members, items */
};

/* One whole value, in the pool.  ST_INVALID where it is none. */
enum status	 json_read(struct bytes in, struct pool *pool,
		    const struct json_value **out, struct fault *f);
/* A member of an object by name and kind; NULL where it has none such. */
const struct json_value *json_member(const struct json_value *object,
		    const char *name, enum json_kind kind);
/* The text of a member; NULL where it is none. */
const char	*json_member_text(const struct json_value *object,
		    const char *name);

#endif

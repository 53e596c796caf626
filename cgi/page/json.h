/*
 * JSON (RFC 8259), written straight into a buffer: commas, quotes and
 * escapes are its business, so what comes out always parses.  ctemplate is
 * not used for it: its escapes are not valid JSON.
 */
#ifndef PAGE_JSON_H
#define PAGE_JSON_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"

#define JSON_DEPTH 32

struct json {
	struct buf	*out;
	unsigned	 depth;
	uint32_t	 is_array;	/* a bit a level */
	uint32_t	 has_item;	/* a bit a level */
	int		 done;		/* the outermost value is whole */
	int		 failed;	/* nested too deep, or used wrongly */
};

void	 json_begin(struct json *j, struct buf *out);

/*
 * Values.  "key" is the member's name inside an object, and NULL inside an
 * array or outermost; anything else marks the writer failed.
 */
void	 json_map(struct json *j, const char *key);
void	 json_list(struct json *j, const char *key);
void	 json_end(struct json *j);		/* of either */
/* Bytes that are not UTF-8 become U+FFFD; NULL is null. */
void	 json_text(struct json *j, const char *key, const char *s);
void	 json_bytes(struct json *j, const char *key, struct bytes s);
void	 json_int(struct json *j, const char *key, int64_t n);
void	 json_bool(struct json *j, const char *key, int yes);
void	 json_none(struct json *j, const char *key);

/* 1 where one whole value was written and the buffer took it. */
int	 json_ok(const struct json *j);

#endif

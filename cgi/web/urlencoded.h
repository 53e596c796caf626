/* application/x-www-form-urlencoded and query strings, read in place. */
#ifndef WEB_URLENCODED_H
#define WEB_URLENCODED_H

#include <stddef.h>

#include "base/fault.h"
#include "base/pool.h"
#include "form/form.h"

/*
 * %XX (and '+' as a blank where "plus") undone in place, NUL added; 0 where
 * a % is not followed by two hex digits or stands for NUL.
 */
int		 url_decode(char *s, size_t n, int plus, size_t *len);
/*
 * name=value&…: "text" (n bytes and a NUL behind) is overwritten and the
 * values point into it; the list is the pool's.  ST_INVALID: bad escapes,
 * NUL, not UTF-8, more than LIMIT_PARTS.
 */
enum status	 urlencoded_read(char *text, size_t n, struct pool *pool,
		    struct form_input *out, struct fault *f);

#endif

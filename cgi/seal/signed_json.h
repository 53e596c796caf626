/*
 * What others answer us in JSON (filings, certificate orders), signed over
 * the very bytes it carries in base 64:
 *
 *	{ "payload": JSON, "signature": SM2 with SM3, DER or r || s }
 */
#ifndef SEAL_SIGNED_JSON_H
#define SEAL_SIGNED_JSON_H

#include "base/buf.h"
#include "page/json.h"
#include "page/json_read.h"

/* Write a member of bytes in base 64; "text" is room for it. */
void		 signed_json_put(struct json *j, const char *name,
		    struct bytes v, struct buf *text);

enum signed_json_flaw {
	SIGNED_JSON_FINE,
	SIGNED_JSON_LONG,	/* past "most" */
	SIGNED_JSON_NONE,	/* not of this form */
	SIGNED_JSON_BAD,	/* another's signature, or no key to check it */
	SIGNED_JSON__N
};
/*
 * The payload, once its signature was verified with the SM2 point "key".
 * ST_INVALID and *flaw for anything else.
 */
enum status	 signed_json_read(struct bytes body, size_t most,
		    struct bytes key, struct pool *pool,
		    const struct json_value **out,
		    enum signed_json_flaw *flaw, struct fault *f);

/* The bytes of a value in base 64, in the pool; p NULL where it is none. */
struct bytes	 signed_json_bytes(const char *text, struct pool *pool);
/* Text a person will read: of at most so many bytes, without control
 * characters; NULL where it is none. */
const char	*signed_json_words(const struct json_value *object,
		    const char *name, size_t most);
/* Whether a member is exactly this text. */
int		 signed_json_is(const struct json_value *object,
		    const char *name, const char *want);

#endif

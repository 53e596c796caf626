/*
 * One digest over typed fields, the same in every program: what a person
 * signs in a statement, what a ticket names and what keyd computes from the
 * fields it is sent.  Fields count in the order given; names, lengths and
 * kinds are part of it, so that no two lists give the same bytes.
 *
 *	"JYD1" || len(what) what || number of fields ||
 *	for each: len(name) name || kind (1 byte) || len(value) value
 *
 * Lengths and counts are 4 bytes, big-endian; a number is 8 bytes,
 * big-endian, two's complement; an absent value has length 0 and a kind of
 * its own, so "" and "none" differ.
 */
#ifndef TRUST_DIGEST_H
#define TRUST_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/fault.h"

#define DIGEST_LEN	32	/* SM3 */
#define DIGEST_FIELDS	256	/* most fields of one digest */

enum digest_kind { DIGEST_ABSENT, DIGEST_BYTES, DIGEST_INT };

struct digest_field {
	const char		*name;		/* column name, ASCII */
	enum digest_kind	 kind;
	struct bytes		 value;		/* DIGEST_BYTES: borrowed */
	int64_t			 number;	/* DIGEST_INT */
};

/* Text without its NUL; NULL is absent. */
static inline struct digest_field
digest_text(const char *name, const char *s)
{
	return (struct digest_field){ name,
	    s == NULL ? DIGEST_ABSENT : DIGEST_BYTES, bytes_text(s), 0 };
}

/* Bytes; p NULL is absent. */
static inline struct digest_field
digest_bytes(const char *name, struct bytes b)
{
	return (struct digest_field){ name,
	    b.p == NULL ? DIGEST_ABSENT : DIGEST_BYTES, b, 0 };
}

static inline struct digest_field
digest_int(const char *name, int64_t v)
{
	return (struct digest_field){ name, DIGEST_INT, { NULL, 0 }, v };
}

/*
 * The digest of a list with the purpose "what" ("request", "ticket.stamp").
 * ST_INVALID: too many fields or a field without a name; ST_BROKEN: memory.
 */
enum status	 digest_fields(const char *what,
		    const struct digest_field *fields, size_t n,
		    unsigned char out[DIGEST_LEN], struct fault *f);

#endif

/* An entry of the trail as stored; audit.c writes, audit_read.c reads. */
#ifndef OFFICE_AUDIT_LOCAL_H
#define OFFICE_AUDIT_LOCAL_H

#include "office/local.h"
#include "trust/digest.h"

#define AUDIT_LANE 0		/* one per node later */

/* The texts of an entry, in the order they are hashed and stored. */
enum audit_text {
	AT_PERSON, AT_UNIT, AT_FUNC, AT_SERIAL, AT_ADDRESS, AT_PROGRAM,
	AT_REQUEST, AT_SESSION, AT_ACTION, AT_KIND, AT_OBJECT, AT_RESULT,
	AT_REASON, AT__N
};

struct audit_row {
	int64_t		 lane, seq, at, roles;
	struct bytes	 prev, before, after;
	const char	*text[AT__N];
};

/* The hash that stands in the row: over everything in it and prev. */
enum status	 audit_hash(const struct audit_row *row,
		    unsigned char out[DIGEST_LEN], struct fault *f);

#endif

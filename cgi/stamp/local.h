/* For the folder alone: the sentences of a verdict, and its two readers. */
#ifndef STAMP_LOCAL_H
#define STAMP_LOCAL_H

#include "stamp/stamp.h"

enum say {
	SAY_FILE_INTACT, SAY_FILE_LATER, SAY_FILE_ALTERED,
	SAY_FILE_LATER_ALTERED, SAY_FILE_RANGE, SAY_FILE_UNREADABLE,
	SAY_FILE_FOREIGN_LATER, SAY_FILE_APPENDED,
	SAY_FILE_PART_ALTERED, SAY_FILE_PART_MISSING, SAY_FILE_LOCKED,
	SAY_FILE_OTHER_DOCUMENT, SAY_FILE_WEAK, SAY_FILE_METHOD,
	SAY_FILE_UNCLEAR,
	SAY_SEAL_GOOD, SAY_SEAL_FILE,
	SAY_THEN_GOOD, SAY_THEN_CLAIMED, SAY_THEN_NO_PROOF, SAY_THEN_OFFLINE,
	SAY_THEN_UNKNOWN, SAY_THEN_FROZEN, SAY_THEN_EXPIRED,
	SAY_THEN_REVOKED,
	SAY_NOW_GOOD, SAY_NOW_OFFLINE, SAY_NOW_UNKNOWN, SAY_NOW_FROZEN,
	SAY_NOW_EXPIRED, SAY_NOW_REVOKED,
	SAY__N
};

struct stamp_finding	 stamp_say(enum say what);
const char		*verdict_sentence(enum verdict v);

/* Whether a signature's bytes look like an SES_Signature at all. */
int			 stamp_is_ses(struct bytes der);
/*
 * All that is the same in both formats: the signature r->contents over
 * r->digest, names, proof of the moment, states; every axis but the file's.
 */
enum status		 stamp_judge_seal(const struct stamp_trust *trust,
			    struct pool *pool, struct stamp_result *r,
			    struct fault *f);
/* stamp_judge of an OFD; the words are left to it. */
enum status		 stamp_judge_ofd(const struct reader *reader,
			    struct bytes file, const struct stamp_trust *trust,
			    struct pool *pool, struct stamp_report *out,
			    struct stamp_refusal *why, struct fault *f);

#endif

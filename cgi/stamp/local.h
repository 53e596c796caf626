/* For the folder alone: the sentences of a verdict. */
#ifndef STAMP_LOCAL_H
#define STAMP_LOCAL_H

#include "stamp/stamp.h"

enum say {
	SAY_FILE_INTACT, SAY_FILE_LATER, SAY_FILE_ALTERED,
	SAY_FILE_LATER_ALTERED, SAY_FILE_RANGE, SAY_FILE_UNREADABLE,
	SAY_FILE_FOREIGN_LATER,
	SAY_SEAL_GOOD,
	SAY_THEN_GOOD, SAY_THEN_CLAIMED, SAY_THEN_NO_PROOF, SAY_THEN_OFFLINE,
	SAY_THEN_UNKNOWN, SAY_THEN_FROZEN, SAY_THEN_EXPIRED,
	SAY_THEN_REVOKED,
	SAY_NOW_GOOD, SAY_NOW_OFFLINE, SAY_NOW_UNKNOWN, SAY_NOW_FROZEN,
	SAY_NOW_EXPIRED, SAY_NOW_REVOKED,
	SAY__N
};

struct stamp_finding	 stamp_say(enum say what);
const char		*verdict_sentence(enum verdict v);

#endif

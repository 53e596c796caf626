/*
 * What client and child say to each other: operations and field numbers.
 * A document and a signature are each one field whose bytes are fields again.
 */
#ifndef OFD_MESSAGE_H
#define OFD_MESSAGE_H

enum ofd_op {
	OFD_OP_LOOK = 0x0301
};

enum ofd_field {
	OF_REASON = 1,		/* enum ofd_reason */
	OF_VERSION, OF_FILES, OF_INTEGRITY, OF_QUIRKS,

	OF_DOCUMENT,
	OF_ROOT, OF_LIST, OF_MAX_UNIT, OF_MAX_SIGN, OF_SEALS, OF_ABSENT,
	OF_VERSIONS,
	OF_PAGES,		/* 8-byte ID and two 4-byte sizes a page */

	OF_SIGNATURE,
	OF_DOC, OF_ID, OF_IS_SEAL, OF_PATH, OF_READABLE, OF_XML, OF_VALUE,
	OF_SEAL,		/* Seal.esl ... */
	OF_SEAL_AT, OF_SEAL_N,	/* ... or where its bytes are in OF_VALUE */
	OF_PROVIDER, OF_METHOD, OF_CHECK, OF_WHEN, OF_DIGEST,
	OF_REFS, OF_LOCKS, OF_LIST_CHANGED, OF_LATER, OF_APART,
	OF_STRAY,
	OF_PLACES,		/* five 4-byte numbers a place */
	OF_CHANGED, OF_MISSING, OF_UNCOVERED, OF_UNCLEAR, OF_OTHERS,
	OF_CHANGED_NAMES, OF_MISSING_NAMES, OF_UNCOVERED_NAMES,
	OF_UNCLEAR_NAMES, OF_OTHERS_NAMES
};

#endif

/*
 * What travels between keyd and its client: operations, fields, and the
 * encodings both sides hash.  Only trust/keyd*.c and keys/ include this.
 */
#ifndef TRUST_KEYD_WIRE_H
#define TRUST_KEYD_WIRE_H

#include "base/buf.h"
#include "base/wire.h"
#include "trust/keyd.h"

enum keyd_op {
	OP_INFO = 1, OP_CERT_FIND,
	OP_PERSON_MAKE, OP_PERSON_REISSUE, OP_PERSON_END, OP_KEY_RESET,
	OP_UNLOCK, OP_LOCK, OP_HANDLE, OP_PIN_CHANGE, OP_PIN_UNLOCK,
	OP_SAY_OWN, OP_SAY_WITNESSED, OP_SAY_SYSTEM,
	OP_SEAL_KEY, OP_SEAL_CSR, OP_CERT_ISSUE, OP_CERT_IMPORT,
	OP_SEAL_MAKE, OP_SEAL_FIND, OP_SEAL_ACTIVATE, OP_SEAL_RENEW,
	OP_SEAL_PACKAGE, OP_SEAL_DROP, OP_SEAL_FREEZE,
	OP_SEAL_SUSPEND, OP_SEAL_RESUME, OP_SEAL_RELEASE, OP_SEAL_REVOKE,
	OP_SEAL_SIGN, OP_SEAL_AUTO, OP_GRANT_END, OP_QR_SIGN,
	OP_CRL, OP_STATUS, OP_ANCHOR, OP_OCSP, OP_CHANGES,
	OP_DATA_KEY, OP_DATA_ERASE, OP_FIND_KEY,
	OP_FILING, OP_SEAL_PACK, OP_SEAL_TAKE_OVER,
	OP__N
};

/* An answer's operation is the enum status; its fields follow. */
enum keyd_field {
	KF_TEXT = 1,		/* why, for the log */
	KF_STEP, KF_TICKET, KF_HANDLE,
	/* persons */
	KF_PERSON, KF_NAME, KF_UNIT, KF_UNIT_NAME, KF_UNIT_CODE,
	KF_FUNCTIONS, KF_ROLES, KF_MORE, KF_PIN, KF_NEW_PIN, KF_TERMINAL,
	KF_PIN_STATE, KF_LEFT, KF_MUST_CHANGE, KF_PIN_AT,
	/* statements */
	KF_ACTION, KF_SUBJECT, KF_SEAL, KF_DOC, KF_DIGEST, KF_ROLE,
	KF_COUNT, KF_NOT_AFTER, KF_PHONE, KF_WITNESS, KF_STATEMENT,
	/* certificates, seals */
	KF_REQUEST, KF_SEAL_NAME, KF_PROVINCE, KF_CITY, KF_SEAL_TYPE,
	KF_PICTURE_TYPE, KF_PICTURE_SM3, KF_MM_W, KF_MM_H, KF_MONTHS,
	KF_RENEWS,
	KF_SERIAL, KF_DER, KF_FROM, KF_UNTIL, KF_PUBLIC, KF_CHAIN,
	KF_CODE, KF_PICTURE, KF_STATE, KF_MARK, KF_CHANGED, KF_REASON,
	/* use and publishing */
	KF_DATA_HASH, KF_PROPERTY, KF_AT, KF_QR, KF_LIST, KF_NONCE,
	KF_LANE, KF_SEQ, KF_HASH, KF_KEY, KF_ISSUER_NAME, KF_ISSUER_KEY,
	KF_GRANT, KF_CLASS, KF_WORK, KF_ASSESSMENT, KF_PER_DAY,
	/* info */
	KF_MODE, KF_CA, KF_VERSION, KF_PERSONS, KF_SEALS,
	KF_ROOT, KF_MAKING_CA, KF_STAFF_CA, KF_MAKER_CERT, KF_DESK_CERT,
	KF_SYSTEM_CERT, KF_STATUS_CERT, KF_QR_CERT,
	/* filings */
	KF_TARGET, KF_FILING, KF_KIND, KF_REVISION,
	/* facts of a seal in a device of its own */
	KF_DEVICE,
	/* whose CA certifies it */
	KF_CERTIFIER,
	/* a seal of another system: its file, and what was recorded of it */
	KF_FILE_SM3, KF_RECORD,
	KF__N
};

#define KEYD_WAIT_MS	20000	/* an answer: the write gate (10 s) and room */

/* The fields of a person, facts and grant, as sent and as hashed. */
void		 keyd_put_person(struct buf *b, const struct keyd_person *p);
void		 keyd_put_facts(struct buf *b, const struct keyd_facts *facts);
void		 keyd_put_auto(struct buf *b, const struct keyd_auto *grant);
void		 keyd_put_takeover(struct buf *b,
		    const struct keyd_takeover *t);
/*
 * Read back from a message, strings into the pool, every field present and
 * within KEYD_NAME or KEYD_TEXT; ST_INVALID names the field.
 */
enum status	 keyd_get_person(const struct wire_msg *m, struct pool *pool,
		    struct keyd_person *out, struct fault *f);
enum status	 keyd_get_facts(const struct wire_msg *m, struct pool *pool,
		    struct keyd_facts *out, struct fault *f);
enum status	 keyd_get_takeover(const struct wire_msg *m,
		    struct pool *pool, struct keyd_takeover *out,
		    struct fault *f);
enum status	 keyd_get_auto(const struct wire_msg *m, struct pool *pool,
		    struct keyd_auto *out, struct fault *f);
/* A number's 8 bytes, as wire_int wrote them; 0 where they are not. */
int64_t		 keyd_num(struct bytes v);
/* A text field of at most max bytes into the pool; NULL *out if absent. */
enum status	 keyd_get_text(const struct wire_msg *m, uint16_t field,
		    size_t max, int required, struct pool *pool,
		    const char **out, struct fault *f);

#endif

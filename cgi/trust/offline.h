/*
 * The log of stamps made without the register: a chain for each key,
 * every entry signed by the key of the seal that stamped.
 *
 *	Entry ::= SEQUENCE { tbs, SM2-with-SM3, BIT STRING }
 *	Use   ::= SEQUENCE { version INTEGER (1), device, code, serial
 *	    UTF8String, n INTEGER, prev OCTET STRING, time INTEGER (ms),
 *	    SEQUENCE { before, after, signature OCTET STRING },
 *	    SEQUENCE { page, x, y, w, h INTEGER },	-- page 0 first; um
 *	    operator, requester, reviewer, title, reason UTF8String }
 *	Head  ::= SEQUENCE { version INTEGER (2), device, code, serial
 *	    UTF8String, n INTEGER, prev OCTET STRING, time INTEGER }
 *
 * n counts from 1; prev is SM3 over the whole entry before, zeros before the
 * first.  What is handed in is all entries of a key and then a head, signed at
 * that moment, which names the last: so an end that was cut off is noticed
 * as well as a change.
 */
#ifndef TRUST_OFFLINE_H
#define TRUST_OFFLINE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/pool.h"
#include "sm/sm.h"

#define OFFLINE_TEXT	600	/* bytes of one text: 200 characters */
#define OFFLINE_NAME	80	/* of device, code, serial */
#define OFFLINE_USES	20000	/* of one key: ten years of eight a day */
#define OFFLINE_ENTRY	(4 * KIB)	/* five texts and room */
#define OFFLINE_MAX	(12 * MIB)	/* a whole log handed in: 600 bytes a
					 * use, and it lies in a request's pool */

struct offline_entry {
	int		 is_head;
	char		 device[OFFLINE_NAME], code[OFFLINE_NAME],
			 serial[OFFLINE_NAME];
	int64_t		 n, at;		/* of a head: the last entry's */
	unsigned char	 prev[SM3_LEN];
	/* a use's alone */
	unsigned char	 before[SM3_LEN], after[SM3_LEN],
			 signature[SM3_LEN];	/* of the SES_Signature */
	int64_t		 page, x, y, w, h;
	char		 operator[OFFLINE_TEXT], requester[OFFLINE_TEXT],
			 reviewer[OFFLINE_TEXT], title[OFFLINE_TEXT],
			 reason[OFFLINE_TEXT];
	/* as read */
	struct bytes	 whole;
	unsigned char	 hash[SM3_LEN];	/* SM3 of the whole */
};

/* What the key signs; then trust_wrap.  ST_INVALID: a text too long. */
enum status	 offline_tbs_write(const struct offline_entry *e,
		    struct buf *out, struct fault *f);
/* Read one; verifies nothing. */
enum status	 offline_read(struct bytes der, struct offline_entry *out,
		    struct fault *f);
/* ST_INVALID unless this key signed it. */
enum status	 offline_verify(const struct offline_entry *e,
		    const unsigned char key[SM2_PUBLIC], struct fault *f);

/* What is wrong with a log, each with one sentence. */
enum offline_flaw {
	OFFLINE_FINE,
	OFFLINE_UNREADABLE,
	OFFLINE_OTHER,		/* of another device, seal or certificate */
	OFFLINE_SIGNATURE,	/* not signed by the key, or changed since */
	OFFLINE_GAP,		/* entries are missing */
	OFFLINE_CHAIN,		/* it does not follow the one before */
	OFFLINE_CUT,		/* no head, or less than the head says */
	OFFLINE_LONG,
	OFFLINE_FLAW__N
};
const char	*offline_flaw_text(enum offline_flaw flaw);

struct offline_log {
	struct bytes		*uses;	/* DER, each as offline_read takes it */
	size_t			 n;
	struct offline_entry	 head;
	enum offline_flaw	 flaw;
	int64_t			 at;	/* entry the flaw is at; 0 the whole */
};

/*
 * The key of a certificate's number, of a seal the caller knows; ST_ABSENT
 * where it is none of its.
 */
typedef enum status offline_key(void *arg, const char *serial,
		    const char *code, unsigned char key[SM2_PUBLIC],
		    struct fault *f);
/*
 * Walk a log as it was handed in.  ST_OK: whole and signed; ST_INVALID:
 * out->flaw and out->at say what and where.  out->uses borrow from "file"
 * and are read again one by one: ten years of texts are not held at once.
 */
enum status	 offline_check(struct bytes file, offline_key *key, void *arg,
		    struct pool *pool, struct offline_log *out,
		    struct fault *f);

/*
 * What a stamp itself says of where it was made, in TBS_Sign.extDatas
 * (OID_JY_OFFLINE): SEQUENCE { device, mark UTF8String, n INTEGER }.
 */
struct offline_mark {
	char		 device[OFFLINE_NAME];
	int		 software;
	int64_t		 n;
};
enum status	 offline_mark_write(const struct offline_mark *m,
		    struct buf *out, struct fault *f);
/* From the extension's value; 0 where it is none. */
int		 offline_mark_read(struct bytes value,
		    struct offline_mark *out);

#endif

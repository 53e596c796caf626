/*
 * What keyd says in public besides seals: the QR statement of a printout, a
 * status answer, and what a filing reports to another authority.  Each is SEQUENCE { tbs, algorithm, signature } as in
 * signed.h and are verified with the key of their own system certificate
 * (keyd_info: qr, status, system).
 *
 * TBSQr ::= SEQUENCE { type OBJECT IDENTIFIER (OID_JY_QR), version 1,
 *	handle UTF8String, request UTF8String, seal UTF8String,
 *	document OCTET STRING (32), time GeneralizedTime }
 * TBSStatus ::= SEQUENCE { type OBJECT IDENTIFIER (OID_JY_STATUS),
 *	version 1, seal UTF8String, state UTF8String, nonce UTF8String,
 *	asOf GeneralizedTime, time GeneralizedTime }
 * TBSFiling ::= SEQUENCE { type OBJECT IDENTIFIER (OID_JY_FILING),
 *	version 1, target UTF8String, filing UTF8String, revision INTEGER,
 *	kind UTF8String, seal UTF8String, name UTF8String, unit UTF8String,
 *	at GeneralizedTime, message OCTET STRING (32), time GeneralizedTime }
 */
#ifndef TRUST_ANSWER_H
#define TRUST_ANSWER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "sm/sm.h"

#define ANSWER_TEXT 65		/* with NUL */
#define ANSWER_MAX (8 * 1024)	/* bytes of one, generously */

struct answer_qr {
	char		 handle[ANSWER_TEXT], request[ANSWER_TEXT];
	char		 seal[ANSWER_TEXT];
	unsigned char	 document[SM3_LEN];
	int64_t		 time;		/* ms; whole seconds travel */
};

struct answer_status {
	char		 seal[ANSWER_TEXT], state[ANSWER_TEXT];
	char		 nonce[ANSWER_TEXT];	/* "" for none */
	int64_t		 as_of, time;
};

#define ANSWER_NAME 201			/* a seal's name, with NUL */

struct answer_filing {
	char		 target[ANSWER_TEXT], filing[ANSWER_TEXT];
	char		 kind[ANSWER_TEXT], seal[ANSWER_TEXT];
	char		 name[ANSWER_NAME];	/* of the seal */
	char		 unit[ANSWER_TEXT];	/* credit code */
	int64_t		 revision;
	int64_t		 at, time;		/* of the event; signed */
	unsigned char	 message[SM3_LEN];	/* of all that is sent */
};

/* Append the part that is signed; then trust_wrap. */
enum status	 answer_qr_write(const struct answer_qr *a, struct buf *tbs,
		    struct fault *f);
enum status	 answer_status_write(const struct answer_status *a,
		    struct buf *tbs, struct fault *f);
enum status	 answer_filing_write(const struct answer_filing *a,
		    struct buf *tbs, struct fault *f);
/* Verify with the certificate's key and read; ST_INVALID else. */
enum status	 answer_qr_read(struct bytes der,
		    const unsigned char pub[SM2_PUBLIC],
		    struct answer_qr *out, struct fault *f);
enum status	 answer_status_read(struct bytes der,
		    const unsigned char pub[SM2_PUBLIC],
		    struct answer_status *out, struct fault *f);
enum status	 answer_filing_read(struct bytes der,
		    const unsigned char pub[SM2_PUBLIC],
		    struct answer_filing *out, struct fault *f);

#endif

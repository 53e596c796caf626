/*
 * What travels to a target and back, both JSON, both signed over the
 * very bytes they carry in base 64:
 *
 *	{ "payload": MESSAGE, "statement": DER, "certificate": DER }
 *
 * out: the message (filing_message.h), keyd's statement over its digest and
 * the certificate of our system key;
 *
 *	{ "payload": RECEIPT, "signature": SM2 }
 *	RECEIPT: { "type": "receipt", "target": CODE, "filing": ID,
 *	  "revision": N, "digest": SM3 of MESSAGE in hex, "at": MOMENT,
 *	  "result": "filed", "number": TEXT }
 *	or { ..., "result": "refused", "reason": TEXT }
 *
 * back, signed by the target (SM2 with SM3, DER or r || s).  Pure.
 */
#ifndef SEAL_FILING_RECEIPT_H
#define SEAL_FILING_RECEIPT_H

#include "base/buf.h"
#include "seal/filing.h"

#define RECEIPT_MAX	(16 * 1024)	/* bytes of one: names and a signature */
#define RECEIPT_TEXT	120		/* bytes of a number */
#define RECEIPT_REASON	600		/* bytes of a reason, 200 characters */

/* What is sent: the filing must be signed. */
enum status	 filing_envelope(const struct filing *g, struct buf *out,
		    struct fault *f);

struct filing_receipt {
	int		 filed;		/* else refused */
	const char	*number, *reason;
	int64_t		 at;		/* as the other side says */
};
/*
 * The answer to this version of this filing.  ST_INVALID for anything else,
 * *why in words for the desk: garbage, another signer, another filing, an
 * answer to an earlier version.
 */
enum status	 filing_receipt_read(struct bytes body,
		    const struct target *t, const struct filing *g,
		    struct pool *pool, struct filing_receipt *out,
		    const char **why, struct fault *f);

#endif

/*
 * Explaining a certificate, a seal, a signature or OCSP field by field, in Chinese
 * with offsets, for `jianyin inspect FILE`.  It takes any bytes: what is not
 * understood is shown as plain DER, or said to be none.
 */
#ifndef TRUST_INSPECT_H
#define TRUST_INSPECT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"

enum inspect_kind {
	INSPECT_NOTHING,	/* not DER */
	INSPECT_DER,		/* DER, but nothing we know */
	INSPECT_CERT,		/* a certificate, DER or PEM */
	INSPECT_SEAL,		/* SESeal */
	INSPECT_SIGNATURE,	/* SES_Signature */
	INSPECT_OCSP		/* OCSPRequest or OCSPResponse */
};
/* 数字证书; never NULL. */
const char	*inspect_kind_label(enum inspect_kind k);

/*
 * Find out what it is and append the explanation as UTF-8 lines.  What comes
 * from the file is escaped, so that nothing in it can steer a terminal.  "now"
 * (ms) is the moment seals are judged at.  At most INSPECT_LINES lines; give
 * out a ceiling of INSPECT_ROOM.
 */
#define INSPECT_LINES	4000		/* a list of 1,000 certificates */
#define INSPECT_ROOM	((size_t)4 << 20)
enum inspect_kind inspect_print(struct bytes in, int64_t now,
		    struct buf *out);

#endif

/* How one value is written; shared by the files of "inspect". */
#ifndef TRUST_INSPECT_LOCAL_H
#define TRUST_INSPECT_LOCAL_H

#include "base/buf.h"
#include "der/der.h"

/* Text of a stranger: UTF-8 kept, all else and all that steers escaped. */
void	 inspect_text(struct buf *out, struct bytes s);
/* "3045…(72字节)": the first bytes in hex and how many there are. */
void	 inspect_hex(struct buf *out, struct bytes b);
/* A Name as "CN=…, O=…". */
void	 inspect_name(struct buf *out, struct bytes name);
/* An X.509 Extension: label, critical, content where it is understood. */
void	 inspect_extension(struct buf *out, struct bytes ext);
/* Holder, issuer and period of a certificate in one line. */
void	 inspect_cert_line(struct buf *out, struct bytes der);
/* 2021-06-01 10:03:04 +08:00 */
void	 inspect_moment(struct buf *out, int64_t ms);
/* Whatever the element is, by its tag. */
void	 inspect_value(struct buf *out, const struct der *d);

#endif

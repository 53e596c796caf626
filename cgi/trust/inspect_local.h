/* How one value is written; shared by the files of "inspect". */
#ifndef TRUST_INSPECT_LOCAL_H
#define TRUST_INSPECT_LOCAL_H

#include "base/buf.h"
#include "der/der.h"

/* A structure as a table: its fields in the standard's order. */
enum show {
	SHOW_VALUE,		/* by its tag */
	SHOW_CERT,		/* OCTET STRING holding a certificate */
	SHOW_NAME,		/* a distinguished name in one line */
	SHOW_EXTENSION,		/* an X.509 extension in one line */
	SHOW_TIME_INFO,		/* timeInfo of version 1 */
	SHOW_REASON,		/* CRLReason in words */
	SHOW_NOTHING,		/* the label says it all */
	SHOW_INSIDE		/* what it holds, field by field */
};

#define OPTIONAL	1u
#define REPEATED	2u

struct node {
	unsigned char		 tag;	/* 0: any */
	unsigned		 flags;
	enum show		 show;
	const char		*name;	/* as in the standard */
	const char		*label;
	const struct node	*kids;
	size_t			 nkids;
};

#define KIDS(t)	t, NITEMS(t)
#define LEAF	NULL, 0

/* Tables of inspect_x509.c and how many rows each has. */
#define INSPECT_CERTIFICATE	3
#define INSPECT_OCSP_REQUEST	2
#define INSPECT_OCSP_ANSWER	2
extern const struct node inspect_certificate[INSPECT_CERTIFICATE];
extern const struct node inspect_ocsp_request[INSPECT_OCSP_REQUEST];
extern const struct node inspect_ocsp_answer[INSPECT_OCSP_ANSWER];

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

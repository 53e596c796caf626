/*
 * The list of seals that are not to be trusted now (电子印章吊销列表, R-203):
 * lost, suspended and revoked seals by code and name, beside the lists of
 * certificates (trust/crl.h), for who knows a seal and not its certificate.
 * Numbered, with this and next update, signed with the key of status answers,
 * whose certificate stands in it:
 *
 * SealList ::= SEQUENCE { tbs TBSSealList, algorithm, signature BIT STRING,
 *	certificates [0] SEQUENCE OF Certificate }
 * TBSSealList ::= SEQUENCE { type OBJECT IDENTIFIER (OID_JY_SEAL_LIST),
 *	version 1, number INTEGER, thisUpdate GeneralizedTime,
 *	nextUpdate GeneralizedTime, seals SEQUENCE OF SEQUENCE {
 *		code UTF8String, name UTF8String, kind UTF8String,
 *		time GeneralizedTime } }
 *
 * kind is "lost", "suspended" or "revoked", time since when.
 */
#ifndef TRUST_SEAL_LIST_H
#define TRUST_SEAL_LIST_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "der/der.h"
#include "sm/sm.h"
#include "trust/cert.h"

enum seal_list_kind { LISTED_LOST, LISTED_SUSPENDED, LISTED_REVOKED,
	LISTED__N };
/* "lost"; LISTED__N where the word is none of these. */
const char	*seal_list_kind_name(enum seal_list_kind k);
enum seal_list_kind seal_list_kind_find(const char *name);

struct seal_list_info {
	int64_t	 number;
	int64_t	 this_update, next_update;	/* ms, whole seconds */
	size_t	 n;
};
struct seal_list_entry {
	char			 code[CERT_CODE], name[CERT_TEXT];
	enum seal_list_kind	 kind;
	int64_t			 time;
};

/*
 * Composing, entry after entry: a list may be long.  What is wrong is told by
 * the end, ST_INVALID; then sign and trust_wrap_with().
 */
struct seal_list_out {
	struct der_out	 der;
	int		 bad;
};
void		 seal_list_begin(struct seal_list_out *o,
		    const struct seal_list_info *info, struct buf *tbs);
void		 seal_list_add(struct seal_list_out *o, const char *code,
		    const char *name, enum seal_list_kind kind, int64_t time);
enum status	 seal_list_end(struct seal_list_out *o, struct fault *f);

/* The certificate it is signed with, unjudged; borrowed. */
enum status	 seal_list_cert(struct bytes der, struct bytes *cert,
		    struct fault *f);
/*
 * Verify with that certificate's key and read the whole: *entries for
 * seal_list_next, borrowed.  ST_INVALID where a byte was altered.
 */
enum status	 seal_list_read(struct bytes der,
		    const unsigned char pub[SM2_PUBLIC],
		    struct seal_list_info *out, struct bytes *entries,
		    struct fault *f);
/* The next of *rest; 0 at the end. */
int		 seal_list_next(struct bytes *rest,
		    struct seal_list_entry *out);

#endif

/*
 * Revocation lists (RFC 5280, 5): composing one from typed entries, and
 * looking serials up in a list of any issuer.  Lists may be big (half a
 * million entries): entries stay where they are and are found through a
 * sorted index.  Refused when read: indirect and delta lists, lists with
 * critical extensions we do not understand, removeFromCRL.
 */
#ifndef TRUST_CRL_H
#define TRUST_CRL_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "der/oid.h"
#include "sm/sm.h"
#include "trust/cert.h"

struct crl_entry {
	unsigned char	 serial[CERT_SERIAL];	/* big-endian, no sign */
	size_t		 nserial;
	int64_t		 time;			/* ms; written in seconds */
	enum crl_reason	 reason;	/* der/oid.h */
};

struct crl_fields {
	struct bytes	 issuer_der;		/* .subject_der of the CA */
	struct bytes	 issuer_key_id;		/* .ski of the CA */
	int64_t		 number;		/* cRLNumber, grows, >= 0 */
	int64_t		 this_update, next_update;	/* ms, whole seconds */
	const struct crl_entry *entries;	/* any order */
	size_t		 n;
};

/*
 * Append the TBSCertList; ST_INVALID where a serial appears twice or is not
 * positive, a time is not whole (this and next update) or next <= this.
 * An entry's time is cut to its second.  Sign, then crl_wrap.
 */
enum status	 crl_tbs_write(const struct crl_fields *c, struct buf *out,
		    struct fault *f);
enum status	 crl_wrap(struct bytes tbs, struct bytes sig,
		    struct buf *out, struct fault *f);

/* A list that was read and whose signature was verified. */
struct crl;
/*
 * Read "der" (borrowed: it must outlive the list) and verify it with its
 * issuer, which must be the CA named in it and allowed to sign lists.
 * ST_INVALID else.  Done once for many lookups.
 */
enum status	 crl_open(struct bytes der, const struct cert *issuer,
		    struct crl **out, struct fault *f);
void		 crl_free(struct crl *crl);

struct crl_info {
	int64_t		 this_update;
	int64_t		 next_update;	/* 0 where the list has none */
	int64_t		 number;	/* -1 where none */
	size_t		 n;		/* entries */
};
void		 crl_info(const struct crl *crl, struct crl_info *out);
/* 1 if the list was verified as one of this CA (name and key). */
int		 crl_is_of(const struct crl *crl, const struct cert *issuer);
/* Its entry for a serial; 1 and *out filled (if not NULL), 0 if not in it. */
int		 crl_find(const struct crl *crl, const unsigned char *serial,
		    size_t nserial, struct crl_entry *out);
/* The k-th entry in order of serials, for printing; 0 past the end. */
int		 crl_nth(const struct crl *crl, size_t k,
		    struct crl_entry *out);

#endif

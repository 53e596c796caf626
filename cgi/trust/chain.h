/*
 * From a certificate to a CA on our list: the
 * path, every signature with the SM2 user id set, periods, CA rules, use and
 * revocation.  Own rules over own readers: X509_verify_cert would need the
 * id set on every certificate and cannot verify SM2 revocation lists at all
 * (stack.md 1.1); the tests hold both against each other.
 *
 * All findings are collected, so that the page can explain; .state is the
 * worst.  Revocation that could not be looked up is CHAIN_NO_STATUS, never
 * "good": the caller's policy decides about it.
 */
#ifndef TRUST_CHAIN_H
#define TRUST_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "trust/cert.h"
#include "trust/crl.h"

#define CHAIN_LEN	5	/* certificates, both ends: path length 4 */
#define CHAIN_EXTRA	16	/* intermediates handed in */
#define CHAIN_CLOCK	(5 * 60 * 1000)	/* ms a peer's clock may differ */

/* What the end certificate is to be used for. */
enum chain_purpose {
	FOR_MAKER,		/* signs seals */
	FOR_SEAL,		/* stamps */
	FOR_PERSON,		/* own statements */
	FOR_SYSTEM,		/* our desk and jobs */
	FOR_PARTNER,		/* registered systems outside */
	FOR_STATUS,		/* OCSP */
	FOR__N
};
#define ANCHOR_FOR(p)	(1u << (p))
#define ANCHOR_SEALS	(ANCHOR_FOR(FOR_MAKER) | ANCHOR_FOR(FOR_SEAL) | \
			 ANCHOR_FOR(FOR_STATUS))	/* our making CA */
#define ANCHOR_STAFF	(ANCHOR_FOR(FOR_PERSON) | ANCHOR_FOR(FOR_SYSTEM) | \
			 ANCHOR_FOR(FOR_PARTNER) | ANCHOR_FOR(FOR_STATUS))
/*
 * Besides ours (whose certificates say what kind they are, and are refused
 * for another purpose) take certificates without that extension: set for a
 * CA outside, never for our own.  A maker from such a CA must be known to
 * the caller by itself: nothing in the certificate says "maker".
 */
#define ANCHOR_PLAIN	(1u << 31)

/* The list of trusted CAs; roots or CAs below one, DER copied in. */
struct anchors;
struct anchors	*anchors_new(void);		/* NULL without memory */
void		 anchors_free(struct anchors *a);
/* ST_INVALID: not a certificate of ours to read, or not a CA. */
enum status	 anchors_add(struct anchors *a, struct bytes der,
		    unsigned uses, struct fault *f);
size_t		 anchors_count(const struct anchors *a);
/* The k-th CA, borrowed from the list; NULL past the end. */
const struct cert *anchors_nth(const struct anchors *a, size_t k);

/*
 * Find the current list of a CA: an opened one (crl_open) into *out, which
 * stays the finder's.  ST_ABSENT or anything but ST_OK is "unknown".
 */
typedef enum status (*chain_crl)(void *arg, const struct cert *issuer,
	    const struct crl **out);

struct chain_ask {
	enum chain_purpose	 purpose;
	int64_t			 at;		/* ms: the moment judged */
	const struct bytes	*extra;		/* intermediates, DER */
	size_t			 nextra;	/* <= CHAIN_EXTRA */
	chain_crl		 crl;		/* NULL: do not look */
	void			*crl_arg;
};

/* Worst last; more than one may hold. */
enum chain_state {
	CHAIN_OK,
	CHAIN_NO_STATUS,	/* no current revocation list: unknown */
	CHAIN_NOT_YET,		/* not yet valid at the moment */
	CHAIN_EXPIRED,		/* no longer valid at the moment */
	CHAIN_HELD,		/* certificateHold at the moment */
	CHAIN_REVOKED,		/* revoked at the moment */
	CHAIN_USAGE,		/* key usage or kind is not for this */
	CHAIN_CONSTRAINT,	/* a CA in the path may not do what it did */
	CHAIN_NOT_LISTED,	/* listed, but not for this purpose */
	CHAIN_UNKNOWN_CA,	/* no path to the list */
	CHAIN_SIGNATURE,	/* names the issuer, but it did not sign */
	CHAIN_MALFORMED,	/* the end certificate cannot be read */
	CHAIN__N
};
/* "expired" for JSON, and a Chinese sentence for pages. */
const char	*chain_state_name(enum chain_state s);
const char	*chain_state_text(enum chain_state s);

struct chain_link {
	char		 cn[CERT_TEXT];
	char		 serial_hex[CERT_HEX];
	int64_t		 not_before, not_after;
};

struct chain_result {
	enum chain_state	 state;		/* the worst */
	unsigned		 findings;	/* 1 << state, all of them */
	enum cert_flaw		 flaw;		/* where CHAIN_MALFORMED */
	size_t			 where[CHAIN__N];	/* link of a finding */
	struct chain_link	 links[CHAIN_LEN];	/* end first */
	size_t			 n;		/* links found */
	int			 anchored;	/* last link is on the list */
	/* The first revoked or held link, also if later than the moment. */
	int			 revoked;
	int64_t			 revoked_at;	/* ms */
	enum crl_reason		 revoked_why;
	int64_t			 as_of;		/* oldest list used, 0: none */
};

/*
 * Judge one certificate.  Returns ST_OK whenever it could be judged (read
 * .state), ST_BROKEN without memory.  "leaf" may be NULL; else it is filled
 * with the end certificate where that could be read.
 */
enum status	 chain_check(struct bytes der, const struct anchors *anchors,
		    const struct chain_ask *ask, struct cert *leaf,
		    struct chain_result *out, struct fault *f);

#endif

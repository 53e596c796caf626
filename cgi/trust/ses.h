/*
 * Judging electronic seals and their signatures (GM/T 0031-2014 6.1.2 and
 * 6.2.3, GB/T 38540-2020 6.3 and 7.3, GM/T 0031-2025; seal-format.md 1.7).
 * Every check is made and told, so that a page can explain; "the" reason is
 * the first that fails in the order of the enum.  Whether a certificate's CA
 * is trusted is asked of a function handed in.
 */
#ifndef TRUST_SES_H
#define TRUST_SES_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "der/ses.h"
#include "sm/sm.h"

/* Better first, so that the greater of two is the worse. */
enum finding_state {
	FIND_OK,
	FIND_WARNING,		/* holds, with a remark */
	FIND_UNKNOWN,		/* could not be told: never shown as valid */
	FIND_BROKEN
};
/* "ok", "warning", "unknown", "broken"; and 通过, 提示, 未知, 不通过. */
const char	*finding_state_name(enum finding_state s);
const char	*finding_state_label(enum finding_state s);

/* In the order in which the first failing one is the reason. */
enum ses_check {
	CHECK_FORMAT,		/* a */
	CHECK_ALGORITHM,	/* a */
	CHECK_DIGEST,		/* a: dataHash is there and 32 bytes */
	CHECK_SIGNATURE,	/* b: the signer's value over TBS_Sign */
	CHECK_LIST,		/* signer in the seal's certList */
	CHECK_SEAL_SIGNATURE,	/* the maker's value over the seal */
	CHECK_MAKER,		/* maker's certificate */
	CHECK_SIGNER,		/* c, d: signer's certificate when signing */
	CHECK_TIME,		/* timeInfo is not in the future */
	CHECK_DOCUMENT,		/* e: dataHash is the document's */
	CHECK_SEAL_PERIOD,	/* f: within validStart..validEnd */
	CHECK_TIMESTAMP,	/* time-stamp tokens */
	CHECK_QUIRKS,		/* known deviations, tolerated */
	CHECK__N
};
/* "seal-signature" and 制章人签名. */
const char	*ses_check_name(enum ses_check c);
const char	*ses_check_label(enum ses_check c);

struct finding {
	enum ses_check		 check;
	enum finding_state	 state;
	const char		*code;	/* "seal-period.after-end" */
	const char		*number;	/* reason numbers in use */
	const char		*text;	/* one Chinese sentence */
	const char		*clause;
};

/* What a certificate is used for, handed to the caller's chain. */
enum ses_use {
	SES_MAKER,		/* signed the seal, at its createDate */
	SES_SIGNER		/* stamped, at the signing time */
};

/*
 * Judge chain and revocation of a certificate at a moment: fill state, code
 * ("chain.unknown-ca"), text, clause; the texts must outlive the verdict.
 */
typedef void	 ses_chain(void *arg, struct bytes cert, enum ses_use use,
		    int64_t at, struct finding *out);

struct ses_ask {
	int64_t			 now;	/* ms */
	const unsigned char	*digest;	/* SM3 of what is protected, or
					 * NULL where it is not known */
	ses_chain		*chain;	/* NULL: unknown */
	void			*chain_arg;
};

struct ses_verdict {
	struct finding		 found[CHECK__N];	/* by check */
	enum finding_state	 state;		/* the worst */
	enum ses_check		 reason;	/* first of that state */
	int			 read;		/* structures are filled */
};

/*
 * ST_OK whenever it could be judged, also where the judgement is bad;
 * ST_BROKEN without memory.  "seal" and "sig" are filled where v->read (else
 * the fault says why not), and borrow from the bytes.  A seal alone is judged at ask->now, and checks
 * that need a signature are FIND_OK with code "none".
 */
enum status	 ses_seal_judge(struct bytes der, const struct ses_ask *ask,
		    struct ses_seal *seal, struct ses_verdict *v,
		    struct fault *f);
enum status	 ses_signature_judge(struct bytes der,
		    const struct ses_ask *ask, struct ses_signature *sig,
		    struct ses_verdict *v, struct fault *f);
/* Whether the seal's list names this certificate: by itself or by its SM3;
 * with Z before it (SES_LISTED_Z) it is tolerated, as check_list says. */
enum ses_listed { SES_NOT_LISTED, SES_LISTED, SES_LISTED_Z };
enum ses_listed	 ses_seal_lists(const struct ses_seal *seal,
		    struct bytes cert);
/* Nothing broken and nothing unknown. */
int		 ses_is_good(const struct ses_verdict *v);

/*
 * The few fields of a stranger's certificate that judging a seal needs.  Not
 * cert_read: that holds certificates to our own rules, and a seal made years
 * ago by others must still be explained.
 */
struct ses_cert {
	struct bytes	 serial;	/* INTEGER content */
	struct bytes	 issuer, subject;	/* Name TLVs */
	int64_t		 not_before, not_after;
	int		 is_sm2;	/* key and signature algorithm */
	unsigned char	 key[SM2_PUBLIC];	/* where is_sm2 */
	int		 has_usage;
	unsigned	 usage;		/* KU_ bits */
};
enum status	 ses_cert_read(struct bytes der, struct ses_cert *out,
		    struct fault *f);
/* digitalSignature or nonRepudiation, or no restriction at all. */
int		 ses_cert_may_sign(const struct ses_cert *c);
/* -1 before, 0 within, 1 after; whole seconds, both ends belong to it. */
int		 ses_cert_period(const struct ses_cert *c, int64_t at);
/* The last part of that kind of a Name as text; p NULL if none. */
struct bytes	 ses_name_part(struct bytes name, enum oid oid);

#endif

/*
 * A seal that another system made, looked at before it is taken over with its
 * certificate (原有电子签章, R-020): GM/T 0031-2014, GB/T 38540-2020 and GM/T
 * 0031-2025 as der/ses.h reads them, deviations of known makers included.
 * What is wrong is said all at once, each thing with a sentence of its own.
 *
 * Believed are CAs outside alone, those of trust/ca_list.h: a seal of our own
 * making is in the register already.  The maker is judged when the seal was
 * made, the certificate that stamps now.  Nothing in a maker's certificate
 * says that it may make seals (chain.h, ANCHOR_PLAIN); that is what the clerk
 * and the approver answer for.
 */
#ifndef TRUST_TAKEOVER_H
#define TRUST_TAKEOVER_H

#include "trust/chain.h"
#include "trust/ses.h"

#define TAKEOVER_CERTS	8	/* uploaded with it: its own and what is above */
#define TAKEOVER_CODE	40	/* characters of a code: GUIDs have 36 */
#define TAKEOVER_NAME	200	/* bytes of a name, as in keyd.h */
#define TAKEOVER_SIDE	100	/* mm of the picture, as in keyd.h */

enum takeover_flaw {
	TAKE_TOO_BIG,		/* past LIMIT_SEAL */
	TAKE_FORMAT,		/* no SESeal, or cut short */
	TAKE_CODE,		/* its code cannot be one of ours */
	TAKE_NAME,		/* its name cannot be read */
	TAKE_SIGNERS,		/* for several certificates, or none */
	TAKE_CERTS,		/* too many, or one cannot be read */
	TAKE_NO_CERT,		/* the list has a digest, and none fits */
	TAKE_OTHER_CERT,	/* what came is not what it lists */
	TAKE_ALGORITHM,		/* not SM2 with SM3 */
	TAKE_SIGNATURE,		/* its maker did not sign it, or it changed */
	TAKE_MAKER,		/* the maker's certificate will not do */
	TAKE_MAKER_CA,		/* of a CA that is not listed */
	TAKE_MAKER_STATUS,	/* no list in force of its CA (P-29) */
	TAKE_MAKER_REVOKED,	/* when it was made, or for its key since */
	TAKE_PERIOD,		/* ends before it begins */
	TAKE_NOT_YET,
	TAKE_OVER,
	TAKE_CERT,		/* its certificate will not do */
	TAKE_CERT_CA,
	TAKE_CERT_STATUS,
	TAKE_CERT_REVOKED,	/* or on hold */
	TAKE_CERT_PERIOD,
	TAKE_CERT_UNIT,		/* names another unit */
	TAKE_CERT_CODE,		/* another credit code */
	TAKE_SEAL_UNIT,		/* the seal's name is not the unit's */
	TAKE_PICTURE,		/* neither PNG nor JPEG */
	TAKE_SIDES,		/* of no size a seal has */
	TAKE__N
};
#define TAKE(flaw)	(UINT64_C(1) << (flaw))

/* Where the page says it. */
enum takeover_place { TAKE_AT_SEAL, TAKE_AT_CERTS, TAKE_AT_UNIT };

struct takeover_words {
	const char		*name;	/* "maker-ca", for logs and tests */
	enum takeover_place	 at;
	const char		*text;	/* what is wrong and what to do */
	const char		*clause;
};
/* Never NULL for a member of the enum. */
const struct takeover_words *takeover_words(enum takeover_flaw flaw);

struct takeover_ask {
	struct bytes		 seal;
	const struct bytes	*certs;		/* DER, in any order */
	size_t			 ncerts;
	const struct anchors	*anchors;	/* the CAs outside */
	chain_crl		 crl;		/* and their lists */
	void			*crl_arg;
	int64_t			 now;
	const char		*unit_name;	/* of the register */
	const char		*unit_code;
	int			 is_units;	/* a seal of the unit's own, not
						 * of a person in it */
};

struct takeover {
	uint64_t		 flaws;		/* TAKE() bits; 0: it may be */
	int			 read;		/* what follows is filled */
	struct ses_seal		 seal;		/* borrows from ask->seal */
	int			 has_signer;
	struct cert		 signer;	/* the certificate it stamps with */
	struct chain_result	 maker_chain, signer_chain;
	char			 unknown_ca[CERT_TEXT];	/* or "" */
	int64_t			 from, until;	/* seal and certificate both */
	int			 maker_over;	/* its certificate has run out */
};

/*
 * ST_OK whenever it could be judged, also where it will not do; ST_BROKEN
 * without memory.
 */
enum status	 takeover_judge(const struct takeover_ask *ask,
		    struct takeover *out, struct fault *f);
/*
 * The chain of a maker outside, whom the caller knows by the certificate
 * itself; ask->purpose is not looked at.
 */
enum status	 takeover_maker_check(struct bytes der,
		    const struct anchors *anchors,
		    const struct chain_ask *ask, struct chain_result *out,
		    struct fault *f);
/* Letters, digits and - . _ : / alone, at most TAKEOVER_CODE of them. */
int		 takeover_code_is_fit(struct bytes code);

#endif

/*
 * Statements: what somebody confirmed with a signature.  keyd
 * composes one from typed fields and believes nothing else; pages check the
 * stored one again and compare its digest with the fields as they are now.
 *
 * ActionStatement ::= SEQUENCE {
 *	tbs		TBSStatement,
 *	algorithm	AlgorithmIdentifier,	-- SM2 with SM3
 *	signature	BIT STRING,
 *	cert		OCTET STRING }		-- the signer's, DER
 *
 * TBSStatement ::= SEQUENCE {
 *	version		INTEGER (1),
 *	kind		ENUMERATED { own(0), witnessed(1), system(2),
 *				partner(3), seal(4) },
 *	action		UTF8String,		-- "request.approve"
 *	subject		UTF8String,		-- record id or number
 *	fields		OCTET STRING (32),	-- digest.h
 *	signer		OCTET STRING (32),	-- SM3 of cert
 *	time		GeneralizedTime,
 *	notAfter	GeneralizedTime,	-- spent before, or not at all
 *	count		INTEGER,		-- how many times, 0: no ticket
 *	nonce		OCTET STRING (16),
 *	seal		[0] IMPLICIT UTF8String OPTIONAL,
 *	document	[1] IMPLICIT OCTET STRING (32) OPTIONAL,
 *	role		[2] IMPLICIT UTF8String OPTIONAL,  -- role_name
 *	unit		[3] IMPLICIT UTF8String OPTIONAL,
 *	person		[4] IMPLICIT UTF8String OPTIONAL,
 *	witness		[5] IMPLICIT SEQUENCE {
 *		phone	UTF8String,		-- masked
 *		code	UTF8String } OPTIONAL }	-- id of the code, not the code
 *
 * The certificate's digest is signed too: a later certificate for the same
 * key, with other roles, does not fit an old statement.
 */
#ifndef TRUST_STATEMENT_H
#define TRUST_STATEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/id.h"
#include "sm/sm.h"
#include "trust/cert.h"
#include "trust/chain.h"
#include "trust/digest.h"
#include "trust/role.h"

#define STATEMENT_MAX	(24 * 1024)	/* bytes: a certificate and fields */
#define STATEMENT_TEXT	65		/* action, subject, seal: and NUL */
#define STATEMENT_NONCE	16
#define STATEMENT_COUNT	1000000		/* largest count */

enum statement_kind {
	STATEMENT_OWN,		/* the person's own key */
	STATEMENT_WITNESSED,	/* a desk key: phone and code */
	STATEMENT_SYSTEM,	/* timed and automatic steps */
	STATEMENT_PARTNER,	/* a registered system's own key */
	STATEMENT_SEAL,		/* the key of the seal it is about */
	STATEMENT__N
};
/* "own", and 本人签名 for pages; NULL outside the list. */
const char	*statement_kind_name(enum statement_kind k);
const char	*statement_kind_label(enum statement_kind k);

struct statement_fields {
	enum statement_kind kind;
	char		 action[STATEMENT_TEXT];
	char		 subject[STATEMENT_TEXT];
	unsigned char	 fields[DIGEST_LEN];
	int64_t		 time, not_after;	/* ms; cut to seconds in DER */
	int64_t		 count;			/* 0 .. STATEMENT_COUNT */
	unsigned char	 nonce[STATEMENT_NONCE];
	char		 seal[STATEMENT_TEXT];	/* "" absent */
	int		 has_document;
	unsigned char	 document[SM3_LEN];
	enum role	 role;			/* ROLE__N: none claimed */
	char		 unit[ID_LEN + 1];	/* "" absent */
	char		 person[ID_LEN + 1];	/* "" absent: see check */
	char		 phone[STATEMENT_TEXT];	/* masked; witnessed only */
	char		 code[STATEMENT_TEXT];	/* witnessed only */
};

/*
 * Append the TBSStatement for the signer's certificate (DER).  ST_INVALID:
 * no action or subject, text not UTF-8 or with control characters, an own
 * statement without person or role, a witnessed one without phone and code,
 * witness facts elsewhere, a wrong count, notAfter before time.
 */
enum status	 statement_tbs_write(const struct statement_fields *s,
		    struct bytes signer_cert, struct buf *out,
		    struct fault *f);
enum status	 statement_wrap(struct bytes tbs, struct bytes sig,
		    struct bytes signer_cert, struct buf *out,
		    struct fault *f);

struct statement {
	struct statement_fields	 f;
	struct bytes		 tbs;	/* borrowed from the DER read */
	struct bytes		 cert;	/* borrowed: the signer's */
};
/* Read without believing: neither signature nor chain is looked at. */
enum status	 statement_read(struct bytes der, struct statement *out,
		    struct fault *f);

enum statement_state {		/* worst last */
	STATEMENT_VALID,
	STATEMENT_FUTURE,	/* signed later than now */
	STATEMENT_ROLE,		/* the certificate has not the role there */
	STATEMENT_HOLDER,	/* signed for somebody else */
	STATEMENT_SIGNER,	/* wrong kind of certificate for the kind */
	STATEMENT_CHAIN,	/* certificate not valid when signed */
	STATEMENT_SIGNATURE,	/* changed after signing */
	STATEMENT_MALFORMED,
	STATEMENT_STATE__N
};
/* 签名有效, 签名无效：… for pages. */
const char	*statement_state_text(enum statement_state s);

struct statement_ask {
	const struct anchors	*anchors;	/* the staff CA and others */
	const struct bytes	*extra;		/* intermediates */
	size_t			 nextra;
	chain_crl		 crl;		/* NULL: do not look */
	void			*crl_arg;
	int64_t			 now;		/* ms */
};

struct statement_result {
	enum statement_state	 state;
	int			 expired;	/* now past notAfter: no longer
						 * to be spent, still valid */
	char			 serial[CERT_HEX];	/* signer's */
	char			 signer[CERT_TEXT];	/* its CN */
	unsigned		 roles;		/* in the unit named */
	unsigned		 functions;	/* of that unit */
	struct chain_result	 chain;		/* at the moment of signing */
};

/*
 * Judge a stored or handed-in statement: form, signature, the certificate's
 * chain at the moment of signing, and that the certificate is of the kind,
 * the person, the unit and the role claimed.  ST_OK whenever it could be
 * judged: read out->state.  "st" is filled where it could be read.
 * CHAIN_NO_STATUS counts as valid here; strict callers look at
 * out->chain.state too.  The time is the signer's word: whoever takes a
 * partner's statement first compares it with the clock then, or a revoked
 * key could date itself back.  Which action needs which role is keyd's.
 */
enum status	 statement_check(struct bytes der,
		    const struct statement_ask *ask, struct statement *st,
		    struct statement_result *out, struct fault *f);
/* 1 if it was made over exactly these fields. */
int		 statement_matches(const struct statement *st,
		    const unsigned char fields[DIGEST_LEN]);

#endif

/*
 * Certificates: composing them from typed fields (keyd signs what comes out)
 * and reading any SM2 certificate into a plain struct.  Refused when read:
 * what is not strict DER, what is not SM2, what is too big.
 * RFC 5280, GM/T 0015, GB/T 20518.
 *
 * Two extensions are ours, neither critical:
 *
 * JianyinHolder ::= SEQUENCE {		-- OID_JY_ROLE
 *	version	INTEGER (1),
 *	kind	UTF8String,		-- cert_kind_name
 *	holder	[0] IMPLICIT UTF8String OPTIONAL,  -- record id of the person
 *						   -- or the system
 *	grants	SEQUENCE OF SEQUENCE {
 *		unit		UTF8String,	-- record id, "" for none
 *		functions	SEQUENCE OF UTF8String,	-- of the unit
 *		roles		SEQUENCE OF UTF8String } } -- role_name
 *
 * JianyinSeal ::= SEQUENCE {		-- OID_JY_SEAL
 *	version	INTEGER (1),
 *	code	IA5String,		-- code of the seal (esID); "" where the
 *					-- certificate came before it
 *	origin	UTF8String }		-- R-059: "government", "industry"...
 *
 * Roles go by name, not by number: the enum may change, certificates not.
 */
#ifndef TRUST_CERT_H
#define TRUST_CERT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/id.h"
#include "der/oid.h"
#include "sm/sm.h"
#include "trust/role.h"

#define CERT_SERIAL	20	/* RFC 5280 4.1.2.2: at most 20 bytes */
#define CERT_SERIAL_NEW	16	/* ours: random */
#define CERT_KEY_ID	20	/* key identifier, ours; others <= 32 */
#define CERT_KEY_ID_MAX	32
#define CERT_CHARS	100	/* characters of one part of a name */
#define CERT_TEXT	(4 * CERT_CHARS + 1)
#define CERT_URL	256	/* an address and NUL */
#define CERT_CODE	65	/* code of a seal and NUL (codes.md 7) */
#define CERT_ORIGIN	64	/* origin attribute and NUL */
#define CERT_GRANTS	8	/* units a person may act for */
#define CERT_HEX	(2 * CERT_SERIAL + 1)

/* What a certificate is for; decides its extensions (table in cert.c). */
enum cert_kind {
	CERT_PLAIN,		/* only read: no JianyinHolder in it */
	CERT_ROOT,		/* seal root, self-signed */
	CERT_MAKING_CA,		/* below the root; signs maker and seals */
	CERT_STAFF_CA,		/* below the root; signs the rest */
	CERT_MAKER,		/* signs seals (电子印章制作者) */
	CERT_SEAL_UNIT,		/* a unit's seal */
	CERT_SEAL_PERSON,	/* a person's seal (法定代表人章 etc.) */
	CERT_PERSON,		/* staff or applicant: own statements */
	CERT_SYSTEM,		/* our programs: desk and jobs statements */
	CERT_PARTNER,		/* a registered system outside */
	CERT_STATUS,		/* answers OCSP for its CA */
	CERT__N
};

/* "seal-unit"; NULL outside the list. */
const char	*cert_kind_name(enum cert_kind k);
enum cert_kind	 cert_kind_find(const char *name);	/* CERT__N: none */

/* Functions of a unit, same bits as FUNCTION_ in office.h. */
#define CERT_SUPERVISING	1u
#define CERT_ISSUING		2u
#define CERT_MAKING		4u
#define CERT_FUNCTION_ALL	7u

/* A distinguished name as text, UTF-8; "" where a part is absent. */
struct cert_name {
	char	 country[3];			/* C, "CN" */
	char	 province[CERT_TEXT];		/* ST */
	char	 locality[CERT_TEXT];		/* L, region code */
	char	 org[CERT_TEXT];		/* O, name of the unit */
	char	 ou[CERT_TEXT];			/* OU, kind of unit */
	char	 cn[CERT_TEXT];			/* CN */
	char	 number[CERT_TEXT];		/* serialNumber: credit code */
};

/* What a person or system may do, and for which unit. */
struct cert_grant {
	char		 unit[ID_LEN + 1];	/* "" before there is one */
	unsigned	 functions;		/* CERT_SUPERVISING ... */
	unsigned	 roles;			/* ROLE_BIT() */
};

/* What keyd fills in; all of it is checked by cert_tbs_write. */
struct cert_fields {
	enum cert_kind	 kind;
	struct cert_name subject;
	/*
	 * DER of the issuer's Name exactly as in its certificate
	 * (struct cert .subject_der); not used for CERT_ROOT.
	 */
	struct bytes	 issuer_der;
	/* The issuer's subject key identifier; not used for CERT_ROOT. */
	struct bytes	 issuer_key_id;
	unsigned char	 key[SM2_PUBLIC];
	unsigned char	 serial[CERT_SERIAL_NEW];	/* cert_serial_new */
	int64_t		 not_before, not_after;	/* ms, whole seconds */
	const char	*crl_url;		/* NULL or "" for none */
	const char	*ocsp_url;
	char		 holder[ID_LEN + 1];	/* person, system, partner */
	struct cert_grant grants[CERT_GRANTS];	/* person, system, partner */
	size_t		 ngrants;
	const char	*seal_code;		/* seal kinds, NULL: none yet */
	const char	*seal_origin;		/* seal kinds: R-059, or NULL */
};

/* A positive serial of 16 random bytes that needs no leading zero. */
void		 cert_serial_new(unsigned char out[CERT_SERIAL_NEW]);
/* Left 160 bits of SM3 over the key's 65 bytes (RFC 7093's manner). */
enum status	 cert_key_id(const unsigned char key[SM2_PUBLIC],
		    unsigned char out[CERT_KEY_ID]);
/*
 * Append the TBSCertificate.  ST_INVALID, nothing usable written: a text
 * that is not UTF-8, too long or has control characters; no CN; a time that
 * is not whole seconds or ends before it starts; roles or a code on a
 * kind that may not carry them; a serial not positive.
 * Sign the bytes with sm2_sign and give both to cert_wrap.
 */
enum status	 cert_tbs_write(const struct cert_fields *c, struct buf *out,
		    struct fault *f);
enum status	 cert_wrap(struct bytes tbs, struct bytes sig,
		    struct buf *out, struct fault *f);
/* Append a Name as DER (for CSR and tests); the checks of the above. */
enum status	 cert_name_write(const struct cert_name *name,
		    struct buf *out, struct fault *f);

/* Why bytes are no certificate for us; each has a sentence of its own. */
enum cert_flaw {
	CERT_FINE,
	CERT_TOO_BIG,		/* past LIMIT_CERT */
	CERT_NOT_DER,		/* not DER, or not a certificate */
	CERT_NOT_SM2,		/* RSA, another curve, another signature */
	CERT_BAD_KEY,		/* not a point of the curve */
	CERT_BAD_FIELD,		/* names, times or extensions against 5280 */
	CERT_FLAW__N
};
/* 不是SM2证书…, a short sentence for people; "" for CERT_FINE. */
const char	*cert_flaw_text(enum cert_flaw flaw);

/*
 * A certificate as read.  Everything is copied but the four "_der" and
 * "der" views, which borrow from the bytes given to cert_read.
 */
struct cert {
	struct bytes	 der;			/* the whole */
	struct bytes	 subject_der, issuer_der;	/* Name TLVs */
	enum cert_kind	 kind;			/* CERT_PLAIN: foreign */
	struct cert_name subject, issuer;	/* first of each part */
	unsigned	 cns;			/* CNs in the subject */
	unsigned char	 serial[CERT_SERIAL];	/* without leading zeros */
	size_t		 nserial;
	char		 serial_hex[CERT_HEX];	/* upper case */
	int64_t		 not_before, not_after;	/* ms; last ms of a second
						 * still belongs to it */
	unsigned char	 key[SM2_PUBLIC];
	int		 has_usage;
	unsigned	 usage;			/* KU_ bits, der/oid.h */
	int		 is_ca;			/* basicConstraints cA */
	int		 path_len;		/* -1: no limit */
	int		 unknown_critical;	/* one we do not understand */
	int		 ocsp_signing;		/* EKU OCSPSigning */
	unsigned char	 ski[CERT_KEY_ID_MAX], aki[CERT_KEY_ID_MAX];
	size_t		 nski, naki;		/* 0 where absent */
	char		 crl_url[CERT_URL], ocsp_url[CERT_URL];
	char		 holder[ID_LEN + 1];
	struct cert_grant grants[CERT_GRANTS];
	size_t		 ngrants;
	char		 seal_code[CERT_CODE], seal_origin[CERT_ORIGIN];
};

/*
 * Read; does not verify the signature (trust_verify_signed, chain_check
 * do).  "why" may be NULL.  The struct is about 7 KB.
 */
enum status	 cert_read(struct bytes der, struct cert *out,
		    enum cert_flaw *why, struct fault *f);
/* 1 if self-issued and signed with its own key. */
int		 cert_is_self_signed(const struct cert *c);
/* The grant for a unit ("" for none); NULL where there is none. */
const struct cert_grant *cert_grant_for(const struct cert *c,
		    const char *unit);
/* 1 if the certificate is for signing (R-126: not encryption only, no CA). */
int		 cert_may_sign(const struct cert *c);
/* Period: -1 not yet, 0 within, 1 over; both ends belong to it. */
int		 cert_period(const struct cert *c, int64_t at);
/* Both ends equal to the second. */
int		 cert_same_period(const struct cert *c, int64_t start,
		    int64_t end);

/*
 * Whether two names are the same for R-118: full-width brackets and spaces
 * count as half-width, spaces at the ends and beside Chinese characters do
 * not count, several count as one.  All else must be equal.
 */
int		 cert_text_same(const char *a, const char *b);

/* What an imported or issued certificate is held against. */
struct cert_expect {
	const unsigned char *key;	/* 65 bytes of the CSR, or NULL */
	const char	*name;		/* CN: the seal's or person's name */
	const char	*unit;		/* O, or NULL not to look */
	const char	*code;		/* serialNumber, or NULL not to look */
	const char	*seal_code;	/* where the certificate carries one */
	int64_t		 months;	/* most it may be valid; 0 not to look */
};
enum cert_match {
	MATCH_OK,
	MATCH_KEY,			/* made for another key */
	MATCH_USAGE,			/* encryption only, or a CA */
	MATCH_NAME,			/* */
	MATCH_UNIT,
	MATCH_CODE,
	MATCH_SEAL,			/* names another seal */
	MATCH_PERIOD,			/* P-03: valid for longer than approved */
	MATCH__N
};
/* The first that does not fit. */
enum cert_match	 cert_matches(const struct cert *c,
		    const struct cert_expect *want);
/* A sentence for people; "" for MATCH_OK. */
const char	*cert_match_text(enum cert_match m);

#endif

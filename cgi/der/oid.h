/*
 * Object identifiers: one table with name, number, bytes and Chinese label.
 */
#ifndef DER_OID_H
#define DER_OID_H

#include <stddef.h>

#include "base/bytes.h"

/*
 * Our own extensions stand under 2.25.<UUID> (X.667), which needs nobody's
 * registration; the UUID is 762b8639-6ee2-4364-a65e-bd89185af600.  Numbers
 * once published keep their meaning.
 */
enum oid {
	/* algorithms and curves (GM/T 0006) */
	OID_SM2,
	OID_SM2_SIGN,
	OID_SM2_EXCHANGE,
	OID_SM2_ENCRYPT,
	OID_SM3,
	OID_SM3_PLAIN,
	OID_SM3_KEYED,
	OID_SM3_WITH_SM2,
	OID_SM3_WITH_SM2_TYPO,
	OID_SM4,
	OID_SM4_ECB,
	OID_SM4_CBC,
	OID_EC_KEY,
	OID_P256,
	OID_ECDSA_SHA256,
	OID_RSA,
	OID_RSA_SHA1,
	OID_RSA_SHA256,
	OID_SHA1,
	OID_SHA256,
	/* messages (GM/T 0010, PKCS#7) */
	OID_GM_DATA,
	OID_GM_SIGNED,
	OID_GM_ENVELOPED,
	OID_GM_SIGNED_ENVELOPED,
	OID_GM_ENCRYPTED,
	OID_GM_AGREEMENT,
	OID_P7_DATA,
	OID_P7_SIGNED,
	OID_AT_CONTENT_TYPE,
	OID_AT_MESSAGE_DIGEST,
	OID_AT_SIGNING_TIME,
	OID_TST_INFO,
	/* names (X.520) */
	OID_CN,
	OID_SURNAME,
	OID_SERIAL,
	OID_C,
	OID_L,
	OID_ST,
	OID_STREET,
	OID_O,
	OID_OU,
	OID_TITLE,
	OID_GIVEN_NAME,
	OID_ORG_ID,
	OID_EMAIL,
	OID_DC,
	OID_UID,
	/* certificate and CRL extensions (X.509, RFC 5280) */
	OID_X_SUBJECT_KEY,
	OID_X_KEY_USAGE,
	OID_X_KEY_PERIOD,
	OID_X_SUBJECT_ALT,
	OID_X_BASIC,
	OID_X_CRL_NUMBER,
	OID_X_REASON,
	OID_X_INVALIDITY,
	OID_X_DELTA,
	OID_X_IDP,
	OID_X_NAMES,
	OID_X_CRL_POINTS,
	OID_X_POLICIES,
	OID_X_AUTHORITY_KEY,
	OID_X_EXT_USAGE,
	OID_X_INFO_ACCESS,
	OID_AD_OCSP,
	OID_AD_ISSUERS,
	OID_OCSP_BASIC,
	OID_OCSP_NONCE,
	OID_OCSP_NO_CHECK,
	OID_EKU_SERVER,
	OID_EKU_CLIENT,
	OID_EKU_EMAIL,
	OID_EKU_TIME,
	OID_EKU_OCSP,
	/* GM certificate extensions (GB/T 20518) */
	OID_GM_PERSON_ID,
	OID_GM_INSURANCE,
	OID_GM_REGISTRATION,
	OID_GM_ORG_CODE,
	OID_GM_TAX,
	/* seals of others */
	OID_SEAL_GOMAIN_EXT,
	/* our own, under 2.25.<uuid> (X.667): see OID_JIANYIN in oid.h */
	OID_JIANYIN,
	OID_JY_ROLE,
	OID_JY_STATEMENT,
	OID_JY_REQUEST,
	OID_JY_ORIGINAL,
	OID_JY_QR,
	OID_JY_STATUS,
	OID_JY_SEAL,
	OID_JY_SEAL_LIST,
	OID_JY_FILING,
	OID_JY_OFFLINE,
	OID__N
};

struct oid_row {
	const char	*name;		/* "SM3withSM2" */
	const char	*dotted;	/* "1.2.156.10197.1.501" */
	const char	*label;		/* 基于 SM3 的 SM2 签名 */
	struct bytes	 der;		/* content, without tag and length */
};

/* Never NULL for a member of the enum. */
const struct oid_row *oid_row(enum oid oid);
/* By the content bytes; OID__N where it is none of ours. */
enum oid	 oid_find(struct bytes der);
/* Whether these content bytes are this identifier. */
int		 oid_is(struct bytes der, enum oid oid);
/*
 * Any identifier in numbers, "1.2.156..."; at most n bytes with the NUL.
 * 0 (and "") where the bytes are none, or a number exceeds 128 bits.
 */
#define OID_TEXT 160
int		 oid_dotted(struct bytes der, char *out, size_t n);
/* Label and number for people, "基于 SM3 的 SM2 签名 1.2..."; or number. */
void		 oid_text(struct bytes der, char *out, size_t n);

/* KeyUsage, bit k of the BIT STRING as 1u << k (RFC 5280 4.2.1.3). */
#define KU_DIGITAL_SIGNATURE	(1u << 0)
#define KU_NON_REPUDIATION	(1u << 1)
#define KU_KEY_ENCIPHERMENT	(1u << 2)
#define KU_DATA_ENCIPHERMENT	(1u << 3)
#define KU_KEY_AGREEMENT	(1u << 4)
#define KU_KEY_CERT_SIGN	(1u << 5)
#define KU_CRL_SIGN		(1u << 6)
#define KU_ENCIPHER_ONLY	(1u << 7)
#define KU_DECIPHER_ONLY	(1u << 8)
#define KU__N			9

/* CRLReason (RFC 5280 5.3.1); 7 is not used. */
enum crl_reason {
	CRL_UNSPECIFIED = 0,
	CRL_KEY_COMPROMISE = 1,
	CRL_CA_COMPROMISE = 2,
	CRL_AFFILIATION_CHANGED = 3,
	CRL_SUPERSEDED = 4,
	CRL_CESSATION = 5,
	CRL_HOLD = 6,
	CRL_REMOVE = 8,
	CRL_PRIVILEGE_WITHDRAWN = 9,
	CRL_AA_COMPROMISE = 10
};

/* Chinese words: bit number 0..8, reason number; NULL outside. */
const char	*key_usage_label(unsigned k);
const char	*crl_reason_label(int reason);

#endif

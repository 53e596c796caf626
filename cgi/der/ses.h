/*
 * Electronic seals and their signatures: GM/T 0031-2014 (version 1 here),
 * GB/T 38540-2020 (4) and GM/T 0031-2025 (5).  Reading decides the layout by
 * the number of elements, then by the version, and refuses where the two
 * disagree: no version is read as another.  Writing makes version 4.
 *
 * Everything read is borrowed from the input.  Deviations that makers are
 * known for (seal-format.md 1.4, 1.8) are named rows, told as quirk bits;
 * any other is refused.
 */
#ifndef DER_SES_H
#define DER_SES_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "der/der.h"

enum ses_version {
	SES_V1 = 1,		/* GM/T 0031-2014 */
	SES_V4 = 4,		/* GB/T 38540-2020 */
	SES_V5 = 5		/* GM/T 0031-2025 */
};
/* GB/T 38540-2020（第4版）; NULL outside. */
const char	*ses_version_label(enum ses_version v);

/* Known deviations; a set of them is bits 1u << quirk. */
enum ses_quirk {
	SES_Q_RAW_SIGNATURE,	/* r || s instead of DER */
	SES_Q_FALSE_WRITTEN,	/* critical FALSE, the default, is encoded */
	SES_Q_TIME_TEXT,	/* v1 timeInfo is text */
	SES_Q_OCTETS_FOR_BITS,	/* v1 timeInfo, dataHash as OCTET STRING */
	SES_Q_CERT_ENTRY,	/* certList holds what is no certificate */
	SES_Q_OID_SIGNED_DATA,	/* algorithm 1.2.156.10197.6.1.4.2.2 */
	SES_Q_OID_TYPO,		/* algorithm 1.2.156.10197.501 */
	SES_Q_V1_LONG_TIME,	/* v1 dates as GeneralizedTime */
	SES_Q_SEAL_WRAPPED,	/* v1 eseal in an OCTET STRING */
	SES_Q_SIGN_INFO_WRAPPED,	/* v1 signInfo in a BIT STRING */
	SES_Q_EXT_TAGGED,	/* v1 extDatas as [0] EXPLICIT */
	SES_Q_EXT_WRAPPED,	/* v1 extDatas in an OCTET STRING */
	SES_Q_TBS_VERSION,	/* TBS_Sign.version 3 */
	SES_Q_PADDING,		/* zero bytes behind the outer SEQUENCE */
	SES_Q__N
};
#define SES_Q(q)	(1u << (q))

struct ses_quirk_row {
	const char	*name;		/* "raw-signature" */
	const char	*label;		/* a Chinese sentence */
	const char	*seen;		/* maker or product */
};
/* Never NULL for a member of the enum. */
const struct ses_quirk_row *ses_quirk_row(enum ses_quirk q);

#define SES_CERTS	2000	/* signers of one seal: a city's clerks */
#define SES_EXTS	64	/* extDatas: at most 3 were seen */
#define SES_SIDE	1000	/* millimetres of a picture's side */
#define SES_PART	(64 * 1024)	/* a text of a seal */

enum ses_time_form {
	SES_TIME_NONE,		/* cannot be understood */
	SES_TIME_DER,		/* UTCTime or GeneralizedTime */
	SES_TIME_LOCAL,		/* "2021-06-01 10:03:04", taken as +08:00 */
	SES_TIME_ISO,		/* "2020-01-25T07:31:56.377Z" */
	SES_TIME_TOKEN		/* a time-stamp token's genTime, unchecked */
};
struct ses_time {
	enum ses_time_form	 form;
	struct bytes		 raw;	/* the text or token as it came */
	int64_t			 ms;	/* 0 where SES_TIME_NONE */
};

struct ses_seal {
	enum ses_version version;
	struct bytes	 whole;		/* SESeal as received */
	struct bytes	 info;		/* SES_SealInfo with its header */
	/* SES_Header */
	struct bytes	 id;		/* "ES" */
	int64_t		 header_version;
	struct bytes	 vid;		/* vendor */
	struct bytes	 es_id;		/* the seal's code */
	/* SES_ESPropertyInfo */
	int64_t		 type;
	struct bytes	 name;
	int64_t		 cert_list_type;	/* 1 certificates, 2 digests */
	struct bytes	 cert_list;	/* its elements: ses_signer_next */
	size_t		 nsigners;
	struct ses_time	 create, start, end;
	/* SES_ESPictureInfo */
	struct bytes	 picture_type;
	struct bytes	 picture;
	int64_t		 width, height;	/* millimetres */
	struct bytes	 ext;		/* extDatas' elements: ses_ext_next */
	/* the maker's part */
	struct bytes	 cert;		/* DER */
	struct bytes	 algorithm;	/* OID content */
	struct bytes	 signature;	/* DER or raw */
	struct bytes	 timestamp;	/* version 5; p NULL if none */
	struct bytes	 signed_part[3];	/* TLVs signed, in order */
	size_t		 nsigned;	/* 1, or 3 in version 1 */
	unsigned	 quirks;
};

struct ses_signature {
	enum ses_version version;
	struct bytes	 whole;		/* SES_Signature without padding */
	size_t		 padding;	/* zero bytes behind it */
	struct bytes	 tbs;		/* TBS_Sign with header: is signed */
	int64_t		 tbs_version;
	struct ses_seal	 seal;		/* seal.whole equals Seal.esl */
	struct ses_time	 time;		/* timeInfo: the signer's claim */
	struct bytes	 data_hash;
	struct bytes	 property;	/* propertyInfo */
	struct bytes	 ext;		/* TBS_Sign.extDatas' elements */
	struct bytes	 cert;		/* of the signer, DER */
	struct bytes	 algorithm;	/* OID content */
	struct bytes	 signature;	/* DER or raw */
	struct bytes	 timestamp;	/* p NULL if none */
	unsigned	 quirks;	/* of the signature, not its seal */
};

/*
 * ST_INVALID says which part is wrong.  Nothing is verified here.  A seal may
 * have zero bytes behind it, a signature too (PDF's Contents).
 */
enum status	 ses_seal_read(struct bytes in, struct ses_seal *out,
		    struct fault *f);
enum status	 ses_signature_read(struct bytes in,
		    struct ses_signature *out, struct fault *f);

/* What the maker signed, behind what is in out. */
void		 ses_seal_signed(const struct ses_seal *s, struct buf *out);

/* An entry of certList: cert alone, or digest with its type. */
struct ses_signer {
	struct bytes	 cert;		/* DER; p NULL if none */
	struct bytes	 digest_type, digest;	/* p NULL if none */
};
/* The next out of *rest (start with seal->cert_list); 0 at the end. */
int		 ses_signer_next(const struct ses_seal *s,
		    struct bytes *rest, struct ses_signer *out);

struct ses_ext {
	struct bytes	 oid;		/* content */
	int		 critical;
	struct bytes	 value;		/* OCTET STRING's content */
};
int		 ses_ext_next(struct bytes *rest, struct ses_ext *out);
/* The first of that identifier; 0 where there is none. */
int		 ses_ext_find(struct bytes ext, enum oid oid,
		    struct ses_ext *out);

/*
 * genTime of a time-stamp token (RFC 3161 in CMS, GB/T 20520); 1 if found.
 * Nothing of the token is verified.
 */
int		 ses_token_time(struct bytes token, int64_t *ms);

/* --- writing version 4 ------------------------------------------------- */

struct ses_seal_fields {
	const char		*vid;		/* vendor id, IA5 */
	const char		*es_id;		/* code of the seal, IA5 */
	int			 type;		/* 1 unit, 2 person */
	const char		*name;		/* UTF-8 */
	const struct bytes	*certs;		/* signers, DER */
	size_t			 ncerts;
	int64_t			 create, start, end;	/* ms, whole s */
	const char		*picture_type;	/* "PNG" */
	struct bytes		 picture;
	int			 width, height;	/* mm */
	const struct ses_ext	*ext;
	size_t			 next;
};
struct ses_tbs_fields {
	struct bytes		 seal;		/* SESeal, DER */
	int64_t			 time;		/* ms, whole seconds */
	unsigned char		 data_hash[32];	/* SM3 of what is protected */
	const char		*property;	/* propertyInfo, IA5 */
	const struct ses_ext	*ext;
	size_t			 next;
};

/*
 * SES_SealInfo and TBS_Sign: sign exactly what was appended.  ST_INVALID for
 * fields that do not fit; out is then not to be used.
 */
enum status	 ses_seal_info_write(const struct ses_seal_fields *s,
		    struct buf *out, struct fault *f);
enum status	 ses_tbs_write(const struct ses_tbs_fields *t,
		    struct buf *out, struct fault *f);
/*
 * Pack with certificate and DER signature; what comes out was read again and
 * shows no quirk.
 */
enum status	 ses_seal_write(struct bytes info, struct bytes maker_cert,
		    struct bytes sig, struct buf *out, struct fault *f);
enum status	 ses_signature_write(struct bytes tbs, struct bytes cert,
		    struct bytes sig, struct buf *out, struct fault *f);

#endif

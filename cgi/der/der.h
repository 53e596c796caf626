/*
 * DER (X.690) without templates: a strict walk over what came, a reader that
 * takes one element after the other, and a writer over a buffer.  What is
 * read stays borrowed: hashes go over the bytes received, never over what we
 * would have written (seal-format.md 1.5).
 */
#ifndef DER_DER_H
#define DER_DER_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "der/oid.h"

/* Identifier bytes. */
#define DER_BOOLEAN	0x01
#define DER_INTEGER	0x02
#define DER_BITS	0x03	/* BIT STRING */
#define DER_OCTETS	0x04	/* OCTET STRING */
#define DER_NULL	0x05
#define DER_OID		0x06
#define DER_ENUM	0x0a
#define DER_UTF8	0x0c
#define DER_PRINTABLE	0x13
#define DER_IA5		0x16
#define DER_UTCTIME	0x17
#define DER_TIME	0x18	/* GeneralizedTime */
#define DER_SEQ		0x30
#define DER_SET		0x31
#define DER_CTX(k)	(0xa0 | (k))	/* [k] constructed: EXPLICIT */
#define DER_CTX_PRIM(k)	(0x80 | (k))	/* [k] primitive: IMPLICIT */

/* --- strict ------------------------------------------------------------ */

/*
 * Exactly one element and nothing behind it, DER all the way down: definite
 * minimal lengths, known universal tags in their one form, minimal numbers,
 * BOOLEAN 00 or FF, unused bits zero, sets in order, times in Zulu, at most
 * LIMIT_DER_DEPTH deep.  ST_INVALID says what and at which offset.  A DEFAULT
 * value written out cannot be seen from here; readers judge it.
 */
enum status	 der_strict(struct bytes der, struct fault *f);
/*
 * The first element alone, strict likewise, for what stands in padding; the
 * bytes behind it are not looked at.
 */
enum status	 der_strict_first(struct bytes in, struct bytes *whole,
		    struct fault *f);

/* --- reading ----------------------------------------------------------- */

struct der {
	unsigned char	 tag;		/* identifier byte */
	struct bytes	 whole;		/* header and content */
	struct bytes	 body;		/* content */
};

/*
 * The next element out of *rest, which moves behind it.  0 at the end, and
 * where no element stands there (then *rest stays).  Safe on any bytes.
 */
int		 der_next(struct bytes *rest, struct der *out);
/* The same, but only an element with this tag; 0 leaves *rest. */
int		 der_take(struct bytes *rest, unsigned char tag,
		    struct der *out);
/* The tag that stands next; 0 at the end. */
unsigned char	 der_peek(struct bytes rest);
/* How many elements; SIZE_MAX where the bytes are not elements only. */
size_t		 der_count(struct bytes rest);

/* INTEGER or ENUMERATED content that fits; 1 if it does. */
int		 der_number(struct bytes body, int64_t *out);
/* BIT STRING content without its first byte; 0 unless whole bytes. */
int		 der_bit_bytes(struct bytes body, struct bytes *out);
/* Bit k (0 is the first) of a BIT STRING content; 0 past its end. */
int		 der_bit(struct bytes body, unsigned k);
/* UTCTime or GeneralizedTime as milliseconds; 1 if a real moment. */
int		 der_moment(const struct der *t, int64_t *ms);

/* Parts of SEQUENCE { tbs, algorithm, BIT STRING }: certificates, CRLs. */
struct der_signed {
	struct bytes	 tbs;		/* with its header, as received */
	struct bytes	 algorithm;	/* OID content */
	struct bytes	 signature;	/* whole bytes of the BIT STRING */
};

/*
 * Take such an object apart after a strict walk.  What may stand behind the
 * signature (OCSP's certificates) is left unlooked at.  The caller compares
 * the algorithm inside tbs.
 */
enum status	 der_signed_read(struct bytes der, struct der_signed *out,
		    struct fault *f);

/* --- writing ----------------------------------------------------------- */

#define DER_OUT_DEPTH	16	/* open elements at once: a TBS needs 7 */

struct der_out {
	struct buf	*b;		/* the caller's, with its ceiling */
	size_t		 open[DER_OUT_DEPTH];
	unsigned	 depth;
	int		 failed;	/* asked once, by der_out_end */
};

/*
 * Write behind what is in b.  Begin and end in pairs; anything wrong is kept
 * and told at the end, as buf does.
 *
 *	der_out_start(&o, &b);
 *	der_begin(&o, DER_SEQ);
 *		der_put_int(&o, 2);
 *		der_put_oid(&o, OID_SM3_WITH_SM2);
 *	der_end(&o);
 *	if (der_out_end(&o, f) != ST_OK) ...
 */
void		 der_out_start(struct der_out *o, struct buf *b);
/* ST_BROKEN where something was left open, did not fit or was not text. */
enum status	 der_out_end(struct der_out *o, struct fault *f);

/* Any constructed element, or an OCTET STRING around DER. */
void		 der_begin(struct der_out *o, unsigned char tag);
void		 der_end(struct der_out *o);
/* A BIT STRING around DER (the public key's form): unused bits 0. */
void		 der_begin_bits(struct der_out *o);

/* Any primitive element; [k] IMPLICIT by DER_CTX_PRIM(k). */
void		 der_put(struct der_out *o, unsigned char tag,
		    struct bytes body);
/* Elements already in DER, as they are. */
void		 der_put_raw(struct der_out *o, struct bytes der);
void		 der_put_bool(struct der_out *o, int yes);
void		 der_put_int(struct der_out *o, int64_t v);
/* A non-negative number of any size, big-endian (serial numbers). */
void		 der_put_unsigned(struct der_out *o, struct bytes magnitude);
void		 der_put_enum(struct der_out *o, int64_t v);
void		 der_put_null(struct der_out *o);
void		 der_put_oid(struct der_out *o, enum oid oid);
void		 der_put_octets(struct der_out *o, struct bytes v);
/* Whole bytes. */
void		 der_put_bits(struct der_out *o, struct bytes v);
/* Named bits, bit k as 1u << k (KU_ in oid.h); trailing zeros dropped. */
void		 der_put_named(struct der_out *o, unsigned bits);
/* Texts are checked: not of the kind fails the whole. */
void		 der_put_utf8(struct der_out *o, const char *s);
void		 der_put_ia5(struct der_out *o, const char *s);
void		 der_put_printable(struct der_out *o, const char *s);
/* GeneralizedTime; milliseconds are cut to the second. */
void		 der_put_time(struct der_out *o, int64_t ms);
/* UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 4.1.2.5). */
void		 der_put_x509_time(struct der_out *o, int64_t ms);
/* SEQUENCE { oid }, the form SM3withSM2 has in certificates. */
void		 der_put_algorithm(struct der_out *o, enum oid oid);
/* SEQUENCE { { ecPublicKey, SM2 }, BIT STRING point }. */
void		 der_put_sm2_key(struct der_out *o,
		    const unsigned char point[65]);

#endif

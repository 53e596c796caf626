/* What writing and reading certificates share; for "trust" alone. */
#ifndef TRUST_CERT_LOCAL_H
#define TRUST_CERT_LOCAL_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "der/der.h"
#include "trust/cert.h"

/* The parts of a name that we know, in the order they are written. */
struct name_part {
	enum oid	 oid;
	unsigned char	 tag;		/* string type when written */
	size_t		 at, room;	/* in struct cert_name */
};
#define NAME_PARTS 7
extern const struct name_part name_parts[NAME_PARTS];

/* The part of a name as text. */
static inline const char *
name_text(const struct cert_name *name, const struct name_part *part)
{
	return (const char *)name + part->at;
}

/* Functions of a unit by name, bit k is functions[k]. */
#define FUNCTION_NAMES 3
extern const char *const function_names[FUNCTION_NAMES];

/* Versions: TBSCertificate, request, TBSCertList, our extensions. */
enum { X509_V3 = 2, CSR_V1 = 0, CRL_V2 = 1, OURS_V1 = 1 };

/* 10000-01-01: GeneralizedTime has four digits for the year. */
#define CERT_TIME_END	(INT64_C(253402300800) * MS_SECOND)

/* Whether it may be written: CN, lengths, characters. */
int		 name_is_sound(const struct cert_name *name);
/* Writing.  ext_begin opens an Extension, ext_end closes it. */
void		 name_put(struct der_out *o, const struct cert_name *name);
void		 ext_begin(struct der_out *o, enum oid oid, int critical);
void		 ext_end(struct der_out *o);
void		 ext_put_usage(struct der_out *o, unsigned bits);
void		 ext_put_issuer_key(struct der_out *o, struct bytes key_id);

/* Reading.  Each 1 if the bytes have the form, 0 else. */

/* A Name into its known parts; how many CN into *cns. */
int		 name_read(struct bytes der, struct cert_name *out,
		    unsigned *cns);
/* SubjectPublicKeyInfo taken from *rest. */
enum cert_flaw	 key_take(struct bytes *rest,
		    unsigned char key[SM2_PUBLIC]);
/* A positive INTEGER without leading zero, at most CERT_SERIAL bytes. */
int		 serial_read(struct bytes body,
		    unsigned char out[CERT_SERIAL], size_t *n);
/* The next Extension out of *rest. */
struct ext {
	enum oid	 oid;		/* OID__N: not in the table */
	int		 critical;
	struct bytes	 value;		/* what the OCTET STRING holds */
};
int		 ext_take(struct bytes *rest, struct ext *out);
/* keyIdentifier of an AuthorityKeyIdentifier; *n 0 where it has none. */
int		 issuer_key_read(struct bytes value,
		    unsigned char id[CERT_KEY_ID_MAX], size_t *n);
/* A string type as UTF-8 without control characters. */
int		 text_read(const struct der *t, char *out, size_t room);
/* UTF-8, no control characters, at most so many characters. */
int		 text_is_plain(const char *s, size_t bytes, size_t chars);

#endif

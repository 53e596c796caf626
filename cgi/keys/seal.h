/* Seals inside keyd: between make.c, seal.c and use.c. */
#ifndef KEYS_SEAL_H
#define KEYS_SEAL_H

#include "keys/local.h"

#define SEAL_VID	"JIANYIN"	/* SES_Header.Vid */
#define SEAL_VID_SOFT	"JIANYIN-SW"	/* made by a software key */

struct seal_key {
	unsigned char	 digest[SM3_LEN], pub[SM2_PUBLIC];
	struct bytes	 blob;
	const char	*serial;	/* NULL before the certificate */
};

struct seal_row {
	const char	*code, *request, *serial, *unit, *state, *mark;
	const char	*before_loss;	/* NULL unless frozen */
	struct bytes	 der;
	int64_t		 changed, from, until;
};

enum status	 kept_seal_key_find(struct store *db, struct pool *pool,
		    const char *request, struct seal_key *out,
		    struct fault *f);
void		 kept_seal_key_context(const char *request,
		    char out[KEYD_NAME + 16]);
/* The certificate, if it may be used with this key now. */
enum status	 kept_seal_cert_current(struct call *c, const char *serial,
		    const unsigned char *pub, struct cert *cert);

/* ST_CONFLICT where code, request or certificate has a seal already. */
enum status	 kept_seal_add(struct call *c, const char *code,
		    const char *request, const char *unit,
		    const struct cert *cert, struct bytes der,
		    struct seal_row *out);
enum status	 kept_seal_find(struct store *db, struct pool *pool,
		    const char *code, struct seal_row *out, struct fault *f);
void		 kept_seal_answer(struct call *c, const struct seal_row *row,
		    int with_der);

#endif

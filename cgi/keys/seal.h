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
	const char	*renews;	/* the seal's code; NULL: a new one's */
	const char	*held;		/* HELD_ */
};

/* Where the private key is. */
#define HELD_HERE	"here"		/* wrapped, in "blob" */
#define HELD_DEVICE	"device"	/* made in a device, never here */
#define HELD_GONE	"gone"		/* a later version's took its place */

/* A seal, and what was signed under its code and is in force. */
struct seal_row {
	const char	*code, *request, *serial, *unit, *state, *mark;
	const char	*before_loss;	/* NULL unless frozen */
	struct bytes	 der;
	int64_t		 changed, from, until;
};

/* Any version of a seal: the one in force, an earlier, or one to come. */
struct version_row {
	const char	*serial, *code, *request;
	struct bytes	 der;
	int64_t		 made;
};

/* What is asked to be made, in the approver's or checker's words. */
struct making {
	struct keyd_facts	 facts;
	unsigned char		 digest[SM3_LEN];
	unsigned char		 device[SM2_PUBLIC];	/* facts.device's key */
};

static inline int
kept_key_is(const struct seal_key *key, const char *held)
{
	return strcmp(key->held, held) == 0;
}

enum status	 kept_seal_key_find(struct store *db, struct pool *pool,
		    const char *request, struct seal_key *out,
		    struct fault *f);
void		 kept_seal_key_context(const char *request,
		    char out[KEYD_NAME + 16]);
/* The certificate, if it may be used with this key now. */
enum status	 kept_seal_cert_current(struct call *c, const char *serial,
		    const unsigned char *pub, struct cert *cert);

/*
 * Keep what was signed: a seal, or the next version of the one the facts
 * renew.  ST_CONFLICT where code, request or certificate has one already.
 */
enum status	 kept_seal_add(struct call *c, const struct making *m,
		    const char *code, const struct cert *cert,
		    struct bytes der, struct version_row *out);
/* By the serial, or the request, it was made with. */
enum status	 kept_version_find(struct store *db, struct pool *pool,
		    const char *key, struct version_row *out,
		    struct fault *f);
enum status	 kept_seal_find(struct store *db, struct pool *pool,
		    const char *code, struct seal_row *out, struct fault *f);
/*
 * A seal in "state" by statements: the one the message names, held against
 * the rule; *row as it is.  "subject": a request, or NULL.
 */
enum status	 kept_seal_begin(struct call *c, enum rule_id rule,
		    const char *subject, struct seal_row *row);
enum status	 kept_seal_move(struct call *c, const struct seal_row *row,
		    const char *to);
enum status	 kept_seal_refuse(struct call *c, const struct seal_row *row);
int		 kept_seal_is(const struct seal_row *row, const char *state);
/* Revoke what was made to renew it and never came into force. */
enum status	 kept_seal_drop_next(struct call *c,
		    const struct seal_row *row);
/*
 * the device's request is its own key's word, about this unit and this
 * seal; m->device is the key.  ST_INVALID says what is wrong.
 */
enum status	 device_request_check(struct making *m, struct fault *f);
/*
 * Read what is to be made, and hold it against RULE_CERT or RULE_SEAL_MAKE, or
 * what takes their place where it renews a seal.
 */
enum status	 making_approved(struct call *c, enum rule_id rule,
		    struct making *m);
/*
 * the facts of a renewal are those of the seal there is, and its
 * key stays where it was, here or in the unit's device; *row is that seal.
 */
enum status	 renewal_check(struct call *c, const struct making *m,
		    struct seal_row *row);
/*
 * The seal's live key: its validity and its certificate are good now
 * (ST_DENIED else).
 */
enum status	 renewal_live(struct call *c, const struct seal_row *row,
		    struct seal_key *key, struct cert *cert);
/*
 * the moment in which a renewal's key is taken over from a device is
 * the one in which the seal's must be live: the device's own date proves
 * nothing.  Once it is here, making may take until after the end.
 */
enum status	 renewal_take_over(struct call *c, const struct making *m);

#endif

/* Inside keyd: its state, one call under way, and who does what. */
#ifndef KEYS_LOCAL_H
#define KEYS_LOCAL_H

#include <pthread.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/limits.h"
#include "base/pool.h"
#include "base/wipe.h"
#include "keys/device.h"
#include "keys/handle.h"
#include "keys/limits.h"
#include "keys/policy.h"
#include "keys/seen.h"
#include "store/store.h"
#include "trust/ca_list.h"
#include "trust/cert.h"
#include "trust/chain.h"
#include "trust/keyd_wire.h"

/* --- keys of the house -------------------------------------------------- */

enum house {
	HOUSE_ROOT,		/* never opened here: init and `jianyin ca` */
	HOUSE_MAKING,		/* signs maker and seal certificates */
	HOUSE_STAFF,		/* signs persons' and systems' */
	HOUSE_MAKER,		/* signs seals */
	HOUSE_DESK,		/* witnessed statements */
	HOUSE_SYSTEM,		/* system statements, anchors */
	HOUSE_STATUS,		/* status answers */
	HOUSE_QR,		/* QR statements */
	HOUSE_OCSP_SEALS,	/* OCSP for the making CA */
	HOUSE_OCSP_STAFF,	/* and for the staff CA */
	HOUSE__N
};

struct house_key {
	void		*key;		/* opened; NULL for the root */
	struct cert	*cert;		/* read from der */
	unsigned char	*der;
};

/*
 * Everything the threads share; constant once started, but for handles, what
 * is known of external CAs, and the system certificates, which are renewed
 * only while nobody is served.
 */
struct keys {
	struct config	 config;
	int		 demo;
	struct device	 device;
	struct handles	*handles;
	struct seen	*seen;		/* signatures verified before */
	struct house_key house[HOUSE__N];
	pthread_rwlock_t outside_lock;	/* over the following */
	int64_t		 outside_seen;	/* when the folder had changed */
	struct ca_list	*outside;	/* external CAs */
	char		 crl_seals[CERT_URL], crl_staff[CERT_URL];
	char		 ocsp_url[CERT_URL];
};

/* Where the keyd store is: DATA/keyd for SQLite, else as configured. */
void		 keys_where(const struct config *config,
		    char out[CONFIG_PATH]);
/* The addresses of lists and OCSP, out of the configured one. */
enum status	 keys_addresses(struct keys *k, struct fault *f);
/* PBKDF2 rounds: fewer by JIANYIN_KEYD_ROUNDS in demonstration mode only. */
enum status	 keys_rounds(const struct config *config, unsigned *out,
		    struct fault *f);
/* DATA/trust: external CAs and their lists; and again when it changed. */
enum status	 outside_open(struct keys *k, struct fault *f);
void		 outside_refresh(struct keys *k);
void		 outside_close(struct keys *k);
/*
 * Judge an external CA's certificate now (R-115, R-117, R-121, P-29: unknown
 * is refused): ST_INVALID with its own words for each flaw.
 */
enum status	 outside_check(struct keys *k, struct bytes der,
		    const struct bytes *extra, size_t n, int64_t now,
		    struct cert *cert, struct fault *f);

const char	*house_name(enum house h);
/* The CA that signs its certificate; the root signs itself. */
enum house	 house_ca(enum house h);
/* What the device binds the blob to: "house:maker". */
void		 house_context(enum house h, char out[KEYD_NAME]);
/* Open the keys kept in the store; house_close undoes it. */
enum status	 house_open(struct keys *k, struct store *db,
		    struct fault *f);
void		 house_close(struct keys *k);
/* Whether a system certificate ends within a month. */
int		 house_is_due(const struct keys *k, int64_t now);
/* Renew while serving: only where no worker is at work; logged. */
void		 house_refresh(struct keys *k);
/* New certificates for system keys that end within a month. */
enum status	 house_renew(struct keys *k, struct store *db,
		    struct pool *pool, struct fault *f);
/*
 * The fields of a certificate of the house, one year from now; a CA's end is
 * set by who makes it.
 */
void		 house_fields(enum house h, const char *org,
		    const unsigned char pub[SM2_PUBLIC], int64_t now,
		    struct cert_fields *out);
enum status	 house_keep(struct store *db, enum house h,
		    struct bytes blob, const unsigned char pub[SM2_PUBLIC],
		    struct bytes cert, struct fault *f);
enum status	 meta_keep(struct store *db, const char *name,
		    const char *text, struct bytes bytes, struct fault *f);
/* ST_ABSENT where there is none; either may be NULL. */
enum status	 meta_find(struct store *db, struct pool *pool,
		    const char *name, const char **text,
		    struct bytes *bytes, struct fault *f);

/* --- certificates keyd knows -------------------------------------------- */

enum cert_list { LIST_SEALS, LIST_STAFF, LIST_OUTSIDE };

struct known_cert {
	const char	*serial, *holder;
	int64_t		 list, kind;
	struct bytes	 der;
	int64_t		 from, until, ended;	/* ended 0: good */
	int64_t		 reason;
	int64_t		 changed;	/* number of its last change, or 0 */
};

enum status	 cert_keep(struct store *db, const struct cert *c,
		    enum cert_list list, const char *holder,
		    struct fault *f);
enum status	 cert_load(struct store *db, struct pool *pool,
		    const char *serial, struct known_cert *out,
		    struct fault *f);
/* From "at" on it is revoked or held; reason 6 may be lifted again. */
enum status	 cert_end(struct store *db, const char *serial, int64_t at,
		    int reason, struct fault *f);
enum status	 cert_lift(struct store *db, const char *serial,
		    struct fault *f);
/*
 * The number of public changes: it grows by one, in the caller's transaction
 * and before what changes, with each certificate that ends, is held or taken
 * up again and each seal that moves.  Whoever keeps what keyd signed keeps
 * the number beside it and knows by it that nothing has changed since.
 */
enum status	 public_change(struct store *db, int64_t *number,
		    struct fault *f);
/* The number of the last one committed. */
enum status	 public_number(struct store *db, int64_t *number,
		    struct fault *f);
/*
 * Fill in serial and issuer, sign with the making or staff CA, read back,
 * keep for "holder".  *out is the DER in the pool.
 */
enum status	 cert_make(struct keys *k, struct store *db,
		    struct pool *pool, enum house ca,
		    struct cert_fields *fields, const char *holder,
		    struct cert *read, struct bytes *out, struct fault *f);

/* --- one call ----------------------------------------------------------- */

struct call {
	struct keys	*k;
	struct store	*db;
	struct pool	*pool;
	struct wire_msg	 m;
	unsigned	 program;	/* PROGRAM_ bit */
	int64_t		 now;		/* ms, whole for all of the call */
	const char	*step;		/* id, for steps */
	unsigned char	 digest[SM3_LEN];	/* of the step's fields */
	struct buf	*out;		/* fields of the answer */
	int		 keep_fields;	/* also with a refusal */
	void		*prep;		/* what prepare found */
	struct fault	*f;
};

enum program {
	P_ACCOUNT, P_APPLY, P_APPROVE, P_ISSUE, P_LOSS, P_CANCEL, P_RENEW,
	P_CHANGE, P_REPLACE, P_STAMP,
	P_VERIFY, P_STATUS, P_PROGRESS, P_ADMIN, P_AUDIT, P_JOBS, P_CONSOLE,
	P__N
};
#define PROGRAM(p)	(1u << P_##p)
const char	*program_name(enum program p);

#define OP_STEP		1u	/* needs a step id, is remembered */
#define OP_WRITE	2u	/* runs inside a write transaction */
#define OP_SLOW		4u	/* derives from a PIN: the slow workers */

typedef enum status op_run(struct call *c);
struct op {
	enum keyd_op	 op;
	const char	*name;
	unsigned	 programs, flags;
	op_run		*prepare;	/* before the transaction */
	op_run		*run;
};
/* NULL where there is none. */
const struct op	*op_find(unsigned op);
const struct op	*op_nth(size_t k);

/*
 * Answer one message: "out" holds a whole answer afterwards, whatever
 * came.  Returns the status told.
 */
enum status	 call_serve(struct keys *k, struct store *db,
		    struct pool *pool, enum program program,
		    struct bytes raw, struct buf *out);

/* Texts out of the message, within KEYD_NAME, required. */
enum status	 call_name(struct call *c, uint16_t field,
		    const char **out);

/*
 * A keyed digest of the message's fields without tickets and handle, which
 * may differ when a step is taken up again.
 */
enum status	 call_digest(struct call *c, unsigned char out[SM3_LEN]);
/* Sign a composed answer (trust/answer.h) with a key of the house. */
enum status	 call_sign_answer(struct call *c, enum house h,
		    struct bytes tbs, struct buf *der);

/* --- tickets ------------------------------------------------------------ */

/*
 * Read the message's tickets, check signature and certificate of each, hold
 * them against the rule.  "tickets" has KEYD_TICKETS places, "used" too.
 * Rules whose tickets are spent mark them for this step (inside the write
 * transaction); a ticket another step used is ST_DENIED.
 */
enum status	 call_tickets(struct call *c, enum rule_id rule,
		    const struct ask *ask, struct ticket *tickets,
		    int *used, size_t *n);
/* The same where nobody looks at them afterwards. */
/* See seen.h: of a signer's key and what it signed. */
enum status	 call_seen_digest(const unsigned char key[SM2_PUBLIC],
		    struct bytes der, unsigned char out[SM3_LEN]);
enum status	 call_rule(struct call *c, enum rule_id rule,
		    const struct ask *ask);

/* --- statements --------------------------------------------------------- */

/* Who signs: an opened key and its certificate. */
struct signer {
	void			*key;
	const unsigned char	*pub;
	struct bytes		 cert;
};
struct signer	 house_signer(const struct keys *k, enum house h);
enum status	 statement_make(struct call *c, const struct signer *who,
		    struct statement_fields *s, struct bytes *out);

/* --- persons ------------------------------------------------------------ */

struct person_row {
	const char	*id, *serial;
	struct bytes	 fields, blob, salt;
	unsigned char	 pub[SM2_PUBLIC];
	unsigned	 roles;
	int64_t		 pin_at, wrong, ended;	/* ended 0: works */
	int		 must_change;
};
enum status	 person_find(struct store *db, struct pool *pool,
		    const char *id, struct person_row *out, struct fault *f);
/* What the person, with this very key, may do in the unit today. */
enum status	 call_roles_now(struct call *c, const struct unlocked *who,
		    const char *unit, unsigned *roles);
/* 1 if the PIN has the form of R-145. */
int		 pin_is_sound(struct bytes pin);
/*
 * The key made by op_reset_prepare becomes the person's, whoever agreed to
 * that; in the caller's transaction.
 */
enum status	 person_reset(struct call *c);
void		 person_context(const char *id, char out[KEYD_NAME + 16]);

/* --- the operations ----------------------------------------------------- */

op_run	op_info, op_cert_find;
op_run	op_person_prepare, op_person_make, op_person_reissue, op_person_end,
	op_reset_prepare, op_key_reset;
op_run	op_unlock, op_lock, op_handle, op_pin_change, op_pin_unlock;
op_run	op_say_own, op_say_witnessed, op_say_system;
op_run	op_seal_key, op_seal_csr, op_cert_issue, op_cert_import;
op_run	op_seal_make, op_seal_find, op_seal_activate, op_seal_renew,
	op_seal_package, op_seal_pack, op_seal_drop, op_seal_freeze,
	op_seal_suspend, op_seal_resume, op_seal_release, op_seal_revoke,
	op_seal_take_over;
op_run	op_seal_sign, op_seal_auto, op_grant_end, op_qr_sign;
op_run	op_crl, op_status, op_anchor, op_ocsp, op_changes, op_filing;
op_run	op_data_key, op_data_erase, op_find_key;

#endif

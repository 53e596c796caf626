/*
 * keyd as its program sees it, and what the console does while keyd is not
 * running: making the first keys, recovering the store key.
 */
#ifndef KEYS_KEYS_H
#define KEYS_KEYS_H

#include "base/buf.h"
#include "base/config.h"
#include "base/fault.h"

/*
 * Serve until *stop is set (by a signal handler) and the wake descriptor was
 * written to.  Sockets are RUN/keyd/PROGRAM.sock, mode 0600, or come from
 * systemd (LISTEN_FDNAMES are program names).  Refuses a shifted clock in
 * production.
 */
enum status	 keyd_serve(const struct config *config, int wake,
		    volatile int *stop, struct fault *f);

#define KEYS_OFFICERS 2

struct keys_ask {
	const char	*org;		/* the office, O of the CA names */
	const char	*pin[KEYS_OFFICERS];	/* open the root key */
	const char	*phrase[KEYS_OFFICERS];	/* of the recovery file */
};

/*
 * Make the keyd store, the store key and the keys of the house.  Once:
 * ST_CONFLICT where there is a root already.  After a crash in the middle it
 * may be run again.  PINs have the form of R-145, passphrases 12 bytes at
 * least, officers' own each (ST_INVALID).  Writes DATA/keyd/store.key (0400)
 * and DATA/keyd/recovery (0400; to be moved off the machine).  In production
 * the store key then moves into a systemd credential "keyd-store-key"; if
 * that is there already at init, it is used.
 */
enum status	 keys_init(const struct config *config,
		    const struct keys_ask *ask, struct fault *f);
/* Write DATA/keyd/store.key again out of a recovery file (two phrases). */
enum status	 keys_recover(const struct config *config, const char *path,
		    const char *const phrase[KEYS_OFFICERS],
		    struct fault *f);
enum keys_ca { KEYS_MAKING_CA, KEYS_STAFF_CA };
/*
 * `jianyin ca`: a new certificate for one of the two CAs, same key and name,
 * signed by the root under both officers' PINs.  keyd must be restarted.
 */
enum status	 keys_ca_reissue(const struct config *config,
		    const char *const pin[KEYS_OFFICERS], enum keys_ca which,
		    struct fault *f);
/*
 * `jianyin recover`: a new key and one-time PIN for an administrator whom
 * nobody in office can reset any more, under both officers' PINs.  keyd may
 * run.  The caller writes the audit entry; "cert" gets the certificate.
 */
enum status	 keys_person_recover(const struct config *config,
		    const char *const pin[KEYS_OFFICERS], const char *person,
		    const char *one_time_pin, struct buf *cert,
		    struct fault *f);
/* The table of policy.c as Markdown, for docs/security.md. */
void		 keys_rules_print(struct buf *out);
/* Program x operation, as Markdown. */
void		 keys_ops_print(struct buf *out);

#endif

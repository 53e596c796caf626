/*
 * Where filings go: the targets of the region as an administrator
 * configures them, and the pure checks of what may be typed.
 */
#ifndef SEAL_TARGET_H
#define SEAL_TARGET_H

#include <stdint.h>

#include "base/id.h"
#include "base/pool.h"
#include "sm/sm.h"
#include "store/store.h"

struct target {
	char		 id[ID_LEN + 1];
	int64_t		 rev;
	const char	*kind;		/* police authority province national,
					 * TARGET_AGENT */
	const char	*name, *code;
	int		 enabled;
	const char	*address;	/* "": none yet */
	const char	*triggers;	/* words, filing_kind_name */
	const char	*scope;		/* all cross */
	const char	*deadline;	/* a span; "": P-11 */
	const char	*plan;		/* "1 5 15 60": minutes */
	struct bytes	 receipt_key;	/* SM2_PUBLIC bytes, or empty */
	int64_t		 changed;
};

/* A certificate agent: gets orders of certificates, no filings. */
#define TARGET_AGENT	"agent"
int		 target_is_agent(const struct target *t);

#define TARGETS_MAX	20	/* offices a region reports to, and room */

/* Why a value cannot be taken, as a sentence; NULL where it can.  "demo": a
 * loopback address may be without TLS. */
const char	*target_address_refusal(const char *url, int demo);
const char	*target_plan_refusal(const char *plan);
const char	*target_triggers_refusal(const char *triggers);
const char	*target_deadline_refusal(const char *span);
const char	*target_code_refusal(const char *code);
/* Whether a word stands among blank-separated ones. */
int		 target_has_word(const char *words, const char *word);
/*
 * Whether the rules in force (P-10, P-12) let this target be told at all:
 * the province only where P-12 says so, the national platform not where P-10
 * says never.
 */
int		 target_is_on(struct store *db, const struct target *t);
/* Whether it can be sent to by itself: on, with an address that may be and a
 * key its answers are verified with. */
int		 target_can_send(struct store *db, const struct target *t,
		    int demo);

/* Those of every region: made once with the rules, without an address. */
enum status	 target_defaults(struct store *db, struct fault *f);
enum status	 target_load(struct store *db, struct pool *pool,
		    const char *id, struct target *out, struct fault *f);
/* All, by kind and name. */
enum status	 target_list(struct store *db, struct pool *pool,
		    struct target **out, size_t *n, struct fault *f);
/* Insert (id "" before; it is filled) or write where the rev is as read.
 * ST_CONFLICT: moved, or the code is taken. */
enum status	 target_save(struct store *db, struct target *t,
		    const char *person, struct fault *f);

#endif

/*
 * What each signature needs: one table of required statements, printed by
 * docs/security.md and judged by pure functions.  keyd believes statements,
 * never the database (design.md, "Tickets").
 */
#ifndef KEYS_POLICY_H
#define KEYS_POLICY_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "trust/keyd.h"
#include "trust/statement.h"

/* A statement whose signature and certificate ticket.c has checked. */
struct ticket {
	struct statement_fields	 f;
	unsigned char		 digest[SM3_LEN];	/* SM3 of the DER */
	char			 serial[CERT_HEX];	/* of the signer's */
};

enum rule_id {
	RULE_ENROL_OPERATOR,	/* a set with RA_OPERATOR in it */
	RULE_ENROL_USING,	/* applicant requester reviewer keeper */
	RULE_ENROL_STAFF,	/* everything else */
	RULE_PERSON_END,
	RULE_PIN_UNLOCK,
	RULE_KEY_RESET,
	RULE_CERT,		/* seal key, request to a CA, certificate */
	RULE_SEAL_MAKE,
	RULE_ACTIVATE,
	RULE_RENEW_CERT,	/* key and certificate of a renewal */
	RULE_RENEW_MAKE,
	RULE_RENEW_DEVICE_CERT,	/* the same where a device holds the key */
	RULE_RENEW_DEVICE_MAKE,
	RULE_RENEW_SELF,	/* the seal agrees with its own key */
	RULE_RENEW,		/* its version comes into force */
	RULE_PACK,		/* for the device that holds the key */
	RULE_DROP,
	RULE_FREEZE,
	RULE_SUSPEND,
	RULE_RESUME,
	RULE_RELEASE,
	RULE_REVOKE,
	RULE_USE,		/* seal signature and QR statement */
	RULE_GRANT,		/* a standing grant */
	RULE_USE_AUTO,		/* one use under it */
	RULE_GRANT_END,
	RULE_TAKE_OVER,		/* a seal of another system */
	RULE__N
};

/* What of a statement must agree with what is asked. */
#define MATCH_SUBJECT	(1u << 0)
#define MATCH_SEAL	(1u << 1)
#define MATCH_DOC	(1u << 2)
#define MATCH_DIGEST	(1u << 3)
#define MATCH_PROOF	(1u << 4)	/* any digest, but one */
#define MATCH_AFTER	(1u << 5)	/* said after the state began */
#define MATCH_ONCE	(1u << 6)	/* count is 1 */
#define MATCH_OTHER	(1u << 7)	/* not said by the subject itself */
#define MATCH_FRESH	(1u << 8)	/* less than a day old */
#define MATCH_REQUEST	(1u << 9)	/* the device's request, and its seal */
#define MATCH_LIVE	(1u << 10)	/* by the seal's key in force */

struct need {
	const char	*action;	/* NULL closes the list */
	unsigned	 kinds;		/* SAY_ bits */
	unsigned	 roles;		/* own: in one of these */
	unsigned	 unit_roles;	/* in these, of the seal's unit only */
	unsigned	 match;
	int		 every;		/* all given must do, at least one */
};

#define RULE_NEEDS 4

struct rule {
	const char	*name;
	const char	*basis;		/* the requirements */
	struct need	 needs[RULE_NEEDS];
	int		 apart;		/* all said by different persons */
	int		 spent;		/* each may be used by one step only */
};

/* What is asked; members a rule does not match may stay empty. */
struct ask {
	int64_t		 now;
	const char	*subject, *seal, *unit;
	unsigned	 speakers;		/* roles that may speak for this
						 * subject; 0: the rule's own */
	const unsigned char *doc, *digest;	/* SM3 */
	int64_t		 since;			/* MATCH_AFTER */
	/* What a device says of its request (trust/device_renew.h): MATCH_
	 * REQUEST; the serial of the certificate in force: MATCH_LIVE. */
	const char	*request, *live;
	const unsigned char *request_digest;
};

const struct rule *rule_of(enum rule_id id);
/* The rule that a set of roles is enrolled under. */
enum rule_id	 rule_for_roles(unsigned roles);
/* Who may enrol such a set, and so act on a key that holds it. */
unsigned	 rule_speakers(unsigned roles);
/*
 * ST_OK: the tickets cover the ask; used[i] says which tickets did.
 * ST_DENIED: the fault names rule, action and what does not agree.
 */
enum status	 rule_check(const struct rule *rule, const struct ask *ask,
		    const struct ticket *tickets, size_t n, int *used,
		    struct fault *f);
/*
 * may this person stamp?  The requester named in the used tickets,
 * or a keeper of the unit who reviewed none of them.
 */
enum status	 rule_may_stamp(const struct ticket *tickets, const int *used,
		    size_t n, const char *person, int is_keeper,
		    struct fault *f);
/* The table as Markdown, for docs/security.md. */
void		 rules_print(struct buf *out);

#endif

/*
 * Standing grants (系统授权): which business step may put a seal under its own
 * papers without a person, after a risk assessment, how long and how often
 * .  keyd holds each stamp against what both persons
 * signed; this is the office's record of it.
 */
#ifndef SEAL_STANDING_H
#define SEAL_STANDING_H

#include "seal/seal.h"
#include "trust/keyd.h"

enum standing_state {
	STANDING_PROPOSED,	/* assessed; waits for the keeper */
	STANDING_ACTIVE,
	STANDING_OVER,		/* past its last day; never stored */
	STANDING_ENDED,
	STANDING_STATE__N
};
enum standing_event {
	SG_PROPOSE, SG_GRANT, SG_END,
	STANDING_EVENT__N
};

struct standing {
	const char	*id, *number;
	int		 state;		/* as stored: never over */
	int64_t		 rev;
	const char	*seal, *unit, *step, *class, *assessment;
	int64_t		 from, until, per_day;
	const char	*assessor, *granter, *ender;	/* persons; NULL */
	const char	*assess_said, *grant_said, *end_said;	/* ids */
	int64_t		 created, granted, ended;	/* 0: not yet */
	const char	*reason;
};

/* What the guards look at. */
struct standing_facts {
	int		 own;		/* the actor assessed it */
	const char	*unfit;		/* seal, step or class, or NULL */
	const char	*other;		/* number of another live one, or NULL */
	int		 over;
	int		 has_reason;
};
extern const struct flow flow_standing;

/* The state as it is now. */
int		 standing_state_now(const struct standing *s, int64_t now);
/*
 * Why the grant does not cover a paper of this step and class with this seal
 * now, in Chinese; NULL: it does.  "today": what it stamped today.  Pure.
 */
const char	*standing_refusal(const struct standing *s, const char *step,
		    const char *class, const char *seal, int64_t today,
		    int64_t now);
/* Its terms as keyd holds them; borrowed from both. */
enum status	 standing_terms(const struct standing *s,
		    const struct seal *seal, struct keyd_auto *out,
		    struct fault *f);

enum status	 standing_load(struct store *db, struct pool *pool,
		    const char *id, struct standing *out, struct fault *f);
/* A unit's, newest first. */
#define STANDING_MAX 200	/* of one unit, shown on one page */
enum status	 standing_list(struct store *db, struct pool *pool,
		    const char *unit, struct standing **out, size_t *n,
		    struct fault *f);
/* The one in force for a step of a unit; ST_ABSENT where there is none. */
enum status	 standing_live(struct store *db, struct pool *pool,
		    const char *unit, const char *step, int64_t now,
		    struct standing *out, struct fault *f);
/* How many it stamped since a moment. */
enum status	 standing_used(struct store *db, const char *id,
		    int64_t since, int64_t *n, struct fault *f);
/* Whether one in force uses a seal. */
enum status	 standing_of_seal(struct store *db, const char *seal,
		    int64_t now, int *yes, struct fault *f);
enum status	 standing_add(struct store *db, const struct standing *s,
		    struct fault *f);
/* State, who and why; ST_CONFLICT unless rev is as it was read. */
enum status	 standing_save(struct store *db, struct standing *s,
		    struct fault *f);

#endif

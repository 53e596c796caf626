/*
 * Changes of rules as they are asked for: one business administrator
 * proposes values, why and from which day, another one approves or refuses,
 * and on its day the clock puts them in force, once.  A whole profile is
 * asked for in the same way.  What was proposed never changes: where the
 * rules have moved on meanwhile, its proposer proposes it anew, which is
 * another request.  office.h includes this.
 */
#ifndef OFFICE_POLICY_REQUEST_H
#define OFFICE_POLICY_REQUEST_H

#include "flow/flow.h"
#include "office/policy_profile.h"
#include "trust/digest.h"

enum policy_state {
	PR_PROPOSED, PR_APPROVED, PR_APPLIED, PR_REFUSED, PR_WITHDRAWN,
	PR_REPLACED, PR_LAPSED, PR_STATE__N
};
enum policy_event {
	PE_PROPOSE, PE_AGAIN, PE_APPROVE, PE_REFUSE, PE_WITHDRAW, PE_APPLY,
	PE_LAPSE, PE_EVENT__N
};

#define POLICY_AHEAD	24	/* months a day of effect may lie ahead; a
				   later one is a slip of the pen */

struct policy_was {
	const char	*rule, *was, *value;
};
struct policy_request {
	const char	*id;
	int64_t		 number, rev;
	int		 state;
	const char	*profile;	/* a whole one; NULL: single rules */
	int64_t		 seen;		/* the version it was made against */
	int64_t		 due;		/* 00:00 +08:00; 0: once approved */
	const char	*reason;
	const char	*proposer, *proposer_name;
	const char	*decider, *decider_name;	/* NULL: nobody yet */
	int64_t		 created, decided, applied;	/* 0: not yet */
	int64_t		 version;	/* what it became; 0: not yet */
	const char	*replaces;	/* id; NULL: none */
	struct policy_was *values;
	size_t		 n;
};

/* --- decided: pure ------------------------------------------------------------ */

/* What the guards of the table look at. */
struct policy_request_facts {
	int		 own;		/* the actor proposed it */
	int		 stale;		/* the rules have moved on */
	int		 past;		/* its day is over */
	int		 due;		/* its moment has come */
	int		 moved;		/* what it was decided upon has */
	int		 has_reason;
};
extern const struct flow flow_policy;

/*
 * Whether what a request was decided upon is no more: of a whole profile the
 * version it was made against, of single rules the value of one of them.
 * "now" holds the values in force, in its order.
 */
int		 policy_request_moved(const struct policy_request *q,
		    int64_t version, const char *const *now);
/* Why rules cannot change on a day (00:00 +08:00; 0: once approved), a
 * sentence; NULL where they can. */
const char	*policy_day_unfit(int64_t day, int64_t now);
/* Whether the day of a request is over, and whether its moment has come. */
int		 policy_request_past(const struct policy_request *q,
		    int64_t now);
int		 policy_request_due(const struct policy_request *q,
		    int64_t now);
/* All that was proposed: what proposer and approver sign. */
enum status	 policy_request_digest(const struct policy_request *q,
		    struct pool *pool, unsigned char out[DIGEST_LEN],
		    struct fault *f);

/* --- records -------------------------------------------------------------------- */

enum status	 policy_request_load(struct store *db, struct pool *pool,
		    const char *id, struct policy_request *out,
		    struct fault *f);
/*
 * Without their values.  All, newest first, below a number (0: from the
 * newest); those still open, oldest first; those open that touch a rule;
 * those the clock is to put in force by a moment, in the order of their day.
 */
enum status	 policy_request_list(struct store *db, struct pool *pool,
		    int64_t below, size_t room, struct policy_request **out,
		    size_t *n, struct fault *f);
#define POLICY_OPEN_MAX	100	/* shown and run together; others wait */
enum status	 policy_request_open(struct store *db, struct pool *pool,
		    struct policy_request **out, size_t *n, struct fault *f);
enum status	 policy_request_about(struct store *db, struct pool *pool,
		    const char *rule, struct policy_request **out, size_t *n,
		    struct fault *f);
enum status	 policy_request_ready(struct store *db, struct pool *pool,
		    int64_t now, struct policy_request **out, size_t *n,
		    struct fault *f);
/* How many wait for this person's decision: others' proposals. */
enum status	 policy_request_count(struct store *db, const char *person,
		    int64_t *n, struct fault *f);
/* The values in force of its rules, in its order. */
enum status	 policy_request_now(struct store *db, struct pool *pool,
		    const struct policy_request *q, const char *const **out,
		    struct fault *f);

struct policy_line {			/* one line of history */
	int64_t		 at;
	const char	*event, *person_name, *note, *statement;
};
enum status	 policy_request_history(struct store *db, struct pool *pool,
		    const char *id, struct policy_line **out, size_t *n,
		    struct fault *f);

struct policy_step {
	const struct flow_row *row;
	const char	*person;	/* NULL: the system */
	const char	*note, *statement;
};
/* Insert with its values; fills number, rev and created (id and the rest are
 * the caller's).  Inside a transaction. */
enum status	 policy_request_add(struct store *db,
		    struct policy_request *q, const char *statement,
		    struct fault *f);
/* Along a row of the table; ST_CONFLICT unless rev is as it was read. */
enum status	 policy_request_move(struct store *db,
		    struct policy_request *q, const struct policy_step *step,
		    struct fault *f);
/*
 * Its values in force, as one new version, and its row PE_APPLY.  ST_CONFLICT
 * where it was moved, or the rules were: from version "seen" (or POLICY_ANY).
 */
enum status	 policy_request_apply(struct store *db,
		    struct policy_request *q, int64_t seen, struct fault *f);

#endif

/*
 * Filings (备案外发): what is reported of a seal to the police, the
 * management authority, the province and the national platform (R-092,
 * R-131..R-134, R-208).  A filing is made in the transaction of the event it
 * reports, moves along T7, and is kept with its message, every try and the
 * receipt.  Functions that write belong inside the caller's
 * transaction.
 */
#ifndef SEAL_FILING_H
#define SEAL_FILING_H

#include "seal/seal.h"
#include "seal/target.h"

/* --- T7 -------------------------------------------------------------------- */

enum filing_state { J0_WAITING, J1_FILED, J2_REFUSED, FILING_STATE__N };

enum filing_event {
	FE_BEGIN, FE_TRY, FE_FAIL, FE_FILE, FE_REFUSE, FE_OVERDUE, FE_RESEND,
	FE_CORRECT, FE_HAND,
	FILING_EVENT__N
};

/* What the guards of T7 look at. */
struct filing_facts {
	int		 overdue;	/* past its due moment */
	int		 alarmed;	/* and the alarm was raised */
	int		 busy;		/* being sent at this moment */
	int		 has_reason;	/* what was corrected is said */
	int		 has_proof;	/* receipt number and evidence given */
};

extern const struct flow flow_filing;

/* --- pure ------------------------------------------------------------------- */

/* What an event of T2 is reported as; FILING_NONE: not at all. */
enum filing_kind {
	FILING_MADE, FILING_ACTIVATED, FILING_LOST, FILING_FOUND,
	FILING_SUSPENDED, FILING_RESUMED, FILING_RENEWED, FILING_REVOKED,
	FILING_KIND__N, FILING_NONE = FILING_KIND__N
};
const char	*filing_kind_name(enum filing_kind k);
const char	*filing_kind_label(const char *name);
/* "before": P-10 says so and the target is the national one: it is told of
 * the making before the seal is generated. */
enum filing_kind filing_kind_of(int seal_event, int before);

/*
 * How long after the tries-th failed try the next is made, in ms: the k-th
 * number of the plan is the wait behind the k-th try, the last one for all
 * later ones.  There is no giving up: filing is a duty.
 */
int64_t		 filing_wait(const char *plan, int64_t tries);
/* A filing that is not sent by itself (P-13), and has no due moment. */
#define FILING_NEVER	INT64_C(253402185600000)	/* 31 Dec 9999 */
/* What "at making" (P-11 of 0) leaves for sending itself. */
#define FILING_AT_ONCE	(10 * MS_MINUTE)
/*
 * When the target had it: as its receipt says where that lies between the
 * event and now, give or take what clocks differ by; else now.
 */
int64_t		 filing_filed_at(int64_t event, int64_t said, int64_t now);

/* --- records ---------------------------------------------------------------- */

struct filing {
	const char	*id, *target, *seal, *request, *kind;
	int		 state;
	int64_t		 rev, at, version;
	const char	*cause;		/* the event's reason, or NULL */
	const char	*message;
	struct bytes	 statement, certificate;	/* empty: not signed */
	int64_t		 due, alarmed, tries, next_try, lease, created;
	int64_t		 filed, lateness;		/* 0 */
	struct bytes	 receipt;
	const char	*receipt_number, *reason, *person;	/* NULL: none */
	/* of its seal and target */
	const char	*seal_code, *seal_name, *target_name;
};

/* Past due and not filed, as the clock has it (as S6 is derived). */
int		 filing_is_overdue(const struct filing *g, int64_t now);
void		 filing_gather(const struct filing *g, int64_t now,
		    struct filing_facts *out);

enum status	 filing_load(struct store *db, struct pool *pool,
		    const char *id, struct filing *out, struct fault *f);
/* Of one seal, oldest first. */
enum status	 filing_list_seal(struct store *db, struct pool *pool,
		    const char *seal, struct filing **out, size_t *n,
		    struct fault *f);
/* The number of the receipt for an event of a seal; ST_ABSENT: not filed. */
enum status	 filing_number_of(struct store *db, struct pool *pool,
		    const char *seal, const char *target_kind,
		    enum filing_kind kind, const char **out,
		    struct fault *f);

/*
 * What a move of a seal along T2 has to be reported of, to whom: called by
 * seal.c alone, for every move.
 */
enum status	 filing_begin(struct store *db, const struct actor *who,
		    const struct seal *s, const struct seal_move *move,
		    int64_t at, struct fault *f);

struct filing_move {
	int		 event;		/* enum filing_event */
	const char	*note, *statement;	/* for the history; or NULL */
	/* FE_TRY */
	int64_t		 lease;		/* nobody else before then */
	/* FE_FAIL, FE_RESEND, FE_CORRECT */
	int64_t		 next_try;
	/* FE_FILE, FE_HAND */
	int64_t		 filed;
	const char	*receipt_number;
	struct bytes	 receipt;
	/* FE_CORRECT */
	const char	*message;
};
/*
 * Along T7, if the facts allow it; one line of history.  ST_CONFLICT: the
 * table has no such row, a guard says no, or somebody moved it first.
 */
enum status	 filing_step(struct store *db, const struct actor *who,
		    unsigned roles, const struct filing_facts *facts,
		    struct filing *g, const struct filing_move *move,
		    struct fault *f);
/* Keep keyd's statement over the message of this version. */
enum status	 filing_sign(struct store *db, struct filing *g,
		    struct bytes statement, struct bytes certificate,
		    struct fault *f);
/* The message over the facts as they are now, JSON in the pool. */
enum status	 filing_compose(struct store *db, struct pool *pool,
		    const struct filing *g, const char **out,
		    struct fault *f);

struct filing_line {
	int64_t		 seq, at;
	const char	*event, *from, *to, *person_name, *note;
};
#define FILING_LINES	500	/* shown of one; a try a few hours for months */
/* The history, newest first. */
enum status	 filing_history(struct store *db, struct pool *pool,
		    const char *id, struct filing_line **out, size_t *n,
		    struct fault *f);

/* --- what is to be done ------------------------------------------------------ */

struct filing_next {
	const char	*id;
	int64_t		 key;		/* next_try, or due */
};
/* To be sent to a target now, the longest waiting first; "behind": from
 * there on ({ "", 0 } at the start). */
enum status	 filing_sendable(struct store *db, struct pool *pool,
		    const char *target, int64_t now,
		    const struct filing_next *behind, size_t max,
		    struct filing_next **out, size_t *n, struct fault *f);
/* Past due and never said so. */
enum status	 filing_unalarmed(struct store *db, struct pool *pool,
		    int64_t now, const struct filing_next *behind,
		    size_t max, struct filing_next **out, size_t *n,
		    struct fault *f);

/* --- tables ------------------------------------------------------------------ */

enum filing_tab {
	FILINGS_WAITING, FILINGS_OVERDUE, FILINGS_REFUSED, FILINGS_FILED,
	FILINGS_ALL, FILINGS__N
};

struct filing_ask {
	const char	*unit;		/* whose scope */
	enum filing_tab	 tab;
	const char	*target;	/* an id; NULL: all */
	int64_t		 now;
	int64_t		 key;		/* page behind this filing_key ... */
	const char	*after;		/* ... and this id; NULL: first page */
	size_t		 max;		/* at most FILINGS_MAX */
};
#define FILINGS_MAX	500

struct filing_row {
	const char	*id, *seal, *seal_code, *seal_name, *unit_name;
	const char	*target_name, *kind, *reason, *receipt_number;
	int		 state;
	int64_t		 at, due, filed, lateness, tries, moment;
};
int64_t		 filing_key(const struct filing_row *row);
/* Open ones by due, the soonest first; others newest first. */
enum status	 filing_list(struct store *db, struct pool *pool,
		    const struct filing_ask *ask, struct filing_row **out,
		    size_t *n, int *more, struct fault *f);
enum status	 filing_sees(struct store *db, const char *unit,
		    const char *filing, int *yes, struct fault *f);
/* How many in the scope of a unit are overdue, at most "most". */
enum status	 filing_count_overdue(struct store *db, const char *unit,
		    int64_t now, int64_t most, int64_t *n, struct fault *f);
/* The same for those sent back (J2). */
enum status	 filing_count_refused(struct store *db, const char *unit,
		    int64_t most, int64_t *n, struct fault *f);

#endif

/*
 * The ledger of seals (印章台账): tables of the seals that a unit and what
 * lies below it apply for, decide on or make, by what they are now, paged by
 * key; and what belongs to one of them.
 */
#ifndef SEAL_LEDGER_H
#define SEAL_LEDGER_H

#include "seal/seal.h"

/* A tab: what a seal is now, as the clock has it. */
enum ledger_tab {
	LEDGER_ALL, LEDGER_MAKING, LEDGER_VALID, LEDGER_ENDING,
	LEDGER_EXPIRED, LEDGER_LOST, LEDGER_SUSPENDED, LEDGER_REVOKED,
	LEDGER__N
};

/* The tab of what is stored of a seal (seal_scope.stage); LEDGER__N: of none
 * alone. */
enum ledger_tab	 ledger_tab_of(const char *stage);

struct ledger_ask {
	const char	*unit;		/* whose scope */
	enum ledger_tab	 tab;
	const char	*text;		/* NULL: no search; 2 characters up */
	int64_t		 now;
	int64_t		 soon;		/* LEDGER_ENDING: ends before this */
	int64_t		 key;		/* page behind this ledger_key ... */
	const char	*after;		/* ... and this id; NULL: first page */
	size_t		 max;		/* rows wanted, at most LEDGER_MAX */
};
#define LEDGER_MAX	500		/* rows of one page; CSV asks by page */

struct ledger_row {
	const char	*id, *code, *name, *unit_name, *keeper_name;
	int		 state;		/* as it is now: S6 where over */
	int64_t		 created, valid_to, last_used;	/* 0: not */
	int		 imported;	/* another system made it */
};

/* What a table is ordered by: the soonest end first, else the newest. */
int64_t		 ledger_key(const struct ledger_ask *ask,
		    const struct ledger_row *row);
/* ST_INVALID: the text is too short to be searched for. */
enum status	 ledger_list(struct store *db, struct pool *pool,
		    const struct ledger_ask *ask, struct ledger_row **out,
		    size_t *n, int *more, struct fault *f);
/* Whether a seal lies in the scope of a unit. */
enum status	 ledger_sees(struct store *db, const char *unit,
		    const char *seal, int *yes, struct fault *f);
/* For seal.c alone: who sees a new seal; what it is after each move. */
enum status	 ledger_add(struct store *db, const struct seal *s,
		    struct fault *f);
enum status	 ledger_move(struct store *db, const struct seal *s,
		    struct fault *f);

/* --- one seal -------------------------------------------------------------- */

/* Its versions, oldest first, without certificate and data. */
enum status	 ledger_versions(struct store *db, struct pool *pool,
		    const char *seal, struct seal_version **out, size_t *n,
		    struct fault *f);
/* The seal that took its place; ST_ABSENT: none. */
enum status	 ledger_successor(struct store *db, struct pool *pool,
		    const char *seal, struct seal *out, struct fault *f);

struct ledger_case {
	const char	*id, *number, *business;
	int		 state, urgent;
	int64_t		 created;
};
/* The requests that made it or are about it, newest first; of the drafts
 * those whose urgent report stopped it. */
enum status	 ledger_cases(struct store *db, struct pool *pool,
		    const struct seal *s, struct ledger_case **out,
		    size_t *n, struct fault *f);

#endif

/*
 * What is written about a stock of UKeys: transfers between units,
 * the monthly count, and serial numbers asked for.  Functions that
 * write belong inside the caller's transaction.
 */
#ifndef SEAL_CARRIER_PAPER_H
#define SEAL_CARRIER_PAPER_H

#include "seal/carrier.h"

#define PAPERS_MAX	100	/* of a list: the newest */

/* --- transfers ----------------------------------------------------------- */

struct carrier_transfer {
	const char	*id, *number, *source, *target, *state;
	int64_t		 rev, n;
	const char	*serials;		/* a line each */
	const char	*note, *sender, *receiver, *answer;	/* or NULL */
	int64_t		 sent, done;		/* ms; 0: not yet */
	/* read only */
	const char	*source_name, *target_name, *sender_name,
			*receiver_name;
};

enum status	 transfer_add(struct store *db,
		    const struct carrier_transfer *t, struct fault *f);
/* "received" or "refused" by a person; ST_CONFLICT: it is over already. */
enum status	 transfer_end(struct store *db,
		    const struct carrier_transfer *t, const char *state,
		    const char *person, const char *answer,
		    struct fault *f);
enum status	 transfer_load(struct store *db, struct pool *pool,
		    const char *id, struct carrier_transfer *out,
		    struct fault *f);
/* Those a unit sent and those sent to it, newest first. */
enum status	 transfer_list(struct store *db, struct pool *pool,
		    const char *unit, struct carrier_transfer **out,
		    size_t *n, struct fault *f);
/* How many wait for a unit to confirm. */
enum status	 transfer_waiting(struct store *db, const char *unit,
		    int64_t *n, struct fault *f);

/* --- stock in figures ---------------------------------------------------- */

/* What a stock of blank UKeys was, and what moved it in [from, until). */
struct carrier_moves {
	int64_t		 opening;	/* in stock at "from" */
	int64_t		 booked, arrived, wiped;	/* into it */
	int64_t		 assigned, sent, spoiled;	/* out of it */
};
/* What should be there at the end of the period. */
int64_t		 carrier_closing(const struct carrier_moves *m);
enum status	 carrier_moves(struct store *db, const char *unit,
		    int64_t from, int64_t until, struct carrier_moves *out,
		    struct fault *f);

struct carrier_stocks {
	const char	*unit, *unit_name;
	int64_t		 n[CARRIER_STATE__N];
};
#define STOCKS_MAX	2000	/* units of a province that keep UKeys */
/* Every unit that has or had UKeys, by name. */
enum status	 carrier_stocks(struct store *db, struct pool *pool,
		    struct carrier_stocks **out, size_t *n,
		    struct fault *f);
/* Whether so many blank ones are too few (P-46; 0: never), for a unit that
 * keeps UKeys at all.  Pure. */
int		 carrier_is_low(const int64_t n[CARRIER_STATE__N],
		    int64_t least);

/* --- papers -------------------------------------------------------------- */

struct carrier_count {
	const char	*id, *number, *unit, *month;	/* 2026-11 */
	int64_t		 expected, counted;
	const char	*missing, *surplus;	/* serials, a line each */
	const char	*note;
	struct carrier_moves moves;		/* of the month until then */
	const char	*person, *statement;
	int64_t		 at;
	const char	*unit_name, *person_name;	/* read only */
};
enum status	 count_add(struct store *db, const struct carrier_count *c,
		    struct fault *f);
enum status	 count_load(struct store *db, struct pool *pool,
		    const char *id, struct carrier_count *out,
		    struct fault *f);
enum status	 count_list(struct store *db, struct pool *pool,
		    const char *unit, struct carrier_count **out, size_t *n,
		    struct fault *f);

struct carrier_order {
	const char	*id, *number, *unit;
	int64_t		 quantity, stock, least;
	const char	*model, *certificate, *purpose, *contact;
	int64_t		 wanted, at;
	const char	*person, *statement;
	const char	*unit_name, *person_name;	/* read only */
};
enum status	 order_add(struct store *db, const struct carrier_order *o,
		    struct fault *f);
enum status	 order_load(struct store *db, struct pool *pool,
		    const char *id, struct carrier_order *out,
		    struct fault *f);
enum status	 order_list(struct store *db, struct pool *pool,
		    const char *unit, struct carrier_order **out, size_t *n,
		    struct fault *f);

#endif

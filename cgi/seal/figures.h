/*
 * Figures of what a unit and what lies below it has: seals by what
 * they are now, cases under way and ended in a period, stamps made in it.
 * Each equals the length of the list it stands for.
 */
#ifndef SEAL_FIGURES_H
#define SEAL_FIGURES_H

#include "seal/ledger.h"

struct figures_ask {
	const char	*unit;
	int64_t		 now, soon;	/* as of the ledger */
	int64_t		 from, until;	/* [from, until) */
};

struct figures_case {
	const char	*business;
	int64_t		 open, completed, rejected, other;	/* other: withdrawn,
								 * closed */
};

#define FIGURES_CASES	16	/* businesses */
#define FIGURES_GROUPS	24	/* kinds of seal, classes of document */

struct figures_group {
	const char	*key;
	int64_t		 n;
};

struct figures {
	int64_t		 seals[LEDGER__N];	/* by tab of the ledger */
	struct figures_case cases[FIGURES_CASES];
	size_t		 ncases;
	int64_t		 stamps, stamped_seals;
	/* filings that were filed in the period, those late, by how much the
	 * latest (ms); and those overdue now */
	int64_t		 filed, filed_late, lateness, overdue;
	struct figures_group kinds[FIGURES_GROUPS];	/* valid seals */
	struct figures_group classes[FIGURES_GROUPS];	/* stamps */
	size_t		 nkinds, nclasses;
};

enum status	 figures_read(struct store *db, struct pool *pool,
		    const struct figures_ask *ask, struct figures *out,
		    struct fault *f);

#endif

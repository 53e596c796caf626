/*
 * The urgent loss report (紧急挂失, R-085, R-086): the seal is frozen in keyd
 * before the page answers, and one transaction opens the request, moves the
 * seal to lost and keeps the statement.  The papers come afterwards (P-31).
 *
 * Broken off between keyd and the transaction the seal is frozen already;
 * asking again, or the timed work, finishes it under the same step.
 */
#ifndef WORK_URGENT_H
#define WORK_URGENT_H

#include "work/case.h"

struct urgent {
	const char	*seal;		/* id */
	const char	*reason;	/* a loss reason's value, or NULL */
	/* A proven phone: masked, and the id of its code.  NULL: the actor
	 * says it with the own key, as the unit's keeper or as operator. */
	const char	*phone, *proof;
};

struct urgent_done {
	char		 id[ID_LEN + 1];
	char		 number[NUMBER_TEXT];
	int64_t		 at;		/* frozen at */
};

/*
 * Outcomes as case_take: ST_ABSENT and ST_INVALID ask for the PIN (own
 * only); ST_DENIED and ST_CONFLICT: *why is the sentence for the page.
 */
enum status	 urgent_report(struct req *r, const struct urgent *u,
		    struct urgent_done *out, const char **why);
/*
 * For the timed work: keyd holds the seal frozen under the intent "step",
 * the register does not know yet.  Opens the request as the system.
 */
enum status	 urgent_finish(struct req *r, const char *seal,
		    const char *step, struct urgent_done *out);
/* Whether this actor may report the seal with the own key. */
enum status	 urgent_may(struct req *r, const struct seal *s, int *yes);

#endif

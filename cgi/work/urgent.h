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
/*
 * Reports a phone made that nobody has taken up yet, of the actor's unit
 * (or below it: the desk); newest first.
 */
struct urgent_open {
	const char	*id, *number;
	int64_t		 created;
};
enum status	 urgent_list(struct req *r, struct urgent_open *out,
		    size_t room, size_t *n);
/*
 * The actor takes one up to bring the papers: somebody of the using unit
 * becomes its applicant, the desk its submitter for a visitor.
 */
enum status	 urgent_take(struct req *r, const char *id,
		    const char **why);
/* Whether this actor may report the seal with the own key. */
enum status	 urgent_may(struct req *r, const struct seal *s, int *yes);

#endif

/*
 * Renewal (续期): when a seal can be renewed (R-093; P-01, P-02, P-04), and
 * what the guards of T1 are told of it.
 */
#ifndef WORK_RENEW_H
#define WORK_RENEW_H

#include "work/case.h"

/* When renewing opens, when the validity ends, when it is too late; ms. */
struct renewal_span {
	int64_t	 opens, ends, closes;
};

enum renewal {
	RENEWAL_OPEN, RENEWAL_EARLY, RENEWAL_LATE,
	RENEWAL_STATE		/* lost, suspended, ended, not yet in use */
};
/* Pure; "state" is the stored one, which a loss or suspension outlives. */
enum renewal	 renewal_judge(int state, const struct renewal_span *span,
		    int64_t now);
enum status	 renewal_span(struct store *db, const struct seal *s,
		    struct renewal_span *out, struct fault *f);
/* Why the seal cannot be renewed now, with the day it can, for the page;
 * *why NULL: it can. */
enum status	 renewal_unfit(struct req *r, const struct seal *s,
		    const char **why);

/* Whether it was asked for with the seal's own key instead of papers. */
int		 renewal_is_self(const struct request *q);
/* The ways that are open to the actor, of the business's choices. */
enum status	 renewal_ways(struct req *r, const struct choice **out);
/* What T1 asks about: facts.unfit, .self, .cannot_prove. */
enum status	 renewal_gather(struct req *r, struct dossier *d);

#endif

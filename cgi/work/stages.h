/*
 * The way of a case as a line of stages, for who has only its number and
 * query code: what is done and when, where it stands, what comes.
 */
#ifndef WORK_STAGES_H
#define WORK_STAGES_H

#include <stddef.h>
#include <stdint.h>

#include "seal/request.h"

#define STAGES_MAX 8

enum stage_office { STAGE_APPLICANT, STAGE_DESK, STAGE_MAKER };

struct stage {
	const char		*label;
	enum stage_office	 office;	/* who does it */
	int			 past, here;
	int64_t			 at;	/* when it was done; 0 not yet */
};

/*
 * Fill the line of a case from its way (stage_way), state and history (in order).
 * A case that ended otherwise (withdrawn, refused, closed) stands nowhere.
 * The number of stages; 0 for a way nobody knows.  Pure.
 */
size_t		 stages_of(const char *way, int state,
		    const struct request_line *history, size_t n,
		    struct stage out[STAGES_MAX]);
/* The name its way goes by: the business, or REASON_CONTACT. */
const char	*stage_way(const struct request *q);
/*
 * What the state means and what is to be done next, in a sentence.  An
 * urgent loss stopped the seal before its papers came.
 */
const char	*stage_sentence(const struct request *q);
/* Whether it is the applicant's turn. */
int		 stage_is_yours(int state);

#endif

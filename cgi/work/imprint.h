/*
 * Who may see an imprint, and the one place that shows it: the
 * picture of a case, the scan it was taken from, what is made of them at the
 * bench, and the picture of a seal.  Each look is an entry of the trail, each
 * refusal too.
 */
#ifndef WORK_IMPRINT_H
#define WORK_IMPRINT_H

#include "work/case.h"

/* Who draws, takes, compares or approves a picture (T1). */
#define IMPRINT_ROLES							\
	(ROLE_BIT(ROLE_MAKER) | ROLE_BIT(ROLE_CHECKER) |		\
	ROLE_BIT(ROLE_RA_OPERATOR) | ROLE_BIT(ROLE_APPROVER))

/*
 * Those who work with the picture of a case that they may see, who applied
 * and who is to keep the seal; nobody else of the unit.
 */
int		 imprint_may(const struct req *r, const struct dossier *d);

/*
 * Answer with something that shows the imprint of a case; ST_DENIED where it
 * is not for this person.  "what" is a word for the trail (trail_reasons);
 * NULL: the picture itself.
 */
enum status	 imprint_send(struct req *r, const struct dossier *d,
		    const char *what, const struct web_file *file);
/* Answer with the picture of the case. */
enum status	 imprint_picture(struct req *r, const struct dossier *d);
/* Answer with a seal's picture, to somebody who may see the seal. */
enum status	 imprint_of(struct req *r, const struct seal *s);
/* Answer with the picture of a seal of the own unit. */
enum status	 imprint_of_seal(struct req *r, const char *seal);

#endif

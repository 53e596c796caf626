/* Who is told of something that is nobody's request: by seal, or by unit. */
#ifndef WORK_TELL_H
#define WORK_TELL_H

#include "office/office.h"
#include "seal/seal.h"

struct tell {
	struct store	*db;		/* inside the caller's transaction */
	struct pool	*pool;
	struct fault	*fault;
	const char	*kind, *text, *link;	/* of the notice */
};

/* Its keeper, and who may apply for its unit. */
enum status	 tell_seal(const struct tell *t, const struct seal *s);
/* Everybody who has one of the roles (ROLE_BITs) in the unit now. */
enum status	 tell_unit(const struct tell *t, const char *unit,
		    unsigned roles);
/* Everybody who has the role anywhere now, but for one (NULL: nobody). */
enum status	 tell_role(const struct tell *t, enum role role,
		    const char *but);

#endif

/* Anonymous refusals by day, program and reason, as the office counts them. */
#ifndef WORK_REFUSALS_H
#define WORK_REFUSALS_H

#include "web/web.h"

struct refusals {
	int64_t		 day;		/* 00:00 +08:00 of it, ms */
	const char	*program, *reason;
	int64_t		 n;
};
/* Newest day first, then the most; counted since a moment. */
enum status	 refusals_since(struct req *r, int64_t since,
		    struct refusals *out, size_t room, size_t *n);

#endif

/* Shared by the two files of the pages of service institutions. */
#ifndef WORK_ADMIN_INSTITUTION_H
#define WORK_ADMIN_INSTITUTION_H

#include "work/admin.h"

/* The institution of the path, of a unit of the own subtree. */
enum status	 institution_of_path(struct req *r, struct institution *i);
/* Whether the actor's unit supervises it, or lies above who does. */
enum status	 institution_supervised(struct req *r,
		    const struct institution *i, int *yes);

#endif

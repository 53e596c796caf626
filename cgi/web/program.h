/* What each program may touch; the one table of it. */
#ifndef WEB_PROGRAM_H
#define WEB_PROGRAM_H

#include "base/fault.h"

enum store_use { USE_NOT, USE_READ, USE_WRITE };

struct web_program {
	const char	*name;
	enum store_use	 office, content, pub;
	int		 cookies;	/* 0: nginx clears them; nobody is
					   known and POSTs are judged by
					   their origin alone */
};

/* NULL where there is no program of that name. */
const struct web_program *web_program_find(const char *name);

struct web;
/* As web_open, for a program outside the table (tests). */
enum status	 web_open_program(struct web **out,
		    const struct web_program *program, struct fault *f);

#endif

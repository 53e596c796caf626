/*
 * Guesses at a secret (查询码, 验证码后四位): wrong ones are counted for the
 * address they come from and for the thing they are about, so that neither
 * one address nor many together get through the values.
 */
#ifndef WORK_GUESS_H
#define WORK_GUESS_H

#include "web/web.h"

struct guesses {
	const char	*what;		/* names the counters: "progress" */
	int		 limit;		/* wrong ones let through ... */
	int		 minutes;	/* ... within this time */
};

/* Whether no more is allowed; call before the secret is looked at. */
enum status	 guess_spent(struct req *r, const struct guesses *g,
		    const char *about, int *spent);
/* Count a wrong one; never fails the caller. */
void		 guess_wrong(struct req *r, const struct guesses *g,
		    const char *about);

#endif

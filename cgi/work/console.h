/*
 * The same steps without a browser: for `jianyin`, which makes the
 * demonstration office through the rules and not behind them, and for tests.
 */
#ifndef WORK_CONSOLE_H
#define WORK_CONSOLE_H

#include "trust/keyd.h"
#include "web/web.h"

struct console {
	struct config	 config;
	struct store	*office, *content, *pub;
	struct keyd	*keyd;
	struct pool	*pool;
	struct actor	 actor;
	struct fault	 fault;
	struct req	 req;		/* what handlers see */
	char		 token[TOKEN_TEXT];
	char		 id[ID_LEN + 1];
};

/* Open the stores and the road to keyd; keyd must run. */
enum status	 console_open(const struct config *config,
		    struct console **out, struct fault *f);
void		 console_close(struct console *c);
/*
 * Sign in as a person: a session, the key unlocked.  The unit is the first
 * one the person holds a role in.
 */
enum status	 console_as(struct console *c, const char *login,
		    const char *pin);
/*
 * The first administrators, who enrol all others: keyd takes them without a
 * ticket while there is none (trust/keyd.h).  The PIN is a one-time one.
 */
enum status	 console_enrol(struct console *c, const struct person *p,
		    const struct unit *unit, unsigned roles,
		    const char *pin);
/* Nobody: the system at the console. */
void		 console_as_system(struct console *c);

#endif

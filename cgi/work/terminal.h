/* Asking at the console: a line, without echo where it is a secret. */
#ifndef WORK_TERMINAL_H
#define WORK_TERMINAL_H

#include "base/fault.h"

#define TERMINAL_TEXT 256

enum terminal_secret { TERMINAL_OPEN, TERMINAL_NEW, TERMINAL_KNOWN };

/*
 * "words：" to standard error, a line from standard input into "out", until
 * "check" (what is wrong with it, or NULL) has no objection.  A secret that a
 * person types is not echoed, and a new one is asked twice.  ST_INVALID where input ends.
 */
enum status	 terminal_ask(const char *words,
		    const char *(*check)(const char *),
		    enum terminal_secret secret, char out[TERMINAL_TEXT], struct fault *f);

/* The objections several commands share. */
const char	*terminal_phrase(const char *s);	/* of a recovery file */

#endif

/*
 * The business steps that may use a seal without a person,
 * and the one class of documents each of them writes.  Office and
 * keyd read the same table.
 */
#ifndef TRUST_AUTOMATIC_H
#define TRUST_AUTOMATIC_H

#include <stddef.h>

#define STEP_NOTICE "notice"

struct auto_step {
	const char	*name;		/* as stored and signed */
	const char	*label;
	const char	*class;		/* of documents */
	const char	*papers;	/* what it stamps, for who grants it */
};

/* By name; NULL where there is none. */
const struct auto_step	*auto_step_find(const char *name);
/* The k-th; NULL past the end. */
const struct auto_step	*auto_step_nth(size_t k);

#endif

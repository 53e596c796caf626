/*
 * State tables (T1..T7 of the requirements).  One lookup answers "may this
 * actor raise this event now", draws the buttons, guards the POST, names the
 * audit entry and prints the diagram in docs.  Pure: rows move elsewhere.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include <stddef.h>

#include "base/buf.h"

/* Said by a guard: NULL is "yes", else a Chinese sentence saying why not. */
typedef const char *flow_guard(const void *subject, const void *act);

#define FLOW_NEW	(-1)	/* "from" of a row that creates */
#define FLOW_SYSTEM	(1u << 31)	/* raised by ourselves, not a person */

struct flow_row {
	int		 from, event, to;
	unsigned	 roles;		/* ROLE_BIT()s, FLOW_SYSTEM */
	flow_guard	*guard;		/* NULL: always */
	unsigned	 effects;	/* bits the owner of the table defines */
};

struct flow_word {
	const char	*name;		/* "submitted", stored and audited */
	const char	*label;		/* 待核验 */
};

struct flow {
	const char		*name;		/* "request.apply" */
	const struct flow_word	*states;
	size_t			 nstates;
	const struct flow_word	*events;
	size_t			 nevents;
	const struct flow_row	*rows;
	size_t			 nrows;
};

enum flow_answer {
	FLOW_YES,
	FLOW_NO_ROW,		/* no such event in this state */
	FLOW_NO_ROLE,		/* the event exists, not for these roles */
	FLOW_NO_GUARD		/* the guard said why not */
};

/*
 * The row for this event, if these roles may raise it now.  Rows are tried
 * in order; the first whose roles and guard agree wins.  *why gets the
 * guard's sentence, or a general one; never NULL unless FLOW_YES.
 */
enum flow_answer flow_ask(const struct flow *flow, int state, int event,
		    unsigned roles, const void *subject, const void *act,
		    const struct flow_row **row, const char **why);
/* The row that creates by this event; NULL where there is none. */
const struct flow_row *flow_creating(const struct flow *flow, int event);
/* Whether any row leads out of the state. */
int		 flow_is_final(const struct flow *flow, int state);
/* By stored name; -1 where there is none. */
int		 flow_state(const struct flow *flow, const char *name);
int		 flow_event(const struct flow *flow, const char *name);
/* The table as Markdown (a row a line), for docs. */
void		 flow_print(const struct flow *flow, struct buf *out);

#endif

/* Shared by the files of effects, and by timed work that ends a seal. */
#ifndef WORK_EFFECT_H
#define WORK_EFFECT_H

#include "work/local.h"

/* What a row's effects are about; all inside the step's transaction. */
struct effect {
	struct req			*r;
	struct dossier			*d;
	const struct flow_row		*row;
	const struct case_act		*act;
	const struct device_result	*dev;
	const char			*statement;
};

/* Linked cases: told, opened, closed. */
enum status	 effect_tell_parent(struct effect *w);
enum status	 effect_open_child(struct effect *w);
enum status	 effect_close_child(struct effect *w);
/* What else is under way about a seal that has ended, where T1 says so. */
enum status	 effect_end_others(struct effect *w);

/* A seal of another system comes into the register (R-020, takeover.c). */
enum status	 effect_take_over(struct effect *w);

/* The case's own record, who is told, and when the state ends by itself. */
enum status	 effect_queue(struct effect *w);
enum status	 effect_new_version(struct effect *w);
enum status	 effect_wipe(struct effect *w);
enum status	 effect_task(struct effect *w);
enum status	 effect_notice(struct effect *w);
enum status	 effect_set_due(struct effect *w);
/* A receipt or notice that is to be sealed, where the desk has a grant. */
enum status	 effect_receipt(struct effect *w);

#endif

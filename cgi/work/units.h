/*
 * Changing units: every change is signed over the whole record as it will
 * be, compared by rev, and written with its audit entry (R-001..R-005).
 */
#ifndef WORK_UNITS_H
#define WORK_UNITS_H

#include "page/part.h"
#include "trust/keyd.h"
#include "web/web.h"

/* 部级 省级 市级 区县窗口 用章单位; NULL outside. */
const char	*units_level_label(int level);
/* "监管、制发" of FUNCTION_ bits; "" for none. */
const char	*units_functions(struct pool *pool, unsigned functions);
/* Words and tone of the tag; making units say more. */
const char	*units_state(const struct unit *u, enum tone *tone);

/* What can be done with a unit besides editing it. */
struct units_act {
	const char	*name;		/* "verify", in the path */
	const char	*label;		/* 核验通过 */
	const char	*sentence;	/* what it means */
	unsigned	 roles;		/* who may */
	int		 urgent;
	/* Why not now, NULL where it can be done. */
	const char	*(*refusal)(const struct unit *u);
	void		 (*apply)(struct unit *u);
};
const struct units_act	*units_act_find(const char *name);
const struct units_act	*units_act_nth(size_t k);
/*
 * Why this actor may not do it now, as a sentence; NULL where it may.  The
 * roles alone are asked first: *shown is 0 where they never could.
 */
enum status	 units_act_refusal(struct req *r, const struct units_act *act,
		    const struct unit *u, int *shown, const char **why);

/*
 * Sign and write: a new unit where u->id is "", else over the stored one.
 * ST_INVALID, ST_DENIED and ST_CONFLICT: *why for the page (audited);
 * ST_ABSENT, or ST_INVALID with *ask set: case_ask_pin(r, *why).
 */
enum status	 units_write(struct req *r, struct unit *u,
		    const char *action, const char *reason, int *ask,
		    const char **why);

#endif

/* Shared by the files of the demonstration alone. */
#ifndef WORK_DEMO_LOCAL_H
#define WORK_DEMO_LOCAL_H

#include "work/console.h"
#include "work/demo.h"

#define DEMO_REGION "990102"		/* invented: no such region exists */

enum demo_unit { DU_TOP, DU_PROVINCE, DU_CITY, DU_DESK, DU_USING, DU__N };

struct demo {
	struct console	*c;
	struct req	*r;
	struct unit	 unit[DU__N];
	struct fault	*f;
	const char	*who;		/* whose key is unlocked; NULL: none */
	const struct demo_plan *plan;	/* of the case a step is taken in */
};

enum demo_when { DEMO_PAST, DEMO_LATELY, DEMO_NOW };
#define DEMO_LATELY_DAYS 5
/* Cases by the people's steps: one seal put into use, or with it one of each
 * that waits, is stopped or has ended; those of a time. */
enum status	 demo_cases(struct demo *d, enum demo_when when, int all);
/* What was made in the past and never used is suspended since. */
enum status	 demo_idle(struct demo *d, const struct config *config);
/* A rule, without the two people a change takes. */
enum status	 demo_rule(struct demo *d, const struct policy_value *value);
/* UKeys in the desk's stock, with people, lost, broken, given back. */
enum status	 demo_ukeys(struct demo *d);
/* A filing in each state, where there are some. */
enum status	 demo_filings(struct demo *d);
/* The desk's grant to seal its receipts with its own seal. */
enum status	 demo_grant(struct demo *d);
/* Act as a person from here on. */
enum status	 demo_become(struct demo *d, const char *login);
#define DEMO_LOCKED		"forgot"	/* the PIN, five times */
#define DEMO_WINDOW_KEEPER	"window-keeper"
#define DEMO_WINDOW_REVIEWER	"window-reviewer"

#endif

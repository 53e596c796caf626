/*
 * The demonstration office: invented units, people for every role, one seal
 * that went the whole way from application to activation, cases waiting at
 * each desk, and a document to stamp.  Everything through the same steps a
 * browser takes; nothing is written behind the rules.
 */
#ifndef WORK_DEMO_H
#define WORK_DEMO_H

#include "base/config.h"
#include "base/fault.h"

#define DEMO_PIN "yanshi2026"	/* of every account; printed with them */

/*
 * A whole demonstration is begun a while ago: its clock stands there from the
 * making of the keys on, demo_make leads it back.  Without a shift file all of
 * it is of now.
 */
#define DEMO_DAYS	45	/* more than a month, less than P-02's grace */
enum status	 demo_clock(const struct config *config, int days,
		    struct fault *f);
/* Fill an office whose stores and keys were just made; keyd must run.  "all":
 * not one seal alone, but one of each state, and cases that wait. */
enum status	 demo_make(const struct config *config, int all,
		    struct fault *f);

#endif

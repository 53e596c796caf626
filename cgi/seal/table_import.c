/*
 * T1 for 接收, a seal of another system taken over: the clerk proposes
 * it with its file, another person decides.  There is nothing to correct: what
 * is wrong is refused before a draft is kept, and what the approver refuses is
 * proposed anew.
 */
#include "base/fault.h"
#include "seal/table_local.h"

/* --- guards ------------------------------------------------------------ */

/* The file fits, as it is judged now, and the unit may have such a seal. */
static const char *
fits(const struct request_facts *r)
{
	if (r->incomplete != NULL)
		return r->incomplete;
	if (r->unfit != NULL)
		return r->unfit;
	return r->bad_catalogue != NULL ? r->bad_catalogue : r->cannot_make;
}

static const char *
may_propose(const void *subject, const void *act)
{
	FACTS(r);
	const char	*no = fits(r);

	return no != NULL ? no : guard_mine(subject, act);
}

/* two persons, as for a seal that is made. */
static const char *
may_take_over(const void *subject, const void *act)
{
	FACTS(r);
	if (r->was_clerk || r->own || r->opener)
		return "提出与批准接收不得由同一人办理";
	return fits(r);
}

/* --- rows -------------------------------------------------------------- */

static const struct flow_row import_rows[] = {
	{ FLOW_NEW, EV_CREATE, A0_DRAFT, MAKER, NULL, 0 },
	{ A0_DRAFT, EV_SAVE, A0_DRAFT, MAKER, guard_mine, 0 },
	{ A0_DRAFT, EV_PROPOSE, A7_ENTERED, MAKER, may_propose,
	  EF_DESK_QUEUE },
	{ A0_DRAFT, EV_WITHDRAW, A15_WITHDRAWN, MAKER, guard_mine, EF_WIPE },
	{ A0_DRAFT, EV_ABANDON, A15_WITHDRAWN, SYSTEM, guard_not_urgent,
	  EF_WIPE },
	{ A7_ENTERED, EV_WITHDRAW, A15_WITHDRAWN, MAKER, guard_mine, 0 },
	{ A7_ENTERED, EV_APPROVER_REJECT, A4_REJECTED, APPROVER,
	  guard_approver_reason, EF_NOTICE },
	{ A7_ENTERED, EV_TAKE_OVER, A14_COMPLETED, APPROVER, may_take_over,
	  EF_TAKE_OVER | EF_NOTICE },
};

const struct flow flow_import = REQUEST_FLOW("import", import_rows);

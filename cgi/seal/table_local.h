/* Shared by the files of T1 alone: roles, guards, the first rows. */
#ifndef SEAL_TABLE_LOCAL_H
#define SEAL_TABLE_LOCAL_H

#include "seal/local.h"
#include "seal/table.h"
#include "trust/role.h"

#define APPLICANT	ROLE_BIT(ROLE_APPLICANT)
#define KEEPER		ROLE_BIT(ROLE_KEEPER)
#define CHECKER		ROLE_BIT(ROLE_CHECKER)
#define MAKER		ROLE_BIT(ROLE_MAKER)
#define APPROVER	ROLE_BIT(ROLE_APPROVER)
#define RA		ROLE_BIT(ROLE_RA_OPERATOR)
#define DESK		(CHECKER | RA)
#define SYSTEM		FLOW_SYSTEM

#define FACTS(v) const struct request_facts *(v) = subject; (void)act

/* See flow.h: NULL is yes, else the sentence. */
flow_guard	 guard_mine, guard_may_withdraw, guard_not_urgent,
		 guard_is_overdue, guard_is_complete, guard_faults_named,
		 guard_reason_given, guard_all_ticked, guard_approver_reason,
		 guard_failed_certify, guard_failed_generate,
		 guard_receiver_named, guard_may_activate,
		 guard_overdue_reason;

/* The front part every business shares: from the draft to the verdict. */
#define FRONT_ROWS							\
	{ FLOW_NEW, EV_CREATE, A0_DRAFT, APPLICANT | KEEPER | DESK,	\
	  NULL, 0 },							\
	{ A0_DRAFT, EV_SAVE, A0_DRAFT, APPLICANT | KEEPER | DESK,	\
	  guard_mine, 0 },						\
	{ A2_RETURNED, EV_SAVE, A2_RETURNED, APPLICANT | KEEPER | DESK,	\
	  guard_mine, 0 },						\
	{ A0_DRAFT, EV_WITHDRAW, A15_WITHDRAWN,				\
	  APPLICANT | KEEPER | DESK, guard_may_withdraw, EF_WIPE },	\
	{ A2_RETURNED, EV_WITHDRAW, A15_WITHDRAWN,			\
	  APPLICANT | KEEPER | DESK, guard_may_withdraw, 0 },		\
	{ A1_SUBMITTED, EV_WITHDRAW, A15_WITHDRAWN,			\
	  APPLICANT | KEEPER | DESK, guard_may_withdraw, 0 },		\
	{ A0_DRAFT, EV_ABANDON, A15_WITHDRAWN, SYSTEM, guard_not_urgent,	\
	  EF_WIPE },							\
	{ A0_DRAFT, EV_SUBMIT, A1_SUBMITTED, APPLICANT | KEEPER | DESK,	\
	  guard_is_complete, EF_DESK_QUEUE },				\
	{ A2_RETURNED, EV_RESUBMIT, A1_SUBMITTED,			\
	  APPLICANT | KEEPER | DESK, guard_is_complete, EF_DESK_QUEUE },	\
	{ A2_RETURNED, EV_LAPSE, A18_CLOSED, SYSTEM, guard_is_overdue,	\
	  EF_NOTICE | EF_PARENT },					\
	{ A1_SUBMITTED, EV_RETURN, A2_RETURNED, CHECKER, guard_faults_named,	\
	  EF_NOTICE | EF_NEW_VERSION },					\
	{ A1_SUBMITTED, EV_REJECT, A4_REJECTED, CHECKER, guard_reason_given,	\
	  EF_NOTICE | EF_PARENT },					\
	{ A1_SUBMITTED, EV_VERIFY, A3_VERIFIED, CHECKER, guard_all_ticked, 0 }

/* It ends, wherever it stands, with what happened to the seal. */
#define ENDS_WITH_SEAL(state)						\
	{ state, EV_CLOSE, A18_CLOSED, SYSTEM, NULL, EF_NOTICE }

#define REQUEST_FLOW(label, table) {					\
	.name = (label),						\
	.states = request_states, .nstates = REQUEST_STATE__N,		\
	.events = request_events, .nevents = REQUEST_EVENT__N,		\
	.rows = (table), .nrows = NITEMS(table),			\
}

#endif

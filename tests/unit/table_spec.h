/*
 * T1, T2, T3 and T5 for what this version does (申领, 挂失 with 解除挂失, 注销, 变更,
 * 更换, 续期, uses of a seal, carriers), written down a second time from the requirements, not
 * from the tables of the programs: state, event, who, next state.  A row
 * marked "ours" has no line of its own there; its reason stands beside it.
 */
#ifndef TESTS_TABLE_SPEC_H
#define TESTS_TABLE_SPEC_H

#include "base/fault.h"
#include "seal/table.h"
#include "trust/role.h"

struct spec_row {
	int		 from, event;
	unsigned	 roles;
	int		 to;
};
struct spec {
	const struct flow	*flow;
	const struct spec_row	*rows;
	size_t			 n;
};

#define S_APPLICANT	ROLE_BIT(ROLE_APPLICANT)
#define S_KEEPER	ROLE_BIT(ROLE_KEEPER)
#define S_CHECKER	ROLE_BIT(ROLE_CHECKER)
#define S_MAKER		ROLE_BIT(ROLE_MAKER)
#define S_APPROVER	ROLE_BIT(ROLE_APPROVER)
#define S_RA		ROLE_BIT(ROLE_RA_OPERATOR)
#define S_REQUESTER	ROLE_BIT(ROLE_REQUESTER)
#define S_REVIEWER	ROLE_BIT(ROLE_REVIEWER)
#define S_RA_ADMIN	ROLE_BIT(ROLE_RA_ADMIN)
#define S_STOCK		(S_RA | S_RA_ADMIN)
#define S_STAFFING	(S_STOCK | ROLE_BIT(ROLE_SYSTEM_ADMIN))
#define S_JOB		FLOW_SYSTEM
#define S_DESK		(S_CHECKER | S_RA)
/* "applicant, or desk clerk for a visitor"; a keeper applies as one does */
#define S_FRONT		(S_APPLICANT | S_KEEPER | S_DESK)

/* create .. verify, the same in every business */
#define SPEC_FRONT							\
	{ FLOW_NEW, EV_CREATE, S_FRONT, A0_DRAFT },			\
	{ A0_DRAFT, EV_SAVE, S_FRONT, A0_DRAFT },			\
	{ A0_DRAFT, EV_WITHDRAW, S_FRONT, A15_WITHDRAWN },		\
	{ A2_RETURNED, EV_WITHDRAW, S_FRONT, A15_WITHDRAWN },		\
	{ A0_DRAFT, EV_ABANDON, S_JOB, A15_WITHDRAWN },			\
	{ A0_DRAFT, EV_SUBMIT, S_FRONT, A1_SUBMITTED },			\
	{ A1_SUBMITTED, EV_WITHDRAW, S_FRONT, A15_WITHDRAWN },		\
	{ A1_SUBMITTED, EV_RETURN, S_CHECKER, A2_RETURNED },		\
	{ A2_RETURNED, EV_RESUBMIT, S_FRONT, A1_SUBMITTED },		\
	{ A2_RETURNED, EV_LAPSE, S_JOB, A18_CLOSED },			\
	{ A1_SUBMITTED, EV_REJECT, S_CHECKER, A4_REJECTED },		\
	{ A1_SUBMITTED, EV_VERIFY, S_CHECKER, A3_VERIFIED },		\
	/* ours: what is sent back must be written before it is resubmitted */ \
	{ A2_RETURNED, EV_SAVE, S_FRONT, A2_RETURNED }

/* ours: with a seal that ends, what was about it before */
#define SPEC_ENDS							\
	{ A0_DRAFT, EV_CLOSE, S_JOB, A18_CLOSED },			\
	{ A1_SUBMITTED, EV_CLOSE, S_JOB, A18_CLOSED },			\
	{ A2_RETURNED, EV_CLOSE, S_JOB, A18_CLOSED },			\
	{ A3_VERIFIED, EV_CLOSE, S_JOB, A18_CLOSED }

static const struct spec_row spec_apply[] = {
	SPEC_FRONT,
	/* "P-36 approval before the picture" */
	{ A1_SUBMITTED, EV_VERIFY, S_CHECKER, A19_TO_PERMIT },
	{ A19_TO_PERMIT, EV_PERMIT, S_APPROVER, A3_VERIFIED },
	{ A19_TO_PERMIT, EV_APPROVER_REJECT, S_APPROVER, A4_REJECTED },
	{ A19_TO_PERMIT, EV_APPROVER_RETURN, S_APPROVER, A2_RETURNED },
	{ A19_TO_PERMIT, EV_CLOSE, S_JOB, A18_CLOSED },
	/* T1, 挂失 A17 release: "child closed", in whatever state it is */
	{ A0_DRAFT, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A1_SUBMITTED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A2_RETURNED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A3_VERIFIED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A5_IMAGE, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A6_CONFIRMED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A7_ENTERED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A8_APPROVED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A9_CERTIFIED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A10_CODED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A11_MADE, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A12_LOADED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A13_DELIVERED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A16_FAILED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A3_VERIFIED, EV_PUT_IMAGE, S_DESK | S_MAKER, A5_IMAGE },
	/* P-18 off: "before activation" (GD 10) */
	{ A3_VERIFIED, EV_PUT_IMAGE, S_DESK | S_MAKER, A6_CONFIRMED },
	{ A13_DELIVERED, EV_CONFIRM_IMAGE, S_FRONT, A13_DELIVERED },
	/* "P-34 may put the code before the certificate" */
	{ A8_APPROVED, EV_CODE, S_MAKER | S_RA | S_JOB, A20_CODED_FIRST },
	{ A20_CODED_FIRST, EV_CERTIFY, S_MAKER | S_JOB, A10_CODED },
	{ A20_CODED_FIRST, EV_FAIL, S_JOB, A16_FAILED },
	{ A16_FAILED, EV_RETRY, S_MAKER | S_JOB, A20_CODED_FIRST },
	{ A20_CODED_FIRST, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A5_IMAGE, EV_REJECT_IMAGE, S_FRONT, A3_VERIFIED },
	{ A5_IMAGE, EV_CONFIRM_IMAGE, S_FRONT, A6_CONFIRMED },
	{ A5_IMAGE, EV_LAPSE, S_JOB, A18_CLOSED },
	{ A6_CONFIRMED, EV_ENTER, S_MAKER, A7_ENTERED },
	{ A7_ENTERED, EV_SEND_BACK, S_APPROVER, A6_CONFIRMED },
	{ A7_ENTERED, EV_APPROVER_REJECT, S_APPROVER, A4_REJECTED },
	{ A7_ENTERED, EV_APPROVER_RETURN, S_APPROVER, A2_RETURNED },
	{ A7_ENTERED, EV_APPROVE, S_APPROVER, A8_APPROVED },
	{ A8_APPROVED, EV_CERTIFY, S_MAKER | S_JOB, A9_CERTIFIED },
	{ A8_APPROVED, EV_FAIL, S_JOB, A16_FAILED },
	{ A9_CERTIFIED, EV_CODE, S_MAKER | S_JOB, A10_CODED },
	/* "code + filing answered": whoever brings the answer */
	{ A9_CERTIFIED, EV_CODE, S_MAKER | S_RA, A10_CODED },
	{ A9_CERTIFIED, EV_FAIL, S_JOB, A16_FAILED },
	{ A16_FAILED, EV_RETRY, S_MAKER | S_JOB, A8_APPROVED },
	{ A16_FAILED, EV_RETRY, S_MAKER | S_JOB, A9_CERTIFIED },
	{ A16_FAILED, EV_RETRY, S_MAKER | S_JOB, A10_CODED },
	{ A16_FAILED, EV_GIVE_UP, S_APPROVER, A18_CLOSED },
	{ A10_CODED, EV_GENERATE, S_MAKER, A11_MADE },
	{ A10_CODED, EV_FAIL, S_JOB, A16_FAILED },
	{ A11_MADE, EV_LOAD, S_MAKER, A12_LOADED },
	{ A11_MADE, EV_SPOIL, S_MAKER, A11_MADE },
	{ A12_LOADED, EV_DELIVER, S_DESK, A13_DELIVERED },
	{ A13_DELIVERED, EV_ACTIVATE, S_KEEPER, A14_COMPLETED },
	{ A13_DELIVERED, EV_REMIND, S_JOB, A13_DELIVERED },
	{ A13_DELIVERED, EV_CLOSE, S_APPROVER, A18_CLOSED },
};

static const struct spec_row spec_loss[] = {
	SPEC_FRONT, SPEC_ENDS,
	{ A17_OLD_HANDLED, EV_CLOSE, S_JOB, A18_CLOSED },
	/* "or whoever proves the registered phone": no account, the system */
	{ FLOW_NEW, EV_URGENT, S_KEEPER | S_RA | S_JOB, A0_DRAFT },
	{ A0_DRAFT, EV_OVERDUE, S_JOB, A0_DRAFT },
	{ A3_VERIFIED, EV_FREEZE, S_RA, A17_OLD_HANDLED },
	/* P-06 "revoke": by two persons, as any end (T2, S4 revoke) */
	{ A3_VERIFIED, EV_ASSENT, S_APPROVER, A3_VERIFIED },
	{ A3_VERIFIED, EV_REVOKE, S_RA, A14_COMPLETED },
	{ A3_VERIFIED, EV_APPROVER_REJECT, S_APPROVER, A4_REJECTED },
	{ A17_OLD_HANDLED, EV_CHILD_DONE, S_JOB, A14_COMPLETED },
	{ A17_OLD_HANDLED, EV_OPEN_CHILD, S_RA, A17_OLD_HANDLED },
	{ A17_OLD_HANDLED, EV_CHILD_CLOSED, S_JOB, A18_CLOSED },
	{ A17_OLD_HANDLED, EV_RELEASE, S_RA, A14_COMPLETED },
	/* ours: T2 releases a seal whose loss request was rejected; so too one
	 * found before any paper, and one whose request was closed */
	{ A0_DRAFT, EV_RELEASE, S_RA, A0_DRAFT },
	{ A4_REJECTED, EV_RELEASE, S_RA, A4_REJECTED },
	{ A18_CLOSED, EV_RELEASE, S_RA, A18_CLOSED },
};

static const struct spec_row spec_cancel[] = {
	SPEC_FRONT, SPEC_ENDS,
	/* "RA operator + approver": the one agrees, the other does it */
	{ A3_VERIFIED, EV_ASSENT, S_APPROVER, A3_VERIFIED },
	{ A3_VERIFIED, EV_REVOKE, S_RA, A14_COMPLETED },
	/* ours: the approver who does not agree */
	{ A3_VERIFIED, EV_APPROVER_REJECT, S_APPROVER, A4_REJECTED },
};

/* T1, "re-apply accepted (停用后)" of 申领 */
static const struct spec_row spec_resume[] = {
	SPEC_FRONT, SPEC_ENDS,
	{ A3_VERIFIED, EV_RESUME, S_APPROVER, A14_COMPLETED },
	/* ours: the approver who does not agree */
	{ A3_VERIFIED, EV_APPROVER_REJECT, S_APPROVER, A4_REJECTED },
};

/* 变更 (换领) and 更换 */
static const struct spec_row spec_change[] = {
	SPEC_FRONT, SPEC_ENDS,
	/* "approver signature per P-07": given first */
	{ A3_VERIFIED, EV_ASSENT, S_APPROVER, A3_VERIFIED },
	{ A3_VERIFIED, EV_REVOKE, S_RA, A17_OLD_HANDLED },
	{ A3_VERIFIED, EV_OPEN_CHILD, S_RA, A17_OLD_HANDLED },
	/* "register change only": 信息 kind */
	{ A3_VERIFIED, EV_REGISTER, S_RA, A14_COMPLETED },
	{ A17_OLD_HANDLED, EV_CHILD_DONE, S_JOB, A14_COMPLETED },
	{ A17_OLD_HANDLED, EV_CHILD_CLOSED, S_JOB, A18_CLOSED },
	/* ours: the approver who does not agree; another child where the
	 * first was withdrawn */
	{ A3_VERIFIED, EV_APPROVER_REJECT, S_APPROVER, A4_REJECTED },
	{ A17_OLD_HANDLED, EV_OPEN_CHILD, S_RA, A17_OLD_HANDLED },
};

static const struct spec_row spec_renew[] = {
	SPEC_FRONT, SPEC_ENDS,
	/* "system": when the keeper presents the key */
	{ A1_SUBMITTED, EV_PROVE, S_KEEPER, A3_VERIFIED },
	{ A3_VERIFIED, EV_CERTIFY, S_MAKER | S_JOB, A9_CERTIFIED },
	{ A3_VERIFIED, EV_FAIL, S_JOB, A16_FAILED },
	{ A9_CERTIFIED, EV_GENERATE, S_MAKER, A11_MADE },
	/* "generation fails", as in A10 of 申领 */
	{ A9_CERTIFIED, EV_FAIL, S_JOB, A16_FAILED },
	{ A16_FAILED, EV_RETRY, S_MAKER | S_JOB, A3_VERIFIED },
	{ A16_FAILED, EV_RETRY, S_MAKER | S_JOB, A9_CERTIFIED },
	{ A16_FAILED, EV_GIVE_UP, S_APPROVER, A18_CLOSED },
	{ A11_MADE, EV_LOAD, S_MAKER, A12_LOADED },
	{ A11_MADE, EV_SPOIL, S_MAKER, A11_MADE },
	/* ours: the keeper, who proved it online, receives it there */
	{ A12_LOADED, EV_DELIVER, S_DESK | S_KEEPER, A13_DELIVERED },
	{ A13_DELIVERED, EV_ACTIVATE, S_KEEPER, A14_COMPLETED },
	{ A13_DELIVERED, EV_REMIND, S_JOB, A13_DELIVERED },
	{ A13_DELIVERED, EV_CLOSE, S_APPROVER, A18_CLOSED },
	/* ours: with the seal it renews, wherever it stands */
	{ A9_CERTIFIED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A11_MADE, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A12_LOADED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A13_DELIVERED, EV_CLOSE, S_JOB, A18_CLOSED },
	{ A16_FAILED, EV_CLOSE, S_JOB, A18_CLOSED },
};

/* Ours: a seal of another system, proposed and decided by two. */
static const struct spec_row spec_import[] = {
	{ FLOW_NEW, EV_CREATE, S_MAKER, A0_DRAFT },
	{ A0_DRAFT, EV_SAVE, S_MAKER, A0_DRAFT },
	{ A0_DRAFT, EV_PROPOSE, S_MAKER, A7_ENTERED },
	{ A0_DRAFT, EV_WITHDRAW, S_MAKER, A15_WITHDRAWN },
	{ A0_DRAFT, EV_ABANDON, S_JOB, A15_WITHDRAWN },
	{ A7_ENTERED, EV_WITHDRAW, S_MAKER, A15_WITHDRAWN },
	{ A7_ENTERED, EV_APPROVER_REJECT, S_APPROVER, A4_REJECTED },
	{ A7_ENTERED, EV_TAKE_OVER, S_APPROVER, A14_COMPLETED },
};

/* Who may raise these stands in T1; here it is the system in its
 * transaction.  S6 is derived: no row leads there, and what is over by the
 * clock moves from there. */
static const struct spec_row spec_seal[] = {
	{ FLOW_NEW, SE_BEGIN, S_JOB, S0_MAKING },
	/* ours: made by another system, and in use as it comes */
	{ FLOW_NEW, SE_TAKE_OVER, S_JOB, S3_ACTIVE },
	{ S0_MAKING, SE_MADE, S_JOB, S1_MADE },
	{ S0_MAKING, SE_FAIL, S_JOB, S0_MAKING },
	{ S0_MAKING, SE_DROP, S_JOB, S7_REVOKED },
	{ S1_MADE, SE_DELIVER, S_JOB, S2_DELIVERED },
	{ S2_DELIVERED, SE_ACTIVATE, S_JOB, S3_ACTIVE },
	{ S3_ACTIVE, SE_USE, S_JOB, S3_ACTIVE },
	{ S3_ACTIVE, SE_SUSPEND, S_JOB, S5_SUSPENDED },
	{ S3_ACTIVE, SE_LOSE, S_JOB, S4_LOST },
	{ S5_SUSPENDED, SE_RESUME, S_JOB, S3_ACTIVE },
	{ S5_SUSPENDED, SE_LOSE, S_JOB, S4_LOST },
	{ S4_LOST, SE_FIND, S_JOB, S3_ACTIVE },
	{ S4_LOST, SE_FIND, S_JOB, S5_SUSPENDED },
	{ S4_LOST, SE_REPLACED, S_JOB, S7_REVOKED },
	{ S1_MADE, SE_REVOKE, S_JOB, S7_REVOKED },
	{ S2_DELIVERED, SE_REVOKE, S_JOB, S7_REVOKED },
	{ S3_ACTIVE, SE_REVOKE, S_JOB, S7_REVOKED },
	{ S4_LOST, SE_REVOKE, S_JOB, S7_REVOKED },
	{ S5_SUSPENDED, SE_REVOKE, S_JOB, S7_REVOKED },
	{ S3_ACTIVE, SE_RENEW, S_JOB, S3_ACTIVE },
	{ S6_EXPIRED, SE_RENEW, S_JOB, S3_ACTIVE },
	{ S6_EXPIRED, SE_LAPSE, S_JOB, S7_REVOKED },
	{ S6_EXPIRED, SE_REVOKE, S_JOB, S7_REVOKED },
	/* ours: lost, then over, then replaced */
	{ S6_EXPIRED, SE_REPLACED, S_JOB, S7_REVOKED },
};

static const struct spec_row spec_use[] = {
	{ FLOW_NEW, UE_CREATE, S_REQUESTER, U0_DRAFT },
	{ U0_DRAFT, UE_SUBMIT, S_REQUESTER, U1_SUBMITTED },
	{ U1_SUBMITTED, UE_TAKE, S_REVIEWER, U2_REVIEW },
	{ U2_REVIEW, UE_APPROVE, S_REVIEWER, U2_REVIEW },
	{ U2_REVIEW, UE_APPROVE, S_REVIEWER, U3_APPROVED },
	{ U2_REVIEW, UE_REFUSE, S_REVIEWER, U4_REFUSED },
	{ U1_SUBMITTED, UE_WITHDRAW, S_REQUESTER, U7_WITHDRAWN },
	{ U2_REVIEW, UE_WITHDRAW, S_REQUESTER, U7_WITHDRAWN },
	{ U3_APPROVED, UE_STAMP, S_REQUESTER, U5_STAMPED },
	{ U3_APPROVED, UE_STAMP_KEEPER, S_KEEPER, U5_STAMPED },
	{ U3_APPROVED, UE_LAPSE, S_JOB, U6_EXPIRED },
	{ U0_DRAFT, UE_STAMP_AUTO, S_JOB, U5_STAMPED },
	/* ours: a draft is given up as a submitted one is */
	{ U0_DRAFT, UE_WITHDRAW, S_REQUESTER, U7_WITHDRAWN },
};

/* What the paper leaves to "receiver" and "device" is written down by the RA
 * operator; where a seal leads, by ourselves. */
static const struct spec_row spec_carrier[] = {
	{ K0_STOCK, CE_SPOIL, S_RA, K5_DAMAGED },
	{ K1_PERSONALISED, CE_SPOIL, S_RA | S_JOB, K5_DAMAGED },
	{ K0_STOCK, CE_ASSIGN, S_RA, K1_PERSONALISED },
	{ K1_PERSONALISED, CE_SIGN, S_RA | S_JOB, K2_IN_USE },
	{ K2_IN_USE, CE_LOCK, S_JOB, K3_LOCKED },
	/* staff's keys are unlocked by who may give them out */
	{ K3_LOCKED, CE_UNLOCK, S_STAFFING, K2_IN_USE },
	{ K2_IN_USE, CE_PIN_DUE, S_JOB, K2_IN_USE },
	/* ours: the change that was forced has been made */
	{ K2_IN_USE, CE_PIN_SET, S_JOB, K2_IN_USE },
	{ K2_IN_USE, CE_SUCCEED, S_RA, K2_IN_USE },
	{ K2_IN_USE, CE_LOSE, S_RA | S_JOB, K4_LOST },
	{ K3_LOCKED, CE_LOSE, S_RA | S_JOB, K4_LOST },
	{ K4_LOST, CE_FIND, S_RA | S_JOB, K2_IN_USE },
	{ K2_IN_USE, CE_DAMAGE, S_RA | S_JOB, K5_DAMAGED },
	{ K3_LOCKED, CE_DAMAGE, S_RA | S_JOB, K5_DAMAGED },
	{ K4_LOST, CE_DAMAGE, S_RA | S_JOB, K5_DAMAGED },
	{ K2_IN_USE, CE_REPLACE, S_RA, K5_DAMAGED },
	{ K3_LOCKED, CE_REPLACE, S_RA, K5_DAMAGED },
	{ K4_LOST, CE_REPLACE, S_RA | S_JOB, K5_DAMAGED },
	{ K2_IN_USE, CE_RETURN, S_RA | S_JOB, K6_RETURNED },
	{ K3_LOCKED, CE_RETURN, S_RA | S_JOB, K6_RETURNED },
	{ K6_RETURNED, CE_WIPE, S_RA, K0_STOCK },
	{ K5_DAMAGED, CE_DESTROY, S_RA_ADMIN, K7_DESTROYED },
	{ K6_RETURNED, CE_DESTROY, S_RA_ADMIN, K7_DESTROYED },
	/* T1, T2: "carrier to be returned" */
	{ K1_PERSONALISED, CE_CALL_BACK, S_JOB, K1_PERSONALISED },
	{ K2_IN_USE, CE_CALL_BACK, S_JOB, K2_IN_USE },
	{ K3_LOCKED, CE_CALL_BACK, S_JOB, K3_LOCKED },
	/* ours: and what holds a hosted seal */
	{ FLOW_NEW, CE_BOOK, S_STOCK, K0_STOCK },
	{ FLOW_NEW, CE_LOAD, S_JOB, K1_PERSONALISED },
	{ K0_STOCK, CE_SEND, S_STOCK, K_TRANSIT },
	{ K_TRANSIT, CE_RECEIVE, S_STOCK, K0_STOCK },
	{ K_TRANSIT, CE_SEND_BACK, S_STOCK, K0_STOCK },
};

static const struct spec specs[] = {
	{ &flow_apply, spec_apply, NITEMS(spec_apply) },
	{ &flow_loss, spec_loss, NITEMS(spec_loss) },
	{ &flow_cancel, spec_cancel, NITEMS(spec_cancel) },
	{ &flow_resume, spec_resume, NITEMS(spec_resume) },
	{ &flow_renew, spec_renew, NITEMS(spec_renew) },
	{ &flow_change, spec_change, NITEMS(spec_change) },
	{ &flow_replace, spec_change, NITEMS(spec_change) },
	{ &flow_import, spec_import, NITEMS(spec_import) },
	{ &flow_seal, spec_seal, NITEMS(spec_seal) },
	{ &flow_use, spec_use, NITEMS(spec_use) },
	{ &flow_carrier, spec_carrier, NITEMS(spec_carrier) },
};

/* Every role there is, and ourselves. */
#define SPEC_EVERYBODY	(ROLE_ANY | FLOW_SYSTEM)

/* Who may raise the event in the state, by the requirements. */
static inline unsigned
spec_roles(const struct spec *s, int from, int event)
{
	unsigned	 roles = 0;
	size_t		 i;

	for (i = 0; i < s->n; i++)
		if (s->rows[i].from == from && s->rows[i].event == event)
			roles |= s->rows[i].roles;
	return roles;
}

static inline int
spec_leads(const struct spec *s, int from, int event, unsigned role, int to)
{
	size_t	 i;

	for (i = 0; i < s->n; i++)
		if (s->rows[i].from == from && s->rows[i].event == event &&
		    (s->rows[i].roles & role) && s->rows[i].to == to)
			return 1;
	return 0;
}

#endif

/*
 * The state tables T1 (requests: one flow a business, one vocabulary), T2
 * (seals), T3 (uses of a seal) and T5 (carriers), as data for flow/flow.h.
 * Guards are pure: what they must know of the world stands in the facts,
 * gathered before.
 */
#ifndef SEAL_TABLE_H
#define SEAL_TABLE_H

#include "flow/flow.h"

enum request_state {			/* T1 */
	A0_DRAFT, A1_SUBMITTED, A2_RETURNED, A3_VERIFIED, A4_REJECTED,
	A5_IMAGE, A6_CONFIRMED, A7_ENTERED, A8_APPROVED, A9_CERTIFIED,
	A10_CODED, A11_MADE, A12_LOADED, A13_DELIVERED, A14_COMPLETED,
	A15_WITHDRAWN, A16_FAILED, A17_OLD_HANDLED, A18_CLOSED,
	A19_TO_PERMIT,		/* ours: P-36, approval before the picture */
	A20_CODED_FIRST,	/* ours: P-34, code before certificate */
	REQUEST_STATE__N
};

enum request_event {
	EV_CREATE, EV_URGENT, EV_SAVE, EV_SUBMIT, EV_RESUBMIT, EV_WITHDRAW,
	EV_ABANDON, EV_OVERDUE, EV_LAPSE, EV_RETURN, EV_REJECT, EV_VERIFY,
	EV_PUT_IMAGE, EV_REJECT_IMAGE, EV_CONFIRM_IMAGE, EV_ENTER,
	EV_SEND_BACK, EV_APPROVER_REJECT, EV_APPROVER_RETURN, EV_APPROVE,
	EV_CERTIFY, EV_CODE, EV_GENERATE, EV_FAIL, EV_RETRY, EV_GIVE_UP,
	EV_LOAD, EV_SPOIL, EV_DELIVER, EV_ACTIVATE, EV_REMIND, EV_CLOSE,
	EV_FREEZE, EV_RELEASE, EV_OPEN_CHILD, EV_CHILD_DONE, EV_CHILD_CLOSED,
	EV_ASSENT, EV_REVOKE, EV_RESUME, EV_PROVE, EV_PERMIT, EV_PROPOSE,
	EV_TAKE_OVER, EV_REGISTER,
	REQUEST_EVENT__N
};

/* Side effects of a row, done in the same transaction by work/case. */
enum request_effect {
	EF_DESK_QUEUE	 = 1 << 0,	/* submitted moment, desk's queue */
	EF_NEW_VERSION	 = 1 << 1,	/* the answers get a new version */
	EF_NOTICE	 = 1 << 2,	/* tell the applicant */
	EF_WIPE		 = 1 << 3,	/* materials are dropped */
	EF_SEAL_BEGIN	 = 1 << 4,	/* T2: - to S0 */
	EF_SEAL_MADE	 = 1 << 5,	/* T2: S0 to S1 */
	EF_SEAL_DELIVER	 = 1 << 6,	/* T2: S1 to S2 */
	EF_SEAL_ACTIVATE = 1 << 7,	/* T2: S2 to S3, publication */
	EF_SEAL_LOST	 = 1 << 8,	/* T2: to S4 */
	EF_SEAL_FOUND	 = 1 << 9,	/* T2: back to before the loss */
	EF_SEAL_REVOKE	 = 1 << 10,	/* T2: to S7, both lists */
	EF_CHILD	 = 1 << 11,	/* a linked 申领 opens */
	EF_CHILD_CLOSE	 = 1 << 12,	/* the linked 申领 closes */
	EF_PARENT	 = 1 << 13,	/* tell the parent it is done/closed */
	EF_CARRIER	 = 1 << 14,	/* T5: personalised */
	EF_TASK		 = 1 << 15,	/* a task for the desk */
	EF_DROP_SEAL	 = 1 << 16,	/* a half-made seal ends (S7) */
	EF_SEAL_RESUME	 = 1 << 17,	/* T2: S5 back to S3 */
	EF_VERSION_MADE	 = 1 << 18,	/* the seal's next version waits */
	EF_SEAL_RENEW	 = 1 << 19,	/* T2: it comes into force */
	EF_TAKE_OVER	 = 1 << 20,	/* T2: - to S3, of another system */
	EF_REGISTER	 = 1 << 21	/* the unit's contact data */
};

enum seal_state {			/* T2; S6 is derived, never stored */
	S0_MAKING, S1_MADE, S2_DELIVERED, S3_ACTIVE, S4_LOST, S5_SUSPENDED,
	S6_EXPIRED, S7_REVOKED,
	SEAL_STATE__N
};

enum seal_event {
	SE_BEGIN, SE_MADE, SE_FAIL, SE_DROP, SE_DELIVER, SE_ACTIVATE, SE_USE,
	SE_SUSPEND, SE_RESUME, SE_LOSE, SE_FIND, SE_EXPIRE, SE_RENEW,
	SE_LAPSE, SE_REPLACED, SE_REVOKE, SE_TAKE_OVER,
	SEAL_EVENT__N
};

enum use_state {			/* T3 */
	U0_DRAFT, U1_SUBMITTED, U2_REVIEW, U3_APPROVED, U4_REFUSED,
	U5_STAMPED, U6_EXPIRED, U7_WITHDRAWN,
	USE_STATE__N
};

enum use_event {
	UE_CREATE, UE_SUBMIT, UE_TAKE, UE_APPROVE, UE_REFUSE, UE_WITHDRAW,
	UE_STAMP, UE_STAMP_KEEPER, UE_STAMP_AUTO, UE_LAPSE,
	USE_EVENT__N
};

enum carrier_state {			/* T5 */
	K0_STOCK, K1_PERSONALISED, K2_IN_USE, K3_LOCKED, K4_LOST, K5_DAMAGED,
	K6_RETURNED, K7_DESTROYED,
	K_TRANSIT,			/* ours: between two units */
	CARRIER_STATE__N
};

enum carrier_event {
	CE_BOOK, CE_LOAD, CE_SEND, CE_RECEIVE, CE_SEND_BACK, CE_ASSIGN,
	CE_SPOIL, CE_SIGN, CE_LOCK, CE_UNLOCK, CE_PIN_DUE, CE_PIN_SET,
	CE_SUCCEED, CE_LOSE, CE_FIND, CE_DAMAGE, CE_REPLACE, CE_CALL_BACK,
	CE_RETURN, CE_WIPE, CE_DESTROY,
	CARRIER_EVENT__N
};

/* What a row of T5 does to the record besides the state. */
enum carrier_effect {
	CF_BIND		 = 1 << 0,	/* it is somebody's now */
	CF_FREE		 = 1 << 1,	/* and nobody's any more */
	CF_MUST_PIN	 = 1 << 2,	/* a new PIN at the next use */
	CF_PIN_SET	 = 1 << 3,	/* which was set */
	CF_CALLED	 = 1 << 4,	/* to be brought back */
	CF_MOVED	 = 1 << 5,	/* to the receiving unit's stock */
	CF_TRANSFER	 = 1 << 6,	/* on its way with a transfer */
	CF_ARRIVED	 = 1 << 7	/* with none any more */
};

/* What the guards of T1 look at; gathered by work/case before asking. */
struct request_facts {
	int		 own;		/* the actor is its applicant */
	int		 opener;	/* the actor opened or submitted it */
	int		 was_clerk;	/* the actor entered its data */
	int		 was_checker;	/* the actor verified it */
	int		 three;		/* checker, approver, maker: three (P-35) */
	int		 was_assenter;	/* the actor gave the approval */
	int		 urgent;	/* an urgent freeze is open */
	int		 waiting;	/* loss: no new seal asked for yet */
	const char	*incomplete;	/* field or material missing, or NULL */
	int		 agreed, declared;
	const char	*barred;	/* false papers before, or NULL */
	const char	*other_open;	/* number of another open request */
	int		 all_judged;	/* every item has a verdict */
	int		 any_fault;	/* an item was faulted */
	int		 has_reason;	/* a reason was given */
	const char	*bad_image;	/* why the picture will not do, or NULL */
	int		 has_image, image_confirmed;
	int		 confirm_late;	/* asked before activation only (P-18) */
	int		 unasked;	/* so this picture was put */
	const char	*bad_entry;	/* clerk's field missing, or NULL */
	const char	*bad_catalogue;	/* catalogue rule broken, or NULL */
	const char	*unneeded;	/* why its staff need no seal, or NULL
					 * (R-075) */
	const char	*cannot_make;	/* making unit not approved ..., or NULL */
	const char	*failed;	/* event name of the failed step, or NULL */
	int		 code_first;	/* code before certificate (P-34) */
	int		 certified, coded;	/* it has one already */
	int		 has_receiver;
	int		 has_keeper, keeper_has_pin;
	int		 seal_lost;	/* the seal is frozen now */
	int		 lost_ends;	/* P-06: what follows a loss */
	int		 lost_returns, lost_anew;
	int		 seal_suspended;
	const char	*unfit;		/* the seal will not do, or NULL */
	int		 self;		/* renewal proved by the seal's key */
	const char	*cannot_prove;	/* why it cannot be, or NULL */
	int		 seal_expired;
	int		 child_open, child_active;
	int		 assented;	/* an approver agreed (P-07) */
	int		 old_first;	/* the old seal ends before (P-30) */
	int		 contact_only;	/* no seal changes */
	int		 overdue;	/* the deadline of the state is past */
	int		 cross;		/* cross-industry: code from outside */
	int		 permit_first;	/* approval before the picture (P-36) */
	const char	*bad_coding;	/* why that code cannot be taken, NULL:
					 * it can */
};

struct use_facts {
	int		 own;		/* the actor is the requester */
	int		 keeper;	/* the actor keeps the seal */
	int		 reviewer;	/* it is the actor's to review now */
	int		 listed;	/* the actor may take this step */
	int		 agreed;	/* the actor agreed in an earlier one */
	int		 done, steps;	/* reviews given, and asked for */
	const char	*incomplete;	/* what is missing, or NULL */
	const char	*seal_no;	/* why the seal cannot be used, or NULL */
	int		 checks_ticked;	/* the keeper's four checks */
	int		 has_opinion;
	int		 overdue;
	int		 same_file;	/* hash equals the approved one */
	int		 has_reviewer;	/* the unit has one */
	int		 phone;		/* asked from a phone */
	const char	*grant_no;	/* why no standing grant covers it, or
					 * NULL */
};

/* What the guards of T5 look at; of a person's act only, not of ourselves. */
struct carrier_facts {
	const char	*bad_device;	/* what its record lacks, or NULL */
	int		 is_ukey;	/* a thing that is handed out */
	int		 has_holder;	/* person or unit named */
	const char	*other_live;	/* why it has one already, or NULL */
	int		 personal;	/* a person's own, not a unit's */
	int		 seal_lives;	/* holds a seal that has not ended */
	int		 has_receipt;	/* receiver, identity, receipt */
	int		 has_identity;	/* the owner was identified */
	int		 has_successor;
	int		 has_reason;
	int		 has_witness;	/* another person, not the holder */
	int		 has_target;	/* another unit that keeps stock */
	int		 at_receiver;	/* the actor's unit is the receiving */
};

/* Why a seal in this state cannot be used, in Chinese; NULL: it can. */
const char		*seal_state_refusal(int state);

extern const struct flow flow_apply, flow_loss, flow_cancel, flow_resume,
		    flow_renew, flow_change, flow_replace, flow_import,
		    flow_seal, flow_use, flow_carrier;

/* The flow of a business by its stored name; NULL where there is none. */
const struct flow	*flow_of_business(const char *business);

/* Of a state of T1, and whether an urgent freeze is open with it.  The tab it
 * belongs to: draft check applicant make approve deliver waiting done. */
const char		*request_stage(int state, int urgent);
/* What the public and the applicant read: 待受理 需补正 审核中 ... */
const char		*request_public_label(int state, int urgent);
/* What the desk reads: the state itself. */
const char		*request_label(int state, int urgent);
/* The look of the tag by name: plain wait act good bad over. */
const char		*request_tone(int state, int urgent);
const char		*seal_tone(int state);
const char		*carrier_tone(int state);
/* Whether it is somebody's and counts as such: K1 to K4. */
int			 carrier_is_live(int state);
/* 0 valid, 1 invalid: the national two-value answer. */
int			 seal_national(int state);

#endif

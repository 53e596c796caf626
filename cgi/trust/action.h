/*
 * What people say under signature.  An action statement names one of
 * these; keyd signs no other, and only in a role that may say it.  The same
 * table prints docs and labels pages.
 */
#ifndef TRUST_ACTION_H
#define TRUST_ACTION_H

#include <stddef.h>

#include "trust/role.h"

/* Requests (T1).  subject: the request's id. */
#define ACT_REQUEST_DRAFT	"request.draft"
#define ACT_REQUEST_SUBMIT	"request.submit"
#define ACT_REQUEST_WITHDRAW	"request.withdraw"
#define ACT_REQUEST_RETURN	"request.return"
#define ACT_REQUEST_REJECT	"request.reject"
#define ACT_REQUEST_VERIFY	"request.verify"
#define ACT_REQUEST_IMAGE	"request.image"
#define ACT_REQUEST_NEED	"request.need"	/* of the own staff */
#define ACT_IMAGE_CONFIRM	"request.image-confirm"
#define ACT_IMAGE_REJECT	"request.image-reject"
#define ACT_REQUEST_ENTER	"request.enter"
#define ACT_REQUEST_CODE_ASK	"request.code-ask"	/* to the platform */
#define ACT_REQUEST_CODE	"request.code"	/* what it gave */
#define ACT_REQUEST_SEND_BACK	"request.send-back"
#define ACT_REQUEST_PERMIT	"request.permit"	/* before the picture */
#define ACT_REQUEST_APPROVE	"request.approve"
#define ACT_REQUEST_CLOSE	"request.close"
#define ACT_REQUEST_REGISTER	"request.register"	/* contact data */
#define ACT_REQUEST_STEP	"request.step"	/* an automatic row */
/* Seals (T2).  subject: the request's id; seal: the seal's code. */
#define ACT_SEAL_MAKE		"seal.make"
#define ACT_SEAL_LOAD		"seal.load"
#define ACT_SEAL_DELIVER	"seal.deliver"
#define ACT_SEAL_ACTIVATE	"seal.activate"
#define ACT_SEAL_FREEZE		"seal.freeze"
#define ACT_SEAL_RELEASE	"seal.release"
#define ACT_SEAL_REVOKE		"seal.revoke"
#define ACT_SEAL_REVOKE_APPROVE	"seal.revoke-approve"
#define ACT_SEAL_SUSPEND	"seal.suspend"
#define ACT_SEAL_RESUME		"seal.resume"
#define ACT_SEAL_RENEW		"seal.renew"
#define ACT_SEAL_PHYSICAL	"seal.physical"
#define ACT_SEAL_PROPOSE	"seal.propose"	/* of another system */
#define ACT_SEAL_TAKE_OVER	"seal.take-over"
/* Uses (T3).  subject: the use request's number; seal, doc. */
#define ACT_USE_SUBMIT		"use.submit"
#define ACT_USE_APPROVE		"use.approve"
#define ACT_USE_REFUSE		"use.refuse"
#define ACT_USE_WITHDRAW	"use.withdraw"
#define ACT_USE_STAMP		"use.stamp"
#define ACT_USE_AUTO		"use.auto"
/* Standing grants (系统授权, R-167).  subject: the grant's number; seal. */
#define ACT_USE_ASSESS		"use.assess"
#define ACT_USE_GRANT		"use.grant"
#define ACT_USE_GRANT_END	"use.grant-end"
/* Filings (T7).  subject: the filing's id, or the target's. */
#define ACT_FILING_CORRECT	"filing.correct"
#define ACT_FILING_HAND		"filing.hand"
#define ACT_FILING_TARGET	"filing.target"
/* Orders of certificates (T8).  subject: the batch's id. */
#define ACT_CERT_ORDER		"cert.order"
#define ACT_CERT_ORDER_STEP	"cert.order-step"
/* Incidents.  subject: the incident's id. */
#define ACT_INCIDENT		"incident.step"
/* Refusals of electronic seals.  subject: the refusal's id. */
#define ACT_DECLINE		"decline.report"
#define ACT_DECLINE_ANSWER	"decline.answer"
/* People.  subject: the person's id. */
#define ACT_PERSON_ENROL	"person.enrol"
#define ACT_PERSON_END		"person.end"
#define ACT_PERSON_KEY_RESET	"person.key-reset"
#define ACT_PIN_UNLOCK		"pin.unlock"
#define ACT_SESSION_OPEN	"session.open"
/* Carriers (T5).  subject: the carrier's, the transfer's, the unit's id. */
#define ACT_CARRIER_BOOK	"carrier.book-in"
#define ACT_CARRIER_STEP	"carrier.step"
#define ACT_CARRIER_TRANSFER	"carrier.transfer"
#define ACT_CARRIER_COUNT	"carrier.count"
#define ACT_CARRIER_ORDER	"carrier.order"
/* Rules and records. */
#define ACT_POLICY_CHANGE	"policy.change"	/* proposed */
#define ACT_POLICY_APPROVE	"policy.approve"
#define ACT_POLICY_REFUSE	"policy.refuse"
#define ACT_POLICY_WITHDRAW	"policy.withdraw"
#define ACT_PROFILE_CHANGE	"profile.change"
#define ACT_UNIT_CHANGE		"unit.change"
#define ACT_GRANT_CHANGE	"grant.change"
#define ACT_INSTITUTION		"institution.change"
#define ACT_FINDING		"institution.finding"
#define ACT_REPORT		"report.hand-in"	/* subject: its id */
#define ACT_AUTHORITY		"authority.change"	/* subject: region.kind */
#define ACT_AUDIT_ANCHOR	"audit.anchor"
#define ACT_AUDIT_EXPORT	"audit.export"

/* Who speaks; bits, so that one action may allow several. */
#define SAY_OWN		1u	/* a person's key */
#define SAY_WITNESSED	2u	/* the desk key: phone and code proved */
#define SAY_SYSTEM	4u	/* timed and automatic rows */
#define SAY_PARTNER	8u	/* a registered system's own signature */
#define SAY_SEAL	16u	/* the key of the seal it is about */

struct action {
	const char	*name;
	const char	*label;		/* 提交申请 */
	unsigned	 roles;		/* who may say it with the own key */
	unsigned	 kinds;		/* SAY_ bits */
};

/* By name; NULL where there is none. */
const struct action *action_find(const char *name);
/* The k-th, for docs and tests; NULL past the end. */
const struct action *action_nth(size_t k);

#endif

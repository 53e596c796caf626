/*
 * The client of keyd, the small crypto device that holds every private key.
 * Callers send typed fields; keyd composes what is signed, with its own
 * clock, and answers DER.  There is no "sign these bytes".
 *
 * Every call makes its own short connection to RUN/keyd/PROGRAM.sock, so a
 * restart of keyd is seen by nobody but the call under way (ST_BROKEN: ask
 * again with the same step id).  A socket allows its program's operations
 * only; any other is ST_DENIED.
 *
 * Outcomes, everywhere:
 *   ST_OK
 *   ST_INVALID   a field is missing, malformed or too long
 *   ST_ABSENT    no such person, handle, key, certificate or seal
 *   ST_DENIED    the rules forbid it: the fault names rule and requirement
 *   ST_CONFLICT  the same step id came before with other fields, or the
 *                thing is there already in another form
 *   ST_BROKEN    keyd cannot be reached or failed; the state is as before
 *                or as after, and the same step id tells which
 * Never call inside a write transaction (design.md, "How a request travels").
 *
 * Steps: "step" is an id the caller committed as an intent before calling
 * (id_new() will do; at most 64 bytes).  The same step with the same fields
 * gives the same answer for ever, also after kill -9 of either side.
 *
 * Strings and DER in answers live in the caller's pool.  Statements handed
 * over ("tickets") are DER as keyd composed them, in any order, at most
 * KEYD_TICKETS; keyd checks signatures and role certificates itself.  What
 * each operation needs is the table in keys/policy.c, told beside each
 * function here as  "ticket: action (who) ...".
 */
#ifndef TRUST_KEYD_H
#define TRUST_KEYD_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/config.h"
#include "base/fault.h"
#include "base/pool.h"
#include "trust/action.h"
#include "trust/cert.h"
#include "trust/role.h"

#define KEYD_HANDLE	32	/* bytes of an unlock handle */
#define KEYD_TICKETS	8	/* statements in one call */
#define KEYD_NAME	64	/* bytes of ids, numbers, codes */
#define KEYD_DEVICE	4096	/* bytes of a device's request */
#define KEYD_TEXT	200	/* bytes of names (66 Chinese characters) */

/* Below JIANYIN_URL: where certificates say their lists are published. */
#define KEYD_CRL_SEALS	"/status/crl/seals.crl"
#define KEYD_CRL_STAFF	"/status/crl/staff.crl"
#define KEYD_SEAL_LIST	"/status/list/seals.der"

struct keyd;

/*
 * Remember where keyd listens for this program ("apply"); connects nothing
 * yet.  One per process; free with keyd_close (NULL is fine).
 */
enum status	 keyd_open(const struct config *config, const char *program,
		    struct keyd **out, struct fault *f);
void		 keyd_close(struct keyd *k);

/* Statements that go with a request. */
struct keyd_tickets {
	const struct bytes	*der;
	size_t			 n;
};

/* --- persons ------------------------------------------------------------ */

struct keyd_person {
	const char	*person;	/* the office's id */
	const char	*name;		/* as on the certificate */
	const char	*unit;		/* unit id the roles hold in */
	const char	*unit_name;
	const char	*unit_code;	/* credit code; may be NULL */
	unsigned	 functions;	/* FUNCTION_ bits of the unit */
	unsigned	 roles;		/* ROLE_BITs in that unit */
	/* Further units the person acts for; at most CERT_GRANTS - 1. */
	const struct cert_grant *more;
	size_t		 nmore;
};

struct keyd_cert {
	const char	*serial;	/* as cert.h .serial_hex */
	struct bytes	 der;
	int64_t		 from, until;	/* ms, as in the certificate */
};

/*
 * SM3 over a person's fields as statements person.enrol must carry it in
 * "digest"; the same in keyd.
 */
enum status	 keyd_person_digest(const struct keyd_person *p,
		    unsigned char out[32], struct fault *f);

/*
 * Make a person's key under a PIN and the certificate with its roles (one
 * year at most).  R-145 judges the PIN (ST_INVALID).  A person has one key
 * a second time is ST_CONFLICT.
 *
 * Roles {applicant} alone: no ticket, the person chose the PIN.  Otherwise
 * ticket: person.enrol over keyd_person_digest, subject = person id, said
 *   by RA_ADMIN         for any set with RA_OPERATOR in it
 *   by RA_OPERATOR, RA_ADMIN or SYSTEM_ADMIN for sets of APPLICANT,
 *                       REQUESTER, REVIEWER, KEEPER
 *   by RA_ADMIN or SYSTEM_ADMIN for the rest
 * never by the person itself; the PIN counts as one-time: it must be
 * changed at first use.  From the socket "console" no ticket is
 * needed while no such administrator exists: SYSTEM_ADMIN until there is one
 * system administrator, RA_ADMIN until there is one.
 */
enum status	 keyd_person_make(struct keyd *k, struct pool *pool,
		    const char *step, const struct keyd_person *p,
		    const char *pin, struct keyd_tickets tickets,
		    struct keyd_cert *out, struct fault *f);
/*
 * A new certificate for the same key when name, unit or roles changed; the
 * old one ends now.  Ticket as above, whatever the roles.
 */
enum status	 keyd_person_reissue(struct keyd *k, struct pool *pool,
		    const char *step, const struct keyd_person *p,
		    struct keyd_tickets tickets, struct keyd_cert *out,
		    struct fault *f);
/*
 * Nobody signs with this person's key any more (left the post, R-037); live
 * handles go at once.  Old statements stay valid.
 * Ticket: person.end, subject = person id (RA_OPERATOR, RA_ADMIN,
 * SYSTEM_ADMIN; not the person itself).
 */
enum status	 keyd_person_end(struct keyd *k, const char *step,
		    const char *person, struct keyd_tickets tickets,
		    struct fault *f);

enum keyd_pin {
	KEYD_PIN_OK,
	KEYD_PIN_WRONG,		/* "left" tries remain */
	KEYD_PIN_LOCKED,	/* to the desk */
	KEYD_PIN_ELSEWHERE,	/* in use at another terminal: report */
	KEYD_PIN_WEAK,		/* the new PIN is not of the form */
	KEYD_PIN_USED,		/* new PIN is one of the last five */
	KEYD_PIN_EXPIRED,	/* right, but the certificate is over */
	KEYD_PIN__N
};

struct keyd_unlocked {
	enum keyd_pin	 pin;
	int		 left;		/* tries before the lock */
	int		 must_change;	/* only keyd_pin_change may follow */
	int64_t		 pin_at;	/* when the PIN was set, ms */
	unsigned	 roles;		/* in the first unit, certificate */
	const char	*unit;		/* the certificate's first unit */
	const char	*serial;
	struct bytes	 statement;	/* session.open, to be kept */
};

/*
 * Unlock the person's key for a session.  "handle" is
 * HMAC-SM3(token, "keyd") (office: session_handle); keyd keeps its SM3 only.
 * "terminal" names the browser or machine (at most KEYD_NAME bytes): while a
 * handle lives at one terminal, another is refused.  ST_OK with
 * out->pin == KEYD_PIN_OK; ST_DENIED with the other outcomes of out->pin
 * (filled in then too); ST_ABSENT: no such person or ended.  A wrong PIN is
 * on disk before the answer leaves.
 * The handle lives 15 minutes after its last use and 8 hours in all.
 */
enum status	 keyd_unlock(struct keyd *k, struct pool *pool,
		    const char *person, const char *pin,
		    const unsigned char handle[KEYD_HANDLE],
		    const char *terminal, struct keyd_unlocked *out,
		    struct fault *f);
/* Forget the handle (sign-out).  ST_OK also where there was none. */
enum status	 keyd_lock(struct keyd *k,
		    const unsigned char handle[KEYD_HANDLE], struct fault *f);
/* Whether it lives, and for whom; counts as use.  ST_ABSENT: ask the PIN. */
enum status	 keyd_handle_check(struct keyd *k, struct pool *pool,
		    const unsigned char handle[KEYD_HANDLE],
		    const char **person, int *must_change, struct fault *f);
/*
 * Another PIN; the old one is checked and counted like any.  Outcomes as
 * keyd_unlock (only pin and left are filled).
 */
enum status	 keyd_pin_change(struct keyd *k, const char *person,
		    const char *old_pin, const char *new_pin,
		    struct keyd_unlocked *out, struct fault *f);
/*
 * The desk unlocks a locked key: the count goes to 0, the owner still signs
 * in with the own PIN and must set another at first use.
 * Ticket: pin.unlock, subject = person id, digest = SM3 of the identity
 * record (RA_OPERATOR, RA_ADMIN, SYSTEM_ADMIN; not the person itself),
 * younger than a day, used once.
 */
enum status	 keyd_pin_unlock(struct keyd *k, const char *step,
		    const char *person, struct keyd_tickets tickets,
		    struct fault *f);
/*
 * A forgotten PIN: new key, new certificate with the same fields, a one-time
 * PIN; the old certificate ends.  Ticket: person.key-reset, subject
 * = person id, digest = SM3 of the proof; otherwise as pin.unlock.
 */
enum status	 keyd_person_key_reset(struct keyd *k, struct pool *pool,
		    const char *step, const char *person,
		    const char *one_time_pin, struct keyd_tickets tickets,
		    struct keyd_cert *out, struct fault *f);

/* --- statements (R-027) ------------------------------------------------- */

/* What is said; keyd adds person, unit, serial, kind and its own time. */
struct keyd_say {
	const char	*action;	/* ACT_... */
	const char	*person;	/* own: whose key it must be, or NULL */
	const char	*subject;	/* id or number of the record */
	const char	*seal;		/* the seal's code, or NULL */
	struct bytes	 doc;		/* SM3 of the document, or empty */
	struct bytes	 digest;	/* SM3 of the fields, or empty */
	enum role	 role;		/* own: said in this role */
	const char	*unit;		/* own: for this; NULL: the first */
	int64_t		 count;		/* uses allowed; 0 where none */
	int64_t		 not_after;	/* ms; 0: a year from now */
};

/*
 * With the person's own unlocked key.  ST_ABSENT: the handle is gone (ask
 * for the PIN, keep what was typed).  ST_DENIED: the role is not in the
 * certificate, or may not say this (trust/action.c), or the PIN must be
 * changed first.
 */
enum status	 keyd_state_own(struct keyd *k, struct pool *pool,
		    const unsigned char handle[KEYD_HANDLE],
		    const struct keyd_say *say, struct bytes *out,
		    struct fault *f);
/*
 * With the desk key: "this phone proved this code then".  seal.freeze and
 * request.draft only.  "phone" is masked (138****8000; a clear number is
 * ST_INVALID), "code" the id of the code sent, never the code itself.
 */
enum status	 keyd_state_witnessed(struct keyd *k, struct pool *pool,
		    const char *phone, const char *code,
		    const struct keyd_say *say, struct bytes *out,
		    struct fault *f);
/* For timed and automatic rows; a table program x action limits it. */
enum status	 keyd_state_system(struct keyd *k, struct pool *pool,
		    const struct keyd_say *say, struct bytes *out,
		    struct fault *f);

/* --- making a seal ------------------------------------------------------ */

/*
 * Everything an approval covers.  request.approve and seal.make carry
 * keyd_facts_digest() of exactly these in "digest" and the request's id in
 * "subject"; certificate and seal are composed from them and nothing else.
 */
struct keyd_facts {
	const char	*request;	/* the request's id */
	const char	*unit;		/* id of the using unit */
	const char	*unit_name;	/* O of the certificate */
	const char	*unit_code;	/* credit code */
	const char	*seal_name;	/* CN; the seal's name */
	const char	*province;	/* ST, L; NULL leaves them out */
	const char	*city;
	int64_t		 seal_type;	/* property.type, codes.md */
	const char	*picture_type;	/* "png" */
	unsigned char	 picture_sm3[32];
	int64_t		 mm_w, mm_h;	/* millimetres, as in the seal */
	int64_t		 months;	/* validity; P-03, 36 */
	const char	*renews;	/* the seal renewed; NULL: a new one */
	/* The request (PKCS#10) of the device that has made the seal's key
	 * and keeps it; empty: keyd makes and keeps it. */
	struct bytes	 device;
	/* FACTS_THIRD: its certificate comes from a CA outside, whatever the
	 * office's own is; NULL: from the office's. */
	const char	*certifier;
};
#define FACTS_THIRD	"third"

enum status	 keyd_facts_digest(const struct keyd_facts *facts,
		    unsigned char out[32], struct fault *f);

/*
 * The four steps of making need
 * ticket A: request.submit  own (APPLICANT, KEEPER, CHECKER, RA_OPERATOR),
 *           subject = request
 *           request.approve own (APPROVER), subject = request,
 *           digest = keyd_facts_digest; another person (R-026, R-253, P-35)
 */

/*
 * Where facts->renews names a seal (续期, R-094) ticket A is instead
 * ticket B: request.submit own (of the seal's unit, or the desk), subject =
 *           request, seal = renews
 *           seal.renew own (CHECKER), another person, or by the seal's own
 *           key (keyd_seal_package); the same, digest = keyd_facts_digest;
 *           with facts->device only by the device's live key, which says it
 *           of that request (trust/device_renew.h)
 * and the facts must be those of the seal there is: unit, names, type,
 * picture and size (ST_DENIED names which); it must be active, and stays where
 * its key is, here or in the unit's device.  The version made waits until
 * keyd_seal_renew.
 */

/*
 * A hosted SM2 key for the request, or the key of facts->device, whose request
 * must be self-signed and name unit, code and seal as the facts do (ST_INVALID)
 * and no other request's (ST_CONFLICT); of a renewal the seal's key must be
 * live when it is taken over (ST_DENIED).  One per request.  65 bytes out.
 */
enum status	 keyd_seal_key_make(struct keyd *k, const char *step,
		    const struct keyd_facts *facts,
		    struct keyd_tickets tickets, unsigned char pub[65],
		    struct fault *f);
/* The request for an external CA, PKCS#10 DER: of a device its own.  Ticket
 * A. */
enum status	 keyd_seal_csr(struct keyd *k, struct pool *pool,
		    const struct keyd_facts *facts,
		    struct keyd_tickets tickets, struct bytes *out,
		    struct fault *f);
/*
 * The embedded CA's certificate for that key, valid from now for
 * facts->months.  Ticket A.  ST_DENIED where the office named an external
 * CA, or the facts a third party's.  One certificate per seal.
 * "code": the seal's, where it has one already (P-34), or NULL; a seal of
 * another code is then not made with it.
 */
enum status	 keyd_cert_issue(struct keyd *k, struct pool *pool,
		    const char *step, const struct keyd_facts *facts,
		    const char *code, struct keyd_tickets tickets,
		    struct keyd_cert *out, struct fault *f);
/*
 * A certificate an external CA answered; ST_DENIED unless the office named
 * one or the facts a third party's.  Checked: chain to a CA on the
 * trust list, dates, signing usage, SM2, this request's key, names equal
 * no longer valid
 * than approved (P-03): ST_INVALID, the fault names which.  "code" as above:
 * no other may stand in it.  "chain": intermediates the CA sent.  Ticket A.
 */
enum status	 keyd_cert_import(struct keyd *k, struct pool *pool,
		    const char *step, const struct keyd_facts *facts,
		    const char *code, struct bytes cert,
		    struct keyd_tickets chain,
		    struct keyd_tickets tickets, struct keyd_cert *out,
		    struct fault *f);

struct keyd_seal {
	const char	*code;
	const char	*state;		/* made active suspended frozen revoked */
	const char	*mark;		/* "software" or "" */
	const char	*serial;	/* of the seal's certificate */
	int64_t		 from, until;	/* ms */
	int64_t		 changed;	/* of the state, ms */
	struct bytes	 der;		/* SESeal v4; not by keyd_seal_find */
};

/*
 * Make the seal: SESeal version 4 signed by the maker key, read back and
 * verified, kept with state "made".  "code" becomes esID and is never taken
 * twice (R-128: ST_CONFLICT).  "picture" must hash to facts->picture_sm3.
 * Validity is the certificate's.
 * Ticket: A and seal.make own (MAKER), subject = request, digest =
 * keyd_facts_digest; three different persons.
 */
enum status	 keyd_seal_make(struct keyd *k, struct pool *pool,
		    const char *step, const struct keyd_facts *facts,
		    const char *code, struct bytes picture,
		    struct keyd_tickets tickets, struct keyd_seal *out,
		    struct fault *f);
/* State and dates of a seal keyd keeps; no ticket. */
enum status	 keyd_seal_find(struct keyd *k, struct pool *pool,
		    const char *code, struct keyd_seal *out,
		    struct fault *f);

/*
 * A seal that another system made.  keyd gets no key and no file of
 * it: it knows it to refuse, to freeze, to end and to list it.  Statements
 * seal.propose and seal.take-over carry keyd_takeover_digest() of exactly these
 * and the request's id.
 */
struct keyd_takeover {
	const char	*request;	/* the request's id */
	const char	*unit;		/* id of the using unit */
	const char	*unit_name, *unit_code;
	const char	*seal_name, *code;	/* as the seal says */
	int64_t		 from, until;	/* of seal and certificate both, ms */
	unsigned char	 file[32];	/* SM3 of the SESeal */
	unsigned char	 record[32];	/* SM3 of what else was recorded */
	struct bytes	 cert;		/* it stamps with this, DER */
};

enum status	 keyd_takeover_digest(const struct keyd_takeover *t,
		    unsigned char out[32], struct fault *f);
/*
 * It is active from now on.  Checked: the certificate's chain to a CA outside
 * that is listed, its state, period and use, and that its O or CN is the unit
 * ST_INVALID, the fault names which.
 * Code, key and certificate are no other seal's (R-114, R-128: ST_CONFLICT).
 * Tickets: seal.propose own (MAKER) and seal.take-over own (APPROVER), two
 * persons.
 */
enum status	 keyd_seal_take_over(struct keyd *k, struct pool *pool,
		    const char *step, const struct keyd_takeover *t,
		    struct keyd_tickets chain, struct keyd_tickets tickets,
		    struct keyd_seal *out, struct fault *f);

/* made -> active.  Ticket: seal.activate (KEEPER of the unit), seal=code. */
enum status	 keyd_seal_activate(struct keyd *k, const char *step,
		    const char *code, struct keyd_tickets tickets,
		    struct fault *f);
/*
 * The version made for "request" takes the place of the one in force, whose
 * key is destroyed; its certificate stays as it is.  An active seal
 * alone.  Ticket: seal.activate (KEEPER of the unit), subject = request, seal
 * = code, said after it was made.
 */
enum status	 keyd_seal_renew(struct keyd *k, const char *step,
		    const char *code, const char *request,
		    struct keyd_tickets tickets, struct fault *f);
/*
 * The seal's own agreement to its renewal: the statement seal.renew
 * over facts, signed with its live key.  "handle" unlocked by the keeper of
 * its unit who signed the ticket: request.submit, as in ticket B.  Active and
 * within its validity alone.
 */
enum status	 keyd_seal_package(struct keyd *k, struct pool *pool,
		    const unsigned char handle[KEYD_HANDLE],
		    const struct keyd_facts *facts,
		    struct keyd_tickets tickets, struct bytes *out,
		    struct fault *f);
/*
 * The package (trust/package.h) of what was made for "request" whose key lies
 * in a device: seal and certificates, encrypted to that device's key and signed
 * by the maker.  No key is in it; a hosted one is never given out (ST_DENIED).
 * Tickets: seal.load (MAKER) and seal.deliver (who handed it over), both
 * subject = request, seal = its code.
 */
enum status	 keyd_seal_pack(struct keyd *k, struct pool *pool,
		    const char *step, const char *request,
		    struct keyd_tickets tickets, struct bytes *out,
		    struct fault *f);
/*
 * What was begun for a request ends: its certificate is revoked, a seal that
 * was made and never used with it.  ST_CONFLICT once in use.  Ticket:
 * request.close (APPROVER), subject = request.
 */
enum status	 keyd_seal_drop(struct keyd *k, const char *step,
		    const char *request, struct keyd_tickets tickets,
		    struct fault *f);
/*
 * active or suspended -> frozen, at once; freezing twice is fine.  One
 * statement seal.freeze with seal = code: own (KEEPER of the unit,
 * RA_OPERATOR) or witnessed.
 */
enum status	 keyd_seal_freeze(struct keyd *k, const char *step,
		    const char *code, struct keyd_tickets tickets,
		    struct fault *f);
/*
 * active -> suspended, for jobs alone; twice is fine.  Ticket:
 * seal.suspend of the system, seal = code, said after the activation.
 */
enum status	 keyd_seal_suspend(struct keyd *k, const char *step,
		    const char *code, struct keyd_tickets tickets,
		    struct fault *f);
/*
 * suspended -> active, while its validity lasts.  Tickets, both seal =
 * code and said after the suspension, by two persons: request.submit and
 * seal.resume (APPROVER).
 */
enum status	 keyd_seal_resume(struct keyd *k, const char *step,
		    const char *code, struct keyd_tickets tickets,
		    struct fault *f);
/*
 * frozen -> what it was before.  Ticket: seal.release (RA_OPERATOR), seal =
 * code, said after the freeze.
 */
enum status	 keyd_seal_release(struct keyd *k, const char *step,
		    const char *code, struct keyd_tickets tickets,
		    struct fault *f);
/*
 * any -> revoked, final; its certificate goes on the list.  "reason" is an
 * RFC 5280 CRLReason (1, 3, 4, 5, 9).  Ticket: seal.revoke (RA_OPERATOR) and
 * seal.revoke-approve (APPROVER), both seal = code, two persons (P-07).
 */
enum status	 keyd_seal_revoke(struct keyd *k, const char *step,
		    const char *code, int reason,
		    struct keyd_tickets tickets, struct fault *f);

/* --- using a seal ------------------------------------------------------- */

struct keyd_use {
	const char	*request;	/* use request number, step id too */
	const char	*seal;		/* the seal's code */
	unsigned char	 doc[32];	/* SM3 of the approved original */
	unsigned char	 data_hash[32];	/* SM3 of the protected bytes */
	const char	*property;	/* propertyInfo, IA5, <= 200 bytes */
};

/*
 * SES_Signature version 4 by the seal's hosted key; TBS extDatas carry
 * request number (OID_JY_REQUEST, a DER UTF8String) and SM3 of the original
 * (OID_JY_ORIGINAL, a DER OCTET STRING).  Refused unless the seal is
 * active, seal and certificate are valid now, the certificate is not
 * revoked, and
 * ticket: use.submit own (REQUESTER or KEEPER), use.approve own (REVIEWER,
 *         each one given, at least one), all with subject = use->request,
 *         seal = use->seal, doc = use->doc, count = 1, not_after in the
 *         future, of the seal's unit, requester and reviewers different
 *         persons; "handle" unlocked by the requester, or by a KEEPER of the
 *         seal's unit who is none of the reviewers.
 * One use per request number: again with the same data_hash gives the same
 * bytes, with another ST_CONFLICT.
 */
enum status	 keyd_seal_sign(struct keyd *k, struct pool *pool,
		    const unsigned char handle[KEYD_HANDLE],
		    const struct keyd_use *use, struct keyd_tickets tickets,
		    struct bytes *out, int64_t *at, struct fault *f);

/*
 * A standing grant (系统授权, R-167): which seal a business step may put under
 * which class of document without a person, how long and how often.
 * use.assess and use.grant carry keyd_auto_digest() of exactly these.
 */
struct keyd_auto {
	const char	*grant;		/* its number */
	const char	*seal;		/* the seal's code */
	const char	*step;		/* of auto_step_find: "notice" */
	const char	*class;		/* of the documents: the step's own */
	unsigned char	 assessment[32];	/* SM3 of the text of the risk */
	int64_t		 from, until;	/* ms, both count; one year at most */
	int64_t		 per_day;	/* stamps in a day of +08:00 */
};
#define KEYD_PER_DAY_MAX 10000	/* each is counted again with each stamp */

enum status	 keyd_auto_digest(const struct keyd_auto *grant,
		    unsigned char out[32], struct fault *f);
/*
 * As keyd_seal_sign without anybody's handle, for jobs (and the console):
 * refused unless the step is known, the class is that step's,
 * now lies in the grant, fewer than per_day stamps were made under it today,
 * it has not been ended, the seal may sign, and
 * ticket: use.assess own (REVIEWER) and use.grant own (KEEPER), both of the
 *         seal's unit, subject = grant, seal, digest = keyd_auto_digest, two
 *         persons; use.auto of the system, subject = use->request, seal, doc,
 *         the same digest, count = 1, under a day old.
 * A number stands for one set of fields for ever.  Repeating a request is as
 * with keyd_seal_sign, also after the grant has ended.
 */
enum status	 keyd_seal_auto(struct keyd *k, struct pool *pool,
		    const struct keyd_auto *grant,
		    const struct keyd_use *use, struct keyd_tickets tickets,
		    struct bytes *out, int64_t *at, struct fault *f);
/*
 * Nothing is signed under the grant from now on; twice is fine.  Ticket:
 * use.grant-end own (REVIEWER or KEEPER of the seal's unit), subject = grant,
 * seal.
 */
enum status	 keyd_grant_end(struct keyd *k, const char *step,
		    const char *grant, const char *seal,
		    struct keyd_tickets tickets, struct fault *f);

/* What a QR code says under its own key; read it with trust/answer.h. */
struct keyd_qr {
	const char	*request;	/* use request number, step id too */
	const char	*seal;		/* the seal's code */
	const char	*handle;	/* the 16 characters and the check */
	unsigned char	 doc[32];	/* SM3 of the approved original */
};

/*
 * The QR statement, DER; one per request, repeated the same.  Tickets as
 * keyd_seal_sign (no unlock handle).
 */
enum status	 keyd_qr_sign(struct keyd *k, struct pool *pool,
		    const struct keyd_qr *qr, struct keyd_tickets tickets,
		    struct bytes *out, struct fault *f);

/* --- publishing --------------------------------------------------------- */

enum keyd_list {
	KEYD_LIST_SEALS, KEYD_LIST_STAFF,	/* of a CA: trust/crl.h */
	KEYD_LIST_CODES,			/* of seals: trust/seal_list.h */
	KEYD_LIST__N
};

/* A list as it was signed, with its thisUpdate and nextUpdate. */
struct keyd_listed {
	struct bytes	 der;
	unsigned char	 mark[SM3_LEN];	/* SM3 of it */
	int64_t		 from, until;	/* ms */
};
/*
 * The list of a CA as keyd knows it: revoked certificates, and frozen seals'
 * with certificateHold; or that of the seals themselves.  Valid 24 h
 * (P-26).  Each one's number grows by one.
 */
enum status	 keyd_crl_issue(struct keyd *k, struct pool *pool,
		    enum keyd_list list, struct keyd_listed *out,
		    struct fault *f);

struct keyd_status {
	const char	*code;		/* the seal */
	const char	*state;		/* word of the register: "active" ... */
	const char	*nonce;		/* from the asker; may be NULL */
	int64_t		 as_of;		/* ms: the register's moment */
};

/*
 * A signed status answer (trust/answer.h), and the certificate it is signed
 * with ("cert", NULL where not wanted).  keyd refuses "active" for a seal it
 * holds in another state (ST_CONFLICT).
 */
enum status	 keyd_status_sign(struct keyd *k, struct pool *pool,
		    const struct keyd_status *status, struct bytes *out,
		    struct bytes *cert, struct fault *f);

/*
 * An OCSP answer keyd composed (trust/ocsp.h), and what is needed to give it
 * again: "number" of the last public change it knows of, its times.
 */
struct ocsp_id;
struct keyd_ocsp {
	struct bytes	 der;		/* the OCSPResponse */
	unsigned char	 mark[SM3_LEN];	/* SM3 of it */
	int64_t		 number;
	int64_t		 from, until;	/* ms */
};

/*
 * Answer about a certificate keyd issued.  "kept" is what was answered before
 * (.number and .from), or NULL: where nothing changed since and it is not near
 * its end, nothing is signed: out->der is empty and out->number is new.
 * ST_ABSENT: an issuer that is none of ours, or no such certificate.
 */
enum status	 keyd_ocsp(struct keyd *k, struct pool *pool,
		    const struct ocsp_id *id, const struct keyd_ocsp *kept,
		    struct keyd_ocsp *out, struct fault *f);
/*
 * The number of public changes (certificates ended, held, taken up again;
 * seals moved), as keyd told it no longer than CHANGES_AGE ago: asked for at
 * most so often however many ask us.  ST_BROKEN: keyd does not answer; then
 * *number is what it told last, or -1.
 */
#define CHANGES_AGE	(500 * 1000)	/* microseconds; R-204: 1 s in all */
enum status	 keyd_changes(struct keyd *k, int64_t *number,
		    struct fault *f);

/* What is reported to another authority. */
struct keyd_filing {
	const char	*target, *filing, *kind;
	int64_t		 revision;
	const char	*code, *name;	/* of the seal */
	const char	*unit_code;	/* of its unit; "" where it has none */
	int64_t		 at;		/* of the event, ms */
	unsigned char	 message[32];	/* SM3 of all that is sent */
};
/*
 * The typed statement of a filing (trust/answer.h) under the system key, and
 * the certificate to verify it with; for jobs alone.  An event later than
 * keyd's clock is ST_INVALID, a seal that keyd holds as revoked is not told
 * as made or activated later than that (ST_CONFLICT).
 */
enum status	 keyd_filing_sign(struct keyd *k, struct pool *pool,
		    const struct keyd_filing *g, struct bytes *out,
		    struct bytes *certificate, struct fault *f);

struct keyd_head {
	int64_t		 lane, seq;
	unsigned char	 hash[32];
};

/*
 * A system statement audit.anchor over the heads of the audit lanes (at most
 * 64), in the order given; its "fields" are keyd_heads_digest().
 */
enum status	 keyd_audit_anchor(struct keyd *k, struct pool *pool,
		    const struct keyd_head *heads, size_t n,
		    struct bytes *out, struct fault *f);

enum status	 keyd_heads_digest(const struct keyd_head *heads, size_t n,
		    unsigned char out[32], struct fault *f);

/* --- keys for data ------------------------------------------------------ */

/*
 * The 32-byte box key of a subject (person id), made at first use.  Wipe it
 * where it dies; never into a pool.  ST_ABSENT once erased.
 */
enum status	 keyd_data_key(struct keyd *k, const char *subject,
		    unsigned char key[32], struct fault *f);
/* Erase a person: the key goes, the name stays taken. */
enum status	 keyd_data_key_erase(struct keyd *k, const char *subject,
		    struct fault *f);
/* The one key of the search columns (HMAC-SM3 of the normal form). */
enum status	 keyd_find_key(struct keyd *k, unsigned char key[32],
		    struct fault *f);

/* --- about keyd --------------------------------------------------------- */

struct keyd_info {
	const char	*mode;		/* demonstration production */
	const char	*mark;		/* "software" */
	const char	*ca;		/* embedded external */
	const char	*version;
	int64_t		 now;		/* keyd's clock, ms */
	/* Certificates, DER: anchors and the system keys. */
	struct bytes	 root, making_ca, staff_ca;
	struct bytes	 maker, desk, system, status, qr;
	int64_t		 persons, seals;	/* how many it keeps */
};

enum status	 keyd_info(struct keyd *k, struct pool *pool,
		    struct keyd_info *out, struct fault *f);
/* The certificate of a serial keyd issued, to show a statement. */
enum status	 keyd_cert_find(struct keyd *k, struct pool *pool,
		    const char *serial, struct keyd_cert *out,
		    struct fault *f);

#endif

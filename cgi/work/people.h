/*
 * People and the office: an account, its key and certificate at keyd, its
 * roles in units.  Certificate and grants are changed here and nowhere else,
 * so that they cannot say different things: sign the change, have keyd issue,
 * then write grants, certificate, statement and audit in one transaction.
 * Broken off between the two, the change is simply done again: what a person
 * may do is what grants and certificate both say.
 */
#ifndef WORK_PEOPLE_H
#define WORK_PEOPLE_H

#include "trust/keyd.h"
#include "web/web.h"

/*
 * An applicant who named a unit that exists already gets the role only once
 * the desk has confirmed it: until then the grant begins at this moment.
 */
#define PEOPLE_PENDING	INT64_C(253402185600000)	/* 31 Dec 9999 */

/* --- what is shown of many pages ---------------------------------- */

/* "单位经办人、印章保管人" of role bits; "" for none. */
const char	*people_roles(struct pool *pool, unsigned roles);
/* The unit types a region profile allows (P-23), as choices. */
const struct choice *people_unit_types(struct req *r);
/*
 * A page "account/form": heading, sentence (or NULL), r->form with action
 * and button.  What is returned may be filled further; then web_page.
 */
struct page	*people_form_page(struct req *r, const char *heading,
		    const char *sentence, const char *action,
		    const char *button, const char *back);
/* The same with only the fields named (NULL ends the list). */
struct page	*people_form_page_some(struct req *r,
		    const char *const *names, const char *heading,
		    const char *sentence, const char *action,
		    const char *button, const char *back);
/* Grants as rows of the section GRANT: UNIT, ID, ROLE, FROM, UNTIL, TAG. */
void		 people_fill_grants(struct req *r, struct page *page,
		    const struct grant *g, size_t n);

/*
 * Statements about a record, newest first, at most "max", those of one
 * action left out: LINE with AT, LABEL, NAME, STATE, SERIAL; EMPTY where none.
 * Each signature is checked now.
 */
enum status	 people_fill_statements(struct req *r, struct page *page,
		    const char *subject, const char *except, size_t max);

/* --- personal data ------------------------------------------------ */

/* HMAC of a number's normal form, "phone" or "idno", to find it by. */
enum status	 people_find_hash(struct req *r, struct keyd *keyd,
		    const char *kind, const char *text,
		    unsigned char out[32]);
/* Boxed, masked and findable, ready for person_set_contact. */
enum status	 people_contact(struct req *r, struct keyd *keyd,
		    const char *person, const char *phone, const char *idno,
		    struct person_contact *out);
/* Whether an account that has not left carries this identity number. */
enum status	 people_idno_taken(struct req *r, struct bytes find,
		    int *yes);

/* --- units -------------------------------------------------------- */

/* Units a person acts for now, at most CERT_GRANTS; where no grant is in
 * force, the first unit of the certificate. */
struct people_unit {
	char		 id[ID_LEN + 1];
	const char	*name;
	unsigned	 roles;
};
enum status	 people_units(struct req *r, const struct person *p,
		    struct people_unit out[CERT_GRANTS], size_t *n);

struct people_wait {			/* waits for the desk */
	const char	*id, *name, *unit, *unit_name;
	int64_t		 at;
};
/* Proposed units, and applicants to be confirmed, below a unit. */
enum status	 people_proposed(struct req *r, const char *top,
		    struct people_wait *out, size_t room, size_t *n);
enum status	 people_pending(struct req *r, const char *top,
		    struct people_wait *out, size_t room, size_t *n);

/* --- acts --------------------------------------------------------- */

/*
 * The actor says it with the own key, in the first of "roles" held.
 * ST_ABSENT and ST_INVALID: answer with case_ask_pin(r, *why); ST_DENIED:
 * *why is the sentence for the page.
 */
enum status	 people_say(struct req *r, struct keyd *keyd,
		    const char *action, unsigned roles, const char *subject,
		    const unsigned char digest[32], struct bytes doc,
		    struct bytes *out, const char **why);

/*
 * Who may give a set of roles (keyd.h, keyd_person_make): the bits of those
 * who may say person.enrol for it.
 */
unsigned	 people_enrollers(unsigned roles);
/* Why a role does not fit a unit, as a sentence; NULL where it fits. */
const char	*people_role_refusal(enum role role, const struct unit *unit);

struct people_change {
	const char	*person;	/* has a record; a key or not */
	const struct unit *unit;
	unsigned	 roles;		/* all the person has there then */
	const char	*reason;	/* for the trail; may be NULL */
	const char	*pin;		/* one-time PIN of a new key */
};
/*
 * Give the person these roles in the unit: a key where there is none yet,
 * else a new certificate.  Outcomes as people_say; ST_CONFLICT too.
 */
enum status	 people_give(struct req *r, struct keyd *keyd,
		    const struct people_change *c, const char **why);
/* An applicant's own registration: no ticket, the own PIN.  "from" is now
 * or PEOPLE_PENDING. */
enum status	 people_register(struct req *r, struct keyd *keyd,
		    struct person *p, const struct unit *unit,
		    const struct person_contact *contact, const char *pin,
		    int64_t from);
/* A pending grant takes effect now, or is refused. */
enum status	 people_confirm(struct req *r, struct keyd *keyd,
		    const struct person *p, const struct unit *unit,
		    int yes, const char **why);

/* --- the desk's acts on a person's key ---------------------------- */

/* What the desk has seen: part of what is signed, and kept
 * in the trail. */
struct people_proof {
	const char	*method, *method_label;	/* card, letter … */
	const char	*idno;			/* clean; compared if known */
	const char	*note;
};
enum status	 people_unlock_pin(struct req *r, struct keyd *keyd,
		    const struct person *p, const struct people_proof *proof,
		    const char **why);
enum status	 people_reset_key(struct req *r, struct keyd *keyd,
		    const struct person *p, const struct people_proof *proof,
		    const char *pin, const char **why);
/* Left the post: key, sessions and every role end. */
enum status	 people_end(struct req *r, struct keyd *keyd,
		    struct person *p, const char *reason, const char **why);

/* A one-time PIN people can read out: letters and digits, no look-alikes. */
#define PEOPLE_PIN_TEXT 11
void		 people_pin_make(char out[PEOPLE_PIN_TEXT]);

#endif

/*
 * The account's pages, shared between their files, and the handlers that
 * cgi/account.c puts into its table of routes.
 */
#ifndef WORK_ACCOUNT_H
#define WORK_ACCOUNT_H

#include "trust/keyd.h"
#include "web/web.h"

/* Who has to do with the seals of a using unit. */
#define ACCOUNT_SEALS	(ROLE_BIT(ROLE_APPLICANT) | \
			 ROLE_BIT(ROLE_REQUESTER) | \
			 ROLE_BIT(ROLE_REVIEWER) | ROLE_BIT(ROLE_KEEPER))

extern const struct form account_signin_form;
extern const struct form account_unit_form;
extern const struct form account_pin_form;
extern const struct form account_find_form;
extern const struct form account_known_form;
extern const struct form account_new_form;

/*
 * A session for the person in the unit, its key unlocked.  ST_DENIED: *why
 * for the page.  ST_ABSENT: keyd knows no such person.
 */
enum status	 account_open_session(struct req *r, const struct person *p,
		    const char *unit, const char *pin, struct actor *who,
		    int *must_change, const char **why);
/* Why a PIN was not taken: for the person, and for the trail. */
const char	*account_pin_words(struct req *r,
		    const struct keyd_unlocked *u, const char *unit);
const char	*account_pin_reason(const struct keyd_unlocked *u);
/* Whether a value is among the choices of the form's field. */
int		 account_is_choice(const struct req *r, const char *name,
		    const char *value);

web_handler	account_post_inbox,
		account_post_pin,
		account_post_register,
		account_post_signin,
		account_post_signout,
		account_post_unit,
		account_show_inbox,
		account_show_me,
		account_show_picture,
		account_show_pin,
		account_show_register,
		account_show_registered,
		account_show_seals,
		account_show_signin,
		account_show_unit;

#endif

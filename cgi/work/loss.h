/*
 * 挂失: the first page, where all three ways in stand beside each other, and
 * the way by phone; cgi/loss.c has the routes and the other two.
 */
#ifndef WORK_LOSS_H
#define WORK_LOSS_H

#include "form/form.h"
#include "work/front.h"

#define LOSS_KEEPER	ROLE_BIT(ROLE_KEEPER)
#define LOSS_APPLICANT	ROLE_BIT(ROLE_APPLICANT)
#define LOSS_RA		ROLE_BIT(ROLE_RA_OPERATOR)
#define LOSS_DESK	(LOSS_RA | ROLE_BIT(ROLE_CHECKER))

struct loss_report {
	const char	*seal;		/* its code */
};
extern const struct form loss_report_form, loss_proof_form,
		    loss_confirm_form;

/*
 * The first page.  "wrong": what is wrong with the seal that was typed;
 * "phone": the phone's form with its errors.  Each may be NULL.
 */
enum status	 loss_first_page(struct req *r,
		    const struct loss_report *typed, const char *wrong,
		    const struct form_state *phone);

/* Why the seal cannot be reported lost (T2), for the page; NULL: it can. */
const char	*loss_refusal(const struct seal *s);

web_handler	 loss_post_phone,		/* POST /loss/phone */
		 loss_show_code,		/* GET /loss/phone/{code} */
		 loss_post_code;		/* POST /loss/phone/{code} */

#endif

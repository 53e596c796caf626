/*
 * Refusals of electronic seals (拒收, R-247).  A clerk of the receiving unit,
 * who handles its stamped documents (用章申请人, 保管人), reports one in stamp;
 * business administrators and supervisors above say in admin whether its ground
 * holds, beside what citizens report from the public pages.
 */
#ifndef WORK_DECLINE_H
#define WORK_DECLINE_H

#include "seal/decline.h"
#include "web/web.h"

#define DECLINE_CLERKS	(ROLE_BIT(ROLE_REQUESTER) | ROLE_BIT(ROLE_KEEPER))
#define DECLINE_ADMINS	(ROLE_BIT(ROLE_BUSINESS_ADMIN) |		\
			 ROLE_BIT(ROLE_SUPERVISOR))

web_handler	 decline_own,		/* GET /stamp/declines */
		 decline_show_new,	/* GET /stamp/declines/new */
		 decline_post_new,	/* POST /stamp/declines/new */
		 decline_table,		/* GET /admin/declines */
		 decline_csv,		/* GET /admin/declines.csv */
		 decline_public,	/* GET /admin/declines/public */
		 decline_show,		/* GET /admin/decline/{id} */
		 decline_post_act;	/* POST …/{id}/act/{act} */
extern const struct form decline_form, decline_answer_form;

/* Those that wait for a word, for the first page of admin. */
enum status	 decline_waiting(struct req *r, int64_t *n);
int		 decline_tone(int state);

#endif

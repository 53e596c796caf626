/*
 * Administration, shared between its pages: who may open what, the records
 * of a path within the own subtree, and the handlers that
 * cgi/admin.c puts into its table of routes.
 */
#ifndef WORK_ADMIN_H
#define WORK_ADMIN_H

#include "office/office.h"
#include "web/web.h"

/* Who may open which pages. */
#define ADMIN_ROLE(x)	ROLE_BIT(ROLE_##x)
#define ADMINS	  (ADMIN_ROLE(RA_ADMIN) | ADMIN_ROLE(RA_OPERATOR) | ADMIN_ROLE(BUSINESS_ADMIN) | \
		   ADMIN_ROLE(SYSTEM_ADMIN) | ADMIN_ROLE(SUPERVISOR))
#define STAFFING  (ADMIN_ROLE(RA_ADMIN) | ADMIN_ROLE(RA_OPERATOR) | ADMIN_ROLE(SYSTEM_ADMIN))
#define PEOPLE	  (STAFFING | ADMIN_ROLE(BUSINESS_ADMIN))	/* may read lists */
#define DIRECTORY ADMIN_ROLE(BUSINESS_ADMIN)		/* changes units */
#define INTAKE	  (ADMIN_ROLE(BUSINESS_ADMIN) | ADMIN_ROLE(RA_ADMIN))
#define RULES	  (ADMIN_ROLE(BUSINESS_ADMIN) | ADMIN_ROLE(SYSTEM_ADMIN))

#define PAGE_ROWS	50
#define TREE_MAX	200	/* candidates for a parent */
#define WAIT_MAX	100
#define SAID_MAX	20	/* statements shown of a person */

struct act_values {
	const char	*reason, *rev;
};

extern const struct form admin_unit_form;
extern const struct form admin_keeper_form;
extern const struct form admin_review_form;
extern const struct form admin_join_form;
extern const struct form admin_act_form;
extern const struct form admin_enrol_form;
extern const struct form admin_role_form;
extern const struct form admin_unlock_form;
extern const struct form admin_reset_form;
extern const struct form admin_confirm_form;
extern const struct form admin_target_form;
extern const struct form admin_institution_add_form;
extern const struct form admin_institution_edit_form;
extern const struct form admin_contract_form;
extern const struct form admin_staff_form;
extern const struct form admin_finding_form;
extern const struct form admin_licence_form;
extern const struct form admin_desk_form;

/* A unit of the own subtree; ST_DENIED (audited) outside it. */
enum status	 admin_load_unit(struct req *r, const char *id,
		    struct unit *u);
/* The person of the path ({id}), with some unit within the own subtree, and
 * every grant; or of an id. */
enum status	 admin_load_person(struct req *r, struct person *p,
		    struct grant **g, size_t *n);
enum status	 admin_load_person_by(struct req *r, const char *id,
		    struct person *p, struct grant **g, size_t *n);
/* Whether the record moved since the page was shown (an error is noted). */
int		 admin_is_stale(struct req *r, const char *rev, int64_t now,
		    const char *action, const char *object);
const char	*admin_rev_text(struct req *r, int64_t rev);
/* A path with the id where the pattern has '*'. */
const char	*admin_path(struct req *r, const char *fmt, const char *id);
/* A refusal found after the form was read, shown on it. */
void		 admin_show_refusal(struct req *r, const char *why);
/*
 * After a deed that was signed: to "then" where it is done, else for the PIN
 * where "ask" says so.  *again: nothing is answered, the refusal "why" stands
 * on the form, which is to be shown once more.
 */
enum status	 admin_answer(struct req *r, enum status st, int ask,
		    const char *why, const char *then, int *again);
int		 admin_is_among(const struct choice *c, const char *value);
/* The tag of a person's state. */
void		 admin_person_tag(struct page *p, const struct person *who);
/* The one-time PIN, this once. */
enum status	 admin_once_page(struct req *r, const char *heading,
		    const struct person *p, const char *pin);

web_handler	admin_post_act,
		admin_post_add,
		admin_post_confirm,
		admin_post_contract,
		admin_post_contract_end,
		admin_post_desks,
		admin_post_edit,
		admin_post_end,
		admin_post_enrol,
		admin_post_finding,
		admin_post_institution_add,
		admin_post_institution_edit,
		admin_post_institution_leave,
		admin_post_institution_staff,
		admin_post_join,
		admin_post_licence,
		admin_post_keeper,
		admin_post_message,
		admin_post_policy,
		admin_post_profile,
		admin_post_reset,
		admin_post_review,
		admin_post_roles,
		admin_post_target,
		admin_post_unlock,
		admin_show_act,
		admin_show_add,
		admin_show_confirm,
		admin_show_contract,
		admin_show_contract_end,
		admin_show_desks,
		admin_show_edit,
		admin_show_end,
		admin_show_enrol,
		admin_show_finding,
		admin_show_institution,
		admin_show_institution_add,
		admin_show_institution_edit,
		admin_show_institution_leave,
		admin_show_institution_staff,
		admin_show_institutions,
		admin_licence_scan,
		admin_show_join,
		admin_show_licence,
		admin_show_keeper,
		admin_show_messages,
		admin_show_people,
		admin_show_person,
		admin_show_policies,
		admin_show_policy,
		admin_show_profile,
		admin_show_reset,
		admin_show_review,
		admin_show_roles,
		admin_show_seals,
		admin_show_target,
		admin_show_targets,
		admin_show_unit,
		admin_show_unlock;

/* Why the documents of this office's profile are not in force, for a banner
 * NULL where they are. */
const char	*rules_warning(struct req *r);

#endif

/*
 * The desk's side of a case: the check list with its phrase book,
 * what may be decided and why not, all faults composed into one notice
 * and the handlers that approve and issue share.
 */
#ifndef WORK_DESK_H
#define WORK_DESK_H

#include "work/case.h"
#include "work/list.h"
#include "work/show.h"

/* Who takes in and hands over: the counter of the desk. */
#define DESK_CLERKS (ROLE_BIT(ROLE_CHECKER) | ROLE_BIT(ROLE_RA_OPERATOR))
#define DESK_ROLES							\
	(ROLE_BIT(ROLE_CHECKER) | ROLE_BIT(ROLE_APPROVER) |		\
	ROLE_BIT(ROLE_RA_OPERATOR))

/* --- the check list ------------------------------------------------------ */

enum { DESK_SEALED, DESK_AGENT, DESK_CONTACT, DESK_FOUNDING, DESK_HOLDER,
	DESK_ITEM__N };

struct desk_check {
	const char	*verdict;	/* "" ok fault */
	const char	*phrase;	/* of the book, or "" */
	const char	*words;		/* typed besides, or "" */
};

struct desk_values {
	struct desk_check	 item[DESK_ITEM__N];
	const char		*remark;	/* faults of the answers */
	const char		*note;		/* opinion, reason */
	int			 falsified;	/* papers are false */
	const char		*rev;
};
extern const struct form	 desk_form;

/* The stored verdicts and notes as a form. */
enum status	 desk_start(struct req *r, const struct dossier *d,
		    struct form_state *state);
/*
 * Put the typed verdicts into d->materials and d->facts.  A fault without
 * words gets an error in r->form.
 */
void		 desk_judge(struct req *r, struct dossier *d,
		    const struct desk_values *v);
/* An error in r->form for each item without a verdict; how many. */
size_t		 desk_undecided(struct req *r, const struct dossier *d);
/* Write what desk_judge has put there; inside a transaction. */
enum status	 desk_keep(struct req *r, struct dossier *d, void *arg);
/* The same with an audit entry, in a transaction of its own (保存). */
enum status	 desk_save(struct req *r, struct dossier *d);
/*
 * the unit brought false papers in this case; until a supervisor
 * lifts that, nothing more can be applied for.  Inside a transaction.
 */
enum status	 desk_falsified(struct req *r, struct dossier *d,
		    const char *reason);
/* Every fault at once, numbered, in the pool; "" where there is none. */
const char	*desk_faults(struct req *r, const struct dossier *d,
		    const char *remark);
/* The check list where the section ITEM stands. */
enum status	 desk_fill_checks(struct req *r, const struct dossier *d,
		    const struct form_state *state, struct page *page);

/* --- what may be decided ------------------------------------------------- */

#define DEED_NOTE	1u	/* a reason is asked for */
#define DEED_FAULTS	2u	/* the note is the list of faults */
#define DEED_URGENT	4u
#define DEED_MAIN	8u	/* the usual outcome */
#define DEED_FALSIFIED	16u	/* may say that papers are false */
#define DEED_TOGETHER	32u	/* on several cases in one go */

struct deed {
	int		 event;
	const char	*name, *label;
	unsigned	 flags;
	const char	*final;		/* what cannot be undone, said before */
};
/* By name; NULL where there is none. */
const struct deed *desk_deed(const char *name);
/* The k-th; NULL past the end. */
const struct deed *desk_deed_nth(size_t k);
/*
 * Whether the deed is there in this state at all, and whether this person
 * could do it once what is asked for has been typed; else *why.
 */
int		 desk_deed_shown(const struct req *r, const struct dossier *d,
		    const struct deed *deed, int *may, const char **why);
/* A button for each (section DEED), a sentence where it cannot be done;
 * whether there is any. */
int		 desk_fill_deeds(struct req *r, const struct dossier *d,
		    struct page *page);

/* --- several cases in one go (一并办理) --------------------------------------- */

/* Pure: the deed that may be done together in a state by somebody of these
 * roles; NULL where each case is decided alone. */
const struct deed *desk_together_deed(const struct flow *flow, int state,
		    unsigned roles);
/* Pure: the same for the rows of a table; NULL unless all are of one
 * business and one step. */
const struct deed *desk_together_rows(const struct list_row *rows, size_t n,
		    unsigned roles);

struct together_values {
	const char	*act, *note;
};
extern const struct form together_form;
web_handler	 desk_together;		/* GET /approve/together?case=ID */
/* POST: cases "ID.REV".  One that cannot be done says why; the others are
 * done all the same. */
web_handler	 desk_together_post;

/* --- shared handlers and helpers ----------------------------------------- */

/* Take a step and go to "then"; asks for the PIN or says why not.  Where
 * making failed, "then" is where the reason stands. */
enum status	 desk_take(struct req *r, struct dossier *d,
		    const struct case_act *act, const char *then);
/* The answering half of it, after case_take said "st" and *why. */
enum status	 desk_taken(struct req *r, const struct dossier *d, int event,
		    enum status st, const char *why, const char *then);
/* "/approve/ID" and more, of this program. */
const char	*desk_path(struct req *r, const struct dossier *d,
		    const char *more);
/*
 * Take a step and answer: to the case where it was taken, else for the PIN.
 * *why not NULL: nothing is answered yet, the page that was posted wants to be
 * shown again with this sentence.
 */
enum status	 desk_try(struct req *r, struct dossier *d,
		    const struct case_act *act, const char **why);
int64_t		 desk_rev(const char *text);

web_handler	 desk_material;		/* GET /P/{id}/material/{material} */
web_handler	 desk_imprint;		/* GET /P/{id}/imprint */

/*
 * Materials beside the check list: pages of a PDF are drawn in the reader's
 * sandbox, pictures go to the browser as they are.  Each view is audited.
 */
web_handler	 desk_view;		/* GET /P/{id}/view/{material} */
/* The material named by ?m= (page by ?p=) in the section VIEW. */
enum status	 desk_fill_view(struct req *r, struct dossier *d,
		    struct page *page);

web_handler	 desk_home;		/* GET /approve */
web_handler	 desk_table;		/* GET /approve/list */
web_handler	 desk_csv;		/* GET /approve/list.csv */
web_handler	 desk_visitor;		/* GET /approve/new */
web_handler	 desk_visitor_post;	/* POST /approve/new */
extern const struct form visitor_form;
/* The next case that waits in the same stage, or NULL. */
enum status	 desk_next(struct req *r, const struct dossier *d,
		    const char **id);

/* The oldest that waits for this actor, other than the case "id"; ST_ABSENT:
 * nothing does. */
enum status	 desk_following(struct req *r, const char *id,
		    struct list_row *out);

/* The agent's numbers in full, with a reason, audited: POST /P/{id}/reveal. */
web_handler	 desk_reveal;
extern const struct form reveal_form;

/* A proposed unit becomes one of ours, signed and audited. */
enum status	 desk_confirm_unit(struct req *r, struct dossier *d,
		    const char **why);

#endif

/*
 * The applicant's front of every business: the task page, materials, check
 * answers, submit, the confirmation page, withdrawing, papers to print.  The
 * handlers are the same for all; a program lists them in its routes under
 * its own path and adds what is only its own.
 */
#ifndef WORK_FRONT_H
#define WORK_FRONT_H

#include "work/case.h"
#include "work/show.h"

/* Who may stand before the desk: the applicant, or the desk for a visitor. */
#define FRONT_ROLES							\
	(ROLE_BIT(ROLE_APPLICANT) | ROLE_BIT(ROLE_KEEPER) |		\
	ROLE_BIT(ROLE_CHECKER) | ROLE_BIT(ROLE_RA_OPERATOR))
/* And who may read its papers; the numbers in them are masked for the last. */
#define FRONT_READERS	(FRONT_ROLES | ROLE_BIT(ROLE_APPROVER))

/* Load {id}, of a business of this program; ST_ABSENT where it is not this
 * actor's to see. */
enum status	 front_load(struct req *r, struct dossier *d);
/* The same while it is a draft; ST_CONFLICT: what was signed when submitting
 * is not changed afterwards. */
enum status	 front_load_draft(struct req *r, struct dossier *d);
/* Whether its papers can be worked on: a draft, or returned. */
int		 front_is_editable(const struct dossier *d);
/* "/apply/ID" and more. */
const char	*front_path(struct req *r, const struct dossier *d,
		    const char *more);
/* Take a step and go to "then"; asks for the PIN or says why not. */
enum status	 front_take(struct req *r, struct dossier *d,
		    const struct case_act *act, const char *then);

/*
 * A step as the page of the case offers it, by deed_form: its revision, and a
 * word where the form has a field for one.  "inside" may be NULL.
 */
extern const struct form deed_form;
enum status	 front_deed(struct req *r, int event,
		    enum status (*inside)(struct req *, struct dossier *,
		    void *));

/* --- a case about a seal there is ---------------------------------------- */

#define FRONT_SEALS	50	/* seals of one unit that are offered */

/* A field's check: the shape and check character of a seal's code. */
const char	*front_check_code(const char *s);
/* Why a business cannot be done with a seal, for the page; *why NULL: it can. */
typedef enum status front_unfit(struct req *r, const struct seal *s,
		    const char **why);
/*
 * The unit's seals that "unfit" says nothing against, as choices by code, a
 * NULL at the end; "state": the label says their state too.
 */
enum status	 front_own_seals(struct req *r, front_unfit *unfit,
		    int state, struct choice **out, size_t *n);
/*
 * The seal of a code where it is the actor's own unit's or, for the roles
 * "desk", of the actor's desk.  *wrong, the sentence for the page, where not
 * (audited); NULL where *s is filled.
 */
enum status	 front_find_seal(struct req *r, const char *code,
		    unsigned desk, struct seal *s, const char **wrong);
/* The page where a draft says why: r->form with these reasons. */
enum status	 front_reason_page(struct req *r, struct dossier *d,
		    const struct choice *reasons, const char *title);
int		 front_reason_known(const struct choice *reasons,
		    const char *value);

/* What the first page and the page of the reason ask for. */
struct front_wish {
	const char	*seal, *reason, *note, *rev;
	const char	*address, *phone, *email;	/* 变更 */
};

/* Who may open one: the unit's people for their own seals, the desk for a
 * visitor's, by its code. */
#define FRONT_USING	(ROLE_BIT(ROLE_KEEPER) | ROLE_BIT(ROLE_APPLICANT))
#define FRONT_DESK	(ROLE_BIT(ROLE_RA_OPERATOR) | ROLE_BIT(ROLE_CHECKER))

/* A business about a seal with a reason, as its program describes it. */
struct front_start {
	const char		*business;	/* its name */
	const char		*page, *title;	/* the first page */
	const char		*reason_title;	/* the page of the reason */
	front_unfit		*unfit;
	/* Why a reason does not fit the seal; NULL: all do. */
	enum status		(*reason_unfit)(struct req *r,
				    const struct seal *s, const char *reason,
				    const char **why);
	/* The reasons this actor may give; NULL: the business's. */
	enum status		(*reasons)(struct req *r,
				    const struct choice **out);
	/* What else the page of the reason asks for: fill it in, and keep it
	 * in d->app, inside the transaction.  NULL: nothing. */
	void			(*fill)(const struct dossier *d,
				    struct front_wish *w);
	enum status		(*keep)(struct req *r, struct dossier *d,
				    const struct front_wish *w);
	/* The unit picks, the desk types, a draft changes the reason. */
	const struct form	*pick, *type, *why;
};

/*
 * The three forms under these names: what the seal and the reason are called,
 * and what else is asked for with the reason of a draft.
 */
#define FRONT_START_FORMS(SEAL, WHY)					\
	FRONT_START_FORMS_AND(SEAL, WHY, FRONT_REV)
#define FRONT_START_FORMS_AND(SEAL, WHY, ...)				\
	static const struct field pick_fields[] = {			\
		{ .name = "seal", .label = (SEAL),			\
		  .kind = FIELD_CHOICE, .required = true, .max = 40,	\
		  .at = offsetof(struct front_wish, seal) },		\
		FRONT_WHY_FIELDS(WHY), FRONT_REV,			\
	};								\
	static const struct field type_fields[] = {			\
		{ .name = "seal", .label = "印章编码",			\
		  .kind = FIELD_LINE, .required = true, .max = 40,	\
		  .clean = CLEAN_CODE, .check = front_check_code,	\
		  .at = offsetof(struct front_wish, seal) },		\
		FRONT_WHY_FIELDS(WHY), FRONT_REV,			\
	};								\
	static const struct field reason_fields[] = {			\
		FRONT_WHY_FIELDS(WHY), __VA_ARGS__,			\
	};								\
	FRONT_FORM(pick); FRONT_FORM(type); FRONT_FORM(reason)
#define FRONT_WHY_FIELDS(WHY)						\
	{ .name = "reason", .label = (WHY), .kind = FIELD_CHOICE,	\
	  .required = true, .at = offsetof(struct front_wish, reason) },\
	{ .name = "note", .label = "情况说明", .kind = FIELD_TEXT,	\
	  .max = 500, .at = offsetof(struct front_wish, note) }
#define FRONT_REV							\
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,	\
	  .at = offsetof(struct front_wish, rev) }
#define FRONT_FORM(NAME)						\
	static const struct form NAME##_form = {			\
		.fields = NAME##_fields, .n = NITEMS(NAME##_fields),	\
		.size = sizeof(struct front_wish),			\
	}

/* The four handlers over one such business, and their routes below its path. */
#define FRONT_START_HANDLERS(OF)					\
	static enum status						\
	start_show(struct req *r) { return front_start_page(r, &(OF)); }\
	static enum status						\
	start_post(struct req *r) { return front_start_new(r, &(OF)); }	\
	static enum status						\
	reason_show(struct req *r) { return front_start_reason(r, &(OF)); }\
	static enum status						\
	reason_post(struct req *r) { return front_start_keep(r, &(OF)); }
#define FRONT_START_ROUTES(START, P)					\
	{ WEB_GET, START, 0, start_show, NULL, 0, 0 },			\
	{ WEB_POST, START "/new", FRONT_USING | FRONT_DESK, start_post,	\
	  &type_form, 0, 0 },						\
	{ WEB_GET, P "/{id}/reason", FRONT_ROLES, reason_show,		\
	  &reason_form, 0, 0 },						\
	{ WEB_POST, P "/{id}/reason", FRONT_ROLES, reason_post,		\
	  &reason_form, 0, 0 }

/* GET its first page, POST the new case, GET and POST a draft's reason. */
enum status	 front_start_page(struct req *r, const struct front_start *s);
enum status	 front_start_new(struct req *r, const struct front_start *s);
enum status	 front_start_reason(struct req *r,
		    const struct front_start *s);
enum status	 front_start_keep(struct req *r, const struct front_start *s);

/* The seal's key agrees to a renewal its keeper has submitted. */
enum status	 front_prove(struct req *r, const char *id);

/* --- handlers ------------------------------------------------------------ */

web_handler	 front_mine;		/* GET /apply/mine */
web_handler	 front_show;		/* GET /B/{id} */
web_handler	 front_materials;	/* GET /B/{id}/materials */
web_handler	 front_upload;		/* POST /B/{id}/materials/{item} */
web_handler	 front_check;		/* GET /B/{id}/check */
web_handler	 front_submit;		/* POST /B/{id}/submit */
web_handler	 front_done;		/* GET /B/{id}/done */
web_handler	 front_withdraw;	/* POST /B/{id}/withdraw */
web_handler	 front_material;	/* GET /B/{id}/material/{material} */
web_handler	 front_imprint;		/* GET /B/{id}/imprint */
web_handler	 front_qr;		/* GET /B/{id}/qr */
web_handler	 front_paper;		/* GET /B/{id}/paper/{paper} */

web_handler	 front_show_need;	/* GET and POST /apply/{id}/need */
web_handler	 front_post_need;

/* The package a device made, of 申领 and of 续期: GET and POST
 * /B/{id}/device, POST /B/{id}/device/drop; and POST /B/{id}/package, which
 * takes what was made for the device. */
web_handler	 front_show_device;
web_handler	 front_post_device;
web_handler	 front_drop_device;
web_handler	 front_package;
/* What the page is called; NULL where the case has none. */
const char	*front_device_title(const struct dossier *d);

extern const struct form upload_form, submit_form, front_need_form,
		    front_device_form;
#define FRONT_DEVICE_ROUTES(P)						\
	{ WEB_GET, P "/{id}/device", FRONT_ROLES, front_show_device,	\
	  &front_device_form, 0, 0 },					\
	{ WEB_POST, P "/{id}/device", FRONT_ROLES, front_post_device,	\
	  &front_device_form, 0, 0 },					\
	{ WEB_POST, P "/{id}/device/drop", FRONT_ROLES,			\
	  front_drop_device, &deed_form, 0, 0 },			\
	{ WEB_POST, P "/{id}/package", ROLE_BIT(ROLE_APPLICANT) |	\
	  ROLE_BIT(ROLE_KEEPER), front_package, NULL, 0, 0 }

/* The routes every business has; P is its path, "/apply". */
#define FRONT_ROUTES(P)							\
	{ WEB_GET, P "/{id}", FRONT_ROLES, front_show, NULL, 0, 0 },	\
	{ WEB_GET, P "/{id}/materials", FRONT_ROLES, front_materials,	\
	  &upload_form, 0, 0 },						\
	{ WEB_POST, P "/{id}/materials/{item}", FRONT_ROLES,		\
	  front_upload, &upload_form, 0, 0 },				\
	{ WEB_GET, P "/{id}/check", FRONT_ROLES, front_check,		\
	  &submit_form, 0, 0 },						\
	{ WEB_POST, P "/{id}/submit", FRONT_ROLES, front_submit,	\
	  &submit_form, 0, 0 },						\
	{ WEB_GET, P "/{id}/done", FRONT_ROLES, front_done, NULL, 0, 0 },\
	{ WEB_POST, P "/{id}/withdraw", FRONT_ROLES, front_withdraw,	\
	  &deed_form, 0, 0 },						\
	{ WEB_GET, P "/{id}/material/{material}", FRONT_ROLES,		\
	  front_material, NULL, 0, 0 },					\
	{ WEB_GET, P "/{id}/imprint", FRONT_ROLES, front_imprint,	\
	  NULL, ROUTE_QUERY, 0 },					\
	{ WEB_GET, P "/{id}/qr", FRONT_ROLES, front_qr, NULL, 0, 0 },	\
	{ WEB_GET, P "/{id}/paper/{paper}", FRONT_READERS, front_paper,	\
	  NULL, 0, 0 }

#endif

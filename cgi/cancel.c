/*
 * 注销: a seal ends for good (R-089..R-091).  The unit chooses seal and
 * reason and brings the papers; the desk verifies, an approver agrees, an
 * operator revokes.
 */
#include <stdlib.h>
#include <string.h>

#include "page/keys.h"
#include "work/front.h"

#define USING	(ROLE_BIT(ROLE_KEEPER) | ROLE_BIT(ROLE_APPLICANT))
#define DESK	(ROLE_BIT(ROLE_RA_OPERATOR) | ROLE_BIT(ROLE_CHECKER))

struct wish {
	const char	*seal, *reason, *note, *rev;
};

#define REASON_FIELDS							\
	{ .name = "reason", .label = "注销原因", .kind = FIELD_CHOICE,	\
	  .required = true, .at = offsetof(struct wish, reason) },	\
	{ .name = "note", .label = "情况说明", .kind = FIELD_TEXT,	\
	  .max = 500, .at = offsetof(struct wish, note) },		\
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,	\
	  .at = offsetof(struct wish, rev) }

/* The unit picks one of its own; the desk types a visitor's. */
static const struct field pick_fields[] = {
	{ .name = "seal", .label = "要注销的印章", .kind = FIELD_CHOICE,
	  .required = true, .max = 16, .at = offsetof(struct wish, seal) },
	REASON_FIELDS,
};
static const struct form pick_form = {
	.fields = pick_fields, .n = NITEMS(pick_fields),
	.size = sizeof(struct wish),
};

static const struct field type_fields[] = {
	{ .name = "seal", .label = "印章编码", .kind = FIELD_LINE,
	  .required = true, .max = 40, .clean = CLEAN_CODE,
	  .check = front_check_code, .at = offsetof(struct wish, seal) },
	REASON_FIELDS,
};
static const struct form type_form = {
	.fields = type_fields, .n = NITEMS(type_fields),
	.size = sizeof(struct wish),
};

static const struct field reason_fields[] = { REASON_FIELDS };
static const struct form reason_form = {
	.fields = reason_fields, .n = NITEMS(reason_fields),
	.size = sizeof(struct wish),
};

/* --- the first page ------------------------------------------------------ */

/* T2: S1 to S6 may be revoked. */
static int
can_end(const struct seal *s)
{
	const struct flow_row	*row;
	const char		*why;

	return flow_ask(&flow_seal, s->state, SE_REVOKE, FLOW_SYSTEM, NULL,
	    NULL, &row, &why) == FLOW_YES;
}

static enum status
fill_start(struct req *r, struct page *p, const struct form_state *given)
{
	const int		 using = web_has(r, USING);
	const struct wish	 empty = { "", "", "", "" };
	struct form_state	 form;
	struct choice		*seals = NULL;
	struct page		*f;
	enum status		 st;
	size_t			 n = 0, i;

	if (using && (st = front_own_seals(r, can_end, 1, &seals,
	    &n)) != ST_OK)
		return st;
	if (using && n == 0 && given == NULL) {
		page_show(p, K_NO_SEAL);
		return ST_OK;
	}
	st = form_start(n > 0 ? &pick_form : &type_form, given == NULL ?
	    &empty : r->values, r->pool, &form);
	if (st != ST_OK)
		return st;
	form_choices(&form, "seal", seals);
	form_choices(&form, "reason", business_find("cancel")->reasons);
	for (i = 0; given != NULL && i < given->form->n; i++)
		if (given->entries[i].error != NULL)
			form_error(&form, given->form->fields[i].name,
			    given->entries[i].error);
	f = page_add(p, K_START_FORM);
	form_fill(f, &form);
	return ST_OK;
}

static enum status
first_page(struct req *r, const struct form_state *given)
{
	const struct business	*b = business_find("cancel");
	struct page		*p, *m;
	enum status		 st = ST_OK;
	size_t			 i;

	p = web_page_new(r, "cancel/start", "注销电子印章");
	if (web_has(r, USING | DESK))
		st = fill_start(r, p, given);
	if (st != ST_OK)
		return st;
	page_show_if(p, K_UNKNOWN, r->actor->person[0] == '\0');
	for (i = 0; i < b->nmaterials; i++) {
		m = page_add(p, K_MATERIAL);
		page_set(m, K_LABEL, b->materials[i].label);
		page_set(m, K_HINT, b->materials[i].hint);
		page_show_if(m, K_SOMETIMES, b->materials[i].needed != NULL);
	}
	return given == NULL ? web_page(r, p) : web_page_as(r, p, 400);
}

static enum status
show_start(struct req *r)
{
	return first_page(r, NULL);
}

/* --- opening ------------------------------------------------------------- */

/* The seal, where it is the actor's to end; errors go into the form. */
static enum status
find_seal(struct req *r, const struct wish *w, struct seal *s)
{
	const char	*wrong;
	enum status	 st;

	if (form_error_of(&r->form, "seal") != NULL)
		return ST_OK;
	st = front_find_seal(r, w->seal, DESK, s, &wrong);
	if (st != ST_OK)
		return st;
	if (wrong == NULL && !can_end(s))
		wrong = s->state == S7_REVOKED ? "这枚印章已经注销" :
		    "这枚印章还没有制作完成，不能注销";
	if (wrong != NULL)
		form_error(&r->form, "seal", wrong);
	return ST_OK;
}

static enum status
keep_reason(struct req *r, struct dossier *d, void *arg)
{
	const struct wish	*w = arg;

	(void)r;
	d->request.reason = w->reason;
	d->request.note = *w->note == '\0' ? NULL : w->note;
	return ST_OK;
}

static enum status
open_case(struct req *r, const struct seal *s, struct wish *w)
{
	const struct case_act	 act = {
		.event = EV_SAVE, .inside = keep_reason, .arg = w,
	};
	struct application	 app;
	const struct case_new	 what = {
		.business = business_find("cancel"), .unit = s->unit,
		.seal = s->id, .app = &app,
		.counter = strcmp(s->unit, r->actor->unit) != 0,
	};
	struct dossier		 d;
	char			 id[ID_LEN + 1], number[NUMBER_TEXT];
	enum status		 st;

	if ((st = case_seal_answers(r, s, &app)) != ST_OK ||
	    (st = case_open(r, &what, id, number)) != ST_OK ||
	    (st = case_load(r, id, &d)) != ST_OK)
		return st;
	return front_take(r, &d, &act, front_path(r, &d, ""));
}

static enum status
post_new(struct req *r)
{
	struct wish	*w = r->values;
	struct seal	 s;
	enum status	 st;

	if ((st = find_seal(r, w, &s)) != ST_OK)
		return st;
	if (*w->reason != '\0' &&
	    !front_reason_known(business_find("cancel"), w->reason))
		form_error(&r->form, "reason", "请选择注销原因");
	return r->form.nerrors > 0 ? first_page(r, &r->form) :
	    open_case(r, &s, w);
}

/* --- the reason, while it is a draft ------------------------------------- */

static enum status
show_reason(struct req *r)
{
	struct wish	 start = { "", "", "", "" };
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load_draft(r, &d)) != ST_OK)
		return st;
	if (d.request.reason != NULL)
		start.reason = d.request.reason;
	if (d.request.note != NULL)
		start.note = d.request.note;
	start.rev = pool_printf(r->pool, "%lld", (long long)d.request.rev);
	st = form_start(&reason_form, &start, r->pool, &r->form);
	return st == ST_OK ? front_reason_page(r, &d, "cancel/reason",
	    "填写注销原因") : st;
}

static enum status
post_reason(struct req *r)
{
	struct wish	*w = r->values;
	struct case_act	 act = {
		.event = EV_SAVE, .inside = keep_reason, .arg = w,
	};
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load_draft(r, &d)) != ST_OK)
		return st;
	if (*w->reason != '\0' &&
	    !front_reason_known(business_find("cancel"), w->reason))
		form_error(&r->form, "reason", "请选择注销原因");
	if (r->form.nerrors > 0)
		return front_reason_page(r, &d, "cancel/reason",
	    "填写注销原因");
	act.rev = strtoll(w->rev, NULL, 10);
	return front_take(r, &d, &act, front_path(r, &d, ""));
}

static const struct route routes[] = {
	{ WEB_GET, "/cancel", 0, show_start, NULL, 0, 0 },
	{ WEB_POST, "/cancel/new", USING | DESK, post_new, &type_form, 0, 0 },
	{ WEB_GET, "/cancel/{id}/reason", FRONT_ROLES, show_reason,
	  &reason_form, 0, 0 },
	{ WEB_POST, "/cancel/{id}/reason", FRONT_ROLES, post_reason,
	  &reason_form, 0, 0 },
	FRONT_ROUTES("/cancel"),
};

int
main(void)
{
	return web_run("cancel", routes, NITEMS(routes));
}

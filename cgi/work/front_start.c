/*
 * Opening a case about a seal there is, with a reason (注销, 重新启用): the
 * first page, the new case, and its reason while it is a draft; see front.h.
 * A program says what is its own in a struct front_start.
 */
#include <stdlib.h>
#include <string.h>

#include "page/keys.h"
#include "work/front.h"

static enum status
reasons_of(struct req *r, const struct front_start *s,
    const struct choice **out)
{
	*out = business_find(s->business)->reasons;
	return s->reasons == NULL ? ST_OK : s->reasons(r, out);
}

/* --- the first page ------------------------------------------------------ */

static enum status
fill_start(struct req *r, const struct front_start *s, struct page *p,
    const struct form_state *given)
{
	const int		 using = web_has(r, FRONT_USING);
	const char		*asked = web_query(r, "seal");
	const struct front_wish	 fresh = {
		.seal = asked == NULL ? "" : asked, .reason = "",
		.note = "", .rev = "",
	};
	struct form_state	 form;
	const struct choice	*reasons;
	struct choice		*seals = NULL;
	enum status		 st;
	size_t			 n = 0, i;

	if (using && (st = front_own_seals(r, s->unfit, 1, &seals,
	    &n)) != ST_OK)
		return st;
	if (using && n == 0 && given == NULL) {
		page_show(p, K_NO_SEAL);
		return ST_OK;
	}
	if ((st = reasons_of(r, s, &reasons)) != ST_OK)
		return st;
	st = form_start(n > 0 ? s->pick : s->type, given == NULL ?
	    &fresh : r->values, r->pool, &form);
	if (st != ST_OK)
		return st;
	form_choices(&form, "seal", seals);
	form_choices(&form, "reason", reasons);
	for (i = 0; given != NULL && i < given->form->n; i++)
		if (given->entries[i].error != NULL)
			form_error(&form, given->form->fields[i].name,
			    given->entries[i].error);
	form_fill(page_add(p, K_START_FORM), &form);
	return ST_OK;
}

static enum status
first_page(struct req *r, const struct front_start *s,
    const struct form_state *given)
{
	const struct business	*b = business_find(s->business);
	struct page		*p, *m;
	enum status		 st = ST_OK;
	size_t			 i;

	p = web_page_new(r, s->page, s->title);
	if (web_has(r, FRONT_USING | FRONT_DESK))
		st = fill_start(r, s, p, given);
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

enum status
front_start_page(struct req *r, const struct front_start *s)
{
	return first_page(r, s, NULL);
}

/* --- opening ------------------------------------------------------------- */

/* The seal, where it is the actor's and fits; errors go into the form. */
static enum status
find_seal(struct req *r, const struct front_start *s,
    const struct front_wish *w, struct seal *seal)
{
	const char	*wrong;
	enum status	 st;

	if (form_error_of(&r->form, "seal") != NULL)
		return ST_OK;
	st = front_find_seal(r, w->seal, FRONT_DESK, seal, &wrong);
	if (st != ST_OK)
		return st;
	if (wrong == NULL)
		st = s->unfit(r, seal, &wrong);
	if (st == ST_OK && wrong != NULL)
		form_error(&r->form, "seal", wrong);
	return st;
}

static enum status
check_reason(struct req *r, const struct front_start *s,
    const struct front_wish *w)
{
	const struct choice	*reasons;
	enum status		 st = reasons_of(r, s, &reasons);

	if (st == ST_OK && *w->reason != '\0' &&
	    !front_reason_known(reasons, w->reason))
		form_error(&r->form, "reason", "请从列出的选项中选择");
	if (strcmp(w->reason, REASON_OTHER) == 0 && *w->note == '\0')
		form_error(&r->form, "note", "选“其他”的，请写明原因");
	return st;
}

/* What the business says of this reason with this seal. */
static enum status
fit_reason(struct req *r, const struct front_start *s,
    const struct seal *seal, const char *reason)
{
	const char	*why = NULL;
	enum status	 st;

	if (s->reason_unfit == NULL || r->form.nerrors > 0)
		return ST_OK;
	st = s->reason_unfit(r, seal, reason, &why);
	if (st == ST_OK && why != NULL)
		form_error(&r->form, "reason", why);
	return st;
}

struct keeping {
	const struct front_start	*start;
	const struct front_wish		*wish;
};

static enum status
keep_reason(struct req *r, struct dossier *d, void *arg)
{
	const struct keeping	*k = arg;
	const struct front_wish	*w = k->wish;

	d->request.reason = w->reason;
	d->request.note = *w->note == '\0' ? NULL : w->note;
	return k->start->keep == NULL ? ST_OK : k->start->keep(r, d, w);
}

static enum status
open_case(struct req *r, const struct front_start *s,
    const struct seal *seal, struct front_wish *w)
{
	struct keeping		 keeping = { s, w };
	const struct case_act	 act = {
		.event = EV_SAVE, .inside = keep_reason, .arg = &keeping,
	};
	struct application	 app;
	const struct case_new	 what = {
		.business = business_find(s->business), .unit = seal->unit,
		.seal = seal->id, .app = &app,
		.counter = strcmp(seal->unit, r->actor->unit) != 0,
	};
	struct dossier		 d;
	char			 id[ID_LEN + 1], number[NUMBER_TEXT];
	enum status		 st;

	if ((st = case_seal_answers(r, seal, &app)) != ST_OK ||
	    (st = case_open(r, &what, id, number)) != ST_OK ||
	    (st = case_load(r, id, &d)) != ST_OK)
		return st;
	return front_take(r, &d, &act, front_path(r, &d,
	    strcmp(w->reason, REASON_CONTACT) == 0 ? "/reason" : ""));
}

enum status
front_start_new(struct req *r, const struct front_start *s)
{
	struct front_wish	*w = r->values;
	struct seal		 seal;
	enum status		 st;

	if ((st = find_seal(r, s, w, &seal)) != ST_OK ||
	    (st = check_reason(r, s, w)) != ST_OK ||
	    (st = fit_reason(r, s, &seal, w->reason)) != ST_OK)
		return st;
	return r->form.nerrors > 0 ? first_page(r, s, &r->form) :
	    open_case(r, s, &seal, w);
}

/* --- the reason, while it is a draft ------------------------------------- */

static enum status
load_draft(struct req *r, const struct front_start *s, struct dossier *d)
{
	enum status	 st;

	if ((st = front_load_draft(r, d)) != ST_OK)
		return st;
	return strcmp(d->business->name, s->business) == 0 ? ST_OK :
	    fault_set(r->fault, ST_ABSENT, "%s is not a %s",
	    d->request.number, s->business);
}

enum status
front_start_reason(struct req *r, const struct front_start *s)
{
	struct front_wish	 start = {
		.seal = "", .reason = "", .note = "", .rev = "",
	};
	const struct choice	*reasons;
	struct dossier		 d;
	enum status		 st;

	if ((st = load_draft(r, s, &d)) != ST_OK ||
	    (st = reasons_of(r, s, &reasons)) != ST_OK)
		return st;
	if (d.request.reason != NULL)
		start.reason = d.request.reason;
	if (d.request.note != NULL)
		start.note = d.request.note;
	if (s->fill != NULL)
		s->fill(&d, &start);
	start.rev = pool_printf(r->pool, "%lld", (long long)d.request.rev);
	st = form_start(s->why, &start, r->pool, &r->form);
	return st == ST_OK ? front_reason_page(r, &d, reasons,
	    s->reason_title) : st;
}

enum status
front_start_keep(struct req *r, const struct front_start *s)
{
	struct front_wish	*w = r->values;
	struct keeping		 keeping = { s, w };
	struct case_act		 act = {
		.event = EV_SAVE, .inside = keep_reason, .arg = &keeping,
	};
	const struct choice	*reasons;
	struct dossier		 d;
	enum status		 st;

	if ((st = load_draft(r, s, &d)) != ST_OK ||
	    (st = check_reason(r, s, w)) != ST_OK ||
	    (st = fit_reason(r, s, &d.seal, w->reason)) != ST_OK ||
	    (st = reasons_of(r, s, &reasons)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return front_reason_page(r, &d, reasons, s->reason_title);
	act.rev = strtoll(w->rev, NULL, 10);
	return front_take(r, &d, &act, front_path(r, &d, ""));
}

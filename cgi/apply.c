/*
 * 申领: a unit applies for a seal, or for one that was suspended.
 * The pages every business has are in work/front; here is what is only this
 * one's: the guide, the answers, the imprint's confirmation, the activation.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "page/keys.h"
#include "work/answers.h"
#include "work/device_file.h"
#include "work/front.h"
#include "work/secrecy.h"

static enum status
show_guide(struct req *r)
{
	const struct business	*b = business_find("apply");
	struct application	 usual;
	struct page		*p, *m;
	size_t			 i;

	application_init(&usual);
	p = web_page_new(r, "apply/guide", "申领电子印章");
	for (i = 0; i < b->nmaterials; i++) {
		m = page_add(p, K_MATERIAL);
		page_set(m, K_LABEL, b->materials[i].label);
		page_set(m, K_HINT, b->materials[i].hint);
		page_show_if(m, K_SOMETIMES, !material_needed(
		    &b->materials[i], &usual));
	}
	page_show_if(p, K_MAY_APPLY, web_has(r, ROLE_BIT(ROLE_APPLICANT) |
	    ROLE_BIT(ROLE_KEEPER)));
	page_show_if(p, K_UNKNOWN, r->actor->person[0] == '\0');
	return web_page(r, p);
}

static enum status
post_new(struct req *r)
{
	const struct case_new	 what = {
		.business = business_find("apply"), .unit = r->actor->unit,
	};
	char			 id[ID_LEN + 1], number[NUMBER_TEXT];
	enum status		 st;

	if (r->actor->unit[0] == '\0')
		return web_problem(r, 409, "还没有所属单位",
		    "请先登记所属单位，再申领印章。");
	st = case_open(r, &what, id, number);
	return st == ST_OK ? web_redirectf(r, "/apply/%s", id) : st;
}

/* --- a suspended seal --------------------------------------------------- */

FRONT_START_FORMS("要重新启用的印章", "申请原因");

static enum status
not_suspended(struct req *r, const struct seal *s, const char **why)
{
	const int	 state = seal_state_now(s, clock_now());

	(void)r;
	*why = state == S5_SUSPENDED ? NULL : state == S6_EXPIRED ?
	    "这枚印章已过有效期，请先注销，再申领新章" : "这枚印章不在停用状态";
	return ST_OK;
}

static const struct front_start resuming = {
	.business = "resume", .page = "apply/resume",
	.title = "重新启用印章", .reason_title = "填写申请原因",
	.unfit = not_suspended, .pick = &pick_form,
	.type = &type_form, .why = &reason_form,
};

FRONT_START_HANDLERS(resuming)

/* The answers are the application's for a new seal: no other business has
 * any to fill in. */
static enum status
load_new(struct req *r, struct dossier *d)
{
	enum status	 st;

	if ((st = front_load(r, d)) != ST_OK)
		return st;
	return d->business->flow == &flow_apply ? ST_OK : fault_set(r->fault,
	    ST_ABSENT, "%s has no answers", d->request.number);
}

/* --- the answers ------------------------------------------------------------- */

static enum status
answers_page(struct req *r, struct dossier *d)
{
	struct page	*p = web_page_new(r, "apply/answers", "填写申请信息");

	show_head(r, d, p, 0);
	page_set(p, K_ACTION, front_path(r, d, "/answers"));
	page_set(p, K_BACK, front_path(r, d, ""));
	secrecy_notice(p);
	answers_choices(r, &r->form);
	form_fill(p, &r->form);
	return web_page(r, p);
}

static enum status
show_form(struct req *r)
{
	struct answers	 stored;
	struct dossier	 d;
	enum status	 st;

	if ((st = load_new(r, &d)) != ST_OK ||
	    (st = answers_load(r, &d, &stored)) != ST_OK)
		return st;
	if (*d.app.org_code == '\0') {	/* what the register knows already */
		stored.org_code = d.unit.code;
		stored.org_name = d.unit.name;
		stored.org_region = d.unit.region;
		stored.org_type = d.unit.type;
		stored.org_address = d.unit.address;
	}
	if (*stored.scope == '\0')
		stored.scope = answers_usual_scope(r);
	st = form_start(&answers_form, &stored, r->pool, &r->form);
	return st == ST_OK ? answers_page(r, &d) : st;
}

static enum status
keep_answers(struct req *r, struct dossier *d, void *arg)
{
	enum status	 st;

	(void)arg;
	st = application_save(r->db, d->request.id, d->request.version,
	    &d->app, r->fault);
	return st == ST_OK ? application_index(r->db, d->request.id, &d->app,
	    r->fault) : st;
}

/* The draft was kept with its errors: the page goes on from what is kept. */
static void
renew_rev(struct req *r, const struct dossier *d)
{
	size_t	 i;

	for (i = 0; i < r->form.form->n; i++)
		if (strcmp(r->form.form->fields[i].name, "rev") == 0)
			r->form.entries[i].typed = pool_printf(r->pool,
			    "%lld", (long long)d->request.rev);
}

/*
 * What was typed is kept, right or wrong; the page says what is wrong.  A
 * state secret is shown back and kept nowhere.
 */
static enum status
post_form(struct req *r)
{
	const struct answers	*a = r->values;
	struct case_act		 act = {
		.event = EV_SAVE, .inside = keep_answers,
	};
	struct dossier		 d;
	const char		*why = NULL;
	enum status		 st;

	if ((st = load_new(r, &d)) != ST_OK ||
	    (st = answers_register(r, a, d.request.parent == NULL ?
	    d.request.unit : NULL, &r->form)) != ST_OK)
		return st;
	if ((st = device_apply_agree(r, &d.app, a, &r->form)) != ST_OK)
		return st;
	answers_scope(&d, *a->scope == '\0' ? answers_usual_scope(r) :
	    a->scope, &r->form);
	if (secrecy_refused(r, a->secret, "request.save", "request",
	    d.request.id))
		return answers_page(r, &d);
	if ((st = answers_take(r, &d, a)) != ST_OK)
		return st;
	act.rev = a->rev == NULL ? 0 : strtoll(a->rev, NULL, 10);
	st = case_take(r, &d, &act, &why);
	if (st != ST_OK && why != NULL) {
		form_error(&r->form, NULL, why);
		return answers_page(r, &d);
	}
	if (st != ST_OK)
		return st;
	if (r->form.nerrors > 0) {
		renew_rev(r, &d);
		return answers_page(r, &d);
	}
	return web_redirect(r, front_path(r, &d, ""));
}

/* --- the imprint and the activation ------------------------------------------------ */

/* the confirmation is for exactly this picture. */
static enum status
keep_confirmation(struct req *r, struct dossier *d, void *arg)
{
	(void)arg;
	d->imprint.confirmed = clock_now();
	return imprint_confirm(r->db, d->imprint.id, NULL,
	    d->imprint.confirmed, r->fault);
}

static enum status
post_confirm(struct req *r)
{
	return front_deed(r, EV_CONFIRM_IMAGE, keep_confirmation);
}

static enum status
post_reject(struct req *r)
{
	return front_deed(r, EV_REJECT_IMAGE, NULL);
}

static enum status
post_activate(struct req *r)
{
	return front_deed(r, EV_ACTIVATE, NULL);
}

static const struct route routes[] = {
	{ WEB_GET, "/apply", 0, show_guide, NULL, 0, 0 },
	{ WEB_GET, "/apply/mine", ROLE_ANY, front_mine, NULL, 0, 0 },
	{ WEB_POST, "/apply/new", ROLE_BIT(ROLE_APPLICANT) |
	  ROLE_BIT(ROLE_KEEPER), post_new, NULL, 0, 0 },
	FRONT_START_ROUTES("/apply/resume", "/apply"),
	{ WEB_GET, "/apply/{id}/answers", FRONT_ROLES, show_form,
	  &answers_form, 0, 0 },
	{ WEB_POST, "/apply/{id}/answers", FRONT_ROLES, post_form,
	  &answers_form, 0, 0 },
	{ WEB_POST, "/apply/{id}/confirm-image", FRONT_ROLES, post_confirm,
	  &deed_form, 0, 0 },
	{ WEB_POST, "/apply/{id}/reject-image", FRONT_ROLES, post_reject,
	  &deed_form, 0, 0 },
	{ WEB_POST, "/apply/{id}/activate", FRONT_ROLES, post_activate,
	  &deed_form, 0, 0 },
	FRONT_DEVICE_ROUTES("/apply"),
	{ WEB_GET, "/apply/{id}/need", ROLE_BIT(ROLE_REVIEWER),
	  front_show_need, NULL, 0, 0 },
	{ WEB_POST, "/apply/{id}/need", ROLE_BIT(ROLE_REVIEWER),
	  front_post_need, &front_need_form, 0, 0 },
	FRONT_ROUTES("/apply"),
};

int
main(void)
{
	return web_run("apply", routes, NITEMS(routes));
}

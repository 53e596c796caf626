/*
 * Check answers, submit, the confirmation page, withdraw: what is signed is
 * what was shown.
 */
#include <stdlib.h>

#include "page/keys.h"
#include "page/part.h"
#include "work/agreement.h"
#include "work/front.h"
#include "work/renew.h"

struct submit {
	int		 agree, declare;
	const char	*rev;
};
static const struct field submit_fields[] = {
	{ .name = "agree", .kind = FIELD_CHECK,
	  .label = "我已阅读并同意《电子印章使用服务协议》",
	  .at = offsetof(struct submit, agree) },
	{ .name = "declare", .kind = FIELD_CHECK,
	  .label = "我声明所填内容和上传的材料真实、准确、完整",
	  .at = offsetof(struct submit, declare) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct submit, rev) },
};
const struct form submit_form = {
	.fields = submit_fields, .n = NITEMS(submit_fields),
	.size = sizeof(struct submit),
};

struct deed {
	const char	*note, *rev;
};
static const struct field deed_fields[] = {
	{ .name = "note", .label = "说明", .kind = FIELD_TEXT, .max = 500,
	  .at = offsetof(struct deed, note) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct deed, rev) },
};
const struct form deed_form = {
	.fields = deed_fields, .n = NITEMS(deed_fields),
	.size = sizeof(struct deed),
};

static enum status
check_page(struct req *r, struct dossier *d, const char *wrong)
{
	const struct submit	 start = {
		.agree = d->app.agreement > 0, .declare = 0,
		.rev = pool_printf(r->pool, "%lld",
		    (long long)d->request.rev),
	};
	struct page		*p;
	enum status		 st;
	size_t			 i;

	if (r->method == WEB_GET || r->form.nerrors == 0) {
		st = form_start(&submit_form, &start, r->pool, &r->form);
		if (st != ST_OK)
			return st;
		if (wrong != NULL)
			form_error(&r->form, NULL, wrong);
	}
	p = web_page_new(r, "front/check", "核对并提交");
	show_head(r, d, p, 0);
	show_answers(r, d, p, d->business->flow == &flow_apply ?
	    front_path(r, d, "/answers") : NULL);
	if (!renewal_is_self(&d->request))
		show_materials(r, d, p, front_path(r, d, ""));
	for (i = 0; i < agreement_now()->n; i++)
		page_set(page_add(p, K_TERM), K_SENTENCE,
		    agreement_now()->terms[i].text);
	form_fill(p, &r->form);
	page_set(p, K_ACTION, front_path(r, d, "/submit"));
	page_set(p, K_BACK, front_path(r, d, ""));
	page_printf(p, K_BUTTON, "提交%s申请", d->business->label);
	return web_page(r, p);
}

enum status
front_check(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	if (!front_is_editable(&d))
		return web_redirect(r, front_path(r, &d, ""));
	return check_page(r, &d, NULL);
}

/* Agreement and declaration are part of what is signed. */
static enum status
keep_promise(struct req *r, struct dossier *d, void *arg)
{
	(void)arg;
	return application_promise(r->db, d->request.id, d->request.version,
	    &d->app, r->fault);
}

/*
 * what the keeper submitted the seal's own key confirms, in the same
 * go; where keyd would not, the page of the case says why and offers it again.
 */
enum status
front_prove(struct req *r, const char *id)
{
	const struct case_act	 act = { .event = EV_PROVE };
	struct dossier		 d;
	enum status		 st;

	if ((st = case_load(r, id, &d)) != ST_OK)
		return st;
	return front_take(r, &d, &act, front_path(r, &d, ""));
}

enum status
front_submit(struct req *r)
{
	const struct submit	*s = r->values;
	struct case_act		 act = { .inside = keep_promise };
	struct dossier		 d;
	const char		*why = NULL;
	enum status		 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	act.event = d.request.state == A2_RETURNED ? EV_RESUBMIT : EV_SUBMIT;
	act.rev = strtoll(s->rev, NULL, 10);
	d.app.agreement = s->agree ? agreement_now()->version : 0;
	d.app.declared = s->declare;
	d.facts.agreed = s->agree;
	d.facts.declared = s->declare;
	if (front_is_editable(&d) && !s->agree)
		form_error(&r->form, "agree",
		    "请阅读并同意《电子印章使用服务协议》");
	if (front_is_editable(&d) && !s->declare)
		form_error(&r->form, "declare", "请声明所填内容和材料真实");
	if (r->form.nerrors > 0)
		return check_page(r, &d, NULL);
	st = case_take(r, &d, &act, &why);
	if (st == ST_OK && renewal_is_self(&d.request))
		return front_prove(r, d.request.id);
	if (st == ST_OK)
		return web_redirect(r, front_path(r, &d, "/done"));
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (st == ST_CONFLICT && front_is_editable(&d))
		return check_page(r, &d, why);
	if (why != NULL)
		return web_problem(r, st == ST_DENIED ? 403 : 409,
		    "申请没有提交", why);
	return st;
}

enum status
front_done(struct req *r)
{
	struct dossier	 d;
	struct page	*p;
	const char	*term;
	char		 query[QUERY_CODE_TEXT];
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	if (d.request.submitted == 0)
		return web_redirect(r, front_path(r, &d, ""));
	if (!d.facts.own && !d.facts.opener)
		return fault_set(r->fault, ST_DENIED, "not the applicant");
	st = case_query_code(r, d.request.id, query);
	if (st == ST_OK)
		st = policy_text(r->db, r->pool, "P-20", &term, r->fault);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "front/done", "申请已提交");
	page_set(p, K_WHEN, show_minute(r, d.request.submitted));
	if (strtoll(term, NULL, 10) > 0)
		page_set(page_add(p, K_RETURNING), K_TERM, show_span(r, term));
	page_show_if(p, K_IMAGE_NEXT, d.business->flow == &flow_apply);
	page_set(p, K_NUMBER, d.request.number);
	page_set(p, K_QUERY, query);
	page_set(p, K_LABEL, d.business->label);
	page_set(p, K_DESK, d.desk.name);
	page_set(p, K_PHONE, d.desk.phone);
	page_show_if(p, K_PHONE_GIVEN, *d.desk.phone != '\0');
	page_set(p, K_BACK, front_path(r, &d, ""));
	page_set(p, K_PAPERS, front_path(r, &d, "/paper"));
	page_set(p, K_SRC, front_path(r, &d, "/qr"));
	return web_page(r, p);
}

enum status
front_qr(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	return show_qr(r, d.request.number, d.request.number);
}

static enum status
ask_withdraw(struct req *r, const struct dossier *d)
{
	struct page	*p = case_ask_sure(r, "撤回申请", "撤回后这件申请即告"
	    "终止，不能恢复；需要时可以重新申请。", front_path(r, d, ""));

	case_sure_facts(d, p);
	part_fact(p, "提交", show_minute(r, d->request.submitted));
	return web_page(r, p);
}

enum status
front_withdraw(struct req *r)
{
	const struct deed	*w = r->values;
	struct case_act		 act = { .event = EV_WITHDRAW };
	const char		*why;
	struct dossier		 d;
	enum status		 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	act.rev = strtoll(w->rev, NULL, 10);
	if (case_wants_sure(r, act.rev, d.request.rev) &&
	    case_may(r, &d, EV_WITHDRAW, &why))
		return ask_withdraw(r, &d);
	return front_take(r, &d, &act, front_path(r, &d, ""));
}

enum status
front_deed(struct req *r, int event,
    enum status (*inside)(struct req *, struct dossier *, void *))
{
	const struct deed	*deed = r->values;
	struct case_act		 act = { .event = event, .inside = inside };
	struct dossier		 d;
	enum status		 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	if (*deed->note != '\0')
		act.note = deed->note;
	d.facts.has_reason = act.note != NULL;
	act.rev = strtoll(deed->rev, NULL, 10);
	return front_take(r, &d, &act, front_path(r, &d, ""));
}

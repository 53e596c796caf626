/*
 * 挂失: stop a seal at once, then bring the papers.  Three ways in: the
 * keeper (or the desk's operator for a visitor) with the own key; whoever
 * proves the registered phone, without an account; an ordinary report, which
 * freezes nothing until the desk has verified it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "page/keys.h"
#include "work/addressee.h"
#include "work/loss.h"
#include "work/phone.h"
#include "work/urgent.h"

static enum status
show_start(struct req *r)
{
	return loss_first_page(r, NULL, NULL, NULL);
}

/* --- with the own key ---------------------------------------------------- */

/* The seal of a code, where this actor may report it at all. */
static enum status
find_seal(struct req *r, const struct loss_report *form, struct seal *s,
    const char **wrong)
{
	*wrong = form_error_of(&r->form, "seal");
	return *wrong != NULL ? ST_OK :
	    front_find_seal(r, form->seal, LOSS_DESK, s, wrong);
}

static enum status
post_urgent(struct req *r)
{
	const struct loss_report *form = r->values;
	struct urgent_done	 done;
	struct urgent		 u = { .reason = NULL };
	struct seal		 s;
	const char		*why = NULL;
	enum status		 st;

	if ((st = find_seal(r, form, &s, &why)) != ST_OK)
		return st;
	if (why != NULL)
		return loss_first_page(r, form, why, NULL);
	u.seal = s.id;
	st = urgent_report(r, &u, &done, &why);
	if (st == ST_OK)
		return web_redirectf(r, "/loss/%s/receipt", done.id);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (why != NULL)
		return web_problem(r, st == ST_DENIED ? 403 : 409,
		    "没有挂失成功", why);
	return st;
}

/* An ordinary report: a draft, nothing is frozen. */
static enum status
post_new(struct req *r)
{
	const struct loss_report *form = r->values;
	struct case_new		 what = { .business = business_find("loss") };
	struct application	 app;
	struct seal		 s;
	char			 id[ID_LEN + 1], number[NUMBER_TEXT];
	const char		*wrong;
	enum status		 st;

	if ((st = find_seal(r, form, &s, &wrong)) != ST_OK)
		return st;
	if (wrong == NULL)
		wrong = loss_refusal(&s);
	if (wrong != NULL)
		return loss_first_page(r, form, wrong, NULL);
	if ((st = case_seal_answers(r, &s, &app)) != ST_OK)
		return st;
	what.unit = s.unit;
	what.seal = s.id;
	what.app = &app;
	what.counter = strcmp(s.unit, r->actor->unit) != 0;
	st = case_open(r, &what, id, number);
	return st == ST_OK ? web_redirectf(r, "/loss/%s/reason", id) : st;
}

static enum status
post_take(struct req *r)
{
	const char	*id = web_piece(r, "id"), *why = NULL;
	enum status	 st;

	st = urgent_take(r, id, &why);
	if (st != ST_OK && why != NULL)
		return web_problem(r, st == ST_DENIED ? 403 : 409,
		    "不能接着办理", why);
	return st == ST_OK ? web_redirectf(r, "/loss/%s", id) : st;
}

/* --- the receipt --------------------------------------------------------- */

static enum status
receipt_page(struct req *r, const struct request *q, const char *qr,
    int known)
{
	struct page	*p;
	struct seal	 s;
	struct unit	 desk;
	char		 query[QUERY_CODE_TEXT];
	const char	*whom;
	enum status	 st;

	if (q->seal == NULL)
		return fault_set(r->fault, ST_BROKEN, "report without a seal");
	if ((st = seal_load(r->db, r->pool, q->seal, &s, r->fault)) != ST_OK ||
	    (st = unit_load(r->db, r->pool, q->desk, &desk,
	    r->fault)) != ST_OK ||
	    (st = case_query_code(r, q->id, query)) != ST_OK)
		return st;
	p = web_page_new(r, "loss/receipt", "印章已停用");
	page_set(p, K_NUMBER, q->number);
	page_set(p, K_SRC, qr);
	page_set(p, K_QUERY, query);
	page_set(p, K_NAME, s.name);
	page_set(p, K_SEAL_CODE, s.code);
	page_set(p, K_WHEN, show_minute(r, q->created));
	page_set(p, K_DESK, desk.name);
	page_set(p, K_PHONE, desk.phone);
	page_show_if(p, K_PHONE_GIVEN, *desk.phone != '\0');
	if ((st = addressee_of_unit(r, s.unit, AUTHORITY_MANAGEMENT,
	    &whom)) != ST_OK)
		return st;
	if (whom != NULL)				/* */
		page_set(page_add(p, K_ADDRESSEE), K_SENTENCE, whom);
	if (q->due != 0)
		page_set(page_add(p, K_UNTIL_DAY), K_UNTIL,
		    show_minute(r, q->due));
	if (known)
		page_printf(page_add(p, K_GO_ON), K_HREF, "/loss/%s", q->id);
	else
		page_show(p, K_UNKNOWN);
	return web_page(r, p);
}

static enum status
show_receipt(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	if (!d.request.urgent || (!d.facts.own && !d.facts.opener))
		return web_redirect(r, front_path(r, &d, ""));
	return receipt_page(r, &d.request, front_path(r, &d, "/qr"), 1);
}

/* For who proved the phone, a while, in the browser that did it. */
static enum status
load_proved(struct req *r, struct request *q)
{
	struct phone_code	 c;
	enum status		 st;

	if ((st = phone_load(r, web_piece(r, "code"), &c)) != ST_OK)
		return st;
	if (c.request == NULL || clock_now() - c.used > PHONE_SEEN)
		return fault_set(r->fault, ST_ABSENT, "no receipt any more");
	return request_load(r->db, r->pool, c.request, q, r->fault);
}

static enum status
show_phone_receipt(struct req *r)
{
	struct request	 q;
	enum status	 st;

	st = load_proved(r, &q);
	return st == ST_OK ? receipt_page(r, &q, pool_printf(r->pool,
	    "/loss/receipt/%s/qr", web_piece(r, "code")), 0) : st;
}

static enum status
show_phone_qr(struct req *r)
{
	struct request	 q;
	enum status	 st;

	st = load_proved(r, &q);
	return st == ST_OK ? show_qr(r, q.number, q.number) : st;
}

/* --- the papers: why, and what then -------------------------------------- */

#define WAIT	"wait"
static const struct choice follows[] = {
	{ WAIT, "等待找回：印章保持停用，找到后申请解除挂失" },
	{ "new", "同时补领新章：新章启用后，原章注销" },
	{ "end", "注销印章：核实后注销，不能恢复；需要时另行申领新章" },
	{ NULL, NULL }
};

struct reason {
	const char	*reason, *next, *note, *rev;
};
static const struct field reason_fields[] = {
	{ .name = "reason", .label = "挂失原因", .kind = FIELD_CHOICE,
	  .required = true, .at = offsetof(struct reason, reason) },
	{ .name = "next", .label = "接下来", .kind = FIELD_CHOICE,
	  .required = true, .choices = follows,
	  .at = offsetof(struct reason, next) },
	{ .name = "note", .label = "情况说明", .kind = FIELD_TEXT, .max = 500,
	  .hint = "丢失的时间、地点和经过",
	  .at = offsetof(struct reason, note) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct reason, rev) },
};
static const struct form reason_form = {
	.fields = reason_fields, .n = NITEMS(reason_fields),
	.size = sizeof(struct reason),
};

/* P-06: a loss ends the seal where the rules know nothing else. */
static int
may_follow(const struct dossier *d, const char *next)
{
	const struct request_facts	*f = &d->facts;

	if (strcmp(next, WAIT) == 0)
		return f->lost_returns;
	if (strcmp(next, "new") == 0)
		return f->lost_anew;
	return !f->lost_returns && !f->lost_anew;
}

/* Those the rules leave, in r->form. */
static enum status
reason_page(struct req *r, struct dossier *d)
{
	struct choice	*list = pool_array(r->pool, NITEMS(follows),
			    sizeof(*list));
	size_t		 n = 0, i;

	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	for (i = 0; follows[i].value != NULL; i++)
		if (may_follow(d, follows[i].value))
			list[n++] = follows[i];
	form_choices(&r->form, "next", list);
	return front_reason_page(r, d, d->business->reasons, "填写挂失原因");
}

/* What was chosen before, where it still may be. */
static const char *
chosen_next(const struct dossier *d)
{
	const char	*next = d->request.waiting ? WAIT :
	    d->facts.lost_anew ? "new" : "end";

	return d->request.reason != NULL && may_follow(d, next) ? next : "";
}

static enum status
show_reason(struct req *r)
{
	struct reason	 start;
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load_draft(r, &d)) != ST_OK)
		return st;
	start.reason = d.request.reason == NULL ? "" : d.request.reason;
	start.next = chosen_next(&d);
	start.note = d.request.note == NULL ? "" : d.request.note;
	start.rev = pool_printf(r->pool, "%lld", (long long)d.request.rev);
	st = form_start(&reason_form, &start, r->pool, &r->form);
	return st == ST_OK ? reason_page(r, &d) : st;
}

static enum status
keep_reason(struct req *r, struct dossier *d, void *arg)
{
	const struct reason	*form = arg;

	(void)r;
	d->request.reason = form->reason;
	d->request.waiting = strcmp(form->next, WAIT) == 0;
	d->request.note = *form->note == '\0' ? NULL : form->note;
	return ST_OK;
}

static enum status
post_reason(struct req *r)
{
	struct reason	*form = r->values;
	struct case_act	 act = {
		.event = EV_SAVE, .inside = keep_reason, .arg = form,
	};
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load_draft(r, &d)) != ST_OK)
		return st;
	if (*form->reason != '\0' && !front_reason_known(d.business->reasons,
	    form->reason))
		form_error(&r->form, "reason", "请选择挂失原因");
	if (*form->next != '\0' && !may_follow(&d, form->next))
		form_error(&r->form, "next", "本地规则（P-06）没有这种处理，"
		    "请从列出的选项中选择");
	if (r->form.nerrors > 0)
		return reason_page(r, &d);
	act.rev = strtoll(form->rev, NULL, 10);
	return front_take(r, &d, &act, front_path(r, &d, ""));
}

static const struct route routes[] = {
	{ WEB_GET, "/loss", 0, show_start, NULL, 0, 0 },
	{ WEB_POST, "/loss/urgent", LOSS_KEEPER | LOSS_RA, post_urgent,
	  &loss_report_form, 0, 0 },
	{ WEB_POST, "/loss/new", LOSS_KEEPER | LOSS_APPLICANT | LOSS_DESK,
	  post_new, &loss_report_form, 0, 0 },
	{ WEB_POST, "/loss/phone", 0, loss_post_phone, &loss_proof_form, 0, 0 },
	{ WEB_GET, "/loss/phone/{code}", 0, loss_show_code, &loss_confirm_form,
	  0, 0 },
	{ WEB_POST, "/loss/phone/{code}", 0, loss_post_code, &loss_confirm_form,
	  0, 0 },
	{ WEB_GET, "/loss/receipt/{code}", 0, show_phone_receipt, NULL, 0, 0 },
	{ WEB_GET, "/loss/receipt/{code}/qr", 0, show_phone_qr, NULL, 0, 0 },
	{ WEB_GET, "/loss/{id}/receipt", FRONT_ROLES, show_receipt, NULL,
	  0, 0 },
	{ WEB_GET, "/loss/{id}/reason", FRONT_ROLES, show_reason, &reason_form,
	  0, 0 },
	{ WEB_POST, "/loss/{id}/reason", FRONT_ROLES, post_reason, &reason_form,
	  0, 0 },
	{ WEB_POST, "/loss/{id}/take", FRONT_ROLES, post_take, NULL, 0, 0 },
	FRONT_ROUTES("/loss"),
};

int
main(void)
{
	return web_run("loss", routes, NITEMS(routes));
}

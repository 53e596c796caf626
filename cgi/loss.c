/*
 * 挂失: stop a seal at once, then bring the papers.  Three ways in: the
 * keeper (or the desk's operator for a visitor) with the own key; whoever
 * proves the registered phone, without an account; an ordinary report, which
 * freezes nothing until the desk has verified it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "form/codes.h"
#include "page/keys.h"
#include "work/front.h"
#include "work/phone.h"
#include "work/urgent.h"

#define KEEPER		ROLE_BIT(ROLE_KEEPER)
#define APPLICANT	ROLE_BIT(ROLE_APPLICANT)
#define RA		ROLE_BIT(ROLE_RA_OPERATOR)
#define DESK		(RA | ROLE_BIT(ROLE_CHECKER))

#define SEALS_MAX	50	/* seals of one unit that are offered */
#define OPEN_MAX	20	/* reports by phone that are offered */

/* --- forms ---------------------------------------------------------------------- */

struct report {
	const char	*seal;		/* its code */
};
static const struct field pick_fields[] = {
	{ .name = "seal", .label = "要挂失的印章", .kind = FIELD_CHOICE,
	  .required = true, .max = 16, .at = offsetof(struct report, seal) },
};
static const struct form pick_form = {
	.fields = pick_fields, .n = NITEMS(pick_fields),
	.size = sizeof(struct report),
};

static const char *
check_seal_code(const char *s)
{
	return seal_code_check(s) ? NULL :
	    "印章编码不对，编码共 16 位，以 H 开头";
}

static const struct field report_fields[] = {
	{ .name = "seal", .label = "印章编码", .kind = FIELD_LINE,
	  .required = true, .max = 40, .clean = CLEAN_CODE,
	  .check = check_seal_code, .at = offsetof(struct report, seal) },
};
static const struct form report_form = {
	.fields = report_fields, .n = NITEMS(report_fields),
	.size = sizeof(struct report),
};

struct proof {
	const char	*code, *phone;
};

static const char *
check_subject(const char *s)
{
	return seal_code_check(s) || code_credit(s) == NULL ? NULL :
	    "请填写 16 位印章编码或 18 位统一社会信用代码，并核对有没有写错";
}

static const struct field proof_fields[] = {
	{ .name = "code", .label = "印章编码或统一社会信用代码",
	  .hint = "印章编码在电子印章证明或办件页面上；没有记下的，填单位的统一社会信用代码",
	  .kind = FIELD_LINE, .required = true, .max = 40,
	  .clean = CLEAN_CODE, .check = check_subject,
	  .at = offsetof(struct proof, code) },
	{ .name = "phone", .label = "登记的手机号码",
	  .hint = "申领印章时填写的经办人手机号码，或者保管人的手机号码",
	  .kind = FIELD_LINE, .required = true, .max = 30,
	  .clean = CLEAN_PHONE, .check = code_mobile, .autocomplete = "tel",
	  .inputmode = "tel", .at = offsetof(struct proof, phone) },
};
static const struct form proof_form = {
	.fields = proof_fields, .n = NITEMS(proof_fields),
	.size = sizeof(struct proof),
};

struct confirm {
	const char	*digits, *seal;
};

static const char *
check_digits(const char *s)
{
	return strspn(s, "0123456789") == PHONE_DIGITS &&
	    s[PHONE_DIGITS] == '\0' ? NULL : "验证码是 6 位数字";
}

static const struct field confirm_fields[] = {
	{ .name = "digits", .label = "短信验证码", .kind = FIELD_LINE,
	  .required = true, .max = 12, .clean = CLEAN_NARROW | CLEAN_TIGHT,
	  .check = check_digits, .autocomplete = "one-time-code",
	  .inputmode = "numeric", .at = offsetof(struct confirm, digits) },
	{ .name = "seal", .label = "", .kind = FIELD_HIDDEN, .max = ID_LEN,
	  .at = offsetof(struct confirm, seal) },
};
static const struct form confirm_form = {
	.fields = confirm_fields, .n = NITEMS(confirm_fields),
	.size = sizeof(struct confirm),
};

static const struct choice waitings[] = {
	{ "wait", "等待找回：印章保持停用，找到后申请解除挂失" },
	{ "new", "同时补领新章：新章启用后，原章注销" },
	{ NULL, NULL }
};

struct reason {
	const char	*reason, *next, *note, *rev;
};
static const struct field reason_fields[] = {
	{ .name = "reason", .label = "挂失原因", .kind = FIELD_CHOICE,
	  .required = true, .at = offsetof(struct reason, reason) },
	{ .name = "next", .label = "接下来", .kind = FIELD_CHOICE,
	  .required = true, .choices = waitings,
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

/* --- the first page ----------------------------------------------------------------- */

static int
can_be_lost(const struct seal *s)
{
	const int	 state = seal_state_now(s, clock_now());

	return state == S3_ACTIVE || state == S5_SUSPENDED;
}

/* The unit's seals that can be lost, as choices. */
static enum status
own_seals(struct req *r, struct choice **out, size_t *n)
{
	struct seal	*list;
	enum status	 st;
	size_t		 i, k;

	*n = 0;
	if ((*out = pool_array(r->pool, SEALS_MAX + 1,
	    sizeof(**out))) == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if (r->actor->unit[0] == '\0')
		return ST_OK;
	st = seal_list_unit(r->db, r->pool, r->actor->unit, SEALS_MAX, &list,
	    &k, r->fault);
	for (i = 0; st == ST_OK && i < k; i++)
		if (can_be_lost(&list[i])) {
			(*out)[*n].value = list[i].code;
			(*out)[(*n)++].label = pool_printf(r->pool,
			    "%s（%s）", list[i].name, list[i].code);
		}
	return st;
}

/* What was typed stays typed where the form was refused. */
static enum status
fill_own(struct req *r, struct page *p, const struct report *typed,
    const char *wrong)
{
	struct report		 start = { .seal = "" };
	struct form_state	 form;
	struct choice		*seals;
	struct page		*own;
	enum status		 st;
	size_t			 n;

	if ((st = own_seals(r, &seals, &n)) != ST_OK)
		return st;
	if (n == 0) {
		page_show(p, K_NO_SEAL);
		return ST_OK;
	}
	start.seal = typed != NULL ? typed->seal : n == 1 ? seals[0].value :
	    "";
	if ((st = form_start(&pick_form, &start, r->pool, &form)) != ST_OK)
		return st;
	form_choices(&form, "seal", seals);
	if (wrong != NULL)
		form_error(&form, "seal", wrong);
	own = page_add(p, K_OWN);
	page_show_if(own, K_MAY_STOP, web_has(r, KEEPER));
	page_show_if(own, K_BY_PHONE, !web_has(r, KEEPER));
	form_fill(own, &form);
	return ST_OK;
}

static enum status
fill_desk(struct req *r, struct page *p, const struct report *typed,
    const char *wrong)
{
	struct form_state	 form;
	struct page		*desk;
	enum status		 st;

	st = form_start(&report_form, typed, r->pool, &form);
	if (st != ST_OK)
		return st;
	if (wrong != NULL)
		form_error(&form, "seal", wrong);
	desk = page_add(p, K_AT_DESK);
	page_show_if(desk, K_MAY_STOP, web_has(r, RA));
	form_fill(desk, &form);
	return ST_OK;
}

static enum status
fill_open(struct req *r, struct page *p)
{
	struct urgent_open	 list[OPEN_MAX];
	struct page		*all, *row;
	enum status		 st;
	size_t			 i, n;

	st = urgent_list(r, list, OPEN_MAX, &n);
	if (st != ST_OK || n == 0)
		return st;
	all = page_add(p, K_OPEN);
	for (i = 0; i < n; i++) {
		row = page_add(all, K_ROW);
		page_set(row, K_NUMBER, list[i].number);
		page_set(row, K_WHEN, show_minute(r, list[i].created));
		page_printf(row, K_ACTION, "/loss/%s/take", list[i].id);
	}
	return ST_OK;
}

/* The phone comes first for who is not signed in: 30 seconds, no account. */
static enum status
fill_phone(struct req *r, struct page *p, const struct form_state *given)
{
	struct form_state	 form;
	struct page		*phone;
	enum status		 st;

	if (given == NULL) {
		st = form_start(&proof_form, NULL, r->pool, &form);
		if (st != ST_OK)
			return st;
		given = &form;
	}
	phone = page_add(p, K_PHONE_FORM);
	form_fill(phone, given);
	return ST_OK;
}

static enum status
first_page(struct req *r, const struct report *typed, const char *wrong,
    const struct form_state *phone)
{
	const int	 desk = web_has(r, DESK);
	const int	 using = web_has(r, KEEPER | APPLICANT);
	struct page	*p = web_page_new(r, "loss/start", "挂失电子印章");
	enum status	 st = ST_OK;

	if (using)
		st = fill_own(r, p, typed, wrong);
	if (st == ST_OK && desk)
		st = fill_desk(r, p, typed, wrong);
	if (st == ST_OK && (using || desk))
		st = fill_open(r, p);
	if (st == ST_OK && (phone != NULL || (!desk && !web_has(r, KEEPER))))
		st = fill_phone(r, p, phone);
	if (st != ST_OK)
		return st;
	page_show_if(p, K_UNKNOWN, r->actor->person[0] == '\0');
	return wrong == NULL && phone == NULL ? web_page(r, p) :
	    web_page_as(r, p, 400);
}

static enum status
show_start(struct req *r)
{
	return first_page(r, NULL, NULL, NULL);
}

/* --- with the own key ------------------------------------------------------------------- */

/* The seal of a code, where this actor may report it at all. */
static enum status
find_seal(struct req *r, const struct report *form, struct seal *s,
    const char **wrong)
{
	enum status	 st;
	int		 yes = 0;

	*wrong = form_error_of(&r->form, "seal");
	if (*wrong != NULL)
		return ST_OK;
	st = seal_by_code(r->db, r->pool, form->seal, s, r->fault);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	if (st == ST_OK) {
		yes = strcmp(s->unit, r->actor->unit) == 0;
		if (!yes && web_has(r, DESK) && (st = unit_is_under(r->db,
		    s->desk, r->actor->unit, &yes, r->fault)) != ST_OK)
			return st;
	}
	if (!yes) {
		audit_refusal(r->db, r->actor, "request.create", "seal",
		    form->seal, "不是本单位的印章");
		*wrong = "没有找到这枚印章，请核对编码";
	}
	return ST_OK;
}

static enum status
post_urgent(struct req *r)
{
	const struct report	*form = r->values;
	struct urgent_done	 done;
	struct urgent		 u = { .reason = NULL };
	struct seal		 s;
	const char		*why = NULL;
	enum status		 st;

	if ((st = find_seal(r, form, &s, &why)) != ST_OK)
		return st;
	if (why != NULL)
		return first_page(r, form, why, NULL);
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
	const struct report	*form = r->values;
	struct case_new		 what = { .business = business_find("loss") };
	struct application	 app;
	struct seal		 s;
	char			 id[ID_LEN + 1], number[NUMBER_TEXT];
	const char		*wrong;
	enum status		 st;

	if ((st = find_seal(r, form, &s, &wrong)) != ST_OK)
		return st;
	if (wrong != NULL)
		return first_page(r, form, wrong, NULL);
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

/* --- with a phone ----------------------------------------------------------------------------- */

static enum status
post_phone(struct req *r)
{
	const struct proof	*form = r->values;
	char			 id[ID_LEN + 1];
	const char		*why = NULL;
	enum status		 st;

	if (r->form.nerrors > 0)
		return first_page(r, NULL, NULL, &r->form);
	st = phone_send(r, form->code, form->phone, id, &why);
	if (st == ST_OK)
		return web_redirectf(r, "/loss/phone/%s", id);
	if (why == NULL)
		return st;
	form_error(&r->form, NULL, why);
	return first_page(r, NULL, NULL, &r->form);
}

static enum status
code_page(struct req *r, const struct phone_code *c)
{
	struct page	*p = web_page_new(r, "loss/phone", "输入验证码");

	page_set(p, K_PHONE, c->phone);
	page_printf(p, K_ACTION, "/loss/phone/%s", c->id);
	form_fill(p, &r->form);
	web_band(r, phone_shown(r, c));
	return web_page(r, p);
}

static enum status
show_code(struct req *r)
{
	struct phone_code	 c;
	enum status		 st;

	if ((st = phone_load(r, web_piece(r, "code"), &c)) != ST_OK)
		return st;
	if (c.used != 0)
		return web_redirectf(r, "/loss/receipt/%s", c.id);
	return code_page(r, &c);
}

/* The unit has several seals with this phone: which one? */
static enum status
choose_page(struct req *r, const struct phone_code *c, const char *digits)
{
	const char	*at = c->seals, *id;
	struct page	*p, *row;
	struct seal	 s;
	size_t		 n;
	enum status	 st;

	p = web_page_new(r, "loss/choose", "选择要挂失的印章");
	page_printf(p, K_ACTION, "/loss/phone/%s", c->id);
	page_set(p, K_DIGITS, digits);
	for (; *at != '\0'; at += n + (at[n] == ' ')) {
		n = strcspn(at, " ");
		id = pool_copy(r->pool, at, n);
		st = seal_load(r->db, r->pool, id, &s, r->fault);
		if (st != ST_OK)
			return st;
		row = page_add(p, K_ROW);
		page_set(row, K_ID, s.id);
		page_set(row, K_NAME, s.name);
		page_set(row, K_NUMBER, s.code);
	}
	return web_page(r, p);
}

/* The chosen seal if it is among those proved; the only one; or "". */
static const char *
chosen(struct req *r, const struct phone_code *c, const char *seal)
{
	const char	*found;

	if (strchr(c->seals, ' ') == NULL)
		return c->seals;
	if (!id_is(seal))
		return "";
	found = strstr(c->seals, seal);
	return found == NULL ? "" : pool_copy(r->pool, found, ID_LEN);
}

static enum status
report_by_phone(struct req *r, const struct phone_code *c, const char *seal)
{
	const struct urgent	 u = {
		.seal = seal, .phone = c->phone, .proof = c->id,
	};
	struct urgent_done	 done;
	const char		*why = NULL;
	enum status		 st;

	st = urgent_report(r, &u, &done, &why);
	if (st != ST_OK && why != NULL)
		return web_problem(r, 409, "没有挂失成功", why);
	if (st != ST_OK || (st = phone_used(r, c->id, done.id)) != ST_OK)
		return st;
	return web_redirectf(r, "/loss/receipt/%s", c->id);
}

static enum status
post_code(struct req *r)
{
	const struct confirm	*form = r->values;
	struct phone_code	 c;
	const char		*why = NULL, *seal;
	enum status		 st;

	if ((st = phone_load(r, web_piece(r, "code"), &c)) != ST_OK)
		return st;
	if (c.used != 0)
		return web_redirectf(r, "/loss/receipt/%s", c.id);
	if (r->form.nerrors > 0)
		return code_page(r, &c);
	if ((st = phone_try(r, &c, form->digits, &why)) != ST_OK) {
		if (why == NULL)
			return st;
		form_error(&r->form, "digits", why);
		return code_page(r, &c);
	}
	seal = chosen(r, &c, form->seal);
	return *seal == '\0' ? choose_page(r, &c, form->digits) :
	    report_by_phone(r, &c, seal);
}

/* --- the receipt ------------------------------------------------------------------------------- */

static enum status
receipt_page(struct req *r, const struct request *q, int known)
{
	struct page	*p;
	struct seal	 s;
	struct unit	 desk;
	char		 query[QUERY_CODE_TEXT];
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
	page_set(p, K_QUERY, query);
	page_set(p, K_NAME, s.name);
	page_set(p, K_SEAL_CODE, s.code);
	page_set(p, K_WHEN, show_minute(r, q->created));
	page_set(p, K_DESK, desk.name);
	page_set(p, K_PHONE, desk.phone);
	page_show_if(p, K_PHONE_GIVEN, *desk.phone != '\0');
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
	return receipt_page(r, &d.request, 1);
}

/* For who proved the phone, a while, in the browser that did it. */
static enum status
show_phone_receipt(struct req *r)
{
	struct phone_code	 c;
	struct request		 q;
	enum status		 st;

	if ((st = phone_load(r, web_piece(r, "code"), &c)) != ST_OK)
		return st;
	if (c.request == NULL || clock_now() - c.used > PHONE_SEEN)
		return fault_set(r->fault, ST_ABSENT, "no receipt any more");
	st = request_load(r->db, r->pool, c.request, &q, r->fault);
	return st == ST_OK ? receipt_page(r, &q, 0) : st;
}

/* --- the papers: why, and what then -------------------------------------------------------------- */

static enum status
reason_page(struct req *r, struct dossier *d)
{
	struct page	*p = web_page_new(r, "loss/reason", "填写挂失原因");

	form_choices(&r->form, "reason", d->business->reasons);
	show_head(r, d, p, 0);
	page_set(p, K_ACTION, front_path(r, d, "/reason"));
	page_set(p, K_BACK, front_path(r, d, ""));
	form_fill(p, &r->form);
	return web_page(r, p);
}

/* What was signed when submitting is not changed afterwards. */
static enum status
load_draft(struct req *r, struct dossier *d)
{
	enum status	 st;

	if ((st = front_load(r, d)) != ST_OK)
		return st;
	return d->request.state == A0_DRAFT ? ST_OK : fault_set(r->fault,
	    ST_CONFLICT, "%s: submitted already", d->request.number);
}

static enum status
show_reason(struct req *r)
{
	struct reason	 start;
	struct dossier	 d;
	enum status	 st;

	if ((st = load_draft(r, &d)) != ST_OK)
		return st;
	start.reason = d.request.reason == NULL ? "" : d.request.reason;
	start.next = d.request.reason == NULL ? "" :
	    d.request.waiting ? "wait" : "new";
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
	d->request.waiting = strcmp(form->next, "wait") == 0;
	d->request.note = *form->note == '\0' ? NULL : form->note;
	return ST_OK;
}

static int
reason_known(const struct business *b, const char *value)
{
	const struct choice	*c;

	for (c = b->reasons; c->value != NULL; c++)
		if (strcmp(c->value, value) == 0)
			return 1;
	return 0;
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

	if ((st = load_draft(r, &d)) != ST_OK)
		return st;
	if (*form->reason != '\0' && !reason_known(d.business, form->reason))
		form_error(&r->form, "reason", "请选择挂失原因");
	if (r->form.nerrors > 0)
		return reason_page(r, &d);
	act.rev = strtoll(form->rev, NULL, 10);
	return front_take(r, &d, &act, front_path(r, &d, ""));
}

static const struct route routes[] = {
	{ WEB_GET, "/loss", 0, show_start, NULL, 0, 0 },
	{ WEB_POST, "/loss/urgent", KEEPER | RA, post_urgent, &report_form,
	  0, 0 },
	{ WEB_POST, "/loss/new", KEEPER | APPLICANT | DESK, post_new,
	  &report_form, 0, 0 },
	{ WEB_POST, "/loss/phone", 0, post_phone, &proof_form, 0, 0 },
	{ WEB_GET, "/loss/phone/{code}", 0, show_code, &confirm_form, 0, 0 },
	{ WEB_POST, "/loss/phone/{code}", 0, post_code, &confirm_form, 0, 0 },
	{ WEB_GET, "/loss/receipt/{code}", 0, show_phone_receipt, NULL, 0,
	  0 },
	{ WEB_GET, "/loss/{id}/receipt", FRONT_ROLES, show_receipt, NULL, 0,
	  0 },
	{ WEB_GET, "/loss/{id}/reason", FRONT_ROLES, show_reason,
	  &reason_form, 0, 0 },
	{ WEB_POST, "/loss/{id}/reason", FRONT_ROLES, post_reason,
	  &reason_form, 0, 0 },
	{ WEB_POST, "/loss/{id}/take", FRONT_ROLES, post_take, NULL, 0, 0 },
	FRONT_ROUTES("/loss"),
};

int
main(void)
{
	struct web	*web;
	struct fault	 f = { 0 };

	if (web_open(&web, "loss", &f) != ST_OK) {
		log_fault(&f);
		return 1;
	}
	while (web_next(web))
		web_serve(web, routes, NITEMS(routes));
	web_close(web);
	return 0;
}

/*
 * The first page of 挂失: the own seals, a visitor's at the desk, what was
 * reported by phone and waits to be taken on, and the phone for who has no
 * account.
 */
#include "base/clock.h"
#include "page/keys.h"
#include "work/loss.h"
#include "work/urgent.h"

#define OPEN_MAX	20	/* reports by phone that are offered */

static const struct field pick_fields[] = {
	{ .name = "seal", .label = "要挂失的印章", .kind = FIELD_CHOICE,
	  .required = true, .max = 40,
	  .at = offsetof(struct loss_report, seal) },
};
static const struct form pick_form = {
	.fields = pick_fields, .n = NITEMS(pick_fields),
	.size = sizeof(struct loss_report),
};

static const struct field report_fields[] = {
	{ .name = "seal", .label = "印章编码", .kind = FIELD_LINE,
	  .required = true, .max = 40, .clean = CLEAN_CODE,
	  .check = front_check_code, .at = offsetof(struct loss_report, seal) },
};
const struct form loss_report_form = {
	.fields = report_fields, .n = NITEMS(report_fields),
	.size = sizeof(struct loss_report),
};

const char *
loss_refusal(const struct seal *s)
{
	const int		 state = seal_state_now(s, clock_now());
	const struct flow_row	*row;
	const char		*why;

	if (flow_ask(&flow_seal, state, SE_LOSE, FLOW_SYSTEM, NULL, NULL,
	    &row, &why) == FLOW_YES)
		return NULL;
	return seal_state_refusal(state);
}

static enum status
cannot_lose(struct req *r, const struct seal *s, const char **why)
{
	(void)r;
	*why = loss_refusal(s);
	return ST_OK;
}

/* What was typed stays typed where the form was refused. */
static enum status
fill_own(struct req *r, struct page *p, const struct loss_report *typed,
    const char *wrong)
{
	struct loss_report	 start = { .seal = "" };
	struct form_state	 form;
	struct choice		*seals;
	struct page		*own;
	enum status		 st;
	size_t			 n;

	st = front_own_seals(r, cannot_lose, 0, &seals, &n);
	if (st != ST_OK)
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
	page_show_if(own, K_MAY_STOP, web_has(r, LOSS_KEEPER));
	page_show_if(own, K_BY_PHONE, !web_has(r, LOSS_KEEPER));
	form_fill(own, &form);
	return ST_OK;
}

static enum status
fill_desk(struct req *r, struct page *p, const struct loss_report *typed,
    const char *wrong)
{
	struct form_state	 form;
	struct page		*desk;
	enum status		 st;

	st = form_start(&loss_report_form, typed, r->pool, &form);
	if (st != ST_OK)
		return st;
	if (wrong != NULL)
		form_error(&form, "seal", wrong);
	desk = page_add(p, K_AT_DESK);
	page_show_if(desk, K_MAY_STOP, web_has(r, LOSS_RA));
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
		st = form_start(&loss_proof_form, NULL, r->pool, &form);
		if (st != ST_OK)
			return st;
		given = &form;
	}
	phone = page_add(p, K_PHONE_FORM);
	form_fill(phone, given);
	return ST_OK;
}

enum status
loss_first_page(struct req *r, const struct loss_report *typed,
    const char *wrong, const struct form_state *phone)
{
	const int	 desk = web_has(r, LOSS_DESK);
	const int	 using = web_has(r, LOSS_KEEPER | LOSS_APPLICANT);
	struct page	*p = web_page_new(r, "loss/start", "挂失电子印章");
	enum status	 st = ST_OK;

	if (using)
		st = fill_own(r, p, typed, wrong);
	if (st == ST_OK && desk)
		st = fill_desk(r, p, typed, wrong);
	if (st == ST_OK && (using || desk))
		st = fill_open(r, p);
	if (st == ST_OK && (phone != NULL ||
	    (!desk && !web_has(r, LOSS_KEEPER))))
		st = fill_phone(r, p, phone);
	if (st != ST_OK)
		return st;
	page_show_if(p, K_UNKNOWN, r->actor->person[0] == '\0');
	return wrong == NULL && phone == NULL ? web_page(r, p) :
	    web_page_as(r, p, 400);
}

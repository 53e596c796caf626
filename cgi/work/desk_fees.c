/*
 * The desk notes what an employer paid for carrier and yearly service:
 * GET and POST /approve/{id}/fees.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "page/keys.h"
#include "seal/fee.h"
#include "work/desk.h"
#include "work/fees.h"

#define YUAN_MAX 100000		/* of one payment; more is a slip */

static const struct choice kinds[] = {
	{ "carrier", "介质成本" }, { "service", "年服务费" }, { NULL, NULL }
};

struct noted {
	const char	*kind, *yuan, *receipt;
};
/* "120", "120.5", "120.00" as 分; -1 where it is no such amount. */
static int64_t
cents_of(const char *s)
{
	char	*end;
	long	 yuan, rest = 0;

	if (*s < '0' || *s > '9')
		return -1;
	yuan = strtol(s, &end, 10);
	if (*end == '.') {
		const size_t	 n = strspn(end + 1, "0123456789");

		if (n < 1 || n > 2 || end[1 + n] != '\0')
			return -1;
		rest = (end[1] - '0') * 10 + (n == 2 ? end[2] - '0' : 0);
	} else if (*end != '\0')
		return -1;
	return yuan > YUAN_MAX ? -1 : yuan * 100 + rest;
}

static const char *
check_yuan(const char *s)
{
	return cents_of(s) < 0 ?
	    "请填写金额，例如 120 或 120.50，不超过 10 万元" : NULL;
}

#define AT(member) .at = offsetof(struct noted, member)
static const struct field noted_fields[] = {
	{ .name = "kind", .label = "费用", .kind = FIELD_CHOICE,
	  .required = true, .choices = kinds, AT(kind) },
	{ .name = "yuan", .label = "金额（元）", .kind = FIELD_LINE,
	  .hint = "免收的填 0", .required = true, .max = 10,
	  .clean = CLEAN_NARROW, .inputmode = "decimal", .check = check_yuan,
	  AT(yuan) },
	{ .name = "receipt", .label = "票据号", .kind = FIELD_LINE,
	  .hint = "免收的填依据", .required = true, .min = 2, .max = 60,
	  AT(receipt) },
};
#undef AT
const struct form fees_form = {
	.fields = noted_fields, .n = NITEMS(noted_fields),
	.size = sizeof(struct noted),
};

static const char *
money(struct req *r, int64_t cents)
{
	return pool_printf(r->pool, "%lld.%02lld 元", (long long)cents / 100,
	    (long long)cents % 100);
}

static enum status
fees_page(struct req *r, struct dossier *d)
{
	struct page	*p = web_page_new(r, "approve/fees", "费用");
	struct page	*row, *form;
	struct fee	*list;
	enum status	 st;
	size_t		 i, n;

	st = fee_list(r->db, r->pool, d->request.id, &list, &n, r->fault);
	if (st != ST_OK)
		return st;
	show_head(r, d, p, 1);
	page_show_if(p, K_NONE, n == 0);
	for (i = 0; i < n; i++) {
		row = page_add(p, K_ROW);
		page_set(row, K_LABEL, choice_label(kinds, list[i].kind));
		page_set(row, K_VALUE, money(r, list[i].cents));
		page_set(row, K_NOTE, list[i].receipt);
		page_set(row, K_WHO, list[i].person);
		page_set(row, K_WHEN, show_minute(r, list[i].at));
	}
	form = page_include(p, K_FORM, "part/form");
	page_set(form, K_ACTION, desk_path(r, d, "/fees"));
	page_set(form, K_BUTTON, "登记");
	page_set(page_add(form, K_BACK), K_HREF, desk_path(r, d, ""));
	form_fill(form, &r->form);
	return r->form.nerrors > 0 ? web_page_as(r, p, 400) : web_page(r, p);
}

static enum status
load(struct req *r, struct dossier *d)
{
	enum status	 st = case_load(r, web_piece(r, "id"), d);

	if (st != ST_OK || fees_asked(r, d))
		return st;
	return fault_set(r->fault, ST_ABSENT, "%s: no fees are asked for",
	    d->request.number);
}

enum status
fees_show(struct req *r)
{
	const struct noted	 start = { "", "", "" };
	struct dossier		 d;
	enum status		 st;

	if ((st = load(r, &d)) != ST_OK ||
	    (st = form_start(&fees_form, &start, r->pool,
	    &r->form)) != ST_OK)
		return st;
	return fees_page(r, &d);
}

static enum status
keep(struct req *r, const struct dossier *d, const struct noted *v)
{
	const struct fee	 fee = {
		.kind = v->kind, .cents = cents_of(v->yuan),
		.receipt = v->receipt, .person = r->actor->person,
		.at = clock_now(),
	};
	const struct audit_entry entry = {
		.action = "request.fee", .kind = "request",
		.object = d->request.number, .result = "ok",
		.reason = pool_printf(r->pool, "%s %s，%s", choice_label(kinds,
		    v->kind), money(r, fee.cents), v->receipt),
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = fee_add(r->db, d->request.id, &fee, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
fees_post(struct req *r)
{
	const struct noted	*v = r->values;
	struct dossier		 d;
	enum status		 st;

	if ((st = load(r, &d)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return fees_page(r, &d);
	st = keep(r, &d, v);
	return st == ST_OK ? web_redirect(r, desk_path(r, &d, "")) : st;
}

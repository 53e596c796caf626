/*
 * The clerk's page of a seal that is to be taken over: what was found,
 * and the signature that proposes it.  /issue/import/{id}…
 */
#include <string.h>

#include "page/keys.h"
#include "work/bench.h"
#include "work/takeover.h"

static enum status
load(struct req *r, struct dossier *d)
{
	enum status	 st = case_load(r, web_piece(r, "id"), d);

	return st == ST_OK && d->business->flow != &flow_import ?
	    fault_set(r->fault, ST_ABSENT, "%s: not taken over",
	    d->request.number) : st;
}

static const char *
sentence(const struct dossier *d)
{
	switch (d->request.state) {
	case A0_DRAFT:
		return "请核对左边的内容。提交以后由另一个人审批，准予以后"
		    "印章立即可用。";
	case A7_ENTERED:
		return "等待审批人员审批。";
	case A14_COMPLETED:
		return "已准予接收，印章可以使用。";
	case A4_REJECTED:
		return "没有准予接收，理由见上。问题解决后可以重新提出。";
	default:
		return "已经终止。";
	}
}

static enum status
case_page(struct req *r, struct dossier *d)
{
	const char	*base = pool_printf(r->pool, "/issue/%s",
			    d->request.id);
	struct page	*p = web_page_new(r, "issue/import", pool_printf(
			    r->pool, "接收 %s", d->request.number)), *act;
	const char	*why;
	enum status	 st;

	if ((st = show_case(r, d, p, base, 1)) != ST_OK)
		return st;
	takeover_fill(r, d, p);
	page_set(p, K_SENTENCE, sentence(d));
	if (d->request.state == A0_DRAFT && case_may(r, d, EV_PROPOSE,
	    &why)) {
		act = page_add(p, K_ACT);
		page_printf(act, K_ACTION, "/issue/import/%s/propose",
		    d->request.id);
		page_int(act, K_REV, d->request.rev);
	} else if (d->request.state == A0_DRAFT) {
		page_set(page_add(p, K_CANNOT), K_SENTENCE, why);
	}
	if (case_may(r, d, EV_WITHDRAW, &why)) {
		act = page_add(p, K_SPOIL);
		page_printf(act, K_ACTION, "/issue/import/%s/withdraw",
		    d->request.id);
		page_int(act, K_REV, d->request.rev);
		page_set(act, K_LABEL, d->request.state == A0_DRAFT ?
		    "放弃" : "撤回");
	}
	if (d->has_seal)
		page_set(page_add(p, K_TO_SEAL), K_CODE, d->seal.code);
	return web_page(r, p);
}

enum status
takeover_show(struct req *r)
{
	struct dossier	 d;
	enum status	 st = load(r, &d);

	return st == ST_OK ? case_page(r, &d) : st;
}

static enum status
take(struct req *r, int event)
{
	const struct bench_act	*a = r->values;
	const struct case_act	 act = {
		.event = event, .rev = desk_rev(a->rev),
	};
	struct dossier		 d;
	enum status		 st = load(r, &d);

	return st == ST_OK ? desk_take(r, &d, &act, pool_printf(r->pool,
	    "/issue/import/%s", d.request.id)) : st;
}

enum status
takeover_propose(struct req *r)
{
	return take(r, EV_PROPOSE);
}

enum status
takeover_withdraw(struct req *r)
{
	return take(r, EV_WITHDRAW);
}

/*
 * A batch's page: its orders, what became of each, its history, and the forms
 * of what is done by hand (orders_deed.c).
 */
#include <string.h>

#include "base/clock.h"
#include "page/keys.h"
#include "page/part.h"
#include "work/orders_local.h"
#include "work/show.h"

#define AT(type, member) .at = offsetof(struct type, member)
static const struct field hand_fields[] = {
	{ .name = "note", .label = "送交情况", .kind = FIELD_LINE,
	  .hint = "何时、以什么方式交给谁，例如：光盘，面交代理服务商张某",
	  .required = true, .min = 4, .max = 200, AT(hand, note) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(hand, rev) },
};
const struct form order_hand_form = {
	.fields = hand_fields, .n = NITEMS(hand_fields),
	.size = sizeof(struct hand),
};
static const struct field answer_fields[] = {
	{ .name = "file", .label = "应答文件", .kind = FIELD_FILE,
	  .hint = "代理服务商签名的 JSON 文件", .required = true,
	  .size = ORDER_ANSWER_MAX, AT(brought, file) },
};
const struct form order_answer_form = {
	.fields = answer_fields, .n = NITEMS(answer_fields),
	.size = sizeof(struct brought),
};
static const struct field line_fields[] = {
	{ .name = "order", .label = "", .kind = FIELD_HIDDEN,
	  .required = true, .max = ID_LEN, AT(deed, order) },
	{ .name = "act", .label = "", .kind = FIELD_HIDDEN,
	  .required = true, .max = 20, AT(deed, act) },
	{ .name = "note", .label = "原因", .kind = FIELD_LINE, .max = 200,
	  AT(deed, note) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(deed, rev) },
};
const struct form order_line_form = {
	.fields = line_fields, .n = NITEMS(line_fields),
	.size = sizeof(struct deed),
};
#undef AT

/* --- the batch ------------------------------------------------------------------- */

/* those of the own unit. */
enum status
orders_load(struct req *r, struct orders_view *v)
{
	const char	*id = web_piece(r, "batch");
	enum status	 st;

	memset(v, 0, sizeof(*v));
	v->now = clock_now();
	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	st = batch_load(r->db, r->pool, id, &v->b, r->fault);
	if (st == ST_OK && strcmp(v->b.unit, r->actor->unit) != 0) {
		audit_refusal(r->db, r->actor, "cert-order.view",
		    "cert-order", v->b.number, "不在本单位的办理范围内");
		return fault_set(r->fault, ST_DENIED, "batch %s: scope",
		    v->b.number);
	}
	if (st == ST_OK)
		st = target_load(r->db, r->pool, v->b.agent, &v->agent,
		    r->fault);
	return st == ST_OK ? cert_order_list(r->db, r->pool, id, &v->orders,
	    &v->n, r->fault) : st;
}

const char *
orders_path(struct req *r, const struct orders_view *v, const char *more)
{
	return pool_printf(r->pool, "/issue/orders/%s%s", v->b.id, more);
}

static const char *
rev_of(struct req *r, int64_t rev)
{
	return pool_printf(r->pool, "%lld", (long long)rev);
}

static void
fill_facts(struct req *r, const struct orders_view *v, struct page *p)
{
	const struct cert_batch	*b = &v->b;

	page_printf(p, K_HEADING, "证书申请 %s", b->number);
	part_fact(p, "证书代理服务商", v->agent.name);
	part_fact(p, "报送", pool_printf(r->pool, "%s，%s",
	    b->person_name, show_minute(r, b->created)));
	part_fact(p, "时限", show_minute(r, b->due));
	part_fact(p, "对方收到", b->accepted == 0 ? "还没有" :
	    show_minute(r, b->accepted));
	part_fact(p, "未成原因", b->reason);
	if (!b->is_open)
		part_fact(p, "办理", "各件都有了结果");
	else if (target_can_send(r->db, &v->agent, config_is_demo(
	    r->config)))
		part_fact(p, b->accepted == 0 ? "下次外发" : "下次询问",
		    b->next_try > v->now ? show_minute(r, b->next_try) :
		    "一分钟内");
	else
		part_fact(p, "外发", "没有配置代理服务商的地址或应答公钥，"
		    "不会自动外发，请下载文件线下送交");
}

const struct order_deed order_deeds[] = {
	{ "recheck", "重新校验", OE_RECHECK, 0 },
	{ "void", "作废", OE_VOID, 1 },
	{ NULL, NULL, 0, 0 },
};

static void
fill_deeds(struct req *r, const struct orders_view *v, const struct cert_order *o,
    struct page *row)
{
	const struct order_facts hopeful = { .has_reason = 1 };
	const struct flow_row	*found;
	const char		*why;
	struct page		*p;
	size_t			 i;

	for (i = 0; order_deeds[i].name != NULL; i++) {
		if (flow_ask(&flow_order, o->state, order_deeds[i].event,
		    actor_roles(r->actor), &hopeful, NULL, &found, &why) !=
		    FLOW_YES)
			continue;
		p = page_add(row, order_deeds[i].asks ? K_ASK : K_ACT);
		page_set(p, K_ACTION, orders_path(r, v, "/line"));
		page_set(p, K_ID, o->id);
		page_set(p, K_NAME, order_deeds[i].name);
		page_set(p, K_LABEL, order_deeds[i].label);
		page_set(p, K_REV, rev_of(r, o->rev));
	}
}

static void
fill_orders(struct req *r, const struct orders_view *v, struct page *page)
{
	const struct cert_order	*o;
	struct page		*p;
	size_t			 i;

	for (i = 0; i < v->n; i++) {
		o = &v->orders[i];
		p = page_add(page, K_ROW);
		page_int(p, K_N, o->seq);
		page_printf(p, K_HREF, "/issue/%s", o->request);
		page_set(p, K_NUMBER, o->number);
		page_set(p, K_UNIT_NAME, o->org_name);
		page_set(p, K_SEAL_NAME, o->seal_name);
		page_set(p, K_WHEN, show_minute(r, o->changed));
		page_set(p, K_REASON, o->reason);
		part_tag_here(p, cert_order_label(o->state, o->due, v->now),
		    show_tone(cert_order_tone(o->state, o->due, v->now)));
		fill_deeds(r, v, o, p);
	}
}

static enum status
fill_history(struct req *r, const struct orders_view *v, struct page *page)
{
	struct cert_line	*l;
	struct page		*p;
	size_t			 i, n;
	enum status		 st;

	st = batch_history(r->db, r->pool, v->b.id, &l, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		p = page_add(page, K_LINE);
		page_set(p, K_EVENT, l[i].line == 0 ?
		    batch_event_label(l[i].event) : pool_printf(r->pool,
		    "第 %lld 件：%s", (long long)l[i].line,
		    batch_event_label(l[i].event)));
		page_set(p, K_WHEN, show_minute(r, l[i].at));
		page_set(p, K_WHO, l[i].person_name == NULL ? "系统" :
		    l[i].person_name);
		if (l[i].note != NULL)
			page_set(page_add(p, K_NOTE), K_SENTENCE, l[i].note);
	}
	return st;
}

/* As it was typed where it is the one posted. */
static enum status
fill_form(struct req *r, const struct form *form, const void *start,
    struct page *section)
{
	struct form_state	 state;
	enum status		 st = ST_OK;

	if (r->form.form == form)
		state = r->form;
	else
		st = form_start(form, start, r->pool, &state);
	if (st == ST_OK)
		form_fill(section, &state);
	return st;
}

int
orders_some_wait(const struct orders_view *v)
{
	size_t	 i;

	for (i = 0; i < v->n && v->orders[i].state != C0_WAITING; i++)
		continue;
	return i < v->n;
}

static enum status
fill_forms(struct req *r, const struct orders_view *v, struct page *page)
{
	const struct hand	 h = { .note = "", .rev = rev_of(r,
				    v->b.rev) };
	const struct brought	 nothing = { .file = NULL };
	struct page		*p;
	enum status		 st = ST_OK;

	if (!web_has(r, ORDER_SENDERS))
		return ST_OK;
	page_set(page_add(page, K_FILE), K_HREF, orders_path(r, v, "/file"));
	if (!v->b.is_open)
		return ST_OK;
	if (target_can_send(r->db, &v->agent, config_is_demo(r->config)))
		part_hidden(part_confirm(page_add(page, K_RESEND), K_CONFIRM,
		    orders_path(r, v, "/resend"), "立即重发", NULL, NULL, 0),
		    "rev", h.rev);
	p = page_add(page, K_ANSWER);
	page_set(p, K_ACTION, orders_path(r, v, "/answer"));
	st = fill_form(r, &order_answer_form, &nothing, p);
	if (st != ST_OK || !orders_some_wait(v))
		return st;
	p = page_add(page, K_HAND);
	page_set(p, K_ACTION, orders_path(r, v, "/hand"));
	return fill_form(r, &order_hand_form, &h, p);
}

enum status
orders_page(struct req *r, const struct orders_view *v)
{
	struct page	*p = web_page_new(r, "issue/batch", "证书申请");
	enum status	 st;

	fill_facts(r, v, p);
	if (v->wrong != NULL)
		page_set(page_add(p, K_WRONG), K_SENTENCE, v->wrong);
	fill_orders(r, v, p);
	if ((st = fill_forms(r, v, p)) != ST_OK ||
	    (st = fill_history(r, v, p)) != ST_OK)
		return st;
	return r->form.nerrors > 0 || v->wrong != NULL ?
	    web_page_as(r, p, 400) : web_page(r, p);
}

enum status
orders_show(struct req *r)
{
	struct orders_view	 v;
	enum status	 st = orders_load(r, &v);

	return st == ST_OK ? orders_page(r, &v) : st;
}

/* --- on the page of a case ------------------------------------------------------------ */

enum status
orders_of_case(struct req *r, const struct dossier *d,
    const char **sentence, const char **href)
{
	struct cert_order	 o;
	enum status		 st;

	*href = web_has(r, ORDER_READERS) ? "/issue/orders" : NULL;
	*sentence = "本件的证书由第三方证书机构签发，由 RA 操作员汇集后报送"
	    "证书代理服务商";
	st = cert_order_of(r->db, r->pool, d->request.id, &o, r->fault);
	if (st == ST_ABSENT || (st == ST_OK && !cert_order_is_open(o.state)))
		return ST_OK;
	if (st != ST_OK)
		return st;
	*href = web_has(r, ORDER_READERS) && strcmp(o.unit,
	    r->actor->unit) == 0 ? pool_printf(r->pool, "/issue/orders/%s",
	    o.batch) : NULL;
	*sentence = pool_printf(r->pool, "证书申请 %s：%s%s%s",
	    o.batch_number, cert_order_label(o.state, o.due, clock_now()),
	    o.reason == NULL ? "" : "，", o.reason == NULL ? "" : o.reason);
	return ST_OK;
}

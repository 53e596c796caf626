/*
 * A batch's page: its orders, what became of each, its history; the file for
 * another way than the network, and what is done by hand.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "page/keys.h"
#include "trust/digest.h"
#include "work/orders.h"
#include "work/show.h"

struct hand {
	const char	*note, *rev;
};
struct brought {
	const struct form_file	*file;
};
struct deed {
	const char	*order, *act, *note, *rev;
};

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

struct view {
	struct cert_batch	 b;
	struct target		 agent;
	struct cert_order	*orders;
	size_t			 n;
	int64_t			 now;
	const char		*wrong;		/* for the page */
};

/* those of the own unit. */
static enum status
load(struct req *r, struct view *v)
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

static const char *
path_of(struct req *r, const struct view *v, const char *more)
{
	return pool_printf(r->pool, "/issue/orders/%s%s", v->b.id, more);
}

static const char *
rev_of(struct req *r, int64_t rev)
{
	return pool_printf(r->pool, "%lld", (long long)rev);
}

static void
fill_facts(struct req *r, const struct view *v, struct page *p)
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

/* What may be done with one order by hand. */
static const struct {
	const char	*name, *label;
	int		 event, asks;	/* asks for a reason */
} deeds[] = {
	{ "recheck", "重新校验", OE_RECHECK, 0 },
	{ "void", "作废", OE_VOID, 1 },
};

static void
fill_deeds(struct req *r, const struct view *v, const struct cert_order *o,
    struct page *row)
{
	const struct order_facts hopeful = { .has_reason = 1 };
	const struct flow_row	*found;
	const char		*why;
	struct page		*p;
	size_t			 i;

	for (i = 0; i < NITEMS(deeds); i++) {
		if (flow_ask(&flow_order, o->state, deeds[i].event,
		    actor_roles(r->actor), &hopeful, NULL, &found, &why) !=
		    FLOW_YES)
			continue;
		p = page_add(row, deeds[i].asks ? K_ASK : K_ACT);
		page_set(p, K_ACTION, path_of(r, v, "/line"));
		page_set(p, K_ID, o->id);
		page_set(p, K_NAME, deeds[i].name);
		page_set(p, K_LABEL, deeds[i].label);
		page_set(p, K_REV, rev_of(r, o->rev));
	}
}

static void
fill_orders(struct req *r, const struct view *v, struct page *page)
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
fill_history(struct req *r, const struct view *v, struct page *page)
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

static int
some_wait(const struct view *v)
{
	size_t	 i;

	for (i = 0; i < v->n && v->orders[i].state != C0_WAITING; i++)
		continue;
	return i < v->n;
}

static enum status
fill_forms(struct req *r, const struct view *v, struct page *page)
{
	const struct hand	 h = { .note = "", .rev = rev_of(r,
				    v->b.rev) };
	const struct brought	 nothing = { .file = NULL };
	struct page		*p;
	enum status		 st = ST_OK;

	if (!web_has(r, ORDER_SENDERS))
		return ST_OK;
	page_set(page_add(page, K_FILE), K_HREF, path_of(r, v, "/file"));
	if (!v->b.is_open)
		return ST_OK;
	if (target_can_send(r->db, &v->agent, config_is_demo(r->config)))
		part_hidden(part_confirm(page_add(page, K_RESEND), K_CONFIRM,
		    path_of(r, v, "/resend"), "立即重发", NULL, NULL, 0),
		    "rev", h.rev);
	p = page_add(page, K_ANSWER);
	page_set(p, K_ACTION, path_of(r, v, "/answer"));
	st = fill_form(r, &order_answer_form, &nothing, p);
	if (st != ST_OK || !some_wait(v))
		return st;
	p = page_add(page, K_HAND);
	page_set(p, K_ACTION, path_of(r, v, "/hand"));
	return fill_form(r, &order_hand_form, &h, p);
}

static enum status
show_page(struct req *r, const struct view *v)
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
	struct view	 v;
	enum status	 st = load(r, &v);

	return st == ST_OK ? show_page(r, &v) : st;
}

/* Refused in words, and in the trail. */
static enum status
refuse(struct req *r, const struct view *v, const char *action,
    const char *why)
{
	audit_refusal(r->db, r->actor, action, "cert-order", v->b.number,
	    why);
	return web_problem(r, 409, "没有办理", why);
}

#define MOVED	"这批申请刚刚有变化，请返回核对现在的内容后再办"

/* --- the file --------------------------------------------------------------------- */

/* who takes the papers out of the house stands in the trail. */
enum status
orders_file(struct req *r)
{
	struct web_file		 file = { .type = "application/json" };
	struct audit_entry	 entry = {
		.action = "cert-order.file", .kind = "cert-order",
		.result = "ok",
	};
	struct view		 v;
	struct buf		*b;
	enum status		 st;

	if ((st = load(r, &v)) != ST_OK)
		return st;
	if ((b = web_buf(r, ORDERS_ENVELOPE)) == NULL)
		return ST_BROKEN;
	entry.object = v.b.number;
	if ((st = orders_envelope(r, &v.b, 1, b)) != ST_OK ||
	    (st = audit_write(r->db, r->actor, &entry, r->fault)) != ST_OK)
		return st;
	file.bytes = buf_view(b);
	file.name = pool_printf(r->pool, "证书申请-%s.json", v.b.number);
	return web_file(r, &file);
}

/* --- at once ------------------------------------------------------------------------ */

static enum status
again(struct req *r, struct view *v)
{
	const struct audit_entry entry = {
		.action = "cert-order.resend", .kind = "cert-order",
		.object = v->b.number, .result = "ok",
	};
	enum status		 st;

	v->b.accepted = 0;		/* all of it, papers too */
	v->b.tries = 0;
	v->b.next_try = v->now;
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = batch_step(r->db, r->actor, &v->b, BATCH_RESEND, NULL,
	    r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
orders_resend(struct req *r)
{
	const char	*rev = web_input(r, "rev"), *why = NULL;
	struct view	 v;
	enum status	 st;

	if ((st = load(r, &v)) != ST_OK)
		return st;
	if (!v.b.is_open)
		why = "各件都有了结果，不必再发";
	else if (v.b.lease > v.now)
		why = "正在外发，请稍后再看结果";
	else if (rev == NULL || strtoll(rev, NULL, 10) != v.b.rev)
		why = MOVED;
	if (why != NULL)
		return refuse(r, &v, "cert-order.resend", why);
	if ((st = again(r, &v)) == ST_CONFLICT)
		return refuse(r, &v, "cert-order.resend", MOVED);
	return st == ST_OK ? web_redirect(r, path_of(r, &v, "")) : st;
}

/* --- signed deeds ------------------------------------------------------------------- */

/* One deed with the orders it is about. */
struct doing {
	int			 event;
	const char		*note;
	const struct cert_order	*order;		/* NULL: all that wait */
	struct bytes		 said;
};

static enum status
step_orders(struct req *r, struct view *v, struct doing *d,
    const char *statement)
{
	const struct order_facts facts = { .has_reason = *d->note != '\0' };
	const struct order_move	 move = {
		.event = d->event, .note = d->note, .statement = statement,
	};
	struct cert_order	 o;
	enum status		 st = ST_OK;
	size_t			 i;

	for (i = 0; st == ST_OK && i < v->n; i++) {
		o = v->orders[i];
		if (d->order == NULL ? o.state != C0_WAITING :
		    &v->orders[i] != d->order)
			continue;
		st = cert_order_step(r->db, r->actor, actor_roles(r->actor),
		    &facts, &o, &move, r->fault);
	}
	return st;
}

static enum status
write_deed(struct req *r, struct view *v, struct doing *d)
{
	const struct audit_entry entry = {
		.action = pool_printf(r->pool, "cert-order.%s",
		    flow_order.events[d->event].name),
		.kind = "cert-order", .object = v->b.number, .result = "ok",
		.reason = d->order == NULL ? d->note : pool_printf(r->pool,
		    "办件 %s%s%s", d->order->number, *d->note == '\0' ? "" :
		    "：", d->note),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, v->b.id, d->said, id, r->fault);
	if (st == ST_OK)
		st = step_orders(r, v, d, id);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
say_deed(struct req *r, const struct view *v, struct doing *d,
    const char **why)
{
	unsigned char	 digest[DIGEST_LEN];
	const struct digest_field f[] = {
		digest_text("batch", v->b.id),
		digest_text("order", d->order == NULL ? NULL : d->order->id),
		digest_text("event", flow_order.events[d->event].name),
		digest_text("note", d->note),
	};
	struct keyd_say	 say = {
		.action = ACT_CERT_ORDER_STEP, .subject = v->b.id,
		.digest = bytes_of(digest, sizeof(digest)),
		.role = ROLE_RA_OPERATOR,
	};
	enum status	 st;

	st = digest_fields("cert.order-step", f, NITEMS(f), digest,
	    r->fault);
	return st == ST_OK ? case_say(r, r->keyd, &say, &d->said, why) : st;
}

static enum status
do_deed(struct req *r, struct view *v, struct doing *d)
{
	const char	*why = NULL;
	enum status	 st;

	st = say_deed(r, v, d, &why);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (st != ST_OK)
		return why == NULL ? st : web_problem(r, 403, "没有办理",
		    why);
	if ((st = write_deed(r, v, d)) == ST_CONFLICT)
		return refuse(r, v, pool_printf(r->pool, "cert-order.%s",
		    flow_order.events[d->event].name), MOVED);
	return st == ST_OK ? web_redirect(r, path_of(r, v, "")) : st;
}

enum status
orders_post_hand(struct req *r)
{
	const struct hand	*h = r->values;
	struct doing		 d = { .event = OE_HAND, .note = h->note };
	struct view		 v;
	enum status		 st;

	if ((st = load(r, &v)) != ST_OK)
		return st;
	if (strtoll(h->rev, NULL, 10) != v.b.rev || !some_wait(&v))
		return refuse(r, &v, "cert-order.hand", MOVED);
	return r->form.nerrors > 0 ? show_page(r, &v) : do_deed(r, &v, &d);
}

enum status
orders_post_line(struct req *r)
{
	const struct deed	*w = r->values;
	struct doing		 d = { .event = -1, .note = w->note };
	const struct flow_row	*row;
	struct order_facts	 facts = { .has_reason = *w->note != '\0' };
	struct view		 v;
	enum status		 st;
	size_t			 i;

	if ((st = load(r, &v)) != ST_OK)
		return st;
	for (i = 0; i < NITEMS(deeds); i++)
		if (strcmp(deeds[i].name, w->act) == 0)
			d.event = deeds[i].event;
	for (i = 0; i < v.n; i++)
		if (strcmp(v.orders[i].id, w->order) == 0)
			d.order = &v.orders[i];
	if (d.event < 0 || d.order == NULL)
		return fault_set(r->fault, ST_INVALID, "no such deed");
	if (form_error_of(&r->form, "note") != NULL)
		v.wrong = form_error_of(&r->form, "note");
	else if (strtoll(w->rev, NULL, 10) != d.order->rev)
		v.wrong = MOVED;
	else if (flow_ask(&flow_order, d.order->state, d.event,
	    actor_roles(r->actor), &facts, NULL, &row, &v.wrong) == FLOW_YES)
		return do_deed(r, &v, &d);
	audit_refusal(r->db, r->actor, pool_printf(r->pool, "cert-order.%s",
	    flow_order.events[d.event].name), "cert-order", v.b.number,
	    v.wrong);
	return show_page(r, &v);
}

/* --- an answer that was brought ------------------------------------------------------ */

static enum status
read_brought(struct req *r, struct view *v, const struct form_file *file,
    struct order_answer **answers, size_t *n, const char **why)
{
	struct buf	 b;
	enum status	 st;

	if (lseek(file->fd, 0, SEEK_SET) == -1)
		return fault_set(r->fault, ST_BROKEN, "upload: no rewind");
	buf_init(&b, ORDER_ANSWER_MAX);
	st = file_read_fd(file->fd, &b, r->fault);
	if (st == ST_OK)
		st = order_answer_read(pool_bytes(r->pool, buf_view(&b)),
		    &v->agent, &v->b, v->orders, v->n, r->pool, answers, n,
		    why, r->fault);
	buf_free(&b);
	return st;
}

enum status
orders_post_answer(struct req *r)
{
	const struct brought	*w = r->values;
	struct order_answer	*answers;
	struct view		 v;
	const char		*why = NULL;
	size_t			 n, moved;
	enum status		 st;

	if ((st = load(r, &v)) != ST_OK)
		return st;
	if (!v.b.is_open)
		return refuse(r, &v, "cert-order.answered",
		    "各件都有了结果，不再接收应答");
	if (v.b.lease > v.now)
		return refuse(r, &v, "cert-order.answered",
		    "正在与代理服务商通信，请稍后再导入");
	if (r->form.nerrors > 0)
		return show_page(r, &v);
	st = read_brought(r, &v, w->file, &answers, &n, &why);
	if (st == ST_INVALID && why != NULL) {
		audit_refusal(r->db, r->actor, "cert-order.answered",
		    "cert-order", v.b.number, why);
		form_error(&r->form, "file", why);
		return show_page(r, &v);
	}
	if (st == ST_OK)
		st = orders_take(r, &v.b, &v.agent, answers, n, &moved);
	if (st == ST_CONFLICT)
		return refuse(r, &v, "cert-order.answered", MOVED);
	return st == ST_OK ? web_redirect(r, path_of(r, &v, "")) : st;
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

/*
 * What is done by hand with a batch of certificate orders: its file for another
 * way than the network, sending anew, handing over, what is done with one
 * order, and an answer that was brought.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "trust/digest.h"
#include "work/orders_local.h"

/* Refused in words, and in the trail. */
static enum status
refuse(struct req *r, const struct orders_view *v, const char *action,
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
	struct orders_view		 v;
	struct buf		*b;
	enum status		 st;

	if ((st = orders_load(r, &v)) != ST_OK)
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
again(struct req *r, struct orders_view *v)
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
	struct orders_view	 v;
	enum status	 st;

	if ((st = orders_load(r, &v)) != ST_OK)
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
	return st == ST_OK ? web_redirect(r, orders_path(r, &v, "")) : st;
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
step_orders(struct req *r, struct orders_view *v, struct doing *d,
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
write_deed(struct req *r, struct orders_view *v, struct doing *d)
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
say_deed(struct req *r, const struct orders_view *v, struct doing *d,
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
do_deed(struct req *r, struct orders_view *v, struct doing *d)
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
	return st == ST_OK ? web_redirect(r, orders_path(r, v, "")) : st;
}

enum status
orders_post_hand(struct req *r)
{
	const struct hand	*h = r->values;
	struct doing		 d = { .event = OE_HAND, .note = h->note };
	struct orders_view		 v;
	enum status		 st;

	if ((st = orders_load(r, &v)) != ST_OK)
		return st;
	if (strtoll(h->rev, NULL, 10) != v.b.rev || !orders_some_wait(&v))
		return refuse(r, &v, "cert-order.hand", MOVED);
	return r->form.nerrors > 0 ? orders_page(r, &v) : do_deed(r, &v, &d);
}

enum status
orders_post_line(struct req *r)
{
	const struct deed	*w = r->values;
	struct doing		 d = { .event = -1, .note = w->note };
	const struct flow_row	*row;
	struct order_facts	 facts = { .has_reason = *w->note != '\0' };
	struct orders_view		 v;
	enum status		 st;
	size_t			 i;

	if ((st = orders_load(r, &v)) != ST_OK)
		return st;
	for (i = 0; order_deeds[i].name != NULL; i++)
		if (strcmp(order_deeds[i].name, w->act) == 0)
			d.event = order_deeds[i].event;
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
	return orders_page(r, &v);
}

/* --- an answer that was brought ------------------------------------------------------ */

static enum status
read_brought(struct req *r, struct orders_view *v, const struct form_file *file,
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
	struct orders_view		 v;
	const char		*why = NULL;
	size_t			 n, moved;
	enum status		 st;

	if ((st = orders_load(r, &v)) != ST_OK)
		return st;
	if (!v.b.is_open)
		return refuse(r, &v, "cert-order.answered",
		    "各件都有了结果，不再接收应答");
	if (v.b.lease > v.now)
		return refuse(r, &v, "cert-order.answered",
		    "正在与代理服务商通信，请稍后再导入");
	if (r->form.nerrors > 0)
		return orders_page(r, &v);
	st = read_brought(r, &v, w->file, &answers, &n, &why);
	if (st == ST_INVALID && why != NULL) {
		audit_refusal(r->db, r->actor, "cert-order.answered",
		    "cert-order", v.b.number, why);
		form_error(&r->form, "file", why);
		return orders_page(r, &v);
	}
	if (st == ST_OK)
		st = orders_take(r, &v.b, &v.agent, answers, n, &moved);
	if (st == ST_CONFLICT)
		return refuse(r, &v, "cert-order.answered", MOVED);
	return st == ST_OK ? web_redirect(r, orders_path(r, &v, "")) : st;
}

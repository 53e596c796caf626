/*
 * A transfer's first half: blank UKeys of the own stock are booked out to
 * another unit and are on their way until it confirms (ukey_transfer.c).
 */
#include <string.h>

#include "base/clock.h"
#include "trust/digest.h"
#include "work/people.h"
#include "work/ukey.h"

struct send {
	const char	*target, *serials, *note;
};

#define AT(member) .at = offsetof(struct send, member)
static const struct field send_fields[] = {
	{ .name = "target", .label = "调入单位", .kind = FIELD_CHOICE,
	  .required = true, AT(target) },
	{ .name = "serials", .label = "序列号", .kind = FIELD_TEXT,
	  .hint = "一行一个，可以粘贴，也可以用扫码枪逐个扫入；只能是本单位的空白"
	  " UKey", .required = true, .max = (SERIAL_MAX + 2) * UKEY_LINES,
	  .clean = CLEAN_NARROW | CLEAN_DASH, AT(serials) },
	{ .name = "note", .label = "说明", .hint = "例如运送方式、申请文号",
	  .kind = FIELD_LINE, .required = true, .min = 2, .max = 200,
	  AT(note) },
};
#undef AT
const struct form ukey_send_form = {
	.fields = send_fields, .n = NITEMS(send_fields),
	.size = sizeof(struct send),
};

#define TARGETS_MAX 200		/* desks of one municipality */

static enum status
add_children(struct req *r, const char *parent, struct choice *out,
    size_t *n)
{
	struct unit	*u = pool_array(r->pool, TARGETS_MAX, sizeof(*u));
	enum status	 st;
	size_t		 i, k;

	if (u == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = unit_children(r->db, r->pool, parent, NULL, u, TARGETS_MAX, &k,
	    r->fault);
	for (i = 0; st == ST_OK && i < k && *n < TARGETS_MAX; i++)
		if (u[i].level != LEVEL_USING &&
		    strcmp(u[i].state, "active") == 0 &&
		    strcmp(u[i].id, r->actor->unit) != 0)
			out[(*n)++] = (struct choice){ pool_text(r->pool,
			    u[i].id), u[i].name };
	return st;
}

/* The unit above, those beside and those below, as far as they keep stock. */
static enum status
targets(struct req *r, struct choice **out)
{
	struct unit	 own, up;
	size_t		 n = 0;
	enum status	 st;

	*out = pool_array(r->pool, TARGETS_MAX + 2, sizeof(**out));
	if (*out == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = unit_load(r->db, r->pool, r->actor->unit, &own, r->fault);
	if (st == ST_OK && *own.parent != '\0') {
		st = unit_load(r->db, r->pool, own.parent, &up, r->fault);
		if (st == ST_OK) {
			(*out)[n++] = (struct choice){ pool_text(r->pool,
			    up.id), up.name };
			st = add_children(r, up.id, *out, &n);
		}
	}
	if (st == ST_OK)
		st = add_children(r, own.id, *out, &n);
	return st;
}

static enum status
send_page(struct req *r)
{
	return web_page(r, people_form_page(r, "UKey 调出", "调出后记为在途，"
	    "由调入单位确认；拒收的退回本单位库存。", "/admin/carriers/send",
	    "调出", "/admin/carriers"));
}

enum status
ukey_show_send(struct req *r)
{
	const struct send	 start = { "", "", "" };
	struct choice		*list;
	enum status		 st;

	st = form_start(&ukey_send_form, &start, r->pool, &r->form);
	if (st == ST_OK && (st = targets(r, &list)) == ST_OK)
		form_choices(&r->form, "target", list);
	return st == ST_OK ? send_page(r) : st;
}

/* The carriers of the lines, each of the own stock. */
static enum status
take_stock(struct req *r, const struct ukey_list *list, struct carrier **out)
{
	struct ukey_bad	 bad = { 0 };
	enum status	 st = ST_OK;
	size_t		 i;

	*out = pool_array(r->pool, list->n + 1, sizeof(**out));
	if (*out == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	for (i = 0; st == ST_OK && i < list->n; i++) {
		struct carrier	*c = &(*out)[i];

		st = carrier_by_serial(r->db, r->pool, CARRIER_UKEY,
		    list->serials[i], c, r->fault);
		if (st == ST_ABSENT || (st == ST_OK && strcmp(c->unit,
		    r->actor->unit) != 0)) {
			ukey_bad_line(r, &bad, i + 1, list->serials[i],
			    "不在本单位的库存");
			st = ST_OK;
		} else if (st == ST_OK && c->state != K0_STOCK)
			ukey_bad_line(r, &bad, i + 1, c->serial, pool_printf(
			    r->pool, "不是空白在库（%s）",
			    flow_carrier.states[c->state].label));
	}
	ukey_bad_done(r, &bad, "serials");
	return st;
}

static enum status
keep_send(struct req *r, struct carrier_transfer *t, struct carrier *c,
    const struct flow_row *row, struct bytes said)
{
	char			 number[NUMBER_TEXT], statement[ID_LEN + 1];
	struct carrier_move	 m = {
		.row = row, .note = t->note, .transfer = t->id,
		.evidence = number, .statement = statement,
	};
	struct audit_entry	 entry = {
		.action = "carrier.send", .kind = "transfer",
		.result = "ok", .object = number,
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = request_number(r->db, "DB", t->sent, number, r->fault);
	t->number = number;
	entry.reason = pool_printf(r->pool, "%lld 个，调往 %s",
	    (long long)t->n, t->target_name);
	if (st == ST_OK)
		st = statement_keep(r->db, t->id, said, statement, r->fault);
	if (st == ST_OK)
		st = transfer_add(r->db, t, r->fault);
	if (st == ST_OK)
		st = ukey_transfer_move(r, c, (size_t)t->n, &m);
	if (st == ST_OK)
		st = ukey_level(r->db, r->pool, t->source, NULL, r->fault);
	if (st == ST_OK)
		st = ukey_transfer_tell(r, t->target, pool_printf(r->pool,
		    "%s调来 %lld 个空白 UKey（%s），收到后请确认",
		    r->actor->unit_name, (long long)t->n, number), t->id);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
ukey_send_out(struct req *r, struct carrier_transfer *t, struct carrier *c,
    const struct flow_row *row, int *asks, const char **why)
{
	const struct digest_field fields[] = {
		digest_text("event", "send"),
		digest_text("source", t->source),
		digest_text("target", t->target),
		digest_text("serials", t->serials),
		digest_text("note", t->note),
	};
	struct bytes		 said;
	enum status		 st;

	st = ukey_say(r, ACT_CARRIER_TRANSFER, t->id, fields, NITEMS(fields),
	    &said, why);
	*asks = st == ST_ABSENT || st == ST_INVALID;
	if (st == ST_OK && (st = keep_send(r, t, c, row, said)) ==
	    ST_CONFLICT)
		*why = "有的 UKey 刚刚由他人办理，请重新核对";
	return st;
}

enum status
ukey_post_send(struct req *r)
{
	const struct send	*v = r->values;
	struct carrier_facts	 facts = { .is_ukey = 1 };
	char			 id[ID_LEN + 1];
	struct carrier_transfer	 t = {
		.id = id, .source = r->actor->unit, .target = v->target,
		.note = v->note, .sender = r->actor->person,
		.sent = clock_now(),
	};
	const struct flow_row	*row = NULL;
	const char		*why = NULL;
	struct ukey_list	 list;
	struct carrier		*c;
	struct choice		*units;
	enum status		 st;
	int			 ask, again;

	if ((st = targets(r, &units)) != ST_OK)
		return st;
	form_choices(&r->form, "target", units);
	if (*v->target != '\0' && !admin_is_among(units, v->target))
		form_error(&r->form, "target", "请从列出的单位中选择");
	if ((st = ukey_lines(r, "serials", v->serials, UKEY_LINES,
	    &list)) != ST_OK)
		return st;
	if (r->form.nerrors == 0 &&
	    (st = take_stock(r, &list, &c)) != ST_OK)
		return st;
	facts.has_target = r->form.nerrors == 0;
	if (r->form.nerrors == 0 && flow_ask(&flow_carrier, K0_STOCK,
	    CE_SEND, r->actor->roles, &facts, NULL, &row, &why) != FLOW_YES)
		form_error(&r->form, NULL, why);
	if (r->form.nerrors > 0)
		return send_page(r);
	id_new(id);
	t.n = (int64_t)list.n;
	t.target_name = choice_label(units, v->target);
	t.serials = ukey_joined(r, &list);
	st = ukey_send_out(r, &t, c, row, &ask, &why);
	st = admin_answer(r, st, ask, why, pool_printf(r->pool,
	    "/admin/carriers/transfer/%s", id), &again);
	return again ? send_page(r) : st;
}

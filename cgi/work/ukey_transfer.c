/*
 * Transfers of blank UKeys between units: the sender books them out,
 * they are on their way, the receiver confirms how many came, or refuses them
 * and they are the sender's again.
 */
#include <string.h>

#include "page/keys.h"
#include "page/part.h"
#include "trust/digest.h"
#include "work/show.h"
#include "work/tell.h"
#include "work/ukey.h"

static const struct choice states[] = {
	{ "sent", "在途，待确认" }, { "received", "已收到" },
	{ "refused", "已拒收" }, { NULL, NULL }
};

/* --- shared with sending -------------------------------------------------- */

enum status
ukey_transfer_tell(struct req *r, const char *unit, const char *text,
    const char *transfer)
{
	const struct tell	 t = {
		.db = r->db, .pool = r->pool, .fault = r->fault,
		.kind = "carrier.transfer", .text = text,
		.link = pool_printf(r->pool, "/admin/carriers/transfer/%s",
		    transfer),
	};

	return tell_unit(&t, unit, UKEY_STOCK);
}

enum status
ukey_transfer_move(struct req *r, struct carrier *c, size_t n,
    const struct carrier_move *m)
{
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && i < n; i++)
		st = carrier_step(r->db, r->actor, &c[i], m, r->fault);
	return st;
}

/* --- the list ------------------------------------------------------------ */

static void
fill_row(struct req *r, const struct carrier_transfer *t, struct page *p)
{
	page_set(p, K_ID, t->id);
	page_set(p, K_NUMBER, t->number);
	page_set(p, K_FROM, t->source_name);
	page_set(p, K_UNTIL, t->target_name);
	page_int(p, K_COUNT, t->n);
	page_set(p, K_WHEN, show_minute(r, t->sent));
	part_tag_here(p, choice_label(states, t->state),
	    strcmp(t->state, "sent") == 0 ? TONE_WAIT :
	    strcmp(t->state, "received") == 0 ? TONE_GOOD : TONE_BAD);
}

enum status
ukey_transfers(struct req *r)
{
	struct page		*p = web_page_new(r, "admin/transfers",
				    "UKey 调拨"), *some;
	struct carrier_transfer	*t;
	enum status		 st;
	size_t			 i, n;

	st = transfer_list(r->db, r->pool, r->actor->unit, &t, &n, r->fault);
	if (st != ST_OK)
		return st;
	page_set(p, K_UNIT_NAME, r->actor->unit_name);
	page_show_if(p, K_NONE, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; i < n; i++)
		fill_row(r, &t[i], page_add(some, K_ROW));
	page_show_if(p, K_FULL, n == PAPERS_MAX);
	return web_page(r, p);
}

/* --- one, and its answer ------------------------------------------------- */

struct answer {
	const char	*answer, *reason, *rev;
	int64_t		 counted;
};

static const struct choice answers[] = {
	{ "received", "已收到，入库" }, { "refused", "拒收，退回调出单位" },
	{ NULL, NULL }
};

#define AT(member) .at = offsetof(struct answer, member)
static const struct field answer_fields[] = {
	{ .name = "answer", .label = "确认", .kind = FIELD_CHOICE,
	  .required = true, .choices = answers, AT(answer) },
	{ .name = "counted", .label = "清点的数量", .kind = FIELD_NUMBER,
	  .hint = "收到的填实际清点的个数，须与调拨单一致；不一致的请拒收并写明",
	  .least = 0, .most = UKEY_LINES, .inputmode = "numeric",
	  AT(counted) },
	{ .name = "reason", .label = "拒收的原因", .kind = FIELD_LINE,
	  .max = 200, AT(reason) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT
const struct form ukey_answer_form = {
	.fields = answer_fields, .n = NITEMS(answer_fields),
	.size = sizeof(struct answer),
};

/* Of the own unit's, or one below on either side. */
static enum status
load(struct req *r, struct carrier_transfer *t)
{
	const char	*id = web_piece(r, "id");
	enum status	 st;
	int		 mine = 0;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "no id");
	st = transfer_load(r->db, r->pool, id, t, r->fault);
	if (st == ST_OK)
		st = unit_is_under(r->db, t->target, r->actor->unit, &mine,
		    r->fault);
	if (st == ST_OK && !mine)
		st = unit_is_under(r->db, t->source, r->actor->unit, &mine,
		    r->fault);
	if (st != ST_OK || mine)
		return st;
	audit_refusal(r->db, r->actor, "carrier.transfer", "transfer",
	    t->number, "不在本单位及其下级范围内（R-009）");
	return fault_set(r->fault, ST_DENIED, "transfer of others");
}

static enum status
transfer_page(struct req *r, const struct carrier_transfer *t)
{
	struct page	*p = web_page_new(r, "admin/transfer", "UKey 调拨单");
	struct page	*form;

	page_set(p, K_NUMBER, t->number);
	part_tag(p, K_TAG, choice_label(states, t->state),
	    strcmp(t->state, "sent") == 0 ? TONE_WAIT :
	    strcmp(t->state, "received") == 0 ? TONE_GOOD : TONE_BAD);
	part_fact(p, "调出单位", t->source_name);
	part_fact(p, "调入单位", t->target_name);
	part_fact(p, "数量", pool_printf(r->pool, "%lld 个",
	    (long long)t->n));
	part_fact(p, "说明", t->note);
	part_fact(p, "调出", pool_printf(r->pool, "%s，%s",
	    show_minute(r, t->sent), t->sender_name));
	if (t->done != 0)
		part_fact(p, "确认", pool_printf(r->pool, "%s，%s",
		    show_minute(r, t->done), t->receiver_name));
	part_fact(p, "拒收的原因", t->answer);
	page_set(p, K_SERIALS, t->serials);
	if (strcmp(t->state, "sent") == 0 &&
	    strcmp(t->target, r->actor->unit) == 0) {
		form = page_include(page_add(p, K_ANSWER), K_FORM,
		    "part/form");
		page_printf(form, K_ACTION, "/admin/carriers/transfer/%s",
		    t->id);
		page_set(form, K_BUTTON, "确认");
		page_set(page_add(form, K_BACK), K_HREF,
		    "/admin/carriers/transfers");
		form_fill(form, &r->form);
	}
	return web_page(r, p);
}

enum status
ukey_show_transfer(struct req *r)
{
	struct answer		 start = { "", "", "", 0 };
	struct carrier_transfer	 t;
	enum status		 st;

	if ((st = load(r, &t)) != ST_OK)
		return st;
	start.rev = admin_rev_text(r, t.rev);
	st = form_start(&ukey_answer_form, &start, r->pool, &r->form);
	return st == ST_OK ? transfer_page(r, &t) : st;
}

static enum status
keep_answer(struct req *r, const struct carrier_transfer *t,
    struct carrier *c, const struct answer *v, const struct flow_row *row,
    struct bytes said)
{
	const int		 got = row->event == CE_RECEIVE;
	char			 statement[ID_LEN + 1];
	const struct carrier_move m = {
		.row = row, .note = v->reason, .unit = t->target,
		.evidence = t->number, .statement = statement,
	};
	const struct audit_entry entry = {
		.action = got ? "carrier.receive" : "carrier.send-back",
		.kind = "transfer", .object = t->number, .result = "ok",
		.reason = v->reason,
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, t->id, said, statement, r->fault);
	if (st == ST_OK)
		st = transfer_end(r->db, t, v->answer, r->actor->person,
		    v->reason, r->fault);
	if (st == ST_OK)
		st = ukey_transfer_move(r, c, (size_t)t->n, &m);
	if (st == ST_OK)
		st = ukey_level(r->db, r->pool, got ? t->target : t->source,
		    NULL, r->fault);
	if (st == ST_OK)
		st = ukey_transfer_tell(r, t->source, pool_printf(r->pool,
		    "%s%s调拨单 %s 的 %lld 个 UKey", r->actor->unit_name,
		    got ? "已收到" : "拒收了", t->number, (long long)t->n),
		    t->id);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

/* Whose turn it is not; NULL: it is. */
static const char *
cannot_answer(const struct req *r, const struct carrier_transfer *t)
{
	if (strcmp(t->state, "sent") != 0)
		return "这张调拨单已经办结";
	return strcmp(t->target, r->actor->unit) == 0 ? NULL :
	    "由调入单位确认或者拒收";
}

/* What came must be what was sent: to the last one, or none. */
static void
check_answer(struct req *r, const struct carrier_transfer *t,
    const struct answer *v, const struct flow_row **row)
{
	const int		 got = strcmp(v->answer, "received") == 0;
	const struct carrier_facts facts = {
		.is_ukey = 1, .has_reason = *v->reason != '\0',
		.at_receiver = strcmp(t->target, r->actor->unit) == 0,
	};
	const char		*why;

	if (got && v->counted != t->n)
		form_error(&r->form, "counted", pool_printf(r->pool,
		    "调拨单上是 %lld 个；数量不一致的请拒收，由调出单位核对",
		    (long long)t->n));
	if (!got && *v->answer != '\0' && *v->reason == '\0')
		form_error(&r->form, "reason", "请写明拒收的原因");
	if (r->form.nerrors == 0 && flow_ask(&flow_carrier, K_TRANSIT, got ?
	    CE_RECEIVE : CE_SEND_BACK, r->actor->roles, &facts, NULL, row,
	    &why) != FLOW_YES) {
		form_error(&r->form, NULL, why);
		audit_refusal(r->db, r->actor, "carrier.receive", "transfer",
		    t->number, why);
	}
}

enum status
ukey_post_transfer(struct req *r)
{
	const struct answer	*v = r->values;
	const struct flow_row	*row = NULL;
	const char		*why = NULL;
	struct carrier_transfer	 t;
	struct carrier		*c;
	struct bytes		 said;
	enum status		 st;
	size_t			 n;
	int			 ask, again;

	if ((st = load(r, &t)) != ST_OK)
		return st;
	if ((why = cannot_answer(r, &t)) != NULL) {
		audit_refusal(r->db, r->actor, "carrier.receive", "transfer",
		    t.number, why);
		return web_problem(r, 409, "现在不能确认", why);
	}
	admin_is_stale(r, v->rev, t.rev, "carrier.receive", t.number);
	check_answer(r, &t, v, &row);
	st = carrier_of_transfer(r->db, r->pool, t.id, &c, &n, r->fault);
	if (st != ST_OK)
		return st;
	if (r->form.nerrors == 0 && (int64_t)n != t.n)
		return fault_set(r->fault, ST_BROKEN, "transfer %s: %zu of "
		    "its carriers", t.number, n);
	if (r->form.nerrors > 0)
		return transfer_page(r, &t);
	const struct digest_field fields[] = {
		digest_text("event", v->answer), digest_text("number",
		    t.number), digest_int("counted", v->counted),
		digest_text("reason", v->reason),
	};
	st = ukey_say(r, ACT_CARRIER_TRANSFER, t.id, fields, NITEMS(fields),
	    &said, &why);
	ask = st == ST_ABSENT || st == ST_INVALID;
	if (st == ST_OK && (st = keep_answer(r, &t, c, v, row, said)) ==
	    ST_CONFLICT)
		why = "这张调拨单刚刚由他人办理，请核对现在的内容";
	st = admin_answer(r, st, ask, why, pool_printf(r->pool,
	    "/admin/carriers/transfer/%s", t.id), &again);
	return again ? transfer_page(r, &t) : st;
}

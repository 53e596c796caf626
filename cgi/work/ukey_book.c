/*
 * Booking UKeys in: many serials at once, pasted or scanned, with the
 * record of their device.  All of them or none.
 */
#include <string.h>

#include "page/keys.h"
#include "trust/digest.h"
#include "work/people.h"
#include "work/ukey.h"

#define AT(member) .at = offsetof(struct ukey_batch, member)
static const struct field book_fields[] = {
	{ .name = "serials", .label = "序列号", .kind = FIELD_TEXT,
	  .hint = "一行一个，可以粘贴，也可以用扫码枪逐个扫入；一次最多 500 个",
	  .required = true, .max = (SERIAL_MAX + 2) * UKEY_LINES,
	  .clean = CLEAN_NARROW | CLEAN_DASH, AT(serials) },
	{ .name = "device", .label = "设备类型", .kind = FIELD_CHOICE,
	  .required = true, .choices = carrier_devices, AT(device) },
	{ .name = "model", .label = "型号", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 60, AT(model) },
	{ .name = "certificate", .label = "商用密码产品认证证书编号",
	  .hint = "见产品认证证书，例如 GM001219920220001",
	  .kind = FIELD_LINE, .required = true, .min = 6, .max = 40,
	  .clean = CLEAN_NARROW | CLEAN_UPPER, AT(certificate) },
	{ .name = "note", .label = "来源", .hint = "例如采购合同、批次",
	  .kind = FIELD_LINE, .required = true, .min = 2, .max = 200,
	  AT(note) },
};
#undef AT
const struct form ukey_book_form = {
	.fields = book_fields, .n = NITEMS(book_fields),
	.size = sizeof(struct ukey_batch),
};

static enum status
book_page(struct req *r)
{
	return web_page(r, people_form_page(r, "UKey 入库", pool_printf(
	    r->pool, "登记到%s的库存。有一个序列号不对，全部都不入库。",
	    r->actor->unit_name), "/admin/carriers/book", "入库",
	    "/admin/carriers"));
}

enum status
ukey_show_book(struct req *r)
{
	const struct ukey_batch	 start = { "", "smart-key", "", "", "" };
	enum status		 st;

	st = form_start(&ukey_book_form, &start, r->pool, &r->form);
	return st == ST_OK ? book_page(r) : st;
}

/* What the books have already, line by line. */
static enum status
check_new(struct req *r, const struct ukey_list *list)
{
	struct ukey_bad	 bad = { 0 };
	struct carrier	 c;
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && i < list->n; i++) {
		st = carrier_by_serial(r->db, r->pool, CARRIER_UKEY,
		    list->serials[i], &c, r->fault);
		if (st == ST_OK)
			ukey_bad_line(r, &bad, i + 1, c.serial, pool_printf(
			    r->pool, "已经登记（%s，%s）", c.unit_name,
			    flow_carrier.states[c.state].label));
		if (st == ST_ABSENT)
			st = ST_OK;
	}
	ukey_bad_done(r, &bad, "serials");
	return st;
}

static enum status
check(struct req *r, const struct ukey_batch *v, struct ukey_list *list)
{
	const char	*why;
	enum status	 st;

	if ((st = ukey_lines(r, "serials", v->serials, UKEY_LINES, list)) != ST_OK)
		return st;
	why = carrier_device_refusal(CARRIER_UKEY, v->device, v->model,
	    v->certificate);
	if (why != NULL && *v->device != '\0' && *v->model != '\0' &&
	    *v->certificate != '\0') {
		form_error(&r->form, "device", why);
		audit_refusal(r->db, r->actor, "carrier.book-in", "unit",
		    r->actor->unit, why);
	}
	return r->form.nerrors == 0 ? check_new(r, list) : ST_OK;
}

static enum status
keep(struct req *r, const struct ukey_batch *v, const struct ukey_list *list,
    struct bytes said)
{
	const struct carrier_facts facts = { .is_ukey = 1 };
	const struct audit_entry entry = {
		.action = "carrier.book-in", .kind = "unit",
		.object = r->actor->unit, .result = "ok",
		.reason = pool_printf(r->pool, "%zu 个，%s", list->n,
		    v->note),
	};
	struct carrier_move	 m = { .note = v->note };
	struct carrier		 c;
	char			 statement[ID_LEN + 1], id[ID_LEN + 1];
	const char		*why;
	enum status		 st;
	size_t			 i;

	if (flow_ask(&flow_carrier, FLOW_NEW, CE_BOOK, r->actor->roles,
	    &facts, NULL, &m.row, &why) != FLOW_YES)
		return fault_set(r->fault, ST_DENIED, "book in: %s", why);
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, r->actor->unit, said, statement,
	    r->fault);
	m.statement = statement;
	for (i = 0; st == ST_OK && i < list->n; i++) {
		c = (struct carrier){
			.kind = CARRIER_UKEY, .serial = list->serials[i],
			.unit = r->actor->unit, .device = v->device,
			.model = v->model, .certificate = v->certificate,
		};
		st = carrier_add(r->db, r->actor, &c, &m, id, r->fault);
	}
	if (st == ST_OK)
		st = ukey_level(r->db, r->pool, r->actor->unit, NULL,
		    r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
ukey_book_in(struct req *r, const struct ukey_batch *v,
    const struct ukey_list *list, int *asks, const char **why)
{
	const struct digest_field fields[] = {
		digest_text("unit", r->actor->unit),
		digest_text("serials", ukey_joined(r, list)),
		digest_text("device", v->device),
		digest_text("model", v->model),
		digest_text("certificate", v->certificate),
		digest_text("note", v->note),
	};
	struct bytes		 said;
	enum status		 st;

	st = ukey_say(r, ACT_CARRIER_BOOK, r->actor->unit, fields,
	    NITEMS(fields), &said, why);
	*asks = st == ST_ABSENT || st == ST_INVALID;
	if (st == ST_OK && (st = keep(r, v, list, said)) == ST_CONFLICT)
		*why = "有的序列号刚刚由他人登记，请重新核对";
	return st;
}

enum status
ukey_post_book(struct req *r)
{
	const struct ukey_batch	*v = r->values;
	const char		*why = NULL;
	struct ukey_list	 list;
	enum status		 st;
	int			 ask, again;

	if ((st = check(r, v, &list)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return book_page(r);
	st = ukey_book_in(r, v, &list, &ask, &why);
	st = admin_answer(r, st, ask, why, "/admin/carriers", &again);
	return again ? book_page(r) : st;
}

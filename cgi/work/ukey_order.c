/*
 * The form that asks the ministry for serial numbers of UKeys, for A4
 * and as CSV; and the list of a unit's papers.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "page/keys.h"
#include "page/part.h"
#include "trust/digest.h"
#include "work/csv.h"
#include "work/csv_file.h"
#include "work/people.h"
#include "work/show.h"
#include "work/ukey.h"

struct order {
	int64_t		 quantity, wanted;
	const char	*model, *certificate, *purpose, *contact;
};

#define AT(member) .at = offsetof(struct order, member)
static const struct field order_fields[] = {
	{ .name = "quantity", .label = "申请的数量", .kind = FIELD_NUMBER,
	  .required = true, .least = 1, .most = 100000,
	  .inputmode = "numeric", AT(quantity) },
	{ .name = "model", .label = "拟用型号", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 60, AT(model) },
	{ .name = "certificate", .label = "商用密码产品认证证书编号",
	  .kind = FIELD_LINE, .required = true, .min = 6, .max = 40,
	  .clean = CLEAN_NARROW | CLEAN_UPPER, AT(certificate) },
	{ .name = "purpose", .label = "用途", .hint = "例如窗口工作人员 12 人，"
	  "备用 3 个", .kind = FIELD_LINE, .required = true, .min = 2,
	  .max = 200, AT(purpose) },
	{ .name = "contact", .label = "联系人和办公电话", .kind = FIELD_LINE,
	  .required = true, .min = 4, .max = 60, AT(contact) },
	{ .name = "wanted", .label = "希望到货的日期", .kind = FIELD_DATE,
	  .required = true, AT(wanted) },
};
#undef AT
const struct form ukey_order_form = {
	.fields = order_fields, .n = NITEMS(order_fields),
	.size = sizeof(struct order),
};

static enum status
order_page(struct req *r)
{
	return web_page(r, people_form_page(r, "申请 UKey 序列号", "工作人员 "
	    "UKey 的序列号须提前向部里申请。签名后可以打印或者导出，随文报送。",
	    "/admin/carriers/order", "签名并生成申请表",
	    "/admin/carriers/papers"));
}

enum status
ukey_show_order(struct req *r)
{
	const struct order	 start = { 0, 0, "", "", "", "" };
	enum status		 st;

	st = form_start(&ukey_order_form, &start, r->pool, &r->form);
	return st == ST_OK ? order_page(r) : st;
}

static enum status
keep_order(struct req *r, struct carrier_order *o, struct bytes said)
{
	char			 number[NUMBER_TEXT], statement[ID_LEN + 1];
	struct audit_entry	 entry = {
		.action = "carrier.order", .kind = "unit",
		.object = o->unit, .result = "ok",
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = request_number(r->db, "XL", o->at, number, r->fault);
	o->number = number;
	if (st == ST_OK)
		st = statement_keep(r->db, o->id, said, statement, r->fault);
	o->statement = statement;
	if (st == ST_OK)
		st = order_add(r->db, o, r->fault);
	entry.reason = pool_printf(r->pool, "%s：%lld 个", number,
	    (long long)o->quantity);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
ukey_post_order(struct req *r)
{
	const struct order	*v = r->values;
	char			 id[ID_LEN + 1];
	struct carrier_order	 o = {
		.id = id, .unit = r->actor->unit, .quantity = v->quantity,
		.least = ukey_least(r->db), .model = v->model,
		.certificate = v->certificate, .purpose = v->purpose,
		.contact = v->contact, .wanted = v->wanted,
		.person = r->actor->person, .at = clock_now(),
	};
	int64_t			 n[CARRIER_STATE__N];
	const char		*why = NULL;
	struct bytes		 said;
	enum status		 st;
	int			 ask, again;

	if (v->wanted != 0 && v->wanted < calendar_midnight(o.at))
		form_error(&r->form, "wanted", "日期已经过去");
	if (r->form.nerrors > 0)
		return order_page(r);
	st = carrier_counts(r->db, o.unit, CARRIER_UKEY, n, r->fault);
	if (st != ST_OK)
		return st;
	o.stock = n[K0_STOCK];
	id_new(id);
	const struct digest_field fields[] = {
		digest_text("unit", o.unit),
		digest_int("quantity", o.quantity),
		digest_int("stock", o.stock), digest_text("model", o.model),
		digest_text("certificate", o.certificate),
		digest_text("purpose", o.purpose),
		digest_text("contact", o.contact),
		digest_int("wanted", o.wanted),
	};
	st = ukey_say(r, ACT_CARRIER_ORDER, id, fields, NITEMS(fields),
	    &said, &why);
	ask = st == ST_ABSENT || st == ST_INVALID;
	if (st == ST_OK)
		st = keep_order(r, &o, said);
	st = admin_answer(r, st, ask, why, pool_printf(r->pool,
	    "/admin/carriers/order/%s", id), &again);
	return again ? order_page(r) : st;
}

static enum status
load_order(struct req *r, struct carrier_order *o)
{
	enum status	 st;

	if (!id_is(web_piece(r, "id")))
		return fault_set(r->fault, ST_ABSENT, "no id");
	st = order_load(r->db, r->pool, web_piece(r, "id"), o, r->fault);
	return st == ST_OK ? ukey_paper_mine(r, o->unit, o->number) : st;
}

static const char *
day_words(struct req *r, int64_t ms)
{
	struct civil	 c;

	calendar_split(ms, &c);
	return pool_printf(r->pool, "%04d-%02d-%02d", c.year, c.month,
	    c.day);
}

/* Its lines, for page and file alike. */
#define ORDER_LINES 10
static void
order_lines(struct req *r, const struct carrier_order *o,
    struct choice out[ORDER_LINES])
{
	const struct choice	 lines[ORDER_LINES] = {
		{ o->number, "申请单号" }, { o->unit_name, "申请单位" },
		{ pool_printf(r->pool, "%lld", (long long)o->quantity),
		  "申请数量" },
		{ o->model, "拟用型号" },
		{ o->certificate, "商用密码产品认证证书编号" },
		{ o->purpose, "用途" },
		{ pool_printf(r->pool, "%lld（最低库存 %lld）",
		    (long long)o->stock, (long long)o->least),
		  "现有空白 UKey" },
		{ day_words(r, o->wanted), "希望到货的日期" },
		{ o->contact, "联系人和办公电话" },
		{ pool_printf(r->pool, "%s，%s", o->person_name,
		    show_minute(r, o->at)), "经办" },
	};

	memcpy(out, lines, sizeof(lines));
}

enum status
ukey_order_sheet(struct req *r)
{
	struct choice		 lines[ORDER_LINES];
	struct page		*p;
	struct carrier_order	 o;
	enum status		 st;
	size_t			 i;

	if ((st = load_order(r, &o)) != ST_OK)
		return st;
	p = web_page_new(r, "admin/order", "UKey 序列号申请表");
	page_set(p, K_ID, o.id);
	order_lines(r, &o, lines);
	for (i = 0; i < ORDER_LINES; i++)
		part_fact(p, lines[i].label, lines[i].value);
	st = people_fill_statements(r, p, o.id, "", 5);
	return st == ST_OK ? web_page(r, p) : st;
}

static enum status
order_csv_page(struct req *r, struct pool *pool, void *arg, struct buf *out,
    int *more)
{
	struct choice	 lines[ORDER_LINES];
	size_t		 i;

	(void)pool;
	*more = 0;
	order_lines(r, arg, lines);
	for (i = 0; i < ORDER_LINES; i++) {
		csv_cell(out, lines[i].label, ",");
		csv_cell(out, lines[i].value, "\r\n");
	}
	return ST_OK;
}

enum status
ukey_order_csv(struct req *r)
{
	struct carrier_order	 o;
	struct audit_entry	 entry = {
		.action = "carrier.export", .kind = "paper", .result = "ok",
	};
	struct csv_file		 file = {
		.head = "项目,内容\r\n", .page = order_csv_page, .arg = &o,
		.entry = &entry,
	};
	enum status		 st;

	if ((st = load_order(r, &o)) != ST_OK)
		return st;
	entry.object = o.number;
	file.name = pool_printf(r->pool, "UKey序列号申请%s.csv", o.number);
	return csv_send(r, &file);
}

/* --- all of them --------------------------------------------------------- */

enum status
ukey_papers(struct req *r)
{
	struct page		*p = web_page_new(r, "admin/papers",
				    "盘点和序列号申请"), *rowp;
	struct carrier_count	*c;
	struct carrier_order	*o;
	struct unit		 u;
	enum status		 st;
	size_t			 i, nc, no;

	if ((st = ukey_unit(r, &u)) != ST_OK ||
	    (st = count_list(r->db, r->pool, u.id, &c, &nc, r->fault)) !=
	    ST_OK || (st = order_list(r->db, r->pool, u.id, &o, &no,
	    r->fault)) != ST_OK)
		return st;
	page_set(p, K_UNIT_NAME, u.name);
	page_show_if(p, K_NO_COUNT, nc == 0);
	for (i = 0; i < nc; i++) {
		rowp = page_add(p, K_ROW);
		page_set(rowp, K_ID, c[i].id);
		page_set(rowp, K_NUMBER, c[i].number);
		page_set(rowp, K_LABEL, c[i].month);
		page_int(rowp, K_COUNT, c[i].expected);
		page_int(rowp, K_N, c[i].counted);
		page_set(rowp, K_WHO, c[i].person_name);
		page_set(rowp, K_WHEN, show_minute(r, c[i].at));
	}
	page_show_if(p, K_NO_ORDER, no == 0);
	for (i = 0; i < no; i++) {
		rowp = page_add(p, K_ORDER);
		page_set(rowp, K_ID, o[i].id);
		page_set(rowp, K_NUMBER, o[i].number);
		page_int(rowp, K_COUNT, o[i].quantity);
		page_set(rowp, K_WHO, o[i].person_name);
		page_set(rowp, K_WHEN, show_minute(r, o[i].at));
	}
	page_show_if(p, K_OWN, strcmp(u.id, r->actor->unit) == 0);
	return web_page(r, p);
}

/*
 * The monthly count of a stock of UKeys: what the books have against
 * what was scanned, the difference explained, signed and kept, made for A4.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "page/keys.h"
#include "page/part.h"
#include "trust/digest.h"
#include "work/people.h"
#include "work/show.h"
#include "work/ukey.h"

struct count {
	const char	*serials, *note;
};

#define AT(member) .at = offsetof(struct count, member)
static const struct field count_fields[] = {
	{ .name = "serials", .label = "清点到的空白 UKey 序列号",
	  .kind = FIELD_TEXT,
	  .hint = "一行一个，用扫码枪逐个扫入；一个也没有的不填",
	  .max = LIMIT_FIELD / 2, .clean = CLEAN_NARROW | CLEAN_DASH,
	  AT(serials) },
	{ .name = "note", .label = "差异说明",
	  .hint = "账实不符的必须说明", .kind = FIELD_TEXT, .max = 1000,
	  AT(note) },
};
#undef AT
const struct form ukey_count_form = {
	.fields = count_fields, .n = NITEMS(count_fields),
	.size = sizeof(struct count),
};

/* The month of a moment, "2026-11", and when it began. */
static const char *
month_of(struct req *r, int64_t now, int64_t *from)
{
	struct civil	 c;

	calendar_split(calendar_midnight(now), &c);
	c.day = 1;
	*from = calendar_join(&c);
	return pool_printf(r->pool, "%04d-%02d", c.year, c.month);
}

static enum status
count_page(struct req *r)
{
	int64_t		 from, n[CARRIER_STATE__N];
	const char	*month = month_of(r, clock_now(), &from);
	struct page	*p, *list;
	enum status	 st;

	st = carrier_counts(r->db, r->actor->unit, CARRIER_UKEY, n,
	    r->fault);
	if (st != ST_OK)
		return st;
	p = people_form_page(r, "UKey 盘点", "清点本单位库存里的空白 UKey，与账"
	    "核对，签名后成为本月的盘点表。", "/admin/carriers/count",
	    "核对并签名", "/admin/carriers/papers");
	list = page_include(p, K_ANSWERS, "part/answers");
	part_answer(list, "单位", r->actor->unit_name, NULL);
	part_answer(list, "月份", month, NULL);
	part_answer(list, "账上空白在库", pool_printf(r->pool, "%lld 个",
	    (long long)n[K0_STOCK]), NULL);
	return web_page(r, p);
}

enum status
ukey_show_count(struct req *r)
{
	const struct count	 start = { "", "" };
	enum status		 st;

	st = form_start(&ukey_count_form, &start, r->pool, &r->form);
	return st == ST_OK ? count_page(r) : st;
}

static int
in_stock(const struct carrier *c, size_t n, const char *serial)
{
	size_t	 i = 0;

	while (i < n && strcmp(c[i].serial, serial) != 0)
		i++;
	return i < n;
}

static int
in_list(const struct ukey_list *list, const char *serial)
{
	size_t	 i = 0;

	while (i < list->n && strcmp(list->serials[i], serial) != 0)
		i++;
	return i < list->n;
}

/* "JY-1" and where the books have it instead. */
static enum status
surplus_words(struct req *r, const char *serial, const char **out)
{
	struct carrier	 c;
	enum status	 st;

	st = carrier_by_serial(r->db, r->pool, CARRIER_UKEY, serial, &c,
	    r->fault);
	if (st == ST_ABSENT)
		*out = pool_printf(r->pool, "%s（没有登记）", serial);
	if (st == ST_OK)
		*out = pool_printf(r->pool, "%s（账上：%s，%s）", serial,
		    c.unit_name, flow_carrier.states[c.state].label);
	return st == ST_ABSENT ? ST_OK : st;
}

static void
add_line(struct buf *text, const char *line)
{
	buf_printf(text, "%s%s", text->n == 0 ? "" : "\n", line);
}

/* What the books have and what was there. */
static enum status
compare(struct req *r, const struct ukey_list *list, struct carrier_count *c)
{
	struct buf	*missing = web_buf(r, LIMIT_FORM);
	struct buf	*surplus = web_buf(r, LIMIT_FORM);
	struct carrier	*stock;
	const char	*line;
	enum status	 st;
	size_t		 i, n;

	if (missing == NULL || surplus == NULL)
		return ST_BROKEN;
	st = carrier_stock(r->db, r->pool, r->actor->unit, &stock, &n,
	    r->fault);
	if (st != ST_OK)
		return st;
	c->expected = (int64_t)n;
	c->counted = (int64_t)list->n;
	for (i = 0; i < n; i++)
		if (!in_list(list, stock[i].serial))
			add_line(missing, stock[i].serial);
	for (i = 0; st == ST_OK && i < list->n; i++) {
		if (in_stock(stock, n, list->serials[i]))
			continue;
		st = surplus_words(r, list->serials[i], &line);
		if (st == ST_OK)
			add_line(surplus, line);
	}
	c->missing = buf_str(missing);
	c->surplus = buf_str(surplus);
	if (c->missing == NULL || c->surplus == NULL)
		return fault_set(r->fault, ST_BROKEN, "count: past the room");
	return st;
}

static const char *
one_line(struct req *r, const char *lines)
{
	char	*out = pool_text(r->pool, lines), *p;

	for (p = out; p != NULL && (p = strchr(p, '\n')) != NULL; p++)
		*p = ' ';
	return out;
}

/* a difference is explained, or the sheet is not made. */
static void
check_note(struct req *r, const struct carrier_count *c)
{
	if ((*c->missing == '\0' && *c->surplus == '\0') ||
	    *c->note != '\0')
		return;
	form_error(&r->form, "note", pool_printf(r->pool, "账实不符，请核对后"
	    "说明。%s%s%s%s%s", *c->missing != '\0' ? "账上有、没有清点到：" :
	    "", one_line(r, c->missing), *c->missing != '\0' ? "；" : "",
	    *c->surplus != '\0' ? "清点到、账上没有：" : "",
	    one_line(r, c->surplus)));
}

static enum status
keep_count(struct req *r, struct carrier_count *c, struct bytes said)
{
	char			 number[NUMBER_TEXT], statement[ID_LEN + 1];
	struct audit_entry	 entry = {
		.action = "carrier.count", .kind = "unit",
		.object = c->unit, .result = "ok",
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = request_number(r->db, "PD", c->at, number, r->fault);
	c->number = number;
	if (st == ST_OK)
		st = statement_keep(r->db, c->id, said, statement, r->fault);
	c->statement = statement;
	if (st == ST_OK)
		st = count_add(r->db, c, r->fault);
	entry.reason = pool_printf(r->pool, "%s：账上 %lld，实有 %lld",
	    number, (long long)c->expected, (long long)c->counted);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
ukey_post_count(struct req *r)
{
	const struct count	*v = r->values;
	char			 id[ID_LEN + 1];
	struct carrier_count	 c = {
		.id = id, .unit = r->actor->unit, .note = v->note,
		.person = r->actor->person, .at = clock_now(),
	};
	const char		*why = NULL;
	struct ukey_list	 list;
	struct bytes		 said;
	int64_t			 from;
	enum status		 st;
	int			 ask, again;

	if ((st = ukey_lines(r, "serials", v->serials, STOCK_MAX,
	    &list)) != ST_OK)
		return st;
	if (r->form.nerrors == 0 && (st = compare(r, &list, &c)) != ST_OK)
		return st;
	if (r->form.nerrors == 0)
		check_note(r, &c);
	if (r->form.nerrors > 0)
		return count_page(r);
	id_new(id);
	c.month = month_of(r, c.at, &from);
	st = carrier_moves(r->db, c.unit, from, c.at + 1, &c.moves,
	    r->fault);
	if (st != ST_OK)
		return st;
	const struct digest_field fields[] = {
		digest_text("unit", c.unit), digest_text("month", c.month),
		digest_int("expected", c.expected),
		digest_int("counted", c.counted),
		digest_text("missing", c.missing),
		digest_text("surplus", c.surplus),
		digest_text("note", c.note),
	};
	st = ukey_say(r, ACT_CARRIER_COUNT, id, fields, NITEMS(fields),
	    &said, &why);
	ask = st == ST_ABSENT || st == ST_INVALID;
	if (st == ST_OK)
		st = keep_count(r, &c, said);
	st = admin_answer(r, st, ask, why, pool_printf(r->pool,
	    "/admin/carriers/count/%s", id), &again);
	return again ? count_page(r) : st;
}

static void
row(struct page *page, const char *label, int64_t n)
{
	struct page	*p = page_add(page, K_ROW);

	page_set(p, K_LABEL, label);
	page_int(p, K_COUNT, n);
}

enum status
ukey_count_sheet(struct req *r)
{
	struct page		*p;
	struct carrier_count	 c;
	enum status		 st;

	if (!id_is(web_piece(r, "id")))
		return fault_set(r->fault, ST_ABSENT, "no id");
	st = count_load(r->db, r->pool, web_piece(r, "id"), &c, r->fault);
	if (st == ST_OK)
		st = ukey_paper_mine(r, c.unit, c.number);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "admin/count", "UKey 盘点表");
	page_set(p, K_NUMBER, c.number);
	part_fact(p, "单位", c.unit_name);
	part_fact(p, "月份", c.month);
	part_fact(p, "盘点", pool_printf(r->pool, "%s，%s",
	    show_minute(r, c.at), c.person_name));
	row(p, "月初空白在库", c.moves.opening);
	row(p, "本月入库", c.moves.booked);
	row(p, "本月调入和退回", c.moves.arrived);
	row(p, "擦除后重新入库", c.moves.wiped);
	row(p, "减：分配", c.moves.assigned);
	row(p, "减：调出", c.moves.sent);
	row(p, "减：报损", c.moves.spoiled);
	row(p, "账上应有", c.expected);
	row(p, "实际清点", c.counted);
	row(p, "差异", c.counted - c.expected);
	if (*c.missing != '\0')
		page_set(page_add(p, K_MISSING), K_SERIALS, c.missing);
	if (*c.surplus != '\0')
		page_set(page_add(p, K_SURPLUS), K_SERIALS, c.surplus);
	if (*c.note != '\0')
		page_set(page_add(p, K_NOTE), K_SENTENCE, c.note);
	st = people_fill_statements(r, p, c.id, "", 5);
	return st == ST_OK ? web_page(r, p) : st;
}

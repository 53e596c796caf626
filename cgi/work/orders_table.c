/*
 * The table of certificate orders: what waits to be collected, with the form
 * that sends it, and the orders by their stage; see orders.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/wipe.h"
#include "page/keys.h"
#include "work/list.h"
#include "work/orders.h"
#include "work/show.h"
#include "work/view.h"

#define COLLECT	ORDERS__N		/* the tab of what is not ordered yet */

static const struct view_tab tabs[] = {
	{ "collect", "待汇集", COLLECT },
	{ "waiting", "待报送", ORDERS_WAITING },
	{ "sent", "已报送", ORDERS_SENT },
	{ "overdue", "超时", ORDERS_OVERDUE },
	{ "unfit", "证书不符", ORDERS_UNFIT },
	{ "issued", "已签发", ORDERS_ISSUED },
	{ "refused", "不予签发", ORDERS_REFUSED },
	{ "all", "全部", ORDERS_ALL },
};

static const struct choice page_rows[] = {
	{ "20", "20 件" }, { "50", "50 件" }, { "100", "100 件" },
	{ NULL, NULL }
};

/* Of one that is late the label says both. */
const char *
cert_order_label(int state, int64_t due, int64_t now)
{
	static const char *const late[ORDER_STATE__N] = {
		[C0_WAITING] = "待报送，超时", [C1_SENT] = "已报送，超时",
		[C4_UNFIT] = "证书不符，超时",
	};

	return now > due && late[state] != NULL ? late[state] :
	    flow_order.states[state].label;
}

const char *
cert_order_tone(int state, int64_t due, int64_t now)
{
	static const char *const tones[ORDER_STATE__N] = {
		[C0_WAITING] = "wait", [C1_SENT] = "wait",
		[C2_ANSWERED] = "wait", [C3_ISSUED] = "good",
		[C4_UNFIT] = "act", [C5_REFUSED] = "bad", [C6_VOID] = "over",
	};

	return cert_order_is_open(state) && now > due ? "bad" : tones[state];
}

/* --- the agents ------------------------------------------------------------------ */

static enum status
agents_of(struct req *r, struct target **out, size_t *n)
{
	struct target	*list;
	enum status	 st;
	size_t		 i, all;

	*n = 0;
	st = target_list(r->db, r->pool, &list, &all, r->fault);
	for (i = 0; st == ST_OK && i < all; i++)
		if (target_is_agent(&list[i]) && list[i].enabled)
			list[(*n)++] = list[i];
	*out = list;
	return st;
}

/* --- what waits to be collected --------------------------------------------------- */

static enum status
fill_collect(struct req *r, struct page *page, const char *wrong)
{
	struct order_case	*list;
	struct target		*agents;
	struct page		*p, *row;
	enum status		 st;
	size_t			 i, n, k;

	st = cert_order_cases(r->db, r->pool, r->actor->unit, &list, &n,
	    r->fault);
	if (st == ST_OK)
		st = agents_of(r, &agents, &k);
	if (st != ST_OK)
		return st;
	if (wrong != NULL)
		page_set(page_add(page, K_WRONG), K_SENTENCE, wrong);
	page_show_if(page, K_NONE, n == 0);
	page_show_if(page, K_NO_AGENT, n > 0 && k == 0);
	if (n == 0)
		return ST_OK;
	p = page_add(page, K_COLLECT);
	for (i = 0; i < n; i++) {
		row = page_add(p, K_ROW);
		page_set(row, K_ID, list[i].id);
		page_set(row, K_NUMBER, list[i].number);
		page_set(row, K_LABEL, business_find(list[i].business)->label);
		page_set(row, K_UNIT_NAME, list[i].org_name);
		page_set(row, K_SEAL_NAME, list[i].seal_name);
		page_set(row, K_WAITED, show_waited(r, list[i].changed));
		page_show_if(row, K_PICK, k > 0 && web_has(r, ORDER_SENDERS));
	}
	if (k == 0 || !web_has(r, ORDER_SENDERS))
		return ST_OK;
	p = page_add(p, K_SEND);
	for (i = 0; i < k; i++) {
		row = page_add(p, K_CHOICE);
		page_set(row, K_VALUE, agents[i].code);
		page_set(row, K_LABEL, agents[i].name);
	}
	return ST_OK;
}

/* --- the orders -------------------------------------------------------------------- */

struct view {
	const struct view_tab	*tab;
	const char		*rows;
	struct order_ask	 ask;
};

static void
read_view(struct req *r, struct view *v)
{
	memset(v, 0, sizeof(*v));
	v->tab = view_tab(r, tabs, NITEMS(tabs));
	v->rows = choice_known(page_rows, view_given(r, "rows"));
	v->ask.unit = r->actor->unit;
	v->ask.tab = (enum order_tab)v->tab->value;
	v->ask.now = clock_now();
	v->ask.max = strtoul(v->rows, NULL, 10);
	view_after(r, &v->ask.after, &v->ask.key);
}

static const char *
view_path(struct req *r, const struct view *v, const char *tab,
    const char *more)
{
	const char	*rest = "";

	view_say(r, &rest, "rows", v->rows, page_rows[0].value);
	return pool_printf(r->pool, "/issue/orders?tab=%s%s%s", tab, rest,
	    more);
}

static void
fill_row(struct req *r, const struct view *v, const struct cert_order *o,
    struct page *p)
{
	page_set(p, K_ID, o->batch);
	page_set(p, K_CODE, o->batch_number);
	page_set(p, K_HREF, pool_printf(r->pool, "/issue/%s", o->request));
	page_set(p, K_NUMBER, o->number);
	page_set(p, K_UNIT_NAME, o->org_name);
	page_set(p, K_SEAL_NAME, o->seal_name);
	page_set(p, K_WHEN, show_minute(r, o->created));
	page_set(p, K_UNTIL, show_minute(r, o->due));
	page_set(p, K_REASON, o->reason);
	part_tag_here(p, cert_order_label(o->state, o->due, v->ask.now),
	    show_tone(cert_order_tone(o->state, o->due, v->ask.now)));
}

static enum status
fill_orders(struct req *r, const struct view *v, struct page *page)
{
	static const char *const labels[] = {
		"批次", "办件编号", "单位", "印章名称", "状态", "报送", "时限",
		"原因",
	};
	struct cert_order	*list;
	struct page		*p, *head;
	const char		*next = NULL;
	enum status		 st;
	size_t			 i, n;
	int			 more;

	st = cert_order_table(r->db, r->pool, &v->ask, &list, &n, &more,
	    r->fault);
	if (st != ST_OK)
		return st;
	page_show_if(page, K_EMPTY, n == 0);
	if (n == 0)
		return ST_OK;
	p = page_add(page, K_SOME);
	head = page_include(p, K_HEAD, "part/head");
	for (i = 0; i < NITEMS(labels); i++)
		part_column(head, labels[i], NULL, 0);
	for (i = 0; i < n; i++)
		fill_row(r, v, &list[i], page_add(p, K_ROW));
	if (more)
		next = view_path(r, v, v->tab->name, pool_printf(r->pool,
		    "&after=%lld&id=%s", (long long)cert_order_key(&v->ask,
		    &list[n - 1]), list[n - 1].id));
	part_pager(p, K_PAGER, v->ask.after != NULL ? view_path(r, v,
	    v->tab->name, "") : NULL, next, pool_printf(r->pool,
	    "本页 %zu 件", n));
	return ST_OK;
}

static void
fill_tabs(struct req *r, const struct view *v, struct page *page)
{
	struct page	*p;
	size_t		 i;

	for (i = 0; i < NITEMS(tabs); i++) {
		p = page_add(page, K_TAB);
		page_set(p, K_HREF, view_path(r, v, tabs[i].name, ""));
		page_set(p, K_LABEL, tabs[i].label);
		page_show_if(p, K_CHOSEN, v->tab == &tabs[i]);
	}
}

static enum status
table_page(struct req *r, struct view *v, const char *wrong)
{
	struct page	*p = web_page_new(r, "issue/orders", "证书申请");
	enum status	 st;

	fill_tabs(r, v, p);
	st = v->tab->value == COLLECT ? fill_collect(r, p, wrong) :
	    fill_orders(r, v, p);
	if (st != ST_OK)
		return st;
	return wrong != NULL ? web_page_as(r, p, 400) : web_page(r, p);
}

enum status
orders_table(struct req *r)
{
	struct view	 v;

	read_view(r, &v);
	return table_page(r, &v, NULL);
}

/* --- a batch is made ----------------------------------------------------------------- */

static const struct field batch_fields[] = {
	{ .name = "agent", .label = "证书代理服务商", .kind = FIELD_LINE,
	  .required = true, .max = 40,
	  .at = offsetof(struct order_batch_values, agent) },
};
const struct form order_batch_form = {
	.fields = batch_fields, .n = NITEMS(batch_fields),
	.size = sizeof(struct order_batch_values),
};

/* Each once; how many came, of which at most ORDERS_MAX are put down. */
static size_t
read_chosen(const struct form_input *in, struct orders_chosen *out)
{
	const char	*text;
	size_t		 i, k, more = 0;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < in->n; i++) {
		text = in->values[i].text;
		if (strcmp(in->values[i].name, "case") != 0 || text == NULL ||
		    !id_is(text))
			continue;
		for (k = 0; k < out->n && strcmp(out->ids[k], text) != 0; k++)
			continue;
		if (k < out->n)
			continue;
		if (out->n == ORDERS_MAX)
			more++;
		else
			out->ids[out->n++] = text;
	}
	return out->n + more;
}

static const struct target *
agent_named(const struct target *list, size_t n, const char *code)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (strcmp(list[i].code, code) == 0)
			return &list[i];
	return NULL;
}

/* The PIN is asked for before anything is made, not in the middle. */
static enum status
make(struct req *r, struct view *v, const struct target *agent,
    const struct orders_chosen *chosen)
{
	unsigned char	 handle[KEYD_HANDLE];
	char		 id[ID_LEN + 1];
	const char	*why = NULL;
	enum status	 st;

	st = case_handle(r, r->keyd, handle, &why);
	wipe(handle, sizeof(handle));
	if (st == ST_OK)
		st = orders_make(r, agent, chosen, id, &why);
	if (st == ST_OK)
		return web_redirectf(r, "/issue/orders/%s", id);
	if (st == ST_ABSENT || st == ST_INVALID)
		return why == NULL ? st : case_ask_pin(r, why);
	if (why == NULL)
		return st;
	audit_refusal(r->db, r->actor, "cert-order.batch", "cert-order",
	    agent->code, why);
	return table_page(r, v, why);
}

enum status
orders_post(struct req *r)
{
	const struct order_batch_values	*b = r->values;
	const struct target	*agent;
	struct orders_chosen	 chosen;
	struct target		*agents;
	struct view		 v;
	size_t			 n, k;
	enum status		 st;

	read_view(r, &v);
	v.tab = &tabs[0];
	n = read_chosen(&r->input, &chosen);
	if ((st = agents_of(r, &agents, &k)) != ST_OK)
		return st;
	agent = agent_named(agents, k, b->agent);
	if (n == 0)
		return table_page(r, &v, "请勾选要报送的办件");
	if (n > ORDERS_MAX)
		return table_page(r, &v, pool_printf(r->pool, "一批最多 %d 件，"
		    "您选了 %zu 件，请分批报送", ORDERS_MAX, n));
	if (agent == NULL)
		return table_page(r, &v, "请选择证书代理服务商");
	return make(r, &v, agent, &chosen);
}

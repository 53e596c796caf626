/*
 * One carrier: its card with its history, the acts of T5 that are
 * possible now, the receipt that is signed on paper.
 */
#include <string.h>

#include "page/keys.h"
#include "page/part.h"
#include "seal/seal.h"
#include "work/show.h"
#include "work/ukey.h"

/* --- acts ---------------------------------------------------------------- */

/* What a person does with a carrier in hand. */
#define WITNESSED { "reason", "witness", "evidence", "rev", NULL }
static const struct ukey_deed deeds[] = {
	{ CE_ASSIGN, "把这个 UKey 绑定到一个人或者一个单位，并写入其证书。一个人或"
	  "一个单位只能有一个。", 0, { "login", "org", "keeper", "rev" } },
	{ CE_SIGN, "领用人到场签领。请先打印签领单，由签领人签字。", 4,
	  { "receiver", "kind", "number", "receipt", "rev" } },
	{ CE_SUCCEED, "单位的 UKey 换人使用。接任人下次使用时须更换口令。", 3,
	  { "keeper", "reason", "witness", "evidence", "rev" } },
	{ CE_LOSE, "登记遗失。找回以前不能使用；本人的登录密钥请另在人员页面处理。",
	  2, WITNESSED },
	{ CE_FIND, "登记找回，恢复使用。", 2, WITNESSED },
	{ CE_DAMAGE, "登记损坏，不再使用。", 2, WITNESSED },
	{ CE_REPLACE, "不再使用，由另一个 UKey 代替。", 2, WITNESSED },
	{ CE_RETURN, "登记交回。", 2, WITNESSED },
	{ CE_WIPE, "擦除以后重新作为空白 UKey 入库。", 2, WITNESSED },
	{ CE_SPOIL, "登记报损，从库存中减去。", 2, WITNESSED },
	{ CE_DESTROY, "登记销毁。销毁以后不能再用，登记也不能撤销。", 3,
	  WITNESSED },
};

const struct ukey_deed *
ukey_deed_find(const char *name)
{
	size_t	 i;

	for (i = 0; i < NITEMS(deeds); i++)
		if (strcmp(flow_carrier.events[deeds[i].event].name,
		    name) == 0)
			return &deeds[i];
	return NULL;
}

const struct ukey_deed *
ukey_deed_nth(size_t k)
{
	return k < NITEMS(deeds) ? &deeds[k] : NULL;
}

enum status
ukey_facts(struct req *r, const struct carrier *c, struct carrier_facts *out)
{
	const struct carrier_kind	*k = carrier_kind_find(c->kind);
	struct seal			 s;
	enum status			 st;

	memset(out, 0, sizeof(*out));
	out->is_ukey = k != NULL && k->handed_out;
	out->personal = c->person != NULL;
	out->bad_device = carrier_device_refusal(c->kind, c->device,
	    c->model, c->certificate);
	if (c->seal == NULL)
		return ST_OK;
	st = seal_load(r->db, r->pool, c->seal, &s, r->fault);
	out->seal_lives = st == ST_OK && s.state != S7_REVOKED;
	return st;
}

enum flow_answer
ukey_ask(const struct req *r, const struct carrier *c, int event,
    const struct carrier_facts *facts, const struct flow_row **row,
    const char **why)
{
	return flow_ask(&flow_carrier, c->state, event, r->actor->roles,
	    facts, NULL, row, why);
}

enum flow_answer
ukey_ask_typed(const struct req *r, const struct carrier *c, int event,
    const struct carrier_facts *facts, const char **why)
{
	const struct flow_row	*row;
	struct carrier_facts	 f = *facts;

	f.has_holder = f.has_receipt = f.has_successor = f.has_reason =
	    f.has_witness = 1;
	return ukey_ask(r, c, event, &f, &row, why);
}

/* --- the card ------------------------------------------------------------ */

static void
fill_acts(struct req *r, const struct carrier *c,
    const struct carrier_facts *facts, struct page *t)
{
	const struct flow_word	*word;
	enum flow_answer	 a;
	const char		*why;
	size_t			 i;

	for (i = 0; i < NITEMS(deeds); i++) {
		word = &flow_carrier.events[deeds[i].event];
		a = ukey_ask_typed(r, c, deeds[i].event, facts, &why);
		if (a == FLOW_YES)
			part_task(t, word->label, pool_printf(r->pool,
			    "/admin/carrier/%s/act/%s", c->id, word->name),
			    "", TONE_PLAIN, NULL);
		else if (a == FLOW_NO_GUARD)
			part_task(t, word->label, NULL, "暂不可办",
			    TONE_OVER, why);
	}
	if (c->state == K3_LOCKED && c->person != NULL)
		part_task(t, "核对身份并解锁口令", pool_printf(r->pool,
		    "/admin/person/%s/unlock", c->person), "", TONE_ACT,
		    "解锁后载体随之恢复使用");
}

static void
fill_facts(struct req *r, const struct carrier *c, struct page *p)
{
	page_set(p, K_ID, c->id);
	page_set(p, K_SERIAL, c->serial);
	part_tag(p, K_TAG, flow_carrier.states[c->state].label,
	    show_tone(carrier_tone(c->state)));
	part_fact(p, "载体", choice_label(carrier_kinds, c->kind));
	part_fact(p, "设备类型", choice_label(carrier_devices, c->device));
	part_fact(p, "型号", c->model);
	part_fact(p, "产品认证证书编号", *c->certificate == '\0' ?
	    "无（软件密码模块）" : c->certificate);
	part_fact(p, "单位", c->unit_name);
	part_fact(p, "使用人", carrier_holder(r->pool, c));
	if (c->seal != NULL)
		part_fact(p, "印章编码", c->seal_code);
	if (c->called != 0)
		part_fact(p, "应交回", pool_printf(r->pool, "%s 起",
		    show_minute(r, c->called)));
	if (c->must_pin)
		part_fact(p, "口令", "下次使用须更换");
	part_fact(p, "登记", show_minute(r, c->created));
}

#define LINES_SHOWN 200		/* of its history: years of one thing */

static enum status
fill_history(struct req *r, const struct carrier *c, struct page *page)
{
	struct carrier_line	*l;
	struct page		*p, *note;
	enum status		 st;
	size_t			 i, n, unlocked = 0;
	int			 event;

	st = carrier_history(r->db, r->pool, c->id, LINES_SHOWN, &l, &n,
	    r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		event = flow_event(&flow_carrier, l[i].event);
		unlocked += event == CE_UNLOCK;
		p = page_add(page, K_LINE);
		page_set(p, K_EVENT, event < 0 ? l[i].event :
		    flow_carrier.events[event].label);
		page_set(p, K_WHEN, show_minute(r, l[i].at));
		page_set(p, K_WHO, l[i].person_name == NULL ? "系统" :
		    l[i].person_name);
		page_set(p, K_UNIT_NAME, l[i].unit_name);
		if (*l[i].holder != '\0')
			page_set(page_add(p, K_HOLDER), K_NAME, l[i].holder);
		if (l[i].witness_name != NULL)
			page_set(page_add(p, K_WITNESS), K_NAME,
			    l[i].witness_name);
		if (*l[i].note == '\0' && *l[i].evidence == '\0')
			continue;
		note = page_add(p, K_NOTE);
		page_printf(note, K_SENTENCE, "%s%s%s%s", l[i].note,
		    *l[i].evidence != '\0' ? "（" : "", l[i].evidence,
		    *l[i].evidence != '\0' ? "）" : "");
	}
	if (unlocked > 0)
		part_fact(page, "解锁", pool_printf(r->pool, "%zu 次",
		    unlocked));
	return st;
}

enum status
ukey_card(struct req *r)
{
	struct page		*p, *tasks;
	struct carrier_facts	 facts;
	struct carrier		 c;
	enum status		 st;

	if ((st = ukey_load(r, &c)) != ST_OK ||
	    (st = ukey_facts(r, &c, &facts)) != ST_OK)
		return st;
	p = web_page_new(r, "admin/carrier", pool_printf(r->pool, "载体 %s",
	    c.serial));
	fill_facts(r, &c, p);
	page_show_if(p, K_RECEIPT, facts.is_ukey && carrier_is_live(c.state));
	tasks = page_include(p, K_TASKS, "part/tasks");
	page_set(page_add(tasks, K_HEADED), K_HEADING, "可办事项");
	if (facts.is_ukey)
		fill_acts(r, &c, &facts, tasks);
	st = fill_history(r, &c, p);
	return st == ST_OK ? web_page(r, p) : st;
}

const char *
ukey_receipt_number(struct req *r, const struct carrier *c)
{
	return pool_printf(r->pool, "QL-%s-%lld", c->serial,
	    (long long)c->rev);
}

/* what the receiver signs on paper. */
enum status
ukey_receipt(struct req *r)
{
	struct page	*p;
	struct carrier	 c;
	enum status	 st;

	if ((st = ukey_load(r, &c)) != ST_OK)
		return st;
	if (strcmp(c.kind, CARRIER_UKEY) != 0 || !carrier_is_live(c.state))
		return web_problem(r, 409, "没有签领单",
		    "只有分配给人员或单位的 UKey 有签领单。");
	p = web_page_new(r, "admin/receipt", "UKey 签领单");
	page_set(p, K_ID, c.id);
	if (c.state == K1_PERSONALISED)
		part_fact(p, "签领单号", ukey_receipt_number(r, &c));
	part_fact(p, "发放单位", c.unit_name);
	part_fact(p, "UKey 序列号", c.serial);
	part_fact(p, "型号", c.model);
	part_fact(p, "产品认证证书编号", c.certificate);
	part_fact(p, "领用", carrier_holder(r->pool, &c));
	return web_page(r, p);
}

/*
 * What is done with one carrier (T5): a form for each act, its parties looked
 * up, asked of the table, signed, written.
 */
#include <string.h>

#include "form/codes.h"
#include "page/keys.h"
#include "page/part.h"
#include "trust/digest.h"
#include "work/case.h"
#include "work/people.h"
#include "work/ukey.h"

struct act {
	const char	*login, *org, *keeper, *receiver, *kind, *number,
			*receipt, *reason, *witness, *evidence, *rev;
};

static const struct choice identities[] = {
	{ "idcard", "居民身份证" }, { "officer", "工作证件" },
	{ "passport", "护照" }, { NULL, NULL }
};

static void
cross_act(const void *values, struct form_state *state)
{
	const struct act	*v = values;

	if (strcmp(v->kind, "idcard") == 0 && *v->number != '\0' &&
	    code_citizen(v->number) != NULL)
		form_error(state, "number", code_citizen(v->number));
}

#define AT(member) .at = offsetof(struct act, member)
static const struct field act_fields[] = {
	{ .name = "login", .label = "领用人的账号",
	  .hint = "人员本人专用的填这里", .kind = FIELD_LINE, .max = 30,
	  .clean = CLEAN_NARROW, AT(login) },
	{ .name = "org", .label = "领用单位的统一社会信用代码",
	  .hint = "单位使用的填这里，领用人不填", .kind = FIELD_LINE,
	  .max = 18, .clean = CLEAN_CODE, AT(org) },
	{ .name = "keeper", .label = "使用人的账号",
	  .hint = "单位的 UKey 由谁保管和使用", .kind = FIELD_LINE,
	  .max = 30, .clean = CLEAN_NARROW, AT(keeper) },
	{ .name = "receiver", .label = "签领人姓名", .kind = FIELD_LINE,
	  .min = 2, .max = 50, AT(receiver) },
	{ .name = "kind", .label = "身份证明", .kind = FIELD_CHOICE,
	  .choices = identities, AT(kind) },
	{ .name = "number", .label = "证件号码", .hint = "只保存遮盖后的号码",
	  .kind = FIELD_LINE, .min = 4, .max = 30, .clean = CLEAN_CODE,
	  AT(number) },
	{ .name = "receipt", .label = "签领单号",
	  .hint = "先打印签领单，由签领人签字后保存", .kind = FIELD_LINE,
	  .min = 4, .max = 60, .clean = CLEAN_NARROW, AT(receipt) },
	{ .name = "reason", .label = "原因", .kind = FIELD_LINE, .min = 2,
	  .max = 200, AT(reason) },
	{ .name = "witness", .label = "见证人的账号",
	  .hint = "本系统的另一位人员，不能是经办人或使用人本人",
	  .kind = FIELD_LINE, .max = 30, .clean = CLEAN_NARROW,
	  AT(witness) },
	{ .name = "evidence", .label = "记录编号",
	  .hint = "例如情况说明、销毁记录的编号", .kind = FIELD_LINE,
	  .max = 60, AT(evidence) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT
const struct form ukey_act_form = {
	.fields = act_fields, .n = NITEMS(act_fields),
	.size = sizeof(struct act), .cross = cross_act,
};

static enum status
act_page(struct req *r, const struct carrier *c, const struct ukey_deed *d)
{
	const char	*label = flow_carrier.events[d->event].label;
	struct page	*p, *list;

	p = people_form_page_some(r, d->fields, label, d->sentence,
	    pool_printf(r->pool, "/admin/carrier/%s/act/%s", c->id,
	    flow_carrier.events[d->event].name), label,
	    admin_path(r, "/admin/carrier/*", c->id));
	page_set(p, K_HEADING, pool_printf(r->pool, "%s：%s", label,
	    c->serial));
	list = page_include(p, K_ANSWERS, "part/answers");
	part_answer(list, "序列号", c->serial, NULL);
	part_answer(list, "型号", c->model, NULL);
	part_answer(list, "现在", flow_carrier.states[c->state].label, NULL);
	if (*carrier_holder(r->pool, c) != '\0')
		part_answer(list, "使用人", carrier_holder(r->pool, c),
		    NULL);
	return web_page(r, p);
}

static enum status
load(struct req *r, struct carrier *c, struct carrier_facts *facts,
    const struct ukey_deed **d)
{
	enum status	 st;

	if ((*d = ukey_deed_find(web_piece(r, "act"))) == NULL)
		return fault_set(r->fault, ST_ABSENT, "no such act");
	st = ukey_load(r, c);
	return st == ST_OK ? ukey_facts(r, c, facts) : st;
}

/* The page of an act that cannot be done says why instead. */
static enum status
refuse(struct req *r, const struct carrier *c, const struct ukey_deed *d,
    enum flow_answer a, const char *why)
{
	audit_refusal(r->db, r->actor, pool_printf(r->pool, "carrier.%s",
	    flow_carrier.events[d->event].name), "carrier", c->serial, why);
	return web_problem(r, a == FLOW_NO_ROLE ? 403 : 409, "现在不能办理",
	    why);
}

enum status
ukey_show_act(struct req *r)
{
	struct act		 start = { "", "", "", "", "", "", "", "",
				    "", "", "" };
	struct carrier_facts	 facts;
	const struct ukey_deed	*d;
	enum flow_answer	 a;
	const char		*why;
	struct carrier		 c;
	enum status		 st;

	if ((st = load(r, &c, &facts, &d)) != ST_OK)
		return st;
	if ((a = ukey_ask_typed(r, &c, d->event, &facts, &why)) != FLOW_YES)
		return refuse(r, &c, d, a, why);
	start.rev = admin_rev_text(r, c.rev);
	if (d->event == CE_SIGN)
		start.receipt = ukey_receipt_number(r, &c);
	st = form_start(&ukey_act_form, &start, r->pool, &r->form);
	return st == ST_OK ? act_page(r, &c, d) : st;
}

/* A person by login, active; an error in the field where there is none. */
static enum status
find_person(struct req *r, const char *field, const char *login,
    struct person *out)
{
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if (*login == '\0')
		return ST_OK;
	st = person_by_login(r->db, r->pool, login, out, r->fault);
	if (st == ST_ABSENT || (st == ST_OK && strcmp(out->state,
	    "active") != 0)) {
		form_error(&r->form, field, "没有这个账号，或者已经停用");
		memset(out, 0, sizeof(*out));
		return ST_OK;
	}
	return st;
}

/* somebody of the own unit or below. */
static enum status
check_reach(struct req *r, const char *field, const struct person *p)
{
	struct people_unit	 u[CERT_GRANTS];
	enum status		 st;
	size_t			 n, i;
	int			 mine = 0;

	if (*p->id == '\0')
		return ST_OK;
	st = people_units(r, p, u, &n);
	for (i = 0; st == ST_OK && !mine && i < n; i++)
		st = unit_is_under(r->db, u[i].id, r->actor->unit, &mine,
		    r->fault);
	if (st == ST_OK && !mine)
		form_error(&r->form, field,
		    "此人不在本单位及其下级范围内");
	return st;
}

/* Who the act is about besides the carrier. */
struct parties {
	struct person	 holder, keeper, witness;
	struct unit	 org;
};

static enum status
find_org(struct req *r, const char *code, struct unit *out)
{
	enum status	 st;
	int		 mine = 0;

	memset(out, 0, sizeof(*out));
	if (*code == '\0')
		return ST_OK;
	st = unit_by_code(r->db, r->pool, code, out, r->fault);
	if (st == ST_OK)
		st = unit_is_under(r->db, out->id, r->actor->unit, &mine,
		    r->fault);
	if (st == ST_ABSENT || (st == ST_OK && !mine)) {
		form_error(&r->form, "org",
		    "本单位及其下级范围内没有这个单位");
		memset(out, 0, sizeof(*out));
		return ST_OK;
	}
	return st;
}

static enum status
find_parties(struct req *r, const struct act *v, struct parties *p)
{
	enum status	 st;

	if ((st = find_person(r, "login", v->login, &p->holder)) != ST_OK ||
	    (st = find_person(r, "keeper", v->keeper, &p->keeper)) != ST_OK ||
	    (st = find_person(r, "witness", v->witness, &p->witness)) !=
	    ST_OK || (st = find_org(r, v->org, &p->org)) != ST_OK ||
	    (st = check_reach(r, "login", &p->holder)) != ST_OK)
		return st;
	return check_reach(r, "keeper", &p->keeper);
}

/* what the one it is for has already. */
static enum status
check_other(struct req *r, const struct parties *p,
    struct carrier_facts *facts)
{
	struct carrier	 other = { .state = K0_STOCK };
	enum status	 st = ST_ABSENT;

	if (*p->holder.id != '\0')
		st = carrier_of_person(r->db, r->pool, p->holder.id, &other,
		    r->fault);
	else if (*p->org.id != '\0')
		st = carrier_of_org(r->db, r->pool, p->org.id, &other,
		    r->fault);
	if (st == ST_OK)
		facts->other_live = pool_printf(r->pool, "%s已有 UKey %s（%s）"
		    "，一人一个；请先把它登记为交回、损坏或被更换",
		    carrier_holder(r->pool, &other), other.serial,
		    flow_carrier.states[other.state].label);
	return st == ST_ABSENT ? ST_OK : st;
}

static int
is_same(const char *a, const char *b)
{
	return a != NULL && *a != '\0' && strcmp(a, b) == 0;
}

static void
check_assign(struct req *r, const struct act *v, const struct parties *p)
{
	if ((*v->login == '\0') == (*v->org == '\0'))
		form_error(&r->form, "login",
		    "领用人和领用单位请填一个，而且只填一个");
	if (*v->org != '\0' && *v->keeper == '\0')
		form_error(&r->form, "keeper", "请填写由谁使用");
	if (*v->login != '\0' && *v->keeper != '\0')
		form_error(&r->form, "keeper",
		    "本人专用的由本人使用，这里不填");
	if (is_same(p->holder.id, r->actor->person) ||
	    is_same(p->keeper.id, r->actor->person))
		form_error(&r->form, *v->login != '\0' ? "login" : "keeper",
		    "不能给自己分配 UKey，请由另一位工作人员办理");
}

/* What was typed, as far as the act asks for it. */
static enum status
check(struct req *r, const struct carrier *c, const struct ukey_deed *d,
    const struct act *v, struct parties *p, struct carrier_facts *facts)
{
	enum status	 st;
	size_t		 i, k;

	for (i = 0; i < d->needed; i++) {
		for (k = 0; strcmp(act_fields[k].name, d->fields[i]) != 0;
		    k++)
			continue;
		if (**(const char *const *)(const void *)((const char *)v +
		    act_fields[k].at) == '\0')
			form_error(&r->form, d->fields[i], pool_printf(
			    r->pool, "请填写%s", act_fields[k].label));
	}
	if ((st = find_parties(r, v, p)) != ST_OK)
		return st;
	if (d->event == CE_ASSIGN) {
		check_assign(r, v, p);
		if ((st = check_other(r, p, facts)) != ST_OK)
			return st;
	}
	facts->has_holder = *p->holder.id != '\0' || *p->org.id != '\0';
	facts->has_successor = *p->keeper.id != '\0' && (c->keeper == NULL ||
	    strcmp(c->keeper, p->keeper.id) != 0);
	facts->has_receipt = *v->receiver != '\0' && *v->number != '\0' &&
	    *v->receipt != '\0';
	facts->has_reason = *v->reason != '\0';
	facts->has_witness = *p->witness.id != '\0' &&
	    !is_same(p->witness.id, r->actor->person) &&
	    !is_same(c->person, p->witness.id) &&
	    !is_same(c->keeper, p->witness.id) &&
	    !is_same(p->keeper.id, p->witness.id);
	if (*v->witness != '\0' && *p->witness.id != '\0' &&
	    !facts->has_witness)
		form_error(&r->form, "witness",
		    "见证人不能是经办人或使用人本人");
	return ST_OK;
}

/* "签领人 王五，居民身份证 3710…0011": never the whole number. */
static const char *
receiver_words(struct req *r, const struct act *v)
{
	const size_t	 n = strlen(v->number);
	char		 mask[CODE_MASK];

	if (strcmp(v->kind, "idcard") == 0)
		code_mask_citizen(v->number, mask);
	else
		snprintf(mask, sizeof(mask), "%.2s****%s", v->number,
		    v->number + (n > 2 ? n - 2 : 0));
	return pool_printf(r->pool, "签领人 %s，%s %s", v->receiver,
	    choice_label(identities, v->kind), mask);
}

/* Whose it will be, in words. */
static const char *
holder_words(struct req *r, const struct carrier *c,
    const struct ukey_deed *d, const struct parties *p)
{
	struct carrier	 then = *c;

	if (d->event == CE_ASSIGN) {
		then.person_name = *p->holder.id != '\0' ? p->holder.name :
		    NULL;
		then.org_name = *p->org.id != '\0' ? p->org.name : NULL;
	}
	if (*p->keeper.id != '\0')
		then.keeper_name = p->keeper.name;
	return carrier_holder(r->pool, &then);
}

static const char *
or_null(const char *s)
{
	return *s == '\0' ? NULL : s;
}

static enum status
keep(struct req *r, struct carrier *c, const struct carrier_move *m,
    struct bytes said)
{
	struct carrier_move	 move = *m;
	char			 statement[ID_LEN + 1];
	const struct audit_entry entry = {
		.action = pool_printf(r->pool, "carrier.%s",
		    flow_carrier.events[m->row->event].name),
		.kind = "carrier", .object = c->serial, .result = "ok",
		.reason = m->note,
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, c->id, said, statement, r->fault);
	move.statement = statement;
	if (st == ST_OK)
		st = carrier_step(r->db, r->actor, c, &move, r->fault);
	if (st == ST_OK && (m->row->from == K0_STOCK ||
	    m->row->to == K0_STOCK))
		st = ukey_level(r->db, r->pool, c->unit, NULL, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
ukey_take(struct req *r, struct carrier *c, const struct carrier_move *m,
    int *asks, const char **why)
{
	const struct digest_field fields[] = {
		digest_text("carrier", c->serial),
		digest_text("event",
		    flow_carrier.events[m->row->event].name),
		digest_text("person", m->person), digest_text("org", m->org),
		digest_text("keeper", m->keeper),
		digest_text("note", m->note),
		digest_text("evidence", m->evidence),
		digest_text("witness", m->witness),
	};
	struct bytes		 said;
	enum status		 st;

	st = ukey_say(r, ACT_CARRIER_STEP, c->id, fields, NITEMS(fields),
	    &said, why);
	*asks = st == ST_ABSENT || st == ST_INVALID;
	if (st == ST_OK && (st = keep(r, c, m, said)) == ST_CONFLICT)
		*why = "这个载体刚刚由他人办理，或者领用人刚领了另一个，请核对"
		    "现在的内容";
	return st;
}

/* What cannot be taken back is shown once more. */
static enum status
ask_sure(struct req *r, const struct carrier *c, const struct act *v)
{
	struct page	*p = case_ask_sure(r, "销毁", "销毁以后这个 UKey 不能再"
			    "用，登记也不能撤销。", NULL);

	part_fact(p, "序列号", c->serial);
	part_fact(p, "现在", flow_carrier.states[c->state].label);
	part_fact(p, "原因", v->reason);
	part_fact(p, "见证人的账号", v->witness);
	part_fact(p, "记录编号", v->evidence);
	return web_page(r, p);
}

enum status
ukey_post_act(struct req *r)
{
	const struct act	*v = r->values;
	struct parties		 p;
	struct carrier_facts	 facts;
	struct carrier_move	 m = { .row = NULL };
	const struct ukey_deed	*d;
	enum flow_answer	 a;
	const char		*why = NULL;
	struct carrier		 c;
	enum status		 st;
	int			 asks = 0, again;

	if ((st = load(r, &c, &facts, &d)) != ST_OK)
		return st;
	if ((a = ukey_ask_typed(r, &c, d->event, &facts, &why)) != FLOW_YES)
		return refuse(r, &c, d, a, why);
	admin_is_stale(r, v->rev, c.rev, "carrier.step", c.serial);
	if ((st = check(r, &c, d, v, &p, &facts)) != ST_OK)
		return st;
	if (r->form.nerrors == 0 && ukey_ask(r, &c, d->event, &facts,
	    &m.row, &why) != FLOW_YES) {
		form_error(&r->form, NULL, why);
		audit_refusal(r->db, r->actor, "carrier.step", "carrier",
		    c.serial, why);
	}
	if (r->form.nerrors > 0 || case_is_edit(r))
		return act_page(r, &c, d);
	if (d->event == CE_DESTROY && !case_is_sure(r))
		return ask_sure(r, &c, v);
	m.note = d->event == CE_SIGN ? receiver_words(r, v) : v->reason;
	m.evidence = d->event == CE_SIGN ? v->receipt : v->evidence;
	m.person = or_null(p.holder.id);
	m.org = or_null(p.org.id);
	m.keeper = or_null(p.keeper.id);
	m.witness = or_null(p.witness.id);
	m.holder = holder_words(r, &c, d, &p);
	st = ukey_take(r, &c, &m, &asks, &why);
	st = admin_answer(r, st, asks, why, admin_path(r,
	    "/admin/carrier/*", c.id), &again);
	return again ? act_page(r, &c, d) : st;
}

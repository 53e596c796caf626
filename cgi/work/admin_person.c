/* A person and the key: confirming, unlocking, a new key, leaving. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "page/part.h"
#include "seal/seal.h"
#include "trust/digest.h"
#include "work/admin.h"
#include "work/answers.h"
#include "work/case.h"
#include "work/people.h"
#include "work/show.h"
#include "work/ukey.h"
#include "work/units.h"

#define R(x)	ROLE_BIT(ROLE_##x)

struct proof_values {
	const char	*method, *idno, *note, *rev;
};
#define AT(member) .at = offsetof(struct proof_values, member)
static const struct choice unlock_methods[] = {
	{ "card", "本人到场，核对居民身份证原件" },
	{ "key", "本人携带UKey到场，核对居民身份证原件" }, { NULL, NULL }
};
static const struct choice reset_methods[] = {
	{ "letter", "本人书面申请和居民身份证原件" },
	{ "unit", "单位证明和居民身份证原件" }, { NULL, NULL }
};
#define PROOF(list)							\
	{ .name = "method", .label = "核对方式", .kind = FIELD_CHOICE,	\
	  .required = true, .choices = (list), AT(method) },		\
	{ .name = "idno", .label = "所示证件的公民身份号码",		\
	  .hint = "与登记的号码比对，记录中只留掩码",			\
	  .kind = FIELD_LINE, .required = true, .min = 1, .max = 30,	\
	  .clean = CLEAN_CODE, .check = code_citizen, AT(idno) },	\
	{ .name = "note", .label = "核对记录",				\
	  .hint = "例如申请书编号、经办地点", .kind = FIELD_LINE,	\
	  .required = true, .min = 2, .max = 200, AT(note) },		\
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,	\
	  AT(rev) }
static const struct field unlock_fields[] = { PROOF(unlock_methods) };
static const struct field reset_fields[] = { PROOF(reset_methods) };
#undef AT
const struct form admin_unlock_form = {
	unlock_fields, NITEMS(unlock_fields), sizeof(struct proof_values),
	NULL
};
const struct form admin_reset_form = {
	reset_fields, NITEMS(reset_fields), sizeof(struct proof_values), NULL
};

struct confirm_values {
	const char	*answer;
};
static const struct choice yes_no[] = {
	{ "yes", "确认是本单位经办人" }, { "no", "不能确认" }, { NULL, NULL }
};
static const struct field confirm_fields[] = {
	{ .name = "answer", .label = "核实结果", .kind = FIELD_CHOICE,
	  .required = true, .choices = yes_no,
	  .at = offsetof(struct confirm_values, answer) },
};
const struct form admin_confirm_form = {
	confirm_fields, NITEMS(confirm_fields),
	sizeof(struct confirm_values), NULL
};

/* --- a person ------------------------------------------------------------ */

static int
is_active(const struct person *p)
{
	return strcmp(p->state, "active") == 0;
}

/* Acts on the key: path piece, label, why not. */
static const struct {
	const char	*piece, *label;
} key_acts[] = {
	{ "unlock", "解锁口令" }, { "reset", "重置密钥" },
	{ "end", "离岗，停用证书" },
};

static void
fill_key_acts(struct req *r, struct page *t, const struct person *p)
{
	const char	*why = NULL;
	size_t		 i;

	if (strcmp(p->id, r->actor->person) == 0)
		why = "不能办理自己的密钥，请由另一位工作人员办理";
	else if (!is_active(p))
		why = "证书已停用或者尚未签发";
	for (i = 0; i < NITEMS(key_acts); i++)
		part_task(t, key_acts[i].label, why != NULL ? NULL :
		    pool_printf(r->pool, "/admin/person/%s/%s", p->id,
		    key_acts[i].piece), why != NULL ? "暂不可办" : "",
		    why != NULL ? TONE_OVER : TONE_PLAIN, why);
}

/* The UKey handed out to the person, for who keeps the stock. */
static enum status
fill_ukey(struct req *r, struct page *t, const struct person *p)
{
	struct carrier	 c;
	enum status	 st;

	if (!web_has(r, UKEY_STOCK))
		return ST_OK;
	st = carrier_of_person(r->db, r->pool, p->id, &c, r->fault);
	if (st == ST_OK)
		part_task(t, pool_printf(r->pool, "UKey %s", c.serial),
		    admin_path(r, "/admin/carrier/*", c.id),
		    flow_carrier.states[c.state].label,
		    show_tone(carrier_tone(c.state)), c.called != 0 ?
		    "应交回" : NULL);
	return st == ST_ABSENT ? ST_OK : st;
}

/* One line a unit of the person that lies within reach. */
static enum status
fill_role_acts(struct req *r, struct page *t, const struct person *p,
    const struct grant *g, size_t n)
{
	size_t		 i, k;
	enum status	 st = ST_OK;
	int		 mine;

	for (i = 0; st == ST_OK && i < n; i++) {
		for (k = 0; k < i; k++)
			if (strcmp(g[k].unit, g[i].unit) == 0)
				break;
		st = unit_is_under(r->db, g[i].unit, r->actor->unit, &mine,
		    r->fault);
		if (st != ST_OK || !mine)
			continue;
		if (g[i].from >= PEOPLE_PENDING && g[i].to == 0)
			part_task(t, pool_printf(r->pool,
			    "确认是%s的经办人", g[i].unit_name),
			    pool_printf(r->pool,
			    "/admin/person/%s/confirm/%s", p->id, g[i].unit),
			    "待确认", TONE_ACT, NULL);
		if (k == i && is_active(p))
			part_task(t, pool_printf(r->pool, "修改在%s的岗位",
			    g[i].unit_name), pool_printf(r->pool,
			    "/admin/person/%s/roles/%s", p->id, g[i].unit),
			    "", TONE_PLAIN, NULL);
	}
	return st;
}

static void
fill_person(struct req *r, struct page *page, const struct person *p)
{
	struct page	*list = page_include(page, K_ANSWERS, "part/answers");
	char		 made[CALENDAR_TEXT], last[CALENDAR_TEXT] = "从未登录";

	calendar_minute(p->created, made);
	if (p->last_login != 0)
		calendar_minute(p->last_login, last);
	part_answer(list, "账号", p->login, NULL);
	part_answer(list, "手机", *p->phone_mask == '\0' ? "未登记" :
	    p->phone_mask, NULL);
	part_answer(list, "公民身份号码", *p->idno_mask == '\0' ? "未登记" :
	    p->idno_mask, NULL);
	part_answer(list, "证书序列号", p->serial == NULL ? "尚未签发" :
	    p->serial, NULL);
	part_answer(list, "登记时间", made, NULL);
	part_answer(list, "最近登录", last, NULL);
	(void)r;
}

enum status
admin_show_person(struct req *r)
{
	struct page	*page, *t;
	struct person	 p;
	struct grant	*g;
	size_t		 n;
	enum status	 st;

	if ((st = admin_load_person(r, &p, &g, &n)) != ST_OK)
		return st;
	page = web_page_new(r, "admin/person", p.name);
	page_set(page, K_HEADING, p.name);
	admin_person_tag(page, &p);
	fill_person(r, page, &p);
	people_fill_grants(r, page, g, n);
	t = page_include(page, K_TASKS, "part/tasks");
	page_set(page_add(t, K_HEADED), K_HEADING, "可办事项");
	if (web_has(r, STAFFING)) {
		if ((st = fill_role_acts(r, t, &p, g, n)) != ST_OK)
			return st;
		fill_key_acts(r, t, &p);
	}
	if ((st = fill_ukey(r, t, &p)) != ST_OK)
		return st;
	st = people_fill_statements(r, page, p.id, ACT_SESSION_OPEN,
	    SAID_MAX);
	return st == ST_OK ? web_page(r, page) : st;
}

/* --- confirming an applicant --------------------------------------------- */

static enum status
confirm_page(struct req *r, const struct person *p, const struct unit *u)
{
	struct page	*page;

	page = people_form_page(r, "确认经办人", pool_printf(r->pool,
	    "%s 注册为%s的经办人。请与该单位核实后再确认。", p->name,
	    u->name), pool_printf(r->pool, "/admin/person/%s/confirm/%s",
	    p->id, u->id), "提交核实结果", admin_path(r, "/admin/person/*", p->id));
	fill_person(r, page, p);
	return web_page(r, page);
}

/* ST_CONFLICT where nothing waits there. */
static enum status
load_pending(struct req *r, struct person *p, struct unit *u)
{
	struct grant	*g;
	size_t		 n, i;
	enum status	 st;

	if ((st = admin_load_person(r, p, &g, &n)) != ST_OK ||
	    (st = admin_load_unit(r, web_piece(r, "unit"), u)) != ST_OK)
		return st;
	for (i = 0; i < n; i++)
		if (strcmp(g[i].unit, u->id) == 0 && g[i].to == 0 &&
		    g[i].from >= PEOPLE_PENDING)
			return ST_OK;
	return fault_set(r->fault, ST_CONFLICT, "nothing to confirm");
}

enum status
admin_show_confirm(struct req *r)
{
	struct person	 p;
	struct unit	 u;
	enum status	 st;

	st = load_pending(r, &p, &u);
	return st == ST_OK ? confirm_page(r, &p, &u) : st;
}

enum status
admin_post_confirm(struct req *r)
{
	const struct confirm_values	*v = r->values;
	const char			*why = NULL;
	struct person			 p;
	struct keyd			*keyd;
	struct unit			 u;
	enum status			 st;
	int				 again;

	if ((st = load_pending(r, &p, &u)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return confirm_page(r, &p, &u);
	st = people_confirm(r, keyd, &p, &u, strcmp(v->answer, "yes") == 0,
	    &why);
	st = admin_answer(r, st, why != NULL && (st == ST_ABSENT ||
	    st == ST_INVALID), why, admin_path(r, "/admin/person/*",
	    p.id), &again);
	return again ? confirm_page(r, &p, &u) : st;
}

/* --- unlock, reset, end -------------------------------------------------- */

static const struct desk {
	const char	*piece, *heading, *sentence, *button;
	const struct form *form;
} desks[] = {
	{ "unlock", "解锁口令", "请核对本人身份。解锁以后本人用原来的口令登录，"
	  "并须更换口令。", "解锁口令", &admin_unlock_form },
	{ "reset", "重置密钥", "本人忘记口令时办理：签发新的密钥和证书，原证书"
	  "停用，以前的签名仍然有效。", "重置密钥并给出一次性口令",
	  &admin_reset_form },
	{ "end", "离岗", "停用此人的证书，结束全部岗位和登录。保管的印章须另行"
	  "指定保管人。", "停用证书", &admin_act_form },
};

static enum status
desk_page(struct req *r, const struct desk *d, const struct person *p)
{
	struct page	*page = people_form_page(r, d->heading, d->sentence,
			    pool_printf(r->pool, "/admin/person/%s/%s",
			    p->id, d->piece), d->button,
			    admin_path(r, "/admin/person/*", p->id));

	page_set(page, K_HEADING, pool_printf(r->pool, "%s：%s", d->heading,
	    p->name));
	fill_person(r, page, p);
	return web_page(r, page);
}

static enum status
show_desk(struct req *r, const struct desk *d)
{
	struct person	 p;
	struct grant	*g;
	size_t		 n;
	enum status	 st;

	if ((st = admin_load_person(r, &p, &g, &n)) != ST_OK)
		return st;
	if (d->form == &admin_act_form) {
		const struct act_values v = { "", admin_rev_text(r, p.rev) };

		st = form_start(d->form, &v, r->pool, &r->form);
	} else {
		const struct proof_values v = { "", "", "",
		    admin_rev_text(r, p.rev) };

		st = form_start(d->form, &v, r->pool, &r->form);
	}
	return st == ST_OK ? desk_page(r, d, &p) : st;
}

enum status
admin_show_unlock(struct req *r)
{
	return show_desk(r, &desks[0]);
}

enum status
admin_show_reset(struct req *r)
{
	return show_desk(r, &desks[1]);
}

enum status
admin_show_end(struct req *r)
{
	return show_desk(r, &desks[2]);
}

/* What is common after one of the three: ask the PIN, show why not. */
static enum status
desk_answer(struct req *r, const struct desk *d, const struct person *p,
    enum status st, const char *why)
{
	int	 again;

	st = admin_answer(r, st, why != NULL && (st == ST_ABSENT ||
	    st == ST_INVALID), why, admin_path(r, "/admin/person/*",
	    p->id), &again);
	return again ? desk_page(r, d, p) : st;
}

enum status
admin_post_unlock(struct req *r)
{
	const struct proof_values	*v = r->values;
	const struct people_proof	 proof = { v->method,
	    choice_label(unlock_methods, v->method), v->idno, v->note };
	const char			*why = NULL;
	struct person			 p;
	struct grant			*g;
	struct keyd			*keyd;
	size_t				 n;
	enum status			 st;

	if ((st = admin_load_person(r, &p, &g, &n)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	admin_is_stale(r, v->rev, p.rev, "pin.unlock", p.id);
	if (r->form.nerrors > 0)
		return desk_page(r, &desks[0], &p);
	st = people_unlock_pin(r, keyd, &p, &proof, &why);
	return desk_answer(r, &desks[0], &p, st, why);
}

enum status
admin_post_reset(struct req *r)
{
	const struct proof_values	*v = r->values;
	const struct people_proof	 proof = { v->method,
	    choice_label(reset_methods, v->method), v->idno, v->note };
	char				 pin[PEOPLE_PIN_TEXT];
	const char			*why = NULL;
	struct person			 p;
	struct grant			*g;
	struct keyd			*keyd;
	size_t				 n;
	enum status			 st;

	if ((st = admin_load_person(r, &p, &g, &n)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	admin_is_stale(r, v->rev, p.rev, "person.key-reset", p.id);
	if (r->form.nerrors > 0)
		return desk_page(r, &desks[1], &p);
	people_pin_make(pin);
	st = people_reset_key(r, keyd, &p, &proof, pin, &why);
	st = st == ST_OK ? admin_once_page(r, "密钥已重置", &p, pin) :
	    desk_answer(r, &desks[1], &p, st, why);
	wipe(pin, sizeof(pin));
	return st;
}

enum status
admin_post_end(struct req *r)
{
	const struct act_values	*v = r->values;
	const char		*why = NULL;
	struct person		 p;
	struct grant		*g;
	struct keyd		*keyd;
	size_t			 n;
	enum status		 st;

	if ((st = admin_load_person(r, &p, &g, &n)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	admin_is_stale(r, v->rev, p.rev, "person.end", p.id);
	if (r->form.nerrors > 0)
		return desk_page(r, &desks[2], &p);
	st = people_end(r, keyd, &p, v->reason, &why);
	return desk_answer(r, &desks[2], &p, st, why);
}

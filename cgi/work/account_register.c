/*
 * Registering an applicant: person, key, and the unit picked by its code or
 * proposed.  What is taken is refused without telling who has it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "page/part.h"
#include "seal/seal.h"
#include "sm/sm.h"
#include "work/account.h"
#include "work/case.h"
#include "work/people.h"

struct find {
	const char	*code;
};
static const struct field find_fields[] = {
	{ .name = "code", .label = "单位统一社会信用代码",
	  .hint = "营业执照或者法人证书上的 18 位代码", .kind = FIELD_LINE,
	  .required = true, .min = 1, .max = 30, .clean = CLEAN_CODE,
	  .check = code_credit, .at = offsetof(struct find, code) },
};
const struct form account_find_form = {
	find_fields, NITEMS(find_fields), sizeof(struct find), NULL
};

struct newcomer {
	const char	*code, *org_name, *org_type, *org_region, *org_address;
	const char	*name, *idno, *phone, *login, *pin, *again;
};
#define AT(member) .at = offsetof(struct newcomer, member)

static const char *
check_login(const char *s)
{
	size_t	 n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789._-");

	if (n < 4 || s[n] != '\0' || s[0] < 'a' || s[0] > 'z')
		return "账号以小写字母开头，由小写字母、数字、点、横线组成，"
		    "4 到 30 位";
	return NULL;
}

/* The same for everybody; those of a unit not yet known come before. */
#define NEWCOMER							\
	{ .name = "name", .label = "姓名", .group = "经办人",		\
	  .kind = FIELD_LINE, .required = true, .min = 2, .max = 50,	\
	  .autocomplete = "name", AT(name) },				\
	{ .name = "idno", .label = "公民身份号码", .kind = FIELD_LINE,	\
	  .hint = "只用于核对身份，加密保存，页面上不全文显示",	\
	  .required = true, .min = 1, .max = 30, .clean = CLEAN_CODE,	\
	  .check = code_citizen, AT(idno) },				\
	{ .name = "phone", .label = "手机号码", .kind = FIELD_LINE,	\
	  .hint = "用于接收办件通知和挂失验证码", .required = true,	\
	  .min = 1, .max = 30, .clean = CLEAN_PHONE,			\
	  .check = code_mobile, .autocomplete = "tel",			\
	  .inputmode = "tel", AT(phone) },				\
	{ .name = "login", .label = "账号", .group = "登录",		\
	  .hint = "以小写字母开头，4 到 30 位", .kind = FIELD_LINE,	\
	  .required = true, .min = 1, .max = 30, .clean = CLEAN_NARROW,	\
	  .check = check_login, .autocomplete = "username", AT(login) },	\
	{ .name = "pin", .label = "口令", .kind = FIELD_SECRET,		\
	  .hint = "至少 8 位，须同时有字母和数字。口令保护您的签名密钥，"	\
	  "请勿告诉他人", .required = true, .min = 1, .max = 64,	\
	  .check = code_pin, .autocomplete = "new-password", AT(pin) },	\
	{ .name = "again", .label = "确认口令", .hint = "再输入一次",	\
	  .kind = FIELD_SECRET, .required = true, .min = 1, .max = 64,	\
	  .autocomplete = "new-password", AT(again) },			\
	{ .name = "code", .label = "", .kind = FIELD_HIDDEN, .max = 18,	\
	  .check = code_credit, AT(code) }

static const struct field known_fields[] = { NEWCOMER };
static const struct field new_fields[] = {
	{ .name = "org_name", .label = "单位名称", .group = "单位",
	  .hint = "与证照上的全称一致", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 100,
	  .autocomplete = "organization", AT(org_name) },
	{ .name = "org_type", .label = "单位类型", .kind = FIELD_CHOICE,
	  .required = true, AT(org_type) },
	{ .name = "org_region", .label = "行政区划码", .kind = FIELD_LINE,
	  .hint = "6 位数字，决定由哪个窗口受理", .required = true,
	  .min = 1, .max = 12, .clean = CLEAN_CODE, .check = code_region,
	  .inputmode = "numeric", AT(org_region) },
	{ .name = "org_address", .label = "单位地址", .kind = FIELD_LINE,
	  .required = true, .min = 4, .max = 200,
	  .autocomplete = "address-line1", AT(org_address) },
	NEWCOMER
};
#undef AT

static void
cross_newcomer(const void *values, struct form_state *state)
{
	const struct newcomer	*n = values;

	if (strcmp(n->pin, n->again) != 0)
		form_error(state, "again", "两次输入的口令不一样");
	if (*n->code == '\0')
		form_error(state, NULL, "请先查找单位");
}

const struct form account_known_form = {
	known_fields, NITEMS(known_fields), sizeof(struct newcomer),
	cross_newcomer
};
const struct form account_new_form = {
	new_fields, NITEMS(new_fields), sizeof(struct newcomer),
	cross_newcomer
};

int
account_is_choice(const struct req *r, const char *name, const char *value)
{
	const struct choice	*c;
	size_t			 i;

	for (i = 0; i < r->form.form->n; i++)
		if (strcmp(r->form.form->fields[i].name, name) == 0)
			break;
	c = i < r->form.form->n ? r->form.entries[i].choices : NULL;
	for (; c != NULL && c->value != NULL; c++)
		if (strcmp(c->value, value) == 0)
			return 1;
	return 0;
}

/* --- registering an applicant ------------------------------------- */

static enum status
find_page(struct req *r)
{
	struct page	*p = web_page_new(r, "account/find", "注册经办人");

	form_fill(p, &r->form);
	return web_page(r, p);
}

static enum status
register_page(struct req *r, const char *code, const struct unit *known)
{
	struct page	*p, *list;

	p = people_form_page(r, "注册经办人", known != NULL ?
	    "单位已在本系统登记。提交以后由受理机构确认您的经办人身份。" :
	    "单位还没有在本系统登记，请一并填写单位资料。资料在受理时核验。",
	    known != NULL ? "/account/register" : "/account/register/unit",
	    "注册", "/account/register");
	list = page_include(p, K_ANSWERS, "part/answers");
	part_answer(list, "统一社会信用代码", code, "/account/register");
	if (known != NULL)
		part_answer(list, "单位名称", known->name, NULL);
	return web_page(r, p);
}

/* The living unit of that code; st ST_OK and id "" where there is none. */
static enum status
known_unit(struct req *r, const char *code, struct unit *u)
{
	enum status	 st;

	memset(u, 0, sizeof(*u));
	st = unit_by_code(r->db, r->pool, code, u, r->fault);
	if (st == ST_ABSENT || (st == ST_OK &&
	    strcmp(u->state, "active") != 0)) {
		memset(u, 0, sizeof(*u));
		return ST_OK;
	}
	return st;
}

enum status
account_show_register(struct req *r)
{
	const struct find	*f = r->values;
	struct newcomer		 n = { "", "", "", "", "", "", "", "", "", "",
				    "" };
	const char		*warning;
	struct unit		 u;
	enum status		 st;

	if (web_query(r, "code") == NULL) {
		st = form_start(&account_find_form, NULL, r->pool, &r->form);
		return st == ST_OK ? find_page(r) : st;
	}
	if (r->form.nerrors > 0)
		return find_page(r);
	n.code = f->code;
	if ((st = known_unit(r, f->code, &u)) != ST_OK ||
	    (st = form_start(u.id[0] != '\0' ? &account_known_form : &account_new_form, &n,
	    r->pool, &r->form)) != ST_OK)
		return st;
	if (u.id[0] != '\0')
		return register_page(r, n.code, &u);
	form_choices(&r->form, "org_type", people_unit_types(r));
	if ((warning = code_credit_warning(n.code)) != NULL)
		log_line(LOG_INFO, "%s credit code: %s", r->id, warning);
	return register_page(r, n.code, NULL);
}

/* Logins and identity numbers that are taken: whose is not said. */
static enum status
check_taken(struct req *r, struct keyd *keyd, const struct newcomer *n)
{
	unsigned char	 find[32];
	struct person	 p;
	enum status	 st;
	int		 taken = 0;

	st = person_by_login(r->db, r->pool, n->login, &p, r->fault);
	if (st == ST_OK)
		form_error(&r->form, "login", "这个账号不能使用，请换一个");
	else if (st != ST_ABSENT)
		return st;
	st = people_find_hash(r, keyd, "idno", n->idno, find);
	if (st == ST_OK)
		st = people_idno_taken(r, bytes_of(find, sizeof(find)),
		    &taken);
	if (st == ST_OK && taken)
		form_error(&r->form, NULL, "所填资料不能用于注册新的账号。已有"
		    "账号的请登录；忘记账号或者口令的，请持身份证到受理窗口");
	return st;
}

/* The unit a newcomer brings, proposed below the desk of its region. */
static enum status
propose(struct req *r, const struct newcomer *n, struct unit *u)
{
	struct unit	 desk;
	const char	*region = NULL;
	enum status	 st;

	st = region_name(r->db, r->pool, n->org_region, &region, r->fault);
	if (st == ST_OK)
		st = unit_route(r->db, r->pool, n->org_region, n->org_type,
		    &desk, r->fault);
	if (st == ST_ABSENT) {
		form_error(&r->form, "org_region", region == NULL ?
		    "没有这个行政区划码" : "这个地区还没有受理机构");
		return ST_OK;
	}
	if (st != ST_OK)
		return st;
	*u = (struct unit){ .level = LEVEL_USING, .name = n->org_name,
	    .code = n->code, .region = n->org_region, .type = n->org_type,
	    .address = n->org_address, .phone = "", .state = "proposed" };
	memcpy(u->parent, desk.id, sizeof(u->parent));
	return ST_OK;
}

/* Person and, where it is new, unit: without key they can do nothing. */
static enum status
write_newcomer(struct req *r, const struct newcomer *n, struct unit *u,
    struct person *p)
{
	const struct audit_entry entry = {
		.action = "unit.propose", .kind = "unit",
		.result = "ok", .object = n->code, .reason = n->org_name,
	};
	const int		 fresh = u->id[0] == '\0';
	enum status		 st;

	*p = (struct person){ .login = n->login, .name = n->name,
	    .state = "blocked" };
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = person_add(r->db, p, r->fault);
	if (st == ST_OK && fresh)
		st = unit_add(r->db, u, r->fault);
	if (st == ST_OK && fresh)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

/* Tell those who may confirm. */
static enum status
tell_desk(struct req *r, const struct person *p, const struct unit *u,
    int known)
{
	struct grant	*g;
	size_t		 n, i;
	enum status	 st;

	st = grant_of_unit(r->db, r->pool, u->parent, &g, &n, r->fault);
	if (st != ST_OK || (st = store_begin(r->db, STORE_WRITE, r->fault)) !=
	    ST_OK)
		return st;
	for (i = 0; st == ST_OK && i < n; i++)
		if ((g[i].role == ROLE_RA_OPERATOR ||
		    g[i].role == ROLE_RA_ADMIN) && g[i].to == 0)
			st = notice_add(r->db, g[i].person, "person.register",
			    pool_printf(r->pool, known ? "%s 注册为%s的经办人，"
			    "请确认" : "%s 注册并登记了新单位%s，请核验",
			    p->name, u->name), known ? pool_printf(r->pool,
			    "/admin/person/%s", p->id) : pool_printf(r->pool,
			    "/admin/unit/%s", u->id), r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
account_post_register(struct req *r)
{
	const struct newcomer	*n = r->values;
	const int		 proposing = r->route->form == &account_new_form;
	struct person_contact	 contact;
	struct person		 p;
	struct unit		 u;
	struct keyd		*keyd;
	enum status		 st;
	int			 known;

	if (proposing)
		form_choices(&r->form, "org_type", people_unit_types(r));
	if ((st = case_keyd(r, &keyd)) != ST_OK ||
	    (st = known_unit(r, n->code, &u)) != ST_OK)
		return st;
	known = u.id[0] != '\0';
	if (known == proposing)		/* it came or went meanwhile */
		return web_redirectf(r, "/account/register?code=%s",
		    web_path_escape(r->pool, n->code));
	if (proposing && !account_is_choice(r, "org_type", n->org_type))
		form_error(&r->form, "org_type", "请选择单位类型");
	if (r->form.nerrors == 0 && proposing)
		st = propose(r, n, &u);
	if (st == ST_OK && r->form.nerrors == 0)
		st = check_taken(r, keyd, n);
	if (st != ST_OK)
		return st;
	if (r->form.nerrors > 0) {
		audit_count(r->db, "account", "register");
		return register_page(r, n->code, known ? &u : NULL);
	}
	if ((st = write_newcomer(r, n, &u, &p)) != ST_OK ||
	    (st = people_contact(r, keyd, p.id, n->phone, n->idno,
	    &contact)) != ST_OK ||
	    (st = people_register(r, keyd, &p, &u, &contact, n->pin,
	    known ? PEOPLE_PENDING : clock_now())) != ST_OK ||
	    (st = tell_desk(r, &p, &u, known)) != ST_OK)
		return st;
	return web_redirect(r, "/account/registered");
}

enum status
account_show_registered(struct req *r)
{
	return web_problem(r, 200, "注册完成",
	    "您的签名密钥和证书已经签发。请用刚才的账号和口令登录。");
}

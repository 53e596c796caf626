/*
 * Enrolling somebody with a key, a certificate and roles, and changing the
 * roles of who is enrolled.
 */
#include <string.h>

#include "base/clock.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "work/admin.h"
#include "work/case.h"
#include "work/people.h"

#define R(x)	ROLE_BIT(ROLE_##x)

/* The roles as boxes to tick; enum role's order. */
struct staff_values {
	const char	*login, *name, *phone, *idno, *reason, *rev;
	int		 role[ROLE__N];
};
#define AT(member) .at = offsetof(struct staff_values, member)
#define BOX(role_, name_, label_) \
	{ .name = name_, .label = label_, .kind = FIELD_CHECK, \
	  AT(role[ROLE_##role_]) }
#define FIRST_BOX(role_, name_, label_) \
	{ .name = name_, .label = label_, .kind = FIELD_CHECK, \
	  .group = "岗位", AT(role[ROLE_##role_]) }
#define BOXES								\
	FIRST_BOX(APPLICANT, "applicant", "单位经办人"),		\
	BOX(REQUESTER, "requester", "用章申请人"),			\
	BOX(REVIEWER, "reviewer", "用章审核员"),			\
	BOX(KEEPER, "keeper", "印章保管人"),				\
	BOX(CHECKER, "checker", "核验人员"),				\
	BOX(MAKER, "maker", "制作人员"),				\
	BOX(APPROVER, "approver", "审批人员"),				\
	BOX(RA_OPERATOR, "ra-operator", "RA操作员"),			\
	BOX(RA_ADMIN, "ra-admin", "RA管理员"),				\
	BOX(BUSINESS_ADMIN, "business-admin", "业务管理员"),		\
	BOX(AUDIT_ADMIN, "audit-admin", "审计管理员"),			\
	BOX(SYSTEM_ADMIN, "system-admin", "系统管理员"),		\
	BOX(SUPERVISOR, "supervisor", "监管人员")

static const char *
check_login(const char *s)
{
	size_t	 n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789._-");

	return n < 4 || s[n] != '\0' || s[0] < 'a' || s[0] > 'z' ?
	    "账号以小写字母开头，由小写字母、数字、点、横线组成，4 到 30 位" :
	    NULL;
}

static const struct field enrol_fields[] = {
	{ .name = "login", .label = "账号", .kind = FIELD_LINE,
	  .required = true, .min = 1, .max = 30, .clean = CLEAN_NARROW,
	  .check = check_login, AT(login) },
	{ .name = "name", .label = "姓名", .kind = FIELD_LINE,
	  .hint = "与身份证一致，写入证书", .required = true, .min = 2,
	  .max = 50, AT(name) },
	{ .name = "idno", .label = "公民身份号码", .kind = FIELD_LINE,
	  .hint = "加密保存；解锁口令、重置密钥时核对", .required = true,
	  .min = 1, .max = 30, .clean = CLEAN_CODE, .check = code_citizen,
	  AT(idno) },
	{ .name = "phone", .label = "手机号码", .kind = FIELD_LINE,
	  .required = true, .min = 1, .max = 30, .clean = CLEAN_PHONE,
	  .check = code_mobile, .inputmode = "tel", AT(phone) },
	BOXES,
};
static const struct field role_fields[] = {
	BOXES,
	{ .name = "reason", .label = "理由", .kind = FIELD_LINE,
	  .group = "记录", .required = true, .min = 2, .max = 200,
	  AT(reason) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT

static unsigned
ticked(const struct staff_values *v)
{
	unsigned	 roles = 0;
	int		 k;

	for (k = 0; k < ROLE__N; k++)
		if (v->role[k])
			roles |= ROLE_BIT(k);
	return roles;
}

static void
cross_enrol(const void *values, struct form_state *state)
{
	if (ticked(values) == 0)
		form_error(state, "applicant", "请至少选择一个岗位");
}

const struct form admin_enrol_form = {
	enrol_fields, NITEMS(enrol_fields), sizeof(struct staff_values),
	cross_enrol
};
const struct form admin_role_form = {
	role_fields, NITEMS(role_fields), sizeof(struct staff_values), NULL
};

/* --- enrolling ----------------------------------------------------------- */

/* Boxes this actor may tick for this unit, between names before and after. */
static const char *const *
offered(struct req *r, const struct unit *u, const char *const *before,
    const char *const *after)
{
	const char	**list = pool_array(r->pool, ROLE__N + 8,
			    sizeof(*list));
	size_t		  n = 0;
	enum role	  k;

	if (list == NULL)
		return NULL;
	for (; *before != NULL; before++)
		list[n++] = *before;
	for (k = 0; k < ROLE__N; k++)
		if ((people_enrollers(ROLE_BIT(k)) & r->actor->roles) &&
		    people_role_refusal(k, u) == NULL)
			list[n++] = role_name(k);
	for (; *after != NULL; after++)
		list[n++] = *after;
	return list;
}

static enum status
enrol_page(struct req *r, const struct unit *u)
{
	static const char *const before[] = {
		"login", "name", "idno", "phone", NULL };
	static const char *const after[] = { NULL };

	return web_page(r, people_form_page_some(r, offered(r, u, before,
	    after), "登记人员", pool_printf(r->pool,
	    "单位：%s。登记以后显示一次性口令，请当面交给本人。", u->name),
	    admin_path(r, "/admin/unit/*/enrol", u->id), "登记并签发证书",
	    admin_path(r, "/admin/unit/*/people", u->id)));
}

enum status
admin_show_enrol(struct req *r)
{
	struct unit	 u;
	enum status	 st;

	st = admin_load_unit(r, web_piece(r, "id"), &u);
	return st == ST_OK ? enrol_page(r, &u) : st;
}

/* Why these roles cannot be given here, before anything is written. */
static const char *
roles_refusal(const struct req *r, unsigned roles, const struct unit *u)
{
	const char	*why = role_conflict(roles);
	enum role	 k;

	for (k = 0; why == NULL && k < ROLE__N; k++)
		if (roles & ROLE_BIT(k))
			why = people_role_refusal(k, u);
	if (why == NULL && !(people_enrollers(roles) & r->actor->roles))
		why = roles & R(RA_OPERATOR) ?
		    "RA操作员的证书由RA管理员审核签发（R-028）" :
		    "您的岗位不能签发这些岗位的证书";
	return why;
}

/*
 * The record of a newcomer: new, or one begun before that never got its key.
 */
static enum status
newcomer(struct req *r, struct keyd *keyd, const struct staff_values *v,
    struct person *p)
{
	unsigned char	 find[32];
	int		 taken = 0;
	enum status	 st;

	st = person_by_login(r->db, r->pool, v->login, p, r->fault);
	if (st == ST_OK && (strcmp(p->state, "blocked") != 0 ||
	    p->cert.n != 0 || strcmp(p->name, v->name) != 0)) {
		form_error(&r->form, "login", "这个账号已有人使用");
		return ST_OK;
	}
	if (st != ST_ABSENT)
		return st;
	st = people_find_hash(r, keyd, "idno", v->idno, find);
	if (st == ST_OK)
		st = people_idno_taken(r, bytes_of(find, sizeof(find)),
		    &taken);
	if (st == ST_OK && taken)
		form_error(&r->form, "idno",
		    "此人已有账号；一人只有一个密钥（R-035）");
	if (st == ST_OK)
		*p = (struct person){ .login = v->login, .name = v->name,
		    .state = "blocked" };
	return st;
}

static enum status
add_record(struct req *r, const struct staff_values *v, struct person *p)
{
	const struct audit_entry entry = {
		.action = "person.add", .kind = "person", .result = "ok",
		.object = v->login, .reason = v->name,
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = person_add(r->db, p, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
add_newcomer(struct req *r, struct keyd *keyd, const struct staff_values *v,
    struct person *p)
{
	struct person_contact	 c;
	enum status		 st;

	if (p->id[0] == '\0' && (st = add_record(r, v, p)) != ST_OK)
		return st;
	if ((st = people_contact(r, keyd, p->id, v->phone, v->idno, &c)) !=
	    ST_OK || (st = store_begin(r->db, STORE_WRITE, r->fault)) !=
	    ST_OK)
		return st;
	st = person_set_contact(r->db, p->id, &c, r->fault);
	return store_end(r->db, st, r->fault);
}

/* The one-time PIN, this once (R-150: nobody can look it up again). */
enum status
admin_once_page(struct req *r, const char *heading, const struct person *p,
    const char *pin)
{
	struct page	*page = web_page_new(r, "admin/once", heading);

	page_set(page, K_HEADING, heading);
	page_set(page, K_CODE, pin);
	page_set(page, K_LOGIN, p->login);
	page_set(page, K_NAME, p->name);
	page_set(page, K_ID, p->id);
	return web_page(r, page);
}

static enum status
enrol(struct req *r, struct keyd *keyd, const struct unit *u,
    struct person *p)
{
	const struct staff_values	*v = r->values;
	char				 pin[PEOPLE_PIN_TEXT];
	const struct people_change	 c = {
		.person = p->id, .unit = u, .roles = ticked(v), .pin = pin,
	};
	const char			*why = NULL;
	enum status			 st;

	if ((st = add_newcomer(r, keyd, v, p)) != ST_OK)
		return st;
	people_pin_make(pin);
	st = people_give(r, keyd, &c, &why);
	if (st == ST_OK)
		st = admin_once_page(r, "人员已登记", p, pin);
	else if (why != NULL) {
		admin_show_refusal(r, why);
		st = enrol_page(r, u);
	}
	wipe(pin, sizeof(pin));
	return st;
}

enum status
admin_post_enrol(struct req *r)
{
	const struct staff_values	*v = r->values;
	unsigned char			 handle[KEYD_HANDLE];
	const char			*why = NULL;
	struct person			 p = { .id = "" };
	struct keyd			*keyd;
	struct unit			 u;
	enum status			 st;

	if ((st = admin_load_unit(r, web_piece(r, "id"), &u)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	if (ticked(v) != 0 && (why = roles_refusal(r, ticked(v), &u)) !=
	    NULL) {
		audit_refusal(r->db, r->actor, "person.enrol", "unit", u.id,
		    why);
		form_error(&r->form, NULL, why);
	}
	if (r->form.nerrors == 0 && (st = newcomer(r, keyd, v, &p)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return enrol_page(r, &u);
	why = NULL;
	st = case_handle(r, keyd, handle, &why);
	wipe(handle, sizeof(handle));
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	return st == ST_OK ? enrol(r, keyd, &u, &p) : st;
}

/* --- changing roles ------------------------------------------------------ */

static const char *const no_names[] = { NULL };
static const char *const why_names[] = { "reason", "rev", NULL };

static enum status
roles_page(struct req *r, const struct person *p, const struct unit *u)
{
	struct page	*page;

	page = people_form_page_some(r, offered(r, u, no_names, why_names),
	    "修改岗位", pool_printf(r->pool,
	    "%s，%s。修改以后换发证书，原证书停用。", p->name, u->name),
	    pool_printf(r->pool, "/admin/person/%s/roles/%s", p->id, u->id),
	    "修改岗位并换发证书", admin_path(r, "/admin/person/*", p->id));
	return web_page(r, page);
}

/* Person and unit of the path, and what is held there now. */
static enum status
load_roles(struct req *r, struct person *p, struct unit *u, unsigned *had)
{
	struct grant	*g;
	size_t		 n;
	enum status	 st;

	if ((st = admin_load_person(r, p, &g, &n)) != ST_OK ||
	    (st = admin_load_unit(r, web_piece(r, "unit"), u)) != ST_OK)
		return st;
	return grant_roles(r->db, p->id, u->id, clock_now(), had, r->fault);
}

enum status
admin_show_roles(struct req *r)
{
	struct staff_values	 v = { .reason = "" };
	struct person		 p;
	struct unit		 u;
	unsigned		 had;
	int			 k;
	enum status		 st;

	if ((st = load_roles(r, &p, &u, &had)) != ST_OK)
		return st;
	for (k = 0; k < ROLE__N; k++)
		v.role[k] = (had & ROLE_BIT(k)) != 0;
	v.rev = admin_rev_text(r, p.rev);
	st = form_start(&admin_role_form, &v, r->pool, &r->form);
	return st == ST_OK ? roles_page(r, &p, &u) : st;
}

/* Roles this actor cannot tick stay as they are. */
static unsigned
kept_roles(struct req *r, const struct unit *u, unsigned had)
{
	unsigned	 kept = 0;
	enum role	 k;

	for (k = 0; k < ROLE__N; k++)
		if (!(people_enrollers(ROLE_BIT(k)) & r->actor->roles) ||
		    people_role_refusal(k, u) != NULL)
			kept |= had & ROLE_BIT(k);
	return kept;
}

enum status
admin_post_roles(struct req *r)
{
	const struct staff_values	*v = r->values;
	struct people_change		 c = { .reason = v->reason };
	const char			*why = NULL;
	struct person			 p;
	struct keyd			*keyd;
	struct unit			 u;
	unsigned			 had;
	enum status			 st;
	int				 again;

	if ((st = load_roles(r, &p, &u, &had)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	admin_is_stale(r, v->rev, p.rev, "person.roles", p.id);
	c.person = p.id;
	c.unit = &u;
	c.roles = ticked(v) | kept_roles(r, &u, had);
	if (c.roles == had)
		form_error(&r->form, NULL, "岗位没有变化");
	if (r->form.nerrors > 0)
		return roles_page(r, &p, &u);
	st = people_give(r, keyd, &c, &why);
	st = admin_answer(r, st, why != NULL && (st == ST_ABSENT ||
	    st == ST_INVALID), why, admin_path(r, "/admin/person/*",
	    p.id), &again);
	return again ? roles_page(r, &p, &u) : st;
}

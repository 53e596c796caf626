/*
 * Administration: the tree of units, people and their roles, rules.  Each
 * administrator sees what the own office needs: the tables
 * below say which page is for whom; everything stays within the own unit and
 * what lies below it.  Contents of requests are nowhere here.
 */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "page/part.h"
#include "seal/seal.h"
#include "trust/digest.h"
#include "work/answers.h"
#include "work/case.h"
#include "work/people.h"
#include "work/show.h"
#include "work/units.h"

#define R(x)	  ROLE_BIT(ROLE_##x)
#define ADMINS	  (R(RA_ADMIN) | R(RA_OPERATOR) | R(BUSINESS_ADMIN) | \
		   R(SYSTEM_ADMIN) | R(SUPERVISOR))
#define STAFFING  (R(RA_ADMIN) | R(RA_OPERATOR) | R(SYSTEM_ADMIN))
#define PEOPLE	  (STAFFING | R(BUSINESS_ADMIN))	/* may read lists */
#define DIRECTORY R(BUSINESS_ADMIN)		/* changes units */
#define INTAKE	  (R(BUSINESS_ADMIN) | R(RA_ADMIN))
#define RULES	  (R(BUSINESS_ADMIN) | R(SYSTEM_ADMIN))

#define PAGE_ROWS	50
#define TREE_MAX	200	/* candidates for a parent */
#define WAIT_MAX	100
#define SAID_MAX	20	/* statements shown of a person */

/* --- forms ---------------------------------------------------------------- */

struct unit_values {
	const char	*parent, *level, *name, *code, *region, *type;
	const char	*address, *phone, *reason, *rev;
	int		 supervising, issuing, making;
};
#define AT(member) .at = offsetof(struct unit_values, member)
static const struct field unit_fields[] = {
	{ .name = "parent", .label = "上级单位", .kind = FIELD_CHOICE,
	  AT(parent) },
	{ .name = "level", .label = "级别", .kind = FIELD_CHOICE,
	  .required = true, AT(level) },
	{ .name = "name", .label = "单位名称", .kind = FIELD_LINE,
	  .hint = "法定全称，写入证书", .required = true, .min = 2,
	  .max = 100, AT(name) },
	{ .name = "code", .label = "统一社会信用代码", .kind = FIELD_LINE,
	  .min = 1, .max = 30, .clean = CLEAN_CODE, .check = code_credit,
	  AT(code) },
	{ .name = "region", .label = "行政区划码", .kind = FIELD_LINE,
	  .required = true, .min = 1, .max = 12, .clean = CLEAN_CODE,
	  .check = code_region, .inputmode = "numeric", AT(region) },
	{ .name = "type", .label = "单位类型", .kind = FIELD_CHOICE,
	  .required = true, AT(type) },
	{ .name = "address", .label = "地址", .kind = FIELD_LINE, .max = 200,
	  AT(address) },
	{ .name = "phone", .label = "联系电话", .kind = FIELD_LINE,
	  .hint = "公开的办公电话，显示给办事人", .max = 40,
	  .clean = CLEAN_NARROW, .inputmode = "tel", AT(phone) },
	{ .name = "supervising", .label = "监管单位", .kind = FIELD_CHECK,
	  .group = "职能", AT(supervising) },
	{ .name = "issuing", .label = "制发单位", .kind = FIELD_CHECK,
	  AT(issuing) },
	{ .name = "making", .label = "制作单位", .kind = FIELD_CHECK,
	  .hint = "由监管单位批准以后才能制作印章", AT(making) },
	{ .name = "reason", .label = "修改理由", .kind = FIELD_LINE,
	  .group = "记录", .required = true, .min = 2, .max = 200,
	  AT(reason) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT

static void
cross_unit(const void *values, struct form_state *state)
{
	const struct unit_values	*v = values;
	const int			 level = *v->level == '\0' ? -1 :
	    *v->level - '0';

	if (level == LEVEL_USING && *v->code == '\0')
		form_error(state, "code", "请填写统一社会信用代码");
	if (level >= LEVEL_DESK && v->making)
		form_error(state, "making", "区县受理机构和用章单位没有制作职能"
		    "（R-002）");
	if (level == LEVEL_USING && v->issuing)
		form_error(state, "issuing", "用章单位没有制发职能");
}

static const struct form unit_form = {
	unit_fields, NITEMS(unit_fields), sizeof(struct unit_values),
	cross_unit
};

struct keeper_values {
	const char	*keeper, *reason, *rev;
};
#define AT(member) .at = offsetof(struct keeper_values, member)
static const struct field keeper_fields[] = {
	{ .name = "keeper", .label = "接任的保管人", .kind = FIELD_CHOICE,
	  .hint = "只列出本单位有印章保管人岗位的人员", .required = true,
	  AT(keeper) },
	{ .name = "reason", .label = "理由", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 200, AT(reason) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT
static const struct form keeper_form = {
	keeper_fields, NITEMS(keeper_fields), sizeof(struct keeper_values),
	NULL
};

struct join_values {
	const char	*login;
};
static const struct field join_fields[] = {
	{ .name = "login", .label = "账号", .kind = FIELD_LINE,
	  .required = true, .min = 1, .max = 60, .clean = CLEAN_NARROW,
	  .at = offsetof(struct join_values, login) },
};
static const struct form join_form = {
	join_fields, NITEMS(join_fields), sizeof(struct join_values), NULL
};

struct act_values {
	const char	*reason, *rev;
};
#define AT(member) .at = offsetof(struct act_values, member)
static const struct field act_fields[] = {
	{ .name = "reason", .label = "理由", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 200, AT(reason) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT
static const struct form act_form = {
	act_fields, NITEMS(act_fields), sizeof(struct act_values), NULL
};

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

static const struct form enrol_form = {
	enrol_fields, NITEMS(enrol_fields), sizeof(struct staff_values),
	cross_enrol
};
static const struct form role_form = {
	role_fields, NITEMS(role_fields), sizeof(struct staff_values), NULL
};

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
static const struct form unlock_form = {
	unlock_fields, NITEMS(unlock_fields), sizeof(struct proof_values),
	NULL
};
static const struct form reset_form = {
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
static const struct form confirm_form = {
	confirm_fields, NITEMS(confirm_fields),
	sizeof(struct confirm_values), NULL
};

struct rule_values {
	const char	*value, *reason, *rev;
};
#define AT(member) .at = offsetof(struct rule_values, member)
#define RULE(kind_, hint_)						\
	{ .name = "value", .label = "新的值", .hint = (hint_),		\
	  .kind = (kind_), .required = true, .max = 200, AT(value) },	\
	{ .name = "reason", .label = "修改理由", .kind = FIELD_LINE,	\
	  .required = true, .min = 2, .max = 200, AT(reason) },		\
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,	\
	  AT(rev) }
static const struct field pick_fields[] = { RULE(FIELD_CHOICE, NULL) };
static const struct field number_fields[] = {
	RULE(FIELD_LINE, "填写一个数") };
static const struct field span_fields[] = {
	RULE(FIELD_LINE, "数字加单位：d 天，m 月，h 小时，w 工作日；0d 为没有") };
static const struct field words_fields[] = {
	RULE(FIELD_LINE, "可选的词用空格隔开") };
#undef AT
#define RULE_FORM(f) { f, NITEMS(f), sizeof(struct rule_values), NULL }
static const struct form rule_forms[] = {
	[POLICY_FLAG] = RULE_FORM(pick_fields),
	[POLICY_NUMBER] = RULE_FORM(number_fields),
	[POLICY_SPAN] = RULE_FORM(span_fields),
	[POLICY_CHOICE] = RULE_FORM(pick_fields),
	[POLICY_WORDS] = RULE_FORM(words_fields),
};

/* --- common -------------------------------------------------------------- */

/* A unit of the path within the own subtree, or the refusal of it. */
static enum status
load_unit(struct req *r, const char *id, struct unit *u)
{
	enum status	 st;
	int		 mine = 0;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "no id");
	if ((st = unit_load(r->db, r->pool, id, u, r->fault)) != ST_OK ||
	    (st = unit_is_under(r->db, id, r->actor->unit, &mine,
	    r->fault)) != ST_OK)
		return st;
	if (mine)
		return ST_OK;
	audit_refusal(r->db, r->actor, "unit.read", "unit", id,
	    "不在本单位及其下级范围内（R-009）");
	return fault_set(r->fault, ST_DENIED, "unit outside the subtree");
}

/* A person with some unit, now or before, within the own subtree. */
static enum status
load_person_by(struct req *r, const char *id, struct person *p,
    struct grant **g, size_t *n)
{
	struct people_unit	 units[CERT_GRANTS];
	size_t			 nu, i;
	enum status		 st;
	int			 mine = 0;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "no id");
	if ((st = person_load(r->db, r->pool, id, p, r->fault)) != ST_OK ||
	    (st = grant_list(r->db, r->pool, id, g, n, r->fault)) != ST_OK ||
	    (st = people_units(r, p, units, &nu)) != ST_OK)
		return st;
	for (i = 0; st == ST_OK && !mine && i < *n; i++)
		st = unit_is_under(r->db, (*g)[i].unit, r->actor->unit,
		    &mine, r->fault);
	for (i = 0; st == ST_OK && !mine && i < nu; i++)
		st = unit_is_under(r->db, units[i].id, r->actor->unit, &mine,
		    r->fault);
	if (st != ST_OK || mine)
		return st;
	audit_refusal(r->db, r->actor, "person.read", "person", id,
	    "不在本单位及其下级范围内（R-009）");
	return fault_set(r->fault, ST_DENIED, "person outside the subtree");
}

static enum status
load_person(struct req *r, struct person *p, struct grant **g, size_t *n)
{
	return load_person_by(r, web_piece(r, "id"), p, g, n);
}

/* What the page showed against what is stored; "" is not compared. */
static int
is_stale(struct req *r, const char *rev, int64_t now, const char *action,
    const char *object)
{
	char	*end;

	if (*rev == '\0' || (strtoll(rev, &end, 10) == now && *end == '\0'))
		return 0;
	audit_refusal(r->db, r->actor, action, "record", object,
	    "记录已被他人修改");
	form_error(&r->form, NULL,
	    "资料刚刚被他人修改，请返回核对现在的内容后再办");
	return 1;
}

static const char *
rev_text(struct req *r, int64_t rev)
{
	return pool_printf(r->pool, "%lld", (long long)rev);
}

static const char *
path(struct req *r, const char *fmt, const char *id)
{
	const char	*at = strchr(fmt, '*');

	return pool_printf(r->pool, "%.*s%s%s", (int)(at - fmt), fmt, id,
	    at + 1);
}

/* A refusal found after the form was read: shown on it. */
static void
show_refusal(struct req *r, const char *why)
{
	form_error(&r->form, NULL, why != NULL ? why :
	    "这次操作没有完成，请稍后再试");
}

/* --- first page ------------------------------------------------------------ */

static const struct {
	const char	*label, *href, *about;
	unsigned	 roles;
} doors[] = {
	{ "单位", "/admin/units", "本单位及下级单位，职能和状态", ADMINS },
	{ "待核验的单位", "/admin/proposed", "网上注册时登记的新单位",
	  INTAKE },
	{ "待确认的经办人", "/admin/pending", "注册到已有单位的经办人",
	  STAFFING },
	{ "本单位人员和岗位", "/admin/people", "登记人员，修改岗位，解锁口令",
	  PEOPLE },
	{ "规则与参数", "/admin/policies", "各地不同的规定，及修改历史",
	  RULES },
};

static void
count_door(struct page *p, size_t n, const char *label, const char *href)
{
	struct page	*c = page_add(p, K_COUNTER);

	page_set(c, K_LABEL, label);
	page_set(c, K_HREF, href);
	page_int(c, K_COUNT, (int64_t)n);
	page_show_if(c, K_URGENT, n > 0);
}

static enum status
show_home(struct req *r)
{
	struct page		*p = web_page_new(r, "admin/home", "管理");
	struct page		*tasks;
	struct people_wait	*w = pool_array(r->pool, WAIT_MAX,
				    sizeof(*w));
	size_t			 n, i;
	enum status		 st = ST_OK;

	if (w == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if (web_has(r, INTAKE) && (st = people_proposed(r, r->actor->unit, w,
	    WAIT_MAX, &n)) == ST_OK)
		count_door(p, n, "待核验的单位", "/admin/proposed");
	if (st == ST_OK && web_has(r, STAFFING) &&
	    (st = people_pending(r, r->actor->unit, w, WAIT_MAX, &n)) ==
	    ST_OK)
		count_door(p, n, "待确认的经办人", "/admin/pending");
	tasks = page_include(p, K_TASKS, "part/tasks");
	for (i = 0; i < NITEMS(doors); i++)
		if (web_has(r, doors[i].roles))
			part_task(tasks, doors[i].label, doors[i].href, "",
			    TONE_PLAIN, doors[i].about);
	return st == ST_OK ? web_page(r, p) : st;
}

static enum status
show_units(struct req *r)
{
	return web_redirectf(r, "/admin/unit/%s", r->actor->unit);
}

static enum status
show_own_people(struct req *r)
{
	return web_redirectf(r, "/admin/unit/%s/people", r->actor->unit);
}

static enum status
wait_page(struct req *r, const char *heading, int people,
    const struct people_wait *w, size_t n)
{
	struct page	*p = web_page_new(r, "admin/list", heading), *tasks;
	char		 when[CALENDAR_TEXT];
	size_t		 i;

	page_set(p, K_HEADING, heading);
	page_show_if(p, K_EMPTY, n == 0);
	tasks = page_include(p, K_TASKS, "part/tasks");
	for (i = 0; i < n; i++) {
		calendar_minute(w[i].at, when);
		part_task(tasks, people ? pool_printf(r->pool, "%s（%s）",
		    w[i].name, w[i].unit_name) : w[i].name,
		    path(r, people ? "/admin/person/*" : "/admin/unit/*",
		    w[i].id), when, TONE_WAIT, NULL);
	}
	return web_page(r, p);
}

static enum status
show_proposed(struct req *r)
{
	struct people_wait	*w = pool_array(r->pool, WAIT_MAX,
				    sizeof(*w));
	size_t			 n;
	enum status		 st;

	if (w == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = people_proposed(r, r->actor->unit, w, WAIT_MAX, &n);
	return st == ST_OK ? wait_page(r, "待核验的单位", 0, w, n) : st;
}

static enum status
show_pending(struct req *r)
{
	struct people_wait	*w = pool_array(r->pool, WAIT_MAX,
				    sizeof(*w));
	size_t			 n;
	enum status		 st;

	if (w == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = people_pending(r, r->actor->unit, w, WAIT_MAX, &n);
	return st == ST_OK ? wait_page(r, "待确认的经办人", 1, w, n) : st;
}

/* --- a unit ------------------------------------------------------------------ */

static void
fill_unit(struct req *r, struct page *p, const struct unit *u)
{
	struct page	*list = page_include(p, K_ANSWERS, "part/answers");
	const char	*region = NULL;
	const char	*functions = units_functions(r->pool, u->functions);

	if (region_name(r->db, r->pool, u->region, &region, r->fault) !=
	    ST_OK)
		region = "";
	part_answer(list, "级别", units_level_label((int)u->level), NULL);
	part_answer(list, "统一社会信用代码", u->code == NULL ? "未登记" :
	    u->code, NULL);
	part_answer(list, "单位类型", answers_type_label(u->type), NULL);
	part_answer(list, "行政区划", pool_printf(r->pool, "%s %s",
	    u->region, region), NULL);
	part_answer(list, "职能", *functions == '\0' ? "无" : functions,
	    NULL);
	part_answer(list, "地址", u->address, NULL);
	part_answer(list, "联系电话", u->phone, NULL);
	if (u->functions & FUNCTION_MAKING)
		part_answer(list, "制作批准", !u->making_approved ?
		    "监管单位尚未批准" : u->making_suspended ?
		    "监管单位已批准，现暂停" : "监管单位已批准", NULL);
}

static enum status
fill_path(struct req *r, struct page *p, const struct unit *u)
{
	const char	*up[8];
	struct unit	 a;
	struct page	*row;
	size_t		 n, k;
	enum status	 st;
	int		 mine;

	st = unit_ancestors(r->db, r->pool, u->id, up, &n, r->fault);
	for (k = n; st == ST_OK && k-- > 1; ) {
		st = unit_is_under(r->db, up[k], r->actor->unit, &mine,
		    r->fault);
		if (st != ST_OK || !mine)
			continue;
		st = unit_load(r->db, r->pool, up[k], &a, r->fault);
		row = page_add(p, K_PATH);
		page_set(row, K_ID, up[k]);
		page_set(row, K_NAME, a.name);
	}
	return st;
}

static enum status
fill_acts(struct req *r, struct page *p, const struct unit *u)
{
	struct page			*t;
	const struct units_act		*act;
	const char			*why;
	size_t				 k;
	enum status			 st = ST_OK;
	int				 shown;

	t = page_include(p, K_TASKS, "part/tasks");
	if (web_has(r, PEOPLE))
		part_task(t, "人员和岗位", path(r, "/admin/unit/*/people",
		    u->id), "", TONE_PLAIN, NULL);
	if (web_has(r, INTAKE))
		part_task(t, "印章和保管人", path(r, "/admin/unit/*/seals",
		    u->id), "", TONE_PLAIN, NULL);
	if (web_has(r, DIRECTORY)) {
		part_task(t, "修改单位资料", path(r, "/admin/unit/*/edit",
		    u->id), "", TONE_PLAIN, NULL);
		part_task(t, "增加下级单位", u->level == LEVEL_USING ||
		    strcmp(u->state, "active") != 0 ? NULL :
		    path(r, "/admin/unit/*/add", u->id), "",
		    u->level == LEVEL_USING ? TONE_OVER : TONE_PLAIN,
		    u->level == LEVEL_USING ? "用章单位没有下级单位" : NULL);
	}
	for (k = 0; st == ST_OK && (act = units_act_nth(k)) != NULL; k++) {
		st = units_act_refusal(r, act, u, &shown, &why);
		if (st != ST_OK || !shown || act->refusal(u) != NULL)
			continue;	/* not in this state at all */
		part_task(t, act->label, why != NULL ? NULL :
		    pool_printf(r->pool, "/admin/unit/%s/act/%s", u->id,
		    act->name), why != NULL ? "暂不可办" : "",
		    why != NULL ? TONE_OVER : TONE_PLAIN, why);
	}
	return st;
}

static void
fill_child(struct req *r, struct page *some, const struct unit *u)
{
	struct page	*row = page_add(some, K_ROW);
	enum tone	 tone;
	const char	*label = units_state(u, &tone);

	page_set(row, K_ID, u->id);
	page_set(row, K_NAME, u->name);
	page_set(row, K_LEVEL, units_level_label((int)u->level));
	page_set(row, K_CODE, u->code);
	page_set(row, K_REGION, u->region);
	page_set(row, K_KIND, units_functions(r->pool, u->functions));
	part_tag(row, K_TAG, label, tone);
}

static enum status
fill_children(struct req *r, struct page *p, const struct unit *u)
{
	const char	*after = web_query(r, "after");
	struct unit	*list = pool_array(r->pool, PAGE_ROWS, sizeof(*list));
	struct unit	 last;
	struct page	*some;
	size_t		 n, i;
	enum status	 st = ST_OK;

	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if (after != NULL && !id_is(after))
		return fault_set(r->fault, ST_INVALID, "after: no id");
	if (after != NULL)
		st = unit_load(r->db, r->pool, after, &last, r->fault);
	if (st == ST_OK)
		st = unit_children(r->db, r->pool, u->id,
		    after == NULL ? NULL : &last, list, PAGE_ROWS, &n,
		    r->fault);
	if (st != ST_OK)
		return st;
	page_show_if(p, K_EMPTY, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; i < n; i++)
		fill_child(r, some, &list[i]);
	if (after != NULL || n == PAGE_ROWS)
		part_pager(p, K_PAGER, after == NULL ? NULL :
		    path(r, "/admin/unit/*", u->id), n < PAGE_ROWS ? NULL :
		    pool_printf(r->pool, "/admin/unit/%s?after=%s", u->id,
		    list[n - 1].id), "按名称排列");
	return ST_OK;
}

static enum status
show_unit(struct req *r)
{
	struct page	*p;
	struct unit	 u;
	enum tone	 tone;
	const char	*label;
	enum status	 st;

	if ((st = load_unit(r, web_piece(r, "id"), &u)) != ST_OK)
		return st;
	p = web_page_new(r, "admin/unit", u.name);
	page_set(p, K_HEADING, u.name);
	label = units_state(&u, &tone);
	part_tag(p, K_TAG, label, tone);
	fill_unit(r, p, &u);
	if ((st = fill_path(r, p, &u)) != ST_OK ||
	    (st = fill_acts(r, p, &u)) != ST_OK ||
	    (st = fill_children(r, p, &u)) != ST_OK)
		return st;
	return web_page(r, p);
}

/* --- adding and editing ------------------------------------------------------ */

static const char *const add_names[] = {
	"level", "name", "code", "region", "type", "address", "phone",
	"supervising", "issuing", "making", "reason", "rev", NULL
};

/* Units that may have others below them, within the own subtree. */
static enum status
parents(struct req *r, struct choice **out)
{
	struct choice	*list = pool_array(r->pool, TREE_MAX + 1,
			    sizeof(*list));
	struct unit	*queue = pool_array(r->pool, TREE_MAX,
			    sizeof(*queue));
	size_t		 n = 1, k, got, i;
	enum status	 st;

	if (list == NULL || queue == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = unit_load(r->db, r->pool, r->actor->unit, &queue[0], r->fault);
	for (k = 0; st == ST_OK && k < n; k++) {
		list[k].value = queue[k].id;
		list[k].label = queue[k].name;
		if (queue[k].level >= LEVEL_DESK || n == TREE_MAX)
			continue;
		st = unit_children(r->db, r->pool, queue[k].id, NULL,
		    &queue[n], TREE_MAX - n, &got, r->fault);
		for (i = n; st == ST_OK && got > 0; got--, i++)
			if (queue[i].level != LEVEL_USING &&
			    strcmp(queue[i].state, "closed") != 0)
				queue[n++] = queue[i];
	}
	*out = list;
	return st;
}

/* Levels right below one (adding), or all (editing: the rule answers). */
static const struct choice *
levels(struct req *r, int above)
{
	struct choice	*list = pool_array(r->pool, LEVEL__N + 1,
			    sizeof(*list));
	struct unit	 child = { .id = "" };
	const struct unit parent = { .id = "-", .state = "active",
	    .level = above < 0 ? LEVEL_MINISTRY : (enum unit_level)above };
	size_t		 n = 0;
	int		 k;

	for (k = 0; list != NULL && k < LEVEL__N; k++) {
		child.level = (enum unit_level)k;
		if (above >= 0 && unit_place_refusal(&child, &parent) != NULL)
			continue;
		list[n].value = pool_printf(r->pool, "%d", k);
		list[n++].label = units_level_label(k);
	}
	return list;
}

static int
is_among(const struct choice *c, const char *value)
{
	for (; c != NULL && c->value != NULL; c++)
		if (strcmp(c->value, value) == 0)
			return 1;
	return 0;
}

/* P-23, and what the unit is already. */
static const struct choice *
types(struct req *r, const struct unit *u)
{
	const struct choice	*all = people_unit_types(r);
	struct choice		*list;
	size_t			 n = 0;

	while (all != NULL && all[n].value != NULL)
		n++;
	if (n == 0 || (list = pool_array(r->pool, n + 2, sizeof(*list))) ==
	    NULL)
		return all;
	memcpy(list, all, n * sizeof(*list));
	if (u->type != NULL && !is_among(all, u->type)) {
		list[n].value = u->type;
		list[n].label = answers_type_label(u->type);
	}
	return list;
}

static void
to_values(struct req *r, const struct unit *u, struct unit_values *v)
{
	*v = (struct unit_values){
		.parent = u->parent,
		.level = pool_printf(r->pool, "%d", (int)u->level),
		.name = u->name, .code = u->code == NULL ? "" : u->code,
		.region = u->region, .type = u->type, .address = u->address,
		.phone = u->phone, .reason = "", .rev = rev_text(r, u->rev),
		.supervising = (u->functions & FUNCTION_SUPERVISING) != 0,
		.issuing = (u->functions & FUNCTION_ISSUING) != 0,
		.making = (u->functions & FUNCTION_MAKING) != 0,
	};
}

static void
from_values(const struct unit_values *v, struct unit *u)
{
	u->level = (enum unit_level)(*v->level - '0');
	u->name = v->name;
	u->code = *v->code == '\0' ? NULL : v->code;
	u->region = v->region;
	u->type = v->type;
	u->address = v->address;
	u->phone = v->phone;
	u->functions = (v->supervising ? FUNCTION_SUPERVISING : 0) |
	    (v->issuing ? FUNCTION_ISSUING : 0) |
	    (v->making ? FUNCTION_MAKING : 0);
	if (!v->making)		/* a new function asks for approval anew */
		u->making_approved = u->making_suspended = 0;
}

static enum status
add_page(struct req *r, const struct unit *parent)
{
	return web_page(r, people_form_page_some(r, add_names,
	    "增加下级单位", pool_printf(r->pool, "上级单位：%s",
	    parent->name), path(r, "/admin/unit/*/add", parent->id),
	    "增加单位", path(r, "/admin/unit/*", parent->id)));
}

static void
add_choices(struct req *r, const struct unit *parent)
{
	form_choices(&r->form, "level", levels(r, (int)parent->level));
	form_choices(&r->form, "type", types(r, &(const struct unit){
	    .type = NULL }));
}

static enum status
show_add(struct req *r)
{
	struct unit	 parent;
	enum status	 st;

	if ((st = load_unit(r, web_piece(r, "id"), &parent)) != ST_OK)
		return st;
	add_choices(r, &parent);
	return add_page(r, &parent);
}

/* Region and type must be known; the rest the tree's rule says. */
static enum status
check_unit(struct req *r, const struct unit_values *v,
    const struct choice *known_types)
{
	const char	*name;
	enum status	 st;

	if (*v->type != '\0' && !is_among(known_types, v->type))
		form_error(&r->form, "type", "本地区没有这种单位类型");
	if (*v->level != '\0' && (v->level[1] != '\0' ||
	    units_level_label(*v->level - '0') == NULL))
		form_error(&r->form, "level", "请选择级别");
	if (form_error_of(&r->form, "region") != NULL || *v->region == '\0')
		return ST_OK;
	st = region_name(r->db, r->pool, v->region, &name, r->fault);
	if (st == ST_ABSENT)
		form_error(&r->form, "region", "没有这个行政区划码");
	return st == ST_ABSENT ? ST_OK : st;
}

static enum status
post_add(struct req *r)
{
	const struct unit_values	*v = r->values;
	struct unit			 parent, u = { .state = "active" };
	const char			*why;
	int				 ask;
	enum status			 st;

	if ((st = load_unit(r, web_piece(r, "id"), &parent)) != ST_OK)
		return st;
	add_choices(r, &parent);
	if ((st = check_unit(r, v, types(r, &u))) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return add_page(r, &parent);
	from_values(v, &u);
	memcpy(u.parent, parent.id, sizeof(u.parent));
	st = units_write(r, &u, "unit.add", v->reason, &ask, &why);
	if (ask)
		return case_ask_pin(r, why);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/unit/%s", u.id);
	if (why == NULL)
		return st;
	show_refusal(r, why);
	return add_page(r, &parent);
}

static enum status
edit_page(struct req *r, const struct unit *u)
{
	return web_page(r, people_form_page(r, "修改单位资料", NULL,
	    path(r, "/admin/unit/*/edit", u->id), "保存修改",
	    path(r, "/admin/unit/*", u->id)));
}

static enum status
edit_choices(struct req *r, const struct unit *u, struct choice **up)
{
	enum status	 st;

	if ((st = parents(r, up)) != ST_OK)
		return st;
	form_choices(&r->form, "parent", *up);
	form_choices(&r->form, "level", levels(r, -1));
	form_choices(&r->form, "type", types(r, u));
	return ST_OK;
}

static enum status
show_edit(struct req *r)
{
	struct unit_values	 v;
	struct choice		*up;
	struct unit		 u;
	enum status		 st;

	if ((st = load_unit(r, web_piece(r, "id"), &u)) != ST_OK)
		return st;
	to_values(r, &u, &v);
	st = form_start(&unit_form, &v, r->pool, &r->form);
	if (st == ST_OK)
		st = edit_choices(r, &u, &up);
	return st == ST_OK ? edit_page(r, &u) : st;
}

/*
 * The own unit keeps its parent, which lies outside what may be chosen; any
 * other parent must lie within.
 */
static enum status
take_parent(struct req *r, const struct unit_values *v, struct unit *u)
{
	struct unit	 parent;
	enum status	 st;

	if (strcmp(u->id, r->actor->unit) == 0 && *v->parent == '\0')
		return ST_OK;
	if (strcmp(v->parent, u->parent) == 0)
		return ST_OK;
	if (!id_is(v->parent)) {
		form_error(&r->form, "parent", "请选择上级单位");
		return ST_OK;
	}
	if ((st = load_unit(r, v->parent, &parent)) != ST_OK)
		return st;
	memcpy(u->parent, parent.id, sizeof(u->parent));
	return ST_OK;
}

static enum status
post_edit(struct req *r)
{
	const struct unit_values	*v = r->values;
	struct choice			*up;
	const char			*why;
	struct unit			 u;
	int				 ask;
	enum status			 st;

	if ((st = load_unit(r, web_piece(r, "id"), &u)) != ST_OK ||
	    (st = edit_choices(r, &u, &up)) != ST_OK ||
	    (st = check_unit(r, v, types(r, &u))) != ST_OK ||
	    (st = take_parent(r, v, &u)) != ST_OK)
		return st;
	is_stale(r, v->rev, u.rev, "unit.edit", u.id);
	if (r->form.nerrors > 0)
		return edit_page(r, &u);
	from_values(v, &u);
	st = units_write(r, &u, "unit.edit", v->reason, &ask, &why);
	if (ask)
		return case_ask_pin(r, why);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/unit/%s", u.id);
	if (why == NULL)
		return st;
	show_refusal(r, why);
	return edit_page(r, &u);
}

/* --- acts on a unit -------------------------------------------------------------- */

/* Unit and act of the path, if this actor may: else the refusal. */
static enum status
load_act(struct req *r, struct unit *u, const struct units_act **act,
    const char **why)
{
	enum status	 st;
	int		 shown;

	*act = units_act_find(web_piece(r, "act"));
	if (*act == NULL)
		return fault_set(r->fault, ST_ABSENT, "no such act");
	if ((st = load_unit(r, web_piece(r, "id"), u)) != ST_OK ||
	    (st = units_act_refusal(r, *act, u, &shown, why)) != ST_OK)
		return st;
	if (*why == NULL)
		return ST_OK;
	audit_refusal(r->db, r->actor, pool_printf(r->pool, "unit.%s",
	    (*act)->name), "unit", u->id, *why);
	/* not for this office at all, or only not now */
	return fault_set(r->fault, !shown || (*act)->refusal(u) == NULL ?
	    ST_DENIED : ST_CONFLICT, "unit.%s: %s", (*act)->name, *why);
}

static enum status
act_refused(struct req *r, enum status st, const char *why)
{
	return why == NULL ? st : web_problem(r, st == ST_DENIED ? 403 : 409,
	    st == ST_DENIED ? "没有权限" : "现在不能办理",
	    pool_printf(r->pool, "%s。", why));
}

static enum status
act_page(struct req *r, const struct unit *u, const struct units_act *act)
{
	struct page	*p = people_form_page(r, act->label, act->sentence,
			    pool_printf(r->pool, "/admin/unit/%s/act/%s",
			    u->id, act->name), act->label,
			    path(r, "/admin/unit/*", u->id));

	fill_unit(r, p, u);
	return web_page(r, p);
}

static enum status
show_act(struct req *r)
{
	const struct units_act	*act;
	struct act_values	 v = { .reason = "" };
	const char		*why = NULL;
	struct unit		 u;
	enum status		 st;

	if ((st = load_act(r, &u, &act, &why)) != ST_OK)
		return act_refused(r, st, why);
	v.rev = rev_text(r, u.rev);
	st = form_start(&act_form, &v, r->pool, &r->form);
	return st == ST_OK ? act_page(r, &u, act) : st;
}

static enum status
post_act(struct req *r)
{
	const struct act_values	*v = r->values;
	const struct units_act	*act;
	const char		*why = NULL;
	struct unit		 u;
	int			 ask;
	enum status		 st;

	if ((st = load_act(r, &u, &act, &why)) != ST_OK)
		return act_refused(r, st, why);
	is_stale(r, v->rev, u.rev, act->name, u.id);
	if (r->form.nerrors > 0)
		return act_page(r, &u, act);
	act->apply(&u);
	st = units_write(r, &u, pool_printf(r->pool, "unit.%s", act->name),
	    v->reason, &ask, &why);
	if (ask)
		return case_ask_pin(r, why);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/unit/%s", u.id);
	if (why == NULL)
		return st;
	show_refusal(r, why);
	return act_page(r, &u, act);
}

/* --- people of a unit --------------------------------------------------------------- */

static const struct {
	const char	*name, *label;
	enum tone	 tone;
} person_states[] = {
	{ "active", "在用", TONE_GOOD }, { "left", "已离岗", TONE_OVER },
	{ "blocked", "未启用", TONE_WAIT },
};

static void
person_tag(struct page *p, const struct person *who)
{
	size_t	 i;

	for (i = 0; i < NITEMS(person_states); i++)
		if (strcmp(person_states[i].name, who->state) == 0)
			part_tag(p, K_TAG, person_states[i].label,
			    person_states[i].tone);
}

static enum status
fill_person_row(struct req *r, struct page *some, const struct unit *u,
    const struct person *who)
{
	struct page	*row = page_add(some, K_ROW);
	char		 when[CALENDAR_TEXT] = "";
	unsigned	 roles;
	enum status	 st;

	st = grant_roles(r->db, who->id, u->id, clock_now(), &roles,
	    r->fault);
	if (who->last_login != 0)
		calendar_minute(who->last_login, when);
	page_set(row, K_ID, who->id);
	page_set(row, K_LOGIN, who->login);
	page_set(row, K_NAME, who->name);
	page_set(row, K_PHONE, who->phone_mask);
	page_set(row, K_ROLE, people_roles(r->pool, roles));
	page_set(row, K_AT, when);
	person_tag(row, who);
	return st;
}

static enum status
show_people(struct req *r)
{
	const char	*after = web_query(r, "after");
	struct person	*list = pool_array(r->pool, PAGE_ROWS, sizeof(*list));
	struct page	*p, *some;
	struct unit	 u;
	size_t		 n, i;
	enum status	 st;

	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if ((st = load_unit(r, web_piece(r, "id"), &u)) != ST_OK ||
	    (st = person_in_unit(r->db, r->pool, u.id, after, list,
	    PAGE_ROWS, &n, r->fault)) != ST_OK)
		return st;
	p = web_page_new(r, "admin/people", "人员和岗位");
	page_printf(p, K_HEADING, "%s的人员和岗位", u.name);
	if (web_has(r, STAFFING) && strcmp(u.state, "active") == 0) {
		page_set(page_add(p, K_ADD), K_HREF,
		    path(r, "/admin/unit/*/enrol", u.id));
		page_set(page_add(p, K_JOIN), K_HREF,
		    path(r, "/admin/unit/*/join", u.id));
	}
	page_show_if(p, K_EMPTY, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; st == ST_OK && i < n; i++)
		st = fill_person_row(r, some, &u, &list[i]);
	if (after != NULL || n == PAGE_ROWS)
		part_pager(p, K_PAGER, after == NULL ? NULL :
		    path(r, "/admin/unit/*/people", u.id), n < PAGE_ROWS ?
		    NULL : pool_printf(r->pool,
		    "/admin/unit/%s/people?after=%s", u.id,
		    web_path_escape(r->pool, list[n - 1].login)),
		    "按账号排列");
	page_set(p, K_BACK_HREF, path(r, "/admin/unit/*", u.id));
	page_set(p, K_BACK_LABEL, u.name);
	return st == ST_OK ? web_page(r, p) : st;
}

/* --- keepers of the unit's seals (R-031, R-037) -------------------------------- */

static void
fill_seal(struct req *r, struct page *some, const struct unit *u,
    const struct seal *s)
{
	const int	 state = seal_state_now(s, clock_now());
	struct page	*row = page_add(some, K_ROW);
	struct person	 keeper;

	page_set(row, K_NAME, s->name);
	page_set(row, K_CODE, s->code);
	part_tag(row, K_TAG, flow_seal.states[state].label,
	    show_tone(seal_tone(state)));
	page_set(row, K_KEEPER_NAME, s->keeper != NULL &&
	    person_load(r->db, r->pool, s->keeper, &keeper, r->fault) ==
	    ST_OK ? pool_printf(r->pool, "%s%s", keeper.name,
	    strcmp(keeper.state, "left") == 0 ? "（已离岗）" : "") :
	    "未指定");
	if (state != S7_REVOKED)
		page_set(page_add(row, K_LINK), K_HREF, pool_printf(r->pool,
		    "/admin/unit/%s/keeper/%s", u->id, s->id));
}

static enum status
show_seals(struct req *r)
{
	struct page	*p, *some;
	struct seal	*list;
	struct unit	 u;
	size_t		 n, i;
	enum status	 st;

	if ((st = load_unit(r, web_piece(r, "id"), &u)) != ST_OK ||
	    (st = seal_list_unit(r->db, r->pool, u.id, TREE_MAX, &list, &n,
	    r->fault)) != ST_OK)
		return st;
	p = web_page_new(r, "admin/seals", "印章和保管人");
	page_printf(p, K_HEADING, "%s的印章和保管人", u.name);
	page_show_if(p, K_EMPTY, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; i < n; i++)
		fill_seal(r, some, &u, &list[i]);
	page_set(p, K_BACK_HREF, path(r, "/admin/unit/*", u.id));
	page_set(p, K_BACK_LABEL, u.name);
	return web_page(r, p);
}

/* Seal of the path, of the unit of the path. */
static enum status
load_seal(struct req *r, struct unit *u, struct seal *s)
{
	enum status	 st;

	if (!id_is(web_piece(r, "seal")))
		return fault_set(r->fault, ST_ABSENT, "no id");
	if ((st = load_unit(r, web_piece(r, "id"), u)) != ST_OK ||
	    (st = seal_load(r->db, r->pool, web_piece(r, "seal"), s,
	    r->fault)) != ST_OK)
		return st;
	return strcmp(s->unit, u->id) == 0 ? ST_OK :
	    fault_set(r->fault, ST_ABSENT, "seal of another unit");
}

static enum status
keepers(struct req *r, const struct unit *u, const struct choice **out)
{
	struct choice	*list = pool_array(r->pool, GRANT_LIST_MAX + 1,
			    sizeof(*list));
	const int64_t	 now = clock_now();
	struct grant	*g;
	size_t		 n, k = 0, i;
	enum status	 st;

	*out = list;
	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = grant_of_unit(r->db, r->pool, u->id, &g, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		if (g[i].role == ROLE_KEEPER && g[i].from <= now &&
		    (g[i].to == 0 || g[i].to > now)) {
			list[k].value = g[i].person;
			list[k++].label = g[i].person_name;
		}
	form_choices(&r->form, "keeper", list);
	return st;
}

static enum status
keeper_page(struct req *r, const struct unit *u, const struct seal *s)
{
	return web_page(r, people_form_page(r, "指定保管人",
	    pool_printf(r->pool, "%s，%s", u->name, s->name),
	    pool_printf(r->pool, "/admin/unit/%s/keeper/%s", u->id, s->id),
	    "指定保管人", path(r, "/admin/unit/*/seals", u->id)));
}

static enum status
show_keeper(struct req *r)
{
	struct keeper_values	 v = { .keeper = "", .reason = "" };
	const struct choice	*list;
	struct unit		 u;
	struct seal		 s;
	enum status		 st;

	if ((st = load_seal(r, &u, &s)) != ST_OK)
		return st;
	v.rev = rev_text(r, s.rev);
	st = form_start(&keeper_form, &v, r->pool, &r->form);
	if (st == ST_OK)
		st = keepers(r, &u, &list);
	return st == ST_OK ? keeper_page(r, &u, &s) : st;
}

static enum status
write_keeper(struct req *r, struct seal *s, const struct keeper_values *v,
    const unsigned char digest[32], struct bytes said)
{
	const struct audit_entry entry = {
		.action = "seal.keeper", .kind = "seal", .object = s->id,
		.result = "ok", .reason = v->reason,
		.after = bytes_of(digest, 32),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = seal_set_keeper(r->db, s, v->keeper, r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, s->id, said, id, r->fault);
	if (st == ST_OK)
		st = notice_add(r->db, v->keeper, "seal.keeper",
		    pool_printf(r->pool, "您已被指定为“%s”的保管人", s->name),
		    "/account/seals", r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	if (st == ST_OK)
		st = store_commit(r->db, r->fault);
	if (st != ST_OK)
		store_rollback(r->db);
	return st;
}

static enum status
post_keeper(struct req *r)
{
	const struct keeper_values	*v = r->values;
	const struct digest_field	 d[] = {
		digest_text("seal", web_piece(r, "seal")),
		digest_text("keeper", v->keeper),
		digest_text("reason", v->reason),
	};
	const struct choice		*list;
	const char			*why = NULL;
	unsigned char			 digest[32];
	struct bytes			 said;
	struct keyd			*keyd;
	struct unit			 u;
	struct seal			 s;
	enum status			 st;

	if ((st = load_seal(r, &u, &s)) != ST_OK ||
	    (st = keepers(r, &u, &list)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	is_stale(r, v->rev, s.rev, "seal.keeper", s.id);
	if (*v->keeper != '\0' && !is_among(list, v->keeper))
		form_error(&r->form, "keeper", "此人不是本单位的印章保管人");
	if (r->form.nerrors > 0)
		return keeper_page(r, &u, &s);
	st = digest_fields("seal.keeper", d, NITEMS(d), digest, r->fault);
	if (st == ST_OK)
		st = people_say(r, keyd, ACT_GRANT_CHANGE, INTAKE, s.id,
		    digest, bytes_of(NULL, 0), &said, &why);
	if ((st == ST_ABSENT || st == ST_INVALID) && why != NULL)
		return case_ask_pin(r, why);
	if (st == ST_OK)
		st = write_keeper(r, &s, v, digest, said);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/unit/%s/seals", u.id);
	if (why == NULL)
		return st;
	show_refusal(r, why);
	return keeper_page(r, &u, &s);
}

/* --- somebody who has an account already ------------------------------------ */

static enum status
join_page(struct req *r, const struct unit *u)
{
	return web_page(r, people_form_page(r, "为已有账号的人员设岗位",
	    pool_printf(r->pool, "单位：%s", u->name),
	    path(r, "/admin/unit/*/join", u->id), "查找",
	    path(r, "/admin/unit/*/people", u->id)));
}

static enum status
show_join(struct req *r)
{
	struct unit	 u;
	enum status	 st;

	st = load_unit(r, web_piece(r, "id"), &u);
	return st == ST_OK ? join_page(r, &u) : st;
}

/* Nothing is written here: it leads to the page of roles. */
static enum status
post_join(struct req *r)
{
	const struct join_values	*v = r->values;
	struct person			 p;
	struct grant			*g;
	struct unit			 u;
	size_t				 n;
	enum status			 st;

	if ((st = load_unit(r, web_piece(r, "id"), &u)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return join_page(r, &u);
	st = person_by_login(r->db, r->pool, v->login, &p, r->fault);
	if (st == ST_OK)
		st = load_person_by(r, p.id, &p, &g, &n);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/person/%s/roles/%s", p.id,
		    u.id);
	if (st != ST_ABSENT && st != ST_DENIED)
		return st;
	form_error(&r->form, "login", "本单位及下级单位没有这个账号");
	return join_page(r, &u);
}

/* --- enrolling -------------------------------------------------------------------------- */

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
	    path(r, "/admin/unit/*/enrol", u->id), "登记并签发证书",
	    path(r, "/admin/unit/*/people", u->id)));
}

static enum status
show_enrol(struct req *r)
{
	struct unit	 u;
	enum status	 st;

	st = load_unit(r, web_piece(r, "id"), &u);
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
add_newcomer(struct req *r, struct keyd *keyd, const struct staff_values *v,
    struct person *p)
{
	const struct audit_entry entry = {
		.action = "person.add", .kind = "person", .result = "ok",
		.object = v->login, .reason = v->name,
	};
	struct person_contact	 c;
	enum status		 st = ST_OK;

	if (p->id[0] == '\0') {
		st = store_begin(r->db, STORE_WRITE, r->fault);
		if (st == ST_OK)
			st = person_add(r->db, p, r->fault);
		if (st == ST_OK)
			st = audit_add(r->db, r->actor, &entry, r->fault);
		if (st == ST_OK)
			st = store_commit(r->db, r->fault);
		if (st != ST_OK) {
			store_rollback(r->db);
			return st;
		}
	}
	if ((st = people_contact(r, keyd, p->id, v->phone, v->idno, &c)) !=
	    ST_OK || (st = store_begin(r->db, STORE_WRITE, r->fault)) !=
	    ST_OK)
		return st;
	st = person_set_contact(r->db, p->id, &c, r->fault);
	if (st == ST_OK)
		st = store_commit(r->db, r->fault);
	if (st != ST_OK)
		store_rollback(r->db);
	return st;
}

/* The one-time PIN, this once (R-150: nobody can look it up again). */
static enum status
once_page(struct req *r, const char *heading, const struct person *p,
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
		st = once_page(r, "人员已登记", p, pin);
	else if (why != NULL) {
		show_refusal(r, why);
		st = enrol_page(r, u);
	}
	wipe(pin, sizeof(pin));
	return st;
}

static enum status
post_enrol(struct req *r)
{
	const struct staff_values	*v = r->values;
	unsigned char			 handle[KEYD_HANDLE];
	const char			*why = NULL;
	struct person			 p = { .id = "" };
	struct keyd			*keyd;
	struct unit			 u;
	enum status			 st;

	if ((st = load_unit(r, web_piece(r, "id"), &u)) != ST_OK ||
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

/* --- a person ------------------------------------------------------------------------------ */

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

static enum status
show_person(struct req *r)
{
	struct page	*page, *t;
	struct person	 p;
	struct grant	*g;
	size_t		 n;
	enum status	 st;

	if ((st = load_person(r, &p, &g, &n)) != ST_OK)
		return st;
	page = web_page_new(r, "admin/person", p.name);
	page_set(page, K_HEADING, p.name);
	person_tag(page, &p);
	fill_person(r, page, &p);
	people_fill_grants(r, page, g, n);
	t = page_include(page, K_TASKS, "part/tasks");
	if (web_has(r, STAFFING)) {
		if ((st = fill_role_acts(r, t, &p, g, n)) != ST_OK)
			return st;
		fill_key_acts(r, t, &p);
	}
	st = people_fill_statements(r, page, p.id, ACT_SESSION_OPEN,
	    SAID_MAX);
	return st == ST_OK ? web_page(r, page) : st;
}

/* --- changing roles --------------------------------------------------------------------------- */

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
	    "修改岗位并换发证书", path(r, "/admin/person/*", p->id));
	return web_page(r, page);
}

/* Person and unit of the path, and what is held there now. */
static enum status
load_roles(struct req *r, struct person *p, struct unit *u, unsigned *had)
{
	struct grant	*g;
	size_t		 n;
	enum status	 st;

	if ((st = load_person(r, p, &g, &n)) != ST_OK ||
	    (st = load_unit(r, web_piece(r, "unit"), u)) != ST_OK)
		return st;
	return grant_roles(r->db, p->id, u->id, clock_now(), had, r->fault);
}

static enum status
show_roles(struct req *r)
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
	v.rev = rev_text(r, p.rev);
	st = form_start(&role_form, &v, r->pool, &r->form);
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

static enum status
post_roles(struct req *r)
{
	const struct staff_values	*v = r->values;
	struct people_change		 c = { .reason = v->reason };
	const char			*why = NULL;
	struct person			 p;
	struct keyd			*keyd;
	struct unit			 u;
	unsigned			 had;
	enum status			 st;

	if ((st = load_roles(r, &p, &u, &had)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	is_stale(r, v->rev, p.rev, "person.roles", p.id);
	c.person = p.id;
	c.unit = &u;
	c.roles = ticked(v) | kept_roles(r, &u, had);
	if (c.roles == had)
		form_error(&r->form, NULL, "岗位没有变化");
	if (r->form.nerrors > 0)
		return roles_page(r, &p, &u);
	st = people_give(r, keyd, &c, &why);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/person/%s", p.id);
	if (why == NULL)
		return st;
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	show_refusal(r, why);
	return roles_page(r, &p, &u);
}

/* --- confirming an applicant ------------------------------------------------------------------- */

static enum status
confirm_page(struct req *r, const struct person *p, const struct unit *u)
{
	struct page	*page;

	page = people_form_page(r, "确认经办人", pool_printf(r->pool,
	    "%s 注册为%s的经办人。请与该单位核实后再确认。", p->name,
	    u->name), pool_printf(r->pool, "/admin/person/%s/confirm/%s",
	    p->id, u->id), "提交核实结果", path(r, "/admin/person/*", p->id));
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

	if ((st = load_person(r, p, &g, &n)) != ST_OK ||
	    (st = load_unit(r, web_piece(r, "unit"), u)) != ST_OK)
		return st;
	for (i = 0; i < n; i++)
		if (strcmp(g[i].unit, u->id) == 0 && g[i].to == 0 &&
		    g[i].from >= PEOPLE_PENDING)
			return ST_OK;
	return fault_set(r->fault, ST_CONFLICT, "nothing to confirm");
}

static enum status
show_confirm(struct req *r)
{
	struct person	 p;
	struct unit	 u;
	enum status	 st;

	st = load_pending(r, &p, &u);
	return st == ST_OK ? confirm_page(r, &p, &u) : st;
}

static enum status
post_confirm(struct req *r)
{
	const struct confirm_values	*v = r->values;
	const char			*why = NULL;
	struct person			 p;
	struct keyd			*keyd;
	struct unit			 u;
	enum status			 st;

	if ((st = load_pending(r, &p, &u)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return confirm_page(r, &p, &u);
	st = people_confirm(r, keyd, &p, &u, strcmp(v->answer, "yes") == 0,
	    &why);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/person/%s", p.id);
	if (why == NULL)
		return st;
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	show_refusal(r, why);
	return confirm_page(r, &p, &u);
}

/* --- unlock, reset, end -------------------------------------------------------------------------- */

static const struct desk {
	const char	*piece, *heading, *sentence, *button;
	const struct form *form;
} desks[] = {
	{ "unlock", "解锁口令", "请核对本人身份。解锁以后本人用原来的口令登录，"
	  "并须更换口令。", "解锁口令", &unlock_form },
	{ "reset", "重置密钥", "本人忘记口令时办理：签发新的密钥和证书，原证书"
	  "停用，以前的签名仍然有效。", "重置密钥并给出一次性口令",
	  &reset_form },
	{ "end", "离岗", "停用此人的证书，结束全部岗位和登录。保管的印章须另行"
	  "指定保管人。", "停用证书", &act_form },
};

static enum status
desk_page(struct req *r, const struct desk *d, const struct person *p)
{
	struct page	*page = people_form_page(r, d->heading, d->sentence,
			    pool_printf(r->pool, "/admin/person/%s/%s",
			    p->id, d->piece), d->button,
			    path(r, "/admin/person/*", p->id));

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

	if ((st = load_person(r, &p, &g, &n)) != ST_OK)
		return st;
	if (d->form == &act_form) {
		const struct act_values v = { "", rev_text(r, p.rev) };

		st = form_start(d->form, &v, r->pool, &r->form);
	} else {
		const struct proof_values v = { "", "", "",
		    rev_text(r, p.rev) };

		st = form_start(d->form, &v, r->pool, &r->form);
	}
	return st == ST_OK ? desk_page(r, d, &p) : st;
}

static enum status
show_unlock(struct req *r)
{
	return show_desk(r, &desks[0]);
}

static enum status
show_reset(struct req *r)
{
	return show_desk(r, &desks[1]);
}

static enum status
show_end(struct req *r)
{
	return show_desk(r, &desks[2]);
}

/* What is common after one of the three: ask the PIN, show why not. */
static enum status
desk_answer(struct req *r, const struct desk *d, const struct person *p,
    enum status st, const char *why)
{
	if (st == ST_OK)
		return web_redirectf(r, "/admin/person/%s", p->id);
	if (why == NULL)
		return st;
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	show_refusal(r, why);
	return desk_page(r, d, p);
}

static enum status
post_unlock(struct req *r)
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

	if ((st = load_person(r, &p, &g, &n)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	is_stale(r, v->rev, p.rev, "pin.unlock", p.id);
	if (r->form.nerrors > 0)
		return desk_page(r, &desks[0], &p);
	st = people_unlock_pin(r, keyd, &p, &proof, &why);
	return desk_answer(r, &desks[0], &p, st, why);
}

static enum status
post_reset(struct req *r)
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

	if ((st = load_person(r, &p, &g, &n)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	is_stale(r, v->rev, p.rev, "person.key-reset", p.id);
	if (r->form.nerrors > 0)
		return desk_page(r, &desks[1], &p);
	people_pin_make(pin);
	st = people_reset_key(r, keyd, &p, &proof, pin, &why);
	st = st == ST_OK ? once_page(r, "密钥已重置", &p, pin) :
	    desk_answer(r, &desks[1], &p, st, why);
	wipe(pin, sizeof(pin));
	return st;
}

static enum status
post_end(struct req *r)
{
	const struct act_values	*v = r->values;
	const char		*why = NULL;
	struct person		 p;
	struct grant		*g;
	struct keyd		*keyd;
	size_t			 n;
	enum status		 st;

	if ((st = load_person(r, &p, &g, &n)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	is_stale(r, v->rev, p.rev, "person.end", p.id);
	if (r->form.nerrors > 0)
		return desk_page(r, &desks[2], &p);
	st = people_end(r, keyd, &p, v->reason, &why);
	return desk_answer(r, &desks[2], &p, st, why);
}

/* --- rules as people read them --------------------------------------------- */

/* Words of rule values; what is not here is shown as it is. */
static const struct choice rule_words[] = {
	{ "activation", "启用时" }, { "after", "之后" },
	{ "applicant", "申请人" }, { "before", "之前" },
	{ "cross", "跨行业" }, { "desk", "窗口" }, { "ever", "一直" },
	{ "facts", "要素" }, { "freeze", "冻结" },
	{ "freeze-reissue", "冻结后补办" },
	{ "freeze-release", "冻结后解除" }, { "full", "全部" },
	{ "guangdong", "广东" }, { "handwritten", "手写签名" },
	{ "industry", "行业内" }, { "ldt", "LD/T 01.1" },
	{ "lost", "挂失" }, { "making", "制章" }, { "national", "国家" },
	{ "new", "新印模" }, { "none", "无" }, { "off", "不开放" },
	{ "original", "原件" }, { "physical", "实物印章" },
	{ "police", "公安" }, { "qr-top-right", "首页右上角二维码" },
	{ "remake", "重新制作" }, { "retention", "保存期内" },
	{ "revoke", "注销" }, { "revoked", "注销" }, { "same", "不变" },
	{ "seal", "个人印章" }, { "self", "自助" }, { "sheet", "采集表" },
	{ "signature", "个人签名" }, { "simplified", "简化" },
	{ "stamping", "用章" }, { "suspended", "停用" },
	{ "system", "市级系统" }, { "three", "三人" }, { "two", "两人" },
	{ "weihai", "威海" }, { "weihai-employment", "威海公共就业" },
	{ "written", "书面" }, { "xinyang", "信阳" },
	{ "organ", "国家行政机关" }, { "institution", "事业单位" },
	{ "people", "人民团体" }, { "social", "社会组织" },
	{ "enterprise", "企业" }, { "individual", "个体工商户" },
	{ "other", "其他组织" }, { "party", "党委" },
	{ "congress", "人大" }, { "consultative", "政协" },
	{ "court", "法院" }, { "procuratorate", "检察院" },
	{ "service", "公共就业服务机构" }, { "employer", "用人单位" },
	{ NULL, NULL }
};

static const struct choice span_units[] = {
	{ "d", "天" }, { "m", "个月" }, { "h", "小时" },
	{ "w", "个工作日" }, { NULL, NULL }
};

/* A value of a rule in words: 3 个月, 是, 窗口、自助. */
static const char *
value_words(struct req *r, const struct policy_rule *rule, const char *value)
{
	const size_t	 n = strlen(value);
	const char	*out = "", *end;

	if (rule->kind == POLICY_FLAG)
		return *value == '1' ? "是" : "否";
	if (rule->kind == POLICY_SPAN && n > 1)
		return strtoll(value, NULL, 10) == 0 ? "无" :
		    pool_printf(r->pool, "%.*s %s", (int)n - 1, value,
		    choice_label(span_units, value + n - 1));
	if (rule->kind != POLICY_CHOICE && rule->kind != POLICY_WORDS)
		return value;
	for (; *value != '\0' && out != NULL; value = end + strspn(end,
	    " ")) {
		end = value + strcspn(value, " ");
		out = pool_printf(r->pool, "%s%s%s", out, *out == '\0' ? "" :
		    "、", choice_label(rule_words, pool_copy(r->pool, value,
		    (size_t)(end - value))));
	}
	return out;
}

/* --- rules ------------------------------------------------------------------------------------------ */

static enum status
show_policies(struct req *r)
{
	struct page			*p = web_page_new(r, "admin/policies",
					    "规则与参数"), *row;
	const struct policy_profile	*profile;
	const struct policy_rule	*rule;
	const char			*value;
	size_t				 k;
	enum status			 st = ST_OK;

	profile = policy_profile_find(r->config->profile);
	page_int(p, K_VERSION_NO, policy_version(r->db));
	page_set(p, K_PROFILE, profile == NULL ? r->config->profile :
	    profile->label);
	for (k = 0; st == ST_OK && (rule = policy_nth(k)) != NULL; k++) {
		st = policy_text(r->db, r->pool, rule->name, &value,
		    r->fault);
		if (st != ST_OK)
			break;
		row = page_add(p, K_ROW);
		page_set(row, K_NAME, rule->name);
		page_set(row, K_LABEL, rule->label);
		page_set(row, K_VALUE, value_words(r, rule, value));
		page_set(row, K_USUAL, value_words(r, rule, rule->value));
		page_set(row, K_ABOUT, rule->note);
		page_set(row, K_CLAUSE, rule->clause);
		page_show(row, strcmp(value, rule->value) == 0 ? K_PLAIN :
		    K_CHANGED);
	}
	return st == ST_OK ? web_page(r, p) : st;
}

static enum status
fill_history(struct req *r, struct page *p, const struct policy_rule *rule)
{
	struct policy_change	*c = pool_array(r->pool, PAGE_ROWS,
				    sizeof(*c));
	struct person		 who;
	struct page		*line;
	char			 when[CALENDAR_TEXT];
	size_t			 n = 0, i;
	enum status		 st;

	if (c == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = policy_history(r->db, r->pool, rule->name, c, PAGE_ROWS, &n,
	    r->fault);
	page_show_if(p, K_EMPTY, n == 0);
	for (i = 0; st == ST_OK && i < n; i++) {
		line = page_add(p, K_LINE);
		calendar_minute(c[i].since, when);
		page_set(line, K_AT, when);
		page_int(line, K_VERSION_NO, c[i].version);
		page_set(line, K_VALUE, value_words(r, rule, c[i].value));
		page_set(line, K_NAME, id_is(c[i].who) && person_load(r->db,
		    r->pool, c[i].who, &who, r->fault) == ST_OK ? who.name :
		    "初始设置");
		if (c[i].reason != NULL && *c[i].reason != '\0')
			page_set(page_add(line, K_WHY), K_REASON,
			    c[i].reason);
	}
	return st;
}

/* The words of a rule as choices; a flag's are yes and no. */
static const struct choice *
rule_choices(struct req *r, const struct policy_rule *rule)
{
	static const struct choice	 flag[] = {
		{ "1", "是（1）" }, { "0", "否（0）" }, { NULL, NULL } };
	struct choice			*list = pool_array(r->pool, 16,
					    sizeof(*list));
	const char			*s = rule->choices, *end;
	size_t				 n;

	if (rule->kind == POLICY_FLAG)
		return flag;
	for (n = 0; list != NULL && s != NULL && *s != '\0' && n < 15;
	    n++, s = end + strspn(end, " ")) {
		end = s + strcspn(s, " ");
		list[n].value = pool_copy(r->pool, s, (size_t)(end - s));
		list[n].label = choice_label(rule_words, list[n].value);
	}
	return list;
}

/* "desk 窗口，self 自助": what may be typed, and what it means. */
static const char *
word_list(struct req *r, const struct policy_rule *rule)
{
	const struct choice	*c = rule_choices(r, rule);
	const char		*out = "";

	for (; c != NULL && c->value != NULL && out != NULL; c++)
		out = pool_printf(r->pool, "%s%s%s %s", out,
		    *out == '\0' ? "" : "，", c->value, c->label);
	return out;
}

static enum status
policy_page(struct req *r, const struct policy_rule *rule)
{
	struct page	*p = web_page_new(r, "admin/policy", rule->label);
	struct page	*list, *form;
	const char	*value;
	enum status	 st;

	st = policy_text(r->db, r->pool, rule->name, &value, r->fault);
	if (st != ST_OK)
		return st;
	page_set(p, K_HEADING, rule->label);
	page_set(p, K_NAME, rule->name);
	list = page_include(p, K_ANSWERS, "part/answers");
	part_answer(list, "现行值", value_words(r, rule, value), NULL);
	part_answer(list, "默认值", value_words(r, rule, rule->value), NULL);
	part_answer(list, "说明", rule->note, NULL);
	if (rule->kind == POLICY_WORDS)
		part_answer(list, "可选的值", word_list(r, rule), NULL);
	part_answer(list, "依据", rule->clause, NULL);
	if (web_has(r, R(BUSINESS_ADMIN))) {
		form = page_include(p, K_FORM, "part/form");
		page_set(form, K_ACTION, path(r, "/admin/policy/*",
		    rule->name));
		page_set(form, K_BUTTON, "修改这条规则");
		if (rule->kind == POLICY_FLAG || rule->kind == POLICY_CHOICE)
			form_choices(&r->form, "value",
			    rule_choices(r, rule));
		form_fill(form, &r->form);
		page_show_if(page_frame(p), K_WRONG, r->form.nerrors > 0);
	}
	if ((st = fill_history(r, p, rule)) != ST_OK)
		return st;
	return web_page(r, p);
}

static enum status
show_policy(struct req *r)
{
	const struct policy_rule *rule = policy_find(web_piece(r, "name"));
	struct rule_values	 v = { .reason = "" };
	enum status		 st;

	if (rule == NULL)
		return fault_set(r->fault, ST_ABSENT, "no such rule");
	st = policy_text(r->db, r->pool, rule->name, &v.value, r->fault);
	v.rev = rev_text(r, policy_version(r->db));
	if (st == ST_OK)
		st = form_start(&rule_forms[rule->kind], &v, r->pool,
		    &r->form);
	return st == ST_OK ? policy_page(r, rule) : st;
}

static enum status
write_policy(struct req *r, const struct policy_rule *rule,
    const struct rule_values *v, const unsigned char digest[32],
    struct bytes said)
{
	const struct audit_entry entry = {
		.action = "policy.change", .kind = "policy",
		.object = rule->name, .result = "ok",
		.reason = pool_printf(r->pool, "%s；%s", v->value, v->reason),
		.after = bytes_of(digest, 32),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = policy_set(r->db, rule->name, v->value, r->actor->person,
	    v->reason, strtoll(v->rev, NULL, 10), r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, rule->name, said, id, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	if (st == ST_OK)
		st = store_commit(r->db, r->fault);
	if (st != ST_OK)
		store_rollback(r->db);
	return st;
}

static enum status
say_policy(struct req *r, const struct policy_rule *rule,
    const struct rule_values *v, unsigned char digest[32],
    struct bytes *said, const char **why)
{
	const struct digest_field	 d[] = {
		digest_text("name", rule->name),
		digest_text("value", v->value),
		digest_text("reason", v->reason),
		digest_text("version", v->rev),
	};
	struct keyd			*keyd;
	enum status			 st;

	st = digest_fields("policy", d, NITEMS(d), digest, r->fault);
	if (st == ST_OK)
		st = case_keyd(r, &keyd);
	return st == ST_OK ? people_say(r, keyd, ACT_POLICY_CHANGE,
	    R(BUSINESS_ADMIN), rule->name, digest, bytes_of(NULL, 0), said,
	    why) : st;
}

static enum status
post_policy(struct req *r)
{
	const struct policy_rule *rule = policy_find(web_piece(r, "name"));
	struct rule_values	 v;
	unsigned char		 digest[32];
	struct bytes		 said;
	const char		*why = NULL, *now;
	enum status		 st;

	if (rule == NULL)
		return fault_set(r->fault, ST_ABSENT, "no such rule");
	st = form_parse(&rule_forms[rule->kind], &r->input, r->pool, &v,
	    &r->form);
	if (st == ST_BROKEN)
		return st;
	st = policy_text(r->db, r->pool, rule->name, &now, r->fault);
	if (st != ST_OK)
		return st;
	if (*v.value != '\0' && !policy_value_fits(rule, v.value))
		form_error(&r->form, "value", "这条规则不能取这个值");
	else if (strcmp(now, v.value) == 0)
		form_error(&r->form, "value", "与现行值相同");
	is_stale(r, *v.rev == '\0' ? "-" : v.rev, policy_version(r->db),
	    "policy.change", rule->name);
	if (r->form.nerrors > 0)
		return policy_page(r, rule);
	st = say_policy(r, rule, &v, digest, &said, &why);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (st == ST_OK)
		st = write_policy(r, rule, &v, digest, said);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/policy/%s", rule->name);
	if (st == ST_CONFLICT)
		why = "规则刚刚被他人修改，请核对现行值后再改";
	if (why == NULL)
		return st;
	show_refusal(r, why);
	return policy_page(r, rule);
}

/* --- routes ------------------------------------------------------------------------------------------ */

#define GET_(path_, roles_, fn, form_) \
	{ WEB_GET, path_, roles_, fn, form_, 0, 0 }
#define POST_(path_, roles_, fn, form_) \
	{ WEB_POST, path_, roles_, fn, form_, 0, 0 }

static const struct route routes[] = {
	GET_("/admin", ADMINS, show_home, NULL),
	GET_("/admin/units", ADMINS, show_units, NULL),
	GET_("/admin/proposed", INTAKE, show_proposed, NULL),
	GET_("/admin/pending", STAFFING, show_pending, NULL),
	GET_("/admin/people", PEOPLE, show_own_people, NULL),
	GET_("/admin/unit/{id}", ADMINS, show_unit, NULL),
	GET_("/admin/unit/{id}/add", DIRECTORY, show_add, &unit_form),
	POST_("/admin/unit/{id}/add", DIRECTORY, post_add, &unit_form),
	GET_("/admin/unit/{id}/edit", DIRECTORY, show_edit, NULL),
	POST_("/admin/unit/{id}/edit", DIRECTORY, post_edit, &unit_form),
	GET_("/admin/unit/{id}/act/{act}", ADMINS, show_act, NULL),
	POST_("/admin/unit/{id}/act/{act}", ADMINS, post_act, &act_form),
	GET_("/admin/unit/{id}/people", PEOPLE, show_people, NULL),
	GET_("/admin/unit/{id}/seals", INTAKE, show_seals, NULL),
	GET_("/admin/unit/{id}/keeper/{seal}", INTAKE, show_keeper, NULL),
	POST_("/admin/unit/{id}/keeper/{seal}", INTAKE, post_keeper,
	    &keeper_form),
	GET_("/admin/unit/{id}/join", STAFFING, show_join, &join_form),
	POST_("/admin/unit/{id}/join", STAFFING, post_join, &join_form),
	GET_("/admin/unit/{id}/enrol", STAFFING, show_enrol, &enrol_form),
	POST_("/admin/unit/{id}/enrol", STAFFING, post_enrol, &enrol_form),
	GET_("/admin/person/{id}", PEOPLE, show_person, NULL),
	GET_("/admin/person/{id}/roles/{unit}", STAFFING, show_roles, NULL),
	POST_("/admin/person/{id}/roles/{unit}", STAFFING, post_roles,
	    &role_form),
	GET_("/admin/person/{id}/confirm/{unit}", STAFFING, show_confirm,
	    &confirm_form),
	POST_("/admin/person/{id}/confirm/{unit}", STAFFING, post_confirm,
	    &confirm_form),
	GET_("/admin/person/{id}/unlock", STAFFING, show_unlock, NULL),
	POST_("/admin/person/{id}/unlock", STAFFING, post_unlock,
	    &unlock_form),
	GET_("/admin/person/{id}/reset", STAFFING, show_reset, NULL),
	POST_("/admin/person/{id}/reset", STAFFING, post_reset, &reset_form),
	GET_("/admin/person/{id}/end", STAFFING, show_end, NULL),
	POST_("/admin/person/{id}/end", STAFFING, post_end, &act_form),
	GET_("/admin/policies", RULES, show_policies, NULL),
	GET_("/admin/policy/{name}", RULES, show_policy, NULL),
	POST_("/admin/policy/{name}", R(BUSINESS_ADMIN), post_policy, NULL),
};

int
main(void)
{
	struct web	*web;
	struct fault	 f = { 0 };

	if (web_open(&web, "admin", &f) != ST_OK) {
		log_fault(&f);
		return 1;
	}
	while (web_next(web))
		web_serve(web, routes, NITEMS(routes));
	web_close(web);
	return 0;
}

/*
 * Everybody's account: the first page, signing in with key and PIN,
 * choosing the unit, the PIN, registering applicants, messages, the own
 * certificate and the seals of the own unit.  A login nobody has and a wrong
 * PIN look the same, until so many tries are gone that the owner must know.
 */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "keys/limits.h"
#include "page/part.h"
#include "seal/seal.h"
#include "sm/sm.h"
#include "web/menu.h"
#include "work/case.h"
#include "work/list.h"
#include "work/people.h"

#define R(x)		ROLE_BIT(ROLE_##x)
#define SEAL_PEOPLE	(R(APPLICANT) | R(REQUESTER) | R(REVIEWER) | R(KEEPER))
#define INBOX_PAGE	50	/* notices of one page */
#define SEALS_PAGE	200	/* seals of one unit */
#define TELL_TRIES	3	/* from here on the page says how many remain */

/* --- forms ---------------------------------------------------------------- */

struct signin {
	const char	*login, *pin, *next;
};
#define AT(member) .at = offsetof(struct signin, member)
static const struct field signin_fields[] = {
	{ .name = "login", .label = "账号", .kind = FIELD_LINE,
	  .required = true, .min = 1, .max = 60, .clean = CLEAN_NARROW,
	  .autocomplete = "username", AT(login) },
	{ .name = "pin", .label = "口令", .kind = FIELD_SECRET,
	  .required = true, .min = 1, .max = 64,
	  .autocomplete = "current-password", AT(pin) },
	{ .name = "next", .label = "", .kind = FIELD_HIDDEN, .max = 512,
	  AT(next) },
};
#undef AT
static const struct form signin_form = {
	signin_fields, NITEMS(signin_fields), sizeof(struct signin), NULL
};

struct change {
	const char	*old_pin, *new_pin, *again, *next;
};
#define AT(member) .at = offsetof(struct change, member)
static const struct field pin_fields[] = {
	{ .name = "old", .label = "现在的口令", .kind = FIELD_SECRET,
	  .required = true, .min = 1, .max = 64,
	  .autocomplete = "current-password", AT(old_pin) },
	{ .name = "new", .label = "新口令", .kind = FIELD_SECRET,
	  .hint = "至少 8 位，须同时有字母和数字；不能是最近用过的 5 个",
	  .required = true, .min = 1, .max = 64, .check = code_pin,
	  .autocomplete = "new-password", AT(new_pin) },
	{ .name = "again", .label = "确认新口令", .hint = "再输入一次", .kind = FIELD_SECRET,
	  .required = true, .min = 1, .max = 64,
	  .autocomplete = "new-password", AT(again) },
	{ .name = "next", .label = "", .kind = FIELD_HIDDEN, .max = 512,
	  AT(next) },
};
#undef AT

static void
cross_pin(const void *values, struct form_state *state)
{
	const struct change	*c = values;

	if (strcmp(c->new_pin, c->again) != 0)
		form_error(state, "again", "两次输入的新口令不一样");
	else if (*c->new_pin != '\0' && strcmp(c->new_pin, c->old_pin) == 0)
		form_error(state, "new", "新口令不能与现在的口令相同");
}

static const struct form pin_form = {
	pin_fields, NITEMS(pin_fields), sizeof(struct change), cross_pin
};

struct choose {
	const char	*unit, *pin;
};
#define AT(member) .at = offsetof(struct choose, member)
static const struct field unit_fields[] = {
	{ .name = "unit", .label = "以哪个单位办理", .kind = FIELD_CHOICE,
	  .required = true, AT(unit) },
	{ .name = "pin", .label = "口令", .kind = FIELD_SECRET,
	  .required = true, .min = 1, .max = 64,
	  .autocomplete = "current-password", AT(pin) },
};
#undef AT
static const struct form unit_form = {
	unit_fields, NITEMS(unit_fields), sizeof(struct choose), NULL
};

struct find {
	const char	*code;
};
static const struct field find_fields[] = {
	{ .name = "code", .label = "单位统一社会信用代码",
	  .hint = "营业执照或者法人证书上的 18 位代码", .kind = FIELD_LINE,
	  .required = true, .min = 1, .max = 30, .clean = CLEAN_CODE,
	  .check = code_credit, .at = offsetof(struct find, code) },
};
static const struct form find_form = {
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
	  .autocomplete = "street-address", AT(org_address) },
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

static const struct form known_form = {
	known_fields, NITEMS(known_fields), sizeof(struct newcomer),
	cross_newcomer
};
static const struct form new_form = {
	new_fields, NITEMS(new_fields), sizeof(struct newcomer),
	cross_newcomer
};

/* --- the first page -------------------------------------------------------- */

/* Businesses of this version work on line; the others say where to go. */
static const struct {
	const char	*name, *label, *about;
} six[] = {
	{ "apply", "申领", "第一次申请，或者停用以后重新启用" },
	{ "change", "变更", "单位名称、印模等内容改变" },
	{ "loss", "挂失", "印章或者介质丢失，先停用；找回可以解除" },
	{ "renew", "续期", "有效期届满以前延长" },
	{ "cancel", "注销", "不再使用，注销以后不能恢复" },
	{ "replace", "更换", "介质损坏，换发载体" },
};

/* Whether the menu would lead this person there. */
static int
is_entitled(const struct req *r, const char *path)
{
	const struct menu_entry	*menu;
	size_t			 n, i;

	if (*r->actor->person == '\0')
		return 1;		/* signs in first */
	menu = web_menu(&n);
	for (i = 0; i < n; i++)
		if (strcmp(menu[i].path, path) == 0)
			return menu_shows(&menu[i], r->actor);
	return 1;
}

/* For everybody outside, and for who works for a using unit. */
static void
fill_businesses(struct req *r, struct page *p)
{
	const struct business	*b;
	struct page		*row;
	size_t			 i;

	if (*r->actor->person != '\0' && !web_has(r, SEAL_PEOPLE))
		return;
	p = page_add(p, K_SIX);
	for (i = 0; i < NITEMS(six); i++) {
		b = business_find(six[i].name);
		row = page_add(p, K_BUSINESS);
		if (b != NULL && !is_entitled(r, b->path)) {
			page_set(row, K_LABEL, six[i].label);
			page_set(row, K_ABOUT, six[i].about);
			page_set(row, K_STATE, "由单位经办人办理");
			page_show(row, K_PLAIN);
			page_show(row, K_CLOSED);
			continue;
		}
		page_set(row, K_LABEL, six[i].label);
		page_set(row, K_ABOUT, six[i].about);
		page_set(row, K_HREF, b == NULL ? NULL : b->path);
		page_set(row, K_STATE, b == NULL ? "到受理窗口办理" :
		    "网上办理");
		page_show(row, b == NULL ? K_PLAIN : K_LINK);
		page_show_if(row, K_CLOSED, b == NULL);
	}
}

/* What waits for a role, counted in the unit's scope. */
static const struct {
	unsigned	 roles;
	const char	*stage, *href, *label;
} work[] = {
	{ R(APPLICANT), "applicant", "/apply", "待您处理的办件" },
	{ R(CHECKER), "check", "/approve", "待核验" },
	{ R(APPROVER), "approve", "/approve", "待审批" },
	{ R(MAKER), "make", "/issue", "待制章" },
};

static void
counter(struct page *p, int64_t n, int64_t most, const char *href,
    const char *label, const char *about, int urgent)
{
	struct page	*c = page_add(p, K_COUNTER);

	page_set(c, K_HREF, href);
	page_set(c, K_LABEL, label);
	page_set(c, K_ABOUT, about);
	if (n >= most)
		page_printf(c, K_COUNT, "%lld+", (long long)most - 1);
	else
		page_int(c, K_COUNT, n);
	page_show_if(c, K_URGENT, urgent && n > 0);
}

static enum status
fill_counters(struct req *r, struct page *p)
{
	int64_t		 n = 0;
	enum status	 st;
	size_t		 i;

	for (i = 0; i < NITEMS(work); i++) {
		if (!web_has(r, work[i].roles))
			continue;
		st = list_count(r->db, r->actor->unit, work[i].stage, NULL,
		    &n, r->fault);
		if (st != ST_OK && st != ST_ABSENT)
			return st;
		counter(p, n, LIST_COUNT, work[i].href, work[i].label, NULL,
		    0);
	}
	if ((st = notice_unread(r->db, r->actor->person, &n, r->fault)) !=
	    ST_OK)
		return st;
	counter(p, n, LIST_COUNT, "/account/inbox", "未读消息", NULL, 1);
	return ST_OK;
}

/* Whether a role of the person still waits for the desk. */
static enum status
is_pending(struct req *r, int *yes)
{
	struct grant	*g;
	size_t		 n, i;
	enum status	 st;

	*yes = 0;
	st = grant_list(r->db, r->pool, r->actor->person, &g, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		*yes |= g[i].from >= PEOPLE_PENDING && g[i].to == 0;
	return st;
}

static enum status
fill_greeting(struct req *r, struct page *p)
{
	const struct menu_entry	*menu;
	struct page		*g = page_add(p, K_GREETING), *tasks;
	size_t			 n, i;
	enum status		 st;
	int			 pending;

	page_printf(g, K_HEADING, "%s，您好", r->actor->name);
	if ((st = fill_counters(r, g)) != ST_OK ||
	    (st = is_pending(r, &pending)) != ST_OK)
		return st;
	page_show_if(g, K_PENDING, pending);
	menu = web_menu(&n);
	tasks = page_include(g, K_TASKS, "part/tasks");
	for (i = 0; i < n; i++)
		if (menu[i].roles != 0 && menu_shows(&menu[i], r->actor) &&
		    business_find(menu[i].path + 1) == NULL)
			part_task(tasks, menu[i].label, menu[i].path, "",
			    TONE_PLAIN, menu[i].about);
	part_task(tasks, "我的账号", "/account/me", "", TONE_PLAIN,
	    "证书、岗位、口令");
	return ST_OK;
}

static enum status
show_home(struct req *r)
{
	struct page	*p = web_page_new(r, "account/home", "首页");
	enum status	 st;

	if (*r->actor->person != '\0') {
		if (r->actor->must_change_pin)
			return web_redirect(r, "/account/pin");
		if ((st = fill_greeting(r, p)) != ST_OK)
			return st;
	} else
		page_show(p, K_PUBLIC);
	fill_businesses(r, p);
	return web_page(r, p);
}

/* --- the guide --------------------------------------------------------------- */

static const struct {
	const char	*name, *who, *result;
} guide[] = {
	{ "apply", "单位经办人", "一枚电子印章，由保管人启用后使用" },
	{ "loss", "单位经办人、印章保管人，或者凭登记的手机验证码",
	  "印章立即停用并公示" },
	{ "cancel", "单位经办人", "印章注销并公示，不能恢复" },
};

/* "application/pdf image/png" as people say it. */
static const char *
type_words(struct pool *pool, const char *types)
{
	static const struct { const char *type, *word; } words[] = {
		{ "application/pdf", "PDF" }, { "image/jpeg", "JPG" },
		{ "image/png", "PNG" },
	};
	const char	*out = "";
	size_t		 i;

	for (i = 0; i < NITEMS(words) && out != NULL; i++)
		if (strstr(types, words[i].type) != NULL)
			out = pool_printf(pool, "%s%s%s", out,
			    *out == '\0' ? "" : "、", words[i].word);
	return out;
}

static enum status
show_guide(struct req *r)
{
	struct page		*p = web_page_new(r, "account/guide",
				    "办事指南"), *b, *m;
	const struct business	*biz;
	size_t			 i, k;

	for (i = 0; i < NITEMS(guide); i++) {
		if ((biz = business_find(guide[i].name)) == NULL)
			continue;
		b = page_add(p, K_BUSINESS);
		page_set(b, K_LABEL, biz->label);
		page_set(b, K_HREF, biz->path);
		page_set(b, K_WHO, guide[i].who);
		page_set(b, K_RESULT, guide[i].result);
		page_set(b, K_TERM, strcmp(biz->name, "loss") == 0 ?
		    "冻结立即生效" : "材料齐全后按受理机构公布的期限办理");
		page_show_if(b, K_QUIET, i > 0);
		for (k = 0; k < biz->nmaterials; k++) {
			m = page_add(b, K_MATERIAL);
			page_set(m, K_LABEL, biz->materials[k].label);
			page_printf(m, K_TYPE, "%s，不超过 %zu MB",
			    type_words(r->pool, biz->materials[k].types),
			    biz->materials[k].max >> 20);
			page_set(m, K_ABOUT, biz->materials[k].hint);
		}
	}
	return web_page(r, p);
}

/* --- signing in ---------------------------------------------------------------- */

static const char no_match[] = "账号或者口令不对";

static enum status
signin_page(struct req *r, const char *note)
{
	struct page	*p, *more;

	p = people_form_page(r, "登录", NULL, "/account/signin", "登录",
	    NULL);
	if (note != NULL) {
		more = page_add(p, K_NOTE);
		page_set(more, K_SENTENCE, note);
		page_show(more, K_URGENT);
	}
	more = page_add(p, K_AFTER);
	page_set(more, K_SENTENCE, "还没有账号？");
	page_set(more, K_HREF, "/account/register");
	page_set(more, K_LABEL, "注册经办人");
	return web_page(r, p);
}

static enum status
show_signin(struct req *r)
{
	struct signin	 s = { .login = "", .pin = "",
			    .next = web_next_path(r, "") };
	enum status	 st;

	if (*r->actor->person != '\0')
		return web_redirect(r, web_next_path(r, "/"));
	st = form_start(&signin_form, &s, r->pool, &r->form);
	return st == ST_OK ? signin_page(r, NULL) : st;
}

/* As long as a real try takes, so that time does not tell either. */
static void
take_time(const char *pin)
{
	static const char	 salt[] = "nobody's salt 16";
	unsigned char		 out[32];

	if (sm3_pbkdf2(bytes_text(pin), bytes_text(salt), KEYS_ROUNDS, out,
	    sizeof(out)) == ST_OK)
		wipe(out, sizeof(out));
}

/* An actor for the trail of somebody who is not signed in (yet). */
static struct actor
actor_of(const struct req *r, const struct person *p, const char *unit)
{
	struct actor	 who = *r->actor;

	memcpy(who.person, p->id, sizeof(who.person));
	snprintf(who.unit, sizeof(who.unit), "%s", unit);
	who.name = p->name;
	who.serial = p->serial;
	return who;
}

/* The words for a PIN that was not taken, and where to go. */
static const char *
pin_words(struct req *r, const struct keyd_unlocked *u, const char *unit)
{
	struct unit	 own, desk;
	const char	*where = "";

	if (u->pin == KEYD_PIN_LOCKED || u->pin == KEYD_PIN_EXPIRED) {
		if (unit_load(r->db, r->pool, unit, &own, r->fault) ==
		    ST_OK && own.parent[0] != '\0' &&
		    unit_load(r->db, r->pool, own.parent, &desk, r->fault) ==
		    ST_OK)
			where = pool_printf(r->pool, "（%s%s%s）", desk.name,
			    *desk.phone == '\0' ? "" : "，电话 ", desk.phone);
		return pool_printf(r->pool, u->pin == KEYD_PIN_LOCKED ?
		    "口令连续输错 5 次，密钥已锁定。请本人持身份证到受理窗口"
		    "%s解锁" : "您的证书已到期。请到受理窗口%s换发", where);
	}
	if (u->pin == KEYD_PIN_ELSEWHERE)
		return "您的密钥正在另一台终端使用。请先在那里退出；如果不是"
		    "您本人，请立即联系管理员";
	if (u->pin == KEYD_PIN_WRONG && u->left <= TELL_TRIES)
		return pool_printf(r->pool, "%s，还可以再试 %d 次", no_match,
		    u->left);
	return no_match;
}

static const char *
pin_reason(const struct keyd_unlocked *u)
{
	static const char *const words[KEYD_PIN__N] = {
		[KEYD_PIN_WRONG] = "口令错误",
		[KEYD_PIN_LOCKED] = "密钥已锁定（R-146）",
		[KEYD_PIN_ELSEWHERE] = "密钥在另一终端使用（R-152）",
		[KEYD_PIN_EXPIRED] = "证书已到期",
	};

	return u->pin < KEYD_PIN__N && words[u->pin] != NULL ?
	    words[u->pin] : "拒绝";
}

/* The session that was begun ends; the refusal is on record. */
static enum status
signin_refused(struct req *r, const struct actor *who,
    const struct keyd_unlocked *u)
{
	const struct audit_entry entry = {
		.action = "session.open", .kind = "person",
		.object = who->person, .result = "refused",
		.reason = pin_reason(u),
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = session_end(r->db, who->session, r->fault);
	if (st == ST_OK && u->pin == KEYD_PIN_ELSEWHERE)
		st = notice_add(r->db, who->person, "key.elsewhere",
		    pool_printf(r->pool, "有人在另一台终端（%s）试图使用您的密"
		    "钥，已被拒绝。如果不是您本人，请更换口令并联系管理员",
		    who->address), "/account/pin", r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, who, &entry, r->fault);
	if (st == ST_OK)
		st = store_commit(r->db, r->fault);
	if (st != ST_OK)
		store_rollback(r->db);
	return st;
}

/* P-16: whether the PIN has become too old. */
static int
pin_is_old(struct req *r, int64_t pin_at)
{
	int64_t	 due;

	if (policy_has(r->db, "P-16", "0d") ||
	    policy_moment(r->db, "P-16", pin_at, 1, &due, r->fault) != ST_OK)
		return 0;
	return clock_now() >= due;
}

/* Written once keyd has unlocked: everything of it, or nothing. */
static enum status
signin_write(struct req *r, const struct actor *who,
    const struct keyd_unlocked *u)
{
	const struct audit_entry entry = {
		.action = "session.open", .kind = "person",
		.object = who->person, .result = "ok",
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, who->person, u->statement, id, r->fault);
	if (st == ST_OK)
		st = person_signed_in(r->db, who->person, r->fault);
	if (st == ST_OK && (u->must_change || pin_is_old(r, u->pin_at)))
		st = session_must_change_pin(r->db, who->session, 1,
		    r->fault);
	if (st == ST_OK && *r->actor->session != '\0')
		st = session_end(r->db, r->actor->session, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, who, &entry, r->fault);
	if (st == ST_OK)
		st = store_commit(r->db, r->fault);
	if (st != ST_OK)
		store_rollback(r->db);
	return st;
}

static enum status
begin_session(struct req *r, const struct person *p, const char *unit,
    char token[TOKEN_TEXT], struct actor *who)
{
	enum status	 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = session_start(r->db, p->id, unit, r->actor->address, token,
	    r->fault);
	if (st == ST_OK)
		st = store_commit(r->db, r->fault);
	if (st != ST_OK) {
		store_rollback(r->db);
		return st;
	}
	*who = actor_of(r, p, unit);
	return session_find(r->db, r->pool, token, who, r->fault);
}

/* The session before this one leaves no unlocked key behind. */
static void
lock_old(struct req *r, struct keyd *keyd)
{
	unsigned char	 handle[KEYD_HANDLE];

	if (*r->actor->session == '\0' || web_handle(r, handle) != ST_OK)
		return;
	if (keyd_lock(keyd, handle, r->fault) != ST_OK)
		log_fault(r->fault);
	wipe(handle, sizeof(handle));
}

/*
 * A session for the person in the unit, its key unlocked.  ST_DENIED: *why
 * for the page.  ST_ABSENT: keyd knows no such person.
 */
static enum status
open_session(struct req *r, const struct person *p, const char *unit,
    const char *pin, struct actor *who, int *must_change, const char **why)
{
	struct keyd_unlocked	 u = { 0 };
	unsigned char		 handle[KEYD_HANDLE];
	char			 token[TOKEN_TEXT];
	struct keyd		*keyd;
	enum status		 st, done;

	if ((st = case_keyd(r, &keyd)) != ST_OK ||
	    (st = begin_session(r, p, unit, token, who)) != ST_OK)
		return st;
	session_handle(token, handle);
	st = keyd_unlock(keyd, r->pool, p->id, pin, handle,
	    r->actor->address, &u, r->fault);
	if (st == ST_OK) {
		lock_old(r, keyd);
		*must_change = u.must_change || pin_is_old(r, u.pin_at);
		if ((st = signin_write(r, who, &u)) == ST_OK)
			web_session_set(r, token);
		else
			keyd_lock(keyd, handle, NULL);
	} else if (st == ST_DENIED || st == ST_ABSENT) {
		*why = st == ST_DENIED ? pin_words(r, &u, unit) : no_match;
		if ((done = signin_refused(r, who, &u)) != ST_OK)
			st = done;
	}
	wipe(handle, sizeof(handle));
	wipe(token, sizeof(token));
	return st;
}

/* Nobody, or nobody who may: the same words as a wrong PIN. */
static enum status
signin_nobody(struct req *r, const struct person *p, const struct signin *s)
{
	struct actor	 who;

	take_time(s->pin);
	if (p->id[0] != '\0') {
		who = actor_of(r, p, "");
		audit_refusal(r->db, &who, "session.open", "person", p->id,
		    "账号不可用");
	} else
		audit_count(r->db, "account", "signin");
	form_error(&r->form, NULL, no_match);
	return signin_page(r, NULL);
}

static enum status
post_signin(struct req *r)
{
	const struct signin	*s = r->values;
	struct people_unit	 units[CERT_GRANTS];
	struct person		 p;
	struct actor		 who;
	const char		*why = NULL;
	size_t			 n = 0;
	int			 must_change = 0;
	enum status		 st;

	if (r->form.nerrors > 0)
		return signin_page(r, NULL);
	st = person_by_login(r->db, r->pool, s->login, &p, r->fault);
	if (st == ST_OK && strcmp(p.state, "active") == 0)
		st = people_units(r, &p, units, &n);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	if (st == ST_ABSENT || n == 0)
		return signin_nobody(r, &p, s);
	st = open_session(r, &p, units[0].id, s->pin, &who, &must_change,
	    &why);
	if (st == ST_DENIED || st == ST_ABSENT) {
		form_error(&r->form, NULL, why);
		return signin_page(r, NULL);
	}
	if (st != ST_OK)
		return st;
	if (must_change)
		return web_redirectf(r, "/account/pin?next=%s",
		    web_path_escape(r->pool, web_next_path(r, "/")));
	if (n > 1)
		return web_redirect(r, "/account/unit");
	return web_redirect(r, web_next_path(r, "/"));
}

static enum status
post_signout(struct req *r)
{
	const struct audit_entry entry = {
		.action = "session.close", .kind = "person",
		.object = r->actor->person, .result = "ok",
	};
	struct keyd		*keyd;
	enum status		 st;

	web_session_clear(r);
	if (*r->actor->person == '\0')
		return web_redirect(r, "/");
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = session_end(r->db, r->actor->session, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	if (st == ST_OK)
		st = store_commit(r->db, r->fault);
	if (st != ST_OK) {
		store_rollback(r->db);
		return st;
	}
	if (case_keyd(r, &keyd) == ST_OK)
		lock_old(r, keyd);
	return web_redirect(r, "/");
}

/* --- another unit ------------------------------------------------------------------ */

static enum status
unit_choices(struct req *r, struct person *p)
{
	struct people_unit	*u = pool_array(r->pool, CERT_GRANTS,
				    sizeof(*u));
	struct choice		*list = pool_array(r->pool, CERT_GRANTS + 1,
				    sizeof(*list));
	size_t			 n, i;
	enum status		 st;

	if (u == NULL || list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = person_load(r->db, r->pool, r->actor->person, p, r->fault);
	if (st == ST_OK)
		st = people_units(r, p, u, &n);
	if (st != ST_OK)
		return st;
	for (i = 0; i < n; i++) {
		list[i].value = u[i].id;
		list[i].label = pool_printf(r->pool, "%s（%s）", u[i].name,
		    people_roles(r->pool, u[i].roles));
	}
	form_choices(&r->form, "unit", list);
	return ST_OK;
}

static enum status
unit_page(struct req *r)
{
	return web_page(r, people_form_page(r, "选择单位",
	    pool_printf(r->pool, "您在多个单位有岗位，现在以%s的身份办理。换"
	    "一个单位须再次输入口令。", r->actor->unit_name),
	    "/account/unit", "换到这个单位", "/"));
}

static enum status
show_unit(struct req *r)
{
	const struct choose	 c = { .unit = r->actor->unit, .pin = "" };
	struct person		 p;
	enum status		 st;

	st = form_start(&unit_form, &c, r->pool, &r->form);
	if (st == ST_OK)
		st = unit_choices(r, &p);
	return st == ST_OK ? unit_page(r) : st;
}

static int
is_choice(const struct req *r, const char *name, const char *value)
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

static enum status
post_unit(struct req *r)
{
	const struct choose	*c = r->values;
	struct person		 p;
	struct actor		 who;
	const char		*why = NULL;
	int			 must_change = 0;
	enum status		 st;

	if ((st = unit_choices(r, &p)) != ST_OK)
		return st;
	if (*c->unit != '\0' && !is_choice(r, "unit", c->unit)) {
		audit_refusal(r->db, r->actor, "session.unit", "unit",
		    c->unit, "在该单位没有岗位");
		form_error(&r->form, "unit", "您在该单位没有岗位");
	}
	if (r->form.nerrors > 0)
		return unit_page(r);
	st = open_session(r, &p, c->unit, c->pin, &who, &must_change, &why);
	if (st == ST_DENIED || st == ST_ABSENT) {
		form_error(&r->form, "pin", why);
		return unit_page(r);
	}
	if (st != ST_OK)
		return st;
	return web_redirect(r, must_change ? "/account/pin" : "/");
}

/* --- the PIN ------------------------------------------------------------------------- */

static enum status
pin_page(struct req *r)
{
	return web_page(r, people_form_page(r, "更换口令",
	    r->actor->must_change_pin ? "继续办理业务以前，请先更换口令。" :
	    NULL, "/account/pin", "更换口令",
	    r->actor->must_change_pin ? NULL : "/account/me"));
}

static enum status
show_pin(struct req *r)
{
	const struct change	 c = { "", "", "", web_next_path(r, "") };
	enum status		 st;

	st = form_start(&pin_form, &c, r->pool, &r->form);
	return st == ST_OK ? pin_page(r) : st;
}

/* Where a refused change belongs, and in which words. */
static void
pin_change_error(struct req *r, const struct keyd_unlocked *u)
{
	if (u->pin == KEYD_PIN_WEAK)
		form_error(&r->form, "new",
		    "口令至少 8 位，须同时有字母和数字");
	else if (u->pin == KEYD_PIN_USED)
		form_error(&r->form, "new", "不能使用最近用过的 5 个口令");
	else if (u->pin == KEYD_PIN_WRONG)
		form_error(&r->form, "old", pool_printf(r->pool,
		    "口令不对，还可以再试 %d 次", u->left));
	else
		form_error(&r->form, "old", pin_words(r, u, r->actor->unit));
	audit_refusal(r->db, r->actor, "pin.change", "person",
	    r->actor->person, u->pin == KEYD_PIN_WEAK ? "口令不合要求（R-145）" :
	    u->pin == KEYD_PIN_USED ? "口令最近用过（R-148）" :
	    pin_reason(u));
}

static enum status
pin_changed(struct req *r)
{
	const struct audit_entry entry = {
		.action = "pin.change", .kind = "person",
		.object = r->actor->person, .result = "ok",
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = session_must_change_pin(r->db, r->actor->session, 0, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	if (st == ST_OK)
		st = store_commit(r->db, r->fault);
	if (st != ST_OK)
		store_rollback(r->db);
	return st;
}

static enum status
post_pin(struct req *r)
{
	const struct change	*c = r->values;
	const int64_t		 least = policy_int(r->db, "P-14", 8);
	struct keyd_unlocked	 u = { 0 };
	struct keyd		*keyd;
	enum status		 st;

	if (*c->new_pin != '\0' && (int64_t)strlen(c->new_pin) < least)
		form_error(&r->form, "new", pool_printf(r->pool,
		    "口令至少 %lld 位", (long long)least));
	if (r->form.nerrors > 0)
		return pin_page(r);
	if ((st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	st = keyd_pin_change(keyd, r->actor->person, c->old_pin, c->new_pin,
	    &u, r->fault);
	if (st == ST_DENIED) {
		pin_change_error(r, &u);
		return pin_page(r);
	}
	if (st != ST_OK || (st = pin_changed(r)) != ST_OK)
		return st;
	return web_redirect(r, web_next_path(r, "/account/me?done=pin"));
}

/* --- registering an applicant ------------------------------------------------------------ */

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

static enum status
show_register(struct req *r)
{
	const struct find	*f = r->values;
	struct newcomer		 n = { "", "", "", "", "", "", "", "", "", "",
				    "" };
	const char		*warning;
	struct unit		 u;
	enum status		 st;

	if (web_query(r, "code") == NULL) {
		st = form_start(&find_form, NULL, r->pool, &r->form);
		return st == ST_OK ? find_page(r) : st;
	}
	if (r->form.nerrors > 0)
		return find_page(r);
	n.code = f->code;
	if ((st = known_unit(r, f->code, &u)) != ST_OK ||
	    (st = form_start(u.id[0] != '\0' ? &known_form : &new_form, &n,
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
	if (st == ST_OK)
		st = store_commit(r->db, r->fault);
	if (st != ST_OK)
		store_rollback(r->db);
	return st;
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
	if (st == ST_OK)
		st = store_commit(r->db, r->fault);
	if (st != ST_OK)
		store_rollback(r->db);
	return st;
}

static enum status
post_register(struct req *r)
{
	const struct newcomer	*n = r->values;
	const int		 proposing = r->route->form == &new_form;
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
	if (proposing && !is_choice(r, "org_type", n->org_type))
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

static enum status
show_registered(struct req *r)
{
	return web_problem(r, 200, "注册完成",
	    "您的签名密钥和证书已经签发。请用刚才的账号和口令登录。");
}

/* --- messages ------------------------------------------------------------------------------ */

static void
fill_notice(struct page *p, const struct notice *n)
{
	char		 when[CALENDAR_TEXT];
	struct page	*row = page_add(p, K_ITEM), *more;

	calendar_minute(n->created, when);
	page_set(row, K_AT, when);
	page_set(row, K_TEXT, n->text);
	if (*n->link != '\0') {
		more = page_add(row, K_LINK);
		page_set(more, K_HREF, n->link);
	}
	page_set(row, K_ID, n->id);
	page_show_if(row, K_NEW, n->is_new);
}

static enum status
show_inbox(struct req *r)
{
	const char	*before = web_query(r, "before");
	struct page	*p = web_page_new(r, "account/inbox", "消息"), *some;
	struct notice	*list = pool_array(r->pool, INBOX_PAGE,
			    sizeof(*list));
	size_t		 n, i;
	int64_t		 unread;
	enum status	 st;

	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if (before != NULL && !id_is(before))
		return fault_set(r->fault, ST_INVALID, "before: no id");
	st = notice_list(r->db, r->pool, r->actor->person, before, list,
	    INBOX_PAGE, &n, r->fault);
	if (st == ST_OK)
		st = notice_unread(r->db, r->actor->person, &unread,
		    r->fault);
	if (st != ST_OK)
		return st;
	page_show_if(p, K_ALL, unread > 0);
	page_show_if(p, K_EMPTY, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; i < n; i++)
		fill_notice(some, &list[i]);
	part_pager(p, K_PAGER, before == NULL ? NULL : "/account/inbox",
	    n < INBOX_PAGE ? NULL : pool_printf(r->pool,
	    "/account/inbox?before=%s", list[n - 1].id),
	    pool_printf(r->pool, "未读 %lld 条", (long long)unread));
	return web_page(r, p);
}

/* All the unread ones of the newest page, or one. */
static enum status
mark_seen(struct req *r, const char *id)
{
	struct notice	 list[INBOX_PAGE];
	size_t		 n = 0, i;
	enum status	 st;

	if (strcmp(id, "all") != 0)
		return notice_seen(r->db, r->actor->person, id, r->fault);
	st = notice_list(r->db, r->pool, r->actor->person, NULL, list,
	    INBOX_PAGE, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		if (list[i].is_new)
			st = notice_seen(r->db, r->actor->person,
			    list[i].id, r->fault);
	return st;
}

static enum status
post_inbox(struct req *r)
{
	const char			*id = web_input(r, "id");
	const struct audit_entry	 entry = {
		.action = "notice.seen", .kind = "notice", .object = id,
		.result = "ok",
	};
	enum status			 st;

	if (id == NULL || (strcmp(id, "all") != 0 && !id_is(id)))
		return fault_set(r->fault, ST_INVALID, "notice: no id");
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = mark_seen(r, id);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	if (st == ST_OK)
		st = store_commit(r->db, r->fault);
	if (st != ST_OK) {
		store_rollback(r->db);
		if (st == ST_ABSENT)
			audit_refusal(r->db, r->actor, "notice.seen",
			    "notice", id, "不是本人的消息");
		return st;
	}
	return web_redirect(r, "/account/inbox");
}

/* --- me ------------------------------------------------------------------------------------- */

static enum status
fill_cert(struct req *r, struct page *p, const struct person *me)
{
	const int64_t	 now = clock_now();
	struct cert	*c = pool_alloc(r->pool, sizeof(*c));
	char		 day[CALENDAR_TEXT];
	struct page	*f;
	enum status	 st;

	if (c == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if (me->cert.n == 0)
		return ST_OK;
	if ((st = cert_read(me->cert, c, NULL, r->fault)) != ST_OK)
		return fault_in(r->fault, ST_BROKEN, "stored certificate");
	f = page_add(p, K_CERT);
	page_set(f, K_SERIAL, c->serial_hex);
	page_set(f, K_ISSUER, c->issuer.cn);
	calendar_date(c->not_before, day);
	page_set(f, K_FROM, day);
	calendar_date(c->not_after, day);
	page_set(f, K_UNTIL, day);
	if (now > c->not_after)
		page_set(f, K_LEFT, "已到期");
	else
		page_printf(f, K_LEFT, "还有 %lld 天",
		    (long long)((c->not_after - now) / MS_DAY));
	page_set(f, K_MARK, "SM2，由系统密钥服务保管，凭口令使用（软件密钥）");
	return ST_OK;
}

static enum status
show_me(struct req *r)
{
	struct page		*p = web_page_new(r, "account/me",
				    "我的账号"), *list;
	struct people_unit	 units[CERT_GRANTS];
	struct person		 me;
	struct grant		*g;
	size_t			 n, nu;
	char			 when[CALENDAR_TEXT] = "";
	enum status		 st;

	st = person_load(r->db, r->pool, r->actor->person, &me, r->fault);
	if (st == ST_OK)
		st = people_units(r, &me, units, &nu);
	if (st == ST_OK)
		st = grant_list(r->db, r->pool, me.id, &g, &n, r->fault);
	if (st != ST_OK || (st = fill_cert(r, p, &me)) != ST_OK)
		return st;
	if (web_query(r, "done") != NULL)
		page_set(page_add(p, K_NOTE), K_SENTENCE, "口令已更换。");
	if (me.last_login != 0)
		calendar_minute(me.last_login, when);
	list = page_include(p, K_ANSWERS, "part/answers");
	part_answer(list, "姓名", me.name, NULL);
	part_answer(list, "账号", me.login, NULL);
	part_answer(list, "手机", *me.phone_mask == '\0' ? "未登记" :
	    me.phone_mask, NULL);
	part_answer(list, "公民身份号码", *me.idno_mask == '\0' ? "未登记" :
	    me.idno_mask, NULL);
	part_answer(list, "现在的单位", r->actor->unit_name,
	    nu > 1 ? "/account/unit" : NULL);
	part_answer(list, "最近登录", when, NULL);
	page_show_if(p, K_SEVERAL, nu > 1);
	people_fill_grants(r, p, g, n);
	return web_page(r, p);
}

/* --- the unit's seals ------------------------------------------------------------------------ */

/* What a seal may be used for, and why not. */
static const struct {
	const char	*label, *href;
	unsigned	 roles;
	int		 event;		/* of T2 */
} seal_acts[] = {
	{ "用章", "/stamp", R(REQUESTER) | R(REVIEWER) | R(KEEPER), SE_USE },
	{ "挂失", "/loss", R(APPLICANT) | R(KEEPER), SE_LOSE },
	{ "注销", "/cancel", R(APPLICANT), SE_REVOKE },
};

static int
seal_can(int state, int event)
{
	size_t	 i;

	for (i = 0; i < flow_seal.nrows; i++)
		if (flow_seal.rows[i].from == state &&
		    flow_seal.rows[i].event == event)
			return 1;
	return 0;
}

static void
fill_seal_acts(struct req *r, struct page *card, const struct seal *s,
    int state)
{
	struct page	*tasks = page_include(card, K_TASKS, "part/tasks");
	const char	*why;
	size_t		 i;

	for (i = 0; i < NITEMS(seal_acts); i++) {
		why = NULL;
		if (!web_has(r, seal_acts[i].roles))
			why = "由有相应岗位的人员办理";
		else if (!seal_can(state, seal_acts[i].event))
			why = seal_state_refusal(state);
		if (why == NULL && !seal_can(state, seal_acts[i].event))
			why = "现在的状态不能办理";
		part_task(tasks, seal_acts[i].label, why != NULL ? NULL :
		    pool_printf(r->pool, "%s?seal=%s", seal_acts[i].href,
		    web_path_escape(r->pool, s->code)),
		    why != NULL ? "暂不可办" : "可以办理",
		    why != NULL ? TONE_OVER : TONE_PLAIN, why);
	}
}

static enum tone
tone_of(const char *name)
{
	enum tone	 t;

	for (t = 0; t < TONE__N; t++)
		if (strcmp(tone_name(t), name) == 0)
			return t;
	return TONE_PLAIN;
}

static void
fill_valid(struct page *card, const struct seal *s, int64_t now)
{
	char	 from[CALENDAR_TEXT], to[CALENDAR_TEXT];

	if (s->valid_to == 0) {
		page_set(card, K_VALID, "制作完成后确定");
		return;
	}
	calendar_date(s->valid_from, from);
	calendar_date(s->valid_to, to);
	if (now > s->valid_to)
		page_printf(card, K_VALID, "%s 至 %s（已到期）", from, to);
	else
		page_printf(card, K_VALID, "%s 至 %s（还有 %lld 天）", from,
		    to, (long long)((s->valid_to - now) / MS_DAY));
}

static void
fill_seal(struct req *r, struct page *p, const struct seal *s)
{
	const int64_t	 now = clock_now();
	const int	 state = seal_state_now(s, now);
	struct page	*card = page_add(p, K_SEAL);
	char		 day[CALENDAR_TEXT] = "尚未使用";

	page_set(card, K_NAME, s->name);
	page_set(card, K_CODE, s->code == NULL ? "尚未赋码" : s->code);
	page_set(card, K_KIND, choice_label(case_sub_kinds, s->sub_kind));
	page_set(card, K_CARRIER, s->software ? "服务器托管（软件密钥）" :
	    "UKey");
	page_set(card, K_ID, s->id);
	page_show_if(card, K_PICTURE, s->png.n == 32);
	page_show_if(card, K_KEEPER, s->keeper != NULL &&
	    strcmp(s->keeper, r->actor->person) == 0);
	part_tag(card, K_TAG, flow_seal.states[state].label,
	    tone_of(seal_tone(state)));
	fill_valid(card, s, now);
	if (s->last_used != 0)
		calendar_minute(s->last_used, day);
	page_set(card, K_USED, day);
	if (s->code != NULL)
		fill_seal_acts(r, card, s, state);
}

static enum status
show_seals(struct req *r)
{
	struct page	*p = web_page_new(r, "account/seals", "我的印章");
	struct page	*some;
	struct seal	*list;
	size_t		 n, i;
	enum status	 st;

	st = seal_list_unit(r->db, r->pool, r->actor->unit, SEALS_PAGE,
	    &list, &n, r->fault);
	if (st != ST_OK)
		return st;
	page_set(p, K_UNIT, r->actor->unit_name);
	page_show_if(p, K_EMPTY, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; i < n; i++)
		fill_seal(r, some, &list[i]);
	return web_page(r, p);
}

static void
free_buf(void *b)
{
	buf_free(b);
}

static enum status
show_picture(struct req *r)
{
	const char	*id = web_piece(r, "id");
	struct buf	*b = pool_alloc(r->pool, sizeof(*b));
	struct seal	 s;
	enum status	 st;

	if (b == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	buf_init(b, LIMIT_SEAL);
	if (!pool_defer(r->pool, free_buf, b))
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "no id");
	if ((st = seal_load(r->db, r->pool, id, &s, r->fault)) != ST_OK)
		return st;
	if (strcmp(s.unit, r->actor->unit) != 0) {
		audit_refusal(r->db, r->actor, "seal.picture", "seal", id,
		    "不是本单位的印章（R-009）");
		return fault_set(r->fault, ST_DENIED, "seal of another unit");
	}
	if (s.png.n != 32)
		return fault_set(r->fault, ST_ABSENT, "no picture");
	st = content_read(r->content, s.png.p, b, r->fault);
	return st == ST_OK ? web_file(r, &(struct web_file){
	    .name = "seal.png", .type = "image/png", .bytes = buf_view(b),
	    .show = 1 }) : st;
}

/* --- routes ------------------------------------------------------------------------------------ */

static const struct route routes[] = {
	{ WEB_GET, "/", 0, show_home, NULL, 0, 0 },
	{ WEB_GET, "/account", 0, show_home, NULL, 0, 0 },
	{ WEB_GET, "/account/guide", 0, show_guide, NULL, 0, 0 },
	{ WEB_GET, "/account/signin", 0, show_signin, NULL, 0, 0 },
	{ WEB_POST, "/account/signin", 0, post_signin, &signin_form, 0, 0 },
	{ WEB_POST, "/account/signout", 0, post_signout, NULL, 0, 0 },
	{ WEB_GET, "/account/unit", ROLE_ANY, show_unit, NULL, 0, 0 },
	{ WEB_POST, "/account/unit", ROLE_ANY, post_unit, &unit_form, 0, 0 },
	{ WEB_GET, "/account/pin", ROLE_ANY, show_pin, NULL, ROUTE_PIN, 0 },
	{ WEB_POST, "/account/pin", ROLE_ANY, post_pin, &pin_form,
	  ROUTE_PIN, 0 },
	{ WEB_GET, "/account/register", 0, show_register, &find_form,
	  ROUTE_QUERY, 0 },
	{ WEB_POST, "/account/register", 0, post_register, &known_form, 0, 0 },
	{ WEB_POST, "/account/register/unit", 0, post_register, &new_form, 0,
	  0 },
	{ WEB_GET, "/account/registered", 0, show_registered, NULL, 0, 0 },
	{ WEB_GET, "/account/inbox", ROLE_ANY, show_inbox, NULL, 0, 0 },
	{ WEB_POST, "/account/inbox", ROLE_ANY, post_inbox, NULL, 0, 0 },
	{ WEB_GET, "/account/me", ROLE_ANY, show_me, NULL, 0, 0 },
	{ WEB_GET, "/account/seals", SEAL_PEOPLE, show_seals, NULL, 0, 0 },
	{ WEB_GET, "/account/seals/{id}/picture", SEAL_PEOPLE, show_picture,
	  NULL, 0, 0 },
};

int
main(void)
{
	struct web	*web;
	struct fault	 f = { 0 };

	if (web_open(&web, "account", &f) != ST_OK) {
		log_fault(&f);
		return 1;
	}
	while (web_next(web))
		web_serve(web, routes, NITEMS(routes));
	web_close(web);
	return 0;
}

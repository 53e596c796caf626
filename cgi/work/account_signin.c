/*
 * Signing in with key and PIN, signing out, acting for another unit.
 * A login nobody has and a wrong PIN look the same, until so many tries are
 * gone that the owner must know.
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
#include "work/ukey_follow.h"
#include "keys/limits.h"

#define TELL_TRIES	3	/* from here on the page says how many remain */

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
const struct form account_signin_form = {
	signin_fields, NITEMS(signin_fields), sizeof(struct signin), NULL
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
const struct form account_unit_form = {
	unit_fields, NITEMS(unit_fields), sizeof(struct choose), NULL
};

/* --- signing in --------------------------------------------------- */

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

enum status
account_show_signin(struct req *r)
{
	struct signin	 s = { .login = "", .pin = "",
			    .next = web_next_path(r, "") };
	enum status	 st;

	if (*r->actor->person != '\0')
		return web_redirect(r, web_next_path(r, "/"));
	st = form_start(&account_signin_form, &s, r->pool, &r->form);
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
const char *
account_pin_words(struct req *r, const struct keyd_unlocked *u, const char *unit)
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

const char *
account_pin_reason(const struct keyd_unlocked *u)
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
		.reason = account_pin_reason(u),
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
	return store_end(r->db, st, r->fault);
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
	if (st == ST_OK && pin_is_old(r, u->pin_at))
		st = ukey_pin(r, who->person, 0);
	if (st == ST_OK && *r->actor->session != '\0')
		st = session_end(r->db, r->actor->session, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, who, &entry, r->fault);
	return store_end(r->db, st, r->fault);
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
	if ((st = store_end(r->db, st, r->fault)) != ST_OK)
		return st;
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
enum status
account_open_session(struct req *r, const struct person *p, const char *unit,
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
		*why = st == ST_DENIED ? account_pin_words(r, &u, unit) : no_match;
		if ((done = signin_refused(r, who, &u)) != ST_OK)
			st = done;
		else if (u.pin == KEYD_PIN_LOCKED)
			ukey_locked(r, p->id);
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

enum status
account_post_signin(struct req *r)
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
	st = account_open_session(r, &p, units[0].id, s->pin, &who, &must_change,
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

enum status
account_post_signout(struct req *r)
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
	if ((st = store_end(r->db, st, r->fault)) != ST_OK)
		return st;
	if (case_keyd(r, &keyd) == ST_OK)
		lock_old(r, keyd);
	return web_redirect(r, "/");
}

/* --- another unit ------------------------------------------------- */

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

enum status
account_show_unit(struct req *r)
{
	const struct choose	 c = { .unit = r->actor->unit, .pin = "" };
	struct person		 p;
	enum status		 st;

	st = form_start(&account_unit_form, &c, r->pool, &r->form);
	if (st == ST_OK)
		st = unit_choices(r, &p);
	return st == ST_OK ? unit_page(r) : st;
}

enum status
account_post_unit(struct req *r)
{
	const struct choose	*c = r->values;
	struct person		 p;
	struct actor		 who;
	const char		*why = NULL;
	int			 must_change = 0;
	enum status		 st;

	if ((st = unit_choices(r, &p)) != ST_OK)
		return st;
	if (*c->unit != '\0' && !account_is_choice(r, "unit", c->unit)) {
		audit_refusal(r->db, r->actor, "session.unit", "unit",
		    c->unit, "在该单位没有岗位");
		form_error(&r->form, "unit", "您在该单位没有岗位");
	}
	if (r->form.nerrors > 0)
		return unit_page(r);
	st = account_open_session(r, &p, c->unit, c->pin, &who, &must_change, &why);
	if (st == ST_DENIED || st == ST_ABSENT) {
		form_error(&r->form, "pin", why);
		return unit_page(r);
	}
	if (st != ST_OK)
		return st;
	return web_redirect(r, must_change ? "/account/pin" : "/");
}

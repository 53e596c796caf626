/*
 * The person's key: the unlock handle of the session, and what is signed
 * with it.
 */
#include <string.h>

#include "base/wipe.h"
#include "work/case.h"
#include "work/ukey_follow.h"

enum status
case_keyd(struct req *r, struct keyd **out)
{
	*out = r->keyd;
	return r->keyd != NULL ? ST_OK :
	    fault_set(r->fault, ST_BROKEN, "no client of keyd");
}

/* Why a PIN was not taken, for the person. */
static const char *
pin_words(struct req *r, const struct keyd_unlocked *u)
{
	static const char *const words[KEYD_PIN__N] = {
		[KEYD_PIN_LOCKED] =
		    "口令连续输错 5 次，密钥已锁定，请持身份证到受理窗口解锁",
		[KEYD_PIN_ELSEWHERE] =
		    "您的密钥正在另一台终端使用，请先在那里退出",
		[KEYD_PIN_WEAK] = "口令至少 8 位，须同时有字母和数字",
		[KEYD_PIN_USED] = "不能使用最近用过的口令",
	};

	if (u->pin == KEYD_PIN_WRONG)
		return pool_printf(r->pool, "口令不对，还可以再试 %d 次",
		    u->left);
	return u->pin < KEYD_PIN__N ? words[u->pin] : NULL;
}

static enum status
unlock(struct req *r, struct keyd *keyd, const char *pin,
    const unsigned char handle[KEYD_HANDLE], const char **why)
{
	struct keyd_unlocked	 u = { 0 };
	enum status		 st;

	st = keyd_unlock(keyd, r->pool, r->actor->person, pin, handle,
	    r->actor->address, &u, r->fault);
	if (st == ST_DENIED) {
		*why = pin_words(r, &u);
		audit_refusal(r->db, r->actor, "pin.enter", "person",
		    r->actor->person, *why);
		if (u.pin == KEYD_PIN_LOCKED)
			ukey_locked(r, r->actor->person);
		return ST_INVALID;
	}
	return st;
}

enum status
case_handle(struct req *r, struct keyd *keyd,
    unsigned char handle[KEYD_HANDLE], const char **why)
{
	const char	*pin = web_input(r, "pin");
	const char	*who;
	enum status	 st;
	int		 must_change = 0;

	if ((st = web_handle(r, handle)) != ST_OK)
		return st;
	st = keyd_handle_check(keyd, r->pool, handle, &who, &must_change,
	    r->fault);
	if (st == ST_OK && strcmp(who, r->actor->person) != 0)
		st = fault_set(r->fault, ST_DENIED, "handle of another");
	if (st == ST_ABSENT && pin != NULL && *pin != '\0')
		st = unlock(r, keyd, pin, handle, why);
	if (st == ST_ABSENT && *why == NULL)
		*why = "为确认是您本人，请再次输入口令";
	if (st != ST_OK)
		wipe(handle, KEYD_HANDLE);
	return st;
}

enum status
case_say(struct req *r, struct keyd *keyd, struct keyd_say *say,
    struct bytes *out, const char **why)
{
	const char	*pin = web_input(r, "pin");
	unsigned char	 handle[KEYD_HANDLE];
	enum status	 st;

	if ((st = web_handle(r, handle)) != ST_OK)
		return st;
	say->person = r->actor->person;
	st = keyd_state_own(keyd, r->pool, handle, say, out, r->fault);
	if (st == ST_ABSENT && pin != NULL && *pin != '\0' &&
	    (st = unlock(r, keyd, pin, handle, why)) == ST_OK)
		st = keyd_state_own(keyd, r->pool, handle, say, out,
		    r->fault);
	wipe(handle, sizeof(handle));
	if (st == ST_ABSENT && *why == NULL)
		*why = "为确认是您本人，请再次输入口令";
	if (st == ST_DENIED)
		*why = "您的证书不含办理这一步的岗位，请联系管理人员核对岗位";
	return st;
}

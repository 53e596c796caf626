/* Changing the own PIN. */
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

const struct form account_pin_form = {
	pin_fields, NITEMS(pin_fields), sizeof(struct change), cross_pin
};

/* --- the PIN ------------------------------------------------------ */

static enum status
pin_page(struct req *r)
{
	return web_page(r, people_form_page(r, "更换口令",
	    r->actor->must_change_pin ? "继续办理业务以前，请先更换口令。" :
	    NULL, "/account/pin", "更换口令",
	    r->actor->must_change_pin ? NULL : "/account/me"));
}

enum status
account_show_pin(struct req *r)
{
	const struct change	 c = { "", "", "", web_next_path(r, "") };
	enum status		 st;

	st = form_start(&account_pin_form, &c, r->pool, &r->form);
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
		form_error(&r->form, "old", account_pin_words(r, u, r->actor->unit));
	audit_refusal(r->db, r->actor, "pin.change", "person",
	    r->actor->person, u->pin == KEYD_PIN_WEAK ? "口令不合要求（R-145）" :
	    u->pin == KEYD_PIN_USED ? "口令最近用过（R-148）" :
	    account_pin_reason(u));
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
		st = ukey_pin(r, r->actor->person, 1);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
account_post_pin(struct req *r)
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
		if (u.pin == KEYD_PIN_LOCKED)
			ukey_locked(r, r->actor->person);
		return pin_page(r);
	}
	if (st != ST_OK || (st = pin_changed(r)) != ST_OK)
		return st;
	return web_redirect(r, web_next_path(r, "/account/me?done=pin"));
}

/*
 * 挂失 by who proves the registered phone, without an account: a code by
 * message, the seal where the phone stands for several, the report.
 */
#include <string.h>

#include "form/codes.h"
#include "page/keys.h"
#include "work/loss.h"
#include "work/phone.h"
#include "work/urgent.h"

struct proof {
	const char	*code, *phone;
};

static const char *
check_subject(const char *s)
{
	return seal_code_may_be(s) || code_credit(s) == NULL ? NULL :
	    "请填写印章编码（16 位，或 14 位数字）或 18 位统一社会信用代码，并核对有没有写错";
}

static const struct field proof_fields[] = {
	{ .name = "code", .label = "印章编码或统一社会信用代码",
	  .hint = "印章编码在电子印章证明或办件页面上；没有记下的，填单位的统一社会信用代码",
	  .kind = FIELD_LINE, .required = true, .max = 40,
	  .clean = CLEAN_CODE, .check = check_subject,
	  .at = offsetof(struct proof, code) },
	{ .name = "phone", .label = "登记的手机号码",
	  .hint = "申领印章时填写的经办人手机号码，或者保管人的手机号码",
	  .kind = FIELD_LINE, .required = true, .max = 30,
	  .clean = CLEAN_PHONE, .check = code_mobile, .autocomplete = "tel",
	  .inputmode = "tel", .at = offsetof(struct proof, phone) },
};
const struct form loss_proof_form = {
	.fields = proof_fields, .n = NITEMS(proof_fields),
	.size = sizeof(struct proof),
};

struct confirm {
	const char	*digits, *seal;
};

static const char *
check_digits(const char *s)
{
	return strspn(s, "0123456789") == PHONE_DIGITS &&
	    s[PHONE_DIGITS] == '\0' ? NULL : "验证码是 6 位数字";
}

static const struct field confirm_fields[] = {
	{ .name = "digits", .label = "短信验证码", .kind = FIELD_LINE,
	  .required = true, .max = 12, .clean = CLEAN_NARROW | CLEAN_TIGHT,
	  .check = check_digits, .autocomplete = "one-time-code",
	  .inputmode = "numeric", .at = offsetof(struct confirm, digits) },
	{ .name = "seal", .label = "", .kind = FIELD_HIDDEN, .max = ID_LEN,
	  .at = offsetof(struct confirm, seal) },
};
const struct form loss_confirm_form = {
	.fields = confirm_fields, .n = NITEMS(confirm_fields),
	.size = sizeof(struct confirm),
};

enum status
loss_post_phone(struct req *r)
{
	const struct proof	*form = r->values;
	char			 id[ID_LEN + 1];
	const char		*why = NULL;
	enum status		 st;

	if (r->form.nerrors > 0)
		return loss_first_page(r, NULL, NULL, &r->form);
	st = phone_send(r, form->code, form->phone, id, &why);
	if (st == ST_OK)
		return web_redirectf(r, "/loss/phone/%s", id);
	if (why == NULL)
		return st;
	form_error(&r->form, NULL, why);
	return loss_first_page(r, NULL, NULL, &r->form);
}

static enum status
code_page(struct req *r, const struct phone_code *c)
{
	struct page	*p = web_page_new(r, "loss/phone", "输入验证码");

	page_set(p, K_PHONE, c->phone);
	page_printf(p, K_ACTION, "/loss/phone/%s", c->id);
	form_fill(p, &r->form);
	web_band(r, phone_shown(r, c));
	return web_page(r, p);
}

enum status
loss_show_code(struct req *r)
{
	struct phone_code	 c;
	enum status		 st;

	if ((st = phone_load(r, web_piece(r, "code"), &c)) != ST_OK)
		return st;
	if (c.used != 0)
		return web_redirectf(r, "/loss/receipt/%s", c.id);
	return code_page(r, &c);
}

/* The unit has several seals with this phone: which one? */
static enum status
choose_page(struct req *r, const struct phone_code *c, const char *digits)
{
	const char	*at = c->seals, *id;
	struct page	*p, *row;
	struct seal	 s;
	size_t		 n;
	enum status	 st;

	p = web_page_new(r, "loss/choose", "选择要挂失的印章");
	page_printf(p, K_ACTION, "/loss/phone/%s", c->id);
	page_set(p, K_DIGITS, digits);
	for (; *at != '\0'; at += n + (at[n] == ' ')) {
		n = strcspn(at, " ");
		id = pool_copy(r->pool, at, n);
		st = seal_load(r->db, r->pool, id, &s, r->fault);
		if (st != ST_OK)
			return st;
		row = page_add(p, K_ROW);
		page_set(row, K_ID, s.id);
		page_set(row, K_NAME, s.name);
		page_set(row, K_NUMBER, s.code);
	}
	return web_page(r, p);
}

/* The chosen seal if it is among those proved; the only one; or "". */
static const char *
chosen(struct req *r, const struct phone_code *c, const char *seal)
{
	const char	*found;

	if (strchr(c->seals, ' ') == NULL)
		return c->seals;
	if (!id_is(seal))
		return "";
	found = strstr(c->seals, seal);
	return found == NULL ? "" : pool_copy(r->pool, found, ID_LEN);
}

static enum status
report_by_phone(struct req *r, const struct phone_code *c, const char *seal)
{
	const struct urgent	 u = {
		.seal = seal, .phone = c->phone, .proof = c->id,
	};
	struct urgent_done	 done;
	const char		*why = NULL;
	enum status		 st;

	st = urgent_report(r, &u, &done, &why);
	if (st != ST_OK && why != NULL)
		return web_problem(r, 409, "没有挂失成功", why);
	if (st != ST_OK || (st = phone_used(r, c->id, done.id)) != ST_OK)
		return st;
	return web_redirectf(r, "/loss/receipt/%s", c->id);
}

enum status
loss_post_code(struct req *r)
{
	const struct confirm	*form = r->values;
	struct phone_code	 c;
	const char		*why = NULL, *seal;
	enum status		 st;

	if ((st = phone_load(r, web_piece(r, "code"), &c)) != ST_OK)
		return st;
	if (c.used != 0)
		return web_redirectf(r, "/loss/receipt/%s", c.id);
	if (r->form.nerrors > 0)
		return code_page(r, &c);
	if ((st = phone_try(r, &c, form->digits, &why)) != ST_OK) {
		if (why == NULL)
			return st;
		form_error(&r->form, "digits", why);
		return code_page(r, &c);
	}
	seal = chosen(r, &c, form->seal);
	return *seal == '\0' ? choose_page(r, &c, form->digits) :
	    report_by_phone(r, &c, seal);
}

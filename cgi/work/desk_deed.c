/* What may be decided at the desk, and the handlers its programs share. */
#include <stdlib.h>
#include <string.h>

#include "page/keys.h"
#include "trust/digest.h"
#include "work/desk.h"
#include "work/imprint.h"
#include "work/local.h"
#include "work/people.h"

static const struct deed deeds[] = {
	{ EV_VERIFY, "verify", "核验通过", DEED_MAIN, NULL },
	{ EV_RETURN, "return", "退回补正", DEED_FAULTS, NULL },
	{ EV_REJECT, "reject", "不予受理", DEED_NOTE | DEED_FALSIFIED,
	  "不予受理后这件申请即告终止，申请人须重新申请。" },
	{ EV_PERMIT, "permit", "准予制作", DEED_MAIN | DEED_TOGETHER, NULL },
	{ EV_APPROVE, "approve", "同意", DEED_MAIN | DEED_TOGETHER, NULL },
	{ EV_TAKE_OVER, "take-over", "准予接收", DEED_MAIN, NULL },
	{ EV_ASSENT, "assent", "同意注销", DEED_MAIN | DEED_TOGETHER,
	  NULL },
	{ EV_SEND_BACK, "send-back", "退回录入", DEED_NOTE, NULL },
	{ EV_APPROVER_RETURN, "return-applicant", "退回申请人", DEED_NOTE,
	  NULL },
	{ EV_APPROVER_REJECT, "refuse", "不予许可",
	  DEED_NOTE | DEED_FALSIFIED,
	  "不予许可后这件申请即告终止，申请人须重新申请。" },
	{ EV_FREEZE, "freeze", "办理挂失", DEED_MAIN | DEED_URGENT, NULL },
	{ EV_OPEN_CHILD, "open-child", "发起换领新章", DEED_MAIN, NULL },
	{ EV_RELEASE, "release", "解除挂失", 0, NULL },
	{ EV_RESUME, "resume", "同意重新启用", DEED_MAIN, NULL },
	{ EV_REGISTER, "register", "更新登记资料", DEED_MAIN, NULL },
	{ EV_REVOKE, "revoke", "注销印章", DEED_MAIN | DEED_URGENT,
	  "注销后印章和证书立即并永久失效，不能恢复。" },
	{ EV_GIVE_UP, "give-up", "终止制作", DEED_NOTE,
	  "终止后这件申请不能恢复，已取得的编码和证书作废。" },
	{ EV_CLOSE, "close", "终止申请", DEED_NOTE,
	  "终止后这件申请不能恢复，尚未领取的印章随之注销。" },
};

const struct deed *
desk_deed(const char *name)
{
	size_t	 i;

	for (i = 0; name != NULL && i < NITEMS(deeds); i++)
		if (strcmp(deeds[i].name, name) == 0)
			return &deeds[i];
	return NULL;
}

const struct deed *
desk_deed_nth(size_t k)
{
	return k < NITEMS(deeds) ? &deeds[k] : NULL;
}

/* As if all that can be typed on the page had been typed well. */
static struct request_facts
hopeful(const struct dossier *d, const struct deed *deed)
{
	struct request_facts	 f = d->facts;

	f.all_judged = 1;
	f.any_fault = (deed->flags & DEED_FAULTS) != 0;
	f.has_reason = 1;
	return f;
}

int
desk_deed_shown(const struct req *r, const struct dossier *d,
    const struct deed *deed, int *may, const char **why)
{
	const struct request_facts	 facts = hopeful(d, deed);
	const struct flow_row		*row;
	enum flow_answer		 a;

	a = flow_ask(d->business->flow, d->request.state, deed->event,
	    r->actor->roles, &facts, NULL, &row, why);
	if (a == FLOW_YES && r->actor->lapsed != NULL &&
	    !(row->roles & actor_roles(r->actor))) {
		a = FLOW_NO_GUARD;	/* there, but not for them now */
		*why = r->actor->lapsed;
	}
	*may = a == FLOW_YES;
	return a == FLOW_YES || a == FLOW_NO_GUARD;
}

int
desk_fill_deeds(struct req *r, const struct dossier *d, struct page *page)
{
	struct page	*p;
	const char	*why;
	size_t		 i;
	int		 may, any = 0, false_too = 0;

	for (i = 0; i < NITEMS(deeds); i++) {
		if (!desk_deed_shown(r, d, &deeds[i], &may, &why))
			continue;
		any = 1;
		false_too |= may && (deeds[i].flags & DEED_FALSIFIED);
		p = page_add(page, !may ? K_CANNOT : deeds[i].final != NULL ?
		    K_FINAL : K_DEED);
		page_set(p, K_NAME, deeds[i].name);
		page_set(p, K_LABEL, deeds[i].label);
		page_show_if(p, K_PLAIN, !(deeds[i].flags & DEED_MAIN));
		page_show_if(p, K_URGENT, deeds[i].flags & DEED_URGENT);
		page_set(p, K_SENTENCE, may ? deeds[i].final : why);
	}
	page_show_if(page, K_FALSIFY, false_too);
	page_show_if(page, K_DECIDES, any);
	return any;
}

/* --- shared -------------------------------------------------------------- */

const char *
desk_path(struct req *r, const struct dossier *d, const char *more)
{
	return pool_printf(r->pool, "/%s/%s%s", r->actor->program,
	    d->request.id, more);
}

enum status
desk_try(struct req *r, struct dossier *d, const struct case_act *act,
    const char **why)
{
	enum status	 st;

	st = case_take(r, d, act, why);
	if (st == ST_OK) {
		*why = NULL;
		return web_redirect(r, desk_path(r, d, ""));
	}
	if (st == ST_ABSENT || st == ST_INVALID) {
		st = case_ask_pin(r, *why);
		*why = NULL;
	}
	return st;
}

int64_t
desk_rev(const char *text)
{
	return text == NULL ? 0 : strtoll(text, NULL, 10);
}

enum status
desk_taken(struct req *r, const struct dossier *d, int event,
    enum status st, const char *why, const char *then)
{
	if (st == ST_OK || d->request.state == A16_FAILED)
		return web_redirect(r, then);
	if (st == ST_ABSENT || (st == ST_INVALID && !case_uses_device(d, event)))
		return case_ask_pin(r, why);
	if (why != NULL)
		return web_problem(r, st == ST_DENIED ? 403 : 409,
		    "这一步没有办成", why);
	return st;
}

enum status
desk_take(struct req *r, struct dossier *d, const struct case_act *act,
    const char *then)
{
	const char	*why = NULL;
	enum status	 st;

	st = case_take(r, d, act, &why);
	return desk_taken(r, d, act->event, st, why, then);
}

enum status
desk_material(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = case_load(r, web_piece(r, "id"), &d)) != ST_OK)
		return st;
	return case_material_send(r, &d, web_piece(r, "material"));
}

enum status
desk_imprint(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = case_load(r, web_piece(r, "id"), &d)) != ST_OK)
		return st;
	return imprint_picture(r, &d);
}

/* --- a proposed unit ----------------------------------------------------- */

static enum status
unit_digest(const struct unit *u, unsigned char out[32], struct fault *f)
{
	const struct digest_field	 fields[] = {
		digest_text("id", u->id), digest_text("name", u->name),
		digest_text("code", u->code),
		digest_text("region", u->region),
		digest_text("type", u->type),
		digest_text("address", u->address),
		digest_text("state", u->state),
	};

	return digest_fields("unit", fields, NITEMS(fields), out, f);
}

static enum status
keep_unit(struct req *r, struct unit *u, struct bytes said)
{
	const struct audit_entry entry = {
		.action = "unit.verify", .kind = "unit", .object = u->id,
		.result = "ok",
	};
	char		 id[ID_LEN + 1];
	enum status	 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, u->id, said, id, r->fault);
	if (st == ST_OK)
		st = unit_save(r->db, u, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
desk_confirm_unit(struct req *r, struct dossier *d, const char **why)
{
	struct unit	*u = &d->unit;
	struct bytes	 said;
	unsigned char	 digest[32];
	enum status	 st;

	*why = NULL;
	if (strcmp(u->state, "proposed") != 0)
		*why = "这个单位已经核实过";
	else if (d->facts.own || d->facts.opener)
		*why = "不得核实本人登记的单位";
	if (*why != NULL) {
		audit_refusal(r->db, r->actor, "unit.verify", "unit", u->id,
		    *why);
		return fault_set(r->fault, ST_CONFLICT, "unit %s: %s", u->id,
		    *why);
	}
	u->state = "active";
	st = unit_digest(u, digest, r->fault);
	if (st == ST_OK)
		st = people_say(r, d->keyd, ACT_UNIT_CHANGE,
		    ROLE_BIT(ROLE_CHECKER) | ROLE_BIT(ROLE_RA_OPERATOR),
		    u->id, digest, bytes_of(NULL, 0), &said, why);
	return st == ST_OK ? keep_unit(r, u, said) : st;
}

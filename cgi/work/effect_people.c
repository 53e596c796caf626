/*
 * Effects on the case's own record and on people: its versions and materials,
 * who gets notice, the next deadline.
 */
#include <string.h>

#include "base/clock.h"
#include "seal/import.h"
#include "seal/receipt.h"
#include "seal/standing.h"
#include "trust/automatic.h"
#include "work/effect.h"
#include "work/renew.h"
#include "work/tell.h"

/* What the applicant is told; the number stands between the halves. */
static const struct {
	int		 event;
	const char	*kind, *before, *after;
} notices[] = {
	{ EV_RETURN, "return", "申请 ", " 已退回，请按提示补正后重新提交" },
	{ EV_APPROVER_RETURN, "return", "申请 ", " 已退回，请按提示补正后重新提交" },
	{ EV_REJECT, "reject", "申请 ", " 不予受理，理由见办件页面" },
	{ EV_APPROVER_REJECT, "reject", "申请 ", " 未获许可，理由见办件页面" },
	{ EV_LAPSE, "closed", "申请 ", " 逾期未办理，已终止" },
	{ EV_PUT_IMAGE, "confirm", "申请 ", " 的印模已制作，请确认" },
	{ EV_LOAD, "collect", "申请 ", " 的印章已制作，请到受理窗口领取" },
	{ EV_DELIVER, "activate", "申请 ", " 的印章已交付，请保管人启用" },
	{ EV_GIVE_UP, "closed", "申请 ", " 制作未成功，已终止" },
	{ EV_CLOSE, "closed", "申请 ", " 已终止" },
	{ EV_REMIND, "collect", "申请 ", " 的印章尚未启用，请尽快办理" },
	{ EV_FREEZE, "frozen", "挂失 ", " 已办理，印章已停止使用" },
	{ EV_RELEASE, "released", "挂失 ", " 已解除，印章恢复使用" },
	{ EV_OPEN_CHILD, "collect", "申请 ", " 已核准，请填写换领的申请" },
	{ EV_CHILD_DONE, "revoked", "申请 ", " 办结，新章已启用，原章已注销" },
	{ EV_CHILD_CLOSED, "closed", "申请 ", " 的换领申请已终止" },
	{ EV_ACTIVATE, "released", "续期 ", " 已办结，印章按新的有效期使用" },
	{ EV_REGISTER, "released", "变更 ", " 已办结，登记的联系方式已更新" },
	{ EV_RESUME, "released", "重新启用 ", " 已办结，印章可以使用了" },
	{ EV_REVOKE, "revoked", "申请 ", " 已办理，印章已注销" },
	{ EV_TAKE_OVER, "released", "接收 ", " 已办结，印章可以使用了" },
};

/* what the keeper asked for with the seal's key is not collected. */
static const char *
words_after(const struct request *q, size_t i)
{
	return notices[i].event == EV_LOAD && renewal_is_self(q) ?
	    " 的续期已办好，请保管人登录接收并启用" : notices[i].after;
}

enum status
effect_notice(struct effect *w)
{
	const struct request	*q = &w->d->request;
	/* nobody applied for a seal that is taken over: the clerk hears */
	const char		*whom = w->d->business->flow == &flow_import ?
				    q->opener : q->applicant;
	size_t			 i;

	if (whom == NULL)
		return ST_OK;		/* a visitor follows by number */
	for (i = 0; i < NITEMS(notices); i++)
		if (notices[i].event == w->row->event)
			return notice_add(w->r->db, whom,
			    notices[i].kind, pool_printf(w->r->pool,
			    "%s%s%s", notices[i].before, q->number,
			    words_after(q, i)), pool_printf(w->r->pool,
			    "%s/%s", w->d->business->path, q->id),
			    w->r->fault);
	return ST_OK;
}

enum status
effect_new_version(struct effect *w)
{
	struct request	*q = &w->d->request;
	enum status	 st;

	q->version++;
	st = material_carry(w->r->db, w->r->pool, q->id, q->id, q->version,
	    w->r->fault);
	if (st != ST_OK)
		return st;
	w->d->app.declared = 0;		/* said anew when submitted again */
	return application_save(w->r->db, q->id, q->version, &w->d->app,
	    w->r->fault);
}

/* whose word is asked for hears of it. */
static enum status
tell_need(struct effect *w)
{
	const struct request	*q = &w->d->request;
	const struct tell	 t = {
		.db = w->r->db, .pool = w->r->pool, .fault = w->r->fault,
		.kind = "task", .text = pool_printf(w->r->pool,
		    "申请 %s 是%s的个人印章，请审核是否有实际需要", q->number,
		    w->d->app.holder_name),
		.link = pool_printf(w->r->pool, "/apply/%s/need", q->id),
	};

	if (w->d->business->flow != &flow_apply ||
	    strcmp(w->d->app.category, "personal") != 0)
		return ST_OK;
	return tell_unit(&t, q->unit, ROLE_BIT(ROLE_REVIEWER));
}

enum status
effect_queue(struct effect *w)
{
	struct request	*q = &w->d->request;

	q->submitted = clock_now();
	q->submitter = w->r->actor->person;
	return tell_need(w);
}

/* who looks after losses at the desk is told where to act. */
enum status
effect_task(struct effect *w)
{
	const struct request	*q = &w->d->request;
	const int64_t		 now = clock_now();
	const char		*text, *link;
	struct grant		*g;
	enum status		 st;
	size_t			 i, n;

	text = pool_printf(w->r->pool, "紧急挂失 %s 的材料逾期未补，请处理",
	    q->number);
	link = pool_printf(w->r->pool, "/approve/%s", q->id);
	st = grant_of_unit(w->r->db, w->r->pool, q->desk, &g, &n,
	    w->r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		if (g[i].role == ROLE_RA_OPERATOR && g[i].from <= now &&
		    (g[i].to == 0 || g[i].to > now))
			st = notice_add(w->r->db, g[i].person, "task", text,
			    link, w->r->fault);
	return st;
}

enum status
effect_wipe(struct effect *w)
{
	enum status	 st;

	st = material_wipe(w->r->db, w->d->request.id, w->r->fault);
	return st == ST_OK ? seal_import_wipe(w->r->db, w->d->request.id,
	    w->r->fault) : st;
}

/*
 * jobs makes and seals it; the step waits for nothing, and a desk
 * without a grant has its papers unsealed.
 */
enum status
effect_receipt(struct effect *w)
{
	const enum receipt_kind	 kind = receipt_of_event(w->row->event);
	char			 id[ID_LEN + 1];
	struct receipt		 c = { .id = id, .kind = kind,
				    .request = w->d->request.id };
	struct standing		 grant;
	enum status		 st;

	if (kind == RECEIPT_KIND__N)
		return ST_OK;
	c.at = clock_now();
	st = standing_live(w->r->db, w->r->pool, w->d->request.desk,
	    STEP_NOTICE, c.at, &grant, w->r->fault);
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_OK : st;
	id_new(id);
	c.standing = grant.id;
	return receipt_add(w->r->db, &c, w->r->fault);
}

/* When a state ends by itself: a policy's span from now (part 4). */
static const struct {
	int		 state, urgent;
	const char	*policy;
} deadlines[] = {
	{ A0_DRAFT, 0, "P-38" }, { A0_DRAFT, 1, "P-31" },
	{ A2_RETURNED, 0, "P-20" }, { A2_RETURNED, 1, "P-20" },
	{ A5_IMAGE, 0, "P-20" }, { A13_DELIVERED, 0, "P-21" },
};

/*
 * A timed row that leads back does not move the deadline it is about, nor
 * does saving the papers of an urgent report (P-31), nor confirming a picture
 * while the seal waits for its activation (P-18).
 */
static int
keeps_due(const struct effect *w)
{
	const struct flow_row	*row = w->row;

	return row->from == row->to && (row->event == EV_OVERDUE ||
	    row->event == EV_REMIND || row->event == EV_CONFIRM_IMAGE ||
	    (row->event == EV_SAVE && w->d->request.urgent));
}

enum status
effect_set_due(struct effect *w)
{
	struct request	*q = &w->d->request;
	size_t		 i;

	if (keeps_due(w))
		return ST_OK;
	q->due = 0;
	for (i = 0; i < NITEMS(deadlines); i++)
		if (deadlines[i].state == w->row->to &&
		    deadlines[i].urgent == q->urgent)
			return policy_moment(w->r->db, deadlines[i].policy,
			    clock_now(), 1, &q->due, w->r->fault);
	return ST_OK;
}

/*
 * The effects of a row of T1, all in the step's transaction: the seal moves
 * along T2, the linked case opens, ends or is told, people get notice, the
 * next deadline is set.
 */
#include <string.h>

#include "base/clock.h"
#include "work/local.h"

struct work {
	struct req			*r;
	struct dossier			*d;
	const struct flow_row		*row;
	const struct case_act		*act;
	const struct device_result	*dev;
	const char			*statement;
};

/* --- the seal -------------------------------------------------------------- */

static enum status
move_seal(struct work *w, int event, const char *reason)
{
	const struct seal_move	 move = {
		.event = event, .reason = reason,
		.request = w->d->request.id, .statement = w->statement,
	};

	return seal_step(w->r->db, w->r->actor, &w->d->seal, &move,
	    w->r->fault);
}

/* The keeper named in the answers, else the applicant. */
static enum status
keeper_of(struct work *w, const char **keeper)
{
	const struct application	*a = &w->d->app;
	struct person			 p;
	enum status			 st;

	*keeper = w->d->request.applicant;
	if (*a->keeper_login == '\0')
		return ST_OK;
	st = person_by_login(w->r->db, w->r->pool, a->keeper_login, &p,
	    w->r->fault);
	if (st == ST_OK)
		*keeper = pool_text(w->r->pool, p.id);
	return st == ST_ABSENT ? ST_OK : st;
}

static enum status
seal_begin(struct work *w)
{
	const struct request		*q = &w->d->request;
	const struct application	*a = &w->d->app;
	char				 id[ID_LEN + 1];
	struct seal			 s = { 0 };
	struct request			 parent = { 0 };
	enum status			 st = ST_OK;

	if (w->d->has_seal)
		return ST_OK;		/* an earlier try got so far */
	id_new(id);
	s.id = pool_text(w->r->pool, id);
	s.code = w->dev->code;
	if (s.code == NULL)
		st = seal_code_of(w->r->db, w->r->pool, q->id, &s.code,
		    w->r->fault);
	if (st == ST_OK)
		st = keeper_of(w, &s.keeper);
	if (st == ST_OK && q->parent != NULL)
		st = request_load(w->r->db, w->r->pool, q->parent, &parent,
		    w->r->fault);
	if (st != ST_OK)
		return st;
	s.name = a->seal_name;
	s.unit = q->unit;
	s.desk = q->desk;
	s.request = q->id;
	s.category = a->category;
	s.sub_kind = a->sub_kind;
	s.scope = a->scope;
	s.replaces = parent.seal;
	s.version = 1;
	s.software = 1;		/* keyd's device is software */
	s.created = clock_now();
	s.state = S0_MAKING;
	s.before_loss = -1;
	s.rev = 1;
	if ((st = seal_add(w->r->db, w->r->actor, &s, w->r->fault)) != ST_OK)
		return st;
	w->d->seal = s;
	w->d->has_seal = 1;
	w->d->request.seal = s.id;
	if ((st = gram_add(w->r->db, "seal", s.id, s.name,
	    w->r->fault)) != ST_OK)
		return st;
	return gram_add(w->r->db, "seal", s.id, s.code, w->r->fault);
}

static enum status
seal_made(struct work *w)
{
	const struct device_result	*dev = w->dev;
	const struct seal_version	 v = {
		.version = 1, .serial = dev->seal.serial,
		.cert = dev->cert.der, .der = dev->seal.der,
		.png = w->d->imprint.png, .um_w = w->d->imprint.um_w,
		.um_h = w->d->imprint.um_h, .valid_from = dev->seal.from,
		.valid_to = dev->seal.until,
	};
	enum status			 st;

	st = seal_version_add(w->r->db, w->d->seal.id, &v, w->r->fault);
	return st == ST_OK ? move_seal(w, SE_MADE, NULL) : st;
}

static enum status
seal_deliver(struct work *w)
{
	enum status	 st;

	st = carrier_set(w->r->db, w->d->seal.id, "in-use", w->r->fault);
	return st == ST_OK ? move_seal(w, SE_DELIVER, NULL) : st;
}

static enum status
seal_activate(struct work *w)
{
	return move_seal(w, SE_ACTIVATE, NULL);
}

static enum status
seal_lost(struct work *w)
{
	enum status	 st;

	if (w->d->seal.state == S4_LOST)
		return ST_OK;		/* the urgent report froze it */
	st = carrier_set(w->r->db, w->d->seal.id, "lost", w->r->fault);
	return st == ST_OK ? move_seal(w, SE_LOSE, w->d->request.reason) : st;
}

static enum status
seal_found(struct work *w)
{
	enum status	 st;

	w->d->request.urgent = 0;
	st = carrier_set(w->r->db, w->d->seal.id, "in-use", w->r->fault);
	return st == ST_OK ? move_seal(w, SE_FIND, w->act->note) : st;
}

static enum status
seal_revoke(struct work *w)
{
	enum status	 st;

	if (w->d->seal.state == S7_REVOKED)
		return ST_OK;		/* a step broken off got so far */
	st = carrier_set(w->r->db, w->d->seal.id, "returned", w->r->fault);
	if (st != ST_OK)
		return st;
	return move_seal(w, w->row->event == EV_CHILD_DONE ? SE_REPLACED :
	    SE_REVOKE, w->d->request.reason);
}

/* Making was given up: what was begun ends (T2, S0 and S2 to S7). */
static enum status
drop_seal(struct work *w)
{
	if (!w->d->has_seal || w->d->seal.state == S7_REVOKED)
		return ST_OK;
	return move_seal(w, w->d->seal.state == S0_MAKING ? SE_DROP :
	    SE_REVOKE, "making given up");
}

static enum status
carrier_new(struct work *w)
{
	/* The hosted package is kept by keyd under the seal's code. */
	return carrier_add(w->r->db, w->d->seal.code, "hosted",
	    w->d->seal.id, "JIANYIN-SW", w->r->fault);
}

/* --- linked cases ------------------------------------------------------------ */

static const struct actor *
system_actor(struct work *w)
{
	struct actor	*a = pool_alloc(w->r->pool, sizeof(*a));

	if (a == NULL)
		return w->r->actor;
	a->name = "系统";
	a->unit_name = "";
	a->serial = "";
	a->address = w->r->actor->address;
	a->program = w->r->actor->program;
	a->request = w->r->actor->request;
	return a;
}

/* Move a linked case by a row of its own table, with that row's effects. */
static enum status
tell(struct work *w, struct dossier *other, int event)
{
	const struct actor	*system = system_actor(w);
	struct request_move	 move = { .role = ROLE__N };
	struct case_act		 act = { .event = event };
	struct audit_entry	 entry = {
		.kind = "request", .object = other->request.number,
		.result = "ok",
		.action = pool_printf(w->r->pool, "request.%s",
		    other->business->flow->events[event].name),
	};
	const char		*why;
	enum status		 st;

	if (flow_ask(other->business->flow, other->request.state, event,
	    FLOW_SYSTEM, &other->facts, NULL, &move.row, &why) != FLOW_YES)
		return ST_OK;		/* it has gone another way already */
	st = case_effects(w->r, other, move.row, &act, w->dev, NULL);
	if (st == ST_OK)
		st = request_step(w->r->db, system, &other->request, &move,
		    w->r->fault);
	if (st == ST_OK)
		st = audit_add(w->r->db, system, &entry, w->r->fault);
	return st;
}

/* Load what a linked case needs for being told; visibility is not asked. */
static enum status
load_linked(struct work *w, const char *id, struct dossier *out)
{
	enum status	 st;

	memset(out, 0, sizeof(*out));
	out->keyd = w->d->keyd;
	st = request_load(w->r->db, w->r->pool, id, &out->request,
	    w->r->fault);
	if (st != ST_OK)
		return st;
	out->business = business_find(out->request.business);
	st = application_load(w->r->db, w->r->pool, id,
	    out->request.version, &out->app, w->r->fault);
	if (st == ST_OK && out->request.seal != NULL) {
		st = seal_load(w->r->db, w->r->pool, out->request.seal,
		    &out->seal, w->r->fault);
		out->has_seal = st == ST_OK;
	}
	return st;
}

static enum status
tell_parent(struct work *w)
{
	struct dossier	 parent;
	enum status	 st;

	if (w->d->request.parent == NULL)
		return ST_OK;
	st = load_linked(w, w->d->request.parent, &parent);
	if (st == ST_OK)
		st = tell(w, &parent, w->row->to == A14_COMPLETED ?
		    EV_CHILD_DONE : EV_CHILD_CLOSED);
	return st;
}

/* What was begun of the new seal ends with its request. */
static enum status
drop_child_seal(struct work *w, const struct request *child)
{
	struct seal_move	 move = {
		.event = SE_REVOKE, .request = child->id,
		.statement = w->statement, .reason = "making given up",
	};
	struct seal		 s;
	enum status		 st;

	if (child->seal == NULL)
		return ST_OK;
	st = seal_load(w->r->db, w->r->pool, child->seal, &s, w->r->fault);
	if (st != ST_OK || s.state == S7_REVOKED)
		return st;
	if (s.state == S0_MAKING)
		move.event = SE_DROP;
	return seal_step(w->r->db, system_actor(w), &s, &move, w->r->fault);
}

/* the seal is back, so the new one is no longer wanted. */
static enum status
close_child(struct work *w)
{
	struct request		 child = w->d->child;
	const struct flow_row	 row = {
		.from = child.state, .event = EV_CLOSE, .to = A18_CLOSED,
	};
	const struct request_move move = {
		.row = &row, .role = ROLE__N, .note = "原章已找回",
	};
	const struct audit_entry entry = {
		.action = "request.close", .kind = "request",
		.object = child.number, .result = "ok", .reason = move.note,
	};
	const struct actor	*system = system_actor(w);
	enum status		 st;

	if (!w->d->has_child || flow_is_final(&flow_apply, child.state))
		return ST_OK;
	child.due = 0;
	st = drop_child_seal(w, &child);
	if (st == ST_OK)
		st = request_step(w->r->db, system, &child, &move,
		    w->r->fault);
	return st == ST_OK ? audit_add(w->r->db, system, &entry,
	    w->r->fault) : st;
}

/*
 * R-088, P-37: the linked 申领 opens with the answers of the lost seal's own
 * application and its checked materials.
 */
static enum status
open_child(struct work *w)
{
	struct application	 app;
	struct request		 origin, child;
	const struct request	*q = &w->d->request;
	char			 id[ID_LEN + 1], number[NUMBER_TEXT];
	const struct flow_row	*row = &flow_apply.rows[0];
	const struct request_move move = {
		.row = row, .role = ROLE__N, .note = q->number,
	};
	enum status		 st;

	st = request_load(w->r->db, w->r->pool, w->d->seal.request, &origin,
	    w->r->fault);
	if (st == ST_OK)
		st = application_load(w->r->db, w->r->pool, origin.id,
		    origin.version, &app, w->r->fault);
	if (st == ST_OK)
		st = request_number(w->r->db, "SL", clock_now(), number,
		    w->r->fault);
	if (st != ST_OK)
		return st;
	id_new(id);
	child = *q;
	child.id = id;
	child.number = number;
	child.business = "apply";
	child.state = A0_DRAFT;
	child.rev = 1;
	child.applicant = origin.applicant != NULL ? origin.applicant :
	    q->applicant;
	child.opener = w->r->actor->person;
	child.submitter = child.checker = child.clerk = child.approver = NULL;
	child.seal = NULL;
	child.parent = q->id;
	child.urgent = child.waiting = 0;
	child.reason = child.note = child.answer = child.failed = NULL;
	child.version = 1;
	child.created = child.changed = clock_now();
	child.submitted = child.due = 0;
	app.agreement = 0;
	app.declared = 0;
	/* A box opens for its own case only: the numbers are typed anew. */
	app.agent_box = bytes_of(NULL, 0);
	app.agent_idno_mask = app.agent_phone_mask = "";
	st = request_add(w->r->db, w->r->pool, &child, w->r->fault);
	if (st == ST_OK)
		st = application_save(w->r->db, id, 1, &app, w->r->fault);
	if (st == ST_OK && origin.applicant != NULL)
		st = material_carry(w->r->db, w->r->pool, origin.id, id, 1,
		    w->r->fault);
	if (st == ST_OK)
		st = request_step(w->r->db, system_actor(w), &child, &move,
		    w->r->fault);
	return st;
}

/* --- people and deadlines ------------------------------------------------------ */

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
	{ EV_CHILD_DONE, "revoked", "挂失 ", " 办结，新章已启用，原章已注销" },
	{ EV_CHILD_CLOSED, "closed", "挂失 ", " 的补领申请已终止" },
	{ EV_REVOKE, "revoked", "注销 ", " 已办结，印章已注销" },
};

static enum status
give_notice(struct work *w)
{
	const struct request	*q = &w->d->request;
	size_t			 i;

	if (q->applicant == NULL)
		return ST_OK;		/* a visitor follows by number */
	for (i = 0; i < NITEMS(notices); i++)
		if (notices[i].event == w->row->event)
			return notice_add(w->r->db, q->applicant,
			    notices[i].kind, pool_printf(w->r->pool,
			    "%s%s%s", notices[i].before, q->number,
			    notices[i].after), pool_printf(w->r->pool,
			    "%s/%s", w->d->business->path, q->id),
			    w->r->fault);
	return ST_OK;
}

static enum status
new_version(struct work *w)
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

static enum status
queue_at_desk(struct work *w)
{
	struct request	*q = &w->d->request;

	q->submitted = clock_now();
	q->submitter = w->r->actor->person;
	return ST_OK;
}

/* who looks after losses at the desk is told where to act. */
static enum status
task_for_desk(struct work *w)
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

static enum status
wipe_materials(struct work *w)
{
	return material_wipe(w->r->db, w->d->request.id, w->r->fault);
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
 * does saving the papers of an urgent report (P-31).
 */
static int
keeps_due(const struct work *w)
{
	const struct flow_row	*row = w->row;

	return row->from == row->to && (row->event == EV_OVERDUE ||
	    row->event == EV_REMIND ||
	    (row->event == EV_SAVE && w->d->request.urgent));
}

static enum status
set_due(struct work *w)
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

/* --- all of them, in the order of dependence ------------------------------------ */

static const struct {
	unsigned	 bit;
	enum status	(*run)(struct work *w);
} effects[] = {
	{ EF_DESK_QUEUE, queue_at_desk },
	{ EF_NEW_VERSION, new_version },
	{ EF_SEAL_BEGIN, seal_begin },
	{ EF_SEAL_MADE, seal_made },
	{ EF_CARRIER, carrier_new },
	{ EF_SEAL_DELIVER, seal_deliver },
	{ EF_SEAL_ACTIVATE, seal_activate },
	{ EF_SEAL_LOST, seal_lost },
	{ EF_SEAL_FOUND, seal_found },
	{ EF_SEAL_REVOKE, seal_revoke },
	{ EF_DROP_SEAL, drop_seal },
	{ EF_CHILD, open_child },
	{ EF_CHILD_CLOSE, close_child },
	{ EF_WIPE, wipe_materials },
	{ EF_TASK, task_for_desk },
	{ EF_PARENT, tell_parent },
	{ EF_NOTICE, give_notice },
};

enum status
case_effects(struct req *r, struct dossier *d, const struct flow_row *row,
    const struct case_act *act, const struct device_result *dev,
    const char *statement)
{
	struct work	 w = { r, d, row, act, dev, statement };
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && i < NITEMS(effects); i++)
		if (row->effects & effects[i].bit)
			st = effects[i].run(&w);
	return st == ST_OK ? set_due(&w) : st;
}

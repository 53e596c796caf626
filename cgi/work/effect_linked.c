/*
 * Effects on the case that is linked with one: 挂失, 变更 or 更换 and the 申领 of
 * the new seal open, end and tell each other.
 */
#include <string.h>

#include "base/clock.h"
#include "work/effect.h"

static const struct actor *
system_actor(struct effect *w)
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
tell(struct effect *w, struct dossier *other, int event, const char *note)
{
	const struct actor	*system = system_actor(w);
	struct request_move	 move = { .role = ROLE__N, .note = note };
	struct case_act		 act = { .event = event, .note = note };
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
load_linked(struct effect *w, const char *id, struct dossier *out)
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

enum status
effect_tell_parent(struct effect *w)
{
	struct dossier	 parent;
	enum status	 st;

	if (w->d->request.parent == NULL)
		return ST_OK;
	st = load_linked(w, w->d->request.parent, &parent);
	if (st == ST_OK)
		st = tell(w, &parent, w->row->to == A14_COMPLETED ?
		    EV_CHILD_DONE : EV_CHILD_CLOSED, NULL);
	return st;
}

/* What was begun of the new seal ends with its request. */
static enum status
drop_child_seal(struct effect *w, const struct request *child)
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
enum status
effect_close_child(struct effect *w)
{
	const struct request_facts facts = { .own = 0 };
	struct request		 child = w->d->child;
	struct request_move	 move = {
		.role = ROLE__N, .note = "原章已找回",
	};
	const struct audit_entry entry = {
		.action = "request.close", .kind = "request",
		.object = child.number, .result = "ok", .reason = move.note,
	};
	const struct actor	*system = system_actor(w);
	const char		*why;
	enum status		 st;

	if (!w->d->has_child || flow_ask(&flow_apply, child.state, EV_CLOSE,
	    FLOW_SYSTEM, &facts, NULL, &move.row, &why) != FLOW_YES)
		return ST_OK;		/* none, or it is over already */
	child.due = 0;
	st = drop_child_seal(w, &child);
	if (st == ST_OK)
		st = request_step(w->r->db, system, &child, &move,
		    w->r->fault);
	return st == ST_OK ? audit_add(w->r->db, system, &entry,
	    w->r->fault) : st;
}

enum status
effect_end_others(struct effect *w)
{
	const char	*ids[REQUEST_ABOUT_MAX];
	struct dossier	 other;
	size_t		 n, i;
	enum status	 st;

	st = request_about(w->r->db, w->r->pool, w->d->seal.id,
	    w->d->request.id, ids, &n, w->r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		st = load_linked(w, ids[i], &other);
		if (st == ST_OK)
			st = tell(w, &other, EV_CLOSE, "印章已注销");
	}
	return st;
}

/*
 * the linked 申领 opens with the answers of the old seal's own
 * application and, where the rules say so (P-37), its checked materials.
 */
enum status
effect_open_child(struct effect *w)
{
	struct application	 app;
	struct request		 origin, child;
	const struct request	*q = &w->d->request;
	char			 id[ID_LEN + 1], number[NUMBER_TEXT];
	const struct flow_row	*row = flow_creating(&flow_apply,
					    EV_CREATE);
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
	app.package = "";	/* its device asks anew */
	app.secret = "";
	if (q->reason != NULL && strcmp(q->reason, REASON_SCOPE) == 0)
		app.scope = "cross";		/* */
	/* A box opens for its own case only: the numbers are typed anew. */
	application_drop_numbers(&app);
	st = request_add(w->r->db, w->r->pool, &child, w->r->fault);
	if (st == ST_OK)
		st = application_save(w->r->db, id, 1, &app, w->r->fault);
	if (st == ST_OK && origin.applicant != NULL &&
	    policy_has(w->r->db, "P-37", "simplified"))
		st = material_carry(w->r->db, w->r->pool, origin.id, id, 1,
		    w->r->fault);
	if (st == ST_OK)
		st = request_step(w->r->db, system_actor(w), &child, &move,
		    w->r->fault);
	return st;
}

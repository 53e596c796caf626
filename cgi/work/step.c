/* Taking a step of a case; the order of things stands in case.h. */
#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "work/local.h"
#include "work/renew.h"

/*
 * What a person signs with an event.  "second" is said with it: a loss whose
 * new seal is asked for at once carries the consent to end the old one when
 * the new one is activated.
 */
static const struct {
	const char	*action, *second;
} actions[REQUEST_EVENT__N] = {
	[EV_URGENT] = { ACT_SEAL_FREEZE, NULL },
	[EV_SUBMIT] = { ACT_REQUEST_SUBMIT, NULL },
	[EV_RESUBMIT] = { ACT_REQUEST_SUBMIT, NULL },
	[EV_WITHDRAW] = { ACT_REQUEST_WITHDRAW, NULL },
	[EV_RETURN] = { ACT_REQUEST_RETURN, NULL },
	[EV_REJECT] = { ACT_REQUEST_REJECT, NULL },
	[EV_VERIFY] = { ACT_REQUEST_VERIFY, NULL },
	[EV_PUT_IMAGE] = { ACT_REQUEST_IMAGE, NULL },
	[EV_REJECT_IMAGE] = { ACT_IMAGE_REJECT, NULL },
	[EV_CONFIRM_IMAGE] = { ACT_IMAGE_CONFIRM, NULL },
	[EV_ENTER] = { ACT_REQUEST_ENTER, NULL },
	[EV_SEND_BACK] = { ACT_REQUEST_SEND_BACK, NULL },
	[EV_APPROVER_REJECT] = { ACT_REQUEST_REJECT, NULL },
	[EV_APPROVER_RETURN] = { ACT_REQUEST_RETURN, NULL },
	[EV_APPROVE] = { ACT_REQUEST_APPROVE, NULL },
	[EV_CODE] = { ACT_REQUEST_CODE, NULL },
	[EV_GENERATE] = { ACT_SEAL_MAKE, NULL },
	[EV_GIVE_UP] = { ACT_REQUEST_CLOSE, NULL },
	[EV_CLOSE] = { ACT_REQUEST_CLOSE, NULL },
	[EV_LOAD] = { ACT_SEAL_LOAD, NULL },
	[EV_DELIVER] = { ACT_SEAL_DELIVER, NULL },
	[EV_ACTIVATE] = { ACT_SEAL_ACTIVATE, NULL },
	[EV_FREEZE] = { ACT_SEAL_FREEZE, ACT_SEAL_REVOKE },
	[EV_OPEN_CHILD] = { NULL, ACT_SEAL_REVOKE },
	[EV_RELEASE] = { ACT_SEAL_RELEASE, NULL },
	[EV_ASSENT] = { ACT_SEAL_REVOKE_APPROVE, NULL },
	[EV_REVOKE] = { ACT_SEAL_REVOKE, NULL },
	[EV_RESUME] = { ACT_SEAL_RESUME, NULL },
	[EV_PERMIT] = { ACT_REQUEST_PERMIT, NULL },
	[EV_PROPOSE] = { ACT_SEAL_PROPOSE, NULL },
	[EV_TAKE_OVER] = { ACT_SEAL_TAKE_OVER, NULL },
	[EV_REGISTER] = { ACT_REQUEST_REGISTER, NULL },
};

const char *
case_action(int event)
{
	return actions[event].action;
}

int
case_may(const struct req *r, const struct dossier *d, int event,
    const char **why)
{
	const struct flow_row	*row;
	const char		*no;

	if (flow_ask(d->business->flow, d->request.state, event,
	    actor_roles(r->actor), &d->facts, NULL, &row, why) == FLOW_YES)
		return 1;
	if (r->actor->lapsed != NULL && flow_ask(d->business->flow,
	    d->request.state, event, r->actor->roles, &d->facts, NULL, &row,
	    &no) == FLOW_YES)
		*why = r->actor->lapsed;	/* */
	return 0;
}

/* What the pieces of a step are kept in while it is taken. */
struct taking {
	const struct flow_row	*row;
	enum role		 role;
	struct bytes		 said[2];	/* statements, DER */
	size_t			 nsaid;
	char			 step[ID_LEN + 1];	/* intent; "" none */
	struct device_result	 device;
};

static enum status
say(struct req *r, struct dossier *d, struct taking *t, const char *action,
    const unsigned char digest[32], const char **why)
{
	struct keyd_say	 say = {
		.action = action, .subject = d->request.id,
		.seal = d->has_seal ? d->seal.code : NULL,
		.digest = bytes_of(digest, 32), .role = t->role,
	};
	enum status	 st;

	if (r->actor->roles & FLOW_SYSTEM) {
		st = keyd_state_system(d->keyd, r->pool, &say,
		    &t->said[t->nsaid], r->fault);
		t->nsaid += st == ST_OK;
		return st;
	}
	st = case_say(r, d->keyd, &say, &t->said[t->nsaid], why);
	t->nsaid += st == ST_OK;
	return st;
}

/* The industry's rule gives a code by itself: nobody has to answer for it. */
static int
is_signed(const struct dossier *d, int event)
{
	return actions[event].action != NULL &&
	    (event != EV_CODE || d->facts.cross);
}

/* Whether ending the old seal is agreed to with this step. */
static int
wants_second(const struct dossier *d, int event)
{
	if (event == EV_APPROVE)
		return 0;
	return d->has_seal && d->seal.state != S7_REVOKED &&
	    (event == EV_OPEN_CHILD ||
	    (event == EV_FREEZE && !d->request.waiting));
}

/*
 * The checker who verifies a renewal agrees to it in keyd's own terms: that
 * is what its certificate and the seal are made upon.  Of a seal in a
 * device keyd takes its live key's word alone, which came with the papers and
 * is kept with this step (case_device).
 */
static enum status
say_renewal(struct req *r, struct dossier *d, struct taking *t,
    const char **why)
{
	struct keyd_facts	 facts;
	unsigned char		 digest[32];
	enum status		 st;

	if ((st = case_facts(r, d, &facts)) == ST_OK && facts.device.n > 0)
		return ST_OK;
	if (st == ST_OK)
		st = keyd_facts_digest(&facts, digest, r->fault);
	return st == ST_OK ? say(r, d, t, ACT_SEAL_RENEW, digest, why) : st;
}

/*
 * The approver of a new seal that takes the place of another agrees to
 * the end of the old one too; "d" is the child, the seal its parent's.
 */
static enum status
say_for_old(struct req *r, struct dossier *d, struct taking *t,
    const unsigned char digest[32], const char **why)
{
	struct request	 parent;
	struct dossier	 old = *d;
	enum status	 st;

	if (d->request.parent == NULL)
		return ST_OK;
	st = request_load(r->db, r->pool, d->request.parent, &parent,
	    r->fault);
	if (st != ST_OK || parent.seal == NULL)
		return st;
	st = seal_load(r->db, r->pool, parent.seal, &old.seal, r->fault);
	if (st != ST_OK || old.seal.state == S7_REVOKED)
		return st;
	old.has_seal = 1;
	return say(r, &old, t, ACT_SEAL_REVOKE_APPROVE, digest, why);
}

static enum status
sign(struct req *r, struct dossier *d, const struct case_act *act,
    struct taking *t, const char **why)
{
	unsigned char	 digest[32];
	enum status	 st;

	st = case_digest(r, d, act->event, act->note, digest);
	if (st == ST_OK && (r->actor->roles & FLOW_SYSTEM))
		return say(r, d, t, ACT_REQUEST_STEP, digest, why);
	if (st == ST_OK && is_signed(d, act->event))
		st = say(r, d, t, actions[act->event].action, digest, why);
	if (st == ST_OK && actions[act->event].second != NULL &&
	    wants_second(d, act->event))
		st = say(r, d, t, actions[act->event].second, digest, why);
	if (st == ST_OK && act->event == EV_APPROVE)
		st = say_for_old(r, d, t, digest, why);
	if (st == ST_OK && act->event == EV_VERIFY &&
	    d->business->flow == &flow_renew)
		st = say_renewal(r, d, t, why);
	return st;
}

/* Who did what, for P-35: the column an event fills with the actor. */
static const struct {
	int	 event;
	size_t	 at;
} marks[] = {
	{ EV_VERIFY, offsetof(struct request, checker) },
	{ EV_ENTER, offsetof(struct request, clerk) },
	{ EV_APPROVE, offsetof(struct request, approver) },
	{ EV_ASSENT, offsetof(struct request, approver) },
	{ EV_RESUME, offsetof(struct request, approver) },
	{ EV_PERMIT, offsetof(struct request, approver) },
	{ EV_PROPOSE, offsetof(struct request, clerk) },
	{ EV_TAKE_OVER, offsetof(struct request, approver) },
};

/* Events whose note is the desk's answer to the applicant. */
static const int answers[] = {
	EV_RETURN, EV_REJECT, EV_APPROVER_REJECT, EV_APPROVER_RETURN,
	EV_GIVE_UP, EV_CLOSE,
};

static void
mark(const struct req *r, struct request *q, const struct case_act *act)
{
	size_t	 i;

	for (i = 0; i < NITEMS(marks); i++)
		if (marks[i].event == act->event)
			*(const char **)(void *)((char *)q + marks[i].at) =
			    r->actor->person;
	for (i = 0; i < NITEMS(answers); i++)
		if (answers[i] == act->event)
			q->answer = act->note;
	if (act->event == EV_RETRY)
		q->failed = NULL;
	if (act->event == EV_RESUBMIT)
		q->answer = NULL;	/* it has been acted upon */
}

/* Everything that must be in one transaction (T1: "all effects of one row"). */
static enum status
write_all(struct req *r, struct dossier *d, const struct case_act *act,
    struct taking *t)
{
	char			 ids[2][ID_LEN + 1];
	struct request_move	 move = {
		.row = t->row, .note = act->note, .role = t->role,
		.at = clock_now(),	/* what follows from it is later */
	};
	struct audit_entry	 entry = {
		.action = pool_printf(r->pool, "request.%s",
		    d->business->flow->events[act->event].name),
		.kind = "request", .object = d->request.number,
		.result = "ok", .reason = act->note,
	};
	enum status		 st = ST_OK;
	size_t			 i;

	for (i = 0; st == ST_OK && i < t->nsaid; i++)
		st = statement_keep(r->db, d->request.id, t->said[i], ids[i],
		    r->fault);
	if (st == ST_OK && t->nsaid > 0)
		move.statement = pool_text(r->pool, ids[0]);
	mark(r, &d->request, act);
	if (st == ST_OK && act->inside != NULL)
		st = act->inside(r, d, act->arg);
	if (st == ST_OK)
		st = case_effects(r, d, t->row, act, &t->device,
		    move.statement);
	if (st == ST_OK)
		st = request_step(r->db, r->actor, &d->request, &move,
		    r->fault);
	if (st == ST_OK && t->step[0] != '\0')
		st = intent_end(r->db, t->step, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return st;
}

static enum status
refuse(struct req *r, const struct dossier *d, int event, enum status st,
    const char *why)
{
	audit_refusal(r->db, r->actor, pool_printf(r->pool, "request.%s",
	    d->business->flow->events[event].name), "request",
	    d->request.number, why);
	return fault_set(r->fault, st, "%s: %s", d->request.number, why);
}

static enum status
ask(struct req *r, const struct dossier *d, const struct case_act *act,
    struct taking *t, const char **why)
{
	static const enum status outcome[] = {
		[FLOW_YES] = ST_OK, [FLOW_NO_ROW] = ST_CONFLICT,
		[FLOW_NO_ROLE] = ST_DENIED, [FLOW_NO_GUARD] = ST_CONFLICT,
	};
	enum flow_answer	 a;

	if (act->rev != 0 && act->rev != d->request.rev) {
		*why = "这件申请刚刚被他人办理，请核对现在的内容后再办";
		return refuse(r, d, act->event, ST_CONFLICT, *why);
	}
	a = flow_ask(d->business->flow, d->request.state, act->event,
	    actor_roles(r->actor), &d->facts, NULL, &t->row, why);
	if (a == FLOW_NO_ROLE && r->actor->lapsed != NULL)
		*why = r->actor->lapsed;	/* */
	if (a != FLOW_YES)
		return refuse(r, d, act->event, outcome[a], *why);
	t->role = role_first(t->row->roles & actor_roles(r->actor));
	/* the seal's key agrees for its keeper, as such */
	if (renewal_is_self(&d->request) && web_has(r,
	    t->row->roles & ROLE_BIT(ROLE_KEEPER)))
		t->role = ROLE_KEEPER;
	return ST_OK;
}

/*
 * keyd would not or could not, or the platform said no: where the table has a
 * row for that (T1, A16), the case goes there with the reason, and from there
 * on by "retry".
 */
enum status
case_fail(struct req *r, struct dossier *d, int event, const char *why,
    enum status (*inside)(struct req *r, struct dossier *d, void *arg),
    void *arg)
{
	const char		*ignored;
	const struct case_act	 fail = {
		.event = EV_FAIL, .note = why, .inside = inside, .arg = arg,
	};
	struct taking		 t = { .role = ROLE__N };
	enum status		 st;

	if (flow_ask(d->business->flow, d->request.state, EV_FAIL,
	    FLOW_SYSTEM, &d->facts, NULL, &t.row, &ignored) != FLOW_YES)
		return ST_OK;
	d->request.failed = d->business->flow->events[event].name;
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = write_all(r, d, &fail, &t);
	return store_end(r->db, st, r->fault);
}

/*
 * What agrees to the facts (keyd.h) fixes who certifies, before it is signed:
 * a rule changed afterwards must not change what was approved.
 */
static void
fix_certifier(struct req *r, struct dossier *d, int event)
{
	if (event == EV_APPROVE || event == EV_PROVE ||
	    (event == EV_VERIFY && d->business->flow == &flow_renew))
		d->request.certifier = case_is_third(r, d) ?
		    CERTIFIER_THIRD : CERTIFIER_OWN;
}

enum status
case_take(struct req *r, struct dossier *d, const struct case_act *act,
    const char **why)
{
	struct taking	 t = { 0 };
	enum status	 st;

	*why = NULL;
	if ((st = ask(r, d, act, &t, why)) != ST_OK)
		return st;
	fix_certifier(r, d, act->event);
	if ((st = sign(r, d, act, &t, why)) != ST_OK)
		return st;
	if (case_uses_device(d, act->event)) {
		st = intent_begin(r->db,
		    d->business->flow->events[act->event].name,
		    d->request.id, r->actor->person, t.step, r->fault);
		if (st != ST_OK)
			return st;
		memcpy(t.device.step, t.step, sizeof(t.step));
		st = case_device(r, d, act, t.said, t.nsaid, &t.device, why);
		if (st != ST_OK) {
			log_fault(r->fault);
			/* a certificate pasted wrong is typed again */
			if (st != ST_INVALID || act->cert.n == 0)
				case_fail(r, d, act->event, *why, NULL,
				    NULL);
			return refuse(r, d, act->event, st, *why);
		}
		if (t.device.said.n > 0)
			t.said[t.nsaid++] = t.device.said;
	}
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = write_all(r, d, act, &t);
	if (st == ST_OK)
		st = store_commit(r->db, r->fault);
	if (st == ST_OK)
		return ST_OK;
	store_rollback(r->db);
	if (st == ST_CONFLICT) {
		*why = "这件申请刚刚被他人办理，请核对现在的内容后再办";
		return refuse(r, d, act->event, st, *why);
	}
	return st;
}

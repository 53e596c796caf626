/* The urgent loss report; see urgent.h. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/wipe.h"
#include "work/local.h"
#include "work/urgent.h"

#define KEEPER	ROLE_BIT(ROLE_KEEPER)
#define RA	ROLE_BIT(ROLE_RA_OPERATOR)

/* The pieces of one report. */
struct report {
	struct req		*r;
	const struct urgent	*u;		/* NULL: finished by jobs */
	struct dossier		 d;
	const struct flow_row	*row;
	enum role		 role;		/* ROLE__N: phone, system */
	char			 step[ID_LEN + 1];
	struct bytes		 said;
};

/* --- who may ------------------------------------------------------------------ */

enum status
urgent_may(struct req *r, const struct seal *s, int *yes)
{
	*yes = web_has(r, KEEPER) && strcmp(s->unit, r->actor->unit) == 0;
	if (*yes || !web_has(r, RA))
		return ST_OK;
	return unit_is_under(r->db, s->desk, r->actor->unit, yes, r->fault);
}

static enum status
refuse(struct report *p, enum status st, const char *why)
{
	audit_refusal(p->r->db, p->r->actor, "request.urgent", "seal",
	    p->d.seal.code, why);
	return fault_set(p->r->fault, st, "%s: %s", p->d.seal.code, why);
}

/* T1 and T2 are asked: who, and whether the seal stands where it can be. */
static enum status
ask(struct report *p, const char **why)
{
	struct req		*r = p->r;
	const struct flow_row	*seal_row;
	const unsigned		 roles = p->u == NULL || p->u->phone != NULL ?
	    FLOW_SYSTEM : r->actor->roles & (KEEPER | RA);
	const int		 state = seal_state_now(&p->d.seal,
	    clock_now());
	enum status		 st;
	int			 yes = 1;

	if (!(roles & FLOW_SYSTEM) &&
	    (st = urgent_may(r, &p->d.seal, &yes)) != ST_OK)
		return st;
	if (!yes || flow_ask(&flow_loss, FLOW_NEW, EV_URGENT, roles,
	    &p->d.facts, NULL, &p->row, why) != FLOW_YES) {
		*why = "只有本单位的印章保管人或受理单位操作员可以这样办理";
		return refuse(p, ST_DENIED, *why);
	}
	p->role = roles & FLOW_SYSTEM ? ROLE__N :
	    roles & KEEPER ? ROLE_KEEPER : ROLE_RA_OPERATOR;
	if (flow_ask(&flow_seal, state, SE_LOSE, FLOW_SYSTEM, NULL, NULL,
	    &seal_row, why) == FLOW_YES)
		return ST_OK;
	*why = state == S4_LOST ? "这枚印章已经挂失，不能再用来盖章" :
	    seal_state_refusal(state);
	if (*why == NULL)
		*why = "这枚印章现在不能挂失";
	return refuse(p, ST_CONFLICT, *why);
}

/* --- the request that is to be ----------------------------------------------------- */

static enum status
prepare(struct report *p, const char *seal)
{
	struct req	*r = p->r;
	struct dossier	*d = &p->d;
	enum status	 st;

	memset(d, 0, sizeof(*d));
	d->business = business_find("loss");
	if ((st = case_keyd(r, &d->keyd)) != ST_OK ||
	    (st = seal_load(r->db, r->pool, seal, &d->seal,
	    r->fault)) != ST_OK)
		return st;
	d->has_seal = 1;
	return ST_OK;
}

static enum status
fill(struct report *p)
{
	struct dossier		*d = &p->d;
	const struct case_new	 what = {
		.business = d->business, .unit = d->seal.unit,
		.seal = d->seal.id, .urgent = 1,
		.counter = p->role == ROLE_RA_OPERATOR,
	};
	enum status		 st;

	if ((st = case_seal_answers(p->r, &d->seal, &d->app)) != ST_OK ||
	    (st = case_fill(p->r, &what, &d->request)) != ST_OK)
		return st;
	d->request.id = p->step;
	d->request.waiting = 1;		/* until the papers say otherwise */
	d->request.reason = p->u == NULL ? NULL : p->u->reason;
	return ST_OK;
}

/* --- what is said ---------------------------------------------------------------------- */

static enum status
say(struct report *p, const char **why)
{
	struct req		*r = p->r;
	struct keyd		*k = p->d.keyd;
	unsigned char		 digest[32];
	struct keyd_say		 s = {
		.action = ACT_SEAL_FREEZE, .subject = p->step,
		.seal = p->d.seal.code, .digest = bytes_of(digest, 32),
		.role = p->role,
	};
	enum status		 st;

	st = case_digest(r, &p->d, EV_URGENT, NULL, digest);
	if (st != ST_OK)
		return st;
	if (p->u == NULL) {
		s.action = ACT_REQUEST_STEP;
		return keyd_state_system(k, r->pool, &s, &p->said, r->fault);
	}
	if (p->u->phone != NULL)
		return keyd_state_witnessed(k, r->pool, p->u->phone,
		    p->u->proof, &s, &p->said, r->fault);
	return case_say(r, k, &s, &p->said, why);
}

/* keyd stops the seal; after this no signature leaves it. */
static enum status
freeze(struct report *p, const char **why)
{
	const struct keyd_tickets	 tickets = { &p->said, 1 };
	char				 step[ID_LEN + 8];
	enum status			 st;

	snprintf(step, sizeof(step), "%s-f", p->step);
	st = keyd_seal_freeze(p->d.keyd, step, p->d.seal.code, tickets,
	    p->r->fault);
	if (st == ST_OK)
		return ST_OK;
	log_fault(p->r->fault);
	*why = "印章冻结未成功，请再试一次；仍不成功请立即致电受理单位";
	return refuse(p, st == ST_BROKEN ? ST_CONFLICT : st, *why);
}

/* --- the transaction --------------------------------------------------------------------- */

static enum status
write_case(struct report *p, const char *number)
{
	struct req			*r = p->r;
	struct dossier			*d = &p->d;
	const struct case_act		 act = { .event = EV_URGENT };
	const struct device_result	 none = { .code = NULL };
	char				 said[ID_LEN + 1];
	struct request_move		 move = {
		.row = p->row, .role = p->role, .statement = said,
	};
	const struct audit_entry	 entry = {
		.action = "request.urgent", .kind = "request",
		.object = number, .result = "ok", .reason = d->seal.code,
	};
	enum status			 st;

	st = request_add(r->db, r->pool, &d->request, r->fault);
	if (st == ST_OK)
		st = application_save(r->db, d->request.id, 1, &d->app,
		    r->fault);
	if (st == ST_OK)
		st = application_index(r->db, d->request.id, &d->app,
		    r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, d->request.id, p->said, said,
		    r->fault);
	if (st == ST_OK)
		st = case_effects(r, d, p->row, &act, &none, said);
	if (st == ST_OK)
		st = request_step(r->db, r->actor, &d->request, &move,
		    r->fault);
	if (st == ST_OK)
		st = intent_end(r->db, p->step, r->fault);
	return st == ST_OK ? audit_add(r->db, r->actor, &entry, r->fault) :
	    st;
}

static enum status
keep(struct report *p, struct urgent_done *out, const char **why)
{
	struct req	*r = p->r;
	enum status	 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = request_number(r->db, p->d.business->letters, clock_now(),
	    out->number, r->fault);
	p->d.request.number = out->number;
	if (st == ST_OK)
		st = write_case(p, out->number);
	if ((st = store_end(r->db, st, r->fault)) != ST_OK) {
		if (st == ST_CONFLICT)
			*why = "这枚印章的状态刚刚变化，请重新查看";
		return st;
	}
	memcpy(out->id, p->step, sizeof(out->id));
	out->at = p->d.request.created;
	return ST_OK;
}

enum status
urgent_report(struct req *r, const struct urgent *u, struct urgent_done *out,
    const char **why)
{
	struct report	 p = { .r = r, .u = u };
	unsigned char	 handle[KEYD_HANDLE];
	enum status	 st;

	*why = NULL;
	if ((st = prepare(&p, u->seal)) != ST_OK ||
	    (st = ask(&p, why)) != ST_OK)
		return st;
	if (u->phone == NULL) {		/* no intent for a locked key */
		if ((st = case_handle(r, p.d.keyd, handle, why)) != ST_OK)
			return st;
		wipe(handle, sizeof(handle));
	}
	st = intent_begin(r->db, "urgent", p.d.seal.id,
	    r->actor->person[0] == '\0' ? NULL : r->actor->person, p.step,
	    r->fault);
	if (st != ST_OK || (st = fill(&p)) != ST_OK ||
	    (st = say(&p, why)) != ST_OK ||
	    (st = freeze(&p, why)) != ST_OK)
		return st;
	return keep(&p, out, why);
}

enum status
urgent_finish(struct req *r, const char *seal, const char *step,
    struct urgent_done *out)
{
	struct report	 p = { .r = r };
	const char	*why;
	enum status	 st;

	memcpy(p.step, step, sizeof(p.step));
	if ((st = prepare(&p, seal)) != ST_OK ||
	    (st = ask(&p, &why)) != ST_OK || (st = fill(&p)) != ST_OK ||
	    (st = say(&p, &why)) != ST_OK)
		return st;
	return keep(&p, out, &why);
}

/* --- taking up what a phone reported ------------------------------------------------------ */

static const struct sql open_sql = { .nin = 2, .text =
    "SELECT r.id, r.number, r.created"
    "  FROM request_scope s JOIN request r ON r.id = s.request"
    " WHERE s.unit = $1 AND s.stage = 'waiting' AND s.stage <> 'draft'"
    "   AND s.finished = 0 AND s.business = 'loss'"
    "   AND r.urgent = 1 AND r.applicant IS NULL AND r.submitter IS NULL"
    " ORDER BY s.created DESC LIMIT $2" };

enum status
urgent_list(struct req *r, struct urgent_open *out, size_t room, size_t *n)
{
	const struct value	 in[] = {
		v_text(r->actor->unit), v_int((int64_t)room)
	};
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(r->db, &open_sql, in, NITEMS(in), &rows, r->fault);
	while (st == ST_OK && *n < room &&
	    (st = rows_next(rows, r->fault)) == ST_OK) {
		out[*n].id = rows_text(rows, 0, r->pool);
		out[*n].number = rows_text(rows, 1, r->pool);
		out[(*n)++].created = rows_int(rows, 2);
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

static enum status
take_up(struct req *r, struct dossier *d, void *arg)
{
	(void)arg;
	if (strcmp(d->request.unit, r->actor->unit) == 0)
		d->request.applicant = r->actor->person;
	else
		d->request.submitter = r->actor->person;
	return ST_OK;
}

/* the own unit's people, or the desk's in whose scope it lies. */
static enum status
may_take_up(struct req *r, const struct request *q, int *yes)
{
	*yes = web_has(r, ROLE_BIT(ROLE_APPLICANT) | KEEPER) &&
	    strcmp(q->unit, r->actor->unit) == 0;
	if (*yes || !web_has(r, RA | ROLE_BIT(ROLE_CHECKER)))
		return ST_OK;
	return unit_is_under(r->db, q->desk, r->actor->unit, yes, r->fault);
}

enum status
urgent_take(struct req *r, const char *id, const char **why)
{
	const struct case_act	 act = {
		.event = EV_SAVE, .inside = take_up,
	};
	struct request		 q;
	struct dossier		 d;
	enum status		 st;
	int			 yes;

	*why = NULL;
	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	if ((st = request_load(r->db, r->pool, id, &q, r->fault)) != ST_OK ||
	    (st = may_take_up(r, &q, &yes)) != ST_OK)
		return st;
	if (!yes || !q.urgent || q.applicant != NULL || q.submitter != NULL) {
		*why = "这件挂失已有人办理，或者不在您的办理范围内";
		audit_refusal(r->db, r->actor, "request.take", "request",
		    q.number, *why);
		return fault_set(r->fault, ST_DENIED, "%s: not to be taken",
		    q.number);
	}
	if ((st = case_load_number(r, q.number, &d)) != ST_OK ||
	    (st = case_gather(r, &d)) != ST_OK)
		return st;
	d.facts.own = 1;
	return case_take(r, &d, &act, why);
}

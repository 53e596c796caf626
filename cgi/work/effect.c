/*
 * The effects of a row of T1, all in the step's transaction: here the seal
 * moves along T2; linked cases, people and deadlines stand beside.
 */
#include <string.h>

#include "base/clock.h"
#include "seal/carrier.h"
#include "seal/gram.h"
#include "work/effect.h"
#include "work/exchange.h"
#include "work/package.h"

/* --- the seal ------------------------------------------------------------ */

static enum status
move_seal(struct effect *w, int event, const char *reason)
{
	const struct seal_move	 move = {
		.event = event, .reason = reason,
		.request = w->d->request.id, .statement = w->statement,
		/* what is replaced is broken, what is ended comes back */
		.broken = w->d->business->flow == &flow_replace,
	};

	return seal_step(w->r->db, w->r->actor, &w->d->seal, &move,
	    w->r->fault);
}

/* The keeper named in the answers, else the applicant. */
static enum status
keeper_of(struct effect *w, const char **keeper)
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
seal_begin(struct effect *w)
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
	/* keyd's own device is software, and so is a file */
	s.software = strcmp(a->delivery, DELIVERY_PACKAGE) != 0;
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

/* What keyd made: a new seal's first version, or the next one of its. */
static enum status
version_made(struct effect *w)
{
	const struct device_result	*dev = w->dev;
	const struct seal_version	 v = {
		.request = w->d->request.id, .serial = dev->seal.serial,
		.cert = dev->cert.der, .der = dev->seal.der,
		.png = w->d->imprint.png, .um_w = w->d->imprint.um_w,
		.um_h = w->d->imprint.um_h, .valid_from = dev->seal.from,
		.valid_to = dev->seal.until,
	};

	return seal_version_add(w->r->db, w->d->seal.id, &v, w->r->fault);
}

static enum status
seal_made(struct effect *w)
{
	enum status	 st = version_made(w);

	return st == ST_OK ? move_seal(w, SE_MADE, NULL) : st;
}

/* the version made for this request comes into force. */
static enum status
seal_renew(struct effect *w)
{
	struct seal_move	 move = {
		.event = SE_RENEW, .request = w->d->request.id,
		.statement = w->statement,
	};
	enum status		 st;

	st = seal_version_of(w->r->db, w->d->request.id, &move.version,
	    w->r->fault);
	return st == ST_OK ? seal_step(w->r->db, w->r->actor, &w->d->seal,
	    &move, w->r->fault) : st;
}

static enum status
seal_deliver(struct effect *w)
{
	return move_seal(w, SE_DELIVER, NULL);
}

static enum status
seal_activate(struct effect *w)
{
	return move_seal(w, SE_ACTIVATE, NULL);
}

static enum status
seal_lost(struct effect *w)
{
	if (w->d->seal.state == S4_LOST)
		return ST_OK;		/* the urgent report froze it */
	return move_seal(w, SE_LOSE, w->d->request.reason);
}

static enum status
seal_found(struct effect *w)
{
	w->d->request.urgent = 0;
	return move_seal(w, SE_FIND, w->act->note);
}

static enum status
seal_resume(struct effect *w)
{
	return move_seal(w, SE_RESUME, NULL);
}

static enum status
seal_revoke(struct effect *w)
{
	enum status	 st;

	if (w->d->seal.state == S7_REVOKED)
		return ST_OK;		/* a step broken off got so far */
	st = move_seal(w, w->d->business->flow == &flow_loss &&
	    w->row->event == EV_CHILD_DONE ? SE_REPLACED : SE_REVOKE,
	    w->d->request.reason);
	return st == ST_OK ? effect_end_others(w) : st;
}

/* Making was given up: what was begun ends (T2, S0 and S2 to S7). */
static enum status
drop_seal(struct effect *w)
{
	if (!w->d->has_seal || w->d->seal.state == S7_REVOKED)
		return ST_OK;
	return move_seal(w, w->d->seal.state == S0_MAKING ? SE_DROP :
	    SE_REVOKE, "making given up");
}

static enum status
carrier_new(struct effect *w)
{
	const struct seal	*s = &w->d->seal;
	const int		 outside = case_in_device(&w->d->app);
	/* The hosted one is kept by keyd under the seal's code; the device of
	 * another is written down when it is delivered. */
	const struct carrier	 c = {
		.kind = w->d->app.delivery, .serial = s->code,
		.unit = s->desk, .device = outside ? "" : "software",
		.model = outside ? "" : "JIANYIN-SW", .certificate = "",
		.seal = s->id, .seal_name = s->name,
	};

	return carrier_load_seal(w->r->db, w->r->actor, &c, w->r->fault);
}

/* the register alone; no seal and no certificate is touched. */
static enum status
unit_contact(struct effect *w)
{
	return exchange_register(w->r, w->d);
}

/* --- all of them, in the order of dependence ----------------------------- */

static const struct {
	unsigned	 bit;
	enum status	(*run)(struct effect *w);
} effects[] = {
	{ EF_DESK_QUEUE, effect_queue },
	{ EF_NEW_VERSION, effect_new_version },
	{ EF_SEAL_BEGIN, seal_begin },
	{ EF_SEAL_MADE, seal_made },
	{ EF_CARRIER, carrier_new },
	{ EF_SEAL_DELIVER, seal_deliver },
	{ EF_SEAL_ACTIVATE, seal_activate },
	{ EF_VERSION_MADE, version_made },
	{ EF_SEAL_RENEW, seal_renew },
	{ EF_TAKE_OVER, effect_take_over },
	{ EF_SEAL_LOST, seal_lost },
	{ EF_SEAL_FOUND, seal_found },
	{ EF_SEAL_RESUME, seal_resume },
	{ EF_SEAL_REVOKE, seal_revoke },
	{ EF_DROP_SEAL, drop_seal },
	{ EF_REGISTER, unit_contact },
	{ EF_CHILD, effect_open_child },
	{ EF_CHILD_CLOSE, effect_close_child },
	{ EF_WIPE, effect_wipe },
	{ EF_TASK, effect_task },
	{ EF_PARENT, effect_tell_parent },
	{ EF_NOTICE, effect_notice },
};

enum status
case_effects(struct req *r, struct dossier *d, const struct flow_row *row,
    const struct case_act *act, const struct device_result *dev,
    const char *statement)
{
	struct effect	 w = { r, d, row, act, dev, statement };
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && i < NITEMS(effects); i++)
		if (row->effects & effects[i].bit)
			st = effects[i].run(&w);
	if (st == ST_OK)
		st = effect_receipt(&w);
	return st == ST_OK ? effect_set_due(&w) : st;
}

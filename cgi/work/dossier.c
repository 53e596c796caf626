/* Loading a case: who may see it, and what the guards of T1 look at. */
#include <string.h>

#include "base/clock.h"
#include "form/form.h"
#include "trust/statement.h"
#include "work/answers.h"
#include "work/exchange.h"
#include "work/local.h"
#include "work/package.h"
#include "work/renew.h"
#include "work/takeover.h"

static const struct sql scope_sql = { .nin = 2, .text =
    "SELECT 1 FROM request_scope WHERE unit = $1 AND request = $2" };

/* Roles that see the requests of their unit and what lies below it. */
#define SEES_UNIT							\
	(ROLE_ANY & ~(ROLE_BIT(ROLE_APPLICANT) |			\
	ROLE_BIT(ROLE_AUDIT_ADMIN) | ROLE_BIT(ROLE_SYSTEM_ADMIN)))

static int
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* the own request, or one in the scope of the unit worked for. */
static enum status
visible(struct req *r, const struct request *q, int *yes)
{
	const struct value	 in[] = {
		v_text(r->actor->unit), v_text(q->id)
	};
	struct rows		*rows = NULL;
	enum status		 st;

	*yes = same(q->applicant, r->actor->person) ||
	    same(q->opener, r->actor->person);
	if (*yes || !web_has(r, SEES_UNIT))
		return ST_OK;
	st = store_query(r->db, &scope_sql, in, NITEMS(in), &rows, r->fault);
	if (st == ST_OK && (st = rows_next(rows, r->fault)) == ST_OK)
		*yes = 1;
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
case_imprint(struct req *r, const struct dossier *d, int64_t at,
    struct imprint *out)
{
	const struct seal	*s = &d->seal;

	if (d->business->flow != &flow_renew)
		return at == 0 ? imprint_load(r->db, r->pool, d->request.id,
		    out, r->fault) : imprint_at(r->db, r->pool,
		    d->request.id, at, out, r->fault);
	memset(out, 0, sizeof(*out));
	if (!d->has_seal || s->png.n != SM3_LEN)
		return ST_ABSENT;
	out->id = s->id;
	out->request = s->request;
	out->source = "seal";
	out->quality = "pass";
	out->png = s->png;
	out->um_w = s->um_w;
	out->um_h = s->um_h;
	return ST_OK;
}

/* ST_ABSENT is an answer too: the part is not there. */
static enum status
optional(enum status st, int *has)
{
	*has = st == ST_OK;
	return st == ST_ABSENT ? ST_OK : st;
}

static enum status
load_parent(struct req *r, struct dossier *d)
{
	struct request	 parent;
	enum status	 st;

	st = request_load(r->db, r->pool, d->request.parent, &parent,
	    r->fault);
	if (st == ST_OK)
		d->parent_number = parent.number;
	d->parent_reason = st == ST_OK ? parent.reason : NULL;
	return st;
}

/* its code comes from outside, where one is asked for. */
static int
is_cross(const struct dossier *d)
{
	return strcmp(d->app.scope, "cross") == 0;
}

int
case_wants_need(const struct dossier *d)
{
	return d->business->flow == &flow_apply &&
	    d->request.state != A0_DRAFT &&
	    strcmp(d->app.category, "personal") == 0;
}

static enum status
load_parts(struct req *r, struct dossier *d)
{
	struct request	*q = &d->request;
	enum status	 st;

	d->business = business_find(q->business);
	if (d->business == NULL)
		return fault_set(r->fault, ST_BROKEN, "business %s",
		    q->business);
	if ((st = case_keyd(r, &d->keyd)) != ST_OK ||
	    (st = application_load(r->db, r->pool, q->id, q->version,
	    &d->app, r->fault)) != ST_OK ||
	    (st = unit_load(r->db, r->pool, q->unit, &d->unit,
	    r->fault)) != ST_OK ||
	    (st = unit_load(r->db, r->pool, q->desk, &d->desk,
	    r->fault)) != ST_OK ||
	    (st = material_list(r->db, r->pool, q->id, &d->materials,
	    &d->nmaterials, r->fault)) != ST_OK ||
	    (st = request_history(r->db, r->pool, q->id, &d->history,
	    &d->nhistory, r->fault)) != ST_OK)
		return st;
	if (q->seal != NULL)
		st = optional(seal_load(r->db, r->pool, q->seal, &d->seal,
		    r->fault), &d->has_seal);
	if (st == ST_OK)
		st = optional(case_imprint(r, d, 0, &d->imprint),
		    &d->has_imprint);
	if (st == ST_OK && is_cross(d))
		st = coding_list(r->db, r->pool, q->id, &d->codings,
		    &d->ncodings, r->fault);
	if (st == ST_OK && case_wants_need(d))
		st = optional(need_last(r->db, r->pool, q->id, q->version,
		    &d->need, r->fault), &d->has_need);
	if (st == ST_OK && q->parent != NULL)
		st = load_parent(r, d);
	if (st == ST_OK)
		st = optional(request_child(r->db, r->pool, q->id, &d->child,
		    r->fault), &d->has_child);
	return st;
}

/* *seen 0: it is there, but not for this actor. */
static enum status
read_case(struct req *r, const char *id, struct dossier *out, int *seen)
{
	enum status	 st;

	*seen = 0;
	st = request_load(r->db, r->pool, id, &out->request, r->fault);
	if (st == ST_OK)
		st = visible(r, &out->request, seen);
	if (st != ST_OK || !*seen)
		return st;
	st = load_parts(r, out);
	return st == ST_OK ? case_gather(r, out) : st;
}

/*
 * All parts are of one moment; and SQLite looks once, not with each of
 * twenty statements, whether others have written meanwhile.
 */
enum status
case_load(struct req *r, const char *id, struct dossier *out)
{
	enum status	 st;
	int		 seen;

	memset(out, 0, sizeof(*out));
	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	if ((st = store_begin(r->db, STORE_READ, r->fault)) != ST_OK)
		return st;
	st = read_case(r, id, out, &seen);
	store_rollback(r->db);		/* nothing was written */
	if (st != ST_OK || seen)
		return st;
	audit_refusal(r->db, r->actor, "request.view", "request", id,
	    "不在本人或本单位的办理范围内");
	return fault_set(r->fault, ST_DENIED, "request %s: scope",
	    out->request.number);
}

enum status
case_load_number(struct req *r, const char *number, struct dossier *out)
{
	enum status	 st;

	memset(out, 0, sizeof(*out));
	st = request_by_number(r->db, r->pool, number, &out->request,
	    r->fault);
	if (st == ST_OK)
		st = load_parts(r, out);
	return st;
}

/* --- facts ---------------------------------------------------------------- */

size_t
case_gaps(const struct dossier *d, enum case_gap_kind kind)
{
	size_t	 i, n = 0;

	for (i = 0; i < d->ngaps; i++)
		n += d->gaps[i].kind == kind;
	return n;
}

static void
add_gap(struct dossier *d, enum case_gap_kind kind, const char *label)
{
	d->gaps[d->ngaps++] = (struct case_gap){ kind, label };
}

static bool
is_given(const char *item, void *arg)
{
	const struct dossier	*d = arg;
	size_t			 i;

	for (i = 0; i < d->nmaterials; i++)
		if (strcmp(d->materials[i].item, item) == 0)
			return true;
	return false;
}

/* each material that is needed and not there. */
static void
gaps_missing(struct dossier *d)
{
	const struct material	*m;
	size_t			 i = 0;

	while ((m = material_missing(d->business->materials,
	    d->business->nmaterials, &d->app, is_given, d, &i)) != NULL)
		add_gap(d, GAP_MATERIAL, m->label);
}

/* Carried over when it was returned: looked at, and not found good. */
static void
gaps_faulty(struct dossier *d)
{
	const struct material_row	*m;
	const struct material		*kind;
	size_t				 i;

	for (i = 0; d->request.state == A2_RETURNED && i < d->nmaterials;
	    i++) {
		m = &d->materials[i];
		kind = material_find(d->business->materials,
		    d->business->nmaterials, m->item);
		if (m->verdict == NULL && m->checker != NULL)
			add_gap(d, GAP_FAULT, kind == NULL ? m->item :
			    kind->label);
	}
}

static enum status
gaps_answers(struct req *r, struct dossier *d)
{
	struct form_state	 state;
	enum status		 st;
	size_t			 i;

	if ((st = answers_check(r, d, &state)) != ST_OK)
		return st;
	for (i = 0; i < state.form->n; i++)
		if (state.entries[i].error != NULL)
			add_gap(d, GAP_ANSWER, state.form->fields[i].label);
	if (state.general != NULL)
		add_gap(d, GAP_ANSWER, state.general);
	return ST_OK;
}

/* The first of the gaps, as the page and the refusal say it. */
static const char *
gap_words(struct req *r, const struct dossier *d)
{
	const struct case_gap	*g = d->gaps;

	if (d->ngaps == 0)
		return NULL;
	if (g->kind == GAP_ANSWER)
		return pool_printf(r->pool, "申请信息有 %zu 处需要填写或修改",
		    case_gaps(d, GAP_ANSWER));
	if (g->kind == GAP_REASON)
		return pool_printf(r->pool, "请选择%s", g->label);
	return pool_printf(r->pool, "请%s“%s”", g->kind == GAP_FAULT ?
	    "重新上传需要补正的" : "上传", g->label);
}

/* All that keeps a draft, or what came back, from submitting. */
static enum status
gather_complete(struct req *r, struct dossier *d)
{
	const size_t	 most = answers_form.n + 3 + d->business->nmaterials +
	    d->nmaterials;
	enum status	 st = ST_OK;

	d->ngaps = 0;
	if (d->request.state != A0_DRAFT && d->request.state != A2_RETURNED)
		return ST_OK;
	d->gaps = pool_array(r->pool, most, sizeof(*d->gaps));
	if (d->gaps == NULL)
		return fault_set(r->fault, ST_BROKEN, "gaps: memory");
	if (d->business->flow == &flow_apply)
		st = gaps_answers(r, d);
	else if (d->request.reason == NULL && d->business->reasons != NULL)
		add_gap(d, GAP_REASON, d->business->asked);
	if (d->business->flow == &flow_renew && case_in_device(&d->app) &&
	    *d->app.asked == '\0')
		add_gap(d, GAP_PACKAGE, "续期数据包");
	if (same(d->request.reason, REASON_CONTACT) &&
	    !exchange_contact_differs(d))
		add_gap(d, GAP_ANSWER, "变更后的联系方式");
	if (!renewal_is_self(&d->request))
		gaps_missing(d);
	gaps_faulty(d);
	d->facts.incomplete = gap_words(r, d);
	return st;
}

static void
gather_materials(struct dossier *d)
{
	size_t	 i;

	d->facts.all_judged = 1;
	for (i = 0; i < d->nmaterials; i++) {
		if (d->materials[i].verdict == NULL)
			d->facts.all_judged = 0;
		else if (strcmp(d->materials[i].verdict, "fault") == 0)
			d->facts.any_fault = 1;
	}
}

/* R-006, P-32: with a licence that is in force, where the region asks. */
static enum status
gather_licence(struct req *r, struct dossier *d)
{
	struct licence	 l;
	enum status	 st;

	if (d->facts.cannot_make != NULL || !policy_has(r->db, "P-32", "1"))
		return ST_OK;
	st = licence_last(r->db, r->pool, d->request.maker, &l, r->fault);
	if (st == ST_OK || st == ST_ABSENT)
		d->facts.cannot_make = licence_fault(st == ST_OK ? &l : NULL,
		    clock_now());
	return st == ST_ABSENT ? ST_OK : st;
}

/* only an approved unit that is not suspended makes. */
static enum status
gather_maker(struct req *r, struct dossier *d)
{
	struct unit	 maker;
	enum status	 st;

	st = unit_load(r->db, r->pool, d->request.maker, &maker, r->fault);
	if (st != ST_OK)
		return st;
	if (!(maker.functions & FUNCTION_MAKING))
		d->facts.cannot_make = "这个单位不是制作单位";
	else if (!maker.making_approved)
		d->facts.cannot_make = "制作单位尚未经监管单位批准";
	else if (maker.making_suspended)
		d->facts.cannot_make = "制作单位已被暂停制作";
	return gather_licence(r, d);
}

/* what the catalogue lets the unit have, one seal a name. */
static enum status
gather_catalogue(struct req *r, struct dossier *d)
{
	enum status	 st;
	int		 taken;

	st = application_name_taken(r->db, d->request.unit,
	    d->app.seal_name, &taken, r->fault);
	if (st == ST_OK && taken && d->request.parent == NULL)
		d->facts.bad_catalogue =
		    "本单位已有同名的有效电子印章，不能再批准";
	if (st == ST_OK && d->facts.bad_catalogue == NULL &&
	    d->request.state == A7_ENTERED)
		st = answers_kind_fault(r, d->request.parent == NULL ?
		    d->request.unit : NULL, d->app.sub_kind,
		    &d->facts.bad_catalogue);
	if (strcmp(d->unit.state, "proposed") == 0)
		d->facts.bad_catalogue =
		    "使用单位尚未核实，请先在单位管理中核实";
	return st;
}

static enum status
gather_keeper(struct req *r, struct dossier *d)
{
	struct person	 keeper;
	enum status	 st;

	if (!d->has_seal || d->seal.keeper == NULL)
		return ST_OK;
	d->facts.has_keeper = 1;
	st = person_load(r->db, r->pool, d->seal.keeper, &keeper, r->fault);
	if (st == ST_OK)
		d->facts.keeper_has_pin = keeper.serial != NULL &&
		    !r->actor->must_change_pin;
	return st;
}

/*
 * the organisation has said so of these very answers; a word that was
 * changed, or is about others, is none.
 */
static enum status
gather_need(struct req *r, struct dossier *d)
{
	static const char	 none[] = "申请单位还没有审核这枚个人印章的"
	    "实际需要，由该单位的用章审核员在办件里办理";
	struct kept_statement	*kept;
	struct statement	 said;
	unsigned char		 digest[32];
	enum status		 st;
	size_t			 i, n;

	if (!case_wants_need(d))
		return ST_OK;
	d->facts.unneeded = none;
	if (!d->has_need)
		return ST_OK;
	st = case_need_digest(r, d, &d->need, digest);
	if (st == ST_OK)
		st = statement_list(r->db, r->pool, d->request.id, &kept, &n,
		    r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		if (strcmp(kept[i].id, d->need.statement) == 0 &&
		    strcmp(kept[i].action, ACT_REQUEST_NEED) == 0 &&
		    statement_read(kept[i].der, &said, r->fault) == ST_OK &&
		    statement_matches(&said, digest))
			d->facts.unneeded = d->need.agreed ? NULL :
			    pool_printf(r->pool, "申请单位认为没有实际需要：%s",
			    d->need.note);
	return st;
}

static int
child_is_open(const struct dossier *d)
{
	return d->has_child && !flow_is_final(&flow_apply, d->child.state);
}

/*
 * P-30, R-098: whether the old seal ends before the new one is asked for.  A
 * changed credit code leaves it valid until then.
 */
static int
ends_old_first(const struct req *r, const struct request *q)
{
	return (q->reason == NULL || strcmp(q->reason, "code") != 0) &&
	    policy_has(r->db, "P-30", "before");
}

/* Where the last step of this event led; -1: it was never taken. */
static int
last_led(const struct dossier *d, int event)
{
	const struct flow	*flow = d->business->flow;
	size_t			 i;

	for (i = d->nhistory; i-- > 0;)
		if (flow_event(flow, d->history[i].event) == event)
			return flow_state(flow, d->history[i].to);
	return -1;
}

/* What the region's rules say of the way: P-06, P-18, P-34, P-35, P-36. */
static void
gather_rules(struct req *r, struct dossier *d)
{
	struct request_facts	*f = &d->facts;

	if (d->business->flow == &flow_apply) {
		f->permit_first = policy_has(r->db, "P-36", "before");
		f->three = policy_has(r->db, "P-35", "three");
		f->confirm_late = policy_has(r->db, "P-18", "0");
		f->unasked = last_led(d, EV_PUT_IMAGE) == A6_CONFIRMED;
		f->code_first = policy_has(r->db, "P-34", "1");
		f->certified = last_led(d, EV_CERTIFY) != -1;
		f->coded = last_led(d, EV_CODE) != -1;
	} else if (d->business->flow == &flow_loss) {
		f->lost_ends = policy_has(r->db, "P-06", LOSS_ENDS);
		f->lost_returns = policy_has(r->db, "P-06", LOSS_RETURNS);
		f->lost_anew = policy_has(r->db, "P-06", LOSS_ANEW);
	}
}

enum status
case_gather(struct req *r, struct dossier *d)
{
	const struct request	*q = &d->request;
	const char		*me = r->actor->person;
	struct request_facts	*f = &d->facts;
	const int64_t		 now = clock_now();
	enum status		 st;

	memset(f, 0, sizeof(*f));
	f->own = same(q->applicant, me);
	f->opener = same(q->opener, me) || same(q->submitter, me);
	f->was_clerk = same(q->clerk, me);
	f->was_checker = same(q->checker, me);
	f->was_assenter = same(q->approver, me);
	f->assented = q->approver != NULL;
	if (d->business->flow == &flow_change ||
	    d->business->flow == &flow_replace)
		f->old_first = ends_old_first(r, q);
	f->contact_only = d->business->flow == &flow_change &&
	    same(q->reason, REASON_CONTACT);
	f->urgent = q->urgent;
	f->waiting = q->waiting;
	f->agreed = d->app.agreement > 0;
	f->declared = d->app.declared;
	f->has_image = d->has_imprint;
	f->image_confirmed = d->has_imprint && d->imprint.confirmed != 0;
	f->failed = q->failed;
	f->cross = is_cross(d);
	f->bad_coding = "还没有取得国家平台赋予的编码，请登记答复或者人工录入";
	gather_rules(r, d);
	f->overdue = q->due != 0 && now >= q->due;
	f->child_open = child_is_open(d);
	f->child_active = d->has_child && d->child.state == A14_COMPLETED;
	if (d->has_seal) {
		f->seal_lost = d->seal.state == S4_LOST;
		f->seal_suspended = d->seal.state == S5_SUSPENDED;
		f->seal_expired = seal_state_now(&d->seal, now) == S6_EXPIRED;
	}
	if (d->business->flow == &flow_apply && d->unit.falsified != NULL)
		f->barred = pool_printf(r->pool, "本单位在办件 %s 中被认定提供"
		    "虚假材料，须由监管单位解除后才能提交申请",
		    d->unit.falsified);
	gather_materials(d);
	if (d->business->flow == &flow_renew &&
	    (st = renewal_gather(r, d)) != ST_OK)
		return st;
	if (d->business->flow == &flow_import &&
	    (st = takeover_gather(r, d)) != ST_OK)
		return st;
	if ((st = gather_complete(r, d)) != ST_OK ||
	    (st = gather_maker(r, d)) != ST_OK ||
	    (st = gather_need(r, d)) != ST_OK ||
	    (st = gather_catalogue(r, d)) != ST_OK ||
	    (st = gather_keeper(r, d)) != ST_OK)
		return st;
	if (q->seal != NULL && d->business->flow != &flow_apply)
		st = request_open_for(r->db, r->pool, q, &f->other_open,
		    r->fault);
	if (st == ST_OK && f->other_open != NULL)
		f->other_open = pool_printf(r->pool,
		    "这枚印章已有在办的申请（%s），请等它办结", f->other_open);
	return st;
}

/*
 * The demonstration's cases: a row of T1 after the other, each by the person
 * whose step it is.  One seal is put into use; the others show what an office
 * meets: cases that wait at each desk, a seal lost, one ended, one exchanged,
 * and, made a while ago, one that is over, one that can be renewed and one
 * nobody used (demo_idle.c).
 */
#include <sys/mman.h>

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "picture/picture.h"
#include "sheet/sheet.h"
#include "work/answers.h"
#include "work/demo_local.h"
#include "work/local.h"
#include "work/urgent.h"

#define SCHOOL	DU_USING, "applicant", "keeper", "鲍保管"
#define NOW	DEMO_NOW, NULL, SCHOOL

/*
 * What becomes of each: the last step of its application, and what its seal
 * meets afterwards.  The first is the one the other pages are tried with.
 */
static const struct demo_plan {
	const char	*suffix, *sub_kind, *physical;
	int		 until;		/* event */
	const char	*meets;		/* business; NULL: nothing */
	enum demo_when	 when;
	const char	*validity;	/* P-03 for it; NULL: the rule's */
	enum demo_unit	 unit;
	const char	*applicant, *keeper, *keeper_name;
} plans[] = {
	{ "", "FR", "9901020000001", EV_ACTIVATE, NULL, NOW },
	{ "合同专用章", "HT", "9901020000002", EV_ACTIVATE, "loss", NOW },
	{ "财务专用章", "CW", "9901020000003", EV_ACTIVATE, "cancel", NOW },
	{ "证明专用章", "ZM", "9901020000004", EV_ACTIVATE, "change", NOW },
	{ "业务专用章", "YW", "9901020000005", EV_LOAD, NULL, NOW },
	{ "检验专用章", "SY", "9901020000006", EV_ENTER, NULL, NOW },
	{ "公文专用章", "GW", "9901020000007", EV_VERIFY, NULL, NOW },
	{ "证照专用章", "ZZ", "9901020000008", EV_SUBMIT, NULL, NOW },
	/* over, within the days of P-02; in the months of P-01; not used */
	{ "教务处", "NS", "9901020000010", EV_ACTIVATE, NULL, DEMO_PAST, "1m",
	  SCHOOL },
	{ "培训部", "NS", "9901020000011", EV_ACTIVATE, NULL, DEMO_LATELY,
	  "3m", SCHOOL },
	{ "总务处", "NS", "9901020000012", EV_ACTIVATE, NULL, DEMO_PAST, NULL,
	  SCHOOL },
	/* the desk's own, for its receipts */
	{ "", "FR", "9901020000009", EV_ACTIVATE, NULL, DEMO_LATELY, NULL,
	  DU_DESK, DEMO_WINDOW_KEEPER, DEMO_WINDOW_KEEPER, "钱保管" },
};

static const struct answers demo_answers = {
	.secret = "open",
	.org_type = "institution", .agent_name = "景经办",
	.agent_idno = "371002199003070011", .agent_phone = "13800138000",
	.category = "unit", .scope = "industry",
	.delivery = "hosted", .holder_name = "", .holder_role = "",
	.physical_none = "",
	.rev = "",
};

static enum status
keep_answers(struct req *r, struct dossier *c, void *arg)
{
	enum status	 st;

	(void)arg;
	st = application_save(r->db, c->request.id, c->request.version,
	    &c->app, r->fault);
	return st == ST_OK ? application_index(r->db, c->request.id, &c->app,
	    r->fault) : st;
}

/* Deriving from a PIN takes its time: the key stays unlocked for the next. */
enum status
demo_become(struct demo *d, const char *login)
{
	enum status	 st;

	if (d->who != NULL && strcmp(d->who, login) == 0)
		return ST_OK;
	st = console_as(d->c, login, DEMO_PIN);
	d->who = st == ST_OK ? login : NULL;
	return st;
}

/* A step as a person; the case is loaded anew, as a page would. */
static enum status
step_as(struct demo *d, const char *login, const char *id, int event,
    enum status (*before)(struct demo *, struct dossier *),
    enum status (*inside)(struct req *, struct dossier *, void *))
{
	const struct case_act	 act = {
		.event = event, .inside = inside, .arg = d,
	};
	struct dossier		 c;
	const char		*why = NULL;
	enum status		 st;

	if ((st = demo_become(d, login)) != ST_OK ||
	    (st = case_load(d->r, id, &c)) != ST_OK)
		return st;
	if (before != NULL && (st = before(d, &c)) != ST_OK)
		return st;
	st = case_take(d->r, &c, &act, &why);
	if (st != ST_OK && why != NULL)
		fault_in(d->f, st, why);
	return st;
}

static enum status
fill_answers(struct demo *d, struct dossier *c)
{
	struct answers	 a = demo_answers;

	a.org_code = d->unit[d->plan->unit].code;
	a.org_name = d->unit[d->plan->unit].name;
	a.org_address = d->unit[d->plan->unit].address;
	a.keeper_name = d->plan->keeper_name;
	a.keeper_login = d->plan->keeper;
	a.org_region = DEMO_REGION;
	a.seal_name = pool_printf(d->c->pool, "%s%s", a.org_name,
	    d->plan->suffix);
	a.sub_kind = d->plan->sub_kind;
	a.physical_number = d->plan->physical;
	return answers_take(d->r, c, &a);
}

static enum status
promise(struct demo *d, struct dossier *c)
{
	(void)d;
	c->app.agreement = 1;
	c->app.declared = 1;
	c->facts.agreed = c->facts.declared = 1;
	return ST_OK;
}

/* A sealed paper, invented, as each material. */
static enum status
put_material(struct demo *d, struct dossier *c, const struct material *m)
{
	static const char	*const words[] = {
		"本材料为演示系统自动生成，不代表任何真实单位或个人。",
	};
	const struct sheet	 sheet = {
		.kind = SHEET_LETTER, .title = m->label,
		.issuer = c->unit.name, .number = "演示〔2026〕1号",
		.paragraphs = words, .nparagraphs = NITEMS(words),
		.ms = clock_now(), .demo = 1,
	};
	struct form_file	 file = {
		.name = pool_printf(d->c->pool, "%s.pdf", m->label),
		.type = "application/pdf", .fd = -1,
	};
	struct buf		 pdf;
	const char		*why = NULL;
	enum status		 st;

	buf_init(&pdf, LIMIT_MATERIAL);
	st = sheet_write(&sheet, &pdf, d->f);
	if (st == ST_OK && (file.fd = memfd_create("material",
	    MFD_CLOEXEC)) == -1)
		st = fault_set(d->f, ST_BROKEN, "memfd");
	if (st == ST_OK)
		st = file_write_fd(file.fd, buf_view(&pdf), d->f);
	file.size = pdf.n;
	if (st == ST_OK)
		st = case_material_put(d->r, c, m, &file, &why);
	if (file.fd != -1)
		close(file.fd);
	buf_free(&pdf);
	return st;
}

static enum status
put_materials(struct demo *d, const char *login, const char *id)
{
	struct dossier	 c;
	enum status	 st;
	size_t		 i;

	if ((st = demo_become(d, login)) != ST_OK ||
	    (st = case_load(d->r, id, &c)) != ST_OK)
		return st;
	for (i = 0; st == ST_OK && i < c.business->nmaterials; i++)
		if (material_needed(&c.business->materials[i], &c.app))
			st = put_material(d, &c, &c.business->materials[i]);
	return st;
}

static enum status
judge_all(struct demo *d, struct dossier *c)
{
	size_t	 i;

	(void)d;
	for (i = 0; i < c->nmaterials; i++)
		c->materials[i].verdict = "ok";
	c->facts.all_judged = 1;
	return ST_OK;
}

static enum status
keep_verdicts(struct req *r, struct dossier *c, void *arg)
{
	enum status	 st = ST_OK;
	size_t		 i;

	(void)arg;
	for (i = 0; st == ST_OK && i < c->nmaterials; i++)
		st = material_judge(r->db, c->request.id,
		    c->materials[i].item, "ok", NULL, r->actor->person,
		    clock_now(), r->fault);
	return st;
}

/* Draw the picture by the rule of the unit, 样章 across it. */
static enum status
draw_imprint(struct demo *d, struct dossier *c)
{
	struct picture_design	 design;
	struct image		 im = { 0 };
	unsigned char		*sm3 = pool_alloc(d->c->pool, 32);
	char			*id = pool_alloc(d->c->pool, ID_LEN + 1);
	struct buf		 png;
	enum status		 st;

	if (sm3 == NULL || id == NULL)
		return fault_set(d->f, ST_BROKEN, "imprint: memory");
	picture_preset(picture_rule("institution", c->app.sub_kind), &design);
	/* a kind has its line below; a department is named on the ring */
	design.ring_text = design.lower_text != NULL ? c->app.org_name :
	    c->app.seal_name;
	design.number = c->app.physical_number;
	design.sample = 1;
	buf_init(&png, LIMIT_SEAL);
	st = picture_draw(&design, PICTURE_DPI, &im, NULL, d->f);
	if (st == ST_OK)
		st = picture_png_write(&im, &png, d->f);
	if (st == ST_OK)
		st = content_put(d->c->content, buf_view(&png), "image/png",
		    sm3, d->f);
	buf_free(&png);
	id_new(id);
	c->imprint = (struct imprint){
		.id = id, .request = c->request.id, .source = "drawn",
		.png = bytes_of(sm3, 32), .um_w = im.um_w, .um_h = im.um_h,
		.px_w = im.width, .px_h = im.height, .quality = "pass",
		.added = clock_now(), .person = d->c->actor.person,
	};
	c->has_imprint = 1;
	picture_free(&im);
	return st;
}

static enum status
keep_imprint(struct req *r, struct dossier *c, void *arg)
{
	(void)arg;
	return imprint_add(r->db, &c->imprint, r->fault);
}

static enum status
keep_confirmation(struct req *r, struct dossier *c, void *arg)
{
	(void)arg;
	return imprint_confirm(r->db, c->imprint.id, NULL, clock_now(),
	    r->fault);
}

static enum status
enter(struct demo *d, struct dossier *c)
{
	c->app.approving_name = d->unit[DU_DESK].name;
	c->app.approving_region = DEMO_REGION;
	return ST_OK;
}

static enum status
take_code(struct req *r, struct dossier *c, void *arg)
{
	char	 code[SEAL_CODE_TEXT];

	(void)arg;
	return seal_code_take(r->db, c->app.org_region, c->request.id, code,
	    r->fault);
}

static enum status
receiver(struct demo *d, struct dossier *c)
{
	(void)d;
	c->facts.has_receiver = 1;
	return ST_OK;
}

static enum status
keep_delivery(struct req *r, struct dossier *c, void *arg)
{
	const struct demo	*d = arg;
	const struct delivery	 v = {
		.receiver = d->plan->keeper_name, .identity = "居民身份证 3710************11",
		.form = "hosted", .clerk = r->actor->person,
		.statement = "", .at = clock_now(),
	};

	return delivery_add(r->db, c->request.id, &v, r->fault);
}

/* The whole way, a row of T1 each. */
static const struct {
	const char	*login;
	int		 event;
	enum status	(*before)(struct demo *, struct dossier *);
	enum status	(*inside)(struct req *, struct dossier *, void *);
} way[] = {
	{ "applicant", EV_SUBMIT, promise, keep_answers },
	{ "checker", EV_VERIFY, judge_all, keep_verdicts },
	{ "maker", EV_PUT_IMAGE, draw_imprint, keep_imprint },
	{ "applicant", EV_CONFIRM_IMAGE, NULL, keep_confirmation },
	{ "maker", EV_ENTER, enter, keep_answers },
	{ "approver", EV_APPROVE, NULL, NULL },
	{ "maker", EV_CERTIFY, NULL, NULL },
	{ "maker", EV_CODE, NULL, take_code },
	{ "maker", EV_GENERATE, NULL, NULL },
	{ "maker", EV_LOAD, NULL, NULL },
	{ "checker", EV_DELIVER, receiver, keep_delivery },
	{ "keeper", EV_ACTIVATE, NULL, NULL },
};

enum status
demo_rule(struct demo *d, const struct policy_value *value)
{
	const struct policy_why	 why = { .reason = "演示" };
	int64_t			 version;
	enum status		 st;

	if ((st = store_begin(d->r->db, STORE_WRITE, d->f)) != ST_OK)
		return st;
	st = policy_set(d->r->db, value, 1, &why, POLICY_ANY, &version, d->f);
	return store_end(d->r->db, st, d->f);
}

/* P-03 counts from the day a case is opened (cgi/work/open.c). */
static enum status
set_validity(struct demo *d, const char *validity)
{
	const struct policy_value	 value = { "P-03", validity };

	return validity == NULL ? ST_OK : demo_rule(d, &value);
}

static enum status
open_case(struct demo *d, char id[ID_LEN + 1])
{
	const struct case_new	 what = {
		.business = business_find("apply"),
		.unit = d->unit[d->plan->unit].id,
	};
	char			 number[NUMBER_TEXT];
	enum status		 st;

	st = demo_become(d, d->plan->applicant);
	if (st == ST_OK)
		st = case_open(d->r, &what, id, number);
	if (st == ST_OK)
		st = step_as(d, d->plan->applicant, id, EV_SAVE,
		    fill_answers, keep_answers);
	return st == ST_OK ? put_materials(d, d->plan->applicant, id) : st;
}

/* --- what a seal meets ----------------------------------------------------- */

static enum status
report_lost(struct demo *d, const struct seal *s)
{
	const struct urgent	 u = { .seal = s->id,
				    .reason = "carrier-lost" };
	struct urgent_done	 done;
	const char		*why = NULL;
	enum status		 st = demo_become(d, "keeper");

	return st == ST_OK ? urgent_report(d->r, &u, &done, &why) : st;
}

static enum status
give_reason(struct req *r, struct dossier *c, void *arg)
{
	(void)r;
	(void)arg;
	c->request.reason = c->business->flow == &flow_cancel ?
	    "electronic-ended" : "physical";
	return ST_OK;
}

/* Asked for by the unit, verified, agreed to and done. */
static enum status
end_seal(struct demo *d, const struct seal *s, const char *business)
{
	static const struct {
		const char	*login;
		int		 event;
		enum status	(*before)(struct demo *, struct dossier *);
		enum status	(*inside)(struct req *, struct dossier *,
				    void *);
	} steps[] = {
		{ "applicant", EV_SAVE, NULL, give_reason },
		{ "applicant", EV_SUBMIT, promise, keep_answers },
		{ "checker", EV_VERIFY, judge_all, keep_verdicts },
		{ "approver", EV_ASSENT, NULL, NULL },
		{ "operator", EV_REVOKE, NULL, NULL },
	};
	struct application	 app;
	const struct case_new	 what = {
		.business = business_find(business), .unit = s->unit,
		.seal = s->id, .app = &app,
	};
	char			 id[ID_LEN + 1], number[NUMBER_TEXT];
	enum status		 st;
	size_t			 i;

	if ((st = demo_become(d, "applicant")) != ST_OK ||
	    (st = case_seal_answers(d->r, s, &app)) != ST_OK ||
	    (st = case_open(d->r, &what, id, number)) != ST_OK ||
	    (st = put_materials(d, "applicant", id)) != ST_OK)
		return st;
	for (i = 0; st == ST_OK && i < NITEMS(steps); i++)
		st = step_as(d, steps[i].login, id, steps[i].event,
		    steps[i].before, steps[i].inside);
	return st;
}

static enum status
meet(struct demo *d, const char *business, const char *request)
{
	struct seal	 s;
	enum status	 st;

	if (business == NULL)
		return ST_OK;
	st = seal_of_request(d->r->db, d->c->pool, request, &s, d->f);
	if (st != ST_OK)
		return st;
	return strcmp(business, "loss") == 0 ? report_lost(d, &s) :
	    end_seal(d, &s, business);
}

/* --- all of them ------------------------------------------------------------ */

/* Whether the way of a plan goes as far as the step. */
static int
goes_to(const struct demo_plan *p, size_t step)
{
	size_t	 i;

	for (i = 0; i < step; i++)
		if (way[i].event == p->until)
			return 0;
	return 1;
}

/* Whose step it is: the unit's own people, or the office's. */
static const char *
login_of(const struct demo *d, const char *login)
{
	return strcmp(login, "applicant") == 0 ? d->plan->applicant :
	    strcmp(login, "keeper") == 0 ? d->plan->keeper : login;
}

static enum status
open_cases(struct demo *d, enum demo_when when, size_t n,
    char id[][ID_LEN + 1])
{
	const char	*usual;
	enum status	 st;
	size_t		 k;

	st = policy_text(d->r->db, d->c->pool, "P-03", &usual, d->f);
	for (k = 0; st == ST_OK && k < n; k++) {
		if (plans[k].when != when)
			continue;
		d->plan = &plans[k];
		st = set_validity(d, d->plan->validity);
		if (st == ST_OK)
			st = open_case(d, id[k]);
		if (st == ST_OK && d->plan->validity != NULL)
			st = set_validity(d, usual);
	}
	return st;
}

/* A step in all cases, then the next: each person unlocks the own key once. */
enum status
demo_cases(struct demo *d, enum demo_when when, int all)
{
	const size_t	 n = all ? NITEMS(plans) : 1;
	char		 id[NITEMS(plans)][ID_LEN + 1];
	enum status	 st;
	size_t		 i, k;

	st = open_cases(d, when, n, id);
	for (i = 0; st == ST_OK && i < NITEMS(way); i++)
		for (k = 0; st == ST_OK && k < n; k++) {
			if (plans[k].when != when || !goes_to(&plans[k], i))
				continue;
			d->plan = &plans[k];
			st = step_as(d, login_of(d, way[i].login), id[k],
			    way[i].event, way[i].before, way[i].inside);
			if (st != ST_OK)
				fault_in(d->f, st, flow_apply.events[
				    way[i].event].name);
		}
	for (k = 0; st == ST_OK && k < n; k++)
		if (plans[k].when == when)
			st = meet(d, plans[k].meets, id[k]);
	return st;
}

/*
 * 审批: the desk checks item by item and decides; the approver agrees or
 * sends back; the RA operator freezes, releases and ends.  What may be done
 * stands in the state tables; what is common with 制章 in work/desk.
 */
#include <string.h>

#include "page/keys.h"
#include "page/part.h"
#include "work/answers.h"
#include "work/desk.h"
#include "work/fees.h"
#include "work/figures.h"
#include "work/filings.h"
#include "work/ledger.h"
#include "work/paper.h"
#include "work/takeover.h"

/* --- the case ------------------------------------------------------------ */

static void
fill_proposed(struct req *r, const struct dossier *d, struct page *page)
{
	struct page	*p;

	if (strcmp(d->unit.state, "proposed") != 0)
		return;
	p = page_add(page, K_PROPOSED);
	page_printf(p, K_SENTENCE, "“%s”（%s）由申请人或窗口登记，"
	    "核实后才能审批。", d->unit.name, d->unit.code);
	if (d->facts.own || d->facts.opener)
		page_show(p, K_NOT_MINE);
	else if (web_has(r, DESK_CLERKS))
		part_confirm(p, K_CONFIRM, desk_path(r, d, "/unit"),
		    "核实单位", NULL, NULL, 0);
}

/* What changed against the version before. */
static enum status
fill_changes(struct req *r, const struct dossier *d, struct page *page)
{
	struct answer_line	 rows[ANSWER_LINES], was[ANSWER_LINES];
	struct application	 before;
	struct page		*p = NULL, *c;
	enum status		 st;
	size_t			 i, n;

	if (d->request.version < 2)
		return ST_OK;
	st = application_load(r->db, r->pool, d->request.id,
	    d->request.version - 1, &before, r->fault);
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_OK : st;
	n = answers_lines(&d->app, rows);
	answers_lines(&before, was);
	for (i = 0; i < n; i++) {
		if (strcmp(was[i].value, rows[i].value) == 0)
			continue;
		if (p == NULL)
			p = page_add(page, K_CHANGED);
		c = page_add(p, K_CHANGE);
		page_set(c, K_LABEL, rows[i].label);
		page_set(c, K_BEFORE, was[i].value);
		page_set(c, K_VALUE, rows[i].value);
	}
	return ST_OK;
}

static void
add_paper(const struct dossier *d, struct page *page, const char *name,
    const char *label)
{
	struct page	*p = page_add(page, K_PAPER);

	page_set(p, K_LABEL, label);
	page_printf(p, K_HREF, "%s/%s/paper/%s", d->business->path,
	    d->request.id, name);
}

static enum status
fill_papers(struct req *r, const struct dossier *d, struct page *page)
{
	struct paper_offer	 offers[RECEIPT_KIND__N];
	struct page		*p;
	enum status		 st;
	int64_t			 v;
	size_t			 i, n;

	for (v = 1; v < d->request.version; v++) {
		p = page_add(page, K_VERSION);
		page_int(p, K_N, v);
		page_set(p, K_HREF, desk_path(r, d, pool_printf(r->pool,
		    "/version/%lld", (long long)v)));
	}
	add_paper(d, page, "form", "申请表");
	if (d->business->flow == &flow_apply)
		add_paper(d, page, "collect", "印模采集表");
	st = paper_offers(r, d, offers, &n);
	for (i = 0; st == ST_OK && i < n; i++)
		add_paper(d, page, receipt_name(offers[i].kind),
		    pool_printf(r->pool, "%s（%s）", offers[i].title,
		    paper_words(&offers[i])));
	return st;
}

/* Whether the items can be judged now by this person. */
static int
is_checking(const struct req *r, const struct dossier *d)
{
	const char	*why;
	int		 may;

	return web_has(r, ROLE_BIT(ROLE_CHECKER)) && desk_deed_shown(r, d,
	    desk_deed("verify"), &may, &why) && may;
}

static const char *
typed(const struct form_state *state, const char *name)
{
	size_t	 i;

	for (i = 0; i < state->form->n; i++)
		if (strcmp(state->form->fields[i].name, name) == 0)
			return state->entries[i].typed;
	return "";
}

/* Nobody at this desk decides now: say who does. */
static void
fill_nothing(struct req *r, const struct dossier *d, struct page *page)
{
	static const struct {
		const char	*stage, *words;
	} whose[] = {
		{ "draft", "申请尚未提交。" },
		{ "check", "等待核验人员核验。" },
		{ "approve", "等待审批人员审批。" },
		{ "make", "正在制作。" }, { "deliver", "等待交付。" },
		{ "applicant", "等待申请人办理。" },
		{ "waiting", "等待申请人办理后面的事项。" },
		{ "done", "已经办结，没有需要办理的事项。" },
	};
	const char	*stage = request_stage(d->request.state,
			    d->request.urgent);
	struct page	*p = page_add(page, K_NOTHING);
	size_t		 i;

	for (i = 0; i < NITEMS(whose); i++)
		if (strcmp(whose[i].stage, stage) == 0)
			page_set(p, K_SENTENCE, whose[i].words);
	if (d->request.state == A0_DRAFT && d->facts.opener)
		page_printf(page_add(p, K_GO_ON), K_HREF, "%s/%s",
		    d->business->path, d->request.id);
	(void)r;
}

/* What waits for this actor next, with the case that no longer does. */
static enum status
fill_following(struct req *r, const struct dossier *d, struct page *page)
{
	struct list_row	 row;
	struct page	*p;
	enum status	 st;

	st = desk_following(r, d->request.id, &row);
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_OK : st;
	p = page_add(page, K_FOLLOWING);
	page_set(p, K_ID, row.id);
	page_set(p, K_NUMBER, row.number);
	return ST_OK;
}

/* */
static enum status
fill_fees(struct req *r, const struct dossier *d, struct page *page)
{
	const char	*words;
	struct page	*p;
	enum status	 st = fees_words(r, d, &words, NULL);

	if (st != ST_OK || words == NULL)
		return st;
	p = page_add(page, K_FEES);
	page_set(p, K_VALUE, words);
	page_set(p, K_HREF, desk_path(r, d, "/fees"));
	return ST_OK;
}

static enum status
fill_desk(struct req *r, const struct dossier *d, struct page *page)
{
	const char	*bad = form_error_of(&r->form, "note");
	enum status	 st = ST_OK;

	page_set(page, K_ACTION, desk_path(r, d, "/decide"));
	page_int(page, K_REV, d->request.rev);
	page_set(page, K_NOTE, typed(&r->form, "note"));
	page_set(page, K_REMARK, typed(&r->form, "remark"));
	page_show_if(page, K_FALSIFIED, *typed(&r->form, "falsified") != '\0');
	if (bad != NULL)
		page_set(page_add(page, K_BAD_NOTE), K_SENTENCE, bad);
	form_fill_errors(page, &r->form);
	if (!desk_fill_deeds(r, d, page)) {
		fill_nothing(r, d, page);
		st = fill_following(r, d, page);
	}
	if (strcmp(request_stage(d->request.state, 0), "make") == 0 &&
	    d->business->flow == &flow_apply)
		page_printf(page_add(page, K_TO_ISSUE), K_HREF, "/issue/%s",
		    d->request.id);
	if (st == ST_OK && web_has(r, DESK_CLERKS))
		st = fill_fees(r, d, page);
	return st;
}

static enum status
case_page(struct req *r, struct dossier *d)
{
	struct page	*p;
	enum status	 st;

	p = web_page_new(r, "approve/show", pool_printf(r->pool, "%s %s",
	    d->business->label, d->request.number));
	if ((st = show_case(r, d, p, desk_path(r, d, ""), 1)) != ST_OK)
		return st;
	fill_proposed(r, d, p);
	takeover_fill(r, d, p);
	if (web_has(r, ROLE_BIT(ROLE_CHECKER)) && d->app.agent_box.n > 0)
		page_set(page_add(p, K_REVEAL), K_ACTION, desk_path(r, d,
		    "/reveal"));
	if ((st = fill_desk(r, d, p)) != ST_OK ||
	    (st = fill_changes(r, d, p)) != ST_OK)
		return st;
	if ((st = fill_papers(r, d, p)) != ST_OK ||
	    (st = desk_fill_view(r, d, p)) != ST_OK)
		return st;
	if (is_checking(r, d)) {
		struct page *c = page_add(p, K_CHECKING);

		page_show(p, K_SAVING);
		page_set(c, K_REMARK, typed(&r->form, "remark"));
		st = desk_fill_checks(r, d, &r->form, c);
	}
	return st == ST_OK ? web_page(r, p) : st;
}

static enum status
show_case_page(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = case_load(r, web_piece(r, "id"), &d)) != ST_OK ||
	    (st = desk_start(r, &d, &r->form)) != ST_OK)
		return st;
	return case_page(r, &d);
}

/* what an earlier version said, and came with. */
static enum status
show_version(struct req *r)
{
	const int64_t	 v = desk_rev(web_piece(r, "version"));
	struct dossier	 d;
	struct page	*p;
	enum status	 st;

	if ((st = case_load(r, web_piece(r, "id"), &d)) != ST_OK)
		return st;
	if (v < 1 || v >= d.request.version)
		return fault_set(r->fault, ST_ABSENT, "no version %lld",
		    (long long)v);
	st = application_load(r->db, r->pool, d.request.id, v, &d.app,
	    r->fault);
	if (st == ST_OK)
		st = material_list_of(r->db, r->pool, d.request.id, v,
		    &d.materials, &d.nmaterials, r->fault);
	if (st != ST_OK)
		return st;
	d.request.version = v;
	p = web_page_new(r, "approve/version", pool_printf(r->pool,
	    "%s 第 %lld 稿", d.request.number, (long long)v));
	show_head(r, &d, p, 1);
	page_int(p, K_N, v);
	page_set(p, K_BACK, desk_path(r, &d, ""));
	show_answers(r, &d, p, NULL);
	show_materials(r, &d, p, desk_path(r, &d, ""));
	return web_page(r, p);
}

/* --- deciding ------------------------------------------------------------ */

/* 保存: the verdicts so far; nothing is decided yet.  Then the next case, or
 * the material "view" beside the list. */
static enum status
save(struct req *r, struct dossier *d, int next, const char *view)
{
	const struct desk_values	*v = r->values;
	const char			*id = NULL;
	enum status			 st;

	if (!is_checking(r, d))
		return web_problem(r, 409, "没有保存",
		    "这件申请现在不能由您核验。");
	if (desk_rev(v->rev) != d->request.rev) {
		form_error(&r->form, NULL,
		    "这件申请刚刚被他人办理，请核对现在的内容后再办");
		return case_page(r, d);
	}
	if ((st = desk_save(r, d)) != ST_OK)
		return st;
	if (view != NULL)
		return web_redirectf(r, "/approve/%s?m=%s#view",
		    d->request.id, view);
	if (next && (st = desk_next(r, d, &id)) != ST_OK)
		return st;
	if (next)
		return id == NULL ? web_redirect(r, "/approve") :
		    web_redirectf(r, "/approve/%s", id);
	return web_redirect(r, desk_path(r, d, ""));
}

/* The words the applicant will read, and the decision's signature covers. */
static const char *
words_of(struct req *r, const struct dossier *d, const struct deed *deed,
    const struct desk_values *v)
{
	const char	*faults;

	if (v->falsified)
		return pool_printf(r->pool, "认定提供虚假材料：%s", v->note);
	if (!(deed->flags & DEED_FAULTS))
		return *v->note == '\0' ? NULL : v->note;
	faults = desk_faults(r, d, v->remark);
	return *v->note == '\0' ? faults : pool_printf(r->pool, "%s%s%s",
	    faults, *faults == '\0' ? "" : "\n", v->note);
}

/* Verdicts and the mark of false papers, with the step itself. */
struct decision {
	int		 checking;
	const char	*falsified;	/* why; NULL: they are not */
};

static enum status
keep_decision(struct req *r, struct dossier *d, void *arg)
{
	const struct decision	*made = arg;
	enum status		 st = ST_OK;

	if (made->checking)
		st = desk_keep(r, d, NULL);
	if (st == ST_OK && made->falsified != NULL)
		st = desk_falsified(r, d, made->falsified);
	return st;
}

/* What must be typed for the deed. */
static void
check_typed(struct req *r, const struct deed *deed,
    const struct desk_values *v)
{
	if (deed != NULL && (deed->flags & DEED_NOTE) && *v->note == '\0')
		form_error(&r->form, "note", "请填写理由");
	if (v->falsified && (deed == NULL ||
	    !(deed->flags & DEED_FALSIFIED)))
		form_error(&r->form, "falsified",
		    "认定提供虚假材料的，应当不予受理或者不予许可");
}

/* A deed that ends the case or the seal is looked at once more. */
static int
wants_sure(struct req *r, const struct dossier *d, const struct deed *deed,
    const struct desk_values *v)
{
	const char	*why;

	return deed->final != NULL &&
	    case_wants_sure(r, desk_rev(v->rev), d->request.rev) &&
	    case_may(r, d, deed->event, &why);
}

static enum status
ask_sure(struct req *r, const struct dossier *d, const struct deed *deed,
    const struct case_act *act)
{
	struct page	*p = case_ask_sure(r, deed->label, deed->final, NULL);

	case_sure_facts(d, p);
	if (d->has_seal)
		part_fact(p, "印章编码", d->seal.code);
	part_fact(p, "意见或理由", act->note);
	return web_page(r, p);
}

static enum status
post_decide(struct req *r)
{
	const struct desk_values *v = r->values;
	const char		*name = web_input(r, "act"), *why = NULL;
	const struct deed	*deed = desk_deed(name);
	struct decision		 made = { .falsified = NULL };
	struct case_act		 act = {
		.rev = desk_rev(v->rev), .inside = keep_decision,
		.arg = &made,
	};
	struct dossier		 d;
	enum status		 st;

	if ((st = case_load(r, web_piece(r, "id"), &d)) != ST_OK)
		return st;
	if ((made.checking = is_checking(r, &d)))
		desk_judge(r, &d, v);
	d.facts.has_reason = *v->note != '\0';
	check_typed(r, deed, v);
	if (r->form.nerrors > 0)
		return case_page(r, &d);
	if (name != NULL && strncmp(name, "view-", 5) == 0 &&
	    id_is(name + 5))
		return save(r, &d, 0, name + 5);
	if (name != NULL && strncmp(name, "save", 4) == 0)
		return save(r, &d, strcmp(name, "save-next") == 0, NULL);
	if (case_is_edit(r))
		return case_page(r, &d);
	if (deed == NULL)
		return fault_set(r->fault, ST_INVALID, "no such act");
	act.event = deed->event;
	act.note = words_of(r, &d, deed, v);
	if (wants_sure(r, &d, deed, v))
		return ask_sure(r, &d, deed, &act);
	if (v->falsified)
		made.falsified = v->note;
	st = desk_try(r, &d, &act, &why);
	if (why == NULL)
		return st;
	/* Typed verdicts stay; what has none yet is named item by item. */
	if (!made.checking || deed->event != EV_VERIFY ||
	    desk_undecided(r, &d) == 0)
		form_error(&r->form, NULL, why);
	return case_page(r, &d);
}

static enum status
post_unit(struct req *r)
{
	struct dossier	 d;
	const char	*why;
	enum status	 st;

	if ((st = case_load(r, web_piece(r, "id"), &d)) != ST_OK)
		return st;
	st = desk_confirm_unit(r, &d, &why);
	if (st == ST_OK)
		return web_redirect(r, desk_path(r, &d, ""));
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	return why == NULL ? st : web_problem(r, st == ST_DENIED ? 403 : 409,
	    "单位没有核实", why);
}

/* --- routes -------------------------------------------------------------- */

static const struct route routes[] = {
	{ WEB_GET, "/approve", DESK_ROLES, desk_home, NULL, 0, 0 },
	{ WEB_GET, "/approve/list", DESK_ROLES, desk_table, NULL, 0, 0 },
	{ WEB_GET, "/approve/list.csv", DESK_ROLES, desk_csv, NULL, 0, 0 },
	{ WEB_GET, "/approve/seals", DESK_ROLES, ledger_table, NULL, 0, 0 },
	{ WEB_GET, "/approve/seals.csv", DESK_ROLES, ledger_csv, NULL, 0, 0 },
	{ WEB_GET, "/approve/filings", DESK_ROLES, filings_table, NULL,
	  0, 0 },
	{ WEB_GET, "/approve/filings.csv", DESK_ROLES, filings_csv, NULL,
	  0, 0 },
	{ WEB_GET, "/approve/filings/{id}", DESK_ROLES, filing_show, NULL,
	  0, 0 },
	{ WEB_POST, "/approve/filings/{id}/resend", DESK_CLERKS,
	  filing_resend, NULL, 0, 0 },
	{ WEB_POST, "/approve/filings/{id}/correct", DESK_CLERKS,
	  filing_correct, &filing_correct_form, 0, 0 },
	{ WEB_POST, "/approve/filings/{id}/hand", DESK_CLERKS, filing_hand,
	  &filing_hand_form, 0, 0 },
	{ WEB_GET, "/approve/figures", DESK_ROLES, figures_show, NULL, 0, 0 },
	{ WEB_GET, "/approve/figures.csv", DESK_ROLES, figures_csv, NULL,
	  0, 0 },
	{ WEB_GET, "/approve/seals/{id}", DESK_ROLES, ledger_show, NULL,
	  0, 0 },
	{ WEB_GET, "/approve/seals/{id}/picture", DESK_ROLES, ledger_picture,
	  NULL, 0, 0 },
	{ WEB_POST, "/approve/seals/{id}/physical", DESK_CLERKS,
	  ledger_physical, &ledger_physical_form, 0, 0 },
	{ WEB_GET, "/approve/new", DESK_CLERKS, desk_visitor, &visitor_form, 0, 0 },
	{ WEB_POST, "/approve/new", DESK_CLERKS, desk_visitor_post, &visitor_form,
	  0, 0 },
	{ WEB_GET, "/approve/together", DESK_ROLES, desk_together, NULL, 0, 0 },
	{ WEB_POST, "/approve/together", DESK_ROLES, desk_together_post,
	  &together_form, 0, 0 },
	{ WEB_GET, "/approve/{id}", DESK_ROLES, show_case_page, NULL, 0, 0 },
	{ WEB_POST, "/approve/{id}/decide", DESK_ROLES, post_decide, &desk_form,
	  0, 0 },
	{ WEB_POST, "/approve/{id}/unit", DESK_CLERKS, post_unit, NULL, 0, 0 },
	{ WEB_POST, "/approve/{id}/reveal", ROLE_BIT(ROLE_CHECKER),
	  desk_reveal, &reveal_form, 0, 0 },
	{ WEB_GET, "/approve/{id}/fees", DESK_CLERKS, fees_show, &fees_form, 0, 0 },
	{ WEB_POST, "/approve/{id}/fees", DESK_CLERKS, fees_post, &fees_form, 0,
	  0 },
	{ WEB_GET, "/approve/{id}/version/{version}", DESK_ROLES, show_version,
	  NULL, 0, 0 },
	{ WEB_GET, "/approve/{id}/material/{material}", DESK_ROLES,
	  desk_material, NULL, 0, 0 },
	{ WEB_GET, "/approve/{id}/view/{material}", DESK_ROLES, desk_view, NULL,
	  0, 0 },
	{ WEB_GET, "/approve/{id}/imprint", DESK_ROLES, desk_imprint, NULL,
	  0, 0 },
};

int
main(void)
{
	return web_run("approve", routes, NITEMS(routes));
}

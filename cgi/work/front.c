/* The applicant's front of every business; see front.h. */
#include <stdlib.h>
#include <string.h>

#include "page/keys.h"
#include "qr/qr.h"
#include "work/answers.h"
#include "work/front.h"
#include "work/local.h"

struct upload {
	const struct form_file	*file;
};
static const struct field upload_fields[] = {
	{ .name = "file", .label = "文件", .kind = FIELD_FILE,
	  .required = true, .types = "application/pdf image/jpeg image/png",
	  .at = offsetof(struct upload, file) },
};
const struct form upload_form = {
	.fields = upload_fields, .n = NITEMS(upload_fields),
	.size = sizeof(struct upload),
};

struct submit {
	int		 agree, declare;
	const char	*rev;
};
static const struct field submit_fields[] = {
	{ .name = "agree", .kind = FIELD_CHECK,
	  .label = "我已阅读并同意《电子印章使用服务协议》",
	  .at = offsetof(struct submit, agree) },
	{ .name = "declare", .kind = FIELD_CHECK,
	  .label = "我声明所填内容和上传的材料真实、准确、完整",
	  .at = offsetof(struct submit, declare) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct submit, rev) },
};
const struct form submit_form = {
	.fields = submit_fields, .n = NITEMS(submit_fields),
	.size = sizeof(struct submit),
};

struct withdraw {
	const char	*rev;
};
static const struct field withdraw_fields[] = {
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct withdraw, rev) },
};
const struct form withdraw_form = {
	.fields = withdraw_fields, .n = NITEMS(withdraw_fields),
	.size = sizeof(struct withdraw),
};

enum status
front_load(struct req *r, struct dossier *d)
{
	enum status	 st;

	st = case_load(r, web_piece(r, "id"), d);
	if (st == ST_OK && strcmp(d->business->name, r->actor->program) != 0)
		return fault_set(r->fault, ST_ABSENT, "%s is not a %s",
		    d->request.number, r->actor->program);
	return st;
}

const char *
front_path(struct req *r, const struct dossier *d, const char *more)
{
	return pool_printf(r->pool, "%s/%s%s", d->business->path,
	    d->request.id, more);
}

static int
is_editable(const struct dossier *d)
{
	return d->request.state == A0_DRAFT || d->request.state == A2_RETURNED;
}

enum status
front_take(struct req *r, struct dossier *d, const struct case_act *act,
    const char *then)
{
	const char	*why = NULL;
	enum status	 st;

	st = case_take(r, d, act, &why);
	if (st == ST_OK)
		return web_redirect(r, then);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (why != NULL)
		return web_problem(r, st == ST_DENIED ? 403 : 409,
		    "这一步没有办成", why);
	return st;
}

/* --- the task page and the page of a case under way ------------------------------- */

/* One line of the task list, with what is still missing. */
static void
task_answers(struct req *r, const struct dossier *d, struct page *tasks,
    const struct form_state *state)
{
	const char	*text = "已完成";

	if (d->app.saved == 0 || *d->app.org_code == '\0')
		text = "未填写";
	else if (state->nerrors > 0)
		text = pool_printf(r->pool, "有 %zu 处需要修改",
		    state->nerrors);
	part_task(tasks, "填写申请信息", front_path(r, d, "/answers"), text,
	    state->nerrors == 0 ? TONE_GOOD : TONE_ACT, NULL);
}

static void
task_materials(struct req *r, const struct dossier *d, struct page *tasks)
{
	size_t	 i = 0, missing = 0;

	while (case_material_missing(d, &i) != NULL)
		missing++;
	part_task(tasks, "上传材料", front_path(r, d, "/materials"),
	    missing == 0 ? "已完成" : pool_printf(r->pool, "还缺 %zu 项",
	    missing), missing == 0 ? TONE_GOOD : TONE_ACT, NULL);
}

static enum status
fill_tasks(struct req *r, struct dossier *d, struct page *p)
{
	struct page		*tasks;
	struct form_state	 state;
	enum status		 st;

	tasks = page_include(p, K_TASKS, "part/tasks");
	if (d->business->flow == &flow_apply) {
		if ((st = answers_check(r, d, &state)) != ST_OK)
			return st;
		task_answers(r, d, tasks, &state);
	} else {
		part_task(tasks, pool_printf(r->pool, "填写%s原因",
		    d->business->label), front_path(r, d, "/reason"),
		    d->request.reason != NULL ? "已完成" : "未填写",
		    d->request.reason != NULL ? TONE_GOOD : TONE_ACT, NULL);
	}
	task_materials(r, d, tasks);
	part_task(tasks, "核对并提交", d->facts.incomplete == NULL ?
	    front_path(r, d, "/check") : NULL, d->facts.incomplete == NULL ?
	    "可以提交" : "暂不可办", d->facts.incomplete == NULL ? TONE_ACT :
	    TONE_PLAIN, d->facts.incomplete);
	return ST_OK;
}

/* What the reader may do now, each a button of its own. */
static const struct {
	int		 event;
	const char	*more, *label;
	int		 link;		/* a page first, not a POST at once */
	int		 urgent;
} deeds[] = {
	{ EV_CONFIRM_IMAGE, "/confirm-image", "与实物印章一致，确认", 0, 0 },
	{ EV_ACTIVATE, "/activate", "启用印章", 0, 0 },
	{ EV_WITHDRAW, "/withdraw", "撤回申请", 0, 1 },
};

static void
fill_deeds(struct req *r, const struct dossier *d, struct page *p)
{
	struct page	*b;
	const char	*why;
	size_t		 i;

	for (i = 0; i < NITEMS(deeds); i++) {
		if (!case_may(r, d, deeds[i].event, &why))
			continue;
		b = part_confirm(p, K_DEEDS, front_path(r, d, deeds[i].more),
		    deeds[i].label, NULL, NULL, deeds[i].urgent);
		part_hidden(b, "rev", pool_printf(r->pool, "%lld",
		    (long long)d->request.rev));
	}
	if (case_may(r, d, EV_REJECT_IMAGE, &why) ||
	    d->request.state == A5_IMAGE) {
		b = page_add(p, K_IMAGE_WRONG);
		page_set(b, K_ACTION, front_path(r, d, "/reject-image"));
		page_int(b, K_REV, d->request.rev);
	}
}

/* Form and collection sheet are an application's; the receipt is each's. */
static void
fill_papers(struct req *r, const struct dossier *d, struct page *p)
{
	const int	 form = d->business->flow == &flow_apply &&
	    *d->app.org_name != '\0';
	struct page	*print;

	if (!form && d->request.submitted == 0)
		return;
	print = page_add(p, K_PRINT);
	page_set(print, K_PAPERS, front_path(r, d, "/paper"));
	page_show_if(print, K_HAS_ANSWERS, form);
	page_show_if(print, K_RECEIVED, d->request.submitted != 0);
}

enum status
front_show(struct req *r)
{
	struct dossier	 d;
	struct page	*p;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	p = web_page_new(r, "front/show", pool_printf(r->pool, "%s %s",
	    d.business->label, d.request.number));
	show_head(r, &d, p, 0);
	if (is_editable(&d) && (d.facts.own || d.facts.opener)) {
		page_show(p, K_EDITABLE);
		if (d.request.due != 0)
			page_set(page_add(p, d.request.urgent ? K_STOPPED :
			    K_DRAFT), K_UNTIL, show_minute(r, d.request.due));
		if ((st = fill_tasks(r, &d, p)) != ST_OK)
			return st;
	} else {
		show_answers(r, &d, p, NULL);
		show_materials(r, &d, p, front_path(r, &d, ""));
	}
	if (d.facts.own || d.facts.opener || d.facts.has_keeper)
		show_imprint(r, &d, p, front_path(r, &d, ""));
	fill_deeds(r, &d, p);
	if ((st = show_history(r, &d, p)) != ST_OK)
		return st;
	fill_papers(r, &d, p);
	return web_page(r, p);
}

/* --- materials ----------------------------------------------------------------------- */

static enum status
materials_page(struct req *r, struct dossier *d, const char *item,
    const char *wrong)
{
	struct page	*p, *m;
	size_t		 i, k;

	p = web_page_new(r, "front/materials", "上传材料");
	show_head(r, d, p, 0);
	page_set(p, K_BACK, front_path(r, d, ""));
	if (wrong != NULL)
		page_set(page_add(p, K_WRONG_FILE), K_SENTENCE, wrong);
	for (i = 0; i < d->business->nmaterials; i++) {
		const struct material *kind = &d->business->materials[i];

		if (!material_needed(kind, &d->app))
			continue;
		m = page_add(p, K_MATERIAL);
		page_set(m, K_LABEL, kind->label);
		page_set(m, K_HINT, kind->hint);
		page_set(m, K_NAME, kind->name);
		page_set(m, K_SIZE, show_size(r, (int64_t)kind->max));
		page_set(m, K_ACTION, pool_printf(r->pool, "%s/%s",
		    front_path(r, d, "/materials"), kind->name));
		if (item != NULL && strcmp(item, kind->name) == 0 &&
		    wrong != NULL)
			page_set(page_add(m, K_BAD), K_SENTENCE, wrong);
		for (k = 0; k < d->nmaterials; k++)
			if (strcmp(d->materials[k].item, kind->name) == 0) {
				struct page *g = page_add(m, K_GIVEN);

				page_set(g, K_NAME, d->materials[k].name);
				page_set(g, K_SIZE, show_size(r,
				    d->materials[k].size));
				page_printf(g, K_HREF, "%s/%s",
				    front_path(r, d, "/material"),
				    d->materials[k].id);
				if (d->materials[k].fault != NULL)
					page_set(page_add(m, K_FAULT),
					    K_SENTENCE,
					    d->materials[k].fault);
			}
	}
	return wrong == NULL ? web_page(r, p) : web_page_as(r, p, 400);
}

enum status
front_materials(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	return materials_page(r, &d, NULL, NULL);
}

enum status
front_upload(struct req *r)
{
	const struct upload	*u = r->values;
	const char		*item = web_piece(r, "item"), *why = NULL;
	const struct material	*m;
	struct dossier		 d;
	enum status		 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	m = material_find(d.business->materials, d.business->nmaterials,
	    item);
	if (m == NULL)
		return fault_set(r->fault, ST_ABSENT, "no material %s", item);
	if (r->form.nerrors > 0 || u->file == NULL) {
		why = form_error_of(&r->form, "file");
		return materials_page(r, &d, item, why != NULL ? why :
		    "请选择要上传的文件");
	}
	st = case_material_put(r, &d, m, u->file, &why);
	if (st == ST_INVALID || st == ST_CONFLICT)
		return materials_page(r, &d, item, why);
	return st == ST_OK ? web_redirect(r, front_path(r, &d,
	    "/materials")) : st;
}

enum status
front_material(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	return case_material_send(r, &d, web_piece(r, "material"));
}

/* who may see the case's imprint sees it; each view is audited. */
enum status
case_imprint_send(struct req *r, struct dossier *d)
{
	const struct audit_entry entry = {
		.action = "imprint.view", .kind = "request",
		.object = d->request.number, .result = "ok",
	};
	struct web_file	 file = { .name = "imprint.png",
	    .type = "image/png", .show = 1 };
	enum status	 st;

	if (!d->has_imprint)
		return fault_set(r->fault, ST_ABSENT, "no imprint");
	if ((st = case_picture(r, d, &file.bytes)) != ST_OK)
		return st;
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = audit_add(r->db, r->actor, &entry, r->fault);
	if (st == ST_OK)
		st = store_commit(r->db, r->fault);
	if (st != ST_OK) {
		store_rollback(r->db);
		return st;
	}
	return web_file(r, &file);
}

enum status
front_imprint(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	return case_imprint_send(r, &d);
}

/* --- check answers and submit ----------------------------------------------------------- */

static enum status
check_page(struct req *r, struct dossier *d, const char *wrong)
{
	const struct submit	 start = {
		.agree = d->app.agreement > 0, .declare = 0,
		.rev = pool_printf(r->pool, "%lld",
		    (long long)d->request.rev),
	};
	struct page		*p;
	enum status		 st;

	if (r->method == WEB_GET || r->form.nerrors == 0) {
		st = form_start(&submit_form, &start, r->pool, &r->form);
		if (st != ST_OK)
			return st;
		if (wrong != NULL)
			form_error(&r->form, NULL, wrong);
	}
	p = web_page_new(r, "front/check", "核对并提交");
	show_head(r, d, p, 0);
	show_answers(r, d, p, d->business->flow == &flow_apply ?
	    front_path(r, d, "/answers") : NULL);
	show_materials(r, d, p, front_path(r, d, ""));
	form_fill(p, &r->form);
	page_set(p, K_ACTION, front_path(r, d, "/submit"));
	page_set(p, K_BACK, front_path(r, d, ""));
	page_printf(p, K_BUTTON, "提交%s申请", d->business->label);
	return web_page(r, p);
}

enum status
front_check(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	if (!is_editable(&d))
		return web_redirect(r, front_path(r, &d, ""));
	return check_page(r, &d, NULL);
}

/* Agreement and declaration are part of what is signed. */
static enum status
keep_promise(struct req *r, struct dossier *d, void *arg)
{
	(void)arg;
	return application_save(r->db, d->request.id, d->request.version,
	    &d->app, r->fault);
}

enum status
front_submit(struct req *r)
{
	const struct submit	*s = r->values;
	struct case_act		 act = { .inside = keep_promise };
	struct dossier		 d;
	const char		*why = NULL;
	enum status		 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	act.event = d.request.state == A2_RETURNED ? EV_RESUBMIT : EV_SUBMIT;
	act.rev = strtoll(s->rev, NULL, 10);
	d.app.agreement = s->agree ? AGREEMENT_VERSION : 0;
	d.app.declared = s->declare;
	d.facts.agreed = s->agree;
	d.facts.declared = s->declare;
	if (is_editable(&d) && !s->agree)
		form_error(&r->form, "agree",
		    "请阅读并同意《电子印章使用服务协议》");
	if (is_editable(&d) && !s->declare)
		form_error(&r->form, "declare", "请声明所填内容和材料真实");
	if (r->form.nerrors > 0)
		return check_page(r, &d, NULL);
	st = case_take(r, &d, &act, &why);
	if (st == ST_OK)
		return web_redirect(r, front_path(r, &d, "/done"));
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (st == ST_CONFLICT && is_editable(&d))
		return check_page(r, &d, why);
	if (why != NULL)
		return web_problem(r, st == ST_DENIED ? 403 : 409,
		    "申请没有提交", why);
	return st;
}

enum status
front_done(struct req *r)
{
	struct dossier	 d;
	struct page	*p;
	char		 query[QUERY_CODE_TEXT];
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	if (d.request.submitted == 0)
		return web_redirect(r, front_path(r, &d, ""));
	if (!d.facts.own && !d.facts.opener)
		return fault_set(r->fault, ST_DENIED, "not the applicant");
	st = case_query_code(r, d.request.id, query);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "front/done", "申请已提交");
	page_set(p, K_NUMBER, d.request.number);
	page_set(p, K_QUERY, query);
	page_set(p, K_LABEL, d.business->label);
	page_set(p, K_DESK, d.desk.name);
	page_set(p, K_PHONE, d.desk.phone);
	page_show_if(p, K_PHONE_GIVEN, *d.desk.phone != '\0');
	page_set(p, K_BACK, front_path(r, &d, ""));
	page_set(p, K_PAPERS, front_path(r, &d, "/paper"));
	page_set(p, K_SRC, front_path(r, &d, "/qr"));
	return web_page(r, p);
}

#define SVG_MAX (256 * 1024)	/* a code of 57 modules is about 30 KB */

enum status
front_qr(struct req *r)
{
	struct dossier	 d;
	struct qr	 qr;
	struct buf	 svg;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	st = qr_make(r->pool, d.request.number, &qr, r->fault);
	if (st != ST_OK)
		return st;
	buf_init(&svg, SVG_MAX);
	qr_svg(&qr, d.request.number, &svg);
	st = buf_ok(&svg) ? web_bytes(r, 200, "image/svg+xml",
	    pool_bytes(r->pool, buf_view(&svg))) :
	    fault_set(r->fault, ST_BROKEN, "qr: memory");
	buf_free(&svg);
	return st;
}

enum status
front_withdraw(struct req *r)
{
	const struct withdraw	*w = r->values;
	struct case_act		 act = { .event = EV_WITHDRAW };
	struct dossier		 d;
	enum status		 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	act.rev = strtoll(w->rev, NULL, 10);
	return front_take(r, &d, &act, front_path(r, &d, ""));
}

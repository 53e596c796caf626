/* What every page of a case shows; see show.h. */
#include <string.h>

#include "base/calendar.h"
#include "form/form.h"
#include "page/keys.h"
#include "qr/qr.h"
#include "work/answers.h"
#include "work/local.h"
#include "work/show.h"

enum tone
show_tone(const char *name)
{
	int	 t;

	for (t = 0; t < TONE__N; t++)
		if (strcmp(tone_name((enum tone)t), name) == 0)
			break;
	return t == TONE__N ? TONE_PLAIN : (enum tone)t;
}

const char *
show_minute(struct req *r, int64_t ms)
{
	char	 text[CALENDAR_TEXT];

	if (ms == 0)
		return "";
	calendar_minute(ms, text);
	return pool_text(r->pool, text);
}

const char *
show_size(struct req *r, int64_t n)
{
	if (n < 1024)
		return pool_printf(r->pool, "%lld B", (long long)n);
	if (n < 1024 * 1024)
		return pool_printf(r->pool, "%lld KB", (long long)n / 1024);
	return pool_printf(r->pool, "%lld.%lld MB",
	    (long long)(n / (1024 * 1024)),
	    (long long)(n % (1024 * 1024) * 10 / (1024 * 1024)));
}

/* --- head ---------------------------------------------------------------- */

static void
fact(struct page *head, const char *label, const char *value)
{
	struct page	*p;

	if (value == NULL || *value == '\0')
		return;
	p = page_add(head, K_FACT);
	page_set(p, K_LABEL, label);
	page_set(p, K_VALUE, value);
}

/* "电子印章申领：某某单位" */
static const char *
heading(struct req *r, const struct dossier *d)
{
	const char	*name = *d->app.org_name != '\0' ? d->app.org_name :
	    d->unit.name;

	return pool_printf(r->pool, "电子印章%s%s%s", d->business->label,
	    name == NULL || *name == '\0' ? "" : "：",
	    name == NULL ? "" : name);
}

void
show_head(struct req *r, const struct dossier *d, struct page *page,
    int desk)
{
	const struct request	*q = &d->request;
	struct page		*p = page_include(page, K_CASE, "work/case");
	struct page		*a;

	page_set(p, K_NUMBER, q->number);
	page_set(p, K_HEADING, heading(r, d));
	part_tag(p, K_STATE, desk ? d->business->flow->states[q->state].label :
	    request_public_label(q->state), show_tone(request_tone(q->state)));
	page_show_if(p, K_URGENT, q->urgent);
	fact(p, "受理单位", d->desk.name);
	fact(p, "创建", show_minute(r, q->created));
	fact(p, "提交", show_minute(r, q->submitted));
	fact(p, "期限", show_minute(r, q->due));
	if (d->has_seal)
		fact(p, "印章编码", d->seal.code);
	if (q->reason != NULL && d->business->reasons != NULL)
		fact(p, "原因", choice_label(d->business->reasons, q->reason));
	if (q->answer == NULL || *q->answer == '\0')
		return;
	a = page_add(p, K_ANSWERED);
	page_set(a, K_LABEL, q->state == A2_RETURNED ? "需要补正的内容" :
	    "受理单位的答复");
	page_set(a, K_VALUE, q->answer);
}

/* --- answers ------------------------------------------------------------- */

/* What is shown of the answers, in the order of the form. */
void
show_answers(struct req *r, const struct dossier *d, struct page *page,
    const char *change)
{
	const struct application *a = &d->app;
	const struct {
		const char	*name, *label, *value;
	} rows[] = {
		{ "org_code", "统一社会信用代码", a->org_code },
		{ "org_name", "单位名称", a->org_name },
		{ "org_type", "单位类型", answers_type_label(a->org_type) },
		{ "org_region", "单位行政区划码", a->org_region },
		{ "org_address", "单位地址", a->org_address },
		{ "agent_name", "经办人姓名", a->agent_name },
		{ "agent_idno", "经办人公民身份号码", a->agent_idno_mask },
		{ "agent_phone", "经办人手机号码", a->agent_phone_mask },
		{ "seal_name", "电子印章名称", a->seal_name },
		{ "category", "印章类别", *a->category == '\0' ? "" :
		  choice_label(case_categories, a->category) },
		{ "sub_kind", "印章种类", *a->sub_kind == '\0' ? "" :
		  choice_label(case_sub_kinds, a->sub_kind) },
		{ "holder_name", "持章人姓名", a->holder_name },
		{ "holder_role", "持章人职务", *a->holder_role == '\0' ? "" :
		  choice_label(case_holder_roles, a->holder_role) },
		{ "scope", "使用范围", *a->scope == '\0' ? "" :
		  choice_label(case_scopes, a->scope) },
		{ "delivery", "存储形式", *a->delivery == '\0' ? "" :
		  choice_label(case_deliveries, a->delivery) },
		{ "keeper_name", "保管人", a->keeper_name },
		{ "physical_number", "实物印章编码", a->physical_number },
		{ "physical_none", "没有实物印章的原因", a->physical_none },
		{ NULL, "审批单位名称", a->approving_name },
		{ NULL, "审批单位行政区划码", a->approving_region },
	};
	struct page	*part = page_include(page, K_ANSWERS_PART,
	    "work/answers");
	struct page	*list = page_include(part, K_ANSWERS,
	    "part/answers");
	size_t		 i;

	if (d->request.version > 1)
		page_int(page_add(part, K_VERSION), K_N, d->request.version);
	for (i = 0; i < NITEMS(rows); i++)
		if (rows[i].value != NULL && *rows[i].value != '\0')
			part_answer(list, rows[i].label, rows[i].value,
			    change == NULL || rows[i].name == NULL ? NULL :
			    pool_printf(r->pool, "%s#f-%s", change,
			    rows[i].name));
}

/* --- materials ----------------------------------------------------------- */

static const struct material_row *
given(const struct dossier *d, const char *item)
{
	size_t	 i;

	for (i = 0; i < d->nmaterials; i++)
		if (strcmp(d->materials[i].item, item) == 0)
			return &d->materials[i];
	return NULL;
}

static void
show_given(struct req *r, struct page *p, const struct material_row *m,
    const char *base)
{
	struct page	*g = page_add(p, K_GIVEN);

	page_set(g, K_NAME, m->name);
	page_set(g, K_SIZE, show_size(r, m->size));
	page_printf(g, K_HREF, "%s/material/%s", base, m->id);
	if (m->verdict != NULL) {
		int ok = strcmp(m->verdict, "ok") == 0;

		g = page_add(p, K_VERDICT);
		page_set(g, K_TONE, ok ? "good" : "bad");
		page_set(g, K_STATE, ok ? "通过" : "不通过");
	}
	if (m->fault != NULL && *m->fault != '\0')
		page_set(page_add(p, K_FAULT), K_SENTENCE, m->fault);
}

void
show_materials(struct req *r, const struct dossier *d, struct page *page,
    const char *base)
{
	struct page			*part, *p;
	const struct material_row	*m;
	size_t				 i;

	part = page_include(page, K_MATERIALS_PART, "work/materials");
	for (i = 0; i < d->business->nmaterials; i++) {
		const struct material *kind = &d->business->materials[i];

		p = page_add(part, K_MATERIAL);
		page_set(p, K_LABEL, kind->label);
		if ((m = given(d, kind->name)) != NULL)
			show_given(r, p, m, base);
		else
			page_show(p, material_needed(kind, &d->app) ?
			    K_MISSING : K_NOT_NEEDED);
	}
}

/* --- imprint ------------------------------------------------------------- */

void
show_imprint(struct req *r, const struct dossier *d, struct page *page,
    const char *base)
{
	const struct imprint	*i = &d->imprint;
	struct page		*p;

	if (!d->has_imprint)
		return;
	p = page_include(page, K_IMPRINT_PART, "work/imprint");
	page_printf(p, K_SRC, "%s/imprint?v=%s", base, i->id);
	page_set(p, K_NAME, d->app.seal_name);
	/* A CSS pixel is 1/96 inch: the picture prints at its true size. */
	page_int(p, K_WIDTH, i->um_w * 96 / 25400);
	page_int(p, K_HEIGHT, i->um_h * 96 / 25400);
	page_printf(p, K_SIZE, "%lld.%lld × %lld.%lld 毫米",
	    (long long)i->um_w / 1000, (long long)i->um_w % 1000 / 100,
	    (long long)i->um_h / 1000, (long long)i->um_h % 1000 / 100);
	if (i->confirmed != 0)
		page_set(page_add(p, K_CONFIRMED), K_WHEN,
		    show_minute(r, i->confirmed));
	if (i->same != NULL)
		page_set(page_add(p, K_SAME), K_SENTENCE,
		    strcmp(i->same, "same") == 0 ? "经比对与留存印模一致" :
		    "经比对与留存印模不一致");
}

enum status
show_case(struct req *r, struct dossier *d, struct page *page,
    const char *base, int desk)
{
	show_head(r, d, page, desk);
	show_answers(r, d, page, NULL);
	show_materials(r, d, page, base);
	show_imprint(r, d, page, base);
	return show_history(r, d, page);
}

#define SVG_MAX (256 * 1024)	/* a code of 57 modules is about 30 KB */

enum status
show_qr(struct req *r, const char *text, const char *label)
{
	struct qr	 qr;
	struct buf	 svg;
	enum status	 st;

	if ((st = qr_make(r->pool, text, &qr, r->fault)) != ST_OK)
		return st;
	buf_init(&svg, SVG_MAX);
	qr_svg(&qr, label, &svg);
	st = buf_ok(&svg) ? web_bytes(r, 200, "image/svg+xml",
	    pool_bytes(r->pool, buf_view(&svg))) :
	    fault_set(r->fault, ST_BROKEN, "qr: memory");
	buf_free(&svg);
	return st;
}

/* What every page of a case shows; see show.h. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/log.h"
#include "form/form.h"
#include "page/keys.h"
#include "page/part.h"
#include "qr/qr.h"
#include "work/agreement.h"
#include "work/answers.h"
#include "work/fees.h"
#include "work/imprint.h"
#include "work/local.h"
#include "work/sealing.h"
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

static const struct choice span_units[] = {
	{ "d", "天" }, { "m", "个月" }, { "h", "小时" },
	{ "w", "个工作日" }, { NULL, NULL }
};

const char *
show_span(struct req *r, const char *value)
{
	const size_t	 n = strlen(value);

	if (n < 2)
		return value;
	return strtoll(value, NULL, 10) == 0 ? "无" : pool_printf(r->pool,
	    "%.*s %s", (int)n - 1, value, choice_label(span_units,
	    value + n - 1));
}

const char *
show_waited(struct req *r, int64_t since)
{
	const int64_t	 minutes = (clock_now() - since) / 60000;

	if (minutes >= 2 * 24 * 60)
		return pool_printf(r->pool, "%lld 天",
		    (long long)(minutes / (24 * 60)));
	if (minutes >= 60)
		return pool_printf(r->pool, "%lld 小时",
		    (long long)(minutes / 60));
	return pool_printf(r->pool, "%lld 分钟",
	    (long long)(minutes < 0 ? 0 : minutes));
}

const char *
show_size(struct req *r, int64_t n)
{
	if (n < 1024)
		return pool_printf(r->pool, "%lld B", (long long)n);
	if (n < 1024 * 1024)
		return pool_printf(r->pool, "%lld KB", (long long)n / 1024);
	if (n % (1024 * 1024) == 0)
		return pool_printf(r->pool, "%lld MB",
		    (long long)n / (1024 * 1024));
	return pool_printf(r->pool, "%lld.%lld MB",
	    (long long)(n / (1024 * 1024)),
	    (long long)(n % (1024 * 1024) * 10 / (1024 * 1024)));
}

/* --- head ---------------------------------------------------------------- */

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
show_answered(const struct request *q, struct page *page)
{
	struct page	*a;

	if (q->answer == NULL || *q->answer == '\0')
		return;
	a = page_add(page, K_ANSWERED);
	page_set(a, K_LABEL, q->state == A2_RETURNED ? "需要补正的内容" :
	    "受理单位的答复");
	page_set(a, K_VALUE, q->answer);
}

void
show_head(struct req *r, const struct dossier *d, struct page *page,
    int desk)
{
	const struct request	*q = &d->request;
	struct page		*p = page_include(page, K_CASE, "work/case");
	const char		*fees;

	page_set(p, K_NUMBER, q->number);
	page_set(p, K_HEADING, heading(r, d));
	part_tag(p, K_STATE, desk ? request_label(q->state, q->urgent) :
	    request_public_label(q->state, q->urgent),
	    show_tone(request_tone(q->state, q->urgent)));
	page_show_if(p, K_URGENT, q->urgent);
	part_fact(p, "受理单位", d->desk.name);
	part_fact(p, "创建", show_minute(r, q->created));
	part_fact(p, "提交", show_minute(r, q->submitted));
	part_fact(p, "期限", show_minute(r, q->due));
	if (fees_words(r, d, &fees, NULL) == ST_OK)
		part_fact(p, "费用", fees);
	else
		log_fault(r->fault);
	if (d->has_seal)
		part_fact(p, "印章编码", d->seal.code);
	else if (d->ncodings > 0)
		part_fact(p, "印章编码", d->codings[0].code);
	if (d->ncodings > 0 && d->codings[0].source != NULL)
		part_fact(p, "编码来源", coding_source_label(
		    d->codings[0].source));
	if (d->has_need)
		part_fact(p, "单位对实际需要的意见", pool_printf(r->pool,
		    "%s：%s（%s，%s）", d->need.agreed ? "同意" : "不同意",
		    d->need.note, d->need.person_name,
		    show_minute(r, d->need.at)));
	else if (case_wants_need(d))
		part_fact(p, "单位对实际需要的意见", "尚未审核");
	part_fact(p, "原办件", d->parent_number);
	if (d->has_child)
		part_fact(p, "换领办件", d->child.number);
	if (desk && d->unit.falsified != NULL)
		part_fact(p, "单位标记", pool_printf(r->pool,
		    "办件 %s 中认定提供虚假材料", d->unit.falsified));
	if (q->reason != NULL && d->business->reasons != NULL)
		part_fact(p, d->business->asked, choice_label(
		    d->business->reasons, q->reason));
	show_answered(q, p);
}

/* --- answers ------------------------------------------------------------- */

/*
 * which words were accepted, when and by whom.  The signature itself
 * stands in the history, beside the submission.
 */
static void
show_agreement(struct req *r, const struct dossier *d, struct page *list)
{
	const struct agreement		*a = agreement_find(d->app.agreement);
	const struct request_line	*l = NULL;
	unsigned char			 digest[32];
	size_t				 i;
	int				 event;

	for (i = 0; i < d->nhistory; i++) {
		event = flow_event(d->business->flow, d->history[i].event);
		if (d->history[i].version == d->request.version &&
		    (event == EV_SUBMIT || event == EV_RESUBMIT))
			l = &d->history[i];
	}
	if (a == NULL || l == NULL ||
	    agreement_digest(a, digest, r->fault) != ST_OK)
		return;
	part_answer(list, "使用服务协议", pool_printf(r->pool,
	    "第 %lld 版，%s 由%s签署，全文 SM3 %s", (long long)a->version,
	    show_minute(r, l->at), l->person_name == NULL ? "经办人" :
	    l->person_name, sealing_hex(r, bytes_of(digest, 32), 32)), NULL);
}

/* What was answered, in the order of the form. */
void
show_answers(struct req *r, const struct dossier *d, struct page *page,
    const char *change)
{
	struct answer_line	 rows[ANSWER_LINES];
	const size_t		 n = answers_lines(&d->app, rows);
	struct page		*part = page_include(page, K_ANSWERS_PART,
	    "work/answers");
	struct page		*list = page_include(part, K_ANSWERS,
	    "part/answers");
	size_t			 i;

	if (d->request.version > 1)
		page_int(page_add(part, K_VERSION), K_N, d->request.version);
	for (i = 0; i < n; i++)
		if (rows[i].value != NULL && *rows[i].value != '\0')
			part_answer(list, rows[i].label, rows[i].value,
			    change == NULL || rows[i].name == NULL ? NULL :
			    pool_printf(r->pool, "%s#f-%s", change,
			    rows[i].name));
	show_agreement(r, d, list);
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
	if (!imprint_may(r, d)) {
		page_show(p, K_NOT_FOR_YOU);
		return;
	}
	p = page_add(p, K_PICTURE);
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

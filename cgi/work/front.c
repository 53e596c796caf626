/* The applicant's front of every business: the case's own page; see front.h. */
#include <string.h>

#include "page/keys.h"
#include "work/front.h"
#include "work/package.h"
#include "work/paper.h"
#include "work/renew.h"

enum status
front_load(struct req *r, struct dossier *d)
{
	enum status	 st;

	/*
	 * what is another's is answered as if there were none; case_load
	 * has written the refusal down.
	 */
	if ((st = case_load(r, web_piece(r, "id"), d)) == ST_DENIED)
		st = ST_ABSENT;
	if (st == ST_OK && strcmp(d->business->path + 1,
	    r->actor->program) != 0)
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

int
front_is_editable(const struct dossier *d)
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

/* What was signed when submitting is not changed afterwards. */
enum status
front_load_draft(struct req *r, struct dossier *d)
{
	enum status	 st;

	if ((st = front_load(r, d)) != ST_OK)
		return st;
	return d->request.state == A0_DRAFT ? ST_OK : fault_set(r->fault,
	    ST_CONFLICT, "%s: submitted already", d->request.number);
}

/* --- the task page and the page of a case under way ---------------------- */

/* One line of the task list, with what is still missing. */
static void
task_answers(struct req *r, const struct dossier *d, struct page *tasks)
{
	const size_t	 wrong = case_gaps(d, GAP_ANSWER);
	const char	*text = "已完成";

	if (d->app.saved == 0 || *d->app.org_code == '\0')
		text = "未填写";
	else if (wrong > 0)
		text = pool_printf(r->pool, "有 %zu 处需要修改", wrong);
	part_task(tasks, "填写申请信息", front_path(r, d, "/answers"), text,
	    wrong == 0 ? TONE_GOOD : TONE_ACT, NULL);
}

static void
task_materials(struct req *r, const struct dossier *d, struct page *tasks)
{
	const size_t	 missing = case_gaps(d, GAP_MATERIAL);
	const size_t	 faulty = case_gaps(d, GAP_FAULT);
	const char	*text = "已完成";

	if (faulty > 0)
		text = pool_printf(r->pool, "需补正 %zu 项", faulty);
	else if (missing > 0)
		text = pool_printf(r->pool, "还缺 %zu 项", missing);
	part_task(tasks, "上传材料", front_path(r, d, "/materials"), text,
	    missing + faulty == 0 ? TONE_GOOD : TONE_ACT, NULL);
}

/* What a device made; who applies for a hosted seal has none. */
static void
task_device(struct req *r, const struct dossier *d, struct page *tasks)
{
	const char	*title = front_device_title(d);
	const int	 given = *d->app.asked != '\0';
	const int	 must = d->business->flow != &flow_apply;

	if (title == NULL)
		return;
	part_task(tasks, pool_printf(r->pool, "提交%s", title),
	    front_path(r, d, "/device"), given ? "已提交" : must ?
	    "未提交" : "选填", given ? TONE_GOOD : must ? TONE_ACT :
	    TONE_PLAIN, given || must ? NULL :
	    "印章存放在本单位设备里、导入业务系统的提交");
}

static void
fill_tasks(struct req *r, const struct dossier *d, struct page *p)
{
	struct page	*tasks = page_include(p, K_TASKS, "part/tasks");

	if (d->business->flow == &flow_apply) {
		task_device(r, d, tasks);
		task_answers(r, d, tasks);
	} else {
		part_task(tasks, pool_printf(r->pool, "填写%s",
		    d->business->asked), front_path(r, d, "/reason"),
		    d->request.reason != NULL ? "已完成" : "未填写",
		    d->request.reason != NULL ? TONE_GOOD : TONE_ACT, NULL);
		task_device(r, d, tasks);
	}
	if (!renewal_is_self(&d->request))
		task_materials(r, d, tasks);
	part_task(tasks, "核对并提交", d->facts.incomplete == NULL ?
	    front_path(r, d, "/check") : NULL, d->facts.incomplete == NULL ?
	    "可以提交" : "暂不可办", d->facts.incomplete == NULL ? TONE_ACT :
	    TONE_PLAIN, d->facts.incomplete);
}

/* What the reader may do now, each a button of its own. */
static const struct {
	int		 event;
	const char	*more, *label;
	int		 final;		/* asks again on a page of its own */
} deeds[] = {
	{ EV_CONFIRM_IMAGE, "/confirm-image", "与实物印章一致，确认", 0 },
	{ EV_PROVE, "/prove", "用印章密钥证明", 0 },
	{ EV_DELIVER, "/receive", "接收续期后的印章", 0 },
	{ EV_ACTIVATE, "/activate", "启用印章", 0 },
	{ EV_WITHDRAW, "/withdraw", "撤回申请", 1 },
};

static void
fill_deeds(struct req *r, const struct dossier *d, struct page *p)
{
	struct dossier	 then = *d;
	struct page	*b;
	const char	*why;
	size_t		 i;

	for (i = 0; i < NITEMS(deeds); i++) {
		if (!case_may(r, d, deeds[i].event, &why))
			continue;
		if (deeds[i].final) {
			b = page_add(p, K_FINAL);
			page_set(b, K_ACTION, front_path(r, d,
			    deeds[i].more));
			page_set(b, K_LABEL, deeds[i].label);
			page_int(b, K_REV, d->request.rev);
			continue;
		}
		b = part_confirm(p, K_DEEDS, front_path(r, d, deeds[i].more),
		    deeds[i].label, NULL, NULL, 0);
		part_hidden(b, "rev", pool_printf(r->pool, "%lld",
		    (long long)d->request.rev));
	}
	/* Who may confirm may refuse; the reason is typed with it. */
	then.facts.has_reason = 1;
	if (case_may(r, &then, EV_REJECT_IMAGE, &why)) {
		b = page_add(p, K_IMAGE_WRONG);
		page_set(b, K_ACTION, front_path(r, d, "/reject-image"));
		page_int(b, K_REV, d->request.rev);
	}
}

/* The collection sheet is an application's; form and receipts are each's. */
static enum status
fill_papers(struct req *r, const struct dossier *d, struct page *p)
{
	const int		 form = *d->app.org_name != '\0';
	struct paper_offer	 offers[RECEIPT_KIND__N];
	struct page		*print, *line;
	enum status		 st;
	size_t			 i, n;

	st = paper_offers(r, d, offers, &n);
	if (st != ST_OK || (!form && n == 0))
		return st;
	print = page_add(p, K_PRINT);
	page_set(print, K_PAPERS, front_path(r, d, "/paper"));
	page_show_if(print, K_HAS_ANSWERS, form);
	page_show_if(print, K_TO_COLLECT, form &&
	    d->business->flow == &flow_apply);
	for (i = 0; i < n; i++) {
		line = page_add(print, K_PAPER);
		page_printf(line, K_HREF, "%s/paper/%s", front_path(r, d,
		    ""), receipt_name(offers[i].kind));
		page_set(line, K_LABEL, offers[i].title);
		page_set(line, K_STATE, paper_words(&offers[i]));
	}
	return ST_OK;
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
	if (front_is_editable(&d) && (d.facts.own || d.facts.opener)) {
		page_show(p, K_EDITABLE);
		if (d.request.due != 0)
			page_set(page_add(p, d.request.urgent ? K_STOPPED :
			    K_DRAFT), K_UNTIL, show_minute(r, d.request.due));
		fill_tasks(r, &d, p);
	} else {
		show_answers(r, &d, p, NULL);
		if (!renewal_is_self(&d.request))
			show_materials(r, &d, p, front_path(r, &d, ""));
	}
	show_imprint(r, &d, p, front_path(r, &d, ""));
	fill_deeds(r, &d, p);
	if ((st = show_history(r, &d, p)) != ST_OK)
		return st;
	st = fill_papers(r, &d, p);
	if (st == ST_OK)
		st = package_fill(r, &d, p, front_path(r, &d, ""), 0);
	return st == ST_OK ? web_page(r, p) : st;
}

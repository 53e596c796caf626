/*
 * A use request's own page: what may be done with it now, the review, the
 * keeper's look at every item, stamping, and what came of it.
 */
#include <stdlib.h>
#include <string.h>

#include "page/keys.h"
#include "page/part.h"
#include "qr/code.h"
#include "work/sealing_pages.h"
#include "work/show.h"

#define R(x)		ROLE_BIT(ROLE_##x)

struct review {
	const char	*decision, *note, *rev;
};
#define AT(member) .at = offsetof(struct review, member)
static const struct choice decisions[] = {
	{ "agree", "同意用章" }, { "refuse", "不同意" }, { NULL, NULL }
};
static const struct field review_fields[] = {
	{ .name = "decision", .label = "审核意见", .kind = FIELD_CHOICE,
	  .required = true, .choices = decisions, AT(decision) },
	{ .name = "note", .label = "说明", .kind = FIELD_TEXT, .max = 500,
	  .hint = "不同意时请说明原因", AT(note) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT

static void
cross_review(const void *values, struct form_state *state)
{
	const struct review	*v = values;

	if (strcmp(v->decision, "refuse") == 0 && *v->note == '\0')
		form_error(state, "note", "不同意时请填写意见");
}

const struct form sealing_review_form = {
	review_fields, NITEMS(review_fields), sizeof(struct review),
	cross_review
};

/* what the keeper looks at, each ticked. */
struct ticks {
	int	 requester, file, reviewer, seal;
};
#define AT(member) .at = offsetof(struct ticks, member)
static const struct field tick_fields[] = {
	{ .name = "requester", .label = "申请人", .kind = FIELD_CHECK,
	  AT(requester) },
	{ .name = "file", .label = "文件", .kind = FIELD_CHECK, AT(file) },
	{ .name = "reviewer", .label = "审核人", .kind = FIELD_CHECK,
	  AT(reviewer) },
	{ .name = "seal", .label = "印章名称", .kind = FIELD_CHECK,
	  AT(seal) },
};
#undef AT
const struct form sealing_tick_form = {
	tick_fields, NITEMS(tick_fields), sizeof(struct ticks), NULL
};

static void
fill_ticks(struct req *r, const struct sealing *s, struct page *p)
{
	const char	*const values[NITEMS(tick_fields)] = {
		sealing_person(r, s->use.requester),
		pool_printf(r->pool, "%s（%s，SM3 %s）", s->use.title,
		    s->use.file_name, sealing_hex(r, s->use.original, 8)),
		sealing_reviewers(r, s), s->seal.name,
	};
	struct page	*t;
	const char	*bad;
	size_t		 i;

	for (i = 0; i < NITEMS(tick_fields); i++) {
		t = page_add(p, K_TICK);
		page_set(t, K_NAME, tick_fields[i].name);
		page_set(t, K_LABEL, tick_fields[i].label);
		page_set(t, K_VALUE, values[i]);
		page_show_if(t, K_TICKED,
		    web_input(r, tick_fields[i].name) != NULL);
		bad = r->form.form == &sealing_tick_form ?
		    form_error_of(&r->form, tick_fields[i].name) : NULL;
		if (bad != NULL)
			page_set(page_add(t, K_BAD), K_SENTENCE, bad);
	}
}

/* What the reader may do now, each a button of its own. */
static const struct {
	int		 event;
	const char	*more, *label, *sentence;
} deeds[] = {
	{ UE_TAKE, "/take", "开始审核", NULL },
	{ UE_STAMP, "/stamp", "盖章", "盖章前会再次核对您的身份。" },
	{ UE_WITHDRAW, "/withdraw", "撤回申请", NULL },
};

static void
fill_tasks(struct req *r, const struct sealing *s, struct page *p)
{
	struct page	*draft = page_add(p, K_DRAFT);
	struct page	*tasks = page_include(draft, K_TASKS, "part/tasks");
	const char	*why = NULL;
	const int	 may = sealing_may(r, s, UE_SUBMIT, &why);

	part_task(tasks, "选择盖章位置", sealing_path(r, s, "/place"),
	    "已有位置", TONE_GOOD, NULL);
	part_task(tasks, "核对并提交", sealing_path(r, s, "/check"), may ?
	    "可以提交" : "暂不可办", may ? TONE_ACT : TONE_PLAIN,
	    may ? NULL : why);
}

static void
fill_result(struct req *r, const struct sealing *s, struct page *p)
{
	struct page	*res = page_add(p, K_RESULT), *log;
	char		 code[CODE_PRINTED];
	const char	*who = "", *seal;
	size_t		 i;
	int64_t		 at = 0;

	for (i = 0; i < s->nhistory; i++)
		if (strcmp(s->history[i].to, "stamped") == 0) {
			at = s->history[i].at;
			who = s->history[i].person_name;
		}
	if (who == NULL)		/* */
		who = sealing_grant_words(r, s);
	code_print(s->use.code, code);
	page_set(res, K_CODE, code);
	page_set(res, K_WHEN, show_minute(r, at));
	page_set(res, K_WHO, who);
	page_set(res, K_HREF, sealing_path(r, s, ""));
	page_printf(res, K_VERIFY, "/v/%s", s->use.handle);
	log = page_include(res, K_LOG, "part/answers");
	seal = pool_printf(r->pool, "%s，%s", s->seal.name, s->seal.code);
	part_answer(log, "印章", seal, NULL);
	part_answer(log, "盖章人", who, NULL);
	part_answer(log, "盖章时间", show_minute(r, at), NULL);
	part_answer(log, "盖章前文件摘要（SM3）", sealing_hex(r,
	    s->use.original, 32), NULL);
	part_answer(log, "盖章后文件摘要（SM3）", sealing_hex(r,
	    s->use.result, 32), NULL);
}

/* A step that is this person's, and cannot be taken now: why. */
static void
fill_blocked(const struct req *r, const struct sealing *s, struct page *p,
    int event, int theirs)
{
	const char	*why;

	if (theirs && !sealing_may(r, s, event, &why))
		page_set(page_add(p, K_BLOCKED), K_SENTENCE, why);
}

static void
fill_forms(struct req *r, struct sealing *s, struct page *p)
{
	const char	*why;
	struct page	*part;

	if (s->use.state == U2_REVIEW && s->facts.reviewer) {
		fill_blocked(r, s, p, UE_APPROVE, 1);
		part = page_add(p, K_REVIEW);
		page_set(part, K_HREF, sealing_path(r, s, ""));
		form_fill(part, &r->form);
	}
	if (s->use.state == U3_APPROVED && s->facts.own)
		fill_blocked(r, s, p, UE_STAMP, web_has(r, R(REQUESTER)));
	if (s->use.state != U3_APPROVED || s->facts.own || !s->facts.keeper)
		return;
	s->facts.checks_ticked = 1;	/* whether it is theirs at all */
	if (sealing_may(r, s, UE_STAMP_KEEPER, &why)) {
		part = page_add(p, K_KEEPER);
		page_set(part, K_HREF, sealing_path(r, s, ""));
		fill_ticks(r, s, part);
		if (r->form.form == &sealing_tick_form)
			form_fill(part, &r->form);
	} else
		page_set(page_add(p, K_BLOCKED), K_SENTENCE, why);
	s->facts.checks_ticked = 0;
}

static enum status
use_page(struct req *r, struct sealing *s)
{
	struct page	*p;
	const char	*why;
	enum status	 st;
	size_t		 i;

	p = web_page_new(r, "stamp/show", pool_printf(r->pool, "用章 %s",
	    s->use.number));
	sealing_head(r, s, p);
	sealing_fill_preview(s, p);
	page_show_if(p, K_PREVIEW, s->use.state != U5_STAMPED);
	if (s->use.state == U0_DRAFT)
		fill_tasks(r, s, p);
	if (s->use.state == U5_STAMPED)
		fill_result(r, s, p);
	if (s->use.state == U3_APPROVED)
		page_set(page_add(p, K_APPROVED), K_WHEN,
		    show_minute(r, s->use.due));
	fill_forms(r, s, p);
	for (i = 0; i < NITEMS(deeds); i++)
		if (sealing_may(r, s, deeds[i].event, &why))
			sealing_add_deed(r, s, p, K_DEEDS, deeds[i].more,
			    deeds[i].label, deeds[i].sentence);
	sealing_facts(r, s, p, NULL);
	st = sealing_history(r, s, p);
	return st == ST_OK ? web_page(r, p) : st;
}

enum status
sealing_show_use(struct req *r)
{
	struct review	 v = { 0 };
	struct sealing	 s;
	enum status	 st;

	if ((st = sealing_here(r, &s)) != ST_OK)
		return st;
	v.rev = pool_printf(r->pool, "%lld", (long long)s.use.rev);
	st = form_start(&sealing_review_form, &v, r->pool, &r->form);
	return st == ST_OK ? use_page(r, &s) : st;
}

/* A refusal ends the use; it is looked at once more. */
static enum status
ask_refuse(struct req *r, const struct sealing *s,
    const struct sealing_act *act)
{
	struct page	*p = case_ask_sure(r, "不同意用章", "不同意后这件用章"
	    "申请即告终止，不能恢复；申请人可以重新申请。", NULL);

	part_fact(p, "用章编号", s->use.number);
	part_fact(p, "文件", s->use.title);
	part_fact(p, "印章", s->seal.name);
	part_fact(p, "审核意见", act->note);
	return web_page(r, p);
}

enum status
sealing_post_review(struct req *r)
{
	const struct review	*v = r->values;
	struct sealing_act	 act = { .note = NULL };
	const char		*why = NULL;
	struct sealing		 s;
	enum status		 st;

	if ((st = sealing_here(r, &s)) != ST_OK)
		return st;
	if (r->form.nerrors > 0 || case_is_edit(r))
		return use_page(r, &s);
	act.event = strcmp(v->decision, "agree") == 0 ? UE_APPROVE :
	    UE_REFUSE;
	act.note = *v->note == '\0' ? NULL : v->note;
	act.rev = strtoll(v->rev, NULL, 10);
	s.facts.has_opinion = act.note != NULL;
	if (act.event == UE_REFUSE &&
	    case_wants_sure(r, act.rev, s.use.rev) && sealing_may(r, &s, UE_REFUSE, &why))
		return ask_refuse(r, &s, &act);
	st = sealing_take(r, &s, &act, &why);
	return st == ST_OK ? web_redirect(r, sealing_path(r, &s, "")) :
	    sealing_not_taken(r, st, why);
}

/* --- stamping ------------------------------------------------------------ */

static enum status
stamp(struct req *r, struct sealing *s, int event, int ticked)
{
	const char	*why = NULL;
	enum status	 st;

	st = sealing_stamp(r, s, event, ticked, &why);
	return st == ST_OK ? web_redirect(r, sealing_path(r, s, "")) :
	    sealing_not_taken(r, st, why);
}

enum status
sealing_post_stamp(struct req *r)
{
	struct sealing	 s;
	enum status	 st = sealing_here(r, &s);

	return st == ST_OK ? stamp(r, &s, UE_STAMP, 0) : st;
}

enum status
sealing_post_keeper(struct req *r)
{
	const struct ticks	*t = r->values;
	const int		 ticked[NITEMS(tick_fields)] = {
		t->requester, t->file, t->reviewer, t->seal,
	};
	struct sealing		 s;
	enum status		 st;
	size_t			 i;

	if ((st = sealing_here(r, &s)) != ST_OK)
		return st;
	for (i = 0; i < NITEMS(tick_fields); i++)
		if (!ticked[i])
			form_error(&r->form, tick_fields[i].name,
			    pool_printf(r->pool, "请核对%s",
			    tick_fields[i].label));
	if (r->form.nerrors > 0 && s.use.state == U3_APPROVED &&
	    s.facts.keeper)
		return use_page(r, &s);
	return stamp(r, &s, UE_STAMP_KEEPER, r->form.nerrors == 0);
}

/*
 * The pages of standing grants (系统授权): a unit's list, the proposal with its
 * risk assessment, one grant with who signed what and what it stamped.
 */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "page/keys.h"
#include "page/part.h"
#include "seal/receipt.h"
#include "trust/automatic.h"
#include "work/local.h"
#include "work/sealing.h"
#include "work/sealing_grant.h"
#include "work/sealing_pages.h"
#include "work/show.h"
#include "work/trace.h"

#define R(x)		ROLE_BIT(ROLE_##x)
#define SEALS_MAX	200	/* seals of one unit */

static const enum tone tones[] = {
	[STANDING_PROPOSED] = TONE_WAIT, [STANDING_ACTIVE] = TONE_GOOD,
	[STANDING_OVER] = TONE_OVER, [STANDING_ENDED] = TONE_OVER,
};
_Static_assert(NITEMS(tones) == STANDING_STATE__N, "tones");

#define AT(member) .at = offsetof(struct grant_wish, member)
static const struct field wish_fields[] = {
	{ .name = "seal", .label = "印章", .kind = FIELD_CHOICE,
	  .required = true, .max = 16, AT(seal) },
	{ .name = "step", .label = "业务环节", .kind = FIELD_CHOICE,
	  .hint = "印章只在这个环节自动加盖", .required = true, AT(step) },
	{ .name = "class", .label = "文件种类", .kind = FIELD_CHOICE,
	  .hint = "公文、证明、协议等重要文件每次都须审核，不能系统授权",
	  .required = true, .choices = sealing_classes, AT(class) },
	{ .name = "last", .label = "最后一天", .kind = FIELD_DATE,
	  .hint = "从今天起，最长一年", .required = true, AT(last) },
	{ .name = "per_day", .label = "每天最多盖章次数",
	  .kind = FIELD_NUMBER, .hint = "到了这个数，当天不再自动盖章",
	  .required = true, .least = 1, .most = KEYD_PER_DAY_MAX,
	  AT(per_day) },
	{ .name = "assessment", .label = "风险评估", .kind = FIELD_TEXT,
	  .hint = "写明自动盖章可能出现的问题、影响，和防范的办法",
	  .required = true, .min = 10, .max = 2000, AT(assessment) },
};
#undef AT
const struct form grant_wish_form = {
	wish_fields, NITEMS(wish_fields), sizeof(struct grant_wish), NULL
};

struct grant_deed {
	const char	*reason;
};
static const struct field end_fields[] = {
	{ .name = "reason", .label = "终止的原因", .kind = FIELD_TEXT,
	  .required = true, .min = 2, .max = 500,
	  .at = offsetof(struct grant_deed, reason) },
};
const struct form grant_end_form = {
	end_fields, NITEMS(end_fields), sizeof(struct grant_deed), NULL
};

/* --- list ------------------------------------------------------------------ */

static const char *
step_label(const char *name)
{
	const struct auto_step	*s = auto_step_find(name);

	return s == NULL ? name : s->label;
}

static const char *
day(struct req *r, int64_t ms)
{
	char	 text[CALENDAR_TEXT];

	calendar_date(ms, text);
	return pool_text(r->pool, text);
}

static void
tag(struct page *p, enum page_key key, const struct standing *s)
{
	const int	 state = standing_state_now(s, clock_now());

	part_tag(p, key, flow_standing.states[state].label, tones[state]);
}

enum status
grant_show_list(struct req *r)
{
	struct standing	*list;
	struct seal	 seal;
	struct page	*p, *row;
	enum status	 st;
	size_t		 i, n;

	st = standing_list(r->db, r->pool, r->actor->unit, &list, &n,
	    r->fault);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "stamp/grants", "系统授权");
	page_show_if(p, K_MAY_ASK, web_has(r, R(REVIEWER)));
	page_show_if(p, K_NONE, n == 0);
	for (i = 0; i < n; i++) {
		row = page_add(p, K_ROW);
		page_set(row, K_NUMBER, list[i].number);
		page_printf(row, K_HREF, "/stamp/grants/%s", list[i].id);
		page_set(row, K_LABEL, step_label(list[i].step));
		if (seal_load(r->db, r->pool, list[i].seal, &seal,
		    r->fault) == ST_OK)
			page_set(row, K_NAME, seal.name);
		page_set(row, K_UNTIL, day(r, list[i].until));
		tag(row, K_STATE, &list[i]);
	}
	return web_page(r, p);
}

/* --- proposing --------------------------------------------------------------- */

static enum status
fill_choices(struct req *r)
{
	const struct auto_step	*known;
	struct choice		*seals, *steps;
	struct seal		*list;
	enum status		 st;
	size_t			 i, k = 0, n;

	st = seal_list_unit(r->db, r->pool, r->actor->unit, SEALS_MAX, &list,
	    &n, r->fault);
	if (st != ST_OK)
		return st;
	seals = pool_array(r->pool, n + 1, sizeof(*seals));
	while (auto_step_nth(k) != NULL)
		k++;
	steps = pool_array(r->pool, k + 1, sizeof(*steps));
	if (seals == NULL || steps == NULL)
		return fault_set(r->fault, ST_BROKEN, "grant: memory");
	for (i = 0; i < n; i++)
		seals[i] = (struct choice){ list[i].code, list[i].name };
	for (i = 0; (known = auto_step_nth(i)) != NULL; i++)
		steps[i] = (struct choice){ known->name, pool_printf(r->pool,
		    "%s（%s）", known->label, known->papers) };
	form_choices(&r->form, "seal", seals);
	form_choices(&r->form, "step", steps);
	return ST_OK;
}

static enum status
new_page(struct req *r)
{
	struct page	*p = web_page_new(r, "stamp/grant-new",
			    "提出系统授权"), *form;
	enum status	 st = fill_choices(r);

	if (st != ST_OK)
		return st;
	form = page_include(p, K_FORM, "part/form");
	page_set(form, K_ACTION, "/stamp/grants/new");
	page_set(form, K_BUTTON, "签名并提出");
	page_set(page_add(form, K_BACK), K_HREF, "/stamp/grants");
	form_fill(form, &r->form);
	return web_page(r, p);
}

enum status
grant_show_new(struct req *r)
{
	const struct grant_wish	 w = {
		.seal = "", .step = STEP_NOTICE, .class = "", .per_day = 200,
		.assessment = "",
	};
	enum status		 st;

	st = form_start(&grant_wish_form, &w, r->pool, &r->form);
	return st == ST_OK ? new_page(r) : st;
}

enum status
grant_post_new(struct req *r)
{
	const struct grant_wish	*w = r->values;
	const char		*id = NULL, *field, *why;
	enum status		 st;

	if (r->form.nerrors > 0) {
		audit_refusal(r->db, r->actor, "standing.propose", "seal",
		    w->seal, "风险评估或其他内容没有填好");
		return new_page(r);
	}
	st = grant_propose(r, w, &id, &field, &why);
	if (st == ST_OK)
		return web_redirectf(r, "/stamp/grants/%s", id);
	if (st == ST_CONFLICT && why != NULL) {
		form_error(&r->form, field, why);
		return new_page(r);
	}
	return sealing_not_taken(r, st, why);
}

/* --- one grant ------------------------------------------------------------------ */

/* Who said what, each signature checked now. */
static enum status
judge(struct req *r, const struct standing *s, const struct seal *seal,
    const struct kept_statement *k, enum statement_state *state)
{
	struct statement	 read;
	struct keyd_auto	 terms;
	struct anchors		*anchors;
	unsigned char		 digest[32];
	enum status		 st;

	if ((st = case_anchors(r, r->keyd, &anchors)) != ST_OK ||
	    (st = trace_judge(r, k, anchors, &read, state)) != ST_OK ||
	    *state != STATEMENT_VALID)
		return st;
	st = standing_terms(s, seal, &terms, r->fault);
	if (st == ST_OK)
		st = keyd_auto_digest(&terms, digest, r->fault);
	if (st == ST_OK && (!statement_matches(&read, digest) ||
	    strcmp(read.f.subject, s->number) != 0))
		*state = STATEMENT_SIGNATURE;
	return st;
}

static enum status
fill_history(struct req *r, const struct standing *s,
    const struct seal *seal, struct page *page)
{
	const struct {
		int		 event;
		int64_t		 at;
		const char	*person, *said, *note;
	} lines[] = {
		{ SG_PROPOSE, s->created, s->assessor, s->assess_said, NULL },
		{ SG_GRANT, s->granted, s->granter, s->grant_said, NULL },
		{ SG_END, s->ended, s->ender, s->end_said, s->reason },
	};
	struct page			*part, *p;
	struct kept_statement		*kept;
	const struct kept_statement	*k;
	enum statement_state		 state;
	enum status			 st;
	size_t				 i, n;

	part = page_include(page, K_HISTORY_PART, "work/history");
	st = statement_list(r->db, r->pool, s->number, &kept, &n, r->fault);
	for (i = 0; st == ST_OK && i < NITEMS(lines); i++) {
		if (lines[i].at == 0)
			continue;
		p = page_add(part, K_LINE);
		page_set(p, K_EVENT,
		    flow_standing.events[lines[i].event].label);
		page_set(p, K_WHEN, show_minute(r, lines[i].at));
		page_set(p, K_WHO, sealing_person(r, lines[i].person));
		if (lines[i].note != NULL)
			page_set(page_add(p, K_NOTE), K_SENTENCE,
			    lines[i].note);
		k = trace_find(kept, n, lines[i].said);
		if (k != NULL && (st = judge(r, s, seal, k, &state)) ==
		    ST_OK)
			trace_signature(p, k, state);
	}
	return st;
}

static enum status
fill_facts(struct req *r, const struct standing *s, const struct seal *seal,
    struct page *p)
{
	const int64_t	 today = calendar_midnight(clock_now());
	const char	*state = flow_seal.states[seal_state_now(seal,
			    clock_now())].label;
	struct page	*list = page_include(p, K_ANSWERS, "part/answers");
	int64_t		 used = 0, all = 0, waiting = 0, dropped = 0;
	enum status	 st;

	st = standing_used(r->db, s->id, today, &used, r->fault);
	if (st == ST_OK)
		st = standing_used(r->db, s->id, 0, &all, r->fault);
	if (st == ST_OK)
		st = receipt_count(r->db, s->id, &waiting, &dropped,
		    r->fault);
	part_answer(list, "印章", pool_printf(r->pool, "%s，%s，%s",
	    seal->name, seal->code, state), NULL);
	part_answer(list, "业务环节", step_label(s->step), NULL);
	part_answer(list, "文件种类", choice_label(sealing_classes, s->class),
	    NULL);
	part_answer(list, "期限", pool_printf(r->pool, "%s 至 %s",
	    day(r, s->from), day(r, s->until)), NULL);
	part_answer(list, "每天最多盖章次数", pool_printf(r->pool, "%lld",
	    (long long)s->per_day), NULL);
	part_answer(list, "风险评估", s->assessment, NULL);
	part_answer(list, "已盖章", pool_printf(r->pool, "今天 %lld 次，共 %lld "
	    "次；等待盖章 %lld 件，未能盖章 %lld 件", (long long)used,
	    (long long)all, (long long)waiting, (long long)dropped), NULL);
	return st;
}

static enum status
one_page(struct req *r, const struct standing *s, const struct seal *seal)
{
	struct page	*p = web_page_new(r, "stamp/grant", pool_printf(
			    r->pool, "系统授权 %s", s->number)), *part;
	const char	*why = NULL;
	enum status	 st;

	page_set(p, K_NUMBER, s->number);
	page_set(p, K_HEADING, step_label(s->step));
	tag(p, K_STATE, s);
	if ((st = fill_facts(r, s, seal, p)) != ST_OK)
		return st;
	if (grant_may(r, s, seal, SG_GRANT, &why))
		part_confirm(p, K_DEEDS, pool_printf(r->pool,
		    "/stamp/grants/%s/agree", s->id), "同意授权",
		    "同意后，这个环节的文件不经人工即加盖这枚印章；您的签名与评估人"
		    "的签名一并作为依据。", NULL, 0);
	else if (s->state == STANDING_PROPOSED && web_has(r, R(KEEPER)))
		page_set(page_add(p, K_BLOCKED), K_SENTENCE, why);
	if (grant_may(r, s, seal, SG_END, &why)) {
		part = page_include(page_add(p, K_FINAL), K_FORM,
		    "part/form");
		page_printf(part, K_ACTION, "/stamp/grants/%s/end", s->id);
		page_set(part, K_BUTTON, "终止系统授权");
		form_fill(part, &r->form);
	}
	st = fill_history(r, s, seal, p);
	return st == ST_OK ? web_page(r, p) : st;
}

static enum status
load(struct req *r, struct standing *s, struct seal *seal)
{
	return grant_load(r, web_piece(r, "grant"), s, seal);
}

enum status
grant_show_one(struct req *r)
{
	const struct grant_deed	 empty = { "" };
	struct standing		 s;
	struct seal		 seal;
	enum status		 st;

	if ((st = load(r, &s, &seal)) != ST_OK)
		return st;
	st = form_start(&grant_end_form, &empty, r->pool, &r->form);
	return st == ST_OK ? one_page(r, &s, &seal) : st;
}

static enum status
take(struct req *r, int event, const char *reason)
{
	const char	*why = NULL;
	struct standing	 s;
	struct seal	 seal;
	enum status	 st;

	if ((st = load(r, &s, &seal)) != ST_OK)
		return st;
	if (event == SG_END && r->form.nerrors > 0)
		return one_page(r, &s, &seal);
	st = grant_take(r, &s, &seal, event, reason, &why);
	return st == ST_OK ? web_redirectf(r, "/stamp/grants/%s", s.id) :
	    sealing_not_taken(r, st, why);
}

enum status
grant_post_agree(struct req *r)
{
	return take(r, SG_GRANT, NULL);
}

enum status
grant_post_end(struct req *r)
{
	const struct grant_deed	*d = r->values;

	return take(r, SG_END, d->reason);
}

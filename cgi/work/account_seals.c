/* The seals of the own unit as cards: state, days left, what can be done. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "page/part.h"
#include "seal/seal.h"
#include "work/account.h"
#include "work/case.h"
#include "work/exchange.h"
#include "work/imprint.h"
#include "work/package.h"
#include "work/people.h"
#include "work/renew.h"

#define R(x)	ROLE_BIT(ROLE_##x)
#define SEALS_PAGE	200	/* seals of one unit */

/* --- the unit's seals ---------------------------------------------------- */

/* What may be done with a seal, and why not; {} stands for its request. */
static const struct {
	const char	*label, *href;
	unsigned	 roles;
	int		 event;		/* of T2 */
	int		 passing;	/* not worth a line at other times */
} seal_acts[] = {
	{ "启用", "/apply/{}", R(KEEPER), SE_ACTIVATE, 1 },
	{ "重新启用", "/apply/resume", R(APPLICANT) | R(KEEPER), SE_RESUME, 1 },
	{ "用章", "/stamp", R(REQUESTER) | R(REVIEWER) | R(KEEPER), SE_USE, 0 },
	{ "续期", "/renew", R(APPLICANT) | R(KEEPER), SE_RENEW, 0 },
	{ "挂失", "/loss", R(APPLICANT) | R(KEEPER), SE_LOSE, 0 },
	{ "变更", "/change", R(APPLICANT) | R(KEEPER), SE_LOSE, 1 },
	{ "更换", "/replace", R(APPLICANT) | R(KEEPER), SE_LOSE, 1 },
	{ "注销", "/cancel", R(APPLICANT), SE_REVOKE, 0 },
};

static int
seal_can(int state, int event)
{
	size_t	 i;

	for (i = 0; i < flow_seal.nrows; i++)
		if (flow_seal.rows[i].from == state &&
		    flow_seal.rows[i].event == event)
			return 1;
	return 0;
}

static const char *
act_link(struct req *r, const char *href, const struct seal *s)
{
	const char	*gap = strstr(href, "{}");

	if (gap == NULL)
		return pool_printf(r->pool, "%s?seal=%s", href,
		    web_path_escape(r->pool, s->code));
	return pool_printf(r->pool, "%.*s%s%s", (int)(gap - href), href,
	    s->request, gap + 2);
}

static void
fill_seal_acts(struct req *r, struct page *card, const struct seal *s,
    int state)
{
	struct page	*tasks = page_include(card, K_TASKS, "part/tasks");
	const char	*why;
	size_t		 i;

	for (i = 0; i < NITEMS(seal_acts); i++) {
		why = NULL;
		if (seal_acts[i].passing &&
		    (!seal_can(state, seal_acts[i].event) ||
		    !web_has(r, seal_acts[i].roles)))
			continue;
		if (!web_has(r, seal_acts[i].roles))
			why = "由有相应岗位的人员办理";
		else if (!seal_can(state, seal_acts[i].event))
			why = seal_state_refusal(state);
		if (why == NULL && !seal_can(state, seal_acts[i].event))
			why = "现在的状态不能办理";
		if (why == NULL && seal_acts[i].event == SE_RENEW &&
		    renewal_unfit(r, s, &why) != ST_OK)
			why = "现在查不到续期的规则，请稍后再试";
		part_task(tasks, seal_acts[i].label, why != NULL ? NULL :
		    act_link(r, seal_acts[i].href, s),
		    why != NULL ? "暂不可办" : "可以办理",
		    why != NULL ? TONE_OVER : TONE_PLAIN, why);
	}
}

static enum tone
tone_of(const char *name)
{
	enum tone	 t;

	for (t = 0; t < TONE__N; t++)
		if (strcmp(tone_name(t), name) == 0)
			return t;
	return TONE_PLAIN;
}

static void
fill_valid(struct page *card, const struct seal *s, int64_t now)
{
	char	 from[CALENDAR_TEXT], to[CALENDAR_TEXT];

	if (s->valid_to == 0) {
		page_set(card, K_VALID, "制作完成后确定");
		return;
	}
	calendar_date(s->valid_from, from);
	calendar_date(s->valid_to, to);
	if (now > s->valid_to)
		page_printf(card, K_VALID, "%s 至 %s（已到期）", from, to);
	else
		page_printf(card, K_VALID, "%s 至 %s（还有 %lld 天）", from,
		    to, (long long)((s->valid_to - now) / MS_DAY));
}

/* the unit is another by name or code than its seal says; R-084: what
 * became of the physical seal. */
static enum status
fill_changed(struct req *r, const struct unit *u, const struct seal *s,
    struct page *card)
{
	struct application	 app;
	enum status		 st;

	if (s->state == S7_REVOKED)
		return ST_OK;
	st = case_seal_answers(r, s, &app);
	if (st == ST_OK)
		page_show_if(card, K_CHANGED, exchange_needed(u, &app));
	if (s->physical != NULL)
		page_show(card, strcmp(s->physical, "abolished") == 0 ?
		    K_ABOLISHED : K_REMADE);
	return st;
}

static enum status
fill_seal(struct req *r, struct page *p, const struct unit *u,
    const struct seal *s)
{
	const int64_t	 now = clock_now();
	const int	 state = seal_state_now(s, now);
	struct page	*card = page_add(p, K_SEAL);
	char		 day[CALENDAR_TEXT] = "尚未使用";
	struct carrier	 carrier;
	enum status	 st;

	page_set(card, K_NAME, s->name);
	page_set(card, K_CODE, s->code == NULL ? "尚未赋码" : s->code);
	page_set(card, K_KIND, choice_label(case_sub_kinds, s->sub_kind));
	st = carrier_of_seal(r->db, r->pool, s->id, &carrier, r->fault);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	page_set(card, K_CARRIER, st == ST_ABSENT ? "制作中" :
	    package_words(r->pool, &carrier));
	page_set(card, K_ID, s->id);
	page_show_if(card, K_PICTURE, s->png.n == 32);
	page_show_if(card, K_KEEPER, s->keeper != NULL &&
	    strcmp(s->keeper, r->actor->person) == 0);
	part_tag(card, K_TAG, flow_seal.states[state].label,
	    tone_of(seal_tone(state)));
	fill_valid(card, s, now);
	if (s->last_used != 0)
		calendar_minute(s->last_used, day);
	page_set(card, K_USED, day);
	if (s->code != NULL)
		fill_seal_acts(r, card, s, state);
	return fill_changed(r, u, s, card);
}

enum status
account_show_seals(struct req *r)
{
	struct page	*p = web_page_new(r, "account/seals", "我的印章");
	struct page	*some;
	struct seal	*list;
	struct unit	 u = { .id = "" };
	size_t		 n, i;
	enum status	 st;

	if ((st = unit_load(r->db, r->pool, r->actor->unit, &u,
	    r->fault)) == ST_ABSENT)
		st = ST_OK;		/* of no unit yet: no seals either */
	if (st == ST_OK)
		st = seal_list_unit(r->db, r->pool, r->actor->unit, SEALS_PAGE,
	    &list, &n, r->fault);
	if (st != ST_OK)
		return st;
	page_set(p, K_UNIT, r->actor->unit_name);
	page_show_if(p, K_EMPTY, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; st == ST_OK && i < n; i++)
		st = fill_seal(r, some, &u, &list[i]);
	return st == ST_OK ? web_page(r, p) : st;
}

enum status
account_show_picture(struct req *r)
{
	return imprint_of_seal(r, web_piece(r, "id"));
}

/* Region profiles on pages: all of them, and one with its values; rules.h. */
#include <string.h>

#include "base/clock.h"
#include "work/admin.h"
#include "work/rules.h"

#define R(x)	ROLE_BIT(ROLE_##x)

static const struct {
	const char	*label;
	enum tone	 tone;
} forces[] = {
	[FORCE_YES] = { "有效", TONE_GOOD },
	[FORCE_DRAFT] = { "征求意见稿", TONE_WAIT },
	[FORCE_UNDATED] = { "日期不明", TONE_PLAIN },
	[FORCE_NOT_YET] = { "尚未施行", TONE_WAIT },
	[FORCE_OVER] = { "已届满", TONE_OVER },
};

static const char *
origin_words(struct req *r, const struct policy_profile *p)
{
	return p->base == NULL ? "系统自带" : pool_printf(r->pool,
	    "本系统制作，源自“%s”", rules_profile_label(r, p->base));
}

enum status
rules_show_profiles(struct req *r)
{
	struct policy_profile	*list, now;
	struct page		*p, *row;
	enum policy_force	 force;
	enum status		 st;
	size_t			 i, n;

	if ((st = policy_profile_list(r->db, r->pool, &list, &n,
	    r->fault)) != ST_OK ||
	    (st = policy_profile_now(r->db, r->pool, r->config->profile,
	    &now, r->fault)) != ST_OK)
		return st;
	p = web_page_new(r, "admin/profiles", "地区方案");
	for (i = 0; i < n; i++) {
		row = page_add(p, K_ROW);
		force = policy_force(&list[i], clock_now());
		page_set(row, K_NAME, list[i].name);
		page_set(row, K_LABEL, list[i].label);
		page_set(row, K_DOCUMENT, list[i].document);
		page_set(row, K_PERIOD, policy_period(r->pool, &list[i],
		    clock_now()));
		page_set(row, K_ORIGIN, origin_words(r, &list[i]));
		page_show_if(row, K_CHOSEN, strcmp(list[i].name, now.name) ==
		    0);
		part_tag_here(row, forces[force].label, forces[force].tone);
	}
	return web_page(r, p);
}

/* --- one ------------------------------------------------------------------------- */

static enum status
fill_values(struct req *r, const struct policy_profile *p, struct page *page)
{
	const struct policy_rule	*rule;
	struct page			*row;
	const char			*value, *now;
	enum status			 st = ST_OK;
	size_t				 i, ndiffer = 0;
	int				 differs;

	for (i = 0; st == ST_OK && (rule = policy_nth(i)) != NULL; i++) {
		value = policy_profile_value(p, rule);
		st = policy_text(r->db, r->pool, rule->name, &now, r->fault);
		if (st != ST_OK)
			break;
		row = page_add(page, K_ROW);
		page_set(row, K_NAME, rule->name);
		page_set(row, K_LABEL, rule->label);
		page_set(row, K_BEFORE, rules_value_words(r, rule, now));
		page_set(row, K_VALUE, rules_value_words(r, rule, value));
		rules_fill_clauses(r, row, rule);
		differs = strcmp(now, value) != 0;
		page_show(row, differs ? K_CHANGED : K_PLAIN);
		ndiffer += (size_t)differs;
	}
	page_show_if(page, K_EMPTY, ndiffer == 0);
	return st;
}

static void
fill_facts(struct req *r, const struct policy_profile *p, struct page *page)
{
	struct page	*list = page_include(page, K_ANSWERS, "part/answers");
	const char	*force = policy_force_words(r->pool, p, clock_now());

	part_answer(list, "代号", p->name, NULL);
	part_answer(list, "所依据的规定", p->document, NULL);
	part_answer(list, "有效期", policy_period(r->pool, p, clock_now()),
	    NULL);
	part_answer(list, "现在", force == NULL ? "在有效期内" : force, NULL);
	if (p->base != NULL)
		part_answer(list, "法律效力的条款", *p->article == '\0' ?
		    "没有填写，引用国家规定" : p->article, NULL);
	part_answer(list, "来源", origin_words(r, p), NULL);
}

/* What can be done with it: asked for, copied, changed while nobody did. */
static enum status
fill_acts(struct req *r, const struct policy_profile *p, struct page *page)
{
	struct page	*tasks = page_include(page, K_TASKS, "part/tasks");
	enum status	 st;
	int		 held;

	if (!web_has(r, R(BUSINESS_ADMIN)))
		return ST_OK;
	page_set(page_add(tasks, K_HEADED), K_HEADING, "可办事项");
	part_task(tasks, "申请启用", admin_path(r, "/admin/profile/*/apply",
	    p->name), "", TONE_PLAIN, "由另一名业务管理员批准后生效");
	part_task(tasks, "由此制作新的方案", admin_path(r,
	    "/admin/profile/*/copy", p->name), "", TONE_PLAIN, NULL);
	if (p->base == NULL)
		return ST_OK;
	st = policy_profile_is_held(r->db, p->name, &held, r->fault);
	if (st == ST_OK)
		part_task(tasks, "修改", held ? NULL : admin_path(r,
		    "/admin/profile/*/edit", p->name), "", TONE_PLAIN, held ?
		    "已经启用或者正在申请启用，不能再改，可以由此制作新的方案" :
		    NULL);
	return st;
}

enum status
rules_show_profile(struct req *r)
{
	struct policy_profile	 p;
	struct page		*page;
	enum status		 st;

	st = policy_profile_load(r->db, r->pool, web_piece(r, "name"), &p,
	    r->fault);
	if (st != ST_OK)
		return st;
	page = web_page_new(r, "admin/profile", p.label);
	page_set(page, K_HEADING, p.label);
	fill_facts(r, &p, page);
	if ((st = fill_acts(r, &p, page)) != ST_OK ||
	    (st = fill_values(r, &p, page)) != ST_OK)
		return st;
	return web_page(r, page);
}

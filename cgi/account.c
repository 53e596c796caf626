/*
 * Everybody's account: the first page and the guide; signing in, the PIN,
 * registering, messages and seals are in work/account_*.c.
 */
#include <string.h>

#include "page/part.h"
#include "web/menu.h"
#include "work/account.h"
#include "work/case.h"
#include "work/list.h"
#include "work/people.h"

#define R(x)	ROLE_BIT(ROLE_##x)

/* --- the first page ----------------------------------------------- */

/* Businesses of this version work on line; the others say where to go. */
static const struct {
	const char	*name, *label, *about;
} six[] = {
	{ "apply", "申领", "第一次申请，或者停用以后重新启用" },
	{ "change", "变更", "单位名称、印模等内容改变" },
	{ "loss", "挂失", "印章或者介质丢失，先停用；找回可以解除" },
	{ "renew", "续期", "有效期届满以前延长" },
	{ "cancel", "注销", "不再使用，注销以后不能恢复" },
	{ "replace", "更换", "介质损坏，换发载体" },
};

/* Whether the menu would lead this person there. */
static int
is_entitled(const struct req *r, const char *path)
{
	const struct menu_entry	*menu;
	size_t			 n, i;

	if (*r->actor->person == '\0')
		return 1;		/* signs in first */
	menu = web_menu(&n);
	for (i = 0; i < n; i++)
		if (strcmp(menu[i].path, path) == 0)
			return menu_shows(&menu[i], r->actor);
	return 1;
}

/* For everybody outside, and for who works for a using unit. */
static void
fill_businesses(struct req *r, struct page *p)
{
	const struct business	*b;
	struct page		*row;
	size_t			 i;

	if (*r->actor->person != '\0' && !web_has(r, ACCOUNT_SEALS))
		return;
	p = page_add(p, K_SIX);
	for (i = 0; i < NITEMS(six); i++) {
		b = business_find(six[i].name);
		row = page_add(p, K_BUSINESS);
		if (b != NULL && !is_entitled(r, b->path)) {
			page_set(row, K_LABEL, six[i].label);
			page_set(row, K_ABOUT, six[i].about);
			page_set(row, K_STATE, "由单位经办人办理");
			page_show(row, K_PLAIN);
			page_show(row, K_CLOSED);
			continue;
		}
		page_set(row, K_LABEL, six[i].label);
		page_set(row, K_ABOUT, six[i].about);
		page_set(row, K_HREF, b == NULL ? NULL : b->path);
		page_set(row, K_STATE, b == NULL ? "到受理窗口办理" :
		    "网上办理");
		page_show(row, b == NULL ? K_PLAIN : K_LINK);
		page_show_if(row, K_CLOSED, b == NULL);
	}
}

/* What waits for a role, counted in the unit's scope. */
static const struct {
	unsigned	 roles;
	const char	*stage, *href, *label;
} work[] = {
	{ R(APPLICANT), "applicant", "/apply", "待您处理的办件" },
	{ R(CHECKER), "check", "/approve", "待核验" },
	{ R(APPROVER), "approve", "/approve", "待审批" },
	{ R(MAKER), "make", "/issue", "待制章" },
};

static void
counter(struct page *p, int64_t n, int64_t most, const char *href,
    const char *label, const char *about, int urgent)
{
	struct page	*c = page_add(p, K_COUNTER);

	page_set(c, K_HREF, href);
	page_set(c, K_LABEL, label);
	page_set(c, K_ABOUT, about);
	if (n >= most)
		page_printf(c, K_COUNT, "%lld+", (long long)most - 1);
	else
		page_int(c, K_COUNT, n);
	page_show_if(c, K_URGENT, urgent && n > 0);
}

static enum status
fill_counters(struct req *r, struct page *p)
{
	int64_t		 n = 0;
	enum status	 st;
	size_t		 i;

	for (i = 0; i < NITEMS(work); i++) {
		if (!web_has(r, work[i].roles))
			continue;
		st = list_count(r->db, r->actor->unit, work[i].stage, NULL,
		    &n, r->fault);
		if (st != ST_OK && st != ST_ABSENT)
			return st;
		counter(p, n, LIST_COUNT, work[i].href, work[i].label, NULL,
		    0);
	}
	if ((st = notice_unread(r->db, r->actor->person, &n, r->fault)) !=
	    ST_OK)
		return st;
	counter(p, n, LIST_COUNT, "/account/inbox", "未读消息", NULL, 1);
	return ST_OK;
}

/* Whether a role of the person still waits for the desk. */
static enum status
is_pending(struct req *r, int *yes)
{
	struct grant	*g;
	size_t		 n, i;
	enum status	 st;

	*yes = 0;
	st = grant_list(r->db, r->pool, r->actor->person, &g, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		*yes |= g[i].from >= PEOPLE_PENDING && g[i].to == 0;
	return st;
}

static enum status
fill_greeting(struct req *r, struct page *p)
{
	const struct menu_entry	*menu;
	struct page		*g = page_add(p, K_GREETING), *tasks;
	size_t			 n, i;
	enum status		 st;
	int			 pending;

	page_printf(g, K_HEADING, "%s，您好", r->actor->name);
	if ((st = fill_counters(r, g)) != ST_OK ||
	    (st = is_pending(r, &pending)) != ST_OK)
		return st;
	page_show_if(g, K_PENDING, pending);
	menu = web_menu(&n);
	tasks = page_include(g, K_TASKS, "part/tasks");
	for (i = 0; i < n; i++)
		if (menu[i].roles != 0 && menu_shows(&menu[i], r->actor) &&
		    business_find(menu[i].path + 1) == NULL)
			part_task(tasks, menu[i].label, menu[i].path, "",
			    TONE_PLAIN, menu[i].about);
	part_task(tasks, "我的账号", "/account/me", "", TONE_PLAIN,
	    "证书、岗位、口令");
	return ST_OK;
}

static enum status
show_home(struct req *r)
{
	struct page	*p = web_page_new(r, "account/home", "首页");
	enum status	 st;

	if (*r->actor->person != '\0') {
		if (r->actor->must_change_pin)
			return web_redirect(r, "/account/pin");
		if ((st = fill_greeting(r, p)) != ST_OK)
			return st;
	} else
		page_show(p, K_PUBLIC);
	fill_businesses(r, p);
	return web_page(r, p);
}

/* --- the guide ---------------------------------------------------- */

static const struct {
	const char	*name, *who, *result;
} guide[] = {
	{ "apply", "单位经办人", "一枚电子印章，由保管人启用后使用" },
	{ "loss", "单位经办人、印章保管人，或者凭登记的手机验证码",
	  "印章立即停用并公示" },
	{ "cancel", "单位经办人", "印章注销并公示，不能恢复" },
};

/* "application/pdf image/png" as people say it. */
static const char *
type_words(struct pool *pool, const char *types)
{
	static const struct { const char *type, *word; } words[] = {
		{ "application/pdf", "PDF" }, { "image/jpeg", "JPG" },
		{ "image/png", "PNG" },
	};
	const char	*out = "";
	size_t		 i;

	for (i = 0; i < NITEMS(words) && out != NULL; i++)
		if (strstr(types, words[i].type) != NULL)
			out = pool_printf(pool, "%s%s%s", out,
			    *out == '\0' ? "" : "、", words[i].word);
	return out;
}

static enum status
show_guide(struct req *r)
{
	struct page		*p = web_page_new(r, "account/guide",
				    "办事指南"), *b, *m;
	const struct business	*biz;
	size_t			 i, k;

	for (i = 0; i < NITEMS(guide); i++) {
		if ((biz = business_find(guide[i].name)) == NULL)
			continue;
		b = page_add(p, K_BUSINESS);
		page_set(b, K_LABEL, biz->label);
		page_set(b, K_HREF, biz->path);
		page_set(b, K_WHO, guide[i].who);
		page_set(b, K_RESULT, guide[i].result);
		page_set(b, K_TERM, strcmp(biz->name, "loss") == 0 ?
		    "冻结立即生效" : "材料齐全后按受理机构公布的期限办理");
		page_show_if(b, K_QUIET, i > 0);
		for (k = 0; k < biz->nmaterials; k++) {
			m = page_add(b, K_MATERIAL);
			page_set(m, K_LABEL, biz->materials[k].label);
			page_printf(m, K_TYPE, "%s，不超过 %zu MB",
			    type_words(r->pool, biz->materials[k].types),
			    biz->materials[k].max >> 20);
			page_set(m, K_ABOUT, biz->materials[k].hint);
		}
	}
	return web_page(r, p);
}

/* --- routes ------------------------------------------------------- */

static const struct route routes[] = {
	{ WEB_GET, "/", 0, show_home, NULL, 0, 0 },
	{ WEB_GET, "/account", 0, show_home, NULL, 0, 0 },
	{ WEB_GET, "/account/guide", 0, show_guide, NULL, 0, 0 },
	{ WEB_GET, "/account/signin", 0, account_show_signin, NULL, 0, 0 },
	{ WEB_POST, "/account/signin", 0, account_post_signin, &account_signin_form, 0, 0 },
	{ WEB_POST, "/account/signout", 0, account_post_signout, NULL, 0, 0 },
	{ WEB_GET, "/account/unit", ROLE_ANY, account_show_unit, NULL, 0, 0 },
	{ WEB_POST, "/account/unit", ROLE_ANY, account_post_unit, &account_unit_form, 0, 0 },
	{ WEB_GET, "/account/pin", ROLE_ANY, account_show_pin, NULL, ROUTE_PIN, 0 },
	{ WEB_POST, "/account/pin", ROLE_ANY, account_post_pin, &account_pin_form,
	  ROUTE_PIN, 0 },
	{ WEB_GET, "/account/register", 0, account_show_register, &account_find_form,
	  ROUTE_QUERY, 0 },
	{ WEB_POST, "/account/register", 0, account_post_register, &account_known_form, 0, 0 },
	{ WEB_POST, "/account/register/unit", 0, account_post_register, &account_new_form, 0,
	  0 },
	{ WEB_GET, "/account/registered", 0, account_show_registered, NULL, 0, 0 },
	{ WEB_GET, "/account/inbox", ROLE_ANY, account_show_inbox, NULL, 0, 0 },
	{ WEB_POST, "/account/inbox", ROLE_ANY, account_post_inbox, NULL, 0, 0 },
	{ WEB_GET, "/account/me", ROLE_ANY, account_show_me, NULL, 0, 0 },
	{ WEB_GET, "/account/seals", ACCOUNT_SEALS, account_show_seals, NULL, 0, 0 },
	{ WEB_GET, "/account/seals/{id}/picture", ACCOUNT_SEALS, account_show_picture,
	  NULL, 0, 0 },
};

int
main(void)
{
	return web_run("account", routes, NITEMS(routes));
}

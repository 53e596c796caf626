/*
 * What stands around every page: the band of the demonstration, who
 * is signed in, the entries they are entitled to, the token.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "web/local.h"
#include "web/menu.h"

#define R(name) ROLE_BIT(ROLE_##name)

static const struct menu_entry menu[] = {
	{ "/apply", "申领", R(APPLICANT), "申请一枚新的电子印章" },
	{ "/loss", "挂失", 0, "印章或介质丢失时立即停用" },
	{ "/renew", "续期", R(APPLICANT) | R(KEEPER), "到期前续期，编码和印模不变" },
	{ "/change", "变更", R(APPLICANT), "名称、单位或印模变更的，换领新章" },
	{ "/replace", "更换", R(APPLICANT), "载体损坏的，换领新章" },
	{ "/cancel", "注销", R(APPLICANT), "不再使用的印章办理注销" },
	{ "/account/seals", "我的印章",
	  R(APPLICANT) | R(REQUESTER) | R(REVIEWER) | R(KEEPER),
	  "本单位的印章、状态和有效期" },
	{ "/stamp", "用章", R(REQUESTER) | R(REVIEWER) | R(KEEPER),
	  "提交、审核用章申请，给文件盖章" },
	{ "/approve", "审批", R(CHECKER) | R(APPROVER) | R(RA_OPERATOR),
	  "核验材料，审批申请" },
	{ "/issue", "制章", R(MAKER) | R(RA_OPERATOR) | R(CHECKER),
	  "制作印模，签发证书和印章" },
	{ "/progress", "办件进度", 0, "凭办件编号和查询码查看进度" },
	{ "/verify", "验真", 0, "核验盖章文件和纸质件" },
	{ "/status", "状态查询", 0, "查询印章状态和公告" },
	{ "/admin", "管理", R(RA_ADMIN) | R(RA_OPERATOR) | R(BUSINESS_ADMIN) |
	  R(SYSTEM_ADMIN) | R(SUPERVISOR),
	  "单位、人员、角色和规则" },
	{ "/audit", "审计", R(AUDIT_ADMIN),
	  "操作记录及其完整性" },
	{ "/account/inbox", "消息", ROLE_ANY, "办件和印章的通知" },
};

#undef R

const struct menu_entry *
web_menu(size_t *n)
{
	*n = NITEMS(menu);
	return menu;
}

int
menu_shows(const struct menu_entry *e, const struct actor *actor)
{
	if (e->roles == 0)
		return 1;
	if (*actor->person == '\0')
		return 0;
	return e->roles == ROLE_ANY || (e->roles & actor->roles) != 0;
}

/* Whether the path lies below the entry's. */
static int
is_below(const char *path, const char *entry)
{
	size_t	 n = strlen(entry);

	return strncmp(path, entry, n) == 0 &&
	    (path[n] == '\0' || path[n] == '/');
}

static void
fill_menu(struct web *web, struct page *frame)
{
	struct page	*row;
	size_t		 i;

	for (i = 0; i < NITEMS(menu); i++) {
		if (!menu_shows(&menu[i], &web->actor))
			continue;
		row = page_add(frame, K_MENU);
		page_set(row, K_HREF, menu[i].path);
		page_set(row, K_LABEL, menu[i].label);
		page_show_if(row, K_HERE, is_below(web->req.path,
		    menu[i].path));
	}
}

static void
fill_band(struct web *web, struct page *frame)
{
	char		 when[CALENDAR_TEXT];
	struct page	*more;

	if (!config_is_demo(&web->config))
		return;
	page_show(frame, K_DEMO);
	if (clock_shift() != 0) {
		calendar_minute(clock_now(), when);
		page_set(frame, K_SHIFTED_TO, when);
		page_show(frame, K_SHIFTED);
	}
	if (web->band != NULL) {
		more = page_add(frame, K_BAND);
		page_set(more, K_SENTENCE, web->band);
	}
}

static const char *
role_words(struct pool *pool, unsigned roles)
{
	const char	*out = "";
	int		 r;

	for (r = 0; r < ROLE__N && out != NULL; r++)
		if (roles & ROLE_BIT(r))
			out = pool_printf(pool, "%s%s%s", out,
			    *out == '\0' ? "" : "、",
			    role_label((enum role)r));
	return out;
}

static void
fill_actor(struct web *web, struct page *frame)
{
	if (*web->actor.person == '\0') {
		page_show_if(frame, K_UNKNOWN, web->program->cookies);
		return;
	}
	page_show(frame, K_KNOWN);
	if (web->actor.lapsed != NULL)		/* */
		page_set(page_add(frame, K_LAPSED), K_SENTENCE,
		    web->actor.lapsed);
	page_set(frame, K_ACTOR, web->actor.name);
	page_set(frame, K_ACTOR_UNIT, web->actor.unit_name);
	page_set(frame, K_ACTOR_ROLES, role_words(web->pool,
	    web->actor.roles));
}

/*
 * The token every form of the page carries: of the session, or of a cookie
 * that is given now to a browser that has none.
 */
static void
fill_token(struct web *web, struct page *page)
{
	if (!web->program->cookies)
		return;
	if (*web->csrf == '\0' && *web->actor.person != '\0')
		session_csrf(web->token, web->csrf);
	if (*web->csrf == '\0') {
		if (*web->pre == '\0') {
			token_new(web->pre);
			web->set_pre = 1;
		}
		token_pre_csrf(web->pre, web->csrf);
	}
	page_global(page, K_CSRF, web->csrf);
}

/* What only the layout has: menu, who is signed in, the lines of a print. */
static void
fill_layout(struct web *web, struct page *frame)
{
	char	 when[CALENDAR_TEXT];

	calendar_minute(clock_now(), when);
	page_set(frame, K_ADDRESS, web->config.url);
	page_set(frame, K_PRINTED, when);	/* a sheet says where and when */
	page_set(frame, K_PROGRAM, web->program->name);
	page_show_if(frame, K_WRONG, web->req.form.nerrors > 0);
	fill_menu(web, frame);
	fill_actor(web, frame);
}

void
frame_fill(struct web *web, struct page *page)
{
	struct page	*frame = page_frame(page);

	fill_token(web, page);
	page_set(frame, K_VERSION, JIANYIN_VERSION);
	fill_band(web, frame);
	if (frame != page)
		fill_layout(web, frame);
}

void
web_band(struct req *r, const char *sentence)
{
	r->web->band = sentence;
}

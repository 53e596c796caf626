/*
 * 用章: a requester of the unit asks for a seal on a file, a reviewer agrees,
 * the requester or the seal's keeper stamps (T3).  The steps themselves, what
 * they refuse and what they sign are in work/sealing; the pages of a request
 * in work/sealing_new, _spot and _page.
 */
#include <stdlib.h>

#include "page/keys.h"
#include "page/part.h"
#include "qr/qr.h"
#include "trust/offline.h"
#include "work/decline.h"
#include "work/offline_log.h"
#include "work/sealing_grant.h"
#include "work/sealing_pages.h"
#include "work/show.h"

#define R(x)		ROLE_BIT(ROLE_##x)
#define USERS		(R(REQUESTER) | R(REVIEWER) | R(KEEPER))

/* --- pictures and files -------------------------------------------------- */

static enum status
show_preview(struct req *r)
{
	const char	*piece = web_piece(r, "page"), *why = NULL;
	char		*end;
	const long	 page = strtol(piece, &end, 10);
	struct web_file	 file = { .name = "page.png", .type = "image/png",
				.show = 1 };
	struct sealing	 s;
	enum status	 st;

	if ((st = sealing_here(r, &s)) != ST_OK)
		return st;
	if (*end != '\0' || page < 1 || page > s.use.pages)
		return fault_set(r->fault, ST_ABSENT, "no page %s", piece);
	st = sealing_preview(r, &s, (unsigned)page - 1, &file.bytes, &why);
	if (st != ST_OK)
		return why != NULL ? sealing_not_taken(r, st, why) : st;
	return web_file(r, &file);
}

static enum status
send_original(struct req *r)
{
	struct sealing	 s;
	enum status	 st = sealing_here(r, &s);

	return st == ST_OK ? sealing_send(r, &s, 0) : st;
}

static enum status
send_stamped(struct req *r)
{
	struct sealing	 s;
	enum status	 st = sealing_here(r, &s);

	return st == ST_OK ? sealing_send(r, &s, 1) : st;
}

static enum status
show_code(struct req *r)
{
	struct sealing	 s;
	enum status	 st;

	if ((st = sealing_here(r, &s)) != ST_OK)
		return st;
	if (s.use.state != U5_STAMPED)
		return fault_set(r->fault, ST_ABSENT, "not stamped");
	return show_qr(r, qr_address(r->pool, r->config->url, s.use.handle),
	    s.use.number);
}

/* --- check and submit ---------------------------------------------------- */

struct deed {
	const char	*rev;
};
static const struct field deed_fields[] = {
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct deed, rev) },
};
static const struct form deed_form = {
	deed_fields, NITEMS(deed_fields), sizeof(struct deed), NULL
};

static enum status
show_check(struct req *r)
{
	const char	*why;
	struct sealing	 s;
	struct page	*p;
	enum status	 st;

	if ((st = sealing_here(r, &s)) != ST_OK)
		return st;
	if (s.use.state != U0_DRAFT)
		return web_redirect(r, sealing_path(r, &s, ""));
	p = web_page_new(r, "stamp/check", "核对并提交");
	sealing_head(r, &s, p);
	sealing_fill_preview(&s, p);
	sealing_facts(r, &s, p, sealing_path(r, &s, "/place"));
	page_set(p, K_HREF, sealing_path(r, &s, ""));
	if (sealing_may(r, &s, UE_SUBMIT, &why))
		sealing_add_deed(r, &s, p, K_CONFIRM, "/submit", "提交用章申请",
		    "提交时用您的密钥签名，提交后文件和位置不能再改。"
		    "由本单位的用章审核员审核。");
	else
		page_set(page_add(p, K_REFUSED), K_SENTENCE, why);
	return web_page(r, p);
}

static enum status
take(struct req *r, int event)
{
	const struct deed	*deed = r->values;
	struct sealing_act	 act = { .event = event };
	const char		*why = NULL;
	struct sealing		 s;
	enum status		 st;

	if ((st = sealing_here(r, &s)) != ST_OK)
		return st;
	act.rev = strtoll(deed->rev, NULL, 10);
	st = sealing_take(r, &s, &act, &why);
	return st == ST_OK ? web_redirect(r, sealing_path(r, &s, "")) :
	    sealing_not_taken(r, st, why);
}

static enum status
post_submit(struct req *r)
{
	return take(r, UE_SUBMIT);
}

static enum status
post_withdraw(struct req *r)
{
	const struct deed	*deed = r->values;
	const char		*why;
	struct sealing		 s;
	struct page		*p;
	enum status		 st;

	if ((st = sealing_here(r, &s)) != ST_OK)
		return st;
	if (!case_wants_sure(r, strtoll(deed->rev, NULL, 10), s.use.rev) ||
	    !sealing_may(r, &s, UE_WITHDRAW, &why))
		return take(r, UE_WITHDRAW);
	p = case_ask_sure(r, "撤回用章申请", "撤回后这件用章申请即告终止，不能"
	    "恢复；需要时可以重新申请。", sealing_path(r, &s, ""));
	part_fact(p, "用章编号", s.use.number);
	part_fact(p, "文件", s.use.title);
	part_fact(p, "印章", s.seal.name);
	return web_page(r, p);
}

static enum status
post_take(struct req *r)
{
	return take(r, UE_TAKE);
}

static const struct route routes[] = {
	{ WEB_GET, "/stamp", USERS, sealing_list, NULL, 0, 0 },
	{ WEB_GET, "/stamp/log", SEALING_WATCHERS, sealing_logs, NULL, 0, 0 },
	{ WEB_GET, "/stamp/log/{seal}", SEALING_WATCHERS, sealing_log,
	  &offline_form, 0, 0 },
	{ WEB_POST, "/stamp/log/{seal}/offline", R(KEEPER),
	  sealing_post_offline, &offline_form, 0, OFFLINE_MAX + LIMIT_FORM },
	{ WEB_GET, "/stamp/seal/{seal}/picture", USERS, sealing_picture, NULL,
	  0, 0 },
	{ WEB_GET, "/stamp/grants", SEALING_WATCHERS, grant_show_list, NULL,
	  0, 0 },
	{ WEB_GET, "/stamp/grants/new", R(REVIEWER), grant_show_new,
	  &grant_wish_form, 0, 0 },
	{ WEB_POST, "/stamp/grants/new", R(REVIEWER), grant_post_new,
	  &grant_wish_form, 0, 0 },
	{ WEB_GET, "/stamp/grants/{grant}", SEALING_WATCHERS, grant_show_one,
	  &grant_end_form, 0, 0 },
	{ WEB_POST, "/stamp/grants/{grant}/agree", SEALING_WATCHERS,
	  grant_post_agree, NULL, 0, 0 },
	{ WEB_POST, "/stamp/grants/{grant}/end", SEALING_WATCHERS,
	  grant_post_end, &grant_end_form, 0, 0 },
	{ WEB_GET, "/stamp/declines", USERS, decline_own, NULL,
	  0, 0 },
	{ WEB_GET, "/stamp/declines/new", DECLINE_CLERKS, decline_show_new,
	  &decline_form, 0, 0 },
	{ WEB_POST, "/stamp/declines/new", DECLINE_CLERKS, decline_post_new,
	  &decline_form, 0, 0 },
	{ WEB_GET, "/stamp/new", R(REQUESTER), sealing_show_new,
	  &sealing_wish_form, 0, 0 },
	{ WEB_POST, "/stamp/new", R(REQUESTER), sealing_post_new,
	  &sealing_wish_form, 0, 0 },
	{ WEB_GET, "/stamp/{id}", USERS, sealing_show_use, NULL, 0, 0 },
	{ WEB_GET, "/stamp/{id}/place", R(REQUESTER), sealing_show_place,
	  &sealing_spot_form, 0, 0 },
	{ WEB_POST, "/stamp/{id}/place", R(REQUESTER), sealing_post_place,
	  &sealing_spot_form, 0, 0 },
	{ WEB_GET, "/stamp/{id}/preview/{page}", USERS, show_preview, NULL, 0, 0
	  },
	{ WEB_GET, "/stamp/{id}/file", USERS, send_original, NULL, 0, 0 },
	{ WEB_GET, "/stamp/{id}/stamped", USERS, send_stamped, NULL, 0, 0 },
	{ WEB_GET, "/stamp/{id}/qr", USERS, show_code, NULL, 0, 0 },
	{ WEB_GET, "/stamp/{id}/check", R(REQUESTER), show_check, NULL, 0, 0 },
	{ WEB_POST, "/stamp/{id}/submit", R(REQUESTER), post_submit, &deed_form,
	  0, 0 },
	{ WEB_POST, "/stamp/{id}/withdraw", R(REQUESTER), post_withdraw,
	  &deed_form, 0, 0 },
	{ WEB_POST, "/stamp/{id}/take", R(REVIEWER), post_take, &deed_form, 0, 0
	  },
	{ WEB_POST, "/stamp/{id}/review", R(REVIEWER), sealing_post_review,
	  &sealing_review_form, 0, 0 },
	{ WEB_POST, "/stamp/{id}/stamp", USERS, sealing_post_stamp, &deed_form,
	  0, 0 },
	{ WEB_POST, "/stamp/{id}/keeper", R(KEEPER), sealing_post_keeper,
	  &sealing_tick_form, 0, 0 },
};

int
main(void)
{
	return web_run("stamp", routes, NITEMS(routes));
}

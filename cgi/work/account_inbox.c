/* Messages of a person, and the own certificate and roles. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "page/part.h"
#include "seal/seal.h"
#include "sm/sm.h"
#include "work/account.h"
#include "work/case.h"
#include "work/people.h"

#define INBOX_PAGE	50	/* notices of one page */

/* --- messages ----------------------------------------------------- */

static void
fill_notice(struct page *p, const struct notice *n)
{
	char		 when[CALENDAR_TEXT];
	struct page	*row = page_add(p, K_ITEM), *more;

	calendar_minute(n->created, when);
	page_set(row, K_AT, when);
	page_set(row, K_TEXT, n->text);
	if (*n->link != '\0') {
		more = page_add(row, K_LINK);
		page_set(more, K_HREF, n->link);
	}
	page_set(row, K_ID, n->id);
	page_show_if(row, K_NEW, n->is_new);
}

enum status
account_show_inbox(struct req *r)
{
	const char	*before = web_query(r, "before");
	struct page	*p = web_page_new(r, "account/inbox", "消息"), *some;
	struct notice	*list = pool_array(r->pool, INBOX_PAGE,
			    sizeof(*list));
	size_t		 n, i;
	int64_t		 unread;
	enum status	 st;

	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if (before != NULL && !id_is(before))
		return fault_set(r->fault, ST_INVALID, "before: no id");
	st = notice_list(r->db, r->pool, r->actor->person, before, list,
	    INBOX_PAGE, &n, r->fault);
	if (st == ST_OK)
		st = notice_unread(r->db, r->actor->person, &unread,
		    r->fault);
	if (st != ST_OK)
		return st;
	page_show_if(p, K_ALL, unread > 0);
	page_show_if(p, K_EMPTY, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; i < n; i++)
		fill_notice(some, &list[i]);
	part_pager(p, K_PAGER, before == NULL ? NULL : "/account/inbox",
	    n < INBOX_PAGE ? NULL : pool_printf(r->pool,
	    "/account/inbox?before=%s", list[n - 1].id),
	    pool_printf(r->pool, "未读 %lld 条", (long long)unread));
	return web_page(r, p);
}

/* All the unread ones of the newest page, or one. */
static enum status
mark_seen(struct req *r, const char *id)
{
	struct notice	 list[INBOX_PAGE];
	size_t		 n = 0, i;
	enum status	 st;

	if (strcmp(id, "all") != 0)
		return notice_seen(r->db, r->actor->person, id, r->fault);
	st = notice_list(r->db, r->pool, r->actor->person, NULL, list,
	    INBOX_PAGE, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		if (list[i].is_new)
			st = notice_seen(r->db, r->actor->person,
			    list[i].id, r->fault);
	return st;
}

enum status
account_post_inbox(struct req *r)
{
	const char			*id = web_input(r, "id");
	const struct audit_entry	 entry = {
		.action = "notice.seen", .kind = "notice", .object = id,
		.result = "ok",
	};
	enum status			 st;

	if (id == NULL || (strcmp(id, "all") != 0 && !id_is(id)))
		return fault_set(r->fault, ST_INVALID, "notice: no id");
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = mark_seen(r, id);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	if ((st = store_end(r->db, st, r->fault)) != ST_OK) {
		if (st == ST_ABSENT)
			audit_refusal(r->db, r->actor, "notice.seen",
			    "notice", id, "不是本人的消息");
		return st;
	}
	return web_redirect(r, "/account/inbox");
}

/* --- me ----------------------------------------------------------- */

static enum status
fill_cert(struct req *r, struct page *p, const struct person *me)
{
	const int64_t	 now = clock_now();
	struct cert	*c = pool_alloc(r->pool, sizeof(*c));
	char		 day[CALENDAR_TEXT];
	struct page	*f;
	enum status	 st;

	if (c == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if (me->cert.n == 0)
		return ST_OK;
	if ((st = cert_read(me->cert, c, NULL, r->fault)) != ST_OK)
		return fault_in(r->fault, ST_BROKEN, "stored certificate");
	f = page_add(p, K_CERT);
	page_set(f, K_SERIAL, c->serial_hex);
	page_set(f, K_ISSUER, c->issuer.cn);
	calendar_date(c->not_before, day);
	page_set(f, K_FROM, day);
	calendar_date(c->not_after, day);
	page_set(f, K_UNTIL, day);
	if (now > c->not_after)
		page_set(f, K_LEFT, "已到期");
	else
		page_printf(f, K_LEFT, "还有 %lld 天",
		    (long long)((c->not_after - now) / MS_DAY));
	page_set(f, K_MARK, "SM2，由系统密钥服务保管，凭口令使用（软件密钥）");
	return ST_OK;
}

enum status
account_show_me(struct req *r)
{
	struct page		*p = web_page_new(r, "account/me",
				    "我的账号"), *list;
	struct people_unit	 units[CERT_GRANTS];
	struct person		 me;
	struct grant		*g;
	size_t			 n, nu;
	char			 when[CALENDAR_TEXT] = "";
	enum status		 st;

	st = person_load(r->db, r->pool, r->actor->person, &me, r->fault);
	if (st == ST_OK)
		st = people_units(r, &me, units, &nu);
	if (st == ST_OK)
		st = grant_list(r->db, r->pool, me.id, &g, &n, r->fault);
	if (st != ST_OK || (st = fill_cert(r, p, &me)) != ST_OK)
		return st;
	if (web_query(r, "done") != NULL)
		page_set(page_add(p, K_NOTE), K_SENTENCE, "口令已更换。");
	if (me.last_login != 0)
		calendar_minute(me.last_login, when);
	list = page_include(p, K_ANSWERS, "part/answers");
	part_answer(list, "姓名", me.name, NULL);
	part_answer(list, "账号", me.login, NULL);
	part_answer(list, "手机", *me.phone_mask == '\0' ? "未登记" :
	    me.phone_mask, NULL);
	part_answer(list, "公民身份号码", *me.idno_mask == '\0' ? "未登记" :
	    me.idno_mask, NULL);
	part_answer(list, "现在的单位", r->actor->unit_name,
	    nu > 1 ? "/account/unit" : NULL);
	part_answer(list, "最近登录", when, NULL);
	page_show_if(p, K_SEVERAL, nu > 1);
	people_fill_grants(r, p, g, n);
	return web_page(r, p);
}

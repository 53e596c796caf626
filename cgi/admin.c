/*
 * Administration: the tree of units, people and their roles, rules.  Each
 * administrator sees what the own office needs: the tables
 * below say which page is for whom; everything stays within the own unit and
 * what lies below it.  Contents of requests are nowhere here.
 */
#include <stdlib.h>

#include "base/calendar.h"
#include "page/part.h"
#include "work/admin.h"
#include "work/people.h"
#include "work/timed.h"
#include "work/ukey.h"

#define R(x)	ROLE_BIT(ROLE_##x)

/* --- first page --------------------------------------------------- */

static const struct {
	const char	*label, *href, *about;
	unsigned	 roles;
} doors[] = {
	{ "单位", "/admin/units", "本单位及下级单位，职能和状态", ADMINS },
	{ "待核验的单位", "/admin/proposed", "网上注册时登记的新单位",
	  INTAKE },
	{ "待确认的经办人", "/admin/pending", "注册到已有单位的经办人",
	  STAFFING },
	{ "本单位人员和岗位", "/admin/people", "登记人员，修改岗位，解锁口令",
	  PEOPLE },
	{ "UKey 台账", "/admin/carriers", "库存、发放、签领、挂失、调拨和盘点",
	  UKEY_STOCK },
	{ "服务机构", "/admin/institutions", "合同、人员和监督检查",
	  DIRECTORY | R(SUPERVISOR) },
	{ "受理范围", "/admin/desks", "各区划、各类单位由谁受理", RULES },
	{ "规则与参数", "/admin/policies", "各地不同的规定，及修改历史",
	  RULES },
	{ "备案外发对象", "/admin/targets", "向公安、省、国家平台报送的地址和时限",
	  RULES },
	{ "外发消息", "/admin/messages", "短信、邮件渠道的状况，没有发出的消息",
	  RULES },
};

static void
count_door(struct page *p, size_t n, const char *label, const char *href)
{
	struct page	*c = page_add(p, K_COUNTER);

	page_show(p, K_COUNTED);
	page_set(c, K_LABEL, label);
	page_set(c, K_HREF, href);
	page_int(c, K_COUNT, (int64_t)n);
	page_show_if(c, K_URGENT, n > 0);
}

/* units with too few blank UKeys; what was sent to this one. */
static enum status
count_ukeys(struct req *r, struct page *p)
{
	int64_t		 low, waiting;
	enum status	 st;

	if ((st = ukey_low_units(r, r->actor->unit, &low)) != ST_OK ||
	    (st = transfer_waiting(r->db, r->actor->unit, &waiting,
	    r->fault)) != ST_OK)
		return st;
	if (low > 0)
		count_door(p, (size_t)low, "UKey 低库存",
		    "/admin/carriers/stock");
	if (waiting > 0)
		count_door(p, (size_t)waiting, "UKey 待确认调入",
		    "/admin/carriers/transfers");
	return ST_OK;
}

static enum status
show_home(struct req *r)
{
	struct page		*p = web_page_new(r, "admin/home", "管理");
	struct page		*tasks;
	struct people_wait	*w = pool_array(r->pool, WAIT_MAX,
				    sizeof(*w));
	size_t			 n, i;
	const char		*clock, *force;
	enum status		 st;

	if (w == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = timed_clock_words(r->db, r->pool, &clock, r->fault);
	if (st == ST_OK && clock != NULL)	/* */
		page_set(page_add(p, K_CLOCK), K_SENTENCE, clock);
	if (st != ST_OK)
		return st;
	if ((force = rules_warning(r)) != NULL)	/* */
		page_set(page_add(p, K_FORCE), K_SENTENCE, force);
	if (web_has(r, INTAKE) && (st = people_proposed(r, r->actor->unit, w,
	    WAIT_MAX, &n)) == ST_OK)
		count_door(p, n, "待核验的单位", "/admin/proposed");
	if (st == ST_OK && web_has(r, STAFFING) &&
	    (st = people_pending(r, r->actor->unit, w, WAIT_MAX, &n)) ==
	    ST_OK)
		count_door(p, n, "待确认的经办人", "/admin/pending");
	if (st == ST_OK && web_has(r, UKEY_STOCK))
		st = count_ukeys(r, p);
	tasks = page_include(p, K_TASKS, "part/tasks");
	for (i = 0; i < NITEMS(doors); i++)
		if (web_has(r, doors[i].roles))
			part_task(tasks, doors[i].label, doors[i].href, "",
			    TONE_PLAIN, doors[i].about);
	return st == ST_OK ? web_page(r, p) : st;
}

static enum status
show_units(struct req *r)
{
	return web_redirectf(r, "/admin/unit/%s", r->actor->unit);
}

static enum status
show_own_people(struct req *r)
{
	return web_redirectf(r, "/admin/unit/%s/people", r->actor->unit);
}

static enum status
wait_page(struct req *r, const char *heading, int people,
    const struct people_wait *w, size_t n)
{
	struct page	*p = web_page_new(r, "admin/list", heading), *tasks;
	char		 when[CALENDAR_TEXT];
	size_t		 i;

	page_set(p, K_HEADING, heading);
	page_show_if(p, K_EMPTY, n == 0);
	tasks = page_include(p, K_TASKS, "part/tasks");
	for (i = 0; i < n; i++) {
		calendar_minute(w[i].at, when);
		part_task(tasks, people ? pool_printf(r->pool, "%s（%s）",
		    w[i].name, w[i].unit_name) : w[i].name,
		    admin_path(r, people ? "/admin/person/*" : "/admin/unit/*",
		    w[i].id), when, TONE_WAIT, NULL);
	}
	return web_page(r, p);
}

static enum status
show_proposed(struct req *r)
{
	struct people_wait	*w = pool_array(r->pool, WAIT_MAX,
				    sizeof(*w));
	size_t			 n;
	enum status		 st;

	if (w == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = people_proposed(r, r->actor->unit, w, WAIT_MAX, &n);
	return st == ST_OK ? wait_page(r, "待核验的单位", 0, w, n) : st;
}

static enum status
show_pending(struct req *r)
{
	struct people_wait	*w = pool_array(r->pool, WAIT_MAX,
				    sizeof(*w));
	size_t			 n;
	enum status		 st;

	if (w == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = people_pending(r, r->actor->unit, w, WAIT_MAX, &n);
	return st == ST_OK ? wait_page(r, "待确认的经办人", 1, w, n) : st;
}

/* --- routes ------------------------------------------------------- */

#define GET_(path_, roles_, fn, form_) \
	{ WEB_GET, path_, roles_, fn, form_, 0, 0 }
#define POST_(path_, roles_, fn, form_) \
	{ WEB_POST, path_, roles_, fn, form_, 0, 0 }

static const struct route routes[] = {
	GET_("/admin", ADMINS, show_home, NULL),
	GET_("/admin/units", ADMINS, show_units, NULL),
	GET_("/admin/proposed", INTAKE, show_proposed, NULL),
	GET_("/admin/pending", STAFFING, show_pending, NULL),
	GET_("/admin/people", PEOPLE, show_own_people, NULL),
	GET_("/admin/unit/{id}", ADMINS, admin_show_unit, NULL),
	GET_("/admin/unit/{id}/add", DIRECTORY, admin_show_add, &admin_unit_form),
	POST_("/admin/unit/{id}/add", DIRECTORY, admin_post_add, &admin_unit_form),
	GET_("/admin/unit/{id}/edit", DIRECTORY, admin_show_edit, NULL),
	POST_("/admin/unit/{id}/edit", DIRECTORY, admin_post_edit, &admin_unit_form),
	GET_("/admin/unit/{id}/act/{act}", ADMINS, admin_show_act, NULL),
	POST_("/admin/unit/{id}/act/{act}", ADMINS, admin_post_act, &admin_act_form),
	GET_("/admin/unit/{id}/licence", DIRECTORY, admin_show_licence, NULL),
	POST_("/admin/unit/{id}/licence", DIRECTORY, admin_post_licence,
	    &admin_licence_form),
	GET_("/admin/unit/{id}/licence/scan", ADMINS, admin_licence_scan, NULL),
	GET_("/admin/unit/{id}/people", PEOPLE, admin_show_people, NULL),
	GET_("/admin/unit/{id}/seals", INTAKE, admin_show_seals, NULL),
	GET_("/admin/unit/{id}/keeper/{seal}", INTAKE, admin_show_keeper, NULL),
	POST_("/admin/unit/{id}/keeper/{seal}", INTAKE, admin_post_keeper,
	    &admin_keeper_form),
	GET_("/admin/unit/{id}/review", INTAKE, admin_show_review, NULL),
	POST_("/admin/unit/{id}/review", INTAKE, admin_post_review,
	    &admin_review_form),
	GET_("/admin/unit/{id}/join", STAFFING, admin_show_join, &admin_join_form),
	POST_("/admin/unit/{id}/join", STAFFING, admin_post_join, &admin_join_form),
	GET_("/admin/unit/{id}/enrol", STAFFING, admin_show_enrol, &admin_enrol_form),
	POST_("/admin/unit/{id}/enrol", STAFFING, admin_post_enrol, &admin_enrol_form),
	GET_("/admin/person/{id}", PEOPLE, admin_show_person, NULL),
	GET_("/admin/person/{id}/roles/{unit}", STAFFING, admin_show_roles, NULL),
	POST_("/admin/person/{id}/roles/{unit}", STAFFING, admin_post_roles,
	    &admin_role_form),
	GET_("/admin/person/{id}/confirm/{unit}", STAFFING, admin_show_confirm,
	    &admin_confirm_form),
	POST_("/admin/person/{id}/confirm/{unit}", STAFFING, admin_post_confirm,
	    &admin_confirm_form),
	GET_("/admin/person/{id}/unlock", STAFFING, admin_show_unlock, NULL),
	POST_("/admin/person/{id}/unlock", STAFFING, admin_post_unlock,
	    &admin_unlock_form),
	GET_("/admin/person/{id}/reset", STAFFING, admin_show_reset, NULL),
	POST_("/admin/person/{id}/reset", STAFFING, admin_post_reset, &admin_reset_form),
	GET_("/admin/person/{id}/end", STAFFING, admin_show_end, NULL),
	POST_("/admin/person/{id}/end", STAFFING, admin_post_end, &admin_act_form),
	GET_("/admin/carriers", UKEY_STOCK, ukey_table, NULL),
	GET_("/admin/carriers.csv", UKEY_STOCK, ukey_csv, NULL),
	GET_("/admin/carriers/stock", UKEY_STOCK, ukey_stock, NULL),
	GET_("/admin/carriers/book", UKEY_STOCK, ukey_show_book, NULL),
	POST_("/admin/carriers/book", UKEY_STOCK, ukey_post_book,
	    &ukey_book_form),
	GET_("/admin/carriers/send", UKEY_STOCK, ukey_show_send, NULL),
	POST_("/admin/carriers/send", UKEY_STOCK, ukey_post_send,
	    &ukey_send_form),
	GET_("/admin/carriers/transfers", UKEY_STOCK, ukey_transfers, NULL),
	GET_("/admin/carriers/transfer/{id}", UKEY_STOCK, ukey_show_transfer,
	    NULL),
	POST_("/admin/carriers/transfer/{id}", UKEY_STOCK,
	    ukey_post_transfer, &ukey_answer_form),
	GET_("/admin/carriers/papers", UKEY_STOCK, ukey_papers, NULL),
	GET_("/admin/carriers/count", UKEY_STOCK, ukey_show_count, NULL),
	POST_("/admin/carriers/count", UKEY_STOCK, ukey_post_count,
	    &ukey_count_form),
	GET_("/admin/carriers/count/{id}", UKEY_STOCK, ukey_count_sheet,
	    NULL),
	GET_("/admin/carriers/order", UKEY_STOCK, ukey_show_order, NULL),
	POST_("/admin/carriers/order", UKEY_STOCK, ukey_post_order,
	    &ukey_order_form),
	GET_("/admin/carriers/order/{id}", UKEY_STOCK, ukey_order_sheet,
	    NULL),
	GET_("/admin/carriers/order/{id}/csv", UKEY_STOCK, ukey_order_csv,
	    NULL),
	GET_("/admin/carrier/{id}", UKEY_STOCK, ukey_card, NULL),
	GET_("/admin/carrier/{id}/receipt", UKEY_STOCK, ukey_receipt, NULL),
	GET_("/admin/carrier/{id}/act/{act}", UKEY_STOCK, ukey_show_act,
	    NULL),
	POST_("/admin/carrier/{id}/act/{act}", UKEY_STOCK, ukey_post_act,
	    &ukey_act_form),
	GET_("/admin/targets", RULES, admin_show_targets, NULL),
	GET_("/admin/target/new", R(BUSINESS_ADMIN), admin_show_target, NULL),
	POST_("/admin/target/new", R(BUSINESS_ADMIN), admin_post_target,
	    &admin_target_form),
	GET_("/admin/target/{id}", RULES, admin_show_target, NULL),
	POST_("/admin/target/{id}", R(BUSINESS_ADMIN), admin_post_target,
	    &admin_target_form),
	GET_("/admin/messages", RULES, admin_show_messages, NULL),
	POST_("/admin/message/{id}", R(SYSTEM_ADMIN), admin_post_message, NULL),
	GET_("/admin/desks", RULES, admin_show_desks, NULL),
	POST_("/admin/desks", DIRECTORY, admin_post_desks, &admin_desk_form),
	GET_("/admin/institutions", DIRECTORY | R(SUPERVISOR),
	    admin_show_institutions, NULL),
	GET_("/admin/institution/{id}", DIRECTORY | R(SUPERVISOR),
	    admin_show_institution, NULL),
	GET_("/admin/institutions/add", DIRECTORY, admin_show_institution_add,
	    NULL),
	POST_("/admin/institutions/add", DIRECTORY, admin_post_institution_add,
	    &admin_institution_add_form),
	GET_("/admin/institution/{id}/edit", DIRECTORY, admin_show_institution_edit,
	    NULL),
	POST_("/admin/institution/{id}/edit", DIRECTORY, admin_post_institution_edit,
	    &admin_institution_edit_form),
	GET_("/admin/institution/{id}/contract", DIRECTORY, admin_show_contract,
	    NULL),
	POST_("/admin/institution/{id}/contract", DIRECTORY, admin_post_contract,
	    &admin_contract_form),
	GET_("/admin/institution/{id}/end", DIRECTORY, admin_show_contract_end,
	    NULL),
	POST_("/admin/institution/{id}/end", DIRECTORY, admin_post_contract_end,
	    &admin_act_form),
	GET_("/admin/institution/{id}/staff", DIRECTORY, admin_show_institution_staff,
	    NULL),
	POST_("/admin/institution/{id}/staff", DIRECTORY, admin_post_institution_staff,
	    &admin_staff_form),
	GET_("/admin/institution/{id}/leave", DIRECTORY, admin_show_institution_leave,
	    NULL),
	POST_("/admin/institution/{id}/leave", DIRECTORY, admin_post_institution_leave,
	    &admin_staff_form),
	GET_("/admin/institution/{id}/finding", R(SUPERVISOR), admin_show_finding,
	    NULL),
	POST_("/admin/institution/{id}/finding", R(SUPERVISOR), admin_post_finding,
	    &admin_finding_form),
	GET_("/admin/policies", RULES, admin_show_policies, NULL),
	GET_("/admin/policy/{name}", RULES, admin_show_policy, NULL),
	POST_("/admin/policy/{name}", R(BUSINESS_ADMIN), admin_post_policy, NULL),
	GET_("/admin/profile/{name}", RULES, admin_show_profile, NULL),
	POST_("/admin/profile/{name}", R(BUSINESS_ADMIN), admin_post_profile,
	    &admin_act_form),
};

int
main(void)
{
	return web_run("admin", routes, NITEMS(routes));
}

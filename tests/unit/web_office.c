/*
 * The loop with the real office below it: a session of a real person opens
 * what the grants say, and every refusal leaves its entry in the trail.
 * As web_loop.c, behind nginx.
 */
#include "office_place.h"
#include "web_kit.h"

static char		 token[TOKEN_TEXT], stranger[TOKEN_TEXT];
static struct person	 clerk;

static enum status
show_words(struct req *r)
{
	return web_bytes(r, 200, "text/plain", bytes_text(r->actor->name));
}

static enum status
write_and_forget(struct req *r)
{
	enum status	 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	if ((st = notice_add(r->db, r->actor->person, "test", "x", "/",
	    r->fault)) != ST_OK)
		return st;
	return web_bytes(r, 200, "text/plain", bytes_text("written"));
}

static enum status
start_session(struct req *r)
{
	char		 fresh[TOKEN_TEXT];
	enum status	 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK ||
	    (st = session_start(r->db, clerk.id, web_query(r, "unit"),
	    r->actor->address, fresh, r->fault)) != ST_OK ||
	    (st = store_commit(r->db, r->fault)) != ST_OK)
		return st;
	web_session_set(r, fresh);
	return web_redirect(r, "/t/clerk");
}

static enum status
show_form(struct req *r)
{
	return web_page(r, web_page_new(r, "part/form", "登录"));
}

static const struct route routes[] = {
	{ WEB_GET, "/t/clerk", ROLE_BIT(ROLE_CHECKER), show_words, NULL, 0, 0 },
	{ WEB_GET, "/t/admin", ROLE_BIT(ROLE_SYSTEM_ADMIN), show_words, NULL,
	  0, 0 },
	{ WEB_GET, "/t/forget", ROLE_BIT(ROLE_CHECKER), write_and_forget,
	  NULL, 0, 0 },
	{ WEB_GET, "/t/form", ROLE_NONE, show_form, NULL, 0, 0 },
	{ WEB_POST, "/t/signin", ROLE_NONE, start_session, NULL, 0, 0 },
};

static const struct web_program	 office_program = {
	"echo", USE_WRITE, USE_NOT, USE_NOT, 1
};

static struct unit	 city;

static int
up(void **state)
{
	if (office_setup(state) != 0)
		return -1;
	make_unit(&city, LEVEL_MINISTRY, NULL, "部级中心");
	make_person(&clerk, "clerk");
	begin();
	ok(grant_give(db, clerk.id, ROLE_CHECKER, city.id, 1, 0, &f));
	ok(session_start(db, clerk.id, city.id, "127.0.0.1", token, &f));
	commit();
	token_new(stranger);
	leave();
	return kit_up(place.where, &office_program, routes, NITEMS(routes));
}

static int
down(void **state)
{
	kit_down();
	return office_teardown(state);
}

static void
a_real_session_opens_what_its_grants_say(void **state)
{
	(void)state;
	assert_int_equal(status_of(ask("/t/clerk",
	    "-H 'Cookie: __Host-jy=%s'", token)), 200);
	assert_non_null(strstr(answer, "张三"));
	assert_int_equal(status_of(ask("/t/clerk",
	    "-H 'Cookie: __Host-jy=%s'", stranger)), 303);
	assert_int_equal(status_of(ask("/t/admin",
	    "-H 'Cookie: __Host-jy=%s'", token)), 403);
	enter();
	assert_int_equal(raw_int("SELECT count(*) FROM audit"
	    " WHERE result = 'refused' AND reason = 'role'"), 1);
	leave();
}

static void
a_transaction_left_open_is_rolled_back(void **state)
{
	(void)state;
	assert_int_equal(status_of(ask("/t/forget",
	    "-H 'Cookie: __Host-jy=%s'", token)), 500);
	assert_null(strstr(answer, "written"));
	enter();
	assert_int_equal(raw_int("SELECT count(*) FROM notice"), 0);
	leave();
	assert_int_equal(status_of(ask("/t/clerk",
	    "-H 'Cookie: __Host-jy=%s'", token)), 200);
}

static void
fixation_signing_in_makes_a_new_token(void **state)
{
	char		 pre[64], csrf[65], fresh[TOKEN_TEXT];
	const char	*p;

	(void)state;
	open_form(pre, csrf);
	/* Somebody planted a token; and knows it.  It stays nobody's. */
	assert_int_equal(status_of(ask("/t/form",
	    "-H 'Cookie: __Host-jy=%s'", stranger)), 200);
	ask(pool_printf(pool, "/t/signin?unit=%s", city.id), ORIGIN
	    " -H 'Cookie: __Host-jy=%s; __Host-pre=%s' -d csrf=%s", port,
	    stranger, pre, csrf);
	assert_int_equal(status_of(answer), 303);
	p = strstr(answer, "Set-Cookie: __Host-jy=");
	assert_non_null(p);
	snprintf(fresh, sizeof(fresh), "%.*s", TOKEN_TEXT - 1, p + 22);
	assert_string_not_equal(fresh, stranger);
	assert_int_equal(status_of(ask("/t/clerk",
	    "-H 'Cookie: __Host-jy=%s'", fresh)), 200);
	assert_int_equal(status_of(ask("/t/clerk",
	    "-H 'Cookie: __Host-jy=%s'", stranger)), 303);
}

static void
anonymous_refusals_are_counted(void **state)
{
	int	 i;

	(void)state;
	for (i = 0; i < 3; i++)
		assert_int_equal(status_of(ask("/t/signin",
		    "-H 'Origin: https://evil.cn' -d csrf=x")), 403);
	enter();
	assert_int_equal(raw_int("SELECT sum(n) FROM refusal_count"
	    " WHERE program = 'echo' AND reason = 'origin'"), 3);
	assert_int_equal(raw_int("SELECT count(*) FROM audit"
	    " WHERE action = 'web.refuse'"), 0);
	leave();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_real_session_opens_what_its_grants_say, up, down),
		cmocka_unit_test_setup_teardown(
		    a_transaction_left_open_is_rolled_back, up, down),
		cmocka_unit_test_setup_teardown(
		    fixation_signing_in_makes_a_new_token, up, down),
		cmocka_unit_test_setup_teardown(
		    anonymous_refusals_are_counted, up, down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

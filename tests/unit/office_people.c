/* People, roles and sessions. */
#include <sys/wait.h>

#include "office_place.h"

static struct unit	 ministry, province, city;
static struct person	 zhang, li;

#define DAY0	1800000000000LL		/* moments of these tests */
#define DAYS	(24 * 3600 * 1000LL)

static void
people(void)
{
	make_unit(&ministry, LEVEL_MINISTRY, NULL, "部级中心");
	make_unit(&province, LEVEL_PROVINCE, &ministry, "省级中心");
	make_unit(&city, LEVEL_CITY, &province, "市级中心");
	make_person(&zhang, "zhang");
	make_person(&li, "li");
}

static enum status
give(const struct person *p, enum role r, const struct unit *u, int64_t from,
    int64_t to)
{
	begin();
	return grant_give(db, p->id, r, u->id, from, to, &f);
}

static void
r023_business_and_audit_are_never_one_account(void **state)
{
	(void)state;
	people();
	ok(give(&zhang, ROLE_BUSINESS_ADMIN, &city, DAY0, 0));
	commit();
	refused(give(&zhang, ROLE_AUDIT_ADMIN, &city, DAY0, 0), ST_INVALID,
	    "审计管理员不得兼任");
	/* another unit is the same account */
	refused(give(&zhang, ROLE_AUDIT_ADMIN, &province, DAY0 + DAYS, 0),
	    ST_INVALID, "R-023");
	ok(give(&li, ROLE_AUDIT_ADMIN, &city, DAY0, 0));
	commit();
	refused(give(&li, ROLE_CHECKER, &city, DAY0, 0), ST_INVALID,
	    "审计管理员");
	assert_int_equal(raw_int("SELECT count(*) FROM role_grant"), 2);
}

static void
r024_system_admin_holds_nothing_else(void **state)
{
	(void)state;
	people();
	ok(give(&zhang, ROLE_SYSTEM_ADMIN, &city, DAY0, 0));
	commit();
	refused(give(&zhang, ROLE_APPROVER, &city, DAY0, 0), ST_INVALID,
	    "系统管理员不得兼任");
}

static void
conflicts_count_only_where_times_meet(void **state)
{
	(void)state;
	people();
	ok(give(&zhang, ROLE_BUSINESS_ADMIN, &city, DAY0, DAY0 + DAYS));
	commit();
	refused(give(&zhang, ROLE_AUDIT_ADMIN, &city, DAY0 - DAYS, DAY0 + 1),
	    ST_INVALID, "R-023");
	refused(give(&zhang, ROLE_AUDIT_ADMIN, &city, DAY0 - DAYS, 0),
	    ST_INVALID, "R-023");
	ok(give(&zhang, ROLE_AUDIT_ADMIN, &city, DAY0 - DAYS, DAY0));
	ok(grant_give(db, zhang.id, ROLE_AUDIT_ADMIN, city.id, DAY0 + DAYS,
	    0, &f));
	commit();
}

static void
r023_two_at_once_cannot_slip_through(void **state)
{
	pid_t		 child[2];
	const enum role	 roles[] = { ROLE_AUDIT_ADMIN, ROLE_BUSINESS_ADMIN };
	int		 i, how, won = 0;

	(void)state;
	people();
	leave();
	for (i = 0; i < 2; i++)
		if ((child[i] = fork()) == 0) {
			struct store	*mine;

			if (store_open(place.where, "office", 0, &mine, &f)
			    != ST_OK || store_begin(mine, STORE_WRITE, &f) !=
			    ST_OK)
				_exit(3);
			if (grant_give(mine, zhang.id, roles[i], city.id,
			    DAY0, 0, &f) != ST_OK)
				_exit(1);
			usleep(100000);
			_exit(store_commit(mine, &f) == ST_OK ? 0 : 2);
		}
	enter();
	for (i = 0; i < 2; i++) {
		waitpid(child[i], &how, 0);
		assert_true(WIFEXITED(how) && WEXITSTATUS(how) <= 1);
		won += WEXITSTATUS(how) == 0;
	}
	assert_int_equal(won, 1);
	assert_int_equal(raw_int("SELECT count(*) FROM role_grant"), 1);
}

static void
r025_nothing_unless_granted_and_only_then(void **state)
{
	unsigned	 roles = 77;

	(void)state;
	people();
	ok(grant_roles(db, zhang.id, city.id, DAY0, &roles, &f));
	assert_int_equal(roles, ROLE_NONE);
	ok(give(&zhang, ROLE_CHECKER, &city, DAY0, DAY0 + DAYS));
	ok(grant_give(db, zhang.id, ROLE_APPROVER, city.id, DAY0, 0, &f));
	commit();
	ok(grant_roles(db, zhang.id, city.id, DAY0 - 1, &roles, &f));
	assert_int_equal(roles, ROLE_NONE);
	ok(grant_roles(db, zhang.id, city.id, DAY0, &roles, &f));
	assert_int_equal(roles, ROLE_BIT(ROLE_CHECKER) |
	    ROLE_BIT(ROLE_APPROVER));
	ok(grant_roles(db, zhang.id, province.id, DAY0, &roles, &f));
	assert_int_equal(roles, ROLE_NONE);
	ok(grant_roles(db, zhang.id, city.id, DAY0 + DAYS, &roles, &f));
	assert_int_equal(roles, ROLE_BIT(ROLE_APPROVER));
	begin();
	ok(grant_end(db, zhang.id, ROLE_APPROVER, city.id, DAY0 + 2 * DAYS,
	    &f));
	commit();
	ok(grant_roles(db, zhang.id, city.id, DAY0 + 2 * DAYS, &roles, &f));
	assert_int_equal(roles, ROLE_NONE);
	begin();
	refused(grant_end(db, zhang.id, ROLE_APPROVER, city.id, DAY0 + 3 *
	    DAYS, &f), ST_ABSENT, "no such grant");
}

static void
bad_grants_are_refused(void **state)
{
	(void)state;
	people();
	refused(give(&zhang, ROLE__N, &city, DAY0, 0), ST_INVALID, "role");
	refused(give(&zhang, ROLE_CHECKER, &city, DAY0, DAY0), ST_INVALID,
	    "grant");
	ok(person_load(db, pool, zhang.id, &zhang, &f));
	begin();
	ok(person_set_state(db, &zhang, "left", &f));
	commit();
	refused(give(&zhang, ROLE_CHECKER, &city, DAY0, 0), ST_ABSENT,
	    "no active person");
}

static void
people_are_found_and_logins_are_unique(void **state)
{
	static const unsigned char	 find[] = { 1, 2, 3 };
	struct person_contact	 c = {
		.phone_mask = "138****8000", .idno_mask = "",
		.phone_find = { find, 3 }, .phone_box = { find, 2 },
	}, back;
	struct person		 p = { .login = "zhang", .name = "另一人" };
	struct grant		*list;
	size_t			 n;

	(void)state;
	people();
	begin();
	refused(person_add(db, &p, &f), ST_CONFLICT, "");
	assert_string_equal(p.id, "");
	ok(person_by_login(db, pool, "li", &p, &f));
	assert_string_equal(p.id, li.id);
	assert_int_equal(person_by_login(db, pool, "LI", &p, &f), ST_ABSENT);
	begin();
	ok(person_set_contact(db, zhang.id, &c, &f));
	ok(person_set_cert(db, zhang.id, "0A", bytes_of(find, 3), &f));
	commit();
	ok(person_by_phone(db, pool, c.phone_find, &p, &f));
	assert_string_equal(p.id, zhang.id);
	assert_string_equal(p.serial, "0A");
	assert_int_equal(p.cert.n, 3);
	ok(person_contact(db, pool, zhang.id, &back, &f));
	assert_int_equal(back.phone_box.n, 2);
	assert_null(back.idno_box.p);
	ok(give(&zhang, ROLE_CHECKER, &city, DAY0, 0));
	commit();
	ok(grant_list(db, pool, zhang.id, &list, &n, &f));
	assert_int_equal(n, 1);
	assert_int_equal(list[0].role, ROLE_CHECKER);
	ok(person_in_unit(db, pool, city.id, "", &p, 1, &n, &f));
	assert_int_equal(n, 1);
	ok(person_in_unit(db, pool, city.id, "zhang", &p, 1, &n, &f));
	assert_int_equal(n, 0);
}

/* --- sessions ---------------------------------------------------------- */

static char	 shift[128];

static void
later(int64_t ms)
{
	snprintf(shift, sizeof(shift), "%s/clock", place.dir);
	ok(clock_set_shift(shift, ms, &f));
	ok(clock_map(shift, &f));
}

static void
sessions_end_idle_absolute_and_signed_out(void **state)
{
	struct actor	 who = { .program = "account" };
	char		 a[TOKEN_TEXT], b[TOKEN_TEXT];
	int		 i;

	(void)state;
	people();
	later(0);
	begin();
	ok(grant_give(db, zhang.id, ROLE_CHECKER, city.id, 1, 0, &f));
	ok(session_start(db, zhang.id, city.id, "192.0.2.1", a, &f));
	ok(session_start(db, zhang.id, city.id, "192.0.2.1", b, &f));
	commit();
	assert_int_equal(strlen(a), TOKEN_TEXT - 1);
	assert_string_not_equal(a, b);
	ok(session_find(db, pool, a, &who, &f));
	assert_string_equal(who.person, zhang.id);
	assert_string_equal(who.unit_name, "市级中心");
	assert_string_equal(who.program, "account");
	assert_int_equal(who.roles, ROLE_BIT(ROLE_CHECKER));
	begin();
	ok(session_end(db, who.session, &f));
	commit();
	assert_int_equal(session_find(db, pool, a, &who, &f), ST_ABSENT);
	/* used every 14 minutes it lives for eight hours and no longer */
	for (i = 1; i * 14 < 8 * 60; i++) {
		later(i * 14 * MS_MINUTE);
		ok(session_find(db, pool, b, &who, &f));
	}
	later(8 * MS_HOUR);
	assert_int_equal(session_find(db, pool, b, &who, &f), ST_ABSENT);
	begin();
	ok(session_start(db, li.id, city.id, "", a, &f));
	commit();
	later(8 * MS_HOUR + 15 * MS_MINUTE - 5000);
	ok(session_find(db, pool, a, &who, &f));
	assert_int_equal(who.roles, ROLE_NONE);
	later(8 * MS_HOUR + 31 * MS_MINUTE);
	assert_int_equal(session_find(db, pool, a, &who, &f), ST_ABSENT);
	later(0);
}

static void
finding_a_session_leaves_a_transaction_alone(void **state)
{
	struct actor	 found = { .program = "" };
	char		 token[TOKEN_TEXT];
	int64_t		 n;

	(void)state;
	people();
	later(0);
	begin();
	ok(session_start(db, zhang.id, city.id, "", token, &f));
	commit();
	later(2 * MS_MINUTE);		/* it would touch "seen" */
	begin();
	ok(counter_next(db, "x", &n, &f));
	ok(session_find(db, pool, token, &found, &f));
	assert_true(store_is_writing(db));
	commit();
	assert_int_equal(raw_int("SELECT n FROM counter"), 1);
	later(0);
}

static void
sessions_refuse_what_is_no_token(void **state)
{
	struct actor	 who = { .program = "" };
	char		 token[TOKEN_TEXT];

	(void)state;
	people();
	begin();
	ok(session_start(db, zhang.id, city.id, "", token, &f));
	commit();
	assert_int_equal(session_find(db, pool, NULL, &who, &f), ST_ABSENT);
	assert_int_equal(session_find(db, pool, "", &who, &f), ST_ABSENT);
	token[0] ^= 1;
	assert_int_equal(session_find(db, pool, token, &who, &f), ST_ABSENT);
	token[0] ^= 1;
	ok(session_find(db, pool, token, &who, &f));
	assert_string_equal(who.person, zhang.id);
	/* the token itself is nowhere in the table */
	assert_int_equal(raw_int("SELECT count(*) FROM session"
	    " WHERE length(hash) = 32"), 1);
	ok(person_load(db, pool, zhang.id, &zhang, &f));
	begin();
	ok(person_set_state(db, &zhang, "blocked", &f));
	commit();
	assert_int_equal(session_find(db, pool, token, &who, &f), ST_ABSENT);
}

static void
derived_values_differ_and_stay(void **state)
{
	char		 a[65], b[65];
	unsigned char	 h[32], k[32];

	(void)state;
	session_csrf("token", a);
	session_csrf("token", b);
	assert_string_equal(a, b);
	session_csrf("tokem", b);
	assert_string_not_equal(a, b);
	session_handle("token", h);
	session_handle("token", k);
	assert_memory_equal(h, k, 32);
	session_handle("tokem", k);
	assert_memory_not_equal(h, k, 32);
}

static const struct CMUnitTest tests[] = {
	T(r023_business_and_audit_are_never_one_account),
	T(r024_system_admin_holds_nothing_else),
	T(conflicts_count_only_where_times_meet),
	T(r023_two_at_once_cannot_slip_through),
	T(r025_nothing_unless_granted_and_only_then),
	T(bad_grants_are_refused),
	T(people_are_found_and_logins_are_unique),
	T(sessions_end_idle_absolute_and_signed_out),
	T(finding_a_session_leaves_a_transaction_alone),
	T(sessions_refuse_what_is_no_token),
	T(derived_values_differ_and_stay),
};

OFFICE_MAIN(tests, "people")

/*
 * what the public list shows, in which order, how it is
 * searched and paged, and that seals in use are not in it.
 */
#include "office_place.h"

#include "base/calendar.h"
#include "seal/bulletin.h"
#include "seal/gram.h"
#include "seal/request.h"
#include "seal/table.h"

#define DAY1	INT64_C(1790006400000)
#define ID(n)	"01seal0000000000000000000" #n

static struct bulletin	*list;
static size_t		 n;
static int		 more;
static struct bulletin	 last;

static void
add_seal(const char *id, const char *code, const char *name,
    const char *unit, const char *state)
{
	raw(pool_printf(pool, "INSERT INTO seal_code (code, source, request,"
	    " at) VALUES ('%s', 'industry', '%s', 1)", code, id));
	raw(pool_printf(pool, "INSERT INTO seal (id, code, state, rev, name,"
	    " unit, desk, request, category, sub_kind, scope, version,"
	    " software, created, activated) VALUES ('%s', '%s', '%s', 1,"
	    " '%s', '%s', 'd', '%s', 'unit', 'FR', 'industry', 1, 1, 1, 1)",
	    id, code, state, name, unit, id));
	begin();
	ok(gram_add(db, "seal", id, name, &f));
	ok(gram_add(db, "seal", id, code, &f));
	commit();
}

static void
add_event(const char *id, int seq, int64_t at, const char *event,
    const char *to)
{
	raw(pool_printf(pool, "INSERT INTO seal_event (seal, seq, at, event,"
	    " from_state, to_state) VALUES ('%s', %d, %lld, '%s', 'x', '%s')",
	    id, seq, (long long)at, event, to));
}

static int
up(void **state)
{
	struct unit	 top, u;

	if (office_setup(state) != 0)
		return -1;
	make_unit(&top, LEVEL_MINISTRY, NULL, "监管单位");
	make_unit(&u, LEVEL_PROVINCE, &top, "青川市文化馆");
	add_seal(ID(1), "H3700000100000011", "青川市文化馆", u.id, "lost");
	add_seal(ID(2), "H3700000100000028", "财务专用章", u.id, "active");
	add_seal(ID(3), "H3700000100000035", "合同专用章", u.id, "revoked");
	add_event(ID(1), 1, DAY1, "activate", "active");
	add_event(ID(1), 2, DAY1 + MS_DAY, "lose", "lost");
	add_event(ID(1), 3, DAY1 + 2 * MS_DAY, "find", "active");
	add_event(ID(1), 4, DAY1 + 3 * MS_DAY, "lose", "lost");
	add_event(ID(2), 1, DAY1, "activate", "active");
	add_event(ID(2), 2, DAY1 + MS_DAY, "use", "active");
	add_event(ID(3), 1, DAY1, "activate", "active");
	add_event(ID(3), 2, DAY1 + 2 * MS_DAY, "revoke", "revoked");
	add_event(ID(3), 3, DAY1 + 2 * MS_DAY, "drop", "revoked");
	return 0;
}

static void
ask(struct bulletin_ask a)
{
	if (a.max == 0)
		a.max = 50;
	ok(bulletin_list(db, pool, &a, &list, &n, &more, &last, &f));
}

/* Losses, withdrawals and revocations, newest first; nothing else. */
static void
r206_losses_and_revocations_are_listed_and_seals_in_use_not(void **state)
{
	size_t	 i;

	(void)state;
	ask((struct bulletin_ask){ 0 });
	assert_int_equal(n, 4);
	assert_false(more);
	assert_string_equal(bulletin_label(&list[0]), "挂失");
	assert_int_equal(list[0].at, DAY1 + 3 * MS_DAY);
	assert_string_equal(bulletin_label(&list[1]), "注销");
	assert_string_equal(bulletin_label(&list[2]), "解除挂失");
	assert_string_equal(bulletin_label(&list[3]), "挂失");
	assert_string_equal(list[3].unit_name, "青川市文化馆");
	for (i = 0; i < n; i++)
		assert_string_not_equal(list[i].code, "H3700000100000028");
}

/* P-24: what a region keeps to itself is not on the list. */
static void
r206_only_the_lists_the_rules_publish(void **state)
{
	(void)state;
	ask((struct bulletin_ask){ .hidden = 1u << BULLETIN_LOST });
	assert_int_equal(n, 1);
	assert_string_equal(bulletin_label(&list[0]), "注销");
	ask((struct bulletin_ask){ .hidden = 1u << BULLETIN_REVOKED |
	    1u << BULLETIN_SUSPENDED });
	assert_int_equal(n, 3);
	ask((struct bulletin_ask){ .hidden = (1u << BULLETIN__N) - 1 });
	assert_int_equal(n, 0);
}

static void
r207_the_list_is_searched_by_name_code_unit_and_period(void **state)
{
	static const struct { const char *text; size_t n; } rows[] = {
		{ "合同", 1 }, { "青川市文化馆", 4 }, { "文化", 4 },
		{ "h3700000100000035", 1 }, { "不存在", 0 }, { "财务", 0 },
		{ "%", 0 }, { "' OR 1=1 --", 0 },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		ask((struct bulletin_ask){ .text = rows[i].text });
		assert_int_equal(n, rows[i].n);
	}
	ask((struct bulletin_ask){ .from = DAY1 + 2 * MS_DAY,
	    .until = DAY1 + 3 * MS_DAY });
	assert_int_equal(n, 2);
	ask((struct bulletin_ask){ .until = DAY1 + 2 * MS_DAY });
	assert_int_equal(n, 1);
}

/* Page after page gives each notice once: the export equals the screen. */
static void
r207_pages_by_key_give_every_notice_once(void **state)
{
	struct bulletin_ask	 a = { .max = 1 };
	int64_t			 before = INT64_MAX;
	size_t			 all = 0;

	(void)state;
	for (more = 1; more && all < 10; all += n) {
		ask(a);
		assert_int_equal(n, 1);
		assert_true(list[0].at <= before);
		before = list[0].at;
		a.at = last.at;
		a.seq = last.seq;
		a.seal = last.seal;
	}
	assert_int_equal(all, 4);
}

static void
r202_a_seal_is_found_by_its_name(void **state)
{
	struct found_seal	*found;
	size_t			 k;

	(void)state;
	ok(bulletin_find(db, pool, "专用章", 10, &found, &k, &f));
	assert_int_equal(k, 2);
	ok(bulletin_find(db, pool, "专用章", 1, &found, &k, &f));
	assert_int_equal(k, 1);
	ok(bulletin_find(db, pool, "财务专用", 10, &found, &k, &f));
	assert_int_equal(k, 1);
	assert_string_equal(found[0].code, "H3700000100000028");
	ok(bulletin_find(db, pool, "章", 10, &found, &k, &f));
	assert_int_equal(k, 0);		/* one character names nothing */
	raw("UPDATE seal SET activated = NULL");
	ok(bulletin_find(db, pool, "专用章", 10, &found, &k, &f));
	assert_int_equal(k, 0);		/* not in use yet: not the public's */
}

#define B(name) cmocka_unit_test_setup_teardown(name, up, office_teardown)

static const struct CMUnitTest	 tests[] = {
	B(r206_losses_and_revocations_are_listed_and_seals_in_use_not),
	B(r206_only_the_lists_the_rules_publish),
	B(r207_the_list_is_searched_by_name_code_unit_and_period),
	B(r207_pages_by_key_give_every_notice_once),
	B(r202_a_seal_is_found_by_its_name),
};

OFFICE_MAIN(tests, "seal bulletin")

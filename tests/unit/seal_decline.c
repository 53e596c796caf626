/*
 * Refusals of electronic seals: which ground carries which refusal,
 * the table both ways, and the records on both engines.
 */
#include <string.h>

#include "base/clock.h"
#include "office_place.h"
#include "seal/decline.h"

#define BIT(r) ROLE_BIT(ROLE_##r)
#define CLERK (BIT(REQUESTER) | BIT(KEEPER))
#define ADMIN (BIT(BUSINESS_ADMIN) | BIT(SUPERVISOR))

static void
r247_a_ground_must_fit_what_was_found(void **state)
{
	static const struct {
		const char		*reason;
		int			 excluded;
		unsigned		 found;		/* that carry it */
	} rows[] = {
		{ "", 0, 0 }, { "dislike", 0, 0 }, { "dislike", 1, 0 },
		{ "status", 0, ~(1u << FOUND_NOTHING) },
		{ "supply", 0, ~(1u << FOUND_NOTHING) },
		{ "law", 0, ~(1u << FOUND_NOTHING) },
		{ "class", 0, 0 },
		{ "class", 1, ~(1u << FOUND_NOTHING) },
		{ "invalid", 0, 1u << FOUND_BAD | 1u << FOUND_BARE |
		  1u << FOUND_STOPPED | 1u << FOUND_UNISSUED },
	};
	const struct decline_reason	*x;
	size_t				 i;
	int				 k;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++)
		for (k = 0; k < DECLINE_FOUND__N; k++)
			assert_int_equal(decline_unfit(rows[i].reason,
			    (enum decline_found)k, rows[i].excluded) == NULL,
			    (rows[i].found >> k) & 1);
	for (i = 0; (x = decline_reason_nth(i)) != NULL; i++) {
		assert_ptr_equal(decline_reason_find(x->name), x);
		assert_true(*x->clause != '\0');
	}
	assert_int_equal(i, 5);
	assert_null(decline_reason_find("dislike"));
	for (k = 0; k < DECLINE_FOUND__N; k++)
		assert_int_equal(decline_found_find(decline_found_name(k)),
		    k);
	assert_int_equal(decline_found_find("moon"), DECLINE_FOUND__N);
}

static enum flow_answer
ask(int state, int event, unsigned roles, const struct decline_facts *facts)
{
	const struct flow_row	*row;
	const char		*why;

	return flow_ask(&flow_decline, state, event, roles, facts, NULL,
	    &row, &why);
}

static void
r247_who_reports_and_who_answers(void **state)
{
	static const struct decline_facts willing = { .has_note = 1 }, no[] = {
		{ .has_note = 0 }, { .has_note = 1, .unfit = "没有理由" },
	}, own = { .has_note = 1, .own = 1 };
	enum role	 role;
	unsigned	 may;
	int		 s, e;

	(void)state;
	for (s = FLOW_NEW; s < DECLINE_STATE__N; s++)
		for (e = 0; e < DECLINE_EVENT__N; e++)
			for (role = 0; role < ROLE__N; role++) {
				may = s == FLOW_NEW && e == DE_REPORT ?
				    CLERK : s == D0_REPORTED &&
				    e != DE_REPORT ? ADMIN : 0;
				assert_int_equal(ask(s, e, ROLE_BIT(role),
				    &willing) == FLOW_YES,
				    (may & ROLE_BIT(role)) != 0);
			}
	assert_int_equal(ask(FLOW_NEW, DE_REPORT, CLERK, &no[0]),
	    FLOW_NO_GUARD);
	assert_int_equal(ask(FLOW_NEW, DE_REPORT, CLERK, &no[1]),
	    FLOW_NO_GUARD);
	assert_int_equal(ask(D0_REPORTED, DE_OVERRULE, ADMIN, &no[0]),
	    FLOW_NO_GUARD);
	assert_int_equal(ask(D0_REPORTED, DE_UPHOLD, ADMIN, &own),
	    FLOW_NO_GUARD);
}

static size_t
listed(const char *unit, int tab, const char *reason)
{
	const struct decline_ask	 q = {
		.unit = unit, .tab = tab, .reason = reason, .max = 10,
	};
	struct decline			*list;
	size_t				 n;
	int				 more;

	ok(decline_list(db, pool, &q, &list, &n, &more, &f));
	return n;
}

static void
r247_reported_and_answered(void **state)
{
	struct unit	 top, city, other;
	struct person	 clerk, chief;
	struct decline	 d = {
		.id = "d0000000000000000000000001", .number = "JJ-1",
		.handle = "", .file = "ab", .found = FOUND_GENUINE,
		.words = "真实有效", .title = "证明", .reason = "status",
		.note = "收养登记", .statement = "s", .created = 1000,
	}, stale;
	unsigned char	 a[DIGEST_LEN], b[DIGEST_LEN];
	int64_t		 n;
	int		 yes;

	(void)state;
	make_unit(&top, LEVEL_MINISTRY, NULL, "部");
	make_unit(&city, LEVEL_PROVINCE, &top, "省");
	make_unit(&other, LEVEL_PROVINCE, &top, "另一省");
	make_person(&clerk, "clerk");
	make_person(&chief, "chief");
	d.unit = city.id;
	d.person = clerk.id;
	begin();
	ok(decline_add(db, &d, &f));
	commit();
	assert_int_equal(listed(city.id, D0_REPORTED, NULL), 1);
	assert_int_equal(listed(top.id, DECLINES_ALL, "status"), 1);
	assert_int_equal(listed(top.id, DECLINES_ALL, "supply"), 0);
	assert_int_equal(listed(city.id, D0_REPORTED, "status"), 1);
	assert_int_equal(listed(other.id, DECLINES_ALL, NULL), 0);
	ok(decline_sees(db, other.id, d.id, &yes, &f));
	assert_false(yes);
	ok(decline_count(db, top.id, 10, &n, &f));
	assert_int_equal(n, 1);

	ok(decline_load(db, pool, d.id, &d, &f));
	ok(decline_digest(&d, a, &f));
	stale = d;
	stale.reason = "law";
	ok(decline_digest(&stale, b, &f));
	assert_memory_not_equal(a, b, DIGEST_LEN);
	stale = d;
	d.state = D2_OVERRULED;
	d.answer = "应当接受";
	d.answerer = chief.id;
	d.answer_said = "t";
	d.answered = 2000;
	begin();
	ok(decline_save(db, &d, &f));
	commit();
	begin();
	assert_int_equal(decline_save(db, &stale, &f), ST_CONFLICT);
	store_rollback(db);
	ok(decline_load(db, pool, d.id, &d, &f));
	assert_int_equal(d.state, D2_OVERRULED);
	assert_string_equal(d.answer, "应当接受");
	assert_int_equal(listed(city.id, D0_REPORTED, NULL), 0);
	assert_int_equal(listed(city.id, D2_OVERRULED, NULL), 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(r247_a_ground_must_fit_what_was_found),
	cmocka_unit_test(r247_who_reports_and_who_answers),
	T(r247_reported_and_answered),
};

OFFICE_MAIN(tests, "decline")

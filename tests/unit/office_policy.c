/*
 * Changes of rules as they are asked for, and own region profiles (R-243,
 * who may decide what, that each is put in force once, and that what
 * was decided upon other rules is not.
 */
#include <sys/wait.h>

#include "base/calendar.h"
#include "office_place.h"

static struct person	 wang, li;

/* --- decided: pure --------------------------------------------------------- */

#define ADMIN ROLE_BIT(ROLE_BUSINESS_ADMIN)

static enum flow_answer
ask(int state, int event, unsigned roles,
    const struct policy_request_facts *facts, const char **why)
{
	const struct flow_row	*row;

	return flow_ask(&flow_policy, state, event, roles, facts, NULL, &row,
	    why);
}

static void
two_people_change_a_rule(void **state)
{
	static const struct {
		int				 state, event;
		unsigned			 roles;
		struct policy_request_facts	 facts;
		enum flow_answer		 answer;
		const char			*words;
	} cases[] = {
		{ PR_PROPOSED, PE_APPROVE, ADMIN, { .own = 0 }, FLOW_YES, "" },
		{ PR_PROPOSED, PE_APPROVE, ADMIN, { .own = 1 }, FLOW_NO_GUARD,
		  "不能批准自己提出的修改" },
		{ PR_PROPOSED, PE_APPROVE, ADMIN, { .stale = 1 },
		  FLOW_NO_GUARD, "规则已有新的版本" },
		{ PR_PROPOSED, PE_APPROVE, ADMIN, { .past = 1 },
		  FLOW_NO_GUARD, "生效日期已过" },
		{ PR_PROPOSED, PE_APPROVE, ROLE_BIT(ROLE_SYSTEM_ADMIN),
		  { .own = 0 }, FLOW_NO_ROLE, "" },
		{ PR_PROPOSED, PE_REFUSE, ADMIN, { .has_reason = 1,
		  .stale = 1 }, FLOW_YES, "" },
		{ PR_PROPOSED, PE_REFUSE, ADMIN, { .own = 0 }, FLOW_NO_GUARD,
		  "请写明不批准的理由" },
		{ PR_PROPOSED, PE_REFUSE, ADMIN, { .own = 1,
		  .has_reason = 1 }, FLOW_NO_GUARD, "可以撤回" },
		{ PR_PROPOSED, PE_WITHDRAW, ADMIN, { .own = 1,
		  .has_reason = 1 }, FLOW_YES, "" },
		{ PR_PROPOSED, PE_WITHDRAW, ADMIN, { .own = 1 },
		  FLOW_NO_GUARD, "请写明撤回的理由" },
		{ PR_APPROVED, PE_WITHDRAW, ADMIN, { .own = 1,
		  .has_reason = 1 }, FLOW_YES, "" },
		{ PR_APPROVED, PE_WITHDRAW, ADMIN, { .has_reason = 1 },
		  FLOW_NO_GUARD, "只有提出人" },
		{ PR_PROPOSED, PE_AGAIN, ADMIN, { .own = 1, .stale = 1 },
		  FLOW_YES, "" },
		{ PR_PROPOSED, PE_AGAIN, ADMIN, { .own = 1, .past = 1 },
		  FLOW_YES, "" },
		{ PR_PROPOSED, PE_AGAIN, ADMIN, { .own = 1 }, FLOW_NO_GUARD,
		  "不用重新提出" },
		{ PR_PROPOSED, PE_AGAIN, ADMIN, { .stale = 1 },
		  FLOW_NO_GUARD, "只有提出人" },
		{ PR_LAPSED, PE_AGAIN, ADMIN, { .own = 1 }, FLOW_YES, "" },
		{ PR_LAPSED, PE_AGAIN, ADMIN, { .own = 0 }, FLOW_NO_GUARD,
		  "只有提出人" },
		{ PR_APPROVED, PE_APPLY, FLOW_SYSTEM, { .due = 1 }, FLOW_YES,
		  "" },
		{ PR_APPROVED, PE_APPLY, FLOW_SYSTEM, { .due = 0 },
		  FLOW_NO_GUARD, "还没有到" },
		{ PR_APPROVED, PE_APPLY, FLOW_SYSTEM, { .due = 1,
		  .moved = 1 }, FLOW_NO_GUARD, "已有改动" },
		{ PR_APPROVED, PE_APPLY, ADMIN, { .due = 1 }, FLOW_NO_ROLE,
		  "" },
		{ PR_APPROVED, PE_LAPSE, FLOW_SYSTEM, { .due = 1,
		  .moved = 1 }, FLOW_YES, "" },
		{ PR_APPROVED, PE_LAPSE, FLOW_SYSTEM, { .due = 1 },
		  FLOW_NO_GUARD, "没有改动" },
		{ PR_PROPOSED, PE_APPLY, FLOW_SYSTEM, { .due = 1 },
		  FLOW_NO_ROW, "" },
		{ PR_APPLIED, PE_APPROVE, ADMIN, { .own = 0 }, FLOW_NO_ROW,
		  "" },
		{ PR_REFUSED, PE_AGAIN, ADMIN, { .own = 1, .stale = 1 },
		  FLOW_NO_ROW, "" },
	};
	const char	*why;
	size_t		 i;

	(void)state;
	for (i = 0; i < NITEMS(cases); i++) {
		why = "";
		assert_int_equal(ask(cases[i].state, cases[i].event,
		    cases[i].roles, &cases[i].facts, &why), cases[i].answer);
		assert_true(*cases[i].words == '\0' ||
		    strstr(why, cases[i].words) != NULL);
	}
	assert_true(flow_is_final(&flow_policy, PR_APPLIED));
	assert_true(flow_is_final(&flow_policy, PR_REFUSED));
	assert_true(flow_is_final(&flow_policy, PR_WITHDRAWN));
	assert_true(flow_is_final(&flow_policy, PR_REPLACED));
}

static int64_t
day(const char *text)
{
	int64_t	 at;

	assert_true(calendar_read_day(text, &at));
	return at;
}

static void
a_day_of_effect_is_today_or_within_two_years(void **state)
{
	const int64_t	 now = day("2026-11-20") + 23 * MS_HOUR;

	(void)state;
	assert_null(policy_day_unfit(0, now));
	assert_null(policy_day_unfit(day("2026-11-20"), now));
	assert_null(policy_day_unfit(day("2026-11-21"), now));
	assert_null(policy_day_unfit(day("2028-11-20"), now));
	assert_non_null(strstr(policy_day_unfit(day("2026-11-19"), now),
	    "不能早于今天"));
	assert_non_null(strstr(policy_day_unfit(day("2028-11-21"), now),
	    "两年以内"));
}

/* The whole day of effect is in time, from its first moment. */
static void
a_request_has_its_day(void **state)
{
	struct policy_request	 q = { .due = day("2026-11-20") };

	(void)state;
	assert_false(policy_request_due(&q, q.due - 1));
	assert_true(policy_request_due(&q, q.due));
	assert_false(policy_request_past(&q, q.due + MS_DAY - 1));
	assert_true(policy_request_past(&q, q.due + MS_DAY));
	q.due = 0;
	assert_true(policy_request_due(&q, 1));
	assert_false(policy_request_past(&q, INT64_MAX));
}

static void
what_was_decided_upon_must_stand(void **state)
{
	struct policy_was	 v[] = {
		{ "P-01", "3m", "30d" }, { "P-46", "5", "3" }
	};
	struct policy_request	 q = { .seen = 4, .values = v, .n = 2 };
	const char *const	 same[] = { "3m", "5" };
	const char *const	 other[] = { "3m", "4" };

	(void)state;
	assert_false(policy_request_moved(&q, 4, same));
	assert_false(policy_request_moved(&q, 9, same));	/* others' */
	assert_true(policy_request_moved(&q, 4, other));
	q.profile = "weihai";		/* a whole one: any change is one */
	assert_false(policy_request_moved(&q, 4, other));
	assert_true(policy_request_moved(&q, 5, same));
}

static void
all_that_is_proposed_is_signed(void **state)
{
	struct policy_was	 v[] = { { "P-01", "3m", "30d" } };
	const struct policy_request one = {
		.id = "a", .seen = 1, .due = 2, .reason = "r", .values = v,
		.n = 1,
	};
	struct policy_request	 other[8];
	struct policy_was	 was = { "P-01", "2m", "30d" };
	struct policy_was	 value = { "P-01", "3m", "31d" };
	unsigned char		 a[DIGEST_LEN], b[DIGEST_LEN];
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(other); i++)
		other[i] = one;
	other[0].id = "b";
	other[1].seen = 2;
	other[2].due = 3;
	other[3].reason = "s";
	other[4].profile = "weihai";
	other[5].replaces = "c";
	other[6].values = &was;
	other[7].values = &value;
	ok(policy_request_digest(&one, pool, a, &f));
	for (i = 0; i < NITEMS(other); i++) {
		ok(policy_request_digest(&other[i], pool, b, &f));
		assert_memory_not_equal(a, b, sizeof(a));
	}
}

/* --- records -------------------------------------------------------------------- */

static char	 ids[9][ID_LEN + 1];

static void
people(void)
{
	make_person(&wang, "wang");
	make_person(&li, "li");
}

/* A proposal of wang's for one rule, against the version in force. */
static struct policy_request
proposed(int k, const char *rule, const char *value, int64_t due)
{
	struct policy_was	*v = pool_alloc(pool, sizeof(*v));
	struct policy_request	 q = {
		.id = ids[k], .seen = policy_version(db), .due = due,
		.reason = "更严", .proposer = wang.id, .values = v, .n = 1,
	};

	id_new(ids[k]);
	v->rule = rule;
	v->value = value;
	ok(policy_text(db, pool, rule, &v->was, &f));
	begin();
	ok(policy_request_add(db, &q, "s1", &f));
	commit();
	return q;
}

static enum status
take(struct policy_request *q, int event, const char *person,
    const char *note)
{
	const struct policy_request_facts facts = { .has_reason = 1 };
	struct policy_step	 step = {
		.person = person, .note = note, .statement = "s2",
	};
	const char		*why;

	assert_int_equal(flow_ask(&flow_policy, q->state, event, ADMIN,
	    &facts, NULL, &step.row, &why), FLOW_YES);
	return policy_request_move(db, q, &step, &f);
}

static void
a_change_has_its_history(void **state)
{
	struct policy_request	 q, r, *list;
	struct policy_change	 c[2];
	struct policy_line	*line;
	size_t			 n;
	int64_t			 count;

	(void)state;
	people();
	q = proposed(0, "P-46", "3", 0);
	assert_int_equal(q.number, 1);
	ok(policy_request_count(db, li.id, &count, &f));
	assert_int_equal(count, 1);
	ok(policy_request_count(db, wang.id, &count, &f));
	assert_int_equal(count, 0);		/* not the own ones */
	ok(policy_request_about(db, pool, "P-46", &list, &n, &f));
	assert_int_equal(n, 1);
	ok(policy_request_about(db, pool, "P-14", &list, &n, &f));
	assert_int_equal(n, 0);
	begin();
	ok(take(&q, PE_APPROVE, li.id, NULL));
	ok(policy_request_apply(db, &q, q.seen, &f));
	commit();
	assert_int_equal(policy_int(db, "P-46", 0), 3);
	ok(policy_request_load(db, pool, q.id, &r, &f));
	assert_int_equal(r.state, PR_APPLIED);
	assert_int_equal(r.version, 1);
	assert_string_equal(r.decider, li.id);
	assert_true(r.applied >= r.decided && r.decided >= r.created);
	assert_string_equal(r.values[0].was, "5");
	ok(policy_history(db, pool, "P-46", c, 2, &n, &f));
	assert_int_equal(n, 1);
	assert_string_equal(c[0].request, q.id);
	assert_string_equal(c[0].who, wang.id);
	assert_string_equal(c[0].reason, "更严");
	ok(policy_request_history(db, pool, q.id, &line, &n, &f));
	assert_int_equal(n, 3);
	assert_string_equal(line[0].event, "propose");
	assert_string_equal(line[1].event, "approve");
	assert_string_equal(line[2].event, "apply");
	assert_null(line[2].person_name);	/* the system */
	ok(policy_request_open(db, pool, &list, &n, &f));
	assert_int_equal(n, 0);
	ok(policy_request_list(db, pool, 0, 5, &list, &n, &f));
	assert_int_equal(n, 1);
	ok(policy_request_list(db, pool, 1, 5, &list, &n, &f));
	assert_int_equal(n, 0);
}

static void
one_that_was_read_before_changes_nothing(void **state)
{
	struct policy_request	 a, b, old;

	(void)state;
	people();
	a = proposed(0, "P-46", "3", 0);
	b = proposed(1, "P-14", "9", 0);
	old = a;
	begin();
	ok(take(&a, PE_APPROVE, li.id, NULL));
	ok(policy_request_apply(db, &a, a.seen, &f));
	commit();
	begin();			/* decided by somebody else */
	refused(take(&old, PE_REFUSE, li.id, "不同意"), ST_CONFLICT,
	    "moved");
	begin();			/* the rules have moved on */
	ok(take(&b, PE_APPROVE, li.id, NULL));
	refused(policy_request_apply(db, &b, b.seen, &f), ST_CONFLICT,
	    "version 1 now");
	assert_int_equal(policy_int(db, "P-14", 0), 8);
	assert_int_equal(raw_int("SELECT COUNT(*) FROM policy_request"
	    " WHERE state = 'proposed'"), 1);
}

static void
the_clock_takes_what_is_due_in_its_order(void **state)
{
	const int64_t		 today = day("2026-11-20");
	struct policy_request	 q[4], *list;
	size_t			 i, n;

	(void)state;
	people();
	q[0] = proposed(0, "P-46", "3", today + MS_DAY);
	q[1] = proposed(1, "P-14", "9", today);
	q[2] = proposed(2, "P-31", "9w", today - MS_DAY);	/* not decided */
	q[3] = proposed(3, "P-12", "1", today + 2 * MS_DAY);
	begin();
	for (i = 0; i < 4; i++)
		if (i != 2)
			ok(take(&q[i], PE_APPROVE, li.id, NULL));
	commit();
	ok(policy_request_ready(db, pool, today - 1, &list, &n, &f));
	assert_int_equal(n, 0);
	ok(policy_request_ready(db, pool, today + MS_DAY, &list, &n, &f));
	assert_int_equal(n, 2);
	assert_int_equal(list[0].number, 2);
	assert_int_equal(list[1].number, 1);
	begin();
	ok(policy_request_apply(db, &q[1], POLICY_ANY, &f));
	commit();
	begin();		/* not twice */
	refused(policy_request_apply(db, &q[1], POLICY_ANY, &f), ST_CONFLICT, "");
	assert_int_equal(policy_version(db), 1);
}

/* As jobs does it, in a process of its own. */
static void
put_in_force(int out)
{
	struct policy_request	 q;
	struct store		*mine;
	enum status		 st;
	int64_t			 done = 0;
	int			 i;

	if (store_open(place.where, "office", 0, &mine, &f) != ST_OK)
		_exit(1);
	for (i = 0; i < 8; i++) {
		if (store_begin(mine, STORE_WRITE, &f) != ST_OK ||
		    policy_request_load(mine, pool, ids[i], &q, &f) != ST_OK)
			_exit(2);
		st = policy_request_apply(mine, &q, POLICY_ANY, &f);
		if (store_end(mine, st, &f) == ST_OK)
			done++;
		else if (st != ST_CONFLICT)
			_exit(3);
	}
	_exit(write(out, &done, sizeof(done)) != sizeof(done));
}

/* two instances at the same instant; each change once. */
static void
r244_two_processes_put_each_in_force_once(void **state)
{
	struct policy_request	 q;
	pid_t			 child[2];
	int64_t			 n, sum = 0;
	int			 pipes[2], i, how;
	static const char *const rules[8][2] = {
		{ "P-01", "2m" }, { "P-02", "1d" }, { "P-03", "12m" },
		{ "P-14", "9" }, { "P-46", "4" }, { "P-16", "90d" },
		{ "P-20", "9d" }, { "P-22", "9d" },
	};

	(void)state;
	people();
	for (i = 0; i < 8; i++) {
		q = proposed(i, rules[i][0], rules[i][1], 1);
		begin();
		ok(take(&q, PE_APPROVE, li.id, NULL));
		commit();
	}
	assert_int_equal(pipe(pipes), 0);
	leave();
	for (i = 0; i < 2; i++)
		if ((child[i] = fork()) == 0)
			put_in_force(pipes[1]);
	close(pipes[1]);
	for (i = 0; i < 2; i++) {
		waitpid(child[i], &how, 0);
		assert_int_equal(how, 0);
		assert_int_equal(read(pipes[0], &n, sizeof(n)), sizeof(n));
		sum += n;
	}
	close(pipes[0]);
	enter();
	assert_int_equal(sum, 8);
	assert_int_equal(policy_version(db), 8);
	assert_int_equal(raw_int("SELECT COUNT(*) FROM policy_history"), 8);
	assert_int_equal(raw_int("SELECT COUNT(*) FROM policy_request_event"
	    " WHERE event = 'apply'"), 8);
}

/* --- own profiles ---------------------------------------------------------------- */

static void
names_of_profiles_are_plain(void **state)
{
	static const char *const bad[] = {
		"", "q", "Qingzhou", "9zhou", "qing zhou", "qing_zhou",
		"qingzhou-", "青州", "national", "weihai-employment", "own",
		"a123456789012345678901234567890b",
	};
	static const char *const words[] = { "青州", "第三条第二款",
	    "LD（试行）", "" };
	static const char *const none[] = { "青州\xc2\xa0", "青 州", "a<b",
	    "青州；", "𠮷野", "\xff" };
	size_t	 i;

	(void)state;
	assert_null(policy_profile_name_unfit("qingzhou"));
	assert_null(policy_profile_name_unfit("qingzhou-2"));
	assert_null(policy_profile_name_unfit(
	    "a12345678901234567890123456789b"));
	for (i = 0; i < NITEMS(bad); i++)
		assert_non_null(policy_profile_name_unfit(bad[i]));
	for (i = 0; i < NITEMS(words); i++)
		assert_null(policy_profile_words_unfit(words[i]));
	for (i = 0; i < NITEMS(none); i++)
		assert_non_null(policy_profile_words_unfit(none[i]));
}

static struct policy_profile
qingzhou(void)
{
	return (struct policy_profile){
		.name = "qingzhou", .label = "青州", .base = "weihai",
		.document = "青州市电子印章管理办法", .article = "第三条",
		.from = "2026-01-01", .to = "2028-12-31",
		.sets = { { "P-46", "3" }, { "P-14", "8" },
		    { "P-28", "qingzhou" }, { NULL, NULL } },
	};
}

static void
r243_own_profiles_lie_beside_the_houses(void **state)
{
	struct policy_profile	 p = qingzhou(), q, *list;
	size_t			 n;

	(void)state;
	people();
	begin();
	ok(policy_profile_add(db, &p, wang.id, &f));
	commit();
	ok(policy_profile_load(db, pool, "qingzhou", &q, &f));
	assert_string_equal(q.label, "青州");
	assert_string_equal(q.to, "2028-12-31");
	assert_string_equal(policy_profile_value(&q, policy_find("P-46")),
	    "3");
	assert_string_equal(policy_profile_value(&q, policy_find("P-14")),
	    "8");
	/* only what differs from the default is kept */
	assert_int_equal(raw_int("SELECT COUNT(*) FROM policy_profile_value"),
	    2);
	ok(policy_profile_load(db, pool, "weihai", &q, &f));
	assert_null(q.base);
	assert_int_equal(policy_profile_load(db, pool, "atlantis", &q, &f),
	    ST_ABSENT);
	ok(policy_profile_list(db, pool, &list, &n, &f));
	assert_int_equal(n, 7);
	assert_string_equal(list[0].name, "national");
	assert_string_equal(list[6].name, "qingzhou");
	assert_string_equal(list[6].sets[1].rule, "P-46");
	begin();
	refused(policy_profile_add(db, &p, wang.id, &f), ST_CONFLICT, "");
	p.name = "qingzhou-2";			/* the label is taken */
	begin();
	refused(policy_profile_add(db, &p, wang.id, &f), ST_CONFLICT, "");
}

static void
r243_an_own_document_has_its_time(void **state)
{
	struct policy_profile	 p = qingzhou();
	const int64_t		 in = day("2027-06-01");

	(void)state;
	assert_string_equal(policy_cited(&p, in), "qingzhou");
	assert_string_equal(policy_cited(&p, day("2025-12-31")), "national");
	assert_string_equal(policy_cited(&p, day("2029-01-01")), "national");
	assert_non_null(strstr(policy_force_words(pool, &p,
	    day("2029-01-01")), "青州市电子印章管理办法"));
	p.article = "";			/* none that could be cited */
	assert_string_equal(policy_cited(&p, in), "national");
	p.article = "第三条";
	p.draft = 1;
	assert_string_equal(policy_cited(&p, in), "national");
}

static void
a_profile_that_is_asked_for_stays_as_it_is(void **state)
{
	struct policy_profile	 p = qingzhou(), now;
	struct policy_request	 q;
	int			 held, yes;

	(void)state;
	people();
	begin();
	ok(policy_profile_add(db, &p, wang.id, &f));
	commit();
	p.rev = 1;
	p.document = "青州市电子印章管理规定";
	begin();
	ok(policy_profile_save(db, &p, wang.id, &f));
	commit();
	begin();			/* changed by somebody else since */
	refused(policy_profile_save(db, &p, wang.id, &f), ST_CONFLICT,
	    "moved");
	begin();
	refused(policy_profile_hold(db, &p, &f), ST_CONFLICT, "moved");
	p.rev = 2;
	ok(policy_value_known(db, policy_find("P-28"), "qingzhou", NULL, &yes,
	    &f));
	assert_false(yes);		/* never approved */
	ok(policy_value_known(db, policy_find("P-28"), "qingzhou",
	    "qingzhou", &yes, &f));
	assert_true(yes);
	ok(policy_value_known(db, policy_find("P-09"), "qingzhou",
	    "qingzhou", &yes, &f));
	assert_false(yes);		/* of the legal note alone */
	q = proposed(0, "P-28", "qingzhou", 0);
	raw("UPDATE policy_request SET profile = 'qingzhou'");
	ok(policy_profile_is_held(db, "qingzhou", &held, &f));
	assert_true(held);
	begin();
	refused(policy_profile_save(db, &p, wang.id, &f), ST_CONFLICT, "");
	ok(policy_profile_now(db, pool, "ldt", &now, &f));
	assert_string_equal(now.name, "ldt");	/* init's, until then */
	begin();
	ok(take(&q, PE_APPROVE, li.id, NULL));
	ok(policy_request_apply(db, &q, q.seen, &f));
	commit();
	ok(policy_profile_now(db, pool, "ldt", &now, &f));
	assert_string_equal(now.name, "qingzhou");
	ok(policy_citing(db, pool, day("2027-06-01"), &now, &f));
	assert_string_equal(now.name, "qingzhou");
	ok(policy_citing(db, pool, day("2029-06-01"), &now, &f));
	assert_string_equal(now.name, "national");
	ok(policy_value_known(db, policy_find("P-28"), "qingzhou", NULL, &yes,
	    &f));
	assert_true(yes);
}

static void
there_is_room_for_so_many(void **state)
{
	struct policy_profile	 p = qingzhou();
	char			 name[16], label[16];
	int			 i;

	(void)state;
	people();
	p.name = name;
	p.label = label;
	begin();
	for (i = 0; i < POLICY_PROFILES_MAX; i++) {
		snprintf(name, sizeof(name), "own-%d", i);
		snprintf(label, sizeof(label), "L%d", i);
		ok(policy_profile_add(db, &p, wang.id, &f));
	}
	commit();
	snprintf(name, sizeof(name), "own-x");
	snprintf(label, sizeof(label), "Lx");
	begin();
	refused(policy_profile_add(db, &p, wang.id, &f), ST_CONFLICT, "50");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(two_people_change_a_rule),
	cmocka_unit_test(a_day_of_effect_is_today_or_within_two_years),
	cmocka_unit_test(a_request_has_its_day),
	cmocka_unit_test(what_was_decided_upon_must_stand),
	T(all_that_is_proposed_is_signed),
	T(a_change_has_its_history),
	T(one_that_was_read_before_changes_nothing),
	T(the_clock_takes_what_is_due_in_its_order),
	T(r244_two_processes_put_each_in_force_once),
	cmocka_unit_test(names_of_profiles_are_plain),
	T(r243_own_profiles_lie_beside_the_houses),
	T(r243_an_own_document_has_its_time),
	T(a_profile_that_is_asked_for_stays_as_it_is),
	T(there_is_room_for_so_many),
};

OFFICE_MAIN(tests, "policy")

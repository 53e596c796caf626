/*
 * Filings: T7 against the requirements, each row both ways; when a try comes
 * again; what the targets may be; and a seal's moves with the filings they
 * make in the same transaction, told once whoever sends.  On both engines.
 * Rules: R-092 R-131 R-132 R-133 R-134 R-136 R-208, P-10..P-13, T7.
 */
#include "office_place.h"
#include "seal/filing_message.h"
#include "table_spec.h"

/* --- T7 ------------------------------------------------------------------------ */

/* As the requirements have it; the desk's deeds by product.md 1.3. */
static const struct spec_row spec_filing[] = {
	{ FLOW_NEW, FE_BEGIN, S_JOB, J0_WAITING },
	{ J0_WAITING, FE_TRY, S_JOB, J0_WAITING },
	{ J0_WAITING, FE_FILE, S_JOB, J1_FILED },
	{ J0_WAITING, FE_FAIL, S_JOB, J0_WAITING },
	{ J0_WAITING, FE_REFUSE, S_JOB, J2_REFUSED },
	{ J0_WAITING, FE_OVERDUE, S_JOB, J0_WAITING },
	{ J2_REFUSED, FE_CORRECT, S_DESK, J0_WAITING },
	{ J0_WAITING, FE_RESEND, S_DESK, J0_WAITING },
	{ J0_WAITING, FE_HAND, S_DESK, J1_FILED },
	{ J2_REFUSED, FE_HAND, S_DESK, J1_FILED },
};
static const struct spec t7 = {
	&flow_filing, spec_filing, NITEMS(spec_filing)
};

static const struct filing_facts willing = {
	.overdue = 1, .has_reason = 1, .has_proof = 1,
};

/* Whatever the facts, "yes" is said to what the requirements know. */
static void
t7_rows_are_those_of_the_requirements(void **unused)
{
	const struct filing_facts facts[] = {
		willing, { 0 }, { .busy = 1, .has_proof = 1 },
		{ .overdue = 1, .alarmed = 1 },
	};
	const struct flow_row	*row;
	const char		*why;
	unsigned		 role;
	size_t			 k;
	int			 from, event, r, to, led;

	(void)unused;
	for (from = FLOW_NEW; from < FILING_STATE__N; from++)
	for (event = 0; event < FILING_EVENT__N; event++)
	for (r = 0; r <= ROLE__N; r++) {
		role = r == ROLE__N ? FLOW_SYSTEM : ROLE_BIT(r);
		for (to = led = 0; to < FILING_STATE__N; to++)
			led |= spec_leads(&t7, from, event, role, to);
		for (k = 0; k < NITEMS(facts); k++) {
			enum flow_answer	 a = flow_ask(&flow_filing,
			    from, event, role, &facts[k], NULL, &row, &why);

			if (k == 0)
				assert_int_equal(a == FLOW_YES, led);
			if (a == FLOW_YES)
				assert_true(spec_leads(&t7, from, event,
				    role, row->to));
			assert_int_equal(why == NULL, a == FLOW_YES);
		}
	}
	assert_true(flow_is_final(&flow_filing, J1_FILED));
}

static int
says(int state, int event, unsigned role, const struct filing_facts *facts)
{
	const struct flow_row	*row;
	const char		*why;

	return flow_ask(&flow_filing, state, event, role, facts, NULL, &row,
	    &why) == FLOW_YES;
}

static void
t7_guards_refuse_what_is_not_so(void **unused)
{
	struct filing_facts	 facts = willing;

	(void)unused;
	facts.busy = 1;		/* two processes, one at a time */
	assert_false(says(J0_WAITING, FE_TRY, FLOW_SYSTEM, &facts));
	assert_false(says(J0_WAITING, FE_RESEND, S_RA, &facts));
	assert_false(says(J0_WAITING, FE_HAND, S_RA, &facts));
	assert_false(says(J0_WAITING, FE_OVERDUE, FLOW_SYSTEM, &facts));
	facts = willing;
	facts.alarmed = 1;	/* the alarm is raised once */
	assert_false(says(J0_WAITING, FE_OVERDUE, FLOW_SYSTEM, &facts));
	facts = willing;
	facts.overdue = 0;
	assert_false(says(J0_WAITING, FE_OVERDUE, FLOW_SYSTEM, &facts));
	facts.has_reason = facts.has_proof = 0;
	assert_false(says(J2_REFUSED, FE_CORRECT, S_CHECKER, &facts));
	assert_false(says(J2_REFUSED, FE_HAND, S_CHECKER, &facts));
	assert_false(says(J0_WAITING, FE_HAND, S_CHECKER, &facts));
}

/* --- pure ----------------------------------------------------------------------- */

static void
r134_waits_follow_the_plan(void **unused)
{
	static const struct { const char *plan; int64_t tries, minutes; } t[] = {
		{ "1 5 15 60 240", 0, 1 }, { "1 5 15 60 240", 1, 1 },
		{ "1 5 15 60 240", 2, 5 }, { "1 5 15 60 240", 5, 240 },
		{ "1 5 15 60 240", 6, 240 }, { "1 5 15 60 240", 100000, 240 },
		{ "30", 1, 30 }, { "30", 9, 30 }, { "", 3, 1 },
	};
	size_t	 i;

	(void)unused;
	for (i = 0; i < NITEMS(t); i++)
		assert_int_equal(filing_wait(t[i].plan, t[i].tries),
		    t[i].minutes * MS_MINUTE);
}

static void
r133_filed_when_the_receipt_says_if_that_can_be(void **unused)
{
	const int64_t	 at = 100 * MS_DAY, now = at + MS_HOUR;

	(void)unused;
	assert_int_equal(filing_filed_at(at, at + MS_MINUTE, now),
	    at + MS_MINUTE);
	/* clocks that differ a little */
	assert_int_equal(filing_filed_at(at, at - MS_MINUTE, now), at);
	assert_int_equal(filing_filed_at(at, now + MS_MINUTE, now), now);
	/* dated back or ahead: our own clock counts */
	assert_int_equal(filing_filed_at(at, at - MS_DAY, now), now);
	assert_int_equal(filing_filed_at(at, now + MS_DAY, now), now);
	assert_int_equal(filing_filed_at(at, 0, now), now);
}

static void
r092_each_move_has_its_kind(void **unused)
{
	static const struct { int event, kind, before; } t[] = {
		{ SE_BEGIN, FILING_NONE, FILING_MADE },
		{ SE_MADE, FILING_MADE, FILING_NONE },
		{ SE_FAIL, FILING_NONE, FILING_NONE },
		{ SE_DROP, FILING_NONE, FILING_REVOKED },
		{ SE_DELIVER, FILING_NONE, FILING_NONE },
		{ SE_ACTIVATE, FILING_ACTIVATED, FILING_ACTIVATED },
		{ SE_USE, FILING_NONE, FILING_NONE },
		{ SE_SUSPEND, FILING_SUSPENDED, FILING_SUSPENDED },
		{ SE_RESUME, FILING_RESUMED, FILING_RESUMED },
		{ SE_LOSE, FILING_LOST, FILING_LOST },
		{ SE_FIND, FILING_FOUND, FILING_FOUND },
		{ SE_RENEW, FILING_RENEWED, FILING_RENEWED },
		{ SE_LAPSE, FILING_REVOKED, FILING_REVOKED },
		{ SE_REPLACED, FILING_REVOKED, FILING_REVOKED },
		{ SE_REVOKE, FILING_REVOKED, FILING_REVOKED },
	};
	size_t	 i;

	(void)unused;
	for (i = 0; i < NITEMS(t); i++) {
		assert_int_equal(filing_kind_of(t[i].event, 0), t[i].kind);
		assert_int_equal(filing_kind_of(t[i].event, 1), t[i].before);
	}
}

static void
r134_what_may_be_typed_of_a_target(void **unused)
{
	static const char *const good[] = { "", "https://police.example/file",
	    "https://10.0.0.1:8443/x?y=1" };
	static const char *const bad[] = { "http://police.example/file",
	    "ftp://x", "police.example", "https://", "https://a b/",
	    "https://user:pin@x/", "https://x/\n", "file:///etc/passwd",
	    "http://127.0.0.1.evil.example/", "https:///x", "https://x/<y>" };
	static const char *const plans[] = { "", " 1", "1 ", "5 1", "0",
	    "1 2 3 4 5 6 7 8 9 10 11 12 13", "1441", "a", "1,2", "-1", "1  2" };
	static const char *const spans[] = { "24", "h", "1y", "999d", "-1h",
	    "24h ", "1000000h" };
	size_t	 i;

	(void)unused;
	for (i = 0; i < NITEMS(good); i++)
		assert_null(target_address_refusal(good[i], 0));
	for (i = 0; i < NITEMS(bad); i++)
		assert_non_null(target_address_refusal(bad[i], 0));
	assert_non_null(target_address_refusal("http://127.0.0.1:9/x", 0));
	assert_null(target_address_refusal("http://127.0.0.1:9/x", 1));
	assert_non_null(target_address_refusal(
	    "http://127.0.0.1.evil.example/", 1));
	for (i = 0; i < NITEMS(plans); i++)
		assert_non_null(target_plan_refusal(plans[i]));
	assert_null(target_plan_refusal("1 5 15 60 240"));
	assert_null(target_plan_refusal("1440"));
	for (i = 0; i < NITEMS(spans); i++)
		assert_non_null(target_deadline_refusal(spans[i]));
	assert_null(target_deadline_refusal(""));
	assert_null(target_deadline_refusal("24h"));
	assert_null(target_deadline_refusal("5w"));
	assert_non_null(target_triggers_refusal(""));
	assert_non_null(target_triggers_refusal("made sold"));
	assert_non_null(target_triggers_refusal("mad"));
	assert_null(target_triggers_refusal("made revoked"));
	assert_non_null(target_code_refusal("P"));
	assert_non_null(target_code_refusal("police office"));
	assert_null(target_code_refusal("police-2"));
}

/* who asked goes to the police with the making, and nowhere else. */
static void
r136_items_are_the_needed_ones(void **unused)
{
	int	 fact;

	(void)unused;
	assert_true(filing_item_wanted(FACT_AGENT, "made", "police"));
	assert_false(filing_item_wanted(FACT_AGENT, "made", "province"));
	assert_false(filing_item_wanted(FACT_AGENT, "revoked", "police"));
	assert_false(filing_item_wanted(FACT_HOLDER, "lost", "police"));
	for (fact = 0; fact < FACT__N; fact++)
		assert_int_equal(filing_item_wanted((enum filing_fact)fact,
		    "revoked", "police"), fact <= FACT_UNIT_CODE);
	assert_true(filing_item("agent")->personal);
	assert_true(filing_item("holder")->personal);
	assert_null(filing_item("phone"));
}

static const struct filing_next first = { "", 0 };

/* How many wait to be sent to a target at a moment. */
static size_t
sendable(const char *code, int64_t at)
{
	struct filing_next	*next;
	struct target		*t;
	size_t			 i, n, k = 0;

	ok(target_list(db, pool, &t, &n, &f));
	for (i = 0; i < n; i++)
		if (strcmp(t[i].code, code) == 0)
			ok(filing_sendable(db, pool, t[i].id, at, &first, 9,
			    &next, &k, &f));
	return k;
}

static size_t
unalarmed(void)
{
	struct filing_next	*next;
	size_t			 n;

	ok(filing_unalarmed(db, pool, clock_now(), &first, 9, &next, &n,
	    &f));
	return n;
}

/* --- a seal and its filings -------------------------------------------------------- */

#define UNIT	"u0000000000000000000000001"

static struct actor	 actor;

static void
set_rule(const char *name, const char *value)
{
	const struct policy_value	 v = { name, value };
	const struct policy_why		 why = { "x", "test", NULL };
	int64_t				 version;

	begin();
	ok(policy_set(db, &v, 1, &why, POLICY_ANY, &version, &f));
	commit();
}

static struct seal
make_seal(int k, const char *scope, int made)
{
	struct seal		 s = { 0 };
	struct seal_version	 v = {
		.cert = bytes_text("c"), .der = bytes_text("d"),
		.png = bytes_text("p"), .um_w = 1, .um_h = 1,
		.valid_from = clock_now(),
		.valid_to = clock_now() + 500 * MS_DAY,
	};
	struct seal_move	 move = { .event = SE_MADE };

	s.id = pool_printf(pool, "s00000000000000000000000%02d", k);
	s.code = pool_printf(pool, "H99010226%06d7", k);
	s.request = v.request =
	    pool_printf(pool, "r00000000000000000000000%02d", k);
	v.serial = pool_printf(pool, "%02X", k);
	s.name = "清泉学校";
	s.unit = "unit";
	s.desk = "desk";
	s.category = "unit";
	s.sub_kind = "FR";
	s.scope = scope;
	s.version = s.rev = 1;
	s.created = clock_now();
	s.before_loss = -1;
	raw(pool_printf(pool, "INSERT INTO request (id, number, business,"
	    " channel, state, rev, unit, desk, maker, urgent, waiting,"
	    " version, policy, months, created, changed) VALUES ('%s',"
	    " 'SL-%d', 'apply', 'online', 'coded', 1, 'unit', 'desk',"
	    " 'maker', 0, 0, 1, 1, 36, 1, 1)", s.request, k));
	raw(pool_printf(pool, "INSERT INTO request_scope (unit, request,"
	    " business, stage, created) VALUES ('" UNIT "', '%s', 'apply',"
	    " 'make', 1)", s.request));
	raw(pool_printf(pool, "INSERT INTO seal_code (code, source, request,"
	    " at) VALUES ('%s', 'industry', '%s', 1)", s.code, s.request));
	begin();
	ok(seal_add(db, &actor, &s, &f));
	commit();
	if (!made)
		return s;
	begin();
	ok(seal_version_add(db, s.id, &v, &f));
	ok(seal_step(db, &actor, &s, &move, &f));
	commit();
	return s;
}

static void
move_seal(struct seal *s, int event, const char *reason)
{
	const struct seal_move	 move = { .event = event, .reason = reason };

	begin();
	ok(seal_step(db, &actor, s, &move, &f));
	commit();
}

static void
start(void)
{
	memset(&actor, 0, sizeof(actor));
	raw("INSERT INTO unit (id, rev, parent, level, name, code, region,"
	    " kind, state, created, changed) VALUES ('unit', 1, NULL, 4,"
	    " '清泉学校', '12990102MB70548X7H', '990102', 'organ', 'active',"
	    " 1, 1)");
	begin();
	ok(target_defaults(db, &f));
	commit();
}

/* "police:made province:made": who is told of what, of one seal. */
static const char *
told(const struct seal *s)
{
	struct filing	*list;
	struct target	 t;
	const char	*out = "";
	size_t		 i, n;

	ok(filing_list_seal(db, pool, s->id, &list, &n, &f));
	for (i = 0; i < n; i++) {
		ok(target_load(db, pool, list[i].target, &t, &f));
		out = pool_printf(pool, "%s%s%s:%s", out, i == 0 ? "" : " ",
		    t.code, list[i].kind);
	}
	return out;
}

/* nothing goes to the national platform of a seal of one branch. */
static void
r131_r133_a_made_seal_is_filed_with_the_police(void **unused)
{
	struct filing	*list;
	struct seal	 s;
	size_t		 n;

	(void)unused;
	start();
	s = make_seal(1, "industry", 1);
	assert_string_equal(told(&s), "police:made");
	ok(filing_list_seal(db, pool, s.id, &list, &n, &f));
	assert_int_equal(list[0].state, J0_WAITING);
	assert_int_equal(list[0].due, list[0].at + 24 * MS_HOUR);
	assert_int_equal(list[0].next_try, list[0].at);
	assert_non_null(strstr(list[0].message, "\"sealCode\":\"H99010226"));
	assert_non_null(strstr(list[0].message, "\"kind\":\"made\""));
	assert_non_null(strstr(list[0].message, "清泉学校"));
	assert_false(filing_is_overdue(&list[0], list[0].due));
	assert_true(filing_is_overdue(&list[0], list[0].due + 1));
	set_rule("P-11", "0h");		/* at making (GD 9) */
	s = make_seal(2, "industry", 1);
	ok(filing_list_seal(db, pool, s.id, &list, &n, &f));
	assert_int_equal(list[0].due, list[0].at + FILING_AT_ONCE);
}

static void
r131_r132_policies_choose_the_others(void **unused)
{
	struct seal	 s;

	(void)unused;
	start();
	/* P-10 before: the national platform hears it before generation */
	s = make_seal(1, "cross", 0);
	assert_string_equal(told(&s), "national:made");
	move_seal(&s, SE_DROP, "making given up");
	assert_string_equal(told(&s), "national:made national:revoked");
	set_rule("P-10", "after");
	s = make_seal(2, "cross", 0);
	assert_string_equal(told(&s), "");
	s = make_seal(3, "cross", 1);
	assert_non_null(strstr(told(&s), "national:made"));
	set_rule("P-10", "none");
	s = make_seal(4, "cross", 1);
	assert_string_equal(told(&s), "police:made");
	set_rule("P-12", "1");		/* xinyang */
	s = make_seal(5, "industry", 1);
	assert_non_null(strstr(told(&s), "province:made"));
	assert_non_null(strstr(told(&s), "police:made"));
}

/* the police and the authority get the same notices. */
static void
r092_r208_both_hear_the_same(void **unused)
{
	struct seal	 s;

	(void)unused;
	start();
	s = make_seal(1, "industry", 1);
	move_seal(&s, SE_DELIVER, NULL);
	move_seal(&s, SE_ACTIVATE, NULL);
	assert_string_equal(told(&s), "police:made");
	move_seal(&s, SE_LOSE, "lost");
	assert_non_null(strstr(told(&s), "authority:lost"));
	assert_non_null(strstr(told(&s), "police:lost"));
	move_seal(&s, SE_FIND, NULL);
	assert_non_null(strstr(told(&s), "authority:found"));
	assert_non_null(strstr(told(&s), "police:found"));
	move_seal(&s, SE_REVOKE, "dissolved");
	assert_non_null(strstr(told(&s), "authority:revoked"));
	assert_non_null(strstr(told(&s), "police:revoked"));
	assert_int_equal(raw_int("SELECT COUNT(*) FROM filing WHERE kind ="
	    " 'revoked' AND message LIKE '%\"reason\":\"dissolved\"%'"), 2);
}

/* P-13: what has no national message waits for a person. */
static void
p13_no_message_no_sending(void **unused)
{
	struct seal		 s;

	(void)unused;
	start();
	raw("UPDATE filing_target SET enabled = 0 WHERE code <> 'national'");
	set_rule("P-10", "none");
	s = make_seal(1, "cross", 1);
	move_seal(&s, SE_DELIVER, NULL);
	move_seal(&s, SE_ACTIVATE, NULL);
	set_rule("P-10", "after");
	move_seal(&s, SE_SUSPEND, NULL);
	assert_string_equal(told(&s), "national:suspended");
	assert_int_equal(sendable("national", clock_now() + 900 * MS_DAY),
	    0);
	set_rule("P-13", "1");
	move_seal(&s, SE_RESUME, NULL);
	assert_int_equal(sendable("national", clock_now()), 1);
}

/* the next seal follows the target list as it is then. */
static void
r134_next_seal_follows_the_list(void **unused)
{
	struct target	*list, mine;
	struct seal	 s;
	size_t		 i, n;

	(void)unused;
	start();
	ok(target_list(db, pool, &list, &n, &f));
	assert_int_equal(n, 4);
	for (i = 0; i < n; i++)
		if (strcmp(list[i].code, "police") == 0)
			mine = list[i];
	mine.triggers = "revoked";
	begin();
	ok(target_save(db, &mine, NULL, &f));
	commit();
	s = make_seal(1, "industry", 1);
	assert_string_equal(told(&s), "");
	move_seal(&s, SE_REVOKE, NULL);
	assert_non_null(strstr(told(&s), "police:revoked"));
	/* somebody else's change in between is seen */
	mine.rev = 1;
	begin();
	refused(target_save(db, &mine, NULL, &f), ST_CONFLICT, "moved");
	mine.rev = 2;
	mine.enabled = 0;
	begin();
	ok(target_save(db, &mine, NULL, &f));
	commit();
	s = make_seal(2, "industry", 1);
	move_seal(&s, SE_REVOKE, NULL);
	assert_string_equal(told(&s), "authority:revoked");
	/* a code names one target */
	mine.id[0] = '\0';
	begin();
	refused(target_save(db, &mine, NULL, &f), ST_CONFLICT, "");
}

static enum status
step(struct filing *g, unsigned roles, const struct filing_move *m)
{
	struct filing_facts	 facts;
	enum status		 st;

	filing_gather(g, clock_now(), &facts);
	facts.has_proof = facts.has_reason = 1;
	begin();
	st = filing_step(db, &actor, roles, &facts, g, m, &f);
	if (st == ST_OK)
		commit();
	else
		store_rollback(db);
	return st;
}

static void
load_one(struct filing *g)
{
	struct filing	*list;
	size_t		 n;

	ok(filing_list_seal(db, pool, "s0000000000000000000000001", &list, &n,
	    &f));
	assert_int_equal(n, 1);
	*g = list[0];
}

/* Two processes at the same instant: one gets it. */
static void
t7_one_sends_at_a_time(void **unused)
{
	const int64_t		 now = clock_now();
	const struct filing_move try = {
		.event = FE_TRY, .lease = now + MS_MINUTE,
	};
	struct filing		 a, b;

	(void)unused;
	start();
	make_seal(1, "industry", 1);
	load_one(&a);
	b = a;
	ok(step(&a, FLOW_SYSTEM, &try));
	assert_int_equal(step(&b, FLOW_SYSTEM, &try), ST_CONFLICT);
	load_one(&b);
	assert_int_equal(step(&b, FLOW_SYSTEM, &try), ST_CONFLICT);
	assert_int_equal(b.tries, 1);
	/* nor does an alarm meanwhile take its outcome away */
	raw("UPDATE filing SET due = 1");
	assert_int_equal(unalarmed(), 0);
	assert_int_equal(sendable("police", now), 0);
	/* whoever had it was killed: it is taken up when the lease is over */
	assert_int_equal(sendable("police", now + MS_MINUTE), 1);
	assert_int_equal(sendable("province", now + MS_MINUTE), 0);
}

/* Failed, overdue, alarmed once, filed late, and then for good. */
static void
t7_r133_a_whole_life(void **unused)
{
	struct filing_move	 m = {
		.event = FE_TRY, .lease = clock_now() + MS_MINUTE,
	};
	struct filing_line	*line;
	struct filing		 g, late;
	const char		*number;
	int64_t			 n64;
	size_t			 n;

	(void)unused;
	start();
	make_seal(1, "industry", 1);
	load_one(&g);
	ok(step(&g, FLOW_SYSTEM, &m));
	m = (struct filing_move){ .event = FE_FAIL, .note = "no answer",
	    .next_try = clock_now() + MS_HOUR };
	ok(step(&g, FLOW_SYSTEM, &m));
	assert_int_equal(g.lease, 0);
	assert_int_equal(sendable("police", clock_now()), 0);
	raw("UPDATE filing SET due = due - 172800000");
	raw("UPDATE filing_scope SET moment = moment - 172800000");
	load_one(&g);
	assert_int_equal(unalarmed(), 1);
	m = (struct filing_move){ .event = FE_OVERDUE };
	late = g;
	ok(step(&g, FLOW_SYSTEM, &m));
	assert_int_equal(step(&g, FLOW_SYSTEM, &m), ST_CONFLICT);
	assert_int_equal(step(&late, FLOW_SYSTEM, &m), ST_CONFLICT);
	assert_int_equal(unalarmed(), 0);
	ok(filing_count_overdue(db, UNIT, clock_now(), 9, &n64, &f));
	assert_int_equal(n64, 1);
	assert_int_equal(filing_number_of(db, pool, g.seal, "police",
	    FILING_MADE, &number, &f), ST_ABSENT);
	m = (struct filing_move){ .event = FE_FILE, .filed = clock_now(),
	    .receipt_number = "GA-1", .receipt = bytes_text("{}") };
	ok(step(&g, FLOW_SYSTEM, &m));
	load_one(&g);
	assert_int_equal(g.state, J1_FILED);
	assert_true(g.lateness > 23 * MS_HOUR && g.lateness < 25 * MS_HOUR);
	ok(filing_number_of(db, pool, g.seal, "police", FILING_MADE, &number,
	    &f));
	assert_string_equal(number, "GA-1");
	ok(filing_count_overdue(db, UNIT, clock_now(), 9, &n64, &f));
	assert_int_equal(n64, 0);
	/* answered twice: it is filed once */
	assert_int_equal(step(&g, FLOW_SYSTEM, &m), ST_CONFLICT);
	ok(filing_history(db, pool, g.id, &line, &n, &f));
	assert_int_equal(n, 5);
	assert_string_equal(line[0].event, "file");
	assert_string_equal(line[4].event, "begin");
}

static void
t7_refused_corrected_by_hand(void **unused)
{
	struct filing_move	 m = {
		.event = FE_REFUSE, .note = "unit code unknown",
	};
	const char		*message;
	struct filing		 g;
	int64_t			 n;

	(void)unused;
	start();
	make_seal(1, "industry", 1);
	load_one(&g);
	begin();
	ok(filing_sign(db, &g, bytes_text("statement"), bytes_text("cert"),
	    &f));
	refused(filing_sign(db, &g, bytes_text("other"), bytes_text("cert"),
	    &f), ST_CONFLICT, "signed");
	begin();
	ok(filing_sign(db, &g, bytes_text("statement"), bytes_text("cert"),
	    &f));
	commit();
	ok(step(&g, FLOW_SYSTEM, &m));
	ok(filing_count_refused(db, UNIT, 9, &n, &f));
	assert_int_equal(n, 1);
	assert_int_equal(step(&g, S_RA, &(struct filing_move){
	    .event = FE_RESEND }), ST_CONFLICT);
	ok(filing_compose(db, pool, &g, &message, &f));
	assert_non_null(strstr(message, "\"revision\":2"));
	m = (struct filing_move){ .event = FE_CORRECT, .message = message,
	    .next_try = clock_now(), .note = "code corrected" };
	assert_int_equal(step(&g, S_APPROVER, &m), ST_CONFLICT);
	ok(step(&g, S_RA, &m));
	load_one(&g);
	assert_int_equal(g.state, J0_WAITING);
	assert_int_equal(g.version, 2);
	assert_int_equal(g.statement.n, 0);	/* it is signed anew */
	m = (struct filing_move){ .event = FE_HAND, .filed = clock_now(),
	    .receipt_number = "paper 7", .note = "handed in at the counter" };
	ok(step(&g, S_CHECKER, &m));
	load_one(&g);
	assert_int_equal(g.state, J1_FILED);
	assert_string_equal(g.receipt_number, "paper 7");
}

/* --- tables -------------------------------------------------------------------------- */

/* How many of a tab there are, two a page; each once. */
static size_t
count(enum filing_tab tab, const char *unit, const char *target)
{
	struct filing_ask	 ask = {
		.unit = unit, .tab = tab, .target = target,
		.now = clock_now(), .max = 2,
	};
	struct filing_row	*rows;
	size_t			 n, all = 0;
	int			 more = 1;

	while (more) {
		ok(filing_list(db, pool, &ask, &rows, &n, &more, &f));
		assert_true(n > 0 || !more);
		all += n;
		if (n > 0) {
			ask.key = filing_key(&rows[n - 1]);
			ask.after = rows[n - 1].id;
		}
		assert_true(all < 100);
	}
	return all;
}

static void
r009_tables_page_by_key_within_scope(void **unused)
{
	struct filing	 g;
	struct target	*t;
	size_t		 n;
	int		 k, yes;

	(void)unused;
	start();
	make_seal(1, "industry", 1);
	load_one(&g);
	ok(step(&g, FLOW_SYSTEM, &(struct filing_move){ .event = FE_FILE,
	    .filed = clock_now(), .receipt_number = "1" }));
	for (k = 2; k < 7; k++)
		make_seal(k, "industry", 1);
	raw("UPDATE filing_scope SET moment = 5 WHERE filing IN (SELECT id"
	    " FROM filing WHERE seal > 's00000000000000000000000 4'"
	    " AND state = 'waiting')");
	assert_int_equal(count(FILINGS_ALL, UNIT, NULL), 6);
	assert_int_equal(count(FILINGS_FILED, UNIT, NULL), 1);
	assert_int_equal(count(FILINGS_WAITING, UNIT, NULL), 5);
	assert_int_equal(count(FILINGS_REFUSED, UNIT, NULL), 0);
	assert_int_equal(count(FILINGS_OVERDUE, UNIT, NULL), 5);
	assert_int_equal(count(FILINGS_ALL, "other", NULL), 0);
	ok(target_list(db, pool, &t, &n, &f));
	for (k = 0; k < (int)n; k++)
		assert_int_equal(count(FILINGS_WAITING, UNIT, t[k].id),
		    strcmp(t[k].code, "police") == 0 ? 5 : 0);
	ok(filing_sees(db, UNIT, g.id, &yes, &f));
	assert_true(yes);
	ok(filing_sees(db, "other", g.id, &yes, &f));
	assert_false(yes);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(t7_rows_are_those_of_the_requirements),
	cmocka_unit_test(t7_guards_refuse_what_is_not_so),
	cmocka_unit_test(r134_waits_follow_the_plan),
	cmocka_unit_test(r133_filed_when_the_receipt_says_if_that_can_be),
	cmocka_unit_test(r092_each_move_has_its_kind),
	cmocka_unit_test(r134_what_may_be_typed_of_a_target),
	cmocka_unit_test(r136_items_are_the_needed_ones),
	T(r131_r133_a_made_seal_is_filed_with_the_police),
	T(r131_r132_policies_choose_the_others),
	T(r092_r208_both_hear_the_same),
	T(p13_no_message_no_sending),
	T(r134_next_seal_follows_the_list),
	T(t7_one_sends_at_a_time),
	T(t7_r133_a_whole_life),
	T(t7_refused_corrected_by_hand),
	T(r009_tables_page_by_key_within_scope),
};

OFFICE_MAIN(tests, "filings")

/*
 * Standing grants and the receipts sealed under them: the table both ways,
 * what a grant covers, and the records on both engines.
 */
#include "base/calendar.h"
#include "office_place.h"
#include "seal/receipt.h"
#include "seal/standing.h"
#include "seal/use.h"
#include "trust/automatic.h"

#define UNIT	"u0000000000000000000000001"
#define SEAL	"s0000000000000000000000001"
#define CASE	"r0000000000000000000000001"
#define NOON	INT64_C(1795147200000)	/* 2026-11-20 12:00 +08:00 */

/* --- the table ------------------------------------------------------------ */

static enum flow_answer
ask(int state, int event, enum role role, const struct standing_facts *facts)
{
	const struct flow_row	*row;
	const char		*why;

	return flow_ask(&flow_standing, state, event, ROLE_BIT(role), facts,
	    NULL, &row, &why);
}

static void
r167_who_may_take_which_step(void **unused)
{
	static const struct { int state, event; unsigned roles; } rows[] = {
		{ FLOW_NEW, SG_PROPOSE, ROLE_BIT(ROLE_REVIEWER) },
		{ STANDING_PROPOSED, SG_GRANT, ROLE_BIT(ROLE_KEEPER) },
		{ STANDING_PROPOSED, SG_END, ROLE_BIT(ROLE_REVIEWER) |
		  ROLE_BIT(ROLE_KEEPER) },
		{ STANDING_ACTIVE, SG_END, ROLE_BIT(ROLE_REVIEWER) |
		  ROLE_BIT(ROLE_KEEPER) },
	};
	const struct standing_facts	 willing = { .has_reason = 1 };
	unsigned			 may;
	enum role			 role;
	size_t				 i;
	int				 s, e;

	(void)unused;
	for (s = FLOW_NEW; s < STANDING_STATE__N; s++)
		for (e = 0; e < STANDING_EVENT__N; e++)
			for (role = 0; role < ROLE__N; role++) {
				may = 0;
				for (i = 0; i < NITEMS(rows); i++)
					if (rows[i].state == s &&
					    rows[i].event == e)
						may |= rows[i].roles;
				assert_int_equal(ask(s, e, role, &willing) ==
				    FLOW_YES, (may & ROLE_BIT(role)) != 0);
			}
}

static void
r167_what_the_guards_refuse(void **unused)
{
	const struct standing_facts	 bad[] = {
		{ .own = 1 }, { .over = 1 }, { .other = "SQ-1" },
		{ .unfit = "印章已挂失" },
	};
	const struct standing_facts	 good = { .own = 0 };
	size_t				 i;

	(void)unused;
	assert_int_equal(ask(STANDING_PROPOSED, SG_GRANT, ROLE_KEEPER,
	    &good), FLOW_YES);
	for (i = 0; i < NITEMS(bad); i++)
		assert_int_equal(ask(STANDING_PROPOSED, SG_GRANT,
		    ROLE_KEEPER, &bad[i]), FLOW_NO_GUARD);
	assert_int_equal(ask(FLOW_NEW, SG_PROPOSE, ROLE_REVIEWER, &bad[3]),
	    FLOW_NO_GUARD);
	assert_int_equal(ask(STANDING_ACTIVE, SG_END, ROLE_KEEPER, &good),
	    FLOW_NO_GUARD);		/* no reason */
}

/* --- what it covers --------------------------------------------------------- */

static struct standing
grant(const char *id, const char *number, int state)
{
	return (struct standing){
		.id = id, .number = number, .state = state, .rev = 1,
		.seal = SEAL, .unit = UNIT, .step = STEP_NOTICE,
		.class = "receipt", .assessment = "只盖回执", .from = NOON,
		.until = NOON + 10 * MS_DAY, .per_day = 5, .assessor = "p1",
		.assess_said = "st1", .created = NOON,
	};
}

static void
r167_r169_only_step_class_seal_days_and_number(void **unused)
{
	struct standing	 s = grant("g", "SQ-1", STANDING_ACTIVE);

	(void)unused;
	assert_null(standing_refusal(&s, "notice", "receipt", SEAL, 0, NOON));
	assert_null(standing_refusal(&s, "notice", "receipt", SEAL, 4,
	    s.until));
	assert_non_null(standing_refusal(&s, "notice", "receipt", SEAL, 5,
	    NOON));
	assert_non_null(standing_refusal(&s, "payment", "receipt", SEAL, 0,
	    NOON));
	assert_non_null(standing_refusal(&s, "notice", "official", SEAL, 0,
	    NOON));
	assert_non_null(standing_refusal(&s, "notice", "receipt", "other", 0,
	    NOON));
	assert_non_null(standing_refusal(&s, "notice", "receipt", SEAL, 0,
	    NOON - 1));
	assert_non_null(standing_refusal(&s, "notice", "receipt", SEAL, 0,
	    s.until + 1));
	assert_int_equal(standing_state_now(&s, s.until + 1), STANDING_OVER);
	s.state = STANDING_PROPOSED;
	assert_non_null(standing_refusal(&s, "notice", "receipt", SEAL, 0,
	    NOON));
	s.state = STANDING_ENDED;
	assert_non_null(standing_refusal(&s, "notice", "receipt", SEAL, 0,
	    NOON));
	assert_int_equal(standing_state_now(&s, s.until + 1), STANDING_ENDED);
}

/* What both sign changes with each of its members. */
static void
r167_every_term_is_signed(void **unused)
{
	const struct seal	 seal = { .code = "C1" };
	struct standing		 s = grant("g", "SQ-1", STANDING_ACTIVE);
	struct standing		 other[7];
	struct keyd_auto	 terms;
	unsigned char		 first[32], next[32];
	size_t			 i;

	(void)unused;
	for (i = 0; i < NITEMS(other); i++)
		other[i] = s;
	other[0].number = "SQ-2";
	other[1].step = "other";
	other[2].class = "official";
	other[3].assessment = "另一份评估";
	other[4].from++;
	other[5].until++;
	other[6].per_day++;
	ok(standing_terms(&s, &seal, &terms, &f));
	ok(keyd_auto_digest(&terms, first, &f));
	ok(standing_terms(&s, &seal, &terms, &f));
	ok(keyd_auto_digest(&terms, next, &f));
	assert_memory_equal(first, next, 32);
	for (i = 0; i < NITEMS(other); i++) {
		ok(standing_terms(&other[i], &seal, &terms, &f));
		ok(keyd_auto_digest(&terms, next, &f));
		assert_memory_not_equal(first, next, 32);
	}
	terms.seal = "C2";
	ok(keyd_auto_digest(&terms, first, &f));
	assert_memory_not_equal(first, next, 32);
}

static void
r168_each_step_has_one_class(void **unused)
{
	const struct auto_step	*s;
	size_t			 k;

	(void)unused;
	for (k = 0; (s = auto_step_nth(k)) != NULL; k++) {
		assert_ptr_equal(auto_step_find(s->name), s);
		assert_true(*s->class != '\0' && *s->label != '\0');
	}
	assert_int_equal(k, 1);
	assert_null(auto_step_find("payment"));
	assert_null(auto_step_find(NULL));
}

/* each event of T1 gives at most one paper, others none. */
static void
r167_which_events_give_a_paper(void **unused)
{
	enum receipt_kind	 k;
	int			 e, given[RECEIPT_KIND__N] = { 0 };

	(void)unused;
	for (e = 0; e < REQUEST_EVENT__N; e++)
		if ((k = receipt_of_event(e)) < RECEIPT_KIND__N)
			given[k]++;
	assert_int_equal(given[RECEIPT_ACCEPT], 2);
	assert_int_equal(given[RECEIPT_CORRECT], 2);
	assert_int_equal(given[RECEIPT_REFUSE], 2);
	assert_int_equal(given[RECEIPT_HANDOVER], 1);
	assert_int_equal(receipt_of_event(EV_SAVE), RECEIPT_KIND__N);
	for (k = 0; k < RECEIPT_KIND__N; k++)
		assert_int_equal(receipt_find(receipt_name(k)), k);
	assert_int_equal(receipt_find("form"), RECEIPT_KIND__N);
}

/* --- records ------------------------------------------------------------------ */

static void
make_ground(void)
{
	raw("INSERT INTO seal_code (code, source, request, at) VALUES"
	    " ('C1', 'industry', '" CASE "', 1)");
	raw("INSERT INTO seal (id, code, state, rev, name, unit, desk,"
	    " request, category, sub_kind, scope, version, software, created)"
	    " VALUES ('" SEAL "', 'C1', 'active', 1, '章', '" UNIT "', 'd',"
	    " '" CASE "', 'unit', 'FR', 'industry', 1, 1, 1)");
	raw("INSERT INTO request (id, number, business, channel, state, rev,"
	    " unit, desk, maker, urgent, waiting, version, policy, months,"
	    " created, changed) VALUES ('" CASE "', 'SL-1', 'apply',"
	    " 'online', 'submitted', 1, 'u', 'd', 'm', 0, 0, 1, 1, 36, 1,"
	    " 1)");
	raw("INSERT INTO request_event (request, seq, at, event, from_state,"
	    " to_state, version) VALUES ('" CASE "', 1, 1, 'create', '',"
	    " 'draft', 1)");
}

static void
r167_the_grant_in_force_is_found(void **unused)
{
	struct standing	 s = grant("g1", "SQ-1", STANDING_PROPOSED), got, old;
	struct standing	*list;
	size_t		 n;
	int64_t		 used;

	(void)unused;
	make_ground();
	begin();
	ok(standing_add(db, &s, &f));
	commit();
	assert_int_equal(standing_live(db, pool, UNIT, "notice", NOON, &got,
	    &f), ST_ABSENT);
	ok(standing_load(db, pool, "g1", &got, &f));
	assert_string_equal(got.assessment, "只盖回执");
	assert_int_equal(got.state, STANDING_PROPOSED);
	old = got;
	got.state = STANDING_ACTIVE;
	got.granter = "p2";
	got.grant_said = "st2";
	got.granted = NOON;
	begin();
	ok(standing_save(db, &got, &f));
	commit();
	begin();				/* somebody was quicker */
	refused(standing_save(db, &old, &f), ST_CONFLICT, "moved");
	ok(standing_live(db, pool, UNIT, "notice", NOON, &got, &f));
	assert_string_equal(got.number, "SQ-1");
	assert_int_equal(standing_live(db, pool, UNIT, "notice", got.until +
	    1, &old, &f), ST_ABSENT);
	assert_int_equal(standing_live(db, pool, UNIT, "other", NOON, &old,
	    &f), ST_ABSENT);
	assert_int_equal(standing_live(db, pool, "x", "notice", NOON, &old,
	    &f), ST_ABSENT);
	ok(standing_used(db, "g1", 0, &used, &f));
	assert_int_equal(used, 0);
	ok(standing_list(db, pool, UNIT, &list, &n, &f));
	assert_int_equal(n, 1);
}

/* Each line of history has one; whoever claims it has it alone. */
static void
r167_a_receipt_is_made_once(void **unused)
{
	struct receipt		 c = { .id = "c0000000000000000000000001",
				    .request = CASE, .standing = "g1",
				    .kind = RECEIPT_ACCEPT, .at = NOON };
	struct receipt		 mine, theirs, twice = c;
	struct receipt_made	 made[RECEIPT_KIND__N];
	char			 ids[4][ID_LEN + 1];
	int64_t			 waiting, dropped;
	const struct standing	 s = grant("g1", "SQ-1", STANDING_ACTIVE);
	size_t			 n;

	(void)unused;
	make_ground();
	begin();
	ok(standing_add(db, &s, &f));
	ok(receipt_add(db, &c, &f));
	commit();
	twice.id = "c0000000000000000000000002";
	begin();
	refused(receipt_add(db, &twice, &f), ST_CONFLICT, "");
	ok(receipt_due(db, NOON - 1, 4, ids, &n, &f));
	assert_int_equal(n, 0);
	ok(receipt_due(db, NOON, 4, ids, &n, &f));
	assert_int_equal(n, 1);
	assert_string_equal(ids[0], c.id);
	ok(receipt_load(db, pool, c.id, &mine, &f));
	ok(receipt_load(db, pool, c.id, &theirs, &f));
	assert_int_equal(mine.seq, 2);
	begin();
	ok(receipt_claim(db, &mine, NOON + 1000, &f));
	commit();
	begin();
	refused(receipt_claim(db, &theirs, NOON + 2000, &f), ST_CONFLICT,
	    "another");
	begin();
	refused(receipt_end(db, &theirs, 1, NULL, &f), ST_CONFLICT,
	    "another");
	begin();
	ok(receipt_wait(db, &mine, NOON + 5000, "印章已挂失", &f));
	commit();
	ok(receipts_made(db, pool, CASE, made, &f));
	assert_true(made[RECEIPT_ACCEPT].waiting);
	assert_string_equal(made[RECEIPT_ACCEPT].why, "印章已挂失");
	assert_int_equal(made[RECEIPT_CORRECT].seq, 0);
	begin();
	ok(receipt_end(db, &mine, 0, "系统授权已终止", &f));
	commit();
	begin();
	refused(receipt_claim(db, &mine, NOON + 9000, &f), ST_CONFLICT,
	    "another");
	ok(receipt_due(db, INT64_MAX, 4, ids, &n, &f));
	assert_int_equal(n, 0);
	ok(receipts_made(db, pool, CASE, made, &f));
	assert_true(!made[RECEIPT_ACCEPT].waiting &&
	    made[RECEIPT_ACCEPT].file.n == 0);
	ok(receipt_count(db, "g1", &waiting, &dropped, &f));
	assert_int_equal(waiting, 0);
	assert_int_equal(dropped, 1);
}

static const struct CMUnitTest tests[] = {
	T(r167_who_may_take_which_step),
	T(r167_what_the_guards_refuse),
	T(r167_r169_only_step_class_seal_days_and_number),
	T(r167_every_term_is_signed),
	T(r168_each_step_has_one_class),
	T(r167_which_events_give_a_paper),
	T(r167_the_grant_in_force_is_found),
	T(r167_a_receipt_is_made_once),
};

OFFICE_MAIN(tests, "seal_standing")

/*
 * What is not in T1, T2 or T3 changes nothing: every state, event and role
 * that the requirements do not know (table_spec.h) is tried on records in a
 * store, through the functions every program uses.  It is refused with a
 * sentence, the record and its history stay as they are, and the trail has an
 * entry of the refusal.  On both engines.
 */
#include "office_place.h"
#include "table_spec.h"
#include "work/case.h"
#include "work/sealing.h"

#define ID		"0123456789ABCDEFGHJKMNPQRS"
#define SEAL_ID		"1123456789ABCDEFGHJKMNPQRS"
#define USE_ID		"2123456789ABCDEFGHJKMNPQRS"
#define CODE		"H990102010000017"

static struct actor	 actor;
static struct req	 req;

/* Facts under which every guard that can say yes does. */
static const struct request_facts willing = {
	.own = 0, .opener = 0, .agreed = 1, .declared = 1, .all_judged = 1,
	.has_reason = 1, .has_image = 1, .image_confirmed = 1,
	.has_receiver = 1, .has_keeper = 1, .keeper_has_pin = 1,
	.seal_lost = 1, .assented = 1, .overdue = 1,
};
static const struct use_facts use_willing = {
	.own = 1, .keeper = 1, .reviewer = 1, .checks_ticked = 1,
	.has_opinion = 1, .same_file = 1, .has_reviewer = 1, .listed = 1,
	.steps = 1,
};

static void
make_actor(unsigned roles)
{
	memset(&actor, 0, sizeof(actor));
	memset(&req, 0, sizeof(req));
	actor.roles = roles;
	actor.program = "test";
	memcpy(actor.person, "3123456789ABCDEFGHJKMNPQRS", ID_LEN + 1);
	req.pool = pool;
	req.db = db;
	req.actor = &actor;
	req.fault = &f;
}

static int64_t
refusals(void)
{
	return raw_int("SELECT COUNT(*) FROM audit WHERE result ="
	    " 'refused'");
}

static void
set_state(const char *table, const char *id, const char *state)
{
	raw(pool_printf(pool, "UPDATE %s SET state = '%s', rev = 7"
	    " WHERE id = '%s'", table, state, id));
}

/* The row as it was set, and no line in its history. */
static int
untouched(const char *table, const char *id, const char *state,
    const char *history)
{
	return raw_int(pool_printf(pool, "SELECT COUNT(*) FROM %s"
	    " WHERE id = '%s' AND state = '%s' AND rev = 7", table, id,
	    state)) == 1 && raw_int(pool_printf(pool,
	    "SELECT COUNT(*) FROM %s", history)) == 0;
}

static void
make_seal(void)
{
	raw("INSERT INTO seal_code (code, source, request, at)"
	    " VALUES ('" CODE "', 'industry', 'r', 1)");
	raw("INSERT INTO seal (id, code, state, rev, name, unit, desk,"
	    " request, category, sub_kind, scope, version, software, created)"
	    " VALUES ('" SEAL_ID "', '" CODE "', 'active', 7, 'n', 'u', 'd',"
	    " 'r', 'unit', 'FR', 'industry', 1, 1, 1)");
}

/* --- T1 ------------------------------------------------------------------ */

static void
try_case(const struct spec *s, int state, int event)
{
	const char		*name = s->flow->states[state].name;
	const char		*why = NULL;
	const struct case_act	 act = { .event = event, .note = "理由" };
	struct dossier		 d;
	enum status		 st;
	int64_t			 before = refusals();

	make_actor(SPEC_EVERYBODY & ~spec_roles(s, state, event));
	memset(&d, 0, sizeof(d));
	d.business = business_find(s->flow->name);
	d.request.id = ID;
	d.request.number = "SL-20261120-00001";
	d.request.business = s->flow->name;
	d.request.state = state;
	d.request.rev = 7;
	d.facts = willing;
	st = case_take(&req, &d, &act, &why);
	if (st != ST_DENIED && st != ST_CONFLICT)
		fail_msg("%s %s in %s: %s", s->flow->name,
		    s->flow->events[event].name, name, status_name(st));
	assert_non_null(why);
	assert_true(untouched("request", ID, name, "request_event"));
	assert_int_equal(refusals(), before + 1);
}

static void
t1_what_is_not_in_the_table_changes_nothing(void **state)
{
	const struct spec	*s;
	size_t			 i;
	int			 from, event;

	(void)state;
	raw("INSERT INTO request (id, number, business, channel, state, rev,"
	    " unit, desk, maker, urgent, waiting, version, policy, months,"
	    " created, changed) VALUES ('" ID "', 'SL-20261120-00001',"
	    " 'apply', 'online', 'draft', 7, 'u', 'd', 'm', 0, 0, 1, 1, 36,"
	    " 1, 1)");
	for (i = 0; i < NITEMS(specs); i++) {
		s = &specs[i];
		if (s->flow == &flow_seal || s->flow == &flow_use ||
		    s->flow == &flow_carrier)
			continue;
		for (from = 0; from < (int)s->flow->nstates; from++) {
			set_state("request", ID, s->flow->states[from].name);
			for (event = 0; event < (int)s->flow->nevents;
			    event++) {
				try_case(s, from, event);
				pool_reset(pool);
			}
		}
	}
}

/* --- T2 ------------------------------------------------------------------ */

static const struct spec *
spec_of(const struct flow *flow)
{
	size_t	 i = 0;

	while (specs[i].flow != flow)
		i++;
	return &specs[i];
}

static void
try_seal(const struct spec *s, int from, int event)
{
	const char		*name = flow_seal.states[from].name;
	const struct seal_move	 move = { .event = event };
	struct seal		 seal;
	enum status		 st;

	ok(seal_load(db, pool, SEAL_ID, &seal, &f));
	begin();
	st = seal_step(db, &actor, &seal, &move, &f);
	if (spec_roles(s, from, event) == 0) {
		store_rollback(db);
		assert_int_equal(st, ST_CONFLICT);
		assert_true(untouched("seal", SEAL_ID, name, "seal_event"));
		return;
	}
	ok(st);
	assert_true(spec_leads(s, from, event, FLOW_SYSTEM, seal.state));
	store_rollback(db);
}

static void
t2_what_is_not_in_the_table_changes_nothing(void **state)
{
	const struct spec	*s = spec_of(&flow_seal);
	int			 from, event;

	(void)state;
	make_actor(FLOW_SYSTEM);
	make_seal();
	raw("UPDATE seal SET before_loss = 'active'");
	for (from = 0; from < SEAL_STATE__N; from++) {
		set_state("seal", SEAL_ID, flow_seal.states[from].name);
		for (event = 0; event < SEAL_EVENT__N; event++)
			try_seal(s, from, event);
	}
}

/* Found again, a seal is where it was when it was lost (T2, S4). */
static void
t2_found_where_it_was_lost(void **state)
{
	static const int	 places[] = { S3_ACTIVE, S5_SUSPENDED };
	const struct seal_move	 lose = { .event = SE_LOSE };
	const struct seal_move	 find = { .event = SE_FIND };
	struct seal		 seal;
	size_t			 i;

	(void)state;
	make_actor(FLOW_SYSTEM);
	make_seal();
	for (i = 0; i < NITEMS(places); i++) {
		set_state("seal", SEAL_ID, flow_seal.states[places[i]].name);
		ok(seal_load(db, pool, SEAL_ID, &seal, &f));
		begin();
		ok(seal_step(db, &actor, &seal, &lose, &f));
		assert_int_equal(seal.state, S4_LOST);
		ok(seal_step(db, &actor, &seal, &find, &f));
		commit();
		assert_int_equal(seal.state, places[i]);
	}
}

/* --- T3 ------------------------------------------------------------------ */

static void
try_use(const struct spec *s, int from, int event)
{
	const char		*name = flow_use.states[from].name;
	const struct sealing_act act = { .event = event, .note = "理由" };
	const char		*why = NULL;
	struct sealing		 u;
	enum status		 st;
	int64_t			 before = refusals();

	make_actor(SPEC_EVERYBODY & ~spec_roles(s, from, event));
	memset(&u, 0, sizeof(u));
	ok(use_load(db, pool, USE_ID, &u.use, &f));
	ok(seal_load(db, pool, SEAL_ID, &u.seal, &f));
	u.facts = use_willing;
	st = event == UE_STAMP || event == UE_STAMP_KEEPER ?
	    sealing_stamp(&req, &u, event, 1, &why) :
	    sealing_take(&req, &u, &act, &why);
	if (st != ST_DENIED && st != ST_CONFLICT)
		fail_msg("%s in %s: %s", flow_use.events[event].name, name,
		    status_name(st));
	assert_non_null(why);
	assert_true(untouched("use_request", USE_ID, name, "use_event"));
	assert_int_equal(refusals(), before + 1);
}

static void
t3_what_is_not_in_the_table_changes_nothing(void **state)
{
	static const struct use	 first = {
		.id = USE_ID, .number = "YZ-1", .rev = 7, .seal = SEAL_ID,
		.unit = "u", .requester = "p", .title = "t",
		.class = "official", .purpose = "", .format = "pdf",
		.file_name = "f", .original = { (const unsigned char *)"x",
		1 }, .size = 1, .pages = 1,
	};
	const struct spec	*s = spec_of(&flow_use);
	int			 from, event;

	(void)state;
	make_seal();
	make_actor(FLOW_SYSTEM);
	begin();
	ok(use_add(db, &actor, &first, &f));
	commit();
	raw("DELETE FROM use_event");
	for (from = 0; from < USE_STATE__N; from++) {
		set_state("use_request", USE_ID, flow_use.states[from].name);
		for (event = 0; event < USE_EVENT__N; event++) {
			try_use(s, from, event);
			pool_reset(pool);
		}
	}
}

static const struct CMUnitTest tests[] = {
	T(t1_what_is_not_in_the_table_changes_nothing),
	T(t2_what_is_not_in_the_table_changes_nothing),
	T(t2_found_where_it_was_lost),
	T(t3_what_is_not_in_the_table_changes_nothing),
};

OFFICE_MAIN(tests, "work_step")

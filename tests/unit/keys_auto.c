/*
 * Stamping under a standing grant: what two people signed, and not a hair
 * more.  Refusals first; every member of the grant is
 * changed after it was signed.
 */
#include "base/calendar.h"
#include "unit/keys_kit.h"

static struct kit kit;

static int
setup(void **state)
{
	(void)state;
	kit_new(&kit);
	kit_start(&kit);
	kit_people(&kit);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	kit_free(&kit);
	return 0;
}

/* A grant in force for the seal, as its unit's people would give it. */
static struct keyd_auto
grant_of(const char *number, const char *code)
{
	const int64_t	 today = calendar_midnight(clock_now());
	struct keyd_auto g = {
		.grant = number, .seal = code, .step = "notice",
		.class = "receipt", .from = today,
		.until = today + 30 * MS_DAY, .per_day = 3,
	};

	sm3(bytes_text("印章只用于回执"), g.assessment);
	return g;
}

/* assess, grant: by the people given. */
static void
give(const struct keyd_auto *g, enum who assessor, enum who keeper,
    struct bytes out[2])
{
	unsigned char	 digest[32];

	OK(keyd_auto_digest(g, digest, &f));
	out[0] = kit_said(&kit, assessor, ACT_USE_ASSESS, g->grant, g->seal,
	    NULL, digest, 0);
	out[1] = kit_said(&kit, keeper, ACT_USE_GRANT, g->grant, g->seal,
	    NULL, digest, 0);
}

static struct keyd_use
use_of(const char *number, const char *code)
{
	struct keyd_use	 use = { .request = number, .seal = code,
			    .property = "ByteRange" };

	memset(use.doc, 0xd1, 32);
	memset(use.data_hash, 0xdb, 32);
	return use;
}

/* The system's word for one use under the grant. */
static struct bytes
word(const struct keyd_auto *g, const struct keyd_use *use)
{
	unsigned char		 digest[32];
	const struct keyd_say	 say = {
		.action = ACT_USE_AUTO, .subject = use->request,
		.seal = use->seal, .doc = bytes_of(use->doc, 32),
		.digest = bytes_of(digest, 32), .role = ROLE__N, .count = 1,
	};
	struct bytes		 out;

	OK(keyd_auto_digest(g, digest, &f));
	OK(keyd_state_system(kit.jobs, kit.pool, &say, &out, &f));
	return out;
}

/* Stamp under "g" with what was said for "signed"; both may be one. */
static enum status
stamp_by(struct keyd *as, const struct keyd_auto *g, struct bytes said[2],
    const struct keyd_use *use, struct bytes *der)
{
	struct bytes		 t[3] = { said[0], said[1], word(g, use) };
	const struct keyd_tickets tickets = { t, 3 };
	struct fault		 f = { 0 };
	int64_t			 at;

	return keyd_seal_auto(as, kit.pool, g, use, tickets, der, &at, &f);
}

static enum status
stamp(const struct keyd_auto *g, struct bytes said[2],
    const struct keyd_use *use)
{
	struct bytes	 der;

	return stamp_by(kit.jobs, g, said, use, &der);
}

#define STAMP(want, g, said, number) do { \
	const struct keyd_use use_ = use_of((number), (g).seal); \
	assert_int_equal(stamp(&(g), (said), &use_), (want)); } while (0)

static void
r167_a_grant_stamps_once_a_number(void **state)
{
	struct keyd_auto	 g = grant_of("SQ-1", "AUTO-1");
	struct keyd_use		 use = use_of("A-1", "AUTO-1");
	struct keyd_seal	 seal;
	struct bytes		 said[2], der, again;

	(void)state;
	kit_seal(&kit, "REQ-AUTO-1", "AUTO-1", &seal);
	give(&g, REVIEWER, KEEPER, said);
	assert_int_equal(stamp_by(kit.jobs, &g, said, &use, &der), ST_OK);
	assert_int_equal(stamp_by(kit.jobs, &g, said, &use, &again), ST_OK);
	assert_true(bytes_same(der, again));
	/* the same number for another file */
	use.data_hash[0] ^= 1;
	assert_int_equal(stamp(&g, said, &use), ST_CONFLICT);
	/* jobs alone: not the program whose pages people reach */
	use = use_of("A-2", "AUTO-1");
	assert_int_equal(stamp_by(kit.stamp, &g, said, &use, &der),
	    ST_DENIED);
	assert_int_equal(stamp_by(kit.issue, &g, said, &use, &der),
	    ST_DENIED);
	assert_int_equal(stamp_by(kit.console, &g, said, &use, &der), ST_OK);
}

static void
r167_nothing_but_what_was_signed(void **state)
{
	struct keyd_auto	 g = grant_of("SQ-2", "AUTO-2"), other;
	struct keyd_seal	 seal;
	struct bytes		 said[2], none_said[2];

	(void)state;
	kit_seal(&kit, "REQ-AUTO-2", "AUTO-2", &seal);
	give(&g, REVIEWER, KEEPER, said);
	other = g;
	other.grant = "SQ-2B";
	STAMP(ST_DENIED, other, said, "B-1");
	other = g;
	other.until += MS_DAY;
	STAMP(ST_DENIED, other, said, "B-1");
	other = g;
	other.from -= MS_DAY;
	STAMP(ST_DENIED, other, said, "B-1");
	other = g;
	other.per_day = 100;
	STAMP(ST_DENIED, other, said, "B-1");
	other = g;
	other.assessment[0] ^= 1;
	STAMP(ST_DENIED, other, said, "B-1");
	other = g;
	other.class = "agreement";
	STAMP(ST_DENIED, other, said, "B-1");
	other = g;
	other.step = "payment";
	STAMP(ST_DENIED, other, said, "B-1");
	other = g;
	other.seal = "AUTO-1";
	STAMP(ST_DENIED, other, said, "B-1");
	/* one of the two statements is not enough, twice neither */
	none_said[0] = none_said[1] = said[0];
	STAMP(ST_DENIED, g, none_said, "B-1");
	none_said[0] = none_said[1] = said[1];
	STAMP(ST_DENIED, g, none_said, "B-1");
	STAMP(ST_OK, g, said, "B-1");
}

static void
r168_r169_only_a_known_step_and_its_class(void **state)
{
	struct keyd_auto	 g = grant_of("SQ-3", "AUTO-2");
	struct bytes		 said[2];

	(void)state;
	g.class = "official";		/* signed, and yet never */
	give(&g, REVIEWER, KEEPER, said);
	STAMP(ST_DENIED, g, said, "C-1");
	g = grant_of("SQ-3", "AUTO-2");
	g.step = "contracts";
	give(&g, REVIEWER, KEEPER, said);
	STAMP(ST_DENIED, g, said, "C-1");
}

static void
r167_the_days_and_the_limit_are_keyds_to_count(void **state)
{
	struct keyd_auto	 g = grant_of("SQ-4", "AUTO-2");
	struct bytes		 said[2];

	(void)state;
	g.until = clock_now() - 1;		/* over */
	give(&g, REVIEWER, KEEPER, said);
	STAMP(ST_DENIED, g, said, "D-1");
	g.from = clock_now() + MS_DAY;		/* to come */
	g.until = g.from + MS_DAY;
	give(&g, REVIEWER, KEEPER, said);
	STAMP(ST_DENIED, g, said, "D-1");
	g = grant_of("SQ-4", "AUTO-2");		/* longer than a year */
	g.until = g.from + 368 * MS_DAY;
	give(&g, REVIEWER, KEEPER, said);
	STAMP(ST_DENIED, g, said, "D-1");
	g = grant_of("SQ-4", "AUTO-2");
	g.per_day = 0;
	give(&g, REVIEWER, KEEPER, said);
	STAMP(ST_DENIED, g, said, "D-1");
	g.per_day = 2;
	give(&g, REVIEWER, KEEPER, said);
	STAMP(ST_OK, g, said, "D-1");
	STAMP(ST_OK, g, said, "D-2");
	STAMP(ST_OK, g, said, "D-2");		/* the same: not another */
	STAMP(ST_DENIED, g, said, "D-3");
	/* the number cannot begin anew with a wider limit */
	g.per_day = 9;
	give(&g, REVIEWER, KEEPER, said);
	STAMP(ST_DENIED, g, said, "D-3");
}

/* One more reviewer and keeper, of the desk's unit; and one who is both. */
static void
enrol_as(const char *id, const char *unit, unsigned roles, char pin_of)
{
	struct keyd_person	 p = { .person = id, .name = "兼任",
				    .unit = unit, .unit_name = "测试",
				    .roles = roles };
	unsigned char		 handle[KEYD_HANDLE], digest[32];
	struct keyd_unlocked	 u;
	struct keyd_cert	 cert;
	struct bytes		 say;
	const struct keyd_tickets t = { &say, 1 };

	OK(keyd_person_digest(&p, digest, &f));
	say = kit_said(&kit, RAADMIN, ACT_PERSON_ENROL, id, NULL, NULL,
	    digest, 0);
	OK(keyd_person_make(kit.console, kit.pool, kit_step(&kit), &p,
	    FIRST_PIN, t, &cert, &f));
	OK(keyd_pin_change(kit.account, id, FIRST_PIN, PIN, &u, &f));
	memset(handle, pin_of, KEYD_HANDLE);
	OK(keyd_unlock(kit.account, kit.pool, id, PIN, handle, "t1", &u,
	    &f));
}

static struct bytes
said_as(char handle_of, enum role role, const char *action,
    const struct keyd_auto *g)
{
	unsigned char	 handle[KEYD_HANDLE], digest[32];
	struct keyd_say	 say = { .action = action, .subject = g->grant,
			    .seal = g->seal, .role = role,
			    .digest = bytes_of(digest, 32) };
	struct bytes	 out;

	memset(handle, handle_of, KEYD_HANDLE);
	OK(keyd_auto_digest(g, digest, &f));
	OK(keyd_state_own(kit.account, kit.pool, handle, &say, &out, &f));
	return out;
}

static void
r167_two_persons_of_the_seals_unit(void **state)
{
	static const char	 both[] = "P0000000000000000000000020";
	static const char	 desk_reviewer[] = "P0000000000000000000000021";
	static const char	 desk_keeper[] = "P0000000000000000000000022";
	struct keyd_auto	 g = grant_of("SQ-5", "AUTO-2");
	struct bytes		 said[2], own[2];

	(void)state;
	enrol_as(both, UNIT, ROLE_BIT(ROLE_KEEPER) | ROLE_BIT(ROLE_REVIEWER),
	    0x31);
	enrol_as(desk_reviewer, DESK, ROLE_BIT(ROLE_REVIEWER), 0x32);
	enrol_as(desk_keeper, DESK, ROLE_BIT(ROLE_KEEPER), 0x33);
	give(&g, REVIEWER, KEEPER, own);
	said[0] = said_as(0x31, ROLE_REVIEWER, ACT_USE_ASSESS, &g);
	said[1] = said_as(0x31, ROLE_KEEPER, ACT_USE_GRANT, &g);
	STAMP(ST_DENIED, g, said, "E-1");	/* one person twice */
	said[1] = own[1];
	STAMP(ST_OK, g, said, "E-1");		/* with another: two */
	said[0] = said_as(0x32, ROLE_REVIEWER, ACT_USE_ASSESS, &g);
	STAMP(ST_DENIED, g, said, "E-2");	/* another unit's */
	said[0] = own[0];
	said[1] = said_as(0x33, ROLE_KEEPER, ACT_USE_GRANT, &g);
	STAMP(ST_DENIED, g, said, "E-2");
	STAMP(ST_OK, g, own, "E-2");
}

static enum status
end_by(struct keyd *as, const char *number, const char *code,
    struct bytes said)
{
	const struct keyd_tickets t = { &said, 1 };
	struct fault		 f = { 0 };

	return keyd_grant_end(as, kit_step(&kit), number, code, t, &f);
}

static void
r167_what_was_ended_stays_ended(void **state)
{
	struct keyd_auto	 g = grant_of("SQ-6", "AUTO-2");
	struct keyd_auto	 unused = grant_of("SQ-7", "AUTO-2");
	struct keyd_use		 use = use_of("F-1", "AUTO-2");
	struct bytes		 said[2], end, der, again;

	(void)state;
	give(&g, REVIEWER, KEEPER, said);
	assert_int_equal(stamp_by(kit.jobs, &g, said, &use, &der), ST_OK);
	/* not by another program, nor by a word about something else */
	end = kit_said(&kit, REVIEWER2, ACT_USE_GRANT_END, "SQ-6", "AUTO-2",
	    NULL, NULL, 0);
	assert_int_equal(end_by(kit.jobs, "SQ-6", "AUTO-2", end), ST_DENIED);
	assert_int_equal(end_by(kit.stamp, "SQ-7", "AUTO-2", end), ST_DENIED);
	assert_int_equal(end_by(kit.stamp, "SQ-6", "AUTO-1", end), ST_DENIED);
	assert_int_equal(end_by(kit.stamp, "SQ-6", "AUTO-2", said[0]),
	    ST_DENIED);
	assert_int_equal(end_by(kit.stamp, "SQ-6", "AUTO-2",
	    said_as(0x33, ROLE_KEEPER, ACT_USE_GRANT_END, &g)), ST_DENIED);
	STAMP(ST_OK, g, said, "F-2");
	assert_int_equal(end_by(kit.stamp, "SQ-6", "AUTO-2", end), ST_OK);
	assert_int_equal(end_by(kit.stamp, "SQ-6", "AUTO-2", end), ST_OK);
	STAMP(ST_DENIED, g, said, "F-3");
	/* what was signed before is given again as it was */
	assert_int_equal(stamp_by(kit.jobs, &g, said, &use, &again), ST_OK);
	assert_true(bytes_same(der, again));
	/* ended before anything was stamped under it */
	give(&unused, REVIEWER, KEEPER, said);
	end = kit_said(&kit, KEEPER, ACT_USE_GRANT_END, "SQ-7", "AUTO-2",
	    NULL, NULL, 0);
	assert_int_equal(end_by(kit.stamp, "SQ-7", "AUTO-2", end), ST_OK);
	STAMP(ST_DENIED, unused, said, "F-4");
}

static void
r163_a_frozen_seal_stamps_nothing_by_itself(void **state)
{
	struct keyd_auto	 g = grant_of("SQ-8", "AUTO-1");
	struct bytes		 said[2], freeze;
	const struct keyd_tickets one = { &freeze, 1 };

	(void)state;
	give(&g, REVIEWER, KEEPER, said);
	STAMP(ST_OK, g, said, "G-1");
	freeze = kit_said(&kit, KEEPER, ACT_SEAL_FREEZE, "L-1", "AUTO-1",
	    NULL, NULL, 0);
	OK(keyd_seal_freeze(kit.loss, kit_step(&kit), "AUTO-1", one, &f));
	STAMP(ST_DENIED, g, said, "G-2");
}

/* The system's word is for one use: number, file and grant. */
static void
r167_the_systems_word_is_for_one_use(void **state)
{
	struct keyd_auto	 g = grant_of("SQ-9", "AUTO-2"), other = g;
	struct keyd_use		 use = use_of("H-1", "AUTO-2");
	struct bytes		 said[2], t[3], der;
	const struct keyd_tickets tickets = { t, 3 }, two = { t, 2 };
	const struct keyd_say	 say = { .action = ACT_USE_AUTO,
				    .subject = "H-1", .seal = "AUTO-2",
				    .role = ROLE__N, .count = 1 };
	int64_t			 at;

	(void)state;
	give(&g, REVIEWER, KEEPER, said);
	t[0] = said[0];
	t[1] = said[1];
	IS(ST_DENIED, keyd_seal_auto(kit.jobs, kit.pool, &g, &use, two, &der,
	    &at, &f));
	other.grant = "SQ-10";
	t[2] = word(&other, &use);
	IS(ST_DENIED, keyd_seal_auto(kit.jobs, kit.pool, &g, &use, tickets,
	    &der, &at, &f));
	use.request = "H-2";
	t[2] = word(&g, &use);
	use.request = "H-1";
	IS(ST_DENIED, keyd_seal_auto(kit.jobs, kit.pool, &g, &use, tickets,
	    &der, &at, &f));
	use.doc[0] ^= 1;
	t[2] = word(&g, &use);
	use.doc[0] ^= 1;
	IS(ST_DENIED, keyd_seal_auto(kit.jobs, kit.pool, &g, &use, tickets,
	    &der, &at, &f));
	/* no page may say it */
	IS(ST_DENIED, keyd_state_system(kit.stamp, kit.pool, &say, &der, &f));
	IS(ST_DENIED, kit_say(&kit, KEEPER, say, &der, &f));
	/* nor does a person's approval do in its place */
	t[2] = kit_said(&kit, REVIEWER, ACT_USE_APPROVE, "H-1", "AUTO-2",
	    use.doc, NULL, 1);
	IS(ST_DENIED, keyd_seal_auto(kit.jobs, kit.pool, &g, &use, tickets,
	    &der, &at, &f));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r167_a_grant_stamps_once_a_number),
		cmocka_unit_test(r167_nothing_but_what_was_signed),
		cmocka_unit_test(r168_r169_only_a_known_step_and_its_class),
		cmocka_unit_test(
		    r167_the_days_and_the_limit_are_keyds_to_count),
		cmocka_unit_test(r167_two_persons_of_the_seals_unit),
		cmocka_unit_test(r167_what_was_ended_stays_ended),
		cmocka_unit_test(r163_a_frozen_seal_stamps_nothing_by_itself),
		cmocka_unit_test(r167_the_systems_word_is_for_one_use),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

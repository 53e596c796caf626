/*
 * Renewal as keyd sees it (R-094, R-095; T2 S3): whose words it takes, that
 * nothing but key, certificate and validity changes, and what becomes of
 * the version before and of makings given up.
 */
#include "keys_kit.h"

#include "der/ses.h"

static struct kit	 kit;

#define CODE "RENEW-CODE"

/* Facts of a renewal; submit, agree and make said over them. */
static struct keyd_facts
renewal(const char *request, const char *code, enum who submitter,
    struct bytes t[3])
{
	struct keyd_facts	 facts = kit_facts(request);
	unsigned char		 digest[32];

	facts.renews = code;
	facts.months = 24;
	OK(keyd_facts_digest(&facts, digest, &f));
	t[0] = kit_said(&kit, submitter, ACT_REQUEST_SUBMIT, request, code,
	    NULL, NULL, 0);
	t[1] = kit_said(&kit, CHECKER, ACT_SEAL_RENEW, request, code, NULL,
	    digest, 0);
	t[2] = kit_said(&kit, MAKER, ACT_SEAL_MAKE, request, NULL, NULL,
	    digest, 0);
	return facts;
}

static enum status
make(const struct keyd_facts *facts, const char *code,
    struct keyd_tickets tickets, struct keyd_seal *seal)
{
	unsigned char		 pub[65];
	struct keyd_cert	 cert;
	struct fault		 f = { 0 };
	enum status		 st;

	st = keyd_seal_key_make(kit.issue, kit_step(&kit), facts, tickets,
	    pub, &f);
	if (st == ST_OK)
		st = keyd_cert_issue(kit.issue, kit.pool, kit_step(&kit),
		    facts, NULL, tickets, &cert, &f);
	return st == ST_OK ? keyd_seal_make(kit.issue, kit.pool,
	    kit_step(&kit), facts, code, bytes_of(kit_picture,
	    sizeof(kit_picture)), tickets, seal, &f) : st;
}

static enum status
put_in_force(const char *code, const char *request)
{
	struct bytes		 say = kit_said(&kit, KEEPER,
				    ACT_SEAL_ACTIVATE, request, code, NULL,
				    NULL, 0);
	struct keyd_tickets	 one = { &say, 1 };
	struct fault		 f = { 0 };

	return keyd_seal_renew(kit.issue, kit_step(&kit), code, request, one,
	    &f);
}

/* code, name and picture stay; serial and validity are new. */
static void
r094_a_renewal_changes_certificate_and_validity_alone(void **state)
{
	struct keyd_seal	 old, new, now;
	struct ses_seal		 a, b;
	struct keyd_facts	 facts;
	struct bytes		 t[3], u[2], before, again, after;
	struct keyd_tickets	 all = { t, 3 }, both = { u, 2 };
	struct keyd_use		 use, use2;
	unsigned char		 h[KEYD_HANDLE];
	int64_t			 at;

	(void)state;
	kit_handle(REQUESTER, h);
	kit_seal(&kit, "REQ-R1", CODE, &old);
	use = kit_use(&kit, "U-R1", CODE, u);
	OK(keyd_seal_sign(kit.stamp, kit.pool, h, &use, both, &before, &at,
	    &f));
	facts = renewal("REN-1", CODE, APPLICANT, t);
	IS(ST_OK, make(&facts, CODE, all, &new));
	assert_string_equal(new.state, "made");
	OK(ses_seal_read(old.der, &a, &f));
	OK(ses_seal_read(new.der, &b, &f));
	assert_true(bytes_same(a.picture, b.picture));
	assert_true(bytes_same(a.es_id, b.es_id));
	assert_true(bytes_same(a.name, b.name));
	assert_string_not_equal(old.serial, new.serial);
	assert_true(new.until != old.until);
	/* it waits: the version before is in force */
	OK(keyd_seal_find(kit.stamp, kit.pool, CODE, &now, &f));
	assert_string_equal(now.serial, old.serial);
	IS(ST_OK, put_in_force(CODE, "REN-1"));
	OK(keyd_seal_find(kit.stamp, kit.pool, CODE, &now, &f));
	assert_string_equal(now.serial, new.serial);
	assert_string_equal(now.state, "active");
	assert_int_equal(now.until, new.until);
	/* the certificate before is never put on the list for it */
	assert_false(kit_serial_listed(&kit, old.serial));
	IS(ST_CONFLICT, put_in_force(CODE, "REN-1"));
	/* what was stamped before comes again as it was */
	OK(keyd_seal_sign(kit.stamp, kit.pool, h, &use, both, &again, &at,
	    &f));
	assert_true(bytes_same(before, again));
	use2 = kit_use(&kit, "U-R2", CODE, u);
	OK(keyd_seal_sign(kit.stamp, kit.pool, h, &use2, both, &after, &at,
	    &f));
	assert_false(bytes_same(before, after));
}

/* P-35, R-026, R-094: whose words, and over which facts. */
static void
r094_only_the_same_seal_and_only_with_a_checkers_word(void **state)
{
	struct keyd_seal	 old, new;
	struct keyd_facts	 facts, other;
	struct bytes		 t[3], alone[1], wrong[3];
	struct keyd_tickets	 all = { t, 3 }, one = { alone, 1 },
				 bad = { wrong, 3 };
	unsigned char		 digest[32];

	(void)state;
	kit_seal(&kit, "REQ-R2", "SAME-CODE", &old);
	facts = renewal("REN-2", "SAME-CODE", APPLICANT, t);
	alone[0] = t[0];
	IS(ST_DENIED, make(&facts, "SAME-CODE", one, &new));
	/* an approval of a new seal does not renew one */
	OK(keyd_facts_digest(&facts, digest, &f));
	wrong[0] = t[0];
	wrong[1] = kit_said(&kit, APPROVER, ACT_REQUEST_APPROVE, "REN-2",
	    NULL, NULL, digest, 0);
	wrong[2] = t[2];
	IS(ST_DENIED, make(&facts, "SAME-CODE", bad, &new));
	/* nor does a checker's word for another seal */
	wrong[1] = kit_said(&kit, CHECKER, ACT_SEAL_RENEW, "REN-2", CODE,
	    NULL, digest, 0);
	IS(ST_DENIED, make(&facts, "SAME-CODE", bad, &new));
	other = facts;
	other.picture_sm3[0] ^= 1;
	IS(ST_DENIED, make(&other, "SAME-CODE", all, &new));
	other = facts;
	other.seal_name = "别的局";
	IS(ST_DENIED, make(&other, "SAME-CODE", all, &new));
	other = facts;
	other.unit_code = "12345678MB0000001X";
	IS(ST_DENIED, make(&other, "SAME-CODE", all, &new));
	other = facts;
	other.months = 60;
	IS(ST_DENIED, make(&other, "SAME-CODE", all, &new));
	other = facts;
	other.renews = "NO-SUCH";
	IS(ST_ABSENT, make(&other, "NO-SUCH", all, &new));
	IS(ST_INVALID, make(&facts, "OTHER-CODE", all, &new));
}

/* T2: lost or revoked meanwhile, nothing comes into force. */
static void
t2_a_renewal_does_not_pass_a_loss_nor_an_end(void **state)
{
	struct keyd_seal	 old, new;
	struct keyd_facts	 facts;
	struct bytes		 t[3], say, end[2];
	struct keyd_tickets	 all = { t, 3 }, one = { &say, 1 },
				 two = { end, 2 };
	struct keyd_say		 lost = { .action = ACT_SEAL_FREEZE,
				    .subject = "L-R3", .seal = "LOST-CODE" };

	(void)state;
	kit_seal(&kit, "REQ-R3", "LOST-CODE", &old);
	facts = renewal("REN-3", "LOST-CODE", OPERATOR, t);
	IS(ST_OK, make(&facts, "LOST-CODE", all, &new));
	OK(keyd_state_witnessed(kit.loss, kit.pool, "138****8000", "CR3",
	    &lost, &say, &f));
	OK(keyd_seal_freeze(kit.loss, kit_step(&kit), "LOST-CODE", one, &f));
	IS(ST_CONFLICT, put_in_force("LOST-CODE", "REN-3"));
	end[0] = kit_said(&kit, OPERATOR, ACT_SEAL_REVOKE, "C-R3",
	    "LOST-CODE", NULL, NULL, 0);
	end[1] = kit_said(&kit, APPROVER, ACT_SEAL_REVOKE_APPROVE, "C-R3",
	    "LOST-CODE", NULL, NULL, 0);
	OK(keyd_seal_revoke(kit.console, kit_step(&kit), "LOST-CODE", 1, two,
	    &f));
	IS(ST_CONFLICT, put_in_force("LOST-CODE", "REN-3"));
	/* both certificates end: the one to come goes with the seal */
	assert_true(kit_serial_listed(&kit, old.serial));
	assert_true(kit_serial_listed(&kit, new.serial));
	facts = renewal("REN-3B", "LOST-CODE", OPERATOR, t);
	IS(ST_CONFLICT, make(&facts, "LOST-CODE", all, &new));
}

/* the seal's live key agrees, for the keeper who asked for it. */
static void
r095_the_seals_own_key_agrees_for_its_keeper(void **state)
{
	struct keyd_seal	 old, new;
	struct keyd_facts	 facts, other;
	struct bytes		 t[3], said, mine[3];
	struct keyd_tickets	 first = { t, 1 }, all = { mine, 3 };
	unsigned char		 h[KEYD_HANDLE], stranger[KEYD_HANDLE];

	(void)state;
	kit_handle(KEEPER, h);
	kit_handle(REQUESTER, stranger);
	kit_seal(&kit, "REQ-R4", "SELF-CODE", &old);
	/* asked for by somebody who is no keeper */
	facts = renewal("REN-4A", "SELF-CODE", APPLICANT, t);
	IS(ST_DENIED, keyd_seal_package(kit.console, kit.pool, h, &facts,
	    first, &said, &f));
	facts = renewal("REN-4", "SELF-CODE", KEEPER, t);
	IS(ST_DENIED, keyd_seal_package(kit.console, kit.pool, stranger,
	    &facts, first, &said, &f));
	IS(ST_DENIED, keyd_seal_package(kit.stamp, kit.pool, h, &facts,
	    first, &said, &f));
	OK(keyd_seal_package(kit.console, kit.pool, h, &facts, first, &said,
	    &f));
	mine[0] = t[0];
	mine[1] = said;
	mine[2] = t[2];
	/* not for other facts, and not for another seal */
	other = facts;
	other.months = 36;
	IS(ST_DENIED, make(&other, "SELF-CODE", all, &new));
	IS(ST_OK, make(&facts, "SELF-CODE", all, &new));
	IS(ST_OK, put_in_force("SELF-CODE", "REN-4"));
	/* signed by another seal's key: refused */
	facts = renewal("REN-5", "SELF-CODE", KEEPER, t);
	mine[0] = t[0];
	mine[2] = t[2];
	IS(ST_DENIED, make(&facts, "SELF-CODE", all, &new));
	other = renewal("REN-6", CODE, KEEPER, t);
	OK(keyd_seal_package(kit.console, kit.pool, h, &other, first,
	    &mine[1], &f));
	IS(ST_DENIED, make(&facts, "SELF-CODE", all, &new));
}

/* T1, A16: what was begun and given up ends with its certificate. */
static void
t1_a_making_given_up_ends_with_its_certificate(void **state)
{
	struct keyd_seal	 old, new, now;
	struct keyd_facts	 facts;
	struct bytes		 t[3], say;
	struct keyd_tickets	 all = { t, 3 }, one = { &say, 1 };

	(void)state;
	kit_seal(&kit, "REQ-R5", "DROP-CODE", &old);
	facts = renewal("REN-7", "DROP-CODE", APPLICANT, t);
	IS(ST_OK, make(&facts, "DROP-CODE", all, &new));
	say = kit_said(&kit, APPROVER, ACT_REQUEST_CLOSE, "REN-8", NULL, NULL,
	    NULL, 0);
	IS(ST_DENIED, keyd_seal_drop(kit.issue, kit_step(&kit), "REN-7", one,
	    &f));
	say = kit_said(&kit, APPROVER, ACT_REQUEST_CLOSE, "REN-7", NULL, NULL,
	    NULL, 0);
	OK(keyd_seal_drop(kit.issue, kit_step(&kit), "REN-7", one, &f));
	assert_true(kit_serial_listed(&kit, new.serial));
	assert_false(kit_serial_listed(&kit, old.serial));
	IS(ST_DENIED, put_in_force("DROP-CODE", "REN-7"));
	OK(keyd_seal_find(kit.stamp, kit.pool, "DROP-CODE", &now, &f));
	assert_string_equal(now.state, "active");
	/* what is in use does not end this way */
	say = kit_said(&kit, APPROVER, ACT_REQUEST_CLOSE, "REQ-R5", NULL,
	    NULL, NULL, 0);
	IS(ST_CONFLICT, keyd_seal_drop(kit.issue, kit_step(&kit), "REQ-R5",
	    one, &f));
	/* a new seal that was made and never put into use does */
	facts = kit_facts("REQ-R6");
	kit_tickets(&kit, &facts, t);
	IS(ST_OK, make(&facts, "UNUSED-CODE", all, &new));
	say = kit_said(&kit, APPROVER, ACT_REQUEST_CLOSE, "REQ-R6", NULL,
	    NULL, NULL, 0);
	OK(keyd_seal_drop(kit.issue, kit_step(&kit), "REQ-R6", one, &f));
	OK(keyd_seal_find(kit.stamp, kit.pool, "UNUSED-CODE", &now, &f));
	assert_string_equal(now.state, "revoked");
	assert_true(kit_serial_listed(&kit, new.serial));
	/* nothing was begun: nothing to end */
	say = kit_said(&kit, APPROVER, ACT_REQUEST_CLOSE, "REQ-R7", NULL,
	    NULL, NULL, 0);
	OK(keyd_seal_drop(kit.issue, kit_step(&kit), "REQ-R7", one, &f));
}

static int
begin(void **state)
{
	(void)state;
	kit_new(&kit);
	kit_start(&kit);
	kit_people(&kit);
	return 0;
}

static int
finish(void **state)
{
	(void)state;
	kit_free(&kit);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    r094_a_renewal_changes_certificate_and_validity_alone),
		cmocka_unit_test(
		    r094_only_the_same_seal_and_only_with_a_checkers_word),
		cmocka_unit_test(t2_a_renewal_does_not_pass_a_loss_nor_an_end),
		cmocka_unit_test(r095_the_seals_own_key_agrees_for_its_keeper),
		cmocka_unit_test(
		    t1_a_making_given_up_ends_with_its_certificate),
	};

	return cmocka_run_group_tests(tests, begin, finish);
}

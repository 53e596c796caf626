/* keyd as its programs meet it: people, PINs, seals, uses, lists. */
#include "unit/keys_kit.h"

#include "der/ses.h"
#include "keys/local.h"
#include "trust/answer.h"
#include "trust/cert.h"
#include "trust/statement.h"

#define CODE "3700001234567"

static struct kit	kit;

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

/* --- people ------------------------------------------------------------- */

static void
r145_pin_form_is_judged(void **state)
{
	static const char *const bad[] = { "abc1234", "12345678", "abcdefgh",
	    "", "abcd1234\n" };
	struct keyd_person	 p = kit_fields(APPLICANT);
	struct keyd_cert	 cert;
	size_t			 i;

	(void)state;
	p.person = "P0000000000000000000000100";
	for (i = 0; i < NITEMS(bad); i++)
		IS(ST_INVALID, keyd_person_make(kit.account, kit.pool,
		    kit_step(&kit), &p, bad[i], none, &cert, &f));
	OK(keyd_person_make(kit.account, kit.pool, kit_step(&kit), &p,
	    "abcd1234", none, &cert, &f));
}

static void
r035_a_person_has_one_key(void **state)
{
	struct keyd_person	 p = kit_fields(APPLICANT);
	struct keyd_cert	 cert;

	(void)state;
	IS(ST_CONFLICT, keyd_person_make(kit.account, kit.pool,
	    kit_step(&kit), &p, PIN, none, &cert, &f));
}

static void
r028_only_the_ra_admin_makes_operators(void **state)
{
	struct keyd_person	 p = kit_fields(OPERATOR);
	struct keyd_cert	 cert;
	unsigned char		 digest[32];
	struct bytes		 say;
	struct keyd_tickets	 t = { &say, 1 };

	(void)state;
	p.person = "P0000000000000000000000101";
	OK(keyd_person_digest(&p, digest, &f));
	IS(ST_DENIED, keyd_person_make(kit.console, kit.pool, kit_step(&kit),
	    &p, PIN, none, &cert, &f));
	say = kit_said(&kit, SYSADMIN, ACT_PERSON_ENROL, p.person, NULL, NULL,
	    digest, 0);
	IS(ST_DENIED, keyd_person_make(kit.console, kit.pool, kit_step(&kit),
	    &p, PIN, t, &cert, &f));
	/* over other fields */
	say = kit_said(&kit, RAADMIN, ACT_PERSON_ENROL, p.person, NULL, NULL,
	    digest, 0);
	p.name = "别人";
	IS(ST_DENIED, keyd_person_make(kit.console, kit.pool, kit_step(&kit),
	    &p, PIN, t, &cert, &f));
	/* two system administrators cannot both be the first */
	p = kit_fields(SYSADMIN);
	p.person = "P0000000000000000000000102";
	IS(ST_DENIED, keyd_person_make(kit.console, kit.pool, kit_step(&kit),
	    &p, PIN, none, &cert, &f));
}

static void
r023_conflicting_roles_are_refused(void **state)
{
	struct keyd_person	 p = kit_fields(APPLICANT);
	struct keyd_cert	 cert;

	(void)state;
	p.person = "P0000000000000000000000103";
	p.roles = ROLE_BIT(ROLE_BUSINESS_ADMIN) | ROLE_BIT(ROLE_AUDIT_ADMIN);
	IS(ST_DENIED, keyd_person_make(kit.console, kit.pool, kit_step(&kit),
	    &p, PIN, none, &cert, &f));
}

static const char *
new_applicant(const char *id)
{
	struct keyd_person	 p = kit_fields(APPLICANT);
	struct keyd_cert	 cert;

	p.person = id;
	OK(keyd_person_make(kit.account, kit.pool, kit_step(&kit), &p, PIN,
	    none, &cert, &f));
	return id;
}

static enum keyd_pin
try_pin(const char *person, const char *pin, struct keyd_unlocked *u)
{
	unsigned char	 handle[KEYD_HANDLE];
	struct fault	 f = { 0 };
	enum status	 st;

	memset(handle, 0x51, sizeof(handle));
	st = keyd_unlock(kit.account, kit.pool, person, pin, handle, "t9", u,
	    &f);
	assert_true(st == ST_OK || st == ST_DENIED);
	assert_int_equal(st == ST_OK, u->pin == KEYD_PIN_OK);
	return u->pin;
}

static void
r146_five_wrong_lock_and_r147_the_desk_unlocks(void **state)
{
	const char		*id = new_applicant("P0000000000000000000000110");
	unsigned char		 proof[32], handle[KEYD_HANDLE];
	struct keyd_unlocked	 u;
	struct bytes		 say;
	struct keyd_tickets	 t = { &say, 1 };
	struct keyd_say		 what = { .action = ACT_REQUEST_SUBMIT,
				    .subject = "A1",
				    .role = ROLE_APPLICANT };
	int			 i;

	(void)state;
	memset(proof, 7, sizeof(proof));
	memset(handle, 0x51, sizeof(handle));
	for (i = 4; i > 0; i--) {
		assert_int_equal(try_pin(id, "wrong0000", &u), KEYD_PIN_WRONG);
		assert_int_equal(u.left, i);
	}
	assert_int_equal(try_pin(id, PIN, &u), KEYD_PIN_OK);	/* resets */
	for (i = 4; i > 0; i--)
		assert_int_equal(try_pin(id, "wrong0000", &u), KEYD_PIN_WRONG);
	assert_int_equal(try_pin(id, "wrong0000", &u), KEYD_PIN_LOCKED);
	assert_int_equal(try_pin(id, PIN, &u), KEYD_PIN_LOCKED);
	/* an operator does not act on an administrator's key */
	say = kit_said(&kit, OPERATOR, ACT_PIN_UNLOCK, people[RAADMIN].id,
	    NULL, NULL, proof, 0);
	IS(ST_DENIED, keyd_pin_unlock(kit.console, kit_step(&kit),
	    people[RAADMIN].id, t, &f));
	say = kit_said(&kit, OPERATOR, ACT_PERSON_END, people[CHECKER].id,
	    NULL, NULL, proof, 0);
	IS(ST_DENIED, keyd_person_end(kit.console, kit_step(&kit),
	    people[CHECKER].id, t, &f));
	/* without a record of the identity check: refused */
	say = kit_said(&kit, OPERATOR, ACT_PIN_UNLOCK, id, NULL, NULL, NULL,
	    0);
	IS(ST_DENIED, keyd_pin_unlock(kit.console, kit_step(&kit), id, t,
	    &f));
	say = kit_said(&kit, OPERATOR, ACT_PIN_UNLOCK, id, NULL, NULL, proof,
	    0);
	OK(keyd_pin_unlock(kit.console, kit_step(&kit), id, t, &f));
	/* the same statement does not unlock twice */
	IS(ST_DENIED, keyd_pin_unlock(kit.console, kit_step(&kit), id, t,
	    &f));
	assert_int_equal(try_pin(id, PIN, &u), KEYD_PIN_OK);
	assert_true(u.must_change);
	IS(ST_DENIED, keyd_state_own(kit.account, kit.pool, handle, &what,
	    &say, &f));
	OK(keyd_pin_change(kit.account, id, PIN, "efgh5678", &u, &f));
	OK(keyd_state_own(kit.account, kit.pool, handle, &what, &say, &f));
}

static void
r148_old_pins_are_refused(void **state)
{
	const char		*id = new_applicant("P0000000000000000000000111");
	struct keyd_unlocked	 u;

	(void)state;
	OK(keyd_pin_change(kit.account, id, PIN, "second02", &u, &f));
	IS(ST_DENIED, keyd_pin_change(kit.account, id, "second02", PIN, &u,
	    &f));
	assert_int_equal(u.pin, KEYD_PIN_USED);
	IS(ST_DENIED, keyd_pin_change(kit.account, id, "second02", "short1",
	    &u, &f));
	assert_int_equal(u.pin, KEYD_PIN_WEAK);
	OK(keyd_pin_change(kit.account, id, "second02", "third003", &u, &f));
	OK(keyd_pin_change(kit.account, id, "third003", "fourth04", &u, &f));
	OK(keyd_pin_change(kit.account, id, "fourth04", "fifth005", &u, &f));
	OK(keyd_pin_change(kit.account, id, "fifth005", "sixth006", &u, &f));
	/* five later ones were used: the first is free again */
	OK(keyd_pin_change(kit.account, id, "sixth006", PIN, &u, &f));
}

static void
r149_a_forgotten_pin_means_a_new_key(void **state)
{
	const char		*id = new_applicant("P0000000000000000000000112");
	unsigned char		 proof[32];
	struct keyd_unlocked	 u;
	struct keyd_cert	 cert, old;
	struct bytes		 say;
	struct keyd_tickets	 t = { &say, 1 };

	(void)state;
	memset(proof, 9, sizeof(proof));
	assert_int_equal(try_pin(id, PIN, &u), KEYD_PIN_OK);
	OK(keyd_cert_find(kit.account, kit.pool, u.serial, &old, &f));
	IS(ST_DENIED, keyd_person_key_reset(kit.console, kit.pool,
	    kit_step(&kit), id, "onetime01", none, &cert, &f));
	say = kit_said(&kit, OPERATOR, ACT_PERSON_KEY_RESET, id, NULL, NULL,
	    proof, 0);
	OK(keyd_person_key_reset(kit.console, kit.pool, kit_step(&kit), id,
	    "onetime01", t, &cert, &f));
	assert_string_not_equal(cert.serial, old.serial);
	assert_int_equal(try_pin(id, PIN, &u), KEYD_PIN_WRONG);
	assert_int_equal(try_pin(id, "onetime01", &u), KEYD_PIN_OK);
	assert_true(u.must_change);
}

static void
r152_a_second_terminal_is_refused(void **state)
{
	const char		*id = new_applicant("P0000000000000000000000113");
	unsigned char		 handle[KEYD_HANDLE];
	struct keyd_unlocked	 u;

	(void)state;
	assert_int_equal(try_pin(id, PIN, &u), KEYD_PIN_OK);
	memset(handle, 0x52, sizeof(handle));
	IS(ST_DENIED, keyd_unlock(kit.account, kit.pool, id, PIN, handle,
	    "another", &u, &f));
	assert_int_equal(u.pin, KEYD_PIN_ELSEWHERE);
	memset(handle, 0x51, sizeof(handle));
	OK(keyd_lock(kit.account, handle, &f));
	memset(handle, 0x52, sizeof(handle));
	OK(keyd_unlock(kit.account, kit.pool, id, PIN, handle, "another", &u,
	    &f));
}

static void
r254_unlocking_gives_a_signed_statement(void **state)
{
	struct keyd_unlocked	 u = kit_unlock(&kit, CHECKER);
	struct statement	 s;
	unsigned char		 wrong[KEYD_HANDLE] = { 1 };
	const char		*person;
	int			 must;

	(void)state;
	OK(statement_read(u.statement, &s, &f));
	assert_string_equal(s.f.action, ACT_SESSION_OPEN);
	assert_string_equal(s.f.person, people[CHECKER].id);
	assert_int_equal(u.roles, ROLE_BIT(ROLE_CHECKER));
	IS(ST_ABSENT, keyd_handle_check(kit.account, kit.pool, wrong, &person,
	    &must, &f));
}

static void
r037_an_ended_person_signs_nothing(void **state)
{
	const char		*id = new_applicant("P0000000000000000000000114");
	struct keyd_unlocked	 u;
	struct keyd_say		 what = { .action = ACT_REQUEST_SUBMIT,
				    .subject = "A1",
				    .role = ROLE_APPLICANT };
	unsigned char		 handle[KEYD_HANDLE];
	struct bytes		 say;
	struct keyd_tickets	 t = { &say, 1 };

	(void)state;
	memset(handle, 0x51, sizeof(handle));
	assert_int_equal(try_pin(id, PIN, &u), KEYD_PIN_OK);
	say = kit_said(&kit, OPERATOR, ACT_PERSON_END, id, NULL, NULL, NULL,
	    0);
	OK(keyd_person_end(kit.console, kit_step(&kit), id, t, &f));
	IS(ST_ABSENT, keyd_state_own(kit.account, kit.pool, handle, &what,
	    &say, &f));
	IS(ST_ABSENT, keyd_unlock(kit.account, kit.pool, id, PIN, handle,
	    "t9", &u, &f));
}

static void
r036_new_roles_need_a_new_certificate(void **state)
{
	const char		*id = new_applicant("P0000000000000000000000115");
	struct keyd_person	 p = kit_fields(APPLICANT);
	struct cert_grant	 more = { .unit = DESK,
				    .roles = ROLE_BIT(ROLE_REVIEWER) };
	struct keyd_unlocked	 u;
	struct keyd_cert	 cert;
	struct cert		 read;
	unsigned char		 digest[32];
	struct bytes		 say;
	struct keyd_tickets	 t = { &say, 1 };

	(void)state;
	p.person = id;
	p.roles |= ROLE_BIT(ROLE_KEEPER);
	p.more = &more;
	p.nmore = 1;
	OK(keyd_person_digest(&p, digest, &f));
	say = kit_said(&kit, OPERATOR, ACT_PERSON_ENROL, id, NULL, NULL,
	    digest, 0);
	OK(keyd_person_reissue(kit.console, kit.pool, kit_step(&kit), &p, t,
	    &cert, &f));
	OK(cert_read(cert.der, &read, NULL, &f));
	assert_int_equal(read.ngrants, 2);
	assert_string_equal(read.holder, id);
	assert_int_equal(try_pin(id, PIN, &u), KEYD_PIN_OK);
	assert_int_equal(u.roles, p.roles);
}

/* --- statements --------------------------------------------------------- */

static void
r027_a_role_not_in_the_certificate_says_nothing(void **state)
{
	unsigned char	 handle[KEYD_HANDLE];
	struct keyd_say	 say = { .action = ACT_REQUEST_APPROVE,
			    .subject = "A1", .role = ROLE_APPROVER };
	struct bytes	 out;

	(void)state;
	kit_handle(CHECKER, handle);
	IS(ST_DENIED, keyd_state_own(kit.account, kit.pool, handle, &say,
	    &out, &f));
	say.role = ROLE_CHECKER;
	IS(ST_DENIED, keyd_state_own(kit.account, kit.pool, handle, &say,
	    &out, &f));
	say.action = "no.such";
	IS(ST_INVALID, keyd_state_own(kit.account, kit.pool, handle, &say,
	    &out, &f));
	say.action = ACT_REQUEST_VERIFY;
	OK(keyd_state_own(kit.account, kit.pool, handle, &say, &out, &f));
}

static void
witnessed_and_system_are_limited(void **state)
{
	struct keyd_say	 say = { .action = ACT_SEAL_RELEASE, .subject = "A1",
			    .seal = CODE };
	struct bytes	 out;

	(void)state;
	IS(ST_DENIED, keyd_state_witnessed(kit.loss, kit.pool, "138****8000",
	    "C1", &say, &out, &f));
	say.action = ACT_SEAL_FREEZE;
	IS(ST_INVALID, keyd_state_witnessed(kit.loss, kit.pool,
	    "13800008000", "C1", &say, &out, &f));
	OK(keyd_state_witnessed(kit.loss, kit.pool, "138****8000", "C1", &say,
	    &out, &f));
	IS(ST_DENIED, keyd_state_witnessed(kit.stamp, kit.pool,
	    "138****8000", "C1", &say, &out, &f));
	say.action = ACT_REQUEST_CLOSE;
	IS(ST_DENIED, keyd_state_system(kit.stamp, kit.pool, &say, &out,
	    &f));
	say.action = ACT_REQUEST_STEP;
	OK(keyd_state_system(kit.stamp, kit.pool, &say, &out, &f));
}

/* --- making ------------------------------------------------------------- */

static void
r253_nothing_is_made_without_approval(void **state)
{
	struct keyd_facts	 facts = kit_facts("REQ-NO"), other;
	struct bytes		 t[3], only[1];
	struct keyd_tickets	 all = { t, 3 }, no_approval = { only, 1 };
	struct keyd_seal	 seal;
	struct keyd_cert	 cert;
	unsigned char		 pub[65], digest[32];

	(void)state;
	kit_tickets(&kit, &facts, t);
	only[0] = t[0];
	IS(ST_DENIED, keyd_seal_key_make(kit.issue, kit_step(&kit), &facts,
	    none, pub, &f));
	IS(ST_DENIED, keyd_seal_key_make(kit.issue, kit_step(&kit), &facts,
	    no_approval, pub, &f));
	/* approved for other facts */
	other = facts;
	other.months = 60;
	IS(ST_DENIED, keyd_seal_key_make(kit.issue, kit_step(&kit), &other,
	    all, pub, &f));
	/* not from another program's socket */
	IS(ST_DENIED, keyd_seal_key_make(kit.stamp, kit_step(&kit), &facts,
	    all, pub, &f));
	OK(keyd_seal_key_make(kit.issue, kit_step(&kit), &facts, all, pub,
	    &f));
	IS(ST_DENIED, keyd_cert_issue(kit.issue, kit.pool, kit_step(&kit),
	    &facts, NULL, no_approval, &cert, &f));
	/* the submitter cannot be the approver */
	OK(keyd_facts_digest(&facts, digest, &f));
	/* a seal needs a certificate first */
	IS(ST_DENIED, keyd_seal_make(kit.issue, kit.pool, kit_step(&kit),
	    &facts, "X1", bytes_of(kit_picture, sizeof(kit_picture)), all,
	    &seal, &f));
}

static void
a_changed_statement_is_refused(void **state)
{
	struct keyd_facts	 facts = kit_facts("REQ-TAMPER");
	struct bytes		 t[3];
	struct keyd_tickets	 all = { t, 3 };
	unsigned char		*copy, pub[65];
	size_t			 i;

	(void)state;
	kit_tickets(&kit, &facts, t);
	copy = pool_copy(kit.pool, t[1].p, t[1].n);
	assert_non_null(copy);
	t[1].p = copy;
	for (i = 0; i < t[1].n; i += 37) {
		struct fault	 f = { 0 };
		enum status	 st;

		copy[i] ^= 1;
		st = keyd_seal_key_make(kit.issue, kit_step(&kit), &facts,
		    all, pub, &f);
		copy[i] ^= 1;
		if (st != ST_DENIED && st != ST_INVALID)
			fail_msg("byte %zu changed: %s", i, status_name(st));
	}
}

static void
r114_r119_r122_r128_a_seal_is_made_once(void **state)
{
	struct keyd_facts	 facts = kit_facts("REQ-1");
	struct bytes		 t[3];
	struct keyd_tickets	 all = { t, 3 };
	struct keyd_seal	 seal, again;
	struct keyd_cert	 cert;
	struct ses_seal		 read;
	unsigned char		 pub[65];
	const struct bytes	 picture = bytes_of(kit_picture,
				    sizeof(kit_picture));
	const char		*step;

	(void)state;
	kit_tickets(&kit, &facts, t);
	OK(keyd_seal_key_make(kit.issue, kit_step(&kit), &facts, all, pub,
	    &f));
	OK(keyd_cert_issue(kit.issue, kit.pool, kit_step(&kit), &facts, NULL,
	    all, &cert, &f));
	IS(ST_CONFLICT, keyd_cert_issue(kit.issue, kit.pool, kit_step(&kit),
	    &facts, NULL, all, &cert, &f));
	step = kit_step(&kit);
	IS(ST_INVALID, keyd_seal_make(kit.issue, kit.pool, step, &facts,
	    CODE, bytes_of("other", 5), all, &seal, &f));
	OK(keyd_seal_make(kit.issue, kit.pool, step, &facts, CODE, picture,
	    all, &seal, &f));
	OK(keyd_seal_make(kit.issue, kit.pool, step, &facts, CODE, picture,
	    all, &again, &f));
	assert_true(bytes_same(seal.der, again.der));
	IS(ST_CONFLICT, keyd_seal_make(kit.issue, kit.pool, step, &facts,
	    "OTHER", picture, all, &again, &f));
	IS(ST_CONFLICT, keyd_seal_make(kit.issue, kit.pool, kit_step(&kit),
	    &facts, "OTHER", picture, all, &again, &f));
	assert_string_equal(seal.state, "made");
	assert_string_equal(seal.mark, "software");
	OK(ses_seal_read(seal.der, &read, &f));
	assert_int_equal(read.version, SES_V4);
	assert_true(bytes_same(read.vid, bytes_text("JIANYIN-SW")));
	assert_true(bytes_same(read.es_id, bytes_text(CODE)));
	assert_int_equal(read.end.ms / 1000, seal.until / 1000);
}

/* P-34: a code that came before the certificate stands in it, and the seal is
 * made under that one; of another seal's no certificate is made. */
static void
p34_the_code_before_the_certificate(void **state)
{
	struct keyd_facts	 facts = kit_facts("REQ-34");
	struct bytes		 t[3];
	struct keyd_tickets	 all = { t, 3 };
	struct keyd_seal	 seal;
	struct keyd_cert	 cert;
	struct cert		 read;
	unsigned char		 pub[65];
	const struct bytes	 picture = bytes_of(kit_picture,
				    sizeof(kit_picture));

	(void)state;
	kit_tickets(&kit, &facts, t);
	OK(keyd_seal_key_make(kit.issue, kit_step(&kit), &facts, all, pub,
	    &f));
	IS(ST_CONFLICT, keyd_cert_issue(kit.issue, kit.pool, kit_step(&kit),
	    &facts, CODE, all, &cert, &f));
	IS(ST_INVALID, keyd_cert_issue(kit.issue, kit.pool, kit_step(&kit),
	    &facts, "编码", all, &cert, &f));
	OK(keyd_cert_issue(kit.issue, kit.pool, kit_step(&kit), &facts,
	    "H990102260034X", all, &cert, &f));
	OK(cert_read(cert.der, &read, NULL, &f));
	assert_string_equal(read.seal_code, "H990102260034X");
	IS(ST_INVALID, keyd_seal_make(kit.issue, kit.pool, kit_step(&kit),
	    &facts, "H990102260035X", picture, all, &seal, &f));
	OK(keyd_seal_make(kit.issue, kit.pool, kit_step(&kit), &facts,
	    "H990102260034X", picture, all, &seal, &f));
	assert_string_equal(seal.code, "H990102260034X");
}

/* --- using -------------------------------------------------------------- */

static void
r158_r163_r164_a_seal_signs_what_was_approved(void **state)
{
	struct keyd_seal	 seal;
	struct bytes		 t[2], swapped[2], der, again;
	struct keyd_tickets	 both = { t, 2 }, first = { t, 1 };
	struct keyd_use		 use, other;
	struct ses_signature	 sig;
	unsigned char		 h[KEYD_HANDLE], reviewer[KEYD_HANDLE],
				 keeper[KEYD_HANDLE], maker[KEYD_HANDLE];
	int64_t			 at;

	(void)state;
	kit_seal(&kit, "REQ-USE", "USE-CODE", &seal);
	use = kit_use(&kit, "U-1", "USE-CODE", t);
	kit_handle(REQUESTER, h);
	kit_handle(REVIEWER, reviewer);
	kit_handle(KEEPER, keeper);
	kit_handle(MAKER, maker);
	IS(ST_DENIED, keyd_seal_sign(kit.stamp, kit.pool, h, &use, none, &der,
	    &at, &f));
	IS(ST_DENIED, keyd_seal_sign(kit.stamp, kit.pool, h, &use, first,
	    &der, &at, &f));
	other = use;
	other.doc[0] ^= 1;
	IS(ST_DENIED, keyd_seal_sign(kit.stamp, kit.pool, h, &other, both,
	    &der, &at, &f));
	IS(ST_DENIED, keyd_seal_sign(kit.stamp, kit.pool, reviewer, &use,
	    both, &der, &at, &f));
	IS(ST_DENIED, keyd_seal_sign(kit.stamp, kit.pool, maker, &use, both,
	    &der, &at, &f));
	IS(ST_DENIED, keyd_seal_sign(kit.issue, kit.pool, h, &use, both, &der,
	    &at, &f));
	OK(keyd_seal_sign(kit.stamp, kit.pool, h, &use, both, &der, &at, &f));
	OK(keyd_seal_sign(kit.stamp, kit.pool, h, &use, both, &again, &at,
	    &f));
	assert_true(bytes_same(der, again));
	OK(ses_signature_read(der, &sig, &f));
	assert_true(bytes_same(sig.data_hash, bytes_of(use.data_hash, 32)));
	assert_true(bytes_same(sig.seal.whole, seal.der));
	other = use;
	other.data_hash[0] ^= 1;
	IS(ST_CONFLICT, keyd_seal_sign(kit.stamp, kit.pool, h, &other, both,
	    &der, &at, &f));
	/* the reviewer of this request approves another: not for this */
	swapped[0] = t[0];
	kit_use(&kit, "U-2", "USE-CODE", t);
	swapped[1] = t[1];
	use.request = "U-3";
	both.der = swapped;
	IS(ST_DENIED, keyd_seal_sign(kit.stamp, kit.pool, h, &use, both, &der,
	    &at, &f));
	/* a keeper may stamp what the requester asked for */
	use = kit_use(&kit, "U-4", "USE-CODE", t);
	both.der = t;
	OK(keyd_seal_sign(kit.stamp, kit.pool, keeper, &use, both, &der, &at,
	    &f));
}

static void
r163_frozen_signs_nothing_until_released(void **state)
{
	struct keyd_seal	 seal;
	struct bytes		 t[2], say, der;
	struct keyd_tickets	 both = { t, 2 }, one = { &say, 1 };
	struct keyd_say		 what = { .action = ACT_SEAL_FREEZE,
				    .subject = "L1", .seal = "FRZ-CODE" };
	struct keyd_use		 use;
	unsigned char		 h[KEYD_HANDLE];
	int64_t			 at;

	(void)state;
	kit_seal(&kit, "REQ-FRZ", "FRZ-CODE", &seal);
	use = kit_use(&kit, "U-10", "FRZ-CODE", t);
	kit_handle(REQUESTER, h);
	OK(keyd_state_witnessed(kit.loss, kit.pool, "138****8000", "C7",
	    &what, &say, &f));
	OK(keyd_seal_freeze(kit.loss, kit_step(&kit), "FRZ-CODE", one, &f));
	IS(ST_DENIED, keyd_seal_sign(kit.stamp, kit.pool, h, &use, both, &der,
	    &at, &f));
	OK(keyd_seal_find(kit.stamp, kit.pool, "FRZ-CODE", &seal, &f));
	assert_string_equal(seal.state, "frozen");
	/* releasing needs the RA operator's own word */
	IS(ST_DENIED, keyd_seal_release(kit.console, kit_step(&kit), "FRZ-CODE",
	    one, &f));
	say = kit_said(&kit, OPERATOR, ACT_SEAL_RELEASE, "L1", "FRZ-CODE",
	    NULL, NULL, 0);
	OK(keyd_seal_release(kit.console, kit_step(&kit), "FRZ-CODE", one, &f));
	OK(keyd_seal_sign(kit.stamp, kit.pool, h, &use, both, &der, &at,
	    &f));
	/* the same release again: used */
	OK(keyd_state_witnessed(kit.loss, kit.pool, "138****8000", "C8",
	    &what, &t[0], &f));
	both.n = 1;
	OK(keyd_seal_freeze(kit.loss, kit_step(&kit), "FRZ-CODE", both, &f));
	IS(ST_DENIED, keyd_seal_release(kit.console, kit_step(&kit), "FRZ-CODE",
	    one, &f));
}

/* R-240; R-241: no single word of a person brings it back. */
static void
r240_r241_suspended_signs_nothing_and_stays_so(void **state)
{
	struct keyd_seal	 seal;
	struct bytes		 t[2], say, der, resume[2];
	struct keyd_tickets	 both = { t, 2 }, one = { &say, 1 }, two;
	struct keyd_say		 idle = { .action = ACT_SEAL_SUSPEND,
				    .subject = "S1", .seal = "IDLE-CODE",
				    .role = ROLE__N };
	struct keyd_say		 lost = { .action = ACT_SEAL_FREEZE,
				    .subject = "L9", .seal = "IDLE-CODE" };
	struct keyd_use		 use;
	unsigned char		 h[KEYD_HANDLE];
	int64_t			 at;

	(void)state;
	kit_seal(&kit, "REQ-IDLE", "IDLE-CODE", &seal);
	use = kit_use(&kit, "U-30", "IDLE-CODE", t);
	kit_handle(REQUESTER, h);
	/* the system's own word, and by jobs alone */
	say = kit_said(&kit, OPERATOR, ACT_SEAL_SUSPEND, "S1", "IDLE-CODE",
	    NULL, NULL, 0);
	IS(ST_DENIED, keyd_seal_suspend(kit.jobs, kit_step(&kit), "IDLE-CODE",
	    one, &f));
	OK(keyd_state_system(kit.jobs, kit.pool, &idle, &say, &f));
	IS(ST_DENIED, keyd_seal_suspend(kit.console, kit_step(&kit),
	    "IDLE-CODE", one, &f));
	OK(keyd_seal_suspend(kit.jobs, kit_step(&kit), "IDLE-CODE", one, &f));
	OK(keyd_state_system(kit.jobs, kit.pool, &idle, &say, &f));
	OK(keyd_seal_suspend(kit.jobs, kit_step(&kit), "IDLE-CODE", one, &f));
	IS(ST_DENIED, keyd_seal_sign(kit.stamp, kit.pool, h, &use, both, &der,
	    &at, &f));
	OK(keyd_seal_find(kit.stamp, kit.pool, "IDLE-CODE", &seal, &f));
	assert_string_equal(seal.state, "suspended");
	say = kit_said(&kit, OPERATOR, ACT_SEAL_RELEASE, "L9", "IDLE-CODE",
	    NULL, NULL, 0);
	IS(ST_CONFLICT, keyd_seal_release(kit.console, kit_step(&kit),
	    "IDLE-CODE", one, &f));
	/* T2, S5: lost and found again, it is where it was before */
	OK(keyd_state_witnessed(kit.loss, kit.pool, "138****8000", "C9",
	    &lost, &say, &f));
	OK(keyd_seal_freeze(kit.loss, kit_step(&kit), "IDLE-CODE", one, &f));
	say = kit_said(&kit, OPERATOR, ACT_SEAL_RELEASE, "L9", "IDLE-CODE",
	    NULL, NULL, 0);
	OK(keyd_seal_release(kit.console, kit_step(&kit), "IDLE-CODE", one,
	    &f));
	OK(keyd_seal_find(kit.stamp, kit.pool, "IDLE-CODE", &seal, &f));
	assert_string_equal(seal.state, "suspended");
	IS(ST_DENIED, keyd_seal_sign(kit.stamp, kit.pool, h, &use, both, &der,
	    &at, &f));
	/* an application and another person's approval do */
	resume[1] = kit_said(&kit, APPROVER, ACT_SEAL_RESUME, "Q1",
	    "IDLE-CODE", NULL, NULL, 0);
	two.n = 1;
	two.der = resume + 1;
	IS(ST_DENIED, keyd_seal_resume(kit.console, kit_step(&kit),
	    "IDLE-CODE", two, &f));
	resume[0] = kit_said(&kit, APPLICANT, ACT_REQUEST_SUBMIT, "Q1",
	    "IDLE-CODE", NULL, NULL, 0);
	two = (struct keyd_tickets){ resume, 2 };
	OK(keyd_seal_resume(kit.console, kit_step(&kit), "IDLE-CODE", two,
	    &f));
	OK(keyd_seal_sign(kit.stamp, kit.pool, h, &use, both, &der, &at,
	    &f));
	IS(ST_DENIED, keyd_seal_resume(kit.console, kit_step(&kit),
	    "IDLE-CODE", two, &f));
}

static void
p07_revoking_needs_two_and_is_final(void **state)
{
	struct keyd_seal	 seal;
	struct bytes		 t[2];
	struct keyd_tickets	 both = { t, 2 }, first = { t, 1 };
	struct keyd_cert	 known;
	struct crl_entry	 entry;

	(void)state;
	kit_seal(&kit, "REQ-REV", "REV-CODE", &seal);
	t[0] = kit_said(&kit, OPERATOR, ACT_SEAL_REVOKE, "C1", "REV-CODE",
	    NULL, NULL, 0);
	t[1] = kit_said(&kit, APPROVER, ACT_SEAL_REVOKE_APPROVE, "C1",
	    "REV-CODE", NULL, NULL, 0);
	IS(ST_DENIED, keyd_seal_revoke(kit.console, kit_step(&kit),
	    "REV-CODE", 5, first, &f));
	IS(ST_INVALID, keyd_seal_revoke(kit.console, kit_step(&kit),
	    "REV-CODE", 8, both, &f));
	OK(keyd_seal_revoke(kit.console, kit_step(&kit), "REV-CODE", 5, both,
	    &f));
	t[0] = kit_said(&kit, OPERATOR, ACT_SEAL_RELEASE, "L1", "REV-CODE",
	    NULL, NULL, 0);
	IS(ST_CONFLICT, keyd_seal_release(kit.console, kit_step(&kit),
	    "REV-CODE", first, &f));
	OK(keyd_cert_find(kit.console, kit.pool, seal.serial, &known, &f));
	assert_true(kit_listed(&kit, known.der, &entry));
	assert_int_equal(entry.reason, 5);
}

/* Behind keyd's back: one number of a certificate's row. */
static void
cert_set(const char *column, const char *serial, int64_t v)
{
	const struct value	 in[] = { v_int(v), v_text(serial) };
	char			 where[CONFIG_PATH], text[128];
	struct sql		 sql = { .nin = 2, .text = text };
	struct store		*db;
	int64_t			 n = 0;

	keys_where(&kit.config, where);
	snprintf(text, sizeof(text), "UPDATE key_cert SET %s = $1"
	    " WHERE serial = $2", column);
	OK(store_open(where, "keyd", 0, &db, &f));
	OK(store_begin(db, STORE_WRITE, &f));
	OK(store_run(db, &sql, in, NITEMS(in), &n, &f));
	OK(store_commit(db, &f));
	store_close(db);
	assert_int_equal(n, 1);
}

/* RFC 5280 3.3: revoked in its last hours, it is on one list all the same. */
static void
r127_what_is_over_is_listed_once_more(void **state)
{
	struct keyd_cert	 known;
	struct keyd_seal	 seal;
	struct bytes		 t[2];
	struct keyd_tickets	 both = { t, 2 };

	(void)state;
	kit_seal(&kit, "REQ-OVER", "OVER-CODE", &seal);
	OK(keyd_cert_find(kit.console, kit.pool, seal.serial, &known, &f));
	assert_false(kit_listed(&kit, known.der, NULL));
	t[0] = kit_said(&kit, OPERATOR, ACT_SEAL_REVOKE, "C2", "OVER-CODE",
	    NULL, NULL, 0);
	t[1] = kit_said(&kit, APPROVER, ACT_SEAL_REVOKE_APPROVE, "C2",
	    "OVER-CODE", NULL, NULL, 0);
	OK(keyd_seal_revoke(kit.console, kit_step(&kit), "OVER-CODE", 5, both,
	    &f));
	assert_true(kit_listed(&kit, known.der, NULL));
	cert_set("ends", seal.serial, clock_now() - MS_HOUR);
	assert_true(kit_listed(&kit, known.der, NULL));
	cert_set("ends", seal.serial, clock_now() - 25 * MS_HOUR);
	assert_false(kit_listed(&kit, known.der, NULL));
}

/* A certificate of another list (an outside CA's, a seal's) says nothing. */
static void
r253_only_the_staff_ca_gives_a_voice(void **state)
{
	struct keyd_facts	 facts = kit_facts("REQ-LIST");
	struct statement	 said;
	struct cert		 cert;
	struct bytes		 t[3];
	struct keyd_tickets	 all = { t, 3 };
	unsigned char		 pub[65];
	int			 list;

	(void)state;
	kit_tickets(&kit, &facts, t);
	OK(statement_read(t[1], &said, &f));
	OK(cert_read(said.cert, &cert, NULL, &f));
	for (list = LIST_SEALS; list <= LIST_OUTSIDE; list++) {
		cert_set("list", cert.serial_hex, list);
		if (list != LIST_STAFF)
			IS(ST_DENIED, keyd_seal_key_make(kit.issue,
			    kit_step(&kit), &facts, all, pub, &f));
	}
	cert_set("list", cert.serial_hex, LIST_STAFF);
	OK(keyd_seal_key_make(kit.issue, kit_step(&kit), &facts, all, pub,
	    &f));
}

static void
qr_and_status_are_composed(void **state)
{
	struct keyd_seal	 seal;
	struct keyd_info	 info;
	struct keyd_qr		 qr = { .request = "U-20", .seal = "QR-CODE",
				    .handle = "ABCDEFGHJKMNPQRSZ" };
	struct keyd_status	 status = { .code = "QR-CODE",
				    .state = "active", .nonce = "n1" };
	struct keyd_use		 use;
	struct answer_qr	 a;
	struct answer_status	 s;
	struct cert		 cert;
	struct bytes		 t[2], der, again;
	struct keyd_tickets	 both = { t, 2 };

	(void)state;
	kit_seal(&kit, "REQ-QR", "QR-CODE", &seal);
	use = kit_use(&kit, "U-20", "QR-CODE", t);
	memcpy(qr.doc, use.doc, 32);
	OK(keyd_info(kit.stamp, kit.pool, &info, &f));
	assert_string_equal(info.mark, "software");
	IS(ST_DENIED, keyd_qr_sign(kit.stamp, kit.pool, &qr, none, &der, &f));
	OK(keyd_qr_sign(kit.stamp, kit.pool, &qr, both, &der, &f));
	OK(keyd_qr_sign(kit.stamp, kit.pool, &qr, both, &again, &f));
	assert_true(bytes_same(der, again));
	OK(cert_read(info.qr, &cert, NULL, &f));
	OK(answer_qr_read(der, cert.key, &a, &f));
	assert_string_equal(a.handle, qr.handle);
	qr.handle = "another";
	IS(ST_CONFLICT, keyd_qr_sign(kit.stamp, kit.pool, &qr, both, &der,
	    &f));
	status.as_of = info.now;
	OK(keyd_status_sign(kit.console, kit.pool, &status, &der, NULL,
	    &f));
	OK(cert_read(info.status, &cert, NULL, &f));
	OK(answer_status_read(der, cert.key, &s, &f));
	assert_string_equal(s.state, "active");
	IS(ST_INVALID, answer_qr_read(der, cert.key, &a, &f));
	status.code = CODE;	/* made, not active */
	IS(ST_CONFLICT, keyd_status_sign(kit.console, kit.pool, &status, &der,
	    NULL, &f));
}

/* what is reported is composed by keyd, for jobs alone. */
static void
r136_filings_are_composed(void **state)
{
	struct keyd_filing	 g = {
		.target = "police", .filing = "F1", .kind = "made",
		.revision = 1, .code = "NOT-MADE-YET", .name = "清泉学校",
		.unit_code = "12990102MB70548X7H", .at = clock_now(),
	};
	struct answer_filing	 a;
	struct answer_status	 s;
	struct keyd_seal	 seal;
	struct bytes		 t[2], der, cert_der;
	struct keyd_tickets	 both = { t, 2 };
	struct cert		 cert;

	(void)state;
	memset(g.message, 7, 32);
	IS(ST_DENIED, keyd_filing_sign(kit.console, kit.pool, &g, &der,
	    &cert_der, &f));
	IS(ST_DENIED, keyd_filing_sign(kit.issue, kit.pool, &g, &der,
	    &cert_der, &f));
	OK(keyd_filing_sign(kit.jobs, kit.pool, &g, &der, &cert_der, &f));
	OK(cert_read(cert_der, &cert, NULL, &f));
	OK(answer_filing_read(der, cert.key, &a, &f));
	assert_string_equal(a.target, "police");
	assert_string_equal(a.filing, "F1");
	assert_string_equal(a.name, "清泉学校");
	assert_int_equal(a.revision, 1);
	assert_memory_equal(a.message, g.message, 32);
	/* one kind of answer is not another */
	IS(ST_INVALID, answer_status_read(der, cert.key, &s, &f));
	g.at = clock_now() + MS_HOUR;
	IS(ST_INVALID, keyd_filing_sign(kit.jobs, kit.pool, &g, &der,
	    &cert_der, &f));
	g.at = clock_now();
	g.revision = 0;
	IS(ST_INVALID, keyd_filing_sign(kit.jobs, kit.pool, &g, &der,
	    &cert_der, &f));
	g.revision = 1;
	g.name = "a\nb";
	IS(ST_INVALID, keyd_filing_sign(kit.jobs, kit.pool, &g, &der,
	    &cert_der, &f));
	g.name = NULL;
	IS(ST_INVALID, keyd_filing_sign(kit.jobs, kit.pool, &g, &der,
	    &cert_der, &f));
	/* what keyd has revoked does not come to life again */
	g.name = "name";
	kit_seal(&kit, "REQ-FILED", "FILED-CODE", &seal);
	g.code = "FILED-CODE";
	t[0] = kit_said(&kit, OPERATOR, ACT_SEAL_REVOKE, "C9", "FILED-CODE",
	    NULL, NULL, 0);
	t[1] = kit_said(&kit, APPROVER, ACT_SEAL_REVOKE_APPROVE, "C9",
	    "FILED-CODE", NULL, NULL, 0);
	OK(keyd_seal_revoke(kit.console, kit_step(&kit), "FILED-CODE", 5,
	    both, &f));
	OK(keyd_filing_sign(kit.jobs, kit.pool, &g, &der, &cert_der, &f));
	OK(keyd_seal_find(kit.console, kit.pool, "FILED-CODE", &seal, &f));
	while (clock_now() / MS_SECOND == seal.changed / MS_SECOND)
		usleep(50000);
	g.at = clock_now();
	IS(ST_CONFLICT, keyd_filing_sign(kit.jobs, kit.pool, &g, &der,
	    &cert_der, &f));
	g.kind = "revoked";
	OK(keyd_filing_sign(kit.jobs, kit.pool, &g, &der, &cert_der, &f));
}

static void
r228_data_keys_are_kept_and_erased(void **state)
{
	unsigned char	 a[32], b[32], find[32];
	struct keyd	*verify;

	(void)state;
	OK(keyd_data_key(kit.account, "S1", a, &f));
	OK(keyd_data_key(kit.account, "S1", b, &f));
	assert_memory_equal(a, b, 32);
	OK(keyd_data_key(kit.account, "S2", b, &f));
	assert_memory_not_equal(a, b, 32);
	OK(keyd_data_key_erase(kit.console, "S1", &f));
	IS(ST_ABSENT, keyd_data_key(kit.account, "S1", a, &f));
	OK(keyd_find_key(kit.account, find, &f));
	IS(ST_INVALID, keyd_data_key(kit.account, ":find", a, &f));
	OK(keyd_open(&kit.config, "verify", &verify, &f));
	IS(ST_DENIED, keyd_find_key(verify, find, &f));
	IS(ST_DENIED, keyd_data_key(verify, "S2", a, &f));
	keyd_close(verify);
}

static void
anchors_are_statements(void **state)
{
	struct keyd_head	 heads[2] = { { .lane = 0, .seq = 7 },
				    { .lane = 1, .seq = 9 } };
	unsigned char		 digest[32];
	struct statement	 s;
	struct bytes		 der;

	(void)state;
	OK(keyd_audit_anchor(kit.console, kit.pool, heads, 2, &der, &f));
	OK(keyd_heads_digest(heads, 2, digest, &f));
	OK(statement_read(der, &s, &f));
	assert_true(statement_matches(&s, digest));
}

/* Eight at once with one step id: one certificate, eight times told. */
static void
r077_the_same_step_at_once_is_one_result(void **state)
{
	struct keyd_facts	 facts = kit_facts("REQ-AT-ONCE");
	struct bytes		 t[3];
	struct keyd_tickets	 all = { t, 3 };
	struct keyd_cert	 cert;
	unsigned char		 pub[65], sums[8][32];
	int			 ends[2], i, status;

	(void)state;
	kit_tickets(&kit, &facts, t);
	OK(keyd_seal_key_make(kit.issue, kit_step(&kit), &facts, all, pub,
	    &f));
	assert_int_equal(pipe(ends), 0);
	for (i = 0; i < 8; i++) {
		if (fork() == 0) {
			unsigned char	 sum[32];
			struct fault	 f = { 0 };

			if (keyd_cert_issue(kit.issue, kit.pool, "AT-ONCE",
			    &facts, NULL, all, &cert, &f) != ST_OK ||
			    sm3(cert.der, sum) != ST_OK ||
			    write(ends[1], sum, 32) != 32)
				_exit(1);
			_exit(0);
		}
	}
	for (i = 0; i < 8; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
		assert_int_equal(read(ends[0], sums[i], 32), 32);
		assert_memory_equal(sums[0], sums[i], 32);
	}
	close(ends[0]);
	close(ends[1]);
}

static void
r225_everything_stands_after_a_restart(void **state)
{
	struct keyd_seal	 seal;
	unsigned char		 h[KEYD_HANDLE];
	const char		*person;
	int			 must;

	(void)state;
	assert_int_equal(kit_end(&kit, SIGTERM), 0);
	kit_start(&kit);
	OK(keyd_seal_find(kit.stamp, kit.pool, CODE, &seal, &f));
	kit_handle(REQUESTER, h);
	IS(ST_ABSENT, keyd_handle_check(kit.account, kit.pool, h, &person,
	    &must, &f));
	kit_unlock(&kit, REQUESTER);
	OK(keyd_handle_check(kit.account, kit.pool, h, &person, &must, &f));
	assert_string_equal(person, people[REQUESTER].id);
}

/* nothing of a PIN or private key lies on disk in clear. */
static void
r150_r229_no_pin_and_no_key_on_disk(void **state)
{
	char	 command[256];

	(void)state;
	snprintf(command, sizeof(command), "grep -rqaE '%s|%s|officer1a' %s",
	    PIN, FIRST_PIN, kit.dir);
	assert_int_equal(WEXITSTATUS(system(command)), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r145_pin_form_is_judged),
		cmocka_unit_test(r035_a_person_has_one_key),
		cmocka_unit_test(r028_only_the_ra_admin_makes_operators),
		cmocka_unit_test(r023_conflicting_roles_are_refused),
		cmocka_unit_test(
		    r146_five_wrong_lock_and_r147_the_desk_unlocks),
		cmocka_unit_test(r148_old_pins_are_refused),
		cmocka_unit_test(r149_a_forgotten_pin_means_a_new_key),
		cmocka_unit_test(r152_a_second_terminal_is_refused),
		cmocka_unit_test(r254_unlocking_gives_a_signed_statement),
		cmocka_unit_test(r037_an_ended_person_signs_nothing),
		cmocka_unit_test(r036_new_roles_need_a_new_certificate),
		cmocka_unit_test(
		    r027_a_role_not_in_the_certificate_says_nothing),
		cmocka_unit_test(witnessed_and_system_are_limited),
		cmocka_unit_test(r253_nothing_is_made_without_approval),
		cmocka_unit_test(a_changed_statement_is_refused),
		cmocka_unit_test(r114_r119_r122_r128_a_seal_is_made_once),
		cmocka_unit_test(p34_the_code_before_the_certificate),
		cmocka_unit_test(
		    r158_r163_r164_a_seal_signs_what_was_approved),
		cmocka_unit_test(r163_frozen_signs_nothing_until_released),
		cmocka_unit_test(r240_r241_suspended_signs_nothing_and_stays_so),
		cmocka_unit_test(p07_revoking_needs_two_and_is_final),
		cmocka_unit_test(r127_what_is_over_is_listed_once_more),
		cmocka_unit_test(r253_only_the_staff_ca_gives_a_voice),
		cmocka_unit_test(qr_and_status_are_composed),
		cmocka_unit_test(r136_filings_are_composed),
		cmocka_unit_test(r228_data_keys_are_kept_and_erased),
		cmocka_unit_test(anchors_are_statements),
		cmocka_unit_test(r077_the_same_step_at_once_is_one_result),
		cmocka_unit_test(r225_everything_stands_after_a_restart),
		cmocka_unit_test(r150_r229_no_pin_and_no_key_on_disk),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

/*
 * keyd is killed at moments spread over a step; asked again
 * with the same step id it gives exactly one result.  Between rounds the
 * same keyd's folder is used on, as after a real crash.
 */
#include "unit/keys_kit.h"

#define ROUNDS 40

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

/* Kill keyd after so many microseconds, while the caller asks. */
static pid_t
kill_later(unsigned us)
{
	pid_t	 keyd = kit.keyd, killer;

	if ((killer = fork()) == 0) {
		usleep(us);
		kill(keyd, SIGKILL);
		_exit(0);
	}
	return killer;
}

static void
again_after(pid_t killer)
{
	waitpid(killer, NULL, 0);
	waitpid(kit.keyd, NULL, 0);
	kit_start(&kit);
}

static void
r225_r077_killed_while_issuing_one_certificate(void **state)
{
	struct keyd_facts	 facts;
	struct keyd_cert	 first, second, third;
	struct keyd_tickets	 all = { NULL, 3 };
	struct keyd_info	 info;
	struct bytes		 t[3];
	unsigned char		 pub[65];
	const char		*step, *request;
	unsigned		 i, answered = 0;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		struct fault	 g = { 0 };
		enum status	 st;
		pid_t		 killer;

		kit_unlock(&kit, APPLICANT);
		kit_unlock(&kit, APPROVER);
		kit_unlock(&kit, MAKER);
		request = pool_printf(kit.pool, "CRASH-%u", i);
		facts = kit_facts(request);
		kit_tickets(&kit, &facts, t);
		all.der = t;
		OK(keyd_seal_key_make(kit.issue, kit_step(&kit), &facts, all,
		    pub, &f));
		step = kit_step(&kit);
		killer = kill_later(i * 60);
		st = keyd_cert_issue(kit.issue, kit.pool, step, &facts, NULL,
		    all, &first, &g);
		assert_true(st == ST_OK || st == ST_BROKEN);
		again_after(killer);
		OK(keyd_cert_issue(kit.issue, kit.pool, step, &facts, NULL,
		    all, &second, &f));
		if (st == ST_OK) {
			answered++;
			assert_true(bytes_same(first.der, second.der));
		}
		OK(keyd_cert_issue(kit.issue, kit.pool, step, &facts, NULL,
		    all, &third, &f));
		assert_true(bytes_same(second.der, third.der));
		/* another step finds it made: never two */
		IS(ST_CONFLICT, keyd_cert_issue(kit.issue, kit.pool,
		    kit_step(&kit), &facts, NULL, all, &third, &f));
	}
	OK(keyd_info(kit.console, kit.pool, &info, &f));
	print_message("%u of %u were answered before the kill\n", answered,
	    ROUNDS);
}

static void
r225_killed_while_signing_one_signature(void **state)
{
	struct keyd_seal	 seal;
	struct bytes		 t[2], first, second;
	struct keyd_tickets	 both = { t, 2 };
	struct keyd_use		 use;
	unsigned char		 h[KEYD_HANDLE];
	int64_t			 at;
	unsigned		 i, answered = 0;
	int			 w;

	(void)state;
	for (w = 0; w < WHO__N; w++)
		kit_unlock(&kit, (enum who)w);
	kit_seal(&kit, "CRASH-USE", "CRASH-CODE", &seal);
	kit_handle(REQUESTER, h);
	for (i = 0; i < ROUNDS; i++) {
		struct fault	 g = { 0 };
		enum status	 st;
		pid_t		 killer;

		kit_unlock(&kit, REQUESTER);
		kit_unlock(&kit, REVIEWER);
		use = kit_use(&kit, pool_printf(kit.pool, "CU-%u", i),
		    "CRASH-CODE", t);
		killer = kill_later(i * 60);
		st = keyd_seal_sign(kit.stamp, kit.pool, h, &use, both,
		    &first, &at, &g);
		assert_true(st == ST_OK || st == ST_BROKEN);
		again_after(killer);
		kit_unlock(&kit, REQUESTER);
		OK(keyd_seal_sign(kit.stamp, kit.pool, h, &use, both, &second,
		    &at, &f));
		if (st == ST_OK) {
			answered++;
			assert_true(bytes_same(first, second));
		}
		/* the number is spent: nothing else is signed under it */
		use.data_hash[1] ^= 1;
		IS(ST_CONFLICT, keyd_seal_sign(kit.stamp, kit.pool, h, &use,
		    both, &first, &at, &f));
	}
	print_message("%u of %u were answered before the kill\n", answered,
	    ROUNDS);
}

/* a try is on disk before its answer; killing keyd gives none back. */
static void
r146_a_kill_gives_no_try_back(void **state)
{
	struct keyd_person	 p = kit_fields(APPLICANT);
	struct keyd_unlocked	 u;
	struct keyd_cert	 cert;
	unsigned char		 h[KEYD_HANDLE];
	int			 i;

	(void)state;
	p.person = "P0000000000000000000000200";
	memset(h, 0x61, sizeof(h));
	OK(keyd_person_make(kit.account, kit.pool, kit_step(&kit), &p, PIN,
	    none, &cert, &f));
	for (i = 0; i < 5; i++) {
		IS(ST_DENIED, keyd_unlock(kit.account, kit.pool, p.person,
		    "wrong0000", h, "t1", &u, &f));
		kit_end(&kit, SIGKILL);
		kit_start(&kit);
	}
	IS(ST_DENIED, keyd_unlock(kit.account, kit.pool, p.person, PIN, h,
	    "t1", &u, &f));
	assert_int_equal(u.pin, KEYD_PIN_LOCKED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    r225_r077_killed_while_issuing_one_certificate),
		cmocka_unit_test(r225_killed_while_signing_one_signature),
		cmocka_unit_test(r146_a_kill_gives_no_try_back),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

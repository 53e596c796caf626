/*
 * keyd among bad peers (tests/keys/peers.py): malformed, oversized, slow,
 * half-closed, idle in crowds; it answers the honest ones meanwhile and is
 * the same process afterwards.
 */
#include "unit/keys_kit.h"

static void
r224_bad_peers_hold_nobody_up(void **state)
{
	static struct kit	 kit;
	struct keyd_person	 p = kit_fields(APPLICANT);
	struct keyd_cert	 cert;
	char			 command[256];

	(void)state;
	kit_new(&kit);
	setenv("JIANYIN_KEYD_ROUNDS", "200000", 1);	/* as in production */
	kit_start(&kit);
	OK(keyd_person_make(kit.account, kit.pool, kit_step(&kit), &p, PIN,
	    none, &cert, &f));
	snprintf(command, sizeof(command),
	    "PERSON=%s python3 tests/keys/peers.py %s/run/keyd", p.person,
	    kit.dir);
	assert_int_equal(system(command), 0);
	assert_int_equal(waitpid(kit.keyd, NULL, WNOHANG), 0);
	kit_free(&kit);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r224_bad_peers_hold_nobody_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The codes of seals: one a request, by the industry's rule,
 * and none twice, whoever asks at the same time.
 */
#include <sys/wait.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "office_place.h"
#include "seal/seal.h"

#define REGION	"990102"
#define ASKERS	10
#define EACH	10

/* H, region, year, serial and check character; the source is kept. */
static void
r129_a_code_of_the_industry(void **state)
{
	char		 code[SEAL_CODE_TEXT];
	const char	*kept;

	(void)state;
	begin();
	ok(seal_code_take(db, REGION, "request-1", code, &f));
	commit();
	assert_int_equal(strlen(code), 16);
	assert_memory_equal(code, "H" REGION, 7);
	assert_true(seal_code_check(code));
	code[8] = code[8] == '0' ? '1' : '0';
	assert_false(seal_code_check(code));
	ok(seal_code_of(db, pool, "request-1", &kept, &f));
	assert_true(seal_code_check(kept));
	assert_int_equal(raw_int("SELECT COUNT(*) FROM seal_code"
	    " WHERE source = 'industry' AND request = 'request-1'"), 1);
}

/* the store itself refuses the same code again. */
static void
r128_a_code_is_not_stored_twice(void **state)
{
	static const struct sql	 again = { .nin = 1, .text =
	    "INSERT INTO seal_code (code, source, request, at)"
	    " VALUES ($1, 'national', 'request-2', 2)" };
	char			 code[SEAL_CODE_TEXT];

	(void)state;
	begin();
	ok(seal_code_take(db, REGION, "request-1", code, &f));
	commit();
	const struct value	 in[] = { v_text(code) };

	begin();
	assert_int_equal(store_run(db, &again, in, NITEMS(in), NULL, &f),
	    ST_CONFLICT);
	store_rollback(db);
	assert_int_equal(raw_int("SELECT COUNT(*) FROM seal_code"), 1);
}

static void
take_ten(int who)
{
	char	 code[SEAL_CODE_TEXT], request[32];
	int	 i;

	enter();
	for (i = 0; i < EACH; i++) {
		snprintf(request, sizeof(request), "request-%d-%d", who, i);
		begin();
		ok(seal_code_take(db, REGION, request, code, &f));
		commit();
	}
	leave();
}

/* a hundred at once, a hundred codes. */
static void
r128_a_hundred_at_once(void **state)
{
	pid_t	 child[ASKERS];
	int	 i, status;

	(void)state;
	leave();
	for (i = 0; i < ASKERS; i++)
		if ((child[i] = fork()) == 0) {
			take_ten(i);
			_exit(0);
		}
	enter();
	for (i = 0; i < ASKERS; i++) {
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(raw_int("SELECT COUNT(DISTINCT code) FROM"
	    " seal_code"), ASKERS * EACH);
	assert_int_equal(raw_int("SELECT COUNT(DISTINCT request) FROM"
	    " seal_code"), ASKERS * EACH);
}

static const struct CMUnitTest tests[] = {
	T(r129_a_code_of_the_industry), T(r128_a_code_is_not_stored_twice),
	T(r128_a_hundred_at_once),
};

OFFICE_MAIN(tests, "seal_code")

/*
 * The codes of seals: one a request, by the industry's rule,
 * and none twice, whoever asks at the same time.
 */
#include <sys/wait.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "office_place.h"
#include "seal/coding.h"
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

/* the forms of the two sources, which can never meet. */
static void
r129_both_forms(void **state)
{
	static const struct { const char *code; int national; } codes[] = {
		{ "99010200000001", 1 }, { "37100012345678", 1 },
		{ "9901020000001", 0 }, { "990102000000012", 0 },
		{ "9901020000000A", 0 }, { "09010200000001", 0 },
		{ "99000200000001", 0 }, { "", 0 },
		{ "H9901022600000", 0 },
	};
	char	 code[SEAL_CODE_TEXT];
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(codes); i++) {
		assert_int_equal(seal_code_national(codes[i].code),
		    codes[i].national);
		assert_int_equal(seal_code_known_form(codes[i].code),
		    codes[i].national);
	}
	begin();
	ok(seal_code_take(db, REGION, "request-1", code, &f));
	commit();
	assert_false(seal_code_national(code));
	assert_true(seal_code_known_form(code));
}

/* a code of our form that came with another system's seal is
 * not given out a second time; what may be typed as a code at all. */
static void
r020_codes_of_other_systems(void **state)
{
	static const struct { const char *code; int fit; } typed[] = {
		{ "old-2023.0017a", 1 }, { "50011200000323", 1 },
		{ "40C8CDD2D9DA4C4BB5E4F5AA40C8CDD2", 1 }, { "a b", 0 },
		{ "", 0 }, { "ab", 0 }, { "H990102260000012", 0 },
	};
	char	 first[SEAL_CODE_TEXT], next[SEAL_CODE_TEXT],
		 code[SEAL_CODE_TEXT];
	size_t	 i;
	int	 digit;

	(void)state;
	begin();
	ok(seal_code_take(db, REGION, "request-1", first, &f));
	memcpy(next, first, sizeof(next));
	next[SEAL_CODE_TEXT - 3]++;		/* the serial's last digit */
	for (digit = 0; digit < 256 && !seal_code_check(next); digit++)
		next[SEAL_CODE_TEXT - 2] = (char)digit;
	assert_true(seal_code_check(next));
	ok(seal_code_keep(db, next, "import", "request-2", &f));
	ok(seal_code_take(db, REGION, "request-3", code, &f));
	commit();
	assert_string_not_equal(code, next);
	assert_int_equal(code[SEAL_CODE_TEXT - 3],
	    first[SEAL_CODE_TEXT - 3] + 2);
	assert_true(seal_code_may_be(first));
	for (i = 0; i < NITEMS(typed); i++)
		assert_int_equal(seal_code_may_be(typed[i].code),
		    typed[i].fit);
}

static struct coding
brought(const char *id, const char *code, const char *person)
{
	static const unsigned char	 bytes[32] = { 1 };
	struct coding			 c = {
		.id = id, .code = code, .source = CODE_HAND,
		.police_info = "", .receipt = "", .person = person, .at = 5,
	};

	c.evidence.name = "a.pdf";
	c.evidence.type = "application/pdf";
	c.evidence.size = 1;
	c.evidence.sm3 = c.evidence.digest = c.evidence.salt =
	    bytes_of(bytes, sizeof(bytes));
	return c;
}

static void
one_request(struct person *p)
{
	make_person(p, "maker");
	raw("INSERT INTO request (id, number, business, channel, state, rev,"
	    " unit, desk, maker, urgent, waiting, version, policy, months,"
	    " created, changed) VALUES ('q1', 'SL-1', 'apply', 'online',"
	    " 'certified', 1, 'u', 'u', 'u', 0, 0, 1, 0, 36, 1, 1)");
}

/* with the code, and what came after it. */
static void
r131_what_the_platform_gave_is_kept(void **state)
{
	static const unsigned char	 box[40] = { 7 };
	struct person			 p;
	struct coding			 c, *list;
	const char			*source, *kept;
	size_t				 n;

	(void)state;
	one_request(&p);
	c = brought("c1", "99010200000001", p.id);
	begin();
	ok(coding_add(db, "q1", &c, &f));
	commit();
	ok(coding_list(db, pool, "q1", &list, &n, &f));
	assert_int_equal(n, 1);
	assert_string_equal(list[0].code, "99010200000001");
	assert_string_equal(list[0].source, CODE_HAND);
	assert_int_equal(coding_missing(list, n), CODING_ALL);
	ok(seal_code_of(db, pool, "q1", &kept, &f));
	assert_string_equal(kept, "99010200000001");
	ok(seal_code_source(db, pool, kept, &source, &f));
	assert_string_equal(source, CODE_HAND);
	c = brought("c2", NULL, p.id);
	c.receipt = "BA-1";
	c.police_info = "x";
	begin();
	ok(coding_add(db, "q1", &c, &f));
	commit();
	ok(coding_list(db, pool, "q1", &list, &n, &f));
	assert_int_equal(coding_missing(list, n), CODING_KEY);
	assert_string_equal(coding_words(pool, CODING_KEY | CODING_INFO),
	    "公安印章信息、公安对称密钥");
	c = brought("c3", NULL, p.id);
	c.police_box = c.police_digest = bytes_of(box, sizeof(box));
	begin();
	ok(coding_add(db, "q1", &c, &f));
	commit();
	ok(coding_list(db, pool, "q1", &list, &n, &f));
	assert_int_equal(coding_missing(list, n), 0);
	assert_int_equal(coding_missing(list, 0), CODING_ALL);
}

/* neither by hand nor by an answer is a code given out again. */
static void
r128_a_brought_code_is_not_stored_twice(void **state)
{
	struct person	 p;
	struct coding	 c;

	(void)state;
	one_request(&p);
	c = brought("c1", "99010200000001", p.id);
	begin();
	ok(coding_add(db, "q1", &c, &f));
	commit();
	c = brought("c2", "99010200000001", p.id);
	c.source = CODE_NATIONAL;
	begin();
	assert_int_equal(coding_add(db, "q1", &c, &f), ST_CONFLICT);
	store_rollback(db);
	c.source = "somewhere";
	c.code = "99010200000002";
	begin();
	assert_int_not_equal(coding_add(db, "q1", &c, &f), ST_OK);
	store_rollback(db);
	assert_int_equal(raw_int("SELECT COUNT(*) FROM coding"), 1);
}

/* an application is answered once. */
static void
r130_an_application_is_answered_once(void **state)
{
	struct code_request	 ask = { .id = "a1", .at = 3,
				    .statement = "s" }, *list;
	struct person		 p;
	size_t			 n;

	(void)state;
	one_request(&p);
	ask.person = p.id;
	begin();
	ok(code_request_add(db, "q1", &ask, &f));
	commit();
	begin();
	ok(code_request_answer(db, "a1", CODE_REFUSED, "没有登记", &f));
	commit();
	begin();
	assert_int_equal(code_request_answer(db, "a1", CODE_GIVEN, NULL, &f),
	    ST_CONFLICT);
	store_rollback(db);
	ok(code_request_list(db, pool, "q1", &list, &n, &f));
	assert_int_equal(n, 1);
	assert_string_equal(list[0].outcome, CODE_REFUSED);
	assert_string_equal(list[0].reason, "没有登记");
	assert_true(list[0].answered > 0);
}

static const struct CMUnitTest tests[] = {
	T(r129_a_code_of_the_industry), T(r128_a_code_is_not_stored_twice),
	T(r128_a_hundred_at_once), T(r129_both_forms),
	T(r020_codes_of_other_systems),
	T(r131_what_the_platform_gave_is_kept),
	T(r128_a_brought_code_is_not_stored_twice),
	T(r130_an_application_is_answered_once),
};

OFFICE_MAIN(tests, "seal_code")

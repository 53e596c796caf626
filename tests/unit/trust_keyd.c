/* What keyd and its client both hash: any change of any field shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "trust/keyd_wire.h"

static const struct keyd_facts	facts = {
	.request = "R1", .unit = "U1", .unit_name = "测试局",
	.unit_code = "CODE", .seal_name = "测试局", .province = "省",
	.city = "市", .seal_type = 1, .picture_type = "PNG",
	.picture_sm3 = { 1 }, .mm_w = 40, .mm_h = 40, .months = 36,
};

static enum status
round_trip(const struct keyd_facts *in, struct keyd_facts *out,
    struct pool *pool)
{
	struct wire_msg	 m = { 0 };
	struct fault	 f;
	struct buf	 b;
	enum status	 st;

	buf_init(&b, 64 * KIB);
	keyd_put_facts(&b, in);
	m.body = buf_view(&b);
	st = keyd_get_facts(&m, pool, out, &f);
	buf_free(&b);
	return st;
}

static void
facts_travel_unchanged(void **state)
{
	struct pool		*pool = pool_new(MIB);
	struct keyd_facts	 out, less = facts;
	unsigned char		 a[32], b[32];
	struct fault		 f;

	(void)state;
	assert_int_equal(round_trip(&facts, &out, pool), ST_OK);
	assert_int_equal(keyd_facts_digest(&facts, a, &f), ST_OK);
	assert_int_equal(keyd_facts_digest(&out, b, &f), ST_OK);
	assert_memory_equal(a, b, 32);
	less.province = less.city = NULL;
	assert_int_equal(round_trip(&less, &out, pool), ST_OK);
	assert_null(out.city);
	pool_free(pool);
}

static void
any_other_fact_is_another_digest(void **state)
{
	struct keyd_facts	 v[14];
	unsigned char		 d[14][32];
	struct fault		 f;
	size_t			 i, k;

	(void)state;
	for (i = 0; i < 14; i++)
		v[i] = facts;
	v[1].request = "R2";
	v[2].unit = "U2";
	v[3].unit_name = "测试局2";
	v[4].unit_code = "CODF";
	v[5].seal_name = "测试局章";
	v[6].province = NULL;
	v[7].city = "省";
	v[8].seal_type = 2;
	v[9].picture_type = "png";
	v[10].picture_sm3[31] = 1;
	v[11].mm_w = 41;
	v[12].mm_h = 41;
	v[13].months = 12;
	for (i = 0; i < 14; i++) {
		assert_int_equal(keyd_facts_digest(&v[i], d[i], &f), ST_OK);
		for (k = 0; k < i; k++)
			assert_memory_not_equal(d[i], d[k], 32);
	}
}

static void
bad_facts_are_refused(void **state)
{
	struct pool		*pool = pool_new(MIB);
	struct keyd_facts	 v, out;
	char			 longer[KEYD_TEXT + 2];

	(void)state;
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
#define BAD(member, value) \
	v = facts; v.member = (value); \
	assert_int_equal(round_trip(&v, &out, pool), ST_INVALID)
	BAD(request, NULL);
	BAD(request, "");
	BAD(unit_name, longer);
	BAD(seal_name, "a\nb");
	BAD(seal_name, "\xff\xfe");
	BAD(seal_type, -1);
	BAD(mm_w, 0);
	BAD(mm_h, 101);
	BAD(months, 0);
	BAD(months, 61);
#undef BAD
	pool_free(pool);
}

static void
a_person_travels_with_all_units(void **state)
{
	const struct cert_grant	 more[2] = {
		{ .unit = "U2", .functions = 1,
		  .roles = ROLE_BIT(ROLE_KEEPER) },
		{ .unit = "U3", .roles = ROLE_BIT(ROLE_REVIEWER) },
	};
	struct keyd_person	 p = { .person = "P1", .name = "张三",
				    .unit = "U1", .unit_name = "局",
				    .roles = 1, .more = more, .nmore = 2 };
	struct pool		*pool = pool_new(MIB);
	struct wire_msg		 m = { 0 };
	struct keyd_person	 out;
	unsigned char		 a[32], b[32];
	struct fault		 f;
	struct buf		 buf;

	(void)state;
	buf_init(&buf, 64 * KIB);
	keyd_put_person(&buf, &p);
	m.body = buf_view(&buf);
	assert_int_equal(keyd_get_person(&m, pool, &out, &f), ST_OK);
	assert_int_equal(out.nmore, 2);
	assert_string_equal(out.more[0].unit, "U2");
	assert_int_equal(out.more[1].roles, ROLE_BIT(ROLE_REVIEWER));
	assert_int_equal(keyd_person_digest(&p, a, &f), ST_OK);
	assert_int_equal(keyd_person_digest(&out, b, &f), ST_OK);
	assert_memory_equal(a, b, 32);
	p.nmore = 1;
	assert_int_equal(keyd_person_digest(&p, b, &f), ST_OK);
	assert_memory_not_equal(a, b, 32);
	buf_free(&buf);
	pool_free(pool);
}

static void
r027_the_actions_are_a_table(void **state)
{
	const struct action	*a;
	size_t			 k;

	(void)state;
	for (k = 0; (a = action_nth(k)) != NULL; k++) {
		assert_ptr_equal(action_find(a->name), a);
		assert_true(a->label[0] != '\0' && a->kinds != 0);
		/* an own statement is somebody's */
		assert_int_equal((a->kinds & SAY_OWN) != 0, a->roles != 0);
		/* only freezing and drafts may be witnessed */
		if (a->kinds & SAY_WITNESSED)
			assert_true(strcmp(a->name, ACT_SEAL_FREEZE) == 0 ||
			    strcmp(a->name, ACT_REQUEST_DRAFT) == 0);
	}
	assert_null(action_find("no.such"));
	assert_null(action_find(NULL));
}

static void
no_keyd_is_broken_not_a_crash(void **state)
{
	struct config		 config = { .run = "/nonexistent" };
	struct pool		*pool = pool_new(MIB);
	struct keyd_info	 info;
	struct keyd		*k;
	struct fault		 f;

	(void)state;
	assert_int_equal(keyd_open(&config, "stamp", &k, &f), ST_OK);
	assert_int_equal(keyd_info(k, pool, &info, &f), ST_BROKEN);
	keyd_close(k);
	keyd_close(NULL);
	pool_free(pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_travel_unchanged),
		cmocka_unit_test(any_other_fact_is_another_digest),
		cmocka_unit_test(bad_facts_are_refused),
		cmocka_unit_test(a_person_travels_with_all_units),
		cmocka_unit_test(r027_the_actions_are_a_table),
		cmocka_unit_test(no_keyd_is_broken_not_a_crash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

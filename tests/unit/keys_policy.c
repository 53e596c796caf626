/*
 * The table of what each signature needs: with everything right it agrees,
 * and with each single thing missing or wrong it refuses (R-021, R-026,
 * The test walks the table itself, so a rule
 * without its refusals cannot be added.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "keys/local.h"

#define NOW	INT64_C(1800000000000)
#define SUBJECT	"SUBJECT"
#define SEAL	"SEAL"
#define UNIT	"UNIT"
#define ASKED	"ASKED"
#define LIVE	"0A"

static unsigned char	doc[SM3_LEN], digest[SM3_LEN], other[SM3_LEN],
			asked[SM3_LEN];

static const struct ask	ask = {
	.now = NOW, .subject = SUBJECT, .seal = SEAL, .unit = UNIT,
	.doc = doc, .digest = digest, .since = NOW - MS_HOUR,
	.request = ASKED, .request_digest = asked, .live = LIVE,
};

static int
setup(void **state)
{
	(void)state;
	memset(doc, 1, sizeof(doc));
	memset(digest, 2, sizeof(digest));
	memset(other, 3, sizeof(other));
	memset(asked, 4, sizeof(asked));
	return 0;
}

/* ROLE__N where the system speaks: its statements have none. */
static enum role
first_role(unsigned roles)
{
	int	 r;

	for (r = 0; r < ROLE__N && !(roles & ROLE_BIT(r)); r++)
		;
	return (enum role)r;
}

/* A statement that satisfies the need, by person number i. */
static struct ticket
good(const struct need *need, int i)
{
	struct ticket		 t = { 0 };
	struct statement_fields	*s = &t.f;

	s->kind = need->kinds & SAY_OWN ? STATEMENT_OWN :
	    need->kinds & SAY_SEAL ? STATEMENT_SEAL : STATEMENT_SYSTEM;
	snprintf(s->action, sizeof(s->action), "%s", need->action);
	snprintf(s->subject, sizeof(s->subject), need->match &
	    MATCH_REQUEST ? ASKED : SUBJECT);
	snprintf(t.serial, sizeof(t.serial), LIVE);
	snprintf(s->seal, sizeof(s->seal), SEAL);
	snprintf(s->unit, sizeof(s->unit), UNIT);
	snprintf(s->person, sizeof(s->person), "PERSON%d", i);
	s->role = first_role(need->roles);
	s->has_document = 1;
	memcpy(s->document, doc, SM3_LEN);
	memcpy(s->fields, need->match & MATCH_REQUEST ? asked : digest,
	    SM3_LEN);
	s->time = NOW - MS_MINUTE;
	s->not_after = NOW + MS_DAY;
	s->count = 1;
	t.digest[0] = (unsigned char)i;
	return t;
}

static size_t
good_set(const struct rule *rule, struct ticket out[KEYD_TICKETS])
{
	size_t	 i;

	for (i = 0; i < RULE_NEEDS && rule->needs[i].action != NULL; i++)
		out[i] = good(&rule->needs[i], (int)i);
	return i;
}

static enum status
check(const struct rule *rule, const struct ticket *t, size_t n)
{
	struct fault	 f;
	int		 used[KEYD_TICKETS];

	return rule_check(rule, &ask, t, n, used, &f);
}

static void
each_rule_agrees_with_all_it_needs(void **state)
{
	struct ticket	 t[KEYD_TICKETS];
	size_t		 i, n;

	(void)state;
	for (i = 0; i < RULE__N; i++) {
		n = good_set(rule_of((enum rule_id)i), t);
		assert_true(n > 0);
		assert_int_equal(check(rule_of((enum rule_id)i), t, n),
		    ST_OK);
	}
}

static void
r021_r253_each_missing_statement_refuses(void **state)
{
	const struct rule	*rule;
	struct ticket		 t[KEYD_TICKETS], less[KEYD_TICKETS];
	size_t			 i, k, j, n, m;

	(void)state;
	for (i = 0; i < RULE__N; i++) {
		rule = rule_of((enum rule_id)i);
		n = good_set(rule, t);
		for (k = 0; k < n; k++) {
			for (j = m = 0; j < n; j++)
				if (j != k)
					less[m++] = t[j];
			assert_int_equal(check(rule, less, m), ST_DENIED);
		}
	}
}

/* One thing wrong with a statement; "match" 0: always counts. */
#define A_PERSONS	(1u << 31)	/* of a person's own statement only */
static void w_kind(struct statement_fields *s)
	{ s->kind = s->kind == STATEMENT_OWN ? STATEMENT_SYSTEM :
	    STATEMENT_OWN; }
static void w_partner(struct statement_fields *s)
	{ s->kind = STATEMENT_PARTNER; }
static void w_action(struct statement_fields *s) { s->action[0] = 'X'; }
static void w_role(struct statement_fields *s) { s->role = ROLE_SUPERVISOR; }
static void w_no_role(struct statement_fields *s) { s->role = ROLE__N; }
static void w_end(struct statement_fields *s) { s->not_after = NOW - 1; }
static void w_future(struct statement_fields *s)
	{ s->time = NOW + MS_SECOND; }
static void w_subject(struct statement_fields *s) { s->subject[0] = 'X'; }
static void w_no_subject(struct statement_fields *s) { s->subject[0] = 0; }
static void w_seal(struct statement_fields *s) { s->seal[0] = 'X'; }
static void w_no_seal(struct statement_fields *s) { s->seal[0] = 0; }
static void w_doc(struct statement_fields *s)
	{ memcpy(s->document, other, SM3_LEN); }
static void w_no_doc(struct statement_fields *s) { s->has_document = 0; }
static void w_digest(struct statement_fields *s)
	{ memcpy(s->fields, other, SM3_LEN); }
static void w_proof(struct statement_fields *s)
	{ memset(s->fields, 0, SM3_LEN); }
static void w_before(struct statement_fields *s)
	{ s->time = NOW - 2 * MS_HOUR; }
static void w_two(struct statement_fields *s) { s->count = 2; }
static void w_none(struct statement_fields *s) { s->count = 0; }
static void w_self(struct statement_fields *s)
	{ snprintf(s->person, sizeof(s->person), SUBJECT); }
static void w_stale(struct statement_fields *s)
	{ s->time = NOW - 25 * MS_HOUR; }

static const struct {
	unsigned	 match;
	void		(*spoil)(struct statement_fields *);
} wrongs[] = {
	{ 0, w_kind }, { 0, w_partner }, { 0, w_action },
	{ A_PERSONS, w_role }, { A_PERSONS, w_no_role },
	{ 0, w_end }, { 0, w_future },
	{ MATCH_SUBJECT, w_subject }, { MATCH_SUBJECT, w_no_subject },
	{ MATCH_SEAL, w_seal }, { MATCH_SEAL, w_no_seal },
	{ MATCH_DOC, w_doc }, { MATCH_DOC, w_no_doc },
	{ MATCH_DIGEST, w_digest }, { MATCH_PROOF, w_proof },
	{ MATCH_AFTER, w_before }, { MATCH_ONCE, w_two },
	{ MATCH_ONCE, w_none }, { MATCH_OTHER, w_self },
	{ MATCH_FRESH, w_stale },
	{ MATCH_REQUEST, w_subject }, { MATCH_REQUEST, w_no_subject },
	{ MATCH_REQUEST, w_digest },
};

static unsigned
match_of(const struct need *need)
{
	return need->match | (need->kinds & SAY_OWN ? A_PERSONS : 0);
}

static void
r158_each_wrong_field_refuses(void **state)
{
	const struct rule	*rule;
	struct ticket		 t[KEYD_TICKETS];
	size_t			 i, k, w, n;

	(void)state;
	for (i = 0; i < RULE__N; i++) {
		rule = rule_of((enum rule_id)i);
		n = good_set(rule, t);
		for (k = 0; k < n; k++)
			for (w = 0; w < NITEMS(wrongs); w++) {
				if (wrongs[w].match != 0 &&
				    !(match_of(&rule->needs[k]) &
				    wrongs[w].match))
					continue;
				good_set(rule, t);
				wrongs[w].spoil(&t[k].f);
				if (check(rule, t, n) != ST_DENIED)
					fail_msg("%s, need %zu, wrong %zu",
					    rule->name, k, w);
			}
	}
}

static void
another_unit_refuses_where_the_unit_counts(void **state)
{
	const struct rule	*rule;
	struct ticket		 t[KEYD_TICKETS];
	size_t			 i, k, n, seen = 0;

	(void)state;
	for (i = 0; i < RULE__N; i++) {
		rule = rule_of((enum rule_id)i);
		n = good_set(rule, t);
		for (k = 0; k < n; k++) {
			good_set(rule, t);
			if (!(ROLE_BIT(t[k].f.role) &
			    rule->needs[k].unit_roles))
				continue;
			t[k].f.unit[0] = 'X';
			assert_int_equal(check(rule, t, n), ST_DENIED);
			seen++;
		}
	}
	assert_true(seen >= 4);
}

/* an earlier version's key does not speak for the seal. */
static void
r095_only_the_key_in_force_agrees_in_a_device(void **state)
{
	const struct rule	*rule;
	struct ticket		 t[KEYD_TICKETS];
	size_t			 i, k, n, seen = 0;

	(void)state;
	for (i = 0; i < RULE__N; i++) {
		rule = rule_of((enum rule_id)i);
		n = good_set(rule, t);
		for (k = 0; k < n; k++) {
			good_set(rule, t);
			t[k].serial[0] = '1';
			assert_int_equal(check(rule, t, n), rule->needs[k]
			    .match & MATCH_LIVE ? ST_DENIED : ST_OK);
			seen += (rule->needs[k].match & MATCH_LIVE) != 0;
		}
	}
	assert_int_equal(seen, 2);
}

static void
r026_p35_one_person_cannot_say_two(void **state)
{
	const struct rule	*rule;
	struct ticket		 t[KEYD_TICKETS];
	size_t			 i, k, j, n, seen = 0;

	(void)state;
	for (i = 0; i < RULE__N; i++) {
		rule = rule_of((enum rule_id)i);
		n = good_set(rule, t);
		if (n > 1)
			assert_true(rule->apart);
		for (k = 0; k < n; k++)
			for (j = 0; j < k; j++, seen++) {
				good_set(rule, t);
				memcpy(t[k].f.person, t[j].f.person,
				    sizeof(t[k].f.person));
				assert_int_equal(check(rule, t, n),
				    ST_DENIED);
			}
	}
	assert_true(seen >= 6);
}

static void
r156_every_reviewer_given_must_agree(void **state)
{
	const struct rule	*rule = rule_of(RULE_USE);
	struct ticket		 t[KEYD_TICKETS];
	size_t			 n = good_set(rule, t);

	(void)state;
	t[n] = good(&rule->needs[1], 9);
	assert_int_equal(check(rule, t, n + 1), ST_OK);
	t[n].f.document[0] ^= 1;
	assert_int_equal(check(rule, t, n + 1), ST_DENIED);
	t[n] = t[n - 1];		/* the same reviewer twice is one */
	assert_int_equal(check(rule, t, n + 1), ST_DENIED);
}

static void
r164_who_may_stamp(void **state)
{
	const struct rule	*rule = rule_of(RULE_USE);
	struct ticket		 t[KEYD_TICKETS];
	struct fault		 f;
	int			 used[KEYD_TICKETS];
	size_t			 n = good_set(rule, t);

	(void)state;
	assert_int_equal(rule_check(rule, &ask, t, n, used, &f), ST_OK);
	assert_int_equal(rule_may_stamp(t, used, n, "PERSON0", 0, &f), ST_OK);
	assert_int_equal(rule_may_stamp(t, used, n, "PERSON1", 0, &f),
	    ST_DENIED);
	assert_int_equal(rule_may_stamp(t, used, n, "PERSON1", 1, &f),
	    ST_DENIED);
	assert_int_equal(rule_may_stamp(t, used, n, "PERSON2", 0, &f),
	    ST_DENIED);
	assert_int_equal(rule_may_stamp(t, used, n, "PERSON2", 1, &f), ST_OK);
	assert_int_equal(rule_may_stamp(t, used, n, "", 0, &f), ST_DENIED);
}

static void
freezing_may_be_witnessed_releasing_not(void **state)
{
	struct ticket	 t[KEYD_TICKETS];

	(void)state;
	good_set(rule_of(RULE_FREEZE), t);
	t[0].f.kind = STATEMENT_WITNESSED;
	t[0].f.role = ROLE__N;
	assert_int_equal(check(rule_of(RULE_FREEZE), t, 1), ST_OK);
	good_set(rule_of(RULE_RELEASE), t);
	t[0].f.kind = STATEMENT_WITNESSED;
	assert_int_equal(check(rule_of(RULE_RELEASE), t, 1), ST_DENIED);
}

/* No operation signs bytes it is handed; each has a name and sockets. */
static void
r153_operations_and_sockets_are_a_table(void **state)
{
	const struct op	*op;
	size_t		 k;

	(void)state;
	for (k = 0; (op = op_nth(k)) != NULL; k++) {
		assert_int_equal(op->op, k + 1);
		assert_non_null(op->name);
		assert_non_null(op->run);
		assert_true(op->programs != 0);
		if (op->flags & OP_STEP)
			assert_true(op->flags & OP_WRITE);
	}
	assert_null(op_find(0));
	assert_null(op_find(OP__N));
	assert_null(op_find(65535));
	op = op_find(OP_SEAL_SIGN);
	assert_int_equal(op->programs, PROGRAM(STAMP) | PROGRAM(CONSOLE));
	/* 办件查询 needs the find key for query codes, and nothing else */
	for (k = 0; (op = op_nth(k)) != NULL; k++)
		if (op->op != OP_INFO && op->op != OP_CERT_FIND &&
		    op->op != OP_FIND_KEY)
			assert_false(op->programs & PROGRAM(PROGRESS));
}

static void
r145_the_form_of_a_pin(void **state)
{
	static const struct { const char *pin; int fine; } pins[] = {
		{ "abcd1234", 1 }, { "abc1234", 0 }, { "12345678", 0 },
		{ "abcdefgh", 0 }, { "", 0 }, { "a1!@#$%^", 1 },
		{ "密码密码密码a1", 1 }, { "密码a1", 0 },
		{ "abcd\t1234", 0 }, { "abcd1234\xff", 0 },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(pins); i++)
		assert_int_equal(pin_is_sound(bytes_text(pins[i].pin)),
		    pins[i].fine);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_agrees_with_all_it_needs),
		cmocka_unit_test(r021_r253_each_missing_statement_refuses),
		cmocka_unit_test(r158_each_wrong_field_refuses),
		cmocka_unit_test(another_unit_refuses_where_the_unit_counts),
		cmocka_unit_test(
		    r095_only_the_key_in_force_agrees_in_a_device),
		cmocka_unit_test(r026_p35_one_person_cannot_say_two),
		cmocka_unit_test(r156_every_reviewer_given_must_agree),
		cmocka_unit_test(r164_who_may_stamp),
		cmocka_unit_test(freezing_may_be_witnessed_releasing_not),
		cmocka_unit_test(r153_operations_and_sockets_are_a_table),
		cmocka_unit_test(r145_the_form_of_a_pin),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}

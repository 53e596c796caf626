/*
 * Statements kept beside their record: what is stored is what was
 * signed, and it comes back whole so that it can be checked again.
 */
#include "unit/trust_cert_kit.h"

#include "trust/statement.h"

#include "office_place.h"

#define SUBJECT	"01RRRRRRRRRRRRRRRRRRRRRRRR"

static struct party	 root, staff;

static int
setup(void **state)
{
	if (office_setup(state) != 0)
		return -1;
	kit_issue(&root, CERT_ROOT, "样例根", NULL);
	kit_issue(&staff, CERT_PERSON, "张三", &root);
	return 0;
}

static int
teardown(void **state)
{
	kit_free(&staff);
	kit_free(&root);
	return office_teardown(state);
}

static void
say(const char *action, int64_t at, unsigned char fields, struct buf *out)
{
	struct statement_fields	 s = { .kind = STATEMENT_OWN };
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 tbs;
	size_t			 n;

	PUT(s.action, action);
	PUT(s.subject, SUBJECT);
	PUT(s.unit, UNIT_A);
	PUT(s.person, PERSON_A);
	memset(s.fields, fields, sizeof(s.fields));
	s.time = at;
	s.not_after = at + MS_DAY;
	s.role = ROLE_APPROVER;
	buf_init(&tbs, STATEMENT_MAX);
	buf_init(out, STATEMENT_MAX);
	ok(statement_tbs_write(&s, buf_view(&staff.der), &tbs, &f));
	ok(sm2_sign(staff.key, buf_view(&tbs), sig, &n, &f));
	ok(statement_wrap(buf_view(&tbs), bytes_of(sig, n),
	    buf_view(&staff.der), out, &f));
	buf_free(&tbs);
}

static void
r027_a_statement_comes_back_as_it_was_signed(void **state)
{
	struct kept_statement	*kept;
	struct statement	 s;
	unsigned char		 same[32], other[32];
	struct buf		 a, b;
	char			 id[ID_LEN + 1];
	size_t			 n;

	(void)state;
	say("request.verify", T0 + MS_DAY, 1, &a);
	say("request.approve", T0 + 2 * MS_DAY, 2, &b);
	begin();
	ok(statement_keep(db, SUBJECT, buf_view(&b), id, &f));
	ok(statement_keep(db, SUBJECT, buf_view(&a), id, &f));
	commit();
	assert_true(id_is(id));
	ok(statement_list(db, pool, SUBJECT, &kept, &n, &f));
	assert_int_equal(n, 2);
	assert_string_equal(kept[0].action, "request.verify");
	assert_string_equal(kept[0].id, id);
	assert_string_equal(kept[0].person, PERSON_A);
	assert_string_equal(kept[0].serial, staff.cert.serial_hex);
	assert_true(kept[0].at == T0 + MS_DAY);
	assert_string_equal(kept[1].action, "request.approve");
	assert_true(bytes_same(kept[1].der, buf_view(&b)));
	/* checked against the record's fields as they are now */
	ok(statement_read(kept[1].der, &s, &f));
	memset(same, 2, sizeof(same));
	memset(other, 3, sizeof(other));
	assert_true(statement_matches(&s, same));
	assert_false(statement_matches(&s, other));
	ok(statement_list(db, pool, "nothing", &kept, &n, &f));
	assert_int_equal(n, 0);
	buf_free(&a);
	buf_free(&b);
}

static void
what_is_no_statement_is_not_kept(void **state)
{
	struct buf	 a;
	char		 id[ID_LEN + 1];

	(void)state;
	say("request.verify", T0 + MS_DAY, 1, &a);
	begin();
	assert_int_equal(statement_keep(db, SUBJECT, bytes_text("nonsense"),
	    id, &f), ST_INVALID);
	assert_string_equal(id, "");
	assert_int_equal(statement_keep(db, SUBJECT, bytes_of(a.p, a.n - 1),
	    id, &f), ST_INVALID);
	commit();
	assert_int_equal(raw_int("SELECT count(*) FROM statement"), 0);
	buf_free(&a);
}

#undef T
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static const struct CMUnitTest tests[] = {
	T(r027_a_statement_comes_back_as_it_was_signed),
	T(what_is_no_statement_is_not_kept),
};

OFFICE_MAIN(tests, "statement")

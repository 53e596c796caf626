/* The list of seals not to be trusted: composed, read back, refused. */
#include "trust_cert_kit.h"

#include "trust/answer.h"
#include "trust/seal_list.h"
#include "trust/signed.h"

static struct party root, staff, says, other;

static int
start(void **state)
{
	(void)state;
	kit_issue(&root, CERT_ROOT, "根", NULL);
	kit_issue(&staff, CERT_STAFF_CA, "人员CA", &root);
	kit_issue(&says, CERT_SYSTEM, "状态发布", &staff);
	kit_issue(&other, CERT_SYSTEM, "业务系统", &staff);
	return 0;
}

static int
finish(void **state)
{
	(void)state;
	kit_free(&root);
	kit_free(&staff);
	kit_free(&says);
	kit_free(&other);
	return 0;
}

static const struct seal_list_info info = {
	.number = 9, .this_update = T0, .next_update = T0 + MS_DAY,
};

static const struct { const char *code, *name; enum seal_list_kind kind;
	int64_t time; } seals[] = {
	{ "H9901020000011", "云山市信息中心", LISTED_LOST, T0 - MS_DAY + 5 },
	{ "H9901020000022", "云山市<&>\"局\"", LISTED_REVOKED, T0 - 1 },
	{ "A1", "甲", LISTED_SUSPENDED, 0 },
};

static void
sign_list(struct bytes tbs, const struct party *who,
    const struct party *cert, struct buf *out)
{
	unsigned char	 sig[SM2_DER_MAX];
	struct fault	 f = { 0 };
	size_t		 n;

	buf_init(out, LIMIT_CRL);
	assert_int_equal(sm2_sign(who->key, tbs, sig, &n, &f), ST_OK);
	assert_int_equal(trust_wrap_with(tbs, bytes_of(sig, n),
	    buf_view(&cert->der), out, &f), ST_OK);
}

static void
make(const struct party *who, const struct party *cert, struct buf *out)
{
	struct seal_list_out	 o;
	struct fault		 f = { 0 };
	struct buf		 tbs;
	size_t			 i;

	buf_init(&tbs, LIMIT_CRL);
	seal_list_begin(&o, &info, &tbs);
	for (i = 0; i < NITEMS(seals); i++)
		seal_list_add(&o, seals[i].code, seals[i].name,
		    seals[i].kind, seals[i].time);
	if (seal_list_end(&o, &f) != ST_OK)
		fail_msg("%s", f.text);
	sign_list(buf_view(&tbs), who, cert, out);
	buf_free(&tbs);
}

static void
r203_entries_read_back(void **state)
{
	struct seal_list_info	 got;
	struct seal_list_entry	 e;
	struct fault		 f = { 0 };
	struct bytes		 cert, rest;
	struct buf		 b;
	size_t			 i;

	(void)state;
	make(&says, &says, &b);
	assert_int_equal(seal_list_cert(buf_view(&b), &cert, &f), ST_OK);
	assert_true(bytes_same(cert, buf_view(&says.der)));
	if (seal_list_read(buf_view(&b), says.cert.key, &got, &rest, &f) !=
	    ST_OK)
		fail_msg("%s", f.text);
	assert_int_equal(got.number, 9);
	assert_int_equal(got.this_update, T0);
	assert_int_equal(got.next_update, T0 + MS_DAY);
	assert_int_equal(got.n, NITEMS(seals));
	for (i = 0; i < NITEMS(seals); i++) {
		assert_true(seal_list_next(&rest, &e));
		assert_string_equal(e.code, seals[i].code);
		assert_string_equal(e.name, seals[i].name);
		assert_int_equal(e.kind, seals[i].kind);
		assert_int_equal(e.time, seals[i].time / 1000 * 1000);
	}
	assert_false(seal_list_next(&rest, &e));
	buf_free(&b);
}

static void
r203_an_altered_list_is_refused(void **state)
{
	struct seal_list_info	 got;
	struct bytes		 rest;
	struct buf		 b;
	size_t			 i;

	(void)state;
	make(&says, &says, &b);
	/* all but the certificate, which its own signature covers */
	for (i = 0; i < b.n - says.der.n; i++) {
		b.p[i] ^= 1;
		assert_int_equal(seal_list_read(buf_view(&b), says.cert.key,
		    &got, &rest, NULL), ST_INVALID);
		b.p[i] ^= 1;
	}
	for (i = 0; i < b.n; i++)
		assert_int_equal(seal_list_read(bytes_of(b.p, i),
		    says.cert.key, &got, &rest, NULL), ST_INVALID);
	buf_free(&b);
	/* another's signature under our certificate, and our key's alone */
	make(&other, &says, &b);
	assert_int_equal(seal_list_read(buf_view(&b), says.cert.key, &got,
	    &rest, NULL), ST_INVALID);
	buf_free(&b);
}

/* What the same key signs otherwise is no list, and the other way round. */
static void
r203_another_thing_is_no_list(void **state)
{
	struct answer_status	 a = { .seal = "A1", .state = "active",
				    .as_of = T0, .time = T0 };
	struct answer_status	 read;
	struct seal_list_info	 got;
	struct fault		 f = { 0 };
	struct bytes		 rest;
	struct buf		 tbs, b;

	(void)state;
	buf_init(&tbs, ANSWER_MAX);
	assert_int_equal(answer_status_write(&a, &tbs, &f), ST_OK);
	sign_list(buf_view(&tbs), &says, &says, &b);
	assert_int_equal(seal_list_read(buf_view(&b), says.cert.key, &got,
	    &rest, NULL), ST_INVALID);
	buf_free(&b);
	buf_free(&tbs);
	make(&says, &says, &b);
	assert_int_equal(answer_status_read(buf_view(&b), says.cert.key,
	    &read, NULL), ST_INVALID);
	buf_free(&b);
}

static void
wrong_fields_are_not_composed(void **state)
{
	static const struct { struct seal_list_info info; const char *code;
		enum seal_list_kind kind; int64_t time; } rows[] = {
		{ { -1, T0, T0 + 1000, 0 }, "A", LISTED_LOST, T0 },
		{ { 1, T0, T0, 0 }, "A", LISTED_LOST, T0 },
		{ { 1, T0 + 1, T0 + 2000, 0 }, "A", LISTED_LOST, T0 },
		{ { 1, T0, T0 + 1000, 0 }, "", LISTED_LOST, T0 },
		{ { 1, T0, T0 + 1000, 0 }, "A", LISTED__N, T0 },
		{ { 1, T0, T0 + 1000, 0 }, "A", LISTED_LOST, -1 },
	};
	struct seal_list_out	 o;
	struct buf		 b;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		buf_init(&b, LIMIT_CRL);
		seal_list_begin(&o, &rows[i].info, &b);
		seal_list_add(&o, rows[i].code, "名", rows[i].kind,
		    rows[i].time);
		assert_int_equal(seal_list_end(&o, NULL), ST_INVALID);
		buf_free(&b);
	}
	assert_null(seal_list_kind_name(LISTED__N));
	assert_int_equal(seal_list_kind_find("active"), LISTED__N);
	assert_int_equal(seal_list_kind_find("lost"), LISTED_LOST);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r203_entries_read_back),
		cmocka_unit_test(r203_an_altered_list_is_refused),
		cmocka_unit_test(r203_another_thing_is_no_list),
		cmocka_unit_test(wrong_fields_are_not_composed),
	};

	return cmocka_run_group_tests(tests, start, finish);
}

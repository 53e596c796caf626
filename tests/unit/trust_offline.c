/* the log of offline stamps, whole and with each thing wrong. */
#include "unit/trust_cert_kit.h"

#include <stdlib.h>

#include "trust/offline.h"

#define USES 4

static struct sm2	*key, *other;
static unsigned char	 pub[SM2_PUBLIC];
static struct pool	*pool;

static int
setup(void **state)
{
	(void)state;
	assert_int_equal(sm2_generate(&key, NULL), ST_OK);
	assert_int_equal(sm2_generate(&other, NULL), ST_OK);
	assert_int_equal(sm2_public(key, pub, NULL), ST_OK);
	pool = pool_new(16 * MIB);
	return pool == NULL;
}

static int
teardown(void **state)
{
	(void)state;
	sm2_free(key);
	sm2_free(other);
	pool_free(pool);
	return 0;
}

/* A log as a device writes it: entry k at out[k - 1], the head behind. */
struct log {
	struct buf	 part[USES + 1];
};

static void
sign_entry(struct buf *out, const struct offline_entry *e,
    const struct sm2 *with)
{
	unsigned char	 sig[SM2_DER_MAX];
	struct buf	 tbs;
	size_t		 n;

	buf_init(&tbs, OFFLINE_ENTRY);
	buf_init(out, OFFLINE_ENTRY);
	assert_int_equal(offline_tbs_write(e, &tbs, NULL), ST_OK);
	assert_int_equal(sm2_sign(with, buf_view(&tbs), sig, &n, NULL),
	    ST_OK);
	assert_int_equal(trust_wrap(buf_view(&tbs), bytes_of(sig, n), out,
	    NULL), ST_OK);
	buf_free(&tbs);
}

/* "bad" is signed by another key; 0 for none. */
static void
log_make(struct log *l, int bad)
{
	struct offline_entry	 e = { .at = T0 };
	unsigned char		 last[SM3_LEN] = { 0 };
	int			 k;

	PUT(e.device, "SW-1");
	PUT(e.code, "H0001");
	PUT(e.serial, "0A");
	PUT(e.operator, "保管人");
	PUT(e.title, "证明");
	for (k = 1; k <= USES + 1; k++) {
		e.is_head = k == USES + 1;
		e.n = e.is_head ? USES : k;
		memcpy(e.prev, last, SM3_LEN);
		sign_entry(&l->part[k - 1], &e, k == bad ? other : key);
		assert_int_equal(sm3(buf_view(&l->part[k - 1]), last), ST_OK);
	}
}

static void
log_free(struct log *l)
{
	int	 k;

	for (k = 0; k <= USES; k++)
		buf_free(&l->part[k]);
}

static enum status
find(void *arg, const char *serial, const char *code,
    unsigned char out[SM2_PUBLIC], struct fault *f)
{
	(void)arg;
	(void)f;
	if (strcmp(serial, "0A") != 0 || strcmp(code, "H0001") != 0)
		return ST_ABSENT;
	memcpy(out, pub, SM2_PUBLIC);
	return ST_OK;
}

/* The parts named, in that order, as one file; and what is found. */
static enum offline_flaw
check(const struct log *l, const char *order, int64_t *at)
{
	struct offline_entry	 e;
	struct offline_log	 out;
	struct buf		 file;
	enum status		 st;

	buf_init(&file, OFFLINE_MAX);
	for (; *order != '\0'; order++)
		buf_bytes(&file, buf_view(&l->part[*order - '1']));
	st = offline_check(buf_view(&file), find, NULL, pool, &out, NULL);
	assert_int_equal(st == ST_OK, out.flaw == OFFLINE_FINE);
	if (st == ST_OK) {
		assert_int_equal(offline_read(out.uses[0], &e, NULL), ST_OK);
		assert_string_equal(e.title, "证明");
	}
	*at = st == ST_OK ? (int64_t)out.n : out.at;
	buf_free(&file);
	return out.flaw;
}

static void
r161_what_is_missing_or_moved_is_named(void **state)
{
	static const struct {
		const char		*order;
		enum offline_flaw	 flaw;
		int64_t			 at;
	} rows[] = {
		{ "12345", OFFLINE_FINE, USES },
		{ "1234", OFFLINE_CUT, 4 },	/* no head */
		{ "1235", OFFLINE_CUT, 3 },	/* cut before it */
		{ "5", OFFLINE_CUT, 0 },
		{ "2345", OFFLINE_GAP, 2 },
		{ "1345", OFFLINE_GAP, 3 },
		{ "13245", OFFLINE_GAP, 3 },
		{ "11345", OFFLINE_GAP, 1 },
		{ "123455", OFFLINE_CUT, 4 },
	};
	struct log	 l;
	int64_t		 at;
	size_t		 i;

	(void)state;
	log_make(&l, 0);
	for (i = 0; i < NITEMS(rows); i++) {
		assert_int_equal(check(&l, rows[i].order, &at), rows[i].flaw);
		assert_int_equal(at, rows[i].at);
	}
	log_free(&l);
}

static void
r161_a_changed_entry_is_named(void **state)
{
	struct log	 l;
	int64_t		 at;
	size_t		 i;

	(void)state;
	log_make(&l, 3);		/* signed by another key */
	assert_int_equal(check(&l, "12345", &at), OFFLINE_SIGNATURE);
	assert_int_equal(at, 3);
	log_free(&l);
	log_make(&l, 0);
	for (i = 0; i < l.part[1].n; i++) {	/* any bit of entry 2 */
		l.part[1].p[i] ^= 1;
		assert_int_not_equal(check(&l, "12345", &at), OFFLINE_FINE);
		l.part[1].p[i] ^= 1;
	}
	log_free(&l);
}

/* An entry that is signed but of another history. */
static void
r161_another_history_is_refused(void **state)
{
	struct offline_entry	 e;
	struct log		 l;
	int64_t			 at;

	(void)state;
	log_make(&l, 0);
	assert_int_equal(offline_read(buf_view(&l.part[1]), &e, NULL), ST_OK);
	buf_free(&l.part[1]);
	e.prev[0] ^= 1;
	sign_entry(&l.part[1], &e, key);
	assert_int_equal(check(&l, "12345", &at), OFFLINE_CHAIN);
	assert_int_equal(at, 2);
	buf_free(&l.part[1]);
	e.prev[0] ^= 1;
	PUT(e.code, "H0002");
	sign_entry(&l.part[1], &e, key);
	assert_int_equal(check(&l, "12345", &at), OFFLINE_OTHER);
	assert_int_equal(at, 2);
	log_free(&l);
}

static void
r161_any_bytes_are_no_log(void **state)
{
	struct offline_log	 out;
	unsigned char		 junk[64];
	size_t			 i, n;

	(void)state;
	for (n = 0; n < sizeof(junk); n++) {
		for (i = 0; i < n; i++)
			junk[i] = (unsigned char)(0x30 + 7 * i * n);
		assert_int_equal(offline_check(bytes_of(junk, n), find, NULL,
		    pool, &out, NULL), ST_INVALID);
	}
}

static void
r161_a_stamp_says_where_it_was_made(void **state)
{
	struct offline_mark	 m = { .software = 1, .n = 7 }, got;
	struct buf		 b;

	(void)state;
	PUT(m.device, "SW-0123456789AB");
	buf_init(&b, KIB);
	assert_int_equal(offline_mark_write(&m, &b, NULL), ST_OK);
	assert_true(offline_mark_read(buf_view(&b), &got));
	assert_string_equal(got.device, m.device);
	assert_int_equal(got.n, 7);
	assert_true(got.software);
	assert_false(offline_mark_read(bytes_of(b.p, b.n - 1), &got));
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r161_what_is_missing_or_moved_is_named),
		cmocka_unit_test(r161_a_changed_entry_is_named),
		cmocka_unit_test(r161_another_history_is_refused),
		cmocka_unit_test(r161_any_bytes_are_no_log),
		cmocka_unit_test(r161_a_stamp_says_where_it_was_made),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

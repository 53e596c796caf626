/*
 * OCSP answers as status keeps them: given again while nothing
 * changed, asked about when something did, and what is given while keyd is
 * away.
 */
#include "keys_kit.h"

#include "store/store.h"
#include "work/responder.h"

static struct kit	 kit;
static struct publish	 from;
static struct cert	 making;
static struct bytes	 question;
static struct ocsp_id	 id;

static int
setup(void **state)
{
	static struct buf	 b;
	struct keyd_info	 info;
	struct keyd_cert	 known;
	struct keyd_seal	 seal;
	struct cert		 cert;

	(void)state;
	kit_new(&kit);
	kit_start(&kit);
	kit_people(&kit);
	OK(store_create(kit.config.store, "public", ".", &f));
	OK(store_open(kit.config.store, "public", 0, &from.pub, &f));
	OK(keyd_open(&kit.config, "status", &from.keyd, &f));
	OK(keyd_info(kit.console, kit.pool, &info, &f));
	OK(cert_read(info.making_ca, &making, NULL, &f));
	kit_seal(&kit, "REQ-W1", "W-CODE", &seal);
	kit_seal(&kit, "REQ-W2", "W-OTHER", &seal);
	OK(keyd_cert_find(kit.console, kit.pool, seal.serial, &known, &f));
	OK(cert_read(known.der, &cert, NULL, &f));
	OK(ocsp_id_make(&making, OCSP_SHA1, bytes_of(cert.serial,
	    cert.nserial), &id, &f));
	buf_init(&b, OCSP_REQUEST);
	ocsp_request_write(&id, &b);
	question = buf_view(&b);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	store_close(from.pub);
	keyd_close(from.keyd);
	kit_free(&kit);
	return 0;
}

static struct responder_answer
ask(struct bytes request)
{
	struct responder_answer	 a;

	OK(responder_answer(&from, kit.pool, request, &a, &f));
	assert_true(a.der.n > 0);
	return a;
}

static int
is_refusal(struct responder_answer a, enum ocsp_refusal why)
{
	struct ocsp_response	 r;

	OK(ocsp_response_read(a.der, &r, &f));
	return r.refusal == (int)why && a.until == 0;
}

static int64_t
kept_number(void)
{
	static const struct sql	 sql = { .nin = 0, .text =
	    "SELECT MAX(number) FROM ocsp_answer" };
	struct rows		*rows = NULL;
	int64_t			 n;

	OK(store_query(from.pub, &sql, NULL, 0, &rows, &f));
	OK(rows_next(rows, &f));
	n = rows_int(rows, 0);
	rows_free(rows);
	return n;
}

/* Told to this process a moment later. */
static void
freeze(const char *code)
{
	struct keyd_say		 lost = { .action = ACT_SEAL_FREEZE,
				    .subject = kit_step(&kit),
				    .seal = code };
	struct bytes		 say;
	struct keyd_tickets	 one = { &say, 1 };

	OK(keyd_state_witnessed(kit.loss, kit.pool, "138****8000",
	    kit_step(&kit), &lost, &say, &f));
	OK(keyd_seal_freeze(kit.loss, kit_step(&kit), code, one, &f));
	usleep(CHANGES_AGE + 1000);
}

/* What a kept answer is held against; both sides of each bound. */
static void
r204_when_a_kept_answer_stands(void **state)
{
	static const struct {
		int64_t	 number, now;
		int	 keyd, stands;
	} rows[] = {
		{ 7, 1000, 1, 1 }, { 7, 999, 1, 0 }, { 7, 1499, 1, 1 },
		{ 7, 1500, 1, 0 }, { 6, 1000, 1, 0 }, { 8, 1000, 1, 0 },
		{ -1, 1000, 0, 0 }, { 7, 1500, 0, 1 }, { 7, 1999, 0, 1 },
		{ 7, 2000, 0, 0 }, { 8, 1500, 0, 0 }, { 7, 999, 0, 0 },
	};
	struct keyd_ocsp	 kept = { .der = bytes_of("x", 1),
				    .number = 7, .from = 1000,
				    .until = 2000 };
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++)
		if (responder_stands(&kept, rows[i].number, rows[i].now,
		    rows[i].keyd) != rows[i].stands)
			fail_msg("row %zu", i);
	kept.der = bytes_of(NULL, 0);
	assert_false(responder_stands(&kept, 7, 1000, 1));
}

static void
r127_one_answer_until_something_changes(void **state)
{
	struct responder_answer	 a, b;
	struct ocsp_answer	 read;
	int64_t			 number;

	(void)state;
	a = ask(question);
	OK(ocsp_check(a.der, &making, &id, clock_now(), &read, &f));
	assert_int_equal(read.state, OCSP_GOOD);
	assert_int_equal(a.from, read.this_update);
	assert_int_equal(a.until, read.next_update);
	b = ask(question);
	assert_true(bytes_same(a.der, b.der));
	/* another's change moves the number and signs nothing */
	number = kept_number();
	freeze("W-CODE");
	b = ask(question);
	assert_true(bytes_same(a.der, b.der));
	assert_true(kept_number() > number);
	/* lost from the store it is made anew */
	OK(responder_purge(from.pub, clock_now() + MS_DAY, &f));
	b = ask(question);
	assert_false(bytes_same(a.der, b.der));
	/* what is in force is not forgotten */
	OK(responder_purge(from.pub, clock_now(), &f));
	a = ask(question);
	assert_true(bytes_same(a.der, b.der));
}

static enum ocsp_state
state_of(struct responder_answer a)
{
	struct ocsp_answer	 read;

	OK(ocsp_check(a.der, &making, &id, clock_now(), &read, &f));
	return read.state;
}

/* "Good" comes into the store after the hold: it is not given. */
static void
r204_a_late_answer_is_asked_about(void **state)
{
	static const struct sql	 put = { .nin = 3, .text =
	    "UPDATE ocsp_answer SET number = $1, starts = $2, der = $3" };
	struct responder_answer	 good = ask(question);
	const int64_t		 number = kept_number();
	const struct value	 in[] = { v_int(number), v_int(good.from),
				    v_bytes(good.der) };

	(void)state;
	assert_int_equal(state_of(good), OCSP_GOOD);
	freeze("W-OTHER");
	assert_int_equal(state_of(ask(question)), OCSP_REVOKED);
	OK(store_begin(from.pub, STORE_WRITE, &f));
	OK(store_run(from.pub, &put, in, NITEMS(in), NULL, &f));
	OK(store_commit(from.pub, &f));
	assert_int_equal(kept_number(), number);
	assert_int_equal(state_of(ask(question)), OCSP_REVOKED);
	assert_true(kept_number() > number);
}

static void
r127_refusals_are_not_for_keeping(void **state)
{
	static const unsigned char serial[4] = { 1, 2, 3, 4 };
	struct ocsp_id	 none_such;
	struct buf	 b;

	(void)state;
	assert_true(is_refusal(ask(bytes_of("x", 1)), OCSP_MALFORMED));
	assert_true(is_refusal(ask(bytes_of(NULL, 0)), OCSP_MALFORMED));
	OK(ocsp_id_make(&making, OCSP_SM3, bytes_of(serial, 4), &none_such,
	    &f));
	buf_init(&b, OCSP_REQUEST);
	ocsp_request_write(&none_such, &b);
	assert_true(is_refusal(ask(buf_view(&b)), OCSP_UNAUTHORIZED));
	buf_free(&b);
}

/* Nothing changes but through keyd: what stood when it went still stands. */
static void
r127_keyd_away(void **state)
{
	struct responder_answer	 a, b;
	struct ocsp_id		 other = id;
	struct keyd		*was;
	struct buf		 q;

	(void)state;
	a = ask(question);
	assert_int_equal(kit_end(&kit, SIGTERM), 0);
	usleep(CHANGES_AGE + 1000);
	b = ask(question);
	assert_true(bytes_same(a.der, b.der));
	/* not asked before it went */
	OK(ocsp_id_make(&making, OCSP_SM3, bytes_of(id.serial, id.nserial),
	    &other, &f));
	buf_init(&q, OCSP_REQUEST);
	ocsp_request_write(&other, &q);
	assert_true(is_refusal(ask(buf_view(&q)), OCSP_TRY_LATER));
	/* a process that never heard a number cannot tell */
	was = from.keyd;
	OK(keyd_open(&kit.config, "status", &from.keyd, &f));
	assert_true(is_refusal(ask(question), OCSP_TRY_LATER));
	keyd_close(from.keyd);
	from.keyd = was;
	kit_start(&kit);
	b = ask(question);
	assert_true(bytes_same(a.der, b.der));
	assert_true(ask(buf_view(&q)).until > 0);
	buf_free(&q);
}

/* Without a store each is signed, and right. */
static void
nowhere_to_keep(void **state)
{
	struct store		*pub = from.pub;
	struct responder_answer	 a, b;

	(void)state;
	from.pub = NULL;
	a = ask(question);
	b = ask(question);
	assert_true(a.until > 0 && b.until > 0);
	assert_false(bytes_same(a.der, b.der));
	from.pub = pub;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r204_when_a_kept_answer_stands),
		cmocka_unit_test(r127_one_answer_until_something_changes),
		cmocka_unit_test(r204_a_late_answer_is_asked_about),
		cmocka_unit_test(r127_refusals_are_not_for_keeping),
		cmocka_unit_test(r127_keyd_away),
		cmocka_unit_test(nowhere_to_keep),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

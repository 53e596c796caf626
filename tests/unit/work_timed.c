/* Timed work: periods, which row a clock raises, what becomes of intents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/fault.h"
#include "seal/table.h"
#include "work/phone.h"
#include "work/timed.h"

#define NOON INT64_C(1795147200000)	/* 2026-11-20 12:00 +08:00 */

/* a period has one start, whenever in it one looks. */
static void
r244_a_period_has_one_start(void **unused)
{
	static const int64_t spans[] = { MS_MINUTE, MS_HOUR, MS_DAY };
	int64_t		 from, at;
	int		 e, k;

	(void)unused;
	for (e = EVERY_MINUTE; e < EVERY__N; e++) {
		from = timed_period((enum timed_every)e, NOON);
		assert_true(from <= NOON && NOON < from + spans[e]);
		for (k = 0; k < 60; k++) {
			at = from + k * (spans[e] / 60);
			assert_int_equal(timed_period((enum timed_every)e,
			    at), from);
		}
		assert_int_equal(timed_period((enum timed_every)e,
		    from + spans[e] - 1), from);
		assert_int_equal(timed_period((enum timed_every)e,
		    from + spans[e]), from + spans[e]);
	}
}

/* Days begin at midnight in China, not in Greenwich. */
static void
r244_days_are_chinese_days(void **unused)
{
	const int64_t	 midnight = NOON - 12 * MS_HOUR;

	(void)unused;
	assert_int_equal(timed_period(EVERY_DAY, NOON), midnight);
	assert_int_equal(timed_period(EVERY_DAY, midnight), midnight);
	assert_int_equal(timed_period(EVERY_DAY, midnight - 1),
	    midnight - MS_DAY);
}

/* a step is told from a clock that is only being adjusted. */
static void
r238_a_step_is_told(void **unused)
{
	static const struct {
		int64_t	 passed, moved, step;
	} rows[] = {
		{ 1000, 0, 0 }, { 1000, 900, 0 }, { 1000, -1500, 0 },
		{ 600000, 2000, 0 },
		{ 1000, -2001, -2001 }, { 0, -MS_HOUR, -MS_HOUR },
		{ MS_DAY, -MS_MINUTE, -MS_MINUTE },
		{ 1000, MS_DAY, MS_DAY },
	};
	size_t	 i;

	(void)unused;
	for (i = 0; i < NITEMS(rows); i++)
		assert_int_equal(timed_step(NOON, rows[i].passed, NOON +
		    rows[i].passed + rows[i].moved), rows[i].step);
}

/* Every row a clock may raise is in T1, for the system, and no other. */
static void
t1_clock_raises_only_rows_of_the_table(void **unused)
{
	static const struct flow *const flows[] = {
		&flow_apply, &flow_loss, &flow_cancel
	};
	struct request_facts	 facts = { .overdue = 1 };
	const struct flow_row	*row;
	const char		*why;
	int			 s, urgent, event, found;
	size_t			 i;

	(void)unused;
	for (s = 0; s < REQUEST_STATE__N; s++)
		for (urgent = 0; urgent < 2; urgent++) {
			event = timed_event(s, urgent);
			if (event < 0)
				continue;
			facts.urgent = urgent;
			found = 0;
			for (i = 0; i < NITEMS(flows); i++)
				found |= flow_ask(flows[i], s, event,
				    FLOW_SYSTEM, &facts, NULL, &row,
				    &why) == FLOW_YES;
			assert_true(found);
		}
}

/* tried soon, then less often, never less than hourly. */
static void
r167_a_receipt_waits_longer_each_time(void **unused)
{
	int64_t	 tries, last = 0;

	(void)unused;
	assert_int_equal(timed_receipt_wait(1), MS_MINUTE);
	assert_int_equal(timed_receipt_wait(3), 4 * MS_MINUTE);
	for (tries = 0; tries < 1000; tries++) {
		assert_true(timed_receipt_wait(tries) >= last);
		assert_true(timed_receipt_wait(tries) <= MS_HOUR);
		last = timed_receipt_wait(tries);
	}
	assert_int_equal(last, MS_HOUR);
}

/* an urgent report is never abandoned; a plain draft is (P-38). */
static void
r086_urgent_draft_is_not_abandoned(void **unused)
{
	(void)unused;
	assert_int_equal(timed_event(A0_DRAFT, 0), EV_ABANDON);
	assert_int_equal(timed_event(A0_DRAFT, 1), EV_OVERDUE);
	assert_int_equal(timed_event(A2_RETURNED, 0), EV_LAPSE);
	assert_int_equal(timed_event(A5_IMAGE, 0), EV_LAPSE);
	assert_int_equal(timed_event(A13_DELIVERED, 0), EV_REMIND);
	assert_int_equal(timed_event(A14_COMPLETED, 0), -1);
	assert_int_equal(timed_event(A1_SUBMITTED, 0), -1);
}

/* what an urgent report froze can be released before the papers,
 * when refused, and when closed; a plain draft's release is no row. */
static void
r087_urgent_freeze_can_be_released(void **unused)
{
	static const int	 states[] = { A0_DRAFT, A4_REJECTED,
				    A18_CLOSED };
	struct request_facts	 f = { .urgent = 1, .seal_lost = 1 };
	const struct flow_row	*row;
	const char		*why;
	size_t			 i;

	(void)unused;
	for (i = 0; i < NITEMS(states); i++) {
		assert_int_equal(flow_ask(&flow_loss, states[i], EV_RELEASE,
		    ROLE_BIT(ROLE_RA_OPERATOR), &f, NULL, &row, &why),
		    FLOW_YES);
		assert_int_equal(row->to, states[i]);
		assert_int_equal(flow_ask(&flow_loss, states[i], EV_RELEASE,
		    ROLE_BIT(ROLE_KEEPER), &f, NULL, &row, &why),
		    FLOW_NO_ROLE);
	}
	f.urgent = 0;
	assert_int_equal(flow_ask(&flow_loss, A0_DRAFT, EV_RELEASE,
	    ROLE_BIT(ROLE_RA_OPERATOR), &f, NULL, &row, &why),
	    FLOW_NO_GUARD);
	f.urgent = 1;
	f.seal_expired = 1;
	assert_int_equal(flow_ask(&flow_loss, A4_REJECTED, EV_RELEASE,
	    ROLE_BIT(ROLE_RA_OPERATOR), &f, NULL, &row, &why),
	    FLOW_NO_GUARD);
}

/* the register follows keyd where keyd is the stricter one. */
static void
r225_register_follows_keyd(void **unused)
{
	static const struct {
		struct timed_intent	 i;
		enum timed_fate		 fate;
	} cases[] = {
		/* still under way */
		{ { "urgent", "frozen", S3_ACTIVE, 0, MS_SECOND },
		  FATE_WAIT },
		{ { "freeze", "frozen", S3_ACTIVE, 1, MS_MINUTE - 1 },
		  FATE_WAIT },
		/* keyd stopped, the register does not know */
		{ { "urgent", "frozen", S3_ACTIVE, 0, MS_MINUTE },
		  FATE_REPORT },
		{ { "urgent", "frozen", S5_SUSPENDED, 0, MS_MINUTE },
		  FATE_REPORT },
		{ { "freeze", "frozen", S3_ACTIVE, 1, MS_MINUTE },
		  FATE_LOST },
		{ { "revoke", "revoked", S3_ACTIVE, 1, MS_MINUTE },
		  FATE_REVOKED },
		{ { "revoke", "revoked", S4_LOST, 1, MS_MINUTE },
		  FATE_REVOKED },
		/* the register knows: the person finishes, or it is over */
		{ { "freeze", "frozen", S4_LOST, 1, MS_HOUR }, FATE_WAIT },
		{ { "freeze", "frozen", S4_LOST, 0, MS_HOUR }, FATE_DROP },
		{ { "revoke", "revoked", S7_REVOKED, 1, MS_HOUR },
		  FATE_WAIT },
		{ { "revoke", "revoked", S7_REVOKED, 0, MS_HOUR },
		  FATE_DROP },
		{ { "urgent", "frozen", S4_LOST, 0, MS_MINUTE }, FATE_DROP },
		/* nothing happened in keyd */
		{ { "urgent", "active", S3_ACTIVE, 0, 2 * MS_MINUTE },
		  FATE_WAIT },
		{ { "urgent", "active", S3_ACTIVE, 0, MS_HOUR }, FATE_DROP },
		{ { "freeze", "active", S3_ACTIVE, 1, MS_HOUR }, FATE_WAIT },
		{ { "certify", NULL, -1, 1, MS_HOUR }, FATE_WAIT },
		{ { "certify", NULL, -1, 0, MS_HOUR }, FATE_DROP },
		/* keyd is the laxer one: never followed by a clock */
		{ { "release", "active", S4_LOST, 1, MS_HOUR }, FATE_WAIT },
		{ { "activate", "active", S2_DELIVERED, 1, MS_HOUR },
		  FATE_WAIT },
	};
	size_t	 i;

	(void)unused;
	for (i = 0; i < NITEMS(cases); i++)
		assert_int_equal(timed_fate(&cases[i].i), cases[i].fate);
}

/* the last day still serves, the next does not; who was told before. */
static void
r240_unused_a_year_is_suspended(void **unused)
{
	static const struct {
		int	 days, told, ago;	/* to the end; when first told */
		int	 act;
	} cases[] = {
		{ 61, 0, 0, 0 }, { 60, 0, 0, 60 }, { 59, 60, 1, 0 },
		{ 31, 60, 29, 0 }, { 30, 60, 30, 30 }, { 8, 30, 52, 0 },
		{ 7, 30, 53, 7 }, { 1, 7, 59, 0 }, { 0, 7, 60, UNUSED_SUSPEND },
		{ -9, 7, 60, UNUSED_SUSPEND },
		/* what was slept through is told once, by the nearest */
		{ 29, 0, 0, 30 }, { 3, 0, 0, 7 }, { 3, 60, 57, 7 },
	};
	struct timed_unused	 u;
	size_t			 i;

	(void)unused;
	for (i = 0; i < NITEMS(cases); i++) {
		u = (struct timed_unused){
			.due = NOON + cases[i].days * MS_DAY,
			.told = cases[i].told,
			.first = cases[i].told == 0 ? 0 :
			    NOON - cases[i].ago * MS_DAY,
		};
		assert_int_equal(timed_unused(&u, NOON), cases[i].act);
	}
}

/* nobody is suspended unwarned, nor less than a week after it. */
static void
r242_nobody_is_suspended_unwarned(void **unused)
{
	struct timed_unused	 u = { .due = NOON - 400 * MS_DAY };

	(void)unused;
	assert_int_equal(timed_unused(&u, NOON), 7);
	assert_int_equal(timed_unused_end(&u, NOON), NOON + 7 * MS_DAY);
	u.told = 7;
	u.first = NOON;
	assert_int_equal(timed_unused(&u, NOON + 7 * MS_DAY - 1), 0);
	assert_int_equal(timed_unused(&u, NOON + 7 * MS_DAY),
	    UNUSED_SUSPEND);
}

/* a week before it opens, when it does, on its days, once it is over;
 * each once, the nearest where several were slept through. */
static void
r096_each_reminder_once(void **unused)
{
	struct timed_renewal	 u = {
		.span = { NOON - 90 * MS_DAY, NOON, NOON + 30 * MS_DAY },
		.days = { 60, 7, 1 }, .ndays = 3,
	};
	static const struct {
		int64_t	 day;
		int	 told, is;
	} cases[] = {
		{ -98, REMINDED_NEVER, REMINDED_NEVER },
		{ -97, REMINDED_NEVER, 97 }, { -96, 97, REMINDED_NEVER },
		{ -90, 97, 90 }, { -61, 90, REMINDED_NEVER },
		{ -60, 90, 60 }, { -7, 60, 7 }, { -7, 7, REMINDED_NEVER },
		{ -1, 7, 1 }, { -5, REMINDED_NEVER, 7 },
		{ 1, 1, 0 }, { 2, 0, REMINDED_NEVER },
		{ 30, 1, 0 }, { 31, 1, REMINDED_NEVER },
		/* the clock set back tells nothing again */
		{ -60, 7, REMINDED_NEVER },
	};
	size_t	 i;

	(void)unused;
	for (i = 0; i < NITEMS(cases); i++) {
		u.told = cases[i].told;
		if (timed_renewal(&u, NOON + cases[i].day * MS_DAY) !=
		    cases[i].is)
			fail_msg("case %zu", i);
	}
}

static void
phone_hashes_compare_whole(void **unused)
{
	unsigned char	 a[32] = { 1 }, b[32] = { 1 };
	size_t		 i;

	(void)unused;
	assert_true(phone_same(a, b));
	for (i = 0; i < 32; i++) {
		b[i] ^= 0x80;
		assert_false(phone_same(a, b));
		b[i] ^= 0x80;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r244_a_period_has_one_start),
		cmocka_unit_test(r244_days_are_chinese_days),
		cmocka_unit_test(r238_a_step_is_told),
		cmocka_unit_test(t1_clock_raises_only_rows_of_the_table),
		cmocka_unit_test(r167_a_receipt_waits_longer_each_time),
		cmocka_unit_test(r086_urgent_draft_is_not_abandoned),
		cmocka_unit_test(r087_urgent_freeze_can_be_released),
		cmocka_unit_test(r225_register_follows_keyd),
		cmocka_unit_test(r240_unused_a_year_is_suspended),
		cmocka_unit_test(r242_nobody_is_suspended_unwarned),
		cmocka_unit_test(r096_each_reminder_once),
		cmocka_unit_test(phone_hashes_compare_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * T1 to T3 as tables: every state, event and role is walked; what is not in
 * the table is refused, and guards say why in a sentence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/fault.h"
#include "seal/table.h"
#include "trust/role.h"

/* Facts under which every guard that can say yes does. */
static const struct request_facts willing = {
	.own = 0, .opener = 0, .agreed = 1, .declared = 1, .all_judged = 1,
	.has_reason = 1, .has_image = 1, .image_confirmed = 1,
	.has_receiver = 1, .has_keeper = 1, .keeper_has_pin = 1,
	.seal_lost = 1, .assented = 1, .overdue = 1,
};

static enum flow_answer
ask(const struct flow *flow, int state, int event, unsigned roles,
    const struct request_facts *facts, int *to, const char **why)
{
	const struct flow_row	*row;
	enum flow_answer	 a;

	a = flow_ask(flow, state, event, roles, facts, NULL, &row, why);
	*to = row == NULL ? -1 : row->to;
	return a;
}

static int
has_row(const struct flow *flow, int state, int event, unsigned roles)
{
	size_t	 i;

	for (i = 0; i < flow->nrows; i++)
		if (flow->rows[i].from == state &&
		    flow->rows[i].event == event &&
		    (flow->rows[i].roles & roles))
			return 1;
	return 0;
}

/* Whatever the facts, an answer of yes needs a row for exactly this. */
static void
t1_nothing_outside_the_table(void **unused)
{
	static const struct flow *const flows[] = {
		&flow_apply, &flow_loss, &flow_cancel
	};
	struct request_facts	 facts[3] = { willing, willing, { 0 } };
	const char		*why;
	size_t			 i, k;
	int			 s, e, r, to;

	(void)unused;
	facts[1].own = facts[1].opener = 1;
	for (i = 0; i < NITEMS(flows); i++)
	for (s = FLOW_NEW; s < (int)flows[i]->nstates; s++)
	for (e = 0; e < (int)flows[i]->nevents; e++)
	for (r = 0; r <= ROLE__N; r++)
	for (k = 0; k < NITEMS(facts); k++) {
		unsigned bit = r == ROLE__N ? FLOW_SYSTEM : ROLE_BIT(r);
		enum flow_answer a = ask(flows[i], s, e, bit, &facts[k],
		    &to, &why);

		if (!has_row(flows[i], s, e, bit)) {
			assert_true(a == FLOW_NO_ROW || a == FLOW_NO_ROLE);
			assert_int_equal(to, -1);
		}
		if (a == FLOW_YES)
			assert_null(why);
		else
			assert_non_null(why);
	}
}

/* the nine steps run in order; a later one is refused before. */
static void
r076_steps_run_in_order(void **unused)
{
	static const struct { int state, event; unsigned role; int to; }
	steps[] = {
		{ A3_VERIFIED, EV_PUT_IMAGE, ROLE_MAKER, A5_IMAGE },
		{ A6_CONFIRMED, EV_ENTER, ROLE_MAKER, A7_ENTERED },
		{ A7_ENTERED, EV_APPROVE, ROLE_APPROVER, A8_APPROVED },
		{ A8_APPROVED, EV_CERTIFY, ROLE_MAKER, A9_CERTIFIED },
		{ A9_CERTIFIED, EV_CODE, ROLE_MAKER, A10_CODED },
		{ A10_CODED, EV_GENERATE, ROLE_MAKER, A11_MADE },
		{ A11_MADE, EV_LOAD, ROLE_MAKER, A12_LOADED },
		{ A12_LOADED, EV_DELIVER, ROLE_CHECKER, A13_DELIVERED },
		{ A13_DELIVERED, EV_ACTIVATE, ROLE_KEEPER, A14_COMPLETED },
	};
	const char	*why;
	size_t		 i, k;
	int		 to;

	(void)unused;
	for (i = 0; i < NITEMS(steps); i++)
		for (k = 0; k < NITEMS(steps); k++) {
			enum flow_answer a = ask(&flow_apply, steps[k].state,
			    steps[i].event, ROLE_BIT(steps[i].role),
			    &willing, &to, &why);

			assert_int_equal(a == FLOW_YES, i == k);
			if (i == k)
				assert_int_equal(to, steps[i].to);
		}
}

/* R-026, P-35: nobody decides the own request. */
static void
r026_own_request_is_not_decided(void **unused)
{
	static const struct { const struct flow *flow; int state, event;
	    unsigned role; } decisions[] = {
		{ &flow_apply, A1_SUBMITTED, EV_VERIFY, ROLE_CHECKER },
		{ &flow_apply, A7_ENTERED, EV_APPROVE, ROLE_APPROVER },
		{ &flow_apply, A7_ENTERED, EV_APPROVER_REJECT,
		  ROLE_APPROVER },
		{ &flow_cancel, A3_VERIFIED, EV_ASSENT, ROLE_APPROVER },
	};
	struct request_facts	 own = willing;
	const char		*why;
	size_t			 i;
	int			 to;

	(void)unused;
	own.assented = 0;
	for (i = 0; i < NITEMS(decisions); i++) {
		own.own = own.opener = 0;
		assert_int_equal(ask(decisions[i].flow, decisions[i].state,
		    decisions[i].event, ROLE_BIT(decisions[i].role), &own,
		    &to, &why), FLOW_YES);
		own.own = 1;
		assert_int_equal(ask(decisions[i].flow, decisions[i].state,
		    decisions[i].event, ROLE_BIT(decisions[i].role), &own,
		    &to, &why), FLOW_NO_GUARD);
		own.own = 0;
		own.opener = 1;
		assert_int_equal(ask(decisions[i].flow, decisions[i].state,
		    decisions[i].event, ROLE_BIT(decisions[i].role), &own,
		    &to, &why), FLOW_NO_GUARD);
	}
}

static void
p35_clerk_does_not_approve(void **unused)
{
	struct request_facts	 f = willing;
	const char		*why;
	int			 to;

	(void)unused;
	f.was_clerk = 1;
	assert_int_equal(ask(&flow_apply, A7_ENTERED, EV_APPROVE,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_NO_GUARD);
	f = willing;
	f.was_assenter = 1;
	assert_int_equal(ask(&flow_cancel, A3_VERIFIED, EV_REVOKE,
	    ROLE_BIT(ROLE_RA_OPERATOR), &f, &to, &why), FLOW_NO_GUARD);
}

/* every item judged; a rejection gives its reason. */
static void
r066_every_item_is_judged(void **unused)
{
	struct request_facts	 f = willing;
	const char		*why;
	int			 to;

	(void)unused;
	f.all_judged = 0;
	assert_int_equal(ask(&flow_apply, A1_SUBMITTED, EV_VERIFY,
	    ROLE_BIT(ROLE_CHECKER), &f, &to, &why), FLOW_NO_GUARD);
	f = willing;
	f.any_fault = 1;
	assert_int_equal(ask(&flow_apply, A1_SUBMITTED, EV_VERIFY,
	    ROLE_BIT(ROLE_CHECKER), &f, &to, &why), FLOW_NO_GUARD);
	assert_int_equal(ask(&flow_apply, A1_SUBMITTED, EV_RETURN,
	    ROLE_BIT(ROLE_CHECKER), &f, &to, &why), FLOW_YES);
}

static void
r067_rejection_needs_a_reason(void **unused)
{
	struct request_facts	 f = willing;
	const char		*why;
	int			 to;

	(void)unused;
	f.has_reason = 0;
	assert_int_equal(ask(&flow_apply, A1_SUBMITTED, EV_REJECT,
	    ROLE_BIT(ROLE_CHECKER), &f, &to, &why), FLOW_NO_GUARD);
	f.has_reason = 1;
	assert_int_equal(ask(&flow_apply, A1_SUBMITTED, EV_REJECT,
	    ROLE_BIT(ROLE_CHECKER), &f, &to, &why), FLOW_YES);
	assert_int_equal(to, A4_REJECTED);
}

/* withdrawn until verified, not after. */
static void
r101_withdrawn_until_verified(void **unused)
{
	struct request_facts	 f = willing;
	const char		*why;
	int			 s, to;

	(void)unused;
	f.own = 1;
	for (s = 0; s < REQUEST_STATE__N; s++) {
		enum flow_answer a = ask(&flow_apply, s, EV_WITHDRAW,
		    ROLE_BIT(ROLE_APPLICANT), &f, &to, &why);

		assert_int_equal(a == FLOW_YES, s == A0_DRAFT ||
		    s == A1_SUBMITTED || s == A2_RETURNED);
	}
	f.urgent = 1;
	assert_int_equal(ask(&flow_loss, A0_DRAFT, EV_WITHDRAW,
	    ROLE_BIT(ROLE_KEEPER), &f, &to, &why), FLOW_NO_GUARD);
}

/* what activation asks for. */
static void
r110_activation_needs_the_confirmed_image(void **unused)
{
	struct request_facts	 f = willing;
	const char		*why;
	int			 to;

	(void)unused;
	f.image_confirmed = 0;
	assert_int_equal(ask(&flow_apply, A13_DELIVERED, EV_ACTIVATE,
	    ROLE_BIT(ROLE_KEEPER), &f, &to, &why), FLOW_NO_GUARD);
}

static void
r031_activation_needs_a_keeper(void **unused)
{
	struct request_facts	 f = willing;
	const char		*why;
	int			 to;

	(void)unused;
	f.has_keeper = 0;
	assert_int_equal(ask(&flow_apply, A13_DELIVERED, EV_ACTIVATE,
	    ROLE_BIT(ROLE_KEEPER), &f, &to, &why), FLOW_NO_GUARD);
}

/* a making unit not approved or suspended makes nothing. */
static void
r005_only_an_approved_unit_makes(void **unused)
{
	struct request_facts	 f = willing;
	const char		*why;
	int			 to;

	(void)unused;
	f.cannot_make = "制作单位已被暂停制作";
	assert_int_equal(ask(&flow_apply, A8_APPROVED, EV_CERTIFY,
	    ROLE_BIT(ROLE_MAKER), &f, &to, &why), FLOW_NO_GUARD);
	assert_int_equal(ask(&flow_apply, A10_CODED, EV_GENERATE,
	    ROLE_BIT(ROLE_MAKER), &f, &to, &why), FLOW_NO_GUARD);
}

/* no seal moves before the desk has verified. */
static void
r080_nothing_before_verification(void **unused)
{
	const char	*why;
	int		 s, to;

	(void)unused;
	for (s = 0; s < A3_VERIFIED; s++) {
		assert_int_not_equal(ask(&flow_loss, s, EV_FREEZE,
		    ROLE_BIT(ROLE_RA_OPERATOR), &willing, &to, &why),
		    FLOW_YES);
		assert_int_not_equal(ask(&flow_cancel, s, EV_REVOKE,
		    ROLE_BIT(ROLE_RA_OPERATOR), &willing, &to, &why),
		    FLOW_YES);
	}
}

/* released unless the new seal is on, or it has expired. */
static void
r087_release_has_its_limits(void **unused)
{
	struct request_facts	 f = willing;
	const char		*why;
	int			 to;

	(void)unused;
	assert_int_equal(ask(&flow_loss, A17_OLD_HANDLED, EV_RELEASE,
	    ROLE_BIT(ROLE_RA_OPERATOR), &f, &to, &why), FLOW_YES);
	f.child_active = 1;
	assert_int_equal(ask(&flow_loss, A17_OLD_HANDLED, EV_RELEASE,
	    ROLE_BIT(ROLE_RA_OPERATOR), &f, &to, &why), FLOW_NO_GUARD);
	f = willing;
	f.seal_expired = 1;
	assert_int_equal(ask(&flow_loss, A17_OLD_HANDLED, EV_RELEASE,
	    ROLE_BIT(ROLE_RA_OPERATOR), &f, &to, &why), FLOW_NO_GUARD);
}

/* A16: retry leads back to the step that failed, and no other. */
static void
t1_retry_leads_to_the_failed_step(void **unused)
{
	static const struct { const char *failed; int to; } steps[] = {
		{ "certify", A8_APPROVED }, { "code", A9_CERTIFIED },
		{ "generate", A10_CODED },
	};
	struct request_facts	 f = willing;
	const char		*why;
	size_t			 i;
	int			 to;

	(void)unused;
	for (i = 0; i < NITEMS(steps); i++) {
		f.failed = steps[i].failed;
		assert_int_equal(ask(&flow_apply, A16_FAILED, EV_RETRY,
		    ROLE_BIT(ROLE_MAKER), &f, &to, &why), FLOW_YES);
		assert_int_equal(to, steps[i].to);
	}
	f.failed = "load";
	assert_int_equal(ask(&flow_apply, A16_FAILED, EV_RETRY,
	    ROLE_BIT(ROLE_MAKER), &f, &to, &why), FLOW_NO_GUARD);
}

/* revocation is final. */
static void
r090_revoked_is_final(void **unused)
{
	(void)unused;
	assert_true(flow_is_final(&flow_seal, S7_REVOKED));
	assert_true(flow_is_final(&flow_apply, A4_REJECTED));
	assert_true(flow_is_final(&flow_apply, A14_COMPLETED));
	assert_true(flow_is_final(&flow_apply, A15_WITHDRAWN));
	assert_true(flow_is_final(&flow_apply, A18_CLOSED));
}

/* states and the national two-value answer. */
static void
r209_national_answer(void **unused)
{
	int	 s;

	(void)unused;
	for (s = 0; s < SEAL_STATE__N; s++) {
		assert_int_equal(seal_national(s), s == S3_ACTIVE ? 0 : 1);
		assert_int_equal(seal_state_refusal(s) == NULL,
		    s == S3_ACTIVE);
	}
}

/* --- T3 --------------------------------------------------------------- */

static const struct use_facts use_willing = {
	.own = 1, .keeper = 1, .reviewer = 1, .checks_ticked = 1,
	.has_opinion = 1, .same_file = 1, .has_reviewer = 1,
};

static enum flow_answer
use(int state, int event, unsigned role, const struct use_facts *facts)
{
	const struct flow_row	*row;
	const char		*why;

	return flow_ask(&flow_use, state, event, ROLE_BIT(role), facts, NULL,
	    &row, &why);
}

static void
r026_own_use_is_not_reviewed(void **unused)
{
	struct use_facts	 f = use_willing;

	(void)unused;
	assert_int_equal(use(U1_SUBMITTED, UE_TAKE, ROLE_REVIEWER, &f),
	    FLOW_NO_GUARD);
	assert_int_equal(use(U2_REVIEW, UE_APPROVE, ROLE_REVIEWER, &f),
	    FLOW_NO_GUARD);
	f.own = 0;
	assert_int_equal(use(U1_SUBMITTED, UE_TAKE, ROLE_REVIEWER, &f),
	    FLOW_YES);
	assert_int_equal(use(U2_REVIEW, UE_APPROVE, ROLE_REVIEWER, &f),
	    FLOW_YES);
	f.reviewer = 0;
	assert_int_equal(use(U2_REVIEW, UE_APPROVE, ROLE_REVIEWER, &f),
	    FLOW_NO_GUARD);
}

/* no reviewer, no request. */
static void
r034_a_reviewer_is_appointed(void **unused)
{
	struct use_facts	 f = use_willing;

	(void)unused;
	f.has_reviewer = 0;
	assert_int_equal(use(U0_DRAFT, UE_SUBMIT, ROLE_REQUESTER, &f),
	    FLOW_NO_GUARD);
	f.has_reviewer = 1;
	assert_int_equal(use(U0_DRAFT, UE_SUBMIT, ROLE_REQUESTER, &f),
	    FLOW_YES);
}

/* an opinion where refused; not for a seal that cannot be used. */
static void
r157_opinion_and_seal_state(void **unused)
{
	struct use_facts	 f = use_willing;

	(void)unused;
	f.own = 0;
	f.has_opinion = 0;
	assert_int_equal(use(U2_REVIEW, UE_REFUSE, ROLE_REVIEWER, &f),
	    FLOW_NO_GUARD);
	assert_int_equal(use(U2_REVIEW, UE_APPROVE, ROLE_REVIEWER, &f),
	    FLOW_YES);
	f.seal_no = "印章已过有效期";
	assert_int_equal(use(U2_REVIEW, UE_APPROVE, ROLE_REVIEWER, &f),
	    FLOW_NO_GUARD);
}

/* who stamps what, and once. */
static void
r158_only_what_was_approved_is_stamped(void **unused)
{
	struct use_facts	 f = use_willing;

	(void)unused;
	assert_int_equal(use(U3_APPROVED, UE_STAMP, ROLE_REQUESTER, &f),
	    FLOW_YES);
	f.same_file = 0;
	assert_int_equal(use(U3_APPROVED, UE_STAMP, ROLE_REQUESTER, &f),
	    FLOW_NO_GUARD);
	f = use_willing;
	f.overdue = 1;
	assert_int_equal(use(U3_APPROVED, UE_STAMP, ROLE_REQUESTER, &f),
	    FLOW_NO_GUARD);
	assert_int_equal(use(U5_STAMPED, UE_STAMP, ROLE_REQUESTER,
	    &use_willing), FLOW_NO_ROW);
}

static void
r164_only_the_requester_or_the_keeper_stamps(void **unused)
{
	struct use_facts	 f = use_willing;

	(void)unused;
	f.own = 0;
	assert_int_equal(use(U3_APPROVED, UE_STAMP, ROLE_REQUESTER, &f),
	    FLOW_NO_GUARD);
	assert_int_equal(use(U3_APPROVED, UE_STAMP_KEEPER, ROLE_KEEPER, &f),
	    FLOW_YES);
	f.keeper = 0;
	assert_int_equal(use(U3_APPROVED, UE_STAMP_KEEPER, ROLE_KEEPER, &f),
	    FLOW_NO_GUARD);
}

static void
r163_a_frozen_seal_does_not_stamp(void **unused)
{
	struct use_facts	 f = use_willing;

	(void)unused;
	f.seal_no = seal_state_refusal(S4_LOST);
	assert_int_equal(use(U3_APPROVED, UE_STAMP, ROLE_REQUESTER, &f),
	    FLOW_NO_GUARD);
}

/* the keeper ticks all four checks. */
static void
r160_the_keeper_ticks_four_checks(void **unused)
{
	struct use_facts	 f = use_willing;

	(void)unused;
	f.checks_ticked = 0;
	assert_int_equal(use(U3_APPROVED, UE_STAMP_KEEPER, ROLE_KEEPER, &f),
	    FLOW_NO_GUARD);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(t1_nothing_outside_the_table),
		cmocka_unit_test(r076_steps_run_in_order),
		cmocka_unit_test(r026_own_request_is_not_decided),
		cmocka_unit_test(p35_clerk_does_not_approve),
		cmocka_unit_test(r066_every_item_is_judged),
		cmocka_unit_test(r067_rejection_needs_a_reason),
		cmocka_unit_test(r101_withdrawn_until_verified),
		cmocka_unit_test(r110_activation_needs_the_confirmed_image),
		cmocka_unit_test(r031_activation_needs_a_keeper),
		cmocka_unit_test(r005_only_an_approved_unit_makes),
		cmocka_unit_test(r080_nothing_before_verification),
		cmocka_unit_test(r087_release_has_its_limits),
		cmocka_unit_test(t1_retry_leads_to_the_failed_step),
		cmocka_unit_test(r090_revoked_is_final),
		cmocka_unit_test(r209_national_answer),
		cmocka_unit_test(r026_own_use_is_not_reviewed),
		cmocka_unit_test(r034_a_reviewer_is_appointed),
		cmocka_unit_test(r157_opinion_and_seal_state),
		cmocka_unit_test(r158_only_what_was_approved_is_stamped),
		cmocka_unit_test(r164_only_the_requester_or_the_keeper_stamps),
		cmocka_unit_test(r163_a_frozen_seal_does_not_stamp),
		cmocka_unit_test(r160_the_keeper_ticks_four_checks),
	};

	return cmocka_run_group_tests_name("seal_table", tests, NULL, NULL);
}

/*
 * T1 to T3 as tables (T5's rows too; its guards are in seal_carrier.c): every state, event and role is walked and held against
 * what the requirements say (table_spec.h); what is not there is refused, and
 * guards say why in a sentence.  That nothing changes then is in work_step.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/fault.h"
#include "table_spec.h"

/* Facts under which every guard that can say yes does. */
static const struct request_facts willing = {
	.own = 0, .opener = 0, .agreed = 1, .declared = 1, .all_judged = 1,
	.has_reason = 1, .has_image = 1, .image_confirmed = 1,
	.has_receiver = 1, .has_keeper = 1, .keeper_has_pin = 1,
	.seal_lost = 1, .seal_suspended = 1, .self = 1, .assented = 1, .overdue = 1,
	.lost_anew = 1, .lost_returns = 1, .lost_ends = 1,
};

static const struct use_facts use_willing = {
	.own = 1, .keeper = 1, .reviewer = 1, .checks_ticked = 1,
	.has_opinion = 1, .same_file = 1, .has_reviewer = 1, .listed = 1,
	.steps = 1,
};

static enum flow_answer
ask(const struct flow *flow, int state, int event, unsigned roles,
    const void *facts, int *to, const char **why)
{
	const struct flow_row	*row;
	enum flow_answer	 a;

	a = flow_ask(flow, state, event, roles, facts, NULL, &row, why);
	*to = row == NULL ? -1 : row->to;
	return a;
}

/* Whether a row of the programs' own table says so. */
static int
has_row(const struct flow *flow, int from, int event, unsigned role, int to)
{
	size_t	 i;

	for (i = 0; i < flow->nrows; i++)
		if (flow->rows[i].from == from &&
		    flow->rows[i].event == event && flow->rows[i].to == to &&
		    (flow->rows[i].roles & role))
			return 1;
	return 0;
}

/* Every state, event, role and next state: the table has the row if and only
 * if the requirements have it. */
static void
t1_t2_t3_rows_are_those_of_the_requirements(void **unused)
{
	const struct spec	*s;
	unsigned		 role;
	size_t			 i;
	int			 from, event, r, to;

	(void)unused;
	for (i = 0; i < NITEMS(specs); i++) {
		s = &specs[i];
		for (from = FLOW_NEW; from < (int)s->flow->nstates; from++)
		for (event = 0; event < (int)s->flow->nevents; event++)
		for (r = 0; r <= ROLE__N; r++)
		for (to = 0; to < (int)s->flow->nstates; to++) {
			role = r == ROLE__N ? FLOW_SYSTEM : ROLE_BIT(r);
			if (has_row(s->flow, from, event, role, to) !=
			    spec_leads(s, from, event, role, to))
				fail_msg("%s: state %d, event %s, role %s, "
				    "to %d", s->flow->name, from,
				    s->flow->events[event].name, r ==
				    ROLE__N ? "system" : role_name(
				    (enum role)r), to);
		}
	}
}

/* Whatever the facts, "yes" is said to what the requirements know, and each
 * "no" has its sentence. */
static void
t1_t3_nothing_else_is_agreed_to(void **unused)
{
	struct request_facts	 requests[5] = { willing, willing, { 0 },
				    willing, willing };
	struct use_facts	 uses[5] = { use_willing, use_willing, { 0 },
				    use_willing, use_willing };
	const struct spec	*s;
	const char		*why;
	unsigned		 role;
	size_t			 i, k;
	int			 from, event, r, to;

	(void)unused;
	requests[1].own = requests[1].opener = 1;
	requests[3].permit_first = 1;
	requests[4].code_first = requests[4].confirm_late = 1;
	requests[4].coded = requests[4].own = 1;
	requests[4].image_confirmed = 0;
	uses[1].own = 0;
	for (i = 0; i < NITEMS(specs); i++) {
		s = &specs[i];
		if (s->flow == &flow_carrier)
			continue;
		for (from = FLOW_NEW; from < (int)s->flow->nstates; from++)
		for (event = 0; event < (int)s->flow->nevents; event++)
		for (r = 0; r <= ROLE__N; r++)
		for (k = 0; k < NITEMS(requests); k++) {
			enum flow_answer	 a;

			role = r == ROLE__N ? FLOW_SYSTEM : ROLE_BIT(r);
			a = ask(s->flow, from, event, role, s->flow ==
			    &flow_use ? (const void *)&uses[k] : &requests[k],
			    &to, &why);
			assert_int_equal(why == NULL, a == FLOW_YES);
			if (a == FLOW_YES)
				assert_true(spec_leads(s, from, event, role,
				    to));
			else
				assert_int_equal(to, -1);
			if (!(spec_roles(s, from, event) & role))
				assert_true(a == FLOW_NO_ROW ||
				    a == FLOW_NO_ROLE);
		}
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

/* R-253, P-36 "before": what is verified waits for the approver; only then can
 * there be a picture.  A case that waits so goes on if the rule changes. */
static void
r253_permitted_before_the_picture(void **unused)
{
	struct request_facts	 f = willing;
	const char		*why;
	int			 to;

	(void)unused;
	f.permit_first = 1;
	assert_int_equal(ask(&flow_apply, A1_SUBMITTED, EV_VERIFY,
	    ROLE_BIT(ROLE_CHECKER), &f, &to, &why), FLOW_YES);
	assert_int_equal(to, A19_TO_PERMIT);
	assert_int_equal(ask(&flow_apply, A19_TO_PERMIT, EV_PUT_IMAGE,
	    ROLE_BIT(ROLE_MAKER), &f, &to, &why), FLOW_NO_ROW);
	f.permit_first = 0;
	assert_int_equal(ask(&flow_apply, A19_TO_PERMIT, EV_PERMIT,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_YES);
	assert_int_equal(to, A3_VERIFIED);
	f.bad_catalogue = "x";
	assert_int_equal(ask(&flow_apply, A19_TO_PERMIT, EV_PERMIT,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_NO_GUARD);
	f.permit_first = 1;
	f.any_fault = 1;
	assert_int_equal(ask(&flow_apply, A1_SUBMITTED, EV_VERIFY,
	    ROLE_BIT(ROLE_CHECKER), &f, &to, &why), FLOW_NO_GUARD);
	assert_string_equal(why, "有材料核验不通过，请退回补正");
	/* not in another business */
	f = willing;
	f.permit_first = 1;
	assert_int_equal(ask(&flow_cancel, A1_SUBMITTED, EV_VERIFY,
	    ROLE_BIT(ROLE_CHECKER), &f, &to, &why), FLOW_YES);
	assert_int_equal(to, A3_VERIFIED);
}

/* R-076, P-34: the code before the certificate, or after it; what has gone
 * one way is finished so if the rule changes. */
static void
r076_code_before_the_certificate(void **unused)
{
	static const struct {
		int		 first, certified, coded, from, event, to;
	} cases[] = {
		{ 0, 0, 0, A8_APPROVED, EV_CERTIFY, A9_CERTIFIED },
		{ 0, 0, 0, A8_APPROVED, EV_CODE, -1 },
		{ 1, 0, 0, A8_APPROVED, EV_CERTIFY, -1 },
		{ 1, 0, 0, A8_APPROVED, EV_CODE, A20_CODED_FIRST },
		{ 1, 1, 0, A9_CERTIFIED, EV_CODE, A10_CODED },
		{ 0, 0, 1, A20_CODED_FIRST, EV_CERTIFY, A10_CODED },
		{ 1, 0, 1, A20_CODED_FIRST, EV_CODE, -1 },
		{ 1, 0, 1, A20_CODED_FIRST, EV_GENERATE, -1 },
	};
	struct request_facts	 f;
	const char		*why;
	size_t			 i;
	int			 to, scope;

	(void)unused;
	for (i = 0; i < NITEMS(cases); i++)
		for (scope = 0; scope < 2; scope++) {
			f = willing;
			f.code_first = cases[i].first;
			f.certified = cases[i].certified;
			f.coded = cases[i].coded;
			f.cross = scope;
			assert_int_equal(ask(&flow_apply, cases[i].from,
			    cases[i].event, ROLE_BIT(ROLE_MAKER), &f, &to,
			    &why) == FLOW_YES, cases[i].to != -1);
			assert_int_equal(to, cases[i].to);
		}
	f = willing;
	f.code_first = 1;
	assert_int_equal(ask(&flow_apply, A8_APPROVED, EV_CERTIFY,
	    ROLE_BIT(ROLE_MAKER), &f, &to, &why), FLOW_NO_GUARD);
	assert_string_equal(why, "按本地规则（P-34），先赋码，再签发证书");
	f.cannot_make = "x";
	assert_int_equal(ask(&flow_apply, A20_CODED_FIRST, EV_CERTIFY,
	    ROLE_BIT(ROLE_MAKER), &f, &to, &why), FLOW_NO_GUARD);
}

/* P-18: a picture waits for its confirmation before the seal is made, or it is
 * asked for before the activation; never not at all. */
static void
p18_confirmed_early_or_late(void **unused)
{
	struct request_facts	 f = willing;
	const char		*why;
	int			 to;

	(void)unused;
	assert_int_equal(ask(&flow_apply, A3_VERIFIED, EV_PUT_IMAGE,
	    ROLE_BIT(ROLE_MAKER), &f, &to, &why), FLOW_YES);
	assert_int_equal(to, A5_IMAGE);
	f.confirm_late = f.own = 1;
	f.image_confirmed = 0;
	assert_int_equal(ask(&flow_apply, A3_VERIFIED, EV_PUT_IMAGE,
	    ROLE_BIT(ROLE_MAKER), &f, &to, &why), FLOW_YES);
	assert_int_equal(to, A6_CONFIRMED);
	f.own = 0;
	assert_int_equal(ask(&flow_apply, A7_ENTERED, EV_APPROVE,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_NO_GUARD);
	f.unasked = 1;		/* that is how this one was put */
	assert_int_equal(ask(&flow_apply, A7_ENTERED, EV_APPROVE,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_YES);
	assert_int_equal(ask(&flow_apply, A13_DELIVERED, EV_ACTIVATE,
	    ROLE_BIT(ROLE_KEEPER), &f, &to, &why), FLOW_NO_GUARD);
	assert_int_equal(ask(&flow_apply, A13_DELIVERED, EV_CONFIRM_IMAGE,
	    ROLE_BIT(ROLE_APPLICANT), &f, &to, &why), FLOW_NO_GUARD);
	f.own = 1;
	assert_int_equal(ask(&flow_apply, A13_DELIVERED, EV_CONFIRM_IMAGE,
	    ROLE_BIT(ROLE_APPLICANT), &f, &to, &why), FLOW_YES);
	f.image_confirmed = 1;
	assert_int_equal(ask(&flow_apply, A13_DELIVERED, EV_CONFIRM_IMAGE,
	    ROLE_BIT(ROLE_APPLICANT), &f, &to, &why), FLOW_NO_GUARD);
}

/* P-35 "three": who verified neither permits, approves nor makes. */
static void
p35_three_persons(void **unused)
{
	static const struct { int state, event; enum role role; } steps[] = {
		{ A19_TO_PERMIT, EV_PERMIT, ROLE_APPROVER },
		{ A7_ENTERED, EV_APPROVE, ROLE_APPROVER },
		{ A8_APPROVED, EV_CERTIFY, ROLE_MAKER },
		{ A10_CODED, EV_GENERATE, ROLE_MAKER },
	};
	struct request_facts	 f = willing;
	const char		*why;
	size_t			 i;
	int			 to, three, was;

	(void)unused;
	for (i = 0; i < NITEMS(steps); i++)
		for (three = 0; three < 2; three++)
			for (was = 0; was < 2; was++) {
				f.three = three;
				f.was_checker = was;
				assert_int_equal(ask(&flow_apply,
				    steps[i].state, steps[i].event,
				    ROLE_BIT(steps[i].role), &f, &to, &why),
				    three && was ? FLOW_NO_GUARD : FLOW_YES);
			}
}

/* P-06: what follows a loss is what the rules know. */
static void
p06_what_follows_a_loss(void **unused)
{
	static const struct {
		int		 anew, returns, ends, waiting;
		int		 freeze, revoke, release;
	} cases[] = {
		{ 1, 1, 0, 0, 1, 0, 1 }, { 1, 1, 0, 1, 1, 0, 1 },
		{ 1, 0, 0, 0, 1, 0, 0 }, { 1, 0, 0, 1, 0, 0, 0 },
		{ 0, 1, 0, 0, 0, 0, 1 }, { 0, 1, 0, 1, 1, 0, 1 },
		{ 0, 0, 1, 0, 0, 1, 0 }, { 0, 0, 1, 1, 0, 1, 0 },
		{ 1, 1, 1, 0, 1, 1, 1 },
	};
	struct request_facts	 f = willing;
	const char		*why;
	size_t			 i;
	int			 to;

	(void)unused;
	for (i = 0; i < NITEMS(cases); i++) {
		f.lost_anew = cases[i].anew;
		f.lost_returns = cases[i].returns;
		f.lost_ends = cases[i].ends;
		f.waiting = cases[i].waiting;
		assert_int_equal(ask(&flow_loss, A3_VERIFIED, EV_FREEZE,
		    ROLE_BIT(ROLE_RA_OPERATOR), &f, &to, &why) == FLOW_YES,
		    cases[i].freeze);
		assert_int_equal(ask(&flow_loss, A3_VERIFIED, EV_REVOKE,
		    ROLE_BIT(ROLE_RA_OPERATOR), &f, &to, &why) == FLOW_YES,
		    cases[i].revoke);
		assert_int_equal(ask(&flow_loss, A17_OLD_HANDLED, EV_RELEASE,
		    ROLE_BIT(ROLE_RA_OPERATOR), &f, &to, &why) == FLOW_YES,
		    cases[i].release);
	}
	/* an end takes two persons; a report that was wrong can be undone */
	f.assented = 0;
	assert_int_equal(ask(&flow_loss, A3_VERIFIED, EV_ASSENT,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_YES);
	assert_int_equal(ask(&flow_loss, A3_VERIFIED, EV_REVOKE,
	    ROLE_BIT(ROLE_RA_OPERATOR), &f, &to, &why), FLOW_NO_GUARD);
	f.lost_returns = 0;
	f.urgent = 1;
	assert_int_equal(ask(&flow_loss, A4_REJECTED, EV_RELEASE,
	    ROLE_BIT(ROLE_RA_OPERATOR), &f, &to, &why), FLOW_YES);
	f.lost_ends = 0;
	assert_int_equal(ask(&flow_loss, A3_VERIFIED, EV_ASSENT,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_NO_GUARD);
	assert_int_equal(ask(&flow_loss, A3_VERIFIED, EV_APPROVER_REJECT,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_NO_GUARD);
}

/* contact data touch the register alone; what changes the seal does not
 * go that way. */
static void
r083_contact_data_change_no_seal(void **unused)
{
	static const struct { int event; enum role role; } ways[] = {
		{ EV_ASSENT, ROLE_APPROVER }, { EV_REVOKE, ROLE_RA_OPERATOR },
		{ EV_OPEN_CHILD, ROLE_RA_OPERATOR },
	};
	struct request_facts	 f = willing;
	const struct flow_row	*row;
	const char		*why;
	size_t			 i;
	int			 to, first;

	(void)unused;
	assert_int_equal(ask(&flow_change, A3_VERIFIED, EV_REGISTER,
	    ROLE_BIT(ROLE_RA_OPERATOR), &f, &to, &why), FLOW_NO_GUARD);
	f.contact_only = 1;
	assert_int_equal(flow_ask(&flow_change, A3_VERIFIED, EV_REGISTER,
	    ROLE_BIT(ROLE_RA_OPERATOR), &f, NULL, &row, &why), FLOW_YES);
	assert_int_equal(row->to, A14_COMPLETED);
	assert_int_equal(row->effects, EF_REGISTER | EF_NOTICE);
	for (i = 0; i < NITEMS(ways); i++)
		for (first = 0; first < 2; first++) {
			f.old_first = first;
			f.assented = ways[i].event != EV_ASSENT;
			assert_int_equal(ask(&flow_change, A3_VERIFIED,
			    ways[i].event, ROLE_BIT(ways[i].role), &f, &to,
			    &why), FLOW_NO_GUARD);
		}
	f.opener = 1;
	assert_int_equal(ask(&flow_change, A3_VERIFIED, EV_REGISTER,
	    ROLE_BIT(ROLE_RA_OPERATOR), &f, &to, &why), FLOW_NO_GUARD);
	f.opener = 0;
	assert_int_equal(ask(&flow_change, A1_SUBMITTED, EV_REGISTER,
	    ROLE_BIT(ROLE_RA_OPERATOR), &f, &to, &why), FLOW_NO_ROW);
}

/* each scope takes its code in its own way, by its people. */
static void
r079_each_scope_has_its_code(void **unused)
{
	struct request_facts	 cross = willing, waits = willing;
	const char		*why;
	int			 to;

	(void)unused;
	cross.cross = waits.cross = 1;
	waits.bad_coding = "还没有编码";
	assert_int_equal(ask(&flow_apply, A9_CERTIFIED, EV_CODE,
	    ROLE_BIT(ROLE_RA_OPERATOR), &cross, &to, &why), FLOW_YES);
	assert_int_equal(to, A10_CODED);
	assert_int_equal(ask(&flow_apply, A9_CERTIFIED, EV_CODE,
	    ROLE_BIT(ROLE_MAKER), &cross, &to, &why), FLOW_YES);
	assert_int_equal(ask(&flow_apply, A9_CERTIFIED, EV_CODE,
	    ROLE_BIT(ROLE_MAKER), &waits, &to, &why), FLOW_NO_GUARD);
	/* not by itself, and not by whose work it is not */
	assert_int_equal(ask(&flow_apply, A9_CERTIFIED, EV_CODE, FLOW_SYSTEM,
	    &cross, &to, &why), FLOW_NO_GUARD);
	assert_int_equal(ask(&flow_apply, A9_CERTIFIED, EV_CODE,
	    ROLE_BIT(ROLE_APPROVER), &cross, &to, &why), FLOW_NO_ROLE);
	assert_int_equal(ask(&flow_apply, A9_CERTIFIED, EV_CODE,
	    ROLE_BIT(ROLE_RA_OPERATOR), &willing, &to, &why),
	    FLOW_NO_GUARD);
	assert_int_equal(ask(&flow_apply, A9_CERTIFIED, EV_GENERATE,
	    ROLE_BIT(ROLE_MAKER), &cross, &to, &why), FLOW_NO_ROW);
}

/* nothing of the seal is made before the organisation agreed. */
static void
r075_need_before_making(void **unused)
{
	static const struct { int state, event; } makes[] = {
		{ A3_VERIFIED, EV_PUT_IMAGE }, { A8_APPROVED, EV_CERTIFY },
		{ A10_CODED, EV_GENERATE },
	};
	struct request_facts	 no = willing;
	const char		*why;
	size_t			 i;
	int			 to;

	(void)unused;
	no.unneeded = "没有实际需要";
	for (i = 0; i < NITEMS(makes); i++) {
		assert_int_equal(ask(&flow_apply, makes[i].state,
		    makes[i].event, ROLE_BIT(ROLE_MAKER), &no, &to, &why),
		    FLOW_NO_GUARD);
		assert_string_equal(why, no.unneeded);
		assert_int_equal(ask(&flow_apply, makes[i].state,
		    makes[i].event, ROLE_BIT(ROLE_MAKER), &willing, &to,
		    &why), FLOW_YES);
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
		{ &flow_apply, A19_TO_PERMIT, EV_PERMIT, ROLE_APPROVER },
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

/* a unit that brought false papers submits nothing more. */
static void
r069_a_barred_unit_submits_nothing(void **unused)
{
	static const struct { int state, event; } steps[] = {
		{ A0_DRAFT, EV_SUBMIT }, { A2_RETURNED, EV_RESUBMIT },
	};
	struct request_facts	 f = willing;
	const char		*why;
	size_t			 i;
	int			 to;

	(void)unused;
	f.own = 1;
	for (i = 0; i < NITEMS(steps); i++) {
		f.barred = NULL;
		assert_int_equal(ask(&flow_apply, steps[i].state,
		    steps[i].event, ROLE_BIT(ROLE_APPLICANT), &f, &to, &why),
		    FLOW_YES);
		f.barred = "提供虚假材料";
		assert_int_equal(ask(&flow_apply, steps[i].state,
		    steps[i].event, ROLE_BIT(ROLE_APPLICANT), &f, &to, &why),
		    FLOW_NO_GUARD);
		assert_ptr_equal(why, f.barred);
	}
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
	static const struct {
		const char	*failed;
		int		 certified, coded, to;
	} steps[] = {
		{ "certify", 0, 0, A8_APPROVED },
		{ "code", 1, 0, A9_CERTIFIED },
		{ "code", 0, 0, A8_APPROVED },		/* P-34 */
		{ "certify", 0, 1, A20_CODED_FIRST },
		{ "generate", 1, 1, A10_CODED },
	};
	struct request_facts	 f = willing;
	const char		*why;
	size_t			 i;
	int			 to;

	(void)unused;
	for (i = 0; i < NITEMS(steps); i++) {
		f.failed = steps[i].failed;
		f.certified = steps[i].certified;
		f.coded = steps[i].coded;
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

/* each step but the last leads on; nobody agrees twice. */
static void
r156_each_step_is_another_persons(void **unused)
{
	const struct flow_row	*row;
	struct use_facts	 f = use_willing;
	const char		*why;
	int			 i;

	(void)unused;
	f.own = 0;
	for (f.steps = 1; f.steps <= 3; f.steps++)
		for (i = 0; i < f.steps; i++) {
			f.done = i;
			assert_int_equal(flow_ask(&flow_use, U2_REVIEW,
			    UE_APPROVE, ROLE_BIT(ROLE_REVIEWER), &f, NULL,
			    &row, &why), FLOW_YES);
			assert_int_equal(row->to, i + 1 < f.steps ?
			    U2_REVIEW : U3_APPROVED);
		}
	f.agreed = 1;
	assert_int_equal(use(U2_REVIEW, UE_APPROVE, ROLE_REVIEWER, &f),
	    FLOW_NO_GUARD);
	f.agreed = f.listed = 0;
	assert_int_equal(use(U1_SUBMITTED, UE_TAKE, ROLE_REVIEWER, &f),
	    FLOW_NO_GUARD);
}

/* the system alone, and only where a grant covers it. */
static void
r167_r169_a_step_stamps_under_its_grant(void **unused)
{
	const struct flow_row	*row;
	struct use_facts	 f = use_willing;
	const char		*why;
	int			 s;

	(void)unused;
	for (s = 0; s < USE_STATE__N; s++)
		assert_int_equal(flow_ask(&flow_use, s, UE_STAMP_AUTO,
		    FLOW_SYSTEM, &f, NULL, &row, &why), s == U0_DRAFT ?
		    FLOW_YES : FLOW_NO_ROW);
	assert_int_equal(use(U0_DRAFT, UE_STAMP_AUTO, ROLE_KEEPER, &f),
	    FLOW_NO_ROLE);
	f.grant_no = "系统授权已终止";
	assert_int_equal(flow_ask(&flow_use, U0_DRAFT, UE_STAMP_AUTO,
	    FLOW_SYSTEM, &f, NULL, &row, &why), FLOW_NO_GUARD);
	assert_string_equal(why, f.grant_no);
	f.grant_no = NULL;
	f.seal_no = "印章已挂失，不能使用";
	assert_int_equal(flow_ask(&flow_use, U0_DRAFT, UE_STAMP_AUTO,
	    FLOW_SYSTEM, &f, NULL, &row, &why), FLOW_NO_GUARD);
	f.seal_no = NULL;
	f.same_file = 0;
	assert_int_equal(flow_ask(&flow_use, U0_DRAFT, UE_STAMP_AUTO,
	    FLOW_SYSTEM, &f, NULL, &row, &why), FLOW_NO_GUARD);
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

static void
r236_a_phone_does_not_stamp(void **unused)
{
	struct use_facts	 f = use_willing;

	(void)unused;
	f.phone = 1;
	assert_int_equal(use(U3_APPROVED, UE_STAMP, ROLE_REQUESTER, &f),
	    FLOW_NO_GUARD);
	assert_int_equal(use(U3_APPROVED, UE_STAMP_KEEPER, ROLE_KEEPER, &f),
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

/* proposed by one, decided by another, upon what fits still. */
static void
r020_two_persons_take_a_seal_over(void **unused)
{
	struct request_facts	 f = { 0 };
	const char		*why;
	int			 to;

	(void)unused;
	f.opener = 1;
	assert_int_equal(ask(&flow_import, A0_DRAFT, EV_PROPOSE,
	    ROLE_BIT(ROLE_MAKER), &f, &to, &why), FLOW_YES);
	assert_int_equal(to, A7_ENTERED);
	assert_int_equal(ask(&flow_import, A7_ENTERED, EV_TAKE_OVER,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_NO_GUARD);
	f.opener = 0;
	assert_int_equal(ask(&flow_import, A0_DRAFT, EV_PROPOSE,
	    ROLE_BIT(ROLE_MAKER), &f, &to, &why), FLOW_NO_GUARD);
	assert_int_equal(ask(&flow_import, A7_ENTERED, EV_TAKE_OVER,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_YES);
	assert_int_equal(to, A14_COMPLETED);
	f.was_clerk = 1;
	assert_int_equal(ask(&flow_import, A7_ENTERED, EV_TAKE_OVER,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_NO_GUARD);
	f.was_clerk = 0;
	f.unfit = "证书已被吊销";
	assert_int_equal(ask(&flow_import, A7_ENTERED, EV_TAKE_OVER,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_NO_GUARD);
	assert_string_equal(why, f.unfit);
	f.unfit = NULL;
	f.cannot_make = "制作单位已被暂停制作";
	assert_int_equal(ask(&flow_import, A7_ENTERED, EV_TAKE_OVER,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_NO_GUARD);
	assert_int_equal(ask(&flow_import, A7_ENTERED, EV_APPROVER_REJECT,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_NO_GUARD);
	f.has_reason = 1;
	assert_int_equal(ask(&flow_import, A7_ENTERED, EV_APPROVER_REJECT,
	    ROLE_BIT(ROLE_APPROVER), &f, &to, &why), FLOW_YES);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(t1_t2_t3_rows_are_those_of_the_requirements),
		cmocka_unit_test(t1_t3_nothing_else_is_agreed_to),
		cmocka_unit_test(r076_steps_run_in_order),
		cmocka_unit_test(r076_code_before_the_certificate),
		cmocka_unit_test(p18_confirmed_early_or_late),
		cmocka_unit_test(p35_three_persons),
		cmocka_unit_test(r083_contact_data_change_no_seal),
		cmocka_unit_test(p06_what_follows_a_loss),
		cmocka_unit_test(r253_permitted_before_the_picture),
		cmocka_unit_test(r079_each_scope_has_its_code),
		cmocka_unit_test(r075_need_before_making),
		cmocka_unit_test(r026_own_request_is_not_decided),
		cmocka_unit_test(p35_clerk_does_not_approve),
		cmocka_unit_test(r066_every_item_is_judged),
		cmocka_unit_test(r067_rejection_needs_a_reason),
		cmocka_unit_test(r069_a_barred_unit_submits_nothing),
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
		cmocka_unit_test(r156_each_step_is_another_persons),
		cmocka_unit_test(r167_r169_a_step_stamps_under_its_grant),
		cmocka_unit_test(r034_a_reviewer_is_appointed),
		cmocka_unit_test(r157_opinion_and_seal_state),
		cmocka_unit_test(r158_only_what_was_approved_is_stamped),
		cmocka_unit_test(r164_only_the_requester_or_the_keeper_stamps),
		cmocka_unit_test(r163_a_frozen_seal_does_not_stamp),
		cmocka_unit_test(r160_the_keeper_ticks_four_checks),
		cmocka_unit_test(r236_a_phone_does_not_stamp),
		cmocka_unit_test(r020_two_persons_take_a_seal_over),
	};

	return cmocka_run_group_tests_name("seal_table", tests, NULL, NULL);
}

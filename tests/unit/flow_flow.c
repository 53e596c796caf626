/*
 * The engine of the state tables: rows are tried in order, the first whose
 * roles and guard agree wins, and a refusal says the best reason there is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/fault.h"
#include "chance.h"
#include "flow/flow.h"

enum { DRAFT, SENT, DONE, STATE__N };
enum { CREATE, SEND, DECIDE, DROP, EVENT__N };

#define CLERK	1u
#define JUDGE	2u
#define GUEST	4u

static const char	 no_papers[] = "材料不全";
static const char	 too_early[] = "未到时间";

/* The subject is a number: what it has; the act is what it needs. */
static const char *
has_papers(const void *subject, const void *act)
{
	return *(const int *)subject >= *(const int *)act ? NULL : no_papers;
}

static const char *
is_late(const void *subject, const void *act)
{
	(void)act;
	return *(const int *)subject > 100 ? NULL : too_early;
}

static const struct flow_word states[STATE__N] = {
	{ "draft", "草稿" }, { "sent", "已提交" }, { "done", "办结" },
};

static const struct flow_word events[EVENT__N] = {
	{ "create", "新建" }, { "send", "提交" }, { "decide", "决定" },
	{ NULL, NULL },		/* a word of other tables */
};

static const struct flow_row rows[] = {
	{ FLOW_NEW, CREATE, DRAFT, CLERK, NULL, 0 },
	{ DRAFT, SEND, SENT, CLERK, has_papers, 1 },
	{ SENT, DECIDE, DONE, JUDGE | CLERK, is_late, 2 },
	{ SENT, DECIDE, DRAFT, JUDGE, has_papers, 4 },
	{ SENT, DECIDE, SENT, FLOW_SYSTEM, NULL, 8 },
};

static const struct flow flow = {
	"test", states, STATE__N, events, EVENT__N, rows, NITEMS(rows),
};

static const struct flow_row	*row;
static const char		*why;
static int			 needs = 3;

static enum flow_answer
ask(int state, int event, unsigned roles, int has)
{
	return flow_ask(&flow, state, event, roles, &has, &needs, &row,
	    &why);
}

static void
a_row_is_found_by_state_event_and_role(void **state)
{
	(void)state;
	assert_int_equal(ask(FLOW_NEW, CREATE, CLERK, 0), FLOW_YES);
	assert_ptr_equal(row, &rows[0]);
	assert_null(why);
	assert_int_equal(ask(DRAFT, SEND, CLERK | GUEST, 3), FLOW_YES);
	assert_ptr_equal(row, &rows[1]);
	assert_int_equal(ask(SENT, DECIDE, FLOW_SYSTEM, 0), FLOW_YES);
	assert_ptr_equal(row, &rows[4]);
}

static void
the_first_row_that_agrees_wins(void **state)
{
	(void)state;
	assert_int_equal(ask(SENT, DECIDE, JUDGE, 101), FLOW_YES);
	assert_int_equal(row->to, DONE);	/* the second agrees too */
	assert_int_equal(ask(SENT, DECIDE, JUDGE, 50), FLOW_YES);
	assert_int_equal(row->to, DRAFT);	/* the first said no */
	assert_int_equal(row->effects, 4);
	assert_int_equal(ask(SENT, DECIDE, CLERK | FLOW_SYSTEM, 0), FLOW_YES);
	assert_int_equal(row->effects, 8);
}

static void
a_refusal_gives_the_best_reason(void **state)
{
	(void)state;
	assert_int_equal(ask(DONE, SEND, CLERK, 9), FLOW_NO_ROW);
	assert_null(row);
	assert_non_null(why);
	assert_int_equal(ask(DRAFT, SEND, GUEST, 9), FLOW_NO_ROLE);
	assert_null(row);
	assert_non_null(why);
	assert_int_equal(ask(DRAFT, SEND, 0, 9), FLOW_NO_ROLE);
	assert_int_equal(ask(DRAFT, SEND, CLERK, 2), FLOW_NO_GUARD);
	assert_null(row);
	assert_ptr_equal(why, no_papers);
	/* the first guard's words, though a later one said no as well */
	assert_int_equal(ask(SENT, DECIDE, JUDGE, 2), FLOW_NO_GUARD);
	assert_ptr_equal(why, too_early);
	/* a guard that spoke is better than a row for other roles */
	assert_int_equal(ask(SENT, DECIDE, CLERK, 2), FLOW_NO_GUARD);
	assert_ptr_equal(why, too_early);
}

/* Whatever is asked: yes only with a row that says so, else a reason. */
static void
what_is_not_in_the_table_is_refused(void **state)
{
	int		 s, e, has;
	unsigned	 roles;

	(void)state;
	for (s = -2; s <= STATE__N; s++)
		for (e = -1; e <= EVENT__N; e++)
			for (roles = 0; roles < 8; roles++)
				for (has = 0; has < 120; has += 17) {
					if (ask(s, e, roles, has) !=
					    FLOW_YES) {
						assert_null(row);
						assert_non_null(why);
						continue;
					}
					assert_int_equal(row->from, s);
					assert_int_equal(row->event, e);
					assert_true(row->roles & roles);
					assert_null(why);
				}
	assert_int_equal(ask(DRAFT, DROP, ~0u, 999), FLOW_NO_ROW);
}

/*
 * Tables made by chance against the plainest reading: among the rows for this
 * state, event and roles (no guards here) the first.
 */
static void
any_table_gives_its_first_row(void **state)
{
	struct flow_row	 made[20];
	struct flow	 any = flow;
	size_t		 round, i, n;
	int		 s, e;
	unsigned	 roles;

	(void)state;
	for (round = 0; round < 20000; round++) {
		n = chance_below(NITEMS(made));
		for (i = 0; i < n; i++)
			made[i] = (struct flow_row){
			    (int)chance_below(STATE__N + 1) - 1,
			    (int)chance_below(EVENT__N),
			    (int)chance_below(STATE__N),
			    (unsigned)chance_below(8), NULL, 0 };
		any.rows = made;
		any.nrows = n;
		s = (int)chance_below(STATE__N + 1) - 1;
		e = (int)chance_below(EVENT__N);
		roles = (unsigned)chance_below(8);
		for (i = 0; i < n; i++)
			if (made[i].from == s && made[i].event == e &&
			    (made[i].roles & roles) != 0)
				break;
		assert_int_equal(flow_ask(&any, s, e, roles, NULL, NULL,
		    &row, &why) == FLOW_YES, i < n);
		assert_ptr_equal(row, i < n ? &made[i] : NULL);
	}
}

static void
final_states_have_no_way_out(void **state)
{
	(void)state;
	assert_false(flow_is_final(&flow, DRAFT));
	assert_false(flow_is_final(&flow, SENT));
	assert_true(flow_is_final(&flow, DONE));
}

static void
words_are_found_by_their_stored_name(void **state)
{
	int	 i;

	(void)state;
	for (i = 0; i < STATE__N; i++)
		assert_int_equal(flow_state(&flow, states[i].name), i);
	assert_int_equal(flow_event(&flow, "decide"), DECIDE);
	assert_int_equal(flow_state(&flow, "Draft"), -1);
	assert_int_equal(flow_state(&flow, "草稿"), -1);
	assert_int_equal(flow_state(&flow, ""), -1);
	assert_int_equal(flow_event(&flow, "drop"), -1);
}

static void
a_table_is_printed_a_row_a_line(void **state)
{
	struct buf	 b;

	(void)state;
	buf_init(&b, 4096);
	flow_print(&flow, &b);
	assert_string_equal(buf_str(&b),
	    "### test\n\n| 状态 | 事件 | 下一状态 |\n|---|---|---|\n"
	    "| - | 新建 | 草稿 |\n| 草稿 | 提交 | 已提交 |\n"
	    "| 已提交 | 决定 | 办结 |\n| 已提交 | 决定 | 草稿 |\n"
	    "| 已提交 | 决定 | 已提交 |\n");
	buf_free(&b);
	buf_init(&b, 20);
	flow_print(&flow, &b);
	assert_false(buf_ok(&b));
	buf_free(&b);
}

#define T cmocka_unit_test

static const struct CMUnitTest tests[] = {
	T(a_row_is_found_by_state_event_and_role),
	T(the_first_row_that_agrees_wins),
	T(a_refusal_gives_the_best_reason),
	T(what_is_not_in_the_table_is_refused),
	T(any_table_gives_its_first_row),
	T(final_states_have_no_way_out),
	T(words_are_found_by_their_stored_name),
	T(a_table_is_printed_a_row_a_line),
};

int
main(void)
{
	chance_begin();
	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}

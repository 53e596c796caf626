/* State tables; see flow.h. */
#include <string.h>

#include "flow/flow.h"

enum flow_answer
flow_ask(const struct flow *flow, int state, int event, unsigned roles,
    const void *subject, const void *act, const struct flow_row **row,
    const char **why)
{
	enum flow_answer	 answer = FLOW_NO_ROW;
	const struct flow_row	*r;
	const char		*no;
	size_t			 i;

	*row = NULL;
	*why = "当前状态下不能办理这一步";
	for (i = 0; i < flow->nrows; i++) {
		r = &flow->rows[i];
		if (r->from != state || r->event != event)
			continue;
		if ((r->roles & roles) == 0) {
			if (answer == FLOW_NO_ROW) {
				answer = FLOW_NO_ROLE;
				*why = "您的岗位不能办理这一步";
			}
			continue;
		}
		no = r->guard == NULL ? NULL : r->guard(subject, act);
		if (no == NULL) {
			*row = r;
			*why = NULL;
			return FLOW_YES;
		}
		if (answer != FLOW_NO_GUARD) {
			answer = FLOW_NO_GUARD;
			*why = no;
		}
	}
	return answer;
}

const struct flow_row *
flow_creating(const struct flow *flow, int event)
{
	size_t	 i;

	for (i = 0; i < flow->nrows; i++)
		if (flow->rows[i].from == FLOW_NEW &&
		    flow->rows[i].event == event)
			return &flow->rows[i];
	return NULL;
}

int
flow_is_final(const struct flow *flow, int state)
{
	size_t	 i;

	for (i = 0; i < flow->nrows; i++)
		if (flow->rows[i].from == state)
			return 0;
	return 1;
}

static int
find(const struct flow_word *words, size_t n, const char *name)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (words[i].name != NULL && strcmp(words[i].name, name) == 0)
			return (int)i;
	return -1;
}

int
flow_state(const struct flow *flow, const char *name)
{
	return find(flow->states, flow->nstates, name);
}

int
flow_event(const struct flow *flow, const char *name)
{
	return find(flow->events, flow->nevents, name);
}

void
flow_print(const struct flow *flow, struct buf *out)
{
	const struct flow_row	*r;
	size_t			 i;

	buf_printf(out, "### %s\n\n| 状态 | 事件 | 下一状态 |\n|---|---|---|\n",
	    flow->name);
	for (i = 0; i < flow->nrows; i++) {
		r = &flow->rows[i];
		buf_printf(out, "| %s | %s | %s |\n",
		    r->from == FLOW_NEW ? "-" : flow->states[r->from].label,
		    flow->events[r->event].label, flow->states[r->to].label);
	}
}

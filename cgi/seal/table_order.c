/*
 * T8, one certificate order: waiting until the agent has it, sent until the
 * CA answers, answered until the certificate has been held against what was
 * approved.  One that does not fit waits for a better one.  Overdue is no
 * state: it follows from the due moment of the batch.
 */
#include "base/fault.h"
#include "seal/order.h"
#include "trust/role.h"

#define RA	ROLE_BIT(ROLE_RA_OPERATOR)
#define SYSTEM	FLOW_SYSTEM

#define FACTS(v) const struct order_facts *(v) = subject; (void)act

static const char *
reason_given(const void *subject, const void *act)
{
	FACTS(o);
	return o->has_reason ? NULL : "请写明情况";
}

/* The agent says what it knows each time it is asked. */
static const char *
is_new(const void *subject, const void *act)
{
	FACTS(o);
	return o->same ? "与先前不符的证书相同" : NULL;
}

#define TO_COME(from)							\
	{ from, OE_ANSWER, C2_ANSWERED, SYSTEM | RA, is_new, 0 },	\
	{ from, OE_REFUSE, C5_REFUSED, SYSTEM | RA, NULL, 0 },		\
	{ from, OE_VOID, C6_VOID, RA, reason_given, 0 },		\
	{ from, OE_END, C6_VOID, SYSTEM | RA, NULL, 0 }

static const struct flow_row order_rows[] = {
	{ FLOW_NEW, OE_BEGIN, C0_WAITING, RA, NULL, 0 },
	{ C0_WAITING, OE_RECEIVE, C1_SENT, SYSTEM | RA, NULL, 0 },
	{ C0_WAITING, OE_HAND, C1_SENT, RA, reason_given, 0 },
	TO_COME(C0_WAITING), TO_COME(C1_SENT), TO_COME(C4_UNFIT),
	{ C2_ANSWERED, OE_TAKE, C3_ISSUED, SYSTEM, NULL, 0 },
	{ C2_ANSWERED, OE_UNFIT, C4_UNFIT, SYSTEM, NULL, 0 },
	{ C2_ANSWERED, OE_END, C6_VOID, SYSTEM | RA, NULL, 0 },
	{ C4_UNFIT, OE_RECHECK, C2_ANSWERED, RA, NULL, 0 },
};

static const struct flow_word order_states[] = {
	[C0_WAITING] = { "waiting", "待报送" },
	[C1_SENT] = { "sent", "已报送" },
	[C2_ANSWERED] = { "answered", "证书待校验" },
	[C3_ISSUED] = { "issued", "已签发" },
	[C4_UNFIT] = { "unfit", "证书不符" },
	[C5_REFUSED] = { "refused", "不予签发" },
	[C6_VOID] = { "void", "已作废" },
};

_Static_assert(NITEMS(order_states) == ORDER_STATE__N, "T8 states");

static const struct flow_word order_events[] = {
	[OE_BEGIN] = { "begin", "汇集" },
	[OE_RECEIVE] = { "receive", "对方已收到" },
	[OE_HAND] = { "hand", "登记线下送交" },
	[OE_ANSWER] = { "answer", "收到证书" },
	[OE_TAKE] = { "take", "证书通过校验" },
	[OE_UNFIT] = { "unfit", "证书不符" },
	[OE_RECHECK] = { "recheck", "重新校验" },
	[OE_REFUSE] = { "refuse", "对方不予签发" },
	[OE_VOID] = { "void", "作废" },
	[OE_END] = { "end", "办件已结束" },
};

_Static_assert(NITEMS(order_events) == ORDER_EVENT__N, "T8 events");

const struct flow flow_order = {
	.name = "cert-order",
	.states = order_states, .nstates = ORDER_STATE__N,
	.events = order_events, .nevents = ORDER_EVENT__N,
	.rows = order_rows, .nrows = NITEMS(order_rows),
};

int
cert_order_is_open(int state)
{
	return !flow_is_final(&flow_order, state);
}

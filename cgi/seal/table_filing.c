/*
 * T7, one filing: waiting until the other side's receipt is there, refused
 * until the desk has corrected it, filed for good.  Overdue is no state: it
 * follows from the due moment, and the row that leads back raises the alarm
 * once.
 */
#include "base/fault.h"
#include "seal/filing.h"
#include "seal/local.h"
#include "trust/role.h"

#define DESK	(ROLE_BIT(ROLE_CHECKER) | ROLE_BIT(ROLE_RA_OPERATOR))
#define SYSTEM	FLOW_SYSTEM

#define FACTS(v) const struct filing_facts *(v) = subject; (void)act

static const char *
is_free(const void *subject, const void *act)
{
	FACTS(j);
	return j->busy ? "正在外发，请稍后再看结果" : NULL;
}

static const char *
is_overdue(const void *subject, const void *act)
{
	FACTS(j);
	if (j->busy)		/* what comes of that is not to be disturbed */
		return "正在外发，请稍后再看结果";
	return j->overdue && !j->alarmed ? NULL : "尚未到期";
}

static const char *
reason_given(const void *subject, const void *act)
{
	FACTS(j);
	return j->has_reason ? NULL : "请写明更正了什么";
}

static const char *
proof_given(const void *subject, const void *act)
{
	FACTS(j);
	if (j->busy)
		return "正在外发，请稍后再看结果";
	return j->has_proof ? NULL : "请填写回执编号和凭据说明";
}

static const struct flow_row filing_rows[] = {
	{ FLOW_NEW, FE_BEGIN, J0_WAITING, SYSTEM, NULL, 0 },
	{ J0_WAITING, FE_TRY, J0_WAITING, SYSTEM, is_free, 0 },
	{ J0_WAITING, FE_FILE, J1_FILED, SYSTEM, NULL, 0 },
	{ J0_WAITING, FE_FAIL, J0_WAITING, SYSTEM, NULL, 0 },
	{ J0_WAITING, FE_REFUSE, J2_REFUSED, SYSTEM, NULL, 0 },
	{ J0_WAITING, FE_OVERDUE, J0_WAITING, SYSTEM, is_overdue, 0 },
	{ J0_WAITING, FE_RESEND, J0_WAITING, DESK, is_free, 0 },
	{ J2_REFUSED, FE_CORRECT, J0_WAITING, DESK, reason_given, 0 },
	{ J0_WAITING, FE_HAND, J1_FILED, DESK, proof_given, 0 },
	{ J2_REFUSED, FE_HAND, J1_FILED, DESK, proof_given, 0 },
};

static const struct flow_word filing_states[] = {
	[J0_WAITING] = { "waiting", "待备案" },
	[J1_FILED] = { "filed", "已备案" },
	[J2_REFUSED] = { "refused", "被退回" },
};

_Static_assert(NITEMS(filing_states) == FILING_STATE__N, "T7 states");

static const struct flow_word filing_events[] = {
	[FE_BEGIN] = { "begin", "生成报文" },
	[FE_TRY] = { "try", "外发" },
	[FE_FAIL] = { "fail", "外发未成" },
	[FE_FILE] = { "file", "收到回执" },
	[FE_REFUSE] = { "refuse", "对方退回" },
	[FE_OVERDUE] = { "overdue", "备案超时" },
	[FE_RESEND] = { "resend", "立即重发" },
	[FE_CORRECT] = { "correct", "更正后重发" },
	[FE_HAND] = { "hand", "登记线下备案" },
};

_Static_assert(NITEMS(filing_events) == FILING_EVENT__N, "T7 events");

const struct flow flow_filing = {
	.name = "filing",
	.states = filing_states, .nstates = FILING_STATE__N,
	.events = filing_events, .nevents = FILING_EVENT__N,
	.rows = filing_rows, .nrows = NITEMS(filing_rows),
};

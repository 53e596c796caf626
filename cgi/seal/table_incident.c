/* The table of incidents, its words and what is decided without records. */
#include <string.h>

#include "seal/incident.h"
#include "seal/local.h"
#include "trust/role.h"

#define RA_OPERATOR	ROLE_BIT(ROLE_RA_OPERATOR)
#define RA_ADMIN	ROLE_BIT(ROLE_RA_ADMIN)
#define BUSINESS	ROLE_BIT(ROLE_BUSINESS_ADMIN)
#define SUPERVISOR	ROLE_BIT(ROLE_SUPERVISOR)
#define AUDITOR		ROLE_BIT(ROLE_AUDIT_ADMIN)
/* Who follows up; the auditor only brings what the trail shows. */
#define FOLLOWING	(RA_OPERATOR | RA_ADMIN | BUSINESS | SUPERVISOR)
#define CLOSING		(RA_ADMIN | BUSINESS | SUPERVISOR)

#define FACTS(v) const struct incident_facts *(v) = subject; (void)act

static const char *
note_given(const void *subject, const void *act)
{
	FACTS(i);
	return i->has_note ? NULL : "请写明情况";
}

static const char *
measure_done(const void *subject, const void *act)
{
	FACTS(i);
	return i->undone != NULL ? i->undone : note_given(subject, act);
}

static const char *
proof_given(const void *subject, const void *act)
{
	FACTS(i);
	if (i->nobody != NULL)
		return i->nobody;
	return i->has_proof ? NULL : "请写明通报的方式和对方的文号或回执编号";
}

/* GD 23, WH 26: what was so has its consequences. */
static const char *
may_close(const void *subject, const void *act)
{
	FACTS(i);
	if (!i->has_result)
		return "请选择调查的结论";
	if (i->confirmed && !i->measured)
		return "结论属实的，请先登记采取的措施";
	if (i->confirmed && i->criminal && !i->notified)
		return "伪造、盗用属实的，请先通报主管部门或者公安机关";
	return note_given(subject, act);
}

static const struct flow_row incident_rows[] = {
	{ FLOW_NEW, IE_RECORD, I0_RECORDED, FOLLOWING | AUDITOR, note_given,
	  0 },
	{ I0_RECORDED, IE_BEGIN, I1_INVESTIGATING, FOLLOWING, NULL, 0 },
	{ I0_RECORDED, IE_ADD, I0_RECORDED, FOLLOWING, note_given, 0 },
	{ I1_INVESTIGATING, IE_ADD, I1_INVESTIGATING, FOLLOWING, note_given,
	  0 },
	{ I2_MEASURED, IE_ADD, I2_MEASURED, FOLLOWING, note_given, 0 },
	{ I3_NOTIFIED, IE_ADD, I3_NOTIFIED, FOLLOWING, note_given, 0 },
	{ I1_INVESTIGATING, IE_MEASURE, I2_MEASURED, FOLLOWING, measure_done,
	  0 },
	{ I2_MEASURED, IE_MEASURE, I2_MEASURED, FOLLOWING, measure_done, 0 },
	{ I3_NOTIFIED, IE_MEASURE, I3_NOTIFIED, FOLLOWING, measure_done, 0 },
	{ I1_INVESTIGATING, IE_NOTIFY, I3_NOTIFIED, FOLLOWING, proof_given,
	  0 },
	{ I2_MEASURED, IE_NOTIFY, I3_NOTIFIED, FOLLOWING, proof_given, 0 },
	{ I3_NOTIFIED, IE_NOTIFY, I3_NOTIFIED, FOLLOWING, proof_given, 0 },
	{ I1_INVESTIGATING, IE_CLOSE, I4_CLOSED, CLOSING, may_close, 0 },
	{ I2_MEASURED, IE_CLOSE, I4_CLOSED, CLOSING, may_close, 0 },
	{ I3_NOTIFIED, IE_CLOSE, I4_CLOSED, CLOSING, may_close, 0 },
	{ I4_CLOSED, IE_REOPEN, I1_INVESTIGATING, CLOSING, note_given, 0 },
};

static const struct flow_word incident_states[] = {
	[I0_RECORDED] = { "recorded", "已登记" },
	[I1_INVESTIGATING] = { "investigating", "调查中" },
	[I2_MEASURED] = { "measured", "已采取措施" },
	[I3_NOTIFIED] = { "notified", "已通报" },
	[I4_CLOSED] = { "closed", "已办结" },
};
_Static_assert(NITEMS(incident_states) == INCIDENT_STATE__N, "words");

static const struct flow_word incident_events[] = {
	[IE_RECORD] = { "record", "登记" },
	[IE_BEGIN] = { "begin", "开始调查" },
	[IE_ADD] = { "add", "补充情况" },
	[IE_MEASURE] = { "measure", "登记措施" },
	[IE_NOTIFY] = { "notify", "通报" },
	[IE_CLOSE] = { "close", "办结" },
	[IE_REOPEN] = { "reopen", "重新调查" },
};
_Static_assert(NITEMS(incident_events) == INCIDENT_EVENT__N, "words");

const struct flow flow_incident = {
	.name = "incident",
	.states = incident_states, .nstates = INCIDENT_STATE__N,
	.events = incident_events, .nevents = INCIDENT_EVENT__N,
	.rows = incident_rows, .nrows = NITEMS(incident_rows),
};

/* --- words and deciders --------------------------------------------------- */

static const struct { const char *name, *label; int criminal; } kinds[] = {
	[INCIDENT_FORGERY] = { "forgery", "伪造、变造", 1 },
	[INCIDENT_MISUSE] = { "misuse", "冒用、滥用", 0 },
	[INCIDENT_THEFT] = { "theft", "盗用", 1 },
	[INCIDENT_FALSE] = { "false", "虚假申请", 0 },
	[INCIDENT_OTHER] = { "other", "其他", 0 },
};
_Static_assert(NITEMS(kinds) == INCIDENT_KIND__N, "a name each");

const char *
incident_kind_name(int kind)
{
	return kind >= 0 && kind < INCIDENT_KIND__N ? kinds[kind].name : NULL;
}

const char *
incident_kind_label(int kind)
{
	return kind >= 0 && kind < INCIDENT_KIND__N ? kinds[kind].label : NULL;
}

int
incident_kind_find(const char *name)
{
	int	 k;

	for (k = 0; k < INCIDENT_KIND__N; k++)
		if (strcmp(kinds[k].name, name) == 0)
			break;
	return k;
}

int
incident_is_criminal(int kind)
{
	return kind >= 0 && kind < INCIDENT_KIND__N && kinds[kind].criminal;
}

const char *
incident_undone(enum incident_measure m, int seal_state, int granted,
    int falsified)
{
	switch (m) {
	case MEASURE_FREEZE:
		return seal_state == S4_LOST || seal_state == S7_REVOKED ?
		    NULL : seal_state < 0 ? "没有关联印章，不能登记冻结" :
		    "印章还没有冻结，请先在“挂失”里办理";
	case MEASURE_REVOKE:
		return seal_state == S7_REVOKED ? NULL : seal_state < 0 ?
		    "没有关联印章，不能登记注销" :
		    "印章还没有注销，请先在“注销”里办理";
	case MEASURE_GRANT:
		return seal_state < 0 ? "没有关联印章，不能登记终止系统授权" :
		    granted ? "印章还有有效的系统授权，请先在“用章”里终止" : NULL;
	case MEASURE_PAPERS:
		return falsified ? NULL :
		    "单位还没有认定提供虚假材料，请先在办件里认定";
	default:
		return NULL;
	}
}

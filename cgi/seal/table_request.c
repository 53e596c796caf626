/*
 * T1 for the three businesses built so far: 申领 (and that of a suspended
 * seal), 挂失, 注销.  One row a line of the requirements; what is not here
 * cannot be done.
 */
#include <string.h>

#include "base/fault.h"
#include "seal/local.h"
#include "seal/table.h"
#include "trust/role.h"

#define APPLICANT	ROLE_BIT(ROLE_APPLICANT)
#define KEEPER		ROLE_BIT(ROLE_KEEPER)
#define CHECKER		ROLE_BIT(ROLE_CHECKER)
#define MAKER		ROLE_BIT(ROLE_MAKER)
#define APPROVER	ROLE_BIT(ROLE_APPROVER)
#define RA		ROLE_BIT(ROLE_RA_OPERATOR)
#define DESK		(CHECKER | RA)
#define SYSTEM		FLOW_SYSTEM

/* --- guards ------------------------------------------------------------ */

#define FACTS(v) const struct request_facts *(v) = subject; (void)act

/* The applicant's own request, or the desk's for a visitor it opened. */
static const char *
mine(const void *subject, const void *act)
{
	FACTS(r);
	return r->own || r->opener ? NULL : "只有申请人本人可以办理这一步";
}

static const char *
may_withdraw(const void *subject, const void *act)
{
	FACTS(r);
	if (r->urgent)
		return "印章已紧急挂失，请先解除挂失，再撤回申请";
	return mine(subject, act);
}

static const char *
not_urgent(const void *subject, const void *act)
{
	FACTS(r);
	if (!r->overdue)
		return "尚未到期";
	return r->urgent ? "紧急挂失尚未处理" : NULL;
}

static const char *
urgent_overdue(const void *subject, const void *act)
{
	FACTS(r);
	return r->urgent && r->overdue ? NULL : "尚未到期";
}

static const char *
is_overdue(const void *subject, const void *act)
{
	FACTS(r);
	return r->overdue ? NULL : "尚未到期";
}

static const char *
is_complete(const void *subject, const void *act)
{
	FACTS(r);
	if (r->incomplete != NULL)
		return r->incomplete;
	if (!r->agreed)
		return "请阅读并同意《电子印章使用服务协议》";
	if (!r->declared)
		return "请声明所填内容和材料真实";
	if (r->barred != NULL)
		return r->barred;
	if (r->other_open != NULL)
		return r->other_open;
	return mine(subject, act);
}

static const char *
faults_named(const void *subject, const void *act)
{
	FACTS(r);
	return r->any_fault ? NULL : "请至少指出一项需要补正的内容";
}

static const char *
reason_given(const void *subject, const void *act)
{
	FACTS(r);
	return r->has_reason ? NULL : "请填写理由";
}

static const char *
all_ticked(const void *subject, const void *act)
{
	FACTS(r);
	if (r->own || r->opener)
		return "不得核验本人提交的申请";
	if (!r->all_judged)
		return "还有材料没有核验，请逐项给出结论";
	return r->any_fault ? "有材料核验不通过，请退回补正" : NULL;
}

static const char *
image_good(const void *subject, const void *act)
{
	FACTS(r);
	return r->bad_image;
}

static const char *
image_ready(const void *subject, const void *act)
{
	FACTS(r);
	if (!r->has_image)
		return "还没有印模";
	return mine(subject, act);
}

static const char *
reject_image(const void *subject, const void *act)
{
	const char	*no = mine(subject, act);

	return no != NULL ? no : reason_given(subject, act);
}

static const char *
entry_full(const void *subject, const void *act)
{
	FACTS(r);
	return r->bad_entry;
}

static const char *
may_approve(const void *subject, const void *act)
{
	FACTS(r);
	if (r->was_clerk)
		return "录入与审批不得由同一人办理";
	if (r->own || r->opener)
		return "不得审批本人提交的申请";
	if (!r->image_confirmed)
		return "申请人尚未确认印模";
	return r->bad_catalogue;
}

static const char *
approver_reason(const void *subject, const void *act)
{
	FACTS(r);
	if (r->own || r->opener)
		return "不得审批本人提交的申请";
	return reason_given(subject, act);
}

static const char *
in_industry(const void *subject, const void *act)
{
	FACTS(r);
	return r->cross ? "跨行业印章的编码由国家平台赋予" : NULL;
}

static const char *
may_make(const void *subject, const void *act)
{
	FACTS(r);
	return r->cannot_make;
}

static int
failed_at(const struct request_facts *r, int event)
{
	return r->failed != NULL &&
	    strcmp(r->failed, request_events[event].name) == 0;
}

static const char *
failed_certify(const void *subject, const void *act)
{
	FACTS(r);
	return failed_at(r, EV_CERTIFY) ? NULL : "没有可以重试的步骤";
}

static const char *
failed_code(const void *subject, const void *act)
{
	FACTS(r);
	return failed_at(r, EV_CODE) ? NULL : "没有可以重试的步骤";
}

static const char *
failed_generate(const void *subject, const void *act)
{
	FACTS(r);
	return failed_at(r, EV_GENERATE) ? NULL : "没有可以重试的步骤";
}

static const char *
receiver_named(const void *subject, const void *act)
{
	FACTS(r);
	return r->has_receiver ? NULL : "请填写领取人及其身份证明";
}

static const char *
may_activate(const void *subject, const void *act)
{
	FACTS(r);
	if (!r->has_keeper)
		return "印章尚未确定保管人，不能启用";
	if (!r->image_confirmed)
		return "申请人尚未确认这一印模，不能启用";
	if (!r->agreed)
		return "尚未签署使用服务协议，不能启用";
	if (!r->keeper_has_pin)
		return "保管人尚未设置自己的口令，不能启用";
	return NULL;
}

static const char *
overdue_reason(const void *subject, const void *act)
{
	const char	*no = is_overdue(subject, act);

	return no != NULL ? no : reason_given(subject, act);
}

static const char *
wants_new(const void *subject, const void *act)
{
	FACTS(r);
	return r->waiting ? "申请人选择等待找回" : NULL;
}

static const char *
wants_wait(const void *subject, const void *act)
{
	FACTS(r);
	return r->waiting ? NULL : "申请人要求补领新章";
}

static const char *
may_release(const void *subject, const void *act)
{
	FACTS(r);
	if (!r->seal_lost)
		return "印章不在挂失状态";
	if (r->seal_expired)
		return "印章已过有效期，不能解除挂失";
	return r->child_active ? "补领的新章已经启用，原章不能恢复" : NULL;
}

/*
 * T2, S4: found again.  Before the desk has frozen it formally only what an
 * urgent report froze can be released here, and once the request is over,
 * whatever still stands frozen by it.
 */
static const char *
may_release_urgent(const void *subject, const void *act)
{
	FACTS(r);
	if (!r->urgent)
		return "这件申请没有紧急挂失";
	return may_release(subject, act);
}

static const char *
no_child(const void *subject, const void *act)
{
	FACTS(r);
	return r->child_open ? "补领申请已经发起" : NULL;
}

static const char *
may_assent(const void *subject, const void *act)
{
	FACTS(r);
	if (r->own || r->opener)
		return "不得审批本人提交的申请";
	return r->assented ? "已经有人同意" : NULL;
}

static const char *
may_revoke(const void *subject, const void *act)
{
	FACTS(r);
	if (!r->assented)
		return "注销须先由审批人员同意";
	return r->was_assenter ? "同意与执行注销不得由同一人办理" : NULL;
}

/* only a new application, verified, ends a suspension. */
static const char *
may_resume(const void *subject, const void *act)
{
	FACTS(r);
	if (r->own || r->opener)
		return "不得审批本人提交的申请";
	if (r->seal_expired)
		return "印章已过有效期，须先注销，再申领新章";
	return r->seal_suspended ? NULL : "印章不在停用状态";
}

/* --- rows -------------------------------------------------------------- */

/* The front part every business shares: from the draft to the verdict. */
#define FRONT_ROWS							\
	{ FLOW_NEW, EV_CREATE, A0_DRAFT, APPLICANT | KEEPER | DESK,	\
	  NULL, 0 },							\
	{ A0_DRAFT, EV_SAVE, A0_DRAFT, APPLICANT | KEEPER | DESK,	\
	  mine, 0 },							\
	{ A2_RETURNED, EV_SAVE, A2_RETURNED, APPLICANT | KEEPER | DESK,	\
	  mine, 0 },							\
	{ A0_DRAFT, EV_WITHDRAW, A15_WITHDRAWN,				\
	  APPLICANT | KEEPER | DESK, may_withdraw, EF_WIPE },		\
	{ A2_RETURNED, EV_WITHDRAW, A15_WITHDRAWN,			\
	  APPLICANT | KEEPER | DESK, may_withdraw, 0 },			\
	{ A1_SUBMITTED, EV_WITHDRAW, A15_WITHDRAWN,			\
	  APPLICANT | KEEPER | DESK, may_withdraw, 0 },			\
	{ A0_DRAFT, EV_ABANDON, A15_WITHDRAWN, SYSTEM, not_urgent,	\
	  EF_WIPE },							\
	{ A0_DRAFT, EV_SUBMIT, A1_SUBMITTED, APPLICANT | KEEPER | DESK,	\
	  is_complete, EF_DESK_QUEUE },					\
	{ A2_RETURNED, EV_RESUBMIT, A1_SUBMITTED,			\
	  APPLICANT | KEEPER | DESK, is_complete, EF_DESK_QUEUE },	\
	{ A2_RETURNED, EV_LAPSE, A18_CLOSED, SYSTEM, is_overdue,	\
	  EF_NOTICE | EF_PARENT },					\
	{ A1_SUBMITTED, EV_RETURN, A2_RETURNED, CHECKER, faults_named,	\
	  EF_NOTICE | EF_NEW_VERSION },					\
	{ A1_SUBMITTED, EV_REJECT, A4_REJECTED, CHECKER, reason_given,	\
	  EF_NOTICE | EF_PARENT },					\
	{ A1_SUBMITTED, EV_VERIFY, A3_VERIFIED, CHECKER, all_ticked, 0 }

/* T1, release: the lost seal is back and its child ends, wherever it is. */
#define CHILD_ENDS(state)						\
	{ state, EV_CLOSE, A18_CLOSED, SYSTEM, NULL, 0 }

static const struct flow_row apply_rows[] = {
	FRONT_ROWS,
	CHILD_ENDS(A0_DRAFT), CHILD_ENDS(A1_SUBMITTED),
	CHILD_ENDS(A2_RETURNED), CHILD_ENDS(A3_VERIFIED),
	CHILD_ENDS(A5_IMAGE), CHILD_ENDS(A6_CONFIRMED),
	CHILD_ENDS(A7_ENTERED), CHILD_ENDS(A8_APPROVED),
	CHILD_ENDS(A9_CERTIFIED), CHILD_ENDS(A10_CODED),
	CHILD_ENDS(A11_MADE), CHILD_ENDS(A12_LOADED),
	CHILD_ENDS(A13_DELIVERED), CHILD_ENDS(A16_FAILED),
	{ A3_VERIFIED, EV_PUT_IMAGE, A5_IMAGE, DESK | MAKER, image_good,
	  EF_NOTICE },
	{ A5_IMAGE, EV_REJECT_IMAGE, A3_VERIFIED, APPLICANT | KEEPER | DESK,
	  reject_image, 0 },
	{ A5_IMAGE, EV_CONFIRM_IMAGE, A6_CONFIRMED,
	  APPLICANT | KEEPER | DESK, image_ready, 0 },
	{ A5_IMAGE, EV_LAPSE, A18_CLOSED, SYSTEM, is_overdue,
	  EF_NOTICE | EF_PARENT },
	{ A6_CONFIRMED, EV_ENTER, A7_ENTERED, MAKER, entry_full, 0 },
	{ A7_ENTERED, EV_SEND_BACK, A6_CONFIRMED, APPROVER, approver_reason,
	  0 },
	{ A7_ENTERED, EV_APPROVER_REJECT, A4_REJECTED, APPROVER,
	  approver_reason, EF_NOTICE | EF_PARENT },
	{ A7_ENTERED, EV_APPROVER_RETURN, A2_RETURNED, APPROVER,
	  approver_reason, EF_NOTICE | EF_NEW_VERSION },
	{ A7_ENTERED, EV_APPROVE, A8_APPROVED, APPROVER, may_approve, 0 },
	{ A8_APPROVED, EV_CERTIFY, A9_CERTIFIED, MAKER | SYSTEM, may_make,
	  0 },
	{ A8_APPROVED, EV_FAIL, A16_FAILED, SYSTEM, NULL, 0 },
	{ A9_CERTIFIED, EV_CODE, A10_CODED, MAKER | SYSTEM, in_industry, 0 },
	{ A9_CERTIFIED, EV_FAIL, A16_FAILED, SYSTEM, NULL, 0 },
	{ A10_CODED, EV_GENERATE, A11_MADE, MAKER, may_make,
	  EF_SEAL_BEGIN | EF_SEAL_MADE },
	{ A10_CODED, EV_FAIL, A16_FAILED, SYSTEM, NULL,
	  EF_SEAL_BEGIN },
	{ A16_FAILED, EV_RETRY, A8_APPROVED, MAKER | SYSTEM, failed_certify,
	  0 },
	{ A16_FAILED, EV_RETRY, A9_CERTIFIED, MAKER | SYSTEM, failed_code,
	  0 },
	{ A16_FAILED, EV_RETRY, A10_CODED, MAKER | SYSTEM, failed_generate,
	  0 },
	{ A16_FAILED, EV_GIVE_UP, A18_CLOSED, APPROVER, approver_reason,
	  EF_NOTICE | EF_DROP_SEAL | EF_PARENT },
	{ A11_MADE, EV_LOAD, A12_LOADED, MAKER, NULL,
	  EF_CARRIER | EF_NOTICE },
	{ A11_MADE, EV_SPOIL, A11_MADE, MAKER, reason_given, 0 },
	{ A12_LOADED, EV_DELIVER, A13_DELIVERED, DESK, receiver_named,
	  EF_SEAL_DELIVER | EF_NOTICE },
	{ A13_DELIVERED, EV_ACTIVATE, A14_COMPLETED, KEEPER, may_activate,
	  EF_SEAL_ACTIVATE | EF_PARENT },
	{ A13_DELIVERED, EV_REMIND, A13_DELIVERED, SYSTEM, is_overdue,
	  EF_NOTICE },
	{ A13_DELIVERED, EV_CLOSE, A18_CLOSED, APPROVER, overdue_reason,
	  EF_DROP_SEAL | EF_NOTICE | EF_PARENT },
};

static const struct flow_row loss_rows[] = {
	{ FLOW_NEW, EV_URGENT, A0_DRAFT, KEEPER | RA | SYSTEM,
	  NULL, EF_SEAL_LOST },
	FRONT_ROWS,
	{ A0_DRAFT, EV_OVERDUE, A0_DRAFT, SYSTEM, urgent_overdue, EF_TASK },
	{ A0_DRAFT, EV_RELEASE, A0_DRAFT, RA, may_release_urgent,
	  EF_SEAL_FOUND | EF_NOTICE },
	{ A4_REJECTED, EV_RELEASE, A4_REJECTED, RA, may_release_urgent,
	  EF_SEAL_FOUND | EF_NOTICE },
	{ A18_CLOSED, EV_RELEASE, A18_CLOSED, RA, may_release,
	  EF_SEAL_FOUND | EF_NOTICE },
	{ A3_VERIFIED, EV_FREEZE, A17_OLD_HANDLED, RA, wants_new,
	  EF_SEAL_LOST | EF_CHILD | EF_NOTICE },
	{ A3_VERIFIED, EV_FREEZE, A17_OLD_HANDLED, RA, wants_wait,
	  EF_SEAL_LOST | EF_NOTICE },
	{ A17_OLD_HANDLED, EV_OPEN_CHILD, A17_OLD_HANDLED, RA, no_child,
	  EF_CHILD },
	{ A17_OLD_HANDLED, EV_RELEASE, A14_COMPLETED, RA, may_release,
	  EF_SEAL_FOUND | EF_CHILD_CLOSE | EF_NOTICE },
	{ A17_OLD_HANDLED, EV_CHILD_DONE, A14_COMPLETED, SYSTEM, NULL,
	  EF_SEAL_REVOKE | EF_NOTICE },
	{ A17_OLD_HANDLED, EV_CHILD_CLOSED, A18_CLOSED, SYSTEM, NULL,
	  EF_NOTICE },
};

static const struct flow_row cancel_rows[] = {
	FRONT_ROWS,
	{ A3_VERIFIED, EV_ASSENT, A3_VERIFIED, APPROVER, may_assent, 0 },
	{ A3_VERIFIED, EV_APPROVER_REJECT, A4_REJECTED, APPROVER,
	  approver_reason, EF_NOTICE },
	{ A3_VERIFIED, EV_REVOKE, A14_COMPLETED, RA, may_revoke,
	  EF_SEAL_REVOKE | EF_NOTICE },
};

/* 申领 of a seal that was suspended; its name in the store is its own. */
static const struct flow_row resume_rows[] = {
	FRONT_ROWS,
	{ A3_VERIFIED, EV_APPROVER_REJECT, A4_REJECTED, APPROVER,
	  approver_reason, EF_NOTICE },
	{ A3_VERIFIED, EV_RESUME, A14_COMPLETED, APPROVER, may_resume,
	  EF_SEAL_RESUME | EF_NOTICE },
};

#define REQUEST_FLOW(label, table) {					\
	.name = (label),						\
	.states = request_states, .nstates = REQUEST_STATE__N,		\
	.events = request_events, .nevents = REQUEST_EVENT__N,		\
	.rows = (table), .nrows = NITEMS(table),			\
}

const struct flow flow_apply = REQUEST_FLOW("apply", apply_rows);
const struct flow flow_loss = REQUEST_FLOW("loss", loss_rows);
const struct flow flow_cancel = REQUEST_FLOW("cancel", cancel_rows);
const struct flow flow_resume = REQUEST_FLOW("resume", resume_rows);

const struct flow *
flow_of_business(const char *business)
{
	static const struct flow *const flows[] = {
		&flow_apply, &flow_loss, &flow_cancel, &flow_resume,
	};
	size_t	 i;

	for (i = 0; i < NITEMS(flows); i++)
		if (strcmp(flows[i]->name, business) == 0)
			return flows[i];
	return NULL;
}

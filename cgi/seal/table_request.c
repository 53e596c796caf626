/*
 * T1 for 申领, and the guards and first rows every business shares.  One row
 * a line of the requirements; what is not here cannot be done.
 */
#include <string.h>

#include "base/fault.h"
#include "seal/table_local.h"

/* --- guards ------------------------------------------------------------ */

/* The applicant's own request, or the desk's for a visitor it opened. */
const char *
guard_mine(const void *subject, const void *act)
{
	FACTS(r);
	return r->own || r->opener ? NULL : "只有申请人本人可以办理这一步";
}

const char *
guard_may_withdraw(const void *subject, const void *act)
{
	FACTS(r);
	if (r->urgent)
		return "印章已紧急挂失，请先解除挂失，再撤回申请";
	return guard_mine(subject, act);
}

const char *
guard_not_urgent(const void *subject, const void *act)
{
	FACTS(r);
	if (!r->overdue)
		return "尚未到期";
	return r->urgent ? "紧急挂失尚未处理" : NULL;
}

const char *
guard_is_overdue(const void *subject, const void *act)
{
	FACTS(r);
	return r->overdue ? NULL : "尚未到期";
}

const char *
guard_is_complete(const void *subject, const void *act)
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
	if (r->unfit != NULL)
		return r->unfit;
	if (r->other_open != NULL)
		return r->other_open;
	return guard_mine(subject, act);
}

const char *
guard_faults_named(const void *subject, const void *act)
{
	FACTS(r);
	return r->any_fault ? NULL : "请至少指出一项需要补正的内容";
}

const char *
guard_reason_given(const void *subject, const void *act)
{
	FACTS(r);
	return r->has_reason ? NULL : "请填写理由";
}

const char *
guard_all_ticked(const void *subject, const void *act)
{
	FACTS(r);
	if (r->own || r->opener)
		return "不得核验本人提交的申请";
	if (!r->all_judged)
		return "还有材料没有核验，请逐项给出结论";
	return r->any_fault ? "有材料核验不通过，请退回补正" : NULL;
}

/* P-36, R-253: the department's approval comes before the picture. */
static const char *
verify_to_permit(const void *subject, const void *act)
{
	FACTS(r);
	const char	*no = guard_all_ticked(subject, act);

	return no != NULL ? no : r->permit_first ? NULL :
	    "本地规则（P-36）不要求先审批";
}

/* P-35 "three": who verified neither approves nor makes. */
static const char *
third(const struct request_facts *r)
{
	return r->three && r->was_checker ? "按本地规则（P-35），核验、审批和"
	    "制作由三个不同的人办理，您已经核验过本件" : NULL;
}

static const char *
may_permit(const void *subject, const void *act)
{
	FACTS(r);
	if (r->own || r->opener)
		return "不得审批本人提交的申请";
	return r->bad_catalogue != NULL ? r->bad_catalogue : third(r);
}

static const char *
image_good(const void *subject, const void *act)
{
	FACTS(r);
	return r->unneeded != NULL ? r->unneeded : r->bad_image;
}

/* P-18: the applicant confirms it before the seal is made, */
static const char *
image_to_confirm(const void *subject, const void *act)
{
	FACTS(r);
	const char	*no = image_good(subject, act);

	return no != NULL ? no : !r->confirm_late ? NULL :
	    "按本地规则（P-18），印模在启用前确认";
}

/* or (GD 10) before it is put into use. */
static const char *
image_unasked(const void *subject, const void *act)
{
	FACTS(r);
	const char	*no = image_good(subject, act);

	return no != NULL ? no : r->confirm_late ? NULL :
	    "按本地规则（P-18），印模在制作前确认";
}

static const char *
image_ready(const void *subject, const void *act)
{
	FACTS(r);
	if (!r->has_image)
		return "还没有印模";
	return guard_mine(subject, act);
}

/* what was made unasked is confirmed before its activation. */
static const char *
image_made(const void *subject, const void *act)
{
	FACTS(r);
	return r->image_confirmed ? "申请人已经确认这一印模" :
	    image_ready(subject, act);
}

static const char *
reject_image(const void *subject, const void *act)
{
	const char	*no = guard_mine(subject, act);

	return no != NULL ? no : guard_reason_given(subject, act);
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
	if (!r->image_confirmed && !r->unasked)
		return "申请人尚未确认印模";
	return r->bad_catalogue != NULL ? r->bad_catalogue : third(r);
}

const char *
guard_approver_reason(const void *subject, const void *act)
{
	FACTS(r);
	if (r->own || r->opener)
		return "不得审批本人提交的申请";
	return guard_reason_given(subject, act);
}

static const char *
in_industry(const void *subject, const void *act)
{
	FACTS(r);
	return r->cross ? "跨行业印章的编码由国家平台赋予" : NULL;
}

/* what a clerk brings, or the platform's answer. */
static const char *
from_outside(const void *subject, const void *act)
{
	FACTS(r);
	return r->cross ? r->bad_coding : "行业内印章按行业规则赋码";
}

static const char *
may_make(const void *subject, const void *act)
{
	FACTS(r);
	if (r->unneeded != NULL)
		return r->unneeded;
	return r->cannot_make != NULL ? r->cannot_make : third(r);
}

/* P-34: the certificate first, or the code. */
static const char *
certify_first(const void *subject, const void *act)
{
	FACTS(r);
	const char	*no = may_make(subject, act);

	return no != NULL ? no : r->code_first ?
	    "按本地规则（P-34），先赋码，再签发证书" : NULL;
}

static const char *
code_comes_first(const struct request_facts *r)
{
	return r->code_first ? NULL :
	    "按本地规则（P-34），先签发证书，再赋码";
}

static const char *
first_in_industry(const void *subject, const void *act)
{
	FACTS(r);
	const char	*no = code_comes_first(r);

	return no != NULL ? no : in_industry(subject, act);
}

static const char *
first_from_outside(const void *subject, const void *act)
{
	FACTS(r);
	const char	*no = code_comes_first(r);

	return no != NULL ? no : from_outside(subject, act);
}

static int
failed_at(const struct request_facts *r, int event)
{
	return r->failed != NULL &&
	    strcmp(r->failed, request_events[event].name) == 0;
}

const char *
guard_failed_certify(const void *subject, const void *act)
{
	FACTS(r);
	return failed_at(r, EV_CERTIFY) ? NULL : "没有可以重试的步骤";
}

/* A step that failed is retried from where it was taken (P-34). */
static const char *
failed_certify_coded(const void *subject, const void *act)
{
	FACTS(r);
	return failed_at(r, EV_CERTIFY) && r->coded ? NULL :
	    "没有可以重试的步骤";
}

static const char *
failed_certify_first(const void *subject, const void *act)
{
	FACTS(r);
	return failed_at(r, EV_CERTIFY) && !r->coded ? NULL :
	    "没有可以重试的步骤";
}

static const char *
failed_code_first(const void *subject, const void *act)
{
	FACTS(r);
	return failed_at(r, EV_CODE) && !r->certified ? NULL :
	    "没有可以重试的步骤";
}

static const char *
failed_code(const void *subject, const void *act)
{
	FACTS(r);
	return failed_at(r, EV_CODE) && r->certified ? NULL :
	    "没有可以重试的步骤";
}

const char *
guard_failed_generate(const void *subject, const void *act)
{
	FACTS(r);
	return failed_at(r, EV_GENERATE) ? NULL : "没有可以重试的步骤";
}

const char *
guard_receiver_named(const void *subject, const void *act)
{
	FACTS(r);
	return r->has_receiver ? NULL : "请填写领取人及其身份证明";
}

const char *
guard_may_activate(const void *subject, const void *act)
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

const char *
guard_overdue_reason(const void *subject, const void *act)
{
	const char	*no = guard_is_overdue(subject, act);

	return no != NULL ? no : guard_reason_given(subject, act);
}

/* --- rows -------------------------------------------------------------- */

static const struct flow_row apply_rows[] = {
	{ A1_SUBMITTED, EV_VERIFY, A19_TO_PERMIT, CHECKER, verify_to_permit,
	  0 },
	FRONT_ROWS,
	{ A19_TO_PERMIT, EV_PERMIT, A3_VERIFIED, APPROVER, may_permit, 0 },
	{ A19_TO_PERMIT, EV_APPROVER_REJECT, A4_REJECTED, APPROVER,
	  guard_approver_reason, EF_NOTICE | EF_PARENT },
	{ A19_TO_PERMIT, EV_APPROVER_RETURN, A2_RETURNED, APPROVER,
	  guard_approver_reason, EF_NOTICE | EF_NEW_VERSION },
	/* T1, release: the lost seal is back, and this one ends */
	ENDS_WITH_SEAL(A0_DRAFT), ENDS_WITH_SEAL(A1_SUBMITTED),
	ENDS_WITH_SEAL(A2_RETURNED), ENDS_WITH_SEAL(A3_VERIFIED),
	ENDS_WITH_SEAL(A5_IMAGE), ENDS_WITH_SEAL(A6_CONFIRMED),
	ENDS_WITH_SEAL(A7_ENTERED), ENDS_WITH_SEAL(A8_APPROVED),
	ENDS_WITH_SEAL(A9_CERTIFIED), ENDS_WITH_SEAL(A10_CODED),
	ENDS_WITH_SEAL(A11_MADE), ENDS_WITH_SEAL(A12_LOADED),
	ENDS_WITH_SEAL(A13_DELIVERED), ENDS_WITH_SEAL(A16_FAILED),
	ENDS_WITH_SEAL(A19_TO_PERMIT), ENDS_WITH_SEAL(A20_CODED_FIRST),
	{ A3_VERIFIED, EV_PUT_IMAGE, A5_IMAGE, DESK | MAKER,
	  image_to_confirm, EF_NOTICE },
	{ A3_VERIFIED, EV_PUT_IMAGE, A6_CONFIRMED, DESK | MAKER,
	  image_unasked, 0 },
	{ A5_IMAGE, EV_REJECT_IMAGE, A3_VERIFIED, APPLICANT | KEEPER | DESK,
	  reject_image, 0 },
	{ A5_IMAGE, EV_CONFIRM_IMAGE, A6_CONFIRMED,
	  APPLICANT | KEEPER | DESK, image_ready, 0 },
	{ A5_IMAGE, EV_LAPSE, A18_CLOSED, SYSTEM, guard_is_overdue,
	  EF_NOTICE | EF_PARENT },
	{ A6_CONFIRMED, EV_ENTER, A7_ENTERED, MAKER, entry_full, 0 },
	{ A7_ENTERED, EV_SEND_BACK, A6_CONFIRMED, APPROVER, guard_approver_reason,
	  0 },
	{ A7_ENTERED, EV_APPROVER_REJECT, A4_REJECTED, APPROVER,
	  guard_approver_reason, EF_NOTICE | EF_PARENT },
	{ A7_ENTERED, EV_APPROVER_RETURN, A2_RETURNED, APPROVER,
	  guard_approver_reason, EF_NOTICE | EF_NEW_VERSION },
	{ A7_ENTERED, EV_APPROVE, A8_APPROVED, APPROVER, may_approve, 0 },
	{ A8_APPROVED, EV_CERTIFY, A9_CERTIFIED, MAKER | SYSTEM,
	  certify_first, 0 },
	{ A8_APPROVED, EV_FAIL, A16_FAILED, SYSTEM, NULL, 0 },
	{ A8_APPROVED, EV_CODE, A20_CODED_FIRST, MAKER | SYSTEM,
	  first_in_industry, 0 },
	{ A8_APPROVED, EV_CODE, A20_CODED_FIRST, MAKER | RA,
	  first_from_outside, 0 },
	{ A20_CODED_FIRST, EV_CERTIFY, A10_CODED, MAKER | SYSTEM, may_make,
	  0 },
	{ A20_CODED_FIRST, EV_FAIL, A16_FAILED, SYSTEM, NULL, 0 },
	{ A9_CERTIFIED, EV_CODE, A10_CODED, MAKER | SYSTEM, in_industry, 0 },
	{ A9_CERTIFIED, EV_CODE, A10_CODED, MAKER | RA, from_outside, 0 },
	{ A9_CERTIFIED, EV_FAIL, A16_FAILED, SYSTEM, NULL, 0 },
	{ A10_CODED, EV_GENERATE, A11_MADE, MAKER, may_make,
	  EF_SEAL_BEGIN | EF_SEAL_MADE },
	{ A10_CODED, EV_FAIL, A16_FAILED, SYSTEM, NULL,
	  EF_SEAL_BEGIN },
	{ A16_FAILED, EV_RETRY, A8_APPROVED, MAKER | SYSTEM,
	  failed_certify_first, 0 },
	{ A16_FAILED, EV_RETRY, A20_CODED_FIRST, MAKER | SYSTEM,
	  failed_certify_coded, 0 },
	{ A16_FAILED, EV_RETRY, A8_APPROVED, MAKER | SYSTEM,
	  failed_code_first, 0 },
	{ A16_FAILED, EV_RETRY, A9_CERTIFIED, MAKER | SYSTEM, failed_code,
	  0 },
	{ A16_FAILED, EV_RETRY, A10_CODED, MAKER | SYSTEM, guard_failed_generate,
	  0 },
	{ A16_FAILED, EV_GIVE_UP, A18_CLOSED, APPROVER, guard_approver_reason,
	  EF_NOTICE | EF_DROP_SEAL | EF_PARENT },
	{ A11_MADE, EV_LOAD, A12_LOADED, MAKER, NULL,
	  EF_CARRIER | EF_NOTICE },
	{ A11_MADE, EV_SPOIL, A11_MADE, MAKER, guard_reason_given, 0 },
	{ A12_LOADED, EV_DELIVER, A13_DELIVERED, DESK, guard_receiver_named,
	  EF_SEAL_DELIVER | EF_NOTICE },
	{ A13_DELIVERED, EV_CONFIRM_IMAGE, A13_DELIVERED,
	  APPLICANT | KEEPER | DESK, image_made, 0 },
	{ A13_DELIVERED, EV_ACTIVATE, A14_COMPLETED, KEEPER, guard_may_activate,
	  EF_SEAL_ACTIVATE | EF_PARENT },
	{ A13_DELIVERED, EV_REMIND, A13_DELIVERED, SYSTEM, guard_is_overdue,
	  EF_NOTICE },
	{ A13_DELIVERED, EV_CLOSE, A18_CLOSED, APPROVER, guard_overdue_reason,
	  EF_DROP_SEAL | EF_NOTICE | EF_PARENT },
};

const struct flow flow_apply = REQUEST_FLOW("apply", apply_rows);

const struct flow *
flow_of_business(const char *business)
{
	static const struct flow *const flows[] = {
		&flow_apply, &flow_loss, &flow_cancel, &flow_resume,
		&flow_renew, &flow_change, &flow_replace, &flow_import,
	};
	size_t	 i;

	for (i = 0; i < NITEMS(flows); i++)
		if (strcmp(flows[i]->name, business) == 0)
			return flows[i];
	return NULL;
}

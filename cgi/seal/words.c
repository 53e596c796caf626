/*
 * The vocabulary of the tables: stored names, what the desk reads, what the
 * public reads, and which tab of the lists a state belongs to.
 */
#include "base/fault.h"
#include "seal/local.h"
#include "seal/table.h"

const struct flow_word request_states[] = {
	[A0_DRAFT] = { "draft", "草稿" },
	[A1_SUBMITTED] = { "submitted", "待核验" },
	[A2_RETURNED] = { "returned", "退回补正" },
	[A3_VERIFIED] = { "verified", "核验通过" },
	[A4_REJECTED] = { "rejected", "不予通过" },
	[A5_IMAGE] = { "image", "印模待确认" },
	[A6_CONFIRMED] = { "confirmed", "印模已确认" },
	[A7_ENTERED] = { "entered", "待审批" },
	[A8_APPROVED] = { "approved", "审批通过" },
	[A9_CERTIFIED] = { "certified", "证书已签发" },
	[A10_CODED] = { "coded", "已赋码" },
	[A11_MADE] = { "made", "已制作" },
	[A12_LOADED] = { "loaded", "待领取" },
	[A13_DELIVERED] = { "delivered", "已交付待启用" },
	[A14_COMPLETED] = { "completed", "办结" },
	[A15_WITHDRAWN] = { "withdrawn", "已撤回" },
	[A16_FAILED] = { "failed", "制作失败" },
	[A17_OLD_HANDLED] = { "old-handled", "原章已处理" },
	[A18_CLOSED] = { "closed", "已终止" },
	[A19_TO_PERMIT] = { "to-permit", "待准予制作" },
	[A20_CODED_FIRST] = { "coded-first", "已赋码待签发证书" },
};

_Static_assert(NITEMS(request_states) == REQUEST_STATE__N, "T1 states");

/*
 * What the outside world sees of a state, and where the desk finds it.  A
 * draft is nobody's but its writer's; not one whose seal an urgent report has
 * stopped: that waits at the desk as other losses do.
 */
#define STOPPED_DRAFT	REQUEST_STATE__N
static const struct view {
	const char	*stage, *label, *tone;
} views[] = {
	[A0_DRAFT] = { "draft", "草稿", "plain" },
	[A1_SUBMITTED] = { "check", "待受理", "wait" },
	[A2_RETURNED] = { "applicant", "需补正", "act" },
	[A3_VERIFIED] = { "make", "审核中", "wait" },
	[A4_REJECTED] = { "done", "不予受理", "bad" },
	[A5_IMAGE] = { "applicant", "待确认印模", "act" },
	[A6_CONFIRMED] = { "make", "审核中", "wait" },
	[A7_ENTERED] = { "approve", "审核中", "wait" },
	[A8_APPROVED] = { "make", "待制章", "wait" },
	[A9_CERTIFIED] = { "make", "待制章", "wait" },
	[A10_CODED] = { "make", "待制章", "wait" },
	[A11_MADE] = { "make", "待制章", "wait" },
	[A12_LOADED] = { "deliver", "待领取", "act" },
	[A13_DELIVERED] = { "applicant", "待启用", "act" },
	[A14_COMPLETED] = { "done", "已办结", "good" },
	[A15_WITHDRAWN] = { "done", "已撤回", "plain" },
	[A16_FAILED] = { "make", "待制章", "wait" },
	[A17_OLD_HANDLED] = { "waiting", "办理中", "wait" },
	[A18_CLOSED] = { "done", "已终止", "plain" },
	[A19_TO_PERMIT] = { "approve", "审核中", "wait" },
	[A20_CODED_FIRST] = { "make", "待制章", "wait" },
	[STOPPED_DRAFT] = { "waiting", "已停用，待补材料", "act" },
};

_Static_assert(NITEMS(views) == STOPPED_DRAFT + 1, "T1 views");

const struct flow_word request_events[] = {
	[EV_CREATE] = { "create", "创建" },
	[EV_URGENT] = { "urgent", "紧急挂失" },
	[EV_SAVE] = { "save", "保存" },
	[EV_SUBMIT] = { "submit", "提交" },
	[EV_RESUBMIT] = { "resubmit", "补正后提交" },
	[EV_WITHDRAW] = { "withdraw", "撤回" },
	[EV_ABANDON] = { "abandon", "逾期未提交，草稿关闭" },
	[EV_OVERDUE] = { "overdue", "材料逾期未补" },
	[EV_LAPSE] = { "lapse", "逾期未补正，终止" },
	[EV_RETURN] = { "return", "退回补正" },
	[EV_REJECT] = { "reject", "不予受理" },
	[EV_VERIFY] = { "verify", "核验通过" },
	[EV_PUT_IMAGE] = { "put-image", "制作印模" },
	[EV_REJECT_IMAGE] = { "reject-image", "印模有误" },
	[EV_CONFIRM_IMAGE] = { "confirm-image", "确认印模" },
	[EV_ENTER] = { "enter", "录入" },
	[EV_SEND_BACK] = { "send-back", "退回录入" },
	[EV_APPROVER_REJECT] = { "approver-reject", "不予许可" },
	[EV_APPROVER_RETURN] = { "approver-return", "退回申请人" },
	[EV_APPROVE] = { "approve", "审批通过" },
	[EV_CERTIFY] = { "certify", "签发证书" },
	[EV_CODE] = { "code", "赋码" },
	[EV_GENERATE] = { "generate", "生成印章" },
	[EV_FAIL] = { "fail", "步骤失败" },
	[EV_RETRY] = { "retry", "重试" },
	[EV_GIVE_UP] = { "give-up", "放弃制作" },
	[EV_LOAD] = { "load", "写入载体" },
	[EV_SPOIL] = { "spoil", "载体损坏" },
	[EV_DELIVER] = { "deliver", "交付" },
	[EV_ACTIVATE] = { "activate", "启用" },
	[EV_REMIND] = { "remind", "领取提醒" },
	[EV_CLOSE] = { "close", "终止" },
	[EV_FREEZE] = { "freeze", "挂失" },
	[EV_RELEASE] = { "release", "解除挂失" },
	[EV_OPEN_CHILD] = { "open-child", "发起补领" },
	[EV_CHILD_DONE] = { "child-done", "新章已启用" },
	[EV_CHILD_CLOSED] = { "child-closed", "补领已终止" },
	[EV_ASSENT] = { "assent", "同意注销" },
	[EV_REVOKE] = { "revoke", "注销" },
	[EV_RESUME] = { "resume", "重新启用" },
	[EV_PROVE] = { "prove", "印章密钥证明" },
	[EV_PERMIT] = { "permit", "准予制作" },
	[EV_PROPOSE] = { "propose", "提出接收" },
	[EV_TAKE_OVER] = { "take-over", "准予接收" },
	[EV_REGISTER] = { "register", "更新登记资料" },
};

_Static_assert(NITEMS(request_events) == REQUEST_EVENT__N, "T1 events");

const struct flow_word seal_states[] = {
	[S0_MAKING] = { "making", "制作中" },
	[S1_MADE] = { "made", "已制作待交付" },
	[S2_DELIVERED] = { "delivered", "已交付待启用" },
	[S3_ACTIVE] = { "active", "有效" },
	[S4_LOST] = { "lost", "已挂失" },
	[S5_SUSPENDED] = { "suspended", "已停用" },
	[S6_EXPIRED] = { "expired", "已过期" },
	[S7_REVOKED] = { "revoked", "已注销" },
};

_Static_assert(NITEMS(seal_states) == SEAL_STATE__N, "T2 states");

const struct flow_word seal_events[] = {
	[SE_BEGIN] = { "begin", "开始制作" },
	[SE_MADE] = { "made", "制作完成" },
	[SE_FAIL] = { "fail", "制作失败" },
	[SE_DROP] = { "drop", "放弃制作" },
	[SE_DELIVER] = { "deliver", "交付" },
	[SE_ACTIVATE] = { "activate", "启用" },
	[SE_USE] = { "use", "用章" },
	[SE_SUSPEND] = { "suspend", "长期不用，停用" },
	[SE_RESUME] = { "resume", "重新启用" },
	[SE_LOSE] = { "lose", "挂失" },
	[SE_FIND] = { "find", "解除挂失" },
	[SE_EXPIRE] = { "expire", "到期" },
	[SE_RENEW] = { "renew", "续期" },
	[SE_LAPSE] = { "lapse", "逾期未续，注销" },
	[SE_REPLACED] = { "replaced", "新章启用，原章注销" },
	[SE_REVOKE] = { "revoke", "注销" },
	[SE_TAKE_OVER] = { "take-over", "接收其他系统制作的印章" },
};

_Static_assert(NITEMS(seal_events) == SEAL_EVENT__N, "T2 events");

const struct flow_word use_states[] = {
	[U0_DRAFT] = { "draft", "草稿" },
	[U1_SUBMITTED] = { "submitted", "待审核" },
	[U2_REVIEW] = { "review", "审核中" },
	[U3_APPROVED] = { "approved", "待盖章" },
	[U4_REFUSED] = { "refused", "未同意" },
	[U5_STAMPED] = { "stamped", "已盖章" },
	[U6_EXPIRED] = { "expired", "已失效" },
	[U7_WITHDRAWN] = { "withdrawn", "已撤回" },
};

_Static_assert(NITEMS(use_states) == USE_STATE__N, "T3 states");

const struct flow_word use_events[] = {
	[UE_CREATE] = { "create", "创建" },
	[UE_SUBMIT] = { "submit", "提交用章申请" },
	[UE_TAKE] = { "take", "开始审核" },
	[UE_APPROVE] = { "approve", "同意用章" },
	[UE_REFUSE] = { "refuse", "不同意用章" },
	[UE_WITHDRAW] = { "withdraw", "撤回" },
	[UE_STAMP] = { "stamp", "盖章" },
	[UE_STAMP_KEEPER] = { "stamp-keeper", "保管人盖章" },
	[UE_STAMP_AUTO] = { "stamp-auto", "按系统授权盖章" },
	[UE_LAPSE] = { "lapse", "逾期未盖章" },
};

_Static_assert(NITEMS(use_events) == USE_EVENT__N, "T3 events");

/* Why a seal in a state cannot be used, and how lists colour it. */
static const struct {
	const char	*refusal, *tone;
} seal_views[] = {
	[S0_MAKING] = { "印章尚在制作，不能使用", "wait" },
	[S1_MADE] = { "印章尚未交付，不能使用", "wait" },
	[S2_DELIVERED] = { "印章尚未启用，请保管人先启用", "act" },
	[S3_ACTIVE] = { NULL, "good" },
	[S4_LOST] = { "印章已挂失，不能使用", "bad" },
	[S5_SUSPENDED] = { "印章已停用，请重新申请启用", "bad" },
	[S6_EXPIRED] = { "印章已过有效期，请办理续期", "over" },
	[S7_REVOKED] = { "印章已注销，不能使用", "over" },
};

_Static_assert(NITEMS(seal_views) == SEAL_STATE__N, "T2 views");

const char *
seal_state_refusal(int state)
{
	return seal_views[state].refusal;
}

const char *
seal_tone(int state)
{
	return seal_views[state].tone;
}

int
seal_national(int state)
{
	return state == S3_ACTIVE ? 0 : 1;
}

static const struct view *
view_of(int state, int urgent)
{
	return &views[state == A0_DRAFT && urgent ? STOPPED_DRAFT : state];
}

const char *
request_stage(int state, int urgent)
{
	return view_of(state, urgent)->stage;
}

const char *
request_public_label(int state, int urgent)
{
	return view_of(state, urgent)->label;
}

const char *
request_label(int state, int urgent)
{
	return state == A0_DRAFT && urgent ? views[STOPPED_DRAFT].label :
	    request_states[state].label;
}

const char *
request_tone(int state, int urgent)
{
	return view_of(state, urgent)->tone;
}

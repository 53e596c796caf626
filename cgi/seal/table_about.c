/*
 * T1 for the businesses about a seal there is: 挂失, 注销, 续期, 变更, 更换 and
 * the 申领 of a suspended one.  One row a line of the requirements.
 */
#include "base/fault.h"
#include "seal/table_local.h"

/* --- guards ------------------------------------------------------------ */

static const char *
urgent_overdue(const void *subject, const void *act)
{
	FACTS(r);
	return r->urgent && r->overdue ? NULL : "尚未到期";
}

/* P-06: what the rules let follow; the applicant chooses among it. */
static const char *
wants_new(const void *subject, const void *act)
{
	FACTS(r);
	if (!r->lost_anew && !r->lost_returns)
		return "按本地规则（P-06），挂失核实后注销印章";
	if (r->waiting)
		return "申请人选择等待找回";
	return r->lost_anew ? NULL : "按本地规则（P-06），挂失不补领新章";
}

static const char *
wants_wait(const void *subject, const void *act)
{
	FACTS(r);
	if (!r->waiting)
		return "申请人要求补领新章";
	return r->lost_returns ? NULL : "按本地规则（P-06），挂失不能等待找回";
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

/* T2, S4: once it is verified only where the rules know it (P-06). */
static const char *
release_verified(const void *subject, const void *act)
{
	FACTS(r);
	return r->lost_returns ? may_release(subject, act) :
	    "按本地规则（P-06），核实的挂失不能解除";
}

static const char *
no_child(const void *subject, const void *act)
{
	FACTS(r);
	return r->child_open ? "新章的申请已经发起" : NULL;
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

/* P-06: a loss that ends the seal, by two persons as any end does. */
static const char *
loss_assent(const void *subject, const void *act)
{
	FACTS(r);
	return r->lost_ends ? may_assent(subject, act) :
	    "按本地规则（P-06），挂失不注销印章";
}

static const char *
loss_revoke(const void *subject, const void *act)
{
	FACTS(r);
	return r->lost_ends ? may_revoke(subject, act) :
	    "按本地规则（P-06），挂失不注销印章";
}

static const char *
loss_refused(const void *subject, const void *act)
{
	FACTS(r);
	return r->lost_ends ? guard_approver_reason(subject, act) :
	    "按本地规则（P-06），挂失不注销印章";
}

/* what says nothing of the seal changes the register alone. */
static const char no_exchange[] =
    "只变更联系方式的，更新登记资料即可，印章和证书不变";

static const char *
only_register(const void *subject, const void *act)
{
	FACTS(r);
	if (r->own || r->opener)
		return "不得办理本人提交的申请";
	return r->contact_only ? NULL : "这件变更须换领印章";
}

/* P-30: which of the two ways the rules and the reason leave. */
static const char *
ends_first(const void *subject, const void *act)
{
	FACTS(r);
	if (r->contact_only)
		return no_exchange;
	return r->old_first ? may_revoke(subject, act) :
	    "按现行规则，原章在新章启用时注销，请发起换领";
}

static const char *
agrees_first(const void *subject, const void *act)
{
	FACTS(r);
	if (r->contact_only)
		return no_exchange;
	return r->old_first ? may_assent(subject, act) :
	    "按现行规则，原章在新章启用时注销，由审批新章时一并同意";
}

static const char *
stays_meanwhile(const void *subject, const void *act)
{
	FACTS(r);
	if (r->contact_only)
		return no_exchange;
	if (r->old_first)
		return "按现行规则，先注销原章，再换领新章";
	return no_child(subject, act);
}

/* T1, R-095: the desk's papers are not needed where its key says so. */
static const char *
may_prove(const void *subject, const void *act)
{
	FACTS(r);
	if (!r->self)
		return "这件续期申请以书面材料办理，由受理单位核验";
	if (r->unfit != NULL)
		return r->unfit;
	return r->cannot_prove;
}

/* of a seal that is what it was, by a unit that may. */
static const char *
may_renew(const void *subject, const void *act)
{
	FACTS(r);
	return r->unfit != NULL ? r->unfit : r->cannot_make;
}

/* The desk hands over what was asked for on paper. */
static const char *
handed_over(const void *subject, const void *act)
{
	FACTS(r);
	return r->self ? "自助续期由保管人在网上接收" :
	    guard_receiver_named(subject, act);
}

/* what was asked for with the seal's key is received with the own. */
static const char *
receives(const void *subject, const void *act)
{
	FACTS(r);
	return r->self ? NULL : "请到受理窗口领取";
}

static const char *
may_put_in_force(const void *subject, const void *act)
{
	FACTS(r);
	return r->unfit != NULL ? r->unfit :
	    guard_may_activate(subject, act);
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

/* Nothing is left to stop, to end or to bring back of what has ended. */
#define FRONT_ENDS_WITH_SEAL						\
	ENDS_WITH_SEAL(A0_DRAFT), ENDS_WITH_SEAL(A1_SUBMITTED),		\
	ENDS_WITH_SEAL(A2_RETURNED), ENDS_WITH_SEAL(A3_VERIFIED)

static const struct flow_row loss_rows[] = {
	{ FLOW_NEW, EV_URGENT, A0_DRAFT, KEEPER | RA | SYSTEM,
	  NULL, EF_SEAL_LOST },
	FRONT_ROWS,
	FRONT_ENDS_WITH_SEAL, ENDS_WITH_SEAL(A17_OLD_HANDLED),
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
	{ A3_VERIFIED, EV_ASSENT, A3_VERIFIED, APPROVER, loss_assent, 0 },
	{ A3_VERIFIED, EV_APPROVER_REJECT, A4_REJECTED, APPROVER,
	  loss_refused, EF_NOTICE },
	{ A3_VERIFIED, EV_REVOKE, A14_COMPLETED, RA, loss_revoke,
	  EF_SEAL_REVOKE | EF_NOTICE },
	{ A17_OLD_HANDLED, EV_OPEN_CHILD, A17_OLD_HANDLED, RA, no_child,
	  EF_CHILD },
	{ A17_OLD_HANDLED, EV_RELEASE, A14_COMPLETED, RA, release_verified,
	  EF_SEAL_FOUND | EF_CHILD_CLOSE | EF_NOTICE },
	{ A17_OLD_HANDLED, EV_CHILD_DONE, A14_COMPLETED, SYSTEM, NULL,
	  EF_SEAL_REVOKE | EF_NOTICE },
	{ A17_OLD_HANDLED, EV_CHILD_CLOSED, A18_CLOSED, SYSTEM, NULL,
	  EF_NOTICE },
};

static const struct flow_row cancel_rows[] = {
	FRONT_ROWS,
	FRONT_ENDS_WITH_SEAL,
	{ A3_VERIFIED, EV_ASSENT, A3_VERIFIED, APPROVER, may_assent, 0 },
	{ A3_VERIFIED, EV_APPROVER_REJECT, A4_REJECTED, APPROVER,
	  guard_approver_reason, EF_NOTICE },
	{ A3_VERIFIED, EV_REVOKE, A14_COMPLETED, RA, may_revoke,
	  EF_SEAL_REVOKE | EF_NOTICE },
};

/* 申领 of a seal that was suspended; its name in the store is its own. */
static const struct flow_row resume_rows[] = {
	FRONT_ROWS,
	FRONT_ENDS_WITH_SEAL,
	{ A3_VERIFIED, EV_APPROVER_REJECT, A4_REJECTED, APPROVER,
	  guard_approver_reason, EF_NOTICE },
	{ A3_VERIFIED, EV_RESUME, A14_COMPLETED, APPROVER, may_resume,
	  EF_SEAL_RESUME | EF_NOTICE },
};

/* T2: where the seal itself ends, nothing is left to renew. */
static const struct flow_row renew_rows[] = {
	FRONT_ROWS,
	FRONT_ENDS_WITH_SEAL,
	ENDS_WITH_SEAL(A9_CERTIFIED), ENDS_WITH_SEAL(A11_MADE),
	ENDS_WITH_SEAL(A12_LOADED), ENDS_WITH_SEAL(A13_DELIVERED),
	ENDS_WITH_SEAL(A16_FAILED),
	{ A1_SUBMITTED, EV_PROVE, A3_VERIFIED, KEEPER, may_prove, 0 },
	{ A3_VERIFIED, EV_CERTIFY, A9_CERTIFIED, MAKER | SYSTEM, may_renew,
	  0 },
	{ A3_VERIFIED, EV_FAIL, A16_FAILED, SYSTEM, NULL, 0 },
	{ A9_CERTIFIED, EV_GENERATE, A11_MADE, MAKER, may_renew,
	  EF_VERSION_MADE },
	{ A9_CERTIFIED, EV_FAIL, A16_FAILED, SYSTEM, NULL, 0 },
	{ A16_FAILED, EV_RETRY, A3_VERIFIED, MAKER | SYSTEM,
	  guard_failed_certify, 0 },
	{ A16_FAILED, EV_RETRY, A9_CERTIFIED, MAKER | SYSTEM,
	  guard_failed_generate, 0 },
	{ A16_FAILED, EV_GIVE_UP, A18_CLOSED, APPROVER,
	  guard_approver_reason, EF_NOTICE },
	{ A11_MADE, EV_LOAD, A12_LOADED, MAKER, NULL, EF_NOTICE },
	{ A11_MADE, EV_SPOIL, A11_MADE, MAKER, guard_reason_given, 0 },
	{ A12_LOADED, EV_DELIVER, A13_DELIVERED, DESK, handed_over,
	  EF_NOTICE },
	{ A12_LOADED, EV_DELIVER, A13_DELIVERED, KEEPER, receives, 0 },
	{ A13_DELIVERED, EV_ACTIVATE, A14_COMPLETED, KEEPER,
	  may_put_in_force, EF_SEAL_RENEW | EF_NOTICE },
	{ A13_DELIVERED, EV_REMIND, A13_DELIVERED, SYSTEM, guard_is_overdue,
	  EF_NOTICE },
	{ A13_DELIVERED, EV_CLOSE, A18_CLOSED, APPROVER,
	  guard_overdue_reason, EF_NOTICE },
};

/* 变更 (换领) and 更换: a seal of another name, picture or carrier comes in the
 * place of the old one, by a linked 申领. */
static const struct flow_row exchange_rows[] = {
	FRONT_ROWS,
	FRONT_ENDS_WITH_SEAL,
	{ A3_VERIFIED, EV_ASSENT, A3_VERIFIED, APPROVER, agrees_first, 0 },
	{ A3_VERIFIED, EV_APPROVER_REJECT, A4_REJECTED, APPROVER,
	  guard_approver_reason, EF_NOTICE },
	{ A3_VERIFIED, EV_REGISTER, A14_COMPLETED, RA, only_register,
	  EF_REGISTER | EF_NOTICE },
	{ A3_VERIFIED, EV_REVOKE, A17_OLD_HANDLED, RA, ends_first,
	  EF_SEAL_REVOKE | EF_CHILD | EF_NOTICE },
	{ A3_VERIFIED, EV_OPEN_CHILD, A17_OLD_HANDLED, RA, stays_meanwhile,
	  EF_CHILD | EF_NOTICE },
	{ A17_OLD_HANDLED, EV_OPEN_CHILD, A17_OLD_HANDLED, RA, no_child,
	  EF_CHILD | EF_NOTICE },
	{ A17_OLD_HANDLED, EV_CHILD_DONE, A14_COMPLETED, SYSTEM, NULL,
	  EF_SEAL_REVOKE | EF_NOTICE },
	{ A17_OLD_HANDLED, EV_CHILD_CLOSED, A18_CLOSED, SYSTEM, NULL,
	  EF_NOTICE },
};

const struct flow flow_loss = REQUEST_FLOW("loss", loss_rows);
const struct flow flow_cancel = REQUEST_FLOW("cancel", cancel_rows);
const struct flow flow_resume = REQUEST_FLOW("resume", resume_rows);
const struct flow flow_renew = REQUEST_FLOW("renew", renew_rows);
const struct flow flow_change = REQUEST_FLOW("change", exchange_rows);
const struct flow flow_replace = REQUEST_FLOW("replace", exchange_rows);

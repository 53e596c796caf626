/* The table of action statements; see action.h. */
#include <string.h>

#include "trust/action.h"

#define R(x)		ROLE_BIT(ROLE_##x)
#define APPLYING	(R(APPLICANT) | R(KEEPER) | R(CHECKER) | \
			 R(RA_OPERATOR))
#define DESK		(R(CHECKER) | R(RA_OPERATOR) | R(APPROVER))
#define MAKING		(R(MAKER) | R(CHECKER) | R(RA_OPERATOR))
#define STAFFING	(R(RA_ADMIN) | R(SYSTEM_ADMIN) | R(RA_OPERATOR))
#define STOCK		(R(RA_ADMIN) | R(RA_OPERATOR))
#define ADMINS		(R(BUSINESS_ADMIN) | R(SYSTEM_ADMIN) | R(RA_ADMIN))

static const struct action actions[] = {
	{ ACT_REQUEST_DRAFT, "登记申请", APPLYING, SAY_OWN | SAY_WITNESSED },
	{ ACT_REQUEST_SUBMIT, "提交申请", APPLYING, SAY_OWN },
	{ ACT_REQUEST_WITHDRAW, "撤回申请", APPLYING | R(MAKER), SAY_OWN },
	{ ACT_REQUEST_RETURN, "退回补正", DESK, SAY_OWN },
	{ ACT_REQUEST_REJECT, "不予通过", DESK, SAY_OWN },
	{ ACT_REQUEST_VERIFY, "核验通过", R(CHECKER), SAY_OWN },
	{ ACT_REQUEST_IMAGE, "提交印文", MAKING, SAY_OWN },
	{ ACT_REQUEST_NEED, "审核实际需要", R(REVIEWER), SAY_OWN },
	{ ACT_IMAGE_CONFIRM, "确认印模", APPLYING, SAY_OWN },
	{ ACT_IMAGE_REJECT, "退回印模", APPLYING, SAY_OWN },
	{ ACT_REQUEST_ENTER, "录入申请数据", R(MAKER), SAY_OWN },
	{ ACT_REQUEST_CODE_ASK, "申请赋码", R(MAKER) | R(RA_OPERATOR),
	  SAY_OWN },
	{ ACT_REQUEST_CODE, "登记赋码和备案", R(MAKER) | R(RA_OPERATOR),
	  SAY_OWN },
	{ ACT_REQUEST_SEND_BACK, "退回录入", R(APPROVER), SAY_OWN },
	{ ACT_REQUEST_PERMIT, "准予制作", R(APPROVER), SAY_OWN },
	{ ACT_REQUEST_APPROVE, "审批通过", R(APPROVER), SAY_OWN },
	{ ACT_REQUEST_CLOSE, "终止申请", R(APPROVER), SAY_OWN | SAY_SYSTEM },
	{ ACT_REQUEST_STEP, "自动办理", 0, SAY_SYSTEM },
	{ ACT_SEAL_MAKE, "制作印章", R(MAKER), SAY_OWN },
	{ ACT_SEAL_LOAD, "写入载体", R(MAKER), SAY_OWN },
	{ ACT_SEAL_DELIVER, "交付印章", MAKING | R(KEEPER), SAY_OWN },
	{ ACT_SEAL_ACTIVATE, "启用印章", R(KEEPER), SAY_OWN },
	{ ACT_SEAL_FREEZE, "挂失冻结", R(KEEPER) | R(RA_OPERATOR),
	  SAY_OWN | SAY_WITNESSED },
	{ ACT_SEAL_RELEASE, "解除挂失", R(RA_OPERATOR), SAY_OWN },
	{ ACT_SEAL_REVOKE, "注销印章", R(RA_OPERATOR), SAY_OWN },
	{ ACT_SEAL_REVOKE_APPROVE, "同意注销", R(APPROVER), SAY_OWN },
	{ ACT_SEAL_SUSPEND, "停用印章", R(RA_OPERATOR),
	  SAY_OWN | SAY_SYSTEM },
	{ ACT_SEAL_RESUME, "同意重新启用", R(APPROVER), SAY_OWN },
	{ ACT_SEAL_RENEW, "同意续期", R(CHECKER), SAY_OWN | SAY_SEAL },
	{ ACT_REQUEST_REGISTER, "更新登记资料", R(RA_OPERATOR), SAY_OWN },
	{ ACT_SEAL_PHYSICAL, "登记实物印章变动", R(CHECKER) | R(RA_OPERATOR),
	  SAY_OWN },
	{ ACT_SEAL_PROPOSE, "提出接收印章", R(MAKER), SAY_OWN },
	{ ACT_SEAL_TAKE_OVER, "准予接收印章", R(APPROVER), SAY_OWN },
	{ ACT_USE_SUBMIT, "提交用章申请", R(REQUESTER) | R(KEEPER), SAY_OWN },
	{ ACT_USE_APPROVE, "同意用章", R(REVIEWER), SAY_OWN },
	{ ACT_USE_REFUSE, "不同意用章", R(REVIEWER), SAY_OWN },
	{ ACT_USE_WITHDRAW, "撤回用章申请", R(REQUESTER) | R(KEEPER),
	  SAY_OWN },
	{ ACT_USE_STAMP, "用章", R(REQUESTER) | R(KEEPER), SAY_OWN },
	{ ACT_FILING_CORRECT, "更正后重发备案", R(CHECKER) | R(RA_OPERATOR),
	  SAY_OWN },
	{ ACT_FILING_HAND, "登记线下备案", R(CHECKER) | R(RA_OPERATOR),
	  SAY_OWN },
	{ ACT_FILING_TARGET, "修改外发对象", R(BUSINESS_ADMIN), SAY_OWN },
	{ ACT_CERT_ORDER, "报送证书申请", R(RA_OPERATOR), SAY_OWN },
	{ ACT_CERT_ORDER_STEP, "登记证书申请变动", R(RA_OPERATOR), SAY_OWN },
	/* the auditor brings what the trail shows; the table says no more */
	{ ACT_INCIDENT, "办理安全事件", R(RA_OPERATOR) | R(RA_ADMIN) |
	  R(BUSINESS_ADMIN) | R(SUPERVISOR) | R(AUDIT_ADMIN), SAY_OWN },
	{ ACT_DECLINE, "报告拒收", R(REQUESTER) | R(KEEPER), SAY_OWN },
	{ ACT_DECLINE_ANSWER, "审查拒收", R(BUSINESS_ADMIN) | R(SUPERVISOR),
	  SAY_OWN },
	{ ACT_USE_AUTO, "按系统授权用章", 0, SAY_SYSTEM },
	{ ACT_USE_ASSESS, "评估系统授权的风险", R(REVIEWER), SAY_OWN },
	{ ACT_USE_GRANT, "同意系统授权", R(KEEPER), SAY_OWN },
	{ ACT_USE_GRANT_END, "终止系统授权", R(REVIEWER) | R(KEEPER), SAY_OWN },
	{ ACT_PERSON_ENROL, "签发人员证书", STAFFING, SAY_OWN },
	{ ACT_PERSON_END, "停用人员证书", STAFFING, SAY_OWN },
	{ ACT_PERSON_KEY_RESET, "重置人员密钥", STAFFING, SAY_OWN },
	{ ACT_PIN_UNLOCK, "解锁口令", STAFFING, SAY_OWN },
	{ ACT_CARRIER_BOOK, "登记 UKey 入库", STOCK, SAY_OWN },
	{ ACT_CARRIER_STEP, "登记载体变动", STOCK, SAY_OWN },
	{ ACT_CARRIER_TRANSFER, "调拨 UKey", STOCK, SAY_OWN },
	{ ACT_CARRIER_COUNT, "盘点 UKey", STOCK, SAY_OWN },
	{ ACT_CARRIER_ORDER, "申请 UKey 序列号", STOCK, SAY_OWN },
	{ ACT_SESSION_OPEN, "登录", ROLE_ANY, SAY_OWN },
	{ ACT_POLICY_CHANGE, "修改规则", R(BUSINESS_ADMIN), SAY_OWN },
	{ ACT_POLICY_APPROVE, "批准修改规则", R(BUSINESS_ADMIN), SAY_OWN },
	{ ACT_POLICY_REFUSE, "不批准修改规则", R(BUSINESS_ADMIN), SAY_OWN },
	{ ACT_POLICY_WITHDRAW, "撤回修改规则", R(BUSINESS_ADMIN), SAY_OWN },
	{ ACT_PROFILE_CHANGE, "修改地区方案", R(BUSINESS_ADMIN), SAY_OWN },
	/* The desk confirms a unit an applicant or visitor named. */
	{ ACT_UNIT_CHANGE, "修改单位资料", ADMINS | R(CHECKER) |
	  R(RA_OPERATOR) | R(SUPERVISOR), SAY_OWN },
	{ ACT_GRANT_CHANGE, "修改人员角色", ADMINS, SAY_OWN },
	{ ACT_INSTITUTION, "修改服务机构", R(BUSINESS_ADMIN), SAY_OWN },
	{ ACT_FINDING, "登记监督检查", R(SUPERVISOR), SAY_OWN },
	{ ACT_REPORT, "提交定期统计", STOCK, SAY_OWN },
	{ ACT_AUTHORITY, "登记主管部门", R(BUSINESS_ADMIN), SAY_OWN },
	{ ACT_AUDIT_ANCHOR, "固定审计记录", 0, SAY_SYSTEM },
	{ ACT_AUDIT_EXPORT, "导出审计记录", R(AUDIT_ADMIN), SAY_OWN },
};

const struct action *
action_find(const char *name)
{
	size_t	 i;

	for (i = 0; name != NULL && i < sizeof(actions) / sizeof(*actions);
	    i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

const struct action *
action_nth(size_t k)
{
	return k < sizeof(actions) / sizeof(*actions) ? &actions[k] : NULL;
}

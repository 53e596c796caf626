/* Words for what stands in the trail: actions, results, reasons. */
#include <string.h>

#include "flow/flow.h"
#include "seal/filing.h"
#include "seal/order.h"
#include "seal/request.h"
#include "seal/use.h"
#include "trust/action.h"
#include "work/trail.h"

/* The words of actions that are not statements, for people. */
static const struct {
	const char	*name, *label;
} action_words[] = {
	{ "session.close", "退出" }, { "session.unit", "更换单位" },
	{ "pin.change", "更换口令" }, { "pin.enter", "输入口令" },
	{ "person.register", "注册经办人" }, { "person.add", "登记人员" },
	{ "person.roles", "修改岗位" }, { "person.confirm", "确认经办人" },
	{ "person.decline", "不予确认经办人" },
	{ "unit.add", "增加单位" }, { "unit.edit", "修改单位" },
	{ "unit.propose", "登记新单位" }, { "unit.verify", "核验单位" },
	{ "unit.decline", "不予登记单位" }, { "unit.close", "撤销单位" },
	{ "unit.approve-making", "批准制作单位" },
	{ "unit.suspend-making", "暂停制作" },
	{ "unit.resume-making", "恢复制作" },
	{ "unit.withdraw-making", "撤回制作批准" },
	{ "unit.read", "查看单位" }, { "person.read", "查看人员" },
	{ "audit.read", "查看审计记录" }, { "audit.verify", "核验审计链" },
	{ "seal.keeper", "指定保管人" }, { "web.refuse", "访问页面" },
	{ "notice.seen", "查看消息" },
	{ "material.add", "上传材料" }, { "material.view", "查看材料" },
	{ "imprint.view", "查看印模" }, { "request.view", "查看办件" },
	{ "request.check", "保存核验意见" },
	{ "request.export", "导出办件" }, { "request.take", "接着办理" },
	{ "request.fee", "登记费用" }, { "seal.csr", "导出证书请求" },
	{ "seal.warn-unused", "提醒将停用" },
	{ "filing.export", "导出备案外发" }, { "filing.view", "查看备案" },
	{ "cert-order.batch", "报送证书申请" },
	{ "cert-order.answered", "收到证书申请的应答" },
	{ "cert-order.resend", "重发证书申请" },
	{ "cert-order.overdue", "证书申请超时" },
	{ "cert-order.file", "下载证书申请文件" },
	{ "cert-order.view", "查看证书申请" },
	{ "filing.demo", "建立演示备案" }, { "message.again", "再发消息" },
	{ "use.create", "新建用章申请" }, { "use.place", "选择盖章位置" },
	{ "use.view", "查看用章申请" }, { "use.offline", "登记离线用章" },
	{ "package.hand-in", "提交设备的数据包" },
	{ "package.take", "下载印章数据包" },
	{ "package.allow", "准予再次下载数据包" },
	{ "standing.propose", "提出系统授权" },
	{ "standing.grant", "同意系统授权" },
	{ "standing.end", "终止系统授权" },
	{ "standing.view", "查看系统授权" },
	{ "receipt.wait", "回执、通知书暂未盖章" },
	{ "receipt.drop", "回执、通知书不再盖章" },
	{ "person.end", "停用人员" }, { "person.enrol", "签发人员证书" },
	{ "person.recover", "控制台重置密钥" },
	{ "ca.reissue", "重签 CA 证书" },
	{ "clock.step", "时钟跳变" },
	{ "carrier.read", "查看载体" }, { "carrier.export", "导出 UKey 台账" },
	{ "policy.propose", "提出修改规则" },
	{ "policy.lapse", "修改规则失效" }, { "policy.again", "重新提出修改规则" },
	{ "policy.view", "查看修改规则的申请" },
	{ "office.init", "建立系统" }, { "office.demo", "建立演示数据" },
};

/* "request.certify": the row of the state table that was taken. */
static const char *
event_label(const char *name)
{
	static const struct {
		const char		*kind;
		const struct flow	*flow;
	} kinds[] = {
		{ "request.", &flow_apply }, { "use.", &flow_use },
		{ "carrier.", &flow_carrier },
		{ "filing.", &flow_filing }, { "cert-order.", &flow_order },
	};
	size_t	 i, k, n;

	for (i = 0; i < NITEMS(kinds); i++) {
		n = strlen(kinds[i].kind);
		if (strncmp(name, kinds[i].kind, n) != 0)
			continue;
		for (k = 0; k < kinds[i].flow->nevents; k++)
			if (strcmp(kinds[i].flow->events[k].name,
			    name + n) == 0)
				return kinds[i].flow->events[k].label;
	}
	return name;
}

const char *
trail_action(const char *name)
{
	const struct action	*a = action_find(name);
	size_t			 i;

	if (a != NULL)
		return a->label;
	for (i = 0; i < NITEMS(action_words); i++)
		if (strcmp(action_words[i].name, name) == 0)
			return action_words[i].label;
	return event_label(name);
}

/* Reasons programs write down as a word. */
const struct choice trail_reasons[] = {
	{ "role", "岗位不能访问" }, { "origin", "不是从本站页面提交" },
	{ "token", "页面令牌不符" }, { "signin", "登录：没有这个账号" },
	{ "register", "注册：资料不能使用" },
	{ "phone-code", "短信验证码不符" }, { "phone-rate", "短信请求过于频繁" },
	{ "code", "查询码或验证码不符" }, { "mistyped", "验证码输入有误" },
	{ "too-often", "尝试次数过多" }, { "original", "原件不公开" },
	{ "second", "验证码后 4 位不符" },
	{ "bench", "制章台预览" }, { "scan", "采集表扫描件" },
	{ "proof", "1∶1 样张" }, { "console", "在服务器控制台操作" },
	{ "finished after a crash", "中断后接着办完" },
	{ "making given up", "终止制作" },
	{ "sealed", "盖章的申请文件或说明书" }, { "agent", "经办人身份证" },
	{ "contact", "经办人联系方式证明" },
	{ "founding", "单位成立文件或证照" }, { "holder", "持章人身份证" },
	{ NULL, NULL }
};

const struct choice trail_programs[] = {
	{ "account", "账号" }, { "apply", "申领" }, { "approve", "审批" },
	{ "issue", "制章" }, { "loss", "挂失" }, { "cancel", "注销" },
	{ "renew", "续期" }, { "change", "变更" }, { "replace", "更换" },
	{ "progress", "办件进度" }, { "stamp", "用章" },
	{ "verify", "验真" }, { "status", "状态查询" },
	{ "admin", "管理" }, { "audit", "审计" }, { NULL, NULL }
};

const struct choice trail_results[] = {
	{ "", "全部" }, { "ok", "成功" }, { "refused", "被拒绝" },
	{ "failed", "失败" }, { NULL, NULL }
};

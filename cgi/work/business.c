/* The businesses as data: names, materials (LD/T 01.1 tables 1 to 6), words. */
#include <string.h>

#include "base/limits.h"
#include "work/case.h"

#define PAPER "application/pdf image/jpeg image/png"

/* unit and agent prove who they are for what is the unit's, */
static bool
is_the_units(const void *subject)
{
	const struct application	*a = subject;

	return strcmp(a->category, "personal") != 0;
}

/* the holder for what a person holds. */
static bool
has_holder(const void *subject)
{
	const struct application	*a = subject;

	return strcmp(a->category, "post") == 0 ||
	    strcmp(a->category, "personal") == 0;
}

/* What every business asks for, after its own sealed paper. */
#define AGENT_MATERIALS(when)						\
	{ .name = "agent", .label = "经办人身份证", .types = PAPER,	\
	  .max = LIMIT_MATERIAL, .needed = (when),			\
	  .hint = "正反面扫描在同一文件中" },				\
	{ .name = "contact", .label = "经办人联系方式证明",		\
	  .types = PAPER, .max = LIMIT_MATERIAL, .needed = (when),	\
	  .hint = "写明经办人姓名、手机号码，加盖单位公章" }
#define COMMON_MATERIALS(when)						\
	AGENT_MATERIALS(when),						\
	{ .name = "founding", .label = "单位成立文件或证照",		\
	  .types = PAPER, .max = LIMIT_MATERIAL, .needed = (when),	\
	  .hint = "成立批复、机构编制文件、法人证书或营业执照，任选一种" }
#define HOLDER_MATERIAL							\
	{ .name = "holder", .label = "持章人身份证", .types = PAPER,	\
	  .max = LIMIT_MATERIAL, .needed = has_holder,			\
	  .hint = "职务章、个人印章须提供持章人的身份证明" }

static const struct material apply_materials[] = {
	{ .name = "sealed", .label = "申请文件", .types = PAPER,
	  .max = LIMIT_MATERIAL, .needed = is_the_units,
	  .hint = "打印本页的申请表，加盖单位公章后扫描" },
	COMMON_MATERIALS(is_the_units), HOLDER_MATERIAL,
};

static const struct material loss_materials[] = {
	{ .name = "sealed", .label = "丢失原因说明书", .types = PAPER,
	  .max = LIMIT_MATERIAL,
	  .hint = "写明丢失的时间、地点和经过，加盖单位公章" },
	COMMON_MATERIALS(NULL),
};

static const struct material cancel_materials[] = {
	{ .name = "sealed", .label = "注销原因说明书", .types = PAPER,
	  .max = LIMIT_MATERIAL,
	  .hint = "写明注销原因，加盖单位公章" },
	COMMON_MATERIALS(NULL), HOLDER_MATERIAL,	/* */
};

/* Tables 2 and 6: as for a loss, with what the reason is. */
static const struct material change_materials[] = {
	{ .name = "sealed", .label = "变更原因说明书", .types = PAPER,
	  .max = LIMIT_MATERIAL,
	  .hint = "写明变更的内容和原因，加盖单位公章" },
	COMMON_MATERIALS(NULL), HOLDER_MATERIAL,
};

static const struct material replace_materials[] = {
	{ .name = "sealed", .label = "更换原因说明书", .types = PAPER,
	  .max = LIMIT_MATERIAL,
	  .hint = "写明载体损坏的情况，加盖单位公章" },
	COMMON_MATERIALS(NULL), HOLDER_MATERIAL,
};

/* Table 5: three; what the unit is was shown when the seal was made. */
static const struct material renew_materials[] = {
	{ .name = "sealed", .label = "续期申请书", .types = PAPER,
	  .max = LIMIT_MATERIAL,
	  .hint = "写明要续期的印章，加盖单位公章" },
	AGENT_MATERIALS(NULL),
};

static const struct material import_materials[] = {	/* */
	{ .name = "evidence", .label = "接收依据", .types = PAPER,
	  .max = LIMIT_MATERIAL,
	  .hint = "单位加盖公章的接收申请，或者原系统移交的清单" },
};

static const struct material resume_materials[] = {	/* */
	{ .name = "sealed", .label = "重新启用申请书", .types = PAPER,
	  .max = LIMIT_MATERIAL,
	  .hint = "写明需要继续使用印章的原因，加盖单位公章" },
	COMMON_MATERIALS(NULL), HOLDER_MATERIAL,
};

/* the cause of a loss report is the loss of the carrier. */
static const struct choice loss_reasons[] = {
	{ "carrier-lost", "载体遗失" },
	{ "carrier-stolen", "载体被盗" },
	{ "key-exposed", "口令或密钥可能泄露" },
	{ NULL, NULL }
};

/* */
static const struct choice cancel_reasons[] = {
	{ "dissolved", "单位撤并或注销" },
	{ "physical-ended", "实物印章不再使用" },
	{ "electronic-ended", "电子印章不再使用" },
	{ "key-compromise", "密钥泄露" },
	{ "damaged", "印章或设备损坏" },
	{ "stolen", "被盗" },
	{ "lost", "遗失" },
	{ NULL, NULL }
};

static const struct choice resume_reasons[] = {
	{ "business-again", "业务恢复办理，需要用章" },
	{ "seldom", "用章较少，仍需保留" },
	{ "paper-until-now", "此前使用实物印章，现改用电子印章" },
	{ NULL, NULL }
};

/* R-081; what is not listed is explained. */
static const struct choice change_reasons[] = {
	{ "unit", "单位变更" },
	{ "name", "名称变更" },
	{ "legal", "法定代表人或经营者变更" },
	{ "person", "姓名变更" },
	{ "code", "统一社会信用代码变更" },
	{ "damaged", "印章损坏" },
	{ "physical", "实物印章变更" },
	{ REASON_SCOPE, "使用范围由行业内改为跨行业" },
	{ REASON_CONTACT, "只变更联系方式（地址、电话、邮箱），不换领印章" },
	{ REASON_OTHER, "其他（请在情况说明中写明）" },
	{ NULL, NULL }
};

/* */
static const struct choice replace_reasons[] = {
	{ "carrier-damaged", "载体损坏" },
	{ "carrier-unreadable", "载体不能读取或不能签章" },
	{ "carrier-obsolete", "载体停止支持" },
	{ REASON_OTHER, "其他（请在情况说明中写明）" },
	{ NULL, NULL }
};

/* R-095, P-04: how it is asked for. */
static const struct choice renew_ways[] = {
	{ "self", "自助续期：由保管人用这枚印章的密钥证明，不交材料" },
	{ "papers", "书面续期：提交材料，由受理单位核验" },
	{ NULL, NULL }
};

static const struct business businesses[] = {
	{ "apply", "SL", "申领", "/apply", &flow_apply, apply_materials,
	  NITEMS(apply_materials), NULL, NULL },
	{ "loss", "GS", "挂失", "/loss", &flow_loss, loss_materials,
	  NITEMS(loss_materials), loss_reasons, "挂失原因" },
	{ "cancel", "ZX", "注销", "/cancel", &flow_cancel, cancel_materials,
	  NITEMS(cancel_materials), cancel_reasons, "注销原因" },
	{ "resume", "QY", "重新启用", "/apply", &flow_resume,
	  resume_materials, NITEMS(resume_materials), resume_reasons,
	  "申请原因" },
	{ "change", "BG", "变更", "/change", &flow_change, change_materials,
	  NITEMS(change_materials), change_reasons, "变更原因" },
	{ "replace", "GH", "更换", "/replace", &flow_replace,
	  replace_materials, NITEMS(replace_materials), replace_reasons,
	  "更换原因" },
	{ "renew", "XQ", "续期", "/renew", &flow_renew, renew_materials,
	  NITEMS(renew_materials), renew_ways, "办理方式" },
	{ "import", "JS", "接收", "/issue/import", &flow_import,
	  import_materials, NITEMS(import_materials), NULL, NULL },
};

const struct choice case_categories[] = {	/* */
	{ "unit", "电子公章" }, { "post", "电子职务章" },
	{ "personal", "个人印章" }, { NULL, NULL }
};

const struct choice case_sub_kinds[] = {	/* R-015, codes.md 8 */
	{ "FR", "法定名称章" }, { "NS", "内设机构章" },
	{ "FZ", "分支机构章" }, { "ZZ", "证照专用章" },
	{ "GW", "公文专用章" }, { "SY", "检验专用章" },
	{ "BG", "报关专用章" }, { "HT", "合同专用章" },
	{ "CW", "财务专用章" }, { "FP", "发票专用章" },
	{ "YW", "业务专用章" }, { "ZM", "证明专用章" },
	{ "ZW", "职务章" }, { "SM", "个人名章或签名" }, { NULL, NULL }
};

const struct choice case_holder_roles[] = {	/* */
	{ "", "不适用" }, { "legal", "法定代表人" },
	{ "operator", "经营者" }, { "principal", "主要负责人" },
	{ "finance", "财务负责人" }, { "authorised", "授权代表人" },
	{ NULL, NULL }
};

const struct choice case_scopes[] = {		/* */
	{ "industry", "行业内应用" }, { "cross", "跨行业应用" },
	{ NULL, NULL }
};

const struct choice case_deliveries[] = {	/* */
	{ "hosted", "印章加密数据包（服务器托管）" },
	{ "package", "印章加密数据包（导入本单位的密码设备）" },
	{ "softfile", "软件设备文件（演示和测试用）" }, { NULL, NULL }
};

const struct business *
business_find(const char *name)
{
	size_t	 i;

	for (i = 0; i < NITEMS(businesses); i++)
		if (strcmp(businesses[i].name, name) == 0)
			return &businesses[i];
	return NULL;
}

const struct business *
business_nth(size_t k)
{
	return k < NITEMS(businesses) ? &businesses[k] : NULL;
}

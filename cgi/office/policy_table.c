/* The rules and the region profiles as data; see policy.h. */
#include <string.h>

#include "office/policy_profile.h"

#define LOSS_WORDS	"freeze-reissue freeze-release revoke"
#define TYPES_SHORT	"organ institution"
#define TYPES_LONG	TYPES_SHORT " people social enterprise individual other"
#define TYPES_ALL	TYPES_LONG " party congress consultative court" \
			" procuratorate service employer"
#define TYPES_GUANGDONG	TYPES_LONG " party congress consultative court" \
			" procuratorate"

#define SEAL_KINDS	"FR NS FZ ZZ GW SY BG HT CW FP YW ZM ZW SM"

static const struct policy_rule rules[] = {
	{ "P-01", "renewal.window", POLICY_SPAN, "3m", NULL, "续期窗口",
	  "到期前多久可以申请续期", "WH 19; XY 11; GD 12" },
	{ "P-02", "renewal.grace", POLICY_SPAN, "90d", NULL, "过期后续期",
	  "到期后多久仍可续期，0d 为不可", "LDT 续期; WH 13" },
	{ "P-03", "seal.validity", POLICY_MONTHS, "36m", NULL, "印章有效期",
	  "与证书一致，不超过此期限", "WHJY 33; GD 12" },
	{ "P-04", "renewal.who", POLICY_WORDS, "desk self",
	  "desk self system written", "续期办理方式",
	  "窗口、自助、市级系统、书面申请", "LDT 续期; WH 13" },
	{ "P-05", "renewal.image", POLICY_CHOICE, "same", "same",
	  "续期时的印模", "续期不改变印模", "LDT 续期c; WH 19" },
	{ "P-06", "loss.path", POLICY_WORDS, "freeze-reissue freeze-release",
	  LOSS_WORDS, "挂失后的处理", "冻结后补办、解除挂失或直接注销",
	  "LDT 挂失; WHJY 32; XY 16" },
	{ "P-07", "second.person", POLICY_CHOICE, "revoke", "revoke",
	  "需第二人批准的操作", "注销需要，冻结不需要", "LDT 9.4" },
	{ "P-08", "unused.suspend", POLICY_SPAN, "0d", NULL, "长期不用暂停",
	  "多久不使用即暂停，0d 为不暂停", "GD 12" },
	{ "P-09", "scope.default", POLICY_CHOICE, "industry",
	  "industry cross", "默认使用范围", "行业内或跨行业", "LDT 7.4" },
	{ "P-10", "filing.national", POLICY_CHOICE, "before",
	  "before after none", "国家备案时点", "跨行业印章在生成前或制作后备案",
	  "LDT 申领f; XY 10; WH 14" },
	{ "P-11", "filing.police", POLICY_SPAN, "24h", NULL, "公安备案时限",
	  "制作后多久内备案", "WH 14; GD 9" },
	{ "P-12", "sync.province", POLICY_FLAG, "0", NULL, "省级同步",
	  "是否向省级平台同步", "XY 5" },
	{ "P-13", "message.suspend", POLICY_FLAG, "0", NULL,
	  "向国家平台报送暂停与解除", "取得国家规范前只在本地记录",
	  "国办发〔2025〕33 号" },
	{ "P-14", "pin.form", POLICY_NUMBER, "8", NULL, "口令最短长度",
	  "须同时含字母和数字", "WHJY 30" },
	{ "P-15", "pin.lock", POLICY_NUMBER, "5", NULL, "口令错误锁定次数",
	  "连续输错即锁定", "WHJY 30" },
	{ "P-16", "pin.change", POLICY_SPAN, "180d", NULL, "口令更换周期",
	  "超过须更换口令", "WH 12; WHJY 30" },
	{ "P-17", "imprint.source", POLICY_WORDS, "police applicant",
	  "police applicant sheet physical desk", "印模来源",
	  "规定的先后次序，制作印模的页面提示制作人员遵照",
	  "GD 9; LDT 申领a; WHJY 27" },
	{ "P-18", "imprint.confirm", POLICY_FLAG, "1", NULL, "申请人确认印模",
	  "是：制作前确认；否：制作不等确认，启用前确认", "GD 10" },
	{ "P-19", "personal.seals", POLICY_CHOICE, "off",
	  "off signature seal handwritten", "个人类印章",
	  "是否开放及其形式", "XY 4; GD 4; WH 3; WHJY 4" },
	{ "P-20", "returned.close", POLICY_SPAN, "30d", NULL,
	  "退回补正关闭期限", "退回后多久未答复即关闭", "T1" },
	{ "P-21", "uncollected.close", POLICY_SPAN, "60d", NULL,
	  "未领取关闭期限", "交付后多久未领取可关闭", "T1" },
	{ "P-22", "use.expire", POLICY_SPAN, "7d", NULL, "用章批准有效期",
	  "批准后多久未用章即失效", "T3" },
	{ "P-23", "unit.types", POLICY_WORDS, TYPES_SHORT, TYPES_ALL,
	  "单位类型", "可以申请的单位类型", "LDT 申领d; GD 4; WH 3" },
	{ "P-24", "public.lists", POLICY_WORDS, "lost revoked suspended",
	  "lost revoked suspended none", "公示内容",
	  "向社会公布的状态名单", "GD 18; XY 16" },
	{ "P-25", "retention", POLICY_CHOICE, "ever", "ever", "制作信息保存",
	  "永久保存", "XY 12; WH 14" },
	{ "P-26", "crl.interval", POLICY_SPAN, "24h", NULL, "吊销列表周期",
	  "每到周期及每次变化时发布", "LDT 8.3" },
	{ "P-27", "mark.places", POLICY_CHOICE, "qr-top-right",
	  "qr-top-right", "二维码与验证码位置", "首页右上角与页脚", "WHJY 9" },
	{ "P-28", "legal.note", POLICY_CHOICE, "national",
	  "national ldt xinyang guangdong weihai weihai-employment",
	  "法律效力说明", "页面引用的条文", "XY 3; GD 3; WH 16; WHJY 4" },
	{ "P-29", "status.unknown", POLICY_WORDS, "making stamping",
	  "making stamping", "证书状态不明时拒绝",
	  "制作、用章时拒绝；验真时显示无法核实", "LDT 8.2" },
	{ "P-30", "old.revoked", POLICY_CHOICE, "before",
	  "before activation", "旧章注销时点", "新章制作前或启用时",
	  "LDT 变更c; LDT 更换c" },
	{ "P-31", "loss.papers", POLICY_SPAN, "5w", NULL, "紧急挂失补交材料",
	  "多少个工作日内补交", "T1" },
	{ "P-32", "making.licence", POLICY_FLAG, "0", NULL,
	  "制作单位电子认证许可", "是否必须持有", "XY 8" },
	{ "P-33", "scan.original", POLICY_CHOICE, "facts",
	  "facts original", "扫码查看原件", "只显示要素或可查看原件",
	  "WHJY 9" },
	{ "P-34", "code.first", POLICY_FLAG, "0", NULL, "先赋码后发证",
	  "是：先赋码，编码写入证书；否：签发证书后再赋码",
	  "LDT 申领e; LDT 申领f" },
	{ "P-35", "persons.differ", POLICY_CHOICE, "two", "two three",
	  "经办人员分离", "至少两人或三人，均不得办理本人申请", "LDT 9.4" },
	{ "P-36", "approval.when", POLICY_CHOICE, "after", "before after",
	  "审批与印模次序", "审批在印模采集之前或之后", "XY 7" },
	{ "P-37", "remake", POLICY_CHOICE, "simplified", "simplified full",
	  "重新制作的材料", "沿用已核材料或全部重交", "LDT 变更d" },
	{ "P-38", "draft.close", POLICY_SPAN, "30d", NULL, "草稿保存期限",
	  "多久未改动即删除", "T1" },
	/* Ours: what R-065 leaves to the profile without a number. */
	{ "P-39", "physical.first", POLICY_WORDS, "none",
	  "none unit post personal", "须先有实物印章的印章类别",
	  "申请时须填写实物印章编码和备案日期", "GD 6; WH 6" },
	{ "P-40", "physical.excused", POLICY_FLAG, "0", NULL,
	  "可以没有实物印章", "确无实物印章的，写明原因后可以申请",
	  "R-065" },
	/* Ours: the catalogue of seals a region keeps. */
	{ "P-41", "catalogue.kinds", POLICY_WORDS, SEAL_KINDS, SEAL_KINDS,
	  "印章目录：种类", "可以申领的印章种类", "WHJY 3; WHJY 16" },
	{ "P-42", "catalogue.single", POLICY_WORDS, "none",
	  "none " SEAL_KINDS, "印章目录：限一枚的种类",
	  "每个单位只能有一枚的印章种类", "WHJY 16" },
	/* Ours: documents law keeps from electronic seals. */
	{ "P-43", "use.excluded", POLICY_WORDS, "none",
	  "none official certificate agreement voucher flow personal receipt",
	  "不用电子印章的文件", "这些种类的文件不得加盖电子印章",
	  "XY 3; XY 13; GD 3; GD 13; WH 15a" },
	/* Ours: the days R-096 leaves open. */
	{ "P-44", "renewal.remind", POLICY_WORDS, "60 30 14 7 3 1",
	  "none 60 30 14 7 3 1", "续期提醒", "到期前多少天提醒保管人和单位；"
	  "续期窗口开放前一周和开放当日另有提醒", "XY 11; GD 12; WHJY 33" },
	/* Ours: whether fees are noted. */
	{ "P-45", "fees.noted", POLICY_CHOICE, "none", "none employer all",
	  "登记费用", "哪些单位的申领和续期登记介质成本和年服务费",
	  "WHJY 33" },
	/* Ours: the level R-142 leaves open. */
	{ "P-46", "carrier.least", POLICY_NUMBER, "5", NULL,
	  "UKey 最低库存", "空白 UKey 少于此数即提醒补充，0 为不提醒",
	  "WHJY 21" },
	/* Ours: whom leave to the profile. */
	{ "P-47", "certificate.third", POLICY_WORDS, "none",
	  "none " TYPES_ALL, "第三方证书的单位类型",
	  "这些类型的单位，印章证书报送第三方证书机构签发", "WHJY 20; WHJY 28" },
	/* Ours: how often R-030's report is asked for. */
	{ "P-48", "report.interval", POLICY_CHOICE, "none",
	  "none month quarter year", "定期统计报告",
	  "多久提交一次印章管理和使用的统计，每期结束后 10 天内提交",
	  "WHJY 21; WHJY 22" },
};

_Static_assert(NITEMS(rules) == 48, "P-01..P-48");
_Static_assert(NITEMS(rules) <= POLICY_RULES, "room for every rule");

/* Made from none: own profiles alone are. */
#define OURS	NULL, NULL, 0

/* What the programs do in one way alone: shown, and not to be chosen. */
static const struct {
	const char	*rule, *why;
} fixed[] = {
	{ "P-05", "续期只沿用原印模；印模要改变的，办理变更" },
	{ "P-07", "密钥服务注销印章须有两人签名；冻结要立即生效，不等第二人" },
	{ "P-15", "由密钥服务计数和锁定，不随系统参数改变" },
	{ "P-25", "制作信息不删除" },
	{ "P-26", "由密钥服务签发，有效 24 小时，每小时和每次变化时更新" },
	{ "P-27", "位置在版面上是定的" },
	{ "P-29", "密钥服务不为状态不明的证书制章和用章" },
};

static const struct policy_profile profiles[] = {
	{ "national", "国家", "电子印章管理办法（国办发〔2025〕33号）",
	  "2025-09-27", NULL, 0, { { NULL, NULL } }, OURS },
	{ "ldt", "人社部", "LD/T 01.1—2022 人力资源社会保障电子印章体系",
	  "2022-06-01", NULL, 0, {
		{ "P-06", "freeze-reissue" }, { "P-17", "sheet" },
		{ "P-28", "ldt" }, { "P-37", "full" }, { NULL, NULL } }, OURS },
	{ "xinyang", "信阳", "信阳市政务服务电子印章管理暂行办法",
	  NULL, NULL, 0, {
		{ "P-01", "30d" }, { "P-02", "0d" }, { "P-04", "system" },
		{ "P-06", "revoke" }, { "P-09", "cross" },
		{ "P-10", "after" }, { "P-12", "1" },
		{ "P-17", "physical" }, { "P-23", TYPES_LONG },
		{ "P-28", "xinyang" }, { "P-32", "1" },
		{ "P-36", "before" }, { "P-37", "full" },
		{ NULL, NULL } }, OURS },
	{ "guangdong", "广东", "广东省电子印章管理暂行办法（征求意见稿）",
	  NULL, NULL, 1, {
		{ "P-01", "30d" }, { "P-02", "0d" }, { "P-04", "desk" },
		{ "P-06", "revoke" }, { "P-08", "12m" },
		{ "P-09", "cross" }, { "P-10", "after" },
		{ "P-11", "0h" }, { "P-18", "0" }, { "P-19", "signature" },
		{ "P-23", TYPES_GUANGDONG }, { "P-28", "guangdong" },
		{ "P-37", "full" }, { "P-39", "unit post" },
		{ NULL, NULL } }, OURS },
	{ "weihai", "威海", "威海市电子印章管理暂行办法",
	  "2020-07-27", "2022-07-26", 0, {
		{ "P-06", "revoke" }, { "P-09", "cross" },
		{ "P-10", "after" }, { "P-19", "seal" },
		{ "P-23", TYPES_LONG }, { "P-28", "weihai" },
		{ "P-37", "full" }, { "P-39", "unit post personal" },
		{ NULL, NULL } }, OURS },
	{ "weihai-employment", "威海公共就业", "威海市公共就业电子签章使用管理办法",
	  "2021-11-01", "2026-10-31", 0, {
		{ "P-02", "0d" }, { "P-04", "desk written" },
		{ "P-06", "freeze-release" }, { "P-17", "desk" },
		{ "P-19", "handwritten" }, { "P-23", "service employer" },
		{ "P-28", "weihai-employment" }, { "P-33", "original" },
		{ "P-45", "employer" }, { "P-47", "employer" },
		{ "P-48", "month" }, { NULL, NULL } }, OURS },
};

const struct policy_rule *
policy_find(const char *name)
{
	size_t	 i;

	for (i = 0; i < NITEMS(rules); i++)
		if (strcmp(rules[i].name, name) == 0 ||
		    strcmp(rules[i].word, name) == 0)
			return &rules[i];
	return NULL;
}

const struct policy_rule *
policy_nth(size_t k)
{
	return k < NITEMS(rules) ? &rules[k] : NULL;
}

const struct policy_profile *
policy_profile_of(const char *clause)
{
	static const struct {
		const char	*mark, *profile;
	} marks[] = {
		{ "LDT ", "ldt" }, { "XY ", "xinyang" },
		{ "GD ", "guangdong" }, { "WH ", "weihai" },
		{ "WHJY ", "weihai-employment" }, { "国办发", "national" },
	};
	size_t	 i;

	for (i = 0; i < NITEMS(marks); i++)
		if (strncmp(clause, marks[i].mark,
		    strlen(marks[i].mark)) == 0)
			return policy_profile_find(marks[i].profile);
	return NULL;
}

const char *
policy_fixed(const struct policy_rule *rule)
{
	size_t	 i;

	for (i = 0; i < NITEMS(fixed); i++)
		if (strcmp(fixed[i].rule, rule->name) == 0)
			return fixed[i].why;
	return NULL;
}

const struct policy_profile *
policy_profile_nth(size_t k)
{
	return k < NITEMS(profiles) ? &profiles[k] : NULL;
}

const struct policy_profile *
policy_profile_find(const char *name)
{
	size_t	 i;

	for (i = 0; i < NITEMS(profiles); i++)
		if (strcmp(profiles[i].name, name) == 0)
			return &profiles[i];
	return NULL;
}

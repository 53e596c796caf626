/*
 * Every sentence about seals and signatures, with its code, the reason
 * numbers known from the field and its clause.  No words elsewhere.
 */
#include <string.h>

#include "trust/ses_local.h"

#define V1_SEAL		"GM/T 0031-2014 6.1.2"
#define V1_SIGN		"GM/T 0031-2014 6.2.3"
#define V4_SEAL		"GB/T 38540-2020 6.3"
#define V4_SIGN		"GB/T 38540-2020 7.3"

#define ROW(c, s, code, number, text, clause) \
	{ CHECK_##c, FIND_##s, code, number, text, clause }

static const struct finding rows[SAY__N] = {
	[SAY_FORMAT_OK] = ROW(FORMAT, OK, "format", "",
	    "数据结构符合规范。", V1_SIGN " a; " V4_SIGN " a"),
	[SAY_FORMAT_BROKEN] = ROW(FORMAT, BROKEN, "format.malformed",
	    "1000, 1009-1012, 1026",
	    "数据结构不符合电子印章或电子签章的格式要求。",
	    V1_SIGN " a; " V4_SIGN " a"),

	[SAY_ALGORITHM_OK] = ROW(ALGORITHM, OK, "algorithm", "",
	    "签名算法为基于SM3的SM2签名。", "GM/T 0006; GM/T 0009"),
	[SAY_ALGORITHM_ODD] = ROW(ALGORITHM, WARNING, "algorithm.odd", "",
	    "签名算法标识书写有误，按SM2签名核验。", "GM/T 0006"),
	[SAY_ALGORITHM_UNKNOWN] = ROW(ALGORITHM, BROKEN, "algorithm.unknown",
	    "1002, 1003, 1015", "签名算法不是SM2，不予认可。", "GM/T 0006"),
	[SAY_ALGORITHM_KEY] = ROW(ALGORITHM, BROKEN, "algorithm.key",
	    "1002, 1003, 1015", "证书中的公钥与签名算法不符。",
	    "GM/T 0015; GB/T 20518"),

	[SAY_DIGEST_OK] = ROW(DIGEST, OK, "digest", "",
	    "原文杂凑值长度正确。", "GB/T 38540-2020 7"),
	[SAY_DIGEST_LENGTH] = ROW(DIGEST, BROKEN, "digest.length", "1001",
	    "原文杂凑值缺失或长度不是32字节。", "GB/T 38540-2020 7"),

	[SAY_SIGNATURE_OK] = ROW(SIGNATURE, OK, "signature", "",
	    "签章人的签名值正确。", V1_SIGN " b; " V4_SIGN),
	[SAY_SIGNATURE_BROKEN] = ROW(SIGNATURE, BROKEN, "signature.value",
	    "1005-1008", "签章人的签名值不正确，签章数据被改动或伪造。",
	    V1_SIGN " b; " V4_SIGN),
	[SAY_SIGNATURE_NO_KEY] = ROW(SIGNATURE, BROKEN, "signature.no-key",
	    "1005-1008", "签章人证书中没有可用的SM2公钥，无法核验签名值。",
	    V1_SIGN " b; " V4_SIGN),

	[SAY_LIST_OK] = ROW(LIST, OK, "list", "",
	    "签章人在印章的签章人证书列表中。",
	    "GM/T 0031-2014 6.2.2; " V4_SIGN),
	[SAY_LIST_Z] = ROW(LIST, WARNING, "list.z-digest", "",
	    "签章人与列表中带公钥计算的证书杂凑值相符，可信程度较低。",
	    "GM/T 0031-2014 6.2.2; " V4_SIGN),
	[SAY_LIST_ABSENT] = ROW(LIST, BROKEN, "list.absent", "1013",
	    "签章人不在印章的签章人证书列表中。",
	    "GM/T 0031-2014 6.2.2; " V4_SIGN),

	[SAY_SEAL_OK] = ROW(SEAL_SIGNATURE, OK, "seal-signature", "",
	    "制章人的签名值正确。", V1_SEAL " b; " V4_SEAL),
	[SAY_SEAL_BROKEN] = ROW(SEAL_SIGNATURE, BROKEN,
	    "seal-signature.value", "1014, 1016-1018",
	    "制章人的签名值不正确，印章数据被改动或伪造。",
	    V1_SEAL " b; " V4_SEAL),
	[SAY_SEAL_NO_KEY] = ROW(SEAL_SIGNATURE, BROKEN,
	    "seal-signature.no-key", "1014, 1016-1018",
	    "制章人证书中没有可用的SM2公钥，无法核验印章。",
	    V1_SEAL " b; " V4_SEAL),

	[SAY_MAKER_OK] = ROW(MAKER, OK, "maker", "",
	    "制章人证书在制章时有效。", V1_SEAL " c; " V4_SEAL),
	[SAY_MAKER_UNREADABLE] = ROW(MAKER, BROKEN, "maker.unreadable",
	    "1017, 1019, 1020", "制章人证书无法解析。",
	    V1_SEAL " c; " V4_SEAL),
	[SAY_MAKER_USAGE] = ROW(MAKER, BROKEN, "maker.usage",
	    "1017, 1019, 1020", "制章人证书的密钥用法不含数字签名。",
	    V1_SEAL " c; " V4_SEAL),
	[SAY_MAKER_NOT_YET] = ROW(MAKER, BROKEN, "maker.not-yet",
	    "1017, 1019, 1020", "制章时制章人证书尚未生效。",
	    V1_SEAL " c; GM/T 0031-2025"),
	[SAY_MAKER_EXPIRED] = ROW(MAKER, BROKEN, "maker.expired",
	    "1017, 1019, 1020", "制章时制章人证书已经过期。",
	    V1_SEAL " c; GM/T 0031-2025"),
	[SAY_MAKER_OVER_NOW] = ROW(MAKER, WARNING, "maker.over-now", "",
	    "制章人证书在制章时有效，现已过期。", "GM/T 0031-2025"),
	[SAY_MAKER_NO_CHAIN] = ROW(MAKER, UNKNOWN, "maker.no-chain", "",
	    "未核验制章人证书由谁颁发。", V1_SEAL " c; " V4_SEAL),

	[SAY_SIGNER_OK] = ROW(SIGNER, OK, "signer", "",
	    "签章人证书在签章时有效。", V1_SIGN " c, d; " V4_SIGN),
	[SAY_SIGNER_UNREADABLE] = ROW(SIGNER, BROKEN, "signer.unreadable",
	    "1004", "签章人证书无法解析。", V1_SIGN " c; " V4_SIGN),
	[SAY_SIGNER_USAGE] = ROW(SIGNER, BROKEN, "signer.usage", "1004",
	    "签章人证书的密钥用法不含数字签名。", V1_SIGN " c; " V4_SIGN),
	[SAY_SIGNER_NOT_YET] = ROW(SIGNER, BROKEN, "signer.not-yet", "1004",
	    "签章时签章人证书尚未生效。", V1_SIGN " d; " V4_SIGN),
	[SAY_SIGNER_EXPIRED] = ROW(SIGNER, BROKEN, "signer.expired", "1004",
	    "签章时签章人证书已经过期。", V1_SIGN " d; " V4_SIGN),
	[SAY_SIGNER_NO_CHAIN] = ROW(SIGNER, UNKNOWN, "signer.no-chain", "",
	    "未核验签章人证书由谁颁发。", V1_SIGN " c; " V4_SIGN),

	[SAY_TIME_OK] = ROW(TIME, OK, "time", "",
	    "签章时间可以识别，且不晚于当前时间。", V1_SIGN " d"),
	[SAY_TIME_FUTURE] = ROW(TIME, BROKEN, "time.future", "",
	    "签章时间晚于当前时间。", V1_SIGN " d"),
	[SAY_TIME_TOKEN] = ROW(TIME, UNKNOWN, "time.token", "",
	    "签章时间取自时间戳，时间戳未经核验。",
	    "GM/T 0031-2014 6.2.1; GB/T 20520"),

	[SAY_DOCUMENT_OK] = ROW(DOCUMENT, OK, "document", "",
	    "原文与签章时一致。", V1_SIGN " e; " V4_SIGN),
	[SAY_DOCUMENT_CHANGED] = ROW(DOCUMENT, BROKEN, "document.changed",
	    "1025", "原文与签章时不一致，已被改动。",
	    V1_SIGN " e; " V4_SIGN),
	[SAY_DOCUMENT_NOT_GIVEN] = ROW(DOCUMENT, UNKNOWN,
	    "document.not-given", "", "没有原文，无法核对是否改动。",
	    V1_SIGN " e; " V4_SIGN),

	[SAY_PERIOD_OK] = ROW(SEAL_PERIOD, OK, "seal-period", "",
	    "在印章有效期内。", V1_SEAL " d; " V1_SIGN " f; " V4_SEAL),
	[SAY_PERIOD_ORDER] = ROW(SEAL_PERIOD, BROKEN, "seal-period.order",
	    "1021-1024", "印章有效期的起止颠倒。",
	    V1_SEAL " d; " V4_SEAL),
	[SAY_PERIOD_BEFORE] = ROW(SEAL_PERIOD, BROKEN, "seal-period.before",
	    "1021-1024", "早于印章有效期的开始时间。",
	    V1_SEAL " d; " V1_SIGN " f; " V4_SEAL),
	[SAY_PERIOD_AFTER] = ROW(SEAL_PERIOD, BROKEN, "seal-period.after",
	    "1021-1024", "晚于印章有效期的截止时间。",
	    V1_SEAL " d; " V1_SIGN " f; " V4_SEAL),

	[SAY_STAMP_NONE] = ROW(TIMESTAMP, OK, "timestamp.none", "",
	    "没有附带时间戳。", "GB/T 38540-2020 7.2"),
	[SAY_STAMP_BROKEN] = ROW(TIMESTAMP, BROKEN, "timestamp.malformed",
	    "", "附带的时间戳无法解析。", "GB/T 20520"),
	[SAY_STAMP_UNCHECKED] = ROW(TIMESTAMP, UNKNOWN,
	    "timestamp.unchecked", "", "附带的时间戳未经核验。",
	    "GB/T 20520"),
	[SAY_STAMP_ORDER] = ROW(TIMESTAMP, BROKEN, "timestamp.order", "",
	    "时间戳早于它所证明的时间。", "GM/T 0031-2025"),

	[SAY_QUIRKS_NONE] = ROW(QUIRKS, OK, "quirks.none", "",
	    "书写符合规范。", ""),
	[SAY_QUIRKS] = ROW(QUIRKS, WARNING, "quirks", "",
	    "存在已知的书写偏差，不影响核验结果。", ""),
};

static const struct finding not_made = {
	CHECK_FORMAT, FIND_UNKNOWN, "not-checked", "",
	"数据无法解析，未作此项核验。", ""
};
static const struct finding none = {
	CHECK_FORMAT, FIND_OK, "none", "", "单独的印章没有此项。", ""
};

static const struct {
	const char	*name, *label;
} checks[] = {
	[CHECK_FORMAT] = { "format", "数据结构" },
	[CHECK_ALGORITHM] = { "algorithm", "签名算法" },
	[CHECK_DIGEST] = { "digest", "杂凑值" },
	[CHECK_SIGNATURE] = { "signature", "签章人签名" },
	[CHECK_LIST] = { "list", "签章人列表" },
	[CHECK_SEAL_SIGNATURE] = { "seal-signature", "制章人签名" },
	[CHECK_MAKER] = { "maker", "制章人证书" },
	[CHECK_SIGNER] = { "signer", "签章人证书" },
	[CHECK_TIME] = { "time", "签章时间" },
	[CHECK_DOCUMENT] = { "document", "原文" },
	[CHECK_SEAL_PERIOD] = { "seal-period", "印章有效期" },
	[CHECK_TIMESTAMP] = { "timestamp", "时间戳" },
	[CHECK_QUIRKS] = { "quirks", "书写规范" },
};
_Static_assert(NITEMS(checks) == CHECK__N, "a row for every check");

const char *
ses_check_name(enum ses_check c)
{
	return checks[c].name;
}

const char *
ses_check_label(enum ses_check c)
{
	return checks[c].label;
}

static const struct {
	const char	*name, *label;
} states[] = {
	[FIND_OK] = { "ok", "通过" },
	[FIND_WARNING] = { "warning", "提示" },
	[FIND_UNKNOWN] = { "unknown", "未知" },
	[FIND_BROKEN] = { "broken", "不通过" },
};

const char *
finding_state_name(enum finding_state s)
{
	return states[s].name;
}

const char *
finding_state_label(enum finding_state s)
{
	return states[s].label;
}

void
verdict_start(struct ses_verdict *v)
{
	memset(v, 0, sizeof(*v));
	for (unsigned c = 0; c < CHECK__N; c++) {
		v->found[c] = not_made;
		v->found[c].check = (enum ses_check)c;
	}
}

void
verdict_none(struct ses_verdict *v, enum ses_check check)
{
	v->found[check] = none;
	v->found[check].check = check;
}

/* The first word of a check replaces "not made"; later ones must be worse. */
void
verdict_add(struct ses_verdict *v, const struct finding *found)
{
	struct finding	*now = &v->found[found->check];

	if (now->code == not_made.code || found->state > now->state)
		*now = *found;
}

void
verdict_say(struct ses_verdict *v, enum ses_say say)
{
	verdict_add(v, &rows[say]);
}

void
verdict_end(struct ses_verdict *v)
{
	v->state = FIND_OK;
	v->reason = CHECK_FORMAT;
	for (unsigned c = 0; c < CHECK__N; c++)
		if (v->found[c].state > v->state) {
			v->state = v->found[c].state;
			v->reason = (enum ses_check)c;
		}
}

int
ses_is_good(const struct ses_verdict *v)
{
	return v->read && v->state <= FIND_WARNING;
}

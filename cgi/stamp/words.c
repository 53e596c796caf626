/* The sentences of a verdict: one table, used by every way of showing it. */
#include "stamp/local.h"

#define F185	"LD/T 01 8.3.1; GB/T 38540-2020 7.3"
#define F186	"LD/T 01 8.3.1c"
#define O18	"GB/T 33190-2016 18; LD/T 01 8.3.1"
#define F189	"GD 16"

static const struct stamp_finding says[] = {
	[SAY_FILE_INTACT] = { GRADE_GOOD, "file.intact",
	    "文件自加盖印章后未被改动，全部内容在签章范围内。", F185 },
	[SAY_FILE_LATER] = { GRADE_GOOD, "file.intact-later",
	    "文件自加盖本印章后只增加了其他签章，显示的内容未变。", F185 },
	[SAY_FILE_ALTERED] = { GRADE_BAD, "file.altered",
	    "文件在加盖印章后被改动。", F185 },
	[SAY_FILE_LATER_ALTERED] = { GRADE_BAD, "file.altered-later",
	    "加盖印章后又追加了改变显示内容的修改。", F185 },
	[SAY_FILE_RANGE] = { GRADE_BAD, "file.range",
	    "签章没有覆盖文件的全部内容。", F185 },
	[SAY_FILE_UNREADABLE] = { GRADE_UNKNOWN, "file.unreadable",
	    "签章数据无法读取，不能判断文件是否被改动。", F185 },
	[SAY_FILE_FOREIGN_LATER] = { GRADE_UNKNOWN, "file.foreign-later",
	    "加盖本印章后又加入了其他类型的数字签名，本系统不能核验其后的内容。",
	    F185 },
	[SAY_FILE_APPENDED] = { GRADE_BAD, "file.appended",
	    "加盖印章后文件末尾又被追加了内容，追加的部分不在签章范围内。",
	    F185 },
	[SAY_FILE_PART_ALTERED] = { GRADE_BAD, "file.part-altered",
	    "签章涵盖的内容在加盖印章后被改动。", O18 },
	[SAY_FILE_PART_MISSING] = { GRADE_BAD, "file.part-missing",
	    "签章涵盖的内容在加盖印章后被删除。", O18 },
	[SAY_FILE_LOCKED] = { GRADE_BAD, "file.locked",
	    "本签章锁定了文件，锁定后签章列表又被改动。", O18 },
	[SAY_FILE_OTHER_DOCUMENT] = { GRADE_BAD, "file.other-document",
	    "文件里另有一份没有加盖印章的文档。", O18 },
	[SAY_FILE_WEAK] = { GRADE_UNKNOWN, "file.weak-digest",
	    "签章使用的杂凑算法（MD5或SHA-1）已不安全，不能证明文件未被改动。",
	    O18 },
	[SAY_FILE_METHOD] = { GRADE_UNKNOWN, "file.digest-method",
	    "签章使用的杂凑算法不是SM3，本系统不能核验文件是否被改动。", O18 },
	[SAY_FILE_UNCLEAR] = { GRADE_UNKNOWN, "file.unclear",
	    "文件的一部分无法解析，不能判断显示的内容是否都在签章范围内。",
	    O18 },
	[SAY_SEAL_FILE] = { GRADE_BAD, "seal.file",
	    "文件里的印章与签章数据里的印章不是同一枚。",
	    "GB/T 33190-2016 18; GB/T 38540-2020 7.3" },
	[SAY_SEAL_GOOD] = { GRADE_GOOD, "seal.good",
	    "印章结构、制章人和签章人签名均正确，证书可信。", F185 },
	[SAY_THEN_GOOD] = { GRADE_GOOD, "then.valid",
	    "用印时印章有效。", F186 },
	[SAY_THEN_CLAIMED] = { GRADE_GOOD, "then.valid-claimed",
	    "按签章人声明的时间，用印时印章有效，印章至今有效。", F186 },
	[SAY_THEN_NO_PROOF] = { GRADE_UNKNOWN, "then.no-proof",
	    "印章现已失效，而签章时间只有签章人自己的声明，"
	    "不能证明用印时印章有效。", F186 },
	[SAY_THEN_OFFLINE] = { GRADE_UNKNOWN, "then.offline",
	    "未联网核对用印时的印章状态。", F186 },
	[SAY_THEN_UNKNOWN] = { GRADE_UNKNOWN, "then.unknown",
	    "没有查到用印时的印章状态。", F186 },
	[SAY_THEN_FROZEN] = { GRADE_BAD, "then.frozen",
	    "用印时印章已停用，签章无效。", F189 },
	[SAY_THEN_EXPIRED] = { GRADE_BAD, "then.expired",
	    "用印时印章已过有效期，签章无效。", F189 },
	[SAY_THEN_REVOKED] = { GRADE_BAD, "then.revoked",
	    "用印时印章已注销，签章无效。", F189 },
	[SAY_NOW_GOOD] = { GRADE_GOOD, "now.valid", "印章现在有效。", F186 },
	[SAY_NOW_OFFLINE] = { GRADE_UNKNOWN, "now.offline",
	    "未联网核对印章现在的状态。", F186 },
	[SAY_NOW_UNKNOWN] = { GRADE_UNKNOWN, "now.unknown",
	    "没有查到印章现在的状态。", F186 },
	[SAY_NOW_FROZEN] = { GRADE_BAD, "now.frozen",
	    "警示：印章现已停用。", F189 },
	[SAY_NOW_EXPIRED] = { GRADE_BAD, "now.expired",
	    "警示：印章现已过有效期。", F189 },
	[SAY_NOW_REVOKED] = { GRADE_BAD, "now.revoked",
	    "警示：印章现已失效。", F189 },
};
_Static_assert(NITEMS(says) == SAY__N, "a sentence each");

static const struct {
	const char	*code, *text, *sentence;
} verdicts[] = {
	[VERDICT_ALTERED] = { "altered", "文件已被改动",
	    "文件与加盖印章时不一致，不得采信。" },
	[VERDICT_INVALID] = { "invalid", "签章无效",
	    "文件上的电子签章无效，不得采信。" },
	[VERDICT_UNKNOWN] = { "unknown", "无法判断",
	    "现有信息不足以判断签章是否有效。" },
	[VERDICT_LAPSED] = { "lapsed", "用印时有效，印章现已失效",
	    "文件未被改动，用印时印章有效；印章此后已经失效。" },
	[VERDICT_GENUINE] = { "genuine", "真实有效",
	    "文件未被改动，印章真实，用印时和现在均有效。" },
	[VERDICT_NONE] = { "none", "无电子签章",
	    "文件没有电子签章，不具有电子签章的效力。" },
};
_Static_assert(NITEMS(verdicts) == VERDICT__N, "a row each");

struct stamp_finding
stamp_say(enum say what)
{
	return says[what];
}

const char *
verdict_code(enum verdict v)
{
	return (unsigned)v < VERDICT__N ? verdicts[v].code : "";
}

const char *
verdict_text(enum verdict v)
{
	return (unsigned)v < VERDICT__N ? verdicts[v].text : "";
}

const char *
verdict_sentence(enum verdict v)
{
	return (unsigned)v < VERDICT__N ? verdicts[v].sentence : "";
}

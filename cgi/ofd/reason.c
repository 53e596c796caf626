/* Why a file is refused, and what is tolerated: for machines and people. */
#include "base/limits.h"
#include "ofd/ofd.h"

static const struct {
	const char	*code, *text;
} reasons[] = {
	[OFD_FINE] = { "fine", "" },
	[OFD_EMPTY] = { "empty", "文件是空的，请重新选择文件。" },
	[OFD_NOT_OFD] = { "not_ofd",
	    "这不是OFD文件：包内没有OFD.xml。请选择PDF或OFD文件。" },
	[OFD_DAMAGED] = { "damaged",
	    "OFD文件已损坏或没有传完整，无法解开，请重新取得文件。" },
	[OFD_TWOFOLD] = { "twofold",
	    "OFD文件的目录与内容不一致，或夹带了别的文件，不同软件会读出不同的"
	    "内容，不予受理。" },
	[OFD_ENCRYPTED] = { "encrypted",
	    "OFD文件已加密，请先解密后再上传。" },
	[OFD_NAME] = { "bad_name", "OFD文件内有名称不合规的文件，不予受理。" },
	[OFD_DUPLICATE] = { "duplicate_name",
	    "OFD文件内有同名（或只有大小写不同）的文件，不能确定显示的是哪一个，"
	    "不予受理。" },
	[OFD_TOO_MANY_FILES] = { "too_many_files",
	    "OFD文件内的文件超过20000个，不予受理。" },
	[OFD_TOO_LARGE] = { "too_large",
	    "文件过大，或展开后超过系统可处理的范围。" },
	[OFD_BOMB] = { "bomb", "OFD文件的压缩比例异常，不予受理。" },
	[OFD_XML] = { "bad_xml",
	    "OFD文件的结构有错误，无法读取，请向出具单位重新取得文件。" },
	[OFD_DOCTYPE] = { "doctype",
	    "OFD文件含有不允许的DOCTYPE声明，不予受理。" },
	[OFD_TOO_DEEP] = { "too_deep", "文件内部结构嵌套过深，不予受理。" },
	[OFD_MISSING] = { "missing_part",
	    "OFD文件缺少必需的部分，请向出具单位重新取得文件。" },
	[OFD_PATH] = { "bad_path", "OFD文件内的路径指向文件之外，不予受理。" },
	[OFD_TOO_MANY_PAGES] = { "too_many_pages",
	    "文件超过3000页，请拆分后再办理。" },
	[OFD_TOO_MANY_PARTS] = { "too_many_parts",
	    "OFD文件内的文档、签章或签章位置过多，不予受理。" },
	[OFD_TOO_SLOW] = { "too_slow", "文件过于复杂，未能在限定时间内读完。" },
	[OFD_SUSPECT] = { "suspect",
	    "文件内容异常，解析程序已停止处理，不予受理。" },
	[OFD_OUR_FAULT] = { "our_fault", "系统暂时无法处理该文件，请稍后再试。" },
};
_Static_assert(sizeof(reasons) / sizeof(reasons[0]) == OFD_REASON__N,
    "a row for each reason");

const char *
ofd_reason_code(enum ofd_reason r)
{
	return (unsigned)r < OFD_REASON__N ? reasons[r].code : "";
}

const char *
ofd_reason_text(enum ofd_reason r)
{
	return (unsigned)r < OFD_REASON__N ? reasons[r].text : "";
}

static const struct ofd_quirk_row quirks[] = {
	[OFD_Q_NAMESPACE] = { "namespace",
	    "XML的命名空间不是标准规定的http://www.ofdspec.org/2016。",
	    "ofdrw namespace_no_std.ofd" },
	[OFD_Q_PATH_CASE] = { "path-case",
	    "路径与包内文件名只有大小写不同。", "" },
	[OFD_Q_PATH_ROOT] = { "path-root",
	    "从包的根开始的路径没有写开头的“/”。", "" },
	[OFD_Q_PATH_SLASH] = { "path-backslash",
	    "路径里用了“\\”。", "" },
	[OFD_Q_RES_BASE] = { "res-base",
	    "资源文件不在BaseLoc指定的文件夹里，而在资源清单旁边。", "" },
	[OFD_Q_MAX_SIGN_ID] = { "max-sign-id",
	    "MaxSignId重复，或小于已用的标识。", "ofdrw h.ofd" },
	[OFD_Q_SIGN_ID] = { "sign-id", "两个签名的ID相同。", "" },
	[OFD_Q_CHECK_METHOD] = { "check-method",
	    "杂凑算法的写法不规范（例如小写的sm3），按SM3核验。",
	    "easyofd" },
	[OFD_Q_SM3_Z] = { "check-method-z",
	    "杂凑算法写作带密钥的SM3，实际没有带密钥。", "" },
	[OFD_Q_NO_SEAL_FILE] = { "no-seal-file",
	    "没有单独的印章文件，印章只在签章数据里。",
	    "easyofd, 税务发票" },
	[OFD_Q_STAMP_ID] = { "stamp-id",
	    "印章外观没有ID，或与别的重复。", "easyofd" },
	[OFD_Q_PROPERTY] = { "property",
	    "签章数据里的原文属性不是本签名文件的绝对路径。", "easyofd" },
};
_Static_assert(sizeof(quirks) / sizeof(quirks[0]) == OFD_Q__N,
    "a row for each quirk");

const struct ofd_quirk_row *
ofd_quirk_row(enum ofd_quirk q)
{
	return &quirks[q];
}

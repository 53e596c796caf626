/* Why a file is refused, for machines and for people. */
#include "pdf/pdf.h"

static const struct {
	const char	*code, *text;
} reasons[] = {
	[PDF_FINE] = { "fine", "" },
	[PDF_EMPTY] = { "empty", "文件是空的，请重新选择文件。" },
	[PDF_NOT_PDF] = { "not_pdf", "这不是PDF文件。" },
	[PDF_ENCRYPTED] = { "encrypted",
	    "文件已加密，请先解除密码和权限限制后再上传。" },
	[PDF_DAMAGED] = { "damaged", "文件已损坏，无法读取，也无法修复。" },
	[PDF_UNREPAIRED] = { "unrepaired",
	    "文件有损坏，须先由系统修复并经确认后方可用印。" },
	[PDF_DAMAGED_SIGNED] = { "damaged_signed",
	    "文件已有签名且已损坏，修复会使原签名失效，不予用印。" },
	[PDF_ALTERED_SIGNED] = { "altered_signed",
	    "文件在签名或盖章之后又被改动，不能再加盖印章。" },
	[PDF_TOO_MANY_PAGES] = { "too_many_pages",
	    "文件超过3000页，请拆分后再办理。" },
	[PDF_TOO_DEEP] = { "too_deep",
	    "文件内部结构嵌套过深或相互引用，不予受理。" },
	[PDF_TOO_LARGE] = { "too_large",
	    "文件过大，或展开后超过系统可处理的范围。" },
	[PDF_TOO_SLOW] = { "too_slow", "文件过于复杂，未能在限定时间内读完。" },
	[PDF_LOCKED] = { "locked",
	    "文件已被签署人锁定，不允许任何改动，不能再加盖印章。" },
	[PDF_NO_PAGE] = { "no_page", "指定的页不存在。" },
	[PDF_OUTSIDE] = { "outside", "印章位置超出页面范围，请重新选择位置。" },
	[PDF_NO_ROOM] = { "no_room",
	    "页面太小，放不下二维码和验证说明，不能用印。" },
	[PDF_NO_GLYPH] = { "no_glyph",
	    "验证说明中有字库没有的字，请联系系统管理员。" },
	[PDF_SUSPECT] = { "suspect",
	    "文件内容异常，解析程序已停止处理，不予受理。" },
	[PDF_OUR_FAULT] = { "our_fault", "系统暂时无法处理该文件，请稍后再试。" },
};

_Static_assert(NITEMS(reasons) == PDF_REASON__N, "a row for each reason");

/* The widest code and "第3000页/共3000页" at 4 pt; a QR code and its rim. */
#define ROOM_W	70000
#define ROOM_H	20000
#define ROOM_QR	24000

enum pdf_reason
pdf_marks_room(const struct pdf_facts *facts)
{
	const struct pdf_page	*p = facts->pages;
	unsigned		 i;

	if (facts->signatures > 0)	/* they go in with the seal, if at all */
		return PDF_FINE;
	if (facts->npages > 0 && p[0].um_h < ROOM_QR)
		return PDF_NO_ROOM;
	for (i = 0; i < facts->npages; i++)
		if (p[i].um_w < ROOM_W || p[i].um_h < ROOM_H)
			return PDF_NO_ROOM;
	return PDF_FINE;
}

const char *
pdf_reason_code(enum pdf_reason r)
{
	return (unsigned)r < PDF_REASON__N ? reasons[r].code : "";
}

const char *
pdf_reason_text(enum pdf_reason r)
{
	return (unsigned)r < PDF_REASON__N ? reasons[r].text : "";
}

/*
 * What a stamped file is worth in law, as pages and printouts say it:
 * by the value of P-28, where that document is in force.
 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "work/verdict.h"

static const struct {
	const char	*region, *line, *note;
} notes[] = {
	{ "national",
	  "加盖电子印章的电子文件与加盖实物印章的纸质文件具有同等法律效力",
	  "依据电子签名法第十四条和电子印章管理办法（国办发〔2025〕33号），"
	  "加盖电子印章的电子文件与加盖实物印章的纸质文件具有同等法律效力；"
	  "打印件和转换成其他格式的文件视同复印件。法律法规另有规定的，"
	  "从其规定。" },
	{ "ldt",
	  "加盖电子印章的电子文件与加盖实物印章的纸质文件具有同等法律效力",
	  "加盖电子印章的人力资源社会保障电子文件与加盖实物印章的纸质文件"
	  "具有同等法律效力；打印件和转换成其他格式的文件视同复印件。" },
	{ "xinyang",
	  "加盖电子印章的电子文件与纸质文件具有同等法律效力（信阳办法第三条）",
	  "按照信阳市电子印章管理办法第三条，加盖电子印章的电子文件与加盖实物"
	  "印章的纸质文件具有同等法律效力；打印件和转换成其他格式的文件视同"
	  "复印件。法律法规另有规定的，从其规定。" },
	{ "guangdong",
	  "加盖电子印章的电子文件与纸质文件具有同等法律效力（广东办法第三条）",
	  "按照广东省电子印章管理办法第三条，加盖电子印章的电子文件与加盖实物"
	  "印章的纸质文件具有同等法律效力；打印件和转换成其他格式的文件视同"
	  "复印件。明确不适用的情形和法律法规另有规定的除外。" },
	{ "weihai",
	  "加盖电子印章的电子文档与纸质材料具有同等法律效力（威海办法第十六条）",
	  "按照威海市电子印章管理办法第十六条，加盖电子印章的电子文档与加盖"
	  "实物印章的纸质书面材料具有同等法律效力；打印件和转换成其他格式的"
	  "文件视同复印件。" },
	{ "weihai-employment",
	  "电子签章与实物印章、手写签名具有同等法律效力（威海公共就业办法第四条）",
	  "按照威海市公共就业电子签章使用管理办法第四条，电子签章与实物印章、"
	  "手写签名具有同等法律效力；打印件和转换成其他格式的文件视同复印件，"
	  "没有电子签章的材料不具有这一效力。" },
};

static size_t
note_of(const char *region)
{
	size_t	 i;

	for (i = 0; region != NULL && i < NITEMS(notes); i++)
		if (strcmp(notes[i].region, region) == 0)
			return i;
	return 0;
}

const char *
verdict_legal(const char *region)
{
	return notes[note_of(region)].note;
}

const char *
verdict_legal_line(const char *region)
{
	return notes[note_of(region)].line;
}

void
verdict_legal_of(struct pool *pool, const struct policy_profile *p,
    const char **line, const char **note)
{
	*line = verdict_legal_line(p->name);
	*note = verdict_legal(p->name);
	if (p->base == NULL)
		return;
	*line = pool_printf(pool, "加盖电子印章的电子文件与纸质文件具有同等法律"
	    "效力（%s规定%s）", p->label, p->article);
	*note = pool_printf(pool, "按照《%s》%s，加盖电子印章的电子文件与加盖实物"
	    "印章的纸质文件具有同等法律效力；打印件和转换成其他格式的文件视同"
	    "复印件。法律法规另有规定的，从其规定。", p->document, p->article);
}

void
verdict_legal_now(struct store *db, struct pool *pool, const char **line,
    const char **note)
{
	struct policy_profile	 p;
	struct fault		 f = { 0 };

	if (policy_citing(db, pool, clock_now(), &p, &f) != ST_OK) {
		log_fault(&f);
		p = *policy_profile_find("national");
	}
	verdict_legal_of(pool, &p, line, note);
	if (*line == NULL || *note == NULL) {		/* past the pool */
		*line = verdict_legal_line(NULL);
		*note = verdict_legal(NULL);
	}
}

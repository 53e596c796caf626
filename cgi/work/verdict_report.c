/* 核验报告: the verdict on paper, every check a row. */
#include "sheet/sheet.h"
#include "work/verdict.h"

#define ROWS_OF_STAMP	(9 + AXIS__N + CHECK__N)	/* and its heading */
#define ROWS_OF_FILE	6
#define STAMPS_MAX	50	/* on one report; more are counted */

struct rows_made {
	struct sheet_row	*row;
	size_t			 n;
};

static void
add(struct rows_made *m, const char *label, const char *value,
    enum sheet_mark mark)
{
	if (value == NULL || *value == '\0')
		value = "无";
	m->row[m->n++] = (struct sheet_row){ label, value, mark };
}

static enum sheet_mark
mark_of(enum verdict v)
{
	static const enum sheet_mark marks[] = {
		[VERDICT_ALTERED] = MARK_BAD, [VERDICT_INVALID] = MARK_BAD,
		[VERDICT_UNKNOWN] = MARK_UNKNOWN, [VERDICT_LAPSED] = MARK_WARN,
		[VERDICT_GENUINE] = MARK_OK, [VERDICT_NONE] = MARK_WARN,
	};

	return marks[v];
}

static void
add_stamp(struct rows_made *m, const struct stamp_result *r, unsigned k,
    struct pool *pool)
{
	static const enum sheet_mark grades[] = {
		[GRADE_GOOD] = MARK_OK, [GRADE_UNKNOWN] = MARK_UNKNOWN,
		[GRADE_BAD] = MARK_BAD,
	};
	static const enum sheet_mark states[] = {
		[FIND_OK] = MARK_OK, [FIND_WARNING] = MARK_WARN,
		[FIND_UNKNOWN] = MARK_UNKNOWN, [FIND_BROKEN] = MARK_BAD,
	};
	int	 i;

	add(m, NULL, pool_printf(pool, "第 %u 枚印章", k), MARK_NONE);
	add(m, "印章名称", verdict_plain(pool, r->seal_name), MARK_NONE);
	add(m, "印章编码", verdict_plain(pool, r->esid), MARK_NONE);
	add(m, "签章人", verdict_plain(pool, r->signer), MARK_NONE);
	add(m, "签章时间", pool_printf(pool, "%s（%s）",
	    verdict_when(pool, r), verdict_time_source(r)), MARK_NONE);
	if (*verdict_origin(r) != '\0')
		add(m, "印章来源", verdict_origin(r), MARK_NONE);
	if (*r->scope != '\0')
		add(m, "签章范围", verdict_plain(pool, r->scope), MARK_NONE);
	if (*verdict_way(pool, r) != '\0')
		add(m, "加盖方式", verdict_way(pool, r), MARK_NONE);
	if (*verdict_module(pool, r) != '\0')
		add(m, "密码模块", verdict_module(pool, r), MARK_NONE);
	add(m, "结论", verdict_text(r->verdict), mark_of(r->verdict));
	for (i = 0; i < AXIS__N; i++)
		add(m, verdict_axis_label((enum stamp_axis)i),
		    r->axis[i].text, grades[r->axis[i].grade]);
	for (i = 0; i < CHECK__N; i++)
		add(m, ses_check_label((enum ses_check)i),
		    r->ses.found[i].state == FIND_OK ? "通过" :
		    r->ses.found[i].text, states[r->ses.found[i].state]);
}

enum status
verdict_report(const struct stamp_report *rep,
    const struct report_facts *facts, struct pool *pool, struct buf *pdf,
    struct fault *f)
{
	unsigned		 i, n = rep->n < STAMPS_MAX ? rep->n :
				    STAMPS_MAX;
	struct rows_made	 m = { .row = pool_array(pool, ROWS_OF_FILE +
				    (size_t)n * ROWS_OF_STAMP,
				    sizeof(*m.row)) };
	const char *const	 notes[] = { facts->legal,
		"本报告只反映核验当时的结果；印章状态此后可能发生变化。" };
	struct sheet		 sheet = {
		.kind = SHEET_REPORT, .issuer = facts->issuer,
		.legal = facts->line, .notes = notes,
		.nnotes = NITEMS(notes),
		.ms = facts->now, .demo = facts->demo,
	};

	if (m.row == NULL)
		return fault_set(f, ST_BROKEN, "report: memory");
	add(&m, "结论", verdict_text(rep->verdict), mark_of(rep->verdict));
	add(&m, "说明", rep->text, MARK_NONE);
	add(&m, "文件", facts->name, MARK_NONE);
	add(&m, "格式", stamp_format_label(rep->format), MARK_NONE);
	add(&m, "文件摘要（SM3）", facts->sm3, MARK_NONE);
	add(&m, "核验时间", verdict_time(pool, facts->now), MARK_NONE);
	for (i = 0; i < n; i++)
		add_stamp(&m, &rep->list[i], i + 1, pool);
	sheet.rows = m.row;
	sheet.nrows = m.n;
	if (pool_failed(pool))
		return fault_set(f, ST_BROKEN, "report: memory");
	return sheet_write(&sheet, pdf, f);
}

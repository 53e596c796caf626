/* The kinds of sheet as a table, and writing one. */
#include <math.h>

#include "base/limits.h"
#include "sheet/local.h"

#define SHEET_POOL	(4 * MIB)	/* a QR's runs: 20 KB */
#define ROWS_MAX	500		/* a form has 40 fields */

static const struct model models[] = {
	[SHEET_COLLECT] = { .title = "印模采集表", .number_label = "办件编号",
	    .notes = {
		"请用红色印泥在方框内居中、端正盖印一次，印文应完整、清晰，不得压线。",
		"请以600 dpi、彩色、原尺寸（100%）扫描本页全页，存为PNG或JPEG后上传至本办件。",
		"扫描件不得裁剪、缩放或修饰，右上角二维码、方框与比例尺应完整可见。",
		"印模资料仅用于本办件，采集、保管和使用人员负有保密责任。" },
	    .signs = { "采集人（签字）", "用印单位经办人（签字）", "采集日期" },
	    .special = special_collect },
	[SHEET_ACCEPT] = { .title = "受理单", .number_label = "办件编号",
	    .notes = {
		"请妥善保管本单。凭办件编号和查询码可在办件进度页面查询办理情况。",
		"扫描右上角二维码可直接打开办件进度页面，查询时仍需输入查询码。",
		"需要补正材料的，将一次性告知；逾期未补正的，按规定办结。" },
	    .sealed = {
		"请妥善保管本单。凭办件编号和查询码可在办件进度页面查询办理情况。",
		"需要补正材料的，将一次性告知；逾期未补正的，按规定办结。" },
	    .signs = { "受理单位（盖章）", "受理人（签字）", "申请人（签字）" } },
	[SHEET_APPLY] = { .title = "电子印章业务申请表", .number_label = "办件编号",
	    .promise = "本单位承诺：以上填写内容及所附材料真实、准确、完整，"
		"已阅读并同意电子印章使用服务协议；如有不实，自愿承担相应责任。",
	    .notes = {
		"本表由系统根据申请人填写的内容生成，请核对无误后加盖单位印章，扫描上传至本办件。",
		"打印后手工涂改无效；内容有误的，请在系统中修改后重新打印。" },
	    .signs = { "申请单位（盖章）", "法定代表人或负责人（签字）",
		"经办人（签字）", "申请日期" } },
	[SHEET_RECEIPT] = { .title = "电子印章领取单", .number_label = "办件编号",
	    .promise = "领取人已当面核对上列事项，确认电子印章的名称、编码、印文图像与申请一致，"
		"载体及交付方式无误，并知悉使用、保管和遗失报告的要求。",
	    .notes = {
		"本单一式两份，由发放单位和用印单位各存一份。",
		"载体遗失或可能被他人使用的，应立即办理挂失。" },
	    .sealed = {
		"本单由系统按交付记录出具；载体遗失或可能被他人使用的，应立即办理挂失。" },
	    .signs = { "发放人（签字）", "领取人（签字）", "领取时间" } },
	[SHEET_CORRECT] = { .title = "补正通知书", .number_label = "办件编号",
	    .promise = "上列内容需要补正。请一次补正后在原办件中重新提交，办件编号不变。",
	    .notes = {
		"需要补正的内容已全部列出；补正后在原办件中重新提交，无须另行申请。",
		"逾期未补正的，按规定办结；对补正内容有疑问的，请与受理单位联系。" } },
	[SHEET_REFUSE] = { .title = "不予受理通知书", .number_label = "办件编号",
	    .promise = "上列申请经审查，因所列原因不予办理，申请即告终止；条件具备后可以重新申请。",
	    .notes = {
		"对本通知有疑问的，请与受理单位联系。",
		"认为本通知侵犯合法权益的，可以依法申请行政复议或者提起行政诉讼。" } },
	[SHEET_PROOF] = { .title = "电子印章图像1∶1样张", .number_label = "办件编号",
	    .notes = {
		"请以原尺寸（100%）打印本页，不得选择“适合页面”。",
		"先用直尺量取下方100毫米标线，误差不超过0.5毫米方可继续。",
		"量取印文图像的外缘尺寸，与规定尺寸相差不超过0.5毫米为符合。" },
	    .signs = { "实测尺寸（毫米）", "核对人（签字）", "核对日期" },
	    .special = special_proof },
	[SHEET_REPORT] = { .title = "核验报告", .number_label = "报告编号",
	    .notes = {
		"本报告只反映核验当时的结果；印章状态此后可能发生变化。",
		"本报告由系统生成，扫描右上角二维码可在验真平台再次查询。" } },
	[SHEET_LETTER] = { .title = "公函", .number_label = "" },
};
_Static_assert(NITEMS(models) == SHEET__N, "a model for every kind");

const struct model *
sheet_model(enum sheet_kind kind)
{
	return &models[kind];
}

const char *
sheet_title(enum sheet_kind kind)
{
	return models[kind].title;
}

static void
notes_draw(struct page *p, const struct model *m)
{
	const struct sheet	*s = p->sheet;
	const char *const	*notes = s->sealed && m->sealed[0] != NULL ?
				    m->sealed : m->notes;
	size_t			 n = 0;

	while (n < NITEMS(m->notes) && notes[n] != NULL)
		n++;
	if (s->nnotes > 0)
		page_notes(p, s->notes, s->nnotes);
	else
		page_notes(p, notes, n);
}

static void
form_draw(struct page *p)
{
	const struct sheet	*s = p->sheet;
	const struct model	*m = sheet_model(s->kind);
	size_t			 i;

	page_head(p, s->title != NULL ? s->title : m->title);
	for (i = 0; i < s->nrows; i++)
		page_row(p, &s->rows[i]);
	if (m->special != NULL)
		m->special(p);
	p->y += s->nrows > 0 ? 4 : 0;
	for (i = 0; i < s->nparagraphs; i++)
		page_paragraph(p, s->paragraphs[i]);
	if (m->promise != NULL)
		page_paragraph(p, m->promise);
	if (!s->sealed)
		page_signs(p, m->signs);
	notes_draw(p, m);
	if (s->sealed)
		page_issued(p);
	page_foot(p);
}

/* Draw all of it; p->total pages are promised at the foot. */
static enum status
pass(struct page *p, struct buf *pdf, struct fault *f)
{
	const struct sheet	*s = p->sheet;
	struct draw_about	 about = { s->title != NULL ? s->title :
				    models[s->kind].title, s->issuer, s->ms };
	enum status		 st;

	st = draw_pdf_new((int)(PAGE_W * UM_PER_MM), (int)(PAGE_H *
	    UM_PER_MM), &about, &p->d, f);
	if (st != ST_OK)
		return st;
	p->n = 1;
	p->y = PAGE_TOP;
	if (s->kind == SHEET_LETTER)
		letter_draw(p);
	else
		form_draw(p);
	st = draw_pdf_end(p->d, pdf, f);
	draw_free(p->d);
	return st;
}

static enum status
sheet_pass(struct page *p, const struct sheet *sheet, struct buf *pdf,
    struct fault *f)
{
	enum status	 st;

	p->sheet = sheet;
	if (sheet->kind >= SHEET__N || sheet->nrows > ROWS_MAX)
		return fault_set(f, ST_INVALID, "sheet: kind %d, %zu rows",
		    (int)sheet->kind, sheet->nrows);
	if ((sheet->kind == SHEET_LETTER || sheet->sealed) &&
	    sheet->issuer == NULL)
		return fault_set(f, ST_INVALID, "sheet: no issuer");
	if ((p->pool = pool_new(SHEET_POOL)) == NULL)
		return fault_set(f, ST_BROKEN, "sheet: memory");
	st = pass(p, pdf, f);
	if (st == ST_OK && pool_failed(p->pool))
		st = fault_set(f, ST_BROKEN, "sheet: memory");
	pool_free(p->pool);
	return st;
}

enum status
sheet_write(const struct sheet *sheet, struct buf *pdf, struct fault *f)
{
	struct page	 p = { 0 };
	struct buf	 first;
	enum status	 st;

	/* Once to count the pages, once to write them. */
	buf_init(&first, 16 * MIB);
	if ((st = sheet_pass(&p, sheet, &first, f)) == ST_OK) {
		p.total = p.n;
		st = sheet_pass(&p, sheet, pdf, f);
	}
	buf_free(&first);
	return st;
}

enum status
sheet_seal(const struct sheet *sheet, int um_w, int um_h,
    struct placement *out, struct fault *f)
{
	struct page	 p = { 0 };
	struct buf	 first;
	enum status	 st;

	if (sheet->kind != SHEET_LETTER && !sheet->sealed)
		return fault_set(f, ST_INVALID, "sheet: no place for a seal");
	buf_init(&first, 16 * MIB);
	st = sheet_pass(&p, sheet, &first, f);
	buf_free(&first);
	out->page = p.seal_page;
	out->um_w = um_w;
	out->um_h = um_h;
	out->um_x = (int)lround(p.seal_x * UM_PER_MM) - um_w / 2;
	out->um_y = (int)lround(p.seal_y * UM_PER_MM) - um_h / 2;
	return st;
}

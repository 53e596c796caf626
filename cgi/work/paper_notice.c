/* Receipts and notices of a case; see paper.h. */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "form/codes.h"
#include "form/form.h"
#include "office/content.h"
#include "work/paper.h"
#include "work/show.h"

void
paper_row(struct paper *p, const char *label, const char *value)
{
	if (p->n < PAPER_ROWS && value != NULL && *value != '\0')
		p->rows[p->n++] = (struct sheet_row){ label, value,
		    MARK_NONE };
}

static const char *
masked(struct req *r, const char *name)
{
	char	 out[CODE_MASK];

	if (name == NULL || *name == '\0')
		return "";
	code_mask_name(name, out);
	return pool_text(r->pool, *out == '\0' ? "*" : out);
}

static const char *
material_label(const struct dossier *d, const struct material_row *m)
{
	const struct material	*kind = material_find(d->business->materials,
				    d->business->nmaterials, m->item);

	return kind == NULL ? m->item : kind->label;
}

static void
fill_head(struct req *r, struct paper *p, const struct dossier *d)
{
	paper_row(p, "事项", pool_printf(r->pool, "电子印章%s",
	    d->business->label));
	paper_row(p, "申请单位", d->app.org_name);
	paper_row(p, "印章名称", *d->app.seal_name != '\0' ? d->app.seal_name :
	    d->has_seal ? d->seal.name : "");
}

static void
fill_desk(struct paper *p, const struct dossier *d)
{
	paper_row(p, "受理单位", d->desk.name);
	paper_row(p, "联系电话", d->desk.phone);
}

static enum status
fill_accept(struct req *r, struct paper *p, const struct dossier *d,
    const struct request_line *line)
{
	size_t	 i;

	fill_head(r, p, d);
	paper_row(p, "经办人", masked(r, d->app.agent_name));
	paper_row(p, "提交时间", show_minute(r, line->at));
	fill_desk(p, d);
	for (i = 0; i < d->nmaterials; i++)
		paper_row(p, pool_printf(r->pool, "材料 %zu", i + 1),
		    material_label(d, &d->materials[i]));
	return ST_OK;
}

/* every fault, as the desk's signature has it (desk_faults), and
 * until when. */
static enum status
fill_correct(struct req *r, struct paper *p, const struct dossier *d,
    const struct request_line *line)
{
	enum status	 st;
	int64_t		 due = 0;

	fill_head(r, p, d);
	paper_row(p, "需要补正的内容", line->note);
	paper_row(p, "告知时间", show_minute(r, line->at));
	st = policy_moment(r->db, "P-20", line->at, 1, &due, r->fault);
	paper_row(p, "补正期限", show_minute(r, due));
	fill_desk(p, d);
	return st;
}

static enum status
fill_refuse(struct req *r, struct paper *p, const struct dossier *d,
    const struct request_line *line)
{
	fill_head(r, p, d);
	paper_row(p, "提交时间", show_minute(r, d->request.submitted));
	paper_row(p, "理由", line->note);
	paper_row(p, "告知时间", show_minute(r, line->at));
	fill_desk(p, d);
	return ST_OK;
}

/* */
static enum status
fill_handover(struct req *r, struct paper *p, const struct dossier *d,
    const struct request_line *line)
{
	struct delivery	 v = { 0 };
	enum status	 st;

	fill_head(r, p, d);
	paper_row(p, "印章编码", d->has_seal ? d->seal.code : NULL);
	st = delivery_load(r->db, r->pool, d->request.id, &v, r->fault);
	if (st == ST_OK) {
		paper_row(p, "领取人", masked(r, v.receiver));
		paper_row(p, "身份核对", v.identity);
		paper_row(p, "交付方式", choice_label(case_deliveries, v.form));
	}
	paper_row(p, "交付时间", show_minute(r, line->at));
	fill_desk(p, d);
	return st == ST_ABSENT ? ST_OK : st;
}

static const struct {
	enum sheet_kind	 kind;
	enum status	(*fill)(struct req *r, struct paper *p,
			    const struct dossier *d,
			    const struct request_line *line);
	int		 before;	/* about the version before the line */
} papers[] = {
	[RECEIPT_ACCEPT] = { SHEET_ACCEPT, fill_accept, 0 },
	[RECEIPT_CORRECT] = { SHEET_CORRECT, fill_correct, 1 },
	[RECEIPT_REFUSE] = { SHEET_REFUSE, fill_refuse, 0 },
	[RECEIPT_HANDOVER] = { SHEET_RECEIPT, fill_handover, 0 },
};
_Static_assert(NITEMS(papers) == RECEIPT_KIND__N, "a kind without a paper");

/* --- which line ----------------------------------------------------------- */

static int
event_of(const struct dossier *d, const struct request_line *line)
{
	return flow_event(d->business->flow, line->event);
}

const struct request_line *
paper_line(const struct dossier *d, enum receipt_kind kind)
{
	size_t	 i = d->nhistory;

	while (i-- > 0)
		if (receipt_of_event(event_of(d, &d->history[i])) == kind)
			return &d->history[i];
	return NULL;
}

const struct request_line *
paper_line_at(const struct dossier *d, int64_t seq)
{
	size_t	 i;

	for (i = 0; i < d->nhistory; i++)
		if (d->history[i].seq == seq)
			return &d->history[i];
	return NULL;
}

const char *
paper_title(const struct dossier *d, enum receipt_kind kind,
    const struct request_line *line)
{
	return event_of(d, line) == EV_APPROVER_REJECT ?
	    "不予许可通知书" : sheet_title(papers[kind].kind);
}

/* --- composing ------------------------------------------------------------- */

/* The case with the answers and materials the line was about. */
static enum status
as_it_was(struct req *r, const struct dossier *d,
    const struct request_line *line, int before, struct dossier *out)
{
	const int64_t	 version = line->version - (before ? 1 : 0);
	enum status	 st;

	*out = *d;
	st = application_load(r->db, r->pool, d->request.id, version,
	    &out->app, r->fault);
	return st == ST_OK ? material_list_of(r->db, r->pool, d->request.id,
	    version, &out->materials, &out->nmaterials, r->fault) : st;
}

enum status
paper_notice(struct req *r, const struct dossier *d, enum receipt_kind kind,
    const struct request_line *line, int sealed, struct paper *out)
{
	struct dossier	 then;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	st = as_it_was(r, d, line, papers[kind].before, &then);
	if (st == ST_OK)
		st = papers[kind].fill(r, out, &then, line);
	if (st != ST_OK)
		return st;
	if (!sealed)
		paper_row(out, "电子印章", "本件没有加盖电子印章");
	out->sheet = (struct sheet){
		.kind = papers[kind].kind,
		.title = paper_title(d, kind, line),
		.issuer = d->desk.name, .number = d->request.number,
		.qr = sealed ? NULL : d->request.number,
		.ms = sealed ? line->at : clock_now(), .sealed = sealed,
	};
	return ST_OK;
}

enum status
paper_write(struct req *r, struct paper *p, struct bytes *pdf)
{
	struct buf	 b;
	enum status	 st;

	p->sheet.rows = p->rows;
	p->sheet.nrows = p->n;
	p->sheet.demo = config_is_demo(r->config);
	*pdf = bytes_of(NULL, 0);
	buf_init(&b, 8 * MIB);
	st = sheet_write(&p->sheet, &b, r->fault);
	if (st == ST_OK) {
		*pdf = pool_bytes(r->pool, buf_view(&b));
		if (pdf->p == NULL)
			st = fault_set(r->fault, ST_BROKEN, "paper: memory");
	}
	buf_free(&b);
	return st;
}

const char *
paper_words(const struct paper_offer *offer)
{
	return offer->sealed ? "已加盖电子印章" : offer->waiting ?
	    "正在加盖电子印章，现在打印的没有盖章" : "没有加盖电子印章";
}

/* --- offering --------------------------------------------------------------- */

enum status
paper_offers(struct req *r, const struct dossier *d,
    struct paper_offer out[RECEIPT_KIND__N], size_t *n)
{
	struct receipt_made		 made[RECEIPT_KIND__N];
	const struct request_line	*line;
	enum receipt_kind		 k;
	enum status			 st;

	*n = 0;
	st = receipts_made(r->db, r->pool, d->request.id, made, r->fault);
	for (k = 0; st == ST_OK && k < RECEIPT_KIND__N; k++) {
		if ((line = paper_line(d, k)) == NULL)
			continue;
		out[(*n)++] = (struct paper_offer){
			.kind = k, .title = paper_title(d, k, line),
			.line = line,
			.sealed = made[k].seq == line->seq &&
			    made[k].file.n != 0,
			.waiting = made[k].seq == line->seq &&
			    made[k].waiting,
			.file = made[k].file,
		};
	}
	return st;
}

/* The sealed one, or the unsealed. */
static enum status
send_offer(struct req *r, const struct dossier *d,
    const struct paper_offer *offer)
{
	struct paper	*p = pool_alloc(r->pool, sizeof(*p));
	struct web_file	 file = {
		.type = "application/pdf", .show = 1,
		.name = pool_printf(r->pool, "%s-%s.pdf", offer->title,
		    d->request.number),
	};
	struct buf	*b;
	enum status	 st;

	if (p == NULL || (b = web_buf(r, LIMIT_DOCUMENT + MIB)) == NULL)
		return fault_set(r->fault, ST_BROKEN, "paper: memory");
	if (offer->sealed) {
		st = content_read(r->content, offer->file.p, b, r->fault);
		file.bytes = buf_view(b);
	} else if ((st = paper_notice(r, d, offer->kind, offer->line, 0,
	    p)) == ST_OK)
		st = paper_write(r, p, &file.bytes);
	return st == ST_OK ? web_file(r, &file) : st;
}

enum status
paper_send(struct req *r, const struct dossier *d, enum receipt_kind kind)
{
	struct paper_offer	 offers[RECEIPT_KIND__N];
	enum status		 st;
	size_t			 i, n;

	if ((st = paper_offers(r, d, offers, &n)) != ST_OK)
		return st;
	for (i = 0; i < n; i++)
		if (offers[i].kind == kind)
			return send_offer(r, d, &offers[i]);
	return fault_set(r->fault, ST_ABSENT, "%s: no such paper",
	    d->request.number);
}

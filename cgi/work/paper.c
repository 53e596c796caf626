/*
 * Papers of a case, made when they are asked for: the application form with
 * every value entered, the collection sheet, the slip that
 * says what was received.
 */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "form/form.h"
#include "sheet/sheet.h"
#include "work/answers.h"
#include "work/front.h"

#define ROWS 32

struct paper {
	struct sheet		 sheet;
	struct sheet_row	 rows[ROWS];
	size_t			 n;
};

static void
row(struct paper *p, const char *label, const char *value)
{
	if (p->n < ROWS && value != NULL && *value != '\0')
		p->rows[p->n++] = (struct sheet_row){ label, value,
		    MARK_NONE };
}

static void
add_answers(struct paper *p, const struct dossier *d)
{
	struct answer_line	 lines[ANSWER_LINES];
	const size_t		 n = answers_lines(&d->app, lines);
	size_t			 i;

	for (i = 0; i < n; i++)
		row(p, lines[i].label, lines[i].value);
}

static void
fill_form(struct req *r, struct paper *p, const struct dossier *d)
{
	row(p, "事项", pool_printf(r->pool, "电子印章%s",
	    d->business->label));
	if (d->has_seal)
		row(p, "印章编码", d->seal.code);
	add_answers(p, d);
	if (d->business->reasons != NULL && d->request.reason != NULL)
		row(p, "原因", choice_label(d->business->reasons,
		    d->request.reason));
	row(p, "情况说明", d->request.note);
}

/*
 * The unit's own paper carries the agent's numbers in full for who
 * typed them and for the desk, whose look is in the trail; anybody
 * else who may see the case has them masked.
 */
static enum status
unmask(struct req *r, struct dossier *d)
{
	const struct audit_entry entry = {
		.action = "personal.show", .kind = "request",
		.object = d->request.number, .result = "ok",
		.reason = "打印申请表",
	};
	const int	 own = d->facts.own || d->facts.opener;
	struct answers	 plain;
	enum status	 st;

	if (!own && !web_has(r, ROLE_BIT(ROLE_CHECKER) |
	    ROLE_BIT(ROLE_RA_OPERATOR)))
		return ST_OK;
	if ((st = answers_load(r, d, &plain)) != ST_OK)
		return st;
	d->app.agent_idno_mask = plain.agent_idno;
	d->app.agent_phone_mask = plain.agent_phone;
	return own ? ST_OK : audit_write(r->db, r->actor, &entry, r->fault);
}

static void
fill_collect(struct req *r, struct paper *p, const struct dossier *d)
{
	(void)r;
	row(p, "单位名称", d->app.org_name);
	row(p, "印章名称", d->app.seal_name);
	row(p, "实物印章编码", d->app.physical_number);
}

static void
fill_accept(struct req *r, struct paper *p, const struct dossier *d)
{
	size_t	 i;

	row(p, "事项", pool_printf(r->pool, "电子印章%s",
	    d->business->label));
	row(p, "申请单位", d->app.org_name);
	row(p, "印章名称", *d->app.seal_name != '\0' ? d->app.seal_name :
	    d->has_seal ? d->seal.name : "");
	row(p, "经办人", d->app.agent_name);
	row(p, "提交时间", show_minute(r, d->request.submitted));
	row(p, "受理单位", d->desk.name);
	row(p, "联系电话", d->desk.phone);
	for (i = 0; i < d->nmaterials; i++) {
		const struct material *m = material_find(
		    d->business->materials, d->business->nmaterials,
		    d->materials[i].item);

		row(p, pool_printf(r->pool, "材料 %zu", i + 1),
		    m == NULL ? d->materials[i].item : m->label);
	}
}

static const struct {
	const char	*name;
	enum sheet_kind	 kind;
	void		(*fill)(struct req *r, struct paper *p,
			    const struct dossier *d);
	int		 submitted;	/* only once it was submitted */
	int		 personal;	/* with the agent's numbers */
} papers[] = {
	{ "form", SHEET_APPLY, fill_form, 0, 1 },
	{ "collect", SHEET_COLLECT, fill_collect, 0, 0 },
	{ "accept", SHEET_ACCEPT, fill_accept, 1, 0 },
};

static int
find(const char *name, const struct dossier *d)
{
	size_t	 i;

	for (i = 0; i < NITEMS(papers); i++)
		if (strcmp(papers[i].name, name) == 0 &&
		    (!papers[i].submitted || d->request.submitted != 0))
			return (int)i;
	return -1;
}

enum status
front_paper(struct req *r)
{
	struct paper	*p = pool_alloc(r->pool, sizeof(*p));
	struct web_file	 file = { .type = "application/pdf", .show = 1 };
	struct dossier	 d;
	struct buf	 pdf;
	enum status	 st;
	int		 k;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	if ((k = find(web_piece(r, "paper"), &d)) < 0)
		return fault_set(r->fault, ST_ABSENT, "no such paper");
	if (p == NULL)
		return fault_set(r->fault, ST_BROKEN, "paper: memory");
	if (papers[k].personal && (st = unmask(r, &d)) != ST_OK)
		return st;
	papers[k].fill(r, p, &d);
	p->sheet.kind = papers[k].kind;
	p->sheet.issuer = d.desk.name;
	p->sheet.number = d.request.number;
	p->sheet.qr = d.request.number;
	p->sheet.rows = p->rows;
	p->sheet.nrows = p->n;
	p->sheet.ms = clock_now();
	p->sheet.demo = config_is_demo(r->config);
	buf_init(&pdf, 8 * MIB);
	st = sheet_write(&p->sheet, &pdf, r->fault);
	if (st == ST_OK)
		file.bytes = pool_bytes(r->pool, buf_view(&pdf));
	buf_free(&pdf);
	file.name = pool_printf(r->pool, "%s-%s.pdf",
	    sheet_title(papers[k].kind), d.request.number);
	return st == ST_OK ? web_file(r, &file) : st;
}

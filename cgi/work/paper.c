/*
 * Papers of a case, made when they are asked for: the application form with
 * every value entered, the collection sheet; receipts and
 * notices with or without their seal.
 */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "form/form.h"
#include "work/answers.h"
#include "work/front.h"
#include "work/paper.h"

static void
add_answers(struct paper *p, const struct dossier *d)
{
	struct answer_line	 lines[ANSWER_LINES];
	const size_t		 n = answers_lines(&d->app, lines);
	size_t			 i;

	for (i = 0; i < n; i++)
		paper_row(p, lines[i].label, lines[i].value);
}

static void
fill_form(struct req *r, struct paper *p, const struct dossier *d)
{
	paper_row(p, "事项", pool_printf(r->pool, "电子印章%s",
	    d->business->label));
	if (d->has_seal)
		paper_row(p, "印章编码", d->seal.code);
	add_answers(p, d);
	if (d->business->reasons != NULL && d->request.reason != NULL)
		paper_row(p, "原因", choice_label(d->business->reasons,
		    d->request.reason));
	paper_row(p, "情况说明", d->request.note);
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
	paper_row(p, "单位名称", d->app.org_name);
	paper_row(p, "印章名称", d->app.seal_name);
	paper_row(p, "实物印章编码", d->app.physical_number);
}

static const struct {
	const char	*name;
	enum sheet_kind	 kind;
	void		(*fill)(struct req *r, struct paper *p,
			    const struct dossier *d);
	int		 personal;	/* with the agent's numbers */
} papers[] = {
	{ "form", SHEET_APPLY, fill_form, 1 },
	{ "collect", SHEET_COLLECT, fill_collect, 0 },
};

static int
find(const char *name)
{
	size_t	 i;

	for (i = 0; i < NITEMS(papers); i++)
		if (strcmp(papers[i].name, name) == 0)
			return (int)i;
	return -1;
}

enum status
front_paper(struct req *r)
{
	const char	*name = web_piece(r, "paper");
	struct paper	*p = pool_alloc(r->pool, sizeof(*p));
	struct web_file	 file = { .type = "application/pdf", .show = 1 };
	struct dossier	 d;
	enum status	 st;
	int		 k;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	if (receipt_find(name) < RECEIPT_KIND__N)
		return paper_send(r, &d, receipt_find(name));
	if ((k = find(name)) < 0)
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
	p->sheet.ms = clock_now();
	if ((st = paper_write(r, p, &file.bytes)) != ST_OK)
		return st;
	file.name = pool_printf(r->pool, "%s-%s.pdf",
	    sheet_title(papers[k].kind), d.request.number);
	return web_file(r, &file);
}

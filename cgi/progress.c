/*
 * 办件进度: whoever has number and query code sees where a case stands
 * and nothing about persons.  Another number gives nothing: an
 * unknown number and a wrong code are told alike, take the same work, are
 * counted, and slow down the address they come from.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "page/keys.h"
#include "page/part.h"
#include "work/case.h"
#include "work/guess.h"
#include "work/paper.h"
#include "work/show.h"
#include "work/stages.h"

static const struct guesses guesses = {
	.what = "progress", .limit = 20, .minutes = 10,
};

struct ask {
	const char	*number, *code, *paper;
};

#define ASK_FIELDS							\
	{ .name = "number", .label = "办件编号",				\
	  .hint = "例如 SL-20261120-00017", .kind = FIELD_LINE,		\
	  .required = true, .max = 40, .clean = CLEAN_CODE,		\
	  .at = offsetof(struct ask, number) },				\
	{ .name = "code", .label = "查询码", .hint = "8 位数字和字母",	\
	  .kind = FIELD_LINE, .required = true, .max = 20,		\
	  .clean = CLEAN_CODE, .autocomplete = "off",			\
	  .at = offsetof(struct ask, code) }
static const struct field ask_fields[] = { ASK_FIELDS };
static const struct form ask_form = {
	ask_fields, NITEMS(ask_fields), sizeof(struct ask), NULL,
};
/* A paper of the case; number and code are asked for again by the page. */
static const struct field paper_fields[] = {
	ASK_FIELDS,
	{ .name = "paper", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct ask, paper) },
};
static const struct form paper_form = {
	paper_fields, NITEMS(paper_fields), sizeof(struct ask), NULL,
};

static enum status
show_ask(struct req *r, int http)
{
	struct page	*p = web_page_new(r, "progress/ask", "办件进度");
	struct page	*form = page_include(p, K_FORM, "part/form");

	page_set(form, K_ACTION, "/progress");
	page_set(form, K_BUTTON, "查询进度");
	page_show_if(p, K_MINE, web_has(r, ROLE_BIT(ROLE_APPLICANT) |
	    ROLE_BIT(ROLE_KEEPER)));
	form_fill(form, &r->form);
	return web_page_as(r, p, r->form.nerrors > 0 && http == 200 ? 400 :
	    http);
}

/* A receipt's QR code brings the number along. */
static enum status
ask(struct req *r)
{
	const char	*number = web_query(r, "number");
	struct ask	 values = { number == NULL ? "" : number, "", "" };

	if (number != NULL && strlen(number) < NUMBER_TEXT &&
	    form_start(&ask_form, &values, r->pool, &r->form) != ST_OK)
		return fault_set(r->fault, ST_BROKEN, "form: memory");
	return show_ask(r, 200);
}

/* SL20261120 00017 as it is stored: two letters, the day, the serial. */
static const char *
number_of(struct req *r, const char *typed)
{
	const size_t	 n = strlen(typed);
	const char	*s = NULL;

	if (n > 10 && n + 3 <= NUMBER_TEXT)
		s = pool_printf(r->pool, "%.2s-%.8s-%s", typed, typed + 2,
		    typed + 10);
	return s == NULL ? "" : s;
}

static int
same_code(const char *a, const char *b)
{
	unsigned	 different = 0;
	size_t		 i;

	if (strlen(a) != QUERY_CODE_TEXT - 1 || strlen(b) != strlen(a))
		return 0;
	for (i = 0; a[i] != '\0'; i++)
		different |= (unsigned char)a[i] ^ (unsigned char)b[i];
	return different == 0;
}

/*
 * ST_ABSENT for an unknown number and for a wrong code.  The code of a
 * number that does not exist is computed too.
 */
static enum status
find(struct req *r, const char *number, const char *code, struct dossier *d)
{
	char		 right[QUERY_CODE_TEXT];
	struct request	 q;
	enum status	 st, found;

	found = request_by_number(r->db, r->pool, number, &q, r->fault);
	if (found != ST_OK && found != ST_ABSENT)
		return found;
	st = case_query_code(r, found == ST_OK ? q.id : "none", right);
	if (st != ST_OK)
		return st;
	if (!same_code(code, right) || found != ST_OK)
		return fault_set(r->fault, ST_ABSENT, "progress: no");
	return case_load_number(r, number, d);
}

/* --- the page ------------------------------------------------------------- */

static void
fill_stages(struct req *r, struct page *page, const struct dossier *d)
{
	struct unit	 maker = { .name = NULL };
	struct stage	 line[STAGES_MAX];
	struct page	*p;
	const char	*office;
	size_t		 i, n;

	n = stages_of(stage_way(&d->request), d->request.state,
	    d->history, d->nhistory, line);
	if (unit_load(r->db, r->pool, d->request.maker, &maker, r->fault) !=
	    ST_OK)
		maker.name = NULL;
	for (i = 0; i < n; i++) {
		p = page_add(page, K_STEP);
		page_set(p, K_LABEL, line[i].label);
		page_show_if(p, K_PAST, line[i].past);
		page_show_if(p, K_HERE, line[i].here);
		if (line[i].past && line[i].at != 0)
			page_set(page_add(p, K_DONE), K_WHEN,
			    show_minute(r, line[i].at));
		office = line[i].office == STAGE_DESK ? d->desk.name :
		    line[i].office == STAGE_MAKER ? maker.name : NULL;
		if (office != NULL && *office != '\0')
			page_set(page_add(p, K_OFFICE), K_NAME, office);
	}
}

/* what the desk said, and every item it found wrong. */
static void
fill_reasons(struct req *r, struct page *page, const struct dossier *d)
{
	const struct material	*m;
	const char		*text = d->request.answer;
	struct page		*p;
	size_t			 i;

	text = text == NULL ? "" : text;
	for (i = 0; d->request.state == A2_RETURNED && i < d->nmaterials;
	    i++) {
		if (d->materials[i].verdict == NULL ||
		    strcmp(d->materials[i].verdict, "fault") != 0)
			continue;
		m = material_find(d->business->materials,
		    d->business->nmaterials, d->materials[i].item);
		text = pool_printf(r->pool, "%s%s%s：%s", text,
		    *text == '\0' ? "" : "\n", m == NULL ?
		    d->materials[i].item : m->label,
		    d->materials[i].fault == NULL ? "" :
		    d->materials[i].fault);
		if (text == NULL)
			return;
	}
	if (*text == '\0')
		return;
	p = page_add(page, K_ANSWERED);
	page_set(p, K_LABEL, d->request.state == A2_RETURNED ?
	    "需要补正的内容" : "受理单位的答复");
	page_set(p, K_VALUE, text);
}

/* Receipts and notices, with or without their seal. */
static enum status
fill_papers(struct req *r, struct page *page, const struct dossier *d)
{
	const struct ask	*a = r->values;
	struct paper_offer	 offers[RECEIPT_KIND__N];
	struct page		*some, *p;
	enum status		 st;
	size_t			 i, n;

	if ((st = paper_offers(r, d, offers, &n)) != ST_OK || n == 0)
		return st;
	some = page_add(page, K_PAPERS);
	for (i = 0; i < n; i++) {
		p = page_add(some, K_PAPER);
		page_set(p, K_NUMBER, d->request.number);
		page_set(p, K_CODE, a->code);
		page_set(p, K_NAME, receipt_name(offers[i].kind));
		page_set(p, K_LABEL, offers[i].title);
		page_set(p, K_STATE, paper_words(&offers[i]));
	}
	return ST_OK;
}

static enum status
show_case_line(struct req *r, const struct dossier *d)
{
	enum status		 st;
	const struct request	*q = &d->request;
	struct page		*p = web_page_new(r, "progress/show",
				    "办件进度");
	const int		 over = strcmp(request_stage(q->state,
				    q->urgent), "done") == 0;
	const char		*label = request_public_label(q->state,
				    q->urgent);

	page_set(p, K_NUMBER, q->number);
	page_printf(p, K_HEADING, "电子印章%s", d->business->label);
	part_tag(p, K_STATE, label, show_tone(request_tone(q->state,
	    q->urgent)));
	page_set(p, K_WORD, label);
	page_set(p, K_SENTENCE, stage_sentence(q));
	page_show_if(p, K_ACT, stage_is_yours(q->state));
	if (q->due != 0 && !over)
		page_set(page_add(p, K_DUE), K_WHEN, show_minute(r, q->due));
	fill_reasons(r, p, d);
	fill_stages(r, p, d);
	if (d->desk.phone != NULL && *d->desk.phone != '\0')
		page_set(page_add(p, K_PHONE_GIVEN), K_PHONE, d->desk.phone);
	st = fill_papers(r, p, d);
	return st == ST_OK ? web_page(r, p) : st;
}

static enum status
send_paper(struct req *r, const struct dossier *d)
{
	const struct ask	*a = r->values;

	return paper_send(r, d, receipt_find(a->paper));
}

/* Whoever has number and code gets what "then" answers. */
static enum status
answer_with(struct req *r,
    enum status (*then)(struct req *r, const struct dossier *d))
{
	const struct ask	*a = r->values;
	const char		*number;
	struct dossier		 d;
	enum status		 st;
	int			 often;

	if (r->form.nerrors > 0)
		return show_ask(r, 400);
	number = number_of(r, a->number);
	if ((st = guess_spent(r, &guesses, number, &often)) != ST_OK)
		return st;
	if (often) {
		audit_count(r->db, "progress", "too-often");
		return web_problem(r, 429, "请稍后再试",
		    "输错的次数过多，请 10 分钟后再查询，"
		    "或者由申请人登录后查看。");
	}
	st = find(r, number, a->code, &d);
	if (st == ST_OK)
		return then(r, &d);
	if (st != ST_ABSENT)
		return st;
	guess_wrong(r, &guesses, number);
	audit_count(r->db, "progress", "code");
	form_error(&r->form, "code", "办件编号与查询码不符，请核对后重新输入");
	return show_ask(r, 400);
}

static enum status
answer(struct req *r)
{
	return answer_with(r, show_case_line);
}

static enum status
answer_paper(struct req *r)
{
	return answer_with(r, send_paper);
}

static const struct route routes[] = {
	{ WEB_GET, "/progress", 0, ask, &ask_form, 0, 0 },
	{ WEB_POST, "/progress", 0, answer, &ask_form, 0, 0 },
	{ WEB_POST, "/progress/paper", 0, answer_paper, &paper_form, 0, 0 },
};

int
main(void)
{
	return web_run("progress", routes, NITEMS(routes));
}

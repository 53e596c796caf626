/*
 * The national platform's side of a code: the application as a file,
 * its answer, and the evidence of what came from outside.
 */
#include <string.h>

#include "base/limits.h"
#include "base/wipe.h"
#include "office/content.h"
#include "work/bench_coding.h"
#include "work/coding.h"

enum status
coding_post_ask(struct req *r)
{
	struct dossier	 d;
	const char	*why;
	enum status	 st;

	st = coding_begin(r, &d, &coding_pages[CODING_ANSWER], &why);
	if (st != ST_OK)
		return coding_no_more(r, st, why);
	st = coding_ask(r, &d, &why);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (why != NULL)
		return web_problem(r, 403, "没有生成申请", why);
	return st == ST_OK ? web_redirect(r, desk_path(r, &d, "/coding")) :
	    st;
}

/* The package of an application, as it was signed. */
enum status
coding_package(struct req *r)
{
	struct web_file		 file = { .type = "application/json" };
	struct code_request	*list;
	struct dossier		 d;
	struct buf		*b;
	enum status		 st;
	size_t			 i, n;

	if ((st = coding_load(r, &d)) != ST_OK ||
	    (st = code_request_list(r->db, r->pool, d.request.id, &list, &n,
	    r->fault)) != ST_OK)
		return st;
	for (i = 0; i < n; i++)
		if (strcmp(list[i].id, web_piece(r, "ask")) == 0)
			break;
	if (i == n)
		return fault_set(r->fault, ST_ABSENT, "no such application");
	if ((b = web_buf(r, LIMIT_FIELD)) == NULL)
		return ST_BROKEN;
	st = content_read(r->content, list[i].sm3, b, r->fault);
	file.bytes = buf_view(b);
	file.name = pool_printf(r->pool, "%s-赋码申请.json",
	    d.request.number);
	return st == ST_OK ? web_file(r, &file) : st;
}

/* What the platform gave becomes the code; its key is wiped by the caller. */
static enum status
take_given(struct req *r, struct dossier *d, const struct national_answer *a,
    int64_t rev, const char **why)
{
	const struct coding_brought b = {
		.code = a->code, .source = CODE_NATIONAL,
		.police_info = a->police_info, .receipt = a->receipt,
		.key = a->nkey > 0 ? a->key : NULL, .nkey = a->nkey,
		.name = "国家平台答复.txt", .type = "text/plain",
		.evidence = a->kept,
	};
	struct coding	 c;
	unsigned	 lacking;
	enum status	 st;

	if ((st = coding_check_free(r, d, a->code, "evidence")) != ST_OK)
		return st;
	if ((st = coding_make(r, d, &b, &c)) != ST_OK)
		return st;
	lacking = coding_needed(r) & coding_missing(&c, 1);
	if (lacking != 0)
		form_error(&r->form, "evidence", pool_printf(r->pool,
		    "答复中没有%s，本地区须在生成印章前备案",
		    coding_words(r->pool, lacking)));
	return r->form.nerrors > 0 ? ST_OK : coding_take(r, d, &c,
	    a->application, rev, why);
}

static enum status
take_answer(struct req *r, struct dossier *d, const struct coding_typed *v,
    const char **why)
{
	struct national_answer	 a;
	struct buf		 file;
	enum status		 st;

	buf_init(&file, NATIONAL_MAX);
	st = coding_read_file(r, v->evidence, &file);
	if (st == ST_OK)
		st = coding_answer(r, d, buf_view(&file), &a, why);
	if (st == ST_OK)
		st = a.given ? take_given(r, d, &a, desk_rev(v->rev), why) :
		    coding_refused(r, d, &a);
	else if (st == ST_INVALID && *why != NULL) {
		audit_refusal(r->db, r->actor, "request.code", "request",
		    d->request.number, *why);
		form_error(&r->form, "evidence", *why);
		*why = NULL;
		st = ST_OK;
	}
	wipe(&a.key, sizeof(a.key));
	buf_wipe(&file);
	return st;
}

enum status
coding_post_answer(struct req *r)
{
	const struct coding_page	*e = &coding_pages[CODING_ANSWER];
	struct dossier		 d;
	const char		*why;
	enum status		 st;

	if ((st = coding_begin(r, &d, e, &why)) != ST_OK)
		return coding_no_more(r, st, why);
	if ((st = coding_check_pin(r, &d)) == ST_OK && r->form.nerrors == 0)
		st = take_answer(r, &d, r->values, &why);
	return coding_done(r, &d, e, st, why);
}

enum status
coding_evidence(struct req *r)
{
	struct audit_entry	 seen = {
		.action = "coding.view", .kind = "request", .result = "ok",
		.reason = web_piece(r, "entry"),
	};
	struct web_file		 file = { .show = 1, .stranger = 1 };
	const struct coding	*c = NULL;
	struct dossier		 d;
	enum status		 st;
	size_t			 i;

	if ((st = coding_load(r, &d)) != ST_OK)
		return st;
	for (i = 0; i < d.ncodings; i++)
		if (strcmp(d.codings[i].id, web_piece(r, "entry")) == 0)
			c = &d.codings[i];
	if (c == NULL)
		return fault_set(r->fault, ST_ABSENT, "no such evidence");
	seen.object = d.request.number;
	st = case_file_open(r, &d, d.request.id, &c->evidence, &file.bytes);
	if (st == ST_OK)
		st = audit_write(r->db, r->actor, &seen, r->fault);
	file.name = c->evidence.name;
	file.type = c->evidence.type;
	return st == ST_OK ? web_file(r, &file) : st;
}

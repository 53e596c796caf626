/*
 * 验真 of a file, the one door behind which a stamp can be told to be 真实有效:
 * an upload answered as a page, a report or JSON, or the file as the body of
 * another system.  Nothing that is sent is kept.
 */
#include <string.h>

#include "base/clock.h"
#include "base/coding.h"
#include "base/limits.h"
#include "base/log.h"
#include "page/json.h"
#include "page/keys.h"
#include "sm/sm.h"
#include "work/publish.h"
#include "work/sealing.h"
#include "work/show.h"
#include "work/verdict.h"
#include "work/verdict_pages.h"

struct upload {
	const struct form_file	*file;
};

static const struct field upload_fields[] = {
	{ .name = "file", .label = "盖章文件",
	  .hint = "核验后立即删除，不保存",
	  .kind = FIELD_FILE, .required = true,
	  .types = "application/pdf application/ofd",
	  .size = LIMIT_DOCUMENT, .at = offsetof(struct upload, file) },
};
const struct form verdict_form = {
	upload_fields, NITEMS(upload_fields), sizeof(struct upload), NULL,
};

enum status
verdict_home(struct req *r)
{
	struct page	*p = web_page_new(r, "verify/home", "验真");

	page_set(p, K_HOST, verdict_host(r));
	page_set(p, K_LEGAL, verdict_note(r));
	form_fill(p, &r->form);
	return web_page(r, p);
}

static void
free_anchors(void *a)
{
	anchors_free(a);
}

static void
free_outside(void *l)
{
	ca_list_free(l);
}

static void
unmap(void *b)
{
	box_unmap(b);
}

/* The CAs init left in a folder; without it keyd is asked. */
static enum status
find_anchors(struct req *r, struct keyd *keyd, struct anchors **out)
{
	char			 dir[CONFIG_PATH];
	struct keyd_info	 info;
	struct fault		 f = { 0 };

	config_path(r->config->data, "anchors", dir);
	if (verdict_anchors(dir, out, &f) != ST_OK) {
		log_fault(&f);
		if ((*out = anchors_new()) == NULL ||
		    keyd_info(keyd, r->pool, &info, &f) != ST_OK ||
		    anchors_add(*out, info.making_ca, ANCHOR_SEALS, &f) !=
		    ST_OK)
			log_fault(&f);	/* then no maker is trusted */
	}
	if (*out != NULL && pool_defer(r->pool, free_anchors, *out))
		return ST_OK;
	anchors_free(*out);
	return fault_set(r->fault, ST_BROKEN, "anchors: memory");
}

/* Without them only certificates of our own CA are believed. */
static enum status
find_outside(struct req *r, struct anchors *to, struct ca_list **out)
{
	struct fault	 f = { 0 };

	if (verdict_outside(r->config->data, to, out, &f) != ST_OK)
		log_fault(&f);
	if (*out == NULL || pool_defer(r->pool, free_outside, *out))
		return ST_OK;
	ca_list_free(*out);
	return fault_set(r->fault, ST_BROKEN, "lists: memory");
}

/* Where nothing may be written: the list that is kept, else a new one. */
static enum status
find_list(struct req *r, struct keyd_listed *out, struct fault *f)
{
	const struct publish	 kept = { .office = r->db, .pub = r->pub };
	const struct publish	 anew = { .office = r->db, .keyd = r->keyd };

	return publish_list(&kept, r->pool, KEYD_LIST_SEALS, out, f) ==
	    ST_OK ? ST_OK : publish_list(&anew, r->pool, KEYD_LIST_SEALS,
	    out, f);
}

/* Whatever source is missing leaves its axis unknown, never the page. */
static enum status
judge(struct req *r, struct bytes file, struct stamp_report *rep,
    struct stamp_refusal *why)
{
	struct verdict_ask	 ask = { .db = r->db, .now = clock_now() };
	struct anchors		*anchors;
	struct publish		 from = { .office = r->db, .pub = r->pub };
	struct keyd_listed	 list;
	struct fault		 f = { 0 };
	struct reader		 reader;
	enum status		 st;

	const int		 public = strcmp(r->actor->program,
				    "verify") == 0;

	if ((st = case_keyd(r, &from.keyd)) != ST_OK ||
	    (st = find_anchors(r, from.keyd, &anchors)) != ST_OK ||
	    (st = find_outside(r, anchors, &ask.outside)) != ST_OK)
		return st;
	ask.anchors = anchors;
	if ((public ? publish_list(&from, r->pool, KEYD_LIST_SEALS, &list,
	    &f) : find_list(r, &list, &f)) != ST_OK)
		log_fault(&f);
	ask.crl = list.der;
	sealing_reader(r, &reader);
	if (public)
		tally_add(r->pub, "verify.file");
	return verdict_judge(&ask, &reader, file, r->pool, rep, why,
	    r->fault);
}

enum status
verdict_upload(struct req *r, const struct form_file *file,
    struct stamp_report *rep, char *sm3_hex, const char **why)
{
	struct bytes	*map = pool_alloc(r->pool, sizeof(*map));
	unsigned char	 sum[SM3_LEN];
	struct stamp_refusal reason = { 0 };
	enum status	 st;

	*why = NULL;
	if (map == NULL)
		return fault_set(r->fault, ST_BROKEN, "verify: memory");
	if ((st = box_map(file->fd, map, r->fault)) != ST_OK)
		return st;
	if (!pool_defer(r->pool, unmap, map)) {
		box_unmap(map);
		return fault_set(r->fault, ST_BROKEN, "verify: memory");
	}
	if ((st = sm3(*map, sum)) != ST_OK)
		return fault_set(r->fault, st, "verify: digest");
	hex_write(sum, sizeof(sum), sm3_hex);
	st = judge(r, *map, rep, &reason);
	if (st == ST_INVALID)
		*why = reason.text;
	return st;
}

struct judged {
	const char		*name;		/* as the sender calls it */
	struct bytes		 file;
	char			 sm3[HEX_TEXT(SM3_LEN)];
	struct stamp_report	 rep;
};

static enum status
answer_page(struct req *r, const struct judged *g)
{
	struct page	*p = web_page_new(r, "verify/result", "文件核验结果");

	verdict_word(p, verdict_tone(g->rep.verdict),
	    verdict_text(g->rep.verdict), g->rep.text);
	page_set(p, K_NOW, verdict_time(r->pool, clock_now()));
	page_set(p, K_NAME, verdict_plain(r->pool, g->name));
	page_set(p, K_FORMAT, stamp_format_label(g->rep.format));
	page_set(p, K_SIZE, show_size(r, (int64_t)g->file.n));
	page_set(p, K_DIGEST, g->sm3);
	page_set(p, K_LEGAL, verdict_note(r));
	verdict_fill(&g->rep, r->pool, p);
	return web_page(r, p);
}

static enum status
answer_json(struct req *r, const struct stamp_report *rep)
{
	struct buf	 b;
	enum status	 st;

	buf_init(&b, LIMIT_PAGE);
	verdict_json(rep, clock_now(), &b);
	st = buf_ok(&b) ? web_json(r, 200, buf_view(&b)) :
	    fault_set(r->fault, ST_BROKEN, "json: too long");
	buf_free(&b);
	return st;
}

static enum status
answer_report(struct req *r, const struct judged *g)
{
	const struct report_facts facts = {
		.name = verdict_plain(r->pool, g->name), .sm3 = g->sm3,
		.legal = verdict_note(r), .line = verdict_note_line(r),
		.now = clock_now(),
		.demo = config_is_demo(r->config), .issuer = verdict_host(r),
	};
	struct web_file	 file = { .name = "核验报告.pdf",
	    .type = "application/pdf" };
	struct buf	*pdf = web_buf(r, LIMIT_PAGE);
	enum status	 st;

	if (pdf == NULL)
		return ST_BROKEN;
	st = verdict_report(&g->rep, &facts, r->pool, pdf, r->fault);
	if (st != ST_OK)
		return st;
	file.bytes = buf_view(pdf);
	return web_file(r, &file);
}

static int
wants_json(struct req *r)
{
	const char	*accept = web_header(r, "ACCEPT");

	return accept != NULL && strstr(accept, "application/json") != NULL;
}

static enum status
refuse_json(struct req *r, struct stamp_refusal why)
{
	struct buf	 b;
	struct json	 j;
	enum status	 st;

	buf_init(&b, LIMIT_FORM);
	json_begin(&j, &b);
	json_map(&j, NULL);
	json_text(&j, "verdict", "unknown");
	json_text(&j, "refused", why.code);
	json_text(&j, "text", why.text);
	json_end(&j);
	st = web_json(r, 422, buf_view(&b));
	buf_free(&b);
	return st;
}

enum status
verdict_form_file(struct req *r)
{
	const struct upload	*u = r->values;
	struct judged		*g = pool_alloc(r->pool, sizeof(*g));
	unsigned char		 sm3_of[SM3_LEN];
	struct stamp_refusal	 why = { "", "" };
	enum status		 st;

	if (r->form.nerrors > 0)
		return wants_json(r) ? refuse_json(r,
		    stamp_refusal_of(PDF_NOT_PDF)) : verdict_home(r);
	if (g == NULL)
		return fault_set(r->fault, ST_BROKEN, "verify: memory");
	g->name = u->file->name;
	if ((st = box_map(u->file->fd, &g->file, r->fault)) != ST_OK)
		return st;
	if (!pool_defer(r->pool, unmap, &g->file)) {
		box_unmap(&g->file);
		return fault_set(r->fault, ST_BROKEN, "verify: memory");
	}
	if ((st = sm3(g->file, sm3_of)) != ST_OK)
		return fault_set(r->fault, st, "verify: digest");
	hex_write(sm3_of, sizeof(sm3_of), g->sm3);
	st = judge(r, g->file, &g->rep, &why);
	if (st == ST_INVALID && wants_json(r))
		return refuse_json(r, why);
	if (st == ST_INVALID) {
		form_error(&r->form, "file", why.text);
		return verdict_home(r);
	}
	if (st != ST_OK)
		return st;
	if (wants_json(r))
		return answer_json(r, &g->rep);
	return web_input(r, "report") != NULL ? answer_report(r, g) :
	    answer_page(r, g);
}

/* the file as the body, the answer as JSON; for other systems. */
enum status
verdict_raw_file(struct req *r)
{
	struct stamp_report	 rep;
	struct stamp_refusal	 why = { "", "" };
	enum status		 st;

	if (r->body.n == 0)
		return refuse_json(r, stamp_refusal_of(PDF_EMPTY));
	st = judge(r, r->body, &rep, &why);
	if (st == ST_INVALID)
		return refuse_json(r, why);
	return st == ST_OK ? answer_json(r, &rep) : st;
}

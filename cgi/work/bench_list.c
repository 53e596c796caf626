/* What waits at the bench, and the bench's papers. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "office/content.h"
#include "page/keys.h"
#include "sheet/sheet.h"
#include "work/agreement.h"
#include "work/bench.h"
#include "work/imprint.h"
#include "work/list.h"
#include "work/local.h"
#include "work/orders.h"

#define ROWS 50

static const struct {
	const char	*name, *stage, *business, *label;
	int		 rare;		/* not shown where there is none */
} queues[] = {
	{ "make", "make", "apply", "待制作", 0 },
	{ "renew", "make", "renew", "待续期", 1 },
	{ "deliver", "deliver", NULL, "待交付", 0 },
};

static void
fill_row(struct req *r, const struct list_row *l, struct page *p)
{
	page_printf(p, K_HREF, "/issue/%s", l->id);
	page_set(p, K_NUMBER, l->number);
	page_set(p, K_UNIT_NAME, l->unit_name);
	page_set(p, K_SEAL_NAME, l->seal_name);
	page_set(p, K_WHEN, show_minute(r, l->submitted));
	page_set(p, K_WAITED, show_waited(r, l->changed));
	part_tag(p, K_STATE, l->state < 0 ? "" :
	    request_label(l->state, l->urgent), l->state < 0 ? TONE_PLAIN :
	    show_tone(request_tone(l->state, l->urgent)));
}

static enum status
fill_queue(struct req *r, size_t k, struct page *page)
{
	const char	*after = web_query(r, "id"), *at = web_query(r,
	    "after"), *stage = web_query(r, "stage");
	struct list_ask	 ask = {
		.unit = r->actor->unit, .stage = queues[k].stage,
		.business = queues[k].business, .oldest = 1, .max = ROWS,
	};
	struct list_row	*rows;
	struct page	*p, *some;
	int64_t		 count;
	size_t		 i, n;
	int		 more;
	enum status	 st;

	if (after != NULL && at != NULL && stage != NULL && id_is(after) &&
	    strcmp(stage, queues[k].name) == 0) {
		ask.after = after;
		ask.key = strtoll(at, NULL, 10);
	}
	st = list_requests(r->db, r->pool, &ask, &rows, &n, &more, r->fault);
	if (st == ST_OK)
		st = list_count(r->db, ask.unit, ask.stage, ask.business,
		    &count, r->fault);
	if (st != ST_OK || (queues[k].rare && n == 0))
		return st;
	p = page_add(page, K_COUNTER);
	page_printf(p, K_HREF, "#%s", queues[k].name);
	page_printf(p, K_COUNT, count >= LIST_COUNT ? "%d+" : "%d",
	    count >= LIST_COUNT ? LIST_COUNT - 1 : (int)count);
	page_set(p, K_LABEL, queues[k].label);
	p = page_add(page, K_QUEUE);
	page_set(p, K_NAME, queues[k].name);
	page_set(p, K_LABEL, queues[k].label);
	page_show_if(p, K_NONE, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; i < n; i++)
		fill_row(r, &rows[i], page_add(some, K_ROW));
	if (more)
		page_printf(page_add(p, K_MORE), K_HREF,
		    "/issue?stage=%s&after=%lld&id=%s", queues[k].name,
		    (long long)rows[n - 1].created, rows[n - 1].id);
	return ST_OK;
}

enum status
bench_list(struct req *r)
{
	struct page	*p = web_page_new(r, "issue/list", "制章");
	enum status	 st = ST_OK;
	size_t		 k;

	page_show_if(p, K_ORDERS, web_has(r, ORDER_READERS));
	page_show_if(p, K_TAKE_OVER, web_has(r, ROLE_BIT(ROLE_MAKER)));
	for (k = 0; st == ST_OK && k < NITEMS(queues); k++)
		st = fill_queue(r, k, p);
	return st == ST_OK ? web_page(r, p) : st;
}

/* --- papers ------------------------------------------------------------------------ */

#define PAPER_ROWS 16
#define PAPER_WORDS 8

struct paper {
	struct sheet		 sheet;
	struct sheet_row	 rows[PAPER_ROWS];
	const char		*words[PAPER_WORDS];
	struct image		 image;
};

static void
row(struct paper *p, const char *label, const char *value)
{
	if (p->sheet.nrows < PAPER_ROWS)
		p->rows[p->sheet.nrows++] = (struct sheet_row){ label, value,
		    MARK_NONE };
}

static enum status
fill_collect(struct req *r, const struct dossier *d, struct paper *p)
{
	(void)r;
	row(p, "单位名称", d->app.org_name);
	row(p, "印章名称", d->app.seal_name);
	row(p, "实物印章编码", d->app.physical_number);
	return ST_OK;
}

/* Our own PNG out of our own store: read here, no stranger's bytes. */
static enum status
fill_proof(struct req *r, const struct dossier *d, struct paper *p)
{
	struct bytes	 png;
	enum status	 st;

	row(p, "单位名称", d->app.org_name);
	row(p, "印章名称", d->app.seal_name);
	if (!d->has_imprint)
		return fault_set(r->fault, ST_ABSENT, "no imprint");
	st = case_picture(r, d, &png);
	if (st == ST_OK)
		st = picture_png_read(png, &p->image, r->fault);
	p->image.um_w = (int)d->imprint.um_w;
	p->image.um_h = (int)d->imprint.um_h;
	p->sheet.image = &p->image;
	return st;
}

/* what the unit has agreed to answer for stands over the signature. */
static void
fill_duties(const struct dossier *d, struct paper *p)
{
	const struct agreement	*a = agreement_find(d->app.agreement);
	size_t			 i, n = 0;

	for (i = 0; a != NULL && i < a->n && n < NITEMS(p->words); i++)
		if (a->terms[i].duty)
			p->words[n++] = a->terms[i].text;
	p->sheet.paragraphs = p->words;
	p->sheet.nparagraphs = n;
}

static enum status
fill_receipt(struct req *r, const struct dossier *d, struct paper *p)
{
	struct delivery	 got;
	enum status	 st;

	if (d->request.state < A12_LOADED || d->request.state > A14_COMPLETED)
		return fault_set(r->fault, ST_ABSENT, "not made yet");
	row(p, "单位名称", d->app.org_name);
	row(p, "印章名称", d->app.seal_name);
	row(p, "印章编码", d->has_seal ? d->seal.code : "");
	if (*d->app.holder_name != '\0')	/* */
		row(p, "持章人", d->app.holder_name);
	if (*d->app.holder_role != '\0')
		row(p, "持章人职务", choice_label(case_holder_roles,
		    d->app.holder_role));
	row(p, "交付形式", choice_label(case_deliveries, d->app.delivery));
	if (d->has_seal)
		row(p, "证书序列号", d->seal.serial);
	fill_duties(d, p);
	st = delivery_load(r->db, r->pool, d->request.id, &got, r->fault);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	row(p, "领取人", st == ST_OK ? got.receiver : "");
	row(p, "身份证明", st == ST_OK ? got.identity : "");
	row(p, "交付时间", st == ST_OK ? show_minute(r, got.at) : "");
	return ST_OK;
}

static const struct {
	const char	*name;
	enum sheet_kind	 kind;
	enum status	(*fill)(struct req *, const struct dossier *,
			    struct paper *);
} papers[] = {
	{ "collect", SHEET_COLLECT, fill_collect },
	{ "proof", SHEET_PROOF, fill_proof },
	{ "receipt", SHEET_RECEIPT, fill_receipt },
};

/* The scan as it came: a stranger's file, saved and never shown. */
static enum status
send_scan(struct req *r, const struct dossier *d)
{
	struct web_file	 file = { .type = "application/octet-stream",
	    .stranger = 1 };
	struct content	 c;
	struct buf	 b;
	enum status	 st;

	if (!d->has_imprint || d->imprint.scan.n != 32)
		return fault_set(r->fault, ST_ABSENT, "no scan");
	buf_init(&b, LIMIT_PICTURE);
	st = content_find(r->content, d->imprint.scan.p, &c, r->fault);
	if (st == ST_OK)
		st = content_read(r->content, d->imprint.scan.p, &b,
		    r->fault);
	if (st == ST_OK)
		file.bytes = pool_bytes(r->pool, buf_view(&b));
	buf_free(&b);
	if (st != ST_OK)
		return st;
	file.name = pool_printf(r->pool, "扫描件-%s.%s", d->request.number,
	    strcmp(c.type, "image/png") == 0 ? "png" : "jpg");
	return imprint_send(r, d, "scan", &file);
}

static enum status
write_paper(struct req *r, const struct dossier *d, size_t k)
{
	struct paper	 p = { .sheet = { .kind = papers[k].kind,
	    .issuer = d->desk.name, .number = d->request.number,
	    .qr = d->request.number, .ms = clock_now(),
	    .demo = config_is_demo(r->config) } };
	struct web_file	 file = { .type = "application/pdf", .show = 1 };
	struct buf	 pdf;
	enum status	 st;

	p.sheet.rows = p.rows;
	buf_init(&pdf, 8 * MIB);
	st = papers[k].fill(r, d, &p);
	if (st == ST_OK)
		st = sheet_write(&p.sheet, &pdf, r->fault);
	if (st == ST_OK)
		file.bytes = pool_bytes(r->pool, buf_view(&pdf));
	buf_free(&pdf);
	picture_free(&p.image);
	if (st != ST_OK)
		return st;
	file.name = pool_printf(r->pool, "%s-%s.pdf",
	    sheet_title(papers[k].kind), d->request.number);
	return papers[k].kind == SHEET_PROOF ? imprint_send(r, d, "proof",
	    &file) : web_file(r, &file);
}

enum status
bench_paper(struct req *r)
{
	const char	*name = web_piece(r, "paper");
	struct dossier	 d;
	enum status	 st;
	size_t		 k;

	if ((st = case_load(r, web_piece(r, "id"), &d)) != ST_OK)
		return st;
	if (strcmp(name, "scan") == 0)
		return send_scan(r, &d);
	for (k = 0; k < NITEMS(papers); k++)
		if (strcmp(papers[k].name, name) == 0)
			return write_paper(r, &d, k);
	return fault_set(r->fault, ST_ABSENT, "no such paper");
}

/* A material beside the check list; see desk.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "page/keys.h"
#include "pdf/client.h"
#include "work/desk.h"
#include "work/local.h"
#include "work/sealing.h"

#define VIEW_DPI 110		/* a page about as wide as the left half */

static int
is_pdf(const struct material_row *m)
{
	return strcmp(m->type, "application/pdf") == 0;
}

/* The plain file as a descriptor for the reader; closed by the caller. */
static enum status
open_file(struct req *r, struct dossier *d, const struct material_row *m,
    int *fd)
{
	struct bytes	 plain;
	enum status	 st;

	st = case_material_open(r, d, m, &plain);
	if (st != ST_OK)
		return st;
	*fd = box_file(&plain, 1, r->fault);
	return *fd == -1 ? ST_BROKEN : ST_OK;
}

static unsigned
asked_page(const struct req *r)
{
	const char	*p = web_query(r, "p");
	long		 n = p == NULL ? 1 : strtol(p, NULL, 10);

	return n < 1 || n > 3000 ? 1 : (unsigned)n;
}

/* A page of a PDF as a picture; the view is an entry of the trail. */
static enum status
send_page(struct req *r, struct dossier *d, const struct material_row *m)
{
	const struct audit_entry entry = {
		.action = "material.view", .kind = "request",
		.object = d->request.number, .result = "ok",
		.reason = m->id,
	};
	struct web_file	 file = { .name = "page.png", .type = "image/png",
	    .show = 1, .stranger = 1 };
	struct reader	 reader;
	enum pdf_reason	 why;
	enum status	 st;
	int		 fd = -1;

	if ((st = open_file(r, d, m, &fd)) != ST_OK)
		return st;
	sealing_reader(r, &reader);
	st = pdf_preview(&reader, fd, asked_page(r) - 1, VIEW_DPI, r->pool,
	    &file.bytes, &why, r->fault);
	close(fd);
	if (st != ST_OK)
		return st;
	st = audit_write(r->db, r->actor, &entry, r->fault);
	if (st != ST_OK)
		return st;
	return web_file(r, &file);
}

enum status
desk_view(struct req *r)
{
	const char		*id = web_piece(r, "material");
	struct material_row	 m;
	struct dossier		 d;
	enum status		 st;

	if ((st = case_load(r, web_piece(r, "id"), &d)) != ST_OK ||
	    (st = material_load(r->db, r->pool, d.request.id, id, &m,
	    r->fault)) != ST_OK)
		return st;
	return is_pdf(&m) ? send_page(r, &d, &m) :
	    case_material_send(r, &d, id);
}

/* How many pages, or 0 and why the file cannot be shown. */
static enum status
count_pages(struct req *r, struct dossier *d, const struct material_row *m,
    unsigned *n, const char **why)
{
	struct pdf_facts	 facts;
	struct reader		 reader;
	enum pdf_reason		 reason;
	enum status		 st;
	int			 fd = -1;

	*n = 1;
	*why = NULL;
	if (!is_pdf(m))
		return ST_OK;
	if ((st = open_file(r, d, m, &fd)) != ST_OK)
		return st;
	sealing_reader(r, &reader);
	st = pdf_look(&reader, fd, r->pool, &facts, &reason, r->fault);
	close(fd);
	if (st == ST_INVALID) {
		*why = pdf_reason_text(reason);
		*n = 0;
		return ST_OK;
	}
	if (st == ST_OK && facts.repaired != -1)
		close(facts.repaired);
	*n = st == ST_OK ? facts.npages : 0;
	return st;
}

static void
turn(struct req *r, const struct dossier *d, const struct material_row *m,
    struct page *page, enum page_key key, unsigned n)
{
	page_set(page_add(page, key), K_HREF, desk_path(r, d, pool_printf(
	    r->pool, "?m=%s&p=%u#view", m->id, n)));
}

static void
fill_view(struct req *r, const struct dossier *d,
    const struct material_row *m, unsigned pages, struct page *page)
{
	const struct material	*kind = material_find(
	    d->business->materials, d->business->nmaterials, m->item);
	const unsigned		 now = asked_page(r) > pages ? pages :
	    asked_page(r);
	struct page		*p = page_add(page, K_VIEW), *c;

	page_set(p, K_LABEL, kind == NULL ? m->item : kind->label);
	page_set(p, K_NAME, m->name);
	page_set(p, K_SIZE, show_size(r, m->size));
	page_int(p, K_N, now);
	page_set(p, K_HREF, desk_path(r, d, pool_printf(r->pool,
	    "/material/%s", m->id)));
	page_set(p, K_SRC, desk_path(r, d, pool_printf(r->pool,
	    "/view/%s?p=%u", m->id, now)));
	page_set(p, K_CLOSE, desk_path(r, d, ""));
	if (pages < 2)
		return;
	c = page_add(p, K_PAGES);
	page_int(c, K_N, now);
	page_int(c, K_COUNT, pages);
	if (now > 1)
		turn(r, d, m, p, K_PREVIOUS, now - 1);
	if (now < pages)
		turn(r, d, m, p, K_NEXT, now + 1);
}

enum status
desk_fill_view(struct req *r, struct dossier *d, struct page *page)
{
	const char	*id = web_query(r, "m"), *why;
	unsigned	 pages;
	enum status	 st;
	size_t		 i;

	for (i = 0; id != NULL && i < d->nmaterials; i++) {
		const struct material_row *m = &d->materials[i];

		if (strcmp(m->id, id) != 0)
			continue;
		st = count_pages(r, d, m, &pages, &why);
		if (st != ST_OK)
			return st;
		if (pages > 0)
			fill_view(r, d, m, pages, page);
		else
			page_set(page_add(page, K_UNREADABLE), K_SENTENCE,
			    pool_printf(r->pool, "“%s”打不开：%s", m->name,
			    why));
	}
	return ST_OK;
}

/*
 * Where on the file the seal goes: typed in millimetres, or one of the
 * presets.  Whether it can be there is work/sealing_place's to say.
 */
#include <string.h>

#include "base/image.h"
#include "base/limits.h"
#include "page/keys.h"
#include "work/sealing_pages.h"
#include "work/show.h"

struct spot {
	int64_t		 page;
	const char	*x, *y;
};
static const char *
check_mm(const char *text)
{
	return sealing_mm(text) == -1 ?
	    "请填写毫米数，最多两位小数，例如 120 或 120.5" : NULL;
}
#define AT(member) .at = offsetof(struct spot, member)
static const struct field spot_fields[] = {
	{ .name = "page", .label = "页码", .kind = FIELD_NUMBER,
	  .required = true, .least = 1, .most = LIMIT_PAGES, AT(page) },
	{ .name = "x", .label = "印章左边到页面左边（毫米）",
	  .kind = FIELD_LINE, .required = true, .min = 1, .max = 8,
	  .clean = CLEAN_NARROW, .check = check_mm, .inputmode = "decimal",
	  AT(x) },
	{ .name = "y", .label = "印章上边到页面上边（毫米）",
	  .kind = FIELD_LINE, .required = true, .min = 1, .max = 8,
	  .clean = CLEAN_NARROW, .check = check_mm, .inputmode = "decimal",
	  AT(y) },
};
#undef AT
const struct form sealing_spot_form = {
	spot_fields, NITEMS(spot_fields), sizeof(struct spot), NULL
};

#define PREVIEW_WIDTH 827	/* pixels of A4 at the preview's 100 dpi */

static enum status
place_page(struct req *r, const struct sealing *s,
    const struct pdf_facts *facts)
{
	const struct pdf_page	*size = &facts->pages[s->use.place_page];
	struct page		*p;

	p = web_page_new(r, "stamp/place", "盖章位置");
	sealing_head(r, s, p);
	sealing_fill_preview(s, p);
	page_set(p, K_HREF, sealing_path(r, s, ""));
	page_int(p, K_PAGES, facts->npages);
	page_set(p, K_PAGE_W, sealing_mm_text(r->pool, size->um_w));
	page_set(p, K_PAGE_H, sealing_mm_text(r->pool, size->um_h));
	page_set(p, K_SEAL_W, sealing_mm_text(r->pool, s->seal.um_w));
	page_set(p, K_SEAL_H, sealing_mm_text(r->pool, s->seal.um_h));
	page_int(p, K_WIDTH, PREVIEW_WIDTH);
	page_int(p, K_HEIGHT, size->um_w == 0 ? 0 :
	    (int64_t)PREVIEW_WIDTH * size->um_h / size->um_w);
	page_show_if(p, K_REPAIRED, s->use.repaired);
	form_fill(p, &r->form);
	return web_page(r, p);
}

/* Only the requester's draft can be placed; others go to the request. */
static enum status
load_draft(struct req *r, struct sealing *s, struct pdf_facts *facts)
{
	enum status	 st;

	if ((st = sealing_here(r, s)) != ST_OK)
		return st;
	if (s->use.state != U0_DRAFT)
		return ST_OK;
	if ((st = sealing_look(r, s, facts)) != ST_OK)
		return st;
	return s->use.place_page < (int64_t)facts->npages ? ST_OK :
	    fault_set(r->fault, ST_BROKEN, "%s: placed off the file",
	    s->use.number);
}

static enum status
start_spot(struct req *r, const struct sealing *s)
{
	const struct spot	 spot = {
		.page = s->use.place_page + 1,
		.x = sealing_mm_text(r->pool, s->use.place_x),
		.y = sealing_mm_text(r->pool, s->use.place_y),
	};

	return form_start(&sealing_spot_form, &spot, r->pool, &r->form);
}

enum status
sealing_show_place(struct req *r)
{
	struct pdf_facts	 facts = { 0 };
	struct sealing		 s;
	enum status		 st;

	if ((st = load_draft(r, &s, &facts)) != ST_OK)
		return st;
	if (s.use.state != U0_DRAFT)
		return web_redirect(r, sealing_path(r, &s, ""));
	st = start_spot(r, &s);
	return st == ST_OK ? place_page(r, &s, &facts) : st;
}

#define CORNER (20 * UM_PER_MM)		/* 右下: from both edges */

/* 本页右下: as far as the seal's size allows. */
static void
put_corner(const struct pdf_page *page, const struct seal *seal,
    struct use *to)
{
	const int64_t	 x = page->um_w - seal->um_w,
			 y = page->um_h - seal->um_h;

	to->place_x = x > CORNER ? x - CORNER : x;
	to->place_y = y > CORNER ? y - CORNER : y;
}

/* What was typed, or what a preset says, into "to". */
static enum status
find_spot(struct req *r, const struct sealing *s,
    const struct pdf_facts *facts, struct use *to, const char **why)
{
	const struct spot	*spot = r->values;
	const char		*go = web_input(r, "go");
	const int		 corner = go != NULL &&
	    strcmp(go, "corner") == 0;

	if (go != NULL && strcmp(go, "sign") == 0)
		return sealing_default_place(r, facts, &s->seal, to, why);
	if (form_error_of(&r->form, "page") != NULL ||
	    (!corner && r->form.nerrors > 0))
		return fault_set(r->fault, ST_INVALID, "place: form");
	if (spot->page > (int64_t)facts->npages) {
		form_error(&r->form, "page", pool_printf(r->pool,
		    "文件共 %u 页，没有第 %lld 页", facts->npages,
		    (long long)spot->page));
		return fault_set(r->fault, ST_INVALID, "place: no page");
	}
	to->place_page = spot->page - 1;
	to->place_x = corner ? 0 : sealing_mm(spot->x);
	to->place_y = corner ? 0 : sealing_mm(spot->y);
	if (corner)
		put_corner(&facts->pages[to->place_page], &s->seal, to);
	return ST_OK;
}

enum status
sealing_post_place(struct req *r)
{
	const char		*go = web_input(r, "go"), *why = NULL;
	struct pdf_facts	 facts = { 0 };
	struct sealing		 s, now;
	struct use		 to = { 0 };
	enum status		 st;

	if ((st = load_draft(r, &s, &facts)) != ST_OK)
		return st;
	if (s.use.state != U0_DRAFT)
		return sealing_not_taken(r, ST_CONFLICT,
		    "申请已经提交，不能再调整盖章位置");
	now = s;
	st = find_spot(r, &s, &facts, &to, &why);
	if (st == ST_OK)
		st = sealing_place(r, &now, to.place_page, to.place_x,
		    to.place_y, &why);
	if (st == ST_DENIED || st == ST_BROKEN)
		return sealing_not_taken(r, st, why);
	if (st != ST_OK) {		/* beside the form, nothing is lost */
		if (why != NULL)
			form_error(&r->form, "x", why);
		return place_page(r, &s, &facts);
	}
	return web_redirect(r, sealing_path(r, &s, go != NULL &&
	    strcmp(go, "next") == 0 ? "/check" : "/place"));
}

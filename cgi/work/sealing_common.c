/* What the pages of one use request share; see sealing_pages.h. */
#include "page/keys.h"
#include "work/sealing_pages.h"
#include "work/show.h"

enum status
sealing_here(struct req *r, struct sealing *s)
{
	return sealing_load(r, web_piece(r, "id"), s);
}

const char *
sealing_path(struct req *r, const struct sealing *s, const char *more)
{
	return pool_printf(r->pool, "/stamp/%s%s", s->use.id, more);
}

enum status
sealing_not_taken(struct req *r, enum status st, const char *why)
{
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why != NULL ? why :
		    "为确认是您本人，请再次输入口令");
	if (why != NULL && st != ST_BROKEN)
		return web_problem(r, st == ST_DENIED ? 403 : 409,
		    "这一步没有办成", why);
	return st;
}

void
sealing_fill_preview(const struct sealing *s, struct page *p)
{
	page_printf(p, K_SRC, "/stamp/%s/preview/%lld?v=%lld", s->use.id,
	    (long long)s->use.place_page + 1, (long long)s->use.rev);
	page_int(p, K_PAGE, s->use.place_page + 1);
}

void
sealing_add_deed(struct req *r, const struct sealing *s, struct page *p,
    enum page_key key, const char *more, const char *label,
    const char *sentence)
{
	struct page	*b = part_confirm(p, key, sealing_path(r, s, more),
	    label, sentence, NULL, 0);

	part_hidden(b, "rev", pool_printf(r->pool, "%lld",
	    (long long)s->use.rev));
}

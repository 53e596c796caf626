/*
 * Pages that stand between a form and its act: one asks for the PIN where the
 * key has been locked meanwhile, one shows once more what cannot be undone.
 * What was typed goes through both untouched.
 */
#include <string.h>

#include "page/keys.h"
#include "page/part.h"
#include "work/case.h"

/* What the page between gives itself, so that it is not sent twice. */
static int
is_own(const char *name)
{
	static const char *const own[] = { "csrf", "pin", "sure", "edit" };
	size_t	 i;

	for (i = 0; i < NITEMS(own); i++)
		if (strcmp(name, own[i]) == 0)
			return 1;
	return 0;
}

static void
hide(struct page *p, const char *name, const char *value)
{
	struct page	*hidden = page_add(p, K_HIDDEN);

	page_set(hidden, K_NAME, name);
	page_set(hidden, K_VALUE, value);
}

static void
hide_typed(const struct req *r, struct page *p)
{
	const struct form_value	*v;
	size_t			 i;

	for (i = 0; i < r->input.n; i++) {
		v = &r->input.values[i];
		if (v->file == NULL && !is_own(v->name))
			hide(p, v->name, v->text);
	}
}

enum status
case_ask_pin(struct req *r, const char *why)
{
	struct page	*p = web_page_new(r, "work/pin", "请输入口令");

	page_set(p, K_ACTION, r->path);
	page_set(p, K_SENTENCE, why);
	hide_typed(r, p);
	if (case_is_sure(r))
		hide(p, "sure", "1");
	return web_page(r, p);
}

int
case_is_sure(const struct req *r)
{
	return web_input(r, "sure") != NULL;
}

int
case_wants_sure(const struct req *r, int64_t shown, int64_t rev)
{
	return !case_is_sure(r) && (shown == 0 || shown == rev);
}

void
case_sure_facts(const struct dossier *d, struct page *page)
{
	part_fact(page, "办件编号", d->request.number);
	part_fact(page, "事项", d->business->label);
	part_fact(page, "单位", d->app.org_name);
	part_fact(page, "印章名称", d->app.seal_name);
}

struct page *
case_ask_sure(struct req *r, const char *label, const char *sentence,
    const char *back)
{
	struct page	*p = web_page_new(r, "work/sure", pool_printf(r->pool,
	    "请核对：%s", label));

	page_set(p, K_LABEL, label);
	page_set(p, K_SENTENCE, sentence);
	page_set(p, K_ACTION, r->path);
	hide_typed(r, p);
	if (back == NULL)
		page_show(p, K_EDIT);
	else
		page_set(page_add(p, K_BACK), K_HREF, back);
	return p;
}

int
case_is_edit(const struct req *r)
{
	return web_input(r, "edit") != NULL;
}

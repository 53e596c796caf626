/* Parts many pages share; see part.h. */
#include <string.h>

#include "page/part.h"

#define CODE_LEAST	12	/* signs; shorter ones are read at a glance */

static const char *const tone_names[] = {
	[TONE_PLAIN] = "plain",
	[TONE_WAIT] = "wait",
	[TONE_ACT] = "act",
	[TONE_GOOD] = "good",
	[TONE_BAD] = "bad",
	[TONE_OVER] = "over",
};

_Static_assert(NITEMS(tone_names) == TONE__N, "a tone has no name");

const char *
tone_name(enum tone tone)
{
	return tone_names[tone];
}

void
part_tag(struct page *page, enum page_key key, const char *label,
    enum tone tone)
{
	struct page	*p = page_include(page, key, "part/tag");

	page_set(p, K_LABEL, label);
	page_set(p, K_TONE, tone_names[tone]);
}

void
part_tag_here(struct page *row, const char *label, enum tone tone)
{
	page_set(row, K_STATE, label);
	page_set(row, K_TONE, tone_names[tone]);
}

void
part_fact(struct page *page, const char *label, const char *value)
{
	struct page	*p;

	if (value == NULL || *value == '\0')
		return;
	p = page_add(page, K_FACT);
	page_set(p, K_LABEL, label);
	page_set(p, K_VALUE, value);
}

/* A label that is a link where there is somewhere to go. */
static void
link_or_plain(struct page *p, const char *label, const char *href)
{
	page_set(p, K_LABEL, label);
	page_set(p, K_HREF, href);
	page_show(p, href == NULL ? K_PLAIN : K_LINK);
}

void
part_task(struct page *tasks, const char *label, const char *href,
    const char *state, enum tone tone, const char *why)
{
	struct page	*p = page_add(tasks, K_TASK);

	page_show(tasks, K_ANY);
	link_or_plain(p, label, href);
	page_set(p, K_STATE, state);
	page_set(p, K_TONE, tone_names[tone]);
	if (why != NULL) {
		page_set(p, K_REASON, why);
		page_show(p, K_WHY);
	}
}

void
part_column(struct page *head, const char *label, const char *href,
    int sorted)
{
	struct page	*p = page_add(head, K_COLUMN);

	page_set(p, K_LABEL, label);
	page_set(p, K_HREF, href);
	page_show_if(p, K_LINK, href != NULL);
	page_show_if(p, K_SORTED_UP, sorted > 0);
	page_show_if(p, K_SORTED_DOWN, sorted < 0);
}

static void
link_section(struct page *p, enum page_key section, const char *href)
{
	if (href != NULL)
		page_set(page_add(p, section), K_HREF, href);
}

void
part_pager(struct page *page, enum page_key key, const char *first,
    const char *next, const char *shown)
{
	struct page	*p = page_include(page, key, "part/pager");

	link_section(p, K_FIRST, first);
	link_section(p, K_NEXT, next);
	page_set(p, K_SHOWN, shown);
}

/* A credit code, a seal's code, a digest: read in groups of four. */
static int
is_code(const char *value)
{
	return value != NULL && strlen(value) >= CODE_LEAST &&
	    value[strspn(value, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

void
part_answer(struct page *answers, const char *label, const char *value,
    const char *href)
{
	struct page	*p = page_add(answers, K_ANSWER);

	page_set(p, K_LABEL, label);
	page_set(page_add(p, is_code(value) ? K_CODED : K_PLAIN), K_VALUE,
	    value);
	link_section(p, K_CHANGE, href);
}

struct page *
part_confirm(struct page *page, enum page_key key, const char *action,
    const char *button, const char *sentence, const char *back, int urgent)
{
	struct page	*p = page_include(page, key, "part/confirm");

	page_set(p, K_ACTION, action);
	page_set(p, K_BUTTON, button);
	if (sentence != NULL)
		page_set(page_add(p, K_TEXT), K_SENTENCE, sentence);
	link_section(p, K_BACK, back);
	page_show_if(p, K_URGENT, urgent);
	return p;
}

void
part_hidden(struct page *confirm, const char *name, const char *value)
{
	struct page	*p = page_add(confirm, K_HIDDEN);

	page_set(p, K_NAME, name);
	page_set(p, K_VALUE, value);
}

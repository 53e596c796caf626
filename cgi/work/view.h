/*
 * The view of a table: tab, search, filters, rows, place.  All of it stands in
 * the URL, so that it can be kept, sent on and gone back to; what goes without
 * saying is not said.
 */
#ifndef WORK_VIEW_H
#define WORK_VIEW_H

#include <stddef.h>
#include <stdint.h>

struct req;

/* A tab; "value" is what its table takes it for; no label: the table has it. */
struct view_tab {
	const char	*name, *label;
	int		 value;
};

/* What the URL gives; "" where it does not. */
const char	*view_given(const struct req *r, const char *name);
/* The tab the URL names; the first where it names none of them. */
const struct view_tab *view_tab(const struct req *r,
		    const struct view_tab *tabs, size_t n);
/* The row the URL goes on behind, by its id and key; untouched: the first page. */
void		 view_after(const struct req *r, const char **id, int64_t *key);
/* "&name=value" behind "rest", escaped; nothing where it is the usual value. */
void		 view_say(const struct req *r, const char **rest,
		    const char *name, const char *value, const char *usual);

#endif

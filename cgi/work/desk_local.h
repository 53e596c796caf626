/* What the view of the desk's table is, for its page and its CSV. */
#ifndef WORK_DESK_LOCAL_H
#define WORK_DESK_LOCAL_H

#include "work/desk.h"
#include "work/list.h"

struct desk_view {
	const char	*tab, *business, *text;
	const char	*from, *until;	/* days; "": none */
	int		 oldest, dense;
	int		 picked;	/* every row, to begin with */
	const char	*rows;		/* of a page: 20 50 100 */
	const char	*rest;		/* all of it but the tab, for links */
	struct list_ask	 ask;
};

/* From the URL; what the tables do not know is as if it were not given. */
void		 desk_view_read(const struct req *r, struct desk_view *v);

#endif

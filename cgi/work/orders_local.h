/* Shared by the files of a batch's page alone. */
#ifndef WORK_ORDERS_LOCAL_H
#define WORK_ORDERS_LOCAL_H

#include "work/orders.h"

struct hand {
	const char	*note, *rev;
};
struct brought {
	const struct form_file	*file;
};
struct deed {
	const char	*order, *act, *note, *rev;
};

struct orders_view {
	struct cert_batch	 b;
	struct target		 agent;
	struct cert_order	*orders;
	size_t			 n;
	int64_t			 now;
	const char		*wrong;		/* for the page */
};

/* What may be done with one order by hand; ended by a NULL name. */
struct order_deed {
	const char	*name, *label;
	int		 event, asks;	/* asks for a reason */
};
extern const struct order_deed order_deeds[];

/* The batch of the path, of the own unit. */
enum status	 orders_load(struct req *r, struct orders_view *v);
/* Its page, once more where something on it is wrong. */
enum status	 orders_page(struct req *r, const struct orders_view *v);
/* An address below it. */
const char	*orders_path(struct req *r, const struct orders_view *v,
		    const char *more);
/* Whether an order of it waits to be sent. */
int		 orders_some_wait(const struct orders_view *v);

#endif

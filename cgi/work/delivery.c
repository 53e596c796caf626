/* A delivery as it is written down within its step; see case.h. */
#include "work/case.h"

enum status
case_keep_delivery(struct req *r, struct dossier *d, void *arg)
{
	struct delivery		*what = arg;
	struct kept_statement	*kept;
	size_t			 n;
	enum status		 st;

	st = statement_list(r->db, r->pool, d->request.id, &kept, &n,
	    r->fault);
	if (st != ST_OK)
		return st;
	what->statement = n == 0 ? "" : kept[n - 1].id;
	return delivery_add(r->db, d->request.id, what, r->fault);
}

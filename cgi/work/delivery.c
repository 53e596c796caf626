/* A delivery as it is written down within its step; see case.h. */
#include <string.h>

#include "work/package.h"

/* the device that holds it, and the copy of its package to take. */
static enum status
keep_device(struct req *r, const struct dossier *d,
    const struct delivery *what)
{
	enum status	 st;

	if (!case_in_device(&d->app))
		return ST_OK;
	/* a renewed one is where it was */
	if (d->business->flow == &flow_renew)
		return package_copy_allow(r->db, d->request.id, "",
		    r->actor->person, r->fault);
	if (what->device == NULL || *what->device == '\0')
		return fault_set(r->fault, ST_INVALID,
		    "R-139: no device named");
	st = carrier_device(r->db, r->pool, d->seal.id, what->device,
	    strcmp(what->device, "software") == 0 ? "" : what->device_cert,
	    r->fault);
	return st == ST_OK ? package_copy_allow(r->db, d->request.id, "",
	    r->actor->person, r->fault) : st;
}

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
	st = delivery_add(r->db, d->request.id, what, r->fault);
	return st == ST_OK ? keep_device(r, d, what) : st;
}

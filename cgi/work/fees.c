/* Whether fees are asked for with a request, and were paid. */
#include <string.h>

#include "seal/fee.h"
#include "work/fees.h"

int
fees_asked(const struct req *r, const struct dossier *d)
{
	/* what ends in a seal to be handed over */
	if (d->business->flow != &flow_apply &&
	    d->business->flow != &flow_renew)
		return 0;
	if (strcmp(d->app.org_type, "employer") == 0 &&
	    policy_has(r->db, "P-45", "employer"))
		return 1;
	return policy_has(r->db, "P-45", "all");
}

static int
has(const struct fee *list, size_t n, const char *kind)
{
	size_t	 i;

	for (i = 0; i < n && strcmp(list[i].kind, kind) != 0; i++)
		continue;
	return i < n;
}

/* A hosted seal has no carrier to pay for, a renewed one keeps its own. */
static int
is_paid(const struct dossier *d, const struct fee *list, size_t n)
{
	const int	 carrier = strcmp(d->app.delivery, "usbkey") == 0 &&
			    d->business->flow == &flow_apply;

	return has(list, n, "service") &&
	    (!carrier || has(list, n, "carrier"));
}

enum status
fees_words(struct req *r, const struct dossier *d, const char **words,
    int *paid)
{
	struct fee	*list;
	enum status	 st;
	size_t		 n;
	int		 is;

	*words = NULL;
	if (!fees_asked(r, d))
		return ST_OK;
	st = fee_list(r->db, r->pool, d->request.id, &list, &n, r->fault);
	if (st != ST_OK)
		return st;
	is = is_paid(d, list, n);
	*words = is ? "已缴" : "未缴";
	if (paid != NULL)
		*paid = is;
	return ST_OK;
}

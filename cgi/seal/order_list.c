/* What waits to be ordered, and the tables of orders, paged by key; order.h. */
#include <string.h>

#include "base/fault.h"
#include "seal/order_local.h"

#define SELECT ORDER_SELECT " WHERE o.unit = $1"
#define NEWEST								\
	" AND (o.created, o.id) < (CAST($2 AS BIGINT), $3)"		\
	" ORDER BY o.created DESC, o.id DESC LIMIT $4"
#define STAGE(stage) { .nin = 4, .text = SELECT				\
	" AND o.state = '" stage "'" NEWEST }

static const struct sql tabs[ORDERS__N] = {
	[ORDERS_WAITING] = STAGE("waiting"),
	[ORDERS_SENT] = STAGE("sent"),
	[ORDERS_OVERDUE] = { .nin = 5, .text = SELECT
	    " AND o.is_open = 1 AND o.due < $5"
	    " AND (o.due, o.id) > (CAST($2 AS BIGINT), $3)"
	    " ORDER BY o.due, o.id LIMIT $4" },
	[ORDERS_UNFIT] = STAGE("unfit"),
	[ORDERS_ISSUED] = STAGE("issued"),
	[ORDERS_REFUSED] = STAGE("refused"),
	[ORDERS_ALL] = { .nin = 4, .text = SELECT NEWEST },
};

/* Approved (with its code, where that comes first; a renewal: verified) and
 * not ordered, or refused and taken up again. */
static const struct sql cases_sql = { .nin = 2, .text =
    "SELECT q.id, q.number, q.business, q.org_name, q.seal_name, q.changed"
    "  FROM request_scope s JOIN request q ON q.id = s.request"
    " WHERE s.unit = $1 AND s.stage = 'make' AND q.certifier = 'third'"
    "   AND ((q.business = 'apply' AND q.state IN ('approved',"
    "          'coded-first'))"
    "    OR (q.business = 'renew' AND q.state = 'verified'))"
    "   AND NOT EXISTS (SELECT 1 FROM cert_order o"
    "        WHERE o.request = q.id AND o.is_open = 1)"
    " ORDER BY q.changed, q.id LIMIT $2" };

static enum status
read_case(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct order_case	*c = out;

	(void)f;
	c->id = rows_text(rows, 0, pool);
	c->number = rows_text(rows, 1, pool);
	c->business = rows_text(rows, 2, pool);
	c->org_name = rows_text(rows, 3, pool);
	c->seal_name = rows_text(rows, 4, pool);
	c->changed = rows_int(rows, 5);
	return ST_OK;
}

static const struct record case_record = {
	"order case", sizeof(struct order_case), read_case
};

enum status
cert_order_cases(struct store *db, struct pool *pool, const char *unit,
    struct order_case **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(unit), v_int(ORDER_CASES) };

	return store_list(db, pool, &cases_sql, in, NITEMS(in), &case_record,
	    ORDER_CASES, out, n, f);
}

int64_t
cert_order_key(const struct order_ask *ask, const struct cert_order *o)
{
	return ask->tab == ORDERS_OVERDUE ? o->due : o->created;
}

enum status
cert_order_table(struct store *db, struct pool *pool,
    const struct order_ask *ask, struct cert_order **out, size_t *n,
    int *more, struct fault *f)
{
	const size_t	 max = ask->max > ORDERS_PAGE ? ORDERS_PAGE :
			    ask->max;
	const int	 late = ask->tab == ORDERS_OVERDUE;
	struct value	 in[5] = {
		v_text(ask->unit), v_int(ask->after != NULL ? ask->key :
		    late ? INT64_MIN : INT64_MAX),
		v_text(ask->after != NULL ? ask->after : ""),
		v_int((int64_t)max + 1), v_int(ask->now),
	};
	enum status	 st;

	st = store_list(db, pool, &tabs[ask->tab], in, late ? 5 : 4,
	    &cert_order_record, max + 1, out, n, f);
	if (st != ST_OK)
		return st;
	*more = *n > max;
	if (*more)
		*n = max;
	return ST_OK;
}

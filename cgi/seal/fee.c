/* Payments noted with a request; see fee.h. */
#include "base/id.h"
#include "seal/fee.h"

enum { FEE_ADD, FEE_LIST, SQL__N };

static const struct sql fee_sql[SQL__N] = {
	[FEE_ADD] = { .nin = 7, .text =
	    "INSERT INTO fee (id, request, kind, cents, receipt, person, at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7)" },
	[FEE_LIST] = { .nin = 2, .text =
	    "SELECT e.kind, e.cents, e.receipt, p.name, e.at"
	    "  FROM fee e JOIN person p ON p.id = e.person"
	    " WHERE e.request = $1 ORDER BY e.id LIMIT $2" },
};

enum status
fee_add(struct store *db, const char *request, const struct fee *fee,
    struct fault *f)
{
	char			 id[ID_LEN + 1];

	id_new(id);
	const struct value	 in[] = {
		v_text(id), v_text(request), v_text(fee->kind),
		v_int(fee->cents), v_text(fee->receipt), v_text(fee->person),
		v_int(fee->at),
	};

	return store_run(db, &fee_sql[FEE_ADD], in, NITEMS(in), NULL, f);
}

static enum status
read_fee(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct fee	*e = out;

	(void)f;
	e->kind = rows_text(rows, 0, pool);
	e->cents = rows_int(rows, 1);
	e->receipt = rows_text(rows, 2, pool);
	e->person = rows_text(rows, 3, pool);
	e->at = rows_int(rows, 4);
	return ST_OK;
}

static const struct record fee_record = {
	"fee", sizeof(struct fee), read_fee
};

enum status
fee_list(struct store *db, struct pool *pool, const char *request,
    struct fee **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(request), v_int(FEES_MAX) };

	return store_list(db, pool, &fee_sql[FEE_LIST], in, NITEMS(in),
	    &fee_record, FEES_MAX, out, n, f);
}

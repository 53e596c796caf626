/* Counts and orders of UKeys; see carrier_paper.h. */
#include "seal/carrier_paper.h"

#define COUNT_SELECT							\
	"SELECT c.id, c.number, c.unit, c.month, c.expected, c.counted,"\
	"       c.missing, c.surplus, c.note, c.opening, c.booked,"	\
	"       c.arrived, c.wiped, c.assigned, c.sent, c.spoiled,"	\
	"       c.person, c.statement, c.at, u.name, p.name"		\
	"  FROM carrier_count c JOIN unit u ON u.id = c.unit"		\
	"  JOIN person p ON p.id = c.person"
#define ORDER_SELECT							\
	"SELECT o.id, o.number, o.unit, o.quantity, o.stock, o.least,"	\
	"       o.model, o.certificate, o.purpose, o.contact, o.wanted,"\
	"       o.at, o.person, o.statement, u.name, p.name"		\
	"  FROM carrier_order o JOIN unit u ON u.id = o.unit"		\
	"  JOIN person p ON p.id = o.person"

enum {
	COUNT_ADD, COUNT_BY_ID, COUNT_LIST, ORDER_ADD, ORDER_BY_ID,
	ORDER_LIST, SQL__N
};

static const struct sql paper_sql[SQL__N] = {
	[COUNT_ADD] = { .nin = 19, .text =
	    "INSERT INTO carrier_count (id, number, unit, month, expected,"
	    "       counted, missing, surplus, note, opening, booked,"
	    "       arrived, wiped, assigned, sent, spoiled, person,"
	    "       statement, at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
	    "       $13, $14, $15, $16, $17, $18, $19)" },
	[COUNT_BY_ID] = { .nin = 1, .text = COUNT_SELECT
	    " WHERE c.id = $1" },
	[COUNT_LIST] = { .nin = 2, .text = COUNT_SELECT
	    " WHERE c.unit = $1 ORDER BY c.at DESC LIMIT $2" },
	[ORDER_ADD] = { .nin = 14, .text =
	    "INSERT INTO carrier_order (id, number, unit, quantity, stock,"
	    "       least, model, certificate, purpose, contact, wanted, at,"
	    "       person, statement)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
	    "       $13, $14)" },
	[ORDER_BY_ID] = { .nin = 1, .text = ORDER_SELECT
	    " WHERE o.id = $1" },
	[ORDER_LIST] = { .nin = 2, .text = ORDER_SELECT
	    " WHERE o.unit = $1 ORDER BY o.at DESC LIMIT $2" },
};

/* --- counts -------------------------------------------------------------- */

enum status
count_add(struct store *db, const struct carrier_count *c, struct fault *f)
{
	const struct carrier_moves	*m = &c->moves;
	const struct value		 in[] = {
		v_text(c->id), v_text(c->number), v_text(c->unit),
		v_text(c->month), v_int(c->expected), v_int(c->counted),
		v_text(c->missing), v_text(c->surplus), v_text(c->note),
		v_int(m->opening), v_int(m->booked), v_int(m->arrived),
		v_int(m->wiped), v_int(m->assigned), v_int(m->sent),
		v_int(m->spoiled), v_text(c->person), v_text(c->statement),
		v_int(c->at),
	};

	return store_run(db, &paper_sql[COUNT_ADD], in, NITEMS(in), NULL, f);
}

static enum status
read_count(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct carrier_count	*c = out;

	(void)f;
	c->id = rows_text(rows, 0, pool);
	c->number = rows_text(rows, 1, pool);
	c->unit = rows_text(rows, 2, pool);
	c->month = rows_text(rows, 3, pool);
	c->expected = rows_int(rows, 4);
	c->counted = rows_int(rows, 5);
	c->missing = rows_text(rows, 6, pool);
	c->surplus = rows_text(rows, 7, pool);
	c->note = rows_text(rows, 8, pool);
	c->moves = (struct carrier_moves){
		.opening = rows_int(rows, 9), .booked = rows_int(rows, 10),
		.arrived = rows_int(rows, 11), .wiped = rows_int(rows, 12),
		.assigned = rows_int(rows, 13), .sent = rows_int(rows, 14),
		.spoiled = rows_int(rows, 15),
	};
	c->person = rows_text(rows, 16, pool);
	c->statement = rows_text(rows, 17, pool);
	c->at = rows_int(rows, 18);
	c->unit_name = rows_text(rows, 19, pool);
	c->person_name = rows_text(rows, 20, pool);
	return ST_OK;
}

static const struct record count_record = {
	"count", sizeof(struct carrier_count), read_count
};

enum status
count_load(struct store *db, struct pool *pool, const char *id,
    struct carrier_count *out, struct fault *f)
{
	const struct value	 in = v_text(id);

	return store_find(db, pool, &paper_sql[COUNT_BY_ID], &in, 1,
	    &count_record, out, f);
}

enum status
count_list(struct store *db, struct pool *pool, const char *unit,
    struct carrier_count **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(unit), v_int(PAPERS_MAX) };

	return store_list(db, pool, &paper_sql[COUNT_LIST], in, NITEMS(in),
	    &count_record, PAPERS_MAX, out, n, f);
}

/* --- orders -------------------------------------------------------------- */

enum status
order_add(struct store *db, const struct carrier_order *o, struct fault *f)
{
	const struct value	 in[] = {
		v_text(o->id), v_text(o->number), v_text(o->unit),
		v_int(o->quantity), v_int(o->stock), v_int(o->least),
		v_text(o->model), v_text(o->certificate), v_text(o->purpose),
		v_text(o->contact), v_int(o->wanted), v_int(o->at),
		v_text(o->person), v_text(o->statement),
	};

	return store_run(db, &paper_sql[ORDER_ADD], in, NITEMS(in), NULL, f);
}

static enum status
read_order(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct carrier_order	*o = out;

	(void)f;
	o->id = rows_text(rows, 0, pool);
	o->number = rows_text(rows, 1, pool);
	o->unit = rows_text(rows, 2, pool);
	o->quantity = rows_int(rows, 3);
	o->stock = rows_int(rows, 4);
	o->least = rows_int(rows, 5);
	o->model = rows_text(rows, 6, pool);
	o->certificate = rows_text(rows, 7, pool);
	o->purpose = rows_text(rows, 8, pool);
	o->contact = rows_text(rows, 9, pool);
	o->wanted = rows_int(rows, 10);
	o->at = rows_int(rows, 11);
	o->person = rows_text(rows, 12, pool);
	o->statement = rows_text(rows, 13, pool);
	o->unit_name = rows_text(rows, 14, pool);
	o->person_name = rows_text(rows, 15, pool);
	return ST_OK;
}

static const struct record order_record = {
	"order", sizeof(struct carrier_order), read_order
};

enum status
order_load(struct store *db, struct pool *pool, const char *id,
    struct carrier_order *out, struct fault *f)
{
	const struct value	 in = v_text(id);

	return store_find(db, pool, &paper_sql[ORDER_BY_ID], &in, 1,
	    &order_record, out, f);
}

enum status
order_list(struct store *db, struct pool *pool, const char *unit,
    struct carrier_order **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(unit), v_int(PAPERS_MAX) };

	return store_list(db, pool, &paper_sql[ORDER_LIST], in, NITEMS(in),
	    &order_record, PAPERS_MAX, out, n, f);
}

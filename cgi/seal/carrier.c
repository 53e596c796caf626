/* Carriers and their history; see carrier.h. */
#include <string.h>

#include "base/clock.h"
#include "seal/carrier.h"
#include "seal/gram.h"
#include "seal/local.h"

#define COLUMNS								\
	"c.id, c.kind, c.serial, c.state, c.rev, c.unit, c.device,"	\
	" c.model, c.certificate, c.person, c.org, c.keeper, c.seal,"	\
	" c.transfer, c.must_pin, c.called, c.created, c.changed"
#define NAMES								\
	", u.name, p.name, o.name, k.name, s.code, s.name"
#define SELECT								\
	"SELECT " COLUMNS NAMES						\
	"  FROM carrier c JOIN unit u ON u.id = c.unit"			\
	"  LEFT JOIN person p ON p.id = c.person"			\
	"  LEFT JOIN unit o ON o.id = c.org"				\
	"  LEFT JOIN person k ON k.id = c.keeper"			\
	"  LEFT JOIN seal s ON s.id = c.seal"
#define LIVE " AND c.state IN ('personalised', 'in-use', 'locked', 'lost')"

enum {
	BY_ID, BY_SERIAL, OF_PERSON, OF_ORG, OF_SEAL, ADD, MOVE, EVENT_ADD,
	EVENTS, COUNTS, STOCK, OF_TRANSFER, DEVICE,
	SQL__N
};

static const struct sql carrier_sql[SQL__N] = {
	[BY_ID] = { .nin = 1, .text = SELECT " WHERE c.id = $1" },
	[BY_SERIAL] = { .nin = 2, .text =
	    SELECT " WHERE c.serial = $1 AND c.kind = $2" },
	[OF_PERSON] = { .nin = 1, .text =
	    SELECT " WHERE c.person = $1" LIVE },
	[OF_ORG] = { .nin = 1, .text = SELECT " WHERE c.org = $1" LIVE },
	[OF_SEAL] = { .nin = 1, .text =
	    SELECT " WHERE c.seal = $1"
	    " ORDER BY c.created DESC, c.id DESC LIMIT 1" },
	[ADD] = { .nin = 12, .text =
	    "INSERT INTO carrier (id, kind, serial, state, rev, unit,"
	    "       device, model, certificate, person, org, seal, must_pin,"
	    "       created, changed)"
	    " VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, 0,"
	    "       $12, $12)"
	    " ON CONFLICT (serial, kind) DO NOTHING" },
	[MOVE] = { .nin = 12, .text =
	    "UPDATE carrier"
	    "   SET state = $1, unit = $2, person = $3, org = $4,"
	    "       keeper = $5, seal = $6, transfer = $7, must_pin = $8,"
	    "       called = $9, changed = $10, rev = rev + 1"
	    " WHERE id = $11 AND rev = $12"
	    " RETURNING rev" },
	[EVENT_ADD] = { .nin = 12, .text =
	    "INSERT INTO carrier_event (carrier, seq, at, event, from_state,"
	    "       to_state, unit, person, witness, holder, note, evidence,"
	    "       statement)"
	    " SELECT $1, COALESCE(MAX(seq), 0) + 1, CAST($2 AS BIGINT), $3,"
	    "       $4, $5, $6, $7, $8, $9, $10, $11, $12"
	    "   FROM carrier_event WHERE carrier = $1" },
	[EVENTS] = { .nin = 2, .text =
	    "SELECT e.at, e.event, e.from_state, e.to_state, u.name, p.name,"
	    "       w.name, e.holder, e.note, e.evidence"
	    "  FROM carrier_event e JOIN unit u ON u.id = e.unit"
	    "  LEFT JOIN person p ON p.id = e.person"
	    "  LEFT JOIN person w ON w.id = e.witness"
	    " WHERE e.carrier = $1 ORDER BY e.seq DESC LIMIT $2" },
	[COUNTS] = { .nin = 2, .text =
	    "SELECT state, COUNT(*) FROM carrier"
	    " WHERE unit = $1 AND kind = $2 GROUP BY state" },
	[STOCK] = { .nin = 2, .text =
	    SELECT " WHERE c.unit = $1 AND c.kind = 'usbkey'"
	    " AND c.state = 'stock' ORDER BY c.serial LIMIT $2" },
	[DEVICE] = { .nin = 4, .text =
	    "UPDATE carrier SET device = $1, certificate = $2, changed = $3,"
	    "       rev = rev + 1 WHERE id = $4" },
	[OF_TRANSFER] = { .nin = 2, .text =
	    SELECT " WHERE c.transfer = $1 ORDER BY c.serial LIMIT $2" },
};

/* The record of a question that begins with COLUMNS NAMES. */
enum status
carrier_read(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct carrier	*c = out;
	const char	*const state = rows_str(rows, 3);
	const char	**const texts[] = {
		&c->id, &c->kind, &c->serial, NULL, NULL, &c->unit,
		&c->device, &c->model, &c->certificate, &c->person, &c->org,
		&c->keeper, &c->seal, &c->transfer, NULL, NULL, NULL, NULL,
		&c->unit_name, &c->person_name, &c->org_name,
		&c->keeper_name, &c->seal_code, &c->seal_name,
	};
	int		 i;

	c->state = flow_state(&flow_carrier, state);
	for (i = 0; i < (int)NITEMS(texts); i++)
		if (texts[i] != NULL)
			*texts[i] = rows_text(rows, i, pool);
	c->rev = rows_int(rows, 4);
	c->must_pin = (int)rows_int(rows, 14);
	c->called = rows_int(rows, 15);
	c->created = rows_int(rows, 16);
	c->changed = rows_int(rows, 17);
	return c->state >= 0 ? ST_OK : fault_set(f, ST_BROKEN,
	    "carrier %s: state", c->serial);
}

static const struct record carrier_record = {
	"carrier", sizeof(struct carrier), carrier_read
};

static enum status
find(struct store *db, struct pool *pool, int which, const char *key,
    struct carrier *out, struct fault *f)
{
	const struct value	 in = v_text(key);

	return store_find(db, pool, &carrier_sql[which], &in, 1,
	    &carrier_record, out, f);
}

enum status
carrier_load(struct store *db, struct pool *pool, const char *id,
    struct carrier *out, struct fault *f)
{
	return find(db, pool, BY_ID, id, out, f);
}

enum status
carrier_of_person(struct store *db, struct pool *pool, const char *person,
    struct carrier *out, struct fault *f)
{
	return find(db, pool, OF_PERSON, person, out, f);
}

enum status
carrier_of_org(struct store *db, struct pool *pool, const char *org,
    struct carrier *out, struct fault *f)
{
	return find(db, pool, OF_ORG, org, out, f);
}

enum status
carrier_of_seal(struct store *db, struct pool *pool, const char *seal,
    struct carrier *out, struct fault *f)
{
	return find(db, pool, OF_SEAL, seal, out, f);
}

enum status
carrier_by_serial(struct store *db, struct pool *pool, const char *kind,
    const char *serial, struct carrier *out, struct fault *f)
{
	const struct value	 in[] = { v_text(serial), v_text(kind) };

	return store_find(db, pool, &carrier_sql[BY_SERIAL], in, NITEMS(in),
	    &carrier_record, out, f);
}

const char *
carrier_holder(struct pool *pool, const struct carrier *c)
{
	const char	*name = c->person_name != NULL ? c->person_name :
			    c->org_name != NULL ? c->org_name :
			    c->seal_name;

	if (name == NULL)
		return "";
	return c->keeper_name == NULL ? name : pool_printf(pool,
	    "%s（%s）", name, c->keeper_name);
}

/* --- moving -------------------------------------------------------------- */

static const char *
text_of(const char *s)
{
	return s == NULL ? "" : s;
}

static enum status
event_add(struct store *db, const struct actor *who, const struct carrier *c,
    const struct carrier_move *m, int64_t at, struct fault *f)
{
	const struct flow_row	*row = m->row;
	const struct value	 in[] = {
		v_text(c->id), v_int(at),
		v_text(carrier_events[row->event].name),
		v_text(row->from == FLOW_NEW ? "" :
		    carrier_states[row->from].name),
		v_text(carrier_states[row->to].name), v_text(c->unit),
		v_text(*who->person == '\0' ? NULL : who->person),
		v_text(m->witness), v_text(text_of(m->holder)),
		v_text(text_of(m->note)), v_text(text_of(m->evidence)),
		v_text(m->statement),
	};

	return store_run(db, &carrier_sql[EVENT_ADD], in, NITEMS(in), NULL,
	    f);
}

enum status
carrier_add(struct store *db, const struct actor *who, struct carrier *c,
    const struct carrier_move *m, char id[ID_LEN + 1], struct fault *f)
{
	int64_t			 changed;
	enum status		 st;

	id_new(id);
	c->id = id;
	c->state = m->row->to;
	c->created = c->changed = clock_now();
	c->rev = 1;
	const struct value	 in[] = {
		v_text(c->id), v_text(c->kind), v_text(c->serial),
		v_text(carrier_states[c->state].name), v_text(c->unit),
		v_text(c->device), v_text(c->model), v_text(c->certificate),
		v_text(c->person), v_text(c->org), v_text(c->seal),
		v_int(c->created),
	};
	st = store_run(db, &carrier_sql[ADD], in, NITEMS(in), &changed, f);
	if (st == ST_OK && changed == 0)
		st = fault_set(f, ST_CONFLICT, "carrier %s: known",
		    c->serial);
	if (st == ST_OK)
		st = event_add(db, who, c, m, c->created, f);
	return st == ST_OK ? gram_add(db, "carrier", c->id, c->serial, f) :
	    st;
}

/* What the row does to the record. */
static void
apply(struct carrier *c, const struct carrier_move *m, int64_t now)
{
	const unsigned	 e = m->row->effects;

	if (e & CF_BIND) {
		c->person = m->person;
		c->org = m->org;
		c->keeper = m->keeper;
	}
	if (m->row->event == CE_SUCCEED)
		c->keeper = m->keeper;
	if (e & CF_FREE)
		c->person = c->org = c->keeper = c->seal = NULL;
	if (e & CF_MUST_PIN)
		c->must_pin = 1;
	if (e & (CF_PIN_SET | CF_FREE))
		c->must_pin = 0;
	if ((e & CF_CALLED) && c->called == 0)
		c->called = now;
	if (m->row->to != m->row->from && !carrier_is_live(m->row->to))
		c->called = 0;		/* it came, or will not come */
	if (e & CF_TRANSFER)
		c->transfer = m->transfer;
	if (e & CF_MOVED)
		c->unit = m->unit;
	if (e & CF_ARRIVED)
		c->transfer = NULL;
	c->state = m->row->to;
	c->changed = now;
}

enum status
carrier_step(struct store *db, const struct actor *who, struct carrier *c,
    const struct carrier_move *m, struct fault *f)
{
	struct carrier	 next = *c;
	struct rows	*rows = NULL;
	enum status	 st;

	if (m->row->from != c->state)
		return fault_set(f, ST_CONFLICT, "carrier %s: no %s",
		    c->serial, carrier_events[m->row->event].name);
	apply(&next, m, clock_now());
	const struct value	 in[] = {
		v_text(carrier_states[next.state].name), v_text(next.unit),
		v_text(next.person), v_text(next.org), v_text(next.keeper),
		v_text(next.seal), v_text(next.transfer),
		v_int(next.must_pin), v_time(next.called),
		v_int(next.changed), v_text(c->id), v_int(c->rev),
	};
	st = store_query(db, &carrier_sql[MOVE], in, NITEMS(in), &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		st = fault_set(f, ST_CONFLICT, "carrier %s moved",
		    c->serial);
	if (st == ST_OK)
		next.rev = rows_int(rows, 0);
	rows_free(rows);
	if (st == ST_OK)
		st = event_add(db, who, &next, m, next.changed, f);
	if (st == ST_OK && m->holder != NULL)
		st = gram_add(db, "carrier", c->id, m->holder, f);
	if (st == ST_OK)
		*c = next;
	return st;
}

enum status
carrier_device(struct store *db, struct pool *pool, const char *seal,
    const char *device, const char *certificate, struct fault *f)
{
	struct carrier	 c;
	const char	*why;
	enum status	 st;

	if ((st = carrier_of_seal(db, pool, seal, &c, f)) != ST_OK)
		return st;
	why = carrier_device_refusal(c.kind, device, c.model, certificate);
	if (why != NULL)
		return fault_set(f, ST_INVALID, "R-139: %s", why);
	const struct value	 in[] = {
		v_text(device), v_text(certificate), v_int(clock_now()),
		v_text(c.id),
	};
	return store_run(db, &carrier_sql[DEVICE], in, NITEMS(in), NULL, f);
}

/* --- reading ------------------------------------------------------------- */

static enum status
read_line(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct carrier_line	*l = out;

	(void)f;
	l->at = rows_int(rows, 0);
	l->event = rows_text(rows, 1, pool);
	l->from = rows_text(rows, 2, pool);
	l->to = rows_text(rows, 3, pool);
	l->unit_name = rows_text(rows, 4, pool);
	l->person_name = rows_text(rows, 5, pool);
	l->witness_name = rows_text(rows, 6, pool);
	l->holder = rows_text(rows, 7, pool);
	l->note = rows_text(rows, 8, pool);
	l->evidence = rows_text(rows, 9, pool);
	return ST_OK;
}

static const struct record line_record = {
	"carrier event", sizeof(struct carrier_line), read_line
};

enum status
carrier_history(struct store *db, struct pool *pool, const char *carrier,
    size_t max, struct carrier_line **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_text(carrier), v_int((int64_t)max)
	};

	return store_list(db, pool, &carrier_sql[EVENTS], in, NITEMS(in),
	    &line_record, max, out, n, f);
}

enum status
carrier_counts(struct store *db, const char *unit, const char *kind,
    int64_t out[CARRIER_STATE__N], struct fault *f)
{
	const struct value	 in[] = { v_text(unit), v_text(kind) };
	struct rows		*rows = NULL;
	enum status		 st;
	int			 state;

	memset(out, 0, sizeof(*out) * CARRIER_STATE__N);
	st = store_query(db, &carrier_sql[COUNTS], in, NITEMS(in), &rows, f);
	while (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		state = flow_state(&flow_carrier, rows_str(rows, 0));
		if (state >= 0)
			out[state] = rows_int(rows, 1);
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

static enum status
some(struct store *db, struct pool *pool, int which, const char *key,
    struct carrier **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(key), v_int(STOCK_MAX) };

	return store_list(db, pool, &carrier_sql[which], in, NITEMS(in),
	    &carrier_record, STOCK_MAX, out, n, f);
}

enum status
carrier_stock(struct store *db, struct pool *pool, const char *unit,
    struct carrier **out, size_t *n, struct fault *f)
{
	return some(db, pool, STOCK, unit, out, n, f);
}

enum status
carrier_of_transfer(struct store *db, struct pool *pool,
    const char *transfer, struct carrier **out, size_t *n, struct fault *f)
{
	return some(db, pool, OF_TRANSFER, transfer, out, n, f);
}

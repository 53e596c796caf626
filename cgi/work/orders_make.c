/*
 * A batch of certificate orders: composed out of the cases, signed by who
 * sends it, kept; and the envelope it travels in.  Each case is looked at
 * with memory of its own, so that twenty with their papers fit.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/coding.h"
#include "form/form.h"
#include "office/content.h"
#include "page/json.h"
#include "seal/signed_json.h"
#include "sm/sm.h"
#include "trust/digest.h"
#include "work/local.h"
#include "work/orders.h"

#define CASE_POOL	(32 * MIB)	/* a case and four papers, twice */

/*
 * What a CA asks for: who the unit is, who asks, that the unit agrees, and who
 * holds a person's seal; nothing else leaves the house.
 */
static const char *const forwarded[] = {
	"sealed", "founding", "agent", "holder",
};

static int
is_forwarded(const struct material_row *m)
{
	size_t	 i;

	for (i = 0; i < NITEMS(forwarded); i++)
		if (strcmp(forwarded[i], m->item) == 0)
			return 1;
	return 0;
}

/* --- the message --------------------------------------------------------------- */

struct making {
	struct req		*r;
	const struct target	*agent;
	struct cert_batch	 b;
	struct cert_order	 orders[ORDERS_MAX];
	size_t			 n;
	int64_t			 size;		/* of all materials */
	struct json		 j;
	struct buf		 message, text;
	const char		*why;
};

static void
put_sum(struct json *j, const char *key, struct bytes data)
{
	unsigned char	 sum[SM3_LEN];
	char		 hex[HEX_TEXT(SM3_LEN)] = "";

	if (sm3(data, sum) == ST_OK)
		hex_write(sum, sizeof(sum), hex);
	else
		j->failed = 1;
	json_text(j, key, hex);
}

static void
write_unit(struct json *j, const struct application *a)
{
	json_map(j, "unit");
	json_text(j, "name", a->org_name);
	json_text(j, "code", a->org_code);
	json_text(j, "type", a->org_type);
	json_text(j, "region", a->org_region);
	json_text(j, "address", a->org_address);
	json_end(j);
}

static enum status
write_materials(struct making *m, struct req *r, struct dossier *d,
    struct cert_order *o)
{
	struct bytes	 plain;
	enum status	 st = ST_OK;
	size_t		 i;

	o->materials = "";
	json_list(&m->j, "materials");
	for (i = 0; st == ST_OK && i < d->nmaterials; i++) {
		const struct material_row *row = &d->materials[i];

		if (!is_forwarded(row))
			continue;
		st = case_material_open(r, d, row, &plain);
		if (st != ST_OK)
			break;
		m->size += row->size;
		o->materials = pool_printf(m->r->pool, "%s%s%s",
		    o->materials, *o->materials == '\0' ? "" : " ", row->id);
		json_map(&m->j, NULL);
		json_text(&m->j, "item", row->item);
		json_text(&m->j, "name", row->name);
		json_text(&m->j, "type", row->type);
		put_sum(&m->j, "sm3", plain);
		json_end(&m->j);
	}
	json_end(&m->j);
	return st;
}

/* The seal's code, where it has one before its certificate (R-094, P-34). */
static enum status
code_of(struct req *r, const struct dossier *d, const char **code)
{
	*code = d->business->flow == &flow_renew ? d->seal.code : "";
	return d->request.state == A20_CODED_FIRST ? seal_code_of(r->db,
	    r->pool, d->request.id, code, r->fault) : ST_OK;
}

static enum status
write_order(struct making *m, struct req *r, struct dossier *d,
    struct bytes csr, struct cert_order *o)
{
	struct json	*j = &m->j;
	const char	*code;
	enum status	 st;

	if ((st = code_of(r, d, &code)) != ST_OK)
		return st;
	json_map(j, NULL);
	json_text(j, "order", o->id);
	json_text(j, "request", d->request.number);
	json_text(j, "business", d->business->name);
	write_unit(j, &d->app);
	json_map(j, "seal");
	json_text(j, "name", d->app.seal_name);
	json_text(j, "kind", d->app.sub_kind);
	json_text(j, "code", code);
	json_end(j);
	json_int(j, "months", d->request.months);
	signed_json_put(j, "csr", csr, &m->text);
	st = write_materials(m, r, d, o);
	json_end(j);
	return st;
}

/* Whether the case waits for a third party's certificate now. */
static enum status
check_case(struct making *m, struct req *r, const struct dossier *d)
{
	const struct flow_row	*row;
	struct cert_order	 o;
	const char		*why = NULL;
	enum status		 st;

	if (!case_is_third(r, d))
		why = "证书不由第三方签发";
	else if (flow_ask(d->business->flow, d->request.state, EV_CERTIFY,
	    FLOW_SYSTEM, &d->facts, NULL, &row, &why) == FLOW_YES)
		why = NULL;
	st = why != NULL ? ST_ABSENT : cert_order_of(r->db, r->pool,
	    d->request.id, &o, r->fault);
	if (st == ST_OK && cert_order_is_open(o.state))
		why = "已经报送，正在等待签发";
	if (why == NULL)
		return st == ST_ABSENT ? ST_OK : st;
	m->why = pool_printf(m->r->pool, "办件 %s %s，请重新选择",
	    d->request.number, why);
	return fault_set(r->fault, ST_CONFLICT, "%s", m->why);
}

static enum status
add_case(struct making *m, struct req *r, const char *id)
{
	struct cert_order	*o = &m->orders[m->n];
	char			 name[ID_LEN + 1];
	struct dossier		 d;
	struct bytes		 csr;
	enum status		 st;

	if ((st = case_load(r, id, &d)) != ST_OK ||
	    (st = check_case(m, r, &d)) != ST_OK ||
	    (st = case_csr(r, &d, &csr)) != ST_OK)
		return st;
	id_new(name);
	*o = (struct cert_order){
		.id = pool_text(m->r->pool, name), .batch = m->b.id,
		.unit = m->b.unit, .seq = (int64_t)++m->n,
		.request = pool_text(m->r->pool, d.request.id),
		.due = m->b.due, .created = m->b.created,
	};
	st = write_order(m, r, &d, csr, o);
	if (st != ST_OK || m->size <= (int64_t)BATCH_MATERIALS)
		return st;
	m->why = "所选办件要转交的材料合计超过 24 MB，请少选几件，分批报送";
	return fault_set(r->fault, ST_CONFLICT, "batch: materials");
}

/* With memory that goes when the case is written. */
static enum status
add_apart(struct making *m, const char *id)
{
	struct req	 one = *m->r;
	enum status	 st;

	if ((one.pool = pool_new(CASE_POOL)) == NULL)
		return fault_set(m->r->fault, ST_BROKEN, "batch: memory");
	st = add_case(m, &one, id);
	pool_free(one.pool);
	return st;
}

static enum status
write_message(struct making *m, const struct orders_chosen *chosen)
{
	struct json	*j = &m->j;
	char		 at[CALENDAR_TEXT];
	struct unit	 u;
	enum status	 st;
	size_t		 i;

	if ((st = unit_load(m->r->db, m->r->pool, m->b.unit, &u,
	    m->r->fault)) != ST_OK)
		return st;
	calendar_iso(m->b.created, at);
	json_begin(j, &m->message);
	json_map(j, NULL);
	json_text(j, "type", "cert-order");
	json_text(j, "agent", m->agent->code);
	json_text(j, "batch", m->b.id);
	json_text(j, "number", m->b.number);
	json_text(j, "at", at);
	json_map(j, "from");
	json_text(j, "name", u.name);
	json_text(j, "code", u.code);
	json_end(j);
	json_list(j, "orders");
	for (i = 0; st == ST_OK && i < chosen->n; i++)
		st = add_apart(m, chosen->ids[i]);
	json_end(j);
	json_end(j);
	return st == ST_OK && !json_ok(j) ? fault_set(m->r->fault, ST_BROKEN,
	    "batch: json") : st;
}

/* --- signed and kept -------------------------------------------------------------- */

static enum status
say_batch(struct making *m, struct bytes *said, const char **why)
{
	unsigned char	 sum[SM3_LEN], digest[DIGEST_LEN];
	const struct digest_field d[] = {
		digest_text("batch", m->b.id),
		digest_bytes("sm3", bytes_of(sum, sizeof(sum))),
	};
	struct keyd_say	 say = {
		.action = ACT_CERT_ORDER, .subject = m->b.id,
		.digest = bytes_of(digest, sizeof(digest)),
		.role = ROLE_RA_OPERATOR,
	};
	enum status	 st;

	if (sm3(buf_view(&m->message), sum) != ST_OK)
		return fault_set(m->r->fault, ST_BROKEN, "batch: sm3");
	st = digest_fields("cert.order", d, NITEMS(d), digest, m->r->fault);
	return st == ST_OK ? case_say(m->r, m->r->keyd, &say, said, why) : st;
}

static enum status
write_batch(struct making *m, struct bytes said)
{
	struct req		*r = m->r;
	const struct audit_entry entry = {
		.action = "cert-order.batch", .kind = "cert-order",
		.object = m->b.number, .result = "ok",
		.reason = pool_printf(r->pool, "%zu 件，%s", m->n,
		    m->agent->name),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;
	size_t			 i;

	st = statement_keep(r->db, m->b.id, said, id, r->fault);
	m->b.statement = id;
	if (st == ST_OK)
		st = batch_add(r->db, r->actor, &m->b, r->fault);
	for (i = 0; st == ST_OK && i < m->n; i++)
		st = cert_order_add(r->db, r->actor, &m->orders[i], r->fault);
	return st == ST_OK ? audit_add(r->db, r->actor, &entry, r->fault) :
	    st;
}

static enum status
keep(struct making *m, struct bytes said)
{
	struct req	*r = m->r;
	enum status	 st;

	m->b.message = pool_copy(r->pool, m->message.p, m->message.n);
	if (m->b.message == NULL)
		return fault_set(r->fault, ST_BROKEN, "batch: memory");
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = store_end(r->db, write_batch(m, said), r->fault);
	if (st == ST_CONFLICT)
		m->why = "所选办件中有一件刚刚由他人报送，请重新选择";
	return st;
}

/* Numbers are taken before what they stand in is signed; one may be lost. */
static enum status
take_number(struct making *m)
{
	struct req	*r = m->r;
	char		 number[NUMBER_TEXT];
	enum status	 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = store_end(r->db, request_number(r->db, BATCH_LETTERS,
	    m->b.created, number, r->fault), r->fault);
	m->b.number = pool_text(r->pool, number);
	return st;
}

enum status
orders_make(struct req *r, const struct target *agent,
    const struct orders_chosen *chosen, char id[ID_LEN + 1],
    const char **why)
{
	const int64_t	 now = clock_now();
	struct making	*m = pool_alloc(r->pool, sizeof(*m));
	struct bytes	 said;
	enum status	 st;

	*why = NULL;
	if (m == NULL)
		return fault_set(r->fault, ST_BROKEN, "batch: memory");
	id_new(id);
	*m = (struct making){
		.r = r, .agent = agent, .b = {
		.id = id, .agent = agent->id, .unit = r->actor->unit,
		.created = now, .next_try = now, .number = "",
	} };
	if (!policy_span(agent->deadline, now, 1, &m->b.due))
		return fault_set(r->fault, ST_BROKEN, "agent %s: deadline",
		    agent->code);
	buf_init(&m->message, BATCH_MESSAGE);
	buf_init(&m->text, LIMIT_FIELD);
	st = take_number(m);
	if (st == ST_OK)
		st = write_message(m, chosen);
	if (st == ST_OK)
		st = say_batch(m, &said, why);
	if (st == ST_OK)
		st = keep(m, said);
	if (m->why != NULL)
		*why = m->why;
	buf_free(&m->message);
	buf_free(&m->text);
	return st;
}

/* --- the envelope ------------------------------------------------------------------ */

/* Opened, named and let go, one after the other. */
static enum status
put_material(struct req *r, struct dossier *d, const struct cert_order *o,
    const char *id, struct json *j, struct buf *text)
{
	struct material_row	 row;
	struct bytes		 plain;
	enum status		 st;

	st = material_load(r->db, r->pool, o->request, id, &row, r->fault);
	if (st == ST_OK)
		st = case_material_open(r, d, &row, &plain);
	if (st != ST_OK)
		return st;
	json_map(j, NULL);
	json_text(j, "order", o->id);
	json_text(j, "item", row.item);
	put_sum(j, "sm3", plain);
	signed_json_put(j, "data", plain, text);
	json_end(j);
	return ST_OK;
}

static enum status
put_of_order(struct req *r, const struct cert_order *o, struct json *j,
    struct buf *text)
{
	const char	*p = o->materials;
	char		 id[ID_LEN + 1];
	struct dossier	 d;
	enum status	 st;

	if ((st = case_load_number(r, o->number, &d)) != ST_OK)
		return st;
	while (st == ST_OK && strlen(p) >= ID_LEN) {
		memcpy(id, p, ID_LEN);
		id[ID_LEN] = '\0';
		st = put_material(r, &d, o, id, j, text);
		p += ID_LEN + (p[ID_LEN] == ' ');
	}
	return st;
}

static enum status
put_materials(struct req *r, const struct cert_batch *b, struct json *j,
    struct buf *text)
{
	struct req		 one = *r;
	struct cert_order	*list;
	enum status		 st;
	size_t			 i, n;

	st = cert_order_list(r->db, r->pool, b->id, &list, &n, r->fault);
	json_list(j, "materials");
	for (i = 0; st == ST_OK && i < n; i++) {
		if ((one.pool = pool_new(CASE_POOL)) == NULL)
			return fault_set(r->fault, ST_BROKEN,
			    "envelope: memory");
		st = put_of_order(&one, &list[i], j, text);
		pool_free(one.pool);
	}
	json_end(j);
	return st;
}

static enum status
statement_of(struct req *r, const struct cert_batch *b, struct bytes *out)
{
	struct kept_statement	*list;
	enum status		 st;
	size_t			 i, n;

	st = statement_list(r->db, r->pool, b->id, &list, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		if (strcmp(list[i].id, b->statement) == 0) {
			*out = list[i].der;
			return ST_OK;
		}
	return st == ST_OK ? fault_set(r->fault, ST_BROKEN,
	    "batch %s: no statement", b->number) : st;
}

enum status
orders_envelope(struct req *r, const struct cert_batch *b, int whole,
    struct buf *out)
{
	struct bytes	 said = { NULL, 0 };
	struct json	 j;
	struct buf	 text;
	enum status	 st;

	if ((st = statement_of(r, b, &said)) != ST_OK)
		return st;
	buf_init(&text, 2 * LIMIT_MATERIAL);
	json_begin(&j, out);
	json_map(&j, NULL);
	signed_json_put(&j, "payload", bytes_text(b->message), &text);
	signed_json_put(&j, "statement", said, &text);
	if (whole)
		st = put_materials(r, b, &j, &text);
	json_end(&j);
	buf_wipe(&text);
	return st == ST_OK && !json_ok(&j) ? fault_set(r->fault, ST_BROKEN,
	    "batch %s: envelope", b->number) : st;
}

/* What keyd says in public: lists, status answers, anchors, about itself. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/coding.h"
#include "keys/seal.h"
#include "trust/answer.h"
#include "trust/crl.h"
#include "trust/seal_list.h"
#include "trust/signed.h"

#define ANCHOR_HEADS	64	/* one lane per node */

enum {
	CRL_LIST, CRL_COUNT, SEAL_LIST, NUMBER_NEXT, COUNT_PERSONS, COUNT_SEALS,
	SQL__N
};

static const struct sql publish_sql[SQL__N] = {
	/* what is over stays for one list more (RFC 5280 3.3) */
	[CRL_LIST] = { .nin = 2, .text =
	    "SELECT serial, ended, reason FROM key_cert"
	    " WHERE list = $1 AND ended IS NOT NULL AND ends >= $2"
	    " ORDER BY serial" },
	[CRL_COUNT] = { .nin = 2, .text =
	    "SELECT COUNT(*) FROM key_cert"
	    " WHERE list = $1 AND ended IS NOT NULL AND ends >= $2" },
	/* as long as its validity: then nobody trusts it any more */
	[SEAL_LIST] = { .nin = 1, .text =
	    "SELECT s.code, s.name, s.state, s.changed FROM key_seal s"
	    "  JOIN key_seal_version v ON v.serial = s.serial"
	    " WHERE s.state IN ('frozen', 'suspended', 'revoked')"
	    "   AND v.ends >= $1" },
	[NUMBER_NEXT] = { .nin = 1, .text =
	    "INSERT INTO key_number (name, n) VALUES ($1, 1)"
	    " ON CONFLICT (name) DO UPDATE SET n = key_number.n + 1"
	    " RETURNING n" },
	[COUNT_PERSONS] = { .nin = 0, .text =
	    "SELECT COUNT(*) FROM key_person" },
	[COUNT_SEALS] = { .nin = 0, .text = "SELECT COUNT(*) FROM key_seal" },
};

static enum status
one_number(struct call *c, const struct sql *sql, const struct value *in,
    size_t n, int64_t *out)
{
	struct rows	*rows = NULL;
	enum status	 st;

	st = store_query(c->db, sql, in, n, &rows, c->f);
	if (st == ST_OK)
		st = rows_next(rows, c->f);
	if (st == ST_OK)
		*out = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

/* --- lists -------------------------------------------------------------- */

/* Our serials are 16 bytes in hex. */
static int
read_serial(const char *hex, struct crl_entry *e)
{
	char	 low[CERT_HEX];
	size_t	 i;

	for (i = 0; hex[i] != '\0' && i + 1 < sizeof(low); i++)
		low[i] = (char)tolower((unsigned char)hex[i]);
	low[i] = '\0';
	e->nserial = i / 2;
	return i % 2 == 0 && hex_read(low, e->serial, e->nserial);
}

static enum status
read_entries(struct call *c, const struct value *in, struct crl_entry *list,
    size_t room, size_t *n)
{
	struct rows	*rows = NULL;
	enum status	 st;

	*n = 0;
	st = store_query(c->db, &publish_sql[CRL_LIST], in, 2, &rows, c->f);
	while (st == ST_OK && (st = rows_next(rows, c->f)) == ST_OK) {
		if (*n >= room || !read_serial(rows_str(rows, 0), &list[*n])) {
			st = fault_set(c->f, ST_BROKEN, "list: bad entry");
			break;
		}
		list[*n].time = rows_int(rows, 1);
		list[*n].reason = (enum crl_reason)rows_int(rows, 2);
		++*n;
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

static void
give_list(struct call *c, struct bytes der, int64_t from, int64_t until)
{
	wire_put(c->out, KF_DER, der);
	wire_int(c->out, KF_FROM, from);
	wire_int(c->out, KF_UNTIL, until);
}

static enum status
sign_list(struct call *c, enum house ca, const struct crl_entry *list,
    size_t n, int64_t number)
{
	const struct signer	 who = house_signer(c->k, ca);
	const struct cert	*issuer = c->k->house[ca].cert;
	struct crl_fields	 fields = {
		.issuer_der = issuer->subject_der,
		.issuer_key_id = bytes_of(issuer->ski, issuer->nski),
		.number = number, .entries = list, .n = n,
		.this_update = c->now / MS_SECOND * MS_SECOND,
	};
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 tbs, der;
	size_t			 nsig = 0;
	enum status		 st;

	fields.next_update = fields.this_update + KEYS_CRL_MS;
	buf_init(&tbs, LIMIT_CRL);
	buf_init(&der, LIMIT_CRL);
	if ((st = crl_tbs_write(&fields, &tbs, c->f)) == ST_OK &&
	    (st = device_sign(&c->k->device, who.key, who.pub,
	    buf_view(&tbs), sig, &nsig, c->f)) == ST_OK &&
	    (st = crl_wrap(buf_view(&tbs), bytes_of(sig, nsig), &der,
	    c->f)) == ST_OK)
		give_list(c, buf_view(&der), fields.this_update,
		    fields.next_update);
	buf_free(&tbs);
	buf_free(&der);
	return st;
}

/* Straight from the rows: a list may be long. */
static enum status
write_seals(struct call *c, const struct seal_list_info *info,
    struct buf *tbs)
{
	static const struct { const char *state; enum seal_list_kind kind; }
		words[] = {
		{ "frozen", LISTED_LOST }, { "suspended", LISTED_SUSPENDED },
		{ "revoked", LISTED_REVOKED },
	};
	const struct value	 in = v_int(c->now - KEYS_CRL_MS);
	struct seal_list_out	 o;
	struct rows		*rows = NULL;
	enum status		 st;
	size_t			 k;

	seal_list_begin(&o, info, tbs);
	st = store_query(c->db, &publish_sql[SEAL_LIST], &in, 1, &rows, c->f);
	while (st == ST_OK && (st = rows_next(rows, c->f)) == ST_OK) {
		for (k = 0; k < NITEMS(words) && strcmp(words[k].state,
		    rows_str(rows, 2)) != 0; k++)
			;
		seal_list_add(&o, rows_str(rows, 0), rows_str(rows, 1),
		    k < NITEMS(words) ? words[k].kind : LISTED__N,
		    rows_int(rows, 3));
	}
	rows_free(rows);
	return st == ST_ABSENT ? seal_list_end(&o, c->f) : st;
}

static enum status
list_seals(struct call *c)
{
	const struct value	 name = v_text("list.seals");
	const struct signer	 who = house_signer(c->k, HOUSE_STATUS);
	struct seal_list_info	 info = {
		.this_update = c->now / MS_SECOND * MS_SECOND,
	};
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 tbs, der;
	size_t			 n = 0;
	enum status		 st;

	info.next_update = info.this_update + KEYS_CRL_MS;
	buf_init(&tbs, LIMIT_CRL);
	buf_init(&der, LIMIT_CRL);
	if ((st = one_number(c, &publish_sql[NUMBER_NEXT], &name, 1,
	    &info.number)) == ST_OK &&
	    (st = write_seals(c, &info, &tbs)) == ST_OK &&
	    (st = device_sign(&c->k->device, who.key, who.pub,
	    buf_view(&tbs), sig, &n, c->f)) == ST_OK &&
	    (st = trust_wrap_with(buf_view(&tbs), bytes_of(sig, n), who.cert,
	    &der, c->f)) == ST_OK)
		give_list(c, buf_view(&der), info.this_update,
		    info.next_update);
	buf_free(&tbs);
	buf_free(&der);
	return st;
}

enum status
op_crl(struct call *c)
{
	int64_t			 which = wire_num(&c->m, KF_LIST, -1);
	int64_t			 room = 0, number = 0;
	const struct value	 in[] = { v_int(which),
				    v_int(c->now - KEYS_CRL_MS) };
	const struct value	 name = v_text(which == KEYD_LIST_SEALS ?
				    "crl.seals" : "crl.staff");
	struct crl_entry	*list = NULL;
	size_t			 n = 0;
	enum status		 st;

	_Static_assert(KEYD_LIST_SEALS == (int)LIST_SEALS &&
	    KEYD_LIST_STAFF == (int)LIST_STAFF, "stored as they are asked");
	if (which < 0 || which >= KEYD_LIST__N)
		return fault_set(c->f, ST_INVALID, "no such list");
	if (which == KEYD_LIST_CODES)
		return list_seals(c);
	st = one_number(c, &publish_sql[CRL_COUNT], in, 2, &room);
	if (st != ST_OK)
		return st;
	list = calloc((size_t)room + 1, sizeof(*list));
	if (list == NULL)
		return fault_set(c->f, ST_BROKEN, "out of memory");
	if ((st = read_entries(c, in, list, (size_t)room, &n)) == ST_OK &&
	    (st = one_number(c, &publish_sql[NUMBER_NEXT], &name, 1,
	    &number)) == ST_OK)
		st = sign_list(c, which == KEYD_LIST_SEALS ? HOUSE_MAKING :
		    HOUSE_STAFF, list, n, number);
	free(list);
	return st;
}

/* --- status ------------------------------------------------------------- */

/*
 * What keyd knows itself it does not sign otherwise.  It knows since when the
 * present state holds; of a moment before that the register alone can tell
 * (R-202).
 */
static enum status
check_state(struct call *c, const struct answer_status *a)
{
	struct seal_row	 row;
	enum status	 st;

	if (strcmp(a->state, "active") != 0)
		return ST_OK;
	st = kept_seal_find(c->db, c->pool, a->seal, &row, c->f);
	if (st != ST_OK)
		return st;
	if (row.until < a->as_of || strcmp(row.state, "made") == 0 ||
	    (strcmp(row.state, "active") != 0 && a->as_of / MS_SECOND >=
	    row.changed / MS_SECOND))
		return fault_set(c->f, ST_CONFLICT, "seal %s is %s, %s",
		    a->seal, row.state, row.until < c->now ? "over" : "held");
	return ST_OK;
}

enum status
op_status(struct call *c)
{
	struct answer_status	 a = { .time = c->now };
	struct buf		 tbs, der;
	enum status		 st;

	if (!wire_str(&c->m, KF_CODE, a.seal, sizeof(a.seal)) ||
	    !wire_str(&c->m, KF_STATE, a.state, sizeof(a.state)) ||
	    a.seal[0] == '\0' || a.state[0] == '\0' ||
	    (wire_get(&c->m, KF_NONCE).p != NULL &&
	    !wire_str(&c->m, KF_NONCE, a.nonce, sizeof(a.nonce))))
		return fault_set(c->f, ST_INVALID, "status: malformed");
	a.as_of = wire_num(&c->m, KF_AT, 0);
	if (a.as_of <= 0 || a.as_of > c->now + MS_SECOND)
		return fault_set(c->f, ST_INVALID, "status: moment");
	if ((st = check_state(c, &a)) != ST_OK)
		return st;
	buf_init(&tbs, ANSWER_MAX);
	buf_init(&der, ANSWER_MAX);
	if ((st = answer_status_write(&a, &tbs, c->f)) == ST_OK &&
	    (st = call_sign_answer(c, HOUSE_STATUS, buf_view(&tbs), &der)) ==
	    ST_OK) {
		wire_put(c->out, KF_DER, buf_view(&der));
		wire_put(c->out, KF_STATUS_CERT,
		    c->k->house[HOUSE_STATUS].cert->der);
	}
	buf_free(&tbs);
	buf_free(&der);
	return st;
}

/* --- anchors ------------------------------------------------------------ */

enum status
op_anchor(struct call *c)
{
	const struct signer	 who = house_signer(c->k, HOUSE_SYSTEM);
	struct statement_fields	 s = { .kind = STATEMENT_SYSTEM,
				    .role = ROLE__N };
	struct keyd_head	 heads[ANCHOR_HEADS];
	struct wire_msg		 m = c->m;
	struct bytes		 lane, seq, hash, der;
	enum status		 st;
	size_t			 n;

	for (n = 0; (hash = wire_nth(&m, KF_HASH, n)).p != NULL; n++) {
		lane = wire_nth(&m, KF_LANE, n);
		seq = wire_nth(&m, KF_SEQ, n);
		if (n >= ANCHOR_HEADS || hash.n != SM3_LEN || lane.n != 8 ||
		    seq.n != 8)
			return fault_set(c->f, ST_INVALID, "heads: malformed");
		memcpy(heads[n].hash, hash.p, SM3_LEN);
		heads[n].lane = keyd_num(lane);
		heads[n].seq = keyd_num(seq);
	}
	if (n == 0)
		return fault_set(c->f, ST_INVALID, "no heads");
	memcpy(s.action, ACT_AUDIT_ANCHOR, sizeof(ACT_AUDIT_ANCHOR));
	memcpy(s.subject, "audit", 6);
	if ((st = keyd_heads_digest(heads, n, s.fields, c->f)) == ST_OK &&
	    (st = statement_make(c, &who, &s, &der)) == ST_OK)
		wire_put(c->out, KF_DER, der);
	return st;
}

/* --- about itself ------------------------------------------------------- */

enum status
op_info(struct call *c)
{
	static const struct { uint16_t field; enum house h; } certs[] = {
		{ KF_ROOT, HOUSE_ROOT }, { KF_MAKING_CA, HOUSE_MAKING },
		{ KF_STAFF_CA, HOUSE_STAFF }, { KF_MAKER_CERT, HOUSE_MAKER },
		{ KF_DESK_CERT, HOUSE_DESK }, { KF_SYSTEM_CERT, HOUSE_SYSTEM },
		{ KF_STATUS_CERT, HOUSE_STATUS }, { KF_QR_CERT, HOUSE_QR },
	};
	int64_t		 persons = 0, seals = 0;
	enum status	 st;
	size_t		 i;

	if ((st = one_number(c, &publish_sql[COUNT_PERSONS], NULL, 0,
	    &persons)) != ST_OK || (st = one_number(c,
	    &publish_sql[COUNT_SEALS], NULL, 0, &seals)) != ST_OK)
		return st;
	wire_text(c->out, KF_MODE, c->k->config.mode);
	wire_text(c->out, KF_MARK, c->k->device.ops->mark);
	wire_text(c->out, KF_CA, c->k->config.ca);
	wire_text(c->out, KF_VERSION, JIANYIN_VERSION);
	wire_int(c->out, KF_AT, c->now);
	wire_int(c->out, KF_PERSONS, persons);
	wire_int(c->out, KF_SEALS, seals);
	for (i = 0; i < NITEMS(certs); i++)
		wire_put(c->out, certs[i].field,
		    c->k->house[certs[i].h].cert->der);
	return ST_OK;
}

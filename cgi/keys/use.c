/*
 * Using a seal: its signature under a document and the statement in the QR
 * code, once per request number.
 */
#include <string.h>

#include "der/der.h"
#include "der/ses.h"
#include "keys/use.h"
#include "trust/answer.h"
#include "trust/signed.h"

#define PROPERTY_MAX 200	/* propertyInfo: a path inside the document */

enum { USE_FIND, USE_ADD, SQL__N };

static const struct sql use_sql[SQL__N] = {
	[USE_FIND] = { .nin = 2, .text =
	    "SELECT digest, serial, value, at FROM key_use"
	    " WHERE request = $1 AND what = $2" },
	[USE_ADD] = { .nin = 8, .text =
	    "INSERT INTO key_use"
	    " (request, what, digest, code, serial, value, at, standing)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" },
};

enum status
use_read(struct call *c, const char *what, struct use *u)
{
	struct bytes	 doc = wire_get(&c->m, KF_DOC);
	enum status	 st;

	memset(u, 0, sizeof(*u));
	u->what = what;
	if ((st = call_name(c, KF_REQUEST, &u->request)) != ST_OK ||
	    (st = call_name(c, KF_SEAL, &u->code)) != ST_OK ||
	    (st = call_digest(c, u->digest)) != ST_OK)
		return st;
	if (doc.n != SM3_LEN)
		return fault_set(c->f, ST_INVALID, "document: not SM3");
	memcpy(u->doc, doc.p, SM3_LEN);
	return ST_OK;
}

enum status
use_find(struct call *c, const struct use *u, struct used *out)
{
	const struct value	 in[] = { v_text(u->request),
				    v_text(u->what) };
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(c->db, &use_sql[USE_FIND], in, NITEMS(in), &rows,
	    c->f);
	if (st != ST_OK || (st = rows_next(rows, c->f)) != ST_OK)
		goto out;
	if (!bytes_same(rows_bytes(rows, 0), bytes_of(u->digest, SM3_LEN))) {
		st = fault_set(c->f, ST_CONFLICT, "R-158: request %s was "
		    "used for something else", u->request);
		goto out;
	}
	out->serial = rows_text(rows, 1, c->pool);
	out->value = pool_bytes(c->pool, rows_bytes(rows, 2));
	out->at = rows_int(rows, 3);
	if (pool_failed(c->pool))
		st = fault_set(c->f, ST_BROKEN, "out of memory");
out:
	rows_free(rows);
	return st;
}

static enum status
keep_use(struct call *c, const struct use *u, struct bytes value)
{
	const struct value	 in[] = {
		v_text(u->request), v_text(u->what),
		v_bytes(bytes_of(u->digest, SM3_LEN)), v_text(u->code),
		v_text(u->seal.serial), v_bytes(value), v_int(c->now),
		v_text(u->grant),
	};

	return store_run(c->db, &use_sql[USE_ADD], in, NITEMS(in), NULL,
	    c->f);
}

static void
answer(struct call *c, struct bytes der, int64_t at)
{
	wire_put(c->out, KF_DER, der);
	wire_int(c->out, KF_AT, at);
}

enum status
use_seal(struct call *c, struct use *u, struct seal_key *key,
    struct cert *cert)
{
	enum status	 st;

	st = kept_seal_find(c->db, c->pool, u->code, &u->seal, c->f);
	if (st != ST_OK)
		return st;
	if (strcmp(u->seal.state, "active") != 0)
		return fault_set(c->f, ST_DENIED, "R-163: seal %s is %s",
		    u->code, u->seal.state);
	if (c->now < u->seal.from || c->now > u->seal.until)
		return fault_set(c->f, ST_DENIED,
		    "R-163: seal %s is not valid now", u->code);
	st = kept_seal_key_find(c->db, c->pool, u->seal.request, key, c->f);
	if (st == ST_OK && !kept_key_is(key, HELD_HERE))
		st = fault_set(c->f, ST_DENIED, "R-137: the key of seal %s "
		    "is in its device, which signs itself", u->code);
	return st == ST_OK ?
	    kept_seal_cert_current(c, u->seal.serial, key->pub, cert) : st;
}

static enum status
use_tickets(struct call *c, const struct use *u, struct ticket *tickets,
    int *used, size_t *n)
{
	const struct ask	 ask = {
		.now = c->now, .subject = u->request, .seal = u->code,
		.unit = u->seal.unit, .doc = u->doc,
	};

	return call_tickets(c, RULE_USE, &ask, tickets, used, n);
}

/* --- who stamps --------------------------------------------------------- */

enum status
call_roles_now(struct call *c, const struct unlocked *who, const char *unit,
    unsigned *roles)
{
	struct person_row	 row;
	struct known_cert	 known;
	const struct cert_grant	*g;
	struct cert		 cert;
	enum status		 st;

	*roles = 0;
	st = person_find(c->db, c->pool, who->person, &row, c->f);
	if (st == ST_OK)
		st = cert_load(c->db, c->pool, row.serial, &known, c->f);
	if (st == ST_OK)
		st = cert_read(known.der, &cert, NULL, c->f);
	if (st != ST_OK)
		return st;
	g = cert_grant_for(&cert, unit);
	/* a key that was replaced since counts for nothing */
	if (row.ended == 0 && known.ended == 0 && g != NULL &&
	    cert_period(&cert, c->now) == 0 &&
	    memcmp(cert.key, who->pub, SM2_PUBLIC) == 0)
		*roles = g->roles;
	return ST_OK;
}

static enum status
check_person(struct call *c, const struct use *u,
    const struct unlocked *who, const struct ticket *tickets,
    const int *used, size_t n)
{
	unsigned	 roles;
	enum status	 st;

	if (who->must_change)
		return fault_set(c->f, ST_DENIED,
		    "R-036: the PIN must be changed first");
	st = call_roles_now(c, who, u->seal.unit, &roles);
	if (st != ST_OK)
		return st;
	if (!(roles & (ROLE_BIT(ROLE_REQUESTER) | ROLE_BIT(ROLE_KEEPER))))
		return fault_set(c->f, ST_DENIED,
		    "R-164: no right on seals of this unit");
	return rule_may_stamp(tickets, used, n, who->person,
	    (roles & ROLE_BIT(ROLE_KEEPER)) != 0, c->f);
}

/* the handle is of the requester or of a keeper. */
static enum status
check_handle(struct call *c, const struct use *u,
    const struct ticket *tickets, const int *used, size_t n)
{
	struct bytes		 handle = wire_get(&c->m, KF_HANDLE);
	const struct unlocked	*who;
	int			 slot;
	enum status		 st;

	if (handle.n != KEYD_HANDLE)
		return fault_set(c->f, ST_INVALID, "handle: not 32 bytes");
	st = handle_take(c->k->handles, handle.p, c->now, &who, &slot, c->f);
	if (st != ST_OK)
		return st;
	st = check_person(c, u, who, tickets, used, n);
	handle_done(c->k->handles, slot);
	return st;
}

/* --- the signature ------------------------------------------------------ */

/* extDatas: request number and SM3 of the original, each DER. */
static enum status
ext_values(const struct use *u, struct buf *request, struct buf *original,
    struct fault *f)
{
	struct der_out	 o;
	enum status	 st;

	der_out_start(&o, request);
	der_put_utf8(&o, u->request);
	if ((st = der_out_end(&o, f)) != ST_OK)
		return st;
	der_out_start(&o, original);
	der_put_octets(&o, bytes_of(u->doc, SM3_LEN));
	return der_out_end(&o, f);
}

static enum status
write_tbs(struct call *c, const struct use *u, int64_t at, struct buf *tbs)
{
	struct bytes		 hash = wire_get(&c->m, KF_DATA_HASH);
	struct ses_tbs_fields	 t = { .seal = u->seal.der,
				    .time = at / MS_SECOND * MS_SECOND };
	struct ses_ext		 ext[2] = { 0 };
	struct buf		 request, original;
	enum status		 st;

	if (hash.n != SM3_LEN)
		return fault_set(c->f, ST_INVALID, "data hash: not SM3");
	memcpy(t.data_hash, hash.p, SM3_LEN);
	st = keyd_get_text(&c->m, KF_PROPERTY, PROPERTY_MAX, 1, c->pool,
	    &t.property, c->f);
	if (st != ST_OK)
		return st;
	buf_init(&request, 1 * KIB);
	buf_init(&original, 1 * KIB);
	if ((st = ext_values(u, &request, &original, c->f)) == ST_OK) {
		ext[0].oid = oid_row(OID_JY_REQUEST)->der;
		ext[0].value = buf_view(&request);
		ext[1].oid = oid_row(OID_JY_ORIGINAL)->der;
		ext[1].value = buf_view(&original);
		t.ext = ext;
		t.next = NITEMS(ext);
		st = ses_tbs_write(&t, tbs, c->f);
	}
	buf_free(&request);
	buf_free(&original);
	return st;
}

/* The signature's value, with the seal's own key. */
static enum status
sign_with_seal(struct call *c, const struct use *u,
    const struct seal_key *key, struct bytes tbs,
    unsigned char sig[SM2_DER_MAX], size_t *n)
{
	const struct device	*d = &c->k->device;
	char			 context[KEYD_NAME + 16];
	void			*opened = NULL;
	enum status		 st;

	kept_seal_key_context(u->seal.request, context);
	st = d->ops->open(d->dev, context, bytes_of(NULL, 0), key->blob,
	    &opened, c->f);
	if (st == ST_OK)
		st = device_sign(d, opened, key->pub, tbs, sig, n, c->f);
	if (opened != NULL)
		d->ops->shut(opened);
	return st;
}

enum status
use_sign(struct call *c, const struct use *u, const struct seal_key *key,
    struct bytes cert)
{
	unsigned char	 sig[SM2_DER_MAX];
	struct buf	 tbs, der;
	size_t		 n = 0;
	enum status	 st;

	buf_init(&tbs, LIMIT_SIGNATURE);
	buf_init(&der, LIMIT_SIGNATURE);
	if ((st = write_tbs(c, u, c->now, &tbs)) == ST_OK &&
	    (st = sign_with_seal(c, u, key, buf_view(&tbs), sig, &n)) ==
	    ST_OK && (st = ses_signature_write(buf_view(&tbs), cert,
	    bytes_of(sig, n), &der, c->f)) == ST_OK)
		st = keep_use(c, u, bytes_of(sig, n));
	if (st == ST_OK)
		answer(c, buf_view(&der), c->now);
	buf_free(&der);
	buf_free(&tbs);
	return st;
}

enum status
use_sign_again(struct call *c, struct use *u, const struct used *before)
{
	struct known_cert	 cert;
	struct version_row	 then;
	struct buf		 tbs, der;
	enum status		 st;

	st = kept_version_find(c->db, c->pool, before->serial, &then, c->f);
	if (st == ST_OK)
		st = cert_load(c->db, c->pool, before->serial, &cert, c->f);
	if (st != ST_OK)
		return st;
	u->seal.der = then.der;		/* it may have been renewed since */
	buf_init(&tbs, LIMIT_SIGNATURE);
	buf_init(&der, LIMIT_SIGNATURE);
	if ((st = write_tbs(c, u, before->at, &tbs)) == ST_OK)
		st = ses_signature_write(buf_view(&tbs), cert.der,
		    before->value, &der, c->f);
	if (st == ST_OK)
		answer(c, buf_view(&der), before->at);
	buf_free(&der);
	buf_free(&tbs);
	return st;
}

enum status
op_seal_sign(struct call *c)
{
	struct ticket	 tickets[KEYD_TICKETS];
	int		 used[KEYD_TICKETS];
	struct used	 before;
	struct use	 u;
	struct seal_key	 key;
	struct cert	 cert;
	size_t		 n;
	enum status	 st;

	if ((st = use_read(c, "seal", &u)) != ST_OK)
		return st;
	if ((st = use_find(c, &u, &before)) == ST_OK)
		return use_sign_again(c, &u, &before);
	if (st != ST_ABSENT)
		return st;
	if ((st = use_seal(c, &u, &key, &cert)) != ST_OK ||
	    (st = use_tickets(c, &u, tickets, used, &n)) != ST_OK ||
	    (st = check_handle(c, &u, tickets, used, n)) != ST_OK)
		return st;
	return use_sign(c, &u, &key, cert.der);
}

/* --- the QR statement --------------------------------------------------- */

enum status
call_sign_answer(struct call *c, enum house h, struct bytes tbs,
    struct buf *der)
{
	const struct signer	 who = house_signer(c->k, h);
	unsigned char		 sig[SM2_DER_MAX];
	size_t			 n = 0;
	enum status		 st;

	st = device_sign(&c->k->device, who.key, who.pub, tbs, sig, &n, c->f);
	return st == ST_OK ?
	    trust_wrap(tbs, bytes_of(sig, n), der, c->f) : st;
}

static enum status
sign_qr(struct call *c, const struct use *u, struct buf *der)
{
	struct answer_qr	 qr = { .time = c->now };
	struct buf		 tbs;
	const char		*handle;
	enum status		 st;

	if ((st = call_name(c, KF_QR, &handle)) != ST_OK)
		return st;
	snprintf(qr.handle, sizeof(qr.handle), "%s", handle);
	snprintf(qr.request, sizeof(qr.request), "%s", u->request);
	snprintf(qr.seal, sizeof(qr.seal), "%s", u->code);
	memcpy(qr.document, u->doc, SM3_LEN);
	buf_init(&tbs, ANSWER_MAX);
	if ((st = answer_qr_write(&qr, &tbs, c->f)) == ST_OK)
		st = call_sign_answer(c, HOUSE_QR, buf_view(&tbs), der);
	buf_free(&tbs);
	return st;
}

enum status
op_qr_sign(struct call *c)
{
	struct ticket	 tickets[KEYD_TICKETS];
	int		 used[KEYD_TICKETS];
	struct used	 before;
	struct use	 u;
	struct seal_key	 key;
	struct cert	 cert;
	struct buf	 der;
	size_t		 n;
	enum status	 st;

	if ((st = use_read(c, "qr", &u)) != ST_OK)
		return st;
	if ((st = use_find(c, &u, &before)) == ST_OK)
		answer(c, before.value, before.at);
	if (st != ST_ABSENT)
		return st;
	if ((st = use_seal(c, &u, &key, &cert)) != ST_OK ||
	    (st = use_tickets(c, &u, tickets, used, &n)) != ST_OK)
		return st;
	buf_init(&der, ANSWER_MAX);
	if ((st = sign_qr(c, &u, &der)) == ST_OK)
		st = keep_use(c, &u, buf_view(&der));
	if (st == ST_OK)
		answer(c, buf_view(&der), c->now);
	buf_free(&der);
	return st;
}

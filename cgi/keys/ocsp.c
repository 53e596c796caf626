/*
 * OCSP for the certificates of our two issuing CAs (RFC 6960, RFC 5019): each
 * has a key of its own that answers, named by that CA.  What is answered is
 * keyd's own record at keyd's own time; a program only says which
 * certificate.
 */
#include <string.h>

#include "keys/local.h"
#include "trust/ocsp.h"

/* The two that issue, and who answers for them. */
static const struct {
	enum house	 ca, responder;
	enum cert_list	 list;
} answering[] = {
	{ HOUSE_MAKING, HOUSE_OCSP_SEALS, LIST_SEALS },
	{ HOUSE_STAFF, HOUSE_OCSP_STAFF, LIST_STAFF },
};

/* The certificate asked about, its fields as in struct ocsp_id. */
static enum status
read_id(struct call *c, struct ocsp_id *id, const char **serial)
{
	const struct bytes	 name = wire_get(&c->m, KF_ISSUER_NAME);
	const struct bytes	 key = wire_get(&c->m, KF_ISSUER_KEY);
	const int64_t		 hash = wire_num(&c->m, KF_LIST, -1);
	struct bytes		 raw = wire_get(&c->m, KF_SERIAL);
	char			*hex;
	size_t			 i;

	memset(id, 0, sizeof(*id));
	if (hash < 0 || hash >= OCSP_HASH__N || raw.n == 0 ||
	    raw.n > CERT_SERIAL)
		return fault_set(c->f, ST_INVALID, "ocsp: hash or serial");
	id->hash = (enum ocsp_hash)hash;
	id->nhash = ocsp_hash_size(id->hash);
	if (name.n != id->nhash || key.n != id->nhash)
		return fault_set(c->f, ST_INVALID, "ocsp: issuer");
	memcpy(id->name, name.p, id->nhash);
	memcpy(id->key, key.p, id->nhash);
	memcpy(id->serial, raw.p, raw.n);
	id->nserial = raw.n;
	if ((hex = pool_alloc(c->pool, CERT_HEX)) == NULL)
		return fault_set(c->f, ST_BROKEN, "out of memory");
	for (i = 0; i < raw.n; i++)
		snprintf(hex + 2 * i, 3, "%02X", raw.p[i]);
	*serial = hex;
	return ST_OK;
}

/*
 * Our record of it.  ST_ABSENT where the issuer is none of ours, or never
 * gave out that serial: then no "good", and no "unknown" either, which would
 * let anybody have as many signatures as there are numbers; the answer is
 * "unauthorized", which RFC 5019 2.2.3 has for what a responder has no
 * record of.
 */
static enum status
find(struct call *c, const struct ocsp_id *id, const char *serial,
    struct known_cert *cert, enum house *responder)
{
	enum status	 st;
	size_t		 i;

	for (i = 0; i < NITEMS(answering); i++)
		if (ocsp_id_is_of(id, c->k->house[answering[i].ca].cert))
			break;
	if (i == NITEMS(answering))
		return fault_set(c->f, ST_ABSENT, "ocsp: another issuer");
	if ((st = cert_load(c->db, c->pool, serial, cert, c->f)) != ST_OK)
		return st;
	if (cert->list != (int64_t)answering[i].list)
		return fault_set(c->f, ST_ABSENT, "ocsp: of the other CA");
	*responder = answering[i].responder;
	return ST_OK;
}

/* Given again: nothing changed since, and it is not near its end. */
static int
stands(struct call *c, const struct known_cert *cert, int64_t now_at)
{
	const int64_t	 number = wire_num(&c->m, KF_SEQ, 0);
	const int64_t	 from = wire_num(&c->m, KF_FROM, 0);

	return from > 0 && from <= c->now && c->now - from < KEYS_OCSP_FRESH &&
	    number >= cert->changed && number <= now_at;
}

static enum status
sign(struct call *c, const struct ocsp_answer *a, enum house h)
{
	const struct signer	 who = house_signer(c->k, h);
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 tbs, der;
	size_t			 n = 0;
	enum status		 st;

	buf_init(&tbs, OCSP_RESPONSE);
	buf_init(&der, OCSP_RESPONSE);
	if ((st = ocsp_tbs_write(a, who.pub, &tbs, c->f)) == ST_OK &&
	    (st = device_sign(&c->k->device, who.key, who.pub,
	    buf_view(&tbs), sig, &n, c->f)) == ST_OK &&
	    (st = ocsp_wrap(buf_view(&tbs), bytes_of(sig, n), who.cert, &der,
	    c->f)) == ST_OK)
		wire_put(c->out, KF_DER, buf_view(&der));
	buf_free(&tbs);
	buf_free(&der);
	return st;
}

enum status
op_ocsp(struct call *c)
{
	struct ocsp_answer	 a = { .state = OCSP_GOOD };
	struct known_cert	 cert;
	enum house		 responder = HOUSE_OCSP_SEALS;
	const char		*serial = NULL;
	int64_t			 number;
	enum status		 st;

	/* the number first: what changes after it is in the next one */
	if ((st = read_id(c, &a.id, &serial)) != ST_OK ||
	    (st = public_number(c->db, &number, c->f)) != ST_OK ||
	    (st = find(c, &a.id, serial, &cert, &responder)) != ST_OK)
		return st;
	wire_int(c->out, KF_SEQ, number);
	if (stands(c, &cert, number))
		return ST_OK;
	if (cert.ended != 0) {
		a.state = OCSP_REVOKED;
		a.revoked_at = cert.ended;
		a.reason = (enum crl_reason)cert.reason;
	}
	a.produced = a.this_update = c->now / MS_SECOND * MS_SECOND;
	a.next_update = a.this_update + KEYS_OCSP_MS;
	wire_int(c->out, KF_FROM, a.this_update);
	wire_int(c->out, KF_UNTIL, a.next_update);
	return sign(c, &a, responder);
}

enum status
op_changes(struct call *c)
{
	int64_t		 number;
	enum status	 st;

	if ((st = public_number(c->db, &number, c->f)) == ST_OK)
		wire_int(c->out, KF_SEQ, number);
	return st;
}

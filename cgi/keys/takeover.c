/*
 * A seal that another system made: keyd comes to know its code, its
 * certificate and how long it holds, so that it can be frozen and ended and
 * stands in the list of seals not to be trusted.  Its key lies where
 * it lay and never comes here; its certificate is another CA's, so no list of
 * ours revokes it.
 */
#include <string.h>

#include "keys/seal.h"

enum { KEY_TAKEN, KEY_ADD, SEAL_TAKEN, SEAL_ADD, VERSION_ADD, SQL__N };

static const struct sql take_sql[SQL__N] = {
	[KEY_TAKEN] = { .nin = 3, .text =
	    "SELECT 1 FROM key_seal_key WHERE pub = $1 OR request = $2"
	    " UNION SELECT 1 FROM key_cert WHERE serial = $3" },
	[KEY_ADD] = { .nin = 5, .text =
	    "INSERT INTO key_seal_key"
	    " (request, digest, blob, pub, serial, held)"
	    " VALUES ($1, $2, $3, $4, $5, 'device')" },
	[SEAL_TAKEN] = { .nin = 1, .text =
	    "SELECT 1 FROM key_seal WHERE code = $1" },
	[SEAL_ADD] = { .nin = 5, .text =
	    "INSERT INTO key_seal (code, serial, unit, state, changed, mark,"
	    " name) VALUES ($1, $2, $3, 'active', $4, '', $5)" },
	/* its file is the office's: nothing here signs with it */
	[VERSION_ADD] = { .nin = 7, .text =
	    "INSERT INTO key_seal_version"
	    " (serial, code, request, der, starts, ends, made)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7)" },
};

static enum status
is_there(struct call *c, int which, const struct value *in, size_t n,
    const char *what)
{
	struct rows	*rows = NULL;
	enum status	 st;

	st = store_query(c->db, &take_sql[which], in, n, &rows, c->f);
	if (st == ST_OK)
		st = rows_next(rows, c->f);
	rows_free(rows);
	if (st == ST_ABSENT)
		return ST_OK;
	return st == ST_OK ? fault_set(c->f, ST_CONFLICT,
	    "R-114 R-128: %s is known here", what) : st;
}

static enum status
check_free(struct call *c, const struct keyd_takeover *t,
    const struct cert *cert)
{
	const struct value	 code = v_text(t->code);
	const struct value	 key[] = {
		v_bytes(bytes_of(cert->key, SM2_PUBLIC)), v_text(t->request),
		v_text(cert->serial_hex),
	};
	enum status		 st;

	st = is_there(c, SEAL_TAKEN, &code, 1, "the code");
	return st == ST_OK ? is_there(c, KEY_TAKEN, key, NITEMS(key),
	    "key, certificate or request") : st;
}

static enum status
check_cert(struct call *c, const struct keyd_takeover *t, struct cert *cert)
{
	struct bytes	 extra[KEYD_TICKETS];
	enum status	 st;
	size_t		 n;

	for (n = 0; n < NITEMS(extra); n++) {
		extra[n] = wire_nth(&c->m, KF_CHAIN, n);
		if (extra[n].p == NULL)
			break;
	}
	st = outside_check(c->k, t->cert, extra, n, c->now, cert, c->f);
	if (st != ST_OK)
		return st;
	if (!cert_text_same(cert->subject.org, t->unit_name) &&
	    !cert_text_same(cert->subject.cn, t->unit_name))
		return fault_set(c->f, ST_INVALID,
		    "R-118: the certificate names another unit");
	if (t->from < cert->not_before || t->until > cert->not_after)
		return fault_set(c->f, ST_INVALID,
		    "R-119: longer than its certificate");
	if (t->from > c->now || t->until < c->now)
		return fault_set(c->f, ST_INVALID,
		    "R-117: the seal is not valid now");
	return ST_OK;
}

static enum status
keep(struct call *c, const struct keyd_takeover *t, const struct cert *cert,
    const unsigned char digest[SM3_LEN])
{
	const struct bytes	 none = bytes_of("", 0);
	const struct value	 key[] = {
		v_text(t->request), v_bytes(bytes_of(digest, SM3_LEN)),
		v_bytes(none), v_bytes(bytes_of(cert->key, SM2_PUBLIC)),
		v_text(cert->serial_hex),
	};
	const struct value	 seal[] = {
		v_text(t->code), v_text(cert->serial_hex), v_text(t->unit),
		v_int(c->now), v_text(t->seal_name),
	};
	const struct value	 version[] = {
		v_text(cert->serial_hex), v_text(t->code),
		v_text(t->request), v_bytes(none), v_int(t->from),
		v_int(t->until), v_int(c->now),
	};
	int64_t			 number;
	enum status		 st;

	if ((st = public_change(c->db, &number, c->f)) != ST_OK ||
	    (st = cert_keep(c->db, cert, LIST_OUTSIDE, t->request, c->f)) !=
	    ST_OK ||
	    (st = store_run(c->db, &take_sql[KEY_ADD], key, NITEMS(key), NULL,
	    c->f)) != ST_OK ||
	    (st = store_run(c->db, &take_sql[SEAL_ADD], seal, NITEMS(seal),
	    NULL, c->f)) != ST_OK)
		return st;
	return store_run(c->db, &take_sql[VERSION_ADD], version,
	    NITEMS(version), NULL, c->f);
}

enum status
op_seal_take_over(struct call *c)
{
	struct ask		 ask = { .now = c->now };
	unsigned char		 digest[SM3_LEN];
	struct keyd_takeover	 t;
	struct cert		 cert;
	enum status		 st;

	if ((st = keyd_get_takeover(&c->m, c->pool, &t, c->f)) != ST_OK ||
	    (st = keyd_takeover_digest(&t, digest, c->f)) != ST_OK)
		return st;
	ask.subject = t.request;
	ask.unit = t.unit;
	ask.digest = digest;
	if ((st = call_rule(c, RULE_TAKE_OVER, &ask)) != ST_OK ||
	    (st = check_cert(c, &t, &cert)) != ST_OK ||
	    (st = check_free(c, &t, &cert)) != ST_OK ||
	    (st = keep(c, &t, &cert, digest)) != ST_OK)
		return st;
	wire_text(c->out, KF_CODE, t.code);
	wire_text(c->out, KF_STATE, "active");
	wire_text(c->out, KF_MARK, "");
	wire_text(c->out, KF_SERIAL, cert.serial_hex);
	wire_int(c->out, KF_FROM, t.from);
	wire_int(c->out, KF_UNTIL, t.until);
	wire_int(c->out, KF_CHANGED, c->now);
	return ST_OK;
}

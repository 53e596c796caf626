/* Certificates keyd knows: making, keeping, ending; see local.h. */
#include <string.h>

#include "keys/local.h"

enum cert_sql {
	CERT_KEEP, CERT_FIND, CERT_END, CERT_LIFT, NUMBER_FIND, NUMBER_NEXT,
	SQL__N
};

static const struct sql cert_sql[SQL__N] = {
	[CERT_KEEP] = { .nin = 7, .text =
	    "INSERT INTO key_cert (serial, list, kind, holder, der, starts,"
	    " ends) VALUES ($1, $2, $3, $4, $5, $6, $7)" },
	[CERT_FIND] = { .nin = 1, .text =
	    "SELECT serial, list, kind, holder, der, starts, ends, ended,"
	    " reason, changed FROM key_cert WHERE serial = $1" },
	/* what is revoked stays so; what is held may become revoked */
	[CERT_END] = { .nin = 4, .text =
	    "UPDATE key_cert SET ended = $2, reason = $3, changed = $4"
	    " WHERE serial = $1 AND (ended IS NULL OR reason = 6)" },
	[CERT_LIFT] = { .nin = 2, .text =
	    "UPDATE key_cert SET ended = NULL, reason = NULL, changed = $2"
	    " WHERE serial = $1 AND reason = 6" },
	[NUMBER_FIND] = { .nin = 0, .text =
	    "SELECT n FROM key_number WHERE name = 'public'" },
	/* its row is locked until the commit: numbers come in that order */
	[NUMBER_NEXT] = { .nin = 0, .text =
	    "INSERT INTO key_number (name, n) VALUES ('public', 1)"
	    " ON CONFLICT (name) DO UPDATE SET n = key_number.n + 1"
	    " RETURNING n" },
};

enum status
cert_keep(struct store *db, const struct cert *c, enum cert_list list,
    const char *holder, struct fault *f)
{
	const struct value	 in[] = {
		v_text(c->serial_hex), v_int(list), v_int(c->kind),
		v_text(holder), v_bytes(c->der), v_int(c->not_before),
		v_int(c->not_after),
	};

	return store_run(db, &cert_sql[CERT_KEEP], in, NITEMS(in), NULL, f);
}

enum status
cert_load(struct store *db, struct pool *pool, const char *serial,
    struct known_cert *out, struct fault *f)
{
	const struct value	 in = v_text(serial);
	struct rows		*rows = NULL;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	st = store_query(db, &cert_sql[CERT_FIND], &in, 1, &rows, f);
	if (st != ST_OK || (st = rows_next(rows, f)) != ST_OK)
		goto out;
	out->serial = rows_text(rows, 0, pool);
	out->list = rows_int(rows, 1);
	out->kind = rows_int(rows, 2);
	out->holder = rows_text(rows, 3, pool);
	out->der = pool_bytes(pool, rows_bytes(rows, 4));
	out->from = rows_int(rows, 5);
	out->until = rows_int(rows, 6);
	out->ended = rows_int(rows, 7);
	out->reason = rows_int(rows, 8);
	out->changed = rows_int(rows, 9);
	if (pool_failed(pool))
		st = fault_set(f, ST_BROKEN, "out of memory");
out:
	rows_free(rows);
	return st == ST_ABSENT ?
	    fault_set(f, ST_ABSENT, "no certificate %s", serial) : st;
}

static enum status
take_number(struct store *db, enum cert_sql which, int64_t *number,
    struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	*number = 0;
	st = store_query(db, &cert_sql[which], NULL, 0, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*number = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

enum status
public_change(struct store *db, int64_t *number, struct fault *f)
{
	return take_number(db, NUMBER_NEXT, number, f);
}

enum status
public_number(struct store *db, int64_t *number, struct fault *f)
{
	enum status	 st = take_number(db, NUMBER_FIND, number, f);

	return st == ST_ABSENT ? ST_OK : st;	/* nothing changed yet */
}

enum status
cert_end(struct store *db, const char *serial, int64_t at, int reason,
    struct fault *f)
{
	int64_t		 number;
	enum status	 st;

	if ((st = public_change(db, &number, f)) != ST_OK)
		return st;
	{
		const struct value in[] = { v_text(serial), v_int(at),
			v_int(reason), v_int(number) };

		return store_run(db, &cert_sql[CERT_END], in, NITEMS(in),
		    NULL, f);
	}
}

enum status
cert_lift(struct store *db, const char *serial, struct fault *f)
{
	int64_t		 number;
	enum status	 st;

	if ((st = public_change(db, &number, f)) != ST_OK)
		return st;
	{
		const struct value in[] = { v_text(serial), v_int(number) };

		return store_run(db, &cert_sql[CERT_LIFT], in, NITEMS(in),
		    NULL, f);
	}
}

/* TBS, signature, both together. */
static enum status
compose(const struct keys *k, enum house ca, const struct cert_fields *fields,
    struct buf *der, struct fault *f)
{
	const struct house_key	*hk = &k->house[ca];
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 tbs;
	size_t			 n = 0;
	enum status		 st;

	buf_init(&tbs, LIMIT_CERT);
	if ((st = cert_tbs_write(fields, &tbs, f)) != ST_OK)
		goto out;
	st = device_sign(&k->device, hk->key, hk->cert->key, buf_view(&tbs),
	    sig, &n, f);
	if (st == ST_OK)
		st = cert_wrap(buf_view(&tbs), bytes_of(sig, n), der, f);
out:
	buf_free(&tbs);
	return st;
}

enum status
cert_make(struct keys *k, struct store *db, struct pool *pool, enum house ca,
    struct cert_fields *fields, const char *holder, struct cert *read,
    struct bytes *out, struct fault *f)
{
	const struct cert	*issuer = k->house[ca].cert;
	struct buf		 der;
	enum status		 st;

	*out = bytes_of(NULL, 0);
	cert_serial_new(fields->serial);
	fields->issuer_der = issuer->subject_der;
	fields->issuer_key_id = bytes_of(issuer->ski, issuer->nski);
	fields->crl_url = ca == HOUSE_MAKING ? k->crl_seals :
	    ca == HOUSE_STAFF ? k->crl_staff : NULL;
	/* nobody asks about who answers (ocsp-nocheck), nor about a CA here */
	fields->ocsp_url = fields->kind == CERT_STATUS ||
	    ca == HOUSE_ROOT ? NULL : k->ocsp_url;
	/* nobody's certificate outlives its CA */
	if (fields->not_after > issuer->not_after)
		fields->not_after = issuer->not_after;
	buf_init(&der, LIMIT_CERT);
	if ((st = compose(k, ca, fields, &der, f)) != ST_OK)
		goto out;
	*out = pool_bytes(pool, buf_view(&der));
	if (out->p == NULL)
		st = fault_set(f, ST_BROKEN, "out of memory");
	if (st == ST_OK)
		st = cert_read(*out, read, NULL, f);
	if (st == ST_OK)
		st = cert_keep(db, read, ca == HOUSE_MAKING ? LIST_SEALS :
		    ca == HOUSE_STAFF ? LIST_STAFF : LIST_OUTSIDE, holder, f);
out:
	buf_free(&der);
	return st;
}

enum status
op_cert_find(struct call *c)
{
	struct known_cert	 cert;
	const char		*serial;
	enum status		 st;

	if ((st = call_name(c, KF_SERIAL, &serial)) != ST_OK ||
	    (st = cert_load(c->db, c->pool, serial, &cert, c->f)) != ST_OK)
		return st;
	wire_text(c->out, KF_SERIAL, cert.serial);
	wire_put(c->out, KF_DER, cert.der);
	wire_int(c->out, KF_FROM, cert.from);
	wire_int(c->out, KF_UNTIL, cert.until);
	return ST_OK;
}

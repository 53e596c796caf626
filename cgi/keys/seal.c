/* Seals keyd keeps, and how they move (T2, as far as keys go). */
#include <string.h>

#include "keys/seal.h"

enum {
	SEAL_FIND, SEAL_TAKEN, SEAL_ADD, SEAL_MOVE, VERSION_ADD, VERSION_FIND,
	NEXT_END,
	SQL__N
};

static const struct sql seal_sql[SQL__N] = {
	[SEAL_FIND] = { .nin = 1, .text =
	    "SELECT s.code, v.request, s.serial, s.unit, s.state, s.mark,"
	    "       v.der, s.changed, v.starts, v.ends, s.before_loss"
	    "  FROM key_seal s JOIN key_seal_version v ON v.serial = s.serial"
	    " WHERE s.code = $1" },
	[SEAL_TAKEN] = { .nin = 3, .text =
	    "SELECT code FROM key_seal WHERE code = $1"
	    " UNION SELECT code FROM key_seal_version"
	    " WHERE request = $2 OR serial = $3" },
	[SEAL_ADD] = { .nin = 6, .text =
	    "INSERT INTO key_seal (code, serial, unit, state, changed, mark,"
	    " name) VALUES ($1, $2, $3, 'made', $4, $5, $6)" },
	[SEAL_MOVE] = { .nin = 5, .text =
	    "UPDATE key_seal SET state = $3, changed = $4, before_loss = $5"
	    " WHERE code = $1 AND state = $2" },
	[VERSION_ADD] = { .nin = 7, .text =
	    "INSERT INTO key_seal_version"
	    " (serial, code, request, der, starts, ends, made)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7)" },
	[VERSION_FIND] = { .nin = 1, .text =
	    "SELECT serial, code, request, der, made FROM key_seal_version"
	    " WHERE serial = $1 OR request = $1" },
	/* the keys of earlier versions are destroyed */
	[NEXT_END] = { .nin = 5, .text =
	    "UPDATE key_cert SET ended = $3, reason = $4, changed = $5"
	    " WHERE ended IS NULL AND serial IN"
	    "       (SELECT serial FROM key_seal_key WHERE renews = $1"
	    "           AND serial <> $2 AND held <> 'gone')" },
};

enum status
kept_seal_find(struct store *db, struct pool *pool, const char *code,
    struct seal_row *out, struct fault *f)
{
	const struct value	 in = v_text(code);
	struct rows		*rows = NULL;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	st = store_query(db, &seal_sql[SEAL_FIND], &in, 1, &rows, f);
	if (st != ST_OK || (st = rows_next(rows, f)) != ST_OK)
		goto out;
	out->code = rows_text(rows, 0, pool);
	out->request = rows_text(rows, 1, pool);
	out->serial = rows_text(rows, 2, pool);
	out->unit = rows_text(rows, 3, pool);
	out->state = rows_text(rows, 4, pool);
	out->mark = rows_text(rows, 5, pool);
	out->der = pool_bytes(pool, rows_bytes(rows, 6));
	out->changed = rows_int(rows, 7);
	out->from = rows_int(rows, 8);
	out->until = rows_int(rows, 9);
	out->before_loss = rows_text(rows, 10, pool);
	if (pool_failed(pool))
		st = fault_set(f, ST_BROKEN, "out of memory");
out:
	rows_free(rows);
	return st == ST_ABSENT ? fault_set(f, ST_ABSENT, "no seal %s", code) :
	    st;
}

enum status
kept_version_find(struct store *db, struct pool *pool, const char *key,
    struct version_row *out, struct fault *f)
{
	const struct value	 in = v_text(key);
	struct rows		*rows = NULL;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	st = store_query(db, &seal_sql[VERSION_FIND], &in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		out->serial = rows_text(rows, 0, pool);
		out->code = rows_text(rows, 1, pool);
		out->request = rows_text(rows, 2, pool);
		out->der = pool_bytes(pool, rows_bytes(rows, 3));
		out->made = rows_int(rows, 4);
		if (pool_failed(pool))
			st = fault_set(f, ST_BROKEN, "out of memory");
	}
	rows_free(rows);
	return st == ST_ABSENT ? fault_set(f, ST_ABSENT,
	    "nothing was made for %s", key) : st;
}

/* A renewal comes under the code there is. */
static enum status
check_free(struct call *c, const struct making *m, const char *code,
    const char *serial)
{
	const struct value	 in[] = {
		v_text(m->facts.renews != NULL ? NULL : code),
		v_text(m->facts.request), v_text(serial),
	};
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(c->db, &seal_sql[SEAL_TAKEN], in, NITEMS(in), &rows,
	    c->f);
	if (st == ST_OK)
		st = rows_next(rows, c->f);
	rows_free(rows);
	if (st == ST_ABSENT)
		return ST_OK;
	return st == ST_OK ? fault_set(c->f, ST_CONFLICT, "R-114 R-128: "
	    "code, request or certificate has its seal: %s", code) : st;
}

enum status
kept_seal_add(struct call *c, const struct making *m, const char *code,
    const struct cert *cert, struct bytes der, struct version_row *out)
{
	const struct value	 seal[] = {
		v_text(code), v_text(cert->serial_hex),
		v_text(m->facts.unit), v_int(c->now),
		v_text(c->k->device.ops->mark), v_text(m->facts.seal_name),
	};
	const struct value	 in[] = {
		v_text(cert->serial_hex), v_text(code),
		v_text(m->facts.request), v_bytes(der),
		v_int(cert->not_before), v_int(cert->not_after),
		v_int(c->now),
	};
	enum status		 st;

	if ((st = check_free(c, m, code, cert->serial_hex)) != ST_OK)
		return st;
	if (m->facts.renews == NULL)
		st = store_run(c->db, &seal_sql[SEAL_ADD], seal, NITEMS(seal),
		    NULL, c->f);
	if (st == ST_OK)
		st = store_run(c->db, &seal_sql[VERSION_ADD], in, NITEMS(in),
		    NULL, c->f);
	return st == ST_OK ? kept_version_find(c->db, c->pool,
	    cert->serial_hex, out, c->f) : st;
}

enum status
op_seal_find(struct call *c)
{
	struct seal_row	 row;
	const char	*code;
	enum status	 st;

	if ((st = call_name(c, KF_CODE, &code)) != ST_OK ||
	    (st = kept_seal_find(c->db, c->pool, code, &row, c->f)) != ST_OK)
		return st;
	wire_text(c->out, KF_CODE, row.code);
	wire_text(c->out, KF_STATE, row.state);
	wire_text(c->out, KF_MARK, row.mark);
	wire_text(c->out, KF_SERIAL, row.serial);
	wire_int(c->out, KF_FROM, row.from);
	wire_int(c->out, KF_UNTIL, row.until);
	wire_int(c->out, KF_CHANGED, row.changed);
	return ST_OK;
}

/* --- moves -------------------------------------------------------------- */

enum status
kept_seal_begin(struct call *c, enum rule_id rule, const char *subject,
    struct seal_row *row)
{
	struct ask	 ask = { .now = c->now, .subject = subject };
	const char	*code;
	enum status	 st;

	if ((st = call_name(c, KF_CODE, &code)) != ST_OK ||
	    (st = kept_seal_find(c->db, c->pool, code, row, c->f)) != ST_OK)
		return st;
	ask.seal = row->code;
	ask.unit = row->unit;
	ask.since = row->changed;
	return call_rule(c, rule, &ask);
}

enum status
kept_seal_move(struct call *c, const struct seal_row *row, const char *to)
{
	const struct value	 in[] = { v_text(row->code),
				    v_text(row->state), v_text(to),
				    v_int(c->now),
				    v_text(strcmp(to, "frozen") == 0 ?
				    row->state : NULL) };
	int64_t			 changed = 0, number;
	enum status		 st;

	if ((st = public_change(c->db, &number, c->f)) != ST_OK)
		return st;
	st = store_run(c->db, &seal_sql[SEAL_MOVE], in, NITEMS(in), &changed,
	    c->f);
	if (st == ST_OK && changed != 1)
		st = fault_set(c->f, ST_CONFLICT, "seal %s moved", row->code);
	return st;
}

int
kept_seal_is(const struct seal_row *row, const char *state)
{
	return strcmp(row->state, state) == 0;
}

enum status
kept_seal_refuse(struct call *c, const struct seal_row *row)
{
	return fault_set(c->f, ST_CONFLICT, "seal %s is %s", row->code,
	    row->state);
}

enum status
op_seal_activate(struct call *c)
{
	struct seal_row	 row;
	struct seal_key	 key;
	struct cert	 cert;
	enum status	 st;

	if ((st = kept_seal_begin(c, RULE_ACTIVATE, NULL, &row)) != ST_OK)
		return st;
	if (!kept_seal_is(&row, "made"))
		return kept_seal_refuse(c, &row);
	st = kept_seal_key_find(c->db, c->pool, row.request, &key, c->f);
	if (st == ST_OK)
		st = kept_seal_cert_current(c, row.serial, key.pub, &cert);
	if (st != ST_OK)
		return st;
	return kept_seal_move(c, &row, "active");
}

/* The key stays, unused, and the certificate is on hold. */
static enum status
hold(struct call *c, const struct seal_row *row, const char *state)
{
	enum status	 st;

	st = kept_seal_move(c, row, state);
	return st == ST_OK ? cert_end(c->db, row->serial, c->now, CRL_HOLD,
	    c->f) : st;
}

enum status
op_seal_freeze(struct call *c)
{
	struct seal_row	 row;
	enum status	 st;

	if ((st = kept_seal_begin(c, RULE_FREEZE, NULL, &row)) != ST_OK)
		return st;
	if (kept_seal_is(&row, "frozen"))
		return ST_OK;		/* reported twice: still frozen */
	if (!kept_seal_is(&row, "active") && !kept_seal_is(&row, "suspended"))
		return kept_seal_refuse(c, &row);
	return hold(c, &row, "frozen");
}

enum status
op_seal_suspend(struct call *c)
{
	struct seal_row	 row;
	enum status	 st;

	if ((st = kept_seal_begin(c, RULE_SUSPEND, NULL, &row)) != ST_OK)
		return st;
	if (kept_seal_is(&row, "suspended"))
		return ST_OK;		/* jobs broke off behind us */
	if (!kept_seal_is(&row, "active"))
		return kept_seal_refuse(c, &row);
	return hold(c, &row, "suspended");
}

/* The certificate must still be good: a new validity is a new seal's. */
static enum status
lift(struct call *c, const struct seal_row *row, const char *state)
{
	enum status	 st;

	if (row->until < c->now)
		return fault_set(c->f, ST_DENIED, "seal %s is over",
		    row->code);
	/* what was suspended before it was lost stays so */
	if ((st = kept_seal_move(c, row, state)) != ST_OK ||
	    strcmp(state, "suspended") == 0)
		return st;
	return cert_lift(c->db, row->serial, c->f);
}

enum status
op_seal_resume(struct call *c)
{
	struct seal_row	 row;
	enum status	 st;

	if ((st = kept_seal_begin(c, RULE_RESUME, NULL, &row)) != ST_OK)
		return st;
	if (!kept_seal_is(&row, "suspended"))
		return kept_seal_refuse(c, &row);
	return lift(c, &row, "active");
}

enum status
op_seal_release(struct call *c)
{
	struct seal_row	 row;
	enum status	 st;

	if ((st = kept_seal_begin(c, RULE_RELEASE, NULL, &row)) != ST_OK)
		return st;
	if (!kept_seal_is(&row, "frozen"))
		return kept_seal_refuse(c, &row);
	return lift(c, &row, row.before_loss != NULL ? row.before_loss :
	    "active");
}

enum status
kept_seal_drop_next(struct call *c, const struct seal_row *row)
{
	int64_t		 number;
	enum status	 st;

	if ((st = public_change(c->db, &number, c->f)) != ST_OK)
		return st;
	{
		const struct value in[] = {
			v_text(row->code), v_text(row->serial),
			v_int(c->now), v_int(CRL_CESSATION), v_int(number),
		};

		return store_run(c->db, &seal_sql[NEXT_END], in, NITEMS(in),
		    NULL, c->f);
	}
}

static int
is_reason(int64_t reason)
{
	return reason == CRL_KEY_COMPROMISE ||
	    reason == CRL_AFFILIATION_CHANGED || reason == CRL_SUPERSEDED ||
	    reason == CRL_CESSATION || reason == CRL_PRIVILEGE_WITHDRAWN;
}

enum status
op_seal_revoke(struct call *c)
{
	int64_t		 reason = wire_num(&c->m, KF_REASON, -1);
	struct seal_row	 row;
	enum status	 st;

	if (!is_reason(reason))
		return fault_set(c->f, ST_INVALID, "reason: 1, 3, 4, 5 or 9");
	if ((st = kept_seal_begin(c, RULE_REVOKE, NULL, &row)) != ST_OK)
		return st;
	if (kept_seal_is(&row, "revoked"))
		return kept_seal_refuse(c, &row);
	if ((st = kept_seal_move(c, &row, "revoked")) == ST_OK)
		st = kept_seal_drop_next(c, &row);
	return st == ST_OK ? cert_end(c->db, row.serial, c->now, (int)reason,
	    c->f) : st;
}

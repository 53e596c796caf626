/*
 * Renewal (续期): a new key, certificate and seal under the code there is,
 * with the same picture and names, agreed to by a checker or by the
 * seal's own live key; and what becomes of makings given up.
 */
#include <string.h>

#include "keys/seal.h"
#include "trust/ses.h"

enum { RENEW_SWITCH, RENEW_WIPE, SQL__N };

static const struct sql renew_sql[SQL__N] = {
	[RENEW_SWITCH] = { .nin = 4, .text =
	    "UPDATE key_seal SET serial = $2, changed = $3"
	    " WHERE code = $1 AND serial = $4 AND state = 'active'" },
	[RENEW_WIPE] = { .nin = 2, .text =
	    "UPDATE key_seal_key SET blob = $2, held = 'gone'"
	    " WHERE request = $1" },
};

/* --- the same seal ------------------------------------------------------- */

static int
is_picture(const struct ses_seal *seal, const struct keyd_facts *f)
{
	unsigned char	 hash[SM3_LEN];

	return sm3(seal->picture, hash) == ST_OK &&
	    memcmp(hash, f->picture_sm3, SM3_LEN) == 0 &&
	    bytes_same(seal->picture_type, bytes_text(f->picture_type)) &&
	    seal->width == f->mm_w && seal->height == f->mm_h;
}

/* What the facts say otherwise than the seal there is; NULL: nothing. */
static const char *
difference(const struct seal_row *row, const struct ses_seal *seal,
    const struct cert *cert, const struct keyd_facts *f)
{
	const struct cert_expect want = {
		.key = cert->key, .name = f->seal_name,
		.unit = f->unit_name, .code = f->unit_code,
	};

	if (strcmp(row->unit, f->unit) != 0)
		return "unit";
	if (!bytes_same(seal->name, bytes_text(f->seal_name)))
		return "name";
	if (seal->type != f->seal_type)
		return "type";
	if (!is_picture(seal, f))
		return "picture";
	return cert_matches(cert, &want) == MATCH_OK ? NULL :
	    "subject of the certificate";
}

static enum status
read_seal(struct call *c, const struct seal_row *row, struct ses_seal *seal,
    struct cert *cert)
{
	struct known_cert	 known;
	enum status		 st;

	st = cert_load(c->db, c->pool, row->serial, &known, c->f);
	if (st == ST_OK)
		st = cert_read(known.der, cert, NULL, c->f);
	return st == ST_OK ? ses_seal_read(row->der, seal, c->f) : st;
}

/* Neither leaves a renewal a device, nor goes into one by it. */
static enum status
check_place(struct call *c, const struct seal_row *row,
    const struct making *m)
{
	struct seal_key	 key;
	enum status	 st;

	st = kept_seal_key_find(c->db, c->pool, row->request, &key, c->f);
	if (st == ST_OK && kept_key_is(&key, HELD_DEVICE) !=
	    (m->facts.device.n > 0))
		st = fault_set(c->f, ST_DENIED,
		    "R-095: a renewal of %s in another place", row->code);
	return st;
}

enum status
renewal_check(struct call *c, const struct making *m, struct seal_row *row)
{
	struct ses_seal	 seal;
	struct cert	 cert;
	const char	*other;
	enum status	 st;

	st = kept_seal_find(c->db, c->pool, m->facts.renews, row, c->f);
	if (st == ST_OK && !kept_seal_is(row, "active"))
		return kept_seal_refuse(c, row);
	if (st == ST_OK && row->der.n == 0)
		return fault_set(c->f, ST_DENIED,
		    "R-020: %s was made by another system", row->code);
	if (st == ST_OK)
		st = read_seal(c, row, &seal, &cert);
	if (st != ST_OK)
		return st;
	other = difference(row, &seal, &cert, &m->facts);
	return other == NULL ? check_place(c, row, m) : fault_set(c->f,
	    ST_DENIED, "R-094: a renewal of %s with another %s", row->code,
	    other);
}

/* --- the version in force ------------------------------------------------ */

static enum status
put_in_force(struct call *c, const struct seal_row *row,
    const struct version_row *v)
{
	const struct value	 in[] = {
		v_text(row->code), v_text(v->serial), v_int(c->now),
		v_text(row->serial),
	};
	/* a key that signs no more is destroyed */
	const struct value	 old[] = {
		v_text(row->request), v_bytes(bytes_of("", 0)),
	};
	int64_t			 changed = 0, number;
	enum status		 st;

	if ((st = public_change(c->db, &number, c->f)) != ST_OK)
		return st;
	st = store_run(c->db, &renew_sql[RENEW_SWITCH], in, NITEMS(in),
	    &changed, c->f);
	if (st == ST_OK && changed != 1)
		st = fault_set(c->f, ST_CONFLICT, "seal %s moved", row->code);
	return st == ST_OK ? store_run(c->db, &renew_sql[RENEW_WIPE], old,
	    NITEMS(old), NULL, c->f) : st;
}

enum status
op_seal_renew(struct call *c)
{
	struct version_row	 v;
	struct seal_row		 row;
	struct seal_key		 key;
	struct cert		 cert;
	const char		*request;
	enum status		 st;

	if ((st = call_name(c, KF_REQUEST, &request)) != ST_OK ||
	    (st = kept_seal_begin(c, RULE_RENEW, request, &row)) != ST_OK ||
	    (st = kept_version_find(c->db, c->pool, request, &v,
	    c->f)) != ST_OK)
		return st;
	if (strcmp(v.code, row.code) != 0)
		return fault_set(c->f, ST_DENIED,
		    "R-094: %s renews another seal", request);
	if (!kept_seal_is(&row, "active"))
		return kept_seal_refuse(c, &row);
	st = kept_seal_key_find(c->db, c->pool, request, &key, c->f);
	if (st == ST_OK)
		st = kept_seal_cert_current(c, v.serial, key.pub, &cert);
	if (st == ST_OK && strcmp(row.serial, v.serial) == 0)
		st = fault_set(c->f, ST_CONFLICT, "seal %s: %s is in force",
		    row.code, request);
	return st == ST_OK ? put_in_force(c, &row, &v) : st;
}

/* --- the seal agrees ----------------------------------------------------- */

/* The keeper who submitted it, with this very key, and keeper still. */
static enum status
check_keeper(struct call *c, const struct seal_row *row,
    const struct ticket *said)
{
	struct bytes		 handle = wire_get(&c->m, KF_HANDLE);
	const struct unlocked	*who;
	unsigned		 roles = 0;
	enum status		 st;
	int			 slot;

	if (handle.n != KEYD_HANDLE)
		return fault_set(c->f, ST_INVALID, "handle: not 32 bytes");
	st = handle_take(c->k->handles, handle.p, c->now, &who, &slot, c->f);
	if (st != ST_OK)
		return st;
	if (who->must_change)
		st = fault_set(c->f, ST_DENIED,
		    "R-036: the PIN must be changed first");
	else if (strcmp(who->person, said->f.person) != 0)
		st = fault_set(c->f, ST_DENIED,
		    "R-095: not the keeper who asked for it");
	else
		st = call_roles_now(c, who, row->unit, &roles);
	handle_done(c->k->handles, slot);
	if (st == ST_OK && !(roles & ROLE_BIT(ROLE_KEEPER)))
		st = fault_set(c->f, ST_DENIED,
		    "R-095: not a keeper of the seal's unit");
	return st;
}

static enum status
say_with_seal(struct call *c, const struct seal_row *row,
    const struct seal_key *key, struct bytes cert, const struct making *m)
{
	const struct device	*d = &c->k->device;
	struct statement_fields	 s = {
		.kind = STATEMENT_SEAL, .action = ACT_SEAL_RENEW,
		.role = ROLE__N,
	};
	struct signer		 who = { .pub = key->pub, .cert = cert };
	char			 context[KEYD_NAME + 16];
	struct bytes		 der;
	enum status		 st;

	snprintf(s.subject, sizeof(s.subject), "%s", m->facts.request);
	snprintf(s.seal, sizeof(s.seal), "%s", row->code);
	memcpy(s.fields, m->digest, SM3_LEN);
	kept_seal_key_context(row->request, context);
	st = d->ops->open(d->dev, context, bytes_of(NULL, 0), key->blob,
	    &who.key, c->f);
	if (st == ST_OK)
		st = statement_make(c, &who, &s, &der);
	if (who.key != NULL)
		d->ops->shut(who.key);
	if (st == ST_OK)
		wire_put(c->out, KF_DER, der);
	return st;
}

enum status
renewal_live(struct call *c, const struct seal_row *row,
    struct seal_key *key, struct cert *cert)
{
	enum status	 st;

	if (c->now > row->until)
		return fault_set(c->f, ST_DENIED, "R-095: seal %s is over",
		    row->code);
	st = kept_seal_key_find(c->db, c->pool, row->request, key, c->f);
	return st == ST_OK ? kept_seal_cert_current(c, row->serial, key->pub,
	    cert) : st;
}

enum status
renewal_take_over(struct call *c, const struct making *m)
{
	struct seal_row	 row;
	struct seal_key	 key;
	struct cert	 cert;
	enum status	 st;

	if (m->facts.renews == NULL)
		return ST_OK;
	st = kept_seal_find(c->db, c->pool, m->facts.renews, &row, c->f);
	return st == ST_OK ? renewal_live(c, &row, &key, &cert) : st;
}

enum status
op_seal_package(struct call *c)
{
	struct ticket	 tickets[KEYD_TICKETS];
	int		 used[KEYD_TICKETS];
	struct making	 m;
	struct seal_row	 row;
	struct seal_key	 key;
	struct cert	 cert;
	struct ask	 ask = { .now = c->now };
	size_t		 n, i;
	enum status	 st;

	if ((st = keyd_get_facts(&c->m, c->pool, &m.facts, c->f)) != ST_OK ||
	    (st = keyd_facts_digest(&m.facts, m.digest, c->f)) != ST_OK)
		return st;
	if (m.facts.renews == NULL)
		return fault_set(c->f, ST_INVALID, "no seal to renew");
	if (m.facts.device.n > 0)
		return fault_set(c->f, ST_DENIED,
		    "R-095: the key of seal %s is in its device",
		    m.facts.renews);
	ask.subject = m.facts.request;
	ask.seal = m.facts.renews;
	ask.unit = m.facts.unit;
	if ((st = renewal_check(c, &m, &row)) != ST_OK ||
	    (st = renewal_live(c, &row, &key, &cert)) != ST_OK ||
	    (st = call_tickets(c, RULE_RENEW_SELF, &ask, tickets, used,
	    &n)) != ST_OK)
		return st;
	for (i = 0; i < n && !used[i]; i++)
		continue;
	if ((st = check_keeper(c, &row, &tickets[i])) != ST_OK)
		return st;
	return say_with_seal(c, &row, &key, cert.der, &m);
}

/* --- given up ------------------------------------------------------------ */

/* What was made and not put into use ends; in use it has other ways. */
static enum status
drop_made(struct call *c, const struct version_row *v,
    const struct seal_key *key)
{
	struct seal_row	 row;
	enum status	 st;

	if ((st = kept_seal_find(c->db, c->pool, v->code, &row,
	    c->f)) != ST_OK)
		return st;
	if (strcmp(row.serial, v->serial) == 0) {
		if (kept_seal_is(&row, "revoked"))
			return ST_OK;
		return kept_seal_is(&row, "made") ?
		    kept_seal_move(c, &row, "revoked") :
		    kept_seal_refuse(c, &row);
	}
	return !kept_key_is(key, HELD_GONE) ? ST_OK : fault_set(c->f, ST_CONFLICT,
	    "%s was in force", v->request);
}

enum status
op_seal_drop(struct call *c)
{
	struct ask		 ask = { .now = c->now };
	struct version_row	 v;
	struct seal_key		 key;
	enum status		 st;

	if ((st = call_name(c, KF_REQUEST, &ask.subject)) != ST_OK ||
	    (st = call_rule(c, RULE_DROP, &ask)) != ST_OK)
		return st;
	st = kept_seal_key_find(c->db, c->pool, ask.subject, &key, c->f);
	if (st != ST_OK || key.serial == NULL)
		return st == ST_ABSENT ? ST_OK : st;	/* nothing yet */
	st = kept_version_find(c->db, c->pool, ask.subject, &v, c->f);
	if (st == ST_OK)
		st = drop_made(c, &v, &key);
	else if (st == ST_ABSENT)
		st = ST_OK;
	return st == ST_OK ? cert_end(c->db, key.serial, c->now,
	    CRL_CESSATION, c->f) : st;
}

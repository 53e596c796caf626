/*
 * Statements handed over as tickets: read, their certificates found among
 * those the staff CA issued (byte for byte), good when they were made, their
 * signatures verified; then the rule (policy.c) decides.
 */
#include <string.h>

#include "keys/seal.h"
#include "trust/signed.h"

enum { SPENT_FIND, SPENT_ADD, SQL__N };

static const struct sql spent_sql[SQL__N] = {
	[SPENT_FIND] = { .nin = 1, .text =
	    "SELECT step FROM key_spent WHERE digest = $1" },
	[SPENT_ADD] = { .nin = 3, .text =
	    "INSERT INTO key_spent (digest, step, at) VALUES ($1, $2, $3)" },
};

/* Whether the certificate may make such a statement at all. */
static int
fits_kind(const struct cert *cert, const struct statement_fields *s)
{
	const struct cert_grant	*g;

	switch (s->kind) {
	case STATEMENT_OWN:
		g = cert_grant_for(cert, s->unit);
		return cert->kind == CERT_PERSON && s->role < ROLE__N &&
		    strcmp(cert->holder, s->person) == 0 && g != NULL &&
		    (g->roles & ROLE_BIT(s->role)) != 0;
	case STATEMENT_WITNESSED:
	case STATEMENT_SYSTEM:
		return cert->kind == CERT_SYSTEM;
	case STATEMENT_SEAL:
		return cert_may_sign(cert);
	default:
		return 0;
	}
}

/* Only the desk's own key witnesses, only the system's own speaks for it. */
static int
is_house_cert(const struct call *c, const struct statement_fields *s,
    const struct cert *cert)
{
	enum house	 h = s->kind == STATEMENT_WITNESSED ? HOUSE_DESK :
			    HOUSE_SYSTEM;

	return s->kind == STATEMENT_OWN || s->kind == STATEMENT_SEAL ||
	    memcmp(c->k->house[h].cert->key, cert->key, SM2_PUBLIC) == 0;
}

/* A person's, or our own, of the staff CA; a seal's, in the seal's name. */
static enum status
ticket_check_list(struct call *c, const struct statement *s,
    const struct known_cert *known)
{
	const int		 of_seal = s->f.kind == STATEMENT_SEAL;
	struct version_row	 v;
	enum status		 st = ST_OK;
	int			 yes;

	yes = bytes_same(known->der, s->cert) &&
	    of_seal == (known->list != LIST_STAFF);
	if (yes && of_seal) {
		st = kept_version_find(c->db, c->pool, known->serial, &v,
		    c->f);
		yes = st == ST_OK && strcmp(v.code, s->f.seal) == 0;
	}
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	return yes ? ST_OK : fault_set(c->f, ST_DENIED, "statement %s: not "
	    "by a certificate of ours", s->f.action);
}

static enum status
ticket_check_cert(struct call *c, const struct statement *s,
    struct cert *cert)
{
	struct known_cert	 known;
	enum status		 st;

	if ((st = cert_read(s->cert, cert, NULL, c->f)) != ST_OK)
		return st;
	st = cert_load(c->db, c->pool, cert->serial_hex, &known, c->f);
	if (st == ST_ABSENT)
		return fault_set(c->f, ST_DENIED, "statement %s: not by a "
		    "certificate of ours", s->f.action);
	if (st != ST_OK || (st = ticket_check_list(c, s, &known)) != ST_OK)
		return st;
	if (s->f.time < known.from || s->f.time > known.until ||
	    (known.ended != 0 && s->f.time >= known.ended))
		return fault_set(c->f, ST_DENIED, "statement %s: certificate "
		    "%s was not valid then", s->f.action, known.serial);
	if (!fits_kind(cert, &s->f) || !is_house_cert(c, &s->f, cert))
		return fault_set(c->f, ST_DENIED, "statement %s: its "
		    "certificate does not carry that role", s->f.action);
	return ST_OK;
}

/* The digest a verified signature is remembered by: of key and DER. */
enum status
call_seen_digest(const unsigned char key[SM2_PUBLIC], struct bytes der,
    unsigned char out[SM3_LEN])
{
	struct sm3	*h = sm3_new();
	int		 ok;

	ok = h != NULL && sm3_add(h, bytes_of(key, SM2_PUBLIC)) &&
	    sm3_add(h, der) && sm3_end(h, out);
	sm3_free(h);
	return ok ? ST_OK : ST_BROKEN;
}

/* Verify, unless this process did so before. */
static enum status
ticket_verify(struct call *c, struct bytes der,
    const unsigned char key[SM2_PUBLIC])
{
	unsigned char	 digest[SM3_LEN];
	enum status	 st;

	if (call_seen_digest(key, der, digest) != ST_OK)
		return fault_set(c->f, ST_BROKEN, "SM3 failed");
	if (seen_has(c->k->seen, digest))
		return ST_OK;
	st = trust_verify_signed(der, STATEMENT_MAX, key, c->f);
	if (st == ST_OK)
		seen_add(c->k->seen, digest);
	return st;
}

static enum status
ticket_read(struct call *c, struct bytes der, struct ticket *out)
{
	struct statement	 s;
	struct cert		 cert;
	enum status		 st;

	if ((st = statement_read(der, &s, c->f)) != ST_OK)
		return st;
	if ((st = ticket_check_cert(c, &s, &cert)) != ST_OK)
		return st;
	st = ticket_verify(c, der, cert.key);
	if (st == ST_INVALID)
		return fault_set(c->f, ST_DENIED,
		    "statement %s: signature does not fit", s.f.action);
	if (st != ST_OK)
		return st;
	out->f = s.f;
	memcpy(out->serial, cert.serial_hex, sizeof(out->serial));
	return sm3(der, out->digest) == ST_OK ? ST_OK :
	    fault_set(c->f, ST_BROKEN, "SM3 failed");
}

/* --- used once ---------------------------------------------------------- */

static enum status
ticket_spend(struct call *c, const struct ticket *t)
{
	const struct value	 in[] = {
		v_bytes(bytes_of(t->digest, SM3_LEN)), v_text(c->step),
		v_int(c->now),
	};
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(c->db, &spent_sql[SPENT_FIND], in, 1, &rows, c->f);
	if (st == ST_OK)
		st = rows_next(rows, c->f);
	rows_free(rows);
	if (st == ST_OK)
		return fault_set(c->f, ST_DENIED,
		    "statement %s was used before", t->f.action);
	if (st != ST_ABSENT)
		return st;
	return store_run(c->db, &spent_sql[SPENT_ADD], in, NITEMS(in), NULL,
	    c->f);
}

enum status
call_tickets(struct call *c, enum rule_id id, const struct ask *ask,
    struct ticket *tickets, int *used, size_t *n)
{
	const struct rule	*rule = rule_of(id);
	struct bytes		 der;
	enum status		 st = ST_OK;
	size_t			 i;

	for (*n = 0; (der = wire_nth(&c->m, KF_TICKET, *n)).p != NULL; ++*n) {
		if (*n >= KEYD_TICKETS)
			return fault_set(c->f, ST_INVALID, "too many tickets");
		if ((st = ticket_read(c, der, &tickets[*n])) != ST_OK)
			return st;
	}
	if ((st = rule_check(rule, ask, tickets, *n, used, c->f)) != ST_OK)
		return st;
	for (i = 0; i < *n && rule->spent && st == ST_OK; i++)
		if (used[i])
			st = ticket_spend(c, &tickets[i]);
	return st;
}

enum status
call_rule(struct call *c, enum rule_id id, const struct ask *ask)
{
	struct ticket	 tickets[KEYD_TICKETS];
	int		 used[KEYD_TICKETS];
	size_t		 n;

	return call_tickets(c, id, ask, tickets, used, &n);
}

/*
 * Action statements, composed with keyd's own clock: own, witnessed and
 * system (design.md, Keys).  A partner's comes from outside.
 */
#include <string.h>

#include "keys/local.h"

#define YEAR_MS (366 * MS_DAY)	/* a statement without an end is kept so long */

/* What we signed ourselves need not be verified when it comes back. */
static void
remember(struct call *c, const struct signer *who, struct bytes der)
{
	unsigned char	 digest[SM3_LEN];

	if (call_seen_digest(who->pub, der, digest) == ST_OK)
		seen_add(c->k->seen, digest);
}

enum status
statement_make(struct call *c, const struct signer *who,
    struct statement_fields *s, struct bytes *out)
{
	unsigned char	 sig[SM2_DER_MAX];
	struct buf	 tbs, der;
	size_t		 n = 0;
	enum status	 st;

	*out = bytes_of(NULL, 0);
	s->time = c->now;
	if (s->not_after == 0)
		s->not_after = c->now + YEAR_MS;
	buf_init(&tbs, STATEMENT_MAX);
	buf_init(&der, STATEMENT_MAX);
	st = c->k->device.ops->random(c->k->device.dev, s->nonce,
	    sizeof(s->nonce), c->f);
	if (st == ST_OK)
		st = statement_tbs_write(s, who->cert, &tbs, c->f);
	if (st == ST_OK)
		st = device_sign(&c->k->device, who->key, who->pub,
		    buf_view(&tbs), sig, &n, c->f);
	if (st == ST_OK)
		st = statement_wrap(buf_view(&tbs), bytes_of(sig, n),
		    who->cert, &der, c->f);
	if (st == ST_OK) {
		*out = pool_bytes(c->pool, buf_view(&der));
		if (out->p == NULL)
			st = fault_set(c->f, ST_BROKEN, "out of memory");
		else
			remember(c, who, *out);
	}
	buf_free(&der);
	buf_free(&tbs);
	return st;
}

/* --- what is said ------------------------------------------------------- */

static int
take_text(const struct wire_msg *m, uint16_t field, char *out, size_t n)
{
	return wire_get(m, field).p == NULL || wire_str(m, field, out, n);
}

static int
take_hash(const struct wire_msg *m, uint16_t field, unsigned char *out,
    int *there)
{
	struct bytes	 v = wire_get(m, field);

	*there = v.p != NULL;
	if (v.p == NULL)
		return 1;
	if (v.n != SM3_LEN)
		return 0;
	memcpy(out, v.p, SM3_LEN);
	return 1;
}

static enum status
read_say(struct call *c, unsigned kind_bit, struct statement_fields *s,
    const struct action **action)
{
	int64_t	 role = wire_num(&c->m, KF_ROLE, ROLE__N);
	int	 has_fields;

	memset(s, 0, sizeof(*s));
	if (!wire_str(&c->m, KF_ACTION, s->action, sizeof(s->action)) ||
	    !wire_str(&c->m, KF_SUBJECT, s->subject, sizeof(s->subject)) ||
	    !take_text(&c->m, KF_SEAL, s->seal, sizeof(s->seal)) ||
	    !take_text(&c->m, KF_UNIT, s->unit, sizeof(s->unit)) ||
	    !take_hash(&c->m, KF_DOC, s->document, &s->has_document) ||
	    !take_hash(&c->m, KF_DIGEST, s->fields, &has_fields))
		return fault_set(c->f, ST_INVALID, "statement: malformed");
	s->role = role >= 0 && role < ROLE__N ? (enum role)role : ROLE__N;
	s->count = wire_num(&c->m, KF_COUNT, 0);
	s->not_after = wire_num(&c->m, KF_NOT_AFTER, 0);
	if ((*action = action_find(s->action)) == NULL)
		return fault_set(c->f, ST_INVALID, "no action %s", s->action);
	if (!((*action)->kinds & kind_bit))
		return fault_set(c->f, ST_DENIED,
		    "%s cannot be said so", s->action);
	return ST_OK;
}

static enum status
answer(struct call *c, const struct signer *who, struct statement_fields *s)
{
	struct bytes	 der;
	enum status	 st;

	if ((st = statement_make(c, who, s, &der)) == ST_OK)
		wire_put(c->out, KF_STATEMENT, der);
	return st;
}

/* --- own ---------------------------------------------------------------- */

/* The role must stand in the certificate and may say this. */
static enum status
own_check(struct call *c, const struct action *action,
    struct statement_fields *s, const struct cert *cert)
{
	const struct cert_grant	*g;

	if (s->unit[0] == '\0')
		memcpy(s->unit, cert->grants[0].unit, sizeof(s->unit));
	g = cert_grant_for(cert, s->unit);
	if (s->role >= ROLE__N || g == NULL ||
	    !(g->roles & ROLE_BIT(s->role)))
		return fault_set(c->f, ST_DENIED,
		    "%s: role %s is not in the certificate", s->action,
		    s->role < ROLE__N ? role_name(s->role) : "?");
	if (!(action->roles & ROLE_BIT(s->role)))
		return fault_set(c->f, ST_DENIED, "%s: not for role %s",
		    s->action, role_name(s->role));
	return ST_OK;
}

static enum status
own_cert(struct call *c, const char *person, struct cert *cert)
{
	struct person_row	 row;
	struct known_cert	 known;
	enum status		 st;

	if ((st = person_find(c->db, c->pool, person, &row, c->f)) != ST_OK ||
	    (st = cert_load(c->db, c->pool, row.serial, &known, c->f)) !=
	    ST_OK || (st = cert_read(known.der, cert, NULL, c->f)) != ST_OK)
		return st;
	if (row.ended != 0 || known.ended != 0 ||
	    cert_period(cert, c->now) != 0)
		return fault_set(c->f, ST_DENIED,
		    "certificate of %s is over", person);
	return ST_OK;
}

static enum status
say_with(struct call *c, const struct unlocked *u,
    const struct action *action, struct statement_fields *s)
{
	struct cert	 cert;
	struct signer	 who = { .key = u->key };
	struct bytes	 person = wire_get(&c->m, KF_PERSON);
	enum status	 st;

	if (person.p != NULL && !bytes_same(person, bytes_text(u->person)))
		return fault_set(c->f, ST_DENIED, "the key of another person");
	if (u->must_change)
		return fault_set(c->f, ST_DENIED,
		    "R-036: the PIN must be changed first");
	if ((st = own_cert(c, u->person, &cert)) != ST_OK ||
	    (st = own_check(c, action, s, &cert)) != ST_OK)
		return st;
	s->kind = STATEMENT_OWN;
	memcpy(s->person, u->person, sizeof(s->person));
	who.pub = cert.key;
	who.cert = cert.der;
	/* a key reset since the unlock would sign for another certificate */
	if (memcmp(cert.key, u->pub, SM2_PUBLIC) != 0)
		return fault_set(c->f, ST_ABSENT, "the key was replaced");
	return answer(c, &who, s);
}

enum status
op_say_own(struct call *c)
{
	struct bytes		 handle = wire_get(&c->m, KF_HANDLE);
	const struct action	*action;
	const struct unlocked	*u;
	struct statement_fields	 s;
	int			 slot;
	enum status		 st;

	if (handle.n != KEYD_HANDLE)
		return fault_set(c->f, ST_INVALID, "handle: not 32 bytes");
	if ((st = read_say(c, SAY_OWN, &s, &action)) != ST_OK ||
	    (st = handle_take(c->k->handles, handle.p, c->now, &u, &slot,
	    c->f)) != ST_OK)
		return st;
	st = say_with(c, u, action, &s);
	handle_done(c->k->handles, slot);
	return st;
}

/* --- witnessed and system ----------------------------------------------- */

enum status
op_say_witnessed(struct call *c)
{
	const struct signer	 who = house_signer(c->k, HOUSE_DESK);
	const struct action	*action;
	struct statement_fields	 s;
	enum status		 st;

	if ((st = read_say(c, SAY_WITNESSED, &s, &action)) != ST_OK)
		return st;
	if (!wire_str(&c->m, KF_PHONE, s.phone, sizeof(s.phone)) ||
	    !wire_str(&c->m, KF_WITNESS, s.code, sizeof(s.code)) ||
	    s.phone[0] == '\0' || s.code[0] == '\0' ||
	    strchr(s.phone, '*') == NULL)
		return fault_set(c->f, ST_INVALID,
		    "witnessed: a masked phone and the id of its code");
	s.kind = STATEMENT_WITNESSED;
	s.role = ROLE__N;
	return answer(c, &who, &s);
}

/* Which program's timed and automatic rows may say what. */
static const struct { const char *action; unsigned programs; } system_says[] =
{
	{ ACT_REQUEST_STEP, PROGRAM(JOBS) | PROGRAM(ISSUE) | PROGRAM(APPLY) |
	  PROGRAM(APPROVE) | PROGRAM(LOSS) | PROGRAM(CANCEL) |
	  PROGRAM(RENEW) | PROGRAM(CHANGE) | PROGRAM(REPLACE) |
	  PROGRAM(STAMP) | PROGRAM(CONSOLE) },
	{ ACT_REQUEST_CLOSE, PROGRAM(JOBS) },
	{ ACT_SEAL_SUSPEND, PROGRAM(JOBS) },
	{ ACT_USE_AUTO, PROGRAM(JOBS) | PROGRAM(CONSOLE) },
};

enum status
op_say_system(struct call *c)
{
	const struct signer	 who = house_signer(c->k, HOUSE_SYSTEM);
	const struct action	*action;
	struct statement_fields	 s;
	enum status		 st;
	size_t			 i;

	if ((st = read_say(c, SAY_SYSTEM, &s, &action)) != ST_OK)
		return st;
	for (i = 0; i < NITEMS(system_says); i++)
		if (strcmp(system_says[i].action, s.action) == 0 &&
		    (system_says[i].programs & c->program) != 0)
			break;
	if (i == NITEMS(system_says))
		return fault_set(c->f, ST_DENIED,
		    "%s is not for this program", s.action);
	s.kind = STATEMENT_SYSTEM;
	s.role = ROLE__N;
	return answer(c, &who, &s);
}

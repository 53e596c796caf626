/*
 * Using a seal under a standing grant (系统授权, R-167): no person's handle, so
 * keyd itself holds each use against what two people signed: step, class,
 * days, how many a day, and that nobody has ended it since.
 */
#include <string.h>

#include "base/calendar.h"
#include "keys/use.h"
#include "trust/automatic.h"

enum { GRANT_USE, GRANT_COUNT, GRANT_END, SQL__N };

static const struct sql auto_sql[SQL__N] = {
	/* A number stands for what it was first used with; the row is locked,
	 * so that two uses at once are counted one after the other. */
	[GRANT_USE] = { .nin = 4, .text =
	    "INSERT INTO key_grant (number, code, digest, used)"
	    " VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT (number, code) DO UPDATE SET used = $4"
	    " RETURNING digest, ended" },
	[GRANT_COUNT] = { .nin = 3, .text =
	    "SELECT COUNT(*) FROM key_use"
	    " WHERE standing = $1 AND code = $2 AND at >= $3" },
	[GRANT_END] = { .nin = 3, .text =
	    "INSERT INTO key_grant (number, code, ended)"
	    " VALUES ($1, $2, $3)"
	    " ON CONFLICT (number, code) DO UPDATE"
	    "   SET ended = COALESCE(key_grant.ended, $3)" },
};

/* What it may be for at all, and whether today is in it. */
static enum status
check_grant(struct call *c, const struct keyd_auto *g)
{
	const struct auto_step	*step = auto_step_find(g->step);

	if (step == NULL)
		return fault_set(c->f, ST_DENIED,
		    "R-169: no business step %s", g->step);
	if (strcmp(step->class, g->class) != 0)
		return fault_set(c->f, ST_DENIED, "R-168: step %s stamps no "
		    "document of class %s", g->step, g->class);
	if (g->from <= 0 || g->until <= g->from || g->until >=
	    calendar_add_months(calendar_midnight(g->from), 12) + MS_DAY)
		return fault_set(c->f, ST_DENIED,
		    "R-167: grant %s: more than a year", g->grant);
	if (g->per_day < 1 || g->per_day > KEYD_PER_DAY_MAX)
		return fault_set(c->f, ST_DENIED,
		    "R-167: grant %s: limit a day", g->grant);
	if (c->now < g->from || c->now > g->until)
		return fault_set(c->f, ST_DENIED,
		    "R-167: grant %s is not in force now", g->grant);
	return ST_OK;
}

/* Two persons for the grant, the system for this use of it. */
static enum status
check_said(struct call *c, const struct use *u, const unsigned char *digest)
{
	struct ask	 ask = {
		.now = c->now, .subject = u->grant, .seal = u->code,
		.unit = u->seal.unit, .digest = digest,
	};
	enum status	 st;

	if ((st = call_rule(c, RULE_GRANT, &ask)) != ST_OK)
		return st;
	ask.subject = u->request;
	ask.doc = u->doc;
	return call_rule(c, RULE_USE_AUTO, &ask);
}

/* The grant as keyd knows it: still the same, and not ended. */
static enum status
claim(struct call *c, const struct use *u, const unsigned char *digest)
{
	const struct bytes	 sm3 = bytes_of(digest, SM3_LEN);
	const struct value	 in[] = {
		v_text(u->grant), v_text(u->code), v_bytes(sm3),
		v_int(c->now),
	};
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(c->db, &auto_sql[GRANT_USE], in, NITEMS(in), &rows,
	    c->f);
	if (st == ST_OK)
		st = rows_next(rows, c->f);
	if (st == ST_OK && !rows_is_null(rows, 1))
		st = fault_set(c->f, ST_DENIED, "R-167: grant %s was ended",
		    u->grant);
	else if (st == ST_OK && !bytes_same(rows_bytes(rows, 0), sm3))
		st = fault_set(c->f, ST_DENIED, "R-167: grant %s was used "
		    "with other fields", u->grant);
	rows_free(rows);
	return st;
}

static enum status
check_today(struct call *c, const struct use *u, int64_t per_day)
{
	const struct value	 in[] = {
		v_text(u->grant), v_text(u->code),
		v_int(calendar_midnight(c->now)),
	};
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(c->db, &auto_sql[GRANT_COUNT], in, NITEMS(in),
	    &rows, c->f);
	if (st == ST_OK)
		st = rows_next(rows, c->f);
	if (st == ST_OK && rows_int(rows, 0) >= per_day)
		st = fault_set(c->f, ST_DENIED, "R-167: grant %s: %lld stamps "
		    "today, no more", u->grant, (long long)per_day);
	rows_free(rows);
	return st;
}

static enum status
check_all(struct call *c, const struct use *u, const struct keyd_auto *g)
{
	unsigned char	 digest[SM3_LEN];
	enum status	 st;

	if ((st = check_grant(c, g)) != ST_OK ||
	    (st = keyd_auto_digest(g, digest, c->f)) != ST_OK ||
	    (st = check_said(c, u, digest)) != ST_OK ||
	    (st = claim(c, u, digest)) != ST_OK)
		return st;
	return check_today(c, u, g->per_day);
}

enum status
op_seal_auto(struct call *c)
{
	struct keyd_auto g;
	struct used	 before;
	struct use	 u;
	struct seal_key	 key;
	struct cert	 cert;
	enum status	 st;

	if ((st = use_read(c, "seal", &u)) != ST_OK ||
	    (st = keyd_get_auto(&c->m, c->pool, &g, c->f)) != ST_OK)
		return st;
	u.grant = g.grant;
	if ((st = use_find(c, &u, &before)) == ST_OK)
		return use_sign_again(c, &u, &before);
	if (st != ST_ABSENT)
		return st;
	if ((st = use_seal(c, &u, &key, &cert)) != ST_OK ||
	    (st = check_all(c, &u, &g)) != ST_OK)
		return st;
	return use_sign(c, &u, &key, cert.der);
}

enum status
op_grant_end(struct call *c)
{
	struct ask	 ask = { .now = c->now };
	struct seal_row	 seal;
	enum status	 st;

	if ((st = call_name(c, KF_GRANT, &ask.subject)) != ST_OK ||
	    (st = call_name(c, KF_SEAL, &ask.seal)) != ST_OK ||
	    (st = kept_seal_find(c->db, c->pool, ask.seal, &seal, c->f)) !=
	    ST_OK)
		return st;
	ask.unit = seal.unit;
	if ((st = call_rule(c, RULE_GRANT_END, &ask)) != ST_OK)
		return st;
	return store_run(c->db, &auto_sql[GRANT_END], (const struct value[]){
	    v_text(ask.subject), v_text(ask.seal), v_int(c->now) }, 3, NULL,
	    c->f);
}

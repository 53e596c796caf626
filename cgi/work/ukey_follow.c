/* A person's key leads the UKey; see ukey_follow.h. */
#include "base/log.h"
#include "work/tell.h"
#include "work/ukey.h"
#include "work/ukey_follow.h"

/* Nobody's deed: what the device or the clock does. */
static struct actor
system_of(const struct req *r)
{
	struct actor	 a = *r->actor;

	a.person[0] = '\0';
	a.name = "系统";
	a.serial = "";
	a.roles = FLOW_SYSTEM;
	return a;
}

static enum status
follow(struct req *r, const char *person, int event, const char *note)
{
	const struct actor	 a = system_of(r);

	return carrier_follow_person(r->db, r->pool, &a, person, event,
	    note, NULL, r->fault);
}

static enum status
tell_desk(struct req *r, const struct carrier *c, const char *kind,
    const char *text)
{
	const struct tell	 t = {
		.db = r->db, .pool = r->pool, .fault = r->fault,
		.kind = kind, .text = text,
		.link = pool_printf(r->pool, "/admin/carrier/%s", c->id),
	};

	return tell_unit(&t, c->unit, ROLE_BIT(ROLE_RA_OPERATOR));
}

static enum status
lock(struct req *r, const struct carrier *c)
{
	const struct actor	 a = system_of(r);
	const struct audit_entry entry = {
		.action = "carrier.lock", .kind = "carrier",
		.object = c->serial, .result = "ok",
		.reason = "口令连续输错（R-146）",
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = follow(r, c->person, CE_LOCK, "口令连续输错");
	if (st == ST_OK)
		st = tell_desk(r, c, "carrier.locked", pool_printf(r->pool,
		    "%s的 UKey %s 口令连续输错，已锁定", c->person_name,
		    c->serial));
	if (st == ST_OK)
		st = audit_add(r->db, &a, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

void
ukey_locked(struct req *r, const char *person)
{
	struct carrier	 c;
	enum status	 st;

	st = carrier_of_person(r->db, r->pool, person, &c, r->fault);
	if (st == ST_OK && c.state == K2_IN_USE)
		st = lock(r, &c);
	if (st != ST_OK && st != ST_ABSENT)
		log_fault(r->fault);
}

enum status
ukey_unlocked(struct req *r, const char *person, const char *record,
    const char *statement)
{
	return carrier_follow_person(r->db, r->pool, r->actor, person,
	    CE_UNLOCK, record, statement, r->fault);
}

enum status
ukey_pin(struct req *r, const char *person, int set)
{
	return follow(r, person, set ? CE_PIN_SET : CE_PIN_DUE, NULL);
}

enum status
ukey_call_back(struct req *r, const char *person, const char *why)
{
	struct carrier	 c;
	const char	*text;
	enum status	 st;

	st = carrier_of_person(r->db, r->pool, person, &c, r->fault);
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_OK : st;
	text = pool_printf(r->pool, "%s%s，请收回 UKey %s", c.person_name,
	    why, c.serial);
	st = follow(r, person, CE_CALL_BACK, why);
	return st == ST_OK ? tell_desk(r, &c, "carrier.return", text) : st;
}

/* The same steps without a browser; see console.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/wipe.h"
#include "work/console.h"

#define CONSOLE_POOL (512 * MIB)	/* one run makes a whole office */

static void
actor_reset(struct console *c)
{
	memset(&c->actor, 0, sizeof(c->actor));
	c->actor.name = "系统";
	c->actor.unit_name = "";
	c->actor.serial = "";
	c->actor.address = "console";
	c->actor.program = "console";
	id_new(c->id);
	c->actor.request = c->id;
	c->token[0] = '\0';
}

void
console_as_system(struct console *c)
{
	actor_reset(c);
}

enum status
console_open(const struct config *config, struct console **out,
    struct fault *f)
{
	struct console	*c = calloc(1, sizeof(*c));
	enum status	 st = ST_OK;

	pool_keep_memory();
	*out = NULL;
	if (c == NULL || (c->pool = pool_new(CONSOLE_POOL)) == NULL) {
		free(c);
		return fault_set(f, ST_BROKEN, "console: memory");
	}
	c->config = *config;
	actor_reset(c);
	c->req = (struct req){
		.pool = c->pool, .config = &c->config, .actor = &c->actor,
		.fault = &c->fault, .id = c->id, .token = c->token,
		.path = "", .host = "",
	};
	if ((st = store_open(config->store, "office", 0, &c->office,
	    f)) != ST_OK ||
	    (st = store_open(config->store, "content", 0, &c->content,
	    f)) != ST_OK ||
	    (st = store_open(config->store, "public", 0, &c->pub,
	    f)) != ST_OK ||
	    (st = keyd_open(config, "console", &c->keyd, f)) != ST_OK) {
		console_close(c);
		return st;
	}
	c->req.db = c->office;
	c->req.content = c->content;
	c->req.pub = c->pub;
	c->req.keyd = c->keyd;
	*out = c;
	return ST_OK;
}

/* One key, one terminal: what was unlocked here is locked again. */
static void
leave(struct console *c)
{
	unsigned char	 handle[KEYD_HANDLE];

	if (c->token[0] == '\0')
		return;
	session_handle(c->token, handle);
	keyd_lock(c->keyd, handle, &c->fault);
	wipe(handle, sizeof(handle));
	wipe(c->token, sizeof(c->token));
}

void
console_close(struct console *c)
{
	if (c == NULL)
		return;
	leave(c);
	pool_free(c->pool);
	keyd_close(c->keyd);
	store_close(c->office);
	store_close(c->content);
	store_close(c->pub);
	free(c);
}

/* The unit of the first grant in force. */
static enum status
first_unit(struct console *c, const char *person, const char **unit)
{
	struct grant	*list;
	enum status	 st;
	size_t		 n;

	st = grant_list(c->office, c->pool, person, &list, &n, &c->fault);
	if (st == ST_OK && n == 0)
		st = fault_set(&c->fault, ST_ABSENT, "%s: no role", person);
	if (st == ST_OK)
		*unit = list[0].unit;
	return st;
}

static enum status
start_session(struct console *c, const char *person, const char *unit)
{
	enum status	 st;

	if ((st = store_begin(c->office, STORE_WRITE, &c->fault)) != ST_OK)
		return st;
	st = session_start(c->office, person, unit, "console", c->token,
	    &c->fault);
	return store_end(c->office, st, &c->fault);
}

enum status
console_as(struct console *c, const char *login, const char *pin)
{
	struct person		 p;
	struct keyd_unlocked	 u = { 0 };
	unsigned char		 handle[KEYD_HANDLE];
	const char		*unit = NULL;
	enum status		 st;

	leave(c);
	actor_reset(c);
	if ((st = person_by_login(c->office, c->pool, login, &p,
	    &c->fault)) != ST_OK ||
	    (st = first_unit(c, p.id, &unit)) != ST_OK ||
	    (st = start_session(c, p.id, unit)) != ST_OK)
		return st;
	session_handle(c->token, handle);
	st = keyd_unlock(c->keyd, c->pool, p.id, pin, handle, "console", &u,
	    &c->fault);
	if (st == ST_OK)
		st = session_find(c->office, c->pool, c->token, &c->actor,
		    &c->fault);
	c->actor.address = "console";
	c->actor.program = "console";
	c->actor.request = c->id;
	wipe(handle, sizeof(handle));
	return st;
}

static enum status
write_enrolled(struct console *c, const struct person *p,
    const struct unit *unit, unsigned roles, const struct keyd_cert *cert)
{
	const struct audit_entry entry = {
		.action = "person.enrol", .kind = "person", .object = p->id,
		.result = "ok", .reason = "console",
	};
	enum status	 st = ST_OK;
	enum role	 role;

	for (role = 0; st == ST_OK && role < ROLE__N; role++)
		if (roles & ROLE_BIT(role))
			st = grant_give(c->office, p->id, role, unit->id,
			    clock_now(), 0, &c->fault);
	if (st == ST_OK)
		st = person_set_cert(c->office, p->id, cert->serial,
		    cert->der, &c->fault);
	if (st == ST_OK)
		st = audit_add(c->office, &c->actor, &entry, &c->fault);
	return st;
}

enum status
console_enrol(struct console *c, const struct person *p,
    const struct unit *unit, unsigned roles, const char *pin)
{
	const struct keyd_person who = {
		.person = p->id, .name = p->name, .unit = unit->id,
		.unit_name = unit->name, .unit_code = unit->code,
		.functions = unit->functions, .roles = roles,
	};
	char			 step[ID_LEN + 1];
	struct keyd_cert	 cert;
	enum status		 st;

	id_new(step);
	st = keyd_person_make(c->keyd, c->pool, step, &who, pin,
	    (struct keyd_tickets){ NULL, 0 }, &cert, &c->fault);
	if (st != ST_OK || (st = store_begin(c->office, STORE_WRITE,
	    &c->fault)) != ST_OK)
		return st;
	st = write_enrolled(c, p, unit, roles, &cert);
	return store_end(c->office, st, &c->fault);
}

/* Opening a case: its number, its query code, its desk and its maker. */
#include <string.h>

#include "base/clock.h"
#include "base/wipe.h"
#include "sm/sm.h"
#include "work/local.h"

/* No look-alikes, as in the codes on printouts. */
static const char query_alphabet[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

enum status
case_query_code(struct req *r, const char *id, char out[QUERY_CODE_TEXT])
{
	struct keyd	*keyd;
	unsigned char	 key[32], mac[SM3_LEN];
	const char	*text;
	enum status	 st;
	size_t		 i;

	text = pool_printf(r->pool, "query code of %s", id);
	if (text == NULL)
		return fault_set(r->fault, ST_BROKEN, "query: memory");
	if ((st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	st = keyd_find_key(keyd, key, r->fault);
	if (st == ST_OK)
		st = sm3_hmac(bytes_of(key, sizeof(key)), bytes_text(text),
		    mac);
	wipe(key, sizeof(key));
	for (i = 0; i < QUERY_CODE_TEXT - 1; i++)	/* 4 bytes a sign */
		out[i] = query_alphabet[((unsigned)mac[4 * i] << 24 |
		    (unsigned)mac[4 * i + 1] << 16 |
		    (unsigned)mac[4 * i + 2] << 8 | mac[4 * i + 3]) %
		    (sizeof(query_alphabet) - 1)];
	out[i] = '\0';
	return st;
}

/* the desk of the region and type; at the counter, this one. */
static enum status
find_desk(struct req *r, const struct case_new *what,
    const struct unit *unit, struct unit *desk)
{
	if (what->counter)
		return unit_load(r->db, r->pool, r->actor->unit, desk,
		    r->fault);
	return unit_route(r->db, r->pool, unit->region, unit->type, desk,
	    r->fault);
}

/* the desk's own making system, else the nearest above it. */
static enum status
find_maker(struct req *r, const char *desk, const char **maker)
{
	const char	*up[8];
	struct unit	 u;
	enum status	 st;
	size_t		 i, n;

	st = unit_ancestors(r->db, r->pool, desk, up, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		st = unit_load(r->db, r->pool, up[i], &u, r->fault);
		if (st == ST_OK && (u.functions & FUNCTION_MAKING)) {
			*maker = up[i];
			return ST_OK;
		}
	}
	return st != ST_OK ? st : fault_set(r->fault, ST_CONFLICT,
	    "no making unit above %s", desk);
}

enum status
case_fill(struct req *r, const struct case_new *what, struct request *q)
{
	struct unit	 unit, desk;
	enum status	 st;

	st = unit_load(r->db, r->pool, what->unit, &unit, r->fault);
	if (st == ST_OK)
		st = find_desk(r, what, &unit, &desk);
	if (st != ST_OK)
		return st;
	q->business = what->business->name;
	q->channel = what->counter || what->by_maker ? "counter" :
	    "online";
	q->state = A0_DRAFT;
	q->rev = 1;
	q->unit = what->unit;
	q->desk = pool_text(r->pool, desk.id);
	q->applicant = what->counter || what->by_maker ||
	    r->actor->person[0] == '\0' ? NULL : r->actor->person;
	q->opener = r->actor->person[0] == '\0' ? NULL : r->actor->person;
	q->seal = what->seal;
	q->parent = what->parent;
	q->urgent = what->urgent;
	q->version = 1;
	q->policy = policy_version(r->db);
	q->months = policy_int(r->db, "P-03", 36);	/* "36m" */
	q->created = q->changed = clock_now();
	st = policy_moment(r->db, what->urgent ? "P-31" : "P-38",
	    q->created, 1, &q->due, r->fault);
	if (st != ST_OK)
		return st;
	st = find_maker(r, q->desk, &q->maker);
	if (st == ST_OK && what->by_maker &&
	    strcmp(q->maker, r->actor->unit) != 0)
		st = fault_set(r->fault, ST_DENIED, "%s makes for its desk",
		    q->maker);
	return st;
}

static enum status
write_case(struct req *r, const struct case_new *what, struct request *q,
    const char *number)
{
	const struct request_move move = {
		.row = flow_creating(what->business->flow, EV_CREATE),
		.role = ROLE__N,
	};
	const struct audit_entry  entry = {
		.action = "request.create", .kind = "request",
		.object = number, .result = "ok",
	};
	struct application	  empty;
	enum status		  st;

	application_init(&empty);
	st = request_add(r->db, r->pool, q, r->fault);
	if (st == ST_OK)
		st = application_save(r->db, q->id, 1,
		    what->app != NULL ? what->app : &empty, r->fault);
	if (st == ST_OK)
		st = request_step(r->db, r->actor, q, &move, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return st;
}

enum status
case_open(struct req *r, const struct case_new *what, char id[ID_LEN + 1],
    char number[NUMBER_TEXT])
{
	struct request	 q = { 0 };
	enum status	 st;

	if ((st = case_fill(r, what, &q)) != ST_OK)
		return st;
	id_new(id);
	q.id = id;
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = request_number(r->db, what->business->letters, q.created,
	    number, r->fault);
	q.number = number;
	if (st == ST_OK)
		st = write_case(r, what, &q, number);
	return store_end(r->db, st, r->fault);
}

enum status
case_seal_answers(struct req *r, const struct seal *s,
    struct application *out)
{
	struct request	 origin;
	enum status	 st;

	st = request_load(r->db, r->pool, s->request, &origin, r->fault);
	if (st == ST_OK)
		st = application_load(r->db, r->pool, origin.id,
		    origin.version, out, r->fault);
	if (st != ST_OK)
		return st;
	out->agent_name = "";
	application_drop_numbers(out);
	out->agreement = 0;
	out->declared = 0;
	out->secret = "";
	out->package = "";	/* that was of the seal there is */
	out->asked = "";
	return ST_OK;
}

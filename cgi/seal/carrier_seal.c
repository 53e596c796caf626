/*
 * What leads a carrier: the seal it holds, and a person's key at keyd
 * that a UKey stands for.
 */
#include <string.h>

#include "seal/carrier.h"

#define FOLLOW_POOL	(64 * 1024)	/* one record and its names */

/*
 * What an event of T2 brings about, by what the carrier is: a hosted one ends
 * with its seal; a UKey is asked back, and is somewhere until it came.
 */
static const struct {
	int	 seal_event, state;
	int	 hosted, handed_out;	/* enum carrier_event, -1: nothing */
} follows[] = {
	{ SE_DELIVER, K1_PERSONALISED, CE_SIGN, CE_SIGN },
	{ SE_LOSE, K2_IN_USE, CE_LOSE, CE_LOSE },
	{ SE_LOSE, K3_LOCKED, CE_LOSE, CE_LOSE },
	{ SE_FIND, K4_LOST, CE_FIND, CE_FIND },
	{ SE_REVOKE, K1_PERSONALISED, CE_SPOIL, CE_CALL_BACK },
	{ SE_REVOKE, K2_IN_USE, CE_RETURN, CE_CALL_BACK },
	{ SE_REVOKE, K3_LOCKED, CE_RETURN, CE_CALL_BACK },
	{ SE_REVOKE, K4_LOST, CE_REPLACE, CE_REPLACE },
};

/* Ways a seal ends. */
static int
is_end(int seal_event)
{
	return seal_event == SE_REVOKE || seal_event == SE_REPLACED ||
	    seal_event == SE_LAPSE || seal_event == SE_DROP;
}

int
carrier_event_of(int handed_out, int state, int seal_event, int broken)
{
	const int	 what = is_end(seal_event) ? SE_REVOKE : seal_event;
	size_t		 i;

	if (what == SE_REVOKE && broken && state >= K2_IN_USE &&
	    state <= K4_LOST)
		return CE_DAMAGE;	/* */
	for (i = 0; i < NITEMS(follows); i++)
		if (follows[i].seal_event == what &&
		    follows[i].state == state)
			return handed_out ? follows[i].handed_out :
			    follows[i].hosted;
	return -1;
}

/* Whether any carrier can be concerned. */
static int
concerns(int seal_event)
{
	size_t	 i = 0;

	while (i < NITEMS(follows) && follows[i].seal_event != seal_event)
		i++;
	return i < NITEMS(follows) || is_end(seal_event);
}

/* By a row of ours; what the table has not is left as it is. */
static enum status
lead(struct store *db, struct pool *pool, const struct actor *who,
    struct carrier *c, int event, struct carrier_move *m, struct fault *f)
{
	static const struct carrier_facts	 facts = { .has_identity = 1 };
	const char				*why;

	if (flow_ask(&flow_carrier, c->state, event, FLOW_SYSTEM |
	    who->roles, &facts, NULL, &m->row, &why) != FLOW_YES)
		return ST_OK;
	m->holder = carrier_holder(pool, c);
	return carrier_step(db, who, c, m, f);
}

enum status
carrier_follow(struct store *db, const struct actor *who, const char *seal,
    int seal_event, int broken, struct fault *f)
{
	struct carrier_move		 m = { .note = "随印章变动" };
	const struct carrier_kind	*kind;
	struct carrier			 c;
	struct pool			*pool;
	enum status			 st;
	int				 event;

	if (!concerns(seal_event))
		return ST_OK;
	if ((pool = pool_new(FOLLOW_POOL)) == NULL)
		return fault_set(f, ST_BROKEN, "carrier: memory");
	st = carrier_of_seal(db, pool, seal, &c, f);
	if (st == ST_OK) {
		kind = carrier_kind_find(c.kind);
		event = carrier_event_of(kind != NULL && kind->handed_out,
		    c.state, seal_event, broken);
		if (event >= 0)
			st = lead(db, pool, who, &c, event, &m, f);
	}
	pool_free(pool);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
carrier_load_seal(struct store *db, const struct actor *who,
    const struct carrier *c, struct fault *f)
{
	static const struct carrier_facts	 facts = { .is_ukey = 0 };
	const struct carrier_kind		*kind =
						    carrier_kind_find(c->kind);
	struct carrier				 copy = *c;
	struct carrier_move			 m = {
		.holder = c->seal_name, .note = "写入印章",
	};
	char					 id[ID_LEN + 1];
	const char				*why;

	if (flow_ask(&flow_carrier, FLOW_NEW, CE_LOAD, FLOW_SYSTEM, &facts,
	    NULL, &m.row, &why) != FLOW_YES)
		return fault_set(f, ST_CONFLICT, "carrier: %s", why);
	if ((kind == NULL || !kind->late || *c->device != '\0') &&
	    (why = carrier_device_refusal(c->kind, c->device, c->model,
	    c->certificate)) != NULL)
		return fault_set(f, ST_INVALID, "carrier: %s", why);
	return carrier_add(db, who, &copy, &m, id, f);
}

enum status
carrier_follow_person(struct store *db, struct pool *pool,
    const struct actor *who, const char *person, int event, const char *note,
    const char *statement, struct fault *f)
{
	struct carrier_move	 m = { .note = note, .statement = statement };
	struct carrier		 c;
	enum status		 st;

	st = carrier_of_person(db, pool, person, &c, f);
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_OK : st;
	if ((event == CE_CALL_BACK && c.called != 0) ||
	    (event == CE_PIN_DUE && c.must_pin))
		return ST_OK;		/* asked for already */
	return lead(db, pool, who, &c, event, &m, f);
}

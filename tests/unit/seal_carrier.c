/*
 * T5 and the stock of UKeys: every state, event and role under every fact;
 * devices and serials; walks at random in which the stock is what the
 * history says, nobody has two live keys and nothing comes back from K7
 * a seal leads its carrier.  On both
 * engines.
 */
#include "office_place.h"
#include "seal/carrier_paper.h"
#include "table_spec.h"

#define FACTS_N	(sizeof(fact_names) / sizeof(fact_names[0]))

static const struct carrier_facts willing = {
	.is_ukey = 1, .has_holder = 1, .has_receipt = 1, .has_identity = 1,
	.has_successor = 1, .has_reason = 1, .has_witness = 1,
	.has_target = 1, .at_receiver = 1,
};

/* What must be so, one by one taken away, for an act of a person. */
static const struct {
	const char	*name;
	size_t		 at;
	int		 no;
	int		 events[10];		/* ended by -1 */
} fact_names[] = {
#define F(m, no_) .name = #m, .at = offsetof(struct carrier_facts, m), \
    .no = (no_)
	{ F(is_ukey, 0), .events = { CE_BOOK, -1 } },
	{ F(has_holder, 0), .events = { CE_ASSIGN, -1 } },
	{ F(personal, 1), .events = { CE_SUCCEED, -1 } },
	{ F(seal_lives, 1), .events = { CE_LOSE, CE_FIND, CE_DAMAGE,
	  CE_REPLACE, CE_RETURN, -1 } },
	{ F(has_receipt, 0), .events = { CE_SIGN, -1 } },
	{ F(has_identity, 0), .events = { CE_UNLOCK, -1 } },
	{ F(has_successor, 0), .events = { CE_SUCCEED, -1 } },
	{ F(has_reason, 0), .events = { CE_SPOIL, CE_SUCCEED, CE_LOSE,
	  CE_FIND, CE_DAMAGE, CE_REPLACE, CE_RETURN, CE_WIPE, CE_DESTROY,
	  -1 } },
	{ F(has_witness, 0), .events = { CE_SPOIL, CE_SUCCEED, CE_LOSE,
	  CE_FIND, CE_DAMAGE, CE_REPLACE, CE_RETURN, CE_WIPE, CE_DESTROY,
	  -1 } },
	{ F(has_target, 0), .events = { CE_SEND, -1 } },
	{ F(at_receiver, 0), .events = { CE_RECEIVE, CE_SEND_BACK, -1 } },
#undef F
};

static const struct spec *
spec_carriers(void)
{
	size_t	 i = 0;

	while (specs[i].flow != &flow_carrier)
		i++;
	return &specs[i];
}

static enum flow_answer
ask(int state, int event, unsigned roles, const struct carrier_facts *facts,
    const struct flow_row **row, const char **why)
{
	return flow_ask(&flow_carrier, state, event, roles, facts, NULL, row,
	    why);
}

/* Every state, event and role: yes if and only if the requirements say so. */
static void
t5_each_row_and_nothing_else(void **state)
{
	const struct spec	*s = spec_carriers();
	const struct flow_row	*row;
	const char		*why;
	unsigned		 role;
	int			 from, event, r, yes;

	(void)state;
	for (from = FLOW_NEW; from < CARRIER_STATE__N; from++)
	for (event = 0; event < CARRIER_EVENT__N; event++)
	for (r = 0; r <= ROLE__N; r++) {
		role = r == ROLE__N ? FLOW_SYSTEM : ROLE_BIT(r);
		yes = ask(from, event, role, &willing, &row, &why) ==
		    FLOW_YES;
		assert_int_equal(yes, (spec_roles(s, from, event) & role) !=
		    0);
		assert_int_equal(yes, why == NULL);
		if (yes)
			assert_true(spec_leads(s, from, event, role,
			    row->to));
	}
	assert_true(flow_is_final(&flow_carrier, K7_DESTROYED));
	for (from = 0; from < CARRIER_STATE__N; from++)
		assert_int_equal(flow_is_final(&flow_carrier, from),
		    from == K7_DESTROYED);
}

static int
is_in(const int *events, int event)
{
	for (; *events >= 0; events++)
		if (*events == event)
			return 1;
	return 0;
}

/* Each guard, both ways: with one fact the other way a person is refused
 * those events and no others; the system's own rows ask for none. */
static void
t5_guards_r037_r139_r143_r144_r147_r151(void **state)
{
	struct carrier_facts	 facts;
	const struct flow_row	*row;
	const char		*why, *text = NULL;
	size_t			 i, k;

	(void)state;
	for (i = 0; i < FACTS_N; i++) {
		facts = willing;
		*(int *)(void *)((char *)&facts + fact_names[i].at) =
		    fact_names[i].no;
		for (k = 0; k < flow_carrier.nrows; k++) {
			const struct flow_row *t = &flow_carrier.rows[k];
			const int person = t->roles != FLOW_SYSTEM;
			const int no = ask(t->from, t->event, t->roles,
			    &facts, &row, &why) != FLOW_YES;
			/* a wiped one holds nothing, a refusal says why */
			const int sent_back = t->event == CE_SEND_BACK &&
			    fact_names[i].at == offsetof(
			    struct carrier_facts, has_reason);

			if (no != (person && (sent_back || is_in(
			    fact_names[i].events, t->event))))
				fail_msg("%s: %s in %d", fact_names[i].name,
				    flow_carrier.events[t->event].name,
				    t->from);
		}
	}
	facts = willing;
	facts.other_live = "此人名下已有 UKey";
	assert_int_equal(ask(K0_STOCK, CE_ASSIGN, ROLE_BIT(
	    ROLE_RA_OPERATOR), &facts, &row, &text), FLOW_NO_GUARD);
	assert_string_equal(text, facts.other_live);
	facts = willing;
	facts.bad_device = "没有登记设备";
	assert_int_equal(ask(FLOW_NEW, CE_BOOK, ROLE_BIT(ROLE_RA_OPERATOR),
	    &facts, &row, &text), FLOW_NO_GUARD);
	assert_int_equal(ask(K0_STOCK, CE_ASSIGN, ROLE_BIT(
	    ROLE_RA_OPERATOR), &facts, &row, &text), FLOW_NO_GUARD);
}

static void
r139_devices(void **state)
{
	static const struct {
		const char	*kind, *device, *model, *certificate;
		int		 good;
	} all[] = {
		{ "usbkey", "smart-key", "K1", "GM0011", 1 },
		{ "usbkey", "mobile-module", "M", "GM0012", 1 },
		{ "usbkey", "smart-key", "K1", "", 0 },
		{ "usbkey", "smart-key", "", "GM0011", 0 },
		{ "usbkey", "", "K1", "GM0011", 0 },
		{ "usbkey", "u-disk", "K1", "GM0011", 0 },
		{ "usbkey", "smart", "K1", "GM0011", 0 },
		{ "usbkey", "key", "K1", "GM0011", 0 },
		{ "usbkey", "software", "K1", "", 0 },
		{ "usbkey", "crypto-server", "K1", "GM0011", 0 },
		{ "hosted", "software", "JIANYIN-SW", "", 1 },
		{ "hosted", "crypto-server", "S", "GM0013", 1 },
		{ "hosted", "crypto-server", "S", "", 0 },
		{ "hosted", "smart-key", "K1", "GM0011", 0 },
		{ "floppy", "smart-key", "K1", "GM0011", 0 },
	};
	static const struct { const char *serial; int good; } serials[] = {
		{ "JY20260001", 1 }, { "AB-1", 1 }, { "123", 0 }, { "", 0 },
		{ "JY 0001", 0 }, { "JY_0001", 0 }, { "序列号0001", 0 },
		{ "1234567890123456789012345678901234567890", 1 },
		{ "12345678901234567890123456789012345678901", 0 },
	};
	const struct carrier_kind	*k;
	size_t				 i;

	(void)state;
	for (i = 0; i < NITEMS(all); i++)
		if ((carrier_device_refusal(all[i].kind, all[i].device,
		    all[i].model, all[i].certificate) == NULL) !=
		    all[i].good)
			fail_msg("%s %s", all[i].kind, all[i].device);
	for (i = 0; i < NITEMS(serials); i++)
		assert_int_equal(carrier_serial_refusal(serials[i].serial) ==
		    NULL, serials[i].good);
	for (i = 0; (k = carrier_kind_nth(i)) != NULL; i++)
		assert_ptr_equal(carrier_kind_find(k->name), k);
	assert_null(carrier_kind_find("floppy"));
}

/* what each event of T2 does, of a hosted one and of a UKey. */
static void
r151_a_seal_leads(void **state)
{
	static const struct {
		int	 handed_out, state, event, broken, want;
	} all[] = {
		{ 0, K1_PERSONALISED, SE_DELIVER, 0, CE_SIGN },
		{ 0, K2_IN_USE, SE_DELIVER, 0, -1 },
		{ 0, K2_IN_USE, SE_LOSE, 0, CE_LOSE },
		{ 1, K3_LOCKED, SE_LOSE, 0, CE_LOSE },
		{ 0, K4_LOST, SE_FIND, 0, CE_FIND },
		{ 1, K2_IN_USE, SE_FIND, 0, -1 },
		{ 0, K2_IN_USE, SE_REVOKE, 0, CE_RETURN },
		{ 0, K2_IN_USE, SE_LAPSE, 0, CE_RETURN },
		{ 0, K1_PERSONALISED, SE_DROP, 0, CE_SPOIL },
		{ 0, K4_LOST, SE_REPLACED, 0, CE_REPLACE },
		{ 1, K2_IN_USE, SE_REVOKE, 0, CE_CALL_BACK },
		{ 1, K1_PERSONALISED, SE_REVOKE, 0, CE_CALL_BACK },
		{ 1, K4_LOST, SE_REVOKE, 0, CE_REPLACE },
		{ 0, K2_IN_USE, SE_REVOKE, 1, CE_DAMAGE },
		{ 1, K4_LOST, SE_REVOKE, 1, CE_DAMAGE },
		{ 1, K1_PERSONALISED, SE_REVOKE, 1, CE_CALL_BACK },
		{ 0, K6_RETURNED, SE_REVOKE, 0, -1 },
		{ 0, K2_IN_USE, SE_USE, 0, -1 },
		{ 0, K2_IN_USE, SE_SUSPEND, 0, -1 },
	};
	const struct flow_row	*row;
	const char		*why;
	size_t			 i;
	int			 h, from, event, broken, e;

	(void)state;
	for (i = 0; i < NITEMS(all); i++)
		assert_int_equal(carrier_event_of(all[i].handed_out,
		    all[i].state, all[i].event, all[i].broken), all[i].want);
	/* and whatever it says, the table has for the system */
	for (h = 0; h < 2; h++)
	for (from = 0; from < CARRIER_STATE__N; from++)
	for (event = 0; event < SEAL_EVENT__N; event++)
	for (broken = 0; broken < 2; broken++) {
		e = carrier_event_of(h, from, event, broken);
		if (e >= 0)
			assert_int_equal(ask(from, e, FLOW_SYSTEM, &willing,
			    &row, &why), FLOW_YES);
	}
}

/* --- records ------------------------------------------------------------- */

#define UNITS	3
#define PEOPLE	4
#define KEYS	25
#define STEPS	600

static struct unit	 units[UNITS];
static struct person	 people[PEOPLE];
static struct actor	 actor;

static void
make_world(void)
{
	static const char *const names[] = { "市中心", "东区窗口", "西区窗口" };
	struct unit	 top, mid;
	int		 i;

	memset(&actor, 0, sizeof(actor));
	make_unit(&top, LEVEL_MINISTRY, NULL, "部级中心");
	make_unit(&mid, LEVEL_PROVINCE, &top, "省级中心");
	make_unit(&units[0], LEVEL_CITY, &mid, names[0]);
	for (i = 1; i < UNITS; i++)
		make_unit(&units[i], LEVEL_DESK, &units[0], names[i]);
	for (i = 0; i < PEOPLE; i++)
		make_person(&people[i], pool_printf(pool, "person%d", i));
	memcpy(actor.person, people[0].id, sizeof(actor.person));
}

static void
book(const char *serial, const struct unit *u, enum status want)
{
	const struct carrier_move	 m = { .row = &flow_carrier.rows[0] };
	char				 id[ID_LEN + 1];
	struct carrier			 c = {
		.kind = "usbkey", .serial = serial, .unit = u->id,
		.device = "smart-key", .model = "K1", .certificate = "GM1",
	};

	begin();
	assert_int_equal(carrier_add(db, &actor, &c, &m, id, &f), want);
	if (want == ST_OK)
		commit();
	else
		store_rollback(db);
}

static int64_t
count(const struct unit *u, int state)
{
	int64_t	 n[CARRIER_STATE__N];

	ok(carrier_counts(db, u->id, "usbkey", n, &f));
	return n[state];
}

static enum status
step(struct carrier *c, int event, struct carrier_move *m)
{
	const char	*why;
	enum status	 st;

	if (ask(c->state, event, SPEC_EVERYBODY, &willing, &m->row, &why) !=
	    FLOW_YES)
		return ST_DENIED;
	begin();
	st = carrier_step(db, &actor, c, m, &f);
	if (st == ST_OK)
		commit();
	else
		store_rollback(db);
	return st;
}

/* ten in, three assigned, seven left; what is not there cannot go. */
static void
r141_r144_stock_and_one_live_key(void **state)
{
	struct carrier_move	 m = { .holder = "某人" };
	struct carrier		 c, again;
	int			 i;

	(void)state;
	make_world();
	for (i = 0; i < 10; i++)
		book(pool_printf(pool, "JY-%04d", i), &units[1], ST_OK);
	book("JY-0003", &units[1], ST_CONFLICT);
	book("JY-0003", &units[2], ST_CONFLICT);	/* wherever it is */
	assert_int_equal(count(&units[1], K0_STOCK), 10);
	for (i = 0; i < 3; i++) {
		ok(carrier_by_serial(db, pool, "usbkey", pool_printf(pool,
		    "JY-%04d", i), &c, &f));
		m.person = people[i].id;
		ok(step(&c, CE_ASSIGN, &m));
	}
	assert_int_equal(count(&units[1], K0_STOCK), 7);
	assert_int_equal(count(&units[1], K1_PERSONALISED), 3);
	refused(carrier_by_serial(db, pool, "usbkey", "JY-0099", &c, &f),
	    ST_ABSENT, "JY-0099");
	refused(carrier_by_serial(db, pool, "hosted", "JY-0001", &c, &f),
	    ST_ABSENT, "JY-0001");
	/* taken already: no row; a second for the same person: refused */
	ok(carrier_by_serial(db, pool, "usbkey", "JY-0001", &c, &f));
	assert_int_equal(step(&c, CE_ASSIGN, &m), ST_DENIED);
	ok(carrier_by_serial(db, pool, "usbkey", "JY-0005", &c, &f));
	m.person = people[1].id;
	assert_int_equal(step(&c, CE_ASSIGN, &m), ST_CONFLICT);
	ok(carrier_of_person(db, pool, people[1].id, &again, &f));
	assert_string_equal(again.serial, "JY-0001");
	/* lost it is still hers; written off, she may have another */
	ok(step(&again, CE_SIGN, &m));
	ok(step(&again, CE_LOSE, &m));
	assert_int_equal(step(&c, CE_ASSIGN, &m), ST_CONFLICT);
	ok(step(&again, CE_REPLACE, &m));
	ok(step(&c, CE_ASSIGN, &m));
	/* two at once: who read an old row is refused */
	ok(carrier_load(db, pool, c.id, &again, &f));
	ok(step(&again, CE_SIGN, &m));
	refused((begin(), m.row = &flow_carrier.rows[9], carrier_step(db,
	    &actor, &c, &m, &f)), ST_CONFLICT, "moved");
}

/* What the history says is in stock of a unit. */
static int64_t
by_history(const struct unit *u)
{
	return raw_int(pool_printf(pool,
	    "SELECT (SELECT COUNT(*) FROM carrier_event WHERE unit = '%s'"
	    "         AND to_state = 'stock')"
	    "     - (SELECT COUNT(*) FROM carrier_event WHERE unit = '%s'"
	    "         AND from_state = 'stock')", u->id, u->id));
}

static void
check_world(void)
{
	int64_t	 sum = 0, n[CARRIER_STATE__N];
	int	 i, k;

	for (i = 0; i < UNITS; i++) {
		ok(carrier_counts(db, units[i].id, "usbkey", n, &f));
		assert_true(n[K0_STOCK] >= 0);
		assert_int_equal(n[K0_STOCK], by_history(&units[i]));
		for (k = 0; k < CARRIER_STATE__N; k++)
			sum += n[k];
	}
	assert_int_equal(sum, KEYS);
	assert_int_equal(raw_int("SELECT COUNT(*) FROM (SELECT person FROM"
	    " carrier WHERE person IS NOT NULL AND state IN ('personalised',"
	    " 'in-use', 'locked', 'lost') GROUP BY person HAVING"
	    " COUNT(*) > 1) AS x"), 0);
	assert_int_equal(raw_int("SELECT COUNT(*) FROM carrier WHERE state ="
	    " 'stock' AND (person IS NOT NULL OR transfer IS NOT NULL OR"
	    " called IS NOT NULL)"), 0);
}

/* Whatever is tried in whatever order. */
static void
t5_walks_at_random_r141_r143_r144(void **state)
{
	static const char	*destroyed[KEYS];
	uint64_t		 seed = 20261120;
	size_t			 ndestroyed = 0, i;
	struct carrier		 c;
	int			 k, event, was;

	(void)state;
	make_world();
	for (k = 0; k < KEYS; k++)
		book(pool_printf(pool, "JY-%04d", k), &units[k % UNITS],
		    ST_OK);
	for (k = 0; k < STEPS; k++) {
		struct carrier_move m = { .holder = "某人",
		    .transfer = "t" };

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		ok(carrier_by_serial(db, pool, "usbkey", pool_printf(pool,
		    "JY-%04d", (int)(seed >> 33) % KEYS), &c, &f));
		/* ends are rare, else nothing is left to walk */
		event = (int)(seed >> 40) % CARRIER_EVENT__N;
		if (event == CE_DESTROY && (seed >> 50) % 4 != 0)
			event = CE_WIPE;
		m.person = people[(seed >> 45) % PEOPLE].id;
		m.keeper = NULL;
		m.unit = units[(seed >> 48) % UNITS].id;
		was = c.state;
		if (step(&c, event, &m) == ST_OK && c.state == K7_DESTROYED)
			destroyed[ndestroyed++] = c.serial;
		else if (was == K7_DESTROYED)
			assert_int_equal(c.state, K7_DESTROYED);
		if (k % 25 == 0)
			check_world();
	}
	check_world();
	for (i = 0; i < ndestroyed; i++) {
		ok(carrier_by_serial(db, pool, "usbkey", destroyed[i], &c,
		    &f));
		assert_int_equal(c.state, K7_DESTROYED);
	}
	assert_true(ndestroyed > 0);
}

static const char *
serials(struct carrier_ask ask_)
{
	struct carrier	*list;
	const char	*out = "";
	size_t		 i, n, pages = 0;
	int		 more = 1;

	while (more) {
		ok(carrier_list(db, pool, &ask_, &list, &n, &more, &f));
		for (i = 0; i < n; i++)
			out = pool_printf(pool, "%s%s%s", out, *out == '\0' ?
			    "" : " ", list[i].serial);
		if (n > 0)
			ask_.after = list[n - 1].serial;
		assert_true(pages++ < 20);
	}
	return out;
}

/* Each tab, page behind page, found by serial and by holder. */
static void
r141_tables(void **state)
{
	struct carrier_ask	 a = { .kind = "usbkey", .state = -1,
				    .max = 2 };
	struct carrier_move	 m = { .holder = "景经办" };
	struct carrier		 c, *list;
	size_t			 n;
	int			 i, more;

	(void)state;
	make_world();
	a.unit = units[1].id;
	for (i = 0; i < 5; i++)
		book(pool_printf(pool, "JY-000%d", i), &units[1], ST_OK);
	raw("UPDATE person SET name = '景经办' WHERE login = 'person1'");
	assert_string_equal(serials(a),
	    "JY-0000 JY-0001 JY-0002 JY-0003 JY-0004");
	ok(carrier_by_serial(db, pool, "usbkey", "JY-0002", &c, &f));
	m.person = people[1].id;
	ok(step(&c, CE_ASSIGN, &m));
	a.state = K0_STOCK;
	assert_string_equal(serials(a), "JY-0000 JY-0001 JY-0003 JY-0004");
	a.text = "0003";
	assert_string_equal(serials(a), "JY-0003");
	a.state = -1;
	a.text = "景经";
	assert_string_equal(serials(a), "JY-0002");
	a.text = "0";
	refused(carrier_list(db, pool, &a, &list, &n, &more, &f), ST_INVALID,
	    "short");
	a.text = NULL;
	a.unit = units[2].id;
	assert_string_equal(serials(a), "");
	/* wiped, it is nobody's, and not found by a name it had */
	ok(step(&c, CE_SIGN, &m));
	ok(step(&c, CE_RETURN, &m));
	ok(step(&c, CE_WIPE, &m));
	a.unit = units[1].id;
	a.text = "景经";
	assert_string_equal(serials(a), "");
	ok(carrier_load(db, pool, c.id, &c, &f));
	assert_null(c.person);
	assert_int_equal(c.state, K0_STOCK);
}

/* the UKey of a person follows the key at keyd. */
static void
r146_r147_a_persons_key_leads(void **state)
{
	struct carrier_move	 m = { .holder = "张三" };
	struct carrier_line	*l;
	struct carrier		 c;
	size_t			 n;

	(void)state;
	make_world();
	/* none: nothing happens */
	begin();
	ok(carrier_follow_person(db, pool, &actor, people[2].id, CE_LOCK,
	    NULL, NULL, &f));
	commit();
	book("JY-0001", &units[1], ST_OK);
	ok(carrier_by_serial(db, pool, "usbkey", "JY-0001", &c, &f));
	m.person = people[2].id;
	ok(step(&c, CE_ASSIGN, &m));
	ok(step(&c, CE_SIGN, &m));
	actor.roles = 0;
	begin();
	ok(carrier_follow_person(db, pool, &actor, people[2].id, CE_LOCK,
	    NULL, NULL, &f));
	/* twice is once */
	ok(carrier_follow_person(db, pool, &actor, people[2].id, CE_LOCK,
	    NULL, NULL, &f));
	commit();
	ok(carrier_load(db, pool, c.id, &c, &f));
	assert_int_equal(c.state, K3_LOCKED);
	actor.roles = ROLE_BIT(ROLE_RA_OPERATOR);
	begin();
	ok(carrier_follow_person(db, pool, &actor, people[2].id, CE_UNLOCK,
	    "居民身份证", NULL, &f));
	commit();
	ok(carrier_load(db, pool, c.id, &c, &f));
	assert_int_equal(c.state, K2_IN_USE);
	assert_true(c.must_pin);
	begin();
	ok(carrier_follow_person(db, pool, &actor, people[2].id, CE_PIN_SET,
	    NULL, NULL, &f));
	ok(carrier_follow_person(db, pool, &actor, people[2].id,
	    CE_CALL_BACK, "离岗", NULL, &f));
	commit();
	ok(carrier_load(db, pool, c.id, &c, &f));
	assert_false(c.must_pin);
	assert_true(c.called != 0);
	ok(carrier_history(db, pool, c.id, 50, &l, &n, &f));
	assert_int_equal(n, 7);
	assert_string_equal(l[0].event, "call-back");
	assert_string_equal(l[n - 1].event, "book-in");
	assert_string_equal(l[0].unit_name, "东区窗口");
	assert_string_equal(l[0].holder, "张三");
}

/* Every table of carriers is read along an index. */
static void
r141_tables_page_by_an_index(void **state)
{
	static const struct sql	 off[] = {
		{ .nin = 0, .text = "SET enable_seqscan = off" },
		{ .nin = 0, .text = "SET enable_sort = off" },
		{ .nin = 0, .text = "SET enable_bitmapscan = off" },
	};
	const struct value	 all[] = {
		v_text("u"), v_int(0), v_text(""), v_int(51),
		v_text("usbkey"), v_text("stock"), v_text("ab"),
	};
	const struct sql	*sql;
	struct rows		*rows;
	const char		*line;
	char			 text[4096];
	size_t			 k;

	(void)state;
	for (k = 0; postgres && k < NITEMS(off); k++)
		ok(store_run(db, &off[k], NULL, 0, NULL, &f));
	for (k = 0; (sql = carrier_list_statement(k)) != NULL; k++) {
		struct sql	 asked = { .nin = sql->nin, .text = text };

		snprintf(text, sizeof(text), "%s %s", postgres ? "EXPLAIN" :
		    "EXPLAIN QUERY PLAN", sql->text);
		ok(store_query(db, &asked, all, sql->nin, &rows, &f));
		while (rows_next(rows, &f) == ST_OK) {
			line = rows_str(rows, postgres ? 0 : 3);
			if (strstr(line, postgres ? "Seq Scan" : "SCAN ") !=
			    NULL || (strstr(sql->text, "gram") == NULL &&
			    strstr(line, postgres ? "Sort" :
			    "TEMP B-TREE FOR ORDER BY") != NULL))
				fail_msg("%s: %s", line, sql->text);
		}
		rows_free(rows);
	}
	assert_int_equal(k, 4);
}

/* sent, received once, refused once; what moved each stock. */
static void
r142_r143_papers_and_what_moved(void **state)
{
	struct carrier_transfer	 t = {
		.id = "t0000000000000000000000001", .number = "DB-1",
		.n = 2, .serials = "JY-0000\nJY-0001", .note = "随车",
		.sent = 5,
	}, *list, back;
	struct carrier_move	 m = { .holder = NULL };
	struct carrier_moves	 v;
	struct carrier_stocks	*s;
	struct carrier		 c, *on_way;
	int64_t			 waiting, low[CARRIER_STATE__N] = { 0 };
	size_t			 n;
	int			 i;

	(void)state;
	make_world();
	for (i = 0; i < 5; i++)
		book(pool_printf(pool, "JY-000%d", i), &units[1], ST_OK);
	t.source = units[1].id;
	t.target = units[2].id;
	t.sender = people[0].id;
	begin();
	ok(transfer_add(db, &t, &f));
	commit();
	m.transfer = t.id;
	for (i = 0; i < 2; i++) {
		ok(carrier_by_serial(db, pool, "usbkey", pool_printf(pool,
		    "JY-000%d", i), &c, &f));
		ok(step(&c, CE_SEND, &m));
	}
	ok(transfer_waiting(db, units[2].id, &waiting, &f));
	assert_int_equal(waiting, 1);
	ok(carrier_of_transfer(db, pool, t.id, &on_way, &n, &f));
	assert_int_equal(n, 2);
	m.unit = t.target;
	ok(step(&on_way[0], CE_RECEIVE, &m));
	ok(step(&on_way[1], CE_SEND_BACK, &m));
	assert_int_equal(count(&units[1], K0_STOCK), 4);
	assert_int_equal(count(&units[2], K0_STOCK), 1);
	t.rev = 1;
	begin();
	ok(transfer_end(db, &t, "received", people[1].id, "", &f));
	commit();
	refused((begin(), transfer_end(db, &t, "refused", people[1].id, "",
	    &f)), ST_CONFLICT, "moved");
	ok(transfer_load(db, pool, t.id, &back, &f));
	assert_string_equal(back.state, "received");
	assert_string_equal(back.serials, t.serials);
	assert_string_equal(back.target_name, "西区窗口");
	ok(transfer_list(db, pool, units[2].id, &list, &n, &f));
	assert_int_equal(n, 1);
	ok(transfer_waiting(db, units[2].id, &waiting, &f));
	assert_int_equal(waiting, 0);
	/* what came and went, and what is left of it */
	ok(carrier_moves(db, units[1].id, 0, INT64_MAX, &v, &f));
	assert_int_equal(v.opening, 0);
	assert_int_equal(v.booked, 5);
	assert_int_equal(v.sent, 2);
	assert_int_equal(v.arrived, 1);
	assert_int_equal(carrier_closing(&v), 4);
	ok(carrier_moves(db, units[1].id, INT64_MAX - 1, INT64_MAX, &v, &f));
	assert_int_equal(v.opening, 4);
	assert_int_equal(carrier_closing(&v), 4);
	ok(carrier_stocks(db, pool, &s, &n, &f));
	assert_int_equal(n, 2);
	/* too few, of who keeps any at all */
	assert_false(carrier_is_low(low, 5));
	low[K2_IN_USE] = 1;
	assert_true(carrier_is_low(low, 5));
	assert_false(carrier_is_low(low, 0));
	low[K0_STOCK] = 4;
	assert_true(carrier_is_low(low, 5));
	low[K0_STOCK] = 5;
	assert_false(carrier_is_low(low, 5));
}

static void
r142_counts_and_orders(void **state)
{
	struct carrier_count	 a = {
		.id = "c0000000000000000000000001", .number = "PD-1",
		.month = "2026-11", .expected = 4, .counted = 3,
		.missing = "JY-1", .surplus = "", .note = "在途",
		.moves = { 1, 2, 3, 4, 5, 6, 7 }, .statement = "s", .at = 9,
	}, b, *counts;
	struct carrier_order	 o = {
		.id = "o0000000000000000000000001", .number = "XL-1",
		.quantity = 15, .stock = 4, .least = 5, .model = "K1",
		.certificate = "GM1", .purpose = "备用", .contact = "电话",
		.wanted = 99, .at = 9, .statement = "s",
	}, p, *orders;
	size_t			 n;

	(void)state;
	make_world();
	a.unit = o.unit = units[1].id;
	a.person = o.person = people[0].id;
	begin();
	ok(count_add(db, &a, &f));
	ok(order_add(db, &o, &f));
	commit();
	ok(count_load(db, pool, a.id, &b, &f));
	assert_string_equal(b.missing, "JY-1");
	assert_memory_equal(&a.moves, &b.moves, sizeof(a.moves));
	ok(order_load(db, pool, o.id, &p, &f));
	assert_int_equal(p.quantity, 15);
	assert_int_equal(p.wanted, 99);
	assert_string_equal(p.unit_name, "东区窗口");
	ok(count_list(db, pool, a.unit, &counts, &n, &f));
	assert_int_equal(n, 1);
	ok(order_list(db, pool, units[2].id, &orders, &n, &f));
	assert_int_equal(n, 0);
}

static const struct CMUnitTest tests[] = {
	T(t5_each_row_and_nothing_else),
	T(t5_guards_r037_r139_r143_r144_r147_r151),
	T(r139_devices),
	T(r151_a_seal_leads),
	T(r141_r144_stock_and_one_live_key),
	T(t5_walks_at_random_r141_r143_r144),
	T(r141_tables),
	T(r141_tables_page_by_an_index),
	T(r142_r143_papers_and_what_moved),
	T(r142_counts_and_orders),
	T(r146_r147_a_persons_key_leads),
};

OFFICE_MAIN(tests, "seal_carrier")

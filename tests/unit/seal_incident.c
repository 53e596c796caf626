/*
 * Incidents: the table both ways, what the guards refuse, what the
 * register must say before a measure counts, and the records on both engines.
 */
#include <string.h>

#include "office_place.h"
#include "seal/incident.h"

#define BIT(r) ROLE_BIT(ROLE_##r)
#define FOLLOWING (BIT(RA_OPERATOR) | BIT(RA_ADMIN) | BIT(BUSINESS_ADMIN) | \
	BIT(SUPERVISOR))
#define CLOSING (BIT(RA_ADMIN) | BIT(BUSINESS_ADMIN) | BIT(SUPERVISOR))

static const struct { int state, event, to; unsigned roles; } spec[] = {
	{ FLOW_NEW, IE_RECORD, I0_RECORDED, FOLLOWING | BIT(AUDIT_ADMIN) },
	{ I0_RECORDED, IE_BEGIN, I1_INVESTIGATING, FOLLOWING },
	{ I0_RECORDED, IE_ADD, I0_RECORDED, FOLLOWING },
	{ I1_INVESTIGATING, IE_ADD, I1_INVESTIGATING, FOLLOWING },
	{ I2_MEASURED, IE_ADD, I2_MEASURED, FOLLOWING },
	{ I3_NOTIFIED, IE_ADD, I3_NOTIFIED, FOLLOWING },
	{ I1_INVESTIGATING, IE_MEASURE, I2_MEASURED, FOLLOWING },
	{ I2_MEASURED, IE_MEASURE, I2_MEASURED, FOLLOWING },
	{ I3_NOTIFIED, IE_MEASURE, I3_NOTIFIED, FOLLOWING },
	{ I1_INVESTIGATING, IE_NOTIFY, I3_NOTIFIED, FOLLOWING },
	{ I2_MEASURED, IE_NOTIFY, I3_NOTIFIED, FOLLOWING },
	{ I3_NOTIFIED, IE_NOTIFY, I3_NOTIFIED, FOLLOWING },
	{ I1_INVESTIGATING, IE_CLOSE, I4_CLOSED, CLOSING },
	{ I2_MEASURED, IE_CLOSE, I4_CLOSED, CLOSING },
	{ I3_NOTIFIED, IE_CLOSE, I4_CLOSED, CLOSING },
	{ I4_CLOSED, IE_REOPEN, I1_INVESTIGATING, CLOSING },
};

static const struct incident_facts willing = {
	.has_note = 1, .has_proof = 1, .has_result = 1,
};

static enum flow_answer
ask(int state, int event, unsigned roles, const struct incident_facts *facts)
{
	const struct flow_row	*row;
	const char		*why;

	return flow_ask(&flow_incident, state, event, roles, facts, NULL,
	    &row, &why);
}

static void
r248_who_may_take_which_step(void **state)
{
	const struct flow_row	*row;
	const char		*why;
	unsigned		 may;
	enum role		 role;
	size_t			 i;
	int			 s, e, to;

	(void)state;
	for (s = FLOW_NEW; s < INCIDENT_STATE__N; s++)
		for (e = 0; e < INCIDENT_EVENT__N; e++)
			for (role = 0; role < ROLE__N; role++) {
				may = 0;
				to = -1;
				for (i = 0; i < NITEMS(spec); i++)
					if (spec[i].state == s &&
					    spec[i].event == e) {
						may = spec[i].roles;
						to = spec[i].to;
					}
				assert_int_equal(ask(s, e, ROLE_BIT(role),
				    &willing) == FLOW_YES,
				    (may & ROLE_BIT(role)) != 0);
				if ((may & ROLE_BIT(role)) == 0)
					continue;
				flow_ask(&flow_incident, s, e,
				    ROLE_BIT(role), &willing, NULL, &row,
				    &why);
				assert_int_equal(row->to, to);
			}
}

static void
r248_what_the_guards_refuse(void **state)
{
	static const struct {
		int			 state, event;
		struct incident_facts	 facts;
	} no[] = {
		{ FLOW_NEW, IE_RECORD, { 0 } },
		{ I1_INVESTIGATING, IE_ADD, { 0 } },
		{ I1_INVESTIGATING, IE_MEASURE, { 0 } },
		{ I1_INVESTIGATING, IE_MEASURE,
		  { .has_note = 1, .undone = "没有" } },
		{ I2_MEASURED, IE_NOTIFY, { .has_note = 1 } },
		{ I2_MEASURED, IE_NOTIFY,
		  { .has_note = 1, .has_proof = 1, .nobody = "没有" } },
		{ I1_INVESTIGATING, IE_CLOSE, { .has_note = 1 } },
		{ I1_INVESTIGATING, IE_CLOSE, { .has_result = 1 } },
		{ I1_INVESTIGATING, IE_CLOSE,
		  { .has_note = 1, .has_result = 1, .confirmed = 1 } },
		{ I2_MEASURED, IE_CLOSE,
		  { .has_note = 1, .has_result = 1, .confirmed = 1,
		    .measured = 1, .criminal = 1 } },
		{ I3_NOTIFIED, IE_CLOSE,
		  { .has_note = 1, .has_result = 1, .confirmed = 1,
		    .notified = 1, .criminal = 1 } },
		{ I4_CLOSED, IE_REOPEN, { 0 } },
	}, yes[] = {
		{ I1_INVESTIGATING, IE_CLOSE,
		  { .has_note = 1, .has_result = 1 } },
		{ I2_MEASURED, IE_CLOSE,
		  { .has_note = 1, .has_result = 1, .confirmed = 1,
		    .measured = 1 } },
		{ I3_NOTIFIED, IE_CLOSE,
		  { .has_note = 1, .has_result = 1, .confirmed = 1,
		    .measured = 1, .notified = 1, .criminal = 1 } },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(no); i++)
		assert_int_equal(ask(no[i].state, no[i].event,
		    BIT(BUSINESS_ADMIN), &no[i].facts), FLOW_NO_GUARD);
	for (i = 0; i < NITEMS(yes); i++)
		assert_int_equal(ask(yes[i].state, yes[i].event,
		    BIT(BUSINESS_ADMIN), &yes[i].facts), FLOW_YES);
	assert_true(incident_is_criminal(INCIDENT_FORGERY));
	assert_true(incident_is_criminal(INCIDENT_THEFT));
	assert_false(incident_is_criminal(INCIDENT_MISUSE));
	assert_false(incident_is_criminal(INCIDENT_KIND__N));
}

/* A measure counts when the register shows it. */
static void
r248_a_measure_is_seen_in_the_register(void **state)
{
	static const struct {
		enum incident_measure	 m;
		int			 seal, granted, falsified, done;
	} rows[] = {
		{ MEASURE_FREEZE, -1, 0, 0, 0 },
		{ MEASURE_FREEZE, S3_ACTIVE, 0, 0, 0 },
		{ MEASURE_FREEZE, S4_LOST, 0, 0, 1 },
		{ MEASURE_FREEZE, S7_REVOKED, 0, 0, 1 },
		{ MEASURE_REVOKE, -1, 0, 0, 0 },
		{ MEASURE_REVOKE, S4_LOST, 0, 0, 0 },
		{ MEASURE_REVOKE, S7_REVOKED, 0, 0, 1 },
		{ MEASURE_GRANT, -1, 0, 0, 0 },
		{ MEASURE_GRANT, S3_ACTIVE, 1, 0, 0 },
		{ MEASURE_GRANT, S3_ACTIVE, 0, 0, 1 },
		{ MEASURE_PAPERS, -1, 0, 0, 0 },
		{ MEASURE_PAPERS, -1, 0, 1, 1 },
		{ MEASURE_OTHER, -1, 0, 0, 1 },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++)
		assert_int_equal(incident_undone(rows[i].m, rows[i].seal,
		    rows[i].granted, rows[i].falsified) == NULL,
		    rows[i].done);
}

/* --- records --------------------------------------------------------------- */

static struct unit	 top, city, other;
static struct actor	 who;

static void
house(void)
{
	struct person	 p;

	make_unit(&top, LEVEL_MINISTRY, NULL, "部");
	make_unit(&city, LEVEL_PROVINCE, &top, "省");
	make_unit(&other, LEVEL_PROVINCE, &top, "另一省");
	make_person(&p, "operator");
	memset(&who, 0, sizeof(who));
	memcpy(who.person, p.id, sizeof(who.person));
	memcpy(who.unit, city.id, sizeof(who.unit));
	who.roles = BIT(BUSINESS_ADMIN);
}

static enum status
add(const char *id, int kind, const char *source, const char *ref)
{
	const struct incident		 i = {
		.id = id, .number = id, .unit = city.id, .kind = kind,
		.source = source, .source_ref = ref, .summary = "假章",
		.org = city.id,
	};
	const struct incident_move	 m = {
		.event = IE_RECORD, .note = "假章", .statement = "s",
	};
	enum status			 st;

	begin();
	st = incident_add(db, &who, &i, &m, &f);
	if (st == ST_OK)
		commit();
	else
		store_rollback(db);
	return st;
}

static void
step(struct incident *i, int event, const char *result)
{
	const struct incident_facts	 facts = {
		.has_note = 1, .has_proof = 1, .has_result = 1,
	};
	const struct incident_move	 m = {
		.event = event, .note = "办", .statement = "s",
		.result = result,
	};

	begin();
	ok(incident_step(db, &who, who.roles, &facts, i, &m, &f));
	commit();
}

static size_t
listed(const char *unit, int tab, const char *kind)
{
	const struct incident_ask	 ask = {
		.unit = unit, .tab = tab, .kind = kind, .max = 10,
	};
	struct incident			*list;
	size_t				 n;
	int				 more;

	ok(incident_list(db, pool, &ask, &list, &n, &more, &f));
	return n;
}

static void
r248_recorded_followed_up_and_closed(void **state)
{
	static const char	 id[] = "i0000000000000000000000001";
	struct incident		 i, stale;
	struct incident_line	*l;
	const char		*same;
	int64_t			 n;
	size_t			 k;
	int			 yes;
	struct incident_move	 m = { .event = IE_ADD, .note = "x",
	    .statement = "s" };

	(void)state;
	house();
	ok(add(id, INCIDENT_FORGERY, "report", "r1"));
	/* an alarm once; by hand as often as it happens */
	assert_int_equal(add("i0000000000000000000000002", INCIDENT_OTHER,
	    "report", "r1"), ST_CONFLICT);
	ok(add("i0000000000000000000000003", INCIDENT_OTHER, "hand", ""));
	ok(add("i0000000000000000000000004", INCIDENT_OTHER, "hand", ""));
	ok(incident_of_source(db, pool, "report", "r1", &same, &f));
	assert_string_equal(same, id);
	assert_int_equal(incident_of_source(db, pool, "hand", "", &same, &f),
	    ST_ABSENT);
	/* the unit and those above, nobody beside */
	ok(incident_sees(db, city.id, id, &yes, &f));
	assert_true(yes);
	ok(incident_sees(db, top.id, id, &yes, &f));
	assert_true(yes);
	ok(incident_sees(db, other.id, id, &yes, &f));
	assert_false(yes);
	assert_int_equal(listed(other.id, INCIDENTS_ALL, NULL), 0);
	assert_int_equal(listed(top.id, INCIDENTS_ALL, NULL), 3);
	assert_int_equal(listed(city.id, INCIDENTS_OPEN, "forgery"), 1);
	assert_int_equal(listed(city.id, I0_RECORDED, NULL), 3);

	ok(incident_load(db, pool, id, &i, &f));
	stale = i;
	step(&i, IE_BEGIN, NULL);
	step(&i, IE_MEASURE, NULL);
	step(&i, IE_NOTIFY, NULL);
	assert_int_equal(listed(city.id, I3_NOTIFIED, NULL), 1);
	assert_int_equal(listed(city.id, I3_NOTIFIED, "other"), 0);
	/* somebody was quicker */
	begin();
	assert_int_equal(incident_step(db, &who, who.roles, &willing, &stale,
	    &m, &f), ST_CONFLICT);
	store_rollback(db);
	step(&i, IE_CLOSE, "confirmed");
	ok(incident_load(db, pool, id, &i, &f));
	assert_int_equal(i.state, I4_CLOSED);
	assert_string_equal(i.result, "confirmed");
	assert_int_equal(i.measures, 1);
	assert_int_equal(i.notified, 1);
	ok(incident_count_open(db, city.id, 10, &n, &f));
	assert_int_equal(n, 2);
	assert_int_equal(listed(city.id, INCIDENTS_OPEN, NULL), 2);
	step(&i, IE_REOPEN, NULL);
	ok(incident_load(db, pool, id, &i, &f));
	assert_null(i.result);
	ok(incident_history(db, pool, id, &l, &k, &f));
	assert_int_equal(k, 6);
	assert_string_equal(l[0].event, "record");
	assert_string_equal(l[5].event, "reopen");
}

static void
r248_evidence_is_kept_with_its_step(void **state)
{
	static const char		 id[] = "i0000000000000000000000001";
	const struct incident_file	 file = {
		.id = "f0000000000000000000000001", .name = "照片.png",
		.type = "image/png", .sum = "ab", .size = 3,
		.box = { (const unsigned char *)"abc", 3 },
	};
	const struct incident_move	 m = {
		.event = IE_ADD, .note = "照片", .statement = "s",
		.file = &file,
	};
	struct incident_file		 v;
	struct incident_line		*l;
	struct incident			 i;
	unsigned char			 a[DIGEST_LEN], b[DIGEST_LEN];
	size_t				 n;

	(void)state;
	house();
	ok(add(id, INCIDENT_FORGERY, "hand", ""));
	ok(incident_load(db, pool, id, &i, &f));
	begin();
	ok(incident_step(db, &who, who.roles, &willing, &i, &m, &f));
	commit();
	ok(incident_file_load(db, pool, id, file.id, &v, &f));
	assert_int_equal(v.box.n, 3);
	assert_int_equal(incident_file_load(db, pool, "other", file.id, &v,
	    &f), ST_ABSENT);
	ok(incident_history(db, pool, id, &l, &n, &f));
	assert_string_equal(l[1].file_name, "照片.png");
	assert_string_equal(l[1].sum, "ab");
	ok(incident_digest(&i, "add", "recorded", "照片", "ab", a, &f));
	ok(incident_digest(&i, "add", "recorded", "照片", "ac", b, &f));
	assert_memory_not_equal(a, b, DIGEST_LEN);
	ok(incident_digest(&i, "add", "recorded", "照片", NULL, b, &f));
	assert_memory_not_equal(a, b, DIGEST_LEN);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(r248_who_may_take_which_step),
	cmocka_unit_test(r248_what_the_guards_refuse),
	cmocka_unit_test(r248_a_measure_is_seen_in_the_register),
	T(r248_recorded_followed_up_and_closed),
	T(r248_evidence_is_kept_with_its_step),
};

OFFICE_MAIN(tests, "incident")

/*
 * The ledger of seals: each tab by the clock, in its order, page behind page,
 * found by two characters; and who sees a seal.  On both engines.
 */
#include "office_place.h"
#include "seal/gram.h"
#include "seal/ledger.h"
#include "seal/request.h"

#define MINE	"u0000000000000000000000001"
#define OTHER	"u0000000000000000000000002"
#define N	12

static struct actor	 actor;
static int64_t		 now;

/* The k-th seal, moved along T2 to a state, valid for so many days more. */
static void
make_seal(int k, const char *name, int to, int64_t days)
{
	static const int way[] = { SE_MADE, SE_DELIVER, SE_ACTIVATE };
	struct seal		 s = { 0 };
	struct seal_version	 v = {
		.cert = bytes_text("c"), .der = bytes_text("d"),
		.png = bytes_text("p"), .um_w = 1, .um_h = 1, .valid_from = 1,
		.valid_to = now + days * MS_DAY,
	};
	struct seal_move	 move = { .event = SE_BEGIN };
	size_t			 i;

	s.id = pool_printf(pool, "s00000000000000000000000%02d", k);
	s.code = pool_printf(pool, "H99010226%06d7", k);
	s.request = pool_printf(pool, "r00000000000000000000000%02d", k);
	v.request = s.request;
	v.serial = pool_printf(pool, "%02X", k);
	s.name = name;
	s.unit = "unit";
	s.desk = "desk";
	s.category = "unit";
	s.sub_kind = "FR";
	s.scope = "industry";
	s.version = 1;
	s.created = 1000 + k;
	s.rev = 1;
	s.before_loss = -1;
	raw(pool_printf(pool, "INSERT INTO seal_code (code, source, request,"
	    " at) VALUES ('%s', 'industry', '%s', 1)", s.code, s.request));
	begin();
	ok(seal_add(db, &actor, &s, &f));
	ok(seal_version_add(db, s.id, &v, &f));
	ok(gram_add(db, "seal", s.id, s.name, &f));
	ok(gram_add(db, "seal", s.id, s.code, &f));
	commit();
	begin();
	ok(seal_load(db, pool, s.id, &s, &f));
	for (i = 0; i < NITEMS(way) && s.state != to && to != S0_MAKING &&
	    s.state != S3_ACTIVE; i++) {
		move.event = way[i];
		s.valid_to = 0;		/* it became what it is in its time */
		ok(seal_step(db, &actor, &s, &move, &f));
	}
	if (to == S4_LOST || to == S5_SUSPENDED || to == S7_REVOKED) {
		move.event = to == S4_LOST ? SE_LOSE : to == S5_SUSPENDED ?
		    SE_SUSPEND : SE_REVOKE;
		ok(seal_step(db, &actor, &s, &move, &f));
	}
	assert_int_equal(s.state, to);
	commit();
}

static void
make_all(void)
{
	static const struct { const char *name; int to; int64_t days; } all[N] = {
		{ "清泉学校", S3_ACTIVE, 500 }, { "清泉学校合同章", S3_ACTIVE, 40 },
		{ "晨光公司", S3_ACTIVE, 10 }, { "晨光公司财务章", S3_ACTIVE, -5 },
		{ "东山医院", S4_LOST, 500 }, { "西湖中学", S5_SUSPENDED, 500 },
		{ "南湖小学", S7_REVOKED, 500 }, { "北苑剧场", S1_MADE, 500 },
		{ "北苑剧场二", S2_DELIVERED, 500 }, { "中心书店", S0_MAKING, 500 },
		{ "清泉学校业务章", S3_ACTIVE, 500 }, { "晨光二", S4_LOST, -3 },
	};
	int	 k;

	memset(&actor, 0, sizeof(actor));
	now = clock_now();
	raw("INSERT INTO unit (id, rev, parent, level, name, region, kind,"
	    " state, created, changed) VALUES ('unit', 1, NULL, 4, '单位',"
	    " '990102', 'organ', 'active', 1, 1)");
	for (k = 0; k < N; k++) {
		raw(pool_printf(pool, "INSERT INTO request (id, number,"
		    " business, channel, state, rev, unit, desk, maker, urgent,"
		    " waiting, version, policy, months, created, changed)"
		    " VALUES ('r00000000000000000000000%02d', 'SL-%d', 'apply',"
		    " 'online', 'completed', 1, 'unit', 'desk', 'maker', 0, 0,"
		    " 1, 1, 36, 1, 1)", k, k));
		raw(pool_printf(pool, "INSERT INTO request_scope (unit,"
		    " request, business, stage, created) VALUES ('%s',"
		    " 'r00000000000000000000000%02d', 'apply', 'done', 1)",
		    k == 10 ? OTHER : MINE, k));
		make_seal(k, all[k].name, all[k].to, all[k].days);
	}
}

/* The names of a list, one page of "max" after the other. */
static const char *
names(const char *unit, enum ledger_tab tab, const char *text, size_t max)
{
	struct ledger_ask	 ask = {
		.unit = unit, .tab = tab, .text = text, .now = now,
		.soon = now + 90 * MS_DAY, .max = max,
	};
	struct ledger_row	*rows;
	const char		*out = "";
	size_t			 i, n, pages = 0;
	int			 more = 1;

	while (more) {
		ok(ledger_list(db, pool, &ask, &rows, &n, &more, &f));
		for (i = 0; i < n; i++)
			out = pool_printf(pool, "%s%s%s", out, *out == '\0' ?
			    "" : " ", rows[i].name);
		if (n > 0) {
			ask.after = rows[n - 1].id;
			ask.key = ledger_key(&ask, &rows[n - 1]);
		}
		assert_true(pages++ < 20);
	}
	return out;
}

static void
r009_each_tab_in_its_order(void **state)
{
	static const struct { enum ledger_tab tab; const char *names; } tabs[] = {
		{ LEDGER_VALID, "晨光公司 清泉学校合同章 清泉学校" },
		{ LEDGER_ENDING, "晨光公司 清泉学校合同章" },
		{ LEDGER_EXPIRED, "晨光公司财务章" },
		{ LEDGER_LOST, "晨光二 东山医院" },
		{ LEDGER_SUSPENDED, "西湖中学" },
		{ LEDGER_REVOKED, "南湖小学" },
		{ LEDGER_MAKING, "中心书店 北苑剧场二 北苑剧场" },
	};
	size_t	 i, max;
	int	 yes;

	(void)state;
	make_all();
	for (i = 0; i < NITEMS(tabs); i++)
		for (max = 1; max <= 3; max++)
			assert_string_equal(names(MINE, tabs[i].tab, NULL,
			    max), tabs[i].names);
	assert_string_equal(names(OTHER, LEDGER_ALL, NULL, 5),
	    "清泉学校业务章");
	assert_string_equal(names("nobody", LEDGER_ALL, NULL, 5), "");
	ok(ledger_sees(db, MINE, "s0000000000000000000000000", &yes, &f));
	assert_true(yes);
	ok(ledger_sees(db, MINE, "s0000000000000000000000010", &yes, &f));
	assert_false(yes);
	/* found by two characters, within the tab and the scope */
	assert_string_equal(names(MINE, LEDGER_ALL, "清泉", 1),
	    "清泉学校合同章 清泉学校");
	assert_string_equal(names(MINE, LEDGER_ENDING, "清泉", 5),
	    "清泉学校合同章");
	assert_string_equal(names(MINE, LEDGER_EXPIRED, "清泉", 5), "");
	assert_string_equal(names(MINE, LEDGER_LOST, "晨光", 5), "晨光二");
	assert_string_equal(names(MINE, LEDGER_VALID, "H990102260000017", 5),
	    "清泉学校合同章");
	refused(ledger_list(db, pool, &(const struct ledger_ask){
	    .unit = MINE, .text = "清", .max = 5 }, &(struct ledger_row *){
	    NULL }, &(size_t){ 0 }, &(int){ 0 }, &f), ST_INVALID, "short");
}

static const struct CMUnitTest tests[] = {
	T(r009_each_tab_in_its_order),
};

OFFICE_MAIN(tests, "seal_ledger")

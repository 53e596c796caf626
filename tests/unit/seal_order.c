/*
 * Certificate orders: T8 against what was decided, each row both ways; an
 * agent's answers, right and wrong; batches and orders as records, on both
 * engines.  Rules: R-115 R-116, T8.
 */
#include "office_place.h"

#include "base/coding.h"
#include "seal/order_answer.h"
#include "sm/sm.h"
#include "table_spec.h"

/* --- T8 ------------------------------------------------------------------------ */

#define S_BOTH	(S_JOB | S_RA)
#define SPEC_TO_COME(from)						\
	{ from, OE_ANSWER, S_BOTH, C2_ANSWERED },			\
	{ from, OE_REFUSE, S_BOTH, C5_REFUSED },			\
	{ from, OE_VOID, S_RA, C6_VOID },				\
	{ from, OE_END, S_BOTH, C6_VOID }

static const struct spec_row spec_order[] = {
	{ FLOW_NEW, OE_BEGIN, S_RA, C0_WAITING },
	{ C0_WAITING, OE_RECEIVE, S_BOTH, C1_SENT },
	{ C0_WAITING, OE_HAND, S_RA, C1_SENT },
	SPEC_TO_COME(C0_WAITING), SPEC_TO_COME(C1_SENT),
	SPEC_TO_COME(C4_UNFIT),
	{ C2_ANSWERED, OE_TAKE, S_JOB, C3_ISSUED },
	{ C2_ANSWERED, OE_UNFIT, S_JOB, C4_UNFIT },
	{ C2_ANSWERED, OE_END, S_BOTH, C6_VOID },
	{ C4_UNFIT, OE_RECHECK, S_RA, C2_ANSWERED },
};
static const struct spec t8 = {
	&flow_order, spec_order, NITEMS(spec_order)
};

static void
t8_rows_are_those_decided(void **unused)
{
	const struct order_facts facts[] = {
		{ .has_reason = 1 }, { 0 }, { .same = 1 },
	};
	const struct flow_row	*row;
	const char		*why;
	unsigned		 role;
	size_t			 k;
	int			 from, event, r, to, led;

	(void)unused;
	for (from = FLOW_NEW; from < ORDER_STATE__N; from++)
	for (event = 0; event < ORDER_EVENT__N; event++)
	for (r = 0; r <= ROLE__N; r++) {
		role = r == ROLE__N ? FLOW_SYSTEM : ROLE_BIT(r);
		for (to = led = 0; to < ORDER_STATE__N; to++)
			led |= spec_leads(&t8, from, event, role, to);
		for (k = 0; k < NITEMS(facts); k++) {
			enum flow_answer	 a = flow_ask(&flow_order,
			    from, event, role, &facts[k], NULL, &row, &why);

			if (k == 0)
				assert_int_equal(a == FLOW_YES, led);
			if (a == FLOW_YES)
				assert_true(spec_leads(&t8, from, event,
				    role, row->to));
			assert_int_equal(why == NULL, a == FLOW_YES);
		}
	}
	assert_false(cert_order_is_open(C3_ISSUED));
	assert_false(cert_order_is_open(C5_REFUSED));
	assert_false(cert_order_is_open(C6_VOID));
	assert_true(cert_order_is_open(C4_UNFIT));
}

static int
says(int state, int event, unsigned role, const struct order_facts *facts)
{
	const struct flow_row	*row;
	const char		*why;

	return flow_ask(&flow_order, state, event, role, facts, NULL, &row,
	    &why) == FLOW_YES;
}

static void
t8_guards_refuse_what_is_not_so(void **unused)
{
	const struct order_facts silent = { 0 }, same = { .same = 1 };

	(void)unused;
	assert_false(says(C0_WAITING, OE_HAND, S_RA, &silent));
	assert_false(says(C1_SENT, OE_VOID, S_RA, &silent));
	assert_false(says(C4_UNFIT, OE_ANSWER, FLOW_SYSTEM, &same));
	assert_true(says(C4_UNFIT, OE_ANSWER, FLOW_SYSTEM, &silent));
}

/* --- answers ---------------------------------------------------------------------- */

#define MESSAGE	"{\"type\":\"cert-order\"}"
#define ID_A	"00000000000000000000000001"
#define ID_B	"00000000000000000000000002"
/* An element as certificates are: what is in it is looked at by keyd. */
static const unsigned char some_der[] = { 0x30, 3, 2, 1, 7 };
#define CERT_64	"MAMCAQc="		/* it in base 64 */

static struct sm2	*key, *stranger;
static struct target	 agent;
static unsigned char	 point[SM2_PUBLIC];
static const struct cert_batch a_batch = {
	.id = "00000000000000000000000009", .number = "ZS-20261120-00001",
	.message = MESSAGE,
};
static const struct cert_order two[2] = { { .id = ID_A }, { .id = ID_B } };

static void
begin_keys(void)
{
	ok(sm2_generate(&key, &f));
	ok(sm2_generate(&stranger, &f));
	ok(sm2_public(key, point, &f));
	agent.code = "agent";
	agent.receipt_key = bytes_of(point, sizeof(point));
}

static const char *
digest_hex(const char *of)
{
	unsigned char	 sum[SM3_LEN];
	char		 hex[HEX_TEXT(SM3_LEN)];

	ok(sm3(bytes_text(of), sum));
	hex_write(sum, sizeof(sum), hex);
	return pool_text(pool, hex);
}

static struct bytes
sealed(const char *payload, const struct sm2 *with)
{
	unsigned char	 sig[SM2_DER_MAX];
	size_t		 n = strlen(payload), nsig;
	char		*p = pool_alloc(pool, BASE64_TEXT(n));
	char		 s[BASE64_TEXT(SM2_DER_MAX)];

	ok(sm2_sign(with, bytes_text(payload), sig, &nsig, &f));
	base64_write((const unsigned char *)payload, n, p);
	base64_write(sig, nsig, s);
	return bytes_text(pool_printf(pool, "{\"payload\":\"%s\","
	    "\"signature\":\"%s\"}", p, s));
}

/* With these orders, as the agent would write it. */
static const char *
payload(const char *orders)
{
	return pool_printf(pool, "{\"type\":\"cert-answer\",\"agent\":"
	    "\"agent\",\"batch\":\"%s\",\"digest\":\"%s\",\"orders\":[%s]}",
	    a_batch.id, digest_hex(MESSAGE), orders);
}

#define ONE(id, rest)	"{\"order\":\"" id "\"," rest "}"
#define RECEIVED	"\"result\":\"received\""
#define ISSUED(rest)	"\"result\":\"issued\"" rest
#define REFUSED(why)	"\"result\":\"refused\",\"reason\":\"" why "\""

static enum status
read_as(struct bytes body, struct order_answer **out, size_t *n,
    const char **why)
{
	return order_answer_read(body, &agent, &a_batch, two, 2, pool, out,
	    n, why, &f);
}

static void
r116_an_answer_is_read(void **unused)
{
	struct bytes		 der[ORDER_CHAIN + 1];
	struct order_answer	*a;
	const char		*why;
	size_t			 n;

	(void)unused;
	begin_keys();
	ok(read_as(sealed(payload(ONE(ID_B, ISSUED(",\"certificate\":\""
	    CERT_64 "\",\"chain\":[\"" CERT_64 "\",\"" CERT_64 "\"]")) ","
	    ONE(ID_A, REFUSED("查无此单位"))), key), &a, &n, &why));
	assert_int_equal(n, 2);
	assert_string_equal(a[0].order, ID_B);
	assert_int_equal(a[0].result, ORDER_ISSUED);
	assert_int_equal(order_certificates(a[0].certificate, der), 3);
	assert_true(bytes_same(der[2], bytes_of(some_der,
	    sizeof(some_der))));
	assert_int_equal(a[1].result, ORDER_REFUSED);
	assert_string_equal(a[1].reason, "查无此单位");
	/* one is left out: as it was */
	ok(read_as(sealed(payload(ONE(ID_A, RECEIVED)), key), &a, &n, &why));
	assert_int_equal(n, 1);
	assert_int_equal(a[0].result, ORDER_RECEIVED);
	ok(read_as(sealed(payload(""), key), &a, &n, &why));
	assert_int_equal(n, 0);
	assert_int_equal(order_certificates(bytes_of(NULL, 0), der), 0);
	sm2_free(key);
	sm2_free(stranger);
}

static void
r116_wrong_answers_are_none(void **unused)
{
	const char	*good, *why;
	size_t		 i, n;
	struct order_answer *a;

	(void)unused;
	begin_keys();
	good = payload(ONE(ID_A, RECEIVED));
	const struct { struct bytes body; const char *words; } t[] = {
		{ bytes_text(""), "不是" }, { bytes_text("<html>"), "不是" },
		{ bytes_text(good), "不是" },
		{ bytes_text("{\"payload\":\"!\",\"signature\":\"!\"}"),
		  "不是" },
		{ bytes_text("[[[[[[[[[[[[1]]]]]]]]]]]]"), "不是" },
		{ sealed(good, stranger), "公钥不符" },
		{ sealed("[1]", key), "另一批" },
		{ sealed(pool_printf(pool, "{\"type\":\"cert-answer\","
		    "\"agent\":\"agent\",\"batch\":\"%s\",\"digest\":\"%s\","
		    "\"orders\":[]}", a_batch.id, digest_hex("other")), key),
		  "另一批" },
		{ sealed(pool_printf(pool, "{\"type\":\"cert-answer\","
		    "\"agent\":\"agent\",\"batch\":\"%s\",\"digest\":\"%s\"}",
		    a_batch.id, digest_hex(MESSAGE)), key), "没有各件" },
		{ sealed(payload(ONE("0000000000000000000000000X", RECEIVED)),
		  key), "不属于本批" },
		{ sealed(payload(ONE(ID_A, RECEIVED) "," ONE(ID_A, RECEIVED)),
		  key), "两个结果" },
		{ sealed(payload(ONE(ID_A, "\"result\":\"maybe\"")), key),
		  "第 1 件" },
		{ sealed(payload(ONE(ID_B, REFUSED(""))), key), "第 2 件" },
		{ sealed(payload(ONE(ID_A, ISSUED(""))), key), "第 1 件" },
		{ sealed(payload(ONE(ID_A, ISSUED(
		    ",\"certificate\":\"AAAA\""))), key), "第 1 件" },
		{ sealed(payload(ONE(ID_A, ISSUED(",\"certificate\":\"" CERT_64
		    "\",\"chain\":[\"" CERT_64 "\",\"" CERT_64 "\",\"" CERT_64
		    "\",\"" CERT_64 "\"]"))), key), "第 1 件" },
		{ sealed(payload(ONE(ID_A, ISSUED(",\"certificate\":\"" CERT_64
		    "\",\"chain\":[7]"))), key), "第 1 件" },
	};
	for (i = 0; i < NITEMS(t); i++) {
		if (read_as(t[i].body, &a, &n, &why) != ST_INVALID ||
		    why == NULL || strstr(why, t[i].words) == NULL)
			fail_msg("answer %zu: %s, not %s", i, why == NULL ?
			    "taken" : why, t[i].words);
	}
	agent.receipt_key = bytes_of(NULL, 0);
	assert_int_equal(read_as(sealed(good, key), &a, &n, &why),
	    ST_INVALID);
	sm2_free(key);
	sm2_free(stranger);
}

/* --- records ---------------------------------------------------------------------- */

static struct actor	 actor;

static void
request_add_row(int k, const char *business, const char *state,
    const char *certifier)
{
	raw(pool_printf(pool, "INSERT INTO request (id, number, business,"
	    " channel, state, rev, unit, desk, maker, urgent, waiting,"
	    " version, policy, months, certifier, created, changed,"
	    " org_name, seal_name) VALUES"
	    " ('r000000000000000000000000%d', 'SL-%d', '%s', 'online', '%s',"
	    " 1, 'unit', 'desk', 'maker', 0, 0, 1, 1, 36, %s, 1, %d, 'O',"
	    " 'S')", k, k, business, state, certifier, k));
	raw(pool_printf(pool, "INSERT INTO request_scope (unit, request,"
	    " business, stage, created) VALUES ('unit',"
	    " 'r000000000000000000000000%d', '%s', 'make', 1)", k,
	    business));
}

static struct cert_batch
make_batch(const char *id, const char *number, int64_t due)
{
	struct cert_batch	 b = {
		.id = id, .number = number, .unit = "unit",
		.message = MESSAGE, .statement = "s", .created = 100,
		.due = due,
	};
	struct target		*list;
	size_t			 n;

	ok(target_list(db, pool, &list, &n, &f));
	b.agent = list[0].id;
	begin();
	ok(batch_add(db, &actor, &b, &f));
	commit();
	ok(batch_load(db, pool, id, &b, &f));
	return b;
}

static enum status
add_order(const struct cert_batch *b, const char *id, int k, int request)
{
	const struct cert_order	 o = {
		.id = id, .batch = b->id, .seq = k, .unit = b->unit,
		.request = pool_printf(pool, "r000000000000000000000000%d",
		    request), .materials = "", .due = b->due, .created = 100,
	};
	enum status		 st;

	begin();
	st = cert_order_add(db, &actor, &o, &f);
	if (st == ST_OK)
		commit();
	else
		store_rollback(db);
	return st;
}

static void
start(void)
{
	struct target	 t = {
		.kind = TARGET_AGENT, .name = "代理", .code = "agent",
		.enabled = 1, .address = "", .triggers = "", .scope = "all",
		.deadline = "5w", .plan = "1 5",
	};

	memset(&actor, 0, sizeof(actor));
	snprintf(actor.person, sizeof(actor.person), "p");
	raw("INSERT INTO person (id, rev, login, name, state, created,"
	    " changed) VALUES ('p', 1, 'p', '甲', 'active', 1, 1)");
	begin();
	ok(target_save(db, &t, NULL, &f));
	commit();
	assert_true(target_is_agent(&t));
	assert_false(target_can_send(db, &t, 0));
	t.address = "https://agent.example/";
	assert_false(target_can_send(db, &t, 0));
	begin_keys();
	t.receipt_key = bytes_of(point, sizeof(point));
	assert_true(target_can_send(db, &t, 0));
	t.enabled = 0;
	assert_false(target_can_send(db, &t, 0));
	sm2_free(key);
	sm2_free(stranger);
}

static size_t
cases(void)
{
	struct order_case	*list;
	size_t			 n;

	ok(cert_order_cases(db, pool, "unit", &list, &n, &f));
	return n;
}

static size_t
in_tab(enum order_tab tab, int64_t now)
{
	struct order_ask	 ask = {
		.unit = "unit", .tab = tab, .now = now, .max = 1,
	};
	struct cert_order	*list;
	size_t			 n, all = 0;
	int			 more = 1;

	while (more) {
		ok(cert_order_table(db, pool, &ask, &list, &n, &more, &f));
		all += n;
		if (n == 0)
			break;
		ask.after = list[n - 1].id;
		ask.key = cert_order_key(&ask, &list[n - 1]);
	}
	return all;
}

static void
moved(struct cert_order *o, const struct order_move *m, unsigned role)
{
	const struct order_facts facts = { .has_reason = 1 };

	begin();
	ok(cert_order_step(db, &actor, role, &facts, o, m, &f));
	commit();
}

/* What is approved for a third party, once, is collected; no other. */
static void
r116_what_waits_is_what_was_approved_so(void **unused)
{
	struct cert_batch	 b;
	struct cert_order	 o;
	struct order_case	*list;
	size_t			 n;

	(void)unused;
	start();
	request_add_row(1, "apply", "approved", "'third'");
	request_add_row(2, "apply", "approved", "'own'");
	request_add_row(3, "apply", "entered", "NULL");
	request_add_row(4, "renew", "verified", "'third'");
	request_add_row(5, "renew", "approved", "'third'");
	request_add_row(6, "apply", "verified", "'third'");
	ok(cert_order_cases(db, pool, "unit", &list, &n, &f));
	assert_int_equal(n, 2);
	assert_string_equal(list[0].number, "SL-1");
	assert_string_equal(list[1].number, "SL-4");
	ok(cert_order_cases(db, pool, "other", &list, &n, &f));
	assert_int_equal(n, 0);
	b = make_batch("b0000000000000000000000001", "ZS-1", 1000);
	ok(add_order(&b, ID_A, 1, 1));
	assert_int_equal(cases(), 1);
	/* ordered once at a time, whoever is quicker */
	assert_int_equal(add_order(&b, ID_B, 2, 1), ST_CONFLICT);
	ok(cert_order_of(db, pool, "r0000000000000000000000001", &o, &f));
	assert_int_equal(o.request_state, A8_APPROVED);
	moved(&o, &(struct order_move){ .event = OE_REFUSE, .note = "x" },
	    FLOW_SYSTEM);
	ok(batch_load(db, pool, b.id, &b, &f));
	assert_false(b.is_open);
	/* refused and taken up again: once more, in another batch */
	assert_int_equal(cases(), 2);
	b = make_batch("b0000000000000000000000002", "ZS-2", 1000);
	ok(add_order(&b, ID_B, 1, 1));
	ok(cert_order_of(db, pool, "r0000000000000000000000001", &o, &f));
	assert_string_equal(o.id, ID_B);
}

static void
r116_each_order_has_its_own_way(void **unused)
{
	struct order_next	*next;
	struct cert_batch	 b;
	struct cert_line	*lines;
	struct cert_order	*o, old;
	size_t			 n;

	(void)unused;
	start();
	request_add_row(1, "apply", "approved", "'third'");
	request_add_row(2, "apply", "approved", "'third'");
	b = make_batch("b0000000000000000000000001", "ZS-1", 1000);
	ok(add_order(&b, ID_A, 1, 1));
	ok(add_order(&b, ID_B, 2, 2));
	assert_int_equal(in_tab(ORDERS_WAITING, 500), 2);
	assert_int_equal(in_tab(ORDERS_OVERDUE, 1000), 0);
	assert_int_equal(in_tab(ORDERS_OVERDUE, 1001), 2);
	ok(batch_unalarmed(db, pool, 1001, &next, &n, &f));
	assert_int_equal(n, 1);
	ok(cert_order_list(db, pool, b.id, &o, &n, &f));
	old = o[0];
	moved(&o[0], &(struct order_move){ .event = OE_RECEIVE },
	    FLOW_SYSTEM);
	begin();		/* somebody was quicker */
	assert_int_equal(cert_order_step(db, &actor, FLOW_SYSTEM,
	    &(struct order_facts){ 0 }, &old, &(struct order_move){
	    .event = OE_RECEIVE }, &f), ST_CONFLICT);
	store_rollback(db);
	moved(&o[0], &(struct order_move){ .event = OE_ANSWER,
	    .certificate = bytes_of(some_der, sizeof(some_der)) },
	    FLOW_SYSTEM);
	ok(cert_order_answered(db, pool, "", &next, &n, &f));
	assert_int_equal(n, 1);
	assert_string_equal(next[0].id, ID_A);
	moved(&o[0], &(struct order_move){ .event = OE_UNFIT, .note = "钥" },
	    FLOW_SYSTEM);
	assert_int_equal(in_tab(ORDERS_UNFIT, 1), 1);
	ok(cert_order_load(db, pool, ID_A, &old, &f));
	assert_string_equal(old.reason, "钥");
	assert_true(bytes_same(old.certificate, bytes_of(some_der,
	    sizeof(some_der))));
	moved(&o[0], &(struct order_move){ .event = OE_RECHECK, .note = "" },
	    S_RA);
	moved(&o[0], &(struct order_move){ .event = OE_TAKE }, FLOW_SYSTEM);
	assert_int_equal(in_tab(ORDERS_ISSUED, 1), 1);
	ok(batch_load(db, pool, b.id, &b, &f));
	assert_true(b.is_open);
	moved(&o[1], &(struct order_move){ .event = OE_VOID, .note = "重" },
	    S_RA);
	ok(batch_load(db, pool, b.id, &b, &f));
	assert_false(b.is_open);
	ok(batch_unalarmed(db, pool, 1001, &next, &n, &f));
	assert_int_equal(n, 0);
	assert_int_equal(in_tab(ORDERS_ALL, 1), 2);
	ok(batch_history(db, pool, b.id, &lines, &n, &f));
	assert_int_equal(n, 8);
	assert_string_equal(lines[0].event, "void");
	assert_int_equal(lines[0].line, 2);
	assert_string_equal(batch_event_label(lines[0].event), "作废");
	assert_string_equal(batch_event_label(BATCH_FAIL), "外发未成");
}

/* A try is one process's; what came of it stands with the batch. */
static void
r116_one_sends_at_a_time(void **unused)
{
	struct order_next	*next;
	struct cert_batch	 b, same;
	size_t			 n;

	(void)unused;
	start();
	request_add_row(1, "apply", "approved", "'third'");
	b = make_batch("b0000000000000000000000001", "ZS-1", 1000);
	ok(add_order(&b, ID_A, 1, 1));
	same = b;
	ok(batch_sendable(db, pool, b.agent, 50, &next, &n, &f));
	assert_int_equal(n, 1);
	b.lease = 90;
	b.tries = 1;
	begin();
	ok(batch_step(db, &actor, &b, BATCH_SEND, NULL, &f));
	commit();
	begin();
	assert_int_equal(batch_step(db, &actor, &same, BATCH_SEND, NULL, &f),
	    ST_CONFLICT);
	store_rollback(db);
	ok(batch_sendable(db, pool, b.agent, 50, &next, &n, &f));
	assert_int_equal(n, 0);
	ok(batch_sendable(db, pool, b.agent, 91, &next, &n, &f));
	assert_int_equal(n, 1);
	b.lease = 0;
	b.next_try = 200;
	b.reason = "对方没有应答";
	begin();
	ok(batch_step(db, &actor, &b, BATCH_FAIL, b.reason, &f));
	commit();
	ok(batch_sendable(db, pool, b.agent, 199, &next, &n, &f));
	assert_int_equal(n, 0);
	ok(batch_load(db, pool, b.id, &b, &f));
	assert_string_equal(b.reason, "对方没有应答");
	assert_int_equal(b.accepted, 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(t8_rows_are_those_decided),
	cmocka_unit_test(t8_guards_refuse_what_is_not_so),
	T(r116_an_answer_is_read),
	T(r116_wrong_answers_are_none),
	T(r116_what_waits_is_what_was_approved_so),
	T(r116_each_order_has_its_own_way),
	T(r116_one_sends_at_a_time),
};

OFFICE_MAIN(tests, "certificate orders")

/*
 * A seal whose key a device of the unit's own has made: keyd
 * certifies it, makes the seal and packs it, and cannot sign with it.
 */
#include "unit/keys_kit.h"

#include "trust/csr.h"
#include "trust/package.h"

static struct kit	kit;

static int
setup(void **state)
{
	(void)state;
	kit_new(&kit);
	kit_start(&kit);
	kit_people(&kit);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	kit_free(&kit);
	return 0;
}

/* A device: its key, and the request it hands out. */
struct box {
	struct sm2	*key;
	unsigned char	 pub[SM2_PUBLIC];
	struct buf	 request;
};

static void
box_new(struct box *b, const char *cn)
{
	struct cert_name	 name = { .country = "CN" };
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 info;
	size_t			 n;

	snprintf(name.org, sizeof(name.org), "测试局");
	snprintf(name.cn, sizeof(name.cn), "%s", cn);
	snprintf(name.number, sizeof(name.number), "12345678MB0000000X");
	buf_init(&info, LIMIT_CERT);
	buf_init(&b->request, LIMIT_CERT);
	OK(sm2_generate(&b->key, &f));
	OK(sm2_public(b->key, b->pub, &f));
	OK(csr_info_write(&name, b->pub, &info, &f));
	OK(sm2_sign(b->key, buf_view(&info), sig, &n, &f));
	OK(csr_wrap(buf_view(&info), bytes_of(sig, n), &b->request, &f));
	buf_free(&info);
}

static void
box_free(struct box *b)
{
	sm2_free(b->key);
	buf_free(&b->request);
}

static struct keyd_facts
facts_of(const char *request, const struct box *b)
{
	struct keyd_facts	 facts = kit_facts(request);

	facts.device = buf_view(&b->request);
	return facts;
}

/* --- the request --------------------------------------------------------- */

static void
r062_the_device_asks_for_itself_and_its_own_unit(void **state)
{
	struct keyd_facts	 facts;
	struct keyd_tickets	 tickets;
	unsigned char		 pub[65];
	struct bytes		 t[3];
	struct box		 b;

	(void)state;
	box_new(&b, "别的局");
	facts = facts_of("REQ-NAME", &b);
	kit_tickets(&kit, &facts, t);
	tickets = (struct keyd_tickets){ t, 3 };
	IS(ST_INVALID, keyd_seal_key_make(kit.issue, kit_step(&kit), &facts,
	    tickets, pub, &f));
	box_free(&b);
	/* another key in it than signed it: no proof of possession */
	box_new(&b, "测试局");
	b.request.p[b.request.n - 1] ^= 1;
	facts = facts_of("REQ-PROOF", &b);
	kit_tickets(&kit, &facts, t);
	IS(ST_INVALID, keyd_seal_key_make(kit.issue, kit_step(&kit), &facts,
	    tickets, pub, &f));
	box_free(&b);
}

static void
r138_an_approval_names_the_device(void **state)
{
	struct keyd_facts	 facts, other, hosted = kit_facts("REQ-A");
	struct keyd_tickets	 tickets;
	unsigned char		 pub[65];
	struct bytes		 t[3];
	struct box		 a, b;

	(void)state;
	box_new(&a, "测试局");
	box_new(&b, "测试局");
	facts = facts_of("REQ-A", &a);
	other = facts_of("REQ-A", &b);
	IS(ST_DENIED, keyd_seal_key_make(kit.issue, kit_step(&kit), &facts,
	    none, pub, &f));
	/* approved for another device, or for no device */
	kit_tickets(&kit, &other, t);
	tickets = (struct keyd_tickets){ t, 3 };
	IS(ST_DENIED, keyd_seal_key_make(kit.issue, kit_step(&kit), &facts,
	    tickets, pub, &f));
	kit_tickets(&kit, &hosted, t);
	IS(ST_DENIED, keyd_seal_key_make(kit.issue, kit_step(&kit), &facts,
	    tickets, pub, &f));
	kit_tickets(&kit, &facts, t);
	OK(keyd_seal_key_make(kit.issue, kit_step(&kit), &facts, tickets, pub,
	    &f));
	assert_memory_equal(pub, a.pub, 65);
	/* the same key for a second request */
	facts = facts_of("REQ-A2", &a);
	kit_tickets(&kit, &facts, t);
	IS(ST_CONFLICT, keyd_seal_key_make(kit.issue, kit_step(&kit), &facts,
	    tickets, pub, &f));
	box_free(&a);
	box_free(&b);
}

/* --- the package --------------------------------------------------------- */

static enum status
opens(const struct package *p, const struct box *b, struct buf *content)
{
	unsigned char	 key[SM4_KEY];
	struct fault	 f = { 0 };
	size_t		 n;

	if (sm2_decrypt(b->key, p->key, key, sizeof(key), &n, &f) != ST_OK ||
	    n != sizeof(key))
		return ST_INVALID;
	return package_open(p, key, content, &f);
}

static void
r138_only_the_device_opens_the_package(void **state)
{
	struct keyd_facts	 facts;
	struct keyd_seal	 seal;
	struct keyd_info	 info;
	struct package_content	 in;
	struct package		 p;
	struct bytes		 t[2], der, again;
	struct keyd_tickets	 tickets = { t, 2 };
	const char		*step = kit_step(&kit);
	struct buf		 content;
	struct box		 b, other;

	(void)state;
	box_new(&b, "测试局");
	box_new(&other, "测试局");
	facts = facts_of("REQ-P", &b);
	kit_make(&kit, &facts, "3700001000001", &seal);
	kit_handed(&kit, "REQ-P", "3700001000001", t);
	OK(keyd_seal_pack(kit.issue, kit.pool, step, "REQ-P", tickets, &der,
	    &f));
	OK(keyd_seal_pack(kit.issue, kit.pool, step, "REQ-P", tickets, &again,
	    &f));
	assert_true(bytes_same(der, again));
	OK(package_read(der, &p, &f));
	OK(keyd_info(kit.issue, kit.pool, &info, &f));
	assert_true(bytes_same(p.maker, info.maker));
	buf_init(&content, PACKAGE_MAX);
	assert_int_equal(opens(&p, &other, &content), ST_INVALID);
	buf_clear(&content);
	assert_int_equal(opens(&p, &b, &content), ST_OK);
	OK(package_content_read(buf_view(&content), &in, &f));
	assert_true(bytes_same(in.seal, seal.der));
	assert_true(bytes_same(in.code, bytes_text("3700001000001")));
	assert_true(bytes_same(in.request, bytes_text("REQ-P")));
	assert_int_equal(in.ncerts, 4);
	buf_free(&content);
	box_free(&b);
	box_free(&other);
}

static void
r138_a_package_needs_both_statements(void **state)
{
	struct keyd_facts	 facts;
	struct keyd_seal	 seal;
	struct bytes		 t[2], wrong[2], der;
	struct keyd_tickets	 tickets = { t, 2 }, one = { t, 1 },
				 others = { wrong, 2 };
	struct box		 b;

	(void)state;
	box_new(&b, "测试局");
	facts = facts_of("REQ-S", &b);
	kit_make(&kit, &facts, "3700001000002", &seal);
	kit_handed(&kit, "REQ-S", "3700001000002", t);
	kit_handed(&kit, "REQ-P", "3700001000001", wrong);
	IS(ST_DENIED, keyd_seal_pack(kit.issue, kit.pool, kit_step(&kit),
	    "REQ-S", none, &der, &f));
	IS(ST_DENIED, keyd_seal_pack(kit.issue, kit.pool, kit_step(&kit),
	    "REQ-S", one, &der, &f));
	IS(ST_DENIED, keyd_seal_pack(kit.issue, kit.pool, kit_step(&kit),
	    "REQ-S", others, &der, &f));
	IS(ST_DENIED, keyd_seal_pack(kit.stamp, kit.pool, kit_step(&kit),
	    "REQ-S", tickets, &der, &f));
	IS(ST_ABSENT, keyd_seal_pack(kit.issue, kit.pool, kit_step(&kit),
	    "REQ-NONE", tickets, &der, &f));
	box_free(&b);
}

static void
r137_a_hosted_key_is_never_given_out(void **state)
{
	struct keyd_seal	 seal;
	struct bytes		 t[2], der;
	struct keyd_tickets	 tickets = { t, 2 };

	(void)state;
	kit_seal(&kit, "REQ-H", "3700001000003", &seal);
	kit_handed(&kit, "REQ-H", "3700001000003", t);
	IS(ST_DENIED, keyd_seal_pack(kit.issue, kit.pool, kit_step(&kit),
	    "REQ-H", tickets, &der, &f));
}

/* --- afterwards ---------------------------------------------------------- */

static void
r137_keyd_does_not_sign_for_a_device(void **state)
{
	struct keyd_facts	 facts;
	struct keyd_seal	 seal;
	struct keyd_use		 use;
	unsigned char		 handle[KEYD_HANDLE];
	struct bytes		 t[2], say, der;
	struct keyd_tickets	 one = { &say, 1 }, tickets = { t, 2 };
	int64_t			 at;
	struct box		 b;

	(void)state;
	box_new(&b, "测试局");
	facts = facts_of("REQ-U", &b);
	kit_make(&kit, &facts, "3700001000004", &seal);
	say = kit_said(&kit, KEEPER, ACT_SEAL_ACTIVATE, "REQ-U",
	    "3700001000004", NULL, NULL, 0);
	OK(keyd_seal_activate(kit.issue, kit_step(&kit), "3700001000004", one,
	    &f));
	use = kit_use(&kit, "YZ-U", "3700001000004", t);
	kit_handle(REQUESTER, handle);
	IS(ST_DENIED, keyd_seal_sign(kit.stamp, kit.pool, handle, &use,
	    tickets, &der, &at, &f));
	/* lost and ended as any other */
	say = kit_said(&kit, KEEPER, ACT_SEAL_FREEZE, "REQ-U",
	    "3700001000004", NULL, NULL, 0);
	OK(keyd_seal_freeze(kit.loss, kit_step(&kit), "3700001000004", one,
	    &f));
	OK(keyd_seal_find(kit.stamp, kit.pool, "3700001000004", &seal, &f));
	assert_string_equal(seal.state, "frozen");
	box_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    r062_the_device_asks_for_itself_and_its_own_unit),
		cmocka_unit_test(r138_an_approval_names_the_device),
		cmocka_unit_test(r138_only_the_device_opens_the_package),
		cmocka_unit_test(r138_a_package_needs_both_statements),
		cmocka_unit_test(r137_a_hosted_key_is_never_given_out),
		cmocka_unit_test(r137_keyd_does_not_sign_for_a_device),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

/*
 * R-020 at keyd: a seal another system made becomes known upon the words of
 * two persons about exactly these fields; its key never comes here, and it is
 * frozen, listed and ended as any other.
 */
#include "unit/keys_kit.h"

#include "base/file.h"
#include "trust/ca_list.h"
#include "trust/crl.h"
#include "trust/seal_list.h"
#include "trust/signed.h"

static struct kit	 kit;
static struct sm2	*ca_key, *seal_key;
static struct cert	 ca;
static struct buf	 ca_der, seal_der, other_der;

/* --- a CA outside ------------------------------------------------------------- */

static void
issue(struct cert_fields *c, struct buf *out)
{
	unsigned char	 sig[SM2_DER_MAX];
	struct buf	 tbs;
	size_t		 n;

	cert_serial_new(c->serial);
	buf_init(&tbs, LIMIT_CERT);
	buf_init(out, LIMIT_CERT);
	OK(cert_tbs_write(c, &tbs, &f));
	OK(sm2_sign(ca_key, buf_view(&tbs), sig, &n, &f));
	OK(cert_wrap(buf_view(&tbs), bytes_of(sig, n), out, &f));
	buf_free(&tbs);
}

static void
make_ca(int64_t now)
{
	struct cert_fields	 c = { .kind = CERT_MAKING_CA };
	const struct cert_name	 root = { .country = "CN", .cn = "原有根" };
	struct buf		 name;

	OK(sm2_generate(&ca_key, &f));
	OK(sm2_public(ca_key, c.key, &f));
	snprintf(c.subject.country, 3, "CN");
	snprintf(c.subject.cn, CERT_TEXT, "原有CA");
	c.not_before = now / 1000 * 1000 - 400 * MS_DAY;
	c.not_after = c.not_before + 3650 * MS_DAY;
	buf_init(&name, LIMIT_CERT);
	OK(cert_name_write(&root, &name, &f));
	c.issuer_der = buf_view(&name);
	c.issuer_key_id = bytes_of(c.key, CERT_KEY_ID);
	issue(&c, &ca_der);
	buf_free(&name);
	OK(cert_read(buf_view(&ca_der), &ca, NULL, &f));
}

static void
make_seal(struct buf *out, const char *unit, struct sm2 *key, int64_t now)
{
	struct cert_fields	 c = { .kind = CERT_SEAL_UNIT };

	OK(sm2_public(key, c.key, &f));
	snprintf(c.subject.country, 3, "CN");
	snprintf(c.subject.org, CERT_TEXT, "%s", unit);
	snprintf(c.subject.cn, CERT_TEXT, "%s", unit);
	c.issuer_der = ca.subject_der;
	c.issuer_key_id = bytes_of(ca.ski, ca.nski);
	c.not_before = now / 1000 * 1000 - 100 * MS_DAY;
	c.not_after = c.not_before + 365 * MS_DAY;
	issue(&c, out);
}

static void
trust(int64_t now)
{
	struct crl_fields	 list = {
		.issuer_der = ca.subject_der,
		.issuer_key_id = bytes_of(ca.ski, ca.nski), .number = 1,
		.this_update = now / 1000 * 1000 - MS_HOUR,
		.next_update = now / 1000 * 1000 + MS_DAY,
	};
	unsigned char		 sig[SM2_DER_MAX];
	char			 dir[CONFIG_PATH], path[CONFIG_PATH];
	struct buf		 tbs, der;
	size_t			 n;

	config_path(kit.config.data, CA_LIST_FOLDER, dir);
	mkdir(dir, 0700);
	buf_init(&tbs, LIMIT_CERT);
	buf_init(&der, LIMIT_CERT * 2);
	trust_pem_write(ca.der, "CERTIFICATE", &der);
	config_path(dir, "old.pem", path);
	OK(file_write(path, buf_view(&der), 0600, &f));
	buf_clear(&der);
	OK(crl_tbs_write(&list, &tbs, &f));
	OK(sm2_sign(ca_key, buf_view(&tbs), sig, &n, &f));
	OK(crl_wrap(buf_view(&tbs), bytes_of(sig, n), &der, &f));
	config_path(dir, "old.crl", path);
	OK(file_write(path, buf_view(&der), 0600, &f));
	buf_free(&tbs);
	buf_free(&der);
}

static int
setup(void **state)
{
	const int64_t	 now = clock_now();

	(void)state;
	make_ca(now);
	OK(sm2_generate(&seal_key, &f));
	make_seal(&seal_der, "测试局", seal_key, now);
	make_seal(&other_der, "别的局", seal_key, now);
	kit_new(&kit);
	trust(now);
	kit_start(&kit);
	kit_people(&kit);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	kit_free(&kit);
	sm2_free(ca_key);
	sm2_free(seal_key);
	buf_free(&ca_der);
	buf_free(&seal_der);
	buf_free(&other_der);
	return 0;
}

/* --- asking --------------------------------------------------------------------- */

static struct keyd_takeover
fields(const char *request, const char *code)
{
	const int64_t		 now = clock_now() / 1000 * 1000;
	struct keyd_takeover	 t = {
		.request = request, .unit = UNIT, .unit_name = "测试局",
		.unit_code = "12345678MB0000000X",
		.seal_name = "测试局公章", .code = code,
		.from = now - MS_DAY, .until = now + 200 * MS_DAY,
		.cert = buf_view(&seal_der),
	};

	memset(t.file, 0x11, sizeof(t.file));
	memset(t.record, 0x22, sizeof(t.record));
	return t;
}

/* Said by these two about "about", asked for as "t". */
static enum status
ask(const struct keyd_takeover *t, const struct keyd_takeover *about,
    enum who proposes, enum who agrees, struct fault *why)
{
	unsigned char		 digest[32];
	struct keyd_seal	 out;
	struct bytes		 said[2];

	OK(keyd_takeover_digest(about, digest, &f));
	said[0] = kit_said(&kit, proposes, ACT_SEAL_PROPOSE, about->request,
	    NULL, NULL, digest, 0);
	said[1] = kit_said(&kit, agrees, ACT_SEAL_TAKE_OVER, about->request,
	    NULL, NULL, digest, 0);
	return keyd_seal_take_over(kit.console, kit.pool, kit_step(&kit), t,
	    none, (struct keyd_tickets){ said, 2 }, &out, why);
}

static void
r020_r026_two_persons_about_these_very_fields(void **state)
{
	const struct keyd_takeover	 right = fields("TAKE-1", "OLD-1");
	struct keyd_takeover		 t;
	struct keyd_seal		 seal;
	unsigned char			 digest[32];
	struct bytes			 one;

	(void)state;
	IS(ST_DENIED, keyd_seal_take_over(kit.console, kit.pool,
	    kit_step(&kit), &right, none, none, &seal, &f));
	OK(keyd_takeover_digest(&right, digest, &f));
	one = kit_said(&kit, MAKER, ACT_SEAL_PROPOSE, "TAKE-1", NULL, NULL,
	    digest, 0);
	IS(ST_DENIED, keyd_seal_take_over(kit.console, kit.pool,
	    kit_step(&kit), &right, none, (struct keyd_tickets){ &one, 1 },
	    &seal, &f));
	/* each field is what was signed, and nothing else */
	t = right;
	t.code = "OLD-2";
	IS(ST_DENIED, ask(&t, &right, MAKER, APPROVER, &f));
	t = right;
	t.unit = DESK;
	IS(ST_DENIED, ask(&t, &right, MAKER, APPROVER, &f));
	t = right;
	t.until += MS_DAY;
	IS(ST_DENIED, ask(&t, &right, MAKER, APPROVER, &f));
	t = right;
	t.file[0] ^= 1;
	IS(ST_DENIED, ask(&t, &right, MAKER, APPROVER, &f));
	t = right;
	t.record[31] ^= 1;
	IS(ST_DENIED, ask(&t, &right, MAKER, APPROVER, &f));
	/* another program's socket */
	IS(ST_DENIED, keyd_seal_take_over(kit.issue, kit.pool,
	    kit_step(&kit), &right, none, none, &seal, &f));
}

static void
r118_r119_r121_the_certificate_is_checked_here_too(void **state)
{
	struct keyd_takeover	 t = fields("TAKE-1", "OLD-1");
	struct fault		 f = { 0 };

	(void)state;
	t.cert = buf_view(&other_der);
	assert_int_equal(ask(&t, &t, MAKER, APPROVER, &f), ST_INVALID);
	assert_non_null(strstr(f.text, "R-118"));
	t = fields("TAKE-1", "OLD-1");
	t.until += 200 * MS_DAY;		/* longer than its certificate */
	assert_int_equal(ask(&t, &t, MAKER, APPROVER, &f), ST_INVALID);
	assert_non_null(strstr(f.text, "R-119"));
	t = fields("TAKE-1", "OLD-1");
	t.until = t.from + MS_HOUR;		/* over */
	assert_int_equal(ask(&t, &t, MAKER, APPROVER, &f), ST_INVALID);
	assert_non_null(strstr(f.text, "not valid now"));
	t = fields("TAKE-1", "OLD-1");
	t.cert = bytes_of(seal_der.p, seal_der.n - 1);
	assert_int_equal(ask(&t, &t, MAKER, APPROVER, &f), ST_INVALID);
	t.cert = ca.der;			/* a CA signs nothing */
	assert_int_equal(ask(&t, &t, MAKER, APPROVER, &f), ST_INVALID);
}

static void
r114_r128_known_once(void **state)
{
	struct keyd_takeover	 t = fields("TAKE-1", "OLD-1");
	struct keyd_seal	 seal;

	(void)state;
	OK(ask(&t, &t, MAKER, APPROVER, &f));
	OK(keyd_seal_find(kit.console, kit.pool, "OLD-1", &seal, &f));
	assert_string_equal(seal.state, "active");
	assert_string_equal(seal.mark, "");
	assert_int_equal(seal.until, t.until);
	IS(ST_CONFLICT, ask(&t, &t, MAKER, APPROVER, &f));
	t = fields("TAKE-2", "OLD-1");		/* the code again */
	IS(ST_CONFLICT, ask(&t, &t, MAKER, APPROVER, &f));
	t = fields("TAKE-2", "OLD-2");		/* key and certificate again */
	IS(ST_CONFLICT, ask(&t, &t, MAKER, APPROVER, &f));
}

/* Nothing here signs with it or renews it; the device does the one. */
static void
r020_keyd_has_no_key_of_it(void **state)
{
	struct keyd_facts	 facts = kit_facts("RENEW-1");
	struct keyd_use		 use = { .request = "U-1", .seal = "OLD-1",
				    .property = "x" };
	unsigned char		 handle[KEYD_HANDLE], pub[65];
	struct bytes		 out;
	int64_t			 at;

	(void)state;
	kit_handle(REQUESTER, handle);
	IS(ST_DENIED, keyd_seal_sign(kit.stamp, kit.pool, handle, &use, none,
	    &out, &at, &f));
	facts.renews = "OLD-1";
	IS(ST_DENIED, keyd_seal_key_make(kit.issue, kit_step(&kit), &facts,
	    none, pub, &f));
}

static int
is_listed(enum seal_list_kind *kind)
{
	struct seal_list_entry	 e;
	struct seal_list_info	 info;
	struct bytes		 cert, rest;
	struct keyd_listed	 list;
	struct cert		 status;

	OK(keyd_crl_issue(kit.jobs, kit.pool, KEYD_LIST_CODES, &list, &f));
	OK(seal_list_cert(list.der, &cert, &f));
	OK(cert_read(cert, &status, NULL, &f));
	OK(seal_list_read(list.der, status.key, &info, &rest, &f));
	while (seal_list_next(&rest, &e))
		if (strcmp(e.code, "OLD-1") == 0) {
			*kind = e.kind;
			return 1;
		}
	return 0;
}

static void
r203_frozen_and_ended_in_the_list_of_seals(void **state)
{
	struct keyd_tickets	 t;
	enum seal_list_kind	 kind;
	struct bytes		 said[2];

	(void)state;
	assert_false(is_listed(&kind));
	said[0] = kit_said(&kit, KEEPER, ACT_SEAL_FREEZE, "L-1", "OLD-1",
	    NULL, NULL, 0);
	t = (struct keyd_tickets){ said, 1 };
	OK(keyd_seal_freeze(kit.loss, kit_step(&kit), "OLD-1", t, &f));
	assert_true(is_listed(&kind) && kind == LISTED_LOST);
	said[0] = kit_said(&kit, OPERATOR, ACT_SEAL_REVOKE, "C-1", "OLD-1",
	    NULL, NULL, 0);
	said[1] = kit_said(&kit, APPROVER, ACT_SEAL_REVOKE_APPROVE, "C-1",
	    "OLD-1", NULL, NULL, 0);
	t = (struct keyd_tickets){ said, 2 };
	OK(keyd_seal_revoke(kit.console, kit_step(&kit), "OLD-1", 5, t, &f));
	assert_true(is_listed(&kind) && kind == LISTED_REVOKED);
	/* its certificate is another CA's: our list does not speak of it */
	assert_false(kit_listed(&kit, buf_view(&seal_der), NULL));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(
		    r020_r026_two_persons_about_these_very_fields),
		cmocka_unit_test(
		    r118_r119_r121_the_certificate_is_checked_here_too),
		cmocka_unit_test(r114_r128_known_once),
		cmocka_unit_test(r020_keyd_has_no_key_of_it),
		cmocka_unit_test(r203_frozen_and_ended_in_the_list_of_seals),
	};

	return cmocka_run_group_tests_name("keys_takeover", tests, setup,
	    teardown);
}

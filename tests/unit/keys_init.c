/*
 * The first keys, their recovery and renewal; what production refuses; and
 * certificates of an external CA.
 */
#define KIT_CA "external"
#include "unit/keys_kit.h"

#include "base/file.h"
#include "trust/cert.h"
#include "trust/chain.h"
#include "trust/crl.h"
#include "trust/ca_list.h"
#include "trust/csr.h"
#include "trust/signed.h"

static struct kit	kit;

static int
setup(void **state)
{
	(void)state;
	kit_new(&kit);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	kit_free(&kit);
	return 0;
}

static const struct keys_ask fine = {
	"测试市信息中心", { "officer1a", "officer2b" },
	{ "first long phrase", "second long phrase" },
};

static void
init_is_done_once_and_asks_for_two_officers(void **state)
{
	struct keys_ask	 ask = fine;

	(void)state;
	IS(ST_CONFLICT, keys_init(&kit.config, &ask, &f));
	ask.pin[1] = ask.pin[0];
	IS(ST_INVALID, keys_init(&kit.config, &ask, &f));
	ask = fine;
	ask.pin[0] = "short1";
	IS(ST_INVALID, keys_init(&kit.config, &ask, &f));
	ask = fine;
	ask.phrase[1] = "too short";
	IS(ST_INVALID, keys_init(&kit.config, &ask, &f));
}

static void
the_store_key_comes_back_with_both_phrases(void **state)
{
	const char	*swapped[2] = { fine.phrase[1], fine.phrase[0] };
	const char	*half[2] = { fine.phrase[0], fine.phrase[0] };
	char		 key[CONFIG_PATH], file[CONFIG_PATH];
	struct buf	 before, after;
	struct stat	 sb;

	(void)state;
	config_path(kit.config.data, "keyd/store.key", key);
	config_path(kit.config.data, "keyd/recovery", file);
	buf_init(&before, 64);
	buf_init(&after, 64);
	OK(file_read(key, &before, &f));
	assert_int_equal(stat(key, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0400);
	unlink(key);
	IS(ST_DENIED, keys_recover(&kit.config, file, half, &f));
	IS(ST_DENIED, keys_recover(&kit.config, file, swapped, &f));
	assert_int_not_equal(access(key, F_OK), 0);
	OK(keys_recover(&kit.config, file, fine.phrase, &f));
	OK(file_read(key, &after, &f));
	assert_true(bytes_same(buf_view(&before), buf_view(&after)));
	buf_wipe(&before);
	buf_wipe(&after);
}

static void
the_root_opens_with_two_pins_only(void **state)
{
	static const char *const wrong[2] = { "officer1a", "officer2c" };
	static const char *const turned[2] = { "officer2b", "officer1a" };

	(void)state;
	IS(ST_DENIED, keys_ca_reissue(&kit.config, wrong, KEYS_STAFF_CA, &f));
	IS(ST_DENIED, keys_ca_reissue(&kit.config, turned, KEYS_STAFF_CA,
	    &f));
	OK(keys_ca_reissue(&kit.config, fine.pin, KEYS_STAFF_CA, &f));
	OK(keys_ca_reissue(&kit.config, fine.pin, KEYS_MAKING_CA, &f));
}

static void
production_takes_nothing_of_a_demonstration(void **state)
{
	struct config	 c = kit.config;
	volatile int	 stop = 1;
	char		 path[CONFIG_PATH];

	(void)state;
	snprintf(c.mode, CONFIG_VALUE, "production");
	/* fewer rounds are in the environment */
	IS(ST_INVALID, keyd_serve(&c, 0, &stop, &f));
	unsetenv("JIANYIN_KEYD_ROUNDS");
	/* the store key must be a credential */
	IS(ST_ABSENT, keyd_serve(&c, 0, &stop, &f));
	config_path(kit.config.data, "keyd", path);
	setenv("CREDENTIALS_DIRECTORY", path, 1);
	IS(ST_ABSENT, keyd_serve(&c, 0, &stop, &f));
	{
		char	 link[CONFIG_PATH + 32];

		snprintf(link, sizeof(link), "%s/keyd-store-key", path);
		assert_int_equal(symlink("store.key", link), 0);
	}
	/* and the keys made for production */
	IS(ST_INVALID, keyd_serve(&c, 0, &stop, &f));
	unsetenv("CREDENTIALS_DIRECTORY");
	setenv("JIANYIN_KEYD_ROUNDS", "1000", 1);
}

static void
production_refuses_a_shifted_clock(void **state)
{
	struct config	 c = kit.config;
	volatile int	 stop = 1;
	char		 path[CONFIG_PATH];

	(void)state;
	config_path(kit.config.data, "clock", path);
	OK(clock_set_shift(path, MS_DAY, &f));
	OK(clock_map(path, &f));
	snprintf(c.mode, CONFIG_VALUE, "production");
	IS(ST_INVALID, keyd_serve(&c, 0, &stop, &f));
	OK(clock_set_shift(path, 0, &f));
}

/* --- an external CA ----------------------------------------------------- */

static struct sm2	*ca_key;
static struct cert	 ca;
static unsigned char	 ca_der[4096];

static struct bytes
sign_cert(struct cert_fields *c, struct buf *out)
{
	unsigned char	 sig[SM2_DER_MAX];
	struct buf	 tbs;
	size_t		 n;

	buf_init(&tbs, LIMIT_CERT);
	cert_serial_new(c->serial);
	OK(cert_tbs_write(c, &tbs, &f));
	OK(sm2_sign(ca_key, buf_view(&tbs), sig, &n, &f));
	OK(cert_wrap(buf_view(&tbs), bytes_of(sig, n), out, &f));
	buf_free(&tbs);
	return buf_view(out);
}

static void
make_ca(int64_t now)
{
	static const struct cert_name root = { .country = "CN",
	    .cn = "外部根" };
	struct cert_fields	 c = { .kind = CERT_MAKING_CA };
	struct buf		 der, name;

	OK(sm2_generate(&ca_key, &f));
	OK(sm2_public(ca_key, c.key, &f));
	snprintf(c.subject.country, 3, "CN");
	snprintf(c.subject.cn, CERT_TEXT, "外部CA");
	c.not_before = now / 1000 * 1000 - MS_DAY;
	c.not_after = c.not_before + 3650 * MS_DAY;
	/* a CA below a root we never see: listed by itself */
	buf_init(&name, LIMIT_CERT);
	OK(cert_name_write(&root, &name, &f));
	c.issuer_der = buf_view(&name);
	c.issuer_key_id = bytes_of(c.key, CERT_KEY_ID);
	buf_init(&der, LIMIT_CERT);
	sign_cert(&c, &der);
	buf_free(&name);
	memcpy(ca_der, der.p, der.n);
	OK(cert_read(bytes_of(ca_der, der.n), &ca, NULL, &f));
	buf_free(&der);
}

/* What the CA answers to a request; fields may be spoiled before. */
static struct cert_fields
answer_fields(const struct csr *csr, int64_t now)
{
	struct cert_fields	 c = { .kind = CERT_SEAL_UNIT };

	c.subject = csr->subject;
	memcpy(c.key, csr->key, SM2_PUBLIC);
	c.issuer_der = ca.subject_der;
	c.issuer_key_id = bytes_of(ca.ski, ca.nski);
	c.not_before = now / 1000 * 1000;
	c.not_after = c.not_before + 365 * MS_DAY;
	return c;
}

static void
write_list(const char *dir, int64_t now)
{
	struct crl_fields	 list = {
		.issuer_der = ca.subject_der,
		.issuer_key_id = bytes_of(ca.ski, ca.nski), .number = 1,
		.this_update = now / 1000 * 1000 - MS_HOUR,
		.next_update = now / 1000 * 1000 + MS_DAY,
	};
	unsigned char		 sig[SM2_DER_MAX];
	char			 path[CONFIG_PATH];
	struct buf		 tbs, der;
	size_t			 n;

	buf_init(&tbs, LIMIT_CERT);
	buf_init(&der, LIMIT_CERT);
	OK(crl_tbs_write(&list, &tbs, &f));
	OK(sm2_sign(ca_key, buf_view(&tbs), sig, &n, &f));
	OK(crl_wrap(buf_view(&tbs), bytes_of(sig, n), &der, &f));
	config_path(dir, "outside.crl", path);
	OK(file_write(path, buf_view(&der), 0600, &f));
	buf_free(&tbs);
	buf_free(&der);
}

static void
trust_ca(int with_list)
{
	char		 dir[CONFIG_PATH], path[CONFIG_PATH];
	struct buf	 pem;

	config_path(kit.config.data, CA_LIST_FOLDER, dir);
	mkdir(dir, 0700);
	config_path(dir, "outside.pem", path);
	buf_init(&pem, LIMIT_CERT);
	trust_pem_write(ca.der, "CERTIFICATE", &pem);
	OK(file_write(path, buf_view(&pem), 0600, &f));
	buf_free(&pem);
	if (with_list)
		write_list(dir, clock_now());
}

/* "why": words the refusal must have, its own for each flaw. */
static void
import(const struct keyd_facts *facts, struct cert_fields *c,
    struct keyd_tickets all, enum status want, const char *why)
{
	struct keyd_cert	 out;
	struct fault		 f = { 0 };
	struct buf		 der;
	enum status		 st;

	buf_init(&der, LIMIT_CERT);
	st = keyd_cert_import(kit.issue, kit.pool, kit_step(&kit), facts, NULL,
	    sign_cert(c, &der), none, all, &out, &f);
	buf_free(&der);
	if (st != want || (why != NULL && strstr(f.text, why) == NULL))
		fail_msg("%s: %s, not %s", status_name(st), f.text, why);
}

static void
restart(void)
{
	int	 w;

	assert_int_equal(kit_end(&kit, SIGTERM), 0);
	kit_start(&kit);
	for (w = 0; w < WHO__N; w++)
		kit_unlock(&kit, (enum who)w);
}

static void
r115_r117_r118_r121_r126_an_outside_certificate_is_checked(void **state)
{
	struct keyd_facts	 facts = kit_facts("EXT-1");
	struct bytes		 t[3], der;
	struct keyd_tickets	 all = { t, 3 };
	struct keyd_cert	 cert;
	struct keyd_seal	 seal;
	struct cert_fields	 c;
	struct csr		 csr;
	unsigned char		 pub[65];
	int64_t			 now = clock_now();

	(void)state;
	make_ca(now);
	kit_start(&kit);
	kit_people(&kit);
	kit_tickets(&kit, &facts, t);
	OK(keyd_seal_key_make(kit.issue, kit_step(&kit), &facts, all, pub,
	    &f));
	IS(ST_DENIED, keyd_cert_issue(kit.issue, kit.pool, kit_step(&kit),
	    &facts, NULL, all, &cert, &f));
	OK(keyd_seal_csr(kit.issue, kit.pool, &facts, all, &der, &f));
	OK(csr_read(der, &csr, &f));
	assert_memory_equal(csr.key, pub, 65);
	c = answer_fields(&csr, now);
	import(&facts, &c, all, ST_INVALID,
	    chain_state_text(CHAIN_UNKNOWN_CA));
	trust_ca(0);
	restart();
	import(&facts, &c, all, ST_INVALID,
	    chain_state_text(CHAIN_NO_STATUS));
	trust_ca(1);
	restart();
	c = answer_fields(&csr, now - 3650 * MS_DAY);		/* over */
	import(&facts, &c, all, ST_INVALID,
	    chain_state_text(CHAIN_EXPIRED));
	c = answer_fields(&csr, now);
	snprintf(c.subject.cn, CERT_TEXT, "别的局");		/* name */
	import(&facts, &c, all, ST_INVALID,
	    cert_match_text(MATCH_NAME));
	c = answer_fields(&csr, now);
	memcpy(c.key, ca.key, SM2_PUBLIC);			/* key */
	import(&facts, &c, all, ST_INVALID,
	    cert_match_text(MATCH_KEY));
	c = answer_fields(&csr, now);
	c.kind = CERT_MAKER;					/* usage */
	import(&facts, &c, all, ST_INVALID,
	    chain_state_text(CHAIN_USAGE));
	c = answer_fields(&csr, now);
	import(&facts, &c, all, ST_OK, NULL);
	import(&facts, &c, all, ST_CONFLICT, "R-114");
	OK(keyd_seal_make(kit.issue, kit.pool, kit_step(&kit), &facts, "EXT",
	    bytes_of(kit_picture, sizeof(kit_picture)), all, &seal, &f));
	sm2_free(ca_key);
}

static struct keyd_tickets
third_tickets(struct keyd_facts *facts, struct bytes t[3])
{
	kit_tickets(&kit, facts, t);
	return (struct keyd_tickets){ t, 3 };
}

/*
 * An office with its own CA: only what was approved to come from a third
 * party does, and then never from the own one; no program decides it.
 */
static void
r115_r116_a_third_party_certifies_what_was_approved_so(void **state)
{
	struct keyd_facts	 own = kit_facts("OWN-1"), third = kit_facts(
				    "THIRD-1"), odd = kit_facts("THIRD-2");
	struct bytes		 t[3], der;
	struct keyd_tickets	 all;
	struct keyd_cert	 cert;
	struct keyd_seal	 seal;
	struct cert_fields	 c;
	struct csr		 csr;
	struct buf		 made;
	unsigned char		 pub[65];
	int64_t			 now = clock_now();

	(void)state;
	make_ca(now);
	trust_ca(1);
	memcpy(kit.config.ca, "embedded", sizeof("embedded"));
	restart();
	all = third_tickets(&own, t);
	OK(keyd_seal_key_make(kit.issue, kit_step(&kit), &own, all, pub,
	    &f));
	OK(keyd_seal_csr(kit.issue, kit.pool, &own, all, &der, &f));
	OK(csr_read(der, &csr, &f));
	c = answer_fields(&csr, now);
	import(&own, &c, all, ST_DENIED, "embedded CA");
	/* the approval was over other facts */
	third.certifier = FACTS_THIRD;
	third.request = own.request;
	import(&third, &c, all, ST_DENIED, "over other fields");
	third.request = "THIRD-1";
	all = third_tickets(&third, t);
	OK(keyd_seal_key_make(kit.issue, kit_step(&kit), &third, all, pub,
	    &f));
	IS(ST_DENIED, keyd_cert_issue(kit.issue, kit.pool, kit_step(&kit),
	    &third, NULL, all, &cert, &f));
	third.certifier = NULL;		/* nor by forgetting that */
	IS(ST_DENIED, keyd_cert_issue(kit.issue, kit.pool, kit_step(&kit),
	    &third, NULL, all, &cert, &f));
	third.certifier = FACTS_THIRD;
	OK(keyd_seal_csr(kit.issue, kit.pool, &third, all, &der, &f));
	OK(csr_read(der, &csr, &f));
	c = answer_fields(&csr, now);
	c.not_after = c.not_before + 1200 * MS_DAY;	/* P-03: 36 months */
	import(&third, &c, all, ST_INVALID, cert_match_text(MATCH_PERIOD));
	c = answer_fields(&csr, now);
	memcpy(c.key, ca.key, SM2_PUBLIC);
	import(&third, &c, all, ST_INVALID, cert_match_text(MATCH_KEY));
	c = answer_fields(&csr, now);
	buf_init(&made, LIMIT_CERT);		/* jobs take it */
	OK(keyd_cert_import(kit.jobs, kit.pool, kit_step(&kit), &third,
	    NULL, sign_cert(&c, &made), none, all, &cert, &f));
	buf_free(&made);
	OK(keyd_seal_make(kit.issue, kit.pool, kit_step(&kit), &third,
	    "THIRD", bytes_of(kit_picture, sizeof(kit_picture)), all, &seal,
	    &f));
	odd.certifier = "somebody";
	all = third_tickets(&odd, t);
	IS(ST_INVALID, keyd_seal_key_make(kit.issue, kit_step(&kit), &odd,
	    all, pub, &f));
	memcpy(kit.config.ca, KIT_CA, sizeof(KIT_CA));
	restart();
	sm2_free(ca_key);
}

/* `jianyin recover`: the only administrator forgot the PIN. */
static void
r149_two_officers_recover_an_administrator(void **state)
{
	static const char *const wrong[2] = { "officer1a", "officer2c" };
	const char		*id = people[SYSADMIN].id;
	unsigned char		 h[KEYD_HANDLE] = { 0x77 };
	struct keyd_unlocked	 u;
	struct keyd_say		 what = { .action = ACT_UNIT_CHANGE,
				    .subject = "U1",
				    .role = ROLE_SYSTEM_ADMIN };
	struct bytes		 say;
	struct cert		 cert;
	struct buf		 der;

	(void)state;
	buf_init(&der, LIMIT_CERT);
	IS(ST_DENIED, keys_person_recover(&kit.config, wrong, id, "onetime01",
	    &der, &f));
	IS(ST_INVALID, keys_person_recover(&kit.config, fine.pin, id, "weak",
	    &der, &f));
	IS(ST_ABSENT, keys_person_recover(&kit.config, fine.pin, "NOBODY",
	    "onetime01", &der, &f));
	OK(keys_person_recover(&kit.config, fine.pin, id, "onetime01", &der,
	    &f));
	OK(cert_read(buf_view(&der), &cert, NULL, &f));
	assert_string_equal(cert.holder, id);
	/* the old key, unlocked before, signs nothing any more */
	kit_handle(SYSADMIN, h);
	IS(ST_ABSENT, keyd_state_own(kit.account, kit.pool, h, &what, &say,
	    &f));
	OK(keyd_unlock(kit.account, kit.pool, id, "onetime01", h, "t1", &u,
	    &f));
	assert_true(u.must_change);
	OK(keyd_pin_change(kit.account, id, "onetime01", "fresh0001", &u,
	    &f));
	OK(keyd_state_own(kit.account, kit.pool, h, &what, &say, &f));
	buf_free(&der);
}

/* System certificates last a year; keyd renews them a month before. */
static void
system_certificates_are_renewed(void **state)
{
	struct keyd_info	 before, after;
	struct cert		 a, b;
	struct keyd_say		 what = { .action = ACT_REQUEST_STEP,
				    .subject = "A1" };
	struct bytes		 say;
	char			 path[CONFIG_PATH];

	(void)state;
	OK(keyd_info(kit.console, kit.pool, &before, &f));
	config_path(kit.config.data, "clock", path);
	OK(clock_set_shift(path, 350 * MS_DAY, &f));
	assert_int_equal(kit_end(&kit, SIGTERM), 0);
	kit_start(&kit);
	OK(keyd_info(kit.console, kit.pool, &after, &f));
	assert_true(bytes_same(before.maker, after.maker));
	assert_false(bytes_same(before.system, after.system));
	OK(cert_read(before.system, &a, NULL, &f));
	OK(cert_read(after.system, &b, NULL, &f));
	assert_memory_equal(a.key, b.key, SM2_PUBLIC);
	assert_true(b.not_after > a.not_after);
	OK(keyd_state_system(kit.console, kit.pool, &what, &say, &f));
	OK(clock_set_shift(path, 0, &f));
}

/* So too where it has run on since, once nobody is being served. */
static void
system_certificates_are_renewed_while_it_runs(void **state)
{
	const struct timespec	 moment = { .tv_nsec = 10000000 };
	struct keyd_info	 info;
	struct cert		 cert = { .not_after = 0 };
	struct keyd_say		 what = { .action = ACT_REQUEST_STEP,
				    .subject = "A1" };
	struct bytes		 say;
	char			 path[CONFIG_PATH];
	int			 k;

	(void)state;
	config_path(kit.config.data, "clock", path);
	OK(clock_set_shift(path, 1000 * MS_DAY, &f));
	for (k = 0; k < 500 && cert.not_after < clock_now(); k++) {
		nanosleep(&moment, NULL);
		OK(keyd_info(kit.console, kit.pool, &info, &f));
		OK(cert_read(info.system, &cert, NULL, &f));
	}
	assert_true(cert.not_after > clock_now());
	OK(keyd_state_system(kit.console, kit.pool, &what, &say, &f));
	OK(clock_set_shift(path, 0, &f));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(init_is_done_once_and_asks_for_two_officers),
		cmocka_unit_test(the_store_key_comes_back_with_both_phrases),
		cmocka_unit_test(the_root_opens_with_two_pins_only),
		cmocka_unit_test(production_takes_nothing_of_a_demonstration),
		cmocka_unit_test(
		    production_refuses_a_shifted_clock),
		cmocka_unit_test(
	    r115_r117_r118_r121_r126_an_outside_certificate_is_checked),
		cmocka_unit_test(
		    r115_r116_a_third_party_certifies_what_was_approved_so),
		cmocka_unit_test(r149_two_officers_recover_an_administrator),
		cmocka_unit_test(system_certificates_are_renewed),
		cmocka_unit_test(
		    system_certificates_are_renewed_while_it_runs),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

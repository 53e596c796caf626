/*
 * A device and keyd together: the application package a device
 * makes, and the renewal its seal's own live key signs for; what of either is
 * refused.
 */
#include "unit/keys_kit.h"

#include "der/ses.h"
#include "keys/devfile.h"
#include "keys/limits.h"
#include "keys/vault.h"
#include "trust/device_apply.h"
#include "trust/device_renew.h"

#define CODE	"3700001200001"
#define OTHER	"3700001200002"

static struct kit	kit;
static char		mine[128], others[128], clock_path[128];
static struct bytes	hosted_der;

static struct cert_name
asked(void)
{
	struct cert_name	 name = { .country = "CN" };

	snprintf(name.org, sizeof(name.org), "测试局");
	snprintf(name.cn, sizeof(name.cn), "测试局");
	snprintf(name.number, sizeof(name.number), "12345678MB0000000X");
	return name;
}

static struct devfile *
opened(const char *path)
{
	struct devfile	*d;

	OK(devfile_open(path, &d, &f));
	return d;
}

static struct bytes
applied(const char *path, int fresh, size_t *k)
{
	const struct cert_name	 name = asked();
	struct devfile		*d = opened(path);
	struct bytes		 out;
	struct buf		 b;

	buf_init(&b, DEVICE_APPLY_MAX);
	OK(devfile_apply(d, PIN, &name, "FR", fresh, k, &b, &f));
	out = pool_bytes(kit.pool, buf_view(&b));
	buf_free(&b);
	devfile_close(d);
	return out;
}

/* The renewal package of the device's seal; read into *p. */
static struct bytes
renewed(const char *path, size_t old, int fresh, struct device_renew *p)
{
	struct devfile	*d = opened(path);
	struct bytes	 out;
	struct buf	 b;
	size_t		 k;

	buf_init(&b, DEVICE_RENEW_MAX);
	OK(devfile_renew(d, PIN, old, fresh, &k, &b, &f));
	out = pool_bytes(kit.pool, buf_view(&b));
	buf_free(&b);
	devfile_close(d);
	OK(device_renew_read(out, p, &f));
	return out;
}

static enum status
import(const char *path, const char *request, const char *code, size_t *k)
{
	struct devfile		*d = opened(path);
	struct bytes		 t[2], package;
	struct keyd_tickets	 tickets = { t, 2 };
	struct fault		 why = { 0 };
	enum status		 st;

	kit_handed(&kit, request, code, t);
	OK(keyd_seal_pack(kit.issue, kit.pool, kit_step(&kit), request,
	    tickets, &package, &f));
	st = devfile_import(d, PIN, package, k, &why);
	devfile_close(d);
	return st;
}

/* A seal in a device, in use; the request its key asked with. */
static void
seal_in(const char *path, const char *request, const char *code,
    struct keyd_seal *seal)
{
	struct keyd_facts	 facts = kit_facts(request);
	struct device_apply	 a;
	struct bytes		 say;
	struct keyd_tickets	 one = { &say, 1 };
	size_t			 k;

	OK(device_apply_read(applied(path, 1, &k), &a, &f));
	facts.device = a.request;
	facts.months = 1;
	kit_make(&kit, &facts, code, seal);
	say = kit_said(&kit, KEEPER, ACT_SEAL_ACTIVATE, request, code, NULL,
	    NULL, 0);
	OK(keyd_seal_activate(kit.issue, kit_step(&kit), code, one, &f));
	OK(import(path, request, code, &k));
}

static int
setup(void **state)
{
	struct keyd_seal	 seal;

	(void)state;
	kit_new(&kit);
	snprintf(clock_path, sizeof(clock_path), "%s/clock", kit.dir);
	OK(clock_set_shift(clock_path, 0, &f));
	OK(clock_map(clock_path, &f));
	kit_start(&kit);
	kit_people(&kit);
	OK(vault_start(0, &f));
	snprintf(mine, sizeof(mine), "%s/mine.device", kit.dir);
	snprintf(others, sizeof(others), "%s/others.device", kit.dir);
	OK(devfile_create(mine, PIN, KEYS_ROUNDS_TEST, &f));
	OK(devfile_create(others, PIN, KEYS_ROUNDS_TEST, &f));
	seal_in(mine, "REQ-1", CODE, &seal);
	seal_in(others, "REQ-2", OTHER, &seal);
	kit_seal(&kit, "REQ-3", "HOSTED", &seal);
	hosted_der = seal.der;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	vault_stop();
	kit_free(&kit);
	return 0;
}

/* --- the application ------------------------------------------------------ */

static void
r256_an_application_says_what_and_whose(void **state)
{
	struct device_apply	 a, again;
	struct cert_name	 name = asked();
	struct devfile		*d;
	struct bytes		 file;
	struct buf		 b;
	size_t			 k, k2;

	(void)state;
	file = applied(mine, 0, &k);
	OK(device_apply_read(file, &a, &f));
	assert_string_equal(a.csr.subject.org, name.org);
	assert_string_equal(a.csr.subject.number, name.number);
	assert_string_equal(a.csr.subject.cn, name.cn);
	assert_string_equal(a.kind, "FR");
	assert_true(a.software);
	assert_memory_equal(a.device, "SW-", 3);
	assert_true(a.time > clock_now() - MS_DAY && a.time <= clock_now());
	/* a lost file is made again over the same key, until it is answered */
	OK(device_apply_read(applied(mine, 0, &k2), &again, &f));
	assert_int_equal(k, k2);
	assert_true(bytes_same(a.request, again.request));
	OK(device_apply_read(applied(mine, 1, &k2), &again, &f));
	assert_int_not_equal(k, k2);
	assert_false(bytes_same(a.request, again.request));
	d = opened(mine);
	buf_init(&b, DEVICE_APPLY_MAX);
	IS(ST_INVALID, devfile_apply(d, PIN, &name, "fr", 0, &k, &b, &f));
	IS(ST_INVALID, devfile_apply(d, PIN, &name, "FRX", 0, &k, &b, &f));
	IS(ST_DENIED, devfile_apply(d, "wrong0000", &name, "FR", 0, &k, &b,
	    &f));
	buf_free(&b);
	devfile_close(d);
}

/* Cut anywhere, or one byte another: whatever it is, it is none. */
static void
r256_a_changed_application_is_none(void **state)
{
	struct device_apply	 a;
	struct bytes		 file;
	unsigned char		*copy;
	size_t			 k, at;

	(void)state;
	file = applied(mine, 0, &k);
	copy = pool_copy(kit.pool, file.p, file.n);
	for (at = 0; at < file.n; at++) {
		copy[at] ^= 0x20;
		IS(ST_INVALID, device_apply_read(bytes_of(copy, file.n), &a,
		    &f));
		assert_int_equal(a.request.n, 0);
		copy[at] ^= 0x20;
		IS(ST_INVALID, device_apply_read(bytes_of(copy, at), &a, &f));
	}
	OK(device_apply_read(bytes_of(copy, file.n), &a, &f));
}

/* --- the renewal, read and judged ----------------------------------------- */

static struct device_renew_of
known(const struct devkey *k)
{
	return (struct device_renew_of){
		.code = CODE, .name = "测试局", .unit_name = "测试局",
		.unit_code = "12345678MB0000000X", .cert = k->in.certs[0],
		.seal = k->in.seal, .now = clock_now(),
	};
}

#define JUDGED(flaw, of) assert_int_equal(device_renew_judge(&p, of), flaw)

static void
r095_a_renewal_package_is_judged(void **state)
{
	struct devfile		*d;
	struct device_renew_of	 of, bad;
	struct device_renew	 p, wrong;
	struct bytes		 stranger;

	(void)state;
	renewed(mine, 0, 0, &p);
	renewed(others, 0, 0, &wrong);
	stranger = wrong.statement.cert;
	d = opened(mine);
	of = known(devfile_key(d, 0));
	JUDGED(DEVICE_RENEW_FINE, &of);
	bad = of;
	bad.code = OTHER;
	JUDGED(DEVICE_RENEW_SEAL, &bad);
	bad = of;
	bad.cert = stranger;
	JUDGED(DEVICE_RENEW_KEY, &bad);
	bad = of;
	bad.seal = hosted_der;
	JUDGED(DEVICE_RENEW_CHANGED, &bad);
	bad = of;
	bad.name = "别的章";
	JUDGED(DEVICE_RENEW_NAMES, &bad);
	bad = of;
	bad.unit_code = "12345678MB0000001X";
	JUDGED(DEVICE_RENEW_NAMES, &bad);
	bad = of;
	bad.now -= MS_HOUR;
	JUDGED(DEVICE_RENEW_FUTURE, &bad);
	bad = of;
	bad.now += (DEVICE_RENEW_DAYS - 1) * MS_DAY;
	JUDGED(DEVICE_RENEW_FINE, &bad);
	bad.now += 2 * MS_DAY;
	JUDGED(DEVICE_RENEW_OLD, &bad);
	devfile_close(d);
}

/* Its certificate, and the signature of another. */
static void
r095_signed_by_another_key_is_refused(void **state)
{
	struct device_renew	 p;
	struct device_renew_of	 of;
	struct devfile		*d;
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 said, file;
	struct sm2		*key = NULL;
	size_t			 n;

	(void)state;
	renewed(mine, 0, 0, &p);
	buf_init(&said, STATEMENT_MAX);
	buf_init(&file, DEVICE_RENEW_MAX);
	OK(sm2_generate(&key, &f));
	OK(sm2_sign(key, p.statement.tbs, sig, &n, &f));
	OK(statement_wrap(p.statement.tbs, bytes_of(sig, n),
	    p.statement.cert, &said, &f));
	OK(device_renew_write(buf_view(&said), p.request, &file, &f));
	OK(device_renew_read(buf_view(&file), &p, &f));
	d = opened(mine);
	of = known(devfile_key(d, 0));
	JUDGED(DEVICE_RENEW_CHANGED, &of);
	devfile_close(d);
	sm2_free(key);
	buf_free(&file);
	buf_free(&said);
}

static void
r095_a_changed_renewal_is_never_fine(void **state)
{
	struct device_renew	 p;
	struct device_renew_of	 of;
	struct devfile		*d;
	struct bytes		 file;
	unsigned char		*copy;
	size_t			 at;

	(void)state;
	file = renewed(mine, 0, 0, &p);
	copy = pool_copy(kit.pool, file.p, file.n);
	d = opened(mine);
	of = known(devfile_key(d, 0));
	for (at = 0; at < file.n; at++) {
		copy[at] ^= 0x20;
		if (device_renew_read(bytes_of(copy, file.n), &p,
		    NULL) == ST_OK)
			assert_int_not_equal(device_renew_judge(&p, &of),
			    DEVICE_RENEW_FINE);
		copy[at] ^= 0x20;
		IS(ST_INVALID, device_renew_read(bytes_of(copy, at), &p, &f));
	}
	devfile_close(d);
}

/* --- with keyd ------------------------------------------------------------ */

/* submit by the keeper, the device's word, seal.make; over these facts. */
static struct keyd_facts
wanted(const char *request, const char *code, const struct device_renew *p,
    struct bytes t[3])
{
	struct keyd_facts	 facts = kit_facts(request);
	unsigned char		 digest[32];

	facts.renews = code;
	facts.months = 24;
	facts.device = p->request;
	OK(keyd_facts_digest(&facts, digest, &f));
	t[0] = kit_said(&kit, KEEPER, ACT_REQUEST_SUBMIT, request, code, NULL,
	    NULL, 0);
	t[1] = p->said;
	t[2] = kit_said(&kit, MAKER, ACT_SEAL_MAKE, request, NULL, NULL,
	    digest, 0);
	return facts;
}

static struct fault	why_not;	/* of the last take_over */

static enum status
take_over(const struct keyd_facts *facts, struct bytes t[3])
{
	struct keyd_tickets	 tickets = { t, 3 };
	unsigned char		 pub[65];

	why_not = (struct fault){ 0 };
	return keyd_seal_key_make(kit.issue, kit_step(&kit), facts, tickets,
	    pub, &why_not);
}

#define REFUSED(want, words, call) do {					\
	IS(want, call);							\
	if (strstr(why_not.text, words) == NULL)			\
		fail_msg("%s: %s", words, why_not.text);		\
} while (0)

static enum status
make(const struct keyd_facts *facts, const char *code, struct bytes t[3],
    struct keyd_seal *seal)
{
	struct keyd_tickets	 tickets = { t, 3 };
	struct keyd_cert	 cert;
	struct fault		 f = { 0 };
	enum status		 st;

	if ((st = take_over(facts, t)) != ST_OK ||
	    (st = keyd_cert_issue(kit.issue, kit.pool, kit_step(&kit), facts,
	    NULL, tickets, &cert, &f)) != ST_OK)
		return st;
	return keyd_seal_make(kit.issue, kit.pool, kit_step(&kit), facts,
	    code, bytes_of(kit_picture, sizeof(kit_picture)), tickets, seal,
	    &f);
}

static void
r095_keyd_takes_the_live_keys_word_alone(void **state)
{
	struct keyd_facts	 facts, other;
	struct device_renew	 p, fresh, foreign;
	struct bytes		 t[3], u[3];
	unsigned char		 digest[32];

	(void)state;
	renewed(mine, 0, 0, &p);
	facts = wanted("REN-1", CODE, &p, t);
	/* neither nobody's word nor a checker's */
	u[0] = t[0];
	u[1] = u[2] = t[2];
	REFUSED(ST_DENIED, "seal.renew: missing", take_over(&facts, u));
	OK(keyd_facts_digest(&facts, digest, &f));
	u[1] = kit_said(&kit, CHECKER, ACT_SEAL_RENEW, "REN-1", CODE, NULL,
	    digest, 0);
	REFUSED(ST_DENIED, "not by the key in force", take_over(&facts, u));
	/* of another seal's device, and over another request of this one */
	renewed(others, 0, 0, &foreign);
	u[1] = foreign.said;
	REFUSED(ST_DENIED, "not by the key in force", take_over(&facts, u));
	renewed(mine, 0, 1, &fresh);
	u[1] = fresh.said;
	REFUSED(ST_DENIED, "for another request of a device", take_over(&facts,
	    u));
	/* neither out of the device, */
	other = facts;
	other.device = bytes_of(NULL, 0);
	REFUSED(ST_DENIED, "in another place", take_over(&other, t));
	other = wanted("REN-H", "HOSTED", &p, u);	/* and into one */
	REFUSED(ST_DENIED, "in another place", take_over(&other, u));
	other = facts;
	other.picture_sm3[0] ^= 1;
	REFUSED(ST_DENIED, "another picture", take_over(&other, t));
	OK(take_over(&facts, t));
	OK(take_over(&facts, t));
	/* the same request for another case: replayed */
	other = wanted("REN-2", CODE, &p, u);
	REFUSED(ST_CONFLICT, "another request's", take_over(&other, u));
}

/* The whole way, in the device of "others": R-094 with a key of its own. */
static void
r095_renewed_in_its_device(void **state)
{
	struct keyd_seal	 old, new, now;
	struct keyd_facts	 facts;
	struct device_renew	 p, late;
	struct ses_seal		 a, b;
	struct bytes		 t[3], u[3], say, package;
	struct keyd_tickets	 one = { &say, 1 }, pair = { u, 2 };
	struct devfile		*d;
	size_t			 k;

	(void)state;
	OK(keyd_seal_find(kit.stamp, kit.pool, OTHER, &old, &f));
	renewed(others, 0, 0, &p);
	renewed(others, 0, 1, &late);
	facts = wanted("REN-O", OTHER, &p, t);
	OK(make(&facts, OTHER, t, &new));
	/* into its own device, and no other */
	IS(ST_ABSENT, import(mine, "REN-O", OTHER, &k));
	OK(import(others, "REN-O", OTHER, &k));
	d = opened(others);
	assert_int_not_equal(k, 0);
	OK(ses_seal_read(devfile_key(d, 0)->in.seal, &a, &f));
	OK(ses_seal_read(devfile_key(d, k)->in.seal, &b, &f));
	assert_true(bytes_same(a.picture, b.picture));
	assert_true(bytes_same(a.es_id, b.es_id));
	assert_true(bytes_same(devfile_key(d, k)->in.code,
	    bytes_text(OTHER)));
	devfile_close(d);
	say = kit_said(&kit, KEEPER, ACT_SEAL_ACTIVATE, "REN-O", OTHER, NULL,
	    NULL, 0);
	OK(keyd_seal_renew(kit.issue, kit_step(&kit), OTHER, "REN-O", one,
	    &f));
	OK(keyd_seal_find(kit.stamp, kit.pool, OTHER, &now, &f));
	assert_string_equal(now.serial, new.serial);
	assert_string_not_equal(now.serial, old.serial);
	assert_false(kit_serial_listed(&kit, old.serial));
	/* the version before is not handed out again, nor does its key speak */
	kit_handed(&kit, "REQ-2", OTHER, u);
	IS(ST_DENIED, keyd_seal_pack(kit.issue, kit.pool, kit_step(&kit),
	    "REQ-2", pair, &package, &f));
	facts = wanted("REN-P", OTHER, &late, t);
	REFUSED(ST_DENIED, "not by the key in force", take_over(&facts, t));
	/* but the new one's does */
	renewed(others, k, 0, &p);
	facts = wanted("REN-Q", OTHER, &p, t);
	OK(take_over(&facts, t));
}

/* T2: frozen, nothing is taken over; and nothing once its time is over. */
static void
r095_not_of_a_frozen_seal_nor_after_its_end(void **state)
{
	struct keyd_facts	 facts;
	struct device_renew	 p;
	struct bytes		 t[3], say;
	struct keyd_tickets	 one = { &say, 1 };
	struct keyd_say		 lost = { .action = ACT_SEAL_FREEZE,
				    .subject = "L-1", .seal = CODE };

	(void)state;
	renewed(mine, 0, 1, &p);
	facts = wanted("REN-9", CODE, &p, t);
	OK(clock_set_shift(clock_path, 40 * MS_DAY, &f));
	REFUSED(ST_DENIED, "is over", take_over(&facts, t));
	OK(clock_set_shift(clock_path, 0, &f));
	OK(keyd_state_witnessed(kit.loss, kit.pool, "138****8000", "C1",
	    &lost, &say, &f));
	OK(keyd_seal_freeze(kit.loss, kit_step(&kit), CODE, one, &f));
	REFUSED(ST_CONFLICT, "is frozen", take_over(&facts, t));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r256_an_application_says_what_and_whose),
		cmocka_unit_test(r256_a_changed_application_is_none),
		cmocka_unit_test(r095_a_renewal_package_is_judged),
		cmocka_unit_test(r095_signed_by_another_key_is_refused),
		cmocka_unit_test(r095_a_changed_renewal_is_never_fine),
		cmocka_unit_test(r095_keyd_takes_the_live_keys_word_alone),
		cmocka_unit_test(r095_renewed_in_its_device),
		cmocka_unit_test(r095_not_of_a_frozen_seal_nor_after_its_end),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

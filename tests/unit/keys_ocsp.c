/*
 * keyd as the OCSP responder of its two CAs: what it
 * answers is its own record, whoever asks, and an answer kept elsewhere is
 * signed anew only where something changed.
 */
#include "keys_kit.h"

#include "trust/ocsp.h"

static struct kit	 kit;
static struct keyd	*status;
static struct cert	 making, staff, root;

static int
setup(void **state)
{
	struct keyd_info	 info;

	(void)state;
	kit_new(&kit);
	kit_start(&kit);
	kit_people(&kit);
	OK(keyd_open(&kit.config, "status", &status, &f));
	OK(keyd_info(kit.console, kit.pool, &info, &f));
	OK(cert_read(info.making_ca, &making, NULL, &f));
	OK(cert_read(info.staff_ca, &staff, NULL, &f));
	OK(cert_read(info.root, &root, NULL, &f));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	keyd_close(status);
	kit_free(&kit);
	return 0;
}

static struct ocsp_id
id_of(const struct cert *ca, const char *serial)
{
	struct keyd_cert	 known;
	struct cert		 cert;
	struct ocsp_id		 id;

	OK(keyd_cert_find(kit.console, kit.pool, serial, &known, &f));
	OK(cert_read(known.der, &cert, NULL, &f));
	OK(ocsp_id_make(ca, OCSP_SHA1, bytes_of(cert.serial, cert.nserial),
	    &id, &f));
	return id;
}

/* Asked anew; read and verified as anybody would. */
static struct ocsp_answer
ask(const struct cert *ca, const struct ocsp_id *id)
{
	struct keyd_ocsp	 got;
	struct ocsp_answer	 a;

	OK(keyd_ocsp(status, kit.pool, id, NULL, &got, &f));
	OK(ocsp_check(got.der, ca, id, clock_now(), &a, &f));
	assert_int_equal(a.this_update, got.from);
	assert_int_equal(a.next_update, got.until);
	assert_true(a.next_update > clock_now());
	return a;
}

static void
freeze(const char *code)
{
	struct keyd_say		 lost = { .action = ACT_SEAL_FREEZE,
				    .subject = code, .seal = code };
	struct bytes		 say;
	struct keyd_tickets	 one = { &say, 1 };

	OK(keyd_state_witnessed(kit.loss, kit.pool, "138****8000",
	    kit_step(&kit), &lost, &say, &f));
	OK(keyd_seal_freeze(kit.loss, kit_step(&kit), code, one, &f));
}

static void
release(const char *code)
{
	struct bytes		 say = kit_said(&kit, OPERATOR,
				    ACT_SEAL_RELEASE, code, code, NULL, NULL,
				    0);
	struct keyd_tickets	 one = { &say, 1 };

	OK(keyd_seal_release(kit.console, kit_step(&kit), code, one, &f));
}

static void
end_seal(const char *code, int reason)
{
	struct bytes		 t[2];
	struct keyd_tickets	 both = { t, 2 };

	t[0] = kit_said(&kit, OPERATOR, ACT_SEAL_REVOKE, code, code, NULL,
	    NULL, 0);
	t[1] = kit_said(&kit, APPROVER, ACT_SEAL_REVOKE_APPROVE, code, code,
	    NULL, NULL, 0);
	OK(keyd_seal_revoke(kit.console, kit_step(&kit), code, reason, both,
	    &f));
}

/* each move of the seal is in the next answer. */
static void
r127_a_seals_certificate_as_it_moves(void **state)
{
	struct keyd_seal	 seal;
	struct ocsp_answer	 a;
	struct ocsp_id		 id;
	int64_t			 before;

	(void)state;
	kit_seal(&kit, "REQ-O1", "O-CODE", &seal);
	id = id_of(&making, seal.serial);
	assert_int_equal(ask(&making, &id).state, OCSP_GOOD);
	before = clock_now() / MS_SECOND * MS_SECOND;
	freeze("O-CODE");
	a = ask(&making, &id);
	assert_int_equal(a.state, OCSP_REVOKED);
	assert_int_equal(a.reason, CRL_HOLD);
	assert_true(a.revoked_at >= before && a.revoked_at <= clock_now());
	release("O-CODE");
	assert_int_equal(ask(&making, &id).state, OCSP_GOOD);
	end_seal("O-CODE", CRL_KEY_COMPROMISE);
	a = ask(&making, &id);
	assert_int_equal(a.state, OCSP_REVOKED);
	assert_int_equal(a.reason, CRL_KEY_COMPROMISE);
	/* each hash names the same certificate */
	OK(ocsp_id_make(&making, OCSP_SM3, bytes_of(id.serial, id.nserial),
	    &id, &f));
	assert_int_equal(ask(&making, &id).state, OCSP_REVOKED);
}

/* the staff CA's certificates, answered by its own responder. */
static void
r127_a_persons_certificate(void **state)
{
	struct keyd_person	 p = kit_fields(APPLICANT);
	struct keyd_cert	 cert;
	struct ocsp_answer	 a;
	struct ocsp_id		 id;
	struct bytes		 say;
	struct keyd_tickets	 one = { &say, 1 };

	(void)state;
	p.person = "P0000000000000000000000199";
	OK(keyd_person_make(kit.account, kit.pool, kit_step(&kit), &p, PIN,
	    none, &cert, &f));
	id = id_of(&staff, cert.serial);
	assert_int_equal(ask(&staff, &id).state, OCSP_GOOD);
	say = kit_said(&kit, OPERATOR, ACT_PERSON_END, p.person, NULL, NULL,
	    NULL, 0);
	OK(keyd_person_end(kit.console, kit_step(&kit), p.person, one, &f));
	a = ask(&staff, &id);
	assert_int_equal(a.state, OCSP_REVOKED);
	assert_int_equal(a.reason, CRL_CESSATION);
}

/* No "good", and no signature either, for what we never gave out. */
static void
r127_no_record_no_answer(void **state)
{
	static const unsigned char serial[16] = { 0x42, 1, 2, 3 };
	const struct cert	*cas[] = { &making, &staff, &root };
	struct keyd_ocsp	 got;
	struct keyd_seal	 seal;
	struct ocsp_id		 id;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(cas); i++) {
		OK(ocsp_id_make(cas[i], OCSP_SHA256, bytes_of(serial,
		    sizeof(serial)), &id, &f));
		IS(ST_ABSENT, keyd_ocsp(status, kit.pool, &id, NULL, &got,
		    &f));
	}
	/* a serial of one CA asked of the other, and of the root */
	kit_seal(&kit, "REQ-O2", "O-OTHER", &seal);
	id = id_of(&staff, seal.serial);
	IS(ST_ABSENT, keyd_ocsp(status, kit.pool, &id, NULL, &got, &f));
	id = id_of(&root, seal.serial);
	IS(ST_ABSENT, keyd_ocsp(status, kit.pool, &id, NULL, &got, &f));
	id = id_of(&making, seal.serial);
	id.key[0] ^= 1;
	IS(ST_ABSENT, keyd_ocsp(status, kit.pool, &id, NULL, &got, &f));
	id.key[0] ^= 1;
	id.nhash = 19;
	IS(ST_INVALID, keyd_ocsp(status, kit.pool, &id, NULL, &got, &f));
	/* only who publishes may ask */
	id.nhash = 20;
	IS(ST_DENIED, keyd_ocsp(kit.stamp, kit.pool, &id, NULL, &got, &f));
	IS(ST_OK, keyd_ocsp(kit.console, kit.pool, &id, NULL, &got, &f));
}

/* What is kept stands until its own certificate changes, or it grows old. */
static void
r127_a_kept_answer_is_signed_anew_when_it_must(void **state)
{
	struct keyd_seal	 seal, other;
	struct keyd_ocsp	 kept, got, old;
	struct ocsp_id		 id;

	(void)state;
	kit_seal(&kit, "REQ-O3", "O-KEPT", &seal);
	kit_seal(&kit, "REQ-O4", "O-NEXT", &other);
	id = id_of(&making, seal.serial);
	OK(keyd_ocsp(status, kit.pool, &id, NULL, &kept, &f));
	OK(keyd_ocsp(status, kit.pool, &id, &kept, &got, &f));
	assert_int_equal(got.der.n, 0);
	assert_int_equal(got.number, kept.number);
	/* another's change: a new number, the same answer */
	freeze("O-NEXT");
	OK(keyd_ocsp(status, kit.pool, &id, &kept, &got, &f));
	assert_int_equal(got.der.n, 0);
	assert_true(got.number > kept.number);
	kept.number = got.number;
	/* its own */
	freeze("O-KEPT");
	OK(keyd_ocsp(status, kit.pool, &id, &kept, &got, &f));
	assert_true(got.der.n > 0 && got.number > kept.number);
	kept = got;
	release("O-KEPT");
	OK(keyd_ocsp(status, kit.pool, &id, &kept, &got, &f));
	assert_true(got.der.n > 0 && got.number > kept.number);
	/* old, from tomorrow, or of a number that never was */
	old = got;
	old.from -= 3 * MS_HOUR;
	OK(keyd_ocsp(status, kit.pool, &id, &old, &kept, &f));
	assert_true(kept.der.n > 0);
	old.from = clock_now() + MS_HOUR;
	OK(keyd_ocsp(status, kit.pool, &id, &old, &kept, &f));
	assert_true(kept.der.n > 0);
	old = got;
	old.number += 1000;
	OK(keyd_ocsp(status, kit.pool, &id, &old, &kept, &f));
	assert_true(kept.der.n > 0);
}

/* A number asked for is told again for half a second, then asked anew. */
static void
r204_changes_are_counted(void **state)
{
	struct keyd		*fresh;
	struct keyd_seal	 seal;
	struct fault		 why = { 0 };
	int64_t			 a, b, end;

	(void)state;
	kit_seal(&kit, "REQ-O5", "O-COUNT", &seal);
	OK(keyd_changes(status, &a, &f));
	freeze("O-COUNT");
	for (end = clock_ticks() + 5 * CHANGES_AGE, b = a; b == a &&
	    clock_ticks() < end; usleep(20000))
		OK(keyd_changes(status, &b, &f));
	assert_true(b > a);
	IS(ST_DENIED, keyd_changes(kit.stamp, &a, &f));
	/* keyd away: the last one told is all there is */
	assert_int_equal(kit_end(&kit, SIGTERM), 0);
	usleep(CHANGES_AGE + 1000);
	assert_int_equal(keyd_changes(status, &a, &why), ST_BROKEN);
	assert_int_equal(a, b);
	OK(keyd_open(&kit.config, "status", &fresh, &f));
	assert_int_equal(keyd_changes(fresh, &a, &why), ST_BROKEN);
	assert_int_equal(a, -1);
	kit_start(&kit);
	OK(keyd_changes(fresh, &a, &f));
	assert_int_equal(a, b);
	keyd_close(fresh);
}

/* Certificates say where to ask; who answers says nobody need ask. */
static void
r127_certificates_carry_the_address(void **state)
{
	struct keyd_seal	 seal;
	struct keyd_info	 info;
	struct keyd_cert	 known;
	struct keyd_ocsp	 got;
	struct ocsp_response	 r;
	struct ocsp_id		 id;
	struct cert		 cert;

	(void)state;
	kit_seal(&kit, "REQ-O6", "O-WHERE", &seal);
	OK(keyd_cert_find(kit.console, kit.pool, seal.serial, &known, &f));
	OK(cert_read(known.der, &cert, NULL, &f));
	assert_string_equal(cert.ocsp_url, "http://127.0.0.1:8080/ocsp");
	OK(keyd_info(kit.console, kit.pool, &info, &f));
	OK(cert_read(info.system, &cert, NULL, &f));
	assert_string_equal(cert.ocsp_url, "http://127.0.0.1:8080/ocsp");
	assert_string_equal(making.ocsp_url, "");
	id = id_of(&making, seal.serial);
	OK(keyd_ocsp(status, kit.pool, &id, NULL, &got, &f));
	OK(ocsp_response_read(got.der, &r, &f));
	OK(cert_read(r.certs, &cert, NULL, &f));
	assert_int_equal(cert.kind, CERT_STATUS);
	assert_true(cert.ocsp_signing);
	assert_string_equal(cert.ocsp_url, "");
	assert_string_equal(cert.subject.cn, "印章证书状态");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r127_a_seals_certificate_as_it_moves),
		cmocka_unit_test(r127_a_persons_certificate),
		cmocka_unit_test(r127_no_record_no_answer),
		cmocka_unit_test(
		    r127_a_kept_answer_is_signed_anew_when_it_must),
		cmocka_unit_test(r127_certificates_carry_the_address),
		cmocka_unit_test(r204_changes_are_counted),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

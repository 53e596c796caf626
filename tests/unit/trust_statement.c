/*
 * Statements and the digest they are made over: what is
 * signed holds, and whatever is changed afterwards shows.
 */
#include "trust_cert_kit.h"

#include "trust/digest.h"
#include "trust/statement.h"

#define NOW (T0 + 30 * MS_DAY)

static struct party root, making, staff, person, desk, partner, seal;
static struct anchors *list;

static int
start(void **state)
{
	(void)state;
	kit_issue(&root, CERT_ROOT, "根", NULL);
	kit_issue(&making, CERT_MAKING_CA, "制章CA", &root);
	kit_issue(&staff, CERT_STAFF_CA, "人员CA", &root);
	kit_issue(&person, CERT_PERSON, "张三", &staff);
	kit_issue(&desk, CERT_SYSTEM, "窗口", &staff);
	kit_issue(&partner, CERT_PARTNER, "接入系统", &staff);
	kit_issue(&seal, CERT_SEAL_UNIT, "章", &making);
	list = anchors_new();
	assert_int_equal(anchors_add(list, buf_view(&staff.der),
	    ANCHOR_STAFF, NULL), ST_OK);
	assert_int_equal(anchors_add(list, buf_view(&making.der),
	    ANCHOR_SEALS, NULL), ST_OK);
	return 0;
}

static int
finish(void **state)
{
	struct party	*all[] = { &root, &making, &staff, &person, &desk,
			    &partner, &seal };
	size_t		 i;

	(void)state;
	anchors_free(list);
	for (i = 0; i < NITEMS(all); i++)
		kit_free(all[i]);
	return 0;
}

/* --- digest -------------------------------------------------------------- */

static void
digest_of(const char *what, const struct digest_field *d, size_t n,
    unsigned char out[DIGEST_LEN])
{
	assert_int_equal(digest_fields(what, d, n, out, NULL), ST_OK);
}

/* The bytes hashed are those the header says. */
static void
digest_is_over_the_documented_bytes(void **state)
{
	static const char	 bytes[] =
	    "JYD1" "\0\0\0\1" "r" "\0\0\0\3"
	    "\0\0\0\1" "a" "\1" "\0\0\0\2" "xy"
	    "\0\0\0\1" "b" "\0" "\0\0\0\0"
	    "\0\0\0\1" "c" "\2" "\0\0\0\10"
	    "\377\377\377\377\377\377\377\376";
	const struct digest_field	 d[] = {
		digest_text("a", "xy"), digest_text("b", NULL),
		digest_int("c", -2),
	};
	unsigned char	 a[DIGEST_LEN], b[DIGEST_LEN];

	(void)state;
	digest_of("r", d, NITEMS(d), a);
	assert_int_equal(sm3(bytes_of(bytes, sizeof(bytes) - 1), b), ST_OK);
	assert_memory_equal(a, b, DIGEST_LEN);
}

/* Lists that look alike when run together have digests of their own. */
static void
digest_tells_fields_apart(void **state)
{
	const struct digest_field	 d[][2] = {
		{ digest_text("a", "bc"), digest_text("d", "e") },
		{ digest_text("ab", "c"), digest_text("d", "e") },
		{ digest_text("a", "b"), digest_text("cd", "e") },
		{ digest_text("d", "e"), digest_text("a", "bc") },
		{ digest_text("a", ""), digest_text("d", "e") },
		{ digest_text("a", NULL), digest_text("d", "e") },
		{ digest_int("a", 1), digest_text("d", "e") },
		{ digest_bytes("a", bytes_of("\0\0\0\0\0\0\0\1", 8)),
		  digest_text("d", "e") },
	};
	unsigned char	 out[NITEMS(d) + 2][DIGEST_LEN];
	size_t		 i, k;

	(void)state;
	for (i = 0; i < NITEMS(d); i++)
		digest_of("x", d[i], 2, out[i]);
	digest_of("y", d[0], 2, out[i++]);
	digest_of("x", d[0], 1, out[i++]);
	for (i = 0; i < NITEMS(out); i++)
		for (k = 0; k < i; k++)
			assert_memory_not_equal(out[i], out[k], DIGEST_LEN);
}

static void
digest_refuses_nameless_and_too_many(void **state)
{
	struct digest_field	 d[DIGEST_FIELDS + 1];
	unsigned char		 out[DIGEST_LEN];
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(d); i++)
		d[i] = digest_int("n", (int64_t)i);
	assert_int_equal(digest_fields("x", d, DIGEST_FIELDS, out, NULL),
	    ST_OK);
	assert_int_equal(digest_fields("x", d, DIGEST_FIELDS + 1, out, NULL),
	    ST_INVALID);
	d[0].name = "";
	assert_int_equal(digest_fields("x", d, 1, out, NULL), ST_INVALID);
	assert_int_equal(digest_fields("x", NULL, 0, out, NULL), ST_OK);
}

/* --- statements ---------------------------------------------------------- */

static struct statement_fields
own(void)
{
	struct statement_fields	 s = { .kind = STATEMENT_OWN };

	PUT(s.action, "request.approve");
	PUT(s.subject, "01RRRRRRRRRRRRRRRRRRRRRRRR");
	memset(s.fields, 0x5a, sizeof(s.fields));
	s.time = NOW;
	s.not_after = NOW + MS_DAY;
	s.count = 1;
	random_bytes(s.nonce, sizeof(s.nonce));
	PUT(s.seal, "H4115002600000012");
	s.has_document = 1;
	memset(s.document, 0x3c, sizeof(s.document));
	s.role = ROLE_APPROVER;
	PUT(s.unit, UNIT_A);
	PUT(s.person, PERSON_A);
	return s;
}

static struct statement_fields
witnessed(void)
{
	struct statement_fields	 s = own();

	s.kind = STATEMENT_WITNESSED;
	s.role = ROLE__N;
	PUT(s.action, "seal.freeze");
	PUT(s.person, "01XXXXXXXXXXXXXXXXXXXXXXXX");
	PUT(s.phone, "138****8000");
	PUT(s.code, "01CCCCCCCCCCCCCCCCCCCCCCCC");
	return s;
}

static void
make_as(const struct statement_fields *s, const struct party *p,
    const struct sm2 *key, struct buf *out)
{
	unsigned char	 sig[SM2_DER_MAX];
	struct fault	 f = { 0 };
	struct buf	 tbs;
	size_t		 n;

	buf_init(&tbs, STATEMENT_MAX);
	buf_init(out, STATEMENT_MAX);
	if (statement_tbs_write(s, buf_view(&p->der), &tbs, &f) != ST_OK)
		fail_msg("%s", f.text);
	assert_int_equal(sm2_sign(key, buf_view(&tbs), sig, &n, &f), ST_OK);
	assert_int_equal(statement_wrap(buf_view(&tbs), bytes_of(sig, n),
	    buf_view(&p->der), out, &f), ST_OK);
	buf_free(&tbs);
}

static struct statement_result
check(struct bytes der, struct statement *st, int64_t now)
{
	const struct statement_ask	 ask = { .anchors = list, .now = now };
	struct statement_result		 r;

	assert_int_equal(statement_check(der, &ask, st, &r, NULL), ST_OK);
	return r;
}

/* Sign the fields and judge what came out. */
static enum statement_state
state_of(const struct statement_fields *s, const struct party *p)
{
	struct statement_result	 r;
	struct statement	 st;
	struct buf		 der;

	make_as(s, p, p->key, &der);
	r = check(buf_view(&der), &st, NOW);
	buf_free(&der);
	return r.state;
}

static void
r027_valid_with_certificate_serial(void **state)
{
	const struct statement_fields	 s = own();
	struct statement_result		 r;
	struct statement		 st;
	struct buf			 der;

	(void)state;
	make_as(&s, &person, person.key, &der);
	r = check(buf_view(&der), &st, NOW);
	assert_int_equal(r.state, STATEMENT_VALID);
	assert_string_equal(statement_state_text(r.state), "签名有效");
	assert_string_equal(r.serial, person.cert.serial_hex);
	assert_string_equal(r.signer, "张三");
	assert_int_equal(r.functions, CERT_ISSUING | CERT_MAKING);
	assert_int_equal(r.expired, 0);
	assert_memory_equal(&st.f, &s, sizeof(s));
	assert_true(statement_matches(&st, s.fields));
	buf_free(&der);
}

/* a stored field was changed, so its digest is another one. */
static void
r027_changed_field_shows(void **state)
{
	struct digest_field	 d[] = {
		digest_text("number", "2026-411500-000001"),
		digest_text("org_name", "云山市信息中心"),
		digest_int("kind", 1),
	};
	struct statement_fields	 s = own();
	struct statement	 st;
	struct buf		 der;
	unsigned char		 now[DIGEST_LEN];

	(void)state;
	digest_of("request", d, NITEMS(d), s.fields);
	make_as(&s, &person, person.key, &der);
	assert_int_equal(check(buf_view(&der), &st, NOW).state,
	    STATEMENT_VALID);
	digest_of("request", d, NITEMS(d), now);
	assert_true(statement_matches(&st, now));
	d[1] = digest_text("org_name", "云山市信息中心2");
	digest_of("request", d, NITEMS(d), now);
	assert_false(statement_matches(&st, now));
	buf_free(&der);
}

/* A seal speaks for itself, not for a person. */
static void
of_nobody(struct statement_fields *s)
{
	s->person[0] = s->unit[0] = '\0';
	s->role = ROLE__N;
}

static void
r027_each_kind_by_its_own_certificate(void **state)
{
	const struct party	*by[] = {
		[STATEMENT_OWN] = &person, [STATEMENT_WITNESSED] = &desk,
		[STATEMENT_SYSTEM] = &desk, [STATEMENT_PARTNER] = &partner,
		[STATEMENT_SEAL] = &seal,
	};
	struct statement_fields	 s;
	enum statement_kind	 k;
	size_t			 i;

	(void)state;
	for (k = 0; k < STATEMENT__N; k++)
		for (i = 0; i < NITEMS(by); i++) {
			s = k == STATEMENT_WITNESSED ? witnessed() : own();
			s.kind = k;
			if (k == STATEMENT_SEAL)
				of_nobody(&s);
			if (by[i] == by[k])
				assert_int_equal(state_of(&s, by[i]),
				    STATEMENT_VALID);
			else
				assert_true(state_of(&s, by[i]) >=
				    STATEMENT_SIGNER);
		}
}

static void
no_role(struct statement_fields *s) { s->role = ROLE_MAKER; }
static void
role_of_other_unit(struct statement_fields *s) { s->role = ROLE_REQUESTER; }
static void
no_such_unit(struct statement_fields *s) { PUT(s->unit, PERSON_A); }
static void
without_unit(struct statement_fields *s) { s->unit[0] = '\0'; }
static void
somebody_else(struct statement_fields *s) { PUT(s->person, UNIT_A); }
static void
tomorrow(struct statement_fields *s)
{
	s->time = NOW + MS_DAY;
}
static void
after_certificate(struct statement_fields *s)
{
	s->time = T0 + YEAR + MS_DAY;
	s->not_after = s->time;
}
static void
before_certificate(struct statement_fields *s) { s->time = T0 - MS_DAY; }
static void
in_the_other_unit(struct statement_fields *s)
{
	s->role = ROLE_REQUESTER;
	PUT(s->unit, UNIT_B);
}

static void
r027_claims_are_held_against_the_certificate(void **state)
{
	static const struct {
		void			(*change)(struct statement_fields *);
		enum statement_state	 is;
	} rows[] = {
		{ no_role, STATEMENT_ROLE },
		{ role_of_other_unit, STATEMENT_ROLE },
		{ no_such_unit, STATEMENT_ROLE },
		{ without_unit, STATEMENT_ROLE },
		{ somebody_else, STATEMENT_HOLDER },
		{ tomorrow, STATEMENT_FUTURE },
		{ after_certificate, STATEMENT_CHAIN },
		{ before_certificate, STATEMENT_CHAIN },
		{ in_the_other_unit, STATEMENT_VALID },
	};
	struct statement_fields	 s;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		s = own();
		rows[i].change(&s);
		assert_int_equal(state_of(&s, &person), rows[i].is);
	}
}

/* Spent in time or not at all; but what was signed stays signed. */
static void
expired_is_still_valid(void **state)
{
	const struct statement_fields	 s = own();
	struct statement_result		 r;
	struct statement		 st;
	struct buf			 der;

	(void)state;
	make_as(&s, &person, person.key, &der);
	r = check(buf_view(&der), &st, s.not_after);
	assert_int_equal(r.expired, 0);
	r = check(buf_view(&der), &st, s.not_after + 1);
	assert_int_equal(r.expired, 1);
	assert_int_equal(r.state, STATEMENT_VALID);
	r = check(buf_view(&der), &st, T0 + 5 * YEAR);
	assert_int_equal(r.state, STATEMENT_VALID);
	buf_free(&der);
}

static void
signed_by_another_key(void **state)
{
	const struct statement_fields	 s = own();
	struct statement		 st;
	struct buf			 der;

	(void)state;
	make_as(&s, &person, desk.key, &der);
	assert_int_equal(check(buf_view(&der), &st, NOW).state,
	    STATEMENT_SIGNATURE);
	buf_free(&der);
}

/*
 * A later certificate for the same key, with a role more, does not lend it
 * to a statement made before.
 */
static void
later_certificate_does_not_fit(void **state)
{
	struct cert_fields	 c = kit_fields(CERT_PERSON, "张三");
	struct statement_fields	 s = own();
	struct trust_signed	 parts;
	struct statement_result	 r;
	struct statement	 st;
	struct buf		 der, forged, tbs, cert;

	(void)state;
	s.role = ROLE_CHECKER;
	make_as(&s, &person, person.key, &der);
	memcpy(c.key, person.cert.key, SM2_PUBLIC);
	c.issuer_der = staff.cert.subject_der;
	c.issuer_key_id = bytes_of(staff.cert.ski, CERT_KEY_ID);
	buf_init(&tbs, LIMIT_CERT);
	buf_init(&cert, LIMIT_CERT);
	buf_init(&forged, STATEMENT_MAX);
	assert_int_equal(cert_tbs_write(&c, &tbs, NULL), ST_OK);
	kit_sign(buf_view(&tbs), staff.key, &cert);
	assert_int_equal(trust_split(buf_view(&der), STATEMENT_MAX, &parts,
	    NULL), ST_OK);
	assert_int_equal(statement_wrap(parts.tbs, parts.sig,
	    buf_view(&cert), &forged, NULL), ST_OK);
	r = check(buf_view(&forged), &st, NOW);
	assert_int_equal(r.state, STATEMENT_MALFORMED);
	buf_free(&der);
	buf_free(&forged);
	buf_free(&tbs);
	buf_free(&cert);
}

static void
signer_of_an_unknown_ca(void **state)
{
	const struct statement_fields	 s = own();
	struct party			 other, p;

	(void)state;
	kit_issue(&other, CERT_ROOT, "别处", NULL);
	kit_issue(&p, CERT_PERSON, "李四", &other);
	assert_int_equal(state_of(&s, &p), STATEMENT_CHAIN);
	kit_free(&p);
	kit_free(&other);
}

static enum status
look(void *arg, const struct cert *issuer, const struct crl **out)
{
	struct crl	*crl = arg;

	if (crl == NULL || !crl_is_of(crl, issuer))
		return ST_ABSENT;
	*out = crl;
	return ST_OK;
}

/* The person's certificate ended at a moment: what was said before holds. */
static void
r027_revoked_before_or_after_signing(void **state)
{
	struct crl_entry	 e = { .nserial = person.cert.nserial,
				    .time = NOW, .reason = CRL_SUPERSEDED };
	struct crl_fields	 c = {
		.issuer_der = staff.cert.subject_der,
		.issuer_key_id = bytes_of(staff.cert.ski, CERT_KEY_ID),
		.this_update = NOW, .next_update = NOW + 7 * MS_DAY,
		.entries = &e, .n = 1,
	};
	struct statement_ask	 ask = { .anchors = list, .crl = look,
				    .now = NOW + MS_DAY };
	struct statement_fields	 s = own();
	struct statement_result	 r;
	struct statement	 st;
	struct buf		 tbs, der, before, after;
	struct crl		*crl;

	(void)state;
	memcpy(e.serial, person.cert.serial, person.cert.nserial);
	buf_init(&tbs, MIB);
	buf_init(&der, MIB);
	assert_int_equal(crl_tbs_write(&c, &tbs, NULL), ST_OK);
	kit_sign(buf_view(&tbs), staff.key, &der);
	assert_int_equal(crl_open(buf_view(&der), &staff.cert, &crl, NULL),
	    ST_OK);
	make_as(&s, &person, person.key, &after);
	s.time = NOW - 1000;
	make_as(&s, &person, person.key, &before);

	ask.crl_arg = crl;
	assert_int_equal(statement_check(buf_view(&after), &ask, &st, &r,
	    NULL), ST_OK);
	assert_int_equal(r.state, STATEMENT_CHAIN);
	assert_int_equal(r.chain.state, CHAIN_REVOKED);
	assert_int_equal(statement_check(buf_view(&before), &ask, &st, &r,
	    NULL), ST_OK);
	assert_int_equal(r.state, STATEMENT_VALID);
	assert_int_equal(r.chain.revoked, 1);
	ask.crl_arg = NULL;			/* no list at hand: said so */
	assert_int_equal(statement_check(buf_view(&before), &ask, &st, &r,
	    NULL), ST_OK);
	assert_int_equal(r.state, STATEMENT_VALID);
	assert_int_equal(r.chain.state, CHAIN_NO_STATUS);
	crl_free(crl);
	buf_free(&tbs);
	buf_free(&der);
	buf_free(&before);
	buf_free(&after);
}

/* --- composing ----------------------------------------------------------- */

static void
no_action(struct statement_fields *s) { s->action[0] = '\0'; }
static void
no_subject(struct statement_fields *s) { s->subject[0] = '\0'; }
static void
bad_utf8(struct statement_fields *s) { PUT(s->seal, "\xc3("); }
static void
control(struct statement_fields *s) { PUT(s->action, "a\nb"); }
static void
unterminated(struct statement_fields *s)
{
	memset(s->subject, 'a', sizeof(s->subject));
}
static void
bad_kind(struct statement_fields *s) { s->kind = STATEMENT__N; }
static void
bad_role(struct statement_fields *s) { s->role = ROLE__N + 1; }
static void
own_without_person(struct statement_fields *s) { s->person[0] = '\0'; }
static void
own_without_role(struct statement_fields *s) { s->role = ROLE__N; }
static void
own_with_phone(struct statement_fields *s) { PUT(s->phone, "1"); }
static void
witnessed_without(struct statement_fields *s)
{
	s->kind = STATEMENT_WITNESSED;
}
static void
negative_count(struct statement_fields *s) { s->count = -1; }
static void
big_count(struct statement_fields *s) { s->count = STATEMENT_COUNT + 1; }
static void
ends_before(struct statement_fields *s) { s->not_after = s->time - 1000; }

static void
wrong_fields_are_not_composed(void **state)
{
	static void (*const spoil[])(struct statement_fields *) = {
		no_action, no_subject, bad_utf8, control, unterminated,
		bad_kind, bad_role, own_without_person, own_without_role,
		own_with_phone, witnessed_without, negative_count, big_count,
		ends_before,
	};
	struct statement_fields	 s;
	struct buf		 b;
	size_t			 i;

	(void)state;
	buf_init(&b, STATEMENT_MAX);
	for (i = 0; i < NITEMS(spoil); i++) {
		s = own();
		spoil[i](&s);
		if (statement_tbs_write(&s, buf_view(&person.der), &b,
		    NULL) != ST_INVALID)
			fail_msg("row %zu", i);
	}
	s = own();
	assert_int_equal(statement_tbs_write(&s, bytes_of(NULL, 0), &b,
	    NULL), ST_INVALID);
	buf_free(&b);
}

/* Absent parts stay absent, for each of them alone. */
static void
optional_parts_read_back(void **state)
{
	struct statement_fields	 s;
	struct statement	 st;
	struct buf		 der;
	unsigned		 bits;

	(void)state;
	for (bits = 0; bits < 32; bits++) {
		s = bits & 16 ? witnessed() : own();
		if (s.kind == STATEMENT_OWN)
			s.kind = STATEMENT_SYSTEM;
		if (bits & 1)
			memset(s.seal, 0, sizeof(s.seal));
		if (bits & 2) {
			s.has_document = 0;
			memset(s.document, 0, sizeof(s.document));
		}
		if (bits & 4)
			s.role = ROLE__N;
		if (bits & 8) {
			memset(s.unit, 0, sizeof(s.unit));
			memset(s.person, 0, sizeof(s.person));
		}
		make_as(&s, &desk, desk.key, &der);
		assert_int_equal(statement_read(buf_view(&der), &st, NULL),
		    ST_OK);
		assert_memory_equal(&st.f, &s, sizeof(s));
		buf_free(&der);
	}
}

/* Every prefix refused; every flipped byte found, none passes as valid. */
static void
truncated_and_flipped_never_pass(void **state)
{
	const struct statement_fields	 s = own();
	struct statement		 st;
	struct buf			 der;
	unsigned char			*copy;
	size_t				 i;

	(void)state;
	make_as(&s, &person, person.key, &der);
	for (i = 0; i < der.n; i++) {
		copy = malloc(i + 1);
		memcpy(copy, der.p, i);
		assert_int_equal(statement_read(bytes_of(copy, i), &st,
		    NULL), ST_INVALID);
		free(copy);
	}
	for (i = 0; i < der.n; i++) {
		der.p[i] ^= 0x01;
		assert_int_not_equal(check(buf_view(&der), &st, NOW).state,
		    STATEMENT_VALID);
		der.p[i] ^= 0x01;
	}
	assert_int_equal(check(buf_view(&der), &st, NOW).state,
	    STATEMENT_VALID);
	buf_free(&der);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(digest_is_over_the_documented_bytes),
		cmocka_unit_test(digest_tells_fields_apart),
		cmocka_unit_test(digest_refuses_nameless_and_too_many),
		cmocka_unit_test(r027_valid_with_certificate_serial),
		cmocka_unit_test(r027_changed_field_shows),
		cmocka_unit_test(r027_each_kind_by_its_own_certificate),
		cmocka_unit_test(r027_claims_are_held_against_the_certificate),
		cmocka_unit_test(expired_is_still_valid),
		cmocka_unit_test(signed_by_another_key),
		cmocka_unit_test(later_certificate_does_not_fit),
		cmocka_unit_test(signer_of_an_unknown_ca),
		cmocka_unit_test(r027_revoked_before_or_after_signing),
		cmocka_unit_test(wrong_fields_are_not_composed),
		cmocka_unit_test(optional_parts_read_back),
		cmocka_unit_test(truncated_and_flipped_never_pass),
	};

	return cmocka_run_group_tests(tests, start, finish);
}

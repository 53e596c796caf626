/*
 * a seal of another system before it is taken over; every thing that
 * can be wrong with it once, by itself, and what must not be taken for wrong.
 */
#include "trust_cert_kit.h"

#include "base/file.h"
#include "der/ses.h"
#include "trust/crl.h"
#include "trust/takeover.h"

#define NOW	(T0 + 30 * MS_DAY)
#define UNIT	"云山市信息中心（样例）"
#define CODE	"12411500MB0000000X"
#define PNG	"\x89PNG\r\n\x1a\nand so on"

static struct party top, root, other, maker, seal, plain_ca, plain_maker,
	    plain_seal, late, hiding, stranger, far_maker;
static struct crl *list, *list_plain;
static struct buf list_der, list_plain_der;

/* --- lists ----------------------------------------------------------------- */

static struct crl *
list_make(struct buf *der, const struct party *ca, const struct party *ended,
    int64_t at, enum crl_reason reason)
{
	struct crl_entry	 e = { 0 };
	const struct crl_fields	 c = {
		.issuer_der = ca->cert.subject_der,
		.issuer_key_id = bytes_of(ca->cert.ski, ca->cert.nski),
		.number = 1, .this_update = NOW, .next_update = NOW + MS_DAY,
		.entries = &e, .n = ended != NULL,
	};
	struct crl		*crl = NULL;
	struct buf		 tbs;

	buf_init(&tbs, 16 * KIB);
	buf_init(der, 16 * KIB);
	if (ended != NULL) {
		memcpy(e.serial, ended->cert.serial, ended->cert.nserial);
		e.nserial = ended->cert.nserial;
		e.time = at;
		e.reason = reason;
	}
	assert_int_equal(crl_tbs_write(&c, &tbs, NULL), ST_OK);
	kit_sign(buf_view(&tbs), ca->key, der);
	assert_int_equal(crl_open(buf_view(der), &ca->cert, &crl, NULL),
	    ST_OK);
	buf_free(&tbs);
	return crl;
}

static struct crl *revoking;		/* in the place of "list" where set */

static enum status
lists(void *arg, const struct cert *issuer, const struct crl **out)
{
	(void)arg;
	*out = NULL;
	if (crl_is_of(list, issuer))
		*out = revoking != NULL ? revoking : list;
	else if (crl_is_of(list_plain, issuer))
		*out = list_plain;
	return *out == NULL ? ST_ABSENT : ST_OK;
}

static enum status
no_lists(void *arg, const struct cert *issuer, const struct crl **out)
{
	(void)arg;
	(void)issuer;
	*out = NULL;
	return ST_ABSENT;
}

/* --- seals ----------------------------------------------------------------- */

struct plan {
	const char		*code, *name, *picture;
	const struct party	*maker, *signer;
	int64_t			 create, from, to;
	int			 side;
	int			 twice;		/* two certificates listed */
	int			 spoil;		/* a byte of what was signed */
};
static const struct plan fine = {
	.code = "H4115002600000012", .name = UNIT "合同专用章",
	.picture = PNG, .maker = &maker, .signer = &seal,
	.create = T0 + MS_DAY, .from = T0 + MS_DAY, .to = T0 + 300 * MS_DAY,
	.side = 42,
};

static void
make(const struct plan *p, struct buf *out)
{
	const struct bytes	 certs[] = {
		buf_view(&p->signer->der), buf_view(&stranger.der)
	};
	const struct ses_seal_fields s = {
		.vid = "Other", .es_id = p->code, .type = 1, .name = p->name,
		.certs = certs, .ncerts = p->twice ? 2 : 1,
		.create = p->create, .start = p->from, .end = p->to,
		.picture_type = "PNG", .picture = bytes_text(p->picture),
		.width = p->side, .height = p->side,
	};
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 info;
	struct fault		 f = { 0 };
	size_t			 n;

	buf_init(&info, 16 * KIB);
	buf_init(out, 32 * KIB);
	if (ses_seal_info_write(&s, &info, &f) != ST_OK)
		fail_msg("%s", f.text);
	assert_int_equal(sm2_sign(p->maker->key, buf_view(&info), sig, &n,
	    &f), ST_OK);
	assert_int_equal(ses_seal_write(buf_view(&info),
	    buf_view(&p->maker->der), bytes_of(sig, n), out, &f), ST_OK);
	if (p->spoil) {
		unsigned char *at = memmem(out->p, out->n, "and so on", 9);

		assert_non_null(at);
		*at = 'A';
	}
	buf_free(&info);
}

static struct takeover_ask
asking(const struct anchors *a)
{
	return (struct takeover_ask){ .anchors = a, .crl = lists,
	    .now = NOW, .unit_name = UNIT, .unit_code = CODE,
	    .is_units = 1 };
}

static struct anchors *
listed(void)
{
	const unsigned	 uses = ANCHOR_FOR(FOR_SEAL) | ANCHOR_PLAIN;
	struct anchors	*a = anchors_new();

	assert_int_equal(anchors_add(a, buf_view(&root.der), uses, NULL),
	    ST_OK);
	assert_int_equal(anchors_add(a, buf_view(&plain_ca.der), uses, NULL),
	    ST_OK);
	return a;
}

/* Told by their names: "maker-ca seal-unit". */
static const char *
names(uint64_t flaws)
{
	static char	 text[600];
	int		 k;

	text[0] = '\0';
	for (k = 0; k < TAKE__N; k++)
		if (flaws & TAKE(k))
			snprintf(text + strlen(text),
			    sizeof(text) - strlen(text), "%s%s",
			    *text == '\0' ? "" : " ",
			    takeover_words((enum takeover_flaw)k)->name);
	return text;
}

static struct takeover *
judged(const struct plan *p, struct takeover_ask *ask)
{
	static struct takeover	 t;
	static struct buf	 der;

	buf_free(&der);
	make(p, &der);
	ask->seal = buf_view(&der);
	assert_int_equal(takeover_judge(ask, &t, NULL), ST_OK);
	return &t;
}

/* --- what is fine ------------------------------------------------------------ */

static void
r020_a_sound_seal_may_be_taken_over(void **state)
{
	struct anchors		*a = listed();
	struct takeover_ask	 ask = asking(a);
	const struct takeover	*t = judged(&fine, &ask);

	(void)state;
	assert_string_equal(names(t->flaws), "");
	assert_true(t->read && t->has_signer && !t->maker_over);
	assert_string_equal(t->signer.serial_hex, seal.cert.serial_hex);
	assert_int_equal(t->from, T0 + MS_DAY);
	assert_int_equal(t->until, T0 + 300 * MS_DAY);
	anchors_free(a);
}

/* nothing in an ordinary CA's certificates says what they are. */
static void
r020_of_a_ca_that_marks_nothing(void **state)
{
	struct anchors		*a = listed();
	struct takeover_ask	 ask = asking(a);
	struct plan		 p = fine;

	(void)state;
	p.maker = &plain_maker;
	p.signer = &plain_seal;
	assert_string_equal(names(judged(&p, &ask)->flaws), "");
	anchors_free(a);
}

/* The certificates that came with it: the right ones, in any order. */
static void
r020_r114_the_right_certificate_in_any_order(void **state)
{
	const struct bytes	 with[] = {
		buf_view(&root.der), buf_view(&maker.der),
		buf_view(&seal.der),
	};
	const struct bytes	 swapped[] = { buf_view(&stranger.der) };
	const struct bytes	 many[TAKEOVER_CERTS + 1] = { 0 };
	struct anchors		*a = listed();
	struct takeover_ask	 ask = asking(a);

	(void)state;
	ask.certs = with;
	ask.ncerts = NITEMS(with);
	assert_string_equal(names(judged(&fine, &ask)->flaws), "");
	ask.certs = swapped;
	ask.ncerts = 1;
	assert_string_equal(names(judged(&fine, &ask)->flaws),
	    "other-certificate");
	ask.certs = many;
	ask.ncerts = NITEMS(many);
	assert_string_equal(names(judged(&fine, &ask)->flaws),
	    "certificates");
	anchors_free(a);
}

/* The shorter of seal and certificate counts. */
static void
r119_the_shorter_period_counts(void **state)
{
	struct anchors		*a = listed();
	struct takeover_ask	 ask = asking(a);
	struct plan		 p = fine;

	(void)state;
	p.to = T0 + 9 * YEAR;
	assert_int_equal(judged(&p, &ask)->until, seal.cert.not_after);
	anchors_free(a);
}

/* The maker's certificate may have run out since; that is a note. */
static void
r020_a_maker_since_over_is_a_note(void **state)
{
	struct anchors		*a = listed();
	struct takeover_ask	 ask = asking(a);
	struct plan		 p = fine;
	const struct takeover	*t;

	(void)state;
	p.maker = &late;
	t = judged(&p, &ask);
	assert_string_equal(names(t->flaws), "");
	assert_true(t->maker_over);
	anchors_free(a);
}

/* --- what is wrong ------------------------------------------------------------- */

/* What a row leaves out is as in the fine one. */
static struct plan
merged(const struct plan *p)
{
	struct plan	 m = *p;

	m.code = p->code != NULL ? p->code : fine.code;
	m.name = p->name != NULL ? p->name : fine.name;
	m.picture = p->picture != NULL ? p->picture : fine.picture;
	m.maker = p->maker != NULL ? p->maker : fine.maker;
	m.signer = p->signer != NULL ? p->signer : fine.signer;
	m.create = p->create != 0 ? p->create : fine.create;
	m.from = p->from != 0 ? p->from : fine.from;
	m.to = p->to != 0 ? p->to : fine.to;
	m.side = p->side != 0 ? p->side : fine.side;
	return m;
}

static void
r020_each_thing_wrong_has_its_own_reason(void **state)
{
	static const struct {
		const char	*says;
		struct plan	 p;
	} rows[] = {
		{ "code", { .code = "has a blank" } },
		{ "code", { .code = "(1)" } },
		{ "code", { .code =
		    "0123456789012345678901234567890123456789A" } },
		{ "signers", { .twice = 1 } },
		{ "signature", { .spoil = 1 } },
		{ "maker-ca", { .maker = &far_maker } },
		{ "maker", { .maker = &hiding } },
		{ "maker", { .maker = &seal } },
		{ "maker", { .create = T0 - 2 * YEAR } },
		{ "period certificate-period", { .signer = &late,
		    .from = T0 + 20 * MS_DAY } },
		{ "not-yet", { .from = T0 + 100 * MS_DAY } },
		{ "over", { .to = T0 + 10 * MS_DAY } },
		{ "certificate-ca", { .signer = &stranger } },
		{ "certificate", { .signer = &hiding } },
		{ "certificate-period", { .signer = &late } },
		{ "seal-unit", { .name = "别的单位合同专用章" } },
		{ "picture", { .picture = "GIF89a and so on" } },
		{ "sides", { .side = 101 } },
	};
	struct anchors		*a = listed();
	struct takeover_ask	 ask = asking(a);
	struct plan		 p;
	const char		*said;

	(void)state;
	for (size_t i = 0; i < NITEMS(rows); i++) {
		p = merged(&rows[i].p);
		said = names(judged(&p, &ask)->flaws);
		if (strcmp(said, rows[i].says) != 0)
			fail_msg("row %zu: %s, not %s", i, said,
			    rows[i].says);
	}
	anchors_free(a);
}

static void
r118_whose_it_is(void **state)
{
	struct anchors		*a = listed();
	struct takeover_ask	 ask = asking(a);

	(void)state;
	ask.unit_name = "另一个单位";
	assert_string_equal(names(judged(&fine, &ask)->flaws),
	    "certificate-unit seal-unit");
	ask.unit_name = "云山市信息中心 (样例)";	/* */
	assert_string_equal(names(judged(&fine, &ask)->flaws), "");
	ask.unit_code = "12411500MB0000001Y";
	assert_string_equal(names(judged(&fine, &ask)->flaws),
	    "certificate-code");
	ask = asking(a);
	ask.is_units = 0;		/* of a person in the unit */
	assert_string_equal(names(judged(&(struct plan){ .code = "A-1",
	    .name = "张三", .picture = PNG, .maker = &maker, .signer = &seal,
	    .create = fine.create, .from = fine.from, .to = fine.to,
	    .side = 20 }, &ask)->flaws), "");
	anchors_free(a);
}

static void
r127_revoked_held_and_unknown(void **state)
{
	const struct {
		const struct party *who;
		int64_t		 at;
		enum crl_reason	 why;
		const char	*says;
	} rows[] = {
		{ &seal, NOW - MS_DAY, CRL_SUPERSEDED, "certificate-revoked" },
		{ &seal, NOW - MS_DAY, CRL_HOLD, "certificate-revoked" },
		{ &maker, T0, CRL_SUPERSEDED, "maker-revoked" },
		{ &maker, NOW - MS_DAY, CRL_SUPERSEDED, "" },
		{ &maker, NOW - MS_DAY, CRL_KEY_COMPROMISE, "maker-revoked" },
	};
	struct anchors		*a = listed();
	struct takeover_ask	 ask = asking(a);
	struct buf		 der;

	(void)state;
	for (size_t i = 0; i < NITEMS(rows); i++) {
		revoking = list_make(&der, &root, rows[i].who, rows[i].at,
		    rows[i].why);
		assert_string_equal(names(judged(&fine, &ask)->flaws),
		    rows[i].says);
		crl_free(revoking);
		revoking = NULL;
		buf_free(&der);
	}
	ask.crl = no_lists;		/* R-127, P-29 */
	assert_string_equal(names(judged(&fine, &ask)->flaws),
	    "maker-status certificate-status");
	anchors_free(a);
}

/* which CA it is that nobody laid beside. */
static void
r121_the_unknown_ca_is_named(void **state)
{
	struct anchors		*a = anchors_new();
	struct takeover_ask	 ask = asking(a);
	const struct takeover	*t = judged(&fine, &ask);

	(void)state;
	assert_string_equal(names(t->flaws), "maker-ca certificate-ca");
	assert_string_equal(t->unknown_ca, "原有印章平台根");
	anchors_free(a);
}

static void
r020_cut_and_giant_files(void **state)
{
	struct anchors		*a = listed();
	struct takeover_ask	 ask = asking(a);
	struct takeover		*t = judged(&fine, &ask);
	unsigned char		*big = calloc(1, LIMIT_SEAL + 1);
	const struct bytes	 whole = ask.seal;
	size_t			 n;

	(void)state;
	for (n = 0; n < whole.n; n += n < 64 ? 1 : 37) {
		ask.seal = bytes_of(whole.p, n);
		assert_int_equal(takeover_judge(&ask, t, NULL), ST_OK);
		assert_string_equal(names(t->flaws), "format");
		assert_false(t->read);
	}
	ask.seal = bytes_of(big, LIMIT_SEAL + 1);
	assert_int_equal(takeover_judge(&ask, t, NULL), ST_OK);
	assert_string_equal(names(t->flaws), "too-big");
	free(big);
	anchors_free(a);
}

/* Versions 1 to 5 of others, as files that came with the tests: read with
 * their deviations, and nothing of theirs is trusted for it. */
static void
r020_files_of_other_makers(void **state)
{
	static const struct {
		const char	*path;
		uint64_t	 has, not;
		unsigned	 version;
	} files[] = {
		{ "tests/data/generated/seal-v4-digestlist.esl",
		  TAKE(TAKE_NO_CERT), TAKE(TAKE_SIGNATURE), SES_V4 },
		{ "tests/data/generated/seal-v4-ext-explicit-false.esl", 0,
		  TAKE(TAKE_NO_CERT) | TAKE(TAKE_SIGNATURE), SES_V4 },
		/* the shared papers, where they are at hand */
		{ "../shared/samples/seals/ofdrw-UserV1.esl", TAKE(TAKE_OVER),
		  TAKE(TAKE_SIGNATURE) | TAKE(TAKE_SIGNERS), SES_V1 },
		{ "../shared/samples/seals/ofdrw-UserV4.esl", TAKE(TAKE_OVER),
		  TAKE(TAKE_SIGNATURE) | TAKE(TAKE_SIGNERS), SES_V4 },
		{ "../shared/samples/seals/ofdrw-UserV5.esl", 0,
		  TAKE(TAKE_SIGNATURE), SES_V5 },
		{ "../shared/samples/seals/ofdrw-n-v1-Seal.esl",
		  TAKE(TAKE_NO_CERT), 0, SES_V1 },
	};
	struct anchors		*a = listed();
	struct takeover_ask	 ask = asking(a);
	struct takeover		 t;
	struct buf		 b;

	(void)state;
	for (size_t i = 0; i < NITEMS(files); i++) {
		buf_init(&b, LIMIT_SEAL);
		if (file_read(files[i].path, &b, NULL) == ST_OK) {
			ask.seal = buf_view(&b);
			assert_int_equal(takeover_judge(&ask, &t, NULL),
			    ST_OK);
			assert_true(t.read);
			assert_int_equal(t.seal.version, files[i].version);
			if ((t.flaws & TAKE(TAKE_MAKER_CA)) == 0 ||
			    (t.flaws & files[i].has) != files[i].has ||
			    (t.flaws & files[i].not) != 0)
				fail_msg("%s: %s", files[i].path,
				    names(t.flaws));
		}
		buf_free(&b);
	}
	anchors_free(a);
}

static void
each_flaw_has_words(void **state)
{
	const struct takeover_words	*w;
	int				 k, m;

	(void)state;
	for (k = 0; k < TAKE__N; k++) {
		w = takeover_words((enum takeover_flaw)k);
		assert_true(strlen(w->text) > 20 && strlen(w->clause) > 3);
		for (m = 0; m < k; m++) {
			assert_string_not_equal(w->name, takeover_words(
			    (enum takeover_flaw)m)->name);
			assert_string_not_equal(w->text, takeover_words(
			    (enum takeover_flaw)m)->text);
		}
	}
}

/* --- parties --------------------------------------------------------------------- */

static void
issue_period(struct party *p, enum cert_kind kind, const char *cn,
    const struct party *ca, int64_t from, int64_t to)
{
	struct cert_fields	 c = kit_fields(kind, cn);

	c.not_before = from;
	c.not_after = to;
	kit_issue_fields(p, &c, ca);
}

static int
start(void **state)
{
	(void)state;
	kit_issue(&top, CERT_ROOT, "原有印章平台总根", NULL);
	kit_issue(&root, CERT_MAKING_CA, "原有印章平台根", &top);
	kit_issue(&other, CERT_ROOT, "别处的根", NULL);
	issue_period(&plain_ca, CERT_ROOT, "普通CA", NULL, T0 - YEAR,
	    T0 + 9 * YEAR);
	issue_period(&maker, CERT_MAKER, "制作者", &root, T0, T0 + YEAR);
	issue_period(&late, CERT_MAKER, "过期的制作者", &root, T0 - YEAR,
	    T0 + 10 * MS_DAY);
	kit_make_plain(&late, &root);
	issue_period(&seal, CERT_SEAL_UNIT, "合同专用章", &root, T0 - MS_DAY,
	    T0 + YEAR);
	kit_issue(&hiding, CERT_SEAL_UNIT, "加密证书", &root);
	kit_make_encryption(&hiding, &root);
	kit_issue(&stranger, CERT_SEAL_UNIT, "别处的章", &other);
	kit_issue(&far_maker, CERT_MAKER, "别处的制作者", &other);
	kit_make_plain(&far_maker, &other);
	kit_issue(&plain_maker, CERT_MAKER, "普通制作者", &plain_ca);
	kit_make_plain(&plain_maker, &plain_ca);
	kit_issue(&plain_seal, CERT_SEAL_UNIT, "普通章", &plain_ca);
	kit_make_plain(&plain_seal, &plain_ca);
	list = list_make(&list_der, &root, NULL, 0, CRL_SUPERSEDED);
	list_plain = list_make(&list_plain_der, &plain_ca, NULL, 0,
	    CRL_SUPERSEDED);
	return 0;
}

static int
finish(void **state)
{
	struct party	*all[] = { &top, &root, &other, &maker, &seal,
			    &plain_ca, &plain_maker, &plain_seal, &late,
			    &hiding, &stranger, &far_maker };

	(void)state;
	crl_free(list);
	crl_free(list_plain);
	buf_free(&list_der);
	buf_free(&list_plain_der);
	for (size_t i = 0; i < NITEMS(all); i++)
		kit_free(all[i]);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(r020_a_sound_seal_may_be_taken_over),
		cmocka_unit_test(r020_of_a_ca_that_marks_nothing),
		cmocka_unit_test(r020_r114_the_right_certificate_in_any_order),
		cmocka_unit_test(r119_the_shorter_period_counts),
		cmocka_unit_test(r020_a_maker_since_over_is_a_note),
		cmocka_unit_test(r020_each_thing_wrong_has_its_own_reason),
		cmocka_unit_test(r118_whose_it_is),
		cmocka_unit_test(r127_revoked_held_and_unknown),
		cmocka_unit_test(r121_the_unknown_ca_is_named),
		cmocka_unit_test(r020_cut_and_giant_files),
		cmocka_unit_test(r020_files_of_other_makers),
		cmocka_unit_test(each_flaw_has_words),
	};

	return cmocka_run_group_tests(tests, start, finish);
}

/*
 * R-185..R-190: a really stamped file joined with a register, a record of
 * stamps and a revocation list, each there or missing; R-191..R-195: what a
 * scan says: how long a kept list stands.
 */
#include "stamp_ofd_kit.h"

#include "office_place.h"

#include "base/coding.h"
#include "pdf/client.h"
#include "seal/device.h"
#include "trust/crl.h"
#include "work/original.h"
#include "work/publish.h"
#include "work/stages.h"
#include "work/state.h"
#include "work/verdict.h"

#define SEAL_ID		"01SEAL00000000000000000000"
#define STAMPED		(T0 + 30 * MS_DAY)
#define TURNED		(T0 + 40 * MS_DAY)	/* after the stamp */
#define BEFORE		(T0 + 20 * MS_DAY)	/* before it */

static struct sealed	 sealed;
static struct maker	 maker;
static struct bytes	 plain, stamped;
static char		 dir[32];		/* the CAs, as init leaves them */

/* --- a world -------------------------------------------------------------- */

static int
world_up(void **state)
{
	if (office_setup(state) != 0)
		return -1;
	sealed_make(&sealed, pool);
	plain = one_page(&maker, "/MediaBox[0 0 595 842]");
	stamped = stamp_it(&sealed, pool, plain, 100000, 150000, STAMPED);
	kit_tmp(dir);
	kit_write(dir, "root.der", buf_view(&sealed.root.der), NULL);
	kit_write(dir, "making-ca.der", buf_view(&sealed.ca.der), NULL);
	return 0;
}

static int
world_down(void **state)
{
	kit_tmp_end(dir);
	box_unmap(&stamped);
	buf_free(&maker.b);
	sealed_free(&sealed);
	return office_teardown(state);
}

static void
event(int seq, int64_t at, const char *from, const char *to)
{
	raw(pool_printf(pool, "INSERT INTO seal_event (seal, seq, at, event,"
	    " from_state, to_state) VALUES ('%s', %d, %lld, 'x', '%s', '%s')",
	    SEAL_ID, seq, (long long)at, from, to));
}

/* Our register knows the seal, active since T0 + 2 days. */
static void
register_seal(struct bytes cert)
{
	const struct seal_version v = {
		.request = "r", .serial = "0A", .cert = cert,
		.der = buf_view(&sealed.seal), .png = bytes_text("x"),
		.um_w = 40000, .um_h = 40000, .valid_from = T0 + MS_DAY,
		.valid_to = T0 + 300 * MS_DAY,
	};

	raw("INSERT INTO seal_code (code, source, request, at)"
	    " VALUES ('" ESID "', 'industry', 'r', 1)");
	raw("INSERT INTO seal (id, code, state, rev, name, unit, desk,"
	    " request, category, sub_kind, scope, version, software, created)"
	    " VALUES ('" SEAL_ID "', '" ESID "', 'active', 1, 'n', 'u', 'd',"
	    " 'r', 'unit', 'FR', 'industry', 1, 1, 1)");
	begin();
	ok(seal_version_add(db, SEAL_ID, &v, &f));
	commit();
	event(1, T0 + MS_DAY, "", "made");
	event(2, T0 + 2 * MS_DAY, "made", "active");
}

/* And that it stamped this file, then. */
static void
register_stamp(int64_t at)
{
	struct pdf_signatures	 sigs;
	struct stamp_report	 rep;
	const struct verdict_ask ask = { .now = NOW };
	unsigned char		 sig[SM3_LEN];
	enum pdf_reason		 why;
	struct stamp_refusal	 no;
	struct stamp_row	 row = {
		.handle = "23456789ABCDEFGHK", .code = "KHGFEDCBA98765432",
		.use = "use", .seal = SEAL_ID, .version = 1, .unit = "u",
		.unit_name = "样例单位", .seal_name = "n", .seal_code = ESID,
		.title = "通知", .class = "official", .disclosure = "facts",
		.pages = 1, .at = at, .valid_to = T0 + 300 * MS_DAY,
		.original = bytes_text("o"),
		.result = bytes_text("r"),
	};
	int			 fd = box_file(&stamped, 1, &f);

	assert_true(fd != -1);
	ok(pdf_extract(&here, fd, pool, &sigs, &why, &f));
	close(fd);
	ok(sm3(sigs.list[0].contents, sig));
	ok(verdict_judge(&ask, &here, stamped, pool, &rep, &no, &f));
	row.signature = bytes_of(sig, sizeof(sig));
	row.data_hash = bytes_of(rep.list[0].digest, SM3_LEN);
	raw("INSERT INTO use_request (id, number, state, rev, seal, unit,"
	    " requester, title, class, purpose, format, file_name, original,"
	    " size, pages, repaired, place_page, place_x, place_y, policy,"
	    " created, changed) SELECT 'use', 'YZ', 'stamped', 1, id, 'u',"
	    " 'p', 't', 'c', 'p', 'pdf', 'f', png, 1, 1, 0, 0, 0, 0, 0, 1, 1"
	    " FROM seal JOIN seal_version ON seal = id");
	begin();
	ok(stamp_add(db, &row, &f));
	commit();
}

/* A list of the making CA; the seal's certificate in it where at > 0. */
static struct bytes
list_made(int64_t at, enum crl_reason why, int64_t this_update)
{
	struct crl_entry	 e = { .time = at, .reason = why };
	const struct cert	*ca = &sealed.ca.cert;
	const struct cert	*mine = &sealed.keeper.cert;
	struct crl_fields	 c = {
		.issuer_der = ca->subject_der,
		.issuer_key_id = bytes_of(ca->ski, ca->nski), .number = 7,
		.this_update = this_update,
		.next_update = this_update + MS_DAY, .entries = &e,
		.n = at > 0,
	};
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 tbs, der;
	struct bytes		 out;
	size_t			 n;

	memcpy(e.serial, mine->serial, mine->nserial);
	e.nserial = mine->nserial;
	buf_init(&tbs, LIMIT_CRL);
	buf_init(&der, LIMIT_CRL);
	ok(crl_tbs_write(&c, &tbs, &f));
	ok(sm2_sign(sealed.ca.key, buf_view(&tbs), sig, &n, &f));
	ok(crl_wrap(buf_view(&tbs), bytes_of(sig, n), &der, &f));
	out = pool_bytes(pool, buf_view(&der));
	buf_free(&tbs);
	buf_free(&der);
	return out;
}

struct given {
	int		 office, anchors;
	struct bytes	 crl;
};

static struct stamp_report
judged(struct bytes file, struct given g)
{
	struct verdict_ask	 ask = { .db = g.office ? db : NULL,
	    .crl = g.crl, .now = NOW };
	struct anchors		*a = NULL;
	struct stamp_report	 rep;
	struct stamp_refusal	 why;

	if (g.anchors)
		ok(verdict_anchors(dir, &a, &f));
	ask.anchors = a;
	ok(verdict_judge(&ask, &here, file, pool, &rep, &why, &f));
	anchors_free(a);
	return rep;
}

static void
says(struct stamp_report rep, enum verdict v, const char *then,
    const char *now)
{
	if (rep.n != 1 || rep.verdict != v ||
	    strcmp(rep.list[0].axis[AXIS_THEN].code, then) != 0 ||
	    strcmp(rep.list[0].axis[AXIS_NOW].code, now) != 0) {
		struct buf	 b;

		buf_init(&b, MIB);
		verdict_lines(&rep, NOW, pool, &b);
		fail_msg("%s", buf_str(&b));
	}
}

#define LIST_NOW(at, why) list_made(at, why, NOW - MS_HOUR)

/* --- what is there to ask ----------------------------------- */

static void
r185_offline_is_intact_but_state_unchecked(void **state)
{
	struct stamp_report	 rep;

	(void)state;
	rep = judged(stamped, (struct given){ .anchors = 1 });
	says(rep, VERDICT_UNKNOWN, "then.offline", "now.offline");
	assert_int_equal(rep.list[0].axis[AXIS_FILE].grade, GRADE_GOOD);
	assert_int_equal(rep.list[0].axis[AXIS_SEAL].grade, GRADE_GOOD);
	assert_non_null(strstr(rep.text, "未联网"));
	/* without the CA the seal itself is not known to be real */
	rep = judged(stamped, (struct given){ 0 });
	assert_int_equal(rep.verdict, VERDICT_UNKNOWN);
	assert_int_equal(rep.list[0].axis[AXIS_SEAL].grade, GRADE_UNKNOWN);
	assert_null(strstr(rep.text, "印章真实"));
}

static void
r185_offline_altered_file_is_altered(void **state)
{
	unsigned char	*copy = pool_copy(pool, stamped.p, stamped.n);

	(void)state;
	copy[30] ^= 1;
	assert_int_equal(judged(bytes_of(copy, stamped.n),
	    (struct given){ .anchors = 1 }).verdict, VERDICT_ALTERED);
}

/* An OFD is asked about at the same places, and told with the same words. */
static void
r185_r187_r199_an_ofd_is_judged_the_same(void **state)
{
	struct package		 p = { .pool = pool };
	struct stamp_report	 rep;
	struct bytes		 file;
	struct buf		 b;

	(void)state;
	document_parts(&p);
	ofd_seal(&sealed, &p, 0, 0, STAMPED);
	file = package_end(&p);
	says(judged(file, (struct given){ .anchors = 1 }), VERDICT_UNKNOWN,
	    "then.offline", "now.offline");
	register_seal(buf_view(&sealed.keeper.der));
	rep = judged(file, (struct given){ 1, 1, LIST_NOW(0, 0) });
	says(rep, VERDICT_GENUINE, "then.valid-claimed", "now.valid");
	buf_init(&b, MIB);
	verdict_json(&rep, NOW, &b);
	assert_non_null(strstr(buf_str(&b), "\"format\":\"ofd\""));
	assert_non_null(strstr(buf_str(&b), "\"page\":1"));
	buf_clear(&b);
	verdict_lines(&rep, NOW, pool, &b);
	assert_non_null(strstr(buf_str(&b), "签章范围："));
	buf_free(&b);
	part(&p, "Doc_0/Res/image.png", "a forged picture");
	rep = judged(package_end(&p), (struct given){ 1, 1,
	    LIST_NOW(0, 0) });
	says(rep, VERDICT_ALTERED, "then.valid-claimed", "now.valid");
	assert_non_null(strstr(rep.list[0].scope, "Doc_0/Res/image.png"));
}

static void
r187_query_off_and_list_on_gives_the_same(void **state)
{
	const struct bytes	 clean = LIST_NOW(0, 0);

	(void)state;
	register_seal(buf_view(&sealed.keeper.der));
	says(judged(stamped, (struct given){ 1, 1, clean }), VERDICT_GENUINE,
	    "then.valid-claimed", "now.valid");
	says(judged(stamped, (struct given){ 0, 1, clean }), VERDICT_GENUINE,
	    "then.valid-claimed", "now.valid");
}

static void
r187_both_off_is_unknown_never_valid(void **state)
{
	(void)state;
	says(judged(stamped, (struct given){ 0, 1, { NULL, 0 } }),
	    VERDICT_UNKNOWN, "then.offline", "now.offline");
	/* a list that is over says nothing of now */
	assert_int_equal(judged(stamped, (struct given){ 0, 1,
	    list_made(0, 0, NOW - 3 * MS_DAY) }).verdict, VERDICT_UNKNOWN);
	/* and a register without any list does not judge certificates */
	register_seal(buf_view(&sealed.keeper.der));
	assert_int_equal(judged(stamped, (struct given){ 1, 1,
	    { NULL, 0 } }).verdict, VERDICT_UNKNOWN);
}

static void
r187_list_names_the_seal_held_or_revoked(void **state)
{
	(void)state;
	assert_int_equal(judged(stamped, (struct given){ 0, 1,
	    LIST_NOW(BEFORE, CRL_HOLD) }).verdict, VERDICT_INVALID);
	says(judged(stamped, (struct given){ 0, 1,
	    LIST_NOW(TURNED, CRL_HOLD) }), VERDICT_UNKNOWN, "then.no-proof",
	    "now.frozen");
	says(judged(stamped, (struct given){ 0, 1,
	    LIST_NOW(TURNED, CRL_CESSATION) }), VERDICT_UNKNOWN,
	    "then.no-proof", "now.revoked");
}

static void
r187_a_list_changed_or_of_another_counts_for_nothing(void **state)
{
	struct bytes	 list = LIST_NOW(0, 0);
	unsigned char	*copy = pool_copy(pool, list.p, list.n);

	(void)state;
	copy[list.n - 3] ^= 1;
	assert_int_equal(judged(stamped, (struct given){ 0, 1,
	    bytes_of(copy, list.n) }).verdict, VERDICT_UNKNOWN);
}

/* --- what the register and the record say -------------------- */

static void
r186_then_and_now_by_register_and_record(void **state)
{
	static const struct {
		int64_t		 at;
		const char	*to;
		int		 record;
		enum verdict	 v;
		const char	*then, *now;
	} rows[] = {
		{ 0, NULL, 0, VERDICT_GENUINE, "then.valid-claimed",
		  "now.valid" },
		{ 0, NULL, 1, VERDICT_GENUINE, "then.valid", "now.valid" },
		/* stamped, then revoked: was valid, revoked since */
		{ TURNED, "revoked", 1, VERDICT_LAPSED, "then.valid",
		  "now.revoked" },
		{ TURNED, "lost", 1, VERDICT_LAPSED, "then.valid",
		  "now.frozen" },
		{ TURNED, "suspended", 1, VERDICT_LAPSED, "then.valid",
		  "now.frozen" },
		/* only its own word for the time: cannot tell */
		{ TURNED, "revoked", 0, VERDICT_UNKNOWN, "then.no-proof",
		  "now.revoked" },
		/* stamped after revocation or loss */
		{ BEFORE, "revoked", 0, VERDICT_INVALID, "then.revoked",
		  "now.revoked" },
		{ BEFORE, "lost", 0, VERDICT_INVALID, "then.frozen",
		  "now.frozen" },
	};
	size_t	 i;

	(void)state;
	register_seal(buf_view(&sealed.keeper.der));
	for (i = 0; i < NITEMS(rows); i++) {
		raw("DELETE FROM stamp");
		raw("DELETE FROM use_request");
		raw("DELETE FROM seal_event WHERE seq > 2");
		if (rows[i].to != NULL)
			event(3, rows[i].at, "active", rows[i].to);
		if (rows[i].record)
			register_stamp(STAMPED);
		says(judged(stamped, (struct given){ 1, 1,
		    LIST_NOW(0, 0) }), rows[i].v, rows[i].then, rows[i].now);
	}
}

/* --- stamped without the register ---------------------------- */

/* The same file as a device of the unit's stamps it. */
static struct bytes
stamp_offline(void)
{
	const struct offline_mark mark = { .device = "SW-1", .software = 1,
	    .n = 4 };
	struct bytes		 out;
	struct buf		 b;

	buf_init(&b, KIB);
	ok(offline_mark_write(&mark, &b, &f));
	kit_ext.oid = oid_row(OID_JY_OFFLINE)->der;
	kit_ext.value = buf_view(&b);
	out = stamp_it(&sealed, pool, plain, 100000, 150000, STAMPED);
	memset(&kit_ext, 0, sizeof(kit_ext));
	buf_free(&b);
	return out;
}

/* Its entry in the device's log reached us at this moment; 0: never. */
static void
bring_in(struct bytes file, int64_t at)
{
	struct pdf_signatures	 sigs;
	struct offline_entry	 e = { .n = 1, .at = STAMPED };
	enum pdf_reason		 why;
	int			 fd = box_file(&file, 1, &f);

	raw("DELETE FROM offline_use");
	assert_true(fd != -1);
	ok(pdf_extract(&here, fd, pool, &sigs, &why, &f));
	close(fd);
	ok(sm3(sigs.list[0].contents, e.signature));
	snprintf(e.serial, sizeof(e.serial), "0A");
	begin();
	if (at != 0)
		ok(offline_use_add(db, SEAL_ID, &e, at, "p", &f));
	commit();
}

static void
r161_r186_what_was_brought_in_bounds_an_offline_stamp(void **state)
{
	static const struct {
		int64_t		 brought, from, until;	/* lost; 0 never */
		enum verdict	 v;
		const char	*then, *now;
	} rows[] = {
		{ 0, 0, 0, VERDICT_GENUINE, "then.valid-claimed",
		  "now.valid" },
		{ TURNED - MS_DAY, 0, 0, VERDICT_GENUINE, "then.valid",
		  "now.valid" },
		/* lost afterwards: known before, known too late, never */
		{ TURNED - MS_DAY, TURNED, 0, VERDICT_LAPSED, "then.valid",
		  "now.frozen" },
		{ TURNED + MS_DAY, TURNED, 0, VERDICT_UNKNOWN,
		  "then.no-proof", "now.frozen" },
		{ 0, TURNED, 0, VERDICT_UNKNOWN, "then.no-proof",
		  "now.frozen" },
		/* lost when stamped, though brought in after it was found */
		{ TURNED, BEFORE, TURNED - MS_DAY, VERDICT_INVALID,
		  "then.frozen", "now.valid" },
		{ 0, BEFORE, 0, VERDICT_INVALID, "then.frozen",
		  "now.frozen" },
	};
	struct stamp_report	 rep;
	struct bytes		 file = stamp_offline();
	struct buf		 lines;
	size_t			 i;

	(void)state;
	raw("INSERT INTO person (id, rev, login, name, state, created,"
	    " changed) VALUES ('p', 1, 'keeper', '保管', 'active', 1, 1)");
	register_seal(buf_view(&sealed.keeper.der));
	for (i = 0; i < NITEMS(rows); i++) {
		raw("DELETE FROM seal_event WHERE seq > 2");
		if (rows[i].from != 0)
			event(3, rows[i].from, "active", "lost");
		if (rows[i].until != 0)
			event(4, rows[i].until, "lost", "active");
		bring_in(file, rows[i].brought);
		rep = judged(file, (struct given){ 1, 1, LIST_NOW(0, 0) });
		says(rep, rows[i].v, rows[i].then, rows[i].now);
		assert_true(rep.list[0].offline);
		assert_string_equal(rep.list[0].mark.device, "SW-1");
	}
	/* and it says so, its moment being the device's word */
	buf_init(&lines, MIB);
	verdict_lines(&rep, NOW, pool, &lines);
	assert_non_null(strstr(buf_str(&lines),
	    "软件设备 SW-1，只供演示和测试"));
	assert_non_null(strstr(buf_str(&lines), "离线加盖"));
	assert_non_null(strstr(buf_str(&lines), verdict_time(pool, STAMPED)));
	buf_free(&lines);
	box_unmap(&file);
}

/*
 * Within one second: our record has the millisecond, so a seal put into use
 * just before was valid and one frozen just before was not; the file's own
 * word is a whole second, and the worst in it counts.
 */
static void
r186_r189_within_the_second_of_the_stamp(void **state)
{
	static const struct {
		int64_t		 at;
		const char	*from, *to;
		int		 record;
		enum verdict	 v;
		const char	*then, *now;
	} rows[] = {
		{ 499, "made", "active", 1, VERDICT_GENUINE, "then.valid",
		  "now.valid" },
		{ 500, "made", "active", 1, VERDICT_GENUINE, "then.valid",
		  "now.valid" },
		{ 501, "made", "active", 1, VERDICT_INVALID, "then.frozen",
		  "now.valid" },
		{ 499, "active", "lost", 1, VERDICT_INVALID, "then.frozen",
		  "now.frozen" },
		{ 501, "active", "lost", 1, VERDICT_LAPSED, "then.valid",
		  "now.frozen" },
		{ 999, "active", "lost", 0, VERDICT_INVALID, "then.frozen",
		  "now.frozen" },
		{ 1000, "active", "lost", 0, VERDICT_UNKNOWN, "then.no-proof",
		  "now.frozen" },
	};
	size_t	 i;

	(void)state;
	register_seal(buf_view(&sealed.keeper.der));
	for (i = 0; i < NITEMS(rows); i++) {
		raw("DELETE FROM stamp");
		raw("DELETE FROM use_request");
		raw("DELETE FROM seal_event");
		event(1, T0, "", "made");
		if (strcmp(rows[i].from, "active") == 0)
			event(2, T0 + MS_DAY, "made", "active");
		event(3, STAMPED + rows[i].at, rows[i].from, rows[i].to);
		if (rows[i].record)
			register_stamp(STAMPED + 500);
		says(judged(stamped, (struct given){ 1, 1,
		    LIST_NOW(0, 0) }), rows[i].v, rows[i].then, rows[i].now);
	}
}

/* the code in a seal proves nothing; its certificate must be ours. */
static void
r114_another_certificate_under_our_code_is_not_ours(void **state)
{
	(void)state;
	register_seal(buf_view(&sealed.maker.der));
	says(judged(stamped, (struct given){ 1, 1, LIST_NOW(TURNED,
	    CRL_CESSATION) }), VERDICT_UNKNOWN, "then.no-proof",
	    "now.revoked");
}

static void
r121_an_unknown_ca_is_never_valid(void **state)
{
	(void)state;
	register_seal(buf_view(&sealed.keeper.der));
	register_stamp(STAMPED);
	assert_int_equal(judged(stamped, (struct given){ 1, 0,
	    LIST_NOW(0, 0) }).verdict, VERDICT_UNKNOWN);
}

static void
r246_a_file_without_stamp_says_so(void **state)
{
	struct stamp_report	 rep;

	(void)state;
	rep = judged(plain, (struct given){ 1, 1, LIST_NOW(0, 0) });
	assert_int_equal(rep.verdict, VERDICT_NONE);
	assert_non_null(strstr(rep.text, "没有电子签章"));
}

/* the same checks by name for machines, and on paper. */
static void
r190_json_and_report_name_every_check(void **state)
{
	struct report_facts	 facts = { .name = "a\033[2J.pdf",
	    .sm3 = "00", .issuer = "127.0.0.1", .legal = "视同复印件",
	    .line = "同等法律效力",
	    .now = NOW };
	struct stamp_report	 rep;
	struct buf		 b;
	int			 c;

	(void)state;
	rep = judged(stamped, (struct given){ 0, 1, LIST_NOW(0, 0) });
	buf_init(&b, 8 * MIB);
	verdict_json(&rep, NOW, &b);
	assert_true(buf_ok(&b));
	for (c = 0; c < CHECK__N; c++)
		assert_non_null(strstr(buf_str(&b), pool_printf(pool,
		    "\"check\":\"%s\"", ses_check_name((enum ses_check)c))));
	assert_non_null(strstr(buf_str(&b), "\"verdict\":\"genuine\""));
	buf_clear(&b);
	facts.name = verdict_plain(pool, facts.name);
	assert_string_equal(facts.name, "a?[2J.pdf");
	ok(verdict_report(&rep, &facts, pool, &b, &f));
	assert_memory_equal(b.p, "%PDF-", 5);
	buf_free(&b);
}

/* --- scans --------------------------------------------------- */

/* Uses and tries that failed are events too, and change no state. */
static void
r191_a_scan_tells_since_when(void **state)
{
	struct stamp_facts	 row;
	int64_t			 at = -1;

	(void)state;
	ok(seal_since(db, SEAL_ID, &at, &f));
	assert_int_equal(at, 0);
	register_seal(buf_view(&sealed.keeper.der));
	register_stamp(T0 + 3 * MS_DAY);
	event(3, T0 + 4 * MS_DAY, "active", "lost");
	event(4, T0 + 5 * MS_DAY, "lost", "lost");
	raw("UPDATE seal SET state = 'lost'");
	ok(stamp_facts_by_handle(db, pool, "23456789ABCDEFGHK", &row, &f));
	assert_int_equal(row.seal_state, S4_LOST);
	assert_int_equal(row.valid_to, T0 + 300 * MS_DAY);
	assert_int_equal(row.pages, 1);
	assert_string_equal(row.unit_name, "样例单位");
	ok(seal_since(db, row.seal, &at, &f));
	assert_int_equal(at, T0 + 4 * MS_DAY);
	ok(stamp_facts_by_code(db, pool, "KHGFEDCBA98765432", &row, &f));
	assert_string_equal(row.handle, "23456789ABCDEFGHK");
	assert_int_equal(stamp_facts_by_code(db, pool, row.handle, &row, &f),
	    ST_ABSENT);
}

static void
r191_a_scan_tells_the_state_and_never_genuine(void **state)
{
	static const struct {
		int		 state;
		int64_t		 valid_to;
		enum scan	 scan;
		const char	*tone;
	} rows[] = {
		{ S3_ACTIVE, NOW + 1, SCAN_VALID, "good" },
		{ S3_ACTIVE, NOW, SCAN_VALID, "good" },
		{ S3_ACTIVE, NOW - 1, SCAN_EXPIRED, "warn" },
		{ S4_LOST, NOW + 1, SCAN_LOST, "bad" },
		{ S4_LOST, NOW - 1, SCAN_LOST, "bad" },
		{ S5_SUSPENDED, NOW + 1, SCAN_SUSPENDED, "warn" },
		{ S6_EXPIRED, NOW - 1, SCAN_EXPIRED, "warn" },
		{ S7_REVOKED, NOW + 1, SCAN_REVOKED, "warn" },
		{ S0_MAKING, NOW + 1, SCAN_UNKNOWN, "" },
		{ S2_DELIVERED, NOW + 1, SCAN_UNKNOWN, "" },
		{ -1, NOW + 1, SCAN_UNKNOWN, "" },
	};
	size_t	 i;
	int	 s;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		assert_int_equal(verdict_scan(rows[i].state,
		    rows[i].valid_to, NOW), rows[i].scan);
		assert_string_equal(verdict_scan_tone(rows[i].scan),
		    rows[i].tone);
	}
	for (s = 0; s < SCAN__N; s++) {
		assert_null(strstr(verdict_scan_text((enum scan)s),
		    "真实有效"));
		assert_null(strstr(verdict_scan_more((enum scan)s),
		    "真实有效"));
	}
}

static void
r193_numbers_of_persons_are_masked(void **state)
{
	static const char *const rows[][2] = {
		{ "关于放假的通知", "关于放假的通知" },
		{ "2026年第31号", "2026年第31号" },
		{ "电话13800138000", "电话138****8000" },
		{ "11010519491231002X的证明", "110***********002X的证明" },
		{ "1101051949123100", "110*********3100" },
		{ "", "" },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++)
		assert_string_equal(verdict_masked(pool, rows[i][0]),
		    rows[i][1]);
}

static void
r194_the_second_value_is_the_end_of_the_printed_code(void **state)
{
	const char	*code = "23456789ABCDEFGHK";

	(void)state;
	assert_int_equal(original_rule("open"), ORIGINAL_OPEN);
	assert_int_equal(original_rule("second"), ORIGINAL_SECOND);
	assert_int_equal(original_rule("facts"), ORIGINAL_HIDDEN);
	assert_int_equal(original_rule("?"), ORIGINAL_HIDDEN);
	assert_int_equal(original_rule(NULL), ORIGINAL_HIDDEN);
	assert_true(original_matches(code, "FGHK"));
	assert_true(original_matches(code, " f-gh k "));
	assert_false(original_matches(code, "FGHJ"));
	assert_false(original_matches(code, "GHK"));
	assert_false(original_matches(code, "EFGHK"));
	assert_false(original_matches(code, ""));
	assert_false(original_matches(code, NULL));
	assert_false(original_matches("", ""));
}

static void
r245_every_region_has_its_note(void **state)
{
	static const char *const regions[] = { "national", "ldt", "xinyang",
	    "guangdong", "weihai", "weihai-employment" };
	size_t	 i;

	(void)state;
	assert_int_equal(pdf_warm(&f), ST_OK);
	assert_true(pdf_line_ready("第12页/共34页 验证码 ABCD-2345  2026年1月"));
	assert_false(pdf_line_ready("龘"));
	for (i = 0; i < NITEMS(regions); i++) {
		assert_non_null(strstr(verdict_legal(regions[i]),
		    "同等法律效力"));
		assert_non_null(strstr(verdict_legal(regions[i]),
		    "视同复印件"));
		assert_non_null(strstr(verdict_legal_line(regions[i]),
		    "同等法律效力"));
		/* drawn once before reader's children, not in each */
		assert_true(pdf_line_ready(verdict_legal_line(regions[i])));
	}
	assert_string_equal(verdict_legal("elsewhere"),
	    verdict_legal("national"));
	assert_string_equal(verdict_legal(NULL), verdict_legal("national"));
}

/* --- R-202..R-204, R-209: status ------------------------------------------- */

static void
r204_a_kept_list_stands_until_something_changes(void **state)
{
	(void)state;
	assert_true(publish_stands(KEYD_LIST_SEALS, NOW - MS_MINUTE, 0, NOW));
	assert_false(publish_stands(KEYD_LIST_SEALS, 0, 0, NOW));
	assert_false(publish_stands(KEYD_LIST_SEALS, NOW + 1, 0, NOW));
	assert_false(publish_stands(KEYD_LIST_SEALS, NOW - MS_DAY, 0, NOW));
	/* a change after it, and one so close that keyd's half may be later */
	assert_false(publish_stands(KEYD_LIST_SEALS, NOW - MS_MINUTE,
	    NOW - MS_SECOND, NOW));
	assert_false(publish_stands(KEYD_LIST_SEALS, NOW - MS_MINUTE,
	    NOW - MS_MINUTE, NOW));
	assert_true(publish_stands(KEYD_LIST_SEALS, NOW - MS_MINUTE,
	    NOW - MS_HOUR, NOW));
	assert_false(publish_stands(KEYD_LIST_STAFF, NOW - MS_MINUTE, 0,
	    NOW));
}

static void
r204_a_kept_state_stands_for_seconds(void **state)
{
	(void)state;
	assert_true(state_stands(NOW, 7, 7, NOW));
	assert_true(state_stands(NOW - STATE_KEEP + 1, 7, 7, NOW));
	assert_false(state_stands(NOW - STATE_KEEP, 7, 7, NOW));
	assert_false(state_stands(NOW + 1, 7, 7, NOW));
	assert_false(state_stands(NOW, 6, 7, NOW));
	assert_false(state_stands(NOW, 8, 7, NOW));
}

/* Where keyd is away, what was published last, which says until when. */
static void
r203_without_keyd_the_kept_list_is_given(void **state)
{
	struct publish	 p = { .office = db };
	struct keyd_listed got;

	(void)state;
	ok(store_create(place.where, "public", ".", &f));
	ok(store_open(place.where, "public", 0, &p.pub, &f));
	refused(publish_list(&p, pool, KEYD_LIST_SEALS, &got, &f), ST_BROKEN,
	    "keyd");
	ok(store_begin(p.pub, STORE_WRITE, &f));
	ok(store_run(p.pub, &(const struct sql){ "INSERT INTO published"
	    " (name, at, starts, ends, mark, der)"
	    " VALUES ('crl.seals', 5, 1000, 9000, $1, $1)", 1 },
	    &(const struct value){ .kind = V_BYTES, .b = bytes_text("list") },
	    1, NULL, &f));
	ok(store_commit(p.pub, &f));
	ok(publish_list(&p, pool, KEYD_LIST_SEALS, &got, &f));
	assert_true(bytes_same(got.der, bytes_text("list")));
	assert_int_equal(got.from, 1000);
	assert_int_equal(got.until, 9000);
	store_close(p.pub);
}

static void
r204_keyd_knows_better_than_the_register(void **state)
{
	(void)state;
	assert_int_equal(state_of_keyd("frozen", NOW + 1, NOW), S4_LOST);
	assert_int_equal(state_of_keyd("suspended", NOW + 1, NOW),
	    S5_SUSPENDED);
	assert_int_equal(state_of_keyd("revoked", NOW + 1, NOW), S7_REVOKED);
	assert_int_equal(state_of_keyd("active", NOW + 1, NOW), S3_ACTIVE);
	assert_int_equal(state_of_keyd("active", NOW - 1, NOW), S6_EXPIRED);
	assert_int_equal(state_of_keyd("made", NOW + 1, NOW), S1_MADE);
	assert_int_equal(state_of_keyd("?", NOW + 1, NOW), STATE_NONE);
}

static void
r202_moments_are_read_strictly(void **state)
{
	static const char *const wrong[] = { "", "now", "2026-11-20",
	    "2026-02-30T06:05:09Z", "2026-11-20T06:05:0Z",
	    "2026-11-20T24:05:09Z", "2026-11-20T06:60:09Z",
	    "2026-11-20 06:05:0x", "2026-11-20T06:05:09Z ",
	    "2026/11/20 06:05" };
	int64_t	 a, b;
	size_t	 i;

	(void)state;
	/* without Z it is wall time at +08:00 */
	assert_true(state_read_moment("2026-11-20T06:05:09Z", &a));
	assert_true(state_read_moment("2026-11-20 14:05:09", &b));
	assert_int_equal(a, b);
	assert_true(state_read_moment("2026-11-20 14:05", &b));
	assert_int_equal(a - b, 9 * MS_SECOND);
	assert_true(state_read_moment("2026-11-20T06:05:09", &b));
	assert_int_equal(a - b, 8 * MS_HOUR);
	for (i = 0; i < NITEMS(wrong); i++)
		assert_false(state_read_moment(wrong[i], &a));
	assert_false(state_read_moment(NULL, &a));
}

/* --- progress -------------------------------------------------------- */

static void
r040_the_line_shows_where_a_case_stands(void **state)
{
	const struct request_line h[] = {
		{ .seq = 1, .at = 1, .to = "draft" },
		{ .seq = 2, .at = 2, .to = "submitted" },
		{ .seq = 3, .at = 3, .to = "returned" },
		{ .seq = 4, .at = 4, .to = "submitted" },
		{ .seq = 5, .at = 5, .to = "verified" },
		{ .seq = 6, .at = 6, .to = "closed" },
	};
	struct stage	 line[STAGES_MAX];
	int		 s;

	(void)state;
	assert_int_equal(stages_of("apply", A3_VERIFIED, h, 5, line), 7);
	assert_true(line[0].past && line[0].at == 4);
	assert_true(line[1].past && line[1].at == 5);
	assert_true(!line[2].past && line[2].here && line[2].at == 0);
	assert_true(!line[3].past && !line[3].here);
	/* sent back: what was handed in counts anew */
	assert_int_equal(stages_of("apply", A2_RETURNED, h, 3, line), 7);
	assert_true(line[0].here && !line[0].past && line[0].at == 0);
	/* ended: it stands nowhere, what was done stays */
	stages_of("apply", A18_CLOSED, h, 6, line);
	for (s = 0; s < 7; s++)
		assert_false(line[s].here);
	assert_true(line[1].past && line[1].at == 5);
	stages_of("cancel", A14_COMPLETED, h, 0, line);
	for (s = 0; s < 3; s++)
		assert_true(line[s].past && !line[s].here);
	assert_int_equal(stages_of("nothing", A3_VERIFIED, h, 5, line), 0);
	for (s = 0; s < REQUEST_STATE__N; s++)
		assert_true(*stage_sentence(&(struct request){
		    .business = "apply", .state = s }) != '\0');
	assert_non_null(strstr(stage_sentence(&(struct request){
	    .business = "loss", .urgent = 1 }), "已经停用"));
	assert_non_null(strstr(stage_sentence(&(struct request){
	    .business = "renew", .reason = "papers", .state = A12_LOADED }),
	    "窗口"));
	assert_null(strstr(stage_sentence(&(struct request){
	    .business = "renew", .reason = "self", .state = A12_LOADED }),
	    "窗口"));
	assert_true(stage_is_yours(A2_RETURNED));
	assert_false(stage_is_yours(A1_SUBMITTED));
}

#define W(name) cmocka_unit_test_setup_teardown(name, world_up, world_down)

static const struct CMUnitTest	 tests[] = {
	W(r185_offline_is_intact_but_state_unchecked),
	W(r185_offline_altered_file_is_altered),
	W(r185_r187_r199_an_ofd_is_judged_the_same),
	W(r187_query_off_and_list_on_gives_the_same),
	W(r187_both_off_is_unknown_never_valid),
	W(r187_list_names_the_seal_held_or_revoked),
	W(r187_a_list_changed_or_of_another_counts_for_nothing),
	W(r186_then_and_now_by_register_and_record),
	W(r161_r186_what_was_brought_in_bounds_an_offline_stamp),
	W(r186_r189_within_the_second_of_the_stamp),
	W(r114_another_certificate_under_our_code_is_not_ours),
	W(r121_an_unknown_ca_is_never_valid),
	W(r246_a_file_without_stamp_says_so),
	W(r190_json_and_report_name_every_check),
	T(r204_a_kept_state_stands_for_seconds),
	T(r203_without_keyd_the_kept_list_is_given),
	T(r193_numbers_of_persons_are_masked),
	W(r191_a_scan_tells_since_when),
	cmocka_unit_test(r191_a_scan_tells_the_state_and_never_genuine),
	cmocka_unit_test(
	    r194_the_second_value_is_the_end_of_the_printed_code),
	cmocka_unit_test(r245_every_region_has_its_note),
	cmocka_unit_test(
	    r204_a_kept_list_stands_until_something_changes),
	cmocka_unit_test(r204_keyd_knows_better_than_the_register),
	cmocka_unit_test(r202_moments_are_read_strictly),
	cmocka_unit_test(r040_the_line_shows_where_a_case_stands),
};

OFFICE_MAIN(tests, "work verdict")

/*
 * Seals in devices of their units': the device written down, copies of
 * a package handed out, and stamps brought in.  On both
 * engines.
 */
#include "office_place.h"
#include "seal/device.h"
#include "seal/request.h"

#define SEAL	"s0000000000000000000000001"
#define REQUEST	"r0000000000000000000000001"
#define DESK	"p0000000000000000000000001"
#define KEEPER	"p0000000000000000000000002"

/* What the rows below refer to. */
static void
records(void)
{
	raw("INSERT INTO person (id, rev, login, name, state, created,"
	    " changed) VALUES ('" DESK "', 1, 'desk', '窗口', 'active', 1, 1),"
	    " ('" KEEPER "', 1, 'keeper', '保管', 'active', 1, 1)");
	raw("INSERT INTO unit (id, rev, parent, level, name, code, region,"
	    " kind, state, created, changed) VALUES ('d', 1, NULL, 3, '窗口',"
	    " NULL, '371000', 'desk', 'active', 1, 1)");
	raw("INSERT INTO request (id, number, business, channel, state, rev,"
	    " unit, desk, maker, urgent, waiting, version, policy, months,"
	    " created, changed) VALUES ('" REQUEST "', 'SL-1', 'apply',"
	    " 'online', 'delivered', 1, 'u', 'd', 'm', 0, 0, 1, 1, 36, 1, 1)");
	raw("INSERT INTO seal_code (code, source, request, at) VALUES ('H1',"
	    " 'industry', '" REQUEST "', 1)");
	raw("INSERT INTO seal (id, code, state, rev, name, unit, desk,"
	    " request, category, sub_kind, scope, version, software, created)"
	    " VALUES ('" SEAL "', 'H1', 'active', 1, '章', 'u', 'd', '" REQUEST
	    "', 'unit', 'FR', 'industry', 1, 1, 1)");
}

static void
r139_the_device_of_a_seal_is_kept(void **state)
{
	const struct carrier	 made = {
		.kind = DELIVERY_PACKAGE, .serial = "H1", .unit = "d",
		.device = "", .model = "", .certificate = "", .seal = SEAL,
		.seal_name = "章",
	};
	static const struct { const char *device, *certificate; } bad[] = {
		{ "software", "" }, { "crypto-server", "" }, { "", "GM001" },
		{ "pencil", "GM001" },
	};
	struct actor	 actor = { .program = "issue" };
	struct carrier	 c;
	size_t		 i;

	(void)state;
	records();
	assert_int_equal(carrier_of_seal(db, pool, SEAL, &c, &f), ST_ABSENT);
	begin();
	ok(carrier_load_seal(db, &actor, &made, &f));
	commit();
	ok(carrier_of_seal(db, pool, SEAL, &c, &f));
	assert_string_equal(c.device, "");
	for (i = 0; i < NITEMS(bad); i++) {
		begin();
		refused(carrier_device(db, pool, SEAL, bad[i].device,
		    bad[i].certificate, &f), ST_INVALID, "R-139");
	}
	begin();
	ok(carrier_device(db, pool, SEAL, "crypto-server", "GM001", &f));
	commit();
	ok(carrier_of_seal(db, pool, SEAL, &c, &f));
	assert_string_equal(c.kind, DELIVERY_PACKAGE);
	assert_string_equal(c.device, "crypto-server");
	assert_string_equal(c.certificate, "GM001");
	assert_true(delivery_in_device(c.kind));
	assert_false(delivery_in_device(DELIVERY_HOSTED));
}

static void
r114_a_package_serves_one_request(void **state)
{
	struct application	 a;
	int			 taken;

	(void)state;
	records();
	application_init(&a);
	a.package = "ab";
	begin();
	ok(application_save(db, REQUEST, 1, &a, &f));
	commit();
	ok(application_package_taken(db, "ab", REQUEST, &taken, &f));
	assert_false(taken);
	ok(application_package_taken(db, "ab", "r-other", &taken, &f));
	assert_true(taken);
	ok(application_package_taken(db, "cd", "r-other", &taken, &f));
	assert_false(taken);
	/* taken back: nothing was made of it */
	raw("UPDATE request SET state = 'withdrawn' WHERE id = '" REQUEST
	    "'");
	ok(application_package_taken(db, "ab", "r-other", &taken, &f));
	assert_false(taken);
}

static void
r138_one_copy_at_a_time(void **state)
{
	struct package_copy	*list;
	size_t			 n;
	int			 i;

	(void)state;
	records();
	begin();
	refused(package_copy_take(db, REQUEST, KEEPER, &f), ST_CONFLICT,
	    "copies");
	begin();
	ok(package_copy_allow(db, REQUEST, "", DESK, &f));
	commit();
	begin();
	refused(package_copy_allow(db, REQUEST, "再来", DESK, &f), ST_CONFLICT,
	    "copies");
	begin();
	ok(package_copy_take(db, REQUEST, KEEPER, &f));
	commit();
	begin();
	refused(package_copy_take(db, REQUEST, KEEPER, &f), ST_CONFLICT,
	    "copies");
	begin();
	ok(package_copy_allow(db, REQUEST, "U 盘损坏", DESK, &f));
	commit();
	ok(package_copy_list(db, pool, REQUEST, &list, &n, &f));
	assert_int_equal(n, 2);
	assert_string_equal(list[0].taken_by, "保管");
	assert_string_equal(list[0].reason, "");
	assert_string_equal(list[1].reason, "U 盘损坏");
	assert_string_equal(list[1].allowed_by, "窗口");
	assert_null(list[1].taken_by);
	assert_int_equal(list[1].taken, 0);
	/* and not for ever */
	for (i = 3; i <= COPIES_MAX; i++) {
		begin();
		ok(package_copy_take(db, REQUEST, KEEPER, &f));
		ok(package_copy_allow(db, REQUEST, "再次", DESK, &f));
		commit();
	}
	begin();
	ok(package_copy_take(db, REQUEST, KEEPER, &f));
	refused(package_copy_allow(db, REQUEST, "再次", DESK, &f), ST_CONFLICT,
	    "copies");
}

static void
bring(int n, int64_t uploaded)
{
	struct offline_entry	 e = { .n = n, .at = 1000 * n, .page = 1 };

	snprintf(e.serial, sizeof(e.serial), "0A");
	snprintf(e.device, sizeof(e.device), "SW-1");
	snprintf(e.title, sizeof(e.title), "证明 %d", n);
	memset(e.hash, n, sizeof(e.hash));
	memset(e.signature, 0x40 + n, sizeof(e.signature));
	ok(offline_use_add(db, SEAL, &e, uploaded, KEEPER, &f));
}

static void
r161_stamps_are_brought_in_once(void **state)
{
	unsigned char		 sum[SM3_LEN];
	struct offline_use	*list;
	const char		*seal;
	struct bytes		 hash;
	int64_t			 n, at;
	size_t			 many;

	(void)state;
	records();
	ok(offline_use_last(db, pool, "0A", &n, &hash, &f));
	assert_int_equal(n, 0);
	begin();
	bring(1, 5000);
	bring(2, 5000);
	commit();
	begin();
	bring(3, 9000);
	commit();
	ok(offline_use_last(db, pool, "0A", &n, &hash, &f));
	assert_int_equal(n, 3);
	memset(sum, 3, sizeof(sum));
	assert_true(bytes_same(hash, bytes_of(sum, sizeof(sum))));
	ok(offline_use_list(db, pool, SEAL, &list, &many, &f));
	assert_int_equal(many, 3);
	assert_string_equal(list[0].title, "证明 3");
	assert_int_equal(list[2].at, 1000);
	assert_string_equal(list[2].person, "保管");
	memset(sum, 0x42, sizeof(sum));
	ok(offline_use_known(db, pool, bytes_of(sum, sizeof(sum)), &at, &seal,
	    &f));
	assert_int_equal(at, 5000);
	assert_string_equal(seal, SEAL);
	memset(sum, 0x50, sizeof(sum));
	assert_int_equal(offline_use_known(db, pool, bytes_of(sum,
	    sizeof(sum)), &at, &seal, &f), ST_ABSENT);
}

static const struct CMUnitTest tests[] = {
	T(r139_the_device_of_a_seal_is_kept),
	T(r114_a_package_serves_one_request),
	T(r138_one_copy_at_a_time),
	T(r161_stamps_are_brought_in_once),
};

OFFICE_MAIN(tests, "seal_device")

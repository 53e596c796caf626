/*
 * Renewal: when it opens and closes, and a seal of two versions as the
 * register keeps it (R-094, R-202; T2 S3, S6), on both engines.
 */
#include "office_place.h"
#include "seal/seal.h"
#include "work/renew.h"

#define SEAL_ID	"1123456789ABCDEFGHJKMNPQRS"
#define CODE	"H990102010000017"
#define NOON	INT64_C(1795147200000)	/* 2026-11-20 12:00 +08:00 */

static struct actor	 actor;

static void
r093_the_window_by_the_clock(void **state)
{
	static const struct renewal_span span = {
		NOON - 90 * MS_DAY, NOON, NOON + 90 * MS_DAY
	};
	static const struct renewal_span none = {
		NOON - 30 * MS_DAY, NOON, NOON
	};
	static const struct {
		int				 state;
		const struct renewal_span	*span;
		int64_t				 at;
		enum renewal			 is;
	} cases[] = {
		{ S3_ACTIVE, &span, -90 * MS_DAY - 1, RENEWAL_EARLY },
		{ S3_ACTIVE, &span, -91 * MS_DAY, RENEWAL_EARLY },
		{ S3_ACTIVE, &span, -90 * MS_DAY, RENEWAL_OPEN },
		{ S3_ACTIVE, &span, 0, RENEWAL_OPEN },
		{ S3_ACTIVE, &span, 90 * MS_DAY, RENEWAL_OPEN },
		{ S3_ACTIVE, &span, 90 * MS_DAY + 1, RENEWAL_LATE },
		/* P-02 0d: not a moment after the end */
		{ S3_ACTIVE, &none, 0, RENEWAL_OPEN },
		{ S3_ACTIVE, &none, 1, RENEWAL_LATE },
		{ S3_ACTIVE, &none, -31 * MS_DAY, RENEWAL_EARLY },
		/* T2, S6: neither lost nor suspended at expiry */
		{ S4_LOST, &span, 0, RENEWAL_STATE },
		{ S5_SUSPENDED, &span, MS_DAY, RENEWAL_STATE },
		{ S7_REVOKED, &span, 0, RENEWAL_STATE },
		{ S2_DELIVERED, &span, 0, RENEWAL_STATE },
		{ S1_MADE, &span, 0, RENEWAL_STATE },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(cases); i++)
		assert_int_equal(renewal_judge(cases[i].state, cases[i].span,
		    NOON + cases[i].at), cases[i].is);
}

/* --- two versions --------------------------------------------------------- */

static void
version(const char *request, const char *serial, int64_t from, int64_t to)
{
	const struct seal_version v = {
		.request = request, .serial = serial,
		.cert = bytes_text("c"), .der = bytes_text("d"),
		.png = bytes_text("p"), .um_w = 40000, .um_h = 40000,
		.valid_from = from, .valid_to = to,
	};

	begin();
	ok(seal_version_add(db, SEAL_ID, &v, &f));
	commit();
}

/* Delivered; its first version ends at "first", the second at "second". */
static void
make_seal(int64_t first, int64_t second)
{
	memset(&actor, 0, sizeof(actor));
	raw("INSERT INTO seal_code (code, source, request, at)"
	    " VALUES ('" CODE "', 'industry', 'r', 1)");
	raw("INSERT INTO seal (id, code, state, rev, name, unit, desk,"
	    " request, category, sub_kind, scope, version, software, created)"
	    " VALUES ('" SEAL_ID "', '" CODE "', 'delivered', 1, 'n', 'u',"
	    " 'd', 'r', 'unit', 'FR', 'industry', 1, 1, 1)");
	version("r", "01", 1, first);
	version("q", "02", 1, second);
}

static enum status
step(struct seal *s, int event, int64_t to_version)
{
	const struct seal_move	 move = {
		.event = event, .version = to_version,
	};

	return seal_step(db, &actor, s, &move, &f);
}

static int
state_at(int64_t at)
{
	struct seal	 s;
	int		 state;

	ok(seal_load(db, pool, SEAL_ID, &s, &f));
	ok(seal_state_in(db, &s, span_of(at), &state, &f));
	return state;
}

/* The one in force answers, at each moment the one that was then. */
static void
r094_r202_each_moment_has_its_version(void **state)
{
	const int64_t	 now = clock_now();
	const int64_t	 ended = now - 10 * MS_DAY;
	struct seal	 s;
	int64_t		 n;

	(void)state;
	make_seal(ended, now + 365 * MS_DAY);
	raw(pool_printf(pool, "INSERT INTO seal_event (seal, seq, at, event,"
	    " from_state, to_state) VALUES ('" SEAL_ID "', 1, %lld,"
	    " 'activate', 'delivered', 'active')",
	    (long long)(now - 100 * MS_DAY)));
	raw("UPDATE seal SET state = 'active', activated = 1");
	raw("UPDATE seal_version SET activated = 1 WHERE version = 1");
	ok(seal_load(db, pool, SEAL_ID, &s, &f));
	assert_int_equal(seal_state_now(&s, now), S6_EXPIRED);
	ok(seal_version_of(db, "q", &n, &f));
	assert_int_equal(n, 2);
	assert_int_equal(seal_version_of(db, "z", &n, &f), ST_ABSENT);
	/* T2, S6: over, it can be renewed and not used, lost or found */
	begin();
	assert_int_equal(step(&s, SE_USE, 0), ST_CONFLICT);
	assert_int_equal(step(&s, SE_LOSE, 0), ST_CONFLICT);
	assert_int_equal(step(&s, SE_SUSPEND, 0), ST_CONFLICT);
	ok(step(&s, SE_RENEW, 2));
	commit();
	ok(seal_load(db, pool, SEAL_ID, &s, &f));
	assert_int_equal(s.version, 2);
	assert_string_equal(s.serial, "02");
	assert_int_equal(seal_state_now(&s, now), S3_ACTIVE);
	/* then it was valid, then over, and now it is valid again */
	assert_int_equal(state_at(now - 50 * MS_DAY), S3_ACTIVE);
	assert_int_equal(state_at(now - 5 * MS_DAY), S6_EXPIRED);
	assert_int_equal(state_at(clock_now()), S3_ACTIVE);
	assert_int_equal(raw_int("SELECT COUNT(*) FROM seal_version WHERE"
	    " version = 1 AND superseded IS NOT NULL"), 1);
	assert_int_equal(raw_int("SELECT COUNT(*) FROM seal_version WHERE"
	    " version = 2 AND superseded IS NULL AND activated IS NOT NULL"),
	    1);
}

/* T2, S6: the grace over, it ends; a lost one that is over as well. */
static void
t2_over_it_lapses_or_is_replaced(void **state)
{
	const int64_t	 now = clock_now();
	static const struct { const char *state; int event; } ways[] = {
		{ "active", SE_LAPSE }, { "suspended", SE_LAPSE },
		{ "lost", SE_LAPSE }, { "lost", SE_REPLACED },
		{ "active", SE_REVOKE },
	};
	struct seal	 s;
	size_t		 i;

	(void)state;
	make_seal(now - MS_DAY, now + MS_DAY);
	for (i = 0; i < NITEMS(ways); i++) {
		raw(pool_printf(pool, "UPDATE seal SET state = '%s'",
		    ways[i].state));
		ok(seal_load(db, pool, SEAL_ID, &s, &f));
		begin();
		ok(step(&s, ways[i].event, 0));
		assert_int_equal(s.state, S7_REVOKED);
		store_rollback(db);
	}
	/* within its validity it does not lapse */
	raw("UPDATE seal SET state = 'active'");
	raw(pool_printf(pool, "UPDATE seal_version SET valid_to = %lld",
	    (long long)(now + MS_DAY)));
	ok(seal_load(db, pool, SEAL_ID, &s, &f));
	begin();
	assert_int_equal(step(&s, SE_LAPSE, 0), ST_CONFLICT);
	store_rollback(db);
}

static const struct CMUnitTest tests[] = {
	T(r093_the_window_by_the_clock),
	T(r094_r202_each_moment_has_its_version),
	T(t2_over_it_lapses_or_is_replaced),
};

OFFICE_MAIN(tests, "work_renew")

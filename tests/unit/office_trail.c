/*
 * The trail of audit: R-212 (whatever is changed, taken out or moved with
 * SQL is named), R-213 (what an entry holds), R-219.
 */
#include <sys/wait.h>

#include "office_place.h"

static const struct actor who = {
	.person = "00000000000000000000000001",
	.unit = "00000000000000000000000002",
	.session = "00000000000000000000000003",
	.serial = "0A1B2C", .roles = ROLE_BIT(ROLE_CHECKER),
	.address = "192.0.2.7", .program = "approve", .request = "r-1",
};

static void
add(struct store *to, const char *object)
{
	static const unsigned char	 before[32] = { 1 }, after[32] = { 2 };
	const struct audit_entry	 e = {
		.action = "request.verify", .kind = "request",
		.object = object, .result = "ok", .reason = "材料齐全",
		.function = "issuing", .before = { before, 32 },
		.after = { after, 32 },
	};

	ok(store_begin(to, STORE_WRITE, &f));
	ok(audit_add(to, &who, &e, &f));
	ok(store_commit(to, &f));
}

static void
add_many(int n)
{
	char	 object[16];
	int	 i;

	for (i = 1; i <= n; i++) {
		snprintf(object, sizeof(object), "n%d", i);
		add(db, object);
	}
}

static void
proved(int64_t want)
{
	struct audit_finding	 bad;
	int64_t			 n;

	ok(audit_verify(db, 0, &n, &bad, &f));
	assert_int_equal(n, want);
	assert_null(bad.what);
}

static void
found(int64_t seq, const char *what)
{
	struct audit_finding	 bad;
	int64_t			 n;

	assert_int_equal(audit_verify(db, 0, &n, &bad, &f), ST_INVALID);
	assert_int_equal(bad.seq, seq);
	assert_string_equal(bad.what, what);
	assert_int_equal(n, seq - 1);
}

static void
r212_an_untouched_trail_is_proved(void **state)
{
	(void)state;
	proved(0);
	add_many(3);
	proved(3);
	add_many(1200);			/* more than one page of the proof */
	proved(1203);
}

static void
r212_every_column_is_covered(void **state)
{
	static const struct {
		const char	*change, *back;
	} changes[] = {
#define TEXT_COLUMN(c, was) { "UPDATE audit SET " c " = 'x' WHERE seq = 4", \
		"UPDATE audit SET " c " = '" was "' WHERE seq = 4" }
		TEXT_COLUMN("person", "00000000000000000000000001"),
		TEXT_COLUMN("unit", "00000000000000000000000002"),
		TEXT_COLUMN("session", "00000000000000000000000003"),
		TEXT_COLUMN("serial", "0A1B2C"),
		TEXT_COLUMN("address", "192.0.2.7"),
		TEXT_COLUMN("program", "approve"),
		TEXT_COLUMN("request", "r-1"),
		TEXT_COLUMN("func", "issuing"),
		TEXT_COLUMN("action", "request.verify"),
		TEXT_COLUMN("kind", "request"),
		TEXT_COLUMN("object", "n4"),
		TEXT_COLUMN("result", "ok"),
		TEXT_COLUMN("reason", "材料齐全"),
		{ "UPDATE audit SET at = at + 1 WHERE seq = 4",
		  "UPDATE audit SET at = at - 1 WHERE seq = 4" },
		{ "UPDATE audit SET roles = roles + 1 WHERE seq = 4",
		  "UPDATE audit SET roles = roles - 1 WHERE seq = 4" },
		{ "UPDATE audit SET digest_before = digest_after"
		  " WHERE seq = 4", NULL },
	};
	size_t	 i;

	(void)state;
	add_many(6);
	for (i = 0; i < NITEMS(changes); i++) {
		assert_int_equal(raw(changes[i].change), 1);
		found(4, "changed");
		if (changes[i].back == NULL)
			break;
		raw(changes[i].back);
		proved(6);
	}
}

static void
r212_changed_hashes_are_named(void **state)
{
	(void)state;
	add_many(6);
	raw("UPDATE audit SET prev = hash WHERE seq = 4");
	found(4, "changed");
}

static void
r212_changed_head_is_named(void **state)
{
	(void)state;
	add_many(6);
	raw("UPDATE audit_lane SET hash ="
	    " (SELECT hash FROM audit WHERE seq = 2)");
	found(6, "changed");
}

static void
r212_a_deleted_entry_is_named(void **state)
{
	(void)state;
	add_many(6);
	raw("DELETE FROM audit WHERE seq = 3");
	found(3, "missing");
}

static void
r212_a_cut_tail_is_named(void **state)
{
	(void)state;
	add_many(6);
	raw("DELETE FROM audit WHERE seq >= 5");
	found(5, "missing");
	raw("DELETE FROM audit");
	found(1, "missing");
}

static void
r212_a_cut_beginning_is_named(void **state)
{
	(void)state;
	add_many(6);
	raw("DELETE FROM audit WHERE seq <= 2");
	found(1, "missing");
}

static void
r212_swapped_entries_are_named(void **state)
{
	(void)state;
	add_many(6);
	raw("UPDATE audit SET seq = 100 WHERE seq = 3");
	raw("UPDATE audit SET seq = 3 WHERE seq = 4");
	raw("UPDATE audit SET seq = 4 WHERE seq = 100");
	found(3, "reordered");
}

static void
r212_renumbering_after_a_deletion_is_named(void **state)
{
	(void)state;
	add_many(6);
	raw("DELETE FROM audit WHERE seq = 3");
	raw("UPDATE audit SET seq = 3 WHERE seq = 4");
	raw("UPDATE audit SET seq = 4 WHERE seq = 5");
	raw("UPDATE audit SET seq = 5 WHERE seq = 6");
	found(3, "changed");
}

static void
r212_an_entry_put_at_the_end_is_named(void **state)
{
	(void)state;
	add_many(4);
	raw("INSERT INTO audit (lane, seq, prev, hash, at, person, unit,"
	    " roles, func, serial, address, program, request, session,"
	    " action, kind, object, result, reason)"
	    " SELECT lane, 5, hash, prev, at, person, unit, roles, func,"
	    " serial, address, program, request, session, action, kind,"
	    " object, result, reason FROM audit WHERE seq = 4");
	found(5, "changed");
}

static void
r212_a_lost_head_is_named(void **state)
{
	(void)state;
	add_many(4);
	raw("DELETE FROM audit_lane");
	found(1, "changed");
}

static void
r213_an_entry_holds_all_of_it(void **state)
{
	struct audit_line	 l[2];
	size_t			 n;

	(void)state;
	add_many(2);
	ok(audit_page(db, pool, 0, l, 2, &n, &f));
	assert_int_equal(n, 2);
	assert_int_equal(l[0].seq, 2);
	assert_true(l[0].at > 0 && l[0].at <= clock_now());
	assert_string_equal(l[0].person, who.person);
	assert_int_equal(l[0].roles, ROLE_BIT(ROLE_CHECKER));
	assert_string_equal(l[0].serial, "0A1B2C");
	assert_string_equal(l[0].address, "192.0.2.7");
	assert_string_equal(l[0].action, "request.verify");
	assert_string_equal(l[0].object, "n2");
	assert_string_equal(l[0].result, "ok");
	assert_string_equal(l[0].reason, "材料齐全");
	assert_string_equal(l[0].function, "issuing");
	assert_int_equal(l[0].before.n, 32);
	assert_int_equal(l[0].after.p[0], 2);
	ok(audit_page(db, pool, 2, l, 2, &n, &f));
	assert_int_equal(n, 1);
	ok(audit_of_object(db, pool, "n1", 0, l, 2, &n, &f));
	assert_int_equal(n, 1);
	ok(audit_of_person(db, pool, "nobody", 0, l, 2, &n, &f));
	assert_int_equal(n, 0);
}

static void
r213_refusals_are_entries_too(void **state)
{
	struct audit_line	 l[3];
	size_t			 n;

	(void)state;
	audit_refusal(db, &who, "unit.change", "unit", "u9", "R-001");
	audit_refusal(db, NULL, "request.show", "request", "n7", "R-009");
	ok(audit_page(db, pool, 0, l, 3, &n, &f));
	assert_int_equal(n, 2);
	assert_string_equal(l[0].result, "refused");
	assert_string_equal(l[0].person, "");
	assert_string_equal(l[1].object, "u9");
	proved(2);
}

static void
r219_refusal_within_a_transaction_leaves_it_alone(void **state)
{
	int64_t	 n;

	(void)state;
	begin();
	ok(counter_next(db, "x", &n, &f));
	audit_refusal(db, &who, "unit.change", "unit", "u9", "R-001");
	audit_count(db, "verify", "code");
	assert_true(store_is_writing(db));
	commit();
	assert_int_equal(raw_int("SELECT n FROM counter"), 1);
	proved(0);
}

static void
r219_rolled_back_business_takes_its_entry_along(void **state)
{
	const struct audit_entry	 e = { .action = "a", .result = "ok" };

	(void)state;
	add_many(2);
	begin();
	ok(audit_add(db, &who, &e, &f));
	store_rollback(db);
	proved(2);
	audit_refusal(db, &who, "a", "b", "c", "d");
	proved(3);
}

static void
hostile_text_cannot_stop_an_entry(void **state)
{
	static char		 longer[5000];
	struct actor		 w = who;
	struct audit_line	 l[1];
	size_t			 n;

	(void)state;
	memset(longer, 'a', sizeof(longer) - 1);
	memcpy(longer + 599, "字", 3);	/* the cut falls into it */
	w.address = "\xff\xfe\n\x1b[0m";
	w.program = "字";
	audit_refusal(db, &w, "x", "y", longer, longer);
	ok(audit_page(db, pool, 0, l, 1, &n, &f));
	assert_int_equal(n, 1);
	assert_string_equal(l[0].address, "????[0m");
	assert_string_equal(l[0].program, "字");
	assert_int_equal(strlen(l[0].object), 128);
	assert_int_equal(strlen(l[0].reason), 599);
	proved(1);
}

static void
entries_without_action_are_refused(void **state)
{
	const struct audit_entry	 e = { .result = "ok" };

	(void)state;
	begin();
	refused(audit_add(db, &who, &e, &f), ST_BROKEN, "no action");
}

static void
two_processes_make_one_chain(void **state)
{
	struct store	*mine;
	pid_t		 child[2];
	int		 i, k, how;

	(void)state;
	leave();
	for (i = 0; i < 2; i++)
		if ((child[i] = fork()) == 0) {
			if (store_open(place.where, "office", 0, &mine, &f)
			    != ST_OK)
				_exit(1);
			for (k = 0; k < 100; k++) {
				const struct audit_entry e = {
					.action = "x", .result = "ok" };

				if (store_begin(mine, STORE_WRITE, &f) ||
				    audit_add(mine, &who, &e, &f) ||
				    store_commit(mine, &f)) {
					fprintf(stderr, "%s\n", f.text);
					_exit(1);
				}
			}
			_exit(0);
		}
	enter();
	for (i = 0; i < 2; i++) {
		waitpid(child[i], &how, 0);
		assert_int_equal(how, 0);
	}
	proved(200);
}

static void
anonymous_refusals_are_counted(void **state)
{
	struct store	*pub;
	int		 i;

	(void)state;
	for (i = 0; i < 5; i++)
		audit_count(db, "verify", "code");
	audit_count(db, "verify", "\xff");
	assert_int_equal(raw_int("SELECT CAST(sum(n) AS BIGINT)"
	    " FROM refusal_count WHERE reason = 'code'"), 5);
	assert_int_equal(raw_int("SELECT count(*) FROM audit"), 0);
	/* the public store takes them for those who may only read here */
	ok(store_create(place.where, "public", ".", &f));
	ok(store_open(place.where, "public", 0, &pub, &f));
	audit_count(pub, "status", "code");
	store_close(pub);
}

static void
a_readonly_store_does_not_fail_the_caller(void **state)
{
	struct store	*ro;

	(void)state;
	ok(store_open(place.where, "office", 1, &ro, &f));
	audit_refusal(ro, &who, "a", "b", "c", "d");
	audit_count(ro, "verify", "code");
	store_close(ro);
	proved(0);
}

static const struct CMUnitTest tests[] = {
	T(r212_an_untouched_trail_is_proved),
	T(r212_every_column_is_covered),
	T(r212_changed_hashes_are_named),
	T(r212_changed_head_is_named),
	T(r212_a_deleted_entry_is_named),
	T(r212_a_cut_tail_is_named),
	T(r212_a_cut_beginning_is_named),
	T(r212_swapped_entries_are_named),
	T(r212_renumbering_after_a_deletion_is_named),
	T(r212_an_entry_put_at_the_end_is_named),
	T(r212_a_lost_head_is_named),
	T(r213_an_entry_holds_all_of_it),
	T(r213_refusals_are_entries_too),
	T(r219_refusal_within_a_transaction_leaves_it_alone),
	T(r219_rolled_back_business_takes_its_entry_along),
	T(hostile_text_cannot_stop_an_entry),
	T(entries_without_action_are_refused),
	T(two_processes_make_one_chain),
	T(anonymous_refusals_are_counted),
	T(a_readonly_store_does_not_fail_the_caller),
};

OFFICE_MAIN(tests, "trail")

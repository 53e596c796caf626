/*
 * Numbers, notices and messages, the policies P-01..P-38
 * and their history.
 */
#include <sys/wait.h>

#include "base/calendar.h"
#include "office_place.h"

#define NUMBERS 10000

/* --- numbers ----------------------------------------------------------- */

static void
r072_ten_thousand_numbers_never_repeat(void **state)
{
	int64_t	 i, n;

	(void)state;
	begin();
	for (i = 1; i <= NUMBERS; i++) {
		ok(counter_next(db, "request.2026", &n, &f));
		assert_int_equal(n, i);
		if (i % 500 == 0) {
			commit();
			begin();
		}
	}
	ok(counter_next(db, "request.2027", &n, &f));
	assert_int_equal(n, 1);
	commit();
}

/* A child draws numbers and writes each on the pipe. */
static void
draw(int out)
{
	struct store	*mine;
	int64_t		 n;
	int		 i;

	if (store_open(place.where, "office", 0, &mine, &f) != ST_OK)
		_exit(1);
	for (i = 0; i < 300; i++)
		if (store_begin(mine, STORE_WRITE, &f) != ST_OK ||
		    counter_next(mine, "s", &n, &f) != ST_OK ||
		    store_commit(mine, &f) != ST_OK ||
		    write(out, &n, sizeof(n)) != sizeof(n)) {
			fprintf(stderr, "%s\n", f.text);
			_exit(1);
		}
	_exit(0);
}

static void
r072_two_processes_never_share_a_number(void **state)
{
	unsigned char	 seen[601] = { 0 };
	pid_t		 child[2];
	int64_t		 n;
	int		 tell[2], i, how, count = 0;

	(void)state;
	assert_int_equal(pipe(tell), 0);
	leave();
	for (i = 0; i < 2; i++)
		if ((child[i] = fork()) == 0)
			draw(tell[1]);
	close(tell[1]);
	while (read(tell[0], &n, sizeof(n)) == sizeof(n)) {
		assert_true(n >= 1 && n <= 600);
		assert_int_equal(seen[n], 0);
		seen[n] = 1;
		count++;
	}
	close(tell[0]);
	enter();
	for (i = 0; i < 2; i++) {
		waitpid(child[i], &how, 0);
		assert_int_equal(how, 0);
	}
	assert_int_equal(count, 600);
}

static void
a_number_given_back_is_given_again(void **state)
{
	int64_t	 n;

	(void)state;
	begin();
	ok(counter_next(db, "s", &n, &f));
	store_rollback(db);
	begin();
	ok(counter_next(db, "s", &n, &f));
	assert_int_equal(n, 1);
	commit();
	refused(counter_next(db, "s", &n, &f), ST_BROKEN, "transaction");
	assert_int_equal(n, 0);
}

/* --- notices ----------------------------------------------------------- */

static void
r251_notices_wait_in_the_inbox_and_none_is_lost(void **state)
{
	struct person	 zhang, li;
	struct notice	 page[3];
	int64_t		 n;
	size_t		 k;
	int		 i;

	(void)state;
	make_person(&zhang, "zhang");
	make_person(&li, "li");
	for (i = 0; i < 5; i++) {
		begin();
		ok(notice_add(db, zhang.id, "request.returned",
		    i == 4 ? "您的申请需要补正" : "您的申请已受理", "/progress",
		    &f));
		commit();
		usleep(2000);
	}
	begin();		/* told only if it happened */
	ok(notice_add(db, zhang.id, "x", "没有发生", NULL, &f));
	store_rollback(db);
	ok(notice_unread(db, zhang.id, &n, &f));
	assert_int_equal(n, 5);
	ok(notice_list(db, pool, zhang.id, NULL, page, 3, &k, &f));
	assert_int_equal(k, 3);
	assert_string_equal(page[0].text, "您的申请需要补正");
	assert_string_equal(page[0].link, "/progress");
	assert_true(page[0].is_new);
	ok(notice_list(db, pool, zhang.id, page[2].id, page + 1, 2, &k, &f));
	assert_int_equal(k, 2);
	begin();		/* not another's */
	ok(notice_seen(db, li.id, page[0].id, &f));
	ok(notice_unread(db, zhang.id, &n, &f));
	assert_int_equal(n, 5);
	ok(notice_seen(db, zhang.id, page[0].id, &f));
	commit();
	ok(notice_unread(db, zhang.id, &n, &f));
	assert_int_equal(n, 4);
	begin();
	refused(notice_add(db, "nobody", "x", "y", NULL, &f), ST_CONFLICT,
	    "");
}

static void
r251_messages_queue_with_state_and_channel(void **state)
{
	static const unsigned char	 box[] = { 9, 9 };
	struct message	 m[4], old;
	int64_t		 given_up;
	size_t		 k;
	int		 i;

	(void)state;
	begin();
	ok(outbox_add(db, "sms", "138****8000", bytes_of(box, 2),
	    "验证码 123456", &f));
	ok(outbox_add(db, "sms", "139****0000", bytes_of(NULL, 0), "二", &f));
	commit();
	ok(outbox_recent(db, pool, 0, m, 4, &k, &f));
	assert_int_equal(k, 2);
	ok(outbox_due(db, pool, "sms", m, 4, &k, &f));
	assert_int_equal(k, 2);
	assert_string_equal(m[0].state, "waiting");
	assert_string_equal(m[0].channel, "sms");
	begin();
	ok(outbox_sent(db, m[0].id, &f));
	for (i = 0; i < OUTBOX_TRIES; i++) {
		old = m[1];
		ok(outbox_take(db, &m[1], clock_now() + 1000 + i, &f));
		assert_int_equal(outbox_take(db, &old, clock_now() + 9, &f),
		    ST_CONFLICT);	/* another process has it */
		ok(outbox_failed(db, m[1].id, m[1].due, &f));
	}
	commit();
	ok(outbox_count(db, "sms", "failed", &given_up, &f));
	assert_int_equal(given_up, 1);
	begin();
	refused(outbox_again(db, m[0].id, &f), ST_CONFLICT, "given up");
	begin();
	ok(outbox_again(db, m[1].id, &f));
	commit();
	ok(outbox_due(db, pool, "mail", m + 2, 2, &k, &f));
	assert_int_equal(k, 0);
	ok(outbox_in(db, pool, "waiting", "", m + 2, 2, &k, &f));
	assert_int_equal(k, 1);
	begin();
	for (i = 0; i < OUTBOX_TRIES; i++) {
		ok(outbox_take(db, &m[2], clock_now() + i, &f));
		ok(outbox_failed(db, m[2].id, m[2].due, &f));
	}
	commit();
	ok(outbox_due(db, pool, "sms", m, 4, &k, &f));
	assert_int_equal(k, 0);
	assert_int_equal(raw_int("SELECT count(*) FROM outbox"
	    " WHERE state = 'sent' AND body = ''"), 1);
	assert_int_equal(raw_int("SELECT count(*) FROM outbox"
	    " WHERE state = 'failed' AND done > 0"), 1);
}

/* --- policies ---------------------------------------------------------- */

static int64_t	 version;

static enum status
set(const char *rule, const char *value, const char *who, const char *reason,
    int64_t seen)
{
	const struct policy_value	 v = { rule, value };
	const struct policy_why		 why = { who, reason, NULL };

	return policy_set(db, &v, 1, &why, seen, &version, &f);
}

static void
every_default_and_profile_fits_its_rule(void **state)
{
	const struct policy_rule	*r, *set;
	const struct policy_profile	*p;
	char				 name[8];
	size_t				 i, k;

	(void)state;
	for (i = 0; (r = policy_nth(i)) != NULL; i++) {
		snprintf(name, sizeof(name), "P-%02zu", i + 1);
		assert_string_equal(r->name, name);
		assert_ptr_equal(policy_find(r->word), r);
		assert_true(policy_value_fits(r, r->value));
		assert_true(*r->label != '\0' && *r->note != '\0' &&
		    *r->clause != '\0');
	}
	assert_int_equal(i, 48);	/* ten of them ours */
	for (i = 0; (p = policy_profile_nth(i)) != NULL; i++)
		for (k = 0; p->sets[k].rule != NULL; k++) {
			set = policy_find(p->sets[k].rule);
			assert_non_null(set);
			assert_true(policy_value_fits(set,
			    p->sets[k].value));
			assert_string_not_equal(set->value,
			    p->sets[k].value);
		}
	assert_int_equal(i, 6);
}

static void
values_that_do_not_fit_are_refused(void **state)
{
	static const struct {
		const char	*rule, *value;
	} bad[] = {
		{ "P-01", "" }, { "P-01", "3" }, { "P-01", "3y" },
		{ "P-01", "-3m" }, { "P-01", "3m " }, { "P-01", "99999999d" },
		{ "P-12", "2" }, { "P-12", "yes" }, { "P-15", "five" },
		{ "P-15", "" }, { "P-15", "5 " }, { "P-30", "" },
		{ "P-30", "later" }, { "P-30", "before activation" },
		{ "P-23", "organ  institution" }, { "P-23", "organ " "pet" },
		{ "P-23", "" }, { "P-99", "1" },
		/* in months, and not for ever */
		{ "P-03", "365d" }, { "P-03", "0m" }, { "P-03", "121m" },
		{ "P-03", "36" }, { "P-39", "unit pet" }, { "P-40", "2" },
		/* what the programs do in one way alone */
		{ "P-05", "new" }, { "P-07", "none" }, { "P-15", "3" },
		{ "P-26", "48h" }, { "P-29", "making" }, { "P-29", "none" },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(bad); i++) {
		begin();
		refused(set(bad[i].rule, bad[i].value, "w", "r", POLICY_ANY),
		    ST_INVALID, "");
	}
	assert_int_equal(policy_version(db), 0);
}

static void
changes_are_versions_and_are_kept(void **state)
{
	struct policy_change	 c[4];
	const char		*text;
	size_t			 n;

	(void)state;
	assert_int_equal(policy_int(db, "P-14", 7), 8);
	assert_int_equal(policy_int(db, "pin.form", 7), 8);
	assert_int_equal(policy_int(db, "nonsense", 7), 7);
	begin();
	ok(set("P-14", "9", "zhang", "更严", POLICY_ANY));
	commit();
	assert_int_equal(policy_version(db), 1);
	assert_int_equal(policy_int(db, "P-14", 7), 9);
	begin();		/* somebody else changed it since */
	refused(set("P-14", "10", "li", "", 5), ST_CONFLICT, "version 1");
	begin();
	ok(set("pin.form", "10", "li", "折中", 1));
	assert_int_equal(version, 2);
	commit();
	assert_int_equal(policy_version(db), 2);
	ok(policy_history(db, pool, "P-14", c, 4, &n, &f));
	assert_int_equal(n, 2);
	assert_int_equal(c[0].version, 2);
	assert_string_equal(c[0].value, "10");
	assert_string_equal(c[0].reason, "折中");
	assert_string_equal(c[1].who, "zhang");
	assert_null(c[0].request);
	ok(policy_history(db, pool, NULL, c, 4, &n, &f));
	assert_int_equal(n, 2);
	ok(policy_text(db, pool, "P-30", &text, &f));
	assert_string_equal(text, "before");
	assert_int_equal(policy_text(db, pool, "P-00", &text, &f), ST_ABSENT);
}

static void
profiles_set_rules_together(void **state)
{
	const char	*text;

	(void)state;
	begin();
	ok(policy_apply(db, "guangdong", "init", &f));
	commit();
	assert_int_equal(policy_version(db), 1);
	ok(policy_text(db, pool, "P-01", &text, &f));
	assert_string_equal(text, "30d");
	assert_true(policy_has(db, "P-23", "procuratorate"));
	assert_false(policy_has(db, "P-23", "pro"));
	assert_true(policy_has(db, "P-19", "signature"));
	begin();
	ok(policy_apply(db, "xinyang", "init", &f));
	commit();
	assert_int_equal(policy_int(db, "P-32", 0), 1);
	assert_true(policy_has(db, "P-36", "before"));
	assert_true(policy_has(db, "P-19", "off"));	/* back to default */
	begin();
	refused(policy_apply(db, "atlantis", "init", &f), ST_INVALID,
	    "no profile");
}

/* the first and the last day are in force; what is not is not cited. */
static void
r243_a_document_has_its_time(void **state)
{
	static const struct {
		const char		*profile, *day;
		enum policy_force	 force;
	} cases[] = {
		{ "national", "2025-09-26", FORCE_NOT_YET },
		{ "national", "2025-09-27", FORCE_YES },
		{ "ldt", "2040-01-01", FORCE_YES },
		{ "xinyang", "2026-11-20", FORCE_UNDATED },
		{ "guangdong", "2026-11-20", FORCE_DRAFT },
		{ "weihai", "2020-07-27", FORCE_YES },
		{ "weihai", "2022-07-26", FORCE_YES },
		{ "weihai", "2022-07-27", FORCE_OVER },
		{ "weihai-employment", "2026-10-31", FORCE_YES },
		{ "weihai-employment", "2026-11-01", FORCE_OVER },
	};
	const struct policy_profile	*p;
	const char			*words;
	int64_t				 at;
	size_t				 i;

	(void)state;
	for (i = 0; i < NITEMS(cases); i++) {
		p = policy_profile_find(cases[i].profile);
		assert_true(calendar_read_day(cases[i].day, &at));
		assert_int_equal(policy_force(p, at), cases[i].force);
		words = policy_force_words(pool, p, at + MS_DAY - 1);
		assert_true((words == NULL) == (cases[i].force == FORCE_YES));
		assert_true(words == NULL || strstr(words, p->document));
		assert_string_equal(policy_cited(p, at),
		    cases[i].force == FORCE_YES ? cases[i].profile :
		    "national");
	}
	assert_string_equal(policy_cited(NULL, at), "national");
}

/* each clause a rule cites is of a document with its time, or ours. */
static void
r243_clauses_have_their_documents(void **state)
{
	static const struct {
		const char	*clause, *profile, *period;
	} cases[] = {
		{ "LDT 续期", "ldt", "2022年6月1日起施行" },
		{ "XY 11", "xinyang", "施行日期不明" },
		{ "GD 12", "guangdong", "征求意见稿，没有施行" },
		{ "WH 13", "weihai",
		  "2020年7月27日至2022年7月26日，已届满" },
		{ "WHJY 33", "weihai-employment",
		  "2021年11月1日至2026年10月31日" },
		{ "国办发〔2025〕33 号", "national",
		  "2025年9月27日起施行" },
		{ "T1", NULL, NULL }, { "R-065", NULL, NULL },
	};
	const struct policy_profile	*p;
	const struct policy_rule	*rule;
	const char			*s;
	int64_t				 at;
	size_t				 i;

	(void)state;
	assert_true(calendar_read_day("2026-10-31", &at));
	for (i = 0; i < NITEMS(cases); i++) {
		p = policy_profile_of(cases[i].clause);
		assert_int_equal(p == NULL, cases[i].profile == NULL);
		if (p == NULL)
			continue;
		assert_string_equal(p->name, cases[i].profile);
		assert_string_equal(policy_period(pool, p, at),
		    cases[i].period);
	}
	for (i = 0; (rule = policy_nth(i)) != NULL; i++)
		for (s = rule->clause; *s != '\0';
		    s += strcspn(s, ";"), s += strspn(s, "; "))
			if (policy_profile_of(s) == NULL)
				assert_true(s[0] == 'T' || s[0] == 'R');
}

static void
spans_count_in_the_calendar(void **state)
{
	int64_t	 at, out;

	(void)state;
	assert_true(calendar_read_day("2026-05-31", &at));
	ok(policy_moment(db, "P-01", at, -1, &out, &f));	/* 3m */
	assert_true(calendar_read_day("2026-02-28", &at));
	assert_true(out == at);
	ok(policy_moment(db, "P-20", at, 1, &out, &f));		/* 30d */
	assert_true(out == at + 30 * MS_DAY);
	assert_true(calendar_read_day("2026-11-20", &at));	/* Friday */
	ok(policy_moment(db, "P-31", at, 1, &out, &f));		/* 5w */
	assert_true(out == at + 7 * MS_DAY);
	ok(policy_moment(db, "P-11", at, 1, &out, &f));		/* 24h */
	assert_true(out == at + MS_DAY);
	assert_int_equal(policy_moment(db, "P-30", at, 1, &out, &f),
	    ST_INVALID);
}

static const struct CMUnitTest tests[] = {
	T(r072_ten_thousand_numbers_never_repeat),
	T(r072_two_processes_never_share_a_number),
	T(a_number_given_back_is_given_again),
	T(r251_notices_wait_in_the_inbox_and_none_is_lost),
	T(r251_messages_queue_with_state_and_channel),
	T(every_default_and_profile_fits_its_rule),
	T(values_that_do_not_fit_are_refused),
	T(changes_are_versions_and_are_kept),
	T(profiles_set_rules_together),
	T(r243_a_document_has_its_time),
	T(r243_clauses_have_their_documents),
	T(spans_count_in_the_calendar),
};

OFFICE_MAIN(tests, "rules")

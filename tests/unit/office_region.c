/*
 * The committed region table (db/regions.csv) as the office loads it: GB/T
 * 2260 with the codes that have ended, and the traps of its levels.
 */
#include "base/calendar.h"
#include "base/file.h"
#include "office/region.h"
#include "office_place.h"

#define TABLE "db/regions.csv"

static int64_t	 loaded;

static int
setup(void **state)
{
	if (office_setup(state) != 0)
		return -1;
	begin();
	ok(region_load(db, TABLE, &loaded, &f));
	commit();
	return 0;
}

/* What a query of one number says. */
static int64_t
number(const char *text, const char *code)
{
	const struct sql	 sql = { .nin = 1, .text = text };
	const struct value	 in[] = { v_text(code) };
	struct rows		*rows = NULL;
	int64_t			 n;

	ok(store_query(db, &sql, in, 1, &rows, &f));
	ok(rows_next(rows, &f));
	n = rows_is_null(rows, 0) ? -1 : rows_int(rows, 0);
	rows_free(rows);
	return n;
}

static void
has_name(const char *code, const char *want)
{
	const char	*name;

	ok(region_name(db, pool, code, &name, &f));
	assert_string_equal(name, want);
}

static void
lies_in(const char *code, const char *province, const char *city)
{
	const char	*p, *c;

	ok(region_above(db, pool, code, &p, &c, &f));
	if (province == NULL)
		assert_null(p);
	else
		assert_string_equal(p, province);
	if (city == NULL)
		assert_null(c);
	else
		assert_string_equal(c, city);
}

static void
regions_in_force_have_their_names(void **state)
{
	(void)state;
	has_name("371002", "环翠区");
	has_name("371000", "威海市");
	has_name("370000", "山东省");
	has_name("371003", "文登区");
	has_name("411500", "信阳市");
	has_name("440000", "广东省");
	has_name("710000", "台湾省");
	has_name("810001", "中西区");
	has_name("100000", "中央");
}

static void
former_regions_are_still_found_and_marked(void **state)
{
	static const char	*until =
	    "SELECT until FROM region WHERE code = $1";
	int64_t			 ms;

	(void)state;
	has_name("371081", "文登市");
	lies_in("371081", "山东省", "威海市");
	assert_true(calendar_read_day("2014-10-31", &ms));
	assert_int_equal(number(until, "371081"), ms);
	assert_int_equal(number("SELECT since FROM region WHERE code = $1",
	    "371003"), ms);
	assert_int_equal(number(until, "371003"), -1);
	/* a city that ended, with what lay in it */
	has_name("371202", "莱城区");
	lies_in("371202", "山东省", "莱芜市");
	assert_true(number(until, "371200") > 0);
}

static void
provinces_and_cities_above(void **state)
{
	(void)state;
	lies_in("371002", "山东省", "威海市");
	lies_in("371000", "山东省", "威海市");
	lies_in("370000", "山东省", NULL);
	/* nothing stands between these and their province */
	lies_in("110101", "北京市", NULL);
	lies_in("500229", "重庆市", NULL);
	lies_in("419001", "河南省", NULL);
	lies_in("429004", "湖北省", NULL);
	lies_in("659001", "新疆维吾尔自治区", NULL);
	lies_in("441900", "广东省", "东莞市");
}

static void
levels_and_parents_of_the_traps(void **state)
{
	static const struct { const char *code; int level; } rows[] = {
		{ "110101", 3 }, { "371002", 3 }, { "371000", 2 },
		{ "370000", 1 }, { "441900", 2 }, { "442000", 2 },
		{ "460400", 2 }, { "419001", 3 }, { "429004", 3 },
		{ "469001", 3 }, { "659001", 3 },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++)
		assert_int_equal(number("SELECT level FROM region"
		    " WHERE code = $1", rows[i].code), rows[i].level);
	assert_int_equal(number("SELECT count(*) FROM region"
	    " WHERE parent = '440000' AND code IN ('441900', '442000', $1)",
	    "440300"), 3);
}

static void
groups_and_zones_are_no_regions(void **state)
{
	static const char	*none[] = {
		"110100", "371001", "429000", "500200", "659000", /* groups */
		"371071", "371072", "411571",			/* zones */
		"000000", "999999", "37100", "",
	};
	const char		*name;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(none); i++) {
		assert_int_equal(region_name(db, pool, none[i], &name, &f),
		    ST_ABSENT);
		assert_null(name);
	}
}

static void
every_row_is_whole(void **state)
{
	(void)state;
	assert_true(loaded > 3500);
	assert_int_equal(number("SELECT count(*) FROM region"
	    " WHERE code <> $1", ""), loaded);
	/* 34 provinces and the centre */
	assert_int_equal(number("SELECT count(*) FROM region"
	    " WHERE level = 1 AND until IS NULL AND code <> $1", ""), 35);
	assert_int_equal(number("SELECT count(*) FROM region a"
	    " LEFT JOIN region b ON b.code = a.parent"
	    " WHERE a.parent <> $1 AND (b.code IS NULL"
	    " OR b.level >= a.level)", ""), 0);
	assert_int_equal(number("SELECT count(*) FROM region"
	    " WHERE (level = 1) <> (parent = $1)", ""), 0);
	assert_int_equal(number("SELECT count(*) FROM region"
	    " WHERE since >= until AND code <> $1", ""), 0);
	assert_int_equal(number("SELECT count(*) FROM region"
	    " WHERE name = $1", ""), 0);
}

static void
loading_again_replaces(void **state)
{
	int64_t	 n;

	(void)state;
	begin();
	ok(region_load(db, TABLE, &n, &f));
	commit();
	assert_int_equal(n, loaded);
	assert_int_equal(number("SELECT count(*) FROM region"
	    " WHERE code <> $1", ""), loaded);
}

static void
a_broken_table_is_refused_and_changes_nothing(void **state)
{
	static const char	*bad[] = {
		"code,name\n371002,环翠区\n",
		"h\n37100,a,3,371000,,,x\n",
		"h\n371002,a,3,371000,,,x,more\n",
		"h\n371002,a,3,371000,,,x\n371002,a,3,371000,,,x\n",
	};
	char			 path[128];
	size_t			 i;
	int64_t			 n;

	(void)state;
	snprintf(path, sizeof(path), "%s/bad.csv", place.dir);
	for (i = 0; i < NITEMS(bad); i++) {
		ok(file_write(path, bytes_text(bad[i]), 0600, &f));
		begin();
		assert_int_not_equal(region_load(db, path, &n, &f), ST_OK);
		store_rollback(db);
	}
	begin();
	assert_int_equal(region_load(db, "/nonexistent", &n, &f), ST_ABSENT);
	store_rollback(db);
	has_name("371002", "环翠区");
}

#define R(t) cmocka_unit_test_setup_teardown(t, setup, office_teardown)

static const struct CMUnitTest tests[] = {
	R(regions_in_force_have_their_names),
	R(former_regions_are_still_found_and_marked),
	R(provinces_and_cities_above),
	R(levels_and_parents_of_the_traps),
	R(groups_and_zones_are_no_regions),
	R(every_row_is_whole),
	R(loading_again_replaces),
	R(a_broken_table_is_refused_and_changes_nothing),
};

OFFICE_MAIN(tests, "region")

/*
 * The authorities of a region: the nearest one counts, one that was
 * given back leaves it to those above, and what is missing is found.
 */
#include <string.h>

#include "office_place.h"

static void
r022_a_region_and_those_above(void **state)
{
	static const struct {
		const char	*code, *chain[REGION_CHAIN];
		size_t		 n;
	} rows[] = {
		{ "371002", { "371002", "371000", "370000" }, 3 },
		{ "371000", { "371000", "370000" }, 2 },
		{ "370000", { "370000" }, 1 },
		{ "37100", { NULL }, 0 }, { "", { NULL }, 0 },
		{ "37100x", { NULL }, 0 }, { "3710020", { NULL }, 0 },
	};
	char	 chain[REGION_CHAIN][REGION_TEXT];
	size_t	 i, k;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		assert_int_equal(region_chain(rows[i].code, chain),
		    rows[i].n);
		for (k = 0; k < rows[i].n; k++)
			assert_string_equal(chain[k], rows[i].chain[k]);
	}
}

static void
r022_within(void **state)
{
	static const struct { const char *code, *top; int yes; } rows[] = {
		{ "371002", "371002", 1 }, { "371002", "371000", 1 },
		{ "371002", "370000", 1 }, { "371002", "100000", 1 },
		{ "371002", "371003", 0 }, { "371002", "370100", 0 },
		{ "371000", "371002", 0 }, { "410000", "370000", 0 },
		{ "371002", "", 0 }, { "", "370000", 0 },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++)
		assert_int_equal(region_is_within(rows[i].code, rows[i].top),
		    rows[i].yes);
}

static void
add(const char *region, int kind, int64_t seq, const char *name)
{
	struct authority	 a = {
		.region = region, .kind = kind, .seq = seq, .name = name,
		.section = "", .phone = "0631-5200000", .address = "",
		.mail = "", .reason = "登记",
	};

	begin();
	ok(authority_add(db, &a, &f));
	commit();
	assert_int_equal(a.seq, seq + 1);
}

static const char *
name_of(const char *region, enum authority_kind kind)
{
	struct authority	 a;
	const enum status	 st = authority_find(db, pool, region, kind,
				    &a, &f);

	if (st == ST_ABSENT)
		return "-";
	ok(st);
	return a.name;
}

static void
r022_the_nearest_counts(void **state)
{
	struct authority	*list, over = {
		.region = "371002", .kind = AUTHORITY_POLICE, .name = "x",
		.section = "", .phone = "", .address = "", .mail = "",
		.reason = "x",
	};
	size_t			 n;

	(void)state;
	assert_string_equal(name_of("371002", AUTHORITY_POLICE), "-");
	add("370000", AUTHORITY_POLICE, 0, "省厅");
	assert_string_equal(name_of("371002", AUTHORITY_POLICE), "省厅");
	add("371002", AUTHORITY_POLICE, 0, "区局");
	add("371000", AUTHORITY_POLICE, 0, "市局");
	assert_string_equal(name_of("371002", AUTHORITY_POLICE), "区局");
	assert_string_equal(name_of("371003", AUTHORITY_POLICE), "市局");
	assert_string_equal(name_of("370100", AUTHORITY_POLICE), "省厅");
	assert_string_equal(name_of("410100", AUTHORITY_POLICE), "-");
	assert_string_equal(name_of("371002", AUTHORITY_CRYPTO), "-");
	assert_string_equal(name_of("bad", AUTHORITY_POLICE), "-");
	/* changed, then given back: the city's again */
	add("371002", AUTHORITY_POLICE, 1, "区分局");
	assert_string_equal(name_of("371002", AUTHORITY_POLICE), "区分局");
	add("371002", AUTHORITY_POLICE, 2, "");
	assert_string_equal(name_of("371002", AUTHORITY_POLICE), "市局");
	ok(authority_history(db, pool, "371002", AUTHORITY_POLICE, &list, &n,
	    &f));
	assert_int_equal(n, 3);
	assert_string_equal(list[2].name, "区局");
	/* made over an old one: refused, nothing lost */
	over.seq = 1;
	begin();
	assert_int_equal(authority_add(db, &over, &f), ST_CONFLICT);
	store_rollback(db);
	assert_string_equal(name_of("371002", AUTHORITY_POLICE), "市局");
}

static void
r022_what_is_missing(void **state)
{
	struct authority	 first;
	struct unit		 top, province, city;
	const char		**list;
	size_t			 n;

	(void)state;
	make_unit(&top, LEVEL_MINISTRY, NULL, "部");
	ok(authority_missing(db, pool, "100000", &n, &first, &f));
	assert_int_equal(n, 0);		/* a ministry has none of a region */
	make_unit(&province, LEVEL_PROVINCE, &top, "省");
	memset(&city, 0, sizeof(city));
	city.level = LEVEL_CITY;
	city.name = "市";
	city.region = "371000";
	city.type = "organ";
	memcpy(city.parent, province.id, sizeof(city.parent));
	begin();
	ok(unit_add(db, &city, &f));
	commit();
	ok(authority_missing(db, pool, "100000", &n, &first, &f));
	assert_int_equal(n, 6);
	assert_string_equal(first.region, "370000");
	assert_int_equal(first.kind, AUTHORITY_MANAGEMENT);
	add("371000", AUTHORITY_MANAGEMENT, 0, "市局");
	ok(authority_missing(db, pool, "100000", &n, &first, &f));
	assert_int_equal(n, 5);
	add("370000", AUTHORITY_MANAGEMENT, 0, "省局");
	add("370000", AUTHORITY_POLICE, 0, "省厅");
	add("370000", AUTHORITY_CRYPTO, 0, "省密码局");
	ok(authority_missing(db, pool, "100000", &n, &first, &f));
	assert_int_equal(n, 0);
	ok(authority_regions(db, pool, "371000", &list, &n, &f));
	assert_int_equal(n, 1);
	ok(authority_regions(db, pool, "100000", &list, &n, &f));
	assert_int_equal(n, 2);
	assert_string_equal(list[0], "370000");
}

static const struct CMUnitTest tests[] = {
	T(r022_a_region_and_those_above), T(r022_within),
	T(r022_the_nearest_counts), T(r022_what_is_missing),
};
OFFICE_MAIN(tests, "office_authority")

/* Units and the tree they hang in. */
#include "office_place.h"

static struct unit	 ministry, province, city, other, desk, user;

static void
grow(void)
{
	make_unit(&ministry, LEVEL_MINISTRY, NULL, "部级中心");
	make_unit(&province, LEVEL_PROVINCE, &ministry, "省级中心");
	make_unit(&city, LEVEL_CITY, &province, "甲市中心");
	make_unit(&other, LEVEL_CITY, &province, "乙市中心");
	make_unit(&desk, LEVEL_DESK, &city, "甲市某区窗口");
	make_unit(&user, LEVEL_USING, &desk, "某某局");
}

static enum status
try_add(enum unit_level level, const struct unit *parent)
{
	struct unit	 u = { .level = level, .name = "错挂单位",
			    .region = "370000", .type = "organ" };
	enum status	 st;

	if (parent != NULL)
		memcpy(u.parent, parent->id, sizeof(u.parent));
	begin();
	st = unit_add(db, &u, &f);
	if (st != ST_OK)
		assert_string_equal(u.id, "");
	return st;
}

static void
r001_only_one_level_up(void **state)
{
	struct unit	 nowhere = { .id = "0000000000000000000000000a" };
	int64_t		 before;

	(void)state;
	grow();
	before = raw_int("SELECT count(*) FROM unit");
	refused(try_add(LEVEL_CITY, &ministry), ST_INVALID, "必须是省级");
	refused(try_add(LEVEL_PROVINCE, &city), ST_INVALID, "必须是部级");
	refused(try_add(LEVEL_PROVINCE, NULL), ST_INVALID, "必须是部级");
	refused(try_add(LEVEL_DESK, &province), ST_INVALID, "必须是市级");
	refused(try_add(LEVEL_MINISTRY, &ministry), ST_INVALID, "没有上级");
	refused(try_add(LEVEL_USING, &ministry), ST_INVALID, "用章单位");
	refused(try_add(LEVEL_USING, &user), ST_INVALID, "用章单位");
	refused(try_add(LEVEL_USING, NULL), ST_INVALID, "用章单位");
	refused(try_add(LEVEL_CITY, &nowhere), ST_INVALID, "不存在");
	refused(try_add(LEVEL__N, &city), ST_INVALID, "级别");
	assert_int_equal(raw_int("SELECT count(*) FROM unit"), before);
}

static enum status
try_move(struct unit *u, const struct unit *parent)
{
	struct unit	 moved = *u;

	memcpy(moved.parent, parent->id, sizeof(moved.parent));
	begin();
	return unit_save(db, &moved, &f);
}

static void
r001_not_on_itself_or_its_child(void **state)
{
	(void)state;
	grow();
	refused(try_move(&city, &city), ST_INVALID, "自己的上级");
	refused(try_move(&city, &desk), ST_INVALID, "下级单位之下");
	refused(try_move(&province, &user), ST_INVALID, "下级单位之下");
	ok(try_move(&desk, &other));
	commit();
	ok(unit_load(db, pool, desk.id, &desk, &f));
	assert_string_equal(desk.parent, other.id);
}

static void
r001_level_stays_while_others_hang_below(void **state)
{
	struct unit	 u;

	(void)state;
	grow();
	u = city;
	u.level = LEVEL_PROVINCE;
	memcpy(u.parent, ministry.id, sizeof(u.parent));
	begin();
	refused(unit_save(db, &u, &f), ST_INVALID, "不能改变级别");
	u = other;
	u.level = LEVEL_DESK;
	memcpy(u.parent, city.id, sizeof(u.parent));
	begin();
	ok(unit_save(db, &u, &f));
	commit();
}

static void
closed_parent_is_refused(void **state)
{
	(void)state;
	grow();
	ok(unit_load(db, pool, other.id, &other, &f));
	other.state = "closed";
	begin();
	ok(unit_save(db, &other, &f));
	commit();
	refused(try_add(LEVEL_DESK, &other), ST_INVALID, "已撤销");
}

static void
r009_subtree_of_a_unit(void **state)
{
	const struct {
		const struct unit	*unit, *top;
		int			 yes;
	} asks[] = {
		{ &user, &user, 1 }, { &user, &desk, 1 }, { &user, &city, 1 },
		{ &user, &ministry, 1 }, { &user, &other, 0 },
		{ &city, &other, 0 }, { &city, &user, 0 },
		{ &ministry, &city, 0 }, { &desk, &city, 1 },
	};
	const char	*up[8];
	size_t		 i, n;
	int		 yes;

	(void)state;
	grow();
	for (i = 0; i < NITEMS(asks); i++) {
		ok(unit_is_under(db, asks[i].unit->id, asks[i].top->id, &yes,
		    &f));
		assert_int_equal(yes, asks[i].yes);
	}
	assert_int_equal(unit_is_under(db, "nobody", city.id, &yes, &f),
	    ST_ABSENT);
	assert_int_equal(yes, 0);
	ok(unit_ancestors(db, pool, user.id, up, &n, &f));
	assert_int_equal(n, 5);
	assert_string_equal(up[0], user.id);
	assert_string_equal(up[1], desk.id);
	assert_string_equal(up[4], ministry.id);
}

static void
saving_compares_the_revision(void **state)
{
	struct unit	 a, b;

	(void)state;
	grow();
	ok(unit_load(db, pool, city.id, &a, &f));
	ok(unit_load(db, pool, city.id, &b, &f));
	a.name = "甲市新中心";
	begin();
	ok(unit_save(db, &a, &f));
	commit();
	assert_int_equal(a.rev, 2);
	b.name = "甲市别名";
	begin();
	refused(unit_save(db, &b, &f), ST_CONFLICT, "by another");
	ok(unit_load(db, pool, city.id, &b, &f));
	assert_string_equal(b.name, "甲市新中心");
}

static void
one_living_unit_per_credit_code(void **state)
{
	struct unit	 u = user, found;

	(void)state;
	grow();
	u = user;
	u.code = "91110000600037341L";
	u.state = "proposed";
	begin();
	ok(unit_add(db, &u, &f));
	ok(unit_add(db, &u, &f));	/* proposals may compete */
	u.state = "active";
	u.name = "正身";
	ok(unit_add(db, &u, &f));
	commit();
	begin();
	refused(unit_add(db, &u, &f), ST_CONFLICT, "");
	ok(unit_by_code(db, pool, "91110000600037341L", &found, &f));
	assert_string_equal(found.name, "正身");
	assert_int_equal(unit_by_code(db, pool, "nothing", &found, &f),
	    ST_ABSENT);
}

static void
r007_r074_routing_by_region_and_type(void **state)
{
	struct unit	 found;

	(void)state;
	grow();
	assert_int_equal(unit_desk_for(db, pool, "371002", &found, &f),
	    ST_ABSENT);
	begin();
	ok(unit_map_desk(db, "370000", "", province.id, &f));
	ok(unit_map_desk(db, "371000", "", city.id, &f));
	ok(unit_map_desk(db, "371002", "", desk.id, &f));
	ok(unit_map_desk(db, "371002", "party", other.id, &f));
	commit();
	ok(unit_desk_for(db, pool, "371002", &found, &f));
	assert_string_equal(found.id, desk.id);
	ok(unit_desk_for(db, pool, "371003", &found, &f));
	assert_string_equal(found.id, city.id);
	ok(unit_desk_for(db, pool, "372901", &found, &f));
	assert_string_equal(found.id, province.id);
	ok(unit_route(db, pool, "371002", "party", &found, &f));
	assert_string_equal(found.id, other.id);
	ok(unit_route(db, pool, "371002", "organ", &found, &f));
	assert_string_equal(found.id, desk.id);
	assert_int_equal(unit_desk_for(db, pool, "110101", &found, &f),
	    ST_ABSENT);
	assert_int_equal(unit_desk_for(db, pool, "' OR 1", &found, &f),
	    ST_INVALID);
}

static void
children_are_listed_page_by_page(void **state)
{
	struct unit	 page[2];
	size_t		 n;

	(void)state;
	grow();
	ok(unit_children(db, pool, province.id, NULL, page, 1, &n, &f));
	assert_int_equal(n, 1);
	assert_string_equal(page[0].id, other.id);	/* 乙 U+4E59 */
	ok(unit_children(db, pool, province.id, &page[0], page, 2, &n, &f));
	assert_int_equal(n, 1);
	assert_string_equal(page[0].id, city.id);	/* 甲 U+7532 */
}

static const struct CMUnitTest tests[] = {
	T(r001_only_one_level_up),
	T(r001_not_on_itself_or_its_child),
	T(r001_level_stays_while_others_hang_below),
	T(closed_parent_is_refused),
	T(r009_subtree_of_a_unit),
	T(saving_compares_the_revision),
	T(one_living_unit_per_credit_code),
	T(r007_r074_routing_by_region_and_type),
	T(children_are_listed_page_by_page),
};

OFFICE_MAIN(tests, "tree")

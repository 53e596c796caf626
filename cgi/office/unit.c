/*
 * The organisation tree (R-001..R-009): ministry, province, city, desk, and
 * the using units below whoever serves them.  A place in the tree that the
 * rule does not know is refused with a sentence for the page.
 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "office/local.h"

#define UNIT_VALUES	16	/* what is written of one */
#define UNIT_COLUMNS \
	"SELECT id, parent, rev, level, functions, name, code, region, kind," \
	" address, phone, state, making_approved, making_suspended," \
	" falsified, email"

enum {
	UNIT_BY_ID, UNIT_BY_CODE, UNIT_INSERT, UNIT_UPDATE, UNIT_UP,
	UNIT_DESK, UNIT_MAP, UNIT_MAPPED, UNIT_CHILDREN, UNIT_HAS_CHILD, UNIT__N
};

static const struct sql unit_sql[UNIT__N] = {
	[UNIT_BY_ID] = { .nin = 1, .text =
	    UNIT_COLUMNS
	    "  FROM unit WHERE id = $1" },
	/* the living one before proposals, those newest first */
	[UNIT_BY_CODE] = { .nin = 1, .text =
	    UNIT_COLUMNS
	    "  FROM unit WHERE code = $1"
	    " ORDER BY CASE state WHEN 'active' THEN 0"
	    "   WHEN 'proposed' THEN 1 ELSE 2 END, id DESC LIMIT 1" },
	[UNIT_INSERT] = { .nin = UNIT_VALUES, .text =
	    "INSERT INTO unit (id, rev, parent, level, functions, name,"
	    " code, region, kind, address, phone, state, making_approved,"
	    " making_suspended, created, changed, falsified, email)"
	    " VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
	    " $13, $14, $14, $15, $16)" },
	[UNIT_UPDATE] = { .nin = UNIT_VALUES + 1, .text =
	    "UPDATE unit SET rev = rev + 1, parent = $2, level = $3,"
	    " functions = $4, name = $5, code = $6, region = $7, kind = $8,"
	    " address = $9, phone = $10, state = $11, making_approved = $12,"
	    " making_suspended = $13, changed = $14, falsified = $15,"
	    " email = $16 WHERE id = $1 AND rev = $17 RETURNING rev" },
	[UNIT_UP] = { .nin = 1, .text =
	    "WITH RECURSIVE up (id, parent, n) AS ("
	    "SELECT id, parent, 0 FROM unit WHERE id = $1"
	    " UNION ALL"
	    " SELECT u.id, u.parent, up.n + 1 FROM unit u, up"
	    "  WHERE u.id = up.parent AND up.n < 7)"
	    " SELECT id FROM up ORDER BY n" },
	[UNIT_DESK] = { .nin = 4, .text =
	    "SELECT m.desk FROM desk_map m JOIN unit u ON u.id = m.desk"
	    " WHERE m.region IN ($1, $2, $3) AND m.kind IN ($4, '')"
	    "   AND u.state = 'active'"
	    " ORDER BY m.region DESC, m.kind DESC LIMIT 1" },
	[UNIT_MAP] = { .nin = 3, .text =
	    "INSERT INTO desk_map (region, kind, desk) VALUES ($1, $2, $3)"
	    " ON CONFLICT (region, kind) DO UPDATE SET desk = excluded.desk" },
	[UNIT_MAPPED] = { .nin = 1, .text =
	    "SELECT m.region, m.kind, m.desk, u.name FROM desk_map m"
	    "  JOIN unit u ON u.id = m.desk"
	    " ORDER BY m.region, m.kind LIMIT $1" },
	[UNIT_CHILDREN] = { .nin = 4, .text =
	    UNIT_COLUMNS
	    "  FROM unit WHERE parent = $1"
	    "   AND (name > $2 OR (name = $2 AND id > $3))"
	    " ORDER BY name, id LIMIT $4" },
	[UNIT_HAS_CHILD] = { .nin = 1, .text =
	    "SELECT id FROM unit WHERE parent = $1 LIMIT 1" },
};

static void
unit_read(const struct rows *rows, struct pool *pool, struct unit *out)
{
	memset(out, 0, sizeof(*out));
	copy_id(out->id, rows_str(rows, 0));
	copy_id(out->parent, rows_str(rows, 1));
	out->rev = rows_int(rows, 2);
	out->level = (enum unit_level)rows_int(rows, 3);
	out->functions = (unsigned)rows_int(rows, 4);
	out->name = rows_text(rows, 5, pool);
	out->code = rows_text(rows, 6, pool);
	out->region = rows_text(rows, 7, pool);
	out->type = rows_text(rows, 8, pool);
	out->address = rows_text(rows, 9, pool);
	out->phone = rows_text(rows, 10, pool);
	out->state = rows_text(rows, 11, pool);
	out->making_approved = (int)rows_int(rows, 12);
	out->making_suspended = (int)rows_int(rows, 13);
	out->falsified = rows_text(rows, 14, pool);
	out->email = rows_text(rows, 15, pool);
}

static enum status
unit_one(struct store *db, struct pool *pool, const struct sql *sql,
    const char *key, struct unit *out, struct fault *f)
{
	const struct value	 in[] = { v_text(key) };
	struct rows		*rows;
	enum status		 st;

	/* The key may be out->id itself: clear only now. */
	st = one_row(db, sql, in, 1, &rows, f);
	if (st == ST_ABSENT)
		fault_set(f, st, "no unit %.60s", key);
	memset(out, 0, sizeof(*out));
	if (st != ST_OK)
		return st;
	unit_read(rows, pool, out);
	rows_free(rows);
	return pool_held(pool, f);
}

enum status
unit_load(struct store *db, struct pool *pool, const char *id,
    struct unit *out, struct fault *f)
{
	return unit_one(db, pool, &unit_sql[UNIT_BY_ID], id, out, f);
}

enum status
unit_by_code(struct store *db, struct pool *pool, const char *code,
    struct unit *out, struct fault *f)
{
	return unit_one(db, pool, &unit_sql[UNIT_BY_CODE], code, out, f);
}

enum status
unit_children(struct store *db, struct pool *pool, const char *parent,
    const struct unit *after, struct unit *out, size_t room, size_t *n,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(parent), v_text(after == NULL ? "" : after->name),
		v_text(after == NULL ? "" : after->id), v_int((int64_t)room),
	};
	struct rows		*rows;
	enum status		 st;

	*n = 0;
	st = store_query(db, &unit_sql[UNIT_CHILDREN], in, NITEMS(in), &rows,
	    f);
	if (st != ST_OK)
		return st;
	while (*n < room && (st = rows_next(rows, f)) == ST_OK)
		unit_read(rows, pool, &out[(*n)++]);
	rows_free(rows);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	return pool_held(pool, f);
}

/* --- where a unit may hang --------------------------------------------- */

#define UNDER(level) (1u << (level))

static const struct {
	unsigned	 parents;	/* levels it may hang from; 0: none */
	const char	*refusal;
} places[LEVEL__N] = {
	[LEVEL_MINISTRY] = { 0, "部级单位没有上级单位" },
	[LEVEL_PROVINCE] = { UNDER(LEVEL_MINISTRY),
	    "省级单位的上级必须是部级单位" },
	[LEVEL_CITY] = { UNDER(LEVEL_PROVINCE),
	    "市级单位的上级必须是省级单位" },
	[LEVEL_DESK] = { UNDER(LEVEL_CITY),
	    "区县服务机构的上级必须是市级单位" },
	[LEVEL_USING] = { UNDER(LEVEL_PROVINCE) | UNDER(LEVEL_CITY) |
	    UNDER(LEVEL_DESK), "用章单位应由省级、市级单位或区县服务机构服务" },
};

const char *
unit_place_refusal(const struct unit *unit, const struct unit *parent)
{
	if ((unsigned)unit->level >= LEVEL__N)
		return "单位级别不在规定范围内";
	if (parent == NULL)
		return places[unit->level].parents == 0 ? NULL :
		    places[unit->level].refusal;
	if (unit->id[0] != '\0' && strcmp(unit->id, parent->id) == 0)
		return "单位不能作为自己的上级";
	if (!(places[unit->level].parents & UNDER(parent->level)))
		return places[unit->level].refusal;
	if (strcmp(or_empty(parent->state), "active") != 0)
		return "上级单位未启用或已撤销";
	return NULL;
}

/*
 * ST_INVALID with the sentence in the fault (and *why) where the parent is
 * not one it may have; its own descendants are looked at first, so that the
 * reason is the true one.
 */
enum status
unit_check_place(struct store *db, const struct unit *unit, const char **why,
    struct fault *f)
{
	struct pool	*pool = pool_new(64 * 1024);
	struct unit	 parent, *p = NULL;
	const char	*said = NULL;
	enum status	 st = ST_OK;
	int		 below = 0;

	if (pool == NULL)
		return fault_set(f, ST_BROKEN, "office: no memory");
	if (unit->parent[0] != '\0') {
		st = unit_load(db, pool, unit->parent, &parent, f);
		p = &parent;
	}
	if (st == ST_ABSENT) {
		said = "上级单位不存在";
		st = ST_OK;
	} else if (st == ST_OK) {
		if (p != NULL && unit->id[0] != '\0' &&
		    strcmp(unit->id, p->id) != 0)
			st = unit_is_under(db, p->id, unit->id, &below, f);
		said = below ? "单位不能挂在自己的下级单位之下" :
		    unit_place_refusal(unit, p);
	}
	pool_free(pool);
	if (st == ST_OK && said != NULL)
		st = fault_set(f, ST_INVALID, "R-001: %s", said);
	if (why != NULL)
		*why = said;
	return st;
}

/* --- writing ----------------------------------------------------------- */

/* The columns both statements take, $2 to $16. */
static void
unit_values(const struct unit *u, struct value in[UNIT_VALUES])
{
	in[0] = v_text(u->id);
	in[1] = v_name(u->parent);
	in[2] = v_int(u->level);
	in[3] = v_int((int64_t)u->functions);
	in[4] = v_text(u->name);
	in[5] = v_name(u->code);
	in[6] = v_text(or_empty(u->region));
	in[7] = v_text(or_empty(u->type));
	in[8] = v_text(or_empty(u->address));
	in[9] = v_text(or_empty(u->phone));
	in[10] = v_text(u->state == NULL ? "active" : u->state);
	in[11] = v_int(u->making_approved != 0);
	in[12] = v_int(u->making_suspended != 0);
	in[13] = v_int(clock_now());
	in[14] = v_text(u->falsified);
	in[15] = v_text(or_empty(u->email));
}

enum status
unit_add(struct store *db, struct unit *unit, struct fault *f)
{
	struct value	 in[UNIT_VALUES];
	enum status	 st;

	unit->id[0] = '\0';
	if (unit->name == NULL || *unit->name == '\0')
		return fault_set(f, ST_INVALID, "unit without a name");
	if ((st = unit_check_place(db, unit, NULL, f)) != ST_OK)
		return st;
	id_new(unit->id);
	unit_values(unit, in);
	st = store_run(db, &unit_sql[UNIT_INSERT], in, NITEMS(in), NULL, f);
	if (st != ST_OK)
		unit->id[0] = '\0';
	else
		unit->rev = 1;
	return st;
}

/* A unit with others below keeps its level, or they would hang wrongly. */
static enum status
check_move(struct store *db, const struct unit *unit, struct fault *f)
{
	const struct value	 in[] = { v_text(unit->id) };
	struct pool		*pool = pool_new(64 * 1024);
	struct unit		 was;
	struct rows		*rows;
	int64_t			 turn;
	enum status		 st;

	if (pool == NULL)
		return fault_set(f, ST_BROKEN, "office: no memory");
	if ((st = unit_load(db, pool, unit->id, &was, f)) != ST_OK)
		goto out;
	if (was.level == unit->level && strcmp(was.parent, unit->parent) == 0)
		goto out;
	/* Two moves at once could close a circle: one after the other. */
	if ((st = counter_next(db, "unit.tree", &turn, f)) != ST_OK ||
	    (st = unit_check_place(db, unit, NULL, f)) != ST_OK)
		goto out;
	if (was.level == unit->level)
		goto out;
	st = one_row(db, &unit_sql[UNIT_HAS_CHILD], in, 1, &rows, f);
	if (st == ST_OK) {
		rows_free(rows);
		st = fault_set(f, ST_INVALID,
		    "R-001: 有下级单位的单位不能改变级别");
	} else if (st == ST_ABSENT)
		st = ST_OK;
out:
	pool_free(pool);
	return st;
}

enum status
unit_save(struct store *db, struct unit *unit, struct fault *f)
{
	struct value	 in[UNIT_VALUES + 1];
	struct rows	*rows;
	enum status	 st;

	if (unit->name == NULL || *unit->name == '\0')
		return fault_set(f, ST_INVALID, "unit without a name");
	if ((st = check_move(db, unit, f)) != ST_OK)
		return st;
	unit_values(unit, in);
	in[UNIT_VALUES] = v_int(unit->rev);
	st = one_row(db, &unit_sql[UNIT_UPDATE], in, NITEMS(in), &rows, f);
	if (st == ST_ABSENT)
		return fault_set(f, ST_CONFLICT, "unit %s was changed by "
		    "another", unit->id);
	if (st != ST_OK)
		return st;
	unit->rev = rows_int(rows, 0);
	rows_free(rows);
	return ST_OK;
}

/* --- the subtree ------------------------------------------------------- */

enum status
unit_ancestors(struct store *db, struct pool *pool, const char *unit,
    const char *out[8], size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(unit) };
	struct rows		*rows;
	enum status		 st;

	*n = 0;
	if ((st = store_query(db, &unit_sql[UNIT_UP], in, 1, &rows, f)) !=
	    ST_OK)
		return st;
	while (*n < 8 && (st = rows_next(rows, f)) == ST_OK)
		out[(*n)++] = rows_text(rows, 0, pool);
	rows_free(rows);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	if (*n == 0)
		return fault_set(f, ST_ABSENT, "no unit %.60s", unit);
	return pool_held(pool, f);
}

enum status
unit_is_under(struct store *db, const char *unit, const char *top, int *yes,
    struct fault *f)
{
	const struct value	 in[] = { v_text(unit) };
	struct rows		*rows;
	enum status		 st;
	int			 any = 0;

	*yes = 0;
	if ((st = store_query(db, &unit_sql[UNIT_UP], in, 1, &rows, f)) !=
	    ST_OK)
		return st;
	while (!*yes && (st = rows_next(rows, f)) == ST_OK) {
		any = 1;
		*yes = strcmp(or_empty(rows_str(rows, 0)), top) == 0;
	}
	rows_free(rows);
	if (st == ST_ABSENT)
		st = any ? ST_OK : fault_set(f, ST_ABSENT, "no unit %.60s",
		    unit);
	return st;
}

/* --- routing (R-007, R-074) -------------------------------------------- */

enum status
unit_route(struct store *db, struct pool *pool, const char *region,
    const char *type, struct unit *out, struct fault *f)
{
	char		 city[7] = "", province[7] = "";
	struct value	 in[4];
	struct rows	*rows;
	char		 desk[ID_LEN + 1];
	enum status	 st;

	if (strlen(region) != 6 || strspn(region, "0123456789") != 6)
		return fault_set(f, ST_INVALID, "region '%.20s'", region);
	memcpy(city, region, 7);
	memcpy(city + 4, "00", 2);
	memcpy(province, region, 7);
	memcpy(province + 2, "0000", 4);
	in[0] = v_text(region);
	in[1] = v_text(city);
	in[2] = v_text(province);
	in[3] = v_text(or_empty(type));
	st = one_row(db, &unit_sql[UNIT_DESK], in, 4, &rows, f);
	if (st == ST_ABSENT)
		return fault_set(f, st, "no desk serves region %s", region);
	if (st != ST_OK)
		return st;
	copy_id(desk, rows_str(rows, 0));
	rows_free(rows);
	return unit_load(db, pool, desk, out, f);
}

enum status
unit_desk_for(struct store *db, struct pool *pool, const char *region,
    struct unit *out, struct fault *f)
{
	return unit_route(db, pool, region, "", out, f);
}

enum status
unit_map_desk(struct store *db, const char *region, const char *type,
    const char *desk, struct fault *f)
{
	const struct value	 in[] = { v_text(region),
				    v_text(or_empty(type)), v_text(desk) };

	return store_run(db, &unit_sql[UNIT_MAP], in, 3, NULL, f);
}

static enum status
take_desk(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct desk_row	*d = out;

	(void)f;
	d->region = rows_text(rows, 0, pool);
	d->type = rows_text(rows, 1, pool);
	copy_id(d->desk, rows_str(rows, 2));
	d->desk_name = rows_text(rows, 3, pool);
	return ST_OK;
}

static const struct record desk_record = {
	"desk", sizeof(struct desk_row), take_desk
};

enum status
unit_desk_rows(struct store *db, struct pool *pool, struct desk_row **out,
    size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_int(DESK_ROWS_MAX) };

	return store_list(db, pool, &unit_sql[UNIT_MAPPED], in, 1,
	    &desk_record, DESK_ROWS_MAX, out, n, f);
}

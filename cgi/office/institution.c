/* Service institutions; see institution.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "office/local.h"

#define COLUMNS								\
	"SELECT i.id, i.rev, i.unit, u.name, i.supervisor, s.name,"	\
	" i.name, i.code, i.created FROM institution i"			\
	" JOIN unit u ON u.id = i.unit JOIN unit s ON s.id = i.supervisor"

enum {
	INST_LOAD, INST_LIST, INST_ADD, INST_SAVE, CONTRACT_LIST,
	CONTRACT_ADD, CONTRACT_END, STAFF_LIST, STAFF_ADD, STAFF_REMOVE,
	FINDING_LIST, FINDING_ADD, LAPSED, INST_SQL__N
};

static const struct sql inst_sql[INST_SQL__N] = {
	[INST_LOAD] = { .nin = 1, .text = COLUMNS " WHERE i.id = $1" },
	[INST_LIST] = { .nin = 1, .text = COLUMNS
	    " ORDER BY i.name, i.id LIMIT $1" },
	[INST_ADD] = { .nin = 6, .text =
	    "INSERT INTO institution (id, rev, unit, name, code, supervisor,"
	    " created) VALUES ($1, 1, $2, $3, $4, $5, $6)" },
	[INST_SAVE] = { .nin = 4, .text =
	    "UPDATE institution SET name = $1, supervisor = $2,"
	    " rev = rev + 1 WHERE id = $3 AND rev = $4" },
	[CONTRACT_LIST] = { .nin = 2, .text =
	    "SELECT id, number, since, until, ended FROM contract"
	    " WHERE institution = $1 ORDER BY id DESC LIMIT $2" },
	[CONTRACT_ADD] = { .nin = 6, .text =
	    "INSERT INTO contract (id, institution, number, since, until,"
	    " created) VALUES ($1, $2, $3, $4, $5, $6)" },
	[CONTRACT_END] = { .nin = 2, .text =
	    "UPDATE contract SET ended = $1 WHERE institution = $2"
	    " AND ended IS NULL AND until > $1" },
	[STAFF_LIST] = { .nin = 2, .text =
	    "SELECT w.person, p.name, p.login, w.since"
	    "  FROM institution_staff w JOIN person p ON p.id = w.person"
	    " WHERE w.institution = $1 ORDER BY p.login LIMIT $2" },
	[STAFF_ADD] = { .nin = 3, .text =
	    "INSERT INTO institution_staff (person, institution, since)"
	    " VALUES ($1, $2, $3)" },
	[STAFF_REMOVE] = { .nin = 2, .text =
	    "DELETE FROM institution_staff"
	    " WHERE person = $1 AND institution = $2" },
	[FINDING_LIST] = { .nin = 2, .text =
	    "SELECT v.day, v.what, v.measure, p.name, v.at"
	    "  FROM finding v JOIN person p ON p.id = v.person"
	    " WHERE v.institution = $1 ORDER BY v.id DESC LIMIT $2" },
	[FINDING_ADD] = { .nin = 7, .text =
	    "INSERT INTO finding (id, institution, day, what, measure,"
	    " person, at) VALUES ($1, $2, $3, $4, $5, $6, $7)" },
	/* a row only where one works for one, and no contract runs */
	[LAPSED] = { .nin = 2, .text =
	    "SELECT i.name, (SELECT MAX(COALESCE(c.ended, c.until))"
	    "  FROM contract c WHERE c.institution = w.institution"
	    "   AND c.since <= $2)"
	    "  FROM institution_staff w"
	    "  JOIN institution i ON i.id = w.institution"
	    " WHERE w.person = $1 AND NOT EXISTS (SELECT 1 FROM contract c"
	    "  WHERE c.institution = w.institution AND c.since <= $2"
	    "   AND COALESCE(c.ended, c.until) > $2)" },
};

/* --- decided ------------------------------------------------------------------ */

static enum contract_state
state_of(const struct contract *c, int64_t at)
{
	const int64_t	 end = c->ended != 0 ? c->ended : c->until;

	return end <= at ? CONTRACT_OVER : c->since > at ? CONTRACT_TO_COME :
	    CONTRACT_RUNS;
}

enum contract_state
contract_state_at(const struct contract *list, size_t n, int64_t at)
{
	static const int order[CONTRACT__N] = {
		[CONTRACT_NONE] = 0, [CONTRACT_OVER] = 1,
		[CONTRACT_TO_COME] = 2, [CONTRACT_RUNS] = 3,
	};
	enum contract_state	 best = CONTRACT_NONE, s;
	size_t			 i;

	for (i = 0; i < n; i++)
		if (order[s = state_of(&list[i], at)] > order[best])
			best = s;
	return best;
}

const char *
contract_state_label(enum contract_state s)
{
	static const char *const labels[CONTRACT__N] = {
		[CONTRACT_NONE] = "尚无合同",
		[CONTRACT_TO_COME] = "尚未开始",
		[CONTRACT_RUNS] = "有效",
		[CONTRACT_OVER] = "已到期或终止",
	};

	return labels[s];
}

/* --- institutions --------------------------------------------------------------- */

static void
read_inst(const struct rows *rows, struct pool *pool,
    struct institution *out)
{
	copy_id(out->id, rows_str(rows, 0));
	out->rev = rows_int(rows, 1);
	copy_id(out->unit, rows_str(rows, 2));
	out->unit_name = rows_text(rows, 3, pool);
	copy_id(out->supervisor, rows_str(rows, 4));
	out->supervisor_name = rows_text(rows, 5, pool);
	out->name = rows_text(rows, 6, pool);
	out->code = rows_text(rows, 7, pool);
	out->created = rows_int(rows, 8);
}

enum status
institution_load(struct store *db, struct pool *pool, const char *id,
    struct institution *out, struct fault *f)
{
	const struct value	 in[] = { v_text(id) };
	struct rows		*rows;
	enum status		 st;

	st = one_row(db, &inst_sql[INST_LOAD], in, 1, &rows, f);
	if (st != ST_OK)
		return st;
	read_inst(rows, pool, out);
	rows_free(rows);
	return pool_held(pool, f);
}

static enum status
take_inst(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	(void)f;
	read_inst(rows, pool, out);
	return ST_OK;
}

static const struct record inst_record = {
	"institution", sizeof(struct institution), take_inst
};

enum status
institution_list(struct store *db, struct pool *pool,
    struct institution **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_int(INSTITUTIONS_MAX) };

	return store_list(db, pool, &inst_sql[INST_LIST], in, 1,
	    &inst_record, INSTITUTIONS_MAX, out, n, f);
}

enum status
institution_add(struct store *db, struct institution *i, struct fault *f)
{
	id_new(i->id);
	i->rev = 1;
	i->created = clock_now();
	const struct value	 in[] = {
		v_text(i->id), v_text(i->unit), v_text(i->name),
		v_text(i->code), v_text(i->supervisor), v_int(i->created),
	};

	return store_run(db, &inst_sql[INST_ADD], in, NITEMS(in), NULL, f);
}

enum status
institution_save(struct store *db, struct institution *i, struct fault *f)
{
	const struct value	 in[] = {
		v_text(i->name), v_text(i->supervisor), v_text(i->id),
		v_int(i->rev),
	};
	int64_t			 changed = 0;
	enum status		 st;

	st = store_run(db, &inst_sql[INST_SAVE], in, NITEMS(in), &changed,
	    f);
	if (st == ST_OK && changed != 1)
		return fault_set(f, ST_CONFLICT, "institution %s moved",
		    i->id);
	i->rev += st == ST_OK;
	return st;
}

/* --- contracts --------------------------------------------------------------------- */

static enum status
take_contract(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct contract	*c = out;

	(void)f;
	c->id = rows_text(rows, 0, pool);
	c->number = rows_text(rows, 1, pool);
	c->since = rows_int(rows, 2);
	c->until = rows_int(rows, 3);
	c->ended = rows_int(rows, 4);
	return ST_OK;
}

static const struct record contract_record = {
	"contract", sizeof(struct contract), take_contract
};

static enum status
list_of(struct store *db, struct pool *pool, int which, const char *of,
    const struct record *kind, void *out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_text(of), v_int(INSTITUTIONS_MAX)
	};

	return store_list(db, pool, &inst_sql[which], in, NITEMS(in), kind,
	    INSTITUTIONS_MAX, out, n, f);
}

enum status
contract_list(struct store *db, struct pool *pool, const char *institution,
    struct contract **out, size_t *n, struct fault *f)
{
	return list_of(db, pool, CONTRACT_LIST, institution,
	    &contract_record, out, n, f);
}

enum status
contract_add(struct store *db, const char *institution,
    const struct contract *c, struct fault *f)
{
	char			 id[ID_LEN + 1];

	id_new(id);
	const struct value	 in[] = {
		v_text(id), v_text(institution), v_text(c->number),
		v_int(c->since), v_int(c->until), v_int(clock_now()),
	};

	return store_run(db, &inst_sql[CONTRACT_ADD], in, NITEMS(in), NULL,
	    f);
}

enum status
contract_end(struct store *db, const char *institution, int64_t at,
    struct fault *f)
{
	const struct value	 in[] = { v_int(at), v_text(institution) };

	return store_run(db, &inst_sql[CONTRACT_END], in, NITEMS(in), NULL,
	    f);
}

/* --- staff ---------------------------------------------------------------------------- */

static enum status
take_staff(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct staff	*s = out;

	(void)f;
	s->person = rows_text(rows, 0, pool);
	s->name = rows_text(rows, 1, pool);
	s->login = rows_text(rows, 2, pool);
	s->since = rows_int(rows, 3);
	return ST_OK;
}

static const struct record staff_record = {
	"staff", sizeof(struct staff), take_staff
};

enum status
staff_list(struct store *db, struct pool *pool, const char *institution,
    struct staff **out, size_t *n, struct fault *f)
{
	return list_of(db, pool, STAFF_LIST, institution, &staff_record, out,
	    n, f);
}

enum status
staff_add(struct store *db, const char *institution, const char *person,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(person), v_text(institution), v_int(clock_now())
	};

	return store_run(db, &inst_sql[STAFF_ADD], in, NITEMS(in), NULL, f);
}

enum status
staff_remove(struct store *db, const char *institution, const char *person,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(person), v_text(institution)
	};
	int64_t			 changed = 0;
	enum status		 st;

	st = store_run(db, &inst_sql[STAFF_REMOVE], in, NITEMS(in), &changed,
	    f);
	return st == ST_OK && changed == 0 ? fault_set(f, ST_ABSENT,
	    "%s does not work for it", person) : st;
}

/* --- supervision ------------------------------------------------------------------------ */

static enum status
take_finding(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct institution_finding	*v = out;

	(void)f;
	v->day = rows_int(rows, 0);
	v->what = rows_text(rows, 1, pool);
	v->measure = rows_text(rows, 2, pool);
	v->person = rows_text(rows, 3, pool);
	v->at = rows_int(rows, 4);
	return ST_OK;
}

static const struct record finding_record = {
	"finding", sizeof(struct institution_finding), take_finding
};

enum status
finding_list(struct store *db, struct pool *pool, const char *institution,
    struct institution_finding **out, size_t *n, struct fault *f)
{
	return list_of(db, pool, FINDING_LIST, institution, &finding_record,
	    out, n, f);
}

enum status
finding_add(struct store *db, const char *institution,
    const struct institution_finding *v, struct fault *f)
{
	char			 id[ID_LEN + 1];

	id_new(id);
	const struct value	 in[] = {
		v_text(id), v_text(institution), v_int(v->day),
		v_text(v->what), v_text(v->measure), v_text(v->person),
		v_int(clock_now()),
	};

	return store_run(db, &inst_sql[FINDING_ADD], in, NITEMS(in), NULL,
	    f);
}

/* --- at the moment of a deed ---------------------------------------------------------------- */

static const char *
words(struct pool *pool, const char *name, int64_t over)
{
	char	 day[CALENDAR_TEXT];

	if (over == 0)
		return pool_printf(pool, "您所在的服务机构“%s”没有已经开始的服务"
		    "合同，不能办理受理和制作", name);
	calendar_minute(over, day);
	return pool_printf(pool, "您所在的服务机构“%s”的服务合同已于 %s 到期"
	    "或终止，不能办理受理和制作", name, day);
}

enum status
institution_lapsed(struct store *db, struct pool *pool, const char *person,
    int64_t at, const char **why, struct fault *f)
{
	const struct value	 in[] = { v_text(person), v_int(at) };
	struct rows		*rows = NULL;
	enum status		 st;

	*why = NULL;
	st = store_query(db, &inst_sql[LAPSED], in, NITEMS(in), &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*why = words(pool, rows_str(rows, 0), rows_int(rows, 1));
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

/*
 * Tables of requests; see list.h.  The statements are constant pieces joined
 * by the preprocessor, one for each combination of filters, so that each is
 * read along an index; a test explains all of them.
 */
#include <string.h>

#include "flow/flow.h"
#include "seal/gram.h"
#include "seal/request.h"
#include "seal/table.h"
#include "work/case.h"
#include "work/csv.h"
#include "work/list.h"

#define COLUMNS								\
	"SELECT q.id, q.number, q.business, q.channel, q.state,"	\
	"       q.org_name, q.seal_name, q.created, q.changed,"		\
	"       q.submitted, q.due, q.urgent"
/*
 * The ways of a search (seal/gram.h): CROSS JOIN keeps SQLite to the order
 * given, whatever it thinks it knows of the tables.
 */
#define PLAIN	"  FROM request_scope s JOIN request q ON q.id = s.request"	\
		" WHERE s.unit = $1"
#define FOUND(n)							\
	" CROSS JOIN request q"						\
	" WHERE s.unit = $1 AND g.gram = $" n " AND g.kind = 'request'"	\
	"   AND g.id = s.request AND q.id = s.request"
#define MANY(n, m) "  FROM request_scope s CROSS JOIN gram g" FOUND(n)
#define FEW(n, m)							\
	"  FROM gram g CROSS JOIN gram h CROSS JOIN request_scope s"	\
	FOUND(n) " AND h.gram = $" m " AND h.kind = 'request'"		\
	"   AND h.id = g.id"
#define STAGE								\
	" AND s.stage = $5 AND s.stage <> 'draft' AND s.finished = 0"
#define BUSINESS(n)	" AND s.business = $" n
/* In the order of ids, the piece's own; the key is the other ways'. */
#define ALONG(n, m)							\
	"  FROM gram g CROSS JOIN request_scope s" FOUND(n)		\
	" AND (" "$" m " = g.gram OR EXISTS ("				\
	"    SELECT 1 FROM gram h WHERE h.gram = $" m			\
	"       AND h.kind = 'request' AND h.id = g.id))"		\
	" AND CAST($2 AS BIGINT) IS NOT NULL"
#define NEWEST_ALONG " AND g.id < $3 ORDER BY g.id DESC LIMIT $4"
#define OLDEST_ALONG " AND g.id > $3 ORDER BY g.id LIMIT $4"
#define NEWEST								\
	" AND (s.created, s.request) < (CAST($2 AS BIGINT), $3)"	\
	" ORDER BY s.created DESC, s.request DESC LIMIT $4"
#define OLDEST								\
	" AND (s.created, s.request) > (CAST($2 AS BIGINT), $3)"	\
	" ORDER BY s.created, s.request LIMIT $4"

#define STATEMENT(nin_, from, stage, business, order)			\
	{ .nin = (nin_), .text = COLUMNS from stage business order }
#define SEARCHED(FROM, more, order)					\
	STATEMENT(5 + (more), FROM("5", "6"), "", "", order),		\
	STATEMENT(6 + (more), FROM("6", "7"), STAGE, "", order),	\
	STATEMENT(6 + (more), FROM("6", "7"), "", BUSINESS("5"), order),\
	STATEMENT(7 + (more), FROM("7", "8"), STAGE, BUSINESS("6"), order)
#define ORDERED(order)							\
	STATEMENT(4, PLAIN, "", "", order),				\
	STATEMENT(5, PLAIN, STAGE, "", order),				\
	STATEMENT(5, PLAIN, "", BUSINESS("5"), order),			\
	STATEMENT(6, PLAIN, STAGE, BUSINESS("6"), order),		\
	SEARCHED(MANY, 0, order), SEARCHED(ALONG, 1, order##_ALONG)
#define OPEN_EACH	12	/* of one order */

/*
 * What ended, by when: one end of the period is the key of the first
 * page, the other $5.  The operator is who of desk and maker acted last.
 */
#define OPERATOR							\
	"COALESCE((SELECT p.name FROM request_event e"			\
	"   JOIN person p ON p.id = e.person"				\
	"  WHERE e.request = q.id AND e.role IN"			\
	"        ('checker', 'maker', 'approver', 'ra-operator')"	\
	"  ORDER BY e.seq DESC LIMIT 1), '')"
#define LATEST								\
	" AND s.finished >= $5"						\
	" AND (s.finished, s.request) < (CAST($2 AS BIGINT), $3)"	\
	" ORDER BY s.finished DESC, s.request DESC LIMIT $4"
#define EARLIEST							\
	" AND s.finished < $5"						\
	" AND (s.finished, s.request) > (CAST($2 AS BIGINT), $3)"	\
	" ORDER BY s.finished, s.request LIMIT $4"
#define ENDED(nin_, from, business, order)				\
	{ .nin = (nin_), .text = COLUMNS ", s.finished, " OPERATOR from	\
	    " AND s.finished > 0" business order }
#define ENDED_ORDERED(order)						\
	ENDED(5, PLAIN, "", order),					\
	ENDED(6, PLAIN, BUSINESS("6"), order),				\
	ENDED(6, MANY("6", ""), "", order),				\
	ENDED(7, MANY("7", ""), BUSINESS("6"), order),			\
	ENDED(7, FEW("6", "7"), "", order),				\
	ENDED(8, FEW("7", "8"), BUSINESS("6"), order)
#define ENDED_EACH	6

/* Open by order; then what ended by order. */
static const struct sql list_sql[] = {
	ORDERED(NEWEST), ORDERED(OLDEST),
	ENDED_ORDERED(LATEST), ENDED_ORDERED(EARLIEST),
};
_Static_assert(NITEMS(list_sql) == 2 * (OPEN_EACH + ENDED_EACH),
    "each combination");

/* How many stand in a stage, in a stage of a business, in all. */
static const struct sql count_sql[] = {
	{ .nin = 3, .text =
	    "SELECT COUNT(*) FROM (SELECT 1 FROM request_scope"
	    " WHERE unit = $1 AND stage = $3 AND stage <> 'draft'"
	    "   AND finished = 0 LIMIT $2) AS hits" },
	{ .nin = 4, .text =
	    "SELECT COUNT(*) FROM (SELECT 1 FROM request_scope"
	    " WHERE unit = $1 AND stage = $3 AND stage <> 'draft'"
	    "   AND finished = 0 AND business = $4 LIMIT $2) AS hits" },
	{ .nin = 2, .text =
	    "SELECT COUNT(*) FROM (SELECT 1 FROM request_scope"
	    " WHERE unit = $1 LIMIT $2) AS hits" },
};

const struct sql *
list_statement(size_t k)
{
	return k < NITEMS(list_sql) ? &list_sql[k] : NULL;
}

static void
read_row(struct rows *rows, int ended, struct pool *pool, struct list_row *l)
{
	l->id = rows_text(rows, 0, pool);
	l->number = rows_text(rows, 1, pool);
	l->business = rows_text(rows, 2, pool);
	l->channel = rows_text(rows, 3, pool);
	l->state = flow_state(&flow_apply, rows_str(rows, 4));
	l->unit_name = rows_text(rows, 5, pool);
	l->seal_name = rows_text(rows, 6, pool);
	l->created = rows_int(rows, 7);
	l->changed = rows_int(rows, 8);
	l->submitted = rows_int(rows, 9);
	l->due = rows_int(rows, 10);
	l->urgent = (int)rows_int(rows, 11);
	l->finished = ended ? rows_int(rows, 12) : 0;
	l->operator = ended ? rows_text(rows, 13, pool) : "";
}

int64_t
list_key(const struct list_ask *ask, const struct list_row *l)
{
	return ask->finished ? l->finished : l->created;
}

static enum status
count(struct store *db, const struct sql *sql, const char *unit,
    const char *stage, const char *business, int64_t most, int64_t *n,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(unit), v_int(most), v_text(stage), v_text(business),
	};
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(db, sql, in, sql->nin, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*n = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

/* What few have is read as it is found; a list in the order of creation goes
 * along a piece unless it is short itself. */
static enum status
choose(struct store *db, const struct list_ask *ask,
    struct gram_choice *choice, enum gram_way *way, struct fault *f)
{
	int64_t		 n = 0;
	enum status	 st;

	*way = GRAM_NONE;
	if (ask->text == NULL)
		return ST_OK;
	st = gram_choose(db, "request", ask->text,
	    ask->finished ? GRAM_OTHER : GRAM_CREATED, choice, f);
	if (st == ST_OK && !choice->few && !ask->finished)
		st = count(db, &count_sql[ask->stage == NULL ? 2 : 0],
		    ask->unit, ask->stage, NULL, GRAM_SHORT, &n, f);
	*way = choice->few || n == GRAM_SHORT ? GRAM_PIECE : GRAM_LIST;
	return st;
}

static size_t
which(const struct list_ask *ask, enum gram_way way)
{
	const size_t	 search = (size_t)way;
	const size_t	 business = ask->business != NULL,
			 stage = ask->stage != NULL, oldest = ask->oldest != 0;

	return ask->finished ?
	    2 * OPEN_EACH + oldest * ENDED_EACH + search * 2 + business :
	    oldest * OPEN_EACH + search * 4 + (business << 1 | stage);
}

/* Where a list begins: before or behind everything asked for. */
static int64_t
first_key(const struct list_ask *ask)
{
	if (ask->oldest)
		return ask->finished ? ask->from : 0;
	return ask->finished && ask->until != 0 ? ask->until : INT64_MAX;
}

static int
matches(const struct list_ask *ask, const struct list_row *l)
{
	return ask->text == NULL || gram_matches(l->unit_name, ask->text) ||
	    gram_matches(l->seal_name, ask->text) ||
	    gram_matches(l->number, ask->text);
}

/* The parameters behind the first four. */
static size_t
parameters(const struct list_ask *ask, enum gram_way way,
    const struct gram_choice *choice, struct value *in)
{
	size_t	 n = 0;

	if (ask->finished)
		in[n++] = v_int(!ask->oldest ? ask->from :
		    ask->until != 0 ? ask->until : INT64_MAX);
	else if (ask->stage != NULL)
		in[n++] = v_text(ask->stage);
	if (ask->business != NULL)
		in[n++] = v_text(ask->business);
	if (way != GRAM_NONE)
		in[n++] = v_text(choice->gram);
	if (way == GRAM_PIECE)
		in[n++] = v_text(choice->second);
	return n;
}

/* A page being read. */
struct reading {
	const struct list_ask	*ask;
	struct pool		*pool;
	struct list_row		*list;
};

static int
take(struct rows *rows, void *arg, size_t n, int64_t *key, const char **id)
{
	const struct reading	*g = arg;
	struct list_row		*l = &g->list[n];

	read_row(rows, g->ask->finished, g->pool, l);
	*key = list_key(g->ask, l);
	*id = l->id;
	return matches(g->ask, l);
}

enum status
list_requests(struct store *db, struct pool *pool,
    const struct list_ask *ask, struct list_row **out, size_t *n, int *more,
    struct fault *f)
{
	const size_t		 max = ask->max > LIST_MAX ? LIST_MAX :
				    ask->max;
	struct gram_choice	 choice = { .gram = "" };
	struct value		 in[8] = {
		v_text(ask->unit),
		v_int(ask->after != NULL ? ask->key : first_key(ask)),
		v_text(ask->after != NULL ? ask->after :
		    ask->oldest ? "" : ID_LAST),
		v_int((int64_t)max + 1),
	};
	struct reading		 reading = { .ask = ask, .pool = pool };
	struct gram_page	 page = {
		.in = in, .max = max, .take = take, .arg = &reading,
	};
	enum gram_way		 way;
	enum status		 st;

	*out = NULL;
	*n = 0;
	*more = 0;
	if ((st = choose(db, ask, &choice, &way, f)) != ST_OK)
		return st;
	page.sql = &list_sql[which(ask, way)];
	page.nin = 4 + parameters(ask, way, &choice, in + 4);
	reading.list = *out = pool_array(pool, max + 1, sizeof(**out));
	if (*out == NULL)
		return fault_set(f, ST_BROKEN, "list: memory");
	return gram_page(db, &page, n, more, f);
}

enum status
list_count(struct store *db, const char *unit, const char *stage,
    const char *business, int64_t *n, struct fault *f)
{
	return count(db, &count_sql[business != NULL], unit, stage, business,
	    LIST_COUNT, n, f);
}

/* --- CSV ----------------------------------------------------------------- */

#define CSV_HEAD							\
	"办件编号,事项,单位,印章名称,阶段,渠道,创建时间,提交时间,最近办理,期限"

const char *
list_csv_head(const struct list_ask *ask)
{
	return ask->finished ? CSV_HEAD ",经办人员,办结时间\r\n" :
	    CSV_HEAD "\r\n";
}

void
list_csv_row(const struct list_ask *ask, const struct list_row *l,
    struct buf *out)
{
	const struct business	*b = business_find(l->business);

	csv_cell(out, l->number, ",");
	csv_cell(out, b == NULL ? l->business : b->label, ",");
	csv_cell(out, l->unit_name, ",");
	csv_cell(out, l->seal_name, ",");
	csv_cell(out, request_label(l->state, l->urgent), ",");
	csv_cell(out, strcmp(l->channel, "counter") == 0 ? "窗口" : "网上",
	    ",");
	csv_time(out, l->created, ",");
	csv_time(out, l->submitted, ",");
	csv_time(out, l->changed, ",");
	csv_time(out, l->due, ask->finished ? "," : "\r\n");
	if (!ask->finished)
		return;
	csv_cell(out, l->operator, ",");
	csv_time(out, l->finished, "\r\n");
}

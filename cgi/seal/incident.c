/* Incidents as records, their evidence and their steps; see incident.h. */
#include <string.h>

#include "base/clock.h"
#include "base/coding.h"
#include "base/limits.h"
#include "seal/incident_local.h"
#include "seal/local.h"

enum {
	BY_ID, OF_SOURCE, ADD, MOVE, SCOPE_ADD, SCOPE_MOVE, EVENT_ADD,
	EVENT_LIST, FILE_ADD, FILE_COUNT, FILE_LOAD,
	SQL__N
};

static const struct sql incident_sql[SQL__N] = {
	[BY_ID] = { .nin = 1, .text = INCIDENT_SELECT
	    "  FROM incident i" INCIDENT_NAMES " WHERE i.id = $1" },
	[OF_SOURCE] = { .nin = 2, .text =
	    "SELECT id FROM incident WHERE source = $1 AND source_ref = $2"
	    "   AND source <> 'hand'" },
	[ADD] = { .nin = 13, .text =
	    "INSERT INTO incident (id, number, rev, unit, state, kind,"
	    " source, source_ref, summary, day, seal, request, org,"
	    " measures, notified, created, changed)"
	    " VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
	    "         0, 0, $13, $13)" },
	[MOVE] = { .nin = 7, .text =
	    "UPDATE incident SET state = $1, measures = $2, notified = $3,"
	    "       result = $4, changed = $5, rev = rev + 1"
	    " WHERE id = $6 AND rev = $7 RETURNING rev" },
	[SCOPE_ADD] = { .nin = 5, .text =
	    "INSERT INTO incident_scope (unit, incident, stage, kind,"
	    " is_open, moment)"
	    " VALUES ($1, $2, $3, $4, 1, $5)" },
	[SCOPE_MOVE] = { .nin = 3, .text =
	    "UPDATE incident_scope SET stage = $1, is_open = $2"
	    " WHERE incident = $3" },
	[EVENT_ADD] = { .nin = 10, .text =
	    "INSERT INTO incident_event (incident, seq, at, event,"
	    " from_state, to_state, person, note, file, sum, statement)"
	    " SELECT $1, COALESCE(MAX(seq), 0) + 1, CAST($2 AS BIGINT), $3,"
	    "        $4, $5, $6, $7, $8, $9, $10"
	    "   FROM incident_event WHERE incident = $1" },
	[EVENT_LIST] = { .nin = 2, .text =
	    "SELECT e.seq, e.at, e.event, e.from_state, p.name, e.note,"
	    "       e.statement, e.file, v.name, e.sum"
	    "  FROM incident_event e LEFT JOIN person p ON p.id = e.person"
	    "  LEFT JOIN incident_file v ON v.id = e.file"
	    " WHERE e.incident = $1 ORDER BY e.seq LIMIT $2" },
	[FILE_ADD] = { .nin = 6, .text =
	    "INSERT INTO incident_file (id, incident, name, type, size, box)"
	    " VALUES ($1, $2, $3, $4, $5, $6)" },
	[FILE_COUNT] = { .nin = 1, .text =
	    "SELECT COUNT(*) FROM incident_file WHERE incident = $1" },
	[FILE_LOAD] = { .nin = 2, .text =
	    "SELECT id, name, type, size, box FROM incident_file"
	    " WHERE id = $1 AND incident = $2" },
};

enum status
incident_read(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct incident	*i = out;
	int		 c = 0;

	i->id = rows_text(rows, c++, pool);
	i->number = rows_text(rows, c++, pool);
	i->unit = rows_text(rows, c++, pool);
	i->rev = rows_int(rows, c++);
	i->state = flow_state(&flow_incident, rows_str(rows, c++));
	i->kind = incident_kind_find(rows_str(rows, c++));
	i->source = rows_text(rows, c++, pool);
	i->source_ref = rows_text(rows, c++, pool);
	i->summary = rows_text(rows, c++, pool);
	i->day = rows_int(rows, c++);
	i->seal = rows_text(rows, c++, pool);
	i->request = rows_text(rows, c++, pool);
	i->org = rows_text(rows, c++, pool);
	i->measures = rows_int(rows, c++);
	i->notified = rows_int(rows, c++);
	i->result = rows_text(rows, c++, pool);
	i->created = rows_int(rows, c++);
	i->changed = rows_int(rows, c++);
	i->unit_name = rows_text(rows, c++, pool);
	i->seal_name = rows_text(rows, c++, pool);
	i->seal_code = rows_text(rows, c++, pool);
	i->request_number = rows_text(rows, c++, pool);
	i->org_name = rows_text(rows, c++, pool);
	i->org_region = rows_text(rows, c++, pool);
	return i->state < 0 || i->kind == INCIDENT_KIND__N ||
	    pool_failed(pool) ? fault_set(f, ST_BROKEN,
	    "incident: unreadable row") : ST_OK;
}

static const struct record incident_record = {
	"incident", sizeof(struct incident), incident_read
};

enum status
incident_load(struct store *db, struct pool *pool, const char *id,
    struct incident *out, struct fault *f)
{
	const struct value	 in = v_text(id);

	return store_find(db, pool, &incident_sql[BY_ID], &in, 1,
	    &incident_record, out, f);
}

enum status
incident_of_source(struct store *db, struct pool *pool, const char *source,
    const char *ref, const char **id, struct fault *f)
{
	const struct value	 in[] = { v_text(source), v_text(ref) };
	struct rows		*rows = NULL;
	enum status		 st;

	*id = NULL;
	st = store_query(db, &incident_sql[OF_SOURCE], in, 2, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*id = rows_text(rows, 0, pool);
	rows_free(rows);
	return st;
}

enum status
incident_digest(const struct incident *i, const char *event,
    const char *from, const char *note, const char *sum,
    unsigned char out[DIGEST_LEN], struct fault *f)
{
	const struct digest_field	 d[] = {
		digest_text("incident", i->id),
		digest_text("number", i->number), digest_text("event", event),
		digest_text("from", from), digest_text("note", note),
		digest_text("file", sum),
	};

	return digest_fields("incident", d, NITEMS(d), out, f);
}

/* --- steps ----------------------------------------------------------------- */

static enum status
add_line(struct store *db, const struct actor *who, const char *id,
    const struct flow_row *row, const struct incident_move *m, int64_t now,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(id), v_int(now),
		v_text(flow_incident.events[row->event].name),
		v_text(row->from == FLOW_NEW ? "" :
		    flow_incident.states[row->from].name),
		v_text(flow_incident.states[row->to].name),
		v_text(who->person), v_text(m->note),
		v_text(m->file == NULL ? NULL : m->file->id),
		v_text(m->file == NULL ? NULL : m->file->sum),
		v_text(m->statement),
	};

	return store_run(db, &incident_sql[EVENT_ADD], in, NITEMS(in), NULL,
	    f);
}

/* The unit that follows it up, and those above. */
static enum status
add_scope(struct store *db, const struct incident *i, int64_t now,
    struct fault *f)
{
	const char	*up[8];
	struct pool	*pool = pool_new(64 * KIB);
	enum status	 st;
	size_t		 k, n;

	if (pool == NULL)
		return fault_set(f, ST_BROKEN, "incident: memory");
	st = unit_ancestors(db, pool, i->unit, up, &n, f);
	for (k = 0; st == ST_OK && k < n; k++) {
		const struct value in[] = {
			v_text(up[k]), v_text(i->id),
			v_text(flow_incident.states[I0_RECORDED].name),
			v_text(incident_kind_name(i->kind)), v_int(now),
		};
		st = store_run(db, &incident_sql[SCOPE_ADD], in, NITEMS(in),
		    NULL, f);
	}
	pool_free(pool);
	return st;
}

enum status
incident_add(struct store *db, const struct actor *who,
    const struct incident *i, const struct incident_move *m,
    struct fault *f)
{
	const struct flow_row	*row = flow_creating(&flow_incident,
				    IE_RECORD);
	const int64_t		 now = clock_now();
	const struct value	 in[] = {
		v_text(i->id), v_text(i->number), v_text(i->unit),
		v_text(flow_incident.states[row->to].name),
		v_text(incident_kind_name(i->kind)), v_text(i->source),
		v_text(i->source_ref), v_text(i->summary), v_int(i->day),
		v_text(i->seal), v_text(i->request), v_text(i->org),
		v_int(now),
	};
	enum status		 st;

	st = store_run(db, &incident_sql[ADD], in, NITEMS(in), NULL, f);
	if (st == ST_OK)
		st = add_scope(db, i, now, f);
	return st == ST_OK ? add_line(db, who, i->id, row, m, now, f) : st;
}

static enum status
add_file(struct store *db, const char *incident,
    const struct incident_file *v, struct fault *f)
{
	const struct value	 of = v_text(incident);
	const struct value	 in[] = {
		v_text(v->id), v_text(incident), v_text(v->name),
		v_text(v->type), v_int(v->size), v_bytes(v->box),
	};
	struct rows		*rows = NULL;
	int64_t			 n = 0;
	enum status		 st;

	st = store_query(db, &incident_sql[FILE_COUNT], &of, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		n = rows_int(rows, 0);
	rows_free(rows);
	if (st == ST_OK && n >= INCIDENT_FILES)
		st = fault_set(f, ST_CONFLICT, "incident: %d files",
		    INCIDENT_FILES);
	return st == ST_OK ? store_run(db, &incident_sql[FILE_ADD], in,
	    NITEMS(in), NULL, f) : st;
}

static enum status
move_row(struct store *db, struct incident *i, int64_t now, struct fault *f)
{
	const struct value	 in[] = {
		v_text(flow_incident.states[i->state].name),
		v_int(i->measures), v_int(i->notified), v_text(i->result),
		v_int(now), v_text(i->id), v_int(i->rev),
	};
	const struct value	 scope[] = {
		v_text(flow_incident.states[i->state].name),
		v_int(i->state != I4_CLOSED), v_text(i->id),
	};
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, &incident_sql[MOVE], in, NITEMS(in), &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		st = fault_set(f, ST_CONFLICT, "incident %s moved",
		    i->number);
	if (st == ST_OK)
		i->rev = rows_int(rows, 0);
	rows_free(rows);
	return st == ST_OK ? store_run(db, &incident_sql[SCOPE_MOVE], scope,
	    NITEMS(scope), NULL, f) : st;
}

enum status
incident_step(struct store *db, const struct actor *who, unsigned roles,
    const struct incident_facts *facts, struct incident *i,
    const struct incident_move *m, struct fault *f)
{
	const int64_t		 now = clock_now();
	const struct flow_row	*row;
	struct incident		 next = *i;
	const char		*why;
	enum status		 st = ST_OK;

	if (flow_ask(&flow_incident, i->state, m->event, roles, facts, m,
	    &row, &why) != FLOW_YES)
		return fault_set(f, ST_CONFLICT, "incident %s: no %s: %s",
		    i->number, flow_incident.events[m->event].name, why);
	next.state = row->to;
	next.measures += m->event == IE_MEASURE;
	next.notified += m->event == IE_NOTIFY;
	next.result = m->event == IE_CLOSE ? m->result : NULL;
	if (m->file != NULL)
		st = add_file(db, i->id, m->file, f);
	if (st == ST_OK)
		st = move_row(db, &next, now, f);
	if (st == ST_OK)
		st = add_line(db, who, i->id, row, m, now, f);
	if (st == ST_OK)
		*i = next;
	return st;
}

/* --- history and evidence ---------------------------------------------------- */

static enum status
read_line(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct incident_line	*l = out;
	int			 c = 0;

	(void)f;
	l->seq = rows_int(rows, c++);
	l->at = rows_int(rows, c++);
	l->event = rows_text(rows, c++, pool);
	l->from = rows_text(rows, c++, pool);
	l->person_name = rows_text(rows, c++, pool);
	l->note = rows_text(rows, c++, pool);
	l->statement = rows_text(rows, c++, pool);
	l->file = rows_text(rows, c++, pool);
	l->file_name = rows_text(rows, c++, pool);
	l->sum = rows_text(rows, c++, pool);
	return ST_OK;
}

static const struct record line_record = {
	"incident line", sizeof(struct incident_line), read_line
};

enum status
incident_history(struct store *db, struct pool *pool, const char *id,
    struct incident_line **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(id), v_int(INCIDENT_LINES) };

	return store_list(db, pool, &incident_sql[EVENT_LIST], in,
	    NITEMS(in), &line_record, INCIDENT_LINES, out, n, f);
}

static enum status
read_file(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct incident_file	*v = out;

	v->id = rows_text(rows, 0, pool);
	v->name = rows_text(rows, 1, pool);
	v->type = rows_text(rows, 2, pool);
	v->size = rows_int(rows, 3);
	v->box = pool_bytes(pool, rows_bytes(rows, 4));
	return pool_failed(pool) ? fault_set(f, ST_BROKEN,
	    "evidence: memory") : ST_OK;
}

static const struct record file_record = {
	"evidence", sizeof(struct incident_file), read_file
};

enum status
incident_file_load(struct store *db, struct pool *pool, const char *incident,
    const char *file, struct incident_file *out, struct fault *f)
{
	const struct value	 in[] = { v_text(file), v_text(incident) };

	return store_find(db, pool, &incident_sql[FILE_LOAD], in, NITEMS(in),
	    &file_record, out, f);
}

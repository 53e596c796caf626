/*
 * PostgreSQL: a store is a schema of its name in one database.  Bytes and
 * texts travel in binary, numbers in as text (so that the server picks the
 * width) and out in binary.  Writers run READ COMMITTED and meet at the rows
 * they update; a reader sees one moment.  A lost connection is opened again
 * for the next transaction, never inside one.
 */
#include <assert.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/local.h"

/* The types we let through, by the numbers of pg_type. */
enum {
	OID_BOOL = 16, OID_BYTEA = 17, OID_NAME = 19, OID_INT8 = 20,
	OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25, OID_VARCHAR = 1043
};

struct pg {
	PGconn		*conn;
	unsigned	 age;	/* counts connections: prepared names die */
};

/* --- errors ------------------------------------------------------------ */

/* Which of the server's codes mean something to a caller. */
static const struct {
	const char	*code;
	enum status	 st;
	const char	*word;
} codes[] = {
	{ "23505", ST_CONFLICT, "" },		/* unique */
	{ "23503", ST_CONFLICT, "" },		/* foreign key */
	{ "40001", ST_CONFLICT, "" },		/* serialisation */
	{ "40P01", ST_CONFLICT, "" },		/* deadlock */
	{ "53100", ST_BROKEN, "disk full: " },
	{ "55P03", ST_BROKEN, "waited too long for a row: " },
	{ "25006", ST_BROKEN, "a write outside a write transaction: " },
};

static enum status
complain(struct store *store, const PGresult *res, const char *doing,
    struct fault *f)
{
	struct pg	*pg = store->conn;
	const char	*code, *why;
	size_t		 i;

	code = res == NULL ? NULL : PQresultErrorField(res, PG_DIAG_SQLSTATE);
	why = res == NULL ? PQerrorMessage(pg->conn) :
	    PQresultErrorMessage(res);
	for (i = 0; code != NULL && i < NITEMS(codes); i++)
		if (strcmp(codes[i].code, code) == 0)
			return fault_set(f, codes[i].st, "%s: %s%.120s: %.240s",
			    store->name, codes[i].word, doing, why);
	return fault_set(f, ST_BROKEN, "%s: %.120s: %.240s", store->name,
	    doing, why);
}

static enum status
exec(struct store *store, const char *text, struct fault *f)
{
	struct pg	*pg = store->conn;
	PGresult	*res = PQexec(pg->conn, text);
	ExecStatusType	 got = PQresultStatus(res);
	enum status	 st = ST_OK;

	if (got != PGRES_COMMAND_OK && got != PGRES_TUPLES_OK)
		st = complain(store, res, text, f);
	PQclear(res);
	return st;
}

/* --- open and close ---------------------------------------------------- */

static void
on_notice(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;		/* "already exists, skipping" and the like */
}

/* What every new connection is told. */
static enum status
settle(struct store *store, struct fault *f)
{
	char	 text[512];

	snprintf(text, sizeof(text),
	    "SET search_path = %s, pg_temp;"
	    "SET default_transaction_read_only = on;"
	    "SET synchronous_commit = on;"
	    "SET lock_timeout = %d;"
	    "SET idle_in_transaction_session_timeout = %d;"
	    "SET TIME ZONE 'UTC'", store->name, STORE_WAIT_MS,
	    6 * STORE_WAIT_MS);
	return exec(store, text, f);
}

static enum status
pg_open(struct store *store, const char *conninfo, int flags,
    struct fault *f)
{
	/* The first word is only a default; the conninfo may say other. */
	const char	*keys[] = { "connect_timeout", "dbname",
			    "client_encoding", "application_name", NULL };
	const char	*values[] = { "10", conninfo, "UTF8", "jianyin",
			    NULL };
	char		 text[128];
	struct pg	*pg;
	enum status	 st;

	if ((pg = calloc(1, sizeof(*pg))) == NULL)
		return fault_set(f, ST_BROKEN, "store: no memory");
	store->conn = pg;
	pg->conn = PQconnectdbParams(keys, values, 1);
	if (PQstatus(pg->conn) != CONNECTION_OK)
		return complain(store, NULL, "connecting", f);
	PQsetNoticeReceiver(pg->conn, on_notice, NULL);
	if ((st = settle(store, f)) != ST_OK || !(flags & OPEN_CREATE))
		return st;
	/* Two may create at once; one waits for the other. */
	snprintf(text, sizeof(text), "BEGIN READ WRITE;"
	    "SELECT pg_advisory_xact_lock(7165911);"
	    "CREATE SCHEMA IF NOT EXISTS %s; COMMIT", store->name);
	return exec(store, text, f);
}

static void
pg_close(struct store *store)
{
	struct pg	*pg = store->conn;

	if (pg == NULL)
		return;
	PQfinish(pg->conn);
	free(pg);
}

/* Between transactions only: a lost connection is made anew. */
static enum status
revive(struct store *store, struct fault *f)
{
	struct pg	*pg = store->conn;

	if (PQstatus(pg->conn) == CONNECTION_OK)
		return ST_OK;
	PQreset(pg->conn);
	pg->age++;
	if (PQstatus(pg->conn) != CONNECTION_OK)
		return complain(store, NULL, "connecting again", f);
	return settle(store, f);
}

/* --- transactions ------------------------------------------------------ */

static enum status
pg_begin(struct store *store, enum store_mode mode, struct fault *f)
{
	struct pg	*pg = store->conn;
	const char	*text = mode == STORE_WRITE ?
	    "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE" :
	    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
	enum status	 st;

	if ((st = revive(store, f)) != ST_OK)
		return st;
	st = exec(store, text, f);
	if (st != ST_OK && PQstatus(pg->conn) != CONNECTION_OK &&
	    revive(store, f) == ST_OK)
		st = exec(store, text, f);	/* it was lost meanwhile */
	return st;
}

static enum status
pg_commit(struct store *store, struct fault *f)
{
	struct pg	*pg = store->conn;
	PGresult	*res = PQexec(pg->conn, "COMMIT");
	enum status	 st = ST_OK;

	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		st = complain(store, res, "commit", f);
	else if (strcmp(PQcmdStatus(res), "COMMIT") != 0)
		st = fault_set(f, ST_BROKEN, "%s: commit rolled back",
		    store->name);
	PQclear(res);
	return st;
}

static void
pg_rollback(struct store *store)
{
	struct pg	*pg = store->conn;

	if (PQtransactionStatus(pg->conn) != PQTRANS_IDLE)
		PQclear(PQexec(pg->conn, "ROLLBACK"));
}

/* --- statements -------------------------------------------------------- */

static void
name_of(const struct statement *st, char out[16])
{
	snprintf(out, 16, "s%u", st->number);
}

static enum status
pg_prepare(struct store *store, struct statement *st, struct fault *f)
{
	struct pg	*pg = store->conn;
	PGresult	*res;
	char		 name[16];
	enum status	 rc = ST_OK;

	if (!store->open && (rc = revive(store, f)) != ST_OK)
		return rc;
	name_of(st, name);
	res = PQprepare(pg->conn, name, st->text, 0, NULL);
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		rc = complain(store, res, st->text, f);
	PQclear(res);
	st->age = pg->age;
	if (rc == ST_OK)
		st->handle = st;	/* the server holds it */
	return rc;
}

static void
pg_forget(struct store *store, struct statement *st)
{
	struct pg	*pg = store->conn;
	char		 text[32], name[16];

	if (st->handle == NULL || st->age != pg->age)
		return;
	name_of(st, name);
	snprintf(text, sizeof(text), "DEALLOCATE %s", name);
	PQclear(PQexec(pg->conn, text));
	st->handle = NULL;
}

/* The arrays PQexecPrepared wants. */
struct wanted {
	const char	*p[STORE_IN_MAX];
	int		 n[STORE_IN_MAX], binary[STORE_IN_MAX];
	char		 number[STORE_IN_MAX][24];
};

static enum status
want(struct wanted *w, const struct value *in, size_t n, struct fault *f)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		w->p[i] = NULL;
		w->n[i] = 0;
		w->binary[i] = in[i].kind != V_INT;
		if (in[i].kind == V_NULL)
			continue;
		if (in[i].kind == V_INT) {
			snprintf(w->number[i], sizeof(w->number[i]),
			    "%" PRId64, in[i].i);
			w->p[i] = w->number[i];
			continue;
		}
		if (in[i].b.n > INT32_MAX)
			return fault_set(f, ST_BROKEN, "store: $%zu too long",
			    i + 1);
		w->p[i] = (const char *)in[i].b.p;
		w->n[i] = (int)in[i].b.n;
	}
	return ST_OK;
}

static int
type_is_known(Oid type)
{
	switch (type) {
	case OID_BOOL: case OID_BYTEA: case OID_NAME: case OID_INT8:
	case OID_INT2: case OID_INT4: case OID_TEXT: case OID_VARCHAR:
		return 1;
	}
	return 0;
}

static enum status
check_types(struct rows *rows, struct fault *f)
{
	int	 i;

	for (i = 0; i < PQnfields(rows->result); i++)
		if (!type_is_known(PQftype(rows->result, i)))
			return fault_set(f, ST_BROKEN,
			    "%s: column %d has type %u, CAST it: %.200s",
			    rows->db->name, i, PQftype(rows->result, i),
			    rows->st->text);
	return ST_OK;
}

static enum status
pg_start(struct rows *rows, const struct value *in, size_t n,
    struct fault *f)
{
	struct pg	*pg = rows->db->conn;
	struct wanted	 w;
	char		 name[16];
	ExecStatusType	 got;
	enum status	 st;

	if (!rows->db->open && (st = revive(rows->db, f)) != ST_OK)
		return st;
	if (rows->st->age != pg->age &&
	    (st = pg_prepare(rows->db, rows->st, f)) != ST_OK)
		return st;
	if ((st = want(&w, in, n, f)) != ST_OK)
		return st;
	name_of(rows->st, name);
	rows->result = PQexecPrepared(pg->conn, name, (int)n, w.p, w.n,
	    w.binary, 1);
	got = PQresultStatus(rows->result);
	if (got != PGRES_COMMAND_OK && got != PGRES_TUPLES_OK)
		return complain(rows->db, rows->result, rows->st->text, f);
	rows->row = -1;
	rows->count = PQntuples(rows->result);
	rows->changed = strtoll(PQcmdTuples(rows->result), NULL, 10);
	return check_types(rows, f);
}

static enum status
pg_next(struct rows *rows, struct fault *f)
{
	(void)f;
	if (rows->row + 1 >= rows->count)
		return ST_ABSENT;
	rows->row++;
	return ST_OK;
}

static enum status
pg_finish(struct rows *rows, struct fault *f)
{
	(void)rows;
	(void)f;
	return ST_OK;
}

static void
pg_end(struct rows *rows)
{
	PQclear(rows->result);
	rows->result = NULL;
}

/* Big-endian, 1 to 8 bytes, with its sign. */
static int64_t
number_of(const unsigned char *p, size_t n)
{
	uint64_t	 v = n > 0 && n > 1 && (p[0] & 0x80) ? UINT64_MAX : 0;
	size_t		 i;

	for (i = 0; i < n; i++)
		v = v << 8 | p[i];
	return (int64_t)v;
}

static struct value
pg_cell(const struct rows *rows, int col)
{
	const PGresult	*res = rows->result;
	struct value	 v = { 0 };

	assert(col >= 0 && col < PQnfields(res));
	if (PQgetisnull(res, rows->row, col))
		return v;
	v.b = bytes_of(PQgetvalue(res, rows->row, col),
	    (size_t)PQgetlength(res, rows->row, col));
	switch (PQftype(res, col)) {
	case OID_BOOL: case OID_INT2: case OID_INT4: case OID_INT8:
		v.kind = V_INT;
		v.i = number_of(v.b.p, v.b.n);
		break;
	case OID_BYTEA:
		v.kind = V_BYTES;
		break;
	default:
		v.kind = V_TEXT;
		break;
	}
	return v;
}

/* --- the schema's words ------------------------------------------------ */

/* Order is by code point on both engines, whatever the cluster's locale. */
static const struct word words[] = {
	{ "TEXT", "TEXT COLLATE \"C\"" },
	{ "CLUSTERED", "" },
	{ NULL, NULL },
};

static enum status
pg_script(struct store *store, const char *text, struct fault *f)
{
	return exec(store, text, f);
}

const struct engine store_postgres = {
	.name = "postgresql",
	.has_meta = "SELECT c.relname FROM pg_class c, pg_namespace n"
	    " WHERE c.relnamespace = n.oid AND c.relname = 'meta'"
	    " AND n.nspname = current_schema()",
	.alone = "SELECT pg_advisory_xact_lock(7165911)",
	.open = pg_open, .close = pg_close,
	.begin = pg_begin, .commit = pg_commit, .rollback = pg_rollback,
	.prepare = pg_prepare, .forget = pg_forget,
	.start = pg_start, .next = pg_next, .finish = pg_finish,
	.end = pg_end, .cell = pg_cell,
	.script = pg_script, .words = words, .table_end = "",
};

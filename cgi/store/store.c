/*
 * The front of the store: which engine, the rules of transactions, and the
 * statements kept.  It refuses a write outside a write transaction, a wrong
 * number of parameters, text that is not UTF-8, and anything but a rollback
 * after a statement failed (PostgreSQL does so; here SQLite does too, so
 * that a caller who forgets to look cannot commit one half).
 */
#include <assert.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/utf8.h"
#include "store/local.h"

static const struct {
	const char		*prefix;
	const struct engine	*engine;
} engines[] = {
	{ "sqlite:", &store_sqlite },
	{ "postgresql:", &store_postgres },
};

/* Names become file and schema names, so they are plain. */
static int
name_is_plain(const char *name)
{
	size_t	 i, n = strlen(name);

	if (n == 0 || n > STORE_NAME_MAX || !islower((unsigned char)name[0]))
		return 0;
	for (i = 0; i < n; i++)
		if (!islower((unsigned char)name[i]) &&
		    !isdigit((unsigned char)name[i]) && name[i] != '_')
			return 0;
	return 1;
}

enum status
store_open_raw(const char *where, const char *name, int flags,
    struct store **out, struct fault *f)
{
	struct store	*db;
	size_t		 i, n = 0;
	enum status	 st;

	*out = NULL;
	if (!name_is_plain(name))
		return fault_set(f, ST_INVALID, "store name '%.40s'", name);
	for (i = 0; i < NITEMS(engines); i++) {
		n = strlen(engines[i].prefix);
		if (strncmp(where, engines[i].prefix, n) == 0)
			break;
	}
	if (i == NITEMS(engines))
		return fault_set(f, ST_INVALID, "store '%.80s': neither "
		    "sqlite:DIR nor postgresql:CONNINFO", where);
	if ((db = calloc(1, sizeof(*db))) == NULL)
		return fault_set(f, ST_BROKEN, "store: no memory");
	db->engine = engines[i].engine;
	db->owner = getpid();
	db->readonly = (flags & OPEN_READONLY) != 0;
	memcpy(db->name, name, strlen(name) + 1);
	if ((st = db->engine->open(db, where + n, flags, f)) != ST_OK) {
		store_close(db);
		return st;
	}
	*out = db;
	return ST_OK;
}

enum status
store_open(const char *where, const char *name, int readonly,
    struct store **out, struct fault *f)
{
	enum status	 st;

	st = store_open_raw(where, name, readonly ? OPEN_READONLY : 0, out, f);
	if (st != ST_OK)
		return st;
	if ((st = store_check_version(*out, f)) != ST_OK) {
		store_close(*out);
		*out = NULL;
	}
	return st;
}

static void
statement_free(struct store *db, struct statement *st)
{
	if (st == NULL)
		return;
	db->engine->forget(db, st);
	free(st->text);
	free(st);
}

void
store_close(struct store *db)
{
	struct statement	*st, *next;
	size_t			 i;

	if (db == NULL)
		return;
	store_rollback(db);
	store_let_go(db);
	for (i = 0; i < STORE_CHAINS; i++)
		for (st = db->chain[i]; st != NULL; st = next) {
			next = st->next;
			statement_free(db, st);
		}
	db->engine->close(db);
	free(db);
}

const char *
store_engine(const struct store *db)
{
	return db->engine->name;
}

/* --- transactions ------------------------------------------------------ */

/* A connection must not cross a fork: its locks do not. */
static enum status
check_owner(const struct store *db, struct fault *f)
{
	if (db->owner != getpid())
		return fault_set(f, ST_BROKEN, "%s: opened before a fork",
		    db->name);
	return ST_OK;
}

enum status
store_begin(struct store *db, enum store_mode mode, struct fault *f)
{
	enum status	 st;

	if ((st = check_owner(db, f)) != ST_OK)
		return st;
	if (db->open)
		return fault_set(f, ST_BROKEN,
		    "%s: a transaction within a transaction", db->name);
	if (mode == STORE_WRITE && db->readonly)
		return fault_set(f, ST_BROKEN, "%s: opened to read only",
		    db->name);
	if (db->live > 0)	/* they would pin what SQLite sees */
		return fault_set(f, ST_BROKEN, "%s: rows still being read",
		    db->name);
	if (db->held && mode == STORE_READ) {
		db->held = 0;		/* what is held already will do */
		db->open = 1;
		return ST_OK;
	}
	store_let_go(db);
	if ((st = db->engine->begin(db, mode, f)) != ST_OK)
		return st;
	db->open = 1;
	db->mode = mode;
	db->failed = 0;
	return ST_OK;
}

enum status
store_commit(struct store *db, struct fault *f)
{
	enum status	 st;

	if (!db->open)
		return fault_set(f, ST_BROKEN, "%s: commit of nothing",
		    db->name);
	if (db->failed) {
		store_rollback(db);
		return fault_set(f, ST_BROKEN,
		    "%s: commit after a statement failed", db->name);
	}
	if ((st = db->engine->commit(db, f)) != ST_OK) {
		store_rollback(db);
		return st;
	}
	db->open = 0;
	return ST_OK;
}

void
store_rollback(struct store *db)
{
	if (!db->open)
		return;
	db->engine->rollback(db);
	db->open = 0;
	db->failed = 0;
}

enum status
store_end(struct store *db, enum status st, struct fault *f)
{
	if (st == ST_OK)
		st = store_commit(db, f);
	if (st != ST_OK)
		store_rollback(db);
	return st;
}

void
store_hold(struct store *db)
{
	struct fault	 f = { 0 };

	if (db->open || db->held || check_owner(db, &f) != ST_OK ||
	    db->engine->begin(db, STORE_READ, &f) != ST_OK)
		return;		/* then each statement sees its own moment */
	db->held = 1;
	db->mode = STORE_READ;
	db->failed = 0;
}

void
store_let_go(struct store *db)
{
	if (!db->held)
		return;
	db->held = 0;
	db->engine->rollback(db);	/* nothing was written */
}

int
store_is_writing(const struct store *db)
{
	return db->open && db->mode == STORE_WRITE;
}

/* --- statements -------------------------------------------------------- */

static struct statement **
chain_of(struct store *db, const struct sql *sql)
{
	uintptr_t	 a = (uintptr_t)sql;

	return &db->chain[(a / sizeof(struct sql)) % STORE_CHAINS];
}

static enum status
statement_new(struct store *db, const struct sql *sql,
    struct statement **out, struct fault *f)
{
	struct statement	*st;
	enum status		 rc;

	*out = NULL;
	if ((st = calloc(1, sizeof(*st))) == NULL ||
	    (st->text = strdup(sql->text)) == NULL) {
		free(st);
		return fault_set(f, ST_BROKEN, "store: no memory");
	}
	st->sql = sql;
	st->number = db->numbers++;
	if ((rc = db->engine->prepare(db, st, f)) != ST_OK) {
		statement_free(db, st);
		return rc;
	}
	*out = st;
	return ST_OK;
}

/*
 * The statement kept for this address.  One whose rows are still being read
 * gets a second, short-lived one; so do those past the ceiling.
 */
static enum status
statement_find(struct store *db, const struct sql *sql,
    struct statement **out, struct fault *f)
{
	struct statement	**at, *st;
	enum status		 rc;

	for (at = chain_of(db, sql); (st = *at) != NULL; at = &st->next)
		if (st->sql == sql)
			break;
	if (st != NULL && !st->busy && strcmp(st->text, sql->text) != 0) {
		*at = st->next;		/* the address has a new text */
		statement_free(db, st);
		db->kept--;
		st = NULL;
	}
	if (st != NULL && !st->busy) {
		*out = st;
		return ST_OK;
	}
	if ((rc = statement_new(db, sql, out, f)) != ST_OK)
		return rc;
	if (st == NULL && db->kept < STORE_KEPT_MAX) {
		at = chain_of(db, sql);
		(*out)->next = *at;
		(*out)->kept = 1;
		*at = *out;
		db->kept++;
	}
	return ST_OK;
}

/* What both engines must be given alike. */
static enum status
check_in(const struct store *db, const struct sql *sql,
    const struct value *in, size_t n, struct fault *f)
{
	size_t	 i;

	if (n != sql->nin || n > STORE_IN_MAX)
		return fault_set(f, ST_BROKEN, "%s: %zu values for %zu: %.80s",
		    db->name, n, sql->nin, sql->text);
	for (i = 0; i < n; i++)
		if (in[i].kind == V_TEXT &&
		    (memchr(in[i].b.p, '\0', in[i].b.n) != NULL ||
		    !utf8_valid((const char *)in[i].b.p, in[i].b.n)))
			return fault_set(f, ST_INVALID,
			    "%s: $%zu is not plain text: %.80s", db->name,
			    i + 1, sql->text);
	if (db->failed)
		return fault_set(f, ST_BROKEN,
		    "%s: the transaction failed before", db->name);
	return db->open || db->held ? ST_OK : check_owner(db, f);
}

/* After a failed statement the transaction can only be given up. */
static enum status
spoil(struct store *db, enum status st)
{
	if (db->open)
		db->failed = 1;
	store_let_go(db);
	return st;
}

enum status
store_query(struct store *db, const struct sql *sql, const struct value *in,
    size_t n, struct rows **out, struct fault *f)
{
	struct rows		*rows;
	struct statement	*statement = NULL;
	enum status		 st;

	*out = NULL;
	if ((st = check_in(db, sql, in, n, f)) != ST_OK)
		return spoil(db, st);
	if ((rows = calloc(1, sizeof(*rows))) == NULL)
		return spoil(db, fault_set(f, ST_BROKEN, "store: no memory"));
	if ((st = statement_find(db, sql, &statement, f)) != ST_OK) {
		free(rows);
		return spoil(db, st);
	}
	rows->db = db;
	rows->st = statement;
	statement->busy = 1;
	db->live++;
	if ((st = db->engine->start(rows, in, n, f)) != ST_OK) {
		rows_free(rows);
		return spoil(db, st);
	}
	*out = rows;
	return ST_OK;
}

enum status
store_run(struct store *db, const struct sql *sql, const struct value *in,
    size_t n, int64_t *changed, struct fault *f)
{
	struct rows	*rows;
	enum status	 st;

	if (changed != NULL)
		*changed = 0;
	if ((st = store_query(db, sql, in, n, &rows, f)) != ST_OK)
		return st;
	if ((st = db->engine->finish(rows, f)) != ST_OK)
		spoil(db, st);
	else if (changed != NULL)
		*changed = rows->changed;
	rows_free(rows);
	return st;
}

/* --- rows -------------------------------------------------------------- */

enum status
rows_next(struct rows *rows, struct fault *f)
{
	enum status	 st;

	rows->here = 0;
	if (rows->done)
		return ST_ABSENT;
	st = rows->db->engine->next(rows, f);
	if (st == ST_OK)
		rows->here = 1;
	else
		rows->done = 1;
	if (st != ST_OK && st != ST_ABSENT)
		spoil(rows->db, st);
	return st;
}

static struct value
cell(const struct rows *rows, int col)
{
	assert(rows->here);
	return rows->db->engine->cell(rows, col);
}

int64_t
rows_int(const struct rows *rows, int col)
{
	struct value	 v = cell(rows, col);

	return v.kind == V_INT ? v.i : 0;
}

int
rows_is_null(const struct rows *rows, int col)
{
	return cell(rows, col).kind == V_NULL;
}

const char *
rows_str(const struct rows *rows, int col)
{
	struct value	 v = cell(rows, col);

	return v.kind == V_TEXT ? (const char *)v.b.p : NULL;
}

struct bytes
rows_bytes(const struct rows *rows, int col)
{
	struct value	 v = cell(rows, col);

	return v.kind == V_BYTES ? v.b : bytes_of(NULL, 0);
}

int
rows_copy(const struct rows *rows, int col, void *out, size_t n)
{
	const struct bytes	 b = rows_bytes(rows, col);

	if (b.n != n)
		return 0;
	memcpy(out, b.p, n);
	return 1;
}

char *
rows_text(const struct rows *rows, int col, struct pool *pool)
{
	struct value	 v = cell(rows, col);

	return v.kind == V_TEXT ? pool_copy(pool, v.b.p, v.b.n) : NULL;
}

void
rows_free(struct rows *rows)
{
	if (rows == NULL)
		return;
	rows->db->engine->end(rows);
	rows->st->busy = 0;
	rows->db->live--;
	if (!rows->st->kept)
		statement_free(rows->db, rows->st);
	free(rows);
}

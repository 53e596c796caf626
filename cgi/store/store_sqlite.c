/*
 * SQLite: one file DIR/NAME.db in WAL mode, durable at every commit.  One
 * writer at a time passes the gate (store_gate.c).  A store belongs to one
 * thread, and nobody forks while writing.
 */
#include <sys/stat.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "store/local.h"

#define PATH_ROOM	512

static pthread_once_t	 configured = PTHREAD_ONCE_INIT;

/* Said around every transaction: parsed once, not each time. */
enum { BEGIN_READ, BEGIN_WRITE, COMMIT, ROLLBACK, WORD__N };
static const char *const word_text[WORD__N] = {
	[BEGIN_READ] = "BEGIN", [BEGIN_WRITE] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT", [ROLLBACK] = "ROLLBACK",
};

struct lite {
	sqlite3		*db;
	sqlite3_stmt	*word[WORD__N];
	int		 gate;		/* descriptor, -1 read only */
};

/*
 * Page sizes other than SQLite's own, for a store not made yet: contents come
 * by chunks of 256 KiB, which small pages would cut into many writes; but each
 * also touches six pages of tables and indexes, written whole every time.
 */
static const struct {
	const char	*name, *pragma;
} page_sizes[] = {
	{ "content", "PRAGMA page_size = 8192" },
};

/* Bounded memory; the rest of the machine is the page cache's. */
static const char settings[] =
	"PRAGMA foreign_keys = ON;"
	"PRAGMA synchronous = NORMAL;"	/* the rest is log_sync's */
	"PRAGMA cache_size = -8192;"
	"PRAGMA temp_store = MEMORY;"
	"PRAGMA trusted_schema = OFF;"
	"PRAGMA journal_size_limit = 67108864;";

/*
 * Who only reads maps the file.  For who writes the map would cost more than
 * it gives: SQLite takes it apart after each commit of another process.
 */
static const char reading[] =
	"PRAGMA query_only = ON;"
	"PRAGMA mmap_size = 2147418112;";

/* --- errors ------------------------------------------------------------ */

static enum status
complain(struct store *store, int rc, const char *doing, struct fault *f)
{
	struct lite	*l = store->conn;
	int		 code = sqlite3_extended_errcode(l->db);

	if ((code & 0xff) != (rc & 0xff))
		code = rc;
	switch (code) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		return fault_set(f, ST_CONFLICT, "%s: %s: %.300s",
		    store->name, doing, sqlite3_errmsg(l->db));
	}
	if ((code & 0xff) == SQLITE_FULL)
		return fault_set(f, ST_BROKEN, "%s: disk full: %.300s",
		    store->name, doing);
	if ((code & 0xff) == SQLITE_READONLY && store->readonly)
		return fault_set(f, ST_BROKEN, "%s: no writer holds it open "
		    "(is jobs running?), or not ours to write: %.200s",
		    store->name, sqlite3_errmsg(l->db));
	/* Quotas and file size limits come as this; errno is gone by now. */
	if (code == SQLITE_IOERR_WRITE)
		return fault_set(f, ST_BROKEN,
		    "%s: disk full or failing: %.300s", store->name, doing);
	return fault_set(f, ST_BROKEN, "%s: %s: %.300s (%d)", store->name,
	    doing, sqlite3_errmsg(l->db), code);
}

static enum status
exec(struct store *store, const char *text, struct fault *f)
{
	struct lite	*l = store->conn;
	int		 rc;

	if ((rc = sqlite3_exec(l->db, text, NULL, NULL, NULL)) != SQLITE_OK)
		return complain(store, rc, text, f);
	return ST_OK;
}

static enum status
say(struct store *store, int which, struct fault *f)
{
	struct lite	*l = store->conn;
	sqlite3_stmt	**s = &l->word[which];
	int		 rc = SQLITE_OK;
	enum status	 st;

	if (*s == NULL)
		rc = sqlite3_prepare_v3(l->db, word_text[which], -1,
		    SQLITE_PREPARE_PERSISTENT, s, NULL);
	if (rc == SQLITE_OK && (rc = sqlite3_step(*s)) == SQLITE_DONE) {
		sqlite3_reset(*s);
		return ST_OK;
	}
	st = complain(store, rc, word_text[which], f);
	sqlite3_reset(*s);
	return st;
}

/* --- open and close ---------------------------------------------------- */

static enum status
open_gate(struct store *store, const char *dir, struct fault *f)
{
	struct lite	*l = store->conn;
	char		 path[PATH_ROOM];

	snprintf(path, sizeof(path), "%s/%s.gate", dir, store->name);
	l->gate = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	if (l->gate == -1)
		return fault_set(f, ST_BROKEN, "%s: %s", path,
		    strerror(errno));
	return ST_OK;
}

/*
 * SQLite's own account of its memory takes a lock at each piece; nobody reads
 * it (ceilings are ours: cache_size, and the process's limits).
 */
static void
configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* Without effect on a store that has tables already. */
static enum status
set_page_size(struct store *store, struct fault *f)
{
	size_t	 i;

	for (i = 0; i < NITEMS(page_sizes); i++)
		if (strcmp(page_sizes[i].name, store->name) == 0)
			return exec(store, page_sizes[i].pragma, f);
	return ST_OK;
}

/*
 * A store that may be new.  Behind the gate: while another looks at the same
 * new file, SQLite refuses to change its journal, and does not wait.
 */
static enum status
prepare_new(struct store *store, struct fault *f)
{
	struct lite	*l = store->conn;
	enum status	 st;

	if ((st = store_gate_enter(store->name, l->gate, f)) != ST_OK)
		return st;
	if ((st = set_page_size(store, f)) == ST_OK &&
	    (st = exec(store, settings, f)) == ST_OK)
		st = exec(store, "PRAGMA journal_mode = WAL", f);
	store_gate_leave(l->gate);
	return st;
}

static enum status
lite_open(struct store *store, const char *dir, int flags, struct fault *f)
{
	struct lite	*l;
	struct stat	 sb;
	char		 path[PATH_ROOM];
	int		 how = SQLITE_OPEN_NOMUTEX, rc, n;
	enum status	 st;

	pthread_once(&configured, configure);
	if ((l = calloc(1, sizeof(*l))) == NULL)
		return fault_set(f, ST_BROKEN, "store: no memory");
	l->gate = -1;
	store->conn = l;
	n = snprintf(path, sizeof(path), "%s/%s.db", dir, store->name);
	if (n < 0 || (size_t)n + 8 >= sizeof(path))
		return fault_set(f, ST_INVALID, "store folder: name too long");
	if (!(flags & OPEN_CREATE) && stat(path, &sb) != 0 && errno == ENOENT)
		return fault_set(f, ST_ABSENT,
		    "there is no %s: run 'jianyin init'", path);
	how |= flags & OPEN_READONLY ? SQLITE_OPEN_READONLY :
	    SQLITE_OPEN_READWRITE;
	how |= flags & OPEN_CREATE ? SQLITE_OPEN_CREATE : 0;
	if ((rc = sqlite3_open_v2(path, &l->db, how, NULL)) != SQLITE_OK)
		return complain(store, rc, path, f);
	sqlite3_extended_result_codes(l->db, 1);
	sqlite3_busy_timeout(l->db, STORE_WAIT_MS);
	sqlite3_db_config(l->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	/* A plan that looked at values is made anew at each binding. */
	sqlite3_db_config(l->db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, (int *)NULL);
	if (!(flags & OPEN_READONLY) &&
	    (st = open_gate(store, dir, f)) != ST_OK)
		return st;
	if (flags & OPEN_CREATE)
		return prepare_new(store, f);
	if ((st = exec(store, settings, f)) != ST_OK)
		return st;
	return flags & OPEN_READONLY ? exec(store, reading, f) : ST_OK;
}

static void
lite_close(struct store *store)
{
	struct lite	*l = store->conn;
	size_t		 i;

	if (l == NULL)
		return;
	for (i = 0; i < WORD__N; i++)
		sqlite3_finalize(l->word[i]);
	if (sqlite3_close(l->db) != SQLITE_OK)
		log_line(LOG_ERROR, "%s: closed with rows in use",
		    store->name);
	if (l->gate != -1)
		close(l->gate);
	free(l);
}

/* --- transactions ------------------------------------------------------ */

/*
 * A commit is durable once SQLite's log is synced.  SQLite would do it before
 * it lets the next writer in; here it is done behind the gate, by each writer
 * for the own commit and for all before it, so that one sync serves several.
 * A reader may see what is not yet on the disk, but whatever it writes then
 * is durable only together with it, and nobody is answered before.
 */
static enum status
log_sync(struct store *store, struct fault *f)
{
	struct lite	*l = store->conn;
	sqlite3_file	*file = NULL;
	int		 rc;

	rc = sqlite3_file_control(l->db, "main",
	    SQLITE_FCNTL_JOURNAL_POINTER, &file);
	if (rc == SQLITE_OK && file != NULL && file->pMethods != NULL)
		rc = file->pMethods->xSync(file,
		    SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
	if (rc != SQLITE_OK)
		return fault_set(f, ST_BROKEN,
		    "%s: disk failing: the log cannot be synced", store->name);
	return ST_OK;
}

static enum status
lite_begin(struct store *store, enum store_mode mode, struct fault *f)
{
	struct lite	*l = store->conn;
	enum status	 st;

	if (mode == STORE_READ)
		return say(store, BEGIN_READ, f);
	if ((st = store_gate_enter(store->name, l->gate, f)) != ST_OK)
		return st;
	if ((st = say(store, BEGIN_WRITE, f)) != ST_OK)
		store_gate_leave(l->gate);
	return st;
}

static enum status
lite_commit(struct store *store, struct fault *f)
{
	struct lite	*l = store->conn;
	enum status	 st;

	/* A full disk makes SQLite roll back by itself. */
	if (sqlite3_get_autocommit(l->db))
		return fault_set(f, ST_BROKEN,
		    "%s: the transaction was gone before its commit",
		    store->name);
	if ((st = say(store, COMMIT, f)) != ST_OK || store->mode == STORE_READ)
		return st;
	store_gate_leave(l->gate);
	return log_sync(store, f);
}

static void
lite_rollback(struct store *store)
{
	struct lite	*l = store->conn;
	struct fault	 f = { 0 };

	if (!sqlite3_get_autocommit(l->db) &&
	    say(store, ROLLBACK, &f) != ST_OK)
		log_fault(&f);
	if (store->mode == STORE_WRITE)
		store_gate_leave(l->gate);
}

/* --- statements -------------------------------------------------------- */

static enum status
lite_prepare(struct store *store, struct statement *st, struct fault *f)
{
	struct lite	*l = store->conn;
	sqlite3_stmt	*s = NULL;
	char		 name[16];
	size_t		 i;
	int		 rc;

	rc = sqlite3_prepare_v3(l->db, st->text, -1,
	    SQLITE_PREPARE_PERSISTENT, &s, NULL);
	if (rc != SQLITE_OK)
		return complain(store, rc, st->text, f);
	st->handle = s;
	/* "$2" is a name to SQLite, numbered where it first stands. */
	for (i = 0; i < st->sql->nin && i < STORE_IN_MAX; i++) {
		snprintf(name, sizeof(name), "$%zu", i + 1);
		st->index[i] = sqlite3_bind_parameter_index(s, name);
		if (st->index[i] == 0)
			return fault_set(f, ST_BROKEN, "%s: no %s: %.200s",
			    store->name, name, st->text);
	}
	if (sqlite3_bind_parameter_count(s) != (int)st->sql->nin)
		return fault_set(f, ST_BROKEN, "%s: not %zu parameters: "
		    "%.200s", store->name, st->sql->nin, st->text);
	return ST_OK;
}

static void
lite_forget(struct store *store, struct statement *st)
{
	(void)store;
	sqlite3_finalize(st->handle);
	st->handle = NULL;
}

/*
 * Values are borrowed until the call returns.  What writes has used them by
 * then; what reads may look again at its next row, so it gets copies.
 */
static int
bind(sqlite3_stmt *s, int at, const struct value *v)
{
	sqlite3_destructor_type	 keep = sqlite3_stmt_readonly(s) ?
	    SQLITE_TRANSIENT : SQLITE_STATIC;

	switch (v->kind) {
	case V_NULL:
		return sqlite3_bind_null(s, at);
	case V_INT:
		return sqlite3_bind_int64(s, at, v->i);
	case V_TEXT:
		return sqlite3_bind_text64(s, at, (const char *)v->b.p,
		    v->b.n, keep, SQLITE_UTF8);
	case V_BYTES:
		return sqlite3_bind_blob64(s, at, v->b.p, v->b.n,
		    keep);
	}
	return SQLITE_MISUSE;
}

/* ST_OK with "ahead" set, or done. */
static enum status
step(struct rows *rows, struct fault *f)
{
	int	 rc = sqlite3_step(rows->st->handle);

	rows->ahead = rc == SQLITE_ROW;
	if (rc == SQLITE_ROW)
		return ST_OK;
	rows->done = 1;
	if (rc != SQLITE_DONE)
		return complain(rows->db, rc, rows->st->text, f);
	return ST_OK;
}

static enum status
lite_start(struct rows *rows, const struct value *in, size_t n,
    struct fault *f)
{
	sqlite3_stmt	*s = rows->st->handle;
	int		 rc = SQLITE_OK;
	size_t		 i;

	if (!sqlite3_stmt_readonly(s) && !store_is_writing(rows->db))
		return fault_set(f, ST_BROKEN,
		    "%s: a write outside a write transaction: %.200s",
		    rows->db->name, rows->st->text);
	for (i = 0; i < n && rc == SQLITE_OK; i++)
		rc = bind(s, rows->st->index[i], &in[i]);
	if (rc != SQLITE_OK)
		return complain(rows->db, rc, rows->st->text, f);
	return step(rows, f);
}

static enum status
lite_next(struct rows *rows, struct fault *f)
{
	enum status	 st;

	if (!rows->ahead && (st = step(rows, f)) != ST_OK)
		return st;
	if (!rows->ahead)
		return ST_ABSENT;
	rows->ahead = 0;
	return ST_OK;
}

static enum status
lite_finish(struct rows *rows, struct fault *f)
{
	enum status	 st = ST_OK;

	while (!rows->done && st == ST_OK)
		st = step(rows, f);
	if (st == ST_OK && !sqlite3_stmt_readonly(rows->st->handle))
		rows->changed = sqlite3_changes64(
		    ((struct lite *)rows->db->conn)->db);
	return st;
}

static void
lite_end(struct rows *rows)
{
	sqlite3_stmt	*s = rows->st->handle;

	/* RETURNING has written at its first row; let it close properly. */
	if (!rows->done && !sqlite3_stmt_readonly(s))
		while (sqlite3_step(s) == SQLITE_ROW)
			;
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
}

static struct value
lite_cell(const struct rows *rows, int col)
{
	sqlite3_stmt	*s = rows->st->handle;
	struct value	 v = { 0 };

	assert(col >= 0 && col < sqlite3_column_count(s));
	switch (sqlite3_column_type(s, col)) {
	case SQLITE_INTEGER:
		v.kind = V_INT;
		v.i = sqlite3_column_int64(s, col);
		break;
	case SQLITE_TEXT:
		v.kind = V_TEXT;
		v.b.p = sqlite3_column_text(s, col);
		v.b.n = (size_t)sqlite3_column_bytes(s, col);
		break;
	case SQLITE_BLOB:
		v.kind = V_BYTES;
		v.b.p = sqlite3_column_blob(s, col);
		v.b.n = (size_t)sqlite3_column_bytes(s, col);
		if (v.b.p == NULL)	/* empty is not NULL */
			v.b.p = (const unsigned char *)"";
		break;
	}
	return v;
}

/* --- the schema's words ------------------------------------------------ */

/*
 * CLUSTERED: the rows lie in the tree of the primary key, which saves a
 * second tree to read and to write.  For short rows (200 bytes) only: the
 * inner pages of such a tree carry whole rows.
 */
static const struct word words[] = {
	{ "BIGINT", "INTEGER" },
	{ "SMALLINT", "INTEGER" },
	{ "BYTEA", "BLOB" },
	{ "CLUSTERED", "WITHOUT ROWID," },
	{ NULL, NULL },
};

static enum status
lite_script(struct store *store, const char *text, struct fault *f)
{
	return exec(store, text, f);
}

const struct engine store_sqlite = {
	.name = "sqlite",
	.has_meta = "SELECT name FROM sqlite_master WHERE name = 'meta'",
	.open = lite_open, .close = lite_close,
	.begin = lite_begin, .commit = lite_commit, .rollback = lite_rollback,
	.prepare = lite_prepare, .forget = lite_forget,
	.start = lite_start, .next = lite_next, .finish = lite_finish,
	.end = lite_end, .cell = lite_cell,
	.script = lite_script, .words = words, .table_end = " STRICT",
};

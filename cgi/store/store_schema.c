/*
 * Making a store and bringing it forward.  A store NAME is made from
 * db/NAME.sql and then every db/NAME-*.sql in name order, in one
 * transaction; db/migrate/NAME-0001.sql takes version 1 to 2, and so on,
 * each in its own.  The version stands in the table meta, which every store
 * gets from here.  Programs refuse any version but the one they know.
 */
#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "store/local.h"

#define SCHEMA_MAX	(1 * MIB)	/* all tables of one file, commented */
#define SCHEMA_PATH	512

/* The versions this build was made for; a store not named here is at 1. */
static const struct {
	const char	*name;
	int64_t		 version;
} versions[] = {
	/* earlier ones were before the first release: not moved */
	{ "office", 7 },
	{ "content", 1 },
	{ "public", 2 },
	{ "keyd", 4 },
};

enum { META_FIND, META_ADD, META_MOVE, META__N };

static const struct sql meta_sql[META__N] = {
	[META_FIND] = { .nin = 0, .text =
	    "SELECT value FROM meta WHERE name = 'schema'" },
	[META_ADD] = { .nin = 1, .text =
	    "INSERT INTO meta (name, value) VALUES ('schema', $1)" },
	[META_MOVE] = { .nin = 2, .text =
	    "UPDATE meta SET value = $1"
	    " WHERE name = 'schema' AND value = $2" },
};

static const char meta_table[] =
	"CREATE TABLE meta ("
	" name TEXT NOT NULL PRIMARY KEY,"
	" value TEXT NOT NULL)";

static int64_t
version_known(const char *name)
{
	size_t	 i;

	for (i = 0; i < NITEMS(versions); i++)
		if (strcmp(versions[i].name, name) == 0)
			return versions[i].version;
	return 1;
}

/* ST_ABSENT where the store has no tables yet. */
static enum status
version_read(struct store *db, int64_t *version, struct fault *f)
{
	const struct sql	 has = { db->engine->has_meta, 0 };
	struct rows		*rows = NULL;
	const char		*text;
	enum status		 st;

	if ((st = store_query(db, &has, NULL, 0, &rows, f)) != ST_OK)
		return st;
	st = rows_next(rows, f);
	rows_free(rows);
	if (st != ST_OK)
		return st == ST_ABSENT ? fault_set(f, ST_ABSENT,
		    "store %s has no tables: run 'jianyin init'",
		    db->name) : st;
	st = store_query(db, &meta_sql[META_FIND], NULL, 0, &rows, f);
	if (st != ST_OK)
		return st;
	st = rows_next(rows, f);
	if (st == ST_OK && (text = rows_str(rows, 0)) != NULL)
		*version = strtoll(text, NULL, 10);
	else
		st = fault_set(f, ST_INVALID,
		    "store %s does not say its schema version", db->name);
	rows_free(rows);
	return st;
}

enum status
store_check_version(struct store *db, struct fault *f)
{
	int64_t		 is = 0, known = version_known(db->name);
	enum status	 st;

	if ((st = version_read(db, &is, f)) != ST_OK)
		return st;
	if (is < known)
		return fault_set(f, ST_INVALID, "store %s has schema %" PRId64
		    ", this program needs %" PRId64 ": use the programs it "
		    "was made with, or forget a demonstration by 'make reset'",
		    db->name, is, known);
	if (is > known)
		return fault_set(f, ST_INVALID, "store %s has schema %" PRId64
		    ", this program knows %" PRId64 ": update the programs",
		    db->name, is, known);
	return ST_OK;
}

/* --- reading the files ------------------------------------------------- */

/* Blank out comments; quotes protect what is in them. */
static void
drop_comments(char *s)
{
	int	 quoted = 0;

	for (; *s != '\0'; s++) {
		if (*s == '\'')
			quoted = !quoted;
		if (quoted || s[0] != '-' || s[1] != '-')
			continue;
		while (*s != '\0' && *s != '\n')
			*s++ = ' ';
		if (*s == '\0')
			break;
	}
}

/* The next statement, its ';' cut off; NULL at the end. */
static char *
next_statement(char **at)
{
	char	*start = *at, *p;
	int	 quoted = 0;

	while (isspace((unsigned char)*start))
		start++;
	if (*start == '\0')
		return NULL;
	for (p = start; *p != '\0' && (quoted || *p != ';'); p++)
		if (*p == '\'')
			quoted = !quoted;
	*at = *p == '\0' ? p : p + 1;
	*p = '\0';
	return start;
}

static size_t
word_at(const char *p)
{
	size_t	 n = 0;

	while (isalnum((unsigned char)p[n]) || p[n] == '_')
		n++;
	return n;
}

/* Append one word in the engine's language. */
static void
put_word(const struct word *w, struct buf *out, const char *p, size_t n)
{
	for (; w->ours != NULL; w++)
		if (strlen(w->ours) == n && memcmp(w->ours, p, n) == 0)
			break;
	if (w->ours != NULL)
		buf_text(out, w->theirs);
	else
		buf_put(out, p, n);
}

static void
translate(const struct engine *e, const char *text, struct buf *out)
{
	const char	*p;
	size_t		 n;

	for (p = text; *p != '\0'; p += n == 0 ? 1 : n)
		if ((n = word_at(p)) == 0)
			buf_byte(out, (unsigned char)*p);
		else
			put_word(e->words, out, p, n);
	if (strncmp(text, "CREATE TABLE", 12) == 0)
		buf_text(out, e->table_end);
}

static enum status
run_script(struct store *db, char *text, const char *path, struct fault *f)
{
	struct buf	 b;
	char		*one;
	enum status	 st = ST_OK;

	buf_init(&b, 2 * SCHEMA_MAX);
	drop_comments(text);
	while (st == ST_OK && (one = next_statement(&text)) != NULL) {
		buf_clear(&b);
		translate(db->engine, one, &b);
		st = db->engine->script(db, buf_str(&b), f);
	}
	if (st == ST_OK && !buf_ok(&b))
		st = fault_set(f, ST_BROKEN, "schema: no memory");
	buf_free(&b);
	return st == ST_OK ? ST_OK : fault_in(f, st, path);
}

static enum status
run_file(struct store *db, const char *path, struct fault *f)
{
	struct buf	 b;
	char		*text = NULL;
	enum status	 st;

	buf_init(&b, SCHEMA_MAX);
	if ((st = file_read(path, &b, f)) == ST_OK) {
		if ((text = strdup(buf_str(&b))) == NULL)
			st = fault_set(f, ST_BROKEN, "store: no memory");
		else
			st = run_script(db, text, path, f);
	}
	free(text);
	buf_free(&b);
	return st;
}

/* NAME-*.sql, in name order; none is fine. */
static enum status
run_more(struct store *db, const char *share, struct fault *f)
{
	char		 pattern[SCHEMA_PATH];
	glob_t		 found = { 0 };
	enum status	 st = ST_OK;
	size_t		 i;
	int		 rc;

	snprintf(pattern, sizeof(pattern), "%s/db/%s-*.sql", share,
	    db->name);
	rc = glob(pattern, GLOB_ERR, NULL, &found);
	if (rc != 0 && rc != GLOB_NOMATCH)
		st = fault_set(f, ST_BROKEN, "%s: cannot be listed", pattern);
	for (i = 0; st == ST_OK && rc == 0 && i < found.gl_pathc; i++)
		st = run_file(db, found.gl_pathv[i], f);
	globfree(&found);
	return st;
}

/* --- making and moving ------------------------------------------------- */

static enum status
make(struct store *db, const char *share, struct fault *f)
{
	char		 path[SCHEMA_PATH], number[24], meta[512];
	struct value	 in;
	enum status	 st;

	memcpy(meta, meta_table, sizeof(meta_table));
	snprintf(path, sizeof(path), "%s/db/%s.sql", share, db->name);
	snprintf(number, sizeof(number), "%" PRId64,
	    version_known(db->name));
	in = v_text(number);
	if ((st = run_script(db, meta, "meta", f)) != ST_OK ||
	    (st = run_file(db, path, f)) != ST_OK ||
	    (st = run_more(db, share, f)) != ST_OK)
		return st;
	return store_run(db, &meta_sql[META_ADD], &in, 1, NULL, f);
}

/* One step from version "is"; compared again inside the transaction. */
static enum status
move(struct store *db, const char *share, int64_t is, struct fault *f)
{
	char		 path[SCHEMA_PATH], from[24], to[24];
	struct value	 in[2];
	int64_t		 changed;
	enum status	 st;

	snprintf(path, sizeof(path), "%s/db/migrate/%s-%04" PRId64 ".sql",
	    share, db->name, is);
	snprintf(from, sizeof(from), "%" PRId64, is);
	snprintf(to, sizeof(to), "%" PRId64, is + 1);
	in[0] = v_text(to);
	in[1] = v_text(from);
	st = store_run(db, &meta_sql[META_MOVE], in, 2, &changed, f);
	if (st == ST_OK && changed != 1)
		st = fault_set(f, ST_CONFLICT, "store %s was moved by "
		    "another", db->name);
	if (st == ST_OK)
		st = run_file(db, path, f);
	return st;
}

/* Make it, or take one step; *more while there are steps to take. */
static enum status
forward(struct store *db, const char *share, int *more, struct fault *f)
{
	int64_t		 is = 0, known = version_known(db->name);
	enum status	 st;

	*more = 0;
	if ((st = store_begin(db, STORE_WRITE, f)) != ST_OK)
		return st;
	if (db->engine->alone != NULL)
		st = db->engine->script(db, db->engine->alone, f);
	if (st == ST_OK)
		st = version_read(db, &is, f);
	if (st == ST_ABSENT)
		st = make(db, share, f);
	else if (st == ST_OK && is > known)
		st = store_check_version(db, f);
	else if (st == ST_OK && is < known) {
		st = move(db, share, is, f);
		*more = is + 1 < known;
	}
	if (st == ST_OK)
		return store_commit(db, f);
	store_rollback(db);
	return st;
}

enum status
store_create(const char *where, const char *name, const char *share,
    struct fault *f)
{
	struct store	*db;
	enum status	 st;
	int		 more = 1;

	st = store_open_raw(where, name, OPEN_CREATE, &db, f);
	while (st == ST_OK && more)
		st = forward(db, share, &more, f);
	store_close(db);
	return st;
}

/*
 * SQL.  One text for both engines: SQLite (default) and PostgreSQL, chosen
 * by the setting "store".  Parameters are written $1..$n and bound by name.
 * A store is one SQLite file or one PostgreSQL schema of that name: office,
 * content, public, keyd.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "base/pool.h"

struct store;
struct rows;

enum value_kind { V_NULL, V_INT, V_TEXT, V_BYTES };

struct value {
	enum value_kind	 kind;
	int64_t		 i;
	struct bytes	 b;		/* borrowed until the call returns */
};

static inline struct value
v_null(void)
{
	return (struct value){ .kind = V_NULL };
}

static inline struct value
v_int(int64_t i)
{
	return (struct value){ .kind = V_INT, .i = i };
}

/* A moment in ms; 0, which is none, becomes SQL NULL. */
static inline struct value
v_time(int64_t ms)
{
	return ms == 0 ? v_null() : v_int(ms);
}

/* A text; NULL becomes SQL NULL. */
static inline struct value
v_text(const char *s)
{
	return (struct value){ .kind = s == NULL ? V_NULL : V_TEXT,
	    .b = bytes_text(s) };
}

/* Bytes; p NULL becomes SQL NULL. */
static inline struct value
v_bytes(struct bytes b)
{
	return (struct value){ .kind = b.p == NULL ? V_NULL : V_BYTES,
	    .b = b };
}

/* One statement; a constant, prepared once per store and found by address. */
struct sql {
	const char	*text;
	size_t		 nin;		/* how many parameters it takes */
};

enum store_mode { STORE_READ, STORE_WRITE };

/*
 * Open the store "name" below the setting "where" (sqlite:DIR or
 * postgresql:CONNINFO).  "readonly" opens without the right to write.  The
 * schema version must be the one this build was made for: ST_INVALID with a
 * clear text (older: the programs it was made with; newer: newer ones);
 * ST_ABSENT where it was never made.  A store belongs to one thread and one
 * process: after a fork it refuses, so open it in the child.
 */
enum status	 store_open(const char *where, const char *name, int readonly,
		    struct store **out, struct fault *f);
void		 store_close(struct store *db);
/*
 * Create the store from db/NAME.sql below "share", then every db/NAME-*.sql
 * in name order, if it does not exist; else bring it forward: NAME-0001.sql
 * in db/migrate takes version 1 to 2, each in a transaction of its own.
 */
enum status	 store_create(const char *where, const char *name,
		    const char *share, struct fault *f);

/*
 * A transaction.  STORE_WRITE waits its turn at the gate, bounded (10 s),
 * then ST_BROKEN.  No call to keyd, reader or the network inside one.
 * Statements outside a transaction see the latest state and may not write.
 * Rows must be freed before one begins.  After a statement failed (conflicts
 * too) a transaction can only be rolled back, on both engines.
 */
enum status	 store_begin(struct store *db, enum store_mode mode,
		    struct fault *f);
/*
 * On the disk once it says ST_OK.  After ST_BROKEN nothing is written, but
 * where the disk itself fails ("disk failing"): then what it held is seen by
 * others and may or may not be there after a power cut.
 */
enum status	 store_commit(struct store *db, struct fault *f);
/* Give up; also after a failed commit.  Nothing to do outside one. */
void		 store_rollback(struct store *db);
/*
 * The end of a transaction whose work came to "st": committed where that is
 * ST_OK, else given up.  ST_OK only where it is written.
 */
enum status	 store_end(struct store *db, enum status st,
		    struct fault *f);
int		 store_is_writing(const struct store *db);
/*
 * For a page that only shows: statements from here on see one moment, until
 * store_let_go, the next transaction (a reading one goes on with it) or a
 * statement that fails.  Where it cannot be had each sees its own, as
 * without.  Nobody may wait for others with it: SQLite's log grows meanwhile.
 */
void		 store_hold(struct store *db);
void		 store_let_go(struct store *db);

/*
 * Run a statement.  ST_CONFLICT: a unique key or foreign key refused it, or
 * PostgreSQL asks to try again; ST_BROKEN: anything else (full disk is named
 * in the fault); ST_INVALID: a text with NUL or not UTF-8.  A sum() or the
 * like wants CAST(... AS BIGINT).  *out is NULL unless ST_OK.
 */
enum status	 store_query(struct store *db, const struct sql *sql,
		    const struct value *in, size_t n, struct rows **out,
		    struct fault *f);
/* The same where no rows are wanted; *changed (may be NULL) counts them. */
enum status	 store_run(struct store *db, const struct sql *sql,
		    const struct value *in, size_t n, int64_t *changed,
		    struct fault *f);

/* ST_OK: a row stands ready; ST_ABSENT: no more. */
enum status	 rows_next(struct rows *rows, struct fault *f);
/* Columns from 0; a NULL column is 0, NULL, empty bytes. */
int64_t		 rows_int(const struct rows *rows, int col);
int		 rows_is_null(const struct rows *rows, int col);
/* Borrowed until the next rows_next or rows_free. */
const char	*rows_str(const struct rows *rows, int col);
struct bytes	 rows_bytes(const struct rows *rows, int col);
/* Exactly n bytes (a digest, a key) copied out; 0 and nothing done where the
 * column has another length. */
int		 rows_copy(const struct rows *rows, int col, void *out,
		    size_t n);
/* Copies in the pool; NULL for a NULL column. */
char		*rows_text(const struct rows *rows, int col,
		    struct pool *pool);
void		 rows_free(struct rows *rows);	/* NULL is fine */

/* --- records ------------------------------------------------------------- */

/* What a row becomes: reads the one that stands ready into *out. */
typedef enum status record_reader(const struct rows *rows, struct pool *pool,
		    void *out, struct fault *f);
struct record {
	const char	*name;		/* for the fault: "seal" */
	size_t		 size;		/* of the struct */
	record_reader	*read;
};

/* The first row of a question; ST_ABSENT where there is none.  *out is empty
 * unless ST_OK or its row could not be read. */
enum status	 store_find(struct store *db, struct pool *pool,
		    const struct sql *sql, const struct value *in, size_t nin,
		    const struct record *kind, void *out, struct fault *f);
/*
 * At most "max" rows; none is ST_OK too.  *out (the address of a pointer to
 * the record's struct) becomes an array in the pool, NULL unless ST_OK.
 */
enum status	 store_list(struct store *db, struct pool *pool,
		    const struct sql *sql, const struct value *in, size_t nin,
		    const struct record *kind, size_t max, void *out,
		    size_t *n, struct fault *f);

/* "sqlite" or "postgresql", for tests and doctor. */
const char	*store_engine(const struct store *db);

#endif

/*
 * Inside the store: what the front (store.c) asks of an engine.  An engine
 * is a table of functions; nothing above this folder knows which one runs.
 */
#ifndef STORE_LOCAL_H
#define STORE_LOCAL_H

#include <sys/types.h>

#include "store/store.h"

#define STORE_IN_MAX	64	/* parameters of one statement: 40 columns */
#define STORE_KEPT_MAX	1024	/* prepared statements kept by one store */
#define STORE_CHAINS	256	/* of the table that finds them */
#define STORE_WAIT_MS	10000	/* the longest wait for a turn to write */
#define STORE_NAME_MAX	32	/* characters of a store's name */

enum open_flag { OPEN_READONLY = 1, OPEN_CREATE = 2 };

/* A statement as an engine has prepared it. */
struct statement {
	const struct sql	*sql;
	char			*text;	/* a copy: the address may be reused */
	struct statement	*next;	/* in its chain */
	void			*handle; /* sqlite3_stmt */
	unsigned		 number; /* PostgreSQL: named s<number> */
	unsigned		 age;	/* PostgreSQL: on which connection */
	int			 index[STORE_IN_MAX]; /* SQLite: of $1, $2 */
	int			 busy;	/* rows are being read from it */
	int			 kept;	/* in the table, else goes at the end */
};

struct rows {
	struct store		*db;
	struct statement	*st;
	void			*result; /* PGresult */
	int64_t			 changed;
	int			 row, count; /* PostgreSQL */
	int			 ahead;	/* SQLite: a row stepped, not given */
	int			 here;	/* a row stands ready */
	int			 done;
};

/* A word of our schema files and what an engine says for it. */
struct word {
	const char	*ours, *theirs;
};

struct engine {
	const char	*name;
	const char	*has_meta;	/* one row where "meta" exists */
	const char	*alone;		/* keeps other makers out, or NULL */
	enum status	(*open)(struct store *db, const char *where,
			    int flags, struct fault *f);
	void		(*close)(struct store *db);
	enum status	(*begin)(struct store *db, enum store_mode mode,
			    struct fault *f);
	enum status	(*commit)(struct store *db, struct fault *f);
	void		(*rollback)(struct store *db);
	/* Make ready, and let go of. */
	enum status	(*prepare)(struct store *db, struct statement *st,
			    struct fault *f);
	void		(*forget)(struct store *db, struct statement *st);
	/* Bind and run up to the first row. */
	enum status	(*start)(struct rows *rows, const struct value *in,
			    size_t n, struct fault *f);
	enum status	(*next)(struct rows *rows, struct fault *f);
	/* Run to the end, whatever rows are left. */
	enum status	(*finish)(struct rows *rows, struct fault *f);
	void		(*end)(struct rows *rows);
	struct value	(*cell)(const struct rows *rows, int col);
	/* One statement of a schema file, not kept. */
	enum status	(*script)(struct store *db, const char *text,
			    struct fault *f);
	/* A schema statement in this engine's words. */
	const struct word *words;	/* ended by NULL */
	const char	*table_end;	/* behind every CREATE TABLE */
};

struct store {
	const struct engine	*engine;
	void			*conn;
	char			 name[STORE_NAME_MAX + 1];
	pid_t			 owner;		/* who opened it */
	int			 readonly;
	int			 open;		/* in a transaction */
	int			 held;		/* store_hold, until begun */
	enum store_mode		 mode;		/* of that transaction */
	int			 failed;	/* it can only roll back */
	unsigned		 live;		/* rows not freed yet */
	unsigned		 kept, numbers;
	struct statement	*chain[STORE_CHAINS];
};

extern const struct engine	 store_sqlite, store_postgres;

/* SQLite's gate, an open descriptor; -1 (reads only) is left for nothing.
 * ST_BROKEN after STORE_WAIT_MS. */
enum status	 store_gate_enter(const char *name, int gate,
		    struct fault *f);
void		 store_gate_leave(int gate);

/* Open without looking at the schema version. */
enum status	 store_open_raw(const char *where, const char *name,
		    int flags, struct store **out, struct fault *f);
/* Compare the schema with what this build knows; ST_ABSENT without one. */
enum status	 store_check_version(struct store *db, struct fault *f);

#endif

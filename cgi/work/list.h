/*
 * Tables of requests: one tab (stage), filters, order, paged by key.  No
 * OFFSET, no exact count of what matches (performance.md 5): a table says
 * whether there is more, a counter stops at a thousand.
 */
#ifndef WORK_LIST_H
#define WORK_LIST_H

#include <stdint.h>

#include "base/buf.h"
#include "base/pool.h"
#include "store/store.h"

struct list_ask {
	const char	*unit;		/* whose scope */
	const char	*stage;		/* of open cases; NULL: all there is */
	const char	*business;	/* NULL: every business */
	const char	*text;		/* NULL: no search; 2 characters up */
	int		 oldest;	/* oldest first, else newest */
	/*
	 * What ended, in the order of its end, no stage: from this
	 * moment on, before that one; 0: without end.
	 */
	int		 finished;
	int64_t		 from, until;
	int64_t		 key;		/* page behind this list_key ... */
	const char	*after;		/* ... and this id; NULL: first page */
	size_t		 max;		/* rows wanted, at most LIST_MAX */
};

#define LIST_MAX	500	/* rows of one page; CSV asks page by page */
#define LIST_COUNT	1000	/* a counter says "999+" from here on */

struct list_row {
	const char	*id, *number, *business, *channel;
	int		 state, urgent;
	const char	*unit_name, *seal_name;
	int64_t		 created, changed, submitted, due;	/* 0: none */
	int64_t		 finished;	/* 0: open */
	const char	*operator;	/* "" unless ask.finished */
};

/* The moment a list is ordered by. */
int64_t		 list_key(const struct list_ask *ask,
		    const struct list_row *row);

enum status	 list_requests(struct store *db, struct pool *pool,
		    const struct list_ask *ask, struct list_row **out,
		    size_t *n, int *more, struct fault *f);
/* How many requests stand in a tab, at most LIST_COUNT. */
enum status	 list_count(struct store *db, const char *unit,
		    const char *stage, const char *business, int64_t *n,
		    struct fault *f);
/* One line of CSV per row, a head first; cells that begin like a formula
 * get a quote before them. */
const char	*list_csv_head(const struct list_ask *ask);
void		 list_csv_row(const struct list_ask *ask,
		    const struct list_row *row, struct buf *out);
/* Every statement of the table of combinations, for EXPLAIN tests. */
const struct sql *list_statement(size_t k);

#endif

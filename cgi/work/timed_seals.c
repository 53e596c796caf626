/*
 * Timed work over seals: a statement lists them, each is looked at, and what
 * somebody was reminded of is kept.
 */
#include <string.h>

#include "base/log.h"
#include "work/timed_local.h"

#define BATCH 100		/* seals in memory at once */

static const struct sql reminded_sql = { .nin = 5, .text =
    "INSERT INTO reminder (kind, subject, since, days, first)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (kind, subject) DO UPDATE"
    "   SET since = $3, days = $4, first = $5" };

static enum status
next_batch(struct timed *t, const struct timed_list *list, const char *after,
    struct timed_seal out[BATCH], size_t *n)
{
	const struct value	 in[] = {
		v_text(after), v_int(list->from), v_int(list->until),
		v_int(BATCH)
	};
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(t->office, list->sql, in, NITEMS(in), &rows,
	    &t->fault);
	while (st == ST_OK && *n < BATCH &&
	    (st = rows_next(rows, &t->fault)) == ST_OK) {
		struct timed_seal	*s = &out[(*n)++];

		memset(s, 0, sizeof(*s));
		memcpy(s->id, rows_str(rows, 0), ID_LEN + 1);
		s->since = rows_int(rows, 1);
		s->told = (int)rows_int(rows, 2);
		s->first = rows_int(rows, 3);
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
timed_each_seal(struct timed *t, const struct timed_list *list,
    enum status (*look)(struct timed *t, struct timed_seal *s, void *arg,
    int *done), void *arg, int64_t *n)
{
	struct timed_seal	 batch[BATCH];
	char			 after[ID_LEN + 1] = "";
	enum status		 st;
	size_t			 i, k;
	int			 done;

	do {
		st = next_batch(t, list, after, batch, &k);
		if (st != ST_OK)
			return st;
		for (i = 0; i < k; i++) {
			memcpy(after, batch[i].id, sizeof(after));
			done = 0;
			if (look(t, &batch[i], arg, &done) != ST_OK) {
				store_rollback(t->office);
				log_line(LOG_ERROR, "seal %s: %s", after,
				    t->fault.text);
			}
			*n += done;
			pool_reset(t->pool);
		}
	} while (k == BATCH);
	return ST_OK;
}

enum status
timed_reminded(struct timed *t, const char *kind, const struct timed_seal *s)
{
	const struct value	 in[] = {
		v_text(kind), v_text(s->id), v_int(s->since), v_int(s->told),
		v_int(s->first),
	};

	return store_run(t->office, &reminded_sql, in, NITEMS(in), NULL,
	    &t->fault);
}

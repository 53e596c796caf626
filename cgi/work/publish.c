/* Lists kept and asked for anew; see publish.h. */
#include "base/clock.h"
#include "base/log.h"
#include "work/publish.h"

enum { LIST_FIND, LIST_KEEP, LAST_CHANGE, PUBLISH__N };

static const struct sql publish_sql[PUBLISH__N] = {
	[LIST_FIND] = { .nin = 1, .text =
	    "SELECT at, starts, ends, mark, der FROM published"
	    " WHERE name = $1" },
	[LIST_KEEP] = { .nin = 6, .text =
	    "INSERT INTO published (name, at, starts, ends, mark, der)"
	    " VALUES ($1, $2, $3, $4, $5, $6)"
	    " ON CONFLICT (name) DO UPDATE SET at = excluded.at,"
	    "       starts = excluded.starts, ends = excluded.ends,"
	    "       mark = excluded.mark, der = excluded.der" },
	[LAST_CHANGE] = { .nin = 0, .text =
	    "SELECT MAX(at) FROM seal_event" },
};

static const struct {
	const char	*name;
	int64_t		 age;
} lists[] = {
	[KEYD_LIST_SEALS] = { "crl.seals", PUBLISH_SEALS },
	[KEYD_LIST_STAFF] = { "crl.staff", PUBLISH_STAFF },
	[KEYD_LIST_CODES] = { "list.seals", PUBLISH_SEALS },
};
_Static_assert(NITEMS(lists) == KEYD_LIST__N, "a row for each list");

int
publish_stands(enum keyd_list which, int64_t at, int64_t changed, int64_t now)
{
	return at != 0 && at <= now && now - at < lists[which].age &&
	    at >= changed + PUBLISH_SETTLE;
}

/* What is kept, and when it was asked for; nothing is no fault. */
static enum status
find_kept(const struct publish *p, struct pool *pool, enum keyd_list which,
    int64_t *at, struct keyd_listed *out, struct fault *f)
{
	const struct value	 in = v_text(lists[which].name);
	struct rows		*rows = NULL;
	enum status		 st;

	*at = 0;
	*out = (struct keyd_listed){ 0 };
	if (p->pub == NULL)
		return ST_OK;
	st = store_query(p->pub, &publish_sql[LIST_FIND], &in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		*at = rows_int(rows, 0);
		out->from = rows_int(rows, 1);
		out->until = rows_int(rows, 2);
		rows_copy(rows, 3, out->mark, SM3_LEN);
		out->der = pool_bytes(pool, rows_bytes(rows, 4));
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

/* Seals tell when they change; persons' certificates are keyd's alone. */
static enum status
find_change(const struct publish *p, enum keyd_list which, int64_t *at,
    struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	*at = 0;
	if (which == KEYD_LIST_STAFF || p->office == NULL)
		return ST_OK;
	st = store_query(p->office, &publish_sql[LAST_CHANGE], NULL, 0,
	    &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*at = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

/* Losing it costs another signature, no more. */
static void
keep(const struct publish *p, enum keyd_list which, int64_t at,
    const struct keyd_listed *l)
{
	const struct value	 in[] = { v_text(lists[which].name),
				    v_int(at), v_int(l->from),
				    v_int(l->until),
				    v_bytes(bytes_of(l->mark, SM3_LEN)),
				    v_bytes(l->der) };
	struct fault		 f = { 0 };
	enum status		 st;

	if (p->pub == NULL || store_begin(p->pub, STORE_WRITE, &f) != ST_OK)
		return;
	st = store_run(p->pub, &publish_sql[LIST_KEEP], in, NITEMS(in), NULL,
	    &f);
	if (st == ST_OK && store_commit(p->pub, &f) == ST_OK)
		return;
	store_rollback(p->pub);
	log_fault(&f);
}

enum status
publish_list(const struct publish *p, struct pool *pool,
    enum keyd_list which, struct keyd_listed *out, struct fault *f)
{
	const int64_t		 now = clock_now();
	struct keyd_listed	 kept;
	int64_t			 at, changed;
	enum status		 st;

	*out = (struct keyd_listed){ 0 };
	if ((st = find_kept(p, pool, which, &at, &kept, f)) != ST_OK ||
	    (st = find_change(p, which, &changed, f)) != ST_OK)
		return st;
	if (publish_stands(which, at, changed, now)) {
		*out = kept;
		return ST_OK;
	}
	st = p->keyd == NULL ? fault_set(f, ST_BROKEN, "list: no keyd") :
	    keyd_crl_issue(p->keyd, pool, which, out, f);
	if (st == ST_OK)
		keep(p, which, now, out);
	else if (kept.der.n > 0) {
		log_fault(f);
		*out = kept;
		st = ST_OK;
	}
	return st;
}

/*
 * Reading the trail: its pages for the auditor, and the proof that nothing
 * in it was changed, taken out or moved.  The proof names the first
 * entry that is not as it was written.
 */
#include <string.h>

#include "office/audit_local.h"

#define VERIFY_PAGE 500		/* rows held at once */

#define AUDIT_COLUMNS \
	"SELECT lane, seq, prev, hash, at, roles, digest_before," \
	" digest_after, person, unit, func, serial, address, program," \
	" request, session, action, kind, object, result, reason"

enum { AUDIT_WALK, AUDIT_HEAD, AUDIT_LAST, AUDIT_WITH_PREV, AUDIT_NEWEST,
	AUDIT_BY_OBJECT, AUDIT_BY_PERSON, AUDIT__N };

static const struct sql audit_sql[AUDIT__N] = {
	[AUDIT_WALK] = { .nin = 3, .text =
	    AUDIT_COLUMNS
	    "  FROM audit WHERE lane = $1 AND seq > $2"
	    " ORDER BY seq LIMIT $3" },
	[AUDIT_HEAD] = { .nin = 1, .text =
	    "SELECT seq, hash FROM audit_lane WHERE lane = $1" },
	[AUDIT_LAST] = { .nin = 1, .text =
	    "SELECT seq FROM audit WHERE lane = $1"
	    " ORDER BY seq DESC LIMIT 1" },
	[AUDIT_WITH_PREV] = { .nin = 3, .text =
	    "SELECT seq FROM audit WHERE lane = $1 AND prev = $2"
	    " AND seq <> $3 LIMIT 1" },
	[AUDIT_NEWEST] = { .nin = 3, .text =
	    AUDIT_COLUMNS
	    "  FROM audit WHERE lane = $1 AND seq < $2"
	    " ORDER BY seq DESC LIMIT $3" },
	[AUDIT_BY_OBJECT] = { .nin = 3, .text =
	    AUDIT_COLUMNS
	    "  FROM audit WHERE object = $1 AND seq < $2"
	    " ORDER BY seq DESC LIMIT $3" },
	[AUDIT_BY_PERSON] = { .nin = 3, .text =
	    AUDIT_COLUMNS
	    "  FROM audit WHERE person = $1 AND seq < $2"
	    " ORDER BY seq DESC LIMIT $3" },
};

/* Borrowed from the rows until the next one. */
static void
row_read(const struct rows *rows, struct audit_row *out, struct bytes *hash)
{
	int	 i;

	out->lane = rows_int(rows, 0);
	out->seq = rows_int(rows, 1);
	out->prev = rows_bytes(rows, 2);
	*hash = rows_bytes(rows, 3);
	out->at = rows_int(rows, 4);
	out->roles = rows_int(rows, 5);
	out->before = rows_bytes(rows, 6);
	out->after = rows_bytes(rows, 7);
	for (i = 0; i < AT__N; i++)
		out->text[i] = or_empty(rows_str(rows, 8 + i));
}

/* --- the proof --------------------------------------------------------- */

struct walk {
	struct store		*db;
	int64_t			 lane, seq;	/* the last good one */
	unsigned char		 hash[DIGEST_LEN]; /* of it */
	struct audit_finding	*bad;
};

static enum status
broken_at(struct walk *w, int64_t seq, const char *what, struct fault *f)
{
	w->bad->seq = seq;
	w->bad->what = what;
	return fault_set(f, ST_INVALID, "audit lane %lld: entry %lld %s",
	    (long long)w->lane, (long long)seq, what);
}

/*
 * The entry does not follow the one before.  If the one that does stands
 * elsewhere, entries were moved; otherwise this one was changed.
 */
static enum status
name_break(struct walk *w, int64_t seq, struct fault *f)
{
	const struct value	 in[] = { v_int(w->lane),
				    v_bytes(bytes_of(w->hash, DIGEST_LEN)),
				    v_int(seq) };
	struct rows		*rows;
	enum status		 st;

	st = one_row(w->db, &audit_sql[AUDIT_WITH_PREV], in, 3, &rows, f);
	if (st == ST_ABSENT)
		return broken_at(w, seq, "changed", f);
	if (st != ST_OK)
		return st;
	rows_free(rows);
	return broken_at(w, seq, "reordered", f);
}

static enum status
check_row(struct walk *w, const struct audit_row *row, struct bytes hash,
    struct fault *f)
{
	unsigned char	 is[DIGEST_LEN];
	enum status	 st;

	if (row->seq != w->seq + 1)
		return broken_at(w, w->seq + 1, "missing", f);
	if (!bytes_same(row->prev, bytes_of(w->hash, DIGEST_LEN)))
		return name_break(w, row->seq, f);
	if ((st = audit_hash(row, is, f)) != ST_OK)
		return st;
	if (!bytes_same(hash, bytes_of(is, DIGEST_LEN)))
		return broken_at(w, row->seq, "changed", f);
	memcpy(w->hash, is, DIGEST_LEN);
	w->seq = row->seq;
	return ST_OK;
}

/* ST_ABSENT at the end of the lane. */
static enum status
check_page(struct walk *w, struct fault *f)
{
	const struct value	 in[] = { v_int(w->lane), v_int(w->seq),
				    v_int(VERIFY_PAGE) };
	struct audit_row	 row;
	struct bytes		 hash;
	struct rows		*rows;
	enum status		 st;
	int			 n = 0;

	st = store_query(w->db, &audit_sql[AUDIT_WALK], in, 3, &rows, f);
	if (st != ST_OK)
		return st;
	while ((st = rows_next(rows, f)) == ST_OK) {
		row_read(rows, &row, &hash);
		if ((st = check_row(w, &row, hash, f)) != ST_OK)
			break;
		n++;
	}
	rows_free(rows);
	if (st == ST_ABSENT && n > 0)
		return ST_OK;
	return st;
}

struct head {
	int64_t		 seq, last;	/* of the head; of the rows */
	unsigned char	 hash[DIGEST_LEN];
};

/* Both at one moment, so that an entry being added is no finding. */
static enum status
head_read(struct store *db, int64_t lane, struct head *h, struct fault *f)
{
	const struct value	 in[] = { v_int(lane) };
	struct rows		*rows;
	struct bytes		 hash;
	enum status		 st;

	memset(h, 0, sizeof(*h));
	if ((st = store_begin(db, STORE_READ, f)) != ST_OK)
		return st;
	st = one_row(db, &audit_sql[AUDIT_HEAD], in, 1, &rows, f);
	if (st == ST_OK) {
		h->seq = rows_int(rows, 0);
		hash = rows_bytes(rows, 1);
		if (hash.n == DIGEST_LEN)
			memcpy(h->hash, hash.p, DIGEST_LEN);
		rows_free(rows);
	}
	if (st == ST_OK || st == ST_ABSENT)
		st = one_row(db, &audit_sql[AUDIT_LAST], in, 1, &rows, f);
	if (st == ST_OK) {
		h->last = rows_int(rows, 0);
		rows_free(rows);
	}
	store_rollback(db);
	return st == ST_ABSENT ? ST_OK : st;
}

/* The head may have moved on since it was read, never back. */
static enum status
check_end(struct walk *w, const struct head *h, struct fault *f)
{
	if (w->seq < h->seq)
		return broken_at(w, w->seq + 1, "missing", f);
	if (h->last > h->seq)
		return broken_at(w, h->seq + 1, "changed", f);
	if (w->seq == h->seq &&
	    memcmp(w->hash, h->hash, DIGEST_LEN) != 0)
		return broken_at(w, w->seq, "changed", f);
	return ST_OK;
}

enum status
audit_verify(struct store *db, int64_t lane, int64_t *count,
    struct audit_finding *bad, struct fault *f)
{
	struct walk	 w = { .db = db, .lane = lane, .bad = bad };
	struct head	 h;
	enum status	 st;

	*count = 0;
	bad->seq = 0;
	bad->what = NULL;
	if ((st = head_read(db, lane, &h, f)) != ST_OK)
		return st;
	while ((st = check_page(&w, f)) == ST_OK)
		;
	if (st == ST_ABSENT)
		st = check_end(&w, &h, f);
	*count = st == ST_INVALID ? bad->seq - 1 : w.seq;
	return st;
}

enum status
audit_head(struct store *db, int64_t lane, int64_t *seq,
    unsigned char hash[32], struct fault *f)
{
	struct head	 h;
	enum status	 st;

	if ((st = head_read(db, lane, &h, f)) != ST_OK)
		return st;
	*seq = h.seq;
	memcpy(hash, h.hash, DIGEST_LEN);
	return ST_OK;
}

/* --- pages ------------------------------------------------------------- */

static void
keep(struct audit_line *l, const struct audit_row *row, struct pool *pool)
{
	const char	**to[AT__N] = {
		[AT_PERSON] = &l->person, [AT_UNIT] = &l->unit,
		[AT_FUNC] = &l->function, [AT_SERIAL] = &l->serial,
		[AT_ADDRESS] = &l->address, [AT_PROGRAM] = &l->program,
		[AT_REQUEST] = &l->request, [AT_SESSION] = &l->session,
		[AT_ACTION] = &l->action, [AT_KIND] = &l->kind,
		[AT_OBJECT] = &l->object, [AT_RESULT] = &l->result,
		[AT_REASON] = &l->reason,
	};
	int		 i;

	l->seq = row->seq;
	l->at = row->at;
	l->roles = (unsigned)row->roles;
	l->before = copy_bytes(pool, row->before);
	l->after = copy_bytes(pool, row->after);
	for (i = 0; i < AT__N; i++)
		*to[i] = pool_text(pool, row->text[i]);
}

static enum status
page(struct store *db, struct pool *pool, int which, struct value key,
    int64_t below, struct audit_line *out, size_t room, size_t *n,
    struct fault *f)
{
	const struct value	 in[] = { key,
				    v_int(below > 0 ? below : INT64_MAX),
				    v_int((int64_t)room) };
	struct audit_row	 row;
	struct bytes		 hash;
	struct rows		*rows;
	enum status		 st;

	*n = 0;
	if ((st = store_query(db, &audit_sql[which], in, 3, &rows, f)) !=
	    ST_OK)
		return st;
	while (*n < room && (st = rows_next(rows, f)) == ST_OK) {
		row_read(rows, &row, &hash);
		keep(&out[(*n)++], &row, pool);
	}
	rows_free(rows);
	return st == ST_OK || st == ST_ABSENT ? pool_held(pool, f) : st;
}

enum status
audit_page(struct store *db, struct pool *pool, int64_t below,
    struct audit_line *out, size_t room, size_t *n, struct fault *f)
{
	return page(db, pool, AUDIT_NEWEST, v_int(AUDIT_LANE), below, out,
	    room, n, f);
}

enum status
audit_of_object(struct store *db, struct pool *pool, const char *object,
    int64_t below, struct audit_line *out, size_t room, size_t *n,
    struct fault *f)
{
	return page(db, pool, AUDIT_BY_OBJECT, v_text(object), below, out,
	    room, n, f);
}

enum status
audit_of_person(struct store *db, struct pool *pool, const char *person,
    int64_t below, struct audit_line *out, size_t room, size_t *n,
    struct fault *f)
{
	return page(db, pool, AUDIT_BY_PERSON, v_text(person), below, out,
	    room, n, f);
}

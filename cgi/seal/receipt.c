/* Receipts and notices to be sealed; see receipt.h. */
#include <string.h>

#include "base/fault.h"
#include "seal/receipt.h"
#include "seal/table.h"

static const char *const names[] = {
	[RECEIPT_ACCEPT] = "accept", [RECEIPT_CORRECT] = "correct",
	[RECEIPT_REFUSE] = "refuse", [RECEIPT_HANDOVER] = "receipt",
};
_Static_assert(NITEMS(names) == RECEIPT_KIND__N, "a kind has no name");

static const struct { int event; enum receipt_kind kind; } events[] = {
	{ EV_SUBMIT, RECEIPT_ACCEPT }, { EV_RESUBMIT, RECEIPT_ACCEPT },
	{ EV_RETURN, RECEIPT_CORRECT }, { EV_APPROVER_RETURN, RECEIPT_CORRECT },
	{ EV_REJECT, RECEIPT_REFUSE }, { EV_APPROVER_REJECT, RECEIPT_REFUSE },
	{ EV_DELIVER, RECEIPT_HANDOVER },
};

const char *
receipt_name(enum receipt_kind kind)
{
	return kind < RECEIPT_KIND__N ? names[kind] : NULL;
}

enum receipt_kind
receipt_find(const char *name)
{
	enum receipt_kind	 k;

	for (k = 0; k < RECEIPT_KIND__N; k++)
		if (name != NULL && strcmp(names[k], name) == 0)
			break;
	return k;
}

enum receipt_kind
receipt_of_event(int event)
{
	size_t	 i;

	for (i = 0; i < NITEMS(events); i++)
		if (events[i].event == event)
			return events[i].kind;
	return RECEIPT_KIND__N;
}

/* --- SQL ------------------------------------------------------------------ */

enum { ADD, BY_ID, DUE, CLAIM, SET_USE, WAIT, END, MADE, COUNT, SQL__N };

static const struct sql receipt_sql[SQL__N] = {
	[ADD] = { .nin = 5, .text =
	    "INSERT INTO receipt (id, request, seq, kind, standing, state,"
	    " tries, next, at)"
	    " SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, 'waiting',"
	    "        0, CAST($5 AS BIGINT), CAST($5 AS BIGINT)"
	    "   FROM request_event WHERE request = $2" },
	[BY_ID] = { .nin = 1, .text =
	    "SELECT id, request, standing, kind, seq, at, tries, next,"
	    "       use_request, why FROM receipt WHERE id = $1" },
	[DUE] = { .nin = 2, .text =
	    "SELECT id FROM receipt WHERE state = 'waiting' AND next <= $1"
	    " ORDER BY next, id LIMIT $2" },
	[CLAIM] = { .nin = 3, .text =
	    "UPDATE receipt SET next = $1, tries = tries + 1"
	    " WHERE id = $2 AND next = $3 AND state = 'waiting'" },
	[SET_USE] = { .nin = 3, .text =
	    "UPDATE receipt SET use_request = $1"
	    " WHERE id = $2 AND next = $3 AND state = 'waiting'" },
	[WAIT] = { .nin = 4, .text =
	    "UPDATE receipt SET next = $1, why = $2"
	    " WHERE id = $3 AND next = $4 AND state = 'waiting'" },
	[END] = { .nin = 4, .text =
	    "UPDATE receipt SET state = $1, why = $2"
	    " WHERE id = $3 AND next = $4 AND state = 'waiting'" },
	[MADE] = { .nin = 2, .text =
	    "SELECT c.kind, c.seq, c.state, u.result, c.why"
	    "  FROM receipt c LEFT JOIN use_request u ON u.id = c.use_request"
	    " WHERE c.request = $1 ORDER BY c.seq DESC LIMIT $2" },
	[COUNT] = { .nin = 2, .text =
	    "SELECT COUNT(*) FROM receipt WHERE standing = $1"
	    " AND state = $2" },
};

enum status
receipt_add(struct store *db, const struct receipt *r, struct fault *f)
{
	const struct value	 in[] = {
		v_text(r->id), v_text(r->request), v_text(names[r->kind]),
		v_text(r->standing), v_int(r->at),
	};

	return store_run(db, &receipt_sql[ADD], in, NITEMS(in), NULL, f);
}

static enum status
read_row(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct receipt	*r = out;

	r->id = rows_text(rows, 0, pool);
	r->request = rows_text(rows, 1, pool);
	r->standing = rows_text(rows, 2, pool);
	r->kind = receipt_find(rows_str(rows, 3));
	r->seq = rows_int(rows, 4);
	r->at = rows_int(rows, 5);
	r->tries = rows_int(rows, 6);
	r->next = rows_int(rows, 7);
	r->use = rows_text(rows, 8, pool);
	r->why = rows_text(rows, 9, pool);
	return r->kind == RECEIPT_KIND__N || pool_failed(pool) ? fault_set(f,
	    ST_BROKEN, "receipt: unreadable row") : ST_OK;
}

static const struct record receipt_record = {
	"receipt", sizeof(struct receipt), read_row
};

enum status
receipt_load(struct store *db, struct pool *pool, const char *id,
    struct receipt *out, struct fault *f)
{
	const struct value	 in[] = { v_text(id) };

	return store_find(db, pool, &receipt_sql[BY_ID], in, NITEMS(in),
	    &receipt_record, out, f);
}

enum status
receipt_due(struct store *db, int64_t now, size_t max,
    char (*ids)[ID_LEN + 1], size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_int(now), v_int((int64_t)max) };
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(db, &receipt_sql[DUE], in, NITEMS(in), &rows, f);
	while (st == ST_OK && *n < max &&
	    (st = rows_next(rows, f)) == ST_OK) {
		memcpy(ids[*n], rows_str(rows, 0), ID_LEN);
		ids[(*n)++][ID_LEN] = '\0';
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

/* A change of what this process has claimed; another's is ST_CONFLICT. */
static enum status
change(struct store *db, int which, const struct value *in, size_t n,
    struct fault *f)
{
	int64_t		 changed = 0;
	enum status	 st;

	st = store_run(db, &receipt_sql[which], in, n, &changed, f);
	return st == ST_OK && changed != 1 ? fault_set(f, ST_CONFLICT,
	    "receipt: another has it") : st;
}

enum status
receipt_claim(struct store *db, struct receipt *r, int64_t next,
    struct fault *f)
{
	const struct value	 in[] = {
		v_int(next), v_text(r->id), v_int(r->next),
	};
	enum status		 st = change(db, CLAIM, in, NITEMS(in), f);

	if (st == ST_OK) {
		r->next = next;
		r->tries++;
	}
	return st;
}

enum status
receipt_set_use(struct store *db, struct receipt *r, const char *use,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(use), v_text(r->id), v_int(r->next),
	};
	enum status		 st = change(db, SET_USE, in, NITEMS(in), f);

	if (st == ST_OK)
		r->use = use;
	return st;
}

enum status
receipt_wait(struct store *db, struct receipt *r, int64_t next,
    const char *why, struct fault *f)
{
	const struct value	 in[] = {
		v_int(next), v_text(why), v_text(r->id), v_int(r->next),
	};
	enum status		 st = change(db, WAIT, in, NITEMS(in), f);

	if (st == ST_OK)
		r->next = next;
	return st;
}

enum status
receipt_end(struct store *db, const struct receipt *r, int sealed,
    const char *why, struct fault *f)
{
	const struct value	 in[] = {
		v_text(sealed ? "sealed" : "dropped"), v_text(why),
		v_text(r->id), v_int(r->next),
	};

	return change(db, END, in, NITEMS(in), f);
}

#define MADE_MAX 100		/* papers of one case that are looked at */

enum status
receipts_made(struct store *db, struct pool *pool, const char *request,
    struct receipt_made out[RECEIPT_KIND__N], struct fault *f)
{
	const struct value	 in[] = { v_text(request), v_int(MADE_MAX) };
	struct rows		*rows = NULL;
	struct receipt_made	*m;
	enum receipt_kind	 kind;
	enum status		 st;

	memset(out, 0, RECEIPT_KIND__N * sizeof(*out));
	st = store_query(db, &receipt_sql[MADE], in, NITEMS(in), &rows, f);
	while (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		kind = receipt_find(rows_str(rows, 0));
		if (kind == RECEIPT_KIND__N || out[kind].seq != 0)
			continue;
		m = &out[kind];
		m->seq = rows_int(rows, 1);
		m->waiting = strcmp(rows_str(rows, 2), "waiting") == 0;
		if (strcmp(rows_str(rows, 2), "sealed") == 0)
			m->file = pool_bytes(pool, rows_bytes(rows, 3));
		m->why = rows_text(rows, 4, pool);
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

static enum status
count(struct store *db, const char *standing, const char *state, int64_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_text(standing), v_text(state) };
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(db, &receipt_sql[COUNT], in, NITEMS(in), &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*n = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

enum status
receipt_count(struct store *db, const char *standing, int64_t *waiting,
    int64_t *dropped, struct fault *f)
{
	enum status	 st = count(db, standing, "waiting", waiting, f);

	return st == ST_OK ? count(db, standing, "dropped", dropped, f) : st;
}

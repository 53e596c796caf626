/*
 * Notices in a person's inbox and messages that leave the house.
 * Both are rows of the caller's transaction: what was decided and that it
 * was told stand or fall together.
 */
#include <string.h>

#include "base/clock.h"
#include "office/local.h"

enum { NOTICE_INSERT, NOTICE_LIST, NOTICE_SEEN, NOTICE_UNREAD, OUTBOX_INSERT,
	OUTBOX_RECENT, OUTBOX_DUE, OUTBOX_TAKE, OUTBOX_SENT, OUTBOX_FAILED,
	OUTBOX_COUNT, OUTBOX_AGAIN, OUTBOX_IN, NOTICE__N };

static const struct sql notice_sql[NOTICE__N] = {
	[NOTICE_INSERT] = { .nin = 6, .text =
	    "INSERT INTO notice (id, person, kind, channel, body, link,"
	    " state, created) VALUES ($1, $2, $3, 'inbox', $4, $5, 'new',"
	    " $6)" },
	[NOTICE_LIST] = { .nin = 3, .text =
	    "SELECT id, kind, body, link, state, created FROM notice"
	    " WHERE person = $1 AND id < $2 ORDER BY id DESC LIMIT $3" },
	[NOTICE_SEEN] = { .nin = 3, .text =
	    "UPDATE notice SET state = 'read', seen = $3"
	    " WHERE id = $1 AND person = $2 AND state = 'new'" },
	[NOTICE_UNREAD] = { .nin = 1, .text =
	    "SELECT count(*) FROM notice WHERE person = $1"
	    " AND state = 'new'" },
	[OUTBOX_INSERT] = { .nin = 6, .text =
	    "INSERT INTO outbox (id, channel, address_mask, address_box,"
	    " body, state, due, created)"
	    " VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $6)" },
	[OUTBOX_RECENT] = { .nin = 2, .text =
	    "SELECT id, channel, address_mask, body, state, created, tries,"
	    " address_box, due FROM outbox WHERE created > $1"
	    " ORDER BY created DESC, id DESC LIMIT $2" },
	[OUTBOX_DUE] = { .nin = 3, .text =
	    "SELECT id, channel, address_mask, body, state, created, tries,"
	    " address_box, due FROM outbox"
	    " WHERE state = 'waiting' AND channel = $3 AND due <= $1"
	    " ORDER BY due, id LIMIT $2" },
	[OUTBOX_TAKE] = { .nin = 3, .text =
	    "UPDATE outbox SET due = $1, tries = tries + 1"
	    " WHERE id = $2 AND state = 'waiting' AND due = $3" },
	[OUTBOX_SENT] = { .nin = 2, .text =
	    "UPDATE outbox SET state = 'sent', body = '', done = $2"
	    " WHERE id = $1 AND state = 'waiting'" },
	[OUTBOX_FAILED] = { .nin = 4, .text =
	    "UPDATE outbox SET due = $2,"
	    " state = CASE WHEN tries >= $3 THEN 'failed'"
	    "   ELSE 'waiting' END,"
	    " done = CASE WHEN tries >= $3 THEN CAST($4 AS BIGINT)"
	    "   ELSE NULL END"
	    " WHERE id = $1 AND state = 'waiting'" },
	[OUTBOX_IN] = { .nin = 3, .text =
	    "SELECT id, channel, address_mask, body, state, created, tries,"
	    " address_box, due FROM outbox WHERE state = $3 AND id > $1"
	    " ORDER BY id LIMIT $2" },
	[OUTBOX_COUNT] = { .nin = 2, .text =
	    "SELECT COUNT(*) FROM outbox WHERE channel = $1 AND state = $2" },
	[OUTBOX_AGAIN] = { .nin = 2, .text =
	    "UPDATE outbox SET state = 'waiting', tries = 0, due = $2,"
	    " done = NULL WHERE id = $1 AND state = 'failed'" },
};

enum status
notice_add(struct store *db, const char *person, const char *kind,
    const char *text, const char *link, struct fault *f)
{
	char		 id[ID_LEN + 1];
	struct value	 in[6];

	id_new(id);
	in[0] = v_text(id);
	in[1] = v_text(person);
	in[2] = v_text(kind);
	in[3] = v_text(text);
	in[4] = v_text(or_empty(link));
	in[5] = v_int(clock_now());
	return store_run(db, &notice_sql[NOTICE_INSERT], in, 6, NULL, f);
}

enum status
notice_list(struct store *db, struct pool *pool, const char *person,
    const char *before, struct notice *out, size_t room, size_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_text(person),
				    v_text(before == NULL ? "~" : before),
				    v_int((int64_t)room) };
	struct notice		*o;
	struct rows		*rows;
	enum status		 st;

	*n = 0;
	if ((st = store_query(db, &notice_sql[NOTICE_LIST], in, 3, &rows,
	    f)) != ST_OK)
		return st;
	while (*n < room && (st = rows_next(rows, f)) == ST_OK) {
		o = &out[(*n)++];
		copy_id(o->id, rows_str(rows, 0));
		o->kind = rows_text(rows, 1, pool);
		o->text = rows_text(rows, 2, pool);
		o->link = rows_text(rows, 3, pool);
		o->is_new = strcmp(or_empty(rows_str(rows, 4)), "new") == 0;
		o->created = rows_int(rows, 5);
	}
	rows_free(rows);
	return st == ST_OK || st == ST_ABSENT ? pool_held(pool, f) : st;
}

enum status
notice_seen(struct store *db, const char *person, const char *id,
    struct fault *f)
{
	const struct value	 in[] = { v_text(id), v_text(person),
				    v_int(clock_now()) };

	return store_run(db, &notice_sql[NOTICE_SEEN], in, 3, NULL, f);
}

enum status
notice_unread(struct store *db, const char *person, int64_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_text(person) };
	struct rows		*rows;
	enum status		 st;

	*n = 0;
	st = one_row(db, &notice_sql[NOTICE_UNREAD], in, 1, &rows, f);
	if (st != ST_OK)
		return st;
	*n = rows_int(rows, 0);
	rows_free(rows);
	return ST_OK;
}

/* --- the outbox -------------------------------------------------------- */

enum status
outbox_add(struct store *db, const char *channel, const char *mask,
    struct bytes box, const char *text, struct fault *f)
{
	char		 id[ID_LEN + 1];
	struct value	 in[6];

	id_new(id);
	in[0] = v_text(id);
	in[1] = v_text(channel);
	in[2] = v_text(or_empty(mask));
	in[3] = v_bytes(box);
	in[4] = v_text(text);
	in[5] = v_int(clock_now());
	return store_run(db, &notice_sql[OUTBOX_INSERT], in, 6, NULL, f);
}

static enum status
outbox_rows(struct store *db, struct pool *pool, int which,
    const struct value *in, struct message *out, size_t room, size_t *n,
    struct fault *f)
{
	struct message		*o;
	struct rows		*rows;
	enum status		 st;

	*n = 0;
	if ((st = store_query(db, &notice_sql[which], in,
	    notice_sql[which].nin, &rows, f)) != ST_OK)
		return st;
	while (*n < room && (st = rows_next(rows, f)) == ST_OK) {
		o = &out[(*n)++];
		copy_id(o->id, rows_str(rows, 0));
		o->channel = rows_text(rows, 1, pool);
		o->mask = rows_text(rows, 2, pool);
		o->text = rows_text(rows, 3, pool);
		o->state = rows_text(rows, 4, pool);
		o->created = rows_int(rows, 5);
		o->tries = rows_int(rows, 6);
		o->box = copy_bytes(pool, rows_bytes(rows, 7));
		o->due = rows_int(rows, 8);
	}
	rows_free(rows);
	return st == ST_OK || st == ST_ABSENT ? pool_held(pool, f) : st;
}

static enum status
outbox_read(struct store *db, struct pool *pool, int which, int64_t moment,
    const char *channel, struct message *out, size_t room, size_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_int(moment),
				    v_int((int64_t)room), v_text(channel) };

	return outbox_rows(db, pool, which, in, out, room, n, f);
}

enum status
outbox_recent(struct store *db, struct pool *pool, int64_t since,
    struct message *out, size_t room, size_t *n, struct fault *f)
{
	return outbox_read(db, pool, OUTBOX_RECENT, since, NULL, out, room, n,
	    f);
}

enum status
outbox_due(struct store *db, struct pool *pool, const char *channel,
    struct message *out, size_t room, size_t *n, struct fault *f)
{
	return outbox_read(db, pool, OUTBOX_DUE, clock_now(), channel, out,
	    room, n, f);
}

enum status
outbox_take(struct store *db, struct message *m, int64_t until,
    struct fault *f)
{
	const struct value	 in[] = { v_int(until), v_text(m->id),
				    v_int(m->due) };
	int64_t			 changed;
	enum status		 st;

	st = store_run(db, &notice_sql[OUTBOX_TAKE], in, 3, &changed, f);
	if (st == ST_OK && changed != 1)
		return fault_set(f, ST_CONFLICT, "message %s is taken",
		    m->id);
	if (st == ST_OK) {
		m->due = until;
		m->tries++;
	}
	return st;
}

enum status
outbox_sent(struct store *db, const char *id, struct fault *f)
{
	const struct value	 in[] = { v_text(id), v_int(clock_now()) };

	return store_run(db, &notice_sql[OUTBOX_SENT], in, 2, NULL, f);
}

enum status
outbox_failed(struct store *db, const char *id, int64_t again,
    struct fault *f)
{
	const struct value	 in[] = { v_text(id), v_int(again),
				    v_int(OUTBOX_TRIES),
				    v_int(clock_now()) };

	return store_run(db, &notice_sql[OUTBOX_FAILED], in, 4, NULL, f);
}

enum status
outbox_in(struct store *db, struct pool *pool, const char *state,
    const char *after, struct message *out, size_t room, size_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_text(after),
				    v_int((int64_t)room), v_text(state) };

	return outbox_rows(db, pool, OUTBOX_IN, in, out, room, n, f);
}

enum status
outbox_count(struct store *db, const char *channel, const char *state,
    int64_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(channel), v_text(state) };
	struct rows		*rows;
	enum status		 st;

	*n = 0;
	st = one_row(db, &notice_sql[OUTBOX_COUNT], in, 2, &rows, f);
	if (st != ST_OK)
		return st;
	*n = rows_int(rows, 0);
	rows_free(rows);
	return ST_OK;
}

enum status
outbox_again(struct store *db, const char *id, struct fault *f)
{
	const struct value	 in[] = { v_text(id), v_int(clock_now()) };
	int64_t			 changed;
	enum status		 st;

	st = store_run(db, &notice_sql[OUTBOX_AGAIN], in, 2, &changed, f);
	return st == ST_OK && changed != 1 ? fault_set(f, ST_CONFLICT,
	    "message %s is not given up", id) : st;
}

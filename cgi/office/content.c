/*
 * Contents in chunks; see content.h.  A long file is written in several
 * transactions under a new blob id, so that nobody waits at the gate for all
 * of it; the row that makes it a content comes last.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "office/content.h"
#include "office/local.h"
#include "sm/sm.h"

#define BATCH	16	/* chunks of one transaction: 4 MiB */
#define DROP	100	/* contents looked at in one page */

enum { CONTENT_FIND, CONTENT_TOUCH, CONTENT_INSERT, CHUNK_INSERT, CHUNK_READ,
	CHUNK_DROP, CONTENT_OLD, CONTENT_DROP, CHUNK_LOST, CONTENT__N };

static const struct sql content_sql[CONTENT__N] = {
	[CONTENT_FIND] = { .nin = 1, .text =
	    "SELECT blob, size, type, created FROM content WHERE sm3 = $1" },
	[CONTENT_TOUCH] = { .nin = 2, .text =
	    "UPDATE content SET created = $2 WHERE sm3 = $1" },
	[CONTENT_INSERT] = { .nin = 5, .text =
	    "INSERT INTO content (sm3, blob, size, type, created)"
	    " VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (sm3) DO UPDATE SET created = excluded.created"
	    " RETURNING blob" },
	[CHUNK_INSERT] = { .nin = 3, .text =
	    "INSERT INTO chunk (blob, n, data) VALUES ($1, $2, $3)" },
	[CHUNK_READ] = { .nin = 2, .text =
	    "SELECT data FROM chunk WHERE blob = $1 AND n = $2" },
	[CHUNK_DROP] = { .nin = 1, .text =
	    "DELETE FROM chunk WHERE blob = $1" },
	[CONTENT_OLD] = { .nin = 3, .text =
	    "SELECT sm3, blob FROM content WHERE created < $1 AND blob > $2"
	    " ORDER BY blob LIMIT $3" },
	/* compared again: it may have been put anew meanwhile */
	[CONTENT_DROP] = { .nin = 2, .text =
	    "DELETE FROM content WHERE sm3 = $1 AND created < $2" },
	[CHUNK_LOST] = { .nin = 1, .text =
	    "SELECT c.blob FROM chunk c WHERE c.n = 0 AND c.blob < $1"
	    " AND NOT EXISTS (SELECT 1 FROM content t WHERE t.blob = c.blob)"
	    " LIMIT 1" },
};

static struct value
v_sm3(const unsigned char sm3[CONTENT_SM3])
{
	return v_bytes(bytes_of(sm3, CONTENT_SM3));
}

enum status
content_find(struct store *db, const unsigned char sm3[CONTENT_SM3],
    struct content *out, struct fault *f)
{
	const struct value	 in[] = { v_sm3(sm3) };
	struct rows		*rows;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	st = one_row(db, &content_sql[CONTENT_FIND], in, 1, &rows, f);
	if (st != ST_OK)
		return st == ST_ABSENT ? fault_set(f, st, "no such content") :
		    st;
	memcpy(out->sm3, sm3, CONTENT_SM3);
	copy_id(out->blob, rows_str(rows, 0));
	out->size = rows_int(rows, 1);
	snprintf(out->type, sizeof(out->type), "%s",
	    or_empty(rows_str(rows, 2)));
	out->created = rows_int(rows, 3);
	rows_free(rows);
	return ST_OK;
}

/* --- putting ----------------------------------------------------------- */

/* Where the bytes come from: memory or a descriptor. */
struct source {
	struct bytes	 data;
	size_t		 at;
	int		 fd;		/* -1: memory */
};

/* The next chunk, full unless it is the last; *n 0 at the end. */
static enum status
source_next(struct source *s, unsigned char *chunk, struct bytes *out,
    struct fault *f)
{
	size_t	 n = 0;
	ssize_t	 got;

	if (s->fd == -1) {
		n = s->data.n - s->at;
		n = n > CONTENT_CHUNK ? CONTENT_CHUNK : n;
		*out = bytes_of(s->data.p + s->at, n);
		s->at += n;
		return ST_OK;
	}
	while (n < CONTENT_CHUNK) {
		got = read(s->fd, chunk + n, CONTENT_CHUNK - n);
		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1)
			return fault_set(f, ST_BROKEN, "content: read: %s",
			    strerror(errno));
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*out = bytes_of(chunk, n);
	return ST_OK;
}

struct upload {
	struct store	*db;
	char		 blob[ID_LEN + 1];
	struct sm3	*hash;		/* NULL: it is known */
	unsigned char	*chunk;
	int64_t		 n, size;
};

static enum status
upload_chunk(struct upload *u, struct bytes data, struct fault *f)
{
	const struct value	 in[] = { v_text(u->blob), v_int(u->n),
				    v_bytes(data) };
	enum status		 st = ST_OK;

	if (u->hash != NULL && sm3_add(u->hash, data) != 1)
		return fault_set(f, ST_BROKEN, "content: no SM3");
	if (!store_is_writing(u->db))
		st = store_begin(u->db, STORE_WRITE, f);
	if (st == ST_OK)
		st = store_run(u->db, &content_sql[CHUNK_INSERT], in, 3,
		    NULL, f);
	u->n++;
	u->size += (int64_t)data.n;
	if (st == ST_OK && u->n % BATCH == 0)
		st = store_commit(u->db, f);
	return st;
}

static enum status
upload_all(struct upload *u, struct source *s, size_t max, struct fault *f)
{
	struct bytes	 data;
	enum status	 st;

	while ((st = source_next(s, u->chunk, &data, f)) == ST_OK &&
	    data.n > 0) {
		if ((size_t)u->size + data.n > max)
			return fault_set(f, ST_INVALID,
			    "content: more than %zu bytes", max);
		if ((st = upload_chunk(u, data, f)) != ST_OK)
			return st;
	}
	return st;
}

/* The row that makes it a content; what was there already stays. */
static enum status
upload_end(struct upload *u, const char *type,
    const unsigned char sm3[CONTENT_SM3], struct fault *f)
{
	const struct value	 in[] = { v_sm3(sm3), v_text(u->blob),
				    v_int(u->size), v_text(type),
				    v_int(clock_now()) };
	struct rows		*rows;
	enum status		 st = ST_OK;
	int			 ours;

	if (!store_is_writing(u->db))
		st = store_begin(u->db, STORE_WRITE, f);
	if (st == ST_OK)
		st = one_row(u->db, &content_sql[CONTENT_INSERT], in, 5,
		    &rows, f);
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_BROKEN : st;
	ours = strcmp(or_empty(rows_str(rows, 0)), u->blob) == 0;
	rows_free(rows);
	if (!ours)
		st = store_run(u->db, &content_sql[CHUNK_DROP], in + 1, 1,
		    NULL, f);
	return st == ST_OK ? store_commit(u->db, f) : st;
}

/* What was committed of an upload that failed; jobs would find it too. */
static void
upload_drop(struct upload *u)
{
	const struct value	 in[] = { v_text(u->blob) };
	struct fault		 f = { 0 };

	store_rollback(u->db);
	if (u->n < BATCH)
		return;
	if (store_begin(u->db, STORE_WRITE, &f) != ST_OK ||
	    store_run(u->db, &content_sql[CHUNK_DROP], in, 1, NULL, &f) !=
	    ST_OK || store_commit(u->db, &f) != ST_OK) {
		store_rollback(u->db);
		log_fault(&f);
	}
}

/* "known" is the SM3, or NULL: it goes to "sm3" then. */
static enum status
upload(struct store *db, struct source *s, size_t max, const char *type,
    const unsigned char *known, unsigned char *sm3, struct fault *f)
{
	struct upload	 u = { .db = db };
	enum status	 st = ST_BROKEN;

	if (store_is_writing(db))
		return fault_set(f, ST_BROKEN,
		    "content: put takes its own transactions");
	if (strlen(type) >= CONTENT_TYPE)
		return fault_set(f, ST_INVALID, "content: type too long");
	id_new(u.blob);
	u.hash = known != NULL ? NULL : sm3_new();
	u.chunk = s->fd == -1 ? NULL : malloc(CONTENT_CHUNK);
	if ((known == NULL && u.hash == NULL) || (s->fd != -1 && u.chunk == NULL)) {
		fault_set(f, ST_BROKEN, "content: no memory");
		goto out;
	}
	st = upload_all(&u, s, max, f);
	if (st == ST_OK && known == NULL && sm3_end(u.hash, sm3) != 1)
		st = fault_set(f, ST_BROKEN, "content: no SM3");
	if (st == ST_OK)
		st = upload_end(&u, type, known != NULL ? known : sm3, f);
	if (st != ST_OK)
		upload_drop(&u);
out:
	sm3_free(u.hash);
	free(u.chunk);
	return st;
}

enum status
content_put_fd(struct store *db, int fd, size_t max, const char *type,
    unsigned char sm3[CONTENT_SM3], struct fault *f)
{
	struct source	 s = { .fd = fd };

	return upload(db, &s, max, type, NULL, sm3, f);
}

enum status
content_put_known(struct store *db, int fd, size_t max, const char *type,
    const unsigned char sm3[CONTENT_SM3], struct fault *f)
{
	struct source	 s = { .fd = fd };

	return upload(db, &s, max, type, sm3, NULL, f);
}

enum status
content_put(struct store *db, struct bytes data, const char *type,
    unsigned char out[CONTENT_SM3], struct fault *f)
{
	struct source	 s = { .data = data, .fd = -1 };
	struct value	 in[2];
	int64_t		 changed;
	enum status	 st;

	/* In memory it can be looked for before anything is written. */
	if (sm3(data, out) != ST_OK)
		return fault_set(f, ST_BROKEN, "content: no SM3");
	in[0] = v_sm3(out);
	in[1] = v_int(clock_now());
	if ((st = store_begin(db, STORE_WRITE, f)) != ST_OK)
		return st;
	st = store_run(db, &content_sql[CONTENT_TOUCH], in, 2, &changed, f);
	if (st == ST_OK)
		st = store_commit(db, f);
	else
		store_rollback(db);
	if (st != ST_OK || changed == 1)
		return st;
	return upload(db, &s, data.n, type, out, NULL, f);
}

/* --- reading ----------------------------------------------------------- */

static enum status
read_all(struct store *db, const struct content *c, struct sm3 *hash,
    struct buf *out, int fd, struct fault *f)
{
	struct value	 in[2] = { v_text(c->blob), v_int(0) };
	struct bytes	 data;
	struct rows	*rows;
	int64_t		 left;
	enum status	 st = ST_OK;

	for (left = c->size; left > 0 && st == ST_OK; in[1].i++) {
		st = one_row(db, &content_sql[CHUNK_READ], in, 2, &rows, f);
		if (st == ST_ABSENT)
			return fault_set(f, ST_BROKEN,
			    "content %s: chunk %" PRId64 " is gone", c->blob,
			    in[1].i);
		if (st != ST_OK)
			return st;
		data = rows_bytes(rows, 0);
		left -= (int64_t)data.n;
		if (data.n == 0 || sm3_add(hash, data) != 1)
			st = fault_set(f, ST_BROKEN, "content %s: damaged",
			    c->blob);
		else if (out != NULL)
			buf_bytes(out, data);
		else
			st = file_write_fd(fd, data, f);
		rows_free(rows);
	}
	return st;
}

static enum status
read_checked(struct store *db, const unsigned char sm3[CONTENT_SM3],
    struct buf *out, int fd, struct fault *f)
{
	unsigned char	 is[SM3_LEN];
	struct content	 c;
	struct sm3	*hash;
	enum status	 st;

	if ((st = content_find(db, sm3, &c, f)) != ST_OK)
		return st;
	if ((hash = sm3_new()) == NULL)
		return fault_set(f, ST_BROKEN, "content: no memory");
	if ((st = read_all(db, &c, hash, out, fd, f)) != ST_OK)
		goto out;
	if (sm3_end(hash, is) != 1 || memcmp(is, sm3, SM3_LEN) != 0)
		st = fault_set(f, ST_BROKEN, "content %s: damaged", c.blob);
	else if (out != NULL && !buf_ok(out))
		st = fault_set(f, ST_INVALID, "content %s: too long here",
		    c.blob);
out:
	sm3_free(hash);
	return st;
}

enum status
content_read(struct store *db, const unsigned char sm3[CONTENT_SM3],
    struct buf *out, struct fault *f)
{
	return read_checked(db, sm3, out, -1, f);
}

enum status
content_read_fd(struct store *db, const unsigned char sm3[CONTENT_SM3],
    int fd, struct fault *f)
{
	return read_checked(db, sm3, NULL, fd, f);
}

/* --- dropping ---------------------------------------------------------- */

struct old {
	unsigned char	 sm3[CONTENT_SM3];
	char		 blob[ID_LEN + 1];
};

static enum status
drop_one(struct store *db, const struct old *o, int64_t before,
    int64_t *dropped, struct fault *f)
{
	const struct value	 in[] = { v_sm3(o->sm3), v_int(before) };
	const struct value	 blob[] = { v_text(o->blob) };
	int64_t			 changed = 0;
	enum status		 st;

	if ((st = store_begin(db, STORE_WRITE, f)) != ST_OK)
		return st;
	st = store_run(db, &content_sql[CONTENT_DROP], in, 2, &changed, f);
	if (st == ST_OK && changed == 1)
		st = store_run(db, &content_sql[CHUNK_DROP], blob, 1, NULL,
		    f);
	if (st == ST_OK)
		st = store_commit(db, f);
	else
		store_rollback(db);
	*dropped += st == ST_OK ? changed : 0;
	return st;
}

static enum status
old_page(struct store *db, int64_t before, const char *after,
    struct old page[DROP], size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_int(before), v_text(after),
				    v_int(DROP) };
	struct bytes		 b;
	struct rows		*rows;
	enum status		 st;

	*n = 0;
	st = store_query(db, &content_sql[CONTENT_OLD], in, 3, &rows, f);
	if (st != ST_OK)
		return st;
	while (*n < DROP && (st = rows_next(rows, f)) == ST_OK) {
		b = rows_bytes(rows, 0);
		if (b.n != CONTENT_SM3)
			continue;
		memcpy(page[*n].sm3, b.p, CONTENT_SM3);
		copy_id(page[(*n)++].blob, rows_str(rows, 1));
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

/* No id made at that moment or later sorts below it (base/id.h). */
static void
blob_floor(int64_t ms, char out[ID_LEN + 1])
{
	static const char	 digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	uint64_t		 t = ms < 0 ? 0 : (uint64_t)ms;
	int			 i;

	for (i = 9; i >= 0; i--, t >>= 5)	/* 48 bits in 10 digits */
		out[i] = digits[t & 31];
	memset(out + 10, '0', ID_LEN - 10);
	out[ID_LEN] = '\0';
}

static enum status
drop_blob(struct store *db, const char *blob, struct fault *f)
{
	const struct value	 in[] = { v_text(blob) };
	enum status		 st;

	if ((st = store_begin(db, STORE_WRITE, f)) != ST_OK)
		return st;
	st = store_run(db, &content_sql[CHUNK_DROP], in, 1, NULL, f);
	if (st == ST_OK)
		return store_commit(db, f);
	store_rollback(db);
	return st;
}

/* Chunks no content names: uploads that broke off. */
static enum status
drop_lost(struct store *db, int64_t before, struct fault *f)
{
	char		 blob[ID_LEN + 1], from[ID_LEN + 1];
	struct value	 in[1];
	struct rows	*rows;
	enum status	 st = ST_OK;

	blob_floor(before, from);
	in[0] = v_text(from);
	while (st == ST_OK) {
		st = one_row(db, &content_sql[CHUNK_LOST], in, 1, &rows, f);
		if (st != ST_OK)
			break;
		copy_id(blob, rows_str(rows, 0));
		rows_free(rows);
		st = drop_blob(db, blob, f);
	}
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
content_drop_unnamed(struct store *db, int64_t before,
    int (*named)(void *arg, const unsigned char sm3[CONTENT_SM3]), void *arg,
    int64_t *dropped, struct fault *f)
{
	struct old	 page[DROP];
	char		 after[ID_LEN + 1] = "";
	enum status	 st;
	size_t		 n = DROP, i;

	*dropped = 0;
	for (st = ST_OK; st == ST_OK && n == DROP;) {
		st = old_page(db, before, after, page, &n, f);
		for (i = 0; i < n && st == ST_OK; i++) {
			if (!named(arg, page[i].sm3))
				st = drop_one(db, &page[i], before, dropped,
				    f);
			copy_id(after, page[i].blob);
		}
	}
	return st == ST_OK ? drop_lost(db, before, f) : st;
}

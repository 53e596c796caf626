/*
 * Sessions.  The cookie carries 32 random bytes; here lies only their SM3.
 * What keyd and the forms need is derived from the token, so that any
 * process can compute it and none can guess it.
 */
#include <string.h>

#include "base/clock.h"
#include "base/coding.h"
#include "base/log.h"
#include "base/wipe.h"
#include "office/local.h"
#include "sm/sm.h"

#define TOKEN_BYTES	32
#define TOUCH_MS	(60 * 1000)	/* "seen" is exact to a minute */

enum { SESSION_INSERT, SESSION_BY_HASH, SESSION_TOUCH, SESSION_STOP,
	SESSION_STOP_ALL, SESSION_PIN, SESSION_PURGE, SESSION__N };

static const struct sql session_sql[SESSION__N] = {
	[SESSION_INSERT] = { .nin = 6, .text =
	    "INSERT INTO session (id, hash, person, unit, address, created,"
	    " seen) VALUES ($1, $2, $3, $4, $5, $6, $6)" },
	[SESSION_BY_HASH] = { .nin = 3, .text =
	    "SELECT s.id, s.person, s.unit, s.seen, s.must_change_pin,"
	    " p.name, u.name, p.serial"
	    "  FROM session s JOIN person p ON p.id = s.person"
	    "  JOIN unit u ON u.id = s.unit"
	    " WHERE s.hash = $1 AND s.ended IS NULL AND s.seen > $2"
	    "   AND s.created > $3 AND p.state = 'active'"
	    "   AND u.state <> 'closed'" },
	[SESSION_TOUCH] = { .nin = 3, .text =
	    "UPDATE session SET seen = $2 WHERE id = $1 AND seen < $3"
	    " AND ended IS NULL" },
	[SESSION_STOP] = { .nin = 2, .text =
	    "UPDATE session SET ended = $2 WHERE id = $1"
	    " AND ended IS NULL" },
	[SESSION_STOP_ALL] = { .nin = 2, .text =
	    "UPDATE session SET ended = $2 WHERE person = $1"
	    " AND ended IS NULL" },
	[SESSION_PIN] = { .nin = 2, .text =
	    "UPDATE session SET must_change_pin = $2 WHERE id = $1" },
	[SESSION_PURGE] = { .nin = 1, .text =
	    "DELETE FROM session WHERE created < $1" },
};

static enum status
hash_of(const char *token, unsigned char out[SM3_LEN], struct fault *f)
{
	if (sm3(bytes_text(token), out) != ST_OK)
		return fault_set(f, ST_BROKEN, "session: no SM3");
	return ST_OK;
}

enum status
session_start(struct store *db, const char *person, const char *unit,
    const char *address, char token[TOKEN_TEXT], struct fault *f)
{
	unsigned char	 raw[TOKEN_BYTES], hash[SM3_LEN];
	char		 id[ID_LEN + 1];
	struct value	 in[6];
	enum status	 st;

	random_bytes(raw, sizeof(raw));
	base64url_write(raw, sizeof(raw), token);
	wipe(raw, sizeof(raw));
	if ((st = hash_of(token, hash, f)) != ST_OK)
		goto out;
	id_new(id);
	in[0] = v_text(id);
	in[1] = v_bytes(bytes_of(hash, sizeof(hash)));
	in[2] = v_text(person);
	in[3] = v_text(unit);
	in[4] = v_text(or_empty(address));
	in[5] = v_int(clock_now());
	st = store_run(db, &session_sql[SESSION_INSERT], in, 6, NULL, f);
out:
	if (st != ST_OK)
		wipe(token, TOKEN_TEXT);
	return st;
}

/* Not worth failing a page for; a store open to read only cannot. */
static void
touch(struct store *db, const char *id, int64_t now)
{
	const struct value	 in[] = { v_text(id), v_int(now),
				    v_int(now - TOUCH_MS) };
	struct fault		 f = { 0 };

	/* A transaction that is open already is the caller's: not ours. */
	if (store_begin(db, STORE_WRITE, &f) != ST_OK) {
		log_fault(&f);
		return;
	}
	if (store_run(db, &session_sql[SESSION_TOUCH], in, 3, NULL, &f) !=
	    ST_OK || store_commit(db, &f) != ST_OK) {
		store_rollback(db);
		log_fault(&f);
	}
}

static enum status
find(struct store *db, struct pool *pool, const unsigned char hash[SM3_LEN],
    int64_t now, struct actor *out, int64_t *seen, struct fault *f)
{
	const struct value	 in[] = {
		v_bytes(bytes_of(hash, SM3_LEN)), v_int(now - SESSION_IDLE),
		v_int(now - SESSION_ABSOLUTE),
	};
	struct rows		*rows;
	enum status		 st;

	st = one_row(db, &session_sql[SESSION_BY_HASH], in, 3, &rows, f);
	if (st != ST_OK)
		return st == ST_ABSENT ? fault_set(f, st, "no session") : st;
	copy_id(out->session, rows_str(rows, 0));
	copy_id(out->person, rows_str(rows, 1));
	copy_id(out->unit, rows_str(rows, 2));
	*seen = rows_int(rows, 3);
	out->must_change_pin = (int)rows_int(rows, 4);
	out->name = rows_text(rows, 5, pool);
	out->unit_name = rows_text(rows, 6, pool);
	out->serial = rows_text(rows, 7, pool);
	rows_free(rows);
	return pool_held(pool, f);
}

enum status
session_find(struct store *db, struct pool *pool, const char *token,
    struct actor *out, struct fault *f)
{
	struct actor	 who = *out;	/* address, program, request stay */
	unsigned char	 hash[SM3_LEN];
	int64_t		 now = clock_now(), seen = 0;
	enum status	 st;

	if (token == NULL || strlen(token) != TOKEN_TEXT - 1)
		return fault_set(f, ST_ABSENT, "no session");
	if ((st = hash_of(token, hash, f)) != ST_OK ||
	    (st = find(db, pool, hash, now, &who, &seen, f)) != ST_OK ||
	    (st = grant_roles(db, who.person, who.unit, now, &who.roles,
	    f)) != ST_OK)
		return st;
	if ((who.roles & ROLES_SERVICE) && (st = institution_lapsed(db, pool,
	    who.person, now, &who.lapsed, f)) != ST_OK)
		return st;
	if (seen < now - TOUCH_MS)
		touch(db, who.session, now);
	*out = who;
	return ST_OK;
}

enum status
session_end(struct store *db, const char *session, struct fault *f)
{
	const struct value	 in[] = { v_text(session),
				    v_int(clock_now()) };

	return store_run(db, &session_sql[SESSION_STOP], in, 2, NULL, f);
}

enum status
session_end_all(struct store *db, const char *person, struct fault *f)
{
	const struct value	 in[] = { v_text(person),
				    v_int(clock_now()) };

	return store_run(db, &session_sql[SESSION_STOP_ALL], in, 2, NULL, f);
}

enum status
session_must_change_pin(struct store *db, const char *session, int yes,
    struct fault *f)
{
	const struct value	 in[] = { v_text(session), v_int(yes != 0) };

	return store_run(db, &session_sql[SESSION_PIN], in, 2, NULL, f);
}

enum status
session_purge(struct store *db, int64_t before, int64_t *gone,
    struct fault *f)
{
	const struct value	 in[] = { v_int(before) };

	return store_run(db, &session_sql[SESSION_PURGE], in, 1, gone, f);
}

void
session_handle(const char *token, unsigned char out[32])
{
	if (sm3_hmac(bytes_text(token), bytes_text("keyd"), out) != ST_OK)
		random_bytes(out, 32);	/* fits nothing */
}

void
session_csrf(const char *token, char out[65])
{
	unsigned char	 mac[SM3_LEN];

	if (sm3_hmac(bytes_text(token), bytes_text("csrf"), mac) != ST_OK)
		random_bytes(mac, sizeof(mac));
	hex_write(mac, sizeof(mac), out);
	wipe(mac, sizeof(mac));
}

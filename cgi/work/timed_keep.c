/*
 * Keeping house: contents nothing names, sessions and codes that are over,
 * and the heads of the audit lanes under the system's signature.
 */
#include <string.h>

#include "base/clock.h"
#include "base/coding.h"
#include "base/log.h"
#include "work/phone.h"
#include "work/responder.h"
#include "work/state.h"
#include "work/timed_local.h"

/* --- contents (design.md: "jobs drop what nothing names after a day") ------------- */

static const struct sql named_sql = { .nin = 2, .text =
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM material WHERE sm3 = $1)"
    " OR EXISTS (SELECT 1 FROM imprint WHERE png = $1)"
    " OR EXISTS (SELECT 1 FROM imprint WHERE scan = $1)"
    " OR EXISTS (SELECT 1 FROM seal_picture WHERE png = $1)"
    " OR EXISTS (SELECT 1 FROM use_request WHERE original = $1)"
    " OR EXISTS (SELECT 1 FROM use_request WHERE result = $1)"
    " OR EXISTS (SELECT 1 FROM stamp WHERE result = $1)"
    " OR EXISTS (SELECT 1 FROM application WHERE package = $2)"
    " OR EXISTS (SELECT 1 FROM application WHERE asked = $2"
    "             AND asked <> '')"
    " OR EXISTS (SELECT 1 FROM code_request WHERE sm3 = $1)"
    " OR EXISTS (SELECT 1 FROM coding WHERE sm3 = $1)" };
static const struct sql reported_sql = { .nin = 1, .text =
    "SELECT 1 FROM public_report WHERE file = $1 LIMIT 1" };

/* 1 where a row comes, and where we cannot tell. */
static int
has_row(struct timed *t, struct store *db, const struct sql *sql,
    const struct value *in, size_t n)
{
	struct rows	*rows = NULL;
	enum status	 st;

	st = store_query(db, sql, in, n, &rows, &t->fault);
	if (st == ST_OK)
		st = rows_next(rows, &t->fault);
	rows_free(rows);
	return st != ST_ABSENT;
}

static int
is_named(void *arg, const unsigned char sm3[CONTENT_SM3])
{
	struct timed	*t = arg;
	char		 hex[HEX_TEXT(CONTENT_SM3)];
	struct value	 in[2];

	hex_write(sm3, CONTENT_SM3, hex);
	in[0] = v_bytes(bytes_of(sm3, CONTENT_SM3));
	in[1] = v_text(hex);
	return has_row(t, t->office, &named_sql, in, 2) ||
	    has_row(t, t->pub, &reported_sql, in, 1);
}

enum status
timed_contents(struct timed *t, int64_t *n)
{
	return content_drop_unnamed(t->content, clock_now() - MS_DAY,
	    is_named, t, n, &t->fault);
}

/* --- what is over --------------------------------------------------------------------- */

enum status
timed_purge(struct timed *t, int64_t *n)
{
	const int64_t	 before = clock_now() - MS_DAY;
	int64_t		 sessions = 0, codes = 0;
	enum status	 st;

	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	st = session_purge(t->office, before, &sessions, &t->fault);
	if (st == ST_OK)
		st = phone_purge(t->office, before, &codes, &t->fault);
	if ((st = store_end(t->office, st, &t->fault)) != ST_OK)
		return st;
	*n = sessions + codes;
	st = attempt_purge(t->pub, before, &t->fault);
	if (st == ST_OK)
		st = responder_purge(t->pub, before, &t->fault);
	return st == ST_OK ? state_purge(t->pub, before, &t->fault) : st;
}

/* --- the heads of the trail ----------------------------------------------------------------- */

#define LANES 1			/* one lane today (design.md, Data) */

static enum status
write_anchor(struct timed *t, struct bytes said)
{
	char			 id[ID_LEN + 1];
	const struct audit_entry entry = {
		.action = "audit.anchor", .kind = "audit", .object = id,
		.result = "ok",
	};
	enum status		 st;

	st = statement_keep(t->office, "audit", said, id, &t->fault);
	return st == ST_OK ? audit_add(t->office, &t->actor, &entry,
	    &t->fault) : st;
}

enum status
timed_anchor(struct timed *t, int64_t *n)
{
	struct keyd_head	 heads[LANES];
	struct bytes		 said;
	enum status		 st;
	size_t			 i;

	for (i = 0; i < LANES; i++) {
		heads[i].lane = (int64_t)i;
		st = audit_head(t->office, heads[i].lane, &heads[i].seq,
		    heads[i].hash, &t->fault);
		if (st != ST_OK)
			return st == ST_ABSENT ? ST_OK : st;
	}
	if ((st = keyd_audit_anchor(t->keyd, t->pool, heads, LANES, &said,
	    &t->fault)) != ST_OK ||
	    (st = store_begin(t->office, STORE_WRITE, &t->fault)) != ST_OK)
		return st;
	st = write_anchor(t, said);
	st = store_end(t->office, st, &t->fault);
	*n = st == ST_OK;
	return st;
}

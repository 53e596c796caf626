/* The little that the public programs write; see public.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/log.h"
#include "office/local.h"

enum { TALLY_ADD, TALLY_SUM, ATTEMPT_ADD, ATTEMPT_COUNT, ATTEMPT_PURGE,
	REPORT_ADD, PUBLIC__N };

static const struct sql public_sql[PUBLIC__N] = {
	[TALLY_ADD] = { .nin = 2, .text =
	    "INSERT INTO tally (name, day, n) VALUES ($1, $2, 1)"
	    " ON CONFLICT (name, day) DO UPDATE SET n = tally.n + 1" },
	[TALLY_SUM] = { .nin = 2, .text =
	    "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM tally"
	    " WHERE name = $1 AND day >= $2" },
	[ATTEMPT_ADD] = { .nin = 2, .text =
	    "INSERT INTO code_attempt (address, minute, n)"
	    " VALUES ($1, $2, 1)"
	    " ON CONFLICT (address, minute)"
	    " DO UPDATE SET n = code_attempt.n + 1" },
	[ATTEMPT_COUNT] = { .nin = 2, .text =
	    "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM code_attempt"
	    " WHERE address = $1 AND minute > $2" },
	[ATTEMPT_PURGE] = { .nin = 1, .text =
	    "DELETE FROM code_attempt WHERE minute < $1" },
	[REPORT_ADD] = { .nin = 7, .text =
	    "INSERT INTO forgery_report (id, at, code, file, body, contact,"
	    " address, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'new')" },
};

static enum status
write_one(struct store *db, int which, const struct value *in, size_t n,
    struct fault *f)
{
	enum status	 st;

	if ((st = store_begin(db, STORE_WRITE, f)) != ST_OK)
		return st;
	st = store_run(db, &public_sql[which], in, n, NULL, f);
	if (st == ST_OK)
		return store_commit(db, f);
	store_rollback(db);
	return st;
}

static enum status
read_one(struct store *db, int which, const struct value *in, size_t n,
    int64_t *out, struct fault *f)
{
	struct rows	*rows;
	enum status	 st;

	*out = 0;
	st = one_row(db, &public_sql[which], in, n, &rows, f);
	if (st != ST_OK)
		return st;
	*out = rows_int(rows, 0);
	rows_free(rows);
	return ST_OK;
}

void
tally_add(struct store *db, const char *name)
{
	const struct value	 in[] = { v_text(name),
				    v_int(calendar_midnight(clock_now())) };
	struct fault		 f = { 0 };

	if (write_one(db, TALLY_ADD, in, 2, &f) != ST_OK)
		log_fault(&f);
}

enum status
tally_sum(struct store *db, const char *name, int64_t since, int64_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_text(name),
				    v_int(calendar_midnight(since)) };

	return read_one(db, TALLY_SUM, in, 2, n, f);
}

void
attempt_add(struct store *db, const char *address)
{
	const struct value	 in[] = { v_text(or_empty(address)),
				    v_int(clock_now() / MS_MINUTE) };
	struct fault		 f = { 0 };

	if (write_one(db, ATTEMPT_ADD, in, 2, &f) != ST_OK)
		log_fault(&f);
}

enum status
attempt_count(struct store *db, const char *address, int minutes, int64_t *n,
    struct fault *f)
{
	const struct value	 in[] = {
		v_text(or_empty(address)),
		v_int(clock_now() / MS_MINUTE - minutes),
	};

	return read_one(db, ATTEMPT_COUNT, in, 2, n, f);
}

enum status
attempt_purge(struct store *db, int64_t before, struct fault *f)
{
	const struct value	 in[] = { v_int(before / MS_MINUTE) };

	return write_one(db, ATTEMPT_PURGE, in, 1, f);
}

enum status
forgery_report_add(struct store *db, const struct forgery_report *r,
    char id[ID_LEN + 1], struct fault *f)
{
	struct value	 in[7];
	enum status	 st;

	id_new(id);
	in[0] = v_text(id);
	in[1] = v_int(clock_now());
	in[2] = v_text(or_empty(r->code));
	in[3] = v_bytes(r->file);
	in[4] = v_text(or_empty(r->text));
	in[5] = v_bytes(r->contact);
	in[6] = v_text(or_empty(r->address));
	if ((st = write_one(db, REPORT_ADD, in, 7, f)) != ST_OK)
		id[0] = '\0';
	return st;
}

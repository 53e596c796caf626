/*
 * Writing the trail (R-211..R-214).  An entry is hashed with the hash before
 * it; the head of the lane is taken first, which makes writers on PostgreSQL
 * queue, and moved as the last statement before commit.
 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "office/audit_local.h"

#define REASON_CAP	600	/* bytes: 200 characters of explanation */
#define TEXT_CAP	128	/* everything else is a name or a number */

enum { AUDIT_TAKE, AUDIT_OPEN, AUDIT_INSERT, AUDIT_MOVE, AUDIT_COUNT,
	AUDIT__N };

static const struct sql audit_sql[AUDIT__N] = {
	[AUDIT_TAKE] = { .nin = 1, .text =
	    "UPDATE audit_lane SET seq = seq + 1 WHERE lane = $1"
	    " RETURNING seq, hash" },
	[AUDIT_OPEN] = { .nin = 2, .text =
	    "INSERT INTO audit_lane (lane, seq, hash) VALUES ($1, 0, $2)"
	    " ON CONFLICT (lane) DO NOTHING" },
	[AUDIT_INSERT] = { .nin = 21, .text =
	    "INSERT INTO audit (lane, seq, prev, hash, at, roles,"
	    " digest_before, digest_after, person, unit, func, serial,"
	    " address, program, request, session, action, kind, object,"
	    " result, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
	    " $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)" },
	[AUDIT_MOVE] = { .nin = 2, .text =
	    "UPDATE audit_lane SET hash = $2 WHERE lane = $1" },
	[AUDIT_COUNT] = { .nin = 3, .text =
	    "INSERT INTO refusal_count (program, reason, minute, n)"
	    " VALUES ($1, $2, $3, 1)"
	    " ON CONFLICT (program, reason, minute)"
	    " DO UPDATE SET n = refusal_count.n + 1" },
};

/* Names under which the texts are hashed; they are the columns'. */
static const char *const text_names[] = {
	[AT_PERSON] = "person", [AT_UNIT] = "unit", [AT_FUNC] = "func",
	[AT_SERIAL] = "serial", [AT_ADDRESS] = "address",
	[AT_PROGRAM] = "program", [AT_REQUEST] = "request",
	[AT_SESSION] = "session", [AT_ACTION] = "action",
	[AT_KIND] = "kind", [AT_OBJECT] = "object", [AT_RESULT] = "result",
	[AT_REASON] = "reason",
};

_Static_assert(NITEMS(text_names) == AT__N, "a text has no name");

enum status
audit_hash(const struct audit_row *row, unsigned char out[DIGEST_LEN],
    struct fault *f)
{
	struct digest_field	 d[7 + AT__N];
	size_t			 n = 0;
	int			 i;

	d[n++] = digest_bytes("prev", row->prev);
	d[n++] = digest_int("lane", row->lane);
	d[n++] = digest_int("seq", row->seq);
	d[n++] = digest_int("at", row->at);
	d[n++] = digest_int("roles", row->roles);
	d[n++] = digest_bytes("before", row->before);
	d[n++] = digest_bytes("after", row->after);
	for (i = 0; i < AT__N; i++)
		d[n++] = digest_text(text_names[i], row->text[i]);
	return digest_fields("audit", d, n, out, f);
}

/*
 * What comes from outside must not be able to stop an entry: cut to size on
 * a character, and '?' for what is not text.
 */
static const char *
tame(const char *s, size_t cap, char *out)
{
	size_t		 n = strlen(or_empty(s)), i = 0, at = 0, len;
	uint32_t	 cp;

	while (i < n) {
		len = utf8_next(s + i, n - i, &cp);
		if (at + (len == 0 ? 1 : len) > cap)
			break;
		if (len == 0 || cp < 0x20 || cp == 0x7f) {
			out[at++] = '?';
			i += len == 0 ? 1 : len;
			continue;
		}
		memcpy(out + at, s + i, len);
		at += len;
		i += len;
	}
	out[at] = '\0';
	return out;
}

struct texts {
	char	 short_ones[AT_REASON][TEXT_CAP + 1];
	char	 reason[REASON_CAP + 1];
};

static void
fill(struct audit_row *row, struct texts *t, const struct actor *who,
    const struct audit_entry *e)
{
	static const struct actor	 nobody;
	const struct actor		*w = who == NULL ? &nobody : who;
	const char			*raw[AT__N] = {
		[AT_PERSON] = w->person, [AT_UNIT] = w->unit,
		[AT_FUNC] = e->function, [AT_SERIAL] = w->serial,
		[AT_ADDRESS] = w->address, [AT_PROGRAM] = w->program,
		[AT_REQUEST] = w->request, [AT_SESSION] = w->session,
		[AT_ACTION] = e->action, [AT_KIND] = e->kind,
		[AT_OBJECT] = e->object, [AT_RESULT] = e->result,
		[AT_REASON] = e->reason,
	};
	int				 i;

	for (i = 0; i < AT_REASON; i++)
		row->text[i] = tame(raw[i], TEXT_CAP, t->short_ones[i]);
	row->text[AT_REASON] = tame(raw[AT_REASON], REASON_CAP, t->reason);
	row->lane = AUDIT_LANE;
	row->at = clock_now();
	row->roles = (int64_t)w->roles;
	row->before = e->before;
	row->after = e->after;
}

/* The next number of the lane and the hash so far. */
static enum status
take(struct store *db, int64_t lane, int64_t *seq,
    unsigned char prev[DIGEST_LEN], struct fault *f)
{
	static const unsigned char	 zeros[DIGEST_LEN];
	const struct value		 in[] = { v_int(lane),
					    v_bytes(bytes_of(zeros,
					    DIGEST_LEN)) };
	struct rows			*rows;
	struct bytes			 hash;
	enum status			 st;

	st = one_row(db, &audit_sql[AUDIT_TAKE], in, 1, &rows, f);
	if (st == ST_ABSENT) {		/* the lane's first entry */
		st = store_run(db, &audit_sql[AUDIT_OPEN], in, 2, NULL, f);
		if (st == ST_OK)
			st = one_row(db, &audit_sql[AUDIT_TAKE], in, 1,
			    &rows, f);
	}
	if (st != ST_OK)
		return st == ST_ABSENT ? fault_set(f, ST_BROKEN,
		    "audit: no lane") : st;
	*seq = rows_int(rows, 0);
	hash = rows_bytes(rows, 1);
	if (hash.n == DIGEST_LEN)
		memcpy(prev, hash.p, DIGEST_LEN);
	else
		st = fault_set(f, ST_BROKEN, "audit: the head is damaged");
	rows_free(rows);
	return st;
}

static enum status
insert(struct store *db, const struct audit_row *row, struct bytes hash,
    struct fault *f)
{
	struct value	 in[8 + AT__N];
	int		 i;

	in[0] = v_int(row->lane);
	in[1] = v_int(row->seq);
	in[2] = v_bytes(row->prev);
	in[3] = v_bytes(hash);
	in[4] = v_int(row->at);
	in[5] = v_int(row->roles);
	in[6] = v_bytes(row->before);
	in[7] = v_bytes(row->after);
	for (i = 0; i < AT__N; i++)
		in[8 + i] = v_text(row->text[i]);
	return store_run(db, &audit_sql[AUDIT_INSERT], in, NITEMS(in), NULL,
	    f);
}

enum status
audit_add(struct store *db, const struct actor *who,
    const struct audit_entry *e, struct fault *f)
{
	unsigned char	 prev[DIGEST_LEN], hash[DIGEST_LEN];
	struct audit_row row = { .prev = { prev, DIGEST_LEN } };
	struct texts	 texts;
	struct value	 in[2];
	enum status	 st;

	if (e->action == NULL || e->result == NULL)
		return fault_set(f, ST_BROKEN, "audit: no action or result");
	fill(&row, &texts, who, e);
	if ((st = take(db, row.lane, &row.seq, prev, f)) != ST_OK ||
	    (st = audit_hash(&row, hash, f)) != ST_OK ||
	    (st = insert(db, &row, bytes_of(hash, DIGEST_LEN), f)) != ST_OK)
		return st;
	in[0] = v_int(row.lane);
	in[1] = v_bytes(bytes_of(hash, DIGEST_LEN));
	return store_run(db, &audit_sql[AUDIT_MOVE], in, 2, NULL, f);
}

/* The caller's own transaction, if one is open, is left as it is. */
enum status
audit_write(struct store *db, const struct actor *who,
    const struct audit_entry *e, struct fault *f)
{
	enum status	 st;

	if ((st = store_begin(db, STORE_WRITE, f)) != ST_OK)
		return st;
	return store_end(db, audit_add(db, who, e, f), f);
}

void
audit_refusal(struct store *db, const struct actor *who, const char *action,
    const char *kind, const char *object, const char *reason)
{
	const struct audit_entry	 e = {
		.action = action, .kind = kind, .object = object,
		.result = "refused", .reason = reason,
	};
	struct fault			 f = { 0 };

	if (audit_write(db, who, &e, &f) != ST_OK)
		log_line(LOG_ERROR, "refusal not in the trail: %s of %s %s "
		    "by %s: %s (%s)", or_empty(action), or_empty(kind),
		    or_empty(object), who == NULL ? "" : who->person,
		    or_empty(reason), f.text);
}

static enum status
count_add(struct store *db, const struct value in[3], struct fault *f)
{
	enum status	 st;

	if ((st = store_begin(db, STORE_WRITE, f)) != ST_OK)
		return st;
	st = store_run(db, &audit_sql[AUDIT_COUNT], in, 3, NULL, f);
	return store_end(db, st, f);
}

void
audit_count(struct store *db, const char *program, const char *reason)
{
	char			 p[TEXT_CAP + 1], r[TEXT_CAP + 1];
	const struct value	 in[] = {
		v_text(tame(program, TEXT_CAP, p)),
		v_text(tame(reason, TEXT_CAP, r)),
		v_int(clock_now() / MS_MINUTE),
	};
	struct fault		 f = { 0 };

	if (count_add(db, in, &f) != ST_OK)
		log_line(LOG_ERROR, "refusal not counted: %s %s (%s)", p, r,
		    f.text);
}

/* OCSP answers kept and asked for anew; see responder.h. */
#include "base/clock.h"
#include "base/log.h"
#include "sm/sm.h"
#include "work/responder.h"

enum { ANSWER_FIND, ANSWER_KEEP, ANSWER_MOVE, ANSWER_PURGE, RESPONDER__N };

static const struct sql responder_sql[RESPONDER__N] = {
	[ANSWER_FIND] = { .nin = 1, .text =
	    "SELECT number, starts, ends, mark, der FROM ocsp_answer"
	    " WHERE id = $1" },
	[ANSWER_KEEP] = { .nin = 6, .text =
	    "INSERT INTO ocsp_answer (id, number, starts, ends, mark, der)"
	    " VALUES ($1, $2, $3, $4, $5, $6)"
	    " ON CONFLICT (id) DO UPDATE SET number = excluded.number,"
	    "       starts = excluded.starts, ends = excluded.ends,"
	    "       mark = excluded.mark, der = excluded.der" },
	/* not if another was kept meanwhile: its number is not about ours */
	[ANSWER_MOVE] = { .nin = 3, .text =
	    "UPDATE ocsp_answer SET number = $2"
	    " WHERE id = $1 AND starts = $3" },
	[ANSWER_PURGE] = { .nin = 1, .text =
	    "DELETE FROM ocsp_answer WHERE ends < $1" },
};

/* What an answer is kept under. */
#define ANSWER_NAME	(1 + 2 * OCSP_DIGEST + CERT_SERIAL)

static struct bytes
name_of(const struct ocsp_id *id, unsigned char out[ANSWER_NAME])
{
	size_t	 n = 0;

	out[n++] = (unsigned char)id->hash;
	memcpy(out + n, id->name, id->nhash);
	n += id->nhash;
	memcpy(out + n, id->key, id->nhash);
	n += id->nhash;
	memcpy(out + n, id->serial, id->nserial);
	return bytes_of(out, n + id->nserial);
}

static enum status
find_kept(struct store *pub, struct pool *pool, struct bytes name,
    struct keyd_ocsp *out, struct fault *f)
{
	const struct value	 in = v_bytes(name);
	struct rows		*rows = NULL;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	if (pub == NULL)
		return ST_OK;
	st = store_query(pub, &responder_sql[ANSWER_FIND], &in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK) {
		out->number = rows_int(rows, 0);
		out->from = rows_int(rows, 1);
		out->until = rows_int(rows, 2);
		rows_copy(rows, 3, out->mark, SM3_LEN);
		out->der = pool_bytes(pool, rows_bytes(rows, 4));
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

/* Losing it costs another question to keyd, no more. */
static void
keep(struct store *pub, const struct sql *sql, const struct value *in,
    size_t n)
{
	struct fault	 f = { 0 };
	enum status	 st;

	if (pub == NULL || store_begin(pub, STORE_WRITE, &f) != ST_OK)
		return;
	st = store_run(pub, sql, in, n, NULL, &f);
	if (store_end(pub, st, &f) != ST_OK)
		log_fault(&f);
}

int
responder_stands(const struct keyd_ocsp *kept, int64_t number, int64_t now,
    int keyd_answers)
{
	const int64_t	 end = keyd_answers ?
			    kept->from + (kept->until - kept->from) / 2 :
			    kept->until;

	return kept->der.n > 0 && kept->number == number &&
	    kept->from <= now && now < end;
}

/* Ask keyd; *kept becomes what is to be given. */
static enum status
renew(const struct publish *p, struct pool *pool, const struct ocsp_id *id,
    struct bytes name, struct keyd_ocsp *kept, struct fault *f)
{
	struct keyd_ocsp	 fresh;
	enum status		 st;

	st = keyd_ocsp(p->keyd, pool, id, kept->der.n > 0 ? kept : NULL,
	    &fresh, f);
	if (st != ST_OK)
		return st;
	if (fresh.der.n == 0) {
		const struct value in[] = { v_bytes(name),
			v_int(fresh.number), v_int(kept->from) };

		if (kept->der.n == 0)
			return fault_set(f, ST_BROKEN, "keyd's answer: none");
		keep(p->pub, &responder_sql[ANSWER_MOVE], in, NITEMS(in));
	} else {
		const struct value in[] = { v_bytes(name),
			v_int(fresh.number), v_int(fresh.from),
			v_int(fresh.until),
			v_bytes(bytes_of(fresh.mark, SM3_LEN)),
			v_bytes(fresh.der) };

		*kept = fresh;
		keep(p->pub, &responder_sql[ANSWER_KEEP], in, NITEMS(in));
	}
	return ST_OK;
}

static enum ocsp_refusal
refusal_of(enum status st)
{
	return st == ST_INVALID ? OCSP_MALFORMED :
	    st == ST_ABSENT ? OCSP_UNAUTHORIZED : OCSP_INTERNAL;
}

static enum ocsp_refusal
answer(const struct publish *p, struct pool *pool, struct bytes request,
    struct keyd_ocsp *kept, struct fault *f)
{
	unsigned char	 room[ANSWER_NAME];
	struct bytes	 name;
	struct ocsp_id	 id;
	int64_t		 number = -1;
	enum status	 st, alive;

	if ((st = ocsp_request_read(request, &id, f)) != ST_OK)
		return refusal_of(st);
	name = name_of(&id, room);
	if (find_kept(p->pub, pool, name, kept, f) != ST_OK)
		return OCSP_INTERNAL;
	alive = keyd_changes(p->keyd, &number, f);
	if (responder_stands(kept, number, clock_now(), alive == ST_OK))
		return OCSP_SUCCESSFUL;
	if (alive != ST_OK)
		return OCSP_TRY_LATER;
	st = renew(p, pool, &id, name, kept, f);
	return st == ST_OK ? OCSP_SUCCESSFUL :
	    st == ST_BROKEN ? OCSP_TRY_LATER : refusal_of(st);
}

enum status
responder_answer(const struct publish *p, struct pool *pool,
    struct bytes request, struct responder_answer *out, struct fault *f)
{
	struct keyd_ocsp	 kept = { .number = 0 };
	struct fault		 why = { 0 };
	enum ocsp_refusal	 refusal;
	struct buf		 b;

	memset(out, 0, sizeof(*out));
	refusal = answer(p, pool, request, &kept, &why);
	if (refusal == OCSP_SUCCESSFUL) {
		*out = (struct responder_answer){ .der = kept.der,
			.from = kept.from, .until = kept.until };
		memcpy(out->mark, kept.mark, SM3_LEN);
		return ST_OK;
	}
	if (refusal == OCSP_TRY_LATER || refusal == OCSP_INTERNAL)
		log_fault(&why);
	buf_init(&b, OCSP_REQUEST);
	ocsp_refuse(refusal, &b);
	out->der = pool_bytes(pool, buf_view(&b));
	buf_free(&b);
	return out->der.p != NULL ? ST_OK :
	    fault_set(f, ST_BROKEN, "OCSP: memory");
}

enum status
responder_purge(struct store *pub, int64_t before, struct fault *f)
{
	const struct value	 in = v_int(before);
	enum status		 st;

	if ((st = store_begin(pub, STORE_WRITE, f)) != ST_OK)
		return st;
	st = store_run(pub, &responder_sql[ANSWER_PURGE], &in, 1, NULL, f);
	return store_end(pub, st, f);
}

/* Asking for a seal's state; see state.h. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/log.h"
#include "work/state.h"

const char *
state_name(int state)
{
	return state < 0 ? "none" : flow_seal.states[state].name;
}

const char *
state_label(int state)
{
	return state < 0 ? "当时尚未制作" : flow_seal.states[state].label;
}

const char *
state_look(int state)
{
	const char	*tone = state < 0 ? "" : seal_tone(state);

	if (strcmp(tone, "good") == 0 || strcmp(tone, "bad") == 0)
		return tone;
	return strcmp(tone, "over") == 0 ? "warn" : "";
}

int
state_of_keyd(const char *word, int64_t until, int64_t now)
{
	static const struct { const char *word; int state; } known[] = {
		{ "made", S1_MADE }, { "active", S3_ACTIVE },
		{ "suspended", S5_SUSPENDED }, { "frozen", S4_LOST },
		{ "revoked", S7_REVOKED },
	};
	size_t	 i;

	for (i = 0; i < NITEMS(known); i++)
		if (strcmp(known[i].word, word) == 0)
			return known[i].state == S3_ACTIVE && until < now ?
			    S6_EXPIRED : known[i].state;
	return STATE_NONE;
}

/* n digits as a number; -1 unless so. */
static int
digits(const char *s, int n)
{
	int	 v = 0;

	while (n-- > 0) {
		if (*s < '0' || *s > '9')
			return -1;
		v = v * 10 + (*s++ - '0');
	}
	return v;
}

int
state_read_moment(const char *s, int64_t *ms)
{
	const size_t	 n = s == NULL ? 0 : strlen(s);
	const int	 utc = n == 20 && s[10] == 'T' && s[19] == 'Z';
	struct civil	 c = { 0 };

	if (!utc && n != 16 && n != 19)
		return 0;
	if (s[4] != '-' || s[7] != '-' || s[13] != ':' ||
	    (!utc && s[10] != ' ' && s[10] != 'T') ||
	    (n > 16 && s[16] != ':'))
		return 0;
	c.year = digits(s, 4);
	c.month = digits(s + 5, 2);
	c.day = digits(s + 8, 2);
	c.hour = digits(s + 11, 2);
	c.minute = digits(s + 14, 2);
	c.second = n > 16 ? digits(s + 17, 2) : 0;
	if (!calendar_is_day(c.year, c.month, c.day) || c.hour < 0 ||
	    c.hour > 23 || c.minute < 0 || c.minute > 59 || c.second < 0 ||
	    c.second > 59)
		return 0;
	*ms = utc ? calendar_join_utc(&c) : calendar_join(&c);
	return 1;
}

/* --- kept answers ---------------------------------------------------------- */

enum { STATE_FIND, STATE_PUT, STATE_PURGE, STATE__N };

static const struct sql state_sql[STATE__N] = {
	[STATE_FIND] = { .nin = 2, .text =
	    "SELECT number, at, der, cert FROM state_answer"
	    " WHERE code = $1 AND state = $2" },
	[STATE_PUT] = { .nin = 6, .text =
	    "INSERT INTO state_answer (code, state, number, at, der, cert)"
	    " VALUES ($1, $2, $3, $4, $5, $6)"
	    " ON CONFLICT (code, state) DO UPDATE SET"
	    "       number = excluded.number, at = excluded.at,"
	    "       der = excluded.der, cert = excluded.cert" },
	[STATE_PURGE] = { .nin = 1, .text =
	    "DELETE FROM state_answer WHERE at < $1" },
};

int
state_stands(int64_t at, int64_t number, int64_t number_now, int64_t now)
{
	return number == number_now && at <= now && now - at < STATE_KEEP;
}

/* 1 where one stands; *a is then of its moment. */
static int
find_kept(const struct state_from *from, struct pool *pool,
    struct state_answer *a, int64_t number)
{
	const struct value	 in[] = { v_text(a->seal.code),
				    v_text(state_name(a->state)) };
	struct rows		*rows = NULL;
	struct fault		 f = { 0 };
	int			 found = 0;

	if (store_query(from->pub, &state_sql[STATE_FIND], in, NITEMS(in),
	    &rows, &f) == ST_OK && rows_next(rows, &f) == ST_OK &&
	    state_stands(rows_int(rows, 1), rows_int(rows, 0), number,
	    a->at)) {
		a->at = rows_int(rows, 1);
		a->der = pool_bytes(pool, rows_bytes(rows, 2));
		a->cert = pool_bytes(pool, rows_bytes(rows, 3));
		found = a->der.n > 0 && a->cert.n > 0;
	}
	rows_free(rows);
	return found;
}

/* Losing it costs another signature, no more. */
static void
keep(const struct state_from *from, const struct state_answer *a,
    int64_t number)
{
	const struct value	 in[] = {
		v_text(a->seal.code), v_text(state_name(a->state)),
		v_int(number), v_int(a->at), v_bytes(a->der),
		v_bytes(a->cert),
	};
	struct fault		 f = { 0 };
	enum status		 st;

	if (store_begin(from->pub, STORE_WRITE, &f) != ST_OK)
		return;
	st = store_run(from->pub, &state_sql[STATE_PUT], in, NITEMS(in), NULL,
	    &f);
	if (store_end(from->pub, st, &f) != ST_OK)
		log_fault(&f);
}

enum status
state_purge(struct store *pub, int64_t before, struct fault *f)
{
	const struct value	 in = v_int(before);
	enum status		 st;

	if ((st = store_begin(pub, STORE_WRITE, f)) != ST_OK)
		return st;
	st = store_run(pub, &state_sql[STATE_PURGE], &in, 1, NULL, f);
	return store_end(pub, st, f);
}

/* --- asking ---------------------------------------------------------------- */

static enum status
sign(struct keyd *keyd, struct pool *pool, struct state_answer *a,
    const char *nonce, struct fault *f)
{
	const struct keyd_status s = {
		.code = a->seal.code, .state = state_name(a->state),
		.nonce = nonce, .as_of = a->at,
	};

	return keyd_status_sign(keyd, pool, &s, &a->der, &a->cert, f);
}

/*
 * The register says active and keyd knows otherwise: a freeze whose other
 * half is still being written, or a register that was tampered with.
 */
static enum status
overrule(struct keyd *keyd, struct pool *pool, struct state_answer *a,
    const char *nonce, struct fault *f)
{
	struct keyd_seal	 known;
	enum status		 st;

	st = keyd_seal_find(keyd, pool, a->seal.code, &known, f);
	if (st != ST_OK)
		return st;
	log_line(LOG_WARN, "seal %s: the register says %s, keyd %s",
	    a->seal.code, state_name(a->state), known.state);
	a->state = state_of_keyd(known.state, known.until, a->at);
	return sign(keyd, pool, a, nonce, f);
}

/* The number is asked for before keyd signs: a change after it counts. */
static enum status
sign_or_give_again(const struct state_from *from, struct pool *pool,
    struct state_answer *a, const char *nonce, struct fault *f)
{
	int64_t		 number;
	enum status	 st;
	int		 keeps;

	keeps = from->pub != NULL && !a->past && nonce == NULL &&
	    keyd_changes(from->keyd, &number, f) == ST_OK;
	if (keeps && find_kept(from, pool, a, number))
		return ST_OK;
	st = sign(from->keyd, pool, a, nonce, f);
	if (st == ST_CONFLICT)
		return overrule(from->keyd, pool, a, nonce, f);
	if (st == ST_OK && keeps)
		keep(from, a, number);
	return st;
}

enum status
state_ask(const struct state_from *from, struct pool *pool, const char *code,
    int64_t at, const char *nonce, struct state_answer *out, struct fault *f)
{
	const int64_t	 now = clock_now();
	struct fault	 why = { 0 };
	enum status	 st;

	memset(out, 0, sizeof(*out));
	out->past = at != 0;
	out->at = at != 0 ? at : now;
	if (out->at > now)
		return fault_set(f, ST_INVALID, "a moment to come");
	if (out->at <= 0)
		return fault_set(f, ST_INVALID, "a moment before 1970");
	store_hold(from->office);	/* seal and history of one moment */
	st = seal_by_code(from->office, pool, code, &out->seal, f);
	if (st == ST_OK)
		st = seal_state_in(from->office, &out->seal, out->past ?
		    span_of_second(at) : span_of(now), &out->state, f);
	store_let_go(from->office);	/* keyd may be waited for */
	if (st != ST_OK)
		return st;
	st = sign_or_give_again(from, pool, out, nonce, &why);
	if (st != ST_OK) {
		out->der = bytes_of(NULL, 0);
		log_fault(&why);
	}
	return ST_OK;
}

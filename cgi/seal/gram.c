/*
 * Search by pieces of two characters: the same on both engines, and it finds
 * two-character Chinese words, which trigrams do not.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "seal/request.h"

static const struct sql gram_add_sql = { .nin = 3, .text =
    "INSERT INTO gram (gram, kind, id) VALUES ($1, $2, $3)"
    " ON CONFLICT (gram, kind, id) DO NOTHING" };

enum { COUNT_ONE, COUNT_BOTH, SQL__N };
static const struct sql count_sql[SQL__N] = {
	[COUNT_ONE] = { .nin = 3, .text =
	    "SELECT COUNT(*) FROM (SELECT 1 FROM gram"
	    " WHERE gram = $1 AND kind = $2 LIMIT $3) AS hits" },
	[COUNT_BOTH] = { .nin = 4, .text =
	    "SELECT COUNT(*) FROM (SELECT 1 FROM gram g CROSS JOIN gram h"
	    " WHERE g.gram = $1 AND g.kind = $2 AND h.gram = $4"
	    "   AND h.kind = $2 AND h.id = g.id LIMIT $3) AS hits" },
};

/*
 * So many records are read and sorted as quickly as a page is filled by
 * going along the list's order and asking each row for the piece, at the
 * three million requests the tables are made for (make bench, row 17).
 */
#define GRAM_FEW 3000
#define GRAM_SOME 30000	/* that are asked for a second piece, to see */
#define GRAM_PIECES 12	/* of a text that are counted: names are longer */

/* The next character that counts, lower-cased, into out; 0 at the end. */
static size_t
next_char(const char **s, char out[5])
{
	uint32_t	 cp;
	size_t		 n;

	while (**s != '\0') {
		if ((n = utf8_next(*s, strlen(*s), &cp)) == 0)
			return 0;
		memcpy(out, *s, n);
		*s += n;
		if (cp == ' ' || cp == '-' || cp == 0x3000)
			continue;
		if (cp < 0x80)
			out[0] = (char)tolower((unsigned char)out[0]);
		out[n] = '\0';
		return n;
	}
	return 0;
}

enum status
gram_add(struct store *db, const char *kind, const char *id,
    const char *text, struct fault *f)
{
	char		 a[5], b[5], gram[GRAM_MAX];
	enum status	 st = ST_OK;

	if (next_char(&text, a) == 0)
		return ST_OK;
	while (st == ST_OK && next_char(&text, b) != 0) {
		snprintf(gram, sizeof(gram), "%s%s", a, b);
		const struct value in[] = {
			v_text(gram), v_text(kind), v_text(id),
		};
		st = store_run(db, &gram_add_sql, in, NITEMS(in), NULL, f);
		memcpy(a, b, sizeof(a));
	}
	return st;
}

/* How many records have one piece or both, counted up to "most" and one. */
static enum status
count(struct store *db, const char *kind, const char *gram,
    const char *second, int64_t most, int64_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(gram), v_text(kind),
				    v_int(most + 1), v_text(second) };
	const struct sql	*sql = &count_sql[second == NULL ?
				    COUNT_ONE : COUNT_BOTH];
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, sql, in, sql->nin, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*n = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

/* The two rarest pieces of the text, the same one twice where it has no
 * other; how many have the rarest.  ST_INVALID: no piece. */
static enum status
rarest(struct store *db, const char *kind, const char *text,
    struct gram_choice *out, int64_t *least, struct fault *f)
{
	int64_t		 n, next = INT64_MAX;
	char		 a[5], b[5], gram[GRAM_MAX];
	enum status	 st = ST_OK;
	int		 pieces;

	*least = INT64_MAX;
	if (next_char(&text, a) == 0)
		return fault_set(f, ST_INVALID, "search: empty");
	for (pieces = 0; pieces < GRAM_PIECES && *least > 0 &&
	    next_char(&text, b) != 0; pieces++) {
		snprintf(gram, sizeof(gram), "%s%s", a, b);
		memcpy(a, b, sizeof(a));
		if ((st = count(db, kind, gram, NULL, GRAM_SOME, &n,
		    f)) != ST_OK)
			return st;
		if (n < *least) {
			memcpy(out->second, *least == INT64_MAX ? gram :
			    out->gram, sizeof(gram));
			memcpy(out->gram, gram, sizeof(gram));
			next = *least;
			*least = n;
		} else if (n < next) {
			memcpy(out->second, gram, sizeof(gram));
			next = n;
		}
	}
	return pieces > 0 ? st :
	    fault_set(f, ST_INVALID, "search: too short");
}

enum status
gram_choose(struct store *db, const char *kind, const char *text,
    struct gram_choice *out, struct fault *f)
{
	int64_t		 n;
	enum status	 st = rarest(db, kind, text, out, &n, f);

	if (st == ST_OK && n > GRAM_FEW && n <= GRAM_SOME &&
	    strcmp(out->gram, out->second) != 0)
		st = count(db, kind, out->gram, out->second, GRAM_FEW, &n,
		    f);
	out->few = n <= GRAM_FEW;
	return st;
}

int
gram_matches(const char *haystack, const char *needle)
{
	const char	*h, *n, *start;
	char		 a[5], b[5];

	for (start = haystack; ; ) {
		h = start;
		n = needle;
		for (;;) {
			if (next_char(&n, b) == 0)
				return 1;
			if (next_char(&h, a) == 0)
				return 0;
			if (strcmp(a, b) != 0)
				break;
		}
		if (next_char(&start, a) == 0)
			return 0;
	}
}

/* What one asking gives: *seen rows, of which *n match so far. */
static enum status
ask_once(struct store *db, const struct gram_page *p, size_t *n, size_t *seen,
    struct fault *f)
{
	struct rows	*rows = NULL;
	const char	*id;
	int64_t		 key;
	enum status	 st;

	*seen = 0;
	st = store_query(db, p->sql, p->in, p->nin, &rows, f);
	while (st == ST_OK && *n <= p->max &&
	    (st = rows_next(rows, f)) == ST_OK) {
		*n += p->take(rows, p->arg, *n, &key, &id) != 0;
		p->in[1] = v_int(key);
		p->in[2] = v_text(id);
		(*seen)++;
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
gram_page(struct store *db, const struct gram_page *p, size_t *n, int *more,
    struct fault *f)
{
	enum status	 st;
	size_t		 seen;

	*n = 0;
	do
		st = ask_once(db, p, n, &seen, f);
	while (st == ST_OK && *n <= p->max && seen > p->max);
	if ((*more = *n > p->max) != 0)
		*n = p->max;
	return st;
}

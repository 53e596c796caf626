/* Search by pieces of names; see gram.h. */
#include <ctype.h>
#include <string.h>

#include "base/utf8.h"
#include "seal/gram.h"

static const struct sql gram_add_sql = { .nin = 3, .text =
    "INSERT INTO gram (gram, kind, id) VALUES ($1, $2, $3)"
    " ON CONFLICT (gram, kind, id) DO NOTHING" };

static const struct sql count_sql = { .nin = 3, .text =
    "SELECT COUNT(*) FROM (SELECT 1 FROM gram"
    " WHERE gram = $1 AND kind = $2 LIMIT $3) AS hits" };

/* So many records are read and sorted while a page of another order is made
 * by asking each row of a long list (make bench, row 17). */
#define GRAM_FEW 1000
#define GRAM_PIECES 12	/* of a text that are counted: names are longer */
#define GRAM_WIDE 3	/* characters of the widest piece */

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

/* The piece a text begins with, and each that follows it. */
struct piece {
	const char	*rest;
	size_t		 width;			/* in characters */
	size_t		 at[GRAM_WIDE + 1];	/* where each begins, the end */
	char		 text[GRAM_MAX];
};

/* The next piece of the width; 0 where there is none. */
static int
next_piece(struct piece *p)
{
	char	 c[5];
	size_t	 n = 0, k, first;

	for (k = 0; k < p->width && p->at[k + 1] != 0; k++)
		n++;
	if (n == p->width) {		/* the first character goes */
		first = p->at[1];
		memmove(p->text, p->text + first, p->at[n] - first);
		for (k = 0; k < n; k++)
			p->at[k] = p->at[k + 1] - first;
		n--;
	}
	for (; n < p->width; n++) {
		if ((k = next_char(&p->rest, c)) == 0)
			return 0;
		memcpy(p->text + p->at[n], c, k);
		p->at[n + 1] = p->at[n] + k;
	}
	p->text[p->at[n]] = '\0';
	return 1;
}

enum status
gram_add(struct store *db, const char *kind, const char *id,
    const char *text, struct fault *f)
{
	enum status	 st = ST_OK;
	size_t		 width;

	for (width = 2; st == ST_OK && width <= GRAM_WIDE; width++) {
		struct piece	 p = { .rest = text, .width = width };

		while (st == ST_OK && next_piece(&p)) {
			const struct value in[] = {
				v_text(p.text), v_text(kind), v_text(id),
			};

			st = store_run(db, &gram_add_sql, in, NITEMS(in),
			    NULL, f);
		}
	}
	return st;
}

/* How many records have a piece, counted until they are not few. */
static enum status
count(struct store *db, const char *kind, const char *gram, int64_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_text(gram), v_text(kind),
				    v_int(GRAM_FEW + 1) };
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, &count_sql, in, NITEMS(in), &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*n = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

/* A piece that so many have takes its place among the two rarest. */
static void
place(struct gram_choice *c, int64_t n[2], const char *gram, int64_t has)
{
	if (has < n[0]) {
		memcpy(c->second, n[0] == INT64_MAX ? gram : c->gram,
		    GRAM_MAX);
		memcpy(c->gram, gram, GRAM_MAX);
		n[1] = n[0];
		n[0] = has;
	} else if (has < n[1]) {
		memcpy(c->second, gram, GRAM_MAX);
		n[1] = has;
	}
}

/* The rarest pieces of a width.  ST_ABSENT: the text has none. */
static enum status
rarest(struct store *db, const char *kind, struct piece *p,
    enum gram_order order, struct gram_choice *out, struct fault *f)
{
	int64_t		 n[2] = { INT64_MAX, INT64_MAX }, has;
	char		 gram[GRAM_MAX];
	enum status	 st = ST_OK;
	int		 pieces, more = next_piece(p);

	if (!more)
		return ST_ABSENT;
	for (pieces = 0; st == ST_OK && more && n[0] > 0 &&
	    pieces < GRAM_PIECES; pieces++) {
		memcpy(gram, p->text, GRAM_MAX);
		more = next_piece(p);
		has = GRAM_FEW + 1;
		if (pieces > 0 || more || order != GRAM_CREATED)
			st = count(db, kind, gram, &has, f);
		place(out, n, gram, has);
	}
	out->few = n[0] <= GRAM_FEW;
	return st;
}

enum status
gram_choose(struct store *db, const char *kind, const char *text,
    enum gram_order order, struct gram_choice *out, struct fault *f)
{
	struct piece	 p;
	enum status	 st = ST_ABSENT;
	size_t		 width;

	for (width = GRAM_WIDE; st == ST_ABSENT && width >= 2; width--) {
		p = (struct piece){ .rest = text, .width = width };
		st = rarest(db, kind, &p, order, out, f);
	}
	return st == ST_ABSENT ?
	    fault_set(f, ST_INVALID, "search: too short") : st;
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

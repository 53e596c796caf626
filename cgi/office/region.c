/* Administrative regions; see region.h. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/file.h"
#include "office/region.h"

enum { REGION_NAME, REGION_CLEAR, REGION_ADD, REGION_SQL__N };

static const struct sql region_sql[REGION_SQL__N] = {
	[REGION_NAME] = { .nin = 1, .text =
	    "SELECT name, level FROM region WHERE code = $1" },
	[REGION_CLEAR] = { .nin = 0, .text = "DELETE FROM region" },
	[REGION_ADD] = { .nin = 7, .text =
	    "INSERT INTO region (code, name, level, parent, since, until,"
	    " source) VALUES ($1, $2, $3, $4, $5, $6, $7)" },
};

enum status
region_name(struct store *db, struct pool *pool, const char *code,
    const char **name, struct fault *f)
{
	const struct value	 in[] = { v_text(code) };
	struct rows		*rows = NULL;
	enum status		 st;

	*name = NULL;
	st = store_query(db, &region_sql[REGION_NAME], in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*name = rows_text(rows, 0, pool);
	rows_free(rows);
	return st;
}

/* The region a code of six digits lies in: its first digits, then zeros. */
static enum status
name_of_prefix(struct store *db, struct pool *pool, const char *code,
    size_t digits, const char **name, struct fault *f)
{
	char		 above[7];
	enum status	 st;

	memcpy(above, code, 6);
	memset(above + digits, '0', 6 - digits);
	above[6] = '\0';
	st = region_name(db, pool, above, name, f);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
region_above(struct store *db, struct pool *pool, const char *code,
    const char **province, const char **city, struct fault *f)
{
	enum status	 st;

	*province = *city = NULL;
	if (strlen(code) != 6)
		return fault_set(f, ST_INVALID, "region %s", code);
	st = name_of_prefix(db, pool, code, 2, province, f);
	if (st == ST_OK && strcmp(code + 2, "0000") != 0)
		st = name_of_prefix(db, pool, code, 4, city, f);
	return st;
}

enum status
region_add(struct store *db, const struct region_row *row, struct fault *f)
{
	const struct value	 in[] = {
		v_text(row->code), v_text(row->name), v_int(row->level),
		v_text(row->parent), v_null(), v_null(), v_text(row->source),
	};

	return store_run(db, &region_sql[REGION_ADD], in, NITEMS(in), NULL,
	    f);
}

/* --- loading ------------------------------------------------------------- */

#define COLUMNS 7
#define TABLE_MAX (4 * 1024 * 1024)	/* 5,000 lines of 60 bytes, ample */

/* Cut a line at its commas; the table has no quotes. */
static int
cut(char *line, char *out[COLUMNS])
{
	int	 n = 0;

	for (out[n++] = line; (line = strchr(line, ',')) != NULL; ) {
		*line++ = '\0';
		if (n == COLUMNS)
			return 0;
		out[n++] = line;
	}
	return n == COLUMNS;
}

static struct value
v_day(const char *s)
{
	int64_t	 ms;

	return calendar_read_day(s, &ms) ? v_int(ms) : v_null();
}

static enum status
add_line(struct store *db, char *line, struct fault *f)
{
	char	*c[COLUMNS];

	if (!cut(line, c) || strlen(c[0]) != 6)
		return fault_set(f, ST_INVALID, "regions: line %.40s", line);
	const struct value in[] = {
		v_text(c[0]), v_text(c[1]), v_int(c[2][0] - '0'),
		v_text(c[3]), v_day(c[4]), v_day(c[5]), v_text(c[6]),
	};
	return store_run(db, &region_sql[REGION_ADD], in, NITEMS(in), NULL,
	    f);
}

enum status
region_load(struct store *db, const char *path, int64_t *n, struct fault *f)
{
	struct buf	 b;
	char		*line, *next;
	enum status	 st;

	*n = -1;		/* the head is not a region */
	buf_init(&b, TABLE_MAX);
	st = file_read(path, &b, f);
	if (st == ST_OK) {
		buf_str(&b);	/* a NUL behind it, also at the ceiling */
		st = store_run(db, &region_sql[REGION_CLEAR], NULL, 0, NULL,
		    f);
	}
	for (line = (char *)b.p; st == ST_OK && line != NULL &&
	    *line != '\0'; line = next) {
		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		if ((*n)++ >= 0)
			st = add_line(db, line, f);
	}
	buf_free(&b);
	return st;
}

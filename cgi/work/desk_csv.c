/*
 * The desk's table as CSV: every page of what is filtered, written into a
 * file without a name first, so that a failure is an error page and never
 * half a table; its memory stays that of one page.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "work/desk_local.h"

#define CSV_POOL	(8 * MIB)	/* 500 rows of at most 4 KB and room */
#define CSV_PIECE	(2 * MIB)

static void
close_file(void *arg)
{
	fclose(arg);
}

/* Page after page into a file without a name; its memory stays small. */
static enum status
write_csv(struct req *r, struct desk_view *v, FILE *file)
{
	struct pool	*pool = pool_new(CSV_POOL);
	struct buf	 b;
	struct list_row	*rows;
	char		 last[ID_LEN + 1];
	size_t		 i, n = 0;
	enum status	 st = pool == NULL ? ST_BROKEN : ST_OK;
	int		 more = st == ST_OK;

	buf_init(&b, CSV_PIECE);
	list_csv_head(&v->ask, &b);
	v->ask.max = LIST_MAX;
	v->ask.after = NULL;
	while (st == ST_OK && more) {
		st = list_requests(r->db, pool, &v->ask, &rows, &n, &more,
		    r->fault);
		for (i = 0; st == ST_OK && i < n; i++)
			list_csv_row(&v->ask, &rows[i], &b);
		if (st == ST_OK && n > 0) {
			memcpy(last, rows[n - 1].id, sizeof(last));
			v->ask.key = list_key(&v->ask, &rows[n - 1]);
			v->ask.after = last;
		}
		if (st == ST_OK && (!buf_ok(&b) ||
		    fwrite(b.p, 1, b.n, file) != b.n))
			st = fault_set(r->fault, ST_BROKEN, "csv: not written");
		buf_clear(&b);
		pool_reset(pool);
	}
	buf_free(&b);
	pool_free(pool);
	return st;
}

/* what was exported, by which filter. */
static enum status
audit_export(struct req *r, const struct desk_view *v)
{
	const struct audit_entry entry = {
		.action = "request.export", .kind = "list",
		.object = r->actor->unit, .result = "ok",
		.reason = pool_printf(r->pool, "tab=%s business=%s q=%s"
		    "%s%s%s%s", v->tab, v->business, v->text,
		    *v->from == '\0' ? "" : " from=", v->from,
		    *v->until == '\0' ? "" : " until=", v->until),
	};

	return audit_write(r->db, r->actor, &entry, r->fault);
}

enum status
desk_csv(struct req *r)
{
	struct web_file	 out = {
		.name = "办件.csv", .type = "text/csv; charset=utf-8",
	};
	struct desk_view	 v;
	FILE		*file;
	enum status	 st;

	desk_view_read(r, &v);
	if ((file = tmpfile()) == NULL || !pool_defer(r->pool, close_file,
	    file)) {
		if (file != NULL)
			fclose(file);
		return fault_set(r->fault, ST_BROKEN, "csv: no file");
	}
	st = write_csv(r, &v, file);
	if (st == ST_OK && fflush(file) != 0)
		st = fault_set(r->fault, ST_BROKEN, "csv: not written");
	if (st == ST_OK)
		st = audit_export(r, &v);
	if (st != ST_OK)
		return st;
	out.fd = fileno(file);
	out.size = (size_t)ftell(file);
	return lseek(out.fd, 0, SEEK_SET) == -1 ? fault_set(r->fault,
	    ST_BROKEN, "csv: no rewind") : web_file(r, &out);
}

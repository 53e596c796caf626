/* The desk's table as CSV: every page of what is filtered. */
#include "work/csv_file.h"
#include "work/desk_local.h"

static enum status
next_page(struct req *r, struct pool *pool, void *arg, struct buf *out,
    int *more)
{
	struct desk_view	*v = arg;
	struct list_row		*rows;
	enum status		 st;
	size_t			 i, n;

	st = list_requests(r->db, pool, &v->ask, &rows, &n, more, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		list_csv_row(&v->ask, &rows[i], out);
	if (st == ST_OK && n > 0) {
		v->ask.key = list_key(&v->ask, &rows[n - 1]);
		v->ask.after = pool_text(r->pool, rows[n - 1].id);
	}
	return st;
}

enum status
desk_csv(struct req *r)
{
	struct desk_view	 v;
	struct audit_entry	 entry = {
		.action = "request.export", .kind = "list",
		.object = r->actor->unit, .result = "ok",
	};
	struct csv_file		 file = {
		.name = "办件.csv", .page = next_page, .arg = &v,
		.entry = &entry,
	};

	desk_view_read(r, &v);
	v.ask.max = LIST_MAX;
	v.ask.after = NULL;
	file.head = list_csv_head(&v.ask);
	entry.reason = pool_printf(r->pool, "tab=%s business=%s q=%s%s%s%s%s",
	    v.tab, v.business, v.text, *v.from == '\0' ? "" : " from=",
	    v.from, *v.until == '\0' ? "" : " until=", v.until);
	return csv_send(r, &file);
}

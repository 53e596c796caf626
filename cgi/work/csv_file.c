/* A table as a file; see csv_file.h. */
#include <stdio.h>
#include <unistd.h>

#include "base/limits.h"
#include "work/csv.h"
#include "work/csv_file.h"

#define CSV_POOL	(8 * MIB)	/* 500 rows of at most 4 KB and room */
#define CSV_PIECE	(2 * MIB)

static void
close_file(void *arg)
{
	fclose(arg);
}

static enum status
write_pages(struct req *r, const struct csv_file *c, FILE *file)
{
	struct pool	*pool = pool_new(CSV_POOL);
	struct buf	 b;
	enum status	 st = pool == NULL ? ST_BROKEN : ST_OK;
	int		 more = st == ST_OK;

	buf_init(&b, CSV_PIECE);
	buf_text(&b, CSV_MARK);
	buf_text(&b, c->head);
	while (st == ST_OK && more) {
		st = c->page(r, pool, c->arg, &b, &more);
		if (st == ST_OK && (!buf_ok(&b) ||
		    fwrite(b.p, 1, b.n, file) != b.n))
			st = fault_set(r->fault, ST_BROKEN,
			    "csv: not written");
		buf_clear(&b);
		pool_reset(pool);
	}
	buf_free(&b);
	pool_free(pool);
	return st;
}

enum status
csv_send(struct req *r, const struct csv_file *c)
{
	struct web_file	 out = {
		.name = c->name, .type = "text/csv; charset=utf-8",
	};
	FILE		*file;
	enum status	 st;

	if ((file = tmpfile()) == NULL || !pool_defer(r->pool, close_file,
	    file)) {
		if (file != NULL)
			fclose(file);
		return fault_set(r->fault, ST_BROKEN, "csv: no file");
	}
	st = write_pages(r, c, file);
	if (st == ST_OK && fflush(file) != 0)
		st = fault_set(r->fault, ST_BROKEN, "csv: not written");
	if (st == ST_OK)
		st = audit_write(r->db, r->actor, c->entry, r->fault);
	if (st != ST_OK)
		return st;
	out.fd = fileno(file);
	out.size = (size_t)ftell(file);
	return lseek(out.fd, 0, SEEK_SET) == -1 ? fault_set(r->fault,
	    ST_BROKEN, "csv: no rewind") : web_file(r, &out);
}

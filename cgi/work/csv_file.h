/*
 * A table as a CSV file: written page after page into a file without a name
 * first, so that a failure is an error page and never half a table; its
 * memory stays that of one page.  What was exported is audited.
 */
#ifndef WORK_CSV_FILE_H
#define WORK_CSV_FILE_H

#include "web/web.h"

struct csv_file {
	const char		*name;		/* "办件.csv" */
	const char		*head;		/* its first line, with CRLF */
	/* Append the next page's lines; *more: there are others. */
	enum status		(*page)(struct req *r, struct pool *pool,
				    void *arg, struct buf *out, int *more);
	void			*arg;
	const struct audit_entry *entry;
};

enum status	 csv_send(struct req *r, const struct csv_file *c);

#endif

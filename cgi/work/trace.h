/*
 * What the histories of cases and of uses share: a kept statement judged as
 * it stands today, and shown beside its line.
 */
#ifndef WORK_TRACE_H
#define WORK_TRACE_H

#include "office/office.h"
#include "page/page.h"
#include "trust/statement.h"
#include "web/web.h"

/* By its id among those of a subject; NULL where it is not there. */
const struct kept_statement *trace_find(const struct kept_statement *kept,
		    size_t n, const char *id);
/*
 * Signature and certificate at the time of signing.  Whether it fits the
 * records is for the caller: statement_matches(read, digest).
 */
enum status	 trace_judge(struct req *r, const struct kept_statement *k,
		    const struct anchors *anchors, struct statement *read,
		    enum statement_state *state);
/* Into a line of "work/history". */
void		 trace_signature(struct page *line,
		    const struct kept_statement *k,
		    enum statement_state state);
/* Into the same: the version of the rules it was decided by (Part 4); 0 is
 * none. */
void		 trace_policy(struct page *line, int64_t version);

#endif

/* Cells of a CSV that is opened in a spreadsheet. */
#ifndef WORK_CSV_H
#define WORK_CSV_H

#include <stdint.h>

#include "base/buf.h"

/* What tells a spreadsheet that the file is UTF-8. */
#define CSV_MARK "\xef\xbb\xbf"

/*
 * A cell after RFC 4180 and what ends it, "," or "\r\n"; one that begins
 * like a formula gets a quote before it.
 */
void		 csv_cell(struct buf *out, const char *s, const char *end);
/* A moment, 2026-11-20 14:05; nothing for 0. */
void		 csv_time(struct buf *out, int64_t ms, const char *end);

#endif

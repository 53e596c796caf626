/* Cells of a CSV; see csv.h. */
#include <string.h>

#include "base/calendar.h"
#include "work/csv.h"

void
csv_cell(struct buf *out, const char *s, const char *end)
{
	buf_byte(out, '"');
	if (*s != '\0' && strchr("=+-@\t\r", *s) != NULL)
		buf_byte(out, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '"')
			buf_byte(out, '"');
		buf_byte(out, (unsigned char)*s);
	}
	buf_byte(out, '"');
	buf_text(out, end);
}

void
csv_time(struct buf *out, int64_t ms, const char *end)
{
	char	 text[CALENDAR_TEXT] = "";

	if (ms != 0)
		calendar_minute(ms, text);
	csv_cell(out, text, end);
}

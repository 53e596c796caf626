/* The log; see log.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"

static const char	*program = "jianyin";

static const char *const level_names[] = {
	[LOG_DEBUG] = "debug",
	[LOG_INFO] = "info",
	[LOG_WARN] = "warn",
	[LOG_ERROR] = "error",
};

_Static_assert(NITEMS(level_names) == LOG__N, "a level has no name");

void
log_open(const char *name)
{
	program = name;
}

/* What a reader's terminal or line splitter would act on, or no UTF-8. */
static int
is_wild(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
	    (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

/* Write '?' for every such byte; the length of the line. */
static size_t
tame(char *line)
{
	size_t		 i, n, len = strlen(line);
	uint32_t	 cp;

	for (i = 0; i < len; i += n) {
		n = 1;
		if (line[i] >= 0x20 && line[i] < 0x7f)
			continue;	/* plain, as nearly all of it is */
		n = utf8_next(line + i, len - i, &cp);
		if (n == 0 || is_wild(cp)) {
			n = n == 0 ? 1 : n;
			memset(line + i, '?', n);
		}
	}
	return len;
}

void
log_line(enum log_level level, const char *fmt, ...)
{
	char	 line[1024], when[CALENDAR_TEXT];
	va_list	 ap;
	int	 n;
	size_t	 len;

	calendar_iso(clock_now(), when);
	n = snprintf(line, sizeof(line), "%s %s[%ld] %s ", when, program,
	    (long)getpid(), level_names[level]);
	va_start(ap, fmt);
	vsnprintf(line + n, sizeof(line) - (size_t)n - 1, fmt, ap);
	va_end(ap);
	len = tame(line);
	line[len] = '\n';
	/* One write, so that lines of many processes do not mix. */
	if (write(STDERR_FILENO, line, len + 1) == -1)
		return;
}

void
log_fault(const struct fault *f)
{
	log_line(f->st == ST_BROKEN ? LOG_ERROR : LOG_WARN, "%s: %s",
	    status_name(f->st), f->text);
}

/* The log; see log.h. */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/log.h"

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

void
log_line(enum log_level level, const char *fmt, ...)
{
	char	 line[1024], when[CALENDAR_TEXT];
	va_list	 ap;
	int	 n;
	size_t	 i, len;

	calendar_iso(clock_now(), when);
	n = snprintf(line, sizeof(line), "%s %s[%ld] %s ", when, program,
	    (long)getpid(), level_names[level]);
	va_start(ap, fmt);
	vsnprintf(line + n, sizeof(line) - (size_t)n - 1, fmt, ap);
	va_end(ap);
	for (len = 0; line[len] != '\0'; len++)
		;
	for (i = 0; i < len; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
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

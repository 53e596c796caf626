/* Outcomes and why; see fault.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fault.h"

static const char *const status_names[] = {
	[ST_OK] = "ok",
	[ST_INVALID] = "invalid",
	[ST_ABSENT] = "absent",
	[ST_DENIED] = "denied",
	[ST_CONFLICT] = "conflict",
	[ST_BROKEN] = "broken",
};

_Static_assert(NITEMS(status_names) == ST__N, "a status has no name");

enum status
fault_set(struct fault *f, enum status st, const char *fmt, ...)
{
	va_list	 ap;

	if (f == NULL)
		return st;
	f->st = st;
	va_start(ap, fmt);
	vsnprintf(f->text, sizeof(f->text), fmt, ap);
	va_end(ap);
	return st;
}

enum status
fault_in(struct fault *f, enum status st, const char *where)
{
	char	 old[FAULT_MAX];

	if (f == NULL)
		return st;
	memcpy(old, f->text, sizeof(old));
	return fault_set(f, st, "%s: %.400s", where, old);
}

const char *
status_name(enum status st)
{
	return st < ST__N ? status_names[st] : "?";
}

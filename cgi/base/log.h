/* Programs log to standard error only; the supervisor keeps it. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/fault.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG__N };

/* Name the program once, at start; the pointer is kept. */
void	 log_open(const char *program);
/* One line: time, program, process, level, text.  Control characters,
 * line ends (also Unicode's), text direction marks and broken UTF-8 in it are
 * written as '?', so that nobody forges a line. */
void	 log_line(enum log_level level, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* The detail of a refusal, as a warning; as an error where it is ours. */
void	 log_fault(const struct fault *f);

#endif

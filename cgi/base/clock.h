/*
 * All time comes from here.  Moments are milliseconds since 1970 in UTC.
 * In demonstration mode one mapped file holds a shift, so that tests and
 * demonstrations can look at tomorrow; production never maps it.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#include "base/fault.h"

#define MS_SECOND	INT64_C(1000)
#define MS_MINUTE	(60 * MS_SECOND)
#define MS_HOUR		(60 * MS_MINUTE)
#define MS_DAY		(24 * MS_HOUR)

/*
 * Moments [from, until).  What DER and pages carry is a whole second, in
 * which more than one thing may have been true; what we recorded ourselves
 * is one millisecond.
 */
struct span {
	int64_t	 from, until;
};

static inline struct span
span_of(int64_t ms)
{
	return (struct span){ ms, ms + 1 };
}

static inline struct span
span_of_second(int64_t ms)
{
	return (struct span){ ms - ms % MS_SECOND,
	    ms - ms % MS_SECOND + MS_SECOND };
}

/* Now, shifted where a shift file is mapped. */
int64_t		 clock_now(void);
/* A clock that never steps, for measuring; microseconds. */
int64_t		 clock_ticks(void);
/*
 * Map the shift file (8 bytes, big-endian signed milliseconds), which stays
 * mapped; a change of the file shows at once in every process.
 */
enum status	 clock_map(const char *path, struct fault *f);
/* The shift in force, 0 without a file. */
int64_t		 clock_shift(void);
/* Write a shift into the file, creating it. */
enum status	 clock_set_shift(const char *path, int64_t ms,
		    struct fault *f);

#endif
